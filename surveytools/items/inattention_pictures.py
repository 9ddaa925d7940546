"""Pictures of inattentive answers: every respondent by two indices, and the distribution of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from surveytools.base.figure import COLORS, drawing
from surveytools.base.labels import Language, Text, label
from surveytools.items.inattention_rules import RULES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from surveytools.items.inattention import Inattention

BINS = 30
GROUPS = (
    (Text("kept", "保留"), COLORS[0], "o"),
    (Text("suggested for leaving out", "建议剔除"), COLORS[1], "X"),
)


def draw_respondents(found: Inattention, ax: Axes | None, language: Language) -> Axes:
    """Draw a point a respondent: the longest run across, person-total r upwards."""
    run, fit = found.measures["longest_run"].to_numpy(), found.measures["person_total_r"].to_numpy()
    out, nothing = found.suggested.to_numpy(), np.isnan(fit)
    with drawing(language, ax, size=(7, 4.5)) as axes:
        for (words, color, marker), chosen in zip(GROUPS, (~out, out), strict=True):
            y = np.where(nothing, -1.12, fit)[chosen]
            name = f"{words.said(language)} ({chosen.sum()})"
            axes.plot(run[chosen], y, marker, color=color, alpha=0.55, ms=5, mew=0, label=name, rasterized=True)
        for limit in _limits(found, "longest_run"):
            axes.axvline(limit, lw=1, ls="--", color=COLORS[4])
        for limit in _limits(found, "person_total_r"):
            axes.axhline(limit, lw=1, ls="--", color=COLORS[4])
        _label_fit(axes, nothing.any(), language)
        axes.set_xlabel(label("longest_run").text.said(language))
        axes.set_ylabel(label("person_total_r").text.said(language))
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, handletextpad=0.3)
    return axes


def _label_fit(axes: Axes, nothing: bool, language: Language) -> None:
    """Mark the heights of r, and the one below them of answers that do not vary."""
    ticks = [-1.0, -0.5, 0.0, 0.5, 1.0]
    words = [f"{tick:g}".replace("-", "−") for tick in ticks]
    if nothing:
        ticks, words = [-1.12, *ticks], [Text("none", "无").said(language), *words]
    axes.set_yticks(ticks, words)
    axes.set_ylim(min(ticks) - 0.08, 1.08)


def _limits(found: Inattention, name: str) -> list[float]:
    """Return the limits of the rules that look at a measure; of a run its share times the number of items."""
    limits = {RULES[rule].measure: limit for rule, limit in found.rules.limits.items() if rule in found.flags}
    if name == "longest_run" and "longest_run_share" in limits:
        return [limits["longest_run_share"] * len(found.sheet.answers.names)]
    return [limits[name]] if name in limits else []


def _edges(name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the edges of bars: around whole numbers for a run, one bar for values that are all alike."""
    if name == "longest_run":
        return np.arange(values.min() - 0.5, values.max() + 1)
    alike = np.ptp(values) <= 1e-9 * np.abs(values).max()
    return values.mean() + np.array([-0.5, 0.5]) if alike else np.histogram_bin_edges(values, BINS)


def draw_measure(found: Inattention, name: str, ax: Axes | None, language: Language) -> Axes:
    """Draw how often the values of an index occur, and the limits of the rules that look at it."""
    values, out = found.measures[name].to_numpy(), found.suggested.to_numpy()
    known = ~np.isnan(values)
    edges = _edges(name, values[known])
    with drawing(language, ax, size=(7, 4)) as axes:
        parts = [values[known & chosen] for chosen in (~out, out)]
        words = [f"{words.said(language)} ({len(part)})" for (words, *_), part in zip(GROUPS, parts, strict=True)]
        axes.hist(parts, bins=edges.tolist(), stacked=True, color=[color for _, color, _ in GROUPS], label=words)
        for limit in _limits(found, name):
            axes.axvline(limit, lw=1, ls="--", color=COLORS[4])
        axes.set_xlabel(label(name).text.said(language))
        axes.set_ylabel(Text("Respondents", "人数").said(language))
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return axes
