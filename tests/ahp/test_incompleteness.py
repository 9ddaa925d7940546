import json
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from surveytools.ahp import Judgments, priorities
from surveytools.ahp.consistency import perron
from surveytools.ahp.incompleteness import (
    check_connected,
    completed,
    components,
    harker_weights,
    least_squares_weights,
    pooled_least_squares,
)
from surveytools.ahp.random_index import TABLES
from surveytools.ahp.weighting_methods import geometric_weights, weighted_least_squares_weights
from surveytools.base.errors import JudgmentsError, OptionError
from surveytools.base.warnings import InconsistentJudgmentsWarning

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "ahp_incomplete.json").read_text(encoding="utf-8"))
CASES = {case["name"]: case for case in GOLDEN["matrices"]}
HOUSING = "Bozoki 8 x 8, housing"
HOW = ("lls", "eigenvector", "harker")
inconsistent = pytest.mark.filterwarnings("ignore::surveytools.base.warnings.InconsistentJudgmentsWarning")


def judgments_of(name):
    case = CASES[name]
    return Judgments.from_pairs(
        {tuple(pair): cell for pair, cell in case["pairs"].items()}, labels=list(case["labels"])
    )


class TestGaps:
    @pytest.mark.parametrize("empty", [None, float("nan"), "", "  ", "　", pd.NA, pd.NaT])
    def test_a_pair_is_unanswered_where_both_cells_are_empty(self, empty):
        judgments = Judgments([[1, 2, empty], ["1/2", 1, 3], [empty, "1/3", 1]], ["a", "b", "c"])
        assert not judgments.is_complete
        assert judgments.missing_pairs == (("a", "c"),)
        assert np.isnan(judgments.matrix[0, 2])
        assert np.isnan(judgments.matrix[2, 0])
        assert judgments.cell_texts() == (("1", "2", ""), ("1/2", "1", "3"), ("", "1/3", "1"))
        assert Judgments(judgments.cell_texts(), ["a", "b", "c"]) == judgments

    def test_complete_judgments_have_none(self):
        judgments = Judgments([[1, 2], ["1/2", 1]])
        assert judgments.is_complete
        assert judgments.missing_pairs == ()

    def test_pairs_left_out_of_the_labels(self):
        judgments = Judgments.from_pairs({("a", "b"): 2}, labels=["a", "b", "c"])
        assert judgments.missing_pairs == (("a", "c"), ("b", "c"))
        assert Judgments.from_pairs([("a", "b", 2), ("b", "c", None)], labels=["a", "b", "c"]) == judgments

    def test_the_upper_triangle_and_a_frame(self):
        judgments = Judgments.from_upper([2, None, "3"])
        frame = pd.DataFrame([["1", "2", ""], ["1/2", "1", "3"], ["", "1/3", "1"]])
        assert judgments == Judgments.from_frame(frame.set_axis(["1", "2", "3"]).set_axis(["1", "2", "3"], axis=1))
        assert judgments.ordered(["3", "2", "1"]).missing_pairs == (("3", "1"),)


class TestConnection:
    def test_groups(self):
        known = np.eye(5, dtype=bool)
        known[0, 3] = known[3, 0] = known[1, 4] = known[4, 1] = True
        assert [group.tolist() for group in components(known)] == [[0, 3], [1, 4], [2]]

    def test_a_long_chain_is_one_group(self):
        known = np.eye(40, dtype=bool) | np.eye(40, k=1, dtype=bool) | np.eye(40, k=-1, dtype=bool)
        assert len(components(known)) == 1
        check_connected(known, [str(k) for k in range(40)])

    def test_unconnected_groups_are_named(self):
        judgments = Judgments.from_pairs({("a", "b"): 2, ("c", "d"): 3}, labels=list("abcd"))
        with pytest.raises(JudgmentsError) as caught:
            priorities(judgments, complete="lls")
        assert str(caught.value) == (
            "no comparison connects (a, b) with (c, d)\n"
            "Hint: Compare 'a' with 'c', or any other pair across the groups."
        )


class TestCompletion:
    @pytest.mark.parametrize("name", CASES)
    def test_the_smallest_eigenvalue_fills_in_what_is_published(self, name):
        case, judgments = CASES[name], judgments_of(name)
        A = completed(judgments.matrix, "eigenvector")
        found = {a + b: A[judgments.labels.index(a), judgments.labels.index(b)] for a, b in case["filled"]}
        tolerance = case.get("tolerance", 0.6 * 10.0 ** -case["decimals"])
        assert found == {pair: pytest.approx(x, abs=tolerance) for pair, x in case["filled"].items()}
        largest, w = perron(A)
        value, decimals = case["lambda_max"]
        assert largest == pytest.approx(value, abs=0.6 * 10.0**-decimals)
        np.testing.assert_allclose(w, case["weights"], atol=6e-5)

    def test_the_smallest_eigenvalue_is_stationary(self):
        judgments = judgments_of(HOUSING)
        A = completed(judgments.matrix, "eigenvector")
        right, left = perron(A)[1], perron(A.T)[1]
        flow = left[:, None] * A * right
        gaps = np.isnan(judgments.matrix)
        np.testing.assert_allclose(flow[gaps], flow.T[gaps], rtol=1e-8)

    def test_no_other_completion_has_a_smaller_eigenvalue(self):
        A = judgments_of(HOUSING).matrix
        smallest = perron(completed(A, "eigenvector"))[0]
        assert smallest <= min(perron(completed(A, how))[0] for how in HOW)
        assert perron(completed(A, "lls"))[0] == pytest.approx(GOLDEN["lls_lambda"][HOUSING], abs=6e-7)

    @pytest.mark.parametrize("how", HOW)
    def test_what_was_answered_stays_and_reciprocals_are_filled_in(self, how):
        judgments = judgments_of(HOUSING)
        A, known = completed(judgments.matrix, how), ~np.isnan(judgments.matrix)
        np.testing.assert_allclose(A[known], judgments.matrix[known], rtol=1e-12)
        np.testing.assert_allclose(A * A.T, 1, rtol=1e-10)

    @pytest.mark.parametrize("how", HOW)
    def test_consistent_judgments_are_completed_consistently(self, how):
        w = np.array([0.4, 0.3, 0.2, 0.1])
        A = w[:, None] / w
        A[0, 2] = A[2, 0] = A[1, 3] = A[3, 1] = np.nan
        np.testing.assert_allclose(completed(A, how), w[:, None] / w, rtol=1e-7)

    def test_harkers_weights_solve_his_matrix(self):
        A = judgments_of(HOUSING).matrix
        B = np.where(np.isnan(A), 0, A) + np.diag(np.isnan(A).sum(axis=1))
        w = harker_weights(A)
        ratio = B @ w / w
        np.testing.assert_allclose(ratio, ratio[0], rtol=1e-10)

    def test_harkers_replacement_in_the_house(self):
        entries = [5, 3, 7, 6, 6, "1/3", "1/4", "1/3", 5, 3, 3, "1/5", "1/7", 6, 3, 4, None, "1/5", "1/3", "1/4",
                   "1/7", "1/8", "1/2", "1/5", "1/6", "1/5", "1/6", "1/2"]  # fmt: skip
        found = priorities(Judgments.from_upper(entries), "eigenvector", complete="harker")
        assert found.completed.matrix[2, 6] == pytest.approx(0.45867, abs=5e-6)
        assert found.consistency_index / TABLES["saaty2005"].by_n[8] == pytest.approx(0.0828, abs=5e-5)


class TestLeastSquares:
    def test_without_gaps_it_is_the_geometric_mean(self):
        A = completed(judgments_of(HOUSING).matrix, "harker")
        np.testing.assert_allclose(least_squares_weights(A), geometric_weights(A), rtol=1e-12)

    def test_with_gaps_the_sum_of_squares_is_smallest(self):
        A = judgments_of(HOUSING).matrix

        def squares(y):
            return np.nansum((np.log(A) - y[:, None] + y) ** 2)

        y = np.log(least_squares_weights(A))
        found = minimize(squares, np.zeros(8), tol=1e-12)
        assert squares(y) <= found.fun + 1e-9
        np.testing.assert_allclose(y - y.mean(), found.x - found.x.mean(), atol=1e-4)

    def test_experts_who_answered_everything_pool_to_the_geometric_mean(self):
        rng = np.random.default_rng(3)
        logs = rng.normal(size=(4, 5, 5))
        logs -= logs.transpose(0, 2, 1)
        v = np.array([0.4, 0.3, 0.2, 0.1])
        pooled = pooled_least_squares(logs, np.ones(logs.shape, bool), v)
        np.testing.assert_allclose(pooled, geometric_weights(np.exp(np.tensordot(v, logs, 1))), rtol=1e-12)

    def test_experts_together_connect_what_one_alone_leaves_open(self):
        logs = np.full((2, 3, 3), np.nan)
        logs[0, 0, 1], logs[1, 1, 2] = np.log(2), np.log(4)
        known = ~np.isnan(logs) | ~np.isnan(logs.transpose(0, 2, 1))
        logs = np.where(np.isnan(logs), -logs.transpose(0, 2, 1), logs)
        np.testing.assert_allclose(pooled_least_squares(logs, known, np.array([0.5, 0.5])), [8 / 13, 4 / 13, 1 / 13])

    @pytest.mark.parametrize("name", CASES)
    def test_weighted_least_squares_is_a_minimum(self, name):
        A = judgments_of(name).matrix

        def squares(x):
            w = np.append(x, 1 - x.sum())
            return np.nansum((A * w - w[:, None]) ** 2)

        w = weighted_least_squares_weights(A)
        assert w.sum() == pytest.approx(1)
        assert w.min() > 0
        found = minimize(squares, np.full(len(w) - 1, 1 / len(w)), tol=1e-14)
        assert squares(w[:-1]) <= found.fun + 1e-9
        np.testing.assert_allclose(w[:-1], found.x, atol=1e-5)


class TestPriorities:
    def test_gaps_are_an_error_unless_they_are_to_be_filled(self):
        judgments = judgments_of("Zhou")
        with pytest.raises(JudgmentsError) as caught:
            priorities(judgments)
        assert str(caught.value) == (
            "not compared: a and b\n"
            'Hint: Compare them, or have them filled in: complete="lls", "eigenvector" or "harker".'
        )
        with pytest.raises(OptionError) as caught:
            priorities(judgments, complete="optimal")
        assert str(caught.value) == (
            "complete='optimal' is not an option\nHint: complete is one of None, 'lls', 'eigenvector', 'harker'."
        )

    def test_the_published_ratios_divide_by_the_index_of_complete_judgments(self):
        for name, (ratio, table) in GOLDEN["published_ratio_with_complete_index"].items():
            with pytest.warns(InconsistentJudgmentsWarning) if name == HOUSING else nullcontext():
                found = priorities(judgments_of(name), "eigenvector", complete="eigenvector")
            n, decimals = len(found.labels), len(str(ratio)) - 2
            assert found.consistency_index / TABLES[table].by_n[n] == pytest.approx(ratio, abs=0.5 * 10.0**-decimals)

    @inconsistent
    def test_the_ratio_divides_by_the_index_with_gaps(self):
        ratio, RI = GOLDEN["ratio_with_gaps"][HOUSING]
        found = priorities(judgments_of(HOUSING), "eigenvector", complete="eigenvector")
        assert found.consistency_ratio == pytest.approx(ratio, abs=0.005)
        assert found.random_index == pytest.approx(RI, abs=5e-4)
        assert found.random_index_table == "agoston_csato"
        assert (found.complete, len(found.judgments.missing_pairs)) == ("eigenvector", 12)
        assert found.remarks[0].en == "unanswered pairs filled in by the smallest largest eigenvalue: 12"
        assert found.remarks[1].en.startswith("RI is that of judgments with m = 12 pairs unanswered")
        assert np.isnan(found.chance_of_passing)

    @inconsistent
    def test_geometric_weights_of_the_least_squares_completion_are_its_weights(self):
        judgments = judgments_of(HOUSING)
        by_rows, by_squares = (priorities(judgments, m, complete="lls").weights for m in ("geometric", "least_squares"))
        np.testing.assert_allclose(by_rows, by_squares, rtol=1e-12)

    @pytest.mark.parametrize("how", HOW)
    def test_a_tree_has_no_ratio(self, how):
        found = priorities([[1, 2, None], ["1/2", 1, 4], [None, "1/4", 1]], complete=how)
        np.testing.assert_allclose(found.weights, [8 / 13, 4 / 13, 1 / 13], rtol=1e-9)
        undefined = (found.consistency_ratio, found.consistency_ratio_perron, found.random_index, found.koczkodaj,
                     found.geometric_consistency)  # fmt: skip
        assert np.isnan(undefined).all()
        assert found.headline().en == "The largest weight is 0.6154 (1); CR is undefined."
        assert found.headline().zh == "权重最大的是“1”（0.6154）；CR 无法计算。"
        assert found.verdict().en == "undefined"
        note = found.tables()[1].notes[0]
        assert note.en == (
            "CR is undefined: no comparison could contradict another, because only as many were answered as it takes "
            "to connect the criteria"
        )
        assert note in found.conventions
        assert len(found.tables()) == 2
        assert found.to_dict()["consistency_ratio"] is None

    def test_complete_judgments_need_no_filling(self):
        judgments = [[1, 3, 2], ["1/3", 1, "1/2"], ["1/2", 2, 1]]
        assert priorities(judgments, complete="harker") == priorities(judgments)
        assert priorities(judgments, complete="harker").complete is None

    def test_steps_show_the_gaps_and_what_fills_them(self):
        given, filled, *_ = priorities(judgments_of("Zhou"), complete="lls").steps()
        assert given.title.zh == "原始判断矩阵（含未作答的比较）"
        assert given.cells()[1] == ["a", "1", "", "4", "8"]
        assert filled.cells()[1][:5] == ["a", "1", "2", "4", "8"]
