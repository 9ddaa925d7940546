"""Two raters, or two measurements, of the same units: one after the other, or as the columns of one frame."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from surveytools.agreement.rating_cells import plain_column
from surveytools.base.errors import AnswersError, ItemsError, SampleSizeError


def enter_pair(a: Any, b: Any, name: str) -> pd.DataFrame:
    """Return both as the two columns of a frame, for the function of this name."""
    if b is None:
        columns = _columns_of(a)
        if columns is None:
            raise ItemsError(
                "there is nothing to compare the values with",
                hint=f"Give two: {name}(a, b), or a frame of exactly two columns.",
            )
        a, b = columns
    first, second = _column(a), _column(b)
    if len(first) != len(second):
        raise AnswersError(
            f"the first has {len(first)} values and the second {len(second)}",
            hint="Give both the same units in the same order, with empty cells where one is missing.",
        )
    if not len(first):
        raise SampleSizeError("there are no values", hint="Give one of each for every unit.")
    if isinstance(a, pd.Series) and isinstance(b, pd.Series) and not first.index.equals(second.index):
        raise AnswersError(
            "the rows of the two are called differently",
            hint="Bring both into the same order, or drop the row names: .reset_index(drop=True).",
        )
    names = ["A" if first.name is None else str(first.name), "B" if second.name is None else str(second.name)]
    if names[0] == names[1]:
        names = [f"{names[0]} (1)", f"{names[1]} (2)"]
    columns = [first.reset_index(drop=True), second.reset_index(drop=True)]
    return pd.concat(columns, axis=1, keys=names).set_axis(first.index, axis=0)


def _columns_of(frame: Any) -> list[Any] | None:
    """Return the two columns of a frame or array, None for anything else."""
    if isinstance(frame, np.ndarray) and frame.ndim == 2 and frame.shape[1] == 2:
        return list(frame.T)
    names = list(getattr(frame, "columns", ()))
    if len(names) != 2:
        return None
    return [frame.iloc[:, k] for k in (0, 1)] if isinstance(frame, pd.DataFrame) else [frame[name] for name in names]


def _column(values: Any) -> pd.Series:
    if isinstance(values, pd.DataFrame) and values.shape[1] == 1:
        values = values.iloc[:, 0]
    if isinstance(values, pd.Series):
        return values
    if isinstance(values, pd.Categorical):
        return pd.Series(values)
    import narwhals as nw  # noqa: PLC0415 - importing the package must stay light

    column = nw.from_native(values, series_only=True, pass_through=True)
    if isinstance(column, nw.Series):
        return pd.Series(plain_column(column), name=column.name or None)
    in_arrow = getattr(values, "to_pylist", None)
    values = values if in_arrow is None else in_arrow()
    try:
        dimensions = np.ndim(values)
    except ValueError:  # rows of different length
        dimensions = 2
    if dimensions != 1:
        raise AnswersError(
            f"the values of one of the two have {dimensions} dimensions", hint="Give a list or a column for each."
        )
    return pd.Series(values if isinstance(values, np.ndarray) else list(values))
