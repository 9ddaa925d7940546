"""How the items of a scale go together: correlations with the total and the rest, and what they have in common."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import MatrixError, SingularMatrixError, listed
from surveytools.base.labels import Text
from surveytools.factors.extraction import principal_components
from surveytools.moments.matrices import dependent_items, inverse
from surveytools.moments.sums import Moments
from surveytools.reliability.item_coefficients import alpha_if_deleted, item_rest_r

Array = NDArray[np.float64]


def related(R: Array, S: Array, smc: Array) -> dict[str, Array]:
    """Return how the items go together, from their correlations R and covariances S, shape (p, p)."""
    L = first_component(R)
    return {
        "item_total_r": item_total_r(S),
        "item_rest_r": item_rest_r(S),
        "squared_multiple_r": smc,
        "alpha_if_deleted": alpha_if_deleted(S),
        "communality": L**2,
        "loading": L,
    }


def item_total_r(S: Array) -> Array:
    """Return the correlation of each item with the sum of all, shape (p,), from the covariances S, shape (p, p)."""
    return S.sum(axis=0) / np.sqrt(np.diag(S) * S.sum())


def first_component(R: Array) -> Array:
    """Return the loadings on the first principal component, shape (p,), turned so that their sum is not negative."""
    L = principal_components(R, 1).L[:, 0]
    return -L if L.sum() < 0 else L


def squared_multiple_r(R: Array, moments: Moments) -> tuple[Array, tuple[Text, ...]]:
    """Return how much of each item the others explain; NaN and the reason where the correlations do not say."""
    try:
        return 1 - 1 / np.diag(inverse(R, moments.names)), ()
    except SingularMatrixError:
        why = listed(dependent_items(R, moments.names))
        reason = Text(f"{why} determine each other exactly", f"{why} 线性相关")
        if moments.n_used <= moments.n_items:
            reason = Text("no more respondents than items", "样本量不大于题数")
    except MatrixError:
        reason = Text("pairwise correlations are not positive definite", "成对删除的相关矩阵非正定")
    nothing = Text(f"no squared multiple correlations: {reason.en}", f"无法计算复相关平方：{reason.zh}")
    return np.full(len(R), np.nan), (nothing,)
