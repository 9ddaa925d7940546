"""Matrices of the literature give the numbers printed for them."""

import json
from pathlib import Path

import numpy as np
import pytest

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.hierarchies import Hierarchy
from surveytools.ahp.prioritization import derived
from surveytools.ahp.textbook import row_products

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "ahp.json").read_text(encoding="utf-8"))
CHECKS = [(matrix, check) for matrix in GOLDEN["matrices"] for check in matrix["checks"]]
TOTALS = [(hierarchy, total) for hierarchy in GOLDEN["hierarchies"] for total in hierarchy["totals"]]


def tolerance(check):
    """Half a unit of the last digit, or what is noted where the source rounded otherwise."""
    return check.get("tolerance", 0.5 * 10.0 ** -check["decimals"]) + 1e-12


@pytest.mark.parametrize(
    ("matrix", "check"), CHECKS, ids=[f"{m['name']}-{c['method']}-{c['quantity']}-{c['decimals']}" for m, c in CHECKS]
)
def test_matrix_gives_its_printed_numbers(matrix, check):
    judgments = Judgments(matrix["matrix"], matrix.get("labels"))
    found = derived(judgments, check["method"], check.get("random_index", "saaty1980"))
    if check["quantity"] == "row_root":
        computed = row_products(judgments.matrix) ** (1 / len(judgments))
    else:
        computed = np.atleast_1d(getattr(found, check["quantity"]))
    np.testing.assert_allclose(computed, check["values"], rtol=0, atol=tolerance(check))


@pytest.mark.filterwarnings("ignore::surveytools.base.warnings.InconsistentJudgmentsWarning")
@pytest.mark.parametrize(
    ("case", "total"), TOTALS, ids=[f"{h['name']}-{t['method']}-{t['decimals']}" for h, t in TOTALS]
)
def test_hierarchy_gives_its_printed_totals(case, total):
    alternatives = case["alternatives"]
    tree = with_alternatives(case["tree"], alternatives)
    judgments = {node: Judgments.from_upper(entries).matrix for node, entries in case["upper"].items()}
    overall = Hierarchy(tree, judgments, method=total["method"]).weights().overall
    totals = [sum(w for code, w in overall.items() if code.endswith(f"/{name}")) for name in alternatives]
    shown = totals[: len(total["values"])]
    np.testing.assert_allclose(shown, total["values"], rtol=0, atol=tolerance(total))
    assert sum(totals) == pytest.approx(1)


def with_alternatives(tree, alternatives):
    """Hang the alternatives below every lowest criterion, as codes of their own."""
    if isinstance(tree, list):
        tree = dict.fromkeys(tree)
    return {
        code: with_alternatives(below, alternatives) if below else [f"{code}/{name}" for name in alternatives]
        for code, below in tree.items()
    }


def test_the_method_decides_which_item_comes_first():
    matrix = next(m["matrix"] for m in GOLDEN["matrices"] if m["name"] == "ArcGIS")
    top = {m: int(derived(Judgments(matrix), m, "saaty1980").weights.argmax()) for m in ("eigenvector", "arithmetic")}
    assert top == {"eigenvector": 3, "arithmetic": 4}
