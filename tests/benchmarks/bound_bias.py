"""How far above their true values the greatest lower bound and the best split of a sample lie, by simulation.

Run ``python tests/benchmarks/bound_bias.py [--samples N] [--write]``; ``--write`` puts the table into ``bound_bias.md``
beside this file. The true values are computed from the covariances of the population.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from simulated_coverage import Population, computed, head, main, normal, row

import surveytools as st

Array = NDArray[np.float64]
SEED = 20240901
SIZES = (50, 100, 300, 1000, 3000)
HEADS = ["n", "true", "mean", "bias", "SD", "bias / SD", "seen by resamples / SD"]
RESAMPLED, RESAMPLES = 20, 50


def one_factor(items: int) -> Population:
    """Return normal items with loadings from .4 to .8."""
    loadings = np.linspace(0.4, 0.8, items)
    return normal(f"one factor, {items} items", loadings, 1 - loadings**2)


def two_factors() -> Population:
    """Return ten normal items of two factors that correlate .4."""
    own = np.linspace(0.5, 0.8, 5)
    L = np.linalg.cholesky(np.array([[1, 0.4], [0.4, 1]])).T @ np.kron(np.eye(2), own)
    return normal("two factors, 10 items", L, 1 - (L**2).sum(axis=0))


CELLS = (one_factor(6), one_factor(12), one_factor(20), two_factors())
FIGURES = ("greatest lower bound", "largest split half", "smallest split half")


def figures(X: Array) -> list[float]:
    """Return the greatest lower bound, and the largest and the smallest split half."""
    return of_moments(st.Moments.from_answers(X))


def of_moments(moments: st.Moments) -> list[float]:
    """Return the same of moments."""
    splits = st.all_split_halves(moments)
    return [st.greatest_lower_bound(moments).glb, splits.maximum, splits.minimum]


def cell(number: int, n: int, samples: int) -> list[str]:
    """Return the lines of one population and size, a line a figure."""
    population, random = CELLS[number], np.random.default_rng([SEED, number, n])
    true = np.array(of_moments(st.Moments.from_cov(population.S, n=10 * len(population.S))))
    drawn = [population.draw(random, n) for _ in range(samples)]
    values = np.array([figures(X) for X in drawn])
    again = [[figures(X[random.integers(0, n, n)]) for _ in range(RESAMPLES)] for X in drawn[:RESAMPLED]]
    seen = (np.mean(again, axis=1) - values[:RESAMPLED]).mean(axis=0)
    mean, sd = values.mean(axis=0), values.std(axis=0, ddof=1)
    return [
        row(
            population.name,
            figure,
            n,
            *(f"{each:.3f}" for each in (t, m, m - t, s)),
            f"{(m - t) / s:.1f}",
            f"{b / s:.1f}",
        )
        for figure, t, m, s, b in zip(FIGURES, true, mean, sd, seen, strict=True)
    ]


def tables(samples: int) -> str:
    """Simulate all cells and return them as Markdown."""
    lines = list(computed(cell, [(number, n, samples) for number in range(len(CELLS)) for n in SIZES]))
    ordered = [line for figure in range(len(FIGURES)) for line in lines[figure :: len(FIGURES)]]
    return "\n".join([head(["population", "figure"], HEADS), *ordered])


if __name__ == "__main__":
    main(__file__, __doc__ or "", 200, tables)
