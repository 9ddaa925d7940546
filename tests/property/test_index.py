"""What must hold for any index."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some
from scipy import stats

import surveytools as st
from surveytools.base.labels import Text
from surveytools.index.comparing import holm, mean_interval, welch

modest = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
SHAPES = {"quality": {"content": ["C1", "C2", "C3"], "speed": ["S1", "S2"], "looks": ["L1"]}}


@some.composite
def indices(draw, holes=False):
    """Return answers, weights and the items that are reversed."""
    random = np.random.default_rng(draw(some.integers(0, 2**32 - 1)))
    turned = draw(some.sets(some.sampled_from(["C1", "C2", "C3", "S1", "S2", "L1"])))
    tree = st.IndicatorTree(
        tuple(
            st.Indicator(node.code, node.name, node.parent, node.item, node.item in turned)
            for node in st.IndicatorTree.from_nested(SHAPES)
        )
    )
    local = {}
    for node in tree.nodes:
        w = random.dirichlet(np.ones(len(tree.children(node))))
        local |= dict(zip(tree.children(node), (w / w.sum()).tolist(), strict=True))
    X = random.integers(1, 6, (draw(some.integers(3, 20)), 6)).astype(float)
    if holes:
        X[random.random(X.shape) < 0.3] = np.nan
    return pd.DataFrame(X, columns=list(tree.items())), st.Weights(tree, local), turned


def turned_around(answers, turned):
    return answers.assign(**{name: 6 - answers[name] for name in turned})


@modest
@given(indices())
def test_the_index_is_the_dot_product_of_overall_weights_and_answers(case):
    answers, weights, turned = case
    index = st.build_index(answers, weights, scale=(1, 5))
    w = [weights.overall[leaf] for leaf in weights.tree.leaves()]
    expected = turned_around(answers, turned)[list(weights.tree.items())] @ w
    np.testing.assert_allclose(index.scores["quality"], expected, rtol=1e-12)
    assert index.value == pytest.approx(expected.mean())


@modest
@given(indices(holes=True))
def test_the_index_stays_on_the_scale_whatever_is_skipped(case):
    answers, weights, _ = case
    assume(answers.notna().any(axis=1).sum() > 1)
    index = st.build_index(answers, weights, scale=(1, 5))
    scores = index.scores["quality"].dropna()
    assert scores.between(1 - 1e-12, 5 + 1e-12).all()
    assert (index.n_used, index.n_total) == (len(scores), len(answers))


@modest
@given(indices(), some.randoms(use_true_random=False))
def test_names_do_not_matter(case, random):
    answers, weights, _ = case
    codes = list(weights.tree.codes)
    other = dict(zip(codes, random.sample([f"n{k}" for k in range(len(codes))], len(codes)), strict=True))
    tree = st.IndicatorTree(
        tuple(
            st.Indicator(
                other[node.code], Text("same", "同"), other.get(node.parent), node.item and f"item {node.item}",
                node.reversed,
            )
            for node in weights.tree
        )
    )  # fmt: skip
    renamed = st.Weights(tree, {other[code]: weight for code, weight in weights.local.items()})
    one = st.build_index(answers, weights, scale=(1, 5))
    two = st.build_index(answers.add_prefix("item ").sample(frac=1, axis=1, random_state=1), renamed, scale=(1, 5))
    np.testing.assert_array_equal(two.scores[other["quality"]], one.scores["quality"])


@modest
@given(indices(), some.integers(2, 4))
def test_groups_and_their_differences(case, k):
    answers, weights, _ = case
    groups = [f"g{row % k}" for row in range(len(answers))]
    index = st.build_index(answers, weights, scale=(1, 5), groups=groups)
    table, scores = index.by_group().set_index("group"), index.scores["quality"].groupby(groups)
    np.testing.assert_allclose(table["index"], scores.mean()[table.index], rtol=1e-12)
    assert table["n"].sum() == len(answers)
    assert table["index"].is_monotonic_decreasing
    np.testing.assert_allclose(table["index_100"], 25 * (table["index"] - 1), atol=1e-9)
    tests = index.differences()
    assert len(tests) == len(table) * (len(table) - 1) / 2
    assert (tests["difference"] >= 0).all()
    known = tests.dropna()
    assert (known["p_adjusted"] >= known["p_value"]).all()


@modest
@given(indices())
def test_contributions_sum_to_the_difference(case):
    answers, weights, _ = case
    index = st.build_index(answers, weights, scale=(1, 5), groups=[f"g{row % 3}" for row in range(len(answers))])
    table = index.by_group().set_index("group")["index"]
    for name, parts in index.contributions().items():
        assert parts.sum() == pytest.approx(table.iloc[0] - table[name], abs=1e-9)


samples = some.lists(some.floats(-100, 100), min_size=2, max_size=20).map(np.array)


@modest
@given(samples, samples)
def test_welch_is_that_of_scipy(x, y):
    assume(x.std() > 1e-3)
    assume(y.std() > 1e-3)
    expected = stats.ttest_ind(x, y, equal_var=False)
    t, df, p = welch(x, y)
    assert (t, df) == pytest.approx((expected.statistic, expected.df), rel=1e-9)
    assert p == pytest.approx(expected.pvalue, rel=1e-7)


@modest
@given(samples, some.floats(0.5, 0.999))
def test_the_interval_of_a_mean_is_that_of_scipy(x, level):
    assume(x.std() > 1e-3)
    expected = stats.ttest_1samp(x, 0).confidence_interval(level)
    assert mean_interval(x, level) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-9)


@modest
@given(some.lists(some.floats(0, 1), min_size=1, max_size=12))
def test_holm_is_monotone_and_never_below_the_raw_p(p):
    adjusted = holm(p)
    assert (adjusted >= np.array(p)).all()
    assert (adjusted <= 1).all()
    order = np.argsort(p, kind="stable")
    assert (np.diff(adjusted[order]) >= 0).all()
    assert adjusted[order[0]] == min(1, p[order[0]] * len(p))


def test_holm_by_hand():
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])
    np.testing.assert_allclose(holm([0.03, float("nan"), 0.02]), [0.04, np.nan, 0.04])
    assert len(holm([])) == 0
