"""Inattentive answers: who did not read the questions, by the way of answering, and what leaving them out changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import OptionError, check_option, check_setting
from surveytools.base.labels import Language, Text, joined
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.items.exclusion import Exclusion, Statistic, excluded, wanted_statistics
from surveytools.items.inattention_rules import (
    RULES,
    CarelessRules,
    check_applicable,
    limit_source,
    resolved_careless_rules,
)
from surveytools.items.inattention_tables import index_table, notes_on_rules, rule_frame, suggested_table
from surveytools.items.inattention_wording import CONVENTIONS, HEADERS, SOURCES, TOO_FEW_RULES, said_counts, said_pairs
from surveytools.items.influence import AlphaInfluence, influence_on_alpha
from surveytools.items.measuring import MEASURES, Pairs, measured
from surveytools.items.person_fit import chance_below
from surveytools.items.questionnaire import Questionnaire, enter_questionnaire
from surveytools.moments.door import Scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POSITIONS = "Give whole numbers from 0, such as np.flatnonzero(found.suggested)."


@result_class
class Inattention(Result):
    """Indices of inattentive answers of every respondent, and whom the rules flag.

    Attributes
    ----------
    measures : pandas.DataFrame
        One row a respondent: blank_share, longest_run, longest_run_share, average_run, within_person_sd,
        straightlining_share, even_odd, synonym_r, antonym_r, person_total_r, mahalanobis_d2, mahalanobis_p,
        seconds_per_item; NaN where an index cannot be had.
    flags : pandas.DataFrame of bool
        One row a respondent, one column a rule that is applied.
    rules : CarelessRules
        The rules.
    synonyms, antonyms : tuple of (str, str)
        Pairs of items that go together, and that are opposite.
    unavailable : dict of str to Text
        Why an index is empty for everyone.
    n_flagged, n_suggested, n_total : int
        Respondents flagged by some rule; by enough of them to be left out; in all.
    chance : float
        The share of attentive respondents whom the rule about person-total r would flag by chance alone, even if all
        had the same opinions; 0 without that rule. People of uncommon opinions come on top.
    """

    measures: pd.DataFrame
    flags: pd.DataFrame
    rules: CarelessRules
    synonyms: Pairs
    antonyms: Pairs
    unavailable: dict[str, Text]
    n_flagged: int
    n_suggested: int
    n_total: int
    chance: float
    sheet: Questionnaire = field(repr=False)

    @property
    def n_flags(self) -> pd.Series:
        """How many rules flag each respondent."""
        return self.flags.sum(axis=1).rename("n_flags")

    @property
    def flagged(self) -> pd.Series:
        """Whether some rule flags each respondent."""
        return self.flags.any(axis=1).rename("flagged")

    @property
    def suggested(self) -> pd.Series:
        """Whether enough rules flag each respondent that leaving it out is suggested."""
        return (self.n_flags >= self.rules.min_flags).rename("suggested")

    @property
    def reasons(self) -> pd.Series:
        """Why, with the values, for each respondent that some rule flags."""
        return self.reasons_of(np.flatnonzero(self.flagged.to_numpy()))

    def reasons_of(self, rows: Sequence[int] | NDArray[np.int64]) -> pd.Series:
        """Return why, with the values, for the respondents at some positions, counted from 0."""
        n, at = self.n_total, np.asarray(rows, None if np.size(rows) else np.int64)
        fits = at.ndim == 1 and at.dtype.kind in "iu" and bool(((at >= 0) & (at < n)).all())
        check_setting(fits, "rows", rows, f"list of positions among {n} respondents", _POSITIONS)
        rules = [(RULES[name], limit) for name, limit in self.rules.limits.items() if name in self.flags]
        values = self.measures[[rule.measure for rule, _ in rules]].to_numpy()[at].tolist()
        broken = self.flags.to_numpy(bool)[at].tolist()
        words = [
            joined(tuple(rule.reason(x, limit) for (rule, limit), x, out in zip(rules, *row, strict=True) if out))
            for row in zip(values, broken, strict=True)
        ]
        return pd.Series(words, self.measures.index[at], dtype=object, name="reason")

    def impact(self, statistic: Statistic | None = None, *, names: Mapping[str, Text] | None = None) -> Exclusion:
        """Compare alpha, KMO and means with and without the respondents suggested for leaving out.

        One of ``"alpha"``, ``"kmo"``, ``"mean"``, or a function that takes a frame of answers, reversed items turned
        around, and returns a number. Means are those of the dimensions, if some are declared, printed by their
        `names` if given.
        """
        wanted = wanted_statistics(statistic)
        return excluded(self.sheet.frame(), ~self.suggested.to_numpy(), wanted, self.sheet.dimensions or None, names)

    def influence(self) -> AlphaInfluence:
        """Return how alpha of all items changes without each respondent, reversed items turned around."""
        return influence_on_alpha(self.sheet.frame())

    def to_frame(self) -> pd.DataFrame:
        """Return the measures with n_flags, suggested and reason (English) of each respondent."""
        frame = self.measures.assign(n_flags=self.n_flags, suggested=self.suggested)
        reason = np.full(len(frame), "", object)
        reason[self.flagged.to_numpy()] = [why.en for why in self.reasons]
        return frame.assign(reason=reason)

    def headline(self) -> Text:
        """State how many are flagged, how many would be left out, and whether some rules could not be applied."""
        return said_counts(self.n_suggested, self.n_flagged, self.n_total, self.rules, self.flags.shape[1])

    def tables(self) -> tuple[Table, ...]:
        """Return the rules with their counts, who is suggested for leaving out, and the indices of all."""
        return (
            Table(Text("Rules", "判定规则"), self.flagged_by_rule(), notes_on_rules(self), headers=HEADERS),
            *suggested_table(self),
            index_table(self.measures, self.unavailable),
        )

    def flagged_by_rule(self) -> pd.DataFrame:
        """Return one row a rule: limit, whose it is, and how many it flags, alone, and of those to be left out."""
        return rule_frame(self.rules, self.flags, self.suggested, len(self.sheet.answers.names))

    @property
    def conventions(self) -> tuple[Text, ...]:
        """What the indices are of, and whether the rules were enough."""
        few = (TOO_FEW_RULES,) if self.flags.shape[1] < self.rules.min_flags else ()
        return (*CONVENTIONS, said_pairs(self.rules.critical_r), *few)

    @property
    def references(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Who described the indices that the applied rules look at, and who proposed the limits."""
        p = len(self.sheet.answers.names)
        cited = {
            who
            for name in map(str, self.flags)
            for who in (RULES[name].source, str(limit_source(name, self.rules.limits[name], p)))
        }
        return tuple(source for who, source in SOURCES.items() if who in cited)

    def plot(self, kind: str = "respondents", ax: Axes | None = None, *, language: Language = "en") -> Axes:
        """Draw every respondent by longest run and person-total r, or the distribution of one of the measures."""
        from surveytools.items.inattention_pictures import draw_measure, draw_respondents  # noqa: PLC0415

        check_option("kind", kind, ["respondents", *MEASURES])
        if kind in self.unavailable:
            why = self.unavailable[kind].en
            raise OptionError(f"kind={kind!r} cannot be drawn: {why}", hint="Draw another measure, see .unavailable.")
        return draw_respondents(self, ax, language) if kind == "respondents" else draw_measure(self, kind, ax, language)


def careless(
    items: Any,
    *,
    scale: Scale | None = None,
    dimensions: Mapping[str, Sequence[str]] | None = None,
    seconds: Any = None,
    reverse: Sequence[str] | None = None,
    rules: str | CarelessRules = "conservative",
) -> Inattention:
    r"""Find inattentive answers: the indices of every respondent, and whom a set of rules would leave out.

    With the answers :math:`x_{1..p}` of a respondent, the within-person SD is that of the x; the Mahalanobis distance
    :math:`D^2 = (x - \bar x)' S^{-1} (x - \bar x)`; even-odd consistency :math:`2r / (1 + r)` of the correlation r,
    over the dimensions, of the means of their odd and even items; person-total r the correlation of x with the item
    means of the other respondents, reversed items turned around in both; synonyms and antonyms the correlation over
    pairs of items that correlate beyond the critical r.

    Parameters
    ----------
    items : frame or array
        Answers as given, one row a respondent and one column an item, in the order of the questionnaire, NaN where
        skipped.
    scale : (low, high), optional
        Lowest and highest possible answer; answers outside are an error, and reversal needs it.
    dimensions : mapping of str to list of str, optional
        The items of each dimension, for even-odd consistency (three dimensions of two items or more) and straight lines
        (dimensions of three items or more).
    seconds : array or Series, optional
        The time each respondent took for all items together, in seconds; NaN where it is not known.
    reverse : list of str, optional
        Items worded the other way. They are turned around for even-odd consistency, person-total r,
        :meth:`Inattention.impact` and :meth:`Inattention.influence` only. Declare them: as given, the answers of those
        who think little of the matter go against the item means, and person-total r would flag them.
    rules : {"conservative", "thorough"} or CarelessRules
        When a respondent is flagged; see :class:`surveytools.CarelessRules`.

    Returns
    -------
    Inattention
        ``.suggested`` and ``.flagged`` (so that ``items[~found.suggested]`` keeps the others), ``.reasons``,
        ``.measures``, ``.to_frame()``, ``.impact()``, ``.influence()``, ``.plot()``.

    Raises
    ------
    ItemsError
        For fewer than two items, a column of ids among them, unknown items, and one in two dimensions.
    AnswersError
        For text, answers outside the scale, answers that are all blank, and times that are negative, too few or of
        other respondents.
    OptionError
        For unknown rules, and for own rules that need dimensions which are not declared.
    AnswersNeededError
        For moments.

    Notes
    -----
    The indices of R's ``careless``: ``longstring``, ``irv``, ``psychsyn``, ``psychant``, ``mahad`` (which prints
    :math:`D^2`), and ``evenodd`` with the opposite sign: there a high value means inattention since version 1.2, here a
    high value is consistent. A blank ends a run. Of a respondent with blanks, the distance is that of the answered
    items, p having as many degrees of freedom, and pairs of items are found by pairwise covariances scaled to unit
    diagonal. No index is computed from fewer than three pairs, and none is drawn by
    lot: someone who gave one answer to all pairs has no r. An index that cannot be had is empty, and the reason stands
    in ``.unavailable``.

    Rules find what they look at. In 400 simulated samples of 300 respondents and 26 items, "conservative" finds 100 %
    of those who give one answer throughout and 69 % of those who nearly do, but nobody who alternates or answers by
    chance, with false alarms of .01 %; "thorough" also finds 77 % of those who answer by chance, with false alarms of
    .04 %, but hardly anybody who alternates, with declared reversed items as without. Person-total r below 0, a rule of
    one's own, would find half of those who alternate or stay around the middle; but these samples differ in their item
    means, from about 2.5 to 4, and where those hardly differ it flags attentive people by chance, which is said. Real
    attentive people vary more: of 2,800 people who answered 25 items of the bfi, "thorough" flags 3.4 %, person-total
    r below 0 by itself 12.7 %. Look before you leave out, and report both results: ``.impact()``. Whose each limit is,
    a source's, this package's or the user's, stands in the table of the rules.

    References
    ----------
    Curran, P. G. (2016). Methods for the detection of carelessly invalid responses in survey data. Journal of
    Experimental Social Psychology, 66, 4-19. https://doi.org/10.1016/j.jesp.2015.07.006

    Meade, A. W., & Craig, S. B. (2012). Identifying careless responses in survey data. Psychological Methods, 17,
    437-455. https://doi.org/10.1037/a0028085

    Examples
    --------
    >>> import numpy as np, pandas as pd, surveytools as st
    >>> random = np.random.default_rng(1)
    >>> X = np.clip((4 + 0.6 * random.normal(size=(100, 1)) + random.normal(size=(100, 20))).round(), 1, 7)
    >>> X[7] = 4
    >>> answers = pd.DataFrame(X, columns=[f"q{k}" for k in range(1, 21)])
    >>> found = st.careless(answers, scale=(1, 7), seconds=[100] * 99 + [25])
    >>> found.reasons.map(str).tolist()
    ['one answer for too many items in a row (1 ≥ 0.5 of the items)', 'too fast (1.2 < 2 seconds an item)']
    >>> found.impact("alpha").table[["value_all", "value_kept"]].round(3).values.tolist()
    [[0.824, 0.825]]
    """
    sheet = enter_questionnaire(items, scale=scale, dimensions=dimensions, seconds=seconds, reverse=reverse)
    return inattention_of(sheet, resolved_careless_rules(rules, len(sheet.answers.names)))


def inattention_of(sheet: Questionnaire, rules: CarelessRules) -> Inattention:
    """Return the indices of a validated questionnaire and whom the rules flag."""
    found = measured(sheet, rules.critical_r)
    check_applicable(rules, found.reasons)
    limits = {name: limit for name, limit in rules.limits.items() if RULES[name].measure not in found.reasons}
    flags = pd.DataFrame(
        {name: RULES[name].broken(found.measures[RULES[name].measure], limit) for name, limit in limits.items()},
        index=found.measures.index, dtype=bool,
    )  # fmt: skip
    number = flags.to_numpy(bool).sum(axis=1)
    r, limit = found.measures["person_total_r"].to_numpy(), limits.get("min_person_total_r")
    return Inattention(
        found.measures, flags, rules, found.synonyms, found.antonyms, found.reasons,
        n_flagged=int((number > 0).sum()),
        n_suggested=int((number >= rules.min_flags).sum()),
        n_total=len(flags),
        chance=0.0 if limit is None else chance_below(r, limit, len(sheet.answers.names)),
        sheet=sheet,
    )  # fmt: skip
