"""Studies whose judgments come from several experts, and repairs that are suggested."""

import numpy as np
import pytest

import surveytools as st
from surveytools.base.errors import FaultsError, StudyError
from surveytools.study.project import Project
from tests.conftest import StudyFolder
from tests.panel_study import CHILDREN, UPPER, evaluated_panel, table, with_one_judge, with_panel

SMALL = {"answers": {"file": "a.csv"}, "scale": {"low": 1, "high": 5}}
INCONSISTENT = "ignore::surveytools.base.warnings.InconsistentJudgmentsWarning"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return evaluated_panel(with_panel(StudyFolder(tmp_path_factory.mktemp("panel") / "counters")))


def test_the_panel_gives_the_weights(found):
    assert found.panel.excluded == {"Dee": pytest.approx(1.36333, abs=1e-5)}
    assert found.panel.experts == ("Ann", "Bo", "Cy", "Eve")
    assert found.weights == found.panel.weights()
    assert found.index.weights == found.weights
    assert found.hierarchy.weights().overall == pytest.approx(found.weights.overall, rel=1e-9)


def test_the_weights_are_those_of_the_experts_who_count(found):
    matrices = {
        name: {node: st.ahp.Judgments.from_upper(upper, CHILDREN[node]) for node, upper in UPPER[name].items()}
        for name in ("Ann", "Bo", "Cy", "Eve")
    }
    alone = st.ahp.HierarchyPanel(found.study.tree, matrices)
    assert found.weights.overall == pytest.approx(alone.weights().overall, rel=1e-12)


def test_two_local_weights_by_hand(found):
    ratio = (2 * 1 * 1 / 2 * 1) ** (1 / 4)
    assert found.weights.local["staff"] == pytest.approx(ratio / (1 + ratio), rel=1e-12)


def test_sections(found):
    judgments = next(section for section in found.sections if section.key == "judgments")
    assert judgments.results == (found.panel, found.hierarchy, found.repairs)


def test_the_repair_that_is_suggested(found):
    [one] = found.repairs.suggestions
    assert (one.expert, one.node.en, found.repairs.n_matrices) == ("Dee", "Process", 15)
    matrix = st.ahp.Judgments.from_upper(UPPER["Dee"]["process"], CHILDREN["process"])
    expected = st.ahp.repair(matrix).repairs[0]
    assert one.repairs.repairs[0] == expected
    words = expected.in_words().en.replace("PR2", "PR2 In time").replace("PR3", "PR3 Clear")
    assert one.in_words.en == words
    assert list(found.repairs.to_frame().columns) == ["expert", "node", "consistency_ratio", "in_words"]


def test_the_same_study_gives_equal_results(found):
    again = evaluated_panel(found.study)
    assert (again.panel, again.repairs) == (found.panel, found.repairs)
    assert again.to_dict() == found.to_dict()


def test_weights_of_the_experts(study_folder):
    settings = "\n[judgments.expert_weights]\nAnn = 3\nBo = 1\nCy = 1\nEve = 1.5\n"
    panel = with_panel(study_folder, ["Ann", "Bo", "Cy", "Eve"], settings).evaluate().panel
    np.testing.assert_allclose(panel.shares, np.array([3, 1, 1, 1.5]) / 6.5)


@pytest.mark.parametrize("aggregate", ["aip_geometric", "aip_arithmetic"])
def test_averaged_priorities_have_no_common_matrices(aggregate, study_folder):
    settings = f'\naggregate = "{aggregate}"\nmethod = "eigenvector"\n'
    found = with_panel(study_folder, ["Ann", "Bo", "Cy", "Eve"], settings).evaluate()
    assert found.hierarchy is None
    assert found.panel.settings.aggregate == aggregate
    assert found.panel.settings.method == "eigenvector"
    assert found.index.weights == found.panel.weights()


@pytest.mark.filterwarnings(INCONSISTENT)
def test_without_a_limit_everybody_counts_and_is_told(study_folder):
    with pytest.warns(UserWarning, match=r"Dee, process \(1.3633\)"):
        found = with_panel(study_folder, settings="\n").evaluate()
    assert found.panel.n_used == 5
    assert found.repairs is not None


def test_consistent_experts_need_no_repair(study_folder):
    assert with_panel(study_folder, ["Ann", "Bo", "Cy"]).evaluate().repairs is None


def test_a_consistent_judge_needs_no_repair(evaluation):
    assert evaluation.panel is evaluation.repairs is None


@pytest.mark.filterwarnings(INCONSISTENT)
class TestOneJudge:
    def test_repairs(self, study_folder):
        found = with_one_judge(study_folder, "Dee").evaluate()
        assert found.panel is None
        assert list(found.repairs.to_frame().columns) == ["node", "consistency_ratio", "in_words"]
        assert found.repairs.headline().en == (
            "1 of 3 judgment matrices: CR is not below 0.1; the smallest change that would mend it is suggested."
        )

    def test_no_change_that_suffices(self, study_folder):
        folder = with_one_judge(study_folder, "Dee")
        folder.write("judgments/process.csv", table(CHILDREN["process"], [9, 1 / 9, 1 / 9, 9, 9, 9]))
        [one] = folder.evaluate().repairs.suggestions
        assert one.repairs.repairs == ()
        assert one.in_words.en.startswith("No change of one or two judgments brings CR = 4.005 below 0.100")
        assert one.in_words.en.endswith("PR1 Simple over PR2 In time; PR2 In time over PR3 Clear; "
                                        "PR4 Open late over PR1 Simple.")  # fmt: skip
        assert "“PR1 简便”比“PR2 及时”" in one.in_words.zh

    def test_gaps_are_filled_in_as_the_study_file_says(self, study_folder):
        found = with_one_judge(study_folder, "Eve", '\ncomplete = "lls"\n').evaluate()
        assert found.hierarchy.priorities["process"].complete == "lls"
        assert found.repairs is None

    def test_gaps_come_before_repairs(self, study_folder):
        folder = with_one_judge(study_folder, "Dee", '\ncomplete = "harker"\n')
        folder.write("judgments/process.csv", table(CHILDREN["process"], [5, 1 / 4, 3, 6, None, 5]))
        [one] = folder.evaluate().repairs.suggestions
        assert one.repairs is None
        assert one.in_words.en == "Not compared yet: PR2 In time and PR4 Open late. Ask for these first."
        assert one.in_words.zh == "尚未比较：“PR2 及时”与“PR4 晚间开放”。请先补全。"

    def test_two_criteria_of_one_name(self, study_folder):
        folder = with_one_judge(study_folder, "Dee")
        folder.write("judgments/service.csv", table(["staff", "process", "price"], [9, 1 / 9, 9]))
        names = "staff,service,Staff,人员,,\nprice,service,Staff,人员,,\nPC1,price,Cheap,便宜,q7,no\n"
        folder.replace("indicators.csv", "staff,service,Staff,人员,,\n", names)
        folder.replace("indicators.csv", "PR4,process,Open late,晚间开放,q7,no\n", "")
        folder.write("judgments/process.csv", table(["PR1", "PR2", "PR3"], [1, 1, 1]))
        [one] = folder.evaluate().repairs.suggestions
        assert "staff over process" in one.in_words.en


FAULTS = {
    "unknown aggregate": (
        {"aggregate": "mean"},
        "'aggregate' has a value of the wrong kind (file study.toml, row [judgments] aggregate, value 'mean')\n"
        "Hint: aggregate is one of 'aij', 'aip_geometric', 'aip_arithmetic'.",
    ),
    "unknown way to complete": (
        {"complete": True},
        "'complete' has a value of the wrong kind (file study.toml, row [judgments] complete, value True)\n"
        "Hint: complete is one of 'lls', 'eigenvector', 'harker'.",
    ),
    "text for a ratio": (
        {"max_consistency_ratio": ".1"},
        "'max_consistency_ratio' has a value of the wrong kind (file study.toml, row [judgments] "
        "max_consistency_ratio, value '.1')\nHint: Write max_consistency_ratio = 0.1.",
    ),
    "a ratio that excludes everybody": (
        {"max_consistency_ratio": 0},
        "the largest CR is above 0 (file study.toml, row [judgments] max_consistency_ratio, value 0.0)\n"
        "Hint: Write max_consistency_ratio = 0.1.",
    ),
    "a list of weights": (
        {"expert_weights": [1, 2]},
        "'expert_weights' has a value of the wrong kind (file study.toml, row [judgments] expert_weights, "
        "value [1, 2])\nHint: Write [judgments.expert_weights] with lines such as Ann = 2.",
    ),
    "no weight at all": (
        {"expert_weights": {"Ann": 0, "Bo": 1}},
        "the weight of an expert is above 0 (file study.toml, row [judgments.expert_weights] Ann, value 0.0)\n"
        "Hint: Write Ann = 1, or another.",
    ),
    "unknown key": (
        {"expert_weight": {"Ann": 1}},
        "'expert_weight' is not a key here (file study.toml, row [judgments] expert_weight)\n"
        "Hint: Did you mean expert_weights?",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("said", "text"), FAULTS.values(), ids=FAULTS)
def test_what_the_study_file_may_not_say(said, text):
    with pytest.raises((StudyError, FaultsError)) as caught:
        Project.from_dict(SMALL | {"judgments": {"folder": "j"} | said}, file="study.toml")
    assert str(caught.value) == text


def test_an_optional_choice_may_be_made():
    said = SMALL | {
        "factors": {"method": "pca", "rotation": "varimax"},
        "judgments": {"folder": "j", "complete": "lls"},
    }
    project = Project.from_dict(said)
    assert (project.factors.method, project.factors.rotation, project.judgments.complete) == ("pca", "varimax", "lls")
    assert (project.judgments.aggregate, project.judgments.expert_weights) == (None, {})
