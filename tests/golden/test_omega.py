"""Omega, ordinal coefficients and their models give what psych, semTools, lavaan and jamovi print."""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import least_squares

import surveytools as st
from surveytools.base.warnings import HeywoodWarning, NegativeItemWarning, NotIdentifiedWarning
from surveytools.moments.counts import Counts
from surveytools.moments.two_step import correlation_errors, correlations_of, thresholds_of
from surveytools.reliability.ordinal_factor import categorical_omega, implied_correlations

HERE = Path(__file__).parent
FACTORS = {"A": slice(0, 5), "C": slice(5, 10), "E": slice(10, 15)}
ESTIMATES = 1e-6  # expected values of an iterated fit, printed with twelve digits


@pytest.fixture(scope="module")
def omega_values():
    return json.loads((HERE / "omega.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wlsmv():
    return json.loads((HERE / "bfi.json").read_text(encoding="utf-8"))["cfa_wlsmv"]


@pytest.fixture(scope="module")
def complete_bfi():
    return pd.read_csv(HERE / "bfi.csv").dropna().reset_index(drop=True).astype(int)


@pytest.fixture(scope="module")
def polychoric_parts(wlsmv, complete_bfi):
    """Return correlations, their errors, thresholds and answers of the fifteen items."""
    counts = Counts.from_answers(complete_bfi[wlsmv["loadings"]["item"]])
    R = correlations_of(counts)
    thresholds = [thresholds_of(own) for own in counts.frequency_vectors()]
    return R, correlation_errors(counts, R), thresholds, [np.array(own, float) for own in counts.categories]


@pytest.mark.parametrize("variant", ["semtools", "model", "psych_general", "loadings", "psych"])
def test_five_omegas_of_the_same_nine_tests(variant, holzinger, omega_values):
    expected = omega_values["holzinger_one_factor"][variant]
    found = st.mcdonald_omega(holzinger, variant=variant)
    assert found.omega_total == pytest.approx(expected, abs=0.0005)
    table = found.variants.set_index("variant")
    assert table.loc[variant, "omega_total"] == found.omega_total
    assert table.index[table["used"]].tolist() == [variant]


def test_attitude(attitude, omega_values):
    expected = omega_values["attitude"]
    one = st.mcdonald_omega(attitude, variant="psych_general")
    assert one.omega_total == pytest.approx(expected["psych_general_one_factor"], abs=0.0005)
    with pytest.warns(HeywoodWarning, match="the general factor explains a factor fully"):
        three = st.mcdonald_omega(attitude, 3, variant="psych")
    assert three.omega_total == pytest.approx(expected["psych_total_three_factors"], abs=5e-6)


def test_thurstone_of_psych():
    published = json.loads((HERE / "rotation.json").read_text(encoding="utf-8"))["thurstone"]
    moments = st.Moments.from_corr(published["correlations"], n=published["n"], names=published["items"])
    found = st.mcdonald_omega(moments, 3, variant="psych")
    computed = [found.omega_hierarchical, found.omega_total, found.explained_common_variance]
    expected = [published[name] for name in ("omega_hierarchical", "omega_total", "explained_common_variance")]
    np.testing.assert_allclose(computed, expected, rtol=0, atol=0.005)
    np.testing.assert_allclose(found.loadings["general"], published["general"], rtol=0, atol=0.005)
    assert st.cronbach_alpha(moments).alpha == pytest.approx(0.89, abs=0.005)
    assert found.groups["n_items"].tolist() == [3, 3, 3]


def test_a_heywood_case_of_psych_is_reported(complete_bfi, golden_values):
    expected = golden_values("bfi")["omega_agree"]
    items = complete_bfi[["A1", "A2", "A3", "A4", "A5"]]
    warnings.simplefilter("ignore", NotIdentifiedWarning)
    with pytest.warns(HeywoodWarning, match="the uniqueness of A2 fell to zero"):
        found = st.mcdonald_omega(items, 2, variant="psych", second_order="equal", reverse=["A1"], scale=(1, 6))
    assert found.heywood == ("A2",)
    assert found.omega_hierarchical == pytest.approx(expected["h"], rel=1e-4)
    assert found.omega_total == pytest.approx(expected["total"], rel=1e-4)


@pytest.mark.filterwarnings("ignore::surveytools.base.warnings.NegativeItemWarning")
@pytest.mark.parametrize("factor", FACTORS)
def test_ordinal_alpha_of_semtools(factor, wlsmv, complete_bfi):
    place = list(FACTORS).index(factor)
    found = st.ordinal_alpha(complete_bfi[wlsmv["loadings"]["item"][FACTORS[factor]]])
    assert found.alpha == pytest.approx(wlsmv["reliability"]["alpha.ord"][place], abs=1e-8)
    assert found.cronbach_alpha == pytest.approx(wlsmv["reliability"]["alpha"][place], rel=1e-8)


@pytest.mark.parametrize("factor", FACTORS)
def test_green_and_yang_of_semtools(factor, wlsmv, polychoric_parts):
    """With lavaan's loadings; semTools' omega has the implied variance of the sum, its omega3 the observed one."""
    R, _, thresholds, values = polychoric_parts
    own, place = FACTORS[factor], list(FACTORS).index(factor)
    L, tau, answers = np.array(wlsmv["loadings"]["standardized"])[own], thresholds[own], values[own]
    model = categorical_omega(implied_correlations(L), L, tau, answers)
    observed = categorical_omega(R[own, own], L, tau, answers)
    assert model == pytest.approx(wlsmv["reliability"]["omega"][place], abs=1e-8)
    assert observed == pytest.approx(wlsmv["reliability"]["omega3"][place], abs=1e-8)


@pytest.fixture(scope="module")
def three_factors(wlsmv, polychoric_parts):
    """Return a function that fits lavaan's three-factor model by least squares with given weights."""
    R, *_ = polychoric_parts
    i, j = np.triu_indices(len(R), 1)

    def fit(errors):
        def residuals(x):
            L, Phi = np.zeros((15, 3)), np.eye(3)
            for k, own in enumerate(FACTORS.values()):
                L[own, k] = x[:15][own]
            Phi[[0, 0, 1], [1, 2, 2]] = Phi[[1, 2, 2], [0, 0, 1]] = x[15:]
            return (R - L @ Phi @ L.T)[i, j] / errors[i, j]

        start = np.r_[0.9 * np.array(wlsmv["loadings"]["standardized"]), 0.1, 0.1, 0.1]
        return least_squares(residuals, start, xtol=1e-14, ftol=1e-14, gtol=1e-14).x

    return fit


def test_the_weights_are_those_of_wlsmv(wlsmv, polychoric_parts, three_factors):
    found = three_factors(polychoric_parts[1])
    np.testing.assert_allclose(found[:15], wlsmv["loadings"]["standardized"], rtol=0, atol=ESTIMATES)
    np.testing.assert_allclose(found[15:], wlsmv["factor_correlations"]["r"], rtol=0, atol=ESTIMATES)


def test_unweighted_loadings_move_omega_by_little(complete_bfi):
    """DWLS and minres differ by sampling error: their omegas of the five scales by less than .025."""
    keys = {"A": ["A1"], "C": ["C4", "C5"], "E": ["E1", "E2"], "N": [], "O": ["O2", "O5"]}
    for factor, turned in keys.items():
        items = complete_bfi[[f"{factor}{k}" for k in range(1, 6)]]
        weighted = st.ordinal_omega(items, reverse=turned, scale=(1, 6))
        plain = st.ordinal_omega(items, estimator="minres", reverse=turned, scale=(1, 6))
        assert weighted.omega == pytest.approx(plain.omega, abs=0.025)


def test_unreversed_items_are_named(complete_bfi):
    with pytest.warns(NegativeItemWarning, match="A1 loads negatively and lowers omega"):
        found = st.ordinal_omega(complete_bfi[["A1", "A2", "A3", "A4", "A5"]])
    assert found.negative == ("A1",)
