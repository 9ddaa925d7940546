"""Exploratory factor analysis: loadings, factor correlations, fit, from answers or a published matrix."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import check_rng
from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.factors.analysis_wording import analysis_conventions, analysis_headline, warn_of_solution
from surveytools.factors.extraction import Extraction, Method, Paf, extracted, largest_number_of_factors
from surveytools.factors.fit import FactorFit, factor_fit, implied, residual_fit
from surveytools.factors.loadings import CUTOFF, solution_tables, sorted_loadings, variance_explained
from surveytools.factors.pictures import PlotKind, draw_analysis
from surveytools.factors.presets import Preset, Resolved, resolved
from surveytools.factors.requirements import Rng, checked_number, seed_text
from surveytools.factors.resampling import LoadingIntervals, bootstrapped
from surveytools.factors.rotation import Rotated, rotated
from surveytools.factors.rotation_settings import Rotation, rotated_names
from surveytools.factors.scoring import FactorScores, ScoreMethod, scored
from surveytools.moments.correlations import Correlation, Correlations, enter_correlations
from surveytools.moments.sums import Missing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]


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
        Items whose uniqueness came to the bound of .005 or fell below it.
    converged : bool
        Whether extraction and rotation came to their end.
    n_starts, n_minima : int
        Starts of the rotation, and the solutions of different value that they found.
    n_used, n_total : int
        Respondents that count; in all.
    """

    loadings: pd.DataFrame
    factor_correlations: pd.DataFrame
    communalities: pd.Series
    uniquenesses: pd.Series
    fit: FactorFit
    heywood: tuple[str, ...]
    converged: bool
    n_starts: int
    n_minima: int
    n_used: int
    n_total: int
    data: Correlations = field(repr=False)
    settings: Resolved = field(repr=False)
    unrotated: Extraction = field(repr=False)
    seed: Text = field(repr=False)
    references = (
        "Harman, H. H., & Jones, W. H. (1966). Factor analysis by minimizing residuals (minres). Psychometrika, 31, "
        "351-368. https://doi.org/10.1007/BF02289468",
        "Jöreskog, K. G. (1967). Some contributions to maximum likelihood factor analysis. Psychometrika, 32, "
        "443-482. https://doi.org/10.1007/BF02289658",
        "Grieder, S., & Steiner, M. D. (2022). Algorithmic jingle jungle: A comparison of implementations of principal "
        "axis factoring and promax rotation in R and SPSS. Behavior Research Methods, 54, 54-74. "
        "https://doi.org/10.3758/s13428-021-01581-x",
    )

    @property
    def n_factors(self) -> int:
        """Number of factors."""
        return self.loadings.shape[1]

    @property
    def impossible(self) -> tuple[str, ...]:
        """Items with a negative uniqueness, a communality above 1, which principal axes can arrive at."""
        return tuple(str(name) for name in self.loadings.index[self.unrotated.impossible()])

    @property
    def structure(self) -> pd.DataFrame:
        """Correlations of items and factors, loadings times factor correlations, shape (p, m)."""
        return self.loadings @ self.factor_correlations

    @property
    def variance(self) -> pd.DataFrame:
        """One row a factor: sum of squares diag(Phi L'L), its share, the running share, and that of the structure."""
        return variance_explained(self.loadings, self.factor_correlations)

    @property
    def residuals(self) -> pd.DataFrame:
        """Correlations less what the factors imply, shape (p, p), zeros in the diagonal."""
        E = self.data.R - implied(self.loadings.to_numpy(), self.factor_correlations.to_numpy())
        np.fill_diagonal(E, 0.0)
        return pd.DataFrame(E, index=self.loadings.index, columns=self.loadings.index)

    def sorted(self, cutoff: float = CUTOFF) -> pd.DataFrame:
        """Return the loadings as people print them: items grouped by factor, small loadings (NaN) left out."""
        return sorted_loadings(self.loadings, self.communalities, cutoff)

    def scores(self, items: Any = None, method: ScoreMethod = "regression") -> FactorScores:
        """Return the scores of respondents, by default of those who were analyzed.

        Parameters
        ----------
        items : frame or array, optional
            Answers with the analyzed items, reversed as they were for the analysis; other columns are left alone. They
            are standardized by the means and standard deviations of the analyzed answers, or by their own if only a
            published matrix was analyzed. Who skipped an item has no score: NaN.
        method : {"regression", "bartlett", "ten_berge"}
            As in ``psych::factor.scores`` (``"Thurstone"``, ``"Bartlett"``, ``"tenBerge"``).
        """
        return scored(self, items, method)

    def bootstrap(self, n_resamples: int = 1000, *, level: float = 0.95, rng: Rng = 0) -> LoadingIntervals:
        """Return bootstrap standard errors and percentile intervals of the loadings.

        Every resample of the respondents is analyzed in the same way and rotated towards the loadings found here, so
        that order and sign of the factors do not add to the spread. 100 resamples are the fewest; those that cannot be
        analyzed are counted, and an error if they are more than half.
        """
        return bootstrapped(self, n_resamples, level, rng)

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item: loadings, communality, uniqueness."""
        frame = self.loadings.assign(communality=self.communalities, uniqueness=self.uniquenesses)
        return frame.reset_index(names="item")

    def headline(self) -> Text:
        """State how much the factors explain, and how well they fit."""
        return analysis_headline(self)

    def tables(self) -> tuple[Table, ...]:
        """Return sorted loadings, variance explained, factor correlations and fit."""
        oblique = self.settings.rotation.oblique
        tables = solution_tables(self.loadings, self.communalities, self.factor_correlations, oblique=oblique)
        if not np.isnan(self.fit.chi2):
            tables.append(Table(Text("Fit", "拟合"), self.fit.to_frame()))
        return tuple(tables)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """Extraction, rotation, preset, and the correlations."""
        return analysis_conventions(self)

    def plot(self, kind: PlotKind = "loadings", ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw the loadings as a colored table, as a path diagram, or as a biplot with the scores."""
        return draw_analysis(self, kind, ax, language)


def factor_analysis(
    items: Any,
    n_factors: int,
    *,
    method: Method | Paf | None = None,
    rotation: str | Rotation | None = None,
    correlation: Correlation = "pearson",
    preset: Preset | None = None,
    missing: Missing = "listwise",
    rng: Rng = 0,
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
        For more factors than the items allow; it names the limit. For a target that names other items.
    SampleSizeError
        When there are no more respondents than items.
    SingularMatrixError, MatrixError
        When items determine each other; it names them. When the correlations are not positive definite.
    OptionError
        For an unknown method, rotation, correlation or preset.
    SurveyError
        As in :func:`surveytools.cronbach_alpha`.

    Warns
    -----
    HeywoodWarning
        When the uniqueness of an item fell to the bound of .005, or its communality rose above 1.
    NotConvergedWarning
        When extraction or rotation did not come to their end.

    Notes
    -----
    Factors are ordered by the variance they explain, diag(Phi L'L), and turned so that their loadings sum to a positive
    number; loadings, structure, factor correlations and scores are ordered and turned together. ``psych::fa`` gives
    the same loadings with ``preset="psych"``.

    Minimum residuals and maximum likelihood can have several minima. Where the first solution of up to 30 items has a
    Heywood case, or one or two factors that explain less than .7 of the variance of one item, five more starts are
    tried and the best fit is given, which is often a Heywood case itself; programs with one start may print another
    solution then.

    A communality above 1 is impossible, and principal axes have no bound that keeps them from it. Then loadings and
    residuals are given, but neither a test nor indices of fit.

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
    check_rng(rng)
    settings = resolved(method, rotation, preset)
    data = enter_correlations(items, correlation=correlation, missing=missing)
    settings, p = settings.for_items(data.names), len(data.names)
    m = checked_number("n_factors", n_factors, p, p if settings.method == "pca" else largest_number_of_factors(p))
    data.inverse("Factor analysis")  # names items that determine each other
    unrotated = extracted(data.R, m, settings.extraction)
    turned = rotated(unrotated.L, settings.rotation, rng=rng)
    result = _assembled(data, settings, unrotated, turned, seed_text(rng))
    warn_of_solution(result, 2)
    return result


def _assembled(
    data: Correlations, settings: Resolved, unrotated: Extraction, turned: Rotated, seed: Text
) -> FactorAnalysis:
    names, factors = list(data.names), list(rotated_names(settings.rotation, turned.L.shape[1]))
    psi = 1 - (unrotated.L**2).sum(axis=1)
    R, L, Phi, is_factors = data.R, turned.L, turned.Phi, settings.method != "pca"
    at_bound = replace(unrotated, psi=np.minimum(unrotated.psi, psi)).at_bound() & is_factors
    is_tested = is_factors and not unrotated.impossible().any()
    fit = factor_fit(R, L, Phi, data.n_used) if is_tested else residual_fit(R, L, Phi)
    return FactorAnalysis(
        loadings=pd.DataFrame(L, index=names, columns=factors),
        factor_correlations=pd.DataFrame(Phi, index=factors, columns=factors),
        communalities=pd.Series(1 - psi, index=names, name="communality"),
        uniquenesses=pd.Series(psi, index=names, name="uniqueness"),
        fit=fit,
        heywood=tuple(name for name, is_at_bound in zip(names, at_bound, strict=True) if is_at_bound),
        converged=unrotated.converged and turned.converged,
        n_starts=turned.n_starts,
        n_minima=turned.n_minima,
        n_used=data.n_used,
        n_total=data.n_total,
        data=data,
        settings=settings,
        unrotated=unrotated,
        seed=seed,
    )
