"""How far two raters could agree whose categories are as frequent as they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surveytools.agreement.linearized import ROUNDING

Array = NDArray[np.float64]


def maximum_agreement(P: Array, W: Array) -> float:
    """Return the largest observed agreement of any table with the margins of P.

    Where W[i, k] + W[i+1, k+1] is nowhere below W[i, k+1] + W[i+1, k], as with linear and quadratic weights, it is
    that of the table which matches the margins in their order (Hoffman 1963); otherwise that of a linear program.
    """
    rows, columns = P.sum(axis=1), P.sum(axis=0)
    q = len(P)
    if np.array_equal(W, np.eye(q)):
        return float(np.minimum(rows, columns).sum())
    if (np.diff(np.diff(W, axis=0), axis=1) > -ROUNDING).all():
        return float((W * in_order(rows, columns)).sum())
    from scipy.optimize import linprog  # noqa: PLC0415 - importing the package must stay light

    sums = np.vstack([np.kron(np.eye(q), np.ones(q)), np.kron(np.ones(q), np.eye(q))])
    return float(-linprog(-W.ravel(), A_eq=sums, b_eq=np.concatenate([rows, columns])).fun)


def in_order(rows: Array, columns: Array) -> Array:
    """Return the table with these margins, shape (q, q), that matches them from the lowest category upwards."""
    up, across = np.append(0.0, np.cumsum(rows)), np.append(0.0, np.cumsum(columns))
    shared = np.minimum.outer(up[1:], across[1:]) - np.maximum.outer(up[:-1], across[:-1])
    return np.maximum(shared, 0.0)
