"""Judgments: how many times one criterion outweighs another, for every pair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isqrt
from typing import Any

import numpy as np
import pandas as pd

from surveytools.ahp.entries import Array, ChangedCell, entry_text, mirrored, read_cells
from surveytools.base.errors import JudgmentsError, Place, listed, nearest, raise_faults
from surveytools.base.labels import Text
from surveytools.base.result import read_only
from surveytools.base.table import Table

_SQUARE = "Give one row and one column for each criterion."


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class Judgments:
    r"""A complete matrix of pairwise comparisons.

    The entry :math:`a_{ij}` says how many times the row :math:`i` outweighs the column :math:`j`; the matrix is
    positive and reciprocal, :math:`a_{ji} = 1 / a_{ij}`.

    Parameters
    ----------
    matrix : nested list, ndarray or pandas.DataFrame, shape (n, n)
        Numbers or texts such as "3", "1/3", "0.333", full-width digits included. "1/3" is read exactly. Where the
        smaller of two partners is within .005 of 1 / larger, as .33 beside 3 is, it is set to 1 / larger.
    labels : sequence of str, optional
        What the criteria are called; by default the columns of a frame, else "1", "2", ….

    Attributes
    ----------
    matrix : ndarray, shape (n, n)
        The entries, read-only.
    labels : tuple of str
        The n criteria.
    changed : tuple of ChangedCell
        The rounded reciprocals that were set: row, column, given, taken.

    Raises
    ------
    JudgmentsError
        For a matrix that is not square, a diagonal that is not 1, a cell that is empty, text, zero, negative or
        infinite, two partners that contradict each other, and labels that are doubled, too few or too many. All
        faults of a matrix are collected.

    References
    ----------
    Saaty, T. L. (1977). A scaling method for priorities in hierarchical structures. Journal of Mathematical
    Psychology, 15(3), 234-281. https://doi.org/10.1016/0022-2496(77)90033-5

    Examples
    --------
    >>> import surveytools as st
    >>> judgments = st.ahp.Judgments([[1, 3], [0.33, 1]], labels=["content", "speed"])
    >>> judgments.cell_texts()
    (('1', '3'), ('1/3', '1'))
    >>> judgments.changed[0].given
    0.33
    """

    matrix: Array
    labels: tuple[str, ...]
    changed: tuple[ChangedCell, ...]

    def __init__(self, matrix: Any, labels: Sequence[str] | None = None) -> None:
        if isinstance(matrix, pd.DataFrame):
            found = _frame_labels(matrix, None)
            self._hold(_frame_cells(matrix), found if labels is None else labels)
        else:
            self._hold(_array_cells(matrix), labels)

    def _hold(self, cells: list[list[Any]], labels: Sequence[str] | None, file: str | None = None) -> None:
        _check_square(cells, file)
        names = _checked_labels(labels, len(cells), file)
        A, changed, faults = read_cells(cells, names, file)
        raise_faults(faults)
        for part, value in (("matrix", read_only(A)), ("labels", names), ("changed", changed)):
            object.__setattr__(self, part, value)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, *, file: str | None = None) -> Judgments:
        """Make judgments of a frame whose row and column labels agree; errors name the file it came from."""
        judgments = cls.__new__(cls)
        judgments._hold(_frame_cells(frame), _frame_labels(frame, file), file)
        return judgments

    @classmethod
    def from_pairs(cls, pairs: Mapping[tuple[str, str], Any], labels: Sequence[str] | None = None) -> Judgments:
        """Make judgments of a mapping such as ``{("content", "speed"): 3, …}``, every pair once.

        Labels stand in the order of their first appearance unless `labels` gives another. A self pair, a missing
        pair, and a pair given in both directions that contradicts itself are errors.
        """
        raise_faults(list(_key_faults(pairs)))
        given = {(str(a), str(b)): cell for (a, b), cell in pairs.items()}
        names = [str(label) for label in labels or dict.fromkeys(label for pair in given for label in pair)]
        raise_faults(list(_pair_faults(given, names)))
        cells = [[1 if a == b else _over(a, b, given) for b in names] for a in names]
        return cls(cells, names)

    @classmethod
    def from_upper(cls, entries: Iterable[Any], labels: Sequence[str] | None = None) -> Judgments:
        """Make judgments of the upper triangle, row by row: a12, a13, …, a23, …."""
        entries = list(entries)
        n = _order(len(entries), labels)
        cells: list[list[Any]] = [[1] * n for _ in range(n)]
        for (i, j), cell in zip(combinations(range(n), 2), entries, strict=True):
            cells[i][j], cells[j][i] = cell, mirrored(cell)
        return cls(cells, labels)

    def ordered(self, labels: Sequence[str]) -> Judgments:
        """Return the same judgments with the criteria in another order."""
        if sorted(labels) != sorted(self.labels):
            raise JudgmentsError(
                f"{listed(labels)} are not the criteria compared", hint=f"They are {listed(self.labels)}."
            )
        order = [self.labels.index(label) for label in labels]
        judgments = Judgments(self.matrix[np.ix_(order, order)], labels)
        object.__setattr__(judgments, "changed", self.changed)
        return judgments

    def to_frame(self) -> pd.DataFrame:
        """Return the matrix as a frame, the labels on both sides."""
        return pd.DataFrame(self.matrix.copy(), index=list(self.labels), columns=list(self.labels))

    def cell_texts(self) -> tuple[tuple[str, ...], ...]:
        """Return the entries as printed, row by row: 3, 1/3, or four significant digits."""
        return tuple(tuple(entry_text(x) for x in row) for row in self.matrix.tolist())

    def _repr_html_(self) -> str:
        cells = dict(zip(self.labels, zip(*self.cell_texts(), strict=True), strict=True))
        frame = pd.DataFrame({"criterion": list(self.labels)} | cells)
        return Table(Text("Judgment matrix", "判断矩阵"), frame).to_html()

    def __len__(self) -> int:
        return len(self.labels)

    def __repr__(self) -> str:
        return f"<Judgments: {listed(self.labels)}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Judgments):
            return NotImplemented
        same = self.labels == other.labels and self.changed == other.changed
        return same and np.array_equal(self.matrix, other.matrix)

    __hash__ = None  # pyright: ignore[reportAssignmentType]


def as_judgments(judgments: Any) -> Judgments:
    """Return judgments as they are, and make them of a matrix or frame."""
    return judgments if isinstance(judgments, Judgments) else Judgments(judgments)


def _frame_cells(frame: pd.DataFrame) -> list[list[Any]]:
    return frame.to_numpy(dtype=object).tolist()


def _array_cells(matrix: Any) -> list[list[Any]]:
    rows = matrix.tolist() if isinstance(matrix, np.ndarray) else matrix
    if isinstance(rows, list | tuple) and all(isinstance(row, list | tuple | np.ndarray) for row in rows):
        return [list(row) for row in rows]
    raise JudgmentsError(
        f"judgments cannot be read from {type(matrix).__name__}",
        hint="Give a list of rows, a square array or a pandas frame; a flat list goes to Judgments.from_upper.",
    )


def _frame_labels(frame: pd.DataFrame, file: str | None) -> list[str] | None:
    """Return the labels of a frame, nothing for one that has none; rows and columns must agree."""
    if all(isinstance(axis, pd.RangeIndex) for axis in frame.axes):
        return None
    rows, columns = ([str(label).strip() for label in axis] for axis in frame.axes)
    if rows != columns:
        raise JudgmentsError(
            f"the rows are {listed(rows)}, but the columns are {listed(columns)}",
            place=Place(file=file),
            hint="Label both alike, in the same order; the row labels are the frame's index.",
        )
    return columns


def _check_square(cells: list[list[Any]], file: str | None) -> None:
    lengths = {len(row) for row in cells}
    if not cells:
        raise JudgmentsError("there are no judgments", place=Place(file=file), hint=_SQUARE)
    if len(lengths) > 1:
        wrong = "the rows have different lengths: " + listed(str(len(row)) for row in cells)
        raise JudgmentsError(wrong, place=Place(file=file), hint=_SQUARE)
    if lengths != {len(cells)}:
        shape = f"{len(cells)} rows and {len(cells[0])} columns"
        raise JudgmentsError(f"the matrix is not square: {shape}", place=Place(file=file), hint=_SQUARE)


def _checked_labels(labels: Sequence[str] | None, n: int, file: str | None = None) -> tuple[str, ...]:
    names = tuple(str(label) for label in (range(1, n + 1) if labels is None else labels))
    doubled = list(dict.fromkeys(name for k, name in enumerate(names) if name in names[:k]))
    if len(names) != n:
        raise JudgmentsError(
            f"there are {len(names)} labels for {n} criteria", place=Place(file=file), hint="Give one label a row."
        )
    if doubled:
        raise JudgmentsError(
            f"the label {listed(doubled)} stands twice", place=Place(file=file), hint="Give each criterion its own."
        )
    return names


def _key_faults(pairs: Mapping[Any, Any]) -> Iterator[JudgmentsError]:
    for pair in pairs:
        if not (isinstance(pair, tuple) and len(pair) == 2):
            yield JudgmentsError(f"{pair!r} is no pair", hint='Write ("content", "speed"): 3.')


def _pair_faults(given: Mapping[tuple[str, str], Any], names: Sequence[str]) -> Iterator[JudgmentsError]:
    for a, b in given:
        unknown = [label for label in (a, b) if label not in names]
        if unknown:
            wrong = f"the pair {a!r}, {b!r} compares {listed(unknown)}, which is not among the labels"
            yield JudgmentsError(wrong, hint=nearest(unknown[0], names))
        elif a == b:
            yield JudgmentsError(f"{a!r} is compared with itself", hint="Leave this pair out.")
    for a, b in combinations(names, 2):
        if (a, b) not in given and (b, a) not in given:
            yield JudgmentsError(f"{a!r} and {b!r} are not compared", hint="Every pair is compared once.")


def _over(a: str, b: str, given: Mapping[tuple[str, str], Any]) -> Any:
    return given[a, b] if (a, b) in given else mirrored(given[b, a])


def _order(m: int, labels: Sequence[str] | None) -> int:
    """Return the n of an upper triangle of m entries."""
    n = (1 + isqrt(1 + 8 * m)) // 2
    if labels is not None and len(labels) * (len(labels) - 1) // 2 != m:
        raise JudgmentsError(
            f"there are {m} judgments for {len(labels)} criteria",
            hint=f"The upper triangle of {len(labels)} criteria has {len(labels) * (len(labels) - 1) // 2}.",
        )
    if n * (n - 1) // 2 != m:
        raise JudgmentsError(
            f"{m} judgments are no upper triangle",
            hint=f"{n} criteria have {n * (n - 1) // 2} pairs, {n + 1} criteria have {n * (n + 1) // 2}.",
        )
    return n
