"""Notebooks are for readers: they define nothing, have their outputs, and name no machine."""

import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def cells(path, kind):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def test_every_notebook_has_a_chinese_twin():
    names = {path.name for path in NOTEBOOKS}
    for stem in (
        "00_quickstart",
        "01_platform_quality",
        "02_factor_structure",
        "03_items_and_reliability",
        "04_inattentive_answers",
        "05_do_raters_agree",
        "06_ahp_step_by_step",
        "07_expert_panel",
        "08_choosing_a_provider",
    ):
        assert {f"{stem}.ipynb", f"{stem}.zh.ipynb"} <= names


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_it_defines_nothing_and_has_run(path):
    code = cells(path, "code")
    for cell in code:
        assert not re.search(r"^\s*(def|class) ", "".join(cell["source"]), re.MULTILINE)
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert any(cell["outputs"] for cell in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_its_outputs_have_no_warnings_errors_or_machine(path):
    for cell in cells(path, "code"):
        for output in cell["outputs"]:
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr"
            assert not re.search(r"/(home|root|tmp|work)/", json.dumps(output))
