"""Tests of equal alphas, from the coefficients alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A test: its name, statistic, degrees of freedom and p."""

    test: Literal["f", "t", "chi2"]
    statistic: float
    df: tuple[float, ...]
    p_value: float


def independent_f(alphas: Array, n: Counts) -> Outcome:
    """Test two alphas of independent groups by (1 - smaller) / (1 - larger), Feldt (1969)."""
    from scipy.special import fdtr, fdtrc  # noqa: PLC0415 - importing the package must stay light

    small, large = np.argsort(alphas, kind="stable")
    W = (1 - alphas[small]) / (1 - alphas[large])
    df = (int(n[large]) - 1, int(n[small]) - 1)
    p = 2 * min(float(fdtrc(*df, W)), float(fdtr(*df, W)))
    return Outcome("f", float(W), df, min(1.0, p))


def dependent_t(alphas: Array, n: int, r: float) -> Outcome:
    """Test two alphas of the same n people whose total scores correlate r, Feldt (1980)."""
    from scipy.special import stdtr  # noqa: PLC0415 - importing the package must stay light

    t = (alphas[0] - alphas[1]) * np.sqrt(n - 2) / np.sqrt(4 * np.prod(1 - alphas) * (1 - r * r))
    return Outcome("t", float(t), (n - 2,), float(2 * stdtr(n - 2, -abs(t))))


def independent_chi2(alphas: Array, n: Counts, k: Counts) -> Outcome:
    """Test alphas of independent groups of n people and k items each, Feldt, Woodruff & Salih (1987)."""
    u = (1 - alphas) ** (-1 / 3)
    variances = 2 * u**2 / (9 * (n * (k - 1) / (k + 1) - 1))
    return _chi2(u, float(variances.mean()))


def dependent_chi2(alphas: Array, n: int, k: Counts, R: Array) -> Outcome:
    """Test alphas of scales of k items each that the same n people answered, R (m, m) correlating their totals.

    Feldt, Woodruff & Salih (1987), with the harmonic mean of the numbers of items.
    """
    u, typical = (1 - alphas) ** (-1 / 3), len(k) / np.sum(1 / k)
    covariances = 2 * R**2 * np.outer(u, u) / (9 * (n * (typical - 1) / (typical + 1) - 1))
    apart = covariances[np.triu_indices(len(u), 1)]
    return _chi2(u, float(np.diag(covariances).mean() - apart.mean()))


def _chi2(u: Array, scale: float) -> Outcome:
    from scipy.special import chdtrc  # noqa: PLC0415 - importing the package must stay light

    chi2 = float(np.sum((u - u.mean()) ** 2) / scale)
    return Outcome("chi2", chi2, (len(u) - 1,), float(chdtrc(len(u) - 1, chi2)))


def difference_limits(alphas: Array, limits: Array, rho: float) -> tuple[float, float]:
    """Return the limits of the first alpha less the second.

    From the limits of each, shape (2, 2) with low and high in the columns, and the correlation of the estimates.
    """
    difference = alphas[0] - alphas[1]
    down, up = alphas - limits[:, 0], limits[:, 1] - alphas
    below = np.sqrt(max(down[0] ** 2 + up[1] ** 2 - 2 * rho * down[0] * up[1], 0.0))
    above = np.sqrt(max(up[0] ** 2 + down[1] ** 2 - 2 * rho * up[0] * down[1], 0.0))
    return float(difference - below), float(difference + above)
