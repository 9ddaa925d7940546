"""Names and numbers out of any frame or array that holds answers."""

from __future__ import annotations

from numbers import Number
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import AnswersError, Place, raise_faults
from surveytools.moments.matrices import default_names


def parts(items: Any) -> tuple[list[str], NDArray[Any], pd.Index[Any]]:
    """Return the names of the items, their answers, shape (n, p), and what the respondents are called."""
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
        bad = np.array([not isinstance(value, Number) for value in column]) & column.notna().to_numpy()
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
    if isinstance(items, list | tuple) and any(
        isinstance(part, pd.DataFrame | pd.Series) for part in cast("list[Any]", items)
    ):
        raise AnswersError("this is a list of frames", hint="Join them first: pd.concat([...]).")
    wrong = AnswersError("the array holds text or rows of different length", hint="Give numbers.")
    try:
        values = np.asarray(_unmasked(items))
    except ValueError as error:
        raise wrong from error
    if values.dtype.kind == "c":
        raise AnswersError("the answers are complex numbers", hint="Give real numbers: items.real.")
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
