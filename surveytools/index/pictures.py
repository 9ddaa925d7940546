"""Pictures of an index: the groups with their intervals, and their means on every dimension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from surveytools.base.figure import COLORS, drawing
from surveytools.base.labels import Language, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_ranking(groups: pd.DataFrame, ax: Axes | None, language: Language) -> Axes:
    """Draw the groups, the best first in the frame and on top, with their intervals."""
    frame = groups.iloc[::-1]
    x = frame["index_100"].to_numpy()
    reach = np.array([x - frame["ci_low_100"], frame["ci_high_100"] - x])
    with drawing(language, ax) as axes:
        axes.errorbar(x, range(len(x)), xerr=reach, fmt="o", color=COLORS[0], capsize=4)
        axes.set_yticks(range(len(x)), [str(name) for name in frame["group"]])
        axes.set_ylim(-0.6, len(x) - 0.4)
        axes.set_xlabel(Text("Index (0–100) with 95% interval", "指数（0–100）及 95% 置信区间").said(language))
    return axes


def draw_profile(means: pd.DataFrame, names: Sequence[str], ax: Axes | None, language: Language) -> Axes:
    """Draw the means of the groups (columns) on every dimension (rows), called by its name."""
    with drawing(language, ax) as axes:
        lines = [
            axes.plot(means[name], range(len(means)), "o-", color=COLORS[k % len(COLORS)])[0]
            for k, name in enumerate(means.columns)
        ]
        axes.set_yticks(range(len(means)), names)
        axes.invert_yaxis()
        axes.set_xlabel(Text("Mean score", "平均得分").said(language))
        axes.legend(lines, [str(name) for name in means.columns])
    return axes
