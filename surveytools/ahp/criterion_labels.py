"""What the criteria are called, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from math import isqrt
from typing import Any

import pandas as pd

from surveytools.base.errors import JudgmentsError, Place, listed


def label_list(labels: Any, file: str | None = None, name: str = "labels") -> list[Any] | None:
    """Return labels as a list, None for none; a text, and what has no order, is an error."""
    if labels is None:
        return None
    if isinstance(labels, str | Set | Mapping) or not isinstance(labels, Iterable):
        wrong = f"{name}={labels!r} is {'one text' if isinstance(labels, str) else 'no list'}"
        raise JudgmentsError(wrong, place=Place(file=file), hint='Write ["price", "speed"].')
    return list(labels)


def checked_labels(labels: Sequence[str] | None, n: int, file: str | None = None) -> tuple[str, ...]:
    """Return the labels of n criteria as texts, each its own, by default "1" to "n"."""
    given, place = label_list(labels, file), Place(file=file)
    names = tuple(str(label) for label in (range(1, n + 1) if given is None else given))
    bare = [name.strip() for name in names]
    doubled = list(dict.fromkeys(name for k, name in enumerate(bare) if name in bare[:k]))
    if len(names) != n:
        raise JudgmentsError(
            f"there are {len(names)} labels for {n} criteria", place=place, hint="Give one label a row."
        )
    if any(_is_blank(label) for label in given or ()):
        raise JudgmentsError("a label is empty", place=place, hint="Give each criterion its own.")
    if doubled:
        raise JudgmentsError(
            f"the label {listed(doubled)} stands twice", place=place, hint="Give each criterion its own."
        )
    return names


def _is_blank(label: Any) -> bool:
    return not str(label).strip() or (pd.api.types.is_scalar(label) and bool(pd.isna(label)))


def frame_labels(frame: pd.DataFrame, file: str | None) -> list[str] | None:
    """Return the labels of a frame, nothing for one that has none; rows and columns must agree."""
    if all(isinstance(axis, pd.RangeIndex) for axis in frame.axes):
        return None
    rows, columns = ([str(label).strip() for label in axis] for axis in frame.axes)
    if rows != columns:
        raise JudgmentsError(
            f"the rows are {listed(rows)}, but the columns are {listed(columns)}",
            place=Place(file=file),
            hint="Label both alike, in the same order; the row labels are the frame's index.",
        )
    return columns


def order_of(m: int, labels: Sequence[str] | None) -> int:
    """Return the n of an upper triangle of m entries."""
    n = (1 + isqrt(1 + 8 * m)) // 2
    pairs = m if labels is None else len(labels) * (len(labels) - 1) // 2
    if labels is not None and pairs != m:
        raise JudgmentsError(
            f"there are {m} judgments for {len(labels)} criteria",
            hint=f"The upper triangle of {len(labels)} criteria has {pairs}.",
        )
    if n * (n - 1) // 2 != m:
        raise JudgmentsError(
            f"{m} judgments are no upper triangle",
            hint=f"{n} criteria have {n * (n - 1) // 2} pairs, {n + 1} criteria have {n * (n + 1) // 2}.",
        )
    return n
