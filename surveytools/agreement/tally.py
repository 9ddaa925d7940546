"""How many raters chose each category for a unit: all that coefficients for many raters need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.count_tables import CategoryCounts, ConfusionTable, Whole, refuse_categories
from surveytools.agreement.linearized import CERTAIN
from surveytools.agreement.rating_cells import Category
from surveytools.agreement.rating_table import Codes, enter_ratings
from surveytools.base.errors import AnswersError, SampleSizeError

Array = NDArray[np.float64]

MOST_CATEGORIES = 100


@dataclass(frozen=True, eq=False)
class Tally:
    """Units that look alike, and how many there are of each kind.

    Parameters
    ----------
    N : sparse array, shape (P, q)
        How many raters chose each category, a row a kind of unit; units without any rating are left out.
    frequencies : ndarray of int, shape (P,)
        How many units of each kind there are.
    categories : tuple
        What the columns are.
    ordered : bool
        Whether the order of the categories means something.
    n_total : int
        Units, those without a rating included.
    n_raters : int or None
        Columns of ratings; None where only counts are known.
    """

    N: Any
    frequencies: Whole
    categories: tuple[Category, ...]
    ordered: bool
    n_total: int
    n_raters: int | None

    @cached_property
    def sizes(self) -> Whole:
        """How many ratings the units of each kind have, shape (P,)."""
        return self.N.sum(axis=1).astype(np.int64)

    @property
    def n_rated(self) -> int:
        """Units with a rating."""
        return int(self.frequencies.sum())

    @property
    def n_compared(self) -> int:
        """Units with two ratings or more."""
        return int(self.frequencies[self.sizes >= 2].sum())

    @property
    def raters_per_unit(self) -> tuple[int, int]:
        """Fewest and most ratings of a unit."""
        return int(self.sizes.min()), int(self.sizes.max())

    def counts(self) -> Array:
        """Return how many raters chose each category, shape (P, q)."""
        return self.N.toarray()

    def compared(self) -> Tally:
        """Return the units with two ratings or more."""
        kept = self.sizes >= 2
        return self if kept.all() else replace(self, N=self.N[kept], frequencies=self.frequencies[kept])


def enter_tally(ratings: Any, categories: Sequence[Any] | None = None) -> Tally:
    """Return the tally of ratings or of a table of counts; nothing to compare is an error."""
    if isinstance(ratings, CategoryCounts | ConfusionTable):
        hint = "Add a category that nobody used to the table: a column of zeros, in a table of two raters a row too."
        refuse_categories(categories, hint)
        tally = _of_counts(ratings) if isinstance(ratings, CategoryCounts) else _of_pairs(ratings)
    else:
        tally = _of_ratings(ratings, categories)
    if tally.n_compared < 2:
        raise SampleSizeError(
            f"{tally.n_compared} of {tally.n_total} units have two ratings or more",
            hint="Agreement needs at least two units that two raters rated.",
        )
    return tally


def _of_counts(table: CategoryCounts) -> Tally:
    from scipy.sparse import csr_array  # noqa: PLC0415 - importing the package must stay light

    kinds, frequencies = np.unique(table.counts[table.counts.any(axis=1)], axis=0, return_counts=True)
    N = csr_array(kinds.astype(np.float64))
    return Tally(N, frequencies, table.categories, True, len(table.counts), None)


def _of_pairs(table: ConfusionTable) -> Tally:
    from scipy.sparse import csr_array  # noqa: PLC0415 - importing the package must stay light

    first, second = np.nonzero(table.counts)
    each = np.eye(len(table.categories))
    N = csr_array(each[first] + each[second])
    return Tally(N, table.counts[first, second], table.categories, table.ordered, table.n_used, 2)


def _of_ratings(ratings: Any, categories: Sequence[Any] | None) -> Tally:
    table = enter_ratings(ratings, categories)
    N, frequencies = kinds_of_units(table.codes, len(table.categories))
    return Tally(N, frequencies, table.categories, table.ordered, *table.codes.shape)


def kinds_of_units(codes: Codes, q: int) -> tuple[Any, Whole]:
    """Return the different rows of counts of codes (n, r), sparse, shape (P, q), and how often each occurs.

    A row of counts is one number, its digits to the base r + 1, if that number fits; otherwise rows stay apart.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - importing the package must stay light

    r = codes.shape[1]
    if q * np.log2(r + 1) < 62:
        places = (r + 1) ** np.arange(q, dtype=np.int64)
        worth = np.append(places, 0)  # the last is that of the code -1, no rating
        sums = np.zeros(len(codes), np.int64)
        for column in codes.T:
            sums += worth[column]
        kinds, keys = pd.factorize(sums, sort=True)
        frequencies = np.bincount(kinds, minlength=len(keys))
        rated = keys > 0
        return csr_array((keys[rated, None] // places % (r + 1)).astype(np.float64)), frequencies[rated]
    rows, columns = np.nonzero(codes >= 0)
    N = csr_array((np.ones(len(rows)), (rows, codes[rows, columns])), shape=(len(codes), q))
    rated = N.sum(axis=1) > 0
    return N[rated], np.ones(int(rated.sum()), np.int64)


def check_few_categories(tally: Tally) -> None:
    """Raise :class:`AnswersError` where so many different values are measurements and not categories."""
    q = len(tally.categories)
    if q > MOST_CATEGORIES:
        raise AnswersError(
            f"there are {q} different ratings",
            hint='Measurements are no categories: use st.krippendorff_alpha(ratings, measurement="interval"), or an '
            "intraclass correlation.",
        )


def check_not_constant(tally: Tally, hint: str) -> None:
    """Raise :class:`AnswersError` where all ratings are the same."""
    used = np.unique(tally.N.indices[tally.N.data > 0])
    if len(used) == 1:
        raise AnswersError(
            f"every rating is {tally.categories[used[0]]!r}, so agreement by chance is certain and nothing is left to "
            "correct for",
            hint=hint,
        )


def check_chance(expected: float, fault: str, hint: str) -> None:
    """Raise :class:`AnswersError` where agreement by chance is certain, so that nothing is left to correct for."""
    if expected > CERTAIN:
        raise AnswersError(fault, hint=hint)
