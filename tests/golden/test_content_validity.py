"""Content validity gives what was published."""

import numpy as np
import pytest

import surveytools as st
from surveytools.agreement.essential_items import critical_count
from surveytools.agreement.shares import score_limits


@pytest.fixture
def cases(golden_values):
    return golden_values("content_validity")


def ratings_of(counts):
    """Return ratings of 4 and 1 with so many experts and so many relevant, the others missing."""
    most = max(experts for experts, _ in counts)
    X = np.full((len(counts), most), np.nan)
    for row, (experts, relevant) in zip(X, counts, strict=True):
        row[:experts] = 1
        row[:relevant] = 4
    return X


@pytest.mark.parametrize("question", ["relevance", "clarity", "meaningfulness", "completeness"])
def test_indices_of_scales(question, cases):
    expected = cases["bmc2017"]
    found = st.content_validity(ratings_of(expected["counts"][question]))
    assert round(found.s_cvi_ave, 2) == expected["s_cvi_ave"][question]
    assert found.s_cvi_ua == pytest.approx(expected["s_cvi_ua"][question], abs=0.0067)


def test_modified_kappa(cases):
    rows = cases["kappa"]["rows"]
    found = st.content_validity(ratings_of([row[:2] for row in rows]))
    np.testing.assert_allclose(found.i_cvi, [row[2] for row in rows], atol=0.0051)
    np.testing.assert_allclose(found.chance_agreement, [row[3] for row in rows], atol=0.00051)
    np.testing.assert_allclose(found.modified_kappa, [row[4] for row in rows], atol=0.0051)
    assert [words.en for words in found.verdicts("polit2007")] == [row[5] for row in rows]
    relevant = [words.en == "relevant" for words in found.verdicts()]
    assert relevant == [row[2] >= 0.78 for row in rows]  # as printed: 7 of 9 is .78


def test_a_whole_panel(cases):
    expected = cases["panel"]
    found = st.content_validity(expected["ratings"], scale=(1, 4))
    np.testing.assert_allclose(found.i_cvi.round(2), expected["i_cvi"], atol=1e-12)
    assert (round(found.s_cvi_ave, 2), round(found.s_cvi_ua, 2)) == (expected["s_cvi_ave"], expected["s_cvi_ua"])


def test_the_interval_of_aiken(cases):
    expected = cases["aiken"]
    rows = np.array(expected["rows"])
    low, high = expected["scale"]
    limits = score_limits(rows[:, 0], np.full(len(rows), expected["experts"] * (high - low), float), 0.95)
    np.testing.assert_allclose(np.transpose(limits), rows[:, 1:], rtol=0, atol=5.1e-8)


def test_aiken_does_not_depend_on_the_numbers_of_the_scale(cases):
    expected = cases["aiken_means"]
    for mean, low, high in expected["rows"]:
        ratings = [[low, high, *[(10 * mean - low - high) / 8] * 8]]
        assert st.content_validity(ratings, relevant=(high,), scale=(low, high)).aiken_v[0] == pytest.approx(
            expected["v"]
        )


def test_the_content_validity_ratio(cases):
    expected = cases["cvr"]
    n = expected["experts"]
    ratings = [["essential"] * count + ["useful"] * (n - count) for count in expected["essential"]]
    found = st.content_validity_ratio(ratings, essential="essential")
    np.testing.assert_allclose(found.cvr, expected["cvr"], atol=5.1e-8)
    np.testing.assert_allclose(found.critical_cvr, expected["critical_cvr"], atol=5.1e-8)
    assert set(found.n_critical) == {expected["n_critical"]}
    assert round(float(found.p_value[1]), 3) == expected["p_of_ten"]
    assert found.kept == ("item2",)


def test_all_critical_values(cases):
    experts, needed, ratios = np.transpose(cases["critical_cvr"]["rows"])
    found = critical_count(experts.astype(int), 0.05)
    assert found.tolist() == needed.tolist()
    np.testing.assert_allclose(2 * found / experts - 1, ratios, rtol=0, atol=5.1e-4)


def test_critical_values(cases):
    for experts, ratio in cases["lawshe"]["critical"].items():
        n = int(experts)
        assert round(2 * float(critical_count(np.array([n]), 0.05)[0]) / n - 1, 2) == ratio
