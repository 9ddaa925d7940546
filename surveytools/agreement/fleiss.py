"""Fleiss's kappa: agreement of many raters about categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.linearized import chance_corrected, fleiss_chance
from surveytools.agreement.rating_cells import Category
from surveytools.agreement.sampled_units import SampledUnits, against_none
from surveytools.agreement.tally import Tally, check_few_categories, check_not_constant, enter_tally
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
from surveytools.moments.tails import normal_p

Array = NDArray[np.float64]


@result_class
class FleissKappa(SampledUnits):
    """Fleiss's kappa of two or more raters, and of each category.

    Attributes
    ----------
    kappa : float
        1 for perfect agreement, 0 for agreement by chance.
    standard_error, t, p_value : float
        Gwet's, over samples of units with the raters as they are, and the test with n_used - 1 degrees of freedom;
        NaN where no unit differs from another.
    null_standard_error, z, null_p_value : float or None
        If kappa were 0 (Fleiss, Nee & Landis 1979), and the test with it, for which alone that error is right (Gwet
        2021); None where units have different numbers of ratings.
    observed_agreement, expected_agreement : float
        Share of agreeing pairs of raters, and by chance.
    categories : tuple
        In order.
    shares, category_kappa : ndarray, shape (q,)
        Mean share of the ratings of a unit in each category, and kappa of that category against the rest; NaN for a
        category that nobody used.
    n_compared : int
        Units with two ratings or more.
    n_used, n_total : int
        Units with a rating; units in all.
    """

    kappa: float
    standard_error: float
    t: float
    p_value: float
    null_standard_error: float | None
    z: float | None
    null_p_value: float | None
    observed_agreement: float
    expected_agreement: float
    categories: tuple[Category, ...]
    shares: Array
    category_kappa: Array
    category_null_error: float | None
    n_compared: int
    n_used: int
    n_total: int
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin, 76, "
        "378-382. https://doi.org/10.1037/h0031619",
        "Fleiss, J. L., Nee, J. C. M., & Landis, J. R. (1979). Large sample variance of kappa in the case of different "
        "sets of raters. Psychological Bulletin, 86, 974-977. https://doi.org/10.1037/0033-2909.86.5.974",
        "Gwet, K. L. (2021). Large-sample variance of Fleiss generalized kappa. Educational and Psychological "
        "Measurement, 81, 781-790. https://doi.org/10.1177/0013164420973080",
    )

    @property
    def _value(self) -> float:
        return self.kappa

    @property
    def _lowest(self) -> float:
        return -1.0 if self.n_compared == self.n_used else -np.inf

    def to_frame(self) -> pd.DataFrame:
        """Return one row: kappa, its interval, standard errors, tests, and both agreements."""
        return self._row("kappa", null_standard_error=self.null_standard_error, z=self.z)

    def by_category(self) -> pd.DataFrame:
        """Return one row a category: its share, and its kappa against the rest with the test of kappa = 0."""
        z = self.category_kappa / (self.category_null_error or np.nan)
        return pd.DataFrame(
            {
                "category": list(map(str, self.categories)), "share": self.shares, "kappa": self.category_kappa,
                "z": z, "p_value": [normal_p(value) for value in z],
            }
        )  # fmt: skip

    def headline(self) -> Text:
        """State kappa with its interval."""
        name = Text("Fleiss's κ", "Fleiss κ")
        return coefficient_words(name, self.kappa, self.interval(), self.n_compared, "landis_koch1977")

    def tables(self) -> tuple[Table, ...]:
        """Return kappa, and kappa of each category."""
        reasons = (NOT_ESTIMABLE,) if np.isnan(self.standard_error) else ()
        return (
            Table(Text("Agreement of raters", "评分者一致性"), self.to_frame(), reasons),
            Table(Text("Categories", "各类别的一致性"), self.by_category()),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Standard errors, guideline and missing ratings."""
        made = Text(
            "standard error over samples of units, given these raters (Gwet 2021)",
            "标准误针对对象抽样，评分者视为固定（Gwet 2021）",
        )
        null = (
            Text("no test with z, units having different numbers of ratings", "各对象评分数不等，不作 z 检验")
            if self.z is None
            else Text("z by Fleiss, Nee & Landis (1979)", "z 检验依据 Fleiss、Nee 与 Landis (1979)")
        )
        return (made, null, guideline_words("landis_koch1977"), *self.made)


def fleiss_kappa(ratings: Any, *, categories: Sequence[Any] | None = None) -> FleissKappa:
    r"""Compute Fleiss's kappa of two or more raters, who need not be the same for every unit.

    .. math:: \kappa = \frac{p_a - p_e}{1 - p_e}, \quad
              p_a = \frac{1}{n} \sum_i \frac{\sum_j n_{ij} (n_{ij} - 1)}{m_i (m_i - 1)}, \quad
              p_e = \sum_j \pi_j^2

    with :math:`n_{ij}` of the :math:`m_i` raters of unit i in category j, and the mean share :math:`\pi_j` of the
    category over the units.

    Parameters
    ----------
    ratings : frame, array, CategoryCounts or ConfusionTable
        One row a unit and one column a rater, texts or numbers; cells may be empty. Or a published table:
        :class:`surveytools.CategoryCounts`, or :class:`surveytools.ConfusionTable` of two raters.
    categories : list, optional
        All categories; by default those that occur. An unused one changes nothing. Texts that differ in capitals or
        white space alone are an error unless it names them. Not beside a published table, which has its categories.

    Returns
    -------
    FleissKappa
        ``.kappa``, ``.standard_error``, ``.null_standard_error``, ``.z``, ``.observed_agreement``,
        ``.expected_agreement``, ``.by_category()``, ``.interval()``, ``.verdict()``.

    Raises
    ------
    AnswersError
        For mixed or infinite ratings, ratings outside `categories`, one category only.
    ItemsError
        For fewer than two raters, and a rater without a rating.
    SampleSizeError
        When fewer than two units have two ratings.

    Notes
    -----
    **When**: nominal categories, more than two raters, each unit rated by some of them. For ordered categories
    :func:`surveytools.gwet_ac` with weights or :func:`surveytools.krippendorff_alpha`; where one category takes most of
    the ratings :func:`surveytools.gwet_ac`.

    With missing ratings the convention is Gwet's, as in ``irrCAC::fleiss.kappa.raw`` in R: :math:`p_a` averages over
    the units with two ratings or more, :math:`\pi_j` over all with one, every unit weighing the same.
    ``irr::kappam.fleiss`` leaves out each unit with an empty cell; its z, and that of SPSS, is ``.z`` here. For two
    raters this is Scott's pi, not Cohen's kappa.

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin, 76, 378-382.
    https://doi.org/10.1037/h0031619

    Examples
    --------
    >>> import surveytools as st
    >>> visits = [["ok", "ok", "ok"], ["ok", "dirty", "ok"], ["dirty", "dirty", "dirty"], ["ok", "ok", None]]
    >>> result = st.fleiss_kappa(visits)
    >>> round(result.kappa, 4), result.n_compared
    (0.625, 4)
    """
    tally = enter_tally(ratings, categories)
    check_not_constant(
        tally, "Report the share of agreement, or st.gwet_ac with categories=[...], all that were offered."
    )
    check_few_categories(tally)
    N, f = tally.counts(), tally.frequencies
    found = chance_corrected(N, f, np.eye(N.shape[1]), fleiss_chance)
    t, p = against_none(found, tally.n_rated)
    null_error, of_category = _null_errors(tally, found.shares)
    z = None if null_error is None else found.coefficient / null_error
    return FleissKappa(
        kappa=found.coefficient,
        standard_error=found.standard_error,
        t=t,
        p_value=p,
        null_standard_error=null_error,
        z=z,
        null_p_value=None if z is None else normal_p(z),
        observed_agreement=found.observed,
        expected_agreement=found.expected,
        categories=tally.categories,
        shares=read_only(found.shares),
        category_kappa=read_only(category_kappas(N, f)),
        category_null_error=of_category,
        n_compared=tally.n_compared,
        n_used=tally.n_rated,
        n_total=tally.n_total,
        made=tally_conventions(tally, SHARES_ALONE),
    )


def _null_errors(tally: Tally, pi: Array) -> tuple[float | None, float | None]:
    """Return the standard errors under kappa = 0, of all categories and of one; None for unequal numbers of ratings."""
    fewest, most = tally.raters_per_unit
    if fewest != most:
        return None, None
    return null_standard_error(pi, tally.n_rated, most), float(np.sqrt(2 / (tally.n_rated * most * (most - 1))))


def null_standard_error(pi: Array, n: int, m: int) -> float:
    """Return the standard error by Fleiss, Nee and Landis (1979) if kappa were 0, from n units with m ratings each."""
    spread = pi @ (1 - pi)
    skewed = pi * (1 - pi) @ (1 - 2 * pi)
    return float(np.sqrt(2 * (spread**2 - skewed) / (n * m * (m - 1))) / spread)


def category_kappas(N: Array, f: NDArray[np.int64]) -> Array:
    """Return kappa of each category against the rest, shape (q,), of counts N, shape (P, q); NaN for an unused one."""
    m = N.sum(axis=1, keepdims=True)
    several = m[:, 0] >= 2
    A, M, w = N[several], m[several], f[several] / f[several].sum()
    pa = w @ ((A * (A - 1) + (M - A) * (M - A - 1)) / (M * (M - 1)))
    pi = f @ (N / m) / f.sum()
    pe = pi**2 + (1 - pi) ** 2
    return (pa - pe) / np.where(pe < 1, 1 - pe, np.nan)
