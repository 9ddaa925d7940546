import math

import numpy as np
import pytest

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.indices import (
    cycles,
    errors,
    geometric_consistency_index,
    geometric_consistency_limit,
    harmonic_index,
    koczkodaj,
    koczkodaj_of,
    worst_pairs,
    worst_triads,
)
from surveytools.ahp.weighting_methods import eigenvector_weights, geometric_weights
from surveytools.base.errors import OptionError

HOUSE = Judgments.from_upper(
    [5, 3, 7, 6, 6, "1/3", "1/4", "1/3", 5, 3, 3, "1/5", "1/7", 6, 3, 4, 6, "1/5", "1/3", "1/4", "1/7", "1/8", "1/2",
     "1/5", "1/6", "1/5", "1/6", "1/2"]
).matrix  # fmt: skip
MORALS = np.array([[1, 3, 2], [1 / 3, 1, 1 / 2], [1 / 2, 2, 1]])
GAP = np.array([[1, 2, 4, 3], [1 / 2, 1, np.nan, np.nan], [1 / 4, np.nan, 1, 5], [1 / 3, np.nan, 1 / 5, 1]])
WORDLESS = np.array([[1, 2, np.nan], [1 / 2, 1, 3], [np.nan, 1 / 3, 1]])


def test_errors_are_reciprocal_and_one_without_a_contradiction():
    w = np.array([0.5, 0.3, 0.2])
    np.testing.assert_allclose(errors(w[:, None] / w, w), 1, rtol=1e-14)
    e = errors(HOUSE, geometric_weights(HOUSE))
    np.testing.assert_allclose(e * e.T, 1, rtol=1e-12)


def test_the_worst_pair_of_the_house_by_two_methods():
    i, j, error = worst_pairs(HOUSE, eigenvector_weights(HOUSE))[0]
    assert (i + 1, j + 1) == (3, 7)
    assert error == pytest.approx(5.32, abs=0.005)
    assert worst_pairs(HOUSE, geometric_weights(HOUSE))[0] == (2, 6, pytest.approx(6.74, abs=0.005))


def test_worst_pairs_come_in_order_and_stop_where_nothing_is_off():
    sizes = [error for *_, error in worst_pairs(HOUSE, geometric_weights(HOUSE), 100)]
    assert len(sizes) <= 28
    assert sizes == sorted(sizes, reverse=True)
    assert worst_pairs(np.ones((3, 3)), np.full(3, 1 / 3)) == []


def test_triads():
    i, j, k, ratio = worst_triads(HOUSE)[0]
    assert (i + 1, j + 1, k + 1) == (1, 3, 7)
    assert ratio == pytest.approx(3 * 6 / (1 / 3))
    assert koczkodaj(HOUSE) == pytest.approx(koczkodaj_of(ratio)) == pytest.approx(1 - 1 / 54)
    assert worst_triads(np.ones((4, 4))) == []


def test_with_gaps_only_known_triads_count():
    assert worst_triads(GAP) == [(0, 2, 3, pytest.approx(4 * 5 / 3))]
    assert koczkodaj(GAP) == pytest.approx(1 - 3 / 20)
    assert math.isnan(koczkodaj(WORDLESS))
    assert np.isnan(cycles(GAP)[0, 1, 2])


def test_one_or_two_criteria_never_contradict():
    for n in (1, 2):
        A, w = np.ones((n, n)), np.full(n, 1 / n)
        assert geometric_consistency_index(A, w) == koczkodaj(A) == harmonic_index(A) == 0
        assert geometric_consistency_limit(n, 0.0) == 0


def test_the_harmonic_index_by_hand():
    mean = 3 / (6 / 11 + 1 / 6 + 2 / 7)
    assert harmonic_index(MORALS) == pytest.approx((mean - 3) * 4 / 6)


def test_the_geometric_index_with_gaps_divides_by_the_contradictions_that_are_possible():
    w = np.array([0.4, 0.3, 0.2, 0.1])
    e = np.log(errors(GAP, w))[np.triu_indices(4, 1)]
    assert geometric_consistency_index(GAP, w) == pytest.approx(np.nansum(e**2) / (4 - 3))
    assert math.isnan(geometric_consistency_index(WORDLESS, w[:3]))


@pytest.mark.parametrize(
    ("n", "RI", "limit"),
    [(3, 0.525, 0.315), (4, 0.882, 0.353), (5, 1.115, 0.372), (6, 1.252, 0.376), (9, 1.452, 0.373), (15, 1.583, 0.365),
     (3, 0.58, 0.348), (4, 0.90, 0.360), (5, 1.12, 0.373)],
)  # fmt: skip
def test_limits_of_the_geometric_index(n, RI, limit):
    assert geometric_consistency_limit(n, RI) == pytest.approx(limit, abs=5e-4)


def test_rounding_is_no_contradiction():
    w = np.array([0.47, 0.31, 0.13, 0.09])
    A = w[:, None] / w
    assert worst_pairs(A, w) == []
    assert worst_triads(A) == []
    with pytest.raises(OptionError) as caught:
        worst_pairs(A, w, -1)
    assert str(caught.value) == "most=-1 is no count\nHint: Give a whole number from 0 on."
