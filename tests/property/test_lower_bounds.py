"""What must hold for splits, lower bounds and errors of measurement of any scale."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import surveytools as st
from surveytools.reliability.alpha import alpha

modest = settings(deadline=None, max_examples=40)
pytestmark = pytest.mark.filterwarnings("ignore::surveytools.base.warnings.NegativeItemWarning")


@some.composite
def covariances(draw, sizes=(2, 9)):
    """Return the moments of answers of 80 people that have something in common, with unequal variances."""
    k = draw(some.integers(*sizes))
    random = np.random.default_rng(draw(some.integers(0, 2**32 - 1)))
    common = random.normal(size=(80, 1)) * draw(some.floats(0.3, 2))
    X = (common + random.normal(size=(80, k))) * random.uniform(0.5, 3, k)
    return st.Moments.from_cov(np.cov(X.T), n=80)


def plain_splits(S):
    """Return Guttman's coefficient of every equal split, one after the other."""
    k, found = len(S), []
    for half in combinations(range(k), (k + 1) // 2):
        if k % 2 == 1 or 0 in half:
            t = -np.ones(k)
            t[list(half)] = 1
            found.append(1 - t @ S @ t / S.sum())
    return np.array(found)


@modest
@given(covariances())
def test_the_splits_are_those_of_plain_enumeration(moments):
    found, expected = st.all_split_halves(moments), plain_splits(moments.cov())
    np.testing.assert_allclose(np.sort(found.coefficients()), np.sort(expected), rtol=1e-9, atol=1e-12)
    assert found.n_splits == len(expected)
    assert found.quantile(0.3) == pytest.approx(np.quantile(expected, 0.3), abs=1e-9)


@modest
@given(covariances())
def test_the_mean_over_the_splits_is_alpha(moments):
    k, whole = moments.n_items, alpha(moments.cov())
    expected = whole if k % 2 == 0 else whole * (k * k - 1) / k**2
    assert st.all_split_halves(moments).mean == pytest.approx(expected, rel=1e-9, abs=1e-9)


@modest
@given(covariances())
def test_the_best_and_the_worst_split_are_what_they_say(moments):
    found = st.all_split_halves(moments)
    for halves, value in ((found.best, found.maximum), (found.worst, found.minimum)):
        assert sorted(halves[0] + halves[1]) == sorted(moments.names)
        assert len(halves[0]) - len(halves[1]) == moments.n_items % 2
        assert st.split_half(moments, halves[0]).guttman == pytest.approx(value, rel=1e-9, abs=1e-9)


@modest
@given(covariances(), some.sampled_from(["cov", "corr"]))
def test_the_order_of_the_bounds(moments, matrix):
    lambdas, bound = st.guttman_lambdas(moments, matrix=matrix), st.greatest_lower_bound(moments, matrix=matrix)
    assert max(lambdas.lambda1, lambdas.lambda3) <= lambdas.lambda2 + 1e-12
    for name in ("lambda2", "lambda3", "lambda4", "lambda5", "lambda6"):
        assert getattr(lambdas, name) <= bound.glb + 1e-8, name
    if moments.n_items % 2 == 0:
        assert lambdas.lambda4 >= lambdas.lambda3 - 1e-12
    assert bound.glb <= 1


@modest
@given(covariances())
def test_the_errors_of_the_greatest_lower_bound_can_be(moments):
    found, S = st.greatest_lower_bound(moments), moments.cov()
    assert found.gap < 1e-9
    assert found.error_variances.min() > 0
    assert np.linalg.eigvalsh(S - np.diag(found.error_variances))[0] > -1e-9 * np.trace(S)
    assert found.glb == pytest.approx(1 - found.error_variances.sum() / S.sum(), abs=1e-12)


@modest
@given(some.integers(2, 12), some.floats(0.05, 0.95))
def test_parallel_items_have_one_reliability(k, r):
    R = np.full((k, k), r) + (1 - r) * np.eye(k)
    moments = st.Moments.from_corr(R, n=500)
    stepped_up = k * r / (1 + (k - 1) * r)
    lambdas = st.guttman_lambdas(moments)
    assert [lambdas.lambda2, lambdas.lambda3] == pytest.approx([stepped_up, stepped_up], abs=1e-9)
    assert st.greatest_lower_bound(moments).glb == pytest.approx(stepped_up, abs=1e-8)


@modest
@given(covariances(), some.randoms(use_true_random=False))
def test_the_order_of_the_items_does_not_matter(moments, random):
    names = list(moments.names)
    random.shuffle(names)
    other = moments.select(names)
    assert st.greatest_lower_bound(other).glb == pytest.approx(st.greatest_lower_bound(moments).glb, abs=2e-9)
    one, two = st.all_split_halves(moments), st.all_split_halves(other)
    assert [two.minimum, two.maximum] == pytest.approx([one.minimum, one.maximum], abs=1e-9)


@settings(deadline=None, max_examples=5)
@given(covariances(sizes=(27, 31)))
def test_a_sample_lies_between_its_extremes(moments):
    found = st.all_split_halves(moments, n_sampled=500)
    values = found.coefficients()
    assert (found.is_exact, found.n_splits, len(values)) == (False, 500, 500)
    assert found.minimum <= values.min()
    assert values.max() <= found.maximum <= st.greatest_lower_bound(moments).glb + 1e-8
    assert st.split_half(moments, found.best[0]).guttman == pytest.approx(found.maximum, abs=1e-9)
    assert st.split_half(moments, found.worst[0]).guttman == pytest.approx(found.minimum, abs=1e-9)


@modest
@given(some.lists(some.tuples(some.integers(0, 40), some.integers(0, 40)), min_size=4, max_size=30))
def test_turning_the_occasions_around(pairs):
    x, y = np.array(pairs, float).T
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return
    one, other = st.test_retest(x, y), st.test_retest(y, x)
    assert other.r == pytest.approx(one.r, abs=1e-12)
    assert other.mean_change == pytest.approx(-one.mean_change, abs=1e-12)
    assert other.standard_error == pytest.approx(one.standard_error, rel=1e-12)
    low, high, *_ = one.interval()
    assert -1 <= low <= one.r + 1e-12
    assert one.r - 1e-12 <= high <= 1


@modest
@given(some.floats(0, 1), some.floats(0.1, 50), some.floats(-100, 100), some.floats(-100, 100))
def test_true_scores_lie_between_the_mean_and_the_score(rho, sd, mean, score):
    found = st.standard_error_of_measurement(rho, sd=sd, mean=mean)
    assert min(mean, score) - 1e-9 <= found.true_score(score) <= max(mean, score) + 1e-9
    observed, true = found.interval(score), found.interval(score, method="true")
    assert true.high - true.low <= observed.high - observed.low + 1e-9


@modest
@given(some.floats(-0.99, 0.99), some.floats(0.05, 1), some.floats(0.05, 1))
def test_attenuating_a_corrected_correlation_gives_it_back(r, x, y):
    attenuated = r * np.sqrt(x * y)
    found = st.disattenuated_correlation(attenuated, x, y, n=50)
    assert found.corrected == pytest.approx(r, abs=1e-9)
    low, high, *_ = found.interval()
    assert low <= found.corrected <= high
