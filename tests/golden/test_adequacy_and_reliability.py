"""KMO, Bartlett, alpha and split halves give what R and the literature print."""

import warnings
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.warnings import MissingAnswersWarning

RTOL = 1e-8  # closed forms; the expected values have twelve digits

KEYS = {
    "agree": (["A1", "A2", "A3", "A4", "A5"], ["A1"]),
    "conscientious": (["C1", "C2", "C3", "C4", "C5"], ["C4", "C5"]),
    "extraversion": (["E1", "E2", "E3", "E4", "E5"], ["E1", "E2"]),
    "neuroticism": (["N1", "N2", "N3", "N4", "N5"], []),
    "openness": (["O1", "O2", "O3", "O4", "O5"], ["O2", "O5"]),
}
TESTS = [f"x{k}" for k in range(1, 10)]
BLOCKS = {"all": TESTS, "visual": TESTS[:3], "textual": TESTS[3:6], "speed": TESTS[6:], "eight": TESTS[:8]}


def same(computed, expected, **options):
    np.testing.assert_allclose(computed, expected, rtol=RTOL, **options)


def complete(frame):
    return frame.dropna().reset_index(drop=True)


def check_alpha(result, expected):
    assert (result.n_used, result.n_items) == (expected["n"], expected["k"])
    same(
        [result.alpha, result.standardized_alpha, result.mean_interitem_r],
        [expected["alpha"], expected["standardized_alpha"], expected["mean_r"]],
    )
    same(result.interval()[:2], list(expected["feldt"].values()))
    table = result.to_frame().set_index("item")
    same(table["item_rest_r"], pd.Series(expected["item_rest_r"])[list(table.index)])
    same(table["alpha_if_deleted"], pd.Series(expected["alpha_if_deleted"])[list(table.index)])


def guttman_of_all_splits(items):
    """Return Guttman's coefficient of every split into halves of the same size."""
    first, *others = items.columns
    halves = [[first, *rest] for rest in combinations(others, len(items.columns) // 2 - 1)]
    return [st.split_half(items, half).guttman for half in halves]


@pytest.mark.parametrize("name", ["attitude", "holzinger", "bfi"])
def test_adequacy(name, golden_data, golden_values):
    items, expected = complete(golden_data(name)), golden_values(name)["adequacy"]
    found, test = st.kmo(items), st.bartlett_sphericity(items)
    assert (found.n_used, test.n_used, test.df) == (expected["n"], expected["n"], expected["df"])
    same(found.kmo, expected["kmo"])
    same(found.msa, pd.Series(expected["msa"])[list(found.msa.index)])
    same(test.chi2, expected["chi2"])
    same(test.p_value, expected["p"], atol=1e-300)


def test_listwise_deletion_keeps_the_complete_rows(golden_data, golden_values):
    with pytest.warns(MissingAnswersWarning, match="364 of 2800 respondents skipped an item"):
        found = st.kmo(golden_data("bfi"))
    assert (found.n_used, found.n_total) == (2436, 2800)
    same(found.kmo, golden_values("bfi")["adequacy"]["kmo"])


@pytest.mark.parametrize("key", ["reliability", "reliability_six"])
def test_reliability_of_attitude(key, attitude, golden_values):
    expected = golden_values("attitude")[key]
    check_alpha(st.cronbach_alpha(attitude.iloc[:, : expected["k"]]), expected)


@pytest.mark.parametrize("block", BLOCKS)
def test_reliability_of_holzinger(block, holzinger, golden_values):
    check_alpha(st.cronbach_alpha(holzinger[BLOCKS[block]]), golden_values("holzinger")["reliability"][block])


@pytest.mark.parametrize("key", KEYS)
def test_reliability_of_bfi_with_reversed_items(key, bfi, golden_values):
    items, turned = KEYS[key]
    moments = of_complete_rows(bfi).select(items)
    found = st.cronbach_alpha(moments, reverse=turned, scale=(1, 6))
    check_alpha(found, golden_values("bfi")["reliability"][key])
    answers = complete(bfi)[items]
    check_alpha(st.cronbach_alpha(answers, reverse=turned, scale=(1, 6)), golden_values("bfi")["reliability"][key])
    means = answers.mean()
    means[turned] = 7 - means[turned]
    same(found.item_mean, means)


def of_complete_rows(frame):
    """Return the moments of all items, made listwise by the door."""
    from surveytools.moments.door import enter_moments  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingAnswersWarning)
        return enter_moments(frame)


@pytest.mark.parametrize(
    ("name", "columns", "path"),
    [("attitude", 6, ["reliability_six"]), ("holzinger", 8, ["reliability", "eight"])],
)
def test_all_splits(name, columns, path, golden_data, golden_values):
    items, expected = golden_data(name).iloc[:, :columns], golden_values(name)
    for key in path:
        expected = expected[key]
    found = guttman_of_all_splits(items)
    values = expected["splits_on_covariances"]
    same([max(found), min(found), np.mean(found)], [values["max"], values["min"], values["mean"]])
    same(np.mean(found), expected["alpha"])


@pytest.mark.parametrize(
    ("split", "half_r", "spearman_brown", "horst", "guttman"),
    [
        ("odd-even", 0.856207, 0.922534, 0.923892, 0.905232),
        ("first-second", 0.543800, 0.704496, 0.707803, 0.641231),
    ],
)
def test_split_halves_of_attitude(split, half_r, spearman_brown, horst, guttman, attitude):
    found = st.split_half(attitude, split)
    computed = [found.half_r, found.spearman_brown, found.horst, found.guttman]
    np.testing.assert_allclose(computed, [half_r, spearman_brown, horst, guttman], rtol=0, atol=5.1e-7)


@pytest.mark.filterwarnings("ignore::surveytools.base.warnings.NegativeItemWarning")
def test_alpha_of_a_published_table_of_answers():
    """Ten people and eight items, printed in full in 新疆广播电视大学学报 15(1), 2011, with alpha .73828."""
    rows = ["44144411", "23421344", "32331223", "32221212", "33221423",
            "44441411", "33321211", "11112111", "11112111", "23224441"]  # fmt: skip
    found = st.cronbach_alpha(np.array([[int(answer) for answer in row] for row in rows]))
    assert round(found.alpha, 5) == 0.73828
    population = found.item_sd**2 * 9 / 10
    np.testing.assert_allclose(population, [1.04, 1.04, 1.21, 1.01, 1.36, 1.41, 1.36, 1.16], atol=0.005 + 1e-12)
