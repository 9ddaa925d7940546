"""Time the indices of inattentive answers beside loops over respondents, as R's careless and its ports compute them.

Run ``python tests/benchmarks/careless.py [--repeat N] [--large]``. The loops take longest run, within-person SD,
even-odd consistency, person-total r and Mahalanobis distance with pandas and numpy, one respondent at a time; ours
gives all thirteen measures, flags and reasons. With ``--large`` ours alone also reads 100,000 x 40, then changes of
alpha without each respondent, and the results with and without those flagged.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable
from importlib.metadata import version
from itertools import groupby
from statistics import median

import numpy as np
import pandas as pd

import surveytools as st

SEED, LARGE = 20240501, (100_000, 40)


def answers(n: int, p: int, blank: float = 0.0) -> pd.DataFrame:
    """Return answers from 1 to 5 with one common factor, some blank."""
    random = np.random.default_rng(SEED)
    X = np.clip((3 + 0.7 * random.normal(size=(n, 1)) + random.normal(size=(n, p))).round(), 1, 5)
    if blank:
        X[random.random(X.shape) < blank] = np.nan
    return pd.DataFrame(X, columns=[f"q{k}" for k in range(1, p + 1)])


def fives(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return dimensions of five items each."""
    names = list(frame.columns)
    return {f"d{k}": names[k : k + 5] for k in range(0, len(names), 5)}


def loops(frame: pd.DataFrame, dimensions: dict[str, list[str]]) -> pd.DataFrame:
    """Return five indices, one respondent after another."""
    inverse, centre = np.linalg.inv(frame.cov()), frame.mean()
    return pd.DataFrame([one(row, frame, dimensions, inverse, centre) for _, row in frame.iterrows()])


def one(
    row: pd.Series, frame: pd.DataFrame, dimensions: dict[str, list[str]], inverse: np.ndarray, centre: pd.Series
) -> dict[str, float]:
    """Return the indices of one respondent."""
    halves = np.array([[row[names[half::2]].mean() for half in (0, 1)] for names in dimensions.values()])
    with np.errstate(invalid="ignore"):
        r = np.corrcoef(halves.T)[0, 1]
    others = (centre * len(frame) - row) / (len(frame) - 1)
    return {
        "longest_run": max(len(list(run)) for _, run in groupby(row)),
        "within_person_sd": row.std(),
        "even_odd": max(2 * r / (1 + r), -1),
        "person_total_r": row.corr(others),
        "mahalanobis_d2": (row - centre) @ inverse @ (row - centre),
    }


def milliseconds(call: Callable[[], object], repeat: int) -> float:
    """Return the median time of a call."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e3)
    return median(times)


def main() -> None:
    """Print the times of both sides and how far they agree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="repetitions (default 5)")
    parser.add_argument("--large", action="store_true", help="also 100,000 x 40, ours alone")
    options = parser.parse_args()
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas"))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {packages}", end="\n\n")
    frame = answers(2_800, 25)
    dimensions = fives(frame)
    ours = st.careless(frame, dimensions=dimensions).measures
    theirs = loops(frame, dimensions)
    difference = max(float((ours[name] - theirs[name]).abs().max()) for name in theirs)
    mine = milliseconds(lambda: st.careless(frame, dimensions=dimensions), options.repeat)
    peer = milliseconds(lambda: loops(frame, dimensions), 1)
    print(f"2,800 x 25: ours {mine:.1f} ms, loops {peer:.0f} ms, ratio {peer / mine:.0f}, difference {difference:.1e}")
    if options.large:
        for blank in (0.0, 0.02):
            large = answers(*LARGE, blank)
            found = st.careless(large, scale=(1, 5), dimensions=fives(large))
            calls = (lambda f=large: st.careless(f, scale=(1, 5), dimensions=fives(f)), found.influence, found.impact)
            took = [milliseconds(call, options.repeat) for call in calls]
            print(f"100,000 x 40, {blank:.0%} blank: indices {took[0]:.0f} ms, influence {took[1]:.0f} ms, "
                  f"impact {took[2]:.0f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
