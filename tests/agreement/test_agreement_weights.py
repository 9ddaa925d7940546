"""Weights of agreement: their formulas, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from surveytools.agreement.agreement_weights import check_symmetric, enter_weights, named_weights, scores
from surveytools.base.errors import MatrixError, OptionError

ONE_TO_FOUR = np.arange(1.0, 5)


def refused(call, kind):
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    return str(caught.value)


@pytest.mark.parametrize(
    ("weighting", "first_row"),
    [
        ("linear", [1, 2 / 3, 1 / 3, 0]),
        ("quadratic", [1, 8 / 9, 5 / 9, 0]),
        ("ordinal", [1, 5 / 6, 3 / 6, 0]),
        ("radical", [1, 1 - 1 / np.sqrt(3), 1 - np.sqrt(2 / 3), 0]),
        ("ratio", [1, 1 - (1 / 3) ** 2 / (3 / 5) ** 2, 1 - (2 / 4) ** 2 / (3 / 5) ** 2, 0]),
        ("circular", [1, 0.5, 0, 0.5]),
        ("bipolar", [1, 4 / 5, 1 / 2, 0]),
    ],
)
def test_first_row_of_four_categories(weighting, first_row):
    W = named_weights(weighting, ONE_TO_FOUR)
    np.testing.assert_allclose(W[0], first_row, atol=1e-12)
    np.testing.assert_array_equal(np.diag(W), 1)
    np.testing.assert_array_equal(W, W.T)


def test_numbers_count_by_their_values_and_texts_by_their_order():
    np.testing.assert_array_equal(scores((1, 2, 5)), [1, 2, 5])
    np.testing.assert_array_equal(scores(("poor", "fair", "good")), [1, 2, 3])
    _, W = enter_weights("linear", (1, 2, 5), ordered=True)
    np.testing.assert_allclose(W[0], [1, 0.75, 0])


def test_without_weights_and_with_a_matrix():
    assert enter_weights(None, ("a", "b"), ordered=False)[0] == "none"
    given = [[1, 0.5, 0], [0.2, 1, 0], [0, 0, 1]]
    name, W = enter_weights(given, ("a", "b", "c"), ordered=False)
    assert name == "matrix"
    np.testing.assert_array_equal(W, given)


def test_a_frame_of_weights_is_read_by_its_names():
    frame = pd.DataFrame([[1, 0.5, 0], [0.5, 1, 0.2], [0, 0.2, 1]], index=list("cab"), columns=list("cab"))
    _, W = enter_weights(frame, ("a", "b", "c"), ordered=False)
    np.testing.assert_array_equal(W, [[1, 0.2, 0.5], [0.2, 1, 0], [0.5, 0, 1]])


def test_unknown_weights():
    assert refused(lambda: enter_weights("cubic", (1, 2), ordered=True), OptionError) == (
        "weights='cubic' is not an option\n"
        "Hint: weights is one of 'linear', 'quadratic', 'ordinal', 'radical', 'ratio', 'circular', 'bipolar'."
    )


def test_ratio_weights_of_negative_numbers():
    assert refused(lambda: enter_weights("ratio", (-1, 0, 1), ordered=True), OptionError) == (
        'ratio weights need numbers from 0 upwards\nHint: Use weights="quadratic".'
    )


@pytest.mark.parametrize(
    "given", [[[0, 1], [1, 0]], [[1, 2], [2, 1]], [[1, np.nan], [0, 1]], [[1, 1], [1, 1]], [[0.9, 0], [0, 1]]]
)
def test_matrices_that_are_no_weights(given):
    assert refused(lambda: enter_weights(given, ("a", "b"), ordered=False), MatrixError) == (
        "the weights are not 1 on the diagonal and at most 1 beside it\n"
        "Hint: Weights of disagreement v, with 0 on the diagonal, become 1 - v / v.max()."
    )


def test_matrices_of_another_shape():
    assert refused(lambda: enter_weights(np.eye(2), ("a", "b", "c"), ordered=False), MatrixError) == (
        "the weights have shape (2, 2) and there are 3 categories: a, b, c\n"
        "Hint: Give one row and one column a category; name categories that nobody used with categories=[...]."
    )
    assert refused(lambda: enter_weights([["x", 1], [1, 1]], ("a", "b"), ordered=False), MatrixError) == (
        "the weights are no matrix of numbers\nHint: Give q rows of q numbers."
    )


def test_weights_that_are_not_symmetric():
    check_symmetric(np.eye(2))
    assert refused(lambda: check_symmetric(np.array([[1, 0.5], [0, 1]])), MatrixError) == (
        "the weights are not symmetric, and the raters are interchangeable here\n"
        "Hint: Give symmetric weights; st.cohen_kappa takes others, its raters being two in a fixed order."
    )
