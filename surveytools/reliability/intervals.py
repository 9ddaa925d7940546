"""Limits that have a formula: of alpha, of a correlation, and of anything with a standard error.

References
----------
Bonett, D. G. (2002). Sample size requirements for testing and estimating coefficient alpha. Journal of Educational and
Behavioral Statistics, 27, 335-340. https://doi.org/10.3102/10769986027004335

Bonett, D. G., & Wright, T. A. (2015). Cronbach's alpha reliability: Interval estimation, hypothesis testing, and sample
size planning. Journal of Organizational Behavior, 36, 3-15. https://doi.org/10.1002/job.1960

Duhachek, A., & Iacobucci, D. (2004). Alpha's standard error (ASE): An accurate and precise confidence interval
estimate. Journal of Applied Psychology, 89, 792-808. https://doi.org/10.1037/0021-9010.89.5.792

Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical Association, 82, 171-185.
https://doi.org/10.1080/01621459.1987.10478410

Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson reliability coefficient twenty.
Psychometrika, 30, 357-370. https://doi.org/10.1007/BF02289499

Fisher, R. A. (1915). Frequency distribution of the values of the correlation coefficient in samples from an
indefinitely large population. Biometrika, 10, 507-521. https://doi.org/10.1093/biomet/10.4.507

Maydeu-Olivares, A., Coffman, D. L., & Hartmann, W. M. (2007). Asymptotically distribution-free (ADF) interval
estimation of coefficient alpha. Psychological Methods, 12, 157-176. https://doi.org/10.1037/1082-989X.12.2.157

van Zyl, J. M., Neudecker, H., & Nel, D. G. (2000). On the distribution of the maximum likelihood estimator of
Cronbach's alpha. Psychometrika, 65, 271-280. https://doi.org/10.1007/BF02296146
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Limits = tuple[float, float]

CHUNK_ROWS = 16_384
FEWEST = 4  # respondents of Fisher's limits


def feldt_limits(alpha: float, n: int, k: int, level: float) -> Limits:
    """Return the limits of Feldt's interval for alpha from n respondents and k items."""
    from scipy.special import fdtri  # noqa: PLC0415 - importing the package must stay light

    df1, df2, tail = n - 1, (n - 1) * (k - 1), (1 - level) / 2
    low, high = 1 - (1 - alpha) * fdtri(df1, df2, [1 - tail, tail])
    return float(low), float(high)


def bonett_limits(alpha: float, n: int, k: int, level: float, *, corrected: bool = False) -> Limits:
    """Return the limits of Bonett's interval, made on ln(1 - alpha), whose bias is ln(n / (n - 1)).

    The standard error is the root of 2k / ((k - 1)(n - 2)).
    """
    error = np.sqrt(2 * k / ((k - 1) * (n - 2)))
    middle = (1 - alpha) * ((n - 1) / n if corrected else 1)
    half = normal_quantile(level) * error
    return float(1 - middle * np.exp(half)), float(1 - middle * np.exp(-half))


def wald_limits(estimate: float, standard_error: float, level: float) -> Limits:
    """Return an estimate less and plus its standard error times the quantile of the normal distribution."""
    half = normal_quantile(level) * standard_error
    return float(estimate - half), float(estimate + half)


def normal_quantile(level: float) -> float:
    """Return the quantile of the standard normal distribution that leaves (1 - level) / 2 above."""
    from scipy.special import ndtri  # noqa: PLC0415 - importing the package must stay light

    return float(ndtri((1 + level) / 2))


def fisher_limits(r: float, n: int, level: float) -> Limits:
    """Return tanh(atanh r ± z / sqrt(n - 3)) for four respondents or more; r itself where it is 1 or -1."""
    if abs(r) >= 1:
        return r, r
    half, center = normal_quantile(level) / math.sqrt(n - 3), math.atanh(r)
    return math.tanh(center - half), math.tanh(center + half)


def normal_theory_error(S: Array, n: int) -> float:
    """Return the standard error of alpha for normal items with any covariance matrix S, shape (k, k).

    The root of Q / n of van Zyl, Neudecker & Nel (2000), with
    Q = 2 k^2 / ((k - 1)^2 t^3) (t (tr S^2 + (tr S)^2) - 2 tr S 1'S^2 1) and t = 1'S1.
    """
    k, t, trace = len(S), S.sum(), np.trace(S)
    with_total = S.sum(axis=0)
    Q = 2 * (k / (k - 1)) ** 2 / t**3 * (t * ((S * S).sum() + trace**2) - 2 * trace * (with_total @ with_total))
    return float(np.sqrt(max(Q, 0.0) / n))


def distribution_free_error(X: NDArray[Any], sign: Array, S: Array) -> float:
    """Return the standard error of alpha that holds for any distribution of the items.

    Maydeu-Olivares, Coffman & Hartmann (2007): the variance over respondents, divisor n - 1, of what each adds to
    alpha, divided by n. X has shape (n, k), sign (k,) is -1 for items turned around, S is their covariance matrix.
    """
    n, k = X.shape
    t, trace = S.sum(), np.trace(S)
    mean = X.mean(axis=0, dtype=np.float64)
    total = 0.0
    for start in range(0, n, CHUNK_ROWS):
        D = (X[start : start + CHUNK_ROWS] - mean) * sign
        adds = trace / t**2 * D.sum(axis=1) ** 2 - (D * D).sum(axis=1) / t
        total += float(adds @ adds)
    return float(k / (k - 1) * np.sqrt(total / (n * (n - 1))))
