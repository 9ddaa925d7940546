"""What must hold for the intervals of any scale, and for every comparison."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

import surveytools as st
from surveytools.base.errors import SampleSizeError

pytestmark = pytest.mark.filterwarnings("ignore::surveytools.base.warnings.NegativeItemWarning")
modest = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
METHODS = ["feldt", "bonett", "bonett_corrected", "duhachek", "adf", "bootstrap", "bca"]


@some.composite
def scales(draw, columns=(2, 5), top=7):
    """Return whole answers that have something in common, no item constant."""
    n, p = draw(some.integers(12, 40)), draw(some.integers(*columns))
    random = np.random.default_rng(draw(some.integers(0, 2**32 - 1)))
    X = random.normal(size=(n, 1)) * draw(some.floats(0.5, 2)) + random.normal(size=(n, p))
    X = np.clip(np.rint((top + 1) / 2 + X), 1, top).astype(int)
    assume(np.ptp(X, axis=0).all())
    assume(np.ptp(X.sum(axis=1)))
    return pd.DataFrame(X, columns=[f"q{k}" for k in range(1, p + 1)])


@modest
@given(scales(), some.sampled_from(METHODS), some.integers(-50, 50), some.floats(0.01, 100))
def test_intervals_do_not_depend_on_where_the_scale_starts_or_how_wide_it_is(items, method, shift, factor):
    one, other = st.cronbach_alpha(items), st.cronbach_alpha(items * factor + shift)
    try:
        expected = one.interval(method=method, n_resamples=100)
    except SampleSizeError:
        assume(False)
    np.testing.assert_allclose(other.interval(method=method, n_resamples=100)[:2], expected[:2], rtol=1e-6, atol=1e-6)


@modest
@given(scales(), some.sampled_from(METHODS))
def test_a_higher_level_is_a_wider_interval(items, method):
    found = st.cronbach_alpha(items)
    try:
        narrow, wide = (found.interval(level, method, n_resamples=200) for level in (0.7, 0.97))
    except SampleSizeError:
        assume(False)
    assert wide.low <= narrow.low <= narrow.high <= wide.high


@modest
@given(scales(columns=(3, 5)), some.sampled_from(["bootstrap", "bca"]), some.integers(0, 100))
def test_the_interval_of_the_whole_does_not_depend_on_the_order_of_items(items, method, seed):
    one, other = st.cronbach_alpha(items), st.cronbach_alpha(items[items.columns[::-1]])
    try:
        a = one.to_frame(intervals=method, n_resamples=100, rng=seed).set_index("item")
    except SampleSizeError:
        assume(False)
    b = other.to_frame(intervals=method, n_resamples=100, rng=seed).set_index("item").loc[a.index]
    np.testing.assert_allclose(b, a, rtol=1e-7, atol=1e-9)


@modest
@given(scales(), some.integers(1, 60))
def test_a_longer_test_is_more_reliable(items, k):
    found = st.cronbach_alpha(items)
    assume(0 < found.alpha < 0.999)
    assert found.at_length(k) < found.at_length(k + 1) < 1
    needed = found.items_needed(found.at_length(k))
    assert needed == k


@modest
@given(scales(top=2))
def test_formula_21_is_never_above_formula_20(items):
    found = st.kuder_richardson(items - 1)
    assert found.kr21 <= found.kr20 + 1e-12


@modest
@given(some.lists(some.tuples(some.floats(-0.5, 0.98), some.integers(5, 500), some.integers(2, 40)), min_size=2,
                  max_size=5))  # fmt: skip
def test_equal_alphas_never_differ(figures):
    given_alphas = [st.PublishedAlpha(alpha, n=n, n_items=k) for alpha, n, k in figures]
    found = st.compare_alphas(*given_alphas, method="chi2") if len(figures) > 2 else st.compare_alphas(*given_alphas)
    assert 0 <= found.p_value <= 1
    equal = [st.PublishedAlpha(0.7, n=n + 20, n_items=k + 5) for _, n, k in figures]
    assert st.compare_alphas(*equal, method="chi2").p_value == pytest.approx(1)
