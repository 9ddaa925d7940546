"""Intraclass correlations, concordance and limits of agreement give what was published."""

import numpy as np
import pytest
from scipy.special import fdtrc

import surveytools as st
from surveytools.agreement.mean_squares import satterthwaite
from surveytools.agreement.tolerance import limit_error, limit_factors, tolerance_factor


@pytest.fixture
def cases(golden_values):
    return golden_values("intraclass")


def test_shrout_and_fleiss(cases):
    expected = cases["shrout_fleiss"]
    found = st.icc(expected["ratings"])
    table = found.to_frame()
    np.testing.assert_allclose(table["icc"], expected["estimates"], rtol=0, atol=5.1e-8)
    np.testing.assert_allclose(table["icc"].round(2), expected["published"], atol=1e-12)
    np.testing.assert_allclose(table["ci_low"], expected["low"], rtol=0, atol=5.1e-8)
    np.testing.assert_allclose(table["ci_high"], expected["high"], rtol=0, atol=5.1e-8)
    for name, (f, df1, df2) in expected["f"].items():
        form = found.form(name)
        assert (form.df1, form.df2) == (df1, df2)
        assert form.f == pytest.approx(f, abs=5.1e-8)


def test_the_likelihood_gives_the_same_where_nothing_is_missing(cases):
    expected = cases["shrout_fleiss"]
    found = st.icc(expected["ratings"], missing="reml")
    np.testing.assert_allclose(found.to_frame()["icc"], expected["estimates"], rtol=1e-6)


def test_anxiety(cases):
    expected = cases["anxiety"]
    found = st.icc(np.transpose(expected["raters"]))
    form, interval = found.form("ICC(A,1)"), found.interval("ICC(A,1)")
    shown = [round(value, 3) for value in (form.estimate, *interval[:2])]
    assert shown == [expected["agreement"][name] for name in ("estimate", "low", "high")]
    assert round(form.f, 2) == expected["agreement"]["f"]
    assert (form.df2, round(form.p_value, 4)) == (38, 0.0562)  # those of McGraw & Wong (1996)


def test_the_p_of_irr_takes_the_degrees_of_freedom_of_the_interval(cases):
    expected = cases["anxiety"]
    ms = st.icc(np.transpose(expected["raters"])).source
    df2 = satterthwaite(ms)
    assert round(df2, 1) == expected["agreement"]["df2_of_the_interval"]
    assert round(fdtrc(ms.n - 1, df2, ms.rows / ms.error), 4) == expected["agreement"]["p_by_that_df2"]


@pytest.mark.parametrize("name", ["anxiety", "attendees"])
def test_kendall(name, cases):
    case = cases[name]
    found = st.kendall_w(np.transpose(case["raters"]) if "raters" in case else case["ranks"])
    expected = case["kendall"]
    assert found.w == pytest.approx(expected["w"], abs=5.1e-8)
    assert found.chi2 == pytest.approx(expected["chi2"], abs=5.1e-3)
    assert found.p_value == pytest.approx(expected["p_value"], abs=5.1e-6)
    assert found.df == expected["df"]


def test_peak_expiratory_flow(cases):
    expected = cases["pefr"]
    found = st.bland_altman(expected["wright"], expected["mini"])
    assert (round(found.bias, 1), round(found.sd, 1)) == (expected["bias"], expected["sd"])
    limits = [round(found.bias, 1) + sign * 2 * round(found.sd, 1) for sign in (-1, 1)]
    np.testing.assert_allclose(limits, expected["two_sd_limits"], atol=1e-9)
    np.testing.assert_allclose(np.round(found.interval("bias")[:2], 1), expected["bias_limits"], atol=1e-12)


def test_standard_errors_of_limits(cases):
    expected = cases["bland_altman_1999"]
    for name, z in (("error_of_bias", 0.0), ("error_of_limit", 1.96)):
        assert round(expected["sd"] * limit_error(expected["n"], z), 1) == expected[name]


def test_exact_factors_of_both_limits(cases):
    expected = cases["carkeet"]
    for df, factors in expected["factors"].items():
        found = [tolerance_factor(int(df) + 1, 0.95, confidence) for confidence in expected["confidence"]]
        np.testing.assert_allclose(found, factors, rtol=0, atol=5.1e-5)


@pytest.mark.parametrize(("n", "factor"), [(10, 2.911), (30, 2.220)])
def test_exact_factor_of_one_limit(n, factor):
    """The one-sided tolerance factors of 95% of a normal population with 95% confidence in every handbook."""
    assert limit_factors(n, 0.9, 0.9)[1] == pytest.approx(factor, abs=5.1e-4)
