"""Judgments: how many times one criterion outweighs another, for every pair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from surveytools.ahp.criterion_labels import checked_labels, frame_labels, label_list, order_of
from surveytools.ahp.entries import Array, ChangedCell, entry_text, mirrored, read_cells
from surveytools.ahp.pairs import cells_of_pairs
from surveytools.ahp.scales import SCALES, STEPS, Scale, on_scale
from surveytools.base.errors import JudgmentsError, Place, check_option, listed, raise_faults
from surveytools.base.labels import Text
from surveytools.base.result import read_only
from surveytools.base.table import Table

_SQUARE = "Give one row and one column for each criterion."
_MATRIX = "Give a list of rows, a square array or a pandas frame; a flat list goes to Judgments.from_upper."
_FRAME = "Give a pandas frame whose rows and columns are labelled, or Judgments(frame.to_numpy(), labels)."


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class Judgments:
    r"""A matrix of pairwise comparisons.

    The entry :math:`a_{ij}` says how many times the row :math:`i` outweighs the column :math:`j`; the matrix is
    positive and reciprocal, :math:`a_{ji} = 1 / a_{ij}`. A pair that was not answered is NaN in both places.

    Parameters
    ----------
    matrix : nested list, ndarray or pandas.DataFrame, shape (n, n)
        Numbers or texts such as "3", "1/3", "1:3", "0.333", full-width digits included. "1/3" is read exactly. Where
        the smaller of two partners is within .005 and 5% of 1 / larger, as .33 beside 3 is, it is set to 1 / larger. A
        pair is unanswered where both its cells are None, NaN or blank. Words stand for 1, 3, 5, 7, 9: "equal",
        "moderate", "strong", "very strong", "extreme", or 同等重要, 稍微重要, 明显重要, 强烈重要, 极端重要.
    labels : sequence of str, optional
        What the criteria are called; by default the columns of a frame, else "1", "2", ….

    Attributes
    ----------
    matrix : ndarray, shape (n, n)
        The entries, read-only, NaN for unanswered pairs.
    labels : tuple of str
        The n criteria.
    changed : tuple of ChangedCell
        The rounded reciprocals that were set: row, column, given, taken.

    Raises
    ------
    JudgmentsError
        For a matrix that is not square, a diagonal that is not 1, a cell that is text, zero, negative, infinite, or
        empty while its partner is not, two partners that contradict each other, and labels that are doubled, too few
        or too many. All faults of a matrix are collected.

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
            found = frame_labels(matrix, None)
            self._hold(_frame_cells(matrix), found if labels is None else labels)
        else:
            self._hold(_array_cells(matrix), labels)

    def _hold(self, cells: list[list[Any]], labels: Sequence[str] | None, file: str | None = None) -> None:
        _check_square(cells, file)
        names = checked_labels(labels, len(cells), file)
        A, changed, faults = read_cells(cells, names, file)
        raise_faults(faults)
        for part, value in (("matrix", read_only(A)), ("labels", names), ("changed", changed)):
            object.__setattr__(self, part, value)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, *, file: str | None = None) -> Judgments:
        """Make judgments of a frame whose row and column labels agree; errors name the file it came from."""
        if not isinstance(frame, pd.DataFrame):
            raise JudgmentsError(f"{type(frame).__name__} is no frame of pandas", place=Place(file=file), hint=_FRAME)
        judgments = cls.__new__(cls)
        judgments._hold(_frame_cells(frame), frame_labels(frame, file), file)
        return judgments

    @classmethod
    def from_pairs(
        cls, pairs: Mapping[tuple[str, str], Any] | Iterable[tuple[str, str, Any]], labels: Sequence[str] | None = None
    ) -> Judgments:
        """Make judgments of ``{("content", "speed"): 3, …}`` or of triples ``("content", "speed", 3)``.

        Labels stand in the order of their first appearance unless `labels` gives another. With `labels`, pairs that
        are left out are unanswered; without, a missing pair is an error. So are a self pair, an unknown label, and a
        pair given twice that contradicts itself.
        """
        return cls(*cells_of_pairs(pairs, labels))

    @classmethod
    def from_upper(cls, entries: Iterable[Any], labels: Sequence[str] | None = None) -> Judgments:
        """Make judgments of the upper triangle, row by row: a12, a13, …, a23, …; an empty entry is unanswered."""
        if isinstance(entries, str | Mapping) or not isinstance(entries, Iterable):
            wrong = f"{entries!r} is {'one text' if isinstance(entries, str) else 'no list of judgments'}"
            raise JudgmentsError(wrong, hint='Write ["1/3", 3, 5].')
        entries, labels = list(entries), label_list(labels)
        n = order_of(len(entries), labels)
        cells: list[list[Any]] = [[1] * n for _ in range(n)]
        for (i, j), cell in zip(combinations(range(n), 2), entries, strict=True):
            cells[i][j], cells[j][i] = cell, mirrored(cell)
        return cls(cells, labels)

    def ordered(self, labels: Sequence[str]) -> Judgments:
        """Return the same judgments with the criteria in another order."""
        names = [str(label) for label in label_list(labels) or ()]
        if sorted(names) != sorted(self.labels):
            raise JudgmentsError(
                f"{listed(names)} are not the criteria compared", hint=f"They are {listed(self.labels)}."
            )
        order = [self.labels.index(name) for name in names]
        return self._with(self.matrix[np.ix_(order, order)], tuple(names))

    def on_scale(self, scale: Scale) -> Judgments:
        """Return the judgments with each step 1 to 9 replaced by the ratio that it stands for on a scale.

        Parameters
        ----------
        scale : str
            "saaty" (as they are), "logarithmic", "root", "inverse_linear", "balanced", "generalized_balanced",
            "adaptive", "adaptive_balanced", "power" or "geometric"; see :func:`surveytools.ahp.scales.on_scale`.

        Raises
        ------
        OptionError
            For an unknown scale.
        JudgmentsError
            For a judgment above 9 or below 1/9, on any scale but Saaty's.

        References
        ----------
        Goepel, K. D. (2019). Comparison of judgment scales of the analytical hierarchy process: A new approach.
        International Journal of Information Technology & Decision Making, 18(2), 445-463.

        Examples
        --------
        >>> import surveytools as st
        >>> st.ahp.Judgments([[1, 3], ["1/3", 1]]).on_scale("balanced").cell_texts()[0]
        ('1', '1.5')
        """
        check_option("scale", scale, SCALES)
        if scale == "saaty" or len(self) < 2:
            return self
        raise_faults(list(_beyond(self, scale)))
        return self._with(on_scale(self.matrix, scale, len(self)), self.labels)

    def _with(self, matrix: Array, labels: tuple[str, ...]) -> Judgments:
        """Return judgments of another matrix, made of this one."""
        judgments = Judgments(matrix, labels)
        object.__setattr__(judgments, "changed", self.changed)
        return judgments

    @property
    def is_complete(self) -> bool:
        """Whether every pair was answered."""
        return not np.isnan(self.matrix).any()

    @property
    def missing_pairs(self) -> tuple[tuple[str, str], ...]:
        """The unanswered pairs, row by row of the upper triangle."""
        rows, columns = np.nonzero(np.triu(np.isnan(self.matrix)))
        return tuple((self.labels[i], self.labels[j]) for i, j in zip(rows.tolist(), columns.tolist(), strict=True))

    def to_frame(self) -> pd.DataFrame:
        """Return the matrix as a frame, the labels on both sides."""
        return pd.DataFrame(self.matrix.copy(), index=list(self.labels), columns=list(self.labels))

    def cell_texts(self) -> tuple[tuple[str, ...], ...]:
        """Return the entries as printed, row by row: 3, 1/3, four significant digits, or nothing for a gap."""
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
        return same and np.array_equal(self.matrix, other.matrix, equal_nan=True)

    __hash__ = None  # pyright: ignore[reportAssignmentType]


def as_judgments(judgments: Any) -> Judgments:
    """Return judgments as they are, and make them of a matrix or frame."""
    return judgments if isinstance(judgments, Judgments) else Judgments(judgments)


def _beyond(judgments: Judgments, scale: Scale) -> Iterator[JudgmentsError]:
    for i, j in np.argwhere(judgments.matrix > STEPS * (1 + 1e-9)).tolist():
        one, other, given = judgments.labels[i], judgments.labels[j], entry_text(judgments.matrix[i, j].item())
        yield JudgmentsError(
            f"{one!r} over {other!r} is {given}, but the {SCALES[scale].en} ends at {STEPS}",
            hint="Apply the scale to the answers themselves, once.",
        )


def _frame_cells(frame: pd.DataFrame) -> list[list[Any]]:
    return frame.to_numpy(dtype=object).tolist()


def _array_cells(matrix: Any) -> list[list[Any]]:
    if isinstance(matrix, np.ndarray) and matrix.ndim > 2:
        raise JudgmentsError(f"the array has shape {matrix.shape}", hint="Give one matrix; many go to st.ahp.batch.")
    rows = matrix.tolist() if isinstance(matrix, np.ndarray) else matrix
    if isinstance(rows, list | tuple) and all(isinstance(row, list | tuple | np.ndarray) for row in rows):
        return [list(row) for row in rows]
    hint = _FRAME if hasattr(matrix, "columns") else _MATRIX
    raise JudgmentsError(f"judgments cannot be read from {type(matrix).__name__}", hint=hint)


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
