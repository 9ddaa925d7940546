"""The scree: eigenvalues in a row beside what they are compared with, and curves by the number of factors."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.figure import COLORS, drawing
from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

BOUND = Text("eigenvalue 1", "特征值 = 1")
OBSERVED = Text("eigenvalues of the answers", "实际特征值")


class Line(NamedTuple):
    """What the eigenvalues are compared with: one value each, and its name."""

    values: Array
    name: Text


class Curve(NamedTuple):
    """A value for 0, 1, 2, … factors, which number is the best, if one is, and the name."""

    y: Array
    best: int | None
    name: str


@result_class
class EigenvalueCriterion(Result):
    """What the rules that count eigenvalues have in common.

    Attributes
    ----------
    n_factors : int
        How many are suggested.
    eigenvalues : ndarray, shape (p,)
        Descending.
    n_used, n_total : int
        Respondents that count; respondents in all.
    """

    n_factors: int
    eigenvalues: Array
    n_used: int
    n_total: int
    made: tuple[Text, ...] = field(repr=False)
    title: ClassVar[Text]

    @property
    @abstractmethod
    def lines(self) -> tuple[Line, ...]:
        """What the eigenvalues are compared with, for the picture."""

    def columns(self) -> dict[str, Array]:
        """Return what stands beside the eigenvalues, by the names of the columns."""
        return {}

    def to_frame(self) -> pd.DataFrame:
        """Return one row an eigenvalue: position, eigenvalue, what it is compared with, retained."""
        k = np.arange(1, len(self.eigenvalues) + 1)
        frame = {"position": k, "eigenvalue": self.eigenvalues, **self.columns(), "retained": k <= self.n_factors}
        return pd.DataFrame(frame)

    def tables(self) -> tuple[Table, ...]:
        """Return the eigenvalues and what they are compared with."""
        return (Table(self.title, self.to_frame()),)

    def plot(self, ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw the scree, and what the eigenvalues are compared with."""
        return draw_scree(self.eigenvalues, self.lines, self.n_factors, ax, language)


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


def draw_curves(curves: Sequence[Curve], x: Text, y: Text, ax: Axes | None, language: Language) -> Axes:
    """Draw curves by the number of factors, the best number of each filled; x and y name the axes."""
    with drawing(language, ax) as axes:
        for color, curve in zip(COLORS, curves, strict=False):
            axes.plot(curve.y, "o-", color=color, markerfacecolor="white", label=curve.name)
            if curve.best is not None:
                axes.plot(curve.best, curve.y[curve.best], "o", color=color)
        axes.set_xlabel(x.said(language))
        axes.set_ylabel(y.said(language))
        count_in_whole_numbers(axes)
        axes.legend()
    return axes


def count_in_whole_numbers(ax: Axes) -> None:
    """Set the ticks of the horizontal axis on whole numbers only."""
    locator: Any = ax.xaxis.get_major_locator()
    locator.set_params(integer=True)
