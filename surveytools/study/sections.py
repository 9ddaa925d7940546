"""The sections of a `study.toml`, each with what it may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from surveytools.base.labels import Text
from surveytools.factors.extraction import Method as FactorMethod
from surveytools.factors.presets import Preset, RotationName
from surveytools.items.inattention_rules import (
    RULES,
    CarelessRules,
    RuleLimits,
    RuleSet,
    resolved_careless_rules,
)


@dataclass(frozen=True, slots=True)
class TitleSection:
    """``[title]``: what the study is called; one language is enough."""

    en: str = ""
    zh: str = ""

    @property
    def text(self) -> Text:
        """The title in both languages, one standing in for the other."""
        return Text(self.en or self.zh, self.zh or self.en)


@dataclass(frozen=True, slots=True)
class AnswersSection:
    """``[answers]``: the file of the answers, and its columns that are not items."""

    file: str
    id: str | None = None
    group: str | None = None
    seconds: str | None = None


@dataclass(frozen=True, slots=True)
class ScaleSection:
    """``[scale]``: the lowest and the highest possible answer."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SampleSection:
    """``[sample]``: questionnaires handed out, and returned."""

    distributed: int | None = None
    returned: int | None = None


@dataclass(frozen=True, slots=True)
class ScreeningSection(RuleLimits):
    """``[screening]``: whose answers are left out, by a named set of rules, by limits of its own, or both.

    The limits are those of :class:`surveytools.CarelessRules`; of rules that are in no set, only those named apply.
    """

    rules: RuleSet | None = None

    def resolved(self, n_items: int) -> CarelessRules:
        """Return the rules as they are applied: those of the set, the limits that are said taking their place."""
        of_set = resolved_careless_rules(self.rules, n_items).limits if self.rules else {}
        limits: dict[str, Any] = dict.fromkeys(RULES) | of_set | self.limits
        return CarelessRules(
            **limits, min_flags=self.min_flags, critical_r=self.critical_r,
            name="study" if self.limits or not self.rules else self.rules,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactorsSection:
    """``[factors]``: how many factors, and how; by default as many as parallel analysis retains."""

    number: int | None = None
    method: FactorMethod | None = None
    rotation: RotationName | None = None
    preset: Preset | None = None


@dataclass(frozen=True, slots=True)
class PublishedSection:
    """``[published]``: figures as printed elsewhere, with their digits, to be set beside the computed ones."""

    source_en: str = ""
    source_zh: str = ""
    n_valid: Decimal | None = None
    alpha: Decimal | None = None
    alpha_dimensions: Decimal | None = None
    split_half: Decimal | None = None
    kmo: Decimal | None = None
    bartlett_chi2: Decimal | None = None
    total_consistency_ratio: Decimal | None = None
    consistency_ratios: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    remarks_en: tuple[str, ...] = ()
    remarks_zh: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for part in fields(self):
            value = getattr(self, part.name)
            if isinstance(value, int | float):
                object.__setattr__(self, part.name, Decimal(str(value)))

    @property
    def source(self) -> Text:
        """Where the figures were printed, in both languages."""
        return Text(self.source_en or self.source_zh, self.source_zh or self.source_en)

    @property
    def remarks(self) -> Text:
        """What the author of the study has to say of the figures, in both languages."""
        en, zh = " ".join(self.remarks_en), "".join(self.remarks_zh)
        return Text(en or zh, zh or en)
