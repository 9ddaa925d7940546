"""The indicator tree: how it is read, and the whole text of each fault."""

import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import FaultsError, IndicatorsError
from surveytools.base.labels import Text

COLUMNS = ["code", "parent", "name_en", "name_zh", "item", "reversed"]
ROOT = ("quality", "", "Quality", "质量", "", "")


def table(*rows):
    """Return a table as it is read from a file, the first row below the head being row 2."""
    padded = [(*row, *[""] * (6 - len(row))) for row in rows]
    return pd.DataFrame(padded, columns=COLUMNS, index=range(2, 2 + len(rows)))


def leaf(code, parent="quality", item=None, turned=""):
    return (code, parent, "", "", item or f"q_{code}", turned)


def read(*rows):
    return st.IndicatorTree.from_frame(table(*rows), file="indicators.csv")


FAULTS = {
    "doubled code": (
        [ROOT, leaf("A", item="q1"), leaf("A", item="q2")],
        "code 'A' stands twice (file indicators.csv, row 4)\nHint: Give each indicator its own code.",
    ),
    "unknown parent": (
        [ROOT, leaf("A", parent="qualty")],
        "the parent 'qualty' of 'A' is unknown (file indicators.csv, row 3)\nHint: Did you mean quality?",
    ),
    "unknown parent that resembles nothing": (
        [ROOT, leaf("A", parent="xxx")],
        "the parent 'xxx' of 'A' is unknown (file indicators.csv, row 3)\nHint: Known: quality, A.",
    ),
    "its own parent": (
        [ROOT, ("A", "A")],
        "'A' lies below itself (file indicators.csv, row 3)\n"
        "Hint: Follow the parents up: they must end at the root.",
    ),
    "circle": (
        [ROOT, ("A", "B"), ("B", "A")],
        "2 faults:\n1. 'A' lies below itself (file indicators.csv, row 3)\n"
        "Hint: Follow the parents up: they must end at the root.\n"
        "2. 'B' lies below itself (file indicators.csv, row 4)\n"
        "Hint: Follow the parents up: they must end at the root.",
    ),
    "no root": (
        [("A", "B"), ("B", "A")],
        "3 faults:\n1. 'A' lies below itself (file indicators.csv, row 2)\n"
        "Hint: Follow the parents up: they must end at the root.\n"
        "2. 'B' lies below itself (file indicators.csv, row 3)\n"
        "Hint: Follow the parents up: they must end at the root.\n"
        "3. no indicator is the root (file indicators.csv)\n"
        "Hint: Exactly one indicator, the whole, has an empty parent.",
    ),
    "no rows": (
        [],
        "no indicator is the root (file indicators.csv)\nHint: Exactly one indicator, the whole, has an empty parent.",
    ),
    "two roots": (
        [ROOT, ("other", "")],
        "quality, other have no parent (file indicators.csv)\n"
        "Hint: Exactly one indicator, the whole, has an empty parent.",
    ),
    "item used twice": (
        [ROOT, leaf("A", item="q1"), leaf("B", item="q1")],
        "item 'q1' measures two indicators (file indicators.csv, row 4)\nHint: Use each item once.",
    ),
    "inner node with an item": (
        [("quality", "", "", "", "q9"), leaf("A")],
        "'quality' has both an item and indicators below it (file indicators.csv, row 2)\n"
        "Hint: Only the lowest level has items.",
    ),
    "bad word for reversed": (
        [ROOT, leaf("A", turned="maybe")],
        "reversed is neither yes nor no (file indicators.csv, row 3, column reversed, value 'maybe')\n"
        "Hint: Write yes or no.",
    ),
    "no code": (
        [ROOT, leaf("", item="q1")],
        "an indicator has no code (file indicators.csv, row 3)\nHint: Give each row a short, unique code.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "text"), FAULTS.values(), ids=FAULTS)
def test_the_whole_text_of_each_fault(rows, text):
    with pytest.raises((IndicatorsError, FaultsError)) as caught:
        read(*rows)
    assert str(caught.value) == text


def test_unknown_and_missing_columns():
    with pytest.raises(IndicatorsError) as caught:
        st.IndicatorTree.from_frame(pd.DataFrame({"code": ["a"], "parent": [""], "weight": [1]}), file="i.csv")
    columns = "Hint: The columns are code, parent, name_en, name_zh, item, reversed."
    assert str(caught.value) == f"column weight is unknown (file i.csv)\n{columns}"
    with pytest.raises(IndicatorsError) as caught:
        st.IndicatorTree.from_frame(pd.DataFrame({"code": ["a"]}))
    assert str(caught.value) == f"there is no column parent\n{columns}"


def test_all_faults_come_together():
    with pytest.raises(FaultsError) as caught:
        read(ROOT, leaf("A", parent="qualty"), leaf("B", turned="x"), leaf("B", item="q7"))
    assert [fault.place.row for fault in caught.value.faults] == ["4", "3", "5"]


def test_faults_of_a_tree_that_was_not_read_from_a_file():
    with pytest.raises(IndicatorsError) as caught:
        st.IndicatorTree(
            (st.Indicator("A", Text("a", "a")), st.Indicator("B", Text("b", "b"), "X", item="q1"))
        )  # fmt: skip
    assert str(caught.value) == "the parent 'X' of 'B' is unknown (value 'B')\nHint: Known: A, B."


def test_an_unknown_code():
    tree = read(ROOT, leaf("A"))
    with pytest.raises(IndicatorsError) as caught:
        tree["qualitty"]
    assert str(caught.value) == "there is no indicator 'qualitty'\nHint: Did you mean quality?"


@pytest.mark.parametrize(("word", "turned"), [("yes", True), ("是", True), ("1", True), ("TRUE", True), ("no", False),
                                              ("否", False), ("0", False), ("", False)])  # fmt: skip
def test_words_for_reversed(word, turned):
    assert read(ROOT, leaf("A", turned=word))["A"].reversed is turned


def test_one_name_stands_in_for_the_other():
    tree = read(("r", "", "", "根"), ("A", "r", "a", ""), ("B", "r"))
    assert [tree.name(code, "en") for code in "rAB"] == ["根", "a", "B"]
    assert [tree.name(code, "zh") for code in "rAB"] == ["根", "a", "B"]


def test_the_way_through_the_tree():
    tree = read(ROOT, ("content", "quality"), ("speed", "quality"), leaf("C1", "content"),
                leaf("S1", "speed", turned="yes"), leaf("C2", "content"))  # fmt: skip
    assert tree.root == "quality"
    assert tree.nodes == ("quality", "content", "speed")
    assert tree.children("content") == ("C1", "C2")
    assert tree.leaves() == ("C1", "C2", "S1")
    assert tree.path("C2") == ("quality", "content", "C2")
    assert [tree.dimension(code) for code in ("C2", "speed", "quality")] == ["content", "speed", "quality"]
    assert tree.items() == ("q_C1", "q_C2", "q_S1")
    assert tree.reversed_items() == ("q_S1",)
    assert tree.of_item("q_C2").code == "C2"
    assert tree["S1"].printed == Text("S1 (reversed)", "S1（反向）")
    assert len(tree) == len(list(tree)) == 6


def test_nested_dictionaries():
    tree = st.IndicatorTree.from_nested({"q": {"a": ["a1", "a2"], "b": {"c": ["c1"]}}})
    assert tree.codes == ("q", "a", "a1", "a2", "b", "c", "c1")
    assert tree.items("b") == ("c1",)
    with pytest.raises(IndicatorsError) as caught:
        st.IndicatorTree.from_nested({"q": ["a"], "r": ["b"]})
    assert str(caught.value).startswith("q, r have no parent\n")
