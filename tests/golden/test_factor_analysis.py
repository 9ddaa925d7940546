"""Loadings, factor correlations and fit against R's psych and GPArotation."""

import json
import warnings
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.warnings import MissingAnswersWarning

HERE = Path(__file__).parent
N_FACTORS = {"attitude": 2, "holzinger": 3, "bfi": 5}
METHODS = {"minres": "minres", "ml": "ml", "paf": "pa"}
# iterated fits: psych stops its optimizer at about 1e-6 of the loadings, GPArotation at 1e-7 of the gradient
TOLERANCE = 1e-4
ROTATIONS = {
    "none": "none",
    "varimax": "varimax",
    "promax": "promax",
    "oblimin": st.Oblimin(normalize=False),
    "oblimin_kaiser": "oblimin",
}


def answers(name):
    return pd.read_csv(HERE / f"{name}.csv").select_dtypes("number").dropna()


def expected(name):
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))["efa"]


def distance(found, L, phi=None):
    """Return the largest difference after the best matching of order and sign."""
    ours, Phi = found.loadings.to_numpy(), found.factor_correlations.to_numpy()
    m = ours.shape[1]
    best = (np.inf, np.inf)
    for order in permutations(range(m)):
        signs = np.sign((L * ours[:, order]).sum(axis=0))
        loadings = np.abs(L - ours[:, order] * signs).max()
        matched = Phi[np.ix_(order, order)] * np.outer(signs, signs)
        best = min(best, (loadings, 0.0 if phi is None else np.abs(matched - phi).max()))
    return max(best)


@pytest.mark.parametrize("rotation", ROTATIONS)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", N_FACTORS)
def test_converged_rotations(name, method, rotation):
    golden = expected(name)[f"{METHODS[method]}_{rotation}"]
    found = st.factor_analysis(answers(name), N_FACTORS[name], method=method, rotation=ROTATIONS[rotation])
    phi = np.array(golden["phi"]) if "phi" in golden else None
    assert distance(found, np.array(golden["loadings"]), phi) < TOLERANCE


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", N_FACTORS)
def test_fit(name, method):
    golden = expected(name)[f"{METHODS[method]}_none"]
    found = st.factor_analysis(answers(name), N_FACTORS[name], method=method, rotation="none")
    fit = found.fit
    assert found.communalities.to_numpy() == pytest.approx(golden["communalities"], abs=2e-5)
    assert (fit.chi2, fit.tli, fit.rmsr) == pytest.approx((golden["chi2"], golden["tli"], golden["rmsr"]), rel=1e-5)
    assert fit.df == golden["df"]
    assert fit.p_value == pytest.approx(golden["p"], rel=1e-4)
    assert fit.bic == pytest.approx(golden["bic"], rel=1e-4)
    assert fit.objective == pytest.approx(golden["objective"], rel=1e-5)
    assert (fit.rmsea, *fit.rmsea_interval[:2]) == pytest.approx(golden["rmsea"][:3], abs=1e-6)


@pytest.mark.parametrize("rotation", ["varimax", "promax", "oblimin"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", N_FACTORS)
def test_what_psych_prints(name, method, rotation):
    golden = expected(name)[f"{METHODS[method]}_{rotation}_psych"]
    # the expected values were made with min.err = 1e-9 and max.iter = 5000, which the preset leaves at psych's defaults
    said = st.Paf(tolerance=1e-9, change="sum", max_iterations=5000) if method == "paf" else method
    found = st.factor_analysis(answers(name), N_FACTORS[name], method=said, rotation=rotation, preset="psych")
    phi = np.array(golden["phi"]) if golden.get("phi") else np.eye(N_FACTORS[name])
    assert distance(found, np.array(golden["loadings"]), phi) < TOLERANCE
    assert sorted(found.variance["ss_loadings"]) == pytest.approx(sorted(golden["ss_loadings"]), abs=TOLERANCE)


@pytest.mark.parametrize("rotation", ["none", "varimax"])
@pytest.mark.parametrize("name", N_FACTORS)
def test_components(name, rotation):
    golden = expected(name)[f"pca_{rotation}"]
    found = st.factor_analysis(answers(name), N_FACTORS[name], method="pca", rotation=rotation)
    assert distance(found, np.array(golden["loadings"])) < 1e-6


def test_moments_of_a_published_matrix_give_the_same():
    frame = answers("holzinger")
    R = frame.corr()
    of_answers = st.factor_analysis(frame, 3)
    of_matrix = st.factor_analysis(st.Moments.from_corr(R, n=len(frame)), 3)
    assert of_matrix.loadings.to_numpy() == pytest.approx(of_answers.loadings.to_numpy(), abs=1e-7)
    assert of_matrix.fit.chi2 == pytest.approx(of_answers.fit.chi2, rel=1e-8)


def test_bfi_with_maximum_likelihood():
    """The figures of psych for the 2,436 complete answers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingAnswersWarning)
        found = st.factor_analysis(pd.read_csv(HERE / "bfi.csv"), 5, method="ml", rotation="none")
    assert (found.n_used, found.n_total) == (2436, 2800)
    assert found.fit.chi2 == pytest.approx(1490.586504, abs=1e-4)
    assert (found.fit.rmsea, found.fit.tli) == pytest.approx((0.0538227, 0.8811991), abs=1e-6)
    assert found.fit.bic == pytest.approx(47.9357, abs=1e-3)
