"""A target with names is brought into the order of the items, and names the factors."""

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import ItemsError


@pytest.fixture(scope="module")
def items(golden_data):
    return golden_data("holzinger")


@pytest.fixture(scope="module")
def target(items):
    return st.factor_analysis(items, 3).loadings.round(1)


def test_rows_are_found_by_name(items, target):
    straight = st.factor_analysis(items, 3, rotation=st.Target(target))
    turned = st.factor_analysis(items, 3, rotation=st.Target(target.iloc[::-1]))
    assert turned == straight
    pd.testing.assert_frame_equal(turned.loadings, straight.loadings)


def test_columns_name_the_factors(items, target):
    straight = st.factor_analysis(items, 3, rotation=st.Target(target)).loadings
    sorted_ = st.factor_analysis(items, 3, rotation=st.Target(target[["F3", "F1", "F2"]])).loadings
    assert list(sorted_) == ["F3", "F1", "F2"]
    pd.testing.assert_frame_equal(sorted_[["F1", "F2", "F3"]], straight, atol=1e-6)
    named = target.set_axis(["visual", "verbal", "speed"], axis=1)
    assert list(st.factor_analysis(items, 3, rotation=st.Target(named)).factor_correlations) == list(named)


def test_published_loadings_are_found_by_name(items, target):
    unrotated = st.factor_analysis(items, 3, rotation="none").loadings
    straight, turned = (st.rotate(unrotated, st.Target(frame)) for frame in (target, target.iloc[::-1]))
    pd.testing.assert_frame_equal(turned.loadings, straight.loadings)
    by_place = st.rotate(unrotated.to_numpy(), st.Target(target))
    np.testing.assert_allclose(by_place.loadings, straight.loadings, atol=1e-12)


def test_an_array_stands_in_the_order_of_the_items(items, target):
    by_place = st.factor_analysis(items, 3, rotation=st.Target(target.to_numpy())).loadings
    pd.testing.assert_frame_equal(by_place, st.factor_analysis(items, 3, rotation=st.Target(target)).loadings)


def test_a_target_of_other_items(items, target):
    with pytest.raises(ItemsError) as caught:
        st.factor_analysis(items, 3, rotation=st.Target(target.rename(index={"x9": "x10"})))
    assert str(caught.value) == "the target has a row 'x10', and no item is so called\nHint: Did you mean x1?"


def test_a_target_that_lacks_items(items, target):
    with pytest.raises(ItemsError) as caught:
        st.factor_analysis(items, 3, rotation=st.Target(target.drop(index=["x1", "x4"])))
    assert str(caught.value) == "the target has no row x1, x4\nHint: Give NaN in the row of an item left free."


def test_doubled_names(target):
    with pytest.raises(ItemsError) as caught:
        st.Target(target.rename(index={"x2": "x1"}))
    assert str(caught.value) == "two items are called x1\nHint: Give each its own name."
