"""Correlation and covariance matrices: what makes one valid, and which items make one singular."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from surveytools.base.errors import ItemsError, MatrixError, Place, SingularMatrixError, listed

Array = NDArray[np.float64]
ROUNDING = 1e-6


def matrix_names(S: ArrayLike, names: Sequence[str] | None) -> tuple[str, ...]:
    """Name the rows of a matrix: as given, as its frame says, or item1, item2 and so on."""
    try:
        shape = np.shape(S)
    except ValueError as error:
        raise MatrixError(
            "the rows of the matrix have different length",
            hint="Give the whole matrix: fill in the other half of a published triangle.",
        ) from error
    if len(shape) != 2 or shape[0] != shape[1]:
        raise MatrixError(f"the matrix has shape {shape}", hint="A correlation or covariance matrix is square.")
    if names is None:
        names = [str(name) for name in S.columns] if isinstance(S, pd.DataFrame) else default_names(shape[0])
    if len(names) != shape[0]:
        raise ItemsError(f"{len(names)} names for {shape[0]} items", hint="Give one name for each row of the matrix.")
    check_unique(names)
    return tuple(names)


def default_names(p: int) -> list[str]:
    """Return item1, item2 and so on."""
    return [f"item{k}" for k in range(1, p + 1)]


def check_unique(names: Sequence[str]) -> None:
    """Raise :class:`ItemsError` that names what stands twice."""
    if len(set(names)) < len(names):
        doubled = dict.fromkeys(name for k, name in enumerate(names) if name in names[:k])
        raise ItemsError(
            f"two columns are called {listed(str(name) for name in doubled)}", hint="Give every item its own name."
        )


def valid_cov(S: ArrayLike, names: Sequence[str]) -> Array:
    """Return the covariance matrix as numbers; what cannot be one is an error that names the cell."""
    given = _symmetric(S, names)
    scale = np.sqrt(np.diag(given))
    above = np.abs(given) > (1 + ROUNDING) * np.outer(scale, scale)
    _refuse(above, given, names, "a covariance exceeds what its variances allow", "Its correlation would be above 1.")
    return given


def _symmetric(S: ArrayLike, names: Sequence[str]) -> Array:
    try:
        given = np.array(S, np.float64)
    except (TypeError, ValueError) as error:
        raise MatrixError("the matrix contains text", hint="Every cell is a number.") from error
    bad = np.diag(np.diag(given) <= 0)
    empty = ~np.isfinite(given)
    _refuse(empty, given, names, "the matrix has an empty cell", "Fill it: published matrices are symmetric.")
    skew = np.abs(given - given.T) > ROUNDING * np.abs(given).max()
    _refuse(skew, given, names, "the matrix is not symmetric", "The cell and its mirror image must agree.")
    _refuse(bad, given, names, "a variance is not positive", "The diagonal of a covariance matrix is above 0.")
    return (given + given.T) / 2


def valid_corr(R: ArrayLike, names: Sequence[str]) -> Array:
    """Return the correlation matrix as numbers; what cannot be one is an error that names the cell."""
    given = _symmetric(R, names)
    off = np.diag(np.abs(np.diag(given) - 1) > ROUNDING)
    _refuse(off, given, names, "the diagonal is not 1", "For a covariance matrix call st.Moments.from_cov.")
    above = np.abs(given) > 1 + ROUNDING
    _refuse(above, given, names, "a correlation lies above 1", "Correlations lie between -1 and 1.")
    np.fill_diagonal(given, 1.0)
    return given


def _refuse(bad: NDArray[np.bool_], S: Array, names: Sequence[str], fault: str, hint: str) -> None:
    if bad.any():
        i, j = (int(k) for k in np.argwhere(bad)[0])
        raise MatrixError(fault, place=Place(row=names[i], column=names[j], value=float(S[i, j])), hint=hint)


def unit_diagonal(S: Array) -> Array:
    """Return a covariance matrix, shape (p, p), scaled to ones in the diagonal."""
    scale = 1 / np.sqrt(np.diag(S))
    R = S * np.outer(scale, scale)
    np.fill_diagonal(R, 1.0)
    return R


def looks_like_corr(X: NDArray[Any]) -> bool:
    """Tell whether a table of answers is rather a correlation matrix."""
    square = X.ndim == 2 and X.shape[0] == X.shape[1] and X.shape[0] > 1
    if not square or not np.isfinite(X).all():
        return False
    near = ROUNDING
    return bool(
        np.allclose(np.diag(X), 1, atol=near)
        and np.allclose(X, X.T, atol=near)
        and np.abs(X).max() <= 1 + near
        and (X != 1).any()
    )


def refuse_matrix(X: NDArray[Any], *, labelled: bool) -> None:
    """Raise :class:`MatrixError` where a table of answers, labelled alike on both sides or not, is rather a matrix."""
    if X.shape[0] != X.shape[1] or len(X) < 2:
        return
    if looks_like_corr(X):
        raise MatrixError(
            "this is a correlation matrix, not answers",
            hint="Give st.Moments.from_corr(R, n=...) with the number of respondents.",
        )
    if _looks_like_cov(X):
        raise MatrixError(
            "this is a covariance matrix, not answers",
            hint="Give st.Moments.from_cov(S, n=...) with the number of respondents.",
        )
    if labelled or _looks_like_half(X):
        what = "rows and columns have the same names, as a matrix has" if labelled else "this is half of a matrix"
        raise MatrixError(
            f"{what}, not answers",
            hint="Give the whole matrix to st.Moments.from_corr(R, n=...) or st.Moments.from_cov(S, n=...).",
        )


def _looks_like_cov(S: NDArray[Any]) -> bool:
    """Tell whether a square table of three items or more could be their covariances."""
    if len(S) < 3 or not np.isfinite(S).all() or not (np.diag(S) > 0).all() or np.ptp(S) == 0:
        return False
    largest, scale = np.abs(S).max(), np.sqrt(np.diag(S))
    near = np.abs(S - S.T).max() <= ROUNDING * largest
    return bool(near and (np.abs(S) <= (1 + ROUNDING) * np.outer(scale, scale)).all())


def _looks_like_half(X: NDArray[Any]) -> bool:
    """Tell whether a square table holds a matrix in one triangle, and nothing or zeros in the other."""
    for A in (X, X.T):
        other = A[np.triu_indices(len(A), 1)]
        half = np.tril(A)
        if (np.isnan(other).all() or not other.any()) and _looks_like_cov(half + half.T - np.diag(np.diag(half))):
            return True
    return False


def inverse(R: Array, names: Sequence[str]) -> Array:
    """Return the inverse of a correlation matrix; a singular one is an error that names the dependent items.

    The matrix counts as singular when its smallest eigenvalue is below p times the machine epsilon times its largest.
    """
    well = _well_conditioned_inverse(R)
    if well is not None:
        return well
    values, vectors = np.linalg.eigh(R)
    limit = len(R) * np.finfo(np.float64).eps * values[-1]
    if values[0] < -limit:
        raise MatrixError(
            f"the correlation matrix is not positive definite: its smallest eigenvalue is {values[0]:.3g}",
            hint='Pairwise deletion can do this; use missing="listwise", or check the published matrix.',
        )
    if values[0] <= limit:
        raise SingularMatrixError(
            f"{listed(dependent_items(R, names))} determine each other exactly",
            hint="One of them is a copy, a sum or a difference of the others; leave one out.",
        )
    return (vectors / values) @ vectors.T


def _well_conditioned_inverse(R: Array) -> Array | None:
    """Return the inverse where the matrix is positive definite and far from singular, which is quickly seen."""
    try:
        np.linalg.cholesky(R)
        P = np.linalg.inv(R)
    except np.linalg.LinAlgError:
        return None
    condition = np.abs(R).sum(axis=0).max() * np.abs(P).sum(axis=0).max()
    return np.asarray(P, np.float64) if condition < 1e10 else None


def dependent_items(R: Array, names: Sequence[str]) -> list[str]:
    """Name the items that take part in a linear dependence: the rows of the null space that are not 0."""
    values, vectors = np.linalg.eigh(R)
    null = vectors[:, values <= 10 * len(R) * np.finfo(np.float64).eps * values[-1]]
    taking_part = np.linalg.norm(null, axis=1) > 1e-4
    return [name for name, takes in zip(names, taking_part, strict=True) if takes]
