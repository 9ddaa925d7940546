"""The settings of a rotation in words."""

from __future__ import annotations

from surveytools.base.labels import Text


def said(name: Text, *settings: Text) -> Text:
    """Return a name with its settings in brackets."""
    en, zh = ", ".join(words.en for words in settings), "，".join(words.zh for words in settings)
    return Text(f"{name.en} ({en})", f"{name.zh}（{zh}）")


def kaiser(normalize: bool) -> Text:
    """Say whether rows were brought to length 1."""
    if normalize:
        return Text("Kaiser-normalized", "Kaiser 归一化")
    return Text("without Kaiser normalization", "不作 Kaiser 归一化")


def angles(oblique: bool) -> Text:
    """Say whether factors may correlate."""
    return Text("oblique", "斜交") if oblique else Text("orthogonal", "正交")


def started(n_starts: int, n_minima: int, seed: Text) -> tuple[Text, ...]:
    """Say from how many starts the solution is the best, if there were several, and how many they found."""
    if n_starts < 2:
        return ()
    starts = Text(f"best of {n_starts} starts of the rotation", f"旋转采用 {n_starts} 个初值，取最优解")
    several = Text(f"the starts found {n_minima} different solutions", f"各初值得到 {n_minima} 个不同的解")
    return (starts, *((several,) if n_minima > 1 else ()), seed)


def stopped(stop: str) -> tuple[Text, ...]:
    """Say that varimax stopped early, if it did."""
    return (Text("varimax stopped as in R", "varimax 按 R 的规则停止"),) if stop == "r" else ()
