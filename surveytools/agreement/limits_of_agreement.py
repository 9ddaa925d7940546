"""Bland and Altman's limits of agreement: how far two measurements of the same subject lie apart."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.agreement_picture import draw_limits
from surveytools.agreement.mean_squares import ROUNDING
from surveytools.agreement.numeric_ratings import enter_numbers, refuse_not_positive
from surveytools.agreement.pairs import enter_pair
from surveytools.agreement.rating_cells import RatingCells
from surveytools.agreement.tolerance import approximate_factors, limit_error, limit_factors, mean_limits, pair_factors
from surveytools.base.errors import (
    ItemsError,
    OptionError,
    SampleSizeError,
    check_level,
    check_option,
    is_number,
)
from surveytools.base.labels import Language, Text
from surveytools.base.result import Interval, Result, read_only, result_class
from surveytools.base.table import Table
from surveytools.moments.tails import normal_reach, t_p

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]
Difference = Literal["absolute", "percent"]
Line = Literal["bias", "lower", "upper"]
Method = Literal["exact", "exact-pair", "approximate"]
LINES: tuple[Line, ...] = ("bias", "lower", "upper")
METHODS: tuple[Method, ...] = ("exact", "exact-pair", "approximate")


@result_class
class BlandAltman(Result):
    """Limits of agreement of two measurements.

    Attributes
    ----------
    bias : float
        Mean of the differences, first minus second.
    sd : float
        Their standard deviation.
    lower, upper : float
        Limits of agreement, between which the share `coverage` of the differences is expected.
    bias_p : float
        p of the t test that the bias is 0.
    slope, intercept, slope_p : float
        Regression of the differences on the means: a slope is proportional bias. NaN where all means are equal.
    coverage : float
        Share between the limits, .95 by custom.
    difference : {"absolute", "percent"}
        In the unit of the measurements, or in percent of the mean of the two.
    names : tuple of str
        The two measurements.
    n_used, n_total : int
        Subjects with both measurements; subjects in all.
    """

    bias: float
    sd: float
    lower: float
    upper: float
    bias_p: float
    slope: float
    intercept: float
    slope_p: float
    coverage: float
    difference: Difference
    names: tuple[str, str]
    n_used: int
    n_total: int
    means: Array = field(repr=False)
    differences: Array = field(repr=False)
    references = (
        "Bland, J. M., & Altman, D. G. (1986). Statistical methods for assessing agreement between two methods of "
        "clinical measurement. The Lancet, 327, 307-310. https://doi.org/10.1016/S0140-6736(86)90837-8",
        "Bland, J. M., & Altman, D. G. (1999). Measuring agreement in method comparison studies. Statistical Methods "
        "in Medical Research, 8, 135-160. https://doi.org/10.1177/096228029900800204",
        "Carkeet, A. (2015). Exact parametric confidence intervals for Bland-Altman limits of agreement. Optometry and "
        "Vision Science, 92, e71-e80. https://doi.org/10.1097/OPX.0000000000000513",
    )

    def interval(self, of: Line, level: float = 0.95, method: Method = "exact") -> Interval:
        """Return the confidence interval of the bias or of one limit of agreement.

        For the bias that of the t distribution. For a limit ``"exact"`` takes the noncentral t distribution, each
        limit by itself; ``"exact-pair"`` two-sided tolerance factors, both limits together (both Carkeet 2015);
        ``"approximate"`` the standard error of Bland & Altman (1999).
        """
        check_option("of", of, LINES)
        check_option("method", method, METHODS)
        check_level(level)
        if of == "bias":
            return Interval(*mean_limits(self.bias, self.sd, self.n_used, level), level, "t")
        factors = {"exact": limit_factors, "exact-pair": pair_factors, "approximate": approximate_factors}[method]
        inner, outer = (self.sd * factor for factor in factors(self.n_used, self.coverage, level))
        low, high = (self.bias - outer, self.bias - inner) if of == "lower" else (self.bias + inner, self.bias + outer)
        return Interval(low, high, level, method)

    def standard_error(self, of: Line) -> float:
        """Return the standard error of the bias, SD / √n, or of one limit, SD √(1/n + z² / (2(n - 1))).

        Both of Bland & Altman (1999), for differences of a normal distribution.
        """
        check_option("of", of, LINES)
        z = 0.0 if of == "bias" else normal_reach(self.coverage)
        return self.sd * limit_error(self.n_used, z)

    def plot(self, ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw the differences against the means, with the bias, the limits and their exact 95% intervals."""
        return draw_limits(self, ax, language)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a line: line, estimate, standard_error, ci_low, ci_high."""
        names = {
            "bias": Text("Bias", "偏差（平均差）"), "lower": Text("Lower limit of agreement", "一致性界限下限"),
            "upper": Text("Upper limit of agreement", "一致性界限上限"),
        }  # fmt: skip
        rows: list[dict[str, Any]] = []
        for line in LINES:
            low, high, *_ = self.interval(line)
            rows.append(
                {
                    "statistic": names[line], "estimate": getattr(self, line),
                    "standard_error": self.standard_error(line), "ci_low": low, "ci_high": high,
                }
            )  # fmt: skip
        return pd.DataFrame(rows)

    def headline(self) -> Text:
        """State bias and limits."""
        unit = "%" if self.difference == "percent" else ""
        share, a, b, n = f"{100 * self.coverage:g}%", *self.names, self.n_used
        bias, low, high = (f"{value:.3f}{unit}" for value in (self.bias, self.lower, self.upper))
        return Text(
            f"{a} − {b}: bias {bias}, {share} limits of agreement [{low}, {high}], n = {n}.",
            f"{a} − {b}：偏差 {bias}，{share} 一致性界限 [{low}, {high}]，n = {n}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return bias and limits, and whether the differences grow with what is measured."""
        grows = {"slope": self.slope, "intercept": self.intercept, "p_value": self.slope_p}
        spread = {"sd": self.sd, "bias_p": self.bias_p, "n_used": self.n_used, "n_total": self.n_total}
        warning = Text(
            "The differences change with what is measured: limits that hold everywhere do not describe them.",
            "差值随测量值大小而变化：单一的一致性界限不适用于整个范围。",
        )
        return (
            Table(Text("Limits of agreement", "Bland–Altman 一致性界限"), self.to_frame()),
            Table(Text("Differences", "差值"), pd.DataFrame([spread])),
            Table(
                Text("Proportional bias: differences on means", "比例偏差：差值对均值的回归"),
                pd.DataFrame([grows]),
                (warning,) if self.slope_p < 0.05 else (),
            ),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Unit, limits, intervals and missing measurements."""
        n, total, z = self.n_used, self.n_total, normal_reach(self.coverage)
        unit = {
            "absolute": Text("differences in the unit of the measurements", "差值采用原单位"),
            "percent": Text("differences in percent of the mean of the two", "差值以两次测量均值的百分比表示"),
        }[self.difference]
        kept = (
            Text(f"no missing measurements, n = {n}", f"无缺失，n = {n}")
            if n == total
            else Text(f"{n} of {total} subjects have both measurements", f"{total} 个对象中 {n} 个两次测量齐全")
        )
        return (
            unit,
            Text(f"limits bias ± {z:.4g} SD", f"界限为偏差 ± {z:.4g} 倍标准差"),
            Text(
                "intervals of the limits exact, by the noncentral t distribution (Carkeet 2015)",
                "界限的置信区间采用非中心 t 分布的精确法 (Carkeet 2015)",
            ),
            kept,
        )


def bland_altman(a: Any, b: Any = None, *, difference: Difference = "absolute", coverage: float = 0.95) -> BlandAltman:
    r"""Compute Bland & Altman's limits of agreement of two measurements of the same subjects.

    With the differences :math:`d = a - b`, their mean :math:`\bar d` and standard deviation :math:`s`,

    .. math:: \bar d \pm z s, \quad z = 1.96 \text{ for } 95\%.

    Parameters
    ----------
    a, b : Series or array, shape (n,)
        The two measurements, one value a subject in the same order; subjects without one of them are left out. Or, as
        `a` alone, a frame of two columns.
    difference : {"absolute", "percent"}
        In the unit of the measurements, or in percent of the mean of the two, which must be above 0.
    coverage : float
        Share of the differences between the limits.

    Returns
    -------
    BlandAltman
        ``.bias``, ``.sd``, ``.lower``, ``.upper``, ``.standard_error("lower")``, ``.interval("lower")``, ``.slope_p``,
        ``.plot()``.

    Raises
    ------
    AnswersError
        For text, different lengths, series of different subjects, and means not above 0 under ``"percent"``.
    SampleSizeError
        For fewer than three subjects with both measurements.
    ItemsError
        When all differences are the same, but for rounding.

    Notes
    -----
    Bland & Altman (1986) print the limits with 2 in place of 1.96. The limits say how far apart two measurements may
    lie; whether that is near enough is a question of the field, not of statistics. R: ``blandr::blandr.statistics``,
    whose intervals of the limits are of 1986.

    References
    ----------
    Bland, J. M., & Altman, D. G. (1999). Measuring agreement in method comparison studies. Statistical Methods in
    Medical Research, 8, 135-160. https://doi.org/10.1177/096228029900800204

    Carkeet, A. (2015). Exact parametric confidence intervals for Bland-Altman limits of agreement. Optometry and
    Vision Science, 92, e71-e80. https://doi.org/10.1097/OPX.0000000000000513

    Examples
    --------
    >>> import surveytools as st
    >>> wright = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
    >>> mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
    >>> found = st.bland_altman(wright, mini)
    >>> round(found.bias, 2), round(found.sd, 2), round(found.lower, 1), round(found.upper, 1)
    (-2.12, 38.77, -78.1, 73.9)
    """
    check_option("difference", difference, ("absolute", "percent"))
    if not (is_number(coverage) and 0 < coverage < 1):
        raise OptionError(f"coverage={coverage!r} is no share", hint="Give a number between 0 and 1, such as .95.")
    pairs = enter_numbers(enter_pair(a, b, "st.bland_altman"))
    rated = np.flatnonzero(~np.isnan(pairs.X).any(axis=1))
    both = RatingCells(pairs.raters, pairs.units[rated], pairs.X[rated])
    n = len(both.X)
    if n < 3:
        raise SampleSizeError(
            f"subjects with both measurements: {n}", hint="Three are the fewest; 50 and more give narrow intervals."
        )
    means, d = both.X.mean(axis=1), both.X[:, 0] - both.X[:, 1]
    if difference == "percent":
        refuse_not_positive(both)
        d = 100 * d / means
    bias, sd = float(d.mean()), float(d.std(ddof=1))
    if sd <= rounding_of(both.X, difference):
        raise ItemsError(
            f"all differences are {bias:g}", hint="Without spread there are no limits to estimate; check the columns."
        )
    half = normal_reach(coverage) * sd
    slope, intercept, slope_p = regression(means, d)
    return BlandAltman(
        bias, sd, bias - half, bias + half, t_p(bias / (sd / n**0.5), n - 1), slope, intercept, slope_p, coverage,
        difference, (pairs.raters[0], pairs.raters[1]), n, len(pairs.X), read_only(means), read_only(d),
    )  # fmt: skip


def rounding_of(X: Array, difference: Difference) -> float:
    """Return how far differences of measurements X, shape (n, 2), can lie apart by rounding alone."""
    largest = np.abs(X).max(axis=1)
    return ROUNDING * float((100 * largest / X.mean(axis=1) if difference == "percent" else largest).max())


def regression(x: Array, y: Array) -> tuple[float, float, float]:
    """Return slope, intercept and p of the slope of y on x; NaN where x is constant."""
    centred = x - x.mean()
    sxx = float(centred @ centred)
    if sxx == 0:
        return float("nan"), float("nan"), float("nan")
    slope = float(centred @ y) / sxx
    intercept = float(y.mean() - slope * x.mean())
    error = (y - intercept - slope * x) @ (y - intercept - slope * x) / (len(x) - 2) / sxx
    t = slope / float(error) ** 0.5 if error > 0 else float("inf")
    return slope, intercept, t_p(t, len(x) - 2)
