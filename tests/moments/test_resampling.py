"""Resampling by counts: whole, flat in memory, and the limits that many draws give."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from surveytools.base.errors import AnswersError, OptionError
from surveytools.moments import resampling
from surveytools.moments.resampling import (
    acceleration,
    bca_limits,
    check_resamples,
    check_unchanged,
    left_out_covariances,
    percentile_limits,
    resample_counts,
    resampled_covariances,
    resampled_sums,
)


@pytest.fixture
def X():
    random = np.random.default_rng(3)
    return np.clip(np.rint(3 + random.normal(size=(40, 1)) + random.normal(size=(40, 4))), 1, 5)


def gaps(X):
    return np.where(np.random.default_rng(4).random(X.shape) < 0.1, np.nan, X)


@pytest.fixture
def short_blocks(monkeypatch):
    monkeypatch.setattr(resampling, "CELLS", 4000)


def test_every_resample_has_n_respondents(short_blocks):
    parts = list(resample_counts(37, 250, 0))
    assert len(parts) > 1
    counts = np.vstack(parts)
    assert counts.shape == (250, 37)
    assert (counts.sum(axis=1) == 37).all()
    np.testing.assert_allclose(counts.mean(axis=0), 1, atol=0.35)


def test_more_respondents_than_cells(short_blocks):
    parts = list(resample_counts(9000, 3, 0))
    assert [part.shape for part in parts] == [(1, 9000)] * 3


def test_sums_of_blocks_are_those_of_as_many_draws(short_blocks):
    values = np.column_stack([np.ones(90), np.arange(90.0)])
    sums = resampled_sums(lambda rows: values[rows], 90, 3000, 0)
    np.testing.assert_array_equal(sums[:, 0], 90)
    mean, sd = 90 * values[:, 1].mean(), np.sqrt(90) * values[:, 1].std()
    assert sums[:, 1].mean() == pytest.approx(mean, abs=4 * sd / np.sqrt(3000))
    assert sums[:, 1].std() == pytest.approx(sd, rel=0.06)


def test_covariances_of_resamples_are_those_of_the_drawn_rows(X):
    counts = np.vstack(list(resample_counts(len(X), 20, 6)))
    pairs = resampling.PairSums.of(X)
    found = pairs.covariances(counts @ pairs.columns(slice(None)))
    for drawn, S in zip(counts, found, strict=True):
        np.testing.assert_allclose(S, np.cov(np.repeat(X, drawn, axis=0).T), atol=1e-12)
    Y = gaps(X)
    pairs = resampling.PairSums.of(Y)
    found = pairs.covariances(counts @ pairs.columns(slice(None)))
    for drawn, S in zip(counts, found, strict=True):
        np.testing.assert_allclose(S, pd.DataFrame(np.repeat(Y, drawn, axis=0)).cov(), atol=1e-12)


def test_answers_of_any_type_give_the_same_resamples(X):
    one = resampled_covariances(X, 100, 1)
    np.testing.assert_array_equal(one, resampled_covariances(X.astype(np.int8), 100, 1))
    assert one.shape == (100, 4, 4)


def test_a_constant_item_has_no_variance_at_all():
    X = np.full((30, 2), 3.0)
    X[:, 0] = np.arange(30) % 5
    assert (resampled_covariances(X, 100, 0)[:, 1, 1] == 0).all()


@pytest.mark.parametrize("change", [lambda X: X, gaps], ids=["complete", "gaps"])
def test_leaving_one_out(change, X, short_blocks):
    Y = change(X)
    blocks = list(left_out_covariances(Y))
    found = np.concatenate(blocks)
    assert len(found) == len(Y)
    for k, S in enumerate(found):
        np.testing.assert_allclose(S, pd.DataFrame(np.delete(Y, k, axis=0)).cov(), atol=1e-12)


def test_a_pair_that_too_few_answered_is_not_a_number():
    X = np.array([[1, np.nan], [2, np.nan], [3, 4], [4, np.nan], [5, 2.0]])
    S = next(left_out_covariances(X))
    assert np.isfinite(S[0]).all()
    assert np.isnan(S[2][0, 1])
    assert np.isnan(S[2][1, 1])
    assert np.isfinite(S[2][0, 0])


def test_percentiles_leave_out_what_is_undefined():
    draws = np.column_stack([np.arange(1001.0), np.arange(1001.0)])
    draws[::2, 1] = np.nan
    np.testing.assert_allclose(percentile_limits(draws, 0.9), [[50, 50.9], [950, 949.1]])


def test_bca_gives_the_limits_of_scipy():
    random = np.random.default_rng(8)
    x = random.exponential(size=60)
    theirs = stats.bootstrap(
        (x,), np.mean, n_resamples=4000, method="BCa", rng=np.random.default_rng(2), vectorized=True
    )
    left_out = (x.sum() - x) / (len(x) - 1)
    draws = theirs.bootstrap_distribution[:, None]
    estimate = np.array([x.mean()])
    curved = acceleration([left_out[:25, None], left_out[25:, None]], estimate)
    d = left_out.mean() - left_out
    np.testing.assert_allclose(curved, (d**3).sum() / (6 * (d**2).sum() ** 1.5), rtol=1e-9)
    found = bca_limits(draws, estimate, curved, 0.95)
    np.testing.assert_allclose(found.ravel(), theirs.confidence_interval, rtol=1e-9)


def test_bca_without_bias_or_acceleration_is_the_percentile_interval():
    draws = np.arange(-500.0, 501)[:, None]
    np.testing.assert_allclose(
        bca_limits(draws, np.zeros(1), np.zeros(1), 0.95), percentile_limits(draws, 0.95), rtol=1e-9
    )


def test_what_never_varies_has_no_acceleration():
    assert acceleration([np.ones((5, 1))], np.ones(1)).tolist() == [0.0]
    assert np.isnan(acceleration([np.array([[1.0], [np.nan]])], np.ones(1)))


def test_too_few_resamples():
    check_resamples(100)
    with pytest.raises(OptionError) as caught:
        check_resamples(99)
    assert str(caught.value) == "n_resamples=99 is too few\nHint: Give 100 or more."


@pytest.mark.parametrize("n_resamples", [100.5, "many", True])
def test_resamples_that_cannot_be_counted(n_resamples):
    with pytest.raises(OptionError) as caught:
        check_resamples(n_resamples)
    assert str(caught.value) == f"n_resamples={n_resamples!r} is no number of resamples\nHint: Give 100 or more."


@pytest.mark.parametrize("rng", [-1, "x", None])
def test_a_seed_that_is_none(rng):
    with pytest.raises(OptionError) as caught:
        check_resamples(100, rng)
    assert str(caught.value) == (
        f"rng={rng!r} is no seed\nHint: Give a whole number from 0 upwards, or a numpy.random.Generator."
    )


def test_answers_that_changed_are_noticed(X):
    for answers in (X, gaps(X)):
        S = pd.DataFrame(answers).cov().to_numpy()
        check_unchanged(answers, S)
        check_unchanged(answers + 1e6, S)
        for cell in (answers[3, 2] + 1, np.nan):
            changed = answers.copy()
            changed[3, 2] = cell
            with pytest.raises(AnswersError) as caught:
                check_unchanged(changed, S)
            assert str(caught.value) == (
                "the answers changed since they were analyzed\n"
                "Hint: Analyze them again, or give a copy where you go on writing to the same array or frame."
            )
