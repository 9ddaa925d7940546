"""The contract of every answer: numbers to use, a sentence to read, tables to print."""

from __future__ import annotations

import html
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar, cast, dataclass_transform

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import check_option
from surveytools.base.labels import LANGUAGES, Language, Text, joined
from surveytools.base.table import Html, Table, escape_markdown

Class = TypeVar("Class")
Values = TypeVar("Values", bound=np.generic)


class Interval(NamedTuple):
    """A confidence interval: its limits, its level, and the method that made it."""

    low: float
    high: float
    level: float
    method: str


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def result_class(kind: type[Class]) -> type[Class]:
    """Make a class the frozen, slotted dataclass that every result is."""
    return dataclass(frozen=True, slots=True, eq=False, repr=False)(kind)


class Result(ABC):
    """What every statistic returns.

    A subclass gives :meth:`headline`, :meth:`tables` and :attr:`conventions`; all that prints comes from them.
    """

    __slots__ = ()
    references: tuple[str, ...] = ()

    @abstractmethod
    def headline(self) -> Text:
        """Return the answer in one sentence."""

    @abstractmethod
    def tables(self) -> tuple[Table, ...]:
        """Return the tables of the answer, the most important first."""

    @property
    @abstractmethod
    def conventions(self) -> tuple[Text, ...]:
        """How the numbers were made, a line a choice."""

    def to_frame(self) -> pd.DataFrame:
        """Return the first table with raw, unrounded numbers."""
        return self.tables()[0].frame.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return all fields as plain Python values, ready for JSON."""
        return {part.name: plain(getattr(self, part.name)) for part in _exported(self)}

    def summary(self, language: Language = "en") -> str:
        """Return headline, tables and conventions as text."""
        check_option("language", language, LANGUAGES)
        tables = [table.to_text(language) for table in self.tables()]
        return "\n\n".join([self.headline().said(language), *tables, *self._notes(language)])

    def to_markdown(self, language: Language = "en") -> str:
        """Return headline, tables and conventions as Markdown."""
        check_option("language", language, LANGUAGES)
        tables = [table.to_markdown(language) for table in self.tables()]
        words = [escape_markdown(text) for text in (self.headline().said(language), *self._notes(language))]
        return "\n\n".join([words[0], *tables, *words[1:]])

    def to_latex(self, language: Language = "en") -> str:
        """Return the tables as LaTeX."""
        check_option("language", language, LANGUAGES)
        return "\n\n".join(table.to_latex(language) for table in self.tables())

    def to_html(self, language: Language = "en") -> Html:
        """Return headline, tables and conventions as HTML; at the end of a notebook cell it shows itself."""
        check_option("language", language, LANGUAGES)
        tables = "".join(table.to_html(language) for table in self.tables())
        notes = "".join(f"<p class='st-note'>{html.escape(note)}</p>" for note in self._notes(language))
        return Html(f"<p>{html.escape(self.headline().said(language))}</p>{tables}{notes}")

    def _notes(self, language: Language) -> list[str]:
        made = joined(self.conventions).said(language)
        return [Text("How: ", "方法：").said(language) + made] if made else []

    def _repr_html_(self) -> str:
        return self.to_html().styled()

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.headline().en}>"

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(_same(getattr(self, part.name), getattr(other, part.name)) for part in _exported(self))

    __hash__ = None  # pyright: ignore[reportAssignmentType]


def read_only(values: NDArray[Values]) -> NDArray[Values]:
    """Return the array, closed for writing."""
    values.setflags(write=False)
    return values


def plain(value: Any) -> Any:
    """Turn arrays, frames, tuples and results into plain Python values."""
    if isinstance(value, Result):
        return value.to_dict()
    if isinstance(value, np.ndarray | np.generic):
        return plain(cast("Any", value.tolist()))
    if isinstance(value, pd.DataFrame):
        return {str(name): plain(column.tolist()) for name, column in value.items()}
    if isinstance(value, pd.Series):
        return {str(name): plain(entry) for name, entry in cast("Any", value).items()}
    if is_dataclass(value) and not isinstance(value, type | Text):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Text):
        return {"en": value.en, "zh": value.zh}
    if isinstance(value, Mapping):
        return {str(name): plain(entry) for name, entry in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in cast("list[Any]", value)]
    return value


def _exported(result: Result) -> list[Any]:
    return [part for part in fields(cast("Any", result)) if part.repr]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        array = cast("NDArray[Any]", one)
        return bool(np.array_equal(array, other, equal_nan=array.dtype.kind == "f"))
    if isinstance(one, pd.DataFrame | pd.Series):
        return bool(one.equals(other))
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    return bool(one == other)
