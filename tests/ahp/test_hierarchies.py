import copy
import json
import pickle
import warnings

import numpy as np
import pandas as pd
import pytest

from surveytools.ahp import Hierarchy, Judgments, priorities
from surveytools.base.errors import FaultsError, IndicatorsError, JudgmentsError, OptionError
from surveytools.base.labels import Text
from surveytools.base.warnings import InconsistentJudgmentsWarning
from surveytools.indicators import Indicator, IndicatorTree

NESTED = {"quality": {"content": ["C1", "C2", "C3"], "speed": ["S1", "S2"], "looks": ["L1"]}}
GOAL = Judgments.from_upper([2, 5, 3], ["content", "speed", "looks"])
CONTENT = Judgments.from_upper([3, 2, "1/2"], ["C1", "C2", "C3"])
SPEED = Judgments.from_upper([4], ["S1", "S2"])
JUDGMENTS = {"quality": GOAL, "content": CONTENT, "speed": SPEED}
CIRCLE = Judgments.from_upper([9, "1/9", 9])


@pytest.fixture
def hierarchy():
    return Hierarchy(NESTED, JUDGMENTS)


def raised(indicators, judgments, **options):
    with pytest.raises((IndicatorsError, JudgmentsError, FaultsError, OptionError)) as caught:
        Hierarchy(indicators, judgments, **options)
    return caught.value


def test_local_and_overall_weights(hierarchy):
    weights = hierarchy.weights()
    assert weights.local["S1"] == pytest.approx(0.8)
    assert weights.local["L1"] == 1
    goal = priorities(GOAL).weights
    assert weights.overall["S2"] == pytest.approx(goal[1] * 0.2)
    assert weights.overall["L1"] == pytest.approx(goal[2])
    assert sum(weights.overall[leaf] for leaf in weights.tree.leaves()) == pytest.approx(1)
    assert weights.origin == Text("AHP, root method (geometric means of the rows)", "层次分析法，方根法")


def test_consistency_of_every_node(hierarchy):
    frame = hierarchy.consistency
    assert list(frame.columns) == [
        "code", "indicator", "n_criteria", "lambda_max", "consistency_index", "random_index", "consistency_ratio",
        "consistency_ratio_perron",
    ]  # fmt: skip
    assert frame["code"].tolist() == ["quality", "content", "speed"]
    assert frame["n_criteria"].tolist() == [3, 3, 2]
    assert frame["consistency_ratio"].tolist() == [found.consistency_ratio for found in hierarchy.priorities.values()]
    assert frame["consistency_ratio"][2] == 0
    assert hierarchy.to_frame().equals(frame)


def test_total_consistency_ratio(hierarchy):
    root, content = (hierarchy.priorities[code].consistency_ratio for code in ("quality", "content"))
    assert hierarchy.total_consistency_ratio() == pytest.approx(content)
    assert hierarchy.total_consistency_ratio("cumulative") == pytest.approx(root + content)
    with pytest.raises(OptionError) as caught:
        hierarchy.total_consistency_ratio("sum")
    assert str(caught.value) == ("convention='sum' is not an option\nHint: convention is one of 'level', 'cumulative'.")


def test_total_weighs_the_nodes_of_a_level():
    tree = {"goal": {"a": ["a1", "a2", "a3"], "b": ["b1", "b2", "b3", "b4"]}}
    of_a, of_b = Judgments.from_upper([3, 2, "1/2"]).matrix, Judgments.from_upper([2, 3, 4, 2, 2, 3]).matrix
    hierarchy = Hierarchy(tree, {"goal": [[1, 3], ["1/3", 1]], "a": of_a, "b": of_b})
    CI = [hierarchy.priorities[code].consistency_index for code in "ab"]
    expected = (0.75 * CI[0] + 0.25 * CI[1]) / (0.75 * 0.58 + 0.25 * 0.90)
    assert hierarchy.total_consistency_ratio() == pytest.approx(expected)
    assert hierarchy.total_consistency_ratio("cumulative") == pytest.approx(expected)


def test_total_of_one_level_is_that_of_the_root():
    hierarchy = Hierarchy({"goal": ["a", "b", "c"]}, {"goal": CONTENT.matrix})
    root = hierarchy.priorities["goal"].consistency_ratio
    assert hierarchy.total_consistency_ratio() == hierarchy.total_consistency_ratio("cumulative") == root


def test_total_of_a_deeper_tree_is_that_of_its_lowest_level():
    tree = {"goal": {"a": {"aa": ["x", "y", "z"], "ab": ["u", "v"]}, "b": ["p", "q", "r"]}}
    J = CONTENT.matrix
    two = [[1, 1], [1, 1]]
    hierarchy = Hierarchy(tree, {"goal": two, "a": two, "b": J, "aa": J, "ab": two})
    local = hierarchy.priorities["aa"].consistency_ratio
    assert hierarchy.total_consistency_ratio() == pytest.approx(local)
    assert hierarchy.total_consistency_ratio("cumulative") == pytest.approx(2 * local)


def test_a_level_of_pairs_has_total_zero():
    hierarchy = Hierarchy(
        {"goal": {"a": ["x", "y"], "b": ["z"]}}, {"goal": [[1, 2], [0.5, 1]], "a": [[1, 5], [0.2, 1]]}
    )
    assert hierarchy.total_consistency_ratio() == hierarchy.total_consistency_ratio("cumulative") == 0


def test_labels_stand_in_any_order(hierarchy):
    turned = {"quality": GOAL.ordered(["looks", "content", "speed"]), "content": CONTENT.to_frame().iloc[::-1, ::-1]}
    other = Hierarchy(NESTED, JUDGMENTS | turned)
    assert other.weights().local == pytest.approx(hierarchy.weights().local)
    assert other.priorities["quality"].labels == ("content", "speed", "looks")


def test_a_matrix_without_labels_is_in_the_order_of_the_tree(hierarchy):
    plain = {"quality": GOAL.matrix, "content": CONTENT.matrix.tolist(), "speed": [[1, 4], ["1/4", 1]]}
    assert Hierarchy(NESTED, plain) == hierarchy


def test_trees_of_every_kind(hierarchy):
    tree = IndicatorTree.from_nested(NESTED)
    frame = pd.DataFrame([(node.code, node.parent) for node in tree], columns=["code", "parent"])
    assert Hierarchy(tree, JUDGMENTS) == Hierarchy(frame, JUDGMENTS) == hierarchy


def test_an_only_child_may_have_judgments():
    hierarchy = Hierarchy({"goal": {"a": ["x"]}}, {"a": [[1]]})
    assert hierarchy.priorities["a"].labels == ("x",)
    assert hierarchy.weights().overall["x"] == 1


def test_a_tree_without_comparisons():
    hierarchy = Hierarchy({"goal": ["a"]}, {})
    assert hierarchy.headline().en == "a (a) weighs most: 1.0000 of the whole."
    assert hierarchy.consistency.empty
    assert hierarchy.total_consistency_ratio() == 0
    assert "Total CR: 0.0000" in hierarchy.summary()


def test_other_methods_and_tables():
    hierarchy = Hierarchy(NESTED, JUDGMENTS, method="eigenvector", random_index="alonso_lamata")
    assert hierarchy.method == "eigenvector"
    assert hierarchy.consistency["random_index"].tolist() == [0.5247, 0.5247, 0]
    assert hierarchy.tables()[0].cells()[1][5] == "0.5247"


def test_what_is_printed(hierarchy):
    ratio = f"{hierarchy.priorities['content'].consistency_ratio:.4f}"
    total = f"{hierarchy.total_consistency_ratio('cumulative'):.4f}"
    assert hierarchy.headline().en == f"3 judgment matrices; the largest CR is {ratio} (content), acceptable."
    assert hierarchy.headline().zh.endswith(f"最大的 CR 为 {ratio}（content），通过一致性检验。")
    consistency, leaves, upper = hierarchy.tables()
    assert consistency.notes == (
        Text(
            f"Total CR: {ratio} by the level convention (ΣW·CI / ΣW·RI of the lowest level), {total} by the cumulative "
            "convention (sum over the levels).",
            f"层次总排序 CR：按层加权为 {ratio}（最低层的 ΣW·CI / ΣW·RI），逐层累加为 {total}。",
        ),
    )
    assert consistency.cells()[3] == ["speed", "speed", "2", "2.0000", "0.0000", "0.00", "0.0000", "0.0000"]
    assert len(leaves.frame) == 6
    assert len(upper.frame) == 3
    assert hierarchy.conventions == (
        Text("weights by the root method (geometric means of the rows)", "以方根法求权重"),
        Text("λmax is the mean of (Aw)ᵢ / wᵢ", "λmax 取 (Aw)ᵢ / wᵢ 的平均值"),
        Text("RI by the table saaty1980", "RI 表 saaty1980"),
    )
    assert json.loads(json.dumps(hierarchy.to_dict()))["priorities"]["speed"]["weights"] == pytest.approx([0.8, 0.2])


def test_what_is_particular_to_a_node_is_said_with_its_code():
    judgments = JUDGMENTS | {"speed": Judgments([[1, 3], [0.33, 1]], ["S1", "S2"])}
    assert Hierarchy(NESTED, judgments).conventions[3] == Text(
        "speed: rounded reciprocals set to 1/a: 1", "speed：经四舍五入的倒数已改为 1/a：1 个"
    )


def test_one_warning_names_all_inconsistent_nodes():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        hierarchy = Hierarchy(NESTED, JUDGMENTS | {"quality": CIRCLE.matrix, "content": CIRCLE.matrix})
    ratio = hierarchy.priorities["content"].consistency_ratio
    assert [warning.category for warning in caught] == [InconsistentJudgmentsWarning]
    assert str(caught[0].message) == (
        f"CR is not below .10: quality ({ratio:.4f}), content ({ratio:.4f}). Ask for the judgments that surprise "
        "again, or report the weights together with these CRs."
    )
    assert caught[0].filename == __file__


GAPS = Judgments([[1, 3, None], ["1/3", 1, "1/2"], [None, 2, 1]], ["C1", "C2", "C3"])


class TestGaps:
    def test_unanswered_pairs_are_filled_in_when_told(self):
        hierarchy = Hierarchy(NESTED, JUDGMENTS | {"content": GAPS}, complete="lls")
        w = hierarchy.priorities["content"].weights
        assert w == pytest.approx(np.array([3, 1, 2]) / 6)

    def test_a_node_whose_ratio_is_undefined_does_not_count(self):
        hierarchy = Hierarchy(NESTED, JUDGMENTS | {"content": GAPS}, complete="lls")
        root = hierarchy.priorities["quality"].consistency_ratio
        assert np.isnan(hierarchy.priorities["content"].consistency_ratio)
        assert np.isnan(hierarchy.total_consistency_ratio())
        assert hierarchy.total_consistency_ratio("cumulative") == pytest.approx(root)
        assert hierarchy.headline().en.startswith(f"3 judgment matrices; the largest CR is {root:.4f} (quality)")

    def test_all_ratios_undefined(self):
        hierarchy = Hierarchy({"content": ["C1", "C2", "C3"]}, {"content": GAPS}, complete="lls")
        assert hierarchy.headline() == Text("The largest CR is undefined.", "最大的 CR 无法计算。")

    def test_otherwise_they_are_an_error_that_names_the_node(self):
        assert str(raised(NESTED, JUDGMENTS | {"content": GAPS})) == (
            "the judgments below 'content': not compared: C1 and C3\n"
            'Hint: Compare them, or have them filled in: complete="lls", "eigenvector" or "harker".'
        )

    def test_an_unknown_way_to_complete(self):
        assert str(raised(NESTED, JUDGMENTS, complete="guess")) == (
            "complete='guess' is not an option\nHint: complete is one of None, 'lls', 'eigenvector', 'harker'."
        )


class TestFaults:
    def test_a_node_without_judgments(self):
        error = raised(NESTED, {"quality": GOAL, "content": CONTENT})
        assert isinstance(error, JudgmentsError)
        assert str(error) == "there are no judgments for 'speed'\nHint: Compare its children in pairs: S1, S2."

    def test_judgments_of_an_unknown_code(self):
        error = raised(NESTED, JUDGMENTS | {"contents": CONTENT})
        assert isinstance(error, IndicatorsError)
        assert str(error) == ("there are judgments for 'contents', which is no indicator\nHint: Did you mean content?")

    def test_judgments_of_a_leaf(self):
        assert str(raised(NESTED, JUDGMENTS | {"C1": CONTENT})) == (
            "there are judgments for 'C1', which has no indicators below it\nHint: Leave them out."
        )

    def test_labels_that_are_not_the_children(self):
        error = raised(NESTED, JUDGMENTS | {"content": Judgments.from_upper([3, 2, 1], ["C1", "C2", "S1"])})
        assert isinstance(error, JudgmentsError)
        assert str(error) == (
            "the judgments below 'content': they compare S1 but lack C3\nHint: Compare its children: C1, C2, C3."
        )

    def test_a_criterion_too_many_and_one_too_few(self):
        four = Judgments.from_upper([1] * 6, ["C1", "C2", "C3", "C4"])
        two = Judgments.from_upper([1], ["C1", "C2"])
        hint = "\nHint: Compare its children: C1, C2, C3."
        assert str(raised(NESTED, JUDGMENTS | {"content": four})) == (
            f"the judgments below 'content': they compare C4{hint}"
        )
        assert str(raised(NESTED, JUDGMENTS | {"content": two})) == f"the judgments below 'content': they lack C3{hint}"

    def test_a_matrix_of_the_wrong_size(self):
        assert str(raised(NESTED, JUDGMENTS | {"content": np.ones((2, 2))})) == (
            "the judgments below 'content': there are 3 labels for 2 criteria\nHint: Give one label a row."
        )

    def test_all_faults_are_raised_together(self):
        error = raised(NESTED, {"quality": [[1, 2, 0], [0.5, 1, "x"], [1, 1, 1]], "Content": CONTENT, "speed": SPEED})
        assert isinstance(error, FaultsError)
        assert str(error) == (
            "4 faults:\n"
            "1. there are judgments for 'Content', which is no indicator\nHint: Did you mean content?\n"
            "2. the judgments below 'quality': a judgment is 0 (row content, column looks, value 0)\n"
            "Hint: A judgment is a ratio above 0: write 3, or 1/3 where the column outweighs the row.\n"
            "3. the judgments below 'quality': a judgment is not a number (row speed, column looks, value 'x')\n"
            "Hint: Write 3 or 1/3; a spreadsheet may have made a date of a fraction.\n"
            "4. there are no judgments for 'content'\nHint: Compare its children in pairs: C1, C2, C3."
        )

    def test_indicators_that_are_no_tree(self):
        assert str(raised(["a", "b"], {})) == (
            "indicators cannot be read from list\n"
            "Hint: Give an IndicatorTree, a nested dictionary, or a frame with the columns code and parent."
        )

    def test_an_unknown_method(self):
        assert str(raised(NESTED, JUDGMENTS, method="root")) == (
            "method='root' is not an option\nHint: method is one of 'geometric', 'eigenvector', 'arithmetic', "
            "'least_squares', 'weighted_least_squares'."
        )

    def test_names_are_printed_where_the_tree_has_them(self):
        tree = IndicatorTree(
            (
                Indicator("Q", Text("Quality", "质量")),
                Indicator("C", Text("Content", "内容"), "Q"),
                Indicator("S", Text("Speed", "速度"), "Q"),
            )
        )
        hierarchy = Hierarchy(tree, {"Q": [[1, 3], ["1/3", 1]]})
        assert hierarchy.tables()[0].cells("zh")[1][:2] == ["Q", "质量"]


def test_judgments_that_are_no_mapping():
    assert str(raised(NESTED, None)) == (
        "the judgments of a hierarchy cannot be read from NoneType\nHint: Give judgments by node: {node: …}."
    )


def test_results_can_be_pickled_and_copied():
    hierarchy = Hierarchy(NESTED, JUDGMENTS)
    for result in (hierarchy, hierarchy.weights()):
        assert pickle.loads(pickle.dumps(result)) == result
        assert copy.deepcopy(result) == result
    with pytest.raises(TypeError, match="does not support item assignment"):
        copy.deepcopy(hierarchy.weights()).local["content"] = 1
