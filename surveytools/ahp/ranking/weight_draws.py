"""Weights of the leaves drawn at random: around given ones, all equally likely, from a panel, or given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from surveytools.ahp.entries import Array
from surveytools.ahp.panel_intervals import PanelWeights, covariance, degrees_of_freedom
from surveytools.base.errors import OptionError, SampleSizeError, is_number, listed, nearest
from surveytools.base.labels import Text
from surveytools.indicators.weights import Weights

Uncertainty = float | Literal["uniform"] | PanelWeights | pd.DataFrame | Array
Draw = Callable[[int, np.random.Generator], Array]
ROUNDING = 1e-6
DRAWS_HINT = 'Give a spread such as 0.2, "uniform", a panel, or weights of the leaves, one draw a row.'


def draws_of(uncertainty: Any, weights: Weights) -> tuple[Draw, Text]:
    """Return what draws the weights of the leaves (n, q), and how it is called; for everything but given draws."""
    if isinstance(uncertainty, PanelWeights):
        return panel_draws(uncertainty, weights), _PANEL
    if isinstance(uncertainty, str) and uncertainty == "uniform":
        return tree_draws(weights, lambda w, n, random: scaled(random.exponential(size=(n, len(w))))), _UNIFORM
    if is_number(uncertainty) and uncertainty > 0:
        spread = float(uncertainty)
        words = Text(f"log-normal weights at every node, spread {spread:g}", f"各层权重服从对数正态，离散度 {spread:g}")
        draw = tree_draws(weights, lambda w, n, random: scaled(w * np.exp(spread * random.normal(size=(n, len(w))))))
        return draw, words
    raise OptionError(f"uncertainty={uncertainty!r} is no uncertainty of weights", hint=DRAWS_HINT)


def tree_draws(weights: Weights, local: Callable[[Array, int, np.random.Generator], Array]) -> Draw:
    """Return what draws the weights of the leaves as products of local weights (n, k) drawn at each node."""

    def draw(n: int, random: np.random.Generator) -> Array:
        tree = weights.tree
        overall = {tree.root: np.ones(n)}
        for node in tree.nodes:
            children = tree.children(node)
            drawn = local(np.array([weights.local[child] for child in children]), n, random)
            overall |= {child: overall[node] * column for child, column in zip(children, drawn.T, strict=True)}
        return np.column_stack([overall[leaf] for leaf in tree.leaves()])

    return draw


def panel_draws(panel: PanelWeights, weights: Weights) -> Draw:
    r"""Return what draws :math:`\ln w + \sqrt{c} U' z \sqrt{df / \chi^2_{df}}`, scaled to sum 1.

    U (K, q) is what the experts add to the log weights, whose covariance is c U'U, and z (K,) is standard normal: the
    multivariate t of the panel's intervals.
    """
    leaves = weights.tree.leaves()
    _check_panel(panel, weights, leaves)
    places = [panel.weighed.index(leaf) for leaf in leaves]
    w, U, v = panel.estimates()[places], panel.influences()[:, places], panel.shares
    c, df = float(np.sqrt(covariance(np.ones((1, 1)), v)[0, 0])), degrees_of_freedom(v)

    def draw(n: int, random: np.random.Generator) -> Array:
        z = random.normal(size=(n, len(v))) @ U
        heavier = np.sqrt(df / random.chisquare(df, size=(n, 1)))
        return scaled(w * np.exp(c * z * heavier))

    return draw


def _check_panel(panel: PanelWeights, weights: Weights, leaves: Sequence[str]) -> None:
    if panel.n_used < 2:
        raise SampleSizeError("one expert has no spread", hint="Ask three experts or more, or state a spread.")
    unknown = [leaf for leaf in leaves if leaf not in panel.weighed]
    if unknown:
        raise OptionError(f"the panel does not weigh {listed(unknown)}", hint=nearest(unknown[0], panel.weighed))
    own = dict(zip(panel.weighed, panel.estimates().tolist(), strict=True))
    if any(abs(own[leaf] - weights.overall[leaf]) > ROUNDING for leaf in leaves):
        raise OptionError(
            "the weights of the panel are not those of the ranking", hint="Rank with the weights of this panel."
        )


def given_draws(given: pd.DataFrame | Array, leaves: Sequence[str]) -> Array:
    """Return weights (n, q) that were given, a frame by its columns, an array in the order of the leaves."""
    if isinstance(given, pd.DataFrame):
        lacking = [leaf for leaf in leaves if leaf not in given.columns]
        if lacking:
            hint = nearest(lacking[0], [str(name) for name in given.columns])
            raise OptionError(f"the drawn weights lack {listed(lacking)}", hint=hint)
        given = given[list(leaves)].to_numpy()
    try:
        W = np.asarray(given, np.float64)
    except (TypeError, ValueError) as error:
        raise OptionError("the drawn weights are no numbers", hint=DRAWS_HINT) from error
    if W.ndim != 2 or W.shape[1] != len(leaves) or not len(W):
        raise OptionError(
            f"the drawn weights have the shape {W.shape}", hint=f"Give one column a leaf: {listed(leaves)}."
        )
    wrong = ~((W >= 0).all(axis=1) & (np.abs(W.sum(axis=1) - 1) <= ROUNDING))
    if wrong.any():
        k = int(np.argmax(wrong))
        raise OptionError(
            f"draw {k + 1} is no set of weights: it sums to {W[k].sum():.6g}",
            hint="The overall weights of the leaves are not negative and sum to 1.",
        )
    return W


def scaled(W: Array) -> Array:
    """Return each row of W (n, k) over its sum."""
    return W / W.sum(axis=1, keepdims=True)


_PANEL = Text(
    "weights by the spread among the experts of the panel (multivariate t)", "权重按专家组内的离散程度（多元 t 分布）"
)
_UNIFORM = Text("all weights equally likely at every node", "各层所有权重组合等可能")
GIVEN = Text("drawn weights as given", "权重抽样由使用者给出")
