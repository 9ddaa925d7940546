"""Two-step estimation of polychoric correlations: thresholds from each item, then one correlation a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from surveytools.moments.binormal import Array, binormal_cdf, binormal_density, normal_cdf, normal_quantile
from surveytools.moments.counts import Counts
from surveytools.moments.matrices import unit_diagonal

ZeroCells = Literal["margins", "half", "none"]
ZERO_CELLS: tuple[ZeroCells, ...] = ("margins", "half", "none")
CAP = 0.9999
TOLERANCE = 1e-8
MOST_STEPS = 60
SMALLEST, FAR_OUT, INFINITE, FLAT = 1e-15, 1e-13, 40.0, 1e-6
EIGENVALUE_TOLERANCE = 1e-12


class Tables(NamedTuple):
    """Two-way tables of the same size, of m pairs of items.

    Parameters
    ----------
    i, j : ndarray of int, shape (m,)
        Which items.
    T : ndarray, shape (m, a, b)
        The tables, empty cells filled by the rule.
    h, k : ndarray, shapes (m, a - 1), (m, b - 1)
        Thresholds.
    rows, columns : ndarray, shapes (m, a), (m, b)
        How often all respondents gave each answer to the one item and to the other.
    """

    i: NDArray[np.intp]
    j: NDArray[np.intp]
    T: Array
    h: Array
    k: Array
    rows: Array
    columns: Array

    def only(self, chosen: NDArray[np.bool_]) -> Tables:
        """Return some of the tables."""
        i, j, T, h, k, rows, columns = self
        return Tables(i[chosen], j[chosen], T[chosen], h[chosen], k[chosen], rows[chosen], columns[chosen])


def correlations_of(counts: Counts, zero_cells: ZeroCells = "margins") -> Array:
    """Return the polychoric correlations of counts without constant items, shape (p, p)."""
    ranks = tuple(tuple(range(len(own))) for own in counts.categories)
    start = replace(counts, categories=ranks).moments().corr()
    R = np.eye(counts.n_items)
    for part in tables_of(counts, zero_cells):
        R[part.i, part.j] = R[part.j, part.i] = estimate(part.T, part.h, part.k, start[part.i, part.j])
    return R


def correlation_errors(counts: Counts, R: Array, zero_cells: ZeroCells = "margins") -> Array:
    """Return the standard errors of polychoric correlations R, shape (p, p), NaN where one lies at its limit."""
    E = np.zeros_like(R)
    for part in tables_of(counts, zero_cells):
        rho = R[part.i, part.j]
        inside = np.abs(rho) < CAP
        errors = np.full(len(rho), np.nan)
        errors[inside] = standard_errors(part.only(inside), rho[inside])
        E[part.i, part.j] = E[part.j, part.i] = errors
    return E


def tables_of(counts: Counts, zero_cells: ZeroCells) -> Iterator[Tables]:
    """Yield the tables of all pairs of items, those of the same size together."""
    frequencies, edges = counts.frequency_vectors(), counts.edges()
    thresholds = [thresholds_of(own) for own in frequencies]
    sizes = np.diff(edges)
    first, second = np.triu_indices(counts.n_items, 1)
    for a, b in sorted(set(zip(sizes[first].tolist(), sizes[second].tolist(), strict=True))):
        chosen = (sizes[first] == a) & (sizes[second] == b)
        i, j = first[chosen], second[chosen]
        x, y = i.tolist(), j.tolist()
        T = counts.burt[_span(edges, i, a)[:, :, None], _span(edges, j, b)[:, None, :]].astype(np.float64)
        yield Tables(
            i, j, filled(T, zero_cells), _stacked(thresholds, x), _stacked(thresholds, y),
            _stacked(frequencies, x), _stacked(frequencies, y),
        )  # fmt: skip


def _span(edges: NDArray[np.intp], items: NDArray[np.intp], size: int) -> NDArray[np.intp]:
    return edges[items][:, None] + np.arange(size, dtype=np.intp)


def _stacked(rows: Sequence[NDArray[Any]], chosen: list[int]) -> Array:
    return np.array([rows[k] for k in chosen], np.float64)


def filled(T: Array, zero_cells: ZeroCells) -> Array:
    """Return tables, shape (m, a, b), whose empty cells count what the rule says."""
    if zero_cells == "half":
        return np.where(T == 0, 0.5, T)
    if zero_cells == "none" or T.shape[1:] != (2, 2):
        return T
    empty = T == 0
    once = empty.sum(axis=(1, 2)) == 1
    diagonal = np.where(empty[:, 0, 0] | empty[:, 1, 1], 0.5, -0.5)
    return T + np.where(once, diagonal, 0.0)[:, None, None] * np.array([[1, -1], [-1, 1]])


def thresholds_of(frequencies: NDArray[np.int64]) -> Array:
    """Return the standard normal quantiles of the cumulated shares of all categories but the last, shape (k - 1,)."""
    return normal_quantile(np.cumsum(frequencies)[:-1] / frequencies.sum())


def estimate(T: Array, h: Array, k: Array, start: Array) -> Array:
    """Return the correlation that makes each table most likely, shape (m,), given the thresholds.

    Fisher scoring on all tables at once: T holds the counts, shape (m, a, b), h and k the thresholds, shapes
    (m, a - 1) and (m, b - 1). The sign of each score narrows a bracket; a step that leaves it, or swings back by more
    than half, is replaced by its middle. Where the likelihood rises to the end, or grows flat on the way there, the
    correlation is .9999 or -.9999.
    """
    rho = np.clip(start, -0.95, 0.95)
    found, flat = rho.copy(), np.zeros(len(rho), np.bool_)
    low, high, last = np.full(len(rho), -CAP), np.full(len(rho), CAP), np.zeros(len(rho))
    open_, tables = np.arange(len(rho), dtype=np.intp), (T, h, k)
    for _ in range(MOST_STEPS):
        score, information = score_and_information(*tables, rho)
        low, high = np.where(score > 0, rho, low), np.where(score > 0, high, rho)
        step = score / np.maximum(information, SMALLEST)
        swings = (step * last < 0) & (np.abs(step) > np.abs(last) / 2)
        leaves = (rho + step <= low) | (rho + step >= high)
        step = np.where((swings | leaves) & (score != 0), (low + high) / 2 - rho, step)
        found[open_], flat[open_] = rho + step, information < FLAT
        moved = np.abs(step) > TOLERANCE
        if not moved.any():
            break
        rho, low, high, last, open_ = (rho + step)[moved], low[moved], high[moved], step[moved], open_[moved]
        if not moved.all():
            tables = tables[0][moved], tables[1][moved], tables[2][moved]
    return np.where(flat | (np.abs(found) > CAP - 1e-6), np.sign(found) * CAP, found)


def score_and_information(T: Array, h: Array, k: Array, rho: Array) -> tuple[Array, Array]:
    """Return the derivative of the log-likelihood of each table in rho, and its expected information, shapes (m,)."""
    P, D = cell_probabilities(h, k, rho)
    score = np.einsum("mab,mab->m", T, cell_scores(T, P, D, h, k, rho))
    return score, T.sum(axis=(1, 2)) * np.einsum("mab,mab->m", D, D / P)


def cell_scores(T: Array, P: Array, D: Array, h: Array, k: Array, rho: Array) -> Array:
    r"""Return the derivative of the log-probability of each cell in rho, shape (m, a, b).

    In a cell so far out that its probability is lost in rounding, yet someone gave these answers, it is that of
    Laplace's approximation at the nearest corner, the density divided by its two rates of decay.
    """
    S = D / P
    far = (P < FAR_OUT) & (T > 0)
    if far.any():
        m, a, b = np.nonzero(far)
        x, y = (np.pad(t, ((0, 0), (1, 1)), constant_values=(-INFINITE, INFINITE)) for t in (h, k))
        u = np.array([x[m, a], x[m, a], x[m, a + 1], x[m, a + 1]])
        v = np.array([y[m, b], y[m, b + 1], y[m, b], y[m, b + 1]])
        S[far] = _nearest_slopes(u, v, rho[m])
    return S


def _nearest_slopes(U: Array, V: Array, r: Array) -> Array:
    """Return the slope in r of Laplace's approximation at the likeliest of corners U and V, shape (4, c), as (c,)."""
    nearest = (U**2 - 2 * r * U * V + V**2).argmin(axis=0)[None]
    u, v = (np.take_along_axis(part, nearest, axis=0)[0] for part in (U, V))
    rest = 1 - r**2
    distance = (u**2 - 2 * r * u * v + v**2) / rest
    return (u * v - r * distance - 3 * r) / rest + v / (u - r * v) + u / (v - r * u)


def cell_probabilities(h: Array, k: Array, rho: Array) -> tuple[Array, Array]:
    """Return the probability of each cell and its derivative in rho, shapes (m, a, b)."""
    m, a, b = len(h), h.shape[1] + 1, k.shape[1] + 1
    F, f = np.zeros((m, a + 1, b + 1)), np.zeros((m, a + 1, b + 1))
    F[:, 1:a, 1:b], F[:, 1:a, b], F[:, a, 1:b], F[:, a, b] = binormal_cdf(h, k, rho), normal_cdf(h), normal_cdf(k), 1
    f[:, 1:a, 1:b] = binormal_density(h, k, rho)
    return np.maximum(_cells(F), SMALLEST), _cells(f)


def _cells(F: Array) -> Array:
    rows = F[:, 1:] - F[:, :-1]
    return rows[:, :, 1:] - rows[:, :, :-1]


def standard_errors(tables: Tables, rho: Array) -> Array:
    r"""Return the two-step standard errors of correlations estimated from tables, shape (m,).

    The thresholds are estimated as well, so a respondent who gave answers x and y moves the estimate by

    .. math:: \frac{1}{A} \left( \frac{s(x, y)}{n} - \frac{a^\top t(x)}{n_1} - \frac{b^\top t(y)}{n_2} \right),

    with the score s of rho, the influence t on the thresholds, and A, a, b the mean products of s with itself and
    with the scores of the thresholds (Jöreskog, 1994). The variance is the sum of the squares.
    """
    _, _, T, h, k, rows, columns = tables
    P, D = cell_probabilities(h, k, rho)
    n = T.sum(axis=(1, 2))
    S = cell_scores(T, P, D, h, k, rho)
    W = T / n[:, None, None] * S / P
    A = np.einsum("mab,mab->m", W, D)
    u = _drift(W, h, k, rho, rows)
    v = _drift(W.transpose(0, 2, 1), k, h, rho, columns)
    both = S / n[:, None, None] - u[:, :, None] - v[:, None, :]
    only = ((rows - T.sum(axis=2)) * u**2).sum(axis=1) + ((columns - T.sum(axis=1)) * v**2).sum(axis=1)
    return np.sqrt((T * both**2).sum(axis=(1, 2)) + only) / A


def _drift(W: Array, h: Array, k: Array, rho: Array, frequencies: Array) -> Array:
    """Return how an answer moves the score of rho by moving the thresholds h, shape (m, a)."""
    m, b = len(h), k.shape[1] + 1
    c = np.sqrt(1 - rho**2)[:, None, None]
    given = np.zeros((m, h.shape[1], b + 1))
    given[:, :, 1:b], given[:, :, b] = normal_cdf((k[:, None, :] - rho[:, None, None] * h[:, :, None]) / c), 1
    slope = np.einsum("mtb,mtb->mt", np.diff(given, axis=2), W[:, :-1] - W[:, 1:])
    below = np.tri(h.shape[1] + 1, h.shape[1], -1) == 0  # answer a lies at or below threshold t
    n = frequencies.sum(axis=1, keepdims=True)
    share = np.cumsum(frequencies, axis=1)[:, None, :-1] / n[:, :, None]
    return np.einsum("mt,mat->ma", slope, below - share) / n


def smallest_eigenvalue(R: Array) -> float:
    """Return the smallest eigenvalue of R, shape (p, p)."""
    return float(np.linalg.eigvalsh(R)[0])


def smoothed(R: Array) -> Array:
    """Return the matrix with its eigenvalues below 1e-12 raised to 1e-10, scaled back to unit diagonal."""
    values, vectors = np.linalg.eigh(R)
    raised = np.where(values < EIGENVALUE_TOLERANCE, 100 * EIGENVALUE_TOLERANCE, values)
    return unit_diagonal((vectors * raised) @ vectors.T)
