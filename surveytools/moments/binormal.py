"""The normal distribution, and the bivariate one on grids of thresholds, many pairs at once."""

from __future__ import annotations

from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

STRONG, MANY = 0.925, 20
NODES = ((0.0, 0.5, 6), (0.5, 0.85, 12), (0.85, STRONG, MANY))


def normal_cdf(x: Array) -> Array:
    """Return the standard normal distribution function."""
    from scipy.special import ndtr  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

    return cast("Array", ndtr(x))


def normal_quantile(p: Array) -> Array:
    """Return the standard normal quantiles."""
    from scipy.special import ndtri  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

    return cast("Array", ndtri(p))


def binormal_cdf(h: Array, k: Array, rho: Array) -> Array:
    r"""Return :math:`\Phi_2(h, k; \rho)` at every pair of thresholds, h (m, a), k (m, b), rho (m,) giving (m, a, b).

    Drezner and Wesolowsky's (1990) integral over :math:`\arcsin\rho`, by Gauss-Legendre nodes after Genz (2004),
    https://doi.org/10.1023/B:STCO.0000035304.20635.31, who integrates from 1 downwards where the correlation is
    strong. The error is below 1e-12.
    """
    size = np.abs(rho)
    P = np.empty((len(rho), h.shape[1], k.shape[1]))
    for lowest, highest, n_nodes in NODES:
        chosen = (lowest <= size) & (size < highest)
        if chosen.any():
            P[chosen] = _from_zero(h[chosen], k[chosen], rho[chosen], n_nodes)
    strong = size >= STRONG
    if strong.any():
        P[strong] = _from_one(h[strong], k[strong], rho[strong])
    return P


def binormal_density(h: Array, k: Array, rho: Array) -> Array:
    r"""Return :math:`\varphi_2(h, k; \rho) = \partial \Phi_2 / \partial \rho`, shapes as in :func:`binormal_cdf`."""
    x, y, r = h[:, :, None], k[:, None, :], rho[:, None, None]
    rest = 1 - r**2
    return np.exp((x * y * r - (x**2 + y**2) / 2) / rest) / (2 * np.pi * np.sqrt(rest))


def _from_zero(h: Array, k: Array, rho: Array, n_nodes: int) -> Array:
    """Integrate the density from independence to rho."""
    nodes, weights = _legendre(n_nodes)
    half = np.arcsin(rho) / 2
    sines = np.sin(half[:, None] * (1 + nodes))
    steepness = 1 / (1 - sines**2)
    product, squares = h[:, :, None] * k[:, None, :], (h[:, :, None] ** 2 + k[:, None, :] ** 2) / 2
    total = np.zeros_like(product)
    for s, c, weight in zip((sines * steepness).T, steepness.T, weights, strict=True):
        exponent = product * s[:, None, None]
        exponent -= squares * c[:, None, None]
        total += np.exp(exponent, out=exponent) * weight
    total *= (half / (2 * np.pi))[:, None, None]
    total += normal_cdf(h)[:, :, None] * normal_cdf(k)[:, None, :]
    return total


def _from_one(h: Array, k: Array, rho: Array) -> Array:
    """Integrate the density from a perfect correlation to rho, of the nearer sign."""
    sign = np.sign(rho)[:, None, None]
    x, y = h[:, :, None], k[:, None, :] * sign
    between = _tail(x, y, np.sqrt((1 - rho) * (1 + rho))[:, None, None])
    perfect = normal_cdf(np.minimum(x, y))
    return np.where(sign > 0, perfect - between, normal_cdf(x) - perfect + between)


def _tail(x: Array, y: Array, a: Array) -> Array:
    """Return the probability between a perfect positive correlation and one of sine a (Genz, 2004)."""
    b, xy = np.abs(x - y), x * y
    c, d = (4 - xy) / 8, (12 - xy) / 16
    series = a * np.exp(-(b**2) / (2 * a**2)) * (
        1 - c * (b**2 - a**2) * (1 - d * b**2 / 5) / 3 + c * d * a**4 / 5
    ) - np.sqrt(2 * np.pi) * b * normal_cdf(-b / a) * (1 - c * b**2 * (1 - d * b**2 / 5) / 3)
    rest = np.zeros_like(series)
    for node, weight in zip(*_legendre(MANY), strict=True):
        square = (a * (1 + node) / 2) ** 2
        root = np.sqrt(1 - square)
        exact = np.exp(-xy * square / (2 * (1 + root) ** 2)) / root
        rest += weight * np.exp(-(b**2) / (2 * square)) * (exact - 1 - c * square * (1 + d * square))
    return np.exp(-xy / 2) * (series + rest * a / 2) / (2 * np.pi)


@cache
def _legendre(n_nodes: int) -> tuple[Array, Array]:
    nodes, weights = np.polynomial.legendre.leggauss(n_nodes)
    return nodes, weights
