"""How much rotated loadings would vary in other samples: the bootstrap, aligned by target rotation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import (
    AnswersNeededError,
    ItemsError,
    MatrixError,
    OptionError,
    SampleSizeError,
    check_level,
    check_rng,
    is_whole,
)
from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.factors.extraction import extracted
from surveytools.factors.requirements import Rng, seed_text
from surveytools.factors.rotation import procrustes, rotated
from surveytools.factors.rotation_settings import Target
from surveytools.moments.correlations import enter_correlations
from surveytools.moments.matrices import inverse

if TYPE_CHECKING:
    from surveytools.factors.analysis import FactorAnalysis

Array = NDArray[np.float64]
FEWEST_RESAMPLES = 100


@result_class
class LoadingIntervals(Result):
    """Bootstrap standard errors and percentile intervals of rotated loadings.

    Attributes
    ----------
    loadings, standard_errors, low, high : pandas.DataFrame, shape (p, m)
        The loadings, their standard errors, and the limits of their intervals.
    correlation_errors : pandas.DataFrame, shape (m, m)
        Standard errors of the factor correlations.
    level : float
        Level of the intervals.
    n_resamples, n_failed : int
        Resamples that count; those that do not, having a constant item or no positive definite correlations.
    """

    loadings: pd.DataFrame
    standard_errors: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    correlation_errors: pd.DataFrame
    level: float
    n_resamples: int
    n_failed: int
    seed: Text = field(repr=False)
    references = (
        "Zhang, G., Preacher, K. J., & Luo, S. (2010). Bootstrap confidence intervals for ordinary least squares "
        "factor loadings and correlations in exploratory factor analysis. Multivariate Behavioral Research, 45, "
        "104-134. https://doi.org/10.1080/00273170903504836",
    )

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item and factor: estimate, standard error, limits."""
        parts = {"estimate": self.loadings, "standard_error": self.standard_errors, "ci_low": self.low,
                 "ci_high": self.high}  # fmt: skip
        stacked = pd.DataFrame({name: frame.to_numpy().ravel() for name, frame in parts.items()})
        items, factors = self.loadings.index, self.loadings.columns
        stacked.insert(0, "item", np.repeat([str(name) for name in items], len(factors)))
        stacked.insert(1, "factor", np.tile([str(name) for name in factors], len(items)))
        return stacked

    def headline(self) -> Text:
        """State how precise the loadings are."""
        typical, n = float(np.median(self.standard_errors.to_numpy())), self.n_resamples
        return Text(
            f"The median standard error of the loadings is {typical:.3f} ({n} resamples).",
            f"载荷标准误的中位数为 {typical:.3f}（{n} 次重抽样）。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the loadings with standard errors and limits."""
        return (Table(Text("Loadings with bootstrap intervals", "载荷及自助法区间"), self.to_frame()),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """How resamples are aligned, the level, how many failed, and the seed."""
        level, failed = f"{100 * self.level:g}%", self.n_failed
        of = failed + self.n_resamples
        left_out = Text(
            f"{failed} of {of} resamples left out: a constant item, or correlations that are not positive definite",
            f"{of} 次重抽样中有 {failed} 次被舍去：题项取值不变，或相关矩阵非正定",
        )
        return (
            Text("each resample rotated towards the loadings of the sample", "每次重抽样的解向原载荷作目标旋转"),
            Text(f"percentile intervals, {level}", f"百分位区间，{level}"),
            *((left_out,) if failed else ()),
            self.seed,
        )


def bootstrapped(found: FactorAnalysis, n_resamples: int, level: float, rng: Rng) -> LoadingIntervals:
    """Resample the respondents of an analysis, extract and align each time."""
    check_level(level)
    if not is_whole(n_resamples) or n_resamples < FEWEST_RESAMPLES:
        raise OptionError(f"n_resamples={n_resamples} is too few", hint=f"Give {FEWEST_RESAMPLES} or more.")
    check_rng(rng)
    pairs = list(_resampled(found, n_resamples, np.random.default_rng(rng)))
    _check_enough(len(pairs), n_resamples)
    L, Phi = (np.array(part) for part in zip(*pairs, strict=True))
    low, high = np.quantile(L, [(1 - level) / 2, (1 + level) / 2], axis=0)
    index, factors = found.loadings.index, found.loadings.columns
    named = {"index": index, "columns": factors}
    return LoadingIntervals(
        loadings=found.loadings,
        standard_errors=pd.DataFrame(L.std(axis=0, ddof=1), **named),
        low=pd.DataFrame(low, **named),
        high=pd.DataFrame(high, **named),
        correlation_errors=pd.DataFrame(Phi.std(axis=0, ddof=1).round(15), index=factors, columns=factors),
        level=level,
        n_resamples=len(L),
        n_failed=n_resamples - len(L),
        seed=seed_text(rng),
    )


def _check_enough(n_analyzed: int, n_resamples: int) -> None:
    """Raise :class:`SampleSizeError` where more than half of the resamples could not be analyzed."""
    failed = n_resamples - n_analyzed
    if failed > n_resamples / 2:
        raise SampleSizeError(
            f"{failed} of {n_resamples} resamples have a constant item, or correlations that are not positive definite",
            hint="The respondents are too few for a bootstrap; analyze fewer items, or ask more respondents.",
        )


def _resampled(found: FactorAnalysis, b: int, rng: np.random.Generator) -> Iterator[tuple[Array, Array]]:
    """Yield aligned loadings and factor correlations of b resamples."""
    answers, target = found.data.answers, found.loadings.to_numpy()
    if answers is None:
        raise AnswersNeededError("a matrix holds no answers to resample", hint="Analyze the answers themselves.")
    X = np.asarray(answers.X)
    oblique = found.settings.rotation.oblique
    for _ in range(b):
        frame = pd.DataFrame(X[rng.integers(0, len(X), len(X))], columns=list(answers.names))
        try:
            data = enter_correlations(frame, correlation=found.data.correlation, missing="pairwise")
            inverse(data.R, data.names)
        except (ItemsError, MatrixError, SampleSizeError):
            continue
        yield aligned(extracted(data.R, target.shape[1], found.settings.extraction).L, target, oblique=oblique)


def aligned(A: Array, target: Array, *, oblique: bool) -> tuple[Array, Array]:
    """Return loadings A (p, m) turned towards a target, and their factor correlations."""
    if oblique and A.shape[1] > 1:
        turned = rotated(A, Target(target), n_starts=1)
        return turned.L, turned.Phi
    return A @ procrustes(A, target), np.eye(A.shape[1])
