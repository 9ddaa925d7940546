"""What a report consists of, whatever it is written in: sections of paragraphs, tables and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.hierarchies import Hierarchy
from surveytools.ahp.hierarchy_panels import HierarchyPanel
from surveytools.base.labels import Language, Text, joined
from surveytools.base.result import Result
from surveytools.base.table import Table
from surveytools.factors.analysis import FactorAnalysis
from surveytools.factors.retention import NumberOfFactors
from surveytools.index.building import Index
from surveytools.indicators.weights import Weights
from surveytools.items.analysis import ItemAnalysis
from surveytools.reports.expert_tables import consistency_by_expert, disagreements_by_node
from surveytools.reports.wording import INTRODUCTIONS, NO_RULES, PANEL, STEPS_OF_PANEL, ahp_steps, lead
from surveytools.study.evaluation import Evaluation, Section
from surveytools.study.repairs import SuggestedRepairs, sibling_names
from surveytools.study.screening import LEFT_OUT

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: Text


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, drawn when a language is known."""

    caption: Text
    draw: Callable[[Language], Axes]


Block = Text | Heading | Table | Figure


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter of the report."""

    key: str
    title: Text
    blocks: tuple[Block, ...]


def chapters(evaluation: Evaluation, *, respondents: bool = False) -> tuple[Chapter, ...]:
    """Return the chapters of the report; single respondents appear only if asked for."""
    found = [Chapter(part.key, part.title, tuple(_blocks(evaluation, part))) for part in evaluation.sections]
    if respondents:
        found.append(Chapter("respondents", Text("Respondents", "受访者"), respondent_tables(evaluation)))
    methods = Chapter("methods", Text("Methods and references", "方法与参考文献"), tuple(_methods(evaluation)))
    return (*found, methods)


def _blocks(evaluation: Evaluation, section: Section) -> Iterator[Block]:
    if section.key == "sample" and not evaluation.screening.rules.limits:
        yield NO_RULES
    elif section.key in INTRODUCTIONS:
        yield INTRODUCTIONS[section.key]
    for result in section.results:
        if isinstance(result, HierarchyPanel):
            yield from _panel(result, evaluation.study.experts)
            continue
        if isinstance(result, Hierarchy):
            yield from _judgments(result, evaluation)
            continue
        if isinstance(result, SuggestedRepairs):
            yield Heading(result.tables()[0].title)
        yield result.headline()
        yield from evaluation.tables_of(result)
        yield from _figures(result)


def _panel(panel: HierarchyPanel, judgments: Mapping[str, Mapping[str, Judgments]]) -> Iterator[Block]:
    """Who counts and why, the weights with their intervals, how far the experts agree, and where they differ."""
    yield PANEL
    yield panel.headline()
    yield consistency_by_expert(panel, judgments)
    tables = panel.tables()
    yield from tables[:-1] if panel.excluded else tables  # those left out stand in the first table
    yield from disagreements_by_node(panel)
    caption = Text("Overall weights of the indicators by the panel, with 95% intervals.",
                   "专家组给出的指标总权重及 95% 置信区间。")  # fmt: skip
    yield Figure(caption, lambda language: panel.plot(language=language))
    caption = Text("Overall weights of the indicators by each expert and by the panel.",
                   "各位专家与专家组的指标总权重。")  # fmt: skip
    yield Figure(caption, lambda language: panel.plot("experts", language=language))


def _judgments(hierarchy: Hierarchy, evaluation: Evaluation) -> Iterator[Block]:
    """Every judgment matrix step by step, then the consistency of all and of the total ranking."""
    if evaluation.panel is not None:
        yield Heading(Text("Aggregated judgments step by step", "汇总判断矩阵的计算步骤"))
        yield STEPS_OF_PANEL
    if evaluation.study.project.judgments is not None:
        yield ahp_steps(evaluation.study.project.judgments.method)
    tree = hierarchy.tree
    for node, found in hierarchy.priorities.items():
        yield Heading(tree[node].name)
        yield from found.steps(sibling_names(tree, node))
        yield from found.remarks
    yield Heading(Text("Consistency of all judgments and of the total ranking", "各判断矩阵与层次总排序的一致性"))
    yield hierarchy.tables()[0]


def _figures(result: Result) -> Iterator[Figure]:
    if isinstance(result, ItemAnalysis):
        caption = Text("How often each answer was given.", "各题项作答分布。")
        yield Figure(caption, lambda language: result.plot("answers", language=language))
    if isinstance(result, NumberOfFactors):
        caption = Text("Eigenvalues beside those of random answers.", "特征值与随机数据的特征值。")
        yield Figure(caption, lambda language: result.plot(language=language))
    if isinstance(result, FactorAnalysis):
        yield Figure(Text("Loadings.", "因子载荷。"), lambda language: result.plot("loadings", language=language))
    if isinstance(result, Weights):
        caption = Text("Overall weights of the indicators.", "指标总权重。")
        yield Figure(caption, lambda language: result.plot(language=language))
    if isinstance(result, Index):
        caption = Text("Index of the groups, with 95% intervals.", "各组指数及 95% 置信区间。")
        yield Figure(caption, lambda language: result.plot("ranking", language=language))
        why = lead(result) or Text("", "")
        caption = Text(f"Profile of the groups. {why.en}", f"各组维度得分。{why.zh}")
        yield Figure(caption, lambda language: result.plot("profile", language=language))


def _methods(evaluation: Evaluation) -> Iterator[Block]:
    rows = [
        (result.tables()[0].title, joined(result.conventions)) for result in evaluation.results if result.conventions
    ]
    yield Table(Text("How each result was made", "各项结果的计算方法"), pd.DataFrame(rows, columns=["result", "rule"]))
    yield Heading(Text("References", "参考文献"))
    for source in evaluation.references:
        yield Text(source, source)


def respondent_tables(evaluation: Evaluation) -> tuple[Table, ...]:
    """Return who was left out and why, if anybody was, and one row a respondent."""
    out = evaluation.screening.left_out()
    everyone = Table(Text("Respondents", "受访者"), _respondents(evaluation), headers={"reason": _FLAGGED})
    return (everyone,) if out.empty else (Table(LEFT_OUT, out), everyone)


def _respondents(evaluation: Evaluation) -> pd.DataFrame:
    """Return one row a respondent: group, whether valid, what flagged it, and the index."""
    screening, study = evaluation.screening, evaluation.study
    frame = pd.DataFrame({"respondent": [str(name) for name in study.answers.index]})
    if study.groups is not None:
        frame["group"] = study.groups.to_numpy()
    frame["valid"] = screening.valid
    flagged, reason = screening.inattention.flagged.to_numpy(), np.full(len(frame), Text("", ""), object)
    reason[flagged] = screening.inattention.reasons.to_numpy()
    frame["reason"] = reason
    if evaluation.index is not None:
        root = evaluation.index.tree.root
        frame.loc[screening.valid, "index"] = evaluation.index.scores[root].to_numpy()
    return frame


_FLAGGED = Text("Flagged by", "触发规则")
