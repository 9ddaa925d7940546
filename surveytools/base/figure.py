"""Axes in one style, with Chinese glyphs on any machine and without touching global settings."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveytools.base.errors import check_option, check_setting, optional
from surveytools.base.labels import LANGUAGES, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FONT = "SurveyTools Sans SC"
COLORS = ("#1f5a96", "#d1762a", "#3f8f5b", "#a2437a", "#6b6b6b", "#c2a21e")

_STYLE: dict[str, Any] = {
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titleweight": "normal",
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.labelsize": 10,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.frameon": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "surveytools",
}


@contextmanager
def drawing(language: Language, ax: Axes | None = None, *, size: tuple[float, float] = (7, 4)) -> Generator[Axes]:
    """Give axes to draw on, the caller's own or new ones, in the style and font of the package.

    Parameters
    ----------
    language : {"en", "zh"}
        Of the words that will be drawn; the font has the glyphs of both.
    ax : matplotlib.axes.Axes, optional
        Axes to use; new ones by default.
    size : (float, float)
        Width and height of a new figure in inches.

    Returns
    -------
    context manager of matplotlib.axes.Axes
        Global settings are as before when it ends.

    Examples
    --------
    >>> import surveytools as st
    >>> with st.drawing("zh") as ax:
    ...     bars = ax.barh(["速度", "内容"], [0.3, 0.7])
    """
    check_option("language", language, LANGUAGES)
    check_setting(ax is None or hasattr(ax, "barh"), "ax", ax, "axes", "Give those of plt.subplots(), or leave it out.")
    plt = optional("matplotlib.pyplot", "report")
    with _settings(plt.rcParams, {**_STYLE, "font.family": [_font()]}):
        axes = plt.subplots(figsize=size, layout="constrained")[1] if ax is None else ax
        yield axes
        texts: list[Any] = list(axes.findobj(optional("matplotlib.text", "report").Text))
        for text in texts:
            text.set_parse_math(False)  # a dollar sign in a name is a dollar sign
            text.set_fontfamily(_font())  # axes that the caller made have texts of their own


@contextmanager
def _settings(current: Any, wanted: dict[str, Any]) -> Generator[None]:
    """Change some settings and put back those alone: a backend that loads meanwhile keeps its own."""
    before = {name: current[name] for name in wanted}
    current.update(wanted)
    try:
        yield
    finally:
        current.update(before)


@cache
def _font() -> str:
    """Make the bundled font known to matplotlib, once."""
    manager = optional("matplotlib.font_manager", "report")
    manager.fontManager.addfont(str(Path(__file__).with_name("fonts") / "SurveyToolsSansSC-Regular.otf"))
    return FONT
