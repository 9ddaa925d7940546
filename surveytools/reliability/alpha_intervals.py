"""Which interval for alpha is made of what, and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import OptionError, SampleSizeError
from surveytools.base.result import Interval
from surveytools.moments.sums import Moments
from surveytools.reliability.bootstrapping import Resamples, coefficient_limits, standardized_limits
from surveytools.reliability.intervals import (
    Limits,
    bonett_limits,
    distribution_free_error,
    feldt_limits,
    normal_theory_error,
    wald_limits,
)
from surveytools.reliability.respondents import Respondents, Sample

Array = NDArray[np.float64]
IntervalMethod = Literal["feldt", "bonett", "bonett_corrected", "duhachek", "adf", "jackknife", "bootstrap", "bca"]
INTERVALS: tuple[IntervalMethod, ...] = (
    "feldt", "bonett", "bonett_corrected", "duhachek", "adf", "jackknife", "bootstrap", "bca",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Entered:
    """Alpha and what it was computed from.

    Parameters
    ----------
    alpha : float
        Alpha of the covariance matrix.
    sample : Sample
        The moments, and the answers behind them.
    """

    alpha: float
    sample: Sample

    @property
    def moments(self) -> Moments:
        """The moments, after reversal."""
        return self.sample.moments

    def respondents(self, method: str) -> Respondents:
        """Return the answers of those who count, and which items were turned around."""
        return self.sample.respondents(f"method={method!r}", 'use method="feldt"')


def resampled_interval(entered: Entered, resamples: Resamples, standardized: bool) -> Interval:
    """Return an interval for alpha or standardized alpha by resampling."""
    respondents, S = entered.respondents(resamples.method), entered.moments.cov()
    if standardized:
        low, high = standardized_limits(respondents, S, resamples)
    else:
        low, high = coefficient_limits(respondents, S, resamples).alpha
    return Interval(float(low), float(high), resamples.level, resamples.method)


def item_limits(entered: Entered, resamples: Resamples) -> dict[str, Array]:
    """Return the limits of the item-rest correlations and of alpha if deleted, by the names of their columns."""
    respondents = entered.sample.respondents(f"method={resamples.method!r}")
    found = coefficient_limits(respondents, entered.moments.cov(), resamples)
    each = (("item_rest_r", found.item_rest_r), ("alpha_if_deleted", found.alpha_if_deleted))
    return {f"{name}_ci_{end}": limits[k] for name, limits in each for k, end in enumerate(("low", "high"))}


def formula_limits(entered: Entered, level: float, method: IntervalMethod) -> Limits:
    """Return the limits of one of the intervals that have a formula."""
    alpha, n, k = entered.alpha, entered.moments.n_used, entered.moments.n_items
    if method == "feldt":
        return feldt_limits(alpha, n, k, level)
    if method == "duhachek":
        return wald_limits(alpha, normal_theory_error(entered.moments.cov(), n), level)
    if method == "adf":
        return wald_limits(alpha, _distribution_free_error(entered), level)
    if n < 3:
        raise SampleSizeError(f"method={method!r} needs three respondents", hint='Use method="feldt".')
    return bonett_limits(alpha, n, k, level, corrected=method == "bonett_corrected")


def _distribution_free_error(entered: Entered) -> float:
    respondents = entered.respondents("adf")
    if np.isnan(respondents.X).any():
        raise OptionError(
            'method="adf" needs respondents who answered all items',
            hint='Compute alpha with missing="listwise", or use method="bootstrap".',
        )
    return distribution_free_error(respondents.X, respondents.sign, entered.moments.cov())
