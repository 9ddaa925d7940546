"""Tables of a report about the experts of a panel: who counts and why, and where they differ most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.consistency import LIMIT
from surveytools.ahp.hierarchy_panels import HierarchyPanel
from surveytools.ahp.panel_entry import ratio_of
from surveytools.ahp.panel_tables import unchecked
from surveytools.base.labels import Kind, Text
from surveytools.base.table import Table

MOST_PAIRS = 10


def consistency_by_expert(panel: HierarchyPanel, judgments: Mapping[str, Mapping[str, Judgments]]) -> Table:
    """Return one row an expert: CR at every node, and whether the expert counts; judgments by expert and node."""
    columns = {f"cr{k}": node for k, node in enumerate(panel.panels, 1)}
    gaps = {name: sum(len(one.missing_pairs) for one in given.values()) for name, given in judgments.items()}
    rows = [
        {"expert": name, **dict(zip(columns, _ratios(panel, name).values(), strict=True)),
         "remark": _remark(panel, name, count)}
        for name, count in gaps.items()
    ]  # fmt: skip
    kinds: dict[str, Kind] = dict.fromkeys(columns, "four")
    headers = {key: panel.tree[node].name for key, node in columns.items()}
    notes = (_BY_NODE, _WITH_GAPS) if any(gaps.values()) else (_BY_NODE,)
    return Table(Text("Consistency of each expert", "各位专家的一致性检验"), pd.DataFrame(rows), notes, headers, kinds)


_BY_NODE = Text("CR of the judgments below each indicator.", "各列为该指标下判断矩阵的 CR。")
_WITH_GAPS = Text(
    "With unanswered pairs CR goes by RI(n, m); — where the answers cannot contradict each other.",
    "有未作答的比较时，CR 采用 RI(n, m)；“—”表示所作判断之间不可能相互矛盾，CR 无法计算。",
)


def disagreements_by_node(panel: HierarchyPanel) -> Iterator[Table]:
    """Yield the pairs of all nodes on which the experts differ most, nothing for a single expert."""
    frames = [
        frame.assign(node=pd.Series([panel.tree[node].name] * len(frame), dtype=object))
        for node, one in panel.panels.items()
        if len(frame := one.disagreements())
    ]
    if frames:
        frame = pd.concat(frames, ignore_index=True).sort_values("log_sd", ascending=False, kind="stable")
        frame = frame[["node", *(name for name in frame.columns if name != "node")]]
        title = Text("Comparisons on which the experts differ most", "专家分歧最大的比较")
        yield Table(title, frame.head(MOST_PAIRS).reset_index(drop=True))


def _remark(panel: HierarchyPanel, expert: str, unanswered: int) -> Text:
    """Say whether an expert counts, and how many pairs were not answered."""
    verdict = _verdict(panel, expert)
    if not unanswered:
        return verdict
    pairs = "pair" if unanswered == 1 else "pairs"
    return Text(f"{verdict.en}; {unanswered} {pairs} unanswered", f"{verdict.zh}；{unanswered} 个比较未作答")


def _verdict(panel: HierarchyPanel, expert: str) -> Text:
    limit, ratios = panel.settings.max_consistency_ratio, _ratios(panel, expert)
    if expert in panel.excluded and limit is not None:
        names = _names(panel, [node for node, ratio in ratios.items() if ratio >= limit])
        return Text(f"left out: CR of {limit:g} or more below {names.en}", f"剔除：{names.zh}的 CR 不小于 {limit:g}")
    doubtful = [node for node, ratio in ratios.items() if ratio >= LIMIT]
    if doubtful:
        names = _names(panel, doubtful)
        return Text(
            f"counts, though CR is not below {LIMIT:g} below {names.en}", f"保留，但{names.zh}的 CR 不小于 {LIMIT:g}"
        )
    unknown = [node for node, one in panel.panels.items() if expert in unchecked(one)]
    if unknown and limit is not None:
        names = _names(panel, unknown)
        return Text(f"counts, though CR is undefined below {names.en}", f"保留，但{names.zh}的 CR 无法计算")
    return Text("counts", "保留")


def _ratios(panel: HierarchyPanel, expert: str) -> dict[str, float]:
    """Return the CR of an expert at every node, NaN where there is none."""
    return {node: ratio_of(one.found[expert]) for node, one in panel.panels.items()}


def _names(panel: HierarchyPanel, nodes: list[str]) -> Text:
    names = [panel.tree[node].name for node in nodes]
    return Text(", ".join(name.en for name in names), "、".join(f"“{name.zh}”" for name in names))
