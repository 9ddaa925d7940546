"""Which omega of ordinal answers is meant: of which sum, over which variance, and what prints it."""

from __future__ import annotations

import pandas as pd

from surveytools.base.labels import Text
from surveytools.base.table import Table
from surveytools.reliability.omega_variants import Denominator
from surveytools.reliability.ordinal_factor import Composite, OrdinalEstimator, OrdinalFactor
from surveytools.reliability.polychoric_alpha import OF_NO_SCORE

METHODS: dict[Composite, Text] = {
    "green_yang": Text("sum of the answers (Green & Yang)", "观测总分（Green–Yang）"),
    "latent": Text("sum of the normal variables behind them", "潜在连续变量之和"),
}
DENOMINATORS: dict[Denominator, Text] = {
    "observed": Text("polychoric correlations", "多分格相关"),
    "model": Text("correlations that the factor implies", "模型推得的相关"),
}
PRINTED_BY: dict[tuple[Composite, Denominator], Text] = {
    ("green_yang", "observed"): Text("semTools compRelSEM() by default, MBESS", "semTools compRelSEM() 默认、MBESS"),
    ("green_yang", "model"): Text("semTools reliability(), omega", "semTools reliability() 的 omega"),
    ("latent", "observed"): Text(
        "semTools compRelSEM(ord.scale = FALSE)", "semTools compRelSEM(ord.scale = FALSE) 输出"
    ),
    ("latent", "model"): Text("by hand from standardized loadings", "由标准化因子载荷手工计算"),
}  # fmt: skip


def ordinal_variant_frame(
    fit: OrdinalFactor, used: tuple[Composite, Denominator], estimator: OrdinalEstimator
) -> pd.DataFrame:
    """Return one row a method and denominator: omega, whether it was used, and what prints it."""
    rows = [
        {"method": how, "denominator": over, "ordinal_omega": fit.omega(how, over), "used": (how, over) == used,
         "printed_by": text if estimator == "dwls" else None}
        for (how, over), text in PRINTED_BY.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def ordinal_variant_table(variants: pd.DataFrame, method: Composite) -> Table:
    """Return the variants in words, and for the sum of the normal variables that it is no score."""
    words = {"method": METHODS, "denominator": DENOMINATORS}
    frame = pd.DataFrame({
        str(name): [words[str(name)][value] for value in column] if name in words else column
        for name, column in variants.items()
    })  # fmt: skip
    return Table(
        Text("Which ω is this", "ω 的各种口径"),
        frame,
        (OF_NO_SCORE,) if method == "latent" else (),
        headers={"method": Text("Sum", "总分")},
        kinds={"method": "text"},
    )
