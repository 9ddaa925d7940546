"""Loadings as people print them: grouped by factor, the largest first, small ones left out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from surveytools.base.labels import Kind, Text
from surveytools.base.table import Table


def sorted_loadings(loadings: pd.DataFrame, communalities: pd.Series, cutoff: float) -> pd.DataFrame:
    """Return item, one column a factor (NaN below the cutoff), and communality; items grouped by their factor."""
    L = loadings.to_numpy()
    largest, size = np.abs(L).argmax(axis=1), np.abs(L).max(axis=1)
    order = np.lexsort((-size, largest))
    shown = loadings.where(loadings.abs() >= cutoff).iloc[order]
    return shown.assign(communality=communalities.iloc[order]).reset_index(names="item")


def as_they_are(factors: list[str]) -> dict[str, Text]:
    """Return heads of columns that are called alike in both languages."""
    return {name: Text(name, name) for name in factors}


def loading_table(frame: pd.DataFrame, cutoff: float = 0.3) -> Table:
    """Return the table of sorted loadings; what is left out stays empty."""
    factors = [str(name) for name in frame.columns if name not in {"item", "communality"}]
    kinds: dict[str, Kind] = dict.fromkeys(factors, "loading")
    note = Text(f"Loadings below {cutoff:g} are not shown.", f"绝对值小于 {cutoff:g} 的载荷未列出。")
    return Table(Text("Factor loadings", "因子载荷"), frame, (note,), as_they_are(factors), kinds)
