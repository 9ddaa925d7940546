"""Time the item table, and its parts beside the same columns of pandas, scipy and pingouin.

Run ``python tests/benchmarks/item_table.py [--repeat N] [--small]``. No peer makes the whole table, so the peer's time
is the sum of the parts that one would put together by hand: descriptives by pandas, the groups and t tests by scipy,
correlations with the rest by pandas, alpha without each item by pingouin. Squared multiple correlations and the first
component are ours alone.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable
from importlib.metadata import version
from statistics import median

import numpy as np
import pandas as pd
import pingouin
from scipy import stats

import surveytools as st

SIZES = ((191, 26), (2_800, 25), (1_000_000, 38))
LOW, HIGH, SEED, TAIL = 1, 5, 20240501, 0.27
Columns = dict[str, np.ndarray]


def descriptives(frame: pd.DataFrame) -> Columns:
    """Return mean, sd, skewness, kurtosis, and the shares at both ends, by pandas."""
    return {
        "mean": frame.mean().to_numpy(), "sd": frame.std().to_numpy(), "skewness": frame.skew().to_numpy(),
        "kurtosis": frame.kurt().to_numpy(), "floor": (frame == LOW).mean().to_numpy(),
        "ceiling": (frame == HIGH).mean().to_numpy(),
    }  # fmt: skip


def critical_ratio(frame: pd.DataFrame) -> Columns:
    """Return t and p of the high against the low group, by scipy."""
    totals = frame.sum(axis=1)
    ordered, rank = np.sort(totals), int(TAIL * len(totals) + 0.5)
    low, high = frame[totals <= ordered[rank - 1]], frame[totals >= ordered[-rank]]
    equal = stats.levene(low, high, center="mean", axis=0).pvalue >= 0.05
    pooled, welch = (stats.ttest_ind(high, low, equal_var=choice) for choice in (True, False))
    return {
        "critical_ratio": np.where(equal, pooled.statistic, welch.statistic),
        "p_value": np.where(equal, pooled.pvalue, welch.pvalue),
    }


def item_rest(frame: pd.DataFrame) -> Columns:
    """Return the correlations with the total and with the sum of the others, by pandas."""
    totals = frame.sum(axis=1)
    return {
        "item_total_r": frame.corrwith(totals).to_numpy(),
        "item_rest_r": np.array([frame[name].corr(totals - frame[name]) for name in frame]),
    }


def alpha_without(frame: pd.DataFrame) -> Columns:
    """Return alpha without each item, by pingouin."""
    return {"alpha_if_deleted": np.array([pingouin.cronbach_alpha(frame.drop(columns=name))[0] for name in frame])}


PARTS: dict[str, Callable[[pd.DataFrame], Columns]] = {
    "descriptives (pandas)": descriptives,
    "critical ratio (scipy)": critical_ratio,
    "item-total, item-rest r (pandas)": item_rest,
    "alpha if deleted (pingouin)": alpha_without,
}


def answers(rows: int, items: int) -> np.ndarray:
    """Draw answers from 1 to 5 on one factor, shape (rows, items)."""
    rng = np.random.default_rng(SEED)
    loadings = np.linspace(0.4, 0.8, items)
    common, own = rng.standard_normal((rows, 1)), rng.standard_normal((rows, items))
    return np.clip(np.rint(3 + common * loadings + own * np.sqrt(1 - loadings**2)), LOW, HIGH)


def milliseconds(call: Callable[[], object], repeat: int) -> float:
    """Return the median time of a call."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e3)
    return median(times)


def compared(frame: pd.DataFrame, case: str, repeat: int) -> None:
    """Print our whole table, each part of the peers, and how far apart the values are."""
    found = st.item_analysis(frame, scale=(LOW, HIGH)).table
    ours = milliseconds(lambda: st.item_analysis(frame, scale=(LOW, HIGH)), repeat)
    print(f"| {case} | whole table (ours) | {ours:.3g} | | |", flush=True)
    total = 0.0
    for name, part in PARTS.items():
        columns = part(frame)
        apart = max(float(np.abs(found[column] - values).max()) for column, values in columns.items())
        peer = milliseconds(lambda part=part: part(frame), max(repeat // 3, 1))
        total += peer
        print(f"| {case} | {name} | {peer:.3g} | {peer / ours:.2f} | {apart:.1e} |", flush=True)
    print(f"| {case} | the four parts | {total:.3g} | {total / ours:.2f} | |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="repetitions of ours (default 5)")
    parser.add_argument("--small", action="store_true", help="leave out the million rows")
    options = parser.parse_args()
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas", "pingouin"))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}", end="\n\n")
    print("| case | what | ms | over ours | largest difference |\n|---|---|--:|--:|--:|")
    for rows, items in SIZES[:-1] if options.small else SIZES:
        values = answers(rows, items)
        for dtype in ("int64", "int8", "float64"):
            frame = pd.DataFrame(values.astype(dtype), columns=[f"q{k}" for k in range(1, items + 1)])
            compared(frame, f"{rows:,} x {items}, {dtype}", options.repeat)
        start = time.perf_counter()
        st.score(frame, {"all": list(frame.columns)}, (LOW, HIGH))
        print(f"| {rows:,} x {items}, {dtype} | scores with alpha | {(time.perf_counter() - start) * 1e3:.3g} | | |")


if __name__ == "__main__":
    main()
