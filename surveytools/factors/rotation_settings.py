"""The rotations one can ask for, each with its settings, as small values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from surveytools.base.errors import OptionError, check_flags, check_option, check_setting, is_number
from surveytools.base.labels import Text
from surveytools.factors.published import factor_names
from surveytools.factors.rotation_wording import angles, kaiser, said, stopped
from surveytools.factors.target_setting import Target

Stop = Literal["converged", "r"]
MOST_POWER = 20


@dataclass(frozen=True, slots=True)
class NoRotation:
    """The loadings as they were extracted."""

    oblique: ClassVar[bool] = False
    normalize: ClassVar[bool] = False

    @property
    def text(self) -> Text:
        """What is printed."""
        return Text("none", "不旋转")


@dataclass(frozen=True, slots=True)
class Varimax:
    """Varimax: orthogonal factors, each with some large loadings and the others near zero (orthomax, gamma 1).

    Parameters
    ----------
    normalize : bool
        Kaiser normalization: rows are brought to length 1 for the rotation.
    stop : {"converged", "r"}
        Turn until nothing changes, or stop where R's ``varimax`` does, as psych prints it: when the sum of singular
        values grows by less than the factor 1 + 1e-5, which is up to .003 short in the loadings.

    References
    ----------
    Kaiser, H. F. (1958). The varimax criterion for analytic rotation in factor analysis. Psychometrika, 23, 187-200.
    https://doi.org/10.1007/BF02289233

    Examples
    --------
    >>> import surveytools as st
    >>> st.Varimax()
    Varimax(normalize=True, stop='converged')
    """

    normalize: bool = True
    stop: Stop = "converged"
    oblique: ClassVar[bool] = False

    def __post_init__(self) -> None:
        check_flags(normalize=self.normalize)
        check_option("stop", self.stop, ("converged", "r"))

    @property
    def text(self) -> Text:
        """What is printed."""
        return said(Text("varimax", "最大方差法 (varimax)"), kaiser(self.normalize), *stopped(self.stop))


@dataclass(frozen=True, slots=True)
class Quartimax:
    """Quartimax: orthogonal factors, each item on as few as possible; often a general factor (orthomax, gamma 0).

    Parameters
    ----------
    normalize : bool
        Kaiser normalization; SPSS does, psych does not.

    References
    ----------
    Neuhaus, J. O., & Wrigley, C. (1954). The quartimax method. British Journal of Statistical Psychology, 7, 81-91.
    https://doi.org/10.1111/j.2044-8317.1954.tb00147.x

    Examples
    --------
    >>> import surveytools as st
    >>> st.Quartimax(normalize=False)
    Quartimax(normalize=False)
    """

    normalize: bool = True
    oblique: ClassVar[bool] = False

    def __post_init__(self) -> None:
        check_flags(normalize=self.normalize)

    @property
    def text(self) -> Text:
        """What is printed."""
        return said(Text("quartimax", "四次方最大法 (quartimax)"), kaiser(self.normalize))


@dataclass(frozen=True, slots=True)
class Equamax:
    """Equamax: orthogonal factors that share the variance evenly (orthomax, gamma m/2 for m factors).

    Parameters
    ----------
    normalize : bool
        Kaiser normalization; SPSS does, psych does not.

    References
    ----------
    Saunders, D. R. (1962). Trans-varimax. American Psychologist, 17, 395.

    Examples
    --------
    >>> import surveytools as st
    >>> st.Equamax()
    Equamax(normalize=True)
    """

    normalize: bool = True
    oblique: ClassVar[bool] = False

    def __post_init__(self) -> None:
        check_flags(normalize=self.normalize)

    @property
    def text(self) -> Text:
        """What is printed."""
        return said(Text("equamax", "等量最大法 (equamax)"), kaiser(self.normalize))


@dataclass(frozen=True, slots=True)
class Promax:
    r"""Promax: varimax, then oblique factors by least squares towards its loadings raised to a power.

    The target is :math:`q_{ij} = l_{ij} |l_{ij}|^{k-1}`. The varimax step is always Kaiser-normalized.

    Parameters
    ----------
    power : float
        The power k, above 1 and up to 20: 4 in SPSS and R, 3 in Stata; a higher one lets the factors correlate more.
    normalize : bool
        Whether the least squares too are done on rows of length 1, as ``psych::fa(rotate="promax")`` does.
        ``stats::promax`` and psych's ``"Promax"`` do not.
    row_normalize_target : bool
        Take the target from rows of length 1 and fit the loadings themselves to it, as SPSS does; `normalize` is then
        not used.
    stop : {"converged", "r"}
        How the varimax step stops; see :class:`Varimax`.

    References
    ----------
    Hendrickson, A. E., & White, P. O. (1964). Promax: A quick method for rotation to oblique simple structure. British
    Journal of Statistical Psychology, 17, 65-70. https://doi.org/10.1111/j.2044-8317.1964.tb00244.x

    Grieder, S., & Steiner, M. D. (2022). Algorithmic jingle jungle: A comparison of implementations of principal axis
    factoring and promax rotation in R and SPSS. Behavior Research Methods, 54, 54-74.
    https://doi.org/10.3758/s13428-021-01581-x

    Examples
    --------
    >>> import surveytools as st
    >>> st.Promax(power=3)
    Promax(power=3, normalize=True, row_normalize_target=False, stop='converged')
    """

    power: float = 4
    normalize: bool = True
    row_normalize_target: bool = False
    stop: Stop = "converged"
    oblique: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_flags(normalize=self.normalize, row_normalize_target=self.row_normalize_target)
        check_option("stop", self.stop, ("converged", "r"))
        fits = is_number(self.power) and 1 < self.power <= MOST_POWER
        kind = f"number above 1 and up to {MOST_POWER}"
        check_setting(fits, "power", self.power, kind, "Promax takes 4 in SPSS and R, 3 in Stata.")

    @property
    def text(self) -> Text:
        """What is printed."""
        target = Text("target from normalized rows", "目标矩阵按行归一化")
        rows = target if self.row_normalize_target else kaiser(self.normalize)
        power = Text(f"power {self.power:g}", f"幂次 {self.power:g}")
        return said(Text("promax", "最优斜交法 (promax)"), power, rows, *stopped(self.stop))


@dataclass(frozen=True, slots=True)
class Oblimin:
    """Direct oblimin: correlated factors; gamma 0 is quartimin.

    Parameters
    ----------
    gamma : float
        How much the factors may correlate, SPSS's delta: 0 by default, less for less; above 0 a solution need not
        exist.
    normalize : bool
        Kaiser normalization; SPSS does, psych does not.

    References
    ----------
    Jennrich, R. I., & Sampson, P. F. (1966). Rotation for simple loadings. Psychometrika, 31, 313-323.
    https://doi.org/10.1007/BF02289465

    Examples
    --------
    >>> import surveytools as st
    >>> st.Oblimin(normalize=False)
    Oblimin(gamma=0.0, normalize=False)
    """

    gamma: float = 0.0
    normalize: bool = True
    oblique: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_flags(normalize=self.normalize)
        fits = is_number(self.gamma) and self.gamma <= 1
        check_setting(fits, "gamma", self.gamma, "number up to 1", "Oblimin takes 0 or less; up to .8 in SPSS.")

    @property
    def text(self) -> Text:
        """What is printed."""
        gamma = Text(f"gamma {self.gamma:g}", f"γ = {self.gamma:g}")
        return said(Text("direct oblimin", "直接斜交法 (oblimin)"), gamma, kaiser(self.normalize))


@dataclass(frozen=True, slots=True)
class Geomin:
    """Geomin: the geometric mean of an item's squared loadings is small, so that one of them is near zero.

    Parameters
    ----------
    epsilon : float
        What is added to the squared loadings, above 0; a larger one has fewer local minima.
    oblique : bool
        Whether the factors may correlate.
    normalize : bool
        Kaiser normalization.

    References
    ----------
    Yates, A. (1987). Multivariate exploratory data analysis: A perspective on exploratory factor analysis. State
    University of New York Press.

    Browne, M. W. (2001). An overview of analytic rotation in exploratory factor analysis. Multivariate Behavioral
    Research, 36, 111-150. https://doi.org/10.1207/S15327906MBR3601_05

    Examples
    --------
    >>> import surveytools as st
    >>> st.Geomin(oblique=False)
    Geomin(epsilon=0.01, oblique=False, normalize=False)
    """

    epsilon: float = 0.01
    oblique: bool = True
    normalize: bool = False

    def __post_init__(self) -> None:
        check_flags(oblique=self.oblique, normalize=self.normalize)
        fits = is_number(self.epsilon) and self.epsilon > 0
        check_setting(fits, "epsilon", self.epsilon, "number above 0", "Geomin takes a small number: .01.")

    @property
    def text(self) -> Text:
        """What is printed."""
        epsilon = Text(f"epsilon {self.epsilon:g}", f"ε = {self.epsilon:g}")
        return said(Text("geomin", "geomin"), epsilon, angles(self.oblique), kaiser(self.normalize))


Rotation = NoRotation | Varimax | Quartimax | Equamax | Promax | Oblimin | Geomin | Target

_NAMED: dict[str, Rotation] = {
    "oblimin": Oblimin(), "varimax": Varimax(), "promax": Promax(), "quartimax": Quartimax(), "equamax": Equamax(),
    "geomin": Geomin(), "none": NoRotation(),
}  # fmt: skip
ROTATIONS = ("oblimin", "varimax", "promax", "quartimax", "equamax", "geomin", "target", "none")


def rotated_names(rotation: Rotation, m: int) -> tuple[str, ...]:
    """Return what the m factors are called after a rotation: as in the target, or F1, F2 and so on."""
    named = rotation.factors if isinstance(rotation, Target) else None
    return named or factor_names(m)


def as_rotation(rotation: str | Rotation) -> Rotation:
    """Return the settings that a name stands for; settings are returned as they are."""
    if isinstance(rotation, Rotation):
        return rotation
    check_option("rotation", rotation, ROTATIONS)
    if rotation == "target":
        raise OptionError("a target rotation needs its target", hint="Give rotation=st.Target(matrix).")
    return _NAMED[rotation]
