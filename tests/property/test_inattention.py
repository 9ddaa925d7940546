"""What must hold for the indices of inattentive answers, whatever the answers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

import surveytools as st
from surveytools.items.inattention_indices import runs
from surveytools.items.influence import alpha_without_each
from surveytools.items.person_fit import pair_correlation

SHIFTED = ["longest_run", "average_run", "within_person_sd", "even_odd", "synonym_r", "person_total_r"]
DIMENSIONS = {"a": ["item1", "item2", "item3"], "b": ["item4", "item5"], "c": ["item6", "item7", "item8"]}


@some.composite
def answers(draw, blanks=True):
    seed, n = draw(some.integers(0, 2**32 - 1)), draw(some.integers(12, 60))
    random = np.random.default_rng(seed)
    X = np.clip((3 + random.normal(size=(n, 1)) + random.normal(size=(n, 8))).round(), 1, 5)
    if blanks:
        X[random.random(X.shape) < draw(some.floats(0, 0.3))] = np.nan
    return X


def close(one, other):
    np.testing.assert_allclose(one, other, rtol=1e-7, atol=1e-9)


@given(answers(), some.integers(-7, 7) | some.sampled_from([10**6, -(10**7)]), some.sampled_from([1.0, 2.0, 0.5]))
def test_a_shift_and_a_stretch_of_all_answers_change_no_index(X, shift, stretch):
    before = st.careless(X, dimensions=DIMENSIONS).measures
    after = st.careless(shift + stretch * X, dimensions=DIMENSIONS).measures
    for name in SHIFTED:
        close(after[name], before[name] * (stretch if name == "within_person_sd" else 1))
    close(after["mahalanobis_d2"], before["mahalanobis_d2"])


@given(answers(), some.sets(some.integers(1, 8)))
def test_declared_reversal_gives_the_person_total_r_of_the_answers_before_it(X, which):
    turned, names = X.copy(), [f"item{k}" for k in sorted(which)]
    at = [k - 1 for k in sorted(which)]
    turned[:, at] = 6 - X[:, at]
    found = st.careless(turned, scale=(1, 5), reverse=names).measures
    close(found["person_total_r"], st.careless(X, scale=(1, 5)).measures["person_total_r"])


@given(answers())
def test_limits(X):
    measures = st.careless(X, dimensions=DIMENSIONS, seconds=np.arange(len(X))).measures
    answered = (~np.isnan(X)).sum(axis=1)
    assert (measures["longest_run"] <= answered).all()
    assert (measures["average_run"].fillna(0) <= measures["longest_run"]).all()
    for name in ("even_odd", "person_total_r"):
        assert measures[name].dropna().between(-1, 1).all()
    for name in ("blank_share", "straightlining_share", "mahalanobis_p"):
        assert measures[name].dropna().between(0, 1).all()


@given(answers(blanks=False))
def test_distances_sum_to_items_times_n_less_one(X):
    found = st.careless(X)
    if "mahalanobis_d2" not in found.unavailable:
        assert found.measures["mahalanobis_d2"].sum() == pytest.approx(8 * (len(X) - 1))


@given(answers(), some.randoms(use_true_random=False))
def test_the_order_of_respondents_does_not_matter(X, shuffle):
    order = list(range(len(X)))
    shuffle.shuffle(order)
    before, after = st.careless(X).measures, st.careless(X[order]).measures
    for name in before:
        close(after[name], before[name].iloc[order])


@given(answers(blanks=False))
def test_alpha_without_each_is_alpha_of_the_others(X):
    alpha, without = alpha_without_each(X)
    for k in (0, len(X) // 2, len(X) - 1):
        S = np.cov(np.delete(X, k, axis=0).T)
        assert without[k] == pytest.approx(8 / 7 * (1 - np.trace(S) / S.sum()))
    assert alpha == pytest.approx(8 / 7 * (1 - np.trace(np.cov(X.T)) / np.cov(X.T).sum()))


@given(answers())
def test_runs_by_counting(X):
    longest, average = runs(X)
    for row, one, mean in zip(X, longest, average, strict=True):
        text = "".join("b" if np.isnan(value) else f"{value:g}" for value in row)
        lengths, before = [], ""
        for sign in text:
            if sign != "b":
                lengths = [*lengths[:-1], lengths[-1] + 1] if sign == before else [*lengths, 1]
            before = sign
        assert one == max(lengths, default=0)
        assert lengths == [] or mean == pytest.approx(np.mean(lengths))


@given(answers())
def test_pair_correlation_by_pandas(X):
    pairs = [(0, 1), (0, 2), (1, 5), (3, 7), (4, 6)]
    U = np.zeros((8, 8))
    U[tuple(np.transpose(pairs))] = 1
    r = pair_correlation(X, U)
    for row, found in zip(X, r, strict=True):
        frame = pd.DataFrame([(row[i], row[j]) for i, j in pairs]).dropna()
        known = len(frame) > 2 and (np.ptp(frame, axis=0) > 0).all()
        assert found == pytest.approx(frame[0].corr(frame[1]), abs=1e-9) if known else np.isnan(found)
