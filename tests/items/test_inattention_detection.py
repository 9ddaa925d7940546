"""Simulated inattentive respondents are found at the rates that the documentation states, attentive ones rarely."""

import numpy as np
import pytest

import surveytools as st
from surveytools.items.inattention_rules import CARELESS_RULES
from tests.benchmarks.careless_detection import KINDS, REVERSED, rates

SAMPLES = 10  # of 30 inattentive respondents each: a rate near .7 has a standard error of .03
STATED = {
    "conservative": {"one answer": 1, "nearly one answer": 0.69, "around the middle": 0.01, "two in turn": 0,
                     "by chance": 0},
    "thorough": {"one answer": 1, "nearly one answer": 0.73, "around the middle": 0.01, "two in turn": 0,
                 "by chance": 0.77},
}  # fmt: skip
FALSE_ALARMS = {("conservative", False): 0.001, ("conservative", True): 0.001,
                ("thorough", False): 0.002, ("thorough", True): 0.002}  # fmt: skip


@pytest.mark.parametrize("turned", [[], REVERSED], ids=["plain", "reversed"])
def test_rates_are_those_stated(turned):
    found = {kind: rates(kind, turned, SAMPLES, CARELESS_RULES) for kind in KINDS}
    for name, stated in STATED.items():
        for kind, rate in stated.items():
            assert found[kind][name][0] == pytest.approx(rate, abs=0.005 if rate in {0, 1} else 0.1), (name, kind)
        mistaken = np.mean([found[kind][name][1] for kind in KINDS])
        assert mistaken <= FALSE_ALARMS[name, bool(turned)], name


def test_rates_of_people_who_described_themselves(bfi):
    turned = {"reverse": ["A1", "C4", "C5", "E1", "E2", "O2", "O5"], "scale": (1, 6)}
    found = st.careless(bfi, rules="thorough", **turned)
    assert found.n_suggested == st.careless(bfi, rules="thorough").n_suggested == 96
    assert found.flagged_by_rule()["count_alone"].tolist() == [2, None, 92]
    assert st.careless(bfi, **turned).n_suggested == 4
    person_total = st.CarelessRules(longest_run_share=None, min_seconds_per_item=None, min_person_total_r=0.0)
    assert st.careless(bfi, rules=person_total, **turned).n_suggested == 356
