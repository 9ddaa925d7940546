"""Alternatives measured by numbers: the more the better, the less the better, or the closer to a target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import pandas as pd

from surveytools.ahp.entries import Array
from surveytools.base.errors import (
    JudgmentsError,
    OptionError,
    Place,
    check_option,
    check_setting,
    is_number,
    listed,
    nearest,
    raise_faults,
)
from surveytools.base.labels import Text

Direction = Literal["benefit", "cost", "target"]
DIRECTIONS: dict[Direction, Text] = {
    "benefit": Text("the more the better", "效益型"),
    "cost": Text("the less the better", "成本型"),
    "target": Text("the closer to {} the better", "适度型，目标值 {}"),
}


@dataclass(frozen=True, slots=True)
class Measurements:
    r"""Numbers that say how good alternatives are, such as prices.

    Without a scale the merits are ratios: :math:`x` for a benefit, :math:`1 / x` for a cost,
    :math:`\min(x, t) / \max(x, t)` for a target t. With a scale from a to b they are distances:
    :math:`(x - a)/(b - a)`, :math:`(b - x)/(b - a)`, and :math:`1 - |x - t| / \max(t - a, b - t)`.

    Parameters
    ----------
    given : mapping of str to float, or pandas.Series
        The number of each alternative.
    direction : {"benefit", "cost", "target"}
        Whether more is better, less is better, or the target is best.
    target : float, optional
        The best number, for direction "target" alone.
    scale : (float, float), optional
        The smallest and the largest possible number, for numbers whose zero means nothing, such as means of answers
        from 1 to 5.

    Raises
    ------
    JudgmentsError
        For what is not a finite number; without a scale for numbers below 0, and 0 where it has no ratio; with one for
        numbers outside it. All are collected.
    OptionError
        For an unknown direction, a target that is lacking or not asked for, a scale that is none.

    Notes
    -----
    Without a scale, twice the number is twice as good: say so of amounts, not of grades.

    References
    ----------
    OECD & JRC (2008). Handbook on Constructing Composite Indicators. https://doi.org/10.1787/9789264043466-en

    Examples
    --------
    >>> import surveytools as st
    >>> st.ahp.Measurements({"A": 200, "B": 400}, "cost").merits().tolist()
    [0.005, 0.0025]
    >>> st.ahp.Measurements({"A": 4.5, "B": 3}, "benefit", scale=(1, 5)).merits().tolist()
    [0.875, 0.5]
    >>> st.ahp.Measurements({"A": 10, "B": 40}, "target", target=20).merits().tolist()
    [0.5, 0.5]
    """

    given: Mapping[str, float]
    direction: Direction
    target: float | None = None
    scale: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        check_option("direction", self.direction, DIRECTIONS)
        object.__setattr__(self, "given", by_alternative(self.given))
        self._check_scale()
        self._check_target()
        raise_faults(list(self._faults()))

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        directions: Mapping[str, Direction],
        *,
        targets: Mapping[str, float] | None = None,
        scale: tuple[float, float] | None = None,
    ) -> dict[str, Measurements]:
        """Return the measurements of the named columns of a frame whose rows are the alternatives."""
        columns = columns_of(frame)
        check_setting(isinstance(directions, Mapping), "directions", directions, "mapping", 'Write {"price": "cost"}.')
        targets = targets or {}
        for name in (*directions, *targets):
            if name not in columns:
                raise OptionError(f"there is no column {name!r}", hint=nearest(name, columns))
        for name in targets:
            if name not in directions:
                raise OptionError(f"{name!r} has a target but no direction", hint=f'Say {{{name!r}: "target"}}.')
        return {
            name: cls(by_alternative(columns[name]), way, targets.get(name), scale) for name, way in directions.items()
        }

    def _check_scale(self) -> None:
        ends = self.scale
        if ends is not None and not is_range(ends):
            raise OptionError(f"scale={ends!r} is no scale", hint="Give the smallest and the largest possible number.")

    def _check_target(self) -> None:
        if self.direction != "target":
            if self.target is not None:
                raise OptionError(
                    f"target={self.target!r} but direction={self.direction!r}",
                    hint='Say direction="target", or leave the target out.',
                )
            return
        low, high = self.scale or (0.0, np.inf)
        inside = is_number(self.target) and low <= self.target <= high and (self.scale is not None or self.target > 0)
        if not inside:
            where = f"from {low:g} to {high:g}" if self.scale else "above 0"
            raise OptionError(f"target={self.target!r} is no target", hint=f"Give a number {where}.")

    def _faults(self) -> Iterator[JudgmentsError]:
        for name, value in self.given.items():
            wrong = self._wrong(value)
            if wrong:
                yield JudgmentsError(wrong[0], place=Place(row=name, value=value), hint=wrong[1])

    def _wrong(self, value: Any) -> tuple[str, str] | None:
        """Return what is wrong with a number and what to do, or nothing."""
        if not is_number(value):
            return "a measurement is no finite number", "Give every alternative a number."
        if self.scale is not None:
            low, high = self.scale
            return (
                None if low <= value <= high else ("a measurement is outside the scale", f"It is {low:g} to {high:g}.")
            )
        if value < 0:
            return "a measurement is below 0", "Say what its range is: scale=(low, high)."
        if value == 0 and self.direction != "benefit":
            return "a measurement is 0, which has no ratio", "Say what its range is: scale=(low, high)."
        return None

    @property
    def labels(self) -> tuple[str, ...]:
        """The alternatives."""
        return tuple(self.given)

    @property
    def absolute(self) -> bool:
        """Whether the merits mean something without the other alternatives."""
        return self.scale is not None or self.direction == "target"

    def merits(self) -> Array:
        """Return how good each alternative is."""
        x = np.array(list(self.given.values()), np.float64)
        if self.scale is None:
            return ratio_merits(x, self.direction, self.target)
        return range_merits(x, self.direction, self.target, self.scale)

    def words(self) -> Text:
        """Say how the merits were made."""
        way, ends = DIRECTIONS[self.direction], self.scale
        target = "" if self.target is None else f"{self.target:g}"
        en, zh = way.en.format(target), way.zh.format(target)
        if ends is None:
            return Text(f"numbers, {en}", f"数据（{zh}）")
        return Text(f"numbers from {ends[0]:g} to {ends[1]:g}, {en}", f"数据（{zh}，取值 {ends[0]:g}–{ends[1]:g}）")

    def __reduce__(self) -> tuple[Any, ...]:
        return (Measurements, (dict(self.given), self.direction, self.target, self.scale))


def columns_of(frame: Any) -> dict[str, pd.Series]:
    """Return the columns of a frame whose rows are the alternatives, by name; what has no names of rows is an error."""
    if not isinstance(frame, pd.DataFrame):
        raise OptionError(
            f"alternatives cannot be read from {type(frame).__name__}",
            hint="Give a frame of pandas whose index names the alternatives.",
        )
    return {str(name): column for name, column in frame.items()}


def by_alternative(given: Any) -> Mapping[str, Any]:
    """Return what is given by alternative, read-only; what has no names, or one twice, is an error."""
    if not isinstance(given, Mapping | pd.Series):
        raise OptionError(
            f"alternatives cannot be read from {type(given).__name__}", hint='Give them by name: {"A": …, "B": …}.'
        )
    pairs = [(str(name), value) for name, value in given.items()]
    names = [name for name, _ in pairs]
    twice = list(dict.fromkeys(name for k, name in enumerate(names) if name in names[:k]))
    if twice:
        raise JudgmentsError(f"the alternative {listed(twice)} stands twice", hint="Give each a name of its own.")
    return MappingProxyType(dict(pairs))


def is_range(ends: Any) -> bool:
    """Tell whether a value is a pair of finite numbers, the lower first."""
    pair = isinstance(ends, Sequence) and len(ends) == 2 and all(is_number(end) for end in ends)
    return pair and bool(ends[0] < ends[1])


def ratio_merits(x: Array, direction: Direction, target: float | None) -> Array:
    r"""Return :math:`x`, :math:`1/x` or :math:`\min(x, t) / \max(x, t)`, by the direction; x (m,)."""
    if direction == "target" and target is not None:
        return np.minimum(x, target) / np.maximum(x, target)
    return x if direction == "benefit" else 1 / x


def range_merits(x: Array, direction: Direction, target: float | None, scale: tuple[float, float]) -> Array:
    r"""Return merits from 0 to 1 between the ends a and b of a scale; x (m,).

    They are :math:`(x - a) / (b - a)`, its complement, or :math:`1 - |x - t| / \max(t - a, b - t)`, by the direction.
    """
    low, high = scale
    if direction == "target" and target is not None:
        return 1 - np.abs(x - target) / max(target - low, high - target)
    risen = (x - low) / (high - low)
    return risen if direction == "benefit" else 1 - risen
