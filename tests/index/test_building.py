"""The index: scores up the tree, groups, and what is refused."""

import io

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import surveytools as st
from surveytools.base.errors import AnswersError, AnswersNeededError, IndicatorsError, OptionError, SurveyError
from surveytools.base.labels import Text

NAN = float("nan")


@pytest.fixture
def weights():
    tree = st.IndicatorTree.from_nested({"quality": {"content": ["C1", "C2"], "speed": ["S1"]}})
    return st.Weights(tree, {"content": 0.8, "speed": 0.2, "C1": 0.5, "C2": 0.5, "S1": 1.0})


@pytest.fixture
def answers():
    return pd.DataFrame({"C1": [5, 4, 2, 3, 1, 5], "C2": [1, 4, 2, 5, 3, 4], "S1": [3, 3, 1, 2, 5, 4]})


@pytest.fixture
def grouped(answers, weights):
    return st.build_index(answers, weights, scale=(1, 5), groups=["b", "b", "a", "a", "c", "c"])


def test_scores_by_hand(answers, weights):
    index = st.build_index(answers, weights, scale=(1, 5))
    assert index.scores["quality"].tolist() == pytest.approx([3.0, 3.8, 1.8, 3.6, 2.6, 4.4])
    assert list(index.scores.columns) == ["quality", "content", "speed"]
    assert index.value == pytest.approx(3.2)
    assert index.headline().en.startswith("The index is 3.20 on 1–5 (55.0 of 100), 95")
    assert (index.n_used, index.n_total) == (6, 6)


def test_skipped_items_leave_their_weight_to_the_others(weights):
    answers = pd.DataFrame({"C1": [5, NAN, NAN], "C2": [NAN, NAN, NAN], "S1": [3, 3, NAN]})
    index = st.build_index(answers, weights, scale=(1, 5))
    np.testing.assert_allclose(index.scores["quality"], [0.8 * 5 + 0.2 * 3, 3, np.nan])
    assert (index.n_used, index.n_total) == (2, 3)


def test_groups(grouped):
    table = grouped.by_group()
    assert table["group"].tolist() == ["c", "b", "a"]
    assert table["index"].tolist() == pytest.approx([3.5, 3.4, 2.7])
    assert table["rank"].tolist() == [1, 2, 3]
    tests = grouped.differences()
    assert tests[["group_a", "group_b"]].to_numpy().tolist() == [["c", "b"], ["c", "a"], ["b", "a"]]
    assert grouped.headline().en.endswith("Ranking: c > b > a.")
    assert grouped.profile().columns.tolist() == ["c", "b", "a"]
    assert grouped.contributions().sum().to_dict() == pytest.approx({"b": 0.1, "a": 0.8})


def test_a_group_of_one(answers, weights):
    index = st.build_index(answers, weights, scale=(1, 5), groups=["a"] * 5 + ["b"])
    assert index.tables()[0].cells()[1][3:5] == ["—", "—"]
    assert index.tables()[1].cells()[1][3:] == ["—", "—", "—", "—"]
    assert "nan" not in index.summary()


def test_without_groups(answers, weights):
    index = st.build_index(answers, weights, scale=(1, 5))
    assert len(index.tables()) == 2
    assert "Ranking" not in index.headline().en
    assert index.tables()[1].cells("zh")[0] == ["维度", "层内权重", "全体"]


@pytest.mark.parametrize("name", ["share", "dimension", "local_weight", "n", "item", "code", "all"])
def test_groups_may_be_called_as_columns_are(name, answers, weights):
    plain = st.build_index(answers, weights, scale=(1, 5), groups=["b", "b", "a", "a", "c", "c"])
    other = st.build_index(answers, weights, scale=(1, 5), groups=["b", "b", "a", "a", name, name])
    for one, two in zip(plain.tables(), other.tables(), strict=True):
        for row, again in zip(one.cells()[1:], two.cells()[1:], strict=True):
            assert [name if cell == "c" else cell for cell in row] == again


def test_every_holder_gives_the_same_index(answers, weights):
    expected = st.build_index(answers, weights, scale=(1, 5)).value
    table = pa.table({name: answers[name].to_list() for name in answers})
    for given in (answers.astype(float), pl.from_arrow(table), pl.from_arrow(table).lazy(), table):
        assert st.build_index(given, weights, scale=(1, 5)).value == expected, type(given)


def test_an_array_has_no_names(answers, weights):
    with pytest.raises(SurveyError):
        st.build_index(answers.to_numpy(), weights, scale=(1, 5))


def test_reversed_items_are_turned_around(answers):
    tree = st.IndicatorTree(
        (
            st.Indicator("q", Text("q", "q")),
            st.Indicator("a", Text("a", "a"), "q", "C1", reversed=True),
            st.Indicator("b", Text("b", "b"), "q", "C2"),
        )
    )
    index = st.build_index(answers[["C1", "C2"]], st.Weights(tree, {"a": 0.5, "b": 0.5}), scale=(1, 5))
    assert index.scores["q"].tolist() == [1.0, 3.0, 3.0, 4.0, 4.0, 2.5]


def test_faults(answers, weights):
    def text(kind, items=answers, **options):
        with pytest.raises(kind) as caught:
            st.build_index(items, weights, **{"scale": (1, 5)} | options)
        return str(caught.value)

    assert text(IndicatorsError, answers.drop(columns="S1")) == (
        "the answers have no column S1\nHint: The columns are C1, C2."
    )
    assert text(AnswersError, groups=["a"]) == "1 groups for 6 respondents\nHint: Give one group a respondent."
    assert text(AnswersError, groups=["a", "b", None, "a", "b", "a"]) == (
        "a respondent has no group\nHint: Fill the group, or leave the respondent out."
    )
    assert text(AnswersError, answers.assign(S1=[3, 3, 1, 2, 5, 9])) == (
        "an answer lies outside the scale from 1 to 5 (row 5, column S1, value 9)\n"
        "Hint: Correct the cell, leave it empty, or declare the right scale."
    )
    assert text(AnswersNeededError, st.Moments.from_cov(answers.cov(), n=6)) == (
        "moments hold no single answers\nHint: Give the answers, one row a respondent."
    )


def test_a_leaf_without_an_item(answers):
    tree = st.IndicatorTree((st.Indicator("q", Text("q", "q")), st.Indicator("a", Text("a", "a"), "q")))
    with pytest.raises(IndicatorsError) as caught:
        st.build_index(answers, st.Weights(tree, {"a": 1.0}), scale=(1, 5))
    assert str(caught.value) == "a name no item\nHint: Give every lowest indicator its item column."


def test_nobody_answered_anything(weights):
    with pytest.raises(SurveyError):
        st.build_index(pd.DataFrame({name: [NAN] * 3 for name in ("C1", "C2", "S1")}), weights, scale=(1, 5))


def test_intervals(grouped):
    assert grouped.interval().method == "student"
    for call in (grouped.interval, grouped.by_group):
        with pytest.raises(OptionError) as caught:
            call(level=95)
        assert str(caught.value).startswith("level=95 is no confidence level\n")
    with pytest.raises(OptionError) as caught:
        grouped.interval(method="bootstrap")
    assert str(caught.value) == "method='bootstrap' is not an option\nHint: method is one of 'student'."


@pytest.mark.parametrize("names", [("a_1", "_b"), (r"$\frac$", "US$ or A$"), (r"\input{x}", "%d {0} #"), ("_a", "_b")])
@pytest.mark.parametrize("kind", ["ranking", "profile"])
def test_hostile_group_names_are_drawn_as_they_are(kind, names, answers, weights):
    index = st.build_index(answers, weights, scale=(1, 5), groups=[names[0]] * 3 + [names[1]] * 3)
    axes = index.plot(kind)
    axes.figure.savefig(io.BytesIO(), format="svg")
    texts = axes.get_yticklabels() if kind == "ranking" else axes.get_legend().get_texts()
    assert {text.get_text().replace(r"\$", "$") for text in texts} == set(names)
