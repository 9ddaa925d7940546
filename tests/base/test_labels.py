"""Everything that the main study prints has a name in both languages."""

import re

import pytest

from surveytools.base.labels import LABELS, Text, label
from surveytools.reports.content import chapters

SAME_IN_BOTH = {
    "rmsea", "tli", "bic", "rmsr",
    "msa", "t", "df_welch", "aw", "aw_over_w", "lambda_max", "consistency_index", "random_index", "consistency_ratio",
}  # fmt: skip


@pytest.fixture(scope="module")
def tables(evaluation):
    """Return every table of the evaluation and of its report."""
    found = [table for result in evaluation.results for table in result.tables()]
    found += [block for chapter in chapters(evaluation, respondents=True) for block in chapter.blocks
              if hasattr(block, "frame")]  # fmt: skip
    return [*found, *evaluation.tables()]


@pytest.fixture(scope="module")
def names_in_the_data(evaluation):
    """Return what the study itself calls its groups."""
    return set(evaluation.index.by_group()["group"])


def test_every_column_has_a_label_or_a_header(tables, names_in_the_data):
    for table in tables:
        for column in map(str, table.frame.columns):
            named = column in LABELS or column in table.headers or column in names_in_the_data
            assert named, f"{column} of {table.title}"


def is_formula(text):
    return not re.search(r"[A-Za-z]{4,}", text.en.replace("λmax", ""))


def test_titles_and_notes_differ_between_the_languages(tables):
    for table in tables:
        assert table.title.en != table.title.zh, table.title
        for note in table.notes:
            assert note.en != note.zh or is_formula(note), note


def test_labels_differ_between_the_languages_where_they_should(tables):
    columns = {column for table in tables for column in map(str, table.frame.columns) if column in LABELS}
    assert {name for name in columns if LABELS[name].text.en == LABELS[name].text.zh} == SAME_IN_BOTH


def test_no_label_is_empty_or_doubled_with_space():
    for name, found in LABELS.items():
        for words in (found.text.en, found.text.zh):
            assert words == " ".join(words.split()) != "", name


def test_words_of_cells_differ_between_the_languages(tables):
    for table in tables:
        for value in table.frame.to_numpy().ravel():
            if isinstance(value, Text) and value.en and not is_formula(value):
                assert value.en != value.zh, (table.title, value)


def test_texts():
    text = Text("Mean", "均值")
    assert (str(text), text.said("en"), text.said("zh")) == ("Mean", "Mean", "均值")
    assert label("nobody knows").text == Text("nobody knows", "nobody knows")
