"""MAP, Kaiser's criteria, sequential tests, the hull, and all of them together."""

import json

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import AnswersNeededError, ItemsError, OptionError, SampleSizeError, SingularMatrixError
from surveytools.factors.eigenvalue_rules import empirical_kaiser_criterion, kaiser_criterion
from surveytools.factors.extraction import extracted
from surveytools.factors.hull import common_part_accounted_for, comparative_fit, hull_method, sharpness, upper_hull
from surveytools.factors.partials import average_partials, minimum_average_partial
from surveytools.factors.retention import CRITERIA, number_of_factors
from surveytools.factors.sequence import checked_factors, sequential_tests

LOADINGS = np.kron(np.eye(3), [[0.8], [0.7], [0.6], [0.7]])
EXACT = LOADINGS @ LOADINGS.T + np.diag(1 - (LOADINGS**2).sum(axis=1))
NAMES = [f"q{k}" for k in range(1, 13)]
VERBS = [
    minimum_average_partial, kaiser_criterion, empirical_kaiser_criterion, sequential_tests, hull_method,
    number_of_factors,
]  # fmt: skip
STRICT = [minimum_average_partial, sequential_tests, hull_method, number_of_factors]


def simulated(n, seed, loadings=LOADINGS):
    random = np.random.default_rng(seed)
    p, m = loadings.shape
    X = random.standard_normal((n, m)) @ loadings.T
    X += random.standard_normal((n, p)) * np.sqrt(1 - (loadings**2).sum(axis=1))
    return pd.DataFrame(X, columns=[f"q{k}" for k in range(1, p + 1)])


@pytest.fixture(scope="module")
def items():
    return simulated(400, seed=0)


@pytest.fixture(scope="module")
def published():
    return st.Moments.from_corr(EXACT, n=400, names=NAMES)


@pytest.fixture(scope="module")
def everything(items):
    return number_of_factors(items)


def text_of(error, call):
    with pytest.raises(error) as caught:
        call()
    return str(caught.value)


def test_a_clear_structure_is_found_by_all(everything):
    assert set(everything.suggested.values()) == {3}
    assert everything.headline().en == "All 9 criteria suggest 3 factors, n = 400."
    assert everything.headline().zh == "9 项准则一致建议 3 个因子，n = 400。"


@pytest.mark.parametrize("fit", ["cfi", "rmsea", "caf"])
@pytest.mark.parametrize("method", ["minres", "ml", "paf"])
def test_the_hull_finds_it_with_every_fit(items, fit, method):
    assert hull_method(items, fit=fit, method=method).n_factors == 3


@pytest.mark.parametrize("seed", range(5))
def test_noise_has_no_factors(seed):
    found = number_of_factors(simulated(400, seed, np.zeros((12, 1))), n_replications=200).suggested
    for name in ("parallel_analysis", "map_1976", "map_2000", "empirical_kaiser", "bic"):
        assert found[name] <= 1, name
    assert found["kaiser"] > 3  # its known weakness


@pytest.mark.parametrize("verb", VERBS)
def test_answers_and_their_matrix_give_the_same(items, verb):
    one, other = verb(items), verb(st.Moments.from_corr(items.corr(), n=400))
    pick = (lambda found: found.suggested) if verb is number_of_factors else (lambda found: found.n_factors)
    assert pick(one) == pick(other)


@pytest.mark.parametrize("correlation", ["spearman", "polychoric"])
def test_other_correlations(correlation):
    ratings = simulated(400, seed=2).clip(-1.9, 1.9).round().astype(int)
    found = number_of_factors(ratings, correlation=correlation, n_replications=20)
    assert {found.suggested[name] for name in ("parallel_analysis", "map_1976", "empirical_kaiser", "hull")} == {3}
    assert correlation.capitalize()[:9] in found.conventions[4].en.capitalize()
    for verb in VERBS[:5]:
        assert verb(ratings, correlation=correlation).n_used == 400


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_missing_answers(items, missing):
    holes = items.mask(np.random.default_rng(0).random(items.shape) < 0.003)
    found = number_of_factors(holes, missing=missing, n_replications=50)
    assert found.suggested["parallel_analysis"] == 3
    assert found.n_total == 400
    assert (found.n_used == len(holes.dropna())) == (missing == "listwise")
    ratings = holes.clip(-1.9, 1.9).round()
    ordinal = number_of_factors(ratings, missing=missing, n_replications=20, correlation="polychoric")
    assert ordinal.suggested["parallel_analysis"] == 3


# MAP


def test_map_without_components_is_the_mean_square_and_with_all_but_one_is_1(items):
    R = items.corr().to_numpy()
    squared, fourth = average_partials(R)
    off = R[np.triu_indices(12, 1)]
    assert (squared[0], fourth[0]) == (pytest.approx((off**2).mean()), pytest.approx((off**4).mean()))
    assert (squared[-1], fourth[-1]) == (pytest.approx(1), pytest.approx(1))


def test_map_by_regression_on_the_component_scores(items):
    Z = ((items - items.mean()) / items.std()).to_numpy()
    _, vectors = np.linalg.eigh(items.corr().to_numpy())
    scores = Z @ vectors[:, ::-1][:, :2]
    left = Z - scores @ np.linalg.lstsq(scores, Z, rcond=None)[0]
    Q = np.corrcoef(left.T)[np.triu_indices(12, 1)]
    found = minimum_average_partial(items)
    assert found.squared[2] == pytest.approx((Q**2).mean())
    assert found.fourth[2] == pytest.approx((Q**4).mean())


def test_map_where_nothing_is_left_of_an_item():
    blocks = np.kron(np.eye(2), [[1, 0.5], [0.5, 1]])
    squared, _ = average_partials(blocks)
    assert np.isnan(squared[3])
    found = minimum_average_partial(st.Moments.from_corr(blocks, n=50))
    assert found.n_factors < 3
    assert "—" in found.summary()


def test_map_printed(published):
    found = minimum_average_partial(published)
    assert found.headline().en == (
        "MAP suggests 3 components (1976, smallest average squared partial correlation 0.0304) and 3 components (2000, "
        "fourth power), n = 400."
    )
    assert list(found.to_frame()) == ["n_factors", "average_squared", "average_fourth"]
    assert "偏相关平方均值" in found.summary("zh")


# Kaiser


def test_kaiser_printed(published):
    found = kaiser_criterion(published)
    assert found.headline().en == (
        "Kaiser's criterion suggests 3 components (eigenvalues above 1), 61.8% of the variance, n = 400."
    )
    assert found.headline().zh == "Kaiser 准则建议保留 3 个成分（特征值大于 1），解释方差 61.8%，n = 400。"
    assert [line.en for line in found.conventions][:2] == [
        "eigenvalues of the correlations above 1",
        "Pearson correlations",
    ]
    empirical = empirical_kaiser_criterion(published)
    assert empirical.headline().en == "The empirical Kaiser criterion suggests 3 components, n = 400."
    assert list(empirical.to_frame()) == ["position", "eigenvalue", "reference_eigenvalue", "retained"]


def test_kaiser_counts_even_where_the_matrix_is_singular(items):
    doubled = items.assign(copy=items["q1"])
    assert kaiser_criterion(doubled).n_factors == empirical_kaiser_criterion(doubled).n_factors == 3
    assert kaiser_criterion(items.head(8)).n_used == 8


# sequential tests


def test_the_first_that_is_not_rejected(published):
    found = sequential_tests(published)
    assert (found.n_factors, found.n_factors_aic, found.n_factors_bic) == (3, 3, 3)
    assert found.tests["df"].tolist() == [66, 54, 43, 33, 24, 16, 9]
    assert sequential_tests(published, 7).tests["df"].tolist() == [66, 54, 43, 33, 24, 16, 9, 3]
    assert (
        found.headline().en
        == "The chi-square test first does not reject 3 factors; BIC is smallest for 3 factors, n = 400."
    )
    assert found.headline().zh == "卡方检验首次不拒绝的为 3 个因子；BIC 最小者为 3 个因子，n = 400。"


def test_all_are_rejected(published):
    found = sequential_tests(published, 2)
    assert (found.n_factors, len(found.tests)) == (None, 3)
    assert found.headline().en == "The chi-square test rejects up to 2 factors; BIC is smallest for 2 factors, n = 400."
    assert json.loads(json.dumps(found.to_dict()))["n_factors"] is None


def test_numbers_are_tried_until_it_is_enough(published):
    """One is not rejected, and both criteria have been larger than their minima for three steps."""
    found = sequential_tests(published)
    assert found.tests["n_factors"].tolist() == list(range(7))
    assert [line.en for line in found.conventions][3] == "tested up to 6 factors"
    assert sequential_tests(published, 2).bound.zh == "检验至 2 个因子"


def test_at_most_twenty_factors_are_tried_of_themselves():
    """Many small factors are never accepted; 20 of 45 items are fitted, not 36."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(3000, 30)) @ rng.normal(0, 0.5, (30, 45)) + rng.normal(size=(3000, 45))
    found = sequential_tests(X)
    assert len(found.tests) == 21
    assert (found.n_factors_aic, found.n_factors_bic) == (None, None)  # both still fall
    assert sequential_tests(X, 20).n_factors_aic == 20


def test_many_items_start_once():
    R = np.corrcoef(np.random.default_rng(0).normal(size=(31, 400)))
    assert extracted(R, 1, "ml").n_starts == 1
    assert extracted(R[:30, :30], 1, "ml").n_starts > 1


def test_a_criterion_with_one_number_to_choose_from_suggests_none():
    found = sequential_tests(simulated(200, 0, LOADINGS[:3, :1]))
    assert (found.n_factors_aic, found.n_factors_bic) == (None, None)
    assert found.headline().en == "The chi-square test rejects up to 0 factors, n = 200."
    assert found.headline().zh == "卡方检验直至 0 个因子仍拒绝，n = 200。"
    assert found.plot().get_lines()[0].get_xdata().tolist() == [0]
    three = number_of_factors(simulated(200, 0, LOADINGS[:3, :1]), n_replications=50)
    assert three.headline().en == "All 5 criteria suggest 1 factor, n = 200."


def test_information_criteria_are_the_chi_square_less_a_penalty(items):
    tests = sequential_tests(items).tests
    np.testing.assert_allclose(tests["aic"], tests["chi2"] - 2 * tests["df"])
    np.testing.assert_allclose(tests["bic"], tests["chi2"] - tests["df"] * np.log(400))


def test_heywood_cases_are_counted():
    R = np.full((5, 5), 0.1) + 0.9 * np.eye(5)
    R[0, 1:] = R[1:, 0] = 0.48
    found = sequential_tests(st.Moments.from_corr(R, n=100))
    assert found.tests["n_heywood"].iloc[1] > 0


def test_too_many_factors(published):
    assert text_of(ItemsError, lambda: sequential_tests(published, 8)) == (
        "8 factors are too many for 12 items\nHint: 12 items allow at most 7."
    )
    assert text_of(ItemsError, lambda: hull_method(published, max_factors=8)) == (
        "8 factors are too many for 12 items\nHint: 12 items allow at most 7."
    )


@pytest.mark.parametrize("m", [0, -1, 2.5, True, "3"])
def test_no_number_of_factors(m):
    assert text_of(ItemsError, lambda: checked_factors(m, 12)) == (
        f"max_factors={m!r} is no number of factors\nHint: Give 1, 2, 3 and so on."
    )


def test_a_number_without_degrees_of_freedom_is_not_tested():
    R = 0.4 + 0.6 * np.eye(3)
    found = sequential_tests(st.Moments.from_corr(R, n=100), 1)
    assert found.tests["df"].tolist() == [3, 0]
    assert np.isnan(found.tests["p_value"].iloc[1])
    assert found.n_factors is None
    assert sequential_tests(st.Moments.from_corr(R, n=100)).tests["df"].tolist() == [3]


# the hull


def test_the_hull_of_a_few_points():
    f, df = np.array([0, 0.4, 0.9, 0.85, 0.95]), np.array([50, 40, 31, 23, 16])
    hull = upper_hull(f, df)
    assert hull == [0, 2, 4]
    st_values = sharpness(f, df, hull)
    assert st_values[2] == pytest.approx((0.9 / 19) / (0.05 / 15))
    assert np.isnan(st_values[[0, 1, 3, 4]]).all()


def test_a_fit_that_stays_is_an_infinite_bend():
    f, df = np.array([0, 0.5, 1, 1, 1]), np.array([50, 40, 31, 23, 16])
    hull = upper_hull(f, df)
    assert hull == [0, 2, 4]
    assert sharpness(f, df, hull)[2] == np.inf


def test_improper_solutions_fit_nothing():
    f = comparative_fit(np.array([500.0, np.inf, 20.0]), np.array([28.0, 20.0, 13.0]))
    assert f.tolist() == [0, 0, pytest.approx(1 - 7 / 472)]
    assert upper_hull(f, np.array([28, 20, 13])) == [0, 2]


def test_a_hull_without_a_middle_takes_the_best_fit():
    R = np.eye(7)
    R[0, 1] = R[1, 0] = 0.7
    assert hull_method(st.Moments.from_corr(R, n=100), max_factors=2).n_factors > 0


def test_a_hull_that_nothing_improves_suggests_nothing():
    found = hull_method(st.Moments.from_corr(np.eye(7), n=100), max_factors=2)
    assert found.n_factors is None
    assert found.headline().en == "The hull method (CFI) suggests nothing: no factor improves the fit, n = 100."
    assert found.headline().zh == "Hull 方法（CFI）无建议：增加因子并未改善拟合，n = 100。"
    assert len(found.plot().get_lines()) == 2


def test_caf_tends_to_one_half_when_nothing_is_left(published):
    assert hull_method(published, fit="caf").solutions["fit_value"].iloc[0] == pytest.approx(1 - st.kmo(published).kmo)
    noise = np.triu(np.random.default_rng(0).uniform(-1e-4, 1e-4, EXACT.shape), 1)
    assert common_part_accounted_for(EXACT + noise + noise.T, LOADINGS) == pytest.approx(0.5, abs=1e-3)


def test_the_largest_number_tried(items):
    found = hull_method(items)
    assert found.conventions[2].en == "up to 4 factors; parallel analysis (components, mean) suggests 3"
    assert found.solutions["n_factors"].tolist() == [0, 1, 2, 3, 4]
    given = hull_method(items, max_factors=6)
    assert given.conventions[2].en == "up to 6 factors"
    assert len(given.solutions) == 7


def test_the_hull_refuses(published):
    few = published.select(NAMES[:5])
    assert text_of(ItemsError, lambda: hull_method(few)) == (
        "5 items are too few for the hull method\nHint: Give at least 6 items."
    )
    assert text_of(ItemsError, lambda: hull_method(published, max_factors=1)) == (
        "one factor alone has no bend\nHint: Give max_factors=2 or more."
    )
    assert text_of(OptionError, lambda: hull_method(published, fit="tli")) == (
        "fit='tli' is not an option\nHint: fit is one of 'cfi', 'rmsea', 'caf'."
    )
    assert text_of(OptionError, lambda: hull_method(published, method="pca")) == (
        "method='pca' is not an option\nHint: method is one of 'minres', 'ml', 'paf'."
    )


def test_the_hull_printed(published):
    found = hull_method(published)
    assert found.headline().en == "The hull method (CFI) suggests 3 factors, n = 400."
    assert found.headline().zh == "Hull 方法（CFI）建议保留 3 个因子，n = 400。"
    assert list(found.to_frame()) == ["n_factors", "df", "fit_value", "on_hull", "st"]
    assert "inf" in found.summary()


# all together


def test_the_votes(everything):
    votes = everything.votes
    assert list(votes.index) == list(CRITERIA)
    assert votes.index[0] == "parallel_analysis"
    assert list(votes) == ["criterion", "n_factors", "compares", "weakness", "source"]
    assert votes["n_factors"].median() == 3
    for known in CRITERIA.values():
        assert all(text.en and text.zh for text in (known.name, known.compares, known.weakness))
        assert "doi:10." in known.source
    assert next(iter(everything.to_frame())) == "name"


def test_the_headline_gives_the_range(items):
    found = number_of_factors(items.iloc[:60], n_replications=100)
    low, high = min(found.suggested.values()), max(found.suggested.values())
    assert low < high
    assert found.headline().en == (
        f"9 criteria suggest between {low} and {high} factors, parallel analysis {found.parallel.n_factors}, n = 60; "
        "compare the solutions in this range by what they mean."
    )
    assert f"建议 {low} 至 {high} 个因子" in found.headline().zh


def test_few_items_leave_criteria_out():
    found = number_of_factors(simulated(200, 0, LOADINGS[:4, :1]), n_replications=50)
    assert found.hull is None
    assert found.suggested["hull"] is None
    assert found.votes["n_factors"].isna()["hull"]
    assert "—" in found.summary()
    assert found.headline().en == "All 8 criteria suggest 1 factor, n = 200."
    three = number_of_factors(simulated(200, 0, LOADINGS[:3, :1]), n_replications=50)
    assert three.suggested["chi_square"] is None
    assert json.loads(json.dumps(three.to_dict()))["hull"] is None


def test_it_is_the_sum_of_its_parts(items, everything):
    assert everything.map == minimum_average_partial(items)
    assert everything.kaiser == kaiser_criterion(items)
    assert everything.empirical_kaiser == empirical_kaiser_criterion(items)
    assert everything.sequential == sequential_tests(items)
    assert everything.hull == hull_method(items)
    assert everything == number_of_factors(items)


def test_there_is_one_table_with_number_weakness_and_source(everything):
    (table,) = everything.tables()
    assert list(table.frame.columns) == ["criterion", "n_factors", "weakness", "source"]
    assert table.cells("en")[1][3] == "Horn (1965); Glorfeld (1995)"
    assert table.cells("zh")[0] == ["准则", "建议因子数", "已知不足", "来源"]
    assert everything.votes["source"].iloc[0].count("doi:") == 2


def test_tables_in_both_languages(everything):
    for language, word in (("en", "Known weakness"), ("zh", "已知不足")):
        assert word in everything.summary(language)
        assert everything.to_html(language)
        assert everything.to_latex(language)
    assert (
        everything.conventions[3].en
        == "hull: CFI, minres; tests and AIC, BIC: maximum likelihood, tested up to 6 factors"
    )


def test_the_axis_of_map_is_numbers(published):
    axes = minimum_average_partial(published).plot()
    axes.figure.canvas.draw()
    printed = {label.get_text() for label in axes.get_yticklabels(which="both")}
    assert {"1", "10"} <= printed
    assert not any("$" in text for text in printed)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pictures(published, verb, language):
    axes = verb(published).plot(language=language)
    axes.figure.canvas.draw()
    assert axes.get_xlabel()
    assert axes.get_ylabel()
    assert axes.get_legend() is not None


NEEDS = {
    minimum_average_partial: "MAP",
    sequential_tests: "The chi-square test",
    hull_method: "The hull method",
    number_of_factors: "Counting factors",
}


@pytest.mark.parametrize("verb", STRICT)
def test_too_few_respondents(items, verb):
    assert text_of(SampleSizeError, lambda: verb(items.head(12))) == (
        "12 respondents are too few for 12 items\n"
        f"Hint: {NEEDS[verb]} needs more respondents than items, better five to ten times as many."
    )


@pytest.mark.parametrize("verb", STRICT)
def test_items_that_determine_each_other(items, verb):
    assert text_of(SingularMatrixError, lambda: verb(items.assign(total=items["q1"] + items["q2"]))) == (
        "q1, q2, total determine each other exactly\n"
        "Hint: One of them is a copy, a sum or a difference of the others; leave one out."
    )


@pytest.mark.parametrize("verb", VERBS)
def test_unknown_correlations(published, verb):
    assert text_of(OptionError, lambda: verb(published, correlation="tau")) == (
        "correlation='tau' is not an option\nHint: correlation is one of 'pearson', 'polychoric', 'spearman'."
    )


@pytest.mark.parametrize("verb", VERBS)
def test_moments_hold_no_ranks(published, verb):
    assert text_of(AnswersNeededError, lambda: verb(published, correlation="spearman")).startswith("moments hold no")


def test_too_few_replications(published):
    assert text_of(OptionError, lambda: number_of_factors(published, n_replications=5)) == (
        "n_replications=5 makes no reference\nHint: Give a whole number from 20 upwards; 1000 is usual."
    )
