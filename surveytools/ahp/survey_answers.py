"""Judgments of many respondents from the columns of a survey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.criterion_labels import checked_labels, label_list
from surveytools.ahp.entries import Array, entry_text
from surveytools.ahp.survey_codes import CODINGS, DIRECTIONS, Coding, Direction, Faults, read_codes
from surveytools.ahp.survey_columns import PairColumns, found_columns, pandas_frame
from surveytools.base.errors import JudgmentsError, check_option, listed, nearest, raise_faults
from surveytools.base.labels import Text
from surveytools.base.result import Result, read_only, result_class
from surveytools.base.table import Table


@result_class
class SurveyJudgments(Result):
    """The pairwise comparisons of all respondents of a survey; see :func:`from_survey`.

    Attributes
    ----------
    labels : tuple of str
        The n criteria.
    upper : ndarray, shape (N, n(n-1)/2)
        One row a respondent: the upper triangle of the matrix row by row, a12, a13, …, a23, …; NaN where a pair was
        not answered.
    respondents : pandas.Index
        What the N respondents are called.
    coding, direction : str
        How the answers were read.
    columns : dict of (str, str) to str
        The column of each pair, in the direction of the column.

    References
    ----------
    Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.

    Examples
    --------
    >>> import pandas as pd, surveytools as st
    >>> frame = pd.DataFrame({"price_speed": [3, -2]}, index=["Ann", "Bo"])
    >>> found = st.ahp.from_survey(frame, ["price", "speed"], direction="positive_favors_first")
    >>> found["Bo"].cell_texts(), found.in_words("Bo")[0].en
    ((('1', '1/2'), ('2', '1')), 'Respondent Bo finds speed 2 times as important as price.')
    """

    labels: tuple[str, ...]
    upper: Array = field(repr=False)
    respondents: pd.Index = field(repr=False)
    coding: Coding
    direction: Direction
    columns: dict[tuple[str, str], str]
    references = ("Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.",)

    def __len__(self) -> int:
        return len(self.upper)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.respondents)

    def __getitem__(self, respondent: Any) -> Judgments:
        """Return the judgments of one respondent."""
        return self._judgments(self._row(respondent))

    @property
    def judgments(self) -> dict[Any, Judgments]:
        """The judgments of every respondent by name; made anew, so for many respondents use :attr:`upper`."""
        return {name: self._judgments(row) for row, name in enumerate(self.respondents)}

    @property
    def n_complete(self) -> int:
        """How many respondents answered every pair."""
        return int((~np.isnan(self.upper).any(axis=1)).sum())

    def in_words(self, respondent: Any) -> tuple[Text, ...]:
        """Say what one respondent answered, a sentence a pair."""
        return tuple(said(respondent, a, b, x) for a, b, x in self._answers(self._row(respondent)))

    def headline(self) -> Text:
        """Count the respondents, and say one answer in words, by which the direction can be checked."""
        N, n, pairs = len(self), len(self.labels), self.upper.shape[1]
        who, said = "respondent" if N == 1 else "respondents", "pair" if pairs == 1 else "pairs"
        example = self._example()
        return Text(
            f"{N} {who} compared {n} criteria ({pairs} {said}). {example.en}",
            f"{N} 名受访者比较了 {n} 个要素（{pairs} 对）。{example.zh}",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return a row a pair: column, respondents who answered, their shares and geometric mean."""
        names = [f"{a} : {b}" for a, b in combinations(self.labels, 2)]
        n, X = (~np.isnan(self.upper)).sum(axis=0), self.upper
        with np.errstate(invalid="ignore"):
            mean = np.exp(np.nansum(np.log(X), axis=0) / n)
            shares = [np.nansum(part, axis=0) / n for part in (X > 1, X == 1, X < 1)]
        by_pair = {frozenset(pair): column for pair, column in self.columns.items()}
        columns = [by_pair.get(frozenset(pair), "") for pair in combinations(self.labels, 2)]
        frame = pd.DataFrame({"pair": names, "survey_column": columns, "n_answered": n})
        frame = frame.assign(favors_first=shares[0], favors_neither=shares[1], favors_second=shares[2])
        note = Text("The mean is geometric: above 1 the first of the pair outweighs the second.",
                    "均值为几何平均：大于 1 表示前一要素更重要。")  # fmt: skip
        return (Table(Text("Comparisons", "两两比较"), frame.assign(mean_ratio=mean), (note,)),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """How the answers were read, and how many respondents answered everything."""
        return (
            CODINGS[self.coding],
            DIRECTIONS[self.direction],
            Text(
                f"{self.n_complete} of {len(self)} respondents answered every pair",
                f"{len(self)} 名受访者中有 {self.n_complete} 名回答了全部比较",
            ),
        )

    def _row(self, respondent: Any) -> int:
        if respondent not in self.respondents:
            hint = nearest(str(respondent), map(str, self.respondents))
            raise JudgmentsError(f"{respondent!r} is no respondent", hint=hint)
        return int(np.flatnonzero(self.respondents == respondent)[0])

    def _judgments(self, row: int) -> Judgments:
        return Judgments.from_upper(self.upper[row].tolist(), self.labels)

    def _answers(self, row: int) -> Iterator[tuple[str, str, float]]:
        for (a, b), x in zip(combinations(self.labels, 2), self.upper[row].tolist(), strict=True):
            if not np.isnan(x):
                yield a, b, x

    def _example(self) -> Text:
        """Return the strongest answer of the first respondent who prefers anything, else of the first who answers."""
        strength = np.nan_to_num(np.abs(np.log(self.upper)), nan=-1.0).max(axis=1, initial=-1.0)
        if not (strength >= 0).any():
            return Text("Nobody answered.", "无人作答。")
        row = int((strength > 0).argmax() if (strength > 0).any() else (strength == 0).argmax())
        a, b, x = max(self._answers(row), key=lambda answer: abs(np.log(answer[2])))
        return said(self.respondents[row], a, b, x)


def said(respondent: Any, a: str, b: str, x: float) -> Text:
    """Say that one respondent finds a x times as important as b."""
    if x == 1:
        return Text(f"Respondent {respondent} finds {a} and {b} equally important.",
                    f"受访者 {respondent} 认为“{a}”与“{b}”同等重要。")  # fmt: skip
    first, second, times = (a, b, entry_text(x)) if x > 1 else (b, a, entry_text(1 / x))
    return Text(
        f"Respondent {respondent} finds {first} {times} times as important as {second}.",
        f"受访者 {respondent} 认为“{first}”的重要性是“{second}”的 {times} 倍。",
    )


def from_survey(
    frame: Any,
    criteria: Sequence[str],
    *,
    direction: Direction,
    coding: Coding = "signed",
    columns: Mapping[tuple[str, str], PairColumns] | None = None,
    respondent: str | None = None,
) -> SurveyJudgments:
    r"""Read pairwise comparisons from the columns of a survey, one row a respondent.

    The columns are found by name, such as ``price_speed``, ``price:speed``, ``price-speed`` or ``price vs speed``;
    their order does not matter, and in ``speed_price`` speed is the first.

    Parameters
    ----------
    frame : pandas.DataFrame, or a frame of Polars or Arrow
        The answers. Columns that are no pair are passed over; empty cells are unanswered pairs.
    criteria : sequence of str
        The n criteria.
    direction : {"positive_favors_first", "positive_favors_second", "winner_named"}
        Which of the pair a positive answer favors: one above 0 if signed or in steps, above 9 among the positions 1
        to 17, above 1 if a ratio. With "winner_named" one column names the more important criterion and another holds
        the code of its intensity. No index can tell a wrong direction, so it has to be said.
    coding : {"signed", "steps", "positions", "ratio"}
        "signed" is -9 to -2, 1 (or -1) for equal, 2 to 9; "steps" is -8 to 8 with 0 for equal; "positions" is 1 to 17
        with 9 for equal; "ratio" is a number or text such as "1/3".
    columns : mapping of (str, str) to str, optional
        The column of each pair, first and second criterion as in the question, for other names; pairs left out were
        not asked. With "winner_named" it is needed, and gives two columns each: winner and intensity.
    respondent : str, optional
        Column that names the respondents; by default the index of the frame.

    Returns
    -------
    SurveyJudgments
        All judgments, with a sentence that says one answer in words.

    Raises
    ------
    JudgmentsError
        For a pair without a column or with two, a column given for two pairs, answers that are no code (row, column,
        value), and a winner without an intensity or the reverse. All of a kind are collected.
    OptionError
        For an unknown direction or coding.

    References
    ----------
    Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.

    Examples
    --------
    >>> import pandas as pd, surveytools as st
    >>> frame = pd.DataFrame({"price_speed": [3, 1], "looks_price": [-5, 2], "speed_looks": [2, -4]})
    >>> found = st.ahp.from_survey(frame, ["price", "speed", "looks"], direction="positive_favors_first")
    >>> found.upper.round(3).tolist()
    [[3.0, 5.0, 2.0], [1.0, 0.5, 0.25]]
    >>> found.headline().en
    '2 respondents compared 3 criteria (3 pairs). Respondent 0 finds price 5 times as important as looks.'
    """
    check_option("direction", direction, DIRECTIONS)
    check_option("coding", coding, CODINGS)
    given = label_list(criteria, name="criteria") or []
    labels = checked_labels(given, len(given))
    if len(labels) < 2:
        raise JudgmentsError(f"{len(labels)} criteria have no pairs", hint="Name two or more.")
    frame = pandas_frame(frame, "Give a frame of pandas or Polars, one row a respondent.")
    placed = found_columns(frame, labels, columns, direction)
    frame = frame.set_axis(_names(frame, respondent))
    faults = Faults()
    upper = np.full((len(frame), len(labels) * (len(labels) - 1) // 2), np.nan)
    for k, (a, b) in enumerate(combinations(labels, 2)):
        if (a, b) in placed:
            upper[:, k] = read_codes(frame, (a, b), placed[a, b], (coding, direction), faults)
        elif (b, a) in placed:
            upper[:, k] = 1 / read_codes(frame, (b, a), placed[b, a], (coding, direction), faults)
    raise_faults(faults.shown, faults.count)
    shown = {pair: " + ".join(map(str, found)) for pair, found in placed.items()}
    return SurveyJudgments(labels, read_only(upper), frame.index, coding, direction, shown)


def _names(frame: pd.DataFrame, column: str | None) -> pd.Index:
    """Return the names of the respondents, each its own."""
    if column is not None and column not in frame.columns:
        raise JudgmentsError(f"there is no column {column!r}", hint=nearest(column, map(str, frame.columns)))
    names = frame.index if column is None else pd.Index(frame[column])
    if names.isna().any():
        row = int(names.isna().argmax()) + 1
        raise JudgmentsError(f"the respondent in row {row} has no name", hint="Name each one, or take the row out.")
    if not names.is_unique:
        twice = list(dict.fromkeys(str(name) for name in names[names.duplicated()]))
        raise JudgmentsError(f"the respondent {listed(twice)} stands twice", hint="Give each respondent one row.")
    return names
