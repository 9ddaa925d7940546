"""Whose answers count."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.labels import Text
from surveytools.items.inattention import careless
from surveytools.study.project import SampleSection, ScreeningSection
from surveytools.study.screening import screen

NAN = float("nan")
ANSWERS = pd.DataFrame(
    [[1, 2, 3, 4], [2, 2, 2, 5], [NAN, NAN, 3, 1], [NAN, 2, 2, 2], [3, 3, NAN, 3], [5, 5, 5, 5]],
    index=list("abcdef"), columns=["q1", "q2", "q3", "q4"],
)  # fmt: skip
SECONDS = pd.Series([8.0, 7.9, 40, NAN, 40, 1], index=ANSWERS.index)


def screened(rules, answers=ANSWERS, seconds=None, sample=None):
    found = careless(answers, seconds=seconds, rules=ScreeningSection(**rules).rules)
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
    assert found.left_out()["count"].tolist() == [1, 3, 2]
    limits = [limit.en for limit in found.left_out()["limit"]]
    assert limits == ["> 0.25 of the items", "≥ 0.75 of the items", "< 2 seconds an item"]
    assert found.left_out()["rule"].iloc[0] == Text("too many blanks", "空白过多")
    assert found.measures.loc["d", ["blank_share", "longest_run_share"]].tolist() == [0.25, 0.75]
    assert len(found.conventions) == 1


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
    assert notes[0] == Text("Left out: who broke 2 rules or more.", "触发 2 项及以上规则者剔除。")
    assert notes[1] == Text("Not applied: too fast (no times are given).", "未能应用：作答过快（未提供作答时间）。")
    assert "person-total r: with the item means of the other respondents" in found.summary()


def test_the_section_has_every_rule():
    rules = {part.name for part in dataclasses.fields(st.CarelessRules)}
    section = {part.name for part in dataclasses.fields(ScreeningSection)}
    assert rules - section == {"critical_r", "name"}
    assert section <= rules


def test_rules_of_a_study_that_need_dimensions(study_folder):
    study_folder.replace("study.toml", "min_seconds_per_item = 2.0", "min_even_odd = 0.0")
    with pytest.raises(st.SurveyError) as caught:
        study_folder.evaluate()
    assert caught.value.fault == (
        "the rule min_even_odd cannot be applied: fewer than three dimensions of two items or more"
    )


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
    assert study_folder.evaluate().impact is None


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
    assert caught.value.fault == "min_flags=3, but the number of rules is 2"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("max_blank = 0.2", "'max_blank' is not a key here"),
        ("min_seconds_per_item = inf", "'min_seconds_per_item' has a value of the wrong kind"),
        ("min_even_odd = -2", "a correlation lies between -1 and 1"),
        ("min_flags = 0", "a number of rules is at least 1"),
        ("min_seconds_per_item = 1000", "the rules of [screening] leave 0 of 14 questionnaires"),
    ],
)
def test_wrong_keys_wrong_values_and_rules_that_leave_nobody(study_folder, line, fault):
    study_folder.replace("study.toml", "min_seconds_per_item = 2.0", line)
    with pytest.raises(st.SurveyError) as caught:
        study_folder.evaluate()
    assert caught.value.fault == fault
