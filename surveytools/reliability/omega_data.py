"""What omega is computed from: answers or moments through the door, and the factors taken out of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import AnswersNeededError, ItemsError, OptionError, check_option, check_setting, is_whole
from surveytools.factors.bifactor import SecondOrder
from surveytools.factors.extraction import largest_number_of_factors
from surveytools.moments.counts import Counts
from surveytools.moments.door import Answers, Scale, enter_moments
from surveytools.moments.entering import enter_respondents
from surveytools.moments.resampling import check_unchanged
from surveytools.moments.sums import Missing, Moments
from surveytools.reliability.hierarchical import (
    Hierarchy,
    construct_replicability,
    explained_common_variance,
    hierarchy,
    parts,
    percent_uncontaminated,
)
from surveytools.reliability.omega_variants import OmegaVariant, omegas
from surveytools.reliability.totals import inverse_correlations

Array = NDArray[np.float64]
UNCORRELATED = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class OmegaData:
    """What omega was computed from.

    Parameters
    ----------
    R : ndarray, shape (p, p)
        Correlations.
    sd : ndarray, shape (p,)
        Standard deviations.
    answers : Answers or None
        The answers behind them; None for moments.
    found : Hierarchy
        The factors.
    variant : OmegaVariant
        The convention.
    n_factors : int
        How many factors.
    second_order : {"minres", "equal"}
        How the loadings of the factors on the general one are found.
    """

    R: Array
    sd: Array
    answers: Answers | None
    found: Hierarchy
    variant: OmegaVariant
    n_factors: int
    second_order: SecondOrder

    def unchanged(self) -> Answers:
        """Return the answers, which must be what they were."""
        if self.answers is None:
            raise AnswersNeededError("moments hold no answers to resample", hint="Give the answers themselves.")
        check_unchanged(self.answers.X, self.R * np.outer(self.sd, self.sd))
        return self.answers

    def deviations(self, variant: OmegaVariant) -> Array:
        """Return the standard deviations of what is summed up, shape (p,)."""
        return self.sd if variant.matrix == "cov" else np.ones_like(self.sd)

    def omegas(self, variant: OmegaVariant) -> tuple[float, float]:
        """Return total and hierarchical omega by a convention."""
        found = self.found
        if variant.estimator != self.variant.estimator:
            found = hierarchy(self.R, self.n_factors, variant.estimator, self.second_order)
        total, general = omegas(parts(found, self.R, self.deviations(variant)), variant)
        return float(total), float(general)

    def coefficients(self) -> dict[str, float]:
        """Return the coefficients by their names, NaN for those that compare a general factor with others."""
        found, (total, general) = self.found, self.omegas(self.variant)
        alone = self.n_factors == 1
        return {
            "omega_total": total,
            "omega_hierarchical": math.nan if alone else general,
            "explained_common_variance": math.nan if alone else explained_common_variance(found),
            "percent_uncontaminated": math.nan if alone else percent_uncontaminated(found.group),
            "construct_replicability": construct_replicability(found.general),
        }


def checked_factors(n_factors: int, second_order: SecondOrder | None) -> tuple[int, SecondOrder]:
    """Return the number of factors, and how the second order of several is found."""
    fits = is_whole(n_factors) and n_factors >= 1
    check_setting(fits, "n_factors", n_factors, "number of factors", "Give 1, 2, 3 and so on.")
    if second_order is not None:
        check_option("second_order", second_order, ("minres", "equal"))
    if n_factors == 1:
        if second_order is not None:
            raise OptionError("one factor has no second order", hint="Leave second_order out, or ask for more factors.")
        return 1, "minres"
    if n_factors == 2 and second_order != "equal":
        raise OptionError(
            "two factors have one correlation, which does not determine two second-order loadings",
            hint='Use second_order="equal", which assumes them equal, or three factors.',
        )
    return int(n_factors), second_order or "minres"


def entered(
    items: Any, reverse: Sequence[str] | None, scale: Scale | None, missing: Missing
) -> tuple[Moments, Answers | None]:
    """Return moments, and the answers behind them if they were given, for the verb that computes omega."""
    given = items.moments() if isinstance(items, Counts) else items
    if isinstance(given, Moments):
        return enter_moments(given, reverse=reverse, scale=scale, missing=missing), None
    answers, moments = enter_respondents(given, reverse=reverse, scale=scale, missing=missing, stacklevel=4)
    return moments, answers


def check_items(moments: Moments, m: int) -> None:
    """Raise :class:`ItemsError` unless the items allow so many factors."""
    p = moments.n_items
    if m > largest_number_of_factors(p):
        few = {1: "three", 2: "five", 3: "six"}.get(m, "more")
        factors = "one factor needs" if m == 1 else f"{m} factors need"
        raise ItemsError(f"{factors} {few} items, and there are {p}", hint="Give more items, or ask for fewer factors.")


def omega_data(
    moments: Moments, answers: Answers | None, variant: OmegaVariant, m: int, second_order: SecondOrder
) -> OmegaData:
    """Extract the factors, and return all that omega needs; items that share nothing are an error."""
    inverse_correlations(moments, "Omega")
    R, sd = moments.corr(), np.sqrt(np.diag(moments.cov()))
    if np.abs(R - np.eye(len(R))).max() <= UNCORRELATED:
        raise ItemsError(
            "no two items correlate, so they have no common factor",
            hint="Their sum measures nothing that they share; alpha of them is 0.",
        )
    return OmegaData(R, sd, answers, hierarchy(R, m, variant.estimator, second_order), variant, m, second_order)
