"""Judgments with gaps: which criteria are connected, weights by least squares, and completed matrices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.consistency import perron
from surveytools.ahp.entries import Array
from surveytools.base.errors import JudgmentsError, listed
from surveytools.base.labels import Text

Completion = Literal["lls", "eigenvector", "harker"]
COMPLETIONS: dict[Completion, Text] = {
    "lls": Text("logarithmic least squares", "对数最小二乘法"),
    "eigenvector": Text("the smallest largest eigenvalue", "最大特征值最小化"),
    "harker": Text("Harker's method", "Harker 法"),
}
STEPS, CONVERGED = 100, 1e-13


def completed_judgments(judgments: Judgments, complete: Completion | None) -> Judgments:
    """Return judgments without gaps; gaps that are not to be filled, or cannot be, are an error."""
    if judgments.is_complete:
        return judgments
    if complete is None:
        raise JudgmentsError(
            "not compared: " + listed(f"{a} and {b}" for a, b in judgments.missing_pairs),
            hint='Compare them, or have them filled in: complete="lls", "eigenvector" or "harker".',
        )
    check_connected(~np.isnan(judgments.matrix), judgments.labels)
    return Judgments(completed(judgments.matrix, complete), judgments.labels)


def components(known: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Return the groups of criteria that comparisons connect, as arrays of indices; known (n, n), symmetric."""
    n = len(known)
    reached = known | np.eye(n, dtype=bool)
    for _ in range(n.bit_length()):
        reached = reached @ reached
    first = reached.argmax(axis=1)
    return [np.flatnonzero(first == k) for k in np.unique(first)]


def check_connected(known: NDArray[np.bool_], labels: Sequence[str]) -> None:
    """Raise :class:`JudgmentsError` that names the groups no comparison connects; known (n, n), symmetric."""
    groups = [[str(labels[k]) for k in group.tolist()] for group in components(known)]
    if len(groups) > 1:
        raise JudgmentsError(
            "no comparison connects " + " with ".join(f"({listed(group)})" for group in groups),
            hint=f"Compare {groups[0][0]!r} with {groups[1][0]!r}, or any other pair across the groups.",
        )


def least_squares_weights(A: Array) -> Array:
    r"""Return the weights that minimize :math:`\sum (\ln a_{ij} - \ln w_i + \ln w_j)^2` over the known pairs.

    A (n, n) holds NaN in both places of an unanswered pair; its known pairs connect all criteria. Without gaps these
    are the geometric weights.
    """
    return pooled_least_squares(np.log(A)[None], ~np.isnan(A)[None], np.ones(1))


def pooled_least_squares(logs: Array, known: NDArray[np.bool_], expert_weights: Array) -> Array:
    r"""Return the weights (n,) of several experts' judgments in one logarithmic least squares.

    They solve :math:`L y = b` with :math:`w_i \propto e^{y_i}`, where :math:`L` is the Laplacian of the known pairs,
    each counted with the weight of its expert, and :math:`b_i` the weighted sum of :math:`\ln a_{ij}`; logs (K, n, n),
    known (K, n, n), together connecting all criteria, expert_weights (K,).
    """
    counts = np.tensordot(expert_weights, known, 1)
    b = np.tensordot(expert_weights, np.where(known, logs, 0.0), 1).sum(axis=1)
    return _exponential(np.linalg.solve(laplacian(counts) + counts.mean(), b))


def laplacian(counts: Array) -> Array:
    """Return the Laplacian of the pairs, diag(row sums) - counts; counts (n, n), symmetric."""
    return np.diag(counts.sum(axis=1)) - counts


def completed(A: Array, how: Completion) -> Array:
    """Return the matrix with its gaps filled; A (n, n) with NaN in both places of an unanswered pair, connected.

    "lls" fills in the ratios of the least squares weights, "eigenvector" the ratios that make the largest eigenvalue
    smallest, "harker" the ratios of the eigenvector that they do not change.
    """
    return _FILLED[how](A)


def _filled_by(A: Array, w: Array) -> Array:
    return np.where(np.isnan(A), w[:, None] / w, A)


def _by_least_squares(A: Array) -> Array:
    return _filled_by(A, least_squares_weights(A))


def _by_harker(A: Array) -> Array:
    return _filled_by(A, harker_weights(A))


def harker_weights(A: Array) -> Array:
    """Return the eigenvector (n,) of the matrix with 0 for each gap and 1 + the gaps of its row on the diagonal."""
    gaps = np.isnan(A)
    d = least_squares_weights(A)
    scaled = np.where(gaps, 0.0, A * d / d[:, None]) + np.diag(gaps.sum(axis=1))
    values, vectors = np.linalg.eig(scaled)
    w = np.abs(np.real(vectors[:, np.argmax(np.real(values))])) * d
    return w / w.sum()


def _by_eigenvalue(A: Array) -> Array:
    r"""Fill the gaps so that :math:`\lambda_{max}` is smallest, by Newton's method on the logarithms of the gaps.

    :math:`\lambda_{max}` is convex in them. The matrix is scaled by the least squares weights, so that the search
    starts at ones.
    """
    d = least_squares_weights(A)
    B, i, j = A * d / d[:, None], *np.nonzero(np.triu(np.isnan(A)))
    x = np.zeros(len(i))
    largest = perron(_with_gaps(B, i, j, x))[0]
    for _ in range(STEPS):
        step = _newton_step(_with_gaps(B, i, j, x), i, j)
        if np.abs(step).max(initial=0.0) < CONVERGED:
            break
        while (tried := perron(_with_gaps(B, i, j, x + step))[0]) > largest * (1 + CONVERGED):
            step /= 2
        x, largest = x + step, tried
    return _with_gaps(B, i, j, x) * d[:, None] / d


def _with_gaps(B: Array, i: NDArray[np.intp], j: NDArray[np.intp], x: Array) -> Array:
    """Return the matrix (n, n) with the logarithms x (m,) in its gaps (i, j)."""
    C = B.copy()
    C[i, j], C[j, i] = np.exp(x), np.exp(-x)
    return C


def _newton_step(C: Array, i: NDArray[np.intp], j: NDArray[np.intp]) -> Array:
    """Return -H⁻¹g of the largest eigenvalue in the logarithms of the entries (i, j); C (n, n), i and j (m,).

    With r and l the right and left eigenvectors, l · r = 1, and S the group inverse of λI - C, the derivatives are
    l'Cₚr and l'Cₚ₌q r + l'CₚSC_q r + l'C_qSCₚr.
    """
    largest, r = perron(C)
    left = perron(C.T)[1]
    left = left / (left @ r)
    up, down, m = left[i] * C[i, j] * r[j], left[j] * C[j, i] * r[i], np.arange(len(i))
    right_of, left_of = np.zeros((len(C), len(i))), np.zeros((len(i), len(C)))
    right_of[i, m], right_of[j, m] = C[i, j] * r[j], -C[j, i] * r[i]
    left_of[m, j], left_of[m, i] = left[i] * C[i, j], -left[j] * C[j, i]
    S = np.linalg.inv(largest * np.eye(len(C)) - C + np.outer(r, left)) - np.outer(r, left)
    mixed = left_of @ S @ right_of
    return np.asarray(np.linalg.solve(np.diag(up + down) + mixed + mixed.T, down - up), np.float64)


def _exponential(y: Array) -> Array:
    """Return the weights of logarithms, scaled to sum 1; any shape."""
    w = np.exp(y - y.max())
    return np.asarray(w / w.sum(), np.float64)


_FILLED = {"lls": _by_least_squares, "eigenvector": _by_eigenvalue, "harker": _by_harker}
