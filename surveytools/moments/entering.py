"""Behind the door: the answers of the respondents who count, and their moments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from surveytools.base.errors import AnswersNeededError
from surveytools.moments.door import Answers, Scale, enter_answers, enter_moments, validated
from surveytools.moments.sums import Missing, Moments, closed


def enter_respondents(
    items: Any,
    *,
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
    stacklevel: int = 3,
) -> tuple[Answers, Moments]:
    """Return the answers after reversal, without those left out by listwise deletion, and their moments."""
    if isinstance(items, Moments):
        raise AnswersNeededError(
            "moments hold no single answers",
            hint='Give the answers, one row a respondent, or use correlation="pearson".',
        )
    frame = framed(validated(items, scale))
    moments = enter_moments(frame, reverse=reverse, scale=scale, missing=missing, stacklevel=stacklevel + 1)
    answers = enter_answers(frame, reverse=reverse, scale=scale)
    return (complete(answers) if moments.missing == "listwise" else answers), moments


def framed(answers: Answers) -> pd.DataFrame:
    """Return the same numbers as a frame, without a copy."""
    return pd.DataFrame(answers.X, index=answers.rows, columns=list(answers.names), copy=False)


def chosen(items: Any, names: Sequence[str]) -> Any:
    """Return the columns of a frame that have one of these names; what is no frame stays as it is."""
    if isinstance(items, pd.DataFrame):
        return items.loc[:, [str(name) in names for name in items.columns]]
    columns: Any = getattr(items, "columns", None)
    return items[[name for name in names if name in columns]] if isinstance(columns, list) else items


def complete(answers: Answers) -> Answers:
    """Return the answers of those who skipped nothing."""
    if answers.X.dtype.kind != "f":
        return answers
    kept = np.flatnonzero(~np.isnan(answers.X).any(axis=1))
    if len(kept) == len(answers.X):
        return answers
    return Answers(answers.names, closed(answers.X[kept]), answers.rows.take(kept))
