"""Two raters beside each other: the table of confusion that kappa is made of."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from surveytools.agreement.count_tables import ConfusionTable, refuse_categories
from surveytools.agreement.pairs import enter_pair
from surveytools.agreement.rating_table import enter_ratings
from surveytools.agreement.tally import MOST_CATEGORIES
from surveytools.base.errors import AnswersError, OptionError, SampleSizeError
from surveytools.base.warnings import MissingAnswersWarning
from surveytools.moments.door import LOST_SHARE


def enter_confusion(a: Any, b: Any, categories: Sequence[Any] | None, stacklevel: int = 3) -> ConfusionTable:
    """Return the confusion table of two raters, or the one given."""
    table = _given(a, b, categories) if isinstance(a, ConfusionTable) else _counted(a, b, categories, stacklevel + 1)
    if table.n_used < 2:
        raise SampleSizeError(
            f"both raters rated {table.n_used} of {table.n_total} units",
            hint="Agreement needs two units that both rated.",
        )
    if len(table.categories) > MOST_CATEGORIES:
        raise AnswersError(
            f"there are {len(table.categories)} different ratings",
            hint='Measurements are no categories: use st.krippendorff_alpha(ratings, measurement="interval"), or an '
            "intraclass correlation.",
        )
    used = np.flatnonzero(table.counts.sum(axis=0) + table.counts.sum(axis=1))
    if len(used) == 1:
        raise AnswersError(
            f"every rating is {table.categories[used[0]]!r}, so agreement by chance is certain and nothing is left to "
            "correct for",
            hint="Report the share of agreement, or st.gwet_ac with categories=[...], all that were offered.",
        )
    return table


def _given(table: ConfusionTable, b: Any, categories: Sequence[Any] | None) -> ConfusionTable:
    if b is not None:
        raise OptionError("a second rater stands beside a table that holds both", hint="Give the table alone.")
    refuse_categories(categories, "Add a category that nobody used to the table: a row and a column of zeros.")
    return table


def _counted(a: Any, b: Any, categories: Sequence[Any] | None, stacklevel: int) -> ConfusionTable:
    frame = enter_pair(a, b, "st.cohen_kappa")
    ratings = enter_ratings(frame, categories)
    both = ratings.codes[(ratings.codes >= 0).all(axis=1)]
    n, n_total, q = len(both), len(frame), len(ratings.categories)
    if 2 <= n < (1 - LOST_SHARE) * n_total:
        warnings.warn(
            f"{n_total - n} of {n_total} units were not rated by both and are left out; st.krippendorff_alpha and "
            "st.gwet_ac use every rating.",
            MissingAnswersWarning,
            stacklevel=stacklevel,
        )
    counts = np.bincount(both[:, 0] * q + both[:, 1], minlength=q * q).reshape(q, q)
    counts.setflags(write=False)
    first, second = ratings.cells.raters
    return ConfusionTable(counts, ratings.categories, (first, second), ratings.ordered, n_total)
