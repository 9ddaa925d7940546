"""A table of raw numbers that prints itself: text, Markdown, HTML, LaTeX."""

from __future__ import annotations

import html
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from numbers import Integral, Real

import numpy as np
import pandas as pd

from surveytools.base.labels import Kind, Language, Text, label

MISSING = "—"
_DIGITS: dict[Kind, int] = {"one": 1, "two": 2, "number": 3, "loading": 3, "four": 4}
_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": "$<$", ">": "$>$", "≥": r"$\geq$", "≤": r"$\leq$",
    "−": "$-$", "×": r"$\times$", "α": r"$\alpha$", "λ": r"$\lambda$", "χ": r"$\chi$", "ω": r"$\omega$",
    "∏": r"$\prod$", "Σ": r"$\Sigma$", "∑": r"$\sum$", "|": "$|$", "²": "$^2$", "ᵢ": "$_i$", "ⱼ": "$_j$",
    "–": "--", "—": "---",
}  # fmt: skip


STYLE = (
    "<style>.st-table table{border-collapse:collapse;border-top:1.5pt solid;border-bottom:1.5pt solid;margin:.6em 0}"
    ".st-table table caption{text-align:left;font-weight:600;padding:.3em 0}"
    ".st-table table thead tr{border-bottom:.75pt solid}.st-table table tbody tr{background:none}"
    ".st-table table th,.st-table table td{padding:.2em .7em;border:none;background:none}"
    ".st-table table th{word-break:keep-all}.st-table table td.w{min-width:9em}"
    ".st-table table.wide th{word-break:normal}.st-table table.wide .l:not(.w){white-space:nowrap}"
    ".st-table table.wide th,.st-table table.wide td{padding:.2em .4em}"
    ".st-table table td.l,.st-table table th.l{text-align:left}"
    ".st-table table td.r,.st-table table th.r{text-align:right;font-variant-numeric:tabular-nums}"
    ".st-note{font-size:85%;margin:.2em 0}</style>"
)

WORDY = 16  # columns of a terminal, from which a column of words is kept from becoming narrow
MANY_COLUMNS = 8


class Html(str):
    """Markup that a notebook shows as it is meant to look; :func:`str` gives the markup itself, without the style."""

    __slots__ = ()

    def styled(self) -> str:
        """Return the markup with the style of the tables before it, in which no dollar begins a formula."""
        return f"{STYLE}<div class='tex2jax_ignore mathjax_ignore'>{self}</div>"

    def _repr_html_(self) -> str:
        return self.styled()

    def __repr__(self) -> str:
        return f"<Html of {len(self)} characters>"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: raw values in a frame, words in both languages.

    Parameters
    ----------
    title : Text
        What the table shows.
    frame : pandas.DataFrame
        Unrounded values; a cell may be a :class:`Text`. Column names are machine names.
    notes : tuple of Text
        Lines below the table.
    headers : mapping
        Printed names of columns that have no entry in the labels.
    kinds : mapping
        How the numbers of such columns are printed.
    """

    title: Text
    frame: pd.DataFrame
    notes: tuple[Text, ...] = ()
    headers: Mapping[str, Text] = field(default_factory=dict[str, Text])
    kinds: Mapping[str, Kind] = field(default_factory=dict[str, Kind])

    def beside(self, column: str, other: str, values: Mapping[str, Text]) -> Table:
        """Return the table with another column set beside one, if it has that one and its values are known."""
        if column not in self.frame or not set(self.frame[column]) <= set(values):
            return self
        frame = self.frame.copy()
        frame.insert(list(frame.columns).index(column) + 1, other, [values[value] for value in frame[column]])
        return replace(self, frame=frame)

    def header(self, column: str, language: Language) -> str:
        """Return the printed name of a column."""
        return (self.headers.get(column) or label(column).text).said(language)

    def kind(self, column: str) -> Kind:
        """Return how the numbers of a column are printed."""
        return self.kinds.get(column) or label(column).kind

    def is_text(self, column: str) -> bool:
        """Tell whether a column holds words, which are set flush left."""
        return self.kind(column) == "text"

    def cells(self, language: Language = "en") -> list[list[str]]:
        """Return the head and every row, formatted."""
        columns = [str(column) for column in self.frame.columns]
        kinds: list[Kind] = [self.kind(column) for column in columns]
        head = [self.header(column, language) for column in columns]
        rows = self.frame.itertuples(index=False, name=None)
        return [head] + [
            [format_value(value, kind, language) for value, kind in zip(row, kinds, strict=True)] for row in rows
        ]

    def to_text(self, language: Language = "en") -> str:
        """Return an aligned table for a terminal; Chinese characters count two columns."""
        cells = [[" ".join(cell.splitlines()) for cell in row] for row in self.cells(language)]
        widths = [max(_width(cell) for cell in column) for column in zip(*cells, strict=True)]
        left = [self.is_text(str(column)) for column in self.frame.columns]
        lines = [
            "  ".join(
                _padded(cell, width, flush) for cell, width, flush in zip(row, widths, left, strict=True)
            ).rstrip()
            for row in cells
        ]
        rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
        notes = [note.said(language) for note in self.notes]
        return "\n".join([self.title.said(language), rule, lines[0], rule, *lines[1:], rule, *notes])

    def to_markdown(self, language: Language = "en") -> str:
        """Return a Markdown table with its title and notes."""
        head, *rows = [[escape_markdown(cell) for cell in row] for row in self.cells(language)]
        rule = [":--" if self.is_text(str(column)) else "--:" for column in self.frame.columns]
        lines = ["| " + " | ".join(row) + " |" for row in (head, rule, *rows)]
        notes = [escape_markdown(note.said(language)) for note in self.notes]
        return "\n\n".join([f"**{escape_markdown(self.title.said(language))}**", "\n".join(lines), *notes])

    def to_html(self, language: Language = "en", *, number: str = "") -> Html:
        """Return an HTML table in three-line style, its title after a number such as Table 1; every word is escaped."""
        title = f"{number}  {self.title.said(language)}" if number else self.title.said(language)
        head, *rows = self.cells(language)
        sides = ["l" if self.is_text(str(column)) else "r" for column in self.frame.columns]
        wordy = [side if width <= WORDY else "l w" for side, width in zip(sides, self._text_widths(rows), strict=True)]
        body = "".join(_html_row(row, wordy, "td") for row in rows)
        notes = "".join(f"<p class='st-note'>{html.escape(note.said(language))}</p>" for note in self.notes)
        wide = " class='wide'" if len(head) > MANY_COLUMNS else ""
        return Html(
            f"<div class='st-table'><table{wide}><caption>{html.escape(title)}</caption>"
            f"<thead>{_html_row(head, sides, 'th')}</thead><tbody>{body}</tbody></table>{notes}</div>"
        )

    def _text_widths(self, rows: list[list[str]]) -> list[int]:
        """Return the width of the longest words of each column of text, 0 for numbers."""
        columns = zip(*rows, strict=True) if rows else [()] * len(self.frame.columns)
        return [
            max((_width(cell) for cell in column), default=0) if self.is_text(str(name)) else 0
            for name, column in zip(self.frame.columns, columns, strict=True)
        ]

    def _repr_html_(self) -> str:
        return self.to_html().styled()

    def to_latex(self, language: Language = "en") -> str:
        """Return a LaTeX table with the rules of the package ``booktabs``."""
        head, *rows = [[_latex(cell) for cell in row] for row in self.cells(language)]
        sides = "".join("l" if self.is_text(str(column)) else "r" for column in self.frame.columns)
        lines = ["{}" + " & ".join(row) + r" \\" for row in rows]  # so that no cell is read as an argument
        notes = [rf"\par\footnotesize {_latex(note.said(language))}" for note in self.notes]
        return "\n".join(
            [r"\begin{table}", r"\centering", rf"\caption{{{_latex(self.title.said(language))}}}",
             rf"\begin{{tabular}}{{{sides}}}", r"\toprule", " & ".join(head) + r" \\", r"\midrule", *lines,
             r"\bottomrule", r"\end{tabular}", *notes, r"\end{table}"]
        )  # fmt: skip


class Tables(tuple[Table, ...]):
    """Tables that are printed below each other in one language."""

    language: Language

    def __new__(cls, tables: Iterable[Table], language: Language = "en") -> Tables:
        """Hold the tables and the language they are printed in."""
        found = super().__new__(cls, tables)
        found.language = language
        return found

    def __repr__(self) -> str:
        return "\n\n".join(table.to_text(self.language) for table in self)

    def _repr_html_(self) -> str:
        return Html("".join(table.to_html(self.language) for table in self)).styled()


def format_value(value: object, kind: Kind, language: Language = "en") -> str:
    """Print one value: the only place where numbers are rounded.

    Examples
    --------
    >>> format_value(0.8431428, "number"), format_value(0.00004, "p_value"), format_value(0.965, "percent")
    ('0.843', '<0.001', '96.5%')
    """
    if isinstance(value, Text):
        return value.said(language)
    if isinstance(value, bool | np.bool_):
        return (Text("yes", "是") if value else Text("no", "否")).said(language)
    if value is None or value is pd.NA or (isinstance(value, Real) and math.isnan(value)):
        return "" if kind == "loading" else MISSING
    if not isinstance(value, Real) or kind == "text":
        return str(value)
    return _format_number(float(value), "count" if isinstance(value, Integral) else kind)


def _format_number(value: float, kind: Kind) -> str:
    if kind == "p_value":
        return "<0.001" if value < 0.001 else f"{value:.3f}"
    if kind == "percent":
        return f"{100 * value:.1f}%"
    if kind == "scientific":
        return f"{value:.2e}" if 0 < abs(value) < 0.001 else f"{value:.3f}"
    text = f"{value:.{_DIGITS.get(kind, 0)}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int, left: bool) -> str:
    space = " " * (width - _width(text))
    return text + space if left else space + text


def escape_markdown(text: str) -> str:
    """Return a text on one line with the signs that Markdown would read escaped."""
    for character in "\\`*_[]<>|$~&":
        text = text.replace(character, "\\" + character)
    return " ".join(text.split())


def _html_row(cells: list[str], sides: list[str], tag: str) -> str:
    inner = "".join(
        f"<{tag} class='{side}'>{html.escape(cell)}</{tag}>" for cell, side in zip(cells, sides, strict=True)
    )
    return f"<tr>{inner}</tr>"


def _latex(text: str) -> str:
    return " ".join("".join(_LATEX.get(character, character) for character in text).split())
