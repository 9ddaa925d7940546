"""The one door: any frame, array or moments in, names and validated numbers out."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import (
    MOST_FAULTS,
    AnswersError,
    AnswersNeededError,
    ItemsError,
    OptionError,
    Place,
    SampleSizeError,
    check_option,
    is_number,
    listed,
    nearest,
    raise_faults,
)
from surveytools.base.warnings import MissingAnswersWarning
from surveytools.moments.accumulation import accumulate
from surveytools.moments.frames import parts
from surveytools.moments.matrices import check_unique, refuse_matrix
from surveytools.moments.sums import Missing, Moments, closed

Scale = tuple[float, float]
LOST_SHARE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Validated answers.

    Parameters
    ----------
    names : tuple of str
        The p items.
    X : ndarray, shape (n, p)
        One row a respondent, read-only; NaN where skipped.
    rows : pandas.Index
        What the respondents are called.
    """

    names: tuple[str, ...]
    X: NDArray[Any]
    rows: pd.Index[Any]


def enter_moments(
    items: Any,
    *,
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
    stacklevel: int = 3,
) -> Moments:
    """Return the moments of answers or of moments, with the named items turned around within the declared bounds."""
    check_option("missing", missing, ("listwise", "pairwise", "raise"))
    _check_reversal(reverse, scale)
    if isinstance(items, Moments):
        moments = items
        _check_moments(moments, missing)
    else:
        answers = validated(items, scale)
        if missing == "raise":
            _refuse_missing(answers)
        with np.errstate(over="ignore", invalid="ignore"):  # of answers that are refused right after
            moments = accumulate(answers.X, answers.names, "pairwise" if missing == "pairwise" else "listwise")
        if moments.n_used < moments.n_total or not np.isfinite(moments.products).all():
            _refuse_infinite(answers)
        _check_enough(moments, answers)
        _refuse_extreme(answers, moments)
        _report_missing(moments, stacklevel + 1)
    _check_enough(moments)
    return moments.reversed(reverse, scale) if reverse and scale else moments


def _check_enough(moments: Moments, answers: Answers | None = None) -> None:
    """Refuse a single item, and fewer than two respondents."""
    if moments.n_items < 2:
        raise ItemsError("there is only one item", hint="Give at least two items.")
    if moments.n_used >= 2:
        return
    if moments.missing == "listwise":
        raise SampleSizeError(
            f"only {moments.n_used} of {moments.n_total} respondents answered all items",
            hint=_remedy(answers),
        )
    i, j = (int(k) for k in np.argwhere(moments.counts < 2)[0])
    both = moments.names[i] if i == j else f"both {moments.names[i]} and {moments.names[j]}"
    raise SampleSizeError(f"fewer than two respondents answered {both}", hint="Leave out the items that few answered.")


def _remedy(answers: Answers | None) -> str:
    """Say what helps where fewer than two respondents answered all items."""
    if answers is None:
        return "Leave out the items that few answered."
    if len(answers.X) < 2:
        return "Give at least two rows."
    few = np.flatnonzero((~np.isnan(answers.X)).sum(axis=0) < 2).tolist()
    if len(few) == len(answers.names):
        return "Nearly all cells are empty: look how the answers were read."
    if few:
        return f"Leave out what fewer than two answered: {listed(answers.names[j] for j in few)}."
    return 'Use missing="pairwise", or leave out the items that few answered.'


def _check_moments(moments: Moments, missing: Missing) -> None:
    """Refuse what moments cannot do any more."""
    lost = moments.n_used < moments.n_total
    if lost and (missing == "raise" or (missing == "pairwise" and moments.missing == "listwise")):
        raise OptionError(
            f'missing="{missing}" comes too late for moments', hint="Say it where the moments are made of the answers."
        )


def enter_answers(items: Any, *, reverse: Sequence[str] | None = None, scale: Scale | None = None) -> Answers:
    """Return the answers themselves, with the named items turned around; moments are an error."""
    if isinstance(items, Moments):
        raise AnswersNeededError("moments hold no single answers", hint="Give the answers, one row a respondent.")
    _check_reversal(reverse, scale)
    answers = validated(items, scale)
    _refuse_infinite(answers)
    if not (reverse and scale):
        return answers
    values = np.array(answers.X, np.float64)
    turned = [_position(str(name), answers.names) for name in reverse]
    values[:, turned] = scale[0] + scale[1] - values[:, turned]
    return Answers(answers.names, closed(values), answers.rows)


def validated(items: Any, scale: Scale | None = None) -> Answers:
    """Read names and numbers of anything that holds answers; every faulty cell is reported."""
    names, values, rows = parts(items)
    check_unique(names)
    if not names:
        raise ItemsError("there are no items", hint="Give a frame with one column an item.")
    if not len(values):
        raise SampleSizeError("there are no answers", hint="Give at least two rows.")
    refuse_matrix(values, labelled=_is_labelled_alike(rows, names))
    answers = Answers(tuple(names), closed(values), rows)
    if scale is not None:
        _check_scale(answers, scale)
    return answers


def _is_labelled_alike(rows: pd.Index[Any], names: list[str]) -> bool:
    """Tell whether the rows are called as the columns, and not just numbered."""
    return len(rows) == len(names) and rows.dtype.kind not in "iu" and [str(row) for row in rows] == names


def _check_reversal(reverse: Sequence[str] | None, scale: Scale | None) -> None:
    if reverse is not None and not isinstance(reverse, list | tuple | str):
        raise OptionError(f"reverse={reverse!r} is no list", hint='Give a list of names: reverse=["q1", "q2"].')
    if isinstance(reverse, str):
        raise OptionError(f"reverse={reverse!r} is one text", hint=f"Give a list: reverse=[{reverse!r}].")
    if scale is not None and not is_scale(scale):
        raise OptionError(
            f"scale={scale!r} is no scale", hint="Give the lowest and the highest answer, such as (1, 5)."
        )
    if reverse and scale is None:
        raise OptionError(
            "reversal needs the bounds of the scale",
            hint="Say scale=(low, high), such as scale=(1, 5); the answers given need not reach the ends.",
        )


def is_scale(scale: Any) -> bool:
    """Tell whether these are the lowest and the highest answer of a scale: two finite numbers in this order."""
    return np.shape(scale) == (2,) and all(map(is_number, scale)) and bool(scale[0] < scale[1])


def _check_scale(answers: Answers, scale: Scale) -> None:
    low, high = scale
    _refuse(
        answers,
        partial(_outside, scale),
        f"an answer lies outside the scale from {low:g} to {high:g}",
        "Correct the cell, leave it empty, or declare the right scale.",
    )


def _outside(scale: Scale, X: NDArray[Any]) -> NDArray[np.bool_]:
    return (scale[0] > X) | (scale[1] < X)


def _refuse(answers: Answers, test: Any, fault: str, hint: str) -> None:
    """Collect every cell that a test finds faulty and raise them together."""
    cells = np.argwhere(test(answers.X))
    faults = [AnswersError(fault, place=_place(answers, i, j), hint=hint) for i, j in cells[:MOST_FAULTS]]
    raise_faults(faults, len(cells))


def _place(answers: Answers, i: int, j: int) -> Place:
    value = answers.X[i, j].item()
    shown = None if math.isnan(value) else int(value) if float(value).is_integer() else value
    return Place(row=str(answers.rows[i]), column=answers.names[j], value=shown)


def _refuse_infinite(answers: Answers) -> None:
    if answers.X.dtype.kind == "f":
        _refuse(answers, np.isinf, "an answer is infinite", "Leave the cell empty if there is no answer.")


def _refuse_extreme(answers: Answers, moments: Moments) -> None:
    """Refuse answers so large, or so near to each other, that their squares are no numbers any more."""
    squares = np.diag(moments.products)
    doubtful = np.flatnonzero(~np.isfinite(squares) | (squares == 0)).tolist()
    extreme = [answers.names[j] for j in doubtful if not np.isfinite(squares[j]) or _varies(answers.X[:, j])]
    if extreme:
        raise AnswersError(
            f"the answers to {listed(extreme)} are too large, or too small, to be squared",
            hint="Give them in another unit, so that they lie between 1e-100 and 1e100.",
        )


def _varies(x: NDArray[Any]) -> bool:
    known = x[~np.isnan(x)]
    return bool((known != known[:1]).any())


def _refuse_missing(answers: Answers) -> None:
    if answers.X.dtype.kind == "f":
        _refuse(answers, np.isnan, "an answer is missing", 'Fill it, or use missing="listwise" or "pairwise".')


def _report_missing(moments: Moments, stacklevel: int) -> None:
    lost = moments.n_total - moments.n_used
    if moments.missing == "listwise" and moments.n_used >= 2 and lost > LOST_SHARE * moments.n_total:
        warnings.warn(
            f"{lost} of {moments.n_total} respondents skipped an item and are left out; "
            'missing="pairwise" uses what they did answer.',
            MissingAnswersWarning,
            stacklevel=stacklevel,
        )


def _position(name: str, names: tuple[str, ...]) -> int:
    if name not in names:
        raise ItemsError(f"there is no item {name!r}", hint=nearest(name, names))
    return names.index(name)
