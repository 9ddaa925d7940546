import numpy as np
import pandas as pd
import pytest

from surveytools.ahp import from_survey, priorities
from surveytools.base.errors import FaultsError, JudgmentsError, OptionError
from surveytools.base.labels import Text

CRITERIA = ["price", "quality", "service"]
FIRST = "positive_favors_first"
SIGNED = 'Signed codes are -9 to -2, 1 for equal, and 2 to 9; steps from -8 to 8 with 0 for equal are coding="steps".'


def frame_of(**columns):
    return pd.DataFrame(columns, index=pd.Index(["r1", "r2"], name="id"))


@pytest.fixture
def survey():
    return frame_of(age=[30, 40], service_quality=[4, -1], price_quality=[-3, 1], price_service=[5, np.nan])


def text_of(*arguments, **named):
    with pytest.raises(JudgmentsError) as caught:
        from_survey(*arguments, **named)
    return str(caught.value)


class TestReading:
    def test_columns_are_matched_by_name(self, survey):
        found = from_survey(survey, CRITERIA, direction=FIRST)
        np.testing.assert_allclose(found.upper, [[1 / 3, 5, 1 / 4], [1, np.nan, 1]])
        assert found.columns == {
            ("price", "quality"): "price_quality",
            ("price", "service"): "price_service",
            ("service", "quality"): "service_quality",
        }
        with pytest.raises(ValueError, match="read-only"):
            found.upper[0, 0] = 1

    def test_the_other_direction_is_the_reciprocal(self, survey):
        one = from_survey(survey, CRITERIA, direction=FIRST).upper
        np.testing.assert_allclose(from_survey(survey, CRITERIA, direction="positive_favors_second").upper, 1 / one)

    @pytest.mark.parametrize("between", ["_", ":", "-", "/", " vs ", "_vs_", " - ", "："])
    def test_separators(self, between):
        frame = pd.DataFrame({f"price{between}quality": [2]})
        assert from_survey(frame, CRITERIA[:2], direction=FIRST).upper.tolist() == [[2]]

    @pytest.mark.parametrize(
        ("coding", "codes", "ratios"),
        [
            ("signed", [-9, -2, -1, 1, 2, 9], [1 / 9, 1 / 2, 1, 1, 2, 9]),
            ("signed", ["-9", " 5 ", "５", "", None, "−2"], [1 / 9, 5, 5, np.nan, np.nan, 1 / 2]),
            ("signed", np.array([3, 4], "uint8"), [3, 4]),
            ("steps", [-8, -1, 0, 1, 8], [1 / 9, 1 / 2, 1, 2, 9]),
            ("positions", [1, 8, 9, 10, 17], [1 / 9, 1 / 2, 1, 2, 9]),
            ("ratio", ["1/3", "3:1", 2, 0.25, "strong", pd.NA], [1 / 3, 3, 2, 0.25, 5, np.nan]),
        ],
    )
    def test_codings(self, coding, codes, ratios):
        frame = pd.DataFrame({"price_quality": codes})
        found = from_survey(frame, CRITERIA[:2], direction=FIRST, coding=coding)
        np.testing.assert_allclose(found.upper[:, 0], ratios)

    def test_nullable_integers(self):
        frame = pd.DataFrame({"price_quality": pd.array([3, None], dtype="Int8")})
        np.testing.assert_allclose(from_survey(frame, CRITERIA[:2], direction=FIRST).upper[:, 0], [3, np.nan])

    def test_columns_by_other_names_and_pairs_that_were_not_asked(self):
        frame = pd.DataFrame({"Q1": [3], "Q2": [2]})
        columns = {("quality", "price"): "Q1", ("quality", "service"): "Q2"}
        found = from_survey(frame, CRITERIA, direction=FIRST, columns=columns)
        np.testing.assert_allclose(found.upper, [[1 / 3, np.nan, 2]])
        assert found[0].missing_pairs == (("price", "service"),)
        assert found.n_complete == 0
        weights = priorities(found[0], complete="lls").weights
        np.testing.assert_allclose(weights, [2 / 11, 6 / 11, 3 / 11])

    def test_winner_and_intensity(self):
        frame = pd.DataFrame({"w": ["price", "quality ", None, None], "how": [3, 5, 1, None]})
        columns = {("price", "quality"): ("w", "how")}
        found = from_survey(frame, CRITERIA[:2], direction="winner_named", columns=columns)
        np.testing.assert_allclose(found.upper[:, 0], [3, 1 / 5, 1, np.nan])
        assert found.columns == {("price", "quality"): "w + how"}

    def test_respondents_are_named_by_a_column(self, survey):
        found = from_survey(survey.reset_index(), CRITERIA, direction=FIRST, respondent="id")
        assert list(found) == ["r1", "r2"]
        assert list(found.judgments) == ["r1", "r2"]
        assert found["r1"].cell_texts()[0] == ("1", "1/3", "5")


class TestWords:
    def test_the_headline_says_an_answer(self, survey):
        found = from_survey(survey, CRITERIA, direction=FIRST)
        assert found.headline() == Text(
            "2 respondents compared 3 criteria (3 pairs). Respondent r1 finds price 5 times as important as service.",
            "2 名受访者比较了 3 个要素（3 对）。受访者 r1 认为“price”的重要性是“service”的 5 倍。",
        )

    def test_all_answers_of_a_respondent(self, survey):
        found = from_survey(survey, CRITERIA, direction=FIRST)
        assert [said.en for said in found.in_words("r1")] == [
            "Respondent r1 finds quality 3 times as important as price.",
            "Respondent r1 finds price 5 times as important as service.",
            "Respondent r1 finds service 4 times as important as quality.",
        ]
        assert found.in_words("r2")[0] == Text(
            "Respondent r2 finds price and quality equally important.", "受访者 r2 认为“price”与“quality”同等重要。"
        )
        assert len(found.in_words("r2")) == 2

    def test_all_equal_answers_are_said_too(self):
        found = from_survey(pd.DataFrame({"price_quality": [1]}), CRITERIA[:2], direction=FIRST)
        assert found.headline().en.endswith("Respondent 0 finds price and quality equally important.")

    def test_the_table(self, survey):
        found = from_survey(survey, CRITERIA, direction=FIRST)
        assert found.tables()[0].cells()[1:3] == [
            ["price : quality", "price_quality", "2", "0.0%", "50.0%", "50.0%", "0.5774"],
            ["price : service", "price_service", "1", "100.0%", "0.0%", "0.0%", "5.0000"],
        ]
        assert found.conventions == (
            Text("codes -9 to 9, 1 for equal", "编码 -9 至 9，1 表示同等重要"),
            Text("a positive answer favors the first of the pair", "正向答案表示前一要素更重要"),
            Text("1 of 2 respondents answered every pair", "2 名受访者中有 1 名回答了全部比较"),
        )
        assert "比较对" in found.summary("zh")
        assert found == from_survey(survey, CRITERIA, direction=FIRST)


class TestFaults:
    def test_wrong_answers_are_collected(self, survey):
        survey["price_quality"] = [0, 10]
        survey["price_service"] = ["x", 2.5]
        with pytest.raises(FaultsError) as caught:
            from_survey(survey, CRITERIA, direction=FIRST)
        assert caught.value.count == 4
        assert str(caught.value).startswith(
            "4 faults:\n1. an answer is no code of this comparison (row r1, column price_quality, value 0)\n"
            f"Hint: {SIGNED}\n2. an answer is no code of this comparison (row r2, column price_quality, value 10)\n"
        )
        assert [str(fault.place) for fault in caught.value.faults[2:]] == [
            "row r1, column price_service, value 'x'", "row r2, column price_service, value 2.5",
        ]  # fmt: skip

    def test_thousands_of_wrong_answers_are_counted(self):
        frame = pd.DataFrame({"price_quality": [0] * 5000})
        with pytest.raises(FaultsError) as caught:
            from_survey(frame, CRITERIA[:2], direction=FIRST)
        assert (caught.value.count, len(caught.value.faults)) == (5000, 1000)

    @pytest.mark.parametrize(
        ("coding", "code", "hint"),
        [
            ("steps", 9, "Steps are whole numbers from -8 to 8, 0 for equal."),
            ("positions", 0, "Positions are whole numbers from 1 to 17, 9 for equal."),
            ("ratio", -1, "A ratio is a number above 0, such as 3 or 1/3."),
            ("ratio", np.inf, "A ratio is a number above 0, such as 3 or 1/3."),
        ],
    )
    def test_other_codings(self, coding, code, hint):
        frame = pd.DataFrame({"price_quality": [code]})
        assert text_of(frame, CRITERIA[:2], direction=FIRST, coding=coding) == (
            f"an answer is no code of this comparison (row 0, column price_quality, value {code!r})\nHint: {hint}"
        )

    def test_a_pair_without_a_column(self, survey):
        assert text_of(survey.rename(columns={"price_quality": "price_qality"}), CRITERIA, direction=FIRST) == (
            "no column compares 'price' and 'quality'\nHint: Did you mean price_qality, service_quality, price_service?"
        )

    def test_a_pair_with_two_columns(self, survey):
        survey["quality_price"] = 1
        assert text_of(survey, CRITERIA, direction=FIRST) == (
            "'price' and 'quality' are compared in two columns, price_quality and quality_price\n"
            "Hint: Say which with columns={…}, or take one out."
        )

    @pytest.mark.parametrize(
        ("columns", "text"),
        [
            ({("price", "qualty"): "age"}, "'qualty' is no criterion\nHint: Did you mean quality?"),
            ({("price", "price"): "age"}, "'price' is compared with itself\nHint: Leave this pair out."),
            ({("price", "quality"): "age", ("quality", "price"): "age"},
             "'quality' and 'price' are compared twice\nHint: Keep one of the two directions."),
            ({("price", "quality"): "agee"}, "there is no column 'agee'\nHint: Did you mean age?"),
            ({("price", "quality"): ("age", "age")},
             "'price' and 'quality' have ('age', 'age') for columns\nHint: Give one column."),
        ],
    )  # fmt: skip
    def test_columns(self, survey, columns, text):
        assert text_of(survey, CRITERIA, direction=FIRST, columns=columns) == text

    def test_winners(self):
        frame = pd.DataFrame({"w": ["prise", None, "price"], "how": [3, 2, -2]})
        with pytest.raises(FaultsError) as caught:
            from_survey(frame, CRITERIA[:2], direction="winner_named", columns={("price", "quality"): ("w", "how")})
        assert [(fault.place.column, fault.hint) for fault in caught.value.faults] == [
            ("how", SIGNED), ("w", "Name 'price' or 'quality'."),
            ("w", "The intensity is given, so name the more important one."),
        ]  # fmt: skip
        assert text_of(frame, CRITERIA[:2], direction="winner_named") == (
            'direction="winner_named" needs the columns\n'
            'Hint: Give columns={("price", "speed"): ("winner_column", "intensity_column"), …}.'
        )

    def test_respondents(self, survey):
        twice = survey.set_axis(["r1", "r1"])
        assert text_of(twice, CRITERIA, direction=FIRST) == (
            "the respondent r1 stands twice\nHint: Give each respondent one row."
        )
        assert text_of(survey, CRITERIA, direction=FIRST, respondent="agee") == (
            "there is no column 'agee'\nHint: Did you mean age?"
        )
        found = from_survey(survey, CRITERIA, direction=FIRST)
        with pytest.raises(JudgmentsError) as caught:
            found["r3"]
        assert str(caught.value) == "'r3' is no respondent\nHint: Did you mean r2, r1?"

    def test_criteria_and_options(self, survey):
        assert text_of(survey, ["price", "price"], direction=FIRST) == (
            "the label price stands twice\nHint: Give each criterion its own."
        )
        with pytest.raises(OptionError, match="direction='first' is not an option"):
            from_survey(survey, CRITERIA, direction="first")
        with pytest.raises(OptionError, match="coding='likert' is not an option"):
            from_survey(survey, CRITERIA, direction=FIRST, coding="likert")
        with pytest.raises(TypeError, match="direction"):
            from_survey(survey, CRITERIA)


class TestFrames:
    def test_polars(self, survey):
        polars = pytest.importorskip("polars")
        found = from_survey(polars.from_pandas(survey), CRITERIA, direction=FIRST)
        np.testing.assert_allclose(found.upper, from_survey(survey, CRITERIA, direction=FIRST).upper)

    def test_no_frame(self):
        assert text_of([[1]], CRITERIA, direction=FIRST) == (
            "judgments cannot be read from list\nHint: Give a frame of pandas or Polars, one row a respondent."
        )

    def test_a_name_that_stands_twice(self, survey):
        assert text_of(pd.concat([survey, survey[["price_quality"]]], axis=1), CRITERIA, direction=FIRST) == (
            "two columns are called 'price_quality'\nHint: Rename one of them, or take it out."
        )

    def test_a_respondent_without_a_name(self, survey):
        assert text_of(survey.set_axis(["r1", None]), CRITERIA, direction=FIRST) == (
            "the respondent in row 2 has no name\nHint: Name each one, or take the row out."
        )

    def test_nobody_answered(self, survey):
        assert from_survey(survey * np.nan, CRITERIA, direction=FIRST).headline() == Text(
            "2 respondents compared 3 criteria (3 pairs). Nobody answered.",
            "2 名受访者比较了 3 个要素（3 对）。无人作答。",
        )

    @pytest.mark.parametrize(
        ("columns", "text"),
        [
            ({}, 'columns={} names no pair\nHint: Write {("price", "speed"): "Q1"}.'),
            ({"ab": "age"}, "'ab' is no pair\nHint: Write {(\"price\", \"speed\"): \"Q1\"}."),
            ({("price", "quality"): "age", ("price", "service"): "age"},
             "the column 'age' is given for price : quality, price : service\nHint: Each comparison has its own."),
        ],
    )  # fmt: skip
    def test_columns_that_are_no_assignment(self, survey, columns, text):
        assert text_of(survey, CRITERIA, direction=FIRST, columns=columns) == text

    def test_a_winner_without_an_intensity(self):
        frame = pd.DataFrame({"w": ["price", "price"], "how": [3, None]})
        columns = {("price", "quality"): ("w", "how")}
        assert text_of(frame, CRITERIA[:2], direction="winner_named", columns=columns) == (
            "an answer is no code of this comparison (row 1, column how, value nan)\n"
            "Hint: The more important one is named, so give the intensity."
        )
