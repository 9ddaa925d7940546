"""A study from its folder, and every fault in its files at once."""

import openpyxl
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import FaultsError, StudyError

NUMBER = "Hint: Write a number, or leave it empty."


def test_a_sound_study(study_folder):
    assert study_folder.faults() == []
    study = st.read_study(str(study_folder.folder / "study.toml"))
    assert study.answers.shape == (14, 4)
    assert study.answers.index.tolist()[:2] == ["P01", "P02"]
    assert study.answers.loc["P14"].isna().tolist() == [False, True, True, False]
    assert study.groups.iloc[6] == "West"
    assert study.seconds["P13"] == 3
    assert study.dimensions == {"staff": ["q1", "q2"], "process": ["q3", "q4"]}
    assert list(study.judgments) == ["process", "service", "staff"]
    assert list(study.hashes) == [
        "study.toml", "indicators.csv", "responses.csv", "judgments/process.csv", "judgments/service.csv",
        "judgments/staff.csv",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_encodings(encoding, study_folder):
    expected = st.read_study(study_folder.folder)
    for file in ("study.toml", "indicators.csv", "responses.csv"):
        content = (study_folder.folder / file).read_text(encoding="utf-8").replace("East", "东窗口")
        study_folder.write(file, content.encode(encoding))
    study = st.read_study(study_folder.folder)
    assert study.title == expected.title
    assert study.groups.iloc[0] == "东窗口"
    pd.testing.assert_frame_equal(study.answers, expected.answers, check_index_type=False)


def test_workbooks(study_folder):
    expected = st.read_study(study_folder.folder)
    for file in ("responses", "judgments/staff"):
        book = openpyxl.Workbook()
        for line in (study_folder.folder / f"{file}.csv").read_text(encoding="utf-8").splitlines():
            book.active.append([int(cell) if cell.isdigit() else cell or None for cell in line.split(",")])
        book.save(study_folder.folder / f"{file}.xlsx")
        study_folder.remove(f"{file}.csv")
    study_folder.replace("study.toml", "responses.csv", "responses.xlsx")
    study = st.read_study(study_folder.folder)
    pd.testing.assert_frame_equal(study.answers, expected.answers, check_index_type=False)
    assert study.judgments["staff"] == expected.judgments["staff"]


FAULTS = {
    "no TOML": (
        "study.toml", 'language = "en"', "language = en",
        "the study file cannot be read: Invalid value (at line 2, column 12) (file study.toml)\n"
        'Hint: Texts stand in quotation marks, as in en = "Title"; a section begins with its [name].',
    ),
    "unknown key": (
        "study.toml", "max_blank_share", "max_blank",
        "'max_blank' is not a key here (file study.toml, row [screening] max_blank, value 0.4)\n"
        "Hint: Did you mean max_blank_share, max_antonym_r?",
    ),
    "no file of answers": (
        "study.toml", "responses.csv", "answers.csv",
        "the file is missing (file answers.csv)\nHint: Looked for it in {folder}.",
    ),
    "no folder of judgments": (
        "study.toml", '"judgments"', '"matrices"',
        "the folder of the judgments is missing (file matrices)\n"
        "Hint: It holds one square table a node, such as judgments/quality.csv, or such a folder for each expert.",
    ),
    "no such id column": (
        "study.toml", 'id = "id"', 'id = "ident"',
        "there is no column 'ident' (file responses.csv, row 1)\nHint: Did you mean id?",
    ),
    "no such item column": (
        "responses.csv", "q3", "q03",
        "there is no column 'q3' (file responses.csv, row 1)\nHint: Did you mean q03, q4, q2?",
    ),
    "text for a number": (
        "responses.csv", "P02,East,31,4", "P02,East,31,four",
        f"a cell is not a number (file responses.csv, row 3, column q1, value 'four')\n{NUMBER}",
    ),
    "seconds in words": (
        "responses.csv", "P02,East,31", "P02,East,half a minute",
        f"a cell is not a number (file responses.csv, row 3, column seconds, value 'half a minute')\n{NUMBER}",
    ),
    "outside the scale": (
        "responses.csv", "P02,East,31,4", "P02,East,31,6",
        "an answer lies outside the scale from 1 to 5 (file responses.csv, row 3, column q1, value '6')\n"
        "Hint: Correct the cell, leave it empty, or mend [scale].",
    ),
    "doubled respondent": (
        "responses.csv", "P02", "P01",
        "id stands already in row 2 (file responses.csv, row 3, column id, value 'P01')\nHint: Remove one of them.",
    ),
    "nameless respondent": (
        "responses.csv", "P02,", ",",
        "id is empty (file responses.csv, row 3, column id)\nHint: Give every row its own.",
    ),
    "no group": (
        "responses.csv", "P02,East", "P02,",
        "counter is empty (file responses.csv, row 3, column counter)\nHint: Say what was rated.",
    ),
    "unknown parent": (
        "indicators.csv", "ST1,staff", "ST1,staf",
        "the parent 'staf' of 'ST1' is unknown (file indicators.csv, row 5)\nHint: Did you mean staff?",
    ),
    "leaf without item": (
        "indicators.csv", "友好,q1", "友好,",
        "'ST1' has no item (file indicators.csv, column item)\nHint: Name its column of the answers.",
    ),
    "another criterion": (
        "judgments/staff.csv", "ST2", "ST3",
        "the judgments below 'staff': they compare ST3 but lack ST2 (file judgments/staff.csv)\n"
        "Hint: Compare its children: ST1, ST2.",
    ),
    "no number of a judgment": (
        "judgments/staff.csv", "1/3,1", "a third,1",
        "a judgment is not a number (file judgments/staff.csv, row ST2, column ST1, value 'a third')\n"
        "Hint: Write 3 or 1/3; a spreadsheet may have made a date of a fraction.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "text"), FAULTS.values(), ids=FAULTS)
def test_the_whole_text_of_each_fault(file, old, new, text, study_folder):
    study_folder.replace(file, old, new)
    assert study_folder.faults() == [text.format(folder=study_folder.folder)]
    with pytest.raises(ValueError, match=r".*") as caught:
        st.read_study(study_folder.folder)
    assert str(caught.value) == text.format(folder=study_folder.folder)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("study.toml", "the study file is missing (file study.toml)\n"
                       "Hint: Looked for it in {folder}. Run: surveytools init {folder}"),
        ("indicators.csv", "the file is missing (file indicators.csv)\nHint: Looked for it in {folder}."),
        ("judgments/staff.csv", "there are no judgments for 'staff' (file judgments)\n"
                                "Hint: Compare its children in pairs: ST1, ST2."),
    ],
)  # fmt: skip
def test_missing_files(file, text, study_folder):
    study_folder.remove(file)
    assert study_folder.faults() == [text.format(folder=study_folder.folder)]


def test_a_folder_that_is_not_there(tmp_path):
    assert [fault.fault for fault in st.check_study(tmp_path / "nowhere")] == ["the study file is missing"]
    with pytest.raises(StudyError):
        st.read_study(tmp_path / "nowhere")


def test_only_a_head(study_folder):
    study_folder.write("responses.csv", "id,counter,seconds,q1,q2,q3,q4\n")
    assert study_folder.faults() == ["there are no answers (file responses.csv)\nHint: Give one row a respondent."]


def test_judgments_of_nothing(study_folder):
    study_folder.write("judgments/stuff.csv", ",a,b\na,1,2\nb,1/2,1\n")
    assert study_folder.faults() == [
        "there are judgments for 'stuff', which is no indicator (file judgments/stuff.csv)\nHint: Did you mean staff?"
    ]


def test_judgments_of_a_leaf(study_folder):
    study_folder.write("judgments/ST1.csv", ",a,b\na,1,2\nb,1/2,1\n")
    assert study_folder.faults() == [
        "there are judgments for 'ST1', which has no indicators below it (file judgments/ST1.csv)\n"
        "Hint: Leave them out."
    ]


def test_a_gap_of_a_single_judge(study_folder):
    study_folder.write("judgments/staff.csv", ",ST1,ST2\nST1,1,\nST2,,1\n")
    assert study_folder.faults() == [
        "a judgment is missing (file judgments/staff.csv, row ST1, column ST2)\n"
        'Hint: Compare them, or write complete = "lls", "eigenvector" or "harker" in [judgments] to have gaps filled '
        "in."
    ]
    study_folder.replace("study.toml", "[judgments]\n", '[judgments]\ncomplete = "lls"\n')
    assert study_folder.faults() == [
        "the judgments below 'staff': no comparison connects (ST1) with (ST2) (file judgments)\n"
        "Hint: Compare 'ST1' with 'ST2', or any other pair across the groups."
    ]


def test_what_an_open_workbook_leaves_is_passed_over(study_folder):
    study_folder.write("judgments/~$staff.xlsx", b"\x05junk")
    study_folder.write("judgments/.DS_Store", b"\x00")
    assert study_folder.faults() == []
    assert "judgments/~$staff.xlsx" not in st.read_study(study_folder.folder).hashes


def test_an_empty_table_of_judgments_is_named_with_its_folder(study_folder):
    study_folder.write("judgments/staff.csv", "")
    [text] = study_folder.faults()
    assert text.startswith("the file is empty (file judgments/staff.csv)")


def test_published_nodes_are_known(study_folder):
    content = (study_folder.folder / "study.toml").read_text(encoding="utf-8")
    study_folder.write("study.toml", content + "\n[published.consistency_ratios]\nservices = 0.01\nST1 = 0.1\n")
    place = "file study.toml, row [published.consistency_ratios]"
    assert study_folder.faults() == [
        f"'services' is no node of the indicators ({place} services)\nHint: Did you mean service, process?",
        f"'ST1' is no node of the indicators ({place} ST1)\nHint: Known: service, staff, process.",
    ]


def test_faults_of_all_files_come_together(study_folder):
    study_folder.replace("indicators.csv", "ST1,staff", "ST1,staf")
    study_folder.replace("responses.csv", "P02", "P01")
    study_folder.replace("judgments/process.csv", "PR1,1,1", "PR1,1,0")
    texts = study_folder.faults()
    assert [text.split("\n")[0] for text in texts] == [
        "the parent 'staf' of 'ST1' is unknown (file indicators.csv, row 5)",
        "id stands already in row 2 (file responses.csv, row 3, column id, value 'P01')",
        "a judgment is 0 (file judgments/process.csv, row PR1, column PR2, value '0')",
    ]


def test_faults_of_answers_and_judgments_come_together(study_folder):
    study_folder.replace("responses.csv", "P02,East,31,4", "P01,East,31,four")
    study_folder.remove("judgments/staff.csv")
    assert len(study_folder.faults()) == 3
    with pytest.raises(FaultsError) as caught:
        st.read_study(study_folder.folder)
    assert str(caught.value).startswith("3 faults:\n1. a cell is not a number")


def test_fewer_returned_than_there_are_answers(study_folder):
    study_folder.replace("study.toml", "returned = 14", "returned = 4")
    [text] = study_folder.faults()
    assert "14" in text


def test_a_rule_about_seconds_needs_seconds(study_folder):
    study_folder.replace("study.toml", 'seconds = "seconds"\n', "")
    [text] = study_folder.faults()
    assert "min_seconds_per_item" in text


def test_binary_junk_everywhere(study_folder):
    for file in ("indicators.csv", "responses.csv", "judgments/staff.csv"):
        study_folder.write(file, bytes(range(256)) * 3)
    texts = study_folder.faults()
    assert len(texts) == 3
    assert all(text.startswith("the text is neither UTF-8 nor GB 18030") for text in texts)
    study_folder.write("study.toml", b"\xff\xfe\x00\x00")
    assert study_folder.faults() == [
        "the text is neither UTF-8 nor GB 18030 (file study.toml)\nHint: Save the file as CSV UTF-8."
    ]


def test_blank_lines_do_not_shift_the_rows_of_faults(study_folder):
    study_folder.replace("responses.csv", "P02,East,31,4", "\n\nP02,East,31,four")
    assert study_folder.faults() == [
        f"a cell is not a number (file responses.csv, row 5, column q1, value 'four')\n{NUMBER}"
    ]
