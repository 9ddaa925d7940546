"""Weights from pairwise comparisons: the judgments, their priorities and consistency, and a whole hierarchy."""

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.hierarchies import Hierarchy
from surveytools.ahp.hierarchy_panels import HierarchyPanel
from surveytools.ahp.many_matrices import BatchPriorities, batch
from surveytools.ahp.panels import Panel
from surveytools.ahp.prioritization import Priorities, priorities
from surveytools.ahp.ranking.acceptability import RankAcceptability, rank_acceptability
from surveytools.ahp.ranking.measured import Measurements
from surveytools.ahp.ranking.rankings import Ranking
from surveytools.ahp.ranking.rating_scales import Ratings, RatingScale
from surveytools.ahp.ranking.sensitivity_analysis import sensitivity
from surveytools.ahp.ranking.synthesis import rank
from surveytools.ahp.ranking.weight_stability import Sensitivity
from surveytools.ahp.repairing import Repairs, repair
from surveytools.ahp.survey_answers import SurveyJudgments, from_survey

__all__ = [
    "BatchPriorities",
    "Hierarchy",
    "HierarchyPanel",
    "Judgments",
    "Measurements",
    "Panel",
    "Priorities",
    "RankAcceptability",
    "Ranking",
    "RatingScale",
    "Ratings",
    "Repairs",
    "Sensitivity",
    "SurveyJudgments",
    "batch",
    "from_survey",
    "priorities",
    "rank",
    "rank_acceptability",
    "repair",
    "sensitivity",
]
