"""Tables of inattentive answers: the rules with their limits and counts, and the distribution of each index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from surveytools.base.labels import Text, joined, label
from surveytools.base.table import Table
from surveytools.items.inattention_rules import RULES, CarelessRules, limit_source
from surveytools.items.inattention_wording import INDICES, said_chance, said_flags

if TYPE_CHECKING:
    from surveytools.items.inattention import Inattention

MOST_BY_CHANCE = 0.05
SHOWN = 20
COLUMNS = ["rule", "limit", "limit_source", "source", "count", "count_alone", "count_out"]


def rule_frame(rules: CarelessRules, flags: pd.DataFrame, suggested: pd.Series, n_items: int) -> pd.DataFrame:
    """Return one row a rule, without counts where it could not be applied."""
    alone, out = flags[flags.sum(axis=1) == 1].sum(), flags[suggested].sum()
    rows = [
        {"rule": RULES[name].words, "limit": RULES[name].said(limit),
         "limit_source": limit_source(name, limit, n_items), "source": RULES[name].source or None,
         **({"count": int(flags[name].sum()), "count_alone": int(alone[name]), "count_out": int(out[name])}
            if name in flags else {})}
        for name, limit in rules.limits.items()
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    return frame.where(frame.notna(), None)


def notes_on_rules(found: Inattention) -> tuple[Text, ...]:
    """Say who is to be left out, which rules were not applied, and whether person-total r flags by chance."""
    rules = found.rules
    rows = [RULES[name] for name in rules.limits if name not in found.flags]
    notes = [said_flags(rules)] if rules.limits else []
    if rows:
        lost = joined(tuple(_because(rule.words, found.unavailable[rule.measure]) for rule in rows))
        notes.append(Text(f"Not applied: {lost.en}.", f"未应用：{lost.zh}。"))
    if found.chance > MOST_BY_CHANCE:
        doubt = _because(RULES["min_person_total_r"].words, said_chance(found.chance))
        notes.append(Text(f"Says little: {doubt.en}.", f"参考价值有限：{doubt.zh}。"))
    return tuple(notes)


def suggested_table(found: Inattention) -> tuple[Table, ...]:
    """Return the table of those suggested for leaving out, the first ones of many; none if there is nobody."""
    if not found.n_suggested:
        return ()
    first = found.reasons_of(np.flatnonzero(found.suggested.to_numpy())[:SHOWN])
    frame = pd.DataFrame({"respondent": [str(name) for name in first.index], "reason": first.to_numpy()})
    rest = found.n_suggested - len(first)
    notes = (Text(f"and {rest} more", f"另有 {rest} 位"),) if rest else ()
    return (Table(Text("Suggested for leaving out", "建议剔除的受访者"), frame, notes),)


def _because(words: Text, why: Text) -> Text:
    return Text(f"{words.en} ({why.en})", f"{words.zh}（{why.zh}）")


def index_table(measures: pd.DataFrame, unavailable: Mapping[str, Text]) -> Table:
    """Return the distribution of each index, and why there is none."""
    rows = [
        {"measure": label(str(name)).text, "n": int(column.count()), "mean": column.mean(), "sd": column.std(),
         "minimum": column.min(), "maximum": column.max()}
        for name, column in measures.drop(columns=list(unavailable)).items()
    ]  # fmt: skip
    reasons = tuple(
        Text(f"no {label(name).text.en}: {why.en}", f"未计算{label(name).text.zh}：{why.zh}")
        for name, why in unavailable.items()
    )
    return Table(INDICES, pd.DataFrame(rows), reasons)
