"""Comparing alphas: who is compared with whom, and what cannot be."""

import json

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import AnswersNeededError, MatrixError, OptionError, SampleSizeError
from surveytools.base.warnings import NegativeItemWarning

A = st.PublishedAlpha(0.78, n=41, n_items=10)
B = st.PublishedAlpha(0.71, n=151, n_items=10)
C = st.PublishedAlpha(0.80, n=90, n_items=12)


@pytest.fixture
def halves(attitude):
    return attitude[["rating", "complaints", "privileges"]], attitude[["learning", "raises", "critical", "advance"]]


def test_what_is_said():
    found = st.compare_alphas(A, B, names=["men", "women"])
    assert found.headline().en == (
        "The 2 alphas do not differ detectably at the 5% level: F(40, 150) = 1.318, p = 0.241; "
        "difference 0.070, 95% CI [-0.063, 0.185]."
    )
    assert found.headline().zh == (
        "2 个 α 系数在 5% 水平上差异不显著：F(40, 150) = 1.318，p = 0.241；差值 0.070，95% 置信区间 [-0.063, 0.185]。"
    )
    groups, test = found.tables()
    assert list(groups.frame.columns) == ["group", "alpha", "ci_low", "ci_high", "n_items", "n_used"]
    assert test.cells()[0][4:] == ["Difference", "CI low", "CI high"]
    assert test.cells()[1] == ["1.318", "40", "150", "0.241", "0.070", "-0.063", "0.185"]
    assert [line.en for line in found.conventions] == [
        "independent groups", "two-sided F test of Feldt (1969)", "intervals of each α by Feldt",
        "interval of the difference from those two, an approximation of its own: near 5% it may disagree with the test",
    ]  # fmt: skip
    json.dumps(found.to_dict())
    three = st.compare_alphas(A, B, C)
    assert (three.test, three.df, three.names) == ("chi2", (2,), ("1", "2", "3"))


def test_the_order_of_groups_does_not_matter():
    one, other = st.compare_alphas(A, B), st.compare_alphas(B, A)
    assert (one.statistic, one.df, one.p_value) == (other.statistic, other.df, other.p_value)
    assert one.interval().low == pytest.approx(-other.interval().high)


def test_frames_and_results_are_the_same(halves):
    one = st.compare_alphas(*halves)
    other = st.compare_alphas(*(st.cronbach_alpha(half) for half in halves))
    assert one == other
    assert one.n_used == (30, 30)
    assert one.n_items == (3, 4)


def test_the_same_people(halves):
    found = st.compare_alphas(*halves, paired=True)
    r = np.corrcoef(*(half.sum(axis=1) for half in halves))[0, 1]
    assert found.r[0, 1] == pytest.approx(r, rel=1e-12)
    given = st.compare_alphas(*halves, paired=True, r=r)
    assert given.statistic == pytest.approx(found.statistic, rel=1e-12)
    assert found.tables()[0].frame.columns[0] == "scale"
    assert found.test == "t"
    apart = st.compare_alphas(*halves)
    assert found.interval().high - found.interval().low < apart.interval().high - apart.interval().low
    assert found.p_value < st.compare_alphas(*halves, paired=True, r=0).p_value


def test_reversed_items_count_as_reversed(halves):
    turned = halves[0].assign(rating=100 - halves[0]["rating"])
    first = st.cronbach_alpha(turned, reverse=["rating"], scale=(0, 100))
    found = st.compare_alphas(first, halves[1], paired=True)
    assert found.r[0, 1] == pytest.approx(st.compare_alphas(*halves, paired=True).r[0, 1], rel=1e-12)


def test_an_interval_is_of_two():
    low, high, level, method = st.compare_alphas(A, B).interval(0.9)
    assert (level, method) == (0.9, "feldt")
    assert low < 0.07 < high
    with pytest.raises(OptionError) as caught:
        st.compare_alphas(A, B, C).interval()
    assert str(caught.value) == "a difference is between two alphas\nHint: Compare two of them at a time."


def raised(kind, call):
    with pytest.raises(kind) as caught:
        call()
    return str(caught.value)


def test_options():
    assert raised(OptionError, lambda: st.compare_alphas(A, B, method="z")) == (
        "method='z' is not an option\nHint: method is one of 'feldt', 'chi2'."
    )
    assert raised(OptionError, lambda: st.compare_alphas(A, B, C, method="feldt")) == (
        'method="feldt" is for two alphas\nHint: Use method="chi2", or compare two at a time.'
    )
    assert raised(OptionError, lambda: st.compare_alphas(A, B, r=0.5)) == (
        "r is for scales that the same people answered\nHint: Say paired=True, or leave r out."
    )
    assert raised(OptionError, lambda: st.compare_alphas(A, B, names=["one"])) == (
        "1 names for 2 alphas\nHint: Give one name for each."
    )


def test_the_same_people_need_a_correlation_and_the_same_n():
    same = st.PublishedAlpha(0.7, n=41, n_items=8)
    assert raised(AnswersNeededError, lambda: st.compare_alphas(A, same, paired=True)) == (
        "the correlation of the total scores is not known\nHint: Give it: r=..., or give the answers."
    )
    assert raised(SampleSizeError, lambda: st.compare_alphas(A, B, paired=True, r=0.4)) == (
        "the scales have different numbers of respondents\nHint: Give the answers of those who answered all scales."
    )
    assert raised(OptionError, lambda: st.compare_alphas(A, same, paired=True, r=1)) == (
        "total scores correlate 1 or more\nHint: Two of the scales are the same; leave one out."
    )
    text = raised(MatrixError, lambda: st.compare_alphas(A, same, paired=True, r=[[1, 0.4], [0.3, 1]]))
    assert "not symmetric" in text


def test_other_people_are_not_the_same_people(halves):
    other = halves[1].set_axis(range(30, 60))
    assert raised(SampleSizeError, lambda: st.compare_alphas(halves[0], other, paired=True)) == (
        "the scales were not answered by the same people\n"
        "Hint: Give the rows of those who answered all scales, in the same order and with the same index."
    )


def test_alphas_that_leave_nothing_to_compare(attitude):
    twice = pd.DataFrame({"a": attitude["rating"], "b": attitude["rating"]})
    assert raised(OptionError, lambda: st.compare_alphas(A, twice)) == (
        "alpha is 1: it leaves nothing to compare\nHint: Look for an item that was entered twice."
    )
    assert raised(SampleSizeError, lambda: st.compare_alphas(A, [[1, 2], [3, 5]])) == (
        "2 respondents are too few to compare alphas\nHint: Give three or more."
    )


@pytest.mark.parametrize(("r", "kind", "text"), [
    (np.eye(3), OptionError, "r has shape (3, 3)\nHint: Give a matrix with a row for each of the 2 scales."),
    ("high", MatrixError, "the matrix contains text\nHint: Every cell is a number."),
    (2, MatrixError, "a correlation lies above 1 (row 1, column 2, value 2.0)\n"
                     "Hint: Correlations lie between -1 and 1."),
    (np.nan, MatrixError, "the matrix has an empty cell (row 1, column 2, value nan)\n"
                          "Hint: Fill it: published matrices are symmetric."),
])  # fmt: skip
def test_correlations_that_cannot_be(r, kind, text):
    same = st.PublishedAlpha(0.7, n=41, n_items=8)
    assert raised(kind, lambda: st.compare_alphas(A, same, paired=True, r=r)) == text


def test_right_and_wrong_answers_are_compared_too():
    random = np.random.default_rng(1)
    ones = [(random.normal(size=(60, 1)) + random.normal(size=(60, 5)) > 0).astype(int) for _ in range(2)]
    assert st.compare_alphas(*map(st.kuder_richardson, ones)) == st.compare_alphas(*ones)


def test_a_warning_points_to_who_compares(halves):
    turned = halves[1].assign(learning=100 - halves[1]["learning"])
    with pytest.warns(NegativeItemWarning, match="learning") as caught:
        st.compare_alphas(halves[0], turned)
    assert caught[0].filename == __file__


def test_published_figures_that_cannot_be():
    assert raised(OptionError, lambda: st.PublishedAlpha("high", n=40, n_items=5)) == (
        "alpha='high' cannot be compared\nHint: Give a number below 1."
    )
    assert raised(OptionError, lambda: st.PublishedAlpha(0.8, n=10.5, n_items=5)) == (
        "n=10.5 respondents and n_items=5 items make no alpha to compare\n"
        "Hint: Give three respondents or more and two items or more."
    )
    assert raised(OptionError, lambda: st.PublishedAlpha(1.2, n=40, n_items=5)) == (
        "alpha=1.2 cannot be compared\nHint: Give a number below 1."
    )
    assert raised(OptionError, lambda: st.PublishedAlpha(0.8, n=2, n_items=5)) == (
        "n=2 respondents and n_items=5 items make no alpha to compare\n"
        "Hint: Give three respondents or more and two items or more."
    )


def test_names_that_name_nothing():
    for names, text in (
        (["x", "x"], "names=['x', 'x'] is no list of different names\nHint: Give each its own."),
        ("ab", 'names=\'ab\' is no list\nHint: Give one name for each: ["men", "women"].'),
        (5, 'names=5 is no list\nHint: Give one name for each: ["men", "women"].'),
    ):
        with pytest.raises(OptionError) as caught:
            st.compare_alphas(A, B, names=names)
        assert str(caught.value) == text


@pytest.mark.parametrize("r", [float("nan"), "x", [[1, 0.5], [0.5, 2]]])
def test_a_correlation_that_is_none(r):
    same = st.PublishedAlpha(0.7, n=41, n_items=10)
    with pytest.raises(MatrixError):
        st.compare_alphas(A, same, paired=True, r=r)


def test_a_small_p_is_printed_as_elsewhere():
    low = st.PublishedAlpha(0.2, n=400, n_items=10)
    assert ", p < 0.001; difference" in st.compare_alphas(A, low).headline().en
    assert "difference" not in st.compare_alphas(A, B, C).headline().en
