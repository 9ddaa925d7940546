"""Guttman's lower bounds: what is said and what is refused."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import surveytools as st
from surveytools.base.errors import AnswersNeededError, OptionError, SampleSizeError, SingularMatrixError
from surveytools.base.warnings import NegativeItemWarning
from surveytools.reliability.guttman import stacked_bounds


def test_what_is_said(attitude):
    found = st.guttman_lambdas(attitude)
    assert found.headline().en == "Guttman's λ2 = 0.860, λ4 = 0.906 (largest split half), 7 items, n = 30."
    assert found.headline().zh == "Guttman λ2 = 0.860，λ4 = 0.906（最大分半系数），7 个题项，n = 30。"
    assert found.to_frame()["statistic"].tolist() == [f"lambda{k}" for k in range(1, 7)]
    assert found.tables()[0].cells()[3] == ["λ3", "0.843", "Cronbach's α"]
    assert found.tables()[1].cells()[1] == ["1", ", ".join(found.best_split[0])]
    assert found.conventions[1].en.startswith("λ4: all 35 splits, halves of 4 and 3 items")


def test_lambda3_is_alpha_and_lambda4_the_best_split(attitude):
    found = st.guttman_lambdas(attitude)
    assert found.lambda3 == pytest.approx(st.cronbach_alpha(attitude).alpha, rel=1e-12)
    splits = st.all_split_halves(attitude)
    assert (found.lambda4, found.best_split, found.n_splits) == (splits.maximum, splits.best, 35)


def test_lambda4_of_many_items_is_sampled_and_says_so():
    random = np.random.default_rng(1)
    items = pd.DataFrame(random.normal(size=(80, 28)) + random.normal(size=(80, 1)))
    found = st.guttman_lambdas(items, rng=5)
    assert (found.is_exact, found.n_splits) == (False, 100_000)
    assert "λ4: 100,000 random splits of more than 26 items" in found.conventions[1].en
    assert found.conventions[2].en == "random numbers: seed 5"


def test_items_that_determine_each_other(attitude):
    with pytest.raises(SingularMatrixError) as caught:
        st.guttman_lambdas(attitude.assign(both=attitude["rating"] + attitude["raises"]))
    assert str(caught.value) == (
        "rating, raises, both determine each other exactly\n"
        "Hint: One of them is a copy, a sum or a difference of the others; leave one out."
    )


def test_fewer_respondents_than_items(attitude):
    with pytest.raises(SampleSizeError) as caught:
        st.guttman_lambdas(attitude.head(7))
    assert str(caught.value) == (
        "7 respondents are too few for 7 items\n"
        "Hint: λ6 needs more respondents than items, better five to ten times as many."
    )


def test_an_item_that_correlates_negatively_is_named(attitude):
    with pytest.warns(NegativeItemWarning, match="sum of the other items: raises") as caught:
        st.guttman_lambdas(attitude.assign(raises=-attitude["raises"]))
    assert [one.filename for one in caught] == [__file__]


@pytest.mark.parametrize("matrix", ["cov", "corr"])
def test_the_bounds_of_many_matrices_are_those_of_single_ones(matrix, attitude):
    found = st.guttman_lambdas(attitude, matrix=matrix)
    S = attitude.cov().to_numpy() if matrix == "cov" else attitude.corr().to_numpy()
    stacked = stacked_bounds(np.stack([S, np.ones_like(S)]))
    for name, values in stacked.items():
        assert values[0] == pytest.approx(getattr(found, name), rel=1e-10)
        low, high, *_ = found.interval(coefficient=name)
        assert low < getattr(found, name)
        assert low < high < 1
    assert np.isnan(stacked["lambda6"][1])
    assert found.interval() == found.interval(method="jackknife", coefficient="lambda2")


@pytest.mark.parametrize("name", ["lambda2", "lambda6"])
def test_the_jackknife_leaves_each_respondent_out(name, attitude):
    n = len(attitude)
    g = np.log([1 - getattr(st.guttman_lambdas(attitude.drop(index=row)), name) for row in attitude.index])
    whole = np.log(1 - getattr(st.guttman_lambdas(attitude), name))
    middle = n * whole - (n - 1) * g.mean() if name == "lambda6" else whole
    half = stats.t.ppf(0.975, n - 1) * (n - 1) / np.sqrt(n) * g.std(ddof=1)
    found = st.guttman_lambdas(attitude).interval(coefficient=name)
    assert found[:2] == pytest.approx((1 - np.exp(middle + half), 1 - np.exp(middle - half)), rel=1e-9)
    assert found.method == "jackknife"


def test_lambda3_has_the_interval_of_alpha(attitude):
    found = st.guttman_lambdas(attitude).interval(method="bootstrap", coefficient="lambda3")
    limits = st.cronbach_alpha(attitude).interval(method="bootstrap")[:2]
    assert found[:2] == pytest.approx(limits, abs=1e-9)
    assert found.method == "bootstrap"


def test_lambda4_has_no_interval(attitude):
    with pytest.raises(OptionError) as caught:
        st.guttman_lambdas(attitude).interval(coefficient="lambda4")
    assert str(caught.value) == (
        "λ4 is the best split of this sample, too high by chance, and resamples see but a part of that\n"
        'Hint: Use coefficient="lambda2", or st.split_half(...).interval() for a split chosen beforehand.'
    )


def test_an_interval_of_an_unknown_bound(attitude):
    with pytest.raises(OptionError) as caught:
        st.guttman_lambdas(attitude).interval(coefficient="lambda7")
    assert str(caught.value) == (
        "coefficient='lambda7' is not an option\n"
        "Hint: coefficient is one of 'lambda1', 'lambda2', 'lambda3', 'lambda4', 'lambda5', 'lambda6'."
    )


def test_a_bound_that_hangs_on_one_respondent(attitude):
    items = attitude[["rating", "raises", "learning"]].assign(rare=(attitude["rating"] == 85).astype(int))
    found = st.guttman_lambdas(items)
    with pytest.raises(SampleSizeError) as caught:
        found.interval(coefficient="lambda6")
    assert str(caught.value) == (
        "without one respondent the coefficient is not defined\n"
        "Hint: Give more respondents, or leave out what nearly everyone answers alike."
    )


def test_moments_alone_have_no_interval(attitude):
    found = st.guttman_lambdas(st.Moments.from_answers(attitude))
    for method in ("jackknife", "bootstrap"):
        with pytest.raises(AnswersNeededError, match=rf"^the {method} needs the answers, and only moments were given"):
            found.interval(method=method)
