"""What must hold for KMO and Bartlett's test of any correlations."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

import surveytools as st

modest = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@some.composite
def answers(draw):
    p = draw(some.integers(3, 7))
    random = np.random.default_rng(draw(some.integers(0, 2**32 - 1)))
    X = random.normal(size=(p + 15, p)) + random.normal(size=(p + 15, 1))
    return pd.DataFrame(X, columns=[f"q{k}" for k in range(1, p + 1)])


@modest
@given(answers(), some.randoms(use_true_random=False), some.data())
def test_order_and_sign_do_not_matter(items, random, data):
    names = list(items.columns)
    random.shuffle(names)
    turned = data.draw(some.lists(some.sampled_from(names), unique=True))
    one, other = st.kmo(items), st.kmo(items[names], reverse=turned, scale=(-100, 100))
    assert other.kmo == pytest.approx(one.kmo, rel=1e-8)
    np.testing.assert_allclose(other.msa[list(items.columns)], one.msa, rtol=1e-8)
    tests = st.bartlett_sphericity(items), st.bartlett_sphericity(items[names] * -3 + 1)
    assert tests[1].chi2 == pytest.approx(tests[0].chi2, rel=1e-8)


@modest
@given(answers())
def test_all_lie_between_0_and_1(items):
    found = st.kmo(items)
    assert 0 <= found.kmo <= 1
    assert found.msa.between(0, 1).all()
    assert found.msa.min() <= found.kmo <= found.msa.max()


@modest
@given(answers())
def test_published_matrices_give_the_same(items):
    n = len(items)
    for published in (st.Moments.from_cov(items.cov(), n=n), st.Moments.from_corr(items.corr(), n=n)):
        assert st.kmo(published).kmo == pytest.approx(st.kmo(items).kmo, rel=1e-8)
        assert st.bartlett_sphericity(published).chi2 == pytest.approx(st.bartlett_sphericity(items).chi2, rel=1e-8)


@modest
@given(answers(), some.lists(some.integers(10, 10_000), min_size=2, max_size=6, unique=True))
def test_bartlett_grows_with_n(items, sizes):
    R = items.corr()
    found = [st.bartlett_sphericity(st.Moments.from_corr(R, n=n)) for n in sorted(sizes)]
    chi2, p = [test.chi2 for test in found], [test.p_value for test in found]
    assert chi2 == sorted(chi2)
    assert p == sorted(p, reverse=True)
    assert len({test.df for test in found}) == 1
