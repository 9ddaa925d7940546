"""Loadings as people print them, what they explain, and the tables of a solution."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import check_setting, is_number
from surveytools.base.labels import Kind, Text
from surveytools.base.table import Table

CUTOFF = 0.3


def sorted_loadings(loadings: pd.DataFrame, communalities: pd.Series, cutoff: float) -> pd.DataFrame:
    """Return item, one column a factor (NaN below the cutoff), and communality; items grouped by their factor."""
    fits = is_number(cutoff) and 0 <= cutoff < 1
    check_setting(fits, "cutoff", cutoff, "size of a loading", "Give a number from 0 to 1, such as .3.")
    order = item_order(loadings.to_numpy())
    shown = loadings.where(loadings.abs() >= cutoff).iloc[order]
    return shown.assign(communality=communalities.iloc[order]).reset_index(names="item")


def item_order(L: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the items grouped by the factor they load highest on, the highest first, shape (p,)."""
    size = np.abs(L)
    return np.lexsort((-size.max(axis=1), size.argmax(axis=1)))


def variance_explained(loadings: pd.DataFrame, correlations: pd.DataFrame) -> pd.DataFrame:
    """Return one row a factor: ss_loadings, proportion, cumulative, structure_ss.

    The sums of squares are diag(Phi L'L), which add up to the communalities, as psych prints them; SPSS prints the sums
    of squared structure loadings instead, which for correlated factors do not.
    """
    L, Phi = loadings.to_numpy(), correlations.to_numpy()
    ss = np.diag(Phi @ L.T @ L)
    return pd.DataFrame(
        {
            "ss_loadings": ss, "proportion": ss / len(L), "cumulative": ss.cumsum() / len(L),
            "structure_ss": ((L @ Phi) ** 2).sum(axis=0),
        },
        index=loadings.columns,
    )  # fmt: skip


def solution_tables(
    loadings: pd.DataFrame, communalities: pd.Series, correlations: pd.DataFrame, *, oblique: bool
) -> list[Table]:
    """Return sorted loadings, variance explained and, where factors may correlate, their correlations."""
    oblique = oblique and len(correlations) > 1
    variance = variance_explained(loadings, correlations).reset_index(names="factor")
    tables = [
        loading_table(sorted_loadings(loadings, communalities, CUTOFF)),
        Table(Text("Variance explained", "方差解释"), variance if oblique else variance.drop(columns="structure_ss")),
    ]
    if oblique:
        heads = as_they_are([str(name) for name in loadings.columns])
        frame = correlations.reset_index(names="factor")
        tables.append(Table(Text("Factor correlations", "因子相关"), frame, headers=heads))
    return tables


def as_they_are(factors: list[str]) -> dict[str, Text]:
    """Return heads of columns that are called alike in both languages."""
    return {name: Text(name, name) for name in factors}


def loading_table(frame: pd.DataFrame, cutoff: float = CUTOFF) -> Table:
    """Return the table of sorted loadings; what is left out stays empty."""
    factors = [str(name) for name in frame.columns if name not in {"item", "communality"}]
    kinds: dict[str, Kind] = dict.fromkeys(factors, "loading")
    note = Text(f"Loadings below {cutoff:g} are not shown.", f"绝对值小于 {cutoff:g} 的载荷未列出。")
    return Table(Text("Factor loadings", "因子载荷"), frame, (note,), as_they_are(factors), kinds)
