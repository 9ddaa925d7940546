"""Scores going up the tree by the weights."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from surveytools.indicators.weights import Weights

Array = NDArray[np.float64]


def weighted_mean(X: Array, w: Array) -> Array:
    """Return the weighted mean of each row over its known cells, NaN for a row without any; X (n, k), w (k,)."""
    known = ~np.isnan(X)
    share = known @ w
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(share > 0, np.where(known, X, 0.0) @ w / share, np.nan)


def up_the_tree(scores: Mapping[str, Array], weights: Weights) -> dict[str, Array]:
    """Return the scores of all nodes, the root first, from those of the leaves, each of shape (n,).

    Leaves directly below the root are among them, so that the children of the root are always there.
    """
    found = dict(scores)
    for node in reversed(weights.tree.nodes):
        children = weights.tree.children(node)
        w = np.array([weights.local[child] for child in children])
        found[node] = weighted_mean(np.column_stack([found[child] for child in children]), w)
    tree = weights.tree
    single = [code for code in tree.children(tree.root) if not tree.children(code)]
    return {code: found[code] for code in (*tree.nodes, *single)}
