import pickle

import pandas as pd
import pytest

from surveytools.ahp import Judgments, Measurements, Ratings, RatingScale
from surveytools.base.errors import FaultsError, JudgmentsError, OptionError
from surveytools.base.labels import Text
from surveytools.base.warnings import InconsistentJudgmentsWarning

SCALE = RatingScale({"excellent": 8, "good": 4, "poor": 1})


def raised(make):
    with pytest.raises((OptionError, JudgmentsError, FaultsError)) as caught:
        make()
    return str(caught.value)


class TestRatingScale:
    def test_the_best_intensity_is_worth_one(self):
        assert dict(SCALE.worth) == {"excellent": 1, "good": 0.5, "poor": 0.125}

    def test_from_judgments(self):
        scale = RatingScale.from_judgments(Judgments.from_upper([2, 4, 2], ["high", "middle", "low"]))
        assert dict(scale.worth) == pytest.approx({"high": 1, "middle": 0.5, "low": 0.25})

    def test_contradicting_judgments_warn(self):
        with pytest.warns(InconsistentJudgmentsWarning, match="CR = "):
            RatingScale.from_judgments(Judgments.from_upper([9, "1/9", 9], ["a", "b", "c"]))

    def test_it_can_be_pickled(self):
        assert pickle.loads(pickle.dumps(SCALE)) == SCALE

    def test_faults(self):
        assert raised(lambda: RatingScale({"good": 1})) == (
            "a rating scale has two different intensities or more, not good\n"
            'Hint: Say what each is worth: {"good": 1, "poor": 0.2}.'
        )
        assert raised(lambda: RatingScale({})).startswith(
            "a rating scale has two different intensities or more, not none"
        )
        assert raised(lambda: RatingScale({"good": 1, " good": 2})).startswith("a rating scale has two different")
        assert raised(lambda: RatingScale({"good": 1, "bad": -1})) == (
            "the intensity 'bad' is worth -1\nHint: Give a number from 0 upwards."
        )
        assert raised(lambda: RatingScale({"good": 0, "bad": 0})) == (
            "all intensities are worth 0\nHint: The best one is worth more than the others."
        )
        assert raised(lambda: SCALE["god"]) == "'god' is no intensity of the scale\nHint: Did you mean good?"


class TestRatings:
    def test_merits(self):
        ratings = Ratings(pd.Series({"A": "good", "B": " poor "}), SCALE)
        assert ratings.labels == ("A", "B")
        assert ratings.merits().tolist() == [0.5, 0.125]
        assert ratings.absolute
        assert ratings.words() == Text("rating intensities", "评级")
        assert pickle.loads(pickle.dumps(ratings)) == ratings

    def test_from_frame(self):
        frame = pd.DataFrame({"speed": ["good", "poor"], "looks": ["poor", "poor"]}, index=["A", "B"])
        found = Ratings.from_frame(frame, {"good": 1, "poor": 0.2})
        assert list(found) == ["speed", "looks"]
        assert found["speed"].merits().tolist() == [1, 0.2]

    def test_ratings_that_are_not_on_the_scale(self):
        assert raised(lambda: Ratings({"A": "goood", "B": "poor"}, SCALE)) == (
            "a rating is not on the scale (row A, value 'goood')\nHint: Did you mean good?"
        )
        assert raised(lambda: Ratings({"A": "x", "B": "y"}, SCALE)).startswith("2 faults:")


class TestMeasurements:
    def test_ratios(self):
        assert Measurements({"A": 34, "B": 27}, "benefit").merits().tolist() == [34, 27]
        assert Measurements({"A": 4, "B": 2}, "cost").merits().tolist() == [0.25, 0.5]
        assert Measurements({"A": 10, "B": 40, "C": 20}, "target", target=20).merits().tolist() == [0.5, 0.5, 1]

    def test_between_the_ends_of_a_scale(self):
        assert Measurements({"A": 2, "B": 5}, "benefit", scale=(1, 5)).merits().tolist() == [0.25, 1]
        assert Measurements({"A": 2, "B": 5}, "cost", scale=(1, 5)).merits().tolist() == [0.75, 0]
        assert Measurements({"A": -2, "B": 2}, "target", 0, (-2, 4)).merits().tolist() == [0.5, 0.5]

    def test_what_is_meaningful_alone(self):
        assert not Measurements({"A": 1}, "benefit").absolute
        assert Measurements({"A": 1}, "target", 2).absolute
        assert Measurements({"A": 1}, "cost", scale=(0, 2)).absolute

    def test_words(self):
        assert Measurements({"A": 1}, "cost").words() == Text("numbers, the less the better", "数据（成本型）")
        assert Measurements({"A": 1}, "target", 3, (0, 4)).words() == Text(
            "numbers from 0 to 4, the closer to 3 the better", "数据（适度型，目标值 3，取值 0–4）"
        )

    def test_from_frame(self):
        frame = pd.DataFrame({"price": [2, 4], "heat": [10, 20], "note": ["x", "y"]}, index=["A", "B"])
        found = Measurements.from_frame(frame, {"price": "cost", "heat": "target"}, targets={"heat": 20})
        assert {name: one.merits().tolist() for name, one in found.items()} == {"price": [0.5, 0.25], "heat": [0.5, 1]}
        assert pickle.loads(pickle.dumps(found)) == found
        assert raised(lambda: Measurements.from_frame(frame, {"prise": "cost"})) == (
            "there is no column 'prise'\nHint: Did you mean price?"
        )

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (({"A": 1}, "up"), "direction='up' is not an option\n"
             "Hint: direction is one of 'benefit', 'cost', 'target'."),
            (({"A": "x"}, "cost"), "a measurement is no finite number (row A, value 'x')\n"
             "Hint: Give every alternative a number."),
            (({"A": 0}, "cost"), "a measurement is 0, which has no ratio (row A, value 0)\n"
             "Hint: Say what its range is: scale=(low, high)."),
            (({"A": -1}, "benefit"), "a measurement is below 0 (row A, value -1)\n"
             "Hint: Say what its range is: scale=(low, high)."),
            (({"A": 6}, "benefit", None, (1, 5)), "a measurement is outside the scale (row A, value 6)\n"
             "Hint: It is 1 to 5."),
            (({"A": 6}, "benefit", None, (5, 1)), "scale=(5, 1) is no scale\n"
             "Hint: Give the smallest and the largest possible number."),
            (({"A": 6}, "benefit", 3), "target=3 but direction='benefit'\n"
             'Hint: Say direction="target", or leave the target out.'),
            (({"A": 6}, "target"), "target=None is no target\nHint: Give a number above 0."),
            (({"A": 6}, "target", 0), "target=0 is no target\nHint: Give a number above 0."),
            (({"A": 6}, "target", 9, (0, 8)), "target=9 is no target\nHint: Give a number from 0 to 8."),
        ],
    )  # fmt: skip
    def test_faults(self, arguments, said):
        assert raised(lambda: Measurements(*arguments)) == said

    def test_zero_is_a_benefit_and_nan_is_nothing(self):
        assert Measurements({"A": 0, "B": 1}, "benefit").merits().tolist() == [0, 1]
        assert raised(lambda: Measurements({"A": float("nan")}, "benefit")).startswith(
            "a measurement is no finite number"
        )
