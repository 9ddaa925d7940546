"""What coefficients of agreement keep, whatever the ratings."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st_
from hypothesis.extra.numpy import arrays

import surveytools as st
from surveytools.agreement.linearized import chance_corrected, fleiss_chance, gwet_chance, uniform_chance

MEASUREMENTS = ("nominal", "ordinal", "interval", "ratio")
MEASURED = pytest.mark.parametrize("measurement", MEASUREMENTS)


@st_.composite
def ratings(draw, most=4, missing=True):
    """Return ratings from 1 upwards, some of them missing, of which at least two can be compared and differ."""
    n, r = draw(st_.integers(3, 12)), draw(st_.integers(2, 5))
    codes = draw(arrays(np.int64, (n, r), elements=st_.integers(0 if missing else 1, most)))
    X = np.where(codes == 0, np.nan, codes)
    compared = X[(codes > 0).sum(axis=1) >= 2]
    assume(len(compared) >= 2)
    assume((codes > 0).any(axis=0).all())
    assume(len(np.unique(compared[~np.isnan(compared)])) >= 2)
    return X


tables = arrays(np.int64, st_.integers(2, 4).map(lambda q: (q, q)), elements=st_.integers(0, 30)).filter(
    lambda T: T.sum() >= 2 and (T.sum(axis=0) + T.sum(axis=1) > 0).sum() >= 2
)


def of_table(counts, **options):
    return st.cohen_kappa(st.ConfusionTable.from_table(counts), **options)


def coefficients(X):
    return [
        st.fleiss_kappa(X).kappa, st.gwet_ac(X).coefficient, st.gwet_ac(X, weights="quadratic").coefficient,
        st.brennan_prediger(X, weights="linear").coefficient,
        *(st.krippendorff_alpha(X, measurement=measurement).alpha for measurement in MEASUREMENTS),
    ]  # fmt: skip


@given(ratings(), st_.randoms(use_true_random=False))
def test_the_order_of_raters_and_of_units_does_not_matter(X, random):
    rows, columns = list(range(X.shape[0])), list(range(X.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    np.testing.assert_allclose(coefficients(X[rows][:, columns]), coefficients(X), rtol=1e-10, atol=1e-12)


@given(ratings())
def test_nothing_is_above_one_or_agrees_without_pairs(X):
    assert max(coefficients(X)) <= 1 + 1e-12
    for name in ("observed_agreement", "expected_agreement"):
        assert 0 <= getattr(st.fleiss_kappa(X), name) <= 1 + 1e-12


@given(ratings(missing=False))
def test_nominal_alpha_is_fleiss_kappa_with_a_small_sample_correction(X):
    kappa, alpha = st.fleiss_kappa(X).kappa, st.krippendorff_alpha(X).alpha
    assert alpha == pytest.approx(kappa + (1 - kappa) / X.size, rel=1e-10, abs=1e-12)


@MEASURED
@given(X=ratings())
def test_alpha_of_data_twice(X, measurement):
    """Twice the units leave the disagreements, but for the n - 1 of the expected one."""
    once, twice = (st.krippendorff_alpha(rows, measurement=measurement) for rows in (X, np.vstack([X, X])))
    if measurement != "ordinal":  # whose differences grow with the number of ratings
        assert twice.observed_disagreement == pytest.approx(once.observed_disagreement, rel=1e-10, abs=1e-12)
    n = once.n_ratings
    assert 1 - twice.alpha == pytest.approx((1 - once.alpha) * (2 * n - 1) / (2 * n - 2), rel=1e-9, abs=1e-12)


@given(ratings(), st_.floats(0.1, 10), st_.floats(-5, 5))
def test_what_each_measurement_does_not_see(X, scale, shift):
    def alpha(values, measurement):
        return st.krippendorff_alpha(values, measurement=measurement).alpha

    assert alpha(scale * X + shift, "interval") == pytest.approx(alpha(X, "interval"), rel=1e-8, abs=1e-10)
    assert alpha(scale * X, "ratio") == pytest.approx(alpha(X, "ratio"), rel=1e-8, abs=1e-10)
    assert alpha(np.exp(X), "ordinal") == pytest.approx(alpha(X, "ordinal"), rel=1e-8, abs=1e-10)
    assert alpha(X**2 - 6 * X * (X == 2), "nominal") == pytest.approx(alpha(X, "nominal"), rel=1e-8, abs=1e-10)


@given(ratings(most=2))
def test_all_measurements_of_two_values_are_the_same(X):
    alphas = [st.krippendorff_alpha(X, measurement=measurement).alpha for measurement in MEASUREMENTS]
    np.testing.assert_allclose(alphas, alphas[0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("chance", [fleiss_chance, gwet_chance, uniform_chance])
@given(X=ratings())
def test_units_counted_together_are_units_one_by_one(X, chance):
    X = X[~np.isnan(X).all(axis=1)]
    N = np.array([[np.sum(row == c) for c in range(1, 5)] for row in X], float)
    kinds, frequencies = np.unique(N, axis=0, return_counts=True)
    W = 1 - np.abs(np.subtract.outer(range(4), range(4))) / 3
    one_by_one = chance_corrected(N, np.ones(len(N), int), W, chance)
    together = chance_corrected(kinds, frequencies, W, chance)
    assert together.coefficient == pytest.approx(one_by_one.coefficient, rel=1e-10, abs=1e-12)
    assert together.standard_error == pytest.approx(one_by_one.standard_error, rel=1e-8, nan_ok=True)


@given(tables)
def test_kappa_lies_below_its_largest(T):
    for weights in (None, "linear", "quadratic"):
        found = of_table(T, weights=weights)
        assert found.kappa <= found.maximum_kappa + 1e-9
        assert found.maximum_kappa <= 1 + 1e-9
        assert not found.interval().high > 1


@given(tables)
def test_kappa_does_not_ask_who_came_first(T):
    for weights in (None, "linear"):
        one, other = of_table(T, weights=weights), of_table(T.T, weights=weights)
        assert one.kappa == pytest.approx(other.kappa, rel=1e-10, abs=1e-12)
        assert one.standard_error == pytest.approx(other.standard_error, rel=1e-8, nan_ok=True)
        assert one.null_standard_error == pytest.approx(other.null_standard_error, rel=1e-8, nan_ok=True)


@given(arrays(np.int64, (2, 2), elements=st_.integers(1, 50)))
def test_prevalence_bias_and_pabak_make_kappa(T):
    """The identity of Byrt, Bishop and Carlin (1993)."""
    found = of_table(T)
    pi, bi, pabak = found.prevalence_index, found.bias_index, found.pabak
    assert found.kappa == pytest.approx((pabak - pi**2 + bi**2) / (1 - pi**2 + bi**2), rel=1e-9, abs=1e-12)


@given(arrays(np.int64, (2, 2), elements=st_.integers(1, 50)))
def test_the_test_of_two_categories_is_pearsons(T):
    """Kappa under its null standard error squared is the chi-square of the table."""
    expected = np.outer(T.sum(axis=1), T.sum(axis=0)) / T.sum()
    assert of_table(T).z ** 2 == pytest.approx(((T - expected) ** 2 / expected).sum(), rel=1e-8, abs=1e-10)


@given(tables)
def test_quadratic_kappa_of_equal_margins_is_a_correlation(T):
    T = T + T.T
    x = np.arange(len(T))
    p = T / T.sum()
    mean = p.sum(axis=1) @ x
    variance = p.sum(axis=1) @ (x - mean) ** 2
    covariance = (x - mean) @ p @ (x - mean)
    assert of_table(T, weights="quadratic").kappa == pytest.approx(covariance / variance, rel=1e-8, abs=1e-10)
