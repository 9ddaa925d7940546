"""The item table: what it holds, what it says, and what it refuses."""

from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl
import pytest

import surveytools as st
from surveytools.base.errors import AnswersError, AnswersNeededError, ItemsError, OptionError, SampleSizeError
from surveytools.base.guidelines import ITEM_RULES
from surveytools.base.labels import LABELS
from surveytools.base.warnings import MissingAnswersWarning, NegativeItemWarning


@pytest.fixture
def agree(bfi):
    return bfi[["A1", "A2", "A3", "A4", "A5"]]


@pytest.fixture
def found(agree):
    return st.item_analysis(agree, reverse=["A1"], scale=(1, 6))


def likert(n=60, p=5, weights=1.0, seed=1):
    """Return answers from 1 to 5 with something in common."""
    random = np.random.default_rng(seed)
    X = 3 + random.normal(size=(n, 1)) * weights + random.normal(size=(n, p))
    return pd.DataFrame(np.clip(X.round(), 1, 5), columns=[f"q{k}" for k in range(1, p + 1)])


def refused(error, call):
    with pytest.raises(error) as caught:
        call()
    return str(caught.value)


def test_what_is_said(found):
    assert found.headline().en == ("5 items, Cronbach's α = 0.704, n = 2709: consider dropping A1 (rules: wu2010).")
    assert found.headline().zh == "5 个题项，Cronbach α = 0.704，n = 2709：建议删除 A1（规则：wu2010）。"
    assert found.suggested == ("A1",)
    assert [table.title.zh for table in found.tables()] == [
        "项目分析", "未达标的指标", "作答情况", "高低分组比较", "项总计统计",
    ]  # fmt: skip
    assert found.tables()[0].cells("zh")[1] == [
        "A1", "35.086", "<0.001", "0.579", "0.311", "0.130", "0.718", "0.259", "0.509", "2", "建议删除",
    ]  # fmt: skip
    assert found.tables()[1].cells()[2] == ["A4", "corrected item–total r 0.395 < 0.4"]
    assert found.tables()[1].cells("zh")[1] == ["A1", "校正题总相关 0.311 < 0.4；删题后 α 0.7180 > 0.7038"]
    assert found.tables()[2].cells()[1] == [
        "A1", "2784", "16", "4.587", "1.408", "-0.826", "-0.304", "2.9%", "33.1%",
    ]  # fmt: skip
    assert found.tables()[3].cells()[1][4] == "1325.5"


def test_conventions_say_how_it_was_made(found):
    said = " | ".join(line.en for line in found.conventions)
    for words in (
        "type 2, as SPSS", "floor 1 and ceiling 6, as declared", "first unrotated principal component",
        "totals >= 26 (n = 939) against <= 21 (n = 846)", "ties included", "listwise, 2709 of 2800", "reversed: A1",
    ):  # fmt: skip
        assert words in said
    assert (found.n_low, found.n_high) == (846, 939)


def test_every_column_is_named_in_both_languages(found):
    assert set(found.to_frame().columns) <= set(LABELS)
    assert found.to_frame().shape == (5, 28)
    assert isinstance(found.to_dict()["table"], dict)


def test_columns_over_all_answers_and_over_complete_respondents(found, agree):
    turned = agree.assign(A1=7 - agree["A1"])
    table = found.table.set_index("item")
    np.testing.assert_allclose(table["mean"], turned.mean(), rtol=1e-12)
    np.testing.assert_allclose(table["sd"], turned.std(), rtol=1e-12)
    assert table["n"].tolist() == turned.notna().sum().tolist()
    assert table["missing"].tolist() == turned.isna().sum().tolist()
    np.testing.assert_allclose(table["floor"], (turned == 1).sum() / turned.notna().sum())
    np.testing.assert_allclose(table["ceiling"], (turned == 6).sum() / turned.notna().sum())
    whole = turned.dropna()
    assert found.scale_mean == pytest.approx(whole.sum(axis=1).mean())
    assert found.scale_variance == pytest.approx(whole.sum(axis=1).var())
    rest = whole.drop(columns="A2").sum(axis=1)
    assert table.loc["A2", "mean_if_deleted"] == pytest.approx(rest.mean())
    assert table.loc["A2", "variance_if_deleted"] == pytest.approx(rest.var())


def test_without_a_declared_scale_the_ends_are_those_observed():
    found = st.item_analysis(pd.DataFrame({"a": [1, 2, 3, 4, 4, 2], "b": [2, 2, 3, 3, 4, 5], "c": [3, 1, 3, 4, 4, 2]}))
    assert "floor 1 and ceiling 5, observed over all items" in " ".join(line.en for line in found.conventions)
    np.testing.assert_allclose(found.table["ceiling"], [0, 1 / 6, 0])
    np.testing.assert_allclose(found.table["floor"], [1 / 6, 0, 1 / 6])


def test_other_frames_give_the_same(agree, found):
    whole = agree.dropna()
    one = st.item_analysis(whole, reverse=["A1"], scale=(1, 6))
    for other in (pl.DataFrame(whole.to_dict("list")), whole.astype(int), whole.astype("Int8")):
        assert st.item_analysis(other, reverse=["A1"], scale=(1, 6)) == one
    assert one.alpha == found.alpha
    plain = st.item_analysis(whole.assign(A1=7 - whole["A1"]).to_numpy(), scale=(1, 6))
    assert plain.names == ("item1", "item2", "item3", "item4", "item5")
    np.testing.assert_allclose(plain.table.iloc[:, 1:].astype(float), one.table.iloc[:, 1:].astype(float), rtol=1e-12)


def test_moments_give_what_they_can(agree):
    moments = st.Moments.from_answers(agree, reverse=["A1"], scale=(1, 6))
    found, whole = st.item_analysis(moments, tail=None), st.item_analysis(agree, reverse=["A1"], scale=(1, 6))
    same = ["item_total_r", "item_rest_r", "squared_multiple_r", "alpha_if_deleted", "communality", "loading"]
    pd.testing.assert_frame_equal(found.table[same], whole.table[same])
    nothing = ["missing", "skewness", "kurtosis", "floor", "ceiling", "critical_ratio", "p_value"]
    assert found.table[nothing].isna().all(axis=None)
    said = [line.en for line in found.conventions]
    assert "columns that need single answers are empty" in said
    assert "no critical ratio" in said
    assert len(found.tables()) == 4
    published = st.item_analysis(st.Moments.from_corr(agree.corr().abs(), n=500), tail=None)
    assert published.table[["mean", "sd"]].isna().all(axis=None)
    assert published.drop_suggested().kept


def test_moments_have_no_critical_ratio():
    moments = st.Moments.from_corr([[1, 0.5], [0.5, 1]], n=50)
    assert refused(AnswersNeededError, lambda: st.item_analysis(moments)) == (
        "the critical ratio compares respondents, and moments hold no single answers\n"
        "Hint: Give the answers, or tail=None for a table without it."
    )
    with pytest.raises(AnswersNeededError, match="moments hold no single answers"):
        st.item_analysis(moments, tail=None).plot()


def test_rules_can_be_chosen(agree):
    def suggested(rules):
        return st.item_analysis(agree, reverse=["A1"], scale=(1, 6), rules=rules).suggested

    assert suggested("nunnally1994") == ()
    assert suggested(st.ItemRules(item_rest_r=0.5)) == ("A1", "A4", "A5")
    assert suggested(st.ItemRules(communality=0.6)) == ("A1", "A2", "A4", "A5")
    strict = st.ItemRules(item_rest_r=0.5, communality=0.6, loading=0.3, min_failed=3)
    own = st.item_analysis(agree, reverse=["A1"], scale=(1, 6), rules=strict)
    assert own.headline().en.endswith("no item is suggested for dropping (rules: own).")
    assert own.headline().zh.endswith("无建议删除的题项（规则：own）。")


def test_the_sets_of_rules_that_have_a_name():
    wu = st.ItemRules(3, 0.05, 0.4, 0.4, 0.2, 0.45, alpha_if_deleted=True, min_failed=2)
    assert replace(ITEM_RULES["wu2010"], name="own", source="") == wu
    assert replace(ITEM_RULES["nunnally1994"], name="own", source="") == st.ItemRules(item_rest_r=0.3)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "there is no rule\nHint: Give a limit, such as st.ItemRules(item_rest_r=0.3)."),
        ({"item_rest_r": "x"}, "item_rest_r='x' is no limit\nHint: Give a number, or None."),
        ({"loading": float("nan")}, "loading=nan is no limit\nHint: Give a number, or None."),
        ({"alpha_if_deleted": "no"}, "alpha_if_deleted='no' is no truth value\nHint: Give True or False."),
        ({"loading": 0.4, "min_failed": 2}, "min_failed=2 is no number of rules\nHint: Give 1 to 1."),
        ({"loading": 0.4, "min_failed": 0}, "min_failed=0 is no number of rules\nHint: Give 1 to 1."),
        ({"loading": 0.4, "min_failed": 1.5}, "min_failed=1.5 is no number of rules\nHint: Give 1 to 1."),
    ],
)
def test_rules_that_cannot_be(options, words):
    assert refused(OptionError, lambda: st.ItemRules(**options)) == words


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"rules": "mine"}, "rules='mine' is not an option\nHint: rules is one of 'wu2010', 'nunnally1994'."),
        ({"rules": 3}, "rules=3 are no rules\nHint: Give a name, or st.ItemRules(item_rest_r=0.3)."),
        ({"tail": 0.6}, "tail=0.6 is no share\nHint: Give a number above 0 and up to .5, such as .27, or None."),
        ({"tail": 27}, "tail=27 is no share\nHint: Give a number above 0 and up to .5, such as .27, or None."),
        (
            {"missing": "drop"},
            "missing='drop' is not an option\nHint: missing is one of 'listwise', 'pairwise', 'raise'.",
        ),
    ],
)
def test_wrong_options(options, words):
    assert refused(OptionError, lambda: st.item_analysis(likert(), **options)) == words


def test_bad_answers():
    items = likert()
    text = items.astype({"q2": object})
    text.loc[3, "q2"] = "often"
    assert refused(AnswersError, lambda: st.item_analysis(text)) == (
        "an answer is not a number (row 3, column q2, value 'often')\n"
        "Hint: Select the item columns, or turn texts into numbers first: frame[column].map({...})."
    )
    wrong = items.copy()
    wrong.loc[3, "q2"] = 9
    assert refused(AnswersError, lambda: st.item_analysis(wrong, scale=(1, 5))) == (
        "an answer lies outside the scale from 1 to 5 (row 3, column q2, value 9)\n"
        "Hint: Correct the cell, leave it empty, or declare the right scale."
    )
    assert refused(ItemsError, lambda: st.item_analysis(items.assign(q3=4))) == (
        "everyone gave the same answer to q3\nHint: A constant item correlates with nothing; leave it out."
    )
    assert refused(ItemsError, lambda: st.item_analysis(items[["q1"]])) == (
        "there is only one item\nHint: Give at least two items."
    )
    doubled = items.set_axis(["q1", "q1", "q3", "q4", "q5"], axis=1)
    assert refused(ItemsError, lambda: st.item_analysis(doubled)) == (
        "two columns are called q1\nHint: Give every item its own name."
    )
    for missing in ("listwise", "pairwise"):
        with pytest.raises(SampleSizeError):
            st.item_analysis(items * np.nan, missing=missing)
    cancel = pd.DataFrame({"a": [1, 2, 3, 5], "b": [5, 4, 3, 1]})
    assert refused(ItemsError, lambda: st.item_analysis(cancel)).startswith("the items cancel each other")


def test_a_negative_item_is_named_and_left_as_it_is():
    items = likert()
    items["q5"] = 6 - items["q5"]
    with pytest.warns(NegativeItemWarning) as caught:
        found = st.item_analysis(items)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert str(caught[0].message) == (
        f"correlates negatively with the sum of the other items: q5 (r = {found.table['item_rest_r'][4]:.3f}). If it "
        "is worded the other way, say reverse=[...], scale=(low, high); nothing was turned around."
    )
    assert found.table["loading"][4] < 0
    assert "q5" in found.suggested


def test_skipped_answers_are_reported_from_where_they_were_given():
    items = likert()
    items.iloc[:10, 0] = np.nan
    with pytest.warns(MissingAnswersWarning, match="10 of 60 respondents") as caught:
        st.item_analysis(items)
    assert caught[0].filename == __file__


def test_two_items():
    found = st.item_analysis(likert(p=2))
    assert found.table["alpha_if_deleted"].isna().all()
    assert found.tables()[0].cells()[1][6] == "—"
    assert found.drop_suggested().kept == ("q1", "q2")


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (likert(n=8, p=9, weights=2.0), "no squared multiple correlations: no more respondents than items"),
        (
            likert().assign(copy=lambda frame: frame["q1"]),
            "no squared multiple correlations: q1, copy determine each other exactly",
        ),
    ],
)
def test_singular_correlations_leave_one_column_empty(items, words):
    found = st.item_analysis(items)
    assert found.table["squared_multiple_r"].isna().all()
    assert found.table["item_rest_r"].notna().all()
    assert words in [line.en for line in found.conventions]


def test_pairwise_correlations_that_are_not_positive_definite_leave_one_column_empty():
    rows = [[1, 1, None]] * 4 + [[5, 5, None]] * 4 + [[None, 1, 1]] * 4 + [[None, 5, 5]] * 4
    rows += [[1, None, 5], [5, None, 1], [2, None, 4], [4, None, 2], [3, 3, 3.5], [3, 2, 3]]
    found = st.item_analysis(pd.DataFrame(rows, columns=list("abc"), dtype=float), missing="pairwise")
    assert "no squared multiple correlations: pairwise correlations are not positive definite" in [
        line.en for line in found.conventions
    ]


def test_groups_that_cannot_be_compared_are_said():
    few = st.item_analysis(pd.DataFrame({"a": [1, 2, 3, 4], "b": [1, 2, 4, 3], "c": [2, 1, 3, 5]}))
    assert few.table["critical_ratio"].isna().all()
    assert "no critical ratio: a group has fewer than two respondents" in [line.en for line in few.conventions]
    same = pd.DataFrame({"a": [0, 1] * 20, "b": [1, 0] * 19 + [1, 1], "c": [1] * 30 + [0] * 10})
    with pytest.warns(NegativeItemWarning):
        tied = st.item_analysis(same, tail=0.5)
    assert "no critical ratio: the low and the high group overlap, too many totals are equal" in [
        line.en for line in tied.conventions
    ]
    nobody = likert(n=40, p=3)
    nobody.iloc[:14, 0] = nobody.iloc[14:28, 1] = nobody.iloc[28:, 2] = np.nan
    none = st.item_analysis(nobody, missing="pairwise")
    assert none.table["critical_ratio"].isna().all()
    assert none.table["item_rest_r"].notna().all()


def test_groups_that_never_vary_differ_infinitely():
    found = st.item_analysis(pd.DataFrame({"a": [1] * 10 + [5] * 10, "b": [1, 2] * 5 + [4, 5] * 5}))
    assert found.table["critical_ratio"][0] == np.inf
    assert found.table["p_value"][0] == 0


def test_pictures(found, agree):
    pytest.importorskip("matplotlib")
    for language, words in (("en", "Share of the answers"), ("zh", "作答占比")):
        ax = found.plot(language=language)
        assert ax.get_xlabel() == words
        assert [text.get_text() for text in ax.get_legend().get_texts()] == ["1", "2", "3", "4", "5", "6"]
    widths = np.array([bar.get_width() for bar in ax.patches]).reshape(6, 5).T
    shares = (7 - agree["A1"]).value_counts(normalize=True).sort_index()
    np.testing.assert_allclose(widths[0], shares)
    np.testing.assert_allclose(widths.sum(axis=1), 1)
    assert [tick.get_text() for tick in ax.get_yticklabels()][:2] == ["A1（反向）", "A2"]
    dots = found.plot("item_rest_r", language="zh")
    assert [text.get_text() for text in dots.get_legend().get_texts()] == ["界限 0.4（wu2010）"]
    assert dots.get_xlabel() == "校正题总相关（CITC）"
    np.testing.assert_allclose(dots.lines[0].get_xdata(), found.table["item_rest_r"])
    random = pd.DataFrame(np.random.default_rng(1).normal(size=(50, 1)) + np.random.default_rng(2).normal(size=(50, 3)))
    assert refused(OptionError, lambda: st.item_analysis(random).plot()) == (
        'there are more than 11 different answers\nHint: Too many for bars; take kind="item_rest_r".'
    )
    assert refused(OptionError, lambda: found.plot("bars")) == (
        "kind='bars' is not an option\nHint: kind is one of 'answers', 'item_rest_r'."
    )


def test_long_names_are_shortened_in_pictures(agree):
    pytest.importorskip("matplotlib")
    ax = st.item_analysis(agree.rename(columns={"A2": "q" * 60}), reverse=["A1"], scale=(1, 6)).plot()
    assert ax.get_yticklabels()[1].get_text() == "q" * 27 + "…"
    assert ax.get_ylim() == (4.6, -0.6)


def test_answers_that_changed_since():
    pytest.importorskip("matplotlib")
    X = np.array(likert())
    found = st.item_analysis(X)
    X[:20] = 1
    for call in (found.plot, found.drop_suggested):
        assert refused(AnswersError, call).startswith("the answers changed since they were analyzed\n")
