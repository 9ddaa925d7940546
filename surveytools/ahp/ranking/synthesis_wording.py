"""What a ranking says in words, and its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from surveytools.ahp.textbook import random_index_kinds
from surveytools.ahp.weighting_methods import METHODS, TEXTBOOK
from surveytools.base.labels import Text
from surveytools.base.table import Table, format_value

if TYPE_CHECKING:
    from surveytools.ahp.ranking.rankings import Ranking

Convention = Literal["level", "cumulative"]
CONVENTIONS: tuple[Convention, ...] = ("level", "cumulative")
Mode = Literal["distributive", "ideal", "absolute"]
MODES: dict[Mode, Text] = {
    "distributive": Text("distributive mode: the values of a criterion sum to 1", "分配模式：每个准则下各方案之和为 1"),
    "ideal": Text("ideal mode: the best alternative of a criterion has 1", "理想模式：每个准则下最优方案取 1"),
    "absolute": Text("absolute mode: 1 is the best there could be", "绝对模式：以可能的最优水平为 1"),
}
RANKING_REFERENCES = (
    "Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.",
    "Belton, V., & Gear, T. (1983). On a short-coming of Saaty's method of analytic hierarchies. Omega, 11(3), "
    "228-230. https://doi.org/10.1016/0305-0483(83)90047-6",
    "Millet, I., & Saaty, T. L. (2000). On the relativity of relative measures: Accommodating both rank preservation "
    "and rank reversals in the AHP. European Journal of Operational Research, 121(1), 205-212.",
)


def total_note(level: float, cumulative: float) -> Text:
    """State the total CR by both conventions."""
    one, other = format_value(level, "four"), format_value(cumulative, "four")
    return Text(
        f"Total CR: {one} by the level convention (ΣW·CI / ΣW·RI of the lowest level), {other} by the "
        "cumulative convention (sum over the levels).",
        f"层次总排序 CR：按层加权为 {one}（最低层的 ΣW·CI / ΣW·RI），逐层累加为 {other}。",
    )


def joined_names(names: list[str]) -> Text:
    """Join names by and, in Chinese in quotation marks."""
    *most, last = [f"“{name}”" for name in names]
    if not most:
        return Text(names[0], last)
    return Text(", ".join(names[:-1]) + " and " + names[-1], "、".join(most) + "与" + last)


def ranking_headline(ranking: Ranking) -> Text:
    """Name the first alternative, or those that share the first place."""
    first = ranking.first
    score = format_value(ranking.scores.max().item(), "four")
    if len(first) == len(ranking.alternatives):
        return Text("All alternatives are ties.", "各方案均视为并列。")
    if len(first) > 1:
        names, share = joined_names(list(first)), format_value(ranking.near_tie, "percent")
        return Text(
            f"{names.en} tie for the first place: their scores, up to {score}, differ by no more than {share}.",
            f"{names.zh}并列第一：得分最高为 {score}，相差不超过 {share}。",
        )
    frame = ranking.to_frame()
    best, name = frame["alternative"].iloc[:2]
    other = format_value(frame["score"].iloc[1], "four")
    return Text(
        f"{best} comes first with {score}, before {name} with {other}.",
        f"“{best}”排名第一，得分 {score}；其次为“{name}”（{other}）。",
    )


def ranking_tables(ranking: Ranking) -> tuple[Table, ...]:
    """Return scores, local values, consistency, and the scores by other methods."""
    notes = (total_note(*(ranking.total_consistency_ratio(name) for name in CONVENTIONS)),)
    title = Text("Total ranking of the alternatives", "层次总排序（方案层）")
    tables = [Table(title, ranking.to_frame(), notes if ranking.priorities else ()), _local_table(ranking)]
    if ranking.priorities:
        frame = ranking.consistency
        kinds = random_index_kinds(frame["random_index"].tolist())
        tables.append(Table(Text("Consistency at the leaves", "方案层判断矩阵一致性检验"), frame, kinds=kinds))
    if ranking.depends_on_method:
        tables.append(_method_table(ranking))
    return tuple(tables)


def _local_table(ranking: Ranking) -> Table:
    """Return a row a leaf: its overall weight, how its values were made, the values."""
    tree, overall = ranking.weights.tree, ranking.weights.overall
    keys = {f"alternative{k}": name for k, name in enumerate(ranking.alternatives)}
    frame = pd.DataFrame(
        {
            "code": list(ranking.local.columns),
            "indicator": [tree[leaf].name for leaf in ranking.local.columns],
            "overall_weight": [overall[leaf] for leaf in ranking.local.columns],
            "source": [ranking.sources[leaf] for leaf in ranking.local.columns],
        }
        | {key: ranking.local.loc[name].to_numpy() for key, name in keys.items()}
    )
    headers = {key: Text(name, name) for key, name in keys.items()}
    title = Text("Values of the alternatives by each criterion", "各准则下的方案权重")
    return Table(title, frame, headers=headers, kinds=dict.fromkeys(keys, "four"))


def _method_table(ranking: Ranking) -> Table:
    frame = ranking.by_method()
    keys = {f"method{k}": name for k, name in enumerate(frame.columns)}
    headers = dict(zip(keys, (METHODS[method] for method in TEXTBOOK), strict=True))
    values = {key: frame[name].to_numpy() for key, name in keys.items()}
    shown = pd.DataFrame({"alternative": list(frame.index)} | values)
    title = Text("Scores by the method of the weights", "不同权重算法下的得分")
    return Table(title, shown, headers=headers, kinds=dict.fromkeys(keys, "four"))


def ranking_conventions(ranking: Ranking) -> tuple[Text, ...]:
    """State the mode, the weights, what is called a tie, and what the first place depends on."""
    share = format_value(ranking.near_tie, "percent")
    made = Text(f"weights of the criteria: {ranking.weights.origin.en}", f"准则权重：{ranking.weights.origin.zh}")
    remarks = [(leaf, text) for leaf, found in ranking.priorities.items() for text in found.remarks]
    return (
        made,
        MODES[ranking.mode],
        Text(f"scores within {share} of the larger are ties", f"得分相差不超过较大者的 {share} 视为并列"),
        *((_METHOD,) if ranking.depends_on_method else ()),
        *(Text(f"{leaf}: {text.en}", f"{leaf}：{text.zh}") for leaf, text in remarks),
    )


_METHOD = Text(
    "which alternative has the highest score depends on the method of the weights", "得分最高的方案取决于权重算法"
)
