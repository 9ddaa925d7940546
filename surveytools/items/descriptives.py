"""What people answered to each item: moments up to the fourth, and the shares at both ends of the scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveytools.moments.door import Scale
from surveytools.moments.sums import Moments

Array = NDArray[np.float64]

CHUNK_ROWS = 4_096  # a chunk and its powers stay in the cache


@dataclass(frozen=True, slots=True, eq=False)
class Descriptives:
    """Statistics of each of p items over all answers to it; NaN where they cannot be known.

    Parameters
    ----------
    n, missing : ndarray, shape (p,)
        Answers given, and skipped.
    mean, sd, skewness, kurtosis : ndarray, shape (p,)
        Skewness and excess kurtosis are those of SPSS.
    floor, ceiling : ndarray, shape (p,)
        Shares of the lowest and the highest answer possible.
    """

    n: NDArray[Any]
    missing: NDArray[Any]
    mean: Array
    sd: Array
    skewness: Array
    kurtosis: Array
    floor: Array
    ceiling: Array

    def select(self, positions: Sequence[int]) -> Descriptives:
        """Return those of some of the items."""
        return Descriptives(*(getattr(self, part.name)[positions] for part in fields(self)))

    def reversed(self, sign: Array, ends: Scale) -> Descriptives:
        """Return those after turning the items with sign -1 around, x becoming low + high - x."""
        turned = sign < 0
        return Descriptives(
            n=self.n,
            missing=self.missing,
            mean=np.where(turned, ends[0] + ends[1] - self.mean, self.mean),
            sd=self.sd,
            skewness=self.skewness * sign,
            kurtosis=self.kurtosis,
            floor=np.where(turned, self.ceiling, self.floor),
            ceiling=np.where(turned, self.floor, self.ceiling),
        )


def described(X: NDArray[Any], ends: Scale) -> Descriptives:
    """Describe answers X, shape (n, p), NaN where skipped, on a scale with these ends."""
    n, means = _means(X)
    powers, at_ends = _powers(X, means, ends)
    m2, m3, m4 = powers / n
    return Descriptives(
        n=n,
        missing=len(X) - n,
        mean=means,
        sd=np.sqrt(powers[0] / (n - 1)),
        skewness=skewness(m2, m3, n),
        kurtosis=kurtosis(m2, m4, n),
        floor=at_ends[0] / n,
        ceiling=at_ends[1] / n,
    )


def described_by_moments(moments: Moments) -> Descriptives:
    """Describe items of which only moments are left; a correlation matrix leaves no standard deviations."""
    p = moments.n_items
    nothing = np.full(p, np.nan)
    sd = nothing if moments.source == "corr" else np.sqrt(np.diag(moments.cov()))
    n = np.diag(moments.counts)
    return Descriptives(n, nothing, moments.means(), sd, nothing, nothing, nothing, nothing)


def observed_ends(X: NDArray[Any]) -> Scale:
    """Return the lowest and the highest answer to any item."""
    pairs = [(np.fmin.reduce(C, axis=None), np.fmax.reduce(C, axis=None)) for C in _chunks(X)]
    low, high = np.array(pairs).T
    return float(np.fmin.reduce(low)), float(np.fmax.reduce(high))


def skewness(m2: Array, m3: Array, n: NDArray[Any]) -> Array:
    """Return G1 of central moments with divisor n; NaN below three answers."""
    few = n < 3
    return np.where(few, np.nan, np.sqrt(n * (n - 1)) / np.where(few, 1, n - 2) * m3 / m2**1.5)


def kurtosis(m2: Array, m4: Array, n: NDArray[Any]) -> Array:
    """Return G2 of central moments with divisor n; NaN below four answers."""
    few = n < 4
    excess = (n + 1) * (m4 / m2**2 - 3) + 6
    return np.where(few, np.nan, (n - 1) / np.where(few, 1, (n - 2) * (n - 3)) * excess)


def _means(X: NDArray[Any]) -> tuple[NDArray[np.int64], Array]:
    p: int = X.shape[1]
    n, sums = np.zeros(p, np.int64), np.zeros(p)
    for C in _chunks(X):
        known = ~np.isnan(C)
        n += known.sum(axis=0)
        sums += C.sum(axis=0) if known.all() else np.where(known, C, 0).sum(axis=0)
    return n, sums / n


def _powers(X: NDArray[Any], means: Array, ends: Scale) -> tuple[Array, Array]:
    """Return sums of the second to fourth powers about the means, (3, p), and how often each end occurs, (2, p)."""
    powers, at_ends = np.zeros((3, len(means))), np.zeros((2, len(means)))
    for C in _chunks(X):
        at_ends += [np.equal(C, end).sum(axis=0) for end in ends]
        D = C - means
        blank = np.isnan(D)
        if blank.any():
            D[blank] = 0
        D2 = D * D
        powers += [D2.sum(axis=0), np.einsum("ij,ij->j", D2, D), np.einsum("ij,ij->j", D2, D2)]
    return powers, at_ends


def _chunks(X: NDArray[Any]) -> Iterator[Array]:
    for start in range(0, len(X), CHUNK_ROWS):
        yield X[start : start + CHUNK_ROWS].astype(np.float64, copy=False)
