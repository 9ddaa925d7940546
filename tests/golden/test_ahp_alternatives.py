"""Rankings of the literature: scores in both modes, total consistency ratios, and how far each weight may go."""

import json
from pathlib import Path

import numpy as np
import pytest

import surveytools as st

HERE = Path(__file__).parent
CASES = {case["name"]: case for case in json.loads((HERE / "ahp.json").read_text(encoding="utf-8"))["hierarchies"]}
EXPECTED = json.loads((HERE / "ahp_alternatives.json").read_text(encoding="utf-8"))
pytestmark = pytest.mark.filterwarnings("ignore::surveytools.base.warnings.InconsistentJudgmentsWarning")


def ranked(name, mode="distributive", method="eigenvector"):
    case = CASES[name]
    tree = st.IndicatorTree.from_nested(nested(case["tree"]))
    upper = {node: st.ahp.Judgments.from_upper(entries).matrix for node, entries in case["upper"].items()}
    alternatives = {leaf: st.ahp.Judgments(upper[leaf], case["alternatives"]) for leaf in tree.leaves()}
    hierarchy = st.ahp.Hierarchy(tree, {node: upper[node] for node in tree.nodes}, method=method)
    return hierarchy.rank(alternatives, mode=mode)


def nested(tree):
    return {code: nested(below) if isinstance(below, dict) else below or {} for code, below in tree.items()}


@pytest.mark.parametrize("expected", EXPECTED["rankings"], ids=lambda expected: expected["name"])
def test_scores_and_total_ratios(expected):
    for mode in ("distributive", "ideal"):
        np.testing.assert_allclose(ranked(expected["name"], mode).scores, expected[mode], rtol=1e-8)
    ranking = ranked(expected["name"])
    assert ranking.total_consistency_ratio("level") == pytest.approx(expected["total_cr_level"], rel=1e-8)
    assert ranking.total_consistency_ratio("cumulative") == pytest.approx(expected["total_cr_cumulative"], rel=1e-8)


@pytest.mark.parametrize("name", list(CASES))
def test_printed_totals(name):
    for total in CASES[name]["totals"]:
        scores = ranked(name, method=total["method"]).scores[: len(total["values"])]
        np.testing.assert_allclose(scores, total["values"], atol=0.5 * 10.0 ** -total["decimals"] + 1e-12)


@pytest.mark.parametrize(
    "expected", [case for case in EXPECTED["rankings"] if "stable" in case], ids=lambda expected: expected["name"]
)
def test_stable_ranges(expected):
    frame = st.ahp.sensitivity(ranked(expected["name"])).stability().set_index("code")
    found = frame.loc[list(expected["stable"]), ["stable_low", "stable_high"]].to_numpy()
    np.testing.assert_allclose(found, list(expected["stable"].values()), atol=1e-8)


def test_two_cars_are_a_near_tie():
    ranking = ranked("car", method="geometric")
    assert ranking.first == ("Odyssey", "Accord Sedan")
    assert ranked("car").first == ("Odyssey",)


def test_a_copy_reverses_the_ranks_of_the_distributive_mode_alone():
    case = EXPECTED["copy"]
    tree = st.IndicatorTree.from_nested({"best": list(case["upper"])})
    weights = st.Weights(tree, dict.fromkeys(case["upper"], 1 / 3))
    three = {
        leaf: st.ahp.Judgments.from_upper(entries, case["alternatives"]) for leaf, entries in case["upper"].items()
    }
    four = {leaf: with_copy(judgments) for leaf, judgments in three.items()}
    atol = 0.5 * 10.0 ** -case["decimals"]
    np.testing.assert_allclose(st.ahp.rank(weights, three).scores, case["scores"], atol=atol)
    np.testing.assert_allclose(st.ahp.rank(weights, four).scores, case["with_a_copy_of_B"], atol=atol)
    assert st.ahp.rank(weights, three).first == ("B",)
    assert st.ahp.rank(weights, four).first == ("A",)
    assert st.ahp.rank(weights, three, mode="ideal").first == ("B",)
    assert st.ahp.rank(weights, four, mode="ideal").first == ("B", "B copied")


def with_copy(judgments):
    order = [0, 1, 2, 1]
    return st.ahp.Judgments(judgments.matrix[np.ix_(order, order)], ["A", "B", "C", "B copied"])
