"""Quantiles that intervals reach to, and tails that tests take: normal, t and chi-square distribution."""

from __future__ import annotations


def normal_reach(level: float) -> float:
    """Return z such that the share `level` of a normal distribution lies within ± z."""
    from scipy.special import ndtri  # noqa: PLC0415 - importing the package must stay light # pyright: ignore

    return float(ndtri((1 + level) / 2))


def t_reach(df: float, level: float) -> float:
    """Return t such that the share `level` of a t distribution lies within ± t."""
    from scipy.special import stdtrit  # noqa: PLC0415 # pyright: ignore

    return float(stdtrit(df, (1 + level) / 2))


def normal_p(z: float) -> float:
    """Return the two-sided p of a normal statistic."""
    from scipy.special import ndtr  # noqa: PLC0415 # pyright: ignore

    return float(2 * ndtr(-abs(z)))


def t_p(t: float, df: float) -> float:
    """Return the two-sided p of a t statistic."""
    from scipy.special import stdtr  # noqa: PLC0415 # pyright: ignore

    return float(2 * stdtr(df, -abs(t)))


def chi2_tail(chi2: float, df: int) -> float:
    """Return the upper tail of the chi-square distribution."""
    from scipy.special import chdtrc  # noqa: PLC0415 # pyright: ignore

    return float(chdtrc(df, chi2))
