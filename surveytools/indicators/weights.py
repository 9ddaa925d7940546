"""Weights of the indicators: local ones at every node, overall ones along the path from the root."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from surveytools.base.errors import IndicatorsError, listed, nearest
from surveytools.base.figure import COLORS, drawing
from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.indicators.tree import IndicatorTree

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROUNDING = 1e-9


@result_class
class Weights(Result):
    r"""Local and overall weights of an indicator tree.

    The overall weight of an indicator is the product of the local weights on its path,
    :math:`W_i = \prod_{k \in path(i)} w_k`, so the overall weights of the leaves sum to 1.

    Parameters
    ----------
    tree : IndicatorTree
        The hierarchy.
    local : mapping of str to float
        A weight for every indicator but the root; those of one node's children sum to 1.
    origin : Text
        How the weights were made.

    Raises
    ------
    IndicatorsError
        When a weight is missing, negative, or those of a node do not sum to 1.

    References
    ----------
    Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.

    Examples
    --------
    >>> import surveytools as st
    >>> tree = st.IndicatorTree.from_nested({"quality": {"content": ["C1", "C2"], "speed": ["S1"]}})
    >>> st.Weights(tree, {"content": 0.8, "speed": 0.2, "C1": 0.5, "C2": 0.5, "S1": 1.0}).overall["C1"]
    0.4
    """

    tree: IndicatorTree = field(repr=False)
    local: Mapping[str, float]
    origin: Text = Text("given", "给定")

    def __post_init__(self) -> None:
        object.__setattr__(self, "local", MappingProxyType(dict(self.local)))
        unknown = [code for code in self.local if code not in self.tree.codes]
        if unknown:
            hint = nearest(unknown[0], self.tree.codes)
            raise IndicatorsError(f"{listed(unknown)} are weighted but are no indicators", hint=hint)
        lacking = [code for code in self.tree.codes if code not in self.local and code != self.tree.root]
        if lacking:
            raise IndicatorsError(f"{listed(lacking)} have no weight", hint="Give every indicator below the root one.")
        for node in self.tree.nodes:
            weights = [self.local[child] for child in self.tree.children(node)]
            if not (all(weight >= 0 for weight in weights) and abs(sum(weights) - 1) <= ROUNDING):
                raise IndicatorsError(
                    f"the weights below {node!r} sum to {sum(weights):.6g}",
                    hint="The weights of one node's children are not negative and sum to 1.",
                )

    @property
    def overall(self) -> dict[str, float]:
        """Overall weight of every indicator, the root having 1."""
        overall = {self.tree.root: 1.0}
        for node in self.tree.nodes:
            for child in self.tree.children(node):
                overall[child] = overall[node] * self.local[child]
        return overall

    def __reduce__(self) -> tuple[Any, ...]:
        return (Weights, (self.tree, dict(self.local), self.origin))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a leaf: code, parent, local weight, overall weight, rank."""
        overall, tree = self.overall, self.tree
        frame = pd.DataFrame(
            [
                {
                    "code": leaf, "indicator": tree[leaf].printed, "parent": tree[tree[leaf].parent or leaf].name,
                    "local_weight": self.local.get(leaf, 1.0), "overall_weight": overall[leaf],
                }
                for leaf in tree.leaves()
            ]
        )  # fmt: skip
        return frame.assign(rank=frame["overall_weight"].round(12).rank(ascending=False, method="min").astype(int))

    def upper_frame(self) -> pd.DataFrame:
        """Return one row an inner node: its local and overall weight."""
        overall, tree = self.overall, self.tree
        return pd.DataFrame(
            [
                {
                    "code": node, "indicator": tree[node].name,
                    "local_weight": self.local[node], "overall_weight": overall[node],
                }
                for node in tree.nodes if node != tree.root
            ],
            columns=["code", "indicator", "local_weight", "overall_weight"],
        )  # fmt: skip

    def headline(self) -> Text:
        """Name the indicator that weighs most."""
        overall = self.overall
        top = max(self.tree.leaves(), key=lambda leaf: overall[leaf])
        name, share = self.tree[top].name, overall[top]
        return Text(
            f"{name.en} ({top}) weighs most: {share:.4f} of the whole.",
            f"{name.zh}（{top}）的总权重最大，为 {share:.4f}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the weights of the leaves, and of the nodes above them."""
        leaves = Table(Text("Weights of the indicators", "指标权重"), self.to_frame())
        upper = self.upper_frame()
        return (leaves, Table(Text("Weights of the dimensions", "维度权重"), upper)) if len(upper) else (leaves,)

    def plot(self, ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw the overall weights of the leaves, one color a node above them."""
        frame = self.to_frame().iloc[::-1]
        parents = list(dict.fromkeys(self.tree[leaf].parent for leaf in self.tree.leaves()))
        colors = {parent: COLORS[k % len(COLORS)] for k, parent in enumerate(parents)}
        with drawing(language, ax, size=(7, 1 + 0.24 * len(frame))) as axes:
            names = [f"{code} {self.tree[code].printed.said(language)}" for code in frame["code"]]
            axes.barh(names, frame["overall_weight"], color=[colors[self.tree[code].parent] for code in frame["code"]])
            axes.set_xlabel(Text("Overall weight", "总权重").said(language))
            axes.margins(y=0.01)
        return axes

    @property
    def conventions(self) -> tuple[Text, ...]:
        """How the weights were made."""
        return (self.origin,)
