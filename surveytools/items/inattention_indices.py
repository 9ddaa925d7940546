"""What a respondent's own answers show of inattention: runs, spread, straight lines, and halves that disagree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FEWEST_IN_LINE = 3  # two answers are often the same for good reason
FEWEST_PAIRS = 3  # two points always lie on a line


def runs(X: Array) -> tuple[Array, Array]:
    """Return the longest and the average run of equal consecutive answers in each row of X (n, p); a blank ends one."""
    longest = run = number = np.zeros(len(X))
    before = np.full(len(X), np.nan)
    for answer in np.ascontiguousarray(X.T):
        run = np.where(np.isnan(answer), 0, np.where(answer == before, run + 1, 1))
        longest, number = np.maximum(longest, run), number + (run == 1)
        before = answer
    answered = (~np.isnan(X)).sum(axis=1)
    return longest, np.divide(answered, number, out=np.full(len(X), np.nan), where=number > 0)


def within_person_sd(X: Array) -> Array:
    """Return the standard deviation, divisor m - 1, of the m answers in each row of X (n, p); NaN below two."""
    known = ~np.isnan(X)
    m = known.sum(axis=1)
    means = np.where(known, X, 0).sum(axis=1) / np.maximum(m, 1)
    squares = (np.where(known, X - means[:, None], 0) ** 2).sum(axis=1)
    return np.sqrt(np.where(m > 1, squares / np.maximum(m - 1, 1), np.nan))


def straightlining_share(X: Array, groups: Sequence[NDArray[np.int64]]) -> Array:
    """Return the share of groups of columns of X (n, p) in which three answers or more are given, all the same."""
    straight, judged = np.zeros(len(X)), np.zeros(len(X))
    for group in groups:
        part = X[:, group]
        enough = (~np.isnan(part)).sum(axis=1) >= FEWEST_IN_LINE
        straight += enough & (np.fmin.reduce(part, axis=1) == np.fmax.reduce(part, axis=1))
        judged += enough
    return np.divide(straight, judged, out=np.full(len(X), np.nan), where=judged > 0)


def even_odd(odd: Array, even: Array) -> Array:
    r"""Return even-odd consistency of the half-scale means odd and even, shape (n, m) each; NaN where a half is blank.

    The correlation r over the m dimensions, stepped up by Spearman and Brown, 2 r / (1 + r), and not below -1.
    """
    known = ~(np.isnan(odd) | np.isnan(even))
    a, b = np.where(known, odd, 0), np.where(known, even, 0)
    sums = (known, a, b, a * a, b * b, a * b)
    r = correlation_of_sums(*(part.sum(axis=1) for part in sums))
    return np.maximum(2 * r / np.maximum(1 + r, 1e-12), -1.0)


def correlation_of_sums(n: Array, x: Array, y: Array, xx: Array, yy: Array, xy: Array) -> Array:
    """Return correlations of n pairs from their sums; NaN for fewer than three pairs, or where a side is constant.

    What rounding leaves of none is 0, so that no machine flags it as below.
    """
    size = n * xx, n * yy
    spread = size[0] - x * x, size[1] - y * y
    fit = (n >= FEWEST_PAIRS) & (spread[0] > 1e-12 * size[0]) & (spread[1] > 1e-12 * size[1])
    r = (n * xy - x * y) / np.sqrt(np.where(fit, spread[0] * spread[1], np.nan))
    return np.clip(np.where(np.abs(r) < 1e-12, 0, r), -1, 1)
