"""How far Kendall's W would vary: over samples of subjects, or over samples of raters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def error_over_subjects(ranks: Array) -> float:
    """Return the standard error of W of midranks, shape (n, m), over samples of the n subjects.

    W is a ratio N / D of functions of how much each subject weighs, N the spread of the rank sums and D m times the
    spread of the ranks of all raters. The infinitesimal jackknife adds up the squares of its n derivatives; a subject
    counts with its own ranks and with those that it gives the others, who stand above it.
    """
    n, m = ranks.shape
    R = ranks - (n + 1) / 2
    S = R.sum(axis=1)
    N, D = S @ S, m * np.vdot(R, R)
    by_sums, by_ranks = S**2, (R**2).sum(axis=1)
    for column in R.T:
        _, place = np.unique(column, return_inverse=True)
        by_sums += 2 * sum_above(place, S)
        by_ranks += 2 * sum_above(place, column)
    each = n * (by_sums - N / D * m * by_ranks) / D
    return float(np.sqrt(each @ each / (n * (n - 1))))


def sum_above(place: NDArray[np.intp], values: Array) -> Array:
    """Return the sum of the values of all that stand above each, and half of those beside it, shape (n,)."""
    groups = np.bincount(place, values)
    return (groups.sum() - np.cumsum(groups) + groups / 2)[place]


def error_over_raters(ranks: Array) -> float:
    """Return the standard error of W of midranks, shape (n, m), over samples of the m raters; NaN for fewer than three.

    The mean correlation of the pairs of raters is a U statistic; Arvesen's (1969) jackknife of it leaves out each rater
    once. W is (1 + (m - 1) r) / m of that mean.
    """
    m = ranks.shape[1]
    if m < 3:
        return float("nan")
    R = np.corrcoef(ranks, rowvar=False)
    each = (R.sum(axis=0) - 1) / (m - 1)
    apart = each - each.mean()
    return float(2 * (m - 1) / (m * (m - 2)) * np.sqrt((m - 1) / m * (apart @ apart)))
