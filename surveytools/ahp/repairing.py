"""Repairs: the smallest changes that make judgments consistent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.ahp.comparisons import Judgments, as_judgments
from surveytools.ahp.consistency import LIMIT
from surveytools.ahp.contradictions import pair_frame
from surveytools.ahp.entries import Array, reciprocal
from surveytools.ahp.random_index import RandomIndexChoice, find_random_index
from surveytools.ahp.repair_search import NOTHING, Candidate, Problem, searched, weights_and_ratios
from surveytools.ahp.repair_wording import (
    repair_conventions,
    repair_frame,
    repair_sentence,
    repair_tables,
    repairs_headline,
)
from surveytools.ahp.scales import SCALES, Scale, scale_values
from surveytools.ahp.weighting_methods import TEXTBOOK, Method
from surveytools.base.errors import JudgmentsError, check_option, check_setting, is_number, is_whole, listed
from surveytools.base.labels import Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table


@dataclass(frozen=True, slots=True)
class Change:
    """Another answer to one pair, in the direction in which it was given as 1 or more.

    Parameters
    ----------
    criterion, over : str
        The pair.
    given, taken : float
        How many times the first outweighs the second: as answered, and as it would have to be.
    """

    criterion: str
    over: str
    given: float
    taken: float


@dataclass(frozen=True, slots=True)
class Repair:
    """A change of one or two judgments, and what follows.

    Parameters
    ----------
    changes : tuple of Change
        The judgments changed.
    steps : float
        Steps on the scale, over all changes.
    consistency_ratio_before, consistency_ratio : float
        CR as answered, and with the changes.
    largest_shift, total_shift : float
        Largest absolute change of a weight, and the sum over all.
    n_rank_changes : int
        Criteria whose rank is another one.
    weights : tuple of float
        With the changes.
    """

    changes: tuple[Change, ...]
    steps: float
    consistency_ratio_before: float
    consistency_ratio: float
    largest_shift: float
    total_shift: float
    n_rank_changes: int
    weights: tuple[float, ...]

    def in_words(self) -> Text:
        """Say it in one sentence."""
        return repair_sentence(self)


@result_class
class Repairs(Result):
    r"""The smallest changes that make judgments consistent; see :func:`repair`.

    Attributes
    ----------
    consistency_ratio, threshold : float
        CR as answered, and the limit it is to fall below.
    weights : ndarray, shape (n,)
        The weights as answered.
    repairs : tuple of Repair
        The list, the fewest changes and steps first; empty if nothing needs a change, or nothing tried is enough.
    lowest : Repair or None
        The change with the lowest CR of all, enough or not; None if nothing needs a change.
    n_tried, n_sufficient : tuple of int
        How many changes of one judgment, and of two, were tried, and how many of them are enough.
    method, scale : str
        How the weights were made; the scale that was searched.
    random_index : float
        RI.
    random_index_table : str
        Where it comes from.
    judgments : Judgments
        As given; they are not changed.

    References
    ----------
    Bozóki, S., Fülöp, J., & Poesz, A. (2011). On pairwise comparison matrices that can be made consistent by the
    modification of a few elements. Central European Journal of Operations Research, 19(2), 157-175.
    https://doi.org/10.1007/s10100-010-0136-9

    Examples
    --------
    >>> import surveytools as st
    >>> print(st.ahp.repair([[1, 3, 2], ["1/3", 1, "1/2"], ["1/2", 2, 1]]).headline())
    CR = 0.008 is below 0.100 already: nothing needs to be changed.
    """

    consistency_ratio: float
    threshold: float
    weights: Array
    repairs: tuple[Repair, ...]
    lowest: Repair | None
    n_tried: tuple[int, ...]
    n_sufficient: tuple[int, ...]
    method: Method
    scale: Scale
    random_index: float
    random_index_table: str
    judgments: Judgments = field(repr=False)
    random_index_notes: tuple[Text, ...] = field(default=(), repr=False)
    references = (
        "Saaty, T. L. (2003). Decision-making with the AHP: Why is the principal eigenvector necessary. European "
        "Journal of Operational Research, 145(1), 85-91. https://doi.org/10.1016/S0377-2217(02)00227-8",
        "Bozóki, S., Fülöp, J., & Poesz, A. (2011). On pairwise comparison matrices that can be made consistent by "
        "the modification of a few elements. Central European Journal of Operations Research, 19(2), 157-175. "
        "https://doi.org/10.1007/s10100-010-0136-9",
    )

    def headline(self) -> Text:
        """Say that nothing needs a change, what the smallest change is, or which judgments to ask for again."""
        return repairs_headline(self)

    def tables(self) -> tuple[Table, ...]:
        """Return the list and its sentences; where nothing tried is enough, the lowest CR and the worst pairs."""
        return repair_tables(self)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a repair on the list."""
        return repair_frame(self.repairs)

    def worst_pairs(self, most: int = 3) -> pd.DataFrame:
        """Return the judgments furthest above what the weights imply, one a row."""
        return pair_frame(self.judgments.matrix, self.weights, self.judgments.labels, most)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Method, RI, and how many changes were tried."""
        return repair_conventions(self)


def repair(
    judgments: Any,
    threshold: float = LIMIT,
    *,
    scale: Scale = "saaty",
    method: Method = "geometric",
    random_index: RandomIndexChoice = "saaty1980",
    max_changes: Literal[1, 2] = 2,
) -> Repairs:
    r"""List the smallest changes of judgments that bring their consistency ratio below a limit.

    All changes of one and of two judgments to other values of the scale are tried. On the list is each that suffices
    and that no other one beats: none is better in one of

    .. math:: \text{judgments changed}, \quad \text{steps on the scale}, \quad CR, \quad \max_i |\Delta w_i|

    without being worse in another. Nothing is changed: ask the expert about the pairs that are named.

    Parameters
    ----------
    judgments : Judgments, nested list, ndarray or pandas.DataFrame, shape (n, n)
        The comparisons, of every pair.
    threshold : float
        The limit that CR is to fall below.
    scale : str
        The scale whose 17 values a judgment may take: "saaty", 1/9 to 9, or another one of
        :meth:`Judgments.on_scale` for judgments that are on it.
    method : {"geometric", "eigenvector", "arithmetic"}
        方根法, 特征向量法, 和法; CR is made of the mean of (Aw)ᵢ / wᵢ.
    random_index : str or mapping of int to float
        Table of random indices, or values by n; see :func:`priorities`.
    max_changes : {1, 2}
        How many judgments a repair may change.

    Returns
    -------
    Repairs
        The list, each repair with a sentence; empty if CR is below the limit already, or if nothing tried suffices.

    Raises
    ------
    JudgmentsError
        For a faulty matrix, and for unanswered pairs.
    OptionError
        For a threshold not between 0 and 1, an unknown scale, method, table or number of changes.

    Notes
    -----
    A judgment between two values of the scale counts as many steps as lie between its logarithm and that of the
    other, one beyond the scale counts from its end. n criteria have :math:`16 m` changes of one judgment and
    :math:`256 m (m - 1) / 2` of two, with :math:`m = n (n - 1) / 2`: 97,216 for n = 8.

    References
    ----------
    Saaty, T. L. (2003). Decision-making with the AHP: Why is the principal eigenvector necessary. European Journal
    of Operational Research, 145(1), 85-91. https://doi.org/10.1016/S0377-2217(02)00227-8

    Bozóki, S., Fülöp, J., & Poesz, A. (2011). On pairwise comparison matrices that can be made consistent by the
    modification of a few elements. Central European Journal of Operations Research, 19(2), 157-175.
    https://doi.org/10.1007/s10100-010-0136-9

    Examples
    --------
    >>> import surveytools as st
    >>> judgments = st.ahp.Judgments.from_upper([3, 9, 9], labels=["content", "speed", "price"])
    >>> found = st.ahp.repair(judgments)
    >>> found.repairs[0].in_words().zh
    '若将“content”比“speed”的判断由 3 改为 2，一致性比率 CR 将由 0.117 降至 0.046；各权重变动不超过 0.060，排序不变。'
    >>> found.to_frame()[["change", "scale_steps", "consistency_ratio"]].round(3).values.tolist()[:1]
    [['content over speed: 3 → 2', 1.0, 0.046]]
    """
    _check(threshold, scale, method, max_changes)
    given = as_judgments(judgments)
    _refuse_gaps(given)
    n = len(given)
    RI, logs = find_random_index(n, random_index), np.log(given.matrix[np.triu_indices(n, 1)])
    problem = Problem(logs, scale_values(scale, max(n, 2)), n, method, RI.value, threshold)
    (w,), (CR,) = weights_and_ratios(problem, logs[:, None])
    found = searched(problem, max_changes) if threshold <= CR else NOTHING
    made = tuple(_made(one, given, w, float(CR)) for one in (*found.front, *found.lowest))
    return Repairs(
        float(CR), threshold, read_only(w), made[: len(found.front)], made[-1] if made else None, found.n_tried,
        found.n_sufficient, method, scale, RI.value, RI.table, judgments=given, random_index_notes=RI.notes,
    )  # fmt: skip


def _check(threshold: float, scale: Scale, method: Method, max_changes: int) -> None:
    fits = is_number(threshold) and 0 < threshold < 1
    check_setting(fits, "threshold", threshold, "limit of CR", "Give one between 0 and 1, such as .1.")
    check_option("scale", scale, SCALES)
    check_option("method", method, TEXTBOOK)
    fits = is_whole(max_changes) and max_changes in (1, 2)
    check_setting(fits, "max_changes", max_changes, "number of changes", "Give 1 or 2.")


def _refuse_gaps(judgments: Judgments) -> None:
    if not judgments.is_complete:
        pairs = listed(f"{a} and {b}" for a, b in judgments.missing_pairs)
        raise JudgmentsError(f"not compared: {pairs}", hint="Ask for these first, then for a repair.")


def _made(candidate: Candidate, judgments: Judgments, before: Array, CR: float) -> Repair:
    """Return a repair with the names of the criteria; before (n,) are the weights as answered."""
    w = candidate.weights
    _, steps, ratio, largest = candidate.costs
    return Repair(
        tuple(_changes(candidate, judgments)), steps, CR, ratio, largest, float(np.abs(w - before).sum()),
        int((_ranks(w) != _ranks(before)).sum()), tuple(w.tolist()),
    )  # fmt: skip


def _changes(candidate: Candidate, judgments: Judgments) -> Iterator[Change]:
    """Yield the changes, each pair in the direction in which its judgment is 1 or more, of 1 the new one is."""
    pairs, labels = list(combinations(range(len(judgments)), 2)), judgments.labels
    for entry, taken in zip(candidate.entries, candidate.values, strict=True):
        i, j = pairs[entry]
        given = judgments.matrix[i, j].item()
        if given < 1 or (given == 1 and taken < 1):
            yield Change(labels[j], labels[i], reciprocal(given), reciprocal(taken))
        else:
            yield Change(labels[i], labels[j], given, taken)


def _ranks(w: Array) -> NDArray[np.intp]:
    """Return the ranks of weights (n,), the largest first, equal ones alike."""
    w = w.round(12)
    return (w > w[:, None]).sum(axis=1)
