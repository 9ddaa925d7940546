"""What omega says of itself, in words: its headline, how it was made, and what to beware of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surveytools.base.errors import listed
from surveytools.base.labels import Text
from surveytools.base.warnings import HeywoodWarning, NegativeItemWarning, NotConvergedWarning, NotIdentifiedWarning

if TYPE_CHECKING:
    from surveytools.reliability.omega import McDonaldOmega

OMEGA_REFERENCES = (
    "McDonald, R. P. (1999). Test theory: A unified treatment. Erlbaum. https://doi.org/10.4324/9781410601087",
    "Zinbarg, R. E., Revelle, W., Yovel, I., & Li, W. (2005). Cronbach's α, Revelle's β, and McDonald's ωH: Their "
    "relations with each other and two alternative conceptualizations of reliability. Psychometrika, 70, 123-133. "
    "https://doi.org/10.1007/s11336-003-0974-7",
    "Rodriguez, A., Reise, S. P., & Haviland, M. G. (2016). Evaluating bifactor models: Calculating and "
    "interpreting statistical indices. Psychological Methods, 21, 137-150. https://doi.org/10.1037/met0000045",
    "Raykov, T. (2002). Analytic estimation of standard error and confidence interval for scale reliability. "
    "Multivariate Behavioral Research, 37, 89-103. https://doi.org/10.1207/S15327906MBR3701_04",
    "Miller, R. G. (1974). The jackknife: A review. Biometrika, 61, 1-15. https://doi.org/10.1093/biomet/61.1.1",
    "Kelley, K., & Pornprasertmanit, S. (2016). Confidence intervals for population reliability coefficients. "
    "Psychological Methods, 21, 69-92. https://doi.org/10.1037/a0040086",
)

NO_GENERAL = Text(
    "ω hierarchical compares a general factor with group factors; one factor has none beside it",
    "层级 ω（ω_h）比较一般因子与组因子；单因子模型没有组因子，故不计算",
)
NO_DELTA = Text(
    'no interval here: the delta method is for one factor, the variant "model" and a proper solution; for all others '
    'call .interval(method="jackknife")',
    'delta 法仅适用于单因子、口径 model 且解正常的情形，此处未列区间，可调用 .interval(method="jackknife")',
)
_SECOND_ORDER = {"equal": Text("assumed equal", "假定相等"), "minres": Text("by minres", "采用最小残差法")}


def headline_of(found: McDonaldOmega) -> Text:
    """State omega, with its interval where it has a formula."""
    k, n, m = found.n_items, found.n_used, found.n_factors
    total, general = f"{found.omega_total:.3f}", f"{found.omega_hierarchical:.3f}"
    if m > 1:
        return Text(
            f"McDonald's ω total = {total}, ω hierarchical = {general}, {m} factors, {k} items, n = {n}.",
            f"McDonald 总 ω = {total}，层级 ω = {general}，{m} 个因子，{k} 个题项，n = {n}。",
        )
    en = zh = ""
    if found.has_delta:
        low, high, *_ = found.interval()
        en, zh = f", 95% CI [{low:.3f}, {high:.3f}]", f"，95% 置信区间 [{low:.3f}, {high:.3f}]"
    return Text(
        f"McDonald's ω = {total}{en}, one factor, {k} items, n = {n}.",
        f"McDonald ω = {total}{zh}，单因子，{k} 个题项，n = {n}。",
    )


def conventions_of(found: McDonaldOmega) -> tuple[Text, ...]:
    """Say which omega this is, how its factors were found, and what is wrong with the solution."""
    en, zh = zip(*((words.en, words.zh) for words in found.variant.words().values()), strict=True)
    lines = [
        Text(
            f"ω by {en[0]} from {en[1]}: {en[3]} over {en[2]}",
            f"ω：{zh[0]}，基于{zh[1]}，分子为{zh[3]}，分母为{zh[2]}",
        )
    ]
    if found.second_order:
        how = _SECOND_ORDER[found.second_order]
        lines.append(Text(
            f"oblimin without Kaiser normalization, Schmid-Leiman, second-order loadings {how.en}",
            f"oblimin 旋转（不作 Kaiser 归一化），Schmid-Leiman 转换，二阶载荷{how.zh}",
        ))  # fmt: skip
    if found.has_delta:
        lines.append(Text("interval by the delta method (Raykov)", "区间采用 delta 法（Raykov）"))
    return (*lines, *cautions(found.heywood, found.negative, converged=found.converged))


def cautions(heywood: tuple[str, ...], negative: tuple[str, ...], *, converged: bool) -> list[Text]:
    """Say what is wrong with a solution."""
    lines: list[Text] = []
    if heywood:
        lines.append(Text(f"Heywood case: {', '.join(heywood)}", f"Heywood 情形：{'、'.join(heywood)}"))
    if negative:
        lines.append(Text(
            f"negative loadings, not turned around: {', '.join(negative)}", f"载荷为负且未反向：{'、'.join(negative)}"
        ))  # fmt: skip
    if not converged:
        lines.append(Text("NOT converged", "未收敛"))
    return lines


Said = list[tuple[str, type[Warning]]]


def solution_warnings(heywood: tuple[str, ...], negative: tuple[str, ...], *, converged: bool, remedy: str) -> Said:
    """Return the texts and classes of the warnings that a solution gives rise to."""
    said: Said = []
    if negative:
        load, lower = ("loads", "lowers") if len(negative) == 1 else ("load", "lower")
        said.append((
            f"{listed(negative)} {load} negatively and {lower} omega; turn around what is worded the other way: "
            "reverse=[...], scale=(low, high).", NegativeItemWarning))  # fmt: skip
    if heywood:
        said.append((
            f"the uniqueness of {listed(heywood)} fell to zero (a Heywood case) and omega is not to be trusted; "
            f"{remedy}.", HeywoodWarning))  # fmt: skip
    if not converged:
        said.append(
            (f"the solution was not reached, and omega is that of the last step; {remedy}.", NotConvergedWarning)
        )
    return said


def warnings_of(found: McDonaldOmega) -> Said:
    """Return the texts and classes of all warnings."""
    remedy = "take fewer factors, or leave the item out" if found.n_factors > 1 else "leave the item out"
    said = solution_warnings(found.heywood, found.negative, converged=found.converged, remedy=remedy)
    if found.data.found.absorbed:
        said.append(
            ("the general factor explains a factor fully (a Heywood case); take fewer factors.", HeywoodWarning)
        )
    if found.n_factors == 2:
        said.append((
            "the second-order loadings of two factors are assumed equal; three factors would determine them.",
            NotIdentifiedWarning))  # fmt: skip
    return said
