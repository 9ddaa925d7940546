import warnings

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import t

from surveytools.ahp import HierarchyPanel, Judgments, Panel
from surveytools.ahp.aggregation import group_weights, influences
from surveytools.ahp.panel_intervals import covariance, degrees_of_freedom
from surveytools.base.errors import OptionError, SampleSizeError
from surveytools.base.warnings import InconsistentJudgmentsWarning, PanelSpreadWarning

LABELS = ("price", "speed", "looks", "service")
UPPERS = {
    "Ann": (2, 4, 5, 2, 3, 2), "Bo": (1, 3, 3, 2, 2, 1), "Cy": (3, 4, 7, 1, 3, 2), "Di": ("1/2", 2, 3, 3, 5, 2),
    "Ed": (2, 2, 6, 1, 3, 3),
}  # fmt: skip
GAPS = UPPERS | {"Ann": (2, None, 5, 2, 3, 2), "Cy": (3, 4, None, None, 3, 2)}


def panel(uppers=UPPERS, **options):
    return Panel({name: Judgments.from_upper(upper, LABELS) for name, upper in uppers.items()}, **options)


def test_the_closed_form_by_hand():
    found = panel()
    y = np.log(found.individual_weights)
    S = np.cov((y - y.mean(axis=1, keepdims=True)).T)
    w = found.weights
    J = np.eye(4) - w
    error = np.sqrt(np.diag(J @ S @ J.T) / 5)
    half = t.ppf(0.95, 4) * error / (1 - w)
    frame = found.interval(0.9)
    np.testing.assert_allclose(frame["ci_low"], expit(logit(w) - half), rtol=1e-10)
    np.testing.assert_allclose(frame["ci_high"], expit(logit(w) + half), rtol=1e-10)
    assert list(frame.index) == list(LABELS)


@pytest.mark.parametrize("uppers", [UPPERS, GAPS])
@pytest.mark.parametrize("options", [
    {}, {"aggregate": "aip_geometric"}, {"aggregate": "aip_arithmetic"}, {"method": "eigenvector"},
    {"method": "arithmetic"}, {"method": "eigenvector", "aggregate": "aip_geometric"},
    {"expert_weights": {"Ann": 3, "Bo": 1, "Cy": 1, "Di": 2, "Ed": 1}},
])  # fmt: skip
def test_influences_are_derivatives(uppers, options):
    found = panel(uppers, **options)
    opinions, v = found.opinions, found.shares
    U = influences(opinions, v, found.weights)
    for k in range(len(v)):
        step = np.zeros(len(v))
        step[k] = 1e-6 * v[k]
        up, down = (group_weights(opinions, (v + s) / (v + s).sum()) for s in (step, -step))
        np.testing.assert_allclose(U[k], (np.log(up) - np.log(down)) / 2e-6, atol=1e-8)


def test_covariance_of_equal_experts_is_that_of_the_mean():
    Y = np.random.default_rng(1).normal(size=(7, 3))
    v = np.full(7, 1 / 7)
    np.testing.assert_allclose(covariance(v[:, None] * (Y - Y.mean(axis=0)), v), np.cov(Y.T) / 7)
    assert degrees_of_freedom(v) == pytest.approx(6)


def test_covariance_of_unequal_experts_is_without_bias():
    random = np.random.default_rng(2)
    v = np.array([0.5, 0.3, 0.1, 0.1])
    Y = random.normal(size=(40_000, 4, 1))
    found = [covariance(v[:, None] * (one - v @ one), v).item() for one in Y]
    assert np.mean(found) == pytest.approx(v @ v, rel=0.02)


def test_bootstrap_is_narrower_and_repeats_itself():
    found = panel()
    closed, drawn = found.interval(), found.interval(method="bootstrap")
    assert ((drawn["ci_high"] - drawn["ci_low"]) < (closed["ci_high"] - closed["ci_low"])).all()
    assert drawn.equals(found.interval(method="bootstrap", rng=0))
    assert not drawn.equals(found.interval(method="bootstrap", rng=1))


def test_bootstrap_of_pooled_answers():
    closed, drawn = panel(GAPS).interval(), panel(GAPS).interval(method="bootstrap", n_resamples=200)
    np.testing.assert_allclose(drawn, closed, atol=0.2)


def test_resamples_that_do_not_connect_are_left_out():
    few = {"Ann": (2, None, None, 2, None, 2), "Bo": (None, 3, 3, None, None, None), "Cy": (1, 3, 4, 2, 3, 1)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PanelSpreadWarning)
        found = panel(few)
    W = found.resampled(np.array([[0, 3.0, 0], [1, 1, 1]]))
    assert np.isnan(W[0]).all()
    np.testing.assert_allclose(W[1], found.weights)
    assert not found.interval(method="bootstrap", n_resamples=100).isna().any(axis=None)


def test_more_important():
    found = panel()
    P = found.more_important()
    np.testing.assert_allclose(P + P.T, np.where(np.eye(4), np.nan, 1.0))
    y = np.log(found.individual_weights[:, 0] / found.individual_weights[:, 3])
    assert P.loc["price", "service"] == pytest.approx(t.cdf(y.mean() / (y.std(ddof=1) / np.sqrt(5)), 4))


SAME = {"Ann": (2, 4, 5, 2, 3, 2), "Bo": (2, 4, 5, 2, 3, 2), "Cy": (2, 4, 5, 2, 3, 2)}


def test_the_same_answers_have_no_interval():
    with pytest.warns(PanelSpreadWarning) as warned:
        found = panel(SAME)
    assert str(warned[0].message) == (
        "the experts gave the same answers to at least half of the pairs: intervals are then too narrow. Report the "
        "consensus instead."
    )
    for method in ("closed", "bootstrap"):
        with pytest.warns(PanelSpreadWarning) as warned:
            assert found.interval(method=method).isna().all(axis=None)
        assert str(warned[0].message) == (
            "no interval for price, speed, looks, service: all experts gave the same answers, which tells nothing "
            "about the spread among others. Report that they agreed."
        )
    assert found.more_important().isna().all(axis=None)
    assert "CI" not in found.headline().en
    assert "too narrow" in found.tables()[0].notes[1].en


def test_two_experts_are_too_few():
    with pytest.warns(PanelSpreadWarning) as warned:
        found = panel({name: UPPERS[name] for name in ("Ann", "Bo")})
    assert str(warned[0].message) == (
        "a panel of two experts says next to nothing about other experts: ask three or more, or report the weights "
        "without intervals."
    )
    assert not found.interval().isna().any(axis=None)


def test_one_expert_has_no_interval():
    with pytest.warns(PanelSpreadWarning, match="a panel of one expert says nothing about other experts"):
        found = panel({"Ann": UPPERS["Ann"]})
    for call in (found.interval, found.more_important):
        with pytest.raises(SampleSizeError) as caught:
            call()
        assert str(caught.value).startswith("one expert has no spread\nHint: Ask three experts or more")
    with pytest.raises(SampleSizeError) as caught:
        found.consensus()
    assert str(caught.value) == "one expert always agrees\nHint: Ask two experts or more."
    assert found.to_frame()["ci_low"].isna().all()
    assert "S*" not in found.headline().en
    assert found.summary("zh")


def test_options_of_intervals():
    with pytest.raises(OptionError) as caught:
        panel().interval(method="normal")
    assert str(caught.value) == ("method='normal' is not an option\nHint: method is one of 'closed', 'bootstrap'.")
    with pytest.raises(OptionError, match="level=95 is no confidence level"):
        panel().interval(95)
    with pytest.raises(OptionError, match="n_resamples=10 is too few"):
        panel().interval(method="bootstrap", n_resamples=10)


TREE = {"goal": {"a": ["a1", "a2"], "b": ["b1", "b2"], "c": ["c1"]}}


def answers(root, a, b):
    return {"goal": Judgments.from_upper(root, list("abc")), "a": [[1, a], [1 / a, 1]], "b": [[1, b], [1 / b, 1]]}


def hierarchy_panel(**options):
    given = {
        "Ann": answers((2, 4, 2), 3, 2), "Bo": answers((3, 5, 3), 4, 1), "Cy": answers((1, 2, 2), 1, 3),
        "Di": answers((4, 6, 2), 5, 4),
    }  # fmt: skip
    return HierarchyPanel(TREE, given, **options)


def test_overall_intervals_carry_the_covariance_down_the_tree():
    found = hierarchy_panel()
    root, a = found.panels["goal"], found.panels["a"]
    W = root.weights[0] * a.weights[0]
    U = root.influences()[:, 0] + a.influences()[:, 0]
    error = np.sqrt(4 / 3 * (U**2).sum())
    half = t.ppf(0.975, 3) * error / (1 - W)
    limits = found.interval().loc["a1"]
    np.testing.assert_allclose(limits, [expit(logit(W) - half), expit(logit(W) + half)], rtol=1e-10)
    independent = np.sqrt(4 / 3 * ((root.influences()[:, 0] ** 2).sum() + (a.influences()[:, 0] ** 2).sum()))
    assert error > 1.1 * independent


def test_an_only_child_has_the_interval_of_its_parent():
    found = hierarchy_panel()
    frame = found.interval()
    assert frame.loc["c1"].tolist() == frame.loc["c"].tolist()
    rows = found.to_frame().set_index("code")
    assert rows.loc["c1", ["local_weight", "local_ci_low", "local_ci_high"]].tolist() == [1, 1, 1]
    np.testing.assert_allclose(frame.loc[["a", "b", "c"]], found.panels["goal"].interval())


def test_bootstrap_of_overall_weights():
    found = hierarchy_panel()
    drawn, closed = found.interval(method="bootstrap"), found.interval()
    assert (drawn["ci_low"] <= found.estimates()).all()
    assert (found.estimates() <= drawn["ci_high"]).all()
    assert ((drawn["ci_high"] - drawn["ci_low"]) < (closed["ci_high"] - closed["ci_low"])).all()


def test_leaves_compared_overall():
    P = hierarchy_panel().more_important()
    assert list(P.index) == ["a1", "a2", "b1", "b2", "c1"]
    assert P.loc["a1", "b2"] > 0.9


def test_an_inconsistent_expert_is_named():
    with pytest.warns(InconsistentJudgmentsWarning) as warned:
        panel(UPPERS | {"Ed": (9, "1/9", 9, 9, "1/9", 9)})
    assert str(warned[0].message) == (
        "CR is not below .10: Ed (4.0055). Ask for the judgments that surprise again, or leave these experts out by "
        "max_consistency_ratio=.1."
    )
