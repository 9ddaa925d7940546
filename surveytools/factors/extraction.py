"""Factors out of a correlation matrix: least squares, maximum likelihood, principal axes, components."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import check_option, check_setting, is_number, is_whole
from surveytools.base.labels import Text
from surveytools.factors.newton import minimum_within

Array = NDArray[np.float64]
Method = Literal["minres", "ml", "paf", "pca"]
METHODS: tuple[Method, ...] = ("minres", "ml", "paf", "pca")
METHOD_NAMES: dict[Method, Text] = {
    "minres": Text("minimum residuals (least squares)", "最小残差法"),
    "ml": Text("maximum likelihood", "极大似然法"),
    "paf": Text("principal axes", "主轴因子法"),
    "pca": Text("principal components", "主成分法"),
}

SMALLEST_UNIQUENESS = 0.005  # the bound of R's factanal and psych
ROUNDING = 1e-8
WEAK_FACTOR, MOST_WEAK = 0.7, 2
MORE_STARTS, NEARLY_NOTHING_UNIQUE = 5, 0.02
MOST_ITEMS_OF_MORE_STARTS = 30


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

    def __post_init__(self) -> None:
        check_option("change", self.change, ("max", "sum"))
        fits = is_number(self.tolerance) and self.tolerance > 0
        check_setting(fits, "tolerance", self.tolerance, "tolerance", "Give a small number above 0, such as .001.")
        fits = is_whole(self.max_iterations) and self.max_iterations > 0
        check_setting(fits, "max_iterations", self.max_iterations, "number of steps", "Give 1 or more, such as 25.")

    @property
    def text(self) -> Text:
        """What is printed."""
        what = {
            "max": Text("the largest change of a communality", "单个共同度的最大变化"),
            "sum": Text("the change of the sum of communalities", "共同度之和的变化"),
        }[self.change]
        tolerance, steps = f"{self.tolerance:g}", self.max_iterations
        return Text(
            f"until {what.en} is below {tolerance}, at most {steps} steps",
            f"直至{what.zh}小于 {tolerance}，最多 {steps} 步",
        )


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
    n_starts : int
        From how many starts this is the best.
    """

    L: Array
    psi: Array
    converged: bool = True
    iterations: int = 1
    n_starts: int = 1

    def at_bound(self) -> NDArray[np.bool_]:
        """Tell which items have nothing unique left (Heywood cases), shape (p,)."""
        return self.psi <= SMALLEST_UNIQUENESS + ROUNDING

    def impossible(self) -> NDArray[np.bool_]:
        """Tell which items have a negative uniqueness, a communality above 1, shape (p,)."""
        return self.psi < -ROUNDING


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

    def fit(start: Array) -> tuple[float, Extraction]:
        found, converged, steps = minimum_within(at, start, SMALLEST_UNIQUENESS, 1.0)
        values, vectors = _descending(R - np.diag(found.x))
        L = vectors[:, :m] * np.sqrt(np.maximum(values[:m], 0))
        return found.f, Extraction(L, found.x, converged, steps)

    return _best(fit, R, m)


def maximum_likelihood(R: Array, m: int) -> Extraction:
    """Maximize the normal likelihood by Newton's method on the logarithms of the uniquenesses."""

    def at(x: Array) -> tuple[float, Array, Array]:
        values, vectors = _scaled(R, x)
        return ml_derivatives(values, vectors, m)

    def fit(start: Array) -> tuple[float, Extraction]:
        found, converged, steps = minimum_within(at, np.log(start), float(np.log(SMALLEST_UNIQUENESS)), 0.0)
        values, vectors = _scaled(R, found.x)
        L = np.exp(found.x / 2)[:, None] * vectors[:, :m] * np.sqrt(np.maximum(values[:m] - 1, 0))
        return found.f, Extraction(L, np.exp(found.x), converged, steps)

    return _best(fit, R, m)


def _best(fit: Callable[[Array], tuple[float, Extraction]], R: Array, m: int) -> Extraction:
    """Return the best fit of several starts, or of the usual one where that is enough.

    A start can end in a minimum that is not the lowest where one or two factors are weak, explaining less than .7 of
    the variance of one item, or an item has nothing unique left; in the lower ones some item is nearly all common. So
    the items whose correlations are reproduced worst, for what is unique in them, start as nearly all common, one at a
    time. With more weak factors their number is far too large for this to matter, and many items take long.
    """
    start = _start(R, m)
    f, best = fit(start)
    n_weak = int(((best.L**2).sum(axis=0) < WEAK_FACTOR).sum())
    if len(R) > MOST_ITEMS_OF_MORE_STARTS or n_weak > MOST_WEAK or not (n_weak or best.at_bound().any()):
        return best
    items = _worst_reproduced(R, best)
    for item in items:
        near = start.copy()
        near[item] = NEARLY_NOTHING_UNIQUE
        value, other = fit(near)
        if other.converged >= best.converged and value < f - 1e-9 * (1 + f):
            f, best = value, other
    return replace(best, n_starts=1 + len(items))


def _worst_reproduced(R: Array, found: Extraction) -> list[int]:
    """Return the items with the largest squared residuals for their uniqueness."""
    E = R - found.L @ found.L.T
    np.fill_diagonal(E, 0.0)
    return np.argsort(-(E**2).sum(axis=0) / found.psi, kind="stable")[:MORE_STARTS].tolist()


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
