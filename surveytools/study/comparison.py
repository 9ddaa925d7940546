"""Published figures beside computed ones: what agrees, what does not, and why it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.study.sections import PublishedSection

if TYPE_CHECKING:
    from surveytools.ahp.hierarchies import Hierarchy
    from surveytools.ahp.prioritization import Priorities
    from surveytools.study.evaluation import Evaluation

Row = tuple[Text, Decimal, float, Text]
_NOTHING = Text("", "")
LARGEST_JUDGMENT = 9


@result_class
class Comparison(Result):
    """Figures as printed elsewhere beside those computed here.

    Attributes
    ----------
    rows : tuple of (Text, Decimal, float, Text)
        Figure, published value, computed value, remark.
    source : Text
        Where the figures were printed.
    remarks : Text
        What the author of the study has to say of them.
    """

    rows: tuple[Row, ...]
    source: Text
    remarks: Text

    def to_frame(self) -> pd.DataFrame:
        """Return one row a figure: figure, published, computed (to the printed digits), agrees, remark."""
        return pd.DataFrame(
            [
                {
                    "figure": name, "published": f"{printed}", "computed": rounded(value, printed),
                    "agrees": agrees(value, printed), "remark": remark,
                }
                for name, printed, value, remark in self.rows
            ],
            columns=["figure", "published", "computed", "agrees", "remark"],
        )  # fmt: skip

    def headline(self) -> Text:
        """State how many figures agree to the printed digits."""
        same = sum(agrees(value, printed) for _, printed, value, _ in self.rows)
        return Text(
            f"{same} of {len(self.rows)} published figures agree to the printed digits.",
            f"{len(self.rows)} 个文献值中有 {same} 个与计算值按文献给出的小数位数一致。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the comparison."""
        notes = tuple(note for note in (self.source, self.remarks) if note.en)
        return (Table(Text("Published and computed", "文献值与计算值对照"), self.to_frame(), notes=notes),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What counts as agreement."""
        return (Text("agreement: equal when rounded to the printed digits", "一致：四舍五入到印刷位数后相等"),)


def compare(published: PublishedSection, evaluation: Evaluation) -> Comparison:
    """Set every figure that a study file names beside the computed one."""
    rows = [*_sample(published, evaluation), *_reliability(published, evaluation), *_adequacy(published, evaluation)]
    if evaluation.hierarchy is not None:
        rows += _consistency(published, evaluation.hierarchy)
    return Comparison(tuple(rows), published.source, published.remarks)


def _sample(published: PublishedSection, evaluation: Evaluation) -> Iterator[Row]:
    if published.n_valid is not None:
        name = Text("Valid questionnaires", "有效问卷数")
        yield name, published.n_valid, evaluation.screening.n_valid, _NOTHING


def _reliability(published: PublishedSection, evaluation: Evaluation) -> Iterator[Row]:
    k = evaluation.reliability.n_items
    if published.alpha is not None:
        name = Text(f"Cronbach's α of the {k} items", f"{k} 个题项的 Cronbach α")
        yield name, published.alpha, evaluation.reliability.alpha, _NOTHING
    sums = evaluation.dimensions.of_sums
    if published.alpha_dimensions is not None and sums is not None:
        name = Text(f"Cronbach's α of the {sums.n_items} dimension sums", f"{sums.n_items} 个维度得分的 Cronbach α")
        yield name, published.alpha_dimensions, sums.alpha, _NOTHING
    if published.split_half is not None:
        name = Text("Split-half, odd–even, Spearman–Brown", "分半信度（奇偶，Spearman–Brown）")
        yield name, published.split_half, evaluation.split_half.spearman_brown, _NOTHING


def _adequacy(published: PublishedSection, evaluation: Evaluation) -> Iterator[Row]:
    printed_kmo, printed_chi2 = published.kmo, published.bartlett_chi2
    remark = _NOTHING
    if printed_kmo is not None and printed_chi2 is not None and printed_kmo > 1 >= printed_chi2 >= 0:
        printed_kmo, printed_chi2, remark = printed_chi2, printed_kmo, _SWAPPED
    if printed_kmo is not None:
        yield Text("KMO", "KMO 值"), printed_kmo, evaluation.kmo.kmo, remark
    if printed_chi2 is not None:
        yield Text("Bartlett's χ²", "Bartlett 球形检验 χ²"), printed_chi2, evaluation.bartlett.chi2, remark


_SWAPPED = Text("Printed in swapped order: a KMO lies between 0 and 1.", "原文两值顺序印反：KMO 值必在 0 与 1 之间。")


def _consistency(published: PublishedSection, hierarchy: Hierarchy) -> Iterator[Row]:
    computed = {str(row["code"]): row for row in hierarchy.consistency.to_dict("records")}
    for code, printed in published.consistency_ratios.items():
        if code in computed:
            name = hierarchy.tree[code].name
            yield (
                Text(f"CR of {name.en}", f"{name.zh}的 CR"), printed, computed[code]["consistency_ratio"], _NOTHING,
            )  # fmt: skip
    if published.total_consistency_ratio is not None:
        printed = published.total_consistency_ratio
        name = Text("CR of the total ranking", "层次总排序 CR")
        yield name, printed, hierarchy.total_consistency_ratio("level"), _total_remark(printed, hierarchy)


def _total_remark(printed: Decimal, hierarchy: Hierarchy) -> Text:
    """Say whether a printed total CR can come from the printed kind of local ones, and by which convention."""
    level, cumulative = hierarchy.total_consistency_ratio("level"), hierarchy.total_consistency_ratio("cumulative")
    if agrees(level, printed):
        return Text("By the level convention.", "按层次总排序公式。")
    ours = Text(
        f"Ours: {level:.4f} by the level convention, {cumulative:.4f} by the cumulative one.",
        f"本例：层次总排序公式 {level:.4f}，累加公式 {cumulative:.4f}。",
    )
    if agrees(cumulative, printed):
        return Text(f"By the cumulative convention. {ours.en}", f"按累加公式。{ours.zh}")
    why = _joined(_level_limit(printed, hierarchy), _cumulative_limit(printed, hierarchy))
    return _joined(why, ours)


def _level_limit(printed: Decimal, hierarchy: Hierarchy) -> Text:
    largest = float(hierarchy.consistency["consistency_ratio"].max())
    if float(printed) <= largest:
        return _NOTHING
    return Text(
        f"It exceeds every local CR (largest {largest:.4f}), so the level convention, an average of them, cannot "
        "give it.",
        f"该值大于各判断矩阵（层次单排序）的 CR（最大 {largest:.4f}），"
        "而层次总排序 CR 是它们的加权平均，不可能得到该值。",
    )


def _cumulative_limit(printed: Decimal, hierarchy: Hierarchy) -> Text:
    """Say how much weight the most inconsistent dimension would need for the cumulative convention to give a value."""
    tree = hierarchy.tree
    children = tree.children(tree.root)
    if tree.root not in hierarchy.priorities or any(tree.children(leaf) for c in children for leaf in tree.children(c)):
        return _NOTHING
    below = {code: found for code in children if (found := hierarchy.priorities.get(code)) and found.random_index}
    needed = float(printed) - hierarchy.priorities[hierarchy.tree.root].consistency_ratio
    above = [code for code, found in below.items() if found.consistency_ratio >= needed]
    if len(above) != 1 or set(below) != set(children) or len(children) < 2:
        return _NOTHING
    code, k = above[0], len(children)
    share = _needed_share(below.pop(code), list(below.values()), needed)
    most = LARGEST_JUDGMENT / (LARGEST_JUDGMENT + k - 1)
    name = tree[code].name
    if share <= most:
        return _NOTHING
    return Text(
        f"By the cumulative convention {name.en} alone would need {100 * share:.0f}% of the weight; judgments up to "
        f"{LARGEST_JUDGMENT} among {k} criteria allow at most {100 * most:.0f}%.",
        f"按累加公式，仅“{name.zh}”一项就需占 {100 * share:.0f}% 的权重，"
        f"而 {k} 个要素间至多为 {LARGEST_JUDGMENT} 的判断最多允许 {100 * most:.0f}%。",
    )


def _needed_share(one: Priorities, others: Sequence[Priorities], needed: float) -> float:
    """Return the smallest weight of one node that lifts the level's CR to the needed one, whatever the others have."""
    lift = one.random_index * (one.consistency_ratio - needed)
    pulls = [other.random_index * (needed - other.consistency_ratio) for other in others]
    return min(pull / (pull + lift) for pull in pulls)


def _joined(one: Text, other: Text) -> Text:
    return Text(f"{one.en} {other.en}".strip(), f"{one.zh}{other.zh}")


def printed_digits(printed: Decimal) -> int:
    """Return the number of decimals with which a figure was printed."""
    exponent = Decimal(str(printed)).as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def rounded(value: float, printed: Decimal) -> str:
    """Print a computed value to the digits of the published one."""
    return f"{value:.{printed_digits(printed)}f}"


def agrees(value: float, printed: Decimal) -> bool:
    """Tell whether a computed value rounds to the published one."""
    return Decimal(rounded(value, printed)) == Decimal(str(printed))
