"""Priorities: the weights that pairwise comparisons imply, and how consistent the comparisons are."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

import pandas as pd

from surveytools.ahp import indices
from surveytools.ahp.chance import chance_of_passing
from surveytools.ahp.comparisons import Judgments, as_judgments
from surveytools.ahp.consistency import consistency_index, consistency_ratio, mean_ratio_lambda, perron
from surveytools.ahp.contradictions import pair_frame, pair_table, triad_frame, triad_table
from surveytools.ahp.entries import Array
from surveytools.ahp.incompleteness import COMPLETIONS, Completion, completed_judgments
from surveytools.ahp.pictures import draw_weights
from surveytools.ahp.priority_wording import (
    PRIORITY_REFERENCES,
    priority_conventions,
    priority_headline,
    priority_remarks,
)
from surveytools.ahp.random_index import RandomIndexChoice, find_random_index, random_index_with_gaps
from surveytools.ahp.robustness import LIMIT, Choice, dependence
from surveytools.ahp.textbook import (
    changed_table,
    consistency_table,
    indices_table,
    printed,
    weight_table,
    worked_steps,
)
from surveytools.ahp.weighting_methods import METHODS, PriorityMethod, weights_by
from surveytools.base.errors import check_option
from surveytools.base.guidelines import CONSISTENCY_GUIDELINES, judge
from surveytools.base.labels import LANGUAGES, Language, Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table, Tables, format_value
from surveytools.base.warnings import InconsistentJudgmentsWarning

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GUIDELINE = "saaty1980"


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
    method : str
        How the weights were made.
    random_index_table : str
        Table the random index comes from.
    geometric_consistency, geometric_consistency_limit : float
        Geometric consistency index of the judgments, and the value that stands for CR = .10 with this RI.
    koczkodaj, harmonic_consistency : float
        Koczkodaj's index, 0 without a contradiction and below 1; the harmonic consistency index.
    chance_of_passing : float
        Probability that random judgments have a CR below .10 by the RI in use; 1 for one or two criteria, NaN with
        unanswered pairs or a RI far from all tables.
    complete : {"lls", "eigenvector", "harker"} or None
        How unanswered pairs were filled in; None if there are none.
    judgments, completed : Judgments
        What the weights were made of; the same with the unanswered pairs filled in.

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
    method: PriorityMethod
    random_index_table: str
    geometric_consistency: float
    geometric_consistency_limit: float
    koczkodaj: float
    harmonic_consistency: float
    chance_of_passing: float
    complete: Completion | None
    judgments: Judgments = field(repr=False)
    completed: Judgments = field(repr=False)
    random_index_notes: tuple[Text, ...] = field(default=(), repr=False)

    references = PRIORITY_REFERENCES

    def verdict(self, guideline: str = GUIDELINE) -> Text:
        """Say whether the judgments are consistent enough."""
        return judge(self.consistency_ratio, guideline, CONSISTENCY_GUIDELINES)

    def steps(self, names: Mapping[str, Text] | None = None, *, language: Language = "en") -> Tables:
        """Return the way from the matrix to CR, step by step as textbooks lay it out.

        Parameters
        ----------
        names : mapping of str to Text, optional
            What to print for a label; by default the label itself.
        language : {"en", "zh"}
            In which language the tables are printed together; each of them holds both.
        """
        check_option("language", language, LANGUAGES)
        return Tables(worked_steps(self, names or {}), language)

    def plot(
        self, ax: Axes | None = None, *, language: Language = "en", names: Mapping[str, Text] | None = None
    ) -> Axes:
        """Draw the weights as bars, the first criterion on top."""
        return draw_weights(printed(self.labels, names or {}), self.weights, ax, language)

    def headline(self) -> Text:
        """Name the heaviest criterion and the consistency ratio."""
        return priority_headline(self)

    def tables(self) -> tuple[Table, ...]:
        """Return the matrix with the weights, the consistency, the cells that were set, and the contradictions."""
        changed = (changed_table(self.judgments.changed),) if self.judgments.changed else ()
        further = (indices_table(self),) if self.random_index > 0 else ()
        worst = (pair_table(self.worst_pairs()), triad_table(self.worst_triads()))
        shown = worst if self.consistency_ratio >= LIMIT else ()
        return (weight_table(self.judgments, self.weights, {}), consistency_table(self), *changed, *further, *shown)

    def errors(self) -> pd.DataFrame:
        """Return the errors a_ij w_j / w_i, 1 where judgment and weights agree, NaN for unanswered pairs."""
        names = list(self.labels)
        return pd.DataFrame(indices.errors(self.judgments.matrix, self.weights), index=names, columns=names)

    def worst_pairs(self, most: int = 3) -> pd.DataFrame:
        """Return the judgments furthest above what the weights imply, one a row."""
        return pair_frame(self.judgments.matrix, self.weights, self.labels, most)

    def worst_triads(self, most: int = 3) -> pd.DataFrame:
        """Return the triads that contradict themselves most, with the direct and the indirect ratio."""
        return triad_frame(self.judgments.matrix, self.labels, most)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a criterion: criterion, weight, rank."""
        frame = pd.DataFrame({"criterion": list(self.labels), "weight": self.weights})
        return frame.assign(rank=frame["weight"].round(12).rank(ascending=False, method="min").astype(int))

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Method, definition of λmax, table of RI, and what the verdict depends on."""
        return priority_conventions(self)

    @property
    def remarks(self) -> tuple[Text, ...]:
        """What is particular to these judgments: gaps, a verdict that hangs on a convention, cells that were set."""
        return priority_remarks(self)

    @property
    def depends_on(self) -> tuple[Choice, ...]:
        """The choices that decide: "eigenvalue", "table" or "method" the verdict, "first" (method) the first place."""
        return tuple(dependence(self))


def priorities(
    judgments: Any,
    method: PriorityMethod = "geometric",
    *,
    random_index: RandomIndexChoice = "saaty1980",
    complete: Completion | None = None,
) -> Priorities:
    r"""Find the weights that pairwise comparisons imply.

    .. math:: w_i \propto \Big(\prod_j a_{ij}\Big)^{1/n} \text{ (geometric)}, \quad Aw = \lambda w
        \text{ (eigenvector)}, \quad w_i = \frac{1}{n} \sum_j \frac{a_{ij}}{\sum_k a_{kj}} \text{ (arithmetic)},

    .. math:: \min_w \sum_{i<j} \Big(\ln a_{ij} - \ln \frac{w_i}{w_j}\Big)^2 \text{ (least squares)}, \quad
        \min_w \sum_{i,j} (a_{ij} w_j - w_i)^2 \text{ (weighted least squares)},

    .. math:: \lambda_{max} = \frac{1}{n} \sum_i \frac{(Aw)_i}{w_i}, \quad CI = \frac{\lambda_{max} - n}{n - 1},
        \quad CR = \frac{CI}{RI}.

    Parameters
    ----------
    judgments : Judgments, nested list, ndarray or pandas.DataFrame, shape (n, n)
        The comparisons.
    method : {"geometric", "eigenvector", "arithmetic", "least_squares", "weighted_least_squares"}
        方根法, 特征向量法, 和法, 对数最小二乘法, 加权最小二乘法. The last two use the answered pairs alone.
    random_index : str or mapping of int to float
        Table of random indices: "saaty1980", "saaty2005", "xu", "alonso_lamata", "tummala_ling", "aguaron",
        "donegan_dodd", "simulated", or values by n. With unanswered pairs RI(n, m) takes the place of a named table.
    complete : {"lls", "eigenvector", "harker"}, optional
        How unanswered pairs are filled in: by the logarithmic least squares of the others, so that the largest
        eigenvalue becomes smallest, or by Harker's eigenvector. Without it an unanswered pair is an error.

    Returns
    -------
    Priorities
        Weights, λmax, CI, RI, CR and the other indices of consistency.

    Raises
    ------
    JudgmentsError
        For a faulty matrix; for unanswered pairs without `complete`; for comparisons that do not connect all criteria.
    OptionError
        For an unknown method, table or way to complete.

    Warns
    -----
    InconsistentJudgmentsWarning
        When CR is .10 or more.

    Notes
    -----
    For n = 3 the geometric and the eigenvector weights are the same; without gaps the logarithmic least squares are
    the geometric weights. λmax as the mean ratio is what textbooks compute by hand; for the geometric method it mostly
    lies a little below the Perron eigenvalue, so the ratio by that is given beside it. R:
    ``ahpsurvey::ahp.indpref(method = "eigen")`` and ``ahpsurvey::ahp.cr`` give the eigenvector weights and their CR.

    References
    ----------
    Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.

    Crawford, G., & Williams, C. (1985). A note on the analysis of subjective judgment matrices. Journal of
    Mathematical Psychology, 29(4), 387-405. https://doi.org/10.1016/0022-2496(85)90002-1

    Chu, A. T. W., Kalaba, R. E., & Spingarn, K. (1979). A comparison of two methods for determining the weights of
    belonging to fuzzy sets. Journal of Optimization Theory and Applications, 27(4).

    Bozóki, S., Fülöp, J., & Rónyai, L. (2010). On optimal completion of incomplete pairwise comparison matrices.
    Mathematical and Computer Modelling, 52(1-2), 318-333. https://doi.org/10.1016/j.mcm.2010.02.047

    Harker, P. T. (1987). Incomplete pairwise comparisons in the analytic hierarchy process. Mathematical Modelling,
    9(11), 837-848.

    Examples
    --------
    >>> import surveytools as st
    >>> found = st.ahp.priorities([[1, 3, 2], ["1/3", 1, "1/2"], ["1/2", 2, 1]])
    >>> found.weights.round(4).tolist(), round(found.consistency_ratio, 4)
    ([0.5396, 0.1634, 0.297], 0.0079)
    """
    found = derived(as_judgments(judgments), method, random_index, complete)
    if found.consistency_ratio >= LIMIT:
        ratio = format_value(found.consistency_ratio, "four")
        warnings.warn(
            f"CR = {ratio}, not below .10: the judgments contradict each other. Ask for those that surprise again, "
            "or report the weights together with this CR.",
            InconsistentJudgmentsWarning,
            stacklevel=2,
        )
    return found


def derived(
    judgments: Judgments, method: PriorityMethod, random_index: RandomIndexChoice, complete: Completion | None = None
) -> Priorities:
    """Return the priorities of judgments without a warning."""
    check_option("method", method, METHODS)
    check_option("complete", complete, (None, *COMPLETIONS))
    filled = completed_judgments(judgments, complete)
    A, given, n, missing = filled.matrix, judgments.matrix, len(judgments), len(judgments.missing_pairs)
    RI = whole = find_random_index(n, random_index)
    if missing:
        RI = random_index_with_gaps(n, missing, random_index)
    w = weights_by(method, A, given)
    mean_ratio, largest = mean_ratio_lambda(A, w), perron(A)[0]
    CI = consistency_index(mean_ratio, n)
    chance = None if missing else chance_of_passing(n, RI.value)
    return Priorities(
        judgments.labels, read_only(w), mean_ratio, largest, CI, RI.value, consistency_ratio(CI, RI.value),
        consistency_ratio(consistency_index(largest, n), RI.value), method, RI.table,
        geometric_consistency=indices.geometric_consistency_index(given, weights_by("least_squares", A, given)),
        geometric_consistency_limit=indices.geometric_consistency_limit(n, whole.value),
        koczkodaj=indices.koczkodaj(given), harmonic_consistency=indices.harmonic_index(A),
        chance_of_passing=chance.value if chance else math.nan, complete=complete if missing else None,
        judgments=judgments, completed=filled, random_index_notes=RI.notes,
    )  # fmt: skip
