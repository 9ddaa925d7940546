"""Rules that hold eigenvalues against a number: Kaiser's 1, and what sampling makes of it."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from surveytools.base.labels import Text
from surveytools.base.result import read_only, result_class
from surveytools.factors.chance import eigenvalues, leading
from surveytools.factors.requirements import counted
from surveytools.factors.scree import BOUND, EigenvalueCriterion, Line
from surveytools.moments.correlations import Correlation, Correlations, enter_correlations
from surveytools.moments.sums import Missing

Array = NDArray[np.float64]


@result_class
class KaiserCriterion(EigenvalueCriterion):
    """Eigenvalues above 1, and the scree.

    Attributes
    ----------
    n_factors : int
        How many eigenvalues are above 1.
    eigenvalues : ndarray, shape (p,)
        Of the correlations, descending.
    n_used, n_total : int
        Respondents that count; respondents in all.
    """

    title: ClassVar[Text] = Text("Eigenvalues", "特征值")
    references = (
        "Guttman, L. (1954). Some necessary conditions for common-factor analysis. Psychometrika, 19, 149-161. "
        "https://doi.org/10.1007/BF02289162",
        "Kaiser, H. F. (1960). The application of electronic computers to factor analysis. Educational and "
        "Psychological Measurement, 20, 141-151. https://doi.org/10.1177/001316446002000116",
        "Cattell, R. B. (1966). The scree test for the number of factors. Multivariate Behavioral Research, 1, "
        "245-276. https://doi.org/10.1207/s15327906mbr0102_10",
    )

    @property
    def lines(self) -> tuple[Line, ...]:
        """A line at 1."""
        return (Line(np.ones_like(self.eigenvalues), BOUND),)

    def columns(self) -> dict[str, Array]:
        """Return share and cumulative_share."""
        share = self.eigenvalues / len(self.eigenvalues)
        return {"share": share, "cumulative_share": share.cumsum()}

    def headline(self) -> Text:
        """State how many, and what they explain."""
        what, share = counted(self.n_factors, "components"), 100 * self.eigenvalues[: self.n_factors].sum()
        share = f"{share / len(self.eigenvalues):.1f}"
        return Text(
            f"Kaiser's criterion suggests {what.en} (eigenvalues above 1), {share}% of the variance, "
            f"n = {self.n_used}.",
            f"Kaiser 准则建议保留 {what.zh}（特征值大于 1），解释方差 {share}%，n = {self.n_used}。",
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """The rule and the correlations."""
        return (Text("eigenvalues of the correlations above 1", "相关矩阵特征值大于 1"), *self.made)


@result_class
class EmpiricalKaiserCriterion(EigenvalueCriterion):
    """Eigenvalues beside what sampling makes of 1.

    Attributes
    ----------
    n_factors : int
        How many eigenvalues lie above their references, up to the first that does not.
    eigenvalues : ndarray, shape (p,)
        Of the correlations, descending.
    reference_eigenvalues : ndarray, shape (p,)
        What each must exceed.
    n_used, n_total : int
        Respondents that count; respondents in all.
    """

    reference_eigenvalues: Array
    title: ClassVar[Text] = Text("Eigenvalues against their references", "特征值与参照值")
    references = (
        "Braeken, J., & van Assen, M. A. L. M. (2017). An empirical Kaiser criterion. Psychological Methods, 22, "
        "450-466. https://doi.org/10.1037/met0000074",
    )

    @property
    def lines(self) -> tuple[Line, ...]:
        """The references."""
        return (Line(self.reference_eigenvalues, Text("empirical Kaiser criterion", "经验 Kaiser 准则")),)

    def columns(self) -> dict[str, Array]:
        """Return reference_eigenvalue."""
        return {"reference_eigenvalue": self.reference_eigenvalues}

    def headline(self) -> Text:
        """State how many."""
        what = counted(self.n_factors, "components")
        return Text(
            f"The empirical Kaiser criterion suggests {what.en}, n = {self.n_used}.",
            f"经验 Kaiser 准则建议保留 {what.zh}，n = {self.n_used}。",
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """The rule and the correlations."""
        return (
            Text(
                "Braeken & van Assen (2017), corrected by the eigenvalues before",
                "Braeken 与 van Assen (2017)，以前面的特征值校正",
            ),
            Text("stops at the first eigenvalue that is not above its reference", "遇到首个不高于参照值的特征值即停止"),
            *self.made,
        )


def kaiser_criterion(
    items: Any, *, correlation: Correlation = "pearson", missing: Missing = "listwise"
) -> KaiserCriterion:
    r"""Count the eigenvalues of the correlations above 1, and draw the scree.

    .. math:: m = \#\{k : \lambda_k > 1\}

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item, or :class:`surveytools.Moments` of a published matrix.
    correlation : {"pearson", "polychoric", "spearman"}
        What is analyzed.
    missing : {"listwise", "pairwise", "raise"}
        What happens to respondents who skipped an item.

    Returns
    -------
    KaiserCriterion
        ``.n_factors``, ``.eigenvalues``, ``.plot()`` for the scree.

    Raises
    ------
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Notes
    -----
    What SPSS's FACTOR does by default (``/CRITERIA=MINEIGEN(1)``). The rule holds for correlations of a population: in
    a sample some eigenvalues of mere noise are above 1, so it suggests too many the more items there are. Where the
    scree bends is left to the eye.

    References
    ----------
    Kaiser, H. F. (1960). The application of electronic computers to factor analysis. Educational and Psychological
    Measurement, 20, 141-151. https://doi.org/10.1177/001316446002000116

    Examples
    --------
    >>> import surveytools as st
    >>> R = [[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]]
    >>> result = st.kaiser_criterion(st.Moments.from_corr(R, n=100))
    >>> result.n_factors, result.eigenvalues.round(3).tolist()
    (1, [1.806, 0.712, 0.482])
    """
    return above_one(enter_correlations(items, correlation=correlation, missing=missing))


def empirical_kaiser_criterion(
    items: Any, *, correlation: Correlation = "pearson", missing: Missing = "listwise"
) -> EmpiricalKaiserCriterion:
    r"""Compare eigenvalues with the empirical Kaiser criterion of Braeken and van Assen.

    .. math:: \lambda_k^{*} = \max\left(\frac{p - \sum_{j<k} \lambda_j}{p - k + 1}
              \left(1 + \sqrt{p / n}\right)^2, 1\right), \quad m = \min \{k : \lambda_k \le \lambda_k^{*}\} - 1

    Here :math:`(1 + \sqrt{p / n})^2` is the largest eigenvalue that independent items have in large samples; what the
    components before explain is taken off.

    Parameters
    ----------
    items, correlation, missing
        As in :func:`surveytools.kaiser_criterion`.

    Returns
    -------
    EmpiricalKaiserCriterion
        ``.n_factors``, ``.eigenvalues``, ``.reference_eigenvalues``, ``.plot()``.

    Raises
    ------
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Notes
    -----
    ``EFAtools::EKC(type = "BvA2017")``. Other programs, and EFAtools before 0.6, subtract the references before
    instead of the eigenvalues before (``"AM2019"``) and often suggest another number.

    References
    ----------
    Braeken, J., & van Assen, M. A. L. M. (2017). An empirical Kaiser criterion. Psychological Methods, 22, 450-466.
    https://doi.org/10.1037/met0000074

    Examples
    --------
    >>> import surveytools as st
    >>> R = [[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]]
    >>> result = st.empirical_kaiser_criterion(st.Moments.from_corr(R, n=100))
    >>> result.n_factors, result.reference_eigenvalues.round(3).tolist()
    (1, [1.376, 1.0, 1.0])
    """
    return above_sampling(enter_correlations(items, correlation=correlation, missing=missing))


def above_one(data: Correlations) -> KaiserCriterion:
    """Return Kaiser's criterion for correlations that passed the door."""
    values = read_only(eigenvalues(data.R).copy())
    return KaiserCriterion(int((values > 1).sum()), values, data.n_used, data.n_total, data.made)


def above_sampling(data: Correlations) -> EmpiricalKaiserCriterion:
    """Return the empirical Kaiser criterion for correlations that passed the door."""
    values = read_only(eigenvalues(data.R).copy())
    bounds = read_only(empirical_bounds(values, data.n_used))
    return EmpiricalKaiserCriterion(leading(values, bounds), values, data.n_used, data.n_total, data.made, bounds)


def empirical_bounds(x: Array, n: int) -> Array:
    """Return what each of the descending eigenvalues x, shape (p,), must exceed in a sample of n, shape (p,)."""
    p = len(x)
    left = p - np.append(0, np.cumsum(x)[:-1])
    return np.maximum(left / np.arange(p, 0, -1) * (1 + np.sqrt(p / n)) ** 2, 1.0)
