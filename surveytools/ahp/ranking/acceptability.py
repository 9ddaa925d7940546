"""How often each alternative takes each rank, when the weights of the criteria are uncertain."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from surveytools.ahp.entries import Array
from surveytools.ahp.ranking.rankings import Ranking, check_ranking
from surveytools.ahp.ranking.sensitivity_lines import beating_shares, rank_shares
from surveytools.ahp.ranking.sensitivity_pictures import draw_acceptability
from surveytools.ahp.ranking.weight_draws import DRAWS_HINT, GIVEN, Draw, Uncertainty, draws_of, given_draws, scaled
from surveytools.ahp.survey_columns import pandas_frame
from surveytools.base.errors import OptionError, check_rng, check_setting, is_whole
from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table, format_value
from surveytools.factors.requirements import seed_text
from surveytools.moments.resampling import Rng, percentile_limits

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DRAWS, FEWEST, TOGETHER = 10_000, 100, 2**14
PRINTED = 3  # decimals of a share as it is printed


@result_class
class RankAcceptability(Result):
    """How often each alternative takes each rank; see :func:`rank_acceptability`.

    Attributes
    ----------
    alternatives : tuple of str
        The m alternatives.
    acceptability : ndarray, shape (m, m)
        Share of the draws in which the alternative (row) has the rank (column); equal scores share their ranks.
    beats : ndarray, shape (m, m)
        Share of the draws in which the row scores higher than the column, equal scores counting half.
    scores : ndarray, shape (m,)
        Scores by the weights of the ranking.
    limits : ndarray, shape (2, m)
        2.5% and 97.5% quantiles of the scores over the draws.
    n_draws : int
        Sets of weights.

    References
    ----------
    Lahdelma, R., & Salminen, P. (2001). SMAA-2: Stochastic multicriteria acceptability analysis for group decision
    making. Operations Research, 49(3), 444-454. https://doi.org/10.1287/opre.49.3.444.11220

    Examples
    --------
    >>> import surveytools as st
    >>> weights = st.Weights(st.IndicatorTree.from_nested({"best": ["price", "looks"]}), {"price": 0.6, "looks": 0.4})
    >>> given = {"price": st.ahp.Measurements({"A": 300, "B": 200}, "cost"),
    ...          "looks": st.ahp.Measurements({"A": 4, "B": 2}, "benefit")}
    >>> found = st.ahp.rank_acceptability(st.ahp.rank(weights, given), "uniform")
    >>> found.p_first.round(2).tolist()
    [0.63, 0.37]
    """

    alternatives: tuple[str, ...]
    acceptability: Array
    beats: Array
    scores: Array
    limits: Array
    n_draws: int
    made: tuple[Text, ...] = field(repr=False)

    references = (
        "Lahdelma, R., & Salminen, P. (2001). SMAA-2: Stochastic multicriteria acceptability analysis for group "
        "decision making. Operations Research, 49(3), 444-454. https://doi.org/10.1287/opre.49.3.444.11220",
    )

    @property
    def p_first(self) -> Array:
        """Share of the draws in which each alternative comes first, shape (m,)."""
        return self.acceptability[:, 0]

    def to_frame(self) -> pd.DataFrame:
        """Return one row an alternative, the most often first on top: score with its quantiles, P(first), mean rank.

        Where P(first) is printed alike, the smaller mean rank is on top.
        """
        m = len(self.alternatives)
        frame = pd.DataFrame(
            {
                "alternative": list(self.alternatives), "score": self.scores, "score_low": self.limits[0],
                "score_high": self.limits[1], "p_first": self.p_first,
                "expected_rank": self.acceptability @ np.arange(1, m + 1),
            }
        )  # fmt: skip
        order = np.lexsort([frame["expected_rank"], -frame["p_first"].round(PRINTED)])
        return frame.iloc[order].reset_index(drop=True)

    def rank_frame(self) -> pd.DataFrame:
        """Return the share of the draws of each rank (columns 1, 2, …) for each alternative (rows)."""
        m = len(self.alternatives)
        return pd.DataFrame(self.acceptability, index=list(self.alternatives), columns=list(range(1, m + 1)))

    def beats_frame(self) -> pd.DataFrame:
        """Return the share of the draws in which the row scores higher than the column."""
        return pd.DataFrame(self.beats, index=list(self.alternatives), columns=list(self.alternatives))

    def headline(self) -> Text:
        """Name who comes first most often."""
        top = int(np.argmax(self.p_first))
        name, share = self.alternatives[top], format_value(self.p_first[top].item(), "percent")
        n = f"{self.n_draws:,}"
        return Text(f"{name} comes first in {share} of {n} draws of the weights.",
                    f"在 {n} 次权重抽样中，“{name}”排名第一的占 {share}。")  # fmt: skip

    def tables(self) -> tuple[Table, ...]:
        """Return scores with quantiles, and the share of every rank."""
        order = self.to_frame()["alternative"].tolist()
        shares = self.rank_frame().loc[order]
        keys = {f"rank{r}": r for r in shares.columns}
        frame = pd.DataFrame({"alternative": order} | {key: shares[r].to_numpy() for key, r in keys.items()})
        headers = {key: Text(f"Rank {r}", f"第 {r} 名") for key, r in keys.items()}
        title = Text("Share of the draws by rank", "各名次所占比例")
        ranks = Table(title, frame, headers=headers, kinds=dict.fromkeys(keys, "percent"))
        return Table(Text("Alternatives under uncertain weights", "权重不确定时的方案排序"), self.to_frame()), ranks

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Where the weights come from, how many draws, the seed, and what is held fixed."""
        return self.made

    def plot(self, ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw the share of every rank, the alternative that is first most often on top."""
        order = self.to_frame()["alternative"].tolist()
        return draw_acceptability(self.rank_frame().loc[order], ax, language)


def rank_acceptability(
    ranking: Ranking, uncertainty: Uncertainty, *, n_draws: int | None = None, rng: Rng = 0
) -> RankAcceptability:
    r"""Find how often each alternative takes each rank when the weights of the criteria are uncertain.

    .. math:: b_a^r = P\big(rank(s_a) = r\big), \qquad s_a = \sum_i W_i v_{ai}, \quad W \text{ at random}.

    Parameters
    ----------
    ranking : Ranking
        Of :func:`rank`.
    uncertainty : float, "uniform", Panel, HierarchyPanel, pandas.DataFrame or ndarray
        - a spread :math:`\sigma`, such as 0.2: at every node the local weights are :math:`w_k e^{\sigma z_k}` scaled to
          sum 1, with z standard normal;
        - ``"uniform"``: at every node all weights are equally likely, as when nobody weighed the criteria;
        - a panel with the weights of the ranking: their logarithms follow the multivariate t of its intervals;
        - overall weights of the leaves, one draw a row, each summing to 1.
    n_draws : int, optional
        Sets of weights, 10,000 by default; of given draws all are used.
    rng : int or numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    RankAcceptability
        ``.p_first``, ``.acceptability``, ``.beats``, ``.limits``, ``.plot()``.

    Raises
    ------
    OptionError
        For anything but a ranking, an uncertainty that is none, drawn weights that are none, `n_draws` beside given
        draws, and a panel with other weights than the ranking.
    SampleSizeError
        For a panel of one expert.

    Notes
    -----
    The values of the alternatives by each criterion are held fixed: only the weights are uncertain.

    References
    ----------
    Lahdelma, R., & Salminen, P. (2001). SMAA-2: Stochastic multicriteria acceptability analysis for group decision
    making. Operations Research, 49(3), 444-454. https://doi.org/10.1287/opre.49.3.444.11220

    Examples
    --------
    >>> import surveytools as st
    >>> hierarchy = st.ahp.Hierarchy({"best": ["price", "looks"]}, {"best": [[1, 3], ["1/3", 1]]})
    >>> given = {"price": st.ahp.Measurements({"A": 300, "B": 200}, "cost"),
    ...          "looks": st.ahp.Measurements({"A": 4, "B": 2}, "benefit")}
    >>> found = st.ahp.rank_acceptability(hierarchy.rank(given), 0.2)
    >>> found.p_first.round(2).tolist()
    [0.02, 0.98]
    """
    check_ranking(ranking)
    check_rng(rng)
    if hasattr(uncertainty, "columns"):  # a frame of any library
        uncertainty = pandas_frame(uncertainty, DRAWS_HINT)
    if isinstance(uncertainty, pd.DataFrame | np.ndarray):
        if n_draws is not None:
            raise OptionError(f"n_draws={n_draws} but the draws are given", hint="Leave n_draws out.")
        S, made = given_draws(uncertainty, ranking.weights.tree.leaves()) @ ranking.local.to_numpy().T, (GIVEN,)
    else:
        n = DRAWS if n_draws is None else n_draws
        check_setting(is_whole(n) and n >= FEWEST, "n_draws", n, "number of draws", f"Give {FEWEST} or more.")
        draw, words = draws_of(uncertainty, ranking.weights)
        S, made = _drawn_scores(draw, ranking.local.to_numpy(), n, rng), (words, seed_text(rng))
    return _counted(ranking, S if ranking.mode == "absolute" else scaled(S), made)


def _drawn_scores(draw: Draw, local: Array, n: int, rng: Rng) -> Array:
    """Return the scores (n, m) of local values (m, q) by weights drawn a block at a time."""
    random = np.random.default_rng(rng)
    return np.vstack([draw(min(TOGETHER, n - start), random) @ local.T for start in range(0, n, TOGETHER)])


def _counted(ranking: Ranking, S: Array, made: tuple[Text, ...]) -> RankAcceptability:
    count = Text(f"{len(S):,} draws", f"抽样 {len(S):,} 次")
    return RankAcceptability(
        ranking.alternatives, read_only(rank_shares(S)), read_only(beating_shares(S)), ranking.scores,
        read_only(percentile_limits(S, 0.95)), len(S), (*made, count, _FIXED),
    )  # fmt: skip


_FIXED = Text("the values of the alternatives by each criterion are held fixed", "各准则下的方案权重视为固定值")
