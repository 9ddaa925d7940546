import numpy as np
import pandas as pd
import pytest

from surveytools.base.errors import (
    AnswersError,
    AnswersNeededError,
    FaultsError,
    ItemsError,
    MatrixError,
    OptionError,
)
from surveytools.moments.counting import CHUNK_ROWS
from surveytools.moments.counts import Counts
from surveytools.moments.door import enter_moments
from surveytools.moments.sums import Moments


def same(one, other):
    assert one.names == other.names
    assert one.categories == other.categories
    assert (one.n_total, one.missing, one.turned) == (other.n_total, other.missing, other.turned)
    np.testing.assert_array_equal(one.burt, other.burt)


@pytest.fixture
def counts(bfi):
    return Counts.from_answers(bfi)


def test_tables_are_those_of_pandas(bfi, counts):
    for first, second in (("A1", "A2"), ("O5", "C3")):
        expected = pd.crosstab(bfi[first], bfi[second])
        np.testing.assert_array_equal(counts.table(first, second), expected)
        assert counts.table(first, second).index.tolist() == expected.index.tolist()


def test_frequencies_are_those_of_pandas(bfi, counts):
    assert counts.frequencies("N4").to_dict() == bfi["N4"].value_counts().to_dict()


def test_pair_counts_are_of_those_who_answered_both(bfi, counts):
    known = bfi.notna().to_numpy().astype(int)
    np.testing.assert_array_equal(counts.pair_counts(), known.T @ known)
    assert (counts.n_used, counts.n_total) == ((known.T @ known).min(), 2800)
    assert not counts.burt.flags.writeable


def test_listwise_counts_leave_respondents_out(bfi):
    counts = Counts.from_answers(bfi, missing="listwise")
    np.testing.assert_array_equal(counts.burt, Counts.from_answers(bfi.dropna()).burt)
    assert (counts.n_used, counts.n_total) == (2436, 2800)


def test_moments_are_those_of_the_answers_exactly(bfi, counts):
    expected, moments = enter_moments(bfi, missing="pairwise"), counts.moments()
    for part in ("counts", "sums", "products"):
        np.testing.assert_array_equal(getattr(moments, part), getattr(expected, part))
    assert (moments.n_used, moments.n_total, moments.missing) == (2739, 2800, "pairwise")


def test_many_rows_are_counted_in_chunks():
    answers = np.random.default_rng(3).integers(1, 6, (2 * CHUNK_ROWS + 7, 2))
    table = Counts.from_answers(answers).table("item1", "item2")
    np.testing.assert_array_equal(table, pd.crosstab(answers[:, 0], answers[:, 1]))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int64", "float32", "float64", "Int64"])
def test_every_kind_of_number_is_counted_alike(dtype):
    frame = pd.DataFrame({"a": [0, 120, 120, 3], "b": [1, 1, 2, 2]})
    same(Counts.from_answers(frame.astype(dtype)), Counts.from_answers(frame))


def test_negative_and_distant_answers():
    counts = Counts.from_answers(np.array([[-100, 1], [100, 2], [99_999, 1]]))
    assert counts.categories == ((-100, 100, 99_999), (1, 2))
    assert Counts.from_answers(np.array([[-100, 1], [100, 2]], np.int8)).categories == ((-100, 100), (1, 2))


def test_adding_unites_categories():
    first, second = pd.DataFrame({"a": [1, 2], "b": [1, 1]}), pd.DataFrame({"a": [3, 2], "b": [2, None]})
    same(Counts.from_answers(first) + Counts.from_answers(second), Counts.from_answers(pd.concat([first, second])))


def test_an_item_without_answers_adds_nothing():
    empty = Counts.from_answers(pd.DataFrame({"a": [1.0, 2.0], "b": [np.nan, np.nan]}))
    assert empty.categories == ((1, 2), ())
    assert empty.n_used == 0
    full = Counts.from_answers(pd.DataFrame({"a": [1.0, 2.0], "b": [1.0, 2.0]}))
    assert (empty + full).table("a", "b").to_numpy().tolist() == [[1, 0], [0, 1]]


def test_reversal_before_and_after_counting(bfi, counts):
    same(counts.reversed(["A1", "C4"], (1, 6)), Counts.from_answers(bfi, reverse=["A1", "C4"], scale=(1, 6)))
    twice = counts.reversed(["A1"], (0, 7)).reversed(["A1"], (0, 7))
    same(twice, counts)


def test_select_takes_items_in_the_order_given(bfi, counts):
    same(counts.select(["C1", "A2"]), Counts.from_answers(bfi[["C1", "A2"]]))


def test_repr(counts):
    assert repr(counts) == "<Counts of 25 items, 150 categories, n = 2739>"


def test_fractions_are_errors_that_name_the_cell():
    frame = pd.DataFrame({"a": [1.5, 2], "b": [1, 2], "c": [2.5, 3]}, index=["P1", "P2"])
    with pytest.raises(FaultsError) as caught:
        Counts.from_answers(frame)
    assert str(caught.value.faults[0]) == (
        "an answer is not a whole number (row P1, column a, value 1.5)\nHint: Ordinal answers are whole numbers such "
        "as 1 to 5; for continuous items use Pearson or Spearman correlations."
    )
    assert len(caught.value.faults) == 2
    with pytest.raises(AnswersError, match=r"row 0, column item1, value 1e\+300"):
        Counts.from_answers([[1e300, 1], [2, 3]])


@pytest.mark.parametrize("parts", [1, 2])
def test_too_many_categories_are_an_error_that_names_the_item(parts):
    frame = pd.DataFrame({"age": np.arange(30), "q": [1, 2] * 15})
    with pytest.raises(ItemsError) as caught:
        Counts.from_answers(frame[: 30 // parts]) + Counts.from_answers(frame[30 // parts :])
    assert str(caught.value) == (
        "there are more than 20 different answers to age\n"
        "Hint: Such an item counts as continuous: use Pearson or Spearman correlations."
    )


def test_what_cannot_be(bfi, counts):
    with pytest.raises(ItemsError, match=r"there is no item 'A9'\nHint: Did you mean A"):
        counts.table("A9", "A1")
    with pytest.raises(ItemsError, match="counts of different items do not add"):
        counts + counts.select(["A1", "A2"])
    with pytest.raises(MatrixError, match="counts made in different ways do not add"):
        counts + counts.reversed(["A1"], (1, 6))
    with pytest.raises(OptionError, match="turns whole answers into fractions"):
        counts.reversed(["A1"], (0.5, 6))
    with pytest.raises(FaultsError, match=r"outside the scale from 1 to 5 \(column A1, value 6\)"):
        counts.check_bounds((1, 5))
    with pytest.raises(OptionError, match="missing='em' is not an option"):
        Counts.from_answers(bfi, missing="em")
    with pytest.raises(AnswersNeededError):
        Counts.from_answers(Moments.from_corr([[1, 0.5], [0.5, 1]], n=9))


def test_an_item_is_selected_once():
    counts = Counts.from_answers([[1, 2], [2, 1], [1, 1]])
    with pytest.raises(ItemsError) as caught:
        counts.select(["item1", "item1"])
    assert str(caught.value) == "two columns are called item1\nHint: Give every item its own name."
