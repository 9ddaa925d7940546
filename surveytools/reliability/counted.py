"""Ordinal answers for coefficients: counted, and enough of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from surveytools.base.errors import AnswersNeededError
from surveytools.base.labels import Text
from surveytools.moments.counts import Counts, enter_counts
from surveytools.moments.door import Answers, Scale
from surveytools.moments.sums import Missing, Moments
from surveytools.reliability.totals import check_more_respondents

INTERVAL_LATER = Text(
    "interval by leaving out one respondent at a time, which takes a while: .interval()",
    "区间采用刀切法，耗时较长，需另行调用 .interval()",
)


def enter_enough(
    items: Any, *, reverse: Sequence[str] | None, scale: Scale | None, missing: Missing
) -> tuple[Counts, Answers | None]:
    """Count answers of more respondents than items, for the verb that calls this; moments are an error."""
    if isinstance(items, Moments):
        raise AnswersNeededError(
            "moments do not show how often each answer was given",
            hint="Give the answers, one row a respondent, or st.Counts of them.",
        )
    counts, answers = enter_counts(items, reverse=reverse, scale=scale, missing=missing, stacklevel=4)
    check_more_respondents(counts.n_used, counts.n_items, "An ordinal coefficient")
    return counts, answers
