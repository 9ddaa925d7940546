"""The door for ratings: what comes in, and what is refused."""

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

import surveytools as st
from surveytools.agreement.rating_table import check_ordered, enter_ratings
from surveytools.agreement.tally import enter_tally, kinds_of_units
from surveytools.base.errors import AnswersError, FaultsError, ItemsError, OptionError, SampleSizeError
from surveytools.base.warnings import TotalsWarning

GRADES = [["good", "fair"], ["poor", None], ["fair", "fair"]]
NUMBERS = [[1.0, 2.0], [3.0, np.nan], [2.0, 2.0]]


def refused(call, kind):
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    return str(caught.value)


@pytest.mark.parametrize(
    "ratings",
    [
        NUMBERS,
        [[1, 2], [3, None], [2, 2]],
        np.array(NUMBERS),
        np.ma.masked_invalid(NUMBERS),
        pd.DataFrame(NUMBERS),
        pd.DataFrame(NUMBERS).astype("Int64"),
        pd.DataFrame(NUMBERS).astype(object),
        pl.DataFrame({"a": [1, 3, 2], "b": [2, None, 2]}),
        pl.LazyFrame({"a": [1, 3, 2], "b": [2, None, 2]}),
    ],
    ids=["lists", "none", "array", "masked", "frame", "nullable", "objects", "polars", "lazy"],
)
def test_numbers_of_any_kind(ratings):
    table = enter_ratings(ratings)
    np.testing.assert_array_equal(table.codes, [[0, 1], [2, -1], [1, 1]])
    assert table.categories == (1, 2, 3)
    assert all(type(category) is int for category in table.categories)
    assert table.ordered
    assert table.cells.numeric


@pytest.mark.parametrize(
    "ratings",
    [GRADES, np.array(GRADES, object), pd.DataFrame(GRADES), pd.DataFrame(GRADES).fillna(""),
     pd.DataFrame(GRADES).astype("category"), pd.DataFrame(GRADES).astype("string"),
     pl.DataFrame(GRADES, orient="row")],
    ids=["lists", "array", "frame", "blank", "categorical", "string", "polars"],
)  # fmt: skip
def test_texts_of_any_kind(ratings):
    table = enter_ratings(ratings)
    assert table.categories == ("fair", "good", "poor")
    np.testing.assert_array_equal(table.codes, [[1, 0], [2, -1], [0, 0]])
    assert not table.ordered
    assert not table.cells.numeric


def test_names_of_raters():
    assert enter_ratings(NUMBERS).cells.raters == ("rater1", "rater2")
    assert enter_ratings(pd.DataFrame(NUMBERS, columns=["Ann", "Bo"])).cells.raters == ("Ann", "Bo")


def test_truth_values_are_numbers():
    table = enter_ratings(pd.DataFrame({"a": [True, False], "b": [True, True]}))
    assert table.categories == (0, 1)


def test_fractions_stay_fractions():
    assert enter_ratings([[0.5, 1], [1.5, 2]]).categories == (0.5, 1, 1.5, 2)


def test_an_ordered_type_brings_its_order_and_its_unused_categories():
    kind = pd.CategoricalDtype(["poor", "fair", "good", "superb"], ordered=True)
    table = enter_ratings(pd.DataFrame(GRADES).astype(kind))
    assert table.categories == ("poor", "fair", "good", "superb")
    assert table.ordered
    np.testing.assert_array_equal(table.codes, [[2, 1], [0, -1], [1, 1]])


def test_named_categories_give_the_order():
    table = enter_ratings(GRADES, ["poor", "fair", "good", "superb"])
    assert table.categories == ("poor", "fair", "good", "superb")
    assert table.ordered
    np.testing.assert_array_equal(enter_ratings(NUMBERS, [3, 2, 1]).codes, [[2, 1], [0, -1], [1, 1]])


def test_ratings_outside_the_categories():
    frame = pd.DataFrame({"Ann": [1, 2, 7], "Bo": [1, 2, 2]}, index=["u1", "u2", "u3"])
    assert refused(lambda: enter_ratings(frame, [1, 2, 3]), AnswersError) == (
        "a rating is not among the categories 1, 2, 3 (row u3, column Ann, value 7)\n"
        "Hint: Correct the cell, or name all categories."
    )
    frame.loc["u2", "Bo"] = 9
    assert refused(lambda: enter_ratings(frame, [1, 2, 3]), FaultsError).startswith("2 faults:\n1. a rating is not")


@pytest.mark.parametrize("categories", ["abc", 3, ["a"], ["a", "a", "b"], [[1], [2]], ["a", 1], {"a", "b"}])
def test_categories_that_are_none(categories):
    assert refused(lambda: enter_ratings(GRADES, categories), OptionError) == (
        f"categories={categories!r} is no list of different categories\n"
        "Hint: Name each category once, two or more, from the lowest to the highest; all texts or all numbers."
    )


def test_texts_among_numbers():
    frame = pd.DataFrame({"Ann": [1, 2, 3], "Bo": [1, "two", None]})
    assert refused(lambda: enter_ratings(frame), AnswersError) == (
        "some ratings are texts and some are numbers (row 1, column Bo, value 'two')\nHint: Write all of them one way."
    )


def test_neither_text_nor_number():
    frame = pd.DataFrame({"Ann": ["a", "b"], "Bo": ["a", pd.Timestamp("2024-05-01")]})
    assert refused(lambda: enter_ratings(frame), AnswersError) == (
        "a rating is neither text nor number (row 1, column Bo, value Timestamp('2024-05-01 00:00:00'))\n"
        "Hint: Correct the cell."
    )


@pytest.mark.parametrize(("rest", "kind"), [([1, 2, 1], "numbers"), (["a", "b", "a"], "texts")])
@pytest.mark.parametrize("coefficient", [st.fleiss_kappa, st.icc, st.krippendorff_alpha, st.kendall_w])
def test_a_truth_value_among_others(coefficient, rest, kind):
    fault = f"a rating is True or False among {kind} (row 0, column {{}}, value True)"
    hint = "\nHint: Write all of them one way."
    a, b, c = rest
    assert refused(lambda: coefficient([[True, a], [b, c]]), AnswersError) == fault.format("rater1") + hint
    frame = pd.DataFrame({"Ann": pd.Series([True, a], dtype=object), "Bo": [b, c]})
    assert refused(lambda: coefficient(frame), AnswersError) == fault.format("Ann") + hint


def test_a_whole_number_beyond_all_floats():
    for large, shown in ((10**400, "1.00e+400"), (-(10**5000), "-1.00e+5000")):
        assert refused(lambda large=large: enter_ratings([[large, 1], [2, None]]), AnswersError) == (
            f"a rating is too large to be squared (row 0, column rater1, value {shown!r})\n"
            "Hint: Give it in another unit."
        )
        assert refused(lambda large=large: st.CategoryCounts.from_table([[large, 1], [2, 1]]), AnswersError) == (
            f"a cell of the table is no count (row 0, column 0, value {shown!r})\n"
            "Hint: Give whole numbers from 0 upwards."
        )


def test_decimals_among_whole_numbers():
    assert enter_ratings([[Decimal("1.5"), 2], [2, 1]]).categories == (1, 1.5, 2)


def test_rows_of_different_length():
    assert refused(lambda: enter_ratings([[1, 2], [1, 2], [1]]), AnswersError) == (
        "row 2 is of length 1 and row 0 of length 2\nHint: Give every row one cell a rater, and leave empty cells None."
    )


def test_categories_of_another_kind_than_the_ratings():
    assert refused(lambda: enter_ratings([[1, 2], [2, 1]], ["1", "2"]), OptionError) == (
        "the categories 1, 2 are texts, and the ratings are numbers\n"
        "Hint: Name the categories as numbers, as they stand in the ratings."
    )
    assert refused(lambda: enter_ratings([["1", "2"], ["2", "1"]], [1, 2]), OptionError).startswith(
        "the categories 1, 2 are numbers, and the ratings are texts\n"
    )


@pytest.mark.parametrize("ordered", [True, False])
def test_categories_of_a_type_count_whether_used_or_not(ordered):
    names = ["poor", "fair", "good", "superb"]
    table = enter_ratings(pd.DataFrame(GRADES).astype(pd.CategoricalDtype(names, ordered=ordered)))
    assert set(table.categories) == set(names)
    assert table.ordered is ordered
    each = pd.DataFrame({"a": pd.Categorical(["x", "y"], ["x", "y", "z"]), "b": pd.Categorical(["y", "w"])})
    assert enter_ratings(each).categories == ("w", "x", "y", "z")


def test_an_enumeration_is_an_order():
    kind = pl.Enum(["poor", "fair", "good", "superb"])
    frame = pl.DataFrame({"a": ["good", "poor", "fair"], "b": ["fair", None, "fair"]}, schema={"a": kind, "b": kind})
    table = enter_ratings(frame)
    assert table.categories == ("poor", "fair", "good", "superb")
    assert table.ordered
    assert st.cohen_kappa(frame["a"], frame["a"], weights="linear").table.shape == (4, 4)


def test_infinite_ratings():
    assert refused(lambda: enter_ratings([[1, 2], [np.inf, 2]]), AnswersError) == (
        "a rating is infinite (row 1, column rater1, value inf)\nHint: Leave the cell empty."
    )


def test_one_rater():
    assert refused(lambda: enter_ratings([[1], [2]]), ItemsError) == (
        "there is only one rater\nHint: Give one row a unit and one column a rater, two or more."
    )


def test_a_rater_who_rated_nothing():
    frame = pd.DataFrame({"Ann": [1, 2], "Bo": [1, 2], "Cy": [None, None]})
    assert refused(lambda: enter_ratings(frame), ItemsError) == (
        "Cy rated nothing\nHint: Leave out the columns without a rating."
    )


def test_doubled_names():
    frame = pd.DataFrame([[1, 2], [2, 2]], columns=["Ann", "Ann"])
    assert refused(lambda: enter_ratings(frame), ItemsError) == (
        "two columns are called Ann\nHint: Give every item its own name."
    )


def test_arrays_that_are_no_tables():
    assert refused(lambda: enter_ratings([1, 2, 3]), AnswersError) == (
        "the array has shape (3,)\nHint: Give one row a unit, one column a rater."
    )
    assert refused(lambda: enter_ratings([[[1, 2]], [[1, 2]]]), AnswersError) == (
        "the array has shape (2, 1, 2)\nHint: Give one row a unit, one column a rater."
    )


def test_what_is_no_table_at_all():
    assert refused(lambda: enter_ratings(3.5), AnswersError) == (
        "ratings cannot be read from float\nHint: Give a frame of pandas or Polars, an Arrow table, or an array: "
        "one row a unit, one column a rater."
    )


def test_an_order_that_is_not_known():
    check_ordered(("a", "b"), ordered=True, purpose="linear weights")
    assert refused(lambda: check_ordered(("a", "b"), ordered=False, purpose="linear weights"), OptionError) == (
        "linear weights need the order of the categories, and these are texts in no common order: a, b\n"
        'Hint: Name all categories from the lowest to the highest: categories=["poor", "fair", "good"].'
    )


def test_units_that_look_alike_are_counted_together():
    tally = enter_tally([[1, 2, 3], [3, 2, 1], [None, None, None], [1, 1, 2], [2, None, None]])
    assert tally.counts()[np.argsort(-tally.frequencies)][0].tolist() == [1, 1, 1]
    assert sorted(tally.frequencies.tolist()) == [1, 1, 2]
    assert (tally.n_total, tally.n_rated, tally.n_compared) == (5, 4, 3)
    assert tally.raters_per_unit == (1, 3)
    assert tally.compared().n_rated == 3


def test_rows_whose_number_does_not_fit_stay_apart():
    codes = np.random.default_rng(0).integers(-1, 40, (30, 6))
    codes[0] = -1
    N, frequencies = kinds_of_units(codes, 40)
    assert N.shape == (29, 40)
    assert frequencies.tolist() == [1] * 29
    expected = [[(row == c).sum() for c in range(40)] for row in codes[1:]]
    np.testing.assert_array_equal(N.toarray(), expected)


@pytest.mark.parametrize(("ratings", "found"), [([[1, None], [None, 2]], 0), ([[1, 2], [None, 2], [1, None]], 1)])
def test_nothing_to_compare(ratings, found):
    assert refused(lambda: enter_tally(ratings), SampleSizeError) == (
        f"{found} of {len(ratings)} units have two ratings or more\n"
        "Hint: Agreement needs at least two units that two raters rated."
    )


def test_category_counts_are_the_ratings_they_count():
    ratings = [["a", "b", "a"], ["c", "c", None], ["b", "b", "b"], [None, None, None]]
    table = pd.DataFrame({"a": [2, 0, 0, 0], "b": [1, 0, 3, 0], "c": [0, 2, 0, 0]})
    counts = st.CategoryCounts.from_table(table)
    assert st.fleiss_kappa(counts).kappa == pytest.approx(st.fleiss_kappa(ratings).kappa, rel=1e-12)
    assert st.fleiss_kappa(counts).n_total == 4
    assert st.gwet_ac(counts).coefficient == pytest.approx(st.gwet_ac(ratings).coefficient, rel=1e-12)
    assert st.krippendorff_alpha(counts).alpha == pytest.approx(st.krippendorff_alpha(ratings).alpha, rel=1e-12)
    assert not counts.counts.flags.writeable


def test_counts_that_are_none():
    table = pd.DataFrame({"a": [2, -1], "b": [1, 0.5]}, index=["u1", "u2"])
    assert refused(lambda: st.CategoryCounts.from_table(table), FaultsError) == (
        "2 faults:\n1. a cell of the table is no count (row u2, column a, value -1)\n"
        "Hint: Give whole numbers from 0 upwards.\n"
        "2. a cell of the table is no count (row u2, column b, value 0.5)\n"
        "Hint: Give whole numbers from 0 upwards."
    )
    assert refused(lambda: st.CategoryCounts.from_table([["x", 1], [1, 1]]), AnswersError).startswith(
        "a cell of the table is no count (row 0, column 0, value 'x')"
    )
    assert refused(lambda: st.CategoryCounts.from_table([[1], [2]]), ItemsError) == (
        "there is only one category\nHint: Give one column a category, two or more."
    )


def test_counts_beyond_counting():
    assert refused(lambda: st.CategoryCounts.from_table([[10**18, 1], [2, 1]]), AnswersError) == (
        "a cell of the table is no count (row 0, column 0, value 1000000000000000000)\n"
        "Hint: Give whole numbers from 0 upwards."
    )


@pytest.mark.parametrize("place", ["column", "row"])
def test_totals_are_neither_category_nor_unit(place):
    table = pd.DataFrame([[3, 2], [4, 1], [1, 4]], columns=["a", "b"])
    table.loc["All"] = table.sum()
    whole = table if place == "row" else table.drop("All").assign(All=5)
    with pytest.warns(TotalsWarning) as caught:
        counts = st.CategoryCounts.from_table(whole)
    assert [str(warning.message) for warning in caught] == [
        f"the others add up to the last {place} of the table; leave totals out, and ignore this where they are none."
    ]
    np.testing.assert_array_equal(counts.counts, whole)
    named = whole.rename(index={"All": "小计"}, columns={"All": "小计"})
    assert refused(lambda: st.CategoryCounts.from_table(named), ItemsError) == (
        f"a {place} of the table is called '小计'\n"
        "Hint: Leave out the totals; a category or unit that is no total needs another name."
    )


def test_blanks_are_no_ratings():
    assert enter_ratings([["a", " "], ["", "b"], ["b", "a"]]).codes.tolist() == [[0, -1], [-1, 1], [1, 0]]
    assert enter_ratings([[1, " "], [2, 2]]).codes.tolist() == [[0, -1], [1, 1]]


def test_spellings_of_one_category():
    frame = pd.DataFrame({"Ann": ["pass", "Pass", "pass"], "Bo": ["pass ", "fail", "pass"]}, index=["u1", "u2", "u3"])
    fault = "a rating differs in capitals or white space alone from 'pass' (row {}, column {}, value {})"
    hint = "Hint: Write each category in one way, such as with frame.map(str.strip)."
    assert refused(lambda: enter_ratings(frame), FaultsError) == (
        f"2 faults:\n1. {fault.format('u1', 'Bo', repr('pass '))}\n{hint}\n"
        f"2. {fault.format('u2', 'Ann', repr('Pass'))}\n{hint}"
    )
    named = enter_ratings(frame, ["fail", "pass", "pass ", "Pass"])
    assert named.categories == ("fail", "pass", "pass ", "Pass")


def test_truth_values_as_categories():
    assert enter_ratings([[True, False], [True, True]], [False, True]).categories == (0, 1)
