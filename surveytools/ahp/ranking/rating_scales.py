"""Rating intensities: words such as excellent and good, what each is worth, and alternatives rated by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from surveytools.ahp.comparisons import as_judgments
from surveytools.ahp.entries import Array
from surveytools.ahp.prioritization import priorities
from surveytools.ahp.random_index import RandomIndexChoice
from surveytools.ahp.ranking.measured import by_alternative, columns_of
from surveytools.ahp.weighting_methods import PriorityMethod
from surveytools.base.errors import JudgmentsError, OptionError, Place, is_number, listed, nearest, raise_faults
from surveytools.base.labels import Text


@dataclass(frozen=True, slots=True)
class RatingScale:
    """Intensities and what they are worth, the best one being worth 1.

    Parameters
    ----------
    worth : mapping of str to float
        What each intensity is worth, 0 or more; all are divided by the largest.

    Raises
    ------
    OptionError
        For fewer than two intensities, and a worth that is no number from 0 upwards or 0 throughout.

    References
    ----------
    Saaty, T. L. (2006). Rank from comparisons and from ratings in the analytic hierarchy/network processes. European
    Journal of Operational Research, 168(2), 557-570. https://doi.org/10.1016/j.ejor.2004.04.032

    Examples
    --------
    >>> import surveytools as st
    >>> st.ahp.RatingScale({"excellent": 10, "good": 6, "poor": 1})["good"]
    0.6
    >>> compared = st.ahp.RatingScale.from_judgments(st.ahp.Judgments.from_upper([3, 9, 3], ["high", "middle", "low"]))
    >>> round(compared["low"], 4)
    0.1111
    """

    worth: Mapping[str, float]

    def __post_init__(self) -> None:
        if not isinstance(self.worth, Mapping | pd.Series):
            raise OptionError(
                f"a rating scale cannot be read from {type(self.worth).__name__}",
                hint='Say what each is worth: {"good": 1, "poor": 0.2}.',
            )
        given = {str(name).strip(): value for name, value in self.worth.items()}
        if len(given) < 2 or len(given) < len(self.worth):
            raise OptionError(
                f"a rating scale has two different intensities or more, not {listed(map(str, self.worth)) or 'none'}",
                hint='Say what each is worth: {"good": 1, "poor": 0.2}.',
            )
        for name, value in given.items():
            if not (is_number(value) and value >= 0):
                raise OptionError(f"the intensity {name!r} is worth {value!r}", hint="Give a number from 0 upwards.")
        best = max(given.values())
        if best == 0:
            raise OptionError("all intensities are worth 0", hint="The best one is worth more than the others.")
        object.__setattr__(self, "worth", MappingProxyType({name: value / best for name, value in given.items()}))

    @classmethod
    def from_judgments(
        cls, judgments: Any, *, method: PriorityMethod = "geometric", random_index: RandomIndexChoice = "saaty1980"
    ) -> RatingScale:
        """Make a scale of intensities that were compared in pairs; warns of contradictions as :func:`priorities`."""
        found = priorities(as_judgments(judgments), method, random_index=random_index)
        return cls(dict(zip(found.labels, found.weights.tolist(), strict=True)))

    def __getitem__(self, intensity: str) -> float:
        if intensity not in self.worth:
            raise OptionError(f"{intensity!r} is no intensity of the scale", hint=nearest(intensity, self.worth))
        return self.worth[intensity]

    def __reduce__(self) -> tuple[Any, ...]:
        return (RatingScale, (dict(self.worth),))


@dataclass(frozen=True, slots=True)
class Ratings:
    """How good alternatives are, in the words of a rating scale.

    Parameters
    ----------
    given : mapping of str to str, or pandas.Series
        The intensity of each alternative.
    scale : RatingScale or mapping of str to float
        What the intensities are worth.

    Raises
    ------
    JudgmentsError
        For an alternative whose rating is no intensity of the scale; all are collected.

    References
    ----------
    Saaty, T. L. (2006). Rank from comparisons and from ratings in the analytic hierarchy/network processes. European
    Journal of Operational Research, 168(2), 557-570. https://doi.org/10.1016/j.ejor.2004.04.032

    Examples
    --------
    >>> import surveytools as st
    >>> scale = st.ahp.RatingScale({"good": 1, "fair": 0.5, "poor": 0.1})
    >>> st.ahp.Ratings({"A": "good", "B": "poor"}, scale).merits().tolist()
    [1.0, 0.1]
    """

    given: Mapping[str, str]
    scale: RatingScale

    def __post_init__(self) -> None:
        given = {name: str(word).strip() for name, word in by_alternative(self.given).items()}
        scale = self.scale if isinstance(self.scale, RatingScale) else RatingScale(self.scale)
        object.__setattr__(self, "given", MappingProxyType(given))
        object.__setattr__(self, "scale", scale)
        raise_faults(list(self._faults()))

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, scale: RatingScale | Mapping[str, float]) -> dict[str, Ratings]:
        """Return the ratings of every column of a frame whose rows are the alternatives."""
        return {name: cls(column, scale) for name, column in columns_of(frame).items()}  # pyright: ignore[reportArgumentType]

    def _faults(self) -> Iterator[JudgmentsError]:
        for name, word in self.given.items():
            if word not in self.scale.worth:
                place = Place(row=name, value=word)
                yield JudgmentsError("a rating is not on the scale", place=place, hint=nearest(word, self.scale.worth))

    @property
    def labels(self) -> tuple[str, ...]:
        """The alternatives."""
        return tuple(self.given)

    @property
    def absolute(self) -> bool:
        """Whether the merits mean something without the other alternatives, which those of ratings do."""
        return True

    def merits(self) -> Array:
        """Return how good each alternative is, from 0 to 1."""
        return np.array([self.scale.worth[word] for word in self.given.values()])

    def words(self) -> Text:
        """Say how the merits were made."""
        return Text("rating intensities", "评级")

    def __reduce__(self) -> tuple[Any, ...]:
        return (Ratings, (dict(self.given), self.scale))
