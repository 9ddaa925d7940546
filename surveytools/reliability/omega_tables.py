"""The tables of omega: the coefficients, its variants side by side, the sums of the group factors, the loadings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from surveytools.base.labels import Text
from surveytools.base.table import Table
from surveytools.factors.loadings import as_they_are
from surveytools.factors.published import factor_names
from surveytools.reliability.hierarchical import construct_replicability, group_parts, owners
from surveytools.reliability.omega_data import OmegaData
from surveytools.reliability.omega_variants import VARIANTS, OmegaVariant, VariantName, printed_by
from surveytools.reliability.omega_wording import NO_DELTA, NO_GENERAL

if TYPE_CHECKING:
    from surveytools.reliability.omega import McDonaldOmega


def variant_frame(data: OmegaData) -> pd.DataFrame:
    """Return one row a variant, and one for the convention in use if it has no name."""
    frame = pd.DataFrame([_variant_row(data, name, variant) for name, variant in _shown(data)])
    return frame if data.n_factors > 1 else frame.drop(columns="omega_hierarchical")


def variant_table(data: OmegaData) -> Table:
    """Return the variants with their conventions in two columns: what omega was estimated from, and its formula."""
    frame = variant_frame(data).drop(columns=["estimator", "matrix", "denominator", "numerator"])
    last, variants = len(frame.columns) - 1, [variant for _, variant in _shown(data)]
    frame.insert(last, "estimated_from", [variant.estimated_from for variant in variants])
    frame.insert(last + 1, "formula", [variant.formula for variant in variants])
    return Table(Text("Which ω is this", "ω 的各种口径"), frame, (_PARTS,))


_PARTS = Text(
    "common, unique, observed: the common, the unique and the observed variance of the sum of the items",
    "共同、独特、观测：题项总分的共同方差、独特方差与观测方差",
)


def _shown(data: OmegaData) -> list[tuple[VariantName | None, OmegaVariant]]:
    own: list[tuple[None, OmegaVariant]] = [] if data.variant in VARIANTS.values() else [(None, data.variant)]
    return [*VARIANTS.items(), *own]


def _variant_row(data: OmegaData, name: VariantName | None, variant: OmegaVariant) -> dict[str, Any]:
    total, general = data.omegas(variant)
    return {
        "variant": name or Text("own", "自定"), "omega_total": total, "omega_hierarchical": general,
        "used": variant == data.variant, **variant.words(),
        "printed_by": printed_by(name, data.n_factors) if name else None,
    }  # fmt: skip


def loading_frames(data: OmegaData, names: Sequence[str]) -> dict[str, Any]:
    """Return the loadings, a column a factor, and the uniquenesses."""
    found, m = data.found, data.n_factors
    columns = ["general", *factor_names(m)] if m > 1 else ["F1"]
    L = np.column_stack([found.general, found.group])
    return {
        "loadings": pd.DataFrame(L, index=list(names), columns=columns),
        "uniquenesses": pd.Series(found.psi, index=list(names), name="uniqueness"),
    }


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


def tables_of(found: McDonaldOmega) -> tuple[Table, ...]:
    """Return the coefficients, which omega this is among its variants, the group factors, and the loadings."""
    whole, notes = found.to_frame(), ()
    if found.groups is None:
        whole, notes = whole.drop(columns=["explained_common_variance", "percent_uncontaminated"]), (NO_GENERAL,)
    if not found.has_delta:
        whole, notes = whole.drop(columns=["ci_low", "ci_high"]), (*notes, NO_DELTA)
    loadings = found.loadings.assign(uniqueness=found.uniquenesses).reset_index(names="item")
    heads = as_they_are(list(factor_names(found.n_factors)))
    tables = [
        Table(Text("Reliability", "信度"), whole, notes),
        variant_table(found.data),
        Table(Text("Standardized loadings", "标准化因子载荷"), loadings, headers=heads),
    ]
    if found.groups is not None:
        tables.insert(2, Table(Text("Sums of the group factors", "各组因子的得分"), found.groups))
    return tuple(tables)
