"""Cronbach's alpha: what it says and what it refuses."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import (
    AnswersError,
    AnswersNeededError,
    ItemsError,
    OptionError,
    SampleSizeError,
    SurveyError,
)
from surveytools.base.warnings import MissingAnswersWarning, NegativeItemWarning


@pytest.fixture
def found(attitude):
    return st.cronbach_alpha(attitude)


def test_what_is_said(found):
    assert found.headline().en.startswith("Cronbach's α = 0.843, 95")
    assert found.headline().en.endswith("[0.739, 0.916], 7 items, n = 30: good.")
    assert found.headline().zh == "Cronbach α = 0.843，95% 置信区间 [0.739, 0.916]，7 个题项，n = 30：较好。"
    assert list(found.to_frame().columns) == ["item", "mean", "sd", "item_rest_r", "alpha_if_deleted"]
    whole, items = found.tables()
    assert whole.cells()[1] == ["0.843", "0.739", "0.916", "0.839", "0.427", "7", "30"]
    assert items.cells()[1] == ["rating", "64.633", "12.173", "0.671", "0.810"]
    assert found.conventions[-1].en == "no missing answers, n = 30"


def test_raw_numbers_are_not_rounded(found, attitude):
    np.testing.assert_allclose(found.to_frame()["sd"], attitude.std(), rtol=1e-12)
    np.testing.assert_allclose(found.item_mean, attitude.mean(), rtol=1e-12)


def test_two_items_have_no_alpha_without_one(attitude):
    found = st.cronbach_alpha(attitude[["rating", "raises"]])
    assert np.isnan(found.alpha_if_deleted).all()
    assert found.tables()[1].cells()[1][-1] == "—"


def test_intervals(found):
    interval = found.interval(0.9)
    assert (interval.level, interval.method) == (0.9, "feldt")
    assert found.interval().low < interval.low < found.alpha < interval.high < found.interval().high
    with pytest.raises(OptionError) as caught:
        found.interval(95)
    assert str(caught.value) == ("level=95 is no confidence level\nHint: Give a number between 0 and 1, such as .95.")
    with pytest.raises(OptionError) as caught:
        found.interval(method="fisher")
    assert str(caught.value) == (
        "method='fisher' is not an option\nHint: method is one of 'feldt', 'bonett', 'bonett_corrected', 'duhachek', "
        "'adf', 'jackknife', 'bootstrap', 'bca'."
    )


def test_what_is_printed_does_not_depend_on_what_was_asked_before(found):
    before = found.summary()
    found.interval(0.5)
    assert found.summary() == before


@pytest.mark.parametrize(
    ("alpha", "words"),
    [(0.95, "excellent"), (0.9, "excellent"), (0.8, "good"), (0.7, "acceptable"), (0.6, "questionable"), (0.5, "poor"),
     (-1, "poor"), (float("nan"), "undefined")],
)  # fmt: skip
def test_verdicts(alpha, words, found):
    assert replace(found, alpha=alpha).verdict().en == words


def test_an_unknown_guideline(found):
    with pytest.raises(OptionError) as caught:
        found.verdict("mine")
    assert str(caught.value) == "guideline='mine' is not an option\nHint: guideline is one of 'conventional'."


def test_items_that_cancel_each_other_are_an_error_not_minus_infinity():
    with pytest.raises(SurveyError):
        st.cronbach_alpha(pd.DataFrame({"a": [1, 2, 3, 5], "b": [5, 4, 3, 1]}))


def test_a_negative_item_is_named_and_never_turned(five_answers):
    with pytest.warns(NegativeItemWarning) as caught:
        found = st.cronbach_alpha(five_answers)
    assert str(caught[0].message) == (
        "correlates negatively with the sum of the other items: q1 (r = -0.707), q2 (r = -0.271), q3 (r = -0.969). "
        "If it is worded the other way, say reverse=[...], scale=(low, high); nothing was turned around."
    )
    assert caught[0].filename == __file__
    assert found.alpha < 0
    assert found.item_mean[2] == five_answers["q3"].mean()
    assert st.cronbach_alpha(five_answers, reverse=["q3"], scale=(1, 5)).alpha > 0.9


def test_warnings_point_to_the_caller(five_answers):
    skipped = five_answers.assign(q3=[np.nan, 2, 4, 5, 3])
    with pytest.warns(MissingAnswersWarning) as caught:
        st.cronbach_alpha(skipped)
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("answers", "kind", "text"),
    [
        ({"a": [1, 2, 3]}, ItemsError, "there is only one item\nHint: Give at least two items."),
        (
            {"a": [np.nan, np.nan], "b": [np.nan, np.nan]},
            SampleSizeError,
            "only 0 of 2 respondents answered all items\n"
            "Hint: Nearly all cells are empty: look how the answers were read.",
        ),
        (
            {"a": [1, 2, 3], "b": [4, 4, 4]},
            ItemsError,
            "everyone gave the same answer to b\nHint: A constant item correlates with nothing; leave it out.",
        ),
        (
            {"a": [1, 2, 3], "b": ["yes", "no", "no"]},
            AnswersError,
            "an answer is not a number (row 0, column b, value 'yes')\n"
            "Hint: Select the item columns, or turn texts into numbers first: frame[column].map({...}).",
        ),
        (
            {"a": [1, 2, 3], "b": [-1, -2, -3]},
            ItemsError,
            "the items cancel each other: their sum does not vary\n"
            "Hint: Turn the reversed items around: reverse=[...], scale=(low, high).",
        ),
    ],
)
def test_answers_that_make_no_alpha(answers, kind, text):
    with pytest.raises(kind) as caught:
        st.cronbach_alpha(pd.DataFrame(answers))
    assert str(caught.value) == text


def test_answers_outside_the_scale(five_answers):
    with pytest.raises(AnswersError) as caught:
        st.cronbach_alpha(five_answers.assign(q1=[1, 2, 7, 5, 3]), scale=(1, 5))
    assert str(caught.value) == (
        "an answer lies outside the scale from 1 to 5 (row 2, column q1, value 7)\n"
        "Hint: Correct the cell, leave it empty, or declare the right scale."
    )


def test_doubled_names(five_answers):
    doubled = five_answers.set_axis(["q1", "q2", "q1"], axis=1)
    with pytest.raises(ItemsError) as caught:
        st.cronbach_alpha(doubled)
    assert str(caught.value) == "two columns are called q1\nHint: Give every item its own name."


def test_more_items_than_respondents(attitude):
    found = st.cronbach_alpha(attitude.iloc[[0, 5, 9, 20]])
    assert (found.n_used, found.n_items) == (4, 7)
    interval = found.interval()
    assert interval.low < found.alpha < interval.high
    assert np.isfinite(found.alpha_if_deleted).all()


def test_the_same_item_twice_has_alpha_one(attitude):
    found = st.cronbach_alpha(attitude[["rating", "rating"]].set_axis(["a", "b"], axis=1))
    assert found.alpha == pytest.approx(1)
    for method in ("feldt", "bonett", "bonett_corrected", "duhachek", "adf", "bootstrap", "bca"):
        np.testing.assert_allclose(found.interval(method=method)[:2], 1, atol=1e-12)


def test_alpha_at_another_length(found):
    a = found.alpha
    assert found.at_length(7) == pytest.approx(a)
    assert found.at_length(14) == pytest.approx(2 * a / (1 + a))
    assert found.at_length(np.int64(3)) == pytest.approx((3 / 7) * a / (1 - 4 / 7 * a))


def test_how_many_items_are_needed(found):
    assert found.items_needed(0.9) == 12
    assert found.at_length(11) < 0.9 <= found.at_length(12)
    assert found.items_needed(found.alpha) == 7
    assert found.items_needed(0.01) == 1


@pytest.mark.parametrize("length", [0, -1, 2.5, "7", True])
def test_lengths_that_no_test_has(length, found):
    with pytest.raises(OptionError) as caught:
        found.at_length(length)
    assert str(caught.value) == (f"a test has no {length!r} items\nHint: Give a whole number of items, one or more.")


@pytest.mark.parametrize("target", [0, 1, 90, math.nan])
def test_targets_that_cannot_be_reached(target, found):
    with pytest.raises(OptionError) as caught:
        found.items_needed(target)
    assert str(caught.value) == (f"target={target} is no reliability to reach\nHint: Give a number between 0 and 1.")


def test_no_length_mends_a_negative_alpha(found):
    negative = replace(found, alpha=-0.25)
    for call in (lambda: negative.at_length(10), lambda: negative.items_needed(0.8)):
        with pytest.raises(ItemsError) as caught:
            call()
        assert str(caught.value) == (
            "alpha is -0.250: the formula is for reliabilities of 0 or more\n"
            "Hint: Turn the reversed items around: reverse=[...], scale=(low, high)."
        )
    none = replace(found, alpha=0.0)
    assert none.at_length(100) == 0
    with pytest.raises(ItemsError) as caught:
        none.items_needed(0.8)
    assert str(caught.value) == "alpha is 0, and stays so at any length\nHint: Look for items that go together."


def test_the_length_may_be_any_whole_number(five_answers):
    found = st.cronbach_alpha(five_answers, reverse=["q3"], scale=(1, 5))
    assert type(found.at_length(np.int64(12))) is float


def test_the_table_of_the_items_with_limits(found):
    printed = found.interval_table(0.9, "bca", n_resamples=200, rng=3, language="zh")
    (table,) = printed
    frame = found.to_frame(intervals="bca", level=0.9, n_resamples=200, rng=3)
    pd.testing.assert_frame_equal(table.frame[frame.columns.tolist()], frame)
    assert table.cells()[0] == [
        "Item", "Mean", "SD", "Corrected item–total r", "Corrected r, CI low", "Corrected r, CI high", "α if deleted",
        "α if deleted, CI low", "α if deleted, CI high",
    ]  # fmt: skip
    assert str(printed).startswith("题项分析（90% 置信区间）")
    assert "区间：偏差校正加速（BCa）自助法，重抽样 200 次；随机数种子：3" in str(printed)
    assert "CITC 区间下限" in printed._repr_html_()
    said = str(found.interval_table(method="bootstrap"))
    assert said.startswith("Items, with 95% limits")
    assert said.endswith("limits: percentiles, 1,000 resamples of the respondents; random numbers: seed 0")
    assert str(found.interval_table()).endswith("limits: jackknife, each respondent left out once")
    assert str(found.interval_table(language="zh")).endswith("区间：刀切法，每次剔除一名受访者")


def test_a_table_with_limits_that_cannot_be(found, attitude):
    with pytest.raises(OptionError) as caught:
        found.interval_table(language="fr")
    assert str(caught.value) == "language='fr' is not an option\nHint: language is one of 'en', 'zh'."
    with pytest.raises(OptionError) as caught:
        found.interval_table(method="feldt")
    assert (
        str(caught.value) == "method='feldt' is not an option\nHint: method is one of 'jackknife', 'bootstrap', 'bca'."
    )
    with pytest.raises(AnswersNeededError) as needed:
        st.cronbach_alpha(st.Moments.from_answers(attitude)).interval_table()
    assert str(needed.value) == (
        "method='jackknife' needs the answers, and only moments were given\nHint: Give the answers themselves."
    )
