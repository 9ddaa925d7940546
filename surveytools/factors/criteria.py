"""What rotations minimize: value and gradient of each criterion, for many rotations of the loadings at once.

Every function takes loadings L, shape (s, p, m): s rotations of p items on m factors, and returns the value of each,
shape (s,), its gradient with respect to L, shape (s, p, m), and an estimate of its curvature in each loading alone, of
the same shape and not negative, by which the steps towards the minimum are scaled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def oblimin_criterion(L: Array, gamma: float) -> tuple[Array, Array, Array]:
    r"""Return the oblimin criterion; gamma 0 is quartimin.

    .. math:: f = \tfrac14 \sum_{j \ne k} \left(\sum_i l_{ij}^2 l_{ik}^2
              - \frac{\gamma}{p} \sum_i l_{ij}^2 \sum_i l_{ik}^2\right)
    """
    L2 = L * L
    N = L2.sum(axis=2, keepdims=True) - L2
    if gamma:
        N -= gamma * N.mean(axis=1, keepdims=True)
    return (L2 * N).sum(axis=(1, 2)) / 4, L * N, np.maximum(N, 0)


def orthomax_criterion(L: Array, gamma: float) -> tuple[Array, Array, Array]:
    r"""Return the orthomax criterion with its sign turned, so that it is minimized.

    .. math:: f = -\tfrac14 \sum_j \left(\sum_i l_{ij}^4 - \frac{\gamma}{p} \Big(\sum_i l_{ij}^2\Big)^2\right)
    """
    L2 = L * L
    N = gamma * L2.mean(axis=1, keepdims=True) - L2
    return (L2 * N).sum(axis=(1, 2)) / 4, L * N, np.maximum(N, 0)


def geomin_criterion(L: Array, epsilon: float) -> tuple[Array, Array, Array]:
    r"""Return the geomin criterion.

    .. math:: f = \sum_i \Big(\prod_j (l_{ij}^2 + \epsilon)\Big)^{1/m}
    """
    L2 = L * L + epsilon
    means = np.exp(np.log(L2).mean(axis=2, keepdims=True))
    N = (2 / L.shape[2]) * means / L2
    return means.sum(axis=(1, 2)), L * N, N


def target_criterion(L: Array, B: Array, W: Array) -> tuple[Array, Array, Array]:
    r"""Return the squared distance from a target B, shape (p, m), in the cells where W is 1.

    .. math:: f = \sum_{ij} w_{ij} (l_{ij} - b_{ij})^2
    """
    D = W * (L - B)
    return (D * D).sum(axis=(1, 2)), 2 * D, np.broadcast_to(2 * W, L.shape)
