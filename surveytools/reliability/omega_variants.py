"""Which omega is meant: the conventions by name, and what prints each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from surveytools.base.errors import OptionError, check_option
from surveytools.base.labels import Text
from surveytools.reliability.hierarchical import Parts
from surveytools.reliability.one_factor import ESTIMATORS, Estimator
from surveytools.reliability.totals import MATRICES, Matrix

Denominator = Literal["model", "observed"]
Numerator = Literal["common", "residual"]
VariantName = Literal["model", "semtools", "psych", "psych_general", "loadings"]


@dataclass(frozen=True, slots=True)
class OmegaVariant:
    r"""A convention for coefficient omega.

    With the loadings :math:`\lambda` and unique variances :math:`\psi` of the items, all of omega's variants are

    .. math:: \omega = \frac{(\sum \lambda)^2 \text{ or } 1'S1 - \sum \psi}
              {(\sum \lambda)^2 + \sum \psi \text{ or } 1'S1}.

    Parameters
    ----------
    estimator : {"ml", "minres"}
        Maximum likelihood, or least squares of the correlations.
    matrix : {"cov", "corr"}
        Whether omega is that of the sum of the items, or of the sum of the standardized items. Factors are taken out
        of the correlations; for the sum of the items the loadings are multiplied by the standard deviations, which
        for maximum likelihood is the same as analyzing covariances.
    denominator : {"model", "observed"}
        Whether the variance of the sum is the one that the model implies, or the observed one.
    numerator : {"common", "residual"}
        Whether the true variance is the common variance of the model, or what the unique variances leave of the
        observed one.

    Raises
    ------
    OptionError
        For an unknown option, and for a residual numerator over the variance of the model.

    Notes
    -----
    The names that :func:`surveytools.mcdonald_omega` takes are ``"model"`` = ``OmegaVariant()``; ``"semtools"`` =
    ``OmegaVariant(denominator="observed")``; ``"psych"`` = ``OmegaVariant("minres", "corr", "observed", "residual")``;
    ``"psych_general"`` = ``OmegaVariant("minres", "corr", "observed")``; ``"loadings"`` = ``OmegaVariant("minres",
    "corr")``.

    References
    ----------
    McDonald, R. P. (1999). Test theory: A unified treatment. Erlbaum. https://doi.org/10.4324/9781410601087

    Examples
    --------
    >>> import surveytools as st
    >>> R = [[1, 0.5, 0.4, 0.3], [0.5, 1, 0.4, 0.5], [0.4, 0.4, 1, 0.3], [0.3, 0.5, 0.3, 1]]
    >>> published = st.Moments.from_corr(R, n=200)
    >>> round(st.mcdonald_omega(published, variant=st.OmegaVariant("minres", denominator="observed")).omega_total, 4)
    0.7338
    """

    estimator: Estimator = "ml"
    matrix: Matrix = "cov"
    denominator: Denominator = "model"
    numerator: Numerator = "common"

    def __post_init__(self) -> None:
        check_option("estimator", self.estimator, ESTIMATORS)
        check_option("matrix", self.matrix, MATRICES)
        check_option("denominator", self.denominator, ("model", "observed"))
        check_option("numerator", self.numerator, ("common", "residual"))
        if self.numerator == "residual" and self.denominator == "model":
            raise OptionError(
                "what is left of the observed variance is no share of the model's",
                hint='Use numerator="residual" with denominator="observed".',
            )

    @property
    def estimated_from(self) -> Text:
        """Estimator and matrix in words."""
        how, what = WORDS[self.estimator], WORDS[self.matrix]
        return Text(f"{how.en}, {what.en}", f"{how.zh}，{what.zh}")

    @property
    def formula(self) -> Text:
        """Numerator over denominator in words."""
        above, below = _FORMULA[self.numerator], _FORMULA[self.denominator]
        return Text(f"{above.en} / {below.en}", f"{above.zh} / {below.zh}")

    def words(self) -> dict[str, Text]:
        """Return estimator, matrix, denominator and numerator in words."""
        parts = ("estimator", "matrix", "denominator", "numerator")
        return {part: WORDS[getattr(self, part)] for part in parts}


WORDS: dict[str, Text] = {
    "ml": Text("maximum likelihood", "极大似然法"),
    "minres": Text("minimum residuals", "最小残差法"),
    "dwls": Text("diagonally weighted least squares", "对角加权最小二乘法"),
    "cov": Text("covariances", "协方差"),
    "corr": Text("correlations", "相关"),
    "model": Text("variance implied by the model", "模型推得的总方差"),
    "observed": Text("observed variance", "观测总方差"),
    "common": Text("common variance", "共同方差"),
    "residual": Text("observed less unique variance", "观测方差减独特方差"),
}

_FORMULA: dict[Numerator | Denominator, Text] = {
    "common": Text("common", "共同"),
    "residual": Text("(observed - unique)", "(观测 - 独特)"),
    "model": Text("(common + unique)", "(共同 + 独特)"),
    "observed": Text("observed", "观测"),
}

VARIANTS: dict[VariantName, OmegaVariant] = {
    "model": OmegaVariant(),
    "semtools": OmegaVariant(denominator="observed"),
    "psych": OmegaVariant("minres", "corr", "observed", "residual"),
    "psych_general": OmegaVariant("minres", "corr", "observed"),
    "loadings": OmegaVariant("minres", "corr"),
}

_PRINTED_BY: dict[VariantName, Text] = {
    "model": Text("semTools compRelSEM(obs.var = FALSE), MBESS", "semTools compRelSEM(obs.var = FALSE)、MBESS"),
    "semtools": Text("semTools compRelSEM() by default", "semTools compRelSEM() 默认"),
    "psych": Text("psych omega(nfactors = 1) omega total, jamovi", "psych omega(nfactors = 1) 总 ω、jamovi"),
    "psych_general": Text("psych omega(nfactors = 1) omega hierarchical", "psych omega(nfactors = 1) 层级 ω"),
    "loadings": Text("by hand from standardized loadings", "由标准化因子载荷手工计算"),
}


def resolved_variant(variant: VariantName | OmegaVariant) -> OmegaVariant:
    """Return the convention that a name stands for."""
    if isinstance(variant, OmegaVariant):
        return variant
    check_option("variant", variant, VARIANTS)
    return VARIANTS[variant]


def printed_by(name: VariantName, m: int) -> Text | None:
    """Say which program prints a variant for m factors."""
    if m == 1:
        return _PRINTED_BY[name]
    return Text(f"psych omega(nfactors = {m})", f"psych omega(nfactors = {m}) 输出") if name == "psych" else None


def omegas(found: Parts, variant: OmegaVariant) -> tuple[Any, Any]:
    """Return total and hierarchical omega, of the shape of the parts."""
    denominator = found.observed if variant.denominator == "observed" else found.common + found.unique
    numerator = found.observed - found.unique if variant.numerator == "residual" else found.common
    return numerator / denominator, found.general / denominator
