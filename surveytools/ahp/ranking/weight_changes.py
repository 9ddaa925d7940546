"""What changes when weights move: one and its siblings in proportion, or two below one node."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from surveytools.ahp.entries import Array
from surveytools.ahp.ranking.rankings import Ranking
from surveytools.ahp.ranking.sensitivity_lines import crossings, leader_beside, plane_scores, stable_range
from surveytools.base.errors import OptionError, nearest
from surveytools.indicators.weights import Weights

if TYPE_CHECKING:
    from surveytools.ahp.ranking.weight_stability import Sensitivity

_STABILITY = (
    "code", "indicator", "local_weight", "stable_low", "stable_high", "first_below", "first_above", "order_low",
    "order_high",
)  # fmt: skip
_CRITICAL = (
    "code", "indicator", "local_weight", "critical_weight", "weight_change", "relative_change", "ahead", "overtakes",
    "changes_first",
)  # fmt: skip


def stability_frame(found: Sensitivity) -> pd.DataFrame:
    """Return one row an indicator: from where to where its local weight may go, and who comes first beyond."""
    return pd.DataFrame([_stability_row(found, k) for k in range(len(found.codes))], columns=list(_STABILITY))


def _stability_row(found: Sensitivity, k: int) -> tuple[Any, ...]:
    s, g, w, name = found.unscaled, found.slopes[k], float(found.local_weights[k]), found.ranking.alternatives
    t = crossings(s, g, w)
    first, order = stable_range(t[found.leader], w), stable_range(t, w)
    below = name[leader_beside(s, g, first.low - w, -1)] if first.low > 0 else None
    above = name[leader_beside(s, g, first.high - w, 1)] if first.high < 1 else None
    indicator = found.ranking.weights.tree[found.codes[k]].name
    return (found.codes[k], indicator, w, first.low, first.high, below, above, order.low, order.high)


def critical_frame(found: Sensitivity) -> pd.DataFrame:
    """Return one row an indicator and pair that changes places, the smallest change of a weight first."""
    rows = [row for k in range(len(found.codes)) for row in _critical_rows(found, k)]
    frame = pd.DataFrame(rows, columns=list(_CRITICAL))
    return frame.sort_values("weight_change", key=np.abs, kind="stable", ignore_index=True)


def _critical_rows(found: Sensitivity, k: int) -> Iterator[tuple[Any, ...]]:
    s, g, w, names = found.unscaled, found.slopes[k], float(found.local_weights[k]), found.ranking.alternatives
    t, order = crossings(s, g, w), np.argsort(-s, kind="stable").tolist()
    code, indicator = found.codes[k], found.ranking.weights.tree[found.codes[k]].name
    for place, a in enumerate(order):
        for b in order[place + 1 :]:
            if not np.isnan(at := float(t[a, b])):
                scores = s + (at - w) * g
                on_top = bool(scores[a] >= scores.max() - 1e-9)
                share = (at - w) / w if w else np.nan
                yield (code, indicator, w, at, at - w, share, names[a], names[b], on_top)


def checked_weights(weights: Any) -> Array:
    """Return local weights as an array; one that is not from 0 to 1, or a sum of two that is not, is an error."""
    try:
        w = np.asarray(weights, np.float64)
    except (TypeError, ValueError) as error:
        raise OptionError(f"{weights!r} are no local weights", hint="Give numbers from 0 to 1.") from error
    wrong = w[~((w >= 0) & (w <= 1 + 1e-12))]
    if wrong.size:
        raise OptionError(
            f"{wrong.flat[0]:g} is no local weight", hint="Local weights, and their sum, are from 0 to 1."
        )
    return w


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
