"""How often each interval for omega holds the omega of the population, by simulation.

Run ``python tests/benchmarks/omega_coverage.py [--samples N] [--write]``; ``--write`` puts the tables into
``omega_coverage.md`` beside this file. Nominal 95 %. Of ordinal answers there are a fifth as many samples, of several
factors a tenth. A cell outside 93-97 % is set in bold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from simulated_coverage import CUTS, LEVEL, POPULATIONS, computed, head, main, marked, normal, row, share_held

from surveytools.moments.resampling import left_out_covariances, percentile_limits
from surveytools.moments.sums import Moments
from surveytools.moments.two_step import Tables, estimate, standard_errors
from surveytools.reliability.item_coefficients import stacked_alpha
from surveytools.reliability.leave_one_out import jackknife_limits
from surveytools.reliability.omega_data import OmegaData, omega_data
from surveytools.reliability.omega_intervals import delta_limits, draws_of, has_delta, omegas_each
from surveytools.reliability.omega_variants import VARIANTS
from surveytools.reliability.ordinal_factor import categorical_omega, implied_correlations, weighted_one_factor

Array = NDArray[np.float64]
SEED, SIZES = 20240802, (50, 100, 300)
RESAMPLES, FEW_RESAMPLES = 300, 150
FEWER, FEWEST = 5, 10  # a sample of ordinal answers, or of several factors, takes up to seconds
FLOOR = 8.0  # a threshold beyond the last answer that occurs
ONE_FACTOR = (
    POPULATIONS[0],
    POPULATIONS[2],
    normal("normal, 10 items of loading .5", np.full(10, 0.5), np.full(10, 0.75)),
    *POPULATIONS[3:],
)


def data_of(S: Array, n: int, m: int = 1) -> OmegaData:
    """Return what omega needs of covariances."""
    return omega_data(Moments.from_cov(S, n=n), None, VARIANTS["model"], m, "minres")


def one_factor_cell(number: int, n: int, samples: int) -> list[str]:
    """Return the line of one population and size: both delta methods, the jackknife and the bootstrap."""
    population, random = ONE_FACTOR[number], np.random.default_rng([SEED, 1, number, n])
    true = data_of(population.S, 10**6).omegas(VARIANTS["model"])[0]

    def limits(X: Array) -> Array:
        found = data_of(np.cov(X.T), n)
        closed = [
            delta_limits(found, n, LEVEL, method) if has_delta(found, n) else (np.nan, np.nan)
            for method in ("delta", "logit")
        ]
        return np.array([*closed, *distribution_free(X, found, 1, RESAMPLES, random)]).T

    held = share_held((limits(population.draw(random, n)) for _ in range(samples)), np.full(4, true))
    return [row(population.name, f"{true:.3f}", n, *marked(held))]


def distribution_free(
    X: Array, found: OmegaData, coefficients: int, resamples: int, random: np.random.Generator
) -> list[Array]:
    """Return the limits by the jackknife and by the bootstrap of total omega, and of hierarchical if two are asked for.

    Where omega without one respondent has no solution the jackknife has no limits.
    """
    left = np.vstack([omegas_each(S, found) for S in left_out_covariances(X)])
    draws, estimates = draws_of(X, found, resamples, random), found.omegas(found.variant)
    limits: list[Array] = []
    for k in range(coefficients):
        jackknife = jackknife_limits(estimates[k], left[:, k], LEVEL)
        limits += [np.array(jackknife), percentile_limits(draws[:, k], LEVEL)]
    return limits


BIFACTOR = np.vstack([np.full(9, 0.6), 0.45 * np.kron(np.eye(3), np.ones(3))])
WEAK = np.vstack([np.full(9, 0.4), 0.6 * np.kron(np.eye(3), np.ones(3))])
SEVERAL = (
    normal("strong general factor", BIFACTOR, 1 - (BIFACTOR**2).sum(axis=0)),
    normal("weak general factor", WEAK, 1 - (WEAK**2).sum(axis=0)),
)


def several_cell(number: int, n: int, samples: int) -> list[str]:
    """Return the line of nine items of three factors: total and hierarchical omega."""
    population, random = SEVERAL[number], np.random.default_rng([SEED, 2, number, n])
    true = data_of(population.S, 10**6, 3).omegas(VARIANTS["model"])

    def limits(X: Array) -> Array:
        return np.array(distribution_free(X, data_of(np.cov(X.T), n, 3), 2, FEW_RESAMPLES, random)).T

    samples = max(samples // FEWEST, 1)
    held = share_held((limits(population.draw(random, n)) for _ in range(samples)), np.repeat(true, 2))
    return [row(population.name, *(f"{value:.3f}" for value in true), n, *marked(held))]


ORDINAL = (
    ("symmetric, loadings .8 to .5", np.array([0.8, 0.7, 0.6, 0.6, 0.5]), np.array([-1.2, -0.4, 0.4, 1.2])),
    ("skewed, loadings .8 to .5", np.array([0.8, 0.7, 0.6, 0.6, 0.5]), CUTS),
)


def ordinal_cell(number: int, n: int, samples: int) -> list[str]:
    """Return the line of five items with five answers: ordinal alpha and omega."""
    (name, L, cuts), random = ORDINAL[number], np.random.default_rng([SEED, 3, number, n])
    R, p = implied_correlations(L), len(L)
    true = np.array([stacked_alpha(R), categorical_omega(R, L, [cuts] * p, [np.arange(5.0)] * p)])

    def limits() -> Array:
        Z = random.normal(size=(n, 1)) * L + random.normal(size=(n, p)) * np.sqrt(1 - L**2)
        X = (Z[:, :, None] > cuts).sum(axis=2)
        estimates = ordinal_values(X, np.ones((1, n)))[0]
        left = ordinal_values(X, 1 - np.eye(n))
        draws = ordinal_values(X, random.multinomial(n, np.full(n, 1 / n), size=FEW_RESAMPLES).astype(np.float64))
        jackknife = [jackknife_limits(a, values, LEVEL) for a, values in zip(estimates, left.T, strict=True)]
        return np.stack([np.array(jackknife).T, percentile_limits(draws, LEVEL)], axis=2)

    held = share_held((limits() for _ in range(max(samples // FEWER, 1))), np.tile(true[:, None], 2)).ravel()
    return [row(name, *(f"{value:.3f}" for value in true), n, *marked(held))]


def ordinal_values(X: NDArray[np.int64], times: Array) -> Array:
    """Return ordinal alpha and omega, shape (b, 2), of answers 0 to 4 that count so many times, shape (b, n).

    All polychoric correlations are estimated at once; an answer that no longer occurs has a threshold beyond the
    others, which leaves it without respondents as if it were not there.
    """
    n, p = X.shape
    G = np.eye(5)[X]  # a row a respondent, (n, p, 5)
    i, j = np.triu_indices(p, 1)
    T = (times @ (G[:, i, :, None] * G[:, j, None, :]).reshape(n, -1)).reshape(-1, 5, 5)
    frequencies = np.einsum("bn,npc->bpc", times, G)
    tau = thresholds(frequencies)
    first, second = (frequencies[:, own].reshape(-1, 5) for own in (i, j))
    h, k = (tau[:, own].reshape(-1, 4) for own in (i, j))
    rho = estimate(T, h, k, np.full(len(T), 0.4))
    at = np.tile(np.arange(len(i)), len(times))
    errors = standard_errors(Tables(at, at, T, h, k, first, second), rho)
    rho, errors = rho.reshape(len(times), -1), errors.reshape(len(times), -1)
    return np.array([
        of_correlations(r, e, list(own), i, j) for r, e, own in zip(rho, errors, tau, strict=True)
    ])  # fmt: skip


def thresholds(frequencies: Array) -> Array:
    """Return the thresholds of frequencies (b, p, 5), shape (b, p, 4)."""
    from scipy.special import ndtri  # noqa: PLC0415

    shares = np.cumsum(frequencies, axis=2)[:, :, :-1] / frequencies.sum(axis=2, keepdims=True)
    return np.clip(ndtri(shares), -FLOOR, FLOOR)


def of_correlations(
    r: Array, e: Array, tau: list[Array], i: NDArray[np.intp], j: NDArray[np.intp]
) -> tuple[float, float]:
    """Return ordinal alpha and omega of polychoric correlations r with standard errors e, shapes (pairs,)."""
    p = len(tau)
    R, W = np.eye(p), np.zeros((p, p))
    R[i, j] = R[j, i] = r
    W[i, j] = W[j, i] = np.where(np.isfinite(e) & (e > 0), (np.nanmin(e) / e) ** 2, 0)
    L, converged = weighted_one_factor(R, W)
    omega = categorical_omega(R, L, tau, [np.arange(5.0)] * p) if converged else np.nan
    return float(stacked_alpha(R)), omega


SECTIONS = (
    ("One factor", ["population"], ["omega", "n", "delta", "logit", "jackknife", "bootstrap"],
     one_factor_cell, ONE_FACTOR, SIZES),
    ("Five ordinal items of five answers", ["population"],
     ["alpha", "omega", "n", "alpha, jackknife", "bootstrap", "omega, jackknife", "bootstrap"],
     ordinal_cell, ORDINAL, (100, 300)),
    ("Three factors of nine normal items", ["population"],
     ["total", "hierarchical", "n", "total, jackknife", "bootstrap", "hierarchical, jackknife", "bootstrap"],
     several_cell, SEVERAL, (200,)),
)  # fmt: skip


def tables(samples: int) -> str:
    """Simulate all cells and return them as Markdown."""
    parts: list[str] = []
    for title, words, figures, cell, populations, sizes in SECTIONS:
        cells = [(number, n, samples) for number in range(len(populations)) for n in sizes]
        parts += [f"\n{title}\n", head(words, figures), *computed(cell, cells)]
    return "\n".join(parts)


if __name__ == "__main__":
    main(__file__, __doc__, 1000, tables)
