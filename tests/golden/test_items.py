"""The columns of the item table against R and scipy."""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import surveytools as st
from surveytools.base.warnings import SurveyWarning

RTOL = 1e-8  # closed forms; the expected values have twelve digits
RETENTION = json.loads(Path(__file__).with_name("retention.json").read_text(encoding="utf-8"))
KEYS = {
    "agree": (["A1", "A2", "A3", "A4", "A5"], ["A1"]),
    "conscientious": (["C1", "C2", "C3", "C4", "C5"], ["C4", "C5"]),
    "extraversion": (["E1", "E2", "E3", "E4", "E5"], ["E1", "E2"]),
}
TESTS = [f"x{k}" for k in range(1, 10)]


def analyzed(items, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SurveyWarning)
        return st.item_analysis(items, **options)


def check_against_psych(found, expected):
    assert found.alpha == pytest.approx(expected["alpha"], rel=RTOL)
    table = found.table.set_index("item")
    for name in ("item_rest_r", "alpha_if_deleted"):
        np.testing.assert_allclose(table[name], pd.Series(expected[name])[list(table.index)], rtol=RTOL)


def test_attitude(attitude, golden_values):
    check_against_psych(analyzed(attitude), golden_values("attitude")["reliability"])


def test_holzinger(holzinger, golden_values):
    check_against_psych(analyzed(holzinger[TESTS]), golden_values("holzinger")["reliability"]["all"])


@pytest.mark.parametrize("key", KEYS)
def test_bfi_with_reversed_items(key, bfi, golden_values):
    items, turned = KEYS[key]
    found = analyzed(bfi.dropna()[items], reverse=turned, scale=(1, 6))
    check_against_psych(found, golden_values("bfi")["reliability"][key])


def test_squared_multiple_correlations_and_the_first_component():
    """Of Harman23.cor: psych::smc, and the largest eigenvalue; both are printed to a few digits."""
    harman = RETENTION["harman"]
    R = np.eye(len(harman["names"]))
    for i, row in enumerate(harman["lower"]):
        R[i, : len(row)] = R[: len(row), i] = row
    found = analyzed(st.Moments.from_corr(R, n=harman["n"], names=harman["names"]), tail=None).table
    np.testing.assert_allclose(found["squared_multiple_r"], harman["smc"], atol=5.1e-7)
    assert found["communality"].sum() == pytest.approx(harman["eigenvalues"][0], abs=5.1e-7)


@pytest.mark.parametrize("name", ["attitude", "holzinger", "bfi"])
def test_groups_and_shapes_are_those_of_scipy(name, golden_data):
    items = golden_data(name).select_dtypes("number")
    items = items[TESTS] if name == "holzinger" else items
    table = analyzed(items).table.set_index("item")
    whole = items.dropna()
    T = whole.sum(axis=1)
    rank = int(np.floor(0.27 * len(T) + 0.5))
    low = whole[np.sort(T)[rank - 1] >= T - 1e-9]
    high = whole[np.sort(T)[-rank] <= T + 1e-9]
    for item, row in table.iterrows():
        levene = stats.levene(low[item], high[item], center="mean").pvalue
        expected = stats.ttest_ind(high[item], low[item], equal_var=levene >= 0.05)
        assert row["levene_p"] == pytest.approx(levene, rel=RTOL)
        assert row["equal_variances"] == (levene >= 0.05)
        assert row["critical_ratio"] == pytest.approx(expected.statistic, rel=RTOL)
        assert row["df"] == pytest.approx(expected.df, rel=RTOL)
        assert row["p_value"] == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-300)
        known = items[item].dropna()
        assert row["skewness"] == pytest.approx(stats.skew(known, bias=False), rel=RTOL)
        assert row["kurtosis"] == pytest.approx(stats.kurtosis(known, bias=False), rel=RTOL)
