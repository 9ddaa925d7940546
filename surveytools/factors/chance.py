"""Eigenvalues that answers without any structure have by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import AnswersNeededError
from surveytools.moments.correlations import Correlations
from surveytools.moments.counting import burt_matrix
from surveytools.moments.counts import Counts, count
from surveytools.moments.ranks import midranks, ordered_codes
from surveytools.moments.two_step import correlations_of

Array = NDArray[np.float64]
Basis = Literal["components", "factors"]
BASES: tuple[Basis, ...] = ("components", "factors")

CHUNK_CELLS = 4_000_000


def eigenvalues(R: Array, basis: Basis = "components") -> Array:
    """Return the eigenvalues of one or many correlation matrices R, shape (…, p, p), descending, shape (…, p).

    With ``basis="factors"`` those of the reduced matrix, which has squared multiple correlations in its diagonal.
    """
    values = np.asarray(np.linalg.eigvalsh(reduced(R) if basis == "factors" else R), np.float64)
    return values[..., ::-1]


def reduced(R: Array) -> Array:
    """Return R, shape (…, p, p), with the squared multiple correlation of each item in the diagonal."""
    k = np.arange(R.shape[-1])
    A = R.copy()
    A[..., k, k] = np.clip(1 - 1 / np.linalg.inv(R)[..., k, k], 0, 1)
    return A


def leading(x: Array, reference: Array) -> int:
    """Return how many of the values x lie above their references before the first that does not."""
    return int(np.argmin(np.append(x > reference, False)))


def chance_eigenvalues(draw: Callable[[int], Array], n_replications: int, p: int, basis: Basis) -> Array:
    """Return eigenvalues of random correlation matrices, shape (replications, p), drawn in chunks of even memory."""
    most = max(1, CHUNK_CELLS // p**2)
    sizes = [min(most, n_replications - done) for done in range(0, n_replications, most)]
    return np.concatenate([eigenvalues(draw(size), basis) for size in sizes])


def wishart_correlations(n: int, p: int, size: int, rng: np.random.Generator) -> Array:
    """Draw correlation matrices of n normal answers to p independent items, shape (size, p, p).

    The covariance matrix of such answers is a Wishart matrix A A' with a lower triangular A: by Bartlett's
    decomposition normal below the diagonal and, in it, the roots of chi-squares with n - 1, n - 2, … degrees of
    freedom. Rows of length 1 turn covariances into correlations.
    """
    A = np.zeros((size, p, p))
    below, k = np.tril_indices(p, -1), np.arange(p)
    A[:, *below] = rng.standard_normal((size, len(below[0])))
    A[:, k, k] = np.sqrt(rng.chisquare(n - 1 - k, (size, p)))
    A /= np.sqrt(np.einsum("sij,sij->si", A, A))[..., None]
    return A @ A.transpose(0, 2, 1)


def permuting(data: Correlations) -> Callable[[int, np.random.Generator], Array]:
    """Return what draws correlations of the kind analyzed from the answers in random order."""
    if data.answers is None:
        otherwise = "" if data.correlation == "polychoric" else ', or use reference="normal"'
        raise AnswersNeededError(
            "there are no single answers that could be permuted",
            hint=f"Give the answers, one row a respondent{otherwise}.",
        )
    X = data.answers.X
    if data.correlation == "polychoric":
        return partial(permuted_polychoric, X, count(data.answers))
    if data.correlation == "spearman":
        X = np.column_stack([midranks(codes) for codes in ordered_codes(X).T])
    return partial(permuted_correlations, X)


def permuted_correlations(X: NDArray[Any], size: int, rng: np.random.Generator) -> Array:
    """Draw correlation matrices of answers X, shape (n, p), each column in a random order, shape (size, p, p)."""
    return np.array([Z @ Z.T for Z in permuted(standardized(X).T, size, rng)])


def permuted_polychoric(X: NDArray[Any], counts: Counts, size: int, rng: np.random.Generator) -> Array:
    """Draw polychoric correlations of answers X, shape (n, p), with these counts, each column in a random order."""
    draws = (burt_matrix(Z.T, counts.categories) for Z in permuted(X.T, size, rng))
    return np.array([correlations_of(replace(counts, burt=burt)) for burt in draws])


def permuted(Z: NDArray[Any], size: int, rng: np.random.Generator) -> Iterator[NDArray[Any]]:
    """Yield the rows of Z, shape (p, n), each in a random order of its own, again and again in the same place."""
    shuffled = np.array(Z, order="C")
    for _ in range(size):
        yield rng.permuted(shuffled, axis=1, out=shuffled)


def standardized(X: NDArray[Any]) -> Array:
    """Return the columns of X, shape (n, p), with mean 0 and length 1."""
    centered = X - X.mean(axis=0)
    return centered / np.sqrt((centered**2).sum(axis=0))
