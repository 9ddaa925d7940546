"""Inattentive answers: indices by hand, rules, what leaving out changes, and the whole text of each fault."""

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import (
    AnswersError,
    AnswersNeededError,
    FaultsError,
    ItemsError,
    OptionError,
    SampleSizeError,
)
from surveytools.base.labels import Text
from surveytools.items import person_fit
from surveytools.items.inattention_indices import even_odd

NAN = float("nan")
NAMES = [f"q{k}" for k in range(1, 10)]
DIMENSIONS = {"a": NAMES[:3], "b": NAMES[3:6], "c": NAMES[6:]}


@pytest.fixture
def answers():
    """Return 40 respondents of one factor, the first with one answer, the second with many blanks."""
    random = np.random.default_rng(3)
    X = 3 + 0.5 * random.normal(size=(40, 1)) + np.linspace(-1, 1, 9) + random.normal(size=(40, 9))
    X = np.clip(X.round(), 1, 5)
    X[0] = 4
    X[1, 3:] = NAN
    return pd.DataFrame(X, columns=NAMES, index=[f"R{k:02d}" for k in range(1, 41)])


@pytest.fixture
def found(answers):
    return st.careless(answers, scale=(1, 5), dimensions=DIMENSIONS, seconds=[30.0, 9.0, NAN] + [40.0] * 37)


def text_of(error, call):
    with pytest.raises(error) as caught:
        call()
    return str(caught.value)


def test_indices_of_one_row():
    frame = pd.DataFrame([[2, 2, 2, 1, NAN, 2, 3, 3, 5], [4] * 9, [1, 2, 3, 4, 5, 4, 3, 2, 1]], columns=NAMES)
    measures = st.careless(frame, dimensions=DIMENSIONS).measures
    first = measures.iloc[0]
    assert first[["blank_share", "longest_run", "average_run"]].tolist() == pytest.approx([1 / 9, 3, 8 / 5])
    assert first["within_person_sd"] == pytest.approx(np.std([2, 2, 2, 1, 2, 3, 3, 5], ddof=1))
    assert measures["straightlining_share"].tolist() == [0.5, 1, 0]  # q4 and q6 alone do not make a line
    assert measures["longest_run_share"].tolist() == pytest.approx([1 / 3, 1, 1 / 9])


def test_even_odd_by_hand():
    halves = np.array([[2, 1], [4, 4], [3, 5]], float)  # odd: mean of first and third, even: the second
    row = [1, 1, 3, 4, 4, 4, 2, 5, 4]
    frame = pd.DataFrame([row, [3] * 9], columns=NAMES)
    r = np.corrcoef(halves.T)[0, 1]
    values = st.careless(frame, dimensions=DIMENSIONS).measures["even_odd"]
    assert values.iloc[0] == pytest.approx(2 * r / (1 + r))
    assert np.isnan(values.iloc[1])


def test_even_odd_is_taken_after_reversal(answers):
    turned = answers.copy()
    turned[["q2", "q6"]] = 6 - turned[["q2", "q6"]]
    plain = st.careless(answers, dimensions=DIMENSIONS)
    other = st.careless(turned, dimensions=DIMENSIONS, reverse=["q2", "q6"], scale=(1, 5))
    pd.testing.assert_series_equal(plain.measures["even_odd"], other.measures["even_odd"])
    pd.testing.assert_frame_equal(plain.influence().table, other.influence().table)


@pytest.mark.parametrize("far", [1e6, -1e7])
@pytest.mark.parametrize("name", ["even_odd", "person_total_r"])
def test_what_is_taken_after_reversal_far_from_zero(answers, name, far):
    near = st.careless(answers, dimensions=DIMENSIONS, reverse=["q2", "q6"], scale=(1, 5)).measures[name]
    other = st.careless(answers + far, dimensions=DIMENSIONS, reverse=["q2", "q6"], scale=(1 + far, 5 + far))
    assert near.notna().sum() > 30
    pd.testing.assert_series_equal(near, other.measures[name])


def test_person_total_is_taken_after_reversal(answers):
    turned = answers.copy()
    turned[["q2", "q6"]] = 6 - turned[["q2", "q6"]]
    plain, other = st.careless(answers).measures, st.careless(turned, reverse=["q2", "q6"], scale=(1, 5)).measures
    pd.testing.assert_series_equal(plain["person_total_r"], other["person_total_r"])
    given = st.careless(turned).measures["person_total_r"]
    assert given["R07"] == pytest.approx(turned.loc["R07"].corr(turned.drop("R07").mean()))
    assert given["R07"] != pytest.approx(other.loc["R07", "person_total_r"])


def test_a_correlation_of_nothing_is_not_below_0():
    slopes = np.linspace(1, 7, 40)[:, None]
    odd, even = slopes * [0.1, 0.2, 0.3], slopes * [1.1, 1.4, 1.1]
    assert even_odd(odd, even).tolist() == [0.0] * 40


def test_person_total_leaves_out_oneself(answers):
    measures = st.careless(answers).measures
    others = answers.drop("R07").mean()
    assert measures.loc["R07", "person_total_r"] == pytest.approx(answers.loc["R07"].corr(others))
    assert np.isnan(measures.loc["R01", "person_total_r"])


def test_distance_of_a_row_with_blanks_is_that_of_its_answers(answers):
    measures = st.careless(answers).measures
    S, given = answers.cov().to_numpy(), answers.loc["R02"].notna().to_numpy()
    d = (answers.loc["R02"] - answers.mean()).to_numpy()[given]
    assert measures.loc["R02", "mahalanobis_d2"] == pytest.approx(d @ np.linalg.solve(S[np.ix_(given, given)], d))


def test_rules_and_reasons(found):
    assert found.rules.name == "conservative"
    assert found.flagged[found.flagged].index.tolist() == ["R01", "R02"]
    assert found.suggested.sum() == found.n_suggested == 2
    assert found.reasons["R01"] == Text(
        "one answer for too many items in a row (1 ≥ 1 of the items)",
        "连续选择同一选项过多：1 ≥ 1（占题数比例）",
    )
    assert found.reasons["R02"].en == "too fast (1 < 2 seconds an item)"
    assert found.headline().en == (
        '2 of 40 respondents (5.0%) are suggested for leaving out; 2 are flagged by some rule (rules "conservative").'
    )
    assert found.headline().zh == "40 位受访者中建议剔除 2 位（5.0%），触发至少一项规则者 2 位（规则：conservative）。"


def test_each_limit_has_its_source(answers):
    rules = st.CarelessRules(min_person_total_r=0.0, min_mahalanobis_p=0.01, max_blank_share=0.2)
    table = st.careless(answers, rules=rules).flagged_by_rule()
    assert [f"{row.limit_source}; {row.source}" for row in table.itertuples()] == [
        "own limit; None", "Curran (2016); Johnson (2005)", "Huang et al. (2012); Huang et al. (2012)",
        "own limit; Donlon & Fischer (1968)", "own limit; Meade & Craig (2012)",
    ]  # fmt: skip
    thorough = st.careless(answers, rules="thorough")
    assert thorough.flagged_by_rule()["limit_source"].map(str).tolist() == [
        "convention of this package", "Huang et al. (2012)", "Tabachnick & Fidell (2013)",
    ]  # fmt: skip
    assert [source.split(",")[0] for source in thorough.references] == ["Johnson", "Meade", "Tabachnick"]


def test_the_critical_r_is_said(answers):
    lines = [line.en for line in st.careless(answers).conventions]
    assert "synonyms, antonyms: pairs of items with r > 0.6, r < -0.6 (Meade & Craig, 2012)" in lines
    found = st.careless(answers, rules=st.CarelessRules(critical_r=0.45))
    assert "同义题、反义题：r > 0.45、r < -0.45 的题项对" in [line.zh for line in found.conventions]


def test_own_rules(answers):
    rules = st.CarelessRules(
        longest_run_share=1.0, min_within_person_sd=0.1, max_blank_share=0.5, straightlining_share=0.9, min_flags=2
    )
    found = st.careless(answers, dimensions=DIMENSIONS, rules=rules)
    assert found.suggested[found.suggested].index.tolist() == ["R01"]
    assert found.n_flags[["R01", "R02"]].tolist() == [3, 1]
    assert found.n_flagged == 2
    counts = found.tables()[0].frame
    assert counts["count"].tolist() == [1, 1, None, 1, 1]
    assert counts["count_alone"].tolist() == [1, 0, None, 0, 0]
    assert counts["count_out"].tolist() == [0, 1, None, 1, 1]
    assert "未应用：作答过快" in found.summary("zh")


def test_no_rules(answers):
    rules = st.CarelessRules(longest_run_share=None, min_seconds_per_item=None)
    found = st.careless(answers, rules=rules)
    assert (found.n_flagged, found.n_suggested, len(found.reasons)) == (0, 0, 0)
    assert found.summary()


def test_rows_to_keep(found, answers):
    kept = answers[~found.suggested]
    assert kept.index[0] == "R03"
    impact = found.impact("alpha")
    assert impact.table["value_kept"].iloc[0] == pytest.approx(st.cronbach_alpha(kept).alpha)
    assert impact.table["effect"].iloc[0] == impact.table["value_kept"].iloc[0] - impact.table["value_all"].iloc[0]
    assert (impact.n_all, impact.n_kept) == (40, 38)


def test_impact_of_everything(found, answers):
    table = found.impact().to_frame()
    names = [name.en if isinstance(name, Text) else name for name in table["statistic"]]
    assert names == ["Cronbach's α", "KMO", "mean of a", "mean of b", "mean of c"]
    kept = answers.iloc[2:]
    assert table["value_kept"].iloc[1] == pytest.approx(st.kmo(kept).kmo)
    assert table["value_kept"].iloc[2] == pytest.approx(kept[NAMES[:3]].mean(axis=1).mean())
    assert found.impact().headline().en.startswith("Without the 2 of 40 left out, Cronbach's α goes from ")
    assert found.impact().headline().zh.startswith("40 份中剔除 2 份后，Cronbach α 由 ")
    assert "全部题项均值由 " in st.careless(answers, seconds=[1.0] * 2 + [40.0] * 38).impact("mean").headline().zh


def test_impact_of_a_function(found):
    def spread(frame):
        return frame.sum(axis=1).std()

    table = found.impact(spread).to_frame()
    assert table["statistic"].tolist() == ["spread"]
    assert text_of(OptionError, lambda: found.impact(lambda frame: "much")) == (
        "the statistic returned 'much'\nHint: Give a function of a frame that returns a number."
    )
    assert text_of(OptionError, lambda: found.impact("omega")) == (
        "statistic='omega' is not an option\nHint: statistic is one of 'alpha', 'kmo', 'mean'."
    )


def test_impact_that_cannot_be_computed():
    frame = pd.DataFrame([[1, 2, 3], [2, 3, 5], [4, 4, 4], [5, 5, 5]], columns=["a", "b", "c"])
    impact = st.careless(frame, rules=st.CarelessRules()).impact()
    assert np.isnan(impact.table["value_kept"].iloc[1])
    assert any("KMO of n = 2" in line.en for line in impact.conventions)


def test_influence(answers, found):
    influence = found.influence()
    complete = answers.dropna()
    assert (influence.n_used, influence.n_total) == (39, 40)
    assert influence.alpha == pytest.approx(st.cronbach_alpha(complete).alpha)
    table = influence.table.set_index("respondent")
    for name in ("R01", "R17"):
        assert table.loc[name, "alpha_without"] == pytest.approx(st.cronbach_alpha(complete.drop(name)).alpha)
    assert np.isnan(table.loc["R02", "effect"])
    assert influence.summary("zh")


def test_influence_of_too_few():
    influence = st.careless(pd.DataFrame({"a": [1, 2], "b": [2, 5]})).influence()
    assert influence.table["effect"].isna().all()
    assert influence.headline().en.endswith("fewer than three answered all items.")


@pytest.mark.parametrize("rows", [[40], [-1], ["R01"], "R01", [True], [[1]], 3])
def test_reasons_of_are_asked_by_position(found, rows):
    assert text_of(OptionError, lambda: found.reasons_of(rows)) == (
        f"rows={rows!r} is no list of positions among 40 respondents\n"
        "Hint: Give whole numbers from 0, such as np.flatnonzero(found.suggested)."
    )


def test_reasons_of_some(found):
    assert found.reasons_of([1, 2]).index.tolist() == ["R02", "R03"]
    assert found.reasons_of([]).empty


def test_the_headline_says_how_many_rules_were_applied(answers):
    found = st.careless(answers, rules="thorough")
    assert found.headline().en.endswith('(rules "thorough", 2 of 3 applied).')
    assert found.headline().zh.endswith("（规则：thorough，3 条中应用 2 条）。")


def test_one_row_a_respondent(found):
    frame = found.to_frame()
    assert frame.shape == (40, 16)
    assert frame.loc["R02", ["n_flags", "suggested", "reason"]].tolist() == [
        1, True, "too fast (1 < 2 seconds an item)",
    ]  # fmt: skip


def test_what_is_missing_is_said(answers):
    found = st.careless(answers[["q1", "q2", "q3"]])
    assert {name: why.en for name, why in found.unavailable.items()} == {
        "even_odd": "no dimensions are declared",
        "straightlining_share": "no dimensions are declared",
        "synonym_r": "pairs of items with r > 0.6: 0, three are needed",
        "antonym_r": "pairs of items with r < -0.6: 0, three are needed",
        "seconds_per_item": "no times are given",
    }
    assert found.measures[list(found.unavailable)].isna().all(axis=None)
    assert "no Even-odd consistency: no dimensions are declared" in found.summary()
    assert "未计算奇偶一致性：未声明维度" in found.summary("zh")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda frame: frame.assign(q3=3), "everyone gave the same answer to q3"),
        (lambda frame: frame.assign(q3=frame["q1"] + frame["q2"]), "q1, q2, q3 determine each other exactly"),
        (lambda frame: frame.iloc[:9], "9 respondents for 9 items"),
        (lambda frame: frame.assign(q3=NAN), "nobody answered q3"),
        (lambda frame: frame.assign(q3=NAN, q4=3), "nobody answered q3"),
    ],
)
def test_distances_that_cannot_be_had(answers, change, reason):
    found = st.careless(change(answers.iloc[2:]))
    assert found.unavailable["mahalanobis_d2"].en == reason
    assert found.measures["mahalanobis_p"].isna().all()


def test_distances_of_many_blanks_in_parts(monkeypatch):
    X = np.random.default_rng(5).normal(size=(60, 8))
    X[np.random.default_rng(6).random(X.shape) < 0.4] = NAN
    whole = st.careless(X).measures["mahalanobis_d2"]
    monkeypatch.setattr(person_fit, "CELLS", 32)
    pd.testing.assert_series_equal(st.careless(X).measures["mahalanobis_d2"], whole)


def test_constant_and_blank_respondents(answers):
    frame = answers.copy()
    frame.iloc[2] = NAN
    measures = st.careless(frame, dimensions=DIMENSIONS).measures
    assert measures.loc["R03", ["blank_share", "longest_run"]].tolist() == [1, 0]
    assert measures.loc["R03", ["average_run", "within_person_sd", "person_total_r", "mahalanobis_p"]].isna().all()
    assert measures.loc["R01", ["longest_run", "within_person_sd", "straightlining_share"]].tolist() == [9, 0, 1]


FRAME = pd.DataFrame({"q1": [1, 2, 4, 5], "q2": [2, 2, 5, 4], "q3": [5, 4, 1, 2]}, index=list("abcd"))
FAULTS = {
    "one item": (
        ItemsError, {"items": FRAME[["q1"]]}, "there is only one item\nHint: Give at least two items.",
    ),
    "one respondent": (
        SampleSizeError, {"items": FRAME.iloc[:1]}, "there is only one respondent\nHint: Give at least two rows.",
    ),
    "text": (
        AnswersError, {"items": FRAME.assign(name=["Li", "Wu", "Xu", "Hu"])},
        "an answer is not a number (row a, column name, value 'Li')\n"
        "Hint: Select the item columns, or turn texts into numbers first: frame[column].map({...}).",
    ),
    "moments": (
        AnswersNeededError, {"items": st.Moments.from_corr([[1, 0.5], [0.5, 1]], n=9)},
        "moments hold no single answers\nHint: Give the answers, one row a respondent.",
    ),
    "unknown item in a dimension": (
        ItemsError, {"dimensions": {"a": ["q1", "q22"]}}, "there is no item 'q22'\nHint: Did you mean q2?",
    ),
    "item in two dimensions": (
        ItemsError, {"dimensions": {"a": ["q1", "q2"], "b": ["q2", "q3"]}},
        "q2 stands in the dimensions twice\nHint: Put each item into one dimension.",
    ),
    "no list": (
        ItemsError, {"dimensions": {"a": "q1"}},
        'no list of items is given for a\nHint: Name the items of each dimension: {"content": ["q1", "q2"]}.',
    ),
    "no dimensions": (
        OptionError, {"dimensions": ["q1"]},
        "dimensions=['q1'] are none\nHint: Name the items of each dimension: {\"content\": [\"q1\", \"q2\"]}.",
    ),
    "too few times": (
        AnswersError, {"seconds": [20, 30]},
        "there are seconds for 2 of 4 respondents\n"
        "Hint: Give one number a respondent: the time for all items together.",
    ),
    "a table of times": (
        AnswersError, {"seconds": [[20, 30]] * 4},
        "the seconds have shape (4, 2)\nHint: Give one number a respondent: the time for all items together.",
    ),
    "negative time": (
        AnswersError, {"seconds": [20, 30, -1, 9]},
        "a time is negative or infinite (row c, value -1.0)\n"
        "Hint: Correct it, or give NaN for a time that is not known.",
    ),
    "times as text": (
        AnswersError, {"seconds": ["20 s", "1", "2", "3"]},
        "a time is not a number (row a, value '20 s')\n"
        "Hint: Give one number a respondent, NaN for a time that is not known.",
    ),
    "times of others": (
        AnswersError, {"seconds": pd.Series([1, 2, 3, 4], index=list("dcba"))},
        "the seconds belong to other respondents than the answers, or stand in another order\n"
        "Hint: Put them in order: seconds.loc[items.index]; or give seconds.to_numpy().",
    ),
    "no answers": (
        AnswersError, {"items": FRAME * NAN},
        "nobody answered any item\nHint: Check the columns, and how texts were turned into numbers.",
    ),
    "unknown rules": (
        OptionError, {"rules": "strict"},
        "rules='strict' is not an option\nHint: rules is one of 'conservative', 'thorough'.",
    ),
    "no rules": (
        OptionError, {"rules": 3}, "rules=3 are no rules\nHint: Give a name, or st.CarelessRules(min_flags=2).",
    ),
    "reversal without a scale": (
        OptionError, {"reverse": ["q1"]},
        "reversal needs the bounds of the scale\n"
        "Hint: Say scale=(low, high), such as scale=(1, 5); the answers given need not reach the ends.",
    ),
    "unknown reversed item": (
        ItemsError, {"reverse": ["q9"], "scale": (1, 5)}, "there is no item 'q9'\nHint: Did you mean q3, q2, q1?",
    ),
    "a rule without dimensions": (
        OptionError, {"rules": st.CarelessRules(min_even_odd=0.0)},
        "the rule min_even_odd cannot be applied: no dimensions are declared\n"
        'Hint: Declare them, dimensions={"content": ["q1", "q2", "q3"], ...}, or leave the rule out.',
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_faults(case):
    error, options, expected = FAULTS[case]
    assert text_of(error, lambda: st.careless(**({"items": FRAME} | options))) == expected


def test_ids_left_in():
    random = np.random.default_rng(1)
    frame = pd.DataFrame(random.integers(1, 6, (30, 4)), columns=["q1", "q2", "q3", "q4"])
    frame.insert(0, "id", np.arange(1001, 1031))
    assert text_of(ItemsError, lambda: st.careless(frame)) == (
        "every respondent has another whole number in id, as in a column of ids\n"
        "Hint: Give the item columns alone; if these are answers, declare scale=(low, high)."
    )
    with pytest.raises(FaultsError, match="an answer lies outside the scale from 1 to 5"):
        st.careless(frame, scale=(1, 5))
    sliders = pd.DataFrame({name: random.permutation(101)[:30] for name in "abcd"})
    assert st.careless(sliders).n_total == 30


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"longest_run_share": 5}, "longest_run_share=5 is no share\nHint: Give a number from 0 to 1."),
        ({"min_mahalanobis_p": -0.1}, "min_mahalanobis_p=-0.1 is no share\nHint: Give a number from 0 to 1."),
        ({"min_even_odd": -2}, "min_even_odd=-2 is no correlation\nHint: Give a number from -1 to 1."),
        ({"critical_r": None}, "critical_r=None is no correlation\nHint: Give a number from 0 to 1."),
        ({"min_seconds_per_item": -1}, "min_seconds_per_item=-1 is no limit\nHint: Give a number, 0 or more."),
        ({"min_within_person_sd": "low"}, "min_within_person_sd='low' is no limit\nHint: Give a number, 0 or more."),
        ({"min_flags": 0}, "min_flags=0 is no number of rules\nHint: Give 1 or more."),
        ({"min_flags": 1.5}, "min_flags=1.5 is no number of rules\nHint: Give 1 or more."),
    ],
)
def test_impossible_limits(options, expected):
    assert text_of(OptionError, lambda: st.CarelessRules(**options)) == expected


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["respondents", "longest_run", "longest_run_share", "person_total_r", "blank_share"])
def test_pictures(found, kind, language):
    ax = found.plot(kind, language=language)
    assert ax.get_xlabel()
    ax.figure.clf()


def test_limit_of_the_longest_run_is_drawn_in_items(found):
    ax = found.plot("longest_run")
    assert ax.lines[-1].get_xdata()[0] == 9
    assert text_of(OptionError, lambda: found.plot("seconds")).startswith(
        "kind='seconds' is not an option\nHint: kind is"
    )


def test_many_are_listed_shortly():
    frame = pd.DataFrame(np.repeat([[1] * 6, [2] * 6, [1, 2, 3] * 2], 10, axis=0), columns=list("abcdef"))
    table = st.careless(frame).tables()[1]
    assert len(table.frame) == 20
    assert st.careless(pd.concat([frame] * 2, ignore_index=True)).tables()[1].notes == (
        Text("and 20 more", "另有 20 位"),
    )


def test_respondents_in_chunks():
    random = np.random.default_rng(2)
    X = random.integers(1, 6, (9000, 5)).astype(float)
    X[random.random(X.shape) < 0.05] = NAN
    whole = st.careless(X).measures
    frame = pd.DataFrame(X)
    row = 8191
    assert whole["person_total_r"].iloc[row] == pytest.approx(frame.loc[row].corr(frame.drop(row).mean()))
