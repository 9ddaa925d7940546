"""All splits into halves: their number, what is said, what is sampled, and what is refused."""

import math

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import ItemsError, OptionError
from surveytools.base.warnings import NegativeItemWarning
from surveytools.reliability.signs import coefficient, exchanged, n_equal_splits, signs_of, split_coefficients


def items_of(k, n=60, seed=0):
    random = np.random.default_rng(seed)
    return pd.DataFrame(random.normal(size=(n, k)) + random.normal(size=(n, 1)))


@pytest.mark.parametrize(
    ("k", "count"), [(2, 1), (3, 3), (4, 3), (5, 10), (20, 92_378), (25, 5_200_300), (26, 5_200_300)]
)
def test_the_number_of_splits(k, count):
    assert n_equal_splits(k) == count


def test_every_position_is_a_split_of_its_own():
    for k in (2, 5, 8):
        S = items_of(k).cov().to_numpy()
        splits = [signs_of(k, position) for position in range(n_equal_splits(k))]
        assert len({tuple(t) for t in splits} | {tuple(-t) for t in splits}) == 2 * len(splits)
        np.testing.assert_allclose(split_coefficients(S), [coefficient(S, t) for t in splits], rtol=1e-10)
    with pytest.raises(IndexError):
        signs_of(4, 3)


def test_twenty_six_items_are_exact():
    found = st.all_split_halves(items_of(26))
    assert (found.n_splits, found.is_exact, found.sampled, found.seed) == (5_200_300, True, None, None)
    assert found.mean == pytest.approx(st.cronbach_alpha(items_of(26)).alpha, rel=1e-9)


def test_beyond_twenty_six_items_a_sample_is_said_to_be_one():
    items = items_of(27)
    found, again = (st.all_split_halves(items, n_sampled=1000, rng=3) for _ in range(2))
    assert found == again
    np.testing.assert_array_equal(found.coefficients(), again.coefficients())
    assert (found.n_splits, found.is_exact) == (1000, False)
    said = " ".join(line.en for line in found.conventions)
    assert "more than 26 items: 1,000 random splits; minimum and maximum were improved by exchanging items" in said
    assert "random numbers: seed 3" in said
    assert found.headline().zh.startswith("随机 1,000 种分半的 Guttman 分半系数")


def test_exchanging_items_finds_the_maximum_of_a_scale_that_can_be_listed():
    S = items_of(14, seed=2).cov().to_numpy()
    t = np.repeat([1.0, -1.0], 7)
    better = exchanged(S, t)
    assert better.sum() == 0
    assert coefficient(S, better) > coefficient(S, t)
    assert coefficient(S, better) == pytest.approx(split_coefficients(S).max(), abs=0.01)


def test_what_is_said(attitude):
    found = st.all_split_halves(attitude)
    assert found.headline().en == (
        "Guttman's split-half coefficient over all 35 splits: 0.641 to 0.906, mean 0.826, 7 items, n = 30."
    )
    assert found.to_frame().columns.tolist() == [
        "minimum", "q05", "q25", "median", "q75", "q95", "maximum", "mean", "n_splits", "n_used",
    ]  # fmt: skip
    assert found.worst == (("rating", "complaints", "privileges", "learning"), ("raises", "critical", "advance"))
    assert found.tables()[1].cells()[2][3] == "raises, critical, advance"
    assert found.conventions[1].en.startswith("halves of 4 and 3 items; the mean over all splits is α (k² - 1)/k²")
    even = st.all_split_halves(attitude.iloc[:, :6])
    assert even.conventions[1].zh == "两半各 3 题；全部分半的均值即 Cronbach α"
    assert found.quantiles["median"] == found.quantile(0.5)
    assert (found.quantile(0), found.quantile(1)) == pytest.approx((found.minimum, found.maximum), rel=1e-12)
    assert not {"sample", "sampled"} & set(found.to_dict())


def test_the_picture(attitude):
    axes = st.all_split_halves(attitude).plot(language="zh")
    assert axes.get_xlabel() == "Guttman 分半系数"
    assert sum(patch.get_height() for patch in axes.patches) == 35
    axes.figure.clear()


def test_two_items_have_one_split(five_answers):
    found = st.all_split_halves(five_answers[["q1", "q2"]])
    assert (found.n_splits, found.best) == (1, (("q1",), ("q2",)))
    assert (
        found.minimum
        == found.mean
        == found.maximum
        == pytest.approx(st.cronbach_alpha(five_answers[["q1", "q2"]]).alpha)
    )


@pytest.mark.parametrize("n_sampled", [99, 0.5, True, "many"])
def test_a_sample_that_is_none(n_sampled, attitude):
    with pytest.raises(OptionError) as caught:
        st.all_split_halves(attitude, n_sampled=n_sampled)
    assert str(caught.value) == f"n_sampled={n_sampled!r} is no sample of splits\nHint: Give 100 or more."


@pytest.mark.parametrize("q", [-0.1, 1.1, math.nan, "half"])
def test_a_quantile_that_is_none(q, attitude):
    with pytest.raises(OptionError) as caught:
        st.all_split_halves(attitude).quantile(q)
    assert str(caught.value) == f"q={q!r} is no quantile\nHint: Give a number from 0 to 1, such as .1."


def test_items_that_cancel_each_other():
    with pytest.raises(ItemsError) as caught:
        st.all_split_halves(pd.DataFrame({"a": [1, 2, 3, 5], "b": [5, 4, 3, 1]}))
    assert str(caught.value) == (
        "the items cancel each other: their sum does not vary\n"
        "Hint: Turn the reversed items around: reverse=[...], scale=(low, high)."
    )


def test_one_item_and_a_constant_one(attitude):
    with pytest.raises(ItemsError) as caught:
        st.all_split_halves(attitude[["rating"]])
    assert str(caught.value) == "there is only one item\nHint: Give at least two items."
    with pytest.raises(ItemsError) as caught:
        st.all_split_halves(attitude.assign(raises=3))
    assert str(caught.value) == (
        "everyone gave the same answer to raises\nHint: A constant item correlates with nothing; leave it out."
    )


@pytest.mark.parametrize("verb", [st.all_split_halves, st.guttman_lambdas])
def test_a_seed_that_is_none(verb, attitude):
    with pytest.raises(OptionError) as caught:
        verb(attitude, rng=-1)
    assert str(caught.value) == (
        "rng=-1 is no seed\nHint: Give a whole number from 0 upwards, or a numpy.random.Generator."
    )


def test_the_mean_of_a_sample_of_splits_is_exact():
    for k in (27, 28):
        items = items_of(k)
        whole = st.cronbach_alpha(items).alpha * (1 if k % 2 == 0 else (k * k - 1) / k**2)
        assert st.all_split_halves(items, n_sampled=200).mean == pytest.approx(whole, rel=1e-12)


def test_what_is_said_of_two_items(attitude):
    found = st.all_split_halves(attitude[["rating", "raises"]])
    assert "coefficient over the only split: " in found.headline().en
    assert found.headline().zh.startswith("唯一一种分半的")


def test_an_item_that_correlates_negatively_is_named(attitude):
    with pytest.warns(NegativeItemWarning, match="sum of the other items: raises") as caught:
        st.all_split_halves(attitude.assign(raises=-attitude["raises"]))
    assert [one.filename for one in caught] == [__file__]
