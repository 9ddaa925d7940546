"""Two halves of a scale: which items they are, their coefficients, from one covariance matrix or many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, OptionError, check_option, check_setting
from surveytools.reliability.item_coefficients import LEAST, alpha

Array = NDArray[np.float64]
Split = Literal["odd-even", "first-second"] | Sequence[str]
Preset = Literal["spss"]
Coefficient = Literal["half_r", "spearman_brown", "horst", "guttman"]
COEFFICIENTS: tuple[Coefficient, ...] = ("half_r", "spearman_brown", "horst", "guttman")


def resolved_split(split: Split | None, preset: Preset | None) -> Split:
    """Return the split that a preset fills in, odd against even unless said."""
    if preset is None:
        return "odd-even" if split is None else split
    check_option("preset", preset, ("spss",))
    if split is not None:
        raise OptionError(
            "a split is given beside a preset", hint="Leave one of them out; SPSS splits first against second."
        )
    return "first-second"


def chosen_halves(names: tuple[str, ...], split: Split) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the items of the first half and of the second; a list names those of the first."""
    if isinstance(split, str):
        check_option("split", split, ("odd-even", "first-second"))
        cut = (len(names) + 1) // 2
        return (names[::2], names[1::2]) if split == "odd-even" else (names[:cut], names[cut:])
    check_setting(isinstance(split, Iterable), "split", split, "split", "Give a name or a list of items.")
    first = tuple(split)
    second = tuple(name for name in names if name not in first)
    if not first or not second:
        raise ItemsError("a half is empty", hint="List the items of the first half; the others are the second.")
    return first, second


def half_coefficients(S: Array, inside: NDArray[np.bool_]) -> dict[Coefficient, Array]:
    """Return the coefficients of the halves inside and outside of matrices S, shape (..., k, k), by their names."""
    halves = half_cov(S, inside)
    r = half_correlation(halves)
    return {
        "half_r": r, "spearman_brown": spearman_brown(r), "horst": horst(r, float(inside.mean())),
        "guttman": guttman(halves),
    }  # fmt: skip


def half_cov(S: Array, inside: NDArray[np.bool_]) -> Array:
    """Return the covariance matrices of the sums of some items and of the others, shape (..., 2, 2)."""
    L = np.array([inside, ~inside], np.float64)
    return L @ S @ L.T


def half_correlation(S: Array) -> Array:
    """Return the correlations of two halves of covariances S, shape (..., 2, 2)."""
    return S[..., 0, 1] / np.sqrt(S[..., 0, 0] * S[..., 1, 1])


def spearman_brown(r: Array) -> Array:
    """Return 2r / (1 + r), the reliability of twice the length."""
    return 2 * r / (1 + r)


def horst(r: Array, p: float) -> Array:
    """Return the reliability of the whole from correlations r of parts with shares p and 1 - p of the items."""
    a = p * (1 - p) * np.maximum(1 - r * r, 0)
    inside = a > 0
    return np.where(inside, r * (np.sqrt(r * r + 4 * a) - r) / np.where(inside, 2 * a, 1), 1.0)


def guttman(S: Array) -> Array:
    """Return 2 (1 - (v1 + v2) / vT) of the covariance matrices S of two halves, shape (..., 2, 2)."""
    return 2 * (1 - np.trace(S, axis1=-2, axis2=-1) / S.sum(axis=(-2, -1)))


def refuse_halves(halves: Array, S: Array) -> None:
    """Refuse two halves, of covariances (2, 2), that have no correlation, or one that cannot be stepped up."""
    if min(halves[0, 0], halves[1, 1]) <= LEAST * np.trace(S):
        raise ItemsError(
            "a half does not vary",
            hint="Turn the reversed items around, reverse=[...], scale=(low, high), or split otherwise.",
        )
    if half_correlation(halves) <= -1 + 1e-12:
        raise ItemsError("the halves are exact opposites", hint="Turn the reversed items around: reverse=[...].")


def statistics_of_halves(S: Array, means: Array, inside: NDArray[np.bool_]) -> pd.DataFrame:
    """Return n_items, mean, variance, sd and alpha of the first half, the second and both."""
    parts = (inside, ~inside, np.ones_like(inside))
    return pd.DataFrame([_statistics(S[np.ix_(part, part)], means[part]) for part in parts], index=["1", "2", "both"])


def _statistics(S: Array, means: Array) -> dict[str, float]:
    variance = float(S.sum())
    inner = alpha(S) if len(S) > 1 else np.nan
    return {"n_items": len(S), "mean": float(means.sum()), "variance": variance, "sd": variance**0.5, "alpha": inner}


def named_halves(names: Sequence[str], t: Array) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the items with sign 1, and of the others."""
    first = tuple(name for name, sign in zip(names, t, strict=True) if sign > 0)
    return first, tuple(name for name in names if name not in first)


def signs_of_half(names: Sequence[str], first: Sequence[str]) -> Array:
    """Return 1 for the items of the first half and -1 for the others, shape (k,)."""
    return np.where(np.isin(names, first), 1.0, -1.0)
