"""Cut-offs that people cite, as data with their sources; a result prints which one it used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveytools.base.errors import check_option
from surveytools.base.labels import Text


@dataclass(frozen=True, slots=True)
class Guideline:
    """Bands of a statistic: from each limit upwards the words beside it hold.

    Parameters
    ----------
    name : str
        How the guideline is called in ``verdict(guideline=…)``.
    bands : tuple of (float, Text)
        Lower limits, highest first; the last limit is minus infinity.
    source : str
        Where the bands come from.
    """

    name: str
    bands: tuple[tuple[float, Text], ...]
    source: str

    def verdict(self, value: float) -> Text:
        """Return the words for a value."""
        return next((words for limit, words in self.bands if value >= limit), Text("undefined", "无法评价"))


_LOWEST = float("-inf")

KMO_GUIDELINES = {
    "kaiser1974": Guideline(
        "kaiser1974",
        (
            (0.9, Text("marvelous", "极好")),
            (0.8, Text("meritorious", "良好")),
            (0.7, Text("middling", "中等")),
            (0.6, Text("mediocre", "一般")),
            (0.5, Text("miserable", "较差")),
            (_LOWEST, Text("unacceptable", "不可接受")),
        ),
        "Kaiser (1974), doi:10.1007/BF02291575; Kaiser & Rice (1974), doi:10.1177/001316447403400115",
    )
}

ALPHA_GUIDELINES = {
    "conventional": Guideline(
        "conventional",
        (
            (0.9, Text("excellent", "非常好")),
            (0.8, Text("good", "较好")),
            (0.7, Text("acceptable", "可接受")),
            (0.6, Text("questionable", "勉强")),
            (_LOWEST, Text("poor", "不佳")),
        ),
        "Bands in common use, without an original article; on their history see Lance, Butts & Michels (2006), "
        "doi:10.1177/1094428105284919",
    )
}

CONSISTENCY_GUIDELINES = {
    "saaty1980": Guideline(
        "saaty1980",
        ((0.1, Text("not acceptable", "未通过一致性检验")), (_LOWEST, Text("acceptable", "通过一致性检验"))),
        "Saaty (1980), The Analytic Hierarchy Process: a consistency ratio of .10 or less",
    )
}


def judge(value: float, guideline: str, guidelines: Mapping[str, Guideline]) -> Text:
    """Return the words a named guideline has for a value."""
    check_option("guideline", guideline, guidelines)
    return guidelines[guideline].verdict(value)
