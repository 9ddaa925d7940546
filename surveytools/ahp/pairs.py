"""Judgments given pair by pair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from surveytools.ahp.criterion_labels import label_list
from surveytools.ahp.entries import is_empty, mirrored, number_in
from surveytools.base.errors import JudgmentsError, listed, nearest, raise_faults

Pair = tuple[str, str]


def cells_of_pairs(pairs: Any, labels: Sequence[str] | None) -> tuple[list[list[Any]], list[str]]:
    """Return the cells of a matrix, n x n, and its labels; a pair left out is empty if the labels were given."""
    if not isinstance(pairs, Iterable):
        raise JudgmentsError(f"{pairs!r} are no pairs", hint='Write {("content", "speed"): 3}.')
    rows = list(pairs.items()) if isinstance(pairs, Mapping) else list(_split(pairs))
    raise_faults(list(_key_faults(pair for pair, _ in rows)))
    named = [((str(a), str(b)), cell) for (a, b), cell in rows]
    given = dict(named)
    found = list(dict.fromkeys(label for pair in given for label in pair))
    names = [str(label) for label in (found if labels is None else label_list(labels) or ())]
    raise_faults([*_twice(named), *_pair_faults(given, names), *(() if labels is not None else _absent(given, names))])
    return [[1 if a == b else _over(a, b, given) for b in names] for a in names], names


def _split(triples: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for triple in triples:
        if not (isinstance(triple, tuple | list) and len(triple) == 3):
            raise JudgmentsError(f"{triple!r} is no comparison", hint='Write ("content", "speed", 3).')
        yield (triple[0], triple[1]), triple[2]


def _key_faults(pairs: Iterable[Any]) -> Iterator[JudgmentsError]:
    for pair in pairs:
        if not (isinstance(pair, tuple) and len(pair) == 2 and None not in pair):
            yield JudgmentsError(f"{pair!r} is no pair", hint='Write ("content", "speed"): 3.')


def _twice(named: Sequence[tuple[Pair, Any]]) -> Iterator[JudgmentsError]:
    """Yield the pairs given twice in the same direction with different judgments."""
    seen: dict[Pair, Any] = {}
    for pair, cell in named:
        before = seen.setdefault(pair, cell)
        if number_in(before) != number_in(cell) and not (is_empty(before) and is_empty(cell)):
            a, b = pair
            yield JudgmentsError(
                f"{a!r} over {b!r} is given twice, as {before} and as {cell}", hint="Keep the one that is meant."
            )


def _pair_faults(given: Mapping[Pair, Any], names: Sequence[str]) -> Iterator[JudgmentsError]:
    for a, b in given:
        unknown = [label for label in (a, b) if label not in names]
        if unknown:
            wrong = f"the pair {a!r}, {b!r} compares {listed(unknown)}, which is not among the labels"
            yield JudgmentsError(wrong, hint=nearest(unknown[0], names))
        elif a == b:
            yield JudgmentsError(f"{a!r} is compared with itself", hint="Leave this pair out.")


def _absent(given: Mapping[Pair, Any], names: Sequence[str]) -> Iterator[JudgmentsError]:
    for a, b in combinations(names, 2):
        if (a, b) not in given and (b, a) not in given:
            yield JudgmentsError(
                f"{a!r} and {b!r} are not compared",
                hint="Compare every pair once; to leave pairs unanswered, give the labels.",
            )


def _over(a: str, b: str, given: Mapping[Pair, Any]) -> Any:
    return given[a, b] if (a, b) in given else mirrored(given.get((b, a)))
