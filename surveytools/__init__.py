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
    from surveytools.index.building import Index as Index
    from surveytools.index.building import build_index as build_index
    from surveytools.indicators.tree import Indicator as Indicator
    from surveytools.indicators.tree import IndicatorTree as IndicatorTree
    from surveytools.indicators.weights import Weights as Weights
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
