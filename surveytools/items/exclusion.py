"""What leaving out some respondents does to the results: the same statistics with and without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import OptionError, SurveyError, check_option, is_number
from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.base.warnings import SurveyWarning, suppressed
from surveytools.factors.adequacy import kmo
from surveytools.items.questionnaire import Dimensions
from surveytools.items.scoring import score
from surveytools.reliability.alpha import cronbach_alpha

Named = Literal["alpha", "kmo", "mean"]
Statistic = Named | Callable[[pd.DataFrame], float]
Names = Mapping[str, Text]
Value = tuple[Text | str, float, Text | None]  # with why it cannot be computed


@result_class
class Exclusion(Result):
    """Statistics of all respondents beside those without the ones left out.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a statistic: statistic, value_all, value_kept, effect (kept less all).
    n_all, n_kept : int
        Respondents in all, and without those left out.
    """

    table: pd.DataFrame
    n_all: int
    n_kept: int
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Curran, P. G. (2016). Methods for the detection of carelessly invalid responses in survey data. Journal of "
        "Experimental Social Psychology, 66, 4-19. https://doi.org/10.1016/j.jesp.2015.07.006",
    )

    def joined_by(self, statistic: Text, value_all: float, value_kept: float) -> Exclusion:
        """Return the same comparison with another statistic, computed elsewhere."""
        row = pd.DataFrame([[statistic, value_all, value_kept, value_kept - value_all]], columns=self.table.columns)
        return replace(self, table=pd.concat([self.table, row], ignore_index=True))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a statistic: statistic, value_all, value_kept, effect."""
        return self.table.copy()

    def headline(self) -> Text:
        """State how many are left out and what changes most in the first statistic."""
        out, n = self.n_all - self.n_kept, self.n_all
        if out in (0, n):
            return _ALL if out else _NOBODY
        first = self.table.iloc[0]
        name = first["statistic"] if isinstance(first["statistic"], Text) else Text(*[first["statistic"]] * 2)
        space = "" if name.zh[-1] > "⺀" else " "
        before, after = (_said(first[column]) for column in ("value_all", "value_kept"))
        return Text(
            f"Without the {out} of {n} left out, {name.en} goes from {before} to {after}.",
            f"{n} 份中剔除 {out} 份后，{name.zh}{space}由 {before} 变为 {after}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the table."""
        return (Table(Text("With and without the respondents left out", "剔除前后结果对比"), self.to_frame()),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What each statistic is of."""
        return (
            Text("α and KMO: respondents who answered all items", "α 与 KMO：作答完整者"),
            Text("means: of the answers given, where at least half of the items are answered",
                 "均值：至少作答一半题项者，按已作答题项计算"),
            *self.made,
        )  # fmt: skip


def excluded(
    frame: pd.DataFrame,
    kept: NDArray[np.bool_],
    statistics: Sequence[Statistic],
    dimensions: Dimensions | None = None,
    names: Names | None = None,
) -> Exclusion:
    """Compare statistics of all rows of a frame of turned answers with those of the rows kept."""
    printed = {name: _mean_of((names or {}).get(name, Text(name, name))) for name in dimensions or {}}
    everyone, some = (_values(part, statistics, dimensions, printed) for part in (frame, frame[kept]))
    rows = [
        (name, value, without, without - value)
        for (name, value, _), (_, without, _) in zip(everyone, some, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["statistic", "value_all", "value_kept", "effect"])
    made = dict.fromkeys(why for _, _, why in (*everyone, *some) if why)
    return Exclusion(table, len(frame), int(kept.sum()), tuple(made))


_ALL = Text("Everyone is left out, so there is nothing to compare.", "全部问卷均被剔除，无从比较。")
_NOBODY = Text("Nobody is left out.", "没有剔除任何问卷。")
_WORDS = {
    "alpha": Text("Cronbach's α", "Cronbach α"),
    "kmo": Text("KMO", "KMO 值"),
    "mean": Text("mean of all items", "全部题项均值"),
}


def _mean_of(name: Text) -> Text:
    return Text(f"mean of {name.en}", f"{name.zh}均值")


def _said(value: float) -> str:
    return "—" if np.isnan(value) else f"{value:.3f}"


def _values(
    frame: pd.DataFrame, statistics: Sequence[Statistic], dimensions: Dimensions | None, printed: Names
) -> list[Value]:
    with suppressed(SurveyWarning):  # of answers that are left out in one of the columns
        return [value for statistic in statistics for value in _value(frame, statistic, dimensions, printed)]


def _value(frame: pd.DataFrame, statistic: Statistic, dimensions: Dimensions | None, printed: Names) -> list[Value]:
    if callable(statistic):
        name = getattr(statistic, "__name__", "").replace("<lambda>", "") or "statistic"
        return [(name, np.nan if frame.empty else _checked(statistic(frame)), None)]
    if statistic == "mean":
        keys = dimensions or {"mean": list(frame.columns)}
        means = np.full(len(keys), np.nan) if frame.empty else score(frame, keys).table["mean"]
        return [(printed.get(key, _WORDS["mean"]), mean, None) for key, mean in zip(keys, means, strict=True)]
    words = _WORDS[statistic]
    try:
        return [(words, cronbach_alpha(frame).alpha if statistic == "alpha" else kmo(frame).kmo, None)]
    except SurveyError as error:
        n = len(frame)
        why = Text(f"{words.en} of n = {n}: {error.fault}", f"{words.zh}（n = {n}）无法计算：{error.fault}")
        return [(words, np.nan, why)]


def _checked(value: Any) -> float:
    if not is_number(value):
        raise OptionError(f"the statistic returned {value!r}", hint="Give a function of a frame that returns a number.")
    return float(value)


def wanted_statistics(statistic: Statistic | None) -> tuple[Statistic, ...]:
    """Return the statistics asked for, all three named ones for None."""
    if statistic is None:
        return ("alpha", "kmo", "mean")
    if not callable(statistic):
        check_option("statistic", statistic, ("alpha", "kmo", "mean"))
    return (statistic,)
