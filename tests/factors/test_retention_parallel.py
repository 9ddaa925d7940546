"""Parallel analysis: references, random numbers, kinds of correlations, what is printed and drawn."""

import json

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import AnswersNeededError, OptionError, SampleSizeError, SingularMatrixError
from surveytools.factors import chance
from surveytools.factors.parallel import parallel_analysis
from surveytools.moments.counts import Counts

LOADINGS = np.kron(np.eye(3), [[0.8], [0.7], [0.6], [0.7]])
NAMES = [f"q{k}" for k in range(1, 13)]


def latent(n, seed=0, loadings=LOADINGS):
    random = np.random.default_rng(seed)
    p, m = loadings.shape
    return random.standard_normal((n, m)) @ loadings.T + random.standard_normal((n, p)) * np.sqrt(
        1 - (loadings**2).sum(axis=1)
    )


@pytest.fixture(scope="module")
def items():
    return pd.DataFrame(latent(300), columns=NAMES)


@pytest.fixture(scope="module")
def ratings():
    return pd.DataFrame(np.clip(np.rint(latent(300) + 3), 1, 5).astype(int), columns=NAMES)


@pytest.fixture(scope="module")
def published():
    return st.Moments.from_corr(LOADINGS @ LOADINGS.T + np.diag(1 - (LOADINGS**2).sum(axis=1)), n=300, names=NAMES)


@pytest.mark.parametrize("basis", ["components", "factors"])
@pytest.mark.parametrize("reference", ["normal", "permutation"])
@pytest.mark.parametrize("correlation", ["pearson", "spearman"])
def test_three_factors_are_found(items, basis, reference, correlation):
    found = parallel_analysis(items, basis=basis, reference=reference, correlation=correlation, n_replications=50)
    assert found.n_factors == found.n_factors_mean == 3
    assert found.reference_eigenvalues[0] > found.mean_eigenvalues[0]


@pytest.mark.parametrize("basis", ["components", "factors"])
def test_polychoric_correlations_are_permuted(ratings, basis):
    found = parallel_analysis(ratings, basis=basis, correlation="polychoric", n_replications=20)
    assert (found.n_factors, found.reference) == (3, "permutation")
    pearson = parallel_analysis(ratings, basis=basis, reference="permutation", n_replications=20)
    assert found.eigenvalues[0] > pearson.eigenvalues[0]
    assert found.reference_eigenvalues[0] > pearson.reference_eigenvalues[0]


def test_a_published_matrix_will_do(published, items):
    assert parallel_analysis(published).n_factors == 3
    one = parallel_analysis(st.Moments.from_corr(items.corr(), n=300))
    np.testing.assert_allclose(one.eigenvalues, parallel_analysis(items).eigenvalues, rtol=1e-10)
    assert one.reference_eigenvalues.tolist() == parallel_analysis(items).reference_eigenvalues.tolist()


@pytest.mark.parametrize("basis", ["components", "factors"])
def test_wishart_draws_agree_with_simulated_answers(basis):
    n, p, B = 40, 6, 4000
    random = np.random.default_rng(1)
    X = random.standard_normal((B, n, p))
    naive = chance.eigenvalues(np.array([np.corrcoef(x.T) for x in X]), basis)
    draw = lambda size: chance.wishart_correlations(n, p, size, random)  # noqa: E731
    ours = chance.chance_eigenvalues(draw, B, p, basis)
    error = np.sqrt((naive.var(axis=0) + ours.var(axis=0)) / B)
    assert (np.abs(naive.mean(axis=0) - ours.mean(axis=0)) < 4 * error).all()
    high = [np.quantile(values, 0.95, axis=0) for values in (naive, ours)]
    np.testing.assert_allclose(*high, atol=0.02)


def test_permuted_answers_keep_their_distribution(ratings):
    X = ratings.to_numpy()
    R = chance.permuted_correlations(X, 200, np.random.default_rng(0))
    off = R[:, *np.triu_indices(12, 1)]
    assert np.diagonal(R, axis1=1, axis2=2) == pytest.approx(1)
    assert off.mean() == pytest.approx(0, abs=0.003)
    assert off.var() == pytest.approx(1 / 299, rel=0.05)
    for Z in chance.permuted(X.T, 3, np.random.default_rng(0)):
        assert np.sort(Z, axis=1).tolist() == np.sort(X.T, axis=1).tolist()
        assert Z.tolist() != X.T.tolist()


def test_the_quantile_is_that_of_the_replications(published):
    one = parallel_analysis(published, quantile=0.5, n_replications=2001)
    assert one.reference_eigenvalues == pytest.approx(one.mean_eigenvalues, abs=0.01)
    assert (parallel_analysis(published, quantile=0.99).reference_eigenvalues > one.reference_eigenvalues).all()


def test_it_stops_at_the_first_failure():
    assert chance.leading(np.array([3, 0.5, 2.0]), np.array([1, 1, 1.0])) == 1
    assert chance.leading(np.array([3, 2.0]), np.array([1, 1.0])) == 2
    assert chance.leading(np.array([0.5]), np.array([1.0])) == 0


def test_the_same_seed_gives_the_same_answer(published, ratings):
    assert parallel_analysis(published) == parallel_analysis(published, rng=0)
    assert parallel_analysis(published) != parallel_analysis(published, rng=1)
    one, other = (parallel_analysis(published, rng=np.random.default_rng(3)) for _ in range(2))
    assert one == other
    options = {"correlation": "polychoric", "n_replications": 20}
    assert parallel_analysis(ratings, **options) == parallel_analysis(ratings, **options)


def test_chunks_only_save_memory(published, monkeypatch):
    monkeypatch.setattr(chance, "CHUNK_CELLS", 12**2 * 7)
    found = parallel_analysis(published, n_replications=100)
    assert found.n_factors == 3
    assert found.mean_eigenvalues.sum() == pytest.approx(12)


def test_respondents_who_skipped_an_item_are_left_out(ratings):
    holes = ratings.astype(float)
    holes.iloc[:6, 2] = np.nan
    for options in ({}, {"reference": "permutation"}, {"correlation": "polychoric"}):
        found = parallel_analysis(holes, n_replications=20, **options)
        assert (found.n_factors, found.n_used, found.n_total) == (3, 294, 300)


def test_what_is_printed(published):
    found = parallel_analysis(published)
    assert found.headline().en == (
        "Parallel analysis suggests 3 components: so many eigenvalues lie above the 95% quantile of chance, n = 300."
    )
    assert found.headline().zh == "平行分析建议保留 3 个成分（特征值高于随机数据 95% 分位数的个数），n = 300。"
    assert [line.en for line in found.conventions] == [
        "eigenvalues of the correlations (components)",
        "reference: 95% quantile of 1000 samples of independent normal answers",
        "stops at the first eigenvalue that is not above its reference",
        "random numbers: seed 0",
        "Pearson correlations",
        "from a published correlation matrix, n = 300",
    ]
    generator = parallel_analysis(published, rng=np.random.default_rng(0), basis="factors")
    assert generator.conventions[3].en == "random numbers: the generator given"
    assert "3 factors" in generator.headline().en
    assert list(found.to_frame()) == ["position", "eigenvalue", "mean_eigenvalue", "reference_eigenvalue", "retained"]
    assert found.to_frame()["retained"].sum() == 3
    assert "Eigenvalue" in found.summary()
    assert "特征值" in found.summary("zh")
    assert json.loads(json.dumps(found.to_dict()))["n_factors"] == 3
    with pytest.raises(ValueError, match="read-only"):
        found.eigenvalues[0] = 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture(published, language):
    pytest.importorskip("matplotlib").use("agg")
    found = parallel_analysis(published)
    axes = found.plot(language=language)
    observed, kept, _, quantile, mean = axes.get_lines()
    assert observed.get_ydata().tolist() == found.eigenvalues.tolist()
    assert len(kept.get_ydata()) == 3
    assert quantile.get_ydata().tolist() == found.reference_eigenvalues.tolist()
    assert mean.get_ydata().tolist() == found.mean_eigenvalues.tolist()
    assert found.plot(ax=axes) is axes


def text_of(error, call):
    with pytest.raises(error) as caught:
        call()
    return str(caught.value)


@pytest.mark.parametrize("count", [19, 0, -5, 99.5, True])
def test_too_few_replications(published, count):
    assert text_of(OptionError, lambda: parallel_analysis(published, n_replications=count)) == (
        f"n_replications={count!r} makes no reference\nHint: Give a whole number from 20 upwards; 1000 is usual."
    )


@pytest.mark.parametrize("quantile", [0, 1, 95, -0.1, float("nan")])
def test_no_quantile(published, quantile):
    assert text_of(OptionError, lambda: parallel_analysis(published, quantile=quantile)) == (
        f"quantile={quantile!r} is no quantile\nHint: Give a number between 0 and 1, such as .95."
    )


def test_unknown_options(published, items):
    assert text_of(OptionError, lambda: parallel_analysis(published, basis="pca")) == (
        "basis='pca' is not an option\nHint: basis is one of 'components', 'factors'."
    )
    assert text_of(OptionError, lambda: parallel_analysis(items, reference="bootstrap")) == (
        "reference='bootstrap' is not an option\nHint: reference is one of 'normal', 'permutation'."
    )
    assert text_of(OptionError, lambda: parallel_analysis(items, correlation="kendall")) == (
        "correlation='kendall' is not an option\nHint: correlation is one of 'pearson', 'polychoric', 'spearman'."
    )


def test_polychoric_correlations_beside_normal_samples(ratings):
    call = lambda: parallel_analysis(ratings, correlation="polychoric", reference="normal")  # noqa: E731
    assert text_of(OptionError, call) == (
        "polychoric correlations vary more than those of normal samples\n"
        'Hint: Use reference="permutation", which computes polychoric correlations on both sides.'
    )


def test_a_matrix_has_nothing_to_permute(published, ratings):
    assert text_of(AnswersNeededError, lambda: parallel_analysis(published, reference="permutation")) == (
        "there are no single answers that could be permuted\n"
        'Hint: Give the answers, one row a respondent, or use reference="normal".'
    )
    counts = Counts.from_answers(ratings)
    assert text_of(AnswersNeededError, lambda: parallel_analysis(counts, correlation="polychoric")) == (
        "there are no single answers that could be permuted\nHint: Give the answers, one row a respondent."
    )


def test_too_few_respondents(items):
    assert text_of(SampleSizeError, lambda: parallel_analysis(items.head(12))) == (
        "12 respondents are too few for 12 items\n"
        "Hint: Parallel analysis needs more respondents than items, better five to ten times as many."
    )


def test_items_that_determine_each_other(items):
    doubled = items.assign(copy=items["q1"])
    assert text_of(SingularMatrixError, lambda: parallel_analysis(doubled, basis="factors")) == (
        "q1, copy determine each other exactly\n"
        "Hint: One of them is a copy, a sum or a difference of the others; leave one out."
    )
    assert parallel_analysis(doubled).n_factors == 3
