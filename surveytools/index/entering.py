"""What an index takes in: the answers to the items of the leaves, and the group of each respondent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pandas as pd

from surveytools.base.errors import AnswersError, IndicatorsError, listed
from surveytools.indicators.tree import IndicatorTree
from surveytools.moments.door import Answers, Scale, enter_answers


def leaf_answers(items: Any, tree: IndicatorTree, scale: Scale) -> Answers:
    """Return the answers, reversed items turned around, after making sure that every leaf has its column."""
    without = [leaf for leaf in tree.leaves() if tree[leaf].item is None]
    if without:
        raise IndicatorsError(f"{listed(without)} name no item", hint="Give every lowest indicator its item column.")
    if isinstance(items, pd.DataFrame):
        items = items[[name for name in items.columns if name in tree.items()]]
    names = enter_answers(items).names
    absent = [item for item in tree.items() if item not in names]
    if absent:
        hint = f"The columns are {listed(names)}." if names else "Name the columns as the indicators name their items."
        raise IndicatorsError(f"the answers have no column {listed(absent)}", hint=hint)
    return enter_answers(items, reverse=tree.reversed_items(), scale=scale)


def entered_groups(groups: Sequence[Any] | None, scores: pd.DataFrame) -> pd.Series | None:
    """Return the group of each respondent as text, after making sure that everybody has one."""
    if groups is None:
        return None
    if len(groups) != len(scores):
        raise AnswersError(f"{len(groups)} groups for {len(scores)} respondents", hint="Give one group a respondent.")
    if isinstance(groups, pd.Series) and list(cast("pd.Series", groups).index) != list(scores.index):
        raise AnswersError(
            "the groups have another index than the answers",
            hint="Give groups.loc[answers.index], or a list in the order of the answers.",
        )
    series = pd.Series(list(groups), index=scores.index, name="group")
    if series.isna().any():
        raise AnswersError("a respondent has no group", hint="Fill the group, or leave the respondent out.")
    return series.astype(str)
