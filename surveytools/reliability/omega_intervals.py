"""How precise omega is: the delta method for one factor, omega without each respondent, and omega of resamples."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import OptionError
from surveytools.factors.extraction import SMALLEST_UNIQUENESS
from surveytools.moments.resampling import Rng, percentile_limits, resampled_covariances
from surveytools.reliability.bootstrapping import Resamples, check_solved
from surveytools.reliability.hierarchical import Parts, hierarchy, parts
from surveytools.reliability.intervals import Limits, wald_limits
from surveytools.reliability.leave_one_out import jackknife_limits, left_out_values
from surveytools.reliability.omega_data import OmegaData
from surveytools.reliability.omega_variants import VARIANTS, OmegaVariant, omegas
from surveytools.reliability.one_factor import one_factor_each

Array = NDArray[np.float64]
IntervalMethod = Literal["delta", "logit", "jackknife", "bootstrap"]
METHODS: tuple[IntervalMethod, ...] = ("delta", "logit", "jackknife", "bootstrap")
SINGULAR = 1e-10


def omega_error(loadings: Array, psi: Array, n: int) -> float:
    r"""Return the standard error of omega of one factor by the delta method, from the expected information.

    With loadings and unique variances of the items, shapes (p,), :math:`W = \Sigma^{-1}` and :math:`u = W \lambda`
    the information of one respondent is

    .. math:: I_{\lambda\lambda} = \lambda'u W + u u', \quad I_{\lambda\psi} = W \circ (1 u'), \quad
              I_{\psi\psi} = \tfrac12 W \circ W.

    NaN where it is singular, as when only one item or two have a loading.
    """
    W = np.linalg.inv(np.outer(loadings, loadings) + np.diag(psi))
    u = W @ loadings
    crossed = W * u
    information = np.block([[loadings @ u * W + np.outer(u, u), crossed], [crossed.T, W * W / 2]])
    scale = 1 / np.sqrt(np.diag(information))
    if np.linalg.eigvalsh(information * np.outer(scale, scale))[0] < SINGULAR:
        return np.nan
    L, E = loadings.sum(), psi.sum()
    slope = np.concatenate([np.full(len(psi), 2 * L * E), np.full(len(psi), -(L**2))]) / (L**2 + E) ** 2
    return float(np.sqrt(slope @ np.linalg.solve(information, slope) / n))


def delta_error(data: OmegaData, n: int) -> float:
    """Return the standard error of omega of one factor of n respondents, NaN where the factor is not determined."""
    d, found = data.sd, data.found
    return omega_error(d * found.general, d**2 * found.psi, n)


def omega_limits(data: OmegaData, n: int, column: int, method: IntervalMethod, resamples: Resamples) -> Limits:
    """Return the limits of total (column 0) or hierarchical omega (1) of n respondents."""
    if method == "jackknife":
        values = left_out_values(lambda S: omegas_each(S, data)[:, column], data.unchanged().X)
        return jackknife_limits(data.omegas(data.variant)[column], values, resamples.level)
    if method == "bootstrap":
        low, high = percentile_limits(resampled_omegas(data, resamples)[:, column], resamples.level)
        return float(low), float(high)
    return delta_limits(data, n, resamples.level, method)


def has_delta(data: OmegaData, n: int) -> bool:
    """Tell whether the delta method holds: one factor, the variant "model", and a proper solution."""
    found, plain = data.found, data.n_factors == 1 and data.variant == VARIANTS["model"]
    return plain and found.converged and not found.at_bound.any() and bool(np.isfinite(delta_error(data, n)))


def delta_limits(data: OmegaData, n: int, level: float, method: IntervalMethod) -> Limits:
    """Return the limits of omega of one factor of n respondents by the delta method, of omega itself or its logit."""
    if not has_delta(data, n):
        raise OptionError(
            'the delta method is for omega total of one factor, the variant "model" and a proper solution',
            hint='Use method="jackknife".',
        )
    omega, error = data.omegas(data.variant)[0], delta_error(data, n)
    if method == "logit":
        low, high = wald_limits(float(np.log(omega / (1 - omega))), error / (omega * (1 - omega)), level)
        return float(1 / (1 + np.exp(-low))), float(1 / (1 + np.exp(-high)))
    low, high = wald_limits(omega, error, level)
    return low, min(high, 1.0)


def resampled_omegas(data: OmegaData, resamples: Resamples) -> Array:
    """Return total and hierarchical omega of resamples, shape (n_resamples, 2); warn where many have no solution."""
    draws = draws_of(data.unchanged().X, data, resamples.n_resamples, resamples.rng)
    check_solved(draws[:, 0], "too few respondents for these items or factors", stacklevel=5)
    return draws


def draws_of(X: NDArray[Any], data: OmegaData, n_resamples: int, rng: Rng) -> Array:
    """Return total and hierarchical omega of each resample of the rows of X, shape (n_resamples, 2)."""
    return omegas_each(resampled_covariances(X, n_resamples, rng), data)


def omegas_each(S: Array, data: OmegaData) -> Array:
    """Return total and hierarchical omega of matrices S, shape (b, p, p), as (b, 2).

    NaN where an item is constant, the correlations are singular, or no solution was reached.
    """
    draws = np.full((len(S), 2), np.nan)
    d = np.sqrt(np.einsum("bii->bi", S))
    usable = np.flatnonzero((d > 0).all(axis=1) & np.isfinite(S).all(axis=(1, 2)))
    S, d = S[usable], d[usable]
    R = S / (d[:, :, None] * d[:, None, :])
    regular = np.linalg.eigvalsh(R)[:, 0] > SINGULAR
    usable, R, d = usable[regular], R[regular], d[regular]
    if data.variant.matrix == "corr":
        d = np.ones_like(d)
    if data.n_factors == 1:
        draws[usable] = _one_factor_omegas(R, d, data.variant)
        return draws
    for place, matrix, deviations in zip(usable, R, d, strict=True):
        found = hierarchy(matrix, data.n_factors, data.variant.estimator, data.second_order, n_starts=1)
        draws[place] = omegas(parts(found, matrix, deviations), data.variant) if found.converged else np.nan
    return draws


def _one_factor_omegas(R: Array, d: Array, variant: OmegaVariant) -> Array:
    """Return total and hierarchical omega of correlations R (b, p, p) and deviations d (b, p), shape (b, 2)."""
    if not len(R):
        return np.empty((0, 2))
    start = hierarchy(R.mean(axis=0), 1, variant.estimator).psi
    L, psi, converged = one_factor_each(R, np.clip(start, SMALLEST_UNIQUENESS, 1), variant.estimator)
    common = (d * L).sum(axis=1) ** 2
    total, _ = omegas(Parts(common, common, (d**2 * psi).sum(axis=1), np.einsum("bi,bij,bj->b", d, R, d)), variant)
    return np.column_stack([np.where(converged, total, np.nan), np.full(len(R), np.nan)])
