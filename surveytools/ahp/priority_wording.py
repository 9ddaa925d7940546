"""What a result of priorities says in words: the answer, how it was made, what is particular to it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from surveytools.ahp.incompleteness import COMPLETIONS
from surveytools.ahp.random_index import TABLES
from surveytools.ahp.robustness import dependence
from surveytools.ahp.weighting_methods import METHODS
from surveytools.base.labels import Text
from surveytools.base.table import format_value

if TYPE_CHECKING:
    from surveytools.ahp.prioritization import Priorities

PRIORITY_REFERENCES = (
    "Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.",
    "Crawford, G., & Williams, C. (1985). A note on the analysis of subjective judgment matrices. Journal of "
    "Mathematical Psychology, 29(4), 387-405. https://doi.org/10.1016/0022-2496(85)90002-1",
    "Aguarón, J., & Moreno-Jiménez, J. M. (2003). The geometric consistency index: Approximated thresholds. "
    "European Journal of Operational Research, 147(1), 137-145. https://doi.org/10.1016/S0377-2217(02)00255-2",
    "Koczkodaj, W. W. (1993). A new definition of consistency of pairwise comparisons. Mathematical and Computer "
    "Modelling, 18(7), 79-84. https://doi.org/10.1016/0895-7177(93)90059-8",
    "Stein, W. E., & Mizzi, P. J. (2007). The harmonic consistency index for the analytic hierarchy process. "
    "European Journal of Operational Research, 177(1), 488-497.",
)


def priority_headline(priorities: Priorities) -> Text:
    """Name the heaviest criterion and the consistency ratio."""
    top, verdict = int(np.argmax(priorities.weights)), priorities.verdict()
    label, weight = priorities.labels[top], format_value(priorities.weights[top].item(), "four")
    if math.isnan(priorities.consistency_ratio):
        return Text(f"The largest weight is {weight} ({label}); CR is undefined.",
                    f"权重最大的是“{label}”（{weight}）；CR 无法计算。")  # fmt: skip
    ratio = format_value(priorities.consistency_ratio, "four")
    return Text(
        f"The largest weight is {weight} ({label}); CR = {ratio}, {verdict.en}.",
        f"权重最大的是“{label}”（{weight}）；CR = {ratio}，{verdict.zh}。",
    )


def priority_conventions(priorities: Priorities) -> tuple[Text, ...]:
    """State the method, the definition of λmax, the table of RI, and what is particular."""
    made = METHODS[priorities.method]
    return (
        Text(f"weights by the {made.en}", f"以{made.zh}求权重"),
        Text("λmax is the mean of (Aw)ᵢ / wᵢ", "λmax 取 (Aw)ᵢ / wᵢ 的平均值"),
        *_random_index(priorities),
        *priority_remarks(priorities),
    )


def priority_remarks(priorities: Priorities) -> tuple[Text, ...]:
    """State gaps, what the verdict hangs on, and cells that were set."""
    return (
        *_gaps(priorities),
        *priorities.random_index_notes,
        *dependence(priorities).values(),
        *_changed(len(priorities.judgments.changed)),
    )


def _random_index(priorities: Priorities) -> tuple[Text, ...]:
    name, n, RI = priorities.random_index_table, len(priorities.labels), priorities.random_index
    if math.isnan(RI):
        return ()
    source = TABLES[name].source if name in TABLES else None
    said, (en, zh) = f"RI = {RI:.4g}", (f": {source.en}", f"：{source.zh}") if source else ("", "")
    return (Text(f"{said} for n = {n}, table {name}{en}", f"n = {n} 时 {said}，RI 表 {name}{zh}"),)


def _gaps(priorities: Priorities) -> tuple[Text, ...]:
    if priorities.complete is None:
        return ()
    count, how = len(priorities.judgments.missing_pairs), COMPLETIONS[priorities.complete]
    return (Text(f"unanswered pairs filled in by {how.en}: {count}", f"未作答的比较 {count} 个，补全方法：{how.zh}"),)


def _changed(count: int) -> tuple[Text, ...]:
    made = Text(f"rounded reciprocals set to 1/a: {count}", f"经四舍五入的倒数已改为 1/a：{count} 个")
    return (made,) if count else ()
