"""How well a number of factors reproduces the correlations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.result import Interval
from surveytools.factors.extraction import degrees_of_freedom

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FactorFit:
    r"""Fit of a factor solution, by the formulas of R's psych.

    With :math:`\Sigma = L \Phi L' + \Psi`, the discrepancy
    :math:`F = \ln|\Sigma| - \ln|R| + \mathrm{tr}(R \Sigma^{-1}) - p`, and :math:`c = n - 1 - (2p + 5)/6 - 2m/3`,

    .. math:: \chi^2 = c F, \quad RMSEA = \sqrt{\max(\chi^2 / (df\, n) - 1/(n - 1), 0)}, \quad
              BIC = \chi^2 - df \ln n,

    TLI with the same c for the model without factors. Whatever the method of extraction, chi-square is that of the
    normal likelihood with Bartlett's correction, as in psych. For components, and for an impossible solution (principal
    axes that left a communality above 1, or implied correlations that cannot be), only the residuals are given and the
    rest is NaN.

    Parameters
    ----------
    chi2, df, p_value : float, int, float
        Test of the hypothesis that so many factors are enough; NaN without degrees of freedom.
    rmsea, rmsea_interval : float, Interval
        Root mean square error of approximation, with its 90% interval.
    tli, bic : float
        Tucker-Lewis index; Bayesian information criterion.
    rmsr : float
        Root mean square of the off-diagonal residual correlations.
    objective : float
        The discrepancy F.
    """

    chi2: float
    df: int
    p_value: float
    rmsea: float
    rmsea_interval: Interval
    tli: float
    bic: float
    rmsr: float
    objective: float

    def to_frame(self) -> pd.DataFrame:
        """Return one row: chi2, df, p_value, rmsea with its limits, tli, bic, rmsr."""
        row = {
            "chi2": self.chi2, "df": self.df, "p_value": self.p_value, "rmsea": self.rmsea,
            "rmsea_low": self.rmsea_interval.low, "rmsea_high": self.rmsea_interval.high, "tli": self.tli,
            "bic": self.bic, "rmsr": self.rmsr,
        }  # fmt: skip
        return pd.DataFrame([row])


def factor_fit(R: Array, L: Array, Phi: Array, n: int) -> FactorFit:
    """Return the fit of loadings L (p, m) with factor correlations Phi to R, shape (p, p), of n respondents."""
    p, m = L.shape
    df, c = degrees_of_freedom(p, m), bartlett_correction(n, p, m)
    F = ml_discrepancy(R, implied(L, Phi))
    if not np.isfinite(F):
        return residual_fit(R, L, Phi)
    chi2, rmsr = max(c * F, 0.0), root_mean_square_residual(R, L, Phi)
    if df < 1:
        nothing = Interval(np.nan, np.nan, 0.9, "noncentral chi-square")
        return FactorFit(chi2, df, np.nan, np.nan, nothing, np.nan, np.nan, rmsr, F)
    return FactorFit(
        chi2=chi2,
        df=df,
        p_value=upper_tail(chi2, df),
        rmsea=approximation_error(chi2, df, n),
        rmsea_interval=rmsea_interval(chi2, df, n),
        tli=tucker_lewis(chi2, df, c * ml_discrepancy(R, np.eye(p)), p * (p - 1) // 2),
        bic=float(chi2 - df * np.log(n)),
        rmsr=rmsr,
        objective=F,
    )


def residual_fit(R: Array, L: Array, Phi: Array) -> FactorFit:
    """Return what can be said of components and of impossible solutions: the residuals alone."""
    p, m = L.shape
    nothing = Interval(np.nan, np.nan, 0.9, "none")
    nan = float("nan")
    rmsr = root_mean_square_residual(R, L, Phi)
    return FactorFit(nan, degrees_of_freedom(p, m), nan, nan, nothing, nan, nan, rmsr, nan)


def bartlett_correction(n: int, p: int, m: int) -> float:
    """Return n - 1 - (2p + 5)/6 - 2m/3, by which the discrepancy of m factors and p items becomes a chi-square."""
    return n - 1 - (2 * p + 5) / 6 - 2 * m / 3


def chi_square(R: Array, L: Array, n: int) -> float:
    """Return Bartlett's chi-square of uncorrelated factors L, shape (p, m), for R, shape (p, p), not below 0."""
    p, m = L.shape
    return max(bartlett_correction(n, p, m) * ml_discrepancy(R, implied(L, np.eye(m))), 0.0)


def approximation_error(x: float, df: int, n: int) -> float:
    """Return the RMSEA of a chi-square x by psych's formula, NaN without degrees of freedom."""
    return float(np.sqrt(max(x / (df * n) - 1 / (n - 1), 0.0))) if df else float("nan")


def implied(L: Array, Phi: Array) -> Array:
    """Return L Phi L' with unit diagonal, shape (p, p)."""
    Sigma = L @ Phi @ L.T
    np.fill_diagonal(Sigma, 1.0)
    return Sigma


def ml_discrepancy(R: Array, Sigma: Array) -> float:
    """Return ln|Sigma| - ln|R| + tr(R inv Sigma) - p; infinite where Sigma is not positive definite."""
    try:
        log_sigma = 2 * np.log(np.diag(np.linalg.cholesky(Sigma))).sum()
    except np.linalg.LinAlgError:
        return float("inf")
    return float(log_sigma - np.linalg.slogdet(R)[1] + np.trace(np.linalg.solve(Sigma, R)) - len(R))


def root_mean_square_residual(R: Array, L: Array, Phi: Array) -> float:
    """Return the root mean square of the off-diagonal cells of R - L Phi L'."""
    E = R - implied(L, Phi)
    np.fill_diagonal(E, 0.0)
    p = len(R)
    return float(np.sqrt((E**2).sum() / (p * (p - 1))))


def upper_tail(chi2: float, df: int) -> float:
    """Return the upper tail of the chi-square distribution."""
    from scipy.special import chdtrc  # noqa: PLC0415 - importing the package must stay light

    return float(chdtrc(df, max(chi2, 0.0)))


def tucker_lewis(chi2: float, df: int, null_chi2: float, null_df: int) -> float:
    """Return (c0/d0 - c/d) / (c0/d0 - 1)."""
    null = null_chi2 / null_df
    return float((null - chi2 / df) / (null - 1))


def rmsea_interval(chi2: float, df: int, n: int, level: float = 0.9) -> Interval:
    """Return the interval of the RMSEA from the noncentral chi-square distribution, with divisor df (n - 1)."""
    tail = (1 - level) / 2
    limits = [noncentrality(chi2, df, share) for share in (1 - tail, tail)]
    low, high = (float(np.sqrt(limit / (df * (n - 1)))) for limit in limits)
    return Interval(low, high, level, "noncentral chi-square")


def noncentrality(chi2: float, df: int, share: float) -> float:
    """Return the noncentrality under which chi2 is the quantile of a share; 0 where there is none."""
    from scipy.optimize import brentq  # noqa: PLC0415 - importing the package must stay light
    from scipy.special import chndtr  # noqa: PLC0415

    if chndtr(chi2, df, 0.0) <= share:
        return 0.0
    high = max(chi2, 1.0)
    while chndtr(chi2, df, high) > share:
        high *= 2
    root: Any = brentq(lambda nc: chndtr(chi2, df, nc) - share, 0.0, high, xtol=1e-10)
    return float(root)
