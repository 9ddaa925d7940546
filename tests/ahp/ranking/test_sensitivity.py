import json

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.ahp import (
    Hierarchy,
    HierarchyPanel,
    Judgments,
    Measurements,
    rank,
    rank_acceptability,
    sensitivity,
)
from surveytools.ahp.ranking.sensitivity_lines import beating_shares, crossings, rank_shares
from surveytools.ahp.ranking.weight_draws import draws_of
from surveytools.base.errors import OptionError, SurveyError
from surveytools.base.labels import Text

pytestmark = pytest.mark.filterwarnings("ignore::surveytools.base.warnings.PanelSpreadWarning")

NAMES = ["A", "B", "C"]
NESTED = {"best": {"cost": ["price", "fuel"], "looks": {}, "size": {}}}
LOCAL = {"cost": 0.5, "price": 0.7, "fuel": 0.3, "looks": 0.3, "size": 0.2}
VALUES = {"price": [5, 3, 2], "fuel": [2, 3, 5], "looks": [1, 6, 3], "size": [4, 2, 4]}


def weights(local=LOCAL, nested=NESTED):
    return st.Weights(st.IndicatorTree.from_nested(nested), local)


def made(values=VALUES, names=NAMES, **options):
    given = {leaf: Measurements(dict(zip(names, row, strict=True)), "benefit") for leaf, row in values.items()}
    return rank(options.pop("weights", weights()), given, **options)


@pytest.fixture
def found():
    return sensitivity(made())


def moved(code, t):
    """Return the weights with one local weight at t, its siblings keeping their proportions."""
    tree = weights().tree
    siblings = [other for other in tree.children(tree[code].parent) if other != code]
    rest = sum(LOCAL[other] for other in siblings)
    return weights(LOCAL | {code: t} | {other: (1 - t) * LOCAL[other] / rest for other in siblings})


def raised(make):
    with pytest.raises(SurveyError) as caught:
        make()
    return str(caught.value)


class TestLines:
    @pytest.mark.parametrize("mode", ["distributive", "ideal"])
    @pytest.mark.parametrize("code", list(LOCAL))
    def test_scores_along_a_weight_are_those_of_a_new_ranking(self, code, mode):
        found = sensitivity(made(mode=mode))
        t = np.array([0.05, 0.4, 0.9])
        expected = [made(weights=moved(code, x), mode=mode).scores for x in t.tolist()]
        np.testing.assert_allclose(found.scores_at(code, t), expected, rtol=1e-10)

    def test_crossings(self):
        t = crossings(np.array([0.6, 0.4]), np.array([-1.0, 1.0]), 0.3)
        np.testing.assert_allclose(t[0, 1], 0.4)
        assert np.isnan(t[0, 0])
        assert np.isnan(crossings(np.array([0.6, 0.4]), np.array([1.0, 1.0]), 0.3)).all()
        assert np.isnan(crossings(np.array([0.9, 0.1]), np.array([-1.0, 0.0]), 0.3)).all()


class TestStability:
    def test_the_first_place_changes_at_the_ends_of_the_range(self, found):
        frame = found.stability().set_index("code")
        first = found.ranking.first[0]
        for code, row in frame.iterrows():
            for end, other, step in (("stable_low", "first_below", -1e-6), ("stable_high", "first_above", 1e-6)):
                at = row[end]
                inside = made(weights=moved(code, min(max(at - step, 1e-9), 1 - 1e-9)), near_tie=0)
                assert inside.first[0] == first
                if pd.isna(row[other]):
                    assert at == (0 if step < 0 else 1)
                else:
                    assert made(weights=moved(code, at + step), near_tie=0).first[0] == row[other]

    def test_the_order_is_stable_in_a_smaller_range(self, found):
        frame = found.stability()
        assert (frame["order_low"] >= frame["stable_low"]).all()
        assert (frame["order_high"] <= frame["stable_high"]).all()

    def test_critical_weights_are_where_two_scores_are_equal(self, found):
        frame = found.critical_weights()
        assert len(frame) > 3
        for row in frame.itertuples():
            ranking = made(weights=moved(row.code, row.critical_weight), near_tie=0)
            scores = dict(zip(NAMES, ranking.scores, strict=True))
            assert scores[row.ahead] == pytest.approx(scores[row.overtakes], rel=1e-10)
            assert row.changes_first == (scores[row.ahead] == pytest.approx(max(scores.values()), rel=1e-9))
            assert row.relative_change == pytest.approx(row.weight_change / row.local_weight)
        assert frame["weight_change"].abs().is_monotonic_increasing

    def test_an_alternative_that_always_wins(self):
        found = sensitivity(made({leaf: [9, 2, 1] for leaf in VALUES}))
        assert found.headline() == Text(
            "A stays first whatever one weight alone does.", "任一权重单独变动，“A”始终排名第一。"
        )
        assert found.critical_weights().empty
        assert (found.stability()[["stable_low", "stable_high"]] == [0, 1]).all(axis=None)
        assert len(found.tables()) == 1
        found.plot("gradient").figure.canvas.draw()

    def test_copies_never_change_places(self):
        values = {leaf: [row[0], row[1], row[1]] for leaf, row in VALUES.items()}
        frame = sensitivity(made(values)).critical_weights()
        assert set(frame["ahead"]) | set(frame["overtakes"]) == {"A", "B", "C"}
        assert not ((frame["ahead"] == "B") & (frame["overtakes"] == "C")).any()

    def test_an_exact_tie_has_no_room(self):
        two = st.Weights(st.IndicatorTree.from_nested({"best": ["x", "y"]}), {"x": 0.5, "y": 0.5})
        found = sensitivity(made({"x": [1, 2], "y": [2, 1]}, ["A", "B"], weights=two))
        row = found.stability().iloc[0]
        assert row["stable_low"] == row["stable_high"] == 0.5
        assert (row["first_below"], row["first_above"]) == ("A", "B")
        assert any(line.en == "ties for the first place in the ranking: A, B" for line in found.conventions)


class TestTornado:
    def test_leads_are_those_of_new_rankings(self, found):
        frame = found.tornado(0.3)
        first = NAMES.index(found.ranking.first[0])
        for row in frame.itertuples():
            for share, lead in ((0.7, row.lead_at_low), (1.0, row.lead), (1.3, row.lead_at_high)):
                s = made(weights=moved(row.code, min(1, LOCAL[row.code] * share))).scores
                assert lead == pytest.approx(s[first] - np.delete(s, first).max(), abs=1e-12)
        widths = (frame["lead_at_high"] - frame["lead_at_low"]).abs()
        assert widths.is_monotonic_decreasing

    def test_a_change_that_is_none(self, found):
        assert raised(lambda: found.tornado(0)) == "change=0 is no share\nHint: Give a number from 0 to 1."


class TestTwoWeights:
    def test_first_places_are_those_of_new_rankings(self, found):
        x, y = np.array([0.1, 0.6, 0.2]), np.array([0.2, 0.1, 0.7])
        expected = []
        for a, b in zip(x, y, strict=True):
            moved_both = weights(LOCAL | {"cost": a, "looks": b, "size": 1 - a - b})
            expected.append(int(np.argmax(made(weights=moved_both).scores)))
        assert found.firsts_at(("cost", "looks"), x, y).tolist() == expected

    def test_pairs_that_cannot_move(self, found):
        below = "are not below one node with a third indicator\nHint: Two weights move freely only where the others"
        assert below in raised(lambda: found.plot("regions", ("price", "fuel")))
        assert below in raised(lambda: found.plot("regions", ("price", "looks")))
        assert raised(lambda: found.plot("regions", "cost")) == (
            'codes=\'cost\' are not two indicators\nHint: Give a pair: ("price", "looks").'
        )
        assert raised(lambda: found.plot("regions", ("cost", "look"))) == (
            "'look' is no indicator with a weight\nHint: Did you mean looks?"
        )


class TestSensitivityPictures:
    @pytest.mark.parametrize("kind", ["stability", "gradient", "performance", "regions", "tornado"])
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_they_are_drawn(self, found, kind, language):
        axes = found.plot(kind, language=language)
        axes.figure.canvas.draw()
        words = [text.get_text() for text in axes.get_legend().get_texts()]
        assert words

    def test_codes(self, found):
        assert found.plot("gradient", "size").get_xlabel() == "Local weight of size"
        ticks = [tick.get_text() for tick in found.plot("performance", "cost").get_xticklabels()]
        assert ticks == ["price", "fuel", "Overall"]
        assert raised(lambda: found.plot("gradient", ("size", "cost"))) == (
            "codes=('size', 'cost') is not one indicator\nHint: Give one code for kind='gradient'."
        )
        assert raised(lambda: found.plot("gradient", "sise")) == (
            "there is no indicator 'sise'\nHint: Did you mean size?"
        )
        assert raised(lambda: found.plot("stability", "size")) == (
            "kind='stability' has no codes\nHint: Leave codes out; it is for gradient, performance, regions."
        )
        assert raised(lambda: found.plot("gradient", change=0.1)) == (
            "kind='gradient' has no change\nHint: Leave change out; it is for tornado."
        )
        assert raised(lambda: found.plot("pie")).startswith("kind='pie' is not an option")
        assert raised(lambda: found.plot("performance", "size")) == (
            "'size' has no indicators below it\nHint: Choose one of best, cost."
        )


class TestSensitivityPrinting:
    def test_what_is_printed(self, found):
        stable, critical = found.tables()
        assert stable.title == Text("How far each weight may go", "权重稳定区间")
        assert set(critical.frame["changes_first"]) <= {Text("yes", "是"), Text("no", "否")}
        assert found.summary("zh").startswith("“B”的首位对")
        assert json.dumps(found.to_dict())
        assert found == sensitivity(made())

    def test_weights_that_cannot_move(self):
        local = {"cost": 1.0, "price": 0.7, "fuel": 0.3, "looks": 0.0, "size": 0.0}
        found = sensitivity(made(weights=weights(local)))
        assert found.codes == ("price", "fuel", "looks", "size")
        assert found.conventions[1].en == "without siblings that weigh something: cost"
        assert raised(lambda: found.scores_at("cost", np.array([0.5]))) == (
            "the weight of 'cost' cannot move\nHint: Choose one of price, fuel, looks, size."
        )
        assert np.isfinite(found.stability()["stable_high"]).all()

    def test_no_ranking_and_nothing_to_move(self):
        assert raised(lambda: sensitivity(weights())) == (
            "Weights is no ranking\nHint: Give what st.ahp.rank(…) returns."
        )
        single = st.Weights(st.IndicatorTree.from_nested({"best": ["x"]}), {"x": 1.0})
        assert raised(lambda: sensitivity(made({"x": [1, 2, 3]}, weights=single))) == (
            "no indicator has a sibling\nHint: Rank by two criteria or more."
        )


class TestAcceptability:
    def test_shares_of_ranks(self):
        S = np.array([[3, 2, 1], [1, 3, 2], [2, 2, 1], [1.0, 1, 1]])
        expected = [
            [1 + 0.5 + 1 / 3, 0.5 + 1 / 3, 1 + 1 / 3],
            [1 + 0.5 + 1 / 3, 1 + 0.5 + 1 / 3, 1 / 3],
            [1 / 3, 1 + 1 / 3, 2 + 1 / 3],
        ]
        np.testing.assert_allclose(rank_shares(S), np.array(expected) / 4)
        np.testing.assert_allclose(beating_shares(S)[0], np.array([2, 1 + 0.5 + 0.5, 1 + 1 + 0.5]) / 4)

    def test_uniform_weights_give_the_length_of_the_stable_range(self):
        two = st.Weights(st.IndicatorTree.from_nested({"best": ["x", "y"]}), {"x": 0.5, "y": 0.5})
        ranking = made({"x": [4, 1], "y": [2, 3]}, ["A", "B"], weights=two)
        low = sensitivity(ranking).stability()["stable_low"][0]
        found = rank_acceptability(ranking, "uniform", n_draws=200_000)
        assert found.p_first[0] == pytest.approx(1 - low, abs=0.005)
        assert found.beats[0, 1] == pytest.approx(found.p_first[0])

    def test_a_spread_leaves_the_weights_in_the_middle(self):
        draw, _ = draws_of(0.3, weights())
        W = draw(100_000, np.random.default_rng(1))
        np.testing.assert_allclose(W.sum(axis=1), 1, rtol=1e-12)
        ratio = np.log(W[:, 0] / W[:, 1])
        assert ratio.mean() == pytest.approx(np.log(0.7 / 0.3), abs=0.01)
        assert ratio.std() == pytest.approx(0.3 * np.sqrt(2), abs=0.01)

    def test_a_panel_spreads_as_its_intervals(self):
        answers = {"Ann": [2, 5, 3], "Bo": [1, 4, 3], "Cy": [3, 6, 2], "Di": [1, 3, 4], "Ed": [2, 2, 2]}
        codes = ["x", "y", "z"]
        upper = {name: {"best": Judgments.from_upper(entries, codes)} for name, entries in answers.items()}
        panel = HierarchyPanel({"best": codes}, upper)
        draw, _ = draws_of(panel, panel.weights())
        Y = np.log(draw(200_000, np.random.default_rng(2)))
        own = np.log(panel.individual_weights().to_numpy())
        differences = own[:, 0] - own[:, 1]
        error = differences.std(ddof=1) / np.sqrt(5)
        limits = differences.mean() + np.array([-1, 1]) * 2.7764451 * error
        np.testing.assert_allclose(np.quantile(Y[:, 0] - Y[:, 1], [0.025, 0.975]), limits, atol=0.02)
        values = {"x": [4, 1, 2], "y": [2, 3, 5], "z": [1, 1, 5]}
        found = rank_acceptability(made(values, weights=panel), panel)
        assert found.p_first.sum() == pytest.approx(1)
        assert found.conventions[0].en.startswith("weights by the spread among the experts")

    def test_given_draws(self):
        ranking = made()
        W = np.random.default_rng(3).dirichlet(np.ones(4), 500)
        frame = pd.DataFrame(W, columns=["price", "fuel", "looks", "size"])
        found = rank_acceptability(ranking, frame[["size", "looks", "price", "fuel"]])
        assert found == rank_acceptability(ranking, W)
        firsts = np.bincount((W @ ranking.local.to_numpy().T).argmax(axis=1), minlength=3) / 500
        np.testing.assert_allclose(found.p_first, firsts)
        assert found.n_draws == 500

    def test_the_absolute_mode_keeps_its_scores(self):
        given = {
            leaf: Measurements(dict(zip(NAMES, row, strict=True)), "benefit", scale=(0, 6))
            for leaf, row in VALUES.items()
        }
        ranking = rank(weights(), given, mode="absolute")
        found = rank_acceptability(ranking, 0.001)
        np.testing.assert_allclose(found.limits.mean(axis=0), ranking.scores, rtol=1e-3)

    def test_the_same_seed_gives_the_same_answer(self):
        assert rank_acceptability(made(), 0.2) == rank_acceptability(made(), 0.2)
        assert rank_acceptability(made(), 0.2) != rank_acceptability(made(), 0.2, rng=1)

    def test_what_is_printed(self):
        found = rank_acceptability(made(), 0.5, n_draws=1000)
        assert found.headline().en.endswith("of 1,000 draws of the weights.")
        assert found.headline().zh.startswith("在 1,000 次权重抽样中，“B”排名第一的占 ")
        summary, shares = found.tables()
        assert list(summary.frame.columns) == [
            "alternative", "score", "score_low", "score_high", "p_first", "expected_rank",
        ]  # fmt: skip
        assert shares.cells("zh")[0] == ["方案", "第 1 名", "第 2 名", "第 3 名"]
        np.testing.assert_allclose(found.rank_frame().sum(axis=0), 1)
        np.testing.assert_allclose(found.beats_frame() + found.beats_frame().T, 1)
        assert [line.en for line in found.conventions] == [
            "log-normal weights at every node, spread 0.5", "random numbers: seed 0", "1,000 draws",
            "the values of the alternatives by each criterion are held fixed",
        ]  # fmt: skip
        assert json.dumps(found.to_dict())
        for language in ("en", "zh"):
            axes = found.plot(language=language)
            axes.figure.canvas.draw()
            assert len(axes.get_legend().get_texts()) == 3

    def test_faults(self):
        ranking = made()
        hint = 'Give a spread such as 0.2, "uniform", a panel, or weights of the leaves, one draw a row.'
        for wrong in (0, -1, "even", None, True):
            assert raised(lambda wrong=wrong: rank_acceptability(ranking, wrong)) == (
                f"uncertainty={wrong!r} is no uncertainty of weights\nHint: {hint}"
            )
        assert raised(lambda: rank_acceptability(ranking, 0.2, n_draws=5)) == (
            "n_draws=5 is no number of draws\nHint: Give 100 or more."
        )
        assert raised(lambda: rank_acceptability(ranking, np.ones((3, 4)) / 4, n_draws=200)) == (
            "n_draws=200 but the draws are given\nHint: Leave n_draws out."
        )
        assert raised(lambda: rank_acceptability(ranking, np.ones((3, 4)))) == (
            "draw 1 is no set of weights: it sums to 4\n"
            "Hint: The overall weights of the leaves are not negative and sum to 1."
        )
        assert raised(lambda: rank_acceptability(ranking, np.ones((3, 3)))) == (
            "the drawn weights have the shape (3, 3)\nHint: Give one column a leaf: price, fuel, looks, size."
        )
        frame = pd.DataFrame(np.ones((3, 4)) / 4, columns=["price", "fuel", "look", "size"])
        assert raised(lambda: rank_acceptability(ranking, frame)) == (
            "the drawn weights lack looks\nHint: Did you mean look?"
        )
        assert raised(lambda: rank_acceptability(ranking, 0.2, rng="x")).startswith("rng='x' is no seed")

    def test_panels_that_do_not_fit(self):
        codes = ["price", "fuel", "looks", "size"]
        entries = {"Ann": [2, 5, 3, 1, 2, 3], "Bo": [1, 4, 3, 2, 2, 2], "Cy": [3, 6, 2, 2, 1, 1]}
        upper = {name: {"best": Judgments.from_upper(of, codes)} for name, of in entries.items()}
        panel = HierarchyPanel({"best": codes}, upper)
        assert raised(lambda: rank_acceptability(made(), panel)) == (
            "the weights of the panel are not those of the ranking\nHint: Rank with the weights of this panel."
        )
        other = {name: {"best": [[1, 2], ["1/2", 1]]} for name in entries}
        small = HierarchyPanel({"best": ["prices", "fuel"]}, other)
        assert raised(lambda: rank_acceptability(made(), small)) == (
            "the panel does not weigh price, looks, size\nHint: Did you mean prices?"
        )
        alone = HierarchyPanel({"best": codes}, {"Ann": upper["Ann"]})
        assert raised(lambda: rank_acceptability(made(), alone)) == (
            "one expert has no spread\nHint: Ask three experts or more, or state a spread."
        )


def test_a_hierarchy_gives_its_sensitivity():
    hierarchy = Hierarchy({"best": ["price", "looks"]}, {"best": [[1, 3], ["1/3", 1]]})
    ranking = hierarchy.rank({"price": [[1, 2], ["1/2", 1]], "looks": [[1, "1/9"], [9, 1]]})
    at = sensitivity(ranking).critical_weights()["critical_weight"]
    assert at[0] == pytest.approx((9 - 1) / 10 / ((9 - 1) / 10 + 1 / 3))


def two_criteria(**values):
    hierarchy = Hierarchy({"best": ["price", "looks"]}, {"best": [[1, 3], ["1/3", 1]]})
    return hierarchy.rank({leaf: Measurements(given, "benefit") for leaf, given in values.items()})


@pytest.mark.parametrize(("weights", "given"), [([-1, 0.5], "-1"), ([2], "2"), ([np.nan], "nan")])
def test_weights_out_of_range(weights, given):
    found = sensitivity(two_criteria(price={"A": 1, "B": 2}, looks={"A": 2, "B": 1}))
    with pytest.raises(OptionError) as caught:
        found.scores_at("price", weights)
    assert str(caught.value) == (f"{given} is no local weight\nHint: Local weights, and their sum, are from 0 to 1.")


def test_alternatives_that_are_alike_everywhere():
    found = sensitivity(two_criteria(price={"A": 2, "B": 2, "C": 1}, looks={"A": 2, "B": 2, "C": 1}))
    assert found.headline().en == "A and B share the highest score whatever one weight alone does."
    assert found.headline().zh == "任一权重单独变动，“A”与“B”的得分始终相同且最高。"


def test_acceptability_of_what_is_no_ranking():
    with pytest.raises(OptionError) as caught:
        rank_acceptability(Hierarchy({"best": ["a", "b"]}, {"best": [[1, 3], ["1/3", 1]]}), 0.2)
    assert str(caught.value) == "Hierarchy is no ranking\nHint: Give what st.ahp.rank(…) returns."
