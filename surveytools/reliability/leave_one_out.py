"""Intervals from what each respondent does for a coefficient: the jackknife."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, SampleSizeError, check_level
from surveytools.base.result import Interval
from surveytools.moments.counts import Counts, count
from surveytools.moments.door import Answers
from surveytools.moments.resampling import check_left_out, left_out_covariances, left_out_limits
from surveytools.reliability.bootstrapping import KeptCounts
from surveytools.reliability.intervals import Limits
from surveytools.reliability.respondents import Sample
from surveytools.reliability.totals import Matrix

Array = NDArray[np.float64]
Stacked = Callable[[Array], Array]
LeaveOneOut = Literal["jackknife", "bootstrap"]
LEAVE_ONE_OUT: tuple[LeaveOneOut, ...] = ("jackknife", "bootstrap")


def leave_one_out_interval(
    sample: Sample,
    matrix: Matrix,
    coefficient: Stacked,
    level: float,
    *,
    corrected: bool = False,
    correlation: bool = False,
) -> Interval:
    """Return the jackknife interval of a coefficient of matrices, shape (b, k, k) to (b,)."""
    check_level(level)
    found = sample.respondents("the jackknife")
    turned = np.outer(found.sign, found.sign)

    def value(S: Array) -> Array:
        return coefficient(S if matrix == "cov" else standardized(S))

    values = left_out_values(lambda S: value(S * turned), found.X)
    estimate = float(value(sample.moments.cov()[None])[0])
    limits = jackknife_limits(estimate, values, level, corrected=corrected, correlation=correlation)
    return Interval(*limits, level, "jackknife")


def left_out_counts_interval(
    kept: KeptCounts, coefficient: Callable[[Counts], float], estimate: float, level: float
) -> Interval:
    """Return the jackknife interval of a coefficient of counts."""
    check_level(level)
    return Interval(*jackknife_limits(estimate, left_out_counts(kept, coefficient), level), level, "jackknife")


def left_out_values(coefficient: Stacked, X: NDArray[Any]) -> Array:
    """Return a coefficient of covariances (b, k, k) without each respondent of X, shape (n, k), in their order."""
    check_left_out(len(X))
    with np.errstate(all="ignore"):  # of those without whom an item or the total has no variance
        return _defined(np.concatenate([coefficient(S) for S in left_out_covariances(X)]))


def left_out_counts(kept: KeptCounts, coefficient: Callable[[Counts], float]) -> Array:
    """Return a coefficient of counts without each of n respondents, shape (n,), those who answered alike together."""
    answers = kept.unchanged()
    check_left_out(len(answers.X))
    _, first, times = np.unique(answers.X, axis=0, return_index=True, return_counts=True)
    left = (_without(answers, int(row)) for row in first)
    return _defined(np.repeat([_value_of(coefficient, counts) for counts in left], times))


def _value_of(coefficient: Callable[[Counts], float], counts: Counts) -> float:
    """Return a coefficient of counts, NaN where they have none."""
    try:
        return coefficient(counts) if min(map(len, counts.categories)) > 1 else np.nan
    except ItemsError:
        return np.nan


def _without(answers: Answers, row: int) -> Counts:
    return count(Answers(answers.names, np.delete(answers.X, row, axis=0), answers.rows.delete(row)))


def _defined(values: Array) -> Array:
    """Return the values, which must be numbers."""
    if not np.isfinite(values).all():
        raise SampleSizeError(
            "without one respondent the coefficient is not defined",
            hint="Give more respondents, or leave out what nearly everyone answers alike.",
        )
    return values


def jackknife_limits(
    estimate: float, values: Array, level: float, *, corrected: bool = False, correlation: bool = False
) -> Limits:
    """Return the limits of a coefficient from its values without one of n respondents each, shape (n,)."""
    limits = left_out_limits(
        np.array([estimate]), [values[:, None]], level, corrected=corrected, correlation=correlation
    )
    if np.isnan(limits).any():
        raise SampleSizeError(
            "without one respondent the coefficient is 1",
            hint="Too few respondents differ between the items for an interval; give more of them.",
        )
    return float(limits[0, 0]), float(limits[1, 0])


def standardized(S: Array) -> Array:
    """Return the correlations of covariance matrices, shape (b, k, k)."""
    d = np.sqrt(np.diagonal(S, axis1=-2, axis2=-1))
    return S / (d[..., :, None] * d[..., None, :])
