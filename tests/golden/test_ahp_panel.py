"""The consensus of a panel is that of AHP-OS."""

import json
from pathlib import Path

import numpy as np
import pytest

from surveytools.ahp.consensus_indices import consensus, homogeneity

VALUES = json.loads((Path(__file__).parent / "ahp_panel.json").read_text(encoding="utf-8"))


def equal(K):
    return np.full(K, 1 / K)


@pytest.mark.parametrize("case", VALUES["consensus"], ids=lambda case: case["name"])
def test_consensus_and_homogeneity(case):
    W = np.array(case["weights"])
    assert consensus(W, equal(len(W)), VALUES["largest"]) == pytest.approx(case["consensus"], abs=5e-6)
    assert homogeneity(W, equal(len(W))) == pytest.approx(case["homogeneity"], abs=5e-6)


@pytest.mark.parametrize("case", VALUES["dominant"], ids=lambda case: case["name"])
def test_experts_who_put_one_criterion_above_all(case):
    W = np.ones((len(case["places"]), case["n"]))
    W[range(len(W)), case["places"]] = VALUES["largest"]
    found = consensus(W / W.sum(axis=1, keepdims=True), equal(len(W)), VALUES["largest"])
    assert found == pytest.approx(case["consensus"], abs=0.5 * 10 ** -case.get("digits", 5))
