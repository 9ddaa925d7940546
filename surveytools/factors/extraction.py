"""Factors out of a correlation matrix: least squares, maximum likelihood, principal axes, components."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import check_option

Array = NDArray[np.float64]
Method = Literal["minres", "ml", "paf", "pca"]
METHODS: tuple[Method, ...] = ("minres", "ml", "paf", "pca")

SMALLEST_UNIQUENESS = 0.005  # the bound of R's factanal and psych
GRADIENT_TOLERANCE = 1e-9
NEWTON_STEPS = 200


@dataclass(frozen=True, slots=True)
class Paf:
    """How principal axes are iterated.

    Parameters
    ----------
    tolerance : float
        Stop when the communalities change by less.
    change : {"max", "sum"}
        Whether the largest change of one communality counts (SPSS), or the change of their sum (psych).
    max_iterations : int
        Stop after as many steps in any case.

    References
    ----------
    Grieder, S., & Steiner, M. D. (2022). Algorithmic jingle jungle: A comparison of implementations of principal axis
    factoring and promax rotation in R and SPSS. Behavior Research Methods, 54, 54-74.
    https://doi.org/10.3758/s13428-021-01581-x

    Examples
    --------
    >>> import surveytools as st
    >>> st.Paf(tolerance=1e-3, max_iterations=25)  # as SPSS does
    Paf(tolerance=0.001, change='max', max_iterations=25)
    """

    tolerance: float = 1e-9
    change: Literal["max", "sum"] = "max"
    max_iterations: int = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Extraction:
    """Unrotated loadings.

    Parameters
    ----------
    L : ndarray, shape (p, m)
        Loadings.
    psi : ndarray, shape (p,)
        Uniquenesses.
    converged : bool
        Whether the method came to its end.
    iterations : int
        Steps it took.
    """

    L: Array
    psi: Array
    converged: bool = True
    iterations: int = 1


def extracted(R: Array, m: int, method: Method | Paf = "minres") -> Extraction:
    """Extract m factors of a positive definite correlation matrix R, shape (p, p)."""
    if isinstance(method, Paf):
        return principal_axes(R, m, method)
    check_option("method", method, METHODS)
    if method == "paf":
        return principal_axes(R, m, Paf())
    if method == "pca":
        return principal_components(R, m)
    return least_squares(R, m) if method == "minres" else maximum_likelihood(R, m)


def largest_number_of_factors(p: int) -> int:
    """Return how many common factors p items allow: the degrees of freedom must not be negative."""
    return max(m for m in range(p) if degrees_of_freedom(p, m) >= 0)


def degrees_of_freedom(p: int, m: int) -> int:
    """Return ((p - m)^2 - p - m) / 2."""
    return ((p - m) ** 2 - p - m) // 2


def squared_multiple_correlations(R: Array) -> Array:
    """Return how much of each item the others explain, 1 - 1 / diag(inv R), shape (p,)."""
    return 1 - 1 / np.diag(np.linalg.inv(R))


def principal_components(R: Array, m: int) -> Extraction:
    """Return the first m components of R, scaled to their eigenvalues."""
    values, vectors = _descending(R)
    L = vectors[:, :m] * np.sqrt(values[:m])
    return Extraction(L, 1 - (L**2).sum(axis=1))


def principal_axes(R: Array, m: int, settings: Paf) -> Extraction:
    """Iterate: communalities into the diagonal of R, loadings from its m largest eigenvalues, new communalities."""
    h2 = squared_multiple_correlations(R)
    reduced = R.copy()
    L = np.zeros((len(R), m))
    for step in range(1, settings.max_iterations + 1):
        np.fill_diagonal(reduced, h2)
        values, vectors = _descending(reduced)
        L = vectors[:, :m] * np.sqrt(np.maximum(values[:m], 0))
        new = (L**2).sum(axis=1)
        change = abs(new.sum() - h2.sum()) if settings.change == "sum" else np.abs(new - h2).max()
        h2 = new
        if change < settings.tolerance:
            return Extraction(L, 1 - h2, iterations=step)
    return Extraction(L, 1 - h2, converged=False, iterations=settings.max_iterations)


def least_squares(R: Array, m: int) -> Extraction:
    """Minimize the squared residual correlations (minres, unweighted least squares) by Newton's method."""

    def at(psi: Array) -> tuple[float, Array, Array]:
        values, vectors = _descending(R - np.diag(psi))
        return uls_derivatives(values, vectors, m)

    psi, converged, steps = _newton(at, _start(R, m), SMALLEST_UNIQUENESS, 1.0)
    values, vectors = _descending(R - np.diag(psi))
    return Extraction(vectors[:, :m] * np.sqrt(np.maximum(values[:m], 0)), psi, converged, steps)


def maximum_likelihood(R: Array, m: int) -> Extraction:
    """Maximize the normal likelihood by Newton's method on the logarithms of the uniquenesses."""

    def at(x: Array) -> tuple[float, Array, Array]:
        values, vectors = _scaled(R, x)
        return ml_derivatives(values, vectors, m)

    x, converged, steps = _newton(at, np.log(_start(R, m)), float(np.log(SMALLEST_UNIQUENESS)), 0.0)
    values, vectors = _scaled(R, x)
    L = np.exp(x / 2)[:, None] * vectors[:, :m] * np.sqrt(np.maximum(values[:m] - 1, 0))
    return Extraction(L, np.exp(x), converged, steps)


def uls_derivatives(values: Array, vectors: Array, m: int) -> tuple[float, Array, Array]:
    r"""Return :math:`f = \frac12 \sum_{j > m} \theta_j^2` and its derivatives by the uniquenesses.

    From the descending eigenvalues and the vectors, shape (p, p), of the reduced matrix; Jöreskog (1977).
    """
    V1, V2 = vectors[:, :m], vectors[:, m:]
    large, small = values[:m], values[m:]
    gradient = -(V2**2) @ small
    ratio = small[:, None] / np.minimum(small[:, None] - large, -1e-12)
    hessian = (V2 @ V2.T) ** 2 + 2 * _crossed(V1, V2, ratio)
    return float(small @ small) / 2, gradient, hessian


def ml_derivatives(values: Array, vectors: Array, m: int) -> tuple[float, Array, Array]:
    r"""Return :math:`f = \sum_{j > m} (\theta_j - \ln \theta_j - 1)` and its derivatives by :math:`\ln \psi`.

    From the descending eigenvalues and the vectors, shape (p, p), of :math:`\Psi^{-1/2} R \Psi^{-1/2}`; Lawley and
    Maxwell (1971).
    """
    V1, V2 = vectors[:, :m], vectors[:, m:]
    large, small = values[:m], values[m:]
    gradient = (V2**2) @ (1 - small)
    ratio = (1 - small)[:, None] * (small[:, None] + large) / np.minimum(small[:, None] - large, -1e-12)
    hessian = (V2 @ V2.T) * ((V2 * small) @ V2.T) - _crossed(V1, V2, ratio)
    return float((small - np.log(small) - 1).sum()), gradient, hessian


def _crossed(V1: Array, V2: Array, C: Array) -> Array:
    r"""Return :math:`\sum_{j > m, l \le m} c_{jl} v_{ij} v_{kj} v_{il} v_{kl}`, shape (p, p)."""
    total = np.zeros((len(V1), len(V1)))
    for v, c in zip(V1.T, C.T, strict=True):
        total += np.outer(v, v) * ((V2 * c) @ V2.T)
    return total


def _start(R: Array, m: int) -> Array:
    start = (1 - m / (2 * len(R))) / np.diag(np.linalg.inv(R))
    return np.clip(start, 0.02, 0.98).astype(np.float64)


def _descending(A: Array) -> tuple[Array, Array]:
    values, vectors = np.linalg.eigh(A)
    return values[::-1], vectors[:, ::-1]


def _scaled(R: Array, x: Array) -> tuple[Array, Array]:
    scale = np.exp(-x / 2)
    return _descending(R * np.outer(scale, scale))


def _newton(
    at: Callable[[Array], tuple[float, Array, Array]], x: Array, low: float, high: float
) -> tuple[Array, bool, int]:
    """Minimize within bounds; return the place, whether it is a minimum, and the steps.

    Coordinates that the gradient presses against a bound stay there. Where the Hessian is not positive definite its
    eigenvalues are made so.
    """
    f, g, H = at(x)
    for step in range(NEWTON_STEPS):
        free = ~(((x <= low) & (g > 0)) | ((x >= high) & (g < 0)))
        if np.abs(g[free]).max(initial=0) < GRADIENT_TOLERANCE:
            return x, True, step
        direction = np.zeros_like(x)
        direction[free] = _downhill(H[np.ix_(free, free)], g[free])
        moved = _line_search(at, x, f, g, direction, low, high)
        near = bool(np.abs(g[free]).max(initial=0) < 1e-6)
        if moved is None:
            return x, near, step
        if near and f - moved[1] <= 1e-14 * (1 + abs(f)):
            return moved[0], True, step + 1  # rounding keeps the gradient from falling further
        x, f, g, H = moved
    return x, False, NEWTON_STEPS


def _downhill(H: Array, g: Array) -> Array:
    values, vectors = np.linalg.eigh(H)
    floor = 1e-8 * max(float(np.abs(values).max()), 1e-12)
    return -vectors @ ((vectors.T @ g) / np.maximum(np.abs(values), floor))


def _line_search(
    at: Callable[[Array], tuple[float, Array, Array]],
    x: Array,
    f: float,
    g: Array,
    direction: Array,
    low: float,
    high: float,
) -> tuple[Array, float, Array, Array] | None:
    """Halve the step until the function falls; None where it does not fall any more."""
    length = 1.0
    for _ in range(40):
        new = np.clip(x + length * direction, low, high)
        value, gradient, hessian = at(new)
        falls = value <= f + 1e-4 * float(g @ (new - x))
        if falls or (value <= f and np.abs(gradient).max() < np.abs(g).max()):
            return None if np.abs(new - x).max() < 1e-13 else (new, value, gradient, hessian)
        length /= 2
    return None
