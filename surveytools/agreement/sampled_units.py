"""Coefficients whose sample is the units, the raters as they are: Gwet's interval, its test, and the verdict."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import pandas as pd

from surveytools.agreement.linearized import Corrected, capped
from surveytools.agreement.wording import steady_verdict
from surveytools.base.errors import check_level, check_option
from surveytools.base.guidelines import AGREEMENT_GUIDELINES
from surveytools.base.labels import Text
from surveytools.base.result import Interval, Result
from surveytools.moments.tails import t_p, t_reach


class SampledUnits(Result):
    """A chance-corrected coefficient with Gwet's standard error over samples of units."""

    __slots__ = ()
    standard_error: float
    t: float
    p_value: float
    observed_agreement: float
    expected_agreement: float
    n_compared: int
    n_used: int

    @property
    @abstractmethod
    def _value(self) -> float:
        """The coefficient."""

    @property
    @abstractmethod
    def _lowest(self) -> float:
        """The lowest value that the coefficient can have."""

    def interval(self, level: float = 0.95, method: str = "gwet") -> Interval:
        """Return the interval of t with Gwet's standard error and n_used - 1 degrees of freedom.

        It ends where the coefficient ends: at 1 and at the lowest value that these weights and categories allow, of
        Fleiss's kappa at -1 where no unit has a single rating. NaN where there is no standard error, as after perfect
        agreement.
        """
        check_option("method", method, ("gwet",))
        check_level(level)
        reach = t_reach(self.n_used - 1, level) * self.standard_error
        return Interval(*capped(self._value, reach, self._lowest), level, method)

    def verdict(self, guideline: str = "landis_koch1977") -> Text:
        """Return the words that a guideline has for this coefficient."""
        return steady_verdict(self._value, guideline, AGREEMENT_GUIDELINES)

    def _row(self, name: str, **more: Any) -> pd.DataFrame:
        """Return one row: the coefficient under its name, interval, standard error, test, more, and agreements."""
        low, high, *_ = self.interval()
        row = {
            name: self._value, "ci_low": low, "ci_high": high, "standard_error": self.standard_error, "t": self.t,
            "p_value": self.p_value, **more, "observed_agreement": self.observed_agreement,
            "expected_agreement": self.expected_agreement, "n_compared": self.n_compared,
        }  # fmt: skip
        return pd.DataFrame([row])


def against_none(found: Corrected, n: int) -> tuple[float, float]:
    """Return t and its two-sided p against no agreement beyond chance, from n units."""
    t = found.coefficient / found.standard_error
    return t, t_p(t, n - 1)
