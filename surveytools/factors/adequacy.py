"""Are the correlations fit for factor analysis: KMO and Bartlett's test of sphericity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, SingularMatrixError, check_option
from surveytools.base.guidelines import KMO_GUIDELINES, judge
from surveytools.base.labels import Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table
from surveytools.factors.fit import upper_tail
from surveytools.moments.correlations import Correlation, Correlations, enter_correlations
from surveytools.moments.door import Scale
from surveytools.moments.matrices import inverse
from surveytools.moments.partialling import partialled
from surveytools.moments.sums import Missing

Array = NDArray[np.float64]


@result_class
class Kmo(Result):
    """Kaiser-Meyer-Olkin measure of sampling adequacy.

    Attributes
    ----------
    kmo : float
        Of all items together.
    msa : pandas.Series
        Of each item.
    anti_image : pandas.DataFrame, shape (p, p)
        Anti-image correlations, the partial correlations with their signs changed; the MSA in the diagonal, as SPSS
        prints it.
    determinant : float
        Of the correlation matrix.
    is_singular : bool
        Whether the pseudo-inverse had to be taken.
    n_used, n_total : int
        Respondents that count; respondents in all.
    """

    kmo: float
    msa: pd.Series
    anti_image: pd.DataFrame
    determinant: float
    is_singular: bool
    n_used: int
    n_total: int
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Kaiser, H. F. (1974). An index of factorial simplicity. Psychometrika, 39, 31-36. "
        "https://doi.org/10.1007/BF02291575",
        "Kaiser, H. F., & Rice, J. (1974). Little Jiffy, Mark IV. Educational and Psychological Measurement, 34, "
        "111-117. https://doi.org/10.1177/001316447403400115",
    )

    def verdict(self, guideline: str = "kaiser1974") -> Text:
        """Return the words that a guideline has for this KMO."""
        return judge(self.kmo, guideline, KMO_GUIDELINES)

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: item, msa, verdict."""
        words = [judge(value, "kaiser1974", KMO_GUIDELINES) for value in self.msa]
        return pd.DataFrame({"item": list(self.msa.index), "msa": self.msa.to_numpy(), "verdict": words})

    def headline(self) -> Text:
        """State the KMO and what it is called."""
        verdict = self.verdict()
        return Text(
            f"KMO = {self.kmo:.3f} ({verdict.en}), {len(self.msa)} items, n = {self.n_used}.",
            f"KMO = {self.kmo:.3f}（{verdict.zh}），{len(self.msa)} 个题项，n = {self.n_used}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the KMO, and the MSA of the items."""
        whole = {
            "kmo": self.kmo, "verdict": self.verdict(), "determinant": self.determinant, "n_items": len(self.msa),
            "n_used": self.n_used,
        }  # fmt: skip
        return (
            Table(Text("Kaiser–Meyer–Olkin measure", "KMO 取样适切性"), pd.DataFrame([whole])),
            Table(Text("Sampling adequacy of each item", "各题项的取样适切性 (MSA)"), self.to_frame()),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Guideline, pseudo-inverse, correlations and missing answers."""
        words = Text("words of Kaiser (1974)", "评价采用 Kaiser (1974) 的分级")
        flag = Text("SINGULAR matrix: by its pseudo-inverse", "相关矩阵奇异：采用广义逆")
        return (words, *((flag,) if self.is_singular else ()), *self.made)


@result_class
class BartlettSphericity(Result):
    """Bartlett's test of sphericity.

    Attributes
    ----------
    chi2, df, p_value : float, int, float
        The statistic, its degrees of freedom, the upper tail.
    n_items, n_used, n_total : int
        Items; respondents that count; respondents in all.
    """

    chi2: float
    df: int
    p_value: float
    n_items: int
    n_used: int
    n_total: int
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Bartlett, M. S. (1951). The effect of standardization on a chi-square approximation in factor analysis. "
        "Biometrika, 38, 337-344. https://doi.org/10.1093/biomet/38.3-4.337",
    )

    def to_frame(self) -> pd.DataFrame:
        """Return one row: chi2, df, p_value, n_used."""
        return pd.DataFrame([{"chi2": self.chi2, "df": self.df, "p_value": self.p_value, "n_used": self.n_used}])

    def headline(self) -> Text:
        """State the test."""
        p = "< 0.001" if self.p_value < 0.001 else f"= {self.p_value:.3f}"
        return Text(
            f"Bartlett's test of sphericity: χ²({self.df}) = {self.chi2:.2f}, p {p}, n = {self.n_used}.",
            f"Bartlett 球形检验：χ²({self.df}) = {self.chi2:.2f}，p {p}，n = {self.n_used}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the test."""
        return (Table(Text("Bartlett's test of sphericity", "Bartlett 球形检验"), self.to_frame()),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """The factor, correlations and missing answers."""
        return (Text("factor n - 1 - (2p + 5)/6", "系数 n - 1 - (2p + 5)/6"), *self.made)


def kmo(
    items: Any, *, correlation: Correlation = "pearson", singular: Literal["raise", "pinv"] = "raise",
    reverse: Sequence[str] | None = None, scale: Scale | None = None, missing: Missing = "listwise",
) -> Kmo:  # fmt: skip
    r"""Compute the Kaiser-Meyer-Olkin measure of sampling adequacy.

    With the correlations :math:`r_{ij}` and the partial correlations :math:`q_{ij} = -p_{ij} / \sqrt{p_{ii} p_{jj}}`
    from the inverse :math:`P = R^{-1}`,

    .. math:: KMO = \frac{\sum_{i \ne j} r_{ij}^2}{\sum_{i \ne j} r_{ij}^2 + \sum_{i \ne j} q_{ij}^2},

    and the MSA of an item is the same over its row alone.

    Parameters
    ----------
    items : frame, array, Moments or Counts
        Answers, one row a respondent and one column an item, or :class:`surveytools.Moments` of a published matrix.
    correlation : {"pearson", "polychoric", "spearman"}
        Of which correlations.
    singular : {"raise", "pinv"}
        When items determine each other, or respondents are too few: an error that says so, or the pseudo-inverse where
        there is no inverse, and the result says so.
    reverse, scale, missing
        As in :func:`surveytools.cronbach_alpha`; reversal does not change the KMO.

    Returns
    -------
    Kmo
        ``.kmo``, ``.msa`` (by item), ``.anti_image``, ``.determinant``, ``.verdict()``.

    Raises
    ------
    SampleSizeError
        When there are no more respondents than items, so that the correlations have no inverse of their own.
    SingularMatrixError, MatrixError
        When items determine each other; it names them. When pairwise correlations are not positive definite.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Notes
    -----
    The values of ``psych::KMO`` and of SPSS's FACTOR for complete answers; R's pairwise correlations take the standard
    deviations from each pair's own respondents, ours from all answers to an item (a covariance matrix scaled). A
    singular matrix is an error here; ``singular="pinv"`` gives the value of factor_analyzer, psych .5 for every item.

    References
    ----------
    Kaiser, H. F., & Rice, J. (1974). Little Jiffy, Mark IV. Educational and Psychological Measurement, 34, 111-117.
    https://doi.org/10.1177/001316447403400115

    Examples
    --------
    >>> import surveytools as st
    >>> R = [[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]]
    >>> result = st.kmo(st.Moments.from_corr(R, n=100, names=["q1", "q2", "q3"]))
    >>> round(result.kmo, 4), round(float(result.msa["q1"]), 4)
    (0.6279, 0.5938)
    """
    check_option("singular", singular, ("raise", "pinv"))
    data = enter_correlations(
        items, correlation=correlation, reverse=reverse, scale=scale, missing=missing, keep_answers=False
    )
    R, names = data.R, list(data.names)
    P, is_singular = _inverse(data, singular)
    if np.abs(R - np.eye(len(R))).max() <= 1e-12:
        raise ItemsError(
            "no item correlates with any other", hint="There is nothing in common; KMO is not defined for such answers."
        )
    Q = partialled(P)
    overall, single = sampling_adequacy(R, Q)
    return Kmo(
        kmo=overall,
        msa=pd.Series(read_only(single), index=names, name="msa", copy=False),
        anti_image=pd.DataFrame(read_only(np.diag(single + 1) - Q), index=names, columns=names, copy=False),
        determinant=float(np.linalg.det(R)),
        is_singular=is_singular, n_used=data.n_used, n_total=data.n_total, made=data.made,
    )  # fmt: skip


def _inverse(data: Correlations, singular: str) -> tuple[Array, bool]:
    if singular == "raise":
        return data.inverse("KMO"), False
    try:
        return inverse(data.R, data.names), False
    except SingularMatrixError:
        return np.asarray(np.linalg.pinv(data.R, hermitian=True), np.float64), True


def bartlett_sphericity(
    items: Any, *, correlation: Correlation = "pearson", reverse: Sequence[str] | None = None,
    scale: Scale | None = None, missing: Missing = "listwise",
) -> BartlettSphericity:  # fmt: skip
    r"""Test whether the items are uncorrelated in the population, by Bartlett's test of sphericity.

    .. math:: \chi^2 = -\left(n - 1 - \frac{2p + 5}{6}\right) \ln |R|, \quad df = \frac{p(p-1)}{2}

    Parameters
    ----------
    items, reverse, scale, missing
        As in :func:`surveytools.kmo`.
    correlation : {"pearson", "polychoric", "spearman"}
        Of which correlations; the distribution is that of Pearson's.

    Returns
    -------
    BartlettSphericity
        ``.chi2``, ``.df``, ``.p_value``.

    Raises
    ------
    SampleSizeError
        When there are no more respondents than items.
    SurveyError
        As in :func:`surveytools.kmo`.

    Notes
    -----
    The value of ``psych::cortest.bartlett`` and of SPSS's FACTOR for complete answers. Under pairwise
    deletion n is the smallest pair count.

    References
    ----------
    Bartlett, M. S. (1951). The effect of standardization on a chi-square approximation in factor analysis.
    Biometrika, 38, 337-344. https://doi.org/10.1093/biomet/38.3-4.337

    Examples
    --------
    >>> import surveytools as st
    >>> R = [[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]]
    >>> result = st.bartlett_sphericity(st.Moments.from_corr(R, n=100))
    >>> round(result.chi2, 3), result.df
    (46.449, 3)
    """
    data = enter_correlations(
        items, correlation=correlation, reverse=reverse, scale=scale, missing=missing, keep_answers=False
    )
    data.inverse("Bartlett's test")  # names items that determine each other
    chi2, df, p_value = bartlett_test(data.R, data.n_used)
    return BartlettSphericity(chi2, df, p_value, len(data.names), data.n_used, data.n_total, data.made)


def sampling_adequacy(R: Array, Q: Array) -> tuple[float, Array]:
    """Return the KMO and the MSA of each item, shape (p,), of correlations R and partial correlations Q."""
    ones = np.eye(len(R))
    r2, q2 = (R - ones) ** 2, (Q - ones) ** 2
    return float(r2.sum() / (r2.sum() + q2.sum())), r2.sum(axis=0) / (r2.sum(axis=0) + q2.sum(axis=0))


def bartlett_test(R: Array, n: int) -> tuple[float, int, float]:
    """Return chi-square, degrees of freedom and p of the test of sphericity of R, shape (p, p)."""
    p = len(R)
    chi2 = -(n - 1 - (2 * p + 5) / 6) * float(np.linalg.slogdet(R)[1])
    df = p * (p - 1) // 2
    return chi2, df, upper_tail(chi2, df)
