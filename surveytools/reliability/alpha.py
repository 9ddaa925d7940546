"""Cronbach's alpha: internal consistency of a scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, check_level, check_option
from surveytools.base.guidelines import ALPHA_GUIDELINES, judge
from surveytools.base.labels import Text
from surveytools.base.result import Interval, Result, read_only, result_class
from surveytools.base.table import Table
from surveytools.moments.door import Scale, enter_moments
from surveytools.moments.sums import Missing, Moments
from surveytools.moments.wording import moments_conventions

Array = NDArray[np.float64]


@result_class
class CronbachAlpha(Result):
    """Cronbach's alpha of a set of items, with the table of its items.

    Attributes
    ----------
    alpha : float
        Alpha of the covariance matrix.
    standardized_alpha : float
        Alpha of the correlation matrix.
    mean_interitem_r : float
        Mean correlation between the items.
    n_items, n_used, n_total : int
        Items; respondents that count; respondents in all.
    item_mean, item_sd, item_rest_r, alpha_if_deleted : ndarray, shape (p,)
        Of each item; ``item_rest_r`` is its correlation with the sum of the others, ``alpha_if_deleted`` is NaN for
        two items.
    names : tuple of str
        The items.
    """

    alpha: float
    standardized_alpha: float
    mean_interitem_r: float
    n_items: int
    n_used: int
    n_total: int
    names: tuple[str, ...]
    item_mean: Array
    item_sd: Array
    item_rest_r: Array
    alpha_if_deleted: Array
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16, 297-334. "
        "https://doi.org/10.1007/BF02310555",
        "Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson reliability coefficient "
        "twenty. Psychometrika, 30, 357-370. https://doi.org/10.1007/BF02289499",
    )

    def interval(self, level: float = 0.95, method: Literal["feldt"] = "feldt") -> Interval:
        r"""Return a confidence interval by the method of Feldt (1965).

        With :math:`F` quantiles of n - 1 and (n - 1)(k - 1) degrees of freedom the limits are
        :math:`1 - (1 - \alpha) F_{1-(1-level)/2}` and :math:`1 - (1 - \alpha) F_{(1-level)/2}`. The same limits as
        ``psych::alpha.ci`` and SPSS. For moments with missing answers n is the smallest pair count.
        """
        check_option("method", method, ("feldt",))
        check_level(level)
        return Interval(*feldt_limits(self.alpha, self.n_used, self.n_items, level), level, method)

    def verdict(self, guideline: str = "conventional") -> Text:
        """Return the words that a guideline has for this alpha."""
        return judge(self.alpha, guideline, ALPHA_GUIDELINES)

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: item, mean, sd, item_rest_r, alpha_if_deleted."""
        return pd.DataFrame(
            {
                "item": list(self.names),
                "mean": self.item_mean,
                "sd": self.item_sd,
                "item_rest_r": self.item_rest_r,
                "alpha_if_deleted": self.alpha_if_deleted,
            }
        )

    def headline(self) -> Text:
        """State alpha with its interval."""
        low, high, *_ = self.interval()
        a, k, n, verdict = self.alpha, self.n_items, self.n_used, self.verdict()
        return Text(
            f"Cronbach's α = {a:.3f}, 95% CI [{low:.3f}, {high:.3f}], {k} items, n = {n}: {verdict.en}.",
            f"Cronbach α = {a:.3f}，95% 置信区间 [{low:.3f}, {high:.3f}]，{k} 个题项，n = {n}：{verdict.zh}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the coefficients, and the table of the items."""
        low, high, *_ = self.interval()
        row = {
            "alpha": self.alpha, "ci_low": low, "ci_high": high, "standardized_alpha": self.standardized_alpha,
            "mean_interitem_r": self.mean_interitem_r, "n_items": self.n_items, "n_used": self.n_used,
        }  # fmt: skip
        return (
            Table(Text("Reliability", "信度"), pd.DataFrame([row])),
            Table(Text("Items", "题项分析"), self.to_frame()),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Matrix, interval, guideline and missing answers."""
        return (
            Text("α of the covariance matrix, interval by Feldt", "α 基于协方差矩阵，区间采用 Feldt 法"),
            Text(
                'bands of the guideline "conventional" (>= .9, .8, .7, .6)',
                "评价采用通行分级（≥0.9、0.8、0.7、0.6）",
            ),
            *self.made,
        )


def cronbach_alpha(
    items: Any, *, reverse: Sequence[str] | None = None, scale: Scale | None = None, missing: Missing = "listwise"
) -> CronbachAlpha:
    r"""Compute Cronbach's alpha and what each item contributes to it.

    .. math:: \alpha = \frac{k}{k-1} \left(1 - \frac{\sum_i s_i^2}{s_T^2}\right)

    with the item variances :math:`s_i^2` and the variance :math:`s_T^2` of the sum.

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item (pandas, Polars, Arrow, array), or
        :class:`surveytools.Moments` of a published matrix.
    reverse : list of str, optional
        Items to turn around, x becoming low + high - x; needs `scale`.
    scale : (low, high), optional
        Lowest and highest possible answer. Answers outside are an error that names the cell.
    missing : {"listwise", "pairwise", "raise"}
        Leave out respondents with a skipped item; use every pair of answers; or raise.

    Returns
    -------
    CronbachAlpha
        ``.alpha``, ``.standardized_alpha``, ``.mean_interitem_r``, ``.n_used``, ``.interval()``, ``.to_frame()``.

    Raises
    ------
    AnswersError
        For text, infinite answers, answers outside the scale, and skipped ones under ``missing="raise"``.
    ItemsError
        For a constant item, doubled or unknown names, fewer than two items.
    SampleSizeError
        When fewer than two respondents remain.
    MatrixError
        When a correlation matrix is given as answers.

    Notes
    -----
    The values of ``psych::alpha`` in R and of RELIABILITY in SPSS (listwise). No item is ever turned around unless
    asked for.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16, 297-334.
    https://doi.org/10.1007/BF02310555

    Examples
    --------
    >>> import pandas as pd, surveytools as st
    >>> answers = pd.DataFrame({"q1": [1, 2, 4, 5, 3], "q2": [2, 2, 5, 4, 3], "q3": [5, 4, 1, 2, 3]})
    >>> result = st.cronbach_alpha(answers, reverse=["q3"], scale=(1, 5))
    >>> round(result.alpha, 4)
    0.9626
    """
    moments = enter_moments(items, reverse=reverse, scale=scale, missing=missing)
    return alpha_of_moments(moments, moments_conventions(moments))


def alpha_of_moments(moments: Moments, made: tuple[Text, ...] = ()) -> CronbachAlpha:
    """Return alpha of moments that are already as they should be."""
    S, R = moments.cov(), moments.corr()
    if S.sum() <= 1e-12 * np.trace(S):
        raise ItemsError(
            "the items cancel each other: their sum does not vary",
            hint="Turn the reversed items around: reverse=[...], scale=(low, high).",
        )
    return CronbachAlpha(
        alpha=alpha(S),
        standardized_alpha=alpha(R),
        mean_interitem_r=mean_offdiagonal(R),
        n_items=moments.n_items,
        n_used=moments.n_used,
        n_total=moments.n_total,
        names=moments.names,
        item_mean=read_only(moments.means()),
        item_sd=read_only(np.sqrt(np.diag(S))),
        item_rest_r=read_only(item_rest_r(S)),
        alpha_if_deleted=read_only(alpha_if_deleted(S)),
        made=made,
    )


def alpha(S: Array) -> float:
    """Return k / (k - 1) (1 - tr S / 1'S1) of a covariance matrix S, shape (k, k)."""
    k = len(S)
    return float(k / (k - 1) * (1 - np.trace(S) / S.sum()))


def mean_offdiagonal(R: Array) -> float:
    """Return the mean of the off-diagonal cells of R, shape (k, k)."""
    k = len(R)
    return float((R.sum() - np.trace(R)) / (k * (k - 1)))


def item_rest_r(S: Array) -> Array:
    """Return the correlation of each item with the sum of the others, shape (k,)."""
    variances, with_total = np.diag(S), S.sum(axis=0)
    return (with_total - variances) / np.sqrt(variances * rest_variances(S))


def alpha_if_deleted(S: Array) -> Array:
    """Return alpha of the other items for each item, shape (k,); NaN for k = 2."""
    k = len(S) - 1
    if k < 2:
        return np.full(len(S), np.nan)
    variances = np.diag(S)
    return k / (k - 1) * (1 - (variances.sum() - variances) / rest_variances(S))


def rest_variances(S: Array) -> Array:
    """Return the variance of the sum of the other items for each item, shape (k,); NaN where that sum is constant."""
    rest = S.sum() - 2 * S.sum(axis=0) + np.diag(S)
    return np.where(rest > 1e-12 * np.trace(S), rest, np.nan)


def feldt_limits(alpha: float, n: int, k: int, level: float) -> tuple[float, float]:
    """Return the limits of Feldt's interval for alpha from n respondents and k items."""
    from scipy.special import fdtri  # noqa: PLC0415 - importing the package must stay light

    df1, df2, tail = n - 1, (n - 1) * (k - 1), (1 - level) / 2
    low, high = 1 - (1 - alpha) * fdtri(df1, df2, [1 - tail, tail])
    return float(low), float(high)
