"""Published tables of counts: raters by category for each unit, or one rater's categories by another's."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.rating_cells import WHOLE, Category, shortened
from surveytools.base.errors import AnswersError, ItemsError, MatrixError, OptionError, Place, raise_faults
from surveytools.base.labels import Kind, Text
from surveytools.base.table import Table
from surveytools.base.warnings import TotalsWarning

Whole = NDArray[np.int64]
TOTAL = "\N{NO-BREAK SPACE}total"  # so that a category may be called total
CALLED_TOTAL = {"total", "totals", "grandtotal", "sum", "合计", "总计", "总和", "小计", "共计"}


@dataclass(frozen=True, slots=True, eq=False)
class CategoryCounts:
    r"""How many raters put each unit into each category: the form in which such tables are published.

    With :math:`n_{ij}` raters who put unit i into category j, the table is all that coefficients of interchangeable
    raters need; unit i has :math:`m_i = \sum_j n_{ij}` ratings.

    Parameters
    ----------
    counts : ndarray of int, shape (n, q)
        One row a unit, one column a category.
    categories : tuple
        The columns, in order.

    Raises
    ------
    AnswersError
        From :meth:`from_table`, for a count that is negative, missing or not whole.
    ItemsError
        From :meth:`from_table`, for a single category, and for a row or column called a total.

    Notes
    -----
    A first or last row or column that is the sum of the others, under another name, brings a warning.

    The form that ``irrCAC::fleiss.kappa.dist`` in R and ``kappa`` in Stata take.

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin, 76, 378-382.
    https://doi.org/10.1037/h0031619

    Examples
    --------
    >>> import pandas as pd, surveytools as st
    >>> table = pd.DataFrame({"yes": [3, 2, 0, 3], "no": [0, 1, 3, 0]})
    >>> round(st.fleiss_kappa(st.CategoryCounts.from_table(table)).kappa, 4)
    0.625
    """

    counts: Whole
    categories: tuple[Category, ...]

    @classmethod
    def from_table(cls, table: Any) -> CategoryCounts:
        """Read a frame or array of one row a unit and one column a category."""
        frame = _frame_of(table)
        if frame.shape[1] < 2:
            raise ItemsError("there is only one category", hint="Give one column a category, two or more.")
        counts = whole_counts(frame)
        _warn_of_totals({"column": _summed(counts), "row": _summed(counts.T)})
        counts.setflags(write=False)
        return cls(counts, tuple(frame.columns.tolist()))


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
    ItemsError
        From :meth:`from_table`, for a row or column called a total.

    Notes
    -----
    A first or last row and column that are the sums of the others, under another name, bring a warning.

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
        if not isinstance(raters, list | tuple) or len(raters) != 2:
            raise OptionError(f"raters={raters!r} does not name two raters", hint='Give two names: ("Ann", "Bo").')
        frame = _frame_of(table)
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
        _warn_of_totals({"row and column": _summed(counts) & _summed(counts.T)})
        counts.setflags(write=False)
        first, second = map(str, raters)
        return cls(counts, tuple(frame.columns.tolist()), (first, second), True, int(counts.sum()))

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
        return Table(
            Text("Confusion table", "列联表（交叉表）"), printed, headers=headers | {TOTAL: total}, kinds=kinds
        )


def _frame_of(table: Any) -> pd.DataFrame:
    if isinstance(table, list | tuple) and len({np.size(row) for row in table}) > 1:
        raise MatrixError("the rows of the table have different lengths", hint="Give every row one count a category.")
    frame = pd.DataFrame(table)
    _refuse_totals("column", frame.columns)
    _refuse_totals("row", frame.index)
    return frame


def _refuse_totals(kind: str, names: pd.Index[Any]) -> None:
    for name in names:
        if "".join(str(name).split()).casefold() in CALLED_TOTAL:
            raise ItemsError(
                f"a {kind} of the table is called {name!r}",
                hint="Leave out the totals; a category or unit that is no total needs another name.",
            )


def _summed(counts: Whole) -> set[str]:
    """Return which of the first and the last of three columns or more is the sum of the others in every row."""
    ends = {"first": counts[:, 0], "last": counts[:, -1]} if counts.shape[1] > 2 and counts.any() else {}
    return {name for name, column in ends.items() if np.array_equal(2 * column, counts.sum(axis=1))}


def _warn_of_totals(found: dict[str, set[str]]) -> None:
    for kind, ends in found.items():
        if ends:
            warnings.warn(
                f"the others add up to the {' and '.join(sorted(ends))} {kind} of the table; leave totals out, and "
                "ignore this where they are none.",
                TotalsWarning,
                stacklevel=3,
            )


def whole_counts(frame: pd.DataFrame) -> Whole:
    """Return the cells of a table of counts; every one that is no count is reported."""
    plain = frame.astype(object)
    numbers = plain.map(shortened).apply(pd.to_numeric, errors="coerce").to_numpy(np.float64)
    bad = ~((numbers >= 0) & (numbers <= WHOLE) & (numbers == np.floor(numbers)))
    raise_faults(
        [
            AnswersError(
                "a cell of the table is no count",
                place=Place(row=str(frame.index[i]), column=str(frame.columns[j]), value=shortened(plain.iloc[i, j])),
                hint="Give whole numbers from 0 upwards.",
            )
            for i, j in np.argwhere(bad)
        ]
    )
    return numbers.astype(np.int64)


def refuse_categories(categories: Any, hint: str) -> None:
    """Raise :class:`OptionError` where categories are named beside a table, which names its own."""
    if categories is not None:
        raise OptionError(f"categories={categories!r} stands beside a table that has its categories", hint=hint)
