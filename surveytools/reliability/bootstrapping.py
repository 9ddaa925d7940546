"""Limits by resamples or by leaving one out: of alpha and its items in one pass, and of coefficients of counts."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import AnswersNeededError, SampleSizeError, check_level, check_option, listed
from surveytools.base.result import Interval
from surveytools.base.warnings import NotConvergedWarning
from surveytools.moments.accumulation import first_origin
from surveytools.moments.counts import Counts, count
from surveytools.moments.door import Answers
from surveytools.moments.resampling import (
    PairSums,
    Rng,
    acceleration,
    bca_limits,
    check_left_out,
    check_resamples,
    check_unchanged,
    left_out_limits,
    left_out_sums,
    percentile_limits,
    resample_counts,
    resampled_sums,
)
from surveytools.moments.sums import Moments
from surveytools.reliability.item_coefficients import (
    alpha_if_deleted_of_spread,
    alpha_of_spread,
    item_rest_of_spread,
    spread,
    stacked_standardized_alpha,
)
from surveytools.reliability.respondents import Respondents

Array = NDArray[np.float64]
Resampling = Literal["jackknife", "bootstrap", "bca"]
RESAMPLING: tuple[Resampling, ...] = ("jackknife", "bootstrap", "bca")
MOST_UNDEFINED = 0.05


@dataclass(frozen=True, slots=True)
class Resamples:
    """How limits are made of resamples.

    Parameters
    ----------
    method : {"jackknife", "bootstrap", "bca"}
        Each respondent left out once; percentiles of resamples, plain or bias-corrected and accelerated.
    level : float
        Level of the limits.
    n_resamples : int
        How many resamples.
    rng : int or Generator
        Where the random numbers come from.
    """

    method: Resampling
    level: float
    n_resamples: int
    rng: Rng

    def __post_init__(self) -> None:
        check_option("method", self.method, RESAMPLING)
        check_level(self.level)
        check_resamples(self.n_resamples, self.rng)


@dataclass(frozen=True, slots=True, eq=False)
class CoefficientLimits:
    """Lower and upper limits of alpha, shape (2,), and of the coefficients of each item, shape (2, k)."""

    alpha: Array
    item_rest_r: Array
    alpha_if_deleted: Array


def coefficient_limits(respondents: Respondents, S: Array, resamples: Resamples) -> CoefficientLimits:
    """Return limits of alpha and of the coefficients of each item, whose covariance matrix is S.

    What has no estimate has no limits either.
    """
    X, k = respondents.X, len(S)
    if np.isnan(X).any():
        pairs, turned = PairSums.of(X), np.outer(respondents.sign, respondents.sign)
        columns, spread_of = pairs.columns, lambda sums: spread(pairs.covariances(sums) * turned)
    else:
        totals = TotalSums(X, first_origin(X), respondents.sign)
        columns, spread_of = totals.columns, totals.spread
    estimate = _coefficients(*spread(S))
    rests = np.repeat([False, True, False], [1, k, k])
    limits = _limits(columns, lambda sums: _coefficients(*spread_of(sums)), estimate, respondents, resamples, rests)
    return CoefficientLimits(limits[:, 0], limits[:, 1 : k + 1], limits[:, k + 1 :])


def standardized_limits(respondents: Respondents, S: Array, resamples: Resamples) -> Array:
    """Return the limits of standardized alpha, shape (2,), of items whose covariance matrix is S."""
    pairs, turned = PairSums.of(respondents.X), np.outer(respondents.sign, respondents.sign)

    def values(sums: Array) -> Array:
        return stacked_standardized_alpha(pairs.covariances(sums) * turned)[:, None]

    estimate = stacked_standardized_alpha(S)[None]
    return _limits(pairs.columns, values, estimate, respondents, resamples, np.array([False]))[:, 0]


@dataclass(frozen=True, slots=True, eq=False)
class TotalSums:
    """Columns of complete answers X, shape (n, k), whose sums make v and c: far fewer than those of all pairs."""

    X: NDArray[Any]
    origin: Array
    sign: Array

    def columns(self, rows: slice) -> Array:
        """Return a count, deviations, their squares, and their products with the total, one row a respondent."""
        D = (self.X[rows] - self.origin) * self.sign
        return np.hstack([np.ones((len(D), 1)), D, D * D, D * D.sum(axis=1, keepdims=True)])

    def spread(self, sums: Array) -> tuple[Array, Array]:
        """Return v and c of each row of sums, shape (b, k)."""
        n = sums[:, :1]
        s, squares, crossed = np.split(sums[:, 1:], 3, axis=1)
        return (squares - s * s / n) / (n - 1), (crossed - s * s.sum(axis=1, keepdims=True) / n) / (n - 1)


def _coefficients(v: Array, c: Array) -> Array:
    """Return alpha, item-rest r and alpha if deleted, shape (..., 1 + 2k)."""
    whole = alpha_of_spread(v, c)[..., None]
    return np.concatenate([whole, item_rest_of_spread(v, c), alpha_if_deleted_of_spread(v, c)], axis=-1)


def _limits(
    columns: Callable[[slice], Array],
    values: Callable[[Array], Array],
    estimate: Array,
    respondents: Respondents,
    resamples: Resamples,
    correlation: NDArray[np.bool_],
) -> Array:
    """Return limits, shape (2, q), of the values (b, q), some of them correlations, from sums of columns."""
    n, defined = len(respondents.X), ~np.isnan(estimate)
    if resamples.method == "jackknife":
        check_left_out(n)
        left_out = map(values, left_out_sums(columns, n))
        limits = left_out_limits(estimate, left_out, resamples.level, correlation=correlation)
        undefined = defined & np.isnan(limits).any(axis=0)
        if undefined.any():
            _refuse(undefined, respondents.names, "without one respondent there is no variance or no error left in")
        return limits
    draws = values(resampled_sums(columns, n, resamples.n_resamples, resamples.rng))
    bca = resamples.method == "bca"
    curved = acceleration(map(values, left_out_sums(columns, n)), estimate) if bca else np.zeros(len(estimate))
    undefined = defined & ((np.isnan(draws).mean(axis=0) > MOST_UNDEFINED) | np.isnan(curved))
    if undefined.any():
        _refuse(undefined, respondents.names, "too many resamples leave no variance in")
    limits = np.full((2, len(estimate)), np.nan)
    draws, estimate, curved = draws[:, defined], estimate[defined], curved[defined]
    limits[:, defined] = (
        bca_limits(draws, estimate, curved, resamples.level) if bca else percentile_limits(draws, resamples.level)
    )
    return limits


def _refuse(undefined: NDArray[np.bool_], names: Sequence[str], cause: str) -> None:
    """Refuse limits of what many resamples, or the answers without one respondent, leave undefined."""
    items = np.flatnonzero(undefined[1:]) % len(names)
    who = listed(names[int(k)] for k in np.unique(items)) or "an item or the total"
    raise SampleSizeError(
        f"{cause} {who}",
        hint="Leave out what nearly everyone answers alike; the interval of alpha by Feldt needs no resamples.",
    )


@dataclass(frozen=True, slots=True, eq=False)
class KeptCounts:
    """Moments of counted answers, after reversal and deletion, and these answers; None when counts were given."""

    moments: Moments
    answers: Answers | None

    def unchanged(self) -> Answers:
        """Return the answers, which must be what they were."""
        if self.answers is None:
            raise AnswersNeededError("counts hold no answers to resample", hint="Give the answers themselves.")
        check_unchanged(self.answers.X, self.moments.cov())
        return self.answers


def counts_interval(
    kept: KeptCounts, coefficient: Callable[[Counts], float], level: float, n_resamples: int, rng: Rng
) -> Interval:
    """Return the percentile interval of a coefficient of counts."""
    check_level(level)
    check_resamples(n_resamples, rng)
    answers = kept.unchanged()
    draws = np.array([coefficient(drawn) if drawn else np.nan for drawn in _resampled(answers, n_resamples, rng)])
    check_solved(draws, "too few respondents or too rare answers", stacklevel=4)
    low, high = percentile_limits(draws, level)
    return Interval(float(low), float(high), level, "bootstrap")


def _resampled(answers: Answers, n_resamples: int, rng: Rng) -> Iterator[Counts | None]:
    """Yield the counts of each resample, None where everyone in it gave the same answer to an item."""
    for drawn in resample_counts(len(answers.X), n_resamples, rng):
        for times in drawn:
            rows = np.repeat(np.arange(len(times)), times)
            counts = count(Answers(answers.names, answers.X[rows], answers.rows.take(rows)))
            yield counts if min(map(len, counts.categories)) > 1 else None


def check_solved(draws: Array, why: str, stacklevel: int) -> None:
    """Warn where more than one draw in twenty is NaN, for it has no solution; refuse to go on where none has one."""
    lost, n = int(np.isnan(draws).sum()), len(draws)
    if lost == n:
        raise SampleSizeError("no resample has a solution", hint=f"There are {why}.")
    if lost > MOST_UNDEFINED * n:
        warnings.warn(
            f"{lost} of {n} resamples have no solution and do not count; there are {why}.",
            NotConvergedWarning,
            stacklevel=stacklevel,
        )
