"""Tables of cells, whatever they come in, and the whole text of each fault."""

import datetime
import zipfile

import openpyxl
import pytest
import xlsxwriter

from surveytools.base.errors import StudyError
from surveytools.readers.tabular import duplicates, read_cells, to_numbers

TABLE = "编号,q1,q2\n甲,3,4\n乙,,5\n"
CELLS = {2: {"编号": "甲", "q1": "3", "q2": "4"}, 3: {"编号": "乙", "q1": "", "q2": "5"}}
TELL = "Hint: The first row names the columns."


def cells_of(path):
    return read_cells(path).frame.to_dict("index")


def text_of(path):
    with pytest.raises(StudyError) as caught:
        read_cells(path)
    return str(caught.value)


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a file and gives back its path."""

    def write(content, name="a.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def workbook(tmp_path):
    def write(rows, name="a.xlsx", sheet="答卷"):
        book = openpyxl.Workbook()
        book.active.title = sheet
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding, newline, written):
    assert cells_of(written(TABLE.replace("\n", newline).encode(encoding))) == CELLS


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator, written):
    assert cells_of(written(TABLE.replace(",", separator))) == CELLS


def test_full_width_characters_and_space(written):
    assert cells_of(written("ｉｄ，x,q1\n Ａ１ ,３．５\n")) == {2: {"id,x": "A1", "q1": "3.5"}}


def test_blank_lines_keep_the_numbers_of_the_rows(written):
    assert list(cells_of(written("a,b\n1,2\n\n3,4\n,\n  , \n5,6\n\n"))) == [2, 4, 7]


def test_quoted_cells(written):
    assert cells_of(written('a,b\n"x, ""y""",2\n')) == {2: {"a": 'x, "y"', "b": "2"}}


def test_short_rows_end_in_blanks_and_long_rows_are_a_fault(written):
    assert cells_of(written("a,b,c\n1,2\n")) == {2: {"a": "1", "b": "2", "c": ""}}
    assert text_of(written("a,b\n1,2\n3,4,5\n")) == (
        "the table cannot be read: Expected 2 fields in line 3, saw 3 (file a.csv)\n"
        "Hint: Every row needs the same number of cells; put texts with commas into quotation marks."
    )


def test_texts_that_look_like_missing_stay_texts(written):
    assert cells_of(written("a,b\nNA,null\n")) == {2: {"a": "NA", "b": "null"}}


def test_empty_columns_are_left_out(written):
    assert cells_of(written("a,b,,\n1,2,,\n")) == {2: {"a": "1", "b": "2"}}


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [
        ("", "a.csv", f"the file is empty (file a.csv)\n{TELL}"),
        ("\n\n", "a.csv", f"the file is empty (file a.csv)\n{TELL}"),
        ("a,b,a\n1,2,3\n", "a.csv",
         "two columns are called 'a' (file a.csv, row 1)\nHint: Give every column its own name."),
        ('a,b\n"x,2\n', "a.csv",
         "the table cannot be read: EOF inside string starting at row 1 (file a.csv)\n"
         "Hint: Every row needs the same number of cells; put texts with commas into quotation marks."),
        (bytes(range(256)) * 4, "a.csv",
         "the text is neither UTF-8 nor GB 18030 (file a.csv)\nHint: Save the file as CSV UTF-8."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\xff" * 50, "a.csv",
         "the text is neither UTF-8 nor GB 18030 (file a.csv)\nHint: Save the file as CSV UTF-8."),
        ("a,b\n1,2\n".encode("utf-16"), "a.csv",
         "the text is neither UTF-8 nor GB 18030 (file a.csv)\nHint: Save the file as CSV UTF-8."),
        ("x", "a.doc", "the kind of file is unknown (file a.doc)\nHint: Give a .csv or .xlsx file."),
        (b"", "a.xlsx", "the workbook cannot be read (file a.xlsx)\nHint: Save it anew as .xlsx."),
        (b"PK\x03\x04 junk", "a.xlsx", "the workbook cannot be read (file a.xlsx)\nHint: Save it anew as .xlsx."),
        ("a,b\n1,2\n", "a.xlsx", "the workbook cannot be read (file a.xlsx)\nHint: Save it anew as .xlsx."),
        (b"junk", "a.xls", "the kind of file is unknown (file a.xls)\nHint: Give a .csv or .xlsx file."),
    ],
)  # fmt: skip
def test_the_whole_text_of_each_fault(content, name, text, written):
    assert text_of(written(content, name)) == text


def test_a_zip_that_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as file:
        file.writestr("hello.txt", "hello")
    assert text_of(tmp_path / "a.xlsx") == "the workbook cannot be read (file a.xlsx)\nHint: Save it anew as .xlsx."


def test_missing_files(tmp_path):
    assert text_of(tmp_path / "none.csv") == f"the file is missing (file none.csv)\nHint: Looked for it in {tmp_path}."
    (tmp_path / "folder.csv").mkdir()
    assert text_of(tmp_path / "folder.csv").startswith("the file is missing (file folder.csv)\n")


def test_huge_heads(written):
    wide = ",".join(f"q{k}" for k in range(3000)) + "\n" + ",".join(["1"] * 3000) + "\n"
    assert read_cells(written(wide)).frame.shape == (1, 3000)
    assert list(cells_of(written("h" * 200_000 + ",b\n1,2\n"))[2].values()) == ["1", "2"]


def test_a_workbook(workbook):
    rows = [["编号", "q1", "q2"], ["甲", 3, "４"], [None, None, None], ["乙", None, 5.0], [7, 2.5, True]]
    cells = read_cells(workbook(rows))
    assert (cells.file, cells.sheet) == ("a.xlsx", "答卷")
    assert cells.frame.to_dict("index") == {
        2: {"编号": "甲", "q1": "3", "q2": "4"},
        4: {"编号": "乙", "q1": "", "q2": "5"},
        5: {"编号": "7", "q1": "2.5", "q2": "True"},
    }


def test_an_empty_sheet(workbook):
    assert text_of(workbook([])) == f"the sheet is empty (file a.xlsx, sheet 答卷)\n{TELL}"


def test_text_in_a_number_cell_of_a_workbook_names_the_cell(workbook):
    rows = [["id", "q1"], ["a", 3], [None, None], ["b", "three"], ["c", datetime.date(2024, 1, 2)], ["d", True]]
    faults = []
    numbers = to_numbers(read_cells(workbook(rows)), ["q1"], faults)
    assert numbers["q1"].tolist()[0] == 3
    hint = "\nHint: Write a number, or leave it empty."
    assert [str(fault) for fault in faults] == [
        f"a cell is not a number (file a.xlsx, sheet 答卷, row 4, column q1, value 'three'){hint}",
        f"a cell is not a number (file a.xlsx, sheet 答卷, row 5, column q1, value '2024-01-02 00:00:00'){hint}",
        f"a cell is not a number (file a.xlsx, sheet 答卷, row 6, column q1, value 'True'){hint}",
    ]


def test_formulas_give_the_value_that_was_stored(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "q1"])
        sheet.write_row(1, 0, ["a"])
        sheet.write_formula(1, 1, "=1+2", None, 3)
    assert cells_of(tmp_path / "a.xlsx") == {2: {"id": "a", "q1": "3"}}


def test_a_formula_that_was_never_computed_is_no_silent_blank(workbook):
    faults = []
    with pytest.raises(StudyError):  # noqa: PT012 - either call may say it
        to_numbers(read_cells(workbook([["id", "q1"], ["a", "=1+2"]])), ["q1"], faults)
        if faults:
            raise faults[0]


def test_a_formula_that_failed_is_no_silent_blank(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "q1"])
        sheet.write_row(1, 0, ["a"])
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    faults = []
    with pytest.raises(StudyError):  # noqa: PT012 - either call may say it
        to_numbers(read_cells(tmp_path / "a.xlsx"), ["q1"], faults)
        if faults:
            raise faults[0]


@pytest.mark.parametrize(
    ("text", "number"), [("3", 3), ("3.0", 3), ("-2.5", -2.5), ("1e2", 100), ("＋３", 3), ("．５", 0.5)]
)
def test_numbers(text, number, written):
    faults = []
    assert to_numbers(read_cells(written(f"q1,q2\n{text},1\n")), ["q1"], faults)["q1"].tolist() == [number]
    assert faults == []


@pytest.mark.parametrize(
    "text", ["three", "三", "1_000", "0x10", "inf", "-inf", "nan", "NA", "True", "1 2", "3分", "½"]
)
def test_what_is_no_number(text, written):
    faults = []
    to_numbers(read_cells(written(f"q1,q2\n{text},1\n")), ["q1", "q2"], faults)
    assert len(faults) == 1
    assert str(faults[0]).startswith("a cell is not a number (file a.csv, row 2, column q1, value '")


def test_no_columns_are_no_numbers(written):
    assert to_numbers(read_cells(written("q1\n1\n")), [], []).shape == (1, 0)


def test_doubled_and_empty_names_of_rows(written):
    cells = read_cells(written("id,q1\na,1\n,2\n\nb,3\na,4\n"))
    assert [str(fault) for fault in duplicates(cells, "id")] == [
        "id is empty (file a.csv, row 3, column id)\nHint: Give every row its own.",
        "id stands already in row 2 (file a.csv, row 6, column id, value 'a')\nHint: Remove one of them.",
    ]
