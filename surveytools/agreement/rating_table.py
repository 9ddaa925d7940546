"""The door for ratings: any frame or array of units by raters in, names, categories and codes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import MOST_FAULTS, AnswersError, ItemsError, OptionError, Place, listed, raise_faults
from surveytools.moments.matrices import check_unique

Codes = NDArray[np.intp]
Category = str | int | float

_TEXTS, _NUMBERS = {"string", "empty"}, {"integer", "floating", "mixed-integer-float", "decimal", "boolean", "empty"}


@dataclass(frozen=True, slots=True, eq=False)
class RatingTable:
    """Validated ratings.

    Parameters
    ----------
    codes : ndarray of int, shape (n, r)
        One row a unit, one column a rater: the position of the category, -1 where there is no rating.
    categories : tuple
        Texts or numbers, in order.
    raters : tuple of str
        The columns.
    ordered : bool
        Whether the order of the categories means something: numbers, an ordered type, or named by the user.
    """

    codes: Codes
    categories: tuple[Category, ...]
    raters: tuple[str, ...]
    ordered: bool

    @property
    def numeric(self) -> bool:
        """Whether the categories are numbers."""
        return not any(isinstance(category, str) for category in self.categories)


def enter_ratings(ratings: Any, categories: Sequence[Any] | None = None) -> RatingTable:
    """Read names, categories and codes of units by raters; every faulty cell is reported."""
    raters, units, values, order = _parts(ratings)
    check_unique(raters)
    if len(raters) < 2:
        raise ItemsError("there is only one rater", hint="Give one row a unit and one column a rater, two or more.")
    values = _texts_or_numbers(values, raters, units)
    named = _named(categories) if categories is not None else order
    codes, found = _coded(values, named, raters, units)
    idle = [raters[k] for k in np.flatnonzero((codes < 0).all(axis=0))]
    if idle:
        raise ItemsError(f"{listed(idle)} rated nothing", hint="Leave out the columns without a rating.")
    ordered = named is not None or values.dtype.kind == "f"
    return RatingTable(codes, found, tuple(raters), ordered)


def check_ordered(categories: tuple[Category, ...], ordered: bool, purpose: str) -> None:
    """Raise :class:`OptionError` where the order of the categories is needed and not known."""
    if not ordered:
        raise OptionError(
            f"{purpose} need the order of the categories, and these are texts: {listed(map(str, categories))}",
            hint='Name all categories from the lowest to the highest: categories=["poor", "fair", "good"].',
        )


def _parts(ratings: Any) -> tuple[list[str], pd.Index[Any], NDArray[Any], tuple[Category, ...] | None]:
    """Return raters, units, values, and the categories of an ordered type."""
    if isinstance(ratings, pd.DataFrame):
        return [str(name) for name in ratings.columns], ratings.index, _values_of(ratings), _order_of(ratings)
    if isinstance(ratings, np.ndarray | list | tuple):
        values = _array_of(ratings)
        return [f"rater{k}" for k in range(1, values.shape[1] + 1)], pd.RangeIndex(len(values)), values, None
    return _parts(_pandas_of(ratings))


def _values_of(frame: pd.DataFrame) -> NDArray[Any]:
    if all(pd.api.types.is_numeric_dtype(dtype) for dtype in frame.dtypes) and frame.shape[1]:
        return frame.to_numpy(dtype=np.float64, na_value=np.nan)
    columns = [frame.iloc[:, k].to_numpy(dtype=object) for k in range(frame.shape[1])]
    return np.array(columns, dtype=object).T


def _order_of(frame: pd.DataFrame) -> tuple[Category, ...] | None:
    kinds = list(dict.fromkeys(frame.dtypes))
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
    return pd.DataFrame({name: frame[name].to_list() for name in frame.columns})


def _texts_or_numbers(values: NDArray[Any], raters: list[str], units: pd.Index[Any]) -> NDArray[Any]:
    """Return numbers as floats with NaN, texts as objects with None, where no rating was given."""
    if values.dtype.kind != "f":
        values = values.copy()
        values[pd.isna(values) | (values == "")] = None
        kind = pd.api.types.infer_dtype(values.ravel(), skipna=True)
        if kind in _NUMBERS:
            values = values.astype(np.float64)
        elif kind not in _TEXTS:
            _refuse_mixture(values, raters, units)
    if values.dtype.kind == "f" and np.isinf(values).any():
        _refuse(np.isinf(values), values, raters, units, "a rating is infinite", "Leave the cell empty.")
    return values


def _refuse_mixture(values: NDArray[Any], raters: list[str], units: pd.Index[Any]) -> None:
    known = np.array([[value is not None for value in row] for row in values])
    number = np.array([[isinstance(value, int | float | np.number) for value in row] for row in values])
    text = np.array([[isinstance(value, str) for value in row] for row in values])
    if (number | text)[known].all():
        fewer = text if text.sum() <= number.sum() else number
        _refuse(
            fewer, values, raters, units, "some ratings are texts and some are numbers", "Write all of them one way."
        )
    _refuse(known & ~number & ~text, values, raters, units, "a rating is neither text nor number", "Correct the cell.")


def _named(categories: Sequence[Any]) -> tuple[Category, ...]:
    if isinstance(categories, str) or len(set(categories)) < len(categories) or len(categories) < 2:
        raise OptionError(
            f"categories={categories!r} is no list of different categories",
            hint="Name each category once, two or more, from the lowest to the highest.",
        )
    return tuple(categories)


def _coded(
    values: NDArray[Any], named: tuple[Category, ...] | None, raters: list[str], units: pd.Index[Any]
) -> tuple[Codes, tuple[Category, ...]]:
    if named is None:
        codes, found = pd.factorize(values.T.ravel(), sort=True)
        return codes.reshape(values.T.shape).T, tuple(_shown(value) for value in found)
    codes = pd.Index(named).get_indexer(pd.Index(values.ravel())).reshape(values.shape)
    unknown = (codes < 0) & ~pd.isna(values)
    if unknown.any():
        _refuse(
            unknown, values, raters, units, f"a rating is not among the categories {listed(map(str, named))}",
            "Correct the cell, or name all categories.",
        )  # fmt: skip
    return codes, named


def _refuse(
    cells: NDArray[np.bool_], values: NDArray[Any], raters: list[str], units: pd.Index[Any], fault: str, hint: str
) -> None:
    """Raise the faults of all marked cells together."""
    where = np.argwhere(cells)
    faults = [
        AnswersError(fault, place=Place(row=str(units[i]), column=raters[j], value=_shown(values[i, j])), hint=hint)
        for i, j in where[:MOST_FAULTS]
    ]
    raise_faults(faults, len(where))


def _shown(value: Any) -> Any:
    if isinstance(value, float | np.floating):
        return int(value) if float(value).is_integer() else float(value)
    return value
