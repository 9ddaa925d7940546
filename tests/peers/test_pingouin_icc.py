"""Intraclass correlations beside pingouin's, variance components beside those of statsmodels."""

import warnings

import numpy as np
import pandas as pd
import pytest

import surveytools as st

pytestmark = pytest.mark.filterwarnings("ignore")  # the peers' own; ours are not looked at here


@pytest.fixture(scope="module")
def pingouin():
    return pytest.importorskip("pingouin")


def long(X):
    frame = pd.DataFrame(X).rename_axis("subject").reset_index()
    return frame.melt("subject", var_name="rater", value_name="rating").dropna()


def drawn(n, k, seed):
    random = np.random.default_rng(seed)
    return random.normal(size=(n, 1)) + 0.5 * random.normal(size=(1, k)) + random.normal(size=(n, k))


@pytest.mark.parametrize(("n", "k"), [(6, 4), (30, 2), (200, 5)])
def test_six_forms(n, k, pingouin):
    X = drawn(n, k, 7)
    theirs = pingouin.intraclass_corr(long(X), "subject", "rater", "rating")
    ours = st.icc(X).to_frame()
    np.testing.assert_allclose(ours["icc"], theirs["ICC"], rtol=1e-8)
    np.testing.assert_allclose(ours["f"], theirs["F"], rtol=1e-8)
    np.testing.assert_allclose(ours["p_value"], theirs["pval"], rtol=1e-6, atol=1e-300)
    assert ours["df2"].tolist() == theirs["df2"].tolist()
    limits = np.array(theirs.filter(like="CI").iloc[:, 0].tolist(), float)
    digits = 2 if np.allclose(limits, limits.round(2), atol=1e-12) else 8
    np.testing.assert_allclose(ours[["ci_low", "ci_high"]].to_numpy(), limits, rtol=0, atol=0.51 * 10.0**-digits)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_variance_components_of_incomplete_ratings(seed):
    formula = pytest.importorskip("statsmodels.formula.api")
    X = drawn(25, 5, seed)
    X[np.random.default_rng(seed).random(X.shape) < 0.3] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parts = {"rater": "0 + C(rater)", "subject": "0 + C(subject)"}
        model = formula.mixedlm("rating ~ 1", long(X).assign(all=1), groups="all", vc_formula=parts)
        theirs = model.fit(reml=True)
        one_way = formula.mixedlm("rating ~ 1", long(X), groups="subject").fit(reml=True)
    ours = st.icc(X, missing="reml")
    found = (ours.variance_raters, ours.variance_subjects, ours.variance_error)
    np.testing.assert_allclose(found, (*theirs.vcomp, theirs.scale), rtol=2e-3)
    between, within = float(one_way.cov_re.iloc[0, 0]), one_way.scale
    assert ours.form("ICC1").estimate == pytest.approx(between / (between + within), rel=1e-3)
