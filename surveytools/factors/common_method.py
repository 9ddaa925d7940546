"""Harman's single-factor test: how much one factor takes of all the items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd

from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.factors.extraction import extracted
from surveytools.moments.correlations import Correlation, enter_correlations
from surveytools.moments.door import Scale
from surveytools.moments.sums import Missing

CUTOFF = 0.5


@result_class
class HarmanSingleFactor(Result):
    """Share of the variance that one unrotated component, and one factor, explain.

    Attributes
    ----------
    component_share : float
        Largest eigenvalue over the number of items; what is usually reported.
    factor_share : float
        The same for one common factor (minimum residuals).
    n_items, n_used, n_total : int
        Items; respondents that count; respondents in all.
    """

    component_share: float
    factor_share: float
    n_items: int
    n_used: int
    n_total: int
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Podsakoff, P. M., MacKenzie, S. B., Lee, J.-Y., & Podsakoff, N. P. (2003). Common method biases in behavioral "
        "research. Journal of Applied Psychology, 88, 879-903. https://doi.org/10.1037/0021-9010.88.5.879",
    )

    def to_frame(self) -> pd.DataFrame:
        """Return one row: component_share, factor_share, n_items, n_used."""
        names = ("component_share", "factor_share", "n_items", "n_used")
        return pd.DataFrame([{name: getattr(self, name) for name in names}])

    def headline(self) -> Text:
        """State the share of the first component against one half."""
        share, below = 100 * self.component_share, self.component_share < CUTOFF
        return Text(
            f"The first unrotated component explains {share:.1f}% of the variance, {'below' if below else 'not below'} "
            "50%.",
            f"首个未旋转成分解释 {share:.1f}% 的方差，{'低于' if below else '不低于'} 50%。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the two shares."""
        note = Text(
            "A weak test: a share below one half does not show that there is no common method bias.",
            "该检验效力较弱：低于一半并不能证明不存在共同方法偏差。",
        )
        return (Table(Text("Harman's single-factor test", "Harman 单因子检验"), self.to_frame(), (note,)),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What is compared, and how the correlations were made."""
        return (Text("cut-off 50% of the first component", "以首个成分的 50% 为界"), *self.made)


def harman_single_factor(
    items: Any,
    *,
    correlation: Correlation = "pearson",
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
) -> HarmanSingleFactor:
    r"""Compute what one unrotated component, and one factor, explain of all items (Harman's single-factor test).

    The component's share is :math:`\lambda_1 / p`, the factor's :math:`\sum_i l_i^2 / p` with the loadings of one
    minres factor.

    Parameters
    ----------
    items : frame, array, Moments or Counts
        Answers to the items of all constructs, one row a respondent.
    correlation : {"pearson", "polychoric", "spearman"}
        Of which correlations.
    reverse, scale, missing
        As in :func:`surveytools.cronbach_alpha`.

    Returns
    -------
    HarmanSingleFactor
        ``.component_share``, ``.factor_share``.

    Raises
    ------
    SurveyError
        As in :func:`surveytools.kmo`.

    Notes
    -----
    In SPSS: FACTOR with components, one factor, no rotation; "% of variance" of the first row.

    References
    ----------
    Podsakoff, P. M., MacKenzie, S. B., Lee, J.-Y., & Podsakoff, N. P. (2003). Common method biases in behavioral
    research. Journal of Applied Psychology, 88, 879-903. https://doi.org/10.1037/0021-9010.88.5.879

    Examples
    --------
    >>> import surveytools as st
    >>> R = [[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]]
    >>> round(st.harman_single_factor(st.Moments.from_corr(R, n=100)).component_share, 4)
    0.6019
    """
    data = enter_correlations(
        items, correlation=correlation, reverse=reverse, scale=scale, missing=missing, keep_answers=False
    )
    data.inverse("A factor")  # names items that determine each other
    p = len(data.names)
    component = float(np.linalg.eigvalsh(data.R)[-1]) / p
    factor = float((extracted(data.R, 1).L ** 2).sum()) / p
    return HarmanSingleFactor(component, factor, p, data.n_used, data.n_total, data.made)
