"""Intervals of alpha: what they need, what they refuse, and that resamples of items go with them."""

import json
import pickle
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import surveytools as st
from surveytools.base.errors import AnswersError, AnswersNeededError, OptionError, SampleSizeError
from surveytools.base.warnings import MissingAnswersWarning
from surveytools.reliability.bootstrapping import check_solved
from surveytools.reliability.item_coefficients import alpha_if_deleted, item_rest_r, stacked_alpha

METHODS = ("feldt", "bonett", "bonett_corrected", "duhachek", "adf", "jackknife", "bootstrap", "bca")
OF_ANSWERS = ("adf", "jackknife", "bootstrap", "bca")


@pytest.fixture
def found(attitude):
    return st.cronbach_alpha(attitude)


@pytest.fixture
def with_gaps(attitude):
    random = np.random.default_rng(1)
    return attitude.astype(float).mask(random.random(attitude.shape) < 0.1)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_says_its_name_and_level(method, found):
    interval = found.interval(0.9, method)
    assert (interval.level, interval.method) == (0.9, method)
    assert interval.low < found.alpha < interval.high


@pytest.mark.parametrize("method", OF_ANSWERS)
def test_moments_hold_no_answers(method, attitude):
    found = st.cronbach_alpha(st.Moments.from_answers(attitude))
    with pytest.raises(AnswersNeededError) as caught:
        found.interval(method=method)
    assert str(caught.value) == (
        f"method={method!r} needs the answers, and only moments were given\n"
        'Hint: Give the answers themselves, or use method="feldt".'
    )


def test_a_published_matrix_has_the_intervals_that_have_a_formula(attitude, found):
    published = st.cronbach_alpha(st.Moments.from_cov(attitude.cov(), n=30))
    for method in ("feldt", "bonett", "bonett_corrected", "duhachek"):
        np.testing.assert_allclose(published.interval(method=method)[:2], found.interval(method=method)[:2], rtol=1e-9)


@pytest.mark.parametrize("method", OF_ANSWERS)
def test_n_is_that_of_the_respondents_who_count(method, with_gaps):
    kept = with_gaps.dropna()
    assert 2 < len(kept) < 30
    with pytest.warns(MissingAnswersWarning):
        found = st.cronbach_alpha(with_gaps)
    assert found.n_used == len(kept)
    assert found.interval(method=method) == st.cronbach_alpha(kept).interval(method=method)


def test_pairwise_alpha_is_resampled_with_its_gaps(with_gaps):
    found = st.cronbach_alpha(with_gaps, missing="pairwise")
    random = np.random.default_rng(5)
    draws = [stacked_alpha(with_gaps.iloc[random.integers(0, 30, 30)].cov().to_numpy()) for _ in range(1500)]
    by_hand = np.quantile(draws, [0.025, 0.975])
    np.testing.assert_allclose(found.interval(method="bootstrap", n_resamples=5000)[:2], by_hand, atol=0.03)
    low, high, *_ = found.interval(method="bca")
    assert low < found.alpha < high
    with pytest.raises(OptionError) as caught:
        found.interval(method="adf")
    assert str(caught.value) == (
        'method="adf" needs respondents who answered all items\n'
        'Hint: Compute alpha with missing="listwise", or use method="bootstrap".'
    )


def test_reversed_items_are_resampled_as_reversed(attitude):
    by_hand = attitude.assign(rating=100 - attitude["rating"])
    one = st.cronbach_alpha(by_hand, reverse=["rating"], scale=(0, 100))
    other = st.cronbach_alpha(attitude)
    for method in OF_ANSWERS:
        np.testing.assert_allclose(one.interval(method=method)[:2], other.interval(method=method)[:2], rtol=1e-10)
    pd.testing.assert_frame_equal(one.to_frame(intervals="bca"), other.to_frame(intervals="bca"))


def test_the_same_seed_gives_the_same_interval(found):
    one = found.interval(method="bootstrap", rng=7)
    assert (
        one
        == found.interval(method="bootstrap", rng=7)
        == found.interval(method="bootstrap", rng=np.random.default_rng(7))
    )
    assert one != found.interval(method="bootstrap", rng=8)


def test_intervals_of_items(found):
    frame = found.to_frame(intervals="bootstrap", n_resamples=2000, rng=3)
    assert list(frame.columns[5:]) == [
        "item_rest_r_ci_low", "item_rest_r_ci_high", "alpha_if_deleted_ci_low", "alpha_if_deleted_ci_high",
    ]  # fmt: skip
    for name in ("item_rest_r", "alpha_if_deleted"):
        assert (frame[f"{name}_ci_low"] < frame[name]).all()
        assert (frame[name] < frame[f"{name}_ci_high"]).all()
    narrow = found.to_frame(intervals="bootstrap", level=0.5, n_resamples=2000, rng=3)
    assert (narrow["item_rest_r_ci_low"] > frame["item_rest_r_ci_low"]).all()
    assert found.to_frame().equals(found.to_frame(intervals=None))


def test_limits_of_items_are_percentiles_of_resampled_answers(found, attitude):
    random = np.random.default_rng(11)
    covariances = np.array([np.cov(attitude.to_numpy()[random.integers(0, 30, 30)].T) for _ in range(4000)])
    frame = found.to_frame(intervals="bootstrap", n_resamples=4000)
    for name, numbers in (("item_rest_r", item_rest_r), ("alpha_if_deleted", alpha_if_deleted)):
        low, high = np.quantile(numbers(covariances), [0.025, 0.975], axis=0)
        np.testing.assert_allclose(frame[f"{name}_ci_low"], low, atol=0.04)
        np.testing.assert_allclose(frame[f"{name}_ci_high"], high, atol=0.04)


def below_one(values):
    return -np.log1p(-np.asarray(values))


def jackknifed(estimate, values, scale=below_one, back=lambda g: 1 - np.exp(-g)):
    g, n = scale(values), len(values)
    half = stats.t.ppf(0.975, n - 1) * (n - 1) / np.sqrt(n) * g.std(axis=0, ddof=1)
    return back(scale(estimate) + np.multiply.outer([-1, 1], half))


def test_the_jackknife_leaves_each_respondent_out(found, attitude):
    each = [st.cronbach_alpha(attitude.drop(index=row)) for row in attitude.index]
    whole = [found.alpha, found.standardized_alpha]
    alphas = jackknifed(whole, [[one.alpha, one.standardized_alpha] for one in each])
    for k in range(2):
        limits = found.interval(method="jackknife", standardized=bool(k))
        assert limits[:2] == pytest.approx(alphas[:, k], rel=1e-9)
    frame = found.to_frame(intervals="jackknife")
    for name, scales in (("item_rest_r", (np.arctanh, np.tanh)), ("alpha_if_deleted", ())):
        low, high = jackknifed(getattr(found, name), [getattr(one, name) for one in each], *scales)
        np.testing.assert_allclose(frame[f"{name}_ci_low"], low, rtol=1e-9)
        np.testing.assert_allclose(frame[f"{name}_ci_high"], high, rtol=1e-9)
    by_lambda = st.guttman_lambdas(attitude).interval(coefficient="lambda3")
    assert by_lambda[:2] == pytest.approx(found.interval(method="jackknife")[:2], rel=1e-9)


def test_items_that_one_respondent_tells_apart_have_no_jackknife():
    one = np.tile([1.0, 2.0, 3.0, 4.0], 50)
    items = pd.DataFrame({"a": one, "b": one, "c": one})
    items.loc[0, "b"] = 4.0
    with pytest.raises(SampleSizeError) as caught:
        st.split_half(items[["a", "b"]]).interval()
    assert str(caught.value) == (
        "without one respondent the coefficient is 1\n"
        "Hint: Too few respondents differ between the items for an interval; give more of them."
    )
    with pytest.raises(SampleSizeError, match=r"^without one respondent there is no variance or no error left in"):
        st.cronbach_alpha(items).interval(method="jackknife")


def test_few_respondents_have_no_jackknife(attitude):
    few = attitude[["rating", "complaints", "raises"]].head(4)
    for found in (st.cronbach_alpha(few), st.split_half(few)):
        with pytest.raises(SampleSizeError) as caught:
            found.interval(method="jackknife")
        assert str(caught.value) == "the jackknife needs 5 respondents, and there are 4\nHint: Give more respondents."


def test_limits_of_correlations_are_correlations():
    random = np.random.default_rng(3)
    for _ in range(20):
        x = random.normal(size=12)
        pair = np.column_stack([x, 6 - x + 0.7 * random.normal(size=12), random.normal(size=12)])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame = st.cronbach_alpha(pair).to_frame(intervals="jackknife")
            low, high, *_ = st.test_retest(pair[:, 0], pair[:, 1]).interval(method="jackknife")
        assert -1 < low < high < 1
        assert frame["item_rest_r_ci_low"].gt(-1).all()
        assert frame["item_rest_r_ci_high"].lt(1).all()


def test_an_item_that_hangs_on_one_respondent_has_no_jackknife(attitude):
    items = attitude[["rating", "raises", "learning"]].assign(rare=(attitude["rating"] == 85).astype(int))
    with pytest.raises(SampleSizeError, match=r"^without one respondent there is no variance or no error left in rare"):
        st.cronbach_alpha(items).to_frame(intervals="jackknife")


def test_two_items_have_no_limits_of_alpha_if_deleted(attitude):
    frame = st.cronbach_alpha(attitude[["rating", "raises"]]).to_frame(intervals="bca")
    assert frame[["alpha_if_deleted_ci_low", "alpha_if_deleted_ci_high"]].isna().all(axis=None)
    assert frame[["item_rest_r_ci_low", "item_rest_r_ci_high"]].notna().all(axis=None)


def test_standardized_alpha_has_limits_by_resampling(found):
    for method in ("bootstrap", "bca"):
        low, high, *_ = found.interval(method=method, standardized=True)
        assert low < found.standardized_alpha < high
        assert (low, high) != found.interval(method=method)[:2]
    with pytest.raises(OptionError) as caught:
        found.interval(standardized=True)
    assert str(caught.value) == (
        'method=\'feldt\' is for alpha, not for standardized alpha\nHint: Use "jackknife", "bootstrap" or "bca".'
    )


def test_options(found):
    with pytest.raises(OptionError) as caught:
        found.interval(method="bootstrap", n_resamples=20)
    assert str(caught.value) == "n_resamples=20 is too few\nHint: Give 100 or more."
    with pytest.raises(OptionError) as caught:
        found.to_frame(intervals="feldt")
    assert (
        str(caught.value)
        == "intervals='feldt' is not an option\nHint: intervals is one of 'jackknife', 'bootstrap', 'bca'."
    )
    with pytest.raises(OptionError) as caught:
        found.to_frame(intervals="bca", level=2)
    assert str(caught.value) == "level=2 is no confidence level\nHint: Give a number between 0 and 1, such as .95."


def test_two_respondents_are_too_few_for_bonett():
    found = st.cronbach_alpha([[1, 2], [3, 5]])
    with pytest.raises(SampleSizeError) as caught:
        found.interval(method="bonett")
    assert str(caught.value) == "method='bonett' needs three respondents\nHint: Use method=\"feldt\"."


def test_resamples_without_variance(attitude):
    items = attitude[["rating", "raises", "learning"]].assign(rare=(attitude["rating"] == 85).astype(int))
    found = st.cronbach_alpha(items, missing="raise")
    with pytest.raises(SampleSizeError) as caught:
        found.to_frame(intervals="bootstrap")
    assert str(caught.value) == (
        "too many resamples leave no variance in rare\n"
        "Hint: Leave out what nearly everyone answers alike; the interval of alpha by Feldt needs no resamples."
    )
    with pytest.raises(SampleSizeError) as caught:
        st.cronbach_alpha([[1, 2], [3, 5]]).interval(method="bootstrap")
    assert str(caught.value).startswith("too many resamples leave no variance in item1, item2")


def test_the_answers_are_kept_but_neither_shown_nor_exported(found, attitude):
    values = attitude.to_numpy()
    assert np.shares_memory(st.cronbach_alpha(values).answers.X, values)
    assert not found.answers.X.flags.writeable
    json.dumps(found.to_dict())
    assert not {"answers", "moments"} & set(found.to_dict())
    assert found == st.cronbach_alpha(st.Moments.from_answers(attitude))
    assert pickle.loads(pickle.dumps(found)).interval(method="bca") == found.interval(method="bca")
    assert replace(found, alpha=0.5) != found


def test_other_frames_keep_their_answers(found, attitude):
    import polars  # noqa: PLC0415

    other = st.cronbach_alpha(polars.from_pandas(attitude))
    assert other.interval(method="bootstrap") == found.interval(method="bootstrap")


def test_no_interval_comes_of_resamples_without_a_solution():
    with pytest.raises(SampleSizeError) as caught:
        check_solved(np.full(100, np.nan), "too few respondents", stacklevel=2)
    assert str(caught.value) == "no resample has a solution\nHint: There are too few respondents."


@pytest.mark.parametrize("level", [0, 95, "high"])
def test_every_interval_of_a_correlation_looks_at_its_level(level):
    retest = st.test_retest([12, 15, 9, 20, 14, 11], [13, 14, 10, 19, 16, 12])
    corrected = st.disattenuated_correlation(0.42, 0.8, 0.7, n=200)
    error = st.standard_error_of_measurement(0.8, sd=1)
    for call in (retest.interval, corrected.interval, error.smallest_detectable_change):
        with pytest.raises(OptionError) as caught:
            call(level)
        assert str(caught.value) == (
            f"level={level!r} is no confidence level\nHint: Give a number between 0 and 1, such as .95."
        )


def changed_after(verb, *, whole=False):
    """Return a result of answers in an array that was written to since."""
    random = np.random.default_rng(4)
    X = 3 + random.normal(size=(80, 1)) + random.normal(size=(80, 6))
    X = np.clip(np.rint(X), 1, 5).astype(np.int64 if whole else np.float64)
    found = verb(X)
    X[:30] = 1
    return found


@pytest.mark.parametrize("method", OF_ANSWERS)
def test_answers_that_changed_since_make_no_interval(method):
    with pytest.raises(AnswersError, match=r"^the answers changed since they were analyzed\nHint: Analyze them again"):
        changed_after(st.cronbach_alpha).interval(method=method)


@pytest.mark.parametrize(
    "verb",
    [
        st.split_half, st.guttman_lambdas, st.ordinal_alpha,
        st.ordinal_omega,
        lambda X: st.stratified_alpha(X, {"a": ["item1", "item2"], "b": ["item3", "item4"]}),
    ],
)  # fmt: skip
def test_answers_that_changed_since_are_not_resampled(verb):
    with pytest.raises(AnswersError, match=r"^the answers changed since they were analyzed"):
        changed_after(verb, whole=True).interval()


def test_answers_that_changed_since_have_no_omega():
    with pytest.raises(AnswersError, match=r"^the answers changed since they were analyzed"):
        changed_after(st.mcdonald_omega).interval(method="bootstrap")


def test_a_reversal_in_place_is_noticed(five_answers):
    X = np.array(five_answers, np.float64)
    found = st.cronbach_alpha(X, reverse=["item3"], scale=(1, 5))
    found.interval(method="adf")
    X[:, 2] = 6 - X[:, 2]
    with pytest.raises(AnswersError, match=r"^the answers changed"):
        found.interval(method="adf")


def test_standardized_is_a_truth_value(found):
    with pytest.raises(OptionError) as caught:
        found.interval(method="bootstrap", standardized="yes")
    assert str(caught.value) == "standardized='yes' is no truth value\nHint: Give True or False."
