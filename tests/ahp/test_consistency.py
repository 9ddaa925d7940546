import numpy as np
import pytest

from surveytools.ahp.consistency import (
    consistency_index,
    consistency_ratio,
    cumulative_ratio,
    level_ratio,
    mean_ratio_lambda,
    perron,
)

A = np.array([[1, 3, 2], [1 / 3, 1, 1 / 2], [1 / 2, 2, 1]])


def test_perron_is_the_largest_eigenvalue_and_its_vector():
    largest, w = perron(A)
    assert largest == pytest.approx(np.linalg.eigvals(A).real.max(), rel=1e-12)
    np.testing.assert_allclose(A @ w, largest * w, rtol=1e-12)
    assert w.sum() == pytest.approx(1)


def test_perron_holds_for_extreme_judgments():
    w = np.array([1e7, 1.0, 1e-7])
    largest, found = perron(w[:, None] / w)
    assert largest == pytest.approx(3)
    np.testing.assert_allclose(found, w / w.sum(), rtol=1e-10)


def test_mean_ratio_of_the_eigenvector_is_the_eigenvalue():
    largest, w = perron(A)
    assert mean_ratio_lambda(A, w) == pytest.approx(largest)


def test_index_and_ratio():
    assert consistency_index(5.2, 5) == pytest.approx(0.05)
    assert consistency_index(4.999, 5) == 0
    assert consistency_index(1, 1) == consistency_index(2, 2) == 0
    assert consistency_ratio(0.05, 1.12) == pytest.approx(0.05 / 1.12)
    assert consistency_ratio(0.0, 0.0) == 0


def test_level_and_cumulative():
    w, CI, RI = np.array([0.6, 0.4]), np.array([0.03, 0.0]), np.array([0.58, 0.0])
    assert level_ratio(w, CI, RI) == pytest.approx(0.03 / 0.58)
    assert level_ratio(w, np.zeros(2), np.zeros(2)) == 0
    assert cumulative_ratio([0.02, 0.03]) == pytest.approx(0.05)
