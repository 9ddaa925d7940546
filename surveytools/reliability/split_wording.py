"""What is said of splits of a scale: which one, into which halves, how many, what a sample of them leaves open."""

from __future__ import annotations

from surveytools.base.labels import Text
from surveytools.reliability.signs import MOST_ITEMS

SPLITS = {
    "odd-even": Text("odd against even items", "奇偶分半"),
    "first-second": Text("first against second half", "前后分半"),
    "list": Text("as listed", "指定分半"),
}


def halves_text(k: int) -> Text:
    """Say which splits of k items are meant."""
    if k % 2 == 0:
        return Text(
            f"halves of {k // 2} items; the mean over all splits is Cronbach's α",
            f"两半各 {k // 2} 题；全部分半的均值即 Cronbach α",
        )
    large, small = (k + 1) // 2, k // 2
    return Text(
        f"halves of {large} and {small} items; the mean over all splits is α (k² - 1)/k², so the maximum may lie "
        "below α",
        f"两半分别为 {large} 题与 {small} 题；全部分半的均值为 α(k² - 1)/k²，故最大值可能低于 α",
    )


def count_text(n_splits: int, *, is_exact: bool) -> Text:
    """Say how many splits were computed."""
    if n_splits == 1:
        return Text("the only split", "唯一一种")
    if is_exact:
        return Text(f"all {n_splits:,} splits", f"全部 {n_splits:,} 种")
    return Text(f"{n_splits:,} random splits", f"随机 {n_splits:,} 种")


def sampled_text(n_splits: int) -> Text:
    """Say what a sample of splits leaves open."""
    return Text(
        f"more than {MOST_ITEMS} items: {n_splits:,} random splits; minimum and maximum were improved by exchanging "
        "items, and the true ones may lie beyond them; the mean is exact",
        f"题项多于 {MOST_ITEMS} 个：随机抽取 {n_splits:,} 种分半；最小值与最大值经题项交换改进，真实极值可能更极端；"
        "均值为精确值",
    )


def best_split_text(n_items: int, n_splits: int, *, is_exact: bool) -> Text:
    """Say from which splits the best was taken as lambda 4."""
    if is_exact:
        halves = halves_text(n_items)
        return Text(f"λ4: all {n_splits:,} splits, {halves.en}", f"λ4：全部 {n_splits:,} 种分半，{halves.zh}")
    return Text(
        f"λ4: {n_splits:,} random splits of more than {MOST_ITEMS} items, the best improved by exchanging items; the "
        "true λ4 may be higher",
        f"λ4：题项多于 {MOST_ITEMS} 个，随机抽取 {n_splits:,} 种分半，并经题项交换改进；真实 λ4 可能更高",
    )
