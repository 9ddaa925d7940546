"""Velicer's minimum average partial correlation: what components leave between the items."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table
from surveytools.factors.requirements import counted
from surveytools.factors.scree import Curve, draw_curves
from surveytools.moments.correlations import Correlation, Correlations, enter_correlations
from surveytools.moments.sums import Missing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

NOTHING_LEFT = 1e-10


@result_class
class MinimumAveragePartial(Result):
    """Average partial correlations, by the number of components partialled out.

    Attributes
    ----------
    n_factors : int
        Components that leave the smallest average squared partial correlation (Velicer, 1976).
    n_factors_2000 : int
        Components that leave the smallest average fourth power (Velicer, Eaton & Fava, 2000).
    squared, fourth : ndarray, shape (p,)
        The averages for 0, 1, … p - 1 components; NaN where the components explain an item entirely.
    n_used, n_total : int
        Respondents that count; respondents in all.
    """

    n_factors: int
    n_factors_2000: int
    squared: Array
    fourth: Array
    n_used: int
    n_total: int
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Velicer, W. F. (1976). Determining the number of components from the matrix of partial correlations. "
        "Psychometrika, 41, 321-327. https://doi.org/10.1007/BF02293557",
        "Velicer, W. F., Eaton, C. A., & Fava, J. L. (2000). Construct explication through factor or component "
        "analysis. In R. D. Goffin & E. Helmes (Eds.), Problems and solutions in human assessment (pp. 41-71). Kluwer. "
        "https://doi.org/10.1007/978-1-4615-4397-8_3",
    )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a number of components: n_factors, average_squared, average_fourth."""
        return pd.DataFrame(
            {"n_factors": np.arange(len(self.squared)), "average_squared": self.squared, "average_fourth": self.fourth}
        )

    def headline(self) -> Text:
        """State both minima."""
        old, new = (counted(m, "components") for m in (self.n_factors, self.n_factors_2000))
        least, n = f"{np.nanmin(self.squared):.4f}", self.n_used
        return Text(
            f"MAP suggests {old.en} (1976, smallest average squared partial correlation {least}) and {new.en} (2000, "
            f"fourth power), n = {n}.",
            f"MAP 建议保留 {old.zh}（1976，最小平均偏相关平方 {least}）及 {new.zh}（2000，四次方），n = {n}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the averages."""
        return (Table(Text("Average partial correlations", "平均偏相关"), self.to_frame()),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What is averaged, and of which correlations."""
        return (
            Text("partial correlations of the items, components partialled out", "剔除主成分后的题项偏相关"),
            Text("2000: fourth power of each partial correlation", "2000 版：各偏相关的四次方"),
            *self.made,
        )

    def plot(self, ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw both averages, each divided by its value without components, with their minima filled."""
        curves = (
            Curve(self.squared / self.squared[0], self.n_factors, "MAP 1976"),
            Curve(self.fourth / self.fourth[0], self.n_factors_2000, "MAP 2000"),
        )
        y = Text("Average, without components = 1", "平均值（无主成分时为 1）")
        axes = draw_curves(curves, Text("Number of components", "主成分个数"), y, ax, language)
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter("")
        return axes


def minimum_average_partial(
    items: Any, *, correlation: Correlation = "pearson", missing: Missing = "listwise"
) -> MinimumAveragePartial:
    r"""Compute Velicer's minimum average partial correlation (MAP), of 1976 and of 2000.

    With the loadings :math:`A_m` of the first m components, :math:`C = R - A_m A_m^\top`, and the partial
    correlations :math:`q_{ij} = c_{ij} / \sqrt{c_{ii} c_{jj}}`,

    .. math:: f_m = \frac{1}{p(p-1)} \sum_{i \ne j} q_{ij}^2, \quad
              f_m^{(2000)} = \frac{1}{p(p-1)} \sum_{i \ne j} q_{ij}^4,

    and the number suggested is the m with the smallest f.

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item, or :class:`surveytools.Moments` of a published matrix.
    correlation, missing
        As in :func:`surveytools.kaiser_criterion`.

    Returns
    -------
    MinimumAveragePartial
        ``.n_factors``, ``.n_factors_2000``, ``.squared``, ``.fourth``, ``.plot()``.

    Raises
    ------
    SampleSizeError
        When there are no more respondents than items.
    SingularMatrixError
        When items determine each other; it names them.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Notes
    -----
    The values for 1, 2, … components are the ``map`` of ``psych::vss``; both columns are those of O'Connor's programs
    for SPSS and SAS. EFAtools raises the matrix of partial correlations to the fourth power instead of its cells, so
    its numbers of 2000 differ.

    References
    ----------
    Velicer, W. F. (1976). Determining the number of components from the matrix of partial correlations.
    Psychometrika, 41, 321-327. https://doi.org/10.1007/BF02293557

    O'Connor, B. P. (2000). SPSS and SAS programs for determining the number of components using parallel analysis and
    Velicer's MAP test. Behavior Research Methods, Instruments, & Computers, 32, 396-402.
    https://doi.org/10.3758/BF03200807

    Examples
    --------
    >>> import numpy as np, surveytools as st
    >>> L = np.kron(np.eye(2), [[0.8], [0.7], [0.6], [0.7]])
    >>> R = L @ L.T + np.diag(1 - (L**2).sum(axis=1))
    >>> result = st.minimum_average_partial(st.Moments.from_corr(R, n=200))
    >>> result.n_factors, result.squared.round(3).tolist()[:4]
    (2, [0.104, 0.076, 0.048, 0.1])
    """
    data = enter_correlations(items, correlation=correlation, missing=missing)
    data.inverse("MAP")  # names items that determine each other
    return minima(data)


def minima(data: Correlations) -> MinimumAveragePartial:
    """Return the MAP of correlations that passed the door."""
    squared, fourth = average_partials(data.R)
    return MinimumAveragePartial(
        n_factors=int(np.nanargmin(squared)),
        n_factors_2000=int(np.nanargmin(fourth)),
        squared=read_only(squared),
        fourth=read_only(fourth),
        n_used=data.n_used,
        n_total=data.n_total,
        made=data.made,
    )


def average_partials(R: Array) -> tuple[Array, Array]:
    """Return the average square and fourth power of the partial correlations after 0 to p - 1 components, (p,) each."""
    values, vectors = np.linalg.eigh(R)
    L = (vectors * np.sqrt(np.maximum(values, 0)))[:, ::-1]
    C, averages = R.copy(), []
    for loadings in L.T:
        averages.append(_averages(C))
        C -= np.outer(loadings, loadings)
    squared, fourth = np.array(averages).T
    return squared, fourth


def _averages(C: Array) -> tuple[float, float]:
    """Return the averages of one matrix of partial covariances; NaN where nothing is left of an item."""
    p, left = len(C), np.diag(C)
    if (left < NOTHING_LEFT).any():
        return np.nan, np.nan
    Q2 = C**2 / np.outer(left, left)
    pairs = p * (p - 1)
    return float((Q2.sum() - p) / pairs), float(((Q2**2).sum() - p) / pairs)
