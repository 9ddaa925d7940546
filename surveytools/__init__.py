"""From questionnaires to numbers that hold: reliability, validity, weights from expert judgments, and the index.

Names load on first use, so that importing the package costs little more than numpy and pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from surveytools.base.version import __version__

if TYPE_CHECKING:
    from surveytools import ahp as ahp
    from surveytools.base.errors import SurveyError as SurveyError
    from surveytools.base.figure import drawing as drawing
    from surveytools.base.labels import Text as Text
    from surveytools.factors.adequacy import bartlett_sphericity as bartlett_sphericity
    from surveytools.factors.adequacy import kmo as kmo
    from surveytools.factors.analysis import factor_analysis as factor_analysis
    from surveytools.factors.bifactor import schmid_leiman as schmid_leiman
    from surveytools.factors.common_method import harman_single_factor as harman_single_factor
    from surveytools.factors.congruence import compare_loadings as compare_loadings
    from surveytools.factors.eigenvalue_rules import empirical_kaiser_criterion as empirical_kaiser_criterion
    from surveytools.factors.eigenvalue_rules import kaiser_criterion as kaiser_criterion
    from surveytools.factors.extraction import Paf as Paf
    from surveytools.factors.hull import hull_method as hull_method
    from surveytools.factors.parallel import parallel_analysis as parallel_analysis
    from surveytools.factors.partials import minimum_average_partial as minimum_average_partial
    from surveytools.factors.retention import number_of_factors as number_of_factors
    from surveytools.factors.rotating import rotate as rotate
    from surveytools.factors.rotation_settings import Equamax as Equamax
    from surveytools.factors.rotation_settings import Geomin as Geomin
    from surveytools.factors.rotation_settings import Oblimin as Oblimin
    from surveytools.factors.rotation_settings import Promax as Promax
    from surveytools.factors.rotation_settings import Quartimax as Quartimax
    from surveytools.factors.rotation_settings import Target as Target
    from surveytools.factors.rotation_settings import Varimax as Varimax
    from surveytools.factors.sequence import sequential_tests as sequential_tests
    from surveytools.index.building import Index as Index
    from surveytools.index.building import build_index as build_index
    from surveytools.indicators.tree import Indicator as Indicator
    from surveytools.indicators.tree import IndicatorTree as IndicatorTree
    from surveytools.indicators.weights import Weights as Weights
    from surveytools.moments.continuous_ordinal import polyserial as polyserial
    from surveytools.moments.counts import Counts as Counts
    from surveytools.moments.ordinal import polychoric as polychoric
    from surveytools.moments.ordinal import tetrachoric as tetrachoric
    from surveytools.moments.partialling import partial_correlations as partial_correlations
    from surveytools.moments.ranks import spearman as spearman
    from surveytools.moments.sums import Moments as Moments
    from surveytools.readers.study_folder import check_study as check_study
    from surveytools.readers.study_folder import read_study as read_study
    from surveytools.reliability.alpha import cronbach_alpha as cronbach_alpha
    from surveytools.reliability.dimensions import dimension_reliability as dimension_reliability
    from surveytools.reliability.splits import split_half as split_half
    from surveytools.reports.writing import write_report as write_report
    from surveytools.study.evaluation import Evaluation as Evaluation
    from surveytools.study.study import Study as Study

_HOME = {
    # answers
    "Moments": "moments.sums",
    # is the scale reliable, and fit for factor analysis
    "cronbach_alpha": "reliability.alpha",
    "split_half": "reliability.splits",
    "dimension_reliability": "reliability.dimensions",
    "kmo": "factors.adequacy",
    "bartlett_sphericity": "factors.adequacy",
    # correlations
    "Counts": "moments.counts",
    "polychoric": "moments.ordinal",
    "tetrachoric": "moments.ordinal",
    "polyserial": "moments.continuous_ordinal",
    "spearman": "moments.ranks",
    "partial_correlations": "moments.partialling",
    # what structure is in the answers
    "number_of_factors": "factors.retention",
    "parallel_analysis": "factors.parallel",
    "minimum_average_partial": "factors.partials",
    "kaiser_criterion": "factors.eigenvalue_rules",
    "empirical_kaiser_criterion": "factors.eigenvalue_rules",
    "sequential_tests": "factors.sequence",
    "hull_method": "factors.hull",
    "factor_analysis": "factors.analysis",
    "Paf": "factors.extraction",
    "rotate": "factors.rotating",
    "compare_loadings": "factors.congruence",
    "schmid_leiman": "factors.bifactor",
    "harman_single_factor": "factors.common_method",
    "Varimax": "factors.rotation_settings",
    "Quartimax": "factors.rotation_settings",
    "Equamax": "factors.rotation_settings",
    "Promax": "factors.rotation_settings",
    "Oblimin": "factors.rotation_settings",
    "Geomin": "factors.rotation_settings",
    "Target": "factors.rotation_settings",
    # indicators and weights
    "Indicator": "indicators.tree",
    "IndicatorTree": "indicators.tree",
    "Weights": "indicators.weights",
    "ahp": "ahp",
    "Index": "index.building",
    "build_index": "index.building",
    # a whole study
    "read_study": "readers.study_folder",
    "check_study": "readers.study_folder",
    "Study": "study.study",
    "Evaluation": "study.evaluation",
    "write_report": "reports.writing",
    # words, errors, and axes in the style of the package, with Chinese glyphs on any machine
    "Text": "base.labels",
    "SurveyError": "base.errors",
    "drawing": "base.figure",
}

__all__ = ["__version__", *_HOME]  # noqa: PLE0604 # pyright: ignore[reportUnsupportedDunderAll] - texts


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_HOME[name]}")
    value = module if name == _HOME[name] else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
