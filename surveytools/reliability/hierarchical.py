"""A general factor and group factors behind the items, and how much of a sum each of them makes up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surveytools.factors.bifactor import (
    LARGEST_LOADING,
    SecondOrder,
    equal_loadings,
    one_factor,
    schmid_leiman_loadings,
)
from surveytools.factors.extraction import SMALLEST_UNIQUENESS, extracted
from surveytools.factors.rotation import rotated
from surveytools.factors.rotation_settings import Oblimin
from surveytools.reliability.one_factor import Estimator

Array = NDArray[np.float64]
ROTATION = Oblimin(normalize=False)


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    r"""Standardized loadings on a general factor and m group factors, m = 0 for one factor.

    Parameters
    ----------
    common : ndarray, shape (p, p)
        What the factors imply, :math:`L \Phi L'` of the oblique solution.
    general : ndarray, shape (p,)
        Loadings on the general factor, or on the only one.
    group : ndarray, shape (p, m)
        Loadings on the group factors.
    psi : ndarray, shape (p,)
        Uniquenesses.
    at_bound : ndarray of bool, shape (p,)
        Whose uniqueness came to the bound of .005.
    absorbed : bool
        Whether the general factor explains a factor fully.
    converged : bool
        Whether extraction, rotation and second order came to their end.
    """

    common: Array
    general: Array
    group: Array
    psi: Array
    at_bound: NDArray[np.bool_]
    absorbed: bool
    converged: bool


class Parts(NamedTuple):
    """Parts of the variance of a sum of items: numbers, or arrays of the same shape.

    Parameters
    ----------
    common, general, unique : float or ndarray
        Of all factors, of the general one, and the sum of the unique variances.
    observed : float or ndarray
        The variance itself.
    """

    common: Array
    general: Array
    unique: Array
    observed: Array


def hierarchy(
    R: Array, m: int, estimator: Estimator, second_order: SecondOrder = "minres", n_starts: int | None = None
) -> Hierarchy:
    """Extract m factors of R, shape (p, p), rotate them, and split them after Schmid and Leiman."""
    found = extracted(R, m, estimator)
    h2 = (found.L**2).sum(axis=1)
    at_bound = np.minimum(found.psi, 1 - h2) <= SMALLEST_UNIQUENESS + 1e-8
    if m == 1:
        general = _positive(found.L[:, 0])
        return Hierarchy(
            np.outer(general, general), general, np.empty((len(R), 0)), 1 - h2, at_bound, False, found.converged
        )
    turned = rotated(found.L, ROTATION, n_starts=n_starts)
    gamma, exact = one_factor(turned.Phi) if second_order == "minres" else (equal_loadings(turned.Phi), True)
    general, group = schmid_leiman_loadings(turned.L, gamma)
    absorbed = bool(np.abs(gamma).max() >= LARGEST_LOADING)
    converged = found.converged and turned.converged and exact
    return Hierarchy(found.L @ found.L.T, _positive(general), group, 1 - h2, at_bound, absorbed, converged)


def _positive(general: Array) -> Array:
    return -general if general.sum() < 0 else general


def parts(found: Hierarchy, R: Array, d: Array) -> Parts:
    """Return the parts of the sum of items with correlations R (p, p) and standard deviations d (p,)."""
    return Parts(d @ found.common @ d, (d @ found.general) ** 2, d**2 @ found.psi, d @ R @ d)


def owners(group: Array) -> NDArray[np.intp]:
    """Return the group factor, of m, on which each of p items loads most, shape (p,)."""
    return np.abs(group).argmax(axis=1)


def group_parts(found: Hierarchy, R: Array, d: Array) -> tuple[Parts, Array]:
    """Return the parts of the sum of each group factor's own items, and what that factor makes up, shapes (m,).

    The common part is that of the general and the own group factor; ``unique`` is the rest of the implied variance.
    """
    mine = (owners(found.group)[None, :] == np.arange(found.group.shape[1])[:, None]) * d
    general, own = (mine @ found.general) ** 2, np.einsum("mp,pm->m", mine, found.group) ** 2
    implied = np.einsum("mp,pq,mq->m", mine, found.common, mine) + mine**2 @ found.psi
    observed = np.einsum("mp,pq,mq->m", mine, R, mine)
    return Parts(general + own, general, implied - general - own, observed), own


def explained_common_variance(found: Hierarchy) -> float:
    """Return the share of the general factor in the common variance of the items."""
    g = found.general @ found.general
    return float(g / (g + (found.group**2).sum()))


def percent_uncontaminated(group: Array) -> float:
    """Return the share of the pairs of items that belong to different group factors, group of shape (p, m)."""
    own = owners(group)
    p = len(own)
    return float((own[:, None] != own).sum() / (p * (p - 1)))


def construct_replicability(loadings: Array) -> float:
    """Return Hancock and Mueller's H of standardized loadings, shape (p,): 1 / (1 + 1 / sum(l^2 / (1 - l^2)))."""
    information = float((loadings**2 / np.maximum(1 - loadings**2, SMALLEST_UNIQUENESS)).sum())
    return information / (1 + information)
