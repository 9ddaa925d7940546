"""What must hold for any judgments."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.hierarchies import Hierarchy
from surveytools.ahp.incompleteness import components
from surveytools.ahp.prioritization import METHODS, derived
from surveytools.ahp.scales import SCALES
from surveytools.ahp.survey_answers import from_survey

pytestmark = pytest.mark.filterwarnings("ignore::surveytools.base.warnings.InconsistentJudgmentsWarning")

SCALE = [*range(1, 10), *(f"1/{k}" for k in range(2, 10))]
methods = some.sampled_from(list(METHODS))


@some.composite
def saaty_judgments(draw, smallest=1, largest=9):
    n = draw(some.integers(smallest, largest))
    pairs = n * (n - 1) // 2
    return Judgments.from_upper(draw(some.lists(some.sampled_from(SCALE), min_size=pairs, max_size=pairs)))


@given(some.lists(some.floats(1e-3, 1e3), min_size=1, max_size=12), methods)
def test_consistent_judgments_give_back_their_weights(weights, method):
    w = np.array(weights) / sum(weights)
    found = derived(Judgments(w[:, None] / w), method, "saaty1980")
    np.testing.assert_allclose(found.weights, w, rtol=1e-9)
    assert found.lambda_max == pytest.approx(len(w))
    assert found.consistency_ratio == pytest.approx(0, abs=1e-9)
    assert found.consistency_ratio_perron == pytest.approx(0, abs=1e-9)


@given(saaty_judgments())
def test_transposing_inverts_geometric_weights(judgments):
    w = derived(judgments, "geometric", "saaty1980").weights
    turned = derived(Judgments(judgments.matrix.T), "geometric", "saaty1980").weights
    np.testing.assert_allclose(turned, (1 / w) / (1 / w).sum(), rtol=1e-10)


@given(saaty_judgments(), methods, some.randoms(use_true_random=False))
def test_the_order_of_labels_does_not_matter(judgments, method, random):
    order = list(judgments.labels)
    random.shuffle(order)
    one, other = (derived(given, method, "saaty1980") for given in (judgments, judgments.ordered(order)))
    placed = dict(zip(other.labels, other.weights, strict=True))
    np.testing.assert_allclose([placed[label] for label in one.labels], one.weights, rtol=1e-9)
    assert other.consistency_ratio == pytest.approx(one.consistency_ratio, abs=1e-9)


@given(saaty_judgments(smallest=3, largest=3))
def test_geometric_and_eigenvector_weights_of_three_are_the_same(judgments):
    geometric, eigenvector = (derived(judgments, method, "saaty1980") for method in ("geometric", "eigenvector"))
    np.testing.assert_allclose(geometric.weights, eigenvector.weights, rtol=1e-9)
    assert geometric.consistency_ratio == pytest.approx(eigenvector.consistency_ratio, abs=1e-9)


@given(saaty_judgments(), methods)
def test_ratios_are_never_negative_and_weights_sum_to_one(judgments, method):
    found = derived(judgments, method, "simulated")
    assert min(found.consistency_ratio, found.consistency_ratio_perron) >= 0
    assert found.weights.min() > 0
    assert found.weights.sum() == pytest.approx(1)


@given(saaty_judgments(smallest=3))
def test_least_squares_of_complete_judgments_are_the_geometric_mean(judgments):
    by_rows, by_squares = (derived(judgments, method, "saaty1980") for method in ("geometric", "least_squares"))
    np.testing.assert_allclose(by_squares.weights, by_rows.weights, rtol=1e-10)


@some.composite
def judgments_with_gaps(draw):
    judgments = draw(saaty_judgments(smallest=3, largest=7))
    pairs = list(combinations(range(len(judgments)), 2))
    A = judgments.matrix.copy()
    for i, j in draw(some.lists(some.sampled_from(pairs), max_size=len(pairs) - 2, unique=True)):
        A[i, j] = A[j, i] = np.nan
    assume(len(components(~np.isnan(A))) == 1)
    return Judgments(A)


@settings(deadline=None)
@given(judgments_with_gaps(), methods, some.sampled_from(["lls", "eigenvector", "harker"]))
def test_completed_judgments_keep_their_answers_and_the_best_completion_is_best(judgments, method, how):
    found = derived(judgments, method, "saaty1980", how)
    known = ~np.isnan(judgments.matrix)
    np.testing.assert_allclose(found.completed.matrix[known], judgments.matrix[known], rtol=1e-9)
    assert found.weights.sum() == pytest.approx(1)
    best = derived(judgments, method, "saaty1980", "eigenvector")
    assert best.lambda_perron <= found.lambda_perron + 1e-9


@settings(deadline=None)
@given(judgments_with_gaps(), some.sampled_from(["lls", "eigenvector", "harker"]), some.randoms(use_true_random=False))
def test_the_order_of_labels_does_not_matter_with_gaps(judgments, how, random):
    order = list(judgments.labels)
    random.shuffle(order)
    one, other = (derived(given, "eigenvector", "saaty1980", how) for given in (judgments, judgments.ordered(order)))
    placed = dict(zip(other.labels, other.weights, strict=True))
    np.testing.assert_allclose([placed[label] for label in one.labels], one.weights, rtol=1e-6)


@given(saaty_judgments(smallest=2), some.sampled_from(list(SCALES)))
def test_scales_keep_the_direction_of_every_judgment(judgments, scale):
    ratios = judgments.on_scale(scale).matrix
    assert (np.sign(np.log(ratios)) == np.sign(np.log(judgments.matrix))).all()


@given(saaty_judgments())
def test_transposing_leaves_the_indices_of_contradiction(judgments):
    one, other = (derived(given, "geometric", "saaty1980") for given in (judgments, Judgments(judgments.matrix.T)))
    assert other.geometric_consistency == pytest.approx(one.geometric_consistency, abs=1e-9)
    assert other.koczkodaj == pytest.approx(one.koczkodaj, abs=1e-9)
    assert other.lambda_perron == pytest.approx(one.lambda_perron)


@some.composite
def signed_surveys(draw):
    n = draw(some.integers(2, 5))
    pairs = n * (n - 1) // 2
    code = some.sampled_from([*range(-9, -1), *range(1, 10)])
    return draw(some.lists(some.lists(code, min_size=pairs, max_size=pairs), min_size=1, max_size=5)), n


@given(signed_surveys(), some.randoms(use_true_random=False))
def test_columns_are_found_by_name_whatever_their_order_and_direction(survey, random):
    rows, n = survey
    labels = [f"c{k}" for k in range(n)]
    pairs = list(combinations(labels, 2))
    frame = pd.DataFrame(rows, columns=[f"{a}_{b}" for a, b in pairs])
    there = from_survey(frame, labels, direction="positive_favors_first")
    turned = frame.set_axis([f"{b}_{a}" for a, b in pairs], axis=1)
    columns = list(turned.columns)
    random.shuffle(columns)
    back = from_survey(turned[columns], labels, direction="positive_favors_second")
    np.testing.assert_allclose(back.upper, there.upper, rtol=1e-12)
    assert there[0] == Judgments.from_upper([x if x > 0 else f"1/{-x}" for x in rows[0]], labels)


@given(saaty_judgments())
def test_printed_cells_are_read_back(judgments):
    assert Judgments(judgments.cell_texts()) == judgments


@given(some.lists(saaty_judgments(largest=5), min_size=1, max_size=4), saaty_judgments(largest=4), methods)
def test_the_total_by_level_is_never_above_the_largest_local_one(parts, goal, method):
    parts = [parts[k % len(parts)] for k in range(len(goal))]
    tree = {"goal": {f"d{k}": [f"d{k}i{j}" for j in range(len(part))] for k, part in enumerate(parts)}}
    judgments = {"goal": goal.matrix} | {f"d{k}": part.matrix for k, part in enumerate(parts)}
    hierarchy = Hierarchy(tree, judgments, method=method)
    local = [hierarchy.priorities[f"d{k}"].consistency_ratio for k in range(len(parts))]
    total = hierarchy.total_consistency_ratio("level")
    assert 0 <= total <= max(local) + 1e-12
    assert hierarchy.total_consistency_ratio("cumulative") >= total - 1e-12
    leaves = hierarchy.tree.leaves()
    assert sum(hierarchy.weights().overall[leaf] for leaf in leaves) == pytest.approx(1)
