"""Intraclass correlations of a complete table, in closed form from its mean squares."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc, fdtri

Array = NDArray[np.float64]
Model = Literal["one-way", "agreement", "consistency"]
MODELS: tuple[Model, ...] = ("one-way", "agreement", "consistency")
Limits = tuple[float, float]
ROUNDING = 8 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, eq=False)
class MeanSquares:
    """The two-way analysis of variance of n subjects by k raters.

    Parameters
    ----------
    n, k : int
        Subjects and raters.
    rows, columns, error, within : float
        Mean squares between subjects, between raters, of the residual, and within subjects.
    """

    n: int
    k: int
    rows: float
    columns: float
    error: float
    within: float

    @property
    def averaged(self) -> float:
        """How many ratings the forms of a mean have in it."""
        return self.k

    @property
    def variances(self) -> tuple[float, float, float]:
        """The variances of subjects, raters and error; estimates from mean squares may be below 0."""
        return (self.rows - self.error) / self.k, (self.columns - self.error) / self.n, self.error

    def single(self, model: Model) -> float:
        """Return the intraclass correlation of one rating."""
        return single_icc(self, model)

    def noise(self, model: Model) -> float:
        """Return the error variance of one rating."""
        return self.error if model == "consistency" else self.within

    def limits(self, model: Model, level: float) -> Limits:
        """Return the confidence limits of the intraclass correlation of one rating."""
        return agreement_limits(self, level) if model == "agreement" else f_limits(self, model, level)

    def standard_error(self, model: Model) -> float:
        """Return the standard error of the intraclass correlation of one rating, NaN without any error."""
        return delta_error(self, model)


def mean_squares(X: Array) -> MeanSquares:
    """Return the mean squares of complete ratings X, shape (n, k); what is only rounding is 0.

    The sums are those of einsum, which stay in one thread: for so few numbers threads cost more than they give.
    """
    n, k = X.shape
    X = np.ascontiguousarray(X)
    by_column = np.einsum("ij->j", X) / n
    residual = X - by_column
    by_row = np.einsum("ij->i", residual) / k
    residual -= by_row[:, None]
    apart = by_column - np.einsum("i->", by_column) / k
    rows, columns = k * np.einsum("i,i", by_row, by_row), n * apart.dot(apart)
    error = np.einsum("ij,ij", residual, residual)
    noise = n * ROUNDING**2 * (n * by_column.dot(by_column) + rows + error)
    rows, columns, error = (0.0 if part < noise else float(part) for part in (rows, columns, error))
    return MeanSquares(
        n, k, rows / (n - 1), columns / (k - 1), error / ((n - 1) * (k - 1)), (columns + error) / (n * (k - 1))
    )


def single_icc(ms: MeanSquares, model: Model) -> float:
    """Return ICC(1,1), ICC(2,1) or ICC(3,1) of Shrout & Fleiss."""
    n, k = ms.n, ms.k
    if model == "one-way":
        return (ms.rows - ms.within) / (ms.rows + (k - 1) * ms.within)
    between = k * (ms.columns - ms.error) / n if model == "agreement" else 0.0
    return (ms.rows - ms.error) / (ms.rows + (k - 1) * ms.error + between)


def f_test(ms: MeanSquares, model: Model) -> tuple[float, int, int, float]:
    """Return F, its degrees of freedom and p of the test that the subjects do not differ."""
    below, df1, df2 = below_f(ms, model)
    f = ms.rows / below if below > 0 else float("inf")
    return f, df1, df2, float(fdtrc(df1, df2, f))


def below_f(ms: MeanSquares, model: Model) -> tuple[float, int, int]:
    """Return what F divides by, and its degrees of freedom."""
    n, k = ms.n, ms.k
    return (ms.within, n - 1, n * (k - 1)) if model == "one-way" else (ms.error, n - 1, (n - 1) * (k - 1))


@lru_cache(maxsize=8)
def f_limits(ms: MeanSquares, model: Model, level: float) -> Limits:
    """Return the exact limits of the one-way and of the consistency form, NaN without any error."""
    below, df1, df2 = below_f(ms, model)
    if below == 0:
        return math.nan, math.nan
    noises = [below * float(fdtri(df1, df2, share)) for share in ((1 + level) / 2, (1 - level) / 2)]
    low, high = ((ms.rows - noise) / (ms.rows + (ms.k - 1) * noise) for noise in noises)
    return low, high


@lru_cache(maxsize=8)
def agreement_limits(ms: MeanSquares, level: float) -> Limits:
    """Return the limits of the agreement form with the degrees of freedom of Satterthwaite (Fleiss & Shrout 1978)."""
    n, k, tail = ms.n, ms.k, (1 - level) / 2
    if ms.within == 0:
        return math.nan, math.nan
    v = satterthwaite(ms)
    raters = k * ms.columns + (k * n - k - n) * ms.error
    up, down = float(fdtri(n - 1, v, tail)), float(fdtri(v, n - 1, tail))
    low = n * (down * ms.rows - ms.error) / (raters + n * down * ms.rows)
    high = n * (ms.rows - up * ms.error) / (up * raters + n * ms.rows)
    return low, high


def satterthwaite(ms: MeanSquares) -> float:
    """Return the approximate degrees of freedom of the error of the agreement form.

    A correlation estimated below 0 counts as 0, the lowest that the model has: below, the terms cancel, and few degrees
    of freedom, or none, are left.
    """
    n, k, rho = ms.n, ms.k, max(single_icc(ms, "agreement"), 0.0)
    columns = k * rho / n * ms.columns
    error = (1 - rho + k * rho * (n - 1) / n) * ms.error
    return (columns + error) ** 2 / (columns**2 / (k - 1) + error**2 / ((n - 1) * (k - 1)))


def delta_error(ms: MeanSquares, model: Model) -> float:
    """Return the standard error of one rating's form from those of the mean squares, which are independent.

    A mean square of df degrees of freedom has the variance 2 MS² / df; the form is linearized in them.
    """
    n, k = ms.n, ms.k
    noise, _, df = below_f(ms, model)
    if (ms.within if model == "agreement" else noise) == 0:
        return math.nan
    columns = k / n * ms.columns if model == "agreement" else 0.0
    errors = (k - 1 - k / n if model == "agreement" else k - 1) * noise
    total = ms.rows + errors + columns
    rho = (ms.rows - noise) / total
    by_rows, by_noise = (1 - rho) * ms.rows, noise + rho * errors
    variance = by_rows**2 / (n - 1) + by_noise**2 / df + (rho * columns) ** 2 / (k - 1)
    return math.sqrt(2 * variance) / total


def error_of_mean(rho: float, error: float, k: float) -> float:
    """Return the standard error of the intraclass correlation of the mean of k ratings from that of one."""
    below = 1 + (k - 1) * rho
    return k * error / below**2 if below > 0 else math.nan


def of_mean(rho: float, k: float) -> float:
    """Return the intraclass correlation of the mean of k ratings from that of one, by Spearman and Brown.

    It has no lower bound: at a correlation of -1 / (k - 1) and below it is minus infinity.
    """
    below = 1 + (k - 1) * rho
    return k * rho / below if not below <= 0 else -math.inf
