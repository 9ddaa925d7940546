"""Intervals, comparisons and Kuder-Richardson coefficients give what R and the literature print."""

import numpy as np
import pytest
from scipy.special import fdtri

import surveytools as st
from surveytools.reliability.equality import difference_limits
from surveytools.reliability.intervals import feldt_limits

DIGITS = {"bonett_corrected": 5e-5 + 1e-9, "bootstrap": 3e-4, "bca": 3e-4}


@pytest.fixture(scope="module")
def expected(golden_values):
    return golden_values("alpha")


def upper(r, m):
    """Return the matrix whose upper triangle is given by rows."""
    R = np.eye(m)
    R[np.triu_indices(m, 1)] = r
    return R + R.T - np.eye(m)


def published(case):
    n = np.broadcast_to(case["n"], len(case["alphas"]))
    return [
        st.PublishedAlpha(alpha, n=int(each), n_items=k)
        for alpha, each, k in zip(case["alphas"], n, case["k"], strict=True)
    ]


@pytest.mark.parametrize("method", ["feldt", "bonett", "bonett_corrected", "duhachek", "adf", "bootstrap", "bca"])
def test_intervals_of_attitude(method, attitude, expected):
    found = st.cronbach_alpha(attitude).interval(method=method, n_resamples=20_000)
    wanted = expected["intervals_of_attitude"][method]
    np.testing.assert_allclose(found[:2], wanted, atol=DIGITS.get(method, 5e-6 + 1e-9), rtol=0)


def statpsych_limits(alpha, n, k):
    """Return Feldt's limits with n (k - 1) in place of (n - 1)(k - 1) degrees of freedom."""
    return 1 - (1 - alpha) * fdtri(n - 1, n * (k - 1), [0.975, 0.025])


def test_statpsych_differs_by_its_degrees_of_freedom_alone(expected):
    case = expected["statpsych"]["one"]
    np.testing.assert_allclose(statpsych_limits(case["alpha"], case["n"], case["k"]), case["interval"], atol=5e-8)
    ours = feldt_limits(case["alpha"], case["n"], case["k"], 0.95)
    np.testing.assert_allclose(ours, [0.7970649, 0.8931666], atol=5e-8)


def test_the_difference_of_two_alphas(expected):
    case = expected["statpsych"]["difference"]
    limits = [statpsych_limits(*each) for each in zip(case["alphas"], case["n"], case["k"], strict=True)]
    found = difference_limits(np.array(case["alphas"]), np.array(limits), 0.0)
    np.testing.assert_allclose(found, case["interval"], atol=5e-8)
    ours = st.compare_alphas(*published(case)).interval()
    np.testing.assert_allclose(ours[:2], case["interval"], atol=5e-5)


@pytest.mark.parametrize("number", range(6))
def test_independent_alphas(number, expected):
    case = expected["comparisons"]["independent_chi2"][number]
    found = st.compare_alphas(*published(case), method="chi2")
    assert found.df == (len(case["alphas"]) - 1,)
    np.testing.assert_allclose(found.statistic, case["statistic"], atol=5e-4)
    np.testing.assert_allclose(found.p_value, case.get("p", 0), atol=6e-5)


@pytest.mark.parametrize("number", range(5))
def test_dependent_alphas(number, expected):
    case = expected["comparisons"]["dependent_chi2"][number]
    R = upper(case["r"], len(case["alphas"]))
    found = st.compare_alphas(*published(case), paired=True, r=R, method="chi2")
    assert found.df == (len(case["alphas"]) - 1,)
    np.testing.assert_allclose(found.statistic, case["statistic"], atol=5e-3)
    np.testing.assert_allclose(found.p_value, case["p"], atol=5e-4)


def test_feldts_tests_of_two(expected):
    case = expected["comparisons"]["independent_feldt"]
    found = st.compare_alphas(*published(case))
    assert (found.test, round(found.statistic, 3), list(found.df)) == ("f", case["statistic"], case["df"])
    assert 2 * round(found.p_value / 2, 3) == case["p"]  # published as twice the rounded one-sided p
    case = expected["comparisons"]["dependent_feldt"]
    found = st.compare_alphas(*published(case), paired=True, r=case["r"][0])
    assert (found.test, round(-found.statistic, 3), list(found.df)) == ("t", case["statistic"], case["df"])


@pytest.mark.filterwarnings("ignore::surveytools.base.warnings.NegativeItemWarning")
def test_kuder_richardson(expected):
    case = expected["kuder_richardson"]
    answers = np.array([[int(answer) for answer in row] for row in case["answers"]])
    found = st.kuder_richardson(answers)
    np.testing.assert_allclose([found.kr20, found.kr21], [case["kr20"], case["kr21"]], rtol=1e-11)
    np.testing.assert_allclose(found.difficulty, case["difficulty"], rtol=1e-12)
    assert answers.sum(axis=1).var() == pytest.approx(case["total_variance"])
