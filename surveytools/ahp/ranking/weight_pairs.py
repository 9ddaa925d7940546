"""Two weights below one node that move together, the others taking up the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from surveytools.ahp.entries import Array
from surveytools.ahp.ranking.rankings import Ranking
from surveytools.ahp.ranking.sensitivity_lines import plane_scores
from surveytools.base.errors import OptionError, nearest
from surveytools.indicators.weights import Weights


def checked_pair(weights: Weights, codes: Sequence[str]) -> tuple[str, str]:
    """Return two indicators below one node that has a third one that weighs something; others are an error."""
    if isinstance(codes, str) or len(codes) != 2 or codes[0] == codes[1]:
        raise OptionError(f"codes={codes!r} are not two indicators", hint='Give a pair: ("price", "looks").')
    a, b = codes
    tree = weights.tree
    for code in (a, b):
        if code not in weights.local:
            raise OptionError(f"{code!r} is no indicator with a weight", hint=nearest(code, weights.local))
    siblings = tree.children(tree[a].parent or "")
    if b not in siblings or sum(weights.local[code] for code in siblings if code not in (a, b)) <= 0:
        raise OptionError(
            f"{a!r} and {b!r} are not below one node with a third indicator",
            hint="Two weights move freely only where the others take up the rest.",
        )
    return a, b


def firsts_by_two(ranking: Ranking, codes: Sequence[str], x: Array, y: Array) -> Array:
    """Return who comes first, as places (n,), at local weights x and y (n,) of two indicators below one node."""
    weights, values = ranking.weights, ranking.node_values
    tree, root = weights.tree, weights.tree.root
    node = tree[codes[0]].parent or root
    W, others = weights.overall[node], [code for code in tree.children(node) if code not in codes]
    w = np.array([weights.local[code] for code in others])
    rest = values[others].to_numpy() @ w / w.sum()
    base = values[root].to_numpy() - W * values[node].to_numpy()
    a, b = (W * values[code].to_numpy() for code in codes)
    return plane_scores(base, (a, b), W * rest, x, y).argmax(axis=1)
