"""Factor scores: what each method promises, whose scores they are, and their errors."""

import json

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import AnswersNeededError, ItemsError, OptionError, SurveyError

METHODS = ("regression", "bartlett", "ten_berge")


@pytest.fixture(scope="module")
def items(golden_data):
    return golden_data("holzinger")


@pytest.fixture(scope="module", params=["oblimin", "varimax"])
def found(items, request):
    return st.factor_analysis(items, 3, rotation=request.param)


@pytest.fixture(scope="module")
def of_matrix(items):
    return st.factor_analysis(st.Moments.from_corr(items.corr(), n=301), 3)


def standardized(items):
    return ((items - items.mean()) / items.std()).to_numpy()


def test_regression_is_z_times_inverse_times_structure(found, items):
    expected = standardized(items) @ np.linalg.inv(items.corr().to_numpy()) @ found.structure.to_numpy()
    np.testing.assert_allclose(found.scores().scores, expected, atol=1e-12)


def test_bartlett_is_unbiased(found):
    W = found.scores(method="bartlett").weights.to_numpy()
    np.testing.assert_allclose(W.T @ found.loadings.to_numpy(), np.eye(3), atol=1e-12)


def test_ten_berge_keeps_the_factor_correlations(found):
    scores = found.scores(method="ten_berge")
    np.testing.assert_allclose(scores.scores.cov(), found.factor_correlations, atol=1e-12)
    np.testing.assert_allclose(scores.correlations, found.factor_correlations, atol=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_correlations_are_those_of_the_scores(found, method):
    scores = found.scores(method=method)
    np.testing.assert_allclose(scores.scores.corr(), scores.correlations, atol=1e-12)
    np.testing.assert_allclose(scores.scores.mean(), 0, atol=1e-12)
    assert scores.method == method


def test_determinacy_is_the_spread_of_the_regression_scores(found):
    """The best score has as its variance the squared correlation with its factor."""
    scores = found.scores()
    np.testing.assert_allclose(scores.scores.std(), scores.determinacy, rtol=1e-12)
    assert ((scores.determinacy > 0) & (scores.determinacy < 1)).all()
    frame = scores.to_frame()
    np.testing.assert_allclose(frame["minimum_r"], 2 * scores.determinacy.to_numpy() ** 2 - 1, rtol=1e-12)


def test_one_factor_all_methods_agree_up_to_scale(items):
    one = st.factor_analysis(items, 1)
    bartlett = one.scores(method="bartlett").scores["F1"]
    assert bartlett.corr(one.scores().scores["F1"]) == pytest.approx(1, abs=0.02)


def test_answers_are_found_by_name(found, items):
    again = found.scores(items[items.columns[::-1]].assign(other=1.0))
    pd.testing.assert_frame_equal(again.scores, found.scores().scores)


def test_others_are_standardized_by_the_analyzed(found, items):
    first = found.scores(items.head(20)).scores
    pd.testing.assert_frame_equal(first, found.scores().scores.head(20))


def test_rows_keep_their_names(items):
    named = items.set_axis([f"P{k}" for k in range(301)])
    assert list(st.factor_analysis(named, 3).scores().scores.index[:2]) == ["P0", "P1"]


def test_who_skipped_an_item_has_no_score(found, items):
    spoilt = items.copy()
    spoilt.iloc[4, 2] = np.nan
    scores = found.scores(spoilt)
    assert scores.scores.isna().all(axis=1).to_numpy().nonzero()[0].tolist() == [4]
    assert scores.headline().en.startswith("Scores of 300 respondents on 3 factors; ")


def test_a_matrix_takes_the_answers_later(of_matrix, items):
    direct = st.factor_analysis(items, 3).scores().scores
    np.testing.assert_allclose(of_matrix.scores(items).scores, direct, atol=1e-6)


def test_a_matrix_has_no_scores(of_matrix):
    with pytest.raises(AnswersNeededError) as caught:
        of_matrix.scores()
    assert str(caught.value) == (
        "this analysis was made from a matrix and holds no answers\nHint: Give the answers: .scores(items)."
    )


def test_answers_that_lack_an_item(found, items):
    with pytest.raises(ItemsError) as caught:
        found.scores(items.drop(columns=["x2", "x7"]))
    assert str(caught.value) == "the answers have no column x2, x7\nHint: Give all analyzed items."


def test_unknown_methods_list_the_known(found):
    with pytest.raises(OptionError) as caught:
        found.scores(method="anderson")
    assert str(caught.value) == (
        "method='anderson' is not an option\nHint: method is one of 'regression', 'bartlett', 'ten_berge'."
    )


def test_components_are_determined(items):
    """Components are combinations of the items: their scores are exact, uncorrelated, of variance 1."""
    scores = st.factor_analysis(items, 3, preset="spss").scores()
    np.testing.assert_allclose(scores.determinacy, 1, rtol=1e-12)
    np.testing.assert_allclose(scores.scores.cov(), np.eye(3), atol=1e-12)


def test_scores_of_all_components(items):
    found = st.factor_analysis(items, 9, method="pca", rotation="varimax")
    for method in ("regression", "ten_berge"):
        np.testing.assert_allclose(found.scores(method=method).scores.cov(), np.eye(9), atol=1e-9)


def test_bartlett_scores_need_something_left_over(items):
    """They divide by the uniquenesses, which all components together bring to zero."""
    found = st.factor_analysis(items, 9, method="pca", rotation="varimax")
    with pytest.raises(SurveyError):
        found.scores(method="bartlett")


@pytest.mark.parametrize("correlation", ["polychoric", "spearman"])
def test_scores_with_other_correlations(golden_data, correlation):
    answers = golden_data("bfi").dropna()[["A1", "A2", "A3", "C1", "C2", "C3"]]
    found = st.factor_analysis(answers, 2, correlation=correlation)
    scores = found.scores().scores
    assert scores.shape == (len(answers), 2)
    assert scores.notna().all(axis=None)


def test_what_is_printed(found):
    scores = found.scores(method="bartlett")
    assert scores.conventions[0].en == "scores: Bartlett"
    assert "得分系数" in scores.summary("zh")
    assert "Weights of the standardized answers" in scores.summary()
    assert "scores" not in json.loads(json.dumps(scores.to_dict(), allow_nan=False))


def test_one_respondent_cannot_be_standardized_by_a_matrix(golden_data):
    items = golden_data("attitude")
    found = st.factor_analysis(st.Moments.from_corr(items.corr(), n=30), 1)
    with pytest.raises(ItemsError) as caught:
        found.scores(items.iloc[:1])
    assert str(caught.value) == (
        "the answers to rating, complaints, privileges, learning, raises, critical, advance do not vary, so they "
        "cannot be standardized\nHint: Give more respondents, or analyze the answers themselves instead of a matrix."
    )


def test_scores_on_one_factor_are_on_1_factor(golden_data):
    assert "on 1 factor;" in st.factor_analysis(golden_data("attitude"), 1).scores().headline().en


def test_one_respondent_is_1_respondent(golden_data):
    items = golden_data("attitude")
    assert st.factor_analysis(items, 1).scores(items.head(1)).headline().en.startswith("Scores of 1 respondent on ")


@pytest.mark.parametrize("n", [1, 20])
def test_moments_of_answers_hold_the_means_that_standardize(items, n):
    of_moments = st.factor_analysis(st.Moments.from_answers(items), 3).scores(items.head(n))
    direct = st.factor_analysis(items, 3).scores().scores.head(n)
    np.testing.assert_allclose(of_moments.scores, direct, rtol=1e-9)
    assert of_moments.conventions[1].en == "standardized by the answers that were analyzed"


def test_counts_hold_the_means_that_standardize(golden_data):
    answers = golden_data("bfi").dropna().astype(int)[["A1", "A2", "A3", "C1", "C2", "C3"]]
    of_counts = st.factor_analysis(st.Counts.from_answers(answers), 2, correlation="polychoric")
    direct = st.factor_analysis(answers, 2, correlation="polychoric")
    np.testing.assert_allclose(of_counts.scores(answers.head(9)).scores, direct.scores().scores.head(9), rtol=1e-9)


def test_a_matrix_has_no_means_and_says_so(of_matrix, items):
    scores = of_matrix.scores(items.head(20))
    np.testing.assert_allclose(scores.scores.mean(), 0, atol=1e-12)
    assert [line.en for line in scores.conventions] == [
        "scores: regression (Thurstone)",
        "standardized by the answers given, as a published matrix has no means",
    ]


def test_other_columns_may_hold_anything(found, items):
    named = items.assign(person=[f"P{k}" for k in range(len(items))])
    pd.testing.assert_frame_equal(found.scores(named).scores, found.scores().scores)


def test_other_columns_of_other_frames_may_hold_anything(found, items):
    polars = pytest.importorskip("polars")
    named = polars.from_pandas(items.assign(person="P"))
    np.testing.assert_allclose(found.scores(named).scores, found.scores().scores)


@pytest.mark.filterwarnings("ignore::surveytools.base.warnings.SurveyWarning")
def test_a_determinacy_above_1_is_not_given(items):
    found = st.factor_analysis(items, 4, method="paf").scores()
    assert found.determinacy.isna().to_numpy().tolist() == [False, True, False, False]
    assert found.conventions[2].en == "IMPOSSIBLE solution: determinacy above 1 of F2, which is not given"
    assert "0.853 with its factor" in found.headline().en
