"""The respondents behind a coefficient, for the intervals that need their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import AnswersNeededError
from surveytools.moments.door import Answers, Scale, enter_moments, validated
from surveytools.moments.entering import complete, framed
from surveytools.moments.resampling import check_unchanged
from surveytools.moments.sums import Missing, Moments

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Respondents:
    """The answers of those who count.

    Parameters
    ----------
    X : ndarray, shape (n, k)
        One row a respondent, NaN where skipped.
    sign : ndarray, shape (k,)
        -1 for items turned around, 1 for the others.
    names : sequence of str
        The items.
    rows : pandas.Index
        What the respondents are called.
    """

    X: NDArray[Any]
    sign: Array
    names: Sequence[str]
    rows: pd.Index[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Moments of items and the answers they were made of.

    Parameters
    ----------
    moments : Moments
        After reversal.
    answers : Answers or None
        As they came: before reversal and deletion, and perhaps of more items; None when moments were given.
    """

    moments: Moments
    answers: Answers | None

    def select(self, names: Sequence[str]) -> Sample:
        """Return the sample with some of the items; the same respondents count."""
        return Sample(self.moments.select(names), self.answers)

    def respondents(self, needing: str, otherwise: str = "") -> Respondents:
        """Return the answers of those who count, which must be what they were; `needing` is what cannot do without."""
        if self.answers is None:
            hint = f"Give the answers themselves{otherwise and f', or {otherwise}'}."
            raise AnswersNeededError(f"{needing} needs the answers, and only moments were given", hint=hint)
        moments = self.moments
        answers = complete(self.answers) if moments.missing == "listwise" else self.answers
        sign = np.where([name in moments.turned for name in moments.names], -1.0, 1.0)
        X = answers.X
        if moments.names != answers.names:
            X = X[:, [answers.names.index(name) for name in moments.names]]
        check_unchanged(X, moments.cov() * np.outer(sign, sign))
        return Respondents(X, sign, moments.names, answers.rows)


def enter_sample(
    items: Any,
    *,
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
    stacklevel: int = 3,
) -> Sample:
    """Take answers or moments through the door, for a verb whose caller warnings should point to."""
    answers = None if isinstance(items, Moments) else validated(items)
    given = items if answers is None else framed(answers)
    moments = enter_moments(given, reverse=reverse, scale=scale, missing=missing, stacklevel=stacklevel + 1)
    return Sample(moments, answers)
