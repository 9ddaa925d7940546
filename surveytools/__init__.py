"""From questionnaires to numbers that hold: reliability, validity, weights from expert judgments, and the index.

Names load on first use, so that importing the package costs little more than numpy and pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from surveytools.base.version import __version__

if TYPE_CHECKING:
    from surveytools import ahp as ahp
    from surveytools.agreement.chance_corrected import brennan_prediger as brennan_prediger
    from surveytools.agreement.chance_corrected import gwet_ac as gwet_ac
    from surveytools.agreement.cohen import cohen_kappa as cohen_kappa
    from surveytools.agreement.concordance import kendall_w as kendall_w
    from surveytools.agreement.count_tables import CategoryCounts as CategoryCounts
    from surveytools.agreement.count_tables import ConfusionTable as ConfusionTable
    from surveytools.agreement.essential_items import content_validity_ratio as content_validity_ratio
    from surveytools.agreement.expert_panel import content_validity as content_validity
    from surveytools.agreement.fleiss import fleiss_kappa as fleiss_kappa
    from surveytools.agreement.intraclass import icc as icc
    from surveytools.agreement.krippendorff import krippendorff_alpha as krippendorff_alpha
    from surveytools.agreement.limits_of_agreement import bland_altman as bland_altman
    from surveytools.base.errors import SurveyError as SurveyError
    from surveytools.base.figure import drawing as drawing
    from surveytools.base.guidelines import ItemRules as ItemRules
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
    from surveytools.items.analysis import item_analysis as item_analysis
    from surveytools.items.inattention import careless as careless
    from surveytools.items.inattention_rules import CarelessRules as CarelessRules
    from surveytools.items.scoring import score as score
    from surveytools.moments.continuous_ordinal import polyserial as polyserial
    from surveytools.moments.counts import Counts as Counts
    from surveytools.moments.ordinal import polychoric as polychoric
    from surveytools.moments.ordinal import tetrachoric as tetrachoric
    from surveytools.moments.partialling import partial_correlations as partial_correlations
    from surveytools.moments.ranks import spearman as spearman
    from surveytools.moments.sums import Moments as Moments
    from surveytools.readers.judgment_folder import read_judgments as read_judgments
    from surveytools.readers.study_folder import check_study as check_study
    from surveytools.readers.study_folder import read_study as read_study
    from surveytools.reliability.alpha import cronbach_alpha as cronbach_alpha
    from surveytools.reliability.attenuation import disattenuated_correlation as disattenuated_correlation
    from surveytools.reliability.binary_items import kuder_richardson as kuder_richardson
    from surveytools.reliability.bounds import greatest_lower_bound as greatest_lower_bound
    from surveytools.reliability.categorical_omega import ordinal_omega as ordinal_omega
    from surveytools.reliability.compared_alphas import PublishedAlpha as PublishedAlpha
    from surveytools.reliability.comparing import compare_alphas as compare_alphas
    from surveytools.reliability.dimensions import dimension_reliability as dimension_reliability
    from surveytools.reliability.every_split import all_split_halves as all_split_halves
    from surveytools.reliability.guttman import guttman_lambdas as guttman_lambdas
    from surveytools.reliability.measurement_error import standard_error_of_measurement as standard_error_of_measurement
    from surveytools.reliability.omega import mcdonald_omega as mcdonald_omega
    from surveytools.reliability.omega_variants import OmegaVariant as OmegaVariant
    from surveytools.reliability.polychoric_alpha import ordinal_alpha as ordinal_alpha
    from surveytools.reliability.splits import split_half as split_half
    from surveytools.reliability.stability import test_retest as test_retest
    from surveytools.reliability.strata import stratified_alpha as stratified_alpha
    from surveytools.reports.writing import write_report as write_report
    from surveytools.study.evaluation import Evaluation as Evaluation
    from surveytools.study.study import Study as Study

_HOME = {
    # answers
    "Moments": "moments.sums",
    # is the scale reliable, and fit for factor analysis
    "cronbach_alpha": "reliability.alpha",
    "kuder_richardson": "reliability.binary_items",
    "compare_alphas": "reliability.comparing",
    "PublishedAlpha": "reliability.compared_alphas",
    "split_half": "reliability.splits",
    "all_split_halves": "reliability.every_split",
    "guttman_lambdas": "reliability.guttman",
    "greatest_lower_bound": "reliability.bounds",
    "test_retest": "reliability.stability",
    "standard_error_of_measurement": "reliability.measurement_error",
    "disattenuated_correlation": "reliability.attenuation",
    "dimension_reliability": "reliability.dimensions",
    "mcdonald_omega": "reliability.omega",
    "OmegaVariant": "reliability.omega_variants",
    "ordinal_alpha": "reliability.polychoric_alpha",
    "ordinal_omega": "reliability.categorical_omega",
    "stratified_alpha": "reliability.strata",
    "kmo": "factors.adequacy",
    "bartlett_sphericity": "factors.adequacy",
    # items one by one, and the scores of scales
    "item_analysis": "items.analysis",
    "ItemRules": "base.guidelines",
    "score": "items.scoring",
    # whose answers should go
    "careless": "items.inattention",
    "CarelessRules": "items.inattention_rules",
    # do raters agree, in numbers; is the content valid
    "icc": "agreement.intraclass",
    "kendall_w": "agreement.concordance",
    "bland_altman": "agreement.limits_of_agreement",
    "content_validity": "agreement.expert_panel",
    "content_validity_ratio": "agreement.essential_items",
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
    # do raters agree
    "cohen_kappa": "agreement.cohen",
    "fleiss_kappa": "agreement.fleiss",
    "gwet_ac": "agreement.chance_corrected",
    "brennan_prediger": "agreement.chance_corrected",
    "krippendorff_alpha": "agreement.krippendorff",
    "CategoryCounts": "agreement.count_tables",
    "ConfusionTable": "agreement.count_tables",
    # indicators and weights
    "Indicator": "indicators.tree",
    "IndicatorTree": "indicators.tree",
    "Weights": "indicators.weights",
    "ahp": "ahp",
    "read_judgments": "readers.judgment_folder",
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
