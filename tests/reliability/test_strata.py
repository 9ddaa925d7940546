"""Stratified alpha."""

import warnings

import numpy as np
import pytest

import surveytools as st
from surveytools.base.errors import AnswersNeededError, ItemsError, OptionError, SampleSizeError
from surveytools.base.warnings import MissingAnswersWarning, NegativeItemWarning
from surveytools.reliability.leave_one_out import jackknife_limits

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


def test_the_interval_leaves_out_one_respondent_at_a_time(found, holzinger):
    low, high, level, method = found.interval(0.9)
    assert (level, method) == (0.9, "jackknife")
    left = [st.stratified_alpha(holzinger.drop(index=row), BLOCKS).alpha for row in holzinger.index]
    g = np.log(1 - np.array(left))
    half = 1.6499486739375517 * np.sqrt(300 / 301 * ((g - g.mean()) ** 2).sum())  # t of 300 degrees of freedom
    expected = 1 - (1 - found.alpha) * np.exp([half, -half])
    np.testing.assert_allclose([low, high], expected, rtol=1e-9)
    assert (low, high) == pytest.approx(found.interval(0.9, "bootstrap")[:2], abs=0.01)


def test_the_interval_of_turned_and_skipped_items(holzinger):
    random = np.random.default_rng(3)
    X = holzinger.mask(random.random(holzinger.shape) < 0.02)
    turned = X.assign(x1=10 - X["x1"])
    with pytest.warns(MissingAnswersWarning):
        found = st.stratified_alpha(turned, BLOCKS, reverse=["x1"], scale=(0, 10))
    kept = st.stratified_alpha(X.dropna(), BLOCKS)
    np.testing.assert_allclose(found.interval()[:2], kept.interval()[:2], rtol=1e-9)


def test_a_wrong_method(found):
    with pytest.raises(OptionError) as caught:
        found.interval(method="feldt")
    assert str(caught.value) == "method='feldt' is not an option\nHint: method is one of 'jackknife', 'bootstrap'."


def test_moments_hold_no_answers_to_leave_out(holzinger):
    with pytest.raises(AnswersNeededError) as caught:
        st.stratified_alpha(st.Moments.from_answers(holzinger), BLOCKS).interval()
    assert str(caught.value) == (
        "the jackknife needs the answers, and only moments were given\nHint: Give the answers themselves."
    )


def test_an_item_that_one_respondent_alone_answers_otherwise():
    random = np.random.default_rng(5)
    X = random.integers(1, 6, size=(30, 4)) + random.integers(0, 4, size=(30, 1))
    X[:, 3] = 1
    X[0, 3], X[0, 2] = 2, 9
    X[1:, 2] = 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NegativeItemWarning)
        found = st.stratified_alpha(X, {"a": ["item1", "item2"], "b": ["item3", "item4"]})
    with pytest.raises(SampleSizeError) as caught:
        found.interval()
    assert str(caught.value) == (
        "without one respondent the coefficient is not defined\n"
        "Hint: Give more respondents, or leave out what nearly everyone answers alike."
    )


def test_the_limits_of_a_coefficient_of_one():
    assert jackknife_limits(1.0, np.ones(5), 0.95) == (1.0, 1.0)


def test_the_jackknife_takes_out_bias():
    values = np.array([0.5, 0.62, 0.55, 0.6])
    g = np.log(1 - values)
    pseudo = 4 * np.log(1 - 0.6) - 3 * g  # the mean and the standard error of Tukey's pseudo-values
    half = 3.182446305284263 * pseudo.std(ddof=1) / 2
    expected = 1 - np.exp([pseudo.mean() + half, pseudo.mean() - half])
    np.testing.assert_allclose(jackknife_limits(0.6, values, 0.95, corrected=True), expected, rtol=1e-9)


def test_the_interval_is_that_of_resamples(holzinger):
    two = {name: BLOCKS[name] for name in ("speed", "visual")}
    found = st.stratified_alpha(holzinger, two)
    low, high, level, method = found.interval(0.9, "bootstrap", n_resamples=300)
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
