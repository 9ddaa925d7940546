"""Whose answers count."""

import numpy as np
import pandas as pd
import pytest

from surveytools.base.labels import Text
from surveytools.study.project import SampleSection, ScreeningSection
from surveytools.study.screening import longest_run, screen

NAN = float("nan")
ANSWERS = pd.DataFrame(
    [[1, 2, 3, 4], [2, 2, 2, 5], [NAN, NAN, 3, 1], [NAN, 2, 2, 2], [3, 3, NAN, 3], [5, 5, 5, 5]],
    index=list("abcdef"), columns=["q1", "q2", "q3", "q4"],
)  # fmt: skip
SECONDS = pd.Series([8.0, 7.9, 40, NAN, 40, 1], index=ANSWERS.index)


def test_longest_runs():
    assert longest_run(ANSWERS.to_numpy()).tolist() == [1, 3, 1, 3, 2, 4]
    assert longest_run(np.full((1, 3), NAN)).tolist() == [0]


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
    ],
)
def test_limits(rules, left_out):
    found = screen(ANSWERS, SECONDS, ScreeningSection(**rules), SampleSection())
    assert "".join(ANSWERS.index[~found.valid]) == left_out
    assert found.n_valid == 6 - len(left_out)


def test_reasons_and_counts():
    rules = ScreeningSection(max_blank_share=0.25, longest_run_share=0.75, min_seconds_per_item=2.0)
    found = screen(ANSWERS, SECONDS, rules, SampleSection(distributed=10))
    assert found.reasons[1] == ("longest_run_share", "min_seconds_per_item")
    assert found.left_out()["count"].tolist() == [1, 3, 2]
    limits = [limit.en for limit in found.left_out()["limit"]]
    assert limits == ["> 0.25 of the items", "≥ 0.75 of the items", "< 2 seconds an item"]
    assert found.left_out()["rule"].iloc[0] == Text("too many blanks", "空白过多")
    assert found.measures.loc["d"].tolist()[:2] == [0.25, 0.75]


def test_recovery():
    found = screen(ANSWERS, None, ScreeningSection(max_blank_share=0.25), SampleSection(distributed=10))
    assert found.to_frame()["n"].tolist() == [10, 6, 5]
    assert found.to_frame()["share"].tolist()[1:] == [0.6, 5 / 6]
    assert found.headline().en.startswith("5 of 6 returned questionnaires are valid (83.3")
    assert found.headline().zh == "回收问卷 6 份，有效问卷 5 份，有效率 83.3%。"


def test_without_rules_there_is_one_table():
    found = screen(ANSWERS, None, ScreeningSection(), SampleSection())
    assert len(found.tables()) == 1
    assert found.to_frame()["n"].tolist() == [6, 6]
    assert found.tables()[0].cells()[1] == ["returned", "6", "—"]


def test_the_opinion_does_not_matter():
    rules = ScreeningSection(max_blank_share=0.25, longest_run_share=0.75)
    one = screen(ANSWERS, None, rules, SampleSection())
    other = screen(6 - ANSWERS, None, rules, SampleSection())
    assert one.valid.tolist() == other.valid.tolist()
