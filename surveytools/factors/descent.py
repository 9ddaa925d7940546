"""Minimize a rotation criterion over orthogonal or oblique rotations, from many starts at once.

A rotation T, shape (m, m), is moved by a small matrix X: orthogonally to :math:`T (I - X/2)^{-1} (I + X/2)` with X
skew, obliquely to :math:`T (I + X)` with zeros in the diagonal of X and the columns brought back to length 1. The free
entries of X are the coordinates onto which the gradient is projected (Jennrich 2001, 2002). A quasi-Newton method
(L-BFGS, Nocedal 1980) gathers the curvature in them, so that it converges to the last digits in some dozens of steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Criterion = Callable[[Array], tuple[Array, Array, Array]]

TOLERANCE = 1e-8
LONGEST = 0.5
MOST_STEPS = 1000
MOST_HALVINGS = 25
ROUNDING = 1e-14
COLLAPSED = 1e4
MEMORY = 10


@dataclass(frozen=True, slots=True, eq=False)
class Minima:
    """Where each of s starts ended.

    Parameters
    ----------
    T : ndarray, shape (s, m, m)
        The rotations.
    f : ndarray, shape (s,)
        The criterion.
    converged : ndarray of bool, shape (s,)
        Whether the projected gradient vanished.
    steps : ndarray of int, shape (s,)
        How many steps were taken.
    """

    T: Array
    f: Array
    converged: NDArray[np.bool_]
    steps: NDArray[np.int64]


def minimized(A: Array, criterion: Criterion, starts: Array, *, oblique: bool, scale: float) -> Minima:
    """Minimize the criterion of :math:`A (T')^{-1}`, A of shape (p, m), from the rotations in `starts`, (s, m, m).

    The gradient counts as vanished when its length is below 1e-8 of `scale`, the size of the criterion. A start ends
    without convergence when two factors collapse into one, so that their loadings grow beyond all bounds.
    """
    chart = Chart(starts.shape[1], oblique, criterion, scale)
    T, f, steps = starts.copy(), np.zeros(len(starts)), np.zeros(len(starts), np.int64)
    converged, running = np.zeros(len(starts), bool), np.arange(len(starts))
    now, curvature = chart.begun(A, starts), Curvature.none(len(starts), len(chart.free[0]))
    stuck, limit = np.zeros(len(starts), bool), COLLAPSED * float((A * A).sum())
    for step in range(MOST_STEPS + 1):
        flat = np.sqrt((now.g * now.g).sum(axis=1)) <= TOLERANCE
        stay = ~flat & ~stuck & ((now.L * now.L).sum(axis=(1, 2)) <= limit) & (step < MOST_STEPS)
        if not stay.all():
            ended = running[~stay]
            T[ended], f[ended], converged[ended], steps[ended] = now.T[~stay], now.f[~stay], flat[~stay], step
            running, now, curvature = running[stay], now.only(stay), curvature.only(stay)
        if not len(running):
            break
        x = curvature.direction(now.g, now.h)
        then, x, failed = chart.stepped(now, x)
        stuck = failed & curvature.forgotten()
        curvature = curvature.grown(x, then.g - now.g, failed)
        now = then
    return Minima(T, f * scale, converged, steps)


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Where s starts are: rotation, loadings, value, projected gradient, estimated curvature of each coordinate."""

    T: Array
    L: Array
    f: Array
    g: Array
    h: Array

    def only(self, which: NDArray[np.bool_]) -> Points:
        """Return some of the points."""
        return Points(self.T[which], self.L[which], self.f[which], self.g[which], self.h[which])

    def instead(self, which: NDArray[np.bool_], other: Points) -> Points:
        """Return the points with some of them taken from others."""
        one, two = which[:, None], which[:, None, None]
        return Points(
            np.where(two, other.T, self.T), np.where(two, other.L, self.L), np.where(which, other.f, self.f),
            np.where(one, other.g, self.g), np.where(one, other.h, self.h),
        )  # fmt: skip


class Chart:
    """The coordinates around a rotation: the free entries of X, of which there are d."""

    def __init__(self, m: int, oblique: bool, criterion: Criterion, scale: float) -> None:
        self.oblique, self.criterion, self.scale, self.identity = oblique, criterion, scale, np.eye(m)
        self.free = np.nonzero(~np.eye(m, dtype=bool)) if oblique else np.triu_indices(m, 1)

    def begun(self, A: Array, starts: Array) -> Points:
        """Return the points before the first step."""
        return self.valued(starts, A @ np.linalg.inv(starts).swapaxes(1, 2))

    def valued(self, T: Array, L: Array) -> Points:
        """Return the points with the criterion, shape (s,), its gradient and curvature in the coordinates, (s, d)."""
        f, G, W = self.criterion(L)
        transposed = L.swapaxes(1, 2)
        M, C = transposed @ G, W.swapaxes(1, 2) @ (L * L)
        rows, columns = self.free
        diagonal = np.einsum("sjj->sj", M)
        if self.oblique:
            Phi = T.swapaxes(1, 2) @ T
            g = diagonal[:, None, :] * Phi - M.swapaxes(1, 2)
            h = C + np.maximum(diagonal, 0)[:, None, :] * (1 - Phi * Phi)
        else:
            g = M - M.swapaxes(1, 2)
            h = C + C.swapaxes(1, 2) - np.maximum(diagonal[:, None, :] + diagonal[:, :, None], 0)
        g, h = g[:, rows, columns] / self.scale, h[:, rows, columns] / self.scale
        return Points(T, L, f / self.scale, g, np.maximum(h, 1e-3 * h.max(axis=1, keepdims=True, initial=1e-12)))

    def moved(self, T: Array, L: Array, x: Array) -> tuple[Array, Array]:
        """Return rotations and loadings after a move x, shape (s, d)."""
        X = np.zeros_like(T)
        rows, columns = self.free
        X[:, rows, columns] = x
        if self.oblique:
            moved = T @ (self.identity + X)
            lengths = np.sqrt((moved * moved).sum(axis=1, keepdims=True))
            inverse = np.linalg.inv(self.identity + X).swapaxes(1, 2)
            return moved / lengths, L @ (inverse * lengths)
        X[:, columns, rows] = -x
        turn = np.linalg.solve(self.identity - X / 2, self.identity + X / 2)
        return T @ turn, L @ turn

    def stepped(self, now: Points, x: Array) -> tuple[Points, Array, NDArray[np.bool_]]:
        """Return the points after a step, the step taken (halved until the criterion falls), and whether it failed."""
        slope, halvings = (x * now.g).sum(axis=1), 0
        limit = now.f + ROUNDING * (1 + np.abs(now.f))
        then = self.valued(*self.moved(now.T, now.L, x))
        while (high := ~(then.f <= limit + 1e-4 * slope)).any() and halvings < MOST_HALVINGS:
            x, slope, halvings = np.where(high[:, None], x / 2, x), np.where(high, slope / 2, slope), halvings + 1
            then = self.valued(*self.moved(now.T, now.L, x))
        return (then.instead(high, now) if high.any() else then), x, high


@dataclass(frozen=True, slots=True, eq=False)
class Curvature:
    """What the last k steps told about the curvature.

    Parameters
    ----------
    x, y : ndarray, shape (k, s, d)
        The steps, the latest last, and the changes of the gradient in them.
    rho : ndarray, shape (k, s)
        1 / x'y, or 0 where a step told nothing.
    """

    x: Array
    y: Array
    rho: Array

    @staticmethod
    def none(s: int, d: int) -> Curvature:
        """Return that before the first step of s starts."""
        return Curvature(np.zeros((0, s, d)), np.zeros((0, s, d)), np.zeros((0, s)))

    def only(self, which: NDArray[np.bool_]) -> Curvature:
        """Return that of some of the starts."""
        return Curvature(self.x[:, which], self.y[:, which], self.rho[:, which])

    def forgotten(self) -> NDArray[np.bool_]:
        """Tell of which starts nothing is known."""
        return np.abs(self.rho).sum(axis=0) == 0

    def grown(self, x: Array, y: Array, failed: NDArray[np.bool_]) -> Curvature:
        """Return it with one step more; what was known of starts that failed is forgotten."""
        xy = (x * y).sum(axis=1)
        useful = (xy > 1e-10 * np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1))) & ~failed
        rho = np.where(useful, 1 / np.where(useful, xy, 1.0), 0.0)
        first = max(len(self.rho) - MEMORY + 1, 0)
        return Curvature(
            np.concatenate([self.x[first:], x[None]]),
            np.concatenate([self.y[first:], y[None]]),
            np.concatenate([self.rho[first:] * ~failed, rho[None]]),
        )

    def direction(self, g: Array, h: Array) -> Array:
        """Return the step that goes down the gradient g, both of shape (s, d); it is no longer than .5.

        The two loops multiply g by the inverse curvature, which without any step is 1 / h.
        """
        q, weights = -g, np.zeros_like(self.rho)
        for k in reversed(range(len(self.rho))):
            weights[k] = self.rho[k] * (self.x[k] * q).sum(axis=1)
            q = q - weights[k][:, None] * self.y[k]
        q = q / h
        for k in range(len(self.rho)):
            q = q + (weights[k] - self.rho[k] * (self.y[k] * q).sum(axis=1))[:, None] * self.x[k]
        upward = (q * g).sum(axis=1, keepdims=True) >= 0
        q = np.where(upward, -g / h, q)
        return q * np.minimum(1, LONGEST / np.maximum(np.sqrt((q * q).sum(axis=1, keepdims=True)), 1e-300))
