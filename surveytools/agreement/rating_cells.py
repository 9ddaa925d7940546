"""The one door for ratings: any frame or array of units by raters in, the cells as numbers or as texts out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
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
TOO_LARGE, OTHER_UNIT = "a rating is too large to be squared", "Give it in another unit."

_TEXTS, _NUMBERS = {"string", "empty"}, {"integer", "floating", "mixed-integer-float", "decimal", "boolean", "empty"}
_NUMBER = (int, float, np.integer, np.floating, Decimal)


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
    declared : tuple or None
        The categories of a categorical type, used or not.
    ordered : bool
        Whether that type orders them.
    """

    raters: tuple[str, ...]
    units: pd.Index[Any]
    X: NDArray[Any]
    declared: tuple[Category, ...] | None = None
    ordered: bool = False

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
        return Place(row=str(self.units[i]), column=self.raters[j], value=shortened(shown))


def read_cells(ratings: Any) -> RatingCells:
    """Read units by raters; every faulty cell is reported, and a rater without a rating is an error."""
    if isinstance(ratings, Moments):
        raise AnswersNeededError("moments hold no single ratings", hint="Give one row a unit and one column a rater.")
    raters, units, values, kinds = _parts(ratings)
    check_unique(raters)
    if not values.size:
        raise SampleSizeError("there are no ratings", hint="Give one row a unit and one column a rater.")
    if len(raters) < 2:
        raise ItemsError("there is only one rater", hint="Give one row a unit and one column a rater, two or more.")
    cells = _typed(RatingCells(tuple(raters), units, values, *_declared(kinds)))
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


def shortened(value: Any) -> Any:
    """Return a whole number too long to be read in three digits, and anything else as it is."""
    return f"{Decimal(value):.3g}" if isinstance(value, int) and abs(value) > LARGEST else value


def are_numbers(texts: Iterable[Any]) -> bool:
    """Tell whether all texts can be read as numbers."""
    try:
        return all(np.isfinite([float(text) for text in texts]))
    except ValueError:
        return False


def _parts(ratings: Any) -> tuple[list[str], pd.Index[Any], NDArray[Any], list[Any]]:
    """Return raters, units, values, and the types of the columns unless they are plain numbers."""
    if isinstance(ratings, pd.DataFrame):
        return [str(name) for name in ratings.columns.to_numpy(dtype=object)], ratings.index, *_values_of(ratings)
    if isinstance(ratings, np.ndarray | list | tuple):
        values = _array_of(ratings)
        return [f"rater{k}" for k in range(1, values.shape[1] + 1)], pd.RangeIndex(len(values)), values, []
    return _parts(_pandas_of(ratings))


def _values_of(frame: pd.DataFrame) -> tuple[NDArray[Any], list[Any]]:
    """Return numbers as floats or anything else as objects, and the types of the columns unless they are numbers."""
    plain = frame.to_numpy()
    if plain.dtype.kind in "iuf":
        return plain.astype(np.float64, copy=False), []
    kinds = list(dict.fromkeys(frame.dtypes))
    if all(pd.api.types.is_any_real_numeric_dtype(kind) for kind in kinds):
        return frame.to_numpy(dtype=np.float64, na_value=np.nan), []
    values = np.empty(frame.shape, dtype=object)
    for k in range(frame.shape[1]):
        values[:, k] = frame.iloc[:, k].to_numpy(dtype=object)
    return values, kinds


def _declared(kinds: list[Any]) -> tuple[tuple[Category, ...] | None, bool]:
    """Return the categories that the types of all columns name, and whether all order them in the same way."""
    if not kinds or not all(isinstance(kind, pd.CategoricalDtype) for kind in kinds):
        return None, False
    names = list(dict.fromkeys(name for kind in kinds for name in kind.categories.tolist()))
    names = [plain_number(name) for name in names if not (isinstance(name, str) and not name.strip())]
    numbers = [name for name in names if isinstance(name, int | float) and not isinstance(name, bool)]
    if len(numbers) != len(names) and not all(isinstance(name, str) for name in names):
        return None, False
    ordered = len(kinds) == 1 and bool(kinds[0].ordered)
    return tuple(names if ordered else sorted(names)), ordered


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
        _refuse_ragged(ratings)
        raise AnswersError(f"the array has shape {values.shape}", hint="Give one row a unit, one column a rater.")
    return values


def _refuse_ragged(rows: Any) -> None:
    """Name the first row of another length than the first."""
    lengths = [len(row) for row in rows] if all(isinstance(row, list | tuple) for row in rows) else []
    for k, length in enumerate(lengths):
        if length != lengths[0]:
            raise AnswersError(
                f"row {k} is of length {length} and row 0 of length {lengths[0]}",
                hint="Give every row one cell a rater, and leave empty cells None.",
            )


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
    return pd.DataFrame({name: plain_column(frame[name]) for name in frame.columns})


def plain_column(column: Any) -> Any:
    """Return a narwhals series as floats, as an ordered categorical, or as a list."""
    import narwhals as nw  # noqa: PLC0415

    if column.dtype.is_numeric():
        return column.cast(nw.Float64).to_numpy()
    if isinstance(column.dtype, nw.Enum):
        return pd.Categorical(column.to_list(), categories=list(column.dtype.categories), ordered=True)
    return column.to_list()


def _typed(cells: RatingCells) -> RatingCells:
    """Return numbers as floats and texts as objects; blanks are empty, and a mixture is an error."""
    if cells.numeric:
        return cells
    values = cells.X.copy()
    blank = [isinstance(value, str) and (not value or value.isspace()) for value in values.flat]
    values[pd.isna(values) | np.reshape(blank, values.shape)] = None
    cells = replace(cells, X=values)
    kind = pd.api.types.infer_dtype(values.ravel(), skipna=True)
    if kind not in _TEXTS | _NUMBERS:
        _refuse_mixture(cells)
    return cells if kind in _TEXTS else _as_floats(cells)


def _as_floats(cells: RatingCells) -> RatingCells:
    try:
        return replace(cells, X=cells.X.astype(np.float64))
    except OverflowError:  # a whole number beyond all floats
        large = [value is not None and abs(value) > LARGEST for value in cells.X.flat]
        cells.refuse(np.reshape(large, cells.X.shape), TOO_LARGE, OTHER_UNIT)
        raise


def _refuse_mixture(cells: RatingCells) -> None:
    """Refuse the rarer of texts, numbers and truth values, and what is none of them."""
    truth, number, text = (_are(cells.X, kinds) for kinds in ((bool, np.bool_), _NUMBER, (str,)))
    number &= ~truth
    other = ~pd.isna(cells.X) & ~truth & ~number & ~text
    cells.refuse(other, "a rating is neither text nor number", "Correct the cell.")
    if truth.any():
        rest = "texts" if text.any() else "numbers"
        cells.refuse(truth, f"a rating is True or False among {rest}", "Write all of them one way.")
    if text.any():
        fewer = text if text.sum() <= number.sum() else number
        cells.refuse(fewer, "some ratings are texts and some are numbers", "Write all of them one way.")


def _are(values: NDArray[Any], kinds: tuple[type, ...]) -> NDArray[np.bool_]:
    return np.reshape([isinstance(value, kinds) for value in values.flat], values.shape)


def _refuse_extreme(cells: RatingCells) -> None:
    """Refuse numbers that are infinite, so large, or so near to each other that they cannot be squared."""
    low, high = np.fmin.reduce(cells.X, axis=None), np.fmax.reduce(cells.X, axis=None)
    if not -LARGEST <= low <= high <= LARGEST and not np.isnan(low):
        cells.refuse(np.isinf(cells.X), "a rating is infinite", "Leave the cell empty.")
        cells.refuse(np.abs(cells.X) > LARGEST, TOO_LARGE, OTHER_UNIT)
    if 0 < high - low < SMALLEST:
        raise AnswersError(
            f"the ratings, from {low:g} to {high:g}, lie too near to each other for their differences to be squared",
            hint="Give them in another unit.",
        )
