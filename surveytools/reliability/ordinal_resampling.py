"""Coefficients of ordinal answers in resamples of the respondents."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import AnswersNeededError, check_level
from surveytools.base.result import Interval
from surveytools.base.warnings import NotConvergedWarning
from surveytools.moments.counts import Counts, count
from surveytools.moments.door import Answers
from surveytools.moments.resampling import Rng, check_resamples, percentile_limits, resample_counts

Array = NDArray[np.float64]

LOST_SHARE = 0.05


def bootstrap_interval(
    answers: Answers | None, coefficient: Callable[[Counts], float], level: float, n_resamples: int, rng: Rng
) -> Interval:
    """Return the percentile interval of a coefficient of counts."""
    check_level(level)
    check_resamples(n_resamples)
    if answers is None:
        raise AnswersNeededError("counts hold no answers to resample", hint="Give the answers themselves.")
    draws = np.array([coefficient(drawn) if drawn else np.nan for drawn in _resampled(answers, n_resamples, rng)])
    lost = int(np.isnan(draws).sum())
    if lost > LOST_SHARE * n_resamples:
        warnings.warn(
            f"{lost} of {n_resamples} resamples have no solution and do not count; there are too few respondents or "
            "too rare answers.",
            NotConvergedWarning,
            stacklevel=3,
        )
    low, high = percentile_limits(draws, level)
    return Interval(float(low), float(high), level, "bootstrap")


def _resampled(answers: Answers, n_resamples: int, rng: Rng) -> Iterator[Counts | None]:
    """Yield the counts of each resample, None where everyone in it gave the same answer to an item."""
    for drawn in resample_counts(len(answers.X), n_resamples, rng):
        for times in drawn:
            rows = np.repeat(np.arange(len(times)), times)
            counts = count(Answers(answers.names, answers.X[rows], answers.rows.take(rows)))
            yield counts if min(map(len, counts.categories)) > 1 else None
