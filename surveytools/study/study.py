"""A study: answers, indicators, judgments, and the rules by which they are evaluated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from surveytools.ahp.comparisons import Judgments
from surveytools.base.labels import Text
from surveytools.indicators.tree import IndicatorTree
from surveytools.items.inattention import careless
from surveytools.study.evaluation import Evaluation, evaluated
from surveytools.study.project import Project
from surveytools.study.screening import Screening, screen

Progress = Callable[[int, int, Text], None]


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """All that a study is made of.

    Parameters
    ----------
    project : Project
        What the study file says.
    tree : IndicatorTree
        The indicators and the items that measure them.
    answers : pandas.DataFrame, shape (n, p)
        Answers as given, before reversal, NaN where blank; the index names the respondents.
    groups, seconds : pandas.Series or None
        What each respondent rated, and the seconds it took.
    judgments : mapping of str to Judgments
        The pairwise comparisons of each node, by one judge.
    experts : mapping of str to mapping of str to Judgments
        Those of each expert of a panel, in place of one judge's.
    hashes : mapping of str to str
        SHA-256 of every file of the study.

    References
    ----------
    OECD & JRC (2008). Handbook on Constructing Composite Indicators. https://doi.org/10.1787/9789264043466-en

    Examples
    --------
    >>> import surveytools as st
    >>> study = st.read_study("data/platform_quality")  # doctest: +SKIP
    >>> study.evaluate()  # doctest: +SKIP
    """

    project: Project
    tree: IndicatorTree
    answers: pd.DataFrame = field(repr=False)
    groups: pd.Series | None = field(repr=False, default=None)
    seconds: pd.Series | None = field(repr=False, default=None)
    judgments: Mapping[str, Judgments] = field(repr=False, default_factory=dict[str, Judgments])
    experts: Mapping[str, Mapping[str, Judgments]] = field(
        repr=False, default_factory=dict[str, Mapping[str, Judgments]]
    )
    hashes: Mapping[str, str] = field(repr=False, default_factory=dict[str, str])

    @property
    def title(self) -> Text:
        """What the study is called."""
        return self.project.title.text

    @property
    def scale(self) -> tuple[float, float]:
        """The lowest and the highest possible answer."""
        return self.project.scale.low, self.project.scale.high

    @property
    def dimensions(self) -> dict[str, list[str]]:
        """The items below each child of the root; all of them, if the items stand right below the root."""
        return dimensions_of(self.tree)

    def screening(self) -> Screening:
        """Return whose answers count, by the rules of the study file."""
        found = careless(
            self.answers, scale=self.scale, dimensions=self.dimensions, seconds=self.seconds,
            reverse=self.tree.reversed_items(), rules=self.project.screening.resolved(self.answers.shape[1]),
        )  # fmt: skip
        return screen(found, self.project.sample)

    def evaluate(self, *, progress: Progress | None = None) -> Evaluation:
        """Carry out the whole study.

        Parameters
        ----------
        progress : callable, optional
            Called with the steps done, their number and the name of the step that begins.

        Returns
        -------
        Evaluation
            Every result of the study, in order.

        Raises
        ------
        SurveyError
            Where a statistic cannot be computed; the text says why and what to do.
        """
        return evaluated(self, progress or (lambda done, total, name: None))

    def __repr__(self) -> str:
        n, p = self.answers.shape
        return f"<Study {self.title.en!r}: {n} questionnaires, {p} items, {len(self.dimensions)} dimensions>"


def dimensions_of(tree: IndicatorTree) -> dict[str, list[str]]:
    """Return the items below each child of the root; all of them, if the items stand right below the root."""
    children = tree.children(tree.root)
    if not any(tree.children(code) for code in children):
        return {tree.root: list(tree.items())}
    return {code: list(tree.items(code)) for code in children}
