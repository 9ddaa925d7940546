"""The numbers of sensitivity: scores as straight lines in a weight, where they cross, and who is on top where."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from surveytools.ahp.entries import Array

EXACT = 1e-12


class StableRange(NamedTuple):
    """From where to where a weight may go, 0 and 1 being its ends."""

    low: float
    high: float


def slopes(v: Array, v_node: Array, node_weight: float, w: float) -> Array:
    r"""Return :math:`W (v_a - \bar v_a) / (1 - w)`: how fast scores (m,) rise with a weight w below 1.

    The values v (m,) belong to the child with weight w of a node, :math:`\bar v` (m,) to the node itself, whose overall
    weight is W. The other children keep their proportions.
    """
    return node_weight * (v - v_node) / (1 - w)


def crossings(s: Array, g: Array, w: float) -> Array:
    r"""Return the weight :math:`w - (s_a - s_b) / (g_a - g_b)` at which two scores are equal, shape (m, m).

    The scores s (m,) at the weight w rise with the slopes g (m,); NaN where they never meet inside (0, 1).
    """
    gap, rise = s[:, None] - s, g[:, None] - g
    parallel = np.abs(rise) <= EXACT
    t = w - np.where(np.abs(gap) <= EXACT, 0.0, gap) / np.where(parallel, 1.0, rise)
    return np.where(parallel | (t <= 0) | (t >= 1), np.nan, t)


def stable_range(t: Array, w: float) -> StableRange:
    """Return the nearest of the crossings t below and above the weight w, 0 and 1 where there are none."""
    known = t[~np.isnan(t)]
    return StableRange(float(known[known <= w].max(initial=0.0)), float(known[known >= w].min(initial=1.0)))


def leader_beside(s: Array, g: Array, shift: float, side: int) -> int:
    """Return who has the highest score right below (side -1) or above (side 1) a shift of the weight; s, g (m,)."""
    scores = s + shift * g
    top = np.flatnonzero(scores >= scores.max() - EXACT)
    return int(top[np.argmax(side * g[top])])


def lead(S: Array, k: int) -> Array:
    """Return by how much alternative k is ahead of the best other one, shape (n,); S (n, m)."""
    return S[:, k] - np.delete(S, k, axis=1).max(axis=1)


def plane_scores(base: Array, sides: tuple[Array, Array], rest: Array, x: Array, y: Array) -> Array:
    r"""Return :math:`base + x\,v_x + y\,v_y + (1 - x - y)\,r`, shape (n, m).

    x, y (n,) are the weights of two children, v_x and v_y (m,) the values by them, r (m,) by the other children
    together, all times the weight of their node, and base (m,) is what the rest of the tree adds.
    """
    return base + np.outer(x, sides[0]) + np.outer(y, sides[1]) + np.outer(1 - x - y, rest)


def rank_shares(S: Array) -> Array:
    """Return how often each alternative takes each rank over the rows of scores S (n, m), shape (m, m).

    Equal scores share their ranks evenly.
    """
    m = S.shape[1]
    shares = np.zeros((m, m + 1))
    for k in range(m):
        better = (S[:, [k]] + EXACT < S).sum(axis=1)
        equal = (np.abs(S - S[:, [k]]) <= EXACT).sum(axis=1)
        np.add.at(shares[k], better, 1 / equal)
        np.add.at(shares[k], better + equal, -1 / equal)
    return np.cumsum(shares, axis=1)[:, :m] / len(S)


def beating_shares(S: Array) -> Array:
    """Return how often the row scores higher than the column, equal scores counting half, shape (m, m); S (n, m)."""
    gap = S[:, :, None] - S[:, None, :]
    return np.where(np.abs(gap) <= EXACT, 0.5, gap > 0).mean(axis=0)
