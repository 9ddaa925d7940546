"""KMO and Bartlett's test beside factor_analyzer's."""

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
