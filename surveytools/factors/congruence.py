"""Compare two sets of loadings, whether they show the same factors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, MatrixError, check_option, listed
from surveytools.base.guidelines import Guideline, judge
from surveytools.base.labels import Kind, Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.factors.published import PublishedLoadings, enter_loadings
from surveytools.factors.requirements import counted
from surveytools.factors.rotation import procrustes

Array = NDArray[np.float64]
Align = Literal["match", "procrustes", "none"]

CONGRUENCE_GUIDELINES = {
    "lorenzo_seva2006": Guideline(
        "lorenzo_seva2006",
        (
            (0.95, Text("equal", "可视为相同")),
            (0.85, Text("fairly similar", "较为相似")),
            (float("-inf"), Text("not similar", "不相似")),
        ),
        "Lorenzo-Seva & ten Berge (2006), doi:10.1027/1614-2241.2.2.57",
    )
}


@result_class
class LoadingsComparison(Result):
    """Two sets of loadings beside each other.

    Attributes
    ----------
    congruence : pandas.DataFrame, shape (m1, m2)
        Tucker's congruence of every factor of the first set (rows) with every factor of the second, aligned as said
        (columns): matching keeps the columns of the second where they were, with their signs.
    matches : pandas.DataFrame
        One row a pair of factors: factor_a, factor_b, sign, congruence.
    aligned : pandas.DataFrame, shape (p, m)
        The second set aligned to the first, its columns called as those of the first.
    differences : pandas.DataFrame, shape (p, m)
        First less aligned second.
    rotation_matrix : ndarray, shape (m2, m)
        What turns the second set into the aligned one.
    rmsd, largest_difference : float
        Root mean square, and largest absolute difference.
    align : str
        How the second was aligned.
    """

    congruence: pd.DataFrame
    matches: pd.DataFrame
    aligned: pd.DataFrame
    differences: pd.DataFrame
    rotation_matrix: Array
    rmsd: float
    largest_difference: float
    align: Align
    references = (
        "Lorenzo-Seva, U., & ten Berge, J. M. F. (2006). Tucker's congruence coefficient as a meaningful index of "
        "factor similarity. Methodology, 2, 57-64. https://doi.org/10.1027/1614-2241.2.2.57",
        "Schönemann, P. H. (1966). A generalized solution of the orthogonal Procrustes problem. Psychometrika, 31, "
        "1-10. https://doi.org/10.1007/BF02289451",
    )

    def verdict(self, guideline: str = "lorenzo_seva2006") -> Text:
        """Return the words that a guideline has for the least congruent pair."""
        return judge(float(self.matches["congruence"].min()), guideline, CONGRUENCE_GUIDELINES)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a pair of factors: factor_a, factor_b, sign, congruence, verdict."""
        words = [judge(value, "lorenzo_seva2006", CONGRUENCE_GUIDELINES) for value in self.matches["congruence"]]
        return self.matches.assign(verdict=pd.Series(words, index=self.matches.index))

    def headline(self) -> Text:
        """State the least congruence and the difference."""
        least, verdict = float(self.matches["congruence"].min()), self.verdict()
        what = counted(len(self.matches), "factors")
        return Text(
            f"Congruence of {what.en} at least {least:.3f} ({verdict.en}), "
            f"root mean square difference {self.rmsd:.3f}.",
            f"{what.zh}的同余系数最低为 {least:.3f}（{verdict.zh}），均方根差 {self.rmsd:.3f}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the pairs, and the congruence of all factors."""
        kinds: dict[str, Kind] = {str(name): "number" for name in self.congruence.columns}
        return (
            Table(Text("Matched factors", "匹配的因子"), self.to_frame()),
            Table(Text("Congruence", "同余系数"), self.congruence.reset_index(names="factor"), kinds=kinds),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """The alignment and the guideline."""
        return (_ALIGNED[self.align], Text("words of Lorenzo-Seva & ten Berge (2006)",
                                           "评价采用 Lorenzo-Seva & ten Berge (2006)"))  # fmt: skip


_ALIGNED: dict[Align, Text] = {
    "match": Text("order and signs matched by congruence", "按同余系数匹配因子的次序与符号"),
    "procrustes": Text("second set rotated to the first (orthogonal Procrustes)", "第二组经正交 Procrustes 旋转对齐"),
    "none": Text("factors compared as they stand", "因子按原次序比较"),
}


def compare_loadings(A: Any, B: Any, *, align: Align = "match") -> LoadingsComparison:
    r"""Compare two sets of loadings of the same items.

    Tucker's congruence of the factors a and b is

    .. math:: \varphi_{ab} = \frac{\sum_i a_i b_i}{\sqrt{\sum_i a_i^2 \sum_i b_i^2}}.

    Parameters
    ----------
    A, B : frame or array, shape (p, m)
        Loadings, one row an item. Two frames with item names in the index are brought into the order of the first;
        arrays are taken as they stand.
    align : {"match", "procrustes", "none"}
        Match order and signs of the factors of B to those of A, so that the sum of absolute congruences is greatest;
        turn B by the orthogonal matrix that brings it nearest to A; or leave it.

    Returns
    -------
    LoadingsComparison
        ``.congruence``, ``.matches``, ``.aligned``, ``.differences``, ``.rmsd``, ``.verdict()``.

    Raises
    ------
    ItemsError
        When the items differ.
    MatrixError
        When a loading is missing, a factor has no loadings, or the numbers of factors differ and are not matched.

    Notes
    -----
    ``psych::factor.congruence`` gives the same coefficients. With different numbers of factors, matching leaves the
    surplus ones out. After a Procrustes rotation congruence is higher than by chance alone; judge it with care.

    References
    ----------
    Tucker, L. R. (1951). A method for synthesis of factor analysis studies (Personnel Research Section Report No. 984).
    Department of the Army.

    Lorenzo-Seva, U., & ten Berge, J. M. F. (2006). Tucker's congruence coefficient as a meaningful index of factor
    similarity. Methodology, 2, 57-64. https://doi.org/10.1027/1614-2241.2.2.57

    Examples
    --------
    >>> import surveytools as st
    >>> one = [[0.8, 0.0], [0.7, 0.1], [0.1, 0.6], [0.0, 0.7]]
    >>> other = [[0.1, -0.7], [0.0, -0.8], [0.7, 0.0], [0.6, -0.1]]
    >>> found = st.compare_loadings(one, other)
    >>> found.matches[["factor_b", "sign"]].to_numpy().tolist(), round(found.rmsd, 3)
    ([['F2', -1], ['F1', 1]], 0.1)
    """
    check_option("align", align, ("match", "procrustes", "none"))
    one, other = enter_loadings(A), enter_loadings(B)
    other = _in_order_of(one, other)
    _refuse_empty(one, "first")
    _refuse_empty(other, "second")
    if align != "match" and len(one.factors) != len(other.factors):
        raise MatrixError(
            f"the loadings have {len(one.factors)} and {len(other.factors)} factors",
            hint='Use align="match", which leaves the surplus factors out.',
        )
    return _compared(one, other, align)


def _compared(one: PublishedLoadings, other: PublishedLoadings, align: Align) -> LoadingsComparison:
    moved = _alignment(one.A, other.A, align)
    aligned = other.A @ moved.T
    rows = list(moved.rows)
    phi = congruence_coefficients(one.A[:, rows], aligned)
    factors = [one.factors[k] for k in rows]
    D = pd.DataFrame(one.A[:, rows] - aligned, index=list(one.items), columns=factors)
    return LoadingsComparison(
        congruence=_all_congruences(one, other, aligned, align),
        matches=pd.DataFrame(
            {
                "factor_a": factors,
                "factor_b": [other.factors[k] for k in moved.columns] if align == "match" else list(other.factors),
                "sign": moved.signs,
                "congruence": np.diag(phi),
            }
        ),
        aligned=pd.DataFrame(aligned, index=list(one.items), columns=factors),
        differences=D,
        rotation_matrix=moved.T,
        rmsd=float(np.sqrt((D.to_numpy() ** 2).mean())),
        largest_difference=float(np.abs(D.to_numpy()).max()),
        align=align,
    )


def _all_congruences(one: PublishedLoadings, other: PublishedLoadings, aligned: Array, align: Align) -> pd.DataFrame:
    B = aligned if align == "procrustes" else other.A
    return pd.DataFrame(congruence_coefficients(one.A, B), index=list(one.factors), columns=list(other.factors))


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """Which factor of the second set stands for which of the first, and what turns the second into the first.

    Parameters
    ----------
    rows, columns : ndarray of int, shape (k,)
        The matched factors of the first and of the second set.
    signs : ndarray of int, shape (k,)
        -1 where the second was turned over.
    T : ndarray, shape (m2, k)
        What the second is multiplied by.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    signs: NDArray[np.int64]
    T: Array


def _alignment(A: Array, B: Array, align: Align) -> Alignment:
    if align == "match":
        return matched(A, B)
    every = np.arange(A.shape[1])
    T = procrustes(B, A) if align == "procrustes" else np.eye(len(every))
    return Alignment(every, every, np.ones(len(every), np.int64), T)


def matched(A: Array, B: Array) -> Alignment:
    """Match the factors of B, shape (p, m2), to those of A, (p, m1), so that the absolute congruences sum highest."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - importing the package must stay light

    phi = congruence_coefficients(A, B)
    rows, columns = linear_sum_assignment(-np.abs(phi))
    signs = np.where(phi[rows, columns] < 0, -1, 1)
    T = np.zeros((B.shape[1], len(columns)))
    T[columns, np.arange(len(columns))] = signs
    return Alignment(rows, columns, signs, T)


def congruence_coefficients(A: Array, B: Array) -> Array:
    """Return Tucker's congruence of every column of A, shape (p, m1), with every column of B, as shape (m1, m2)."""
    return (A.T @ B) / np.outer(np.sqrt((A * A).sum(axis=0)), np.sqrt((B * B).sum(axis=0)))


def _in_order_of(one: PublishedLoadings, other: PublishedLoadings) -> PublishedLoadings:
    if len(one.items) != len(other.items):
        raise ItemsError(
            f"the loadings have {len(one.items)} and {len(other.items)} items",
            hint="Compare loadings of the same items.",
        )
    if not (one.named and other.named):
        return other
    absent = sorted(set(one.items) - set(other.items))
    if absent:
        raise ItemsError(f"the second loadings have no {listed(absent)}", hint="Compare loadings of the same items.")
    places = [other.items.index(name) for name in one.items]
    return replace(other, items=one.items, A=other.A[places])


def _refuse_empty(given: PublishedLoadings, which: str) -> None:
    empty = [name for name, column in zip(given.factors, given.A.T, strict=True) if not column.any()]
    if empty:
        raise MatrixError(f"all {which} loadings on {listed(empty)} are 0", hint="Leave the factor out.")
