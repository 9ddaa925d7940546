"""The greatest lower bound: what is said, its certificate, and what is refused."""

import numpy as np
import pytest

import surveytools as st
from surveytools.base.errors import OptionError, SampleSizeError, SingularMatrixError
from surveytools.base.warnings import NegativeItemWarning, NotConvergedWarning
from surveytools.reliability import minimum_trace
from surveytools.reliability.minimum_trace import largest_errors


def test_what_is_said(attitude):
    found = st.greatest_lower_bound(attitude)
    assert found.headline().en == ("Greatest lower bound of reliability = 0.928, 7 items, n = 30, too high by chance.")
    assert found.headline().zh == "信度最大下界 GLB = 0.928，7 个题项，n = 30，小样本下偏高。"
    assert "n = 30 is below 1,000: take it as too high, and report α or ω beside it" in found.conventions[2].en
    assert found.tables()[0].cells() == [
        ["GLB (covariances)", "GLB (correlations)", "Items", "n used"], ["0.928", "0.920", "7", "30"],
    ]  # fmt: skip
    assert found.to_frame().columns.tolist() == ["item", "variance", "error_variance", "true_share"]
    assert found.reliability == found.glb


def test_many_respondents_are_not_warned_of():
    found = st.greatest_lower_bound(st.Moments.from_corr([[1, 0.5], [0.5, 1]], n=1000))
    assert not found.is_biased
    assert found.headline().en == "Greatest lower bound of reliability = 0.667, 2 items, n = 1000."
    assert "below" not in found.conventions[2].en.removeprefix("in samples")


def test_an_error_variance_may_be_all_of_an_item():
    """Two items go together, the third correlates with neither: it is all error."""
    moments = st.Moments.from_corr([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]], n=2000)
    found = st.greatest_lower_bound(moments)
    np.testing.assert_allclose(found.error_variances, [0.5, 0.5, 1], atol=1e-8)
    assert found.glb == pytest.approx(0.5, abs=1e-8)


def test_an_error_variance_may_be_none_of_an_item():
    """A Heywood case: the first item would need more than all its variance."""
    moments = st.Moments.from_corr([[1, 0.9, 0.9], [0.9, 1, 0.65], [0.9, 0.65, 1]], n=2000)
    found = st.greatest_lower_bound(moments)
    assert found.error_variances.min() == pytest.approx(0, abs=1e-7)


@pytest.mark.parametrize("noise", [1e-2, 1e-3, 1e-4, 3e-5])
def test_items_that_nearly_determine_each_other_are_warned_of(noise, attitude):
    random = np.random.default_rng(5)
    near = attitude["rating"] + attitude["raises"] + noise * random.normal(size=len(attitude))
    items = attitude.assign(near=near)
    with pytest.warns(NotConvergedWarning, match="some items nearly determine each other: look for a copy or a sum"):
        found = st.greatest_lower_bound(items)
    assert found.gap < 1e-4
    assert st.guttman_lambdas(items).lambda4 < found.glb < 1


def test_the_gap_is_a_bound(attitude):
    R = attitude.corr().to_numpy()
    phi, gap = largest_errors(R[None], np.ones((1, 7)))
    assert 0 < gap[0] < 1e-9
    assert np.linalg.eigvalsh(R - np.diag(phi[0]))[0] > 0


def test_a_gap_that_stays_open_is_a_warning(attitude, monkeypatch):
    monkeypatch.setattr(minimum_trace, "_LARGEST_WEIGHT", 1.0)
    with pytest.warns(
        NotConvergedWarning, match="the greatest lower bound may lie up to .* below the value given; some"
    ):
        st.greatest_lower_bound(attitude)


@pytest.mark.parametrize(
    ("change", "kind", "text"),
    [
        (
            lambda frame: frame.assign(copy=frame["rating"]),
            SingularMatrixError,
            "rating, copy determine each other exactly\n"
            "Hint: One of them is a copy, a sum or a difference of the others; leave one out.",
        ),
        (
            lambda frame: frame.head(6),
            SampleSizeError,
            "6 respondents are too few for 7 items\n"
            "Hint: The greatest lower bound needs more respondents than items, better five to ten times as many.",
        ),
    ],
)
def test_the_whole_text_of_each_refusal(change, kind, text, attitude):
    with pytest.raises(kind) as caught:
        st.greatest_lower_bound(change(attitude))
    assert str(caught.value) == text


def test_an_unknown_matrix(attitude):
    with pytest.raises(OptionError) as caught:
        st.greatest_lower_bound(attitude, matrix="cor")
    assert str(caught.value) == "matrix='cor' is not an option\nHint: matrix is one of 'cov', 'corr'."


def test_an_item_that_correlates_negatively_is_named(attitude):
    with pytest.warns(NegativeItemWarning, match="sum of the other items: raises") as caught:
        st.greatest_lower_bound(attitude.assign(raises=-attitude["raises"]))
    assert [one.filename for one in caught] == [__file__]
