"""The tables of an AHP: the matrix with its weights, consistency, and every step as textbooks lay it out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.consistency import ratios
from surveytools.ahp.entries import Array, ChangedCell, entry_text
from surveytools.base.errors import OptionError
from surveytools.base.labels import Kind, Text
from surveytools.base.table import Table

if TYPE_CHECKING:
    from surveytools.ahp.prioritization import Priorities

Names = Mapping[str, Text]
LONGEST_HEAD = 16


def worked_steps(priorities: Priorities, names: Names) -> tuple[Table, ...]:
    """Return the steps of the method, the ratios (Aw)ᵢ / wᵢ, and the consistency."""
    judgments, w = priorities.completed, priorities.weights
    given = Text("Judgment matrix as answered", "原始判断矩阵（含未作答的比较）")
    gaps = (_matrix_table(given, priorities.judgments, names),) if priorities.complete else ()
    return (
        *gaps,
        *_STEPS[priorities.method](judgments, w, names),
        ratio_table(judgments, w, names),
        consistency_table(priorities),
    )


def weight_table(judgments: Judgments, w: Array, names: Names) -> Table:
    """Return the judgment matrix with the weights beside it."""
    return _matrix_table(Text("Judgment matrix and weights", "判断矩阵与权重"), judgments, names, weight=w)


def _root_steps(judgments: Judgments, w: Array, names: Names) -> tuple[Table, ...]:
    M = row_products(judgments.matrix)
    title = Text("Judgment matrix, row products, roots and weights", "判断矩阵、行乘积、方根与权重")
    note = Text("Mᵢ = ∏ⱼ aᵢⱼ; the weight is the nth root of Mᵢ over the sum of these roots.",
                "Mᵢ = ∏ⱼ aᵢⱼ；权重为 Mᵢ 的 n 次方根除以各方根之和。")  # fmt: skip
    roots = M ** (1 / len(judgments))
    return (_matrix_table(title, judgments, names, note, row_product=M, row_root=roots, weight=w),)


def _sum_steps(judgments: Judgments, w: Array, names: Names) -> tuple[Table, ...]:
    N = normalized_columns(judgments.matrix)
    frame, headers, kinds = _columns(N.T.tolist(), judgments.labels, names)
    title = Text("Normalized columns, row sums and weights", "列归一化矩阵、行和与权重")
    note = Text("Each entry is over the sum of its column; the weight is the row sum over n.",
                "各元素除以所在列之和；权重为行和除以 n。")  # fmt: skip
    frame = frame.assign(row_sum=N.sum(axis=1), weight=w)
    matrix = _matrix_table(Text("Judgment matrix", "判断矩阵"), judgments, names)
    return (matrix, Table(title, frame, (note,), headers, kinds))


def _eigenvector_steps(judgments: Judgments, w: Array, names: Names) -> tuple[Table, ...]:
    title = Text("Judgment matrix and its principal eigenvector", "判断矩阵与主特征向量")
    note = Text("The weights solve Aw = λmax w and sum to 1.", "权重满足 Aw = λmax w，且和为 1。")
    return (_matrix_table(title, judgments, names, note, weight=w),)


def _least_squares_steps(judgments: Judgments, w: Array, names: Names) -> tuple[Table, ...]:
    title = Text("Judgment matrix and weights by logarithmic least squares", "判断矩阵与对数最小二乘权重")
    note = Text("The weights make Σ (ln aᵢⱼ − ln wᵢ + ln wⱼ)² over the answered pairs smallest and sum to 1.",
                "权重使已作答各比较的 Σ (ln aᵢⱼ − ln wᵢ + ln wⱼ)² 最小，且和为 1。")  # fmt: skip
    return (_matrix_table(title, judgments, names, note, weight=w),)


def _weighted_least_squares_steps(judgments: Judgments, w: Array, names: Names) -> tuple[Table, ...]:
    title = Text("Judgment matrix and weights by weighted least squares", "判断矩阵与加权最小二乘权重")
    note = Text("The weights make Σ (aᵢⱼ wⱼ − wᵢ)² over the answered pairs smallest and sum to 1.",
                "权重使已作答各比较的 Σ (aᵢⱼ wⱼ − wᵢ)² 最小，且和为 1。")  # fmt: skip
    return (_matrix_table(title, judgments, names, note, weight=w),)


def ratio_table(judgments: Judgments, w: Array, names: Names) -> Table:
    """Return weights, (Aw)ᵢ and (Aw)ᵢ / wᵢ."""
    A = judgments.matrix
    frame = pd.DataFrame({"criterion": printed(judgments.labels, names), "weight": w, "aw": A @ w})
    note = Text("λmax = (1/n) Σᵢ (Aw)ᵢ / wᵢ", "λmax = (1/n) Σᵢ (Aw)ᵢ / wᵢ")
    return Table(Text("Largest eigenvalue", "最大特征值"), frame.assign(aw_over_w=ratios(A, w)), (note,))


def consistency_table(priorities: Priorities) -> Table:
    """Return λmax, CI, RI, CR and the verdict in one row."""
    n, RI = len(priorities.labels), priorities.random_index
    frame = pd.DataFrame(
        {
            "n_criteria": [n], "lambda_max": priorities.lambda_max, "consistency_index": priorities.consistency_index,
            "random_index": RI, "consistency_ratio": priorities.consistency_ratio,
            "consistency_ratio_perron": priorities.consistency_ratio_perron, "verdict": [priorities.verdict()],
        }
    )  # fmt: skip
    always = Text(
        "Fewer than three criteria cannot contradict each other: CR = 0.", "阶数小于 3 时判断矩阵总是一致，CR = 0。"
    )
    formula = Text("CI = (λmax − n) / (n − 1); CR = CI / RI", "CI = (λmax − n) / (n − 1)；CR = CI / RI")
    notes = (formula,) if n > 2 else (always,)
    if math.isnan(RI):
        notes = priorities.random_index_notes
    return Table(Text("Consistency", "一致性检验"), frame, notes, kinds=random_index_kinds([RI]))


def indices_table(priorities: Priorities) -> Table:
    """Return the other indices in one row, and how often random judgments pass."""
    names = (
        "geometric_consistency", "geometric_consistency_limit", "koczkodaj", "harmonic_consistency",
        "chance_of_passing",
    )  # fmt: skip
    frame = pd.DataFrame({name: [getattr(priorities, name)] for name in names})
    limit = Text("The limit of GCI stands for CR = .10.", "GCI 的界值与 CR = 0.10 相当。")
    chance = Text(
        "Random passes: the share of random judgments with CR below .10 by this RI.",
        "随机通过率：按所用 RI，随机判断矩阵中 CR 小于 0.10 的比例。",
    )
    known = not math.isnan(priorities.chance_of_passing)
    title = Text("Further indices of consistency", "其他一致性指标")
    return Table(title, frame if known else frame.drop(columns=names[-1]), (limit, chance) if known else (limit,))


def changed_table(changed: Sequence[ChangedCell]) -> Table:
    """Return the rounded reciprocals that were set."""
    frame = pd.DataFrame(
        {
            "cell": [f"{cell.row} / {cell.column}" for cell in changed],
            "given": [f"{cell.given:.6g}" for cell in changed],
            "taken": [entry_text(cell.taken) for cell in changed],
        }
    )
    return Table(Text("Rounded reciprocals that were set", "已还原的近似倒数"), frame)


def random_index_kinds(values: Sequence[float]) -> dict[str, Kind]:
    """Print RI with four digits where the table has more than two."""
    return {"random_index": "four"} if any(abs(RI - round(RI, 2)) > 1e-9 for RI in values) else {}


def printed(labels: Sequence[str], names: Names) -> list[Text]:
    """Return what is printed for labels: their names, or themselves."""
    if not isinstance(names, Mapping):
        hint = 'Give {label: Text(…)}, and the language by its name: steps(language="zh").'
        raise OptionError(f"names={names!r} are no names of criteria", hint=hint)
    given = [names.get(label, label) for label in labels]
    return [Text(name, name) if isinstance(name, str) else name for name in given]


def row_products(A: Array) -> Array:
    r"""Return :math:`M_i = \prod_j a_{ij}`, shape (n,); A (n, n)."""
    return np.prod(A, axis=1)


def normalized_columns(A: Array) -> Array:
    """Return the matrix (n, n) with each column over its sum."""
    return A / A.sum(axis=0)


def _matrix_table(title: Text, judgments: Judgments, names: Names, note: Text | None = None, **beside: Array) -> Table:
    columns = list(zip(*judgments.cell_texts(), strict=True))
    frame, headers, _ = _columns(columns, judgments.labels, names)
    return Table(title, frame.assign(**beside), (note,) if note else (), headers)


def _columns(
    columns: Sequence[Sequence[Any]], labels: Sequence[str], names: Names
) -> tuple[pd.DataFrame, dict[str, Text], dict[str, Kind]]:
    """Return a frame of the criteria and a column for each, with the heads and kinds of these columns."""
    keys = [f"a{j}" for j in range(1, len(labels) + 1)]
    cells = {key: list(column) for key, column in zip(keys, columns, strict=True)}
    frame = pd.DataFrame({"criterion": printed(labels, names), **cells})
    headers = dict(zip(keys, _heads(labels, names), strict=True))
    return frame, headers, dict.fromkeys(keys, "four")


def _heads(labels: Sequence[str], names: Names) -> list[Text]:
    """Return the heads of the columns: the names if all are short, else the labels."""
    said = printed(labels, names)
    short = all(len(text.en) <= LONGEST_HEAD for text in said)
    return said if short else [Text(label, label) for label in labels]


_STEPS = {
    "geometric": _root_steps,
    "arithmetic": _sum_steps,
    "eigenvector": _eigenvector_steps,
    "least_squares": _least_squares_steps,
    "weighted_least_squares": _weighted_least_squares_steps,
}
