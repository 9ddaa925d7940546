"""Values are rounded in one place, and nothing that a person wrote breaks a table."""

import html
import re

import numpy as np
import pandas as pd
import pytest

from surveytools.base.labels import Text, label
from surveytools.base.table import Table, format_value

NAN = float("nan")
MATHS = re.compile(r"\$(?:[<>|\-]|\\[a-z]+|\^2|_[ij])\$")  # what the package itself sets as mathematics
HOSTILE = ["<script>alert(1)</script>", "a | b", r"\input{x}", "&%$#_{}~^", "`*[link](x)*`", "two\nlines", "</td>"]


@pytest.mark.parametrize(
    ("value", "kind", "printed"),
    [
        (0.8431428, "number", "0.843"),
        (2, "number", "2"),
        (np.int64(7), "four", "7"),
        (2.0, "number", "2.000"),
        (np.float64(1.5), "two", "1.50"),
        (1.25, "one", "1.2"),
        (0.00738, "four", "0.0074"),
        (191.0, "count", "191"),
        (0.965, "percent", "96.5%"),
        (0.00004, "p_value", "<0.001"),
        (0.001, "p_value", "0.001"),
        (0.0, "p_value", "<0.001"),
        (1.0, "p_value", "1.000"),
        (-0.0, "number", "0.000"),
        (-0.0004, "number", "0.000"),
        (-0.0004, "four", "-0.0004"),
        (-0.0, "count", "0"),
        (NAN, "number", "—"),
        (NAN, "p_value", "—"),
        (NAN, "text", "—"),
        (np.float64("nan"), "percent", "—"),
        (None, "text", "—"),
        (pd.NA, "count", "—"),
        ("0.12345", "number", "0.12345"),
        ("q1", "text", "q1"),
        (12, "text", "12"),
        (1234567.0, "count", "1234567"),
        (Text("yes, sir", "是"), "number", "yes, sir"),
    ],
)
def test_every_kind_of_value(value, kind, printed):
    assert format_value(value, kind) == printed


@pytest.mark.parametrize("kind", ["text", "count", "number", "percent"])
def test_truth_is_said_in_words(kind):
    for true, false in ((True, False), (np.True_, np.False_)):
        assert [format_value(value, kind, "en") for value in (true, false)] == ["yes", "no"]
        assert [format_value(value, kind, "zh") for value in (true, false)] == ["是", "否"]


@pytest.fixture
def groups():
    frame = pd.DataFrame({"group": ["中国科技论文在线", "ArXiv"], "n": [64, 7], "index": [3.6872, NAN]})
    return Table(Text("Groups", "组"), frame, notes=(Text("A note.", "注。"),))


def test_text_is_aligned_with_wide_characters(groups):
    assert groups.to_text() == (
        "Groups\n"
        "───────────────────────────\n"
        "Group              n  Index\n"
        "───────────────────────────\n"
        "中国科技论文在线  64  3.687\n"
        "ArXiv              7      —\n"
        "───────────────────────────\n"
        "A note."
    )
    assert groups.to_text("zh").splitlines()[2] == "组别              样本量   指数"


def test_every_form_in_full(groups):
    assert groups.to_markdown("zh") == (
        "**组**\n\n| 组别 | 样本量 | 指数 |\n| :-- | --: | --: |\n"
        "| 中国科技论文在线 | 64 | 3.687 |\n| ArXiv | 7 | — |\n\n注。"
    )
    assert groups.to_html(number="Table 1") == (
        "<div class='st-table'><table><caption>Table 1  Groups</caption><thead><tr><th class='l'>Group</th>"
        "<th class='r'>n</th><th class='r'>Index</th></tr></thead><tbody><tr><td class='l'>中国科技论文在线</td>"
        "<td class='r'>64</td><td class='r'>3.687</td></tr><tr><td class='l'>ArXiv</td><td class='r'>7</td>"
        "<td class='r'>—</td></tr></tbody></table><p class='st-note'>A note.</p></div>"
    )
    assert groups.to_latex() == (
        "\\begin{table}\n\\centering\n\\caption{Groups}\n\\begin{tabular}{lrr}\n\\toprule\nGroup & n & Index \\\\\n"
        "\\midrule\n{}中国科技论文在线 & 64 & 3.687 \\\\\n{}ArXiv & 7 & --- \\\\\n\\bottomrule\n\\end{tabular}\n"
        "\\par\\footnotesize A note.\n\\end{table}"
    )


@pytest.fixture(params=HOSTILE)
def hostile(request):
    words = Text(request.param, request.param)
    frame = pd.DataFrame({"group": [request.param], request.param: [1.5]})
    return Table(words, frame, notes=(words,), headers={request.param: words}), request.param


def test_hostile_words_are_escaped_in_html(hostile):
    table, words = hostile
    page = table.to_html(number="<b>")
    tags = set(re.findall(r"<[^>]*>", page))
    assert tags <= {
        "<div class='st-table'>", "<table>", "<caption>", "</caption>", "<thead>", "<tr>", "<th class='l'>",
        "<th class='r'>", "</th>", "</tr>", "</thead>", "<tbody>", "<td class='l'>", "<td class='l w'>",
        "<td class='r'>", "</td>", "</tbody>", "</table>", "<p class='st-note'>", "</p>", "</div>",
    }  # fmt: skip
    assert page.count(html.escape(words)) == 4


def test_dollars_are_no_formula():
    table = Table(Text("Costs $a$", "费用 $a$"), pd.DataFrame({"item": ["$x_1$"]}), (Text("~~5$~~ &lt; 6$", ""),))
    assert table.to_markdown() == (
        "**Costs \\$a\\$**\n\n| Item |\n| :-- |\n| \\$x\\_1\\$ |\n\n\\~\\~5\\$\\~\\~ \\&lt; 6\\$"
    )
    assert table._repr_html_().endswith(f"<div class='tex2jax_ignore mathjax_ignore'>{table.to_html()}</div>")


def test_hostile_words_stay_in_their_cell_in_markdown(hostile):
    table, _ = hostile
    for line in table.to_markdown().splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) == 3
    assert not re.search(r"(?<!\\)[<`]", table.to_markdown())


def test_hostile_words_are_no_commands_in_latex(hostile):
    table, _ = hostile
    text = table.to_latex()
    known = {
        "begin", "end", "centering", "caption", "toprule", "midrule", "bottomrule", "par", "footnotesize",
        "textbackslash", "textasciitilde", "textasciicircum",
    }  # fmt: skip
    assert set(re.findall(r"\\([a-zA-Z]+)", text)) <= known
    rows = [line for line in text.splitlines() if line.endswith(r"\\")]
    assert len(rows) == 2
    assert all(len(re.findall(r"(?<!\\)&", row)) == 1 for row in rows)
    assert not re.search(r"(?<!\\)[%$#_]|~|\^(?!\{)", MATHS.sub("", text).replace("\\textasciicircum{}", ""))


@pytest.mark.parametrize(
    ("given", "escaped"),
    [
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("&%$#_{}~^", r"\&\%\$\#\_\{\}\textasciitilde{}\textasciicircum{}"),
    ],
)
def test_latex_escapes_in_full(given, escaped):
    table = Table(Text("t", "t"), pd.DataFrame({"group": [given]}))
    assert f"\n{{}}{escaped} \\\\\n" in table.to_latex()


def test_a_column_without_a_label_is_called_by_its_name():
    table = Table(Text("t", "t"), pd.DataFrame({"my column": [0.12345], "alpha": [0.9]}), kinds={"my column": "four"})
    assert table.cells() == [["my column", "Cronbach's α"], ["0.1235", "0.900"]]
    assert label("my column").kind == "number"


def test_another_column_beside_one():
    table = Table(Text("t", "t"), pd.DataFrame({"item": ["q1", "q2"], "mean": [1.0, 2.0]}))
    names = {"q1": Text("one", "一"), "q2": Text("two", "二")}
    assert list(table.beside("item", "indicator", names).frame.columns) == ["item", "indicator", "mean"]
    assert table.beside("item", "indicator", {"q1": Text("one", "一")}) is table
    assert table.beside("criterion", "indicator", names) is table


def test_a_table_without_rows():
    table = Table(Text("Nothing", "无"), pd.DataFrame({"item": [], "mean": []}))
    assert table.to_text().splitlines()[2] == "Item  Mean"
    assert table.to_markdown().endswith("| Item | Mean |\n| :-- | --: |")


def test_a_line_break_does_not_break_the_table():
    table = Table(Text("Items", "题项"), pd.DataFrame({"item": ["two\nlines"], "mean": [1.5]}))
    assert "two lines" in table.to_text()
