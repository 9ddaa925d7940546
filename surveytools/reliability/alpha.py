"""Cronbach's alpha: internal consistency of a scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from surveytools.base.labels import Text
from surveytools.base.result import read_only
from surveytools.moments.door import Answers, Scale
from surveytools.moments.sums import Missing, Moments
from surveytools.moments.wording import moments_conventions
from surveytools.reliability.internal_consistency import CronbachAlpha
from surveytools.reliability.item_coefficients import alpha, alpha_if_deleted, item_rest_r, mean_offdiagonal
from surveytools.reliability.respondents import enter_sample
from surveytools.reliability.totals import matrix_of, warn_of_negative


def cronbach_alpha(
    items: Any, *, reverse: Sequence[str] | None = None, scale: Scale | None = None, missing: Missing = "listwise"
) -> CronbachAlpha:
    r"""Compute Cronbach's alpha and what each item contributes to it.

    .. math:: \alpha = \frac{k}{k-1} \left(1 - \frac{\sum_i s_i^2}{s_T^2}\right)

    with the item variances :math:`s_i^2` and the variance :math:`s_T^2` of the sum.

    Parameters
    ----------
    items : frame, array or Moments
        Answers, one row a respondent and one column an item (pandas, Polars, Arrow, array), or
        :class:`surveytools.Moments` of a published matrix.
    reverse : list of str, optional
        Items to turn around, x becoming low + high - x; needs `scale`.
    scale : (low, high), optional
        Lowest and highest possible answer. Answers outside are an error that names the cell.
    missing : {"listwise", "pairwise", "raise"}
        Leave out respondents with a skipped item; use every pair of answers; or raise.

    Returns
    -------
    CronbachAlpha
        ``.alpha``, ``.standardized_alpha``, ``.mean_interitem_r``, ``.n_used``, ``.interval()``, ``.to_frame()``,
        ``.interval_table()``, ``.at_length()``, ``.items_needed()``.

    Raises
    ------
    AnswersError
        For text, infinite answers, answers outside the scale, and skipped ones under ``missing="raise"``.
    ItemsError
        For a constant item, doubled or unknown names, fewer than two items, items that cancel each other.
    SampleSizeError
        When fewer than two respondents remain.
    MatrixError
        When a correlation matrix is given as answers.

    Warns
    -----
    NegativeItemWarning
        When an item correlates negatively with the sum of the others.

    Notes
    -----
    The values of ``psych::alpha`` in R and of RELIABILITY in SPSS (listwise). No item is ever turned around unless
    asked for. Alpha needs no more respondents than two, also with more items than respondents; its interval tells
    how little so few say. The result refers to the answers and holds no copy of them; where the array or frame was
    written to since, the intervals that need them are an error.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16, 297-334.
    https://doi.org/10.1007/BF02310555

    Examples
    --------
    >>> import pandas as pd, surveytools as st
    >>> answers = pd.DataFrame({"q1": [1, 2, 4, 5, 3], "q2": [2, 2, 5, 4, 3], "q3": [5, 4, 1, 2, 3]})
    >>> result = st.cronbach_alpha(answers, reverse=["q3"], scale=(1, 5))
    >>> round(result.alpha, 4)
    0.9626
    """
    return alpha_of_items(items, reverse=reverse, scale=scale, missing=missing)


def alpha_of_items(
    items: Any,
    *,
    reverse: Sequence[str] | None = None,
    scale: Scale | None = None,
    missing: Missing = "listwise",
    stacklevel: int = 3,
) -> CronbachAlpha:
    """Return alpha for a verb that computes it, warnings pointing to who called that verb."""
    sample = enter_sample(items, reverse=reverse, scale=scale, missing=missing, stacklevel=stacklevel + 1)
    found = alpha_of_moments(sample.moments, moments_conventions(sample.moments), sample.answers)
    warn_of_negative(found.names, found.item_rest_r, stacklevel + 1)
    return found


def alpha_of_moments(moments: Moments, made: tuple[Text, ...] = (), answers: Answers | None = None) -> CronbachAlpha:
    """Return alpha of moments that are already as they should be, and of the answers behind them as they came."""
    S, R = matrix_of(moments, "cov"), moments.corr()
    return CronbachAlpha(
        alpha=alpha(S),
        standardized_alpha=alpha(R),
        mean_interitem_r=mean_offdiagonal(R),
        n_items=moments.n_items,
        n_used=moments.n_used,
        n_total=moments.n_total,
        names=moments.names,
        item_mean=read_only(moments.means()),
        item_sd=read_only(np.sqrt(np.diag(S))),
        item_rest_r=read_only(item_rest_r(S)),
        alpha_if_deleted=read_only(alpha_if_deleted(S)),
        made=made,
        moments=moments,
        answers=answers,
    )
