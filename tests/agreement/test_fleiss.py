"""Fleiss's kappa: its numbers, its tables, and what is refused."""

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import AnswersError, ItemsError, OptionError

VISITS = [
    ["ok", "ok", "ok"],
    ["ok", "dirty", "ok"],
    ["dirty", "dirty", "dirty"],
    ["ok", "ok", None],
    ["ok", None, None],
    [None, None, None],
]


def refused(call, kind):
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    return str(caught.value)


@pytest.fixture
def found():
    return st.fleiss_kappa(VISITS)


def test_missing_ratings_by_hand(found):
    ok = np.mean([1, 2 / 3, 0, 1, 1])  # every rated unit weighs the same
    agreeing = np.mean([1, 1 / 3, 1, 1])  # of the units with two ratings or more
    by_chance = ok**2 + (1 - ok) ** 2
    assert found.kappa == pytest.approx((agreeing - by_chance) / (1 - by_chance), rel=1e-12)
    assert (found.observed_agreement, found.expected_agreement) == (pytest.approx(agreeing), pytest.approx(by_chance))
    assert (found.n_compared, found.n_used, found.n_total) == (4, 5, 6)


def test_what_is_said_about_missing_ratings(found):
    assert [line.en for line in found.conventions] == [
        "standard error over samples of units, given these raters (Gwet 2021)",
        "no test with z, units having different numbers of ratings",
        "words of Landis & Koch (1977), doi:10.2307/2529310",
        "1–3 ratings a unit, raters interchangeable",
        "1 unit without a rating left out",
        "1 unit with a single rating, counting for the shares alone",
    ]
    assert found.z is found.null_standard_error is found.null_p_value is None
    assert found.by_category()["z"].isna().all()
    assert "—" in found.summary()


def test_the_test_of_kappa_zero_where_all_rated_all():
    complete = st.fleiss_kappa(VISITS[:3])
    assert complete.null_standard_error == pytest.approx(1 / 3)  # two categories: sqrt(2 / (n m (m - 1)))
    assert complete.z == pytest.approx(complete.kappa * 3)
    assert complete.by_category()["z"].tolist() == pytest.approx([complete.z] * 2)


def test_two_categories_share_their_kappa(found):
    np.testing.assert_allclose(found.category_kappa, found.kappa, rtol=1e-12)


def test_a_category_that_nobody_used(found):
    wide = st.fleiss_kappa(VISITS, categories=["ok", "dirty", "closed"])
    assert wide.kappa == pytest.approx(found.kappa, rel=1e-12)
    assert wide.standard_error == pytest.approx(found.standard_error, rel=1e-12)
    assert np.isnan(wide.category_kappa[2])
    assert wide.by_category().iloc[2]["share"] == 0
    complete = st.fleiss_kappa(VISITS[:3], categories=["ok", "dirty", "closed"]).by_category()
    assert complete["p_value"].isna().tolist() == [False, False, True]


def test_a_rater_who_rated_one_thing_counts_with_that_rating():
    with_one = pd.DataFrame(VISITS[:3]).assign(late=["ok", None, None])
    counts = st.CategoryCounts.from_table(pd.DataFrame({"dirty": [0, 1, 3], "ok": [4, 2, 0]}))
    assert st.fleiss_kappa(with_one).kappa == pytest.approx(st.fleiss_kappa(counts).kappa, rel=1e-12)


def test_perfect_agreement():
    found = st.fleiss_kappa([["a", "a"], ["b", "b"], ["a", "a"]])
    assert found.kappa == 1
    assert np.isnan([found.standard_error, found.t, found.p_value, *found.interval()[:2]]).all()
    assert found.headline().en == "Fleiss's κ = 1.000, 95% CI not estimable, 3 units: almost perfect."
    assert found.tables()[0].notes[0].zh.startswith("—：无法估计")


def test_the_interval_is_gwets_alone(found):
    assert refused(lambda: found.interval(method="fleiss"), OptionError) == (
        "method='fleiss' is not an option\nHint: method is one of 'gwet'."
    )


def test_the_interval_ends_at_the_lowest_kappa():
    assert st.fleiss_kappa([["a", "b"], ["b", "a"], ["a", "a"]]).interval().low == -1
    single = st.fleiss_kappa([["a", "b"], ["b", "a"], ["a", "a"], ["a", None]])
    assert single.interval().low < -1


def test_one_category():
    text = (
        "every rating is 'ok', so agreement by chance is certain and nothing is left to correct for\n"
        "Hint: Report the share of agreement, or st.gwet_ac with categories=[...], all that were offered."
    )
    assert refused(lambda: st.fleiss_kappa([["ok", "ok"], ["ok", "ok"]]), AnswersError) == text
    assert refused(lambda: st.fleiss_kappa([["ok", "ok"], ["ok", "ok"]], categories=["ok", "no"]), AnswersError) == text


def test_a_rater_without_a_rating():
    frame = pd.DataFrame({"Ann": ["a", "b"], "Bo": ["a", "b"], "Cy": [None, None]})
    assert refused(lambda: st.fleiss_kappa(frame), ItemsError).startswith("Cy rated nothing\n")


def test_measurements():
    text = refused(lambda: st.fleiss_kappa(np.random.default_rng(0).normal(size=(60, 2))), AnswersError)
    assert text.startswith("there are 120 different ratings\nHint: Measurements are no categories: ")


def test_what_is_printed():
    found = st.fleiss_kappa(VISITS[:4])
    assert found.headline().en == (
        "Fleiss's κ = 0.625, 95% CI [-0.641, 1.000], 4 units: substantial (by the interval: poor to almost perfect)."
    )
    assert (
        found.headline().zh == "Fleiss κ = 0.625，95% 置信区间 [-0.641, 1.000]，4 个对象："
        "高度一致（按置信区间：不一致至几乎完全一致）。"
    )
    assert "各类别的一致性" in found.summary("zh")
    assert found.verdict("altman1991").en == "good"
    assert not found.category_kappa.flags.writeable
