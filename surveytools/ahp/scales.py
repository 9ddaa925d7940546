"""What the steps 1 to 9 of a judgment stand for: the scales of the literature, and words."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.base.labels import LANGUAGES, Text

Array = NDArray[np.float64]

Scale = Literal[
    "saaty", "logarithmic", "root", "inverse_linear", "balanced", "generalized_balanced", "adaptive",
    "adaptive_balanced", "power", "geometric",
]  # fmt: skip
SCALES: dict[Scale, Text] = {
    "saaty": Text("Saaty's scale", "Saaty 标度"),
    "logarithmic": Text("logarithmic scale", "对数标度"),
    "root": Text("root square scale", "平方根标度"),
    "inverse_linear": Text("inverse linear scale", "反线性标度"),
    "balanced": Text("balanced scale", "平衡标度"),
    "generalized_balanced": Text("generalized balanced scale", "广义平衡标度"),
    "adaptive": Text("adaptive scale", "自适应标度"),
    "adaptive_balanced": Text("adaptive balanced scale", "自适应平衡标度"),
    "power": Text("power scale", "幂标度"),
    "geometric": Text("geometric scale", "几何标度"),
}
STEPS = 9
WORDS: dict[int, Text] = {
    1: Text("equal", "同等重要"),
    2: Text("equal to moderate", "同等至稍微重要"),
    3: Text("moderate", "稍微重要"),
    4: Text("moderate to strong", "稍微至明显重要"),
    5: Text("strong", "明显重要"),
    6: Text("strong to very strong", "明显至强烈重要"),
    7: Text("very strong", "强烈重要"),
    8: Text("very strong to extreme", "强烈至极端重要"),
    9: Text("extreme", "极端重要"),
}
_STEP_OF = {words.said(language): step for step, words in WORDS.items() for language in LANGUAGES}


def step_of(words: str) -> int | None:
    """Return the step 1 to 9 that words of either language stand for, None for other words.

    Examples
    --------
    >>> step_of("Strong"), step_of("稍微重要"), step_of("huge")
    (5, 3, None)
    """
    return _STEP_OF.get(" ".join(words.casefold().split()))


def on_scale(x: Array, scale: Scale, n: int) -> Array:
    r"""Return the ratios that judgments stand for on a scale; any shape, n the number of criteria, at least 2.

    Each scale maps the steps :math:`x \ge 1`; a judgment below 1 becomes the reciprocal of what its partner becomes.
    NaN stays NaN. The balanced scales and the inverse linear one end at 9.
    """
    x = np.asarray(x, np.float64)
    ratio = _MAPS[scale](np.where(x < 1, 1 / x, x), n)
    return np.where(x < 1, 1 / ratio, ratio)


def scale_values(scale: Scale, n: int) -> Array:
    """Return the 17 values of a scale, ascending; n, the number of criteria, is 2 or more."""
    above = on_scale(np.arange(2.0, STEPS + 1), scale, n)
    return np.concatenate([1 / above[::-1], [1.0], above])


def _adaptive_balanced(x: Array, n: int) -> Array:
    slope = 9 * n - 10
    return (n - 1) * (slope * (x - 1) + 80) / (89 * n - 90 - slope * x)


_MAPS: dict[Scale, Callable[[Array, int], Array]] = {
    "saaty": lambda x, n: x,
    "logarithmic": lambda x, n: np.log2(x + 1),
    "root": lambda x, n: np.sqrt(x),
    "inverse_linear": lambda x, n: 9 / (10 - x),
    "balanced": lambda x, n: (9 + x) / (11 - x),
    "generalized_balanced": lambda x, n: (9 + (n - 1) * x) / (9 + n - x),
    "adaptive": lambda x, n: x ** (1 + math.log(n - 1) / math.log(9)),
    "adaptive_balanced": _adaptive_balanced,
    "power": lambda x, n: x**2,
    "geometric": lambda x, n: 2.0 ** (x - 1),
}
