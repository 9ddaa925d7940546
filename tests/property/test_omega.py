"""What must hold for omega of any items."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

import surveytools as st
from surveytools.base.warnings import HeywoodWarning, NegativeItemWarning, NotConvergedWarning
from surveytools.factors.extraction import extracted
from surveytools.moments.counts import Counts
from surveytools.moments.two_step import correlations_of, thresholds_of
from surveytools.reliability.omega_variants import VARIANTS
from surveytools.reliability.one_factor import one_factor_each
from surveytools.reliability.ordinal_factor import category_covariances, weighted_one_factor
from surveytools.reliability.strata import stratified

modest = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
seeds = some.integers(0, 2**32 - 1)


def quiet(compute, *arguments, **options):
    with warnings.catch_warnings():
        for kind in (HeywoodWarning, NegativeItemWarning, NotConvergedWarning):
            warnings.simplefilter("ignore", kind)
        return compute(*arguments, **options)


@some.composite
def one_factor_answers(draw):
    """Draw answers of one clear factor."""
    p, n, rng = draw(some.integers(4, 9)), draw(some.integers(100, 300)), np.random.default_rng(draw(seeds))
    loadings = rng.uniform(0.5, 1.5, p)
    X = rng.normal(size=(n, 1)) * loadings + rng.normal(size=(n, p))
    return pd.DataFrame(X, columns=[f"q{k}" for k in range(p)])


@some.composite
def hierarchies(draw):
    """Draw the correlations of nine items of three correlated factors."""
    rng = np.random.default_rng(draw(seeds))
    gamma = rng.uniform(0.3, 0.9, 3)
    L = np.kron(np.eye(3), np.ones((3, 1))) * rng.uniform(0.4, 0.9, (9, 1))
    Phi = np.outer(gamma, gamma)
    np.fill_diagonal(Phi, 1)
    R = L @ Phi @ L.T
    np.fill_diagonal(R, 1)
    return R, L, gamma


@modest
@given(some.integers(3, 12), some.floats(0.05, 0.95), some.floats(0.1, 10))
def test_omega_of_parallel_items_is_alpha(k, r, variance):
    moments = st.Moments.from_cov(variance * (r * np.ones((k, k)) + (1 - r) * np.eye(k)), n=200)
    expected = k * r / (1 + (k - 1) * r)
    for variant in VARIANTS:
        assert st.mcdonald_omega(moments, variant=variant).omega_total == pytest.approx(expected, rel=1e-7)
    assert st.cronbach_alpha(moments).alpha == pytest.approx(expected, rel=1e-10)


@modest
@given(hierarchies(), some.sampled_from(["model", "semtools", "psych"]))
def test_total_is_not_below_hierarchical(given_, variant):
    R, L, gamma = given_
    found = quiet(st.mcdonald_omega, st.Moments.from_corr(R, n=500), 3, variant=variant)
    assert 0 <= found.omega_hierarchical <= found.omega_total + 1e-9
    assert found.omega_total <= 1
    parts = found.groups[["omega_general", "omega_group"]].sum(axis=1)
    np.testing.assert_allclose(parts, found.groups["omega_total"], rtol=1e-12)
    if not found.heywood and found.converged:
        general = (L @ gamma).sum() ** 2 / R.sum()
        assert found.omega_hierarchical == pytest.approx(general, abs=0.02)


@modest
@given(one_factor_answers(), some.randoms(use_true_random=False), some.sampled_from(list(VARIANTS)))
def test_omega_does_not_depend_on_order_shift_or_unit(items, random, variant):
    names = list(items.columns)
    random.shuffle(names)
    one = quiet(st.mcdonald_omega, items, variant=variant)
    other = quiet(st.mcdonald_omega, 3 * items[names] + 7, variant=variant)
    assume(not one.heywood)
    assert other.omega_total == pytest.approx(one.omega_total, rel=1e-6)


@modest
@given(one_factor_answers(), seeds)
def test_omega_of_standardized_items_does_not_depend_on_their_units(items, seed):
    units = np.random.default_rng(seed).uniform(0.1, 10, items.shape[1])
    for variant in ("psych", "loadings", st.OmegaVariant(matrix="corr")):
        one = quiet(st.mcdonald_omega, items, variant=variant)
        other = quiet(st.mcdonald_omega, items * units, variant=variant)
        assert other.omega_total == pytest.approx(one.omega_total, rel=1e-9)


@modest
@given(one_factor_answers(), some.sampled_from(["ml", "minres"]))
def test_one_factor_of_many_matrices_is_that_of_each(items, estimator):
    halves = [items.iloc[:60].corr().to_numpy(), items.iloc[40:].corr().to_numpy()]
    one = [extracted(R, 1, estimator) for R in halves]
    assume(all(found.converged and found.psi.min() > 0.01 for found in one))
    L, psi, converged = one_factor_each(np.array(halves), np.full(items.shape[1], 0.5), estimator)
    assert converged.all()
    for k, found in enumerate(one):
        np.testing.assert_allclose(np.abs(L[k]), np.abs(found.L[:, 0]), atol=2e-6)
        np.testing.assert_allclose(psi[k], found.psi, atol=2e-6)


@modest
@given(one_factor_answers())
def test_equal_weights_are_minres(items):
    R = items.corr().to_numpy()
    found = extracted(R, 1, "minres")
    assume(found.psi.min() > 0.01)
    loadings, converged = weighted_one_factor(R, np.ones_like(R))
    assert converged
    np.testing.assert_allclose(loadings, np.abs(found.L[:, 0]), atol=1e-7)


@modest
@given(seeds, some.integers(3, 6))
def test_the_variance_of_a_sum_of_yes_and_no_is_met_exactly(seed, p):
    rng = np.random.default_rng(seed)
    X = (rng.normal(size=(200, 1)) + rng.normal(size=(200, p)) > rng.uniform(-0.7, 0.7, p)).astype(int)
    counts = Counts.from_answers(X)
    assume(counts.burt.reshape(p, 2, p, 2).transpose(0, 2, 1, 3)[~np.eye(p, dtype=bool)].min() > 0)
    thresholds = [thresholds_of(own) for own in counts.frequency_vectors()]
    S = category_covariances(correlations_of(counts), thresholds, [np.array([0.0, 1.0])] * p)
    np.testing.assert_allclose(S, np.cov(X.T, ddof=0), atol=1e-7)


@modest
@given(one_factor_answers(), some.integers(-3, 3))
def test_ordinal_coefficients_do_not_depend_on_where_the_scale_begins(items, shift):
    X = np.digitize(items, [-1, 0, 1])
    assume(all(len(np.unique(column)) == 4 for column in X.T))
    one, other = quiet(st.ordinal_omega, X), quiet(st.ordinal_omega, 2 * X + shift)
    assert other.omega == pytest.approx(one.omega, rel=1e-9)
    assert st.ordinal_alpha(2 * X + shift).alpha == pytest.approx(st.ordinal_alpha(X).alpha, rel=1e-9)


@modest
@given(one_factor_answers())
def test_stratified_alpha_of_one_stratum_is_alpha(items):
    S = items.cov().to_numpy()
    alpha, variances = stratified(np.stack([S, 2 * S]), [range(len(S))])
    np.testing.assert_allclose(alpha, st.cronbach_alpha(items).alpha, rtol=1e-10)
    np.testing.assert_allclose(variances[:, 0], [S.sum(), 2 * S.sum()], rtol=1e-10)
