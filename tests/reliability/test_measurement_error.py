"""The standard error of measurement: whence its numbers come, intervals of persons, and what is refused."""

import math

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import AnswersError, OptionError


def test_the_textbook_example():
    """Reliability .91, sd 15: 4.5; a score of 130 is drawn to 127.3."""
    found = st.standard_error_of_measurement(0.91, sd=15, mean=100)
    assert found.standard_error == pytest.approx(4.5)
    z = 1.959963984540054
    assert found.interval(130)[:2] == pytest.approx((130 - z * 4.5, 130 + z * 4.5))
    estimate, error = 100 + 0.91 * 30, 15 * math.sqrt(0.91 * 0.09)
    assert found.true_score(130) == pytest.approx(estimate)
    assert found.interval(130, method="true")[:2] == pytest.approx((estimate - z * error, estimate + z * error))
    assert found.smallest_detectable_change() == pytest.approx(z * math.sqrt(2) * 4.5)
    assert found.headline().en == (
        "Standard error of measurement = 4.500: in 95% of cases a score lies within 8.820 of the true one."
    )
    assert found.tables()[0].cells()[1] == ["0.910", "100.000", "15.000", "4.500", "12.473"]


def test_sd_and_mean_come_from_the_result(attitude):
    total = attitude.sum(axis=1)
    halves = {"one": ["rating", "complaints", "raises"], "other": ["privileges", "learning", "critical", "advance"]}
    for reliability in (
        st.cronbach_alpha(attitude), st.split_half(attitude), st.greatest_lower_bound(attitude),
        st.mcdonald_omega(attitude), st.stratified_alpha(attitude, halves),
    ):  # fmt: skip
        found = st.standard_error_of_measurement(reliability)
        assert (found.sd, found.mean) == pytest.approx((total.std(), total.mean()), rel=1e-9)
        of_means = st.standard_error_of_measurement(reliability, score="mean")
        assert (of_means.sd, of_means.mean) == pytest.approx((total.std() / 7, total.mean() / 7), rel=1e-9)
    bound = st.greatest_lower_bound(attitude)
    found = st.standard_error_of_measurement(bound)
    assert found.standard_error == pytest.approx(math.sqrt(bound.error_variances.sum()), rel=1e-9)


@pytest.fixture
def ones():
    random = np.random.default_rng(1)
    return (random.normal(size=(60, 1)) + random.normal(size=(60, 5)) > 0).astype(int)


def test_right_and_wrong_answers_have_a_standard_error_too(ones):
    found = st.kuder_richardson(ones)
    error = st.standard_error_of_measurement(found)
    assert (error.reliability, error.mean) == (found.kr20, pytest.approx(ones.sum(axis=1).mean()))
    assert error.sd == pytest.approx(ones.sum(axis=1).std(ddof=1))


def test_every_reliability_bears_that_name(attitude, ones):
    alpha, omega = st.cronbach_alpha(attitude), st.mcdonald_omega(attitude)
    assert (alpha.reliability, omega.reliability) == (alpha.alpha, omega.omega_total)
    ordinal = st.ordinal_omega(ones)
    assert ordinal.reliability == ordinal.omega
    assert st.standard_error_of_measurement(ordinal).sd == pytest.approx(ones.sum(axis=1).std(ddof=1))


def test_the_reliability_of_a_sum_that_nobody_observed_is_none_of_a_score(ones):
    with pytest.raises(OptionError) as caught:
        st.standard_error_of_measurement(st.ordinal_omega(ones, method="latent"), sd=1)
    assert str(caught.value) == (
        'method="latent" is for a sum that nobody observed, and not the reliability of a score\n'
        'Hint: Use method="green_yang".'
    )
    with pytest.raises(OptionError) as caught:
        st.disattenuated_correlation(0.3, st.ordinal_alpha(ones), 1)
    assert str(caught.value) == ("OrdinalAlpha has no single reliability\nHint: Give a number: reliability_x=0.8.")


def test_a_given_sd_wins_and_leaves_the_mean_of_the_items_aside(attitude):
    found = st.standard_error_of_measurement(st.cronbach_alpha(attitude), sd=10)
    assert (found.sd, found.mean, found.score) == (10, None, "given")
    assert "score: sum of the items" not in [line.en for line in found.conventions]


def test_persons_keep_their_names(attitude):
    found = st.standard_error_of_measurement(st.cronbach_alpha(attitude))
    scores = pd.Series([400, 500], index=["Ann", "Bob"])
    frame = found.intervals(scores, method="true")
    assert frame.index.tolist() == ["Ann", "Bob"]
    assert frame.columns.tolist() == ["score", "estimate", "ci_low", "ci_high"]
    assert tuple(frame.loc["Bob", ["ci_low", "ci_high"]]) == found.interval(500, method="true")[:2]


@pytest.mark.parametrize(
    ("reliability", "options", "text"),
    [
        (1.2, {"sd": 1}, "reliability=1.2 is no reliability\nHint: A reliability lies between 0 and 1."),
        (-0.1, {"sd": 1}, "reliability=-0.1 is no reliability\nHint: A reliability lies between 0 and 1."),
        ("high", {"sd": 1}, "reliability='high' is no reliability\nHint: A reliability lies between 0 and 1."),
        (math.nan, {"sd": 1}, "reliability=nan is no reliability\nHint: A reliability lies between 0 and 1."),
        (0.8, {"sd": 0}, "sd=0 is no standard deviation\nHint: Give a positive number."),
        (0.8, {"sd": 1, "mean": "low"}, "mean='low' is no mean\nHint: Give a number, or leave it out."),
        (0.8, {}, "the standard deviation of the score is unknown\nHint: Give sd=..., that of the persons' scores."),
        (0.8, {"sd": 1, "score": "total"}, "score='total' is not an option\nHint: score is one of 'sum', 'mean'."),
    ],
)
def test_the_whole_text_of_each_refusal(reliability, options, text):
    with pytest.raises(OptionError) as caught:
        st.standard_error_of_measurement(reliability, **options)
    assert str(caught.value) == text


def test_a_result_without_a_reliability(attitude):
    with pytest.raises(OptionError) as caught:
        st.standard_error_of_measurement(st.kmo(attitude), sd=1)
    assert str(caught.value) == "Kmo has no single reliability\nHint: Give a number: reliability=0.8."


def test_the_standard_deviation_of_standardized_items_is_not_that_of_a_score(attitude):
    with pytest.raises(OptionError, match="the standard deviation of the score is unknown"):
        st.standard_error_of_measurement(st.greatest_lower_bound(attitude, matrix="corr"))
    published = st.Moments.from_corr(attitude.corr(), n=30)
    for found in (st.cronbach_alpha(published), st.mcdonald_omega(attitude, variant="psych")):
        with pytest.raises(OptionError, match="the standard deviation of the score is unknown"):
            st.standard_error_of_measurement(found)


def test_what_an_interval_refuses():
    found = st.standard_error_of_measurement(0.8, sd=1)
    with pytest.raises(OptionError) as caught:
        found.interval(1, method="true")
    assert str(caught.value) == (
        "the mean of the score is unknown\nHint: Give mean=..., or a reliability computed from answers."
    )
    with pytest.raises(OptionError) as caught:
        found.interval(1, method="kelley")
    assert str(caught.value) == "method='kelley' is not an option\nHint: method is one of 'observed', 'true'."
    with pytest.raises(OptionError) as caught:
        found.interval(1, level=95)
    assert str(caught.value) == "level=95 is no confidence level\nHint: Give a number between 0 and 1, such as .95."
    with pytest.raises(AnswersError) as caught:
        found.interval("ten")
    assert str(caught.value) == "a score is not a number\nHint: Give the scores as numbers."


def test_scores_of_the_wrong_form():
    found = st.standard_error_of_measurement(0.8, sd=3)
    for call, scores, text in (
        (found.interval, [1, 2], "the score of one person is one number\nHint: Use .intervals(scores) for several."),
        (found.intervals, 5, "the scores have shape ()\nHint: Give a list, one score a person."),
        (found.intervals, [[1, 2], [3, 4]], "the scores have shape (2, 2)\nHint: Give a list, one score a person."),
    ):
        with pytest.raises(AnswersError) as caught:
            call(scores)
        assert str(caught.value) == text


def test_the_table_of_persons():
    found = st.standard_error_of_measurement(0.91, sd=15, mean=100)
    scores = pd.Series([130, np.nan], index=["Ann", "Bob"])
    (observed,), (true,) = found.interval_table(scores), found.interval_table(scores, 0.9, "true")
    assert observed.cells() == [
        ["Respondent", "Score", "CI low", "CI high"], ["Ann", "130.000", "121.180", "138.820"], ["Bob", "—", "—", "—"],
    ]  # fmt: skip
    assert true.cells("zh")[0] == ["受访者", "得分", "真分数估计值", "区间下限", "区间上限"]
    assert (true.title.en, true.title.zh) == ("Scores with 90% limits", "个人得分（90% 置信区间）")
    np.testing.assert_array_equal(true.frame["ci_low"], found.intervals(scores, 0.9, "true")["ci_low"])
    said = str(found.interval_table([130, 96], language="zh"))
    assert [line.split()[0] for line in said.splitlines()[4:6]] == ["1", "2"]
    assert said.endswith("区间：得分 ± z × SEM")
    with pytest.raises(OptionError) as caught:
        found.interval_table([130], language="fr")
    assert str(caught.value) == "language='fr' is not an option\nHint: language is one of 'en', 'zh'."
