r"""Variance components of an incomplete table of ratings, by restricted maximum likelihood.

The rating of subject i by rater j is :math:`y_{ij} = \mu + s_i + r_j + e_{ij}`. With the ratios
:math:`\lambda_s = \sigma_s^2 / \sigma_e^2` and :math:`\lambda_r = \sigma_r^2 / \sigma_e^2` the subjects are eliminated
in closed form: what remains are cross products of a few columns for each number of ratings a subject has, so that the
cost of the likelihood does not depend on the number of subjects.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveytools.agreement.mean_squares import Limits, Model

Array = NDArray[np.float64]
NEAR_ONE = 1 - 1e-9
TIGHT = 1e-10
STEP = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class RatingSums:
    """All that the likelihood needs of the ratings.

    Parameters
    ----------
    base : ndarray, shape (k + 2, k + 2)
        Cross products of the raters' indicators, the constant and the ratings.
    sizes, counts : ndarray, shape (g,)
        The numbers of ratings that subjects have, and how many subjects have each.
    sums : ndarray, shape (g, k + 2, k + 2)
        Cross products of the subjects' sums of the same columns, for each size.
    """

    base: Array
    sizes: Array
    counts: Array
    sums: Array

    @property
    def total(self) -> float:
        """How many ratings there are."""
        return float(self.sizes @ self.counts)


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """Variance components, and what their intervals need.

    Parameters
    ----------
    variances : tuple of float
        Of subjects, raters and error.
    one_way : tuple of float
        Of subjects and of ratings within subjects, in the model without raters.
    averaged : float
        Harmonic mean of the numbers of ratings a subject has.
    sums : RatingSums
        Of the ratings.
    """

    variances: tuple[float, float, float]
    one_way: tuple[float, float]
    averaged: float
    sums: RatingSums

    def noise(self, model: Model) -> float:
        """Return the error variance of one rating."""
        _, raters, error = self.variances
        return {"one-way": self.one_way[1], "agreement": raters + error, "consistency": error}[model]

    def single(self, model: Model) -> float:
        """Return the intraclass correlation of one rating."""
        subjects = self.one_way[0] if model == "one-way" else self.variances[0]
        return subjects / (subjects + self.noise(model))

    def limits(self, model: Model, level: float) -> Limits:
        """Return the limits from the profile of the restricted likelihood."""
        return profile_limits(self.sums, model, self.single(model), level)

    def standard_error(self, model: Model) -> float:
        """Return the standard error from the curvature of the profile, NaN for a correlation at 0."""
        return profile_error(self.sums, model, self.single(model))


def rating_sums(X: Array) -> RatingSums:
    """Return the sums of ratings X, shape (n, k), NaN where missing, every row with one rating at least."""
    given = ~np.isnan(X)
    Y = np.where(given, X - np.nanmean(X), 0.0)
    sizes = given.sum(axis=1)
    B = np.column_stack([given, sizes, Y.sum(axis=1)]).astype(np.float64)
    k, m, t = X.shape[1], given.sum(axis=0), Y.sum(axis=0)
    base = np.zeros((k + 2, k + 2))
    base[:k, :k] = np.diag(m)
    base[:k, k:] = np.column_stack([m, t])
    base[k:, :k] = base[:k, k:].T
    base[k:, k:] = [[m.sum(), t.sum()], [t.sum(), np.vdot(Y, Y)]]
    levels, counts = np.unique(sizes, return_counts=True)
    sums = np.stack([B[sizes == size].T @ B[sizes == size] for size in levels])
    return RatingSums(base, levels.astype(np.float64), counts.astype(np.float64), sums)


def error_degrees(X: Array) -> tuple[int, int, int]:
    """Return the degrees of freedom left for subjects, raters and error once the others are accounted for."""
    given = (~np.isnan(X)).astype(np.float64)
    n, k = X.shape
    apart = np.diag(given.sum(axis=0)) - (given / given.sum(axis=1, keepdims=True)).T @ given
    linked = int(np.linalg.matrix_rank(apart, tol=1e-9))  # k less the number of groups that share no rater
    return n - k + linked, linked, int(given.sum()) - n - linked


def overlap(X: Array) -> bool:
    """Tell whether subjects, raters and error of ratings X, shape (n, k), NaN where missing, can be told apart."""
    return min(error_degrees(X[~np.isnan(X).all(axis=1)])) >= 1


def deviance(sums: RatingSums, subjects: float, raters: float) -> tuple[float, float]:
    """Return -2 log restricted likelihood without constants, and the error variance, at two variance ratios."""
    k = len(sums.base) - 2
    K = sums.base - np.tensordot(subjects / (1 + subjects * sums.sizes), sums.sums, 1)
    inner = np.eye(k) + raters * K[:k, :k]
    M = K[k:, k:] - raters * K[k:, :k] @ np.linalg.solve(inner, K[:k, k:])
    df = sums.total - 1
    error = max(M[1, 1] - M[0, 1] ** 2 / M[0, 0], np.finfo(np.float64).tiny) / df
    logdet = float(sums.counts @ np.log1p(subjects * sums.sizes)) + float(np.linalg.slogdet(inner)[1])
    return df * float(np.log(error)) + logdet + float(np.log(M[0, 0])), float(error)


def lowest(f: Callable[[float], float]) -> tuple[float, float]:
    """Return where f is lowest on [0, 1), and its value there."""
    from scipy.optimize import minimize_scalar  # noqa: PLC0415 - importing the package must stay light

    found: Any = minimize_scalar(f, bounds=(0.0, NEAR_ONE), method="bounded", options={"xatol": TIGHT})
    at_zero = f(0.0)
    return (0.0, at_zero) if at_zero <= found.fun else (float(found.x), float(found.fun))


def ratios(model: Model, rho: float, share: float) -> tuple[float, float]:
    """Return the variance ratios where the correlation of a model is rho; `share` is raters over raters and error."""
    raters = share / (1 - share)
    return rho / (1 - rho) * (1 + raters if model == "agreement" else 1), raters


def profiled(sums: RatingSums, model: Model, rho: float) -> tuple[float, float]:
    """Return the best share of the raters at a given correlation, and the deviance there."""
    if model == "one-way":
        return 0.0, deviance(sums, rho / (1 - rho), 0.0)[0]
    return lowest(lambda share: deviance(sums, *ratios(model, rho, share))[0])


def variance_components(X: Array) -> Components:
    """Return the components of ratings X, shape (n, k), NaN where missing."""
    sums = rating_sums(X)
    rho, _ = lowest(lambda value: profiled(sums, "consistency", value)[1])
    subjects, raters = ratios("consistency", rho, profiled(sums, "consistency", rho)[0])
    error = deviance(sums, subjects, raters)[1]
    alone, _ = lowest(lambda value: profiled(sums, "one-way", value)[1])
    within = deviance(sums, alone / (1 - alone), 0.0)[1]
    return Components(
        (subjects * error, raters * error, error),
        (alone / (1 - alone) * within, within),
        float(sums.counts.sum() / (sums.counts / sums.sizes).sum()),
        sums,
    )


@lru_cache(maxsize=8)
def profile_limits(sums: RatingSums, model: Model, rho: float, level: float) -> Limits:
    """Return where the deviance rises by the quantile of chi-square with one degree of freedom."""
    from scipy.optimize import brentq  # noqa: PLC0415
    from scipy.special import chdtri  # noqa: PLC0415

    ceiling = profiled(sums, model, rho)[1] + float(chdtri(1, 1 - level))

    def above(value: float) -> float:
        return profiled(sums, model, value)[1] - ceiling

    def crossing(outer: float) -> float:
        return outer if above(outer) <= 0 else brentq(above, *sorted((rho, outer)), xtol=TIGHT)  # pyright: ignore[reportReturnType]

    return crossing(0.0), crossing(NEAR_ONE)


@lru_cache(maxsize=8)
def profile_error(sums: RatingSums, model: Model, rho: float) -> float:
    """Return the root of twice the inverse second derivative of the profiled deviance, by differences."""
    step = STEP * (1 - rho)
    if rho < 2 * step:
        return math.nan
    below, at, above = (profiled(sums, model, value)[1] for value in (rho - step, rho, rho + step))
    return step * math.sqrt(2 / (below - 2 * at + above))
