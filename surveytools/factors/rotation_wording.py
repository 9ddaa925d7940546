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


def stopped(stop: str) -> tuple[Text, ...]:
    """Say that varimax stopped early, if it did."""
    return (Text("varimax stopped as in R", "varimax 按 R 的规则停止"),) if stop == "r" else ()
