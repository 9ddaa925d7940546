"""The sums of many answers, taken in chunks of rows: integers exactly, and in memory that stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.moments.sums import Array, Moments

Sums = tuple[NDArray[np.int64], Array, Array]

CHUNK_ROWS = 16_384
EXACT_FLOAT32, EXACT_FLOAT64 = 2**24, 2**53


def accumulate(X: NDArray[Any], names: tuple[str, ...], missing: Literal["listwise", "pairwise"]) -> Moments:
    """Sum an (n, p) array of answers, NaN where skipped, in chunks of rows."""
    p: int = X.shape[1]
    origin = first_origin(X)
    counts = np.zeros((p, p), np.int64)
    sums, products = np.zeros((p, p)), np.zeros((p, p))
    for N, S, P in _chunk_sums(X, origin, missing):
        counts += N
        sums += S
        products += P
    return Moments(names, counts, sums, products, origin, len(X), missing)


def first_origin(X: NDArray[Any]) -> Array:
    """Choose what to subtract, shape (p,): 0 for integers whose squares sum exactly, else about the mean."""
    p: int = X.shape[1]
    first = X[:CHUNK_ROWS]
    known = np.isfinite(first)
    values = np.where(known, first, 0).astype(np.float64)
    whole = np.array_equal(values, np.rint(values))
    if not len(X) or (whole and np.abs(values).max() ** 2 * len(X) < EXACT_FLOAT64):
        return np.zeros(p)
    means = values.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.rint(means) if whole else means


def _chunk_sums(X: NDArray[Any], origin: Array, missing: str) -> Iterator[Sums]:
    """Yield counts, sums and product sums of each chunk, from one product of the chunk with itself.

    Integers are multiplied in single precision as long as their sums of squares show that it was exact.
    """
    layout = _layout(X)
    buffer = layout(np.float32 if X.dtype.kind in "iub" else np.float64)
    for start in range(0, len(X), CHUNK_ROWS):
        rows = X[start : start + CHUNK_ROWS].T
        filled = _filled(buffer, rows, origin)
        product = filled @ filled.T
        if buffer.dtype == np.float32 and np.diag(product).max() >= EXACT_FLOAT32:
            buffer = layout(np.float64)
            filled = _filled(buffer, rows, origin)
            product = filled @ filled.T
        yield _split(product) if np.isfinite(product[-1]).all() else _incomplete_sums(filled, missing)


def _layout(X: NDArray[Any]) -> Callable[[type[np.floating]], NDArray[Any]]:
    """Return what makes a (p + 1, rows) buffer of ones that lies in memory as the answers do."""
    p, rows = X.shape[1], min(len(X), CHUNK_ROWS)
    if X.flags.c_contiguous:
        return lambda dtype: np.ones((rows, p + 1), dtype).T
    return lambda dtype: np.ones((p + 1, rows), dtype)


def _filled(buffer: NDArray[Any], rows: NDArray[Any], origin: Array) -> NDArray[Any]:
    """Return the part of the buffer that now holds the rows, shape (p, m), less their origin, above a row of ones."""
    p, m = rows.shape
    if origin.any():
        np.subtract(rows, origin[:, None], out=buffer[:p, :m])
    else:
        buffer[:p, :m] = rows
    return buffer[:, :m]


def _split(G: NDArray[Any]) -> Sums:
    """Read counts, sums and product sums of complete rows from the product of the chunk with itself."""
    p = len(G) - 1
    exact = G.astype(np.float64)
    return np.full((p, p), round(exact[p, p]), np.int64), np.repeat(exact[:p, p:], p, axis=1), exact[:p, :p]


def _incomplete_sums(B: NDArray[Any], missing: str) -> Sums:
    skipped = np.isnan(B)
    if missing == "listwise":
        complete = B[:, ~skipped.any(axis=0)]
        return _split(complete @ complete.T)
    M, Z = (~skipped[:-1]).astype(B.dtype), np.where(skipped[:-1], 0, B[:-1])
    return np.rint(M @ M.T).astype(np.int64), (Z @ M.T).astype(np.float64), (Z @ Z.T).astype(np.float64)
