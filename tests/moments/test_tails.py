"""Quantiles and tails beside those of scipy.stats."""

import pytest
from scipy import stats

from surveytools.moments.tails import chi2_tail, normal_p, normal_reach, t_p, t_reach


def test_quantiles():
    assert normal_reach(0.95) == pytest.approx(stats.norm.ppf(0.975), rel=1e-12)
    assert t_reach(7, 0.9) == pytest.approx(stats.t.ppf(0.95, 7), rel=1e-12)


def test_tails():
    assert normal_p(-1.7) == pytest.approx(2 * stats.norm.sf(1.7), rel=1e-12)
    assert t_p(2.3, 9) == pytest.approx(2 * stats.t.sf(2.3, 9), rel=1e-12)
    assert chi2_tail(13.6, 4) == pytest.approx(stats.chi2.sf(13.6, 4), rel=1e-12)
