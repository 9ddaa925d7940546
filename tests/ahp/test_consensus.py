import itertools
import math

import numpy as np
import pytest

import surveytools as st
from surveytools.ahp import Judgments, Panel
from surveytools.ahp.consensus_indices import (
    consensus,
    consensus_floor,
    consensus_of,
    garuti_compatibility,
    rank_concordance,
    saaty_compatibility,
)
from surveytools.ahp.opinion_clusters import clusters_of, divided, silhouettes
from surveytools.base.errors import OptionError, SampleSizeError

X, Y = np.array([0.6, 0.3, 0.1]), np.array([0.1, 0.3, 0.6])
LABELS = ("price", "speed", "looks")


def dominated(subsets, n, largest=9.0):
    W = np.ones((len(subsets), n))
    for k, subset in enumerate(subsets):
        W[k, list(subset)] = largest
    return W / W.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(("n", "K"), [(2, 2), (2, 3), (3, 2), (3, 3), (3, 4), (4, 2), (4, 3), (5, 2), (5, 3), (6, 2)])
def test_no_experts_disagree_more_than_the_floor(n, K):
    subsets = [subset for m in range(1, n) for subset in itertools.combinations(range(n), m)]
    starts = [tuple(range(m)) for m in range(1, n)]
    v = np.full(K, 1 / K)
    found = min(
        consensus(dominated((start, *rest), n), v, 9)
        for start in starts
        for rest in itertools.combinations_with_replacement(subsets, K - 1)
    )
    assert consensus_floor(K, n, 9) == pytest.approx(max(found, 0), abs=1e-12)


def test_the_floor_is_below_that_of_one_dominant_criterion_each():
    assert consensus_floor(2, 5, 9) == pytest.approx(0.3004, abs=5e-5)
    assert consensus(dominated([(0,), (1,)], 5), np.full(2, 0.5), 9) == pytest.approx(0.4292, abs=5e-5)
    assert consensus_floor(5, 5, 9) == pytest.approx(0, abs=1e-12)


def test_experts_of_more_weight_pull_the_consensus_up():
    W = np.array([X, X, Y])
    equal, heavy = (consensus_of(W, np.array(v), 9) for v in ([1 / 3] * 3, [0.45, 0.45, 0.1]))
    assert heavy.consensus > equal.consensus
    assert math.isnan(heavy.floor)
    assert heavy.kendall_w == equal.kendall_w


def test_consensus_counts_a_doubled_expert_as_one_of_double_weight():
    one = consensus_of(np.array([X, X, Y]), np.full(3, 1 / 3), 9)
    other = consensus_of(np.array([X, Y]), np.array([2, 1]) / 3, 9)
    assert one.consensus == pytest.approx(other.consensus)
    assert one.homogeneity == pytest.approx(other.homogeneity)


def test_ranks_with_ties_agree_with_kendall_w():
    W = np.array([[0.4, 0.4, 0.1, 0.1], [0.5, 0.2, 0.2, 0.1], [0.1, 0.4, 0.3, 0.2]])
    whole = st.kendall_w(W.T)
    assert rank_concordance(W) == (pytest.approx(whole.w), pytest.approx(whole.p_value))


def test_ranks_of_experts_who_find_all_equal_are_undefined():
    assert all(math.isnan(value) for value in rank_concordance(np.full((3, 4), 0.25)))


def test_compatibility_by_hand():
    ratios = X / Y
    assert saaty_compatibility(X, Y) == pytest.approx((ratios[:, None] / ratios).sum() / 9)
    assert garuti_compatibility(X, Y) == pytest.approx(0.35 / 6 + 0.3 + 0.35 / 6)
    assert saaty_compatibility(X, X) == pytest.approx(1)
    assert garuti_compatibility(X, X) == pytest.approx(1)


@pytest.mark.parametrize(
    ("value", "words"), [(0.49, "very low"), (0.5, "low"), (0.63, "moderate"), (0.75, "high"), (0.88, "very high")]
)
def test_words(value, words):
    one = consensus_of(np.array([X, Y]), np.full(2, 0.5), 9)
    assert one.verdict().en == "low"
    assert type(one)(value, 0, 0, 0, 0, 2).verdict().en == words


def panel(*uppers):
    return Panel({f"E{k}": Judgments.from_upper(upper, LABELS) for k, upper in enumerate(uppers, 1)})


def test_a_larger_scale_expects_more_disagreement():
    found = panel((2, 4, 2), (3, 6, 2), (1, 2, 2))
    assert found.consensus().consensus < found.consensus(largest=81).consensus < 1
    with pytest.raises(OptionError) as caught:
        found.consensus(largest=1)
    assert str(caught.value) == "largest=1 is no largest judgment\nHint: Give a number above 1, such as 9."


TWO_CAMPS = [
    (2, 4, 2),
    (2, 5, 2),
    (3, 5, 2),
    ("1/4", "1/2", 2),
    ("1/4", "1/3", 2),
    ("1/5", "1/2", 2),
    ("1/5", "1/3", 2),
]


def test_groups_of_opinion():
    found = panel(*TWO_CAMPS).clusters()
    assert found.groups == (("E4", "E5", "E6", "E7"), ("E1", "E2", "E3"))
    assert found.silhouette == pytest.approx(divided(logs(panel(*TWO_CAMPS)))[1])
    np.testing.assert_allclose(found.weights.sum(axis=1), 1)
    camp = Panel({f"E{k}": Judgments.from_upper(one, LABELS) for k, one in enumerate(TWO_CAMPS[:3])})
    np.testing.assert_allclose(found.weights[1], camp.weights)
    assert found.headline().en == "2 groups of opinion, of 4 and 3 experts; mean silhouette 0.91."
    assert found.headline().zh == "专家意见分为 2 类，人数分别为 4、3；平均轮廓系数 0.91。"
    assert list(found.to_frame().columns) == ["cluster", "n_experts", "experts", "w1", "w2", "w3"]


def logs(found):
    y = np.log(found.individual_weights)
    return y - y.mean(axis=1, keepdims=True)


def test_silhouettes_by_hand():
    D = np.abs(np.array([[0.0], [1], [5], [9]]) - np.array([0.0, 1, 5, 9]))
    found = silhouettes(D, np.array([0, 0, 1, 2]))
    np.testing.assert_allclose(found, [(5 - 1) / 5, (4 - 1) / 4, 0, 0])


def test_experts_all_around_make_one_group():
    angles = np.arange(8) * np.pi / 4
    logs = np.column_stack([np.cos(angles), np.cos(angles - 2 * np.pi / 3), np.cos(angles + 2 * np.pi / 3)])
    W = np.exp(logs) / np.exp(logs).sum(axis=1, keepdims=True)
    found = clusters_of(W, list("abcdefgh"), LABELS)
    assert found.groups == (tuple("abcdefgh"),)
    assert found.headline().en == (
        f"No separate groups of opinion: the best division has a mean silhouette of {found.silhouette:.2f}, not above "
        ".50."
    )
    assert "未发现明显的意见分群" in found.headline().zh


def test_experts_of_one_mind_are_one_group():
    found = clusters_of(np.tile(X, (6, 1)), list("abcdef"), LABELS)
    assert found.groups == (tuple("abcdef"),)
    assert found.silhouette == 0


def test_five_experts_are_too_few():
    with pytest.raises(SampleSizeError) as caught:
        panel(*TWO_CAMPS[:5]).clusters()
    assert str(caught.value) == (
        "there are 5 experts with weights of their own, too few to divide\nHint: Groups need six or more."
    )
