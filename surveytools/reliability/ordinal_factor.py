"""One factor of polychoric correlations, and how much of a sum of ordinal answers it explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, listed
from surveytools.factors.extraction import SMALLEST_UNIQUENESS
from surveytools.moments.binormal import binormal_cdf, normal_cdf
from surveytools.moments.counts import Counts
from surveytools.moments.two_step import correlation_errors, correlations_of, thresholds_of
from surveytools.reliability.omega_variants import Denominator

Array = NDArray[np.float64]
Composite = Literal["green_yang", "latent"]
OrdinalEstimator = Literal["dwls", "minres"]

LARGEST_LOADING = np.sqrt(1 - SMALLEST_UNIQUENESS)
TOLERANCE = 1e-12
MOST_ROUNDS = 10_000
BEYOND = 8.0  # a threshold that nobody passes


def weighted_one_factor(R: Array, W: Array) -> tuple[Array, bool]:
    r"""Return the loadings, shape (p,), that minimize :math:`\sum_{i<j} w_{ij} (r_{ij} - \lambda_i \lambda_j)^2`.

    One loading at a time, within :math:`\lambda^2 \le .995`; the second value says whether the iteration converged.
    """
    weights = W - np.diag(np.diag(W))
    values, vectors = np.linalg.eigh(R)
    L = np.clip(vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.1)), -0.95, 0.95)
    for _ in range(MOST_ROUNDS):
        before = L.copy()
        for i, w in enumerate(weights):
            squares = float(w @ L**2)
            L[i] = np.clip((w * R[i]) @ L / squares, -LARGEST_LOADING, LARGEST_LOADING) if squares > 0 else 0.0
        if np.abs(L - before).max() <= TOLERANCE:
            return _positive(L), True
    return _positive(L), False


def _positive(L: Array) -> Array:
    return -L if L.sum() < 0 else L


def category_covariances(R: Array, thresholds: Sequence[Array], values: Sequence[Array]) -> Array:
    r"""Return the covariances of answers that cut normal variables with correlations R, shape (p, p).

    An answer is the lowest value of its item plus the steps :math:`\delta_c` at the thresholds :math:`\tau_c` that are
    passed, so that (Green & Yang 2009)

    .. math:: \sigma_{jk} = \sum_c \sum_d \delta_{jc} \delta_{kd}
              [\Phi_2(\tau_{jc}, \tau_{kd}; r_{jk}) - \Phi(\tau_{jc}) \Phi(\tau_{kd})],

    a diagonal cell being that of two answers whose normal variables correlate :math:`r_{jj}`, 1 for the variance.
    """
    tau, delta = _padded(thresholds, BEYOND), _padded([np.diff(own) for own in values], 0.0)
    i, j = np.triu_indices(len(R))
    joint = _joint(tau[i], tau[j], R[i, j])
    marginal = normal_cdf(tau)
    excess = joint - marginal[i][:, :, None] * marginal[j][:, None, :]
    S = np.empty_like(R)
    S[i, j] = S[j, i] = np.einsum("ma,mab,mb->m", delta[i], excess, delta[j])
    return S


def _joint(h: Array, k: Array, r: Array) -> Array:
    """Return the bivariate distribution function, of equal variables where r is 1."""
    equal = r >= 1
    P = normal_cdf(np.minimum(h[:, :, None], k[:, None, :]))
    P[~equal] = binormal_cdf(h[~equal], k[~equal], r[~equal])
    return P


def _padded(rows: Sequence[Array], beyond: float) -> Array:
    """Return rows of different length as one array, shape (p, longest)."""
    filled = np.full((len(rows), max(map(len, rows))), beyond)
    for row, own in zip(filled, rows, strict=True):
        row[: len(own)] = own
    return filled


def categorical_omega(R: Array, loadings: Array, thresholds: Sequence[Array], values: Sequence[Array]) -> float:
    """Return Green and Yang's omega: what loadings (p,) explain of the variance of the sum under correlations R."""
    true = category_covariances(np.outer(loadings, loadings), thresholds, values).sum()
    return float(true / category_covariances(R, thresholds, values).sum())


def latent_omega(R: Array, loadings: Array) -> float:
    """Return the share that loadings (p,) have in the variance of the sum of normal variables with correlations R."""
    return float(loadings.sum() ** 2 / R.sum())


def implied_correlations(loadings: Array) -> Array:
    """Return the correlations that one factor implies, shape (p, p)."""
    R = np.outer(loadings, loadings)
    np.fill_diagonal(R, 1.0)
    return R


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalFactor:
    """One factor of polychoric correlations.

    Parameters
    ----------
    R : ndarray, shape (p, p)
        The correlations.
    loadings : ndarray, shape (p,)
        Loadings.
    thresholds, values : list of ndarray
        Thresholds of each item, and the answers between them.
    converged : bool
        Whether the solution was reached.
    """

    R: Array
    loadings: Array
    thresholds: list[Array]
    values: list[Array]
    converged: bool

    def omega(self, method: Composite, denominator: Denominator) -> float:
        """Return the share of the factor in the variance of a sum."""
        R = self.R if denominator == "observed" else implied_correlations(self.loadings)
        if method == "latent":
            return latent_omega(R, self.loadings)
        return categorical_omega(R, self.loadings, self.thresholds, self.values)


def fitted(counts: Counts, estimator: OrdinalEstimator) -> OrdinalFactor:
    """Fit one factor to the polychoric correlations of counts."""
    R = correlations_of(counts)
    W = np.ones_like(R) if estimator == "minres" else _weights(correlation_errors(counts, R))
    without = [name for name, w in zip(counts.names, W, strict=True) if not w.any()]
    if without:
        raise ItemsError(
            f"all correlations of {listed(without)} lie at their limit",
            hint="Join rare answers, or leave the item out.",
        )
    loadings, converged = weighted_one_factor(R, W)
    thresholds = [thresholds_of(own) for own in counts.frequency_vectors()]
    return OrdinalFactor(R, loadings, thresholds, [np.array(own, np.float64) for own in counts.categories], converged)


def _weights(E: Array) -> Array:
    """Return inverse squares of standard errors, shape (p, p), relative to the largest; 0 where there is none."""
    known = E > 0
    if not known.any():
        return np.zeros_like(E)
    return np.where(known, E[known].min() / np.where(known, E, 1.0), 0.0) ** 2
