"""Items that are summed into a scale, with the matrix asked for, and a warning of those that pull the sum down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveytools.moments.door import Scale
from surveytools.moments.sums import Missing
from surveytools.reliability.item_coefficients import item_rest_r
from surveytools.reliability.respondents import Sample, enter_sample
from surveytools.reliability.totals import Matrix, matrix_of, warn_of_negative

Array = NDArray[np.float64]


def enter_summed(
    items: Any, matrix: Matrix, reverse: Sequence[str] | None, scale: Scale | None, missing: Missing
) -> tuple[Sample, Array]:
    """Take answers or moments through the door for a verb; return them with the matrix asked for, shape (k, k)."""
    sample = enter_sample(items, reverse=reverse, scale=scale, missing=missing, stacklevel=4)
    S = matrix_of(sample.moments, matrix)
    warn_of_negative(sample.moments.names, item_rest_r(S), stacklevel=4)
    return sample, S
