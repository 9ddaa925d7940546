"""How many factors: what every criterion suggests, side by side."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from surveytools.base.labels import Kind, Language, Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.factors.eigenvalue_rules import (
    EmpiricalKaiserCriterion,
    KaiserCriterion,
    above_one,
    above_sampling,
)
from surveytools.factors.hull import FEWEST_ITEMS, HullMethod, within
from surveytools.factors.parallel import ParallelAnalysis, analyzed
from surveytools.factors.partials import MinimumAveragePartial, minima
from surveytools.factors.requirements import (
    Rng,
    check_replications,
    counted,
    resolved_reference,
)
from surveytools.factors.retention_criteria import CRITERIA
from surveytools.factors.scree import BOUND, Line, draw_scree
from surveytools.factors.sequence import SequentialTests, tested
from surveytools.moments.correlations import Correlation, enter_correlations
from surveytools.moments.sums import Missing

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_HEADERS = {
    "criterion": Text("Criterion", "准则"),
    "n_factors": Text("Suggests", "建议因子数"),
    "weakness": Text("Known weakness", "已知不足"),
    "source": Text("Source", "来源"),
}
_KINDS: dict[str, Kind] = {column: "count" if column == "n_factors" else "text" for column in _HEADERS}


@result_class
class NumberOfFactors(Result):
    """What every criterion suggests.

    Attributes
    ----------
    parallel : ParallelAnalysis
        Of the components.
    map : MinimumAveragePartial
        Of 1976 and 2000.
    empirical_kaiser : EmpiricalKaiserCriterion
        Eigenvalues against what sampling makes of 1.
    hull : HullMethod or None
        With the CFI of minres solutions; None for fewer than 6 items.
    sequential : SequentialTests
        Maximum likelihood: chi-square test, AIC, BIC.
    kaiser : KaiserCriterion
        Eigenvalues above 1.
    n_used, n_total : int
        Respondents that count; respondents in all.
    """

    parallel: ParallelAnalysis
    map: MinimumAveragePartial
    empirical_kaiser: EmpiricalKaiserCriterion
    hull: HullMethod | None
    sequential: SequentialTests
    kaiser: KaiserCriterion
    n_used: int
    n_total: int
    made: tuple[Text, ...] = field(repr=False, default=())
    references = tuple(dict.fromkeys(criterion.source for criterion in CRITERIA.values()))

    @property
    def suggested(self) -> dict[str, int | None]:
        """The number of each criterion, by its machine name; None where it suggests none."""
        return {
            "parallel_analysis": self.parallel.n_factors,
            "map_1976": self.map.n_factors,
            "map_2000": self.map.n_factors_2000,
            "empirical_kaiser": self.empirical_kaiser.n_factors,
            "hull": None if self.hull is None else self.hull.n_factors,
            "bic": self.sequential.n_factors_bic,
            "aic": self.sequential.n_factors_aic,
            "chi_square": self.sequential.n_factors,
            "kaiser": self.kaiser.n_factors,
        }

    @property
    def votes(self) -> pd.DataFrame:
        """One row a criterion, the machine name as index: criterion, n_factors, compares, weakness, source."""
        known, suggested = list(CRITERIA.values()), self.suggested
        return pd.DataFrame(
            {
                "criterion": [each.name for each in known],
                "n_factors": pd.Series([suggested[name] for name in CRITERIA], dtype="Int64").array,
                "compares": [each.compares for each in known],
                "weakness": [each.weakness for each in known],
                "source": [each.source for each in known],
            },
            index=pd.Index(list(CRITERIA), name="name"),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the votes with the machine name as first column."""
        return self.votes.reset_index()

    def headline(self) -> Text:
        """State the range, and what parallel analysis says."""
        numbers = [m for m in self.suggested.values() if m is not None]
        low, high, own = min(numbers), max(numbers), self.parallel.n_factors
        if low == high:
            return Text(
                f"All {len(numbers)} criteria suggest {counted(low, 'factors').en}, n = {self.n_used}.",
                f"{len(numbers)} 项准则一致建议 {low} 个因子，n = {self.n_used}。",
            )
        return Text(
            f"{len(numbers)} criteria suggest between {low} and {high} factors, parallel analysis {own}, "
            f"n = {self.n_used}; compare the solutions in this range by what they mean.",
            f"{len(numbers)} 项准则建议 {low} 至 {high} 个因子，其中平行分析建议 {own} 个，n = {self.n_used}；"
            "请在此范围内比较各解的可解释性。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the number of each criterion, its known weakness, and who proposed it."""
        printed = self.votes[["criterion", "n_factors", "weakness"]].assign(
            source=[each.authors for each in CRITERIA.values()]
        )
        return (Table(Text("Number of factors", "因子个数"), printed, headers=_HEADERS, kinds=_KINDS),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Those of the parallel analysis, which hold for all."""
        return (
            *self.parallel.conventions[:2],
            self.parallel.seed,
            Text(
                f"hull: CFI, minres; tests and AIC, BIC: maximum likelihood, {self.sequential.bound.en}",
                f"Hull：CFI、最小残差法；检验与 AIC、BIC：极大似然，{self.sequential.bound.zh}",
            ),
            *self.made,
        )

    def plot(self, ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw the scree with parallel analysis, the empirical Kaiser criterion, and 1."""
        share = f"{100 * self.parallel.quantile:g}"
        lines = (
            Line(
                self.parallel.reference_eigenvalues,
                Text(f"parallel analysis ({share}%)", f"平行分析（{share}%）"),
            ),
            Line(self.empirical_kaiser.reference_eigenvalues, CRITERIA["empirical_kaiser"].name),
            Line(np.ones_like(self.parallel.eigenvalues), BOUND),
        )
        return draw_scree(self.parallel.eigenvalues, lines, self.parallel.n_factors, ax, language)


def number_of_factors(
    items: Any,
    *,
    correlation: Correlation = "pearson",
    n_replications: int = 1000,
    missing: Missing = "listwise",
    rng: Rng = 0,
) -> NumberOfFactors:
    r"""Ask every criterion how many factors there are, and show the answers side by side.

    Parallel analysis, MAP of 1976 and 2000, the empirical Kaiser criterion, the hull method, information criteria and
    tests of maximum likelihood, and Kaiser's criterion, each with what it compares, its source and its known weakness.

    .. math:: m_{PA} = \min \{k : \lambda_k \le \lambda_k^{*}\} - 1

    is the first to look at; the formulas of the others stand at their functions.

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item, or :class:`surveytools.Moments` of a published matrix.
    correlation : {"pearson", "polychoric", "spearman"}
        What is analyzed; polychoric correlations need the answers, and their parallel analysis takes seconds.
    n_replications : int
        Random samples of the parallel analysis, 20 or more.
    missing : {"listwise", "pairwise", "raise"}
        What happens to respondents who skipped an item.
    rng : int or numpy.random.Generator
        Seed; the same call gives the same answer.

    Returns
    -------
    NumberOfFactors
        ``.votes``, ``.suggested``, ``.plot()``, and each result: ``.parallel``, ``.map``, ``.empirical_kaiser``,
        ``.hull``, ``.sequential``, ``.kaiser``.

    Raises
    ------
    OptionError
        For fewer than 20 replications, or an unknown option.
    SampleSizeError
        When there are no more respondents than items.
    SingularMatrixError
        When items determine each other; it names them.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Notes
    -----
    R's ``psych::nfactors`` and ``EFAtools::N_FACTORS`` gather criteria in the same way. The criteria do not vote on a
    truth: they answer different questions, and in simulations none is best everywhere (Auerswald & Moshagen, 2019).
    The hull tries one factor more than this parallel analysis suggests with the mean of chance. A criterion that has
    only one number to choose from suggests none.

    References
    ----------
    Auerswald, M., & Moshagen, M. (2019). How to determine the number of factors to retain in exploratory factor
    analysis. Psychological Methods, 24, 468-491. https://doi.org/10.1037/met0000200

    Zwick, W. R., & Velicer, W. F. (1986). Comparison of five rules for determining the number of components to retain.
    Psychological Bulletin, 99, 432-442. https://doi.org/10.1037/0033-2909.99.3.432

    Examples
    --------
    >>> import numpy as np, surveytools as st
    >>> L = np.kron(np.eye(2), [[0.8], [0.7], [0.6], [0.7]])
    >>> R = L @ L.T + np.diag(1 - (L**2).sum(axis=1))
    >>> result = st.number_of_factors(st.Moments.from_corr(R, n=200))
    >>> result.headline().en
    'All 9 criteria suggest 2 factors, n = 200.'
    """
    check_replications(n_replications)
    data = enter_correlations(items, correlation=correlation, missing=missing)
    data.inverse("Counting factors")  # names items that determine each other
    p = len(data.names)
    reference = resolved_reference(None, data.correlation)
    parallel = analyzed(data, "components", reference, 0.95, n_replications, rng)
    return NumberOfFactors(
        parallel=parallel,
        map=minima(data),
        empirical_kaiser=above_sampling(data),
        hull=within(data, parallel.n_factors_mean) if p >= FEWEST_ITEMS else None,
        sequential=tested(data, None),
        kaiser=above_one(data),
        n_used=data.n_used,
        n_total=data.n_total,
        made=data.made,
    )
