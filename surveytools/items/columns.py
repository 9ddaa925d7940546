"""Some columns of any frame or array, by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from surveytools.base.errors import AnswersNeededError
from surveytools.moments.door import validated
from surveytools.moments.matrices import check_unique
from surveytools.moments.sums import Moments


def column_names(items: Any) -> tuple[str, ...]:
    """Return the names of the items, as the door calls them."""
    if isinstance(items, Moments):
        raise AnswersNeededError("moments hold no single answers", hint="Give the answers, one row a respondent.")
    if isinstance(items, pd.DataFrame):
        names = tuple(map(str, items.columns))
        check_unique(names)
        return names
    if isinstance(items, np.ndarray | list | tuple):
        return validated(items).names
    return tuple(_foreign(items).collect_schema().names())


def _foreign(items: Any) -> Any:
    """Return a frame of another library than pandas in the one form that reads them all."""
    import narwhals as nw  # noqa: PLC0415 - read only where a frame of another library comes in

    try:
        return nw.from_native(items)
    except TypeError:
        validated(items)  # says what can be read
        raise


def chosen_columns(items: Any, names: Sequence[str]) -> Any:
    """Return the frame or array with the named columns alone, the same object if those are all."""
    known = column_names(items)
    if tuple(names) == known:
        return items
    positions = [known.index(name) for name in names]
    if isinstance(items, pd.DataFrame):
        return items.iloc[:, positions]
    if isinstance(items, np.ndarray | list | tuple):
        return pd.DataFrame(np.asarray(items)[:, positions], columns=list(names))
    return _foreign(items).select(list(names)).to_native()
