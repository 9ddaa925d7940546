"""Ordinal alpha and omega: what they say and what they refuse."""

import json
import warnings

import numpy as np
import pytest

import surveytools as st
from surveytools.base.errors import (
    AnswersError,
    AnswersNeededError,
    ItemsError,
    OptionError,
    SampleSizeError,
    SurveyError,
)
from surveytools.base.labels import LABELS
from surveytools.base.warnings import (
    BoundaryCorrelationWarning,
    HeywoodWarning,
    NegativeItemWarning,
    NotConvergedWarning,
)
from surveytools.reliability.ordinal_factor import categorical_omega, category_covariances, weighted_one_factor

NEUROTICISM = ["N1", "N2", "N3", "N4", "N5"]


@pytest.fixture
def answers(bfi):
    return bfi[NEUROTICISM].dropna().astype(int)


@pytest.fixture
def alpha(answers):
    return st.ordinal_alpha(answers)


@pytest.fixture
def omega(answers):
    return st.ordinal_omega(answers)


def test_alpha_is_that_of_the_polychoric_correlations(alpha, answers):
    R = st.polychoric(answers).corr.to_numpy()
    mean = (R.sum() - 5) / 20
    assert alpha.alpha == pytest.approx(5 * mean / (1 + 4 * mean), rel=1e-10)
    assert alpha.mean_interitem_r == pytest.approx(mean, rel=1e-10)
    assert alpha.cronbach_alpha == pytest.approx(st.cronbach_alpha(answers).alpha, rel=1e-10)
    without = st.ordinal_alpha(answers[NEUROTICISM[1:]])
    assert alpha.alpha_if_deleted[0] == pytest.approx(without.alpha, rel=1e-10)


def test_what_alpha_says(alpha):
    assert alpha.headline().en == "Ordinal α = 0.839, Cronbach's α of the answers 0.813, 5 items, n = 2694."
    assert alpha.headline().zh == "序数 α = 0.839，原始作答的 Cronbach α = 0.813，5 个题项，n = 2694。"
    whole, items = alpha.tables()
    assert whole.cells()[1] == ["0.839", "0.813", "0.511", "5", "2694"]
    assert whole.notes[0].en.startswith("This is the reliability of a sum of normal variables that nobody observed")
    assert items.cells()[1] == ["N1", "0.787"]


def test_what_omega_says(omega):
    assert omega.headline().en == (
        "Ordinal ω = 0.839 of the sum of the answers (Green & Yang), one factor, 5 items, n = 2694."
    )
    assert omega.headline().zh == "序数 ω = 0.839，针对观测总分（Green–Yang），单因子，5 个题项，n = 2694。"
    variants, loadings, thresholds = omega.tables()
    assert [row[2:4] for row in variants.cells()[1:]] == [
        ["0.839", "yes"], ["0.828", "no"], ["0.862", "no"], ["0.851", "no"],
    ]  # fmt: skip
    assert variants.cells()[1][-1] == "semTools compRelSEM() by default, MBESS"
    assert loadings.cells()[1] == ["N1", "0.861", "0.259"]
    assert thresholds.cells()[1] == ["N1", "-0.725", "-0.071", "0.319", "0.872", "1.469"]
    assert [line.en for line in omega.conventions[:2]] == [
        "one factor of polychoric correlations by diagonally weighted least squares",
        "variance of the sum from the polychoric correlations",
    ]


@pytest.mark.parametrize("name", ["alpha", "omega"])
def test_everything_is_said_in_both_languages(name, request):
    found = request.getfixturevalue(name)
    for table in found.tables():
        assert table.title.en != table.title.zh
        for column in map(str, table.frame.columns):
            assert column in LABELS or column in table.headers, column
    for text in (found.headline(), *found.conventions):
        assert text.en != text.zh
    assert json.dumps(found.to_dict())
    assert "answers" not in found.to_dict()


def test_methods_and_denominators(omega, answers):
    for row in omega.variants.itertuples():
        found = st.ordinal_omega(answers, method=row.method, denominator=row.denominator)
        assert found.omega == pytest.approx(row.ordinal_omega, rel=1e-12)
    L = omega.loadings.to_numpy()
    latent = st.ordinal_omega(answers, method="latent", denominator="model")
    assert latent.omega == pytest.approx(L.sum() ** 2 / (L.sum() ** 2 + (1 - L**2).sum()), rel=1e-10)
    assert latent.tables()[0].notes
    plain = st.ordinal_omega(answers, estimator="minres")
    assert plain.variants["printed_by"].isna().all()


def test_the_mean_correlation_of_answers_by_simulation():
    random = np.random.default_rng(2)
    R = np.array([[1, 0.6, 0.3], [0.6, 1, 0.5], [0.3, 0.5, 1]])
    cuts, values = [np.array([-0.5, 0.7]), np.array([0.2]), np.array([-1, 0, 1.0])], [[1, 2, 5], [0, 1], [1, 2, 3, 4]]
    Z = random.multivariate_normal(np.zeros(3), R, 400_000)
    X = np.column_stack([np.array(v)[np.digitize(z, c)] for z, c, v in zip(Z.T, cuts, values, strict=True)])
    S = category_covariances(R, cuts, [np.array(v, float) for v in values])
    np.testing.assert_allclose(S, np.cov(X.T), atol=0.01)


def test_many_fine_categories_come_near_the_normal_variables():
    cuts = [np.linspace(-3, 3, 61)] * 4
    L = np.array([0.8, 0.7, 0.6, 0.5])
    R = np.outer(L, L)
    np.fill_diagonal(R, 1)
    found = categorical_omega(R, L, cuts, [np.arange(62.0)] * 4)
    assert found == pytest.approx(L.sum() ** 2 / R.sum(), abs=0.001)


def test_weights_count():
    R = np.array([[1, 0.5, 0.4, 0.1], [0.5, 1, 0.6, 0.3], [0.4, 0.6, 1, 0.2], [0.1, 0.3, 0.2, 1]])
    W = np.ones((4, 4))
    W[0, 3] = W[3, 0] = 50
    plain, weighted = weighted_one_factor(R, np.ones((4, 4)))[0], weighted_one_factor(R, W)[0]
    assert abs(weighted[0] * weighted[3] - 0.1) < abs(plain[0] * plain[3] - 0.1)


def test_intervals(alpha, omega, answers):
    few = answers.iloc[:200]
    for found, value in ((st.ordinal_alpha(few), "alpha"), (st.ordinal_omega(few), "omega")):
        interval = found.interval(method="bootstrap", n_resamples=100)
        assert interval.low < getattr(found, value) < interval.high
        assert interval == found.interval(method="bootstrap", n_resamples=100)
        assert interval.method == "bootstrap"
    with pytest.raises(OptionError) as caught:
        omega.interval(method="bootstrap", n_resamples=50)
    assert str(caught.value) == "n_resamples=50 is too few\nHint: Give 100 or more."
    with pytest.raises(AnswersNeededError) as caught:
        st.ordinal_alpha(st.Counts.from_answers(answers)).interval()
    assert str(caught.value) == "counts hold no answers to resample\nHint: Give the answers themselves."


@pytest.mark.parametrize(("verb", "value"), [(st.ordinal_alpha, "alpha"), (st.ordinal_omega, "omega")])
def test_the_jackknife_leaves_out_one_respondent_at_a_time(verb, value, answers):
    few = answers.iloc[:60].clip(2, 5)
    found = verb(few)
    low, high, level, method = found.interval(0.9)
    assert (level, method) == (0.9, "jackknife")
    g = np.log(1 - np.array([getattr(verb(few.drop(index=row)), value) for row in few.index]))
    half = 1.671093032082116 * np.sqrt(59 / 60 * ((g - g.mean()) ** 2).sum())  # t of 59 degrees of freedom
    np.testing.assert_allclose([low, high], 1 - (1 - getattr(found, value)) * np.exp([half, -half]), rtol=1e-6)


def test_an_item_that_one_respondent_alone_answers_otherwise(answers):
    few = answers.iloc[:40].assign(N5=1)
    few.iloc[3, 4] = 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = st.ordinal_alpha(few)
    with pytest.raises(SampleSizeError) as caught:
        found.interval()
    assert str(caught.value) == (
        "without one respondent the coefficient is not defined\n"
        "Hint: Give more respondents, or leave out what nearly everyone answers alike."
    )


def test_a_wrong_method(alpha, omega):
    for found in (alpha, omega):
        with pytest.raises(OptionError) as caught:
            found.interval(method="feldt")
        assert str(caught.value) == "method='feldt' is not an option\nHint: method is one of 'jackknife', 'bootstrap'."


def test_resamples_without_a_solution_are_reported():
    X = np.array([[1, 1, 1], [1, 2, 1], [2, 1, 2], [2, 2, 2], [1, 1, 2], [2, 2, 1], [1, 1, 1], [2, 2, 2]])
    found = st.ordinal_alpha(np.column_stack([X, [1, 1, 1, 1, 1, 1, 1, 2]]))
    with pytest.warns(NotConvergedWarning, match="of 100 resamples have no solution and do not count") as record:
        found.interval(method="bootstrap", n_resamples=100)
    assert record[0].filename == __file__


def test_counts_and_missing_answers(bfi, omega):
    items = bfi[NEUROTICISM]
    counts = st.Counts.from_answers(items.dropna().astype(int))
    assert st.ordinal_omega(counts).omega == pytest.approx(omega.omega, rel=1e-12)
    pairwise = st.ordinal_alpha(items, missing="pairwise")
    assert omega.n_used < pairwise.n_used < pairwise.n_total == 2800


def test_items_turned_around(bfi):
    items = bfi[["A1", "A2", "A3", "A4", "A5"]].dropna().astype(int)
    found = st.ordinal_omega(items, reverse=["A1"], scale=(1, 6))
    assert found.omega == pytest.approx(st.ordinal_omega(items.assign(A1=7 - items["A1"])).omega, rel=1e-9)
    with pytest.warns(NegativeItemWarning) as record:
        wrong = st.ordinal_omega(items)
    assert record[0].filename == __file__
    assert wrong.omega < found.omega
    assert "negative loadings, not turned around: A1" in [line.en for line in wrong.conventions]


def test_a_heywood_case_is_reported():
    R = [[1, 0.9, 0.8, 0.1], [0.9, 1, 0.6, 0.1], [0.8, 0.6, 1, 0.1], [0.1, 0.1, 0.1, 1]]
    X = np.digitize(np.random.default_rng(4).multivariate_normal(np.zeros(4), R, 2000), [-0.6, 0.2, 1])
    with pytest.warns(HeywoodWarning, match="fell to zero") as record:
        found = st.ordinal_omega(X, estimator="minres")
    assert record[0].filename == __file__
    assert found.heywood == ("item1",)
    assert "Heywood case: item1" in [line.en for line in found.conventions]


def test_answers_that_determine_each_other(answers):
    few = answers.iloc[:100, :3].assign(copy=answers["N1"].iloc[:100])
    with pytest.warns(BoundaryCorrelationWarning) as record:
        found = st.ordinal_alpha(few)
    assert record[0].filename == __file__
    assert found.smallest_eigenvalue < 0.001
    with pytest.warns(BoundaryCorrelationWarning) as record:
        st.ordinal_omega(few)
    assert record[0].filename == __file__


def test_refusals(answers):
    with pytest.raises(ItemsError) as caught:
        st.ordinal_omega(answers[["N1", "N2"]])
    assert str(caught.value) == "one factor needs three items, and there are 2\nHint: Give more items."
    with pytest.raises(ItemsError) as caught:
        st.ordinal_omega(answers.assign(N3=3))
    assert str(caught.value) == (
        "everyone gave the same answer to N3\nHint: A constant item correlates with nothing; leave it out."
    )
    with pytest.raises(SurveyError) as caught:
        st.ordinal_alpha(answers.assign(N3=3))
    assert str(caught.value).startswith("everyone gave the same answer to N3")
    with pytest.raises(AnswersError, match="an answer is not a whole number"):
        st.ordinal_alpha(answers.assign(N2=answers["N2"] + 0.5))
    for name, value, allowed in (
        ("method", "zumbo", "'green_yang', 'latent'"),
        ("denominator", "sum", "'observed', 'model'"),
        ("estimator", "ml", "'dwls', 'minres'"),
    ):
        with pytest.raises(OptionError) as caught:
            st.ordinal_omega(answers, **{name: value})
        assert str(caught.value) == f"{name}={value!r} is not an option\nHint: {name} is one of {allowed}."
    with pytest.raises(AnswersNeededError):
        st.ordinal_omega(st.Moments.from_answers(answers))


def test_an_item_that_correlates_negatively_is_named(answers):
    with pytest.warns(NegativeItemWarning, match=r"sum of the other items: N1 \(r = -0\.") as caught:
        st.ordinal_alpha(answers.assign(N1=7 - answers["N1"]))
    assert [one.filename for one in caught] == [__file__]


@pytest.mark.parametrize("verb", [st.ordinal_alpha, st.ordinal_omega])
def test_as_many_items_as_respondents(verb):
    with pytest.raises(SampleSizeError) as caught:
        verb([[1, 2, 2], [2, 1, 1], [2, 2, 1]])
    assert str(caught.value) == (
        "3 respondents are too few for 3 items\n"
        "Hint: An ordinal coefficient needs more respondents than items, better five to ten times as many."
    )


@pytest.mark.parametrize("verb", [st.ordinal_alpha, st.ordinal_omega])
def test_moments_are_not_enough(verb):
    with pytest.raises(AnswersNeededError) as caught:
        verb(st.Moments.from_corr(np.eye(3), n=50))
    assert str(caught.value) == (
        "moments do not show how often each answer was given\n"
        "Hint: Give the answers, one row a respondent, or st.Counts of them."
    )


def test_where_the_interval_is_to_be_had(alpha, omega, answers):
    for found in (alpha, omega):
        said = "interval by leaving out one respondent at a time, which takes a while: .interval()"
        assert said in [line.en for line in found.conventions]
    counted = st.ordinal_alpha(st.Counts.from_answers(answers))
    assert not any("leaving out" in line.en for line in counted.conventions)


def test_items_without_any_error_between_them_have_no_omega():
    one = np.tile([1, 2, 3, 4], 10)
    with pytest.raises(ItemsError, match=r"^all correlations of item1, item2, item3 lie at their limit"):
        st.ordinal_omega(np.column_stack([one, one, one]))
