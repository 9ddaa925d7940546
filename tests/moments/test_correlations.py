import numpy as np
import pandas as pd
import pytest

from surveytools.base.errors import AnswersNeededError, ItemsError, OptionError, SingularMatrixError
from surveytools.base.warnings import BoundaryCorrelationWarning, MissingAnswersWarning
from surveytools.moments.correlations import CORRELATIONS, enter_correlations
from surveytools.moments.counts import Counts
from surveytools.moments.door import enter_moments
from surveytools.moments.ordinal import polychoric
from surveytools.moments.partialling import partial_correlations
from surveytools.moments.ranks import midranks, spearman
from surveytools.moments.sums import Moments


def verb(items, **settings):
    """Stand for a statistic that goes through the door."""
    return enter_correlations(items, **settings)


@pytest.mark.parametrize("correlation", CORRELATIONS)
@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_each_kind_of_correlation_enters_with_its_answers(bfi, correlation, missing):
    items = bfi[["A1", "A2", "C1"]]
    entered = verb(items, correlation=correlation, missing=missing, reverse=["A1"], scale=(1, 6))
    kept = (items.dropna() if missing == "listwise" else items).assign(A1=lambda frame: 7 - frame["A1"])
    if correlation == "polychoric":
        expected = polychoric(kept).corr
    elif correlation == "pearson":
        expected = enter_moments(kept, missing=missing).corr()
    else:
        expected = kept.corr(method="spearman")
    np.testing.assert_allclose(entered.R, expected, atol=1e-12)
    assert not entered.R.flags.writeable
    assert entered.names == ("A1", "A2", "C1")
    assert (entered.n_used, entered.n_total) == (enter_moments(items, missing=missing).n_used, 2800)
    np.testing.assert_array_equal(entered.answers.X, kept)
    assert list(entered.answers.rows) == list(kept.index)
    assert entered.made[-1].en == "reversed: A1"
    assert entered.made[0].en.startswith(("Pearson", "polychoric", "Spearman"))


def test_published_matrices_enter_as_pearson_correlations_only():
    moments = Moments.from_corr([[1, 0.5], [0.5, 1]], n=50, names=["a", "b"])
    entered = verb(moments)
    assert (entered.R[0, 1], entered.n_used, entered.answers) == (0.5, 50, None)
    for correlation in ("polychoric", "spearman"):
        with pytest.raises(AnswersNeededError) as caught:
            verb(moments, correlation=correlation)
        assert str(caught.value) == (
            "moments hold no single answers\n"
            'Hint: Give the answers, one row a respondent, or use correlation="pearson".'
        )


def test_counts_enter_as_pearson_and_polychoric_correlations(bfi):
    items = bfi[["A1", "A2", "C1"]]
    counts = Counts.from_answers(items)
    for correlation in ("pearson", "polychoric"):
        entered = verb(counts, correlation=correlation, reverse=["A1"], scale=(1, 6))
        answers = verb(items, correlation=correlation, reverse=["A1"], scale=(1, 6), missing="pairwise")
        np.testing.assert_allclose(entered.R, answers.R, rtol=1e-12)
        assert (entered.made, entered.answers) == (answers.made, None)
    with pytest.raises(AnswersNeededError, match="counts hold no single answers"):
        verb(counts, correlation="spearman")


def test_warnings_point_to_the_caller(bfi):
    for correlation in CORRELATIONS:
        with pytest.warns(MissingAnswersWarning) as caught:
            verb(bfi, correlation=correlation)
        assert caught[0].filename == __file__
        assert caught[0].lineno > verb.__code__.co_firstlineno + 3
    with pytest.warns(BoundaryCorrelationWarning, match="item1 with item2") as caught:
        verb([[0, 0], [1, 1], [0, 0], [1, 1]], correlation="polychoric")
    assert caught[0].lineno > verb.__code__.co_firstlineno + 3


def test_an_unknown_correlation_lists_the_known(bfi):
    with pytest.raises(OptionError, match="correlation is one of 'pearson', 'polychoric', 'spearman'"):
        verb(bfi, correlation="kendall")


# ranks


def test_midranks_share_the_mean_of_ties():
    assert midranks(np.array([0, 2, 1, 1, 2, 2])).tolist() == [1, 5, 2.5, 2.5, 5, 5]


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_spearman_is_that_of_pandas(holzinger, missing):
    holes = holzinger.mask(np.random.default_rng(4).random(holzinger.shape) < 0.01)
    expected = (holes.dropna() if missing == "listwise" else holes).corr(method="spearman")
    if missing == "listwise":
        with pytest.warns(MissingAnswersWarning):
            result = spearman(holes, missing=missing)
    else:
        result = spearman(holes, missing=missing)
    np.testing.assert_allclose(result.corr, expected, atol=1e-13)
    assert result.n_used == result.n.to_numpy().min() < result.n_total == 301
    assert "Spearman" in result.summary("zh")
    assert result.summary().startswith("Spearman's correlations of 9 items from ")


def test_spearman_names_constant_items():
    with pytest.raises(ItemsError, match="everyone gave the same answer to b"):
        spearman(pd.DataFrame({"a": [1, 2, 3], "b": [2, 2, 2]}))
    pairwise = pd.DataFrame({"a": [1, 2, 3, None], "b": [2, 2, None, 3]})
    with pytest.raises(ItemsError, match="both items of a pair everyone gave the same answer to b"):
        spearman(pairwise, missing="pairwise")
    with pytest.raises(AnswersNeededError):
        spearman(Moments.from_corr([[1, 0.5], [0.5, 1]], n=9))


# partial correlations


def test_partial_correlations_are_those_of_residuals(attitude):
    result = partial_correlations(attitude)
    first, second, *rest = attitude.to_numpy(float).T
    Z = np.column_stack([np.ones(len(attitude)), *rest])
    e, f = (x - Z @ np.linalg.lstsq(Z, x, rcond=None)[0] for x in (first, second))
    assert result.corr.iloc[0, 1] == pytest.approx(e @ f / np.sqrt((e @ e) * (f @ f)), abs=1e-12)
    np.testing.assert_array_equal(np.diag(result.corr), 1)
    assert (result.n_used, result.n_total) == (30, 30)
    assert result.summary().startswith("Partial correlations of 7 items from ")
    assert result.conventions[0].zh == "控制其余所有题项"


def test_partial_correlation_of_two_items_is_their_correlation(attitude):
    two = attitude.iloc[:, :2]
    assert partial_correlations(two).corr.iloc[0, 1] == pytest.approx(two.corr().iloc[0, 1])
    ranks = partial_correlations(two, correlation="spearman").corr.iloc[0, 1]
    assert ranks == pytest.approx(two.corr(method="spearman").iloc[0, 1])


def test_dependent_items_have_no_partial_correlations(attitude):
    with pytest.raises(SingularMatrixError, match="determine each other exactly"):
        partial_correlations(attitude.assign(total=attitude["rating"] + attitude["raises"]))


@pytest.mark.parametrize("most", [5, 40])
def test_pairwise_ranks_are_those_of_each_pair(most):
    """Of few categories they come from two-way tables, of many from the answers."""
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.integers(1, most + 1, (300, 4)) + rng.integers(0, 3, (300, 1)), columns=list("abcd"))
    X = X.mask(rng.random(X.shape) < 0.1)
    found = spearman(X, missing="pairwise").corr
    np.testing.assert_allclose(found, X.corr("spearman"), rtol=1e-12)


def test_a_pair_whose_answers_do_not_vary_is_named():
    X = pd.DataFrame({"a": [1, 1, 2, np.nan], "b": [1, 2, np.nan, 3], "c": [1, 2, 3, 4]})
    with pytest.raises(ItemsError) as caught:
        spearman(X, missing="pairwise")
    assert str(caught.value) == (
        "among those who answered both items of a pair everyone gave the same answer to a\n"
        "Hint: A constant item correlates with nothing; leave it out."
    )
