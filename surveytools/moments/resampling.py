"""Resampling by counts: how often each respondent is drawn, the sums that follow, and limits from many draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import AnswersError, OptionError, SampleSizeError, check_rng, check_setting, is_whole
from surveytools.moments.accumulation import accumulate, first_origin
from surveytools.moments.matrices import default_names

Array = NDArray[np.float64]
Rng = int | np.random.Generator
Columns = Callable[[slice], Array]

FEWEST_RESAMPLES = 100
CELLS = 2**20  # numbers of one kind held at once
LEAST = 1e-12  # a coefficient nearer to 1 is 1
FEWEST_LEFT_OUT = 5
MOST_TOGETHER = 1024  # resamples counted at once where the respondents come in blocks
SAME = 1e-9  # of the product of two standard deviations


def check_resamples(n_resamples: int, rng: Rng = 0) -> None:
    """Raise :class:`OptionError` unless there are enough resamples for limits, and random numbers to draw them."""
    check_rng(rng)
    hint = f"Give {FEWEST_RESAMPLES} or more."
    check_setting(is_whole(n_resamples), "n_resamples", n_resamples, "number of resamples", hint)
    if n_resamples < FEWEST_RESAMPLES:
        raise OptionError(f"n_resamples={n_resamples} is too few", hint=hint)


def check_unchanged(X: NDArray[Any], S: Array) -> None:
    """Raise :class:`AnswersError` unless S, shape (p, p), is still the covariance matrix of answers X, shape (n, p).

    Results refer to the answers they were made of and keep no copy, so the array may have been written to since.
    """
    with np.errstate(all="ignore"):  # of answers that are refused right after
        now = accumulate(X, tuple(default_names(X.shape[1])), "pairwise").cov()
    d = np.sqrt(np.diag(S))
    if not (np.abs(now - S) <= SAME * np.outer(d, d)).all():
        raise AnswersError(
            "the answers changed since they were analyzed",
            hint="Analyze them again, or give a copy where you go on writing to the same array or frame.",
        )


def resample_counts(n: int, n_resamples: int, rng: Rng) -> Iterator[NDArray[np.int64]]:
    """Yield how often each of n respondents is drawn, shape (b, n), until all resamples have come."""
    random = np.random.default_rng(rng)
    together = max(1, CELLS // n)
    for start in range(0, n_resamples, together):
        yield _counts(np.full(min(together, n_resamples - start), n), n, random)


def resampled_sums(columns: Columns, n: int, n_resamples: int, rng: Rng) -> Array:
    """Return the sums of q columns over the respondents of each resample, shape (n_resamples, q).

    `columns` gives the rows of a slice of the n respondents, shape (m, q). The respondents come in blocks: how many
    draws fall into each is multinomial, and inside a block they are uniform, so memory stays flat in n.
    """
    random = np.random.default_rng(rng)
    q = columns(slice(0, 1)).shape[1]
    sums = np.zeros((n_resamples, q))
    for start in range(0, n_resamples, MOST_TOGETHER):
        part = sums[start : start + MOST_TOGETHER]
        blocks = _blocks(n, max(len(part), q))
        sizes = np.array([block.stop - block.start for block in blocks])
        draws = random.multinomial(n, sizes / n, size=len(part))
        for block, size, drawn in zip(blocks, sizes, draws.T, strict=True):
            part += _counts(drawn, int(size), random).astype(np.float64) @ columns(block)
    return sums


def _counts(drawn: NDArray[Any], m: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Return how often each of m respondents comes up in each number of draws, shape (len(drawn), m)."""
    cells = random.integers(0, m, int(drawn.sum()))
    cells += np.repeat(np.arange(len(drawn)) * m, drawn)
    return np.bincount(cells, minlength=len(drawn) * m).reshape(len(drawn), m)


def _blocks(n: int, width: int) -> list[slice]:
    """Return slices of n rows, so short that `width` numbers a row fit."""
    rows = max(1, CELLS // width)
    return [slice(start, min(start + rows, n)) for start in range(0, n, rows)]


@dataclass(frozen=True, slots=True, eq=False)
class PairSums:
    """Columns of answers whose sums make their covariance matrix.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        The answers, NaN where skipped.
    origin : ndarray, shape (p,)
        What is subtracted from them.
    complete : bool
        Whether nothing is skipped.
    """

    X: NDArray[Any]
    origin: Array
    complete: bool

    @classmethod
    def of(cls, X: NDArray[Any]) -> PairSums:
        """Take an origin that leaves whole numbers whole, so that a constant item has variance 0 exactly."""
        return cls(X, first_origin(X), X.dtype.kind != "f" or not bool(np.isnan(X).any()))

    def columns(self, rows: slice) -> Array:
        """Return counts, deviations and products of each pair of items, one row a respondent."""
        i, j = np.triu_indices(len(self.origin))
        D: Array = self.X[rows] - self.origin
        if self.complete:
            return np.hstack([np.ones((len(D), 1)), D, D[:, i] * D[:, j]])
        known = ~np.isnan(D)
        M, Z = known.astype(np.float64), np.where(known, D, 0.0)
        apart = (Z[:, :, None] * M[:, None, :]).reshape(len(Z), -1)
        return np.hstack([M[:, i] * M[:, j], apart, Z[:, i] * Z[:, j]])

    def covariances(self, sums: Array) -> Array:
        """Return the covariance matrix of each row of sums, shape (b, p, p); NaN for a pair without two answers."""
        p = len(self.origin)
        i, j = np.triu_indices(p)
        products = sums[:, -len(i) :]
        if self.complete:
            n, crossed = sums[:, :1], sums[:, 1 + i] * sums[:, 1 + j]
        else:
            n, apart = sums[:, : len(i)], sums[:, len(i) : -len(i)]
            crossed = apart[:, p * i + j] * apart[:, p * j + i]
        return _square((products - crossed / np.maximum(n, 1)) / np.where(n > 1, n - 1, np.nan), p)


def _square(upper: Array, p: int) -> Array:
    """Return symmetric matrices from their upper triangles, shape (b, p, p)."""
    where = np.empty((p, p), np.intp)
    i, j = np.triu_indices(p)
    where[i, j] = where[j, i] = np.arange(len(i))
    return upper[:, where]


def resampled_covariances(X: NDArray[Any], n_resamples: int, rng: Rng) -> Array:
    """Return the covariance matrix of each resample of the rows of X, shape (n_resamples, p, p).

    Where answers are skipped (NaN), each pair of items is over those who answered both.
    """
    pairs = PairSums.of(X)
    return pairs.covariances(resampled_sums(pairs.columns, len(X), n_resamples, rng))


def left_out_sums(columns: Columns, n: int) -> Iterator[Array]:
    """Yield the sums of q columns over all but one of n respondents each, in the order of the rows, shape (m, q)."""
    blocks = _blocks(n, 2 * columns(slice(0, 1)).shape[1])
    total = sum(columns(block).sum(axis=0) for block in blocks)
    for block in blocks:
        yield total - columns(block)


def left_out_covariances(X: NDArray[Any]) -> Iterator[Array]:
    """Yield the covariance matrices without one respondent each, in the order of the rows, shape (m, p, p)."""
    pairs = PairSums.of(X)
    return (pairs.covariances(sums) for sums in left_out_sums(pairs.columns, len(X)))


def percentile_limits(draws: Array, level: float) -> Array:
    """Return the limits of the percentile interval, shape (2, q), of draws (b, q); NaN draws do not count."""
    return np.nanquantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)


def bca_limits(draws: Array, estimate: Array, acceleration: Array, level: float) -> Array:
    """Return the limits of the bias-corrected and accelerated interval, shape (2, q).

    Efron's (1987) interval of draws (b, q) with NaN not counted, for the estimates (q,) and their acceleration (q,).
    """
    from scipy.special import ndtr, ndtri  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

    known = ~np.isnan(draws)
    n = np.maximum(known.sum(axis=0), 1)
    gap = np.where(known, draws - estimate, 0.0)
    tied = np.abs(gap) <= 1e-9 * np.abs(gap).max(axis=0)  # up to rounding
    below = np.where(tied, 0.5, gap < 0).sum(axis=0, where=known) / n
    z0 = ndtri(np.clip(below, 1 / (n + 1), n / (n + 1)))
    z = z0 + ndtri([[(1 - level) / 2], [(1 + level) / 2]])
    at = ndtr(z0 + z / (1 - acceleration * z))
    limits = [np.nanquantile(draw, where) for draw, where in zip(draws.T, at.T, strict=True)]
    return np.array(limits).reshape(-1, 2).T


def acceleration(left_out: Iterable[Array], estimate: Array) -> Array:
    """Return the acceleration, shape (q,), from the values (m, q) without one respondent each, in blocks."""
    n, s1, s2, s3 = 0, 0.0, 0.0, 0.0
    for values in left_out:
        d = estimate - values
        n, s1, s2, s3 = n + len(d), s1 + d.sum(axis=0), s2 + (d**2).sum(axis=0), s3 + (d**3).sum(axis=0)
    mean = s1 / n
    squares = s2 - n * mean**2
    cubes = s3 - 3 * mean * s2 + 2 * n * mean**3
    moved = np.asarray(squares > n * (1e-12 * np.abs(estimate)) ** 2)
    return np.where(moved, cubes / (6 * np.where(moved, squares, 1.0) ** 1.5), 0.0 * squares)


def left_out_limits(
    estimate: Array,
    left_out: Iterable[Array],
    level: float,
    *,
    corrected: bool = False,
    correlation: NDArray[np.bool_] | bool = False,
) -> Array:
    r"""Return the jackknife's limits, shape (2, q), of coefficients from their values (m, q) in blocks.

    One row is without one of n respondents. Coefficients below 1 are taken on the scale of
    :math:`g = \ln(1 - \rho)`, on which Bonett (2002) makes the interval of alpha, correlations on that of Fisher's z,
    with Tukey's standard error and Student's t of n - 1 degrees of freedom (Miller, 1974,
    https://doi.org/10.1093/biomet/61.1.1):

    .. math:: g \pm t \sqrt{\frac{n - 1}{n} \sum_i (g_i - \bar g)^2} .

    `corrected` puts :math:`n g - (n - 1) \bar g`, from which the jackknife has taken the bias, in place of g; such
    limits need not lie on both sides of the estimate. A coefficient that is 1 has no other limits; one that is 1
    without one of the respondents has none (NaN).
    """
    from scipy.special import stdtrit  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

    g, n, s1, s2 = _falling(estimate, correlation), 0, 0.0, 0.0
    for values in left_out:
        d = _falling(values, correlation) - g
        n, s1, s2 = n + len(d), s1 + d.sum(axis=0), s2 + (d**2).sum(axis=0)
    mean = s1 / n
    half = stdtrit(n - 1, (1 + level) / 2) * np.sqrt((n - 1) / n * np.maximum(s2 - n * mean**2, 0))
    middle = g - (n - 1) * mean if corrected else g
    ends = np.array([middle + half, middle - half])
    limits = np.where(correlation, -np.tanh(ends), 1 - np.exp(np.where(correlation, 0, ends)))
    return np.where(1 - estimate <= LEAST, estimate, limits)


def _falling(values: Array, correlation: NDArray[np.bool_] | bool) -> Array:
    """Return ln(1 - value), of correlations -atanh; NaN where there is no such number."""
    inside = 1 - np.where(correlation, np.abs(values), values) > LEAST
    own, other = np.where(inside & correlation, values, 0), np.where(inside & ~np.asarray(correlation), values, 0)
    return np.where(inside, np.where(correlation, -np.arctanh(own), np.log1p(-other)), np.nan)


def check_left_out(n: int) -> None:
    """Raise :class:`SampleSizeError` where there are too few respondents to leave one out."""
    if n < FEWEST_LEFT_OUT:
        raise SampleSizeError(
            f"the jackknife needs {FEWEST_LEFT_OUT} respondents, and there are {n}", hint="Give more respondents."
        )
