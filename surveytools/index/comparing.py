"""Means of independent groups: intervals, Welch's test, Holm's correction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def mean_interval(x: Array, level: float) -> tuple[float, float]:
    """Return the limits of Student's interval for the mean of x, shape (n,); NaN for n < 2."""
    from scipy.special import stdtrit  # noqa: PLC0415 - importing the package must stay light

    n = len(x)
    if n < 2:
        return float("nan"), float("nan")
    half = float(stdtrit(n - 1, 0.5 + level / 2)) * float(x.std(ddof=1)) / np.sqrt(n)
    return float(x.mean() - half), float(x.mean() + half)


def welch(x: Array, y: Array) -> tuple[float, float, float]:
    r"""Return t, degrees of freedom and two-sided p of Welch's test of two means.

    :math:`t = (\bar x - \bar y) / \sqrt{a + b}` with :math:`a = s_x^2/n_x, b = s_y^2/n_y` and
    :math:`df = (a + b)^2 / (a^2/(n_x - 1) + b^2/(n_y - 1))`. All NaN where it is not defined.
    """
    from scipy.special import stdtr  # noqa: PLC0415 - importing the package must stay light

    if min(len(x), len(y)) < 2 or not (x.var() + y.var()):
        return float("nan"), float("nan"), float("nan")
    a, b = x.var(ddof=1) / len(x), y.var(ddof=1) / len(y)
    t = float((x.mean() - y.mean()) / np.sqrt(a + b))
    df = float((a + b) ** 2 / (a * a / (len(x) - 1) + b * b / (len(y) - 1)))
    return t, df, float(2 * stdtr(df, -abs(t)))


def holm(p: Sequence[float]) -> Array:
    """Return Holm's adjusted p-values: the kth smallest of m times m - k + 1, made monotone, at most 1."""
    values = np.asarray(p, np.float64)
    adjusted = np.full(len(values), np.nan)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    steps = values[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1) if len(order) else steps
    return adjusted
