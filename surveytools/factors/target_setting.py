"""The target rotation and its settings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, OptionError, check_flags, listed, nearest
from surveytools.base.labels import Text
from surveytools.factors.published import given_names
from surveytools.factors.rotation_wording import angles, kaiser, said


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """Target: as near as possible to loadings that theory or another sample gives.

    The factors keep the order and the signs of the target.

    Parameters
    ----------
    matrix : array or frame, shape (p, m)
        The target; NaN or None where anything may stand (partially specified). The rows of a frame are brought into the
        order of the items by its index, and its columns name the factors; the rows of an array, or of a frame without
        names, stand in the order of the items.
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
    items: tuple[str, ...] | None = field(default=None, init=False, repr=False)
    factors: tuple[str, ...] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        check_flags(oblique=self.oblique, normalize=self.normalize)
        if isinstance(self.matrix, pd.DataFrame):
            object.__setattr__(self, "items", given_names(self.matrix.index, "items"))
            object.__setattr__(self, "factors", given_names(self.matrix.columns, "factors"))
        object.__setattr__(self, "matrix", _target_matrix(self.matrix))

    def for_items(self, names: tuple[str, ...]) -> Target:
        """Return the target with its rows, if they have names, in the order of the named items."""
        if self.items is None or self.items == names:
            return self
        for name in self.items:
            if name not in names:
                raise ItemsError(f"the target has a row {name!r}, and no item is so called", hint=nearest(name, names))
        absent = [name for name in names if name not in self.items]
        if absent:
            raise ItemsError(
                f"the target has no row {listed(absent)}", hint="Give NaN in the row of an item left free."
            )
        rows = self.matrix[[self.items.index(name) for name in names]]
        return replace(self, matrix=pd.DataFrame(rows, list(names), self.factors))

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
