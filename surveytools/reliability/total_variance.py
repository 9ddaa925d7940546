"""The matrix whose sum is the variance of the total: covariances, or correlations for standardized items."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, SampleSizeError, check_option
from surveytools.base.labels import Text
from surveytools.moments.matrices import inverse
from surveytools.moments.sums import Moments

Array = NDArray[np.float64]
Matrix = Literal["cov", "corr"]
MATRICES: dict[Matrix, Text] = {
    "cov": Text("covariance matrix", "协方差矩阵"),
    "corr": Text("correlation matrix (standardized items)", "相关矩阵（标准化题项）"),
}


def matrix_of(moments: Moments, matrix: Matrix) -> Array:
    """Return the matrix asked for, shape (k, k), of items that vary and whose sum varies."""
    check_option("matrix", matrix, MATRICES)
    R = moments.corr()  # names a constant item
    S = R if matrix == "corr" else moments.cov()
    if S.sum() <= 1e-12 * np.trace(S):
        raise ItemsError(
            "the items cancel each other: their sum does not vary",
            hint="Turn the reversed items around: reverse=[...], scale=(low, high).",
        )
    return S


def inverse_correlations(moments: Moments, statistic: str) -> Array:
    """Return the inverse of the correlations, shape (k, k); items that determine each other are an error."""
    n, k = moments.n_used, moments.n_items
    if n <= k:
        raise SampleSizeError(
            f"{n} respondents are too few for {k} items",
            hint=f"{statistic} needs more respondents than items, better five to ten times as many.",
        )
    return inverse(moments.corr(), moments.names)
