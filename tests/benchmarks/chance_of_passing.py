"""How often random judgments on Saaty's scale pass CR < .10: the numbers in ``surveytools/ahp/chance.py``.

Every pair of the upper triangle takes one of the 17 values 1/9 … 9 at random. All 17^6 matrices of four criteria are
gone through; for more criteria they are drawn. Printed are limits of CI and the counts of matrices below them.

Run: python tests/benchmarks/chance_of_passing.py [draws]
"""

import sys
import time
from itertools import combinations

import numpy as np

from surveytools.ahp.random_index import TABLES

SCALE = np.array([*(1 / k for k in range(9, 1, -1)), *range(1, 10)])
CHUNK = 17**4


def limits_of(n):
    """Return the limits of CI in use, .1 RI of every table, with a grid around them."""
    tables = {round(0.1 * table.by_n[n], 12) for table in TABLES.values()}
    return np.array(sorted(tables | {k / 100 for k in range(2, 21)}))


def indices(codes, n):
    """Return the consistency index of every matrix, infinite where it is surely above .2; codes (n(n-1)/2, N)."""
    logs = np.log(SCALE)[codes]
    A = np.ones((n, n, codes.shape[1]))
    for row, (i, j) in zip(logs, combinations(range(n), 2), strict=True):
        A[i, j], A[j, i] = np.exp(row), np.exp(-row)
    w = np.exp(np.log(A).mean(axis=1))
    for _ in range(3):
        Aw = np.einsum("ijk,jk->ik", A, w)
        lowest = (Aw / w).min(axis=0)
        w = Aw
    CI = np.full(codes.shape[1], np.inf)
    near = np.flatnonzero((lowest - n) / (n - 1) < 0.2 + 1e-9)
    roots = np.linalg.eigvals(np.moveaxis(A[:, :, near], 2, 0)).real.max(axis=1)
    CI[near] = (roots - n) / (n - 1)
    return CI


def all_of_four():
    """Yield the codes of all matrices of four criteria."""
    tail = np.indices((17,) * 4).reshape(4, -1)
    for first in np.ndindex(17, 17):
        yield np.vstack([np.repeat(np.array(first)[:, None], tail.shape[1], axis=1), tail])


def drawn(n, draws, rng):
    """Yield codes of random matrices."""
    for _ in range(draws // CHUNK):
        yield rng.integers(0, 17, (n * (n - 1) // 2, CHUNK))


def main(draws):
    """Print the counts for 4 to 7 criteria."""
    for n in range(4, 8):
        start, limits, total = time.perf_counter(), limits_of(n), 0
        below = np.zeros(len(limits), int)
        for codes in all_of_four() if n == 4 else drawn(n, draws, np.random.default_rng(n)):
            CI = np.sort(indices(codes, n))
            below += np.searchsorted(CI, limits - 1e-12)
            total += len(CI)
        print(f"n = {n}, {total:,} matrices, {time.perf_counter() - start:.0f} s")
        for limit, count in zip(limits, below, strict=True):
            print(f"  {limit:.6f} {count}")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000_000)
