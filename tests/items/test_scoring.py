"""Scores of scales: what they are, and what is refused."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import surveytools as st
from surveytools.base.errors import AnswersError, AnswersNeededError, ItemsError, OptionError

KEYS = {"agree": ["-A1", "A2", "A3", "A4", "A5"], "conscientious": ["C1", "C2", "C3", "-C4", "-C5"]}


@pytest.fixture
def answers():
    return pd.DataFrame(
        {"q1": [1, 5, 2, np.nan], "q2": [2, 4, np.nan, np.nan], "q3": [5, 1, 4, 3], "note": ["a", "b", "c", "d"]},
        index=["p", "q", "r", "s"],
    )


KEY = {"calm": ["q1", "q2", "-q3"]}


def calm(answers, **options):
    return st.score(answers, KEY, (1, 5), **options).scores["calm"].tolist()


def refused(error, call):
    with pytest.raises(error) as caught:
        call()
    return str(caught.value)


def test_methods(answers):
    np.testing.assert_array_equal(calm(answers), [4 / 3, 14 / 3, 2, np.nan])
    np.testing.assert_array_equal(calm(answers, method="sum"), [4, 14, np.nan, np.nan])
    np.testing.assert_array_equal(calm(answers, method="prorated"), [4, 14, 6, np.nan])
    np.testing.assert_array_equal(calm(answers, min_answered=1), [4 / 3, 14 / 3, 2, 3])
    np.testing.assert_array_equal(calm(answers, min_answered=1.0), [4 / 3, 14 / 3, np.nan, np.nan])
    np.testing.assert_array_equal(calm(answers, min_answered=2 / 3), [4 / 3, 14 / 3, 2, np.nan])
    np.testing.assert_array_equal(calm(answers, method="sum", min_answered=3), [4, 14, np.nan, np.nan])


def test_the_result(answers):
    found = st.score(answers, KEY, (1, 5))
    assert found.scores.index.tolist() == ["p", "q", "r", "s"]
    assert found.n_answered["calm"].tolist() == [3, 3, 2, 1]
    assert (found.n_used, found.n_total) == (3, 4)
    row = found.to_frame().iloc[0]
    assert (row["scale"], row["n_items"], row["n_scored"], row["n_alpha"]) == ("calm", 3, 3, 2)
    assert row["reversed_items"] == "q3"
    assert found.headline().en == "Scores of 4 respondents on 1 scale; 3 have all of them."
    assert found.headline().zh == "4 位受访者在 1 个量表上的得分，其中 3 位各量表均有得分。"
    assert [line.en for line in found.conventions] == [
        "score: mean of the answers given",
        "answers needed: calm 2/3",
        "reversed: low + high - x of the declared scale",
    ]
    assert "α" in found.summary("zh")


def test_scales_of_real_answers(bfi):
    found = st.score(bfi, KEYS, (1, 6))
    turned = bfi.assign(**{name: 7 - bfi[name] for name in ("A1", "C4", "C5")})
    for name, items in KEYS.items():
        part = turned[[item.removeprefix("-") for item in items]]
        expected = part.mean(axis=1).where(part.notna().sum(axis=1) >= 3)
        np.testing.assert_allclose(found.scores[name], expected, rtol=1e-12)
    alpha = st.cronbach_alpha(bfi[["A1", "A2", "A3", "A4", "A5"]], reverse=["A1"], scale=(1, 6))
    assert found.table["alpha"][0] == pytest.approx(alpha.alpha, rel=1e-12)
    assert found.table["n_alpha"][0] == alpha.n_used == 2709


def test_other_frames_and_arrays(answers):
    items = answers[["q1", "q2", "q3"]]
    expected = calm(answers)
    np.testing.assert_array_equal(calm(pl.DataFrame(answers.to_dict("list"))), expected)
    np.testing.assert_array_equal(calm(pa.table(answers.to_dict("list"))), expected)
    by_position = {"calm": ["item1", "item2", "-item3"]}
    np.testing.assert_array_equal(st.score(items.to_numpy(), by_position, (1, 5)).scores["calm"], expected)
    two = st.score(items.to_numpy(), {"a": ["item1", "item2"]}).scores["a"]
    np.testing.assert_array_equal(two, items[["q1", "q2"]].mean(axis=1).where(items["q1"].notna()))


def test_all_items_make_one_scale(answers):
    items = answers[["q1", "q2", "q3"]]
    found = st.score(items, scale=(1, 5), reverse=["q3"])
    np.testing.assert_array_equal(found.scores["score"], calm(answers))


def test_bounds_of_each_item(answers):
    found = st.score(answers, KEY, {"q1": (1, 5), "q3": (0, 5)})
    np.testing.assert_allclose(found.scores["calm"], [1, 13 / 3, 1.5, np.nan])


def test_an_item_in_two_scales_and_a_name_that_starts_with_a_minus():
    items = pd.DataFrame({"-a": [1, 2], "b": [4, 2]})
    found = st.score(items, {"one": ["-a", "b"], "two": ["-b"]}, (1, 5))
    assert found.scores.to_numpy().tolist() == [[2.5, 2], [2, 4]]
    assert np.isnan(found.table["alpha"][1])


def test_one_respondent_can_be_scored():
    found = st.score(pd.DataFrame({"a": [1], "b": [4]}), scale=(1, 5))
    assert found.scores["score"].tolist() == [2.5]
    assert np.isnan(found.table["alpha"][0])
    assert found.tables()[0].cells()[1][6:9] == ["4.000", "—", "—"] or np.isnan(found.table["sd"][0])


def test_constant_items_leave_alpha_empty_and_scores_whole():
    found = st.score(pd.DataFrame({"a": [1, 2, 3], "b": [4, 4, 4]}))
    assert found.scores["score"].tolist() == [2.5, 3.0, 3.5]
    assert np.isnan(found.table["alpha"][0])


def test_nobody_answered_enough(answers):
    found = st.score(answers[["q1", "q2"]] * np.nan)
    assert found.scores["score"].isna().all()
    assert found.table["n_scored"][0] == 0
    assert "nan" not in found.summary()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "median"}, "method='median' is not an option\nHint: method is one of 'mean', 'sum', 'prorated'."),
        (
            {"method": "sum", "min_answered": 2},
            "a sum of fewer answers is lower for no other reason\n"
            'Hint: Take method="prorated" or method="mean", or leave min_answered out.',
        ),
        (
            {"min_answered": 4},
            "min_answered=4 is more than a scale of 3 items has\n"
            "Hint: Give a count up to the number of items, or a share up to 1.0.",
        ),
        (
            {"min_answered": 0},
            "min_answered=0 is neither a count nor a share\nHint: Give 3 for three items, .8 for 80%.",
        ),
        (
            {"scale": None},
            "reversal of q3 needs the bounds of the scale\n"
            "Hint: Say scale=(low, high), such as scale=(1, 5); the answers given need not reach the ends.",
        ),
        (
            {"scale": (5, 1)},
            "scale=(5, 1) of q1 is no scale\nHint: Give the lowest and the highest answer, such as (1, 5).",
        ),
        (
            {"keys": {"calm": "q1"}},
            'keys or reverse have the wrong form\nHint: keys={"scale": ["q1", "-q2"]}, reverse=["q2"].',
        ),
    ],
)
def test_wrong_options(options, words, answers):
    given = {"keys": KEY, "scale": (1, 5), **options}
    assert refused(OptionError, lambda: st.score(answers, **given)) == words


def test_wrong_items(answers):
    assert refused(ItemsError, lambda: st.score(answers, {"a": ["q1", "-q9"]})) == (
        "there is no item 'q9'\nHint: Did you mean q3, q2, q1?"
    )
    assert refused(ItemsError, lambda: st.score(answers, {"a": ["q1", "-q1"]}, (1, 5))) == (
        "scale 'a' names q1 twice\nHint: Name each item of a scale once."
    )
    assert refused(ItemsError, lambda: st.score(answers, {"a": []})) == (
        "scale 'a' has no items\nHint: Name each item of a scale once."
    )
    with pytest.raises(ItemsError, match="there is no item 'q9'"):
        st.score(answers, KEY, {"q9": (1, 5), "q3": (1, 5)})
    with pytest.raises(ItemsError, match="there is no item 'q9'"):
        st.score(answers[["q1", "q2"]], scale=(1, 5), reverse=["q9"])
    with pytest.raises(ItemsError, match="two columns are called q1"):
        st.score(answers.set_axis(["q1", "q1", "q3", "note"], axis=1), KEY, (1, 5))


def test_wrong_answers(answers):
    assert refused(AnswersError, lambda: st.score(answers, {"a": ["q1", "note"]})) == (
        "an answer is not a number (row p, column note, value 'a')\n"
        "Hint: Select the item columns, or turn texts into numbers first: frame[column].map({...})."
    )
    assert refused(AnswersError, lambda: st.score(answers, KEY, {"q1": (1, 4), "q3": (1, 5)})) == (
        "an answer lies outside the scale from 1 to 4 (row q, column q1, value 5)\n"
        "Hint: Correct the cell, leave it empty, or declare the right scale."
    )
    with pytest.raises(AnswersError, match="an answer is infinite"):
        st.score(answers.replace(5, np.inf), {"a": ["q1", "q2"]})
    with pytest.raises(AnswersNeededError, match="moments hold no single answers"):
        st.score(st.Moments.from_corr([[1, 0.5], [0.5, 1]], n=50))


@pytest.mark.parametrize(("items", "kind"), [(pd.Series([1, 2]), "Series"), ("abc", "str"), (None, "NoneType")])
def test_what_holds_no_answers(items, kind):
    with pytest.raises(AnswersError) as caught:
        st.score(items)
    assert str(caught.value) == (
        f"answers cannot be read from {kind}\n"
        "Hint: Give a frame of pandas or Polars, an Arrow table, an array, or st.Moments."
    )


def test_a_lazy_frame_is_read_without_a_warning():
    frame = pl.LazyFrame({"q1": [1, 2, 4], "q2": [2, 2, 5], "q3": [9, 9, 9]})
    assert st.score(frame, {"s": ["q1", "q2"]}).scores["s"].tolist() == [1.5, 2, 4.5]


def test_keys_without_items():
    with pytest.raises(OptionError, match=r"^keys or reverse have the wrong form"):
        st.score(pd.DataFrame({"q1": [1, 2]}), {"s": None})


@pytest.mark.parametrize("scale", [(1, float("inf")), (True, 5), {"q1": (5, 1)}])
def test_a_scale_that_is_none(scale):
    with pytest.raises(OptionError, match=r"of q1 is no scale\nHint: Give the lowest and the highest answer, such as"):
        st.score(pd.DataFrame({"q1": [1, 2], "q2": [2, 2]}), scale=scale)
