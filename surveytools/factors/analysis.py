"""Exploratory factor analysis: loadings, factor correlations, fit, from answers or a published matrix."""

from __future__ import annotations

import warnings
from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import AnswersNeededError, ItemsError, check_option
from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.base.warnings import HeywoodWarning, NotConvergedWarning
from surveytools.factors.adequacy import too_few
from surveytools.factors.extraction import (
    SMALLEST_UNIQUENESS,
    Extraction,
    Method,
    Paf,
    extracted,
    largest_number_of_factors,
)
from surveytools.factors.fit import FactorFit, factor_fit, implied, residual_fit
from surveytools.factors.loadings import as_they_are, loading_table, sorted_loadings
from surveytools.factors.pictures import draw_biplot, draw_loadings, draw_path
from surveytools.factors.presets import Preset, Resolved, resolved
from surveytools.factors.resampling import LoadingIntervals, bootstrapped
from surveytools.factors.rotation import Rotated, rotated
from surveytools.factors.rotation_settings import Rotation
from surveytools.factors.scoring import FactorScores, ScoreMethod, determinacy, implied_correlations, score_weights
from surveytools.moments.correlations import Correlation, Correlations, enter_correlations
from surveytools.moments.door import enter_answers
from surveytools.moments.matrices import inverse
from surveytools.moments.sums import Missing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]
PlotKind = Literal["loadings", "path", "biplot"]
PLOT_KINDS: tuple[PlotKind, ...] = ("loadings", "path", "biplot")


@result_class
class FactorAnalysis(Result):
    """An exploratory factor analysis.

    Attributes
    ----------
    loadings : pandas.DataFrame, shape (p, m)
        Pattern loadings; for orthogonal rotations these are also the correlations of items and factors.
    factor_correlations : pandas.DataFrame, shape (m, m)
        Correlations between the factors; the identity for orthogonal rotations.
    communalities, uniquenesses : pandas.Series
        What the factors explain of each item, and the rest.
    fit : FactorFit
        Chi-square, RMSEA, TLI, BIC, RMSR; only residuals for components.
    heywood : tuple of str
        Items whose uniqueness came to the bound of .005.
    converged : bool
        Whether extraction and rotation came to their end.
    n_minima : int
        Distinct solutions that the random starts of the rotation found.
    n_used, n_total : int
        Respondents that count; respondents in all.
    """

    loadings: pd.DataFrame
    factor_correlations: pd.DataFrame
    communalities: pd.Series
    uniquenesses: pd.Series
    fit: FactorFit
    heywood: tuple[str, ...]
    converged: bool
    n_minima: int
    n_used: int
    n_total: int
    data: Correlations = field(repr=False)
    settings: Resolved = field(repr=False)
    unrotated: Extraction = field(repr=False)
    references = (
        "Harman, H. H., & Jones, W. H. (1966). Factor analysis by minimizing residuals (minres). Psychometrika, 31, "
        "351-368. https://doi.org/10.1007/BF02289468",
        "Jöreskog, K. G. (1967). Some contributions to maximum likelihood factor analysis. Psychometrika, 32, "
        "443-482. https://doi.org/10.1007/BF02289658",
        "Bernaards, C. A., & Jennrich, R. I. (2005). Gradient projection algorithms and software for arbitrary "
        "rotation criteria in factor analysis. Educational and Psychological Measurement, 65, 676-696. "
        "https://doi.org/10.1177/0013164404272507",
        "Grieder, S., & Steiner, M. D. (2022). Algorithmic jingle jungle: A comparison of implementations of principal "
        "axis factoring and promax rotation in R and SPSS. Behavior Research Methods, 54, 54-74. "
        "https://doi.org/10.3758/s13428-021-01581-x",
    )

    @property
    def n_factors(self) -> int:
        """Number of factors."""
        return self.loadings.shape[1]

    @property
    def structure(self) -> pd.DataFrame:
        """Correlations of items and factors, loadings times factor correlations, shape (p, m)."""
        return self.loadings @ self.factor_correlations

    @property
    def variance(self) -> pd.DataFrame:
        """One row a factor: sum of squares diag(Phi L'L), its share of the total variance, and the running share."""
        L, Phi = self.loadings.to_numpy(), self.factor_correlations.to_numpy()
        ss = np.diag(Phi @ L.T @ L)
        return pd.DataFrame(
            {"ss_loadings": ss, "proportion": ss / len(L), "cumulative": ss.cumsum() / len(L)},
            index=self.loadings.columns,
        )

    @property
    def residuals(self) -> pd.DataFrame:
        """Correlations less what the factors imply, shape (p, p), zeros in the diagonal."""
        E = self.data.R - implied(self.loadings.to_numpy(), self.factor_correlations.to_numpy())
        np.fill_diagonal(E, 0.0)
        return pd.DataFrame(E, index=self.loadings.index, columns=self.loadings.index)

    def sorted(self, cutoff: float = 0.3) -> pd.DataFrame:
        """Return the loadings as people print them: items grouped by factor, small loadings (NaN) left out."""
        return sorted_loadings(self.loadings, self.communalities, cutoff)

    def scores(self, items: Any = None, method: ScoreMethod = "regression") -> FactorScores:
        """Return the scores of respondents, by default of those who were analyzed.

        Parameters
        ----------
        items : frame or array, optional
            Answers with the analyzed items, reversed as they were for the analysis, standardized by the means and
            standard deviations of the analyzed answers (of the given ones, if the analysis had only a matrix).
        method : {"regression", "bartlett", "ten_berge"}
            As in ``psych::factor.scores`` (``"Thurstone"``, ``"Bartlett"``, ``"tenBerge"``).
        """
        L, Phi = self.loadings.to_numpy(), self.factor_correlations.to_numpy()
        W = score_weights(self.data.R, L, Phi, self.uniquenesses.to_numpy(), method)
        X, rows = self._answers(items)
        analyzed = X if self.data.answers is None else np.asarray(self.data.answers.X, np.float64)
        Z = (X - np.nanmean(analyzed, axis=0)) / np.nanstd(analyzed, axis=0, ddof=1)
        names, columns = self.loadings.index, self.loadings.columns
        C = implied_correlations(self.data.R, W)
        return FactorScores(
            scores=pd.DataFrame(Z @ W, index=rows, columns=columns),
            weights=pd.DataFrame(W, index=names, columns=columns),
            determinacy=pd.Series(determinacy(self.data.R, L, Phi), index=columns),
            correlations=pd.DataFrame(C, index=columns, columns=columns),
            method=method,
        )

    def bootstrap(
        self, n_resamples: int = 1000, *, level: float = 0.95, rng: int | np.random.Generator = 0
    ) -> LoadingIntervals:
        """Return bootstrap standard errors and percentile intervals of the loadings.

        Every resample of the respondents is analyzed in the same way and rotated towards the loadings found here, so
        that order and sign of the factors do not add to the spread.
        """
        return bootstrapped(self, n_resamples, level, rng)

    def _answers(self, items: Any) -> tuple[Array, pd.Index]:
        if items is None and self.data.answers is None:
            raise AnswersNeededError(
                "this analysis was made from a matrix and holds no answers", hint="Give the answers: .scores(items)."
            )
        answers = self.data.answers if items is None else enter_answers(items)
        assert answers is not None  # noqa: S101 - one of the two is there
        places = [answers.names.index(name) for name in self.data.names if name in answers.names]
        if len(places) < len(self.data.names):
            absent = [name for name in self.data.names if name not in answers.names]
            raise ItemsError(f"the answers have no column {', '.join(absent)}", hint="Give all analyzed items.")
        return np.asarray(answers.X, np.float64)[:, places], answers.rows

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: loadings, communality, uniqueness."""
        frame = self.loadings.assign(communality=self.communalities, uniqueness=self.uniquenesses)
        return frame.reset_index(names="item")

    def headline(self) -> Text:
        """State how much the factors explain, and how well they fit."""
        share, m, n = 100 * float(self.variance["cumulative"].iloc[-1]), self.n_factors, self.n_used
        what = Text("component", "成分") if self.settings.method == "pca" else Text("factor", "因子")
        verb = f"{what.en} explains" if m == 1 else f"{what.en}s explain"
        en = f"{m} {verb} {share:.1f}% of the variance of {len(self.loadings)} items, n = {n}"
        zh = f"{m} 个{what.zh}解释 {len(self.loadings)} 个题项方差的 {share:.1f}%，n = {n}"
        if not np.isnan(self.fit.p_value):
            fit = f"χ²({self.fit.df}) = {self.fit.chi2:.2f}, RMSEA = {self.fit.rmsea:.3f}, TLI = {self.fit.tli:.3f}"
            en, zh = f"{en}; {fit}", f"{zh}；{fit.replace(', ', '，')}"
        return Text(f"{en}.", f"{zh}。")

    def tables(self) -> tuple[Table, ...]:
        """Return sorted loadings, variance explained, factor correlations and fit."""
        variance = self.variance.reset_index(names="factor")
        tables = [
            loading_table(self.sorted()),
            Table(Text("Variance explained", "方差解释"), variance),
        ]
        if self.settings.rotation.oblique and self.n_factors > 1:
            correlations = self.factor_correlations.reset_index(names="factor")
            heads = as_they_are([str(name) for name in self.loadings.columns])
            tables.append(Table(Text("Factor correlations", "因子相关"), correlations, headers=heads))
        if not np.isnan(self.fit.chi2):
            tables.append(Table(Text("Fit", "拟合"), _fit_frame(self.fit)))
        return tuple(tables)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Extraction, rotation, preset, and the correlations."""
        method, rotation = _METHOD_NAMES[self.settings.method], self.settings.rotation.text
        lines = [
            Text(f"extraction: {method.en}", f"提取方法：{method.zh}"),
            Text(f"rotation: {rotation.en}", f"旋转：{rotation.zh}"),
            Text(f"settings: {self.settings.preset.en}", f"设置：{self.settings.preset.zh}"),
        ]
        if self.n_minima > 1:
            lines.append(Text(f"the random starts of the rotation found {self.n_minima} solutions; this is the best",
                              f"旋转的随机初值得到 {self.n_minima} 个局部解，此为最优解"))  # fmt: skip
        if self.heywood:
            names = ", ".join(self.heywood)
            lines.append(Text(f"Heywood case: {names}", f"Heywood 情形：{names}"))
        if self.data.correlation != "pearson" and self.settings.method != "pca":
            lines.append(Text("χ² and the indices from it are those of Pearson correlations of normal answers",
                              "χ² 及由其得到的指数以正态数据的 Pearson 相关为前提"))  # fmt: skip
        if not self.converged:
            lines.append(Text("NOT converged", "未收敛"))
        return (*lines, *self.data.made)

    def plot(self, kind: PlotKind = "loadings", ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw the loadings as a colored table, as a path diagram, or as a biplot with the scores."""
        check_option("kind", kind, PLOT_KINDS)
        if kind == "loadings":
            return draw_loadings(self.loadings, ax, language)
        if kind == "path":
            return draw_path(self.loadings, self.factor_correlations, ax, language)
        return draw_biplot(self.loadings, self.scores().scores, ax, language)


_METHOD_NAMES: dict[Method, Text] = {
    "minres": Text("minimum residuals (least squares)", "最小残差法"),
    "ml": Text("maximum likelihood", "最大似然法"),
    "paf": Text("principal axes", "主轴因子法"),
    "pca": Text("principal components", "主成分法"),
}


def _fit_frame(fit: FactorFit) -> pd.DataFrame:
    row = {
        "chi2": fit.chi2, "df": fit.df, "p_value": fit.p_value, "rmsea": fit.rmsea,
        "rmsea_low": fit.rmsea_interval.low, "rmsea_high": fit.rmsea_interval.high, "tli": fit.tli, "bic": fit.bic,
        "rmsr": fit.rmsr,
    }  # fmt: skip
    return pd.DataFrame([row])


def factor_analysis(
    items: Any,
    n_factors: int,
    *,
    method: Method | Paf | None = None,
    rotation: str | Rotation | None = None,
    correlation: Correlation = "pearson",
    preset: Preset | None = None,
    missing: Missing = "listwise",
    rng: int | np.random.Generator = 0,
) -> FactorAnalysis:
    r"""Carry out an exploratory factor analysis.

    The model is :math:`R = L \Phi L' + \Psi` with loadings L (p, m), factor correlations :math:`\Phi` (m, m) and
    uniquenesses in the diagonal of :math:`\Psi`.

    Parameters
    ----------
    items : frame, array, Moments or Counts
        Answers, one row a respondent and one column an item; :class:`surveytools.Moments` of a published matrix; for
        polychoric correlations also :class:`surveytools.Counts`.
    n_factors : int
        How many factors to take out.
    method : {"minres", "ml", "paf", "pca"} or Paf, optional
        Minimum residuals, maximum likelihood, principal axes, or components; by default ``"minres"``.
        ``Paf(tolerance=…, change="max"|"sum", max_iterations=…)`` says how principal axes are iterated.
    rotation : str or rotation setting, optional
        ``"oblimin"`` (default), ``"varimax"``, ``"promax"``, ``"quartimax"``, ``"equamax"``, ``"geomin"``, ``"none"``,
        or a value such as ``st.Promax(power=3)`` or ``st.Target(matrix)``.
    correlation : {"pearson", "polychoric", "spearman"}
        What is analyzed.
    preset : {"spss", "psych"}, optional
        Do as SPSS's FACTOR or R's psych does where `method` and `rotation` say nothing; what is said explicitly wins.
        ``"spss"``: components, varimax; principal axes stop at a change of .001 or after 25 steps; promax of power 4
        with row-normalized target. ``"psych"``: minres, oblimin without Kaiser normalization; varimax stops as in R;
        principal axes stop at a change of .001 or after 50 steps.
    missing : {"listwise", "pairwise", "raise"}
        What happens to respondents who skipped an item.
    rng : int or numpy.random.Generator
        For the random starts of oblique rotations.

    Returns
    -------
    FactorAnalysis
        ``.loadings``, ``.structure``, ``.factor_correlations``, ``.communalities``, ``.uniquenesses``, ``.variance``,
        ``.fit``, ``.scores()``, ``.sorted()``, ``.plot()``.

    Raises
    ------
    ItemsError
        For more factors than the items allow; it names the limit.
    SampleSizeError
        When there are no more respondents than items.
    SingularMatrixError
        When items determine each other; it names them.
    OptionError
        For an unknown method, rotation, correlation or preset.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Notes
    -----
    Factors are ordered by the variance they explain, diag(Phi L'L), and turned so that their loadings sum to a positive
    number; loadings, structure, factor correlations and scores are ordered and turned together. ``psych::fa`` gives
    the same loadings with ``preset="psych"``.

    References
    ----------
    Bernaards, C. A., & Jennrich, R. I. (2005). Gradient projection algorithms and software for arbitrary rotation
    criteria in factor analysis. Educational and Psychological Measurement, 65, 676-696.
    https://doi.org/10.1177/0013164404272507

    Examples
    --------
    >>> import numpy as np, surveytools as st
    >>> L = np.array([[0.8, 0], [0.7, 0], [0.6, 0], [0, 0.7], [0, 0.6], [0, 0.5]])
    >>> R = L @ L.T + np.diag(1 - (L**2).sum(axis=1))
    >>> found = st.factor_analysis(st.Moments.from_corr(R, n=300), 2, rotation="varimax")
    >>> np.abs(found.loadings.to_numpy()).round(3).tolist()[0]
    [0.8, 0.0]
    """
    settings = resolved(method, rotation, preset)
    data = enter_correlations(items, correlation=correlation, missing=missing)
    _check_sizes(data, n_factors, settings)
    inverse(data.R, data.names)  # names items that determine each other
    unrotated = extracted(data.R, int(n_factors), settings.extraction)
    turned = rotated(unrotated.L, settings.rotation, rng=rng)
    result = _assembled(data, settings, unrotated, turned)
    _warn(result)
    return result


def _check_sizes(data: Correlations, m: int, settings: Resolved) -> None:
    p = len(data.names)
    most = p if settings.method == "pca" else largest_number_of_factors(p)
    if isinstance(m, bool) or not isinstance(m, int | float | np.number) or not float(m).is_integer() or m < 1:
        raise ItemsError(f"n_factors={m!r} is no number of factors", hint="Give 1, 2, 3 and so on.")
    if m > most:
        raise ItemsError(f"{m} factors are too many for {p} items", hint=f"{p} items allow at most {most}.")
    if data.n_used <= p:
        raise too_few(data, "Factor analysis")


def _assembled(data: Correlations, settings: Resolved, unrotated: Extraction, turned: Rotated) -> FactorAnalysis:
    factors = [f"F{k}" for k in range(1, turned.L.shape[1] + 1)]
    names = list(data.names)
    h2 = (unrotated.L**2).sum(axis=1)
    psi = 1 - h2
    is_factors = settings.method != "pca"
    fit = factor_fit(data.R, turned.L, turned.Phi, data.n_used) if is_factors else residual_fit(
        data.R, turned.L, turned.Phi
    )  # fmt: skip
    smallest = np.minimum(unrotated.psi, psi)
    at_bound = [name for name, u in zip(names, smallest, strict=True) if is_factors and u <= SMALLEST_UNIQUENESS + 1e-8]
    return FactorAnalysis(
        loadings=pd.DataFrame(turned.L, index=names, columns=factors),
        factor_correlations=pd.DataFrame(turned.Phi, index=factors, columns=factors),
        communalities=pd.Series(h2, index=names, name="communality"),
        uniquenesses=pd.Series(psi, index=names, name="uniqueness"),
        fit=fit,
        heywood=tuple(at_bound),
        converged=unrotated.converged and turned.converged,
        n_minima=turned.n_minima,
        n_used=data.n_used,
        n_total=data.n_total,
        data=data,
        settings=settings,
        unrotated=unrotated,
    )


def _warn(result: FactorAnalysis) -> None:
    if result.heywood:
        warnings.warn(
            f"the uniqueness of {', '.join(result.heywood)} fell to zero (a Heywood case); take fewer factors, or "
            "leave the item out.",
            HeywoodWarning,
            stacklevel=3,
        )
    if not result.converged:
        warnings.warn(
            f"{result.settings.method} with {result.settings.rotation.text.en} did not converge after "
            f"{result.unrotated.iterations} steps; the loadings are those of the last step.",
            NotConvergedWarning,
            stacklevel=3,
        )
