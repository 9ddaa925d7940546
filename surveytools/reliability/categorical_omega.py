"""Ordinal omega: how much of a sum of ordinal answers one factor explains."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd

from surveytools.base.errors import ItemsError, OptionError, check_option
from surveytools.base.labels import Text
from surveytools.base.result import Interval, Result, result_class
from surveytools.base.table import Table
from surveytools.factors.extraction import SMALLEST_UNIQUENESS
from surveytools.moments.counts import Counts
from surveytools.moments.door import Answers, Scale
from surveytools.moments.ordinal import ZERO_CELL_WORDS, warn_of_limits
from surveytools.moments.resampling import Rng
from surveytools.moments.sums import Missing
from surveytools.moments.tables import matrix_table, threshold_frame
from surveytools.moments.two_step import smallest_eigenvalue
from surveytools.moments.wording import moments_conventions
from surveytools.reliability.bootstrapping import KeptCounts, counts_interval
from surveytools.reliability.counted import INTERVAL_LATER, enter_enough
from surveytools.reliability.leave_one_out import LEAVE_ONE_OUT, LeaveOneOut, left_out_counts_interval
from surveytools.reliability.omega_variants import WORDS, Denominator
from surveytools.reliability.omega_wording import cautions, solution_warnings
from surveytools.reliability.ordinal_factor import Composite, OrdinalEstimator, OrdinalFactor, fitted
from surveytools.reliability.ordinal_variants import (
    DENOMINATORS,
    METHODS,
    ordinal_variant_frame,
    ordinal_variant_table,
)
from surveytools.reliability.polychoric_alpha import OrdinalAlpha, eigenvalue_words
from surveytools.reliability.totals import Total, total_of


@result_class
class OrdinalOmega(Result):
    """Omega of one factor behind ordinal answers.

    Attributes
    ----------
    omega : float
        The share of the factor in the variance of the sum.
    method : {"green_yang", "latent"}
        The sum of the answers, or of the normal variables behind them.
    denominator : {"observed", "model"}
        Whether polychoric or implied correlations make the variance of the sum.
    estimator : {"dwls", "minres"}
        How the loadings were found.
    loadings : pandas.Series
        Loadings of the normal variables.
    thresholds : pandas.DataFrame
        Where they are cut, a row an item.
    variants : pandas.DataFrame
        Omega of every method and denominator: method, denominator, ordinal_omega, used, printed_by.
    heywood : tuple of str
        Items whose uniqueness came to the bound of .005.
    negative : tuple of str
        Items with a negative loading.
    converged : bool
        Whether the solution was reached.
    smallest_eigenvalue : float
        Of the polychoric correlations.
    n_items, n_used, n_total : int
        Items; respondents that count; respondents in all.
    """

    omega: float
    method: Composite
    denominator: Denominator
    estimator: OrdinalEstimator
    loadings: pd.Series
    thresholds: pd.DataFrame
    variants: pd.DataFrame
    heywood: tuple[str, ...]
    negative: tuple[str, ...]
    converged: bool
    smallest_eigenvalue: float
    n_items: int
    n_used: int
    n_total: int
    kept: KeptCounts = field(repr=False)
    total: Total | None = field(repr=False, default=None)
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Green, S. B., & Yang, Y. (2009). Reliability of summed item scores using structural equation modeling: An "
        "alternative to coefficient alpha. Psychometrika, 74, 155-167. https://doi.org/10.1007/s11336-008-9099-3",
        *OrdinalAlpha.references,
        "Kelley, K., & Pornprasertmanit, S. (2016). Confidence intervals for population reliability coefficients. "
        "Psychological Methods, 21, 69-92. https://doi.org/10.1037/a0040086",
    )

    @property
    def reliability(self) -> float:
        """The same as ``omega``, for the sum of the answers; that of the normal variables is of no score."""
        if self.method == "latent":
            raise OptionError(
                'method="latent" is for a sum that nobody observed, and not the reliability of a score',
                hint='Use method="green_yang".',
            )
        return self.omega

    def interval(
        self, level: float = 0.95, method: LeaveOneOut = "jackknife", *, n_resamples: int = 1000, rng: Rng = 0
    ) -> Interval:
        """Return a confidence interval.

        Parameters
        ----------
        level : float
            Confidence level.
        method : {"jackknife", "bootstrap"}
            From what each respondent does for the coefficient, on the scale of ln(1 - omega), or percentiles of
            resampled respondents, which Kelley and Pornprasertmanit recommend.
        n_resamples, rng
            Of the bootstrap: how many resamples, and the seed of their draws.

        Notes
        -----
        In 200 simulated samples each of 100 and 300 respondents to five items of five answers the 95% interval of the
        jackknife held the true value in 93 to 96%, that of the bootstrap in 91 to 95%.
        """
        check_option("method", method, LEAVE_ONE_OUT)

        def coefficient(counts: Counts) -> float:
            fit = fitted(counts, self.estimator)
            return fit.omega(self.method, self.denominator) if fit.converged else float("nan")

        if method == "bootstrap":
            return counts_interval(self.kept, coefficient, level, n_resamples, rng)
        return left_out_counts_interval(self.kept, coefficient, self.omega, level)

    def headline(self) -> Text:
        """State omega, and of which sum it is."""
        w, k, n, what = f"{self.omega:.3f}", self.n_items, self.n_used, METHODS[self.method]
        return Text(
            f"Ordinal ω = {w} of the {what.en}, one factor, {k} items, n = {n}.",
            f"序数 ω = {w}，针对{what.zh}，单因子，{k} 个题项，n = {n}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return omega among its variants, the loadings, and the thresholds."""
        L = self.loadings.to_numpy()
        loadings = pd.DataFrame({"item": list(self.loadings.index), "loading": L, "uniqueness": 1 - L**2})
        return (
            ordinal_variant_table(self.variants, self.method),
            Table(Text("Standardized loadings", "标准化因子载荷"), loadings),
            matrix_table(Text("Thresholds", "阈值"), self.thresholds),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Estimator, denominator, what is wrong with the solution, and respondents."""
        how, over = WORDS[self.estimator], DENOMINATORS[self.denominator]
        lines = [
            Text(f"one factor of polychoric correlations by {how.en}", f"多分格相关的单因子模型，{how.zh}"),
            Text(f"variance of the sum from the {over.en}", f"总分方差取自{over.zh}"),
            *([INTERVAL_LATER] if self.kept.answers else []),
            *eigenvalue_words(self.smallest_eigenvalue),
            *cautions(self.heywood, self.negative, converged=self.converged),
        ]
        return (*lines, *self.made)


def ordinal_omega(
    items: Any,
    *,
    method: Composite = "green_yang",
    denominator: Denominator = "observed",
    estimator: OrdinalEstimator = "dwls",
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
) -> OrdinalOmega:
    r"""Compute omega of ordinal answers from one factor of their polychoric correlations.

    With loadings :math:`\lambda`, polychoric correlations :math:`r` and the function :math:`\sigma` that gives the
    covariance of two answers whose normal variables correlate so (Green & Yang 2009, categorical omega)

    .. math:: \omega = \frac{\sum_{jk} \sigma(\lambda_j \lambda_k)}{\sum_{jk} \sigma(r_{jk})}, \quad
              \omega_{latent} = \frac{(\sum \lambda)^2}{\sum_{jk} r_{jk}}.

    Parameters
    ----------
    items : frame, array or Counts
        Whole-numbered answers of three items or more, or :class:`surveytools.Counts`.
    method : {"green_yang", "latent"}
        Reliability of the sum of the answers, or of the sum of the normal variables behind them.
    denominator : {"observed", "model"}
        Whether the variance of the sum comes from the polychoric correlations, or from those that the factor implies.
    estimator : {"dwls", "minres"}
        Loadings by diagonally weighted least squares, the estimates of lavaan's ``WLSMV``, or by unweighted ones.
    reverse, scale, missing
        As in :func:`surveytools.cronbach_alpha`.

    Returns
    -------
    OrdinalOmega
        ``.omega``, ``.variants``, ``.loadings``, ``.thresholds``, ``.interval()``.

    Raises
    ------
    ItemsError
        For fewer than three items, for an item with one category or more than 20, and for one whose correlations all
        lie at their limit.
    OptionError
        For an unknown method, denominator or estimator.
    SampleSizeError
        When there are no more respondents than items.
    SurveyError
        As in :func:`surveytools.polychoric`.

    Warns
    -----
    NegativeItemWarning
        When items load negatively; none is turned around.
    HeywoodWarning
        When a uniqueness came to its bound of .005.
    NotConvergedWarning
        When the solution was not reached.
    BoundaryCorrelationWarning
        As in :func:`surveytools.polychoric`.

    Notes
    -----
    The default is that of ``semTools::compRelSEM`` for a one-factor model of ordered items and of
    ``MBESS::ci.reliability(type = "categorical")``; ``denominator="model"`` is the ``omega`` of
    ``semTools::reliability``. Weights are the inverse squared standard errors of the polychoric correlations; those
    at their limit have no weight. An answer counts with its number, so categories that nobody chose leave a gap.

    References
    ----------
    Green, S. B., & Yang, Y. (2009). Reliability of summed item scores using structural equation modeling: An
    alternative to coefficient alpha. Psychometrika, 74, 155-167. https://doi.org/10.1007/s11336-008-9099-3

    Examples
    --------
    >>> import numpy as np, surveytools as st
    >>> random = np.random.default_rng(1)
    >>> X = np.digitize(random.normal(size=(500, 1)) + random.normal(size=(500, 4)), [-1, 0, 1.5])
    >>> found = st.ordinal_omega(X)
    >>> round(found.omega, 3), round(st.ordinal_omega(X, method="latent").omega, 3)
    (0.735, 0.778)
    """
    check_option("method", method, METHODS)
    check_option("denominator", denominator, DENOMINATORS)
    check_option("estimator", estimator, ("dwls", "minres"))
    counts, answers = enter_enough(items, reverse=reverse, scale=scale, missing=missing)
    if counts.n_items < 3:
        raise ItemsError(f"one factor needs three items, and there are {counts.n_items}", hint="Give more items.")
    counts.moments().corr()  # names an item to which everyone gave the same answer
    fit = fitted(counts, estimator)
    warn_of_limits(np.triu(fit.R, 1), counts.names, counts.names, 2)
    result = _assembled(counts, fit, method, denominator, estimator, answers)
    remedy = "leave the item out, or join rare answers"
    for text, kind in solution_warnings(result.heywood, result.negative, converged=result.converged, remedy=remedy):
        warnings.warn(text, kind, stacklevel=2)
    return result


def _assembled(
    counts: Counts, fit: OrdinalFactor, method: Composite, denominator: Denominator, estimator: OrdinalEstimator,
    answers: Answers | None,
) -> OrdinalOmega:  # fmt: skip
    names, moments = list(counts.names), counts.moments()
    bound = 1 - fit.loadings**2 <= SMALLEST_UNIQUENESS + 1e-8
    return OrdinalOmega(
        omega=fit.omega(method, denominator),
        method=method,
        denominator=denominator,
        estimator=estimator,
        loadings=pd.Series(fit.loadings, index=names, name="loading"),
        thresholds=threshold_frame(counts),
        variants=ordinal_variant_frame(fit, (method, denominator), estimator),
        heywood=tuple(name for name, at in zip(names, bound, strict=True) if at),
        negative=tuple(name for name, loading in zip(names, fit.loadings, strict=True) if loading < 0),
        converged=fit.converged,
        smallest_eigenvalue=smallest_eigenvalue(fit.R),
        n_items=counts.n_items,
        n_used=counts.n_used,
        n_total=counts.n_total,
        kept=KeptCounts(moments, answers),
        total=total_of(moments),
        made=(ZERO_CELL_WORDS["margins"], *moments_conventions(moments)),
    )
