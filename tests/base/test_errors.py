"""An error says what is wrong, where, and what to do."""

import pickle

import pytest

from surveytools.base import errors
from surveytools.base.errors import (
    AnswersError,
    FaultsError,
    MissingLibraryError,
    OptionError,
    Place,
    StudyError,
    SurveyError,
    check_level,
    check_option,
    listed,
    nearest,
    optional,
    raise_faults,
)

PLACE = Place("answers.xlsx", "Sheet1", 7, "q3", "five")
KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SurveyError)]


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (SurveyError("all is wrong"), "all is wrong"),
        (SurveyError("all is wrong", hint="Do this."), "all is wrong\nHint: Do this."),
        (
            AnswersError("a cell is text", place=PLACE, hint="Write a number."),
            "a cell is text (file answers.xlsx, sheet Sheet1, row 7, column q3, value 'five')\nHint: Write a number.",
        ),
        (StudyError("it is 0", place=Place(value=0)), "it is 0 (value 0)"),
        (StudyError("it is empty", place=Place(file="a.csv", row="2")), "it is empty (file a.csv, row 2)"),
    ],
)
def test_the_whole_text(error, text):
    assert str(error) == text
    assert isinstance(error, ValueError)


def test_parts_can_be_used():
    error = AnswersError("a cell is text", place=PLACE, hint="Write a number.")
    assert (error.fault, error.place, error.hint) == ("a cell is text", PLACE, "Write a number.")
    assert (error.place.file, error.place.sheet, error.place.row) == ("answers.xlsx", "Sheet1", 7)
    assert (error.place.column, error.place.value) == ("q3", "five")


def faults(count):
    return [AnswersError("wrong", place=Place(row=str(k)), hint="Right it.") for k in range(1, count + 1)]


def test_ten_faults_are_shown_and_the_rest_is_counted():
    error = FaultsError(faults(12))
    lines = "".join(f"{k}. wrong (row {k})\nHint: Right it.\n" for k in range(1, 11))
    assert str(error) == f"12 faults:\n{lines}… and 2 more."
    assert len(error.faults) == 12


def test_ten_faults_are_all_shown():
    assert str(FaultsError(faults(10))).endswith("10. wrong (row 10)\nHint: Right it.")


def test_no_fault_one_fault_and_several():
    raise_faults([])
    one, *_ = several = faults(3)
    with pytest.raises(AnswersError) as caught:
        raise_faults([one])
    assert caught.value is one
    with pytest.raises(FaultsError) as caught:
        raise_faults(several)
    assert caught.value.faults == tuple(several)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_errors_survive_the_way_between_processes(kind):
    error = kind(faults(11)) if kind is FaultsError else kind("wrong", place=PLACE, hint="Right it.")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error)
    assert again.place == error.place
    if kind is FaultsError:
        assert [str(fault) for fault in again.faults] == [str(fault) for fault in error.faults]


def test_there_are_at_most_a_dozen_kinds():
    assert len([kind for kind in KINDS if kind not in {SurveyError, FaultsError}]) <= 12


def test_options_are_listed():
    check_option("missing", "listwise", ("listwise", "pairwise"))
    with pytest.raises(OptionError) as caught:
        check_option("missing", "drop", ("listwise", "pairwise"))
    assert str(caught.value) == ("missing='drop' is not an option\nHint: missing is one of 'listwise', 'pairwise'.")


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, float("nan")])
def test_levels_lie_between_0_and_1(level):
    with pytest.raises(OptionError) as caught:
        check_level(level)
    assert str(caught.value) == (
        f"level={level!r} is no confidence level\nHint: Give a number between 0 and 1, such as .95."
    )


def test_near_names_are_offered():
    assert nearest("rasies", ["raises", "rating", "critical"]) == "Did you mean raises, rating?"
    assert nearest("zzz", ["raises", "rating"]) == "Known: raises, rating."
    assert listed(map(str, range(12))) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"


def test_a_missing_library_names_the_line_that_installs_it():
    with pytest.raises(MissingLibraryError) as caught:
        optional("no_such_library.part", "report")
    assert str(caught.value) == 'no_such_library is not installed\nHint: Run: pip install "surveytools[report]"'
    assert isinstance(caught.value, ImportError)
    assert optional("json", "report").dumps(1) == "1"


def test_names_near_to_a_number():
    assert nearest(12, [112, "x"]) == "Did you mean 112?"
    assert nearest(None, ["a"]) == "Known: a."
