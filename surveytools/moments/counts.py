"""How often each pair of answers occurs: counts, which add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import (
    AnswersError,
    ItemsError,
    MatrixError,
    OptionError,
    Place,
    check_option,
    nearest,
    raise_faults,
)
from surveytools.moments.counting import CHUNK_ROWS, burt_matrix, check_few, check_whole, occurring
from surveytools.moments.door import Answers, Scale, enter_answers, enter_moments
from surveytools.moments.entering import complete, enter_respondents
from surveytools.moments.matrices import check_unique
from surveytools.moments.sums import Missing, Moments

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
Deletion = Literal["listwise", "pairwise"]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    r"""How often each answer to one item goes with each answer to another.

    With :math:`G` the matrix of a row a respondent and a column a category of an item, 1 where that answer was given,
    the counts are the Burt matrix

    .. math:: B = G^\top G.

    Its blocks are the two-way tables of the items. A skipped answer has a 0 in every column, so each table holds the
    respondents who answered both items. Counts add: those of two files are the counts of both together, and an
    answer that only one of them holds gets its row and column.

    Parameters
    ----------
    names : tuple of str
        The p items.
    categories : tuple of tuple of int
        The answers that occur, of each item in ascending order.
    burt : ndarray of int, shape (K, K)
        The Burt matrix of all K categories, item by item.
    n_total : int
        Respondents, those with skipped items included.
    missing : {"pairwise", "listwise"}
        Whether respondents with a skipped item were left out.
    turned : tuple of str
        Items that were turned around.

    Raises
    ------
    AnswersError
        From :meth:`from_answers`, for an answer that is not a whole number.
    ItemsError
        For an item with more than 20 different answers, and for unknown items.

    Notes
    -----
    :meth:`table` is R's ``table(x, y)``, the Burt matrix that of ``ca::mjca``.

    References
    ----------
    Greenacre, M. J. (2017). Correspondence analysis in practice (3rd ed.), chapter 18. Chapman & Hall/CRC.
    https://doi.org/10.1201/9781315369983

    Examples
    --------
    >>> import pandas as pd
    >>> import surveytools as st
    >>> answers = pd.DataFrame({"q1": [1, 2, 2, 3], "q2": [1, 1, 2, 2]})
    >>> counts = st.Counts.from_answers(answers)
    >>> counts.table("q1", "q2").to_numpy().tolist()
    [[1, 0], [1, 1], [0, 1]]
    >>> (counts + counts).n_used
    8
    """

    names: tuple[str, ...]
    categories: tuple[tuple[int, ...], ...]
    burt: Whole
    n_total: int
    missing: Deletion = "pairwise"
    turned: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_few(self.names, self.categories)
        self.burt.setflags(write=False)

    @classmethod
    def from_answers(
        cls, items: Any, *, reverse: Sequence[str] | None = None, scale: Scale | None = None,
        missing: Deletion = "pairwise",
    ) -> Counts:  # fmt: skip
        """Count whole-numbered answers, the named items turned around within the declared bounds."""
        check_option("missing", missing, ("pairwise", "listwise"))
        answers = enter_answers(items, reverse=reverse, scale=scale)
        kept = complete(answers) if missing == "listwise" else answers
        return replace(count(kept), n_total=len(answers.X), missing=missing, turned=tuple(reverse or ()))

    @property
    def n_items(self) -> int:
        """Number of items."""
        return len(self.names)

    @property
    def n_used(self) -> int:
        """Respondents that count: the smallest number who answered a pair of items."""
        return int(self.pair_counts().min())

    def pair_counts(self) -> Whole:
        """Return how many respondents answered both items of each pair, shape (p, p)."""
        G = self._owners()
        return np.rint(G.T @ self.burt @ G).astype(np.int64)

    def _owners(self) -> Array:
        """Return a column an item, 1 where a category is one of its own, shape (K, p)."""
        return np.repeat(np.eye(self.n_items), [len(own) for own in self.categories], axis=0)

    def edges(self) -> NDArray[np.intp]:
        """Return where the categories of each item begin in the Burt matrix, and where the last end, shape (p + 1,)."""
        return np.cumsum([0, *map(len, self.categories)])

    def table(self, i: str, j: str) -> pd.DataFrame:
        """Return the two-way table of two items, the answers to the first in the rows."""
        a, b, places = self.position(i), self.position(j), self._places()
        rows, columns = pd.Index(self.categories[a], name=i), pd.Index(self.categories[b], name=j)
        return pd.DataFrame(self.burt[places[a][:, None], places[b]], index=rows, columns=columns)

    def frequencies(self, i: str) -> pd.Series:
        """Return how often each answer to an item occurs."""
        a = self.position(i)
        return pd.Series(self.frequency_vectors()[a], index=pd.Index(self.categories[a], name=i), name="count")

    def frequency_vectors(self) -> list[Whole]:
        """Return how often each answer occurs, an array an item."""
        return np.split(np.diag(self.burt), self.edges()[1:-1])

    def position(self, name: str) -> int:
        """Return where the named item stands; an unknown name is an error."""
        if name not in self.names:
            raise ItemsError(f"there is no item {name!r}", hint=nearest(str(name), self.names))
        return self.names.index(name)

    def select(self, names: Sequence[str]) -> Counts:
        """Return the counts of some of the items, in the order given; unknown and doubled names are errors."""
        check_unique(names)
        chosen, places = [self.position(name) for name in names], self._places()
        return replace(
            self, names=tuple(names), categories=tuple(self.categories[k] for k in chosen),
            burt=self._picked([places[k] for k in chosen]),
            turned=tuple(name for name in self.turned if name in names),
        )  # fmt: skip

    def reversed(self, names: Sequence[str], scale: Scale) -> Counts:
        """Return the counts after turning the named items around, x becoming low + high - x."""
        turned = {self.position(name) for name in names}
        total = scale[0] + scale[1]
        if total != int(total):
            raise OptionError(f"scale={scale!r} turns whole answers into fractions", hint="Give whole bounds.")
        self.check_bounds(scale)
        categories = [
            tuple(int(total) - c for c in own[::-1]) if k in turned else own for k, own in enumerate(self.categories)
        ]
        places = self._places()
        return replace(
            self, categories=tuple(categories),
            burt=self._picked([own[::-1] if k in turned else own for k, own in enumerate(places)]),
            turned=tuple(name for name in (*self.turned, *names) if (name in self.turned) != (name in names)),
        )  # fmt: skip

    def _places(self) -> list[NDArray[np.intp]]:
        """Return where the categories of each item stand in the Burt matrix."""
        return np.split(np.arange(len(self.burt)), self.edges()[1:-1])

    def _picked(self, places: list[NDArray[np.intp]]) -> Whole:
        order = np.concatenate(places)
        return self.burt[order[:, None], order]

    def check_bounds(self, scale: Scale) -> None:
        """Raise :class:`AnswersError` that names the answers outside the declared scale."""
        raise_faults(
            [
                AnswersError(
                    f"an answer lies outside the scale from {scale[0]:g} to {scale[1]:g}",
                    place=Place(column=name, value=c),
                    hint="Correct the cell, leave it empty, or declare the right scale.",
                )
                for name, own in zip(self.names, self.categories, strict=True)
                for c in own
                if not scale[0] <= c <= scale[1]
            ]
        )

    def moments(self) -> Moments:
        """Return the moments of the same answers, exactly."""
        G = self._owners()
        V = G * np.array([c for own in self.categories for c in own], np.float64)[:, None]
        return Moments(
            self.names, self.pair_counts(), V.T @ self.burt @ G, V.T @ self.burt @ V, np.zeros(self.n_items),
            self.n_total, self.missing, turned=self.turned,
        )  # fmt: skip

    def __radd__(self, other: object) -> Counts:
        return self if isinstance(other, int) and other == 0 else NotImplemented  # sum() begins with 0

    def __add__(self, other: Counts) -> Counts:
        if not isinstance(other, Counts):  # pyright: ignore[reportUnnecessaryIsInstance]
            return NotImplemented
        if self.names != other.names:
            raise ItemsError("counts of different items do not add", hint="Give every part the same items in order.")
        if (self.missing, self.turned) != (other.missing, other.turned):
            raise MatrixError("counts made in different ways do not add", hint="Make every part in the same way.")
        united = tuple(tuple(sorted({*a, *b})) for a, b in zip(self.categories, other.categories, strict=True))
        burt = self.spread(united) + other.spread(united)
        return replace(self, categories=united, burt=burt, n_total=self.n_total + other.n_total)

    def spread(self, categories: tuple[tuple[int, ...], ...]) -> Whole:
        """Return the Burt matrix with rows and columns for more categories, 0 where they do not occur."""
        if categories == self.categories:
            return self.burt
        own = [np.isin(wide, known) for wide, known in zip(categories, self.categories, strict=True)]
        where = np.flatnonzero(np.concatenate(own))
        size = sum(map(len, categories))
        burt = np.zeros((size, size), np.int64)
        burt[np.ix_(where, where)] = self.burt
        return burt

    def __repr__(self) -> str:
        return f"<Counts of {self.n_items} items, {len(self.burt)} categories, n = {self.n_used}>"


def enter_counts(
    items: Any,
    *,
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "pairwise",
    stacklevel: int = 3,
) -> tuple[Counts, Answers | None]:
    """Return the counts of answers or of counts, and the answers themselves, with the named items turned around."""
    if not isinstance(items, Counts):
        return _enter_answers(items, reverse, scale, missing, stacklevel + 1)
    enter_moments(items.moments(), reverse=reverse, scale=scale, missing=missing)
    if scale:
        items.check_bounds(scale)
    return (items.reversed(reverse, scale) if reverse and scale else items), None


def _enter_answers(
    items: Any, reverse: Sequence[str] | None, scale: Scale | None, missing: Missing, stacklevel: int
) -> tuple[Counts, Answers]:
    if missing != "pairwise":
        answers, moments = enter_respondents(
            items, reverse=reverse, scale=scale, missing=missing, stacklevel=stacklevel + 1
        )
        turned, n_total = moments.turned, moments.n_total
        return replace(count(answers), n_total=n_total, missing="listwise", turned=turned), answers
    answers = enter_answers(items, reverse=reverse, scale=scale)
    counts = replace(count(answers), turned=tuple(reverse or ()))
    enter_moments(counts.moments())
    return counts, answers


def count(answers: Answers) -> Counts:
    """Count whole-numbered answers in chunks of rows."""
    check_whole(answers)
    starts = range(0, max(len(answers.X), 1), CHUNK_ROWS)
    return reduce(add, (_counted(answers.X[k : k + CHUNK_ROWS], answers.names) for k in starts))


def _counted(X: NDArray[Any], names: tuple[str, ...]) -> Counts:
    categories = tuple(occurring(column) for column in X.T)
    check_few(names, categories)
    return Counts(names, categories, burt_matrix(X, categories), len(X))
