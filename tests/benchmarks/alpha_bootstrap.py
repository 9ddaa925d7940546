"""Time the bootstrap of alpha with all its items side by side with psych, and alpha with its interval with pingouin.

Run ``python tests/benchmarks/alpha_bootstrap.py [--repeat N] [--large]``. psych runs in a process of its own that times
itself on the same file, with fewer resamples, so its ratio is that of milliseconds a resample; where Rscript or psych
is not found, its row is left out with a line that says so. ``--large`` adds 1,000,000 respondents.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import time
import tracemalloc
import warnings
from importlib.metadata import version
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

import surveytools as st
from surveytools.base.warnings import NegativeItemWarning

BFI = Path(__file__).parents[1] / "golden" / "bfi.csv"
PSYCH_RESAMPLES = 100
PSYCH = """
suppressMessages(library(psych))
x <- na.omit(read.csv("{file}"))[, 1:25]
seconds <- system.time(sink <- capture.output(suppressWarnings(suppressMessages(
  found <- alpha(x, n.iter = {count})))))["elapsed"]
cat(seconds)
"""


def milliseconds(call, repeat: int) -> list[float]:
    """Return how long each of some calls took."""
    times: list[float] = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def psych_seconds() -> float | None:
    """Return what psych's bootstrap took, None where it is not found."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    script = PSYCH.format(file=BFI, count=PSYCH_RESAMPLES)
    run = subprocess.run([rscript, "-e", script], capture_output=True, text=True, check=False)
    return None if run.returncode else float(run.stdout)


def beside_pingouin(items: pd.DataFrame, repeat: int) -> tuple[float, float] | None:
    """Return our median time for alpha with its interval, and pingouin's, taking turns; None where it is not found."""
    try:
        import pingouin  # noqa: PLC0415
    except ImportError:
        return None
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(repeat):
        ours += milliseconds(lambda: st.cronbach_alpha(items).interval(), 1)
        theirs += milliseconds(lambda: pingouin.cronbach_alpha(items), 1)
    return median(ours), median(theirs)


def large() -> None:
    """Print time and peak memory of a million respondents."""
    random = np.random.default_rng(1)
    common = random.normal(size=(1_000_000, 1))
    X = np.clip(np.rint(3 + common + random.normal(size=(1_000_000, 38))), 1, 5).astype(np.int8)
    found = st.cronbach_alpha(X)
    took = milliseconds(lambda: found.interval(method="bootstrap", n_resamples=100), 1)[0]
    tracemalloc.start()
    found.interval(method="bootstrap", n_resamples=100)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    print(f"\n1,000,000 x 38, 100 resamples: {took / 1e3:.1f} s, peak memory beyond the answers {peak:.0f} MB")


def main() -> None:
    """Print our times, then those of the others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=25, metavar="N", help="repetitions (default 25)")
    parser.add_argument("--large", action="store_true", help="a million respondents as well")
    options = parser.parse_args()
    warnings.simplefilter("ignore", NegativeItemWarning)
    items = pd.read_csv(BFI).dropna().iloc[:, :25]
    found = st.cronbach_alpha(items)
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas"))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {packages}", end="\n\n")
    print("| what, 2,436 x 25 | median ms | least ms |\n|---|--:|--:|")
    cases = {
        "bootstrap, 1,000 resamples: alpha, item-rest r, alpha if deleted": lambda: found.to_frame(
            intervals="bootstrap"
        ),
        "BCa, 1,000 resamples, the same": lambda: found.to_frame(intervals="bca"),
        "alpha alone": lambda: st.cronbach_alpha(items),
    }
    measured = {name: milliseconds(call, options.repeat) for name, call in cases.items()}
    for name, times in measured.items():
        print(f"| {name} | {median(times):.1f} | {min(times):.1f} |")
    print("\n| peer | ms | ratio peer/ours |\n|---|--:|--:|")
    pair = beside_pingouin(items, options.repeat)
    if pair is None:
        print("| pingouin | not found, skipped | |")
    else:
        print(f"| pingouin, alpha with its interval | {pair[1]:.2f} | {pair[1] / pair[0]:.2f} |")
    seconds = psych_seconds()
    if seconds is None:
        print("| psych | not found, skipped | |")
    else:
        ours = median(next(iter(measured.values()))) / 1000
        each = seconds * 1e3 / PSYCH_RESAMPLES
        print(f"| psych, a resample of the bootstrap | {each:.2f} | {each / ours:.0f} |")
    if options.large:
        large()


if __name__ == "__main__":
    main()
