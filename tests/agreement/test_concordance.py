"""Kendall's W: what it says and what it refuses."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit
from scipy.stats import friedmanchisquare, spearmanr, t

import surveytools as st
from surveytools.base.errors import AnswersError, FaultsError, ItemsError, OptionError, SampleSizeError

RANKS = pd.DataFrame(
    [[4, 5, 6, 7], [1, 2, 1, 2], [3, 3, 2, 3], [2, 1, 3, 1], [5, 4, 5, 5]],
    index=["price", "speed", "staff", "place", "hours"], columns=list("ABCD"),
)  # fmt: skip


@pytest.fixture
def found():
    return st.kendall_w(RANKS)


def test_what_is_said(found):
    assert found.headline().en == "Kendall's W = 0.850, χ²(4) = 13.60, p = 0.009, 4 raters, 5 subjects."
    assert found.headline().zh == "Kendall 和谐系数 W = 0.850，χ²(4) = 13.60，p = 0.009，4 名评分者，5 个对象。"
    whole, ranks, sampled = found.tables()
    assert whole.cells()[1] == ["0.850", "13.60", "4", "0.009", "0.800", "4", "5"]
    assert whole.notes[0].en.startswith("Few subjects or raters")
    assert [row[:2] for row in ranks.cells()[1:3]] == [["speed", "1.500"], ["place", "1.750"]]
    assert found.conventions[1].en == "no ties"
    assert found == st.kendall_w(RANKS)
    assert sampled.cells() == [
        ["Sampled", "SE", "CI low", "CI high"], ["Subjects, these raters", "0.092", "0.431", "0.977"],
        ["Raters, these subjects", "0.053", "0.601", "0.955"],
    ]  # fmt: skip
    assert sampled.title.zh == "W 的抽样误差"


def test_the_test_is_that_of_friedman(found):
    chi2, p = friedmanchisquare(*RANKS.to_numpy())
    assert (found.chi2, found.p_value) == pytest.approx((chi2, p))


def test_the_mean_correlation(found):
    R = spearmanr(RANKS).statistic
    assert found.mean_spearman == pytest.approx(R[np.triu_indices(4, 1)].mean())
    assert found.mean_spearman == pytest.approx((4 * found.w - 1) / 3)


def test_ties_are_corrected():
    tied = [[1, 1], [1, 1], [2, 2], [3, 3]]
    found = st.kendall_w(tied)
    assert found.tied
    assert found.w == pytest.approx(1)
    assert found.conventions[1].zh == "同分取平均秩，并作同分校正"


def test_permutations_of_a_small_panel():
    """Four raters put three subjects into the same order: 3! of the (3!)⁴ rankings do."""
    found = st.kendall_w([[1, 1, 1, 1], [2, 2, 2, 2], [3, 3, 3, 3]])
    assert found.permutation_p(99_999) == pytest.approx(6 / 6**4, rel=0.1)
    assert found.permutation_p() == found.permutation_p(rng=np.random.default_rng(0))
    assert found.permutation_p(rng=1) != found.permutation_p(rng=2)
    with pytest.raises(OptionError) as caught:
        found.permutation_p(10)
    assert str(caught.value) == "n_permutations=10 makes no p value\nHint: Give 99 or more; 9999 is usual."
    with pytest.raises(OptionError, match="n_permutations='many' is no number of permutations"):
        found.permutation_p("many")
    with pytest.raises(OptionError, match="rng='a' is no seed"):
        found.permutation_p(rng="a")
    assert not found.ranks.flags.writeable


@pytest.mark.parametrize(
    ("given", "kind", "text"),
    [
        (RANKS.astype(float).mask(RANKS == 7), AnswersError,
         "a rating is missing (row price, column D)\nHint: Every rater must rank every subject; leave out the subject "
         "or the rater."),
        (RANKS.assign(E=3), ItemsError, "E gave every subject the same rating\nHint: That is no order; leave the rater "
         "out."),
        (RANKS[["A"]], ItemsError,
         "there is only one rater\nHint: Give one row a unit and one column a rater, two or more."),
        (RANKS.iloc[:2], SampleSizeError,
         "subjects: 2, too few for an order\nHint: Give three rows or more, one a subject."),
        (RANKS * 0 + 2, ItemsError, "every rating is 2\nHint: Where nothing differs there is no agreement to measure; "
         "report the ratings as they are."),
    ],
)  # fmt: skip
def test_what_is_refused(given, kind, text):
    with pytest.raises(kind) as caught:
        st.kendall_w(given)
    assert str(caught.value) == text


def test_every_missing_rating_is_named():
    with pytest.raises(FaultsError, match=r"2 faults:\n1. a rating is missing \(row price, column A\)"):
        st.kendall_w(RANKS.astype(float).mask(RANKS == 4))


def test_intervals(found):
    subjects, raters = found.interval(), found.interval(sample="raters")
    assert (subjects.method, raters.method) == ("infinitesimal jackknife", "jackknife")
    reach = t.ppf(0.975, 3) * found.standard_error("raters") / (found.w * (1 - found.w))
    assert logit(raters.high) - logit(found.w) == pytest.approx(reach)
    assert logit(found.w) - logit(raters.low) == pytest.approx(reach)
    assert subjects.low < found.interval(0.8).low < found.w < found.interval(0.8).high < subjects.high
    with pytest.raises(OptionError) as caught:
        found.interval(sample="units")
    assert str(caught.value) == "sample='units' is not an option\nHint: sample is one of 'subjects', 'raters'."
    with pytest.raises(OptionError, match="level=95 is no confidence level"):
        found.interval(95)


def test_perfect_concordance_and_two_raters_show_no_interval():
    perfect = st.kendall_w([[1, 1, 1], [2, 2, 2], [3, 3, 3], [4, 4, 4]])
    for sample in ("subjects", "raters"):
        assert np.isnan([perfect.standard_error(sample), *perfect.interval(sample=sample)[:2]]).all()
    assert perfect.tables()[2].notes[0].en.startswith("—: not estimable;")
    two = st.kendall_w([[1, 2], [2, 1], [3, 3], [4, 4]])
    assert two.standard_error() > 0
    assert np.isnan(two.standard_error("raters"))
    assert two.tables()[2].notes[-1].en == "Two raters are no sample of raters."
    assert np.isnan(st.kendall_w([[1, 3], [2, 2], [3, 1]]).interval()[:2]).all()


@pytest.mark.parametrize(("sample", "n", "m"), [("subjects", 20, 4), ("raters", 8, 10)])
def test_intervals_hold_as_often_as_they_say(sample, n, m):
    random = np.random.default_rng(3)
    order = random.normal(size=(n, 1))

    def drawn(n, m):
        return (order if sample == "raters" else random.normal(size=(n, 1))) + random.normal(size=(n, m))

    many = st.kendall_w(drawn(n, 4000) if sample == "raters" else drawn(100_000, m))
    true = (1 + (m - 1) * many.mean_spearman) / m
    found = [st.kendall_w(drawn(n, m)) for _ in range(300)]
    held = sum(low <= true <= high for low, high, *_ in (one.interval(sample=sample) for one in found))
    assert 0.91 < held / 300 < 0.995
    errors = np.array([one.standard_error(sample) for one in found])
    assert np.sqrt((errors**2).mean()) == pytest.approx(np.std([one.w for one in found]), rel=0.15)


def test_two_subjects_of_one_name():
    found = st.kendall_w(RANKS.set_axis(["price", "price", "staff", "place", "hours"]))
    assert found.to_dict()["subjects"] == ["price", "price", "staff", "place", "hours"]
    assert found.to_dict()["rank_sums"] == [19, 6, 11, 7, 17]
    assert not found.rank_sums.flags.writeable


def test_limits_far_apart():
    found = st.kendall_w([[1, 7, 2], [3, 6, 2], [4, 2, 6], [6, 5, 2], [7, 3, 2]])
    low, high, *_ = found.interval(0.999, "raters")
    assert low == pytest.approx(0, abs=1e-12)
    assert high == pytest.approx(1, rel=1e-12)
