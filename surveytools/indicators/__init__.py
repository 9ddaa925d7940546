"""The indicator tree, its weights, and scores going up it."""

from surveytools.indicators.tree import Indicator, IndicatorTree
from surveytools.indicators.weights import Weights

__all__ = ["Indicator", "IndicatorTree", "Weights"]
