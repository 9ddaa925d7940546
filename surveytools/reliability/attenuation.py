"""The correlation that two scores would have without errors of measurement."""

from __future__ import annotations

import math
import warnings
from dataclasses import field
from typing import Literal

import pandas as pd

from surveytools.base.errors import (
    OptionError,
    SampleSizeError,
    check_level,
    check_option,
    check_setting,
    is_number,
    is_whole,
)
from surveytools.base.labels import Text
from surveytools.base.result import Interval, Result, result_class
from surveytools.base.table import Table
from surveytools.base.warnings import OvercorrectionWarning
from surveytools.reliability.intervals import FEWEST, fisher_limits
from surveytools.reliability.measurement_error import reliability_of


@result_class
class DisattenuatedCorrelation(Result):
    """A correlation corrected for attenuation.

    Attributes
    ----------
    r : float
        As it was observed.
    corrected : float
        Corrected; not cut off at 1.
    reliability_x, reliability_y : float
        Of the two scores.
    n : int or None
        Respondents behind r.
    """

    r: float
    corrected: float
    reliability_x: float
    reliability_y: float
    n: int | None
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Spearman, C. (1904). The proof and measurement of association between two things. American Journal of "
        "Psychology, 15, 72-101. https://doi.org/10.2307/1412159",
        "Charles, E. P. (2005). The correction for attenuation due to measurement error: Clarifying concepts and "
        "creating confidence sets. Psychological Methods, 10, 206-226. https://doi.org/10.1037/1082-989X.10.2.206",
    )

    @property
    def is_above_one(self) -> bool:
        """Whether the corrected value lies outside -1 to 1, where no correlation can lie."""
        return abs(self.corrected) > 1

    def interval(self, level: float = 0.95, method: Literal["fisher"] = "fisher") -> Interval:
        """Return Fisher's limits of r, corrected in the same way; the reliabilities are taken as known.

        In simulations of 50 to 300 normal respondents the 95 % interval held the true correlation in 94 to 96 % of the
        samples where the reliabilities were known, in 95 to 98 % with the alphas of the same people, and in 91 to 96 %
        with those of as many other people.
        """
        check_level(level)
        check_option("method", method, ("fisher",))
        if self.n is None:
            raise SampleSizeError("the number of respondents is unknown", hint="Give n=... for an interval.")
        factor = _factor(self.reliability_x, self.reliability_y)
        low, high = fisher_limits(self.r, self.n, level)
        return Interval(low * factor, high * factor, level, method)

    def to_frame(self) -> pd.DataFrame:
        """Return one row: r, corrected_r, reliability_x, reliability_y, and with n the interval and n."""
        row: dict[str, float] = {
            "r": self.r, "corrected_r": self.corrected, "reliability_x": self.reliability_x,
            "reliability_y": self.reliability_y,
        }  # fmt: skip
        if self.n is not None:
            low, high, *_ = self.interval()
            row |= {"ci_low": low, "ci_high": high, "n": self.n}
        return pd.DataFrame([row])

    def headline(self) -> Text:
        """State the corrected correlation, and what a value above 1 means."""
        said = Text("", "")
        if self.n is not None:
            low, high, *_ = self.interval()
            said = Text(f", 95% CI [{low:.3f}, {high:.3f}]", f"，95% 置信区间 [{low:.3f}, {high:.3f}]")
        above = Text(
            "; beyond 1: a reliability is too low, or r too high by chance", "；超出 1：信度被低估，或 r 因抽样偏高"
        )
        end = above if self.is_above_one else Text("", "")
        return Text(
            f"Correlation corrected for attenuation = {self.corrected:.3f}{said.en} (observed {self.r:.3f}){end.en}.",
            f"校正衰减后的相关 = {self.corrected:.3f}{said.zh}（观测值 {self.r:.3f}）{end.zh}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the correlation before and after, and the reliabilities."""
        return (Table(Text("Correction for attenuation", "衰减校正"), self.to_frame()),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """The formula, the interval, and where the reliabilities come from."""
        fixed = Text(
            "interval: Fisher's limits of r, corrected; the reliabilities are taken as known",
            "区间：r 的 Fisher 区间经同样校正；信度视为已知",
        )
        formula = Text("r / √(reliability of x · reliability of y)", "r / √(x 的信度 · y 的信度)")
        return (formula, *(() if self.n is None else (fixed,)), *self.made)


def disattenuated_correlation(
    r: float, reliability_x: float | Result, reliability_y: float | Result, *, n: int | None = None
) -> DisattenuatedCorrelation:
    r"""Correct a correlation for the errors of measurement in both scores.

    .. math:: \rho = \frac{r_{xy}}{\sqrt{r_{xx} r_{yy}}}

    Parameters
    ----------
    r : float
        The correlation that was observed.
    reliability_x, reliability_y : float or result
        Of each score: a number above 0 and up to 1, or a result that has one, as in
        :func:`surveytools.standard_error_of_measurement`. 1 corrects for the other score alone.
    n : int, optional
        Respondents behind r, for the interval.

    Returns
    -------
    DisattenuatedCorrelation
        ``.corrected``, ``.interval()``, ``.is_above_one``.

    Raises
    ------
    OptionError
        For an r outside -1 to 1, or a reliability that is not above 0 and up to 1.
    SampleSizeError
        For an n below four.

    Warns
    -----
    OvercorrectionWarning
        When the corrected value lies beyond 1.

    Notes
    -----
    ``psych::correct.cor`` gives the same value. The limits are those of r by Fisher's transformation, divided by the
    same root; they do not know that the reliabilities are estimates too, see :meth:`DisattenuatedCorrelation.interval`.
    A lower bound such as alpha corrects too much.

    References
    ----------
    Spearman, C. (1904). The proof and measurement of association between two things. American Journal of Psychology,
    15, 72-101. https://doi.org/10.2307/1412159

    Examples
    --------
    >>> import surveytools as st
    >>> result = st.disattenuated_correlation(0.42, 0.8, 0.7, n=200)
    >>> round(result.corrected, 4), [round(limit, 4) for limit in result.interval()[:2]]
    (0.5612, [0.3991, 0.7055])
    """
    check_setting(is_number(r) and abs(r) <= 1, "r", r, "correlation", "A correlation lies between -1 and 1.")
    if n is not None and not (is_whole(n) and n >= FEWEST):
        raise SampleSizeError(f"n={n!r} is too small for an interval", hint="Give four respondents or more.")
    x, of_x = _above_zero(reliability_x, "reliability_x")
    y, of_y = _above_zero(reliability_y, "reliability_y")
    corrected = float(r) * _factor(x, y)
    if abs(corrected) > 1:
        warnings.warn(
            f"the corrected correlation is {corrected:.3f}, beyond 1: a reliability is too low, or r too high by "
            "chance; report it as such, or use a less biased reliability such as omega.",
            OvercorrectionWarning,
            stacklevel=2,
        )
    made = (Text(f"x: {of_x.en}", f"x：{of_x.zh}"), Text(f"y: {of_y.en}", f"y：{of_y.zh}"))
    return DisattenuatedCorrelation(float(r), corrected, x, y, None if n is None else int(n), made)


def _above_zero(given: float | Result, name: str) -> tuple[float, Text]:
    value, source = reliability_of(given, name)
    if value == 0:
        raise OptionError(
            f"{name}=0 leaves nothing to correct", hint="A score without reliability correlates by chance."
        )
    return value, source


def _factor(x: float, y: float) -> float:
    return 1 / math.sqrt(x * y)
