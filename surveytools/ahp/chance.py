"""The chance that random judgments pass the test of consistency."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np

from surveytools.ahp.entries import Array


class Chance(NamedTuple):
    """A probability and its standard error, 0 where it is exact."""

    value: float
    standard_error: float


class Simulation(NamedTuple):
    """How many of so many random matrices have a consistency index below each limit."""

    matrices: int
    limits: tuple[float, ...]
    below: tuple[int, ...]


def chance_of_passing(n: int, RI: float, ratio: float = 0.1) -> Chance | None:
    """Return the probability that random judgments of n criteria have a CR below the ratio, None where it is unknown.

    Every pair takes one of the 17 values of Saaty's scale with the same probability, and CI is that of the Perron
    eigenvalue. All matrices are counted for n = 3 and 4, for n = 4 at the limits of the tables of RI; between the
    limits, and for n = 5 to 7, which are simulated, it is interpolated. From n = 8 on it is below one in a million,
    and given as 0.
    """
    limit = ratio * RI
    if n < 3:
        return Chance(1.0, 0.0)
    if n == 3:
        return Chance(float(np.searchsorted(_indices_of_three(), limit - 1e-12)) / 17**3, 0.0)
    last = max(SIMULATIONS)
    if n > last:
        return Chance(0.0, 1e-6) if limit <= SIMULATIONS[last].limits[-1] else None
    return _simulated(SIMULATIONS[n], limit)


def _simulated(found: Simulation, limit: float) -> Chance | None:
    """Return the share below the limit, on straight lines between the logarithms of limits and counts."""
    if not found.limits[0] <= limit <= found.limits[-1]:
        return None
    share = math.exp(np.interp(math.log(limit), np.log(found.limits), np.log(found.below))) / found.matrices
    return Chance(share, 0.0 if found.matrices == 17**6 else math.sqrt(share * (1 - share) / found.matrices))


@cache
def _indices_of_three() -> Array:
    """Return the consistency indices of all 17^3 matrices of three criteria, sorted."""
    scale = np.array([*(1 / k for k in range(9, 1, -1)), *range(1, 10)])
    root = np.cbrt(scale[:, None, None] * scale[:, None] / scale).ravel()
    return np.sort((root + 1 / root - 2) / 2)


SIMULATIONS: dict[int, Simulation] = {
    4: Simulation(
        24_137_569,
        (
            0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.08286, 0.08816, 0.0882, 0.08841580007, 0.089, 0.08921, 0.09,
            0.1, 0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17, 0.18, 0.19, 0.2,
        ),
        (
            62705, 125369, 201137, 286457, 392861, 511925, 642137, 680381, 758381, 758381, 761441, 766865, 770465,
            780233, 942065, 1105061, 1284185, 1466169, 1665309, 1874901, 2080845, 2299083, 2513715, 2737659, 2976339,
        ),
    ),
    5: Simulation(
        99_974_637,
        (
            0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.10591, 0.11, 0.11086, 0.111, 0.1115, 0.11159,
            0.112, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17, 0.18, 0.19, 0.2,
        ),
        (
            958, 3494, 8649, 17699, 31723, 52619, 81536, 120011, 170346, 205960, 233315, 239239, 240255, 243826,
            244546, 247468, 310236, 402803, 512676, 639825, 785396, 949870, 1133249, 1336825, 1560399,
        ),
    ),
    6: Simulation(
        99_974_637,
        (
            0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.11, 0.11797, 0.12, 0.12358, 0.124, 0.12479, 0.12493,
            0.125, 0.1252, 0.126, 0.13, 0.14, 0.15, 0.16, 0.17, 0.18, 0.19, 0.2,
        ),
        (
            3, 19, 65, 164, 367, 765, 1426, 2464, 4057, 5876, 6467, 7578, 7725, 7977, 8011, 8034, 8105, 8394, 9934,
            14679, 21221, 29650, 40458, 54055, 70766, 91259,
        ),
    ),
    7: Simulation(
        99_974_637,
        (
            0.09, 0.1, 0.11, 0.12, 0.12519, 0.13, 0.132, 0.13322, 0.13406, 0.1341, 0.13417, 0.135, 0.136, 0.14, 0.15,
            0.16, 0.17, 0.18, 0.19, 0.2,
        ),
        (
            3, 12, 17, 38, 59, 84, 100, 109, 112, 113, 113, 116, 123, 153, 276, 461, 722, 1132, 1678, 2383,
        ),
    ),
}  # fmt: skip
