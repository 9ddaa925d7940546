"""Judgments from files: a table, a folder of tables, a folder of experts; and the whole text of each fault."""

import openpyxl
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import FaultsError, StudyError, SurveyError
from tests.panel_study import CHILDREN, INDICATORS, UPPER, table, with_panel

TREE = {"service": {"staff": ["ST1", "ST2", "ST3"], "process": ["PR1", "PR2", "PR3", "PR4"]}}


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes tables, given as {"Ann/staff.csv": (criteria, upper triangle)}."""

    def write(tables):
        for file, content in tables.items():
            path = tmp_path / "judgments" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else table(*content), encoding="utf-8")
        return tmp_path / "judgments"

    return write


def panel_of(*experts):
    return {
        f"{name}/{node}.csv": (CHILDREN[node], upper) for name in experts for node, upper in UPPER[name].items()
    }  # fmt: skip


def text_of(path, indicators=None):
    with pytest.raises(SurveyError) as caught:
        st.read_judgments(path, indicators)
    return str(caught.value)


def test_one_table(folder):
    place = folder({"staff.csv": (CHILDREN["staff"], [3, 2, 1 / 2])} | {"gap.csv": (["a", "b", "c"], [2, None, 3])})
    found = st.read_judgments(place / "staff.csv")
    assert found == st.ahp.Judgments.from_upper([3, 2, 1 / 2], CHILDREN["staff"])
    assert st.read_judgments(str(place / "staff.csv"), TREE) == found
    assert st.read_judgments(place / "gap.csv").missing_pairs == (("a", "c"),)


def test_one_workbook(folder):
    place = folder({"a.csv": (["x", "y"], [4])})
    book = openpyxl.Workbook()
    for row in ([None, "x", "y"], ["x", 1, 4], ["y", "1/4", 1]):
        book.active.append(row)
    book.save(place / "b.xlsx")
    found = st.read_judgments(place)
    assert list(found) == ["a", "b"]
    assert found["a"] == found["b"]


def test_a_table_a_node_goes_into_a_hierarchy(folder):
    place = folder({f"{node}.csv": (CHILDREN[node], upper) for node, upper in UPPER["Ann"].items()})
    found = st.read_judgments(place, TREE)
    assert found == st.read_judgments(place)
    assert list(st.ahp.Hierarchy(TREE, found).priorities) == ["service", "staff", "process"]


def test_a_folder_an_expert_goes_into_a_panel(folder):
    tree = pd.DataFrame([line.split(",") for line in INDICATORS.splitlines()[1:]])
    tree.columns = INDICATORS.splitlines()[0].split(",")
    found = st.read_judgments(folder(panel_of("Ann", "Bo", "Cy", "Eve")), tree)
    assert list(found) == ["Ann", "Bo", "Cy", "Eve"]
    assert found["Eve"]["staff"].missing_pairs == (("ST1", "ST3"),)
    assert st.ahp.HierarchyPanel(tree, found).experts == ("Ann", "Bo", "Cy", "Eve")


def test_a_table_an_expert_goes_into_a_panel_of_one_matrix(folder):
    tables = {f"{name}.csv": (["a", "b", "c"], UPPER[name]["staff"]) for name in ("Ann", "Bo")}
    found = st.read_judgments(folder(tables | {"Cy.csv": (["c", "b", "a"], [1, 2, 3])}))
    assert st.ahp.Panel(found).experts == ("Ann", "Bo", "Cy")


FAULTS = {
    "tables beside folders": (
        panel_of("Ann") | {"staff.csv": (["ST1", "ST2"], [2])},
        "tables (staff.csv) stand beside folders (Ann) (file judgments)\n"
        "Hint: Keep either one table a node, or one folder an expert with one table a node each.",
    ),
    "an expert without tables": (
        panel_of("Ann") | {"Bo/.hidden": ""},
        "the folder is empty (file judgments/Bo)\nHint: Put one square table a node into it.",
    ),
    "nothing at all": (
        {".hidden": ""}, "the folder is empty (file judgments)\nHint: Put one square table a node into it.",
    ),
    "a letter": (
        panel_of("Ann") | {"Ann/letter.txt": "Dear"},
        "this is no table of judgments (file judgments/Ann/letter.txt)\nHint: Keep only <code>.csv or .xlsx here.",
    ),
    "a folder in an expert's": (
        panel_of("Ann") | {"Ann/old/staff.csv": (["a", "b"], [1])},
        "this is no table of judgments (file judgments/Ann/old)\nHint: Keep only <code>.csv or .xlsx here.",
    ),
    "two tables of a node": (
        {"a.csv": (["x", "y"], [2]), "a.CSV": (["x", "y"], [2])},
        "'a' has two tables, a.CSV and a.csv (file judgments/a.csv)\nHint: Keep one of them.",
    ),
    "a cell": (
        panel_of("Ann") | {"Ann/staff.csv": ",ST1,ST2,ST3\nST1,1,x,2\nST2,1/2,1,1\nST3,1/2,1,1\n"},
        "a judgment is not a number (file judgments/Ann/staff.csv, row ST1, column ST2, value 'x')\n"
        "Hint: Write 3 or 1/3; a spreadsheet may have made a date of a fraction.",
    ),
    "half a gap": (
        panel_of("Ann") | {"Ann/staff.csv": ",ST1,ST2,ST3\nST1,1,,2\nST2,1/2,1,1\nST3,1/2,1,1\n"},
        "a judgment is missing (file judgments/Ann/staff.csv, row ST1, column ST2)\n"
        "Hint: Compare every pair: write how many times the row outweighs the column.",
    ),
    "an empty table": (
        {"a.csv": ",x\n"}, "the table is empty (file judgments/a.csv)\nHint: Its first row and column hold the codes.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("tables", "text"), FAULTS.values(), ids=FAULTS)
def test_the_whole_text_of_each_fault(tables, text, folder):
    assert text_of(folder(tables)) == text


def test_experts_who_compare_other_nodes(folder):
    tables = panel_of("Ann", "Bo")
    del tables["Bo/staff.csv"]
    assert text_of(folder(tables)) == (
        "'Bo' judges process, service (file judgments/Bo)\n"
        "Hint: All experts answer the same hierarchy; 'Ann' judges process, service, staff."
    )
    assert text_of(folder({}), TREE) == (
        "there are no judgments for 'staff' (file judgments/Bo)\nHint: Compare its children in pairs: ST1, ST2, ST3."
    )


def test_experts_who_compare_other_criteria(folder):
    place = folder(panel_of("Ann", "Bo") | {"Bo/staff.csv": (["ST1", "ST2", "PR1"], [1, 2, 3])})
    assert text_of(place) == (
        "'Bo' compares ST1, ST2, PR1 below 'staff' (file judgments/Bo/staff.csv)\n"
        "Hint: All experts compare the same criteria; 'Ann' compares ST1, ST2, ST3."
    )
    assert text_of(place, TREE) == (
        "the judgments below 'staff': they compare PR1 but lack ST3 (file judgments/Bo/staff.csv)\n"
        "Hint: Compare its children: ST1, ST2, ST3."
    )


def test_a_table_of_an_unknown_node(folder):
    place = folder({"stuff.csv": (["ST1", "ST2"], [2]), "ST1.csv": (["a", "b"], [2])})
    assert text_of(place / "stuff.csv", TREE) == (
        "there are judgments for 'stuff', which is no indicator (file stuff.csv)\nHint: Did you mean staff?"
    )
    assert text_of(place / "ST1.csv", TREE) == (
        "there are judgments for 'ST1', which has no indicators below it (file ST1.csv)\nHint: Leave them out."
    )


def test_faults_of_all_experts_come_together(folder):
    place = folder(panel_of("Ann") | {"Ann/staff.csv": "", "Bo/staff.csv": ",a,b\na,1,0\nb,2,1\n", "Cy/x.txt": ""})
    with pytest.raises(FaultsError) as caught:
        st.read_judgments(place)
    assert [fault.place.file for fault in caught.value.faults] == [
        "judgments/Ann/staff.csv", "judgments/Bo/staff.csv", "judgments/Cy/x.txt",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "fault"),
    [("nowhere", "the folder of the judgments is missing"), ("nowhere.csv", "the file is missing")],
)  # fmt: skip
def test_what_is_not_there(name, fault, tmp_path):
    with pytest.raises(StudyError, match=fault):
        st.read_judgments(tmp_path / name)


SETTINGS = {
    "weights of an unknown expert": (
        "\n[judgments.expert_weights]\nAnn = 2\nBoo = 1\nBo = 1\nCy = 1\nDee = 1\nEve = 1\n",
        ["'Boo' has a weight but no judgments (file study.toml, row [judgments.expert_weights] Boo)\n"
         "Hint: Did you mean Bo?"],
    ),
    "experts without a weight": (
        "\n[judgments.expert_weights]\nAnn = 2\nBo = 1\nDee = 1.5\n",
        ["Cy, Eve have no weight (file study.toml, row [judgments.expert_weights])\n"
         "Hint: Give every expert one, or none."],
    ),
    "complete": (
        '\ncomplete = "lls"\n',
        ["'complete' is for one judge, but the folder holds a panel (file study.toml, row [judgments] complete)\n"
         "Hint: Take it out: experts may leave pairs blank as they are."],
    ),
}  # fmt: skip


class TestStudy:
    def test_a_sound_panel(self, study_folder):
        assert with_panel(study_folder).faults() == []
        study = st.read_study(study_folder.folder)
        assert study.judgments == {}
        assert list(study.experts) == list(UPPER)
        assert list(study.hashes)[3:5] == ["judgments/Ann/process.csv", "judgments/Ann/service.csv"]
        assert len(study.hashes) == 3 + 15

    @pytest.mark.parametrize(("settings", "texts"), SETTINGS.values(), ids=SETTINGS)
    def test_settings_that_do_not_fit_a_panel(self, settings, texts, study_folder):
        assert with_panel(study_folder, settings=settings).faults() == texts

    def test_settings_that_do_not_fit_one_judge(self, study_folder):
        said = '[judgments]\naggregate = "aij"\nmax_consistency_ratio = 0.1\n'
        study_folder.replace("study.toml", "[judgments]\n", said)
        why = "is for a panel, but the folder holds the tables of one judge (file study.toml, row [judgments]"
        hint = "Hint: Make one folder an expert, such as judgments/Ann/quality.csv, or take it out."
        assert study_folder.faults() == [
            f"{key!r} {why} {key})\n{hint}" for key in ("aggregate", "max_consistency_ratio")
        ]

    def test_nobody_is_consistent_enough(self, study_folder):
        folder = with_panel(study_folder, experts=["Dee"], settings="\nmax_consistency_ratio = 0.2\n")
        assert folder.faults() == [
            "no expert has a CR below 0.2: Dee (1.3633) (file judgments)\n"
            "Hint: Ask for the contradicting judgments again, or raise max_consistency_ratio."
        ]

    def test_an_expert_without_weights_of_her_own_to_average(self, study_folder):
        folder = with_panel(study_folder, experts=["Ann", "Eve"], settings='\naggregate = "aip_geometric"\n')
        folder.write("judgments/Eve/staff.csv", table(CHILDREN["staff"], [None, None, 2]))
        [text] = folder.faults()
        assert "the comparisons of 'Eve' do not connect the criteria" in text
        assert "(file judgments)" in text

    def test_faults_of_a_panel_name_file_and_expert(self, study_folder):
        folder = with_panel(study_folder)
        folder.remove("judgments/Bo/staff.csv")
        folder.write("judgments/Cy/staff.csv", table(["ST1", "ST2"], [2]))
        assert folder.faults() == [
            "there are no judgments for 'staff' (file judgments/Bo)\n"
            "Hint: Compare its children in pairs: ST1, ST2, ST3.",
            "the judgments below 'staff': they lack ST3 (file judgments/Cy/staff.csv)\n"
            "Hint: Compare its children: ST1, ST2, ST3.",
        ]

    def test_tables_beside_folders(self, study_folder):
        with_panel(study_folder).write("judgments/staff.csv", table(CHILDREN["staff"], [1, 1, 1]))
        with pytest.raises(StudyError, match="stand beside folders"):
            st.read_study(study_folder.folder)
