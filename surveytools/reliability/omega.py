"""McDonald's omega: the share of a sum of items that their common factors make up."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import field
from typing import Any, Literal

import pandas as pd

from surveytools.base.errors import OptionError, check_option
from surveytools.base.labels import Text
from surveytools.base.result import Interval, Result, result_class
from surveytools.base.table import Table
from surveytools.factors.bifactor import SecondOrder
from surveytools.moments.door import Scale
from surveytools.moments.resampling import Rng
from surveytools.moments.sums import Missing, Moments
from surveytools.moments.wording import moments_conventions
from surveytools.reliability.bootstrapping import Resamples
from surveytools.reliability.omega_data import OmegaData, check_items, checked_factors, entered, omega_data
from surveytools.reliability.omega_intervals import METHODS, IntervalMethod, has_delta, omega_limits
from surveytools.reliability.omega_tables import group_frame, loading_frames, tables_of, variant_frame
from surveytools.reliability.omega_variants import VARIANTS, OmegaVariant, VariantName, resolved_variant
from surveytools.reliability.omega_wording import NO_GENERAL, OMEGA_REFERENCES, conventions_of, headline_of, warnings_of
from surveytools.reliability.totals import Total, total_of

Coefficient = Literal["total", "hierarchical"]


@result_class
class McDonaldOmega(Result):
    """Omega of a sum of items, and which of its variants it is.

    Attributes
    ----------
    omega_total : float
        Share of all common factors in the variance of the sum.
    omega_hierarchical : float
        Share of the general factor; NaN for one factor, which has no others beside it.
    explained_common_variance : float
        Share of the general factor in the common variance of the items (ECV); NaN for one factor.
    percent_uncontaminated : float
        Share of the pairs of items that only the general factor connects (PUC); NaN for one factor.
    construct_replicability : float
        Hancock and Mueller's H of the general factor, or of the only one.
    loadings : pandas.DataFrame
        Standardized loadings: the factor F1, or general, F1, F2 and so on.
    uniquenesses : pandas.Series
        What the factors leave of each standardized item.
    groups : pandas.DataFrame or None
        One row a group factor, for the sum of the items that load most on it: factor, n_items, omega_total (general and
        own factor), omega_general, omega_group, construct_replicability; None for one factor.
    variant : OmegaVariant
        The convention.
    second_order : {"minres", "equal"} or None
        How the loadings of the factors on the general one were found.
    heywood, negative : tuple of str
        Items whose uniqueness came to the bound of .005; items that load negatively on the general or only factor.
    converged : bool
        Whether the solution was reached.
    n_factors, n_items, n_used, n_total : int
        Factors; items; respondents that count; respondents in all.
    """

    omega_total: float
    omega_hierarchical: float
    explained_common_variance: float
    percent_uncontaminated: float
    construct_replicability: float
    loadings: pd.DataFrame
    uniquenesses: pd.Series
    groups: pd.DataFrame | None
    variant: OmegaVariant
    second_order: SecondOrder | None
    heywood: tuple[str, ...]
    negative: tuple[str, ...]
    converged: bool
    n_factors: int
    n_items: int
    n_used: int
    n_total: int
    data: OmegaData = field(repr=False)
    total: Total | None = field(repr=False, default=None)
    made: tuple[Text, ...] = field(repr=False, default=())
    references = OMEGA_REFERENCES

    @property
    def reliability(self) -> float:
        """The same as ``omega_total``."""
        return self.omega_total

    @property
    def variants(self) -> pd.DataFrame:
        """One row a variant: its name, omega, whether it was used here, its convention, and what prints it.

        The columns are variant, omega_total, omega_hierarchical (of several factors), used, estimator, matrix,
        denominator, numerator, printed_by.
        """
        return variant_frame(self.data)

    def interval(
        self,
        level: float = 0.95,
        method: IntervalMethod = "delta",
        *,
        coefficient: Coefficient = "total",
        n_resamples: int = 1000,
        rng: Rng = 0,
    ) -> Interval:
        r"""Return a confidence interval.

        Parameters
        ----------
        level : float
            Confidence level.
        method : {"delta", "logit", "jackknife", "bootstrap"}
            For one factor and the variant ``"model"``: omega less and plus its standard error by the delta method
            (Raykov 2002), with limits above 1 set to 1, or the same for :math:`\ln(\omega / (1 - \omega))`. For all
            variants: from omega without each respondent, on the scale of :math:`\ln(1 - \omega)`, or percentiles of
            omega of resampled respondents.
        coefficient : {"total", "hierarchical"}
            Which omega.
        n_resamples, rng
            Of the bootstrap: how many resamples, and the seed of their draws.

        Notes
        -----
        The delta method supposes normal answers and is that of a defined parameter of lavaan (expected information,
        ``likelihood = "normal"``). In simulations of 50 to 300 normal respondents all 95% intervals held omega of one
        factor in 93 to 96% of the samples; for skewed answers and heavy tails the first two in 80 to 91%, the others in
        92 to 95%. Hierarchical omega beside a strong general factor comes out too low in small samples: of 200
        respondents the jackknife held it in 85%, the bootstrap in 45%.
        """
        check_option("method", method, METHODS)
        check_option("coefficient", coefficient, ("total", "hierarchical"))
        if coefficient == "hierarchical" and self.n_factors == 1:
            raise OptionError(NO_GENERAL.en, hint="Ask for three factors or more.")
        resamples = Resamples("bootstrap", level, n_resamples, rng)
        column = 0 if coefficient == "total" else 1
        return Interval(*omega_limits(self.data, self.n_used, column, method, resamples), level, method)

    @property
    def has_delta(self) -> bool:
        """Whether the delta method gives an interval: for one factor, the variant "model" and a proper solution."""
        return has_delta(self.data, self.n_used)

    def headline(self) -> Text:
        """State omega, with its interval where it has a formula."""
        return headline_of(self)

    def to_frame(self) -> pd.DataFrame:
        """Return one row: omega_total with its limits, omega_hierarchical, ECV, PUC, H, n_items, n_used."""
        low, high = self.interval()[:2] if self.has_delta else (math.nan, math.nan)
        names = ("omega_hierarchical", "explained_common_variance", "percent_uncontaminated", "construct_replicability",
                 "n_items", "n_used")  # fmt: skip
        row = {name: getattr(self, name) for name in names}
        return pd.DataFrame([{"omega_total": self.omega_total, "ci_low": low, "ci_high": high, **row}])

    def tables(self) -> tuple[Table, ...]:
        """Return the coefficients, which omega this is among its variants, the group factors, and the loadings."""
        return tables_of(self)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Which omega this is, how factors were found, what is wrong with the solution, and the respondents."""
        return (*conventions_of(self), *self.made)


def mcdonald_omega(
    items: Any,
    n_factors: int = 1,
    *,
    variant: VariantName | OmegaVariant = "model",
    second_order: SecondOrder | None = None,
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
) -> McDonaldOmega:
    r"""Compute McDonald's omega, total and hierarchical.

    For one factor with loadings :math:`\lambda` and unique variances :math:`\psi` of the items

    .. math:: \omega = \frac{(\sum \lambda)^2}{(\sum \lambda)^2 + \sum \psi}.

    For several factors, with loadings :math:`g` on the general factor of the Schmid-Leiman solution and the common
    covariances :math:`C` that all factors imply,

    .. math:: \omega_t = \frac{1'C1}{1'C1 + \sum \psi}, \quad \omega_h = \frac{(\sum g)^2}{1'C1 + \sum \psi}.

    Parameters
    ----------
    items : frame, array, Moments or Counts
        Answers, one row a respondent and one column an item, or :class:`surveytools.Moments` of a published matrix.
    n_factors : int
        One; or three and more for hierarchical omega; or two with ``second_order="equal"``.
    variant : str or OmegaVariant
        Which omega: ``"model"`` as above; ``"semtools"`` over the observed variance of the sum; ``"psych"`` as psych
        and jamovi print it; ``"psych_general"``, ``"loadings"``; or any :class:`surveytools.OmegaVariant`. All of
        them stand side by side in ``.variants`` and in what is printed.
    second_order : {"minres", "equal"}, optional
        How the loadings of the factors on the general one are found, as in :func:`surveytools.schmid_leiman`; for
        several factors only, ``"minres"`` unless said.
    reverse, scale, missing
        As in :func:`surveytools.cronbach_alpha`.

    Returns
    -------
    McDonaldOmega
        ``.omega_total``, ``.omega_hierarchical``, ``.groups``, ``.explained_common_variance``,
        ``.percent_uncontaminated``, ``.construct_replicability``, ``.loadings``, ``.variants``, ``.interval()``.

    Raises
    ------
    ItemsError
        For more factors than the items allow: one needs three items, three need six. For items of which no two
        correlate.
    OptionError
        For an unknown variant, for two factors without ``second_order="equal"``, and for a second order of one factor.
    SampleSizeError
        When there are no more respondents than items.
    SingularMatrixError
        When items determine each other; it names them.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Warns
    -----
    NegativeItemWarning
        When items load negatively on the general factor; none is turned around.
    HeywoodWarning
        When a uniqueness came to its bound of .005, or the general factor explains a factor fully.
    NotConvergedWarning
        When the solution was not reached.
    NotIdentifiedWarning
        When the loadings of two factors on the general one are assumed equal.

    Notes
    -----
    The default is that of ``semTools::compRelSEM(obs.var = FALSE)`` and ``MBESS::ci.reliability(type = "omega")``,
    whose one-factor model fits by maximum likelihood. ``psych::omega`` turns negative items around by itself
    (``flip = FALSE`` prevents it) and prints a hierarchical omega of one factor, which is NaN here. For several factors
    ``variant="psych"`` gives what ``psych::omega`` prints; the rotation is its own, oblimin without Kaiser
    normalization, for every variant. ``.groups`` are its "subset omegas".

    References
    ----------
    McDonald, R. P. (1999). Test theory: A unified treatment. Erlbaum. https://doi.org/10.4324/9781410601087

    Zinbarg, R. E., Revelle, W., Yovel, I., & Li, W. (2005). Cronbach's α, Revelle's β, and McDonald's ωH: Their
    relations with each other and two alternative conceptualizations of reliability. Psychometrika, 70, 123-133.
    https://doi.org/10.1007/s11336-003-0974-7

    Examples
    --------
    >>> import surveytools as st
    >>> R = [[1, 0.5, 0.4, 0.3], [0.5, 1, 0.4, 0.5], [0.4, 0.4, 1, 0.3], [0.3, 0.5, 0.3, 1]]
    >>> found = st.mcdonald_omega(st.Moments.from_corr(R, n=200))
    >>> round(found.omega_total, 4), [round(limit, 3) for limit in found.interval()[:2]]
    (0.7335, [0.674, 0.793])
    >>> found.variants[["variant", "omega_total"]].round(4).to_numpy().tolist()[2]
    ['psych', 0.7338]
    """
    chosen = resolved_variant(variant)
    m, order = checked_factors(n_factors, second_order)
    moments, answers = entered(items, reverse, scale, missing)
    check_items(moments, m)
    result = _assembled(omega_data(moments, answers, chosen, m, order), moments)
    for text, kind in warnings_of(result):
        warnings.warn(text, kind, stacklevel=2)
    return result


def omega_of_moments(moments: Moments) -> McDonaldOmega:
    """Return omega of one factor of moments that are already as they should be, three items or more."""
    return _assembled(omega_data(moments, None, VARIANTS["model"], 1, "minres"), moments)


def _assembled(data: OmegaData, moments: Moments) -> McDonaldOmega:
    found, several, names = data.found, data.n_factors > 1, moments.names
    return McDonaldOmega(
        **data.coefficients(),
        **loading_frames(data, names),
        groups=group_frame(data) if several else None,
        variant=data.variant,
        second_order=data.second_order if several else None,
        heywood=tuple(name for name, at in zip(names, found.at_bound, strict=True) if at),
        negative=tuple(name for name, loading in zip(names, found.general, strict=True) if loading < 0),
        converged=found.converged,
        n_factors=data.n_factors,
        n_items=moments.n_items,
        n_used=moments.n_used,
        n_total=moments.n_total,
        data=data,
        total=total_of(moments) if data.variant.matrix == "cov" else None,
        made=moments_conventions(moments),
    )
