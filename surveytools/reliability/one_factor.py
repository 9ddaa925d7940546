"""One factor out of many correlation matrices at once, as bootstrap samples give them."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from surveytools.factors.extraction import SMALLEST_UNIQUENESS

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Estimator = Literal["ml", "minres"]
ESTIMATORS: tuple[Estimator, ...] = ("ml", "minres")

TOLERANCE = 1e-7
MOST_STEPS = 60
MOST_HALVINGS = 30


class Derivatives(NamedTuple):
    """Discrepancy of b matrices, shape (b,), its gradient, (b, p), Hessian and expected Hessian, (b, p, p)."""

    f: Array
    g: Array
    H: Array
    expected: Array

    def only(self, chosen: Mask) -> Derivatives:
        """Return those of some of the matrices."""
        return Derivatives(*(part[chosen] for part in self))


def one_factor_each(R: Array, psi: Array, estimator: Estimator) -> tuple[Array, Array, Mask]:
    """Return loadings and uniquenesses of each matrix, shapes (b, p), and which of them converged.

    R has shape (b, p, p); all start at the uniquenesses psi, shape (p,). Newton's method within the bounds of
    :func:`surveytools.factors.extraction.extracted`, on the logarithms of the uniquenesses for maximum likelihood.
    """
    low, high = (np.log(SMALLEST_UNIQUENESS), 0.0) if estimator == "ml" else (SMALLEST_UNIQUENESS, 1.0)
    x = np.tile(np.log(psi) if estimator == "ml" else psi, (len(R), 1))
    converged = np.zeros(len(R), np.bool_)
    open_ = np.arange(len(R))
    now = derivatives(R, x, estimator)
    for _ in range(MOST_STEPS):
        free = ~(((x[open_] <= low) & (now.g > 0)) | ((x[open_] >= high) & (now.g < 0)))
        done = np.abs(np.where(free, now.g, 0)).max(axis=1, initial=0) < TOLERANCE
        converged[open_[done]] = True
        open_, free, now = open_[~done], free[~done], now.only(~done)
        if not len(open_):
            break
        x[open_], now = _step(R[open_], x[open_], now, free, (float(low), high), estimator)
    uniqueness = np.exp(x) if estimator == "ml" else x
    return loadings(R, uniqueness, estimator), uniqueness, converged


def derivatives(R: Array, x: Array, estimator: Estimator) -> Derivatives:
    """Return the discrepancy and its derivatives: those of extraction, for one factor and many matrices."""
    values, vectors = _spectrum(R, x, estimator)
    small, large = values[:, :-1], values[:, -1:]
    V, w = vectors[:, :, :-1], vectors[:, :, -1]
    outer = w[:, :, None] * w[:, None, :]
    gaps = np.minimum(small - large, -1e-12)
    expected = _weighted(V, np.ones_like(small)) ** 2
    if estimator == "minres":
        f, g = (small**2).sum(axis=1) / 2, -_diagonal(V, small)
        return Derivatives(f, g, expected + 2 * outer * _weighted(V, small / gaps), expected)
    f, g = (small - np.log(small) - 1).sum(axis=1), _diagonal(V, 1 - small)
    H = _weighted(V, np.ones_like(small)) * _weighted(V, small)
    return Derivatives(f, g, H - outer * _weighted(V, (1 - small) * (small + large) / gaps), expected)


def loadings(R: Array, psi: Array, estimator: Estimator) -> Array:
    """Return the loadings of matrices R (b, p, p) with uniquenesses psi (b, p), summing above 0."""
    values, vectors = _spectrum(R, np.log(psi) if estimator == "ml" else psi, estimator)
    length = np.sqrt(np.maximum(values[:, -1:] - (1 if estimator == "ml" else 0), 0))
    L = vectors[:, :, -1] * length * (np.sqrt(psi) if estimator == "ml" else 1)
    return L * np.where(L.sum(axis=1, keepdims=True) < 0, -1, 1)


def _spectrum(R: Array, x: Array, estimator: Estimator) -> tuple[Array, Array]:
    if estimator == "ml":
        scale = np.exp(-x / 2)
        reduced = R * scale[:, :, None] * scale[:, None, :]
    else:
        reduced = R - x[:, :, None] * np.eye(x.shape[1])
    values, vectors = np.linalg.eigh(reduced)
    return (np.maximum(values, 1e-12) if estimator == "ml" else values), vectors


def _weighted(V: Array, c: Array) -> Array:
    return (V * c[:, None, :]) @ V.transpose(0, 2, 1)


def _diagonal(V: Array, c: Array) -> Array:
    return np.einsum("bij,bj->bi", V**2, c)


def _step(
    R: Array, x: Array, now: Derivatives, free: Mask, bounds: tuple[float, float], estimator: Estimator
) -> tuple[Array, Derivatives]:
    """Move each matrix downhill within the bounds, half as far until its discrepancy does not rise."""
    direction = _downhill(now, free)
    moved = np.clip(x + direction, *bounds)
    after = derivatives(R, moved, estimator)
    for _ in range(MOST_HALVINGS):
        rises = after.f > now.f + 1e-13 * (1 + np.abs(now.f))
        if not rises.any():
            break
        direction[rises] /= 2
        moved = np.clip(x + direction, *bounds)
        after = derivatives(R, moved, estimator)
    return moved, after


def _downhill(now: Derivatives, free: Mask) -> Array:
    """Return Newton's direction, or where it leads uphill that of the expected Hessian."""
    g = np.where(free, now.g, 0)[:, :, None]
    direction = -_solved(now.H, free, g)
    uphill = (direction * g).sum(axis=(1, 2)) >= 0
    direction[uphill] = -_solved(now.expected[uphill], free[uphill], g[uphill])
    return direction[:, :, 0]


def _solved(H: Array, free: Mask, g: Array) -> Array:
    both = free[:, :, None] & free[:, None, :]
    p = H.shape[1]
    fixed = np.where(both, H, 0) + (~free)[:, :, None] * np.eye(p) + 1e-10 * np.eye(p)
    return np.asarray(np.linalg.solve(fixed, g), np.float64)
