"""Alpha of the dimensions, and correlations within and between them."""

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import ItemsError, SurveyError
from surveytools.base.labels import Text
from surveytools.base.warnings import NegativeItemWarning

BLOCKS = {"visual": ["x1", "x2", "x3"], "textual": ["x4", "x5", "x6"], "speed": ["x7", "x8", "x9"]}


@pytest.fixture
def found(holzinger):
    return st.dimension_reliability(holzinger, BLOCKS)


def test_each_dimension_has_the_alpha_of_its_items(found, holzinger):
    for name, items in BLOCKS.items():
        assert found.dimensions[name] == st.cronbach_alpha(holzinger[items])
    sums = holzinger[[]].assign(**{name: holzinger[items].sum(axis=1) for name, items in BLOCKS.items()})
    assert found.of_sums.alpha == pytest.approx(st.cronbach_alpha(sums).alpha, rel=1e-10)
    assert (found.n_used, found.n_total) == (301, 301)


def test_correlations_within_and_between(found, holzinger):
    R = holzinger.corr().to_numpy()
    same = np.kron(np.eye(3), np.ones((3, 3))).astype(bool)
    assert found.within_r == pytest.approx(R[same & ~np.eye(9, dtype=bool)].mean())
    assert found.between_r == pytest.approx(R[~same].mean())
    assert found.mean_r.loc["speed", "between_r"] == pytest.approx(R[6:, :6].mean())
    assert found.is_coherent
    assert found.headline().en.endswith("more within than between.")


def test_the_table(found):
    table = found.to_frame()
    assert table["dimension"].tolist()[:3] == list(BLOCKS)
    assert table["dimension"].iloc[3] == Text("The dimension sums as items", "以各维度得分为题项")
    assert table["n_items"].tolist() == [3, 3, 3, 3]
    assert table.columns.tolist() == [
        "dimension", "n_items", "alpha", "ci_low", "ci_high", "omega", "omega_ci_low", "omega_ci_high", "within_r",
        "between_r",
    ]  # fmt: skip


def test_omega_of_a_dimension_is_that_of_its_items(holzinger):
    found = st.dimension_reliability(holzinger, BLOCKS)
    alone = st.mcdonald_omega(holzinger[BLOCKS["speed"]])
    row = found.to_frame().iloc[list(BLOCKS).index("speed")]
    assert row[["omega", "omega_ci_low", "omega_ci_high"]].tolist() == pytest.approx(
        [alone.omega_total, *alone.interval()[:2]], rel=1e-12
    )


def test_there_is_no_omega_of_two_items_nor_of_items_that_determine_each_other(holzinger):
    doubled = holzinger.assign(x10=holzinger["x1"] + holzinger["x2"])
    found = st.dimension_reliability(doubled, {"two": ["x4", "x5"], "sum": ["x1", "x2", "x10"]})
    assert found.omegas == {}
    assert found.to_frame()["omega"].isna().all()


def test_there_is_no_omega_of_correlations_that_no_answers_can_have():
    """Each pair was answered by other people: a with b and b with c agree, a with c do not."""
    x = np.tile([1.0, 2, 3, 4, 5], 6)
    blank = np.full(30, np.nan)
    answers = np.vstack([
        np.column_stack([x, x, blank]), np.column_stack([blank, x, x]), np.column_stack([x, blank, 4 - 0.5 * x]),
    ])  # fmt: skip
    items = pd.DataFrame(answers, columns=["a", "b", "c"])
    found = st.dimension_reliability(items, {"all": ["a", "b", "c"]}, missing="pairwise")
    assert found.omegas == {}
    assert found.dimensions["all"].alpha == pytest.approx(st.cronbach_alpha(items, missing="pairwise").alpha)


def test_a_heywood_case_is_said(attitude):
    found = st.dimension_reliability(attitude, {"a": ["rating", "complaints", "advance"]})
    assert found.omegas["a"].heywood
    assert any(line.en.startswith("a: Heywood case: ") for line in found.conventions)


def test_answers_that_do_not_set_the_dimensions_apart(evaluation):
    found = evaluation.dimensions
    assert not found.is_coherent
    assert "the answers do not set the dimensions apart" in found.headline().en
    assert "数据不支持这些维度的区分" in found.headline().zh


def test_a_single_dimension(holzinger):
    found = st.dimension_reliability(holzinger, {"speed": BLOCKS["speed"]})
    assert found.of_sums is None
    assert np.isnan(found.between_r)
    assert found.headline().en == "Items correlate 0.425 on average."


def test_a_dimension_of_one_item(holzinger):
    found = st.dimension_reliability(holzinger, {"visual": BLOCKS["visual"], "speed": ["x9"]})
    assert list(found.dimensions) == ["visual"]
    assert found.tables()[0].cells()[2][:4] == ["speed", "1", "—", "—"]


def test_dimensions_of_one_item_each_are_not_said_to_correlate_nan(holzinger):
    found = st.dimension_reliability(holzinger, {name: [name] for name in ("x1", "x2", "x4")})
    assert "nan" not in found.headline().en
    assert "nan" not in found.headline().zh


def test_refusals(holzinger):
    with pytest.raises(ItemsError) as caught:
        st.dimension_reliability(holzinger, {"a": ["x1", "x2"], "b": ["x2", "x3"]})
    assert str(caught.value) == "x2 belongs to two dimensions\nHint: Put each item into one dimension."
    with pytest.raises(ItemsError) as caught:
        st.dimension_reliability(holzinger, ["x1", "x2"])
    assert str(caught.value) == (
        'the dimensions are no mapping\nHint: Name the items of each dimension: {"content": ["q1", "q2"]}.'
    )
    with pytest.raises(ItemsError) as caught:
        st.dimension_reliability(holzinger, {"a": ["x1", "x2"], "b": ["y3"]})
    assert str(caught.value).startswith("there is no item 'y3'\nHint: Did you mean")


@pytest.mark.parametrize("dimensions", [{}, {"a": []}, {"a": [], "b": ["x1", "x2"]}])
def test_dimensions_without_items_are_an_error_that_says_so(dimensions, holzinger):
    with pytest.raises(SurveyError) as caught:
        st.dimension_reliability(holzinger, dimensions)
    assert "everyone gave the same answer" not in str(caught.value)


def test_pairwise_answers_have_no_sums(golden_data):
    with pytest.raises(SurveyError) as caught:
        st.dimension_reliability(golden_data("holzinger_missing"), BLOCKS, missing="pairwise")
    assert str(caught.value) == (
        'sums of items need respondents who answered all of them\nHint: Use missing="listwise".'
    )


def test_equal_means_within_and_between_are_called_equal():
    R = np.full((4, 4), 0.46) + 0.54 * np.eye(4)
    R[0, 1] = R[1, 0] = 0.4602
    moments = st.Moments.from_corr(R, n=99, names=list("abcd"))
    found = st.dimension_reliability(moments, {"p": ["a", "b"], "q": ["c", "d"]})
    assert found.headline().en.endswith("0.460: about equal, so the answers do not set the dimensions apart.")
    assert found.headline().zh.endswith("两者大致相等，数据不支持这些维度的区分，维度仅用于组织题项。")


def test_items_that_contradict_each_other_less_than_others_are_not_coherent():
    R = np.full((4, 4), -0.2) + 1.2 * np.eye(4)
    R[0, 1] = R[1, 0] = R[2, 3] = R[3, 2] = -0.1
    with pytest.warns(NegativeItemWarning):
        found = st.dimension_reliability(
            st.Moments.from_corr(R, n=99, names=list("abcd")), {"p": ["a", "b"], "q": ["c", "d"]}
        )
    assert not found.is_coherent
    assert found.headline().en.endswith("the answers do not set the dimensions apart.")


def test_there_is_no_omega_of_items_that_do_not_correlate():
    moments = st.Moments.from_corr(np.eye(6), n=50)
    found = st.dimension_reliability(moments, {"a": ["item1", "item2", "item3"], "b": ["item4", "item5", "item6"]})
    assert found.omegas == {}
