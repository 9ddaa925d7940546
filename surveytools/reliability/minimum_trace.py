"""The largest variances of error that items can have together: constrained minimum trace factor analysis."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

GAP = 1e-9
_GROWTH, _LARGEST_WEIGHT, _DECREMENT = 100.0, 1e13, 1e-2
_NEWTON_STEPS = 200


class Errors(NamedTuple):
    """Shares of error of the items of b matrices, shape (b, k), and how far each sum may lie from the largest, (b,)."""

    phi: Array
    gap: Array


def reliability_of_errors(R: Array, variances: Array, phi: Array) -> Array:
    """Return 1 - sum(v phi) / 1'S1, shape (b,), with the covariances S of correlations R and variances v."""
    return 1 - (variances * phi).sum(axis=-1) / _total(R, variances)


def _total(R: Array, variances: Array) -> Array:
    scale = np.sqrt(variances)
    return np.einsum("bi,bij,bj->b", scale, R, scale)


def largest_errors(R: Array, variances: Array) -> Errors:
    """Return the shares of error phi that maximize v'phi, and the gap to the dual in units of 1'S1.

    R - diag(phi) stays positive semidefinite and phi at least 0, for the correlations R, shape (b, k, k), and the
    variances v, shape (b, k), of b sets of items at once. Newton steps follow the maximum of
    t v'phi + log det(R - diag phi) + sum log phi while t grows, until the dual closes the gap or the numbers of the
    machine no longer tell R - diag(phi) from a singular matrix.
    """
    w = variances / variances.mean(axis=1, keepdims=True)
    total, phi = _total(R, w), _start(R)
    gap, t = np.full(len(R), np.inf), 1.0
    open_ = np.arange(len(R))
    while len(open_) and t <= _LARGEST_WEIGHT:
        found, settled = _centered(R[open_], w[open_], phi[open_], t)
        open_, found = open_[settled], Errors(found.phi[settled], found.gap[settled])
        phi[open_], gap[open_] = found.phi, found.gap / total[open_]
        open_, t = open_[gap[open_] >= GAP], t * _GROWTH
    return Errors(phi, gap)


def _start(R: Array) -> Array:
    """Return shares of error inside: half of the largest that are proportional to 1 / diag(inv R)."""
    P = _inverse(R)
    unexplained = 1 / _diagonal(P)
    scale = np.sqrt(unexplained)
    return 0.5 * unexplained / np.linalg.eigvalsh(P * scale[:, :, None] * scale[:, None, :])[:, -1:]


def _centered(R: Array, w: Array, phi: Array, t: float) -> tuple[Errors, Flags]:
    """Return the maximum of t w'phi + log det(R - diag phi) + sum log phi from phi inside, and whether it was reached.

    With X = inv(R - diag phi) and the Newton step s, Y = (X + X diag(s) X) / t is a feasible point of the dual, the
    minimum of tr(RY) over positive semidefinite Y with a diagonal of at least w, once the decrement is below 1. A step
    over 1 + the root of the decrement stays inside, for the function is self-concordant.
    """
    phi, gap, settled = phi.copy(), np.full(len(R), np.inf), np.zeros(len(R), np.bool_)
    going = np.arange(len(R))
    for _ in range(_NEWTON_STEPS):
        at, X = phi[going], _inverse(R[going] - _diagonals(phi[going]))
        v = _diagonal(X)
        gradient = t * w[going] - v + 1 / at
        step = np.linalg.solve(X * X + _diagonals(1 / at**2), gradient[:, :, None])[:, :, 0]
        decrement = (gradient * step).sum(axis=1)
        done = np.abs(decrement) < _DECREMENT
        settled[going[done]] = True
        gap[going[done]] = (2 * w.shape[1] + (step * (v - 1 / at)).sum(axis=1)[done]) / t
        going_on = ~done & (decrement > 0)  # it is not where the numbers of the machine end
        going = going[going_on]
        if not len(going):
            break
        damped = np.where(decrement > 0.25, 1 + np.sqrt(np.maximum(decrement, 0)), 1)
        phi[going] = (at + step / damped[:, None])[going_on]
    return Errors(phi, gap), settled & _is_inside(R, phi)


def _inverse(A: Array) -> Array:
    try:
        return np.asarray(np.linalg.inv(A), np.float64)
    except np.linalg.LinAlgError:  # one of them is singular
        return np.asarray(np.linalg.pinv(A, hermitian=True), np.float64)


def _is_inside(R: Array, phi: Array) -> Flags:
    """Tell where phi and R - diag(phi) are positive, shape (b,)."""
    return (phi > 0).all(axis=1) & (np.linalg.eigvalsh(R - _diagonals(phi))[:, 0] > 0)


def _diagonal(A: Array) -> Array:
    return np.diagonal(A, axis1=-2, axis2=-1)


def _diagonals(v: Array) -> Array:
    """Return diagonal matrices, shape (b, k, k)."""
    return v[:, :, None] * np.eye(v.shape[1])
