"""Item analysis: the one table that says what each item contributes to its scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import AnswersNeededError, check_option, check_setting, is_number
from surveytools.base.guidelines import ItemRules
from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.items.basis import Basis, enter_basis, said_basis
from surveytools.items.comparing import compared, said_groups
from surveytools.items.relations import related, squared_multiple_r
from surveytools.items.verdicts import DROP, judged, resolved_rules, said_rules
from surveytools.moments.door import Scale
from surveytools.moments.sums import Missing, Moments
from surveytools.moments.wording import moments_conventions
from surveytools.reliability.item_coefficients import alpha, rest_variances
from surveytools.reliability.totals import matrix_of, warn_of_negative

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from surveytools.items.dropping import ItemsDropped

Array = NDArray[np.float64]
Picture = Literal["answers", "item_rest_r"]
PICTURES: tuple[Picture, ...] = ("answers", "item_rest_r")

_SUMMARY = ["item", "critical_ratio", "p_value", "item_total_r", "item_rest_r", "squared_multiple_r",
            "alpha_if_deleted", "communality", "loading", "n_failed", "verdict"]  # fmt: skip
_ANSWERS = ["item", "n", "missing", "mean", "sd", "skewness", "kurtosis", "floor", "ceiling"]
_GROUPS = ["item", "mean_low", "mean_high", "critical_ratio", "df", "p_value", "cohen_d", "levene_p", "equal_variances"]
_WITHOUT = ["item", "mean_if_deleted", "variance_if_deleted", "item_rest_r", "squared_multiple_r", "alpha_if_deleted"]


@result_class
class ItemAnalysis(Result):
    """What each item contributes to its scale, and which items a set of rules would drop.

    Attributes
    ----------
    alpha : float
        Cronbach's alpha of all items.
    scale_mean, scale_variance : float
        Of the sum of all items.
    names : tuple of str
        The items.
    table : pandas.DataFrame
        One row an item: item, n, missing, mean, sd, skewness, kurtosis, floor, ceiling, mean_low, mean_high,
        critical_ratio, df, p_value, cohen_d, levene_p, equal_variances, item_total_r, item_rest_r,
        squared_multiple_r, alpha_if_deleted, communality, loading, mean_if_deleted, variance_if_deleted.
    n_low, n_high : int
        Respondents with low and with high totals, who are compared in the critical ratio.
    tail : float or None
        Share of respondents that either group was cut at.
    rules : ItemRules
        What an item must reach.
    n_items, n_used, n_total : int
        Items; respondents that count; respondents in all.
    """

    alpha: float
    scale_mean: float
    scale_variance: float
    names: tuple[str, ...]
    table: pd.DataFrame
    n_low: int
    n_high: int
    tail: float | None
    rules: ItemRules
    n_items: int
    n_used: int
    n_total: int
    basis: Basis = field(repr=False)
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Kelley, T. L. (1939). The selection of upper and lower groups for the validation of test items. Journal of "
        "Educational Psychology, 30, 17-24. https://doi.org/10.1037/h0057123",
        "Joanes, D. N., & Gill, C. A. (1998). Comparing measures of sample skewness and kurtosis. The Statistician, "
        "47, 183-189. https://doi.org/10.1111/1467-9884.00122",
        "Welch, B. L. (1947). The generalization of 'Student's' problem when several different population variances "
        "are involved. Biometrika, 34, 28-35. https://doi.org/10.1093/biomet/34.1-2.28",
        "Wu, M. (2010). Questionnaire statistical analysis in practice: Operation and application of SPSS [in Chinese: "
        "吴明隆. 问卷统计分析实务——SPSS操作与应用]. Chongqing University Press.",
    )

    @property
    def suggested(self) -> tuple[str, ...]:
        """The items that the rules would drop, in the order of the table."""
        verdicts = judged(self.table, self.alpha, self.rules)["verdict"]
        return tuple(name for name, verdict in zip(self.names, verdicts, strict=True) if verdict == DROP)

    def drop_suggested(self) -> ItemsDropped:
        """Drop the worst item, analyze the others again, and so on until no rule suggests another; never below three.

        The worst item fails the most rules, and of those has the smallest correlation with the sum of the others.
        Dropping by the same sample that is described inflates alpha of what is left (Kopalle & Lehmann, 1997).
        """
        from surveytools.items.dropping import drop_one_by_one  # noqa: PLC0415 - dropping analyzes again

        return drop_one_by_one(self)

    def to_frame(self) -> pd.DataFrame:
        """Return all columns of the table with n_failed, verdict and reason."""
        return pd.concat([self.table, judged(self.table, self.alpha, self.rules)], axis=1)

    def headline(self) -> Text:
        """State alpha, and which items the rules would drop."""
        k, n, a, names = self.n_items, self.n_used, self.alpha, self.suggested
        verdict = (
            Text(f"consider dropping {', '.join(names)}", f"建议删除 {'、'.join(names)}")
            if names
            else Text("no item is suggested for dropping", "无建议删除的题项")
        )
        rules = self.rules.name
        return Text(
            f"{k} items, Cronbach's α = {a:.3f}, n = {n}: {verdict.en} (rules: {rules}).",
            f"{k} 个题项，Cronbach α = {a:.3f}，n = {n}：{verdict.zh}（规则：{rules}）。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the item table, the reasons, the answers, the groups, and the scale without each item."""
        frame = self.to_frame()
        reasons = frame.loc[frame["n_failed"] > 0, ["item", "reason"]]
        return (
            Table(Text("Item analysis", "项目分析"), frame[_SUMMARY], (said_rules(self.rules),)),
            *([Table(Text("Rules not met", "未达标的指标"), reasons)] if len(reasons) else []),
            Table(Text("Answers", "作答情况"), frame[_ANSWERS]),
            *(
                [Table(Text("High and low group", "高低分组比较"), frame[_GROUPS], kinds={"df": "one"})]
                if self.tail
                else []
            ),
            Table(Text("The scale without the item", "项总计统计"), frame[_WITHOUT]),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Descriptives, groups, correlations, communalities and missing answers."""
        return (
            *said_basis(self.basis),
            Text("α of the covariance matrix", "α 基于协方差矩阵"),
            Text(
                "communality and loading: first unrotated principal component", "共同度与因子载荷：第一个未旋转主成分"
            ),
            *self.made,
        )

    def plot(self, kind: Picture = "answers", ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw how often each answer was given to each item, or the correlations of the items with the others' sum."""
        from surveytools.items.pictures import draw_answers, draw_item_rest  # noqa: PLC0415 - seldom drawn

        check_option("kind", kind, PICTURES)
        return (draw_answers if kind == "answers" else draw_item_rest)(self, ax, language)


def item_analysis(
    items: Any,
    *,
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
    tail: float | None = 0.27,
    rules: str | ItemRules = "wu2010",
) -> ItemAnalysis:
    r"""Analyze the items of a scale: the table from which items are kept or dropped.

    With the total :math:`T = \sum x_i`, the critical ratio of an item is the t of its mean in the group with high
    totals against the group with low ones; item-total r is :math:`r(x_i, T)`, item-rest r (CITC)
    :math:`r(x_i, T - x_i)`, the squared multiple correlation :math:`1 - 1 / (R^{-1})_{ii}`; with the largest eigenvalue
    :math:`\theta` of the correlations R and its vector v, the loading is :math:`\sqrt{\theta} v_i` and the communality
    its square.

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item (pandas, Polars, Arrow, array). Moments need
        ``tail=None``; the columns that need answers are then empty.
    reverse : list of str, optional
        Items to turn around, x becoming low + high - x; needs `scale`.
    scale : (low, high), optional
        Lowest and highest possible answer, from which floor and ceiling are counted. Without it these are the lowest
        and highest answers observed to any item.
    missing : {"listwise", "pairwise", "raise"}
        As in :func:`surveytools.cronbach_alpha`. The critical ratio always compares respondents who answered all items.
    tail : float or None
        Share of respondents in the group of low and of high totals; None leaves the critical ratio out.
    rules : {"wu2010", "nunnally1994"} or ItemRules
        What an item must reach. ``"wu2010"``: critical ratio 3 and its p below .05, item-total and item-rest r .4,
        communality .2, loading .45, and alpha must not rise without the item; dropping is suggested where two of these
        fail. ``"nunnally1994"``: item-rest r .3. Others by :class:`surveytools.ItemRules`.

    Returns
    -------
    ItemAnalysis
        ``.table``, ``.suggested``, ``.drop_suggested()``, ``.to_frame()``, ``.plot()``.

    Raises
    ------
    AnswersNeededError
        When moments are given and `tail` is not None.
    OptionError
        For a tail outside 0 to .5, and unknown rules.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Notes
    -----
    The groups are cut at the scores of rank n x tail, rounded, from both ends; everyone with the score of the cut is
    in. Variances are pooled unless Levene's test about the means has p < .05 (Welch), as one reads SPSS's T-TEST.
    Skewness and kurtosis are SPSS's; item-rest r, squared multiple correlation, alpha, mean and variance without the
    item those of SPSS's RELIABILITY, of ``psych::alpha`` (``raw.r``, ``r.drop``) and ``psych::smc``; loading and
    communality those of SPSS's FACTOR with one component. The squared multiple correlation is left empty, and the
    reason said, where the correlations are singular. An item that correlates negatively with the others is named in a
    warning and never turned around unasked.

    References
    ----------
    Kelley, T. L. (1939). The selection of upper and lower groups for the validation of test items. Journal of
    Educational Psychology, 30, 17-24. https://doi.org/10.1037/h0057123

    Wu, M. (2010). Questionnaire statistical analysis in practice: Operation and application of SPSS [in Chinese].
    Chongqing University Press.

    Examples
    --------
    >>> import numpy as np, pandas as pd, surveytools as st
    >>> random = np.random.default_rng(1)
    >>> common = random.normal(size=(200, 1))
    >>> X = 3 + common * [1, 1, 1, 1, 0.3] + random.normal(size=(200, 5))
    >>> answers = pd.DataFrame(np.clip(X.round(), 1, 5), columns=["q1", "q2", "q3", "q4", "q5"])
    >>> found = st.item_analysis(answers, scale=(1, 5))
    >>> found.suggested
    ('q5',)
    """
    chosen = resolved_rules(rules)
    _check_tail(tail)
    if tail is not None and isinstance(items, Moments):
        raise AnswersNeededError(
            "the critical ratio compares respondents, and moments hold no single answers",
            hint="Give the answers, or tail=None for a table without it.",
        )
    found = examined(enter_basis(items, reverse=reverse, scale=scale, missing=missing), tail, chosen)
    warn_of_negative(found.names, found.table["item_rest_r"].to_numpy(), stacklevel=3)
    return found


def examined(basis: Basis, tail: float | None, rules: ItemRules) -> ItemAnalysis:
    """Return the analysis of items that passed the door."""
    moments = basis.moments
    R, S = moments.corr(), matrix_of(moments, "cov")
    groups = None if tail is None else basis.groups(tail)
    smc, why_not = squared_multiple_r(R, moments)
    columns = {"item": list(moments.names), **_described(basis), **compared(basis, groups), **related(R, S, smc)}
    return ItemAnalysis(
        alpha=alpha(S),
        scale_mean=float(moments.means().sum()),
        scale_variance=float(S.sum()),
        names=moments.names,
        table=pd.DataFrame({**columns, "mean_if_deleted": moments.means().sum() - moments.means()}).assign(
            variance_if_deleted=rest_variances(S)
        ),
        n_low=len(groups.low) if groups else 0,
        n_high=len(groups.high) if groups else 0,
        tail=tail,
        rules=rules,
        n_items=moments.n_items,
        n_used=moments.n_used,
        n_total=moments.n_total,
        basis=basis,
        made=(*why_not, *said_groups(basis, groups, tail), *moments_conventions(moments)),
    )


def _check_tail(tail: float | None) -> None:
    fits = tail is None or (is_number(tail) and 0 < tail <= 0.5)
    check_setting(fits, "tail", tail, "share", "Give a number above 0 and up to .5, such as .27, or None.")


def _described(basis: Basis) -> dict[str, NDArray[Any]]:
    return {name: getattr(basis.descriptives, name) for name in _ANSWERS[1:]}
