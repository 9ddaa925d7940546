"""What must hold for the reliability of any scale."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

import surveytools as st
from surveytools.base.errors import SurveyError

pytestmark = pytest.mark.filterwarnings("ignore::surveytools.base.warnings.NegativeItemWarning")
modest = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def varies(column):
    return column.min() < column.max()


@some.composite
def scales(draw, columns=(2, 6)):
    """Return answers from 1 to 7 that have something in common, no item constant."""
    n, p = draw(some.integers(8, 40)), draw(some.integers(*columns))
    random = np.random.default_rng(draw(some.integers(0, 2**32 - 1)))
    common = random.normal(size=(n, 1)) * draw(some.floats(0, 2))
    X = np.clip(np.rint(4 + common + random.normal(size=(n, p))), 1, 7).astype(int)
    frame = pd.DataFrame(X, columns=[f"q{k}" for k in range(1, p + 1)])
    assume(all(varies(frame[name]) for name in frame))
    assume(varies(frame.sum(axis=1)))
    return frame


@modest
@given(scales(), some.integers(-100, 100), some.randoms(use_true_random=False))
def test_alpha_does_not_depend_on_order_or_shift(items, shift, random):
    names = list(items.columns)
    random.shuffle(names)
    one, other = st.cronbach_alpha(items), st.cronbach_alpha(items[names] + shift)
    assert other.alpha == pytest.approx(one.alpha, rel=1e-9, abs=1e-9)
    assert other.standardized_alpha == pytest.approx(one.standardized_alpha, rel=1e-9, abs=1e-9)
    placed = other.to_frame().set_index("item").loc[list(items.columns)]
    np.testing.assert_allclose(placed["item_rest_r"], one.item_rest_r, rtol=1e-9, atol=1e-9)


@modest
@given(scales(), some.data())
def test_reversing_is_reversing_the_data(items, data):
    turned = data.draw(some.lists(some.sampled_from(list(items.columns)), unique=True))
    by_hand = items.assign(**{name: 8 - items[name] for name in turned})
    assume(varies(by_hand.sum(axis=1)))
    one, other = st.cronbach_alpha(items, reverse=turned, scale=(1, 7)), st.cronbach_alpha(by_hand)
    assert one == other
    twice = st.cronbach_alpha(by_hand, reverse=turned, scale=(1, 7))
    assert twice == st.cronbach_alpha(items)


@modest
@given(scales())
def test_a_published_matrix_gives_the_same_alpha(items):
    published = st.Moments.from_cov(items.cov(), n=len(items))
    one, other = st.cronbach_alpha(items), st.cronbach_alpha(published)
    assert other.alpha == pytest.approx(one.alpha, rel=1e-9, abs=1e-9)
    assert other.interval()[:2] == pytest.approx(one.interval()[:2], rel=1e-9, abs=1e-9)
    assert other.names == one.names


@modest
@given(scales())
def test_the_interval_holds_alpha_and_widens_with_the_level(items):
    found = st.cronbach_alpha(items)
    narrow, wide = found.interval(0.8), found.interval(0.99)
    assert wide.low <= narrow.low <= found.alpha <= narrow.high <= wide.high <= 1


@modest
@given(scales(columns=(3, 6)))
def test_alpha_if_deleted_is_alpha_without_the_item(items):
    found = st.cronbach_alpha(items).to_frame().set_index("item")["alpha_if_deleted"]
    for name in items:
        rest = items.drop(columns=name)
        if varies(rest.sum(axis=1)):
            assert found[name] == pytest.approx(st.cronbach_alpha(rest).alpha, rel=1e-8, abs=1e-8)


@modest
@given(some.sampled_from([4, 6]).flatmap(lambda k: scales(columns=(k, k))))
def test_the_best_split_is_not_below_alpha(items):
    first, *others = items.columns
    halves = [[first, *rest] for rest in combinations(others, len(items.columns) // 2 - 1)]
    try:
        found = [st.split_half(items, half).guttman for half in halves]
    except (SurveyError, ZeroDivisionError):  # a half without variance
        assume(False)
    alpha = st.cronbach_alpha(items).alpha
    assert max(found) >= alpha - 1e-9
    assert np.mean(found) == pytest.approx(alpha, rel=1e-8, abs=1e-8)


@modest
@given(scales(), some.sampled_from(["odd-even", "first-second"]))
def test_a_split_is_the_correlation_of_two_sums(items, split):
    found = st.split_half(items, split)
    one, other = items[list(found.first)].sum(axis=1), items[list(found.second)].sum(axis=1)
    assume(varies(one) and varies(other))
    assert found.half_r == pytest.approx(np.corrcoef(one, other)[0, 1], rel=1e-9, abs=1e-9)
    assert found.guttman <= 1 + 1e-12
    if len(found.first) == len(found.second):
        assert found.horst == pytest.approx(found.spearman_brown, rel=1e-6, abs=1e-9)
    again = st.split_half(items, list(found.first))
    assert (again.half_r, again.guttman) == (found.half_r, found.guttman)


@modest
@given(scales(columns=(4, 4)))
def test_alpha_of_sums_is_alpha_of_the_summed_columns(items):
    groups = {"a": ["q1", "q2"], "b": ["q3", "q4"]}
    summed = pd.DataFrame({name: items[list(columns)].sum(axis=1) for name, columns in groups.items()})
    assume(all(varies(summed[name]) for name in summed))
    found = st.dimension_reliability(items, groups)
    assert found.of_sums.alpha == pytest.approx(st.cronbach_alpha(summed).alpha, rel=1e-9, abs=1e-9)
    R = items.corr().to_numpy()
    assert found.within_r == pytest.approx((R[0, 1] + R[2, 3]) / 2, abs=1e-9)
    assert found.between_r == pytest.approx(R[:2, 2:].mean(), abs=1e-9)
