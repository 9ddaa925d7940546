"""Dropping items one by one."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.guidelines import ITEM_RULES
from surveytools.base.labels import LABELS
from surveytools.base.warnings import NegativeItemWarning

STRICT = replace(ITEM_RULES["wu2010"], min_failed=1)


@pytest.fixture
def first(bfi):
    return st.item_analysis(bfi[["A1", "A2", "A3", "A4", "A5"]], reverse=["A1"], scale=(1, 6), rules=STRICT)


def test_the_trail(first):
    found = first.drop_suggested()
    assert (found.dropped, found.kept) == (("A1", "A4"), ("A2", "A3", "A5"))
    assert found.trail["n_used"].tolist() == [2721, 2735]
    assert found.trail["n_items"].tolist() == [4, 3]
    assert found.trail["reason"][1].en == "α without it 0.7202 > 0.7185"
    assert found.alpha_before == first.alpha == found.trail["alpha_before"][0]
    assert found.trail["alpha_after"][0] == found.trail["alpha_before"][1]
    assert found.alpha_after == found.final.alpha == found.trail["alpha_after"][1]
    assert set(found.to_frame().columns) <= set(LABELS)
    assert found.tables()[0].cells("zh")[2][:3] == ["2", "A4", "1"]


def test_each_step_is_the_analysis_of_what_is_left(first, bfi):
    found = first.drop_suggested()
    assert found.final.alpha == pytest.approx(st.cronbach_alpha(bfi[["A2", "A3", "A5"]]).alpha, rel=1e-12)
    again = st.item_analysis(bfi[["A2", "A3", "A5"]], scale=(1, 6), rules=STRICT)
    pd.testing.assert_frame_equal(found.final.to_frame(), again.to_frame())
    assert found.final.n_used == again.n_used
    assert (found.final.n_low, found.final.n_high) == (again.n_low, again.n_high)


def test_it_warns_of_figures_that_are_too_favorable(first):
    found = first.drop_suggested()
    assert found.headline().en == (
        "Dropped A1, A4; 3 items are left, α from 0.704 to 0.720 (too favorable: chosen by the same answers)."
    )
    assert found.headline().zh == "依次删除 A1、A4，保留 3 题，α 由 0.704 变为 0.720（同一样本选题，结果偏高）。"
    assert "check the shortened scale in new answers" in found.summary()
    assert "应以新样本复核" in found.summary("zh")
    assert any("Kopalle" in source for source in found.references)


def test_nothing_to_drop(first):
    kept = first.drop_suggested().final.drop_suggested()
    assert kept.dropped == ()
    assert kept.trail.empty
    assert kept.headline().en == "No item is dropped; α = 0.720, 3 items."
    assert kept.headline().zh == "无需删题；α = 0.720，共 3 题。"
    assert kept.summary("zh")


def test_it_stops_at_three_items():
    random = np.random.default_rng(1)
    items = pd.DataFrame(random.normal(size=(100, 1)) * 0.7 + random.normal(size=(100, 6))).add_prefix("q")
    found = st.item_analysis(items, rules=st.ItemRules(item_rest_r=0.9)).drop_suggested()
    assert len(found.kept) == 3
    assert len(found.dropped) == 3
    stopped = found.conventions[2]
    assert stopped.en == f"stopped at 3 items although the rules would drop {', '.join(found.final.suggested)}"
    assert stopped.zh == f"剩余 3 题时停止，但 {'、'.join(found.final.suggested)} 仍未达标"


def test_the_worst_goes_first():
    random = np.random.default_rng(3)
    common = random.normal(size=(300, 1))
    X = common * [1, 1, 1, 1, 0.4, -0.3] + random.normal(size=(300, 6))
    with pytest.warns(NegativeItemWarning) as caught:
        found = st.item_analysis(pd.DataFrame(X, columns=list("abcdef")), rules=STRICT).drop_suggested()
    assert found.dropped[0] == "f"
    assert set(found.dropped) == {"e", "f"}
    assert len(caught) == 1


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_missing_answers_are_treated_as_before(missing, bfi):
    items = bfi[["C1", "C2", "C3", "C4", "C5", "O1"]]
    found = st.item_analysis(items, reverse=["C4", "C5"], scale=(1, 6), missing=missing, rules=STRICT)
    found = found.drop_suggested()
    turned = [name for name in ("C4", "C5") if name in found.kept]
    again = st.item_analysis(items[list(found.kept)], reverse=turned, scale=(1, 6), missing=missing, rules=STRICT)
    assert "O1" in found.dropped
    assert found.final == again


def test_more_people_count_when_an_item_went(first):
    found = first.drop_suggested()
    assert (found.n_before, found.n_used) == (2709, 2735)
    assert found.tables()[0].notes[1].en == "n grows where people skipped only items that went: they count from then on"
    assert found.final.plot("item_rest_r")
    assert found.final.plot("answers")
    again = found.final.drop_suggested()
    assert len(again.tables()[0].notes) == 1
