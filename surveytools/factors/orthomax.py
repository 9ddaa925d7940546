"""Varimax and its relatives by planar rotations, as R stops them, and promax, which starts from varimax."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surveytools.factors.criteria import orthomax_criterion
from surveytools.factors.descent import Minima

Array = NDArray[np.float64]
Columns = NDArray[np.intp]

SMALLEST_ANGLE = 1e-9
FLAT = 1e-13
MOST_SWEEPS = 1000
R_EPSILON = 1e-5


def orthomax_minima(A: Array, gamma: float, starts: Array) -> Minima:
    r"""Rotate A, shape (p, m), to the orthomax criterion from the rotations in `starts`, shape (s, m, m).

    Two columns x and y at a time are turned by the angle that is best for the pair (Kaiser 1958): with
    :math:`u = x^2 - y^2`, :math:`v = 2xy`,

    .. math:: \tan 4\varphi = \frac{2 (\sum uv - \gamma \sum u \sum v / p)}
              {\sum (u^2 - v^2) - \gamma ((\sum u)^2 - (\sum v)^2) / p},

    until no pair turns by more than 1e-9. Pairs that share no column are turned together.
    """
    p = len(A)
    M = np.concatenate([A @ starts, starts], axis=1)
    flat = FLAT * float(((A * A).sum(axis=1) ** 2).sum())
    rounds = disjoint_pairs(A.shape[1])
    steps, converged = np.zeros(len(starts), np.int64), np.zeros(len(starts), bool)
    for _ in range(MOST_SWEEPS):
        widest = np.max([_turned(M, a, b, p, gamma, flat) for a, b in rounds], axis=0)
        steps += ~converged
        converged |= widest <= SMALLEST_ANGLE
        if converged.all():
            break
    return Minima(M[:, p:], orthomax_criterion(M[:, :p], gamma)[0], converged, steps)


def _turned(M: Array, a: Columns, b: Columns, p: int, gamma: float, flat: float) -> Array:
    """Turn the pairs of columns a and b in place, and return the widest angle of each start, shape (s,)."""
    x, y = M[:, :, a], M[:, :, b]
    u, v = x[:, :p] ** 2 - y[:, :p] ** 2, 2 * x[:, :p] * y[:, :p]
    su, sv = u.sum(axis=1), v.sum(axis=1)
    sine = 2 * ((u * v).sum(axis=1) - gamma * su * sv / p)
    cosine = (u * u - v * v).sum(axis=1) - gamma * (su * su - sv * sv) / p
    angle = np.where(np.hypot(sine, cosine) > flat, np.arctan2(sine, cosine) / 4, 0.0)
    c, s = np.cos(angle)[:, None, :], np.sin(angle)[:, None, :]
    M[:, :, a], M[:, :, b] = c * x + s * y, c * y - s * x
    return np.abs(angle).max(axis=1)


def disjoint_pairs(m: int) -> list[tuple[Columns, Columns]]:
    """Return every pair of m columns once, in rounds of pairs that share no column (a round-robin tournament)."""
    seats = list(range(m + m % 2))
    half = len(seats) // 2
    rounds: list[tuple[Columns, Columns]] = []
    for _ in range(len(seats) - 1):
        pairs = [(a, b) for a, b in zip(seats[:half], reversed(seats[half:]), strict=True) if max(a, b) < m]
        rounds.append((np.array([min(pair) for pair in pairs]), np.array([max(pair) for pair in pairs])))
        seats = [seats[0], seats[-1], *seats[1:-1]]
    return rounds


def varimax_as_r(A: Array) -> Minima:
    r"""Rotate A, shape (p, m), to where R's ``varimax`` stops.

    Each step takes the polar factor of :math:`A' (L^3 - L\, \mathrm{diag}(L'L) / p)`, and the last is the one in which
    the sum of singular values grew by less than the factor 1 + 1e-5; that is .0003 to .003 short of convergence.
    """
    T, last, stopped, step = np.eye(A.shape[1]), 0.0, False, 0
    while not stopped and step < MOST_SWEEPS:
        L = A @ T
        U, d, V = np.linalg.svd(A.T @ (L**3 - L * (L * L).mean(axis=0)))
        T, before, last, step = U @ V, last, float(d.sum()), step + 1
        stopped = last < before * (1 + R_EPSILON)
    f = orthomax_criterion((A @ T)[None], 1.0)[0]
    return Minima(T[None], f, np.array([stopped]), np.array([step]))


def promax_transformation(V: Array, Q: Array) -> Array:
    r"""Return U, shape (m, m), so that :math:`V U` comes nearest to the target Q and the factors have variance 1.

    .. math:: U = (V'V)^{-1} V'Q \; \mathrm{diag}\left((U'U)^{-1}\right)^{1/2}
    """
    U = np.linalg.pinv(V) @ Q
    return U * np.sqrt(np.diag(np.linalg.inv(U.T @ U)))
