"""The evaluation of a study: every result, in the order in which a report tells them."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from surveytools.ahp.hierarchies import Hierarchy
from surveytools.ahp.hierarchy_panels import HierarchyPanel
from surveytools.base.errors import ItemsError, SingularMatrixError, StudyError
from surveytools.base.labels import Language, Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Html, Table
from surveytools.base.warnings import MissingAnswersWarning, NegativeItemWarning, suppressed
from surveytools.factors.adequacy import BartlettSphericity, Kmo, bartlett_sphericity, kmo
from surveytools.factors.analysis import FactorAnalysis, factor_analysis
from surveytools.factors.extraction import largest_number_of_factors
from surveytools.factors.retention import NumberOfFactors, number_of_factors
from surveytools.index.building import Index, build_index
from surveytools.indicators.weights import Weights
from surveytools.items.analysis import ItemAnalysis, item_analysis
from surveytools.items.exclusion import Exclusion
from surveytools.moments.door import enter_moments
from surveytools.moments.sums import Moments
from surveytools.reliability.alpha import CronbachAlpha, cronbach_alpha
from surveytools.reliability.dimensions import DimensionReliability, dimension_reliability
from surveytools.reliability.omega import McDonaldOmega, mcdonald_omega
from surveytools.reliability.splits import SplitHalf, split_half
from surveytools.study.comparison import Comparison, compare
from surveytools.study.judging import judged
from surveytools.study.repairs import SuggestedRepairs
from surveytools.study.screening import Screening

if TYPE_CHECKING:
    from surveytools.study.study import Study


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the report: a key, a title, and its results."""

    key: str
    title: Text
    results: tuple[Result, ...]


@result_class
class Evaluation(Result):
    """Everything a study yields.

    Attributes
    ----------
    study : Study
        What was evaluated.
    screening : Screening
        Whose answers count.
    items : ItemAnalysis
        What each item contributes, and which items a set of rules would drop.
    reliability : CronbachAlpha
        Of all items.
    omega : McDonaldOmega or None
        Of all items with one factor, for three items or more that do not determine each other.
    dimensions : DimensionReliability
        Alpha and omega of each dimension, and alpha of their sums.
    split_half : SplitHalf
        Odd against even items.
    kmo, bartlett : Kmo, BartlettSphericity
        Whether the correlations are fit for factor analysis.
    number_of_factors, factors : NumberOfFactors, FactorAnalysis or None
        How many factors each criterion suggests, and the solution; for three items or more.
    hierarchy, weights, index : Hierarchy, Weights, Index or None
        Only for a study with judgments. The hierarchy of a panel is that of its aggregated judgments; there is none
        where priorities are averaged.
    panel : HierarchyPanel or None
        The experts, for a study whose judgments come from several.
    repairs : SuggestedRepairs or None
        The smallest change that would mend each matrix with a CR of .10 or more.
    comparison : Comparison or None
        Published beside computed figures, for a study that names some.
    impact : Exclusion or None
        What leaving out respondents changes, where some are left out.

    References
    ----------
    OECD & JRC (2008). Handbook on Constructing Composite Indicators. https://doi.org/10.1787/9789264043466-en

    Examples
    --------
    >>> import surveytools as st
    >>> evaluation = st.read_study("data/platform_quality").evaluate()  # doctest: +SKIP
    >>> evaluation.reliability.alpha, evaluation.index.value  # doctest: +SKIP
    """

    study: Study = field(repr=False)
    screening: Screening
    items: ItemAnalysis
    reliability: CronbachAlpha
    omega: McDonaldOmega | None
    dimensions: DimensionReliability
    split_half: SplitHalf
    kmo: Kmo
    bartlett: BartlettSphericity
    number_of_factors: NumberOfFactors | None = None
    factors: FactorAnalysis | None = None
    hierarchy: Hierarchy | None = None
    weights: Weights | None = None
    index: Index | None = None
    panel: HierarchyPanel | None = None
    repairs: SuggestedRepairs | None = None
    comparison: Comparison | None = None
    impact: Exclusion | None = None

    @property
    def sections(self) -> tuple[Section, ...]:
        """The results in order, those that the study has."""
        sections = (
            Section("sample", Text("Sample and response rate", "样本与回收"), _some(self.screening, self.impact)),
            Section("items", Text("Item analysis", "项目分析"), (self.items,)),
            Section(
                "reliability",
                Text("Reliability", "信度"),
                _some(self.reliability, self.omega, self.dimensions, self.split_half),
            ),
            Section(
                "adequacy", Text("Suitability for factor analysis", "因子分析适用性检验"), (self.kmo, self.bartlett)
            ),
            Section("factors", Text("Factor structure", "因子结构"), _some(self.number_of_factors, self.factors)),
            Section(
                "judgments",
                Text("Judgments and consistency", "判断矩阵与一致性"),
                _some(self.panel, self.hierarchy, self.repairs),
            ),
            Section("weights", Text("Weights", "指标权重"), _some(self.weights)),
            Section("index", Text("Index and ranking", "指数与排名"), _some(self.index)),
            Section("published", Text("Published and computed", "文献值与计算值对照"), _some(self.comparison)),
        )
        return tuple(section for section in sections if section.results)

    def tables_of(self, result: Result) -> tuple[Table, ...]:
        """Return the tables of one of the results, with the wording of the items beside their names."""
        names = {indicator.item: indicator.printed for indicator in self.study.tree if indicator.item}
        tables = result.tables()[:1] if result is self.reliability else result.tables()  # its items stand in theirs
        return tuple(table.beside("item", "indicator", names) for table in tables)

    @property
    def results(self) -> tuple[Result, ...]:
        """All results in order."""
        return tuple(result for section in self.sections for result in section.results)

    @property
    def references(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The sources of all results, each once, sorted."""
        return tuple(sorted({source for result in self.results for source in result.references}))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a result: section and what it says in a sentence."""
        rows = [(section.title, result.headline()) for section in self.sections for result in section.results]
        return pd.DataFrame(rows, columns=["section", "result"])

    def headline(self) -> Text:
        """Return the title of the study and its last word."""
        title, last = self.study.title, (self.index or self.reliability).headline()
        return Text(f"{title.en}: {last.en}", f"{title.zh}：{last.zh}")

    def tables(self) -> tuple[Table, ...]:
        """Return the table of contents."""
        return (Table(Text("Contents", "目录"), self.to_frame()),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What holds for all results."""
        return (Text("see each result", "见各项结果"),)

    def to_html(self, language: Language = "en") -> Html:
        """Return the table of contents with every result folded below it."""
        folded = "".join(
            f"<details><summary>{html.escape(result.headline().said(language))}</summary>"
            f"{''.join(table.to_html(language) for table in self.tables_of(result))}</details>"
            for result in self.results
        )
        return Html(f"<p><b>{html.escape(self.study.title.said(language))}</b></p>{folded}")

    def _repr_html_(self) -> str:
        language: Language = "zh" if self.study.project.language == "zh" else "en"
        return self.to_html(language).styled()


def _some(*results: Result | None) -> tuple[Result, ...]:
    return tuple(result for result in results if result is not None)


STEPS = (
    Text("screening", "筛选问卷"),
    Text("items", "题项"),
    Text("reliability", "信度"),
    Text("suitability for factor analysis", "因子分析适用性"),
    Text("factor structure", "因子结构"),
    Text("weights", "权重"),
    Text("index", "指数"),
    Text("comparison", "对照"),
)


def evaluated(study: Study, progress: Callable[[int, int, Text], None]) -> Evaluation:
    """Carry out a study: screen, then all that the moments of the valid answers tell, then weights and index."""
    steps = ((k, len(STEPS), name) for k, name in enumerate(STEPS))

    def begin() -> None:
        progress(*next(steps))

    begin()
    screening = _screened(study)
    valid, turned = study.answers[screening.valid], study.tree.reversed_items()
    begin()
    items = item_analysis(valid, reverse=turned, scale=study.scale)
    begin()
    with suppressed(MissingAnswersWarning, NegativeItemWarning):  # the item analysis has said so
        moments = enter_moments(valid, reverse=turned, scale=study.scale)
        reliability = _reliability(study, moments)
    begin()
    adequacy = kmo(moments), bartlett_sphericity(moments)
    begin()
    structure = _structure(study, moments)
    begin()
    judgments = judged(study)
    begin()
    groups = None if study.groups is None else list(study.groups[screening.valid])
    weights = judgments.weights
    index = build_index(valid, weights, scale=study.scale, groups=groups) if weights else None
    begin()
    evaluation = Evaluation(
        study, screening, items, *reliability, *adequacy, *structure, judgments.hierarchy, weights, index,
        judgments.panel, judgments.repairs, impact=_impact(study, screening, index),
    )  # fmt: skip
    published = study.project.published
    return replace(evaluation, comparison=compare(published, evaluation)) if published else evaluation


def _screened(study: Study) -> Screening:
    """Apply the rules; raise when those left are too few for correlations that can be inverted."""
    screening, (N, p) = study.screening(), study.answers.shape
    complete = int(study.answers[screening.valid].notna().all(axis=1).sum())
    if complete > p:
        return screening
    rules = screening.inattention.flagged_by_rule().itertuples()
    counts = "; ".join(f"{row.rule}: {row.count_out}" for row in rules if row.count_out)
    remedy = f"Left out: {counts}. Relax these rules" if counts else "Leave out items with many blanks"
    raise StudyError(
        f"the rules of [screening] leave {screening.n_valid} of {N} questionnaires, {complete} of them without a "
        f"blank: too few for {p} items",
        hint=f"{remedy}, or collect more answers: at least {p + 1} without a blank are needed.",
    )


def _reliability(
    study: Study, moments: Moments
) -> tuple[CronbachAlpha, McDonaldOmega | None, DimensionReliability, SplitHalf]:
    names = {code: study.tree[code].name for code in study.dimensions}
    dimensions = dimension_reliability(moments, study.dimensions, names=names)
    return cronbach_alpha(moments), _omega(moments), dimensions, split_half(moments)


def _omega(moments: Moments) -> McDonaldOmega | None:
    """Return omega of all items, None where one factor cannot be had."""
    if moments.n_items < 3 or moments.n_used <= moments.n_items:
        return None
    try:
        return mcdonald_omega(moments)
    except (SingularMatrixError, ItemsError):  # items that determine each other, or have nothing in common
        return None


def _impact(study: Study, screening: Screening, index: Index | None) -> Exclusion | None:
    """Return alpha, KMO, means of dimensions and the index with and without those left out, if any are."""
    if screening.valid.all():
        return None
    names = {code: study.tree[code].name for code in study.dimensions}
    found = screening.inattention.impact(names=names)
    if index is None:
        return found
    everyone = build_index(study.answers, index.weights, scale=study.scale)
    return found.joined_by(Text("index", "指数"), everyone.value, index.value)


def _structure(study: Study, moments: Moments) -> tuple[NumberOfFactors | None, FactorAnalysis | None]:
    """Return how many factors are suggested, and the solution with the number asked for, or with the suggested one."""
    if moments.n_items < 3:
        return None, None
    settings = study.project.factors
    suggested = number_of_factors(moments)
    limit = largest_number_of_factors(moments.n_items)
    number = settings.number or min(suggested.parallel.n_factors, limit)
    if number < 1:
        return suggested, None
    found = factor_analysis(moments, number, method=settings.method, rotation=settings.rotation, preset=settings.preset)
    return suggested, found
