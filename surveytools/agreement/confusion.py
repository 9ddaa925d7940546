"""How two raters put the same units into categories: the table that kappa is made of."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.rating_table import Category, enter_ratings
from surveytools.agreement.tally import MOST_CATEGORIES, whole_counts
from surveytools.base.errors import AnswersError, ItemsError, MatrixError, SampleSizeError
from surveytools.base.labels import Kind, Text
from surveytools.base.table import Table
from surveytools.base.warnings import MissingAnswersWarning

Whole = NDArray[np.int64]
LOST_SHARE = 0.05
TOTAL = "\N{NO-BREAK SPACE}total"  # so that a category may be called total


@dataclass(frozen=True, slots=True, eq=False)
class ConfusionTable:
    r"""How often each category of one rater goes with each category of another.

    With :math:`n_{ij}` units that the first rater put into category i and the second into category j, the agreeing
    units stand in the diagonal, and their share is :math:`p_o = \sum_i n_{ii} / n`.

    Parameters
    ----------
    counts : ndarray of int, shape (q, q)
        First rater in the rows, second in the columns.
    categories : tuple
        Of both raters, in order.
    raters : (str, str)
        What they are called.
    ordered : bool
        Whether the order of the categories means something.
    n_total : int
        Units, those included that one of the two did not rate.

    Raises
    ------
    MatrixError
        From :meth:`from_table`, for a table that is not square, or whose rows and columns differ.
    AnswersError
        From :meth:`from_table`, for a cell that is no count.

    Notes
    -----
    The form that ``vcd::Kappa`` in R takes.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement, 20,
    37-46. https://doi.org/10.1177/001316446002000104

    Examples
    --------
    >>> import surveytools as st
    >>> table = st.ConfusionTable.from_table([[40, 9], [6, 45]])
    >>> round(st.cohen_kappa(table).kappa, 3)
    0.7
    """

    counts: Whole
    categories: tuple[Category, ...]
    raters: tuple[str, str]
    ordered: bool
    n_total: int

    @classmethod
    def from_table(cls, table: Any, raters: tuple[str, str] = ("A", "B")) -> ConfusionTable:
        """Read a square frame or array of counts, the first rater in the rows, categories in their order."""
        frame = pd.DataFrame(table)
        if frame.shape[0] != frame.shape[1] or len(frame) < 2:
            raise MatrixError(
                f"the table has shape {frame.shape}", hint="Give one row and one column a category, two or more."
            )
        if list(frame.index) != list(frame.columns):
            raise MatrixError(
                "the rows and the columns of the table are called differently",
                hint="Give both the same categories in the same order.",
            )
        counts = whole_counts(frame)
        counts.setflags(write=False)
        return cls(counts, tuple(frame.columns.tolist()), raters, True, int(counts.sum()))

    @property
    def n_used(self) -> int:
        """Units that both rated."""
        return int(self.counts.sum())

    def ratings(self) -> pd.DataFrame:
        """Return one row a unit and one column a rater, as coefficients of many raters take them."""
        rows, columns = np.nonzero(self.counts)
        pairs = np.repeat(np.column_stack([rows, columns]), self.counts[rows, columns], axis=0)
        labels = np.array(self.categories, dtype=object)
        return pd.DataFrame(labels[pairs], columns=list(self.raters)).infer_objects()

    def frame(self) -> pd.DataFrame:
        """Return the counts with the categories on both sides."""
        return pd.DataFrame(self.counts, index=list(self.categories), columns=list(self.categories))

    def printed(self) -> Table:
        """Return the counts as a table with totals."""
        names, corner = list(map(str, self.categories)), f"{self.raters[0]} \\ {self.raters[1]}"
        wide = np.column_stack([self.counts, self.counts.sum(axis=1)])
        total = Text("Total", "合计")
        printed = pd.DataFrame(np.vstack([wide, wide.sum(axis=0)]), columns=[*names, TOTAL])
        printed.insert(0, corner, [*names, total])
        headers = {name: Text(name, name) for name in names} | {corner: Text(corner, corner)}
        kinds: dict[str, Kind] = {**dict.fromkeys(names, "count"), corner: "text", TOTAL: "count"}
        return Table(Text("Confusion table", "混淆矩阵"), printed, headers=headers | {TOTAL: total}, kinds=kinds)


def enter_confusion(a: Any, b: Any, categories: Sequence[Any] | None, stacklevel: int = 3) -> ConfusionTable:
    """Return the confusion table of two raters, or the one given."""
    table = a if isinstance(a, ConfusionTable) else _counted(a, b, categories, stacklevel + 1)
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


def _counted(a: Any, b: Any, categories: Sequence[Any] | None, stacklevel: int) -> ConfusionTable:
    frame = _pair(a, b)
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
    return ConfusionTable(counts, ratings.categories, (ratings.raters[0], ratings.raters[1]), ratings.ordered, n_total)


def _pair(a: Any, b: Any) -> pd.DataFrame:
    if b is None:
        raise ItemsError(
            "there is only one rater",
            hint="Give the ratings of two: st.cohen_kappa(a, b), or st.ConfusionTable.from_table(counts).",
        )
    first, second = _column(a), _column(b)
    if len(first) != len(second):
        raise AnswersError(
            f"the raters have {len(first)} and {len(second)} ratings",
            hint="Give both the same units in the same order, with empty cells where one did not rate.",
        )
    if isinstance(a, pd.Series) and isinstance(b, pd.Series) and not first.index.equals(second.index):
        raise AnswersError(
            "the rows of the two raters are called differently",
            hint="Bring both into the same order, or drop the row names: .reset_index(drop=True).",
        )
    names = ["A" if first.name is None else str(first.name), "B" if second.name is None else str(second.name)]
    if names[0] == names[1]:
        names = [f"{names[0]} (1)", f"{names[1]} (2)"]
    columns = [first.reset_index(drop=True), second.reset_index(drop=True)]
    return pd.concat(columns, axis=1, keys=names).set_axis(first.index, axis=0)


def _column(ratings: Any) -> pd.Series:
    if isinstance(ratings, pd.Series):
        return ratings
    if hasattr(ratings, "to_list") and hasattr(ratings, "name"):
        return pd.Series(ratings.to_list(), name=ratings.name)
    if np.ndim(ratings) != 1:
        raise AnswersError(
            f"the ratings of one rater have {np.ndim(ratings)} dimensions", hint="Give a list or column for each rater."
        )
    return pd.Series(ratings if isinstance(ratings, np.ndarray) else list(ratings))
