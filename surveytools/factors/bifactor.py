"""A general factor above correlated factors: the Schmid-Leiman transformation."""

from __future__ import annotations

import warnings
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import ItemsError, OptionError, check_option
from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.base.warnings import HeywoodWarning, NotConvergedWarning, NotIdentifiedWarning
from surveytools.factors.published import enter_factor_correlations, enter_loadings, factor_names

Array = NDArray[np.float64]
SecondOrder = Literal["minres", "equal"]

LARGEST_LOADING = np.sqrt(1 - 0.005)
TOLERANCE = 1e-12
MOST_ROUNDS = 10_000


@result_class
class SchmidLeiman(Result):
    """Loadings on a general factor and on group factors that are uncorrelated with it and with each other.

    Attributes
    ----------
    loadings : pandas.DataFrame, shape (p, m + 1)
        Columns general, F1, F2 and so on.
    second_order_loadings : pandas.Series
        Loadings of the correlated factors on the general one.
    communalities, uniquenesses : pandas.Series
        Sum of the squared loadings of an item, and the rest.
    general_share : pandas.Series
        Share of the general factor in the communality of an item (I-ECV).
    explained_common_variance : float
        Share of the general factor in all common variance (ECV).
    second_order : str
        How the second-order loadings were found.
    """

    loadings: pd.DataFrame
    second_order_loadings: pd.Series
    communalities: pd.Series
    uniquenesses: pd.Series
    general_share: pd.Series
    explained_common_variance: float
    second_order: SecondOrder
    references = (
        "Schmid, J., & Leiman, J. M. (1957). The development of hierarchical factor solutions. Psychometrika, 22, "
        "53-61. https://doi.org/10.1007/BF02289209",
        "Rodriguez, A., Reise, S. P., & Haviland, M. G. (2016). Evaluating bifactor models: Calculating and "
        "interpreting statistical indices. Psychological Methods, 21, 137-150. https://doi.org/10.1037/met0000045",
    )

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: item, general, group factors, communality, uniqueness, general_share."""
        frame = self.loadings.assign(
            communality=self.communalities, uniqueness=self.uniquenesses, general_share=self.general_share
        )
        return frame.reset_index(names="item")

    def headline(self) -> Text:
        """State the explained common variance."""
        ecv, m = 100 * self.explained_common_variance, len(self.second_order_loadings)
        return Text(
            f"The general factor holds {ecv:.1f}% of the common variance of {len(self.loadings)} items, {m} group "
            f"factors the rest.",
            f"一般因子占 {len(self.loadings)} 个题项共同方差的 {ecv:.1f}%，其余属于 {m} 个组因子。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the loadings, and those of the second order."""
        gamma = self.second_order_loadings
        second = pd.DataFrame({"factor": list(gamma.index), "general": gamma.to_numpy()})
        title = Text("Schmid-Leiman loadings", "Schmid-Leiman 载荷")
        return (Table(title, self.to_frame()), Table(Text("Second-order loadings", "二阶因子载荷"), second))

    @property
    def conventions(self) -> tuple[Text, ...]:
        """How the second-order loadings were found."""
        if self.second_order == "equal":
            return (Text("second-order loadings assumed equal", "假定各因子的二阶载荷相等"),)
        return (Text("second-order loadings by minres", "二阶载荷采用最小残差法"),)


def schmid_leiman(loadings: Any, factor_correlations: Any, *, second_order: SecondOrder = "minres") -> SchmidLeiman:
    r"""Split correlated factors into one general factor and group factors (Schmid & Leiman 1957).

    One factor is taken from the factor correlations, :math:`\phi_{jk} \approx \gamma_j \gamma_k`; then with the
    loadings L the item i loads

    .. math:: g_i = \sum_j l_{ij} \gamma_j, \quad s_{ij} = l_{ij} \sqrt{1 - \gamma_j^2}

    on the general and on the group factors, and the explained common variance is
    :math:`\sum g^2 / (\sum g^2 + \sum s^2)`.

    Parameters
    ----------
    loadings : frame or array, shape (p, m)
        Pattern loadings of an oblique solution, one row an item.
    factor_correlations : frame or array, shape (m, m)
        Their factor correlations; where both are frames with names, they are brought into the order of the loadings.
    second_order : {"minres", "equal"}
        Find the loadings of the factors by least squares, or assume them equal. Two factors have only one correlation
        for two loadings, and need ``"equal"``.

    Returns
    -------
    SchmidLeiman
        ``.loadings``, ``.communalities``, ``.uniquenesses``, ``.general_share``, ``.explained_common_variance``.

    Raises
    ------
    ItemsError
        When there is only one factor, or the factor correlations name another.
    OptionError
        When there are two factors and equal loadings were not asked for.
    MatrixError
        When the loadings or the factor correlations cannot be.

    Warns
    -----
    NotIdentifiedWarning
        When equal loadings are assumed of two factors.
    HeywoodWarning
        When the general factor explains a factor fully; its loading is held at sqrt(.995), the bound psych uses.
    NotConvergedWarning
        When the least squares did not come to their end.

    Notes
    -----
    ``psych::schmid`` after minres and oblimin without Kaiser normalization (``st.Oblimin(normalize=False)``). With
    three factors the second order is exact, and the communalities are those of the oblique solution.

    References
    ----------
    Schmid, J., & Leiman, J. M. (1957). The development of hierarchical factor solutions. Psychometrika, 22, 53-61.
    https://doi.org/10.1007/BF02289209

    Examples
    --------
    >>> import surveytools as st
    >>> L = [[0.8, 0, 0], [0.7, 0, 0], [0, 0.8, 0], [0, 0.6, 0], [0, 0, 0.7], [0, 0, 0.6]]
    >>> Phi = [[1, 0.56, 0.48], [0.56, 1, 0.42], [0.48, 0.42, 1]]
    >>> found = st.schmid_leiman(L, Phi)
    >>> found.loadings.loc["item1"].round(2).tolist(), round(found.explained_common_variance, 3)
    ([0.64, 0.48, 0.0, 0.0], 0.51)
    """
    check_option("second_order", second_order, ("minres", "equal"))
    given = enter_loadings(loadings)
    m = len(given.factors)
    _check_number(m, second_order)
    Phi = enter_factor_correlations(factor_correlations, given)
    gamma, converged = one_factor(Phi) if second_order == "minres" else (equal_loadings(Phi), True)
    _warn(m, gamma, converged)
    general, group = schmid_leiman_loadings(given.A, gamma)
    items = list(given.items)
    h2 = general**2 + (group**2).sum(axis=1)
    share = np.divide(general**2, h2, out=np.full(len(h2), np.nan), where=h2 > 0)
    return SchmidLeiman(
        loadings=pd.DataFrame(np.column_stack([general, group]), index=items, columns=["general", *factor_names(m)]),
        second_order_loadings=pd.Series(gamma, index=list(given.factors), name="general"),
        communalities=pd.Series(h2, index=items, name="communality"),
        uniquenesses=pd.Series(1 - h2, index=items, name="uniqueness"),
        general_share=pd.Series(share, index=items, name="general_share"),
        explained_common_variance=float((general**2).sum() / h2.sum()),
        second_order=second_order,
    )


def schmid_leiman_loadings(L: Array, gamma: Array) -> tuple[Array, Array]:
    """Return general loadings, shape (p,), and group loadings, (p, m), of L, (p, m), by second-order gamma, (m,)."""
    return L @ gamma, L * np.sqrt(1 - gamma**2)


def equal_loadings(Phi: Array) -> Array:
    """Return loadings of equal size on one factor of Phi, shape (m, m): the root of the mean absolute correlation."""
    m = len(Phi)
    signs = np.where(np.linalg.eigh(Phi)[1][:, -1] < 0, -1.0, 1.0)
    mean = float((Phi * np.outer(signs, signs)).sum() - m) / (m * (m - 1))
    return _positive(signs * np.sqrt(max(mean, 0.0)))


def one_factor(Phi: Array) -> tuple[Array, bool]:
    r"""Return the least squares loadings of Phi, shape (m, m), on one factor, and whether the iteration converged.

    The sum of :math:`(\phi_{jk} - \gamma_j \gamma_k)^2` over :math:`j < k` is minimized, one loading at a time (Harman
    & Jones 1966), within the bound :math:`\gamma_j^2 \le .995`; three factors have a closed form inside it.
    """
    values, vectors = np.linalg.eigh(Phi)
    gamma = vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    R = Phi - np.eye(len(Phi))
    if len(Phi) == 3 and (exact := _exact(R)) is not None:
        return _positive(exact * np.where(gamma[0] * exact[0] < 0, -1, 1)), True
    for _ in range(MOST_ROUNDS):
        before = gamma.copy()
        for j in range(len(gamma)):
            rest = float(gamma @ gamma - gamma[j] ** 2)
            gamma[j] = np.clip(R[j] @ gamma / rest, -LARGEST_LOADING, LARGEST_LOADING) if rest > 0 else 0.0
        if np.abs(gamma - before).max() <= TOLERANCE:
            return _positive(gamma), True
    return _positive(gamma), False


def _exact(R: Array) -> Array | None:
    """Return the loadings that reproduce three correlations, if there are any within the bound."""
    a, b, c = R[0, 1], R[0, 2], R[1, 2]
    if a * b * c <= 0:
        return None
    first = np.sqrt(a * b / c)
    gamma = np.array([first, a / first, b / first])
    return gamma if np.abs(gamma).max() <= LARGEST_LOADING else None


def _positive(gamma: Array) -> Array:
    return -gamma if gamma.sum() < 0 else gamma


def _check_number(m: int, second_order: SecondOrder) -> None:
    if m == 1:
        raise ItemsError(
            "there is only one factor", hint="A general factor above others needs three; one factor is the general one."
        )
    if m == 2 and second_order != "equal":
        raise OptionError(
            "two factors have one correlation, which does not determine two second-order loadings",
            hint='Use second_order="equal", which assumes them equal, or three factors.',
        )


def _warn(m: int, gamma: Array, converged: bool) -> None:
    if m == 2:
        warnings.warn(
            "the second-order loadings of two factors are assumed equal; three factors would determine them.",
            NotIdentifiedWarning,
            stacklevel=3,
        )
    if np.abs(gamma).max() >= LARGEST_LOADING:
        warnings.warn(
            "the general factor explains a factor fully (a Heywood case); take fewer factors.",
            HeywoodWarning,
            stacklevel=3,
        )
    if not converged:
        warnings.warn(
            "the second-order loadings did not converge; compare the factor correlations with their source.",
            NotConvergedWarning,
            stacklevel=3,
        )
