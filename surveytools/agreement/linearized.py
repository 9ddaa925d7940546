"""The numbers of chance-corrected coefficients, with standard errors by linearization over units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import AnswersError

Array = NDArray[np.float64]
Chance = Callable[[Array, Array, Array], tuple[float, Array]]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A chance-corrected coefficient, its standard error, and what it is made of."""

    coefficient: float
    standard_error: float
    observed: float
    expected: float
    shares: Array


def chance_corrected(N: Array, f: NDArray[np.int64], W: Array, chance: Chance) -> Corrected:
    """Return (pa - pe) / (1 - pe) with Gwet's linearized standard error.

    N, shape (P, q), holds the counts of each pattern of ratings, f, shape (P,), how many units have it.
    """
    m, n = N.sum(axis=1), f.sum()
    several = m >= 2
    agreeing = (N * (N @ W.T - 1)).sum(axis=1) / np.where(several, m * (m - 1), 1)
    scale = n / f[several].sum()
    shares = N / m[:, None]
    pi = f @ shares / n
    pa, (pe, pe_each) = float(f[several] @ agreeing[several] * scale / n), chance(shares, pi, W)
    if 1 - pe < 1e-12:
        raise AnswersError("agreement by chance is certain", hint="Name all categories that were offered.")
    coefficient = (pa - pe) / (1 - pe)
    each = scale * np.where(several, agreeing - pe, 0) / (1 - pe) - 2 * (1 - coefficient) * (pe_each - pe) / (1 - pe)
    variance = f @ (each - coefficient) ** 2 / (n * (n - 1))
    return Corrected(coefficient, float(np.sqrt(variance)), pa, pe, pi)


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


def t_test(estimate: float, standard_error: float, df: int) -> tuple[float, float]:
    """Return t and its two-sided p; without any variation between units t is infinite, or 0."""
    from scipy.special import stdtr  # noqa: PLC0415 - importing the package must stay light

    if standard_error == 0:
        return (float(np.copysign(np.inf, estimate)), 0.0) if estimate else (0.0, 1.0)
    t = estimate / standard_error
    return t, float(2 * stdtr(df, -abs(t)))


def t_limits(estimate: float, standard_error: float, df: int, level: float) -> tuple[float, float]:
    """Return the limits of the interval of t, the upper one not above 1."""
    from scipy.special import stdtrit  # noqa: PLC0415 - importing the package must stay light

    reach = stdtrit(df, (1 + level) / 2) * standard_error
    return float(estimate - reach), float(min(1.0, estimate + reach))
