"""Test-retest: whose scores are compared with whose, the figures of scipy, and what is refused."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import surveytools as st
from surveytools.base.errors import AnswersError, ItemsError, OptionError, SampleSizeError

FIRST = [12, 15, 9, 20, 14, 11]
SECOND = [13, 14, 10, 19, 16, 12]


@pytest.fixture
def occasions(attitude):
    """Return answers on two occasions, the second in another order and with other people as well."""
    first = attitude.set_axis([f"P{k:02d}" for k in range(30)])
    second = (first + np.random.default_rng(0).integers(-8, 12, first.shape)).iloc[::-1]
    second = pd.concat([second.drop(index="P03"), second.tail(1).set_axis(["new"])])
    return first, second


def test_the_figures_of_scipy():
    found = st.test_retest(FIRST, SECOND)
    paired = stats.ttest_rel(SECOND, FIRST)
    expected = stats.pearsonr(FIRST, SECOND)
    assert found.r == pytest.approx(expected.statistic, rel=1e-12)
    assert found.interval(0.9)[:2] == pytest.approx(tuple(expected.confidence_interval(0.9)), rel=1e-12)
    assert (found.t, found.df, found.p_value) == pytest.approx((paired.statistic, 5, paired.pvalue), rel=1e-12)
    assert found.change_interval()[:2] == pytest.approx(tuple(paired.confidence_interval()), rel=1e-12)
    sd = np.std(np.subtract(SECOND, FIRST), ddof=1)
    assert found.standard_error == pytest.approx(sd / math.sqrt(2))
    assert found.smallest_detectable_change == pytest.approx(1.959963984540054 * sd)
    assert found.reliability == found.r


def test_the_jackknife_leaves_out_one_person_at_a_time():
    found = st.test_retest(FIRST, SECOND)
    low, high, level, method = found.interval(0.9, "jackknife")
    assert (level, method) == (0.9, "jackknife")
    left = [np.corrcoef(np.delete(FIRST, k), np.delete(SECOND, k))[0, 1] for k in range(6)]
    g = np.arctanh(left)
    half = stats.t.ppf(0.95, 5) * np.sqrt(5 / 6 * ((g - g.mean()) ** 2).sum())
    limits = np.tanh([np.arctanh(found.r) - half, np.arctanh(found.r) + half])
    np.testing.assert_allclose([low, high], limits, rtol=1e-9)


def test_the_scores_are_not_exported():
    found = st.test_retest(FIRST, SECOND)
    assert "pairs" not in found.to_dict()
    assert "pairs" not in repr(found)
    assert not found.pairs.flags.writeable


def test_wrong_intervals():
    with pytest.raises(OptionError) as caught:
        st.test_retest(FIRST, SECOND).interval(method="bootstrap")
    assert str(caught.value) == "method='bootstrap' is not an option\nHint: method is one of 'fisher', 'jackknife'."
    with pytest.raises(SampleSizeError) as caught:
        st.test_retest([5, 5, 5, 5, 6], [1, 2, 3, 4, 5]).interval(method="jackknife")
    assert str(caught.value) == (
        "without one respondent the coefficient is not defined\n"
        "Hint: Give more respondents, or leave out what nearly everyone answers alike."
    )


def test_people_are_matched_by_their_index(occasions):
    first, second = occasions
    found = st.test_retest(first, second)
    both = first.index.intersection(second.index)
    x, y = first.loc[both].sum(axis=1), second.loc[both].sum(axis=1)
    assert (found.n_used, found.n_total) == (29, 31)
    assert found.r == pytest.approx(np.corrcoef(x, y)[0, 1], rel=1e-12)
    assert found.mean_change == pytest.approx((y - x).mean())
    assert found.conventions[1].en == "people matched by their index"
    assert found.conventions[2].zh == "31 人中 29 人两次均有得分"
    totals = st.test_retest(first.sum(axis=1), second.sum(axis=1))
    assert totals.r == pytest.approx(found.r, rel=1e-12)
    assert totals.conventions[0].en == "scores as given"


def test_sums_means_and_reversal(occasions):
    first, second = occasions
    sums, means = st.test_retest(first, second), st.test_retest(first, second, score="mean")
    assert means.standard_error == pytest.approx(sums.standard_error / 7)
    columns = list(first.columns)
    shuffled = st.test_retest(first, second[columns[::-1]])
    assert shuffled.r == pytest.approx(sums.r, rel=1e-12)
    turned = st.test_retest(first, second, reverse=["rating"], scale=(0, 200))
    x = first.assign(rating=200 - first["rating"]).sum(axis=1)
    assert turned.mean_first == pytest.approx(x[second.index.intersection(first.index)].mean())


def test_rows_that_are_merely_counted_are_matched_by_position():
    found = st.test_retest(pd.Series(FIRST), pd.Series(SECOND))
    assert found.conventions[1].en == "people matched by their position"
    assert found == st.test_retest(np.array(FIRST), np.array(SECOND))


def test_whoever_skipped_an_item_has_no_score():
    frame = pd.DataFrame({"a": [*FIRST, 3.0], "b": [*SECOND, np.nan]})
    found = st.test_retest(frame, frame.assign(b=frame["b"] * 2))
    assert (found.n_used, found.n_total) == (6, 7)


def test_everyone_changed_by_the_same():
    found = st.test_retest(FIRST, [score + 2 for score in FIRST])
    assert (found.r, found.mean_change, found.standard_error) == pytest.approx((1, 2, 0))
    assert math.isnan(found.t)
    assert math.isnan(found.p_value)
    assert found.interval()[:2] == pytest.approx((1, 1))
    assert found.headline().en == "Test–retest r = 1.000, 95% CI [1.000, 1.000], n = 6; mean change 2.000."


def test_what_is_said():
    found = st.test_retest(FIRST, SECOND)
    assert found.headline().en == (
        "Test–retest r = 0.957, 95% CI [0.650, 0.995], n = 6; mean change 0.500 (t(5) = 1.00, p = 0.363)."
    )
    assert found.headline().zh == (
        "重测信度 r = 0.957，95% 置信区间 [0.650, 0.995]，n = 6；平均变化 0.500（t(5) = 1.00，p = 0.363）。"
    )
    assert found.to_frame().columns.tolist() == [
        "retest_r", "ci_low", "ci_high", "sem", "smallest_detectable_change", "n_used",
    ]  # fmt: skip
    assert "nan" not in found.summary("zh")


@pytest.mark.parametrize(
    ("first", "second", "kind", "text"),
    [
        (
            FIRST, SECOND[:5], AnswersError,
            "6 people on the first occasion, 5 on the second\n"
            "Hint: Give each person a name: frame.set_index(...) on both occasions.",
        ),
        (
            FIRST[:3], SECOND[:3], SampleSizeError,
            "only 3 people have both scores\nHint: Give four or more; look whether the index matches.",
        ),
        (
            [5, 5, 5, 5], SECOND[:4], ItemsError,
            "everyone has the same score on the first occasion\n"
            "Hint: A score that does not vary correlates with nothing.",
        ),
        (
            pd.Series(FIRST, index=list("abcdea")), pd.Series(SECOND, index=list("abcdef")), AnswersError,
            "a stand twice in the index of the first occasion\nHint: Give every person a row of their own.",
        ),
        (
            pd.DataFrame({"q1": FIRST, "q2": SECOND}), pd.DataFrame({"q1": FIRST, "q3": SECOND}), ItemsError,
            "q2, q3 are items of one occasion only\nHint: Give the same items, under the same names, on both.",
        ),
    ],
)  # fmt: skip
def test_the_whole_text_of_each_refusal(first, second, kind, text):
    with pytest.raises(kind) as caught:
        st.test_retest(first, second)
    assert str(caught.value) == text


def test_pytest_leaves_the_verb_alone():
    assert st.test_retest.__test__ is False


@pytest.mark.parametrize("name", ["id", None])
def test_whole_numbers_in_a_row_are_names_too(name):
    """The index that pandas makes of consecutive numbers of people looks like one that counts rows."""
    first = pd.Series(FIRST, index=pd.RangeIndex(1, 7, name=name))
    second = pd.Series(SECOND, index=pd.RangeIndex(3, 9, name=name))
    found = st.test_retest(first, second)
    assert (found.n_used, found.n_total) == (4, 8)
    assert found.r == pytest.approx(np.corrcoef(FIRST[2:], SECOND[:4])[0, 1])
    assert found.conventions[1].en == "people matched by their index"


def test_a_name_makes_the_first_numbers_names():
    index = pd.RangeIndex(6, name="id")
    found = st.test_retest(pd.Series(FIRST, index=index), pd.Series(SECOND, index=index))
    assert found.conventions[1].en == "people matched by their index"


def test_people_called_by_name_on_one_occasion_only():
    first, second = pd.Series(FIRST, index=pd.RangeIndex(1, 7, name="id")), pd.Series(SECOND)
    for occasions in ((first, second), (second, first)):
        with pytest.raises(AnswersError) as caught:
            st.test_retest(*occasions)
        assert str(caught.value) == (
            "people are called by 'id' on one occasion, and merely counted on the other\n"
            "Hint: Give both the same index: frame.set_index(...) on both occasions."
        )


def test_frames_of_different_length_that_merely_count_their_rows():
    with pytest.raises(AnswersError, match="6 people on the first occasion, 5 on the second"):
        st.test_retest(pd.Series(FIRST), pd.Series(SECOND[:5]))
