"""Splits of items into equal halves as vectors of signs, and Guttman's coefficient of all of them or of a sample."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surveytools.moments.resampling import Rng
from surveytools.reliability.item_coefficients import alpha

Array = NDArray[np.float64]

MOST_ITEMS, QUICK_ITEMS = 26, 20
_CHUNK, _CLIMBS = 8192, 30


class SplitRange(NamedTuple):
    """Guttman's coefficient over all splits into equal halves: its minimum, mean and maximum, and their number."""

    minimum: float
    mean: float
    maximum: float
    n_splits: int


@dataclass(frozen=True, slots=True, eq=False)
class Distribution:
    """The coefficients of the splits, and the signs of the best and the worst of them.

    Parameters
    ----------
    values : ndarray, shape (m,)
        Of all splits, or of a sample.
    minimum, mean, maximum : float
        Of all splits; of a sample the extremes are those after exchanging items.
    best, worst : ndarray, shape (k,)
        1 for the items of the first half, -1 for those of the second.
    is_exact : bool
        Whether these are all splits.
    """

    values: Array
    minimum: float
    mean: float
    maximum: float
    best: Array
    worst: Array
    is_exact: bool


def quick_range(S: Array) -> SplitRange | None:
    """Return the range over all equal splits of S, shape (k, k), or None where it takes more than an instant."""
    if len(S) > QUICK_ITEMS:
        return None
    values = split_coefficients(S)
    return SplitRange(float(values.min()), float(values.mean()), float(values.max()), len(values))


def distribution(S: Array, n_sampled: int, rng: Rng) -> Distribution:
    """Return the coefficients of all equal splits of S, shape (k, k), to 26 items, and of a sample beyond."""
    if len(S) <= MOST_ITEMS:
        values = split_coefficients(S)
        low, high = int(values.argmin()), int(values.argmax())
        best, worst = signs_of(len(S), high), signs_of(len(S), low)
        return Distribution(values, float(values[low]), float(values.mean()), float(values[high]), best, worst, True)
    values, highest, lowest = _sampled(S, n_sampled, np.random.default_rng(rng))
    best = max((exchanged(S, t) for t in highest), key=lambda t: coefficient(S, t))
    worst = min((exchanged(-S, t) for t in lowest), key=lambda t: coefficient(S, t))
    low, high = coefficient(S, worst), coefficient(S, best)
    return Distribution(values, low, mean_coefficient(S), high, best, worst, is_exact=False)


def mean_coefficient(S: Array) -> float:
    """Return the mean over all equal splits of S, shape (k, k): alpha, for odd k times (k^2 - 1) / k^2."""
    k = len(S)
    return alpha(S) * (1 if k % 2 == 0 else (k * k - 1) / (k * k))


def coefficient(S: Array, t: Array) -> float:
    """Return 1 - t'St / 1'S1 of the signs t, shape (k,)."""
    return float(1 - t @ S @ t / S.sum())


def n_equal_splits(k: int) -> int:
    """Return how many splits k items have into halves of equal size, for odd k of sizes that differ by one."""
    return math.comb(k - 1, k // 2 - 1) if k % 2 == 0 else math.comb(k, k // 2)


def split_coefficients(S: Array) -> Array:
    """Return the coefficient of every equal split of S, shape (k, k).

    With the items cut in two, t = (a, b), t'St = a'S11 a + b'S22 b + 2 a'S12 b: one product of matrices for all pairs.
    """
    k, cut = len(S), len(S) // 2
    values, start = np.empty(n_equal_splits(k)), 0
    for A, B in _sign_pairs(k):
        left = np.column_stack([2 * A @ S[:cut, cut:], _squares(A, S[:cut, :cut]), np.ones(len(A))])
        right = np.column_stack([B, np.ones(len(B)), _squares(B, S[cut:, cut:])])
        stop = start + len(A) * len(B)
        np.matmul(left, right.T, out=values[start:stop].reshape(len(A), len(B)))
        start = stop
    values *= -1 / S.sum()
    values += 1
    return values


def signs_of(k: int, position: int) -> Array:
    """Return the signs, shape (k,), of the split that stands at a position of :func:`split_coefficients`."""
    for A, B in _sign_pairs(k):
        if position < len(A) * len(B):
            row, column = divmod(position, len(B))
            return np.concatenate([A[row], B[column]])
        position -= len(A) * len(B)
    raise IndexError(position)


def _sign_pairs(k: int) -> Iterator[tuple[Array, Array]]:
    """Yield signs of the first k // 2 items and of the others, which together have (k + 1) // 2 times the sign 1.

    For even k the first item always has the sign 1, so that no split is met twice.
    """
    cut, ones = k // 2, (k + 1) // 2
    fixed = 1 - k % 2
    for inside in range(max(fixed, ones - (k - cut)), min(cut, ones) + 1):
        yield _signs(cut, inside, fixed), _signs(k - cut, ones - inside)


def _signs(k: int, ones: int, fixed: int = 0) -> Array:
    """Return all vectors of k signs of which so many are 1, the first ones fixed to be so, one a row."""
    chosen = list(combinations(range(fixed, k), ones - fixed))
    signs = np.full((len(chosen), k), -1.0)
    signs[:, :fixed] = 1
    if ones > fixed:
        np.put_along_axis(signs, np.array(chosen), 1.0, axis=1)
    return signs


def _squares(T: Array, S: Array) -> Array:
    """Return t'St of each row t of T, shape (m,)."""
    return np.einsum("ij,ij->i", T @ S, T)


def _sampled(S: Array, m: int, random: np.random.Generator) -> tuple[Array, Array, Array]:
    """Return the coefficients of m random equal splits, and the signs of the highest and of the lowest of them."""
    k = len(S)
    whole = np.repeat([1.0, -1.0], [(k + 1) // 2, k // 2])
    values, highest, lowest = np.empty(m), np.empty((0, k)), np.empty((0, k))
    for start in range(0, m, _CHUNK):
        T = random.permuted(np.tile(whole, (min(_CHUNK, m - start), 1)), axis=1)
        values[start : start + len(T)] = 1 - _squares(T, S) / S.sum()
        highest, lowest = _least(S, np.vstack([highest, T])), _least(-S, np.vstack([lowest, T]))
    return values, highest, lowest


def _least(S: Array, T: Array) -> Array:
    """Return some rows of T whose t'St are least."""
    return T[np.argsort(_squares(T, S), kind="stable")[:_CLIMBS]]


def exchanged(S: Array, t: Array) -> Array:
    """Return the signs after exchanging the pair of items that lowers t'St most, again and again until none does.

    Exchanging item i of one half with item j of the other changes t'St by 4 (g_j - g_i + s_ii + s_jj - 2 s_ij) with
    g = St.
    """
    t, v = t.copy(), np.diag(S)
    while True:
        i, j = np.flatnonzero(t > 0), np.flatnonzero(t < 0)
        g = S @ t
        change = (v - g)[i][:, None] + (v + g)[j] - 2 * S[np.ix_(i, j)]
        row, column = divmod(int(change.argmin()), len(j))
        if change[row, column] >= -1e-12 * np.abs(v).sum():
            return t
        t[[i[row], j[column]]] *= -1
