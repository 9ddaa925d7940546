"""What a repair says in words: its sentence, and the answer and the tables of the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from surveytools.ahp.contradictions import pair_table
from surveytools.ahp.entries import entry_text
from surveytools.ahp.scales import SCALES
from surveytools.ahp.weighting_methods import METHODS
from surveytools.base.labels import Text
from surveytools.base.table import Table, format_value

if TYPE_CHECKING:
    from surveytools.ahp.repairing import Repair, Repairs

SHOWN, SENTENCES = 10, 3


def repair_sentence(repair: Repair) -> Text:
    """Say what would change, what CR would become, and what would happen to the weights."""
    before, after, shift = (
        format_value(x, "number")
        for x in (repair.consistency_ratio_before, repair.consistency_ratio, repair.largest_shift)
    )
    en = " and ".join(
        f"{c.criterion} over {c.over} were {entry_text(c.taken)} instead of {entry_text(c.given)}"
        for c in repair.changes
    )
    zh = "，并".join(
        f"将“{c.criterion}”比“{c.over}”的判断由 {entry_text(c.given)} 改为 {entry_text(c.taken)}"
        for c in repair.changes
    )
    order = _order_kept(repair.n_rank_changes)
    return Text(
        f"If {en}, the consistency ratio would fall from {before} to {after}; the weights would move by at most "
        f"{shift}{order.en}.",
        f"若{zh}，一致性比率 CR 将由 {before} 降至 {after}；各权重变动不超过 {shift}{order.zh}。",
    )


def _order_kept(count: int) -> Text:
    if not count:
        return Text(" and keep their order", "，排序不变")
    whose = "of 1 criterion" if count == 1 else f"of {count} criteria"
    return Text(f", and the rank {whose} would change", f"，{count} 个要素的排名改变")


def change_text(repair: Repair) -> Text:
    """Print the changes of a repair in short."""
    return Text(
        "; ".join(
            f"{c.criterion} over {c.over}: {entry_text(c.given)} → {entry_text(c.taken)}" for c in repair.changes
        ),
        "；".join(
            f"“{c.criterion}”比“{c.over}”：{entry_text(c.given)} → {entry_text(c.taken)}" for c in repair.changes
        ),
    )


def repairs_headline(repairs: Repairs) -> Text:
    """Say that nothing needs a change, what the smallest change is, or that none of those tried is enough."""
    ratio, limit = (format_value(x, "number") for x in (repairs.consistency_ratio, repairs.threshold))
    if repairs.lowest is None:
        return Text(f"CR = {ratio} is below {limit} already: nothing needs to be changed.",
                    f"CR = {ratio}，已小于 {limit}，无需修改。")  # fmt: skip
    if repairs.repairs:
        return repair_sentence(repairs.repairs[0])
    lowest, tried = format_value(repairs.lowest.consistency_ratio, "number"), len(repairs.n_tried)
    pairs = list(repairs.worst_pairs()[["criterion", "over"]].itertuples(index=False))
    en, zh = "; ".join(f"{a} over {b}" for a, b in pairs), "；".join(f"“{a}”比“{b}”" for a, b in pairs)
    return Text(
        f"No change of {'one judgment' if tried == 1 else 'one or two judgments'} brings CR = {ratio} below {limit}; "
        f"the lowest within reach is {lowest}. Ask again for those furthest from the weights: {en}.",
        f"修改{'一个判断' if tried == 1 else '一至两个判断'}都无法使 CR = {ratio} 小于 {limit}，最低只能降至 {lowest}。"
        f"请重新询问与权重偏差最大的判断：{zh}。",
    )


def repair_tables(repairs: Repairs) -> tuple[Table, ...]:
    """Return the list with the sentences of its first entries; without a list, the change that goes furthest."""
    if repairs.lowest is None:
        return ()
    if repairs.repairs:
        shown = repairs.repairs[:SHOWN]
        return (_list_table(shown, len(repairs.repairs)), _sentence_table(shown[:SENTENCES]))
    title = Text("The change with the lowest CR", "CR 最低的修改方案")
    return (_table(title, (repairs.lowest,)), pair_table(repairs.worst_pairs()))


def _list_table(shown: Sequence[Repair], count: int) -> Table:
    best = Text(
        "No other change is better in one of number of judgments, steps, CR and largest shift without being worse in "
        "another.",
        "没有其他方案能在修改个数、步数、CR 与最大权重变动中改进一项而不使另一项变差。",
    )
    more = Text(f"{count - len(shown)} more are in the frame.", f"其余 {count - len(shown)} 个方案见数据框。")
    notes = (best, more) if count > len(shown) else (best,)
    return _table(Text("Changes that make the judgments consistent", "可使判断通过一致性检验的修改方案"), shown, notes)


def _table(title: Text, shown: Sequence[Repair], notes: tuple[Text, ...] = ()) -> Table:
    frame = repair_frame(shown).assign(change=pd.Series([change_text(repair) for repair in shown]))
    whole = np.allclose(frame["scale_steps"], frame["scale_steps"].round())
    return Table(title, frame, notes, kinds={"scale_steps": "count"} if whole else {})


def _sentence_table(shown: Sequence[Repair]) -> Table:
    frame = pd.DataFrame({"position": range(1, len(shown) + 1), "in_words": [repair_sentence(one) for one in shown]})
    return Table(Text("In words", "文字说明"), frame)


def repair_frame(shown: Sequence[Repair]) -> pd.DataFrame:
    """Return one row a repair, with raw numbers."""
    return pd.DataFrame(
        {
            "position": range(1, len(shown) + 1),
            "change": [change_text(repair).en for repair in shown],
            "n_changes": [len(repair.changes) for repair in shown],
            "scale_steps": [repair.steps for repair in shown],
            "consistency_ratio": [repair.consistency_ratio for repair in shown],
            "largest_shift": [repair.largest_shift for repair in shown],
            "total_shift": [repair.total_shift for repair in shown],
            "n_rank_changes": [repair.n_rank_changes for repair in shown],
        }
    )


def repair_conventions(repairs: Repairs) -> tuple[Text, ...]:
    """Say how the weights were made, what was tried, and how much of it is enough."""
    method, RI, scale = METHODS[repairs.method], f"RI = {repairs.random_index:.4g}", SCALES[repairs.scale]
    table, n = repairs.random_index_table, len(repairs.judgments)
    made = (
        Text(f"weights by the {method.en}", f"以{method.zh}求权重"),
        Text(f"{RI} for n = {n}, table {table}", f"n = {n} 时 {RI}，RI 表 {table}"),
        *repairs.random_index_notes,
    )
    if repairs.lowest is None:
        return made
    return (*made, *(
        Text(f"{enough:,} of {tried:,} changes of {words.en} on {scale.en} suffice",
             f"{words.zh}的 {tried:,} 种改法（{scale.zh}）中有 {enough:,} 种可行")
        for words, tried, enough in zip(_JUDGMENTS, repairs.n_tried, repairs.n_sufficient, strict=False)
    ))  # fmt: skip


_JUDGMENTS = (Text("one judgment", "修改一个判断"), Text("two judgments", "修改两个判断"))
