"""Whose answers count: the rules of the study, who falls under them, and the recovery of the sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import OptionError, Place, StudyError
from surveytools.base.labels import Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table
from surveytools.items.inattention import Inattention
from surveytools.items.inattention_rules import RULES, CarelessRules
from surveytools.items.measuring import undeclared
from surveytools.items.questionnaire import Dimensions
from surveytools.study.sections import SampleSection, ScreeningSection

_KEPT = Text("valid", "有效")
LEFT_OUT = Text("Questionnaires left out, and why", "剔除问卷及原因")
SHOWN = 50


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
        """Return one row a questionnaire that was left out: position (from 1), respondent, reason with the figures."""
        reasons = self.inattention.reasons_of(np.flatnonzero(~self.valid))
        who, position = [str(name) for name in reasons.index], np.arange(1, len(reasons) + 1)
        return pd.DataFrame({"position": position, "respondent": who, "reason": reasons.to_numpy()})

    def headline(self) -> Text:
        """State how many questionnaires are valid."""
        n, returned, share = self.n_valid, self.returned, 100 * self.valid_share
        return Text(
            f"{n} of {returned} returned questionnaires are valid ({share:.1f}%).",
            f"回收问卷 {returned} 份，有效问卷 {n} 份，有效率 {share:.1f}%。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the recovery of the sample, the rules with their counts, and why each one was left out."""
        recovery = Table(Text("Questionnaires", "问卷发放与回收"), self.to_frame(), notes=(_SHARE_NOTE,))
        rules = self.inattention.tables()[:1] if self.rules.limits else ()
        return (recovery, *rules, *([] if self.valid.all() else [self._reasons()]))

    def _reasons(self) -> Table:
        """Return why each one was left out, the first of many, without naming anybody."""
        frame = self.left_out().drop(columns="respondent")
        rest = len(frame) - SHOWN
        notes = (Text(f"and {rest} more", f"另有 {rest} 份"),) if rest > 0 else ()
        return Table(LEFT_OUT, frame.head(SHOWN), notes)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What the rules compare."""
        run = Text(
            "run: the longest series of equal consecutive answers, as given, over the number of items",
            "连续作答：按原始作答计算的最长相同答案长度除以题数",
        )
        if not self.rules.limits:
            return (_NO_RULES,)
        simple = {"max_blank_share", "longest_run_share", "min_seconds_per_item"}
        runs = (run,) if "longest_run_share" in self.rules.limits else ()
        return runs if set(self.rules.limits) <= simple else (*runs, *self.inattention.conventions)

    @property
    def references(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The sources of the rules that were applied."""
        return self.inattention.references


_NO_RULES = Text("the study sets no rules: every questionnaire returned counts", "本研究未设筛选规则，回收问卷全部有效")
_SHARE_NOTE = Text("Share: of the stage before.", "占比：占上一阶段的比例。")


def screen(found: Inattention, sample: SampleSection) -> Screening:
    """Decide by the rules of a study whose answers count."""
    broken = found.flags.to_numpy(bool)
    names = np.array(list(found.flags.columns), object)
    reasons = tuple(tuple(names[row]) for row in broken)
    valid = read_only(~found.suggested.to_numpy())
    returned = found.n_total if sample.returned is None else sample.returned
    return Screening(valid, reasons, sample.distributed, returned, int(valid.sum()), found.rules, found)


def unfit_rules(section: ScreeningSection, dimensions: Dimensions, file: str) -> Iterator[StudyError]:
    """Report rules that need other dimensions than the indicators have, and more flags than there are rules."""
    lost, hint = undeclared(dimensions), "Take the rule out, or divide the indicators into such dimensions."
    for name, limit in section.limits.items():
        if why := lost.get(RULES[name].measure):
            place = Place(file=file, row=f"[screening] {name}", value=limit)
            yield StudyError(f"this rule cannot be applied: {why.en}", place=place, hint=hint)
    try:
        section.resolved(sum(len(items) for items in dimensions.values()))
    except OptionError as error:
        place = Place(file=file, row="[screening] min_flags", value=section.min_flags)
        yield StudyError(f"for so few items {error.fault}", place=place, hint=error.hint)
