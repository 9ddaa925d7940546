"""What a panel takes in: the judgments of every expert about the same criteria, and how they are put together."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
import pandas as pd

from surveytools.ahp.aggregation import AGGREGATES, Aggregate, Opinions
from surveytools.ahp.comparisons import Judgments, as_judgments
from surveytools.ahp.entries import Array
from surveytools.ahp.hierarchy_entry import named_faults, of_children, report_inconsistent
from surveytools.ahp.incompleteness import check_connected, components
from surveytools.ahp.prioritization import Priorities, derived
from surveytools.ahp.random_index import RandomIndexChoice
from surveytools.ahp.survey_answers import SurveyJudgments
from surveytools.ahp.weighting_methods import TEXTBOOK, Method
from surveytools.base.errors import (
    IndicatorsError,
    JudgmentsError,
    OptionError,
    SurveyError,
    check_option,
    check_setting,
    is_number,
    listed,
    nearest,
    raise_faults,
)
from surveytools.base.table import format_value
from surveytools.base.warnings import NotIdentifiedWarning, PanelSpreadWarning
from surveytools.indicators.tree import IndicatorTree

FEWEST, ALIKE = 3, 0.5
Answers = dict[str, Judgments]
Found = dict[str, Priorities | None]


class PanelOptions(TypedDict, total=False):
    """The options that a panel and a panel on a hierarchy share."""

    aggregate: Aggregate
    expert_weights: Mapping[str, float] | None
    max_consistency_ratio: float | None
    method: Method
    random_index: RandomIndexChoice


@dataclass(frozen=True, slots=True)
class PanelSettings:
    """How the answers of experts are put together; see :class:`surveytools.ahp.Panel`."""

    aggregate: Aggregate = "aij"
    expert_weights: Mapping[str, float] | None = None
    max_consistency_ratio: float | None = None
    method: Method = "geometric"
    random_index: RandomIndexChoice = "saaty1980"

    def __post_init__(self) -> None:
        if self.expert_weights is not None:
            if not isinstance(self.expert_weights, Mapping | pd.Series):
                hint = 'Give them by name: {"Ann": 2, "Bo": 1}.'
                raise OptionError(f"expert_weights={self.expert_weights!r} have no names", hint=hint)
            given = {str(name): weight for name, weight in dict(self.expert_weights).items()}
            object.__setattr__(self, "expert_weights", given)
        check_option("aggregate", self.aggregate, AGGREGATES)
        check_option("method", self.method, TEXTBOOK)
        limit, hint = self.max_consistency_ratio, "Give a number above 0, such as .1, or None to keep all experts."
        if limit is not None:
            check_setting(is_number(limit), "max_consistency_ratio", limit, "number", hint)
            if limit <= 0:
                raise OptionError(f"max_consistency_ratio={limit!r} excludes everybody", hint=hint)

    def check_experts(self, experts: Sequence[str]) -> None:
        """Raise :class:`OptionError` unless the weights, if any, are those of the experts."""
        given = self.expert_weights
        if given is None:
            return
        for name in given:
            if name not in experts:
                raise OptionError(f"{name!r} has a weight but gave no judgments", hint=nearest(str(name), experts))
        lacking = [name for name in experts if name not in given]
        if lacking:
            raise OptionError(f"{listed(lacking)} have no weight", hint="Give every expert one, or none.")
        for name, weight in given.items():
            if not (is_number(weight) and weight > 0):
                raise OptionError(f"the weight of {name!r} is {weight!r}", hint="Give a number above 0.")

    def shares(self, experts: Sequence[str]) -> Array:
        """Return the weights of experts, scaled to sum 1."""
        given = self.expert_weights or dict.fromkeys(experts, 1.0)
        v = np.array([given[name] for name in experts], np.float64)
        v /= v.max()
        return v / v.sum()

    def found(self, judgments: Mapping[str, Judgments]) -> Found:
        """Return the priorities of each expert alone, None where the comparisons do not connect the criteria."""
        return {name: self._alone(one) for name, one in judgments.items()}

    def _alone(self, judgments: Judgments) -> Priorities | None:
        if judgments.is_complete:
            return derived(judgments, self.method, self.random_index)
        if len(components(~np.isnan(judgments.matrix))) > 1:
            return None
        return derived(judgments, self.method, self.random_index, "lls")

    def excluded(self, ratios: Mapping[str, float], silent: Sequence[str]) -> dict[str, float]:
        """Return who is left out, with their CR: the silent, and those not below the limit; nobody left is an error."""
        limit = self.max_consistency_ratio
        above = {} if limit is None else {name: ratio for name, ratio in ratios.items() if ratio >= limit}
        if len(silent) == len(ratios):
            raise JudgmentsError("no expert compared anything", hint="Ask them, or look at how the answers were read.")
        if len(above) + len(silent) == len(ratios):
            said = listed(f"{name} ({format_value(ratio, 'four')})" for name, ratio in above.items())
            raise JudgmentsError(
                f"no expert has a CR below {limit:g}: {said}",
                hint="Ask for the contradicting judgments again, or raise max_consistency_ratio.",
            )
        return {name: ratios[name] for name in ratios if name in above or name in silent}


def answers_nothing(judgments: Judgments) -> bool:
    """Say whether no pair was answered."""
    n = len(judgments)
    return len(judgments.missing_pairs) == n * (n - 1) // 2


def entered_panel(judgments: Any) -> dict[str, Judgments]:
    """Return the judgments of every expert, the criteria in the order of the first; all faults are collected."""
    ready: dict[str, Judgments] = {}
    faults: list[SurveyError] = []
    for name, given in _by_expert(judgments).items():
        try:
            ready[name] = as_judgments(given)
        except SurveyError as error:
            faults += named_faults(f"the judgments of {name!r}", error)
    raise_faults(faults)
    first, one = next(iter(ready.items()))
    if len(one) < 2:
        raise JudgmentsError("there is one criterion", hint="Compare two or more.")
    expected = f"All experts compare the same criteria; {first!r} compares {listed(one.labels)}."
    raise_faults(
        [
            JudgmentsError(f"{name!r} compares {listed(other.labels)}", hint=expected)
            for name, other in ready.items()
            if set(other.labels) != set(one.labels)
        ]
    )
    return {name: other if other.labels == one.labels else other.ordered(one.labels) for name, other in ready.items()}


def entered_hierarchies(judgments: Any, tree: IndicatorTree) -> dict[str, dict[str, Judgments]]:
    """Return the judgments by node and expert, of the nodes with two children or more; all faults are collected."""
    experts = _by_expert(judgments)
    nodes = [node for node in tree.nodes if len(tree.children(node)) > 1]
    ready: dict[str, dict[str, Judgments]] = {node: {} for node in nodes}
    faults: list[SurveyError] = []
    for name, answers in experts.items():
        if not isinstance(answers, Mapping):
            raise JudgmentsError(f"the answers of {name!r} are no mapping", hint="Give judgments by node: {node: …}.")
        by_node = {str(code): given for code, given in answers.items()}
        faults += _strange_codes(name, by_node, tree)
        for node in nodes:
            try:
                ready[node][name] = _answered(by_node, node, tree.children(node))
            except SurveyError as error:
                faults += named_faults(f"{name!r} below {node!r}", error)
    raise_faults(faults)
    return ready


def _by_expert(judgments: Any) -> dict[str, Any]:
    if isinstance(judgments, SurveyJudgments):
        judgments = judgments.judgments
    if not isinstance(judgments, Mapping):
        raise JudgmentsError(
            f"the judgments of a panel cannot be read from {type(judgments).__name__}",
            hint='Give those of each expert by name: {"Ann": …, "Bo": …}.',
        )
    experts = {str(name): given for name, given in judgments.items()}
    if any(name is None or not str(name).strip() for name in judgments):
        raise JudgmentsError("an expert has no name", hint="Give each a name of their own.")
    if not experts:
        raise JudgmentsError("there are no experts", hint='Give the judgments by name: {"Ann": …, "Bo": …}.')
    if len(experts) < len(judgments):
        raise JudgmentsError("two experts have the same name", hint="Give each a name of their own.")
    return experts


def _strange_codes(name: str, answers: Mapping[str, Any], tree: IndicatorTree) -> Iterator[SurveyError]:
    for code in answers:
        if code not in tree.nodes:
            fault = f"{name!r} gave judgments for {code!r}, which has no indicators below it"
            yield IndicatorsError(fault, hint=nearest(str(code), tree.nodes))


def _answered(answers: Mapping[str, Any], node: str, children: tuple[str, ...]) -> Judgments:
    if node not in answers:
        hint = f"All experts answer the same hierarchy; compare {listed(children)}."
        raise JudgmentsError("there are no judgments", hint=hint)
    return of_children(answers[node], children)


def alike(logs: Array) -> bool:
    """Say whether the experts gave the same answer to half of the pairs or more; logs (K, n, n), NaN for gaps."""
    upper = logs[:, *np.triu_indices(logs.shape[1], 1)]
    several = (~np.isnan(upper)).sum(axis=0) > 1
    spread = np.nanmax(upper[:, several], axis=0) - np.nanmin(upper[:, several], axis=0)
    return bool(several.any()) and float((spread < 1e-9).mean()) >= ALIKE


def report_experts(ratios: Mapping[str, float], stacklevel: int) -> None:
    """Warn once, naming whose CR is .10 or more."""
    report_inconsistent(ratios, "leave these experts out by max_consistency_ratio=.1", stacklevel + 1)


def report_unchecked(limit: float | None, names: Sequence[str], stacklevel: int) -> None:
    """Warn of experts who count although no limit can be applied to them."""
    if limit is not None and names:
        warnings.warn(
            f"max_consistency_ratio={limit:g} says nothing of {listed(names)}: the answers are too few to contradict "
            "each other, so CR is undefined, and they count. Ask for more pairs, or leave these judgments out.",
            NotIdentifiedWarning,
            stacklevel=stacklevel + 1,
        )


def report_spread(K: int, alike_at: Sequence[str], stacklevel: int) -> None:
    """Warn of too few experts, and of experts too much alike."""
    if K < FEWEST:
        said = "one expert" if K == 1 else "two experts"
        warnings.warn(
            f"a panel of {said} says {'nothing' if K == 1 else 'next to nothing'} about other experts: ask three or "
            "more, or report the weights without intervals.",
            PanelSpreadWarning,
            stacklevel=stacklevel + 1,
        )
    elif alike_at:
        where = "" if alike_at == ["panel"] else f" below {listed(alike_at)}"
        warnings.warn(
            f"the experts gave the same answers to at least half of the pairs{where}: intervals are then too narrow. "
            "Report the consensus instead.",
            PanelSpreadWarning,
            stacklevel=stacklevel + 1,
        )


def ratio_of(found: Priorities | None) -> float:
    """Return the CR of an expert, NaN where there is none."""
    return math.nan if found is None else found.consistency_ratio


def weights_of(found: Priorities | None, n: int) -> Array:
    """Return the weights (n,) of an expert, NaN where there are none."""
    return np.full(n, np.nan) if found is None else found.weights


def check_opinions(opinions: Opinions, labels: Sequence[str], experts: Sequence[str]) -> None:
    """Raise where the answers do not connect the criteria: those of all together, or of each expert for AIP."""
    if opinions.aggregate == "aij":
        check_connected(np.logical_or.reduce(opinions.known), labels)
        return
    for name, own in zip(experts, opinions.own, strict=True):
        if np.isnan(own).any():
            fault = f"the comparisons of {name!r} do not connect the criteria, so there are no weights to average"
            raise JudgmentsError(fault, hint='Say aggregate="aij", which pools the judgments of all experts.')
