"""Judgments of many respondents, one row an upper triangle: read, and every wrong cell named."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.entries import EXTREME, Array, is_empty, wrong_entry
from surveytools.ahp.survey_answers import SurveyJudgments
from surveytools.ahp.survey_codes import numbers_in
from surveytools.ahp.survey_columns import pandas_frame
from surveytools.base.errors import (
    MOST_FAULTS,
    JudgmentsError,
    Place,
    check_option,
    check_setting,
    is_whole,
    raise_faults,
)

MissingRows = Literal["raise", "listwise"]
_SHAPE = "Give one row a respondent, one column a pair: a12, a13, …, a23, …"
_FILL = 'fill them one by one: st.ahp.priorities(…, complete="lls").'


class TriangleRows(NamedTuple):
    """Validated upper triangles.

    Parameters
    ----------
    labels : tuple of str
        The n criteria.
    upper : ndarray, shape (N, n(n-1)/2)
        Ratios above 0.
    rows : pandas.Index
        What the N respondents are called.
    n_total : int
        How many there were before those with gaps were left out.
    """

    labels: tuple[str, ...]
    upper: Array
    rows: pd.Index
    n_total: int


def triangle_rows(given: Any, n: int | None, labels: Sequence[str] | None, missing: MissingRows) -> TriangleRows:
    """Return validated upper triangles; all wrong cells are collected."""
    check_option("missing", missing, ("raise", "listwise"))
    check_setting(
        n is None or (is_whole(n) and n > 0), "n", n, "number of criteria", "Give a whole number, or leave it out."
    )
    if isinstance(given, SurveyJudgments):
        labels = given.labels if labels is None else labels
        given = pd.DataFrame(given.upper, index=given.respondents)
    cells = _cells(given)
    upper = _numbers(cells)
    if not len(upper):
        raise JudgmentsError("there are no judgments", hint=_SHAPE)
    names = _criteria(upper.shape[1], n, labels)
    gaps = np.isnan(upper)
    wrong = ~((upper >= 1 / EXTREME) & (upper <= EXTREME))
    if missing == "listwise":
        wrong &= ~gaps
    rows = cells.index if isinstance(cells, pd.DataFrame) else pd.RangeIndex(len(cells))
    _refuse(cells, rows, names, wrong)
    if not gaps.any():
        return TriangleRows(names, upper, rows, len(upper))
    complete = np.flatnonzero(~gaps.any(axis=1))
    if not len(complete):
        raise JudgmentsError("no respondent compared every pair", hint=f"You can {_FILL}")
    return TriangleRows(names, upper[complete], rows[complete], len(upper))


def _cells(given: Any) -> pd.DataFrame | NDArray[Any]:
    """Return what was given as a frame, or as an array of numbers with two axes."""
    if isinstance(given, pd.DataFrame):
        return given
    if not isinstance(given, np.ndarray | list | tuple):
        return pandas_frame(given, _SHAPE)
    try:
        cells = np.asarray(given)
    except ValueError as error:
        raise JudgmentsError("the rows have different lengths", hint=_SHAPE) from error
    if cells.ndim != 2:
        matrices = "Of whole matrices take the upper triangles: A[:, *np.triu_indices(n, 1)]."
        raise JudgmentsError(f"the array has shape {cells.shape}", hint=matrices if cells.ndim == 3 else _SHAPE)
    return cells if cells.dtype.kind in "iuf" else pd.DataFrame(cells)


def _numbers(cells: pd.DataFrame | NDArray[Any]) -> Array:
    """Return the numbers (N, m): NaN for empty cells, infinite for what is no number."""
    if not isinstance(cells, pd.DataFrame):
        return cells.astype(np.float64, copy=False)
    if all(isinstance(dtype, np.dtype) and dtype.kind in "iuf" for dtype in cells.dtypes):
        return cells.to_numpy(np.float64)
    return np.column_stack([numbers_in(cells.iloc[:, k]) for k in range(cells.shape[1])])


def _criteria(m: int, n: int | None, labels: Sequence[str] | None) -> tuple[str, ...]:
    if n is not None and labels is not None and len(labels) != n:
        raise JudgmentsError(f"there are {len(labels)} labels for {n} criteria", hint="Give one label a criterion.")
    if n is not None and labels is None:
        labels = [str(k) for k in range(1, n + 1)]
    return Judgments.from_upper([1] * m, labels).labels


def _refuse(cells: pd.DataFrame | NDArray[Any], rows: pd.Index, labels: tuple[str, ...], wrong: Any) -> None:
    """Raise every wrong cell together, with its row and its pair."""
    where = np.argwhere(wrong)
    pairs = [f"{a} / {b}" for a, b in combinations(labels, 2)]
    faults: list[JudgmentsError] = []
    for i, j in where[:MOST_FAULTS].tolist():
        cell = cells.iloc[i, j] if isinstance(cells, pd.DataFrame) else cells[i, j]
        value = cell.item() if isinstance(cell, np.generic) else cell
        fault, hint = wrong_entry(value) or ("", "")
        if is_empty(value):
            hint, value = f'Leave such rows out: missing="listwise"; or {_FILL}', None
        faults.append(JudgmentsError(fault, place=Place(row=str(rows[i]), column=pairs[j], value=value), hint=hint))
    raise_faults(faults, len(where))
