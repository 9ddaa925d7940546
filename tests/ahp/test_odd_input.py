"""What people give by mistake, or in a form that is as good: an error that says what to do, or the same answer."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import surveytools as st
from surveytools.ahp import (
    Hierarchy,
    HierarchyPanel,
    Judgments,
    Measurements,
    Panel,
    Ratings,
    batch,
    from_survey,
    rank,
    rank_acceptability,
    sensitivity,
)

ROWS = {"Ann": [2], "Bo": [3], "Cy": [5]}
PAIR = [[1, 3], ["1/3", 1]]
FIRST = {"direction": "positive_favors_first"}
FRAME = pd.DataFrame({"a_b": [3, -2], "a_c": [5, 1], "b_c": [2, -4]})
ABC = ["a", "b", "c"]
WRITE = 'Write {("price", "speed"): "Q1"}.'
ROWS_ARE = "Give a frame of pandas whose index names the alternatives."
DRAWS = 'Give a spread such as 0.2, "uniform", a panel, or weights of the leaves, one draw a row.'


def experts(rows=ROWS):
    return {name: Judgments.from_upper(upper, ["p", "q"]) for name, upper in rows.items()}


def ranking():
    weights = st.Weights(st.IndicatorTree.from_nested({"g": ["p", "q"]}), {"p": 0.6, "q": 0.4})
    return rank(weights, {"p": Measurements({"A": 3, "B": 2}, "benefit"), "q": Measurements({"A": 3, "B": 5}, "cost")})


FAULTS = {
    "weights without names": (
        lambda: Panel(experts(), expert_weights=[1, 2, 3]),
        'expert_weights=[1, 2, 3] have no names\nHint: Give them by name: {"Ann": 2, "Bo": 1}.',
    ),
    "an expert without a name": (
        lambda: Panel({" ": PAIR, "Bo": PAIR}), "an expert has no name\nHint: Give each a name of their own.",
    ),
    "criteria as one text": (
        lambda: from_survey(FRAME, "abc", **FIRST), "criteria='abc' is one text\nHint: Write [\"price\", \"speed\"].",
    ),
    "criteria in no order": (
        lambda: from_survey(FRAME, {"a"}, **FIRST), "criteria={'a'} is no list\nHint: Write [\"price\", \"speed\"].",
    ),
    "no criteria": (lambda: from_survey(FRAME, [], **FIRST), "0 criteria have no pairs\nHint: Name two or more."),
    "columns that are none": (
        lambda: from_survey(FRAME, ABC, **FIRST, columns=3), f"columns=3 names no pair\nHint: {WRITE}",
    ),
    "a number for a column": (
        lambda: from_survey(FRAME, ABC, **FIRST, columns={("a", "b"): 3}),
        "there is no column 3\nHint: Known: a_b, a_c, b_c.",
    ),
    "complex numbers": (
        lambda: batch(np.array([[2 + 1j]])),
        "a judgment is not a number (row 0, column 1 / 2, value (2+1j))\n"
        "Hint: Write 3 or 1/3; a spreadsheet may have made a date of a fraction.",
    ),
    "measurements without names": (
        lambda: Measurements.from_frame(pl.DataFrame({"p": [1, 2]}), {"p": "cost"}),
        f"alternatives cannot be read from DataFrame\nHint: {ROWS_ARE}",
    ),
    "no directions": (
        lambda: Measurements.from_frame(pd.DataFrame({"p": [1]}), ["p"]),
        "directions=['p'] is no mapping\nHint: Write {\"price\": \"cost\"}.",
    ),
    "ratings without a frame": (
        lambda: Ratings.from_frame(None, {"good": 1, "poor": 0}),
        f"alternatives cannot be read from NoneType\nHint: {ROWS_ARE}",
    ),
    "weights in words": (
        lambda: sensitivity(ranking()).scores_at("p", ["half"]),
        "['half'] are no local weights\nHint: Give numbers from 0 to 1.",
    ),
    "draws in words": (
        lambda: rank_acceptability(ranking(), np.array([["x", "y"]])),
        f"the drawn weights are no numbers\nHint: {DRAWS}",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("make", "text"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_and_what_to_do(make, text):
    with pytest.raises(st.SurveyError) as caught:
        make()
    assert str(caught.value) == text


def test_criteria_and_nodes_may_be_numbers():
    assert Hierarchy({1: [2, 3]}, {1: PAIR}).weights().overall == pytest.approx({"1": 1, "2": 0.75, "3": 0.25})
    answers = {name: {1: [[1, x], [1 / x, 1]]} for name, x in zip((7, 8, 9), (2, 3, 4), strict=True)}
    panel = HierarchyPanel({1: [2, 3]}, answers, expert_weights={7: 1, 8: 1, 9: 2})
    assert panel.experts == ("7", "8", "9")
    found = Hierarchy({1: [2, 3]}, {1: PAIR}).rank({k: Measurements({"A": 1, "B": 2}, "benefit") for k in (2, 3)})
    assert found.first == ("B",)


def test_columns_and_criteria_of_a_survey_may_be_numbers():
    numbered = FRAME.set_axis([1, 2, 3], axis=1)
    columns = {("a", "b"): 1, ("a", "c"): 2, ("b", "c"): 3}
    plain = from_survey(FRAME, ABC, **FIRST)
    np.testing.assert_array_equal(from_survey(numbered, ABC, **FIRST, columns=columns).upper, plain.upper)
    named = pd.DataFrame({"winner": [1, 2], "how": [3, 5]})
    found = from_survey(named, [1, 2], direction="winner_named", columns={(1, 2): ("winner", "how")})
    assert found.upper.ravel().tolist() == [3, 1 / 5]


@pytest.mark.parametrize(
    "given",
    [
        FRAME, pl.from_pandas(FRAME), pl.from_pandas(FRAME).lazy(), FRAME.astype("Int64"), FRAME.astype("string"),
        FRAME.astype(object).replace(3, " ３ "), FRAME.astype("category"),
    ],
)  # fmt: skip
def test_any_frame_of_a_survey(given):
    assert from_survey(given, np.array(ABC), **FIRST).upper.tolist() == [[3, 5, 2], [0.5, 1, 0.25]]


def test_drawn_weights_in_a_frame_of_another_library():
    drawn = {"q": [0.5, 0.6], "p": [0.5, 0.4]}
    one, other = (rank_acceptability(ranking(), frame) for frame in (pd.DataFrame(drawn), pl.DataFrame(drawn)))
    assert one == other


@pytest.mark.parametrize("n", [1, 2, 15])
def test_few_and_many_criteria(n):
    found = st.ahp.priorities(np.ones((n, n)))
    assert (found.consistency_ratio, found.weights.tolist()) == (0, pytest.approx([1 / n] * n))
    assert found.verdict().en == "acceptable"
    assert len(found.steps()) >= 2
    assert found.summary("zh")
