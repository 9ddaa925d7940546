"""What the verdict on consistency, or the first place, depends on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from surveytools.ahp.consistency import LIMIT, consistency_index, consistency_ratio, mean_ratio_lambda
from surveytools.ahp.entries import Array
from surveytools.ahp.random_index import TABLES
from surveytools.ahp.weighting_methods import METHODS, TEXTBOOK, Method, weights_by
from surveytools.base.labels import Text
from surveytools.base.table import format_value

if TYPE_CHECKING:
    from surveytools.ahp.prioritization import Priorities

Choice = Literal["eigenvalue", "table", "method", "first"]
OTHER_MODEL = "donegan_dodd"  # of another kind of random judgments


def dependence(priorities: Priorities) -> dict[Choice, Text]:
    """Return what the verdict at .10, or the first place, depends on, each with the numbers."""
    A, CR, perron = priorities.completed.matrix, priorities.consistency_ratio, priorities.consistency_ratio_perron
    by_method = ratios_by_method(A, priorities.random_index)
    by_table = {} if priorities.complete else ratios_by_table(priorities.consistency_index, len(A))
    places: dict[Method, str] = {method: priorities.labels[k] for method, k in firsts(A).items()}
    found: dict[Choice, Text] = {}
    if (CR >= LIMIT) != (perron >= LIMIT):
        found["eigenvalue"] = perron_remark(perron)
    if disagree(by_table):
        found["table"] = table_remark(by_table)
    if disagree(by_method):
        found["method"] = method_remark(by_method)
    if len(set(places.values())) > 1:
        found["first"] = first_remark(places)
    return found


def ratios_by_table(CI: float, n: int) -> dict[str, float]:
    """Return CR by the published tables of uniformly random judgments that have a value for n."""
    return {
        name: consistency_ratio(CI, table.by_n[n])
        for name, table in TABLES.items()
        if name != OTHER_MODEL and n in table.by_n
    }


def ratios_by_method(A: Array, RI: float) -> dict[Method, float]:
    """Return CR by the mean ratio for the three methods of textbooks; A (n, n) without gaps."""
    n = len(A)
    return {
        method: consistency_ratio(consistency_index(mean_ratio_lambda(A, weights_by(method, A, A)), n), RI)
        for method in TEXTBOOK
    }


def disagree(ratios: Mapping[Any, float]) -> bool:
    """Say whether some ratios are below .10, and others not."""
    return len({ratio >= LIMIT for ratio in ratios.values()}) > 1


def firsts(A: Array) -> dict[Method, int]:
    """Return the index of the heaviest criterion by each method, the first of equal ones; A (n, n) without gaps."""
    return {method: int(np.argmax(weights_by(method, A, A).round(9))) for method in TEXTBOOK}


def perron_remark(CR: float) -> Text:
    """Say that the definition of the eigenvalue decides."""
    ratio = format_value(CR, "four")
    return Text(
        f"by the Perron eigenvalue CR is {ratio}: the verdict at .10 depends on the definition of λmax",
        f"按 Perron 特征值 CR = {ratio}：以 0.10 为界的结论取决于 λmax 的定义",
    )


def table_remark(ratios: dict[str, float]) -> Text:
    """Say that the table of RI decides, with the smallest and the largest CR."""
    extremes = {min(ratios, key=lambda name: ratios[name]), max(ratios, key=lambda name: ratios[name])}
    said = ", ".join(f"{format_value(ratios[name], 'four')} ({name})" for name in TABLES if name in extremes)
    return Text(
        f"the verdict at .10 depends on the table of RI: CR = {said}",
        f"以 0.10 为界的结论取决于 RI 表：CR = {said}",
    )


def method_remark(ratios: dict[Method, float]) -> Text:
    """Say that the method of the weights decides."""
    en = ", ".join(f"{format_value(ratio, 'four')} ({method})" for method, ratio in ratios.items())
    zh = "、".join(f"{format_value(ratio, 'four')}（{METHODS[method].zh}）" for method, ratio in ratios.items())
    return Text(f"the verdict at .10 depends on the method: CR = {en}", f"以 0.10 为界的结论取决于权重算法：CR = {zh}")


def first_remark(places: Mapping[Method, str]) -> Text:
    """Say that the method decides which criterion is the heaviest."""
    en = ", ".join(f"{label} ({method})" for method, label in places.items())
    zh = "、".join(f"{label}（{METHODS[method].zh}）" for method, label in places.items())
    return Text(f"which criterion weighs most depends on the method: {en}", f"权重最大的要素取决于权重算法：{zh}")
