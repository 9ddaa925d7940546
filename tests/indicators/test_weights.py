"""Weights multiply along the path; what does not sum to 1 is refused."""

import pytest

import surveytools as st
from surveytools.base.errors import IndicatorsError
from surveytools.base.labels import Text

LOCAL = {"content": 0.8, "speed": 0.2, "C1": 0.25, "C2": 0.75, "S1": 1.0}
SUM = "Hint: The weights of one node's children are not negative and sum to 1."


@pytest.fixture
def tree():
    return st.IndicatorTree.from_nested({"quality": {"content": ["C1", "C2"], "speed": ["S1"]}})


@pytest.fixture
def weights(tree):
    return st.Weights(tree, LOCAL)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"content": None, "C2": None}, "content, C2 have no weight\nHint: Give every indicator below the root one."),
        ({"speed": 0.3}, f"the weights below 'quality' sum to 1.1\n{SUM}"),
        ({"C1": 0.2}, f"the weights below 'content' sum to 0.95\n{SUM}"),
        ({"content": 1.5, "speed": -0.5}, f"the weights below 'quality' sum to 1\n{SUM}"),
    ],
)
def test_the_whole_text_of_each_fault(changed, text, tree):
    local = {code: weight for code, weight in (LOCAL | changed).items() if weight is not None}
    with pytest.raises(IndicatorsError) as caught:
        st.Weights(tree, local)
    assert str(caught.value) == text


def test_weights_that_are_no_numbers_are_refused(tree):
    with pytest.raises(IndicatorsError):
        st.Weights(tree, LOCAL | {"content": float("nan")})


def test_overall_weights(weights):
    assert weights.overall == pytest.approx(
        {"quality": 1, "content": 0.8, "speed": 0.2, "C1": 0.2, "C2": 0.6, "S1": 0.2}
    )
    frame = weights.to_frame()
    assert frame["code"].tolist() == ["C1", "C2", "S1"]
    assert frame["rank"].tolist() == [2, 1, 2]
    assert frame["overall_weight"].sum() == pytest.approx(1)


def test_what_is_said(weights):
    assert weights.headline().en == "C2 (C2) weighs most: 0.6000 of the whole."
    assert weights.headline().zh == "C2（C2）的总权重最大，为 0.6000。"
    assert weights.conventions == (Text("given", "给定"),)
    leaves, upper = weights.tables()
    assert leaves.cells()[2] == ["C2", "C2", "content", "0.7500", "0.6000", "1"]
    assert upper.cells()[1] == ["content", "content", "0.8000", "0.8000"]


def test_a_flat_tree_has_one_table():
    tree = st.IndicatorTree.from_nested({"quality": ["a", "b"]})
    assert len(st.Weights(tree, {"a": 0.5, "b": 0.5}).tables()) == 1
