"""Whose answers count: the rules of the study, who falls under them, and the recovery of the sample."""

from __future__ import annotations

from dataclasses import field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.labels import Text, joined
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table
from surveytools.items.inattention import Inattention
from surveytools.items.inattention_rules import RULES, CarelessRules
from surveytools.study.project import SampleSection

_KEPT = Text("valid", "有效")


@result_class
class Screening(Result):
    """Who was left out and why.

    Attributes
    ----------
    valid : ndarray of bool, shape (n,)
        Whether the answers of each respondent count.
    reasons : tuple of tuple of str
        The rules that each respondent broke.
    distributed, returned, n_valid : int
        Questionnaires handed out (None if unknown), returned, and valid.
    rules : CarelessRules
        The limits that were applied, and how many of them leave a respondent out.
    inattention : Inattention
        The indices of every respondent.
    """

    valid: NDArray[np.bool_] = field(repr=False)
    reasons: tuple[tuple[str, ...], ...] = field(repr=False)
    distributed: int | None
    returned: int
    n_valid: int
    rules: CarelessRules = field(repr=False)
    inattention: Inattention = field(repr=False)
    references = Inattention.references

    @property
    def measures(self) -> pd.DataFrame:
        """The indices of each respondent, as in :attr:`Inattention.measures`."""
        return self.inattention.measures

    @property
    def valid_share(self) -> float:
        """Valid questionnaires among the returned."""
        return self.n_valid / self.returned

    def to_frame(self) -> pd.DataFrame:
        """Return one row a stage of the sample: stage, n, share of the stage before."""
        stages = [
            (Text("distributed", "发放"), self.distributed, np.nan),
            (Text("returned", "回收"), self.returned, self.returned / self.distributed if self.distributed else np.nan),
            (_KEPT, self.n_valid, self.valid_share),
        ]
        known = [stage for stage in stages if stage[1] is not None]
        return pd.DataFrame(known, columns=["stage", "n", "share"]).astype({"n": int})

    def left_out(self) -> pd.DataFrame:
        """Return one row a rule: the limit, and how many respondents broke it."""
        limits = self.rules.limits
        counts = {name: sum(name in why for why in self.reasons) for name in limits}
        rows = [(RULES[name].words, RULES[name].said(limit), counts[name]) for name, limit in limits.items()]
        return pd.DataFrame(rows, columns=["rule", "limit", "count"])

    def headline(self) -> Text:
        """State how many questionnaires are valid."""
        n, returned, share = self.n_valid, self.returned, 100 * self.valid_share
        return Text(
            f"{n} of {returned} returned questionnaires are valid ({share:.1f}%).",
            f"回收问卷 {returned} 份，有效问卷 {n} 份，有效率 {share:.1f}%。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the recovery of the sample, and the rules with their counts."""
        recovery = Table(Text("Questionnaires", "问卷发放与回收"), self.to_frame(), notes=(_SHARE_NOTE,))
        rules = self.left_out()
        if rules.empty:
            return (recovery,)
        return (recovery, Table(Text("Left out", "剔除问卷"), rules, notes=self._notes_on_rules()))

    def _notes_on_rules(self) -> tuple[Text, ...]:
        m, unknown = self.rules.min_flags, [name for name in self.rules.limits if name not in self.inattention.flags]
        needed = Text(f"Left out: who broke {m} rules or more.", f"触发 {m} 项及以上规则者剔除。")
        lost = joined(tuple(_why_not(name, self.inattention) for name in unknown))
        not_applied = Text(f"Not applied: {lost.en}.", f"未能应用：{lost.zh}。")
        return (*([needed] if m > 1 else []), *([not_applied] if unknown else []))

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What the rules compare."""
        run = Text(
            "run: the longest series of equal consecutive answers, as given, over the number of items",
            "连续作答：按原始作答计算的最长相同答案长度除以题数",
        )
        simple = {"max_blank_share", "longest_run_share", "min_seconds_per_item"}
        return (run,) if set(self.rules.limits) <= simple else (run, *self.inattention.conventions)


def _why_not(name: str, found: Inattention) -> Text:
    words, why = RULES[name].words, found.unavailable[RULES[name].measure]
    return Text(f"{words.en} ({why.en})", f"{words.zh}（{why.zh}）")


_SHARE_NOTE = Text("Share: of the stage before.", "占比：占上一阶段的比例。")


def screen(found: Inattention, sample: SampleSection) -> Screening:
    """Decide by the rules of a study whose answers count."""
    broken = found.flags.to_numpy(bool)
    names = np.array(list(found.flags.columns), object)
    reasons = tuple(tuple(names[row]) for row in broken)
    valid = read_only(~found.suggested.to_numpy())
    returned = found.n_total if sample.returned is None else sample.returned
    return Screening(valid, reasons, sample.distributed, returned, int(valid.sum()), found.rules, found)
