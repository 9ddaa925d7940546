"""What the codes of a survey's pairwise comparisons mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from surveytools.ahp.entries import Array, number_in
from surveytools.base.errors import MOST_FAULTS, JudgmentsError, Place, SurveyError
from surveytools.base.labels import Text

Coding = Literal["signed", "steps", "positions", "ratio"]
Direction = Literal["positive_favors_first", "positive_favors_second", "winner_named"]
CODINGS: dict[Coding, Text] = {
    "signed": Text("codes -9 to 9, 1 for equal", "编码 -9 至 9，1 表示同等重要"),
    "steps": Text("codes -8 to 8, 0 for equal", "编码 -8 至 8，0 表示同等重要"),
    "positions": Text("positions 1 to 17, 9 for equal", "位置 1 至 17，9 表示同等重要"),
    "ratio": Text("ratios", "比值"),
}
DIRECTIONS: dict[Direction, Text] = {
    "positive_favors_first": Text("a positive answer favors the first of the pair", "正向答案表示前一要素更重要"),
    "positive_favors_second": Text("a positive answer favors the second of the pair", "正向答案表示后一要素更重要"),
    "winner_named": Text("the more important one is named", "由受访者指明更重要的要素"),
}
_BEYOND = 18  # no code of any coding
_ALLOWED: dict[Coding, str] = {
    "signed": "Signed codes are -9 to -2, 1 for equal, and 2 to 9; steps from -8 to 8 with 0 for equal are "
    'coding="steps".',
    "steps": "Steps are whole numbers from -8 to 8, 0 for equal.",
    "positions": "Positions are whole numbers from 1 to 17, 9 for equal.",
    "ratio": "A ratio is a number above 0, such as 3 or 1/3.",
}


@dataclass(slots=True)
class Faults:
    """The first wrong answers, and how many there are."""

    shown: list[SurveyError] = field(default_factory=list[SurveyError])
    count: int = 0


def read_codes(
    frame: pd.DataFrame,
    pair: tuple[str, str],
    columns: tuple[str, ...],
    settings: tuple[Coding, Direction],
    faults: Faults,
) -> Array:
    """Return how many times the first of the pair outweighs the second, shape (N,), NaN for empty cells."""
    coding, direction = settings
    x, wrong = _ratios_in(frame[columns[-1]], coding)
    if direction == "winner_named":
        wrong |= x < 1
    _report(frame, columns[-1], wrong, _ALLOWED[coding], faults)
    if direction == "winner_named":
        return _winner_over(frame, pair, columns, np.where(wrong, 1.0, x), faults)
    return x if direction == "positive_favors_first" else 1 / x


def _ratios_in(column: pd.Series, coding: Coding) -> tuple[Array, Any]:
    """Return the ratios of a column, shape (N,), and where there is none; whole numbers are looked up in a table."""
    if coding == "ratio" or column.dtype.kind not in "iu" or not isinstance(column.dtype, np.dtype):
        return ratios(numbers_in(column), coding)
    table, wrong = ratios(np.arange(-_BEYOND, _BEYOND + 1, dtype=np.float64), coding)
    at = np.clip(column.to_numpy(), -_BEYOND if column.dtype.kind == "i" else 0, _BEYOND).astype(np.intp) + _BEYOND
    return table[at], wrong[at]


def numbers_in(column: pd.Series) -> Array:
    """Return the numbers of a column, shape (N,): NaN for empty cells, infinite for what is no number."""
    if column.dtype.kind in "iuf":
        return column.to_numpy(np.float64, na_value=np.nan)
    codes, values = pd.factorize(column, use_na_sentinel=True)
    numbers = [number_in(value) for value in values]
    return np.array([*(np.inf if number is None else number for number in numbers), np.nan])[codes]


def ratios(codes: Array, coding: Coding) -> tuple[Array, Any]:
    """Return the ratios that codes stand for, and where they are none; codes (N,)."""
    if coding == "ratio":
        wrong = ~np.isnan(codes) & ~((codes > 0) & np.isfinite(codes))
        return np.where(wrong, np.nan, codes), wrong
    steps = {"signed": codes - np.sign(codes), "steps": codes, "positions": codes - 9}[coding]
    with np.errstate(invalid="ignore"):
        wrong = ~np.isnan(codes) & ((np.abs(steps) > 8) | (steps != np.round(steps)))
    if coding == "signed":
        wrong |= codes == 0
    steps = np.where(wrong, np.nan, steps)
    strength = 1 + np.abs(steps)
    return np.where(steps < 0, 1 / strength, strength), wrong


def _winner_over(
    frame: pd.DataFrame, pair: tuple[str, str], columns: tuple[str, ...], x: Array, faults: Faults
) -> Array:
    """Return x where the first of the pair was named, 1 / x where the second was; columns of winner and intensity."""
    column, intensity = columns
    winner = frame[column]
    text = winner.astype("string").str.strip()
    first, second, empty = ((text == name).fillna(False).to_numpy(bool) for name in (*pair, ""))
    empty |= winner.isna().to_numpy(bool)
    equal = x == 1
    _report(frame, column, ~(first | second | empty), f"Name {pair[0]!r} or {pair[1]!r}.", faults)
    unnamed = empty & ~equal & ~np.isnan(x)
    _report(frame, column, unnamed, "The intensity is given, so name the more important one.", faults)
    unsaid = (first | second) & np.isnan(x)
    _report(frame, intensity, unsaid, "The more important one is named, so give the intensity.", faults)
    return np.where(first | equal, x, 1 / x)


def _report(frame: pd.DataFrame, column: str, wrong: Any, hint: str, faults: Faults) -> None:
    rows = np.flatnonzero(wrong)
    faults.count += len(rows)
    for row in rows[: MOST_FAULTS - len(faults.shown)].tolist():
        value = frame[column].iloc[row]
        place = Place(row=str(frame.index[row]), column=column, value=value.item() if hasattr(value, "item") else value)
        faults.shown.append(JudgmentsError("an answer is no code of this comparison", place=place, hint=hint))
