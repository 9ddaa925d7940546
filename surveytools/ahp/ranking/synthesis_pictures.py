"""Pictures of a ranking: the scores, and what they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from surveytools.base.figure import COLORS, drawing
from surveytools.base.labels import Language, Text
from surveytools.base.table import format_value

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from surveytools.ahp.ranking.rankings import Ranking

RankingPicture = Literal["scores", "contributions"]
RANKING_PICTURES: tuple[RankingPicture, ...] = ("scores", "contributions")


def draw_scores(ranking: Ranking, ax: Axes | None, language: Language) -> Axes:
    """Draw the scores as bars, the best on top, those in the first place in another color."""
    frame = ranking.to_frame()
    with drawing(language, ax, size=(7, 1 + 0.35 * len(frame))) as axes:
        colors = [COLORS[1] if place == 1 else COLORS[0] for place in frame["rank"]]
        bars = axes.barh(range(len(frame)), frame["score"], color=colors)
        axes.bar_label(bars, [format_value(score, "four") for score in frame["score"].tolist()], padding=3)
        _name_rows(axes, frame["alternative"].tolist())
        axes.margins(x=0.12)
        axes.set_xlabel(Text("Score", "综合得分").said(language))
    return axes


def draw_contributions(ranking: Ranking, ax: Axes | None, language: Language) -> Axes:
    """Draw what each child of the root adds to the scores, the best alternative on top."""
    tree = ranking.weights.tree
    order = ranking.to_frame()["alternative"].tolist()
    parts = ranking.contributions().loc[order]
    with drawing(language, ax, size=(7, 1.4 + 0.35 * len(order))) as axes:
        left = np.zeros(len(order))
        for k, child in enumerate(tree.children(tree.root)):
            part = parts[list(tree.leaves(child))].sum(axis=1).to_numpy()
            name = tree.name(child, language)
            axes.barh(range(len(order)), part, left=left, color=COLORS[k % len(COLORS)], label=name)
            left += part
        _name_rows(axes, order)
        axes.set_xlabel(Text("Score, by criterion", "综合得分（按准则分解）").said(language))
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return axes


def _name_rows(axes: Axes, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
