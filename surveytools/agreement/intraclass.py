"""Intraclass correlations: six answers to how far ratings of the same subjects agree."""

from __future__ import annotations

import math
from dataclasses import field
from functools import partial
from typing import Any, Literal

import pandas as pd

from surveytools.agreement.icc_estimation import of_all_ratings, of_complete_subjects
from surveytools.agreement.icc_forms import (
    POSITIONS,
    IccForm,
    anova_frame,
    border_notes,
    components_table,
    icc_form,
    interval_notes,
    negative_notes,
    question_frame,
    raters_needed,
    undefined_notes,
)
from surveytools.agreement.mean_squares import MODELS, MeanSquares, error_of_mean, of_mean
from surveytools.agreement.numeric_ratings import enter_numbers
from surveytools.agreement.variance_components import Components
from surveytools.agreement.wording import steady_verdict
from surveytools.base.errors import SampleSizeError, check_level, check_option
from surveytools.base.guidelines import ICC_GUIDELINES
from surveytools.base.labels import Text
from surveytools.base.result import Interval, Result, result_class
from surveytools.base.table import Table, format_value

MissingRatings = Literal["drop-subjects", "reml"]


@result_class
class Icc(Result):
    """The six intraclass correlations of a table of ratings.

    Attributes
    ----------
    forms : tuple of IccForm
        ICC(1,1), ICC(2,1), ICC(3,1), ICC(1,k), ICC(2,k), ICC(3,k).
    variance_subjects, variance_raters, variance_error : float
        Components of the two-way model; those from mean squares may be below 0.
    averaged : float
        k: the raters, or the harmonic mean of the numbers of ratings where some are missing and ``"reml"`` is used.
    n_raters, n_used, n_total : int
        Raters; subjects that count; subjects in all.
    """

    forms: tuple[IccForm, ...]
    variance_subjects: float
    variance_raters: float
    variance_error: float
    averaged: float
    n_raters: int
    n_used: int
    n_total: int
    source: MeanSquares | Components = field(repr=False)
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Shrout, P. E., & Fleiss, J. L. (1979). Intraclass correlations: Uses in assessing rater reliability. "
        "Psychological Bulletin, 86, 420-428. https://doi.org/10.1037/0033-2909.86.2.420",
        "McGraw, K. O., & Wong, S. P. (1996). Forming inferences about some intraclass correlation coefficients. "
        "Psychological Methods, 1, 30-46. https://doi.org/10.1037/1082-989X.1.1.30",
        "Koo, T. K., & Li, M. Y. (2016). A guideline of selecting and reporting intraclass correlation coefficients "
        "for reliability research. Journal of Chiropractic Medicine, 15, 155-163. "
        "https://doi.org/10.1016/j.jcm.2016.02.012",
        "ten Hove, D., Jorgensen, T. D., & van der Ark, L. A. (2024). Updated guidelines on selecting an intraclass "
        "correlation coefficient for interrater reliability, with applications to incomplete observational designs. "
        "Psychological Methods, 29, 967-979. https://doi.org/10.1037/met0000516",
    )

    def form(self, name: str) -> IccForm:
        """Return one form by any of its names: ``"ICC(2,1)"``, ``"ICC(A,1)"`` and ``"ICC2"`` are the same."""
        wanted = name.replace(" ", "") if isinstance(name, str) else name
        check_option("name", wanted, POSITIONS)
        return self.forms[POSITIONS[wanted]]

    def interval(self, name: str, level: float = 0.95) -> Interval:
        """Return the confidence interval of one form, given by any of its names.

        From mean squares the limits of the one-way and the consistency forms are exact, those of the agreement forms
        take Satterthwaite's degrees of freedom (Shrout & Fleiss 1979, McGraw & Wong 1996), at a correlation of 0 where
        the estimate lies below: at the estimate itself the degrees of freedom can come near 0 and the limits together.
        Under ``missing="reml"`` they come from the profile of the restricted likelihood and end at 0. The forms of a
        mean have no lower bound: a limit may be minus infinity where the subjects hardly differ. NaN for ratings
        without any error, which do not show how far the form varies, and for a form that is not defined.
        """
        check_level(level)
        form = self.form(name)
        low, high = (of_mean(limit, form.averaged) for limit in self.source.limits(form.model, level))
        if math.isnan(form.estimate):
            low = high = form.estimate
        return Interval(low, high, level, "F" if isinstance(self.source, MeanSquares) else "profile")

    def standard_error(self, name: str) -> float:
        """Return the standard error of one form, over samples of the subjects and of the raters that its model draws.

        From mean squares the delta method with their variances 2 MS² / df; its square for ICC(1,1) of
        k raters is 2 (kn - 1) (1 - r)² (1 + (k - 1) r)² / (k² n (n - 1) (k - 1)). Under ``missing="reml"`` the
        curvature of the profile, which is the same number where nothing is missing. The distribution is skewed: for
        limits take :meth:`interval`, not twice the standard error. NaN where there is no interval, and under
        ``"reml"`` for a form at 0, where the likelihood ends.
        """
        form = self.form(name)
        error = self.source.standard_error(form.model)
        return error_of_mean(self.source.single(form.model), error, form.averaged)

    def raters_needed(self, name: str, target: float) -> int:
        r"""Return the smallest number of raters whose mean reaches a target, by the formula of Spearman and Brown.

        .. math:: k = \left\lceil \frac{\rho^* (1 - \rho)}{\rho (1 - \rho^*)} \right\rceil

        with the target :math:`\rho^*` and the form :math:`\rho` of one rating that belongs to the form named.
        """
        return raters_needed(self.forms[MODELS.index(self.form(name).model)], target)

    def verdict(self, name: str, guideline: str = "koo2016") -> Text:
        """Return the words that a guideline, "koo2016" or "cicchetti1994", has for one form."""
        return steady_verdict(self.form(name).estimate, guideline, ICC_GUIDELINES)

    @property
    def anova(self) -> pd.DataFrame | None:
        """The analysis of variance: variance_source, ss, df, ms; None under ``missing="reml"``."""
        return anova_frame(self.source) if isinstance(self.source, MeanSquares) else None

    def to_frame(self) -> pd.DataFrame:
        """Return one row a form: names, icc, standard_error, ci_low, ci_high, f, df1, df2, p_value, verdict."""
        rows: list[dict[str, Any]] = []
        for form in self.forms:
            name = form.shrout_fleiss
            low, high, *_ = self.interval(name)
            rows.append(
                {
                    "shrout_fleiss": name, "mcgraw_wong": form.mcgraw_wong, "icc": form.estimate,
                    "standard_error": self.standard_error(name), "ci_low": low, "ci_high": high, "f": form.f,
                    "df1": form.df1, "df2": form.df2, "p_value": form.p_value, "verdict": self.verdict(name),
                }
            )  # fmt: skip
        return pd.DataFrame(rows)

    def headline(self) -> Text:
        """State all six: which one counts depends on the question."""
        n, values = self.n_used, [format_value(form.estimate, "number") for form in self.forms]
        k = f"{self.averaged:g}" if self.averaged == self.n_raters else f"{self.averaged:.2f}"
        return Text(
            f"Of one rating: ICC(1,1) = {values[0]}, ICC(2,1) = {values[1]}, ICC(3,1) = {values[2]}; of the mean of "
            f"k = {k}: ICC(1,k) = {values[3]}, ICC(2,k) = {values[4]}, ICC(3,k) = {values[5]}; {n} subjects, "
            f"{self.n_raters} raters.",
            f"单次评分：ICC(1,1) = {values[0]}，ICC(2,1) = {values[1]}，ICC(3,1) = {values[2]}；"
            f"k = {k} 次评分的均值：ICC(1,k) = {values[3]}，ICC(2,k) = {values[4]}，ICC(3,k) = {values[5]}；"
            f"{n} 个对象，{self.n_raters} 名评分者。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the six forms, the question that each answers, and where the variance lies."""
        frame, limits = self.to_frame(), [self.interval(form.shrout_fleiss) for form in self.forms]
        words = partial(steady_verdict, guideline="koo2016", guidelines=ICC_GUIDELINES)
        notes = (
            *negative_notes(self.forms), *undefined_notes(self.forms), *interval_notes(self.forms, limits, words),
            *border_notes(self.forms, frame["standard_error"].tolist()),
        )  # fmt: skip
        anova = () if self.anova is None else (Table(Text("Analysis of variance", "方差分析"), self.anova),)
        return (
            Table(Text("Intraclass correlation coefficients", "组内相关系数 (ICC)"), frame, notes),
            Table(Text("Which form answers which question", "各形式所回答的问题"), question_frame(self.forms)),
            *anova,
            components_table(self.source),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Estimator, interval, standard error, guideline and missing ratings."""
        return (*self.made, Text("bands of Koo & Li (2016)", "评价采用 Koo 与 Li (2016) 的分级"))


def icc(ratings: Any, *, missing: MissingRatings = "drop-subjects") -> Icc:
    r"""Compute the six intraclass correlations of Shrout & Fleiss, which are those of McGraw & Wong.

    With the mean squares between n subjects :math:`MS_R`, between k raters :math:`MS_C`, of the residual
    :math:`MS_E` and within subjects :math:`MS_W`, of one rating

    .. math::
        ICC(1,1) &= \frac{MS_R - MS_W}{MS_R + (k - 1) MS_W}, \\
        ICC(2,1) &= \frac{MS_R - MS_E}{MS_R + (k - 1) MS_E + k (MS_C - MS_E) / n}, \\
        ICC(3,1) &= \frac{MS_R - MS_E}{MS_R + (k - 1) MS_E},

    and of the mean of k ratings :math:`k \rho / (1 + (k - 1) \rho)`. None is chosen for you: the second table says
    which question each one answers.

    Parameters
    ----------
    ratings : frame or array, shape (n, k)
        Numbers, one row a subject and one column a rater.
    missing : {"drop-subjects", "reml"}
        Leave out subjects that some rater did not rate; or use every rating, by the variance components of restricted
        maximum likelihood.

    Returns
    -------
    Icc
        ``.forms``, ``.form("ICC(2,1)")``, ``.interval("ICC(2,1)")``, ``.standard_error("ICC(2,1)")``,
        ``.raters_needed("ICC(2,1)", .80)``, ``.anova``, ``.to_frame()``.

    Raises
    ------
    ItemsError
        For one rater, a rater without ratings, ratings that are all the same, subjects that all have the same mean.
    SampleSizeError
        For fewer than two subjects that all raters rated; under ``"reml"`` for ratings that overlap too little.
    AnswersError
        For text or infinite ratings; it names the cell.

    Notes
    -----
    The values of ``psych::ICC(lmer = FALSE)`` in R and of RELIABILITY /ICC in SPSS. Estimates and limits are those of
    ``irr::icc`` as well, whose p of the agreement forms uses other degrees of freedom: those of its interval, in place
    of (n - 1)(k - 1). Where the agreement form lies below 0 both have other limits, see ``.interval()``. A form below 0
    says that ratings of one subject differ more than those of different subjects; it is printed as it is. Where it is
    -1 / (k - 1) or lower, which no correlation of k ratings can be, the form of their mean is not defined (NaN). The
    standard error of measurement is the root of the error variance of the form, the smallest detectable change
    1.96 √2 times that. The two-way forms are the same number for random and for fixed raters; only random ones may be
    carried over to other raters.

    With ``missing="reml"`` the subject, rater and error variances are those of ``lme4::lmer(y ~ 1 + (1 | subject) +
    (1 | rater))``, for the one-way forms ``y ~ 1 + (1 | subject)``; estimates are never below 0, there is no F test,
    and k is the harmonic mean of the numbers of ratings (ten Hove et al. 2024). ICC(3,k) then is that of a mean of k
    raters who all rate the same subjects.

    References
    ----------
    Shrout, P. E., & Fleiss, J. L. (1979). Intraclass correlations: Uses in assessing rater reliability. Psychological
    Bulletin, 86, 420-428. https://doi.org/10.1037/0033-2909.86.2.420

    McGraw, K. O., & Wong, S. P. (1996). Forming inferences about some intraclass correlation coefficients.
    Psychological Methods, 1, 30-46. https://doi.org/10.1037/1082-989X.1.1.30

    ten Hove, D., Jorgensen, T. D., & van der Ark, L. A. (2024). Updated guidelines on selecting an intraclass
    correlation coefficient for interrater reliability, with applications to incomplete observational designs.
    Psychological Methods, 29, 967-979. https://doi.org/10.1037/met0000516

    Examples
    --------
    >>> import surveytools as st
    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> found = st.icc(ratings)
    >>> round(found.form("ICC(2,1)").estimate, 4), round(found.form("ICC3k").estimate, 4)
    (0.2898, 0.9093)
    >>> low, high, *_ = found.interval("ICC(2,1)")
    >>> round(low, 4), round(high, 4)
    (0.0188, 0.7611)
    >>> found.raters_needed("ICC(2,1)", 0.8)
    10
    """
    check_option("missing", missing, ("drop-subjects", "reml"))
    entered = enter_numbers(ratings)
    if len(entered.X) < 2:
        raise SampleSizeError("there is only one subject", hint="Give at least two rows, one a subject.")
    made_of = of_all_ratings(entered) if missing == "reml" else of_complete_subjects(entered)
    source = made_of.source
    subjects, raters, error = source.variances
    forms = (icc_form(source, model, k, made_of.tests[model]) for k in (1, source.averaged) for model in MODELS)
    return Icc(
        tuple(forms), subjects, raters, error, source.averaged, len(entered.raters), made_of.n_used, len(entered.X),
        source, made_of.made,
    )  # fmt: skip
