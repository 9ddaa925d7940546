"""Intraclass correlations: what they say and what they refuse."""

import json

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.agreement import variance_components
from surveytools.base.errors import (
    AnswersError,
    AnswersNeededError,
    FaultsError,
    ItemsError,
    MatrixError,
    OptionError,
    SampleSizeError,
)
from surveytools.base.warnings import MissingAnswersWarning

RATINGS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
SINGLE = ["ICC(1,1)", "ICC(2,1)", "ICC(3,1)"]


@pytest.fixture
def ratings():
    return pd.DataFrame(RATINGS, columns=list("ABCD"), dtype=float)


@pytest.fixture
def found(ratings):
    return st.icc(ratings)


def test_all_six_are_said(found):
    assert found.headline().en == (
        "Of one rating: ICC(1,1) = 0.166, ICC(2,1) = 0.290, ICC(3,1) = 0.715; of the mean of k = 4: ICC(1,k) = 0.443, "
        "ICC(2,k) = 0.620, ICC(3,k) = 0.909; 6 subjects, 4 raters."
    )
    assert found.headline().zh.startswith("单次评分：ICC(1,1) = 0.166，")
    names, questions, anova, components = found.tables()
    assert names.cells()[2] == [
        "ICC(2,1)", "ICC(A,1)", "0.290", "0.205", "0.019", "0.761", "11.027", "5", "15", "<0.001", "poor",
    ]  # fmt: skip
    assert names.title.zh == "组内相关系数 (ICC)"
    assert len(questions.frame) == len(names.frame) == 6
    assert anova.cells()[1:] == [
        ["Between subjects", "56.208", "5", "11.242"], ["Within subjects", "112.750", "18", "6.264"],
        ["Between raters", "97.458", "3", "32.486"], ["Residual", "15.292", "15", "1.019"],
    ]  # fmt: skip
    assert [row[1] for row in components.cells()[1:]] == ["2.556", "5.244", "1.019"]
    assert found.conventions[2].en == "no missing ratings"


@pytest.mark.parametrize("name", ["ICC(2,1)", "ICC(A,1)", "ICC2", "ICC (2, 1)"])
def test_any_name_of_a_form_will_do(name, found):
    assert found.form(name).shrout_fleiss == "ICC(2,1)"
    assert found.interval(name) == found.interval("ICC2")


def test_an_unknown_form(found):
    with pytest.raises(
        OptionError, match=r"name='ICC4' is not an option\nHint: name is one of 'ICC\(1,1\)', 'ICC\(1\)'"
    ):
        found.form("ICC4")
    with pytest.raises(OptionError, match="name=5 is not an option"):
        found.form(5)


def test_error_of_measurement(found):
    form = found.form("ICC(C,1)")
    assert form.sem == pytest.approx(found.variance_error**0.5)
    assert form.smallest_detectable_change == pytest.approx(2.771807648699 * form.sem)
    assert found.form("ICC(A,1)").sem ** 2 == pytest.approx(found.variance_raters + found.variance_error)
    assert found.form("ICC3k").sem == pytest.approx(form.sem / 2)


def test_verdicts(found):
    assert [found.verdict("ICC3k").en, found.verdict("ICC3").en, found.verdict("ICC1").zh] == [
        "excellent", "moderate", "较差",
    ]  # fmt: skip
    assert found.verdict("ICC3", "cicchetti1994").en == "good"
    with pytest.raises(OptionError) as caught:
        found.verdict("ICC3", "mine")
    assert str(caught.value) == (
        "guideline='mine' is not an option\nHint: guideline is one of 'koo2016', 'cicchetti1994'."
    )


def test_results_are_equal_and_ready_for_json(ratings, found):
    assert found == st.icc(ratings)
    assert json.loads(json.dumps(found.to_dict()))["forms"][1]["mcgraw_wong"] == "ICC(A,1)"
    assert "source" not in found.to_dict()
    incomplete = ratings.mask(ratings == 1)
    assert st.icc(incomplete, missing="reml") == st.icc(incomplete, missing="reml")


def test_subjects_with_a_missing_rating_are_left_out_and_it_is_said(ratings):
    ratings.loc[5, "A"] = np.nan
    with pytest.warns(MissingAnswersWarning, match='1 of 6 subjects lack a rating and are left out; missing="reml"'):
        found = st.icc(ratings)
    assert (found.n_used, found.n_total) == (5, 6)
    assert found.conventions[2].en == "subjects with a missing rating left out, 5 of 6 remain"
    assert found.forms == st.icc(ratings.iloc[:5]).forms


def test_the_likelihood_uses_every_rating(ratings):
    ratings.iloc[[0, 3, 4], [1, 2, 0]] = np.nan
    ratings.loc[6] = np.nan
    found = st.icc(ratings, missing="reml")
    assert (found.n_used, found.n_total, found.anova) == (6, 7, None)
    assert found.averaged == pytest.approx(6 / sum(1 / n for n in ratings.notna().sum(axis=1) if n))
    assert found.conventions[2].en.startswith("15 of 28 possible ratings, 6 of 7 subjects with a rating;")
    assert found.interval("ICC2").method == "profile"
    assert found.tables()[0].cells()[1][6:10] == ["—"] * 4
    for name in SINGLE:
        interval = found.interval(name)
        assert 0 <= interval.low <= found.form(name).estimate <= interval.high < 1
    assert found.standard_error("ICC3") > 0
    assert found.conventions[1].en == "intervals and standard errors by profile likelihood, no F test"
    assert "nan" not in found.summary() + found.summary("zh")


def test_at_the_end_of_the_likelihood_there_is_no_standard_error():
    random = np.random.default_rng(5)
    X = random.normal(size=(12, 3))
    X[0, 0] = np.nan
    found = st.icc(X, missing="reml")
    assert found.form("ICC3").estimate == 0
    assert np.isnan(found.standard_error("ICC3k"))
    assert found.interval("ICC3").high > 0
    assert found.tables()[0].notes[-1].en == "No standard error at 0, where the likelihood ends; the interval holds."


def test_limits_are_computed_once(monkeypatch, ratings):
    found, count = st.icc(ratings.mask(ratings == 1), missing="reml"), []
    true = variance_components.profiled
    found.interval("ICC1")
    monkeypatch.setattr(variance_components, "profiled", lambda *given: count.append(1) or true(*given))
    found.interval("ICC1k")
    assert not count
    found.summary()
    assert count
    seen = len(count)
    found.summary("zh")
    assert len(count) == seen


FOUR_BY_FOUR = [[-0.4, 0.1, 1.3, -0.6], [0.9, -1.2, 0.2, 0.7], [-0.8, 1.5, -0.3, 0.4], [0.6, 0.3, -1.0, 0.5]]


@pytest.mark.parametrize("given", [FOUR_BY_FOUR, [[5, 1], [5, 1], [1, 4]], [[1, 4, 3], [5, 2, 3], [1, 5, 2]]])
def test_the_limits_of_agreement_below_zero_hold_the_estimate(given):
    """At the estimate Satterthwaite's degrees of freedom come near 0 here, and the limits together."""
    found = st.icc(given)
    estimate = found.form("ICC2").estimate
    assert estimate < 0
    last = estimate
    for level in (0.8, 0.95, 0.99):
        low, high, *_ = found.interval("ICC2", level)
        assert low < estimate < high
        assert high > last
        last = high
    assert any("degrees of freedom of a correlation of 0" in note.en for note in found.tables()[0].notes)


def test_standard_errors_are_those_of_the_likelihood(ratings):
    """Where nothing is missing the curvature of the profile is the delta method."""
    one, other = st.icc(ratings), st.icc(ratings, missing="reml")
    for form in one.forms:
        name = form.shrout_fleiss
        assert other.standard_error(name) == pytest.approx(one.standard_error(name), rel=1e-4)


def test_the_standard_error_of_one_way_ratings_by_its_formula(found):
    """2 (kn - 1) (1 - r)² (1 + (k - 1) r)² / (k² n (n - 1) (k - 1))."""
    n, k, r = 6, 4, found.form("ICC1").estimate
    variance = 2 * (k * n - 1) * (1 - r) ** 2 * (1 + (k - 1) * r) ** 2 / (k**2 * n * (n - 1) * (k - 1))
    assert found.standard_error("ICC(1,1)") == pytest.approx(variance**0.5, rel=1e-12)
    stepped = k / (1 + (k - 1) * r) ** 2 * variance**0.5
    assert found.standard_error("ICC1k") == pytest.approx(stepped, rel=1e-12)


def test_standard_errors_are_the_spread_of_estimates():
    random, n, k = np.random.default_rng(8), 40, 5
    drawn = []
    for _ in range(600):
        X = random.normal(size=(n, 1)) + 0.4 * random.normal(size=(1, k)) + random.normal(size=(n, k))
        found = st.icc(X)
        drawn.append([(found.form(name).estimate, found.standard_error(name)) for name in ("ICC2", "ICC3", "ICC3k")])
    estimates, errors = np.moveaxis(drawn, 2, 0)
    np.testing.assert_allclose(np.sqrt((errors**2).mean(axis=0)), estimates.std(axis=0), rtol=0.1)


def test_a_negative_icc_is_printed_and_explained():
    found = st.icc([[1, 5, 3], [5, 1, 3], [2, 4, 4], [4, 3, 2]])
    assert found.form("ICC3").estimate < 0
    note = found.tables()[0].notes[0]
    assert note.en == (
        "Below 0: ratings of one subject differ more than those of different subjects; look for raters who turned the "
        "scale around."
    )
    assert note.zh.startswith("负值：同一对象的评分差异大于不同对象之间的差异；请检查")
    strict = st.icc(np.array(RATINGS)[:, :3]).tables()[0].notes[0]
    assert strict.en.endswith("; strict and lenient raters hide the subjects.")
    assert found.verdict("ICC3").en == "poor"


def test_an_icc_that_no_correlation_can_be():
    found = st.icc([[1, 5], [2, 4], [3, 3.5], [4, 2], [5, 1]])
    assert found.form("ICC2").estimate == pytest.approx(-2.5 / 1.525)
    assert np.isnan([found.form("ICC2k").estimate, *found.interval("ICC2k")[:2]]).all()
    assert found.verdict("ICC2k").en == "undefined"
    assert "ICC(2,k) = —" in found.headline().en
    assert found.tables()[0].notes[1].en == (
        "ICC(2,k) is not defined: ICC(2,1) = -1.639 does not lie above -1/(k - 1) = -1.000, the lowest correlation "
        "that k ratings can have; it comes of a variance estimated below 0 and is no measure of agreement."
    )
    assert found.tables()[-1].notes[0].en.startswith("A variance below 0 is what mean squares make of one")
    assert "nan" not in found.summary() + found.summary("zh")


def test_verdicts_of_the_limits(found):
    assert found.tables()[0].notes[-1].en == (
        "Judged by the limits: ICC(1,1) poor to moderate; ICC(2,1) poor to good; ICC(3,1) poor to excellent; ICC(1,k) "
        "poor to excellent; ICC(2,k) poor to excellent; ICC(3,k) moderate to excellent."
    )


def test_raters_needed(found):
    assert found.raters_needed("ICC(2,1)", 0.8) == found.raters_needed("ICC2k", 0.8) == 10
    rho = found.form("ICC2").estimate
    assert 9 * rho / (1 + 8 * rho) < 0.8 <= 10 * rho / (1 + 9 * rho)
    assert found.raters_needed("ICC3", found.form("ICC3k").estimate) == 4
    with pytest.raises(
        OptionError, match=r"target=80 is no correlation to reach\nHint: Give a number between 0 and 1\."
    ):
        found.raters_needed("ICC3", 80)
    with pytest.raises(ItemsError, match=r"ICC\(3,1\) is -0.990, and no number of raters makes more of it"):
        st.icc([[1, 5], [2, 4], [3, 3.5], [4, 2], [5, 1]]).raters_needed("ICC3k", 0.8)


def test_raters_who_agree_in_everything():
    found = st.icc([[1, 1], [2, 2], [4, 4]])
    assert [form.estimate for form in found.forms] == [1] * 6
    assert [form.p_value for form in found.forms] == [0] * 6
    for form in found.forms:
        assert np.isnan(found.interval(form.shrout_fleiss)[:2]).all()
        assert np.isnan(found.standard_error(form.shrout_fleiss))
    assert found.tables()[0].notes[0].zh.startswith("无误差时无法估计区间")


def test_rounding_of_many_subjects_is_no_error():
    ratings = np.random.default_rng(0).normal(7.7, 3.3, 100_000)
    found = st.icc(np.column_stack([ratings, ratings + 0.1, ratings - 0.1]))
    assert found.variance_error == 0
    assert np.isnan(found.interval("ICC3").low)


def test_raters_who_differ_by_a_constant():
    found = st.icc([[1.1, 2.1], [2.1, 3.1], [4.1, 5.1]])
    assert found.form("ICC3").estimate == 1
    assert np.isnan(found.interval("ICC3")[:2]).all()
    assert np.isnan(found.standard_error("ICC3"))
    assert found.standard_error("ICC2") > 0
    assert 0 < found.form("ICC2").estimate < 1
    low, high, *_ = found.interval("ICC2")
    assert low < found.form("ICC2").estimate < high


@pytest.mark.parametrize(
    ("given", "options", "kind", "text"),
    [
        ([[1], [2], [3]], {}, ItemsError,
         "there is only one rater\nHint: Give one row a unit and one column a rater, two or more."),
        ([[1, 2]], {}, SampleSizeError, "there is only one subject\nHint: Give at least two rows, one a subject."),
        ([[3, 3], [3, 3]], {}, ItemsError,
         "every rating is 3\nHint: Where nothing differs there is no agreement to measure; report the ratings as they "
         "are."),
        ([[1, 3], [3, 1], [2, 2]], {}, ItemsError,
         "all subjects have the same mean rating\nHint: The ratings do not tell the subjects apart; an ICC is a share "
         "of the differences between them."),
        ([[1, np.nan], [2, np.nan]], {}, ItemsError,
         "rater2 rated nothing\nHint: Leave out the columns without a rating."),
        ([[1, 2, np.nan], [2, 3, 3], [3, 5, np.nan]], {}, SampleSizeError,
         "only 1 of 3 subjects were rated by every rater\nHint: rater3 rated 1 of 3; leave such raters out, or use "
         'missing="reml".'),
        ([[1, np.nan], [np.nan, 3], [2, np.nan]], {"missing": "reml"}, SampleSizeError,
         "the ratings overlap too little to tell subjects, raters and error apart\nHint: Let more subjects have two or "
         "more of the same raters; rater2 rated 1 of 3."),
        ([[1, 2, np.nan], [2, 3, 4], [3, 4, 5]], {"missing": "reml"}, ItemsError,
         "the ratings fit subjects and raters without any error\nHint: The likelihood has no maximum there; use "
         'missing="drop-subjects".'),
        (RATINGS, {"missing": "pairwise"}, OptionError,
         "missing='pairwise' is not an option\nHint: missing is one of 'drop-subjects', 'reml'."),
        (pd.DataFrame({"A": [1, 2], "B": [3, "x"]}), {}, AnswersError,
         "some ratings are texts and some are numbers (row 1, column B, value 'x')\nHint: Write all of them one way."),
        (np.array([["1", None], [None, "x"]], object), {}, FaultsError,
         "2 faults:\n1. a rating is not a number (row 0, column rater1, value '1')\nHint: Turn the texts into numbers "
         "first: frame.replace({...}).\n2. a rating is not a number (row 1, column rater2, value 'x')\nHint: Turn the "
         "texts into numbers first: frame.replace({...})."),
        ([["1"] * 2], {}, FaultsError,
         "2 faults:\n1. a rating is not a number (row 0, column rater1, value '1')\nHint: Turn the texts into numbers "
         "first: frame.astype(float).\n2. a rating is not a number (row 0, column rater2, value '1')\nHint: Turn the "
         "texts into numbers first: frame.astype(float)."),
        ([[1, 3], [3, 1], [2, 2]], {"missing": "reml"}, ItemsError,
         "all subjects have the same mean rating\nHint: The ratings do not tell the subjects apart; an ICC is a share "
         "of the differences between them."),
        ([[1, None], [None, 3], [2, None]], {}, SampleSizeError,
         "only 0 of 3 subjects were rated by every rater\nHint: Let more subjects have two or more of the same raters; "
         "rater2 rated 1 of 3."),
        ([[1, 0.5], [0.5, 1]], {}, MatrixError,
         "this is a correlation matrix, not ratings\nHint: Give one row a unit and one column a rater."),
        ([], {}, SampleSizeError, "there are no ratings\nHint: Give one row a unit and one column a rater."),
        ([[1e300, 2], [3, 4]], {}, AnswersError,
         "a rating is too large to be squared (row 0, column rater1, value 1e+300)\nHint: Give it in another unit."),
        ([[1e-300, 2e-300], [3e-300, 4e-300]], {}, AnswersError,
         "the ratings, from 1e-300 to 4e-300, lie too near to each other for their differences to be squared\nHint: "
         "Give them in another unit."),
        (st.Moments.from_corr([[1, 0.5], [0.5, 1]], n=9), {}, AnswersNeededError,
         "moments hold no single ratings\nHint: Give one row a unit and one column a rater."),
    ],
)  # fmt: skip
def test_what_is_refused(given, options, kind, text):
    with pytest.raises(kind) as caught:
        st.icc(given, **options)
    assert str(caught.value) == text


def test_a_rater_who_rated_one_thing_counts_where_all_ratings_count(ratings):
    ratings["E"] = [np.nan] * 5 + [7]
    with pytest.raises(SampleSizeError, match="only 1 of 6 subjects were rated by every rater\nHint: E rated 1 of 6;"):
        st.icc(ratings)
    assert st.icc(ratings, missing="reml").n_raters == 5


def test_a_level_that_is_none(found):
    with pytest.raises(OptionError, match="level=95 is no confidence level"):
        found.interval("ICC2", 95)
