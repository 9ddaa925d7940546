"""The cells of a comparison matrix: numbers, fractions as text, words, gaps, rounded reciprocals."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.ahp.scales import step_of
from surveytools.base.errors import JudgmentsError, Place

Array = NDArray[np.float64]

ROUNDING, SHARE, EXACT, EXTREME = 0.005, 0.05, 1e-9, 1e15

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(sign): plain
    for plain, signs in {"/": "⁄∕÷", ":": "∶比", "-": "−", "": "\ufeff\u200b"}.items()
    for sign in signs
}  # as typed in Chinese, and as copied from a page
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_FRACTION = re.compile(rf"\s*({_NUMBER})\s*(?:[/:]\s*({_NUMBER})\s*)?")

_RATIO = "A judgment is a ratio above 0: write 3, or 1/3 where the column outweighs the row."


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A rounded reciprocal that was set to 1 divided by its larger partner.

    Parameters
    ----------
    row, column : str
        Labels of the cell.
    given, taken : float
        What stood there, and what stands there now.
    """

    row: str
    column: str
    given: float
    taken: float


def read_cells(
    cells: Sequence[Sequence[Any]], labels: Sequence[str], file: str | None = None
) -> tuple[Array, tuple[ChangedCell, ...], list[JudgmentsError]]:
    """Return the matrix (n, n) of n x n cells, the rounded reciprocals that were set, and every fault.

    A pair with both cells empty is unanswered, NaN in both places.
    """
    A = np.array([[_number_or_nan(cell) for cell in row] for row in cells], np.float64)
    faults = list(_entry_faults(cells, labels, file))
    changed: list[ChangedCell] = []
    for i, j in combinations(range(len(labels)), 2):
        if wrong_entry(cells[i][j]) or wrong_entry(cells[j][i]):
            continue
        pair = settled(A[i, j], A[j, i])
        if pair is None:
            faults.append(_contradiction(cells, labels, i, j, file))
            continue
        for (row, column), taken in zip(((i, j), (j, i)), pair, strict=True):
            given = A[row, column].item()
            if abs(given - taken) > EXACT * taken:
                changed.append(ChangedCell(labels[row], labels[column], given, taken))
            A[row, column] = taken
    return A, tuple(changed), faults


def number_in(cell: object) -> float | None:
    """Return the number a cell holds: NaN for an empty one, None for what is no number.

    Examples
    --------
    >>> number_in("1/4"), number_in("１／４"), number_in("1:4"), number_in("1/strong"), number_in("about 3")
    (0.25, 0.25, 0.25, 0.2, None)
    """
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return math.nan
    if isinstance(cell, str):
        return _number_in_text(cell)
    if isinstance(cell, bool | np.bool_ | bytes):
        return None
    try:
        return float(cell)  # pyright: ignore[reportArgumentType] - what has no float is caught
    except OverflowError:
        return math.inf
    except (TypeError, ValueError):
        return None


def _number_in_text(text: str) -> float | None:
    plain = text.translate(_WIDE).strip()
    if not plain:
        return math.nan
    found = _FRACTION.fullmatch(plain)
    if not found:
        step = step_of(plain.removeprefix("1/"))
        return step and (1 / step if plain.startswith("1/") else float(step))
    numerator, denominator = float(found[1]), float(found[2] or 1)
    return numerator / denominator if denominator else math.inf


def _number_or_nan(cell: object) -> float:
    number = number_in(cell)
    return math.nan if number is None else number


def wrong_entry(cell: object) -> tuple[str, str] | None:
    """Return what is wrong with a cell and what to do, or nothing."""
    x = number_in(cell)
    if x is None:
        return "a judgment is not a number", "Write 3 or 1/3; a spreadsheet may have made a date of a fraction."
    if math.isnan(x):
        return "a judgment is missing", "Compare every pair: write how many times the row outweighs the column."
    if math.isinf(x):
        return "a judgment is infinite", _RATIO
    if x <= 0:
        return ("a judgment is negative" if x < 0 else "a judgment is 0"), _RATIO
    if not 1 / EXTREME <= x <= EXTREME:
        return "a judgment is beyond all measure", "On Saaty's scale judgments lie between 1/9 and 9."
    return None


def reciprocal(x: float) -> float:
    """Return 1 / x, a whole number where rounding alone keeps it from being one."""
    y = 1 / x
    return float(round(y)) if abs(y - round(y)) <= EXACT * y else y


def is_empty(cell: object) -> bool:
    """Say whether a cell is None, NaN or blank."""
    number = number_in(cell)
    return number is not None and math.isnan(number)


def mirrored(cell: object) -> float | None:
    """Return the reciprocal of a cell, None for an empty one, 1 for a faulty one."""
    if is_empty(cell):
        return None
    return 1.0 if wrong_entry(cell) else reciprocal(_number_or_nan(cell))


def settled(x: float, y: float) -> tuple[float, float] | None:
    """Return two partners with the smaller set to 1 / larger, or None where they contradict each other."""
    larger = float(max(x, y))
    smaller = reciprocal(larger)
    if abs(min(x, y) - smaller) > min(ROUNDING, SHARE * smaller) + EXACT:
        return None
    return (larger, smaller) if x >= y else (smaller, larger)


def entry_text(x: float) -> str:
    """Print an entry as matrices do: 3, 1/3, or four significant digits; nothing for a gap.

    Examples
    --------
    >>> entry_text(3.0), entry_text(1 / 3), entry_text(1.7321)
    ('3', '1/3', '1.732')
    """
    if math.isnan(x):
        return ""
    whole, part = round(x), round(1 / x)
    if whole and abs(x - whole) <= EXACT * x:
        return str(whole)
    if part and abs(1 / x - part) <= EXACT * part:
        return f"1/{part}"
    return f"{x:.4g}"


def _entry_faults(cells: Sequence[Sequence[Any]], labels: Sequence[str], file: str | None) -> Iterator[JudgmentsError]:
    for i, row in enumerate(cells):
        for j, cell in enumerate(row):
            if i != j and is_empty(cell) and is_empty(cells[j][i]):
                continue
            wrong = wrong_entry(cell)
            if wrong is None and i == j and abs(_number_or_nan(cell) - 1) > EXACT:
                wrong = "the diagonal is not 1", "Compared with itself everything is 1."
            if wrong:
                place = Place(file=file, row=labels[i], column=labels[j], value=_given(cell))
                yield JudgmentsError(wrong[0], place=place, hint=wrong[1])


def _contradiction(
    cells: Sequence[Sequence[Any]], labels: Sequence[str], i: int, j: int, file: str | None
) -> JudgmentsError:
    one, other = labels[i], labels[j]
    x, y = (str(_given(cell)).strip() for cell in (cells[i][j], cells[j][i]))
    return JudgmentsError(
        f"{one!r} over {other!r} is {x}, but {other!r} over {one!r} is {y}",
        place=Place(file=file, row=one, column=other),
        hint="One is 1 divided by the other, such as 3 and 1/3; a rounded reciprocal may be off by .005.",
    )


def _given(cell: Any) -> Any:
    """Return a cell as errors show it: numpy's numbers as Python's, nothing for an empty one."""
    if isinstance(cell, np.generic):
        cell = cell.item()
    return None if is_empty(cell) else cell
