"""The result of a sensitivity analysis: how far each weight may go before the order changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from surveytools.ahp.entries import Array
from surveytools.ahp.ranking.rankings import Ranking
from surveytools.ahp.ranking.sensitivity_lines import lead
from surveytools.ahp.ranking.sensitivity_pictures import (
    SENSITIVITY_PICTURES,
    SensitivityPicture,
    draw_gradient,
    draw_performance,
    draw_regions,
    draw_stability,
    draw_tornado,
)
from surveytools.ahp.ranking.synthesis_wording import joined_names
from surveytools.ahp.ranking.weight_changes import (
    checked_pair,
    checked_weights,
    critical_frame,
    firsts_by_two,
    stability_frame,
)
from surveytools.ahp.ranking.weight_draws import scaled
from surveytools.base.errors import (
    IndicatorsError,
    OptionError,
    check_option,
    check_setting,
    is_number,
    listed,
    nearest,
)
from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table, format_value

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = 10


@result_class
class Sensitivity(Result):
    """What a ranking depends on, one weight at a time; see :func:`sensitivity`.

    Attributes
    ----------
    ranking : Ranking
        What is examined.
    codes : tuple of str
        The q indicators whose local weight can move: those with siblings that weigh something.
    local_weights : ndarray, shape (q,)
        Their local weights.
    slopes : ndarray, shape (q, m)
        How fast the score of each alternative rises with each local weight, before scores are scaled to sum 1.

    References
    ----------
    Triantaphyllou, E., & Sánchez, A. (1997). A sensitivity analysis approach for some deterministic multi-criteria
    decision-making methods. Decision Sciences, 28(1), 151-194. https://doi.org/10.1111/j.1540-5915.1997.tb01306.x

    Examples
    --------
    >>> import surveytools as st
    >>> weights = st.Weights(st.IndicatorTree.from_nested({"best": ["price", "looks"]}), {"price": 0.6, "looks": 0.4})
    >>> given = {"price": st.ahp.Measurements({"A": 300, "B": 200}, "cost"),
    ...          "looks": st.ahp.Measurements({"A": 4, "B": 2}, "benefit")}
    >>> found = st.ahp.sensitivity(st.ahp.rank(weights, given))
    >>> found.stability()[["code", "local_weight", "stable_low", "stable_high"]].round(4).to_numpy().tolist()
    [['price', 0.6, 0.0, 0.625], ['looks', 0.4, 0.375, 1.0]]
    """

    ranking: Ranking
    codes: tuple[str, ...]
    local_weights: Array
    slopes: Array = field(repr=False)

    references = (
        "Triantaphyllou, E., & Sánchez, A. (1997). A sensitivity analysis approach for some deterministic "
        "multi-criteria decision-making methods. Decision Sciences, 28(1), 151-194. "
        "https://doi.org/10.1111/j.1540-5915.1997.tb01306.x",
    )

    @property
    def unscaled(self) -> Array:
        """Scores before they are scaled to sum 1, shape (m,): they are straight lines in a weight."""
        return self.ranking.node_values.iloc[:, 0].to_numpy()

    @property
    def leader(self) -> int:
        """Place of the alternative with the highest score."""
        return int(np.argmax(self.unscaled.round(12)))

    def stability(self) -> pd.DataFrame:
        """Return one row an indicator: from where to where its local weight may go.

        Between stable_low and stable_high the first place stays with the same alternative, between order_low and
        order_high the whole order stays; first_below and first_above come first beyond, missing where nothing changes.
        """
        return stability_frame(self)

    def critical_weights(self) -> pd.DataFrame:
        r"""Return one row an indicator and pair that changes places, the smallest change of a weight first.

        The critical weight (临界权重) of alternatives a and b is :math:`w - (s_a - s_b) / (g_a - g_b)` with the slopes
        g; relative_change is its distance from w over w, and changes_first says whether it decides the first place.
        """
        return critical_frame(self)

    def tornado(self, change: float = 0.2) -> pd.DataFrame:
        """Return one row an indicator: the lead of the first alternative with the weight that much lower and higher.

        The change is a share of the local weight, which stays at 1 at most; the widest row comes first. A lead below 0
        says that the first place is lost.
        """
        check_setting(is_number(change) and 0 < change <= 1, "change", change, "share", "Give a number from 0 to 1.")
        tree, rows = self.ranking.weights.tree, []
        for code, w in zip(self.codes, self.local_weights.tolist(), strict=True):
            ends = lead(self.scores_at(code, np.array([w * (1 - change), w, min(1.0, w * (1 + change))])), self.leader)
            low, now, high = ends.tolist()
            rows.append((code, tree[code].name, w, now, low, high))
        frame = pd.DataFrame(rows, columns=list(_TORNADO))
        width = (frame["lead_at_high"] - frame["lead_at_low"]).abs()
        return frame.loc[width.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)

    def scores_at(self, code: str, weights: Array) -> Array:
        """Return the scores of all alternatives at local weights (n,) of one indicator, shape (n, m)."""
        k = self._place(code)
        S = self.unscaled + np.outer(checked_weights(weights) - self.local_weights[k], self.slopes[k])
        return S if self.ranking.mode == "absolute" else scaled(S)

    def firsts_at(self, codes: Sequence[str], x: Array, y: Array) -> Array:
        """Return who comes first at local weights x and y (n,) of two indicators below one node, as places (n,)."""
        checked_pair(self.ranking.weights, codes)
        x, y = checked_weights(x), checked_weights(y)
        checked_weights(x + y)
        return firsts_by_two(self.ranking, codes, x, y)

    def _place(self, code: str) -> int:
        tree = self.ranking.weights.tree
        if code not in tree.codes:
            raise IndicatorsError(f"there is no indicator {code!r}", hint=nearest(code, self.codes))
        if code not in self.codes:
            raise OptionError(f"the weight of {code!r} cannot move", hint=f"Choose one of {listed(self.codes)}.")
        return self.codes.index(code)

    def headline(self) -> Text:
        """Name the weight whose smallest change turns the first place around."""
        deciding = self._deciding()
        first = self.ranking.alternatives[self.leader]
        equals = self._inseparable()
        if len(equals) > 1:
            names = joined_names(equals)
            return Text(f"{names.en} share the highest score whatever one weight alone does.",
                        f"任一权重单独变动，{names.zh}的得分始终相同且最高。")  # fmt: skip
        if deciding.empty:
            return Text(
                f"{first} stays first whatever one weight alone does.", f"任一权重单独变动，“{first}”始终排名第一。"
            )
        row = deciding.iloc[0]
        name, other = row["indicator"], row["overtakes"]
        w, at = format_value(row["local_weight"], "four"), format_value(row["critical_weight"], "four")
        return Text(
            f"{first} loses the first place most easily by the weight of {name.en}: {other} takes it when it goes from "
            f"{w} to {at}.",
            f"“{first}”的首位对“{name.zh}”的权重最敏感：其层内权重由 {w} 变到 {at} 时，由“{other}”取代。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the stable ranges, and the smallest changes that change the order."""
        stable = Table(Text("How far each weight may go", "权重稳定区间"), self.stability())
        critical = self.critical_weights()
        if critical.empty:
            return (stable,)
        shown = critical.head(SHOWN)
        words = [_YES if is_first else _NO for is_first in shown["changes_first"]]
        shown = pd.concat([shown.drop(columns="changes_first"), pd.Series(words, name="changes_first")], axis=1)
        note = Text(
            f"The {SHOWN} smallest changes of {len(critical)}.", f"共 {len(critical)} 项，仅列变动最小的 {SHOWN} 项。"
        )
        notes = (note,) if len(critical) > SHOWN else ()
        return stable, Table(Text("Critical weights", "临界权重"), shown, notes)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What moves, and what moves with it."""
        tree = self.ranking.weights.tree
        fixed = [code for code in tree.codes if code not in self.codes and code != tree.root]
        cannot = Text(f"without siblings that weigh something: {listed(fixed)}", f"无可变动的同层权重：{listed(fixed)}")
        names = listed(self.ranking.first)
        tie = Text(f"ties for the first place in the ranking: {names}", f"排序中并列第一：{names}")
        said = (*((cannot,) if fixed else ()), *((tie,) if len(self.ranking.first) > 1 else ()))
        return (_MOVES, *said, *self.ranking.conventions)

    def plot(
        self,
        kind: SensitivityPicture = "stability",
        codes: str | Sequence[str] | None = None,
        ax: Axes | None = None,
        *,
        change: float | None = None,
        language: Language = "en",
    ) -> Axes:
        """Draw what the ranking depends on.

        Parameters
        ----------
        kind : {"stability", "gradient", "performance", "regions", "tornado"}
            The stable range of every weight; the scores along one weight; the values by the children of a node; who
            comes first by two weights; the lead when each weight changes.
        codes : str or (str, str), optional
            For "gradient" an indicator, by default the one that loses the first place most easily; for "performance" a
            node, by default the root; for "regions" two indicators below one node, by default the heaviest two below
            the root.
        ax : matplotlib.axes.Axes, optional
            Axes to use.
        change : float, optional
            For "tornado" alone: how much each weight changes, as a share of it, by default 0.2.
        language : {"en", "zh"}
            Of the words.
        """
        check_option("kind", kind, SENSITIVITY_PICTURES)
        given = {"codes": (codes, ("gradient", "performance", "regions")), "change": (change, ("tornado",))}
        for name, (value, kinds) in given.items():
            if value is not None and kind not in kinds:
                raise OptionError(f"kind={kind!r} has no {name}", hint=f"Leave {name} out; it is for {listed(kinds)}.")
        if kind == "tornado":
            share = 0.2 if change is None else change
            return draw_tornado(self.ranking.alternatives[self.leader], self.tornado(share), share, ax, language)
        if kind == "stability":
            return draw_stability(self.stability(), ax, language)
        if kind == "regions":
            return draw_regions(self, self._heaviest() if codes is None else codes, ax, language)
        if not isinstance(codes, str | None):
            raise OptionError(f"codes={codes!r} is not one indicator", hint=f"Give one code for kind={kind!r}.")
        if kind == "gradient":
            return draw_gradient(self, codes or self._most_sensitive(), ax, language)
        return draw_performance(self.ranking, self._node(codes), ax, language)

    def _node(self, code: str | None) -> str:
        """Return a node that has children, by default the root."""
        tree = self.ranking.weights.tree
        if code is not None and tree[code].code not in tree.nodes:
            raise OptionError(f"{code!r} has no indicators below it", hint=f"Choose one of {listed(tree.nodes)}.")
        return tree.root if code is None else code

    def _inseparable(self) -> list[str]:
        """Return who has the highest score, alike wherever one weight goes, if nobody takes it from them."""
        s, G, k = self.unscaled, self.slopes, self.leader
        same = np.isclose(s, s[k], rtol=0, atol=1e-12) & np.isclose(G, G[:, [k]], rtol=0, atol=1e-12).all(axis=0)
        return [self.ranking.alternatives[j] for j in np.flatnonzero(same)] if self._deciding().empty else []

    def _deciding(self) -> pd.DataFrame:
        """Return the critical weights at which the first place changes."""
        critical = self.critical_weights()
        return critical[critical["changes_first"].astype(bool)]

    def _most_sensitive(self) -> str:
        deciding = self._deciding()
        return str(deciding["code"].iloc[0]) if len(deciding) else self.codes[int(np.argmax(self.local_weights))]

    def _heaviest(self) -> tuple[str, ...]:
        tree, local = self.ranking.weights.tree, self.ranking.weights.local
        return tuple(sorted(tree.children(tree.root), key=lambda code: -local[code])[:2])


_TORNADO = ("code", "indicator", "local_weight", "lead", "lead_at_low", "lead_at_high")
_YES, _NO = Text("yes", "是"), Text("no", "否")
_MOVES = Text(
    "one local weight moves, its siblings keep their proportions", "单个层内权重变动，同层其余权重按原比例缩放"
)
