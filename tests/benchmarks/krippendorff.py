"""Time Krippendorff's alpha side by side with the package krippendorff.

Run ``python tests/benchmarks/krippendorff.py [--repeat N]``. Both sides get the same ratings in the same process and
take turns: the ratios count, not the milliseconds. Ours reads a frame of units by raters, finds the categories and
checks them; the peer gets the array of raters by units that it wants. The last lines time our bootstrap, which the peer
does not have.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

sys.path = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).parent]
import krippendorff  # noqa: E402 - this script bears the same name

import surveytools as st  # noqa: E402

MEASUREMENTS = ("nominal", "ordinal", "interval", "ratio")
CASES = ((1_000, 5, 5), (100_000, 3, 2), (100_000, 5, 5), (100_000, 5, 20), (20_000, 50, 5))
MISSING = 0.1


def ratings(n: int, r: int, q: int) -> pd.DataFrame:
    """Return ratings from 1 to q of n units by r raters who agree somewhat, some of them missing."""
    random = np.random.default_rng(20240501)
    true = random.integers(1, q + 1, (n, 1))
    given = np.where(random.random((n, r)) < 0.7, true, random.integers(1, q + 1, (n, r))).astype(np.float64)
    given[random.random((n, r)) < MISSING] = np.nan
    return pd.DataFrame(given, columns=[f"rater{k}" for k in range(1, r + 1)])


def milliseconds(calls: tuple[Callable[[], object], ...], repeat: int) -> list[float]:
    """Return the median time of each call, the calls taking turns."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(repeat):
        for call, took in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            took.append((time.perf_counter() - start) * 1e3)
    return [median(took) for took in times]


def main() -> None:
    """Print the times of both sides and how far they agree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=7, metavar="N", help="repetitions (default 7)")
    repeat = parser.parse_args().repeat
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas", "krippendorff"))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {packages}", end="\n\n")
    print("| units x raters, categories | measurement | ours ms | peer ms | ratio peer/ours | difference |")
    print("|---|---|--:|--:|--:|--:|")
    for n, r, q in CASES:
        frame = ratings(n, r, q)
        array = np.ascontiguousarray(frame.to_numpy().T)
        for measurement in MEASUREMENTS:
            calls = (
                lambda m=measurement, f=frame: st.krippendorff_alpha(f, measurement=m).alpha,
                lambda m=measurement, a=array: krippendorff.alpha(a, level_of_measurement=m),
            )
            apart = abs(calls[0]() - calls[1]())
            ours, peer = milliseconds(calls, repeat)
            print(f"| {n:,} x {r}, {q} | {measurement} | {ours:.1f} | {peer:.1f} | {peer / ours:.1f} | {apart:.0e} |")
    print("\n| bootstrap, 1,000 resamples of 100,000 x 5, 5 | ms |\n|---|--:|")
    frame = ratings(100_000, 5, 5)
    for method in ("units", "krippendorff"):
        (took,) = milliseconds(
            (lambda m=method: st.krippendorff_alpha(frame, measurement="ordinal").interval(method=m),), repeat
        )
        print(f"| {method} | {took:.0f} |")


if __name__ == "__main__":
    main()
