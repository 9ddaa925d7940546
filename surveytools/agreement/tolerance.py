"""Intervals of means and of limits of agreement; the factors of SD give the nearer limit first."""

from __future__ import annotations

import numpy as np

from surveytools.moments.tails import normal_reach, t_reach

NODES = 60
Factors = tuple[float, float]


def mean_limits(mean: float, sd: float, n: int, level: float) -> tuple[float, float]:
    """Return the limits of the t interval of a mean."""
    half = t_reach(n - 1, level) * sd / n**0.5
    return mean - half, mean + half


def limit_factors(n: int, coverage: float, level: float) -> Factors:
    """Return the exact factors of one limit from n differences, by the noncentral t distribution."""
    from scipy.special import nctdtrit  # noqa: PLC0415 - importing the package must stay light

    shift, tail = normal_reach(coverage) * n**0.5, (1 - level) / 2
    inner, outer = (float(nctdtrit(n - 1, shift, p)) / n**0.5 for p in (tail, 1 - tail))
    return inner, outer


def pair_factors(n: int, coverage: float, level: float) -> Factors:
    """Return the factors of both limits together, those of two-sided tolerance intervals of a normal distribution."""
    tail = (1 - level) / 2
    return tolerance_factor(n, coverage, tail), tolerance_factor(n, coverage, 1 - tail)


def tolerance_factor(n: int, coverage: float, confidence: float) -> float:
    """Return k such that mean ± k SD of n values holds the share `coverage` of the population with a confidence.

    Given the standardized error x of the mean, the half width r that holds the share is the root of a quantile of the
    noncentral chi-square distribution; the chance that k SD reaches it is averaged over x by Gauss and Hermite.
    """
    from scipy.optimize import brentq  # noqa: PLC0415
    from scipy.special import chdtrc, chndtrix  # noqa: PLC0415

    x, weights = np.polynomial.hermite_e.hermegauss(NODES)
    r2 = chndtrix(coverage, 1, x**2 / n)

    def surplus(k: float) -> float:
        return float(weights @ chdtrc(n - 1, (n - 1) * r2 / k**2) / weights.sum()) - confidence

    return float(brentq(surplus, 1e-3, 1e5, xtol=1e-12))  # pyright: ignore[reportArgumentType]


def approximate_factors(n: int, coverage: float, level: float) -> Factors:
    """Return the factors of Bland & Altman (1999): z ± t √(1/n + z² / (2(n - 1)))."""
    z = normal_reach(coverage)
    half = t_reach(n - 1, level) * limit_error(n, z)
    return z - half, z + half


def limit_error(n: int, z: float) -> float:
    """Return the standard error of the mean ± z SD of n normal values, in SD (Bland & Altman 1999)."""
    return (1 / n + z**2 / (2 * (n - 1))) ** 0.5
