"""The study file: what a `study.toml` may say, and what is wrong with one that says something else."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from decimal import Decimal
from pathlib import PureWindowsPath
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from surveytools.base.errors import OptionError, Place, StudyError, listed, nearest, raise_faults
from surveytools.items.inattention_rules import CARELESS_RULES, CORRELATIONS, RULES, SHARES, check_limit
from surveytools.study.judging import JudgmentsSection, impossible_judgments
from surveytools.study.sections import (
    AnswersSection,
    FactorsSection,
    PublishedSection,
    SampleSection,
    ScaleSection,
    ScreeningSection,
    TitleSection,
)

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Project:
    """All that a study file says."""

    answers: AnswersSection
    scale: ScaleSection
    format: int = FORMAT
    language: Literal["en", "zh", "both"] = "en"
    indicators: str = "indicators.csv"
    title: TitleSection = field(default_factory=TitleSection)
    sample: SampleSection = field(default_factory=SampleSection)
    screening: ScreeningSection = field(default_factory=ScreeningSection)
    factors: FactorsSection = field(default_factory=FactorsSection)
    judgments: JudgmentsSection | None = None
    published: PublishedSection | None = None

    @classmethod
    def from_dict(cls, said: Mapping[str, Any], *, file: str | None = None) -> Project:
        """Read the parsed study file; every fault in it is reported."""
        faults = list(_faults(cls, said, file, ""))
        version = said.get("format", FORMAT)
        if isinstance(version, int) and version != FORMAT:
            faults.append(
                StudyError(
                    f"format {version} is unknown", place=Place(file=file, row="format", value=version),
                    hint=f"This version reads format = {FORMAT}.",
                )
            )  # fmt: skip
        faults += _wrong_values(said, file) if not faults else _impossible_limits(_limits_that_fit(said), file)
        raise_faults(faults)
        return _made(cls, said)


def _made(kind: Any, said: Mapping[str, Any]) -> Any:
    hints = get_type_hints(kind)
    values = {name: _value(hints[name], value) for name, value in said.items()}
    return kind(**values)


def _value(hint: Any, value: Any) -> Any:
    section = _section(hint)
    if section:
        return _made(section, value)
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, Mapping):
        return {name: _value(get_args(hint)[1], entry) for name, entry in value.items()}
    if Decimal in (hint, *get_args(hint)):
        return Decimal(str(value))
    return float(value) if isinstance(value, Decimal) else value


def _section(hint: Any) -> Any:
    """Return the class of a section, None for a plain value."""
    kinds = get_args(hint) if get_origin(hint) is UnionType else (hint,)
    return next((kind for kind in kinds if hasattr(kind, "__dataclass_fields__")), None)


def _faults(kind: Any, said: Mapping[str, Any], file: str | None, section: str) -> Iterator[StudyError]:
    """Find unknown keys, missing ones, and values of the wrong kind, in a section and those in it."""
    hints, known = get_type_hints(kind), [part.name for part in fields(kind)]
    where = f"[{section}] " if section else ""
    for part in fields(kind):
        if part.name not in said and part.default is MISSING and part.default_factory is MISSING:
            whole = f"[{part.name}]" if _section(hints[part.name]) else f"{where}{part.name}"
            yield StudyError(f"{whole} is missing", place=Place(file=file), hint=f"Write {_example(part.name)}.")
    for name, value in said.items():
        place = Place(file=file, row=f"{where}{name}", value=_shown(value))
        if name not in known:
            yield StudyError(f"{name!r} is not a key here", place=place, hint=nearest(name, known))
            continue
        inner = _section(hints[name])
        if inner and isinstance(value, Mapping):
            yield from _faults(inner, value, file, name)
        elif inner:
            fault, hint = f"{name!r} has a value of the wrong kind", f"Write {_EXAMPLES.get(name, f'[{name}]')}."
            yield StudyError(fault, place=place, hint=hint)
        elif not _fits(value, hints[name]):
            yield StudyError(f"{name!r} has a value of the wrong kind", place=place, hint=_wanted(hints[name], name))


def _shown(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return None if isinstance(value, Mapping) else value


def _fits(value: Any, hint: Any) -> bool:
    origin, kinds = get_origin(hint), get_args(hint)
    if origin is Literal:
        return value in kinds
    if origin in {Union, UnionType}:
        return any(_fits(value, kind) for kind in kinds)
    if origin is tuple:
        return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    if origin is not None:
        return isinstance(value, Mapping) and all(_fits(entry, Decimal) for entry in value.values())
    if isinstance(value, bool):
        return False
    if hint in {float, Decimal}:
        return isinstance(value, int | float | Decimal) and math.isfinite(value)
    return isinstance(value, hint)


def _wanted(hint: Any, name: str) -> str:
    options = [option for kind in (hint, *get_args(hint)) if get_origin(kind) is Literal for option in get_args(kind)]
    if options:
        return f"{name} is one of {listed(repr(option) for option in options)}."
    return f"Write {_example(name)}."


_EXAMPLES = {
    "answers": '[answers] with file = "responses.csv"',
    "scale": "[scale] with low = 1 and high = 5",
    "file": 'file = "responses.csv"',
    "low": "low = 1",
    "high": "high = 5",
    "folder": 'folder = "judgments"',
    "max_consistency_ratio": "max_consistency_ratio = 0.1",
    "expert_weights": "[judgments.expert_weights] with lines such as Ann = 2",
    "consistency_ratios": "[published.consistency_ratios] with lines such as quality = 0.05",
    "remarks_en": 'remarks_en = ["One sentence.", "Another."]',
    "remarks_zh": 'remarks_zh = ["一句话。", "又一句。"]',
    "max_blank_share": "max_blank_share = 0.2",
    "longest_run_share": "longest_run_share = 0.5",
    "min_seconds_per_item": "min_seconds_per_item = 2.0",
    "min_within_person_sd": "min_within_person_sd = 0.3",
    "straightlining_share": "straightlining_share = 0.8",
    "min_even_odd": "min_even_odd = 0.0",
    "min_person_total_r": "min_person_total_r = 0.0",
    "min_synonym_r": "min_synonym_r = 0.0",
    "max_antonym_r": "max_antonym_r = 0.0",
    "min_mahalanobis_p": "min_mahalanobis_p = 0.001",
    "critical_r": "critical_r = 0.6",
    "min_flags": "min_flags = 2",
    "distributed": "distributed = 200",
    "returned": "returned = 198",
    "number": "number = 3",
}


def _example(name: str) -> str:
    numbers = {part.name for part in fields(PublishedSection) if "Decimal" in str(part.type)}
    return _EXAMPLES.get(name, f"{name} = 0.8" if name in numbers else f'{name} = "…"')


def _wrong_values(said: Mapping[str, Any], file: str | None) -> Iterator[StudyError]:
    """Find values of the right kind that cannot be."""
    rules, sample = said.get("screening", {}), said.get("sample", {})
    low, high = said["scale"]["low"], said["scale"]["high"]
    if low >= high:
        place = Place(file=file, row="[scale]", value=f"{low} to {high}")
        yield StudyError("the lowest answer is not below the highest", place=place, hint="Write low = 1 and high = 5.")
    yield from _paths_outside(said, file)
    yield from _impossible_limits(rules, file)
    yield from _too_many_flags(rules, file)
    yield from impossible_judgments(said.get("judgments", {}), file)
    for name in ("distributed", "returned"):
        if sample.get(name, 1) < 1:
            place = Place(file=file, row=f"[sample] {name}", value=sample[name])
            yield StudyError("a count is at least 1", place=place, hint=f"Write {_EXAMPLES[name]}.")
    if sample.get("returned", 0) > sample.get("distributed", float("inf")):
        place = Place(file=file, row="[sample] returned", value=sample["returned"])
        yield StudyError("more questionnaires came back than were handed out", place=place, hint="Check both counts.")


_IMPOSSIBLE = {
    **dict.fromkeys(SHARES, "a share lies between 0 and 1"),
    **dict.fromkeys(CORRELATIONS, "a correlation lies between -1 and 1"),
    "min_mahalanobis_p": "a p lies between 0 and 1",
    "critical_r": "a critical r lies between 0 and 1",
    "min_seconds_per_item": "a time is not negative",
    "min_within_person_sd": "a standard deviation is not negative",
    "min_flags": "a number of rules is at least 1",
}


def _limits_that_fit(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said in [screening] that has the right kind, in a file with other faults."""
    hints, rules = get_type_hints(ScreeningSection), said.get("screening")
    rules = rules if isinstance(rules, Mapping) else {}
    return {name: value for name, value in rules.items() if name in hints and _fits(value, hints[name])}


def _impossible_limits(rules: Mapping[str, Any], file: str | None) -> Iterator[StudyError]:
    for name, limit in rules.items():
        try:
            if name != "rules":
                check_limit(name, _value(float, limit))
        except OptionError:
            place = Place(file=file, row=f"[screening] {name}", value=_shown(limit))
            yield StudyError(_IMPOSSIBLE[name], place=place, hint=f"Write {_EXAMPLES[name]}.")


def _too_many_flags(rules: Mapping[str, Any], file: str | None) -> Iterator[StudyError]:
    chosen = rules.get("rules")
    of_set = CARELESS_RULES[chosen].limits if chosen else {}
    least, number = rules.get("min_flags", 1), len(set(RULES) & {*rules, *of_set})
    if least > max(number, 1):
        place = Place(file=file, row="[screening] min_flags", value=least)
        hint = "Lower min_flags, or give limits for more rules."
        yield StudyError(f"more rules are asked for than the {number} with a limit", place=place, hint=hint)


def _paths_outside(said: Mapping[str, Any], file: str | None) -> Iterator[StudyError]:
    """Find files outside the folder: a study is whole, and reads nothing else."""
    named = {
        "indicators": said.get("indicators", ""),
        "[answers] file": said["answers"]["file"],
        "[judgments] folder": said.get("judgments", {}).get("folder", ""),
    }
    for row, name in named.items():
        path = PureWindowsPath(name)
        if path.drive or path.root or ".." in path.parts:
            place = Place(file=file, row=row, value=name)
            yield StudyError("the file lies outside the study", place=place, hint="Put it into the study's folder.")
