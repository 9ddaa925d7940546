"""Inattentive answers of odd data: what cannot be had is said, names and times are what they are, nothing is slow."""

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import AnswersError, ItemsError, OptionError
from surveytools.base.labels import Text

NAN = float("nan")
NAMES = [f"q{k}" for k in range(1, 10)]


@pytest.fixture
def answers():
    """Return 60 respondents of one factor, nine items answered from 1 to 5."""
    random = np.random.default_rng(0)
    X = np.clip((3 + random.normal(size=(60, 1)) + random.normal(size=(60, 9))).round(), 1, 5)
    return pd.DataFrame(X, columns=NAMES)


def text_of(error, call):
    with pytest.raises(error) as caught:
        call()
    return str(caught.value)


@pytest.mark.parametrize("group", [None, 5, [], {"q1", "q2", "q3"}, {"q1": "q2"}, "q1"])
def test_a_dimension_is_a_list_in_order(answers, group):
    assert text_of(ItemsError, lambda: st.careless(answers, dimensions={"a": group})) == (
        'no list of items is given for a\nHint: Name the items of each dimension: {"content": ["q1", "q2"]}.'
    )


def test_a_dimension_may_be_called_as_a_statistic(answers):
    dimensions = {"alpha": NAMES[:3], "kmo": NAMES[3:6], "mean": NAMES[6:]}
    table = st.careless(answers, dimensions=dimensions).impact().table
    assert table["statistic"].map(str).tolist() == [
        "Cronbach's α",
        "KMO",
        "mean of alpha",
        "mean of kmo",
        "mean of mean",
    ]
    assert table["value_all"].iloc[0] == pytest.approx(st.cronbach_alpha(answers).alpha)
    assert table["value_all"].iloc[2] == pytest.approx(answers[NAMES[:3]].mean(axis=1).mean())


@pytest.mark.parametrize(
    "seconds",
    [
        [pd.NA] + [5.0] * 59,
        [None] + [5] * 59,
        pd.Series([pd.NA] + [5] * 59, dtype="Int64"),
        pd.Series([None] + [5.0] * 59, dtype=object),
    ],
)
def test_times_that_are_not_known(answers, seconds):
    found = st.careless(answers, seconds=seconds)
    assert np.isnan(found.measures["seconds_per_item"].iloc[0])
    assert found.n_suggested == 59


@pytest.mark.parametrize("times", [pd.to_timedelta([30] * 60, unit="s"), pd.Series([pd.Timestamp("2024-01-01")] * 60)])
def test_durations_are_not_taken_for_numbers(answers, times):
    assert text_of(AnswersError, lambda: st.careless(answers, seconds=times)) == (
        "the seconds are durations or dates\nHint: Give numbers: times.dt.total_seconds()."
    )


def test_nobody_has_a_known_time(answers):
    found = st.careless(answers, seconds=[NAN] * 60)
    assert found.unavailable["seconds_per_item"].en == "no times are given"
    assert list(found.flags) == ["longest_run_share"]


def test_what_nobody_has_is_said_and_not_drawn():
    found = st.careless(np.repeat([[1.0], [4.0], [5.0]], 9, axis=1), rules="thorough")
    assert found.unavailable["person_total_r"] == Text(
        "nobody gave enough differing answers", "没有受访者给出足够多且不全相同的作答"
    )
    assert found.n_suggested == 3
    assert text_of(OptionError, lambda: found.plot("person_total_r")).startswith("kind='person_total_r'")
    assert found.plot().get_yticklabels()[0].get_text() == "none"


def test_hardly_anybody_answered_anything():
    X = np.full((30, 9), NAN)
    X[0, 0] = 3
    found = st.careless(X, rules="thorough")
    assert found.n_flagged == 0
    assert {"blank_share", "longest_run", "longest_run_share"} <= set(found.measures) - set(found.unavailable)
    assert found.unavailable["mahalanobis_d2"].zh.endswith(" 无人作答")
    assert found.impact().headline() == Text("Nobody is left out.", "没有剔除任何问卷。")
    assert found.influence().tables() == ()
    assert found.summary("zh")
    assert found.plot("longest_run").patches[0].get_height() > 0


def test_a_measure_that_is_the_same_for_all_is_drawn(answers):
    found = st.careless(answers.iloc[:10])
    values = found.measures["mahalanobis_d2"]
    assert np.ptp(values) < 1e-9
    assert len(found.plot("mahalanobis_d2").patches) > 0


@pytest.mark.parametrize("p", [2, 5, 6])
def test_a_short_questionnaire_is_not_judged_by_runs(p):
    frame = pd.DataFrame(np.repeat([[1.0], [4.0], [5.0]], p, axis=1))
    assert st.careless(frame).n_suggested == (3 if p == 6 else 0)
    lines = [line.en for line in st.careless(frame).conventions]
    assert ("so few rules could be applied that nobody is suggested for leaving out" in lines) == (p < 6)
    assert st.careless(frame, rules=st.CarelessRules()).n_suggested == 3


def test_a_number_of_rules_that_can_never_be_reached():
    assert text_of(OptionError, lambda: st.CarelessRules(min_flags=3)) == (
        "min_flags=3, but the number of rules is 2\nHint: Lower min_flags, or give limits for more rules."
    )


@pytest.mark.parametrize("name", [None, "", " ", 5])
def test_rules_have_a_name(name):
    assert text_of(OptionError, lambda: st.CarelessRules(name=name)) == f"name={name!r} is no name\nHint: Give a text."


def test_a_name_does_not_hide_that_a_rule_cannot_be_applied(answers):
    rules = st.CarelessRules(min_even_odd=0.0, name="thorough")
    with pytest.raises(OptionError, match="the rule min_even_odd cannot be applied: no dimensions are declared"):
        st.careless(answers, rules=rules)


@pytest.mark.parametrize(
    ("seconds", "said"), [(17.999, "(1.9999 < 2 "), (17.9, "(1.99 < 2 "), (9.0, "(1 < 2 "), (0.0, "(0 < 2 ")]
)
def test_the_number_shown_breaks_the_limit(answers, seconds, said):
    found = st.careless(answers, seconds=[seconds] + [40.0] * 59)
    assert said in found.reasons.iloc[0].en


def test_everyone_is_left_out(answers):
    found = st.careless(answers, seconds=[1.0] * 60)
    impact = found.impact()
    assert impact.headline() == Text(
        "Everyone is left out, so there is nothing to compare.", "全部问卷均被剔除，无从比较。"
    )
    assert impact.table["value_kept"].isna().all()
    assert "KMO of n = 0: there are no answers" in impact.summary()
    alone = found.impact(lambda frame: frame.to_numpy().mean()).table
    assert alone["statistic"].tolist() == ["statistic"]
    assert np.isnan(alone["value_kept"].iloc[0])


def test_a_statistic_that_cannot_be_had_of_those_kept():
    frame = pd.DataFrame([[1, 2, 3], [4, 4, 4], [5, 5, 5]], columns=list("abc"))
    impact = st.careless(frame, rules=st.CarelessRules()).impact()
    alpha = st.cronbach_alpha(frame).alpha
    assert impact.headline().en == f"Without the 2 of 3 left out, Cronbach's α goes from {alpha:.3f} to —."


def test_influence_names_both_ends(answers):
    influence = st.careless(answers).influence()
    without = influence.table["alpha_without"]
    low, high = without.idxmin(), without.idxmax()
    assert influence.headline().en == (
        f"α = {influence.alpha:.3f}; whoever is left out, it lies between {without[low]:.3f} (without {low}) and "
        f"{without[high]:.3f} (without {high})."
    )


def test_influence_where_answers_do_not_vary():
    influence = st.careless(np.full((5, 9), 3.0)).influence()
    assert influence.headline() == Text(
        "α without each respondent cannot be had: the answers do not vary.", "无法计算逐一剔除后的 α：作答没有变异。"
    )


def test_hostile_names(answers):
    names = ["<script>1</script>", "a|b", "$x_1$", "é\n2", "题 1", "a&b", "\\frac", "%_#", " "]
    rows = [f"<b>{k}</b>|$" for k in range(60)]
    frame = answers.set_axis(names, axis=1).set_axis(rows)
    found = st.careless(frame, dimensions={"<i>$": names[:3], "a|b": names[3:6], "题": names[6:]}, seconds=[5.0] * 60)
    for result in (found, found.impact(), found.influence()):
        for language in ("en", "zh"):
            shown = result.to_html(language)
            assert "<script>" not in shown
            assert "<b>0" not in shown
            assert result.summary(language)
            assert result.to_latex()


def test_row_labels_may_be_doubled(answers):
    frame = answers.set_axis(["x"] * 60)
    found = st.careless(frame, seconds=pd.Series([5.0] * 60, index=frame.index))
    assert len(found.reasons) == 60
    assert len(frame[~found.suggested]) == 0
    assert found.influence().table["effect"].notna().all()


def test_polars_and_nullable_answers_are_the_same(answers):
    polars = pytest.importorskip("polars")
    expected = st.careless(answers).measures
    for frame in (polars.from_pandas(answers), answers.astype("Int64")):
        pd.testing.assert_frame_equal(st.careless(frame).measures, expected)


def test_reasons_of_a_large_survey_are_made_once():
    random = np.random.default_rng(1)
    frame = pd.DataFrame(random.integers(1, 6, (20_000, 12)))
    found = st.careless(frame, seconds=np.full(20_000, 5.0), rules="thorough")
    reasons = found.to_frame()["reason"]
    assert (reasons != "").all()
    assert reasons.tolist() == [why.en for why in found.reasons]
    assert found.tables()[1].notes == (Text("and 19980 more", "另有 19980 位"),)


def alike(spread):
    """Return 300 attentive respondents, 26 items of one factor whose means differ by a spread."""
    random = np.random.default_rng(0)
    X = 3.2 + spread * random.normal(size=26) + 0.6 * random.normal(size=(300, 1)) + 0.8 * random.normal(size=(300, 26))
    return np.clip(X.round(), 1, 5)


def test_person_total_r_says_little_where_items_are_equally_popular():
    found = st.careless(alike(0.0), rules=st.CarelessRules(min_person_total_r=0.0))
    assert found.chance == pytest.approx(0.5, abs=0.1)
    share = f"{100 * found.chance:.0f}%"
    assert found.tables()[0].notes[-1] == Text(
        "Says little: unlike the other respondents (too few items, or means too alike: about "
        f"{share} of attentive respondents would be flagged by chance).",
        f"参考价值有限：与其他受访者的作答模式不符（题项过少或均值过于接近，认真作答者中约 {share} 会因偶然触发）。",
    )
    assert st.careless(alike(0.0), rules="thorough").n_suggested < 15


@pytest.mark.parametrize("spread", [0.0, 0.1, 0.2, 0.5])
def test_the_chance_to_be_flagged_is_what_it_is_said_to_be(spread):
    found = st.careless(alike(spread), rules=st.CarelessRules(min_person_total_r=0.0))
    assert found.chance == pytest.approx(found.flags["min_person_total_r"].mean(), abs=0.05)
    assert ("Says little: unlike the other respondents" in found.summary()) == (found.chance > 0.05)


def test_texts_are_no_times(answers):
    times = pd.Series(["12"] * 60, index=answers.index)
    assert text_of(AnswersError, lambda: st.careless(answers, seconds=times)).startswith(
        "a time is not a number (row 0, value '12')\n"
    )
    one = [30] * 29 + ["n/a"] + [30] * 30
    assert text_of(AnswersError, lambda: st.careless(answers, seconds=one)).startswith(
        "a time is not a number (row 29, value 'n/a')\n"
    )


def test_a_measure_that_cannot_be_had_is_not_drawn(answers):
    assert text_of(OptionError, lambda: st.careless(answers).plot("antonym_r")) == (
        "kind='antonym_r' cannot be drawn: pairs of items with r < -0.6: 0, three are needed\n"
        "Hint: Draw another measure, see .unavailable."
    )


def lenient_and_strict(turned):
    """Return 300 attentive respondents of one factor, 20 items with means from 3.2 to 4, every fifth turned around."""
    random = np.random.default_rng(8)
    noise = 0.7 * random.normal(size=(300, 1)) + 0.7 * random.normal(size=(300, 20))
    X = np.clip((np.linspace(3.2, 4, 20) + noise).round(), 1, 5)
    X[:, ::5] = 6 - X[:, ::5] if turned else X[:, ::5]
    return pd.DataFrame(X, columns=[f"q{k}" for k in range(1, 21)])


def test_low_opinions_are_no_inattention_where_items_are_reversed():
    frame = lenient_and_strict(turned=True)
    rules = st.CarelessRules(min_person_total_r=0.0)
    declared = st.careless(frame, scale=(1, 5), reverse=list(frame.columns[::5]), rules=rules)
    plain = st.careless(lenient_and_strict(turned=False), scale=(1, 5), rules=rules)
    np.testing.assert_allclose(declared.measures["person_total_r"], plain.measures["person_total_r"], rtol=1e-9)
    assert declared.chance == pytest.approx(plain.chance)
    opinion = declared.sheet.frame().mean(axis=1)
    assert abs(opinion[~declared.suggested].mean() - opinion.mean()) < 0.25 * opinion.std() / np.sqrt(300)
