"""Polychoric and tetrachoric correlations: of the normal variables behind ordinal answers."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, check_option, listed
from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.base.warnings import BoundaryCorrelationWarning
from surveytools.moments.counts import Counts, enter_counts
from surveytools.moments.door import Scale
from surveytools.moments.sums import Missing
from surveytools.moments.tables import matrix_table, range_text, square, threshold_frame
from surveytools.moments.two_step import (
    CAP,
    EIGENVALUE_TOLERANCE,
    ZERO_CELLS,
    ZeroCells,
    correlation_errors,
    correlations_of,
    smallest_eigenvalue,
    smoothed,
)
from surveytools.moments.wording import moments_conventions

Array = NDArray[np.float64]
Kind = Literal["polychoric", "tetrachoric"]

WORDS: dict[Kind, Text] = {
    "polychoric": Text("polychoric correlations", "多分格相关"),
    "tetrachoric": Text("tetrachoric correlations", "四分相关"),
}
ZERO_CELL_WORDS: dict[ZeroCells, Text] = {
    "margins": Text(
        "an empty cell of a 2 x 2 table counts .5, its margins kept; larger tables as they are",
        "2×2 表的空单元格计 0.5 并保持边际不变；更大的表不作调整",
    ),
    "half": Text("every empty cell counts .5", "所有空单元格均计 0.5"),
    "none": Text("empty cells stay empty", "空单元格不作调整"),
}


@result_class
class Polychoric(Result):
    """Polychoric correlations of a set of items.

    Attributes
    ----------
    corr : pandas.DataFrame
        The correlations, items by items.
    thresholds : pandas.DataFrame
        Where the normal variable behind each item is cut, a row an item; NaN beyond its number of categories.
    standard_errors : pandas.DataFrame
        Of the correlations, 0 in the diagonal; NaN where a correlation lies at its limit.
    n : pandas.DataFrame
        How many respondents answered both items.
    smallest_eigenvalue : float
        Of ``corr``; below 0 where the matrix cannot be the correlations of any data.
    n_used, n_total : int
        The smallest pair count; respondents in all.
    kind : {"polychoric", "tetrachoric"}
        What the correlations are called.
    """

    corr: pd.DataFrame
    thresholds: pd.DataFrame
    standard_errors: pd.DataFrame
    n: pd.DataFrame
    smallest_eigenvalue: float
    n_used: int
    n_total: int
    kind: Kind = "polychoric"
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation coefficient. Psychometrika, "
        "44, 443-460. https://doi.org/10.1007/BF02296207",
        "Jöreskog, K. G. (1994). On the estimation of polychoric correlations and their asymptotic covariance matrix. "
        "Psychometrika, 59, 381-389. https://doi.org/10.1007/BF02296131",
    )

    @property
    def is_positive_definite(self) -> bool:
        """Whether the matrix can be the correlations of data, and be inverted."""
        return self.smallest_eigenvalue > len(self.corr) * np.finfo(np.float64).eps

    def headline(self) -> Text:
        """State the range of the correlations, and whether the matrix is positive definite."""
        word = WORDS[self.kind]
        words = range_text(Text(word.en.capitalize(), word.zh), self.corr, self.n_used)
        en, zh = ("", "") if self.is_positive_definite else ("not ", "非")
        return Text(
            f"{words.en}; {en}positive definite (smallest eigenvalue {self.smallest_eigenvalue:.3f}).",
            f"{words.zh}；矩阵{zh}正定（最小特征值 {self.smallest_eigenvalue:.3f}）。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the correlations, and the thresholds."""
        word = WORDS[self.kind]
        return (
            matrix_table(Text(word.en.capitalize(), word.zh), self.corr),
            matrix_table(Text("Thresholds", "阈值"), self.thresholds),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Estimator, empty cells, smoothing and missing answers."""
        return (
            Text(
                "two-step maximum likelihood, thresholds from all answers to each item",
                "两步极大似然估计，阈值取自每个题项的全部回答",
            ),
            *self.made,
        )


def polychoric(
    items: Any, *, zero_cells: ZeroCells = "margins", reverse: Sequence[str] | None = None, scale: Scale | None = None,
    missing: Missing = "pairwise", smooth: bool = False,
) -> Polychoric:  # fmt: skip
    r"""Estimate the correlations of the normal variables that ordinal answers are cut from.

    With thresholds :math:`\tau` from the shares of each item's answers and the table :math:`n_{ab}` of two items,
    the correlation is the one that maximizes

    .. math:: \sum_{ab} n_{ab} \ln \pi_{ab}(\rho), \quad
        \pi_{ab} = \int_{\tau_{a-1}}^{\tau_a} \int_{\tau_{b-1}}^{\tau_b} \varphi_2(x, y; \rho) \, dy \, dx.

    Parameters
    ----------
    items : frame, array or Counts
        Whole-numbered answers, one row a respondent and one column an item, with at most 20 different answers to
        each; or :class:`surveytools.Counts`, which keep their own treatment of missing answers.
    zero_cells : {"margins", "half", "none"}
        What an empty cell counts: .5 in a table of two by two, taken from its neighbors so that the margins stay; .5
        in every table, added; or nothing.
    reverse, scale
        As in :func:`surveytools.cronbach_alpha`; reversal changes the signs.
    missing : {"pairwise", "listwise", "raise"}
        Use every pair of answers; leave out respondents with a skipped item; or raise.
    smooth : bool
        Make a matrix that is not positive definite so: negative eigenvalues become positive and the diagonal 1 again.

    Returns
    -------
    Polychoric
        ``.corr``, ``.thresholds``, ``.standard_errors``, ``.n``, ``.is_positive_definite``, ``.smallest_eigenvalue``.

    Raises
    ------
    AnswersError
        For text, answers that are not whole numbers, and answers outside the scale.
    AnswersNeededError
        For :class:`surveytools.Moments`, which hold no tables.
    ItemsError
        For an item with one category or more than 20.
    SampleSizeError
        When fewer than two respondents answered a pair.

    Warns
    -----
    BoundaryCorrelationWarning
        When the likelihood of a pair rises to the end; the correlation is then .9999 or -.9999.

    Notes
    -----
    The default is that of ``lavaan::lavCor(ordered = ...)``; ``zero_cells="half"`` is the rule of
    ``psych::polychoric`` and ``psych::tetrachoric``. The standard errors are those of lavaan's two-step estimates:
    they take account of the thresholds being estimated, and hold when normal variables lie behind the answers;
    ``polycor::polychor`` prints those for known thresholds instead, which are usually smaller. Smoothing is that of
    ``psych::cor.smooth``.

    References
    ----------
    Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation coefficient. Psychometrika, 44,
    443-460. https://doi.org/10.1007/BF02296207

    Examples
    --------
    >>> import pandas as pd
    >>> import surveytools as st
    >>> answers = pd.DataFrame({"q1": [1, 1, 2, 2, 3, 3, 3, 2], "q2": [1, 2, 2, 1, 3, 3, 2, 2]})
    >>> result = st.polychoric(answers)
    >>> round(float(result.corr.loc["q1", "q2"]), 3), result.thresholds.loc["q1"].round(3).tolist()
    (0.825, [-0.674, 0.319])
    """
    counts, _ = enter_counts(items, reverse=reverse, scale=scale, missing=missing)
    return polychoric_of_counts(counts, zero_cells, smooth)


def tetrachoric(
    items: Any, *, zero_cells: ZeroCells = "margins", reverse: Sequence[str] | None = None, scale: Scale | None = None,
    missing: Missing = "pairwise", smooth: bool = False,
) -> Polychoric:  # fmt: skip
    r"""Estimate the correlations of the normal variables that answers of two kinds, such as yes and no, are cut from.

    The polychoric correlation of tables of two by two: with thresholds :math:`\tau_1, \tau_2` the correlation that
    solves

    .. math:: \Phi_2(\tau_1, \tau_2; \rho) = n_{00} / n.

    Parameters
    ----------
    items : frame, array or Counts
        Answers of two kinds, the same two or others from item to item.
    zero_cells, reverse, scale, missing, smooth
        As in :func:`surveytools.polychoric`.

    Returns
    -------
    Polychoric
        With ``.kind`` "tetrachoric".

    Raises
    ------
    ItemsError
        For an item with one category or more than two.
    SurveyError
        As in :func:`surveytools.polychoric`.

    Warns
    -----
    BoundaryCorrelationWarning
        As in :func:`surveytools.polychoric`.

    Notes
    -----
    The default is that of ``lavaan::lavCor(ordered = ...)``; ``zero_cells="half"`` is the rule of
    ``psych::tetrachoric``. Given the four cells of a table instead of answers, that function takes the thresholds
    after adding, which moves correlations of rare answers in the third digit.

    References
    ----------
    Brown, M. B. (1977). Algorithm AS 116: The tetrachoric correlation and its asymptotic standard error. Applied
    Statistics, 26, 343-351. https://doi.org/10.2307/2346985

    Examples
    --------
    >>> import pandas as pd
    >>> import surveytools as st
    >>> answers = pd.DataFrame({"q1": [0, 0, 0, 1, 1, 1, 1, 0], "q2": [0, 0, 1, 1, 1, 0, 1, 0]})
    >>> round(float(st.tetrachoric(answers).corr.loc["q1", "q2"]), 4)
    0.7071
    """
    counts, _ = enter_counts(items, reverse=reverse, scale=scale, missing=missing)
    more = [name for name, own in zip(counts.names, counts.categories, strict=True) if len(own) > 2]
    if more:
        raise ItemsError(f"there are more than two different answers to {listed(more)}", hint="Use st.polychoric.")
    return polychoric_of_counts(counts, zero_cells, smooth, "tetrachoric")


def polychoric_of_counts(
    counts: Counts, zero_cells: ZeroCells = "margins", smooth: bool = False, kind: Kind = "polychoric"
) -> Polychoric:
    """Return the correlations of counts that are already as they should be."""
    check_option("zero_cells", zero_cells, ZERO_CELLS)
    estimated = correlations_of(counts, zero_cells)
    E = correlation_errors(counts, estimated, zero_cells)
    warn_of_limits(np.triu(estimated, 1), counts.names, counts.names, 3)
    smallest = smallest_eigenvalue(estimated)
    raised = smooth and smallest < EIGENVALUE_TOLERANCE
    R = smoothed(estimated) if raised else estimated
    made = (ZERO_CELL_WORDS[zero_cells], *moments_conventions(counts.moments()))
    return Polychoric(
        square(R, counts.names), threshold_frame(counts), square(E, counts.names),
        square(counts.pair_counts(), counts.names), smallest_eigenvalue(R), counts.n_used, counts.n_total, kind,
        (_smoothing_words(smallest), *made) if raised else made,
    )  # fmt: skip


def warn_of_limits(R: Array, rows: Sequence[str], columns: Sequence[str], stacklevel: int) -> None:
    """Warn of the pairs whose correlation lies at the end of what is tried."""
    pairs = [f"{rows[i]} with {columns[j]}" for i, j in np.argwhere(np.abs(R) >= CAP)]
    if pairs:
        warnings.warn(
            f"the likelihood has no maximum inside for {listed(pairs)}: the correlation is set to {CAP} or -{CAP}. "
            "Such answers determine each other, or nearly so: join rare answers, or leave out one of the two.",
            BoundaryCorrelationWarning,
            stacklevel=stacklevel + 1,
        )


def _smoothing_words(smallest: float) -> Text:
    return Text(
        f"smoothed: eigenvalues below 0 (smallest {smallest:.3g}) raised, then scaled to unit diagonal",
        f"已平滑：将负特征值（最小 {smallest:.3g}）调为正，再缩放使对角线为 1",
    )
