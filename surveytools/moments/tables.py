"""Frames and tables of correlations and thresholds."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.labels import Text
from surveytools.base.table import Table
from surveytools.moments.counts import Counts
from surveytools.moments.two_step import thresholds_of


def square(R: NDArray[np.generic], names: tuple[str, ...]) -> pd.DataFrame:
    """Return a matrix as a frame with the items on both sides."""
    return pd.DataFrame(R, index=list(names), columns=list(names))


def range_text(what: Text, corr: pd.DataFrame, n: int) -> Text:
    """State the range of the correlations of items, without a full stop."""
    r = corr.to_numpy()[np.triu_indices(len(corr), 1)]
    p, low, high = len(corr), r.min(), r.max()
    return Text(
        f"{what.en} of {p} items from {low:.3f} to {high:.3f}, n = {n}",
        f"{p} 个题项的{what.zh}介于 {low:.3f} 与 {high:.3f} 之间，n = {n}",
    )


def matrix_table(title: Text, frame: pd.DataFrame) -> Table:
    """Return a table of a row an item; its columns are headed with their own names."""
    columns = [str(name) for name in frame.columns]
    printed = frame.set_axis(columns, axis=1)
    printed.insert(0, "item", list(frame.index), allow_duplicates=True)
    return Table(
        title, printed, headers={name: Text(name, name) for name in columns}, kinds=dict.fromkeys(columns, "number")
    )


def threshold_frame(counts: Counts) -> pd.DataFrame:
    """Return the thresholds, a row an item, NaN beyond its number of categories."""
    rows = [thresholds_of(own) for own in counts.frequency_vectors()]
    most = max(map(len, rows))
    values = [np.pad(row, (0, most - len(row)), constant_values=np.nan) for row in rows]
    return pd.DataFrame(values, index=list(counts.names), columns=[f"τ{k}" for k in range(1, most + 1)])
