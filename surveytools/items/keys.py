"""The keys of scales: which items, which of them turned around, and how many must be answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveytools.base.errors import ItemsError, OptionError, listed, nearest

ScoreMethod = Literal["mean", "sum", "prorated"]
ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Key:
    """A scale: its items, those of them to turn around, and how many must be answered."""

    name: str
    items: tuple[str, ...]
    turned: tuple[str, ...]
    least: int


def resolved_keys(
    keys: Mapping[str, Sequence[str]] | None,
    reverse: Sequence[str] | None,
    known: Sequence[str],
    method: ScoreMethod,
    min_answered: float | None,
) -> tuple[Key, ...]:
    """Return the scales with their items, reversals and numbers of answers needed."""
    if isinstance(reverse, str) or not _are_keys(keys):
        raise OptionError("keys or reverse have the wrong form", hint='keys={"scale": ["q1", "-q2"]}, reverse=["q2"].')
    turned = [str(name) for name in reverse or ()]
    for name in turned:
        check_known(name, known)
    found = []
    for scale_name, signed in ({"score": known} if keys is None else keys).items():
        pairs = [_signed(name, known) for name in signed]
        members = tuple(name for name, _ in pairs)
        doubled = [name for k, name in enumerate(members) if name in members[:k]]
        if doubled or not members:
            fault = f"names {listed(doubled)} twice" if doubled else "has no items"
            raise ItemsError(f"scale {scale_name!r} {fault}", hint="Name each item of a scale once.")
        negative = tuple(name for name, minus in pairs if minus or name in turned)
        found.append(Key(str(scale_name), members, negative, answers_needed(len(members), method, min_answered)))
    return tuple(found)


def _are_keys(keys: object) -> bool:
    if not isinstance(keys, Mapping):
        return keys is None
    return bool(keys) and all(isinstance(own, Collection) and not isinstance(own, str) for own in keys.values())


def answers_needed(k: int, method: ScoreMethod, min_answered: float | None) -> int:
    """Return how many of k items must be answered."""
    if min_answered is None:
        return k if method == "sum" else int(np.ceil(ENOUGH * k))
    if not isinstance(min_answered, int | float | np.number) or min_answered is True or not min_answered > 0:
        raise OptionError(
            f"min_answered={min_answered!r} is neither a count nor a share", hint="Give 3 for three items, .8 for 80%."
        )
    whole = isinstance(min_answered, int | np.integer)
    least = int(min_answered) if whole else int(np.ceil(min_answered * k - 1e-9))
    if least > k or (not whole and min_answered > 1):
        raise OptionError(
            f"min_answered={min_answered!r} is more than a scale of {k} items has",
            hint="Give a count up to the number of items, or a share up to 1.0.",
        )
    if method == "sum" and least < k:
        raise OptionError(
            "a sum of fewer answers is lower for no other reason",
            hint='Take method="prorated" or method="mean", or leave min_answered out.',
        )
    return least


def _signed(name: str, known: Sequence[str]) -> tuple[str, bool]:
    """Return the item and whether a minus stands before it; a column that is called so itself comes first."""
    name = str(name)
    minus = name not in known and name.startswith("-")
    item = name[1:] if minus else name
    check_known(item, known)
    return item, minus


def check_known(name: str, known: Sequence[str]) -> None:
    """Raise :class:`ItemsError` that offers the nearest names unless the item is known."""
    if name not in known:
        raise ItemsError(f"there is no item {name!r}", hint=nearest(name, known))
