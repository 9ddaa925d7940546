"""How a coefficient of agreement was made, in words."""

from __future__ import annotations

from surveytools.agreement.tally import Tally
from surveytools.base.guidelines import AGREEMENT_GUIDELINES
from surveytools.base.labels import Text


def tally_conventions(tally: Tally) -> tuple[Text, ...]:
    """Say how many ratings the units have, and which units count."""
    low, high = tally.raters_per_unit
    span = f"{low}" if low == high else f"{low}–{high}"
    unrated, single = tally.n_total - tally.n_rated, tally.n_rated - tally.n_compared
    lines = [Text(f"{span} ratings a unit, raters interchangeable", f"每个对象 {span} 个评分，评分者可互换")]
    if unrated:
        lines.append(Text(f"{_units(unrated)} without a rating left out", f"剔除 {unrated} 个无评分的对象"))
    if single:
        lines.append(Text(f"{_units(single)} with a single rating", f"{single} 个对象仅有一个评分"))
    return tuple(lines)


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"


def guideline_words(name: str) -> Text:
    """Say whose words the verdict uses."""
    return Text(f"words of {AGREEMENT_GUIDELINES[name].source}", f"评价依据 {AGREEMENT_GUIDELINES[name].source}")
