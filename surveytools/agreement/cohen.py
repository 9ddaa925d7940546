"""Cohen's kappa: agreement of two raters beyond chance, with and without weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.agreement_weights import WORDS, AgreementWeights, enter_weights
from surveytools.agreement.confusion import enter_confusion
from surveytools.agreement.count_tables import ConfusionTable
from surveytools.agreement.linearized import capped, standard_error_of
from surveytools.agreement.margins import maximum_agreement
from surveytools.agreement.tally import check_chance
from surveytools.agreement.wording import NOT_ESTIMABLE, coefficient_words, guideline_words, steady_verdict
from surveytools.base.errors import check_level, check_option
from surveytools.base.guidelines import AGREEMENT_GUIDELINES
from surveytools.base.labels import Text
from surveytools.base.result import Interval, Result, read_only, result_class
from surveytools.base.table import Table
from surveytools.moments.tails import normal_p, normal_reach

Array = NDArray[np.float64]
NO_LOWEST = {"ratio", "bipolar", "matrix"}  # weights by which kappa may lie below -1


@result_class
class CohenKappa(Result):
    """Cohen's kappa of two raters.

    Attributes
    ----------
    kappa : float
        1 for perfect agreement, 0 for agreement by chance.
    standard_error : float
        Of large samples (Fleiss, Cohen & Everitt 1969), for intervals; NaN where no unit differs from another.
    null_standard_error, z, p_value : float
        The standard error if kappa were 0, and the two-sided test with it; NaN where a rater used one category only.
    observed_agreement, expected_agreement : float
        Weighted share of units on which both agree, and by chance.
    maximum_kappa : float
        The largest kappa that these margins allow.
    prevalence_index, bias_index, pabak : float or None
        Of two categories only: how unequal the two categories are, how unequal the two raters are, and kappa if
        neither were.
    weighting : str
        Name of the weights, "none" for categories as they are.
    weights : ndarray, shape (q, q)
        How much two categories agree.
    table : pandas.DataFrame, shape (q, q)
        Counts, the first rater in the rows.
    n_used, n_total : int
        Units that both rated; units in all.
    """

    kappa: float
    standard_error: float
    null_standard_error: float
    z: float
    p_value: float
    observed_agreement: float
    expected_agreement: float
    maximum_kappa: float
    prevalence_index: float | None
    bias_index: float | None
    pabak: float | None
    weighting: str
    weights: Array
    table: pd.DataFrame
    n_used: int
    n_total: int
    confusion: ConfusionTable = field(repr=False)
    references = (
        "Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement, "
        "20, 37-46. https://doi.org/10.1177/001316446002000104",
        "Cohen, J. (1968). Weighted kappa: Nominal scale agreement provision for scaled disagreement or partial "
        "credit. Psychological Bulletin, 70, 213-220. https://doi.org/10.1037/h0026256",
        "Fleiss, J. L., Cohen, J., & Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa. "
        "Psychological Bulletin, 72, 323-327. https://doi.org/10.1037/h0028106",
        "Byrt, T., Bishop, J., & Carlin, J. B. (1993). Bias, prevalence and kappa. Journal of Clinical Epidemiology, "
        "46, 423-429. https://doi.org/10.1016/0895-4356(93)90018-V",
    )

    def interval(self, level: float = 0.95, method: str = "large-sample") -> Interval:
        """Return the normal interval with the standard error of Fleiss, Cohen and Everitt.

        It ends at 1 and at -1, which kappa cannot pass; by ratio and bipolar weights and by those of a matrix it can
        lie below -1, and is not cut there. NaN where there is no standard error, as after perfect agreement.
        """
        check_option("method", method, ("large-sample",))
        check_level(level)
        lowest = -np.inf if self.weighting in NO_LOWEST else -1.0
        return Interval(*capped(self.kappa, normal_reach(level) * self.standard_error, lowest), level, method)

    def verdict(self, guideline: str = "landis_koch1977") -> Text:
        """Return the words that a guideline has for this kappa."""
        return steady_verdict(self.kappa, guideline, AGREEMENT_GUIDELINES)

    def to_frame(self) -> pd.DataFrame:
        """Return one row: kappa, its interval, standard errors, test, both agreements and the largest kappa."""
        low, high, *_ = self.interval()
        name = "kappa" if self.weighting == "none" else "weighted_kappa"
        row = {
            name: self.kappa, "ci_low": low, "ci_high": high, "standard_error": self.standard_error,
            "null_standard_error": self.null_standard_error, "z": self.z, "p_value": self.p_value,
            "observed_agreement": self.observed_agreement, "expected_agreement": self.expected_agreement,
            "maximum_kappa": self.maximum_kappa, "n_used": self.n_used,
        }  # fmt: skip
        return pd.DataFrame([row])

    def headline(self) -> Text:
        """State kappa with its interval."""
        name = Text("Cohen's κ", "Cohen κ") if self.weighting == "none" else Text("Weighted κ", "加权 κ")
        return coefficient_words(
            name, self.kappa, self.interval(), self.n_used, "landis_koch1977", WORDS[self.weighting]
        )

    def tables(self) -> tuple[Table, ...]:
        """Return kappa, the confusion table, and for two categories prevalence, bias and PABAK."""
        first = Table(Text("Agreement of two raters", "两名评分者的一致性"), self.to_frame(), self._reasons())
        if self.pabak is None:
            return (first, self.confusion.printed())
        names = ("prevalence_index", "bias_index", "pabak")
        indices = pd.DataFrame([{name: getattr(self, name) for name in names}])
        return (first, self.confusion.printed(), Table(Text("Prevalence and bias", "类别占比与偏倚"), indices))

    def _reasons(self) -> tuple[Text, ...]:
        """Say why there is no standard error, or no test."""
        alone = Text("One rater used a single category: κ is 0 whatever the other does.",
                     "一名评分者只使用了一个类别：无论另一名如何评定，κ 恒为 0。")  # fmt: skip
        kappa = (NOT_ESTIMABLE,) if np.isnan(self.standard_error) else ()
        return (*kappa, alone) if np.isnan(self.null_standard_error) else kappa

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Weights, standard errors, guideline and missing ratings."""
        n, total = self.n_used, self.n_total
        left = (
            Text("no missing ratings", "无缺失评分")
            if n == total
            else Text(f"{n} of {total} units rated by both", f"{total} 个对象中 {n} 个由两人共同评分")
        )
        return (
            WORDS[self.weighting],
            Text(
                "interval by Fleiss, Cohen & Everitt (1969), test with the standard error under κ = 0",
                "区间采用 Fleiss–Cohen–Everitt (1969) 大样本标准误，检验采用 κ = 0 时的标准误",
            ),
            guideline_words("landis_koch1977"),
            left,
        )


def cohen_kappa(
    a: Any, b: Any = None, *, weights: AgreementWeights = None, categories: Sequence[Any] | None = None
) -> CohenKappa:
    r"""Compute Cohen's kappa of two raters.

    .. math:: \kappa = \frac{p_o - p_e}{1 - p_e}, \quad p_o = \sum_{ij} w_{ij} p_{ij}, \quad
              p_e = \sum_{ij} w_{ij} p_{i \cdot} p_{\cdot j}

    with the share :math:`p_{ij}` of units that the first rater put into category i and the second into category j;
    without weights :math:`w_{ij}` is 1 on the diagonal and 0 beside it.

    Parameters
    ----------
    a, b : list, array or column
        The ratings of the two raters, the same units in the same order, texts or numbers; cells may be empty. Or, as
        `a` alone, a frame of two columns, or a :class:`surveytools.ConfusionTable` of a published table.
    weights : {"linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar"} or array, optional
        Partial agreement of different categories, 1 on the diagonal; numbers count by their values, texts by their
        order. For two raters, an array need not be symmetric.
    categories : list, optional
        All categories from the lowest to the highest. Texts with weights need it; texts that differ in capitals or
        white space alone are an error unless it names them. Not beside a table, which has its categories.

    Returns
    -------
    CohenKappa
        ``.kappa``, ``.standard_error``, ``.z``, ``.p_value``, ``.observed_agreement``, ``.expected_agreement``,
        ``.maximum_kappa``, ``.table``, ``.interval()``, ``.verdict()``; for two categories ``.pabak``,
        ``.prevalence_index`` and ``.bias_index``.

    Raises
    ------
    AnswersError
        For raters of different length, mixed or infinite ratings, ratings outside `categories`, one category only.
    ItemsError
        When there is no second rater, or one rated nothing.
    SampleSizeError
        When fewer than two units were rated by both.
    OptionError
        For unknown weights, and texts whose order is needed and not named.
    MatrixError
        For weights that are no matrix with 1 on the diagonal.

    Notes
    -----
    **When**: exactly two raters, both rating the same units; categories, with weights ordered ones. Where one category
    takes most of the ratings kappa falls although the raters agree (look at ``.prevalence_index``);
    :func:`surveytools.gwet_ac` does not. For more raters :func:`surveytools.fleiss_kappa`.

    Units that one of the two did not rate are left out. The values of SAS's PROC FREQ with AGREE, of SPSS's CROSSTABS
    with KAPPA, of ``vcd::Kappa`` (standard error) and ``irr::kappa2`` (test) in R. Linear weights are those of
    Cicchetti and Allison, quadratic those of Fleiss and Cohen; ``vcd`` counts numbers by their order, as everybody
    does where they are 1, 2, 3 and so on.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement, 20,
    37-46. https://doi.org/10.1177/001316446002000104

    Examples
    --------
    >>> import surveytools as st
    >>> first = ["good", "good", "fair", "poor", "fair", "good", "poor", "fair"]
    >>> second = ["good", "fair", "fair", "poor", "fair", "good", "fair", "fair"]
    >>> round(st.cohen_kappa(first, second).kappa, 4)
    0.6098
    >>> round(st.cohen_kappa(first, second, weights="linear", categories=["poor", "fair", "good"]).kappa, 4)
    0.6667
    """
    table = enter_confusion(a, b, categories)
    weighting, W = enter_weights(weights, table.categories, table.ordered)
    P, n = table.counts / table.n_used, table.n_used
    po, pe = agreements(P, W)
    fault, hint = "agreement by chance is certain with these weights", "Give 1 only to categories that fully agree."
    check_chance(pe, fault, hint)
    kappa, null_error = (po - pe) / (1 - pe), null_standard_error(P, W, n)
    z = kappa / null_error
    prevalence, bias, pabak = two_by_two(P) if len(P) == 2 and weighting == "none" else (None, None, None)
    return CohenKappa(
        kappa=kappa,
        standard_error=standard_error(P, W, n),
        null_standard_error=null_error,
        z=z,
        p_value=normal_p(z),
        observed_agreement=po,
        expected_agreement=pe,
        maximum_kappa=(maximum_agreement(P, W) - pe) / (1 - pe),
        prevalence_index=prevalence,
        bias_index=bias,
        pabak=pabak,
        weighting=weighting,
        weights=read_only(W),
        table=table.frame(),
        n_used=n,
        n_total=table.n_total,
        confusion=table,
    )


def agreements(P: Array, W: Array) -> tuple[float, float]:
    """Return the observed and the expected agreement of shares P, shape (q, q)."""
    return float((W * P).sum()), float(P.sum(axis=1) @ W @ P.sum(axis=0))


def standard_error(P: Array, W: Array, n: int) -> float:
    """Return the standard error of kappa by Fleiss, Cohen and Everitt (1969), their equation 13."""
    po, pe = agreements(P, W)
    kappa = (po - pe) / (1 - pe)
    return standard_error_of(_spread(P, W - _mean_weights(P, W) * (1 - kappa)) / (n * (1 - pe) ** 2))


def null_standard_error(P: Array, W: Array, n: int) -> float:
    """Return the standard error if kappa were 0 by Fleiss, Cohen and Everitt (1969), their equation 14."""
    _, pe = agreements(P, W)
    by_chance = np.outer(P.sum(axis=1), P.sum(axis=0))
    return standard_error_of(_spread(by_chance, W - _mean_weights(P, W)) / (n * (1 - pe) ** 2))


def _spread(P: Array, values: Array) -> float:
    """Return the variance of values that occur with the shares P."""
    return float((P * (values - (P * values).sum()) ** 2).sum())


def _mean_weights(P: Array, W: Array) -> Array:
    """Return the sum of the mean weights of each row and each column, shape (q, q)."""
    return np.add.outer(W @ P.sum(axis=0), P.sum(axis=1) @ W)


def two_by_two(P: Array) -> tuple[float, float, float]:
    """Return prevalence index, bias index and PABAK of shares P, shape (2, 2)."""
    return float(abs(P[0, 0] - P[1, 1])), float(abs(P[0, 1] - P[1, 0])), float(2 * np.trace(P) - 1)
