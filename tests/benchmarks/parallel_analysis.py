"""Time parallel analysis side by side with R's psych and with drawing the answers in numpy.

Run ``OMP_NUM_THREADS=1 python tests/benchmarks/parallel_analysis.py [--repeat N]``. psych runs in a process of its own
that times itself, with fewer replications, so the ratio is that of milliseconds a replication; without Rscript or
psych its rows are skipped with a line. Numpy takes turns with ours.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from surveytools.factors.parallel import parallel_analysis

HEADERS = ("case", "peer", "ours ms", "ours ms a replication", "peer ms a replication", "ratio peer/ours", "agreement")
SEED = 20240501

PSYCH = """
suppressMessages(library(psych))
x <- read.csv("{file}")
seconds <- system.time(sink <- capture.output(suppressWarnings(suppressMessages(
  found <- fa.parallel(x, fa = "{fa}", SMC = TRUE, n.iter = {count}, quant = .95, cor = "{cor}", sim = {sim},
                       plot = FALSE)))))["elapsed"]
cat("seconds", seconds, "number", if ("{fa}" == "pc") found$ncomp else found$nfact, "\\n")
"""


@dataclass(frozen=True)
class Case:
    """Sizes, what is asked of ours, and how many replications the peers get."""

    name: str
    rows: int
    items: int
    ours: dict[str, Any]
    peer_replications: int
    psych: dict[str, str]


NORMAL = {"fa": "pc", "cor": "cor", "sim": "TRUE"}
CASES = (
    Case("components, normal", 2_800, 25, {"n_replications": 1000}, 100, NORMAL),
    Case("factors (SMC), normal", 2_800, 25, {"n_replications": 1000, "basis": "factors"}, 100, NORMAL | {"fa": "fa"}),
    Case(
        "components, permutation", 2_800, 25, {"n_replications": 1000, "reference": "permutation"}, 100,
        NORMAL | {"sim": "FALSE"},
    ),
    Case(
        "components, polychoric", 2_436, 25, {"n_replications": 100, "correlation": "polychoric"}, 3,
        {"fa": "pc", "cor": "poly", "sim": "FALSE"},
    ),
)  # fmt: skip


def ratings(rows: int, items: int) -> pd.DataFrame:
    """Draw answers from 1 to 6: five factors that correlate .3, loadings from .4 to .75."""
    rng = np.random.default_rng(SEED)
    loadings = np.linspace(0.4, 0.75, items)
    factors = rng.standard_normal((rows, 5)) @ np.linalg.cholesky(0.3 + 0.7 * np.eye(5)).T
    latent = factors[:, np.arange(items) * 5 // items] * loadings
    latent += rng.standard_normal((rows, items)) * np.sqrt(1 - loadings**2)
    return pd.DataFrame(np.clip(np.rint(latent * 1.3 + 3.8), 1, 6).astype(int)).add_prefix("q")


def naive(frame: pd.DataFrame, replications: int) -> int:
    """Do parallel analysis of the components by drawing every answer."""
    n, p = frame.shape
    rng = np.random.default_rng(0)
    drawn = [np.linalg.eigvalsh(np.corrcoef(rng.standard_normal((p, n))))[::-1] for _ in range(replications)]
    observed = np.linalg.eigvalsh(frame.corr().to_numpy())[::-1]
    return int(np.argmin(np.append(observed > np.quantile(drawn, 0.95, axis=0), False)))


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def in_turns(ours: Callable[[], object], peer: Callable[[], object], repeat: int) -> tuple[float, float]:
    """Return the medians of both sides, called in turns."""
    times: dict[str, list[float]] = {"ours": [], "peer": []}
    for _ in range(repeat):
        times["ours"].append(milliseconds(ours))
        times["peer"].append(milliseconds(peer))
    return median(times["ours"]), median(times["peer"])


def psych(frame: pd.DataFrame, case: Case) -> tuple[float, int] | None:
    """Return psych's milliseconds a replication and its number, or None where R or psych is missing."""
    program = shutil.which("Rscript")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.csv"
        frame.to_csv(file, index=False)
        script = PSYCH.format(file=file.as_posix(), count=case.peer_replications, **case.psych)
        done = subprocess.run([program, "-e", script], capture_output=True, text=True, check=False)
    words = done.stdout.split()
    if done.returncode or "seconds" not in words:
        return None
    seconds, number = (float(words[words.index(name) + 1]) for name in ("seconds", "number"))
    return seconds * 1e3 / case.peer_replications, int(number)


def row(case: Case, peer: str, ours: float, each: float, same: bool) -> str:
    """Return a line of the table."""
    own = ours / case.ours["n_replications"]
    size = f"{case.name}, {case.rows:,} x {case.items}, {case.ours['n_replications']} replications"
    cells = (size, peer, f"{ours:.3g}", f"{own:.3g}", f"{each:.3g}", f"{each / own:.0f}", "same" if same else "DIFFERS")
    return f"| {' | '.join(cells)} |"


def compare(case: Case, repeat: int) -> None:
    """Print the rows of one case."""
    frame = ratings(case.rows, case.items)
    number = parallel_analysis(frame, **case.ours).n_factors  # warms up
    if case.name == "components, normal":
        replications = case.peer_replications
        ours, peer = in_turns(
            lambda: parallel_analysis(frame, **case.ours), lambda: naive(frame, replications), repeat
        )  # fmt: skip
        print(row(case, "numpy", ours, peer / replications, naive(frame, replications) == number), flush=True)
    else:
        ours = median(milliseconds(lambda: parallel_analysis(frame, **case.ours)) for _ in range(repeat))
    known = psych(frame, case)
    if known is None:
        print(f"| {case.name} | psych | {ours:.3g} | skipped: no Rscript with psych | | | |", flush=True)
    else:
        print(row(case, "psych", ours, known[0], known[1] == number), flush=True)


def main() -> None:
    """Print the table, a row as soon as it is measured."""
    parser = argparse.ArgumentParser(description="Time parallel analysis side by side.")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="repetitions (default 5)")
    options = parser.parse_args()
    threads = os.environ.get("OMP_NUM_THREADS", "as many threads as numpy likes")
    print(f"Python {platform.python_version()}, numpy {version('numpy')}, OMP_NUM_THREADS: {threads}", end="\n\n")
    print(f"| {' | '.join(HEADERS)} |\n|{'---|' * 2}{'--:|' * 5}")
    for case in CASES:
        compare(case, options.repeat)


if __name__ == "__main__":
    main()
