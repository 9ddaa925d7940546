"""Guttman's split-half coefficient of every split of a scale into equal halves: the least, the mean, the largest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import check_rng, check_setting, is_number, is_whole
from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table
from surveytools.factors.requirements import seed_text
from surveytools.moments.door import Scale
from surveytools.moments.resampling import Rng
from surveytools.moments.sums import Missing
from surveytools.moments.wording import moments_conventions
from surveytools.reliability.halves import named_halves
from surveytools.reliability.respondents import Sample
from surveytools.reliability.signs import distribution, split_coefficients
from surveytools.reliability.split_pictures import draw_splits
from surveytools.reliability.split_wording import count_text, halves_text, sampled_text
from surveytools.reliability.summed_items import enter_summed
from surveytools.reliability.totals import MATRICES, Matrix, matrix_of, refuse_impossible

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

SHARES = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
_FEWEST = 100


@result_class
class AllSplitHalves(Result):
    """Guttman's split-half coefficient over the splits of a scale into equal halves.

    Attributes
    ----------
    minimum, mean, maximum : float
        Of the coefficient over the splits; the mean is always that of all of them, which follows from alpha.
    quantiles : pandas.Series
        Named q05, q25, median, q75, q95; others from :meth:`quantile`.
    best, worst : tuple of tuple of str
        The two halves of the split with the largest coefficient, and of that with the smallest.
    n_splits : int
        Splits that were computed.
    is_exact : bool
        Whether these are all splits; if not, they are a random sample, and minimum and maximum were improved by
        exchanging items: nothing beyond them was found, but there may be.
    matrix : {"cov", "corr"}
        Of which matrix.
    n_items, n_used, n_total : int
        Items; respondents that count; respondents in all.
    """

    minimum: float
    mean: float
    maximum: float
    quantiles: pd.Series
    best: tuple[tuple[str, ...], tuple[str, ...]]
    worst: tuple[tuple[str, ...], tuple[str, ...]]
    n_splits: int
    is_exact: bool
    matrix: Matrix
    n_items: int
    n_used: int
    n_total: int
    sample: Sample = field(repr=False)
    sampled: Array | None = field(repr=False, default=None)
    seed: Text | None = field(repr=False, default=None)
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Guttman, L. (1945). A basis for analyzing test-retest reliability. Psychometrika, 10, 255-282. "
        "https://doi.org/10.1007/BF02288892",
        "Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16, 297-334. "
        "https://doi.org/10.1007/BF02310555",
    )

    def quantile(self, q: float) -> float:
        """Return the quantile of the coefficient over the splits, for q from 0 to 1."""
        check_setting(is_number(q) and 0 <= q <= 1, "q", q, "quantile", "Give a number from 0 to 1, such as .1.")
        return float(np.quantile(self.coefficients(), q))

    def coefficients(self) -> Array:
        """Return the coefficient of each split, shape (n_splits,); they are computed anew and not kept."""
        return self.sampled if self.sampled is not None else split_coefficients(self._S())

    def _S(self) -> Array:
        return matrix_of(self.sample.moments, self.matrix)

    def to_frame(self) -> pd.DataFrame:
        """Return one row: minimum, the quantiles, mean, maximum, n_splits, n_used."""
        row = {
            "minimum": self.minimum, **self.quantiles, "maximum": self.maximum, "mean": self.mean,
            "n_splits": self.n_splits, "n_used": self.n_used,
        }  # fmt: skip
        return pd.DataFrame([row])

    def headline(self) -> Text:
        """State the range of the coefficient."""
        low, mean, high = (f"{value:.3f}" for value in (self.minimum, self.mean, self.maximum))
        which = count_text(self.n_splits, is_exact=self.is_exact)
        return Text(
            f"Guttman's split-half coefficient over {which.en}: {low} to {high}, mean {mean}, "
            f"{self.n_items} items, n = {self.n_used}.",
            f"{which.zh}分半的 Guttman 分半系数：{low} 至 {high}，均值 {mean}，"
            f"{self.n_items} 个题项，n = {self.n_used}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the distribution, and the best and the worst split."""
        largest, smallest = Text("largest", "最大"), Text("smallest", "最小")
        rows = [
            {"split": name, "guttman": value, "first_half": ", ".join(halves[0]), "second_half": ", ".join(halves[1])}
            for name, value, halves in ((largest, self.maximum, self.best), (smallest, self.minimum, self.worst))
        ]
        return (
            Table(Text("Split-half reliability over the splits", "各种分半的信度分布"), self.to_frame()),
            Table(Text("Best and worst split", "最佳与最差分半"), pd.DataFrame(rows)),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """The coefficient, which splits, sampling, matrix and missing answers."""
        coefficient = Text(
            f"Guttman's coefficient 2(1 - (v1 + v2)/vT) of the {MATRICES[self.matrix].en}",
            f"Guttman 分半系数 2(1 - (v1 + v2)/vT)，基于{MATRICES[self.matrix].zh}",
        )
        sampling = () if self.seed is None else (sampled_text(self.n_splits), self.seed)
        return (coefficient, halves_text(self.n_items), *sampling, *self.made)

    def plot(self, ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw the distribution of the coefficient with its mean."""
        return draw_splits(self.coefficients(), self.mean, ax, language)


def all_split_halves(
    items: Any,
    *,
    matrix: Matrix = "cov",
    n_sampled: int = 100_000,
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
    rng: Rng = 0,
) -> AllSplitHalves:
    r"""Compute Guttman's split-half coefficient of every split into equal halves: its minimum, mean and maximum.

    With the covariances S of the items and a vector t that has 1 for the items of one half and -1 for those of the
    other,

    .. math:: \lambda(t) = 2\left(1 - \frac{v_1 + v_2}{v_T}\right) = 1 - \frac{t'St}{1'S1} .

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item, or moments.
    matrix : {"cov", "corr"}
        Of the answers as they are, or of standardized items.
    n_sampled : int
        Random splits that stand for all of them beyond 26 items, 100 or more.
    reverse, scale, missing
        As in :func:`surveytools.cronbach_alpha`.
    rng : int or numpy.random.Generator
        Seed for more than 26 items; the same call gives the same answer.

    Returns
    -------
    AllSplitHalves
        ``.minimum``, ``.mean``, ``.maximum``, ``.quantiles``, ``.quantile(q)``, ``.best``, ``.worst``,
        ``.plot()``.

    Raises
    ------
    OptionError
        For an unknown matrix, fewer than 100 sampled splits, or no seed.
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
    To 26 items (5,200,300 splits) every split is computed: the items are cut in two, all signs of each part are listed
    by their sum, and one matrix product joins them. An odd number k of items is split into (k + 1)/2 and (k - 1)/2.
    The maximum is Guttman's :math:`\lambda_4` for equal halves; the Spearman-Brown coefficient never is. The mean is
    alpha for even k and :math:`\alpha (k^2 - 1)/k^2` for odd k. ``psych::splitHalf(covar = TRUE, brute = TRUE)`` gives
    the same for even k; it takes correlations unless told ``covar = TRUE``, and for odd k it lists only half of the
    splits. The largest of many coefficients exceeds its population value by chance, the more the fewer the respondents,
    and the smallest falls short of it. Resamples see but a part of that, so there is no interval here; one split chosen
    beforehand has the interval of :func:`surveytools.split_half`, and the mean of an even number of items that of
    :func:`surveytools.cronbach_alpha`.

    References
    ----------
    Guttman, L. (1945). A basis for analyzing test-retest reliability. Psychometrika, 10, 255-282.
    https://doi.org/10.1007/BF02288892

    Examples
    --------
    >>> import surveytools as st
    >>> R = [[1, 0.6, 0.3, 0.3], [0.6, 1, 0.3, 0.3], [0.3, 0.3, 1, 0.6], [0.3, 0.3, 0.6, 1]]
    >>> result = st.all_split_halves(st.Moments.from_corr(R, n=200, names=["a", "b", "c", "d"]))
    >>> [round(value, 4) for value in (result.minimum, result.mean, result.maximum)]
    [0.5455, 0.7273, 0.8182]
    >>> result.worst
    (('a', 'b'), ('c', 'd'))
    """
    _check_sampling(n_sampled, rng)
    sample, S = enter_summed(items, matrix, reverse, scale, missing)
    moments = sample.moments
    found = distribution(S, n_sampled, rng)
    refuse_impossible(found.maximum, S, moments.names)
    return AllSplitHalves(
        minimum=found.minimum,
        mean=found.mean,
        maximum=found.maximum,
        quantiles=_quantiles(found.values),
        best=named_halves(moments.names, found.best),
        worst=named_halves(moments.names, found.worst),
        n_splits=len(found.values),
        is_exact=found.is_exact,
        matrix=matrix,
        n_items=moments.n_items,
        n_used=moments.n_used,
        n_total=moments.n_total,
        sample=sample,
        sampled=None if found.is_exact else read_only(found.values),
        seed=None if found.is_exact else seed_text(rng),
        made=moments_conventions(moments),
    )


def _check_sampling(n_sampled: int, rng: Rng) -> None:
    check_rng(rng)
    fits = is_whole(n_sampled) and n_sampled >= _FEWEST
    check_setting(fits, "n_sampled", n_sampled, "sample of splits", f"Give {_FEWEST} or more.")


def _quantiles(values: Array) -> pd.Series:
    return pd.Series(
        np.quantile(values, list(SHARES.values()), overwrite_input=True), index=list(SHARES), name="quantile"
    )
