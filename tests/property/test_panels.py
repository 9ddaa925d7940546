"""What must hold for any panel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from surveytools.ahp import HierarchyPanel, Judgments, Panel

pytestmark = pytest.mark.filterwarnings("ignore::surveytools.base.warnings.SurveyWarning")

SCALE = [*range(1, 10), *(f"1/{k}" for k in range(2, 10))]


@some.composite
def panels(draw, fewest=1, most=6, n=None):
    n = n or draw(some.integers(2, 6))
    labels = [f"c{k}" for k in range(n)]
    triangle = some.lists(some.sampled_from(SCALE), min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2)
    uppers = draw(some.lists(triangle, min_size=fewest, max_size=most))
    return {f"e{k}": Judgments.from_upper(upper, labels) for k, upper in enumerate(uppers)}


@given(panels(), some.data())
def test_judgments_and_geometric_priorities_aggregate_alike(judgments, data):
    drawn = data.draw(some.lists(some.floats(0.1, 10), min_size=len(judgments), max_size=len(judgments)))
    v = dict(zip(judgments, drawn, strict=True))
    one, other = (Panel(judgments, aggregate=how, expert_weights=v) for how in ("aij", "aip_geometric"))
    np.testing.assert_allclose(one.weights, other.weights, rtol=1e-9)
    np.testing.assert_allclose(one.weights, one.priorities().weights, rtol=1e-9)


@given(panels(fewest=2), some.randoms(use_true_random=False), some.sampled_from(["aij", "aip_arithmetic"]))
def test_the_order_of_experts_does_not_matter(judgments, random, aggregate):
    names = list(judgments)
    random.shuffle(names)
    one = Panel(judgments, aggregate=aggregate)
    other = Panel({name: judgments[name] for name in names}, aggregate=aggregate)
    np.testing.assert_allclose(one.weights, other.weights, rtol=1e-9)
    np.testing.assert_allclose(one.printed_limits(), other.printed_limits(), rtol=1e-6)
    assert one.consensus().consensus == pytest.approx(other.consensus().consensus)


@given(panels(fewest=2))
def test_weights_lie_inside_their_intervals(judgments):
    found = Panel(judgments)
    low, high = found.printed_limits()
    known = ~np.isnan(low)
    assert (low[known] <= found.weights[known]).all()
    assert (found.weights[known] <= high[known]).all()
    assert ((low[known] >= 0) & (high[known] <= 1)).all()


@given(panels(fewest=2))
def test_consensus_lies_between_its_floor_and_one(judgments):
    found = Panel(judgments).consensus(largest=9**2)
    assert found.floor - 1e-9 <= found.consensus <= 1 + 1e-9
    assert found.consensus <= found.homogeneity + 1e-9


@given(panels(fewest=2))
def test_experts_who_say_the_same_change_nothing(judgments):
    doubled = judgments | {f"{name} again": one for name, one in judgments.items()}
    np.testing.assert_allclose(Panel(judgments).weights, Panel(doubled).weights, rtol=1e-9)
    assert Panel(judgments).consensus().consensus == pytest.approx(Panel(doubled).consensus().consensus)


@given(panels(fewest=2), some.integers(0, 5), some.integers(0, 20))
def test_a_gap_filled_with_what_the_panel_thinks_is_no_answer(judgments, who, pair):
    name = list(judgments)[who % len(judgments)]
    A = judgments[name].matrix.copy()
    i, j = (part[pair % len(part)] for part in np.triu_indices(len(A), 1))
    A[i, j] = A[j, i] = np.nan
    pooled = Panel(judgments | {name: Judgments(A, judgments[name].labels)})
    ratio = pooled.weights[i] / pooled.weights[j]
    A[i, j], A[j, i] = ratio, 1 / ratio
    np.testing.assert_allclose(Panel(judgments | {name: Judgments(A, judgments[name].labels)}).weights, pooled.weights,
                               rtol=1e-8)  # fmt: skip


@given(panels(fewest=2, n=3))
def test_a_hierarchy_of_one_level_is_a_panel(judgments):
    flat = Panel(judgments)
    tree = HierarchyPanel({"goal": list(flat.labels)}, {name: {"goal": one} for name, one in judgments.items()})
    np.testing.assert_allclose(tree.estimates(), flat.weights)
    np.testing.assert_allclose(tree.printed_limits(), flat.printed_limits())
