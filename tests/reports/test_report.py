"""The report: whole, self-contained, safe, and the same every time."""

import re
from html.parser import HTMLParser

import openpyxl
import pytest

import surveytools as st
from surveytools.base.errors import OptionError, StudyError
from surveytools.reports import writing
from surveytools.reports.content import respondent_tables
from tests.conftest import StudyFolder
from tests.panel_study import evaluated_panel, with_one_judge, with_panel

EVIL = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://x.example")'
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """What a browser would meet: tags, what they load, and text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.loads, self.words, self.handlers, self.open = set(), [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attributes:
            if name in {"src", "href", "xlink:href", "data", "action", "poster", "srcset"}:
                self.loads.append(value)
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def texts_of(path):
    """Return every text cell of a workbook, and whether any cell is a formula or a link."""
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    active = [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    return [cell.value for cell in cells if isinstance(cell.value, str)], active


@pytest.fixture(scope="module")
def main_report(evaluation, tmp_path_factory):
    return st.write_report(evaluation, tmp_path_factory.mktemp("reports") / "main", language="both")


@pytest.fixture(scope="module", params=["en", "zh"])
def page(request, main_report):
    return (main_report / f"report.{request.param}.html").read_text(encoding="utf-8")


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_files(main_report, small_evaluation, tmp_path):
    assert [name for name in names_in(main_report) if not name.startswith(".")] == [
        "report.en.html", "report.zh.html", "tables.en.xlsx", "tables.zh.xlsx",
    ]  # fmt: skip
    folder = st.write_report(small_evaluation, tmp_path / "deep" / "down")
    assert [name for name in names_in(folder) if not name.startswith(".")] == ["report.html", "tables.xlsx"]
    assert names_in(tmp_path / "deep") == ["down"]


def test_it_loads_nothing_and_runs_nothing(page):
    found = Page(page)
    assert found.open == []
    assert all(target.startswith("#") for target in found.loads)
    assert not found.tags & {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    assert found.handlers == []
    assert not re.search(r"@import|url\((?!#)|javascript:", page)


def test_each_chapter_can_be_reached(page):
    ids = re.findall(r'<section id="([a-z]+)">', page)
    assert ids == [
        "sample",
        "items",
        "reliability",
        "adequacy",
        "factors",
        "judgments",
        "weights",
        "index",
        "published",
        "methods",
    ]
    assert all(f'href="#{name}"' in page for name in ids)


def test_tables_and_figures_are_numbered(page):
    for word in ("Table", "表"), ("Figure", "图"):
        numbers = [int(n) for n in re.findall(rf"(?:<caption>|<figcaption>)(?:{word[0]}|{word[1]}) (\d+)", page)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= 2
    assert page.count("<svg") == page.count("<figcaption>")


def test_what_a_report_must_tell(main_report):
    text = Page((main_report / "report.en.html").read_text(encoding="utf-8")).text
    for words in (
        "191 of 198", "0.813", "547.97", "0.891", "0.0511", "Root method", "λmax", "0.0251", "0.0325", "swapped order",
        "do not set the dimensions apart", "SHA-256", "Made with surveytools",
        "https://doi.org/10.1007/BF02291575",
    ):  # fmt: skip
        assert words in text, words


def test_languages(main_report):
    en, zh = ((main_report / f"report.{code}.html").read_text(encoding="utf-8") for code in ("en", "zh"))
    assert '<html lang="en">' in en
    assert '<html lang="zh-CN">' in zh
    assert "科技论文网络服务平台质量评价" in zh
    assert "方根法" in zh
    assert "Cronbach α" in zh
    assert "Sample and recovery" not in zh
    assert "样本与回收" not in en


@pytest.mark.parametrize("code", ["en", "zh"])
def test_no_respondent_is_named_unless_asked(code, main_report, evaluation, tmp_path):
    ids = [str(name) for name in evaluation.study.answers.index]
    page = (main_report / f"report.{code}.html").read_text(encoding="utf-8")
    cells, _ = texts_of(main_report / f"tables.{code}.xlsx")
    assert not set(re.findall(r"\bR\d{3}\b", Page(page).text)) & set(ids)
    assert not set(cells) & set(ids)
    folder = st.write_report(evaluation, tmp_path / "report", language=code, respondents=True)
    asked, _ = texts_of(folder / "tables.xlsx")
    assert set(ids) <= set(asked)
    assert set(ids) <= set(re.findall(r"\bR\d{3}\b", Page((folder / "report.html").read_text(encoding="utf-8")).text))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", ["Questionnaires left out, and why", "too many blanks (0.35 > 0.2 of the items)", "Huang et al. (2012)",
                "own limit", "With and without the respondents left out", "mean of Tangibles"]),
        ("zh", ["剔除问卷及原因", "空白过多：0.35 > 0.2（占题数比例）", "Huang et al. (2012)", "自定",
                "剔除前后结果对比", "有形性均值"]),
    ],
)  # fmt: skip
def test_who_went_and_why_and_what_it_changes(code, words, main_report):
    text = Page((main_report / f"report.{code}.html").read_text(encoding="utf-8")).text
    cells, _ = texts_of(main_report / f"tables.{code}.xlsx")
    for one in words:
        assert one in text, one
        assert one in cells, one


@pytest.mark.filterwarnings("ignore::surveytools.base.warnings.MissingAnswersWarning")
def test_flagged_respondents_who_are_not_left_out(study_folder, tmp_path):
    study_folder.replace("study.toml", "min_seconds_per_item = 2.0", "min_seconds_per_item = 2.0\nmin_flags = 2")
    (table,) = respondent_tables(study_folder.evaluate())
    assert table.frame["valid"].all()
    assert table.header("reason", "zh") == "触发规则"
    assert [why.en for why in table.frame["reason"] if why.en] == [
        "too fast (0.75 < 2 seconds an item)", "too many blanks (0.5 > 0.4 of the items)",
    ]  # fmt: skip


def test_two_runs_give_the_same_bytes(main_report, main_study, tmp_path):
    again = st.write_report(main_study.evaluate(), tmp_path / "again", language="both")
    for code in ("en", "zh"):
        name = f"report.{code}.html"
        assert (again / name).read_bytes() == (main_report / name).read_bytes()


def test_the_workbook_holds_unrounded_numbers(main_report, evaluation):
    book = openpyxl.load_workbook(main_report / "tables.en.xlsx")
    assert all(len(name) <= 31 for name in book.sheetnames)
    numbers = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    for value in (evaluation.reliability.alpha, evaluation.bartlett.chi2, evaluation.kmo.msa["q01"]):
        assert any(isinstance(number, float) and number == pytest.approx(value, rel=1e-14) for number in numbers)
    assert any("SHA-256" in str(value) for value in numbers)


def test_the_overall_kmo_stands_in_a_table(main_report, evaluation):
    book = openpyxl.load_workbook(main_report / "tables.en.xlsx")
    numbers = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    value = evaluation.kmo.kmo
    assert any(isinstance(number, float) and number == pytest.approx(value, rel=1e-14) for number in numbers)


def test_language_of_the_study_file(study_folder, tmp_path):
    study_folder.replace("study.toml", 'language = "en"', 'language = "zh"')
    folder = st.write_report(study_folder.evaluate(), tmp_path / "report")
    assert '<html lang="zh-CN">' in (folder / "report.html").read_text(encoding="utf-8")


def test_an_unknown_language(small_evaluation, tmp_path):
    with pytest.raises(OptionError) as caught:
        st.write_report(small_evaluation, tmp_path / "report", language="fr")
    assert str(caught.value) == "language='fr' is not an option\nHint: language is one of 'en', 'zh', 'both'."
    assert names_in(tmp_path) == []


class TestHostileWords:
    @pytest.fixture
    def report(self, study_folder, tmp_path):
        study_folder.replace("study.toml", "Two counters", EVIL)
        study_folder.replace("study.toml", "两个窗口", FORMULA.replace('"', r"\""))
        quoted = FORMULA.replace('"', '""')
        study_folder.replace("responses.csv", "East", f'"{quoted}"')
        study_folder.replace("responses.csv", "West", f'"{EVIL}"')
        study_folder.replace("responses.csv", "P01", "<b>P01")
        study_folder.replace("responses.csv", "P02", "=1+1")
        study_folder.replace("indicators.csv", "Friendly", EVIL)
        study_folder.replace("indicators.csv", "Slow", "@SUM(A1)")
        study_folder.replace("indicators.csv", "Staff", "</table><b>{{ 7*7 }}{% raw %}")
        return st.write_report(study_folder.evaluate(), tmp_path / "report", language="both", respondents=True)

    @pytest.mark.parametrize("code", ["en", "zh"])
    def test_are_words_in_html(self, code, report):
        found = Page((report / f"report.{code}.html").read_text(encoding="utf-8"))
        assert found.open == []
        assert "script" not in found.tags
        assert "b" not in found.tags
        assert EVIL in found.text
        assert FORMULA in found.text
        assert "<b>P01" in found.text
        assert code == "zh" or "</table><b>{{ 7*7 }}{% raw %}" in found.text

    @pytest.mark.parametrize("code", ["en", "zh"])
    def test_are_plain_texts_in_the_workbook(self, code, report):
        texts, active = texts_of(report / f"tables.{code}.xlsx")
        assert active == []
        assert {EVIL, FORMULA, "=1+1", "<b>P01"} <= set(texts)

    def test_are_words_in_a_notebook(self, study_folder):
        study_folder.replace("study.toml", "Two counters", EVIL)
        study_folder.replace("responses.csv", "East", EVIL)
        found = study_folder.evaluate()
        for page in (found._repr_html_(), *(result._repr_html_() for result in found.results)):
            assert "script" not in Page(page).tags

    @pytest.mark.parametrize("name", [r"$\frac$", "_hidden", "x" * 60, "${}^2$ %d"])
    def test_names_that_a_picture_might_stumble_over(self, name, study_folder, tmp_path):
        study_folder.replace("responses.csv", "East", name)
        folder = st.write_report(study_folder.evaluate(), tmp_path / "report")
        assert name in Page((folder / "report.html").read_text(encoding="utf-8")).text


class TestFolder:
    def test_a_report_is_replaced(self, small_evaluation, tmp_path):
        folder = st.write_report(small_evaluation, tmp_path / "report", language="both")
        st.write_report(small_evaluation, folder, language="en")
        assert [name for name in names_in(folder) if not name.startswith(".")] == ["report.html", "tables.xlsx"]
        assert names_in(tmp_path) == ["report"]

    def test_an_empty_folder_is_filled(self, small_evaluation, tmp_path):
        (tmp_path / "report").mkdir()
        assert (st.write_report(small_evaluation, tmp_path / "report") / "report.html").is_file()

    @pytest.mark.parametrize("kind", ["folder", "file"])
    def test_what_is_not_ours_stays(self, kind, small_evaluation, tmp_path):
        path = tmp_path / "thesis"
        if kind == "folder":
            path.mkdir()
            (path / "chapter1.txt").write_text("mine", encoding="utf-8")
        else:
            path.write_text("mine", encoding="utf-8")
        with pytest.raises(StudyError) as caught:
            st.write_report(small_evaluation, path)
        assert str(caught.value) == (
            f"the folder for the report holds something else (file {path})\n"
            "Hint: Name another folder with --out, or move this one away; only reports are replaced."
        )
        assert names_in(tmp_path) == ["thesis"]
        kept = path / "chapter1.txt" if kind == "folder" else path
        assert kept.read_text(encoding="utf-8") == "mine"

    @pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
    def test_a_failure_on_the_way_leaves_the_old_report(self, error, small_evaluation, tmp_path, monkeypatch):
        folder = st.write_report(small_evaluation, tmp_path / "report")
        before = (folder / "report.html").read_bytes()

        def fail(*_):
            raise error("no space left")

        monkeypatch.setattr(writing, "write_workbook", fail)
        with pytest.raises(error):
            st.write_report(small_evaluation, folder, language="zh")
        with pytest.raises(error):
            st.write_report(small_evaluation, tmp_path / "new")
        assert names_in(tmp_path) == ["report"]
        assert (folder / "report.html").read_bytes() == before

    def test_a_failure_of_the_last_move_leaves_the_old_report(self, small_evaluation, tmp_path, monkeypatch):
        folder = st.write_report(small_evaluation, tmp_path / "report")
        before = (folder / "report.html").read_bytes()
        rename, moves = type(folder).rename, []

        def fail_once(path, target):
            moves.append(path)
            if len(moves) == 2:
                raise PermissionError("in use")
            return rename(path, target)

        monkeypatch.setattr(type(folder), "rename", fail_once)
        with pytest.raises(PermissionError):
            st.write_report(small_evaluation, folder, language="zh")
        assert (folder / "report.html").read_bytes() == before
        assert names_in(tmp_path) == ["report"]


def test_a_report_without_judgments_and_groups(study_folder, tmp_path):
    study_folder.replace("study.toml", '[judgments]\nfolder = "judgments"\n', "")
    study_folder.replace("study.toml", 'group = "counter"\n', "")
    folder = st.write_report(study_folder.evaluate(), tmp_path / "report", language="both", respondents=True)
    page = Page((folder / "report.en.html").read_text(encoding="utf-8"))
    assert "Two counters" in page.text
    assert "AHP" not in page.text


@pytest.fixture(scope="module")
def panel_report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("panel")
    found = evaluated_panel(with_panel(StudyFolder(folder / "counters")))
    return st.write_report(found, folder / "report", language="both")


class TestPanel:
    def test_what_it_tells(self, panel_report):
        text = Page((panel_report / "report.en.html").read_text(encoding="utf-8")).text
        for words in (
            "4 experts: Friendly (ST1) weighs most, 0.2799 of the whole, 95% CI [0.120, 0.525]",
            "left out: CR of 0.1 or more below Process",
            "counts, though CR is undefined below Staff; 3 pairs unanswered",
            "kept without a CR, as the answers are too few to contradict each other: Eve (staff)", "Consensus S*",
            "Comparisons on which the experts differ most", "with 95% intervals", "Aggregated judgments step by step",
            "If PR2 In time over PR3 Clear were 1/6 instead of 6", "without the uncertainty of the experts",
            "individual judgments aggregated by their geometric mean (AIJ)", "judgments/Dee/process.csv",
        ):  # fmt: skip
            assert words in text, words

    def test_the_same_in_chinese(self, panel_report):
        text = Page((panel_report / "report.zh.html").read_text(encoding="utf-8")).text
        for words in (
            "4 名专家：友好（ST1）的总权重最大", "剔除：“流程”的 CR 不小于 0.1",
            "保留，但“人员”的 CR 无法计算；3 个比较未作答", "共识度 S*",
            "专家分歧最大的比较", "置信区间", "汇总判断矩阵的计算步骤", "若将“PR2 及时”比“PR3 清晰”的判断由 6 改为 1/6",
            "不含专家判断的不确定性",
        ):  # fmt: skip
            assert words in text, words
        assert "counts" not in text

    def test_the_workbook_holds_it(self, panel_report):
        cells, active = texts_of(panel_report / "tables.zh.xlsx")
        assert active == []
        assert {"各位专家的一致性检验", "判断矩阵修改建议", "Dee", "共识度"} <= set(cells)

    @pytest.mark.filterwarnings("ignore::surveytools.base.warnings.PanelSpreadWarning")
    def test_of_one_expert_and_of_averaged_priorities(self, study_folder, tmp_path):
        folder = with_panel(study_folder, experts=["Ann"], settings='\naggregate = "aip_geometric"\n')
        page = st.write_report(folder.evaluate(), tmp_path / "report") / "report.html"
        text = Page(page.read_text(encoding="utf-8")).text
        assert "step by step" not in text
        assert "Consensus" not in text

    @pytest.mark.filterwarnings("ignore::surveytools.base.warnings.InconsistentJudgmentsWarning")
    def test_repairs_for_a_single_judge(self, study_folder, tmp_path):
        page = st.write_report(with_one_judge(study_folder, "Dee").evaluate(), tmp_path / "report") / "report.html"
        text = Page(page.read_text(encoding="utf-8")).text
        assert "1 of 3 judgment matrices: CR is not below 0.1" in text
        assert "If PR2 In time over PR3 Clear were 1/6 instead of 6" in text

    def test_nothing_of_it_where_all_is_well(self, page):
        assert "Suggested repairs" not in page
        assert "修改建议" not in page

    def test_hostile_names_of_experts(self, study_folder, tmp_path):
        folder = with_panel(study_folder)
        (folder.folder / "judgments" / "Ann").rename(folder.folder / "judgments" / "=1+1 <b>Ann")
        made = st.write_report(evaluated_panel(folder), tmp_path / "report")
        found = Page((made / "report.html").read_text(encoding="utf-8"))
        assert "b" not in found.tags
        assert "=1+1 <b>Ann" in found.text
        assert texts_of(made / "tables.xlsx")[1] == []
