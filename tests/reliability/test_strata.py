"""Stratified alpha."""

import numpy as np
import pytest

import surveytools as st
from surveytools.base.errors import ItemsError
from surveytools.base.warnings import NegativeItemWarning

BLOCKS = {"visual": ["x1", "x2", "x3"], "textual": ["x4", "x5", "x6"], "speed": ["x7", "x8", "x9"]}


@pytest.fixture
def found(holzinger):
    return st.stratified_alpha(holzinger, BLOCKS)


def test_it_is_the_formula(found, holzinger):
    variances = [holzinger[items].sum(axis=1).var() for items in BLOCKS.values()]
    alphas = [st.cronbach_alpha(holzinger[items]).alpha for items in BLOCKS.values()]
    error = sum(v * (1 - a) for v, a in zip(variances, alphas, strict=True))
    assert found.alpha == pytest.approx(1 - error / holzinger.sum(axis=1).var(), rel=1e-10)
    assert found.cronbach_alpha == pytest.approx(st.cronbach_alpha(holzinger).alpha, rel=1e-10)
    np.testing.assert_allclose(found.sum_variances, variances, rtol=1e-10)
    assert list(found.strata) == list(BLOCKS)


def test_what_is_said(found):
    assert found.headline().en == "Stratified α = 0.841 of 3 dimensions, Cronbach's α of all items 0.760, n = 301."
    assert found.headline().zh == "3 个维度的分层 α = 0.841，全部题项的 Cronbach α = 0.760，n = 301。"
    whole, parts = found.tables()
    assert whole.cells()[1] == ["0.841", "0.760", "9", "301"]
    assert parts.cells()[1] == ["visual", "3", "0.626", "0.547", "0.694", "6.915"]
    assert "未" not in found.conventions[0].zh


def test_items_that_no_dimension_names_are_left_out(holzinger):
    two = {name: BLOCKS[name] for name in ("visual", "textual")}
    found = st.stratified_alpha(holzinger, two)
    assert found.n_items == 6
    assert found.alpha == pytest.approx(st.stratified_alpha(holzinger.iloc[:, :6], two).alpha)


def test_items_are_turned_around(five_answers):
    by_hand = five_answers.assign(q3=6 - five_answers["q3"], q4=[1, 2, 3, 5, 3])
    given = five_answers.assign(q4=[1, 2, 3, 5, 3])
    parts = {"a": ["q1", "q2"], "b": ["q3", "q4"]}
    found = st.stratified_alpha(given, parts, reverse=["q3"], scale=(1, 5))
    assert found.alpha == pytest.approx(st.stratified_alpha(by_hand, parts).alpha)


def test_refusals(holzinger):
    with pytest.raises(ItemsError) as caught:
        st.stratified_alpha(holzinger, {"visual": ["x1", "x2"], "speed": ["x9"]})
    assert str(caught.value) == (
        "speed has one item, of which alpha says nothing\nHint: Leave it out, or join it with another dimension."
    )
    with pytest.raises(ItemsError) as caught:
        st.stratified_alpha(holzinger, {"a": ["x1", "x2"], "b": ["x2", "x3"]})
    assert str(caught.value) == "x2 belongs to two dimensions\nHint: Put each item into one dimension."


def test_the_interval_is_that_of_resamples(holzinger):
    two = {name: BLOCKS[name] for name in ("speed", "visual")}
    found = st.stratified_alpha(holzinger, two)
    low, high, level, method = found.interval(0.9, n_resamples=300)
    assert (level, method) == (0.9, "bootstrap")
    random, draws = np.random.default_rng(1), []
    for _ in range(300):
        drawn = holzinger.iloc[random.integers(0, 301, 301)].reset_index(drop=True)
        draws.append(st.stratified_alpha(drawn, two).alpha)
    assert (low, high) == pytest.approx(np.quantile(draws, [0.05, 0.95]), abs=0.015)


def test_an_item_that_correlates_negatively_is_named_once(holzinger):
    turned = holzinger.assign(x1=-holzinger["x1"])
    for verb in (st.stratified_alpha, st.dimension_reliability):
        with pytest.warns(NegativeItemWarning, match=r"the other items of the dimension: x1 \(r = -0\.") as caught:
            verb(turned, BLOCKS)
        assert [one.filename for one in caught] == [__file__]


def test_one_dimension_is_no_stratum(holzinger):
    with pytest.raises(ItemsError) as caught:
        st.stratified_alpha(holzinger, {"visual": BLOCKS["visual"]})
    assert str(caught.value) == "there is only one dimension\nHint: Give two or more, or use st.cronbach_alpha."


@pytest.mark.parametrize("wrong", [None, [["x1", "x2"], ["x3", "x4"]], {"a": None, "b": ["x1", "x2"]}, {"a": "x1"}])
@pytest.mark.parametrize("verb", [st.stratified_alpha, st.dimension_reliability])
def test_dimensions_of_the_wrong_form(verb, wrong, holzinger):
    with pytest.raises(ItemsError, match=r'Hint: Name the items of each dimension: {"content": \["q1", "q2"\]}.'):
        verb(holzinger, wrong)
