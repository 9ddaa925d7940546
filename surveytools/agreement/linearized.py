"""The numbers of chance-corrected coefficients, with standard errors by linearization over units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ROUNDING = 1e-11  # of coefficients, which are of the size of 1
CERTAIN = 1 - 1e-12  # an agreement by chance that leaves nothing to correct for
Chance = Callable[[Array, Array, Array], tuple[float, Array]]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A chance-corrected coefficient, its standard error, NaN where there is none, and what it is made of."""

    coefficient: float
    standard_error: float
    observed: float
    expected: float
    shares: Array


def chance_corrected(N: Array, f: NDArray[np.int64], W: Array, chance: Chance) -> Corrected:
    """Return (pa - pe) / (1 - pe) with Gwet's linearized standard error, NaN where chance leaves nothing.

    N, shape (P, q), holds the counts of each pattern of ratings, f, shape (P,), how many units have it.
    """
    m, n = N.sum(axis=1), f.sum()
    several = m >= 2
    agreeing = (N * (N @ W.T - 1)).sum(axis=1) / np.where(several, m * (m - 1), 1)
    scale = n / f[several].sum()
    shares = N / m[:, None]
    pi = f @ shares / n
    pa, (pe, pe_each) = float(f[several] @ agreeing[several] * scale / n), chance(shares, pi, W)
    left = 1 - pe if pe <= CERTAIN else np.nan
    coefficient = (pa - pe) / left
    each = scale * np.where(several, agreeing - pe, 0) / left - 2 * (1 - coefficient) * (pe_each - pe) / left
    variance = f @ (each - coefficient) ** 2 / (n * (n - 1))
    return Corrected(coefficient, standard_error_of(variance), pa, pe, pi)


def gwet_chance(shares: Array, pi: Array, W: Array) -> tuple[float, Array]:
    """Return Gwet's agreement by chance, and its part of each row of shares, shape (P, q)."""
    scale = W.sum() / (len(W) * (len(W) - 1))
    return float(scale * pi @ (1 - pi)), scale * shares @ (1 - pi)


def uniform_chance(shares: Array, pi: Array, W: Array) -> tuple[float, Array]:
    """Return Brennan and Prediger's agreement by chance, which is the same for every unit."""
    pe = float(W.sum() / len(pi) ** 2)
    return pe, np.full(len(shares), pe)


def fleiss_chance(shares: Array, pi: Array, W: Array) -> tuple[float, Array]:
    """Return Fleiss's agreement by chance, and its part of each row of shares, shape (P, q)."""
    w = (W + W.T) @ pi / 2
    return float(pi @ w), shares @ w


def standard_error_of(variance: float) -> float:
    """Return the root of a variance of a coefficient, NaN where the variance is 0 but for rounding.

    Ratings without any variation between units, such as perfect agreement, do not show how far a coefficient varies.
    """
    return float(np.sqrt(variance)) if variance > ROUNDING**2 else float("nan")


def capped(estimate: float, reach: float, lowest: float) -> tuple[float, float]:
    """Return the limits estimate ± reach, cut at the lowest value there is and at 1."""
    low, high = estimate - reach, estimate + reach
    return lowest if low < lowest else low, 1.0 if high > 1 else high


def logit_limits(share: float, reach: float) -> tuple[float, float]:
    """Return the limits of a share from so many standard errors, symmetric for its logit; NaN at 0 and 1."""
    if not 0 < share < 1:
        return np.nan, np.nan
    from scipy.special import expit, logit  # noqa: PLC0415 - importing the package must stay light

    step = reach / (share * (1 - share))
    return float(expit(logit(share) - step)), float(expit(logit(share) + step))
