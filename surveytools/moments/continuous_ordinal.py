"""Polyserial correlations: of a measured variable and the normal variable behind ordinal answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, SampleSizeError, listed
from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.moments.binormal import normal_cdf
from surveytools.moments.counts import Counts, count
from surveytools.moments.door import Answers, enter_answers
from surveytools.moments.ordinal import warn_of_limits
from surveytools.moments.tables import matrix_table
from surveytools.moments.two_step import CAP, INFINITE, MOST_STEPS, SMALLEST, TOLERANCE, thresholds_of

Array = NDArray[np.float64]


@result_class
class Polyserial(Result):
    """Polyserial correlations of measured variables with ordinal items.

    Attributes
    ----------
    corr : pandas.DataFrame
        The correlations, measured variables by items.
    n : pandas.DataFrame
        How many respondents have both.
    n_used, n_total : int
        The smallest pair count; respondents in all.
    """

    corr: pd.DataFrame
    n: pd.DataFrame
    n_used: int
    n_total: int
    references = (
        "Olsson, U., Drasgow, F., & Dorans, N. J. (1982). The polyserial correlation coefficient. Psychometrika, 47, "
        "337-347. https://doi.org/10.1007/BF02294164",
    )

    def headline(self) -> Text:
        """State the range of the correlations."""
        r = self.corr.to_numpy()
        (a, b), n, low, high = r.shape, self.n_used, r.min(), r.max()
        return Text(
            f"Polyserial correlations of {a} measured variables with {b} items from {low:.3f} to {high:.3f}, n = {n}.",
            f"{a} 个连续变量与 {b} 个题项的多系列相关介于 {low:.3f} 与 {high:.3f} 之间，n = {n}。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the correlations."""
        return (matrix_table(Text("Polyserial correlations", "多系列相关"), self.corr),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Estimator and missing answers."""
        return (
            Text(
                "two-step maximum likelihood, thresholds and moments from all answers to each variable",
                "两步极大似然估计，阈值与均值、方差取自各变量的全部数据",
            ),
            Text(
                f"missing answers: pairwise, n = {self.n_used} is the smallest pair count of {self.n_total} "
                "respondents",
                f"缺失值：成对删除，n = {self.n_used} 为 {self.n_total} 份中最小的成对样本量",
            ),
        )


def polyserial(continuous: Any, ordinal: Any) -> Polyserial:
    r"""Estimate the correlations of measured variables with the normal variables that ordinal answers are cut from.

    With the standardized variable z and the thresholds :math:`\tau` from the shares of the answers, the correlation
    is the one that maximizes

    .. math:: \sum \ln \left[ \Phi\left(\frac{\tau_y - \rho z}{\sqrt{1 - \rho^2}}\right) -
        \Phi\left(\frac{\tau_{y-1} - \rho z}{\sqrt{1 - \rho^2}}\right) \right].

    Parameters
    ----------
    continuous : frame or array
        Measured variables, one row a respondent.
    ordinal : frame or array
        Whole-numbered answers of the same respondents in the same order, at most 20 different ones to each item.

    Returns
    -------
    Polyserial
        ``.corr`` (measured variables by items), ``.n``, ``.n_used``, ``.n_total``.

    Raises
    ------
    AnswersError
        For text, and for answers that are not whole numbers.
    ItemsError
        For a constant variable, and for an item with one category or more than 20.
    SampleSizeError
        When the two have not the same number of rows, or fewer than two respondents have both of a pair.

    Warns
    -----
    BoundaryCorrelationWarning
        When the likelihood of a pair rises to the end; the correlation is then .9999 or -.9999.

    Notes
    -----
    The two-step estimate of ``lavaan::lavCor``: mean, standard deviation (divisor n) and thresholds come from all
    answers to each variable, the correlation from those who have both. ``psych::polyserial`` and
    ``polycor::polyserial(ML = FALSE)`` divide Pearson's correlation by a constant instead and give other numbers.

    References
    ----------
    Olsson, U., Drasgow, F., & Dorans, N. J. (1982). The polyserial correlation coefficient. Psychometrika, 47,
    337-347. https://doi.org/10.1007/BF02294164

    Examples
    --------
    >>> import pandas as pd
    >>> import surveytools as st
    >>> minutes = pd.DataFrame({"minutes": [3.1, 4.0, 5.2, 6.1, 7.4, 8.3]})
    >>> answers = pd.DataFrame({"q1": [1, 2, 1, 2, 3, 3]})
    >>> round(float(st.polyserial(minutes, answers).corr.loc["minutes", "q1"]), 3)
    0.863
    """
    measured, answers = enter_answers(continuous), enter_answers(ordinal)
    if len(measured.X) != len(answers.X):
        raise SampleSizeError(
            f"{len(measured.X)} respondents were measured and {len(answers.X)} answered",
            hint="Give both frames the same respondents in the same order.",
        )
    counts = count(answers)
    _check_varying(measured, counts)
    N = np.rint((~np.isnan(measured.X)).T.astype(np.float64) @ ~np.isnan(answers.X)).astype(np.int64)
    if N.min() < 2:
        raise SampleSizeError(
            "there is a pair that fewer than two respondents have both of",
            hint="Leave out the variables that few have.",
        )
    R = serial_correlations(measured.X, answers.X, counts)
    warn_of_limits(R, measured.names, answers.names, 2)
    corr, n = (pd.DataFrame(part, index=list(measured.names), columns=list(answers.names)) for part in (R, N))
    return Polyserial(corr, n, int(N.min()), len(measured.X))


def _check_varying(measured: Answers, counts: Counts) -> None:
    constant = [name for name, x in zip(measured.names, measured.X.T, strict=True) if not _varies(x)]
    constant += [name for name, own in zip(counts.names, counts.categories, strict=True) if len(own) < 2]
    if constant:
        raise ItemsError(
            f"everyone gave the same answer to {listed(constant)}",
            hint="A constant item correlates with nothing; leave it out.",
        )


def _varies(x: NDArray[Any]) -> bool:
    known = x[~np.isnan(x)]
    return bool(len(known) and known.min() < known.max())


def serial_correlations(Z: NDArray[Any], Y: NDArray[Any], counts: Counts) -> Array:
    """Return the polyserial correlations of variables, shape (n, a), and answers, shape (n, b), shape (a, b)."""
    standard = (Z - np.nanmean(Z, axis=0)) / np.nanstd(Z, axis=0)
    R = np.empty((Z.shape[1], Y.shape[1]))
    for j, (own, frequencies) in enumerate(zip(counts.categories, counts.frequency_vectors(), strict=True)):
        limits = np.concatenate([[-INFINITE], thresholds_of(frequencies), [INFINITE]])
        given = ~np.isnan(Y[:, j])
        codes = np.asarray(np.searchsorted(np.array(own), Y[given, j]), np.int64)
        for i in range(len(R)):
            z = standard[given, i]
            known = ~np.isnan(z)
            R[i, j] = serial_correlation(z[known], limits[codes[known]], limits[codes[known] + 1])
    return R


def serial_correlation(z: Array, low: Array, high: Array) -> float:
    """Return the correlation of standardized z, shape (n,), with the variable that lies between low and high.

    Scoring by the sum of squared scores, inside a bracket that the sign of the score narrows.
    """
    middle = normal_cdf(low) + normal_cdf(high)
    rho = float(np.clip((z @ (middle - middle.mean())) / (len(z) * max(middle.std(), SMALLEST)), -0.95, 0.95))
    least, most, last = -CAP, CAP, 0.0
    for _ in range(MOST_STEPS):
        scores = serial_scores(z, low, high, rho)
        total = float(scores.sum())
        least, most = (rho, most) if total > 0 else (least, rho)
        step = total / max(float(scores @ scores), SMALLEST)
        swings = step * last < 0 and abs(step) > abs(last) / 2
        if total and (swings or not least < rho + step < most):
            step = (least + most) / 2 - rho
        rho, last = rho + step, step
        if abs(step) < TOLERANCE:
            break
    return float(np.sign(rho)) * CAP if abs(rho) > CAP - 1e-6 else rho


def serial_scores(z: Array, low: Array, high: Array, rho: float) -> Array:
    """Return the derivative in rho of each respondent's log-likelihood, shape (n,)."""
    rest = 1 - rho**2
    u, v = (high - rho * z) / np.sqrt(rest), (low - rho * z) / np.sqrt(rest)
    flip = np.where(u + v > 0, -1.0, 1.0)  # the tail where the distribution function keeps its digits
    P = np.abs(normal_cdf(flip * u) - normal_cdf(flip * v))
    slope = np.exp(-(u**2) / 2) * (high * rho - z) - np.exp(-(v**2) / 2) * (low * rho - z)
    return slope / (np.sqrt(2 * np.pi) * rest**1.5 * np.maximum(P, SMALLEST))
