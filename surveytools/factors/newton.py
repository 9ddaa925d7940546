"""Minimize a function within bounds by Newton's method."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Derivatives = Callable[[Array], tuple[float, Array, Array]]

GRADIENT_TOLERANCE, NEARLY_FLAT = 1e-9, 1e-6
MOST_STEPS, MOST_HALVINGS = 200, 40


class Point(NamedTuple):
    """A place x, shape (p,), the value there, its gradient, shape (p,), and its Hessian, shape (p, p)."""

    x: Array
    f: float
    g: Array
    H: Array


def minimum_within(at: Derivatives, x: Array, low: float, high: float) -> tuple[Point, bool, int]:
    """Minimize within bounds from x; return the point, whether it is a minimum, and the steps.

    Coordinates that the gradient presses against a bound stay there. Where the Hessian is not positive definite its
    eigenvalues are made so.
    """
    here = Point(x, *at(x))
    for step in range(MOST_STEPS):
        free = ~(((here.x <= low) & (here.g > 0)) | ((here.x >= high) & (here.g < 0)))
        steepest = np.abs(here.g[free]).max(initial=0)
        if steepest < GRADIENT_TOLERANCE:
            return here, True, step
        direction = np.zeros_like(x)
        direction[free] = _downhill(here.H[np.ix_(free, free)], here.g[free])
        then = _line_search(at, here, direction, low, high)
        near = bool(steepest < NEARLY_FLAT)
        if then is None:
            return here, near, step
        if near and here.f - then.f <= 1e-14 * (1 + abs(here.f)):
            return then, True, step + 1  # rounding keeps the gradient from falling further
        here = then
    return here, False, MOST_STEPS


def _downhill(H: Array, g: Array) -> Array:
    values, vectors = np.linalg.eigh(H)
    floor = 1e-8 * max(float(np.abs(values).max()), 1e-12)
    return -vectors @ ((vectors.T @ g) / np.maximum(np.abs(values), floor))


def _line_search(at: Derivatives, here: Point, direction: Array, low: float, high: float) -> Point | None:
    """Halve the step until the function falls; None where it does not fall any more."""
    for halvings in range(MOST_HALVINGS):
        x = np.clip(here.x + direction / 2**halvings, low, high)
        then = Point(x, *at(x))
        falls = then.f <= here.f + 1e-4 * float(here.g @ (x - here.x))
        if falls or (then.f <= here.f and np.abs(then.g).max() < np.abs(here.g).max()):
            return None if np.abs(x - here.x).max() < 1e-13 else then
    return None
