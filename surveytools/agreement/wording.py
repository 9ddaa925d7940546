"""What a coefficient of agreement says, and how it was made, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping

from surveytools.agreement.tally import Tally
from surveytools.base.guidelines import AGREEMENT_GUIDELINES, Guideline, judge
from surveytools.base.labels import Text
from surveytools.base.result import Interval
from surveytools.base.table import format_value

NOT_ESTIMABLE = Text(
    "—: not estimable; these ratings do not show how far the coefficient would vary from sample to sample.",
    "—：无法估计；现有评分不能反映系数在不同样本之间的变动。",
)
SHARES_ALONE = Text("counting for the shares alone", "仅计入类别占比")
LEFT_OUT = Text("left out", "已剔除")


def coefficient_words(
    name: Text, value: float, interval: Interval, n_compared: int, guideline: str, choice: Text | None = None
) -> Text:
    """State a coefficient with the choice behind it, its interval, the units compared, and the verdict."""
    number, verdict = format_value(value, "number"), verdict_words(value, interval, guideline, AGREEMENT_GUIDELINES)
    how = Text("", "") if choice is None else Text(f" ({choice.en})", f"（{choice.zh}）")
    limits = ", ".join(format_value(limit, "number") for limit in interval[:2])
    span = (
        Text("95% CI not estimable", "95% 置信区间无法估计")
        if math.isnan(interval.low)
        else Text(f"95% CI [{limits}]", f"95% 置信区间 [{limits}]")
    )
    return Text(
        f"{name.en} = {number}{how.en}, {span.en}, {n_compared} units: {verdict.en}.",
        f"{name.zh} = {number}{how.zh}，{span.zh}，{n_compared} 个对象：{verdict.zh}。",
    )


def verdict_words(value: float, interval: Interval, guideline: str, guidelines: Mapping[str, Guideline]) -> Text:
    """Return the words for a value, and those for its limits where they are others."""
    words, low, high = (steady_verdict(x, guideline, guidelines) for x in (value, *interval[:2]))
    if math.isnan(interval.low) or low == high:
        return words
    return Text(
        f"{words.en} (by the interval: {low.en} to {high.en})", f"{words.zh}（按置信区间：{low.zh}至{high.zh}）"
    )


def steady_verdict(value: float, guideline: str, guidelines: Mapping[str, Guideline]) -> Text:
    """Return the words a guideline has for a value, whatever its last digits; they may be rounding."""
    return judge(round(value, 12), guideline, guidelines)


def tally_conventions(tally: Tally, single_ratings: Text) -> tuple[Text, ...]:
    """Say how many ratings the units have, and what becomes of those with fewer than two."""
    low, high = tally.raters_per_unit
    span = f"{low}" if low == high else f"{low}–{high}"
    unrated, single = tally.n_total - tally.n_rated, tally.n_rated - tally.n_compared
    lines = [Text(f"{span} ratings a unit, raters interchangeable", f"每个对象 {span} 个评分，评分者可互换")]
    if unrated:
        lines.append(Text(f"{_units(unrated)} without a rating left out", f"剔除 {unrated} 个无评分的对象"))
    if single:
        lines.append(
            Text(
                f"{_units(single)} with a single rating, {single_ratings.en}",
                f"{single} 个对象仅有一个评分，{single_ratings.zh}",
            )
        )
    return tuple(lines)


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"


def guideline_words(name: str) -> Text:
    """Say whose words the verdict uses."""
    return Text(f"words of {AGREEMENT_GUIDELINES[name].source}", f"评价依据 {AGREEMENT_GUIDELINES[name].source}")
