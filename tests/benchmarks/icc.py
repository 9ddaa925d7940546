"""Time the six intraclass correlations with their intervals side by side with pingouin.

Run ``python tests/benchmarks/icc.py [--repeat N]``. Either side begins with what it takes, ours a frame or an array
with a column a rater, pingouin's a row a rating; both give every form with F, p and limits, in the same process and in
turns.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import pingouin

import surveytools as st

CASES = ((30, 3), (200, 5), (2_000, 5), (20_000, 10))
HEADERS = ("subjects x raters", "ours ms", "peer ms", "ratio peer/ours", "agreement")


def drawn(n: int, k: int) -> pd.DataFrame:
    """Draw ratings of n subjects by k raters: subjects, raters and error of variance 1, .25 and 1."""
    random = np.random.default_rng(20240501)
    subjects, raters = random.normal(size=(n, 1)), 0.5 * random.normal(size=(1, k))
    return pd.DataFrame(subjects + raters + random.normal(size=(n, k)), columns=[f"r{j}" for j in range(k)])


def ours(wide: Any) -> np.ndarray:
    """Return estimate, F, p and limits of the six forms."""
    found = st.icc(wide)
    return np.array([[f.estimate, f.f, f.p_value, *found.interval(f.shrout_fleiss)[:2]] for f in found.forms])


def peer(long: pd.DataFrame) -> np.ndarray:
    """Return the same of pingouin."""
    found = pingouin.intraclass_corr(long, "subject", "rater", "rating")
    return np.column_stack([found[["ICC", "F", "pval"]].to_numpy(float), np.array(found.iloc[:, -1].tolist(), float)])


def milliseconds(side: Callable[[Any], np.ndarray], data: pd.DataFrame, calls: int) -> Iterator[float]:
    """Yield the time of each of some calls in a row."""
    for _ in range(calls):
        start = time.perf_counter()
        side(data)
        yield (time.perf_counter() - start) * 1e3


def compared(repeat: int) -> Iterator[tuple[str, ...]]:
    """Yield a row a case: medians of turns, who begins changing."""
    for n, k in CASES:
        wide = drawn(n, k)
        long = wide.rename_axis("subject").reset_index().melt("subject", var_name="rater", value_name="rating")
        yield measured(f"{n:,} x {k}, frame", wide, long, repeat)
        yield measured(f"{n:,} x {k}, array", wide.to_numpy().copy(), long, repeat)


def measured(case: str, wide: Any, long: pd.DataFrame, repeat: int) -> tuple[str, ...]:
    """Return the row of one case."""
    difference = float(np.abs(ours(wide)[:, 0] - peer(long)[:, 0]).max())
    times: dict[str, list[float]] = {"ours": [], "peer": []}
    for turn in range(repeat):
        for name in ("ours", "peer") if turn % 2 == 0 else ("peer", "ours"):
            side, data, calls = (ours, wide, 50) if name == "ours" else (peer, long, 1)
            times[name] += milliseconds(side, data, calls)
    mine, theirs = median(times["ours"]), median(times["peer"])
    return case, f"{mine:.3g}", f"{theirs:.3g}", f"{theirs / mine:.0f}", f"{difference:.1e}"


def main() -> None:
    """Print the table, a row as soon as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=9, metavar="N", help="repetitions of each side (default 9)")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    print(f"| {' | '.join(HEADERS)} |\n|---|{'--:|' * 4}")
    for row in compared(options.repeat):
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
