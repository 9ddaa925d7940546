"""A hierarchy of indicators whose weights come from judgments at every node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

import pandas as pd

from surveytools.ahp.consistency import cumulative_ratio
from surveytools.ahp.hierarchy_entry import (
    Derivation,
    as_tree,
    entered_priorities,
    largest_ratio,
    level_ratios,
    report_nodes,
    weighted_ratio,
)
from surveytools.ahp.incompleteness import Completion
from surveytools.ahp.prioritization import Priorities
from surveytools.ahp.random_index import RandomIndexChoice
from surveytools.ahp.ranking.rankings import Ranking
from surveytools.ahp.ranking.synthesis import NEAR_TIE, ranked
from surveytools.ahp.ranking.synthesis_wording import CONVENTIONS, Convention, Mode, total_note
from surveytools.ahp.textbook import random_index_kinds
from surveytools.ahp.weighting_methods import METHODS, PriorityMethod
from surveytools.base.errors import check_option, listed
from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table, format_value
from surveytools.indicators.tree import IndicatorTree
from surveytools.indicators.weights import Weights

_COLUMNS = (
    "code", "indicator", "n_criteria", "lambda_max", "consistency_index", "random_index", "consistency_ratio",
    "consistency_ratio_perron",
)  # fmt: skip


@result_class
class Hierarchy(Result):
    r"""Weights of an indicator tree from pairwise comparisons.

    At every node the children are compared; the overall weight of an indicator is the product of the local weights
    on its path.

    Parameters
    ----------
    indicators : IndicatorTree, nested mapping or pandas.DataFrame
        The tree, or what :meth:`IndicatorTree.from_nested` or :meth:`IndicatorTree.from_frame` reads.
    judgments : mapping of str to Judgments, nested list, ndarray or pandas.DataFrame
        The comparisons below a node, by its code. Their labels are the codes of the node's children, in any order; a
        list or array has no labels and is in the order of the tree. A node with one child needs none.
    method : {"geometric", "eigenvector", "arithmetic", "least_squares", "weighted_least_squares"}
        How weights are made, as in :func:`priorities`.
    random_index : str or mapping of int to float
        Table of random indices, as in :func:`priorities`.
    complete : {"lls", "eigenvector", "harker"}, optional
        How unanswered pairs are filled in, as in :func:`priorities`; without it they are an error.

    Attributes
    ----------
    tree : IndicatorTree
        The indicators.
    priorities : dict of str to Priorities
        The result at every node with judgments, the root first.
    method : str
        How the weights were made.

    Raises
    ------
    JudgmentsError
        For a node without judgments, labels that are not its children, and faults of a matrix. All are collected.
    OptionError
        For an unknown method, table or way to complete.
    IndicatorsError
        For judgments of an unknown code, and faults of the tree.

    Warns
    -----
    InconsistentJudgmentsWarning
        Once, naming all nodes whose CR is .10 or more.

    References
    ----------
    Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.

    Examples
    --------
    >>> import surveytools as st
    >>> tree = {"quality": {"content": ["C1", "C2"], "speed": ["S1"]}}
    >>> hierarchy = st.ahp.Hierarchy(tree, {"quality": [[1, 3], ["1/3", 1]], "content": [[1, 2], ["1/2", 1]]})
    >>> hierarchy.weights().overall["C1"]
    0.5
    """

    tree: IndicatorTree = field(repr=False)
    priorities: dict[str, Priorities]
    method: PriorityMethod
    derivation: Derivation = field(repr=False)

    references = Priorities.references

    def __init__(
        self,
        indicators: Any,
        judgments: Mapping[str, Any],
        *,
        method: PriorityMethod = "geometric",
        random_index: RandomIndexChoice = "saaty1980",
        complete: Completion | None = None,
    ) -> None:
        derivation = Derivation(method, random_index, complete)
        tree = as_tree(indicators)
        found = entered_priorities(judgments, tree, derivation)
        parts = {"tree": tree, "priorities": found, "method": method, "derivation": derivation}
        for part, value in parts.items():
            object.__setattr__(self, part, value)
        report_nodes(found, 2)

    def weights(self) -> Weights:
        """Return the local and overall weights."""
        local = {child: 1.0 for node in self.tree.nodes for child in self.tree.children(node)}
        for found in self.priorities.values():
            local |= dict(zip(found.labels, found.weights.tolist(), strict=True))
        made = METHODS[self.method]
        return Weights(self.tree, local, Text(f"AHP, {made.en}", f"层次分析法，{made.zh}"))

    @property
    def consistency(self) -> pd.DataFrame:
        """One row a node with judgments: n, λmax, CI, RI, CR, and CR by the Perron eigenvalue."""
        rows = [
            (
                node, self.tree[node].name, len(found.labels), found.lambda_max, found.consistency_index,
                found.random_index, found.consistency_ratio, found.consistency_ratio_perron,
            )
            for node, found in self.priorities.items()
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    def total_consistency_ratio(self, convention: Convention = "level") -> float:
        r"""Return the consistency ratio of the whole ranking (层次总排序).

        At each level, with :math:`W_k` the overall weights of its nodes,

        .. math:: CR_{level} = \frac{\sum_k W_k CI_k}{\sum_k W_k RI_k}.

        Parameters
        ----------
        convention : {"level", "cumulative"}
            "level" is the CR over the nodes right above the leaves, each weighted by what its leaves weigh; for a
            tree of one level that is the CR of the root. It never exceeds the largest local CR.
            "cumulative" is the sum over all levels, the root's included.

        Returns
        -------
        float
            The total CR; 0 where no node of the level has three children or more, NaN where their CRs are undefined.
            Beside others such nodes do not count.

        Raises
        ------
        OptionError
            For an unknown convention.

        References
        ----------
        Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.

        Examples
        --------
        >>> import surveytools as st
        >>> matrix = [[1, 3, 2], ["1/3", 1, "1/2"], ["1/2", 2, 1]]
        >>> round(st.ahp.Hierarchy({"quality": ["a", "b", "c"]}, {"quality": matrix}).total_consistency_ratio(), 4)
        0.0079
        """
        check_option("convention", convention, CONVENTIONS)
        if convention == "cumulative":
            return cumulative_ratio(level_ratios(self.tree, self.weights().overall, self.priorities))
        return weighted_ratio(self._weights_right_below(), self.priorities)

    def _weights_right_below(self) -> dict[str, float]:
        """Return what the leaves right below each node weigh together."""
        overall, tree = self.weights().overall, self.tree
        return {
            node: sum(overall[child] for child in tree.children(node) if not tree.children(child))
            for node in tree.nodes
        }

    def rank(
        self, alternatives: Mapping[str, Any], *, mode: Mode = "distributive", near_tie: float = NEAR_TIE
    ) -> Ranking:
        """Rank alternatives by the criteria, as :func:`rank` does with the weights of this hierarchy.

        Parameters
        ----------
        alternatives : mapping of str to Judgments, Priorities, Ratings or Measurements
            How good the alternatives are by each leaf, by its code. Judgments become weights as they do in the
            hierarchy itself.
        mode : {"distributive", "ideal", "absolute"}
            What the values of a criterion are made relative to, as in :func:`rank`.
        near_tie : float
            Scores that differ by no more than this share of the larger are called ties.

        Examples
        --------
        >>> import surveytools as st
        >>> hierarchy = st.ahp.Hierarchy({"best": ["price", "looks"]}, {"best": [[1, 3], ["1/3", 1]]})
        >>> looks = st.ahp.Judgments([[1, 5], ["1/5", 1]], ["A", "B"])
        >>> ranking = hierarchy.rank({"price": st.ahp.Measurements({"A": 300, "B": 200}, "cost"), "looks": looks})
        >>> ranking.scores.round(4).tolist()
        [0.5083, 0.4917]
        """
        return ranked(self.weights(), self.priorities, alternatives, self.derivation, mode, near_tie)

    def headline(self) -> Text:
        """State the largest consistency ratio."""
        if not self.priorities:
            return self.weights().headline()
        node = largest_ratio(self.priorities)
        if node is None:
            return Text("The largest CR is undefined.", "最大的 CR 无法计算。")
        ratio = format_value(self.priorities[node].consistency_ratio, "four")
        name, verdict = self.tree[node].name, self.priorities[node].verdict()
        many = "matrix" if len(self.priorities) == 1 else "matrices"
        return Text(
            f"{len(self.priorities)} judgment {many}; the largest CR is {ratio} ({name.en}), {verdict.en}.",
            f"{len(self.priorities)} 个判断矩阵，最大的 CR 为 {ratio}（{name.zh}），{verdict.zh}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the consistency of every node, and the weights."""
        frame = self.consistency
        note = total_note(*(self.total_consistency_ratio(name) for name in CONVENTIONS))
        kinds = random_index_kinds(frame["random_index"].tolist())
        checked = Table(Text("Consistency of the judgments", "判断矩阵一致性检验"), frame, (note,), kinds=kinds)
        return (checked, *self.weights().tables())

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Method, definition of λmax, tables of RI, and what is particular to a node."""
        made = METHODS[self.method]
        tables = listed(dict.fromkeys(found.random_index_table for found in self.priorities.values()))
        remarks = [(node, remark) for node, found in self.priorities.items() for remark in found.remarks]
        return (
            Text(f"weights by the {made.en}", f"以{made.zh}求权重"),
            Text("λmax is the mean of (Aw)ᵢ / wᵢ", "λmax 取 (Aw)ᵢ / wᵢ 的平均值"),
            Text(f"RI by the table {tables}", f"RI 表 {tables}"),
            *(Text(f"{node}: {remark.en}", f"{node}：{remark.zh}") for node, remark in remarks),
        )
