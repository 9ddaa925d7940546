"""What must hold for the number of factors of any answers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import surveytools as st
from surveytools.factors import chance
from surveytools.factors.eigenvalue_rules import empirical_kaiser_criterion, kaiser_criterion
from surveytools.factors.hull import hull_method
from surveytools.factors.parallel import parallel_analysis
from surveytools.factors.partials import average_partials, minimum_average_partial
from surveytools.factors.retention import number_of_factors
from surveytools.factors.sequence import sequential_tests

modest = settings(deadline=None, max_examples=25)
seeds = some.integers(0, 2**32 - 1)


@some.composite
def answers(draw, fewest=3, most=9):
    p = draw(some.integers(fewest, most))
    m = draw(some.integers(1, max(1, p // 3)))
    random = np.random.default_rng(draw(seeds))
    L = random.uniform(-0.9, 0.9, (p, m)) / np.sqrt(m)
    X = random.normal(size=(60 + 10 * p, m)) @ L.T
    X += random.normal(size=X.shape) * np.sqrt(1 - (L**2).sum(axis=1))
    return pd.DataFrame(X, columns=[f"q{k}" for k in range(1, p + 1)])


@modest
@given(answers(fewest=6), some.randoms(use_true_random=False))
def test_the_order_of_the_items_does_not_matter(items, random):
    names = list(items.columns)
    random.shuffle(names)
    one, other = (number_of_factors(frame, n_replications=20) for frame in (items, items[names]))
    certain = [name for name in one.suggested if name not in {"aic", "chi_square"}]  # Heywood cases may be many
    assert [one.suggested[name] for name in certain] == [other.suggested[name] for name in certain]
    np.testing.assert_allclose(other.parallel.eigenvalues, one.parallel.eigenvalues, rtol=1e-8)
    np.testing.assert_allclose(other.map.squared, one.map.squared, rtol=1e-6)


@modest
@given(answers(), some.data())
def test_units_and_signs_do_not_matter(items, data):
    turned = data.draw(some.lists(some.sampled_from(list(items.columns)), unique=True))
    other = items.assign(**{name: 7 - 3 * items[name] for name in turned})
    for verb in (kaiser_criterion, empirical_kaiser_criterion, minimum_average_partial):
        assert verb(other).n_factors == verb(items).n_factors
    found = parallel_analysis(items, n_replications=20), parallel_analysis(other, n_replications=20)
    assert found[0].n_factors == found[1].n_factors


@modest
@given(answers(), seeds)
def test_the_same_seed_gives_the_same_answer(items, seed):
    for reference in ("normal", "permutation"):
        one, other = (parallel_analysis(items, reference=reference, n_replications=20, rng=seed) for _ in range(2))
        assert one == other


@modest
@given(answers())
def test_eigenvalues_and_their_references_fall_and_sum_to_the_items(items):
    found = parallel_analysis(items, n_replications=50)
    p = items.shape[1]
    assert found.eigenvalues.sum() == pytest.approx(p)
    assert found.mean_eigenvalues.sum() == pytest.approx(p)
    for values in (found.eigenvalues, found.mean_eigenvalues, found.reference_eigenvalues):
        assert (np.diff(values) <= 0).all()
    assert 0 <= found.n_factors < p


@modest
@given(answers())
def test_factors_have_less_variance_than_components(items):
    R = items.corr().to_numpy()
    assert (chance.eigenvalues(R, "factors") <= chance.eigenvalues(R) + 1e-12).all()
    smc = 1 - 1 / np.diag(np.linalg.inv(R))
    assert chance.eigenvalues(R, "factors").sum() == pytest.approx(smc.sum())


@settings(deadline=None, max_examples=8)
@given(some.integers(2, 8), some.integers(2, 30), seeds)
def test_wishart_draws_are_correlations_of_normal_answers(p, more, seed):
    n, B = p + more, 1500
    random = np.random.default_rng(seed)
    R = chance.wishart_correlations(n, p, B, random)
    off = R[:, *np.triu_indices(p, 1)]
    assert np.diagonal(R, axis1=1, axis2=2) == pytest.approx(1)
    error = np.sqrt(1 / (n - 1) / B)
    assert np.abs(off.mean(axis=0)).max() < 5.5 * error
    naive = chance.eigenvalues(np.array([np.corrcoef(random.normal(size=(p, n))) for _ in range(B)]))
    ours = chance.eigenvalues(R)
    spread = np.sqrt((naive.var(axis=0) + ours.var(axis=0)) / B) + 1e-9
    assert (np.abs(naive.mean(axis=0) - ours.mean(axis=0)) < 5.5 * spread).all()


@modest
@given(answers())
def test_map_begins_with_the_mean_square_and_ends_with_1(items):
    R = items.corr().to_numpy()
    squared, fourth = average_partials(R)
    off = R[np.triu_indices(len(R), 1)]
    assert squared[0] == pytest.approx((off**2).mean())
    assert fourth[0] == pytest.approx((off**4).mean())
    assert (fourth <= squared * (1 + 1e-6)).all()
    assert squared[-1] == pytest.approx(1, rel=1e-6)


@modest
@given(answers())
def test_the_empirical_criterion_never_suggests_more_than_kaisers(items):
    empirical = empirical_kaiser_criterion(items)
    assert empirical.n_factors <= kaiser_criterion(items).n_factors
    assert empirical.reference_eigenvalues.min() >= 1
    assert (np.diff(empirical.reference_eigenvalues) <= 1e-12).all()


@modest
@given(answers(fewest=5))
def test_more_factors_never_fit_worse(items):
    tests = sequential_tests(items).tests
    p, n, m = items.shape[1], len(items), tests["n_factors"]
    F = tests["chi2"] / (n - 1 - (2 * p + 5) / 6 - 2 * m / 3)
    assert (np.diff(F) < 1e-6).all()
    assert (np.diff(tests["df"]) < 0).all()
    assert tests.loc[0, "chi2"] == pytest.approx(st.bartlett_sphericity(items).chi2)


@modest
@given(answers(fewest=6), some.sampled_from(["cfi", "rmsea", "caf"]))
def test_the_hull_is_concave_and_rises(items, fit):
    found = hull_method(items, fit=fit, max_factors=2)
    hull = found.solutions[found.solutions["on_hull"]]
    slope = np.diff(hull["fit_value"]) / -np.diff(hull["df"])
    assert (slope >= 0).all()
    assert (np.diff(slope) < 1e-9).all()
    assert found.solutions["fit_value"].max() <= 1
