import pytest

from surveytools.ahp import Judgments, priorities
from surveytools.base.labels import Text
from surveytools.base.warnings import InconsistentJudgmentsWarning


@pytest.fixture
def found():
    matrix = [[1, 3, 2], ["1/3", 1, "1/2"], ["1/2", 2, 1]]
    return priorities(Judgments(matrix, ["content", "speed", "looks"]))


def test_errors_have_the_labels_on_both_sides(found):
    errors = found.errors()
    assert list(errors.index) == list(errors.columns) == ["content", "speed", "looks"]
    assert errors.loc["content", "speed"] == pytest.approx(3 * found.weights[1] / found.weights[0])


def test_worst_pairs(found):
    frame = found.worst_pairs(1)
    assert list(frame.columns) == ["criterion", "over", "judgment", "implied_ratio", "judgment_error"]
    row = frame.iloc[0]
    assert row["judgment_error"] == pytest.approx(row["judgment"] / row["implied_ratio"])
    assert row["judgment_error"] == pytest.approx(found.errors().to_numpy().max())


def test_worst_triads(found):
    row = found.worst_triads().iloc[0]
    assert row[["first", "second", "third"]].tolist() == ["content", "speed", "looks"]
    assert (row["direct"], row["indirect"], row["koczkodaj"]) == (2, 1.5, pytest.approx(found.koczkodaj))


def test_they_are_printed_where_the_ratio_is_too_large():
    with pytest.warns(InconsistentJudgmentsWarning):
        found = priorities([[1, 9, "1/9"], ["1/9", 1, 9], [9, "1/9", 1]])
    pairs, triads = found.tables()[3:]
    assert pairs.title == Text("Judgments furthest from the weights", "与权重偏差最大的判断")
    assert pairs.cells()[1] == ["1", "2", "9", "1.0000", "9.00"]
    assert triads.cells()[1] == ["1", "2", "3", "9", "9", "1/9", "81", "0.9986"]
