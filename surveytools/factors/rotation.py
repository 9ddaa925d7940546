r"""Rotate loadings A, shape (p, m), of uncorrelated factors.

A rotation T, shape (m, m), has columns of length 1 and gives the loadings :math:`L = A (T')^{-1}` and the factor
correlations :math:`\Phi = T'T`, so that :math:`L \Phi L' = A A'`: communalities and residuals stay as they were.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import OptionError, check_rng, check_setting, is_whole
from surveytools.factors.criteria import geomin_criterion, oblimin_criterion, target_criterion
from surveytools.factors.descent import Criterion, Minima, minimized
from surveytools.factors.orthomax import orthomax_minima, promax_transformation, varimax_as_r
from surveytools.factors.rotation_settings import (
    Equamax,
    Geomin,
    NoRotation,
    Oblimin,
    Promax,
    Quartimax,
    Rotation,
    Target,
    Varimax,
    as_rotation,
)

Array = NDArray[np.float64]
N_STARTS = 10
SAME_MINIMUM = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Rotated:
    """Loadings after a rotation.

    Parameters
    ----------
    L : ndarray, shape (p, m)
        Pattern loadings, A inv(T)'; the structure is L Phi.
    Phi : ndarray, shape (m, m)
        Factor correlations, T'T.
    T : ndarray, shape (m, m)
        The rotation.
    criterion : float or None
        The criterion that is minimized, at its best minimum; of promax that of its varimax step; of no rotation None.
    converged : bool
        Whether that minimum was reached.
    iterations : int
        Steps (of varimax and its relatives: rounds through all pairs) that led there.
    n_starts, n_minima : int
        Starts, and minima of different value that they reached.
    """

    L: Array
    Phi: Array
    T: Array
    criterion: float | None = None
    converged: bool = True
    iterations: int = 0
    n_starts: int = 1
    n_minima: int = 1


def rotated(
    A: Array, rotation: str | Rotation = "oblimin", *, n_starts: int | None = None, rng: int | np.random.Generator = 0
) -> Rotated:
    """Rotate the loadings A, shape (p, m), and put the factors in order.

    The first start is A itself (for a target, A turned towards it), the others are random orthogonal rotations; the
    best minimum is taken. Unless `n_starts` says otherwise, varimax and its relatives have one start, the others ten.
    """
    settings = as_rotation(rotation)
    check_rng(rng)
    _check(A, settings, n_starts)
    m = A.shape[1]
    if isinstance(settings, NoRotation) or (m == 1 and not isinstance(settings, Target)):
        return arranged(Rotated(A, np.eye(m), np.eye(m)))
    V = kaiser_normalized(A) if settings.normalize or isinstance(settings, Promax) else A
    minima = _minima(V, settings, n_starts, np.random.default_rng(rng))
    best = int(np.argmin(np.where(minima.converged, minima.f, np.inf) if minima.converged.any() else minima.f))
    T = _promax(A, minima.T[best], settings) if isinstance(settings, Promax) else minima.T[best]
    found = Rotated(
        L=A @ np.linalg.inv(T).T,
        Phi=T.T @ T,
        T=T,
        criterion=float(minima.f[best]),
        converged=bool(minima.converged[best]),
        iterations=int(minima.steps[best]),
        n_starts=len(minima.f),
        n_minima=n_distinct(minima.f[minima.converged], SAME_MINIMUM * _size(V, settings)),
    )
    return found if isinstance(settings, Target) else arranged(found)


def arranged(found: Rotated) -> Rotated:
    """Order the factors by the variance they explain, diag(Phi L'L), and turn them so that their loadings sum above 0.

    This is the one place where order and sign are chosen; loadings, correlations and rotation change together.
    """
    explained = np.einsum("jk,ik,ij->j", found.Phi, found.L, found.L)
    order = np.argsort(-explained.round(12), kind="stable")
    L, T = found.L[:, order], found.T[:, order]
    signs = np.where(L.sum(axis=0) < 0, -1.0, 1.0)
    Phi = found.Phi[np.ix_(order, order)] * np.outer(signs, signs)
    np.fill_diagonal(Phi, 1.0)
    return replace(found, L=L * signs, Phi=Phi, T=T * signs)


def kaiser_normalized(A: Array) -> Array:
    """Return the loadings with rows of length 1; a row of zeros stays."""
    h = np.sqrt((A * A).sum(axis=1, keepdims=True))
    return A / np.where(h > 0, h, 1.0)


def procrustes(A: Array, B: Array) -> Array:
    """Return the orthogonal T, shape (m, m), that brings A T nearest to B, both of shape (p, m) (Schönemann 1966)."""
    U, _, V = np.linalg.svd(A.T @ B)
    return U @ V


def random_rotations(m: int, s: int, rng: np.random.Generator) -> Array:
    """Return s random orthogonal matrices, shape (s, m, m), all rotations and reflections being equally likely."""
    Q, R = np.linalg.qr(rng.standard_normal((s, m, m)))
    return Q * np.where(np.einsum("sjj->sj", R) < 0, -1.0, 1.0)[:, None, :]


def n_distinct(f: Array, apart: float) -> int:
    """Count the values of which each lies further than `apart` from the next."""
    return int((np.diff(np.sort(f), prepend=-np.inf) > apart).sum())


def _check(A: Array, settings: Rotation, n_starts: int | None) -> None:
    fits = n_starts is None or (is_whole(n_starts) and n_starts >= 1)
    check_setting(fits, "n_starts", n_starts, "number of starts", "Give a whole number, such as 10.")
    if isinstance(settings, Target) and settings.matrix.shape != A.shape:
        raise OptionError(
            f"the target has shape {settings.matrix.shape}, the loadings {A.shape}",
            hint="Give one row an item and one column a factor, in the order of the loadings.",
        )


def _minima(V: Array, settings: Rotation, n_starts: int | None, rng: np.random.Generator) -> Minima:
    """Return where the starts of a rotation of V, shape (p, m), end."""
    m = V.shape[1]
    if isinstance(settings, Varimax | Promax) and settings.stop == "r":
        return varimax_as_r(V)
    gamma = _orthomax_gamma(settings, m)
    starts = random_rotations(m, n_starts or (N_STARTS if gamma is None else 1), rng)
    starts[0] = procrustes(V, np.nan_to_num(settings.matrix)) if isinstance(settings, Target) else np.eye(m)
    if gamma is not None:
        return orthomax_minima(V, gamma, starts)
    return minimized(V, _criterion(settings), starts, oblique=settings.oblique, scale=_size(V, settings))


def _criterion(settings: Rotation) -> Criterion:
    match settings:
        case Geomin():
            return partial(geomin_criterion, epsilon=settings.epsilon)
        case Target():
            W = np.isfinite(settings.matrix).astype(np.float64)
            return partial(target_criterion, B=np.nan_to_num(settings.matrix), W=W)
        case _:
            return partial(oblimin_criterion, gamma=settings.gamma if isinstance(settings, Oblimin) else 0.0)


def _orthomax_gamma(settings: Rotation, m: int) -> float | None:
    match settings:
        case Varimax() | Promax():
            return 1.0
        case Quartimax():
            return 0.0
        case Equamax():
            return m / 2
        case _:
            return None


def _size(V: Array, settings: Rotation) -> float:
    """Return the size of a criterion, against which its gradient and its differences are measured."""
    h2 = (V * V).sum(axis=1)
    match settings:
        case Geomin():
            return float(geomin_criterion(V[None], settings.epsilon)[0][0])
        case Target():
            return float(h2.sum()) or 1.0
        case _:
            return float((h2 * h2).sum()) or 1.0


def _promax(A: Array, T: Array, settings: Promax) -> Array:
    """Return the oblique rotation that promax makes of the varimax rotation T."""
    L, V = A @ T, kaiser_normalized(A) @ T
    base = L if settings.row_normalize_target or not settings.normalize else V
    rows = V if settings.row_normalize_target else base
    U = promax_transformation(base, rows * np.abs(rows) ** (settings.power - 1))
    return T @ np.linalg.inv(U).T
