"""How often the intervals of Kendall's W, S-CVI/Ave and the intraclass correlations hold the true value, by simulation.

Run ``python tests/benchmarks/agreement_coverage.py [--samples N] [--write]``; ``--write`` puts the tables into
``agreement_coverage.md`` beside this file. Nominal 95 %; a cell outside 93-97 % is set in bold.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from simulated_coverage import computed, head, main, marked, row

import surveytools as st

Array = NDArray[np.float64]
SEED, PANELS = 20240801, 4000
W_CELLS = [(n, m, r) for n in (10, 20, 60) for m in (3, 5, 10) for r in (0.3, 0.6)]
PANEL_CELLS = [(n, m, spread) for n in (10, 30) for m in (4, 10, 30) for spread in (0.0, 1.0)]
CVI_CELLS = [(experts, items, level) for experts in (5, 10) for items in (10, 20) for level in (1.0, 2.0)]
ICC_CELLS = [(n, k, rho) for n in (10, 30, 100) for k in (3, 5) for rho in (0.05, 0.5)]
FORMS = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)")


def share(limits: Callable[[], tuple[float, float]], true: float, samples: int) -> float:
    """Return the share of samples whose limits hold the true value; those without limits do not count."""
    found = np.array([limits() for _ in range(samples)])
    known = np.isfinite(found).all(axis=1)
    return float(((found[:, 0] <= true) & (true <= found[:, 1]))[known].mean())


def over_subjects(n: int, m: int, r: float, samples: int) -> list[str]:
    """Return the line of m raters whose normal ratings correlate r, of n subjects drawn anew."""
    random = np.random.default_rng([SEED, n, m, int(10 * r)])
    true = (1 + (m - 1) * 6 / np.pi * np.arcsin(r / 2)) / m

    def limits() -> tuple[float, float]:
        ratings = np.sqrt(r) * random.normal(size=(n, 1)) + np.sqrt(1 - r) * random.normal(size=(n, m))
        return st.kendall_w(ratings).interval()[:2]

    return [row(n, m, f"{r:.1f}", f"{true:.3f}", *marked([share(limits, true, samples)]))]


def over_raters(n: int, m: int, spread: float, samples: int) -> list[str]:
    """Return the line of n subjects of a spread, ranked by m raters drawn anew with errors of variance 1."""
    random = np.random.default_rng([SEED, n, m, int(10 * spread), 1])
    subjects = spread * np.random.default_rng(SEED).normal(size=(n, 1))
    ranks = (subjects + random.normal(size=(PANELS, n, m))).argsort(axis=1).argsort(axis=1)
    true = 12 * ranks.sum(axis=2).var(axis=1).mean() / (m**2 * (n**2 - 1))

    def limits() -> tuple[float, float]:
        return st.kendall_w(subjects + random.normal(size=(n, m))).interval(sample="raters")[:2]

    return [row(n, m, f"{spread:g}", f"{true:.3f}", *marked([share(limits, true, samples)]))]


def of_experts(experts: int, items: int, level: float, samples: int) -> list[str]:
    """Return the line of a panel drawn anew, experts and items differing in how readily 3 or 4 is given."""
    random = np.random.default_rng([SEED, experts, items, int(10 * level), 2])
    easy = level + np.random.default_rng(SEED).normal(size=items)
    true = float(expit(easy + 0.7 * random.normal(size=(200_000, 1))).mean())

    def limits() -> tuple[float, float]:
        relevant = random.random((items, experts)) < expit(easy[:, None] + 0.7 * random.normal(size=experts))
        return st.content_validity(np.where(relevant, 4, 1), scale=(1, 4)).s_cvi_ave_interval()[:2]

    return [row(experts, items, f"{true:.3f}", *marked([share(limits, true, samples)]))]


def intraclass(n: int, k: int, rho: float, samples: int) -> list[str]:
    """Return the line of n subjects by k raters, raters' variance a quarter of the error's."""
    random = np.random.default_rng([SEED, n, k, int(100 * rho), 3])
    error, raters = 0.8 * (1 - rho), 0.2 * (1 - rho)
    true = (rho, rho, rho / (rho + error))
    held = np.zeros(len(FORMS))
    for _ in range(samples):
        subjects, noise = np.sqrt(rho) * random.normal(size=(n, 1)), np.sqrt(error) * random.normal(size=(n, k))
        crossed = st.icc(subjects + np.sqrt(raters) * random.normal(size=(1, k)) + noise)
        nested = st.icc(subjects + np.sqrt(raters) * random.normal(size=(n, k)) + noise)
        for j, (found, name) in enumerate(zip((nested, crossed, crossed), FORMS, strict=True)):
            low, high = found.interval(name)[:2]
            held[j] += low <= true[j] <= high
    return [row(n, k, f"{rho:.2f}", *marked(held / samples))]


def tables(samples: int) -> str:
    """Simulate all cells and return them as Markdown."""
    parts = (
        ("Kendall's W, subjects drawn", over_subjects, W_CELLS, ["subjects", "raters", "r", "W", "held"]),
        ("Kendall's W, raters drawn", over_raters, PANEL_CELLS, ["subjects", "raters", "spread", "mean W", "held"]),
        ("S-CVI/Ave, experts drawn", of_experts, CVI_CELLS, ["experts", "items", "S-CVI/Ave", "held"]),
        ("Intraclass correlations of one rating", intraclass, ICC_CELLS, ["subjects", "raters", "ICC", *FORMS]),
    )
    found = []
    for title, work, cells, figures in parts:
        lines = computed(work, [(*cell, samples) for cell in cells])
        found += [f"\n{title}\n", head([], figures).replace("||", "|"), *lines]
    return "\n".join(found)


if __name__ == "__main__":
    main(__file__, __doc__ or "", 1000, tables)
