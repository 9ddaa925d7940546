"""Pictures of factor loadings: a colored table, a path diagram, a biplot."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, check_option, optional
from surveytools.base.figure import COLORS, drawing
from surveytools.base.labels import Language, Text
from surveytools.factors.loadings import CUTOFF, item_order

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from surveytools.factors.analysis import FactorAnalysis

Array = NDArray[np.float64]
PlotKind = Literal["loadings", "path", "biplot"]
PLOT_KINDS: tuple[PlotKind, ...] = ("loadings", "path", "biplot")
_ON_LINE: dict[str, Any] = {"ha": "center", "va": "center", "bbox": {"fc": "white", "ec": "none", "pad": 0.5}}


def draw_analysis(found: FactorAnalysis, kind: PlotKind, ax: Axes | None, language: Language) -> Axes:
    """Draw an analysis as a colored table of loadings, as a path diagram, or as a biplot with the scores."""
    check_option("kind", kind, PLOT_KINDS)
    if kind == "loadings":
        return draw_loadings(found.loadings, ax, language)
    if kind == "path":
        return draw_path(found.loadings, found.factor_correlations, ax, language)
    return draw_biplot(found.loadings, found.scores().scores, ax, language)


def draw_loadings(loadings: pd.DataFrame, ax: Axes | None, language: Language) -> Axes:
    """Draw the loadings as a table whose cells are colored by sign and size."""
    L = loadings.to_numpy()
    with drawing(language, ax, size=(1.6 + 0.8 * L.shape[1], 1 + 0.26 * len(L))) as axes:
        axes.pcolormesh(L, cmap="RdBu_r", vmin=-1, vmax=1)
        axes.invert_yaxis()
        axes.set_xticks(np.arange(L.shape[1]) + 0.5, list(loadings.columns))
        axes.set_yticks(np.arange(len(L)) + 0.5, [str(name) for name in loadings.index])
        axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
        for (i, j), value in np.ndenumerate(L):
            color = "white" if abs(value) > 0.6 else "black"
            axes.text(j + 0.5, i + 0.5, f"{round(value, 2) + 0:.2f}", ha="center", va="center", fontsize=8, color=color)
    return axes


def draw_path(loadings: pd.DataFrame, correlations: pd.DataFrame, ax: Axes | None, language: Language) -> Axes:
    """Draw factors as circles, items as boxes, loadings of .3 and more as arrows, correlations as arcs."""
    p, m = loadings.shape
    at_item, at_factor = np.arange(p)[::-1], np.linspace(p - 1, 0, m + 2)[1:-1]
    grouped = loadings.iloc[item_order(loadings.to_numpy())]
    with drawing(language, ax, size=(7, 1 + 0.3 * p)) as axes:
        for y, (name, row) in zip(at_item, grouped.iterrows(), strict=True):
            axes.text(1, y, str(name), ha="left", va="center", fontsize=9,
                      bbox={"boxstyle": "square", "fc": "white", "ec": COLORS[4]})  # fmt: skip
            for k in np.flatnonzero(row.abs() >= CUTOFF):
                _arrow(axes, (0, at_factor[k]), (0.99, y), f"{row.iloc[k]:.2f}", COLORS[k % len(COLORS)])
        for k, y in enumerate(at_factor):
            axes.text(0, y, str(loadings.columns[k]), ha="center", va="center", zorder=3,
                      bbox={"boxstyle": "circle,pad=0.5", "fc": "white", "ec": COLORS[k % len(COLORS)]})  # fmt: skip
        _draw_arcs(axes, at_factor, correlations.to_numpy())
        axes.set_xlim(-0.15 - 0.11 * m, 1.4)
        axes.set_ylim(-1, p)
        axes.set_axis_off()
    return axes


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], words: str, color: str) -> None:
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": color, "shrinkA": 14, "shrinkB": 2})
    x, y = 0.72 * end[0] + 0.28 * start[0], 0.72 * end[1] + 0.28 * start[1]
    ax.text(
        x, y, words, fontsize=7, color=color, ha="center", va="center", bbox={"fc": "white", "ec": "none", "pad": 0.5}
    )


def _draw_arcs(ax: Axes, y: Array, Phi: Array) -> None:
    """Draw the correlations of factors as arcs to their left, those of distant factors further out."""
    patches, paths = optional("matplotlib.patches", "report"), optional("matplotlib.path", "report")
    for i, j in combinations(range(len(y)), 2):
        if abs(Phi[i, j]) < 0.005:
            continue
        middle, reach = (y[i] + y[j]) / 2, 0.22 * (j - i)
        curve = paths.Path([(-0.07, y[i]), (-0.07 - reach, middle), (-0.07, y[j])], [1, 3, 3])
        ax.add_patch(patches.FancyArrowPatch(path=curve, arrowstyle="<->", mutation_scale=9, color=COLORS[4], lw=0.8))
        ax.text(-0.07 - reach / 2, middle, f"{Phi[i, j]:.2f}", fontsize=7, color=COLORS[4], **_ON_LINE)


def draw_biplot(loadings: pd.DataFrame, scores: pd.DataFrame, ax: Axes | None, language: Language) -> Axes:
    """Draw respondents by their scores on the first two factors, and the items as arrows."""
    if loadings.shape[1] < 2:
        raise ItemsError("a biplot needs two factors", hint="Take two factors or more, or plot the loadings.")
    with drawing(language, ax, size=(6.5, 6.5)) as axes:
        axes.scatter(scores.iloc[:, 0], scores.iloc[:, 1], s=8, color=COLORS[4], alpha=0.25, linewidths=0)
        reach = 0.9 * float(np.nanquantile(np.abs(scores.iloc[:, :2].to_numpy()), 0.99))
        for name, (x, y) in zip(loadings.index, loadings.iloc[:, :2].to_numpy() * reach, strict=True):
            axes.annotate("", (x, y), (0, 0), arrowprops={"arrowstyle": "->", "color": COLORS[0]})
            axes.text(1.03 * x, 1.03 * y, str(name), fontsize=8, color=COLORS[0],
                      ha="left" if x > 0 else "right", va="bottom" if y > 0 else "top")  # fmt: skip
        axes.axhline(0, lw=0.5, color=COLORS[4])
        axes.axvline(0, lw=0.5, color=COLORS[4])
        axes.set_xlabel(_axis(loadings.columns[0]).said(language))
        axes.set_ylabel(_axis(loadings.columns[1]).said(language))
    return axes


def _axis(name: object) -> Text:
    return Text(f"Score on {name}", f"{name} 得分")
