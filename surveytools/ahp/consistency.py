"""The numbers of consistency: the largest eigenvalue by two definitions, CI, CR, and the total CR of a hierarchy."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from surveytools.base.guidelines import CONSISTENCY_GUIDELINES

Array = NDArray[np.float64]
LIMIT = CONSISTENCY_GUIDELINES["saaty1980"].bands[0][0]


def ratios(A: Array, w: Array) -> Array:
    r"""Return :math:`(Aw)_i / w_i`; A (n, n), w (n,)."""
    return (A @ w) / w


def mean_ratio_lambda(A: Array, w: Array) -> float:
    r"""Return :math:`\lambda = \frac{1}{n} \sum_i (Aw)_i / w_i`, never below n; A (n, n), w (n,)."""
    return float(ratios(A, w).mean())


def perron(A: Array) -> tuple[float, Array]:
    """Return the largest eigenvalue of a positive reciprocal matrix (n, n) and its eigenvector (n,), summing to 1.

    The matrix is first scaled by its row geometric means, a_ij d_j / d_i, which has the same eigenvalues and is close
    to a matrix of ones.
    """
    d = np.exp(np.log(A).mean(axis=1))
    values, vectors = np.linalg.eig(A * d / d[:, None])
    k = int(np.argmax(np.real(values)))
    v = np.abs(np.real(vectors[:, k])) * d
    return float(np.real(values[k])), v / v.sum()


def consistency_index(lambda_max: float, n: int) -> float:
    r"""Return :math:`CI = (\lambda_{max} - n) / (n - 1)`, 0 for one or two criteria, which cannot contradict."""
    return max(0.0, (lambda_max - n) / (n - 1)) if n > 2 else 0.0


def consistency_ratio(CI: float, RI: float) -> float:
    r"""Return :math:`CR = CI / RI`, 0 where RI is 0, NaN where it is."""
    return CI / RI if RI != 0 else 0.0


def level_ratio(w: Array, CI: Array, RI: Array) -> float:
    r"""Return :math:`\sum_k w_k CI_k / \sum_k w_k RI_k` over the nodes of a level, 0 where all RI are 0."""
    return consistency_ratio(float(w @ CI), float(w @ RI))


def cumulative_ratio(levels: Sequence[float]) -> float:
    """Return the sum of the CRs of all levels, that of the root included; undefined ones count only if all are."""
    known = [ratio for ratio in levels if not math.isnan(ratio)]
    return float(sum(known)) if known or not levels else math.nan
