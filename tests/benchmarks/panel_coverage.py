"""How often the intervals of a panel's weights hold the weights of all such experts, by simulation.

Run ``python tests/benchmarks/panel_coverage.py [--replications N] [--write]``; ``--write`` puts the tables into
``panel_coverage.md`` beside this file. Nominal 95 %. The experts' log weights and their judgments are normal, and every
answer is the nearest step of Saaty's scale; what the weights would be if all such experts were asked is then computed
without simulation. A cell outside 92-97 % is set in bold.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from surveytools.ahp.aggregation import Aggregate, Opinions, group_weights, influences, weights_of_resamples
from surveytools.ahp.panel_intervals import closed_limits, resampled_experts
from surveytools.ahp.weighting_methods import PriorityMethod, weights_by
from surveytools.moments.resampling import percentile_limits

Array = NDArray[np.float64]
LEVEL, RESAMPLES, SEED = 0.95, 1000, 20240701
SIZES = (3, 5, 10, 20, 50)
SCALE = np.log(np.r_[1 / np.arange(9.0, 1.0, -1.0), np.arange(1.0, 10.0)])
CUTS = (SCALE[1:] + SCALE[:-1]) / 2
GOAL, BRANCH = np.array([0.4, 0.25, 0.2, 0.1, 0.05]), np.array([0.6, 0.3, 0.1])


@dataclass(frozen=True)
class Setting:
    """How much experts differ, how they answer, and how their answers are put together."""

    name: str
    opinion: float = 0.5  # spread of the experts' log weights
    judgment: float = 0.3  # spread of one judgment around them
    heavy: bool = False  # half of the experts count three times
    gaps: float = 0.0  # share of unanswered pairs
    method: PriorityMethod = "geometric"
    aggregate: Aggregate = "aij"
    unsnapped: bool = False  # the target is the opinions, not the answers


SETTINGS = (
    Setting("experts disagree"),
    Setting("experts differ a little", 0.3, 0.3),
    Setting("half of the experts count three times", heavy=True),
    Setting("every fifth answer missing", gaps=0.2),
    Setting("eigenvector of the aggregated judgments", method="eigenvector"),
    Setting("arithmetic mean of the weights", aggregate="aip_arithmetic"),
    Setting("near consensus", 0.1, 0.05),
    Setting("nearer still", 0.05, 0.05),
    Setting("opinions finer than the scale", unsnapped=True),
)


def answered(Y: Array, spread: float, random: np.random.Generator) -> Array:
    """Return log judgments (K, n, n) of experts with log weights Y (K, n), each on Saaty's scale."""
    K, n = Y.shape
    i, j = np.triu_indices(n, 1)
    given = Y[:, i] - Y[:, j] + spread * random.normal(size=(K, len(i)))
    logs = np.zeros((K, n, n))
    logs[:, i, j] = SCALE[np.searchsorted(CUTS, given)]
    logs[:, j, i] = -logs[:, i, j]
    return logs


def opinions_of(logs: Array, setting: Setting, random: np.random.Generator) -> Opinions:
    """Return the opinions behind log judgments, some of them taken away."""
    K, n, _ = logs.shape
    own = np.exp(logs.mean(axis=2))
    if setting.gaps:
        i, j = np.triu_indices(n, 1)
        gone = random.random((K, len(i))) < setting.gaps
        logs[:, i, j] = np.where(gone, np.nan, logs[:, i, j])
        logs[:, j, i] = -logs[:, i, j]
    return Opinions(logs, own / own.sum(axis=1, keepdims=True), setting.method, setting.aggregate)


def truth(w: Array, setting: Setting) -> Array:
    """Return the weights of all such experts, for the geometric mean of their opinions w."""
    if setting.unsnapped:
        return w
    if setting.aggregate == "aip_arithmetic":
        random = np.random.default_rng(SEED)
        Y = np.log(w) + setting.opinion * random.normal(size=(400_000, len(w)))
        own = np.exp(answered(Y, setting.judgment, random).mean(axis=2))
        return (own / own.sum(axis=1, keepdims=True)).mean(axis=0)
    y, spread = np.log(w), np.sqrt(2 * setting.opinion**2 + setting.judgment**2)
    chances = ndtr((CUTS - (y[:, None] - y)[..., None]) / spread)
    steps = np.diff(chances, axis=-1, prepend=0.0, append=1.0)
    A = np.exp((steps @ SCALE) * (1 - np.eye(len(w))))
    return weights_by(setting.method, A, A)


def shares_of(K: int, setting: Setting) -> Array:
    """Return the shares of K experts."""
    v = np.where(np.arange(K) < K // 2, 3.0, 1.0) if setting.heavy else np.ones(K)
    return v / v.sum()


def local_coverage(setting: Setting, K: int, replications: int, random: np.random.Generator) -> tuple[float, ...]:
    """Return the share of local weights held by both intervals, and that of the weight held least often."""
    v, true = shares_of(K, setting), truth(GOAL, setting)
    held = np.zeros((2, len(GOAL)))
    for _ in range(replications):
        Y = np.log(GOAL) + setting.opinion * random.normal(size=(K, len(GOAL)))
        opinions = opinions_of(answered(Y, setting.judgment, random), setting, random)
        w = group_weights(opinions, v)
        held[0] += inside(closed_limits(w, influences(opinions, v, w), v, LEVEL), true)
        if opinions.mean_of_logs or opinions.aggregate == "aip_arithmetic":
            draws = weights_of_resamples(opinions, resampled_experts(v, RESAMPLES, random))
            held[1] += inside(percentile_limits(draws, LEVEL), true)
        else:
            held[1] = np.nan
    shares = held / replications
    return tuple(shares.mean(axis=1)) + tuple(shares.min(axis=1))


def overall_coverage(setting: Setting, K: int, replications: int, random: np.random.Generator) -> tuple[float, ...]:
    """Return the same for the fifteen overall weights of a tree of five nodes with three leaves each.

    Half of the variance of an expert's opinion below a node is shared with the node, so that lean comes twice.
    """
    v = shares_of(K, setting)
    true = np.outer(truth(GOAL, setting), truth(BRANCH, setting)).ravel()
    held = np.zeros((2, len(true)))
    for _ in range(replications):
        lean = random.normal(size=(K, len(GOAL)))
        at_root = opinions_of(
            answered(np.log(GOAL) + setting.opinion * lean, setting.judgment, random), setting, random
        )
        below = [opinions_of(answered(branch, setting.judgment, random), setting, random)
                 for branch in branches(lean, setting.opinion, random)]  # fmt: skip
        limits = overall_limits(at_root, below, v, random)
        held += [inside(part, true) for part in limits]
    shares = held / replications
    return tuple(shares.mean(axis=1)) + tuple(shares.min(axis=1))


def branches(lean: Array, opinion: float, random: np.random.Generator) -> Iterator[Array]:
    """Yield the experts' log weights (K, 3) below each node."""
    for k in range(lean.shape[1]):
        own = random.normal(size=(len(lean), len(BRANCH)))
        own[:, 0] = np.sqrt(0.5) * (own[:, 0] + lean[:, k])
        yield np.log(BRANCH) + opinion * own


def overall_limits(at_root: Opinions, below: list[Opinions], v: Array, random: np.random.Generator) -> list[Array]:
    """Return the limits (2, 15) of the overall weights by both methods."""
    w, V = group_weights(at_root, v), resampled_experts(v, RESAMPLES, random)
    U, W = influences(at_root, v, w), weights_of_resamples(at_root, V)
    local = [group_weights(one, v) for one in below]
    changes = [influences(one, v, x) + U[:, [k]] for k, (one, x) in enumerate(zip(below, local, strict=True))]
    draws = [weights_of_resamples(one, V) * W[:, [k]] for k, one in enumerate(below)]
    overall = np.concatenate([w[k] * x for k, x in enumerate(local)])
    return [closed_limits(overall, np.hstack(changes), v, LEVEL), percentile_limits(np.hstack(draws), LEVEL)]


def inside(limits: Array, true: Array) -> NDArray[np.bool_]:
    """Say which weights lie inside their limits; no limits hold nothing."""
    return (limits[0] <= true) & (true <= limits[1])


def row(name: str, K: int, found: tuple[float, ...]) -> str:
    """Return one line of a table."""
    cells = ["–" if np.isnan(share) else f"{100 * share:.1f}" for share in found]
    marked = [cell if cell == "–" or 92 <= float(cell) <= 97 else f"**{cell}**" for cell in cells]
    return f"| {name} | {K} | {marked[0]} | {marked[2]} | {marked[1]} | {marked[3]} |"


def tables(replications: int) -> str:
    """Simulate all cells and return them as Markdown."""
    head = "| experts | K | closed | least | bootstrap | least |\n|---|--:|--:|--:|--:|--:|"
    random = np.random.default_rng(SEED)
    lines = ["Local weights .40, .25, .20, .10, .05\n", head]
    for setting in SETTINGS:
        sizes = (50, 200) if setting.unsnapped else SIZES
        for K in sizes:
            lines.append(row(setting.name, K, local_coverage(setting, K, replications, random)))
            print(lines[-1], flush=True)
    lines += ["\nOverall weights of fifteen leaves below them, .60, .30, .10 at each node\n", head]
    for setting in (*SETTINGS[:3], SETTINGS[6]):
        for K in SIZES:
            lines.append(row(setting.name, K, overall_coverage(setting, K, replications // 2, random)))
            print(lines[-1], flush=True)
    return "\n".join(lines)


def main() -> None:
    """Print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=2000, metavar="N", help="panels a cell (default 2000)")
    parser.add_argument("--write", action="store_true", help="write panel_coverage.md")
    options = parser.parse_args()
    start = time.perf_counter()
    found = tables(options.replications)
    print(f"{time.perf_counter() - start:.0f} s")
    if options.write:
        page = Path(__file__).with_suffix(".md")
        head, _, rest = page.read_text(encoding="utf-8").partition("<!-- table -->\n")
        tail = rest.partition("<!-- end -->")[2]
        page.write_text(f"{head}<!-- table -->\n{found}\n<!-- end -->{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
