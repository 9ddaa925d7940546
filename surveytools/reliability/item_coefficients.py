"""Alpha and what each item does for it, of one covariance matrix or of a stack of them, such as resamples give.

All of it follows from the item variances v and the covariances c of the items with the total, shape (..., k); the
variance of the total is the sum of c.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LEAST = 1e-12  # a sum that varies less than this share of its items does not vary


def spread(S: Array) -> tuple[Array, Array]:
    """Return v and c of covariance matrices S, shape (..., k, k)."""
    return np.diagonal(S, axis1=-2, axis2=-1), S.sum(axis=-1)


def alpha_of_spread(v: Array, c: Array) -> Array:
    """Return k / (k - 1) (1 - sum v / sum c), shape (...); NaN where the total does not vary."""
    k, items = v.shape[-1], v.sum(axis=-1)
    return k / (k - 1) * (1 - items / _varying(c.sum(axis=-1), items))


def item_rest_of_spread(v: Array, c: Array) -> Array:
    """Return the correlation of each item with the sum of the others, shape (..., k); NaN where one is constant."""
    return (c - v) / np.sqrt(_varying(v, 0.0) * _rest_variances(v, c))


def alpha_if_deleted_of_spread(v: Array, c: Array) -> Array:
    """Return alpha of the other items for each item, shape (..., k); NaN for k = 2."""
    k = v.shape[-1] - 1
    if k < 2:
        return np.full(v.shape, np.nan)
    return k / (k - 1) * (1 - (v.sum(axis=-1, keepdims=True) - v) / _rest_variances(v, c))


def _rest_variances(v: Array, c: Array) -> Array:
    """Return the variance of the sum of the other items for each item, shape (..., k); NaN where it is constant."""
    return _varying(c.sum(axis=-1, keepdims=True) - 2 * c + v, v.sum(axis=-1, keepdims=True))


def _varying(variance: Array, size: Array | float) -> Array:
    """Return the variances, NaN where they are nothing beside a size."""
    return np.where(variance > LEAST * size, variance, np.nan)


def alpha(S: Array) -> float:
    """Return k / (k - 1) (1 - tr S / 1'S1) of a covariance matrix S, shape (k, k)."""
    return float(stacked_alpha(S))


def mean_offdiagonal(R: Array) -> float:
    """Return the mean of the off-diagonal cells of R, shape (k, k)."""
    k = len(R)
    return float((R.sum() - np.trace(R)) / (k * (k - 1)))


def stacked_alpha(S: Array) -> Array:
    """Return alpha of covariance matrices S, shape (..., k, k)."""
    return alpha_of_spread(*spread(S))


def stacked_standardized_alpha(S: Array) -> Array:
    """Return alpha of the correlations of S, shape (..., k, k); NaN where an item is constant."""
    d = 1 / np.sqrt(_varying(np.diagonal(S, axis1=-2, axis2=-1), 0.0))
    return stacked_alpha(S * d[..., :, None] * d[..., None, :])


def item_rest_r(S: Array) -> Array:
    """Return the item-rest correlations of covariance matrices S, shape (..., k)."""
    return item_rest_of_spread(*spread(S))


def alpha_if_deleted(S: Array) -> Array:
    """Return alpha if deleted of covariance matrices S, shape (..., k)."""
    return alpha_if_deleted_of_spread(*spread(S))


def rest_variances(S: Array) -> Array:
    """Return the variance of the sum of the other items for each item of S, shape (..., k); NaN where constant."""
    return _rest_variances(*spread(S))
