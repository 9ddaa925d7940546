"""Tables of cells from .csv and .xlsx files, as text, with the rows numbered as the user sees them."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from surveytools.base.errors import MOST_FAULTS, Place, StudyError, listed, optional, raise_faults

ENCODINGS = ("utf-8-sig", "gb18030")
WORKBOOKS = (".xlsx", ".xlsm")
MOST_CELLS = 50_000_000


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one table.

    Parameters
    ----------
    frame : pandas.DataFrame
        Texts, stripped, in half-width characters; the index holds the row numbers of the file, the head being row 1.
    file : str
        Name of the file.
    sheet : str or None
        Name of the sheet, for a workbook.
    """

    frame: pd.DataFrame
    file: str
    sheet: str | None = None

    def place(self, row: object = None, column: str | None = None, value: object = None) -> Place:
        """Return where a cell stands."""
        return Place(self.file, self.sheet, None if row is None else str(row), column, value)


def read_cells(path: Path, name: str | None = None) -> Cells:
    """Read the table of a .csv file (UTF-8 or GB 18030) or of the first sheet of a workbook.

    Errors call the file by `name`, by default its own.

    Raises
    ------
    StudyError
        When the file is missing, empty, of an unknown kind, has columns with the same name, or holds formulas without
        values or with errors.
    """
    file = name or path.name
    if not _is_file(path):
        raise StudyError("the file is missing", place=Place(file=file), hint=f"Looked for it in {path.parent}.")
    if path.suffix.lower() in WORKBOOKS:
        frame, sheet = _workbook(path, file)
    elif path.suffix.lower() in {".csv", ".txt", ".tsv"}:
        frame, sheet = _text_table(decoded(path, file), file), None
    else:
        raise StudyError("the kind of file is unknown", place=Place(file=file), hint="Give a .csv or .xlsx file.")
    cells = Cells(frame, file, sheet)
    _check_columns(cells)
    return cells


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def to_numbers(cells: Cells, columns: list[str], faults: list[StudyError]) -> pd.DataFrame:
    """Return the named columns as numbers, NaN where empty; every cell that is no number is added to the faults."""
    texts = cells.frame[columns]
    numbers = texts.apply(pd.to_numeric, errors="coerce").astype(np.float64)
    wrong = ~np.isfinite(numbers.to_numpy(np.float64)) & (texts != "").to_numpy(bool)
    for i, j in np.argwhere(wrong)[:MOST_FAULTS]:
        place = cells.place(texts.index[i], columns[j], texts.iloc[i, j])
        faults.append(StudyError("a cell is not a number", place=place, hint="Write a number, or leave it empty."))
    return numbers


def _text_table(text: str, file: str) -> pd.DataFrame:
    head = text.partition("\n")[0]
    separator = max((",", ";", "\t"), key=head.count)
    try:
        frame = pd.read_csv(
            io.StringIO(text), sep=separator, dtype=str, header=None, keep_default_na=False, skip_blank_lines=False,
            index_col=False,
        )  # fmt: skip
    except pd.errors.EmptyDataError as error:
        raise StudyError("the file is empty", place=Place(file=file), hint=_HEAD) from error
    except pd.errors.ParserError as error:
        fault = "the table cannot be read: " + str(error).replace("Error tokenizing data. C error: ", "").strip()
        hint = "Every row needs the same number of cells; put texts with commas into quotation marks."
        raise StudyError(fault, place=Place(file=file), hint=hint) from error
    return _headed(frame.fillna("").map(_clean))


def decoded(path: Path, file: str) -> str:
    """Return the text of a file in UTF-8 or GB 18030."""
    try:
        content = path.read_bytes()
    except OSError as error:
        fault = f"the file cannot be read: {error.strerror}"
        raise StudyError(fault, place=Place(file=file), hint="Check its name and permissions.") from error
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise StudyError(
        "the text is neither UTF-8 nor GB 18030", place=Place(file=file), hint="Save the file as CSV UTF-8."
    )


def _workbook(path: Path, file: str) -> tuple[pd.DataFrame, str]:
    values, sheet = _sheet(path, file, values=True)
    formulas, _ = _sheet(path, file, values=False)
    raise_faults(list(_formula_faults(file, sheet, values, formulas)))
    if not values:
        raise StudyError("the sheet is empty", place=Place(file=file, sheet=sheet), hint=_HEAD)
    return _headed(pd.DataFrame([[_clean(cell) for cell in row] for row in values], dtype=object)), sheet


def _sheet(path: Path, file: str, *, values: bool) -> tuple[list[tuple[Any, ...]], str]:
    """Return the rows of the first sheet, either the values or the formulas of its cells."""
    openpyxl = optional("openpyxl", "report")
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=values)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = [_without_blank_end(row) for row in sheet.iter_rows(values_only=True)]
        title = str(sheet.title)
    except Exception as error:
        place = Place(file=file)
        raise StudyError("the workbook cannot be read", place=place, hint="Save it anew as .xlsx.") from error
    while rows and not rows[-1]:
        rows.pop()
    return _padded(rows, file, title), title


def _without_blank_end(row: tuple[Any, ...]) -> tuple[Any, ...]:
    used = [k for k, cell in enumerate(row) if cell is not None]
    return row[: used[-1] + 1] if used else ()


def _padded(rows: list[tuple[Any, ...]], file: str, sheet: str) -> list[tuple[Any, ...]]:
    """Return rows of equal length; a cell far off to the right is refused before it fills the memory."""
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > MOST_CELLS:
        fault = f"the sheet spreads over {len(rows)} rows and {width} columns"
        hint = "Delete the stray cells, or save the table as .csv."
        raise StudyError(fault, place=Place(file=file, sheet=sheet), hint=hint)
    return [(*row, *[None] * (width - len(row))) for row in rows]


def _formula_faults(
    file: str, sheet: str, values: list[tuple[Any, ...]], formulas: list[tuple[Any, ...]]
) -> Iterator[StudyError]:
    """Report cells whose formula has no value, or an error for one: they must not pass for blanks."""
    for row, (found, written) in enumerate(zip(values, formulas, strict=True), 1):
        for column, (value, formula) in enumerate(zip(found, written, strict=False)):
            is_error = isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/A"))
            if is_error or (value is None and isinstance(formula, str) and formula.startswith("=")):
                place = Place(file, sheet, row, str(values[0][column]), value or formula)
                fault = "a formula has an error" if is_error else "a formula has no value"
                yield StudyError(
                    fault, place=place, hint="Open the file, let it calculate, save it; or type the value."
                )


_HEAD = "The first row names the columns."


def _headed(table: pd.DataFrame) -> pd.DataFrame:
    """Take the first row as the head, number the others as in the file, and leave out rows without any cell."""
    frame = table.iloc[1:].set_axis(list(table.iloc[0]), axis=1).set_axis(range(2, len(table) + 1), axis=0)
    empty_columns = [not name and (frame.iloc[:, k] == "").all() for k, name in enumerate(frame.columns)]
    frame = frame.loc[:, ~np.array(empty_columns, bool)]
    return frame[(frame != "").any(axis=1)]


def _clean(cell: object) -> str:
    """Return a cell as text: half-width characters, no space around, whole numbers without a decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFKC", str(cell)).strip() if cell is not None else ""


def _check_columns(cells: Cells) -> None:
    names = [str(name) for name in cells.frame.columns]
    doubled = list(dict.fromkeys(name for k, name in enumerate(names) if name in names[:k]))
    if doubled:
        fault = f"two columns are called {listed(repr(name) for name in doubled)}"
        raise StudyError(fault, place=cells.place(1), hint="Give every column its own name.")


def duplicates(cells: Cells, column: str) -> Iterator[StudyError]:
    """Report every row whose value in a column has stood above, or is empty."""
    seen: dict[str, object] = {}
    for row, value in cells.frame[column].items():
        if not value:
            yield StudyError(f"{column} is empty", place=cells.place(row, column), hint="Give every row its own.")
        elif value in seen:
            place = cells.place(row, column, value)
            yield StudyError(f"{column} stands already in row {seen[value]}", place=place, hint="Remove one of them.")
        seen.setdefault(value, row)
