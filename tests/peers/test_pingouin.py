"""Cronbach's alpha beside pingouin's."""

import numpy as np
import pytest

import surveytools as st
from surveytools.reliability.intervals import feldt_limits

pytestmark = pytest.mark.filterwarnings("ignore")  # the peer's own; ours are not looked at here


@pytest.fixture(scope="module")
def pingouin():
    return pytest.importorskip("pingouin")


@pytest.mark.parametrize("name", ["attitude", "holzinger", "bfi"])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_alpha_and_interval_of_complete_answers(name, level, pingouin, golden_data):
    items = golden_data(name).dropna()
    alpha, limits = pingouin.cronbach_alpha(data=items, ci=level)
    found = st.cronbach_alpha(items)
    assert found.alpha == pytest.approx(alpha, rel=1e-12)
    np.testing.assert_allclose(np.round(found.interval(level)[:2], 3), limits, atol=1e-12)


@pytest.mark.parametrize("missing", ["pairwise", "listwise"])
def test_alpha_of_incomplete_answers(missing, pingouin, golden_data):
    items = golden_data("holzinger_missing")
    alpha, _ = pingouin.cronbach_alpha(data=items, nan_policy=missing)
    assert st.cronbach_alpha(items, missing=missing).alpha == pytest.approx(alpha, rel=1e-12)


def test_the_listwise_interval_of_the_peer_counts_people_it_left_out(pingouin, golden_data):
    """The peer takes n before it drops the incomplete rows, so its interval is too narrow; ours counts who is left."""
    items = golden_data("holzinger_missing")
    _, theirs = pingouin.cronbach_alpha(data=items, nan_policy="listwise")
    found = st.cronbach_alpha(items)
    k, n_all, n_left = items.shape[1], len(items), len(items.dropna())
    assert found.n_used == n_left < n_all
    np.testing.assert_allclose(theirs, np.round(feldt_limits(found.alpha, n_all, k, 0.95), 3), atol=1e-12)
    ours = found.interval()
    np.testing.assert_allclose(ours[:2], feldt_limits(found.alpha, n_left, k, 0.95), rtol=1e-12)
    assert ours.high - ours.low > theirs[1] - theirs[0]
