"""Published figures beside computed ones."""

from dataclasses import replace

import pytest

from surveytools.study.comparison import agrees, compare, printed_digits, rounded
from surveytools.study.sections import PublishedSection


def rows(evaluation, **published):
    frame = compare(PublishedSection(**published), evaluation).to_frame()
    return {row["figure"].en: row for row in frame.to_dict("records")}


@pytest.mark.parametrize(
    ("value", "printed", "same"),
    [
        (0.81289, 0.813, True),
        (0.81249, 0.813, False),
        (0.81351, 0.813, False),
        (547.969, 547.97, True),
        (547.96, 547.97, False),
        (191, 191, True),
        (190.6, 191, True),
        (0.00738, 0.0074, True),
        (-0.0001, 0.0, True),
        (5.4e-5, 5e-05, True),
        (float("nan"), 0.5, False),
    ],
)
def test_agreement_is_to_the_printed_digits(value, printed, same):
    assert agrees(value, printed) is same


def test_digits():
    assert [printed_digits(x) for x in (191, 0.8, 547.97, 0.0074, 5e-05, 1e22)] == [0, 1, 2, 4, 5, 0]
    assert rounded(0.81289, 0.813) == "0.813"
    assert rounded(190.6, 191) == "191"


def test_swapped_figures_are_set_right_and_said(evaluation):
    found = rows(evaluation, kmo=547.97, bartlett_chi2=0.891)
    assert found["KMO"]["published"] == "0.891"
    assert found["KMO"]["computed"] == "0.891"
    assert found["Bartlett's χ²"]["published"] == "547.97"
    assert found["KMO"]["agrees"]
    assert found["KMO"]["remark"].en == "Printed in swapped order: a KMO lies between 0 and 1."
    assert found["KMO"]["remark"].zh == "原文两值顺序印反：KMO 值必在 0 与 1 之间。"


@pytest.mark.parametrize(
    "published",
    [
        {"kmo": 0.891, "bartlett_chi2": 547.97},
        {"kmo": 547.97},
        {"bartlett_chi2": 0.891},
        {"kmo": 3, "bartlett_chi2": 9},
    ],
)
def test_nothing_is_swapped_without_need(published, evaluation):
    for row in rows(evaluation, **published).values():
        assert row["remark"].en == ""


def test_a_total_that_no_convention_gives(evaluation):
    row = rows(evaluation, total_consistency_ratio=0.0534)["CR of the total ranking"]
    assert not row["agrees"]
    assert row["computed"] == "0.0251"
    assert row["remark"].en.startswith(
        "It exceeds every local CR (largest 0.0511), so the level convention, an average of them, cannot give it. "
        "By the cumulative convention Responsiveness alone would need"
    )
    assert row["remark"].en.endswith("Ours: 0.0251 by the level convention, 0.0325 by the cumulative one.")
    assert "该值大于各判断矩阵（层次单排序）的 CR（最大 0.0511）" in row["remark"].zh
    assert row["remark"].zh.endswith("本例：层次总排序公式 0.0251，累加公式 0.0325。")


def test_totals_that_a_convention_gives(evaluation):
    level = rows(evaluation, total_consistency_ratio=0.0251)["CR of the total ranking"]
    assert level["agrees"]
    assert level["remark"].en == "By the level convention."
    cumulative = rows(evaluation, total_consistency_ratio=0.0325)["CR of the total ranking"]
    assert not cumulative["agrees"]
    assert cumulative["remark"].en == (
        "By the cumulative convention. Ours: 0.0251 by the level convention, 0.0325 by the cumulative one."
    )


def test_a_total_below_the_largest_local_one(evaluation):
    remark = rows(evaluation, total_consistency_ratio=0.0301)["CR of the total ranking"]["remark"]
    assert "exceeds every local CR" not in remark.en
    assert remark.en.endswith("Ours: 0.0251 by the level convention, 0.0325 by the cumulative one.")


def test_only_what_was_published_is_compared(evaluation):
    assert list(rows(evaluation, alpha=0.813)) == ["Cronbach's α of the 26 items"]
    found = compare(PublishedSection(), evaluation)
    assert found.to_frame().empty
    assert found.headline().en == "0 of 0 published figures agree to the printed digits."


def test_a_study_without_judgments(evaluation):
    without = replace(evaluation, hierarchy=None)
    assert list(rows(without, total_consistency_ratio=0.05, n_valid=191)) == ["Valid questionnaires"]


def test_digits_survive_the_study_file(study_folder):
    """A figure printed as 0.890 was printed with three digits, whatever a number makes of it."""
    alpha = study_folder.evaluate().reliability.alpha
    printed = f"{round(alpha, 2):.3f}"
    assert printed != f"{alpha:.3f}"
    with (study_folder.folder / "study.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[published]\nalpha = {printed}\n")
    row = study_folder.evaluate().comparison.to_frame().iloc[0]
    assert row["published"] == printed
    assert not row["agrees"]
