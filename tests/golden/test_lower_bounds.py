"""Splits, Guttman's bounds and the greatest lower bound give what R and the literature print."""

import numpy as np
import pytest

import surveytools as st

RTOL = 1e-8  # closed forms; the expected values have twelve digits
KEYS = {
    "agree": (["A1", "A2", "A3", "A4", "A5"], ["A1"]),
    "conscientious": (["C1", "C2", "C3", "C4", "C5"], ["C4", "C5"]),
    "extraversion": (["E1", "E2", "E3", "E4", "E5"], ["E1", "E2"]),
    "neuroticism": (["N1", "N2", "N3", "N4", "N5"], []),
    "openness": (["O1", "O2", "O3", "O4", "O5"], ["O2", "O5"]),
}
TESTS = [f"x{k}" for k in range(1, 10)]
BLOCKS = {"all": TESTS, "visual": TESTS[:3], "textual": TESTS[3:6], "speed": TESTS[6:], "eight": TESTS[:8]}


def check_lambdas(found, expected):
    computed = {name: getattr(found, f"lambda{name[1]}") for name in ("l1", "l2", "l3", "l5", "l6")}
    assert computed == pytest.approx(expected, rel=RTOL)


@pytest.mark.parametrize("key", ["reliability", "reliability_six"])
def test_lambdas_of_attitude(key, attitude, golden_values):
    expected = golden_values("attitude")[key]
    found = st.guttman_lambdas(attitude.iloc[:, : expected["k"]], matrix="corr")
    check_lambdas(found, expected["guttman_on_correlations"])


@pytest.mark.parametrize("block", BLOCKS)
def test_lambdas_of_holzinger(block, holzinger, golden_values):
    found = st.guttman_lambdas(holzinger[BLOCKS[block]], matrix="corr")
    check_lambdas(found, golden_values("holzinger")["reliability"][block]["guttman_on_correlations"])


@pytest.mark.parametrize("key", KEYS)
def test_lambdas_of_bfi(key, bfi, golden_values):
    items, turned = KEYS[key]
    answers = bfi.dropna()[items]
    found = st.guttman_lambdas(answers, matrix="corr", reverse=turned, scale=(1, 6))
    check_lambdas(found, golden_values("bfi")["reliability"][key]["guttman_on_correlations"])


def test_lambdas_of_the_covariances_of_attitude(attitude):
    """Printed by psych 2.2.9 for the covariances; lambda 4 over its 35 splits, computed independently."""
    found = st.guttman_lambdas(attitude)
    computed = [found.lambda1, found.lambda2, found.lambda3, found.lambda5, found.lambda6, found.lambda4]
    expected = [0.7226938, 0.8602725, 0.8431428, 0.8499223, 0.8829022, 0.905535]
    np.testing.assert_allclose(computed, expected, rtol=0, atol=5.1e-7)


@pytest.mark.parametrize(
    ("name", "columns", "path"),
    [("attitude", 6, ["reliability_six"]), ("holzinger", 8, ["reliability", "eight"])],
)
def test_all_splits(name, columns, path, golden_data, golden_values):
    expected = golden_values(name)
    for key in path:
        expected = expected[key]
    items, values = golden_data(name).iloc[:, :columns], expected["splits_on_covariances"]
    found = st.all_split_halves(items)
    computed = [found.maximum, found.minimum, found.mean]
    np.testing.assert_allclose(computed, [values["max"], values["min"], values["mean"]], rtol=RTOL)
    np.testing.assert_allclose(found.mean, expected["alpha"], rtol=RTOL)
    beside = st.split_half(items).all_splits
    np.testing.assert_allclose(beside[:3], [found.minimum, found.mean, found.maximum], rtol=RTOL)


def test_all_splits_of_seven_items(attitude):
    """All 35 splits into four and three items."""
    found = st.all_split_halves(attitude)
    computed = [found.maximum, found.minimum, found.mean]
    np.testing.assert_allclose(computed, [0.905535, 0.641232, 0.825936], rtol=0, atol=1.1e-6)
    assert found.n_splits == 35
    assert st.all_split_halves(attitude, matrix="corr").maximum == pytest.approx(0.89, abs=0.005)


def test_the_greatest_lower_bound_of_attitude(attitude):
    """A semidefinite program, Rcsdp, gives .920447224 for the correlations; .928181 for the covariances."""
    found = st.greatest_lower_bound(attitude)
    assert found.glb_corr == pytest.approx(0.920447225, abs=1.5e-9)
    assert found.glb == found.glb_cov == pytest.approx(0.928181, abs=5.1e-7)
    assert st.greatest_lower_bound(attitude, matrix="corr").glb == found.glb_corr


def test_the_preset_of_spss(attitude):
    found = st.split_half(attitude, preset="spss")
    computed = [found.half_r, found.spearman_brown, found.horst, found.guttman]
    np.testing.assert_allclose(computed, [0.543800, 0.704496, 0.707803, 0.641232], rtol=0, atol=1.1e-6)
    assert found.parts["n_items"].tolist() == [4, 3, 7]
    assert found.parts.loc["both", "alpha"] == pytest.approx(0.8431427695648, rel=RTOL)
