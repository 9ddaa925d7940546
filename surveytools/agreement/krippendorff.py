"""Krippendorff's alpha: agreement of any number of raters on any level of measurement, with missing ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.count_tables import CategoryCounts, ConfusionTable
from surveytools.agreement.disagreement import (
    MEASUREMENTS,
    PRINTED_RESAMPLES,
    Disagreement,
    Measurement,
    coincidence_bootstrap,
    units_bootstrap,
)
from surveytools.agreement.linearized import ROUNDING
from surveytools.agreement.rating_cells import Category, are_numbers, read_cells
from surveytools.agreement.rating_table import check_ordered
from surveytools.agreement.tally import Tally, check_not_constant, enter_tally
from surveytools.agreement.wording import (
    LEFT_OUT,
    NOT_ESTIMABLE,
    coefficient_words,
    guideline_words,
    steady_verdict,
    tally_conventions,
)
from surveytools.base.errors import AnswersError, OptionError, check_level, check_option, is_whole
from surveytools.base.guidelines import AGREEMENT_GUIDELINES
from surveytools.base.labels import Kind, Text
from surveytools.base.result import Interval, Result, result_class
from surveytools.base.table import Table
from surveytools.moments.resampling import Rng, check_resamples, percentile_limits

Array = NDArray[np.float64]
Bootstrap = Literal["units", "krippendorff"]

_WORDS: dict[str, Text] = {
    "nominal": Text("nominal", "名义尺度"),
    "ordinal": Text("ordinal", "顺序尺度"),
    "interval": Text("interval", "等距尺度"),
    "ratio": Text("ratio", "比率尺度"),
}
MOST_PRINTED = 10
CORNER = "\N{NO-BREAK SPACE}"
BELOW_ZERO = 'Ratios start at 0; use "interval".'


@result_class
class KrippendorffAlpha(Result):
    """Krippendorff's alpha of two or more raters.

    Attributes
    ----------
    alpha : float
        1 for perfect agreement, 0 for agreement by chance.
    measurement : {"nominal", "ordinal", "interval", "ratio"}
        What a difference between two ratings means.
    observed_disagreement, expected_disagreement : float
        Mean squared difference of two ratings of the same unit, and of any two ratings.
    categories : tuple
        The different ratings, in order.
    n_ratings : int
        Ratings that can be paired.
    n_used, n_total : int
        Units with two ratings or more; units in all.
    """

    alpha: float
    measurement: Measurement
    observed_disagreement: float
    expected_disagreement: float
    categories: tuple[Category, ...]
    n_ratings: int
    n_used: int
    n_total: int
    made_of: Disagreement = field(repr=False)
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Hayes, A. F., & Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding "
        "data. Communication Methods and Measures, 1, 77-89. https://doi.org/10.1080/19312450709336664",
        "Krippendorff, K. (2004). Reliability in content analysis: Some common misconceptions and recommendations. "
        "Human Communication Research, 30, 411-433. https://doi.org/10.1111/j.1468-2958.2004.tb00738.x",
        "Hughes, J. (2021). krippendorffsalpha: An R package for measuring agreement using Krippendorff's alpha "
        "coefficient. The R Journal, 13, 413-425. https://doi.org/10.32614/RJ-2021-046",
    )

    @property
    def standard_error(self) -> float:
        """Standard deviation of the 1000 bootstrap samples of units that make the printed interval (seed 0).

        NaN where the samples do not differ, as after perfect agreement.
        """
        draws = self.made_of.draws
        error = float(np.nanstd(draws, ddof=1)) if np.isfinite(draws).sum() > 1 else np.nan
        return error if error > ROUNDING else np.nan

    def interval(
        self, level: float = 0.95, method: Bootstrap = "units", n_resamples: int = 1000, rng: Rng = 0
    ) -> Interval:
        """Return the percentile interval of a bootstrap.

        "units" draws whole units and computes alpha anew, as ``krippendorffsalpha`` and ``kripp.boot`` do in R.
        "krippendorff" is the algorithm of the KALPHA macro (Hayes & Krippendorff 2007): it draws pairs of ratings as
        if the pairs of a unit were independent and keeps the expected disagreement, and so is often too narrow.
        Resamples in which nothing varies do not count. NaN where resamples do not differ, as after perfect agreement.
        """
        check_option("method", method, ("units", "krippendorff"))
        check_level(level)
        check_resamples(n_resamples, rng)
        printed = method == "units" and n_resamples == PRINTED_RESAMPLES and is_whole(rng) and rng == 0
        bootstrap = units_bootstrap if method == "units" else coincidence_bootstrap
        draws = self.made_of.draws if printed else bootstrap(self.made_of, n_resamples, np.random.default_rng(rng))
        low, high = percentile_limits(draws[:, None], level)[:, 0]
        if high - low < ROUNDING:
            low = high = np.nan
        return Interval(float(low), float(high), level, method)

    def verdict(self, guideline: str = "krippendorff2004") -> Text:
        """Return the words that a guideline has for this alpha."""
        return steady_verdict(self.alpha, guideline, AGREEMENT_GUIDELINES)

    def coincidences(self) -> pd.DataFrame:
        """Return how often two ratings coincide in a unit, shape (q, q); the sum is the number of ratings."""
        q = len(self.categories)
        if q > 1000:
            raise OptionError(
                f"a table of {q} different ratings is too large", hint="Round the ratings, or leave the table out."
            )
        return pd.DataFrame(
            self.made_of.coincidences().toarray(), index=list(self.categories), columns=list(self.categories)
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row: alpha, its interval and standard error, both disagreements, and the number of ratings."""
        low, high, *_ = self.interval()
        row = {
            "krippendorff_alpha": self.alpha, "ci_low": low, "ci_high": high, "standard_error": self.standard_error,
            "observed_disagreement": self.observed_disagreement, "expected_disagreement": self.expected_disagreement,
            "n_compared": self.n_used, "n_ratings": self.n_ratings,
        }  # fmt: skip
        return pd.DataFrame([row])

    def headline(self) -> Text:
        """State alpha with its interval."""
        name, choice = Text("Krippendorff's α", "Krippendorff α"), _WORDS[self.measurement]
        return coefficient_words(name, self.alpha, self.interval(), self.n_used, "krippendorff2004", choice)

    def tables(self) -> tuple[Table, ...]:
        """Return alpha, and the coincidences of up to ten categories."""
        frame = self.to_frame()
        reasons = (NOT_ESTIMABLE,) if frame["ci_low"].isna().any() else ()
        first = Table(Text("Agreement of raters", "评分者一致性"), frame, reasons)
        if len(self.categories) > MOST_PRINTED:
            return (first,)
        names = list(map(str, self.categories))
        printed = self.coincidences().set_axis(names, axis=1)
        printed.insert(0, CORNER, names)
        headers = {name: Text(name, name) for name in printed.columns}
        kinds: dict[str, Kind] = {**dict.fromkeys(names, "two"), CORNER: "text"}
        return (first, Table(Text("Coincidences of ratings", "评分同现矩阵"), printed, headers=headers, kinds=kinds))

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Measurement, interval, guideline and missing ratings."""
        words = _WORDS[self.measurement]
        return (
            Text(f"{words.en} differences", f"按{words.zh}计算差异"),
            Text("percentile interval and standard error of 1000 bootstrap samples of units, seed 0",
                 "区间（百分位数）与标准误采用对对象重复抽样的自助法，1000 次，随机种子 0"),
            guideline_words("krippendorff2004"),
            *self.made,
        )  # fmt: skip


def krippendorff_alpha(
    ratings: Any, *, measurement: Measurement = "nominal", categories: Sequence[Any] | None = None
) -> KrippendorffAlpha:
    r"""Compute Krippendorff's alpha, for any number of raters, any measurement and missing ratings.

    .. math:: \alpha = 1 - \frac{D_o}{D_e}, \quad
              D_o = \frac{1}{n} \sum_{ck} o_{ck} \delta_{ck}^2, \quad
              D_e = \frac{1}{n (n - 1)} \sum_{ck} n_c n_k \delta_{ck}^2

    with the coincidences :math:`o_{ck} = \sum_u (\text{pairs of ratings } c, k \text{ in unit } u) / (m_u - 1)` of the
    units with :math:`m_u \ge 2` ratings, and their sums :math:`n_c` and n. The squared difference
    :math:`\delta_{ck}^2` is 1 for nominal ratings, :math:`(c - k)^2` for intervals, :math:`((c - k) / (c + k))^2` for
    ratios, and for ordinal ratings the square of the number of ratings from c to k, both ends by half.

    Parameters
    ----------
    ratings : frame, array, CategoryCounts or ConfusionTable
        One row a unit and one column a rater, texts or numbers; cells may be empty. Or a published table:
        :class:`surveytools.CategoryCounts`, or :class:`surveytools.ConfusionTable` of two raters.
    measurement : {"nominal", "ordinal", "interval", "ratio"}
        What a difference between two ratings means.
    categories : list, optional
        All categories from the lowest to the highest; ordinal texts need it. An unused one changes nothing. Texts
        that differ in capitals or white space alone are an error unless it names them. Not beside a published table,
        which has its categories.

    Returns
    -------
    KrippendorffAlpha
        ``.alpha``, ``.standard_error``, ``.observed_disagreement``, ``.expected_disagreement``, ``.coincidences()``,
        ``.interval()``, ``.verdict()``.

    Raises
    ------
    AnswersError
        For mixed or infinite ratings, ratings outside `categories`, one rating only, texts as intervals or ratios,
        negative ratios.
    ItemsError
        For fewer than two raters, and a rater without a rating.
    OptionError
        For ordinal texts whose order is not named.
    SampleSizeError
        When fewer than two units have two ratings.

    Notes
    -----
    **When**: ratings are missing, raters differ in number from unit to unit, or the ratings are ordered or measured;
    usual in content analysis. Units with fewer than two ratings are left out, as they pair nothing.

    The values of ``irr::kripp.alpha`` in R (which wants raters in rows) and of the KALPHA macro of SPSS, whose interval
    is ``.interval(method="krippendorff")``.

    References
    ----------
    Hayes, A. F., & Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding data.
    Communication Methods and Measures, 1, 77-89. https://doi.org/10.1080/19312450709336664

    Examples
    --------
    >>> import pandas as pd, surveytools as st
    >>> ratings = pd.DataFrame({"Ann": [1, 2, 3, 3, 2, 4], "Bo": [1, 2, 3, 3, 1, 4], "Cy": [None, 3, 3, 3, 2, 4]})
    >>> round(st.krippendorff_alpha(ratings).alpha, 4)
    0.6893
    >>> round(st.krippendorff_alpha(ratings, measurement="ordinal").alpha, 4)
    0.8922
    """
    check_option("measurement", measurement, MEASUREMENTS)
    tally = enter_tally(ratings, categories)
    compared = tally.compared()
    check_not_constant(compared, "Report the share of agreement; alpha needs ratings that differ.")
    made_of = Disagreement(compared, measurement, _values(compared, measurement, ratings))
    observed, expected = made_of.parts(compared.frequencies[None].astype(np.float64))
    return KrippendorffAlpha(
        alpha=float(1 - observed[0] / expected[0]),
        measurement=measurement,
        observed_disagreement=float(observed[0]),
        expected_disagreement=float(expected[0]),
        categories=tally.categories,
        n_ratings=int(compared.sizes @ compared.frequencies),
        n_used=tally.n_compared,
        n_total=tally.n_total,
        made_of=made_of,
        made=tally_conventions(tally, LEFT_OUT),
    )


def _values(tally: Tally, measurement: Measurement, ratings: Any) -> Array:
    """Return the numbers that stand for the categories, shape (q,); faulty cells are those of the ratings."""
    categories = tally.categories
    if measurement in {"nominal", "ordinal"}:
        if measurement == "ordinal":
            check_ordered(categories, tally.ordered, "ordinal differences")
        return np.arange(len(categories), dtype=np.float64)
    if any(isinstance(category, str) for category in categories):
        raise AnswersError(
            f'measurement="{measurement}" needs numbers, and the ratings are texts',
            hint="Turn the texts into numbers first: frame.astype(float)."
            if are_numbers(categories)
            else 'Use measurement="nominal", or "ordinal" with categories=[...] from the lowest to the highest.',
        )
    x = np.array(categories, np.float64)
    if measurement == "ratio" and (x < 0).any():
        if not isinstance(ratings, CategoryCounts | ConfusionTable):
            cells = read_cells(ratings)
            cells.refuse(cells.X < 0, "a rating is below zero", BELOW_ZERO)
        raise AnswersError(f"a rating is {categories[int(x.argmin())]!r}, below zero", hint=BELOW_ZERO)
    return x
