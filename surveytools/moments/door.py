"""The one door: any frame, array or moments in, names and validated numbers out."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import (
    MOST_FAULTS,
    AnswersError,
    AnswersNeededError,
    ItemsError,
    MatrixError,
    OptionError,
    Place,
    SampleSizeError,
    check_option,
    nearest,
    raise_faults,
)
from surveytools.base.warnings import MissingAnswersWarning
from surveytools.moments.matrices import check_unique, default_names, looks_like_corr
from surveytools.moments.sums import Missing, Moments, accumulate, closed

Scale = tuple[float, float]
LOST_SHARE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Validated answers.

    Parameters
    ----------
    names : tuple of str
        The p items.
    X : ndarray, shape (n, p)
        One row a respondent, read-only; NaN where skipped.
    rows : pandas.Index
        What the respondents are called.
    """

    names: tuple[str, ...]
    X: NDArray[Any]
    rows: pd.Index[Any]


def enter_moments(
    items: Any,
    *,
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
    stacklevel: int = 3,
) -> Moments:
    """Return the moments of answers or of moments, with the named items turned around within the declared bounds."""
    check_option("missing", missing, ("listwise", "pairwise", "raise"))
    _check_reversal(reverse, scale)
    if isinstance(items, Moments):
        moments = items
        _check_moments(moments, missing)
    else:
        answers = validated(items, scale)
        if missing == "raise":
            _refuse_missing(answers)
        moments = accumulate(answers.X, answers.names, "pairwise" if missing == "pairwise" else "listwise")
        if moments.n_used < moments.n_total or not np.isfinite(moments.products).all():
            _refuse_infinite(answers)
        _report_missing(moments, stacklevel + 1)
    if moments.n_items < 2:
        raise ItemsError("there is only one item", hint="Give at least two items.")
    if moments.n_used < 2:
        raise SampleSizeError(
            f"only {moments.n_used} of {moments.n_total} respondents answered all items"
            if moments.missing == "listwise"
            else "there is a pair of items that fewer than two respondents answered",
            hint='Use missing="pairwise", or leave out the items that few answered.'
            if moments.missing == "listwise"
            else "Leave out the items that few answered.",
        )
    return moments.reversed(reverse, scale) if reverse and scale else moments


def _check_moments(moments: Moments, missing: Missing) -> None:
    """Refuse what moments cannot do any more."""
    lost = moments.n_used < moments.n_total
    if lost and (missing == "raise" or (missing == "pairwise" and moments.missing == "listwise")):
        raise OptionError(
            f'missing="{missing}" comes too late for moments', hint="Say it where the moments are made of the answers."
        )


def enter_answers(items: Any, *, reverse: Sequence[str] | None = None, scale: Scale | None = None) -> Answers:
    """Return the answers themselves, with the named items turned around; moments are an error."""
    if isinstance(items, Moments):
        raise AnswersNeededError("moments hold no single answers", hint="Give the answers, one row a respondent.")
    _check_reversal(reverse, scale)
    answers = validated(items, scale)
    _refuse_infinite(answers)
    if not (reverse and scale):
        return answers
    values = np.array(answers.X, np.float64)
    turned = [_position(name, answers.names) for name in reverse]
    values[:, turned] = scale[0] + scale[1] - values[:, turned]
    return Answers(answers.names, closed(values), answers.rows)


def validated(items: Any, scale: Scale | None = None) -> Answers:
    """Read names and numbers of anything that holds answers; every faulty cell is reported."""
    names, values, rows = _parts(items)
    check_unique(names)
    if not names:
        raise ItemsError("there are no items", hint="Give a frame with one column an item.")
    if not len(values):
        raise SampleSizeError("there are no answers", hint="Give at least two rows.")
    if looks_like_corr(values):
        raise MatrixError(
            "this is a correlation matrix, not answers",
            hint="Give st.Moments.from_corr(R, n=...) with the number of respondents.",
        )
    answers = Answers(tuple(names), closed(values), rows)
    if scale is not None:
        _check_scale(answers, scale)
    return answers


def _check_reversal(reverse: Sequence[str] | None, scale: Scale | None) -> None:
    if reverse is not None and not isinstance(reverse, list | tuple | str):
        raise OptionError(f"reverse={reverse!r} is no list", hint='Give a list of names: reverse=["q1", "q2"].')
    if isinstance(reverse, str):
        raise OptionError(f"reverse={reverse!r} is one text", hint=f"Give a list: reverse=[{reverse!r}].")
    if scale is not None and not _is_scale(scale):
        raise OptionError(
            f"scale={scale!r} is no scale", hint="Give the lowest and the highest answer, such as (1, 5)."
        )
    if reverse and scale is None:
        raise OptionError(
            "reversal needs the bounds of the scale",
            hint="Say scale=(low, high), such as scale=(1, 5); the answers given need not reach the ends.",
        )


def _is_scale(scale: Any) -> bool:
    if np.shape(scale) != (2,) or not all(isinstance(end, int | float | np.number) for end in scale):
        return False
    return bool(scale[0] < scale[1])


def _parts(items: Any) -> tuple[list[str], NDArray[Any], pd.Index[Any]]:
    if isinstance(items, pd.DataFrame):
        return [str(name) for name in items.columns], _numbers_of_pandas(items), items.index
    if isinstance(items, np.ndarray | list | tuple):
        values = _numbers_of_array(items)
        return default_names(values.shape[1]), values, pd.RangeIndex(len(values))
    return _parts_of_other_frame(items)


def _numbers_of_pandas(frame: pd.DataFrame) -> NDArray[Any]:
    texts = [k for k, dtype in enumerate(frame.dtypes) if not _is_number(dtype)]
    if texts:
        _refuse_text(frame, texts)
    if all(isinstance(dtype, np.dtype) for dtype in frame.dtypes):
        values = frame.to_numpy()
        return values if values.dtype.kind in "iuf" else values.astype(np.float64)
    return frame.to_numpy(dtype=np.float64, na_value=np.nan)


def _is_number(dtype: Any) -> bool:
    if isinstance(dtype, np.dtype):
        return dtype.kind in "biuf"
    return pd.api.types.is_bool_dtype(dtype) or (
        pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_complex_dtype(dtype)
    )


def _refuse_text(frame: pd.DataFrame, columns: list[int]) -> None:
    faults: list[AnswersError] = []
    for k in columns:
        column = frame.iloc[:, k]
        bad = np.array([not isinstance(value, int | float | np.number) for value in column]) & column.notna().to_numpy()
        faults += [
            AnswersError(
                "an answer is not a number",
                place=Place(row=str(frame.index[row]), column=str(frame.columns[k]), value=column.iloc[row]),
                hint="Select the item columns, or turn texts into numbers first: frame[column].map({...}).",
            )
            for row in np.flatnonzero(bad)[:1]
        ] or [
            AnswersError(
                f"column {frame.columns[k]} has type {column.dtype}, not a number",
                hint='Turn it into numbers first: frame[column].astype("float64").',
            )
        ]
    raise_faults(faults)


def _numbers_of_array(items: Any) -> NDArray[Any]:
    wrong = AnswersError("the array holds text or rows of different length", hint="Give numbers.")
    try:
        values = np.asarray(_unmasked(items))
    except ValueError as error:
        raise wrong from error
    if values.dtype.kind not in "iufbO" or any(isinstance(value, str) for value in _objects(values)):
        raise wrong
    if values.ndim != 2:
        raise AnswersError(f"the array has shape {values.shape}", hint="Give one row a respondent, one column an item.")
    try:
        return values if values.dtype.kind in "iuf" else values.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise wrong from error


def _unmasked(items: Any) -> Any:
    """Return a masked array with NaN where it is masked."""
    return np.ma.filled(items.astype(np.float64), np.nan) if np.ma.isMaskedArray(items) else items


def _objects(values: NDArray[Any]) -> list[Any]:
    return values.ravel().tolist() if values.dtype.kind == "O" else []


def _parts_of_other_frame(items: Any) -> tuple[list[str], NDArray[Any], pd.Index[Any]]:
    import narwhals as nw  # noqa: PLC0415 - read only where a frame of another library comes in

    try:
        frame = nw.from_native(items)
    except TypeError as error:
        raise AnswersError(
            f"answers cannot be read from {type(items).__name__}",
            hint="Give a frame of pandas or Polars, an Arrow table, an array, or st.Moments.",
        ) from error
    frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    texts = [name for name, dtype in frame.schema.items() if not (dtype.is_numeric() or dtype == nw.Boolean)]
    if texts:
        pandas = pd.DataFrame({name: frame[name].to_list() for name in texts})
        _refuse_text(pandas, list(range(len(texts))))
    complete = all(dtype.is_integer() for dtype in frame.schema.values()) and not any(
        frame[name].null_count() for name in frame.columns
    )
    columns = [frame[name].cast(nw.Int64 if complete else nw.Float64).to_numpy() for name in frame.columns]
    values = np.array(columns).T if columns else np.empty((len(frame), 0))
    return list(frame.columns), values, pd.RangeIndex(len(frame))


def _check_scale(answers: Answers, scale: Scale) -> None:
    low, high = scale
    _refuse(
        answers,
        partial(_outside, scale),
        f"an answer lies outside the scale from {low:g} to {high:g}",
        "Correct the cell, leave it empty, or declare the right scale.",
    )


def _outside(scale: Scale, X: NDArray[Any]) -> NDArray[np.bool_]:
    return (scale[0] > X) | (scale[1] < X)


def _refuse(answers: Answers, test: Any, fault: str, hint: str) -> None:
    """Collect every cell that a test finds faulty and raise them together."""
    cells = np.argwhere(test(answers.X))
    faults = [AnswersError(fault, place=_place(answers, i, j), hint=hint) for i, j in cells[:MOST_FAULTS]]
    raise_faults(faults, len(cells))


def _place(answers: Answers, i: int, j: int) -> Place:
    value = answers.X[i, j].item()
    shown = None if math.isnan(value) else int(value) if float(value).is_integer() else value
    return Place(row=str(answers.rows[i]), column=answers.names[j], value=shown)


def _refuse_infinite(answers: Answers) -> None:
    if answers.X.dtype.kind == "f":
        _refuse(answers, np.isinf, "an answer is infinite", "Leave the cell empty if there is no answer.")


def _refuse_missing(answers: Answers) -> None:
    if answers.X.dtype.kind == "f":
        _refuse(answers, np.isnan, "an answer is missing", 'Fill it, or use missing="listwise" or "pairwise".')


def _report_missing(moments: Moments, stacklevel: int) -> None:
    lost = moments.n_total - moments.n_used
    if moments.missing == "listwise" and moments.n_used >= 2 and lost > LOST_SHARE * moments.n_total:
        warnings.warn(
            f"{lost} of {moments.n_total} respondents skipped an item and are left out; "
            'missing="pairwise" uses what they did answer.',
            MissingAnswersWarning,
            stacklevel=stacklevel,
        )


def _position(name: str, names: tuple[str, ...]) -> int:
    if name not in names:
        raise ItemsError(f"there is no item {name!r}", hint=nearest(name, names))
    return names.index(name)
