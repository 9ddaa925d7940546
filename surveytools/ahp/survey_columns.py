"""Which column of a survey holds which comparison, in a frame of any library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from surveytools.base.errors import JudgmentsError, listed, nearest, raise_faults

PairColumns = str | tuple[str, str]
Placed = dict[tuple[str, str], tuple[str, ...]]
SEPARATORS = ("_", ":", "-", "/", "|", "__", " vs ", "_vs_", " : ", " - ", "：")


def pandas_frame(given: Any, hint: str) -> pd.DataFrame:
    """Return a frame of pandas, Polars or Arrow as one of pandas; anything else is an error with the hint."""
    if isinstance(given, pd.DataFrame):
        return given
    import narwhals as nw  # noqa: PLC0415 - read only where a frame of another library comes in

    try:
        frame = nw.from_native(given)
    except TypeError as error:
        raise JudgmentsError(f"judgments cannot be read from {type(given).__name__}", hint=hint) from error
    frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    return pd.DataFrame({name: frame[name].to_numpy() for name in frame.columns})


def found_columns(
    frame: pd.DataFrame, labels: Sequence[str], columns: Mapping[tuple[str, str], Any] | None, direction: str
) -> Placed:
    """Return the columns of each pair, in the direction of the question: one, or winner and intensity."""
    named = direction == "winner_named"
    if columns is None:
        if named:
            raise JudgmentsError(
                'direction="winner_named" needs the columns',
                hint='Give columns={("price", "speed"): ("winner_column", "intensity_column"), …}.',
            )
        found = _by_name([str(name) for name in frame.columns], labels)
    else:
        raise_faults(list(_key_faults(columns)))
        said = {(str(a), str(b)): given for (a, b), given in columns.items()}
        raise_faults(list(_faults(frame, labels, said, 2 if named else 1)))
        found = {pair: _as_tuple(given) for pair, given in said.items()}
    raise_faults(list(_shared(frame, found)))
    return found


def _as_tuple(given: Any) -> tuple[str, ...]:
    return tuple(given) if isinstance(given, tuple | list) else (given,)


def _by_name(names: Sequence[str], labels: Sequence[str]) -> Placed:
    known, found, faults = set(names), dict[tuple[str, str], tuple[str, ...]](), list[JudgmentsError]()
    for a, b in combinations(labels, 2):
        both = [
            (pair, name)
            for pair in ((a, b), (b, a))
            for name in (pair[0] + between + pair[1] for between in SEPARATORS)
            if name in known
        ]
        if len(both) == 1:
            found[both[0][0]] = (both[0][1],)
        elif both:
            wrong = f"{a!r} and {b!r} are compared in two columns, {both[0][1]} and {both[1][1]}"
            faults.append(JudgmentsError(wrong, hint="Say which with columns={…}, or take one out."))
        else:
            faults.append(JudgmentsError(f"no column compares {a!r} and {b!r}", hint=nearest(f"{a}_{b}", names)))
    raise_faults(faults)
    return found


def _key_faults(columns: Mapping[Any, Any]) -> Iterator[JudgmentsError]:
    write = 'Write {("price", "speed"): "Q1"}.'
    if not columns or not isinstance(columns, Mapping):
        yield JudgmentsError(f"columns={columns!r} names no pair", hint=write)
        return
    for pair in columns:
        if not (isinstance(pair, tuple) and len(pair) == 2):
            yield JudgmentsError(f"{pair!r} is no pair", hint=write)


def _shared(frame: pd.DataFrame, found: Placed) -> Iterator[JudgmentsError]:
    """Yield the columns that several pairs are read from, and those whose name stands twice in the frame."""
    names = [name for columns in found.values() for name in columns]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            pairs = listed(f"{a} : {b}" for (a, b), columns in found.items() if name in columns)
            yield JudgmentsError(f"the column {name!r} is given for {pairs}", hint="Each comparison has its own.")
        if list(frame.columns).count(name) > 1:
            yield JudgmentsError(f"two columns are called {name!r}", hint="Rename one of them, or take it out.")


def _faults(
    frame: pd.DataFrame, labels: Sequence[str], columns: Mapping[tuple[str, str], Any], count: int
) -> Iterator[JudgmentsError]:
    seen: set[frozenset[str]] = set()
    for (a, b), given in columns.items():
        unknown = [label for label in (a, b) if label not in labels]
        if unknown:
            yield JudgmentsError(f"{unknown[0]!r} is no criterion", hint=nearest(str(unknown[0]), labels))
        elif a == b:
            yield JudgmentsError(f"{a!r} is compared with itself", hint="Leave this pair out.")
        elif frozenset((a, b)) in seen:
            yield JudgmentsError(f"{a!r} and {b!r} are compared twice", hint="Keep one of the two directions.")
        seen.add(frozenset((a, b)))
        if len(_as_tuple(given)) != count:
            wanted = "the columns of winner and intensity" if count == 2 else "one column"
            yield JudgmentsError(f"{a!r} and {b!r} have {given!r} for columns", hint=f"Give {wanted}.")
        for name in _as_tuple(given):
            if name not in frame.columns:
                yield JudgmentsError(f"there is no column {name!r}", hint=nearest(name, map(str, frame.columns)))
