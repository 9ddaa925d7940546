"""Time alpha, KMO and Bartlett's test side by side with pingouin and factor-analyzer.

Run ``python tests/benchmarks/alpha_and_kmo.py [--repeat N] [--small]``. Both sides get the same frame in the same
process and take turns, so that whatever else the machine does hits both: the ratios count, not the milliseconds.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median

import numpy as np
import pandas as pd
import pingouin
from factor_analyzer.factor_analyzer import calculate_bartlett_sphericity, calculate_kmo

import surveytools as st

Statistic = Callable[[pd.DataFrame], np.ndarray]

HEADERS = ("case", "statistic", "dtype", "ours ms", "peer ms", "ratio peer/ours", "agreement")
LOW, HIGH, SEED = 1, 5, 20240501


@dataclass(frozen=True)
class Case:
    """A size, and how many calls are timed together so that the clock does not matter."""

    rows: int
    items: int
    calls: int

    def __str__(self) -> str:
        return f"{self.rows:,} x {self.items}"


@dataclass(frozen=True)
class Comparison:
    """What was measured: milliseconds a call on either side, and the largest difference between the values."""

    case: Case
    statistic: str
    dtype: str
    ours: float
    peer: float
    difference: float

    def cells(self) -> tuple[str, ...]:
        """Return the row of the table."""
        return (
            str(self.case), self.statistic, self.dtype, f"{self.ours:.3g}", f"{self.peer:.3g}",
            f"{self.peer / self.ours:.2f}", f"{self.difference:.1e}",
        )  # fmt: skip


CASES = (Case(191, 26, 20), Case(2_800, 25, 10), Case(1_000_000, 38, 1))


def our_alpha(frame: pd.DataFrame) -> np.ndarray:
    """Return alpha with the limits of its interval, all of which pingouin gives; the limits rounded as there."""
    result = st.cronbach_alpha(frame)
    low, high, *_ = result.interval()
    return np.array([result.alpha, round(low, 3), round(high, 3)])


def peer_alpha(frame: pd.DataFrame) -> np.ndarray:
    """Return the same of pingouin."""
    alpha, limits = pingouin.cronbach_alpha(frame)
    return np.array([alpha, *limits])


def our_kmo(frame: pd.DataFrame) -> np.ndarray:
    """Return the KMO of all items and of each."""
    result = st.kmo(frame)
    return np.array([result.kmo, *result.msa])


def peer_kmo(frame: pd.DataFrame) -> np.ndarray:
    """Return the same of factor-analyzer."""
    single, overall = calculate_kmo(frame)
    return np.array([overall, *single])


def our_bartlett(frame: pd.DataFrame) -> np.ndarray:
    """Return chi-square and p."""
    result = st.bartlett_sphericity(frame)
    return np.array([result.chi2, result.p_value])


def peer_bartlett(frame: pd.DataFrame) -> np.ndarray:
    """Return the same of factor-analyzer."""
    return np.array(calculate_bartlett_sphericity(frame))


SIDES: dict[str, tuple[Statistic, Statistic]] = {
    "alpha": (our_alpha, peer_alpha),
    "KMO": (our_kmo, peer_kmo),
    "Bartlett": (our_bartlett, peer_bartlett),
}


def one_factor(rows: int, items: int) -> np.ndarray:
    """Draw answers before they are rounded to the scale: one factor, loadings from .4 to .8, shape (rows, items)."""
    rng = np.random.default_rng(SEED)
    loadings = np.linspace(0.4, 0.8, items)
    factor, own = rng.standard_normal((rows, 1)), rng.standard_normal((rows, items))
    return (LOW + HIGH) / 2 + factor * loadings + own * np.sqrt(1 - loadings**2)


def frames(case: Case) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield answers from 1 to 5 as integers of two widths, and floats that were never rounded.

    Frames made of an array lie in one block. Those that ``pandas.read_csv`` makes hold each column apart, which costs
    either side a copy.
    """
    latent = one_factor(case.rows, case.items)
    likert = np.clip(np.rint(latent), LOW, HIGH)
    names = [f"q{k}" for k in range(1, case.items + 1)]
    for dtype, values in (("int64", likert), ("int8", likert), ("float64", latent)):
        yield dtype, pd.DataFrame(values.astype(dtype), columns=names)
    for dtype, values in (("int64", likert), ("float64", latent)):
        columns = {name: column.astype(dtype) for name, column in zip(names, values.T, strict=True)}
        yield f"{dtype}, columns apart", pd.DataFrame(columns, copy=False)


def milliseconds(statistic: Statistic, frame: pd.DataFrame, calls: int) -> float:
    """Return the mean time of some calls in a row."""
    start = time.perf_counter()
    for _ in range(calls):
        statistic(frame)
    return (time.perf_counter() - start) / calls * 1e3


def compared(case: Case, name: str, dtype: str, frame: pd.DataFrame, repeat: int) -> Comparison:
    """Run both sides in turns, who begins changing, and take the medians; the warm-up before gives the values."""
    ours, peer = SIDES[name]
    difference = float(np.abs(ours(frame) - peer(frame)).max())
    times: dict[Statistic, list[float]] = {ours: [], peer: []}
    for k in range(repeat):
        for side in (ours, peer) if k % 2 == 0 else (peer, ours):
            times[side].append(milliseconds(side, frame, case.calls))
    return Comparison(case, name, dtype, median(times[ours]), median(times[peer]), difference)


def comparisons(cases: tuple[Case, ...], repeat: int) -> Iterator[Comparison]:
    """Yield what was measured, case by case."""
    for case in cases:
        for dtype, frame in frames(case):
            for name in SIDES:
                yield compared(case, name, dtype, frame, repeat)


def machine() -> str:
    """Name what the figures depend on."""
    packages = ("numpy", "scipy", "pandas", "pingouin", "factor_analyzer")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}"


def main() -> None:
    """Print the table, a row as soon as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=9, metavar="N", help="repetitions of each side (default 9)")
    parser.add_argument("--small", action="store_true", help="leave out the million rows")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", "The inverse of the variance-covariance matrix", UserWarning)
    print(machine(), end="\n\n")
    print(f"| {' | '.join(HEADERS)} |\n|{'---|' * 3}{'--:|' * 4}")
    for comparison in comparisons(CASES[:-1] if options.small else CASES, options.repeat):
        print(f"| {' | '.join(comparison.cells())} |", flush=True)


if __name__ == "__main__":
    main()
