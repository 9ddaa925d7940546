"""Pictures of an item analysis: the answers as stacked bars, and the correlations with the rest as dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import OptionError, optional
from surveytools.base.figure import COLORS, drawing
from surveytools.base.labels import Language, Text, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from surveytools.items.analysis import ItemAnalysis

Array = NDArray[np.float64]
MOST_ANSWERS = 11
LABELED_SHARE = 0.05
LONGEST_NAME = 28  # characters of a name beside the bars
BRIGHT = 0.5  # luminance of a color from which black is easier to read on it than white


def draw_answers(found: ItemAnalysis, ax: Axes | None, language: Language) -> Axes:
    """Draw a bar an item, cut into the shares of its answers; items that were turned around are marked."""
    found.basis.check_unchanged()
    values, shares = answer_shares(found)
    colors = optional("matplotlib", "report").colormaps["RdBu"](np.linspace(0.1, 0.9, len(values)))
    with drawing(language, ax, size=(7.5, 1.2 + 0.32 * len(shares))) as axes:
        left, rows = np.zeros(len(shares)), np.arange(len(shares))
        for k, value in enumerate(values):
            bars = axes.barh(rows, shares[:, k], left=left, color=colors[k], label=f"{value:g}", height=0.8)
            words = [f"{100 * share:.0f}" if share >= LABELED_SHARE else "" for share in shares[:, k]]
            axes.bar_label(bars, words, label_type="center", fontsize=8, color=_readable(colors[k]))
            left += shares[:, k]
        _name_rows(axes, found, language)
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_formatter(optional("matplotlib.ticker", "report").PercentFormatter(1))
        axes.set_xlabel(Text("Share of the answers", "作答占比").said(language))
        axes.legend(ncols=len(values), loc="lower left", bbox_to_anchor=(0, 1), handlelength=1, columnspacing=1)
    return axes


def draw_item_rest(found: ItemAnalysis, ax: Axes | None, language: Language) -> Axes:
    """Draw the correlation of each item with the sum of the others, and the limit of the rules."""
    r, limit = found.table["item_rest_r"], found.rules.item_rest_r
    with drawing(language, ax, size=(6.5, 1.2 + 0.2 * len(r))) as axes:
        axes.plot(r, np.arange(len(r)), "o", color=COLORS[0])
        if limit is not None:
            words = Text(f"limit {limit:g} ({found.rules.name})", f"界限 {limit:g}（{found.rules.name}）")
            axes.axvline(limit, lw=1, ls="--", color=COLORS[1], label=words.said(language))
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1))
        axes.axvline(0, lw=0.5, color=COLORS[4])
        _name_rows(axes, found, language)
        axes.grid(axis="y", lw=0.3)
        axes.set_xlabel(label("item_rest_r").text.said(language))
    return axes


def _name_rows(axes: Axes, found: ItemAnalysis, language: Language) -> None:
    """Name the rows from the top, long names shortened, and say which items were turned around."""
    turned = Text(" (reversed)", "（反向）").said(language)
    names = [name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…" for name in found.names]
    signs = found.basis.sign
    axes.set_yticks(range(len(names)), [name + turned * bool(s < 0) for name, s in zip(names, signs, strict=True)])
    axes.set_ylim(len(names) - 0.4, -0.6)


def _readable(color: Array) -> str:
    """Return black or white, whichever is easier to read on a color."""
    return "black" if float(color[:3] @ np.array([0.299, 0.587, 0.114])) > BRIGHT else "white"


def answer_shares(found: ItemAnalysis) -> tuple[list[float], Array]:
    """Return the answers that occur, or could on a scale of whole numbers, and their shares, one row an item."""
    basis = found.basis
    ends = basis.ends or (0.0, 0.0)
    columns = [sum(ends) - column if s < 0 else column for column, s in zip(basis.X.T, basis.sign, strict=True)]
    values = {float(value) for column in columns for value in np.unique(column[~np.isnan(column)])[: MOST_ANSWERS + 1]}
    if basis.scale and all(value.is_integer() for value in (*values, *map(float, ends))):
        values |= set(np.arange(ends[0], ends[1] + 1).tolist())
    if len(values) > MOST_ANSWERS:
        raise OptionError(
            f"there are more than {MOST_ANSWERS} different answers", hint='Too many for bars; take kind="item_rest_r".'
        )
    ordered = sorted(values)
    counts = np.array([[(column == value).sum() for value in ordered] for column in columns])
    return ordered, counts / counts.sum(axis=1, keepdims=True)
