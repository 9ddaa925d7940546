"""Ordinal alpha: alpha of the normal variables that ordinal answers are cut from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import check_option
from surveytools.base.labels import Text
from surveytools.base.result import Interval, Result, read_only, result_class
from surveytools.base.table import Table
from surveytools.moments.counts import Counts
from surveytools.moments.door import Scale
from surveytools.moments.ordinal import ZERO_CELL_WORDS, warn_of_limits
from surveytools.moments.resampling import Rng
from surveytools.moments.sums import Missing
from surveytools.moments.two_step import correlations_of, smallest_eigenvalue
from surveytools.moments.wording import moments_conventions
from surveytools.reliability.alpha import alpha_of_moments
from surveytools.reliability.bootstrapping import KeptCounts, counts_interval
from surveytools.reliability.counted import INTERVAL_LATER, enter_enough
from surveytools.reliability.item_coefficients import alpha, alpha_if_deleted, mean_offdiagonal
from surveytools.reliability.leave_one_out import LEAVE_ONE_OUT, LeaveOneOut, left_out_counts_interval
from surveytools.reliability.totals import warn_of_negative

Array = NDArray[np.float64]


@result_class
class OrdinalAlpha(Result):
    """Alpha of polychoric correlations.

    Attributes
    ----------
    alpha : float
        Alpha of the polychoric correlations.
    cronbach_alpha : float
        Alpha of the answers themselves, of the same respondents.
    mean_interitem_r : float
        Mean polychoric correlation.
    smallest_eigenvalue : float
        Of the polychoric correlations; below 0 where no data can have them.
    names : tuple of str
        The items.
    alpha_if_deleted : ndarray, shape (p,)
        Of each item; NaN for two items.
    n_items, n_used, n_total : int
        Items; respondents that count; respondents in all.
    """

    alpha: float
    cronbach_alpha: float
    mean_interitem_r: float
    smallest_eigenvalue: float
    names: tuple[str, ...]
    alpha_if_deleted: Array
    n_items: int
    n_used: int
    n_total: int
    kept: KeptCounts = field(repr=False)
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Zumbo, B. D., Gadermann, A. M., & Zeisser, C. (2007). Ordinal versions of coefficients alpha and theta for "
        "Likert rating scales. Journal of Modern Applied Statistical Methods, 6, 21-29. "
        "https://doi.org/10.22237/jmasm/1177992180",
        "Chalmers, R. P. (2018). On misconceptions and the limited usefulness of ordinal alpha. Educational and "
        "Psychological Measurement, 78, 1056-1071. https://doi.org/10.1177/0013164417727036",
        "Miller, R. G. (1974). The jackknife: A review. Biometrika, 61, 1-15. https://doi.org/10.1093/biomet/61.1.1",
    )

    def interval(
        self, level: float = 0.95, method: LeaveOneOut = "jackknife", *, n_resamples: int = 1000, rng: Rng = 0
    ) -> Interval:
        """Return a confidence interval.

        Parameters
        ----------
        level : float
            Confidence level.
        method : {"jackknife", "bootstrap"}
            From what each respondent does for the coefficient, on the scale of ln(1 - alpha), or percentiles of
            resampled respondents.
        n_resamples, rng
            Of the bootstrap: how many resamples, and the seed of their draws.

        Notes
        -----
        In 200 simulated samples each of 100 and 300 respondents to five items of five answers the 95% interval of the
        jackknife held the true value in 93 to 96%, that of the bootstrap in 91 to 95%.
        """
        check_option("method", method, LEAVE_ONE_OUT)
        if method == "bootstrap":
            return counts_interval(self.kept, _alpha_of_counts, level, n_resamples, rng)
        return left_out_counts_interval(self.kept, _alpha_of_counts, self.alpha, level)

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: item, ordinal_alpha_if_deleted."""
        return pd.DataFrame({"item": list(self.names), "ordinal_alpha_if_deleted": self.alpha_if_deleted})

    def headline(self) -> Text:
        """State ordinal alpha beside alpha of the answers."""
        a, raw, k, n = f"{self.alpha:.3f}", f"{self.cronbach_alpha:.3f}", self.n_items, self.n_used
        return Text(
            f"Ordinal α = {a}, Cronbach's α of the answers {raw}, {k} items, n = {n}.",
            f"序数 α = {a}，原始作答的 Cronbach α = {raw}，{k} 个题项，n = {n}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the coefficients, and alpha without each item."""
        row = {"ordinal_alpha": self.alpha, "alpha": self.cronbach_alpha, "mean_interitem_r": self.mean_interitem_r,
               "n_items": self.n_items, "n_used": self.n_used}  # fmt: skip
        whole = Table(Text("Reliability", "信度"), pd.DataFrame([row]), (OF_NO_SCORE,))
        return whole, Table(Text("Items", "题项分析"), self.to_frame())

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Correlations, and respondents."""
        return (
            Text("α of the polychoric correlations", "α 基于多分格相关矩阵"),
            *([INTERVAL_LATER] if self.kept.answers else []),
            *eigenvalue_words(self.smallest_eigenvalue),
            *self.made,
        )


OF_NO_SCORE = Text(
    "This is the reliability of a sum of normal variables that nobody observed, not that of the sum of the answers.",
    "该系数是未被观测的潜在连续变量之和的信度，不是实际作答总分的信度。",
)


def eigenvalue_words(smallest: float) -> tuple[Text, ...]:
    """Say that correlations are not positive definite, if they are not."""
    if smallest > 0:
        return ()
    return (
        Text(
            f"the correlations are not positive definite (smallest eigenvalue {smallest:.3g})",
            f"相关矩阵非正定（最小特征值 {smallest:.3g}）",
        ),
    )


def ordinal_alpha(
    items: Any, *, reverse: Sequence[str] | None = None, scale: Scale | None = None, missing: Missing = "listwise"
) -> OrdinalAlpha:
    r"""Compute ordinal alpha: alpha of the normal variables that ordinal answers are cut from.

    With the mean polychoric correlation :math:`\bar r` of k items

    .. math:: \alpha = \frac{k \bar r}{1 + (k - 1) \bar r}.

    Parameters
    ----------
    items : frame, array or Counts
        Whole-numbered answers, one row a respondent and one column an item, or :class:`surveytools.Counts`, which keep
        their own treatment of missing answers.
    reverse, scale, missing
        As in :func:`surveytools.cronbach_alpha`.

    Returns
    -------
    OrdinalAlpha
        ``.alpha``, ``.cronbach_alpha``, ``.alpha_if_deleted``, ``.interval()``.

    Raises
    ------
    ItemsError
        For fewer than two items, and for an item with one category or more than 20.
    SampleSizeError
        When there are no more respondents than items.
    SurveyError
        As in :func:`surveytools.polychoric`.

    Warns
    -----
    NegativeItemWarning
        When the answers to an item correlate negatively with the sum of the others.
    BoundaryCorrelationWarning
        As in :func:`surveytools.polychoric`.

    Notes
    -----
    The ``alpha.ord`` of ``semTools::reliability``. It says how reliable a sum of variables would be that nobody
    observed; of the sum of the answers it says nothing (Chalmers 2018), for which
    :func:`surveytools.ordinal_omega` or :func:`surveytools.cronbach_alpha` are meant.

    References
    ----------
    Zumbo, B. D., Gadermann, A. M., & Zeisser, C. (2007). Ordinal versions of coefficients alpha and theta for Likert
    rating scales. Journal of Modern Applied Statistical Methods, 6, 21-29. https://doi.org/10.22237/jmasm/1177992180

    Examples
    --------
    >>> import pandas as pd, surveytools as st
    >>> answers = pd.DataFrame({"q1": [1, 1, 2, 2, 3, 3, 3, 2], "q2": [1, 2, 2, 1, 3, 3, 2, 2],
    ...                         "q3": [1, 2, 1, 3, 2, 3, 3, 2]})
    >>> found = st.ordinal_alpha(answers)
    >>> round(found.alpha, 4), round(found.cronbach_alpha, 4)
    (0.818, 0.75)
    """
    counts, answers = enter_enough(items, reverse=reverse, scale=scale, missing=missing)
    moments = counts.moments()
    raw = alpha_of_moments(moments)
    R = correlations_of(counts)
    warn_of_limits(np.triu(R, 1), counts.names, counts.names, 2)
    warn_of_negative(raw.names, raw.item_rest_r, stacklevel=3)
    return OrdinalAlpha(
        alpha=alpha(R),
        cronbach_alpha=raw.alpha,
        mean_interitem_r=mean_offdiagonal(R),
        smallest_eigenvalue=smallest_eigenvalue(R),
        names=counts.names,
        alpha_if_deleted=read_only(alpha_if_deleted(R)),
        n_items=counts.n_items,
        n_used=counts.n_used,
        n_total=counts.n_total,
        kept=KeptCounts(moments, answers),
        made=(ZERO_CELL_WORDS["margins"], *moments_conventions(moments)),
    )


def _alpha_of_counts(counts: Counts) -> float:
    return alpha(correlations_of(counts))
