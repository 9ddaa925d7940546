"""Time polychoric correlations of the 25 bfi items side by side with psych and lavaan.

Run ``python tests/benchmarks/polychoric.py [--repeat N]``. The R packages run in a process of their own that reads the
same file and times itself; where R or a package is not found, its row is left out with a line that says so. Times
recorded elsewhere are printed as such, without a ratio. Set OMP_NUM_THREADS=1 to give both sides one core.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from surveytools.moments.counts import Counts
from surveytools.moments.ordinal import polychoric
from surveytools.moments.two_step import correlations_of

BFI = Path(__file__).parents[1] / "golden" / "bfi.csv"
RECORDED = {"psych 2.2.9": 1266.0, "lavaan 0.6-14": 339.0}
PEERS = {
    "psych": "psych::polychoric(x)$rho",
    "lavaan": "unclass(lavaan::lavCor(x, ordered = names(x), missing = 'listwise'))",
}
SCRIPT = """\
x <- na.omit(read.csv("{file}")); x <- as.data.frame(x); r <- NULL
once <- function() suppressWarnings(suppressMessages(system.time(r <<- {call})[["elapsed"]]))
times <- sapply(seq_len({repeat}), function(k) once())
cat(median(times) * 1000, r[1, -1], sep = "\\n")
"""


def milliseconds(call, repeat: int) -> list[float]:
    """Return how long each of some calls took."""
    times: list[float] = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def peer(call: str, repeat: int) -> tuple[float, np.ndarray] | None:
    """Return the median time of an R function and its first row of correlations; None where it is not found."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    script = SCRIPT.format_map({"file": BFI, "call": call, "repeat": repeat})
    run = subprocess.run([rscript, "-e", script], capture_output=True, text=True, check=False)
    if run.returncode:
        return None
    took, *row = (float(line) for line in run.stdout.split())
    return took, np.array(row)


def main() -> None:
    """Print our times, then those of the others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=25, metavar="N", help="repetitions (default 25)")
    repeat = parser.parse_args().repeat
    bfi = pd.read_csv(BFI)
    complete, counts = bfi.dropna(), Counts.from_answers(bfi)
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas"))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {packages}", end="\n\n")
    print("| what | median ms | least ms |\n|---|--:|--:|")
    cases = {
        "polychoric, 2,800 x 25, pairwise": lambda: polychoric(bfi),
        "polychoric, 2,436 x 25, complete": lambda: polychoric(complete),
        "counting alone, pairwise": lambda: Counts.from_answers(bfi),
        "correlations from counts, without standard errors": lambda: correlations_of(counts),
    }
    measured = {name: milliseconds(call, repeat) for name, call in cases.items()}
    for name, times in measured.items():
        print(f"| {name} | {median(times):.1f} | {min(times):.1f} |")
    ours, first = median(measured["polychoric, 2,436 x 25, complete"]), polychoric(complete).corr.to_numpy()[0, 1:]
    print("\n| peer | ms | ratio peer/ours | largest difference in the first row |\n|---|--:|--:|--:|")
    for name, call in PEERS.items():
        found = peer(call, 3)
        if found is None:
            print(f"| {name} | not found, skipped | | |")
        else:
            print(f"| {name} | {found[0]:.0f} | {found[0] / ours:.1f} | {np.abs(found[1] - first).max():.1e} |")
    for name, took in RECORDED.items():
        print(f"| {name}, as recorded on another machine | {took:.0f} | | |")


if __name__ == "__main__":
    main()
