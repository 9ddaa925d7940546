import json
import warnings

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.ahp import Hierarchy, HierarchyPanel, Judgments, Measurements, Ratings, priorities, rank
from surveytools.base.errors import FaultsError, SurveyError
from surveytools.base.labels import Text
from surveytools.base.warnings import InconsistentJudgmentsWarning

NAMES = ["A", "B", "C"]
TREE = {"best": {"cost": ["price", "fuel"], "looks": {}}}
JUDGMENTS = {"best": [[1, 3], ["1/3", 1]], "cost": [[1, 2], ["1/2", 1]]}
COMPARED = Judgments.from_upper([2, 5, 3], NAMES)
PRICE = Measurements({"A": 300, "B": 200, "C": 240}, "cost")
FUEL = Ratings({"C": "fair", "A": "good", "B": "poor"}, {"good": 1, "fair": 0.5, "poor": 0.1})
MIXED = {"price": PRICE, "fuel": FUEL, "looks": COMPARED}
W = np.array([0.5, 0.25, 0.25])  # price, fuel, looks


@pytest.fixture
def hierarchy():
    return Hierarchy(TREE, JUDGMENTS)


def flat(*weights):
    names = [f"c{k}" for k in range(len(weights))]
    return st.Weights(st.IndicatorTree.from_nested({"best": names}), dict(zip(names, weights, strict=True)))


def benefits(rows, names=NAMES):
    return {f"c{k}": Measurements(dict(zip(names, row, strict=True)), "benefit") for k, row in enumerate(rows)}


def raised(hierarchy, alternatives, **options):
    with pytest.raises(SurveyError) as caught:
        hierarchy.rank(alternatives, **options)
    return str(caught.value)


class TestScores:
    def test_kinds_of_values_mix(self, hierarchy):
        ranking = hierarchy.rank(MIXED)
        price = np.array([1 / 300, 1 / 200, 1 / 240])
        columns = [price / price.sum(), np.array([1, 0.1, 0.5]) / 1.6, priorities(COMPARED).weights]
        np.testing.assert_allclose(ranking.scores, W @ columns, rtol=1e-12)
        np.testing.assert_allclose(ranking.local.to_numpy().T, columns, rtol=1e-12)
        assert ranking.alternatives == tuple(NAMES)
        assert ranking.scores.sum() == pytest.approx(1)
        assert list(ranking.priorities) == ["looks"]

    def test_ideal_mode(self, hierarchy):
        ranking = hierarchy.rank(MIXED, mode="ideal")
        w = priorities(COMPARED).weights
        s = W @ [[2 / 3, 1, 5 / 6], [1, 0.1, 0.5], w / w.max()]
        np.testing.assert_allclose(ranking.scores, s / s.sum(), rtol=1e-12)
        assert (ranking.local.max() == 1).all()

    def test_absolute_mode_does_not_depend_on_the_other_alternatives(self):
        weights, scale = flat(0.6, 0.4), {"good": 1, "fair": 0.5}
        given = {"A": "fair", "B": "fair", "C": "good"}
        numbers = {"A": 4, "B": 2, "C": 1}

        def scores(names):
            return rank(
                weights,
                {
                    "c0": Ratings({name: given[name] for name in names}, scale),
                    "c1": Measurements({name: numbers[name] for name in names}, "benefit", scale=(1, 5)),
                },
                mode="absolute",
            ).scores

        np.testing.assert_allclose(scores(NAMES), [0.6, 0.4, 0.6], rtol=1e-12)
        np.testing.assert_allclose(scores(["A", "B"]), [0.6, 0.4], rtol=1e-12)

    def test_order_of_the_alternatives_is_that_of_the_first_leaf(self, hierarchy):
        turned = {"looks": COMPARED.ordered(["C", "B", "A"]), "fuel": FUEL, "price": PRICE}
        assert hierarchy.rank(turned).alternatives == tuple(NAMES)
        np.testing.assert_allclose(hierarchy.rank(turned).scores, hierarchy.rank(MIXED).scores, rtol=1e-12)

    def test_priorities_and_bare_matrices_are_taken_too(self, hierarchy):
        expected = hierarchy.rank(MIXED).scores
        for given in (priorities(COMPARED), COMPARED.to_frame()):
            np.testing.assert_allclose(hierarchy.rank(MIXED | {"looks": given}).scores, expected, rtol=1e-12)
        bare = rank(flat(1.0), {"c0": [[1, 3], ["1/3", 1]]})
        assert bare.alternatives == ("1", "2")
        np.testing.assert_allclose(bare.scores, [0.75, 0.25])

    def test_contributions_sum_to_the_scores(self, hierarchy):
        for mode in ("distributive", "ideal"):
            ranking = hierarchy.rank(MIXED, mode=mode)
            np.testing.assert_allclose(ranking.contributions().sum(axis=1), ranking.scores, rtol=1e-12)
        rated = rank(flat(1.0), {"c0": Ratings({"A": "x", "B": "y"}, {"x": 1, "y": 0.4})}, mode="absolute")
        np.testing.assert_allclose(rated.contributions()["c0"], [1, 0.4])

    def test_a_panel_gives_weights_too(self):
        def answers(x):
            return {"best": [[1, x, x], [1 / x, 1, 1], [1 / x, 1, 1]]}

        panel = HierarchyPanel({"best": ["c0", "c1", "c2"]}, {"Ann": answers(1), "Bo": answers(2), "Cy": answers(4)})
        ranking = rank(panel, benefits([[1, 2, 3], [3, 2, 1], [1, 1, 1]]))
        np.testing.assert_allclose(ranking.weights.local["c0"], 0.5)


class TestTies:
    def test_scores_within_the_share_are_ties(self):
        given = benefits([[1000, 995, 980]])
        assert rank(flat(1.0), given).ranks.tolist() == [1, 1, 3]
        assert rank(flat(1.0), given, near_tie=0).ranks.tolist() == [1, 2, 3]
        assert rank(flat(1.0), given, near_tie=0.03).ranks.tolist() == [1, 1, 1]

    def test_ties_do_not_chain(self):
        assert rank(flat(1.0), benefits([[1000, 992, 985]])).ranks.tolist() == [1, 1, 3]

    def test_equal_scores_are_ties_without_a_share(self):
        assert rank(flat(0.5, 0.5), benefits([[1, 2, 3], [3, 2, 1]]), near_tie=0).ranks.tolist() == [1, 1, 1]

    def test_headlines(self):
        assert rank(flat(1.0), benefits([[1, 2, 1]])).headline() == Text(
            "B comes first with 0.5000, before A with 0.2500.", "“B”排名第一，得分 0.5000；其次为“A”（0.2500）。"
        )
        assert rank(flat(1.0), benefits([[1000, 995, 980]])).headline() == Text(
            "A and B tie for the first place: their scores, up to 0.3361, differ by no more than 1.0%.",
            "“A”与“B”并列第一：得分最高为 0.3361，相差不超过 1.0%。",
        )
        assert rank(flat(1.0), benefits([[1, 1, 1]])).headline() == Text(
            "All alternatives are ties.", "各方案均视为并列。"
        )


class TestConsistency:
    def test_total_ratio_by_both_conventions(self):
        three = Judgments.from_upper([2, 5, 2], ["c0", "c1", "c2"])
        hierarchy = Hierarchy({"best": ["c0", "c1", "c2"]}, {"best": three})
        given = {"c0": COMPARED, "c1": Judgments.from_upper([1, 3, 4], NAMES), "c2": PRICE}
        ranking = hierarchy.rank(given)
        w = hierarchy.weights().overall
        CI = {leaf: found.consistency_index for leaf, found in ranking.priorities.items()}
        level = (w["c0"] * CI["c0"] + w["c1"] * CI["c1"]) / (0.58 * (w["c0"] + w["c1"]))
        assert ranking.total_consistency_ratio() == pytest.approx(level)
        root = hierarchy.priorities["best"].consistency_ratio
        assert ranking.total_consistency_ratio("cumulative") == pytest.approx(level + root)
        assert ranking.consistency["code"].tolist() == ["c0", "c1"]

    def test_nothing_compared(self):
        ranking = rank(flat(1.0), benefits([[1, 2, 3]]))
        assert ranking.total_consistency_ratio() == ranking.total_consistency_ratio("cumulative") == 0
        assert ranking.consistency.empty
        assert len(ranking.tables()) == 2

    def test_one_warning_names_the_leaves(self, hierarchy):
        circle = Judgments.from_upper([9, "1/9", 9], NAMES)
        for make in (lambda: hierarchy.rank(MIXED | {"looks": circle}), lambda: rank(flat(1.0), {"c0": circle})):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                make()
            assert [warning.category for warning in caught] == [InconsistentJudgmentsWarning]
            assert str(caught[0].message).startswith("CR is not below .10: ")
            assert caught[0].filename == __file__

    def test_where_the_method_decides_the_first_place(self):
        entries = ["3", "2", "2", "1/3", "1/2", "1", "1/5", "1", "1/2", "5"]
        with pytest.warns(InconsistentJudgmentsWarning):
            ranking = rank(flat(1.0), {"c0": Judgments.from_upper(entries, list("VWXYZ"))})
        assert ranking.depends_on_method
        found = ranking.by_method()
        assert found.idxmax().to_dict() == {"geometric": "Z", "eigenvector": "Y", "arithmetic": "Z"}
        assert ranking.tables()[-1].title.en == "Scores by the method of the weights"
        assert any("depends on the method" in line.en for line in ranking.conventions)

    def test_the_scores_by_its_own_method_are_its_scores(self, hierarchy):
        ranking = hierarchy.rank(MIXED, mode="ideal")
        np.testing.assert_allclose(ranking.by_method()["geometric"], ranking.scores, rtol=1e-12)
        assert not ranking.depends_on_method


class TestPrinting:
    def test_tables(self, hierarchy):
        ranking = hierarchy.rank(MIXED)
        scores, values, consistency = ranking.tables()
        assert list(scores.frame.columns) == ["alternative", "score", "share_of_best", "rank"]
        assert scores.notes[0].en.startswith("Total CR: ")
        assert values.cells("zh")[0] == ["编号", "指标", "总权重", "数值来源", "A", "B", "C"]
        assert [row[3] for row in values.cells("zh")[1:]] == ["数据（成本型）", "评级", "两两比较"]
        assert len(consistency.frame) == 1
        assert "分配模式" in ranking.summary("zh")
        assert json.loads(json.dumps(ranking.to_dict()))["alternatives"] == NAMES
        assert ranking == hierarchy.rank(MIXED)
        assert ranking != hierarchy.rank(MIXED, mode="ideal")

    @pytest.mark.parametrize("kind", ["scores", "contributions"])
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_pictures(self, hierarchy, kind, language):
        axes = hierarchy.rank(MIXED).plot(kind, language=language)
        assert [text.get_text() for text in axes.get_yticklabels()] == ["A", "B", "C"]
        assert axes.get_xlabel().startswith({"en": "Score", "zh": "综合得分"}[language])
        axes.figure.canvas.draw()


class TestFaults:
    def test_a_leaf_without_values(self, hierarchy):
        assert raised(hierarchy, {"price": PRICE, "fuel": FUEL}) == (
            "nothing says how good the alternatives are by 'looks'\n"
            "Hint: Compare, rate or measure the alternatives by it."
        )

    def test_codes_that_are_no_leaves(self, hierarchy):
        assert raised(hierarchy, MIXED | {"prise": PRICE}) == (
            "alternatives are given for 'prise', which is no indicator\nHint: Did you mean price?"
        )
        assert raised(hierarchy, MIXED | {"cost": PRICE}) == (
            "alternatives are given for 'cost', which has indicators below it\n"
            "Hint: Give them by its leaves: price, fuel."
        )

    def test_other_alternatives(self, hierarchy):
        other = Judgments.from_upper([2, 5, 3], ["A", "B", "c"])
        assert raised(hierarchy, MIXED | {"looks": other}) == (
            "the alternatives by 'looks' include c, which those by 'price' do not\nHint: Known: C."
        )
        fewer = Judgments.from_upper([2], ["A", "B"])
        assert raised(hierarchy, MIXED | {"looks": fewer}) == (
            "the alternatives by 'looks' lack C, which are there by 'price'\n"
            "Hint: Give every alternative by every leaf."
        )

    def test_one_alternative(self):
        with pytest.raises(SurveyError) as caught:
            rank(flat(1.0), benefits([[1]], ["A"]))
        assert str(caught.value) == "there is one alternative by 'c0'\nHint: Rank two or more."

    def test_nothing_is_worth_anything(self):
        with pytest.raises(SurveyError) as caught:
            rank(flat(1.0), benefits([[0, 0, 0]]))
        assert str(caught.value) == (
            "the alternatives by 'c0': none is worth more than 0\nHint: One must be, or say mode=\"absolute\"."
        )

    def test_faults_of_a_matrix_name_the_leaf(self, hierarchy):
        frame = pd.DataFrame([[1, 0], [1, 1]], index=["A", "B"], columns=["A", "B"])
        assert raised(hierarchy, MIXED | {"looks": frame}).startswith(
            "the alternatives by 'looks': a judgment is 0 (row A, column B, value 0)"
        )

    def test_all_faults_are_raised_together(self, hierarchy):
        with pytest.raises(FaultsError, match="2 faults"):
            hierarchy.rank({"prise": PRICE, "fuel": FUEL, "looks": COMPARED})

    def test_a_frame_must_say_what_it_means(self, hierarchy):
        assert raised(hierarchy, pd.DataFrame({"price": [1, 2]})) == (
            "a frame does not say what its columns mean\n"
            'Hint: Say so: Measurements.from_frame(frame, {"price": "cost"}) or Ratings.from_frame(frame, scale).'
        )
        assert raised(hierarchy, [1, 2]) == (
            "alternatives cannot be read from list\n"
            "Hint: Give judgments, ratings or measurements by leaf: {'price': …}."
        )

    def test_relative_values_in_the_absolute_mode(self, hierarchy):
        assert raised(hierarchy, MIXED, mode="absolute") == (
            "mode='absolute' needs values that mean something alone, but those by 'price' are relative\n"
            "Hint: Rate the alternatives, or measure them on a scale: Measurements(…, scale=(low, high))."
        )

    def test_options(self, hierarchy):
        assert raised(hierarchy, MIXED, mode="best") == (
            "mode='best' is not an option\nHint: mode is one of 'distributive', 'ideal', 'absolute'."
        )
        assert raised(hierarchy, MIXED, near_tie=1) == "near_tie=1 is no share\nHint: Give 0 to below 1."

    def test_no_weights(self):
        with pytest.raises(SurveyError) as caught:
            rank({"c0": 1}, {})
        assert str(caught.value) == (
            "weights are of type dict\nHint: Give st.Weights, a Hierarchy or a HierarchyPanel."
        )


def test_what_has_no_names_or_one_twice():
    for make, text in [
        (lambda: Measurements(pd.Series([1, 2], index=["A", "A"]), "benefit"),
         "the alternative A stands twice\nHint: Give each a name of its own."),
        (lambda: Measurements([1, 2], "benefit"),
         'alternatives cannot be read from list\nHint: Give them by name: {"A": …, "B": …}.'),
        (lambda: Measurements.from_frame(pd.DataFrame({"a": [1], "b": [2]}), {"a": "cost"}, targets={"b": 2}),
         "'b' has a target but no direction\nHint: Say {'b': \"target\"}."),
        (lambda: Ratings({"A": "good"}, "x"),
         'a rating scale cannot be read from str\nHint: Say what each is worth: {"good": 1, "poor": 0.2}.'),
    ]:  # fmt: skip
        with pytest.raises(SurveyError) as caught:
            make()
        assert str(caught.value) == text


def test_a_mapping_says_nothing():
    with pytest.raises(SurveyError) as caught:
        rank(flat(1.0), {"c0": {"A": 1, "B": 2}})
    assert str(caught.value) == (
        "the alternatives by 'c0': a mapping does not say what its values mean\n"
        'Hint: Say so: Measurements({…}, "benefit") or Ratings({…}, scale).'
    )


def test_in_the_absolute_mode_nothing_may_be_worth_anything():
    worst = {"c0": Ratings({"A": "poor", "B": "poor"}, {"good": 1, "poor": 0})}
    ranking = rank(flat(1.0), worst, mode="absolute")
    assert ranking.scores.tolist() == [0, 0]
    assert ranking.to_frame()["share_of_best"].isna().all()
