"""What the user should know although a number was computed."""

from __future__ import annotations

import warnings
from collections.abc import Generator
from contextlib import contextmanager


class SurveyWarning(UserWarning):
    """Base of all warnings of this package."""


class MissingAnswersWarning(SurveyWarning):
    """More than 5 % of the respondents were left out because they skipped an item."""


class InconsistentJudgmentsWarning(SurveyWarning):
    """Pairwise comparisons contradict each other more than the guideline allows."""


@contextmanager
def suppressed(kind: type[Warning]) -> Generator[None]:
    """Silence one kind of warning, where the same fact is about to be reported in another way."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kind)
        yield
