"""Do the items of a dimension belong together: correlations within dimensions against those between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, MatrixError, listed
from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.moments.door import Scale, enter_moments
from surveytools.moments.sums import Missing, Moments
from surveytools.moments.wording import moments_conventions
from surveytools.reliability.alpha import CronbachAlpha, alpha_of_moments
from surveytools.reliability.omega import McDonaldOmega, omega_of_moments
from surveytools.reliability.omega_wording import cautions
from surveytools.reliability.totals import warn_of_negative

Array = NDArray[np.float64]


@result_class
class DimensionReliability(Result):
    """Alpha of every dimension, and how its items correlate with each other and with those of other dimensions.

    Attributes
    ----------
    dimensions : dict of str to CronbachAlpha
        Alpha of the items of each dimension of two items or more.
    omegas : dict of str to McDonaldOmega
        Omega of each dimension of three items or more that has one factor to be found.
    of_sums : CronbachAlpha or None
        Alpha of the dimension sums, None for a single dimension.
    within_r, between_r : float
        Mean correlation of items of the same dimension, and of different ones (NaN for a single dimension).
    mean_r : pandas.DataFrame
        One row a dimension: within_r and between_r.
    n_used, n_total : int
        Respondents that count; respondents in all.
    """

    dimensions: dict[str, CronbachAlpha]
    omegas: dict[str, McDonaldOmega]
    of_sums: CronbachAlpha | None
    within_r: float
    between_r: float
    mean_r: pd.DataFrame
    n_used: int
    n_total: int
    names: Mapping[str, Text] = field(repr=False, default_factory=dict[str, Text])
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (*CronbachAlpha.references, McDonaldOmega.references[0])

    @property
    def is_coherent(self) -> bool:
        """Whether items of the same dimension correlate more than items of different ones, and positively."""
        return self.within_r > max(self.between_r, 0)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a dimension, then the sums: n_items, alpha and omega with intervals, within_r, between_r."""
        rows = [self._row(name) for name in self.mean_r.index]
        if self.of_sums is not None:
            rows.append({"dimension": _SUMS, **_coefficients(self.of_sums, None)})
        return pd.DataFrame(rows)

    def _row(self, name: str) -> dict[str, object]:
        single = {"n_items": 1, **dict.fromkeys(_COEFFICIENTS, np.nan)}
        alpha = self.dimensions.get(name)
        found = _coefficients(alpha, self.omegas.get(name)) if alpha else single
        within, between = self.mean_r.loc[name, ["within_r", "between_r"]]
        return {"dimension": self.names.get(name, name), **found, "within_r": within, "between_r": between}

    def headline(self) -> Text:
        """State whether the dimensions are coherent."""
        if np.isnan(self.within_r):
            return Text("Each dimension has one item.", "每个维度只有一个题项。")
        if np.isnan(self.between_r):
            return Text(f"Items correlate {self.within_r:.3f} on average.", f"题间平均相关为 {self.within_r:.3f}。")
        within, between = f"{self.within_r:.3f}", f"{self.between_r:.3f}"
        en = f"Items of the same dimension correlate {within} on average, items of different dimensions {between}: "
        zh = f"同一维度内题项平均相关 {within}，不同维度间 {between}："
        if within == between:
            return Text(en + "about equal, so the answers do not set the dimensions apart.",
                        zh + "两者大致相等，数据不支持这些维度的区分，维度仅用于组织题项。")  # fmt: skip
        if self.is_coherent:
            return Text(en + "more within than between.", zh + "维度内高于维度间。")
        return Text(
            en + "the answers do not set the dimensions apart.", zh + "数据不支持这些维度的区分，维度仅用于组织题项。"
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the table of the dimensions."""
        return (Table(Text("Reliability of the dimensions", "各维度信度"), self.to_frame()),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Matrix, intervals, omega and missing answers."""
        return (
            Text("α of the covariance matrix, interval by Feldt", "α 基于协方差矩阵，区间采用 Feldt 法"),
            Text(
                "ω of one factor by maximum likelihood, interval by the delta method; not of two items, nor of items "
                "that determine each other",
                "ω 基于单因子极大似然估计，区间采用 delta 法；两题维度及题项线性相关时不计算",
            ),
            *(caution for name, found in self.omegas.items() for caution in self._cautions(name, found)),
            *self.made,
        )

    def _cautions(self, name: str, found: McDonaldOmega) -> list[Text]:
        of = self.names.get(name, Text(name, name))
        said = cautions(found.heywood, found.negative, converged=found.converged)
        return [Text(f"{of.en}: {line.en}", f"{of.zh}：{line.zh}") for line in said]


_COEFFICIENTS = ("alpha", "ci_low", "ci_high", "omega", "omega_ci_low", "omega_ci_high")
_DIMENSIONS = 'Name the items of each dimension: {"content": ["q1", "q2"]}.'
_SUMS = Text("The dimension sums as items", "以各维度得分为题项")


def dimension_reliability(
    items: Any,
    dimensions: Mapping[str, Sequence[str]],
    *,
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
    names: Mapping[str, Text] | None = None,
) -> DimensionReliability:
    """Compute alpha and omega of each dimension, and mean correlations within and between dimensions.

    Items that belong together correlate more with each other than with the items of other dimensions.

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item, or moments.
    dimensions : mapping of str to list of str
        The items of each dimension.
    reverse, scale, missing
        As in :func:`surveytools.cronbach_alpha`. Sums of items need ``"listwise"``.
    names : mapping of str to Text, optional
        Printed names of the dimensions.

    Returns
    -------
    DimensionReliability
        ``.dimensions`` (alphas), ``.omegas``, ``.of_sums``, ``.within_r``, ``.between_r``, ``.mean_r``.

    Raises
    ------
    ItemsError
        For an unknown item, or one in two dimensions.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Warns
    -----
    NegativeItemWarning
        When an item correlates negatively with the sum of the others of its dimension.

    Notes
    -----
    Respondents count when they answered all items of all dimensions, so every figure speaks of the same people.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16, 297-334.
    https://doi.org/10.1007/BF02310555

    Examples
    --------
    >>> import surveytools as st
    >>> R = [[1, .6, .2, .2], [.6, 1, .2, .2], [.2, .2, 1, .5], [.2, .2, .5, 1]]
    >>> moments = st.Moments.from_corr(R, n=200, names=["a1", "a2", "b1", "b2"])
    >>> result = st.dimension_reliability(moments, {"a": ["a1", "a2"], "b": ["b1", "b2"]})
    >>> round(result.within_r, 3), round(result.between_r, 3)
    (0.55, 0.2)
    """
    found = of_dimensions(enter_moments(items, reverse=reverse, scale=scale, missing=missing), dimensions, names)
    warn_within(found, stacklevel=3)
    return found


def warn_within(found: DimensionReliability, stacklevel: int) -> None:
    """Name the items of all dimensions that correlate negatively with the sum of the others of their own."""
    alphas = found.dimensions.values()
    names = [name for own in alphas for name in own.names]
    r = np.array([r for own in alphas for r in own.item_rest_r])
    warn_of_negative(names, r, stacklevel + 1, " of the dimension")


def of_dimensions(
    moments: Moments, dimensions: Mapping[str, Sequence[str]], names: Mapping[str, Text] | None = None
) -> DimensionReliability:
    """Return alpha and omega of each dimension from moments of all items, without warnings."""
    moments = moments.select(_members(dimensions))
    made = moments_conventions(moments)
    owner = np.repeat(np.arange(len(dimensions)), [len(group) for group in dimensions.values()])
    R = moments.corr()
    return DimensionReliability(
        dimensions={
            name: alpha_of_moments(moments.select(list(group)), made)
            for name, group in dimensions.items()
            if len(group) > 1
        },
        omegas=_omegas({name: moments.select(list(group)) for name, group in dimensions.items()}),
        of_sums=_alpha_of_sums(moments, dimensions, made),
        within_r=mean_r(R, owner, same=True),
        between_r=mean_r(R, owner, same=False),
        mean_r=_mean_r_frame(R, owner, list(dimensions)),
        n_used=moments.n_used,
        n_total=moments.n_total,
        names=names or {},
        made=made,
    )


def _members(dimensions: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the items of all dimensions after making sure that every dimension has some, and no item two."""
    if not isinstance(dimensions, Mapping):
        raise ItemsError("the dimensions are no mapping", hint=_DIMENSIONS)
    empty = [name for name, group in dimensions.items() if not _is_list(group)]
    if empty or not dimensions:
        wrong = f"{listed(empty)} have no list of items" if empty else "no dimension is named"
        raise ItemsError(wrong, hint=_DIMENSIONS)
    members = [name for group in dimensions.values() for name in group]
    doubled = sorted({name for name in members if members.count(name) > 1})
    if doubled:
        belong = "belongs" if len(doubled) == 1 else "belong"
        raise ItemsError(f"{listed(doubled)} {belong} to two dimensions", hint="Put each item into one dimension.")
    return members


def _is_list(group: object) -> bool:
    """Tell whether these are items, one or more, and not a single text or nothing."""
    return isinstance(group, Collection) and not isinstance(group, str) and len(group) > 0


def _omegas(parts: Mapping[str, Moments]) -> dict[str, McDonaldOmega]:
    found: dict[str, McDonaldOmega] = {}
    for name, part in parts.items():
        if part.n_items >= 3 and part.n_used > part.n_items:
            with suppress(MatrixError, ItemsError):
                found[name] = omega_of_moments(part)
    return found


def _alpha_of_sums(
    moments: Moments, dimensions: Mapping[str, Sequence[str]], made: tuple[Text, ...]
) -> CronbachAlpha | None:
    return alpha_of_moments(moments.totals(dimensions), made) if len(dimensions) > 1 else None


def _mean_r_frame(R: Array, owner: NDArray[np.int64], names: list[str]) -> pd.DataFrame:
    rows = [[mean_r(R, owner, same=same, rows=owner == k) for same in (True, False)] for k in range(len(names))]
    return pd.DataFrame(rows, index=names, columns=["within_r", "between_r"])


def _coefficients(alpha: CronbachAlpha, omega: McDonaldOmega | None) -> dict[str, object]:
    limits = omega.interval()[:2] if omega and omega.has_delta else (np.nan, np.nan)
    values = (alpha.alpha, *alpha.interval()[:2], omega.omega_total if omega else np.nan, *limits)
    return {"n_items": alpha.n_items, **dict(zip(_COEFFICIENTS, values, strict=True))}


def mean_r(R: Array, owner: NDArray[np.int64], *, same: bool, rows: NDArray[np.bool_] | None = None) -> float:
    """Return the mean of the correlations R (p, p) of different items that have the same owner, or another one."""
    chosen = (owner[:, None] == owner) == same
    np.fill_diagonal(chosen, False)
    if rows is not None:
        chosen = chosen & rows[:, None]
    return float(R[chosen].mean()) if chosen.any() else float("nan")
