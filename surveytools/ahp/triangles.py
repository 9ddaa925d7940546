"""The numbers of many judgment matrices at once, each given by its upper triangle."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surveytools.ahp.consistency import perron
from surveytools.ahp.entries import EXACT, Array
from surveytools.ahp.weighting_methods import Method

CHUNK_CELLS, LEAST_CHUNK = 100_000, 256
STEPS, ROUNDS, TOLERANCE = 8, 20, 1e-12


class Found(NamedTuple):
    """What is found of N matrices of n criteria.

    Parameters
    ----------
    weights : ndarray, shape (N, n)
        Summing to 1 in each row.
    lambda_max, lambda_perron : ndarray, shape (N,)
        Mean of (Aw)ᵢ / wᵢ; largest eigenvalue.
    geometric_consistency, koczkodaj : ndarray, shape (N,)
        GCI and Koczkodaj's index.
    worst_pair : ndarray of int, shape (N, 2)
        The pair i, j whose judgment is furthest above the ratio of the weights, -1 where none is above it.
    """

    weights: Array
    lambda_max: Array
    lambda_perron: Array
    geometric_consistency: Array
    koczkodaj: Array
    worst_pair: NDArray[np.int16]


def found_of(upper: Array, n: int, method: Method) -> Found:
    """Return what is found of the upper triangles (N, n(n-1)/2), row by row, in chunks."""
    N, chunk = len(upper), max(LEAST_CHUNK, CHUNK_CELLS // n**2)
    found = Found(np.empty((N, n)), *(np.empty(N) for _ in range(4)), worst_pair=np.empty((N, 2), np.int16))
    for start in range(0, N, chunk):
        rows = slice(start, start + chunk)
        for whole, part in zip(found, _found_of_chunk(np.log(upper[rows].T.copy()), n, method), strict=True):
            whole[rows] = part.T
    return found


def consistency_ratios(largest: Array, n: int, RI: float) -> Array:
    r"""Return :math:`(\lambda_{max} - n) / ((n - 1) RI)`, 0 for one or two criteria, shape (c,); largest (c,)."""
    return np.maximum(largest - n, 0.0) / ((n - 1) * RI) if n > 2 else np.zeros_like(largest)


def weights_and_lambda(logs: Array, n: int, method: Method) -> tuple[Array, Array]:
    r"""Return weights (n, c) and the mean of :math:`(Aw)_i / w_i` (c,) of logarithms of upper triangles (m, c)."""
    d, R = geometric_fit(logs, n)
    if method == "geometric":
        return _summing_to_one(d), 1 + (np.exp(R) + np.exp(-R)).sum(axis=0) / n
    B = scaled_matrices(R, n)
    u = _SCALED_WEIGHTS[method](B, d)
    return _summing_to_one(u * d), mean_ratios(B, u)


def _found_of_chunk(logs: Array, n: int, method: Method) -> Found:
    d, R = geometric_fit(logs, n)
    B = scaled_matrices(R, n)
    v = perron_vectors(B, d)
    u = v if method == "eigenvector" else _SCALED_WEIGHTS[method](B, d)
    return Found(
        _summing_to_one(u * d), mean_ratios(B, u), mean_ratios(B, v),
        (R**2).sum(axis=0) * 2 / max((n - 1) * (n - 2), 1), -np.expm1(-largest_cycles(logs, n)),
        worst_pairs(R, u),
    )  # fmt: skip


def geometric_fit(logs: Array, n: int) -> tuple[Array, Array]:
    r"""Return the row geometric means :math:`d` (n, c) and :math:`\ln (a_{ij} d_j / d_i)` (m, c); logs (m, c)."""
    D = differences(n)
    y = D.T @ logs / n
    return np.exp(y), logs - D @ y


def differences(n: int) -> Array:
    """Return the matrix that turns n values into their differences by pair i < j, shape (n(n-1)/2, n)."""
    i, j = np.triu_indices(n, 1)
    return np.eye(n)[i] - np.eye(n)[j]


def scaled_matrices(R: Array, n: int) -> Array:
    """Return the reciprocal matrices (n, n, c) of the logarithms of their upper triangles (m, c)."""
    i, j = np.triu_indices(n, 1)
    B = np.ones((n, n, R.shape[1]))
    B[i, j] = np.exp(R)
    B[j, i] = 1 / B[i, j]
    return B


def mean_ratios(B: Array, u: Array) -> Array:
    r"""Return the mean of :math:`(Bu)_i / u_i`, shape (c,); B (n, n, c), u (n, c)."""
    return (_applied(B, u) / u).mean(axis=0)


def perron_vectors(B: Array, d: Array) -> Array:
    """Return the eigenvectors (n, c) of the largest eigenvalues, summing to 1; B (n, n, c), close to ones.

    It is a power iteration on the fourth power. The matrices that need more than a few steps go on with the square of
    that, and what is left in the end goes to the solver that takes one at a time.
    """
    u, left, P = np.full_like(d, 1 / len(d)), np.arange(d.shape[1]), _squared(B)
    for _ in range(ROUNDS):
        P = _squared(P)
        u[:, left], moving = _iterated(P, u[:, left])
        left, P = left[moving], P.take(moving, axis=-1)
        if not len(left):
            return u
    u[:, left] = np.transpose([perron(B[..., k])[1] for k in left.tolist()])
    return u


def _iterated(P: Array, u: Array) -> tuple[Array, NDArray[np.intp]]:
    """Return the vectors (n, c) after some steps, and the indices of those that still move."""
    moving = np.ones(u.shape[1], bool)
    for _ in range(STEPS):
        v = _summing_to_one(_applied(P, u))
        moving = np.abs(v - u).max(axis=0) > TOLERANCE
        u = v
        if not moving.any():
            break
    return u, np.flatnonzero(moving)


def _squared(P: Array) -> Array:
    """Return the squares of matrices (n, n, c), scaled to a first entry of 1."""
    square = np.einsum("ikc,kjc->ijc", P, P)
    return square / square[0, 0]


def _applied(P: Array, u: Array) -> Array:
    return np.einsum("ikc,kc->ic", P, u)


def _summing_to_one(w: Array) -> Array:
    return w / w.sum(axis=0)


def _arithmetic(B: Array, d: Array) -> Array:
    """Return the sums of the normalized columns of a_ij = b_ij d_i / d_j, over d_i, shape (n, c)."""
    return _applied(B, 1 / np.einsum("kjc,kc->jc", B, d))


def largest_cycles(logs: Array, n: int) -> Array:
    r"""Return the largest :math:`|\ln (a_{ij} a_{jk} / a_{ik})|`, shape (c,), 0 for n < 3; logs (m, c)."""
    at = np.zeros((n, n), int)
    at[np.triu_indices(n, 1)] = np.arange(len(logs))
    largest = np.zeros(logs.shape[1])
    for i in range(n - 2):
        for j in range(i + 1, n - 1):
            cycles = logs[at[i, j]] + logs[at[j, j + 1 :]] - logs[at[i, j + 1 :]]
            np.maximum(largest, np.abs(cycles).max(axis=0), out=largest)
    return largest


def worst_pairs(R: Array, u: Array) -> NDArray[np.int16]:
    r"""Return the pairs (2, c) with the largest :math:`b_{ij} u_j / u_i`, the first of equal ones, -1 where it is 1.

    R (m, c) are the logarithms of the upper triangles, u (n, c) the scaled weights.
    """
    n, c = u.shape
    if n < 3:
        return np.full((2, c), -1, np.int16)
    i, j = np.triu_indices(n, 1)
    errors = R - differences(n) @ np.log(u)
    size = np.abs(errors)
    largest = size.max(axis=0)
    at = (size >= largest - EXACT).argmax(axis=0)
    pair = np.where(errors[at, np.arange(c)] > 0, (i[at], j[at]), (j[at], i[at]))
    return np.where(largest > EXACT, pair, -1).astype(np.int16)


_SCALED_WEIGHTS = {
    "geometric": lambda B, d: np.ones_like(d),
    "eigenvector": perron_vectors,
    "arithmetic": _arithmetic,
}
