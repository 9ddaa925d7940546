"""What must hold for any item table and any scores."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some
from scipy import stats

import surveytools as st
from surveytools.base.warnings import SurveyWarning

modest = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def varies(column):
    return column.min() < column.max()


@some.composite
def scales(draw, columns=(2, 6), blank=0.0):
    """Return answers from 1 to 7 that have something in common, some skipped, no item constant."""
    n, p = draw(some.integers(12, 60)), draw(some.integers(*columns))
    random = np.random.default_rng(draw(some.integers(0, 2**32 - 1)))
    common = random.normal(size=(n, 1)) * draw(some.floats(0, 2))
    X = np.clip(np.rint(4 + common + random.normal(size=(n, p))), 1, 7)
    X[random.random((n, p)) < blank] = np.nan
    frame = pd.DataFrame(X, columns=[f"q{k}" for k in range(1, p + 1)])
    whole = frame.dropna()
    assume(len(whole) > p + 4)
    assume(all(varies(whole[name]) for name in frame))
    assume(varies(whole.sum(axis=1)))
    return frame


def analyzed(items, **options):
    """Return the analysis, without what it warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SurveyWarning)
        return st.item_analysis(items, **options)


def same(one, other):
    columns = [name for name in one.table if name != "item"]
    a, b = (found.table.set_index("item")[columns].astype(float) for found in (one, other))
    np.testing.assert_allclose(b.loc[a.index], a, rtol=1e-8, atol=1e-8)


def by_hand(items, tail=0.27):
    """Return t, df and p of each item, of scipy."""
    T = items.sum(axis=1)
    ordered = np.sort(T)
    rank = max(int(np.floor(tail * len(T) + 0.5)), 1)
    low, high = items[ordered[rank - 1] >= T], items[ordered[-rank] <= T]
    rows = []
    for name in items:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore", RuntimeWarning)
            unequal = stats.levene(low[name], high[name], center="mean").pvalue < 0.05
            found = stats.ttest_ind(high[name], low[name], equal_var=not unequal)
        rows.append((found.statistic, found.df, found.pvalue))
    return np.array(rows), len(low), len(high)


@modest
@given(scales(blank=0.05))
def test_the_critical_ratio_is_that_of_scipy(items):
    found = analyzed(items)
    expected, n_low, n_high = by_hand(items.dropna())
    assert (found.n_low, found.n_high) == (n_low, n_high)
    ours = found.table[["critical_ratio", "df", "p_value"]].to_numpy(float)
    usual = np.isfinite(expected).all(axis=1) & np.isfinite(ours).all(axis=1)
    np.testing.assert_allclose(ours[usual], expected[usual], rtol=1e-8, atol=1e-10)


@modest
@given(scales(blank=0.05))
def test_skewness_and_kurtosis_are_those_of_scipy(items):
    table = analyzed(items).table
    for name, row in table.set_index("item").iterrows():
        known = items[name].dropna()
        assert row["skewness"] == pytest.approx(stats.skew(known, bias=False), rel=1e-9, abs=1e-10)
        assert row["kurtosis"] == pytest.approx(stats.kurtosis(known, bias=False), rel=1e-9, abs=1e-10)


def has_a_first_component(items):
    """Tell whether one component explains more than any other: else its loadings are arbitrary."""
    values = np.linalg.eigvalsh(items.dropna().corr().to_numpy())
    return values[-1] - values[-2] > 1e-6


@modest
@given(scales(blank=0.05), some.randoms(use_true_random=False))
def test_the_order_of_items_and_respondents_does_not_matter(items, random):
    names, rows = list(items.columns), list(items.index)
    random.shuffle(names)
    random.shuffle(rows)
    found = analyzed(items)
    assume(has_a_first_component(items) and abs(found.table["loading"].sum()) > 1e-6)  # else its sign is arbitrary
    same(found, analyzed(items.loc[rows, names]))


@modest
@given(scales(blank=0.05), some.data())
def test_reversing_is_reversing_the_data(items, data):
    turned = data.draw(some.lists(some.sampled_from(list(items.columns)), unique=True))
    reversed_by_hand = items.assign(**{name: 8 - items[name] for name in turned})
    assume(varies(reversed_by_hand.dropna().sum(axis=1)))
    one, other = analyzed(items, reverse=turned, scale=(1, 7)), analyzed(reversed_by_hand, scale=(1, 7))
    same(one, other)
    assert one.suggested == other.suggested


@modest
@given(scales(), some.sampled_from([-1000.0, -0.5, 3.0, 1e6]), some.sampled_from([0.1, 1.0, 7.0]))
def test_shift_and_unit_do_not_matter(items, shift, unit):
    free = ["skewness", "kurtosis", "floor", "ceiling", "critical_ratio", "df", "p_value", "cohen_d", "item_total_r",
            "item_rest_r", "squared_multiple_r", "alpha_if_deleted", "communality", "loading"]  # fmt: skip
    assume(has_a_first_component(items))
    one, other = analyzed(items).table[free], analyzed(items * unit + shift).table[free]
    finite = np.isfinite(one.to_numpy()) & np.isfinite(other.to_numpy())
    np.testing.assert_allclose(other.to_numpy()[finite], one.to_numpy()[finite], rtol=1e-5, atol=1e-6)


@modest
@given(scales())
def test_correlations_and_what_is_in_common(items):
    found = analyzed(items)
    table, T = found.table.set_index("item"), items.sum(axis=1)
    for name in items:
        assert table.loc[name, "item_total_r"] == pytest.approx(np.corrcoef(items[name], T)[0, 1], abs=1e-9)
        others = np.column_stack([np.ones(len(items)), items.drop(columns=name)])
        left = items[name] - others @ np.linalg.lstsq(others, items[name], rcond=None)[0]
        smc = table.loc[name, "squared_multiple_r"]
        assert np.isnan(smc) or smc == pytest.approx(1 - left.var() / items[name].var(), abs=1e-8)
    assert (table["communality"] >= 0).all()
    assert table["communality"].sum() == pytest.approx(np.linalg.eigvalsh(items.corr())[-1], rel=1e-9)
    assert table["loading"].sum() >= 0


@modest
@given(scales(columns=(3, 6), blank=0.03))
def test_dropping_ends_and_its_trail_is_true(items):
    first = analyzed(items)
    try:
        found = first.drop_suggested()
    except st.SurveyError:  # what is left cancels out
        assume(False)
    assert len(found.kept) >= 3
    assert len(found.kept) == 3 or not found.final.suggested
    assert set(found.kept) | set(found.dropped) == set(items.columns)
    left = list(items.columns)
    for _, step in found.trail.iterrows():
        left.remove(step["item"])
        assert step["alpha_after"] == pytest.approx(analyzed(items[left]).alpha, rel=1e-9)


@modest
@given(scales(blank=0.3), some.data())
def test_scores_are_the_means_of_what_was_answered(items, data):
    turned = data.draw(some.lists(some.sampled_from(list(items.columns)), unique=True))
    least = data.draw(some.integers(1, items.shape[1]))
    signed = [f"-{name}" if name in turned else name for name in items]
    found = st.score(items, {"s": signed}, (1, 7), min_answered=least)
    by_hand = items.assign(**{name: 8 - items[name] for name in turned})
    enough = items.notna().sum(axis=1) >= least
    np.testing.assert_allclose(found.scores["s"], by_hand.mean(axis=1).where(enough), rtol=1e-12)
    prorated = st.score(items, {"s": signed}, (1, 7), min_answered=least, method="prorated").scores["s"]
    np.testing.assert_allclose(prorated, found.scores["s"] * items.shape[1], rtol=1e-12)
    sums = st.score(items, {"s": signed}, (1, 7), method="sum").scores["s"]
    np.testing.assert_allclose(sums, by_hand.sum(axis=1, skipna=False), rtol=1e-12)
