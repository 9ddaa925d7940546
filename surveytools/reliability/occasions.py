"""The scores of the same people on two occasions: read, made of items, and matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import AnswersError, ItemsError, listed
from surveytools.moments.door import Answers, Scale, enter_answers

Array = NDArray[np.float64]
Score = Literal["sum", "mean"]


@dataclass(frozen=True, slots=True, eq=False)
class MatchedScores:
    """Scores of people who have one on both occasions.

    Parameters
    ----------
    pairs : ndarray, shape (n, 2)
        One row a person: the first score and the second.
    n_total : int
        People on either occasion.
    by_index : bool
        Whether people were matched by their index, or else by their position.
    is_given : bool
        Whether the scores were given, or else made of items.
    """

    pairs: Array
    n_total: int
    by_index: bool
    is_given: bool


def matched_scores(
    first: Any, second: Any, score: Score, reverse: Sequence[str] | None, scale: Scale | None
) -> MatchedScores:
    """Return the scores of two occasions, whose items have the same names, person by person."""
    one, two = (_items(occasion, reverse, scale) for occasion in (first, second))
    if set(one.names) != set(two.names):
        raise _other_items(one.names, two.names)
    x, y = (pd.Series(_scores(part, score), index=part.rows) for part in (one, two))
    by_index = _has_labels(first) and _has_labels(second) and not (_counts_rows(x.index) and _counts_rows(y.index))
    if by_index:
        _refuse_one_sided(x.index, y.index)
    pairs, n_total = _paired(x, y, by_index)
    return MatchedScores(pairs, n_total, by_index, is_given=len(one.names) == 1)


def _items(occasion: Any, reverse: Sequence[str] | None, scale: Scale | None) -> Answers:
    """Read the answers of one occasion; scores become a single item."""
    if isinstance(occasion, pd.Series):
        occasion = occasion.to_frame("score")
    elif not hasattr(occasion, "columns") and np.ndim(occasion) == 1:
        occasion = pd.DataFrame({"score": np.asarray(occasion)})
    return enter_answers(occasion, reverse=reverse, scale=scale)


def _scores(answers: Answers, score: Score) -> Array:
    X = answers.X.astype(np.float64)
    return X.sum(axis=1) if score == "sum" else X.mean(axis=1)


def _has_labels(occasion: Any) -> bool:
    return isinstance(occasion, pd.DataFrame | pd.Series)


def _counts_rows(index: pd.Index[Any]) -> bool:
    """Tell whether an index is the one that every frame begins with: 0, 1, 2 and so on without a name."""
    return isinstance(index, pd.RangeIndex) and index.name is None and index.start == 0 and index.step == 1


def _refuse_one_sided(x: pd.Index[Any], y: pd.Index[Any]) -> None:
    """Refuse to match people who are called by the name of a column with rows that are merely counted."""
    if (_counts_rows(x) and y.name is not None) or (_counts_rows(y) and x.name is not None):
        name = y.name if x.name is None else x.name
        raise AnswersError(
            f"people are called by {name!r} on one occasion, and merely counted on the other",
            hint="Give both the same index: frame.set_index(...) on both occasions.",
        )


def _paired(x: pd.Series, y: pd.Series, by_index: bool) -> tuple[Array, int]:
    """Return the scores of those who have both, shape (n, 2), and how many people there are in all."""
    if not by_index:
        if len(x) != len(y):
            raise AnswersError(
                f"{len(x)} people on the first occasion, {len(y)} on the second",
                hint="Give each person a name: frame.set_index(...) on both occasions.",
            )
        x, y = x.reset_index(drop=True), y.reset_index(drop=True)
    for values, name in ((x, "first"), (y, "second")):
        doubled = values.index[values.index.duplicated()]
        if len(doubled):
            raise AnswersError(
                f"{listed(dict.fromkeys(map(str, doubled)))} stand twice in the index of the {name} occasion",
                hint="Give every person a row of their own.",
            )
    both = pd.concat([x, y], axis=1, join="outer")
    return both.dropna().to_numpy(), len(both)


def _other_items(first: Sequence[str], second: Sequence[str]) -> ItemsError:
    others = sorted(set(first) ^ set(second))
    return ItemsError(
        f"{listed(others)} are items of one occasion only", hint="Give the same items, under the same names, on both."
    )
