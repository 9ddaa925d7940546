"""What a ranking takes in: how good the alternatives are by each criterion, compared, rated or measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from surveytools.ahp.comparisons import as_judgments
from surveytools.ahp.entries import Array
from surveytools.ahp.hierarchy_entry import Derivation, named_faults
from surveytools.ahp.prioritization import Priorities
from surveytools.ahp.ranking.measured import Measurements
from surveytools.ahp.ranking.rating_scales import Ratings
from surveytools.ahp.ranking.synthesis_wording import Mode
from surveytools.base.errors import (
    IndicatorsError,
    JudgmentsError,
    OptionError,
    SurveyError,
    listed,
    nearest,
    raise_faults,
)
from surveytools.base.labels import Text
from surveytools.indicators.tree import IndicatorTree

COMPARED = Text("pairwise comparison", "两两比较")


class Merits(NamedTuple):
    """How good the alternatives are by one criterion: relative to each other, or to the best there could be."""

    labels: tuple[str, ...]
    values: Array
    absolute: bool
    words: Text
    priorities: Priorities | None = None

    def ordered(self, labels: tuple[str, ...]) -> Merits:
        """Return the same with the alternatives in another order."""
        return self._replace(labels=labels, values=self.values[[self.labels.index(label) for label in labels]])


def entered_alternatives(
    alternatives: Mapping[str, Any], tree: IndicatorTree, derivation: Derivation, mode: Mode
) -> dict[str, Merits]:
    """Return the merits by every leaf, the alternatives in the order of the first; all faults are raised together."""
    _check_mapping(alternatives, tree)
    alternatives = {str(code): given for code, given in alternatives.items()}
    found: dict[str, Merits] = {}
    faults = list(_code_faults(alternatives, tree))
    for leaf in tree.leaves():
        if leaf not in alternatives:
            hint = "Compare, rate or measure the alternatives by it."
            faults.append(JudgmentsError(f"nothing says how good the alternatives are by {leaf!r}", hint=hint))
            continue
        try:
            found[leaf] = _merits(alternatives[leaf], derivation)
            _check_merits(found[leaf], mode)
        except SurveyError as error:
            faults += named_faults(f"the alternatives by {leaf!r}", error)
    faults += _label_faults(found)
    raise_faults(faults)
    labels = next(iter(found.values())).labels
    return {leaf: merits.ordered(labels) for leaf, merits in found.items()}


def _merits(given: Any, derivation: Derivation) -> Merits:
    if isinstance(given, Ratings | Measurements):
        return Merits(given.labels, given.merits(), given.absolute, given.words())
    if isinstance(given, Mapping):
        raise JudgmentsError(
            "a mapping does not say what its values mean",
            hint='Say so: Measurements({…}, "benefit") or Ratings({…}, scale).',
        )
    found = given if isinstance(given, Priorities) else derivation.of(as_judgments(given))
    return Merits(found.labels, found.weights, False, COMPARED, found)


def _check_merits(merits: Merits, mode: Mode) -> None:
    """Raise where values relative to each other have nothing to be relative to."""
    if mode != "absolute" and merits.values.max(initial=0.0) == 0:  # noqa: PD011 - an array, no frame
        raise JudgmentsError("none is worth more than 0", hint='One must be, or say mode="absolute".')


def _check_mapping(alternatives: Any, tree: IndicatorTree) -> None:
    leaf = tree.leaves()[0]
    if isinstance(alternatives, pd.DataFrame):
        raise OptionError(
            "a frame does not say what its columns mean",
            hint='Say so: Measurements.from_frame(frame, {"price": "cost"}) or Ratings.from_frame(frame, scale).',
        )
    if not isinstance(alternatives, Mapping):
        raise OptionError(
            f"alternatives cannot be read from {type(alternatives).__name__}",
            hint=f"Give judgments, ratings or measurements by leaf: {{{leaf!r}: …}}.",
        )


def _code_faults(alternatives: Mapping[str, Any], tree: IndicatorTree) -> Iterator[SurveyError]:
    leaves = tree.leaves()
    for code in alternatives:
        if code in tree.nodes:
            yield IndicatorsError(
                f"alternatives are given for {code!r}, which has indicators below it",
                hint=f"Give them by its leaves: {listed(tree.leaves(code))}.",
            )
        elif code not in leaves:
            yield IndicatorsError(
                f"alternatives are given for {code!r}, which is no indicator", hint=nearest(str(code), leaves)
            )


def _label_faults(found: Mapping[str, Merits]) -> Iterator[JudgmentsError]:
    """Yield where the alternatives are others than by the first leaf, or fewer than two."""
    if not found:
        return
    first, expected = next((leaf, merits.labels) for leaf, merits in found.items())
    if len(expected) < 2:
        yield JudgmentsError(f"there is one alternative by {first!r}", hint="Rank two or more.")
    for leaf, merits in found.items():
        strangers = [label for label in merits.labels if label not in expected]
        absent = [label for label in expected if label not in merits.labels]
        if strangers:
            said = f"the alternatives by {leaf!r} include {listed(strangers)}, which those by {first!r} do not"
            yield JudgmentsError(said, hint=nearest(strangers[0], absent or expected))
        elif absent:
            said = f"the alternatives by {leaf!r} lack {listed(absent)}, which are there by {first!r}"
            yield JudgmentsError(said, hint="Give every alternative by every leaf.")
