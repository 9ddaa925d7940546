"""Suggested repairs: the smallest change that would mend each judgment matrix that contradicts itself too much."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.consistency import LIMIT
from surveytools.ahp.hierarchies import Hierarchy
from surveytools.ahp.hierarchy_panels import HierarchyPanel
from surveytools.ahp.prioritization import Priorities
from surveytools.ahp.repairing import Repairs
from surveytools.base.errors import listed
from surveytools.base.labels import LANGUAGES, Language, Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.indicators.tree import IndicatorTree

MOST_FOR_TWO = 10  # criteria up to which changes of two judgments are tried
Matrix = tuple[str | None, str, Priorities | None]  # whose it is, the node, what follows from it
Mend = Callable[[Judgments], Repairs]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would mend one judgment matrix.

    Parameters
    ----------
    expert : str or None
        Whose judgments they are; None for a single judge.
    node : Text
        Below which indicator they compare.
    consistency_ratio : float
        CR as answered, .10 or more.
    in_words : Text
        The smallest change that suffices, or why there is none.
    repairs : Repairs or None
        All changes that suffice; None where pairs are unanswered.
    """

    expert: str | None
    node: Text
    consistency_ratio: float
    in_words: Text
    repairs: Repairs | None


@result_class
class SuggestedRepairs(Result):
    """The smallest change that would mend each judgment matrix whose CR is .10 or more; nothing is changed.

    Attributes
    ----------
    suggestions : tuple of Suggestion
        One a matrix.
    n_matrices : int
        Matrices in all.
    """

    suggestions: tuple[Suggestion, ...]
    n_matrices: int
    references = Repairs.references

    def to_frame(self) -> pd.DataFrame:
        """Return one row a matrix: expert (of a panel), node, CR, and the suggestion in words."""
        rows = [(one.expert, one.node, one.consistency_ratio, one.in_words) for one in self.suggestions]
        frame = pd.DataFrame(rows, columns=["expert", "node", "consistency_ratio", "in_words"])
        return frame.drop(columns="expert") if frame["expert"].isna().all() else frame

    def headline(self) -> Text:
        """Say how many matrices need a change."""
        k, n = len(self.suggestions), self.n_matrices
        return Text(
            f"{k} of {n} judgment matrices: CR is not below {LIMIT:g}; the smallest change that would mend "
            f"{'it' if k == 1 else 'each'} is suggested.",
            f"{n} 个判断矩阵中有 {k} 个的 CR 不小于 {LIMIT:g}，现给出改动最小的修改建议。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the suggestions."""
        note = Text(
            "Suggestions: nothing was changed. Ask the expert whether the answer named was meant.",
            "以上仅为建议，判断矩阵未作改动；请就所列判断重新征询专家意见。",
        )
        return (Table(Text("Suggested repairs", "判断矩阵修改建议"), self.to_frame(), (note,)),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What was tried, and which change is shown."""
        return (
            Text(f"all changes of one or two judgments on Saaty's scale 1/9 to 9 tried, of one for more than "
                 f"{MOST_FOR_TWO} criteria",
                 f"在 1/9 至 9 的 Saaty 标度上逐一试改一至两个判断（要素多于 {MOST_FOR_TWO} 个时只试改一个）"),
            Text("shown: of those that bring CR below 0.1 the one that changes fewest judgments by fewest steps",
                 "所列为使 CR 小于 0.1 的方案中修改判断个数最少、标度步数最少者"),
        )  # fmt: skip


def suggested_to_judge(hierarchy: Hierarchy, mend: Mend) -> SuggestedRepairs | None:
    """Return the repairs suggested to a single judge, None if nothing needs one."""
    found = [(None, node, one) for node, one in hierarchy.priorities.items()]
    return _suggested(found, hierarchy.tree, mend)


def suggested_to_experts(panel: HierarchyPanel, mend: Mend) -> SuggestedRepairs | None:
    """Return the repairs suggested to the experts of a panel, those left out included, None if nothing needs one."""
    experts = next(iter(panel.panels.values())).found
    found = [(name, node, one.found[name]) for name in experts for node, one in panel.panels.items()]
    return _suggested(found, panel.tree, mend)


def sibling_names(tree: IndicatorTree, node: str) -> dict[str, Text]:
    """Return what to call the children of a node: by their names, leaves with their codes before them."""
    return {
        child: Text(f"{child} {tree[child].name.en}", f"{child} {tree[child].name.zh}")
        if tree[child].item else tree[child].name
        for child in tree.children(node)
    }  # fmt: skip


def _suggested(matrices: Sequence[Matrix], tree: IndicatorTree, mend: Mend) -> SuggestedRepairs | None:
    suggestions = tuple(
        _suggestion(expert, tree[node].name, one, sibling_names(tree, node), mend)
        for expert, node, one in matrices
        if one is not None and one.consistency_ratio >= LIMIT
    )
    return SuggestedRepairs(suggestions, len(matrices)) if suggestions else None


def _suggestion(expert: str | None, node: Text, found: Priorities, names: Mapping[str, Text], mend: Mend) -> Suggestion:
    if not found.judgments.is_complete:
        return Suggestion(expert, node, found.consistency_ratio, _gap_words(found.judgments, names), None)
    repairs = mend(found.judgments)
    return Suggestion(expert, node, found.consistency_ratio, _repair_words(repairs, names), repairs)


def _gap_words(judgments: Judgments, names: Mapping[str, Text]) -> Text:
    """Say which pairs to ask for before a repair can be looked for."""
    pairs = [(names[one], names[other]) for one, other in judgments.missing_pairs]
    en, zh = (f"{a.en} and {b.en}" for a, b in pairs), (f"“{a.zh}”与“{b.zh}”" for a, b in pairs)
    return Text(f"Not compared yet: {listed(en)}. Ask for these first.", f"尚未比较：{'，'.join(zh)}。请先补全。")


def _repair_words(repairs: Repairs, names: Mapping[str, Text]) -> Text:
    """Say the smallest change, or that there is none, with the criteria called by their names."""
    en, zh = (_renamed(repairs, names, language).headline().said(language) for language in LANGUAGES)
    return Text(en, zh)


def _renamed(repairs: Repairs, names: Mapping[str, Text], language: Language) -> Repairs:
    said = {code: names[code].said(language) for code in repairs.judgments.labels}
    if len(set(said.values())) < len(said):  # two criteria of one name
        return repairs
    first = tuple(
        replace(one, changes=tuple(replace(c, criterion=said[c.criterion], over=said[c.over]) for c in one.changes))
        for one in repairs.repairs[:1]
    )
    return replace(repairs, judgments=Judgments(repairs.judgments.matrix, list(said.values())), repairs=first)
