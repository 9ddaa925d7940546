"""Tests of one number of factors after the other, and the information criteria beside them."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.factors.extraction import (
    Extraction,
    Method,
    degrees_of_freedom,
    extracted,
    largest_number_of_factors,
)
from surveytools.factors.fit import approximation_error, chi_square, upper_tail
from surveytools.factors.requirements import checked_number, counted
from surveytools.factors.scree import Curve, draw_curves
from surveytools.moments.correlations import Correlation, Correlations, enter_correlations
from surveytools.moments.sums import Missing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

SIGNIFICANCE = 0.05
STEPS_BEYOND, MOST_BY_DEFAULT = 3, 20


@result_class
class SequentialTests(Result):
    """Maximum likelihood fits of 0, 1, 2, … factors.

    Attributes
    ----------
    n_factors : int or None
        The smallest number that the chi-square test does not reject at .05; None if it rejects all.
    n_factors_aic, n_factors_bic : int or None
        The numbers with the smallest information criteria; None where only one number can be fitted, or the criterion
        still falls at the last of the 20 that are tried by default.
    tests : pandas.DataFrame
        One row a number of factors: n_factors, chi2, df, p_value, rmsea, aic, bic, n_heywood (items whose uniqueness
        fell to the bound of .005), converged.
    n_used, n_total : int
        Respondents that count; respondents in all.
    """

    n_factors: int | None
    n_factors_aic: int | None
    n_factors_bic: int | None
    tests: pd.DataFrame
    n_used: int
    n_total: int
    bound: Text = field(repr=False)
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Lawley, D. N., & Maxwell, A. E. (1971). Factor analysis as a statistical method (2nd ed.). Butterworths.",
        "Bartlett, M. S. (1951). The effect of standardization on a chi-square approximation in factor analysis. "
        "Biometrika, 38, 337-344. https://doi.org/10.1093/biomet/38.3-4.337",
        "Schwarz, G. (1978). Estimating the dimension of a model. The Annals of Statistics, 6, 461-464. "
        "https://doi.org/10.1214/aos/1176344136",
        "Preacher, K. J., Zhang, G., Kim, C., & Mels, G. (2013). Choosing the optimal number of factors in exploratory "
        "factor analysis: A model selection perspective. Multivariate Behavioral Research, 48, 28-56. "
        "https://doi.org/10.1080/00273171.2012.710386",
    )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a number of factors, as in ``tests``."""
        return self.tests.copy()

    def headline(self) -> Text:
        """State what test and criteria choose."""
        if self.n_factors is None:
            most = counted(int(self.tests["n_factors"].max()), "factors")
            test = Text(f"rejects up to {most.en}", f"直至 {most.zh}仍拒绝")
        else:
            first = counted(self.n_factors, "factors")
            test = Text(f"first does not reject {first.en}", f"首次不拒绝的为 {first.zh}")
        smallest = Text("", "")
        if self.n_factors_bic is not None:
            bic = counted(self.n_factors_bic, "factors")
            smallest = Text(f"; BIC is smallest for {bic.en}", f"；BIC 最小者为 {bic.zh}")
        return Text(
            f"The chi-square test {test.en}{smallest.en}, n = {self.n_used}.",
            f"卡方检验{test.zh}{smallest.zh}，n = {self.n_used}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the tests."""
        return (Table(Text("Maximum likelihood by number of factors", "不同因子数的极大似然检验"), self.to_frame()),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Estimator, correction, formulas and correlations."""
        return (
            Text(
                "maximum likelihood; chi-square with Bartlett's correction n - 1 - (2p + 5)/6 - 2m/3",
                "极大似然；卡方采用 Bartlett 校正 n - 1 - (2p + 5)/6 - 2m/3",
            ),
            Text("AIC = χ² - 2 df, BIC = χ² - df ln n", "AIC = χ² - 2 df，BIC = χ² - df ln n"),
            Text("significance .05", "显著性水平 .05"),
            self.bound,
            *self.made,
        )

    def plot(self, ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw AIC and BIC by the number of factors, their minima filled."""
        curves = (
            Curve(self.tests["bic"].to_numpy(), self.n_factors_bic, "BIC"),
            Curve(self.tests["aic"].to_numpy(), self.n_factors_aic, "AIC"),
        )
        return draw_curves(
            curves, Text("Number of factors", "因子数"), Text("Information criterion", "信息准则"), ax, language
        )


def sequential_tests(
    items: Any,
    max_factors: int | None = None,
    *,
    correlation: Correlation = "pearson",
    missing: Missing = "listwise",
) -> SequentialTests:
    r"""Fit 0, 1, 2, … factors by maximum likelihood and test each number.

    With the discrepancy F of m factors,

    .. math:: \chi^2 = \left(n - 1 - \frac{2p + 5}{6} - \frac{2m}{3}\right) F, \quad
              df = \frac{(p - m)^2 - p - m}{2}, \quad AIC = \chi^2 - 2\,df, \quad BIC = \chi^2 - df \ln n .

    The number suggested is the first that is not rejected at .05.

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item, or :class:`surveytools.Moments` of a published matrix.
    max_factors : int, optional
        Largest number to fit. By default numbers are fitted until one is not rejected and AIC and BIC have been larger
        than their minima for three steps, at most 20 factors or as many as leave degrees of freedom.
    correlation : {"pearson", "polychoric", "spearman"}
        What is analyzed. The test holds for Pearson correlations of normal answers; for others it describes only.
    missing : {"listwise", "pairwise", "raise"}
        What happens to respondents who skipped an item.

    Returns
    -------
    SequentialTests
        ``.n_factors``, ``.n_factors_aic``, ``.n_factors_bic``, ``.tests``, ``.plot()``.

    Raises
    ------
    ItemsError
        For more factors than the items allow; it names the limit.
    SampleSizeError
        When there are no more respondents than items.
    SingularMatrixError
        When items determine each other; it names them.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Notes
    -----
    The chi-squares are those of ``factanal`` and of ``psych::fa(fm = "ml")``, whose RMSEA and BIC these are too; the
    row of no factors is Bartlett's test of sphericity. A test in a large sample rejects every number that is worth
    interpreting.

    References
    ----------
    Lawley, D. N., & Maxwell, A. E. (1971). Factor analysis as a statistical method (2nd ed.). Butterworths.

    Preacher, K. J., Zhang, G., Kim, C., & Mels, G. (2013). Choosing the optimal number of factors in exploratory
    factor analysis: A model selection perspective. Multivariate Behavioral Research, 48, 28-56.
    https://doi.org/10.1080/00273171.2012.710386

    Examples
    --------
    >>> import numpy as np, surveytools as st
    >>> L = np.kron(np.eye(2), [[0.8], [0.7], [0.6], [0.7]])
    >>> R = L @ L.T + np.diag(1 - (L**2).sum(axis=1))
    >>> result = st.sequential_tests(st.Moments.from_corr(R, n=200))
    >>> result.n_factors, result.tests["chi2"].round(1).tolist()[:3]
    (2, [451.3, 224.9, 0.0])
    """
    data = enter_correlations(items, correlation=correlation, missing=missing)
    most = None if max_factors is None else checked_factors(max_factors, len(data.names))
    data.inverse("The chi-square test")  # names items that determine each other
    return tested(data, most)


def most_tested(p: int) -> int:
    """Return how many factors p items allow with degrees of freedom left, at least 0."""
    return max((m for m in range(p) if degrees_of_freedom(p, m) > 0 and m <= largest_number_of_factors(p)), default=0)


def checked_factors(m: int, p: int) -> int:
    """Return the largest number of factors to try if p items allow so many."""
    return checked_number("max_factors", m, p, largest_number_of_factors(p))


def tested(data: Correlations, most: int | None) -> SequentialTests:
    """Return the tests of 0 to `most` factors, or until it is enough, of correlations that passed the door."""
    allowed = most_tested(len(data.names)) if most is None else most
    last = min(allowed, MOST_BY_DEFAULT) if most is None else most
    rows: list[dict[str, float | int | bool]] = []
    for m in range(last + 1):
        rows.append(_row(data.R, m, data.n_used))
        if most is None and _is_enough(rows):
            break
    tests = pd.DataFrame(rows)
    accepted = tests.loc[tests["p_value"] > SIGNIFICANCE, "n_factors"]
    smallest = [_smallest(rows, name) for name in ("aic", "bic")]
    aic, bic = (None if last == 0 or (m == last < allowed) else m for m in smallest)
    first = int(accepted.iloc[0]) if len(accepted) else None
    bound = Text(f"tested up to {counted(len(rows) - 1, 'factors').en}", f"检验至 {len(rows) - 1} 个因子")
    return SequentialTests(first, aic, bic, tests, data.n_used, data.n_total, bound, data.made)


def _is_enough(rows: list[dict[str, float | int | bool]]) -> bool:
    """Tell whether a number was not rejected, and the information criteria have risen for some steps."""
    last_best = max(_smallest(rows, "aic"), _smallest(rows, "bic"))
    accepted = any(row["p_value"] > SIGNIFICANCE for row in rows)
    return accepted and len(rows) - 1 - last_best >= STEPS_BEYOND


def _smallest(rows: list[dict[str, float | int | bool]], name: str) -> int:
    """Return the number of factors whose criterion is smallest."""
    return int(np.argmin([row[name] for row in rows]))


def _row(R: Array, m: int, n: int) -> dict[str, float | int | bool]:
    found, df = fitted(R, m, "ml"), degrees_of_freedom(len(R), m)
    chi2 = chi_square(R, found.L, n)
    return {
        "n_factors": m, "chi2": chi2, "df": df, "p_value": upper_tail(chi2, df) if df else np.nan,
        "rmsea": approximation_error(chi2, df, n), "aic": chi2 - 2 * df, "bic": chi2 - df * float(np.log(n)),
        "n_heywood": int(found.at_bound().sum()), "converged": found.converged,
    }  # fmt: skip


def fitted(R: Array, m: int, method: Method) -> Extraction:
    """Return m factors of R, shape (p, p); without factors everything is unique."""
    p = len(R)
    return extracted(R, m, method) if m else Extraction(np.zeros((p, 0)), np.ones(p))
