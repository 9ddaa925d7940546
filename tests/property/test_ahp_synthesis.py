"""What must hold for any ranking of alternatives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

import surveytools as st
from surveytools.ahp.ranking.rankings import ranks_with_ties
from surveytools.ahp.ranking.sensitivity_lines import rank_shares

pytestmark = pytest.mark.filterwarnings("ignore::surveytools.base.warnings.InconsistentJudgmentsWarning")
SCALE = [*range(1, 10), *(f"1/{k}" for k in range(2, 10))]
MODES = some.sampled_from(["distributive", "ideal"])


@some.composite
def cases(draw):
    """Return weights of two to five criteria, and judgments of two to five alternatives by each."""
    n, m = draw(some.integers(2, 5)), draw(some.integers(2, 5))
    parts = np.array(draw(some.lists(some.integers(1, 20), min_size=n, max_size=n)), float)
    codes, names = [f"c{k}" for k in range(n)], [f"a{k}" for k in range(m)]
    w = dict(zip(codes, (parts / parts.sum()).tolist(), strict=True))
    pairs = m * (m - 1) // 2
    entries = some.lists(some.sampled_from(SCALE), min_size=pairs, max_size=pairs)
    given = {code: st.ahp.Judgments.from_upper(draw(entries), names) for code in codes}
    return st.Weights(st.IndicatorTree.from_nested({"best": codes}), w), given


@given(cases(), MODES)
def test_scores_sum_to_one_and_lie_between_the_local_values(case, mode):
    ranking = st.ahp.rank(*case, mode=mode)
    assert ranking.scores.sum() == pytest.approx(1)
    assert (ranking.scores > 0).all()
    low, high = ranking.local.min(axis=1), ranking.local.max(axis=1)
    total = ranking.node_values.iloc[:, 0]
    assert ((low - 1e-12 <= total) & (total <= high + 1e-12)).all()


@given(cases(), MODES, some.randoms(use_true_random=False))
def test_the_order_of_the_alternatives_does_not_matter(case, mode, random):
    weights, judgments = case
    one = st.ahp.rank(weights, judgments, mode=mode)
    order = list(one.alternatives)
    random.shuffle(order)
    other = st.ahp.rank(weights, {code: of.ordered(order) for code, of in judgments.items()}, mode=mode)
    placed = dict(zip(other.alternatives, other.scores, strict=True))
    np.testing.assert_allclose([placed[name] for name in one.alternatives], one.scores, rtol=1e-9)


@given(cases())
def test_the_total_ratio_by_level_is_never_above_the_largest_local_one(case):
    ranking = st.ahp.rank(*case)
    largest = max(found.consistency_ratio for found in ranking.priorities.values())
    assert ranking.total_consistency_ratio() <= largest + 1e-12
    assert ranking.total_consistency_ratio("cumulative") == pytest.approx(ranking.total_consistency_ratio())


@given(cases(), MODES)
def test_a_copy_of_an_alternative_scores_the_same_and_keeps_the_ideal_order(case, mode):
    weights, judgments = case
    merits = {code: st.ahp.priorities(of).weights for code, of in judgments.items()}
    names = list(next(iter(judgments.values())).labels)

    def ranked(places, called):
        given = {
            code: st.ahp.Measurements(dict(zip(called, w[places].tolist(), strict=True)), "benefit")
            for code, w in merits.items()
        }
        return st.ahp.rank(weights, given, mode=mode).scores

    places = list(range(len(names)))
    before, after = ranked(places, names), ranked([*places, 0], [*names, "copy"])
    assert after[-1] == pytest.approx(after[0], rel=1e-12)
    if mode == "ideal":
        np.testing.assert_allclose(after[:-1] / after[0], before / before[0], rtol=1e-9)


@given(cases(), MODES)
def test_inside_the_stable_range_the_first_stays_first(case, mode):
    found = st.ahp.sensitivity(st.ahp.rank(*case, mode=mode))
    for row in found.stability().itertuples():
        t = np.linspace(row.stable_low, row.stable_high, 5)
        S = found.scores_at(row.code, t)
        assert (S[:, found.leader] >= S.max(axis=1) - 1e-9).all()
        assert row.stable_low <= row.local_weight <= row.stable_high


@given(some.lists(some.floats(0, 1), min_size=1, max_size=8), some.floats(0, 0.5))
def test_ranks_follow_scores(scores, near_tie):
    s = np.array(scores)
    ranks = ranks_with_ties(s, near_tie)
    assert ranks.min() == 1
    order = np.argsort(-s, kind="stable")
    assert (np.diff(ranks[order]) >= 0).all()
    for place in set(ranks.tolist()):
        assert (ranks < place).sum() == place - 1
        tied = s[ranks == place]
        assert tied.max() - tied.min() <= near_tie * tied.max() + 1e-9


@given(some.integers(1, 6), some.integers(1, 30), some.integers(0, 2**32))
def test_shares_of_ranks_sum_to_one_both_ways(m, n, seed):
    S = np.random.default_rng(seed).integers(0, 3, (n, m)).astype(float)
    shares = rank_shares(S)
    np.testing.assert_allclose(shares.sum(axis=0), 1, atol=1e-12)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-12)
