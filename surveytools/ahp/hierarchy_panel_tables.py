"""The tables and words of a panel on a hierarchy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from surveytools.ahp.panel_entry import alike
from surveytools.ahp.panel_tables import (
    closeness,
    comparable,
    compatibility_note,
    consensus_table,
    excluded_table,
    experts,
    spread_notes,
    unchecked,
)
from surveytools.base.labels import Text
from surveytools.base.table import Table, format_value

if TYPE_CHECKING:
    from surveytools.ahp.hierarchy_panels import HierarchyPanel
    from surveytools.ahp.panels import Panel


def hierarchy_headline(panel: HierarchyPanel) -> Text:
    """Name the heaviest leaf with its interval, and where the experts agree least."""
    leaves = panel.to_frame().set_index("code").loc[list(panel.tree.leaves())]
    top = str(leaves["overall_weight"].idxmax())
    weight, low, high = (leaves[f"overall_{part}"][top] for part in ("weight", "ci_low", "ci_high"))
    name, who = panel.tree[top].name, experts(panel.n_used)
    code = ("", "") if name.en == top else (f" ({top})", f"（{top}）")
    en, zh = f", 95% CI [{low:.3f}, {high:.3f}]", f"，95% 置信区间 [{low:.3f}, {high:.3f}]"
    en, zh = ("", "") if np.isnan(low) else (en, zh)
    said = Text(f"{who.en}: {name.en}{code[0]} weighs most, {weight:.4f} of the whole{en}",
                f"{who.zh}：{name.zh}{code[1]}的总权重最大，为 {weight:.4f}{zh}")  # fmt: skip
    if not _comparable(panel):
        return Text(f"{said.en}.", f"{said.zh}。")
    node, least = min(panel.consensus().items(), key=lambda pair: pair[1].consensus)
    value, below = format_value(least.consensus, "number"), panel.tree[node].name
    return Text(
        f"{said.en}; the consensus is lowest below {below.en}, S* = {value}, {least.verdict().en}.",
        f"{said.zh}；“{below.zh}”下的共识度最低，S* = {value}，{least.verdict().zh}。",
    )


def hierarchy_tables(panel: HierarchyPanel) -> tuple[Table, ...]:
    """Return leaves and dimensions with intervals, the consensus at every node, the experts, who was left out."""
    frame, is_leaf = panel.to_frame(), panel.to_frame()["code"].isin(panel.tree.leaves())
    leaves, upper = frame[is_leaf].reset_index(drop=True), frame[~is_leaf].reset_index(drop=True)
    ranks = leaves["overall_weight"].round(12).rank(ascending=False, method="min").astype(int)
    same = any(alike(one.opinions.logs) for one in panel.panels.values())
    notes = spread_notes(panel.n_used, same)
    names = {node: panel.tree[node].name for node in panel.panels}
    return (
        Table(Text("Weights of the indicators", "指标权重"), leaves.assign(rank=ranks), notes),
        *((Table(Text("Weights of the dimensions", "维度权重"), upper),) if len(upper) else ()),
        *((consensus_table(panel.consensus(), names),) if _comparable(panel) else ()),
        Table(Text("Experts", "专家"), _expert_frame(panel), (compatibility_note(),)),
        *((excluded_table(panel.excluded),) if panel.excluded else ()),
    )


def unchecked_below(panels: Mapping[str, Panel]) -> list[str]:
    """Return expert and node wherever one who counts has an undefined CR."""
    return [f"{name} ({node})" for node, one in panels.items() for name in unchecked(one)]


def _comparable(panel: HierarchyPanel) -> bool:
    """Say whether the experts can be compared at every node."""
    return all(comparable(one) for one in panel.panels.values())


def _expert_frame(panel: HierarchyPanel) -> pd.DataFrame:
    """Return one row an expert: the largest CR and its node, how far from the panel and on which leaf most."""
    leaves, nodes = list(panel.tree.leaves()), list(panel.panels)
    ratios = np.array([one.consistency_ratios for one in panel.panels.values()])
    worst = np.nan_to_num(ratios, nan=-1.0).argmax(axis=0)
    w = panel.weights().overall
    frame = pd.DataFrame(
        {
            "expert": list(panel.experts), "expert_weight": panel.shares,
            "consistency_ratio": ratios[worst, np.arange(len(worst))],
            "worst_node": [panel.tree[nodes[k]].name for k in worst.tolist()],
        }
    )  # fmt: skip
    own = panel.individual_weights()[leaves].to_numpy()
    return frame.assign(**closeness(own, np.array([w[leaf] for leaf in leaves]), leaves))
