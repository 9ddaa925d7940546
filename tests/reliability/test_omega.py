"""McDonald's omega of one factor: what it says, how precise it is, and what it refuses."""

import json
import warnings

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import (
    AnswersError,
    AnswersNeededError,
    ItemsError,
    OptionError,
    SampleSizeError,
    SingularMatrixError,
)
from surveytools.base.labels import LABELS
from surveytools.base.warnings import HeywoodWarning, MissingAnswersWarning, NegativeItemWarning, NotConvergedWarning
from surveytools.moments.resampling import resampled_covariances
from surveytools.reliability.bootstrapping import Resamples
from surveytools.reliability.hierarchical import Parts
from surveytools.reliability.omega_intervals import omega_error, resampled_omegas
from surveytools.reliability.omega_variants import VARIANTS, omegas

SPEED = ["x7", "x8", "x9"]
HEYWOOD = [[1, 0.9, 0.8, 0.1], [0.9, 1, 0.6, 0.1], [0.8, 0.6, 1, 0.1], [0.1, 0.1, 0.1, 1]]


@pytest.fixture
def found(holzinger):
    return st.mcdonald_omega(holzinger)


def test_the_formula(found, holzinger):
    sd = holzinger.std().to_numpy()
    loadings, psi = found.loadings["F1"].to_numpy() * sd, found.uniquenesses.to_numpy() * sd**2
    assert found.omega_total == pytest.approx(loadings.sum() ** 2 / (loadings.sum() ** 2 + psi.sum()), rel=1e-12)
    assert (found.n_items, found.n_used, found.n_total, found.n_factors) == (9, 301, 301, 1)
    assert found.heywood == found.negative == ()
    assert found.converged


def test_what_is_said(found):
    assert found.headline().en == "McDonald's ω = 0.738, 95% CI [0.695, 0.781], one factor, 9 items, n = 301."
    assert found.headline().zh == "McDonald ω = 0.738，95% 置信区间 [0.695, 0.781]，单因子，9 个题项，n = 301。"
    whole, variants, loadings = found.tables()
    assert whole.cells()[1] == ["0.738", "0.695", "0.781", "—", "0.887", "9", "301"]
    assert whole.notes[0].en == (
        "ω hierarchical compares a general factor with group factors; one factor has none beside it"
    )
    assert [row[:3] for row in variants.cells()[1:]] == [
        ["model", "0.738", "yes"], ["semtools", "0.630", "no"], ["psych", "0.771", "no"],
        ["psych_general", "0.744", "no"], ["loadings", "0.764", "no"],
    ]  # fmt: skip
    assert variants.cells()[3][3:] == [
        "minimum residuals, correlations", "(observed - unique) / observed",
        "psych omega(nfactors = 1) omega total, jamovi",
    ]  # fmt: skip
    assert variants.cells("zh")[1][3:5] == ["极大似然法，协方差", "共同 / (共同 + 独特)"]
    assert list(found.variants) == [
        "variant", "omega_total", "used", "estimator", "matrix", "denominator", "numerator", "printed_by",
    ]  # fmt: skip
    assert loadings.cells()[1] == ["x1", "0.438", "0.808"]
    assert [line.en for line in found.conventions] == [
        "ω by maximum likelihood from covariances: common variance over variance implied by the model",
        "interval by the delta method (Raykov)",
        "no missing answers, n = 301",
    ]


def test_everything_is_said_in_both_languages(found):
    for table in found.tables():
        assert table.title.en != table.title.zh
        for column in map(str, table.frame.columns):
            assert column in LABELS or column in table.headers, column
    said = found.summary("zh")
    assert "ω 的各种口径" in said
    assert "极大似然法" in said
    for text in found.conventions:
        assert text.en != text.zh
    assert json.dumps(found.to_dict())
    assert "data" not in found.to_dict()


def test_hierarchical_omega_of_one_factor_is_nan_and_says_why(found):
    assert np.isnan(found.omega_hierarchical)
    assert np.isnan(found.explained_common_variance)
    assert found.groups is None
    with pytest.raises(OptionError) as caught:
        found.interval(coefficient="hierarchical")
    assert str(caught.value) == (
        "ω hierarchical compares a general factor with group factors; one factor has none beside it\n"
        "Hint: Ask for three factors or more."
    )


def test_a_variant_of_ones_own_stands_in_the_table(holzinger):
    found = st.mcdonald_omega(holzinger, variant=st.OmegaVariant("minres", "cov"))
    row = found.variants.iloc[-1]
    assert (row["variant"].en, row["used"], row["printed_by"]) == ("own", True, None)
    assert row["omega_total"] == found.omega_total
    assert "—" in found.tables()[1].cells()[-1]
    assert "95% CI" not in found.headline().en


def test_the_default_is_maximum_likelihood_on_covariances(holzinger):
    assert st.mcdonald_omega(holzinger, variant=st.OmegaVariant()) == st.mcdonald_omega(holzinger)
    assert VARIANTS["model"] == st.OmegaVariant("ml", "cov", "model", "common")


def test_variants_of_the_parts():
    parts = Parts(np.float64(6), np.float64(4), np.float64(3), np.float64(10))
    assert [tuple(map(float, omegas(parts, variant))) for variant in VARIANTS.values()] == [
        (6 / 9, 4 / 9), (0.6, 0.4), (0.7, 0.4), (0.6, 0.4), (6 / 9, 4 / 9),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"estimator": "pca"}, "estimator='pca' is not an option\nHint: estimator is one of 'ml', 'minres'."),
        ({"matrix": "cor"}, "matrix='cor' is not an option\nHint: matrix is one of 'cov', 'corr'."),
        ({"denominator": "x"}, "denominator='x' is not an option\nHint: denominator is one of 'model', 'observed'."),
        ({"numerator": "x"}, "numerator='x' is not an option\nHint: numerator is one of 'common', 'residual'."),
        (
            {"numerator": "residual"},
            "what is left of the observed variance is no share of the model's\n"
            'Hint: Use numerator="residual" with denominator="observed".',
        ),
    ],
)
def test_variants_that_cannot_be(options, said):
    with pytest.raises(OptionError) as caught:
        st.OmegaVariant(**options)
    assert str(caught.value) == said


def test_an_unknown_variant(holzinger):
    with pytest.raises(OptionError) as caught:
        st.mcdonald_omega(holzinger, variant="jasp")
    assert str(caught.value) == (
        "variant='jasp' is not an option\n"
        "Hint: variant is one of 'model', 'semtools', 'psych', 'psych_general', 'loadings'."
    )


def test_the_delta_method_is_that_of_the_numerical_derivative():
    """The variance of omega from the information of numerical derivatives of the implied covariances."""
    loadings, psi = np.array([0.8, 0.6, 1.1, 0.5]), np.array([0.4, 0.7, 0.5, 1.2])
    p, theta = 4, np.r_[loadings, psi]

    def implied(x):
        return np.outer(x[:p], x[:p]) + np.diag(x[p:])

    def omega(x):
        return x[:p].sum() ** 2 / (x[:p].sum() ** 2 + x[p:].sum())

    step = 1e-6 * np.eye(2 * p)
    D = [(implied(theta + h) - implied(theta - h)) / 2e-6 for h in step]
    g = np.array([(omega(theta + h) - omega(theta - h)) / 2e-6 for h in step])
    W = np.linalg.inv(implied(theta))
    information = np.array([[np.trace(W @ a @ W @ b) / 2 for b in D] for a in D])
    expected = np.sqrt(g @ np.linalg.solve(information, g) / 200)
    assert omega_error(loadings, psi, 200) == pytest.approx(expected, rel=1e-6)


def test_intervals(found, holzinger):
    delta, wide = found.interval(), found.interval(0.99)
    assert (delta.level, delta.method) == (0.95, "delta")
    assert wide.low < delta.low < found.omega_total < delta.high < wide.high
    boot = found.interval(method="bootstrap", n_resamples=500)
    assert boot.method == "bootstrap"
    assert boot.low < found.omega_total < boot.high
    assert boot == found.interval(method="bootstrap", n_resamples=500)
    assert boot != found.interval(method="bootstrap", n_resamples=500, rng=1)
    with pytest.raises(OptionError) as caught:
        st.mcdonald_omega(holzinger, variant="psych").interval()
    assert str(caught.value) == (
        'the delta method is for omega total of one factor, the variant "model" and a proper solution\n'
        'Hint: Use method="jackknife".'
    )


@pytest.mark.parametrize("variant", VARIANTS)
def test_resamples_are_fitted_as_the_sample_is(variant, holzinger):
    found = st.mcdonald_omega(holzinger, variant=variant)
    draws = resampled_omegas(found.data, Resamples("bootstrap", 0.95, 100, 5))
    warnings.simplefilter("ignore", NegativeItemWarning)
    one_by_one = [
        st.mcdonald_omega(st.Moments.from_cov(S, n=301), variant=variant).omega_total
        for S in resampled_covariances(holzinger.to_numpy(), 100, 5)
    ]
    np.testing.assert_allclose(draws[:, 0], one_by_one, rtol=1e-6)
    assert np.isnan(draws[:, 1]).all()


def test_the_logit_makes_limits_inside_0_and_1(found):
    low, high, level, method = found.interval(method="logit")
    assert (level, method) == (0.95, "logit")
    w, half = found.omega_total, found.interval().high - found.omega_total
    at = np.log(w / (1 - w)) + np.array([-1, 1]) * half / (w * (1 - w))
    np.testing.assert_allclose([low, high], 1 / (1 + np.exp(-at)), rtol=1e-12)
    assert low < w < high
    few = st.mcdonald_omega(st.Moments.from_corr(np.full((3, 3), 0.95) + 0.05 * np.eye(3), n=5))
    assert few.interval(method="delta").high == 1.0
    assert 0 < few.interval(method="logit").low < few.interval(method="logit").high < 1


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_jackknife_leaves_out_one_respondent_at_a_time(variant, attitude):
    found = st.mcdonald_omega(attitude, variant=variant)
    low, high, level, method = found.interval(0.9, "jackknife")
    assert (level, method) == (0.9, "jackknife")
    left = [st.mcdonald_omega(attitude.drop(index=row), variant=variant).omega_total for row in attitude.index]
    g = np.log(1 - np.array(left))
    half = 1.6991270265334972 * np.sqrt(29 / 30 * ((g - g.mean()) ** 2).sum())  # t of 29 degrees of freedom
    np.testing.assert_allclose([low, high], 1 - (1 - found.omega_total) * np.exp([half, -half]), rtol=1e-5)


def test_the_jackknife_of_several_factors(holzinger):
    found = st.mcdonald_omega(holzinger.iloc[:120], 3)
    for coefficient, value in (("total", found.omega_total), ("hierarchical", found.omega_hierarchical)):
        low, high, _, _ = found.interval(method="jackknife", coefficient=coefficient)
        assert low < value < high


def test_the_logit_is_for_one_factor(holzinger):
    with pytest.raises(OptionError, match=r'^the delta method is for omega total of one factor, the variant "model"'):
        st.mcdonald_omega(holzinger, variant="psych").interval(method="logit")


def test_wrong_intervals(found):
    with pytest.raises(OptionError) as caught:
        found.interval(method="feldt")
    assert str(caught.value) == (
        "method='feldt' is not an option\nHint: method is one of 'delta', 'logit', 'jackknife', 'bootstrap'."
    )
    with pytest.raises(OptionError) as caught:
        found.interval(95)
    assert str(caught.value) == "level=95 is no confidence level\nHint: Give a number between 0 and 1, such as .95."
    with pytest.raises(OptionError) as caught:
        found.interval(method="bootstrap", n_resamples=10)
    assert str(caught.value) == "n_resamples=10 is too few\nHint: Give 100 or more."


def test_moments_hold_no_answers_to_resample(holzinger):
    found = st.mcdonald_omega(st.Moments.from_answers(holzinger))
    assert found.omega_total == pytest.approx(st.mcdonald_omega(holzinger).omega_total, rel=1e-12)
    with pytest.raises(AnswersNeededError) as caught:
        found.interval(method="bootstrap")
    assert str(caught.value) == "moments hold no answers to resample\nHint: Give the answers themselves."


def test_counts_are_their_moments(bfi):
    items = bfi[["N1", "N2", "N3", "N4", "N5"]].dropna().astype(int)
    found = st.mcdonald_omega(st.Counts.from_answers(items))
    assert found.omega_total == pytest.approx(st.mcdonald_omega(items).omega_total, rel=1e-10)


def test_missing_answers(golden_data):
    holes = golden_data("holzinger_missing")
    with pytest.warns(MissingAnswersWarning) as record:
        listwise = st.mcdonald_omega(holes)
    assert record[0].filename == __file__
    pairwise = st.mcdonald_omega(holes, missing="pairwise")
    assert listwise.n_used < pairwise.n_used < pairwise.n_total == 301
    low, high, *_ = pairwise.interval(method="bootstrap", n_resamples=200)
    assert low < pairwise.omega_total < high


def test_items_turned_around(bfi):
    items = bfi[["A1", "A2", "A3", "A4", "A5"]].dropna().astype(int)
    found = st.mcdonald_omega(items, reverse=["A1"], scale=(1, 6))
    by_hand = st.mcdonald_omega(items.assign(A1=7 - items["A1"]))
    assert found.omega_total == pytest.approx(by_hand.omega_total, rel=1e-10)
    with pytest.warns(NegativeItemWarning) as record:
        wrong = st.mcdonald_omega(items)
    assert record[0].filename == __file__
    assert str(record[0].message) == (
        "A1 loads negatively and lowers omega; turn around what is worded the other way: reverse=[...], "
        "scale=(low, high)."
    )
    assert wrong.negative == ("A1",)
    assert wrong.omega_total < found.omega_total
    assert "negative loadings, not turned around: A1" in [line.en for line in wrong.conventions]


def test_a_heywood_case_is_reported():
    with pytest.warns(HeywoodWarning) as record:
        found = st.mcdonald_omega(st.Moments.from_corr(HEYWOOD, n=100))
    assert str(record[0].message) == (
        "the uniqueness of item1 fell to zero (a Heywood case) and omega is not to be trusted; leave the item out."
    )
    assert found.heywood == ("item1",)
    assert "Heywood case: item1" in [line.en for line in found.conventions]
    assert "95% CI" not in found.headline().en
    with pytest.raises(OptionError, match="a proper solution"):
        found.interval()


def test_resamples_without_a_solution_are_reported():
    random = np.random.default_rng(1)
    X = random.integers(1, 3, size=(7, 4)) + random.integers(0, 2, size=(7, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HeywoodWarning)
        warnings.simplefilter("ignore", NegativeItemWarning)
        found = st.mcdonald_omega(X)
    with pytest.warns(NotConvergedWarning, match="of 200 resamples have no solution and do not count") as record:
        found.interval(method="bootstrap", n_resamples=200)
    assert record[0].filename == __file__


def test_two_items_are_too_few(holzinger):
    with pytest.raises(ItemsError) as caught:
        st.mcdonald_omega(holzinger[["x1", "x2"]])
    assert str(caught.value) == (
        "one factor needs three items, and there are 2\nHint: Give more items, or ask for fewer factors."
    )
    with pytest.raises(ItemsError) as caught:
        st.mcdonald_omega(holzinger[["x1"]])
    assert str(caught.value) == "there is only one item\nHint: Give at least two items."


def test_bad_answers(holzinger):
    with pytest.raises(ItemsError) as caught:
        st.mcdonald_omega(holzinger.assign(x3=4))
    assert str(caught.value) == (
        "everyone gave the same answer to x3\nHint: A constant item correlates with nothing; leave it out."
    )
    with pytest.raises(SingularMatrixError) as caught:
        st.mcdonald_omega(holzinger[SPEED].assign(twice=2 * holzinger["x7"]))
    assert str(caught.value).startswith("x7, twice determine each other exactly\nHint: ")
    with pytest.raises(SampleSizeError) as caught:
        st.mcdonald_omega(holzinger.iloc[:9])
    assert str(caught.value) == (
        "9 respondents are too few for 9 items\n"
        "Hint: Omega needs more respondents than items, better five to ten times as many."
    )
    with pytest.raises(AnswersError, match="an answer is not a number"):
        st.mcdonald_omega(holzinger.assign(x1="yes"))
    with pytest.raises(ItemsError, match="two columns are called x7"):
        st.mcdonald_omega(pd.concat([holzinger[SPEED], holzinger[["x7"]]], axis=1))
    with pytest.raises(AnswersError, match="an answer lies outside the scale from 1 to 5"):
        st.mcdonald_omega(pd.DataFrame({"a": [1, 2, 6], "b": [1, 2, 3], "c": [2, 1, 3]}), scale=(1, 5))


@pytest.mark.parametrize(("k", "n_factors"), [(3, 1), (4, 1), (6, 1), (6, 3), (8, 3)])
def test_items_that_do_not_correlate_have_no_common_factor(k, n_factors):
    with pytest.raises(ItemsError) as caught:
        st.mcdonald_omega(st.Moments.from_corr(np.eye(k), n=50), n_factors)
    assert str(caught.value) == (
        "no two items correlate, so they have no common factor\n"
        "Hint: Their sum measures nothing that they share; alpha of them is 0."
    )


def test_a_factorial_design_has_no_common_factor():
    with pytest.raises(ItemsError, match="no common factor"):
        st.mcdonald_omega(np.array(np.meshgrid([1, 2], [1, 2], [1, 2])).reshape(3, 8).T.repeat(5, axis=0))


def test_a_factor_of_two_items_has_no_delta_interval():
    R = np.eye(5)
    R[0, 1] = R[1, 0] = 0.5
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = st.mcdonald_omega(st.Moments.from_corr(R, n=100))
    assert not found.has_delta
    assert "95% CI" not in found.summary()
    assert np.isnan(omega_error(np.array([0.8, 0, 0]), np.array([0.36, 1, 1]), 100))


def test_a_table_without_limits_says_where_they_are(holzinger):
    whole = st.mcdonald_omega(holzinger, variant="psych").tables()[0]
    assert list(whole.frame.columns)[:2] == ["omega_total", "omega_hierarchical"]
    assert whole.notes[-1].en.endswith('for all others call .interval(method="jackknife")')
    several = st.mcdonald_omega(holzinger, 3).tables()[0]
    assert "ci_low" not in several.frame
    assert [note.zh for note in several.notes] == [whole.notes[-1].zh]
