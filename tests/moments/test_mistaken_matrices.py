"""A matrix given for answers is recognized, and answers are not taken for a matrix."""

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import AnswersError, ItemsError, MatrixError
from surveytools.moments.door import validated

R = np.array([[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]])
S = R * np.outer([1, 2, 3], [1, 2, 3])
WHOLE = "Hint: Give the whole matrix to st.Moments.from_corr(R, n=...) or st.Moments.from_cov(S, n=...)."
CORR = (
    "this is a correlation matrix, not answers\n"
    "Hint: Give st.Moments.from_corr(R, n=...) with the number of respondents."
)
COV = (
    "this is a covariance matrix, not answers\nHint: Give st.Moments.from_cov(S, n=...) with the number of respondents."
)
HALF = f"this is half of a matrix, not answers\n{WHOLE}"
LABELLED = f"rows and columns have the same names, as a matrix has, not answers\n{WHOLE}"


def labelled(X, names="abc"):
    return pd.DataFrame(X, index=list(names), columns=list(names))


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (R, CORR),
        (labelled(R), CORR),
        (S, COV),
        (labelled(S), COV),
        (np.tril(R), HALF),
        (np.triu(S), HALF),
        (pd.DataFrame(np.where(np.tri(3) > 0, R, np.nan)), HALF),
        (labelled(np.where(np.tri(3) > 0, R, np.nan)), LABELLED),
        (labelled([[1, 0.5], [0.4, 1.2]], "ab"), LABELLED),
    ],
)
def test_a_matrix_is_recognized(given, text):
    with pytest.raises(MatrixError) as caught:
        st.kaiser_criterion(given)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    "given",
    [
        [[4, 3], [3, 5]],
        [[1, 2, 4], [2, 2, 5], [3, 5, 1]],
        [[1, 5, 4], [5, 1, 3], [4, 3, 1]],
        [[1, 0, 0], [1, 1, 0], [1, 1, 1]],
        np.ones((3, 3)),
        pd.DataFrame([[1, 2, 4], [2, 2, 5], [3, 5, 1]]),
        pd.DataFrame([[1, 2], [3, 5]], index=[0, 1], columns=[0, 1]),
    ],
    ids=["two items", "not symmetric", "no covariances", "Guttman's scale", "ones", "numbered", "numbered twice"],
)
def test_answers_are_no_matrix(given):
    assert validated(given).X.shape == np.shape(given)


def test_equal_answers_are_called_equal_answers():
    with pytest.raises(ItemsError) as caught:
        st.kmo(np.ones((4, 4)))
    assert str(caught.value).startswith("everyone gave the same answer to item1, item2, item3, item4\n")


def test_a_published_triangle():
    with pytest.raises(MatrixError) as caught:
        st.Moments.from_corr([[1], [0.5, 1]], n=100)
    assert str(caught.value) == (
        "the rows of the matrix have different length\n"
        "Hint: Give the whole matrix: fill in the other half of a published triangle."
    )


@pytest.mark.parametrize("factor", [1e200, 1e-200])
@pytest.mark.parametrize("verb", [st.kmo, st.cronbach_alpha, st.Moments.from_answers])
def test_answers_beyond_all_measure(golden_data, verb, factor):
    with pytest.raises(AnswersError) as caught:
        verb(golden_data("holzinger")[["x1", "x2"]] * factor)
    assert str(caught.value) == (
        "the answers to x1, x2 are too large, or too small, to be squared\n"
        "Hint: Give them in another unit, so that they lie between 1e-100 and 1e100."
    )
