"""Pictures of weights: as bars, with their intervals, or with every expert's beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from surveytools.ahp.entries import Array
from surveytools.base.figure import COLORS, drawing
from surveytools.base.labels import Language, Text
from surveytools.base.table import format_value

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PanelPicture = Literal["weights", "experts"]
PANEL_PICTURES: tuple[PanelPicture, ...] = ("weights", "experts")


def draw_weights(names: Sequence[Text], w: Array, ax: Axes | None, language: Language) -> Axes:
    """Draw weights w (n,) as bars, the first on top."""
    with drawing(language, ax, size=(7, 1 + 0.35 * len(w))) as axes:
        bars = axes.barh(range(len(w)), w, color=COLORS[0])
        axes.bar_label(bars, [format_value(x, "four") for x in w.tolist()], padding=3)
        axes.set_yticks(range(len(w)), [name.said(language) for name in names])
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.set_xlabel(Text("Weight", "权重").said(language))
    return axes


def draw_intervals(names: Sequence[Text], w: Array, limits: Array, ax: Axes | None, language: Language) -> Axes:
    """Draw weights w (n,) with their limits (2, n), the first on top; NaN limits are left out."""
    with drawing(language, ax, size=(7, 1.2 + 0.35 * len(w))) as axes:
        rows = np.arange(len(w))
        axes.hlines(rows, limits[0], limits[1], color=COLORS[0], linewidth=2, alpha=0.55)
        axes.plot(w, rows, "o", color=COLORS[0], markersize=6)
        _finish(axes, names, language)
        axes.set_xlabel(Text("Weight, with 95% interval", "权重及 95% 置信区间").said(language))
    return axes


def draw_experts(names: Sequence[Text], w: Array, own: Array, ax: Axes | None, language: Language) -> Axes:
    """Draw the weights own (K, n) of every expert, and those of the group, w (n,)."""
    with drawing(language, ax, size=(7, 1.5 + 0.4 * len(w))) as axes:
        rows = np.arange(len(w))
        shift = np.linspace(-0.22, 0.22, len(own))[:, None] if len(own) > 1 else np.zeros((1, 1))
        said = Text("Experts", "各位专家").said(language), Text("Panel", "专家组").said(language)
        axes.plot(own.ravel(), (rows + shift).ravel(), "o", color=COLORS[4], markersize=4, alpha=0.55, label=said[0])
        axes.plot(w, rows, "D", color=COLORS[1], markersize=7, label=said[1])
        _finish(axes, names, language)
        axes.set_xlabel(Text("Weight", "权重").said(language))
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.0), ncols=2, borderaxespad=0.0)
        axes.set_ylim(len(w) - 0.5, -1.1)
    return axes


def _finish(axes: Axes, names: Sequence[Text], language: Language) -> None:
    axes.set_yticks(range(len(names)), [name.said(language) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.grid(axis="x", alpha=0.25)
