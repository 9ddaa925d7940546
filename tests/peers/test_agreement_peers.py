"""Krippendorff's alpha beside the package krippendorff, the other coefficients beside irrCAC and statsmodels.

irrCAC asks for a scipy below 1.13, which cannot stand in this environment. It runs in one of its own, found by the
variable IRRCAC_PYTHON: the Python of an environment made by ``python -m venv irrcac && irrcac/bin/pip install irrCAC``.
"""

import json
import os
import subprocess

import numpy as np
import pytest

import surveytools as st

IRRCAC = """
import json, sys, warnings
import pandas as pd
warnings.simplefilter("ignore")
from irrCAC.raw import CAC
found = []
for case in json.load(sys.stdin):
    frame = pd.DataFrame(case["ratings"], dtype=float)
    cac = CAC(frame, weights=case["weights"], digits=12)
    est = getattr(cac, case["coefficient"])()["est"]
    low = est["confidence_interval"][0]
    found.append([float(x) for x in (est["coefficient_value"], est["se"], est["pa"], est["pe"], est["p_value"], low)])
print(json.dumps(found))
"""
WEIGHTS = ("identity", "linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar")
OURS = {"gwet": st.gwet_ac, "bp": st.brennan_prediger, "fleiss": st.fleiss_kappa}


def simulated(seed, n=40, r=4, q=5, missing=0.2):
    """Return ratings from 1 to q of n units by r raters who agree somewhat, some of them missing."""
    random = np.random.default_rng(seed)
    true = random.integers(1, q + 1, (n, 1))
    given = np.where(random.random((n, r)) < 0.6, true, random.integers(1, q + 1, (n, r))).astype(np.float64)
    given[random.random((n, r)) < missing] = np.nan
    return given


@pytest.mark.parametrize("measurement", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("seed", range(5))
def test_krippendorff_alpha(seed, measurement):
    krippendorff = pytest.importorskip("krippendorff")
    X = simulated(seed)
    expected = krippendorff.alpha(X.T, level_of_measurement=measurement)
    assert st.krippendorff_alpha(X, measurement=measurement).alpha == pytest.approx(expected, rel=1e-10)


@pytest.fixture(scope="module")
def irrcac():
    """Return irrCAC's figures for every coefficient and weighting of three sets of ratings."""
    python = os.environ.get("IRRCAC_PYTHON")
    if not python:
        pytest.skip("IRRCAC_PYTHON does not name the Python of an environment with irrCAC")
    cases = [
        {"ratings": simulated(seed).tolist(), "weights": weights, "coefficient": name}
        for seed in range(3) for name in OURS for weights in (WEIGHTS if name != "fleiss" else WEIGHTS[:1])
    ]  # fmt: skip
    run = subprocess.run([python, "-c", IRRCAC], input=json.dumps(cases), capture_output=True, text=True, check=True)
    return list(zip(cases, json.loads(run.stdout), strict=True))


def test_coefficients_of_irrcac(irrcac):
    """The p of the peer's Brennan-Prediger is one-sided, unlike its others and unlike that of irrCAC in R."""
    for case, (estimate, error, pa, pe, p, low) in irrcac:
        weights = {} if case["weights"] == "identity" else {"weights": case["weights"]}
        found = OURS[case["coefficient"]](np.array(case["ratings"], float), **weights)
        ours = found.kappa if case["coefficient"] == "fleiss" else found.coefficient
        said = [ours, found.standard_error, found.observed_agreement, found.expected_agreement, found.interval().low]
        np.testing.assert_allclose(said, [estimate, error, pa, pe, low], rtol=1e-7, atol=1e-9)
        assert found.p_value == pytest.approx(p * (2 if case["coefficient"] == "bp" else 1), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_kappas_of_statsmodels(seed):
    peer = pytest.importorskip("statsmodels.stats.inter_rater")
    X = simulated(seed, missing=0.0).astype(int)
    counts, _ = peer.aggregate_raters(X)
    assert st.fleiss_kappa(X).kappa == pytest.approx(peer.fleiss_kappa(counts), rel=1e-12)
    table = st.cohen_kappa(X[:, 0], X[:, 1]).table.to_numpy()
    for weights, wt in ((None, None), ("linear", "linear"), ("quadratic", "quadratic")):
        theirs, ours = peer.cohens_kappa(table, wt=wt), st.cohen_kappa(X[:, 0], X[:, 1], weights=weights)
        expected = [theirs.kappa, theirs.std_kappa, theirs.std_kappa0, theirs.z_value, theirs.pvalue_two_sided]
        said = [ours.kappa, ours.standard_error, ours.null_standard_error, ours.z, ours.p_value]
        np.testing.assert_allclose(said, expected, rtol=1e-8)
