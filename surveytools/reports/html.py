"""The report as one self-contained HTML file."""

from __future__ import annotations

import io
from typing import Any

from surveytools.ahp.aggregation import AGGREGATES
from surveytools.ahp.prioritization import METHODS
from surveytools.base.errors import optional
from surveytools.base.labels import Language, Text, joined
from surveytools.base.table import STYLE, Table
from surveytools.base.version import __version__
from surveytools.reports.content import Block, Chapter, Figure, Heading
from surveytools.study.evaluation import Evaluation

_WORDS = {
    "contents": Text("Contents", "目录"),
    "table": Text("Table", "表"),
    "figure": Text("Figure", "图"),
    "made_with": Text("Made with surveytools", "由 surveytools 生成，版本"),
    "files": Text("Files of the study and their SHA-256:", "研究文件及其 SHA-256："),
    "stop": Text(". ", "。"),
    "language": Text("en", "zh-CN"),
    "settings": Text("Conventions: ", "约定："),
}


def render_html(evaluation: Evaluation, parts: tuple[Chapter, ...], language: Language) -> str:
    """Return the page; every word from the study is escaped by the template."""
    jinja2 = optional("jinja2", "report")
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("surveytools.reports"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    count = _Counter()
    return environment.get_template("report.html.j2").render(
        title=evaluation.study.title.said(language),
        headline=(evaluation.index or evaluation.reliability).headline().said(language),
        chapters=[_chapter(chapter, language, count) for chapter in parts],
        words={name: text.said(language) for name, text in _WORDS.items()},
        style=_safe(STYLE),
        version=__version__,
        settings=_settings(evaluation, language),
        hashes=evaluation.study.hashes,
    )


class _Counter:
    """The numbers of tables and figures."""

    def __init__(self) -> None:
        self.tables = self.figures = 0

    def next_table(self) -> int:
        self.tables += 1
        return self.tables

    def next_figure(self) -> int:
        self.figures += 1
        return self.figures


def _chapter(chapter: Chapter, language: Language, count: _Counter) -> dict[str, Any]:
    blocks = [_block(block, language, count) for block in chapter.blocks]
    return {"key": chapter.key, "title": chapter.title.said(language), "blocks": blocks}


def _block(block: Block, language: Language, count: _Counter) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text.said(language)}
    if isinstance(block, Table):
        number = f"{_WORDS['table'].said(language)} {count.next_table()}"
        return {"kind": "table", "html": _safe(block.to_html(language, number=number))}
    if isinstance(block, Figure):
        caption = f"{_WORDS['figure'].said(language)} {count.next_figure()}  {block.caption.said(language)}"
        return {"kind": "figure", "svg": _safe(draw_svg(block, language)), "caption": caption}
    return {"kind": "paragraph", "text": block.said(language)}


def draw_svg(figure: Figure, language: Language) -> str:
    """Return the picture as SVG with its glyphs as outlines."""
    plt = optional("matplotlib.pyplot", "report")
    canvas: Any = figure.draw(language).get_figure(root=True)
    buffer = io.StringIO()
    with plt.rc_context({"svg.fonttype": "path", "svg.hashsalt": "surveytools"}):
        canvas.savefig(buffer, format="svg", metadata={"Date": None})
    plt.close(canvas)
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def _settings(evaluation: Evaluation, language: Language) -> str:
    lines = list(evaluation.reliability.made)
    judgments = evaluation.study.project.judgments
    if judgments:
        method = METHODS[judgments.method]
        table = judgments.random_index
        lines.append(Text(f"AHP by the {method.en}, RI {table}", f"层次分析法：{method.zh}，RI {table}"))
    if evaluation.panel:
        lines.append(AGGREGATES[evaluation.panel.settings.aggregate])
    return joined(tuple(lines)).said(language)


def _safe(markup: str) -> Any:
    """Mark markup that is escaped already."""
    return optional("markupsafe", "report").Markup(markup)
