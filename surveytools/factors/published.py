"""Loadings as a person has them, from a paper or another program: names and validated numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, MatrixError, Place, listed, nearest
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
    named, factors_named : bool
        Whether the names of items and of factors were given, not counted.
    """

    items: tuple[str, ...]
    factors: tuple[str, ...]
    A: Array
    named: bool
    factors_named: bool

    def frame(self) -> pd.DataFrame:
        """Return the loadings with their names."""
        return pd.DataFrame(self.A, index=list(self.items), columns=list(self.factors))


def enter_loadings(loadings: Any) -> PublishedLoadings:
    """Return names and numbers of loadings; a frame has its items in the index."""
    values = loadings.to_frame() if isinstance(loadings, pd.Series) else loadings
    A = _numbers(values)
    framed = isinstance(values, pd.DataFrame)
    rows = given_names(values.index, "items") if framed else None
    columns = given_names(values.columns, "factors") if framed else None
    items, factors = rows or tuple(default_names(len(A))), columns or factor_names(A.shape[1])
    _refuse_impossible(A, items, factors)
    return PublishedLoadings(items, factors, A, rows is not None, columns is not None)


def given_names(index: pd.Index[Any], what: str) -> tuple[str, ...] | None:
    """Return the names of items or factors that a frame has, None where it only counts; doubled ones are an error."""
    if isinstance(index, pd.RangeIndex):
        return None
    names = tuple(str(name) for name in index)
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ItemsError(f"two {what} are called {listed(doubled)}", hint="Give each its own name.")
    return names


def enter_factor_correlations(correlations: Any, given: PublishedLoadings) -> Array:
    """Return the correlations of the factors of loadings as numbers, in the order that their names say."""
    m = len(given.factors)
    if isinstance(correlations, pd.DataFrame) and correlations.shape == (m, m) and given.factors_named:
        correlations = _in_order(correlations, given.factors)
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


def _in_order(correlations: pd.DataFrame, factors: tuple[str, ...]) -> Array:
    """Return the factor correlations with rows and columns, where they have names, in the order of the factors."""
    places = [_places(given_names(index, "factors"), factors) for index in (correlations.index, correlations.columns)]
    rows, columns = (places[k] or places[1 - k] or list(range(len(factors))) for k in (0, 1))
    return _numbers(correlations)[np.ix_(rows, columns)]


def _places(names: tuple[str, ...] | None, factors: tuple[str, ...]) -> list[int] | None:
    if names is None:
        return None
    for name in names:
        if name not in factors:
            raise ItemsError(
                f"the factor correlations are of a factor {name!r}, the loadings are not",
                hint=f"{nearest(name, factors)} Give matrix.to_numpy() if both stand in the same order.",
            )
    return [names.index(name) for name in factors]


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
