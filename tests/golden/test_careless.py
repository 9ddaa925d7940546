"""Indices of inattentive answers against what R's careless documents, and against loops made of its definitions.

Beyond the cases in `careless.json` the package and its manual print no values of single respondents. Even-odd
consistency, Mahalanobis distance and the averages are therefore checked against loops over respondents that follow the
published definitions step by step (`stats::cor`, `stats::mahalanobis`, `stats::sd` being those of numpy and scipy).
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.spatial.distance import mahalanobis

import surveytools as st
from surveytools.items.inattention_indices import runs, within_person_sd
from surveytools.items.person_fit import pair_correlation

RTOL = 1e-8
DIMENSIONS = {key: [f"{key}{k}" for k in range(1, 6)] for key in "ACENO"}
REVERSED = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]


@pytest.fixture(scope="module")
def published():

    return json.loads(Path(__file__).with_name("careless.json").read_text(encoding="utf-8"))


@pytest.fixture
def found(bfi):
    return st.careless(bfi, scale=(1, 6), dimensions=DIMENSIONS, reverse=REVERSED)


def test_longstring(published):
    said = published["longstring"]
    assert runs(np.array([said["introduction"]["answers"]], float))[0].tolist() == [5]
    begun = said["rows_beginning_with_so_many_ones_then_alternating"]
    rows = [[1] * ones + [0, 1] * ((100 - ones) // 2) for ones in begun]
    rows.append(([1] * 10 + [0] * 10) * 5)
    assert runs(np.array(rows, float))[0].tolist() == [*begun, said["row_of_ten_ones_and_ten_zeros_in_turn"]]


def test_irv(published):
    said = published["irv"]
    expected = [np.sqrt(a / b) for a, b in said["squares"]]
    np.testing.assert_allclose(within_person_sd(np.array(said["answers"], float)), expected, rtol=RTOL)


def test_psychsyn(published):
    said = published["psychsyn"]
    pairs = np.zeros((8, 8))
    pairs[[0, 2, 4, 6], [1, 3, 5, 7]] = 1
    r = pair_correlation(np.array(said["answers"], float), pairs)
    assert np.isnan(r[0])
    for value, low, high in zip(r[1:], said["at_least"][1:], said["at_most"][1:], strict=True):
        assert low - 1e-15 <= value <= high + 1e-15


def even_odd(row):
    """Return minus what careless::evenodd gives, whose high values mean inattention."""
    halves = np.array([[np.nanmean(row[names[half::2]]) for half in (0, 1)] for names in DIMENSIONS.values()])
    halves = halves[~np.isnan(halves).any(axis=1)]
    if len(halves) < 3:  # of one or two pairs r says nothing
        return np.nan
    r = np.corrcoef(halves.T)[0, 1]
    return max(2 * r / (1 + r), -1)


@pytest.mark.filterwarnings("ignore:Mean of empty slice:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")
def test_even_odd_of_bfi(bfi, found):
    turned = bfi.copy()
    turned[REVERSED] = 7 - turned[REVERSED]
    expected = np.array([even_odd(row) for _, row in turned.iterrows()])
    values = found.measures["even_odd"].to_numpy()
    known = ~np.isnan(values)
    np.testing.assert_allclose(values[known], expected[known], rtol=1e-7, atol=1e-12)
    assert known.sum() > 2700


def test_average_run_of_bfi(bfi, found):
    complete = bfi.notna().all(axis=1)
    lengths = [np.diff(np.flatnonzero(np.r_[1, np.diff(row) != 0, 1])) for row in bfi[complete].to_numpy()]
    measures = found.measures[complete]
    np.testing.assert_allclose(measures["average_run"], [run.mean() for run in lengths], rtol=RTOL)
    assert measures["longest_run"].tolist() == [run.max() for run in lengths]


def test_mahalanobis_of_bfi(bfi):
    complete = bfi.dropna().iloc[:500]
    S = np.linalg.inv(np.cov(complete.T))
    expected = [mahalanobis(row, complete.mean(), S) ** 2 for row in complete.to_numpy()]
    measures = st.careless(complete).measures
    np.testing.assert_allclose(measures["mahalanobis_d2"], expected, rtol=RTOL)
    np.testing.assert_allclose(measures["mahalanobis_p"], stats.chi2.sf(expected, 25), rtol=1e-7)


def test_synonyms_and_antonyms_of_bfi(bfi):
    complete = bfi.dropna()
    found = st.careless(complete, rules=st.CarelessRules(critical_r=0.4))
    R = complete.corr()
    for pairs, values, sign in ((found.synonyms, "synonym_r", 1), (found.antonyms, "antonym_r", -1)):
        names = list(R.columns)
        wanted = [(a, b) for k, a in enumerate(names) for b in names[k + 1 :] if sign * R.loc[a, b] > 0.4]
        assert list(pairs) == wanted
        first, second = (complete[[pair[k] for pair in wanted]].to_numpy() for k in (0, 1))
        with np.errstate(invalid="ignore"):
            expected = [np.corrcoef(a, b)[0, 1] for a, b in zip(first, second, strict=True)]
        np.testing.assert_allclose(found.measures[values], expected, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("reverse", [[], REVERSED], ids=["as given", "reversed"])
def test_person_total_of_bfi(bfi, reverse):
    values = st.careless(bfi, scale=(1, 6), reverse=reverse).measures["person_total_r"]
    turned = bfi.copy()
    for name in reverse:
        turned[name] = [7 - answer for answer in bfi[name]]
    for row in (0, 1, 17, 902, 2799):
        others = turned.drop(turned.index[row]).mean()
        assert values.iloc[row] == pytest.approx(turned.iloc[row].corr(others), rel=RTOL)


def test_alpha_without_each_of_attitude(attitude):
    found = st.careless(attitude).influence()
    assert found.alpha == pytest.approx(0.8431427696, rel=1e-9)
    expected = [st.cronbach_alpha(attitude.drop(row)).alpha for row in attitude.index]
    np.testing.assert_allclose(found.table["alpha_without"], expected, rtol=RTOL)
    assert isinstance(found.table, pd.DataFrame)
