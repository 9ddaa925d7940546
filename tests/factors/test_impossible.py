"""A communality above 1 is impossible, is named, and nothing is tested."""

import warnings

import numpy as np
import pytest

import surveytools as st
from surveytools.base.warnings import HeywoodWarning, NotConvergedWarning


@pytest.fixture(scope="module")
def caught(golden_data):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = st.factor_analysis(golden_data("holzinger"), 4, method="paf")
    return found, said


def test_the_item_and_its_communality_are_named(caught):
    found, said = caught
    assert (found.heywood, found.impossible) == (("x7",), ("x7",))
    assert [warning.category for warning in said] == [HeywoodWarning, NotConvergedWarning]
    assert str(said[0].message) == (
        "the communality of x7 (2.15) is above 1, so there is no test and no fit (a Heywood case); take fewer factors, "
        "or leave the item out."
    )
    assert said[0].filename == __file__


def test_only_residuals_are_given(caught):
    found, _ = caught
    fit = found.fit
    assert np.isnan([fit.chi2, fit.p_value, fit.rmsea, fit.tli, fit.bic, fit.objective]).all()
    assert fit.rmsr > 0
    assert "χ²" not in found.headline().en
    assert "Fit" not in found.summary().split()


def test_the_reason_is_printed(caught):
    lines = [line.en for line in caught[0].conventions]
    assert "IMPOSSIBLE solution, without test and fit: communality above 1 of x7" in lines
    assert "解不成立，不作检验与拟合评价：x7 的共同度大于 1" in caught[0].summary("zh")


@pytest.mark.parametrize("method", ["minres", "ml"])
def test_methods_with_a_bound_stay_at_it(golden_data, method):
    with pytest.warns(HeywoodWarning, match=r"^the uniqueness of x\d fell to zero \(a Heywood case\)"):
        found = st.factor_analysis(golden_data("holzinger"), 4, method=method)
    assert found.impossible == ()
    assert found.fit.chi2 > 0
