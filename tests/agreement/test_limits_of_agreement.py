"""Limits of agreement: what they say and what they refuse."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy.stats import linregress, t, ttest_rel

import surveytools as st
from surveytools.base.errors import AnswersError, ItemsError, OptionError, SampleSizeError

WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


@pytest.fixture
def meters():
    return pd.DataFrame({"Wright": WRIGHT, "Mini": MINI}, dtype=float)


@pytest.fixture
def found(meters):
    return st.bland_altman(meters["Wright"], meters["Mini"])


def test_what_is_said(found):
    assert found.headline().en == "Wright − Mini: bias -2.118, 95% limits of agreement [-78.096, 73.861], n = 17."
    assert found.headline().zh == "Wright − Mini：偏差 -2.118，95% 一致性界限 [-78.096, 73.861]，n = 17。"
    lines, differences, growth = found.tables()
    assert lines.cells()[2] == ["Lower limit of agreement", "-78.096", "16.395", "-124.161", "-53.095"]
    assert lines.cells("zh")[3][0] == "一致性界限上限"
    assert differences.cells()[1] == ["38.765", "0.825", "17", "17"]
    assert growth.cells()[1] == ["0.029", "-15.067", "0.749"]
    assert growth.notes == ()
    assert found.conventions[1].en == "limits bias ± 1.96 SD"


def test_bias_and_growth_are_the_usual_tests(found, meters):
    assert found.bias_p == pytest.approx(ttest_rel(meters["Wright"], meters["Mini"]).pvalue)
    line = linregress(meters.mean(axis=1), meters["Wright"] - meters["Mini"])
    assert (found.slope, found.intercept, found.slope_p) == pytest.approx((line.slope, line.intercept, line.pvalue))


def test_proportional_bias_is_said():
    a = np.arange(10.0)
    found = st.bland_altman(a * 1.5 + [0, 0.1] * 5, a)
    assert found.slope_p < 0.001
    assert found.tables()[2].notes[0].en.startswith("The differences change with what is measured")


def test_intervals(found):
    exact, pair, approximate = (
        found.interval("upper", method=method) for method in ("exact", "exact-pair", "approximate")
    )
    assert (exact.method, pair.method, approximate.method) == ("exact", "exact-pair", "approximate")
    centre = (approximate.low + approximate.high) / 2
    assert centre == pytest.approx(found.upper)
    assert exact.high - found.upper > found.upper - exact.low
    assert pair.high - found.upper > found.upper - pair.low
    lower = found.interval("lower")
    assert found.bias - lower.low == pytest.approx(exact.high - found.bias)
    assert found.standard_error("bias") == pytest.approx(found.sd / 17**0.5)
    assert (approximate.high - approximate.low) / 2 == pytest.approx(t.ppf(0.975, 16) * found.standard_error("upper"))
    for call in (found.interval, found.standard_error):
        with pytest.raises(OptionError, match="of='middle' is not an option"):
            call("middle")
    with pytest.raises(OptionError, match="method='boot' is not an option"):
        found.interval("lower", method="boot")


def test_percentages(meters):
    found = st.bland_altman(meters["Wright"], meters["Mini"], difference="percent")
    d = 200 * (meters["Wright"] - meters["Mini"]) / meters.sum(axis=1)
    assert found.bias == pytest.approx(d.mean())
    assert "%" in found.headline().en
    assert found.conventions[0].en == "differences in percent of the mean of the two"
    assert "% of the mean" in found.plot().get_ylabel()


@pytest.mark.parametrize("unit", [1e-20, 1.0, 1e14, 1e30])
@pytest.mark.parametrize("difference", ["absolute", "percent"])
def test_the_unit_does_not_decide_whether_differences_vary(difference, unit, meters):
    found = st.bland_altman(meters * unit, difference=difference)
    one = st.bland_altman(meters, difference=difference)
    scale = 1 if difference == "percent" else unit
    assert (found.bias, found.sd) == pytest.approx((scale * one.bias, scale * one.sd))


def test_whole_numbers_far_from_zero_vary():
    assert st.bland_altman(np.array([1, 2, 3, 5.0]) + 1e12, np.array([2, 2, 3, 4.0]) + 1e12).sd == pytest.approx(
        np.std([-1, 0, 0, 1], ddof=1)
    )


def test_a_factor_is_no_spread_in_percent():
    a = 1e-9 * (1 + np.random.default_rng(0).random(20))
    assert st.bland_altman(a, 1.01 * a).sd > 0
    with pytest.raises(ItemsError, match=r"all differences are -0\.995025\nHint: Without spread"):
        st.bland_altman(a, 1.01 * a, difference="percent")


def test_missing_measurements_are_left_out(meters):
    meters.iloc[[0, 1], [0, 1]] = [[np.nan, 512], [395, np.nan]]
    found = st.bland_altman(meters["Wright"], meters["Mini"])
    assert (found.n_used, found.n_total) == (15, 17)
    assert found.conventions[3].en == "15 of 17 subjects have both measurements"


@pytest.mark.parametrize(("language", "words"), [("en", "Mean of Wright and Mini"), ("zh", "Wright 与 Mini 的均值")])
def test_the_picture(language, words, found):
    axes = found.plot(language=language)
    assert axes.get_xlabel() == words
    assert len(axes.collections[0].get_offsets()) == 17
    assert any("73.86" in text.get_text() for text in axes.texts)
    assert found.plot(axes, language=language) is axes


def test_names_of_lists_and_of_the_same_series(meters):
    assert st.bland_altman(WRIGHT, MINI).names == ("A", "B")
    other = pl.DataFrame({"x": WRIGHT, "y": MINI})
    assert st.bland_altman(other["x"], other["y"]).names == ("x", "y")
    assert st.bland_altman(meters["Mini"], meters["Wright"].rename("Mini")).names == ("Mini (1)", "Mini (2)")


def test_a_frame_and_columns_that_are_frames(meters, found):
    assert st.bland_altman(meters) == found
    assert st.bland_altman(meters[["Wright"]], meters[["Mini"]]) == found


def test_equal_means_have_no_slope():
    found = st.bland_altman([1, 2, 3, 4], [4, 3, 2, 1])
    assert np.isnan(found.slope)
    assert found.tables()[2].cells()[1] == ["—", "—", "—"]


@pytest.mark.parametrize(
    ("a", "b", "options", "kind", "text"),
    [
        ([1, 2, 3], [1, 2], {}, AnswersError,
         "the first has 3 values and the second 2\nHint: Give both the same units in the same order, with empty cells "
         "where one is missing."),
        ([], [], {}, SampleSizeError, "there are no values\nHint: Give one of each for every unit."),
        (None, None, {}, ItemsError, "there is nothing to compare the values with\nHint: Give two: "
         "st.bland_altman(a, b), or a frame of exactly two columns."),
        (np.ones((3, 3)), np.ones((3, 3)), {}, AnswersError,
         "the values of one of the two have 2 dimensions\nHint: Give a list or a column for each."),
        ([1, 2, 3], [2, 3, 5], {"coverage": "95%"}, OptionError,
         "coverage='95%' is no share\nHint: Give a number between 0 and 1, such as .95."),
        ([1, 2, None], [1, None, 3], {}, SampleSizeError,
         "subjects with both measurements: 1\nHint: Three are the fewest; 50 and more give narrow intervals."),
        ([1, 2, 3], [2, 3, 4], {}, ItemsError,
         "all differences are -1\nHint: Without spread there are no limits to estimate; check the columns."),
        ([1, 2, "x"], [2, 3, 5], {}, AnswersError,
         "some ratings are texts and some are numbers (row 2, column A, value 'x')\nHint: Write all of them one way."),
        ([1, 2, -3], [2, 3, -5], {"difference": "percent"}, AnswersError,
         'the mean of two measurements is -4 (row 2)\nHint: Percentages need means above 0; '
         'use difference="absolute".'),
        ([1, 2, 3], [2, 3, 5], {"coverage": 95}, OptionError,
         "coverage=95 is no share\nHint: Give a number between 0 and 1, such as .95."),
        ([1, 2, 3], [2, 3, 5], {"difference": "log"}, OptionError,
         "difference='log' is not an option\nHint: difference is one of 'absolute', 'percent'."),
        (pd.Series([1, 2, 3]), pd.Series([1, 2, 3], index=[2, 1, 0]), {}, AnswersError,
         "the rows of the two are called differently\nHint: Bring both into the same order, or drop the row names: "
         ".reset_index(drop=True)."),
    ],
)  # fmt: skip
def test_what_is_refused(a, b, options, kind, text):
    with pytest.raises(kind) as caught:
        st.bland_altman(a, b, **options)
    assert str(caught.value) == text
