"""Kappas, AC1, AC2, Brennan–Prediger and Krippendorff's alpha give what publications and other programs print."""

import json
from pathlib import Path

import numpy as np
import pytest

import surveytools as st

VALUES = json.loads(Path(__file__).with_name("agreement.json").read_text(encoding="utf-8"))
FUNCTIONS = {name: getattr(st, name) for name in ("gwet_ac", "brennan_prediger", "fleiss_kappa", "krippendorff_alpha")}


def cases(kind):
    return pytest.mark.parametrize("case", VALUES[kind], ids=lambda case: case["name"])


def value_of(result, name):
    if name in {"ci_low", "ci_high"}:
        return getattr(result.interval(), name.removeprefix("ci_"))
    if name in {"variance", "null_variance"}:
        return getattr(result, name.replace("variance", "standard_error")) ** 2
    return getattr(result, name)


def check(result, printed):
    """Compare with printed figures, each to its last digit."""
    for name, text in printed.items():
        digits = len(text.partition(".")[2])
        assert value_of(result, name) == pytest.approx(float(text), abs=0.50001 * 10**-digits), name


@cases("confusion")
def test_cohen_kappa(case):
    table = st.ConfusionTable.from_table(case["table"])
    weights = case.get("weights", case.get("matrix"))
    if "disagreement" in case:
        v = np.array(case["disagreement"])
        weights = 1 - v / v.max()
    check(st.cohen_kappa(table), case["printed"].get("plain", {}))
    check(st.cohen_kappa(table, weights=weights), case["printed"].get("weighted", {}))
    for name, value in case.get("exact", {}).items():
        assert value_of(st.cohen_kappa(table), name) == pytest.approx(value, rel=1e-12), name


@cases("fleiss")
def test_fleiss_kappa(case):
    table = st.CategoryCounts.from_table(case["counts"])
    found = st.fleiss_kappa(table)
    check(found, case["printed"])
    for name, value in case.get("exact", {}).items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-12)
    if "uniform" in case:
        check(st.brennan_prediger(table), {"coefficient": case["uniform"]})
    if "categories" in case:
        printed = np.array(case["categories"], float)
        np.testing.assert_allclose(found.by_category()[["kappa", "z"]], printed, rtol=0, atol=5e-4)


def entered(case):
    if "counts" in case:
        return st.CategoryCounts.from_table(case["counts"])
    if "confusion" in case:
        return st.ConfusionTable.from_table(case["confusion"]).ratings()
    return case["ratings"]


@cases("gwet")
def test_coefficients_of_many_raters(case):
    for name, printed in case["printed"].items():
        weights = {"weights": case["weights"]} if "weights" in case else {}
        check(FUNCTIONS[name](entered(case), **weights), printed)


@cases("krippendorff")
def test_krippendorff_alpha(case):
    for measurement, text in case["printed"].items():
        check(st.krippendorff_alpha(case["ratings"], measurement=measurement), {"alpha": text})
    for measurement, value in case.get("alpha", {}).items():
        found = st.krippendorff_alpha(case["ratings"], measurement=measurement)
        assert found.alpha == pytest.approx(value, abs=5e-7)
    if "coincidences" in case:
        table = st.krippendorff_alpha(case["ratings"]).coincidences()
        np.testing.assert_allclose(np.diag(table), np.array(case["coincidences"]["diagonal"], float), rtol=1e-12)
        np.testing.assert_allclose(table.sum(axis=1), case["coincidences"]["totals"], rtol=1e-12)


def test_nominal_alpha_of_the_four_observers_is_a_fraction():
    found = st.krippendorff_alpha(VALUES["krippendorff"][0]["ratings"])
    assert found.alpha == pytest.approx(904 / 1216, rel=1e-12)
