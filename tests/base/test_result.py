"""Every result keeps the same contract."""

import json
import math
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import OptionError
from surveytools.base.labels import Text
from surveytools.base.result import Result, plain, read_only, result_class
from surveytools.base.table import Table

NAMES = (
    "screening", "items", "reliability", "omega", "dimensions", "split_half", "kmo", "bartlett",
    "number_of_factors", "factors", "hierarchy", "weights", "index",
    "comparison", "priorities", "evaluation", "impact",
)  # fmt: skip


def made(evaluation, name):
    if name == "evaluation":
        return evaluation
    return evaluation.hierarchy.priorities["quality"] if name == "priorities" else getattr(evaluation, name)


@pytest.fixture(params=NAMES)
def result(request, evaluation):
    return made(evaluation, request.param)


@pytest.fixture(scope="session")
def second_evaluation(main_study):
    return main_study.evaluate()


def test_the_list_is_complete(evaluation):
    kinds = {type(made(evaluation, name)) for name in NAMES}
    assert {type(found) for found in evaluation.results} <= kinds


def test_to_dict_is_ready_for_json(result):
    said = result.to_dict()
    assert json.loads(json.dumps(said)) == pytest.approx(said, nan_ok=True) if flat(said) else json.dumps(said)
    assert "made" not in said


def flat(said):
    return all(isinstance(value, int | float) for value in said.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_same_study_gives_equal_results(name, evaluation, second_evaluation):
    one, other = made(evaluation, name), made(second_evaluation, name)
    assert one is not other
    assert one == other
    assert one != "something else"
    with pytest.raises(TypeError):
        hash(one)


def test_other_numbers_are_not_equal(evaluation):
    found = evaluation.reliability
    assert replace(found, alpha=found.alpha + 1e-9) != found
    assert replace(found, item_sd=found.item_sd + 1e-9) != found
    assert replace(found, item_sd=found.item_sd.copy()) == found
    other = evaluation.kmo.msa.copy()
    other.iloc[0] = 0
    assert replace(evaluation.kmo, msa=other) != evaluation.kmo
    assert found != evaluation.kmo


def test_missing_numbers_are_equal():
    published = st.Moments.from_corr([[1, 0.5], [0.5, 1]], n=100)
    assert st.cronbach_alpha(published) == st.cronbach_alpha(published)
    assert math.isnan(st.cronbach_alpha(published).item_mean[0])


def test_repr_and_str(result):
    assert repr(result) == f"<{type(result).__name__}: {result.headline().en}>"
    assert str(result) == result.summary("en")


def test_both_languages(result):
    assert result.summary("en") != result.summary("zh")
    for form in (result.summary, result.to_markdown, result.to_html, result.to_latex):
        said = form("zh")
        assert isinstance(said, str)
        assert any("一" <= character <= "鿿" for character in said)
    headline = result.headline()
    assert headline.en.endswith((".", "!"))
    assert headline.zh.endswith("。")
    assert result.summary("zh").startswith(headline.zh)
    assert "How: " in result.summary("en")
    assert "方法：" in result.summary("zh")
    for text in (headline, *result.conventions):
        assert "nan" not in text.en


@pytest.mark.parametrize("form", ["summary", "to_markdown", "to_latex", "to_html"])
def test_an_unknown_language(form, evaluation):
    with pytest.raises(OptionError) as caught:
        getattr(evaluation.kmo, form)("fr")
    assert str(caught.value) == "language='fr' is not an option\nHint: language is one of 'en', 'zh'."


def test_nothing_can_be_changed(result):
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        result.n_used = 1
    assert not hasattr(result, "__dict__")
    for part in fields(result):
        value = getattr(result, part.name)
        if isinstance(value, np.ndarray):
            assert not value.flags.writeable, part.name


def test_to_frame_is_a_copy(result):
    before = result.to_frame()
    changed = result.to_frame()
    for column in changed:
        changed[column] = 0
    pd.testing.assert_frame_equal(result.to_frame(), before)


def test_nothing_is_printed_that_was_not_asked_for(result, capsys):
    before = result.summary()
    result.to_frame(), result.to_dict(), result._repr_html_()
    assert result.summary() == before
    assert capsys.readouterr() == ("", "")


def test_sources_are_given(evaluation):
    for found in evaluation.results:
        if type(found) not in {type(evaluation.comparison), type(evaluation.weights), type(evaluation.hierarchy)}:
            assert found.references, type(found)
    assert list(evaluation.references) == sorted(set(evaluation.references))


@result_class
class Answer(Result):
    """A result for the tests below."""

    value: float
    words: str = "<b>"

    def headline(self):
        return Text(f"{self.words} & more", f"{self.words}等")

    def tables(self):
        return (Table(Text("T", "表"), pd.DataFrame({"mean": [self.value]})),)

    @property
    def conventions(self):
        return (Text("one <way>", "一种"), Text("another", "另一种"))


def test_forms_come_from_headline_tables_and_conventions():
    found = Answer(0.5)
    assert found.summary() == "<b> & more\n\nT\n─────\n Mean\n─────\n0.500\n─────\n\nHow: one <way>; another"
    assert found.summary("zh").endswith("方法：一种；另一种")
    assert "<p>&lt;b&gt; &amp; more</p>" in found.to_html()
    assert found.to_html().endswith("<p class='st-note'>How: one &lt;way&gt;; another</p>")
    assert found._repr_html_().startswith("<style>")
    assert found.to_dict() == {"value": 0.5, "words": "<b>"}
    assert repr(found) == "<Answer: <b> & more>"


def test_markdown_of_a_result_shows_hostile_words_as_words():
    assert "<script>" not in Answer(0.5, "<script>").to_markdown().replace(r"\<script\>", "")


def test_plain_values():
    given = {
        "array": np.array([1, 2]), "number": np.float64(0.5), "text": Text("a", "甲"), "tuple": (np.int64(1), None),
        "series": pd.Series({"a": 1.5}), "frame": pd.DataFrame({"x": [1, 2], "y": [Text("a", "甲"), "b"]}),
        "result": Answer(1.0), 3: [True],
    }  # fmt: skip
    assert plain(given) == {
        "array": [1, 2], "number": 0.5, "text": {"en": "a", "zh": "甲"}, "tuple": [1, None], "series": {"a": 1.5},
        "frame": {"x": [1, 2], "y": [{"en": "a", "zh": "甲"}, "b"]}, "result": {"value": 1.0, "words": "<b>"},
        "3": [True],
    }  # fmt: skip


def test_read_only_arrays():
    values = read_only(np.zeros(2))
    with pytest.raises(ValueError, match="read-only"):
        values[0] = 1
