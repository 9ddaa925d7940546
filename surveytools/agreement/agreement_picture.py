"""The picture of Bland and Altman: differences against means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surveytools.base.figure import COLORS, drawing
from surveytools.base.labels import Language, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from surveytools.agreement.limits_of_agreement import BlandAltman, Line

_LINES: tuple[tuple[Line, Text, str], ...] = (
    ("upper", Text("Upper limit", "上限"), COLORS[1]),
    ("bias", Text("Bias", "偏差"), COLORS[0]),
    ("lower", Text("Lower limit", "下限"), COLORS[1]),
)


def draw_limits(found: BlandAltman, ax: Axes | None, language: Language) -> Axes:
    """Draw the points, the three lines, and their 95% intervals as bands."""
    percent = found.difference == "percent"
    with drawing(language, ax) as axes:
        axes.scatter(found.means, found.differences, s=22, color=COLORS[4], alpha=0.75, linewidths=0)
        axes.axhline(0, color="black", lw=0.8, ls=":")
        for name, words, color in _LINES:
            value = getattr(found, name)
            low, high, *_ = found.interval(name)
            axes.axhspan(low, high, color=color, alpha=0.13, lw=0)
            axes.axhline(value, color=color, lw=1.4, ls="-" if name == "bias" else "--")
            label = f"{words.said(language)} {value:.2f}".replace("-", "−")
            axes.annotate(
                label, (1, value), xycoords=("axes fraction", "data"), xytext=(5, 0), textcoords="offset points",
                va="center", color=color, fontsize=9, annotation_clip=False,
            )  # fmt: skip
        a, b = found.names
        unit = Text(" (% of the mean)", "（占均值的百分比）") if percent else Text("", "")
        axes.set_xlabel(Text(f"Mean of {a} and {b}", f"{a} 与 {b} 的均值").said(language))
        axes.set_ylabel(Text(f"{a} − {b}{unit.en}", f"{a} − {b}{unit.zh}").said(language))
        axes.set_title(Text("Limits of agreement", "Bland–Altman 一致性界限").said(language))
    return axes
