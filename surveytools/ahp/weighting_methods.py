"""How weights come out of a judgment matrix: five methods."""

from __future__ import annotations

from typing import Literal

import numpy as np

from surveytools.ahp.consistency import perron
from surveytools.ahp.entries import Array
from surveytools.ahp.incompleteness import least_squares_weights
from surveytools.base.labels import Text

PriorityMethod = Literal["geometric", "eigenvector", "arithmetic", "least_squares", "weighted_least_squares"]
Method = Literal["geometric", "eigenvector", "arithmetic"]
TEXTBOOK: tuple[Method, ...] = ("geometric", "eigenvector", "arithmetic")
METHODS: dict[PriorityMethod, Text] = {
    "geometric": Text("root method (geometric means of the rows)", "方根法"),
    "eigenvector": Text("eigenvector method", "特征向量法"),
    "arithmetic": Text("sum method (means of the normalized columns)", "和法"),
    "least_squares": Text("logarithmic least squares", "对数最小二乘法"),
    "weighted_least_squares": Text("weighted least squares", "加权最小二乘法"),
}


def weights_by(method: PriorityMethod, A: Array, given: Array) -> Array:
    """Return the weights (n,) of a method.

    The matrix `given` (n, n) may have gaps, and A is the same with its gaps filled. The two least squares methods use
    the given pairs alone.
    """
    if method == "least_squares":
        return least_squares_weights(given)
    if method == "weighted_least_squares":
        return weighted_least_squares_weights(given)
    return {"geometric": geometric_weights, "eigenvector": eigenvector_weights, "arithmetic": arithmetic_weights}[
        method
    ](A)


def geometric_weights(A: Array) -> Array:
    r"""Return :math:`(\prod_j a_{ij})^{1/n}` scaled to sum 1, shape (n,); A (n, n)."""
    r = np.exp(np.log(A).mean(axis=1))
    return r / r.sum()


def eigenvector_weights(A: Array) -> Array:
    """Return the eigenvector of the largest eigenvalue, scaled to sum 1, shape (n,); A (n, n)."""
    return perron(A)[1]


def arithmetic_weights(A: Array) -> Array:
    """Return the row means of the columns scaled to sum 1, shape (n,); A (n, n)."""
    return (A / A.sum(axis=0)).mean(axis=1)


def weighted_least_squares_weights(A: Array) -> Array:
    r"""Return the weights that minimize :math:`\sum_{ij} (a_{ij} w_j - w_i)^2` with sum 1, shape (n,).

    A (n, n) holds NaN in both places of an unanswered pair. The sum is quadratic, so that the weights solve a linear
    system; it is written for :math:`u_i = w_i / d_i`, d the least squares weights, which are all near 1.
    """
    d = least_squares_weights(A)
    B = np.nan_to_num(A * d / d[:, None], nan=0.0)
    np.fill_diagonal(B, 0.0)
    size = (d / d.max()) ** 2
    G = np.diag(size * (B > 0).sum(axis=1) + size @ B**2) - size[:, None] * B - (size[:, None] * B).T
    bordered = np.block([[G, d[:, None]], [d[None], np.zeros((1, 1))]])
    u = np.linalg.solve(bordered, np.append(np.zeros(len(d)), 1.0))[:-1]
    return d * u
