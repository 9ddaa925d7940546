"""Bootstrap intervals of coefficients that follow from a covariance matrix."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import check_level
from surveytools.base.result import Interval
from surveytools.moments.resampling import Rng, check_resamples, percentile_limits, resampled_covariances
from surveytools.reliability.bootstrapping import check_solved
from surveytools.reliability.leave_one_out import standardized
from surveytools.reliability.respondents import Sample
from surveytools.reliability.totals import Matrix

Array = NDArray[np.float64]


def covariance_interval(
    sample: Sample, matrix: Matrix, coefficient: Callable[[Array], Array], level: float, n_resamples: int, rng: Rng
) -> Interval:
    """Return the percentile interval of a coefficient of matrices, shape (b, k, k) to (b,), over resamples."""
    check_level(level)
    check_resamples(n_resamples, rng)
    found = sample.respondents("the bootstrap")
    S = resampled_covariances(found.X, n_resamples, rng) * np.outer(found.sign, found.sign)
    with np.errstate(all="ignore"):  # of resamples that leave an item or the total without variance
        values = coefficient(S if matrix == "cov" else standardized(S))
    draws = np.where(np.isfinite(values), values, np.nan)
    check_solved(draws, "too few respondents, or items that nearly everyone answers alike", stacklevel=4)
    low, high = percentile_limits(draws, level)
    return Interval(float(low), float(high), level, "bootstrap")
