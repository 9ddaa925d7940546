"""Lawshe's content validity ratio: do more experts than chance call an item essential."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.numeric_ratings import ITEM, item_names, missing_words, refuse_few_experts
from surveytools.agreement.rating_table import enter_ratings
from surveytools.agreement.shares import score_limits
from surveytools.base.errors import OptionError, check_level, is_number, listed
from surveytools.base.labels import Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


@result_class
class ContentValidityRatio(Result):
    """Lawshe's content validity ratio of items.

    Attributes
    ----------
    items : tuple of str
        The items.
    n_experts, n_essential : ndarray of int, shape (p,)
        Experts who rated the item, and who called it essential.
    cvr : ndarray, shape (p,)
        From -1, essential to none, to 1, essential to all.
    p_value : ndarray, shape (p,)
        The chance of so many or more by tossing a coin.
    n_critical : ndarray of int, shape (p,)
        The fewest experts that reach significance; one more than there are where none do.
    critical_cvr : ndarray, shape (p,)
        The ratio of so many; NaN where none do.
    cvi : float or None
        Lawshe's content validity index, the mean ratio of the items kept; None where none is.
    essential : tuple of str
        What counts as essential.
    alpha : float
        One-sided level of the test.
    n_used, n_total : int
        Ratings given; ratings if every expert had rated every item.
    """

    items: tuple[str, ...]
    n_experts: Whole
    n_essential: Whole
    cvr: Array
    p_value: Array
    n_critical: Whole
    critical_cvr: Array
    cvi: float | None
    essential: tuple[str, ...]
    alpha: float
    n_used: int
    n_total: int
    references = (
        "Lawshe, C. H. (1975). A quantitative approach to content validity. Personnel Psychology, 28, 563-575. "
        "https://doi.org/10.1111/j.1744-6570.1975.tb01393.x",
        "Wilson, F. R., Pan, W., & Schumsky, D. A. (2012). Recalculation of the critical values for Lawshe's content "
        "validity ratio. Measurement and Evaluation in Counseling and Development, 45, 197-210. "
        "https://doi.org/10.1177/0748175612440286",
        "Ayre, C., & Scally, A. J. (2014). Critical values for Lawshe's content validity ratio: Revisiting the "
        "original methods of calculation. Measurement and Evaluation in Counseling and Development, 47, 79-86. "
        "https://doi.org/10.1177/0748175613513808",
        "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the "
        "American Statistical Association, 22, 209-212. https://doi.org/10.1080/01621459.1927.10502953",
    )

    def interval(self, level: float = 0.95) -> pd.DataFrame:
        """Return the interval of each ratio, a row an item: ci_low, ci_high.

        Wilson's (1927) score interval of the share p of the experts who call the item essential, at 2p - 1. It has two
        sides; whether an item is kept is decided by the exact test with one side.
        """
        check_level(level)
        low, high = score_limits((self.cvr + 1) / 2, self.n_experts.astype(np.float64), level)
        return pd.DataFrame({"ci_low": 2 * low - 1, "ci_high": 2 * high - 1}, index=list(self.items))

    @property
    def kept(self) -> tuple[str, ...]:
        """The items that reach the critical value."""
        return tuple(name for name, p in zip(self.items, self.p_value, strict=True) if p <= self.alpha)

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: counts, cvr and its interval, critical_cvr, n_critical, p_value, retained."""
        limits = self.interval().reset_index(drop=True)
        return pd.DataFrame(
            {
                "item": list(self.items), "n_experts": self.n_experts, "n_essential": self.n_essential,
                "cvr": self.cvr, "cvr_ci_low": limits["ci_low"], "cvr_ci_high": limits["ci_high"],
                "critical_cvr": self.critical_cvr, "n_critical": self.n_critical,
                "p_value": self.p_value, "retained": self.p_value <= self.alpha,
            }
        )  # fmt: skip

    def headline(self) -> Text:
        """State how many items are essential beyond chance."""
        kept, p = len(self.kept), len(self.items)
        mean = "" if self.cvi is None else f"{self.cvi:.3f}"
        return Text(
            f"{kept} of {p} items reach the critical content validity ratio"
            + (f"; their mean, the CVI, is {mean}." if mean else "."),
            f"{p} 个条目中 {kept} 个达到内容效度比 (CVR) 的临界值"
            + (f"；保留条目的平均值 CVI = {mean}。" if mean else "。"),
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the items."""
        none = Text("—: not even all experts together reach significance.", "—：即使全体专家一致也达不到显著水平。")
        notes = (none,) if np.isnan(self.critical_cvr).any() else ()
        title = Text("Content validity ratio", "内容效度比 (CVR)")
        return (Table(title, self.to_frame(), notes, headers=ITEM),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What is essential, the test, the interval and missing ratings."""
        shown = listed(self.essential)
        return (
            Text(f"essential: {shown}", f"视为必要的评分：{shown}"),
            Text(
                f"critical values of the exact binomial distribution, one-sided at {self.alpha:g} (Ayre & Scally 2014)",
                f"临界值由精确二项分布计算，单侧 α = {self.alpha:g}（Ayre 与 Scally, 2014）",
            ),
            Text("95% intervals by Wilson's score", "95% 区间采用 Wilson 得分法"),
            missing_words(self.n_total - self.n_used),
        )


def content_validity_ratio(ratings: Any, *, essential: Any, alpha: float = 0.05) -> ContentValidityRatio:
    r"""Compute Lawshe's content validity ratio with exact critical values.

    Of N experts :math:`n_e` call an item essential. Then

    .. math:: CVR = \frac{n_e - N/2}{N/2}, \quad p = \sum_{i = n_e}^{N} \binom{N}{i} 2^{-N}.

    Parameters
    ----------
    ratings : frame or array, shape (p, N)
        Texts or numbers, one row an item and one column an expert; the index of a frame names the items.
    essential : rating or list of ratings
        What counts as essential, such as ``"essential"`` or 1.
    alpha : float
        One-sided level of the binomial test.

    Returns
    -------
    ContentValidityRatio
        ``.cvr``, ``.critical_cvr``, ``.n_critical``, ``.p_value``, ``.kept``, ``.cvi``, ``.interval()``,
        ``.to_frame()``.

    Raises
    ------
    OptionError
        When nobody gave a rating that counts as essential; it lists the ratings.
    SampleSizeError
        For an item that fewer than three experts rated.
    AnswersError, ItemsError
        As in :func:`surveytools.content_validity`.

    Notes
    -----
    The critical values are computed for the number of experts who rated the item, and are those of Ayre & Scally
    (2014); Lawshe's table has misprints, and that of Wilson, Pan & Schumsky (2012) is the normal approximation
    :math:`z / \sqrt{N}`, too small for small panels. With N below 5 no ratio is significant at .05.

    References
    ----------
    Ayre, C., & Scally, A. J. (2014). Critical values for Lawshe's content validity ratio: Revisiting the original
    methods of calculation. Measurement and Evaluation in Counseling and Development, 47, 79-86.
    https://doi.org/10.1177/0748175613513808

    Examples
    --------
    >>> import surveytools as st
    >>> ratings = [[1, 1, 1, 1, 1, 1, 1, 2], [1, 1, 2, 1, 3, 1, 1, 2]]
    >>> found = st.content_validity_ratio(ratings, essential=1)
    >>> found.cvr.tolist(), found.critical_cvr.tolist(), found.kept
    ([0.75, 0.25], [0.75, 0.75], ('item1',))
    """
    if not (is_number(alpha) and 0 < alpha < 1):
        raise OptionError(f"alpha={alpha!r} is no level", hint="Give a number between 0 and 1, such as .05.")
    table = enter_ratings(ratings)
    items = item_names(table.cells)
    wanted = list(essential) if np.iterable(essential) and not isinstance(essential, str) else [essential]
    positions = [k for k, category in enumerate(table.categories) if category in wanted]
    if not positions:
        kind = "numbers" if table.cells.numeric else "texts"
        raise OptionError(
            f"essential={essential!r} is a rating nobody gave",
            hint=f"The ratings are the {kind} {listed(str(category) for category in table.categories)}.",
        )
    N = (table.codes >= 0).sum(axis=1)
    refuse_few_experts(N, items)
    n_e = np.isin(table.codes, positions).sum(axis=1)
    cvr, p, critical = 2 * n_e / N - 1, upper_tail(n_e, N), critical_count(N, alpha)
    kept = p <= alpha
    needed = np.where(critical <= N, 2 * critical / N - 1, np.nan)
    return ContentValidityRatio(
        items, read_only(N), read_only(n_e), read_only(cvr), read_only(p), read_only(critical),
        read_only(needed), float(cvr[kept].mean()) if kept.any() else None,
        tuple(str(table.categories[k]) for k in positions), alpha, int(N.sum()), table.codes.size,
    )  # fmt: skip


def upper_tail(count: Whole, N: Whole) -> Array:
    """Return the chance that so many or more of N coins fall on one side."""
    from scipy.special import bdtrc  # noqa: PLC0415 - importing the package must stay light

    return np.where(count > 0, bdtrc(np.maximum(count - 1, 0), N, 0.5), 1.0)


def critical_count(N: Whole, alpha: float) -> Whole:
    """Return the fewest of N coins whose tail is at most alpha, N + 1 where there is none."""
    largest = int(N.max())
    counts = np.arange(largest + 2)
    tails = upper_tail(counts[None, :], N[:, None])
    tails = np.where(counts <= N[:, None], tails, 0.0)
    return np.argmax(tails <= alpha, axis=1)
