"""Moments by hand, published matrices, and what does not add."""

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import ItemsError, MatrixError, SampleSizeError, SurveyError
from surveytools.moments.door import enter_moments
from surveytools.moments.sums import Moments

NAN = float("nan")
R = [[1, 0.5], [0.5, 1]]


def test_sums_by_hand():
    frame = pd.DataFrame({"a": [1, 2, 3, NAN], "b": [2, NAN, 5, 4]})
    pairwise = enter_moments(frame, missing="pairwise")
    assert pairwise.counts.tolist() == [[3, 2], [2, 3]]
    assert pairwise.sums.tolist() == [[6, 4], [7, 11]]
    assert pairwise.products.tolist() == [[14, 17], [17, 45]]
    assert (pairwise.n_used, pairwise.n_total, pairwise.missing) == (2, 4, "pairwise")
    assert pairwise.means().tolist() == [2, 11 / 3]


@pytest.mark.filterwarnings("ignore::surveytools.base.warnings.MissingAnswersWarning")
def test_listwise_by_hand():
    listwise = enter_moments(pd.DataFrame({"a": [1, 2, 3, NAN], "b": [2, NAN, 5, 4]}))
    assert listwise.counts.tolist() == [[2, 2], [2, 2]]
    assert listwise.products.tolist() == [[10, 17], [17, 29]]
    assert listwise.cov().tolist() == [[2, 3], [3, 4.5]]
    assert repr(listwise) == "<Moments of 2 items, n = 2, from answers>"


def test_nothing_can_be_written():
    moments = Moments.from_corr(R, n=10)
    for part in ("counts", "sums", "products", "origin"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(moments, part)[0] = 1


def test_large_offsets_do_not_spoil_variances():
    x = np.random.default_rng(0).normal(size=(50, 3))
    np.testing.assert_allclose(enter_moments(x + 1e9).cov(), np.cov(x, rowvar=False), rtol=1e-5)
    np.testing.assert_allclose(enter_moments(x.astype("float32") + 100).cov(), np.cov(x, rowvar=False), rtol=1e-4)


def test_names_of_a_published_matrix():
    assert Moments.from_corr(R, n=10).names == ("item1", "item2")
    assert Moments.from_corr(pd.DataFrame(R, columns=["a", "b"]), n=10).names == ("a", "b")
    assert Moments.from_corr(R, n=10, names=["x", "y"]).select(["y"]).names == ("y",)


def test_a_published_matrix_has_no_means():
    found = st.cronbach_alpha(Moments.from_cov([[4, 1], [1, 2]], n=50, names=["a", "b"]))
    assert np.isnan(found.item_mean).all()
    assert found.to_frame()["sd"].tolist() == pytest.approx([2, 2**0.5])
    assert found.conventions[-1].en == "from a published covariance matrix, n = 50"
    assert "—" in found.summary()


def test_a_published_matrix_can_be_turned_around():
    moments = Moments.from_corr([[1, -0.5], [-0.5, 1]], n=50, names=["a", "b"])
    assert st.cronbach_alpha(moments, reverse=["b"], scale=(1, 5)).mean_interitem_r == 0.5


REFUSED = {
    "not square": (
        Moments.from_corr, [[1, 0.5]], {"n": 9}, MatrixError,
        "the matrix has shape (1, 2)\nHint: A correlation or covariance matrix is square.",
    ),
    "names of another length": (
        Moments.from_corr, R, {"n": 9, "names": ["a"]}, ItemsError,
        "1 names for 2 items\nHint: Give one name for each row of the matrix.",
    ),
    "doubled names": (
        Moments.from_corr, R, {"n": 9, "names": ["a", "a"]}, ItemsError,
        "two columns are called a\nHint: Give every item its own name.",
    ),
    "not symmetric": (
        Moments.from_corr, [[1, 0.5], [0.4, 1]], {"n": 9}, MatrixError,
        "the matrix is not symmetric (row item1, column item2, value 0.5)\n"
        "Hint: The cell and its mirror image must agree.",
    ),
    "another diagonal": (
        Moments.from_corr, [[2, 0.5], [0.5, 1]], {"n": 9}, MatrixError,
        "the diagonal is not 1 (row item1, column item1, value 2.0)\n"
        "Hint: For a covariance matrix call st.Moments.from_cov.",
    ),
    "above 1": (
        Moments.from_corr, [[1, 1.5], [1.5, 1]], {"n": 9}, MatrixError,
        "a correlation lies above 1 (row item1, column item2, value 1.5)\nHint: Correlations lie between -1 and 1.",
    ),
    "an empty cell": (
        Moments.from_corr, [[1, NAN], [0.5, 1]], {"n": 9}, MatrixError,
        "the matrix has an empty cell (row item1, column item2, value nan)\n"
        "Hint: Fill it: published matrices are symmetric.",
    ),
    "an infinite cell": (
        Moments.from_cov, [[1, float("inf")], [float("inf"), 1]], {"n": 9}, MatrixError,
        "the matrix has an empty cell (row item1, column item2, value inf)\n"
        "Hint: Fill it: published matrices are symmetric.",
    ),
    "text": (
        Moments.from_corr, [[1, "x"], [0.5, 1]], {"n": 9}, MatrixError,
        "the matrix contains text\nHint: Every cell is a number.",
    ),
    "no variance": (
        Moments.from_cov, [[0, 0.5], [0.5, 1]], {"n": 9}, MatrixError,
        "a variance is not positive (row item1, column item1, value 0.0)\n"
        "Hint: The diagonal of a covariance matrix is above 0.",
    ),
    "n of one": (
        Moments.from_corr, R, {"n": 1}, SampleSizeError,
        "n=1 is no number of respondents\nHint: Give the n that was published.",
    ),
    "n with a fraction": (
        Moments.from_corr, R, {"n": 10.5}, SampleSizeError,
        "n=10.5 is no number of respondents\nHint: Give the n that was published.",
    ),
    "n that is no number": (
        Moments.from_corr, R, {"n": NAN}, SampleSizeError,
        "n=nan is no number of respondents\nHint: Give the n that was published.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("make", "matrix", "options", "kind", "text"), REFUSED.values(), ids=REFUSED)
def test_the_whole_text_of_each_refusal(make, matrix, options, kind, text):
    with pytest.raises(kind) as caught:
        make(matrix, **options)
    assert str(caught.value) == text


def test_what_does_not_add():
    one = Moments.from_corr(R, n=10)
    with pytest.raises(ItemsError) as caught:
        one + Moments.from_corr(R, n=10, names=["a", "b"])
    assert str(caught.value) == (
        "moments of different items do not add\nHint: Give every part the same items in order."
    )
    with pytest.raises(MatrixError) as caught:
        one + Moments.from_corr(R, n=20)
    assert str(caught.value) == (
        "published matrices do not add: they say nothing of the means\nHint: Add moments made of answers."
    )
    answers = pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 1, 4, 4]})
    with pytest.raises(MatrixError) as caught:
        Moments.from_answers(answers) + Moments.from_answers(answers, missing="pairwise")
    assert str(caught.value) == "moments made in different ways do not add\nHint: Make every part in the same way."


def test_unknown_and_doubled_items():
    moments = Moments.from_corr(R, n=10, names=["raises", "rating"])
    with pytest.raises(ItemsError) as caught:
        moments.select(["rises"])
    assert str(caught.value) == "there is no item 'rises'\nHint: Did you mean raises?"
    with pytest.raises(ItemsError) as caught:
        moments.select(["rating", "rating"])
    assert str(caught.value) == "rating is named twice\nHint: Name each item once."


def test_sums_of_pairwise_moments_are_refused():
    frame = pd.DataFrame({"a": [1, 2, 3, NAN], "b": [2, NAN, 5, 4]})
    with pytest.raises(SurveyError) as caught:
        enter_moments(frame, missing="pairwise").totals({"x": ["a"], "y": ["b"]})
    assert str(caught.value) == (
        'sums of items need respondents who answered all of them\nHint: Use missing="listwise".'
    )


def test_sum_adds_moments_and_counts(golden_data):
    items = golden_data("bfi").dropna().astype(int)[["A1", "A2", "A3"]]
    parts = [items.iloc[:1000], items.iloc[1000:]]
    for kind in (st.Moments, st.Counts):
        whole, added = kind.from_answers(items), sum(kind.from_answers(part) for part in parts)
        assert (added.n_used, added.names) == (whole.n_used, whole.names)
    with pytest.raises(TypeError):
        st.Moments.from_answers(items) + 1
    with pytest.raises(TypeError):
        1 + st.Counts.from_answers(items)
