"""Loadings as a person has them, from a paper or another program: names and validated numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, MatrixError, Place, listed
from surveytools.moments.matrices import default_names, looks_like_corr

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PublishedLoadings:
    """Validated loadings.

    Parameters
    ----------
    items, factors : tuple of str
        Names of the p rows and the m columns.
    A : ndarray, shape (p, m)
        The loadings.
    named : bool
        Whether the item names were given, not counted.
    """

    items: tuple[str, ...]
    factors: tuple[str, ...]
    A: Array
    named: bool

    def frame(self) -> pd.DataFrame:
        """Return the loadings with their names."""
        return pd.DataFrame(self.A, index=list(self.items), columns=list(self.factors))


def enter_loadings(loadings: Any) -> PublishedLoadings:
    """Return names and numbers of loadings; a frame has its items in the index."""
    values = loadings.to_frame() if isinstance(loadings, pd.Series) else loadings
    named = isinstance(values, pd.DataFrame) and not isinstance(values.index, pd.RangeIndex)
    A = _numbers(values)
    items = tuple(str(name) for name in values.index) if named else tuple(default_names(len(A)))
    factors = tuple(str(name) for name in getattr(values, "columns", [])) or factor_names(A.shape[1])
    if isinstance(values, pd.DataFrame) and isinstance(values.columns, pd.RangeIndex):
        factors = factor_names(A.shape[1])
    for names, what in ((items, "items"), (factors, "factors")):
        _refuse_doubled(names, what)
    _refuse_impossible(A, items, factors)
    return PublishedLoadings(items, factors, A, named)


def enter_factor_correlations(correlations: Any, m: int) -> Array:
    """Return the correlations of m factors as numbers."""
    Phi = _numbers(correlations)
    if Phi.shape != (m, m):
        raise MatrixError(
            f"the factor correlations have shape {Phi.shape}, the loadings {m} factors",
            hint="Give one row and one column a factor, in the order of the loadings.",
        )
    if not np.isfinite(Phi).all() or np.abs(Phi - Phi.T).max() > 1e-6 or np.abs(np.diag(Phi) - 1).max() > 1e-6:
        raise MatrixError(
            "the factor correlations are no correlation matrix", hint="It is symmetric, with 1 in the diagonal."
        )
    if np.linalg.eigvalsh(Phi)[0] <= 0:
        raise MatrixError(
            "the factor correlations are not positive definite", hint="Check the matrix against its source."
        )
    return (Phi + Phi.T) / 2


def factor_names(m: int) -> tuple[str, ...]:
    """Return F1, F2 and so on."""
    return tuple(f"F{k}" for k in range(1, m + 1))


def _numbers(values: Any) -> Array:
    try:
        A = np.array(values, np.float64)
    except (TypeError, ValueError) as error:
        raise MatrixError(
            "the matrix contains text or rows of different length",
            hint='Every cell is a number; names of items belong in the index: frame.set_index("item").',
        ) from error
    A = A[:, None] if A.ndim == 1 else A
    if A.ndim != 2 or not A.size:
        raise MatrixError(f"the matrix has shape {A.shape}", hint="Give one row an item, one column a factor.")
    return A


def _refuse_doubled(names: Sequence[str], what: str) -> None:
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ItemsError(f"two {what} are called {listed(doubled)}", hint="Give each its own name.")


def _refuse_impossible(A: Array, items: Sequence[str], factors: Sequence[str]) -> None:
    if not np.isfinite(A).all():
        i, j = (int(k) for k in np.argwhere(~np.isfinite(A))[0])
        raise MatrixError(
            "a loading is missing or infinite",
            place=Place(row=items[i], column=factors[j]),
            hint="Small loadings that a table leaves out are needed too.",
        )
    if looks_like_corr(A):
        raise MatrixError(
            "this is a correlation matrix, not loadings",
            hint="Give it to the factor analysis as st.Moments.from_corr(R, n=...).",
        )
    if A.shape[1] > A.shape[0]:
        raise MatrixError(
            f"the loadings have {A.shape[0]} rows and {A.shape[1]} columns",
            hint="Give one row an item, one column a factor; transpose the table if it lies on its side.",
        )
