"""What the door refuses, and the whole text of each refusal."""

import warnings
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

import surveytools as st
from surveytools.base.errors import (
    AnswersError,
    AnswersNeededError,
    FaultsError,
    ItemsError,
    MatrixError,
    OptionError,
    SampleSizeError,
)
from surveytools.base.warnings import MissingAnswersWarning
from surveytools.moments.door import enter_answers, enter_moments

pytestmark = pytest.mark.filterwarnings("ignore::surveytools.base.warnings.NegativeItemWarning")
NAN = float("nan")
SELECT = "Hint: Select the item columns, or turn texts into numbers first: frame[column].map({...})."
TURN = 'Hint: Turn it into numbers first: frame[column].astype("float64").'
KINDS = "Hint: Give a frame of pandas or Polars, an Arrow table, an array, or st.Moments."
OUTSIDE = "Hint: Correct the cell, leave it empty, or declare the right scale."


def answers(**columns):
    return pd.DataFrame({"q1": [1, 2, 4, 5, 3], "q2": [2, 2, 5, 4, 3], "q3": [5, 4, 1, 2, 3]}).assign(**columns)


def of_text():
    return answers(q2=pd.Series([2, "five", 5, 4, 3], dtype=object))


REFUSED = {
    "text answer": (
        of_text(), {}, AnswersError,
        f"an answer is not a number (row 1, column q2, value 'five')\n{SELECT}",
    ),
    "text column": (
        answers(name=list("abcde")), {}, AnswersError,
        f"an answer is not a number (row 0, column name, value 'a')\n{SELECT}",
    ),
    "two text columns": (
        answers(name=list("abcde"), q2=["2", "2", "5", "4", "3"]), {}, FaultsError,
        f"2 faults:\n1. an answer is not a number (row 0, column q2, value '2')\n{SELECT}\n"
        f"2. an answer is not a number (row 0, column name, value 'a')\n{SELECT}",
    ),
    "objects": (
        answers(q2=pd.Series([2, 2, 5, 4, 3], dtype=object)), {}, AnswersError,
        f"column q2 has type object, not a number\n{TURN}",
    ),
    "categories": (
        answers(q2=pd.Series([2, 2, 5, 4, 3], dtype="category")), {}, AnswersError,
        f"column q2 has type category, not a number\n{TURN}",
    ),
    "dates": (
        answers(q2=pd.date_range("2024-01-01", periods=5)), {}, AnswersError,
        f"an answer is not a number (row 0, column q2, value Timestamp('2024-01-01 00:00:00'))\n{SELECT}",
    ),
    "text of Polars": (
        pl.DataFrame({"q1": [1, 2], "q2": ["one", None]}), {}, AnswersError,
        f"an answer is not a number (row 0, column q2, value 'one')\n{SELECT}",
    ),
    "text in an array": (
        np.array([["1", "x"], ["2", "3"]]), {}, AnswersError,
        "the array holds text or rows of different length\nHint: Give numbers.",
    ),
    "rows of different length": (
        [[1, 2], [3]], {}, AnswersError, "the array holds text or rows of different length\nHint: Give numbers.",
    ),
    "one dimension": (
        np.arange(4), {}, AnswersError,
        "the array has shape (4,)\nHint: Give one row a respondent, one column an item.",
    ),
    "infinite": (
        answers(q2=[2, 2, 5, 4, float("inf")]), {}, AnswersError,
        "an answer is infinite (row 4, column q2, value inf)\nHint: Leave the cell empty if there is no answer.",
    ),
    "infinite beside skipped": (
        answers(q2=[NAN, 2, 5, 4, -float("inf")]), {"missing": "pairwise"}, AnswersError,
        "an answer is infinite (row 4, column q2, value -inf)\nHint: Leave the cell empty if there is no answer.",
    ),
    "outside the scale": (
        answers(q2=[2, 2, 6, 4, 3]), {"scale": (1, 5)}, AnswersError,
        f"an answer lies outside the scale from 1 to 5 (row 2, column q2, value 6)\n{OUTSIDE}",
    ),
    "twice outside the scale": (
        answers().set_axis(list("vwxyz")), {"scale": (1, 4.5)}, FaultsError,
        "3 faults:\n"
        f"1. an answer lies outside the scale from 1 to 4.5 (row v, column q3, value 5)\n{OUTSIDE}\n"
        f"2. an answer lies outside the scale from 1 to 4.5 (row x, column q2, value 5)\n{OUTSIDE}\n"
        f"3. an answer lies outside the scale from 1 to 4.5 (row y, column q1, value 5)\n{OUTSIDE}",
    ),
    "missing where it must not be": (
        answers(q2=[2, NAN, 5, 4, 3]), {"missing": "raise"}, AnswersError,
        'an answer is missing (row 1, column q2)\nHint: Fill it, or use missing="listwise" or "pairwise".',
    ),
    "reversal without bounds": (
        answers(), {"reverse": ["q3"]}, OptionError,
        "reversal needs the bounds of the scale\nHint: Say scale=(low, high), such as scale=(1, 5); the answers "
        "given need not reach the ends.",
    ),
    "reversal as text": (
        answers(), {"reverse": "q3", "scale": (1, 5)}, OptionError,
        "reverse='q3' is one text\nHint: Give a list: reverse=['q3'].",
    ),
    "reversal of an unknown item": (
        answers(), {"reverse": ["q33"], "scale": (1, 5)}, ItemsError, "there is no item 'q33'\nHint: Did you mean q3?",
    ),
    "reversal named twice": (
        answers(), {"reverse": ["q3", "q3"], "scale": (1, 5)}, ItemsError,
        "q3 is named twice\nHint: Name each item once.",
    ),
    "bounds in the wrong order": (
        answers(), {"scale": (5, 1)}, OptionError,
        "scale=(5, 1) is no scale\nHint: Give the lowest and the highest answer, such as (1, 5).",
    ),
    "three bounds": (
        answers(), {"scale": (1, 2, 5)}, OptionError,
        "scale=(1, 2, 5) is no scale\nHint: Give the lowest and the highest answer, such as (1, 5).",
    ),
    "one number for bounds": (
        answers(), {"scale": 5}, OptionError,
        "scale=5 is no scale\nHint: Give the lowest and the highest answer, such as (1, 5).",
    ),
    "doubled columns": (
        pd.concat([answers(), answers()[["q1"]]], axis=1), {}, ItemsError,
        "two columns are called q1\nHint: Give every item its own name.",
    ),
    "one item": (answers()[["q1"]], {}, ItemsError, "there is only one item\nHint: Give at least two items."),
    "no rows": (answers().iloc[:0], {}, SampleSizeError, "there are no answers\nHint: Give at least two rows."),
    "correlations as answers": (
        answers().corr(), {}, MatrixError,
        "this is a correlation matrix, not answers\n"
        "Hint: Give st.Moments.from_corr(R, n=...) with the number of respondents.",
    ),
    "a dictionary": ({"q1": [1, 2]}, {}, AnswersError, f"answers cannot be read from dict\n{KINDS}"),
    "a column": (answers()["q1"], {}, AnswersError, f"answers cannot be read from Series\n{KINDS}"),
    "nothing": (None, {}, AnswersError, f"answers cannot be read from NoneType\n{KINDS}"),
    "nobody answered all": (
        pd.DataFrame({"a": [1, NAN, 2, NAN], "b": [NAN, 1, NAN, 2]}), {}, SampleSizeError,
        "only 0 of 4 respondents answered all items\n"
        'Hint: Use missing="pairwise", or leave out the items that few answered.',
    ),
    "nobody answered a pair": (
        pd.DataFrame({"a": [1, NAN, 2, NAN], "b": [NAN, 1, NAN, 2]}), {"missing": "pairwise"}, SampleSizeError,
        "fewer than two respondents answered both a and b\n"
        "Hint: Leave out the items that few answered.",
    ),
    "nobody answered anything": (
        pd.DataFrame({"a": [NAN] * 3, "b": [NAN] * 3}), {"scale": (1, 5)}, SampleSizeError,
        "only 0 of 3 respondents answered all items\nHint: Nearly all cells are empty: look how the answers were read.",
    ),
    "one row": (answers().head(1), {}, SampleSizeError,
                "only 1 of 1 respondents answered all items\nHint: Give at least two rows."),
    "nobody answered an item": (
        answers(q2=NAN), {}, SampleSizeError,
        "only 0 of 5 respondents answered all items\nHint: Leave out what fewer than two answered: q2.",
    ),
    "a list of frames": (
        [answers(), answers()], {}, AnswersError, "this is a list of frames\nHint: Join them first: pd.concat([...]).",
    ),
    "complex numbers": (
        answers().to_numpy() * 1j, {}, AnswersError,
        "the answers are complex numbers\nHint: Give real numbers: items.real.",
    ),
    "decimals": (
        answers(q2=[Decimal(k) for k in range(5)]), {}, AnswersError,
        'column q2 has type object, not a number\nHint: Turn it into numbers first: frame[column].astype("float64").',
    ),
    "a scale without end": (
        answers(), {"scale": (1, np.inf)}, OptionError,
        "scale=(1, inf) is no scale\nHint: Give the lowest and the highest answer, such as (1, 5).",
    ),
    "a scale from a truth value": (
        answers(), {"scale": (True, 5)}, OptionError,
        "scale=(True, 5) is no scale\nHint: Give the lowest and the highest answer, such as (1, 5).",
    ),
    "a constant item": (
        answers(q2=3), {}, ItemsError,
        "everyone gave the same answer to q2\nHint: A constant item correlates with nothing; leave it out.",
    ),
    "constant fractions": (
        answers(q2=0.1, q3=[0.3] * 5), {}, ItemsError,
        "everyone gave the same answer to q2, q3\nHint: A constant item correlates with nothing; leave it out.",
    ),
    "an unknown option": (
        answers(), {"missing": "drop"}, OptionError,
        "missing='drop' is not an option\nHint: missing is one of 'listwise', 'pairwise', 'raise'.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("items", "options", "kind", "text"), REFUSED.values(), ids=REFUSED)
def test_the_whole_text_of_each_refusal(items, options, kind, text):
    with pytest.raises(kind) as caught:
        st.cronbach_alpha(items, **options)
    assert str(caught.value) == text
    assert type(caught.value) is kind


def test_answers_without_any_column_are_refused():
    with pytest.raises(ItemsError):
        st.cronbach_alpha(answers()[[]])


def test_complex_numbers_are_refused():
    with pytest.raises(AnswersError):
        st.cronbach_alpha(np.array([[1 + 1j, 2], [3, 4], [3, 5]]))


@pytest.mark.parametrize("statistic", [st.cronbach_alpha, st.split_half, st.kmo, st.bartlett_sphericity])
def test_every_statistic_goes_through_the_door(statistic):
    with pytest.raises(OptionError, match="reversal needs the bounds"):
        statistic(answers(), reverse=["q3"])
    with pytest.raises(AnswersError, match="not a number"):
        statistic(of_text())
    with pytest.raises(ItemsError, match="everyone gave the same answer to q2"):
        statistic(answers(q2=3).loc[[0, 1, 2, 3, 4, 0, 2]])


def holed(skipped, n=100):
    X = np.random.default_rng(1).integers(1, 6, (n, 3)).astype(float)
    X[:skipped, 0] = np.nan
    return pd.DataFrame(X, columns=["q1", "q2", "q3"])


def test_losing_more_than_a_twentieth_is_a_warning():
    with pytest.warns(MissingAnswersWarning) as caught:
        found = st.cronbach_alpha(holed(6))
    assert [str(warning.message) for warning in caught if warning.category is MissingAnswersWarning] == [
        '6 of 100 respondents skipped an item and are left out; missing="pairwise" uses what they did answer.'
    ]
    assert caught[0].filename == __file__
    assert (found.n_used, found.n_total) == (94, 100)
    assert found.conventions[-1].en == "missing answers: listwise, 94 of 100 respondents"


@pytest.mark.parametrize("statistic", [st.split_half, st.kmo, st.bartlett_sphericity])
def test_the_warning_points_at_the_line_of_the_caller(statistic):
    with pytest.warns(MissingAnswersWarning) as caught:
        statistic(holed(6))
    assert caught[0].filename == __file__


def test_losing_a_few_is_no_warning():
    assert st.cronbach_alpha(holed(5)).n_used == 95
    found = st.cronbach_alpha(holed(50), missing="pairwise")
    assert (found.n_used, found.n_total) == (50, 100)
    assert found.conventions[-1].en == (
        "missing answers: pairwise, n = 50 is the smallest pair count of 100 respondents"
    )


def test_nobody_is_turned_around_unasked():
    found = st.cronbach_alpha(answers(), scale=(1, 5))
    assert found.alpha < 0
    assert "reversed" not in found.summary()
    turned = st.cronbach_alpha(answers(), reverse=["q3"], scale=(1, 5))
    assert turned.conventions[-1].en == "reversed: q3"
    assert turned.conventions[-1].zh == "反向计分：q3"


def test_the_bounds_need_not_be_reached():
    moments = enter_moments(answers(), reverse=["q3"], scale=(0, 10))
    assert moments.means().tolist() == [3, 3.2, 7]


def test_truth_values_are_answers():
    frame = pd.DataFrame({"a": [True, False, True, True], "b": [True, False, False, True]})
    expected = st.cronbach_alpha(frame.astype(int))
    assert st.cronbach_alpha(frame) == expected
    assert st.cronbach_alpha(pl.from_pandas(frame)) == expected
    assert st.cronbach_alpha(frame.astype("boolean")) == expected


def test_names_of_arrays_and_of_numbered_columns():
    X = answers().to_numpy()
    assert st.cronbach_alpha(X).names == ("item1", "item2", "item3")
    assert st.cronbach_alpha(pd.DataFrame(X)).names == ("0", "1", "2")


def test_the_answers_of_the_caller_stay_as_they_were():
    frame = answers().astype(float)
    X = frame.to_numpy().copy()
    st.cronbach_alpha(X, reverse=["item3"], scale=(1, 5))
    X[0, 0] = 9  # still writable
    before = frame.copy()
    st.kmo(frame.loc[[0, 1, 2, 3, 4, 0, 2, 1]].reset_index(drop=True).assign(q2=[2, 3, 5, 4, 3, 1, 2, 2]))
    st.cronbach_alpha(frame, reverse=["q3"], scale=(1, 5))
    pd.testing.assert_frame_equal(frame, before)


def test_single_answers_behind_the_door():
    found = enter_answers(answers().set_axis(list("vwxyz")), reverse=["q3"], scale=(1, 5))
    assert found.names == ("q1", "q2", "q3")
    assert found.X[:, 2].tolist() == [1, 2, 5, 4, 3]
    assert list(found.rows) == list("vwxyz")
    assert not found.X.flags.writeable
    with pytest.raises(AnswersNeededError) as caught:
        enter_answers(st.Moments.from_corr([[1, 0.5], [0.5, 1]], n=9))
    assert str(caught.value) == "moments hold no single answers\nHint: Give the answers, one row a respondent."


def test_moments_pass_unchanged():
    moments = enter_moments(answers())
    assert enter_moments(moments) is moments
    with warnings.catch_warnings():
        warnings.simplefilter("error", MissingAnswersWarning)
        assert st.cronbach_alpha(moments) == st.cronbach_alpha(answers())


def test_numbers_for_names(five_answers):
    numbered = five_answers.set_axis([1, 2, 3], axis=1)
    plain = st.cronbach_alpha(five_answers, reverse=["q3"], scale=(1, 5))
    found = st.cronbach_alpha(numbered, reverse=[3], scale=(1, 5))
    assert found.alpha == plain.alpha
    assert "3" in found.summary()
    moments = st.Moments.from_answers(numbered, reverse=[3], scale=(1, 5))
    assert (moments.turned, moments.select([3, 1]).names, moments.select([3]).turned) == (("3",), ("3", "1"), ("3",))
    np.testing.assert_array_equal(moments.reversed([3], (1, 5)).products, st.Moments.from_answers(numbered).products)
    scored = st.score(numbered, {"all": [1, 2, 3]}, reverse=[3], scale={3: (1, 5)})
    plain = st.score(five_answers, reverse=["q3"], scale=(1, 5))
    assert scored.scores["all"].tolist() == plain.scores["score"].tolist()


@pytest.mark.parametrize("ask", [st.cronbach_alpha, st.score, st.split_half])
def test_a_number_that_is_no_name(ask, five_answers):
    with pytest.raises(st.SurveyError) as caught:
        ask(five_answers, reverse=[1], scale=(1, 5))
    assert str(caught.value) == "there is no item '1'\nHint: Did you mean q1?"
