"""A study ties answers, indicators and judgments together: screened, evaluated, set beside what was published."""

from surveytools.study.evaluation import Evaluation
from surveytools.study.screening import Screening
from surveytools.study.study import Study

__all__ = ["Evaluation", "Screening", "Study"]
