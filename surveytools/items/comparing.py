"""The high and the low group of a scale: what sets them apart, in columns and in words."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveytools.base.labels import Text
from surveytools.items.basis import Basis
from surveytools.items.critical_ratio import TailGroups, critical_ratios, not_compared


def compared(basis: Basis, groups: TailGroups | None) -> dict[str, NDArray[Any]]:
    """Return the columns of the comparison, NaN where there are no groups to compare."""
    if groups is None or groups.trouble:
        found = not_compared(basis.moments.n_items)
    else:
        found = critical_ratios(basis.X, basis.sign, groups)
    return {
        "mean_low": basis.turned(found.mean_low), "mean_high": basis.turned(found.mean_high),
        "critical_ratio": found.t, "df": found.df, "p_value": found.p_value, "cohen_d": found.cohen_d,
        "levene_p": found.levene_p, "equal_variances": found.equal_variances,
    }  # fmt: skip


def said_groups(basis: Basis, groups: TailGroups | None, tail: float | None) -> tuple[Text, ...]:
    """Say how the groups were cut and compared, or why they were not."""
    if groups is None or tail is None:
        return (Text("no critical ratio", "未计算决断值"),)
    if groups.trouble:
        return (Text(f"no critical ratio: {groups.trouble.en}", f"未计算决断值：{groups.trouble.zh}"),)
    shift = float(basis.turned(np.zeros(basis.moments.n_items)).sum())
    low, high, n_low, n_high = groups.low_cut + shift, groups.high_cut + shift, len(groups.low), len(groups.high)
    whole = Text(f"of the {groups.n} respondents who answered all items", f"在作答完整的 {groups.n} 份中")
    return (
        Text(
            f"critical ratio: t of totals >= {high:g} (n = {n_high}) against <= {low:g} (n = {n_low}), the scores of "
            f"rank {100 * tail:g}% from both ends, ties included, {whole.en}; pooled variances, Welch where Levene's "
            "test about the means has p < .05",
            f"决断值（CR）：{whole.zh}，总分 ≥ {high:g}（n = {n_high}）与 ≤ {low:g}（n = {n_low}）两组的 t 检验，"
            f"以首尾 {100 * tail:g}% 处分数划界并含同分者；方差齐时用合并方差，"
            "Levene 检验（均值）p < 0.05 时用 Welch 校正",
        ),
    )
