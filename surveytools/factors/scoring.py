"""Scores of persons on factors, and how well they are determined."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import AnswersNeededError, ItemsError, check_option, listed
from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.factors.requirements import counted
from surveytools.moments.accumulation import accumulate
from surveytools.moments.correlations import Correlations
from surveytools.moments.door import enter_answers
from surveytools.moments.entering import chosen
from surveytools.moments.matrices import unit_diagonal
from surveytools.moments.sums import Moments

if TYPE_CHECKING:
    from surveytools.factors.analysis import FactorAnalysis

Array = NDArray[np.float64]
ScoreMethod = Literal["regression", "bartlett", "ten_berge"]

_NAMES = {
    "regression": Text("regression (Thurstone)", "回归法（Thurstone）"),
    "bartlett": Text("Bartlett", "Bartlett 法"),
    "ten_berge": Text("ten Berge, factor correlations kept", "ten Berge 法（保持因子相关）"),
}
SCORE_METHODS = tuple(_NAMES)
_ANALYZED = Text("standardized by the answers that were analyzed", "按所分析数据的均值与标准差标准化")
_OWN = Text(
    "standardized by the answers given, as a published matrix has no means",
    "已发表的矩阵不含均值，按所给数据自身的均值与标准差标准化",
)


@result_class
class FactorScores(Result):
    """Scores of respondents on factors.

    Attributes
    ----------
    scores : pandas.DataFrame, shape (n, m)
        One row a respondent; NaN for those who skipped an item.
    weights : pandas.DataFrame, shape (p, m)
        What each standardized answer counts.
    determinacy : pandas.Series
        Correlation of the best possible score with each factor; NaN where an impossible solution brings it above 1.
    correlations : pandas.DataFrame, shape (m, m)
        Correlations between the scores that the model implies.
    method : str
        How the weights were made.
    by_own : bool
        Whether the answers were standardized by their own means and standard deviations, not by those analyzed.
    """

    scores: pd.DataFrame = field(repr=False)
    weights: pd.DataFrame
    determinacy: pd.Series
    correlations: pd.DataFrame
    method: ScoreMethod
    by_own: bool
    references = (
        "Grice, J. W. (2001). Computing and evaluating factor scores. Psychological Methods, 6, 430-450. "
        "https://doi.org/10.1037/1082-989X.6.4.430",
    )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a factor: determinacy, and the smallest correlation of two equally good sets of scores."""
        r = self.determinacy.to_numpy()
        return pd.DataFrame({"factor": list(self.determinacy.index), "determinacy": r, "minimum_r": 2 * r**2 - 1})

    def headline(self) -> Text:
        """State how well the scores are determined."""
        low, n = float(self.determinacy.min()), int(self.scores.notna().all(axis=1).sum())
        m, who = counted(len(self.determinacy), "factors"), "respondent" if n == 1 else "respondents"
        return Text(
            f"Scores of {n} {who} on {m.en}; the least determined correlates {low:.3f} with its factor.",
            f"{n} 位受访者在 {m.zh}上的得分；确定性最低的因子与其得分相关为 {low:.3f}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the determinacy and the weights."""
        weights = self.weights.reset_index(names="item")
        return (
            Table(Text("Determinacy of the scores", "因子得分的确定性"), self.to_frame()),
            Table(Text("Weights of the standardized answers", "标准化题项的得分系数"), weights),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """How the weights were made, by what answers were standardized, and what is impossible."""
        name, above = _NAMES[self.method], [str(name) for name in self.determinacy.index[self.determinacy.isna()]]
        basis = _OWN if self.by_own else _ANALYZED
        impossible = Text(
            f"IMPOSSIBLE solution: determinacy above 1 of {', '.join(above)}, which is not given",
            f"解不成立：{'、'.join(above)} 的确定性大于 1，故不给出",
        )
        return (Text(f"scores: {name.en}", f"因子得分：{name.zh}"), basis, *((impossible,) if above else ()))


def scored(found: FactorAnalysis, items: Any, method: ScoreMethod) -> FactorScores:
    """Return the scores of the respondents given, or of those analyzed."""
    data, factors = found.data, found.loadings.columns
    L, Phi = found.loadings.to_numpy(), found.factor_correlations.to_numpy()
    W = score_weights(data.R, L, Phi, found.uniquenesses.to_numpy(), method)
    X, rows = _answers(data, items)
    by_own = data.moments.source != "answers"
    basis = accumulate(X, data.names, "pairwise") if by_own else data.moments
    C = implied_correlations(data.R, W)
    return FactorScores(
        scores=pd.DataFrame(_standardized(X, basis) @ W, index=rows, columns=factors),
        weights=pd.DataFrame(W, index=found.loadings.index, columns=factors),
        determinacy=pd.Series(determinacy(data.R, L, Phi), index=factors),
        correlations=pd.DataFrame(C, index=factors, columns=factors),
        method=method,
        by_own=by_own,
    )


def _answers(data: Correlations, items: Any) -> tuple[Array, pd.Index]:
    """Return the answers to the analyzed items, of the respondents given or of those analyzed, and their names."""
    answers = data.answers if items is None else enter_answers(chosen(items, data.names))
    if answers is None:
        raise AnswersNeededError(
            "this analysis was made from a matrix and holds no answers", hint="Give the answers: .scores(items)."
        )
    absent = [name for name in data.names if name not in answers.names]
    if absent:
        raise ItemsError(f"the answers have no column {listed(absent)}", hint="Give all analyzed items.")
    places = [answers.names.index(name) for name in data.names]
    return np.asarray(answers.X, np.float64)[:, places], answers.rows


def _standardized(X: Array, basis: Moments) -> Array:
    """Return X, shape (n, p), by the means and standard deviations of the basis."""
    with np.errstate(invalid="ignore", divide="ignore"):  # of pairs, which do not matter, or of one respondent
        deviations = np.nan_to_num(np.sqrt(np.diag(basis.cov())))
    constant = [name for name, deviation in zip(basis.names, deviations, strict=True) if not deviation]
    if constant:
        raise ItemsError(
            f"the answers to {listed(constant)} do not vary, so they cannot be standardized",
            hint="Give more respondents, or analyze the answers themselves instead of a matrix.",
        )
    return (X - basis.means()) / deviations


def score_weights(R: Array, L: Array, Phi: Array, psi: Array, method: ScoreMethod) -> Array:
    """Return the weights W, shape (p, m), of standardized answers."""
    check_option("method", method, SCORE_METHODS)
    if method == "bartlett" and psi.min() <= 1e-8:
        raise ItemsError(
            "Bartlett's scores need something unique in every item, and one has nothing left",
            hint='Take fewer factors, or method="regression".',
        )
    if method == "bartlett":
        U = L / psi[:, None]
        return np.asarray(np.linalg.solve(U.T @ L, U.T).T, np.float64)
    if method == "regression":
        return np.asarray(np.linalg.solve(R, L @ Phi), np.float64)
    return ten_berge_weights(R, L, Phi)


def ten_berge_weights(R: Array, L: Array, Phi: Array) -> Array:
    r"""Return the weights that keep the factor correlations (ten Berge, Krijnen, Wansbeek & Shapiro, 1999).

    :math:`W = R^{-1/2} C \Phi^{1/2}` with :math:`C = R^{-1/2} A (A' R^{-1} A)^{-1/2}` and :math:`A = L \Phi^{1/2}`.
    """
    inverse_root, root = power(R, -0.5), power(Phi, 0.5)
    A = L @ root
    return inverse_root @ (inverse_root @ A @ power(A.T @ np.linalg.solve(R, A), -0.5)) @ root


def determinacy(R: Array, L: Array, Phi: Array) -> Array:
    """Return the multiple correlation of each factor with the answers, shape (m,), NaN where it were above 1."""
    S = L @ Phi
    explained = (S * np.linalg.solve(R, S)).sum(axis=0)
    return np.where(explained > 1 + 1e-8, np.nan, np.sqrt(np.clip(explained, 0, 1)))


def implied_correlations(R: Array, W: Array) -> Array:
    """Return the correlations between the scores with weights W, shape (m, m)."""
    return unit_diagonal(W.T @ R @ W)


def power(A: Array, exponent: float) -> Array:
    """Return a power of a symmetric positive definite matrix."""
    values, vectors = np.linalg.eigh(A)
    return (vectors * values**exponent) @ vectors.T
