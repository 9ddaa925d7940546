"""Time exploratory factor analysis side by side with factor-analyzer.

Run ``python tests/benchmarks/factor_analysis.py [--repeat N]``. Both sides get the same frame in the same process and
take turns, so that whatever else the machine does hits both: the ratios count, not the milliseconds. Oblimin is the
harder task here: ours takes the best of ten starts, the peer has one. The agreement is the largest difference of the
communalities before rotation, since the peer's are wrong after an oblique one.
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
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from factor_analyzer import FactorAnalyzer

import surveytools as st

Side = Callable[["Case", str, str, pd.DataFrame], np.ndarray]

HEADERS = ("case", "method", "rotation", "ours ms", "peer ms", "ratio peer/ours", "agreement")
METHODS, ROTATIONS = ("minres", "ml"), ("varimax", "oblimin")
BFI = Path(__file__).parents[1] / "golden" / "bfi.csv"
SEED = 20240501


@dataclass(frozen=True)
class Case:
    """Answers, by name and size, and how many factors are taken."""

    name: str
    rows: int
    items: int
    factors: int

    def __str__(self) -> str:
        return f"{self.name}, {self.rows:,} x {self.items}, {self.factors} factors"

    def frame(self) -> pd.DataFrame:
        """Return the complete answers of bfi, or drawn ones of correlated factors with simple structure."""
        if self.name == "bfi":
            return pd.read_csv(BFI).dropna()
        rng = np.random.default_rng(SEED)
        loadings = np.kron(np.eye(self.factors), np.ones((-(-self.items // self.factors), 1)))[: self.items]
        loadings = loadings * rng.uniform(0.4, 0.8, (self.items, 1)) + rng.normal(0, 0.05, loadings.shape)
        general = rng.standard_normal((self.rows, 1))
        factors = np.sqrt(0.3) * general + np.sqrt(0.7) * rng.standard_normal((self.rows, self.factors))
        values = factors @ loadings.T + 0.7 * rng.standard_normal((self.rows, self.items))
        return pd.DataFrame(values, columns=[f"q{k}" for k in range(1, self.items + 1)])


@dataclass(frozen=True)
class Comparison:
    """What was measured: milliseconds a call on either side, and the largest difference of the communalities."""

    case: Case
    method: str
    rotation: str
    ours: float
    peer: float
    difference: float

    def cells(self) -> tuple[str, ...]:
        """Return the row of the table."""
        return (
            str(self.case), self.method, self.rotation, f"{self.ours:.3g}", f"{self.peer:.3g}",
            f"{self.peer / self.ours:.2f}", f"{self.difference:.1e}",
        )  # fmt: skip


CASES = (Case("bfi", 2_436, 25, 5), Case("drawn", 2_000, 100, 8))


def our_analysis(case: Case, method: str, rotation: str, frame: pd.DataFrame) -> np.ndarray:
    """Return the communalities."""
    return st.factor_analysis(frame, case.factors, method=method, rotation=rotation).communalities.to_numpy()


def peer_analysis(case: Case, method: str, rotation: str, frame: pd.DataFrame) -> np.ndarray:
    """Return the same of factor-analyzer."""
    analyzer = FactorAnalyzer(case.factors, method=method, rotation=None if rotation == "none" else rotation)
    analyzer.fit(frame)
    return np.asarray(analyzer.get_communalities())


def milliseconds(side: Side, case: Case, method: str, rotation: str, frame: pd.DataFrame) -> float:
    """Return the time of one call."""
    start = time.perf_counter()
    side(case, method, rotation, frame)
    return (time.perf_counter() - start) * 1e3


def compared(case: Case, method: str, rotation: str, frame: pd.DataFrame, repeat: int) -> Comparison:
    """Run both sides in turns, who begins changing, and take the medians; the warm-up before gives the values."""
    difference = float(
        np.abs(our_analysis(case, method, "none", frame) - peer_analysis(case, method, "none", frame)).max()
    )
    times: dict[Side, list[float]] = {our_analysis: [], peer_analysis: []}
    for side in times:
        side(case, method, rotation, frame)
    for k in range(repeat):
        for side in list(times)[:: 1 if k % 2 == 0 else -1]:
            times[side].append(milliseconds(side, case, method, rotation, frame))
    ours, peer = (median(measured) for measured in times.values())
    return Comparison(case, method, rotation, ours, peer, difference)


def comparisons(repeat: int) -> Iterator[Comparison]:
    """Yield what was measured, case by case."""
    for case in CASES:
        frame = case.frame()
        for method in METHODS:
            for rotation in ROTATIONS:
                yield compared(case, method, rotation, frame, repeat)


def machine() -> str:
    """Name what the figures depend on."""
    packages = ("numpy", "scipy", "pandas", "factor_analyzer", "scikit-learn")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}"


def main() -> None:
    """Print the table, a row as soon as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=9, metavar="N", help="repetitions of each side (default 9)")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", category=FutureWarning)  # of the peer and its scikit-learn
    print(machine(), end="\n\n")
    print(f"| {' | '.join(HEADERS)} |\n|{'---|' * 3}{'--:|' * 4}")
    for comparison in comparisons(options.repeat):
        print(f"| {' | '.join(comparison.cells())} |", flush=True)


if __name__ == "__main__":
    main()
