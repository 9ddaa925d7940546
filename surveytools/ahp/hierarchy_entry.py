"""What a hierarchy takes in: the judgments at every node, checked against the tree, and their priorities."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.consistency import LIMIT, level_ratio
from surveytools.ahp.incompleteness import COMPLETIONS, Completion
from surveytools.ahp.prioritization import Priorities, derived
from surveytools.ahp.random_index import RandomIndexChoice
from surveytools.ahp.weighting_methods import METHODS, PriorityMethod
from surveytools.base.errors import (
    FaultsError,
    IndicatorsError,
    JudgmentsError,
    SurveyError,
    check_option,
    listed,
    nearest,
    raise_faults,
)
from surveytools.base.table import format_value
from surveytools.base.warnings import InconsistentJudgmentsWarning
from surveytools.indicators.tree import IndicatorTree


@dataclass(frozen=True, slots=True)
class Derivation:
    """How weights come out of judgments: the method, the table of RI, what fills unanswered pairs."""

    method: PriorityMethod = "geometric"
    random_index: RandomIndexChoice = "saaty1980"
    complete: Completion | None = None

    def __post_init__(self) -> None:
        check_option("method", self.method, METHODS)
        check_option("complete", self.complete, (None, *COMPLETIONS))

    def of(self, judgments: Judgments) -> Priorities:
        """Return the priorities of judgments, without a warning."""
        return derived(judgments, self.method, self.random_index, self.complete)


def as_tree(indicators: Any) -> IndicatorTree:
    """Return a tree as it is, and make one of a nested dictionary or a frame."""
    if isinstance(indicators, IndicatorTree):
        return indicators
    if isinstance(indicators, pd.DataFrame):
        return IndicatorTree.from_frame(indicators)
    if isinstance(indicators, Mapping):
        return IndicatorTree.from_nested(indicators)
    raise IndicatorsError(
        f"indicators cannot be read from {type(indicators).__name__}",
        hint="Give an IndicatorTree, a nested dictionary, or a frame with the columns code and parent.",
    )


def named_faults(whose: str, error: SurveyError) -> list[SurveyError]:
    """Return the faults of judgments with whose they are before them."""
    faults = error.faults if isinstance(error, FaultsError) else (error,)
    return [type(fault)(f"{whose}: {fault.fault}", place=fault.place, hint=fault.hint) for fault in faults]


def entered_priorities(
    judgments: Mapping[str, Any], tree: IndicatorTree, derivation: Derivation
) -> dict[str, Priorities]:
    """Return the priorities of every node, in the order of its children; all faults are raised together."""
    if not isinstance(judgments, Mapping):
        raise JudgmentsError(
            f"the judgments of a hierarchy cannot be read from {type(judgments).__name__}",
            hint="Give judgments by node: {node: …}.",
        )
    judgments = {str(node): given for node, given in judgments.items()}
    found: dict[str, Priorities] = {}
    faults = list(_code_faults(judgments, tree))
    for node in tree.nodes:
        if node in judgments:
            try:
                found[node] = derivation.of(of_children(judgments[node], tree.children(node)))
            except SurveyError as error:
                faults += named_faults(f"the judgments below {node!r}", error)
        elif len(tree.children(node)) > 1:
            hint = f"Compare its children in pairs: {listed(tree.children(node))}."
            faults.append(JudgmentsError(f"there are no judgments for {node!r}", hint=hint))
    raise_faults(faults)
    return found


def _code_faults(judgments: Mapping[str, Any], tree: IndicatorTree) -> Iterator[SurveyError]:
    for code in judgments:
        if code not in tree.codes:
            yield IndicatorsError(
                f"there are judgments for {code!r}, which is no indicator", hint=nearest(str(code), tree.nodes)
            )
        elif code not in tree.nodes:
            yield IndicatorsError(
                f"there are judgments for {code!r}, which has no indicators below it", hint="Leave them out."
            )


def of_children(given: Any, children: tuple[str, ...]) -> Judgments:
    """Return the judgments below a node in the order of its children; what has no labels is in that order."""
    if not isinstance(given, Judgments):
        given = Judgments(given) if isinstance(given, pd.DataFrame) else Judgments(given, children)
    check_alike(given.labels, children, f"Compare its children: {listed(children)}.")
    return given if given.labels == children else given.ordered(children)


def check_alike(labels: tuple[str, ...], expected: tuple[str, ...], hint: str) -> None:
    """Raise :class:`JudgmentsError` unless the labels are those expected, in any order."""
    strangers = [label for label in labels if label not in expected]
    absent = [label for label in expected if label not in labels]
    if strangers or absent:
        wrong = [f"compare {listed(strangers)}"] if strangers else []
        wrong += [f"lack {listed(absent)}"] if absent else []
        raise JudgmentsError("they " + " but ".join(wrong), hint=hint)


def report_nodes(found: Mapping[str, Priorities], stacklevel: int) -> None:
    """Warn once, naming all nodes whose CR is .10 or more."""
    ratios = {node: one.consistency_ratio for node, one in found.items()}
    report_inconsistent(ratios, "report the weights together with these CRs", stacklevel + 1)


def report_inconsistent(ratios: Mapping[str, float], remedy: str, stacklevel: int) -> None:
    """Warn once, naming all nodes or experts whose CR is .10 or more, and what to do beside asking again."""
    inconsistent = {name: ratio for name, ratio in ratios.items() if ratio >= LIMIT}
    if inconsistent:
        said = listed(f"{name} ({format_value(ratio, 'four')})" for name, ratio in inconsistent.items())
        warnings.warn(
            f"CR is not below .10: {said}. Ask for the judgments that surprise again, or {remedy}.",
            InconsistentJudgmentsWarning,
            stacklevel=stacklevel + 1,
        )


def weighted_ratio(weights: Mapping[str, float], found: Mapping[str, Priorities]) -> float:
    """Return Σ W CI / Σ W RI over nodes with priorities, 0 where none can contradict itself.

    A node whose CR is undefined, because its comparisons just connect its children, does not count; NaN where such
    nodes are the only ones of three children or more.
    """
    weighed = {node: one for node, one in found.items() if weights[node] > 0}
    counted = {node: one for node, one in weighed.items() if not math.isnan(one.random_index)}
    if len(counted) < len(weighed) and not any(one.random_index for one in counted.values()):
        return math.nan
    terms = [(weights[node], one.consistency_index, one.random_index) for node, one in counted.items()]
    return level_ratio(*np.array(terms).T) if terms else 0.0


def level_ratios(
    tree: IndicatorTree, overall: Mapping[str, float], found: Mapping[str, Priorities]
) -> tuple[float, ...]:
    """Return the ratio of every level of a hierarchy, the root first."""
    levels: dict[int, dict[str, Priorities]] = {}
    for node in tree.nodes:
        levels.setdefault(len(tree.path(node)), {}).update({node: found[node]} if node in found else {})
    return tuple(weighted_ratio(overall, levels[depth]) for depth in sorted(levels))


def largest_ratio(found: Mapping[str, Priorities]) -> str | None:
    """Return the node whose CR is largest, of those where it is defined."""
    known = {node: one.consistency_ratio for node, one in found.items() if not math.isnan(one.consistency_ratio)}
    return max(known, key=lambda node: known[node]) if known else None
