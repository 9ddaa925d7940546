"""The tables of omega: its variants side by side, and the sums of the group factors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.labels import Text
from surveytools.factors.bifactor import SecondOrder
from surveytools.factors.published import factor_names
from surveytools.moments.door import Answers
from surveytools.reliability.hierarchical import (
    Hierarchy,
    construct_replicability,
    group_parts,
    hierarchy,
    owners,
    parts,
)
from surveytools.reliability.omega_variants import VARIANTS, OmegaVariant, VariantName, omegas, printed_by

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class OmegaData:
    """What omega was computed from.

    Parameters
    ----------
    R : ndarray, shape (p, p)
        Correlations.
    sd : ndarray, shape (p,)
        Standard deviations.
    answers : Answers or None
        The answers behind them; None for moments.
    found : Hierarchy
        The factors.
    variant : OmegaVariant
        The convention.
    n_factors : int
        How many factors.
    second_order : {"minres", "equal"}
        How the loadings of the factors on the general one are found.
    """

    R: Array
    sd: Array
    answers: Answers | None
    found: Hierarchy
    variant: OmegaVariant
    n_factors: int
    second_order: SecondOrder

    def deviations(self, variant: OmegaVariant) -> Array:
        """Return the standard deviations of what is summed up, shape (p,)."""
        return self.sd if variant.matrix == "cov" else np.ones_like(self.sd)

    def omegas(self, variant: OmegaVariant) -> tuple[float, float]:
        """Return total and hierarchical omega by a convention."""
        found = self.found
        if variant.estimator != self.variant.estimator:
            found = hierarchy(self.R, self.n_factors, variant.estimator, self.second_order)
        total, general = omegas(parts(found, self.R, self.deviations(variant)), variant)
        return float(total), float(general)


def variant_frame(data: OmegaData) -> pd.DataFrame:
    """Return one row a variant, and one for the convention in use if it has no name."""
    rows = [_variant_row(data, name, variant) for name, variant in VARIANTS.items()]
    if data.variant not in VARIANTS.values():
        rows.append(_variant_row(data, None, data.variant))
    frame = pd.DataFrame(rows)
    return frame if data.n_factors > 1 else frame.drop(columns="omega_hierarchical")


def _variant_row(data: OmegaData, name: VariantName | None, variant: OmegaVariant) -> dict[str, Any]:
    total, general = data.omegas(variant)
    return {
        "variant": name or Text("own", "自定"), "omega_total": total, "omega_hierarchical": general,
        "used": variant == data.variant, **variant.words(),
        "printed_by": printed_by(name, data.n_factors) if name else None,
    }  # fmt: skip


def group_frame(data: OmegaData) -> pd.DataFrame:
    """Return one row a group factor: the shares of the general and of its own factor in the sum of its items."""
    group, own, m = data.found.group, owners(data.found.group), data.n_factors
    of_sums, by_group = group_parts(data.found, data.R, data.deviations(data.variant))
    variance = of_sums.observed if data.variant.denominator == "observed" else of_sums.common + of_sums.unique
    variance = np.where(variance > 0, variance, np.nan)
    return pd.DataFrame({
        "factor": factor_names(m), "n_items": np.bincount(own, minlength=m), "omega_total": of_sums.common / variance,
        "omega_general": of_sums.general / variance, "omega_group": by_group / variance,
        "construct_replicability": [construct_replicability(group[own == k, k]) for k in range(m)],
    })  # fmt: skip
