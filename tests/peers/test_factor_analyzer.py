"""KMO, Bartlett's test and factor analysis beside factor_analyzer's, with its known faults pinned."""

from itertools import permutations

import numpy as np
import pytest

import surveytools as st

pytestmark = pytest.mark.filterwarnings("ignore")  # the peer's own; ours are not looked at here


@pytest.fixture(scope="module")
def peer():
    return pytest.importorskip("factor_analyzer.factor_analyzer")


@pytest.fixture(params=["attitude", "holzinger", "bfi"])
def items(request, golden_data):
    return golden_data(request.param).dropna()


def test_kmo(peer, items):
    single, overall = peer.calculate_kmo(items.to_numpy(float))
    found = st.kmo(items)
    assert found.kmo == pytest.approx(overall, rel=1e-9)
    np.testing.assert_allclose(found.msa, single, rtol=1e-9)


def test_bartlett(peer, items):
    chi2, p_value = peer.calculate_bartlett_sphericity(items.to_numpy(float))
    found = st.bartlett_sphericity(items)
    assert found.chi2 == pytest.approx(chi2, rel=1e-9)
    assert found.p_value == pytest.approx(p_value, rel=1e-8, abs=1e-300)


N_FACTORS = {7: 2, 9: 3, 25: 5}
OBLIQUE = ["oblimin", "promax"]


def solutions(peer, items, method, rotation):
    """Return the peer's analysis and ours; its oblimin and promax as it makes them, without a setting of ours."""
    m = N_FACTORS[items.shape[1]]
    theirs = peer.FactorAnalyzer(m, method=method, rotation=rotation)
    theirs.fit(items.to_numpy(float))
    return theirs, st.factor_analysis(items, m, method=method, rotation=rotation or "none")


def distance(L, ours):
    """Return the largest difference after the best matching of order and sign."""
    differences = []
    for order in permutations(range(L.shape[1])):
        matched = ours[:, order]
        differences.append(np.abs(L - matched * np.sign((L * matched).sum(axis=0))).max())
    return min(differences)


def implied_communalities(L, Phi):
    return np.diag(L @ Phi @ L.T)


# the peer's optimizer (L-BFGS-B) stops at about 1e-5 of the uniquenesses, its varimax at 1e-5 of the criterion
@pytest.mark.parametrize("rotation", [None, "varimax"])
@pytest.mark.parametrize("method", ["minres", "ml"])
def test_orthogonal_loadings(peer, items, method, rotation):
    theirs, found = solutions(peer, items, method, rotation)
    assert distance(theirs.loadings_, found.loadings.to_numpy()) < 2e-3
    np.testing.assert_allclose(theirs.get_communalities(), found.communalities, atol=2e-3)


@pytest.mark.parametrize("rotation", OBLIQUE)
def test_the_peer_does_not_order_its_factor_correlations(peer, golden_data, rotation):
    """Its fault: after an oblique rotation it orders the loadings by variance and leaves phi_ in the old order.

    Its loadings and phi_ together then imply other communalities than before the rotation, which no rotation changes;
    one reordering of phi_ brings them back. structure_ is in the new order, and
    so is not what loadings times phi_ give. Ours move together.
    """
    items = golden_data("bfi").dropna()
    before, _ = solutions(peer, items, "minres", None)
    theirs, found = solutions(peer, items, "minres", rotation)
    true = before.get_communalities()
    L, Phi = theirs.loadings_, theirs.phi_
    assert np.abs(implied_communalities(L, Phi) - true).max() > 0.1
    order = min(permutations(range(5)), key=lambda o: np.abs(implied_communalities(L, Phi[np.ix_(o, o)]) - true).max())
    ordered = Phi[np.ix_(order, order)]
    np.testing.assert_allclose(implied_communalities(L, ordered), true, atol=1e-10)
    np.testing.assert_allclose(theirs.structure_, L @ ordered, atol=1e-10)
    assert np.abs(theirs.structure_ - L @ Phi).max() > 0.1
    ours = implied_communalities(found.loadings.to_numpy(), found.factor_correlations.to_numpy())
    np.testing.assert_allclose(ours, found.communalities, atol=1e-9)
    np.testing.assert_allclose(ours, true, atol=1e-3)


@pytest.mark.parametrize("rotation", OBLIQUE)
def test_the_peer_leaves_phi_out_of_communalities_and_variance(peer, golden_data, rotation):
    """Its fault: get_communalities, get_uniquenesses and get_factor_variance sum squared pattern loadings.

    That is right for uncorrelated factors only: a rotation must not change what the factors explain of an item.
    """
    items = golden_data("bfi").dropna()
    before, _ = solutions(peer, items, "minres", None)
    theirs, found = solutions(peer, items, "minres", rotation)
    np.testing.assert_allclose(theirs.get_communalities(), (theirs.loadings_**2).sum(axis=1), rtol=1e-12)
    np.testing.assert_allclose(theirs.get_uniquenesses(), 1 - theirs.get_communalities(), rtol=1e-12)
    assert np.abs(theirs.get_communalities() - before.get_communalities()).max() > 0.05
    assert theirs.get_factor_variance()[0].sum() != pytest.approx(before.get_communalities().sum(), abs=0.05)
    assert found.variance["ss_loadings"].sum() == pytest.approx(before.get_communalities().sum(), abs=1e-3)
