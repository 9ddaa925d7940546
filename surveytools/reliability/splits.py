"""Split-half reliability: two halves of a scale against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import check_option
from surveytools.base.labels import Text
from surveytools.base.result import Interval, Result, result_class
from surveytools.base.table import Table
from surveytools.moments.door import Scale
from surveytools.moments.resampling import Rng
from surveytools.moments.sums import Missing
from surveytools.moments.wording import moments_conventions
from surveytools.reliability.covariance_intervals import covariance_interval
from surveytools.reliability.halves import (
    COEFFICIENTS,
    Coefficient,
    Preset,
    Split,
    chosen_halves,
    half_coefficients,
    half_cov,
    refuse_halves,
    resolved_split,
    signs_of_half,
    statistics_of_halves,
)
from surveytools.reliability.item_coefficients import item_rest_r
from surveytools.reliability.leave_one_out import LEAVE_ONE_OUT, LeaveOneOut, leave_one_out_interval
from surveytools.reliability.respondents import Sample, enter_sample
from surveytools.reliability.signs import SplitRange, quick_range
from surveytools.reliability.split_wording import SPLITS
from surveytools.reliability.totals import (
    MATRICES,
    Matrix,
    Total,
    matrix_of,
    refuse_impossible,
    total_of,
    warn_of_negative,
)

Array = NDArray[np.float64]


@result_class
class SplitHalf(Result):
    """Reliability of a scale from two halves of its items.

    Attributes
    ----------
    half_r : float
        Correlation between the sums of the two halves.
    spearman_brown : float
        That correlation stepped up to the full length, for halves of equal length.
    horst : float
        The same for halves of unequal length; equals ``spearman_brown`` for equal ones.
    guttman : float
        Guttman's coefficient, which does not need equal variances.
    first, second : tuple of str
        The items of the halves.
    parts : pandas.DataFrame
        One row a half and one for both: n_items, mean, variance and sd of the sum, alpha (NaN for a single item).
    all_splits : SplitRange or None
        Guttman's coefficient over all splits into equal halves, ``(minimum, mean, maximum, n_splits)``; None for more
        than 20 items, see :func:`surveytools.all_split_halves`.
    matrix : {"cov", "corr"}
        Of the answers as they are, or of standardized items.
    n_used, n_total : int
        Respondents that count; respondents in all.
    """

    half_r: float
    spearman_brown: float
    horst: float
    guttman: float
    first: tuple[str, ...]
    second: tuple[str, ...]
    split: str
    parts: pd.DataFrame
    all_splits: SplitRange | None
    matrix: Matrix
    n_used: int
    n_total: int
    sample: Sample = field(repr=False)
    total: Total | None = field(repr=False, default=None)
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Spearman, C. (1910). Correlation calculated from faulty data. British Journal of Psychology, 3, 271-295. "
        "https://doi.org/10.1111/j.2044-8295.1910.tb00206.x",
        "Brown, W. (1910). Some experimental results in the correlation of mental abilities. British Journal of "
        "Psychology, 3, 296-322. https://doi.org/10.1111/j.2044-8295.1910.tb00207.x",
        "Horst, P. (1951). Estimating total test reliability from parts of unequal length. Educational and "
        "Psychological Measurement, 11, 368-371. https://doi.org/10.1177/001316445101100306",
        "Guttman, L. (1945). A basis for analyzing test-retest reliability. Psychometrika, 10, 255-282. "
        "https://doi.org/10.1007/BF02288892",
        "Miller, R. G. (1974). The jackknife: A review. Biometrika, 61, 1-15. https://doi.org/10.1093/biomet/61.1.1",
    )

    @property
    def reliability(self) -> float:
        """The coefficient that fits the lengths of the halves: Spearman-Brown for equal ones, Horst for others."""
        return self.spearman_brown if self._has_equal_halves else self.horst

    @property
    def _has_equal_halves(self) -> bool:
        return len(self.first) == len(self.second)

    def interval(
        self,
        level: float = 0.95,
        method: LeaveOneOut = "jackknife",
        *,
        coefficient: Coefficient | None = None,
        n_resamples: int = 1000,
        rng: Rng = 0,
    ) -> Interval:
        r"""Return the confidence interval of a coefficient, unless said of the one that fits the halves.

        It holds for these halves; that they could be others, :func:`surveytools.all_split_halves` shows.

        Parameters
        ----------
        level : float
            Confidence level.
        method : {"jackknife", "bootstrap"}
            What each respondent does for the coefficient, on the scale of :math:`\ln(1 - \rho)`, that of Fisher's z
            for the correlation of the halves; or percentiles of resampled respondents.
        coefficient : {"half_r", "spearman_brown", "horst", "guttman"}, optional
        n_resamples, rng
            How many resamples of the bootstrap, and the seed of their draws.

        Notes
        -----
        In simulations of 50 to 300 normal respondents the 95% jackknife interval held the true value in 93 to 96% of
        the cases, that of the bootstrap in 92 to 95%; of skewed and of heavy-tailed answers in 93 to 95% and 92 to 95%.
        """
        check_option("method", method, LEAVE_ONE_OUT)
        if coefficient is not None:
            check_option("coefficient", coefficient, COEFFICIENTS)
        name: Coefficient = coefficient or ("spearman_brown" if self._has_equal_halves else "horst")
        inside = signs_of_half(self.sample.moments.names, self.first) > 0

        def chosen(S: Array) -> Array:
            return half_coefficients(S, inside)[name]

        if method == "bootstrap":
            return covariance_interval(self.sample, self.matrix, chosen, level, n_resamples, rng)
        return leave_one_out_interval(self.sample, self.matrix, chosen, level, correlation=name == "half_r")

    def to_frame(self) -> pd.DataFrame:
        """Return one row: half_r, spearman_brown, horst, guttman, n_used."""
        return pd.DataFrame([{name: getattr(self, name) for name in (*COEFFICIENTS, "n_used")}])

    def headline(self) -> Text:
        """State the coefficient that fits the lengths of the halves."""
        name = "Spearman–Brown" if self._has_equal_halves else "Horst"
        return Text(
            f"Split-half reliability {self.reliability:.3f} ({name}, {SPLITS[self.split].en}), n = {self.n_used}.",
            f"分半信度 {self.reliability:.3f}（{name}，{SPLITS[self.split].zh}），n = {self.n_used}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the coefficients, the items of the halves, their statistics, and the range over all splits."""
        halves = pd.DataFrame({"half": ["1", "2"], "items": [", ".join(self.first), ", ".join(self.second)]})
        parts = self.parts.reset_index(drop=True)
        parts.insert(0, "half", pd.Series(["1", "2", Text("both", "合计")]))
        found = (
            Table(Text("Split-half reliability", "分半信度"), self.to_frame()),
            Table(Text("Halves", "两半题项"), halves),
            Table(Text("Statistics of the halves", "两半的统计量"), parts),
        )
        if self.all_splits is None:
            return found
        title = Text("Guttman's coefficient over all splits into equal halves", "全部等分方式的 Guttman 分半系数")
        return (*found, Table(title, pd.DataFrame([self.all_splits._asdict()])))

    @property
    def conventions(self) -> tuple[Text, ...]:
        """The split, the matrix and the missing answers."""
        way = Text(f"split: {SPLITS[self.split].en}", f"分半方式：{SPLITS[self.split].zh}")
        return (way, Text(f"of the {MATRICES[self.matrix].en}", f"基于{MATRICES[self.matrix].zh}"), *self.made)


def split_half(
    items: Any,
    split: Split | None = None,
    *,
    preset: Preset | None = None,
    matrix: Matrix = "cov",
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
) -> SplitHalf:
    r"""Compute split-half reliability.

    With the correlation r between the half sums, their variances :math:`v_1, v_2`, that of the total :math:`v_T`, and
    the shares p, q of the items in each half,

    .. math::

        \text{Spearman-Brown} = \frac{2r}{1+r}, \quad
        \text{Horst} = \frac{r\left(\sqrt{r^2 + 4pq(1-r^2)} - r\right)}{2pq(1-r^2)}, \quad
        \text{Guttman} = 2\left(1 - \frac{v_1 + v_2}{v_T}\right).

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item, or moments.
    split : {"odd-even", "first-second"} or list of str, optional
        Which items make the first half, by default every other; a list names them. For an odd number of items the
        first half has one more.
    preset : {"spss"}, optional
        What SPSS does: first against second half.
    matrix : {"cov", "corr"}
        Halves of the answers as they are, or of standardized items.
    reverse, scale, missing
        As in :func:`surveytools.cronbach_alpha`.

    Returns
    -------
    SplitHalf
        ``.half_r``, ``.spearman_brown``, ``.horst``, ``.guttman``, ``.interval()``, ``.first``, ``.second``,
        ``.parts``, ``.all_splits``.

    Raises
    ------
    OptionError
        For an unknown split, preset or matrix, and for a split beside a preset.
    ItemsError
        When a half is empty or a name is unknown.
    MatrixError
        For moments that no answers can have, so that a coefficient lies above 1.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Warns
    -----
    NegativeItemWarning
        When an item correlates negatively with the sum of the others.

    Notes
    -----
    SPSS's ``/MODEL=SPLIT`` splits first against second, and so does ``preset="spss"``; its "unequal-length
    Spearman-Brown" is Horst's coefficient. The choice matters, so the range over all splits stands beside it.
    Spearman-Brown is not Guttman's :math:`\lambda_4`, which is the largest of Guttman's coefficients:
    :func:`surveytools.guttman_lambdas`.

    References
    ----------
    Horst, P. (1951). Estimating total test reliability from parts of unequal length. Educational and Psychological
    Measurement, 11, 368-371. https://doi.org/10.1177/001316445101100306

    Examples
    --------
    >>> import pandas as pd, surveytools as st
    >>> answers = pd.DataFrame({"q1": [1, 2, 4, 5, 3], "q2": [2, 2, 5, 4, 3], "q3": [1, 3, 5, 4, 3]})
    >>> result = st.split_half(answers)
    >>> result.first, round(result.horst, 4)
    (('q1', 'q3'), 0.9512)
    """
    chosen = resolved_split(split, preset)
    sample = enter_sample(items, reverse=reverse, scale=scale, missing=missing)
    moments = sample.moments
    first, second = chosen_halves(moments.names, chosen)
    S = matrix_of(moments, matrix)
    inside = np.isin(np.arange(len(S)), moments.positions(first))
    means = np.zeros(len(S)) if matrix == "corr" else moments.means()
    found, every = _coefficients(S, inside, moments.names), quick_range(S)
    refuse_impossible(every.maximum if every else 0, S, moments.names)
    warn_of_negative(moments.names, item_rest_r(S), stacklevel=3)
    return SplitHalf(
        **found,
        first=first,
        second=second,
        split=chosen if isinstance(chosen, str) else "list",
        parts=statistics_of_halves(S, means, inside),
        all_splits=every,
        matrix=matrix,
        n_used=moments.n_used,
        n_total=moments.n_total,
        sample=sample,
        total=total_of(moments) if matrix == "cov" else None,
        made=moments_conventions(moments),
    )


def _coefficients(S: Array, inside: NDArray[np.bool_], names: Sequence[str]) -> dict[Coefficient, float]:
    """Return the coefficients of halves, of a matrix S, shape (k, k), that have some."""
    refuse_halves(half_cov(S, inside), S)
    found = half_coefficients(S, inside)
    refuse_impossible(abs(float(found["half_r"])), S, names)
    return {name: float(value) for name, value in found.items()}
