"""Time many judgment matrices, a completion and a repair side by side with ahpy, pymcdm and pyDecision.

Run ``python tests/benchmarks/ahp.py [--matrices N] [--repeat N] [--peers PYTHON]``; PYTHON is the interpreter of an
environment with the peers, by default this one. They take single matrices, so they get the first 300 in a process that
times itself, and the ratio is that of microseconds a matrix; one that is not found is left out with a line that says
so. All sides find weights by the eigenvector, λmax and CR; ours finds GCI, Koczkodaj's index and the worst pair too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import tracemalloc
import warnings
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median

import numpy as np

import surveytools as st
from surveytools.ahp.incompleteness import completed
from surveytools.base.warnings import InconsistentJudgmentsWarning

SCALE = np.array([*(1 / k for k in range(9, 1, -1)), *range(1, 10)])
FEW = 300
GOLDEN = Path(__file__).parents[1] / "golden" / "ahp.json"
HOUSING = "ab5 ac3 ad7 ae6 af6 bd5 bf3 ce3 cg6 fd4 ga3 ge5 ha4 hb7 hd8 hf6"
PEERS = ("ahpy", "pymcdm", "pyDecision")
SCRIPT = """
import json, sys, time
import numpy as np
peer, file, repeat = sys.argv[1], sys.argv[2], int(sys.argv[3])
upper = np.load(file)
n = (1 + int((1 + 8 * upper.shape[1]) ** 0.5)) // 2
i, j = np.triu_indices(n, 1)
matrices = []
for row in upper:
    A = np.ones((n, n)); A[i, j] = row; A[j, i] = 1 / row
    matrices.append(A)
names = [str(k) for k in range(n)]
if peer == "ahpy":
    import ahpy
    pairs = [{(names[a], names[b]): A[a, b] for a, b in zip(i, j)} for A in matrices]
    def one(k):
        found = ahpy.Compare("x", pairs[k], random_index="saaty")
        return [found.target_weights[name] for name in names], found.consistency_ratio
elif peer == "pymcdm":
    from pymcdm.weights.subjective import AHP
    def one(k):
        found = AHP(matrix=matrices[k])
        return found(), found.get_cr()
else:
    from pyDecision.algorithm import ahp_method
    def one(k):
        return ahp_method(matrices[k], wd="me")
times, found = [], None
for _ in range(repeat):
    start = time.perf_counter()
    found = [one(k) for k in range(len(matrices))]
    times.append(time.perf_counter() - start)
weights = [np.asarray(w, float).tolist() for w, _ in found]
result = {"us": sorted(times)[repeat // 2] / len(matrices) * 1e6, "weights": weights}
if peer == "ahpy":
    pairs = json.loads(sys.argv[4])
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        gaps = ahpy.Compare("x", {(p[0], p[1]): int(p[2]) for p in pairs}, random_index="saaty")
        times.append(time.perf_counter() - start)
    result["gaps_ms"] = sorted(times)[repeat // 2] * 1e3
    result["gaps"] = [gaps.target_weights[name] for name in "abcdefgh"]
print(json.dumps(result))
"""


def seconds(call: Callable[[], object], repeat: int) -> float:
    """Return the median time of some calls."""
    times: list[float] = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return median(times)


def answers(n: int, N: int) -> np.ndarray:
    """Draw upper triangles on Saaty's scale, (N, n(n-1)/2), with a median CR near .05."""
    rng, (i, j) = np.random.default_rng(1), np.triu_indices(n, 1)
    limits, upper = np.sqrt(SCALE[1:] * SCALE[:-1]), np.empty((N, len(i)))
    for start in range(0, N, 50_000):
        rows = upper[start : start + 50_000]
        y = rng.normal(size=(len(rows), n))
        rows[:] = SCALE[np.searchsorted(limits, np.exp(y[:, i] - y[:, j] + 0.4 * rng.normal(size=rows.shape)))]
    return upper


def matrices_of(upper: np.ndarray, n: int) -> np.ndarray:
    """Return the whole matrices (N, n, n)."""
    i, j = np.triu_indices(n, 1)
    A = np.ones((len(upper), n, n))
    A[:, i, j], A[:, j, i] = upper, 1 / upper
    return A


def plain(matrices: np.ndarray) -> np.ndarray:
    """Return the eigenvector weights (N, n) of one matrix after the other; λmax and CI are found on the way."""
    found: list[tuple[np.ndarray, float, float]] = []
    for A in matrices:
        values, vectors = np.linalg.eig(A)
        k = int(np.argmax(values.real))
        w, largest = np.abs(vectors[:, k].real), values[k].real
        found.append((w / w.sum(), largest, (largest - len(A)) / (len(A) - 1)))
    return np.array([w for w, *_ in found])


def peer(name: str, python: str, upper: np.ndarray, repeat: int) -> dict | None:
    """Return what a peer took and found, None where it is not found."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "upper.npy"
        np.save(file, upper)
        call = [python, "-W", "ignore", "-c", SCRIPT, name, str(file), str(repeat), json.dumps(HOUSING.split())]
        run = subprocess.run(call, capture_output=True, text=True, check=False)
    return None if run.returncode else json.loads(run.stdout.splitlines()[-1])


def beyond_the_judgments(upper: np.ndarray) -> float:
    """Return the peak memory in MiB that a batch needs beside its input."""
    tracemalloc.start()
    st.ahp.batch(upper)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return peak


def many(n: int, N: int, options: argparse.Namespace) -> dict | None:
    """Print the rows of one size, and return what ahpy found."""
    upper = answers(n, N)
    found = st.ahp.batch(upper, method="eigenvector", random_index="saaty2005")
    took = {
        method: seconds(partial(st.ahp.batch, upper, method=method, random_index="saaty2005"), options.repeat)
        for method in ("geometric", "eigenvector")
    }
    CR, beside = np.median(found.consistency_ratio), beyond_the_judgments(upper)
    print(f"\n{N:,} of {n} x {n}, median CR {CR:.3f}: {upper.nbytes / 2**20:.0f} MiB, {beside:.0f} MiB beside them\n")
    print("| what | s | us a matrix | ratio peer/ours | largest difference of weights |\n|---|--:|--:|--:|--:|")
    for method, s in took.items():
        print(f"| batch, full report, {method} | {s:.2f} | {s / N * 1e6:.2f} | | |")
    ours, few = took["eigenvector"] / N * 1e6, matrices_of(upper[:FEW], n)
    eig = seconds(lambda: plain(few), options.repeat) / FEW * 1e6
    print(f"| numpy.linalg.eig in a loop | | {eig:.1f} | {eig / ours:.0f} | {gap(plain(few), found):.1e} |")
    peers = {name: peer(name, options.peers, upper[:FEW], options.repeat) for name in PEERS}
    for name, theirs in peers.items():
        if theirs is None:
            print(f"| {name} | not found, skipped | | | |")
        else:
            far = gap(np.array(theirs["weights"]), found)
            print(f"| {name} | | {theirs['us']:.1f} | {theirs['us'] / ours:.0f} | {far:.1e} |")
    return peers["ahpy"]


def gap(weights: np.ndarray, found: st.ahp.BatchPriorities) -> float:
    """Return the largest difference from our weights."""
    return float(np.abs(weights - found.weights[: len(weights)]).max())


def completion(ahpy: dict | None, repeat: int) -> None:
    """Print the time for the 8 x 8 with 12 unanswered pairs of Bozóki, Fülöp & Rónyai (2010)."""
    judgments = st.ahp.Judgments.from_pairs({(p[0], p[1]): int(p[2]) for p in HOUSING.split()}, labels=list("abcdefgh"))
    ours = seconds(lambda: completed(judgments.matrix, "eigenvector"), repeat) * 1e3
    whole = seconds(lambda: st.ahp.priorities(judgments, "eigenvector", complete="eigenvector"), repeat) * 1e3
    found = st.ahp.priorities(judgments, "eigenvector", complete="eigenvector").weights
    print("\n| 8 x 8 with 12 unanswered pairs | ms | ratio peer/ours | largest difference |\n|---|--:|--:|--:|")
    print(f"| completed | {ours:.2f} | | |\n| priorities, full report | {whole:.2f} | | |")
    if ahpy is None:
        print("| ahpy | not found, skipped | | |")
    else:
        far = np.abs(np.array(ahpy["gaps"]) - found).max()
        print(f"| ahpy, beside priorities | {ahpy['gaps_ms']:.1f} | {ahpy['gaps_ms'] / whole:.0f} | {far:.1e} |")


def repairs(repeat: int) -> None:
    """Print the time for all 97,216 changes of one and of two judgments of Saaty's house."""
    cases = json.loads(GOLDEN.read_text(encoding="utf-8"))["matrices"]
    house = st.ahp.Judgments(next(case["matrix"] for case in cases if case["name"] == "house"))
    print("\n| repairs of the 8 x 8 house | ms | on the list |\n|---|--:|--:|")
    for method in ("geometric", "eigenvector"):
        took = seconds(partial(st.ahp.repair, house, method=method), repeat) * 1e3
        print(f"| {method} | {took:.0f} | {len(st.ahp.repair(house, method=method).repairs)} |")


def main() -> None:
    """Print our times, then those of the others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--matrices", type=int, default=1_000_000, metavar="N", help="matrices (default 1,000,000)")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="repetitions (default 5)")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="interpreter that has the peers")
    options = parser.parse_args()
    warnings.simplefilter("ignore", InconsistentJudgmentsWarning)
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas"))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {packages}")
    ahpy = many(5, options.matrices, options)
    many(9, options.matrices, options)
    completion(ahpy, options.repeat)
    repairs(options.repeat)


if __name__ == "__main__":
    main()
