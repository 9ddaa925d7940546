"""Priorities: the weights that pairwise comparisons imply, and how consistent the comparisons are."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from surveytools.ahp.comparisons import Judgments, as_judgments
from surveytools.ahp.consistency import consistency_index, consistency_ratio, mean_ratio_lambda, perron
from surveytools.ahp.entries import Array
from surveytools.ahp.random_index import TABLES, RandomIndexChoice, find_random_index
from surveytools.ahp.textbook import changed_table, consistency_table, named, weight_table, worked_steps
from surveytools.base.errors import check_option
from surveytools.base.figure import COLORS, drawing
from surveytools.base.guidelines import CONSISTENCY_GUIDELINES, judge
from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table, format_value
from surveytools.base.warnings import InconsistentJudgmentsWarning

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Method = Literal["geometric", "eigenvector", "arithmetic"]
METHODS: dict[Method, Text] = {
    "geometric": Text("root method (geometric means of the rows)", "方根法"),
    "eigenvector": Text("eigenvector method", "特征向量法"),
    "arithmetic": Text("sum method (means of the normalized columns)", "和法"),
}
GUIDELINE = "saaty1980"
LIMIT = CONSISTENCY_GUIDELINES[GUIDELINE].bands[0][0]


@result_class
class Priorities(Result):
    r"""Weights of the criteria, and the consistency of the judgments, :math:`CR = CI / RI`; see :func:`priorities`.

    Attributes
    ----------
    labels : tuple of str
        The n criteria.
    weights : ndarray, shape (n,)
        Their weights, summing to 1.
    lambda_max : float
        Mean of (Aw)ᵢ / wᵢ, which CI and CR are made of.
    lambda_perron : float
        Largest eigenvalue of the matrix; the same as `lambda_max` for the eigenvector method and for n < 3.
    consistency_index, random_index, consistency_ratio : float
        CI, RI, and CR = CI / RI; CR is 0 for one or two criteria.
    consistency_ratio_perron : float
        CR by `lambda_perron`.
    method : {"geometric", "eigenvector", "arithmetic"}
        How the weights were made.
    random_index_table : str
        Table the random index comes from.
    judgments : Judgments
        What the weights were made of.

    References
    ----------
    Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.

    Examples
    --------
    >>> import surveytools as st
    >>> st.ahp.priorities([[1, 3], ["1/3", 1]]).verdict().en
    'acceptable'
    """

    labels: tuple[str, ...]
    weights: Array
    lambda_max: float
    lambda_perron: float
    consistency_index: float
    random_index: float
    consistency_ratio: float
    consistency_ratio_perron: float
    method: Method
    random_index_table: str
    judgments: Judgments = field(repr=False)
    random_index_notes: tuple[Text, ...] = field(default=(), repr=False)

    references = (
        "Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.",
        "Crawford, G., & Williams, C. (1985). A note on the analysis of subjective judgment matrices. Journal of "
        "Mathematical Psychology, 29(4), 387-405. https://doi.org/10.1016/0022-2496(85)90002-1",
    )

    def verdict(self, guideline: str = GUIDELINE) -> Text:
        """Say whether the judgments are consistent enough."""
        return judge(self.consistency_ratio, guideline, CONSISTENCY_GUIDELINES)

    def steps(self, names: Mapping[str, Text] | None = None) -> tuple[Table, ...]:
        """Return the way from the matrix to CR, step by step as textbooks lay it out.

        Parameters
        ----------
        names : mapping of str to Text, optional
            What to print for a label; by default the label itself.
        """
        return worked_steps(self, names or {})

    def plot(
        self, ax: Axes | None = None, *, language: Language = "en", names: Mapping[str, Text] | None = None
    ) -> Axes:
        """Draw the weights as bars, the first criterion on top."""
        size = (7, 1 + 0.35 * len(self.labels))
        with drawing(language, ax, size=size) as axes:
            said = [named(label, names or {}).said(language) for label in self.labels]
            bars = axes.barh(range(len(said)), self.weights, color=COLORS[0])
            axes.bar_label(bars, [format_value(w, "four") for w in self.weights.tolist()], padding=3)
            axes.set_yticks(range(len(said)), said)
            axes.invert_yaxis()
            axes.margins(x=0.12)
            axes.set_xlabel(Text("Weight", "权重").said(language))
        return axes

    def headline(self) -> Text:
        """Name the heaviest criterion and the consistency ratio."""
        top, verdict = int(np.argmax(self.weights)), self.verdict()
        weight, ratio = format_value(self.weights[top].item(), "four"), format_value(self.consistency_ratio, "four")
        return Text(
            f"The largest weight is {weight} ({self.labels[top]}); CR = {ratio}, {verdict.en}.",
            f"权重最大的是 {self.labels[top]}（{weight}）；CR = {ratio}，{verdict.zh}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the matrix with the weights, the consistency, and the cells that were set."""
        changed = (changed_table(self.judgments.changed),) if self.judgments.changed else ()
        return (weight_table(self.judgments, self.weights, {}), consistency_table(self), *changed)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a criterion: criterion, weight, rank."""
        frame = pd.DataFrame({"criterion": list(self.labels), "weight": self.weights})
        return frame.assign(rank=frame["weight"].round(12).rank(ascending=False, method="min").astype(int))

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Method, definition of λmax, table of RI, and what the verdict depends on."""
        name, ri = self.random_index_table, f"{self.random_index:.4g}"
        source = f" ({TABLES[name].source})" if name in TABLES else ""
        made = METHODS[self.method]
        return (
            Text(f"weights by the {made.en}", f"权重：{made.zh}"),
            Text("λmax is the mean of (Aw)ᵢ / wᵢ", "λmax 取 (Aw)ᵢ / wᵢ 的平均值"),
            Text(
                f"RI = {ri} for n = {len(self.labels)}, table {name}{source}",
                f"n = {len(self.labels)} 时 RI = {ri}，RI 表 {name}{source}",
            ),
            *self.remarks,
        )

    @property
    def remarks(self) -> tuple[Text, ...]:
        """What is particular to these judgments: a verdict that hangs on a convention, cells that were set."""
        return (*self.random_index_notes, *self._perron_remark(), *self._table_remark(), *self._changed_remark())

    def _perron_remark(self) -> tuple[Text, ...]:
        if (self.consistency_ratio >= LIMIT) == (self.consistency_ratio_perron >= LIMIT):
            return ()
        ratio = format_value(self.consistency_ratio_perron, "four")
        return (
            Text(
                f"by the Perron eigenvalue CR is {ratio}: the verdict at .10 depends on the definition of λmax",
                f"按 Perron 特征值 CR = {ratio}：以 0.10 为界的结论取决于 λmax 的定义",
            ),
        )

    def _table_remark(self) -> tuple[Text, ...]:
        n, CI = len(self.labels), self.consistency_index
        by_table = {name: consistency_ratio(CI, TABLES[name].by_n.get(n, 0)) for name in ("saaty1980", "saaty2005")}
        if len({ratio >= LIMIT for ratio in by_table.values()}) == 1:
            return ()
        said = ", ".join(f"{format_value(ratio, 'four')} ({name})" for name, ratio in by_table.items())
        return (
            Text(
                f"the verdict at .10 depends on the table of RI: CR = {said}",
                f"以 0.10 为界的结论取决于 RI 表：CR = {said}",
            ),
        )

    def _changed_remark(self) -> tuple[Text, ...]:
        count = len(self.judgments.changed)
        made = Text(f"rounded reciprocals set to 1/a: {count}", f"经四舍五入的倒数已改为 1/a：{count} 个")
        return (made,) if count else ()


def priorities(
    judgments: Any, method: Method = "geometric", *, random_index: RandomIndexChoice = "saaty1980"
) -> Priorities:
    r"""Find the weights that pairwise comparisons imply.

    .. math:: w_i \propto \Big(\prod_j a_{ij}\Big)^{1/n} \text{ (geometric)}, \quad Aw = \lambda w
        \text{ (eigenvector)}, \quad w_i = \frac{1}{n} \sum_j \frac{a_{ij}}{\sum_k a_{kj}} \text{ (arithmetic)},

    .. math:: \lambda_{max} = \frac{1}{n} \sum_i \frac{(Aw)_i}{w_i}, \quad CI = \frac{\lambda_{max} - n}{n - 1},
        \quad CR = \frac{CI}{RI}.

    Parameters
    ----------
    judgments : Judgments, nested list, ndarray or pandas.DataFrame, shape (n, n)
        The comparisons.
    method : {"geometric", "eigenvector", "arithmetic"}
        方根法, 特征向量法, 和法.
    random_index : str or mapping of int to float
        Table of random indices: "saaty1980", "saaty2005", "xu", "alonso_lamata", "tummala_ling", "aguaron",
        "donegan_dodd", "simulated", or values by n.

    Returns
    -------
    Priorities
        Weights, λmax, CI, RI and CR.

    Raises
    ------
    JudgmentsError
        For a matrix that is no complete set of comparisons.
    OptionError
        For an unknown method or table.

    Warns
    -----
    InconsistentJudgmentsWarning
        When CR is .10 or more.

    Notes
    -----
    For n = 3 the geometric and the eigenvector weights are the same. λmax as the mean ratio is what textbooks compute
    by hand; for the geometric method it mostly lies a little below the Perron eigenvalue, so the ratio by that is
    given beside it. R: ``ahpsurvey::ahp.indpref(method = "eigen")`` and ``ahpsurvey::ahp.cr`` give the eigenvector
    weights and their CR.

    References
    ----------
    Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.

    Crawford, G., & Williams, C. (1985). A note on the analysis of subjective judgment matrices. Journal of
    Mathematical Psychology, 29(4), 387-405. https://doi.org/10.1016/0022-2496(85)90002-1

    Examples
    --------
    >>> import surveytools as st
    >>> found = st.ahp.priorities([[1, 3, 2], ["1/3", 1, "1/2"], ["1/2", 2, 1]])
    >>> found.weights.round(4).tolist(), round(found.consistency_ratio, 4)
    ([0.5396, 0.1634, 0.297], 0.0079)
    """
    found = derived(as_judgments(judgments), method, random_index)
    if found.consistency_ratio >= LIMIT:
        ratio = format_value(found.consistency_ratio, "four")
        warnings.warn(
            f"CR = {ratio}, not below .10: the judgments contradict each other. Ask for those that surprise again, "
            "or report the weights together with this CR.",
            InconsistentJudgmentsWarning,
            stacklevel=2,
        )
    return found


def derived(judgments: Judgments, method: Method, random_index: RandomIndexChoice) -> Priorities:
    """Return the priorities of judgments without a warning."""
    check_option("method", method, METHODS)
    A, n = judgments.matrix, len(judgments)
    RI = find_random_index(n, random_index)
    w = _WEIGHTS[method](A)
    mean_ratio, largest = mean_ratio_lambda(A, w), perron(A)[0]
    CI, CI_perron = consistency_index(mean_ratio, n), consistency_index(largest, n)
    return Priorities(
        judgments.labels, read_only(w), mean_ratio, largest, CI, RI.value, consistency_ratio(CI, RI.value),
        consistency_ratio(CI_perron, RI.value), method, RI.table, judgments, RI.notes,
    )  # fmt: skip


def geometric_weights(A: Array) -> Array:
    r"""Return :math:`(\prod_j a_{ij})^{1/n}` scaled to sum 1, shape (n,); A (n, n)."""
    r = np.exp(np.log(A).mean(axis=1))
    return r / r.sum()


def eigenvector_weights(A: Array) -> Array:
    """Return the eigenvector of the largest eigenvalue, scaled to sum 1, shape (n,); A (n, n)."""
    return perron(A)[1]


def arithmetic_weights(A: Array) -> Array:
    """Return the row means of the columns scaled to sum 1, shape (n,); A (n, n)."""
    return (A / A.sum(axis=0)).mean(axis=1)


_WEIGHTS = {"geometric": geometric_weights, "eigenvector": eigenvector_weights, "arithmetic": arithmetic_weights}
