"""Groups of opinion in a panel: experts whose weights are alike, found by hierarchical clustering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.ahp.consensus_indices import centered_logs
from surveytools.ahp.entries import Array
from surveytools.base.errors import SampleSizeError
from surveytools.base.labels import Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table, format_value

FEWEST, REASONABLE, SMALLEST = 6, 0.5, 3


@result_class
class OpinionClusters(Result):
    r"""Groups of experts with similar weights.

    The distance of two experts is :math:`\sqrt{\sum_i (\ln w_i - \overline{\ln w} - \ln u_i + \overline{\ln u})^2}`.

    Attributes
    ----------
    groups : tuple of tuple of str
        The experts of each group, the largest group first.
    silhouette : float
        Mean silhouette of the best division into two groups or more; up to .50 it is not taken.
    labels : tuple of str
        The criteria.
    weights : ndarray, shape (g, n)
        Geometric mean of the weights of each group, scaled to sum 1.

    References
    ----------
    Rousseeuw, P. J. (1987). Silhouettes: A graphical aid to the interpretation and validation of cluster analysis.
    Journal of Computational and Applied Mathematics, 20, 53-65. https://doi.org/10.1016/0377-0427(87)90125-7

    Examples
    --------
    >>> import surveytools as st
    >>> answers = {name: [[1, x], [1 / x, 1]] for name, x in zip("ABCDEF", [3, 4, 3.5, 1 / 5, 1 / 4, 1 / 6])}
    >>> st.ahp.Panel(answers).clusters().groups
    (('A', 'B', 'C'), ('D', 'E', 'F'))
    """

    groups: tuple[tuple[str, ...], ...]
    silhouette: float
    labels: tuple[str, ...]
    weights: Array
    names: tuple[Text, ...] = field(repr=False, default=())

    references = (
        "Rousseeuw, P. J. (1987). Silhouettes: A graphical aid to the interpretation and validation of cluster "
        "analysis. Journal of Computational and Applied Mathematics, 20, 53-65. "
        "https://doi.org/10.1016/0377-0427(87)90125-7",
        "Aitchison, J. (1982). The statistical analysis of compositional data. Journal of the Royal Statistical "
        "Society: Series B, 44(2), 139-160. https://doi.org/10.1111/j.2517-6161.1982.tb01195.x",
    )

    def headline(self) -> Text:
        """Count the groups."""
        score = format_value(self.silhouette, "two")
        if len(self.groups) == 1:
            return Text(
                f"No separate groups of opinion: the best division has a mean silhouette of {score}, not above .50.",
                f"未发现明显的意见分群：最佳划分的平均轮廓系数为 {score}，未超过 0.50。",
            )
        *most, last = sizes = [str(len(group)) for group in self.groups]
        return Text(
            f"{len(sizes)} groups of opinion, of {', '.join(most)} and {last} experts; mean silhouette {score}.",
            f"专家意见分为 {len(sizes)} 类，人数分别为 {'、'.join(sizes)}；平均轮廓系数 {score}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return one row a group: number, size, experts, and the weight of each criterion."""
        keys = [f"w{i}" for i in range(1, len(self.labels) + 1)]
        frame = pd.DataFrame(
            {
                "cluster": range(1, len(self.groups) + 1), "n_experts": [len(group) for group in self.groups],
                "experts": [Text(", ".join(group), "、".join(group)) for group in self.groups],
            }
        )  # fmt: skip
        frame = frame.assign(**dict(zip(keys, self.weights.T, strict=True)))
        printed = self.names or tuple(Text(label, label) for label in self.labels)
        heads = dict(zip(keys, printed, strict=True))
        title = Text("Groups of opinion", "专家意见分群")
        return (Table(title, frame, headers=heads, kinds=dict.fromkeys(keys, "four")),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Distance, linkage, and how many groups."""
        return (
            Text("distances of centered log ratios, average linkage", "中心化对数比距离，类平均法"),
            Text(
                "up to a third as many groups as experts, by the largest mean silhouette; one group where it is not "
                "above .50",
                "类数不超过专家数的三分之一，取平均轮廓系数最大者；未超过 0.50 时视为一类",
            ),
        )


def clusters_of(W: Array, experts: Sequence[str], labels: Sequence[str], names: Sequence[Text] = ()) -> OpinionClusters:
    """Return the groups of experts with weights W (K, n)."""
    if len(W) < FEWEST:
        raise SampleSizeError(
            f"there are {len(W)} experts with weights of their own, too few to divide", hint="Groups need six or more."
        )
    place, score = divided(centered_logs(W))
    found = [np.flatnonzero(place == k) for k in np.unique(place)]
    found.sort(key=lambda group: (-len(group), group[0]))
    means = np.exp(np.array([np.log(W[group]).mean(axis=0) for group in found]))
    groups = tuple(tuple(experts[k] for k in group.tolist()) for group in found)
    weights = read_only(means / means.sum(axis=1, keepdims=True))
    return OpinionClusters(groups, score, tuple(labels), weights, tuple(names))


def divided(Y: Array) -> tuple[NDArray[np.intp], float]:
    """Return the group of each row of Y (K, n), and the mean silhouette of the best division into several."""
    from scipy.cluster.hierarchy import cut_tree, linkage  # noqa: PLC0415 - importing the package must stay light

    K = len(Y)
    D = np.sqrt(((Y[:, None] - Y) ** 2).sum(axis=2))
    cuts = cut_tree(linkage(D[np.triu_indices(K, 1)], "average"), n_clusters=range(2, K // SMALLEST + 1)).T
    scores = [float(silhouettes(D, cut).mean()) for cut in cuts]
    best = int(np.argmax(scores))
    whole = np.zeros(K, np.intp)
    return (cuts[best] if scores[best] > REASONABLE else whole), scores[best]


def silhouettes(D: Array, place: NDArray[np.intp]) -> Array:
    r"""Return :math:`(b - a) / \max(a, b)` of each row, shape (K,); distances D (K, K), group of each row place (K,).

    a is the mean distance to the others of the own group, b that to the nearest other group; 0 for who is alone.
    """
    member = place[:, None] == np.unique(place)
    sums, sizes = D @ member, member.sum(axis=0)
    own = sizes[member.argmax(axis=1)]
    a = sums[member] / np.maximum(own - 1, 1)
    b = np.where(member, np.inf, sums / sizes).min(axis=1)
    largest = np.maximum(a, b)
    return np.where((own > 1) & (largest > 0), (b - a) / np.where(largest > 0, largest, 1.0), 0.0)
