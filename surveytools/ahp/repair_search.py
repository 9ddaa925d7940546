"""The search among all changes of one and of two judgments for those that make a matrix consistent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surveytools.ahp.entries import EXACT, Array
from surveytools.ahp.triangles import consistency_ratios, weights_and_lambda
from surveytools.ahp.weighting_methods import Method

Indices = NDArray[np.intp]
CHUNK = 1500
SAME = 10  # decimals to which costs are compared


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A matrix that is to become consistent.

    Parameters
    ----------
    logs : ndarray, shape (m,)
        Logarithms of the upper triangle, row by row.
    scale : ndarray
        The values an entry may take, ascending.
    n : int
        Number of criteria.
    method : {"geometric", "eigenvector", "arithmetic"}
        How the weights are made.
    RI, threshold : float
        Random index, and the CR to fall below.
    """

    logs: Array
    scale: Array
    n: int
    method: Method
    RI: float
    threshold: float


class Candidate(NamedTuple):
    """A change of some entries.

    Parameters
    ----------
    entries : list of int
        Which entries of the upper triangle are changed.
    values : list of float
        What they become.
    costs : tuple of float
        Entries changed, steps on the scale, CR, largest shift of a weight.
    weights : ndarray, shape (n,)
        The weights that follow.
    """

    entries: list[int]
    values: list[float]
    costs: tuple[float, ...]
    weights: Array


class Searched(NamedTuple):
    """What the search came to.

    Parameters
    ----------
    front : list of Candidate
        The sufficient changes that no other one beats in all costs.
    lowest : list of Candidate
        The one with the lowest CR, sufficient or not.
    n_tried, n_sufficient : tuple of int
        How many changes of one, two, … entries were tried, and how many of them suffice.
    """

    front: list[Candidate]
    lowest: list[Candidate]
    n_tried: tuple[int, ...]
    n_sufficient: tuple[int, ...]


NOTHING = Searched([], [], (), ())


def searched(problem: Problem, most: int) -> Searched:
    """Try all changes of up to `most` entries; n is 3 or more."""
    before, _ = weights_and_ratios(problem, problem.logs[:, None])
    front, lowest = list[Candidate](), list[Candidate]()
    tried, sufficient = [0] * most, [0] * most
    for entries, values in changes(problem, most):
        w, costs = costs_of(problem, entries, values, before)
        enough, k = costs[:, 2] < problem.threshold, entries.shape[1] - 1
        tried[k] += len(costs)
        sufficient[k] += int(enough.sum())
        chosen = [costs[:, 2].argmin(), *np.flatnonzero(enough)[_unbeaten_by(front, costs[enough])]]
        made = [
            Candidate(entries[c].tolist(), problem.scale[values[c]].tolist(), tuple(costs[c].tolist()), w[c])
            for c in chosen
        ]
        lowest = [min([*lowest, made[0]], key=lambda candidate: candidate.costs[2])]
        front = pareto_front(front + made[1:])
    return Searched(front, lowest, tuple(tried), tuple(sufficient))


def weights_and_ratios(problem: Problem, logs: Array) -> tuple[Array, Array]:
    """Return the weights (c, n) and CR (c,) of logarithms of upper triangles (m, c)."""
    w, largest = weights_and_lambda(logs, problem.n, problem.method)
    return w.T, consistency_ratios(largest, problem.n, problem.RI)


def changes(problem: Problem, most: int) -> Iterator[tuple[Indices, Indices]]:
    """Yield all changes of one to `most` entries, in chunks: which entries (c, k), to which values of the scale."""
    log_scale, m = np.log(problem.scale), len(problem.logs)
    for k in range(1, most + 1):
        groups = np.array(list(combinations(range(m), k)))
        values = np.array(list(product(range(len(log_scale)), repeat=k)))
        at_once = max(1, CHUNK // len(values))
        for start in range(0, len(groups), at_once):
            group = groups[start : start + at_once]
            which, to = np.repeat(group, len(values), axis=0), np.tile(values, (len(group), 1))
            other = (np.abs(log_scale[to] - problem.logs[which]) > EXACT).all(axis=1)
            yield which[other], to[other]


def costs_of(problem: Problem, entries: Indices, values: Indices, before: Array) -> tuple[Array, Array]:
    """Return the weights (c, n) and costs (c, 4) of changes (c, k); before (1, n)."""
    c, k = entries.shape
    logs, log_scale = np.repeat(problem.logs[:, None], c, axis=1), np.log(problem.scale)
    logs[entries.T, np.arange(c)] = log_scale[values.T]
    w, CR = weights_and_ratios(problem, logs)
    position = np.interp(problem.logs, log_scale, np.arange(len(log_scale)))
    steps, shift = np.abs(values - position[entries]).sum(axis=1), np.abs(w - before).max(axis=1)
    return w, np.column_stack([np.full(c, float(k)), steps, CR, shift])


def _unbeaten_by(front: list[Candidate], costs: Array) -> Indices:
    """Return which rows of the costs (c, 4) nothing on the front, and no other row, beats."""
    standing = np.array([candidate.costs for candidate in front]).reshape(-1, costs.shape[1])
    kept = pareto(np.concatenate([standing, costs]))
    return kept[kept >= len(front)] - len(front)


def pareto_front(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates that no other beats, the fewest entries and steps first."""
    costs = np.array([candidate.costs for candidate in candidates]).reshape(-1, 4)
    return [candidates[c] for c in pareto(costs).tolist()]


def pareto(costs: Array) -> Indices:
    """Return the rows of costs (c, 4) to which no other is better in one cost and no worse in the others, sorted."""
    costs = costs.round(SAME)
    left, kept = np.lexsort(costs.T[::-1]), list[int]()
    while len(left):
        kept.append(int(left[0]))
        best, rest = costs[left[0]], costs[left[1:]]
        left = left[1:][(rest < best).any(axis=1) | (rest == best).all(axis=1)]
    return np.array(kept, np.intp)
