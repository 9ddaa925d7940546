"""How much a pair of different ratings still agrees: weights from 1 on the diagonal downwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.rating_cells import Category
from surveytools.agreement.rating_table import check_ordered
from surveytools.base.errors import MatrixError, OptionError, check_option
from surveytools.base.labels import Text

Array = NDArray[np.float64]
Weighting = Literal["linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar"]
AgreementWeights = Weighting | Sequence[Sequence[float]] | NDArray[Any] | pd.DataFrame | None

WORDS: dict[str, Text] = {
    "none": Text("unweighted", "不加权"),
    "linear": Text("linear weights", "线性权重"),
    "quadratic": Text("quadratic weights", "平方权重"),
    "ordinal": Text("ordinal weights", "顺序权重"),
    "radical": Text("radical weights", "根式权重"),
    "ratio": Text("ratio weights", "比率权重"),
    "circular": Text("circular weights", "环形权重"),
    "bipolar": Text("bipolar weights", "双极权重"),
    "matrix": Text("weights as given", "自定权重"),
}


def enter_weights(weights: AgreementWeights, categories: tuple[Category, ...], ordered: bool) -> tuple[str, Array]:
    """Return the name and the matrix of the weights, shape (q, q)."""
    if weights is None:
        return "none", np.eye(len(categories))
    if not isinstance(weights, str):
        return "matrix", _given(weights, categories)
    check_option("weights", weights, _DISTANCES)
    check_ordered(categories, ordered, f"{weights} weights")
    x = scores(categories)
    if weights == "ratio" and (x < 0).any():
        raise OptionError("ratio weights need numbers from 0 upwards", hint='Use weights="quadratic".')
    return weights, named_weights(weights, x)


def scores(categories: tuple[Category, ...]) -> Array:
    """Return the categories themselves if they are numbers, else 1 to q."""
    if any(isinstance(category, str) for category in categories):
        return np.arange(1.0, len(categories) + 1)
    return np.array(categories, np.float64)


def named_weights(weighting: str, x: Array) -> Array:
    """Return 1 - d / max d for the distances d of the scores x, shape (q, q)."""
    distances = _DISTANCES[weighting](x)
    return 1 - distances / distances.max()


def _squared(x: Array) -> Array:
    return np.subtract.outer(x, x) ** 2


def _steps(x: Array) -> Array:
    k = np.arange(len(x))
    steps = np.abs(np.subtract.outer(k, k))
    return steps * (steps + 1) / 2


def _relative(x: Array) -> Array:
    total = np.add.outer(x, x)
    return _squared(x) / np.where(total == 0, 1, total) ** 2


def _circle(x: Array) -> Array:
    return np.sin(np.pi * np.subtract.outer(x, x) / (np.ptp(x) + 1)) ** 2


def _from_both_ends(x: Array) -> Array:
    total = np.add.outer(x, x)
    room = (total - 2 * x.min()) * (2 * x.max() - total)
    return _squared(x) / np.where(room == 0, 1, room)


_DISTANCES: dict[str, Callable[[Array], Array]] = {
    "linear": lambda x: np.sqrt(_squared(x)),
    "quadratic": _squared,
    "ordinal": _steps,
    "radical": lambda x: _squared(x) ** 0.25,
    "ratio": _relative,
    "circular": _circle,
    "bipolar": _from_both_ends,
}


def _given(weights: Any, categories: tuple[Category, ...]) -> Array:
    q = len(categories)
    if isinstance(weights, pd.DataFrame) and set(weights.index) == set(weights.columns) == set(categories):
        weights = weights.loc[list(categories), list(categories)]
    try:
        W = np.array(weights, np.float64)
    except (TypeError, ValueError) as error:
        raise MatrixError("the weights are no matrix of numbers", hint="Give q rows of q numbers.") from error
    if W.shape != (q, q):
        raise MatrixError(
            f"the weights have shape {W.shape} and there are {q} categories: {', '.join(map(str, categories))}",
            hint="Give one row and one column a category; name categories that nobody used with categories=[...].",
        )
    if not np.isfinite(W).all() or (np.diag(W) != 1).any() or (W > 1).any() or (W == 1).all():
        raise MatrixError(
            "the weights are not 1 on the diagonal and at most 1 beside it",
            hint="Weights of disagreement v, with 0 on the diagonal, become 1 - v / v.max().",
        )
    return W


def check_symmetric(W: Array) -> None:
    """Raise :class:`MatrixError` where the order of two raters would matter."""
    if not np.array_equal(W, W.T):
        raise MatrixError(
            "the weights are not symmetric, and the raters are interchangeable here",
            hint="Give symmetric weights; st.cohen_kappa takes others, its raters being two in a fixed order.",
        )
