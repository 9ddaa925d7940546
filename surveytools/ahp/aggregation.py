"""How the judgments of several experts become one set of weights, and how much each expert moves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.ahp.consistency import perron
from surveytools.ahp.entries import Array
from surveytools.ahp.incompleteness import components, laplacian, pooled_least_squares
from surveytools.ahp.weighting_methods import PriorityMethod, weights_by
from surveytools.base.labels import Text

Aggregate = Literal["aij", "aip_geometric", "aip_arithmetic"]
AGGREGATES: dict[Aggregate, Text] = {
    "aij": Text("individual judgments aggregated by their geometric mean (AIJ)", "专家判断矩阵的几何平均（AIJ）"),
    "aip_geometric": Text(
        "individual priorities aggregated by their geometric mean, scaled to sum 1 (AIP)",
        "专家权重的几何平均并归一化（AIP）",
    ),
    "aip_arithmetic": Text(
        "individual priorities aggregated by their arithmetic mean (AIP)", "专家权重的算术平均（AIP）"
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Opinions:
    """What K experts said about n criteria, and how it is put together.

    Parameters
    ----------
    logs : ndarray, shape (K, n, n)
        Logarithms of their judgments, NaN where a pair was not answered.
    own : ndarray, shape (K, n)
        The weights of each expert alone; NaN where the comparisons do not connect the criteria.
    method : str
        How weights come out of a matrix.
    aggregate : {"aij", "aip_geometric", "aip_arithmetic"}
        Whether judgments or weights are averaged.
    """

    logs: Array
    own: Array
    method: PriorityMethod
    aggregate: Aggregate

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which pairs were answered, shape (K, n, n)."""
        return ~np.isnan(self.logs)

    @property
    def mean_of_logs(self) -> bool:
        """Whether the group's weights are the mean of the experts' log weights."""
        complete = self.method == "geometric" and bool(self.known.all())
        return self.aggregate == "aip_geometric" or (self.aggregate == "aij" and complete)


def group_weights(opinions: Opinions, v: Array) -> Array:
    """Return the weights of the group, shape (n,), for the weights v (K,) of the experts, which sum to 1."""
    if opinions.aggregate == "aip_arithmetic":
        return v @ opinions.own
    if opinions.mean_of_logs:
        return _exponentials(v @ np.log(opinions.own))
    A = np.exp(aggregated_logs(opinions.logs, v))
    return weights_by(opinions.method, A, A)


def weights_of_resamples(opinions: Opinions, V: Array) -> Array:
    """Return the weights of the group, shape (b, n), for b sets of weights of the experts, V (b, K).

    Where judgments are averaged that no longer connect the criteria, they are NaN.
    """
    V = V / V.sum(axis=1, keepdims=True)
    if opinions.aggregate == "aip_arithmetic":
        return V @ opinions.own
    if opinions.mean_of_logs:
        return _exponentials(V @ np.log(opinions.own))
    W = np.full((len(V), opinions.logs.shape[1]), np.nan)
    for row, v in enumerate(V):
        if len(components(np.logical_or.reduce(opinions.known[v > 0]))) == 1:
            W[row] = group_weights(opinions, v)
    return W


def aggregated_logs(logs: Array, v: Array) -> Array:
    """Return the logarithms of the weighted geometric means of judgments, shape (n, n); logs (K, n, n), v (K,).

    A pair that an expert did not answer is given the ratio of the group's least squares weights. That changes nothing
    about these weights: they are the geometric weights of the matrix that is returned.
    """
    known = ~np.isnan(logs)
    if known.all():
        return np.tensordot(v, logs, 1)
    y = np.log(pooled_least_squares(logs, known, v))
    return np.tensordot(v, np.where(known, logs, y[:, None] - y), 1)


def influences(opinions: Opinions, v: Array, w: Array) -> Array:
    r"""Return what each expert adds to the log weights of the group, :math:`v_k \, d \ln w / d v_k`, shape (K, n).

    v (K,) are the weights of the experts, w (n,) those of the group. For judgments without gaps and geometric weights
    it is :math:`v_k (y_k - \bar y)` with the log weights :math:`y_k` of the expert.
    """
    if opinions.aggregate == "aip_arithmetic":
        return v[:, None] * (opinions.own - w) / w
    if opinions.mean_of_logs:
        logs = np.log(opinions.own)
        centered = logs - logs.mean(axis=1, keepdims=True)
        U = v[:, None] * (centered - v @ centered)
    else:
        U = _judgment_influences(opinions, v)
    return U - (U @ w)[:, None]


def _judgment_influences(opinions: Opinions, v: Array) -> Array:
    """Return the influences on the log weights where judgments are averaged, up to a constant a row, shape (K, n)."""
    logs, known = opinions.logs, opinions.known
    U = _least_squares_influences(logs, known, v)
    if opinions.method == "geometric":
        return U
    X = aggregated_logs(logs, v)
    y = np.log(pooled_least_squares(logs, known, v))
    filled = np.where(known, logs, y[:, None] - y)
    gaps = np.tensordot(v, ~known, 1)
    dX = v[:, None, None] * (filled - X) + gaps * (U[:, :, None] - U[:, None, :])
    return _EFFECTS[opinions.method](np.exp(X), dX)


def _least_squares_influences(logs: Array, known: NDArray[np.bool_], v: Array) -> Array:
    counts = np.tensordot(v, known, 1)
    y = np.log(pooled_least_squares(logs, known, v))
    residuals = np.where(known, logs - (y[:, None] - y), 0.0).sum(axis=2)
    return v[:, None] * np.linalg.solve(laplacian(counts) + counts.mean(), residuals.T).T


def _eigenvector_effects(A: Array, dX: Array) -> Array:
    """Return the change (K, n) of the log eigenvector of A (n, n) for changes dX (K, n, n) of its log entries."""
    largest, r = perron(A)
    left = perron(A.T)[1]
    projection = np.outer(r, left / (left @ r))
    S = np.linalg.inv(largest * np.eye(len(A)) - A + projection) - projection
    return ((A * dX) @ r) @ S.T / r


def _arithmetic_effects(A: Array, dX: Array) -> Array:
    """Return the change (K, n) of the log row means of A (n, n) over its column sums for changes dX (K, n, n)."""
    N = A / A.sum(axis=0)
    dN = N * (dX - (N * dX).sum(axis=1, keepdims=True))
    return dN.sum(axis=2) / N.sum(axis=1)


def _exponentials(Y: Array) -> Array:
    """Return weights of logarithms, each row scaled to sum 1."""
    W = np.exp(Y - Y.max(axis=-1, keepdims=True))
    return W / W.sum(axis=-1, keepdims=True)


_EFFECTS = {"eigenvector": _eigenvector_effects, "arithmetic": _arithmetic_effects}
