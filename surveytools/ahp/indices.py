"""Other indices of consistency than CR, and where judgments contradict the weights or each other."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from surveytools.ahp.entries import EXACT, Array
from surveytools.base.errors import check_setting, is_whole

DIGITS = 9  # to which errors are compared


def errors(A: Array, w: Array) -> Array:
    r"""Return :math:`e_{ij} = a_{ij} w_j / w_i`, 1 where judgment and weights agree, NaN in gaps; A (n, n), w (n,)."""
    return A * w / w[:, None]


def geometric_consistency_index(A: Array, w: Array) -> float:
    r"""Return :math:`GCI = \frac{2}{(n-1)(n-2)} \sum_{i<j} \ln^2 e_{ij}`, 0 for n < 3; A (n, n), w (n,).

    With gaps the sum runs over the known pairs and is divided by their number less n - 1; NaN where that is 0.
    """
    n = len(w)
    if n < 3:
        return 0.0
    logs = np.log(errors(A, w))[np.triu_indices(n, 1)]
    freedom = np.count_nonzero(~np.isnan(logs)) - (n - 1)
    return float(np.nansum(logs**2)) / freedom if freedom > 0 else math.nan


def geometric_consistency_limit(n: int, RI: float, ratio: float = 0.1) -> float:
    r"""Return the GCI that stands for a CR, :math:`\frac{2n}{n-2} \cdot RI \cdot CR`; 0 for n < 3."""
    return 2 * n / (n - 2) * RI * ratio if n > 2 else 0.0


def koczkodaj(A: Array) -> float:
    r"""Return :math:`1 - e^{-\max |\ln (a_{ij} a_{jk} / a_{ik})|}` over the known triads, 0 for n < 3; A (n, n).

    NaN where no triad is known.
    """
    if len(A) < 3:
        return 0.0
    sizes = np.abs(cycles(A))[_distinct(len(A))]
    return math.nan if np.isnan(sizes).all() else -math.expm1(-float(np.nanmax(sizes)))


def koczkodaj_of(ratio: float) -> float:
    r"""Return the index of one triad, :math:`1 - \min(x, 1/x)` with :math:`x = a_{ij} a_{jk} / a_{ik}`."""
    return 1 - min(ratio, 1 / ratio)


def harmonic_index(A: Array) -> float:
    r"""Return :math:`HCI = \frac{(HM(s) - n)(n + 1)}{n (n - 1)}`, s the column sums of A (n, n); 0 for n < 3."""
    n = len(A)
    if n < 3:
        return 0.0
    mean = n / (1 / A.sum(axis=0)).sum()
    return float((mean - n) * (n + 1) / (n * (n - 1)))


def cycles(A: Array) -> Array:
    r"""Return :math:`\ln (a_{ij} a_{jk} / a_{ik})`, shape (n, n, n), NaN where one is unknown; A (n, n)."""
    logs = np.log(A)
    return logs[:, :, None] + logs[None] - logs[:, None, :]


def worst_pairs(A: Array, w: Array, most: int = 3) -> list[tuple[int, int, float]]:
    r"""Return pairs i, j with :math:`a_{ij}` above what the weights imply, and :math:`e_{ij}`, the largest first."""
    e = errors(A, w)
    return [(i, j, float(e[i, j])) for i, j in _largest(e, most) if e[i, j] > 1 + EXACT]


def worst_triads(A: Array, most: int = 3) -> list[tuple[int, int, int, float]]:
    r"""Return triads i < j < k with :math:`a_{ij} a_{jk} / a_{ik}`, the furthest from 1 first; A (n, n)."""
    logs = cycles(A)
    size = np.where(_distinct(len(A)), np.abs(logs), 0.0)
    return [(i, j, k, math.exp(logs[i, j, k])) for i, j, k in _largest(size, most) if size[i, j, k] > EXACT]


def _distinct(n: int) -> NDArray[np.bool_]:
    """Return where i < j < k, shape (n, n, n)."""
    i, j, k = np.ogrid[:n, :n, :n]
    return (i < j) & (j < k)


def _largest(size: NDArray[np.float64], most: int) -> list[tuple[int, ...]]:
    """Return the indices of the largest entries, the first of equal ones first, gaps left out."""
    check_setting(is_whole(most) and most >= 0, "most", most, "count", "Give a whole number from 0 on.")
    order = np.argsort(-np.nan_to_num(size, nan=-np.inf).round(DIGITS), axis=None, kind="stable")[:most]
    return [tuple(int(part) for part in np.unravel_index(k, size.shape)) for k in order]
