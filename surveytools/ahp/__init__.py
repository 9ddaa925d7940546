"""Weights from pairwise comparisons: the judgments, their priorities and consistency, and a whole hierarchy."""

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.hierarchies import Hierarchy
from surveytools.ahp.prioritization import Priorities, priorities

__all__ = ["Hierarchy", "Judgments", "Priorities", "priorities"]
