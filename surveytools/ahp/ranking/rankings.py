"""The result of ranking alternatives: scores, ties, what they are made of, consistency, other methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.ahp.consistency import cumulative_ratio
from surveytools.ahp.entries import Array
from surveytools.ahp.hierarchy_entry import level_ratios, weighted_ratio
from surveytools.ahp.prioritization import Priorities
from surveytools.ahp.ranking.synthesis_pictures import RANKING_PICTURES, RankingPicture, draw_contributions, draw_scores
from surveytools.ahp.ranking.synthesis_wording import (
    CONVENTIONS,
    RANKING_REFERENCES,
    Convention,
    Mode,
    ranking_conventions,
    ranking_headline,
    ranking_tables,
)
from surveytools.ahp.weighting_methods import TEXTBOOK, PriorityMethod, weights_by
from surveytools.base.errors import OptionError, check_option
from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.indicators.aggregation import up_the_tree
from surveytools.indicators.weights import Weights

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@result_class
class Ranking(Result):
    """Scores of alternatives by all criteria, and their order; see :func:`rank`.

    Attributes
    ----------
    alternatives : tuple of str
        The m alternatives.
    scores : ndarray, shape (m,)
        Their scores; they sum to 1 in the distributive and the ideal mode, and lie from 0 to 1 in the absolute mode.
    local : pandas.DataFrame
        Value of every alternative (rows) by every leaf (columns), as the mode has it.
    weights : Weights
        Of the criteria.
    mode : {"distributive", "ideal", "absolute"}
        What the values of a criterion are relative to.
    near_tie : float
        Scores that differ by no more than this share of the larger are called ties.
    priorities : dict of str to Priorities
        Of the leaves by which the alternatives were compared in pairs.
    upper : dict of str to Priorities
        Of the nodes above, as far as the weights come from judgments.
    sources : dict of str to Text
        How the values by each leaf were made.

    References
    ----------
    Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.

    Examples
    --------
    >>> import surveytools as st
    >>> weights = st.Weights(st.IndicatorTree.from_nested({"best": ["price", "looks"]}), {"price": 0.6, "looks": 0.4})
    >>> scale = st.ahp.RatingScale({"fine": 1, "fair": 0.5})
    >>> given = {"price": st.ahp.Measurements({"A": 300, "B": 200}, "cost"),
    ...          "looks": st.ahp.Ratings({"A": "fine", "B": "fair"}, scale)}
    >>> ranking = st.ahp.rank(weights, given)
    >>> ranking.scores.round(4).tolist(), ranking.ranks.tolist()
    ([0.5067, 0.4933], [1, 2])
    """

    alternatives: tuple[str, ...]
    scores: Array
    local: pd.DataFrame
    weights: Weights = field(repr=False)
    mode: Mode
    near_tie: float
    priorities: dict[str, Priorities] = field(repr=False)
    upper: dict[str, Priorities] = field(repr=False)
    sources: dict[str, Text] = field(repr=False)

    references = RANKING_REFERENCES

    @property
    def ranks(self) -> NDArray[np.int64]:
        """The place of each alternative, ties sharing the better one, shape (m,)."""
        return ranks_with_ties(self.scores, self.near_tie)

    @property
    def first(self) -> tuple[str, ...]:
        """The alternatives in the first place, the best score first."""
        order = np.argsort(-self.scores, kind="stable")
        return tuple(self.alternatives[k] for k in order.tolist() if self.ranks[k] == 1)

    @property
    def node_values(self) -> pd.DataFrame:
        """Value of every alternative (rows) by every node and leaf (columns), the root first."""
        columns = self._columns()
        return pd.DataFrame(up_the_tree(columns, self.weights) | columns, index=list(self.alternatives))

    def _columns(self) -> dict[str, Array]:
        return {str(leaf): column.to_numpy() for leaf, column in self.local.items()}

    def contributions(self) -> pd.DataFrame:
        """Return what each leaf (columns) adds to the score of each alternative (rows): they sum to the scores."""
        overall = self.weights.overall
        parts = self.local * [overall[leaf] for leaf in self._columns()]
        return parts if self.mode == "absolute" else parts / parts.to_numpy().sum()

    def by_method(self) -> pd.DataFrame:
        """Return the scores (rows: alternatives) with all judgments turned into weights by each textbook method.

        Weights that do not come from judgments stay as they are.
        """
        found = {method: self._scores_by(method) for method in TEXTBOOK}
        return pd.DataFrame(found, index=list(self.alternatives))

    @property
    def depends_on_method(self) -> bool:
        """Whether another textbook method gives another alternative the highest score."""
        if not self.priorities and not self.upper:
            return False
        best = [int(np.argmax(self.scores.round(9))), *np.argmax(self.by_method().to_numpy().round(9), axis=0).tolist()]
        return len(set(best)) > 1

    def _scores_by(self, method: PriorityMethod) -> Array:
        local = dict(self.weights.local)
        for found in self.upper.values():
            local |= dict(zip(found.labels, _reweighed(found, method).tolist(), strict=True))
        columns = self._columns()
        for leaf, found in self.priorities.items():
            order = [found.labels.index(name) for name in self.alternatives]
            columns[leaf] = local_values(_reweighed(found, method)[order], self.mode)
        return total_scores(columns, Weights(self.weights.tree, local), self.mode)

    @property
    def consistency(self) -> pd.DataFrame:
        """One row a leaf whose alternatives were compared: n, λmax, CI, RI, CR."""
        rows = [
            {
                "code": leaf, "indicator": self.weights.tree[leaf].name, "n_criteria": len(found.labels),
                "lambda_max": found.lambda_max, "consistency_index": found.consistency_index,
                "random_index": found.random_index, "consistency_ratio": found.consistency_ratio,
            }
            for leaf, found in self.priorities.items()
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def total_consistency_ratio(self, convention: Convention = "level") -> float:
        r"""Return the consistency ratio of the total ranking (层次总排序), the level of the alternatives included.

        Parameters
        ----------
        convention : {"level", "cumulative"}
            "level" is :math:`\sum_k W_k CI_k / \sum_k W_k RI_k` over the leaves with compared alternatives, which is
            never above the largest CR among them. "cumulative" adds the CRs of all levels above.

        Returns
        -------
        float
            The total CR; leaves that were rated or measured, or that have fewer than three alternatives, add nothing.

        References
        ----------
        Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.

        Examples
        --------
        >>> import surveytools as st
        >>> matrix = [[1, 3, 2], ["1/3", 1, "1/2"], ["1/2", 2, 1]]
        >>> ranking = st.ahp.Hierarchy({"best": ["looks"]}, {}).rank({"looks": matrix})
        >>> round(ranking.total_consistency_ratio(), 4)
        0.0079
        """
        check_option("convention", convention, CONVENTIONS)
        overall = self.weights.overall
        own = weighted_ratio(overall, self.priorities)
        if convention == "level":
            return own
        return cumulative_ratio([*level_ratios(self.weights.tree, overall, self.upper), own])

    def to_frame(self) -> pd.DataFrame:
        """Return one row an alternative, the best first: alternative, score, share of the best score, rank."""
        frame = pd.DataFrame(
            {
                "alternative": list(self.alternatives), "score": self.scores,
                "share_of_best": self.scores / (self.scores.max() or np.nan), "rank": self.ranks,
            }
        )  # fmt: skip
        return frame.sort_values("score", ascending=False, kind="stable", ignore_index=True)

    def headline(self) -> Text:
        """Name the first alternative, or those that share the first place."""
        return ranking_headline(self)

    def tables(self) -> tuple[Table, ...]:
        """Return scores, values by criterion, consistency, and other methods where they change the first place."""
        return ranking_tables(self)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Weights, mode, what is called a tie, and what the first place depends on."""
        return ranking_conventions(self)

    def plot(self, kind: RankingPicture = "scores", ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw the scores, or what the children of the root add to them (``kind="contributions"``)."""
        check_option("kind", kind, RANKING_PICTURES)
        return (draw_scores if kind == "scores" else draw_contributions)(self, ax, language)


def check_ranking(ranking: object) -> None:
    """Raise :class:`OptionError` for anything but a ranking."""
    if not isinstance(ranking, Ranking):
        raise OptionError(f"{type(ranking).__name__} is no ranking", hint="Give what st.ahp.rank(…) returns.")


def _reweighed(found: Priorities, method: PriorityMethod) -> Array:
    return weights_by(method, found.completed.matrix, found.judgments.matrix)


def local_values(v: Array, mode: Mode) -> Array:
    """Return merits v (m,) over their sum, over the largest, or as they are."""
    if mode == "absolute":
        return v
    return v / (v.sum() if mode == "distributive" else v.max())


def total_scores(columns: Mapping[str, Array], weights: Weights, mode: Mode) -> Array:
    """Return the scores (m,) of values (m,) by leaf, scaled to sum 1 except in the absolute mode."""
    s = up_the_tree(columns, weights)[weights.tree.root]
    return s if mode == "absolute" else s / s.sum()


def ranks_with_ties(s: Array, near_tie: float) -> NDArray[np.int64]:
    """Return the places (m,) of scores s (m,), 1 the best.

    From the best score downwards, those that fall short of it by no more than the share share its place; the next one
    starts the next place.
    """
    ranks = np.zeros(len(s), np.int64)
    lead, place = np.inf, 0
    for position, k in enumerate(np.argsort(-s, kind="stable").tolist(), 1):
        if position == 1 or s[k] < lead - near_tie * abs(lead) - 1e-12:
            lead, place = float(s[k]), position
        ranks[k] = place
    return ranks
