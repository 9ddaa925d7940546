"""What is printed of alpha: its sentence, its tables, and the table of the items with limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from surveytools.base.labels import Text
from surveytools.base.table import Table
from surveytools.factors.requirements import seed_text
from surveytools.reliability.alpha_intervals import item_limits
from surveytools.reliability.bootstrapping import Resamples, Resampling

if TYPE_CHECKING:
    from surveytools.reliability.internal_consistency import CronbachAlpha

CONVENTIONS = (
    Text("α of the covariance matrix, interval by Feldt", "α 基于协方差矩阵，区间采用 Feldt 法"),
    Text('bands of the guideline "conventional" (>= .9, .8, .7, .6)', "评价采用通行分级（≥0.9、0.8、0.7、0.6）"),
)
_PERCENTILES: dict[Resampling, Text] = {
    "bootstrap": Text("percentiles", "百分位"),
    "bca": Text("bias-corrected and accelerated (BCa)", "偏差校正加速（BCa）"),
}


def headline_of(found: CronbachAlpha) -> Text:
    """State alpha with its interval."""
    low, high, *_ = found.interval()
    a, k, n, verdict = found.alpha, found.n_items, found.n_used, found.verdict()
    return Text(
        f"Cronbach's α = {a:.3f}, 95% CI [{low:.3f}, {high:.3f}], {k} items, n = {n}: {verdict.en}.",
        f"Cronbach α = {a:.3f}，95% 置信区间 [{low:.3f}, {high:.3f}]，{k} 个题项，n = {n}：{verdict.zh}。",
    )


def tables_of(found: CronbachAlpha) -> tuple[Table, ...]:
    """Return the coefficients, and the table of the items."""
    low, high, *_ = found.interval()
    row = {
        "alpha": found.alpha, "ci_low": low, "ci_high": high, "standardized_alpha": found.standardized_alpha,
        "mean_interitem_r": found.mean_interitem_r, "n_items": found.n_items, "n_used": found.n_used,
    }  # fmt: skip
    return (
        Table(Text("Reliability", "信度"), pd.DataFrame([row])),
        Table(Text("Items", "题项分析"), item_frame(found)),
    )


def item_frame(found: CronbachAlpha) -> pd.DataFrame:
    """Return one row an item: its name, and what it does for alpha."""
    return pd.DataFrame(
        {
            "item": list(found.names),
            "mean": found.item_mean,
            "sd": found.item_sd,
            "item_rest_r": found.item_rest_r,
            "alpha_if_deleted": found.alpha_if_deleted,
        }
    )


def frame_with_limits(found: CronbachAlpha, resamples: Resamples) -> pd.DataFrame:
    """Return the frame of the items with the limits of their coefficients behind."""
    return item_frame(found).assign(**item_limits(found.entered(), resamples))


def table_with_limits(found: CronbachAlpha, resamples: Resamples) -> Table:
    """Return the table of the items, the limits beside each coefficient."""
    frame, level = frame_with_limits(found, resamples), f"{100 * resamples.level:g}%"
    limits = [[name, f"{name}_ci_low", f"{name}_ci_high"] for name in ("item_rest_r", "alpha_if_deleted")]
    title = Text(f"Items, with {level} limits", f"题项分析（{level} 置信区间）")
    return Table(title, frame[["item", "mean", "sd", *limits[0], *limits[1]]], (_made(resamples),))


def _made(resamples: Resamples) -> Text:
    """Say how limits were made."""
    if resamples.method == "jackknife":
        return Text("limits: jackknife, each respondent left out once", "区间：刀切法，每次剔除一名受访者")
    how, count, seed = _PERCENTILES[resamples.method], f"{resamples.n_resamples:,}", seed_text(resamples.rng)
    return Text(
        f"limits: {how.en}, {count} resamples of the respondents; {seed.en}",
        f"区间：{how.zh}自助法，重抽样 {count} 次；{seed.zh}",
    )
