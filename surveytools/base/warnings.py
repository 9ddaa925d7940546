"""What the user should know although a number was computed."""

from __future__ import annotations


class SurveyWarning(UserWarning):
    """Base of all warnings of this package."""


class MissingAnswersWarning(SurveyWarning):
    """More than 5 % of the respondents were left out because they skipped an item."""


class InconsistentJudgmentsWarning(SurveyWarning):
    """Pairwise comparisons contradict each other more than the guideline allows."""
