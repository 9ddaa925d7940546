"""What must hold for many judgments at once, and for repairs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import surveytools as st
from surveytools.ahp.prioritization import derived

SCALE = [*(1 / k for k in range(9, 1, -1)), *range(1, 10)]
methods = some.sampled_from(("geometric", "eigenvector", "arithmetic"))
FIELDS = ("lambda_max", "lambda_perron", "consistency_ratio", "consistency_ratio_perron", "geometric_consistency")


@some.composite
def triangles(draw, smallest=1, largest=9, entries=None):
    n, N = draw(some.integers(smallest, largest)), draw(some.integers(1, 4))
    entry = some.sampled_from(SCALE) if entries is None else entries
    row = some.lists(entry, min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2)
    return np.array(draw(some.lists(row, min_size=N, max_size=N)), float).reshape(N, -1)


@given(triangles(entries=some.floats(1e-3, 1e3)) | triangles(), methods)
@settings(deadline=None)
def test_many_at_once_agree_with_one_at_a_time(upper, method):
    found = st.ahp.batch(upper, method=method)
    for row, entries in enumerate(upper):
        one = derived(st.ahp.Judgments.from_upper(entries.tolist()), method, "saaty1980")
        np.testing.assert_allclose(found.weights[row], one.weights, rtol=1e-8)
        for name in FIELDS:
            assert getattr(found, name)[row] == pytest.approx(getattr(one, name), rel=1e-8, abs=1e-9), name
        assert found.koczkodaj[row] == pytest.approx(one.koczkodaj, rel=1e-8, abs=1e-9)
        errors = one.errors().to_numpy()
        i, j = found.worst_pair[row]
        assert errors.max() == pytest.approx(1 if i < 0 else errors[i, j], rel=1e-8)


@given(some.lists(some.floats(1e-3, 1e3), min_size=1, max_size=12), methods)
def test_consistent_rows_give_back_their_weights(weights, method):
    w = np.array(weights) / sum(weights)
    i, j = np.triu_indices(len(w), 1)
    found = st.ahp.batch((w[i] / w[j])[None], method=method)
    np.testing.assert_allclose(found.weights[0], w, rtol=1e-9)
    for values in (found.consistency_ratio, found.consistency_ratio_perron, found.koczkodaj):
        assert values[0] == pytest.approx(0, abs=1e-9)
    assert found.worst_pair.tolist() == [[-1, -1]]


@given(triangles(smallest=3), some.randoms(use_true_random=False))
def test_rows_do_not_depend_on_each_other(upper, random):
    order = list(range(len(upper)))
    random.shuffle(order)
    one, other = st.ahp.batch(upper), st.ahp.batch(upper[order])
    np.testing.assert_allclose(other.weights, one.weights[order], rtol=1e-12)
    np.testing.assert_allclose(other.lambda_perron, one.lambda_perron[order], rtol=1e-11)


@given(triangles(smallest=1, largest=5), methods, some.sampled_from((0.1, 0.05, 0.3)))
@settings(max_examples=30, deadline=None)
def test_no_repair_raises_the_ratio(upper, method, threshold):
    judgments = st.ahp.Judgments.from_upper(upper[0].tolist())
    found = st.ahp.repair(judgments, threshold, method=method)
    assert found.judgments == judgments
    assert (found.lowest is None) == (found.consistency_ratio < threshold)
    for repair in found.repairs:
        assert repair.consistency_ratio < threshold <= found.consistency_ratio
        assert found.lowest.consistency_ratio <= repair.consistency_ratio
        assert 1 <= len(repair.changes) <= 2
        assert all(change.given >= 1 and change.given != change.taken for change in repair.changes)
        assert sum(repair.weights) == pytest.approx(1)
        assert repair.largest_shift <= repair.total_shift + 1e-12
    costs = np.array([(len(r.changes), r.steps, r.consistency_ratio, r.largest_shift) for r in found.repairs]).round(10)
    for one in costs:
        assert not ((costs <= one).all(axis=1) & (costs < one).any(axis=1)).any()
