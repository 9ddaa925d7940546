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


@modest
@given(tables(n=(3, 8), k=(2, 4)), some.integers(0, 3), some.booleans())
def test_limits_hold_estimates_below_zero(X, hidden, whole):
    """Few subjects that differ less than their ratings do, where the agreement form falls below 0."""
    X = X - X.mean(axis=1, keepdims=True) + hidden / 10 * X
    X = X.round() if whole else X
    assume(len(np.unique(X.mean(axis=1).round(9))) > 1)
    found = st.icc(X)
    estimate, low, high = found.form("ICC2").estimate, *found.interval("ICC2")[:2]
    assume(not np.isnan(low))
    assert low <= estimate + 1e-9
    assert estimate - 1e-9 <= high
    if estimate < 0:
        assert high > low


@modest
@given(tables(n=(6, 30), k=(2, 6)))
def test_standard_errors_of_means_follow_those_of_one_rating(X):
    """The slope of Spearman and Brown's formula, by differences."""
    found, k = st.icc(X), X.shape[1]
    for single, mean in zip(NAMES[:3], NAMES[3:], strict=True):
        rho = found.form(single).estimate
        if 1 + (k - 1) * rho > 0.05:
            slope = (of_mean(rho + 1e-6, k) - of_mean(rho - 1e-6, k)) / 2e-6
            assert found.standard_error(mean) == pytest.approx(slope * found.standard_error(single), rel=1e-4)


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
    for sample in ("subjects", "raters"):
        low, high, *_ = found.interval(sample=sample)
        assert np.isnan(low) or 0 <= low < found.w < high <= 1


def weighted_w(X, weights):
    """Return W where each subject counts so many times, ties and all."""
    below = (X[:, None] < X[None, :]) + 0.5 * (X[:, None] == X[None, :])
    R = np.einsum("i,ijk->jk", weights, below)
    R = R - weights @ R / weights.sum()
    S = R.sum(axis=1)
    return (weights @ S**2) / (X.shape[1] * (weights @ R**2).sum())


@modest
@given(tables(n=(4, 15)), some.booleans())
def test_the_error_over_subjects_adds_up_what_each_weighs(X, tied):
    X = X.round() if tied else X
    assume((np.ptp(X, axis=0) > 0).all())
    n, ones = len(X), np.ones(len(X))
    found = st.kendall_w(X)
    assert weighted_w(X, ones) == pytest.approx(found.w, rel=1e-9, abs=1e-12)
    steps = 1e-5 * np.eye(n)
    slopes = [(weighted_w(X, ones + step) - weighted_w(X, ones - step)) / 2e-5 for step in steps]
    expected = np.sqrt(n / (n - 1) * np.sum(np.square(slopes)))
    error = found.standard_error()
    assert expected < 1e-6 if np.isnan(error) else error == pytest.approx(expected, rel=1e-4, abs=1e-7)


@modest
@given(tables(n=(4, 15), k=(3, 6)))
def test_the_error_over_raters_leaves_each_out(X):
    m = X.shape[1]
    pairs = np.corrcoef(np.argsort(np.argsort(X, axis=0), axis=0), rowvar=False)
    left = [np.delete(np.delete(pairs, j, axis=0), j, axis=1) for j in range(m)]
    means = np.array([(R.sum() - (m - 1)) / ((m - 1) * (m - 2)) for R in left])
    jackknife = np.sqrt((m - 1) / m * ((means - means.mean()) ** 2).sum())
    error = st.kendall_w(X).standard_error("raters")
    assert jackknife < 1e-9 if np.isnan(error) else error == pytest.approx((m - 1) / m * jackknife, rel=1e-8)


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
    limits = found.i_cvi_interval()
    assert ((limits["ci_low"] <= found.i_cvi + 1e-12) & (found.i_cvi <= limits["ci_high"] + 1e-12)).all()
    low, high, *_ = found.s_cvi_ave_interval()
    assert np.isnan(low) or 0 < low < found.s_cvi_ave < high < 1
    assert found.s_cvi_ua <= found.s_cvi_ave
