"""What must hold for agreement of any ratings that are numbers."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

import surveytools as st
from surveytools.agreement.mean_squares import mean_squares, of_mean
from surveytools.agreement.tolerance import limit_factors, pair_factors
from surveytools.agreement.variance_components import deviance, rating_sums, variance_components

modest = settings(deadline=None, max_examples=40)
few = settings(deadline=None, max_examples=12)
NAMES = ["ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"]


@some.composite
def tables(draw, n=(4, 30), k=(2, 6)):
    """Return ratings with subjects, raters and error in them."""
    shape = draw(some.integers(*n)), draw(some.integers(*k))
    random = np.random.default_rng(draw(some.integers(0, 2**32 - 1)))
    subjects = draw(some.floats(0, 3)) * random.normal(size=(shape[0], 1))
    raters = draw(some.floats(0, 3)) * random.normal(size=(1, shape[1]))
    return subjects + raters + random.normal(size=shape)


def estimates(found):
    return [form.estimate for form in found.forms]


@modest
@given(tables(), some.integers(-50, 50), some.floats(0.1, 9), some.randoms(use_true_random=False))
def test_order_shift_and_unit_do_not_matter(X, shift, unit, random):
    rows, columns = list(range(X.shape[0])), list(range(X.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    one, other = st.icc(X), st.icc(unit * X[np.ix_(rows, columns)] + shift)
    assert estimates(other) == pytest.approx(estimates(one), rel=1e-6, abs=1e-8, nan_ok=True)
    assert other.form("ICC3").sem == pytest.approx(unit * one.form("ICC3").sem, rel=1e-6)


@modest
@given(tables(), some.integers(0, 5))
def test_only_agreement_sees_a_strict_rater(X, rater):
    stricter = X.copy()
    stricter[:, rater % X.shape[1]] += 100
    one, other = st.icc(X), st.icc(stricter)
    assert other.form("ICC3").estimate == pytest.approx(one.form("ICC3").estimate, rel=1e-6, abs=1e-8)
    if one.form("ICC3").estimate > 0:
        assert other.form("ICC2").estimate < one.form("ICC2").estimate


@modest
@given(tables())
def test_consistency_of_the_mean_is_alpha(X):
    S, k = np.cov(X, rowvar=False), X.shape[1]
    alpha = k / (k - 1) * (1 - np.trace(S) / S.sum())
    assert st.icc(X).form("ICC(C,k)").estimate == pytest.approx(alpha, rel=1e-8, abs=1e-8)


@modest
@given(tables())
def test_intervals_hold_the_estimates_and_widen(X):
    found = st.icc(X)
    for name in NAMES:
        narrow, wide = found.interval(name, 0.8), found.interval(name, 0.99)
        estimate = found.form(name).estimate
        if np.isnan(estimate):
            continue
        assert wide.low <= narrow.low + 1e-9
        assert narrow.high <= wide.high + 1e-9
        assert wide.low - 1e-9 <= estimate <= wide.high + 1e-9 <= 1 + 1e-8


@modest
@given(tables())
def test_the_forms_hang_together(X):
    found = st.icc(X)
    for single, mean in zip(NAMES[:3], NAMES[3:], strict=True):
        estimate = found.form(single).estimate
        expected = of_mean(estimate, X.shape[1])
        stepped = found.form(mean).estimate
        assert np.isnan(stepped) if np.isinf(expected) else stepped == pytest.approx(expected)
    one_way, agreement, consistency = estimates(found)[:3]
    if one_way >= 0 and found.variance_raters >= 0:
        assert one_way <= agreement + 1e-12 <= consistency + 2e-12


@few
@given(tables(n=(6, 20), k=(3, 5)))
def test_likelihood_and_mean_squares_agree_where_nothing_is_missing(X):
    expected = mean_squares(X).variances
    assume(min(expected) > 0.05)
    np.testing.assert_allclose(variance_components(X).variances, expected, rtol=1e-4)


@few
@given(tables(n=(3, 7), k=(2, 4)), some.floats(0, 5), some.floats(0, 5), some.integers(0, 2**32 - 1))
def test_the_deviance_is_that_of_the_whole_matrix(X, subjects, raters, seed):
    random = np.random.default_rng(seed)
    given_ratings = random.random(X.shape) < 0.8
    assume(given_ratings.any(axis=1).all() and given_ratings.any(axis=0).all())
    i, j = np.nonzero(given_ratings)
    y, N = X[i, j], len(i)
    V = np.eye(N) + subjects * (i[:, None] == i) + raters * (j[:, None] == j)
    ones, P = np.ones(N), np.linalg.inv(V)
    error = (y @ P @ y - (ones @ P @ y) ** 2 / (ones @ P @ ones)) / (N - 1)
    expected = (N - 1) * np.log(error) + np.linalg.slogdet(V)[1] + np.log(ones @ P @ ones)
    found, variance = deviance(rating_sums(np.where(given_ratings, X, np.nan)), subjects, raters)
    assert found == pytest.approx(expected, rel=1e-8, abs=1e-8)
    assert variance == pytest.approx(error, rel=1e-8)


@modest
@given(tables(), some.randoms(use_true_random=False))
def test_concordance_depends_on_the_order_alone(X, random):
    rows = list(range(len(X)))
    random.shuffle(rows)
    found = st.kendall_w(X)
    assert 0 <= found.w <= 1 + 1e-12
    assert st.kendall_w(np.exp(X[rows] / 10)).w == pytest.approx(found.w)
    assert found.mean_spearman == pytest.approx((X.shape[1] * found.w - 1) / (X.shape[1] - 1), abs=1e-9)


@modest
@given(tables(k=(2, 2)), some.floats(-20, 20))
def test_limits_move_with_a_shift_and_turn_with_the_order(X, shift):
    one, other = st.bland_altman(X[:, 0], X[:, 1]), st.bland_altman(X[:, 1] + shift, X[:, 0])
    assert other.bias == pytest.approx(shift - one.bias, abs=1e-9)
    assert (other.lower, other.upper) == pytest.approx((shift - one.upper, shift - one.lower), abs=1e-9)
    assert other.sd == pytest.approx(one.sd)


@few
@given(some.integers(3, 300), some.floats(0.5, 0.99), some.floats(0.5, 0.99))
def test_factors_lie_around_the_quantile(n, coverage, level):
    from scipy.stats import norm  # noqa: PLC0415

    z = norm.ppf((1 + coverage) / 2)
    for factors in (limit_factors, pair_factors):
        inner, outer = factors(n, coverage, level)
        assert inner < outer
        assert outer > z
        wider = factors(n, coverage, (1 + level) / 2)
        assert wider[0] < inner < outer < wider[1]


@modest
@given(some.integers(1, 12), some.integers(3, 9), some.integers(0, 2**32 - 1))
def test_content_validity_is_a_share(p, N, seed):
    X = np.random.default_rng(seed).integers(1, 5, (p, N)).astype(float)
    assume((X >= 3).any())
    found = st.content_validity(X, scale=(1, 4))
    limits = found.aiken_interval()
    assert ((found.i_cvi >= 0) & (found.i_cvi <= 1)).all()
    assert (found.modified_kappa <= found.i_cvi + 1e-12).all()
    assert ((limits["ci_low"] <= found.aiken_v) & (found.aiken_v <= limits["ci_high"])).all()
    assert found.s_cvi_ua <= found.s_cvi_ave
