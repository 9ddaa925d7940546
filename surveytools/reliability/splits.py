"""Split-half reliability: two halves of a scale against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, check_option
from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.moments.door import Scale, enter_moments
from surveytools.moments.sums import Missing, Moments
from surveytools.moments.wording import moments_conventions

Array = NDArray[np.float64]
Split = Literal["odd-even", "first-second"] | Sequence[str]


@result_class
class SplitHalf(Result):
    """Reliability of a scale from two halves of its items.

    Attributes
    ----------
    half_r : float
        Correlation between the sums of the two halves.
    spearman_brown : float
        That correlation stepped up to the full length, for halves of equal length.
    horst : float
        The same for halves of unequal length; equals ``spearman_brown`` for equal ones.
    guttman : float
        Guttman's coefficient, which does not need equal variances.
    first, second : tuple of str
        The items of the halves.
    n_used, n_total : int
        Respondents that count; respondents in all.
    """

    half_r: float
    spearman_brown: float
    horst: float
    guttman: float
    first: tuple[str, ...]
    second: tuple[str, ...]
    split: str
    n_used: int
    n_total: int
    made: tuple[Text, ...] = field(repr=False, default=())
    references = (
        "Spearman, C. (1910). Correlation calculated from faulty data. British Journal of Psychology, 3, 271-295. "
        "https://doi.org/10.1111/j.2044-8295.1910.tb00206.x",
        "Brown, W. (1910). Some experimental results in the correlation of mental abilities. British Journal of "
        "Psychology, 3, 296-322. https://doi.org/10.1111/j.2044-8295.1910.tb00207.x",
        "Horst, P. (1951). Estimating total test reliability from parts of unequal length. Educational and "
        "Psychological Measurement, 11, 368-371. https://doi.org/10.1177/001316445101100306",
        "Guttman, L. (1945). A basis for analyzing test-retest reliability. Psychometrika, 10, 255-282. "
        "https://doi.org/10.1007/BF02288892",
    )

    def to_frame(self) -> pd.DataFrame:
        """Return one row: half_r, spearman_brown, horst, guttman, n_used."""
        names = ("half_r", "spearman_brown", "horst", "guttman", "n_used")
        return pd.DataFrame([{name: getattr(self, name) for name in names}])

    def headline(self) -> Text:
        """State the coefficient that fits the lengths of the halves."""
        equal = len(self.first) == len(self.second)
        value, name = (self.spearman_brown, "Spearman–Brown") if equal else (self.horst, "Horst")
        return Text(
            f"Split-half reliability {value:.3f} ({name}, {_SPLITS[self.split].en}), n = {self.n_used}.",
            f"分半信度 {value:.3f}（{name}，{_SPLITS[self.split].zh}），n = {self.n_used}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the coefficients, and the items of the halves."""
        halves = pd.DataFrame({"half": ["1", "2"], "items": [", ".join(self.first), ", ".join(self.second)]})
        return (
            Table(Text("Split-half reliability", "分半信度"), self.to_frame()),
            Table(Text("Halves", "两半题项"), halves),
        )

    @property
    def conventions(self) -> tuple[Text, ...]:
        """The split and the missing answers."""
        return (Text(f"split: {_SPLITS[self.split].en}", f"分半方式：{_SPLITS[self.split].zh}"), *self.made)


_SPLITS = {
    "odd-even": Text("odd against even items", "奇偶分半"),
    "first-second": Text("first against second half", "前后分半"),
    "list": Text("as listed", "指定分半"),
}


def split_half(
    items: Any,
    split: Split = "odd-even",
    *,
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
) -> SplitHalf:
    r"""Compute split-half reliability.

    With the correlation r between the half sums, their variances :math:`v_1, v_2`, that of the total :math:`v_T`, and
    the shares p, q of the items in each half,

    .. math::

        \text{Spearman-Brown} = \frac{2r}{1+r}, \quad
        \text{Horst} = \frac{r\left(\sqrt{r^2 + 4pq(1-r^2)} - r\right)}{2pq(1-r^2)}, \quad
        \text{Guttman} = 2\left(1 - \frac{v_1 + v_2}{v_T}\right).

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item, or moments.
    split : {"odd-even", "first-second"} or list of str
        Which items make the first half; a list names them. For an odd number of items the first half has one more.
    reverse, scale, missing
        As in :func:`surveytools.cronbach_alpha`.

    Returns
    -------
    SplitHalf
        ``.half_r``, ``.spearman_brown``, ``.horst``, ``.guttman``, ``.first``, ``.second``.

    Raises
    ------
    ItemsError
        When a half is empty or a name is unknown.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Notes
    -----
    SPSS's ``/MODEL=SPLIT`` splits first against second. The choice matters; say which one was used.

    References
    ----------
    Horst, P. (1951). Estimating total test reliability from parts of unequal length. Educational and Psychological
    Measurement, 11, 368-371. https://doi.org/10.1177/001316445101100306

    Examples
    --------
    >>> import pandas as pd, surveytools as st
    >>> answers = pd.DataFrame({"q1": [1, 2, 4, 5, 3], "q2": [2, 2, 5, 4, 3], "q3": [1, 3, 5, 4, 3]})
    >>> result = st.split_half(answers)
    >>> result.first, round(result.horst, 4)
    (('q1', 'q3'), 0.9512)
    """
    moments = enter_moments(items, reverse=reverse, scale=scale, missing=missing)
    name = split if isinstance(split, str) else "list"
    first, second = _halves(moments.names, split)
    halves = _half_cov(moments, first)
    if min(halves[0, 0], halves[1, 1], halves.sum()) <= 1e-12 * np.trace(moments.cov()):
        raise ItemsError(
            "a half, or the sum of both, does not vary",
            hint="Turn the reversed items around, reverse=[...], scale=(low, high), or split otherwise.",
        )
    r = float(halves[0, 1] / np.sqrt(halves[0, 0] * halves[1, 1]))
    if r <= -1 + 1e-12:
        raise ItemsError("the halves are exact opposites", hint="Turn the reversed items around: reverse=[...].")
    return SplitHalf(
        half_r=r,
        spearman_brown=spearman_brown(r),
        horst=horst(r, len(first) / moments.n_items),
        guttman=guttman(halves),
        first=first,
        second=second,
        split=name,
        n_used=moments.n_used,
        n_total=moments.n_total,
        made=moments_conventions(moments),
    )


def _halves(names: tuple[str, ...], split: Split) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if isinstance(split, str):
        check_option("split", split, ("odd-even", "first-second"))
        cut = (len(names) + 1) // 2
        return (names[::2], names[1::2]) if split == "odd-even" else (names[:cut], names[cut:])
    first = tuple(split)
    second = tuple(name for name in names if name not in first)
    if not first or not second:
        raise ItemsError("a half is empty", hint="List the items of the first half; the others are the second.")
    return first, second


def _half_cov(moments: Moments, first: Sequence[str]) -> Array:
    """Return the covariance matrix of the two half sums, shape (2, 2)."""
    moments.corr()  # names a constant item
    inside = np.zeros(moments.n_items)
    inside[moments.positions(first)] = 1
    L = np.array([inside, 1 - inside])
    return L @ moments.cov() @ L.T


def spearman_brown(r: float) -> float:
    """Return 2r / (1 + r), the reliability of twice the length."""
    return 2 * r / (1 + r)


def horst(r: float, p: float) -> float:
    """Return the reliability of the whole from the correlation r of parts with shares p and 1 - p of the items."""
    if r >= 1:
        return 1.0
    a = p * (1 - p) * (1 - r * r)
    return float(r * (np.sqrt(r * r + 4 * a) - r) / (2 * a))


def guttman(S: Array) -> float:
    """Return 2 (1 - (v1 + v2) / vT) of the covariance matrix S of two halves, shape (2, 2)."""
    return float(2 * (1 - np.trace(S) / S.sum()))
