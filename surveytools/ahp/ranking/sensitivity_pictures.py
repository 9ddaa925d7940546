"""Pictures of what a ranking depends on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from surveytools.base.figure import COLORS, drawing
from surveytools.base.labels import Language, Text
from surveytools.base.table import format_value

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from surveytools.ahp.ranking.rankings import Ranking
    from surveytools.ahp.ranking.weight_stability import Sensitivity

SensitivityPicture = Literal["stability", "gradient", "performance", "regions", "tornado"]
SENSITIVITY_PICTURES: tuple[SensitivityPicture, ...] = ("stability", "gradient", "performance", "regions", "tornado")
_STYLES = ("-", "--", ":", "-.")
_GRID = 301
_WEIGHT = Text("Local weight", "层内权重")


def _style(k: int) -> tuple[str, str]:
    """Return color and line of the kth alternative, no two alike among twenty-four."""
    return COLORS[k % len(COLORS)], _STYLES[k // len(COLORS) % len(_STYLES)]


def draw_stability(frame: pd.DataFrame, ax: Axes | None, language: Language) -> Axes:
    """Draw for every weight where it is, and from where to where the first place and the order stay."""
    with drawing(language, ax, size=(7, 1.5 + 0.36 * len(frame))) as axes:
        rows = np.arange(len(frame))
        axes.hlines(rows, 0, 1, color="#dddddd", linewidth=1)
        first = Text("first place stays", "首位不变").said(language)
        order = Text("whole order stays", "全序不变").said(language)
        axes.hlines(rows, frame["stable_low"], frame["stable_high"], color=COLORS[0], lw=7, alpha=0.35, label=first)
        axes.hlines(rows, frame["order_low"], frame["order_high"], color=COLORS[0], lw=2.5, label=order)
        weight = Text("weight", "当前权重").said(language)
        axes.plot(frame["local_weight"], rows, "o", color=COLORS[1], markersize=6, label=weight)
        axes.set_yticks(rows, [name.said(language) for name in frame["indicator"]])
        axes.set_ylim(len(frame) - 0.5, -0.5)
        axes.set_xlim(-0.01, 1.01)
        axes.set_xlabel(_WEIGHT.said(language))
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3)
    return axes


def draw_gradient(found: Sensitivity, code: str, ax: Axes | None, language: Language) -> Axes:
    """Draw the scores along one weight, its value, and where the first place changes."""
    t = np.linspace(0, 1, _GRID)
    S = found.scores_at(code, t)
    w = float(found.local_weights[found.codes.index(code)])
    critical = found.critical_weights()
    turning = (critical["code"] == code) & critical["changes_first"].astype(bool)
    turns = critical.loc[turning, "critical_weight"].to_numpy()
    with drawing(language, ax) as axes:
        for k, name in enumerate(found.ranking.alternatives):
            color, line = _style(k)
            axes.plot(t, S[:, k], line, color=color, label=name)
        axes.axvline(w, color="black", linewidth=0.9, linestyle="--")
        axes.annotate(
            format_value(w, "four"), (w, 1), xycoords=("data", "axes fraction"), xytext=(3, -2),
            textcoords="offset points", va="top", fontsize=9,
        )  # fmt: skip
        axes.plot(turns, found.scores_at(code, turns).max(axis=1), "o", color="black", markersize=5)
        name = found.ranking.weights.tree.name(code, language)
        axes.set_xlabel(Text(f"Local weight of {name}", f"“{name}”的层内权重").said(language))
        axes.set_ylabel(Text("Score", "综合得分").said(language))
        axes.set_xlim(0, 1)
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return axes


def draw_performance(ranking: Ranking, node: str, ax: Axes | None, language: Language) -> Axes:
    """Draw the values of the alternatives by each child of a node and by the node itself, bars for the weights."""
    tree, values = ranking.weights.tree, ranking.node_values
    children = list(tree.children(tree[node].code))
    places = np.arange(len(children))
    with drawing(language, ax, size=(max(7, 1.2 * len(children) + 3), 4.2)) as axes:
        shares = [ranking.weights.local.get(child, 1.0) for child in children]
        bars = axes.twinx()
        bars.bar(places, shares, width=0.5, color="#e4e4e4", zorder=0)
        bars.set_ylim(0, 1)
        bars.set_ylabel(_WEIGHT.said(language))
        bars.spines["right"].set_visible(True)
        axes.set_zorder(bars.get_zorder() + 1)
        axes.patch.set_visible(False)
        for k, name in enumerate(ranking.alternatives):
            color, line = _style(k)
            axes.plot(places, values.loc[name, children], "o" + line, color=color, label=name, markersize=5)
            axes.plot([len(children)], values.loc[name, [node]], "D", color=color, markersize=6)
        names = [tree.name(child, language) for child in children]
        axes.set_xticks(range(len(children) + 1), [*names, Text("Overall", "合计").said(language)])
        axes.set_ylabel(Text("Value of the alternative", "方案权重").said(language))
        axes.set_ylim(bottom=0)
        axes.legend(loc="center left", bbox_to_anchor=(1.1, 0.5))
    return axes


def draw_regions(found: Sensitivity, codes: Sequence[str], ax: Axes | None, language: Language) -> Axes:
    """Draw who comes first by two weights below one node, and where the weights are."""
    t = (np.arange(_GRID) + 0.5) / _GRID
    x, y = (grid.ravel() for grid in np.meshgrid(t, t))
    inside = x + y <= 1
    firsts = np.full(len(x), np.nan)
    firsts[inside] = found.firsts_at(codes, x[inside], y[inside])
    tree, local = found.ranking.weights.tree, found.ranking.weights.local
    with drawing(language, ax, size=(6.6, 5)) as axes:
        picture = np.ones((_GRID, _GRID, 3))
        for k, name in enumerate(found.ranking.alternatives):
            here = firsts == k
            if here.any():
                picture.reshape(-1, 3)[here] = _tint(k)
                axes.plot([], [], "s", color=tuple(_tint(k)), markersize=10, label=name)
        axes.imshow(picture, origin="lower", extent=(0, 1, 0, 1), aspect="equal", interpolation="nearest")
        now = Text("weights now", "当前权重").said(language)
        axes.plot(local[codes[0]], local[codes[1]], "o", color="black", markersize=7, label=now)
        for say, code in ((axes.set_xlabel, codes[0]), (axes.set_ylabel, codes[1])):
            name = tree.name(code, language)
            say(Text(f"Local weight of {name}", f"“{name}”的层内权重").said(language))
        axes.set_title(Text("First place by two weights", "两个权重下的首位方案").said(language))
        axes.legend(loc="upper right")
    return axes


def _tint(k: int) -> np.ndarray:
    """Return the color of the kth alternative as red, green, blue, lighter in each round of the colors."""
    red, green, blue = (int(COLORS[k % len(COLORS)][i : i + 2], 16) / 255 for i in (1, 3, 5))
    lighter = 0.25 + 0.22 * (k // len(COLORS) % 3)
    return np.array([red, green, blue]) * (1 - lighter) + lighter


def draw_tornado(first: str, frame: pd.DataFrame, change: float, ax: Axes | None, language: Language) -> Axes:
    """Draw the lead of the first alternative when each weight is lower and higher by a share of it."""
    share = format_value(change, "percent")
    with drawing(language, ax, size=(7, 1.6 + 0.36 * len(frame))) as axes:
        rows, now = np.arange(len(frame)), frame["lead"]
        low = Text(f"weight {share} lower", f"权重调低 {share}").said(language)
        high = Text(f"weight {share} higher", f"权重调高 {share}").said(language)
        axes.barh(rows, frame["lead_at_low"] - now, left=now, color=COLORS[1], label=low)
        axes.barh(rows, frame["lead_at_high"] - now, left=now, color=COLORS[0], label=high)
        axes.axvline(float(now.iloc[0]), color="black", linewidth=0.9)
        axes.axvline(0, color=COLORS[3], linewidth=1.2, linestyle="--")
        axes.set_yticks(rows, [name.said(language) for name in frame["indicator"]])
        axes.set_ylim(len(frame) - 0.5, -0.5)
        axes.set_xlabel(Text(f"Lead of {first} over the best other", f"“{first}”对次优方案的领先幅度").said(language))
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return axes


def draw_acceptability(shares: pd.DataFrame, ax: Axes | None, language: Language) -> Axes:
    """Draw the share of every rank (columns) for each alternative (rows), the first row on top."""
    m = len(shares)
    with drawing(language, ax, size=(7, 1.4 + 0.4 * m)) as axes:
        left = np.zeros(m)
        for r, rank in enumerate(shares.columns):
            part = shares[rank].to_numpy()
            color = tuple(_fading(r, m))
            axes.barh(
                range(m), part, left=left, color=color, label=Text(f"rank {rank}", f"第 {rank} 名").said(language)
            )
            left += part
        axes.set_yticks(range(m), [str(name) for name in shares.index])
        axes.invert_yaxis()
        axes.set_xlim(0, 1)
        axes.set_xlabel(Text("Share of the draws", "占抽样次数的比例").said(language))
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return axes


def _fading(r: int, m: int) -> np.ndarray:
    """Return the color of rank r of m: the first one full, the last one nearly white."""
    full = np.array([int(COLORS[0][i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return full + (np.array([0.93, 0.93, 0.93]) - full) * r / max(1, m - 1)
