import numpy as np
import pytest

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.scales import SCALES, STEPS, WORDS, on_scale, step_of
from surveytools.base.errors import JudgmentsError, OptionError

STEP = np.arange(1.0, 10)


@pytest.mark.parametrize(
    ("scale", "largest"),
    [
        ("saaty", 9), ("logarithmic", 3.3219), ("root", 3), ("inverse_linear", 9), ("balanced", 9),
        ("generalized_balanced", 9), ("adaptive", 54), ("adaptive_balanced", 54), ("power", 81), ("geometric", 256),
    ],
)  # fmt: skip
def test_scales_rise_from_one_to_their_largest_ratio(scale, largest):
    ratios = on_scale(STEP, scale, 7)
    assert ratios[0] == 1
    assert (np.diff(ratios) > 0).all()
    assert ratios[-1] == pytest.approx(largest, abs=5e-5)


@pytest.mark.parametrize(
    ("scale", "at_five"),
    [
        ("saaty", 5), ("logarithmic", np.log2(6)), ("root", np.sqrt(5)), ("inverse_linear", 9 / 5),
        ("balanced", 14 / 6),
        ("generalized_balanced", 24 / 8), ("adaptive", 5 ** (1 + np.log(3) / np.log(9))),
        ("adaptive_balanced", 3 * (26 * 4 + 80) / (266 - 26 * 5)), ("power", 25), ("geometric", 16),
    ],
)  # fmt: skip
def test_the_middle_of_every_scale_for_four_criteria(scale, at_five):
    assert on_scale(np.array([5.0]), scale, 4)[0] == pytest.approx(at_five)


@pytest.mark.parametrize("n", [2, 3, 7])
def test_the_adaptive_balanced_scale_spreads_the_largest_weight_evenly(n):
    ratio = on_scale(STEP, "adaptive_balanced", n)
    np.testing.assert_allclose(np.diff(ratio / (ratio + n - 1)), (0.9 - 1 / n) / 8, rtol=1e-10)


def test_for_two_criteria_the_balanced_scales_are_one():
    balanced = on_scale(STEP, "balanced", 2)
    np.testing.assert_allclose(on_scale(STEP, "generalized_balanced", 2), balanced, rtol=1e-12)
    np.testing.assert_allclose(on_scale(STEP, "adaptive_balanced", 2), balanced, rtol=1e-12)


@pytest.mark.parametrize("scale", SCALES)
def test_reciprocals_stay_reciprocal_and_gaps_gaps(scale):
    there, back = on_scale(STEP, scale, 5), on_scale(1 / STEP, scale, 5)
    np.testing.assert_allclose(there * back, 1, rtol=1e-12)
    assert np.isnan(on_scale(np.array([np.nan]), scale, 5)[0])


def test_words_of_both_languages():
    assert list(WORDS) == list(range(1, STEPS + 1))
    assert [step_of(words.en.upper()) for words in WORDS.values()] == list(WORDS)
    assert [step_of(f" {words.zh} ") for words in WORDS.values()] == list(WORDS)
    assert step_of("very") is None


class TestJudgments:
    def test_every_judgment_is_replaced(self):
        judgments = Judgments.from_upper([9, None, "1/3"], ["a", "b", "c"]).on_scale("logarithmic")
        assert judgments.matrix[0, 1] == pytest.approx(np.log2(10))
        assert judgments.matrix[1, 2] == pytest.approx(1 / 2)
        assert judgments.missing_pairs == (("a", "c"),)
        assert judgments.labels == ("a", "b", "c")

    def test_saatys_scale_and_a_single_criterion_stay(self):
        judgments = Judgments.from_upper([20])
        assert judgments.on_scale("saaty") is judgments
        assert Judgments([[1]]).on_scale("adaptive").matrix.tolist() == [[1.0]]

    def test_cells_that_were_set_are_remembered(self):
        assert len(Judgments([[1, 3], [0.33, 1]]).on_scale("root").changed) == 1

    def test_faults(self):
        judgments = Judgments.from_upper([12], ["a", "b"])
        with pytest.raises(JudgmentsError) as caught:
            judgments.on_scale("balanced")
        assert str(caught.value) == (
            "'a' over 'b' is 12, but the balanced scale ends at 9\n"
            "Hint: Apply the scale to the answers themselves, once."
        )
        with pytest.raises(OptionError) as caught:
            judgments.on_scale("ma-zheng")
        assert str(caught.value) == (
            "scale='ma-zheng' is not an option\nHint: scale is one of 'saaty', 'logarithmic', 'root', "
            "'inverse_linear', 'balanced', 'generalized_balanced', 'adaptive', 'adaptive_balanced', "
            "'power', 'geometric'."
        )
