"""Every criterion gives what R, psych and the literature print."""

import json
from pathlib import Path

import numpy as np
import pytest

import surveytools as st
from surveytools.factors.chance import eigenvalues
from surveytools.factors.eigenvalue_rules import empirical_kaiser_criterion, kaiser_criterion
from surveytools.factors.extraction import extracted, squared_multiple_correlations
from surveytools.factors.hull import hull_method
from surveytools.factors.parallel import parallel_analysis
from surveytools.factors.partials import minimum_average_partial
from surveytools.factors.retention import number_of_factors
from surveytools.factors.sequence import sequential_tests

EXPECTED = json.loads((Path(__file__).parents[1] / "golden" / "retention.json").read_text(encoding="utf-8"))


def symmetric(rows):
    S = np.zeros((len(rows), len(rows)))
    for i, row in enumerate(rows):
        S[i, : i + 1] = S[: i + 1, i] = row
    return S


def published(name):
    known = EXPECTED[name]
    make = st.Moments.from_cov if name == "ability" else st.Moments.from_corr
    return make(symmetric(known["lower"]), n=known["n"], names=known.get("names"))


@pytest.fixture(scope="module")
def complete_bfi(golden_data):
    return golden_data("bfi").dropna()


# The tolerance of each is half a unit of the last digit printed; of the boxes, whose data have two decimals, five units
# of the fourth digit.


def test_harman_eigenvalues_and_multiple_correlations():
    known, moments = EXPECTED["harman"], published("harman")
    np.testing.assert_allclose(eigenvalues(moments.corr()), known["eigenvalues"], atol=5e-8)
    np.testing.assert_allclose(squared_multiple_correlations(moments.corr()), known["smc"], atol=5e-7)


@pytest.mark.parametrize(
    ("name", "kmo", "chi2"), [("harman", 5e-3, 5e-3), ("ability", 5e-8, 5e-6), ("boxes", 5e-4, 0.2)]
)
def test_adequacy(name, kmo, chi2):
    known, moments = EXPECTED[name], published(name)
    found = st.kmo(moments)
    assert found.kmo == pytest.approx(known["kmo"], abs=kmo)
    if "msa" in known:
        np.testing.assert_allclose(found.msa, known["msa"], atol=5e-3)
    test = st.bartlett_sphericity(moments)
    assert (test.chi2, test.df) == (pytest.approx(known["bartlett"]["chi2"], abs=chi2), known["bartlett"]["df"])


@pytest.mark.parametrize(("name", "tolerance"), [("harman", 5e-7), ("boxes", 5e-3)])
def test_minimum_average_partial(name, tolerance):
    known = EXPECTED[name]
    expected = known["map_from_one_component"]
    found = minimum_average_partial(published(name))
    np.testing.assert_allclose(found.squared[1 : len(expected) + 1], expected, atol=tolerance)
    assert found.n_factors == known["map_1976"]


@pytest.mark.parametrize(
    ("name", "m", "tolerance"),
    [("harman", 2, 5e-3), ("ability", 1, 5e-6), ("ability", 2, 5e-8), ("boxes", 2, 0.1), ("boxes", 3, 0.02)],
)
def test_sequential_tests(name, m, tolerance):
    known = EXPECTED[name]["ml"][str(m)]
    row = sequential_tests(published(name)).tests.set_index("n_factors").loc[m]
    assert (row["chi2"], row["df"]) == (pytest.approx(known["chi2"], abs=tolerance), known["df"])
    if "p_value" in known:
        assert row["p_value"] == pytest.approx(known["p_value"], rel=1e-3)
    if "bic" in known:
        assert row["bic"] == pytest.approx(known["bic"], abs=tolerance)


@pytest.mark.parametrize(("name", "tolerance"), [("harman", 5e-4), ("ability", 2e-5)])
def test_maximum_likelihood_uniquenesses(name, tolerance):  # factanal stops early: its gradient is not yet 0
    found = extracted(published(name).corr(), 2, "ml").psi
    np.testing.assert_allclose(found, EXPECTED[name]["ml"]["2"]["uniquenesses"], atol=tolerance)


def test_the_test_of_no_factors_is_that_of_sphericity():
    moments = published("harman")
    row = sequential_tests(moments).tests.iloc[0]
    assert row["chi2"] == pytest.approx(st.bartlett_sphericity(moments).chi2, rel=1e-12)


def test_common_part_accounted_for():
    known = EXPECTED["boxes"]
    found = hull_method(published("boxes"), fit="caf", max_factors=4)
    np.testing.assert_allclose(found.solutions["fit_value"][:4], known["caf"], atol=5e-4)
    assert found.n_factors == known["hull_caf"]


def test_bfi_parallel_analysis(complete_bfi):
    known = EXPECTED["bfi"]
    components = parallel_analysis(complete_bfi)
    assert components.n_factors == components.n_factors_mean == known["parallel_components"]
    np.testing.assert_allclose(components.eigenvalues[:6], known["eigenvalues"], atol=6e-6)
    factors = parallel_analysis(complete_bfi, basis="factors")
    assert factors.n_factors == factors.n_factors_mean == known["parallel_smc"]


def test_bfi_maximum_likelihood(complete_bfi):
    known = EXPECTED["bfi"]["ml"]["5"]
    row = sequential_tests(complete_bfi, 5).tests.iloc[5]
    assert row["chi2"] == pytest.approx(known["chi2"], rel=1e-6)  # iterated on both sides
    assert row["df"] == known["df"]
    assert row["rmsea"] == pytest.approx(known["rmsea"], abs=5e-7)
    assert row["bic"] == pytest.approx(known["bic"], abs=2e-3)


def test_bfi_number_of_factors(complete_bfi):
    found = number_of_factors(complete_bfi, n_replications=200).suggested
    assert found["parallel_analysis"] == found["map_1976"] == 5  # psych
    assert found["kaiser"] == 6  # six eigenvalues above 1
    # By definition, from the eigenvalues above: the bounds fall to 1 before the sixth.
    assert found["empirical_kaiser"] == 6
    assert found["hull"] == 5


def test_empirical_kaiser_bounds_by_hand(complete_bfi):
    x, n, p = EXPECTED["bfi"]["eigenvalues"], 2436, 25
    largest = (1 + np.sqrt(p / n)) ** 2
    found = empirical_kaiser_criterion(complete_bfi).reference_eigenvalues
    np.testing.assert_allclose(found[:3], [largest, (p - x[0]) / (p - 1) * largest, 1], atol=1e-6)
    assert (found[2:] == 1).all()


def test_kaiser_share(complete_bfi):
    frame = kaiser_criterion(complete_bfi).to_frame()
    assert frame["cumulative_share"].iloc[5] == pytest.approx(sum(EXPECTED["bfi"]["eigenvalues"]) / 25, abs=1e-6)
    assert frame["cumulative_share"].iloc[-1] == pytest.approx(1)
