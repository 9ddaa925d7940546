"""What an item table is computed from, and how some of the items are taken out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import AnswersNeededError
from surveytools.base.labels import Text
from surveytools.base.warnings import MissingAnswersWarning, suppressed
from surveytools.items.critical_ratio import TailGroups, tail_groups, totals
from surveytools.items.descriptives import Descriptives, described, described_by_moments, observed_ends
from surveytools.moments.door import Answers, Scale, enter_moments, validated
from surveytools.moments.entering import framed
from surveytools.moments.sums import Missing, Moments
from surveytools.reliability.respondents import Sample

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """Moments of items, and where known the answers behind them.

    Parameters
    ----------
    moments : Moments
        After reversal.
    answers : Answers or None
        As given: before reversal, and with all items and respondents.
    descriptives : Descriptives
        Of the items in the moments, after reversal.
    scale : (float, float) or None
        As declared.
    ends : (float, float) or None
        The scale, or else the lowest and highest answer to any item; None without answers.
    """

    moments: Moments
    answers: Answers | None
    descriptives: Descriptives
    scale: Scale | None
    ends: Scale | None

    @property
    def sign(self) -> Array:
        """-1 for items that were turned around, else 1, shape (p,)."""
        return np.array([-1.0 if name in self.moments.turned else 1.0 for name in self.moments.names])

    @property
    def X(self) -> NDArray[Any]:
        """The answers to the items of the moments, before reversal, shape (n, p); a copy where items were left out."""
        if self.answers is None:
            raise AnswersNeededError("moments hold no single answers", hint="Give the answers, one row a respondent.")
        if self.moments.names == self.answers.names:
            return self.answers.X
        return self.answers.X[:, [self.answers.names.index(name) for name in self.moments.names]]

    def select(self, names: Sequence[str]) -> Basis:
        """Return the basis of some of the items; those who skipped only other items count again."""
        moments = self.moments.select(names)
        if self.answers is not None and moments.missing == "listwise" and moments.n_used < moments.n_total:
            answers = Answers(tuple(names), self.X[:, self.moments.positions(names)], self.answers.rows)
            with suppressed(MissingAnswersWarning):
                moments = enter_moments(framed(answers), reverse=list(moments.turned), scale=self.scale)
        described_too = self.descriptives.select(self.moments.positions(names))
        return Basis(moments, self.answers, described_too, self.scale, self.ends)

    def check_unchanged(self) -> None:
        """Raise :class:`surveytools.AnswersError` unless the answers, if there are some, are what they were."""
        if self.answers is not None:
            Sample(self.moments, Answers(self.moments.names, self.X, self.answers.rows)).respondents("the item table")

    def groups(self, tail: float) -> TailGroups:
        """Return the respondents with the lowest and the highest totals, of those who answered every item."""
        return tail_groups(totals(self.X, self.sign), tail)

    def turned(self, values: Array) -> Array:
        """Return values of the items as answered, such as means, as they are after reversal."""
        return values if self.ends is None else np.where(self.sign < 0, sum(self.ends) - values, values)


def enter_basis(
    items: Any, *, reverse: Sequence[str] | None, scale: Scale | None, missing: Missing, stacklevel: int = 3
) -> Basis:
    """Take answers or moments through the door and describe them."""
    if isinstance(items, Moments):
        moments = enter_moments(items, reverse=reverse, scale=scale, missing=missing)
        return Basis(moments, None, described_by_moments(moments), scale, None)
    answers = validated(items)
    moments = enter_moments(framed(answers), reverse=reverse, scale=scale, missing=missing, stacklevel=stacklevel + 1)
    moments.corr()  # names a constant item
    ends = scale or observed_ends(answers.X)
    basis = Basis(moments, answers, described(answers.X, ends), scale, ends)
    descriptives = basis.descriptives.reversed(basis.sign, ends)
    return Basis(moments, answers, descriptives, scale, ends)


def said_basis(basis: Basis) -> tuple[Text, ...]:
    """Say what the descriptive columns cover, and where the ends of the scale come from."""
    if basis.answers is None or basis.ends is None:
        return (Text("columns that need single answers are empty", "需要原始作答的各列留空"),)
    low, high = (f"{end:g}" for end in basis.ends)
    declared, observed = Text("as declared", "按声明的量表"), Text("observed over all items", "按全部题项的实际作答")
    source = declared if basis.scale else observed
    return (
        Text("n, mean, SD, skewness, kurtosis, floor, ceiling: all answers to the item",
             "样本量、均值、标准差、偏度、峰度、地板效应与天花板效应：该题全部作答"),
        Text("skewness G1 and excess kurtosis G2 (type 2, as SPSS)", "偏度 G1 与超值峰度 G2（类型 2，同 SPSS）"),
        Text(f"floor {low} and ceiling {high}, {source.en}", f"地板 {low}、天花板 {high}：{source.zh}"),
    )  # fmt: skip
