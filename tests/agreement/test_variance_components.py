"""Variance components of incomplete ratings beside the dense likelihood, written down without any of our algebra."""

import numpy as np
import pytest
from scipy.optimize import brentq, minimize
from scipy.stats import chi2

import surveytools as st

NAMES = {"one-way": "ICC(1,1)", "agreement": "ICC(2,1)", "consistency": "ICC(3,1)"}
TIGHT = {"xatol": 1e-9, "fatol": 1e-12, "maxiter": 20_000, "maxfev": 20_000}


def incomplete(seed, n=16, k=5):
    """Return ratings with a quarter missing, every subject and rater with one at least."""
    random = np.random.default_rng(seed)
    X = 2.2 * random.normal(size=(n, 1)) + np.linspace(-1.5, 1.5, k) + random.normal(size=(n, k))
    missing = random.random(X.shape) < 0.25
    missing[np.arange(n), np.arange(n) % k] = False
    return np.where(missing, np.nan, X)


def deviance(X, subjects, raters, error):
    """Return -2 times the log restricted likelihood of the ratings, constants left out."""
    i, j = np.nonzero(~np.isnan(X))
    y = X[i, j]
    V = subjects * (i[:, None] == i) + raters * (j[:, None] == j) + error * np.eye(len(y))
    P, ones = np.linalg.inv(V), np.ones(len(y))
    information = ones @ P @ ones
    residual = y - ones @ P @ y / information
    return np.linalg.slogdet(V)[1] + np.log(information) + residual @ P @ residual


def variances(model, rho, scale, share):
    """Return the variances whose correlation of one rating is rho, of this scale and share of the raters."""
    if model == "one-way":
        return rho * scale, 0.0, (1 - rho) * scale
    if model == "agreement":
        return rho * scale, share * (1 - rho) * scale, (1 - share) * (1 - rho) * scale
    return rho * scale, share / (1 - share) * (1 - rho) * scale, (1 - rho) * scale


def profiled(X, model, rho):
    """Return the lowest deviance at a correlation."""

    def at(given):
        return deviance(X, *variances(model, rho, np.exp(given[0]), 1 / (1 + np.exp(-given[-1]))))

    starts = [[0.0]] if model == "one-way" else [[0.0, -2.0], [1.0, 0.0]]
    return min(minimize(at, start, method="Nelder-Mead", options=TIGHT).fun for start in starts)


@pytest.fixture(params=[1, 2], scope="module")
def case(request):
    X = incomplete(request.param)
    return X, st.icc(X, missing="reml")


def test_components_are_where_the_likelihood_is_highest(case):
    X, found = case
    best = minimize(lambda logs: deviance(X, *np.exp(logs)), np.zeros(3), method="Nelder-Mead", options=TIGHT)
    ours = (found.variance_subjects, found.variance_raters, found.variance_error)
    np.testing.assert_allclose(ours, np.exp(best.x), rtol=1e-4)


@pytest.mark.parametrize("model", NAMES)
def test_limits_are_where_the_likelihood_has_fallen_by_the_quantile(case, model):
    X, found = case
    form, (low, high, *_) = found.form(NAMES[model]), found.interval(NAMES[model], 0.9)
    ceiling = profiled(X, model, form.estimate) + chi2.ppf(0.9, 1)
    assert profiled(X, model, high) == pytest.approx(ceiling, abs=1e-4)
    if low > 0:
        assert profiled(X, model, low) == pytest.approx(ceiling, abs=1e-4)
        expected = brentq(lambda rho: profiled(X, model, rho) - ceiling, low - 0.05 * low, form.estimate, xtol=1e-7)
        assert low == pytest.approx(expected, abs=1e-4)
    else:
        assert profiled(X, model, 1e-9) <= ceiling


@pytest.mark.parametrize("model", NAMES)
def test_standard_errors_are_the_curvature(case, model):
    X, found = case
    rho, step = found.form(NAMES[model]).estimate, 0.005
    below, at, above = (profiled(X, model, value) for value in (rho - step, rho, rho + step))
    expected = step * np.sqrt(2 / (below - 2 * at + above))
    assert found.standard_error(NAMES[model]) == pytest.approx(expected, rel=2e-3)
