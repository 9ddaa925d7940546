"""Studies that leave things out."""

import pytest

from surveytools.base.errors import StudyError

FLAT = "code,parent,name_en,name_zh,item,reversed\nall,,All,全部,,\n" + "".join(
    f"I{k},all,Item {k},题 {k},q{k},\n" for k in range(1, 5)
)


def test_a_small_study(small_evaluation):
    assert small_evaluation.screening.n_valid == 12
    assert small_evaluation.screening.tables()[1].frame["count"].tolist() == [1, 0, 1]
    assert small_evaluation.screening.left_out()["respondent"].tolist() == ["P13", "P14"]
    assert small_evaluation.comparison is None
    assert small_evaluation.index.by_group()["group"].tolist() == ["East", "West"]


def test_without_judgments_there_are_no_weights(study_folder):
    study_folder.replace("study.toml", '[judgments]\nfolder = "judgments"\n', "")
    found = study_folder.evaluate()
    assert found.hierarchy is found.weights is found.index is None
    assert [section.key for section in found.sections] == ["sample", "items", "reliability", "adequacy", "factors"]
    assert "Cronbach's α" in found.headline().en


def test_without_groups_and_rules(study_folder):
    study_folder.replace("study.toml", 'group = "counter"\n', "")
    study_folder.replace(
        "study.toml", "max_blank_share = 0.4\nlongest_run_share = 0.9\nmin_seconds_per_item = 2.0\n", ""
    )
    study_folder.replace("study.toml", 'seconds = "seconds"\n', "")
    study_folder.replace("responses.csv", "P14,East,42,2,,,4\n", "")
    found = study_folder.evaluate()
    assert found.screening.n_valid == 13
    assert found.index.groups is None
    assert len(found.index.tables()) == 2


@pytest.mark.filterwarnings("ignore::surveytools.base.warnings.NegativeItemWarning")  # the second item is not turned
def test_a_flat_tree_says_nothing_of_dimensions_that_are_not_there(study_folder):
    study_folder.write("indicators.csv", FLAT)
    study_folder.replace("study.toml", '[judgments]\nfolder = "judgments"\n', "")
    found = study_folder.evaluate()
    assert "nan" not in " ".join(result.headline().en for result in found.results)


def test_nobody_left(study_folder):
    study_folder.replace("study.toml", "min_seconds_per_item = 2.0", "min_seconds_per_item = 200")
    with pytest.raises(StudyError, match=r"the rules of .screening. leave 0 of 14 questionnaires"):
        study_folder.evaluate()


def test_a_skipped_item_of_a_valid_respondent(study_folder):
    study_folder.replace("responses.csv", "P13,West,3,3,4,4,5", "P13,West,30,3,,4,5")
    with pytest.warns(UserWarning, match="1 of 13 respondents skipped an item"):
        found = study_folder.evaluate()
    assert found.reliability.n_used == 12
    assert found.index.n_used == 13
