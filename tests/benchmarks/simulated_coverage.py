"""What simulations of coverage share: populations, the share of samples whose limits hold the truth, and the page."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from surveytools.reliability.item_coefficients import stacked_alpha

Array = NDArray[np.float64]
ITEMS, LEVEL = 6, 0.95
PROCESSES = 2
EQUAL, UNEQUAL = np.full(ITEMS, 0.6), np.array([0.9, 0.8, 0.7, 0.5, 0.35, 0.2])
CUTS = np.array([0.3, 0.9, 1.4, 1.9])  # most answers fall into the lowest of five categories


@dataclass(frozen=True)
class Population:
    """A name, the covariances of the items, and how n respondents are drawn."""

    name: str
    S: Array
    draw: Callable[[np.random.Generator, int], Array]

    @property
    def alpha(self) -> float:
        """Alpha of all respondents there could be."""
        return float(stacked_alpha(self.S))


def normal(name: str, loadings: Array, uniqueness: Array, df: float | None = None) -> Population:
    """Return items of one factor, loadings (p,), or of several, (m, p): normal, or multivariate t."""
    L = np.atleast_2d(loadings)

    def draw(random: np.random.Generator, n: int) -> Array:
        X = random.normal(size=(n, len(L))) @ L + random.normal(size=(n, L.shape[1])) * np.sqrt(uniqueness)
        return X if df is None else X * np.sqrt((df - 2) / random.chisquare(df, size=(n, 1)))

    return Population(name, L.T @ L + np.diag(uniqueness), draw)


def skewed_ordinal(name: str, loadings: Array) -> Population:
    """Return answers from 1 to 5 made of normal items by the cuts, their covariances by quadrature over the factor."""
    spread = np.sqrt(1 - loadings**2)
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    above = ndtr((nodes[:, None, None] * loadings[:, None] - CUTS) / spread[:, None])
    first = 1 + above.sum(axis=2)
    second = 1 + (above * (2 * np.arange(1, 5) + 1)).sum(axis=2)
    mean = weights @ first
    S = (first * weights[:, None]).T @ first - np.outer(mean, mean)
    np.fill_diagonal(S, weights @ second - mean**2)

    def draw(random: np.random.Generator, n: int) -> Array:
        latent = random.normal(size=(n, 1)) * loadings + random.normal(size=(n, len(loadings))) * spread
        return 1 + (latent[:, :, None] > CUTS).sum(axis=2).astype(np.float64)

    return Population(name, S, draw)


POPULATIONS = (
    normal("normal, parallel", EQUAL, 1 - EQUAL**2),
    normal("normal, tau-equivalent", EQUAL, np.array([0.2, 0.4, 0.64, 0.9, 1.2, 1.6])),
    normal("normal, congeneric", UNEQUAL, 1 - UNEQUAL**2),
    skewed_ordinal("skewed, five points, parallel", EQUAL),
    normal("heavy tails (t, 5 df), parallel", EQUAL, 1 - EQUAL**2, df=5),
)


def share_held(limits: Iterable[Array], truth: Array) -> Array:
    """Return the share of samples whose limits (2, ...) hold the truth (...); samples without limits do not count."""
    held, known = np.zeros(np.shape(truth)), np.zeros(np.shape(truth))
    for low, high in limits:
        held += (low <= truth) & (truth <= high)
        known += np.isfinite(low) & np.isfinite(high)
    return held / np.maximum(known, 1)


def marked(shares: Iterable[float]) -> list[str]:
    """Return shares in percent, those outside 93 to 97 in bold, a dash for those that do not exist."""
    cells = ["–" if np.isnan(share) else f"{100 * share:.1f}" for share in shares]
    return [cell if cell == "–" or 93 <= float(cell) <= 97 else f"**{cell}**" for cell in cells]


def row(*cells: object) -> str:
    """Return a line of a Markdown table."""
    return "| " + " | ".join(map(str, cells)) + " |"


def head(words: Sequence[str], figures: Sequence[str]) -> str:
    """Return the head of a Markdown table: columns of words, then columns of figures."""
    return row(*words, *figures) + "\n|" + "---|" * len(words) + "--:|" * len(figures)


def computed(work: Callable[..., list[str]], cells: Sequence[tuple[object, ...]]) -> Iterator[str]:
    """Yield and print the lines that come of each cell, two cells at a time, in their order."""
    with ProcessPoolExecutor(PROCESSES, get_context("fork")) as pool:
        for lines in pool.map(work, *zip(*cells, strict=True)):
            print(*lines, sep="\n", flush=True)
            yield from lines


def main(script: str, doc: str, samples: int, tables: Callable[[int], str]) -> None:
    """Print the tables of so many samples a cell, and write them where asked."""
    page = Path(script).with_suffix(".md")
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--samples", type=int, default=samples, metavar="N", help=f"a cell (default {samples})")
    parser.add_argument("--write", action="store_true", help=f"write {page.name}")
    options = parser.parse_args()
    start = time.perf_counter()
    found = tables(options.samples)
    print(f"{time.perf_counter() - start:.0f} s")
    if options.write:
        above, _, rest = page.read_text(encoding="utf-8").partition("<!-- table -->\n")
        below = rest.partition("<!-- end -->")[2]
        page.write_text(f"{above}<!-- table -->\n{found}\n<!-- end -->{below}", encoding="utf-8")
