"""Shares of experts, or of what they could have given: by chance, and how far they would vary."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surveytools.agreement.linearized import ROUNDING
from surveytools.moments.tails import normal_reach

Array = NDArray[np.float64]


def chance_agreement(A: NDArray[np.int64], N: NDArray[np.int64]) -> Array:
    """Return the chance that exactly A of N coins fall on one side."""
    from scipy.special import binom  # noqa: PLC0415 - importing the package must stay light

    return np.asarray(binom(N, A) * 0.5**N, np.float64)


def average_error(hits: NDArray[np.bool_], given: NDArray[np.bool_]) -> float:
    """Return the standard error of the mean share of hits over samples of the columns, shape (p, N).

    Each expert moves the share of an item by the distance from it; NaN where no expert moves the mean.
    """
    N = given.sum(axis=1, keepdims=True)
    each = np.where(given, hits - hits.sum(axis=1, keepdims=True) / N, 0.0) / N
    panel = hits.shape[1]
    error = float(np.sqrt(panel / (panel - 1) * (each.mean(axis=0) ** 2).sum()))
    return error if error > ROUNDING else float("nan")


def score_limits(V: Array, trials: Array, level: float) -> tuple[Array, Array]:
    """Return the limits of Wilson's score interval of shares V of so many trials."""
    z2 = normal_reach(level) ** 2
    centre, half = 2 * trials * V + z2, np.sqrt(z2 * (4 * trials * V * (1 - V) + z2))
    return (centre - half) / (2 * (trials + z2)), (centre + half) / (2 * (trials + z2))
