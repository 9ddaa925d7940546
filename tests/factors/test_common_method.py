"""Harman's single-factor test."""

import json

import numpy as np
import pytest

import surveytools as st
from surveytools.base.errors import SingularMatrixError


@pytest.fixture
def items(golden_data):
    return golden_data("holzinger")


def test_shares(items):
    found = st.harman_single_factor(items)
    assert found.component_share == pytest.approx(np.linalg.eigvalsh(items.corr())[-1] / 9, rel=1e-12)
    one = st.factor_analysis(items, 1)
    assert found.factor_share == pytest.approx(one.variance["proportion"].iloc[0], rel=1e-8)
    assert found.factor_share < found.component_share
    assert (found.n_items, found.n_used, found.n_total) == (9, 301, 301)


def test_component_share_is_what_spss_prints(items):
    spss = st.factor_analysis(items, 1, preset="spss")
    assert st.harman_single_factor(items).component_share == pytest.approx(spss.variance.iloc[0, 1], rel=1e-12)


def test_a_published_matrix():
    R = np.full((4, 4), 0.6) + 0.4 * np.eye(4)
    found = st.harman_single_factor(st.Moments.from_corr(R, n=100))
    assert (found.component_share, found.factor_share) == pytest.approx((0.7, 0.6), abs=1e-8)
    assert found.headline().en == "The first unrotated component explains 70.0% of the variance, not below 50%."
    assert found.headline().zh == "首个未旋转成分解释 70.0% 的方差，不低于 50%。"


def test_reversal_changes_nothing(golden_data):
    bfi = golden_data("bfi").dropna()[["A1", "A2", "A3", "A4", "A5"]]
    plain, turned = st.harman_single_factor(bfi), st.harman_single_factor(bfi, reverse=["A1"], scale=(1, 6))
    assert turned.component_share == pytest.approx(plain.component_share, rel=1e-12)
    assert "reversed: A1" in [line.en for line in turned.conventions]


@pytest.mark.parametrize("correlation", ["polychoric", "spearman"])
def test_other_correlations(golden_data, correlation):
    bfi = golden_data("bfi").dropna()[["A1", "A2", "A3", "A4", "A5"]]
    found = st.harman_single_factor(bfi, correlation=correlation)
    assert 0.3 < found.factor_share < found.component_share < 0.6
    assert correlation in " ".join(line.en.lower() for line in found.conventions)


def test_items_that_determine_each_other_are_named(items):
    with pytest.raises(SingularMatrixError) as caught:
        st.harman_single_factor(items.assign(copy=items["x3"]))
    assert str(caught.value) == (
        "x3, copy determine each other exactly\n"
        "Hint: One of them is a copy, a sum or a difference of the others; leave one out."
    )


def test_two_items_have_no_factor_but_a_component():
    R = np.array([[1, 0.5], [0.5, 1]])
    assert st.harman_single_factor(st.Moments.from_corr(R, n=100)).component_share == pytest.approx(0.75)


def test_what_is_printed(items):
    found = st.harman_single_factor(items)
    assert "A weak test: a share below one half does not show that there is no common method bias." in found.summary()
    assert "该检验效力较弱" in found.summary("zh")
    assert json.loads(json.dumps(found.to_dict()))["component_share"] == found.component_share
    assert found.to_frame().columns.tolist() == ["component_share", "factor_share", "n_items", "n_used"]
