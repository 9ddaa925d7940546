"""What is compared: alphas of results, of answers and of publications, and how their total scores go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from surveytools.base.errors import AnswersNeededError, OptionError, SampleSizeError, is_number, is_whole
from surveytools.moments.matrices import valid_corr
from surveytools.reliability.alpha import CronbachAlpha, alpha_of_items
from surveytools.reliability.binary_items import KuderRichardson

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PublishedAlpha:
    """An alpha as it was published.

    Parameters
    ----------
    alpha : float
        The coefficient, below 1.
    n : int
        Respondents, three or more.
    n_items : int
        Items, two or more.

    Raises
    ------
    OptionError
        For a figure that cannot be.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16, 297-334.
    https://doi.org/10.1007/BF02310555

    Examples
    --------
    >>> import surveytools as st
    >>> st.PublishedAlpha(0.78, n=41, n_items=10)
    PublishedAlpha(alpha=0.78, n=41, n_items=10)
    """

    alpha: float
    n: int
    n_items: int

    def __post_init__(self) -> None:
        if not (is_number(self.alpha) and self.alpha < 1):
            raise OptionError(f"alpha={self.alpha!r} cannot be compared", hint="Give a number below 1.")
        if not (is_whole(self.n) and is_whole(self.n_items) and self.n >= 3 and self.n_items >= 2):
            raise OptionError(
                f"n={self.n!r} respondents and n_items={self.n_items!r} items make no alpha to compare",
                hint="Give three respondents or more and two items or more.",
            )


Compared = CronbachAlpha | PublishedAlpha


def compared(given: Any) -> Compared:
    """Return what may be compared: a result, a published figure, or alpha of answers."""
    given = given.alpha if isinstance(given, KuderRichardson) else given
    found = given if isinstance(given, CronbachAlpha | PublishedAlpha) else alpha_of_items(given, stacklevel=4)
    if found.alpha >= 1 - 1e-12:
        raise OptionError("alpha is 1: it leaves nothing to compare", hint="Look for an item that was entered twice.")
    return found


def respondents(given: Compared) -> int:
    """Return how many respondents an alpha is of; too few to compare are an error."""
    n = given.n if isinstance(given, PublishedAlpha) else given.n_used
    if n < 3:
        raise SampleSizeError(f"{n} respondents are too few to compare alphas", hint="Give three or more.")
    return n


def total_correlations(entered: Sequence[Compared], r: float | ArrayLike | None, names: tuple[str, ...]) -> Array:
    """Return the correlations of the total scores of the same people, shape (m, m)."""
    if len({respondents(given) for given in entered}) > 1:
        raise SampleSizeError(
            "the scales have different numbers of respondents",
            hint="Give the answers of those who answered all scales.",
        )
    R = _correlated_totals(entered) if r is None else _given_correlations(r, names)
    if np.abs(R[np.triu_indices(len(R), 1)]).max() > 1 - 1e-12:
        raise OptionError("total scores correlate 1 or more", hint="Two of the scales are the same; leave one out.")
    return R


def _correlated_totals(entered: Sequence[Compared]) -> Array:
    return np.asarray(np.corrcoef(_totals(entered)), np.float64)


def _given_correlations(r: float | ArrayLike, names: tuple[str, ...]) -> Array:
    """Return a matrix as given, or that of the one correlation of two scales."""
    m = len(names)
    given = np.array([[1, r], [r, 1]]) if np.ndim(r) == 0 and m == 2 else np.asarray(r)
    if given.shape != (m, m):
        raise OptionError(f"r has shape {given.shape}", hint=f"Give a matrix with a row for each of the {m} scales.")
    return valid_corr(given, names)


def _totals(entered: Sequence[Compared]) -> list[Array]:
    """Return the total scores on each scale, after checking that they are of the same people."""
    totals: list[Array] = []
    rows: list[pd.Index[Any]] = []
    for given in entered:
        if isinstance(given, PublishedAlpha) or given.answers is None:
            raise AnswersNeededError(
                "the correlation of the total scores is not known", hint="Give it: r=..., or give the answers."
            )
        found = given.entered().respondents("r")
        totals.append(found.X @ found.sign)
        rows.append(found.rows)
    if any(not rows[0].equals(other) for other in rows[1:]):
        raise SampleSizeError(
            "the scales were not answered by the same people",
            hint="Give the rows of those who answered all scales, in the same order and with the same index.",
        )
    return totals
