"""Panels of experts: what content validity says and what it refuses."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import special, stats

import surveytools as st
from surveytools.agreement.essential_items import critical_count, upper_tail
from surveytools.base.errors import AnswersError, ItemsError, OptionError, SampleSizeError

RATINGS = pd.DataFrame(
    [[4, 4, 3, 4, 4, 3], [4, 3, 4, 2, 4, 4], [2, 3, 1, 3, 4, 2]],
    index=["friendly", "quick", "cheap"], columns=[f"E{k}" for k in range(1, 7)], dtype=float,
)  # fmt: skip


def proportion(count, n):
    """Return the score interval of a share."""
    return stats.binomtest(count, n).proportion_ci(method="wilson")


@pytest.fixture
def found():
    return st.content_validity(RATINGS, scale=(1, 4))


def test_what_is_said(found):
    assert found.headline().en == (
        "S-CVI/Ave = 0.778, S-CVI/UA = 0.333; I-CVI from 0.500 to 1.000: 2 of 3 items are relevant by the rule for "
        "their number of experts, 6 experts."
    )
    assert "3 个条目中 2 个达到相应专家人数的标准" in found.headline().zh
    items, scale = found.tables()
    assert items.cells()[2] == [
        "quick", "6", "5", "0.833", "0.436", "0.970", "0.094", "0.816", "excellent", "0.833", "0.608",
        "0.942", "relevant",
    ]  # fmt: skip
    assert items.title.zh == "条目水平的内容效度 (I-CVI)"
    assert items.cells()[0][9:12] == ["Aiken's V", "V, CI low", "V, CI high"]
    assert items.cells("zh")[0][0] == "条目"
    assert "题" not in found.summary("zh")
    assert scale.cells()[1] == ["0.778", "0.552", "0.909", "0.333", "3", "6"]
    assert found.conventions[0].en == "relevant: 3, 4"
    assert found == st.content_validity(RATINGS, scale=(1, 4))
    assert json.dumps(found.to_dict())


def test_without_a_scale_there_is_no_v():
    found = st.content_validity(RATINGS)
    assert found.aiken_v is None
    assert "aiken_v" not in found.to_frame()
    assert found.conventions[3].en == "no Aiken's V: the scale is not declared"
    with pytest.raises(OptionError) as caught:
        found.aiken_interval()
    assert str(caught.value) == (
        "Aiken's V needs the bounds of the scale\nHint: Say scale=(low, high), as scale=(1, 4)."
    )


@pytest.mark.parametrize(
    ("relevant", "experts", "polit", "lynn"),
    [(7, 9, True, True), (14, 18, True, True), (21, 27, True, True), (6, 9, False, False), (6, 8, False, False),
     (5, 6, True, True), (7, 8, True, True), (11, 12, True, True), (4, 5, False, False), (5, 5, True, True)],
)  # fmt: skip
def test_rules_are_compared_as_they_were_published(relevant, experts, polit, lynn):
    """The .78 of nine experts is 7/9."""
    found = st.content_validity([[4] * relevant + [1] * (experts - relevant)])
    assert (found.verdicts()[0].en == "relevant") is polit
    assert (found.verdicts("lynn1986")[0].en == "relevant") is lynn
    assert ("1 of 1 items are relevant" in found.headline().en) is polit
    assert ("1 个条目中 1 个达到" in found.headline().zh) is polit


def test_rules_of_six_and_of_nine_experts_differ():
    found = st.content_validity([[4] * 12 + [1] * 3, [4] * 6 + [1] * 2 + [None] * 7])
    assert [words.en for words in found.verdicts("lynn1986")] == ["relevant", "not relevant enough"]
    with pytest.raises(OptionError) as caught:
        found.verdicts("mine")
    assert str(caught.value) == (
        "guideline='mine' is not an option\n"
        "Hint: guideline is one of 'polit2006', 'lynn1986', 'zamanzadeh2015', 'polit2007'."
    )


def test_intervals_of_the_items_and_of_the_scale(found):
    low, high = proportion(5, 6)
    np.testing.assert_allclose(found.i_cvi_interval().loc["quick"], [low, high], rtol=1e-12)
    assert found.i_cvi_interval().loc["friendly", "ci_high"] == 1
    assert found.i_cvi_interval(0.5).loc["quick", "ci_low"] > low
    shares = (RATINGS >= 3).mean()
    assert found.s_cvi_ave_error == pytest.approx(shares.std() / 6**0.5)
    narrow, wide = found.s_cvi_ave_interval(0.8), found.s_cvi_ave_interval()
    assert wide.low < narrow.low < found.s_cvi_ave < narrow.high < wide.high < 1
    reach = stats.t.ppf(0.975, 5) * found.s_cvi_ave_error / (found.s_cvi_ave * (1 - found.s_cvi_ave))
    assert special.logit(wide.high) - special.logit(found.s_cvi_ave) == pytest.approx(reach)
    with pytest.raises(OptionError, match="level=95 is no confidence level"):
        found.i_cvi_interval(95)


def test_experts_who_do_not_differ_show_no_interval():
    found = st.content_validity([[4, 4, 3], [3, 4, 4]])
    assert np.isnan(found.s_cvi_ave_interval()[:2]).all()
    assert found.tables()[1].notes[1].en == "—: the experts do not differ, which shows no interval."
    assert found.tables()[1].notes[0].zh == (
        "通常要求 S-CVI/Ave ≥ 0.90（Polit 与 Beck, 2006），S-CVI/UA ≥ 0.80（史静琤等，2012）。"
    )


def test_the_rule_depends_on_the_number_of_experts():
    five = st.content_validity(RATINGS.iloc[:, 1:])
    assert five.i_cvi[1] == 0.8
    assert [words.en for words in five.verdicts()] == ["relevant", "not relevant enough", "not relevant enough"]
    assert [words.en for words in five.verdicts("zamanzadeh2015")] == ["keep", "keep", "eliminate"]
    with pytest.raises(OptionError, match="guideline='mine' is not an option"):
        five.verdicts("mine")


def test_a_missing_rating_leaves_the_expert_out_for_that_item():
    found = st.content_validity(RATINGS.mask(RATINGS == 1), scale=(1, 4))
    assert found.n_experts.tolist() == [6, 6, 5]
    assert found.i_cvi[2] == 0.6
    assert found.aiken_v[2] == pytest.approx((2.8 - 1) / 3)
    assert found.conventions[5].en == "missing ratings: 1, each item by the experts who rated it"
    assert (found.n_used, found.n_total) == (17, 18)


@pytest.mark.parametrize(
    ("given", "options", "kind", "text"),
    [
        (RATINGS.iloc[:, :2], {}, SampleSizeError,
         "fewer than 3 experts rated friendly (2), quick (2), cheap (2)\nHint: A panel has three experts at the very "
         "least, better five to ten (Lynn 1986)."),
        (RATINGS.iloc[:, :1], {}, ItemsError,
         "there is only one rater\nHint: Give one row a unit and one column a rater, two or more."),
        (RATINGS.assign(E7=np.nan), {}, ItemsError, "E7 rated nothing\nHint: Leave out the columns without a rating."),
        (RATINGS.T.assign(new=np.nan).T, {}, AnswersError,
         "no expert rated new\nHint: Leave out the row, or ask the experts again."),
        (RATINGS, {"scale": (1, 3)}, OptionError,
         "relevant=4 lies outside the scale from 1 to 3\nHint: Say which ratings of the scale count as relevant."),
        (RATINGS, {"relevant": (7,)}, OptionError,
         "no rating is 7\nHint: Say which ratings count as relevant: relevant=(3, 4)."),
        (RATINGS, {"relevant": 4}, OptionError,
         "relevant=4 names no ratings\nHint: Give a tuple of numbers: relevant=(3, 4)."),
        (RATINGS.replace(1, 9), {"scale": (1, 4)}, AnswersError,
         "a rating lies outside the scale from 1 to 4 (row cheap, column E3, value 9)\nHint: Correct the cell, leave "
         "it empty, or declare the right scale."),
        (RATINGS, {"scale": "1-4"}, OptionError,
         "scale='1-4' is no scale\nHint: Give the lowest and the highest rating, such as (1, 4)."),
        (RATINGS, {"scale": (4, 1)}, OptionError,
         "scale=(4, 1) is no scale\nHint: Give the lowest and the highest rating, such as (1, 4)."),
        (RATINGS, {"relevant": ("a",), "scale": ("1", "4")}, OptionError,
         "scale=('1', '4') is no scale\nHint: Give the lowest and the highest rating, such as (1, 4)."),
        (RATINGS, {"relevant": ("a",)}, OptionError,
         "relevant=('a',) names no ratings\nHint: Give a tuple of numbers: relevant=(3, 4)."),
        ([[1, 2, "x", 4]], {}, AnswersError,
         "some ratings are texts and some are numbers (row 0, column rater3, value 'x')\nHint: Write all of them one "
         "way."),
    ],
)  # fmt: skip
def test_what_is_refused(given, options, kind, text):
    with pytest.raises(kind) as caught:
        st.content_validity(given, **options)
    assert str(caught.value) == text


ESSENTIAL = pd.DataFrame(
    [["essential"] * 7 + ["useful"], ["essential"] * 5 + ["useful", "needless", None]], index=["A1", "A2"]
)


def test_what_the_ratio_says():
    found = st.content_validity_ratio(ESSENTIAL, essential="essential")
    assert found.cvr.tolist() == [0.75, pytest.approx(3 / 7)]
    assert found.n_critical.tolist() == [7, 7]
    assert found.critical_cvr.tolist() == [0.75, 1]
    assert (
        found.headline().en == "1 of 2 items reach the critical content validity ratio; their mean, the CVI, is 0.750."
    )
    assert found.headline().zh == "2 个条目中 1 个达到内容效度比 (CVR) 的临界值；保留条目的平均值 CVI = 0.750。"
    assert found.tables()[0].cells()[1] == ["A1", "8", "7", "0.750", "0.058", "0.955", "0.750", "7", "0.035", "yes"]
    low, high = proportion(7, 8)
    np.testing.assert_allclose(found.interval().loc["A1"], [2 * low - 1, 2 * high - 1], rtol=1e-12)
    assert found.conventions[3].en == "missing ratings: 1, each item by the experts who rated it"
    for several in (["essential"], np.array(["essential"])):
        assert found == st.content_validity_ratio(ESSENTIAL, essential=several)


def test_a_panel_too_small_for_any_significance():
    found = st.content_validity_ratio([[1, 1, 1, 1], [1, 2, 1, 3]], essential=1)
    assert np.isnan(found.critical_cvr).all()
    assert found.n_critical.tolist() == [5, 5]
    assert found.cvi is None
    assert found.headline().en == "0 of 2 items reach the critical content validity ratio."
    assert found.tables()[0].notes[0].en == "—: not even all experts together reach significance."
    assert found.tables()[0].cells()[1][6] == "—"


def test_experts_who_all_say_the_same():
    found = st.content_validity_ratio(np.ones((5, 5)), essential=1)
    assert found.kept == found.items
    assert found.cvi == 1


def test_tails_of_coins():
    assert upper_tail(np.array([0, 1, 2]), np.array([2, 2, 2])).tolist() == [1, 0.75, 0.25]
    assert critical_count(np.array([4, 5, 13, 40]), 0.05).tolist() == [5, 5, 10, 26]


@pytest.mark.parametrize(
    ("options", "kind", "text"),
    [
        ({"essential": "Essential"}, OptionError,
         "essential='Essential' is a rating nobody gave\nHint: The ratings are the texts essential, needless, useful."),
        ({"essential": "essential", "alpha": 5}, OptionError,
         "alpha=5 is no level\nHint: Give a number between 0 and 1, such as .05."),
        ({"essential": "essential", "alpha": "a"}, OptionError,
         "alpha='a' is no level\nHint: Give a number between 0 and 1, such as .05."),
    ],
)  # fmt: skip
def test_what_the_ratio_refuses(options, kind, text):
    with pytest.raises(kind) as caught:
        st.content_validity_ratio(ESSENTIAL, **options)
    assert str(caught.value) == text


def test_the_ratio_of_a_small_panel():
    with pytest.raises(SampleSizeError, match=r"fewer than 3 experts rated A1 \(2\), A2 \(2\)"):
        st.content_validity_ratio(ESSENTIAL.iloc[:, :2], essential="essential")
