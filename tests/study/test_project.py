"""The study file: the whole text of each fault."""

import tomllib
from decimal import Decimal

import pytest

from surveytools.base.errors import FaultsError, StudyError
from surveytools.base.labels import Text
from surveytools.study.project import Project

WHOLE = """\
format = 1
language = "zh"
indicators = "tree.csv"
[title]
zh = "评价"
[answers]
file = "a.xlsx"
id = "id"
[scale]
low = 0
high = 10
[sample]
distributed = 100
returned = 90
[screening]
max_blank_share = 0.2
[judgments]
folder = "judgments"
method = "eigenvector"
[published]
source_en = "A paper"
alpha = 0.9
n_valid = 80
remarks_en = ["One.", "Two."]
[published.consistency_ratios]
quality = 0.05
"""
SMALL = {"answers": {"file": "a.csv"}, "scale": {"low": 1, "high": 5}}


def read(text):
    return Project.from_dict(tomllib.loads(text), file="study.toml")


def text_of(said):
    with pytest.raises((StudyError, FaultsError)) as caught:
        Project.from_dict(SMALL | said, file="study.toml")
    return str(caught.value)


def test_everything_that_can_be_said():
    project = read(WHOLE)
    assert (project.language, project.indicators, project.title.text) == ("zh", "tree.csv", Text("评价", "评价"))
    assert (project.answers.file, project.answers.id, project.answers.group) == ("a.xlsx", "id", None)
    assert (project.scale.low, project.scale.high, project.sample.returned) == (0, 10, 90)
    assert (project.screening.max_blank_share, project.screening.longest_run_share) == (0.2, None)
    assert (project.judgments.method, project.judgments.random_index) == ("eigenvector", "saaty1980")
    assert (project.published.alpha, project.published.n_valid, project.published.kmo) == (Decimal("0.9"), 80, None)
    assert project.published.consistency_ratios == {"quality": Decimal("0.05")}
    assert project.published.remarks == Text("One. Two.", "One. Two.")
    assert project.published.source == Text("A paper", "A paper")


def test_little_is_needed():
    project = Project.from_dict(SMALL)
    assert (project.language, project.indicators, project.judgments, project.published) == (
        "en", "indicators.csv", None, None,
    )  # fmt: skip


FAULTS = {
    "no answers": (
        {"answers": None},
        "[answers] is missing (file study.toml)\nHint: Write [answers] with file = \"responses.csv\".",
    ),
    "no scale": (
        {"scale": None}, "[scale] is missing (file study.toml)\nHint: Write [scale] with low = 1 and high = 5.",
    ),
    "no file": (
        {"answers": {"id": "x"}}, "[answers] file is missing (file study.toml)\nHint: Write file = \"responses.csv\".",
    ),
    "no folder": (
        {"judgments": {}}, "[judgments] folder is missing (file study.toml)\nHint: Write folder = \"judgments\".",
    ),
    "unknown section": (
        {"screning": {}}, "'screning' is not a key here (file study.toml, row screning)\nHint: Did you mean screening?",
    ),
    "unknown key": (
        {"screening": {"max_blnk_share": 0.2}},
        "'max_blnk_share' is not a key here (file study.toml, row [screening] max_blnk_share, value 0.2)\n"
        "Hint: Did you mean max_blank_share, straightlining_share, longest_run_share?",
    ),
    "unknown language": (
        {"language": "fr"},
        "'language' has a value of the wrong kind (file study.toml, row language, value 'fr')\n"
        "Hint: language is one of 'en', 'zh', 'both'.",
    ),
    "unknown method": (
        {"judgments": {"folder": "j", "method": "root"}},
        "'method' has a value of the wrong kind (file study.toml, row [judgments] method, value 'root')\n"
        "Hint: method is one of 'geometric', 'eigenvector', 'arithmetic'.",
    ),
    "unknown random index": (
        {"judgments": {"folder": "j", "random_index": "saaty"}},
        "'random_index' has a value of the wrong kind (file study.toml, row [judgments] random_index, value 'saaty')\n"
        "Hint: random_index is one of 'saaty1980', 'saaty2005', 'xu', 'alonso_lamata', 'tummala_ling', 'aguaron', "
        "'donegan_dodd', 'simulated'.",
    ),
    "text for a number": (
        {"scale": {"low": "1", "high": 5}},
        "'low' has a value of the wrong kind (file study.toml, row [scale] low, value '1')\nHint: Write low = 1.",
    ),
    "truth for a number": (
        {"scale": {"low": 1, "high": True}},
        "'high' has a value of the wrong kind (file study.toml, row [scale] high, value True)\nHint: Write high = 5.",
    ),
    "a fraction of a person": (
        {"sample": {"returned": 90.5}},
        "'returned' has a value of the wrong kind (file study.toml, row [sample] returned, value 90.5)\n"
        "Hint: Write returned = 198.",
    ),
    "text for a published figure": (
        {"published": {"kmo": ".891"}},
        "'kmo' has a value of the wrong kind (file study.toml, row [published] kmo, value '.891')\n"
        "Hint: Write kmo = 0.8.",
    ),
    "one text for remarks": (
        {"published": {"remarks_en": "One."}},
        "'remarks_en' has a value of the wrong kind (file study.toml, row [published] remarks_en, value 'One.')\n"
        'Hint: Write remarks_en = ["One sentence.", "Another."].',
    ),
    "text for a ratio": (
        {"published": {"consistency_ratios": {"quality": "x"}}},
        "'consistency_ratios' has a value of the wrong kind (file study.toml, row [published] consistency_ratios)\n"
        "Hint: Write [published.consistency_ratios] with lines such as quality = 0.05.",
    ),
    "bounds in the wrong order": (
        {"scale": {"low": 5, "high": 1}},
        "the lowest answer is not below the highest (file study.toml, row [scale], value '5 to 1')\n"
        "Hint: Write low = 1 and high = 5.",
    ),
    "a share of twenty": (
        {"screening": {"max_blank_share": 20}},
        "a share lies between 0 and 1 (file study.toml, row [screening] max_blank_share, value 20)\n"
        "Hint: Write max_blank_share = 0.2.",
    ),
    "a negative share": (
        {"screening": {"longest_run_share": -0.5}},
        "a share lies between 0 and 1 (file study.toml, row [screening] longest_run_share, value -0.5)\n"
        "Hint: Write longest_run_share = 0.5.",
    ),
    "an impossible correlation": (
        {"screening": {"min_even_odd": 2}},
        "a correlation lies between -1 and 1 (file study.toml, row [screening] min_even_odd, value 2)\n"
        "Hint: Write min_even_odd = 0.0.",
    ),
    "an impossible p": (
        {"screening": {"min_mahalanobis_p": 1.5}},
        "a p lies between 0 and 1 (file study.toml, row [screening] min_mahalanobis_p, value 1.5)\n"
        "Hint: Write min_mahalanobis_p = 0.001.",
    ),
    "an impossible spread": (
        {"screening": {"min_within_person_sd": -1}},
        "a standard deviation is not negative (file study.toml, row [screening] min_within_person_sd, value -1)\n"
        "Hint: Write min_within_person_sd = 0.3.",
    ),
    "no number of rules": (
        {"screening": {"min_flags": 0}},
        "a number of rules is at least 1 (file study.toml, row [screening] min_flags, value 0)\n"
        "Hint: Write min_flags = 2.",
    ),
    "more came back": (
        {"sample": {"distributed": 100, "returned": 101}},
        "more questionnaires came back than were handed out (file study.toml, row [sample] returned, value 101)\n"
        "Hint: Check both counts.",
    ),
    "another format": (
        {"format": 2},
        "format 2 is unknown (file study.toml, row format, value 2)\nHint: This version reads format = 1.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("said", "text"), FAULTS.values(), ids=FAULTS)
def test_the_whole_text_of_each_fault(said, text):
    whole = {name: value for name, value in (SMALL | said).items() if value is not None}
    with pytest.raises(StudyError) as caught:
        Project.from_dict(whole, file="study.toml")
    assert str(caught.value) == text


def test_a_text_where_a_section_belongs_is_answered_with_a_section():
    text = text_of({"title": "Quality"})
    assert text.startswith("'title' has a value of the wrong kind (file study.toml, row title, value 'Quality')\n")
    assert "[title]" in text.split("\n")[1]


def test_a_format_that_is_no_number_is_one_fault():
    assert text_of({"format": "1"}).count("Hint") == 1


def test_faults_come_together():
    text = text_of({"language": "fr", "scale": {"low": 1}, "tittle": {}})
    assert text.startswith("3 faults:\n")


@pytest.mark.parametrize(
    "said",
    [{"sample": {"returned": 0}}, {"sample": {"returned": -3}}, {"sample": {"distributed": 0}},
     {"screening": {"min_seconds_per_item": -2.0}}],
)  # fmt: skip
def test_counts_and_times_that_cannot_be(said):
    assert "Hint: " in text_of(said)
