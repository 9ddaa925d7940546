import copy
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest

from surveytools.ahp import Judgments
from surveytools.ahp.entries import ChangedCell
from surveytools.base.errors import FaultsError, JudgmentsError

RATIO = "Hint: A judgment is a ratio above 0: write 3, or 1/3 where the column outweighs the row."
PARTNERS = "Hint: One is 1 divided by the other, such as 3 and 1/3; a rounded reciprocal may be off by .005."
SQUARE = "Hint: Give one row and one column for each criterion."


def text_of(make, *arguments, **named):
    with pytest.raises(JudgmentsError) as caught:
        make(*arguments, **named)
    return str(caught.value)


def with_cell(cell):
    return [[1, 2, cell], ["1/2", 1, 3], [1, "1/3", 1]]


@pytest.mark.parametrize(
    "matrix",
    [
        [[1, 3], ["1/3", 1]],
        (("1", "3"), ("1/3", "1")),
        [["１", "３"], ["１／３", "１"]],
        [["1", " 3.0 "], [" 1 / 3 ", "1"]],
        [[1, 3], ["1⁄3", 1]],
        [["1:1", "3:1"], ["1：3", 1]],
        [["1", "3∶1"], ["1比3", 1]],
        [["\ufeff1", "3\u200b"], ["1÷3", 1]],
        [["equal", "moderate"], ["1/Moderate", 1]],
        [["同等重要", "稍微重要"], ["1/稍微重要", 1]],
        np.array([[1, 3], [1 / 3, 1]]),
        np.array([[1, 3], ["1/3", 1]], dtype=object),
        pd.DataFrame([[1, 3], ["1/3", 1]]),
        pd.DataFrame([["1", "3"], ["1/3", "1"]], dtype="string"),
    ],
)
def test_every_form_is_read_exactly(matrix):
    judgments = Judgments(matrix)
    assert judgments.matrix.tolist() == [[1.0, 3.0], [1 / 3, 1.0]]
    assert judgments.labels == ("1", "2")
    assert judgments.changed == ()


@pytest.mark.parametrize(
    ("rounded", "given"),
    [(0.33, 0.33), (0.333, 0.333), ("0.333", 0.333), ("０．３３", 0.33), (0.3333, 0.3333), (0.335, 0.335)],
)
def test_rounded_reciprocals_are_set_and_listed(rounded, given):
    judgments = Judgments([[1, rounded], [3, 1]], ["content", "speed"])
    assert judgments.matrix.tolist() == [[1.0, 1 / 3], [3.0, 1.0]]
    assert judgments.changed == (ChangedCell("content", "speed", given, 1 / 3),)


@pytest.mark.parametrize(("rounded", "accepted"), [(0.13, True), (0.12, True), (0.1301, False), (0.1199, False)])
def test_the_limit_of_rounding_is_005(rounded, accepted):
    if accepted:
        assert Judgments([[1, 8], [rounded, 1]]).matrix[1, 0] == 1 / 8
    else:
        assert text_of(Judgments, [[1, 8], [rounded, 1]]).startswith(
            f"'1' over '2' is 8, but '2' over '1' is {rounded}"
        )


def test_reciprocals_that_are_not_whole_stay():
    judgments = Judgments([[1, 1.9], [1 / 1.9, 1]])
    assert judgments.matrix[0, 1] == 1.9
    assert judgments.changed == ()


def test_the_matrix_is_read_only_and_the_value_frozen():
    judgments = Judgments([[1, 2], [0.5, 1]])
    with pytest.raises(ValueError, match="read-only"):
        judgments.matrix[0, 1] = 3
    with pytest.raises(AttributeError):
        judgments.labels = ("a", "b")
    with pytest.raises(TypeError, match="unhashable"):
        hash(judgments)


def test_the_given_array_is_not_touched():
    given = np.array([[1, 3], [0.33, 1]])
    Judgments(given)
    assert given[1, 0] == 0.33
    given[0, 1] = 4


def test_equality_copies_and_pickles():
    judgments = Judgments([[1, 3], [0.33, 1]], ["a", "b"])
    assert judgments == copy.deepcopy(judgments) == pickle.loads(pickle.dumps(judgments))
    assert judgments != Judgments([[1, 3], ["1/3", 1]], ["a", "b"])
    assert judgments != "judgments"


def test_printing():
    judgments = Judgments([[1, 3, 1.7321], ["1/3", 1, 2], [1 / 1.7321, 0.5, 1]], ["a", "b", "c"])
    assert repr(judgments) == "<Judgments: a, b, c>"
    assert judgments.cell_texts() == (("1", "3", "1.732"), ("1/3", "1", "2"), ("0.5773", "1/2", "1"))
    frame = judgments.to_frame()
    assert list(frame.columns) == list(frame.index) == ["a", "b", "c"]
    assert frame.loc["b", "a"] == 1 / 3


def test_one_criterion():
    assert Judgments([[1]], ["alone"]).matrix.tolist() == [[1.0]]
    assert len(Judgments.from_upper([])) == 1


class TestFaults:
    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            ("three", "a judgment is not a number (row 1, column 3, value 'three')\nHint: Write 3 or 1/3; "
             "a spreadsheet may have made a date of a fraction."),
            ("2½", "a judgment is not a number (row 1, column 3, value '2½')\nHint: Write 3 or 1/3; "
             "a spreadsheet may have made a date of a fraction."),
            (True, "a judgment is not a number (row 1, column 3, value True)\nHint: Write 3 or 1/3; "
             "a spreadsheet may have made a date of a fraction."),
            (None, "a judgment is missing (row 1, column 3)\nHint: Compare every pair: write how many times the row "
             "outweighs the column."),
            (0, f"a judgment is 0 (row 1, column 3, value 0)\n{RATIO}"),
            (np.float64(-2), f"a judgment is negative (row 1, column 3, value -2.0)\n{RATIO}"),
            ("−2", f"a judgment is negative (row 1, column 3, value '−2')\n{RATIO}"),
            (float("inf"), f"a judgment is infinite (row 1, column 3, value inf)\n{RATIO}"),
            ("1/0", f"a judgment is infinite (row 1, column 3, value '1/0')\n{RATIO}"),
            (1e16, "a judgment is beyond all measure (row 1, column 3, value 1e+16)\nHint: On Saaty's scale judgments "
             "lie between 1/9 and 9."),
        ],
    )  # fmt: skip
    def test_a_cell(self, cell, text):
        assert text_of(Judgments, with_cell(cell)) == text

    @pytest.mark.parametrize("empty", [None, float("nan"), "", "  ", "　", pd.NA, pd.NaT])
    def test_empty_cells(self, empty):
        assert text_of(Judgments, with_cell(empty)).startswith("a judgment is missing (row 1, column 3)\n")

    @pytest.mark.parametrize("strange", [pd.Timestamp("2024-01-03"), [3], 2 + 1j, "1/2/3", "3-Jan", "0,5", "nan"])
    def test_no_numbers(self, strange):
        assert text_of(Judgments, with_cell(strange)).startswith("a judgment is not a number (row 1, column 3, value ")

    def test_a_number_too_large_for_a_float(self):
        assert text_of(Judgments, with_cell(10**400)).startswith("a judgment is infinite (row 1, column 3, value 1000")

    def test_the_diagonal(self):
        assert text_of(Judgments, [[1, 2], [0.5, 9]], ["a", "b"]) == (
            "the diagonal is not 1 (row b, column b, value 9)\nHint: Compared with itself everything is 1."
        )

    def test_partners_that_contradict_each_other(self):
        assert text_of(Judgments, [[1, 3], ["1/2", 1]], ["price", "looks"]) == (
            f"'price' over 'looks' is 3, but 'looks' over 'price' is 1/2 (row price, column looks)\n{PARTNERS}"
        )

    def test_all_faults_of_a_matrix_are_raised_together(self):
        with pytest.raises(FaultsError) as caught:
            Judgments([[1, 3, 0], [3, 2, 5], [1, "1/5", 1]], ["a", "b", "c"])
        assert str(caught.value) == (
            f"3 faults:\n1. a judgment is 0 (row a, column c, value 0)\n{RATIO}\n"
            "2. the diagonal is not 1 (row b, column b, value 2)\nHint: Compared with itself everything is 1.\n"
            f"3. 'a' over 'b' is 3, but 'b' over 'a' is 3 (row a, column b)\n{PARTNERS}"
        )
        assert all(isinstance(fault, JudgmentsError) for fault in caught.value.faults)

    @pytest.mark.parametrize(
        ("matrix", "text"),
        [
            ([[1, 2, 3], ["1/2", 1, 1]], f"the matrix is not square: 2 rows and 3 columns\n{SQUARE}"),
            ([[1, 2], [1]], f"the rows have different lengths: 2, 1\n{SQUARE}"),
            ([], f"there are no judgments\n{SQUARE}"),
            ([3, 5, 2], "judgments cannot be read from list\nHint: Give a list of rows, a square array or a pandas "
             "frame; a flat list goes to Judgments.from_upper."),
            (np.ones(3), "judgments cannot be read from ndarray\nHint: Give a list of rows, a square array or a pandas "
             "frame; a flat list goes to Judgments.from_upper."),
            (np.ones((2, 3, 3)), "the array has shape (2, 3, 3)\nHint: Give one matrix; many go to st.ahp.batch."),
            (pl.DataFrame({"a": [1.0, 3.0], "b": [0.5, 1.0]}), "judgments cannot be read from DataFrame\nHint: Give a "
             "pandas frame whose rows and columns are labelled, or Judgments(frame.to_numpy(), labels)."),
        ],
    )  # fmt: skip
    def test_shapes(self, matrix, text):
        assert text_of(Judgments, matrix) == text

    def test_labels(self):
        matrix = [[1, 2], ["1/2", 1]]
        assert text_of(Judgments, matrix, ["a", "a"]) == (
            "the label a stands twice\nHint: Give each criterion its own."
        )
        assert text_of(Judgments, matrix, ["a"]) == "there are 1 labels for 2 criteria\nHint: Give one label a row."


class TestFrames:
    def test_labels_come_from_the_columns(self):
        frame = pd.DataFrame([[1, 2], ["1/2", 1]], index=["a ", "b"], columns=["a", " b"])
        assert Judgments(frame).labels == ("a", "b")
        assert Judgments(frame, ["c", "d"]).labels == ("c", "d")

    def test_rows_and_columns_must_agree(self):
        frame = pd.DataFrame([[1, 2], ["1/2", 1]], index=["b", "a"], columns=["a", "b"])
        hint = "Hint: Label both alike, in the same order; the row labels are the frame's index."
        assert text_of(Judgments, frame) == f"the rows are b, a, but the columns are a, b\n{hint}"
        assert text_of(Judgments.from_frame, frame, file="goal.csv") == (
            f"the rows are b, a, but the columns are a, b (file goal.csv)\n{hint}"
        )

    def test_a_file_stands_in_every_place(self):
        frame = pd.DataFrame([[1, 0], ["x", 2]], index=["a", "b"], columns=["a", "b"])
        with pytest.raises(FaultsError) as caught:
            Judgments.from_frame(frame, file="goal.csv")
        assert [str(fault.place) for fault in caught.value.faults] == [
            "file goal.csv, row a, column b, value 0",
            "file goal.csv, row b, column a, value 'x'",
            "file goal.csv, row b, column b, value 2",
        ]

    def test_from_frame_reads_what_it_should(self):
        frame = pd.DataFrame([["1", "3"], ["0.33", "1"]], index=["a", "b"], columns=["a", "b"])
        judgments = Judgments.from_frame(frame)
        assert judgments == Judgments(frame)
        assert judgments.changed[0].row == "b"


PAIRS = {("a", "b"): 3, ("c", "a"): "1/5", ("b", "c"): 2}


class TestPairs:
    def test_every_pair_once(self):
        judgments = Judgments.from_pairs(PAIRS)
        assert judgments.labels == ("a", "b", "c")
        assert judgments.cell_texts() == (("1", "3", "5"), ("1/3", "1", "2"), ("1/5", "1/2", "1"))

    def test_another_order(self):
        judgments = Judgments.from_pairs(PAIRS, labels=["c", "b", "a"])
        assert judgments == Judgments.from_pairs(PAIRS).ordered(["c", "b", "a"])

    def test_both_directions_must_agree(self):
        assert Judgments.from_pairs({("a", "b"): 3, ("b", "a"): "1/3"}).matrix[0, 1] == 3
        assert text_of(Judgments.from_pairs, {("a", "b"): 3, ("b", "a"): 3}) == (
            f"'a' over 'b' is 3, but 'b' over 'a' is 3 (row a, column b)\n{PARTNERS}"
        )

    @pytest.mark.parametrize(
        ("pairs", "labels", "text"),
        [
            ({("a", "a"): 5, ("a", "b"): 2}, None, "'a' is compared with itself\nHint: Leave this pair out."),
            ({("a", "b"): 2, ("c", "a"): 3}, None, "'b' and 'c' are not compared\nHint: Compare every pair once; to "
             "leave pairs unanswered, give the labels."),
            ({("a", "b"): 2, ("a", "bb"): 2}, ["a", "b"], "the pair 'a', 'bb' compares bb, which is not among the "
             "labels\nHint: Did you mean b?"),
            ([("a", "b", 2), ("a", "c", 2), ("c", "b", 1), ("a", "b", 3)], None, "'a' over 'b' is given twice, as 2 "
             "and as 3\nHint: Keep the one that is meant."),
            ([("a", "b")], None, "('a', 'b') is no comparison\nHint: Write (\"content\", \"speed\", 3)."),
            ({"ab": 2}, None, "'ab' is no pair\nHint: Write (\"content\", \"speed\"): 3."),
            ({("a", "b"): -2}, None, f"a judgment is negative (row a, column b, value -2)\n{RATIO}"),
            ({}, None, f"there are no judgments\n{SQUARE}"),
        ],
    )  # fmt: skip
    def test_faults(self, pairs, labels, text):
        assert text_of(Judgments.from_pairs, pairs, labels) == text


class TestUpperTriangle:
    def test_row_by_row(self):
        judgments = Judgments.from_upper([3, "5", "1/2"], labels=["a", "b", "c"])
        assert judgments.cell_texts() == (("1", "3", "5"), ("1/3", "1", "1/2"), ("1/5", "2", "1"))

    def test_reciprocals_are_exact(self):
        judgments = Judgments.from_upper([1 / k for k in range(1, 50)] + [1] * 1176)
        assert judgments.matrix[1:50, 0].tolist() == list(range(1, 50))

    @pytest.mark.parametrize(
        ("entries", "labels", "text"),
        [
            ([1, 2, 3, 4], None, "4 judgments are no upper triangle\nHint: 3 criteria have 3 pairs, 4 criteria "
             "have 6."),
            ([1, 2, 3], ["a", "b", "c", "d"], "there are 3 judgments for 4 criteria\nHint: The upper triangle of 4 "
             "criteria has 6."),
            ([3, 0, 2], None, f"a judgment is 0 (row 1, column 3, value 0)\n{RATIO}"),
        ],
    )  # fmt: skip
    def test_faults(self, entries, labels, text):
        assert text_of(Judgments.from_upper, entries, labels) == text


class TestOrder:
    def test_cells_follow_their_labels(self):
        judgments = Judgments([[1, 3], [0.33, 1]], ["a", "b"])
        turned = judgments.ordered(["b", "a"])
        assert turned.cell_texts() == (("1", "1/3"), ("3", "1"))
        assert turned.changed == judgments.changed

    def test_other_labels(self):
        judgments = Judgments([[1, 3], ["1/3", 1]], ["a", "b"])
        assert text_of(judgments.ordered, ["a", "c"]) == "a, c are not the criteria compared\nHint: They are a, b."


@pytest.mark.parametrize(
    ("labels", "text"),
    [
        ("ab", 'labels=\'ab\' is one text\nHint: Write ["price", "speed"].'),
        (["a", " "], "a label is empty\nHint: Give each criterion its own."),
        (["a", None], "a label is empty\nHint: Give each criterion its own."),
        (["a", "a "], "the label a stands twice\nHint: Give each criterion its own."),
    ],
)
def test_labels_that_are_none(labels, text):
    with pytest.raises(JudgmentsError) as caught:
        Judgments([[1, 2], ["1/2", 1]], labels)
    assert str(caught.value) == text


def test_a_triangle_as_one_text():
    with pytest.raises(JudgmentsError) as caught:
        Judgments.from_upper("123")
    assert str(caught.value) == "'123' is one text\nHint: Write [\"1/3\", 3, 5]."


@pytest.mark.parametrize(("larger", "smaller"), [(200, 0.001), (1000, 0.0001), (40, 0.03), (9, 0.1)])
def test_a_rounded_reciprocal_is_close(larger, smaller):
    with pytest.raises(JudgmentsError, match="a rounded reciprocal may be off"):
        Judgments([[1, larger], [smaller, 1]])
    assert Judgments([[1, larger], [round(1 / larger, 4), 1]]).matrix[1, 0] == 1 / larger


NO_LIST = 'Hint: Write ["price", "speed"].'


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: Judgments([[1]], 3), f"labels=3 is no list\n{NO_LIST}"),
        (lambda: Judgments([[1]], {"a"}), f"labels={{'a'}} is no list\n{NO_LIST}"),
        (lambda: Judgments.from_upper([2], "ab"), f"labels='ab' is one text\n{NO_LIST}"),
        (lambda: Judgments.from_upper(3), "3 is no list of judgments\nHint: Write [\"1/3\", 3, 5]."),
        (lambda: Judgments.from_upper({"a": 3}), "{'a': 3} is no list of judgments\nHint: Write [\"1/3\", 3, 5]."),
        (lambda: Judgments.from_pairs(3), '3 are no pairs\nHint: Write {("content", "speed"): 3}.'),
        (lambda: Judgments.from_pairs({(None, "b"): 3}),
         "(None, 'b') is no pair\nHint: Write (\"content\", \"speed\"): 3."),
        (lambda: Judgments.from_pairs({("a", "b"): 3}, "ab"), f"labels='ab' is one text\n{NO_LIST}"),
        (lambda: Judgments.from_frame([[1]]), "list is no frame of pandas\nHint: Give a pandas frame whose rows and "
         "columns are labelled, or Judgments(frame.to_numpy(), labels)."),
        (lambda: Judgments([[1]]).ordered("1"), f"labels='1' is one text\n{NO_LIST}"),
        (lambda: Judgments([[1]]).ordered([2]), "2 are not the criteria compared\nHint: They are 1."),
    ],
)  # fmt: skip
def test_what_is_no_list(make, text):
    assert text_of(make) == text


def test_labels_may_be_numbers_and_of_any_order():
    judgments = Judgments.from_upper([2, 4, 2], iter([3, 1, 2]))
    assert judgments.labels == ("3", "1", "2")
    assert judgments.ordered([1, 2, 3]).matrix[2].tolist() == [2, 4, 1]
