"""Parallel analysis: how many eigenvalues lie above those of answers without any structure."""

from __future__ import annotations

from dataclasses import field
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import check_option, check_rng
from surveytools.base.labels import Text
from surveytools.base.result import read_only, result_class
from surveytools.factors.chance import (
    BASES,
    Basis,
    chance_eigenvalues,
    eigenvalues,
    leading,
    permuting,
    wishart_correlations,
)
from surveytools.factors.requirements import (
    Reference,
    Rng,
    check_quantile,
    check_replications,
    counted,
    resolved_reference,
    seed_text,
)
from surveytools.factors.scree import EigenvalueCriterion, Line
from surveytools.moments.correlations import Correlation, Correlations, enter_correlations

Array = NDArray[np.float64]

_KINDS: dict[Basis, Text] = {
    "components": Text("eigenvalues of the correlations (components)", "相关矩阵的特征值（主成分）"),
    "factors": Text(
        "eigenvalues of the reduced correlations (factors), squared multiple correlations in the diagonal",
        "约化相关矩阵的特征值（因子），对角线为复相关平方 SMC",
    ),
}


@result_class
class ParallelAnalysis(EigenvalueCriterion):
    """Eigenvalues beside those of answers without structure.

    Attributes
    ----------
    n_factors : int
        How many eigenvalues lie above their references, up to the first that does not.
    n_factors_mean : int
        The same with the means of the references, Horn's original rule.
    eigenvalues : ndarray, shape (p,)
        Of the answers, descending.
    reference_eigenvalues : ndarray, shape (p,)
        The quantile of each eigenvalue by chance.
    mean_eigenvalues : ndarray, shape (p,)
        The mean of each eigenvalue by chance.
    basis : {"components", "factors"}
        Whether components or common factors are counted.
    reference : {"normal", "permutation"}
        Where the eigenvalues by chance come from.
    quantile : float
        Which quantile.
    n_replications : int
        How many random samples.
    n_used, n_total : int
        Respondents that count; respondents in all.
    """

    n_factors_mean: int
    reference_eigenvalues: Array
    mean_eigenvalues: Array
    basis: Basis
    reference: Reference
    quantile: float
    n_replications: int
    seed: Text = field(repr=False)
    title: ClassVar[Text] = Text("Eigenvalues against chance", "特征值与随机参照值")
    references = (
        "Horn, J. L. (1965). A rationale and test for the number of factors in factor analysis. Psychometrika, 30, "
        "179-185. https://doi.org/10.1007/BF02289447",
        "Glorfeld, L. W. (1995). An improvement on Horn's parallel analysis methodology for selecting the correct "
        "number of factors to retain. Educational and Psychological Measurement, 55, 377-393. "
        "https://doi.org/10.1177/0013164495055003002",
        "Humphreys, L. G., & Montanelli, R. G. (1975). An investigation of the parallel analysis criterion for "
        "determining the number of common factors. Multivariate Behavioral Research, 10, 193-205. "
        "https://doi.org/10.1207/s15327906mbr1002_5",
        "Buja, A., & Eyuboglu, N. (1992). Remarks on parallel analysis. Multivariate Behavioral Research, 27, "
        "509-540. https://doi.org/10.1207/s15327906mbr2704_2",
    )

    @property
    def lines(self) -> tuple[Line, ...]:
        """The quantile and the mean of chance."""
        share = f"{100 * self.quantile:g}"
        return (
            Line(self.reference_eigenvalues, Text(f"{share}% quantile of chance", f"随机数据的 {share}% 分位数")),
            Line(self.mean_eigenvalues, Text("mean of chance", "随机数据的均值")),
        )

    def columns(self) -> dict[str, Array]:
        """Return mean_eigenvalue and reference_eigenvalue."""
        return {"mean_eigenvalue": self.mean_eigenvalues, "reference_eigenvalue": self.reference_eigenvalues}

    def headline(self) -> Text:
        """State how many, and against what."""
        what, share = counted(self.n_factors, self.basis), f"{100 * self.quantile:g}"
        return Text(
            f"Parallel analysis suggests {what.en}: so many eigenvalues lie above the {share}% quantile of chance, "
            f"n = {self.n_used}.",
            f"平行分析建议保留 {what.zh}（特征值高于随机数据 {share}% 分位数的个数），n = {self.n_used}。",
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Basis, reference, rule, random numbers and correlations."""
        share, count = f"{100 * self.quantile:g}", self.n_replications
        sample = {
            "normal": Text("samples of independent normal answers", "次独立正态模拟样本"),
            "permutation": Text("permutations of the answers to each item", "次各题项答案的随机置换"),
        }[self.reference]
        return (
            _KINDS[self.basis],
            Text(
                f"reference: {share}% quantile of {count} {sample.en}", f"参照：{count} {sample.zh}的 {share}% 分位数"
            ),
            Text("stops at the first eigenvalue that is not above its reference", "遇到首个不高于参照值的特征值即停止"),
            self.seed,
            *self.made,
        )


def parallel_analysis(
    items: Any,
    *,
    n_replications: int = 1000,
    basis: Basis = "components",
    quantile: float = 0.95,
    reference: Reference | None = None,
    correlation: Correlation = "pearson",
    rng: Rng = 0,
) -> ParallelAnalysis:
    r"""Compare eigenvalues with those of answers without structure, by Horn's parallel analysis.

    With the eigenvalues :math:`\lambda_1 \ge \lambda_2 \ge \dots` of the correlations and the quantile
    :math:`\lambda_k^{*}` of the k-th eigenvalue over random samples of the same size,

    .. math:: m = \min \{k : \lambda_k \le \lambda_k^{*}\} - 1 .

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item, of whom those who skipped an item are left out;
        :class:`surveytools.Moments` of a published matrix will do for the normal reference.
    n_replications : int
        Random samples, 20 or more.
    basis : {"components", "factors"}
        Whether the eigenvalues are those of the correlation matrix, or of the reduced one with squared multiple
        correlations in its diagonal.
    quantile : float
        Which quantile of chance an eigenvalue must exceed; Glorfeld's .95.
    reference : {"normal", "permutation"}, optional
        Samples of independent normal answers, or the answers to each item in random order, which keep their
        distribution. By default normal, for polychoric correlations permutation.
    correlation : {"pearson", "polychoric", "spearman"}
        What is analyzed.
    rng : int or numpy.random.Generator
        Seed; the same call gives the same answer.

    Returns
    -------
    ParallelAnalysis
        ``.n_factors``, ``.n_factors_mean``, ``.eigenvalues``, ``.reference_eigenvalues``, ``.mean_eigenvalues``,
        ``.plot()``.

    Raises
    ------
    OptionError
        For fewer than 20 replications, a quantile outside 0 to 1, an unknown option, or polychoric correlations
        beside normal ones.
    AnswersNeededError
        When only moments are given for a permutation.
    SampleSizeError
        When there are no more respondents than items.
    SingularMatrixError
        When items determine each other and factors are counted; it names them.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Notes
    -----
    Normal samples are never drawn: their correlations are, from the Wishart distribution by Bartlett's decomposition,
    whatever n. Spearman correlations of independent answers vary as Pearson's do (by 1 / (n - 1)), so the normal
    reference serves both. Polychoric correlations vary more, by an amount that depends on the categories; beside
    normal samples they would give too many factors, so both sides are polychoric (Garrido, Abad & Ponsoda, 2013).

    ``psych::fa.parallel(fa = "pc", quant = .95)`` gives the components, ``fa = "fa", SMC = TRUE`` the factors; psych's
    ``fa = "fa"`` alone puts the communalities of one minres factor into the diagonal. Where psych is not told
    ``quant`` it compares with means: see ``.n_factors_mean``. It draws the answers of each item with replacement;
    a permutation keeps their distribution exactly.

    References
    ----------
    Horn, J. L. (1965). A rationale and test for the number of factors in factor analysis. Psychometrika, 30, 179-185.
    https://doi.org/10.1007/BF02289447

    Odell, P. L., & Feiveson, A. H. (1966). A numerical procedure to generate a sample covariance matrix. Journal of
    the American Statistical Association, 61, 199-203. https://doi.org/10.1080/01621459.1966.10502018

    Garrido, L. E., Abad, F. J., & Ponsoda, V. (2013). A new look at Horn's parallel analysis with ordinal variables.
    Psychological Methods, 18, 454-474. https://doi.org/10.1037/a0030005

    Examples
    --------
    >>> import numpy as np, surveytools as st
    >>> L = np.kron(np.eye(2), [[0.8], [0.7], [0.6], [0.7]])
    >>> R = L @ L.T + np.diag(1 - (L**2).sum(axis=1))
    >>> result = st.parallel_analysis(st.Moments.from_corr(R, n=200))
    >>> result.n_factors, result.eigenvalues.round(2).tolist()[:3]
    (2, [2.47, 2.47, 0.61])
    """
    check_replications(n_replications)
    check_quantile(quantile)
    check_option("basis", basis, BASES)
    data = enter_correlations(items, correlation=correlation)
    kind = resolved_reference(reference, data.correlation)
    data.check_respondents("Parallel analysis")
    if basis == "factors":
        data.inverse("Parallel analysis")  # names items that determine each other
    return analyzed(data, basis, kind, quantile, n_replications, rng)


def analyzed(
    data: Correlations, basis: Basis, reference: Reference, quantile: float, n_replications: int, rng: Rng
) -> ParallelAnalysis:
    """Return the parallel analysis of correlations that passed the door."""
    n, p = data.n_used, len(data.names)
    check_rng(rng)
    random = np.random.default_rng(rng)
    draw = partial(wishart_correlations, n, p) if reference == "normal" else permuting(data)
    chance = chance_eigenvalues(lambda size: draw(size, random), n_replications, p, basis)
    observed = eigenvalues(data.R, basis)
    high, mean = np.quantile(chance, quantile, axis=0), chance.mean(axis=0)
    return ParallelAnalysis(
        n_factors=leading(observed, high),
        n_factors_mean=leading(observed, mean),
        eigenvalues=read_only(observed.copy()),
        reference_eigenvalues=read_only(high),
        mean_eigenvalues=read_only(mean),
        basis=basis,
        reference=reference,
        quantile=quantile,
        n_replications=n_replications,
        n_used=n,
        n_total=data.n_total,
        seed=seed_text(rng),
        made=data.made,
    )
