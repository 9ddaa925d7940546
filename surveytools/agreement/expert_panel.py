"""Content validity by a panel of experts: are the items relevant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.numeric_ratings import (
    ITEM,
    check_scale,
    enter_numbers,
    item_names,
    missing_words,
    refuse_few_experts,
)
from surveytools.agreement.wording import steady_verdict
from surveytools.base.errors import OptionError, check_level, is_number, listed
from surveytools.base.guidelines import CONTENT_GUIDELINES
from surveytools.base.labels import Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table
from surveytools.moments.door import Scale
from surveytools.moments.tails import normal_reach

Array = NDArray[np.float64]
RELAXED_FROM = 6


@result_class
class ContentValidity(Result):
    """Content validity indices of items and of the scale.

    Attributes
    ----------
    items : tuple of str
        The items.
    n_experts, n_relevant : ndarray of int, shape (p,)
        Experts who rated the item, and who found it relevant.
    i_cvi : ndarray, shape (p,)
        I-CVI, the share who found the item relevant.
    chance_agreement : ndarray, shape (p,)
        The chance of just so many by tossing a coin.
    modified_kappa : ndarray, shape (p,)
        I-CVI corrected for that chance.
    aiken_v : ndarray, shape (p,), or None
        Aiken's V; None where the scale is not declared.
    s_cvi_ave : float
        Mean of the I-CVI.
    s_cvi_ua : float
        Share of the items that every expert found relevant.
    relevant : tuple of float
        Ratings that count as relevant.
    scale : (low, high) or None
        Bounds of the ratings.
    n_used, n_total : int
        Ratings given; ratings if every expert had rated every item.
    """

    items: tuple[str, ...]
    n_experts: NDArray[np.int64]
    n_relevant: NDArray[np.int64]
    i_cvi: Array
    chance_agreement: Array
    modified_kappa: Array
    aiken_v: Array | None
    s_cvi_ave: float
    s_cvi_ua: float
    relevant: tuple[float, ...]
    scale: Scale | None
    n_used: int
    n_total: int
    panel: int = field(repr=False)
    references = (
        "Lynn, M. R. (1986). Determination and quantification of content validity. Nursing Research, 35, 382-385. "
        "https://doi.org/10.1097/00006199-198611000-00017",
        "Polit, D. F., & Beck, C. T. (2006). The content validity index: Are you sure you know what's being reported? "
        "Research in Nursing & Health, 29, 489-497. https://doi.org/10.1002/nur.20147",
        "Polit, D. F., Beck, C. T., & Owen, S. V. (2007). Is the CVI an acceptable indicator of content validity? "
        "Research in Nursing & Health, 30, 459-467. https://doi.org/10.1002/nur.20199",
        "Aiken, L. R. (1985). Three coefficients for analyzing the reliability and validity of ratings. Educational "
        "and Psychological Measurement, 45, 131-142. https://doi.org/10.1177/0013164485451012",
        "Penfield, R. D., & Giacobbi, P. R. (2004). Applying a score confidence interval to Aiken's item "
        "content-relevance index. Measurement in Physical Education and Exercise Science, 8, 213-225. "
        "https://doi.org/10.1207/s15327841mpee0804_3",
        "Zamanzadeh, V., Ghahramanian, A., Rassouli, M., Abbaszadeh, A., Alavi-Majd, H., & Nikanfar, A.-R. (2015). "
        "Design and implementation content validity study. Journal of Caring Sciences, 4, 165-178. "
        "https://doi.org/10.15171/jcs.2015.017",
    )

    def aiken_interval(self, level: float = 0.95) -> pd.DataFrame:
        """Return the score interval of Aiken's V by Penfield & Giacobbi (2004), a row an item: ci_low, ci_high."""
        check_level(level)
        if self.aiken_v is None or self.scale is None:
            raise OptionError("Aiken's V needs the bounds of the scale", hint="Say scale=(low, high), as scale=(1, 4).")
        trials = np.float64(self.scale[1] - self.scale[0]) * self.n_experts
        low, high = score_limits(self.aiken_v, trials, level)
        return pd.DataFrame({"ci_low": low, "ci_high": high}, index=list(self.items))

    def verdicts(self, guideline: str = "polit2006") -> tuple[Text, ...]:
        """Return the words that a guideline has for each item.

        ``"polit2006"``: an I-CVI of 1 with up to five experts, of .78 with more (Lynn 1986; Polit & Beck 2006).
        ``"zamanzadeh2015"``: above .79 kept, from .70 revised, below eliminated. ``"polit2007"``: bands of the
        modified kappa.
        """
        values = self.modified_kappa if guideline == "polit2007" else self.i_cvi
        few = (self.n_experts < RELAXED_FROM) & (guideline == "polit2006")
        return tuple(
            steady_verdict(value, "lynn1986" if strict else guideline, CONTENT_GUIDELINES)
            for value, strict in zip(values.tolist(), few, strict=True)
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: counts, i_cvi, modified_kappa, aiken_v with its interval, verdict."""
        columns: dict[str, Any] = {
            "item": list(self.items), "n_experts": self.n_experts, "n_relevant": self.n_relevant, "i_cvi": self.i_cvi,
            "chance_agreement": self.chance_agreement, "modified_kappa": self.modified_kappa,
            "kappa_verdict": self.verdicts("polit2007"),
        }  # fmt: skip
        if self.aiken_v is not None:
            limits = self.aiken_interval().reset_index(drop=True)
            columns |= {"aiken_v": self.aiken_v, "aiken_ci_low": limits["ci_low"], "aiken_ci_high": limits["ci_high"]}
        return pd.DataFrame({**columns, "verdict": self.verdicts()})

    def headline(self) -> Text:
        """State the indices of the scale and how many items hold."""
        ave, ua, p = self.s_cvi_ave, self.s_cvi_ua, len(self.items)
        kept = sum(words.en == "relevant" for words in self.verdicts())
        return Text(
            f"S-CVI/Ave = {ave:.3f}, S-CVI/UA = {ua:.3f}; I-CVI from {self.i_cvi.min():.3f} to {self.i_cvi.max():.3f}: "
            f"{kept} of {p} items are relevant by the rule for their number of experts, {self.panel} experts.",
            f"S-CVI/Ave = {ave:.3f}，S-CVI/UA = {ua:.3f}；I-CVI 介于 {self.i_cvi.min():.3f} 与 "
            f"{self.i_cvi.max():.3f} 之间，{p} 个条目中 {kept} 个达到相应专家人数的标准，{self.panel} 名专家。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the indices of the items, and those of the scale."""
        whole = {"s_cvi_ave": self.s_cvi_ave, "s_cvi_ua": self.s_cvi_ua, "n_items": len(self.items)}
        customary = Text(
            "Customary: S-CVI/Ave of .90 (Polit & Beck 2006), S-CVI/UA of .80.",
            "通常要求 S-CVI/Ave ≥ 0.90（Polit 与 Beck, 2006），S-CVI/UA ≥ 0.80。",
        )
        of_items = Text("Content validity of the items", "条目水平的内容效度 (I-CVI)")
        of_scale = Text("Content validity of the scale", "量表水平的内容效度 (S-CVI)")
        return (
            Table(of_items, self.to_frame(), headers=ITEM),
            Table(of_scale, pd.DataFrame([whole | {"n_experts": self.panel}]), (customary,), headers=ITEM),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What is relevant, the rule, Aiken's V and missing ratings."""
        shown = ", ".join(f"{value:g}" for value in self.relevant)
        bounds = "" if self.scale is None else f"{self.scale[0]:g}–{self.scale[1]:g}"
        v = (
            Text("no Aiken's V: the scale is not declared", "未声明量表范围，不计算 Aiken V")
            if self.scale is None
            else Text(
                f"Aiken's V on the scale {bounds}, score interval of 95%",
                f"Aiken V 按量表 {bounds} 计算，95% 得分法区间",
            )
        )
        return (
            Text(f"relevant: {shown}", f"视为相关的评分：{shown}"),
            Text(
                "rule: I-CVI of 1 with up to five experts, of .78 with more (Lynn 1986; Polit & Beck 2006)",
                "标准：专家不超过 5 名时 I-CVI 为 1，6 名及以上不低于 0.78（Lynn, 1986；Polit 与 Beck, 2006）",
            ),
            Text("modified κ of Polit, Beck & Owen (2007)", "修正 κ 采用 Polit、Beck 与 Owen (2007)"),
            v,
            missing_words(self.n_total - self.n_used),
        )


def content_validity(
    ratings: Any, *, relevant: Sequence[float] = (3, 4), scale: Scale | None = None
) -> ContentValidity:
    r"""Compute the content validity indices of a panel of experts.

    Of N experts A find an item relevant. Then

    .. math:: I\text{-}CVI = A / N, \quad p_c = \binom{N}{A} 2^{-N}, \quad
        \kappa^* = \frac{I\text{-}CVI - p_c}{1 - p_c}, \quad V = \frac{\bar x - low}{high - low}.

    S-CVI/Ave is the mean of the I-CVI, S-CVI/UA the share of the items with an I-CVI of 1.

    Parameters
    ----------
    ratings : frame or array, shape (p, N)
        Numbers, one row an item and one column an expert; the index of a frame names the items.
    relevant : tuple of float
        Ratings that count as relevant: 3 and 4 on the usual scale from 1 to 4.
    scale : (low, high), optional
        Lowest and highest possible rating; Aiken's V needs them. Ratings outside are an error that names the cell.

    Returns
    -------
    ContentValidity
        ``.i_cvi``, ``.modified_kappa``, ``.s_cvi_ave``, ``.s_cvi_ua``, ``.aiken_v``, ``.verdicts()``, ``.to_frame()``.

    Raises
    ------
    SampleSizeError
        For an item that fewer than three experts rated (Lynn 1986).
    OptionError
        When no rating counts as relevant, or one that does lies outside the scale.
    AnswersError
        For text, infinite ratings, and ratings outside the scale.
    ItemsError
        For an expert who rated nothing.

    Notes
    -----
    A missing rating leaves that expert out for that item alone. The interval of V is the score interval of Penfield &
    Giacobbi (2004), Wilson's with N (high - low) trials. S-CVI/UA falls with every expert more; report S-CVI/Ave.

    References
    ----------
    Polit, D. F., Beck, C. T., & Owen, S. V. (2007). Is the CVI an acceptable indicator of content validity? Research in
    Nursing & Health, 30, 459-467. https://doi.org/10.1002/nur.20199

    Penfield, R. D., & Giacobbi, P. R. (2004). Applying a score confidence interval to Aiken's item content-relevance
    index. Measurement in Physical Education and Exercise Science, 8, 213-225.
    https://doi.org/10.1207/s15327841mpee0804_3

    Examples
    --------
    >>> import surveytools as st
    >>> ratings = [[4, 4, 3, 4, 4, 3], [4, 3, 4, 2, 4, 4], [2, 3, 1, 3, 4, 2]]
    >>> found = st.content_validity(ratings, scale=(1, 4))
    >>> found.i_cvi.round(2).tolist(), found.modified_kappa.round(2).tolist()
    ([1.0, 0.83, 0.5], [1.0, 0.82, 0.27])
    >>> round(found.s_cvi_ave, 2), round(found.s_cvi_ua, 2), found.aiken_v.round(2).tolist()
    (0.78, 0.33, [0.89, 0.83, 0.5])
    """
    check_scale(scale)
    wanted = _checked_relevant(relevant, scale)
    entered = enter_numbers(ratings, scale)
    X, items = entered.X, item_names(entered)
    N = (~np.isnan(X)).sum(axis=1)
    refuse_few_experts(N, items)
    hits = np.isin(X, wanted)
    if not hits.any():
        raise OptionError(
            f"no rating is {' or '.join(f'{value:g}' for value in wanted)}",
            hint="Say which ratings count as relevant: relevant=(3, 4).",
        )
    A = hits.sum(axis=1)
    chance = chance_agreement(A, N)
    return ContentValidity(
        items=items,
        n_experts=read_only(N),
        n_relevant=read_only(A),
        i_cvi=read_only(A / N),
        chance_agreement=read_only(chance),
        modified_kappa=read_only((A / N - chance) / (1 - chance)),
        aiken_v=None if scale is None else read_only((np.nanmean(X, axis=1) - scale[0]) / (scale[1] - scale[0])),
        s_cvi_ave=float((A / N).mean()),
        s_cvi_ua=float((A == N).mean()),
        relevant=wanted,
        scale=scale,
        n_used=int(N.sum()),
        n_total=X.size,
        panel=X.shape[1],
    )


def _checked_relevant(relevant: Sequence[float], scale: Scale | None) -> tuple[float, ...]:
    given = list(relevant) if np.iterable(relevant) else []
    if not given or not all(map(is_number, given)):
        raise OptionError(f"relevant={relevant!r} names no ratings", hint="Give a tuple of numbers: relevant=(3, 4).")
    wanted = tuple(float(value) for value in given)
    if scale is not None:
        outside = [f"{value:g}" for value in wanted if not scale[0] <= value <= scale[1]]
        if outside:
            raise OptionError(
                f"relevant={listed(outside)} lies outside the scale from {scale[0]:g} to {scale[1]:g}",
                hint="Say which ratings of the scale count as relevant.",
            )
    return wanted


def chance_agreement(A: NDArray[np.int64], N: NDArray[np.int64]) -> Array:
    """Return the chance that exactly A of N coins fall on one side."""
    from scipy.special import binom  # noqa: PLC0415 - importing the package must stay light

    return np.asarray(binom(N, A) * 0.5**N, np.float64)


def score_limits(V: Array, trials: Array, level: float) -> tuple[Array, Array]:
    """Return the limits of Wilson's score interval of shares V of so many trials."""
    z2 = normal_reach(level) ** 2
    centre, half = 2 * trials * V + z2, np.sqrt(z2 * (4 * trials * V * (1 - V) + z2))
    return (centre - half) / (2 * (trials + z2)), (centre + half) / (2 * (trials + z2))
