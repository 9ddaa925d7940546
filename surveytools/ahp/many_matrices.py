"""Priorities of a million judgment matrices at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.ahp.consistency import LIMIT
from surveytools.ahp.entries import Array
from surveytools.ahp.random_index import RandomIndexChoice, find_random_index
from surveytools.ahp.triangle_rows import MissingRows, triangle_rows
from surveytools.ahp.triangles import consistency_ratios, found_of
from surveytools.ahp.weighting_methods import METHODS, TEXTBOOK, Method
from surveytools.base.errors import check_option
from surveytools.base.labels import LABELS, Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table, format_value

QUANTILES = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
INDICES = ("consistency_ratio", "consistency_ratio_perron", "geometric_consistency", "koczkodaj")


@result_class
class BatchPriorities(Result):
    r"""Weights and consistency of N judgment matrices of n criteria; see :func:`batch`.

    Attributes
    ----------
    labels : tuple of str
        The n criteria.
    weights : ndarray, shape (N, n)
        The weights, summing to 1 in each row.
    lambda_max, lambda_perron : ndarray, shape (N,)
        Mean of (Aw)ᵢ / wᵢ; the largest eigenvalue.
    consistency_ratio, consistency_ratio_perron : ndarray, shape (N,)
        CR by either; 0 for one or two criteria.
    geometric_consistency, koczkodaj : ndarray, shape (N,)
        Geometric consistency index, and Koczkodaj's index.
    worst_pair : ndarray of int, shape (N, 2)
        Positions i, j of the judgment that is furthest above the ratio of the weights; -1 where none is.
    random_index : float
        RI.
    random_index_table : str
        Where it comes from.
    method : str
        How the weights were made.
    n_used, n_total : int
        N, and how many there were before those with unanswered pairs were left out.
    rows : pandas.Index
        What the N matrices are called.

    References
    ----------
    Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.

    Examples
    --------
    >>> import surveytools as st
    >>> st.ahp.batch([[3, 2, "1/2"], [3, 9, 9]]).worst_pair.tolist()
    [[1, 0], [0, 1]]
    """

    labels: tuple[str, ...]
    weights: Array
    lambda_max: Array
    lambda_perron: Array
    consistency_ratio: Array
    consistency_ratio_perron: Array
    geometric_consistency: Array
    koczkodaj: Array
    worst_pair: NDArray[np.int16]
    random_index: float
    random_index_table: str
    method: Method
    n_used: int
    n_total: int
    rows: pd.Index = field(repr=False)
    random_index_notes: tuple[Text, ...] = field(default=(), repr=False)
    references = ("Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.",)

    @property
    def consistent(self) -> NDArray[np.bool_]:
        """Which matrices have a CR below .10, shape (N,)."""
        return self.consistency_ratio < LIMIT

    def headline(self) -> Text:
        """Count the consistent matrices."""
        count, share = int(self.consistent.sum()), format_value(float(self.consistent.mean()), "percent")
        median = format_value(float(np.median(self.consistency_ratio)), "four")
        return Text(
            f"{count:,} of {self.n_used:,} judgment matrices ({share}) have a CR below .10; the median CR is {median}.",
            f"{self.n_used:,} 个判断矩阵中有 {count:,} 个（{share}）CR 小于 0.10；CR 的中位数为 {median}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the distributions of the indices of consistency, and of the weights."""
        return (self._index_table(), self._weight_table())

    def to_frame(self) -> pd.DataFrame:
        """Return one row a matrix: a column of weights for each criterion, λmax, the indices, the worst pair.

        The worst pair reads "a / b": a over b was judged higher than the weights imply.
        """
        weights = {f"weight_{label}": w for label, w in zip(self.labels, self.weights.T, strict=True)}
        names = ("lambda_max", "lambda_perron", *INDICES)
        rest = {name: getattr(self, name) for name in names}
        return pd.DataFrame({**weights, **rest, "worst_pair": self._worst_names()}, index=self.rows)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Method, definition of λmax, RI, the verdicts that λmax decides, matrices left out."""
        made, RI = METHODS[self.method], f"RI = {self.random_index:.4g}"
        n, table, lost = len(self.labels), self.random_index_table, self.n_total - self.n_used
        turned = int((self.consistent != (self.consistency_ratio_perron < LIMIT)).sum())
        left_out = Text(f"{lost:,} of {self.n_total:,} matrices with unanswered pairs left out",
                        f"{self.n_total:,} 个矩阵中剔除了 {lost:,} 个有未作答比较的矩阵")  # fmt: skip
        decides = Text(
            f"for {turned:,} matrices the verdict at .10 depends on the definition of λmax",
            f"有 {turned:,} 个矩阵以 0.10 为界的结论取决于 λmax 的定义",
        )
        return (
            Text(f"weights by the {made.en}", f"以{made.zh}求权重"),
            Text("λmax is the mean of (Aw)ᵢ / wᵢ", "λmax 取 (Aw)ᵢ / wᵢ 的平均值"),
            Text(f"{RI} for n = {n}, table {table}", f"n = {n} 时 {RI}，RI 表 {table}"),
            *self.random_index_notes, *((decides,) if turned else ()), *((left_out,) if lost else ()),
        )  # fmt: skip

    def _index_table(self) -> Table:
        values = np.stack([getattr(self, name) for name in INDICES])
        frame = _distribution("statistic", [LABELS[name].text for name in INDICES], values)
        title = Text("Consistency of the judgment matrices", "判断矩阵的一致性")
        return Table(title, frame, kinds=dict.fromkeys(frame.columns[1:], "four"))

    def _weight_table(self) -> Table:
        frame = _distribution("criterion", self.labels, self.weights.T)
        return Table(Text("Weights", "权重"), frame, kinds=dict.fromkeys(frame.columns[1:], "four"))

    def _worst_names(self) -> Any:
        """Return the worst pairs as categories "a / b", missing where there is none."""
        n, (i, j) = len(self.labels), self.worst_pair.T.astype(np.intp)
        names = pd.Index([f"{a} / {b}" for a in self.labels for b in self.labels])
        return pd.Categorical.from_codes(np.where(i < 0, -1, i * n + j).tolist(), names)


def batch(
    upper_triangles: Any,
    n: int | None = None,
    *,
    method: Method = "geometric",
    random_index: RandomIndexChoice = "saaty1980",
    labels: Sequence[str] | None = None,
    missing: MissingRows = "raise",
) -> BatchPriorities:
    r"""Find the weights and the consistency of many judgment matrices.

    For each matrix it gives what :func:`priorities` gives,

    .. math:: \lambda_{max} = \frac{1}{n} \sum_i \frac{(Aw)_i}{w_i}, \quad CR = \frac{\lambda_{max} - n}{(n - 1) RI}.

    Parameters
    ----------
    upper_triangles : ndarray, frame or SurveyJudgments, shape (N, n(n-1)/2)
        One row a matrix: its upper triangle row by row, a12, a13, …, a23, …, as numbers or as texts such as "1/3".
        The columns are taken in their order; :func:`from_survey` finds them by name.
    n : int, optional
        Number of criteria, to check the number of columns by.
    method : {"geometric", "eigenvector", "arithmetic"}
        方根法, 特征向量法, 和法.
    random_index : str or mapping of int to float
        Table of random indices, or values by n; see :func:`priorities`.
    labels : sequence of str, optional
        What the criteria are called; by default "1", "2", ….
    missing : {"raise", "listwise"}
        Whether an unanswered pair is an error, or its row is left out.

    Returns
    -------
    BatchPriorities
        Arrays of weights, λmax, CR, GCI, Koczkodaj's index and the worst pair.

    Raises
    ------
    JudgmentsError
        For a cell that is no ratio above 0, and for a number of columns that no matrix has. The first ten faults are
        shown with row and pair, and counted.
    OptionError
        For an unknown method or table.

    Notes
    -----
    The weights are found in chunks, so that beyond the judgments and the results only a few MB are needed. Largest
    eigenvalues come from a power iteration on the fourth power of the matrix scaled by its geometric weights, to
    1e-12. R: ``ahpsurvey::ahp.indpref`` and ``ahpsurvey::ahp.cr`` give weights and CR of a list of matrices.

    References
    ----------
    Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.

    Aguarón, J., & Moreno-Jiménez, J. M. (2003). The geometric consistency index: Approximated thresholds. European
    Journal of Operational Research, 147(1), 137-145. https://doi.org/10.1016/S0377-2217(02)00255-2

    Koczkodaj, W. W. (1993). A new definition of consistency of pairwise comparisons. Mathematical and Computer
    Modelling, 18(7), 79-84. https://doi.org/10.1016/0895-7177(93)90059-8

    Examples
    --------
    >>> import surveytools as st
    >>> found = st.ahp.batch([[3, 2, "1/2"], [3, 9, 9]], labels=["content", "speed", "price"])
    >>> found.weights.round(4).tolist()
    [[0.5396, 0.1634, 0.297], [0.6419, 0.3086, 0.0495]]
    >>> found.consistency_ratio.round(4).tolist(), found.to_frame()["worst_pair"].tolist()
    ([0.0079, 0.1169], ['speed / content', 'content / speed'])
    """
    check_option("method", method, TEXTBOOK)
    read = triangle_rows(upper_triangles, n, labels, missing)
    order = len(read.labels)
    RI = find_random_index(order, random_index)
    found = found_of(read.upper, order, method)
    arrays = {name: read_only(values) for name, values in found._asdict().items()}
    CR, CR_perron = (
        consistency_ratios(largest, order, RI.value) for largest in (found.lambda_max, found.lambda_perron)
    )
    return BatchPriorities(
        **arrays, labels=read.labels, consistency_ratio=read_only(CR), consistency_ratio_perron=read_only(CR_perron),
        random_index=RI.value, random_index_table=RI.table, random_index_notes=RI.notes, method=method,
        n_used=len(read.upper), n_total=read.n_total, rows=read.rows,
    )  # fmt: skip


def _distribution(name: str, rows: Sequence[Any], values: Array) -> pd.DataFrame:
    """Return mean, standard deviation, quantiles, largest value a row; values (k, N)."""
    sd = values.std(axis=1, ddof=1) if values.shape[1] > 1 else np.full(len(values), np.nan)
    quantiles = np.quantile(values, list(QUANTILES.values()), axis=1)
    frame = pd.DataFrame({name: list(rows), "mean": values.mean(axis=1), "sd": sd})
    return frame.assign(**dict(zip(QUANTILES, quantiles, strict=True)), maximum=values.max(axis=1))
