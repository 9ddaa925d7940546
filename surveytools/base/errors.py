"""What went wrong, where, and what to do about it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from numbers import Integral, Real
from typing import Any, TypeGuard

import numpy as np


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the user's data a fault lies; what is unknown stays ``None``."""

    file: str | None = None
    sheet: str | None = None
    row: int | str | None = None
    column: str | None = None
    value: object | None = None

    def __str__(self) -> str:
        """Name the known parts, outermost first."""
        parts = [f"{name} {part}" for name, part in self.named_parts() if part is not None]
        if self.value is not None:
            parts.append(f"value {self.value!r}")
        return ", ".join(parts)

    def named_parts(self) -> tuple[tuple[str, int | str | None], ...]:
        """Pair each part with its name, without the value."""
        return (("file", self.file), ("sheet", self.sheet), ("row", self.row), ("column", self.column))


class SurveyError(ValueError):
    """A fault in what the user gave.

    Attributes
    ----------
    fault : str
        What is wrong.
    place : Place
        File, sheet, row, column and value, as far as known.
    hint : str
        What to do.

    Examples
    --------
    >>> import surveytools as st
    >>> try:
    ...     st.cronbach_alpha([[1, 2], [2, 7]], scale=(1, 5))
    ... except st.SurveyError as error:
    ...     print(error.place)
    row 1, column item2, value 7
    """

    def __init__(self, fault: str, *, place: Place | None = None, hint: str = "") -> None:
        self.fault, self.place, self.hint = fault, place or Place(), hint
        where = f" ({self.place})" if str(self.place) else ""
        super().__init__(f"{fault}{where}" + (f"\nHint: {hint}" if hint else ""))

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (type(self), self.fault, self.place, self.hint))


def _rebuilt(kind: type[SurveyError], fault: str, place: Place, hint: str) -> SurveyError:
    return kind(fault, place=place, hint=hint)


class OptionError(SurveyError):
    """An argument has a value that is not among the allowed."""


class AnswersError(SurveyError):
    """An answer is text, infinite, outside the scale, or missing where it must not be."""


class AnswersNeededError(SurveyError):
    """A statistic needs the answers themselves, and only moments were given."""


class ItemsError(SurveyError):
    """Items are unknown, doubled, constant, or too few."""


class SampleSizeError(SurveyError):
    """Too few respondents for the statistic."""


class MatrixError(SurveyError):
    """A matrix is not what it should be: not symmetric, not positive definite, r above 1."""


class SingularMatrixError(MatrixError):
    """Some items are linear combinations of others."""


class JudgmentsError(SurveyError):
    """A pairwise comparison is missing, impossible, or contradicts its reciprocal."""


class IndicatorsError(SurveyError):
    """The indicator tree has an unknown code, a circle, or a node without what it needs."""


class StudyError(SurveyError):
    """A file of a study is missing, unreadable, or says something that cannot be."""


class MissingLibraryError(SurveyError, ImportError):
    """An optional library is not installed."""


SHOWN_FAULTS = 10
MOST_FAULTS = 1000  # of one kind in one place; a wrong scale makes a fault of every cell


class FaultsError(SurveyError):
    """Several faults of the same data, shown together: the first ten and the count.

    Attributes
    ----------
    faults : tuple of SurveyError
        In the order of the data: all of them, of thousands the first.
    count : int
        How many there are.
    """

    def __init__(self, faults: Sequence[SurveyError], count: int | None = None) -> None:
        self.faults, self.count = tuple(faults), len(faults) if count is None else count
        shown = "\n".join(f"{number}. {fault}" for number, fault in enumerate(self.faults[:SHOWN_FAULTS], 1))
        rest = self.count - SHOWN_FAULTS
        super().__init__(f"{self.count} faults:\n{shown}" + (f"\n… and {rest} more." if rest > 0 else ""))

    def __reduce__(self) -> tuple[Any, ...]:
        return (FaultsError, (self.faults, self.count))


def raise_faults(faults: Sequence[SurveyError], count: int | None = None) -> None:
    """Raise nothing, the one fault, or all of them together; a count says how many there are beyond those given."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise FaultsError(faults, count)


def check_option(name: str, value: object, allowed: Iterable[object]) -> None:
    """Raise :class:`OptionError` that lists the allowed values unless `value` is one of them."""
    options = list(allowed)
    if value not in options:
        listed = ", ".join(repr(option) for option in options)
        raise OptionError(f"{name}={value!r} is not an option", hint=f"{name} is one of {listed}.")


def check_setting(fits: bool, name: str, value: object, kind: str, hint: str) -> None:
    """Raise :class:`OptionError` that says of what kind a value should be, unless it fits."""
    if not fits:
        raise OptionError(f"{name}={value!r} is no {kind}", hint=hint)


def check_flags(**settings: object) -> None:
    """Raise :class:`OptionError` unless all settings are True or False."""
    for name, value in settings.items():
        check_setting(isinstance(value, bool | np.bool_), name, value, "truth value", "Give True or False.")


def check_rng(rng: object) -> None:
    """Raise :class:`OptionError` unless random numbers can come from it."""
    fits = isinstance(rng, np.random.Generator) or (is_whole(rng) and rng >= 0)
    check_setting(fits, "rng", rng, "seed", "Give a whole number from 0 upwards, or a numpy.random.Generator.")


def is_number(value: object) -> TypeGuard[float]:
    """Tell whether a value is a finite number that a float can hold, and not a truth value."""
    try:
        return not isinstance(value, bool) and isinstance(value, Real) and math.isfinite(value)
    except OverflowError:
        return False


def is_whole(value: object) -> TypeGuard[int]:
    """Tell whether a value is a whole number, and not a truth value."""
    return not isinstance(value, bool) and isinstance(value, Integral)


def check_level(level: float) -> None:
    """Raise :class:`OptionError` unless the confidence level lies between 0 and 1."""
    if not (is_number(level) and 0 < level < 1):
        raise OptionError(f"level={level!r} is no confidence level", hint="Give a number between 0 and 1, such as .95.")


def nearest(name: object, known: Iterable[object]) -> str:
    """Offer the names nearest to an unknown one, as a sentence."""
    known = [str(one) for one in known]
    close = get_close_matches(str(name), known, n=3, cutoff=0.5)
    return f"Did you mean {', '.join(close)}?" if close else f"Known: {listed(known)}."


def listed(names: Iterable[str], most: int = SHOWN_FAULTS) -> str:
    """Join names with commas, the first ones and the count of the rest."""
    names = list(names)
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def optional(module: str, extra: str) -> Any:
    """Import an optional library, or say which line installs it."""
    try:
        return import_module(module)
    except ImportError as error:
        library = module.partition(".")[0]
        raise MissingLibraryError(
            f"{library} is not installed", hint=f'Run: pip install "surveytools[{extra}]"'
        ) from error
