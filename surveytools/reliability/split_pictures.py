"""The picture of many splits: how their coefficients are spread."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from surveytools.base.figure import COLORS, drawing
from surveytools.base.labels import Language, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]


def draw_splits(coefficients: Array, mean: float, ax: Axes | None, language: Language) -> Axes:
    """Draw the distribution of the coefficient of splits, shape (m,), with its mean."""
    with drawing(language, ax) as axes:
        bins = int(np.clip(math.sqrt(len(coefficients)), 5, 60))
        axes.hist(coefficients, bins=bins, color=COLORS[0], edgecolor="white", linewidth=0.3)
        said = Text(f"mean {mean:.3f}", f"均值 {mean:.3f}")
        axes.axvline(mean, color=COLORS[1], linestyle="--", label=said.said(language))
        axes.set_xlabel(Text("Guttman's split-half coefficient", "Guttman 分半系数").said(language))
        axes.set_ylabel(Text("Splits", "分半数").said(language))
        axes.legend()
    return axes
