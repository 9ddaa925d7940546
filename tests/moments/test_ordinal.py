import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad_vec
from scipy.optimize import minimize_scalar
from scipy.stats import multivariate_normal, norm

from surveytools.base.errors import AnswersError, AnswersNeededError, ItemsError, OptionError, SampleSizeError
from surveytools.base.warnings import BoundaryCorrelationWarning, MissingAnswersWarning
from surveytools.moments.binormal import binormal_cdf, binormal_density
from surveytools.moments.continuous_ordinal import polyserial
from surveytools.moments.counts import Counts
from surveytools.moments.ordinal import polychoric, tetrachoric
from surveytools.moments.sums import Moments
from surveytools.moments.two_step import (
    Tables,
    cell_probabilities,
    estimate,
    filled,
    smoothed,
    standard_errors,
    thresholds_of,
)


@pytest.fixture
def golden(golden_values):
    return golden_values("polychoric")


def answers_of(cells):
    """Return the respondents of a table of two by two."""
    return pd.DataFrame({"x": np.repeat([0, 0, 1, 1], cells), "y": np.repeat([0, 1, 0, 1], cells)})


def rho_of(table):
    """Return the correlation of one table whose own margins give the thresholds."""
    T = np.asarray(table, float)
    h, k = thresholds_of(T.sum(axis=1)), thresholds_of(T.sum(axis=0))
    return estimate(T[None], h[None], k[None], np.array([0.2]))[0]


def ordinal(n, rho, seed=0, cuts=((-1, 0, 1), (-0.5, 0.8))):
    """Draw answers cut from normal variables."""
    draws = np.random.default_rng(seed).multivariate_normal([0, 0], [[1, rho], [rho, 1]], n)
    return pd.DataFrame({name: np.digitize(draws[:, k], cuts[k]) for k, name in enumerate("xy")})


# against lavaan, psych and Mplus


def test_bfi_is_that_of_lavaan(bfi, golden_values):
    expected = golden_values("bfi")
    items = expected["polychoric_items"]
    result = polychoric(bfi.dropna()[items])
    # 1e-7, not 1e-8: the optimizer of lavaan stops there
    np.testing.assert_allclose(result.corr, expected["polychoric_lavaan"], atol=1e-7)


def test_listwise_deletion_over_all_items_comes_first(bfi, golden):
    row = golden["bfi_first_row"]
    with pytest.warns(MissingAnswersWarning, match="364 of 2800 respondents"):
        result = polychoric(bfi, missing="listwise")
    np.testing.assert_allclose(result.corr.loc["A1", row["items"]], row["corr"], atol=1e-7)
    assert (result.n_used, result.n_total) == (2436, 2800)


@pytest.mark.parametrize("k", range(4))
def test_tetrachoric_keeps_the_margins_as_lavaan_does(golden, k):
    given = golden["tetrachoric"]
    r = tetrachoric(answers_of(given["cells"][k])).corr.loc["x", "y"]
    assert r == pytest.approx(given["margins"][k], abs=1e-6)
    assert r == pytest.approx(given["mplus"][k], abs=0.005)


@pytest.mark.parametrize("k", range(4))
def test_tetrachoric_of_four_cells_with_a_half_is_that_of_psych(golden, k):
    given = golden["tetrachoric"]
    T = filled(np.array(given["cells"][k], float).reshape(1, 2, 2), "half")[0]
    # 2e-5: psych searches with R's optimize, whose default tolerance is 1.2e-4
    assert rho_of(T) == pytest.approx(given["psych_half"][k], abs=2e-5)
    of_answers = tetrachoric(answers_of(given["cells"][k]), zero_cells="half").corr.loc["x", "y"]
    assert of_answers == pytest.approx(given["psych_half"][k], abs=1e-3)


# the numbers


@pytest.mark.parametrize("rho", [0, 0.3, 0.4999, 0.5, 0.8, 0.8501, 0.92, 0.925, 0.97, 0.999, 0.9999])
@pytest.mark.parametrize("sign", [1, -1])
def test_bivariate_normal_is_that_of_scipy(rho, sign):
    h, k = np.array([-4.1, -1.3, -0.2, 0.5, 2.2]), np.array([-2.7, 0.49, 0.5, 0.51, 3.9])
    P = binormal_cdf(h[None], k[None], np.array([sign * rho]))[0]
    law = multivariate_normal(cov=[[1, sign * rho], [sign * rho, 1]])
    np.testing.assert_allclose(P, [[law.cdf([x, y]) for y in k] for x in h], atol=1e-12)
    D = binormal_density(h[None], k[None], np.array([sign * rho]))[0]
    np.testing.assert_allclose(D, [[law.pdf([x, y]) for y in k] for x in h], rtol=1e-9)


def test_cells_are_probabilities_and_their_slopes_the_derivative():
    h, k = np.array([[-1.0, 0.3]]), np.array([[-0.4, 0.2, 1.5]])
    P, D = cell_probabilities(h, k, np.array([0.6]))
    above, below = (cell_probabilities(h, k, np.array([0.6 + d]))[0] for d in (1e-5, -1e-5))
    assert P.sum() == pytest.approx(1)
    np.testing.assert_allclose(D, (above - below) / 2e-5, atol=1e-9)


def test_the_estimate_maximizes_the_likelihood():
    answers = ordinal(200, 0.55)
    result = polychoric(answers)
    edges = [[-9, *result.thresholds.loc[name].dropna(), 9] for name in "xy"]

    def loss(rho):
        law = multivariate_normal(cov=[[1, rho], [rho, 1]])
        F = np.array([[law.cdf([x, y]) for y in edges[1]] for x in edges[0]])
        return -np.sum(pd.crosstab(answers["x"], answers["y"]) * np.log(np.diff(np.diff(F, axis=0), axis=1)), axis=None)

    found = minimize_scalar(loss, bounds=(-0.99, 0.99), method="bounded", options={"xatol": 1e-9})
    assert result.corr.loc["x", "y"] == pytest.approx(found.x, abs=1e-6)


def test_scoring_that_would_swing_for_ever_ends_at_the_maximum():
    table = np.array([[0, 0, 15, 5, 4, 1], [1, 13, 0, 1, 0, 0]])
    h, k = thresholds_of(table.sum(axis=1))[None], thresholds_of(table.sum(axis=0))[None]
    likelihoods = [np.sum(table * np.log(cell_probabilities(h, k, np.array([r]))[0])) for r in (-0.91, rho_of(table))]
    assert rho_of(table) == pytest.approx(-0.9015, abs=0.001)
    assert likelihoods[1] > likelihoods[0]


def test_one_contrary_answer_counts_however_unlikely():
    table = np.array([[300, 8, 1], [8, 366, 8], [0, 9, 300]], float)
    h, k = thresholds_of(table.sum(axis=1)), thresholds_of(table.sum(axis=0))

    def inside(x, rho):
        y = (np.array([-np.inf, *k, np.inf]) - rho * x) / np.sqrt(1 - rho**2)
        rows = np.where(y[:-1] > 0, norm.sf(y[:-1]) - norm.sf(y[1:]), norm.cdf(y[1:]) - norm.cdf(y[:-1]))
        return norm.pdf(x) * rows

    def loss(rho):
        parts = [quad_vec(inside, *ends, args=(rho,), epsabs=0, epsrel=1e-10)[0] for ends in pairwise([-12, *h, 12])]
        return -np.sum(table * np.log(parts))

    found = minimize_scalar(loss, bounds=(0.5, 0.999), method="bounded", options={"xatol": 1e-9})
    assert rho_of(table) == pytest.approx(found.x, abs=5e-5)


def test_thresholds_come_from_all_answers_to_the_item(bfi):
    result = polychoric(bfi[["A1", "A2"]])
    shares = bfi["A1"].value_counts(normalize=True).sort_index().cumsum()[:-1]
    np.testing.assert_allclose(result.thresholds.loc["A1"], norm.ppf(shares), rtol=1e-12)


def test_items_with_different_numbers_of_categories(bfi):
    mixed = bfi.dropna()[["A1", "A2", "C1", "C2"]].assign(A1=lambda f: (f["A1"] > 2) * 1, C2=lambda f: f["C2"] // 3)
    result = polychoric(mixed)
    for a, b in (("A1", "A2"), ("A1", "C2"), ("A2", "C1"), ("C1", "C2")):
        assert result.corr.loc[a, b] == pytest.approx(polychoric(mixed[[b, a]]).corr.loc[a, b], abs=1e-9)
    assert result.thresholds.notna().sum(axis=1).tolist() == [1, 5, 5, 2]


# standard errors


def delta_method(table):
    """Return the standard error of the correlation from its derivatives in the cells of the table."""
    slopes, step = np.zeros_like(table), 1e-5 * table.sum()
    for cell in np.ndindex(table.shape):
        moved = np.zeros_like(table)
        moved[cell] = step
        slopes[cell] = (rho_of(table + moved) - rho_of(table - moved)) / (2 * step)
    return np.sqrt(np.sum(table * slopes**2))


@pytest.mark.parametrize("rho", [0.0, 0.3, -0.6, 0.9])
def test_standard_errors_are_those_of_the_delta_method_where_the_model_holds(rho):
    h, k = np.array([[-1.0, 0.2, 0.9]]), np.array([[-0.5, 1.2]])
    table = 1000 * cell_probabilities(h, k, np.array([rho]))[0][0]
    one = np.array([0])
    given = Tables(one, one, table[None], h, k, table.sum(axis=1)[None], table.sum(axis=0)[None])
    assert standard_errors(given, np.array([rho]))[0] == pytest.approx(delta_method(table), rel=1e-4)


def test_standard_errors_agree_with_repeated_samples():
    results = [polychoric(ordinal(300, 0.5, seed)) for seed in range(300)]
    spread = np.std([result.corr.loc["x", "y"] for result in results], ddof=1)
    assert np.mean([result.standard_errors.loc["x", "y"] for result in results]) == pytest.approx(spread, rel=0.1)


def test_those_who_skipped_one_item_still_help_its_threshold():
    answers = ordinal(400, 0.5).astype(float)
    complete = polychoric(answers[:200]).standard_errors.loc["x", "y"]
    answers.loc[200:, "y"] = np.nan
    assert polychoric(answers).standard_errors.loc["x", "y"] == pytest.approx(complete, rel=0.1)
    assert polychoric(answers).n.loc["x"].tolist() == [400, 200]


# empty cells, limits, smoothing


@pytest.mark.parametrize("cells", [[44268, 193, 14, 0], [10, 0, 0, 12]])
def test_a_correlation_at_its_limit_is_reported(cells):
    with pytest.warns(BoundaryCorrelationWarning) as caught:
        result = tetrachoric(answers_of(cells), zero_cells="none")
    assert str(caught[0].message) == (
        "the likelihood has no maximum inside for x with y: the correlation is set to 0.9999 or -0.9999. "
        "Such answers determine each other, or nearly so: join rare answers, or leave out one of the two."
    )
    assert caught[0].filename == __file__
    assert abs(result.corr.loc["x", "y"]) == 0.9999
    assert np.isnan(result.standard_errors.loc["x", "y"])


def test_rules_for_empty_cells():
    T = np.array([[[4, 0], [3, 5]], [[0, 2], [2, 0]], [[1, 2], [3, 4]]], float)
    np.testing.assert_array_equal(filled(T, "margins")[0], [[3.5, 0.5], [3.5, 4.5]])
    np.testing.assert_array_equal(filled(T, "margins")[1:], T[1:])
    np.testing.assert_array_equal(filled(T, "half")[:2], [[[4, 0.5], [3, 5]], [[0.5, 2], [2, 0.5]]])
    assert filled(T, "none") is T
    large = np.zeros((1, 2, 3))
    assert filled(large, "margins") is large


@pytest.fixture
def contradictory():
    """Return answers whose pairs stem from different respondents, so that the correlations cannot go together."""
    pairs = {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9}
    frames = [ordinal(300, rho, seed).set_axis(names, axis=1) for seed, (names, rho) in enumerate(pairs.items())]
    return pd.concat(frames, ignore_index=True)


def test_smoothing_only_on_request(contradictory):
    raw, smooth = polychoric(contradictory), polychoric(contradictory, smooth=True)
    assert not raw.is_positive_definite
    assert raw.smallest_eigenvalue < -0.5
    assert "not positive definite" in raw.headline().en
    assert "非正定" in raw.headline().zh
    assert smooth.is_positive_definite
    np.testing.assert_array_equal(np.diag(smooth.corr), 1)
    np.testing.assert_array_equal(smooth.corr, smoothed(raw.corr.to_numpy()))
    assert smooth.conventions[1].en.startswith(
        f"smoothed: eigenvalues below 0 (smallest {raw.smallest_eigenvalue:.3g})"
    )


def test_smoothing_leaves_a_sound_matrix_alone():
    answers = ordinal(100, 0.4)
    assert polychoric(answers, smooth=True) == polychoric(answers)


# what is entered


def test_counts_of_chunks_give_what_answers_give(bfi):
    items = bfi[["A1", "A2", "C1"]]
    counts = Counts.from_answers(items[:1000]) + Counts.from_answers(items[1000:])
    assert polychoric(counts, reverse=["A1"], scale=(1, 6)) == polychoric(items, reverse=["A1"], scale=(1, 6))


def test_reversal_changes_the_sign_and_is_said(bfi):
    plain, turned = polychoric(bfi[["A1", "A2"]]), polychoric(bfi[["A1", "A2"]], reverse=["A1"], scale=(1, 6))
    assert turned.corr.loc["A1", "A2"] == pytest.approx(-plain.corr.loc["A1", "A2"], abs=1e-9)
    assert [line.en for line in turned.conventions][-2:] == [
        "missing answers: pairwise, n = 2757 is the smallest pair count of 2800 respondents",
        "reversed: A1",
    ]


@pytest.mark.parametrize("verb", [polychoric, tetrachoric])
def test_moments_and_constant_items_are_errors(verb):
    with pytest.raises(AnswersNeededError, match="moments hold no single answers"):
        verb(Moments.from_corr([[1, 0.5], [0.5, 1]], n=100))
    with pytest.raises(ItemsError, match=r"everyone gave the same answer to b\nHint: A constant item correlates with"):
        verb(pd.DataFrame({"a": [1, 2, 1], "b": [1, 1, 1]}))


def test_faults_are_named():
    with pytest.raises(AnswersError, match="row 1, column a, value 'often'"):
        polychoric(pd.DataFrame({"a": [1, "often"], "b": [1, 2]}))
    with pytest.raises(AnswersError, match=r"an answer is not a whole number \(row 1, column a, value 2.5\)"):
        polychoric(pd.DataFrame({"a": [1, 2.5], "b": [1, 2]}))
    with pytest.raises(ItemsError, match="more than 20 different answers to age"):
        polychoric(pd.DataFrame({"age": range(30), "b": [1, 2] * 15}))
    with pytest.raises(ItemsError, match="there is only one item"):
        polychoric([[1], [2]])
    with pytest.raises(SampleSizeError, match="fewer than two respondents"):
        polychoric(pd.DataFrame({"a": [1, 2, None, None], "b": [None, None, 1, 2]}))
    with pytest.raises(OptionError, match=r"zero_cells='some' is not an option\nHint: .*'margins', 'half', 'none'"):
        polychoric([[1, 2], [2, 1], [1, 1]], zero_cells="some")
    with pytest.raises(AnswersError, match="outside the scale from 1 to 5"):
        polychoric(Counts.from_answers([[6, 2], [2, 1], [1, 1]]), scale=(1, 5))
    with pytest.raises(ItemsError, match=r"more than two different answers to item2\nHint: Use st.polychoric."):
        tetrachoric([[1, 2], [2, 1], [1, 3]])


def test_results_print_in_both_languages(bfi):
    result = polychoric(bfi[["A1", "A2", "A3"]])
    assert result.summary().startswith(
        "Polychoric correlations of 3 items from -0.408 to 0.555, n = 2751; positive definite (smallest eigenvalue "
    )
    assert "多分格相关" in result.summary("zh")
    assert list(result.to_frame().columns) == ["item", "A1", "A2", "A3"]
    assert json.loads(json.dumps(result.to_dict()))["n"]["A1"][0] == 2784
    assert "四分相关" in tetrachoric(answers_of([5, 2, 1, 7])).to_markdown("zh")


def test_an_item_may_have_the_name_of_a_column():
    result = polychoric(ordinal(50, 0.5).set_axis(["item", "n"], axis=1))
    assert result.tables()[0].cells()[0] == ["item", "item", "n"]


# polyserial


def likelihood(z, codes, thresholds, rho):
    edges = np.array([-np.inf, *thresholds, np.inf])
    root = np.sqrt(1 - rho**2)
    return np.log(norm.cdf((edges[codes + 1] - rho * z) / root) - norm.cdf((edges[codes] - rho * z) / root)).sum()


@pytest.mark.parametrize("rho", [0.0, 0.6, -0.85, 0.99])
def test_polyserial_maximizes_the_likelihood(rho):
    draws = np.random.default_rng(1).multivariate_normal([0, 0], [[1, rho], [rho, 1]], 400)
    codes = np.digitize(draws[:, 1], [-0.8, 0.3, 1])
    z = (draws[:, 0] - draws[:, 0].mean()) / draws[:, 0].std()
    taus = norm.ppf(np.cumsum(np.bincount(codes))[:-1] / 400)
    found = minimize_scalar(
        lambda r: -likelihood(z, codes, taus, r), bounds=(-0.9999, 0.9999), method="bounded", options={"xatol": 1e-9}
    )
    result = polyserial(draws[:, :1] * 7 + 3, codes[:, None])
    assert result.corr.iloc[0, 0] == pytest.approx(found.x, abs=2e-6)
    assert result.corr.iloc[0, 0] == pytest.approx(rho, abs=0.1)


def test_polyserial_of_frames_with_missing_answers():
    draws = np.random.default_rng(2).multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 300)
    measured = pd.DataFrame({"age": draws[:, 0], "time": -draws[:, 0]})
    answers = pd.DataFrame(
        {"q1": np.digitize(draws[:, 1], [0.0]), "q2": np.digitize(draws[:, 1], [-1, 1])}, dtype=float
    )
    answers.loc[:9, "q1"], measured.loc[5:19, "time"] = np.nan, np.nan
    result = polyserial(measured, answers)
    assert result.n.to_numpy().tolist() == [[290, 300], [280, 285]]
    assert (result.n_used, result.n_total) == (280, 300)
    assert result.corr.loc["age"].between(0.35, 0.65).all()
    assert result.corr.loc["time"].between(-0.65, -0.35).all()
    assert "280" in result.summary("zh")


def test_polyserial_at_its_limit_is_reported():
    x = np.arange(20.0)
    with pytest.warns(BoundaryCorrelationWarning, match="item1 with item1") as caught:
        result = polyserial(x[:, None], (x > 9)[:, None])
    assert caught[0].filename == __file__
    assert result.corr.iloc[0, 0] == 0.9999


def test_polyserial_faults():
    with pytest.raises(SampleSizeError, match="3 respondents were measured and 2 answered"):
        polyserial([[1.0], [2.0], [3.5]], [[1], [2]])
    with pytest.raises(ItemsError, match="everyone gave the same answer to item1"):
        polyserial([[1.0], [1.0]], [[1], [2]])
    with pytest.raises(ItemsError, match="everyone gave the same answer to item1"):
        polyserial([[1.0], [1.5]], [[2], [2]])
    with pytest.raises(SampleSizeError, match="a pair that fewer than two respondents have both of"):
        polyserial([[1.0], [1.5], [np.nan]], [[np.nan], [1], [2]])
    with pytest.raises(AnswersNeededError):
        polyserial(Moments.from_corr([[1, 0.5], [0.5, 1]], n=9), [[1], [2]])
