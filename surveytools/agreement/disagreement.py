"""The numbers of Krippendorff's alpha: observed disagreement against that of values paired by chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.agreement.tally import Tally
from surveytools.moments.resampling import CELLS, resample_counts, resampled_sums

Array = NDArray[np.float64]
Measurement = Literal["nominal", "ordinal", "interval", "ratio"]
PRINTED_RESAMPLES = 1000
MEASUREMENTS: tuple[Measurement, ...] = ("nominal", "ordinal", "interval", "ratio")


@dataclass(frozen=True, eq=False)
class Disagreement:
    """What alpha is made of, for any weights of the kinds of units.

    Parameters
    ----------
    tally : Tally
        Units with two ratings or more.
    measurement : {"nominal", "ordinal", "interval", "ratio"}
        What a difference between two values means.
    x : ndarray, shape (q,)
        The values; for nominal and ordinal ones their positions.
    """

    tally: Tally
    measurement: Measurement
    x: Array

    @property
    def N(self) -> Any:
        """Counts of the values in each kind of unit, sparse, shape (P, q)."""
        return self.tally.N

    @cached_property
    def m(self) -> Array:
        """Ratings of a unit of each kind, shape (P,)."""
        return self.tally.sizes.astype(np.float64)

    @cached_property
    def centered(self) -> Array:
        """The values around their mean, shape (q,), so that squares lose no digits."""
        n = self.tally.frequencies @ self.N
        return self.x - n @ self.x / n.sum()

    def ratios(self, F: Array) -> Array:
        """Return observed over expected disagreement for rows of weights F, shape (b, P); NaN where nothing varies."""
        return _ratio(*self.parts(F))

    @cached_property
    def draws(self) -> Array:
        """Alpha of the resamples that are printed: 1000 of the units, seed 0."""
        return units_bootstrap(self, PRINTED_RESAMPLES, np.random.default_rng(0))

    def parts(self, F: Array) -> tuple[Array, Array]:
        """Return the observed and the expected disagreement for rows of weights F, shape (b, P)."""
        if self.measurement == "interval":
            return self.parts_of_sums(F @ self.columns)
        total = F @ self.m
        if self.measurement == "ordinal":
            n = F @ self.N
            R = midranks(n)
            observed, expected = self._within_ranks(F, R), squares_apart(n, R)
        else:
            observed, expected = F @ self.within, self._apart(F)
        return observed / total, expected / (total * (total - 1))

    @cached_property
    def columns(self) -> Array:
        """What intervals need of each kind of unit: its ratings, their sum, sum of squares, and `within`, (P, 4)."""
        x = self.centered
        return np.column_stack([self.m, self.N @ x, self.N @ x**2, self.within])

    def parts_of_sums(self, sums: Array) -> tuple[Array, Array]:
        """Return the same for intervals from the sums of `columns`, shape (b, 4)."""
        total, linear, squares, within = sums.T
        return within / total, 2 * (total * squares - linear**2) / (total * (total - 1))

    @cached_property
    def within(self) -> Array:
        """Sum of the squared differences inside a unit of each kind over its ratings less one, shape (P,)."""
        if self.measurement == "nominal":
            sums = self.m**2 - self.N.power(2).sum(axis=1)
        elif self.measurement == "interval":
            sums = 2 * (self.m * (self.N @ self.centered**2) - (self.N @ self.centered) ** 2)
        else:
            sums = _ratios_within(self.N, self.x)
        return sums / (self.m - 1)

    def _apart(self, F: Array) -> Array:
        """Return the sum of the squared differences of all pairs of values for rows of weights F, shape (b, P)."""
        n = F @ self.N
        if self.measurement == "nominal":
            return n.sum(axis=1) ** 2 - (n**2).sum(axis=1)
        expected = np.zeros(len(n))
        for columns in _columns(len(self.x)):
            apart = relative_squares(self.x[:, None], self.x[columns])
            expected += ((n @ apart) * n[:, columns]).sum(axis=1)
        return expected

    def _within_ranks(self, F: Array, R: Array) -> Array:
        scale = 2 / (self.m - 1)
        squares = (((F * scale * self.m) @ self.N) * R**2).sum(axis=1)
        return squares - (F * scale * (self.N @ R.T).T ** 2).sum(axis=1)

    def coincidences(self) -> Any:
        """Return how often each pair of values coincides in a unit, a sparse symmetric matrix, shape (q, q)."""
        from scipy.sparse import diags_array  # noqa: PLC0415 - importing the package must stay light

        share = self.tally.frequencies / (self.m - 1)
        return (self.N.T * share) @ self.N - diags_array(share @ self.N)

    def squared_differences(self, c: NDArray[np.intp], k: NDArray[np.intp]) -> Array:
        """Return the squared differences of pairs of values, given by their positions."""
        if self.measurement == "nominal":
            return (c != k).astype(np.float64)
        if self.measurement == "ratio":
            return relative_squares(self.x[c], self.x[k])
        values = self.x
        if self.measurement == "ordinal":
            values = midranks((self.tally.frequencies @ self.N)[None])[0]
        return (values[c] - values[k]) ** 2


def _ratio(observed: Array, expected: Array) -> Array:
    """Return observed over expected disagreement, NaN where nothing varies."""
    return observed / np.where(expected > 0, expected, np.nan)


def midranks(n: Array) -> Array:
    """Return the middle rank of each value, around the middle of all, where values occur n times, shape (b, q).

    Krippendorff's ordinal difference, the number of ratings from c to k with half of both ends, is the difference of
    these.
    """
    return n.cumsum(axis=1) - n / 2 - n.sum(axis=1, keepdims=True) / 2


def squares_apart(n: Array, x: Array) -> Array:
    """Return the sum of (x_c - x_k)^2 over all pairs of values that occur n times, shape (b, q)."""
    return 2 * (n.sum(axis=1) * (n * x**2).sum(axis=1) - (n * x).sum(axis=1) ** 2)


def relative_squares(x: Array, y: Array) -> Array:
    """Return ((x - y) / (x + y))^2, 0 where both are 0."""
    total = x + y
    return ((x - y) / np.where(total == 0, 1, total)) ** 2


def _ratios_within(N: Any, x: Array) -> Array:
    """Return the sum of the relative squares of all pairs of values inside each row of counts, shape (P,)."""
    lengths = np.diff(N.indptr)
    rows = np.repeat(np.arange(len(lengths)), lengths)
    places = np.arange(len(rows)) - N.indptr[rows]
    values, counts = np.zeros((2, len(lengths), int(lengths.max())))
    values[rows, places], counts[rows, places] = x[N.indices], N.data
    sums = np.zeros(len(lengths))
    for i in range(1, values.shape[1]):
        apart = relative_squares(values[:, :i], values[:, i : i + 1])
        sums += 2 * counts[:, i] * (counts[:, :i] * apart).sum(axis=1)
    return sums


def _columns(q: int) -> Iterator[slice]:
    width = max(1, CELLS // q)
    return (slice(start, start + width) for start in range(0, q, width))


def units_bootstrap(made_of: Disagreement, n_resamples: int, random: np.random.Generator) -> Array:
    """Return alpha of resamples of the units, shape (n_resamples,); NaN for those in which nothing varies."""
    alone = (made_of.tally.frequencies == 1).all()
    if made_of.measurement == "interval" and alone:
        columns = made_of.columns
        sums = resampled_sums(lambda rows: columns[rows], len(columns), n_resamples, random)
        return 1 - _ratio(*made_of.parts_of_sums(sums))
    resamples = _resampled_units(made_of, n_resamples, random)
    return np.concatenate([1 - made_of.ratios(F.astype(np.float64)) for F in resamples])


def _resampled_units(
    made_of: Disagreement, n_resamples: int, random: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Yield how often each kind of unit is drawn, shape (b, P), until all resamples have come."""
    f = made_of.tally.frequencies
    if (f == 1).all():
        yield from resample_counts(len(f), n_resamples, random)
        return
    together = max(1, CELLS // max(len(f), len(made_of.x)))
    for start in range(0, n_resamples, together):
        yield random.multinomial(int(f.sum()), f / f.sum(), size=min(together, n_resamples - start))


def coincidence_bootstrap(made_of: Disagreement, n_resamples: int, random: np.random.Generator) -> Array:
    """Return alpha of resamples of the coincidences, shape (n_resamples,): Krippendorff's algorithm of 2006.

    Each resample draws M pairs of values with the observed probabilities and keeps the expected disagreement; M is 25
    times the number of nonzero coincidences, at most half of the ratings times the raters less one. Alpha is not below
    -1, and perfect resamples that a single value made by chance are 0.
    """
    O = made_of.coincidences().tocoo()  # noqa: E741 - Krippendorff's letter
    upper = (O.row <= O.col) & (O.data > 1e-12)
    c, k, o = O.row[upper], O.col[upper], O.data[upper]
    p = np.where(c == k, 1, 2) * o / (np.where(c == k, 1, 2) * o).sum()
    n_cells, n_values = int((np.where(c == k, 1, 2)).sum()), float(made_of.m @ made_of.tally.frequencies)
    raters = made_of.tally.n_raters or made_of.tally.raters_per_unit[1]
    M = max(1, min(25 * n_cells, round(n_values * (raters - 1) / 2)))
    _, expected = made_of.parts(made_of.tally.frequencies[None].astype(np.float64))
    size_of = made_of.squared_differences(c, k) / (M * expected[0])
    together = max(1, CELLS // len(p))
    draws = [
        random.multinomial(M, p, size=min(together, n_resamples - start)) @ size_of
        for start in range(0, n_resamples, together)
    ]
    alphas = np.maximum(1 - np.concatenate(draws), -1)
    return _without_chance_perfection(alphas, p[c == k], M)


def _without_chance_perfection(alphas: Array, agreeing: Array, M: int) -> Array:
    """Set as many perfect resamples to 0 as a single value would make by chance, all if only one value agrees."""
    perfect = np.flatnonzero(alphas == 1)
    count = len(perfect) if len(agreeing) == 1 else round(len(alphas) * float((agreeing**M).sum()))
    alphas[perfect[:count]] = 0.0
    return alphas
