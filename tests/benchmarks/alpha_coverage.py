"""How often each interval for alpha holds the alpha of the population, by simulation.

Run ``python tests/benchmarks/alpha_coverage.py [--samples N] [--write]``; ``--write`` puts the table into
``alpha_coverage.md`` beside this file. Six items, nominal 95 %, the true alpha computed without simulation: for ordinal
answers by Gauss-Hermite quadrature over the common factor. A cell outside 93-97 % is set in bold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from simulated_coverage import LEVEL, POPULATIONS, head, main, marked, row, share_held

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
RESAMPLES, SEED = 1000, 20240601
SIZES = (50, 200)
METHODS = ("feldt", "bonett", "bonett_corrected", "duhachek", "adf", "bootstrap", "bca")


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


def table(samples: int) -> str:
    """Simulate all cells and return them as a Markdown table."""
    lines = [head(["population"], ["alpha", "n", *METHODS])]
    random = np.random.default_rng(SEED)
    for population in POPULATIONS:
        for n in SIZES:
            each = (limits(population.draw(random, n), random).T for _ in range(samples))
            shares = share_held(each, np.full(len(METHODS), population.alpha))
            lines.append(row(population.name, f"{population.alpha:.3f}", n, *marked(shares)))
            print(lines[-1], flush=True)
    return "\n".join(lines)


if __name__ == "__main__":
    main(__file__, __doc__, 4000, table)
