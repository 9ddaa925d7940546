"""How often intervals of differences, retests, corrected correlations and persons hold, by simulation.

Run ``python tests/benchmarks/score_coverage.py [--samples N] [--write]``; ``--write`` puts the tables into
``score_coverage.md`` beside this file. Nominal 95 %. A cell outside 93-97 % is set in bold.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from simulated_coverage import (
    CUTS,
    EQUAL,
    LEVEL,
    UNEQUAL,
    Population,
    computed,
    head,
    main,
    marked,
    normal,
    row,
    share_held,
    skewed_ordinal,
)

import surveytools as st
from surveytools.reliability.equality import difference_limits
from surveytools.reliability.intervals import distribution_free_error, feldt_limits, fisher_limits, wald_limits
from surveytools.reliability.item_coefficients import stacked_alpha

Array = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Array]
SEED, SIZES = 20240803, (50, 100, 300)
STRONG = np.full(6, 0.75)


def alpha_of(X: Array) -> float:
    """Return alpha of answers."""
    return float(stacked_alpha(np.cov(X.T)))


def right_or_wrong(name: str, loadings: Array, cuts: Array) -> Population:
    """Return items that are 1 where a normal variable passes its cut, their covariances by quadrature."""
    spread = np.sqrt(1 - loadings**2)
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    passed = ndtr((nodes[:, None] * loadings - cuts) / spread)
    weights = weights / weights.sum()
    p = weights @ passed
    S = (passed * weights[:, None]).T @ passed - np.outer(p, p)
    np.fill_diagonal(S, p * (1 - p))

    def draw(random: np.random.Generator, n: int) -> Array:
        Z = random.normal(size=(n, 1)) * loadings + random.normal(size=(n, len(loadings))) * spread
        return np.greater(Z, cuts).astype(np.float64)

    return Population(name, S, draw)


TESTS = (
    right_or_wrong("10 items, equally difficult", np.full(10, 0.6), np.zeros(10)),
    right_or_wrong("10 items, easy to difficult", np.full(10, 0.6), np.linspace(-1.2, 1.2, 10)),
    right_or_wrong("10 items, nearly all easy", np.full(10, 0.6), np.linspace(-2.0, -1.0, 10)),
    right_or_wrong("20 items, easy to difficult", np.full(20, 0.6), np.linspace(-1.2, 1.2, 20)),
)


def binary_cell(number: int, n: int, samples: int) -> list[str]:
    """Return the line of one test: KR-20 by Feldt, and without an assumption about the answers."""
    population, random = TESTS[number], np.random.default_rng([SEED, 1, number, n])
    k = len(population.S)

    def limits(X: Array) -> Array:
        a, S = alpha_of(X), np.cov(X.T)
        adf = wald_limits(a, distribution_free_error(X, np.ones(k), S), LEVEL)
        return np.array([feldt_limits(a, n, k, LEVEL), adf]).T

    held = share_held((limits(population.draw(random, n)) for _ in range(samples)), np.full(2, population.alpha))
    return [row(population.name, f"{population.alpha:.3f}", n, *marked(held))]


def pair(name: str, r: float | None, df: float | None = None, floor: bool = False) -> tuple[str, bool, Draw, float]:
    """Return a name, whether the same people answer both scales, answers to six items each, and the difference."""
    apart = r is None
    L = np.array([[*EQUAL, *(0 if apart else r) * STRONG], [*np.zeros(6), *np.sqrt(1 - (r or 0) ** 2) * STRONG]])
    both = np.r_[EQUAL, STRONG]
    if not floor:
        found = normal(name, L, 1 - both**2, df)
        S = found.S
        return name, not apart, found.draw, float(stacked_alpha(S[:6, :6]) - stacked_alpha(S[6:, 6:]))
    latent = normal(name, L, 1 - both**2)
    alphas = [skewed_ordinal(name, own).alpha for own in (EQUAL, STRONG)]

    def draw(random: np.random.Generator, n: int) -> Array:
        return (latent.draw(random, n)[:, :, None] > CUTS).sum(axis=2).astype(np.float64)

    return name, not apart, draw, alphas[0] - alphas[1]


PAIRS = (
    pair("independent groups, normal", None),
    pair("same people, factors correlate .3", 0.3),
    pair("same people, factors correlate .6", 0.6),
    pair("same people, factors correlate .9", 0.9),
    pair("independent groups, skewed five points", None, floor=True),
    pair("independent groups, heavy tails (t, 5 df)", None, df=5),
    pair("same people, factors correlate .6, heavy tails", 0.6, df=5),
)


def difference_cell(number: int, n: int, samples: int) -> list[str]:
    """Return the line of one pair of scales: the difference of their alphas."""
    (name, same, draw, true), random = PAIRS[number], np.random.default_rng([SEED, 2, number, n])

    def limits() -> tuple[float, float]:
        X = draw(random, n)
        A, B = X[:, :6], (X if same else draw(random, n))[:, 6:]
        alphas = np.array([alpha_of(A), alpha_of(B)])
        rho = np.corrcoef(A.sum(axis=1), B.sum(axis=1))[0, 1] ** 2 if same else 0.0
        return difference_limits(alphas, np.array([feldt_limits(a, n, 6, LEVEL) for a in alphas]), float(rho))

    held = share_held((np.array(limits()) for _ in range(samples)), np.array(true))
    return [row(name, f"{true:.3f}", n, *marked([float(held)]))]


OCCASIONS = (("normal", 0), ("skewed (squares of normal scores)", 1), ("heavy tails (t, 5 df)", 2))
RELIABILITY = 0.8


def scores(random: np.random.Generator, n: int, shape: int) -> Array:
    """Return scores on two occasions, shape (n, 2), with the correlation .8 and a mean change of .3."""
    Z = random.normal(size=(n, 2)) @ np.linalg.cholesky(np.array([[1, RELIABILITY], [RELIABILITY, 1]])).T
    if shape == 1:
        root = np.sqrt(RELIABILITY)
        Z = random.normal(size=(n, 2)) @ np.linalg.cholesky(np.array([[1, root], [root, 1]])).T
        Z = (Z**2 - 1) / np.sqrt(2)
    elif shape == 2:
        Z = Z * np.sqrt(3 / random.chisquare(5, size=(n, 1)))
    return Z + np.array([0, 0.3])


def retest_cell(number: int, n: int, samples: int) -> list[str]:
    """Return the line of one kind of scores: retest r by Fisher and the jackknife, the mean change by Student's t."""
    (name, shape), random = OCCASIONS[number], np.random.default_rng([SEED, 3, number, n])

    def limits() -> Array:
        found = st.test_retest(*scores(random, n, shape).T)
        of_r = [found.interval(method=method)[:2] for method in ("fisher", "jackknife")]
        return np.array([*of_r, found.change_interval()[:2]]).T

    truth = np.array([RELIABILITY, RELIABILITY, 0.3])
    return [row(name, n, *marked(share_held((limits() for _ in range(samples)), truth)))]


SCALES = (
    ("items of loading .6, r = .3", 0.3, EQUAL), ("items of loading .6, r = .6", 0.6, EQUAL),
    ("items of loading .75, r = .6", 0.6, STRONG), ("unequal items, r = .6", 0.6, UNEQUAL),
    ("items of loading .6, r = .9", 0.9, EQUAL),
)  # fmt: skip


def attenuation_cell(number: int, n: int, samples: int) -> list[str]:
    """Return the line of two scales: the corrected correlation, by reliabilities from three sources."""
    (name, true, own), random = SCALES[number], np.random.default_rng([SEED, 4, number, n])
    L = np.array([[*own, *true * own], [*np.zeros(6), *np.sqrt(1 - true**2) * own]])
    population = normal(name, L, 1 - np.r_[own, own] ** 2)
    known = own.sum() ** 2 / (own.sum() ** 2 + (1 - own**2).sum())

    def limits() -> Array:
        X, other = population.draw(random, n), population.draw(random, n)
        r = float(np.corrcoef(X[:, :6].sum(axis=1), X[:, 6:].sum(axis=1))[0, 1])
        estimated = [np.sqrt(max(alpha_of(Y[:, :6]) * alpha_of(Y[:, 6:]), 0.01)) for Y in (X, other)]
        return np.array(fisher_limits(r, n, LEVEL))[:, None] / np.array([known, *estimated])

    return [row(name, n, *marked(share_held((limits() for _ in range(samples)), np.full(3, true))))]


PEOPLE = (("parallel, normal", EQUAL, False), ("unequal items, normal", UNEQUAL, False),
          ("parallel, skewed five points", EQUAL, True))  # fmt: skip


def person_cell(number: int, n: int, samples: int) -> list[str]:
    """Return the line of one scale: how many of 1,000 new people have their true score inside, also at the top."""
    (name, own, floor), random = PEOPLE[number], np.random.default_rng([SEED, 5, number, n])
    spread = np.sqrt(1 - own**2)

    def draw(m: int) -> tuple[Array, Array]:
        factor = random.normal(size=(m, 1)) * own
        latent = factor + random.normal(size=(m, len(own))) * spread
        if not floor:
            return latent, factor.sum(axis=1)
        above = ndtr((factor[:, :, None] - CUTS) / spread[:, None])
        return (latent[:, :, None] > CUTS).sum(axis=2).astype(np.float64), above.sum(axis=(1, 2))

    shares = np.zeros(4)
    for _ in range(samples):
        X = draw(n)[0]
        error = st.standard_error_of_measurement(max(alpha_of(X), 0.0), sd=float(X.sum(axis=1).std(ddof=1)),
                                                 mean=float(X.sum(axis=1).mean()))  # fmt: skip
        new, true = draw(1000)
        x = new.sum(axis=1)
        top = x >= np.quantile(x, 0.9)
        for k, method in enumerate(("observed", "true")):
            frame = error.intervals(x, LEVEL, method)
            inside = (frame["ci_low"].to_numpy() <= true) & (true <= frame["ci_high"].to_numpy())
            shares[2 * k : 2 * k + 2] += inside.mean(), inside[top].mean()
    return [row(name, n, *marked(shares / samples))]


SECTIONS = (
    ("KR-20", ["test"], ["KR-20", "n", "feldt", "adf"], binary_cell, TESTS, 1),
    ("Difference of two alphas", ["scales"], ["difference", "n", "feldt"], difference_cell, PAIRS, 1),
    ("Retest", ["scores"], ["n", "r, fisher", "r, jackknife", "mean change, t"], retest_cell, OCCASIONS, 1),
    ("Correction for attenuation", ["scales"], ["n", "reliabilities known", "alphas of these people", "of others"],
     attenuation_cell, SCALES, 1),
    ("True scores of people", ["scale"], ["n", "observed", "its highest tenth", "true", "its highest tenth"],
     person_cell, PEOPLE, 10),
)  # fmt: skip


def tables(samples: int) -> str:
    """Simulate all cells and return them as Markdown."""
    parts: list[str] = []
    for title, words, figures, cell, populations, fewer in SECTIONS:
        cells = [(number, n, max(samples // fewer, 1)) for number in range(len(populations)) for n in SIZES]
        parts += [f"\n{title}\n", head(words, figures), *computed(cell, cells)]
    return "\n".join(parts)


if __name__ == "__main__":
    main(__file__, __doc__, 2000, tables)
