"""The target rotation and its settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveytools.base.errors import OptionError
from surveytools.base.labels import Text
from surveytools.factors.rotation_wording import angles, kaiser, said


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """Target: as near as possible to loadings that theory or another sample gives.

    The factors keep the order and the signs of the target.

    Parameters
    ----------
    matrix : array or frame, shape (p, m)
        The target, its rows in the order of the items; NaN or None where anything may stand (partially specified).
    oblique : bool
        Whether the factors may correlate.
    normalize : bool
        Kaiser normalization of the loadings; the target is taken as it stands.

    References
    ----------
    Browne, M. W. (1972). Oblique rotation to a partially specified target. British Journal of Mathematical and
    Statistical Psychology, 25, 207-212. https://doi.org/10.1111/j.2044-8317.1972.tb00492.x

    Examples
    --------
    >>> import surveytools as st
    >>> st.Target([[None, 0], [None, 0], [0, None], [0, None]]).matrix.shape
    (4, 2)
    """

    matrix: Any
    oblique: bool = True
    normalize: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "matrix", _target_matrix(self.matrix))

    @property
    def text(self) -> Text:
        """What is printed."""
        n = int(np.isfinite(self.matrix).sum())
        given = Text(f"{n} of {self.matrix.size} cells given", f"给定 {n}/{self.matrix.size} 个单元")
        return said(Text("target", "目标旋转"), given, angles(self.oblique), kaiser(self.normalize))


def _target_matrix(matrix: Any) -> NDArray[np.float64]:
    try:
        B = np.array(matrix, np.float64)
    except (TypeError, ValueError) as error:
        raise OptionError("the target contains text", hint="Give numbers, and NaN for cells that are free.") from error
    if B.ndim != 2 or np.isinf(B).any() or not np.isfinite(B).any():
        raise OptionError(
            f"a target of shape {B.shape} with {int(np.isfinite(B).sum())} numbers is none",
            hint="Give one row an item, one column a factor, numbers or NaN.",
        )
    B.setflags(write=False)
    return B
