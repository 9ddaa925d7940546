"""A hierarchy of indicators whose weights come from judgments at every node."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Literal

import numpy as np
import pandas as pd

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.consistency import cumulative_ratio, level_ratio
from surveytools.ahp.prioritization import LIMIT, METHODS, Method, Priorities, derived
from surveytools.ahp.random_index import RandomIndexChoice
from surveytools.ahp.textbook import random_index_kinds
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
from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table, format_value
from surveytools.base.warnings import InconsistentJudgmentsWarning
from surveytools.indicators.tree import IndicatorTree
from surveytools.indicators.weights import Weights

Convention = Literal["level", "cumulative"]
CONVENTIONS: tuple[Convention, ...] = ("level", "cumulative")
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
    method : {"geometric", "eigenvector", "arithmetic"}
        How weights are made, as in :func:`priorities`.
    random_index : str or mapping of int to float
        Table of random indices, as in :func:`priorities`.

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
    method: Method

    references = Priorities.references

    def __init__(
        self,
        indicators: Any,
        judgments: Mapping[str, Any],
        *,
        method: Method = "geometric",
        random_index: RandomIndexChoice = "saaty1980",
    ) -> None:
        check_option("method", method, METHODS)
        tree = _as_tree(indicators)
        ready = _entered(judgments, tree)
        found = {node: derived(ready[node], method, random_index) for node in tree.nodes if node in ready}
        for part, value in (("tree", tree), ("priorities", found), ("method", method)):
            object.__setattr__(self, part, value)
        _report_inconsistent(found)

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
            The total CR; 0 where no node of the level has three children or more.

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
        return self._leaf_ratio() if convention == "level" else cumulative_ratio(self._level_ratios())

    def _leaf_ratio(self) -> float:
        """Return the ratio over the nodes right above the leaves, weighted by what their leaves weigh."""
        overall, tree = self.weights().overall, self.tree
        terms: list[tuple[float, float, float]] = []
        for node, found in self.priorities.items():
            weight = sum(overall[leaf] for leaf in tree.children(node) if not tree.children(leaf))
            terms.append((weight, found.consistency_index, found.random_index))
        return level_ratio(*np.array(terms).T) if terms else 0.0

    def _level_ratios(self) -> list[float]:
        overall = self.weights().overall
        levels: dict[int, list[tuple[float, float, float]]] = {}
        for node in self.tree.nodes:
            found = self.priorities.get(node)
            CI, RI = (found.consistency_index, found.random_index) if found else (0.0, 0.0)
            levels.setdefault(len(self.tree.path(node)), []).append((overall[node], CI, RI))
        return [level_ratio(*np.array(levels[depth]).T) for depth in sorted(levels)]

    def headline(self) -> Text:
        """State the largest consistency ratio."""
        if not self.priorities:
            return self.weights().headline()
        node = max(self.priorities, key=lambda code: self.priorities[code].consistency_ratio)
        ratio = format_value(self.priorities[node].consistency_ratio, "four")
        name, verdict = self.tree[node].name, self.priorities[node].verdict()
        return Text(
            f"{len(self.priorities)} judgment matrices; the largest CR is {ratio} ({name.en}), {verdict.en}.",
            f"{len(self.priorities)} 个判断矩阵，最大的 CR 为 {ratio}（{name.zh}），{verdict.zh}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the consistency of every node, and the weights."""
        frame = self.consistency
        level, cumulative = (format_value(self.total_consistency_ratio(name), "four") for name in CONVENTIONS)
        note = Text(
            f"Total CR: {level} by the level convention (ΣW·CI / ΣW·RI of the lowest level), {cumulative} by the "
            "cumulative convention (sum over the levels).",
            f"层次总排序 CR：按层加权为 {level}（最低层的 ΣW·CI / ΣW·RI），逐层累加为 {cumulative}。",
        )
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
            Text(f"weights by the {made.en}", f"权重：{made.zh}"),
            Text("λmax is the mean of (Aw)ᵢ / wᵢ", "λmax 取 (Aw)ᵢ / wᵢ 的平均值"),
            Text(f"RI by the table {tables}", f"RI 表 {tables}"),
            *(Text(f"{node}: {remark.en}", f"{node}：{remark.zh}") for node, remark in remarks),
        )


def _as_tree(indicators: Any) -> IndicatorTree:
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


def _entered(judgments: Mapping[str, Any], tree: IndicatorTree) -> dict[str, Judgments]:
    """Return the judgments of every node in the order of its children; all faults are raised together."""
    ready: dict[str, Judgments] = {}
    faults = list(_code_faults(judgments, tree))
    for node in tree.nodes:
        if node in judgments:
            try:
                ready[node] = _of_node(node, judgments[node], tree.children(node))
            except SurveyError as error:
                faults += _named_faults(node, error)
        elif len(tree.children(node)) > 1:
            hint = f"Compare its children in pairs: {listed(tree.children(node))}."
            faults.append(JudgmentsError(f"there are no judgments for {node!r}", hint=hint))
    raise_faults(faults)
    return ready


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


def _of_node(node: str, given: Any, children: tuple[str, ...]) -> Judgments:
    if not isinstance(given, Judgments):
        given = Judgments(given) if isinstance(given, pd.DataFrame) else Judgments(given, children)
    strangers = [label for label in given.labels if label not in children]
    absent = [child for child in children if child not in given.labels]
    if strangers or absent:
        wrong = [f"compare {listed(strangers)}"] if strangers else []
        wrong += [f"lack {listed(absent)}"] if absent else []
        raise JudgmentsError("they " + " but ".join(wrong), hint=f"Compare its children: {listed(children)}.")
    return given if given.labels == children else given.ordered(children)


def _named_faults(node: str, error: SurveyError) -> list[SurveyError]:
    """Return the faults of a node's judgments with its code before them."""
    faults = error.faults if isinstance(error, FaultsError) else (error,)
    return [
        type(fault)(f"the judgments below {node!r}: {fault.fault}", place=fault.place, hint=fault.hint)
        for fault in faults
    ]


def _report_inconsistent(found: Mapping[str, Priorities]) -> None:
    inconsistent = {node: one.consistency_ratio for node, one in found.items() if one.consistency_ratio >= LIMIT}
    if inconsistent:
        said = listed(f"{node} ({format_value(ratio, 'four')})" for node, ratio in inconsistent.items())
        warnings.warn(
            f"CR is not below .10 at {said}: the judgments there contradict each other. Ask for those that surprise "
            "again, or report the weights together with these CRs.",
            InconsistentJudgmentsWarning,
            stacklevel=3,
        )
