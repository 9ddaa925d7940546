"""The coefficients of two halves of a scale, of one covariance matrix or of many."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Coefficient = Literal["half_r", "spearman_brown", "horst", "guttman"]
COEFFICIENTS: tuple[Coefficient, ...] = ("half_r", "spearman_brown", "horst", "guttman")


def half_coefficients(S: Array, inside: NDArray[np.bool_]) -> dict[Coefficient, Array]:
    """Return the coefficients of the halves inside and outside of matrices S, shape (..., k, k), by their names."""
    halves = half_cov(S, inside)
    r = half_correlation(halves)
    return {
        "half_r": r, "spearman_brown": spearman_brown(r), "horst": horst(r, float(inside.mean())),
        "guttman": guttman(halves),
    }  # fmt: skip


def half_cov(S: Array, inside: NDArray[np.bool_]) -> Array:
    """Return the covariance matrices of the sums of some items and of the others, shape (..., 2, 2)."""
    L = np.array([inside, ~inside], np.float64)
    return L @ S @ L.T


def half_correlation(S: Array) -> Array:
    """Return the correlations of two halves of covariances S, shape (..., 2, 2)."""
    return S[..., 0, 1] / np.sqrt(S[..., 0, 0] * S[..., 1, 1])


def spearman_brown(r: Array) -> Array:
    """Return 2r / (1 + r), the reliability of twice the length."""
    return 2 * r / (1 + r)


def horst(r: Array, p: float) -> Array:
    """Return the reliability of the whole from correlations r of parts with shares p and 1 - p of the items."""
    a = p * (1 - p) * np.maximum(1 - r * r, 0)
    inside = a > 0
    return np.where(inside, r * (np.sqrt(r * r + 4 * a) - r) / np.where(inside, 2 * a, 1), 1.0)


def guttman(S: Array) -> Array:
    """Return 2 (1 - (v1 + v2) / vT) of the covariance matrices S of two halves, shape (..., 2, 2)."""
    return 2 * (1 - np.trace(S, axis1=-2, axis2=-1) / S.sum(axis=(-2, -1)))
