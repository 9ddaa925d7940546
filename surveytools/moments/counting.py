"""Counting answers: which occur, and how often each pair of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import AnswersError, ItemsError, Place, listed, raise_faults
from surveytools.moments.door import Answers

MOST_CATEGORIES = 20
CHUNK_ROWS = 8_192
DENSE_SPAN = 1_000
LARGEST = 2**53
_WHOLE = "Ordinal answers are whole numbers such as 1 to 5; for continuous items use Pearson or Spearman correlations."


def burt_matrix(X: NDArray[Any], categories: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Return the counts of every pair of categories, shape (K, K), of answers of shape (n, p), n below 2 ** 24."""
    edges = np.cumsum([0, *map(len, categories)])
    G = np.empty((int(edges[-1]), len(X)), np.float32)
    for x, own, (a, b) in zip(np.ascontiguousarray(X.T), categories, pairwise(edges), strict=True):
        G[a:b] = x == np.array(own, X.dtype)[:, None]
    return np.rint(G @ G.T).astype(np.int64)


def occurring(x: NDArray[Any]) -> tuple[int, ...]:
    """Return the different answers to an item, shape (n,), NaN where skipped, in ascending order."""
    known = x[np.isfinite(x)].astype(np.int64)
    if not len(known):
        return ()
    low, high = int(known.min()), int(known.max())
    if high - low > DENSE_SPAN:
        return tuple(np.unique(known).tolist())
    found = np.flatnonzero(np.bincount(known - low)) + low
    return tuple(found.tolist())


def check_few(names: Sequence[str], categories: Sequence[Sequence[int]]) -> None:
    """Raise :class:`ItemsError` that names the items with too many different answers to be ordinal."""
    many = [name for name, own in zip(names, categories, strict=True) if len(own) > MOST_CATEGORIES]
    if many:
        raise ItemsError(
            f"there are more than {MOST_CATEGORIES} different answers to {listed(many)}",
            hint="Such an item counts as continuous: use Pearson or Spearman correlations.",
        )


def check_whole(answers: Answers) -> None:
    """Raise :class:`AnswersError` that names the first answer of each item that is not a whole number."""
    X = answers.X
    if X.dtype.kind != "f":
        return
    broken = (np.rint(X) != X) & ~np.isnan(X) | (np.abs(X) > LARGEST)
    faults: list[AnswersError] = []
    for j in np.flatnonzero(broken.any(axis=0)).tolist():
        i = int(broken[:, j].argmax())
        place = Place(row=str(answers.rows[i]), column=answers.names[j], value=X[i, j].item())
        faults.append(AnswersError("an answer is not a whole number", place=place, hint=_WHOLE))
    raise_faults(faults)
