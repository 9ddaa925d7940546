"""The tables of a report as a workbook, one sheet a chapter, with unrounded numbers."""

from __future__ import annotations

import math
from numbers import Real
from pathlib import Path
from typing import Any

from surveytools.base.errors import optional
from surveytools.base.labels import Kind, Language, Text
from surveytools.base.table import Table, format_value
from surveytools.base.version import __version__
from surveytools.reports.content import Chapter, Heading
from surveytools.study.evaluation import Evaluation

FORMATS: dict[Kind, str] = {
    "count": "0", "one": "0.0", "two": "0.00", "number": "0.000", "loading": "0.000", "scientific": "0.00E+00",
    "four": "0.0000", "percent": "0.0%", "p_value": "[<0.001]\"<0.001\";0.000",
}  # fmt: skip
WIDEST = 60


def write_workbook(path: Path, evaluation: Evaluation, parts: tuple[Chapter, ...], language: Language) -> None:
    """Write the tables; texts are written as texts, so that nothing a respondent wrote becomes a formula."""
    xlsxwriter = optional("xlsxwriter", "report")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": evaluation.study.title.said(language), "comments": f"surveytools {__version__}"})
        styles = _styles(book)
        for chapter in parts:
            blocks = [block for block in chapter.blocks if isinstance(block, Table | Heading)]
            if any(isinstance(block, Table) for block in blocks):
                _Sheet(book.add_worksheet(chapter.title.said(language)[:31]), styles, language).write(blocks)
        _write_files(book.add_worksheet(_FILES.said(language)), evaluation, styles)


_FILES = Text("Files", "文件")


class _Sheet:
    """One sheet, filled from the top."""

    def __init__(self, sheet: Any, styles: dict[str, Any], language: Language) -> None:
        self.sheet, self.styles = sheet, styles
        self.language: Language = language
        self.row, self.widths = 0, dict[int, float]()

    def write(self, blocks: list[Table | Heading]) -> None:
        for block in blocks:
            if isinstance(block, Heading):
                self.sheet.write_string(self.row, 0, block.text.said(self.language), self.styles["heading"])
                self.row += 1
            else:
                self._write_table(block)
        for column, width in self.widths.items():
            self.sheet.set_column(column, column, width)

    def _write_table(self, table: Table) -> None:
        columns = [str(name) for name in table.frame.columns]
        self.sheet.write_string(self.row, 0, table.title.said(self.language), self.styles["title"])
        heads = [table.header(name, self.language) for name in columns]
        self._write_row(heads, ["text" if table.is_text(name) else "right" for name in columns], "head")
        rows = list(table.frame.itertuples(index=False, name=None))
        kinds = [table.kind(name) for name in columns]
        for k, values in enumerate(rows):
            self._write_row(values, kinds, "last" if k == len(rows) - 1 else "")
        for note in table.notes:
            self.row += 1
            self.sheet.write_string(self.row, 0, note.said(self.language), self.styles["note"])
        self.row += 2

    def _write_row(self, values: Any, kinds: list[Any], edge: str) -> None:
        self.row += 1
        for column, (value, kind) in enumerate(zip(values, kinds, strict=True)):
            text = format_value(value, kind, self.language)
            width = sum(2 if ord(character) > 0x2E80 else 1 for character in text) + 2
            self.widths[column] = min(max(self.widths.get(column, 8), width), WIDEST)
            if kind != "text" and isinstance(value, str) and value.isdigit():
                self.sheet.write_number(self.row, column, int(value), self.styles[f"count{edge}"])
            elif isinstance(value, Real) and not isinstance(value, bool) and kind != "text" and math.isfinite(value):
                self.sheet.write_number(self.row, column, float(value), self.styles[f"{kind}{edge}"])
            else:
                side = "text" if kind == "text" else "right"
                self.sheet.write_string(self.row, column, text, self.styles[f"{side}{edge}"])


def _styles(book: Any) -> dict[str, Any]:
    """Return the formats: one a kind of number, with the lines of a three-line table at its edges."""
    styles = {
        "heading": book.add_format({"bold": True, "font_size": 13}),
        "title": book.add_format({"bold": True}),
        "note": book.add_format({"italic": True, "font_size": 9}),
    }
    edges: dict[str, dict[str, Any]] = {"": {}, "head": {"top": 2, "bottom": 1, "bold": True}, "last": {"bottom": 2}}
    for kind, number in {"text": "@", "right": "@", **FORMATS}.items():
        side = {"align": "right"} if kind == "right" else {}
        for edge, lines in edges.items():
            styles[f"{kind}{edge}"] = book.add_format({"num_format": number, **side, **lines})
    return styles


def _write_files(sheet: Any, evaluation: Evaluation, styles: dict[str, Any]) -> None:
    for row, (name, digest) in enumerate(evaluation.study.hashes.items()):
        sheet.write_string(row, 0, name, styles["text"])
        sheet.write_string(row, 1, f"SHA-256 {digest}", styles["text"])
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 76)
