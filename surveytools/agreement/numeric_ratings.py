"""The door for ratings that are numbers: one row a subject, one column a rater."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import MOST_FAULTS, AnswersError, ItemsError, Place, SampleSizeError, listed, raise_faults
from surveytools.moments.door import Answers, Scale, enter_answers
from surveytools.moments.matrices import default_names

FEWEST_EXPERTS = 3


def enter_numbers(ratings: Any, scale: Scale | None = None) -> Answers:
    """Return the ratings as floats, NaN where missing; a rater alone or without any rating is an error."""
    entered = enter_answers(ratings, scale=scale)
    X = np.asarray(entered.X, np.float64)
    if len(entered.names) < 2:
        raise ItemsError("there is only one rater", hint="Agreement needs two: one row a subject, one column a rater.")
    idle = [entered.names[j] for j in np.flatnonzero(np.isnan(X).all(axis=0))]
    if idle:
        raise ItemsError(f"{listed(idle)} rated nothing", hint="Leave the column out.")
    return Answers(entered.names, X, entered.rows)


def refuse_one_value(X: NDArray[np.float64]) -> None:
    """Raise :class:`ItemsError` when every rating is the same."""
    low = np.fmin.reduce(X, axis=None)
    if low == np.fmax.reduce(X, axis=None):
        raise ItemsError(
            f"every rating is {low:g}",
            hint="Where nothing differs there is no agreement to measure; report the ratings as they are.",
        )


def fewest(entered: Answers) -> str:
    """Name the raters who rated least."""
    counts = (~np.isnan(entered.X)).sum(axis=0)
    few = [name for name, count in zip(entered.names, counts, strict=True) if count == counts.min()]
    return f"{listed(few)} rated {counts.min()} of {len(entered.X)}"


def refuse_missing(entered: Answers) -> None:
    """Raise :class:`AnswersError` for every missing rating; it names the cell."""
    cells = np.argwhere(np.isnan(entered.X))
    faults = [
        AnswersError(
            "a rating is missing",
            place=Place(row=str(entered.rows[i]), column=entered.names[j]),
            hint="Every rater must rank every subject; leave out the subject or the rater.",
        )
        for i, j in cells[:MOST_FAULTS]
    ]
    raise_faults(faults, len(cells))


def refuse_constant(entered: Answers) -> None:
    """Raise :class:`ItemsError` for raters who gave every subject the same rating."""
    constant = [name for name, column in zip(entered.names, entered.X.T, strict=True) if (column == column[0]).all()]
    if constant:
        raise ItemsError(
            f"{listed(constant)} gave every subject the same rating", hint="That is no order; leave the rater out."
        )


def item_names(ratings: Any, count: int) -> tuple[str, ...]:
    """Return what the rows of a frame are called, or item1, item2 and so on."""
    if isinstance(ratings, pd.DataFrame) and not isinstance(ratings.index, pd.RangeIndex):
        return tuple(str(name) for name in ratings.index)
    return tuple(default_names(count))


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
