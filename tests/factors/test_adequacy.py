"""KMO and Bartlett's test: what they say and what they refuse."""

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import (
    ItemsError,
    MatrixError,
    OptionError,
    SampleSizeError,
    SingularMatrixError,
    SurveyError,
)

DEPENDENT = (
    "determine each other exactly\nHint: One of them is a copy, a sum or a difference of the others; leave one out."
)


@pytest.fixture
def items():
    X = np.random.default_rng(0).integers(1, 6, (60, 5))
    return pd.DataFrame(X, columns=list("abcde"))


BOTH = pytest.mark.parametrize("statistic", [st.kmo, st.bartlett_sphericity])


@BOTH
def test_a_sum_among_its_parts_is_named(statistic, items):
    with pytest.raises(SingularMatrixError) as caught:
        statistic(items.assign(total=items["a"] + items["c"]))
    assert str(caught.value) == f"a, c, total {DEPENDENT}"


@BOTH
def test_a_copy_is_named(statistic, items):
    with pytest.raises(SingularMatrixError) as caught:
        statistic(items.assign(again=6 - items["b"]))
    assert str(caught.value) == f"b, again {DEPENDENT}"


@BOTH
def test_a_constant_item_is_named(statistic, items):
    with pytest.raises(ItemsError) as caught:
        statistic(items.assign(same=4))
    assert str(caught.value) == (
        "everyone gave the same answer to same\nHint: A constant item correlates with nothing; leave it out."
    )


@BOTH
def test_a_matrix_that_is_not_positive_definite(statistic):
    R = [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]
    with pytest.raises(MatrixError) as caught:
        statistic(st.Moments.from_corr(R, n=50))
    assert str(caught.value) == (
        "the correlation matrix is not positive definite: its smallest eigenvalue is -0.8\n"
        'Hint: Pairwise deletion can do this; use missing="listwise", or check the published matrix.'
    )
    assert not isinstance(caught.value, SingularMatrixError)


def test_pairwise_answers_that_are_not_positive_definite():
    a, b, c = [1, 2, 3, 4, 5, 6], [np.nan] * 6, [1, 2, 3, 4, 5, 6.5]
    frame = pd.DataFrame({"a": [*a, *a, *b], "b": [*c, *b, *a], "c": [*b, *c, *c[::-1]]})
    with pytest.raises(MatrixError, match="not positive definite"):
        st.kmo(frame, missing="pairwise")


@pytest.mark.parametrize("n", [3, 4])
def test_too_few_respondents_for_bartlett(n):
    R = [[1, 0.5, 0.4, 0.3], [0.5, 1, 0.3, 0.2], [0.4, 0.3, 1, 0.1], [0.3, 0.2, 0.1, 1]]
    with pytest.raises(SampleSizeError) as caught:
        st.bartlett_sphericity(st.Moments.from_corr(R, n=n))
    assert str(caught.value) == (
        f"{n} respondents are too few for 4 items\n"
        "Hint: Bartlett's test needs more respondents than items, better five to ten times as many."
    )
    assert st.bartlett_sphericity(st.Moments.from_corr(R, n=5)).df == 6


def test_items_without_any_correlation_are_no_silent_nan():
    with pytest.raises(SurveyError):
        st.kmo(st.Moments.from_corr(np.eye(3), n=50))


def test_two_items_have_kmo_one_half():
    found = st.kmo(st.Moments.from_corr([[1, 0.6], [0.6, 1]], n=50))
    assert found.kmo == pytest.approx(0.5)
    assert found.verdict().en in {"miserable", "unacceptable"}


def test_what_is_said(attitude):
    found, test = st.kmo(attitude), st.bartlett_sphericity(attitude)
    assert found.headline().en == "KMO = 0.763 (middling), 7 items, n = 30."
    assert found.headline().zh == "KMO = 0.763（中等），7 个题项，n = 30。"
    assert found.verdict().zh == "中等"
    assert list(found.to_frame().columns) == ["item", "msa", "verdict"]
    assert found.tables()[0].cells()[1] == ["0.763", "middling", "0.022", "7", "30"]
    assert found.tables()[1].cells()[1] == ["rating", "0.732", "middling"]
    assert "χ²(21) = 98.75" in test.headline().en
    assert test.tables()[0].cells()[1] == ["98.75", "21", "<0.001", "30"]
    assert test.to_frame().columns.tolist() == ["chi2", "df", "p_value", "n_used"]


def test_an_unknown_guideline(attitude):
    with pytest.raises(OptionError) as caught:
        st.kmo(attitude).verdict("mine")
    assert str(caught.value) == "guideline='mine' is not an option\nHint: guideline is one of 'kaiser1974'."


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.9, "marvelous"), (0.8999, "meritorious"), (0.7, "middling"), (0.6, "mediocre"), (0.5, "miserable"),
     (0.4999, "unacceptable")],
)  # fmt: skip
def test_the_words_of_kaiser(value, words, attitude):
    from dataclasses import replace  # noqa: PLC0415

    assert replace(st.kmo(attitude), kmo=value).verdict().en == words


def test_what_was_found_cannot_be_written(golden_data):
    found = st.kmo(golden_data("attitude"))
    with pytest.raises(ValueError, match="read-only"):
        found.msa.iloc[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        found.anti_image.iloc[0, 1] = 1


@pytest.mark.parametrize(
    ("verb", "statistic"),
    [
        (st.kmo, "KMO"), (st.bartlett_sphericity, "Bartlett's test"), (st.harman_single_factor, "A factor"),
        (st.partial_correlations, "A partial correlation"),
    ],
)  # fmt: skip
def test_what_needs_the_inverse_needs_more_respondents_than_items(verb, statistic):
    with pytest.raises(SampleSizeError) as caught:
        verb(st.Moments.from_corr(0.4 + 0.6 * np.eye(4), n=4))
    assert str(caught.value) == (
        "4 respondents are too few for 4 items\n"
        f"Hint: {statistic} needs more respondents than items, better five to ten times as many."
    )


def test_the_pseudo_inverse_does_with_fewer():
    assert st.kmo(st.Moments.from_corr(0.4 + 0.6 * np.eye(4), n=4), singular="pinv").is_singular is False
