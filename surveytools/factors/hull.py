"""The hull method: where more factors stop paying for the degrees of freedom they cost."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, check_option
from surveytools.base.figure import COLORS, drawing
from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.factors.adequacy import sampling_adequacy
from surveytools.factors.extraction import METHOD_NAMES, METHODS, Method, degrees_of_freedom
from surveytools.factors.fit import approximation_error, chi_square, implied
from surveytools.factors.parallel import analyzed
from surveytools.factors.requirements import Rng, counted
from surveytools.factors.scree import count_in_whole_numbers
from surveytools.factors.sequence import checked_factors, fitted, most_tested
from surveytools.moments.correlations import Correlation, Correlations, enter_correlations
from surveytools.moments.partialling import partialled
from surveytools.moments.sums import Missing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]
Fit = Literal["cfi", "rmsea", "caf"]

FEWEST_ITEMS = 6
FEWEST_FACTORS, FEWEST_TRIED = 3, 2
ON_THE_LINE = 1e-12
REPLICATIONS = 1000

_FITS: dict[Fit, Text] = {
    "cfi": Text("CFI, from chi-squares with Bartlett's correction", "CFI（卡方经 Bartlett 校正）"),
    "rmsea": Text("1 - RMSEA", "1 - RMSEA"),
    "caf": Text("CAF = 1 - KMO of the residual correlations with 1 in the diagonal",
                "CAF = 1 - KMO，KMO 取自残差相关矩阵（对角线为 1）"),
}  # fmt: skip


@result_class
class HullMethod(Result):
    """Fit beside degrees of freedom, and the solutions on their convex hull.

    Attributes
    ----------
    n_factors : int or None
        The solution at the sharpest bend of the hull; None where no factors fit as well as any number tried.
    solutions : pandas.DataFrame
        One row a number of factors: n_factors, df, fit_value, on_hull, st (sharpness of the bend; NaN off the hull and
        at its ends, infinite where nothing is gained after it).
    fit : {"cfi", "rmsea", "caf"}
        The measure of fit; RMSEA enters as 1 - RMSEA.
    method : str
        How the factors were extracted.
    n_used, n_total : int
        Respondents that count; in all.
    """

    n_factors: int | None
    solutions: pd.DataFrame
    fit: Fit
    method: Method
    n_used: int
    n_total: int
    bound: Text = field(repr=False)
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Lorenzo-Seva, U., Timmerman, M. E., & Kiers, H. A. L. (2011). The hull method for selecting the number of "
        "common factors. Multivariate Behavioral Research, 46, 340-364. "
        "https://doi.org/10.1080/00273171.2011.564527",
    )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a number of factors, as in ``solutions``."""
        return self.solutions.copy()

    def headline(self) -> Text:
        """State the solution at the bend."""
        name = self.fit.upper()
        if self.n_factors is None:
            return Text(
                f"The hull method ({name}) suggests nothing: no factor improves the fit, n = {self.n_used}.",
                f"Hull 方法（{name}）无建议：增加因子并未改善拟合，n = {self.n_used}。",
            )
        what = counted(self.n_factors, "factors")
        return Text(
            f"The hull method ({name}) suggests {what.en}, n = {self.n_used}.",
            f"Hull 方法（{name}）建议保留 {what.zh}，n = {self.n_used}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the solutions."""
        return (Table(Text("Solutions of the hull method", "Hull 方法的各解"), self.to_frame()),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Fit, extraction, how many factors were tried, and the correlations."""
        fit, method = _FITS[self.fit], METHOD_NAMES[self.method]
        return (
            Text(f"fit: {fit.en}", f"拟合指标：{fit.zh}"),
            Text(f"extraction: {method.en}", f"提取方法：{method.zh}"),
            self.bound,
            *self.made,
        )

    def plot(self, ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw the fit by the number of factors, with the hull and the chosen solution."""
        frame = self.solutions
        hull = frame[frame["on_hull"]]
        with drawing(language, ax) as axes:
            axes.plot(frame["n_factors"], frame["fit_value"], "o", color=COLORS[0], markerfacecolor="white", zorder=3)
            line = Text("hull", "凸包").said(language)
            axes.plot(hull["n_factors"], hull["fit_value"], "-", color=COLORS[0], label=line)
            if self.n_factors is not None:
                chosen = counted(self.n_factors, "factors").said(language)
                height = frame["fit_value"][self.n_factors]
                axes.plot(self.n_factors, height, "o", color=COLORS[1], label=chosen, zorder=4)
            axes.set_xlabel(Text("Number of factors", "因子数").said(language))
            axes.set_ylabel({"rmsea": "1 - RMSEA"}.get(self.fit, self.fit.upper()))
            count_in_whole_numbers(axes)
            axes.legend()
        return axes


def hull_method(
    items: Any,
    *,
    fit: Fit = "cfi",
    method: Method = "minres",
    max_factors: int | None = None,
    correlation: Correlation = "pearson",
    missing: Missing = "listwise",
    rng: Rng = 0,
) -> HullMethod:
    r"""Choose the number of factors at the sharpest bend of fit against degrees of freedom, by the hull method.

    Solutions of 0, 1, 2, … factors that fit no better than a smaller one, or lie below the line between their
    neighbors, are left out. Of the others, on the convex hull, with fits f and degrees of freedom d,

    .. math:: st_i = \frac{(f_i - f_{i-1}) / (d_{i-1} - d_i)}{(f_{i+1} - f_i) / (d_i - d_{i+1})},

    and the solution with the largest st is chosen.

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item, or :class:`surveytools.Moments` of a published matrix.
    fit : {"cfi", "rmsea", "caf"}
        The measure of fit: comparative fit index, 1 - RMSEA, or the common part accounted for.
    method : {"minres", "ml", "paf"}
        How factors are extracted.
    max_factors : int, optional
        Largest number tried; by default one more than parallel analysis suggests (components, mean of 1000 normal
        samples, or of permutations for polychoric correlations), at least 3.
    correlation, missing
        As in :func:`surveytools.kaiser_criterion`.
    rng : int or numpy.random.Generator
        Seed of that parallel analysis.

    Returns
    -------
    HullMethod
        ``.n_factors``, ``.solutions``, ``.plot()``.

    Raises
    ------
    ItemsError
        For fewer than 6 items, or more factors than they allow.
    SampleSizeError
        When there are no more respondents than items.
    SingularMatrixError
        When items determine each other; it names them.
    OptionError
        For an unknown fit or method.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Notes
    -----
    ``EFAtools::HULL`` and ``EFA.MRFA::hullEFA``. Neither end of the hull has a bend, so no factor and the largest
    number cannot be chosen; where the hull has no solution between its ends, the best-fitting one is taken, as
    EFAtools does, and none if no factors fit as well. A CFI that has come to 1 stays there, and the first solution with
    it has an infinite bend. The measures of fit often suggest different numbers; say which one was used.

    CAF is one minus the KMO of the residual correlations with 1 in the diagonal, as the authors compute it. When
    residuals become small, partial correlations are their negatives, KMO tends to .5 and so does CAF: it is no
    share from 0 to 1, and only its differences are used.

    Chi-squares are those of :func:`surveytools.sequential_tests`, whatever the method of extraction.

    References
    ----------
    Lorenzo-Seva, U., Timmerman, M. E., & Kiers, H. A. L. (2011). The hull method for selecting the number of common
    factors. Multivariate Behavioral Research, 46, 340-364. https://doi.org/10.1080/00273171.2011.564527

    Examples
    --------
    >>> import numpy as np, surveytools as st
    >>> L = np.kron(np.eye(2), [[0.8], [0.7], [0.6], [0.7]])
    >>> R = L @ L.T + np.diag(1 - (L**2).sum(axis=1))
    >>> result = st.hull_method(st.Moments.from_corr(R, n=200))
    >>> result.n_factors, result.solutions["fit_value"].round(3).tolist()
    (2, [0.0, 0.516, 1.0, 1.0])
    """
    check_option("fit", fit, _FITS)
    check_option("method", method, [known for known in METHODS if known != "pca"])
    data = enter_correlations(items, correlation=correlation, missing=missing)
    check_enough(data)
    if max_factors is not None:
        most = checked_factors(max_factors, len(data.names))
        if most < FEWEST_TRIED:
            raise ItemsError("one factor alone has no bend", hint=f"Give max_factors={FEWEST_TRIED} or more.")
        return bent(data, most, Text(f"up to {most} factors", f"最多 {most} 个因子"), fit, method)
    kind = "permutation" if data.correlation == "polychoric" else "normal"
    return within(data, analyzed(data, "components", kind, 0.95, REPLICATIONS, rng).n_factors_mean, fit, method)


def check_enough(data: Correlations) -> None:
    """Raise an error unless there are items and respondents enough for the method."""
    p = len(data.names)
    if p < FEWEST_ITEMS:
        raise ItemsError(f"{p} items are too few for the hull method", hint=f"Give at least {FEWEST_ITEMS} items.")
    data.inverse("The hull method")  # names items that determine each other


def within(data: Correlations, suggested: int, fit: Fit = "cfi", method: Method = "minres") -> HullMethod:
    """Return the hull of solutions up to one factor more than parallel analysis suggested."""
    most = min(max(suggested + 1, FEWEST_FACTORS), most_tested(len(data.names)))
    bound = Text(
        f"up to {most} factors; parallel analysis (components, mean) suggests {suggested}",
        f"最多 {most} 个因子；平行分析（主成分，均值）建议 {suggested} 个",
    )
    return bent(data, most, bound, fit, method)


def bent(data: Correlations, most: int, bound: Text, fit: Fit, method: Method) -> HullMethod:
    """Return the hull of 0 to `most` factors, of correlations that passed the door."""
    m = np.arange(most + 1)
    df = np.array([degrees_of_freedom(len(data.names), k) for k in range(most + 1)])
    f = fits(data.R, data.n_used, df, fit, method)
    hull = upper_hull(f, df)
    st = sharpness(f, df, hull)
    best = int(np.argmax(f) if np.isnan(st).all() else np.nanargmax(st))
    solutions = pd.DataFrame({"n_factors": m, "df": df, "fit_value": f, "on_hull": np.isin(m, hull), "st": st})
    return HullMethod(best or None, solutions, fit, method, data.n_used, data.n_total, bound, data.made)


def fits(R: Array, n: int, df: Array, fit: Fit, method: Method) -> Array:
    """Return how 0, 1, … factors with degrees of freedom df, shape (s,), fit R, shape (p, p), larger being better."""
    L = [fitted(R, m, method).L for m in range(len(df))]
    if fit == "caf":
        return np.array([common_part_accounted_for(R, loadings) for loadings in L])
    chi2 = np.array([chi_square(R, each, n) for each in L])
    if fit == "cfi":
        return comparative_fit(chi2, df)
    rmsea = [approximation_error(x, d, n) if d else 0.0 for x, d in zip(chi2, df, strict=True)]
    return 1 - np.minimum(rmsea, 1.0)


def comparative_fit(x: Array, df: Array) -> Array:
    """Return the comparative fit indices of chi-squares x beside the first, of no factors, shapes (s,)."""
    excess = np.maximum(x - df, 0.0)
    largest = np.maximum(excess, max(excess[0], 1e-300))
    return 1 - np.divide(excess, largest, out=np.ones_like(x), where=np.isfinite(excess))


def common_part_accounted_for(R: Array, L: Array) -> float:
    """Return 1 - KMO of the residuals of R (p, p) after loadings L (p, m), with 1 in the diagonal."""
    E = R - implied(L, np.eye(L.shape[1])) + np.eye(len(R))
    P = np.asarray(np.linalg.inv(E), np.float64)
    return 1 - sampling_adequacy(E, partialled(P))[0]


def upper_hull(f: Array, df: Array) -> list[int]:
    """Return which solutions of fits f and falling degrees of freedom df, shapes (s,), lie on the upper convex hull."""
    hull = [i for i in range(len(f)) if i == 0 or f[i] >= f[:i].max()]
    while below := [b for a, b, c in zip(hull, hull[1:], hull[2:], strict=False) if _below(f, df, a, b, c)]:
        hull.remove(below[0])
    return hull


def _below(f: Array, df: Array, a: int, b: int, c: int) -> bool:
    """Tell whether solution b lies below or on the line between a and c."""
    return bool(f[b] <= f[a] + (f[c] - f[a]) * (df[b] - df[a]) / (df[c] - df[a]) + ON_THE_LINE)


def sharpness(f: Array, df: Array, hull: list[int]) -> Array:
    """Return the bend at each solution of the hull, shape (s,), NaN where there is none."""
    st = np.full(len(f), np.nan)
    for a, b, c in zip(hull, hull[1:], hull[2:], strict=False):
        before, after = (f[b] - f[a]) / (df[a] - df[b]), (f[c] - f[b]) / (df[b] - df[c])
        st[b] = before / after if after > 0 else np.inf
    return st
