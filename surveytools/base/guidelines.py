"""Cut-offs that people cite, as data with their sources; a result prints which one it used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import nextafter

from surveytools.base.errors import OptionError, check_flags, check_option, check_setting, is_number, is_whole
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
        "Saaty (1980), The Analytic Hierarchy Process: a consistency ratio of .10 or less; here below .10",
    )
}


CONSENSUS_GUIDELINES = {
    "goepel2018": Guideline(
        "goepel2018",
        (
            (0.875, Text("very high", "很高")),
            (0.75, Text("high", "高")),
            (0.625, Text("moderate", "中等")),
            (0.5, Text("low", "低")),
            (_LOWEST, Text("very low", "很低")),
        ),
        "Bands of the program AHP-OS, Goepel (2018), doi:10.13033/ijahp.v10i3.590; earlier texts by the author have "
        "other limits between low, moderate and high",
    )
}


@dataclass(frozen=True, slots=True)
class ItemRules:
    """What an item must reach to stay in its scale; None leaves a rule out, and so does saying nothing.

    Parameters
    ----------
    critical_ratio : float or None
        Smallest t of the high against the low group.
    p_value : float or None
        Its p must lie below.
    item_total_r, item_rest_r : float or None
        Smallest correlation with the total, and with the sum of the other items.
    communality, loading : float or None
        Smallest communality, and loading on the first component.
    alpha_if_deleted : bool
        Whether alpha must not rise when the item is deleted.
    min_failed : int
        How many rules an item must fail before dropping it is suggested.
    name, source : str
        How the set is called, and where it comes from.

    Raises
    ------
    OptionError
        For a limit that is no number, no limit at all, and a `min_failed` that no item or every item would reach.

    Notes
    -----
    The sets that have a name: ``"wu2010"`` is ``ItemRules(critical_ratio=3, p_value=.05, item_total_r=.4,
    item_rest_r=.4, communality=.2, loading=.45, alpha_if_deleted=True, min_failed=2)``; the book counts the limits
    missed and leaves their number to the author, here two. ``"nunnally1994"`` is ``ItemRules(item_rest_r=.3)``.

    References
    ----------
    Wu, M. (2010). Questionnaire statistical analysis in practice: Operation and application of SPSS [in Chinese].
    Chongqing University Press.

    Examples
    --------
    >>> import surveytools as st
    >>> rules = st.ItemRules(item_rest_r=0.3, communality=0.2)
    >>> rules.loading is None
    True
    """

    critical_ratio: float | None = None
    p_value: float | None = None
    item_total_r: float | None = None
    item_rest_r: float | None = None
    communality: float | None = None
    loading: float | None = None
    alpha_if_deleted: bool = False
    min_failed: int = 1
    name: str = "own"
    source: str = ""

    def __post_init__(self) -> None:
        names = ("critical_ratio", "p_value", "item_total_r", "item_rest_r", "communality", "loading")
        limits = {name: getattr(self, name) for name in names}
        for name, limit in limits.items():
            check_setting(limit is None or is_number(limit), name, limit, "limit", "Give a number, or None.")
        check_flags(alpha_if_deleted=self.alpha_if_deleted)
        n_rules = sum(limit is not None for limit in limits.values()) + bool(self.alpha_if_deleted)
        if n_rules == 0:
            raise OptionError("there is no rule", hint="Give a limit, such as st.ItemRules(item_rest_r=0.3).")
        fits = is_whole(self.min_failed) and 1 <= self.min_failed <= n_rules
        check_setting(fits, "min_failed", self.min_failed, "number of rules", f"Give 1 to {n_rules}.")


ITEM_RULES = {
    "wu2010": ItemRules(
        critical_ratio=3.0, p_value=0.05, item_total_r=0.4, item_rest_r=0.4, communality=0.2, loading=0.45,
        alpha_if_deleted=True,
        min_failed=2,  # the book counts the limits missed and leaves the number to the author
        name="wu2010",
        source="Wu, M. (2010). Questionnaire statistical analysis in practice: Operation and application of SPSS "
        "[in Chinese: 吴明隆. 问卷统计分析实务——SPSS操作与应用]. Chongqing University Press.",
    ),
    "nunnally1994": ItemRules(
        item_rest_r=0.3, name="nunnally1994",
        source="Nunnally, J. C., & Bernstein, I. H. (1994). Psychometric theory (3rd ed.). McGraw-Hill.",
    ),
}  # fmt: skip

ICC_GUIDELINES = {
    "koo2016": Guideline(
        "koo2016",
        (
            (0.9, Text("excellent", "优秀")),
            (0.75, Text("good", "良好")),
            (0.5, Text("moderate", "中等")),
            (_LOWEST, Text("poor", "较差")),
        ),
        "Koo & Li (2016), doi:10.1016/j.jcm.2016.02.012; meant for the limits of the 95% interval",
    ),
    "cicchetti1994": Guideline(
        "cicchetti1994",
        (
            (0.75, Text("excellent", "优秀")),
            (0.6, Text("good", "良好")),
            (0.4, Text("fair", "一般")),
            (_LOWEST, Text("poor", "较差")),
        ),
        "Cicchetti (1994), doi:10.1037/1040-3590.6.4.284",
    ),
}


def _above(limit: float) -> float:
    """Return where a band begins whose neighbour below includes the limit."""
    return nextafter(limit, 2.0)


AGREEMENT_GUIDELINES = {
    "landis_koch1977": Guideline(
        "landis_koch1977",
        (
            (_above(0.8), Text("almost perfect", "几乎完全一致")),
            (_above(0.6), Text("substantial", "高度一致")),
            (_above(0.4), Text("moderate", "中等一致")),
            (_above(0.2), Text("fair", "一般一致")),
            (0.0, Text("slight", "极低一致")),
            (_LOWEST, Text("poor", "不一致")),
        ),
        "Landis & Koch (1977), doi:10.2307/2529310",
    ),
    "altman1991": Guideline(
        "altman1991",
        (
            (_above(0.8), Text("very good", "很好")),
            (_above(0.6), Text("good", "好")),
            (_above(0.4), Text("moderate", "中等")),
            (_above(0.2), Text("fair", "一般")),
            (_LOWEST, Text("poor", "差")),
        ),
        "Altman (1991), Practical Statistics for Medical Research, p. 404",
    ),
    "krippendorff2004": Guideline(
        "krippendorff2004",
        (
            (0.8, Text("reliable", "可靠")),
            (0.667, Text("good for tentative conclusions only", "仅可作初步结论")),
            (_LOWEST, Text("not reliable enough", "信度不足")),
        ),
        "Krippendorff (2004), Content Analysis, 2nd ed., p. 241; doi:10.1111/j.1468-2958.2004.tb00738.x",
    ),
}


def _relevant_from(name: str, limit: float, source: str) -> Guideline:
    """Return the guideline that an item is relevant from one limit on."""
    return Guideline(
        name, ((limit, Text("relevant", "达标")), (_LOWEST, Text("not relevant enough", "未达标"))), source
    )


_LYNN = "Lynn (1986), doi:10.1097/00006199-198611000-00017: an I-CVI of 1 with up to five experts"
_POLIT = "Polit & Beck (2006), doi:10.1002/nur.20147: an I-CVI of .78 with six experts and more"
PANEL_GUIDELINES = {  # from so many experts on, the most first
    "polit2006": ((6, _relevant_from("polit2006", 0.78, _POLIT)), (0, _relevant_from("polit2006", 1.0, _LYNN))),
    "lynn1986": (
        (9, _relevant_from("lynn1986", 0.78, f"{_LYNN}, of .78 with nine and more")),
        (6, _relevant_from("lynn1986", 0.83, f"{_LYNN}, of .83 with six to eight")),
        (0, _relevant_from("lynn1986", 1.0, _LYNN)),
    ),
}
CONTENT_GUIDELINES = {
    "zamanzadeh2015": Guideline(
        "zamanzadeh2015",
        (
            (_above(0.79), Text("keep", "保留")),
            (0.7, Text("revise", "修改")),
            (_LOWEST, Text("eliminate", "删除")),
        ),
        "Zamanzadeh et al. (2015), doi:10.15171/jcs.2015.017",
    ),
    "polit2007": Guideline(
        "polit2007",
        (
            (_above(0.74), Text("excellent", "优秀")),
            (0.6, Text("good", "良好")),
            (0.4, Text("fair", "一般")),
            (_LOWEST, Text("poor", "较差")),
        ),
        "Polit, Beck & Owen (2007), doi:10.1002/nur.20199: bands of the modified kappa",
    ),
}


def judge(value: float, guideline: str, guidelines: Mapping[str, Guideline]) -> Text:
    """Return the words a named guideline has for a value."""
    check_option("guideline", guideline, guidelines)
    return guidelines[guideline].verdict(value)


def judge_panel(value: float, experts: int, guideline: str) -> Text:
    """Return the words a named guideline has for an index of so many experts, to two digits as it was published."""
    check_option("guideline", guideline, (*PANEL_GUIDELINES, *CONTENT_GUIDELINES))
    if guideline in CONTENT_GUIDELINES:
        return CONTENT_GUIDELINES[guideline].verdict(round(value, 2))
    return next(rule for fewest, rule in PANEL_GUIDELINES[guideline] if experts >= fewest).verdict(round(value, 2))
