"""What the user should know although a number was computed."""

from __future__ import annotations

import warnings
from collections.abc import Generator
from contextlib import contextmanager


class SurveyWarning(UserWarning):
    """Base of all warnings of this package."""


class MissingAnswersWarning(SurveyWarning):
    """More than 5% of the respondents were left out because they skipped an item."""


class InconsistentJudgmentsWarning(SurveyWarning):
    """Pairwise comparisons contradict each other more than the guideline allows."""


class TotalsWarning(SurveyWarning):
    """A row or column of a table of counts is the sum of the others, as totals are."""


class PanelSpreadWarning(SurveyWarning):
    """The experts of a panel are too few, or too much of one mind, for an interval of their weights."""


class HeywoodWarning(SurveyWarning):
    """The uniqueness of an item fell to zero: the model takes all of it for common."""


class NotConvergedWarning(SurveyWarning):
    """An iteration stopped before it came to its end."""


class NotIdentifiedWarning(SurveyWarning):
    """The data do not determine a number, and an assumption stands in for them."""


class NegativeItemWarning(SurveyWarning):
    """An item correlates negatively with the sum of the others, as after a forgotten reversal."""


class BoundaryCorrelationWarning(SurveyWarning):
    """The correlation of ordinal items has no estimate inside its range, as after an empty cell."""


class OvercorrectionWarning(SurveyWarning):
    """A correlation corrected for attenuation lies beyond 1."""


@contextmanager
def suppressed(*kinds: type[Warning]) -> Generator[None]:
    """Silence kinds of warnings, where the same fact is reported in another way."""
    with warnings.catch_warnings():
        for kind in kinds:
            warnings.simplefilter("ignore", kind)
        yield
