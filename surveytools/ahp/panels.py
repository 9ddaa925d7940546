"""A panel: several experts compare the same criteria, and how sure the weights are that follow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.ahp.aggregation import (
    Aggregate,
    Opinions,
    aggregated_logs,
    group_weights,
    influences,
    weights_of_resamples,
)
from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.consensus_indices import Consensus, check_comparable, consensus_of
from surveytools.ahp.entries import Array
from surveytools.ahp.opinion_clusters import OpinionClusters, clusters_of
from surveytools.ahp.panel_entry import (
    Answers,
    Found,
    PanelSettings,
    alike,
    answers_nothing,
    check_opinions,
    entered_panel,
    ratio_of,
    report_experts,
    report_spread,
    report_unchecked,
    weights_of,
)
from surveytools.ahp.panel_intervals import PanelWeights
from surveytools.ahp.panel_tables import (
    PANEL_REFERENCES,
    disagreement_frame,
    expert_frame,
    panel_conventions,
    panel_headline,
    panel_tables,
    unchecked,
)
from surveytools.ahp.pictures import PANEL_PICTURES, PanelPicture, draw_experts, draw_intervals
from surveytools.ahp.prioritization import Priorities, derived
from surveytools.ahp.random_index import RandomIndexChoice
from surveytools.ahp.textbook import printed
from surveytools.ahp.weighting_methods import Method
from surveytools.base.errors import JudgmentsError, OptionError, check_option, nearest
from surveytools.base.labels import Language, Text
from surveytools.base.result import read_only, result_class
from surveytools.base.table import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@result_class
class Panel(PanelWeights):
    r"""Weights of the criteria by a panel of experts, with intervals and the agreement among the experts.

    With the shares :math:`v_k` of the experts and the weights :math:`w_k` of each alone, the weights are those of the
    matrix (``"aij"``), or a mean of weights,

    .. math:: a_{ij} = \prod_k a_{ijk}^{v_k}, \qquad w_i \propto \prod_k w_{ik}^{v_k} \text{ ("aip_geometric")},
        \qquad w_i = \sum_k v_k w_{ik} \text{ ("aip_arithmetic")}.

    Parameters
    ----------
    judgments : mapping of str to Judgments, nested list, ndarray or pandas.DataFrame; or SurveyJudgments
        What each expert answered about the same criteria, by name. Pairs may be unanswered; experts who answered none
        are left out, and listed.
    aggregate : {"aij", "aip_geometric", "aip_arithmetic"}
        What is averaged: judgments, or the weights of each expert.
    expert_weights : mapping of str to float, optional
        How much each expert counts; by default all the same.
    max_consistency_ratio : float, optional
        Experts with a CR not below it, such as .10, are left out, and listed. Those whose CR is undefined, their
        answers being too few to contradict each other, count, and are named.
    method : {"geometric", "eigenvector", "arithmetic"}
        How weights come out of a matrix, as in :func:`priorities`.
    random_index : str or mapping of int to float
        Table of random indices, as in :func:`priorities`.

    Attributes
    ----------
    labels, experts : tuple of str
        The n criteria; the K experts who count.
    weights, shares : ndarray, shape (n,); ndarray, shape (K,)
        Weights of the panel, and how much each expert counts; both sum to 1.
    individual_weights : ndarray, shape (K, n)
        Weights of each expert alone; NaN for one whose comparisons do not connect the criteria.
    consistency_ratio, consistency_ratios : float; ndarray, shape (K,)
        CR of the aggregated judgments, NaN where weights are averaged; CR of each expert, NaN where undefined.
    excluded, n_used, n_total : dict of str to float; int; int
        The experts left out, with their CR (NaN for no answers); experts who count; experts in all.

    Raises
    ------
    JudgmentsError
        For faults of the matrices (collected), experts who compared other criteria (named), criteria that nobody
        connects, no answers at all, nobody left under `max_consistency_ratio`.
    OptionError
        For an unknown option, and weights that are not those of the experts.

    Warns
    -----
    InconsistentJudgmentsWarning
        When experts who count have a CR of .10 or more.
    NotIdentifiedWarning
        When experts count with an undefined CR, of which `max_consistency_ratio` says nothing.
    PanelSpreadWarning
        For fewer than three experts, and for experts who gave the same answers to half of the pairs or more.

    Notes
    -----
    Incomplete answers are pooled in one logarithmic least squares; together they must connect the criteria. For
    geometric weights and complete answers "aij" and "aip_geometric" are the same.

    References
    ----------
    Forman, E., & Peniwati, K. (1998). Aggregating individual judgments and priorities with the analytic hierarchy
    process. European Journal of Operational Research, 108(1), 165-169. https://doi.org/10.1016/S0377-2217(97)00244-0

    Examples
    --------
    >>> import surveytools as st
    >>> def answers(*upper):
    ...     return st.ahp.Judgments.from_upper(upper, ["price", "speed", "looks"])
    >>> panel = st.ahp.Panel({"Ann": answers(2, 5, 3), "Bo": answers(1, 4, 3), "Cy": answers(3, 6, 2)})
    >>> panel.weights.round(4).tolist()
    [0.5717, 0.311, 0.1173]
    >>> panel.interval().round(3).loc["price"].tolist()
    [0.312, 0.797]
    >>> round(panel.consensus().consensus, 3)
    0.958
    """

    labels: tuple[str, ...]
    experts: tuple[str, ...]
    weights: Array
    individual_weights: Array
    consistency_ratio: float
    consistency_ratios: Array
    shares: Array
    excluded: dict[str, float]
    n_used: int
    n_total: int
    opinions: Opinions = field(repr=False)
    found: Found = field(repr=False)
    settings: PanelSettings = field(repr=False)

    references = PANEL_REFERENCES

    def __init__(
        self,
        judgments: Any,
        *,
        aggregate: Aggregate = "aij",
        expert_weights: Mapping[str, float] | None = None,
        max_consistency_ratio: float | None = None,
        method: Method = "geometric",
        random_index: RandomIndexChoice = "saaty1980",
    ) -> None:
        settings = PanelSettings(aggregate, expert_weights, max_consistency_ratio, method, random_index)
        ready = entered_panel(judgments)
        settings.check_experts(tuple(ready))
        found = settings.found(ready)
        silent = [name for name, one in ready.items() if answers_nothing(one)]
        excluded = settings.excluded({name: ratio_of(one) for name, one in found.items()}, silent)
        self._hold(ready, found, excluded, settings)
        report_experts(dict(zip(self.experts, self.consistency_ratios.tolist(), strict=True)), 2)
        report_unchecked(max_consistency_ratio, unchecked(self), 2)
        report_spread(self.n_used, ["panel"] if alike(self.opinions.logs) else [], 2)

    @classmethod
    def of_node(cls, judgments: Answers, found: Found, excluded: dict[str, float], settings: PanelSettings) -> Panel:
        """Return the panel of one node of a hierarchy, without a warning; for :class:`HierarchyPanel`."""
        panel = cls.__new__(cls)
        panel._hold(judgments, found, excluded, settings)
        return panel

    def _hold(self, judgments: Answers, found: Found, excluded: dict[str, float], settings: PanelSettings) -> None:
        experts = tuple(name for name in judgments if name not in excluded)
        labels, v = judgments[experts[0]].labels, settings.shares(experts)
        logs = np.log(np.array([judgments[name].matrix for name in experts]))
        own = np.array([weights_of(found[name], len(labels)) for name in experts])
        opinions = Opinions(read_only(logs), read_only(own), settings.method, settings.aggregate)
        check_opinions(opinions, labels, experts)
        parts = {
            "labels": labels, "experts": experts, "weights": read_only(group_weights(opinions, v)),
            "individual_weights": own,
            "consistency_ratios": read_only(np.array([ratio_of(found[name]) for name in experts])),
            "shares": read_only(v), "excluded": excluded, "n_used": len(experts), "n_total": len(judgments),
            "opinions": opinions, "found": found, "settings": settings,
        }  # fmt: skip
        for part, value in parts.items():
            object.__setattr__(self, part, value)
        CR = self.priorities().consistency_ratio if settings.aggregate == "aij" else math.nan
        object.__setattr__(self, "consistency_ratio", CR)

    def judgments(self) -> Judgments:
        """Return the aggregated judgments, gaps taken as the ratio of the panel's least squares weights; AIJ only."""
        how = self.settings.aggregate
        if how != "aij":
            raise OptionError(f"aggregate={how!r} makes no common matrix", hint='Say aggregate="aij".')
        return Judgments(np.exp(aggregated_logs(self.opinions.logs, self.shares)), self.labels)

    def priorities(self, expert: str | None = None) -> Priorities:
        """Return the priorities of the aggregated judgments with all indices and steps, or those of one expert."""
        if expert is None:
            return derived(self.judgments(), self.settings.method, self.settings.random_index)
        if expert not in self.found:
            raise OptionError(f"{expert!r} is no expert of the panel", hint=nearest(expert, self.found))
        alone = self.found[expert]
        if alone is None:
            raise JudgmentsError(f"the comparisons of {expert!r} do not connect the criteria", hint="Ask for more.")
        return alone

    @property
    def weighed(self) -> tuple[str, ...]:
        """The criteria."""
        return self.labels

    def estimates(self) -> Array:
        """Return the weights of the panel, shape (n,)."""
        return self.weights

    def influences(self) -> Array:
        """Return what each expert adds to the log weights of the panel, shape (K, n)."""
        return influences(self.opinions, self.shares, self.weights)

    def resampled(self, V: Array) -> Array:
        """Return the weights, shape (b, n), for b sets of weights of the experts, V (b, K)."""
        return weights_of_resamples(self.opinions, V)

    def consensus(self, largest: float = 9.0) -> Consensus:
        """Return how far the experts agree; `largest` is the largest judgment of the scale, 9 on Saaty's."""
        known = self._of_own_mind()
        check_comparable(self.opinions.logs, known, largest)
        v = self.shares[known]
        return consensus_of(self.individual_weights[known], v / v.sum(), largest)

    def clusters(self) -> OpinionClusters:
        """Return the groups of opinion, for six experts or more."""
        known = self._of_own_mind()
        return clusters_of(self.individual_weights[known], np.array(self.experts)[known].tolist(), self.labels)

    def _of_own_mind(self) -> NDArray[np.bool_]:
        """Say which experts have weights of their own, shape (K,)."""
        return ~np.isnan(self.individual_weights[:, 0])

    def expert_frame(self) -> pd.DataFrame:
        """Return one row an expert: CR, worst pair, how far from the panel and on which criterion most."""
        return expert_frame(self)

    def disagreements(self, most: int | None = None) -> pd.DataFrame:
        """Return one row a pair, that on which the experts differ most first: their extremes, and who gave them."""
        return disagreement_frame(self, most)

    def plot(
        self,
        kind: PanelPicture = "weights",
        ax: Axes | None = None,
        *,
        language: Language = "en",
        names: Mapping[str, Text] | None = None,
    ) -> Axes:
        """Draw the weights with their intervals, or beside every expert's (``kind="experts"``)."""
        check_option("kind", kind, PANEL_PICTURES)
        said = printed(self.labels, names or {})
        if kind == "experts":
            return draw_experts(said, self.weights, self.individual_weights[self._of_own_mind()], ax, language)
        return draw_intervals(said, self.weights, self.printed_limits(), ax, language)

    def to_frame(self) -> pd.DataFrame:
        """Return a row a criterion: criterion, weight, ci_low, ci_high, rank."""
        low, high = self.printed_limits()
        frame = pd.DataFrame({"criterion": list(self.labels), "weight": self.weights, "ci_low": low, "ci_high": high})
        return frame.assign(rank=frame["weight"].round(12).rank(ascending=False, method="min").astype(int))

    def headline(self) -> Text:
        """Name the heaviest criterion with its interval, and the consensus."""
        return panel_headline(self)

    def tables(self) -> tuple[Table, ...]:
        """Return the weights with intervals, the consensus, the experts, who was left out, and where they differ."""
        return panel_tables(self)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What was averaged, the method, the experts, and what the intervals are about."""
        return panel_conventions(self)
