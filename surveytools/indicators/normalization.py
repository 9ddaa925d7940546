"""Scores on a common range."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def to_hundred(x: ArrayLike, low: float, high: float) -> NDArray[np.float64]:
    """Return 100 (x - low) / (high - low): the lowest answer is 0, the highest 100; any shape."""
    return 100 * (np.asarray(x, np.float64) - low) / (high - low)
