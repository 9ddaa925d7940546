"""The critical ratio of an item: do those with high totals answer it otherwise than those with low ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveytools.base.labels import Text

Array = NDArray[np.float64]
Rows = NDArray[np.intp]

CHUNK_ROWS = 4_096
LEVENE_LEVEL = 0.05
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class TailGroups:
    """The respondents with the lowest and the highest totals.

    Parameters
    ----------
    low, high : ndarray of int
        Their rows.
    low_cut, high_cut : float
        The highest total of the low group, the lowest of the high one.
    n : int
        Respondents with a total, the middle included.
    """

    low: Rows
    high: Rows
    low_cut: float
    high_cut: float
    n: int

    @property
    def trouble(self) -> Text | None:
        """What keeps the groups from being compared, None if nothing does."""
        if self.low_cut >= self.high_cut:
            return Text("the low and the high group overlap, too many totals are equal", "总分重复过多，高低分组重叠")
        if min(len(self.low), len(self.high)) < 2:
            return Text("a group has fewer than two respondents", "高分组或低分组不足两人")
        return None


@dataclass(frozen=True, slots=True, eq=False)
class GroupSums:
    """Of each of p items in one group: n, mean, and the sums of the absolute and the squared deviations from it."""

    n: int
    mean: Array
    absolute: Array
    squared: Array


@dataclass(frozen=True, slots=True, eq=False)
class CriticalRatios:
    """The comparison of the high with the low group in each of p items; NaN where it cannot be made."""

    t: Array
    df: Array
    p_value: Array
    cohen_d: Array
    levene_p: Array
    equal_variances: NDArray[Any]
    mean_low: Array
    mean_high: Array


def critical_ratios(X: NDArray[Any], sign: Array, groups: TailGroups) -> CriticalRatios:
    """Compare the groups in answers X, shape (n, p), where sign, shape (p,), is -1 for items to be turned around."""
    low, high = (group_sums(X, rows) for rows in (groups.low, groups.high))
    levene_p = levene(low, high)
    equal = ~(levene_p < LEVENE_LEVEL)
    t, df = t_statistic(low, high, equal)
    from scipy.special import stdtr  # noqa: PLC0415 - importing the package must stay light

    return CriticalRatios(
        t=t * sign,
        df=df,
        p_value=2 * stdtr(df, -np.abs(t)),
        cohen_d=cohen_d(low, high) * sign,
        levene_p=levene_p,
        equal_variances=equal,
        mean_low=low.mean,
        mean_high=high.mean,
    )


def not_compared(p: int) -> CriticalRatios:
    """Return NaN for every item."""
    nothing = np.full(p, np.nan)
    return CriticalRatios(nothing, nothing, nothing, nothing, nothing, np.full(p, None), nothing, nothing)


def tail_groups(T: Array, tail: float) -> TailGroups:
    """Cut totals T, shape (n,), NaN for those who skipped an item, at the scores of rank n x tail from both ends.

    Everybody with the score of the cut belongs to the group. The rank is rounded half up, as SPSS rounds.
    """
    known = T[~np.isnan(T)]
    n = len(known)
    if not n:
        nobody = np.empty(0, np.intp)
        return TailGroups(nobody, nobody, np.nan, np.nan, 0)
    rank = max(int(np.floor(tail * n + 0.5)), 1)
    cuts = np.partition(known, [rank - 1, n - rank])
    low, high = float(cuts[rank - 1]), float(cuts[n - rank])
    return TailGroups(np.flatnonzero(low >= T), np.flatnonzero(high <= T), low, high, n)


def totals(X: NDArray[Any], sign: Array) -> Array:
    """Return the sum of each row of X, shape (n, p), items weighed by sign; sums that differ by rounding are equal."""
    T = np.concatenate([C @ sign for C in _chunks(X)])
    known = T[~np.isnan(T)]
    if np.array_equal(known, np.rint(known)):
        return T
    return np.round(T, 11 - int(np.ceil(np.log10(np.abs(known).max()))))


def group_sums(X: NDArray[Any], rows: Rows) -> GroupSums:
    """Sum up the given rows of X, shape (n, p), in two passes."""
    n = len(rows)
    mean = np.sum([C.sum(axis=0) for C in _chunks(X, rows)], axis=0) / n
    absolute, squared = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for C in _chunks(X, rows):
        D = np.abs(C - mean)
        absolute += D.sum(axis=0)
        squared += np.einsum("ij,ij->j", D, D)
    same = squared <= n * (ROUNDING * mean) ** 2
    return GroupSums(n, mean, np.where(same, 0, absolute), np.where(same, 0, squared))


def levene(a: GroupSums, b: GroupSums) -> Array:
    """Return p of Levene's test about the means, shape (p,); NaN where no deviation varies."""
    from scipy.special import fdtrc  # noqa: PLC0415 - importing the package must stay light

    n = a.n + b.n
    z_a, z_b, z = a.absolute / a.n, b.absolute / b.n, (a.absolute + b.absolute) / n
    total = a.squared + b.squared
    between = a.n * (z_a - z) ** 2 + b.n * (z_b - z) ** 2
    within = total - a.n * z_a**2 - b.n * z_b**2
    return np.asarray(fdtrc(1, n - 2, _ratio((n - 2) * between, within, ROUNDING * total)), np.float64)


def t_statistic(a: GroupSums, b: GroupSums, equal: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Return t of b against a and its degrees of freedom, pooled where the variances are equal, else Welch's."""
    v_a, v_b = a.squared / (a.n - 1) / a.n, b.squared / (b.n - 1) / b.n
    pooled = (a.squared + b.squared) / (a.n + b.n - 2) * (1 / a.n + 1 / b.n)
    constant = a.squared + b.squared == 0
    welch = (v_a + v_b) ** 2 / np.where(constant, 1, v_a**2 / (a.n - 1) + v_b**2 / (b.n - 1))
    t = _ratio(b.mean - a.mean, np.sqrt(np.where(equal, pooled, v_a + v_b)), 0.0)
    return t, np.where(equal | constant, float(a.n + b.n - 2), welch)


def cohen_d(a: GroupSums, b: GroupSums) -> Array:
    """Return the difference of the means over the pooled standard deviation, shape (p,)."""
    return _ratio(b.mean - a.mean, np.sqrt((a.squared + b.squared) / (a.n + b.n - 2)), 0.0)


def _ratio(above: Array, below: Array, nothing: Array | float) -> Array:
    """Divide; by what is nothing the ratio is infinite, and of nothing by nothing it is NaN."""
    zero = below <= nothing
    infinite = np.where(np.abs(above) > nothing, np.copysign(np.inf, above), np.nan)
    return np.where(zero, infinite, above / np.where(zero, 1, below))


def _chunks(X: NDArray[Any], rows: Rows | None = None) -> Iterator[Array]:
    """Yield all rows, or the given ones, some thousands at a time."""
    for start in range(0, len(X if rows is None else rows), CHUNK_ROWS):
        part = slice(start, start + CHUNK_ROWS)
        yield X[part if rows is None else rows[part]].astype(np.float64, copy=False)
