"""The scree: eigenvalues in a row, drawn beside what they are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from surveytools.base.figure import COLORS, drawing
from surveytools.base.labels import Language, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

BOUND = Text("eigenvalue 1", "特征值 = 1")
OBSERVED = Text("eigenvalues of the answers", "实际特征值")


class Line(NamedTuple):
    """What the eigenvalues are compared with: one value each, and its name."""

    values: Array
    name: Text


def draw_scree(values: Array, lines: Sequence[Line], n_factors: int, ax: Axes | None, language: Language) -> Axes:
    """Draw eigenvalues, the retained ones filled, and the lines beside them."""
    x = np.arange(1, len(values) + 1)
    with drawing(language, ax) as axes:
        axes.plot(x, values, "-", color=COLORS[0], linewidth=1.4)
        axes.plot(x[:n_factors], values[:n_factors], "o", color=COLORS[0], label=OBSERVED.said(language))
        axes.plot(x[n_factors:], values[n_factors:], "o", color=COLORS[0], markerfacecolor="white")
        for color, style, line in zip(COLORS[1:], ("--", ":", "-.") * 2, lines, strict=False):
            axes.plot(x, line.values, style, color=color, label=line.name.said(language))
        axes.set_xlabel(Text("Number", "序号").said(language))
        axes.set_ylabel(Text("Eigenvalue", "特征值").said(language))
        axes.set_xlim(0.5, len(values) + 0.5)
        count_in_whole_numbers(axes)
        axes.legend()
    return axes


def count_in_whole_numbers(ax: Axes) -> None:
    """Set the ticks of the horizontal axis on whole numbers only."""
    locator: Any = ax.xaxis.get_major_locator()
    locator.set_params(integer=True)
