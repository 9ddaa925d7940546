"""Whose answers count."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import StudyError
from surveytools.base.labels import Text
from surveytools.items.inattention import careless
from surveytools.items.inattention_rules import resolved_careless_rules
from surveytools.reports.content import chapters
from surveytools.study.screening import screen
from surveytools.study.sections import SampleSection, ScreeningSection
from tests.conftest import RESPONSES

NAN = float("nan")
ANSWERS = pd.DataFrame(
    [[1, 2, 3, 4], [2, 2, 2, 5], [NAN, NAN, 3, 1], [NAN, 2, 2, 2], [3, 3, NAN, 3], [5, 5, 5, 5]],
    index=list("abcdef"), columns=["q1", "q2", "q3", "q4"],
)  # fmt: skip
SECONDS = pd.Series([8.0, 7.9, 40, NAN, 40, 1], index=ANSWERS.index)


def screened(rules, answers=ANSWERS, seconds=None, sample=None):
    found = careless(answers, seconds=seconds, rules=ScreeningSection(**rules).resolved(4))
    return screen(found, sample or SampleSection())


@pytest.mark.parametrize(
    ("rules", "left_out"),
    [
        ({}, ""),
        ({"max_blank_share": 0.25}, "c"),
        ({"max_blank_share": 0.5}, ""),
        ({"max_blank_share": 0.0}, "cde"),
        ({"longest_run_share": 0.75}, "bdf"),
        ({"longest_run_share": 1.0}, "f"),
        ({"min_seconds_per_item": 2.0}, "bf"),
        ({"max_blank_share": 0.25, "min_seconds_per_item": 1.0, "longest_run_share": 1}, "cf"),
        ({"min_within_person_sd": 0.1}, "def"),
        ({"min_seconds_per_item": 2.0, "longest_run_share": 0.75, "min_flags": 2}, "bf"),
        ({"min_seconds_per_item": 2.0, "max_blank_share": 0.25, "min_flags": 2}, ""),
    ],
)
def test_limits(rules, left_out):
    found = screened(rules, seconds=SECONDS)
    assert "".join(ANSWERS.index[~found.valid]) == left_out
    assert found.n_valid == 6 - len(left_out)


def test_reasons_and_counts():
    rules = {"max_blank_share": 0.25, "longest_run_share": 0.75, "min_seconds_per_item": 2.0}
    found = screened(rules, seconds=SECONDS, sample=SampleSection(distributed=10))
    assert found.reasons[1] == ("longest_run_share", "min_seconds_per_item")
    table = found.tables()[1].frame
    assert table["count"].tolist() == table["count_out"].tolist() == [1, 3, 2]
    assert table["count_alone"].tolist() == [1, 1, 0]
    limits = [limit.en for limit in table["limit"]]
    assert limits == ["> 0.25 of the items", "≥ 0.75 of the items", "< 2 seconds an item"]
    assert table["limit_source"].map(str).tolist() == ["own limit", "own limit", "Huang et al. (2012)"]
    assert table["rule"].iloc[0] == Text("too many blanks", "空白过多")
    assert found.measures.loc["d", ["blank_share", "longest_run_share"]].tolist() == [0.25, 0.75]
    assert len(found.conventions) == 1


def test_who_was_left_out_and_why_is_shown_without_a_name():
    found = screened({"max_blank_share": 0.25, "longest_run_share": 0.75}, seconds=SECONDS)
    assert found.left_out()["position"].tolist() == [1, 2, 3, 4]
    assert found.left_out()["respondent"].tolist() == list("bcdf")
    title, shown = found.tables()[2].title, found.tables()[2].cells("zh")
    assert title == Text("Questionnaires left out, and why", "剔除问卷及原因")
    assert shown[0] == ["序号", "原因"]
    assert shown[2] == ["2", "空白过多：0.5 > 0.25（占题数比例）"]
    assert found.tables()[2].cells()[3] == ["3", "one answer for too many items in a row (0.75 ≥ 0.75 of the items)"]


def test_many_left_out_are_shown_shortly():
    found = screened({"longest_run_share": 0.75}, pd.DataFrame(np.ones((60, 4))))
    assert len(found.tables()[2].frame) == 50
    assert found.tables()[2].notes == (Text("and 10 more", "另有 10 份"),)
    assert len(found.left_out()) == 60


def test_flagged_is_not_left_out():
    rules = {"max_blank_share": 0.25, "longest_run_share": 0.75, "min_seconds_per_item": 2.0, "min_flags": 2}
    table = screened(rules, seconds=SECONDS).tables()[1].frame
    assert table["count"].tolist() == [1, 3, 2]
    assert table["count_out"].tolist() == [0, 2, 2]
    nobody = screened({"max_blank_share": 0.25, "min_seconds_per_item": 2.0, "min_flags": 2}, seconds=SECONDS)
    assert nobody.tables()[1].frame["count_out"].tolist() == [0, 0]
    assert len(nobody.tables()) == 2
    assert nobody.left_out().empty


def test_references_are_those_of_the_rules_applied():
    assert screened({}).references == screened({"max_blank_share": 0.3}).references == ()
    applied = screened({"longest_run_share": 0.5, "min_seconds_per_item": 2.0}, seconds=SECONDS).references
    assert [source.split(",")[0] for source in applied] == ["Curran", "Huang", "Johnson"]
    assert len(screened({"longest_run_share": 0.5, "min_seconds_per_item": 2.0}).references) == 2


def test_recovery():
    found = screened({"max_blank_share": 0.25}, sample=SampleSection(distributed=10))
    assert found.to_frame()["n"].tolist() == [10, 6, 5]
    assert found.to_frame()["share"].tolist()[1:] == [0.6, 5 / 6]
    assert found.headline().en.startswith("5 of 6 returned questionnaires are valid (83.3")
    assert found.headline().zh == "回收问卷 6 份，有效问卷 5 份，有效率 83.3%。"


def test_without_rules_there_is_one_table():
    found = screened({})
    assert len(found.tables()) == 1
    assert found.to_frame()["n"].tolist() == [6, 6]
    assert found.tables()[0].cells()[1] == ["returned", "6", "—"]


def test_the_opinion_does_not_matter():
    rules = {"max_blank_share": 0.25, "longest_run_share": 0.75, "min_within_person_sd": 0.6}
    assert screened(rules).valid.tolist() == screened(rules, 6 - ANSWERS).valid.tolist()


def test_what_is_needed_and_what_could_not_be_applied_is_said():
    found = screened({"min_person_total_r": 0.0, "min_seconds_per_item": 2.0, "min_flags": 2})
    notes = found.tables()[1].notes
    assert notes[0] == Text(
        'Rules "study": who is flagged by 2 or more is to be left out. Alone: flagged by this rule only.',
        "规则 study：触发 2 项及以上者应剔除。仅此一项：只触发该规则的份数。",
    )
    assert notes[1] == Text("Not applied: too fast (no times are given).", "未应用：作答过快（未提供作答时间）。")
    assert "person-total r: with the item means of the other respondents" in found.summary()


def test_the_section_has_every_rule():
    rules = {part.name for part in dataclasses.fields(st.CarelessRules)}
    section = {part.name for part in dataclasses.fields(ScreeningSection)}
    assert rules - section == {"name"}
    assert section - rules == {"rules"}


def test_a_named_set_and_limits_in_its_place():
    thorough = ScreeningSection(rules="thorough").resolved(25)
    assert thorough == resolved_careless_rules("thorough", 25)
    rules = ScreeningSection(rules="conservative", min_seconds_per_item=1.5, critical_r=0.5, min_flags=2).resolved(12)
    assert rules.limits == {"longest_run_share": 10 / 12, "min_seconds_per_item": 1.5}
    assert (rules.min_flags, rules.critical_r, rules.name) == (2, 0.5, "study")
    found = screen(careless(ANSWERS, seconds=SECONDS, rules=ScreeningSection(rules="conservative").resolved(4)),
                   SampleSection())  # fmt: skip
    assert found.left_out()["respondent"].tolist() == ["b", "f"]


def test_person_total_r_applies_only_where_it_is_said():
    of_set = ScreeningSection(rules="thorough").resolved(25)
    own = ScreeningSection(rules="thorough", min_person_total_r=0.0).resolved(25)
    assert own.limits == of_set.limits | {"min_person_total_r": 0.0}
    assert (of_set.name, own.name) == ("thorough", "study")


def test_what_is_said_of_runs_and_of_no_rules():
    assert screened({}).conventions == (
        Text("the study sets no rules: every questionnaire returned counts", "本研究未设筛选规则，回收问卷全部有效"),
    )
    assert screened({"max_blank_share": 0.25}).conventions == ()
    assert screened({"longest_run_share": 0.75}).conventions[0].en.startswith("run: the longest series")
    assert not screened({"min_mahalanobis_p": 0.01}).conventions[0].en.startswith("run: the")


def test_a_study_may_name_a_set_and_the_critical_r(study_folder):
    study_folder.replace(
        "study.toml", "max_blank_share = 0.4\nlongest_run_share = 0.9\n",
        'rules = "conservative"\ncritical_r = 0.3\nmin_synonym_r = -0.5\n',
    )  # fmt: skip
    found = st.read_study(study_folder.folder).screening()
    assert found.rules.limits == {"min_seconds_per_item": 2.0, "min_synonym_r": -0.5}
    assert found.rules.critical_r == 0.3
    assert len(found.inattention.synonyms) > 0


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (
            'rules = "strict"',
            "'rules' has a value of the wrong kind (file study.toml, row [screening] rules, value 'strict')\n"
            "Hint: rules is one of 'conservative', 'thorough'.",
        ),
        (
            "critical_r = -0.6",
            "a critical r lies between 0 and 1 (file study.toml, row [screening] critical_r, value -0.6)\n"
            "Hint: Write critical_r = 0.6.",
        ),
        (
            "critical_r = 0.6\nmin_flags = 3",
            "more rules are asked for than the 2 with a limit (file study.toml, row [screening] min_flags, value 3)\n"
            "Hint: Lower min_flags, or give limits for more rules.",
        ),
        (
            'rules = "conservative"\nmin_flags = 4',
            "more rules are asked for than the 3 with a limit (file study.toml, row [screening] min_flags, value 4)\n"
            "Hint: Lower min_flags, or give limits for more rules.",
        ),
        (
            "min_even_odd = 0.0",
            "this rule cannot be applied: fewer than three dimensions of two items or more (file study.toml, row "
            "[screening] min_even_odd, value 0.0)\n"
            "Hint: Take the rule out, or divide the indicators into such dimensions.",
        ),
        (
            "straightlining_share = 0.8",
            "this rule cannot be applied: no dimension has three items (file study.toml, row [screening] "
            "straightlining_share, value 0.8)\nHint: Take the rule out, or divide the indicators into such dimensions.",
        ),
    ],
)
def test_faults_of_rules_name_file_and_key(study_folder, lines, text):
    study_folder.replace("study.toml", "min_seconds_per_item = 2.0", lines)
    with pytest.raises(st.SurveyError) as caught:
        st.read_study(study_folder.folder)
    assert str(caught.value) == text


def test_impossible_limits_are_reported_beside_values_of_the_wrong_kind(study_folder):
    study_folder.replace(
        "study.toml", "min_seconds_per_item = 2.0", 'rules = "torough"\nmin_flags = 0\ncritical_r = 1.5'
    )
    assert [fault.partition(" (")[0] for fault in study_folder.faults()] == [
        "'rules' has a value of the wrong kind", "a number of rules is at least 1",
        "a critical r lies between 0 and 1",
    ]  # fmt: skip


def test_more_flags_than_the_rules_of_a_set_for_so_few_items(study_folder):
    study_folder.replace("study.toml", "max_blank_share = 0.4\nlongest_run_share = 0.9\n", 'rules = "conservative"\n')
    study_folder.replace("study.toml", "min_seconds_per_item = 2.0", "min_flags = 2")
    assert study_folder.faults() == [
        "for so few items min_flags=2, but the number of rules is 1 (file study.toml, row [screening] min_flags, "
        "value 2)\nHint: Lower min_flags, or give limits for more rules."
    ]


def test_the_report_shows_what_leaving_out_changes(evaluation):
    table = evaluation.impact.to_frame()
    names = [name.en for name in table["statistic"]]
    assert names[:2] == ["Cronbach's α", "KMO"]
    assert names[-1] == "index"
    assert len(names) == 8
    values = dict(zip(names, table["value_kept"], strict=True))
    assert values["Cronbach's α"] == evaluation.reliability.alpha
    assert values["KMO"] == pytest.approx(evaluation.kmo.kmo)
    assert values["index"] == evaluation.index.value
    assert (evaluation.impact.n_all, evaluation.impact.n_kept) == (198, 191)
    everyone = st.cronbach_alpha(
        evaluation.study.answers, reverse=evaluation.study.tree.reversed_items(), scale=evaluation.study.scale
    )
    assert table["value_all"].iloc[0] == pytest.approx(everyone.alpha)
    assert np.isfinite(table["effect"]).all()


@pytest.mark.filterwarnings("ignore::surveytools.base.warnings.MissingAnswersWarning")
def test_a_study_that_leaves_nobody_out_has_no_impact(study_folder):
    study_folder.replace("study.toml", "[screening]\nmax_blank_share = 0.4\nlongest_run_share = 0.9\n", "[screening]\n")
    study_folder.replace("study.toml", "min_seconds_per_item = 2.0", "")
    evaluation = study_folder.evaluate()
    assert evaluation.impact is None
    sample = chapters(evaluation)[0]
    assert sample.blocks[0] == Text(
        "The study sets no rules for leaving questionnaires out: every one returned counts.",
        "本研究未设问卷筛选规则，回收问卷全部计入分析。",
    )


def test_more_rules_in_the_main_study(main_study):
    section = ScreeningSection(min_person_total_r=0.0, min_mahalanobis_p=0.05, min_flags=2)
    study = dataclasses.replace(main_study, project=dataclasses.replace(main_study.project, screening=section))
    found = study.screening()
    flags = found.inattention.n_flags
    assert found.n_valid == (flags < 2).sum() < 198
    assert found.summary("zh")


def test_a_study_that_asks_for_more_flags_than_rules(study_folder):
    study_folder.replace("study.toml", "min_seconds_per_item = 2.0", "min_flags = 3")
    with pytest.raises(st.SurveyError) as caught:
        study_folder.evaluate()
    assert str(caught.value) == (
        "more rules are asked for than the 2 with a limit (file study.toml, row [screening] min_flags, value 3)\n"
        "Hint: Lower min_flags, or give limits for more rules."
    )


def test_rules_that_leave_too_few(study_folder):
    study_folder.replace("study.toml", "min_seconds_per_item = 2.0", "min_seconds_per_item = 9.5")
    with pytest.raises(StudyError) as caught:
        study_folder.evaluate()
    assert str(caught.value) == (
        "the rules of [screening] leave 4 of 14 questionnaires, 4 of them without a blank: too few for 4 items\n"
        "Hint: Left out: too many blanks: 1; too fast: 9. Relax these rules, or collect more answers: at least 5 "
        "without a blank are needed."
    )


def test_too_few_although_no_rule_leaves_anybody_out(study_folder):
    study_folder.replace("study.toml", "max_blank_share = 0.4\nlongest_run_share = 0.9\n", "")
    study_folder.replace("study.toml", "min_seconds_per_item = 2.0\n", "")
    study_folder.replace("study.toml", "[sample]\ndistributed = 20\nreturned = 14\n", "")
    head, *lines = RESPONSES.splitlines()
    study_folder.write("responses.csv", "\n".join([head, *lines[:3], lines[-1]]) + "\n")
    with pytest.raises(StudyError) as caught:
        study_folder.evaluate()
    assert str(caught.value) == (
        "the rules of [screening] leave 4 of 4 questionnaires, 3 of them without a blank: too few for 4 items\n"
        "Hint: Leave out items with many blanks, or collect more answers: at least 5 without a blank are needed."
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("max_blank = 0.2", "'max_blank' is not a key here"),
        ("min_seconds_per_item = inf", "'min_seconds_per_item' has a value of the wrong kind"),
        ("min_even_odd = -2", "a correlation lies between -1 and 1"),
        ("min_flags = 0", "a number of rules is at least 1"),
        (
            "min_seconds_per_item = 1000",
            "the rules of [screening] leave 0 of 14 questionnaires, 0 of them without a blank: too few for 4 items",
        ),
    ],
)
def test_wrong_keys_wrong_values_and_rules_that_leave_nobody(study_folder, line, fault):
    study_folder.replace("study.toml", "min_seconds_per_item = 2.0", line)
    with pytest.raises(st.SurveyError) as caught:
        study_folder.evaluate()
    assert caught.value.fault == fault
