"""The one door for ratings: any frame or array of units by raters in, the cells as numbers or as texts out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import (
    MOST_FAULTS,
    AnswersError,
    AnswersNeededError,
    ItemsError,
    Place,
    SampleSizeError,
    listed,
    raise_faults,
)
from surveytools.moments.matrices import check_unique
from surveytools.moments.sums import Moments

Category = str | int | float
LARGEST, SMALLEST = 1e100, 1e-100  # beyond, squares are no numbers any more
WHOLE = 2**53  # beyond, floats skip whole numbers

_TEXTS, _NUMBERS = {"string", "empty"}, {"integer", "floating", "mixed-integer-float", "decimal", "boolean", "empty"}


@dataclass(frozen=True, slots=True, eq=False)
class RatingCells:
    """Ratings as they were given.

    Parameters
    ----------
    raters : tuple of str
        The columns.
    units : pandas.Index
        What the rows are called.
    X : ndarray, shape (n, r)
        Numbers as floats with NaN, or texts as objects with None, where there is no rating.
    order : tuple or None
        The categories of an ordered type.
    """

    raters: tuple[str, ...]
    units: pd.Index[Any]
    X: NDArray[Any]
    order: tuple[Category, ...] | None

    @property
    def numeric(self) -> bool:
        """Whether the ratings are numbers."""
        return self.X.dtype.kind == "f"

    def refuse(self, bad: NDArray[np.bool_], fault: str, hint: str) -> None:
        """Raise the faults of all marked cells together."""
        where = np.argwhere(bad)
        faults = [
            AnswersError(fault, place=self._place(i, j), hint=hint) for i, j in where[:MOST_FAULTS]
        ]  # fmt: skip
        raise_faults(faults, len(where))

    def _place(self, i: int, j: int) -> Place:
        value = self.X[i, j]
        shown = None if value is None or (isinstance(value, float) and np.isnan(value)) else plain_number(value)
        return Place(row=str(self.units[i]), column=self.raters[j], value=shown)


def read_cells(ratings: Any) -> RatingCells:
    """Read units by raters; every faulty cell is reported, and a rater without a rating is an error."""
    if isinstance(ratings, Moments):
        raise AnswersNeededError("moments hold no single ratings", hint="Give one row a unit and one column a rater.")
    raters, units, values, order = _parts(ratings)
    check_unique(raters)
    if not values.size:
        raise SampleSizeError("there are no ratings", hint="Give one row a unit and one column a rater.")
    if len(raters) < 2:
        raise ItemsError("there is only one rater", hint="Give one row a unit and one column a rater, two or more.")
    cells = _typed(RatingCells(tuple(raters), units, values, order))
    if cells.numeric:
        _refuse_extreme(cells)
    idle = [raters[k] for k, first in enumerate(cells.X[0].tolist()) if pd.isna(first) and pd.isna(cells.X[:, k]).all()]
    if idle:
        raise ItemsError(f"{listed(idle)} rated nothing", hint="Leave out the columns without a rating.")
    return cells


def plain_number(value: Any) -> Any:
    """Return a float that is whole as a whole number, and anything else as it is."""
    if isinstance(value, float | np.floating):
        return int(value) if float(value).is_integer() and abs(value) < WHOLE else float(value)
    return value


def are_numbers(texts: Iterable[Any]) -> bool:
    """Tell whether all texts can be read as numbers."""
    try:
        return all(np.isfinite([float(text) for text in texts]))
    except ValueError:
        return False


def _parts(ratings: Any) -> tuple[list[str], pd.Index[Any], NDArray[Any], tuple[Category, ...] | None]:
    """Return raters, units, values, and the categories of an ordered type."""
    if isinstance(ratings, pd.DataFrame):
        return [str(name) for name in ratings.columns.to_numpy(dtype=object)], ratings.index, *_values_of(ratings)
    if isinstance(ratings, np.ndarray | list | tuple):
        values = _array_of(ratings)
        return [f"rater{k}" for k in range(1, values.shape[1] + 1)], pd.RangeIndex(len(values)), values, None
    return _parts(_pandas_of(ratings))


def _values_of(frame: pd.DataFrame) -> tuple[NDArray[Any], tuple[Category, ...] | None]:
    """Return numbers as floats or anything else as objects, and the categories of an ordered type."""
    plain = frame.to_numpy()
    if plain.dtype.kind in "iuf":
        return plain.astype(np.float64, copy=False), None
    kinds = list(dict.fromkeys(frame.dtypes))
    if all(pd.api.types.is_any_real_numeric_dtype(kind) for kind in kinds):
        return frame.to_numpy(dtype=np.float64, na_value=np.nan), None
    values = np.empty(frame.shape, dtype=object)
    for k in range(frame.shape[1]):
        values[:, k] = frame.iloc[:, k].to_numpy(dtype=object)
    return values, _order_of(kinds)


def _order_of(kinds: list[Any]) -> tuple[Category, ...] | None:
    if len(kinds) == 1 and isinstance(kinds[0], pd.CategoricalDtype) and kinds[0].ordered:
        return tuple(kinds[0].categories.tolist())
    return None


def _array_of(ratings: Any) -> NDArray[Any]:
    if np.ma.isMaskedArray(ratings):
        values = np.array(np.ma.getdata(ratings), dtype=object)
        values[np.ma.getmaskarray(ratings)] = None
        return _array_of(values)
    numeric = isinstance(ratings, np.ndarray) and ratings.dtype.kind in "iufb"
    try:
        values = np.asarray(ratings, np.float64 if numeric else object)
    except ValueError as error:
        raise AnswersError("the rows of the array have different lengths", hint="Leave empty cells None.") from error
    if not values.size:
        return np.empty((0, 0))
    if values.ndim != 2:
        raise AnswersError(f"the array has shape {values.shape}", hint="Give one row a unit, one column a rater.")
    return values


def _pandas_of(ratings: Any) -> pd.DataFrame:
    import narwhals as nw  # noqa: PLC0415 - read only where a frame of another library comes in

    try:
        frame = nw.from_native(ratings)
    except TypeError as error:
        raise AnswersError(
            f"ratings cannot be read from {type(ratings).__name__}",
            hint="Give a frame of pandas or Polars, an Arrow table, or an array: one row a unit, one column a rater.",
        ) from error
    frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    columns = {
        name: frame[name].cast(nw.Float64).to_numpy() if dtype.is_numeric() else frame[name].to_list()
        for name, dtype in frame.schema.items()
    }
    return pd.DataFrame(columns)


def _typed(cells: RatingCells) -> RatingCells:
    """Return numbers as floats and texts as objects; blanks are empty, and a mixture is an error."""
    if cells.numeric:
        return cells
    values = cells.X.copy()
    blank = [isinstance(value, str) and (not value or value.isspace()) for value in values.flat]
    values[pd.isna(values) | np.reshape(blank, values.shape)] = None
    cells = RatingCells(cells.raters, cells.units, values, cells.order)
    kind = pd.api.types.infer_dtype(values.ravel(), skipna=True)
    if kind in _NUMBERS:
        return RatingCells(cells.raters, cells.units, values.astype(np.float64), cells.order)
    if kind not in _TEXTS:
        _refuse_mixture(cells)
    return cells


def _refuse_mixture(cells: RatingCells) -> None:
    known, number, text = (
        np.array([isinstance(value, kinds) for value in cells.X.flat]).reshape(cells.X.shape)
        for kinds in (object, int | float | np.number, str)
    )
    known &= ~pd.isna(cells.X)
    if (number | text)[known].all():
        fewer = text if text.sum() <= number.sum() else number
        cells.refuse(fewer, "some ratings are texts and some are numbers", "Write all of them one way.")
    cells.refuse(known & ~number & ~text, "a rating is neither text nor number", "Correct the cell.")


def _refuse_extreme(cells: RatingCells) -> None:
    """Refuse numbers that are infinite, so large, or so near to each other that they cannot be squared."""
    low, high = np.fmin.reduce(cells.X, axis=None), np.fmax.reduce(cells.X, axis=None)
    if not -LARGEST <= low <= high <= LARGEST and not np.isnan(low):
        cells.refuse(np.isinf(cells.X), "a rating is infinite", "Leave the cell empty.")
        cells.refuse(np.abs(cells.X) > LARGEST, "a rating is too large to be squared", "Give it in another unit.")
    if 0 < high - low < SMALLEST:
        raise AnswersError(
            f"the ratings, from {low:g} to {high:g}, lie too near to each other for their differences to be squared",
            hint="Give them in another unit.",
        )
