"""Rotate published loadings."""

from __future__ import annotations

import warnings
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import MatrixError
from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.base.warnings import NotConvergedWarning
from surveytools.factors.loadings import solution_tables, sorted_loadings, variance_explained
from surveytools.factors.published import PublishedLoadings, enter_loadings
from surveytools.factors.requirements import Rng, counted, seed_text
from surveytools.factors.rotation import Rotated, rotated
from surveytools.factors.rotation_settings import Rotation, Target, as_rotation, rotated_names
from surveytools.factors.rotation_wording import started

Array = NDArray[np.float64]


@result_class
class RotatedLoadings(Result):
    """Loadings after a rotation.

    Attributes
    ----------
    loadings : pandas.DataFrame, shape (p, m)
        Pattern loadings.
    factor_correlations : pandas.DataFrame, shape (m, m)
        Correlations between the factors; the identity for orthogonal rotations.
    structure : pandas.DataFrame, shape (p, m)
        Correlations of items and factors, loadings times factor correlations.
    communalities : pandas.Series
        What the factors explain of each item; a rotation does not change it.
    rotation_matrix : pandas.DataFrame, shape (m, m)
        T, from the given factors (rows) to the rotated: loadings A inv(T)', factor correlations T'T.
    criterion : float or None
        The value that the rotation minimized; of promax that of its varimax step; without rotation None.
    converged : bool
        Whether the rotation came to its end.
    n_starts, n_minima : int
        Starts, and solutions of different value that they reached; the best is given.
    """

    loadings: pd.DataFrame
    factor_correlations: pd.DataFrame
    structure: pd.DataFrame
    communalities: pd.Series
    rotation_matrix: pd.DataFrame
    criterion: float | None
    converged: bool
    n_starts: int
    n_minima: int
    settings: Rotation = field(repr=False)
    seed: Text = field(repr=False)
    references = (
        "Browne, M. W. (2001). An overview of analytic rotation in exploratory factor analysis. Multivariate "
        "Behavioral Research, 36, 111-150. https://doi.org/10.1207/S15327906MBR3601_05",
        "Bernaards, C. A., & Jennrich, R. I. (2005). Gradient projection algorithms and software for arbitrary "
        "rotation criteria in factor analysis. Educational and Psychological Measurement, 65, 676-696. "
        "https://doi.org/10.1177/0013164404272507",
    )

    @property
    def variance(self) -> pd.DataFrame:
        """One row a factor: sum of squares diag(Phi L'L), its share, the running share, and that of the structure."""
        return variance_explained(self.loadings, self.factor_correlations)

    def sorted(self, cutoff: float = 0.3) -> pd.DataFrame:
        """Return the loadings as people print them: items grouped by factor, small loadings (NaN) left out."""
        return sorted_loadings(self.loadings, self.communalities, cutoff)

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: loadings and communality."""
        return self.loadings.assign(communality=self.communalities).reset_index(names="item")

    def headline(self) -> Text:
        """State the rotation and, if oblique, the largest factor correlation."""
        p, m = self.loadings.shape
        en, zh = (
            f"{p} items on {counted(m, 'factors').en}, {self.settings.text.en}",
            f"{p} 个题项，{m} 个因子，{self.settings.text.zh}",
        )
        if self.settings.oblique and m > 1:
            Phi = self.factor_correlations.to_numpy()
            largest = Phi[np.unravel_index(np.abs(Phi - np.eye(m)).argmax(), Phi.shape)]
            en, zh = f"{en}; largest factor correlation {largest:.3f}", f"{zh}；最大因子相关 {largest:.3f}"
        return Text(f"{en}.", f"{zh}。")

    def tables(self) -> tuple[Table, ...]:
        """Return sorted loadings, variance explained and factor correlations."""
        oblique = self.settings.oblique
        return tuple(solution_tables(self.loadings, self.communalities, self.factor_correlations, oblique=oblique))

    @property
    def conventions(self) -> tuple[Text, ...]:
        """The rotation, its starts, the order of the factors."""
        rotation = Text(f"rotation: {self.settings.text.en}", f"旋转：{self.settings.text.zh}")
        flag = () if self.converged else (Text("NOT converged", "未收敛"),)
        return (rotation, *started(self.n_starts, self.n_minima, self.seed), *flag, _order(self.settings))


def rotate(
    loadings: Any,
    rotation: str | Rotation = "oblimin",
    *,
    n_starts: int | None = None,
    rng: Rng = 0,
) -> RotatedLoadings:
    r"""Rotate published loadings.

    From the loadings A of uncorrelated factors, a rotation T with columns of length 1 makes

    .. math:: L = A (T')^{-1}, \quad \Phi = T'T, \quad L \Phi L' = A A',

    with T orthogonal or not, so that the loadings come near to simple structure by the criterion that the rotation
    minimizes.

    Parameters
    ----------
    loadings : frame or array, shape (p, m)
        Unrotated (or orthogonally rotated) loadings, one row an item; a frame has the items in its index.
    rotation : str or settings
        ``"oblimin"``, ``"varimax"``, ``"promax"``, ``"quartimax"``, ``"equamax"``, ``"geomin"`` or ``"none"``, or
        settings: :class:`Oblimin`, :class:`Varimax`, :class:`Promax`, :class:`Quartimax`, :class:`Equamax`,
        :class:`Geomin`, :class:`Target`.
    n_starts : int, optional
        The loadings as they stand and ``n_starts - 1`` random rotations of them to start from; 10 unless the criterion
        is varimax or a relative, which start once.
    rng : int or Generator
        Seed of the random starts.

    Returns
    -------
    RotatedLoadings
        ``.loadings``, ``.factor_correlations``, ``.structure``, ``.communalities``, ``.rotation_matrix``,
        ``.criterion``, ``.converged``, ``.n_minima``, ``.sorted()``.

    Raises
    ------
    OptionError
        When the rotation is unknown, its settings cannot be, or a target has another shape.
    ItemsError
        When a target has a row for an item that there is not, or none for one that there is.
    MatrixError
        When a loading is missing, or when the factors are linearly dependent.

    Warns
    -----
    NotConvergedWarning
        When no start came to its end.

    Notes
    -----
    Factors are ordered by diag(Phi L'L) and turned so that their loadings sum above 0; those of a target keep its
    order and signs. Kaiser normalization is on by default, as in SPSS; ``psych::fa`` rotates obliquely without it:
    ``st.Oblimin(normalize=False)`` is ``GPArotation::oblimin``, and ``st.Varimax(stop="r")`` is ``stats::varimax``.
    All criteria are minimized until the projected gradient vanishes, which those programs stop short of.

    References
    ----------
    Browne, M. W. (2001). An overview of analytic rotation in exploratory factor analysis. Multivariate Behavioral
    Research, 36, 111-150. https://doi.org/10.1207/S15327906MBR3601_05

    Jennrich, R. I. (2002). A simple general method for oblique rotation. Psychometrika, 67, 7-19.
    https://doi.org/10.1007/BF02294706

    Examples
    --------
    >>> import surveytools as st
    >>> A = [[0.7, 0.4], [0.6, 0.5], [0.8, 0.3], [0.5, -0.5], [0.6, -0.4]]
    >>> found = st.rotate(A, "oblimin")
    >>> found.loadings.round(2).to_numpy().tolist()
    [[0.8, 0.03], [0.81, -0.12], [0.79, 0.17], [-0.06, 0.72], [0.09, 0.69]]
    >>> round(float(found.factor_correlations.loc["F1", "F2"]), 2)
    0.31
    """
    settings, given = as_rotation(rotation), enter_loadings(loadings)
    if isinstance(settings, Target) and given.named:
        settings = settings.for_items(given.items)
    rank = int(np.linalg.matrix_rank(given.A))
    if rank < len(given.factors):
        raise MatrixError(
            f"the loadings of {counted(len(given.factors), 'factors').en} are those of {rank}",
            hint="A factor is zero, a copy, or a sum of others; leave it out.",
        )
    found = rotated(given.A, settings, n_starts=n_starts, rng=rng)
    if not found.converged:
        warnings.warn(
            f"{settings.text.en} did not converge in {found.iterations} steps; try other settings, or fewer factors.",
            NotConvergedWarning,
            stacklevel=2,
        )
    return _named(given, found, settings, seed_text(rng))


def _named(given: PublishedLoadings, found: Rotated, settings: Rotation, seed: Text) -> RotatedLoadings:
    items, factors = list(given.items), list(rotated_names(settings, len(given.factors)))
    return RotatedLoadings(
        loadings=pd.DataFrame(found.L, index=items, columns=factors),
        factor_correlations=pd.DataFrame(found.Phi, index=factors, columns=factors),
        structure=pd.DataFrame(found.L @ found.Phi, index=items, columns=factors),
        communalities=pd.Series((given.A**2).sum(axis=1), index=items, name="communality"),
        rotation_matrix=pd.DataFrame(found.T, index=list(given.factors), columns=factors),
        criterion=found.criterion,
        converged=found.converged,
        n_starts=found.n_starts,
        n_minima=found.n_minima,
        settings=settings,
        seed=seed,
    )


def _order(settings: Rotation) -> Text:
    if isinstance(settings, Target):
        return Text("factors in the order of the target", "因子按目标矩阵排列")
    return Text("factors ordered by the variance they explain", "因子按解释的方差排列")
