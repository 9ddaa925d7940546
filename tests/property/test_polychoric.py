import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from surveytools.base.warnings import BoundaryCorrelationWarning, suppressed
from surveytools.moments.counts import Counts
from surveytools.moments.ordinal import polychoric, tetrachoric
from surveytools.moments.two_step import cell_probabilities, estimate, smoothed, thresholds_of

NAMES = ["a", "b", "c"]
modest = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def answers(draw, most=5, skipped=True):
    """Draw answers of three items, to which nobody gave only one answer."""
    n = draw(st.integers(8, 40))
    X = draw(arrays(np.float64, (n, 3), elements=st.integers(1, most).map(float)))
    if skipped:
        X = np.where(draw(arrays(np.bool_, (n, 3), elements=st.sampled_from([False] * 9 + [True]))), np.nan, X)
    known = ~np.isnan(X)
    for i in range(3):
        for j in range(3):
            assume(len(np.unique(X[known[:, i] & known[:, j], i])) > 1)
    return pd.DataFrame(X, columns=NAMES)


@st.composite
def tables(draw):
    shape = draw(st.tuples(st.integers(2, 5), st.integers(2, 5)))
    T = draw(arrays(np.float64, shape, elements=st.integers(0, 30).map(float)))
    assume((T.sum(axis=0) > 0).all() and (T.sum(axis=1) > 0).all())
    return T


def correlations(items, **options):
    with suppressed(BoundaryCorrelationWarning):
        return polychoric(items, **options).corr


@pytest.mark.parametrize("rho", [-0.8, -0.3, 0.0, 0.5, 0.9])
def test_cutting_normal_variables_leaves_their_correlation(rho):
    draws = np.random.default_rng(11).multivariate_normal([0, 0], [[1, rho], [rho, 1]], 20_000)
    cut = np.column_stack([np.digitize(draws[:, 0], [-1.2, -0.2, 0.9]), np.digitize(draws[:, 1], [-0.4, 0.3])])
    result = polychoric(cut)
    assert abs(result.corr.iloc[0, 1] - rho) < 4 * result.standard_errors.iloc[0, 1]
    assert result.standard_errors.iloc[0, 1] < 0.02


@modest
@given(answers(), st.permutations(range(3)), st.randoms(use_true_random=False))
def test_the_order_of_items_and_respondents_does_not_matter(items, order, random):
    rows = list(range(len(items)))
    random.shuffle(rows)
    names = [NAMES[k] for k in order]
    moved = correlations(items.iloc[rows][names]).loc[NAMES, NAMES]
    np.testing.assert_allclose(moved, correlations(items), atol=1e-6)


@modest
@given(answers())
def test_reversal_changes_signs_only(items):
    turned = correlations(items, reverse=["b"], scale=(1, 5))
    sign = np.array([1, -1, 1])
    np.testing.assert_allclose(turned * np.outer(sign, sign), correlations(items), atol=1e-6)


@modest
@given(answers())
def test_only_the_order_of_the_answers_counts(items):
    pd.testing.assert_frame_equal(correlations(items**2 + 3), correlations(items), check_exact=True)


@modest
@given(answers(), st.integers(1, 7))
def test_chunks_of_counts_add_up(items, cut):
    whole, parts = Counts.from_answers(items), [Counts.from_answers(part) for part in (items[:cut], items[cut:])]
    added = parts[0] + parts[1]
    assert (added.categories, added.n_total) == (whole.categories, whole.n_total)
    np.testing.assert_array_equal(added.burt, whole.burt)
    pd.testing.assert_frame_equal(correlations(added), correlations(items))


@modest
@given(answers(most=2))
def test_tetrachoric_is_symmetric(items):
    with suppressed(BoundaryCorrelationWarning):
        R = tetrachoric(items).corr.to_numpy()
        swapped = tetrachoric(items[["b", "a", "c"]]).corr.to_numpy()
    np.testing.assert_array_equal(R, R.T)
    assert R[0, 1] == pytest.approx(swapped[0, 1], abs=1e-6)


@modest
@given(tables())
def test_no_correlation_is_more_likely_than_the_estimate(T):
    h, k = thresholds_of(T.sum(axis=1))[None], thresholds_of(T.sum(axis=0))[None]

    def log_likelihood(rho):
        return float(np.sum(T * np.log(cell_probabilities(h, k, np.array([rho]))[0][0])))

    found = estimate(T[None], h, k, np.zeros(1))[0]
    assert -0.9999 <= found <= 0.9999
    best = max(log_likelihood(rho) for rho in np.linspace(-0.999, 0.999, 81))
    assert log_likelihood(found) >= best - 1e-6


@modest
@given(arrays(np.float64, (4, 4), elements=st.floats(-0.99, 0.99)))
def test_smoothing_gives_a_correlation_matrix(A):
    R = np.tril(A, -1) + np.tril(A, -1).T + np.eye(4)
    S = smoothed(R)
    np.testing.assert_array_equal(np.diag(S), 1)
    np.testing.assert_allclose(S, S.T, atol=1e-15)
    assert np.linalg.eigvalsh(S)[0] > -1e-12
    assert np.abs(S).max() <= 1 + 1e-12
