"""Gwet's coefficients and Brennan and Prediger's: their numbers, and what is refused."""

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import AnswersError, MatrixError, OptionError, SampleSizeError

UNBALANCED = st.ConfusionTable.from_table([[80, 10], [5, 5]])
BOTH = pytest.mark.parametrize("coefficient", [st.gwet_ac, st.brennan_prediger])


def refused(call, kind):
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    return str(caught.value)


def test_two_raters_and_two_categories_make_pabak():
    assert st.brennan_prediger(UNBALANCED.ratings()).coefficient == pytest.approx(
        st.cohen_kappa(UNBALANCED).pabak, rel=1e-12
    )


def test_ac1_by_hand():
    pi = (90 + 85) / 200
    pe = 2 * pi * (1 - pi)
    assert st.gwet_ac(UNBALANCED.ratings()).coefficient == pytest.approx((0.85 - pe) / (1 - pe), rel=1e-12)


@BOTH
def test_the_interval_ends_at_the_lowest_coefficient(coefficient):
    found = coefficient([["a", "b"], ["b", "c"], ["c", "c"]])
    assert found.interval().low == pytest.approx(-1 / 2)
    found = coefficient([[1, 5], [5, 1], [1, 1]], weights="linear", categories=[1, 2, 3, 4, 5])
    by_chance = found.weights.mean()
    assert found.interval(0.999).low == pytest.approx(-by_chance / (1 - by_chance))


@BOTH
def test_one_category_of_several_offered(coefficient):
    found = coefficient([["ok", "ok"], ["ok", "ok"], ["ok", "ok"]], categories=["ok", "dirty"])
    assert found.coefficient == 1
    assert np.isnan([found.standard_error, found.t, found.p_value, *found.interval()[:2]]).all()
    assert "95% CI not estimable" in found.headline().en
    assert found.to_dict()["t"] is None


@BOTH
def test_one_category_and_nothing_said(coefficient):
    assert refused(lambda: coefficient([["ok", "ok"], ["ok", "ok"]]), AnswersError) == (
        "every rating is 'ok', so agreement by chance is certain and nothing is left to correct for\n"
        "Hint: Name all categories that were offered: categories=[...]."
    )


def test_a_category_that_nobody_used_makes_chance_rarer():
    ratings = [[1, 1], [2, 2], [1, 2], [2, 2]]
    narrow, wide = st.brennan_prediger(ratings), st.brennan_prediger(ratings, categories=[1, 2, 3, 4])
    assert (narrow.expected_agreement, wide.expected_agreement) == (0.5, 0.25)
    assert wide.coefficient > narrow.coefficient
    assert wide.shares.tolist() == [0.375, 0.625, 0, 0]


def test_the_name_follows_the_weights():
    ratings = [[1, 1], [2, 2], [1, 3], [3, 2]]
    assert st.gwet_ac(ratings).name == "AC1"
    assert st.gwet_ac(ratings, weights="linear").name == "AC2"
    assert st.gwet_ac(ratings, weights=np.eye(3)).coefficient == st.gwet_ac(ratings).coefficient


def test_an_order_of_texts():
    ratings = [["poor", "fair"], ["good", "good"], ["fair", "fair"], ["poor", "good"]]
    numbers = [[1, 2], [3, 3], [2, 2], [1, 3]]
    named = st.gwet_ac(ratings, weights="quadratic", categories=["poor", "fair", "good"])
    assert named.coefficient == st.gwet_ac(numbers, weights="quadratic").coefficient
    assert refused(lambda: st.gwet_ac(ratings, weights="quadratic"), OptionError).startswith(
        "quadratic weights need the order of the categories, and these are texts in no common order: fair, good, poor\n"
    )


def test_weights_of_a_fixed_order_of_raters():
    W = [[1, 0.5], [0, 1]]
    assert refused(lambda: st.gwet_ac([[1, 2], [2, 2]], weights=W), MatrixError) == (
        "the weights are not symmetric, and the raters are interchangeable here\n"
        "Hint: Give symmetric weights; st.cohen_kappa takes others, its raters being two in a fixed order."
    )


def test_a_unit_without_a_rating_and_one_with_a_single_rating():
    ratings = [[1, 1], [2, 2], [1, 2], [2, None], [None, None]]
    found = st.gwet_ac(ratings)
    assert (found.n_compared, found.n_used, found.n_total) == (3, 4, 5)
    assert found.coefficient == st.gwet_ac(ratings[:4]).coefficient
    assert found.coefficient != st.gwet_ac(ratings[:3]).coefficient
    assert [line.en for line in found.conventions[-2:]] == [
        "1 unit without a rating left out", "1 unit with a single rating, counting for the shares alone",
    ]  # fmt: skip
    assert ", 3 units: " in found.headline().en


def test_raters_who_never_meet():
    ratings = pd.DataFrame({"Ann": [1, 2, None, None], "Bo": [None, None, 1, 2]})
    assert refused(lambda: st.gwet_ac(ratings), SampleSizeError) == (
        "0 of 4 units have two ratings or more\nHint: Agreement needs at least two units that two raters rated."
    )


@pytest.mark.parametrize("coefficient", [st.gwet_ac, st.brennan_prediger, st.fleiss_kappa, st.krippendorff_alpha])
def test_a_table_of_two_raters_is_their_ratings(coefficient):
    one, other = coefficient(UNBALANCED).to_frame(), coefficient(UNBALANCED.ratings()).to_frame()
    drawn = ["ci_low", "ci_high", "standard_error"] if coefficient is st.krippendorff_alpha else []
    assert one.drop(columns=drawn).to_numpy(float) == pytest.approx(
        other.drop(columns=drawn).to_numpy(float), rel=1e-10, nan_ok=True
    )
    text = refused(lambda: coefficient(UNBALANCED, categories=[0, 1]), OptionError)
    assert text == (
        "categories=[0, 1] stands beside a table that has its categories\nHint: Add a category that nobody used to the "
        "table: a column of zeros, in a table of two raters a row too."
    )
    counts = st.CategoryCounts.from_table([[2, 0], [1, 1], [0, 2]])
    assert refused(lambda: coefficient(counts, categories=[0, 1]), OptionError) == text


def test_what_is_printed():
    found = st.gwet_ac(UNBALANCED.ratings())
    assert found.headline().en == (
        "Gwet's AC1 = 0.808 (unweighted), 95% CI [0.704, 0.912], 100 units: "
        "almost perfect (by the interval: substantial to almost perfect)."
    )
    assert found.headline().zh == (
        "Gwet AC1 = 0.808（不加权），95% 置信区间 [0.704, 0.912]，100 个对象："
        "几乎完全一致（按置信区间：高度一致至几乎完全一致）。"
    )
    other = st.brennan_prediger(UNBALANCED.ratings())
    assert other.headline().en.startswith("Brennan–Prediger coefficient = 0.700 (unweighted)")
    assert other.headline().zh.startswith("Brennan–Prediger 系数 = 0.700（不加权）")
    assert "评分者一致性" in found.summary("zh")
    assert "2 ratings a unit, raters interchangeable" in found.summary()
    assert found == st.gwet_ac(UNBALANCED.ratings())
    assert not found.shares.flags.writeable
