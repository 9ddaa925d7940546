"""Whose answers count: the rules of the study, who falls under them, and the recovery of the sample."""

from __future__ import annotations

from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.labels import Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table
from surveytools.study.project import SampleSection, ScreeningSection

Array = NDArray[np.float64]

RULES = {
    "max_blank_share": Text("too many blanks", "空白过多"),
    "longest_run_share": Text("one answer for too many items in a row", "连续选择同一选项过多"),
    "min_seconds_per_item": Text("too fast", "作答过快"),
}
_BEYOND = {"max_blank_share": "> ", "longest_run_share": "≥ ", "min_seconds_per_item": "< "}
_KEPT = Text("valid", "有效")


@result_class
class Screening(Result):
    """Who was left out and why.

    Attributes
    ----------
    valid : ndarray of bool, shape (n,)
        Whether the answers of each respondent count.
    measures : pandas.DataFrame
        blank_share, longest_run_share and seconds_per_item of each respondent.
    reasons : tuple of tuple of str
        The rules that each respondent broke.
    distributed, returned, n_valid : int
        Questionnaires handed out (None if unknown), returned, and valid.
    rules : ScreeningSection
        The limits that were applied.
    """

    valid: NDArray[np.bool_] = field(repr=False)
    measures: pd.DataFrame = field(repr=False)
    reasons: tuple[tuple[str, ...], ...] = field(repr=False)
    distributed: int | None
    returned: int
    n_valid: int
    rules: ScreeningSection = field(repr=False)
    references = (
        "Huang, J. L., Curran, P. G., Keeney, J., Poposki, E. M., & DeShon, R. P. (2012). Detecting and deterring "
        "insufficient effort responding to surveys. Journal of Business and Psychology, 27, 99-114. "
        "https://doi.org/10.1007/s10869-011-9231-8",
    )

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
        rows = [
            {
                "rule": RULES[name],
                "limit": _limit(name, limit),
                "count": sum(name in why for why in self.reasons),
            }
            for name in RULES
            if (limit := getattr(self.rules, name)) is not None
        ]
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
        return (recovery, Table(Text("Left out", "剔除问卷"), rules)) if len(rules) else (recovery,)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What the rules compare."""
        return (
            Text(
                "run: the longest series of equal consecutive answers, as given, over the number of items",
                "连续作答：按原始作答计算的最长相同答案长度除以题数",
            ),
        )


def _limit(name: str, limit: float) -> Text:
    en, zh = _UNITS[name]
    return Text(f"{_BEYOND[name]}{limit:g} {en}", f"{_BEYOND[name]}{limit:g}{zh}")


_UNITS = {
    "max_blank_share": ("of the items", "（占题数比例）"),
    "longest_run_share": ("of the items", "（占题数比例）"),
    "min_seconds_per_item": ("seconds an item", " 秒/题"),
}
_SHARE_NOTE = Text("Share: of the stage before.", "占比：占上一阶段的比例。")


def screen(
    answers: pd.DataFrame, seconds: pd.Series | None, rules: ScreeningSection, sample: SampleSection
) -> Screening:
    """Apply the rules of a study to its answers (as given, before reversal) and the seconds they took."""
    X = answers.to_numpy(np.float64)
    p = X.shape[1]
    pace = np.full(len(X), np.nan) if seconds is None else seconds.to_numpy(np.float64) / p
    measures = pd.DataFrame(
        {"blank_share": np.isnan(X).mean(axis=1), "longest_run_share": longest_run(X) / p, "seconds_per_item": pace},
        index=answers.index,
    )
    broken = _broken(measures, rules)
    reasons = tuple(tuple(name for name in broken if broken[name][k]) for k in range(len(X)))
    valid = read_only(np.array([not why for why in reasons], bool))
    returned = len(X) if sample.returned is None else sample.returned
    return Screening(valid, measures, reasons, sample.distributed, returned, int(valid.sum()), rules)


def _broken(measures: pd.DataFrame, rules: ScreeningSection) -> dict[str, Any]:
    blank, run, pace = (measures[name].to_numpy() for name in measures.columns)
    broken: dict[str, Any] = {}
    if rules.max_blank_share is not None:
        broken["max_blank_share"] = blank > rules.max_blank_share
    if rules.longest_run_share is not None:
        broken["longest_run_share"] = run >= rules.longest_run_share
    if rules.min_seconds_per_item is not None:
        broken["min_seconds_per_item"] = pace < rules.min_seconds_per_item
    return broken


def longest_run(X: Array) -> Array:
    """Return the length of the longest series of equal consecutive answers in each row of X (n, p), shape (n,)."""
    longest = run = np.zeros(len(X))
    before = np.full(len(X), np.nan)
    for answer in X.T:
        run = np.where(np.isnan(answer), 0, np.where(answer == before, run + 1, 1))
        longest = np.maximum(longest, run)
        before = answer
    return longest
