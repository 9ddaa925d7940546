"""Time all splits of 20 items into equal halves side by side with psych and with a plain enumeration in numpy.

Run ``python tests/benchmarks/all_split_halves.py [--repeat N]``. psych runs in a process of its own that reads the same
file and times itself; where R or psych is not found, its row is left out with a line that says so. A time recorded
elsewhere is printed as such, without a ratio. Set OMP_NUM_THREADS=1 to give both sides one core.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import time
import warnings
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

import surveytools as st
from surveytools.base.warnings import NegativeItemWarning
from surveytools.reliability.signs import split_coefficients

BFI = Path(__file__).parents[1] / "golden" / "bfi.csv"
ITEMS = 20
RECORDED = {"psych 2.2.9": 1145.0}
SCRIPT = """\
x <- na.omit(read.csv("{file}"))[1:{items}]; r <- NULL
once <- function() system.time(r <<- suppressWarnings(suppressMessages(
  psych::splitHalf(x, covar = TRUE, brute = TRUE, n.sample = 1e6, check.keys = FALSE))))[["elapsed"]]
times <- sapply(seq_len({repeat}), function(k) once())
cat(median(times) * 1000, r$minrb, r$meanr, r$maxrb, sep = "\\n")
"""


def milliseconds(call, repeat: int) -> list[float]:
    """Return how long each of some calls took."""
    times: list[float] = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def plain(S: np.ndarray) -> np.ndarray:
    """Return the coefficient of every split, one after the other."""
    k, total, found = len(S), S.sum(), []
    for others in combinations(range(1, k), k // 2 - 1):
        t = -np.ones(k)
        t[[0, *others]] = 1
        found.append(1 - t @ S @ t / total)
    return np.array(found)


def psych(repeat: int) -> tuple[float, np.ndarray] | None:
    """Return the median time of psych and its minimum, mean and maximum; None where it is not found."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    script = SCRIPT.format_map({"file": BFI, "items": ITEMS, "repeat": repeat})
    run = subprocess.run([rscript, "-e", script], capture_output=True, text=True, check=False)
    if run.returncode:
        return None
    took, *range_ = (float(line) for line in run.stdout.split())
    return took, np.array(range_)


def main() -> None:
    """Print our times, then those of the others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=25, metavar="N", help="repetitions (default 25)")
    repeat = parser.parse_args().repeat
    warnings.simplefilter("ignore", NegativeItemWarning)  # several scales, some items worded the other way
    items = pd.read_csv(BFI).dropna().iloc[:, :ITEMS]
    S = items.cov().to_numpy()
    random = np.random.default_rng(0)
    wide = pd.DataFrame(random.normal(size=(500, 26)) + random.normal(size=(500, 1)))
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas"))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {packages}", end="\n\n")
    print("| what | median ms | least ms |\n|---|--:|--:|")
    cases = {
        "all_split_halves, 2,436 x 20: 92,378 splits": (lambda: st.all_split_halves(items), repeat),
        "the coefficients alone": (lambda: split_coefficients(S), repeat),
        "all_split_halves, 500 x 26: 5,200,300 splits": (lambda: st.all_split_halves(wide), 5),
        "guttman_lambdas, 2,436 x 20": (lambda: st.guttman_lambdas(items), repeat),
        "greatest_lower_bound, 2,436 x 20, both matrices": (lambda: st.greatest_lower_bound(items), repeat),
    }
    measured = {name: milliseconds(call, times) for name, (call, times) in cases.items()}
    for name, times in measured.items():
        print(f"| {name} | {median(times):.1f} | {min(times):.1f} |")
    ours, found = median(measured["all_split_halves, 2,436 x 20: 92,378 splits"]), st.all_split_halves(items)
    reached = np.array([found.minimum, found.mean, found.maximum])
    print("\n| peer | ms | ratio peer/ours | largest difference of minimum, mean, maximum |\n|---|--:|--:|--:|")
    start = time.perf_counter()
    values = plain(S)
    took = (time.perf_counter() - start) * 1e3
    difference = np.abs([values.min(), values.mean(), values.max()] - reached).max()
    print(f"| numpy, split by split | {took:.0f} | {took / ours:.0f} | {difference:.1e} |")
    theirs = psych(3)
    if theirs is None:
        print("| psych | not found, skipped | | |")
    else:
        print(f"| psych | {theirs[0]:.0f} | {theirs[0] / ours:.0f} | {np.abs(theirs[1] - reached).max():.1e} |")
    for name, took in RECORDED.items():
        print(f"| {name}, 20 items, as recorded on another machine | {took:.0f} | | |")


if __name__ == "__main__":
    main()
