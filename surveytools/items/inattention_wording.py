"""What is said of the indices of inattentive answers: sources, conventions, heads of tables."""

from __future__ import annotations

from surveytools.base.labels import Text
from surveytools.items.inattention_rules import CRITICAL_R, CarelessRules

SOURCES = {
    "Curran (2016)": "Curran, P. G. (2016). Methods for the detection of carelessly invalid responses in survey data. "
    "Journal of Experimental Social Psychology, 66, 4-19. https://doi.org/10.1016/j.jesp.2015.07.006",
    "Donlon & Fischer (1968)": "Donlon, T. F., & Fischer, F. E. (1968). An index of an individual's agreement with "
    "group-determined item difficulties. Educational and Psychological Measurement, 28, 105-113.",
    "Dunn et al. (2018)": "Dunn, A. M., Heggestad, E. D., Shanock, L. R., & Theilgard, N. (2018). Intra-individual "
    "response variability as an indicator of insufficient effort responding. Journal of Business and Psychology, 33, "
    "105-121. https://doi.org/10.1007/s10869-016-9479-0",
    "Huang et al. (2012)": "Huang, J. L., Curran, P. G., Keeney, J., Poposki, E. M., & DeShon, R. P. (2012). Detecting "
    "and deterring insufficient effort responding to surveys. Journal of Business and Psychology, 27, 99-114. "
    "https://doi.org/10.1007/s10869-011-9231-8",
    "Johnson (2005)": "Johnson, J. A. (2005). Ascertaining the validity of individual protocols from web-based "
    "personality inventories. Journal of Research in Personality, 39, 103-129. "
    "https://doi.org/10.1016/j.jrp.2004.09.009",
    "Meade & Craig (2012)": "Meade, A. W., & Craig, S. B. (2012). Identifying careless responses in survey data. "
    "Psychological Methods, 17, 437-455. https://doi.org/10.1037/a0028085",
    "Tabachnick & Fidell (2013)": "Tabachnick, B. G., & Fidell, L. S. (2013). Using multivariate statistics (6th ed.). "
    "Pearson.",
}
HEADERS = {"source": Text("Index described by", "指标出处"), "count": Text("Flagged", "触发")}
INDICES = Text("Indices of inattentive answers", "不认真作答指标")
TOO_FEW_RULES = Text("so few rules could be applied that nobody is suggested for leaving out",
                     "能够应用的规则不足，因此没有建议剔除的受访者")  # fmt: skip
CONVENTIONS = (
    Text("runs, spread, synonyms and straight lines: of the answers as given; even-odd consistency and person-total r: "
         "after reversal of the items declared as reversed",
         "连续作答、离散程度、同义题、直线作答：按原始作答；奇偶一致性、个人-总体相关：已声明的反向题反向计分之后"),
    Text("a blank ends a run", "空白题中断连续作答"),
    Text("even-odd consistency: r over the dimensions between means of odd and even items, 2r / (1 + r), not below -1; "
         "high is consistent",
         "奇偶一致性：各维度奇数题与偶数题均值的个体内相关 r，经 2r / (1 + r) 校正，最低为 -1；越高越一致"),
    Text("person-total r: with the item means of the other respondents", "个人-总体相关：与其他受访者题项均值的相关"),
    Text("Mahalanobis D² of the answered items, covariances pairwise, p by chi-square with as many degrees of freedom",
         "马氏距离 D²：按已作答题项，协方差成对计算，p 值取自由度为作答题数的卡方分布"),
)  # fmt: skip


def said_counts(suggested: int, flagged: int, n: int, rules: CarelessRules, applied: int) -> Text:
    """Say how many of n are suggested for leaving out and flagged, and how many of the rules were applied."""
    share, name, asked = 100 * suggested / n, rules.name, len(rules.limits)
    some = Text(f", {applied} of {asked} applied", f"，{asked} 条中应用 {applied} 条")
    part = some if applied < asked else Text("", "")
    return Text(
        f"{suggested} of {n} respondents ({share:.1f}%) are suggested for leaving out; {flagged} are flagged by some"
        f' rule (rules "{name}"{part.en}).',
        f"{n} 位受访者中建议剔除 {suggested} 位（{share:.1f}%），触发至少一项规则者 {flagged} 位"
        f"（规则：{name}{part.zh}）。",
    )


def said_flags(rules: CarelessRules) -> Text:
    """Say who is to be left out, and what the counts are of."""
    m = rules.min_flags
    return Text(
        f'Rules "{rules.name}": who is flagged by {m} or more is to be left out. Alone: flagged by this rule only.',
        f"规则 {rules.name}：触发 {m} 项及以上者应剔除。仅此一项：只触发该规则的份数。",
    )


def said_chance(share: float) -> Text:
    """Say how many attentive respondents the rule about person-total r would flag, and why."""
    percent = f"{100 * share:.0f}%"
    return Text(
        f"too few items, or means too alike: about {percent} of attentive respondents would be flagged by chance",
        f"题项过少或均值过于接近，认真作答者中约 {percent} 会因偶然触发",
    )


def said_pairs(critical_r: float) -> Text:
    """Say which items count as synonyms and antonyms."""
    c, cited = f"{critical_r:g}", critical_r == CRITICAL_R
    return Text(
        f"synonyms, antonyms: pairs of items with r > {c}, r < -{c}" + (" (Meade & Craig, 2012)" if cited else ""),
        f"同义题、反义题：r > {c}、r < -{c} 的题项对" + ("（Meade & Craig, 2012）" if cited else ""),
    )
