"""The second half of the door: correlations of the kind asked for, of answers, moments or counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import SampleSizeError, check_option
from surveytools.base.labels import Text
from surveytools.base.result import read_only
from surveytools.moments.counts import Counts, enter_counts
from surveytools.moments.door import Answers, Scale, enter_moments
from surveytools.moments.entering import enter_respondents
from surveytools.moments.matrices import inverse
from surveytools.moments.ordinal import ZERO_CELL_WORDS, warn_of_limits
from surveytools.moments.ranks import rank_correlations, refuse_counts
from surveytools.moments.sums import Missing, Moments
from surveytools.moments.two_step import correlations_of
from surveytools.moments.wording import moments_conventions

Array = NDArray[np.float64]
Correlation = Literal["pearson", "polychoric", "spearman"]
CORRELATIONS: tuple[Correlation, ...] = ("pearson", "polychoric", "spearman")
KINDS: dict[Correlation, Text] = {
    "pearson": Text("Pearson correlations", "Pearson 相关"),
    "polychoric": Text("polychoric correlations", "多分格相关"),
    "spearman": Text("Spearman's rank correlations", "Spearman 等级相关"),
}
PAIRWISE = Text(
    "Pearson correlations: pairwise covariances over the standard deviations of all answers to each item",
    "Pearson 相关：成对协方差除以各题项全部作答的标准差",
)


@dataclass(frozen=True, slots=True, eq=False)
class Correlations:
    """Correlations, and what is known of where they come from.

    Parameters
    ----------
    names : tuple of str
        The p items.
    R : ndarray, shape (p, p)
        Their correlations, read-only.
    n_used, n_total : int
        Respondents that count, the smallest pair count under pairwise deletion; respondents in all.
    correlation : {"pearson", "polychoric", "spearman"}
        Of which kind they are.
    answers : Answers or None
        The answers behind them, after reversal and without those left out by listwise deletion; None for moments and
        counts.
    moments : Moments
        Those of the answers or of the published matrix.
    made : tuple of Text
        How they were made, in words.
    """

    names: tuple[str, ...]
    R: Array
    n_used: int
    n_total: int
    correlation: Correlation
    answers: Answers | None
    moments: Moments
    made: tuple[Text, ...]

    def inverse(self, statistic: str) -> Array:
        """Return the inverse that a statistic needs; too few respondents and dependent items are errors."""
        self.check_respondents(statistic)
        return inverse(self.R, self.names)

    def check_respondents(self, statistic: str) -> None:
        """Raise :class:`SampleSizeError` unless there are more respondents than items."""
        if self.n_used <= len(self.names):
            raise SampleSizeError(
                f"{self.n_used} respondents are too few for {len(self.names)} items",
                hint=f"{statistic} needs more respondents than items, better five to ten times as many.",
            )


def enter_correlations(
    items: Any,
    *,
    correlation: Correlation = "pearson",
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
    keep_answers: bool = True,
    stacklevel: int = 3,
) -> Correlations:
    """Return correlations of answers, of moments (Pearson's), or of counts (Pearson's and polychoric ones).

    Without the answers Pearson's correlations of large data come faster.
    """
    check_option("correlation", correlation, CORRELATIONS)
    if correlation == "polychoric":
        counts, answers = enter_counts(items, reverse=reverse, scale=scale, missing=missing, stacklevel=stacklevel + 1)
        return _of_counts(counts, answers, stacklevel + 1)
    if correlation == "pearson" and isinstance(items, Moments | Counts):
        given = items if isinstance(items, Moments) else items.moments()
        return _of_moments(enter_moments(given, reverse=reverse, scale=scale, missing=missing), None)
    refuse_counts(items)
    if correlation == "pearson" and not keep_answers:
        moments = enter_moments(items, reverse=reverse, scale=scale, missing=missing, stacklevel=stacklevel + 1)
        return _of_moments(moments, None)
    answers, moments = enter_respondents(
        items, reverse=reverse, scale=scale, missing=missing, stacklevel=stacklevel + 1
    )
    return _of_moments(moments, answers) if correlation == "pearson" else _of_ranks(moments, answers)


def _of_moments(moments: Moments, answers: Answers | None) -> Correlations:
    kind = PAIRWISE if moments.missing == "pairwise" and moments.n_used < moments.n_total else KINDS["pearson"]
    made = (kind, *moments_conventions(moments))
    R = read_only(moments.corr())
    return Correlations(moments.names, R, moments.n_used, moments.n_total, "pearson", answers, moments, made)


def _of_ranks(moments: Moments, answers: Answers) -> Correlations:
    made = (KINDS["spearman"], *moments_conventions(moments))
    R = read_only(rank_correlations(answers))
    return Correlations(answers.names, R, moments.n_used, moments.n_total, "spearman", answers, moments, made)


def _of_counts(counts: Counts, answers: Answers | None, stacklevel: int) -> Correlations:
    moments = counts.moments()
    made = (KINDS["polychoric"], ZERO_CELL_WORDS["margins"], *moments_conventions(moments))
    R = read_only(correlations_of(counts))
    warn_of_limits(np.triu(R, 1), counts.names, counts.names, stacklevel)
    return Correlations(counts.names, R, counts.n_used, counts.n_total, "polychoric", answers, moments, made)
