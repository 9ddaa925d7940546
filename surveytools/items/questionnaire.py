"""What is known of a questionnaire beside its answers: scale, dimensions, reversed items, the time it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import (
    AnswersError,
    ItemsError,
    OptionError,
    Place,
    SampleSizeError,
    listed,
)
from surveytools.base.result import read_only
from surveytools.items.keys import check_known
from surveytools.moments.door import Answers, Scale, enter_answers
from surveytools.moments.entering import framed

Array = NDArray[np.float64]
Dimensions = Mapping[str, Sequence[str]]
FEWEST_FOR_IDS = 20  # respondents from which whole numbers that are all different are no answers


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """Answers as given, with what is known about them.

    Parameters
    ----------
    answers : Answers
        Before reversal.
    scale : (float, float) or None
        Lowest and highest possible answer.
    dimensions : dict of str to list of str
        The items of each dimension; empty if none are declared.
    turned : tuple of str
        Items worded the other way.
    seconds : ndarray or None, shape (n,)
        The time each respondent took.
    """

    answers: Answers
    scale: Scale | None = None
    dimensions: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    turned: tuple[str, ...] = ()
    seconds: Array | None = None

    def positions(self, names: Sequence[str]) -> NDArray[np.int64]:
        """Return where items stand."""
        return np.array([self.answers.names.index(name) for name in names], np.int64)

    def frame(self) -> pd.DataFrame:
        """Return the answers after reversal."""
        given = framed(self.answers)
        return framed(enter_answers(given, reverse=self.turned, scale=self.scale)) if self.turned else given


def enter_questionnaire(
    items: Any,
    *,
    scale: Scale | None,
    dimensions: Dimensions | None,
    seconds: Any,
    reverse: Sequence[str] | None,
) -> Questionnaire:
    """Validate answers and what is said about them; nothing is turned around yet."""
    answers = enter_answers(items, scale=scale)
    n, p = answers.X.shape
    if p < 2:
        raise ItemsError("there is only one item", hint="Give at least two items.")
    if n < 2:
        raise SampleSizeError("there is only one respondent", hint="Give at least two rows.")
    if np.isnan(answers.X).all():
        raise AnswersError(
            "nobody answered any item", hint="Check the columns, and how texts were turned into numbers."
        )
    if scale is None:
        _refuse_ids(answers)
    enter_answers(framed(answers).iloc[:1], reverse=reverse, scale=scale)
    checked = _checked_dimensions(dimensions, answers.names)
    return Questionnaire(answers, scale, checked, tuple(reverse or ()), _checked_seconds(seconds, answers))


def _refuse_ids(answers: Answers) -> None:
    """Raise an error that names columns in which every respondent has another whole number."""
    X = answers.X
    n, p = X.shape
    if n < FEWEST_FOR_IDS:
        return
    wide = np.flatnonzero(np.fmax.reduce(X, axis=0) - np.fmin.reduce(X, axis=0) >= n - 1)
    columns = [answers.names[j] for j in wide if len(np.unique(X[:, j])) == n and (X[:, j] == np.rint(X[:, j])).all()]
    if columns and 2 * len(columns) < p:
        raise ItemsError(
            f"every respondent has another whole number in {listed(columns)}, as in a column of ids",
            hint="Give the item columns alone; if these are answers, declare scale=(low, high).",
        )


def _checked_dimensions(dimensions: Dimensions | None, known: Sequence[str]) -> dict[str, list[str]]:
    if dimensions is None:
        return {}
    hint = 'Name the items of each dimension: {"content": ["q1", "q2"]}.'
    if not isinstance(dimensions, Mapping) or not dimensions:
        raise OptionError(f"dimensions={dimensions!r} are none", hint=hint)
    wrong = [str(name) for name, group in dimensions.items() if not _is_list(group)]
    if wrong:
        raise ItemsError(f"no list of items is given for {listed(wrong)}", hint=hint)
    members = [str(name) for group in dimensions.values() for name in group]
    for name in members:
        check_known(name, known)
    doubled = [name for k, name in enumerate(members) if name in members[:k]]
    if doubled:
        raise ItemsError(f"{listed(doubled)} stands in the dimensions twice", hint="Put each item into one dimension.")
    return {str(name): [str(item) for item in group] for name, group in dimensions.items()}


def _is_list(group: object) -> bool:
    """Tell whether items are given in an order; those of a set have none."""
    return isinstance(group, list | tuple | pd.Index | pd.Series | np.ndarray) and len(group) > 0


def _checked_seconds(seconds: Any, answers: Answers) -> Array | None:
    """Return one time a respondent, NaN where it is not known."""
    if seconds is None:
        return None
    n = len(answers.X)
    if isinstance(seconds, pd.Series) and len(seconds) == n and not seconds.index.equals(answers.rows):
        raise AnswersError(
            "the seconds belong to other respondents than the answers, or stand in another order",
            hint="Put them in order: seconds.loc[items.index]; or give seconds.to_numpy().",
        )
    given = np.asarray(seconds, object if isinstance(seconds, list | tuple) else None)
    if given.shape != (n,):
        raise AnswersError(
            f"there are seconds for {len(given) if given.ndim else 1} of {n} respondents"
            if given.ndim < 2
            else f"the seconds have shape {given.shape}",
            hint="Give one number a respondent: the time for all items together.",
        )
    values = _numbers(given, answers.rows)
    wrong = np.flatnonzero((values < 0) | np.isinf(values))
    if len(wrong):
        raise AnswersError(
            "a time is negative or infinite",
            place=Place(row=str(answers.rows[wrong[0]]), value=float(values[wrong[0]])),
            hint="Correct it, or give NaN for a time that is not known.",
        )
    return read_only(values)


def _numbers(given: NDArray[Any], rows: pd.Index) -> Array:
    """Return times as numbers; a duration is one only when its unit is said, a text never."""
    if given.dtype.kind in "mM":
        raise AnswersError("the seconds are durations or dates", hint="Give numbers: times.dt.total_seconds().")
    unknown = pd.isna(given)
    if given.dtype.kind not in "iuf":
        for k in np.flatnonzero(~unknown).tolist():
            if not isinstance(given[k], Real) or isinstance(given[k], bool):
                raise AnswersError(
                    "a time is not a number",
                    place=Place(row=str(rows[k]), value=str(given[k])),
                    hint="Give one number a respondent, NaN for a time that is not known.",
                )
    return np.where(unknown, np.nan, given).astype(np.float64)
