"""Agreement of many raters corrected for chance: Gwet's AC1 and AC2, Brennan and Prediger's coefficient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.agreement_weights import WORDS, AgreementWeights, check_symmetric, enter_weights
from surveytools.agreement.linearized import Chance, chance_corrected, gwet_chance, uniform_chance
from surveytools.agreement.rating_cells import Category
from surveytools.agreement.sampled_units import SampledUnits, against_none
from surveytools.agreement.tally import check_chance, check_few_categories, check_not_constant, enter_tally
from surveytools.agreement.wording import (
    NOT_ESTIMABLE,
    SHARES_ALONE,
    coefficient_words,
    guideline_words,
    tally_conventions,
)
from surveytools.base.labels import Text
from surveytools.base.result import read_only, result_class
from surveytools.base.table import Table

Array = NDArray[np.float64]


@result_class
class ChanceCorrectedAgreement(SampledUnits):
    """A chance-corrected coefficient of agreement of two or more raters.

    Attributes
    ----------
    coefficient : float
        1 for perfect agreement, 0 for agreement by chance.
    name : str
        AC1, AC2, or Brennan–Prediger.
    standard_error : float
        Over samples of units, the raters as they are; NaN where no unit differs from another.
    t, p_value : float
        Against no agreement beyond chance, with n_used - 1 degrees of freedom.
    observed_agreement, expected_agreement : float
        Weighted share of agreeing pairs of raters, and by chance.
    weighting : str
        Name of the weights, "none" for categories as they are.
    weights : ndarray, shape (q, q)
        How much two categories agree.
    categories : tuple
        All q categories, those nobody used included if they were named.
    shares : ndarray, shape (q,)
        Mean share of the ratings of a unit in each category.
    n_compared : int
        Units with two ratings or more.
    n_used, n_total : int
        Units with a rating; units in all.
    """

    coefficient: float
    name: str
    standard_error: float
    t: float
    p_value: float
    observed_agreement: float
    expected_agreement: float
    weighting: str
    weights: Array
    categories: tuple[Category, ...]
    shares: Array
    n_compared: int
    n_used: int
    n_total: int
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement. "
        "British Journal of Mathematical and Statistical Psychology, 61, 29-48. "
        "https://doi.org/10.1348/000711006X126600",
        "Brennan, R. L., & Prediger, D. J. (1981). Coefficient kappa: Some uses, misuses, and alternatives. "
        "Educational and Psychological Measurement, 41, 687-699. https://doi.org/10.1177/001316448104100307",
        "Gwet, K. L. (2014). Handbook of inter-rater reliability (4th ed.). Advanced Analytics.",
    )

    @property
    def _value(self) -> float:
        return self.coefficient

    @property
    def _lowest(self) -> float:
        by_chance = self.weights.mean()  # the most there can be
        return float((self.weights.min() - by_chance) / (1 - by_chance))

    def to_frame(self) -> pd.DataFrame:
        """Return one row: the coefficient, its interval, standard error, test, and both agreements."""
        return self._row("agreement_coefficient")

    def headline(self) -> Text:
        """State the coefficient with its interval."""
        choice, n = WORDS[self.weighting], self.n_compared
        return coefficient_words(self._title(), self.coefficient, self.interval(), n, "landis_koch1977", choice)

    def _title(self) -> Text:
        if self.name.startswith("AC"):
            return Text(f"Gwet's {self.name}", f"Gwet {self.name}")
        return Text("Brennan–Prediger coefficient", "Brennan–Prediger 系数")

    def tables(self) -> tuple[Table, ...]:
        """Return the coefficient, and the share of each category."""
        reasons = (NOT_ESTIMABLE,) if np.isnan(self.standard_error) else ()
        shares = pd.DataFrame({"category": list(map(str, self.categories)), "share": self.shares})
        return (
            Table(Text("Agreement of raters", "评分者一致性"), self.to_frame(), reasons),
            Table(Text("Categories", "各类别占比"), shares),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Weights, standard error, guideline and missing ratings."""
        made = Text(
            "standard error over samples of units, given these raters", "标准误针对对象抽样，评分者视为固定（Gwet 法）"
        )
        return (WORDS[self.weighting], made, guideline_words("landis_koch1977"), *self.made)


def gwet_ac(
    ratings: Any, *, weights: AgreementWeights = None, categories: Sequence[Any] | None = None
) -> ChanceCorrectedAgreement:
    r"""Compute Gwet's AC1, or with weights AC2: agreement that stays sound where one category prevails.

    .. math::

        AC = \frac{p_a - p_e}{1 - p_e}, \quad p_e = \frac{\sum_{kl} w_{kl}}{q (q - 1)} \sum_k \pi_k (1 - \pi_k)

    with the weighted share :math:`p_a` of agreeing pairs of raters, averaged over the units with two ratings or more,
    and the mean share :math:`\pi_k` of category k over all rated units.

    Parameters
    ----------
    ratings : frame, array, CategoryCounts or ConfusionTable
        One row a unit and one column a rater, texts or numbers; cells may be empty. Or a published table:
        :class:`surveytools.CategoryCounts`, or :class:`surveytools.ConfusionTable` of two raters.
    weights : {"linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar"} or array, optional
        Partial agreement of different categories, for AC2; numbers count by their values, texts by their order.
    categories : list, optional
        All q categories from the lowest to the highest. Name those that nobody used: q is part of the formula. Where
        all columns are of a categorical type, its categories count, used or not. Texts with weights need an order;
        texts that differ in capitals or white space alone are an error unless it names them. Not beside a published
        table, which has its categories.

    Returns
    -------
    ChanceCorrectedAgreement
        ``.coefficient``, ``.standard_error``, ``.p_value``, ``.observed_agreement``, ``.expected_agreement``,
        ``.interval()``, ``.verdict()``.

    Raises
    ------
    AnswersError
        For mixed or infinite ratings, ratings outside `categories`, one category only.
    ItemsError
        For fewer than two raters, and a rater without a rating.
    SampleSizeError
        When fewer than two units have two ratings.
    OptionError
        For unknown weights, and texts whose order is needed and not named.
    MatrixError
        For weights that are no symmetric matrix with 1 on the diagonal.

    Notes
    -----
    **When**: categories, any number of raters, and one category that takes most of the ratings, where kappa falls
    although the raters agree. The values of ``irrCAC::gwet.ac1.raw`` in R and of ``kappaetc`` in Stata, missing ratings
    included: a unit with a single rating counts for the shares and not for the agreement. Raters are interchangeable;
    one who rated a single unit counts with that rating.

    References
    ----------
    Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement. British
    Journal of Mathematical and Statistical Psychology, 61, 29-48. https://doi.org/10.1348/000711006X126600

    Examples
    --------
    >>> import surveytools as st
    >>> ratings = [["yes", "yes"]] * 80 + [["yes", "no"]] * 10 + [["no", "yes"]] * 5 + [["no", "no"]] * 5
    >>> first, second = zip(*ratings)
    >>> round(st.cohen_kappa(first, second).kappa, 3), round(st.gwet_ac(ratings).coefficient, 3)
    (0.318, 0.808)
    """
    return _found(ratings, weights, categories, "AC1" if weights is None else "AC2", gwet_chance)


def brennan_prediger(
    ratings: Any, *, weights: AgreementWeights = None, categories: Sequence[Any] | None = None
) -> ChanceCorrectedAgreement:
    r"""Compute Brennan and Prediger's coefficient: chance is choosing each of q categories equally often.

    .. math:: BP = \frac{p_a - p_e}{1 - p_e}, \quad p_e = \frac{1}{q^2} \sum_{kl} w_{kl}

    which is 1/q without weights. For two raters and two categories it is PABAK.

    Parameters
    ----------
    ratings, weights, categories
        As in :func:`surveytools.gwet_ac`.

    Returns
    -------
    ChanceCorrectedAgreement
        ``.coefficient``, ``.standard_error``, ``.p_value``, ``.observed_agreement``, ``.expected_agreement``,
        ``.interval()``, ``.verdict()``.

    Raises
    ------
    SurveyError
        As in :func:`surveytools.gwet_ac`.

    Notes
    -----
    **When**: the raters were not bound to any distribution over the categories, and all that were offered are known.
    The values of ``irrCAC::bp.coeff.raw`` in R; also known as S, G, and Randolph's free-marginal kappa.

    References
    ----------
    Brennan, R. L., & Prediger, D. J. (1981). Coefficient kappa: Some uses, misuses, and alternatives. Educational and
    Psychological Measurement, 41, 687-699. https://doi.org/10.1177/001316448104100307

    Examples
    --------
    >>> import surveytools as st
    >>> ratings = [[1, 1, 1], [2, 2, 3], [3, 3, 3], [1, 1, None]]
    >>> round(st.brennan_prediger(ratings).coefficient, 3)
    0.75
    >>> round(st.brennan_prediger(ratings, categories=[1, 2, 3, 4]).coefficient, 3)
    0.778
    """
    return _found(ratings, weights, categories, "Brennan–Prediger", uniform_chance)


def _found(
    ratings: Any, weights: AgreementWeights, categories: Sequence[Any] | None, name: str, chance: Chance
) -> ChanceCorrectedAgreement:
    tally = enter_tally(ratings, categories)
    if len(tally.categories) < 2:
        check_not_constant(tally, "Name all categories that were offered: categories=[...].")
    check_few_categories(tally)
    weighting, W = enter_weights(weights, tally.categories, tally.ordered)
    check_symmetric(W)
    found = chance_corrected(tally.counts(), tally.frequencies, W, chance)
    check_chance(found.expected, "agreement by chance is certain", "Name all categories that were offered.")
    t, p = against_none(found, tally.n_rated)
    return ChanceCorrectedAgreement(
        coefficient=found.coefficient,
        name=name,
        standard_error=found.standard_error,
        t=t,
        p_value=p,
        observed_agreement=found.observed,
        expected_agreement=found.expected,
        weighting=weighting,
        weights=read_only(W),
        categories=tally.categories,
        shares=read_only(found.shares),
        n_compared=tally.n_compared,
        n_used=tally.n_rated,
        n_total=tally.n_total,
        made=tally_conventions(tally, SHARES_ALONE),
    )
