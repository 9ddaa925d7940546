"""What must hold for any factor analysis, of weak factors too."""

import warnings
from itertools import permutations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as some

import surveytools as st
from surveytools.base.warnings import HeywoodWarning, NotConvergedWarning

METHODS = ("minres", "ml", "pca")
ROTATIONS = ("none", "varimax", "promax", "oblimin", "geomin")
seeds = some.integers(0, 2**32 - 1)
modest = settings(deadline=None, max_examples=40)


class Answers(np.ndarray):
    """Answers that a failing example does not print."""

    def __repr__(self):
        return f"<{self.shape[0]} x {self.shape[1]} answers>"


@some.composite
def samples(draw):
    """Draw answers of factors of which some are hardly there, and how many factors to take."""
    p, m = draw(some.integers(6, 12)), draw(some.integers(1, 3))
    rng = np.random.default_rng(draw(seeds))
    sizes = draw(some.lists(some.floats(0.1, 1.0), min_size=m, max_size=m))
    n = draw(some.integers(60, 300))
    L = rng.normal(size=(p, m)) * sizes
    return (rng.normal(size=(n, m)) @ L.T + rng.normal(size=(n, p))).view(Answers), m


@some.composite
def clear_samples(draw):
    """Draw answers of two or three clear factors, whose solution has no rival."""
    m, each = draw(some.integers(2, 3)), draw(some.integers(3, 4))
    rng = np.random.default_rng(draw(seeds))
    L = np.kron(np.diag(np.linspace(1, 0.7, m)), np.ones((each, 1)))
    return (rng.normal(size=(300, m)) @ L.T + 0.7 * rng.normal(size=(300, m * each))).view(Answers), m


def analysis(X, m, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HeywoodWarning)
        warnings.simplefilter("ignore", NotConvergedWarning)  # principal axes of weak factors creep
        return st.factor_analysis(X, m, **options)


def apart(one, other):
    """Return the largest difference of two sets of loadings after the best matching of order and sign."""
    differences = []
    for order in permutations(range(one.shape[1])):
        matched = other[:, order]
        signs = np.where((one * matched).sum(axis=0) < 0, -1, 1)
        differences.append(np.abs(one - matched * signs).max())
    return min(differences)


@modest
@given(samples(), some.sampled_from(METHODS), some.sampled_from(ROTATIONS))
def test_loadings_give_the_communalities_and_the_rest_is_residual(sample, method, rotation):
    X, m = sample
    found = analysis(X, m, method=method, rotation=rotation)
    assert found.converged
    assume(not found.heywood)
    L, Phi = found.loadings.to_numpy(), found.factor_correlations.to_numpy()
    common = L @ Phi @ L.T
    np.testing.assert_allclose(np.diag(common), found.communalities, atol=1e-6)
    np.testing.assert_allclose(found.structure, L @ Phi, atol=1e-12)
    np.testing.assert_allclose(found.variance["ss_loadings"].sum(), found.communalities.sum(), atol=1e-5)
    rebuilt = common + found.residuals.to_numpy()
    np.fill_diagonal(rebuilt, 1)
    np.testing.assert_allclose(rebuilt, np.corrcoef(X.T), atol=1e-12)


@modest
@given(samples(), some.sampled_from(("minres", "ml", "paf")))
def test_fit_is_possible(sample, method):
    X, m = sample
    found = analysis(X, m, method=method, rotation="none")
    fit = found.fit
    assert np.isnan(fit.chi2) or not found.impossible
    assume(fit.df > 0 and not np.isnan(fit.chi2))
    assert fit.chi2 >= 0
    assert 0 <= fit.p_value <= 1
    assert 0 <= fit.rmsea_interval.low <= fit.rmsea_interval.high
    assert fit.rmsr >= 0


@modest
@given(clear_samples())  # of weak factors a function may have several minima
def test_maximum_likelihood_fits_best(sample):
    X, m = sample
    by = {method: analysis(X, m, method=method, rotation="none") for method in ("minres", "ml")}
    assume(not by["ml"].heywood)
    assert by["ml"].fit.objective <= by["minres"].fit.objective + 1e-9
    assume(not by["minres"].heywood)
    assert by["minres"].fit.rmsr <= by["ml"].fit.rmsr + 1e-9


@modest
@given(clear_samples(), some.sampled_from(METHODS), some.sampled_from(("varimax", "promax", "oblimin")), some.data())
def test_the_order_of_items_does_not_matter(sample, method, rotation, data):
    X, m = sample
    order = data.draw(some.permutations(range(X.shape[1])))
    before = analysis(X, m, method=method, rotation=rotation)
    after = analysis(X[:, order], m, method=method, rotation=rotation)
    assert apart(before.loadings.to_numpy()[order], after.loadings.to_numpy()) < 1e-5
    np.testing.assert_allclose(after.communalities, before.communalities.to_numpy()[order], atol=1e-6)


@modest
@given(clear_samples(), some.sampled_from(METHODS), some.sampled_from(("varimax", "promax", "oblimin")), some.data())
def test_a_reflected_item_flips_its_row(sample, method, rotation, data):
    X, m = sample
    k = data.draw(some.integers(0, X.shape[1] - 1))
    flip = np.ones(X.shape[1])
    flip[k] = -1
    before = analysis(X, m, method=method, rotation=rotation)
    after = analysis(6 - X * flip, m, method=method, rotation=rotation)  # turns all others too
    assert apart(before.loadings.to_numpy() * flip[:, None], after.loadings.to_numpy()) < 1e-5
    np.testing.assert_allclose(after.communalities, before.communalities, atol=1e-6)


@modest
@given(clear_samples(), some.sampled_from(("varimax", "promax", "oblimin")))
def test_scores_keep_their_promises(sample, rotation):
    X, m = sample
    found = analysis(X, m, rotation=rotation)
    assume(not found.heywood)
    W = found.scores(method="bartlett").weights.to_numpy()
    np.testing.assert_allclose(W.T @ found.loadings.to_numpy(), np.eye(m), atol=1e-9)
    spread = found.scores(method="ten_berge").scores.cov()
    np.testing.assert_allclose(spread, found.factor_correlations, atol=1e-8)
