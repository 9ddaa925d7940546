"""Dropping items one by one, with a trail of what went and why."""

from __future__ import annotations

from dataclasses import field

import pandas as pd

from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.items.analysis import ItemAnalysis, examined
from surveytools.items.verdicts import DROP

FEWEST_ITEMS = 3

INFLATED = Text(
    "items were chosen by the same answers that describe them, so alpha and the other figures of what is left are too "
    "favorable; check the shortened scale in new answers",
    "删题与评估使用同一样本，保留题项的 α 等指标会偏高，应以新样本复核",
)
ORDER = Text(
    "one item at a time: the one that fails the most rules, of those the one with the smallest item-rest r; never "
    f"below {FEWEST_ITEMS} items",
    f"每次删除一题：先删未达标项数最多者，相同时删校正题总相关最小者；至少保留 {FEWEST_ITEMS} 题",
)
MORE_PEOPLE = Text(
    "n grows where people skipped only items that went: they count from then on",
    "只漏答被删题项的受访者，在该题删去后重新计入，故样本量可能增加",
)


@result_class
class ItemsDropped(Result):
    """What is left of a scale after dropping items one by one, and the trail.

    Attributes
    ----------
    dropped, kept : tuple of str
        Items dropped, in that order; items left.
    trail : pandas.DataFrame
        One row an item dropped: step, item, n_failed, reason, alpha_before, alpha_after, n_items (left), n_used.
    alpha_before, alpha_after : float
        Of all items, and of those left.
    final : ItemAnalysis
        The analysis of the items left.
    n_before, n_used, n_total : int
        Respondents that counted with all items; that count in the final analysis; respondents in all.
    """

    dropped: tuple[str, ...]
    kept: tuple[str, ...]
    trail: pd.DataFrame
    alpha_before: float
    alpha_after: float
    final: ItemAnalysis = field(repr=False)
    n_before: int
    n_used: int
    n_total: int
    references = (
        "Kopalle, P. K., & Lehmann, D. R. (1997). Alpha inflation? The impact of eliminating scale items on Cronbach's "
        "alpha. Organizational Behavior and Human Decision Processes, 70, 189-197.",
        *ItemAnalysis.references,
    )

    def to_frame(self) -> pd.DataFrame:
        """Return the trail."""
        return self.trail.copy()

    def headline(self) -> Text:
        """State what was dropped and what alpha became."""
        k, before, after = len(self.kept), self.alpha_before, self.alpha_after
        if not self.dropped:
            return Text(f"No item is dropped; α = {after:.3f}, {k} items.", f"无需删题；α = {after:.3f}，共 {k} 题。")
        return Text(
            f"Dropped {', '.join(self.dropped)}; {k} items are left, α from {before:.3f} to {after:.3f} "
            "(too favorable: chosen by the same answers).",
            f"依次删除 {'、'.join(self.dropped)}，保留 {k} 题，α 由 {before:.3f} 变为 {after:.3f}"
            "（同一样本选题，结果偏高）。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the trail, then the tables of the items left."""
        return (Table(Text("Items dropped", "删题过程"), self.to_frame(), self._remarks()), *self.final.tables())

    def _remarks(self) -> tuple[Text, ...]:
        return (INFLATED, MORE_PEOPLE) if self.n_used > self.n_before else (INFLATED,)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """The order of dropping, what it does to the figures, and how the last table was made."""
        return (ORDER, INFLATED, *_still_suggested(self.final), *self.final.conventions)


def _still_suggested(final: ItemAnalysis) -> tuple[Text, ...]:
    names = final.suggested
    if not names:
        return ()
    return (
        Text(
            f"stopped at {final.n_items} items although the rules would drop {', '.join(names)}",
            f"剩余 {final.n_items} 题时停止，但 {'、'.join(names)} 仍未达标",
        ),
    )


def drop_one_by_one(first: ItemAnalysis) -> ItemsDropped:
    """Drop the worst item until nothing is suggested or three items are left."""
    first.basis.check_unchanged()
    found, rows = first, []
    while found.suggested and found.n_items > FEWEST_ITEMS:
        worst = _worst(found)
        names = [name for name in found.names if name != worst["item"]]
        before, found = found, examined(found.basis.select(names), found.tail, found.rules)
        rows.append(
            {"step": len(rows) + 1, "item": worst["item"], "n_failed": worst["n_failed"], "reason": worst["reason"],
             "alpha_before": before.alpha, "alpha_after": found.alpha, "n_items": found.n_items,
             "n_used": found.n_used}
        )  # fmt: skip
    columns = ["step", "item", "n_failed", "reason", "alpha_before", "alpha_after", "n_items", "n_used"]
    return ItemsDropped(
        dropped=tuple(row["item"] for row in rows),
        kept=found.names,
        trail=pd.DataFrame(rows, columns=columns),
        alpha_before=first.alpha,
        alpha_after=found.alpha,
        final=found,
        n_before=first.n_used,
        n_used=found.n_used,
        n_total=found.n_total,
    )


def _worst(found: ItemAnalysis) -> pd.Series:
    """Return the row of the suggested item that fails the most rules, of those with the smallest item-rest r."""
    frame = found.to_frame()
    suggested = frame[[verdict == DROP for verdict in frame["verdict"]]]
    return suggested.sort_values(["n_failed", "item_rest_r"], ascending=[False, True], kind="stable").iloc[0]
