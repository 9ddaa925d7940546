"""The total of the items: of which matrix, what it needs in order to vary, and items that pull it down."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, SampleSizeError, check_option, listed
from surveytools.base.labels import Text
from surveytools.base.warnings import NegativeItemWarning
from surveytools.moments.matrices import inverse, unit_diagonal
from surveytools.moments.sums import Moments
from surveytools.reliability.item_coefficients import LEAST

Array = NDArray[np.float64]
ROUNDING = 1e-9
Matrix = Literal["cov", "corr"]
MATRICES: dict[Matrix, Text] = {
    "cov": Text("covariance matrix", "协方差矩阵"),
    "corr": Text("correlation matrix (standardized items)", "相关矩阵（标准化题项）"),
}


class Total(NamedTuple):
    """The sum of the items as a score: its mean, None where unknown, its standard deviation, and how many items."""

    mean: float | None
    sd: float
    n_items: int


def total_of(moments: Moments) -> Total | None:
    """Return mean and standard deviation of the sum of the items; None where only their correlations are known."""
    if moments.source == "corr":
        return None
    mean = float(moments.means().sum())
    return Total(None if math.isnan(mean) else mean, math.sqrt(moments.cov().sum()), moments.n_items)


def matrix_of(moments: Moments, matrix: Matrix) -> Array:
    """Return the matrix asked for, shape (k, k), of items that vary and whose sum varies."""
    check_option("matrix", matrix, MATRICES)
    R = moments.corr()  # names a constant item
    S = R if matrix == "corr" else moments.cov()
    if S.sum() <= LEAST * np.trace(S):
        raise ItemsError(
            "the items cancel each other: their sum does not vary",
            hint="Turn the reversed items around: reverse=[...], scale=(low, high).",
        )
    return S


def inverse_correlations(moments: Moments, statistic: str) -> Array:
    """Return the inverse of the correlations, shape (k, k); items that determine each other are an error."""
    check_more_respondents(moments.n_used, moments.n_items, statistic)
    return inverse(moments.corr(), moments.names)


def check_more_respondents(n: int, k: int, statistic: str) -> None:
    """Raise :class:`SampleSizeError` unless there are more respondents than items."""
    if n <= k:
        raise SampleSizeError(
            f"{n} respondents are too few for {k} items",
            hint=f"{statistic} needs more respondents than items, better five to ten times as many.",
        )


def refuse_impossible(split: float, S: Array, names: Sequence[str]) -> None:
    """Refuse a matrix S, shape (k, k), of which a split half is above 1: the halves would differ by less than 0."""
    if split > 1 + ROUNDING:
        inverse(unit_diagonal(S), names)  # says how it is not positive definite


def warn_of_negative(names: Sequence[str], item_rest_r: Array, stacklevel: int, among: str = "") -> None:
    """Name the items that correlate negatively with the sum of the others, or of those among which they are counted."""
    pairs = zip(names, item_rest_r, strict=True)
    negative = [f"{name} (r = {r:.3f})" for name, r in pairs if r < -ROUNDING]
    if negative:
        warnings.warn(
            f"correlates negatively with the sum of the other items{among}: {listed(negative)}. If it is worded the "
            "other way, say reverse=[...], scale=(low, high); nothing was turned around.",
            NegativeItemWarning,
            stacklevel=stacklevel,
        )
