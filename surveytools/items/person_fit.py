"""How a respondent's answers go with those of the others: synonyms, person-total r, Mahalanobis distance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from surveytools.items.inattention_indices import correlation_of_sums

Array = NDArray[np.float64]
CELLS = 2**20  # of the small matrices that are solved at once


def similar_pairs(R: Array, critical_r: float) -> Array:
    """Return the pairs of items whose correlation lies above a limit, as ones above the diagonal, shape (p, p)."""
    return np.triu(np.greater(R, critical_r, where=~np.isnan(R), out=np.zeros(R.shape, bool)), 1).astype(np.float64)


def pair_correlation(X: Array, U: Array) -> Array:
    """Return the correlation within each row of X (n, p) between the members of the pairs U (p, p) of its columns.

    With the answers z, 0 where blank, and 1 where given in k, all sums over pairs are products with U: of the first
    members z (U k), of the second ones k (U' z) and so on.
    """
    k = (~np.isnan(X)).astype(np.float64)
    z = np.where(k > 0, X, 0)
    kU, zU = k @ U, z @ U
    partners = k @ U.T
    return correlation_of_sums(
        n=(kU * k).sum(axis=1),
        x=(z * partners).sum(axis=1),
        y=(z * kU).sum(axis=1),
        xx=(z * z * partners).sum(axis=1),
        yy=(z * z * kU).sum(axis=1),
        xy=(zU * z).sum(axis=1),
    )


def person_total_r(X: Array, sums: Array, counts: Array) -> Array:
    """Return the correlation of each row of X (n, p) with the item means of the others, shape (n,).

    The sums and counts, shape (p,), are of all respondents; each one's own answers are taken out of them.
    """
    known = ~np.isnan(X) & (counts > 1)
    x = np.where(known, X, 0)
    m = np.where(known, (sums - x) / np.maximum(counts - 1, 1), 0)
    parts = (known, x, m, x * x, m * m, x * m)
    return correlation_of_sums(*(part.sum(axis=1) for part in parts))


def chance_below(r: Array, limit: float, p: int) -> float:
    """Return the share of attentive respondents whose person-total r over p items lies below a limit by chance alone.

    Around the median of r, Fisher's z has the standard error 1 / sqrt(p - 3).
    """
    z, z_limit = np.arctanh(np.clip([np.nanmedian(r), limit], -1 + 1e-9, 1 - 1e-9))
    return float(ndtr((z_limit - z) * np.sqrt(max(p - 3, 0))))


def squared_distances(Z: Array, P: Array) -> Array:
    """Return Mahalanobis' D2 of the answers given in each row of Z (n, p), standardized, from P = inverse of R (p, p).

    Of a row with blanks it is the distance in the answered items alone: with g = P z, z being 0 where blank, it is
    z'Pz - g_b' (P_bb)^-1 g_b over the blank items b. NaN for a row without answers.
    """
    blank = np.isnan(Z)
    z = np.where(blank, 0, Z)
    G = z @ P
    squared = (G * z).sum(axis=1)
    number = blank.sum(axis=1)
    for m in np.unique(number[number > 0]):
        every = np.flatnonzero(number == m)
        for rows in np.array_split(every, -(-len(every) * m**2 // CELLS)):
            b = np.nonzero(blank[rows])[1].reshape(-1, m)
            g = np.take_along_axis(G[rows], b, axis=1)
            inner = np.linalg.solve(P[b[:, :, None], b[:, None, :]], g[..., None])[..., 0]
            squared[rows] -= (g * inner).sum(axis=1)
    return np.where(number < Z.shape[1], np.maximum(squared, 0), np.nan)
