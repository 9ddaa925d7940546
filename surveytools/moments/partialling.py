"""Partial correlations: of two items with all the others held constant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.moments.correlations import Correlation, enter_correlations
from surveytools.moments.door import Scale
from surveytools.moments.matrices import unit_diagonal
from surveytools.moments.sums import Missing
from surveytools.moments.tables import matrix_table, range_text, square

Array = NDArray[np.float64]


@result_class
class PartialCorrelations(Result):
    """Partial correlations of a set of items.

    Attributes
    ----------
    corr : pandas.DataFrame
        The correlation of each pair with all the other items held constant, 1 in the diagonal.
    n_used, n_total : int
        Respondents that count, the smallest pair count under pairwise deletion; respondents in all.
    """

    corr: pd.DataFrame
    n_used: int
    n_total: int
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Whittaker, J. (1990). Graphical models in applied multivariate statistics. Wiley. ISBN 978-0-471-91750-2",
    )

    def headline(self) -> Text:
        """State the range of the correlations."""
        words = range_text(Text("Partial correlations", "偏相关"), self.corr, self.n_used)
        return Text(f"{words.en}.", f"{words.zh}。")

    def tables(self) -> tuple[Table, ...]:
        """Return the correlations."""
        return (matrix_table(Text("Partial correlations", "偏相关"), self.corr),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What is held constant, of which correlations, and missing answers."""
        return (Text("all other items held constant", "控制其余所有题项"), *self.made)


def partial_correlations(
    items: Any, *, correlation: Correlation = "pearson", reverse: Sequence[str] | None = None,
    scale: Scale | None = None, missing: Missing = "listwise",
) -> PartialCorrelations:  # fmt: skip
    r"""Compute the correlation of each pair of items with all the other items held constant.

    From the inverse :math:`P = R^{-1}` of the correlation matrix,

    .. math:: r_{ij \cdot rest} = \frac{-p_{ij}}{\sqrt{p_{ii} p_{jj}}}.

    Parameters
    ----------
    items : frame, array, Moments or Counts
        Answers, one row a respondent and one column an item, or what they were summed up to.
    correlation : {"pearson", "polychoric", "spearman"}
        Of which correlations; the last two need answers, polychoric ones may come from :class:`surveytools.Counts`.
    reverse, scale, missing
        As in :func:`surveytools.cronbach_alpha`; reversal changes the signs.

    Returns
    -------
    PartialCorrelations
        ``.corr``, ``.n_used``, ``.n_total``.

    Raises
    ------
    SampleSizeError
        When there are no more respondents than items.
    SingularMatrixError
        When items determine each other; it names them.
    MatrixError
        When the correlations are not positive definite.
    SurveyError
        As in :func:`surveytools.cronbach_alpha` and :func:`surveytools.polychoric`.

    Notes
    -----
    R's ``corpcor::cor2pcor(cor(x))`` and ``ppcor::pcor(x)$estimate``; with two items the correlation itself.

    References
    ----------
    Kim, S. (2015). ppcor: An R package for a fast calculation to semi-partial correlation coefficients.
    Communications for Statistical Applications and Methods, 22, 665-674.
    https://doi.org/10.5351/CSAM.2015.22.6.665

    Examples
    --------
    >>> import surveytools as st
    >>> R = [[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]]
    >>> result = st.partial_correlations(st.Moments.from_corr(R, n=100, names=["q1", "q2", "q3"]))
    >>> round(float(result.corr.loc["q1", "q2"]), 4)
    0.4346
    """
    entered = enter_correlations(items, correlation=correlation, reverse=reverse, scale=scale, missing=missing)
    R = partialled(entered.inverse("A partial correlation"))
    return PartialCorrelations(square(R, entered.names), entered.n_used, entered.n_total, entered.made)


def partialled(P: Array) -> Array:
    """Return the partial correlations from an inverse correlation matrix P, shape (p, p), ones in the diagonal."""
    Q = -unit_diagonal(P)
    np.fill_diagonal(Q, 1.0)
    return Q
