"""Rules by which answers are flagged as inattentive, with where each index comes from."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, NamedTuple

import numpy as np

from surveytools.base.errors import OptionError, check_option, check_setting, is_number, is_whole
from surveytools.base.labels import Text

CRITICAL_R = 0.6  # Meade & Craig (2012)
Values = Any  # a number or an array of them, and what comparing them gives


@dataclass(frozen=True, slots=True)
class RuleLimits:
    """The limits of the rules, None for one that is left out, and how they work together."""

    max_blank_share: float | None = None
    longest_run_share: float | None = None
    min_seconds_per_item: float | None = None
    min_within_person_sd: float | None = None
    straightlining_share: float | None = None
    min_even_odd: float | None = None
    min_person_total_r: float | None = None
    min_synonym_r: float | None = None
    max_antonym_r: float | None = None
    min_mahalanobis_p: float | None = None
    min_flags: int = 1
    critical_r: float = CRITICAL_R

    @property
    def limits(self) -> dict[str, float]:
        """The limits of the rules that are applied, in order."""
        return {name: limit for name in RULES if (limit := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class CarelessRules(RuleLimits):
    """When answers are flagged as inattentive; None leaves a rule out.

    Parameters
    ----------
    max_blank_share : float or None
        Flagged above this share of blank items.
    longest_run_share : float or None
        Flagged if one same answer runs over at least this share of the items.
    min_seconds_per_item : float or None
        Flagged below.
    min_within_person_sd : float or None
        Flagged if the answers of the respondent vary less.
    straightlining_share : float or None
        Flagged if at least this share of the dimensions is answered with one value each.
    min_even_odd : float or None
        Flagged if the halves of the dimensions go together less.
    min_person_total_r : float or None
        Flagged if the answers, reversed items turned around, correlate less with the means of the other respondents.
    min_synonym_r, max_antonym_r : float or None
        Flagged if answers to items that go together correlate less, to opposite items more.
    min_mahalanobis_p : float or None
        Flagged if the p of the squared Mahalanobis distance is smaller.
    min_flags : int
        How many rules must flag a respondent before leaving it out is suggested.
    critical_r : float
        Items that correlate above count as synonyms, below its negative as antonyms.
    name : str
        How the set is called.

    Raises
    ------
    OptionError
        For a limit that is no number, a share outside 0 to 1, and a `min_flags` below 1 or above the number of rules.

    Notes
    -----
    The defaults are the set "conservative": a run over half of the items (Curran, 2016) and less than two seconds an
    item (Huang et al., 2012), each of which suffices; they look at the way of answering only. The set "thorough" adds
    a Mahalanobis distance with p < .001 (Tabachnick & Fidell, 2013), which finds answers given by chance, but also
    flags attentive people with uncommon opinions. Pairs of items from a critical r of .6 are those of Meade and Craig
    (2012).

    Two conventions of this package hold in a set asked for by name: a run is of ten items at least, or of all items of
    a shorter questionnaire; and runs do not count in one of fewer than six items, where attentive people often give all
    answers alike. The other rules are in no set: their limits are the user's, and the tables say so. What a limit of
    person-total r says depends on the items; the tables say when it would flag more than 5 % of the attentive by
    chance, because items are few or their means alike (by Fisher's z around the median r).

    References
    ----------
    Curran, P. G. (2016). Methods for the detection of carelessly invalid responses in survey data. Journal of
    Experimental Social Psychology, 66, 4-19. https://doi.org/10.1016/j.jesp.2015.07.006

    Huang, J. L., Curran, P. G., Keeney, J., Poposki, E. M., & DeShon, R. P. (2012). Detecting and deterring
    insufficient effort responding to surveys. Journal of Business and Psychology, 27, 99-114.
    https://doi.org/10.1007/s10869-011-9231-8

    Meade, A. W., & Craig, S. B. (2012). Identifying careless responses in survey data. Psychological Methods, 17,
    437-455. https://doi.org/10.1037/a0028085

    Tabachnick, B. G., & Fidell, L. S. (2013). Using multivariate statistics (6th ed.). Pearson.

    Examples
    --------
    >>> import surveytools as st
    >>> st.CarelessRules(longest_run_share=0.8, min_within_person_sd=0.3).min_flags
    1
    """

    longest_run_share: float | None = 0.5
    min_seconds_per_item: float | None = 2.0
    name: str = "own"

    def __post_init__(self) -> None:
        for part in fields(self):
            check_limit(part.name, getattr(self, part.name))
        number = len(self.limits)
        if self.min_flags > max(number, 1):
            raise OptionError(
                f"min_flags={self.min_flags}, but the number of rules is {number}",
                hint="Lower min_flags, or give limits for more rules.",
            )


class Rule(NamedTuple):
    """What a rule compares, how, what it says, in what unit, who described the index, and who proposed which limit."""

    measure: str
    sign: Literal[">", "≥", "<"]
    words: Text
    unit: Text
    source: str
    proposed: tuple[float, str] | None = None

    def broken(self, values: Values, limit: float) -> Values:
        """Tell whether values of the measure break the rule; NaN does not."""
        return {">": operator.gt, "≥": operator.ge, "<": operator.lt}[self.sign](values, limit)

    def said(self, limit: float) -> Text:
        """Say the limit with its unit."""
        return Text(f"{self.sign} {limit:.3g}{self.unit.en}", f"{self.sign} {limit:.3g}{self.unit.zh}")

    def reason(self, value: float, limit: float) -> Text:
        """Say that a value breaks the rule, with as many digits as it takes to see it."""
        shown = next(text for digits in range(2, 18) if self.broken(float(text := f"{value:.{digits}g}"), limit))
        said = self.said(limit)
        return Text(f"{self.words.en} ({shown} {said.en})", f"{self.words.zh}：{shown} {said.zh}")


_PLAIN = Text("", "")
OF_THIS_PACKAGE = Text("convention of this package", "本软件约定")
OWN_LIMIT = Text("own limit", "自定")
_OF_ITEMS = Text(" of the items", "（占题数比例）")


RULES: dict[str, Rule] = {
    "max_blank_share": Rule("blank_share", ">", Text("too many blanks", "空白过多"), _OF_ITEMS, ""),
    "longest_run_share": Rule(
        "longest_run_share", "≥", Text("one answer for too many items in a row", "连续选择同一选项过多"), _OF_ITEMS,
        "Johnson (2005)", (0.5, "Curran (2016)"),
    ),
    "min_seconds_per_item": Rule(
        "seconds_per_item", "<", Text("too fast", "作答过快"), Text(" seconds an item", " 秒/题"),
        "Huang et al. (2012)", (2.0, "Huang et al. (2012)"),
    ),
    "min_within_person_sd": Rule(
        "within_person_sd", "<", Text("answers hardly vary", "作答几乎无变化"), _PLAIN, "Dunn et al. (2018)"
    ),
    "straightlining_share": Rule(
        "straightlining_share", "≥", Text("one answer throughout too many dimensions", "直线作答的维度过多"),
        Text(" of the dimensions", "（占维度数比例）"), "Curran (2016)",
    ),
    "min_even_odd": Rule(
        "even_odd", "<", Text("even and odd items disagree", "奇偶题作答不一致"), _PLAIN, "Johnson (2005)"
    ),
    "min_person_total_r": Rule(
        "person_total_r", "<", Text("unlike the other respondents", "与其他受访者的作答模式不符"), _PLAIN,
        "Donlon & Fischer (1968)",
    ),
    "min_synonym_r": Rule(
        "synonym_r", "<", Text("similar items answered differently", "同义题作答不一致"), _PLAIN,
        "Meade & Craig (2012)",
    ),
    "max_antonym_r": Rule(
        "antonym_r", ">", Text("opposite items answered alike", "反义题作答相同"), _PLAIN, "Meade & Craig (2012)"
    ),
    "min_mahalanobis_p": Rule(
        "mahalanobis_p", "<", Text("unusual combination of answers", "作答组合异常（马氏距离）"), _PLAIN,
        "Meade & Craig (2012)", (0.001, "Tabachnick & Fidell (2013)"),
    ),
}  # fmt: skip


def check_applicable(rules: CarelessRules, unavailable: Mapping[str, Text]) -> None:
    """Raise where rules need dimensions that are not there."""
    for name in ("straightlining_share", "min_even_odd"):
        if name in rules.limits and RULES[name].measure in unavailable:
            raise OptionError(
                f"the rule {name} cannot be applied: {unavailable[RULES[name].measure].en}",
                hint='Declare them, dimensions={"content": ["q1", "q2", "q3"], ...}, or leave the rule out.',
            )


SHARES = ("max_blank_share", "longest_run_share", "straightlining_share", "min_mahalanobis_p")
NOT_NEGATIVE = ("min_seconds_per_item", "min_within_person_sd")
CORRELATIONS = ("min_even_odd", "min_person_total_r", "min_synonym_r", "max_antonym_r", "critical_r")


def check_limit(name: str, limit: object) -> None:
    """Raise :class:`OptionError` unless a field of the rules can have the value."""
    if limit is None and name in RULES:
        return
    if name == "name":
        check_setting(isinstance(limit, str) and limit.strip() != "", name, limit, "name", "Give a text.")
        return
    if name == "min_flags":
        fits = is_whole(limit) and limit >= 1
        check_setting(fits, name, limit, "number of rules", "Give 1 or more.")
        return
    low, high, kind = _range(name)
    hint = f"Give a number from {low:g} to {high:g}." if np.isfinite(high) else "Give a number, 0 or more."
    check_setting(is_number(limit) and low <= limit <= high, name, limit, kind, hint)


def _range(name: str) -> tuple[float, float, str]:
    if name in CORRELATIONS:
        return (0.0 if name == "critical_r" else -1.0), 1.0, "correlation"
    return (0.0, 1.0, "share") if name in SHARES else (0.0, np.inf, "limit")


SHORTEST_RUN = 10  # of the named sets; in a short questionnaire attentive people give half of the answers alike
FEWEST_FOR_RUNS = 6  # of 2,800 people 5.6 % give one answer to all five items on neuroticism of the bfi
RuleSet = Literal["conservative", "thorough"]
CARELESS_RULES: dict[str, CarelessRules] = {
    rules.name: rules
    for rules in (CarelessRules(name="conservative"), CarelessRules(min_mahalanobis_p=0.001, name="thorough"))
}


def resolved_careless_rules(rules: str | CarelessRules, n_items: int) -> CarelessRules:
    """Return the rules given, or those of a name, their longest run fit for the number of items."""
    if isinstance(rules, CarelessRules):
        return rules
    if not isinstance(rules, str):
        raise OptionError(f"rules={rules!r} are no rules", hint="Give a name, or st.CarelessRules(min_flags=2).")
    check_option("rules", rules, CARELESS_RULES)
    return replace(CARELESS_RULES[rules], longest_run_share=_share_of_run(n_items))


def _share_of_run(n_items: int) -> float | None:
    """Return the share of the items over which a run counts in the named sets."""
    return min(1.0, max(0.5, SHORTEST_RUN / n_items)) if n_items >= FEWEST_FOR_RUNS else None


def limit_source(name: str, limit: float, n_items: int) -> Text | str:
    """Say who proposed a limit, or that it is a convention of this package or the user's own."""
    value, who = RULES[name].proposed or (None, OWN_LIMIT)
    if limit == value:
        return who
    return OF_THIS_PACKAGE if name == "longest_run_share" and limit == _share_of_run(n_items) else OWN_LIMIT
