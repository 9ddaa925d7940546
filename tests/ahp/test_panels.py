import math

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.ahp import Hierarchy, HierarchyPanel, Judgments, Panel, priorities
from surveytools.ahp.prioritization import derived
from surveytools.base.errors import FaultsError, IndicatorsError, JudgmentsError, OptionError, SampleSizeError
from surveytools.base.labels import LABELS as PRINTED
from surveytools.base.labels import Text
from surveytools.base.warnings import NotIdentifiedWarning, PanelSpreadWarning

LABELS = ("price", "speed", "looks")
UPPERS = {"Ann": (2, 5, 3), "Bo": (1, 4, 3), "Cy": (3, 6, 2), "Di": (4, 4, 1)}
CIRCLE = (9, "1/9", 9)


def judgments(*upper):
    return Judgments.from_upper(upper, LABELS)


ANSWERS = {name: judgments(*upper) for name, upper in UPPERS.items()}
quiet = pytest.mark.filterwarnings("ignore::surveytools.base.warnings.SurveyWarning")


@pytest.fixture
def panel():
    return Panel(ANSWERS)


def raised(*given, **options):
    with pytest.raises((JudgmentsError, OptionError, IndicatorsError, FaultsError)) as caught:
        (HierarchyPanel if len(given) > 1 else Panel)(*given, **options)
    return str(caught.value)


def geometric(values, v=None):
    return np.exp(np.average(np.log(values), axis=0, weights=v))


def test_aggregated_judgments(panel):
    A = geometric([one.matrix for one in ANSWERS.values()])
    np.testing.assert_allclose(panel.judgments().matrix, A)
    assert panel.priorities() == priorities(panel.judgments())
    np.testing.assert_allclose(panel.weights, priorities(Judgments(A)).weights)
    assert panel.consistency_ratio == pytest.approx(priorities(Judgments(A)).consistency_ratio)


def test_every_expert_alone(panel):
    for name, own, ratio in zip(panel.experts, panel.individual_weights, panel.consistency_ratios, strict=True):
        alone = priorities(ANSWERS[name])
        np.testing.assert_array_equal(own, alone.weights)
        assert ratio == alone.consistency_ratio
        assert panel.priorities(name) == alone
    with pytest.raises(OptionError) as caught:
        panel.priorities("Anne")
    assert str(caught.value) == "'Anne' is no expert of the panel\nHint: Did you mean Ann?"


def test_priorities_averaged():
    own = Panel(ANSWERS).individual_weights
    arithmetic = Panel(ANSWERS, aggregate="aip_arithmetic")
    np.testing.assert_allclose(arithmetic.weights, own.mean(axis=0))
    mean = geometric(own)
    np.testing.assert_allclose(Panel(ANSWERS, aggregate="aip_geometric").weights, mean / mean.sum())
    assert math.isnan(arithmetic.consistency_ratio)
    with pytest.raises(OptionError) as caught:
        arithmetic.judgments()
    assert str(caught.value) == "aggregate='aip_arithmetic' makes no common matrix\nHint: Say aggregate=\"aij\"."


def test_experts_of_more_weight():
    v = {"Ann": 2, "Bo": 1, "Cy": 1, "Di": 4}
    panel = Panel(ANSWERS, expert_weights=v)
    np.testing.assert_allclose(panel.shares, [0.25, 0.125, 0.125, 0.5])
    A = geometric([one.matrix for one in ANSWERS.values()], list(v.values()))
    np.testing.assert_allclose(panel.judgments().matrix, A)
    arithmetic = Panel(ANSWERS, expert_weights=v, aggregate="aip_arithmetic")
    np.testing.assert_allclose(arithmetic.weights, panel.shares @ panel.individual_weights)


@pytest.mark.parametrize("method", ["eigenvector", "arithmetic"])
def test_other_methods(method):
    panel = Panel(ANSWERS, method=method)
    np.testing.assert_allclose(panel.weights, priorities(panel.judgments(), method).weights)
    np.testing.assert_allclose(panel.individual_weights[0], priorities(ANSWERS["Ann"], method).weights)


def test_experts_above_the_limit_are_left_out():
    panel = Panel(ANSWERS | {"Ed": judgments(*CIRCLE)}, max_consistency_ratio=0.1)
    assert panel.excluded == {"Ed": derived(judgments(*CIRCLE), "geometric", "saaty1980").consistency_ratio}
    assert (panel.n_used, panel.n_total) == (4, 5)
    np.testing.assert_array_equal(panel.weights, Panel(ANSWERS).weights)
    table = next(table for table in panel.tables() if table.title.en.startswith("Experts left out"))
    assert table.frame["expert"].tolist() == ["Ed"]
    assert panel.conventions[3] == Text("experts with a CR of 0.1 or more left out: 1 of 5",
                                        "剔除 CR 不小于 0.1 的专家：5 名中 1 名")  # fmt: skip


@quiet
def test_the_limit_itself_is_not_below_the_limit():
    ratio = Panel(ANSWERS).consistency_ratios.max().item()
    assert Panel(ANSWERS, max_consistency_ratio=ratio).excluded == {"Bo": ratio}
    assert Panel(ANSWERS, max_consistency_ratio=np.nextafter(ratio, 1)).excluded == {}


def test_experts_whose_ratio_is_undefined_count_and_are_named():
    gaps = ANSWERS | {"Ed": judgments(2, None, 3), "Flo": judgments(2, None, None), "Gus": judgments(*[None] * 3)}
    with pytest.warns(NotIdentifiedWarning) as caught:
        panel = Panel(gaps, max_consistency_ratio=0.2)
    assert str(caught[0].message) == (
        "max_consistency_ratio=0.2 says nothing of Ed, Flo: the answers are too few to contradict each other, so CR "
        "is undefined, and they count. Ask for more pairs, or leave these judgments out."
    )
    assert caught[0].filename == __file__
    assert panel.experts == (*ANSWERS, "Ed", "Flo")
    kept = Text("kept without a CR, as the answers are too few to contradict each other: Ed, Flo",
                "作答过少、不可能相互矛盾，CR 无法计算而予保留：Ed、Flo")  # fmt: skip
    assert kept in panel.conventions
    assert kept not in Panel(gaps).conventions


def test_two_criteria_have_a_ratio():
    pairs = {name: [[1, x], [1 / x, 1]] for name, x in zip(("Ann", "Bo", "Cy"), (2, 3, 5), strict=True)}
    assert Panel(pairs, max_consistency_ratio=0.1).consistency_ratios.tolist() == [0, 0, 0]


def test_nobody_left():
    assert raised({"Ann": judgments(*CIRCLE)}, max_consistency_ratio=0.1) == (
        "no expert has a CR below 0.1: Ann (6.1303)\n"
        "Hint: Ask for the contradicting judgments again, or raise max_consistency_ratio."
    )


def test_unanswered_pairs_are_pooled():
    given = ANSWERS | {"Di": judgments(4, None, 1), "Ed": judgments(2, None, None)}
    panel = Panel(given)
    rows, values = [], []
    for one in given.values():
        for i in range(3):
            for j in range(i + 1, 3):
                if not np.isnan(one.matrix[i, j]):
                    rows.append(np.eye(3)[i] - np.eye(3)[j])
                    values.append(math.log(one.matrix[i, j]))
    y = np.exp(np.linalg.lstsq(np.array(rows), np.array(values), rcond=None)[0])
    np.testing.assert_allclose(panel.weights, y / y.sum(), rtol=1e-10)
    np.testing.assert_allclose(panel.priorities().weights, panel.weights, rtol=1e-10)
    assert np.isnan(panel.individual_weights[4]).all()
    assert math.isnan(panel.consistency_ratios[4])
    assert panel.consensus().n_experts == 4
    assert panel.conventions[3].en == "3 unanswered pairs, the others pooled in one logarithmic least squares"
    assert "—" in panel.tables()[2].to_text()
    with pytest.raises(JudgmentsError) as caught:
        panel.priorities("Ed")
    assert str(caught.value) == "the comparisons of 'Ed' do not connect the criteria\nHint: Ask for more."


@quiet
def test_two_experts_who_only_together_connect():
    panel = Panel({"Ann": judgments(2, None, None), "Bo": judgments(None, None, 3)})
    np.testing.assert_allclose(panel.weights, [0.6, 0.3, 0.1])
    assert "S*" not in panel.summary()


def test_answers_that_do_not_connect():
    given = {"Ann": judgments(2, None, None), "Bo": judgments(3, None, None)}
    assert raised(given) == (
        "no comparison connects (price, speed) with (looks)\n"
        "Hint: Compare 'price' with 'looks', or any other pair across the groups."
    )
    given = ANSWERS | {"Bo": judgments(3, None, None)}
    assert raised(given, aggregate="aip_geometric") == (
        "the comparisons of 'Bo' do not connect the criteria, so there are no weights to average\n"
        'Hint: Say aggregate="aij", which pools the judgments of all experts.'
    )


def test_other_criteria_are_named():
    other = Judgments.from_upper((2, 5, 3), ("price", "speed", "service"))
    assert raised(ANSWERS | {"Ed": other}) == (
        "'Ed' compares price, speed, service\n"
        "Hint: All experts compare the same criteria; 'Ann' compares price, speed, looks."
    )


def test_the_order_of_criteria_may_differ():
    turned = ANSWERS | {"Bo": ANSWERS["Bo"].ordered(["looks", "price", "speed"])}
    np.testing.assert_allclose(Panel(turned).weights, Panel(ANSWERS).weights)


def test_faults_of_matrices_name_the_expert():
    said = raised({"Ann": [[1, 2], [2, 1]], "Bo": [[1, 0], [1, 1]], "Cy": [[1, 2], ["1/2", 1]]})
    assert "'Ann': '1' over '2' is 2, but '2' over '1' is 2" in said
    assert "'Bo': a judgment is 0" in said


@pytest.mark.parametrize(
    ("given", "options", "said"),
    [
        ([ANSWERS["Ann"]], {}, "the judgments of a panel cannot be read from list\n"
         'Hint: Give those of each expert by name: {"Ann": …, "Bo": …}.'),
        ({}, {}, 'there are no experts\nHint: Give the judgments by name: {"Ann": …, "Bo": …}.'),
        ({1: ANSWERS["Ann"], "1": ANSWERS["Bo"]}, {}, "two experts have the same name\n"
         "Hint: Give each a name of their own."),
        ({"Ann": [[1]]}, {}, "there is one criterion\nHint: Compare two or more."),
        (ANSWERS, {"aggregate": "mean"}, "aggregate='mean' is not an option\n"
         "Hint: aggregate is one of 'aij', 'aip_geometric', 'aip_arithmetic'."),
        (ANSWERS, {"method": "least_squares"}, "method='least_squares' is not an option\n"
         "Hint: method is one of 'geometric', 'eigenvector', 'arithmetic'."),
        (ANSWERS, {"max_consistency_ratio": 0}, "max_consistency_ratio=0 excludes everybody\n"
         "Hint: Give a number above 0, such as .1, or None to keep all experts."),
        (ANSWERS, {"expert_weights": {"Ane": 1}}, "'Ane' has a weight but gave no judgments\n"
         "Hint: Did you mean Ann?"),
        (ANSWERS, {"expert_weights": {"Ann": 1}}, "Bo, Cy, Di have no weight\nHint: Give every expert one, or none."),
        (ANSWERS, {"expert_weights": dict.fromkeys(UPPERS, 0)}, "the weight of 'Ann' is 0\n"
         "Hint: Give a number above 0."),
    ],
)  # fmt: skip
def test_errors(given, options, said):
    assert raised(given, **options) == said


def test_survey_answers_are_a_panel():
    frame = pd.DataFrame({"price_speed": [3, 2, 2], "price_looks": [5, 3, 4], "speed_looks": [2, 2, 1]})
    survey = st.ahp.from_survey(frame, LABELS, direction="positive_favors_first")
    assert Panel(survey) == Panel(survey.judgments)


def test_who_differs_and_on_what(panel):
    frame = panel.expert_frame()
    assert frame["expert"].tolist() == list(UPPERS)
    farthest = frame.loc[frame["distance"].idxmax()]
    assert farthest["expert"] == "Di"
    k = LABELS.index(farthest["differs_on"])
    assert farthest["times_group"] == pytest.approx(panel.individual_weights[3, k] / panel.weights[k])
    pairs = panel.disagreements()
    assert pairs["log_sd"].is_monotonic_decreasing
    first = pairs.iloc[0]
    assert first[["pair", "lowest", "lowest_expert", "highest", "highest_expert"]].tolist() == [
        "price : speed", "1", "Bo", "4", "Di",
    ]  # fmt: skip
    assert first["log_sd"] == pytest.approx(np.std(np.log([2, 1, 3, 4]), ddof=1))
    assert len(panel.disagreements(1)) == 1


def test_the_worst_pair_of_an_expert(panel):
    found = panel.expert_frame().set_index("expert")["worst_pair"]
    assert found["Bo"] == Text("price : looks = 4 (weights: 3.63)", "price : looks = 4（权重之比 3.63）")
    assert found["Cy"] == Text("", "")


def test_headline_and_tables(panel):
    low, high = panel.interval().loc["price"]
    assert panel.headline() == Text(
        f"4 experts: the largest weight is {panel.weights[0]:.4f} (price, 95% CI [{low:.3f}, {high:.3f}]); consensus "
        "S* = 0.939, very high.",
        f"4 名专家：权重最大的是“price”（{panel.weights[0]:.4f}，95% 置信区间 [{low:.3f}, {high:.3f}]）；共识度 "
        "S* = 0.939，很高。",
    )
    assert [table.title.en for table in panel.tables()] == [
        "Weights of the panel", "Consensus", "Experts", "Pairs on which the experts differ most",
    ]  # fmt: skip
    assert all(column in PRINTED for table in panel.tables() for column in table.frame.columns)
    ratio = f"{panel.consistency_ratio:.4f}"
    assert panel.tables()[0].notes == (Text(f"CR of the aggregated judgments: {ratio}", f"汇总判断矩阵的 CR：{ratio}"),)
    assert panel.to_frame()["rank"].tolist() == [1, 2, 3]
    assert panel == Panel(dict(ANSWERS))
    assert panel.to_dict()["n_used"] == 4


@pytest.mark.parametrize("kind", ["weights", "experts"])
def test_pictures(panel, kind):
    axes = panel.plot(kind, language="zh", names={"price": Text("Price", "价格")})
    assert [label.get_text() for label in axes.get_yticklabels()] == ["价格", "speed", "looks"]
    with pytest.raises(OptionError, match="kind='pie' is not an option"):
        panel.plot("pie")


NESTED = {"goal": {"a": ["a1", "a2"], "b": ["b1", "b2", "b3"], "c": ["c1"]}}
BY_NODE = {
    "Ann": {"goal": (2, 4, 2), "a": (3,), "b": (1, 2, 3)},
    "Bo": {"goal": (3, 5, 3), "a": (4,), "b": (2, 2, 1)},
    "Cy": {"goal": (1, 2, 2), "a": (2,), "b": (3, 4, 2)},
}
CHILDREN = {"goal": ("a", "b", "c"), "a": ("a1", "a2"), "b": ("b1", "b2", "b3")}


def by_node(given):
    return {
        name: {node: Judgments.from_upper(upper, CHILDREN[node]) for node, upper in answers.items()}
        for name, answers in given.items()
    }


def hierarchy_panel(given=BY_NODE, **options):
    return HierarchyPanel(NESTED, by_node(given), **options)


def test_weights_are_those_of_the_aggregated_hierarchy():
    panel = hierarchy_panel()
    assert isinstance(panel.hierarchy(), Hierarchy)
    for code, weight in panel.hierarchy().weights().overall.items():
        assert panel.weights().overall[code] == pytest.approx(weight, rel=1e-12)
    assert panel.weights().origin == Text(
        "AHP, 3 experts, root method (geometric means of the rows)", "层次分析法，3 名专家，方根法"
    )
    leaves = list(panel.tree.leaves())
    np.testing.assert_allclose(panel.individual_weights()[leaves].sum(axis=1), 1)
    assert panel.individual_weights().loc["Ann", "a1"] == pytest.approx(
        Hierarchy(NESTED, by_node(BY_NODE)["Ann"]).weights().overall["a1"]
    )


def test_priorities_averaged_at_every_node():
    panel = hierarchy_panel(aggregate="aip_arithmetic")
    root = Panel({name: answers["goal"] for name, answers in by_node(BY_NODE).items()}, aggregate="aip_arithmetic")
    np.testing.assert_array_equal(panel.panels["goal"].weights, root.weights)
    with pytest.raises(OptionError, match="makes no common matrix"):
        panel.hierarchy()


def test_an_expert_above_the_limit_at_one_node_is_left_out_everywhere():
    bad = BY_NODE | {"Di": {"goal": (2, 4, 2), "a": (3,), "b": CIRCLE}}
    panel = hierarchy_panel(bad, max_consistency_ratio=0.1)
    assert list(panel.excluded) == ["Di"]
    assert panel.panels["a"].experts == panel.experts == ("Ann", "Bo", "Cy")
    assert panel.weights().overall == hierarchy_panel().weights().overall


def test_experts_whose_ratio_is_undefined_at_a_node_count_and_are_named():
    gaps = BY_NODE | {"Di": {"goal": (2, None, 3), "a": (None,), "b": (3, 2, None)}}
    with pytest.warns(NotIdentifiedWarning) as caught:
        panel = hierarchy_panel(gaps, max_consistency_ratio=0.1)
    assert str(caught[0].message).startswith("max_consistency_ratio=0.1 says nothing of Di (goal), Di (b): the answers")
    assert panel.experts == ("Ann", "Bo", "Cy", "Di")
    assert panel.conventions[4].zh == "作答过少、不可能相互矛盾，CR 无法计算而予保留：Di (goal)、Di (b)"


def test_the_tables_of_a_hierarchy():
    panel = hierarchy_panel(BY_NODE | {"Di": BY_NODE["Ann"] | {"a": (5,)}})
    assert [table.title.en for table in panel.tables()] == [
        "Weights of the indicators", "Weights of the dimensions", "Consensus", "Experts",
    ]  # fmt: skip
    assert panel.tables()[0].frame["code"].tolist() == ["a1", "a2", "b1", "b2", "b3", "c1"]
    assert panel.tables()[2].frame["consensus"].tolist() == [one.consensus for one in panel.consensus().values()]
    assert all(column in PRINTED for table in panel.tables() for column in table.frame.columns)
    assert panel.headline().en.startswith("4 experts: a1 weighs most, 0.4")
    assert "共识度最低" in panel.headline().zh
    assert panel.summary("zh")
    assert panel.to_frame()["overall_weight"].tolist() == panel.estimates().tolist()


@quiet
def test_groups_of_opinion_on_a_hierarchy():
    camps = {
        f"E{k}": {"goal": (x, x, 1), "a": (x,), "b": (1, 1, 1)}
        for k, x in enumerate((3, 4, 5, "1/3", "1/4", "1/5"))
    }  # fmt: skip
    assert hierarchy_panel(camps).clusters().groups == (("E0", "E1", "E2"), ("E3", "E4", "E5"))


@pytest.mark.parametrize("kind", ["weights", "experts"])
def test_pictures_of_a_hierarchy(kind):
    axes = hierarchy_panel().plot(kind, language="zh")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a1", "a2", "b1", "b2", "b3", "c1"]


def test_experts_who_answered_other_hierarchies_are_named():
    given = by_node(BY_NODE)
    del given["Bo"]["b"]
    given["Cy"]["a"] = Judgments.from_upper((2,), ("a1", "b1"))
    given["Ann"]["d"] = given["Ann"]["a"]
    assert raised(NESTED, given) == (
        "3 faults:\n"
        "1. 'Ann' gave judgments for 'd', which has no indicators below it\nHint: Known: goal, a, b, c.\n"
        "2. 'Bo' below 'b': there are no judgments\n"
        "Hint: All experts answer the same hierarchy; compare b1, b2, b3.\n"
        "3. 'Cy' below 'a': they compare b1 but lack a2\nHint: Compare its children: a1, a2."
    )


@pytest.mark.parametrize(
    ("tree", "given", "said"),
    [
        (NESTED, {"Ann": 3}, "the answers of 'Ann' are no mapping\nHint: Give judgments by node: {node: …}."),
        (3, BY_NODE, "indicators cannot be read from int\n"
         "Hint: Give an IndicatorTree, a nested dictionary, or a frame with the columns code and parent."),
        ({"goal": ["a"]}, {"Ann": {}}, "no indicator has two below it\n"
         "Hint: Without a choice there is nothing to compare."),
    ],
)  # fmt: skip
def test_errors_of_hierarchies(tree, given, said):
    assert raised(tree, given) == said


def test_a_tree_from_a_frame():
    frame = pd.DataFrame({"code": ["goal", "a", "b"], "parent": ["", "goal", "goal"]})
    given = {name: {"goal": [[1, x], [1 / x, 1]]} for name, x in zip("ABC", (2, 3, 5), strict=True)}
    panel = HierarchyPanel(frame, given)
    assert panel.weights().overall["a"] == pytest.approx(30 ** (1 / 3) / (1 + 30 ** (1 / 3)))
    assert panel.tables()[1].title.en == "Consensus"


SILENT = {f"e{k}": judgments(None, None, None) for k in range(20)}


def test_experts_who_answered_nothing_are_left_out(panel):
    found = Panel({**ANSWERS, **SILENT})
    pd.testing.assert_frame_equal(found.interval(), panel.interval())
    assert found.consistency_ratio == panel.consistency_ratio
    assert (found.n_used, found.n_total, list(found.excluded)) == (4, 24, list(SILENT))
    assert found.conventions[3] == Text(
        "experts without an answer left out: 20 of 24", "剔除未作答的专家：24 名中 20 名"
    )
    assert found.tables()[3].notes == (Text("Without a CR: no pair answered.", "无 CR 者未回答任何比较。"),)
    assert raised(SILENT) == ("no expert compared anything\nHint: Ask them, or look at how the answers were read.")


def test_experts_who_answered_nothing_at_any_node_are_left_out():
    tree = {"goal": list(LABELS)}
    given = {name: {"goal": one} for name, one in ANSWERS.items()}
    found = HierarchyPanel(tree, given | {name: {"goal": one} for name, one in SILENT.items()})
    pd.testing.assert_frame_equal(found.interval(), HierarchyPanel(tree, given).interval())
    assert (found.n_used, found.n_total) == (4, 24)


def test_consensus_ends_where_the_scale_does():
    wide = {"A": judgments(81, 81, 1), "B": judgments("1/81", 1, 81), "C": judgments(1, "1/81", "1/81")}
    panel = Panel(wide)
    with pytest.raises(OptionError) as caught:
        panel.consensus()
    assert str(caught.value) == "largest=9, but a judgment is 81\nHint: Say where the scale ends."
    assert panel.consensus(81).consensus == pytest.approx(0, abs=1e-12)
    assert "consensus" not in panel.headline().en
    said = "判断值超过 9，未给出共识度 S*：须以 consensus(largest) 指明标度上限"
    assert panel.conventions[-1].zh == said
    tree = HierarchyPanel({"goal": list(LABELS)}, {name: {"goal": one} for name, one in wide.items()})
    assert tree.conventions[-1].zh == said
    with pytest.raises(OptionError) as caught:
        panel.consensus("9")
    assert str(caught.value) == "largest='9' is no largest judgment\nHint: Give a number above 1, such as 9."


def test_consensus_needs_two_experts_with_weights():
    loose = {"Bo": judgments(2, None, None), "Cy": judgments(None, 4, None)}
    with pytest.warns(PanelSpreadWarning), pytest.raises(SampleSizeError) as caught:
        Panel({"Ann": ANSWERS["Ann"], "Bo": loose["Bo"]}).consensus()
    assert str(caught.value) == (
        "fewer than two experts have weights of their own\n"
        "Hint: Ask two experts or more for comparisons that connect the criteria."
    )


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"expert_weights": dict.fromkeys(UPPERS, "1")}, "the weight of 'Ann' is '1'\nHint: Give a number above 0."),
        ({"max_consistency_ratio": "x"}, "max_consistency_ratio='x' is no number\n"
         "Hint: Give a number above 0, such as .1, or None to keep all experts."),
        ({"max_consistency_ratio": True}, "max_consistency_ratio=True is no number\n"
         "Hint: Give a number above 0, such as .1, or None to keep all experts."),
    ],
)  # fmt: skip
def test_settings_that_are_no_numbers(options, text):
    assert raised(ANSWERS, **options) == text


def test_expert_weights_of_any_size_and_of_a_series(panel):
    huge = pd.Series(dict.fromkeys(UPPERS, 1e308))
    np.testing.assert_allclose(Panel(ANSWERS, expert_weights=huge).weights, panel.weights)
    with pytest.raises(OptionError, match="most=-1 is no count"):
        panel.disagreements(-1)
