"""Correction for attenuation: the value, its interval, what lies beyond 1, and what is refused."""

import math

import pytest

import surveytools as st
from surveytools.base.errors import OptionError, SampleSizeError
from surveytools.base.warnings import OvercorrectionWarning


def test_the_value_and_its_interval():
    found = st.disattenuated_correlation(0.42, 0.8, 0.7, n=200)
    root = math.sqrt(0.8 * 0.7)
    half = 1.959963984540054 / math.sqrt(197)
    limits = [math.tanh(math.atanh(0.42) + side * half) / root for side in (-1, 1)]
    assert found.corrected == pytest.approx(0.42 / root)
    assert list(found.interval()[:2]) == pytest.approx(limits)
    assert found.headline().en == (
        "Correlation corrected for attenuation = 0.561, 95% CI [0.399, 0.706] (observed 0.420)."
    )
    assert found.headline().zh == "校正衰减后的相关 = 0.561，95% 置信区间 [0.399, 0.706]（观测值 0.420）。"


def test_results_serve_as_reliabilities(attitude):
    alpha = st.cronbach_alpha(attitude)
    found = st.disattenuated_correlation(0.3, alpha, 1)
    assert found.corrected == pytest.approx(0.3 / math.sqrt(alpha.alpha))
    assert found.conventions[1].en == f"x: reliability: {alpha.headline().en}".removesuffix(".")
    assert "ci_low" not in found.to_frame()
    assert found.to_frame().columns.tolist() == ["r", "corrected_r", "reliability_x", "reliability_y"]


def test_beyond_one_is_said_and_not_cut_off():
    with pytest.warns(OvercorrectionWarning) as caught:
        found = st.disattenuated_correlation(0.8, 0.7, 0.75)
    assert str(caught[0].message) == (
        "the corrected correlation is 1.104, beyond 1: a reliability is too low, or r too high by chance; report it as "
        "such, or use a less biased reliability such as omega."
    )
    assert found.is_above_one
    assert found.headline().en == (
        "Correlation corrected for attenuation = 1.104 (observed 0.800); beyond 1: a reliability is too low, or r too "
        "high by chance."
    )


def test_an_interval_needs_n():
    with pytest.raises(SampleSizeError) as caught:
        st.disattenuated_correlation(0.3, 0.8, 0.8).interval()
    assert str(caught.value) == "the number of respondents is unknown\nHint: Give n=... for an interval."


@pytest.mark.parametrize(
    ("arguments", "kind", "text"),
    [
        ((1.1, 0.8, 0.8), OptionError, "r=1.1 is no correlation\nHint: A correlation lies between -1 and 1."),
        ((math.nan, 0.8, 0.8), OptionError, "r=nan is no correlation\nHint: A correlation lies between -1 and 1."),
        (
            (0.3, 1.8, 0.8), OptionError,
            "reliability_x=1.8 is no reliability\nHint: A reliability lies between 0 and 1.",
        ),
        (
            (0.3, 0.8, 0), OptionError,
            "reliability_y=0 leaves nothing to correct\nHint: A score without reliability correlates by chance.",
        ),
    ],
)  # fmt: skip
def test_the_whole_text_of_each_refusal(arguments, kind, text):
    with pytest.raises(kind) as caught:
        st.disattenuated_correlation(*arguments)
    assert str(caught.value) == text


@pytest.mark.parametrize("n", [3, 20.5, True])
def test_a_number_of_respondents_that_is_none(n):
    with pytest.raises(SampleSizeError) as caught:
        st.disattenuated_correlation(0.3, 0.8, 0.8, n=n)
    assert str(caught.value) == f"n={n!r} is too small for an interval\nHint: Give four respondents or more."
