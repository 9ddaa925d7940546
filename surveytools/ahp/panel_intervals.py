"""How sure the weights of a panel are: intervals on the logit scale, and who outweighs whom.

References
----------
Aitchison, J. (1982). The statistical analysis of compositional data. Journal of the Royal Statistical Society: Series
B, 44(2), 139-160. https://doi.org/10.1111/j.2517-6161.1982.tb01195.x
"""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from surveytools.ahp.entries import Array
from surveytools.base.errors import SampleSizeError, check_level, check_option, listed
from surveytools.base.result import Result
from surveytools.base.warnings import PanelSpreadWarning
from surveytools.moments.resampling import Rng, check_resamples, percentile_limits, resample_counts

IntervalMethod = Literal["closed", "bootstrap"]
INTERVALS: tuple[IntervalMethod, ...] = ("closed", "bootstrap")
EXACT = 1e-9  # log weights that differ by less are the same


class PanelWeights(Result):
    """Weights that experts with shares (K,) gave together.

    A subclass says what is weighed, how much, what each expert adds to the log weights, and what resamples give.
    """

    __slots__ = ()
    shares: Array
    n_used: int

    @property
    @abstractmethod
    def weighed(self) -> tuple[str, ...]:
        """What has the q weights."""

    @abstractmethod
    def estimates(self) -> Array:
        """Return the weights, shape (q,)."""

    @abstractmethod
    def influences(self) -> Array:
        """Return what each expert adds to the log weights, shape (K, q)."""

    @abstractmethod
    def resampled(self, V: Array) -> Array:
        """Return the weights, shape (b, q), for b sets of weights of the experts, V (b, K)."""

    def interval(
        self,
        level: float = 0.95,
        method: IntervalMethod = "closed",
        *,
        n_resamples: int = 1000,
        rng: Rng = 0,
    ) -> pd.DataFrame:
        r"""Return confidence intervals of the weights, one row each: ci_low, ci_high.

        - ``"closed"``: the log weights are a mean over the experts, whose covariance is S / K. From it comes the
          standard error s of :math:`\ln w_i` (of an overall weight: with the covariance of all local log weights on
          its path), and the limits are those of :math:`\ln \frac{w_i}{1 - w_i} \pm t_{K-1} \frac{s}{1 - w_i}`. With
          experts of unequal weight, gaps, and other ways to aggregate, it goes by what each expert adds to the log
          weights (the delta method), with :math:`1 / \sum_k v_k^2 - 1` degrees of freedom.
        - ``"bootstrap"``: percentiles of resampled experts; too narrow for fewer than about twenty.

        The intervals are about the population of experts from which these come, in answers on the scale they used.

        Raises
        ------
        SampleSizeError
            For one expert.

        Warns
        -----
        PanelSpreadWarning
            Where all experts gave the same answers: such a weight has no interval (NaN), not one of width 0.
        """
        check_interval(self.n_used, level, method, n_resamples)
        return limits_frame(self._limits(level, method, n_resamples, rng), self.weighed)

    def more_important(self) -> pd.DataFrame:
        """Return the probability, by t, that the row weighs more than the column among all such experts.

        NaN where the experts do not differ.
        """
        if self.n_used < 2:
            raise SampleSizeError("one expert has no spread", hint="Ask three experts or more.")
        C = covariance(self.influences(), self.shares)
        P = probabilities_above(self.estimates(), C, degrees_of_freedom(self.shares))
        return pd.DataFrame(P, index=list(self.weighed), columns=list(self.weighed))

    def printed_limits(self) -> Array:
        """Return the limits (2, q) at 95% that are printed, NaN for one expert and where nothing varies."""
        if self.n_used < 2:
            return np.full((2, len(self.weighed)), np.nan)
        return self._limits(0.95, "closed", 0, 0)

    def _limits(self, level: float, method: IntervalMethod, n_resamples: int, rng: Rng) -> Array:
        closed = closed_limits(self.estimates(), self.influences(), self.shares, level)
        if method == "closed":
            return closed
        draws = self.resampled(resampled_experts(self.shares, n_resamples, rng))
        return np.where(np.isnan(closed), np.nan, percentile_limits(draws, level))


def covariance(U: Array, v: Array) -> Array:
    r"""Return the covariance (q, q) of log weights from the influences U (K, q) of experts with weights v (K,).

    :math:`\frac{\sum v_k^2}{\sum v_k^2 (1 + \sum v_k^2) - 2 \sum v_k^3} \sum_k u_k u_k'`, which is without bias for the
    mean of independent opinions, and :math:`S / K` for equal weights.
    """
    squares, cubes = float(v @ v), float((v**3).sum())
    return squares / (squares * (1 + squares) - 2 * cubes) * (U.T @ U)


def degrees_of_freedom(v: Array) -> float:
    r"""Return :math:`1 / \sum_k v_k^2 - 1`, which is K - 1 for equal weights; v (K,) sums to 1."""
    return float(1 / (v @ v)) - 1


def standard_errors(C: Array) -> Array:
    """Return the standard errors of log weights from their covariance C (q, q), 0 up to rounding set to 0."""
    errors = np.sqrt(np.maximum(np.diag(C), 0.0))
    return np.where(errors > EXACT, errors, 0.0)


def logit_limits(w: Array, error: Array, df: float, level: float) -> Array:
    r"""Return the limits (2, q) of weights w (q,), symmetric on the scale :math:`\ln (w / (1 - w))`.

    There the standard error is :math:`s / (1 - w)`, with s (q,) that of the log weight. A weight of 1 is certain; one
    whose error is 0 has no limits and gives NaN.
    """
    from scipy.special import expit, logit, stdtrit  # noqa: PLC0415 - importing the package must stay light

    certain = w >= 1 - EXACT
    inner = np.where(certain, 0.5, w)
    half = stdtrit(df, (1 + level) / 2) * error / (1 - inner)
    limits = np.array([expit(logit(inner) - half), expit(logit(inner) + half)])
    return np.where(certain, 1.0, np.where(error > 0, limits, np.nan))


def probabilities_above(w: Array, C: Array, df: float) -> Array:
    """Return the probability (q, q) that the row weighs more than the column, by t; NaN where nothing varies.

    w (q,) are the weights, and C (q, q) is the covariance of their logarithms.
    """
    from scipy.special import stdtr  # noqa: PLC0415 - importing the package must stay light

    y, variances = np.log(w), np.diag(C)
    errors = np.sqrt(np.maximum(variances[:, None] + variances - 2 * C, 0.0))
    varies = errors > EXACT
    return np.where(varies, stdtr(df, (y[:, None] - y) / np.where(varies, errors, 1.0)), np.nan)


def closed_limits(w: Array, U: Array, v: Array, level: float) -> Array:
    """Return the limits (2, q) of weights w (q,) from the influences U (K, q) of experts with weights v (K,)."""
    return logit_limits(w, standard_errors(covariance(U, v)), degrees_of_freedom(v), level)


def resampled_experts(v: Array, n_resamples: int, rng: Rng) -> Array:
    """Return the weights of the experts in each resample, times drawn by v, shape (n_resamples, K); v (K,)."""
    return np.concatenate([counts * v for counts in resample_counts(len(v), n_resamples, rng)])


def check_interval(K: int, level: float, method: str, n_resamples: int) -> None:
    """Raise unless an interval can be had from K experts."""
    check_option("method", method, INTERVALS)
    check_level(level)
    check_resamples(n_resamples)
    if K < 2:
        raise SampleSizeError("one expert has no spread", hint="Ask three experts or more for an interval.")


def limits_frame(limits: Array, labels: Sequence[str]) -> pd.DataFrame:
    """Return limits (2, q) as a frame, ci_low and ci_high, and warn where there are none."""
    if np.isnan(limits).any():
        said = listed(label for label, none in zip(labels, np.isnan(limits[0]).tolist(), strict=True) if none)
        warnings.warn(
            f"no interval for {said}: all experts gave the same answers, which tells nothing about the spread among "
            "others. Report that they agreed.",
            PanelSpreadWarning,
            stacklevel=3,
        )
    return pd.DataFrame({"ci_low": limits[0], "ci_high": limits[1]}, index=list(labels))
