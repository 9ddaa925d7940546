"""The greatest lower bound of the reliability of a sum of items."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.labels import Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table
from surveytools.base.warnings import NotConvergedWarning
from surveytools.moments.door import Scale
from surveytools.moments.sums import Missing
from surveytools.moments.wording import moments_conventions
from surveytools.reliability.minimum_trace import GAP, largest_errors, reliability_of_errors
from surveytools.reliability.summed_items import enter_summed
from surveytools.reliability.totals import (
    MATRICES,
    Matrix,
    Total,
    inverse_correlations,
    total_of,
)

Array = NDArray[np.float64]

ENOUGH_RESPONDENTS = 1000


@result_class
class GreatestLowerBound(Result):
    """The greatest lower bound of reliability.

    Attributes
    ----------
    glb : float
        Of the matrix asked for.
    glb_cov, glb_corr : float
        Of the covariances, and of the correlations.
    gap : float
        How far below ``glb`` the exact value may lie at most, by the dual problem.
    error_variances : ndarray, shape (k,)
        The largest variances of error that the items can have together, in the matrix asked for.
    variances : ndarray, shape (k,)
        Of the items in that matrix.
    names : tuple of str
        The items.
    matrix : {"cov", "corr"}
        Which matrix was asked for.
    n_items, n_used, n_total : int
        Items; respondents that count; respondents in all.
    """

    glb: float
    glb_cov: float
    glb_corr: float
    gap: float
    error_variances: Array
    variances: Array
    names: tuple[str, ...]
    matrix: Matrix
    n_items: int
    n_used: int
    n_total: int
    total: Total | None = field(repr=False, default=None)
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Jackson, P. H., & Agunwamba, C. C. (1977). Lower bounds for the reliability of the total score on a test "
        "composed of non-homogeneous items: I. Algebraic lower bounds. Psychometrika, 42, 567-578. "
        "https://doi.org/10.1007/BF02295979",
        "ten Berge, J. M. F., & Sočan, G. (2004). The greatest lower bound to the reliability of a test and the "
        "hypothesis of unidimensionality. Psychometrika, 69, 613-625. https://doi.org/10.1007/BF02289858",
    )

    @property
    def reliability(self) -> float:
        """The same as ``glb``."""
        return self.glb

    @property
    def is_biased(self) -> bool:
        """Whether there are fewer than 1,000 respondents, so that the value is expected to be too high."""
        return self.n_used < ENOUGH_RESPONDENTS

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: item, variance, error_variance, true_share."""
        return pd.DataFrame({
            "item": list(self.names), "variance": self.variances, "error_variance": self.error_variances,
            "true_share": 1 - self.error_variances / self.variances,
        })  # fmt: skip

    def headline(self) -> Text:
        """State the bound, and that few respondents make it too high."""
        low = Text(", too high by chance", "，小样本下偏高") if self.is_biased else Text("", "")
        return Text(
            f"Greatest lower bound of reliability = {self.glb:.3f}, {self.n_items} items, n = {self.n_used}{low.en}.",
            f"信度最大下界 GLB = {self.glb:.3f}，{self.n_items} 个题项，n = {self.n_used}{low.zh}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the bound of either matrix, and the items."""
        row = {"glb_cov": self.glb_cov, "glb_corr": self.glb_corr, "n_items": self.n_items, "n_used": self.n_used}
        return (
            Table(Text("Greatest lower bound", "信度最大下界 (GLB)"), pd.DataFrame([row])),
            Table(Text("Largest possible error of the items", "各题项可能的最大误差"), self.to_frame()),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """The matrix, exactness, bias, and missing answers."""
        matrix, n = MATRICES[self.matrix], self.n_used
        exact = Text(
            f"exact: a barrier Newton method, duality gap {self.gap:.0e}",
            f"精确解：障碍牛顿法，对偶间隙 {self.gap:.0e}",
        )
        few = Text(
            f"; n = {n} is below {ENOUGH_RESPONDENTS:,}: take it as too high, and report α or ω beside it",
            f"；n = {n}，低于 {ENOUGH_RESPONDENTS:,}，应视为偏高，并同时报告 α 或 ω",
        )
        bias = Text(
            "in samples the bound lies above its population value, the more the fewer respondents and the more items; "
            "no interval, for resamples see but a part of that",
            "样本值高于总体值，样本越小、题项越多，偏差越大；重抽样只能反映其中一部分，故不给区间",
        )
        said = Text(bias.en + few.en, bias.zh + few.zh) if self.is_biased else bias
        return (Text(f"of the {matrix.en}", f"基于{matrix.zh}"), exact, said, *self.made)


def greatest_lower_bound(
    items: Any,
    *,
    matrix: Matrix = "cov",
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
) -> GreatestLowerBound:
    r"""Compute the greatest lower bound of the reliability of the sum of the items.

    No reliability below it is compatible with the covariances S and uncorrelated errors:

    .. math::

        GLB = 1 - \frac{\max \sum_i \psi_i}{1'S1} \quad
        \text{over } \psi \ge 0 \text{ with } S - \operatorname{diag}(\psi) \text{ positive semidefinite.}

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item, or moments.
    matrix : {"cov", "corr"}
        Of the answers as they are, or of standardized items; the other one is printed beside it.
    reverse, scale, missing
        As in :func:`surveytools.cronbach_alpha`.

    Returns
    -------
    GreatestLowerBound
        ``.glb``, ``.glb_cov``, ``.glb_corr``, ``.error_variances``, ``.gap``, ``.is_biased``.

    Raises
    ------
    SampleSizeError
        When there are no more respondents than items.
    SingularMatrixError
        When items determine each other; it names them.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Warns
    -----
    NegativeItemWarning
        When an item correlates negatively with the sum of the others.

    Notes
    -----
    Solved exactly, as ``psych::glb.algebraic`` does with a semidefinite program; ``psych::glb.fa`` is something else.
    The dual problem bounds the error of the solution; it is below 1e-9. In samples the bound is too high, the more the
    smaller n and the more items; below 1,000 respondents the result says so. In simulations of one factor with twelve
    items it lay 4.6 standard deviations above its true value with 50 respondents and 2.7 with 3,000, and resamples saw
    about a third of that. So it has no interval; report that of alpha or omega.

    References
    ----------
    Jackson, P. H., & Agunwamba, C. C. (1977). Lower bounds for the reliability of the total score on a test composed of
    non-homogeneous items: I. Algebraic lower bounds. Psychometrika, 42, 567-578. https://doi.org/10.1007/BF02295979

    ten Berge, J. M. F., & Sočan, G. (2004). The greatest lower bound to the reliability of a test and the hypothesis of
    unidimensionality. Psychometrika, 69, 613-625. https://doi.org/10.1007/BF02289858

    Examples
    --------
    >>> import surveytools as st
    >>> R = [[1, 0.6, 0.3, 0.3], [0.6, 1, 0.3, 0.3], [0.3, 0.3, 1, 0.6], [0.3, 0.3, 0.6, 1]]
    >>> result = st.greatest_lower_bound(st.Moments.from_corr(R, n=2000))
    >>> round(result.glb, 6), result.error_variances.round(4).tolist()
    (0.818182, [0.4, 0.4, 0.4, 0.4])
    """
    sample, S = enter_summed(items, matrix, reverse, scale, missing)
    moments = sample.moments
    inverse_correlations(moments, "The greatest lower bound")
    R, variances = np.stack([moments.corr()] * 2), np.stack([np.diag(moments.cov()), np.ones(len(S))])
    found, chosen = largest_errors(R, variances), 0 if matrix == "cov" else 1
    bounds = reliability_of_errors(R, variances, found.phi)
    _warn_of_gap(float(found.gap.max()))
    return GreatestLowerBound(
        glb=float(bounds[chosen]),
        glb_cov=float(bounds[0]),
        glb_corr=float(bounds[1]),
        gap=float(found.gap[chosen]),
        error_variances=read_only(variances[chosen] * found.phi[chosen]),
        variances=read_only(variances[chosen].copy()),
        names=moments.names,
        matrix=matrix,
        n_items=moments.n_items,
        n_used=moments.n_used,
        n_total=moments.n_total,
        total=total_of(moments) if matrix == "cov" else None,
        made=moments_conventions(moments),
    )


def _warn_of_gap(gap: float) -> None:
    if gap >= GAP:
        amount = f"up to {gap:.1e}" if math.isfinite(gap) else "an unknown amount"
        warnings.warn(
            f"the greatest lower bound may lie {amount} below the value given; some items nearly determine each "
            "other: look for a copy or a sum among them.",
            NotConvergedWarning,
            stacklevel=3,
        )
