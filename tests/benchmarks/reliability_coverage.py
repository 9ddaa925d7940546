"""How often intervals of split halves, lower bounds, stratified alpha and single items hold, by simulation.

Run ``python tests/benchmarks/reliability_coverage.py [--samples N] [--write]``; ``--write`` puts the tables into
``reliability_coverage.md`` beside this file. Nominal 95 %, the true values computed from the covariances of the items.
A cell outside 93-97 % is set in bold.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from simulated_coverage import LEVEL, POPULATIONS, computed, head, main, marked, normal, row, share_held

from surveytools.moments.resampling import (
    acceleration,
    bca_limits,
    left_out_covariances,
    percentile_limits,
    resampled_covariances,
)
from surveytools.reliability.guttman import stacked_bounds
from surveytools.reliability.halves import half_coefficients
from surveytools.reliability.item_coefficients import alpha_if_deleted, item_rest_r, stacked_standardized_alpha
from surveytools.reliability.leave_one_out import jackknife_limits
from surveytools.reliability.strata import stratified

Array = NDArray[np.float64]
RESAMPLES, SEED = 500, 20240801
SIZES = (50, 100, 300)
TWO = np.kron(np.array([[1.0, 0.5], [0.5, 1.0]]), [0.5, 0.5, 0.5])  # items of two factors, three of each
CELLS = (
    *POPULATIONS[:3],
    normal("normal, two dimensions", TWO, 1 - (TWO**2).sum(axis=0)),
    normal("normal, parallel, 20 items", np.full(20, 0.5), np.full(20, 0.75)),
    *POPULATIONS[3:],
)
WHOLE = ("half_r", "SB", "Horst", "Guttman", "λ1", "λ2", "λ3", "λ5", "λ6", "stratified")
METHODS = ("jackknife", "bootstrap", "bca")


def whole(S: Array) -> Array:
    """Return the coefficients of the whole scale of matrices (b, k, k), shape (b, 10)."""
    k = S.shape[-1]
    equal, bounds = half_coefficients(S, np.arange(k) % 2 == 0), stacked_bounds(S)
    unequal = half_coefficients(S, np.arange(k) < 2 * k // 3)["horst"]
    strata = stratified(S, [range(k // 2), range(k // 2, k)])[0]
    lambdas = [bounds[name] for name in ("lambda1", "lambda2", "lambda3", "lambda5", "lambda6")]
    return np.column_stack([
        equal["half_r"], equal["spearman_brown"], unequal, equal["guttman"], *lambdas, strata
    ])  # fmt: skip


def of_items(S: Array) -> Array:
    """Return item-rest r and alpha if deleted of each item, and standardized alpha, shape (b, 2k + 1)."""
    return np.column_stack([item_rest_r(S), alpha_if_deleted(S), stacked_standardized_alpha(S)])


def coefficients(S: Array) -> Array:
    """Return all coefficients of matrices (b, k, k)."""
    return np.hstack([whole(S), of_items(S)])


def limits(X: Array, random: np.random.Generator) -> Array:
    """Return the limits of every coefficient by every method, shape (2, methods, coefficients)."""
    estimate = coefficients(np.cov(X.T)[None])[0]
    left = np.vstack([coefficients(S) for S in left_out_covariances(X)])
    draws = coefficients(resampled_covariances(X, RESAMPLES, random))
    correlations = {WHOLE.index("half_r"), *range(len(WHOLE), len(WHOLE) + X.shape[1])}
    jackknife = [
        jackknife_limits(a, values, LEVEL, corrected=k == WHOLE.index("λ6"), correlation=k in correlations)
        for k, (a, values) in enumerate(zip(estimate, left.T, strict=True))
    ]
    bca = bca_limits(draws, estimate, acceleration([left], estimate), LEVEL)
    return np.stack([np.array(jackknife).T, percentile_limits(draws, LEVEL), bca], axis=1)


def cell(number: int, n: int, samples: int) -> list[str]:
    """Return the lines of one population and size: of the whole scale, then of the items, a line a method."""
    population, random = CELLS[number], np.random.default_rng([SEED, number, n])
    true = coefficients(population.S[None])[0]
    each = (limits(population.draw(random, n), random) for _ in range(samples))
    held = share_held(each, np.tile(true, (len(METHODS), 1)))
    k, last = len(population.S), len(WHOLE)
    rest, deleted = held[:, last : last + k], held[:, last + k : last + 2 * k]
    items = np.column_stack(
        [rest.mean(axis=1), rest.min(axis=1), deleted.mean(axis=1), deleted.min(axis=1), held[:, -1]]
    )
    return [
        row(population.name, method, n, *marked(share))
        for shares in (held[:, :last], items)
        for method, share in zip(METHODS, shares, strict=True)
    ]


def truths() -> Iterator[str]:
    """Yield the true values of the coefficients of the whole scale, a line a population."""
    yield head(["population"], WHOLE)
    for population in CELLS:
        yield row(population.name, *(f"{value:.3f}" for value in whole(population.S[None])[0]))


def tables(samples: int) -> str:
    """Simulate all cells and return them as Markdown."""
    cells = [(number, n, samples) for number in range(len(CELLS)) for n in SIZES]
    lines = np.array(list(computed(cell, cells))).reshape(len(cells), -1)
    of_whole, of_items = np.split(lines, 2, axis=1)
    items = ("item-rest r", "least", "alpha if deleted", "least", "standardized alpha")
    parts = (
        "True values\n", *truths(), "\nCoefficients of the whole scale\n",
        head(["population", "method"], ["n", *WHOLE]), *of_whole.ravel(),
        "\nCoefficients of the items, and standardized alpha\n", head(["population", "method"], ["n", *items]),
        *of_items.ravel(),
    )  # fmt: skip
    return "\n".join(parts)


if __name__ == "__main__":
    main(__file__, __doc__, 1000, tables)
