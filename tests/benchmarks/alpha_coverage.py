"""How often each interval for alpha holds the alpha of the population, by simulation.

Run ``python tests/benchmarks/alpha_coverage.py [--replications N] [--write]``; ``--write`` puts the table into
``alpha_coverage.md`` beside this file. Six items, nominal 95 %, the true alpha computed without simulation: for ordinal
answers by Gauss-Hermite quadrature over the common factor. A cell outside 93-97 % is set in bold.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from surveytools.moments.resampling import (
    acceleration,
    bca_limits,
    left_out_covariances,
    percentile_limits,
    resampled_covariances,
)
from surveytools.reliability.intervals import (
    bonett_limits,
    distribution_free_error,
    feldt_limits,
    normal_theory_error,
    wald_limits,
)
from surveytools.reliability.item_coefficients import stacked_alpha

Array = NDArray[np.float64]
ITEMS, LEVEL, RESAMPLES, SEED = 6, 0.95, 1000, 20240601
SIZES = (50, 200)
METHODS = ("feldt", "bonett", "bonett_corrected", "duhachek", "adf", "bootstrap", "bca")
EQUAL, UNEQUAL = np.full(ITEMS, 0.6), np.array([0.9, 0.8, 0.7, 0.5, 0.35, 0.2])
CUTS = np.array([0.3, 0.9, 1.4, 1.9])  # most answers fall into the lowest of five categories


@dataclass(frozen=True)
class Population:
    """A name, its alpha, and how n respondents are drawn from it."""

    name: str
    alpha: float
    draw: Callable[[np.random.Generator, int], Array]


def normal(name: str, loadings: Array, uniqueness: Array, df: float | None = None) -> Population:
    """Return one-factor items, normal or of the multivariate t distribution with the same covariances."""
    S = np.outer(loadings, loadings) + np.diag(uniqueness)

    def draw(random: np.random.Generator, n: int) -> Array:
        X = random.normal(size=(n, 1)) * loadings + random.normal(size=(n, ITEMS)) * np.sqrt(uniqueness)
        return X if df is None else X * np.sqrt((df - 2) / random.chisquare(df, size=(n, 1)))

    return Population(name, float(stacked_alpha(S)), draw)


def skewed_ordinal(name: str, loadings: Array) -> Population:
    """Return answers from 1 to 5 made of normal items by the cuts."""
    spread = np.sqrt(1 - loadings**2)
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    above = ndtr((nodes[:, None, None] * loadings[:, None] - CUTS) / spread[:, None])
    first = 1 + above.sum(axis=2)
    second = 1 + (above * (2 * np.arange(1, 5) + 1)).sum(axis=2)
    mean = weights @ first
    S = (first * weights[:, None]).T @ first - np.outer(mean, mean)
    np.fill_diagonal(S, weights @ second - mean**2)

    def draw(random: np.random.Generator, n: int) -> Array:
        latent = random.normal(size=(n, 1)) * loadings + random.normal(size=(n, ITEMS)) * spread
        return 1 + (latent[:, :, None] > CUTS).sum(axis=2).astype(np.float64)

    return Population(name, float(stacked_alpha(S)), draw)


POPULATIONS = (
    normal("normal, parallel", EQUAL, 1 - EQUAL**2),
    normal("normal, tau-equivalent", EQUAL, np.array([0.2, 0.4, 0.64, 0.9, 1.2, 1.6])),
    normal("normal, congeneric", UNEQUAL, 1 - UNEQUAL**2),
    skewed_ordinal("skewed, five points, parallel", EQUAL),
    normal("heavy tails (t, 5 df), parallel", EQUAL, 1 - EQUAL**2, df=5),
)


def limits(X: Array, random: np.random.Generator) -> Array:
    """Return the limits of all methods, shape (methods, 2)."""
    n, k = X.shape
    S = np.cov(X.T)
    a = float(stacked_alpha(S))
    draws = stacked_alpha(resampled_covariances(X, RESAMPLES, random))[:, None]
    estimate = np.array([a])
    curved = acceleration((stacked_alpha(left)[:, None] for left in left_out_covariances(X)), estimate)
    return np.array(
        [
            feldt_limits(a, n, k, LEVEL),
            bonett_limits(a, n, k, LEVEL),
            bonett_limits(a, n, k, LEVEL, corrected=True),
            wald_limits(a, normal_theory_error(S, n), LEVEL),
            wald_limits(a, distribution_free_error(X, np.ones(k), S), LEVEL),
            percentile_limits(draws, LEVEL).ravel(),
            bca_limits(draws, estimate, curved, LEVEL).ravel(),
        ]
    )


def coverage(population: Population, n: int, replications: int, random: np.random.Generator) -> Array:
    """Return the share of samples whose limits hold the population's alpha, shape (methods,)."""
    held = np.zeros(len(METHODS))
    for _ in range(replications):
        low, high = limits(population.draw(random, n), random).T
        held += (low <= population.alpha) & (population.alpha <= high)
    return held / replications


def table(replications: int) -> str:
    """Simulate all cells and return them as a Markdown table."""
    lines = ["| population | alpha | n | " + " | ".join(METHODS) + " |", "|---|--:|--:|" + "--:|" * len(METHODS)]
    random = np.random.default_rng(SEED)
    for population in POPULATIONS:
        for n in SIZES:
            shares = coverage(population, n, replications, random)
            cells = [f"{100 * share:.1f}" for share in shares]
            marked = [cell if 93 <= float(cell) <= 97 else f"**{cell}**" for cell in cells]
            lines.append(f"| {population.name} | {population.alpha:.3f} | {n} | " + " | ".join(marked) + " |")
            print(lines[-1], flush=True)
    return "\n".join(lines)


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=4000, metavar="N", help="samples a cell (default 4000)")
    parser.add_argument("--write", action="store_true", help="write alpha_coverage.md")
    options = parser.parse_args()
    start = time.perf_counter()
    found = table(options.replications)
    print(f"{time.perf_counter() - start:.0f} s")
    if options.write:
        page = Path(__file__).with_suffix(".md")
        head, _, rest = page.read_text(encoding="utf-8").partition("<!-- table -->\n")
        tail = rest.partition("<!-- end -->")[2]
        page.write_text(f"{head}<!-- table -->\n{found}\n<!-- end -->{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
