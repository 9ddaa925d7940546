"""What each respondent does to alpha: its change when one is left out, for all of them at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.reliability.alpha import CronbachAlpha
from surveytools.reliability.item_coefficients import LEAST

Array = NDArray[np.float64]
SHOWN = 10


@result_class
class AlphaInfluence(Result):
    """How alpha changes when one respondent is left out.

    Attributes
    ----------
    alpha : float
        Of all respondents who answered every item.
    table : pandas.DataFrame
        One row a respondent: respondent, alpha_without, effect; NaN for one who skipped an item and does not count.
    n_used, n_total : int
        Respondents that count; respondents in all.
    """

    alpha: float
    table: pd.DataFrame
    n_used: int
    n_total: int
    references = CronbachAlpha.references

    def to_frame(self) -> pd.DataFrame:
        """Return one row a respondent, in the order of the answers: respondent, alpha_without, effect."""
        return self.table.copy()

    def headline(self) -> Text:
        """State alpha, and whose leaving lowers and raises it most."""
        if not self.table["effect"].notna().any():
            few = self.n_used < 3
            return Text(
                "α without each respondent cannot be had: "
                + ("fewer than three answered all items." if few else "the answers do not vary."),
                "无法计算逐一剔除后的 α：" + ("作答完整者不足三人。" if few else "作答没有变异。"),
            )
        known = self.table.dropna(subset="effect").sort_values("effect", kind="stable")
        who, alpha = known["respondent"].tolist(), known["alpha_without"].tolist()
        return Text(
            f"α = {self.alpha:.3f}; whoever is left out, it lies between {alpha[0]:.3f} (without {who[0]}) and "
            f"{alpha[-1]:.3f} (without {who[-1]}).",
            f"α = {self.alpha:.3f}；剔除任一受访者后，α 介于 {alpha[0]:.3f}（剔除 {who[0]}）与 {alpha[-1]:.3f}"
            f"（剔除 {who[-1]}）之间。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the respondents whose leaving changes alpha most."""
        order = self.table["effect"].abs().dropna().sort_values(ascending=False, kind="stable").index[:SHOWN]
        if order.empty:
            return ()
        title = Text("Respondents who change α most by leaving", "剔除后 α 变化最大的受访者")
        return (Table(title, self.table.loc[order]),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Matrix and missing answers."""
        return (
            Text("α of the covariance matrix, exact without each respondent", "α 基于协方差矩阵，逐一剔除的精确值"),
            Text(f"respondents who answered all items: {self.n_used} of {self.n_total}",
                 f"作答完整者：{self.n_total} 份中的 {self.n_used} 份"),
            Text("a respondent who lowers α is unusual, not therefore inattentive",
                 "使 α 降低的受访者只是与众不同，不等于不认真作答"),
        )  # fmt: skip


def influence_on_alpha(frame: pd.DataFrame) -> AlphaInfluence:
    """Return how alpha changes without each row of a frame of turned answers."""
    X = frame.to_numpy(np.float64)
    complete = ~np.isnan(X).any(axis=1)
    alpha, without = alpha_without_each(X[complete])
    column = np.full(len(X), np.nan)
    column[complete] = without
    table = pd.DataFrame({"respondent": frame.index, "alpha_without": column, "effect": column - alpha})
    return AlphaInfluence(alpha, table, int(complete.sum()), len(X))


def alpha_without_each(X: Array) -> tuple[float, Array]:
    r"""Return alpha of complete answers X (n, k), and without each row, shape (n,); NaN where the rest does not vary.

    Leaving out row i takes n / (n - 1) of its squared deviations from the sums of squares of the items and the total.
    """
    n, k = X.shape
    if n < 2:
        return np.nan, np.full(n, np.nan)
    D = X - X.mean(axis=0)
    q, t = (D * D).sum(axis=1), D.sum(axis=1) ** 2
    items, total = q.sum(), t.sum()
    less = n / (n - 1)
    whole = alpha_of_squares(items, total, items, k)
    return float(whole), alpha_of_squares(items - less * q, total - less * t, items, k)


def alpha_of_squares(items: Array, total: Array, size: float, k: int) -> Array:
    """Return k / (k - 1) (1 - items / total); NaN where the total is nothing beside a size."""
    return k / (k - 1) * (1 - items / np.where(total > LEAST * size, total, np.nan))
