"""The judgments of a study: what the study file says of them, and the weights that follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from surveytools.ahp.aggregation import Aggregate
from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.hierarchies import Hierarchy
from surveytools.ahp.hierarchy_panels import HierarchyPanel
from surveytools.ahp.incompleteness import Completion
from surveytools.ahp.random_index import TableName
from surveytools.ahp.repairing import Repairs, repair
from surveytools.ahp.weighting_methods import Method
from surveytools.base.errors import Place, StudyError
from surveytools.indicators.tree import IndicatorTree
from surveytools.indicators.weights import Weights
from surveytools.study.repairs import MOST_FOR_TWO, SuggestedRepairs, suggested_to_experts, suggested_to_judge

if TYPE_CHECKING:
    from surveytools.study.study import Study

OF_A_PANEL = ("aggregate", "max_consistency_ratio", "expert_weights")
OF_ONE_JUDGE = ("complete",)


@dataclass(frozen=True, slots=True)
class JudgmentsSection:
    """``[judgments]``: the folder of the pairwise comparisons, and how weights are made of them.

    `complete` is for one judge; `aggregate` ("aij" if it is not said), `max_consistency_ratio` and `expert_weights` are
    for a panel. Experts with a CR not below `max_consistency_ratio` are left out; an undefined CR leaves nobody out,
    with a warning.
    """

    folder: str
    method: Method = "geometric"
    random_index: TableName = "saaty1980"
    complete: Completion | None = None
    aggregate: Aggregate | None = None
    max_consistency_ratio: float | None = None
    expert_weights: Mapping[str, float] = field(default_factory=dict[str, float])

    def hierarchy(self, tree: IndicatorTree, judgments: Mapping[str, Judgments]) -> Hierarchy:
        """Return the hierarchy of one judge's comparisons."""
        return Hierarchy(
            tree, judgments, method=self.method, random_index=self.random_index, complete=self.complete
        )  # fmt: skip

    def panel(self, tree: IndicatorTree, experts: Mapping[str, Mapping[str, Judgments]]) -> HierarchyPanel:
        """Return the panel of several experts' comparisons."""
        return HierarchyPanel(
            tree, experts, aggregate=self.aggregate or "aij", expert_weights=self.expert_weights or None,
            max_consistency_ratio=self.max_consistency_ratio, method=self.method, random_index=self.random_index,
        )  # fmt: skip

    def idle(self, *, panel: bool) -> list[str]:
        """Return the keys that are said but mean nothing for a panel, or for one judge."""
        return [name for name in (OF_ONE_JUDGE if panel else OF_A_PANEL) if getattr(self, name)]


def impossible_judgments(said: Mapping[str, Any], file: str | None) -> Iterator[StudyError]:
    """Find numbers in ``[judgments]`` that cannot be."""
    limit = said.get("max_consistency_ratio", 1)
    if limit <= 0:
        place = Place(file=file, row="[judgments] max_consistency_ratio", value=float(limit))
        yield StudyError("the largest CR is above 0", place=place, hint="Write max_consistency_ratio = 0.1.")
    for name, weight in said.get("expert_weights", {}).items():
        if weight <= 0:
            place = Place(file=file, row=f"[judgments.expert_weights] {name}", value=float(weight))
            yield StudyError("the weight of an expert is above 0", place=place, hint=f"Write {name} = 1, or another.")


def mended(section: JudgmentsSection, judgments: Judgments) -> Repairs:
    """Return the repairs of judgments; of many criteria only single changes are tried, pairs of them take minutes."""
    changes = 2 if len(judgments) <= MOST_FOR_TWO else 1
    return repair(judgments, method=section.method, random_index=section.random_index, max_changes=changes)


class Judged(NamedTuple):
    """What follows from the judgments of a study; nothing for a study without."""

    hierarchy: Hierarchy | None = None
    weights: Weights | None = None
    panel: HierarchyPanel | None = None
    repairs: SuggestedRepairs | None = None


def judged(study: Study) -> Judged:
    """Return the hierarchy, the weights, the panel and the suggested repairs of a study, as far as it has them."""
    section = study.project.judgments
    if section is None:
        return Judged()
    mend = partial(mended, section)
    if not study.experts:
        hierarchy = section.hierarchy(study.tree, study.judgments)
        return Judged(hierarchy, hierarchy.weights(), None, suggested_to_judge(hierarchy, mend))
    panel = section.panel(study.tree, study.experts)
    common = panel.hierarchy() if panel.settings.aggregate == "aij" else None
    return Judged(common, panel.weights(), panel, suggested_to_experts(panel, mend))
