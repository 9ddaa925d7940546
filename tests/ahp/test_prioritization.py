import json
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import surveytools as st
from surveytools.ahp import Judgments, priorities
from surveytools.ahp.prioritization import METHODS, derived
from surveytools.base.errors import OptionError
from surveytools.base.labels import Text
from surveytools.base.warnings import InconsistentJudgmentsWarning

MORALS = [[1, 3, 2], ["1/3", 1, "1/2"], ["1/2", 2, 1]]
TOURISM = [[1, "1/2", 4, 3, 3], [2, 1, 7, 5, 5], ["1/4", "1/7", 1, "1/2", "1/3"], ["1/3", "1/5", 2, 1, 1],
           ["1/3", "1/5", 3, 1, 1]]  # fmt: skip
NEAR_THE_LIMIT = [1, 1, 5, 2, 2, 2, 2, "1/2", 2, 1]
CONTRADICTORY = [[1, 9, "1/9"], ["1/9", 1, 9], [9, "1/9", 1]]


@pytest.fixture
def found():
    return priorities(Judgments(MORALS, ["content", "speed", "looks"]))


def test_the_numbers(found):
    assert found.weights == pytest.approx([0.5396, 0.1634, 0.2970], abs=5e-5)
    assert found.lambda_max == pytest.approx(found.lambda_perron) == pytest.approx(3.0092, abs=5e-5)
    assert found.consistency_ratio == pytest.approx(found.consistency_index / 0.58)
    assert found.consistency_ratio_perron == pytest.approx(found.consistency_ratio)
    assert (found.labels, found.random_index, found.method) == (("content", "speed", "looks"), 0.58, "geometric")
    with pytest.raises(ValueError, match="read-only"):
        found.weights[0] = 1


def test_sentence_and_verdict(found):
    assert found.headline() == Text(
        "The largest weight is 0.5396 (content); CR = 0.0079, acceptable.",
        "权重最大的是“content”（0.5396）；CR = 0.0079，通过一致性检验。",
    )
    assert found.verdict().en == "acceptable"
    assert repr(found).startswith("<Priorities: The largest weight is 0.5396 (content)")
    with pytest.raises(OptionError) as caught:
        found.verdict("saaty")
    assert str(caught.value) == "guideline='saaty' is not an option\nHint: guideline is one of 'saaty1980'."


def test_the_printed_result(found):
    assert found.summary().splitlines() == [
        "The largest weight is 0.5396 (content); CR = 0.0079, acceptable.",
        "",
        "Judgment matrix and weights",
        "─" * 43,
        "Criterion  content  speed  looks  Weight wᵢ",
        "─" * 43,
        "content          1      3      2     0.5396",
        "speed          1/3      1    1/2     0.1634",
        "looks          1/2      2      1     0.2970",
        "─" * 43,
        "",
        "Consistency",
        "─" * 61,
        "n    λmax      CI    RI      CR  CR (Perron λmax)  Verdict",
        "─" * 61,
        "3  3.0092  0.0046  0.58  0.0079            0.0079  acceptable",
        "─" * 61,
        "CI = (λmax − n) / (n − 1); CR = CI / RI",
        "",
        "Further indices of consistency",
        "─" * 67,
        "   GCI  Limit of GCI  Koczkodaj's index  Harmonic CI  Random passes",
        "─" * 67,
        "0.0276        0.3480             0.2500       0.0043          22.1%",
        "─" * 67,
        "The limit of GCI stands for CR = .10.",
        "Random passes: the share of random judgments with CR below .10 by this RI.",
        "",
        "How: weights by the root method (geometric means of the rows); λmax is the mean of (Aw)ᵢ / wᵢ; "
        "RI = 0.58 for n = 3, table saaty1980: Saaty (1980), The Analytic Hierarchy Process",
    ]


def test_export(found):
    exported = json.loads(json.dumps(found.to_dict()))
    assert exported["labels"] == ["content", "speed", "looks"]
    assert "judgments" not in exported
    frame = found.to_frame()
    assert list(frame.columns) == ["criterion", "weight", "rank"]
    assert frame["rank"].tolist() == [1, 3, 2]
    assert found == priorities(Judgments(MORALS, ["content", "speed", "looks"]))
    assert "0.5396" in found.to_latex()
    assert "方根法" in found.to_markdown("zh")
    assert "<table>" in found._repr_html_()


def test_ranks_of_equal_weights_are_equal():
    equal = priorities(np.ones((7, 7)), "eigenvector")
    assert equal.to_frame()["rank"].tolist() == [1] * 7


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("matrix", "weights"), [([[1]], [1]), ([[1, 9], ["1/9", 1]], [0.9, 0.1])])
def test_one_or_two_criteria_are_always_consistent(method, matrix, weights):
    found = priorities(matrix, method)
    assert found.weights == pytest.approx(weights)
    assert found.consistency_ratio == found.consistency_ratio_perron == found.random_index == 0
    assert found.geometric_consistency == found.koczkodaj == found.harmonic_consistency == 0
    assert found.chance_of_passing == 1
    assert found.tables()[1].notes[0].en == "Fewer than three criteria cannot contradict each other: CR = 0."


def test_a_contradiction_warns_where_it_was_called():
    with pytest.warns(InconsistentJudgmentsWarning) as caught:
        found = priorities(CONTRADICTORY)
    assert found.verdict().en == "not acceptable"
    assert str(caught[0].message) == (
        f"CR = {found.consistency_ratio:.4f}, not below .10: the judgments contradict each other. Ask for those that "
        "surprise again, or report the weights together with this CR."
    )
    assert caught[0].filename == __file__


def test_wrong_options():
    with pytest.raises(OptionError) as caught:
        priorities(MORALS, "方根法")
    assert str(caught.value) == (
        "method='方根法' is not an option\nHint: method is one of 'geometric', 'eigenvector', 'arithmetic', "
        "'least_squares', 'weighted_least_squares'."
    )
    with pytest.raises(OptionError) as caught:
        priorities(MORALS, random_index="saaty1977")
    assert str(caught.value).startswith(
        "random_index='saaty1977' is not an option\nHint: random_index is one of 'saaty"
    )


class TestConventions:
    @pytest.mark.parametrize(
        ("method", "en", "zh"),
        [
            ("geometric", "weights by the root method (geometric means of the rows)", "以方根法求权重"),
            ("eigenvector", "weights by the eigenvector method", "以特征向量法求权重"),
            ("arithmetic", "weights by the sum method (means of the normalized columns)", "以和法求权重"),
            ("least_squares", "weights by the logarithmic least squares", "以对数最小二乘法求权重"),
            ("weighted_least_squares", "weights by the weighted least squares", "以加权最小二乘法求权重"),
        ],
    )
    def test_method_and_definitions(self, method, en, zh):
        lines = priorities(TOURISM, method).conventions
        assert lines[0] == Text(en, zh)
        assert lines[1].en == "λmax is the mean of (Aw)ᵢ / wᵢ"
        assert lines[2].en == "RI = 1.12 for n = 5, table saaty1980: Saaty (1980), The Analytic Hierarchy Process"
        assert len(lines) == 3

    def test_a_given_random_index_has_no_source(self):
        found = priorities(MORALS, random_index={3: 0.5})
        assert found.conventions[2].en == "RI = 0.5 for n = 3, table given"

    def test_another_table_than_asked_for(self):
        found = priorities(np.ones((16, 16)))
        assert found.random_index_table == "simulated"
        assert found.conventions[3].en == "the table saaty1980 has no RI for n = 16, so the table simulated is used"

    def test_the_verdict_depends_on_the_table(self):
        found = priorities(Judgments.from_upper([1, 3, 8]), "eigenvector")
        assert found.consistency_ratio < 0.1
        assert found.conventions[3].en == (
            "the verdict at .10 depends on the table of RI: CR = 0.0930 (saaty1980), 0.1037 (saaty2005)"
        )

    def test_the_verdict_depends_on_the_definition_of_the_eigenvalue(self):
        found = priorities(Judgments.from_upper(NEAR_THE_LIMIT))
        assert found.consistency_ratio < 0.1 <= found.consistency_ratio_perron
        assert found.conventions[3].en == (
            f"by the Perron eigenvalue CR is {found.consistency_ratio_perron:.4f}: the verdict at .10 depends on the "
            "definition of λmax"
        )

    def test_cells_that_were_set(self):
        found = priorities([[1, 3], [0.33, 1]])
        assert found.conventions[3] == Text("rounded reciprocals set to 1/a: 1", "经四舍五入的倒数已改为 1/a：1 个")
        assert found.tables()[2].cells() == [["Cell", "Given", "Taken as"], ["2 / 1", "0.33", "1/3"]]


class TestDependence:
    def test_nothing_hangs_on_a_choice_where_judgments_agree(self):
        assert priorities(MORALS).depends_on == ()

    def test_the_definition_of_the_eigenvalue_makes_the_method_decide_too(self):
        found = priorities(Judgments.from_upper(NEAR_THE_LIMIT))
        assert found.depends_on == ("eigenvalue", "method")
        by_method = [priorities_silently(NEAR_THE_LIMIT, method) for method in ("eigenvector", "arithmetic")]
        said = ", ".join(f"{one.consistency_ratio:.4f} ({one.method})" for one in (found, *by_method))
        assert found.remarks[1].en == f"the verdict at .10 depends on the method: CR = {said}"

    def test_the_table(self):
        assert priorities(Judgments.from_upper([1, 3, 8]), "eigenvector").depends_on == ("table",)

    def test_the_first_place(self):
        found = priorities_silently([3, 2, 2, "1/3", "1/2", 1, "1/5", 1, "1/2", 5], "arithmetic")
        assert found.depends_on == ("first",)
        assert found.remarks == (
            Text(
                "which criterion weighs most depends on the method: 5 (geometric), 4 (eigenvector), 5 (arithmetic)",
                "权重最大的要素取决于权重算法：5（方根法）、4（特征向量法）、5（和法）",
            ),
        )


def priorities_silently(upper, method):
    return derived(Judgments.from_upper(upper), method, "saaty1980")


def test_the_limit_of_the_geometric_index_goes_by_the_table():
    limits = [priorities(np.ones((n, n)), random_index="aguaron").geometric_consistency_limit for n in (3, 4, 5)]
    assert limits == pytest.approx([0.315, 0.353, 0.372], abs=5e-4)
    assert priorities(MORALS).geometric_consistency_limit == pytest.approx(0.348)


def test_the_chance_goes_by_the_table():
    assert priorities(MORALS).chance_of_passing == pytest.approx(0.2212, abs=5e-5)
    assert priorities(MORALS, random_index="simulated").chance_of_passing == pytest.approx(0.2078, abs=5e-5)
    assert np.isnan(priorities(np.ones((4, 4)), random_index={4: 9.0}).chance_of_passing)


NAMES = {"a": Text("Content", "内容"), "b": Text("Speed", "速度")}


class TestSteps:
    def test_root_method(self):
        found = priorities(Judgments(MORALS, ["a", "b", "c"]))
        matrix, eigenvalue, consistency = found.steps(NAMES)
        assert matrix.cells("zh") == [
            ["要素", "内容", "速度", "c", "行乘积 Mᵢ", "Mᵢ 的 n 次方根", "权重 wᵢ"],
            ["内容", "1", "3", "2", "6.0000", "1.8171", "0.5396"],
            ["速度", "1/3", "1", "1/2", "0.1667", "0.5503", "0.1634"],
            ["c", "1/2", "2", "1", "1.0000", "1.0000", "0.2970"],
        ]
        assert eigenvalue.cells()[1] == ["Content", "0.5396", "1.6238", "3.0092"]
        assert consistency.cells()[1] == ["3", "3.0092", "0.0046", "0.58", "0.0079", "0.0079", "acceptable"]

    def test_sum_method(self):
        matrix, normalized, eigenvalue, _ = priorities(MORALS, "arithmetic").steps()
        assert matrix.cells()[2] == ["2", "1/3", "1", "1/2"]
        assert normalized.cells()[1] == ["1", "0.5455", "0.5000", "0.5714", "1.6169", "0.5390"]
        assert eigenvalue.frame["aw_over_w"].mean() == pytest.approx(priorities(MORALS, "arithmetic").lambda_max)

    def test_eigenvector_method(self):
        matrix, eigenvalue, _ = priorities(MORALS, "eigenvector").steps()
        assert matrix.cells()[0] == ["Criterion", "1", "2", "3", "Weight wᵢ"]
        assert eigenvalue.frame["aw_over_w"].tolist() == pytest.approx([3.0092] * 3, abs=5e-5)

    @pytest.mark.parametrize("method", ["least_squares", "weighted_least_squares"])
    def test_least_squares_methods(self, method):
        found = priorities(MORALS, method)
        matrix, *rest = found.steps()
        assert matrix.frame["weight"].tolist() == found.weights.tolist()
        assert "over the answered pairs" in matrix.notes[0].en
        assert len(rest) == 2

    def test_labels_that_are_machine_names_are_printed_as_given(self):
        found = priorities(Judgments([[1, 2], ["1/2", 1]], ["weight", "criterion"]))
        assert found.tables()[0].cells()[0] == ["Criterion", "weight", "criterion", "Weight wᵢ"]

    def test_random_indices_with_more_digits_are_printed_in_full(self):
        found = priorities(MORALS, random_index="alonso_lamata")
        assert found.steps()[-1].cells()[1][3] == "0.5247"


def test_plot(found):
    before = dict(mpl.rcParams)
    axes = found.plot(language="zh", names={"content": Text("Content", "内容")})
    assert [bar.get_width() for bar in axes.patches] == found.weights.tolist()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["内容", "speed", "looks"]
    assert axes.get_xlabel() == "权重"
    own = plt.figure().add_subplot()
    assert found.plot(own) is own
    assert dict(mpl.rcParams) == before


def test_public_names():
    assert {"Judgments", "Priorities", "SurveyJudgments", "from_survey", "priorities"} <= set(st.ahp.__all__)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(st.ahp.priorities(MORALS), st.ahp.Priorities)


def test_names_that_are_none():
    found = priorities([[1, 3], ["1/3", 1]])
    with pytest.raises(OptionError) as caught:
        found.steps("zh")
    assert str(caught.value) == (
        "names='zh' are no names of criteria\n"
        'Hint: Give {label: Text(…)}, and the language by its name: steps(language="zh").'
    )
    assert found.steps({"1": "content"})[0].frame["criterion"].tolist()[0] == Text("content", "content")


def test_steps_are_printed_together_in_one_language():
    found = priorities([[1, 3], ["1/3", 1]])
    assert repr(found.steps(language="zh")) == "\n\n".join(table.to_text("zh") for table in found.steps())
    assert found.steps(language="zh")._repr_html_().count("<table") == len(found.steps())
    with pytest.raises(OptionError, match="language='fr' is not an option"):
        found.steps(language="fr")
