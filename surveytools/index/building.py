"""The index of a service: weighted scores of respondents, means of groups, and their differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import AnswersError, OptionError, check_level, check_option
from surveytools.base.labels import Language, Text
from surveytools.base.result import Interval, Result, result_class
from surveytools.base.table import Table
from surveytools.index.comparing import holm, mean_interval, welch
from surveytools.index.entering import entered_groups, leaf_answers
from surveytools.index.pictures import draw_profile, draw_ranking
from surveytools.indicators.aggregation import up_the_tree
from surveytools.indicators.normalization import to_hundred
from surveytools.indicators.tree import IndicatorTree
from surveytools.indicators.weights import Weights
from surveytools.moments.door import Scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]


@result_class
class Index(Result):
    """A weighted index of the indicators of a tree.

    Attributes
    ----------
    value : float
        Mean over all respondents, on the scale of the answers.
    scores : pandas.DataFrame
        One row a respondent: the root, then every node below it, on the scale of the answers.
    groups : pandas.Series or None
        The group of each respondent.
    weights : Weights
        The weights that were used.
    scale : (float, float)
        Lowest and highest answer.
    n_used, n_total : int
        Respondents with an index; respondents in all.

    References
    ----------
    OECD & JRC (2008). Handbook on Constructing Composite Indicators. https://doi.org/10.1787/9789264043466-en

    Examples
    --------
    >>> import surveytools as st
    >>> tree = st.IndicatorTree.from_nested({"quality": ["item1", "item2"]})
    >>> weights = st.Weights(tree, {"item1": 0.5, "item2": 0.5})
    >>> index = st.build_index([[5, 4], [4, 4], [2, 3], [1, 2]], weights, scale=(1, 5), groups=["A", "A", "B", "B"])
    >>> index.by_group()[["group", "index", "rank"]].to_dict("list")
    {'group': ['A', 'B'], 'index': [4.25, 2.0], 'rank': [1, 2]}
    """

    value: float
    scores: pd.DataFrame = field(repr=False)
    groups: pd.Series | None = field(repr=False)
    weights: Weights
    scale: Scale
    n_used: int
    n_total: int
    references = (
        "Welch, B. L. (1947). The generalization of 'Student's' problem when several different population variances "
        "are involved. Biometrika, 34, 28-35. https://doi.org/10.1093/biomet/34.1-2.28",
        "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of "
        "Statistics, 6, 65-70. https://www.jstor.org/stable/4615733",
    )

    @property
    def tree(self) -> IndicatorTree:
        """The indicators."""
        return self.weights.tree

    def interval(self, level: float = 0.95, method: Literal["student"] = "student") -> Interval:
        """Return Student's interval for the mean index of all respondents."""
        check_level(level)
        check_option("method", method, ("student",))
        return Interval(*mean_interval(self._root_scores(), level), level, method)

    def by_group(self, level: float = 0.95) -> pd.DataFrame:
        """Return one row a group, the best first: n, index with its interval, the same on 0-100, rank."""
        check_level(level)
        rows = [self._group_row(name, scores, level) for name, scores in self._grouped().items()]
        frame = pd.DataFrame(rows).sort_values("index", ascending=False, kind="stable", ignore_index=True)
        return frame.assign(rank=frame["index"].round(12).rank(ascending=False, method="min").astype(int))

    def differences(self) -> pd.DataFrame:
        """Return one row a pair of groups, the better first: difference, Welch's t, df, p, and p after Holm."""
        grouped = self._grouped()
        order = sorted(grouped, key=lambda name: -grouped[name].mean())
        rows = [
            {"group_a": a, "group_b": b, "difference": grouped[a].mean() - grouped[b].mean()}
            | dict(zip(("t", "df_welch", "p_value"), welch(grouped[a], grouped[b]), strict=True))
            for a, b in combinations(order, 2)
        ]
        columns = ["group_a", "group_b", "difference", "t", "df_welch", "p_value"]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.assign(p_adjusted=holm(frame["p_value"].to_list()))

    def profile(self) -> pd.DataFrame:
        """Return the mean score of every dimension in every group, dimensions as rows, groups as columns."""
        dimensions = list(self.tree.children(self.tree.root))
        if self.groups is None:
            means = self.scores[dimensions].mean().to_frame("all")
        else:
            means = self.scores[dimensions].groupby(self.groups.to_numpy(), sort=False).mean().T
            means = means[[name for name in self.by_group()["group"] if name in means]]
        return means

    def contributions(self) -> pd.DataFrame:
        """Return what each dimension adds to the lead of the best group over each other one.

        The contribution of a dimension is its weight times the difference of its means; over the dimensions they sum
        to the difference of the indices when nobody skipped a whole dimension.
        """
        means = self.profile()
        best = means.columns[0]
        weights = np.array([self.weights.local[code] for code in means.index])
        parts = {str(name): weights * (means[best] - means[name]) for name in means.columns[1:]}
        return pd.DataFrame(parts, index=means.index)

    def to_frame(self) -> pd.DataFrame:
        """Return the groups, the best first, with intervals and ranks."""
        return self.by_group()

    def headline(self) -> Text:
        """State the index, and which group leads."""
        low, high, *_ = self.interval()
        hundred = float(to_hundred(self.value, *self.scale))
        en = f"The index is {self.value:.2f} on {self.scale[0]:g}–{self.scale[1]:g} ({hundred:.1f} of 100), "
        zh = f"指数为 {self.value:.2f}（量表 {self.scale[0]:g}–{self.scale[1]:g}，百分制 {hundred:.1f}），"
        en += f"95% CI [{low:.2f}, {high:.2f}], n = {self.n_used}."
        zh += f"95% 置信区间 [{low:.2f}, {high:.2f}]，n = {self.n_used}。"
        ranking = self.by_group()
        if len(ranking) > 1:
            order = _ranked(list(ranking["group"]), list(ranking["rank"]))
            en += f" Ranking: {order}."
            zh += f"排名：{order}。"
        return Text(en, zh)

    def tables(self) -> tuple[Table, ...]:
        """Return the ranking, the tests of the differences, the profile, and what makes the differences."""
        ranking = Table(Text("Index and ranking", "指数与排名"), self.by_group(), notes=(_INTERVAL_NOTE,))
        profile = self._by_dimension(self.profile(), Text("Mean score of each dimension", "各维度平均得分"))
        if len(self._grouped()) < 2:
            return ranking, profile
        tests = Table(Text("Differences between the groups", "组间差异检验"), self.differences(), notes=(_TEST_NOTE,))
        if (self.by_group()["rank"] == 1).all():
            return ranking, tests, profile
        leader = self.by_group()["group"].iloc[0]
        title = Text(f"What makes the lead of {leader}: weight × difference", f"{leader}领先的来源：权重 × 均值差")
        return ranking, tests, profile, self._by_dimension(self.contributions(), title)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Weights, missing answers, range and intervals."""
        low, high = self.scale
        return (
            Text("weighted arithmetic mean up the tree", "逐层加权算术平均"),
            Text("skipped items: the other weights of the node are scaled up", "缺失题项：同层其余权重按比例放大"),
            Text(f"0–100: 100 (x - {low:g}) / {high - low:g}", f"百分制：100 (x - {low:g}) / {high - low:g}"),
            Text("weights taken as fixed", "权重视为固定值"),
        )

    def plot(
        self, kind: Literal["ranking", "profile"] = "ranking", ax: Axes | None = None, *, language: Language = "en"
    ) -> Axes:
        """Draw the groups with their intervals, or their means on every dimension."""
        check_option("kind", kind, ("ranking", "profile"))
        if kind == "ranking":
            return draw_ranking(self.by_group(), ax, language)
        names = [self.tree.name(code, language) for code in self.tree.children(self.tree.root)]
        return draw_profile(self.profile(), names, ax, language)

    def _root_scores(self) -> Array:
        return self.scores[self.tree.root].dropna().to_numpy()

    def _grouped(self) -> dict[str, Array]:
        root = self.scores[self.tree.root]
        if self.groups is None:
            return {"all": self._root_scores()}
        grouped = root.groupby(self.groups.to_numpy(), sort=False)
        return {str(name): values.dropna().to_numpy() for name, values in grouped if values.notna().any()}

    def _group_row(self, name: str, x: Array, level: float) -> dict[str, object]:
        low, high = mean_interval(x, level)
        hundred = to_hundred([x.mean(), low, high], *self.scale)
        names = ("index_100", "ci_low_100", "ci_high_100")
        row = {"group": name, "n": len(x), "index": float(x.mean()), "ci_low": low, "ci_high": high}
        return row | dict(zip(names, hundred.tolist(), strict=True))

    def _by_dimension(self, means: pd.DataFrame, title: Text) -> Table:
        columns = {f"group{k}": str(name) for k, name in enumerate(means.columns, 1)}
        frame = pd.DataFrame(
            {
                "dimension": [self.tree[str(code)].name for code in means.index],
                "local_weight": [self.weights.local[str(code)] for code in means.index],
                **dict(zip(columns, means.to_numpy().T, strict=True)),
            }
        )
        headers = {key: _ALL if self.groups is None else Text(name, name) for key, name in columns.items()}
        return Table(title, frame, headers=headers)


def _ranked(groups: list[str], ranks: list[int]) -> str:
    """Join groups by what stands between them, > or = for a tie."""
    signs = [" = " if ranks[k] == ranks[k - 1] else " > " for k in range(1, len(ranks))]
    return "".join(part for pair in zip(groups, [*signs, ""], strict=True) for part in pair)


_ALL = Text("All", "全体")
_INTERVAL_NOTE = Text(
    "95% intervals from the respondents alone; the weights are taken as fixed.",
    "95% 置信区间仅反映受访者抽样误差，权重视为固定值。",
)
_TEST_NOTE = Text("Welch's t-tests, p corrected by Holm.", "Welch t 检验，p 值经 Holm 校正。")


def build_index(items: Any, weights: Weights, *, scale: Scale, groups: Sequence[Any] | None = None) -> Index:
    r"""Build the index: answers go up the indicator tree by the weights.

    With the overall weights :math:`W_i` of the items and the answers :math:`x_{ri}`, reversed items turned around
    within the scale, respondent r has

    .. math:: I_r = \sum_i W_i x_{ri}, \qquad I_r^{100} = 100 \, \frac{I_r - low}{high - low}.

    Parameters
    ----------
    items : frame or array
        Answers, one row a respondent, with the item columns that the tree names.
    weights : Weights
        Weights of the tree, such as those of :class:`surveytools.ahp.Hierarchy`.
    scale : (low, high)
        Lowest and highest possible answer.
    groups : sequence, optional
        The group of each respondent, such as the platform that was rated.

    Returns
    -------
    Index
        ``.scores``, ``.by_group()``, ``.differences()``, ``.profile()``, ``.contributions()``, ``.plot()``.

    Raises
    ------
    IndicatorsError
        When a leaf names no item or an item that is not there.
    AnswersNeededError
        For moments.
    AnswersError
        For text, answers outside the scale, or groups of another length.

    Notes
    -----
    The interval of a group's mean is Student's; it holds the weights fixed and so speaks of the respondents only.
    Differences are tested by Welch's t, as ``pairwise.t.test(..., pool.sd = FALSE, p.adjust = "holm")`` in R.

    References
    ----------
    Welch, B. L. (1947). The generalization of 'Student's' problem when several different population variances are
    involved. Biometrika, 34, 28-35. https://doi.org/10.1093/biomet/34.1-2.28

    Examples
    --------
    >>> import pandas as pd, surveytools as st
    >>> tree = st.IndicatorTree.from_nested({"quality": ["q1", "q2"]})
    >>> weights = st.Weights(tree, {"q1": 0.75, "q2": 0.25})
    >>> answers = pd.DataFrame({"q1": [5, 4, 2], "q2": [1, 4, 2]})
    >>> index = st.build_index(answers, weights, scale=(1, 5))
    >>> index.scores["quality"].tolist(), round(index.value, 3)
    ([4.0, 4.0, 2.0], 3.333)
    """
    if not isinstance(weights, Weights):
        raise OptionError(
            f"weights are of type {type(weights).__name__}", hint="Give st.Weights, such as hierarchy.weights()."
        )
    tree = weights.tree
    answers = leaf_answers(items, tree, scale)
    columns = {leaf: answers.X[:, answers.names.index(tree[leaf].item or leaf)] for leaf in tree.leaves()}
    scores = pd.DataFrame(up_the_tree(columns, weights), index=answers.rows)
    named = entered_groups(groups, scores)
    values = scores[tree.root].dropna()
    if values.empty:
        raise AnswersError("nobody answered any item", hint="Give answers, one row a respondent.")
    return Index(float(values.mean()), scores, named, weights, scale, len(values), len(scores))
