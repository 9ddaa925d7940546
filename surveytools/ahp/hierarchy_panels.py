"""A panel on a whole hierarchy: every expert compares at every node, and the overall weights have intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd

from surveytools.ahp.consensus_indices import Consensus
from surveytools.ahp.entries import Array
from surveytools.ahp.hierarchies import Hierarchy
from surveytools.ahp.hierarchy_entry import as_tree
from surveytools.ahp.hierarchy_panel_tables import hierarchy_headline, hierarchy_tables, unchecked_below
from surveytools.ahp.opinion_clusters import OpinionClusters, clusters_of
from surveytools.ahp.panel_entry import (
    PanelOptions,
    PanelSettings,
    alike,
    answers_nothing,
    entered_hierarchies,
    ratio_of,
    report_experts,
    report_spread,
    report_unchecked,
)
from surveytools.ahp.panel_intervals import PanelWeights
from surveytools.ahp.panel_tables import (
    PANEL_REFERENCES,
    beyond_saaty,
    experts,
    interval_words,
    made_words,
    unchecked_words,
)
from surveytools.ahp.panels import Panel
from surveytools.ahp.pictures import PANEL_PICTURES, PanelPicture, draw_experts, draw_intervals
from surveytools.ahp.weighting_methods import METHODS
from surveytools.base.errors import IndicatorsError, check_option
from surveytools.base.labels import Language, Text
from surveytools.base.result import read_only, result_class
from surveytools.base.table import Table
from surveytools.indicators.tree import IndicatorTree
from surveytools.indicators.weights import Weights

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Join = Callable[[Array, Array], Array]


@result_class
class HierarchyPanel(PanelWeights):
    r"""Weights of an indicator tree by a panel of experts.

    At every node there is a :class:`Panel`; the overall weight of an indicator is the product of the local weights on
    its path. What the experts add to the log weights is added up along the path, expert by expert, so the intervals of
    overall weights account for experts who lean the same way at several nodes.

    Parameters
    ----------
    indicators : IndicatorTree, nested mapping or pandas.DataFrame
        The tree, as :class:`Hierarchy` takes it.
    judgments : mapping of str to mapping of str to Judgments, nested list, ndarray or pandas.DataFrame
        By expert and node: the comparisons of the node's children, as :class:`Hierarchy` takes them. Every expert
        answers every node with two children or more; pairs may be unanswered.
    **options
        `aggregate`, `expert_weights`, `max_consistency_ratio`, `method` and `random_index`, as in :class:`Panel`.
        Priorities are averaged at each node. Experts with a CR not below `max_consistency_ratio` at any node are left
        out of all nodes, and listed.

    Attributes
    ----------
    tree : IndicatorTree
        The indicators.
    panels : dict of str to Panel
        The panel at every node with judgments, the root first.
    experts : tuple of str
        The K experts who count.
    shares : ndarray, shape (K,)
        How much each expert counts, summing to 1.
    excluded : dict of str to float
        The experts left out, with their largest CR.
    n_used, n_total : int
        Experts who count; experts in all.

    Raises
    ------
    JudgmentsError
        For an expert without judgments at a node, with other criteria than the node's children, and what
        :class:`Panel` raises. Faults are collected, and name expert and node.
    IndicatorsError
        For judgments of an unknown node, a tree without comparisons, and faults of the tree.
    OptionError
        For an unknown option, and weights that are not those of the experts.

    Warns
    -----
    InconsistentJudgmentsWarning
        When experts who count have a CR of .10 or more somewhere.
    NotIdentifiedWarning
        When `max_consistency_ratio` says nothing of experts who count, as their CR is undefined somewhere.
    PanelSpreadWarning
        For fewer than three experts, and for experts too much alike at a node.

    References
    ----------
    Forman, E., & Peniwati, K. (1998). Aggregating individual judgments and priorities with the analytic hierarchy
    process. European Journal of Operational Research, 108(1), 165-169. https://doi.org/10.1016/S0377-2217(97)00244-0

    Examples
    --------
    >>> import surveytools as st
    >>> tree = {"quality": {"content": ["C1", "C2"], "speed": ["S1", "S2"]}}
    >>> def answers(*ratios):
    ...     return {node: [[1, x], [1 / x, 1]] for node, x in zip(["quality", "content", "speed"], ratios)}
    >>> panel = st.ahp.HierarchyPanel(tree, {"Ann": answers(3, 2, 1), "Bo": answers(2, 4, 2), "Cy": answers(5, 3, 3)})
    >>> round(panel.weights().overall["C1"], 4)
    0.5618
    >>> panel.interval().round(3).loc["C1"].tolist()
    [0.399, 0.712]
    """

    tree: IndicatorTree = field(repr=False)
    panels: dict[str, Panel]
    experts: tuple[str, ...]
    shares: Array
    excluded: dict[str, float]
    n_used: int
    n_total: int
    settings: PanelSettings = field(repr=False)

    references = PANEL_REFERENCES

    def __init__(
        self,
        indicators: Any,
        judgments: Mapping[str, Mapping[str, Any]],
        **options: Unpack[PanelOptions],
    ) -> None:
        settings = PanelSettings(**options)
        tree = as_tree(indicators)
        ready = entered_hierarchies(judgments, tree)
        if not ready:
            raise IndicatorsError("no indicator has two below it", hint="Without a choice there is nothing to compare.")
        names = tuple(next(iter(ready.values())))
        settings.check_experts(names)
        found = {node: settings.found(by_expert) for node, by_expert in ready.items()}
        largest = {name: max(_known(ratio_of(of[name]) for of in found.values())) for name in names}
        silent = [name for name in names if all(answers_nothing(of[name]) for of in ready.values())]
        excluded = settings.excluded(largest | dict.fromkeys(silent, math.nan), silent)
        panels = {node: Panel.of_node(ready[node], found[node], excluded, settings) for node in ready}
        experts = tuple(name for name in names if name not in excluded)
        parts = {
            "tree": tree, "panels": panels, "experts": experts, "shares": read_only(settings.shares(experts)),
            "excluded": excluded, "n_used": len(experts), "n_total": len(names), "settings": settings,
        }  # fmt: skip
        for part, value in parts.items():
            object.__setattr__(self, part, value)
        report_experts({f"{name}, {node}": ratio_of(found[node][name]) for name in experts for node in found}, 2)
        report_unchecked(settings.max_consistency_ratio, unchecked_below(panels), 2)
        report_spread(len(experts), [node for node, one in panels.items() if alike(one.opinions.logs)], 2)

    def weights(self) -> Weights:
        """Return the local and overall weights."""
        local = {child: 1.0 for node in self.tree.nodes for child in self.tree.children(node)}
        for panel in self.panels.values():
            local |= dict(zip(panel.labels, panel.weights.tolist(), strict=True))
        made, who = METHODS[self.settings.method], experts(self.n_used)
        return Weights(self.tree, local, Text(f"AHP, {who.en}, {made.en}", f"层次分析法，{who.zh}，{made.zh}"))

    def hierarchy(self) -> Hierarchy:
        """Return the hierarchy of the aggregated judgments, with consistency and steps at every node.

        Raises
        ------
        OptionError
            Where priorities are averaged, so that there are no common judgments.
        """
        judgments = {node: panel.judgments() for node, panel in self.panels.items()}
        return Hierarchy(self.tree, judgments, method=self.settings.method, random_index=self.settings.random_index)

    @property
    def weighed(self) -> tuple[str, ...]:
        """The codes of all indicators below the root."""
        return tuple(code for code in self.tree.codes if code != self.tree.root)

    def estimates(self) -> Array:
        """Return the overall weights of all indicators below the root, shape (q,)."""
        overall = self.weights().overall
        return np.array([overall[code] for code in self.weighed])

    def influences(self) -> Array:
        """Return what each expert adds to the log overall weights, shape (K, q)."""
        return self._along({node: panel.influences() for node, panel in self.panels.items()}, np.add)

    def resampled(self, V: Array) -> Array:
        """Return the overall weights, shape (b, q), for b sets of weights of the experts, V (b, K)."""
        return self._along({node: panel.resampled(V) for node, panel in self.panels.items()}, np.multiply)

    def individual_weights(self) -> pd.DataFrame:
        """Return the overall weights of each expert alone, a row an expert, NaN where comparisons do not connect."""
        own = self._along({node: panel.individual_weights for node, panel in self.panels.items()}, np.multiply)
        return pd.DataFrame(own, index=list(self.experts), columns=list(self.weighed))

    def more_important(self) -> pd.DataFrame:
        """Return the probability, by t, that the row's leaf weighs more overall than the column's."""
        leaves = list(self.tree.leaves())
        return PanelWeights.more_important(self).loc[leaves, leaves]

    def consensus(self, largest: float = 9.0) -> dict[str, Consensus]:
        """Return how far the experts agree at every node; `largest` is the largest judgment of the scale."""
        return {node: panel.consensus(largest) for node, panel in self.panels.items()}

    def clusters(self) -> OpinionClusters:
        """Return the groups of opinion by the overall weights of the leaves, for six experts or more."""
        own = self.individual_weights()[list(self.tree.leaves())].dropna()
        return clusters_of(own.to_numpy(), list(own.index), list(own.columns))

    def to_frame(self) -> pd.DataFrame:
        """Return one row an indicator: local and overall weight, each with its interval."""
        weights, local = self.weights(), self._local_limits()
        low, high = self.printed_limits()
        return pd.DataFrame(
            {
                "code": list(self.weighed), "indicator": [self.tree[code].printed for code in self.weighed],
                "local_weight": [weights.local[code] for code in self.weighed],
                "local_ci_low": [local[code][0] for code in self.weighed],
                "local_ci_high": [local[code][1] for code in self.weighed],
                "overall_weight": self.estimates(), "overall_ci_low": low, "overall_ci_high": high,
            }
        )  # fmt: skip

    def plot(self, kind: PanelPicture = "weights", ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw the overall weights of the leaves with intervals, or beside every expert's (``kind="experts"``)."""
        check_option("kind", kind, PANEL_PICTURES)
        leaves = list(self.tree.leaves())
        places = [self.weighed.index(leaf) for leaf in leaves]
        names = [Text(f"{leaf} {self.tree[leaf].printed.en}", f"{leaf} {self.tree[leaf].printed.zh}")
                 if self.tree[leaf].printed.en != leaf else Text(leaf, leaf) for leaf in leaves]  # fmt: skip
        w = self.estimates()[places]
        if kind == "experts":
            return draw_experts(names, w, self.individual_weights()[leaves].dropna().to_numpy(), ax, language)
        return draw_intervals(names, w, self.printed_limits()[:, places], ax, language)

    def headline(self) -> Text:
        """Name the heaviest leaf with its interval, and where the experts agree least."""
        return hierarchy_headline(self)

    def tables(self) -> tuple[Table, ...]:
        """Return leaves and dimensions with intervals, the consensus at every node, the experts, who was left out."""
        return hierarchy_tables(self)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What was averaged, the method, the experts, and what the intervals are about."""
        made = made_words(self.settings, self.excluded, self.n_total)
        kept = unchecked_words(self.settings, unchecked_below(self.panels))
        return (*made, *kept, *interval_words(), *beyond_saaty(self.panels.values()))

    def _local_limits(self) -> dict[str, list[float]]:
        limits = {code: [1.0, 1.0] for code in self.weighed}  # only children
        for panel in self.panels.values():
            limits |= dict(zip(panel.labels, panel.printed_limits().T.tolist(), strict=True))
        return limits

    def _along(self, parts: Mapping[str, Array], join: Join) -> Array:
        """Return what the parts (b, n) of the nodes come to on the path to each indicator, shape (b, q)."""
        rows = len(next(iter(parts.values())))
        neutral = np.ones(rows) if join is np.multiply else np.zeros(rows)
        found = {self.tree.root: neutral}
        for node in self.tree.nodes:
            columns = parts[node].T if node in parts else [neutral]
            for child, column in zip(self.tree.children(node), columns, strict=True):
                found[child] = join(found[node], column)
        return np.column_stack([found[code] for code in self.weighed])


def _known(ratios: Any) -> list[float]:
    """Return the ratios that are no NaN, and 0."""
    return [0.0, *(ratio for ratio in ratios if not math.isnan(ratio))]
