"""The tables and words of a panel."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from surveytools.ahp.aggregation import AGGREGATES, aggregated_logs
from surveytools.ahp.consensus_indices import (
    Consensus,
    centered_logs,
    exceeds,
    garuti_compatibility,
    saaty_compatibility,
)
from surveytools.ahp.entries import Array, entry_text
from surveytools.ahp.indices import worst_pairs
from surveytools.ahp.panel_entry import FEWEST, PanelSettings, alike
from surveytools.ahp.weighting_methods import METHODS
from surveytools.base.errors import check_setting, is_whole
from surveytools.base.labels import Kind, Text
from surveytools.base.table import Table, format_value

if TYPE_CHECKING:
    from surveytools.ahp.panels import Panel

PANEL_REFERENCES = (
    "Forman, E., & Peniwati, K. (1998). Aggregating individual judgments and priorities with the analytic hierarchy "
    "process. European Journal of Operational Research, 108(1), 165-169. "
    "https://doi.org/10.1016/S0377-2217(97)00244-0",
    "Aczél, J., & Saaty, T. L. (1983). Procedures for synthesizing ratio judgements. Journal of Mathematical "
    "Psychology, 27(1), 93-102. https://doi.org/10.1016/0022-2496(83)90028-7",
    "Aitchison, J. (1982). The statistical analysis of compositional data. Journal of the Royal Statistical Society: "
    "Series B, 44(2), 139-160. https://doi.org/10.1111/j.2517-6161.1982.tb01195.x",
    "Goepel, K. D. (2018). Implementation of an online software tool for the analytic hierarchy process (AHP-OS). "
    "International Journal of the Analytic Hierarchy Process, 10(3), 469-487. "
    "https://doi.org/10.13033/ijahp.v10i3.590",
    "Garuti, C., & Salomon, V. A. P. (2012). Compatibility indices between priority vectors. International Journal of "
    "the Analytic Hierarchy Process, 4(2), 152-160.",
)
LIMITS: dict[str, Kind] = {"ci_low": "four", "ci_high": "four"}
MOST_PAIRS, SAATY = 5, 9.0


def panel_headline(panel: Panel) -> Text:
    """Name the heaviest criterion with its interval, and the consensus."""
    top, who = int(np.argmax(panel.weights)), experts(panel.n_used)
    label, weight = panel.labels[top], format_value(panel.weights[top].item(), "four")
    low, high = panel.printed_limits()[:, top].tolist()
    said = f", 95% CI [{low:.3f}, {high:.3f}]", f"，95% 置信区间 [{low:.3f}, {high:.3f}]"
    en, zh = ("", "") if math.isnan(low) else said
    whole = Text(f"{who.en}: the largest weight is {weight} ({label}{en})",
                 f"{who.zh}：权重最大的是“{label}”（{weight}{zh}）")  # fmt: skip
    agreed = _consensus(panel)
    if agreed is None:
        return Text(f"{whole.en}.", f"{whole.zh}。")
    value, verdict = format_value(agreed.consensus, "number"), agreed.verdict()
    return Text(
        f"{whole.en}; consensus S* = {value}, {verdict.en}.", f"{whole.zh}；共识度 S* = {value}，{verdict.zh}。"
    )


def experts(K: int) -> Text:
    """Count experts."""
    return Text("1 expert" if K == 1 else f"{K} experts", f"{K} 名专家")


def panel_tables(panel: Panel) -> tuple[Table, ...]:
    """Return the weights with intervals, the consensus, the experts, who was left out, and where they differ."""
    agreed = _consensus(panel)
    notes = (*_group_ratio(panel), *spread_notes(panel.n_used, alike(panel.opinions.logs)))
    excluded = (excluded_table(panel.excluded),) if panel.excluded else ()
    pairs = panel.disagreements(MOST_PAIRS)
    differing = (Table(Text("Pairs on which the experts differ most", "分歧最大的比较"), pairs),) if len(pairs) else ()
    return (
        Table(Text("Weights of the panel", "专家组权重"), panel.to_frame(), notes, kinds=LIMITS),
        *(() if agreed is None else (consensus_table({"": agreed}),)),
        Table(Text("Experts", "专家"), panel.expert_frame(), (compatibility_note(),)),
        *excluded,
        *differing,
    )


def spread_notes(K: int, same: bool) -> tuple[Text, ...]:
    """Say what keeps the intervals from holding: too few experts, or the same answers by all."""
    few = Text("Fewer than three experts: the intervals say next to nothing, or there are none.",
               "专家少于 3 名：置信区间几乎没有意义，或无法给出。")  # fmt: skip
    narrow = Text(
        "The experts gave the same answers to at least half of the pairs: the intervals are too narrow, or there are "
        "none.",
        "专家对半数以上的比较给出相同答案：置信区间偏窄，或无法给出。",
    )
    return (few,) if K < FEWEST else (narrow,) if same else ()


def consensus_table(found: Mapping[str, Consensus], nodes: Mapping[str, Text] | None = None) -> Table:
    """Return one row a node: S*, its floor, verdict, S, Kendall's W and its p, experts."""
    rows: list[dict[str, Any]] = [
        {
            "node": (nodes or {}).get(code, code), "consensus": one.consensus, "consensus_floor": one.floor,
            "verdict": one.verdict(), "homogeneity": one.homogeneity, "kendall_w": one.kendall_w,
            "p_value": one.p_value, "n_experts": one.n_experts,
        }
        for code, one in found.items()
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    notes = (
        Text("Words for S* as in AHP-OS: from .50 low, .625 moderate, .75 high, .875 very high.",
             "S* 的评价沿用 AHP-OS：≥0.50 低，≥0.625 中等，≥0.75 高，≥0.875 很高。"),
        Text("Floor of S*: of so many experts who share the criteria out among them, each putting their own 9 times "
             "above the others; judgments that contradict each other can go below it.",
             "S* 的下限：该人数的专家各推重不同的要素，且均认为其重要性为其余要素的 9 倍时的 S*；"
             "判断自相矛盾时可能更低。"),
        Text("The chi-square test of W is too cautious for few experts or criteria.",
             "专家或要素较少时，W 的卡方检验偏保守。"),
    )  # fmt: skip
    return Table(Text("Consensus", "共识度"), frame if nodes else frame.drop(columns="node"), notes)


def expert_frame(panel: Panel) -> pd.DataFrame:
    """Return one row an expert: CR, worst pair, how far from the panel and on which criterion most."""
    frame = pd.DataFrame(
        {
            "expert": list(panel.experts), "expert_weight": panel.shares, "consistency_ratio": panel.consistency_ratios,
            "worst_pair": [_worst_pair(panel, name) for name in panel.experts],
        }
    )  # fmt: skip
    return frame.assign(**closeness(panel.individual_weights, panel.weights, panel.labels))


def closeness(W: Array, w: Array, labels: Sequence[str]) -> dict[str, Any]:
    """Return how far weights W (K, n) are from those of the panel, w (n,), and on which of the n criteria most."""
    gaps = centered_logs(W) - centered_logs(w)
    most = np.abs(np.nan_to_num(gaps)).argmax(axis=1)
    times = (W / w)[np.arange(len(W)), most]
    differs = [labels[k] if known else "" for k, known in zip(most, ~np.isnan(times), strict=True)]
    return {
        "distance": np.sqrt((gaps**2).sum(axis=1)), "saaty_compatibility": saaty_compatibility(W, w),
        "garuti_compatibility": garuti_compatibility(W, w), "differs_on": differs, "times_group": times,
    }  # fmt: skip


def disagreement_frame(panel: Panel, most: int | None) -> pd.DataFrame:
    """Return one row a pair with two answers or more, the widest spread of logarithms first."""
    fits = most is None or (is_whole(most) and most >= 0)
    check_setting(fits, "most", most, "count", "Give a whole number from 0 on, or None for all.")
    logs, labels, names = panel.opinions.logs, panel.labels, panel.experts
    group = np.log(panel.weights)[:, None] - np.log(panel.weights)
    if panel.settings.aggregate == "aij":
        group = aggregated_logs(logs, panel.shares)
    rows = [
        (i, j, float(np.nanstd(logs[:, i, j], ddof=1)))
        for i, j in zip(*np.triu_indices(len(labels), 1), strict=True)
        if (~np.isnan(logs[:, i, j])).sum() > 1
    ]
    rows.sort(key=lambda row: -round(row[2], 9))
    return pd.DataFrame(
        [
            {
                "pair": f"{labels[i]} : {labels[j]}", "group_ratio": entry_text(math.exp(group[i, j])),
                "lowest": entry_text(math.exp(logs[low, i, j])), "lowest_expert": names[low],
                "highest": entry_text(math.exp(logs[high, i, j])), "highest_expert": names[high], "log_sd": spread,
            }
            for i, j, spread in rows[:most]
            for low, high in [(int(np.nanargmin(logs[:, i, j])), int(np.nanargmax(logs[:, i, j])))]
        ]
    )  # fmt: skip


def excluded_table(excluded: Mapping[str, float]) -> Table:
    """Return the experts left out with their CR."""
    frame = pd.DataFrame({"expert": list(excluded), "consistency_ratio": list(excluded.values())})
    silent = Text("Without a CR: no pair answered.", "无 CR 者未回答任何比较。")
    return Table(Text("Experts left out", "剔除的专家"), frame, (silent,) if frame.isna().any(axis=None) else ())


def compatibility_note() -> Text:
    """Say which values of the compatibility indices mean that the weights are the panel's."""
    return Text(
        "Distance of the centered log weights from the panel's: 0 where they are the same; both compatibility indices "
        "are then 1, Saaty's growing and Garuti's falling with the difference.",
        "距离为中心化对数权重与专家组的欧氏距离；权重与专家组相同时距离为 0，两种相容性指标均为 1；差异越大，"
        "Saaty 指标越大，Garuti 指标越小。",
    )


def panel_conventions(panel: Panel) -> tuple[Text, ...]:
    """State what was averaged, the method, the experts, and what the intervals are about."""
    made = made_words(panel.settings, panel.excluded, panel.n_total)
    kept = unchecked_words(panel.settings, unchecked(panel))
    return (*made, *kept, *_gap_words(panel), *interval_words(), *beyond_saaty([panel]))


def made_words(settings: PanelSettings, excluded: Mapping[str, float], N: int) -> tuple[Text, ...]:
    """State what was averaged, the method, and who of the N experts was left out."""
    silent = sum(math.isnan(ratio) for ratio in excluded.values())
    above = len(excluded) - silent
    made, how, limit = AGGREGATES[settings.aggregate], METHODS[settings.method], settings.max_consistency_ratio
    equal = Text("experts of equal weight", "各专家等权")
    given = Text("experts weighted as given", "专家权重按给定值")
    left_out = Text(f"experts with a CR of {limit} or more left out: {above} of {N}",
                    f"剔除 CR 不小于 {limit} 的专家：{N} 名中 {above} 名")  # fmt: skip
    unheard = Text(f"experts without an answer left out: {silent} of {N}",
                   f"剔除未作答的专家：{N} 名中 {silent} 名")  # fmt: skip
    return (
        made,
        Text(f"weights by the {how.en}", f"以{how.zh}求权重"),
        equal if settings.expert_weights is None else given,
        *(() if limit is None else (left_out,)),
        *((unheard,) if silent else ()),
    )


def unchecked(panel: Panel) -> list[str]:
    """Return the experts who count with a CR that is undefined, as their answers are too few for a contradiction."""
    answered = panel.opinions.known.sum(axis=(1, 2)) > len(panel.labels)
    unknown = answered & np.isnan(panel.consistency_ratios)
    return [name for name, one in zip(panel.experts, unknown, strict=True) if one]


def unchecked_words(settings: PanelSettings, names: Sequence[str]) -> tuple[Text, ...]:
    """State who counts although the limit of CR, if there is one, says nothing of them."""
    if settings.max_consistency_ratio is None or not names:
        return ()
    return (Text(f"kept without a CR, as the answers are too few to contradict each other: {', '.join(names)}",
                 f"作答过少、不可能相互矛盾，CR 无法计算而予保留：{'、'.join(names)}"),)  # fmt: skip


def beyond_saaty(panels: Iterable[Panel]) -> tuple[Text, ...]:
    """Say that judgments above 9 have a consensus only when it is said where their scale ends."""
    said = Text("no consensus S*, as judgments are above 9: say where the scale ends, consensus(largest)",
                "判断值超过 9，未给出共识度 S*：须以 consensus(largest) 指明标度上限")  # fmt: skip
    return (said,) if any(exceeds(panel.opinions.logs, SAATY) for panel in panels) else ()


def interval_words() -> tuple[Text, ...]:
    """State how the intervals are made, and what they are about."""
    return (
        Text("95% intervals by t on the logit scale, from the spread of the log weights among the experts",
             "95% 置信区间：由专家对数权重的离散程度，在 logit 尺度上按 t 分布计算"),
        Text("they are about the population of such experts answering on this scale, not about opinions finer than "
             "its steps", "区间针对使用同一标度作答的同类专家总体，不涉及比标度更细的真实看法"),
    )  # fmt: skip


def _group_ratio(panel: Panel) -> tuple[Text, ...]:
    if math.isnan(panel.consistency_ratio):
        return ()
    ratio = format_value(panel.consistency_ratio, "four")
    return (Text(f"CR of the aggregated judgments: {ratio}", f"汇总判断矩阵的 CR：{ratio}"),)


def _gap_words(panel: Panel) -> tuple[Text, ...]:
    gaps = int((~panel.opinions.known).sum()) // 2
    if not gaps:
        return ()
    said = Text(f"{gaps} unanswered pairs, the others pooled in one logarithmic least squares",
                f"{gaps} 个比较未作答，其余合并作对数最小二乘")  # fmt: skip
    low = Text("the CR of the aggregated judgments takes unanswered pairs as fitting and is on the low side",
               "汇总矩阵的 CR 将未作答的比较视为一致，因而偏低")  # fmt: skip
    return (said, low) if panel.settings.aggregate == "aij" else (said,)


def _consensus(panel: Panel) -> Consensus | None:
    return panel.consensus() if comparable(panel) else None


def comparable(panel: Panel) -> bool:
    """Say whether two experts or more have weights of their own, from judgments up to 9, so that S* is printed."""
    known = (~np.isnan(panel.individual_weights).any(axis=1)).sum()
    return bool(known > 1) and not exceeds(panel.opinions.logs, SAATY)


def _worst_pair(panel: Panel, expert: str) -> Text:
    """Say which judgment of an expert is furthest above what the own weights imply, and what these imply."""
    found = panel.found[expert]
    worst = [] if found is None else worst_pairs(found.judgments.matrix, found.weights, 1)
    if found is None or not worst:
        return Text("", "")
    i, j, _ = worst[0]
    if found.judgments.matrix[i, j] < 1:
        i, j = j, i
    given, implied = found.judgments.matrix[i, j].item(), (found.weights[i] / found.weights[j]).item()
    said = f"{found.labels[i]} : {found.labels[j]} = {entry_text(given)}"
    return Text(f"{said} (weights: {implied:.2f})", f"{said}（权重之比 {implied:.2f}）")
