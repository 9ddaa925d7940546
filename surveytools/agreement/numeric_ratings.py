"""Ratings that are numbers, and what cannot be done with some of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.rating_cells import RatingCells, are_numbers, read_cells
from surveytools.base.errors import (
    AnswersError,
    ItemsError,
    MatrixError,
    OptionError,
    Place,
    SampleSizeError,
    is_number,
    listed,
)
from surveytools.base.labels import Text
from surveytools.moments.door import Scale
from surveytools.moments.matrices import default_names, looks_like_corr

FEWEST_EXPERTS = 3
ITEM = {"item": Text("Item", "条目"), "n_items": Text("Items", "条目数")}  # what panels of experts call them


def enter_numbers(ratings: Any, scale: Scale | None = None) -> RatingCells:
    """Return ratings as floats, NaN where missing; texts and what lies outside the scale name their cells."""
    cells = read_cells(ratings)
    if not cells.numeric:
        given = [text for text in cells.X.flat if text is not None]
        hint = "frame.astype(float)" if are_numbers(given) else "frame.replace({...})"
        cells.refuse(~pd.isna(cells.X), "a rating is not a number", f"Turn the texts into numbers first: {hint}.")
    if looks_like_corr(cells.X) and (cells.X % 1 != 0).any():
        raise MatrixError(
            "this is a correlation matrix, not ratings", hint="Give one row a unit and one column a rater."
        )
    if scale is not None:
        low, high = scale
        cells.refuse(
            (low > cells.X) | (high < cells.X), f"a rating lies outside the scale from {low:g} to {high:g}",
            "Correct the cell, leave it empty, or declare the right scale.",
        )  # fmt: skip
    return cells


def check_scale(scale: Any) -> None:
    """Raise :class:`OptionError` unless the scale is None or has a lowest and a highest rating."""
    fits = scale is None or (np.shape(scale) == (2,) and all(map(is_number, scale)) and scale[0] < scale[1])
    if not fits:
        raise OptionError(
            f"scale={scale!r} is no scale", hint="Give the lowest and the highest rating, such as (1, 4)."
        )


def checked_relevant(relevant: Sequence[float], scale: Scale | None) -> tuple[float, ...]:
    """Return the ratings that count as relevant, as floats; one outside the scale is an error."""
    given = list(relevant) if np.iterable(relevant) else []
    if not given or not all(map(is_number, given)):
        raise OptionError(f"relevant={relevant!r} names no ratings", hint="Give a tuple of numbers: relevant=(3, 4).")
    wanted = tuple(float(value) for value in given)
    if scale is not None:
        outside = [f"{value:g}" for value in wanted if not scale[0] <= value <= scale[1]]
        if outside:
            raise OptionError(
                f"relevant={listed(outside)} lies outside the scale from {scale[0]:g} to {scale[1]:g}",
                hint="Say which ratings of the scale count as relevant.",
            )
    return wanted


def relevant_ratings(X: NDArray[np.float64], wanted: Sequence[float]) -> NDArray[np.bool_]:
    """Return which ratings count as relevant; that none does is an error."""
    hits = np.isin(X, wanted)
    if not hits.any():
        raise OptionError(
            f"no rating is {' or '.join(f'{value:g}' for value in wanted)}",
            hint="Say which ratings count as relevant: relevant=(3, 4).",
        )
    return hits


def refuse_one_value(X: NDArray[np.float64]) -> None:
    """Raise :class:`ItemsError` when every rating is the same."""
    low = np.fmin.reduce(X, axis=None)
    if low == np.fmax.reduce(X, axis=None):
        raise ItemsError(
            f"every rating is {low:g}",
            hint="Where nothing differs there is no agreement to measure; report the ratings as they are.",
        )


def fewest(cells: RatingCells) -> str:
    """Name the raters who rated least."""
    counts = (~np.isnan(cells.X)).sum(axis=0)
    few = [name for name, count in zip(cells.raters, counts, strict=True) if count == counts.min()]
    return f"{listed(few)} rated {counts.min()} of {len(cells.X)}"


def refuse_missing(cells: RatingCells) -> None:
    """Raise :class:`AnswersError` for every missing rating; it names the cell."""
    hint = "Every rater must rank every subject; leave out the subject or the rater."
    cells.refuse(np.isnan(cells.X), "a rating is missing", hint)


def refuse_constant(cells: RatingCells) -> None:
    """Raise :class:`ItemsError` for raters who gave every subject the same rating."""
    constant = [name for name, column in zip(cells.raters, cells.X.T, strict=True) if (column == column[0]).all()]
    if constant:
        raise ItemsError(
            f"{listed(constant)} gave every subject the same rating", hint="That is no order; leave the rater out."
        )


def item_names(cells: RatingCells) -> tuple[str, ...]:
    """Return what the rows of a frame are called, or item1, item2 and so on."""
    numbered = isinstance(cells.units, pd.RangeIndex)
    return tuple(default_names(len(cells.X)) if numbered else map(str, cells.units))


def missing_words(lost: int) -> Text:
    """Say what became of ratings that experts did not give."""
    if not lost:
        return Text("no missing ratings", "无缺失评分")
    return Text(
        f"missing ratings: {lost}, each item by the experts who rated it",
        f"缺失 {lost} 个评分：各条目按实际评分的专家计算",
    )


def refuse_few_experts(N: NDArray[np.int64], items: Sequence[str]) -> None:
    """Raise an error for items without a rating, or with fewer experts than a panel has."""
    unrated = [name for name, n in zip(items, N, strict=True) if n == 0]
    if unrated:
        raise AnswersError(f"no expert rated {listed(unrated)}", hint="Leave out the row, or ask the experts again.")
    few = [f"{name} ({n})" for name, n in zip(items, N, strict=True) if n < FEWEST_EXPERTS]
    if few:
        raise SampleSizeError(
            f"fewer than {FEWEST_EXPERTS} experts rated {listed(few)}",
            hint="A panel has three experts at the very least, better five to ten (Lynn 1986).",
        )


def refuse_not_positive(cells: RatingCells) -> None:
    """Raise :class:`AnswersError` where the mean of two measurements makes no percentage."""
    means = cells.X.mean(axis=1)
    if means.min() <= 0:
        raise AnswersError(
            f"the mean of two measurements is {means.min():g}",
            place=Place(row=str(cells.units[int(means.argmin())])),
            hint='Percentages need means above 0; use difference="absolute".',
        )
