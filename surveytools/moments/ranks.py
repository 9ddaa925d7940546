"""Spearman's rank correlations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import AnswersNeededError, ItemsError
from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.moments.accumulation import accumulate
from surveytools.moments.counting import CHUNK_ROWS, MOST_CATEGORIES, burt_matrix
from surveytools.moments.counts import Counts
from surveytools.moments.door import Answers, Scale
from surveytools.moments.entering import enter_respondents
from surveytools.moments.sums import Missing
from surveytools.moments.tables import matrix_table, range_text, square
from surveytools.moments.wording import moments_conventions

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@result_class
class Spearman(Result):
    """Spearman's rank correlations of a set of items.

    Attributes
    ----------
    corr : pandas.DataFrame
        The correlations, items by items.
    n : pandas.DataFrame
        How many respondents answered both items.
    n_used, n_total : int
        Respondents that count, the smallest pair count under pairwise deletion; respondents in all.
    """

    corr: pd.DataFrame
    n: pd.DataFrame
    n_used: int
    n_total: int
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Spearman, C. (1904). The proof and measurement of association between two things. The American Journal of "
        "Psychology, 15, 72-101. https://doi.org/10.2307/1412159",
    )

    def headline(self) -> Text:
        """State the range of the correlations."""
        words = range_text(Text("Spearman's correlations", " Spearman 相关"), self.corr, self.n_used)
        return Text(f"{words.en}.", f"{words.zh}。")

    def tables(self) -> tuple[Table, ...]:
        """Return the correlations."""
        return (matrix_table(Text("Spearman's rank correlations", "Spearman 等级相关"), self.corr),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Ties and missing answers."""
        return (Text("ties share their mean rank", "同分取平均秩"), *self.made)


def spearman(
    items: Any, *, reverse: Sequence[str] | None = None, scale: Scale | None = None, missing: Missing = "listwise"
) -> Spearman:
    r"""Compute Spearman's rank correlations.

    Pearson's correlations of the ranks,

    .. math:: r_s = \frac{\sum (R_x - \bar R_x)(R_y - \bar R_y)}
        {\sqrt{\sum (R_x - \bar R_x)^2 \sum (R_y - \bar R_y)^2}},

    where ties share their mean rank.

    Parameters
    ----------
    items : frame or array
        Answers, one row a respondent and one column an item.
    reverse, scale
        As in :func:`surveytools.cronbach_alpha`; reversal changes the signs.
    missing : {"listwise", "pairwise", "raise"}
        Leave out respondents with a skipped item; rank each pair among those who answered both; or raise.

    Returns
    -------
    Spearman
        ``.corr``, ``.n``, ``.n_used``, ``.n_total``.

    Raises
    ------
    AnswersNeededError
        For :class:`surveytools.Moments` and :class:`surveytools.Counts`.
    ItemsError
        For a constant item.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Notes
    -----
    R's ``cor(x, method = "spearman")``, with ``use = "complete.obs"`` or ``"pairwise"``.

    References
    ----------
    Spearman, C. (1904). The proof and measurement of association between two things. The American Journal of
    Psychology, 15, 72-101. https://doi.org/10.2307/1412159

    Examples
    --------
    >>> import pandas as pd
    >>> import surveytools as st
    >>> answers = pd.DataFrame({"q1": [1, 2, 4, 5, 3], "q2": [2, 2, 5, 4, 3]})
    >>> round(float(st.spearman(answers).corr.loc["q1", "q2"]), 4)
    0.8721
    """
    refuse_counts(items)
    answers, moments = enter_respondents(items, reverse=reverse, scale=scale, missing=missing)
    names = answers.names
    return Spearman(
        square(rank_correlations(answers), names), square(moments.counts, names), moments.n_used, moments.n_total,
        moments_conventions(moments),
    )  # fmt: skip


def refuse_counts(items: Any) -> None:
    """Raise :class:`AnswersNeededError` for counts."""
    if isinstance(items, Counts):
        raise AnswersNeededError("counts hold no single answers", hint="Give the answers, one row a respondent.")


def rank_correlations(answers: Answers) -> Array:
    """Return Spearman's correlations, shape (p, p); each pair ranked among those who answered both."""
    codes = ordered_codes(answers.X)
    if (codes >= 0).all():
        ranks = np.column_stack([midranks(column) for column in codes.T])
        return accumulate(ranks, answers.names, "listwise").corr()
    if codes.max() < MOST_CATEGORIES:
        return _of_tables(codes, answers.names)
    R = np.eye(len(answers.names))
    for i, j in zip(*np.triu_indices(len(R), 1), strict=True):
        both = (codes[:, i] >= 0) & (codes[:, j] >= 0)
        a, b = (_centred(midranks(codes[both, k]), answers.names[k]) for k in (i, j))
        R[i, j] = R[j, i] = a @ b / np.sqrt((a @ a) * (b @ b))
    return R


def _of_tables(codes: Codes, names: tuple[str, ...]) -> Array:
    """Return Spearman's correlations of answers with few categories from the two-way table of each pair."""
    own = [range(size) for size in (codes.max(axis=0) + 1).tolist()]
    chunks = (codes[k : k + CHUNK_ROWS] for k in range(0, len(codes), CHUNK_ROWS))
    burt = reduce(np.add, (burt_matrix(chunk, own) for chunk in chunks))
    edges = np.cumsum([0, *map(len, own)])
    R = np.eye(len(names))
    for i, j in zip(*np.triu_indices(len(R), 1), strict=True):
        T = burt[edges[i] : edges[i + 1], edges[j] : edges[j + 1]]
        n, m = T.sum(axis=1), T.sum(axis=0)
        a, b = _centred(category_ranks(n), names[i], n), _centred(category_ranks(m), names[j], m)
        R[i, j] = R[j, i] = a @ T @ b / np.sqrt((n @ a**2) * (m @ b**2))
    return R


def ordered_codes(X: NDArray[Any]) -> Codes:
    """Return the distinct answers to each item numbered upwards from 0, shape (n, p); -1 where skipped."""
    codes = np.column_stack([np.unique(column, return_inverse=True)[1] for column in X.T])
    return np.where(np.isnan(X), -1, codes)


def midranks(codes: Codes) -> Array:
    """Return the ranks of answers numbered from 0, ties sharing their mean rank, shape (n,)."""
    return category_ranks(np.bincount(codes))[codes]


def category_ranks(counts: NDArray[np.int64]) -> Array:
    """Return the mean rank of each answer, given how often it occurs, shape (k,)."""
    return np.cumsum(counts) - (counts - 1) / 2


def _centred(ranks: Array, name: str, counts: NDArray[np.int64] | None = None) -> Array:
    centred = ranks - np.average(ranks, weights=counts)
    if not (centred if counts is None else centred * counts).any():
        raise ItemsError(
            f"among those who answered both items of a pair everyone gave the same answer to {name}",
            hint="A constant item correlates with nothing; leave it out.",
        )
    return centred
