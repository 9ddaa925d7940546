"""Intervals and tests where they are not defined."""

import math

import numpy as np

from surveytools.index.comparing import holm, mean_interval, welch


def test_one_respondent_has_no_interval():
    assert all(math.isnan(limit) for limit in mean_interval(np.array([3.0]), 0.95))


def test_tests_that_are_not_defined():
    for x, y in (([1.0], [1.0, 2.0]), ([2.0, 2.0], [3.0, 3.0]), ([], [1.0, 2.0])):
        assert all(math.isnan(value) for value in welch(np.array(x), np.array(y)))


def test_one_constant_group_is_enough():
    t, df, p = welch(np.array([2.0, 2.0]), np.array([3.0, 4.0]))
    assert (t, df) == (-3.0, 1.0)
    assert 0 < p < 1


def test_holm_of_nothing_known():
    assert np.isnan(holm([float("nan")] * 2)).all()
