"""Which items a set of rules would drop, and why."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from surveytools.base.errors import OptionError, check_option
from surveytools.base.guidelines import ITEM_RULES, ItemRules
from surveytools.base.labels import Text, joined

KEEP, DROP = Text("keep", "保留"), Text("consider dropping", "建议删除")
AT_LEAST = {
    "critical_ratio": Text("critical ratio", "决断值"),
    "item_total_r": Text("item–total r", "题总相关"),
    "item_rest_r": Text("corrected item–total r", "校正题总相关"),
    "communality": Text("communality", "共同度"),
    "loading": Text("loading", "因子载荷"),
}
SMALLEST_GAIN = 1e-12


def resolved_rules(rules: str | ItemRules) -> ItemRules:
    """Return the rules of a name, or those given."""
    if isinstance(rules, ItemRules):
        return rules
    if not isinstance(rules, str):
        raise OptionError(f"rules={rules!r} are no rules", hint="Give a name, or st.ItemRules(item_rest_r=0.3).")
    check_option("rules", rules, ITEM_RULES)
    return ITEM_RULES[rules]


def judged(table: pd.DataFrame, alpha: float, rules: ItemRules) -> pd.DataFrame:
    """Return n_failed, verdict and reason of each row of the item table; what is NaN is not judged."""
    failed = [list(failures(row, alpha, rules)) for _, row in table.iterrows()]
    return pd.DataFrame(
        {
            "n_failed": [len(reasons) for reasons in failed],
            "verdict": [DROP if len(reasons) >= rules.min_failed else KEEP for reasons in failed],
            "reason": [joined(tuple(reasons)) for reasons in failed],
        },
        index=table.index,
    )


def failures(row: pd.Series, alpha: float, rules: ItemRules) -> Iterator[Text]:
    """Yield a sentence for each rule that an item fails."""
    for name, words in AT_LEAST.items():
        limit, value = getattr(rules, name), row[name]
        if limit is not None and value < limit:
            yield Text(f"{words.en} {value:.3f} < {limit:g}", f"{words.zh} {value:.3f} < {limit:g}")
    if rules.p_value is not None and row["p_value"] >= rules.p_value:
        p = f"p = {row['p_value']:.3f} >= {rules.p_value:g}"
        yield Text(f"critical ratio not significant, {p}", f"决断值不显著，{p}")
    if rules.alpha_if_deleted and row["alpha_if_deleted"] > alpha + SMALLEST_GAIN:
        without = row["alpha_if_deleted"]
        yield Text(f"α without it {without:.4f} > {alpha:.4f}", f"删题后 α {without:.4f} > {alpha:.4f}")


def said_rules(rules: ItemRules) -> Text:
    """Say the limits, and how many of them an item may miss."""
    limits = [(words, getattr(rules, name)) for name, words in AT_LEAST.items() if getattr(rules, name) is not None]
    lines = [Text(f"{words.en} >= {limit:g}", f"{words.zh} ≥ {limit:g}") for words, limit in limits]
    if rules.p_value is not None:
        lines.append(Text(f"p of the critical ratio < {rules.p_value:g}", f"决断值 p < {rules.p_value:g}"))
    if rules.alpha_if_deleted:
        lines.append(Text("α does not rise without the item", "删题后 α 不升高"))
    en, zh = ", ".join(line.en for line in lines), "、".join(line.zh for line in lines)
    m = rules.min_failed
    return Text(
        f'rules "{rules.name}": {en}; dropping is suggested when {m} or more fail',
        f"评判规则 {rules.name}：{zh}；有 {m} 项及以上未达标即建议删除",
    )
