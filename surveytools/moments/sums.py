"""The moments of a set of items: three sums for each pair, which add."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surveytools.base.errors import ItemsError, MatrixError, SampleSizeError, SurveyError, listed, nearest
from surveytools.base.result import read_only
from surveytools.moments.matrices import matrix_names, valid_corr, valid_cov

Array = NDArray[np.float64]
Missing = Literal["listwise", "pairwise", "raise"]
Source = Literal["answers", "cov", "corr"]


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    r"""Counts, sums and product sums of every pair of items.

    With :math:`o_i` the origin of item i and the sums running over the respondents who answered both i and j,

    .. math:: N_{ij} = \sum 1, \quad S_{ij} = \sum (x_i - o_i), \quad P_{ij} = \sum (x_i - o_i)(x_j - o_j).

    Moments add: those of two files are the moments of both together. Integer answers are summed exactly, with
    origin 0, so the same answers give the same moments bit for bit in any order.

    Parameters
    ----------
    names : tuple of str
        The p items.
    counts : ndarray of int, shape (p, p)
        How many respondents answered both items.
    sums : ndarray, shape (p, p)
        Sum of the row's item over those respondents.
    products : ndarray, shape (p, p)
        Sum of products over those respondents.
    origin : ndarray, shape (p,)
        What was subtracted from each item.
    n_total : int
        Respondents, those with skipped items included.
    missing : {"listwise", "pairwise"}
        Whether respondents with a skipped item were left out.
    source : {"answers", "cov", "corr"}
        What the moments were made from; published matrices carry no means.
    turned : tuple of str
        Items that were turned around.

    Raises
    ------
    MatrixError
        From :meth:`from_cov` and :meth:`from_corr`, for a matrix that is no covariance or correlation matrix.
    ItemsError
        From :meth:`select` for an unknown item, from :meth:`corr` for a constant one.

    Notes
    -----
    :meth:`cov` is what ``pandas.DataFrame.cov`` and R's ``cov(use = "pairwise")`` give, :meth:`corr` the same
    matrix scaled to unit diagonal.

    References
    ----------
    Chan, T. F., Golub, G. H., & LeVeque, R. J. (1983). Algorithms for computing the sample variance.
    The American Statistician, 37(3), 242-247. https://doi.org/10.1080/00031305.1983.10483115

    Examples
    --------
    >>> import surveytools as st
    >>> published = st.Moments.from_corr([[1, 0.5], [0.5, 1]], n=100, names=["a", "b"])
    >>> published.n_used, published.corr()[0, 1].item()
    (100, 0.5)
    """

    names: tuple[str, ...]
    counts: NDArray[np.int64]
    sums: Array
    products: Array
    origin: Array
    n_total: int
    missing: Literal["listwise", "pairwise"] = "listwise"
    source: Source = "answers"
    turned: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for part in (self.counts, self.sums, self.products, self.origin):
            part.setflags(write=False)

    @classmethod
    def from_answers(
        cls,
        items: Any,
        *,
        reverse: Sequence[str] | None = None,
        scale: tuple[float, float] | None = None,
        missing: Missing = "listwise",
    ) -> Moments:
        """Sum up answers, as every statistic does; for data in chunks, add the moments of the chunks."""
        from surveytools.moments.door import enter_moments  # noqa: PLC0415 - the door makes moments

        return enter_moments(items, reverse=reverse, scale=scale, missing=missing)

    @classmethod
    def from_cov(cls, S: ArrayLike, *, n: int, names: Sequence[str] | None = None) -> Moments:
        """Make moments of a published covariance matrix (divisor n - 1) and its n."""
        names = matrix_names(S, names)
        return cls._from_matrix(valid_cov(S, names), n, names, "cov")

    @classmethod
    def from_corr(cls, R: ArrayLike, *, n: int, names: Sequence[str] | None = None) -> Moments:
        """Make moments of a published correlation matrix and its n."""
        names = matrix_names(R, names)
        return cls._from_matrix(valid_corr(R, names), n, names, "corr")

    @classmethod
    def _from_matrix(cls, S: Array, n: int, names: tuple[str, ...], source: Source) -> Moments:
        if not _is_count(n):
            raise SampleSizeError(f"n={n!r} is no number of respondents", hint="Give the n that was published.")
        p = len(names)
        return cls(names, np.full((p, p), n), np.zeros((p, p)), S * (n - 1), np.zeros(p), int(n), source=source)

    @property
    def n_items(self) -> int:
        """Number of items."""
        return len(self.names)

    @property
    def n_used(self) -> int:
        """Respondents that count: the smallest number who answered a pair of items."""
        return int(self.counts.min())

    def means(self) -> Array:
        """Return the item means, NaN where a published matrix gave none."""
        if self.source != "answers":
            return np.full(self.n_items, np.nan)
        return np.diag(self.sums) / np.diag(self.counts) + self.origin

    def cov(self) -> Array:
        """Return the covariance matrix, shape (p, p), each pair over those who answered both, divisor N - 1."""
        means = np.diag(self.sums) / np.maximum(np.diag(self.counts), 1)
        near = self.moved(self.origin + np.rint(means))  # of integers this loses nothing, and the division little
        N = near.counts
        return (near.products - near.sums * near.sums.T / N) / (N - 1)

    def corr(self) -> Array:
        """Return the covariance matrix scaled to unit diagonal; a constant item is an error that names it."""
        S = self.cov()
        variances = np.diag(S)
        squares = np.diag(self.products) / np.diag(self.counts)
        constant = [name for name, v, s in zip(self.names, variances, squares, strict=True) if v <= 1e-14 * s]
        if constant:
            raise ItemsError(
                f"everyone gave the same answer to {listed(constant)}",
                hint="A constant item correlates with nothing; leave it out.",
            )
        scale = 1 / np.sqrt(variances)
        R = S * np.outer(scale, scale)
        np.fill_diagonal(R, 1.0)
        return R

    def select(self, names: Sequence[str]) -> Moments:
        """Return the moments of some of the items, in the order given."""
        chosen = self.positions(names)
        pick, kept = np.ix_(chosen, chosen), tuple(self.names[k] for k in chosen)
        return replace(
            self, names=kept, counts=self.counts[pick], sums=self.sums[pick], products=self.products[pick],
            origin=self.origin[chosen], turned=tuple(name for name in self.turned if name in kept),
        )  # fmt: skip

    def positions(self, names: Sequence[str]) -> list[int]:
        """Return where the named items stand; unknown and doubled names are errors."""
        names = [str(name) for name in names]
        for name in names:
            if name not in self.names:
                raise ItemsError(f"there is no item {name!r}", hint=nearest(str(name), self.names))
        doubled = [name for k, name in enumerate(names) if name in names[:k]]
        if doubled:
            raise ItemsError(f"{listed(doubled)} is named twice", hint="Name each item once.")
        return [self.names.index(name) for name in names]

    def reversed(self, names: Sequence[str], scale: tuple[float, float]) -> Moments:
        """Return the moments after turning the named items around, x becoming low + high - x."""
        sign, names = np.ones(self.n_items), [str(name) for name in names]
        sign[self.positions(names)] = -1
        turned = sign < 0
        # (low + high - x) - (low + high - o) is -(x - o), so only signs and origins change; then back to the origin.
        origin: Array = np.where(turned, scale[0] + scale[1] - self.origin, self.origin)
        flipped = replace(
            self,
            sums=self.sums * sign[:, None],
            products=self.products * np.outer(sign, sign),
            origin=origin,
            turned=tuple(name for name in (*self.turned, *names) if (name in self.turned) != (name in names)),
        )
        return flipped.moved(self.origin)

    def totals(self, groups: Mapping[str, Sequence[str]]) -> Moments:
        """Return the moments of sums of items, one sum a group, such as the dimensions of a scale."""
        if self.missing != "listwise":
            raise SurveyError("sums of items need respondents who answered all of them", hint='Use missing="listwise".')
        L = np.zeros((len(groups), self.n_items))
        for row, names in zip(L, groups.values(), strict=True):
            row[self.positions(names)] = 1
        k, n = len(groups), self.n_used
        sums = np.repeat((L @ np.diag(self.sums))[:, None], k, axis=1)
        products, origin = L @ self.products @ L.T, L @ self.origin
        return replace(
            self, names=tuple(groups), counts=np.full((k, k), n), sums=sums, products=products, origin=origin
        )

    def moved(self, origin: Array) -> Moments:
        """Return the same moments about another origin."""
        d = self.origin - origin
        if not d.any():
            return self
        cross = d[:, None] * self.sums.T
        return replace(
            self,
            sums=self.sums + d[:, None] * self.counts,
            products=self.products + cross + cross.T + np.outer(d, d) * self.counts,
            origin=origin,
        )

    def __radd__(self, other: object) -> Moments:
        return self if isinstance(other, int) and other == 0 else NotImplemented  # sum() begins with 0

    def __add__(self, other: Moments) -> Moments:
        if not isinstance(other, Moments):  # pyright: ignore[reportUnnecessaryIsInstance]
            return NotImplemented
        if self.names != other.names:
            raise ItemsError("moments of different items do not add", hint="Give every part the same items in order.")
        if "answers" not in (self.source, other.source):
            raise MatrixError(
                "published matrices do not add: they say nothing of the means", hint="Add moments made of answers."
            )
        if (self.missing, self.source, self.turned) != (other.missing, other.source, other.turned):
            raise MatrixError("moments made in different ways do not add", hint="Make every part in the same way.")
        other = other.moved(self.origin)
        return replace(
            self,
            counts=self.counts + other.counts,
            sums=self.sums + other.sums,
            products=self.products + other.products,
            n_total=self.n_total + other.n_total,
        )

    def __repr__(self) -> str:
        return f"<Moments of {self.n_items} items, n = {self.n_used}, from {self.source}>"


def _is_count(n: Any) -> bool:
    if isinstance(n, str) or n is None:
        return False
    return math.isfinite(n) and float(n).is_integer() and bool(n >= 2)


def closed(X: NDArray[Any]) -> NDArray[Any]:
    """Return a view of the array that cannot be written."""
    return read_only(X.view())
