"""Repairs: the smallest changes that make judgments consistent."""

import json
import re
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest

import surveytools as st
from surveytools.ahp.prioritization import derived
from surveytools.ahp.repair_search import pareto
from surveytools.ahp.repairing import Change
from surveytools.ahp.scales import SCALES, on_scale
from surveytools.base.errors import JudgmentsError, OptionError

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "ahp.json").read_text(encoding="utf-8"))
HOUSE = st.ahp.Judgments(next(case["matrix"] for case in GOLDEN["matrices"] if case["name"] == "house"))
SCALE = [*(1 / k for k in range(9, 1, -1)), *range(1, 10)]
METHODS = ("geometric", "eigenvector", "arithmetic")


@pytest.fixture(scope="module")
def house():
    return {method: st.ahp.repair(HOUSE, method=method) for method in METHODS[:2]}


@pytest.mark.parametrize(("method", "ratio"), [("geometric", 0.0876), ("eigenvector", 0.0880)])
def test_saatys_house_is_mended_by_one_judgment_in_eight_ways(house, method, ratio):
    found = house[method]
    smallest = found.repairs[0]
    assert found.n_sufficient[0] == 8
    assert smallest.consistency_ratio == pytest.approx(ratio, abs=5e-5)
    assert smallest.steps == pytest.approx(5)
    assert smallest.changes == (Change("3", "7", 6, 1),)


@pytest.mark.parametrize(
    ("method", "sufficient", "on_the_list", "lowest"),
    [("geometric", 1187, 9, 0.06968184006748976), ("eigenvector", 1161, 17, 0.07039251962016153)],
)
def test_all_changes_of_two_judgments_of_the_house(house, method, sufficient, on_the_list, lowest):
    """The figures come from the eigenvalues of all 97,216 matrices, one after the other, and a comparison of all."""
    found = house[method]
    assert found.n_tried == (448, 96768)
    assert found.n_sufficient == (8, sufficient)
    assert len(found.repairs) == on_the_list
    assert found.lowest.consistency_ratio == pytest.approx(lowest, rel=1e-10)


def changed(judgments, repair):
    """Return the judgments with a repair made."""
    A, at = judgments.matrix.copy(), judgments.labels.index
    for change in repair.changes:
        i, j = at(change.criterion), at(change.over)
        assert A[i, j] == pytest.approx(change.given)
        A[i, j], A[j, i] = change.taken, 1 / change.taken
    return st.ahp.Judgments(A, judgments.labels)


@pytest.mark.parametrize("method", METHODS)
def test_every_repair_does_what_it_says(method):
    judgments = st.ahp.Judgments.from_upper([5, "1/3", 4, 3, "1/2", 2, 7, 1, 6, 3], labels=list("abcde"))
    found, before = st.ahp.repair(judgments, method=method), derived(judgments, method, "saaty1980")
    assert found.consistency_ratio == pytest.approx(before.consistency_ratio)
    assert found.repairs
    for repair in found.repairs:
        after = derived(changed(judgments, repair), method, "saaty1980")
        assert repair.consistency_ratio == pytest.approx(after.consistency_ratio)
        assert repair.consistency_ratio < 0.1
        assert repair.consistency_ratio_before == found.consistency_ratio
        np.testing.assert_allclose(repair.weights, after.weights, rtol=1e-10)
        shift = np.abs(after.weights - before.weights)
        assert (repair.largest_shift, repair.total_shift) == pytest.approx((shift.max(), shift.sum()))
        ranks = after.to_frame()["rank"] != before.to_frame()["rank"]
        assert repair.n_rank_changes == ranks.sum()
        assert repair.steps == pytest.approx(sum(abs(place(c.taken) - place(c.given)) for c in repair.changes))


def place(x):
    return int(np.argmin(np.abs(np.log(SCALE) - np.log(x))))


def test_the_list_is_what_no_other_change_beats():
    judgments = st.ahp.Judgments.from_upper([3, "1/3", 5, 4, 2, "1/2"])
    found, before = st.ahp.repair(judgments), derived(judgments, "geometric", "saaty1980").weights
    costs = np.array(
        [cost for k in (1, 2) for cost in costs_of_all(judgments, before, k)],
    ).round(10)
    beaten = [((costs <= one).all(axis=1) & (costs < one).any(axis=1)).any() for one in costs]
    expected = costs[~np.array(beaten)]
    listed = [(len(r.changes), r.steps, r.consistency_ratio, r.largest_shift) for r in found.repairs]
    np.testing.assert_allclose(listed, expected[np.lexsort(expected.T[::-1])], atol=1e-9)
    assert found.n_sufficient == tuple((costs[:, 0] == k).sum() for k in (1, 2))


def costs_of_all(judgments, before, k):
    entries = judgments.matrix[np.triu_indices(len(judgments), 1)]
    for which in combinations(range(len(entries)), k):
        for values in product(SCALE, repeat=k):
            tried = entries.copy()
            tried[list(which)] = values
            steps = [abs(place(tried[p]) - place(entries[p])) for p in which]
            found = derived(st.ahp.Judgments.from_upper(tried.tolist()), "geometric", "saaty1980")
            if all(steps) and found.consistency_ratio < 0.1:
                yield k, sum(steps), found.consistency_ratio, np.abs(found.weights - before).max()


def test_one_sentence_in_both_languages(house):
    one, third = house["geometric"].repairs[0], house["geometric"].repairs[2]
    assert one.in_words() == st.Text(
        "If 3 over 7 were 1 instead of 6, the consistency ratio would fall from 0.161 to 0.088; the weights would "
        "move by at most 0.039, and the rank of 2 criteria would change.",
        "若将“3”比“7”的判断由 6 改为 1，一致性比率 CR 将由 0.161 降至 0.088；各权重变动不超过 0.039，"
        "2 个要素的排名改变。",
    )
    assert third.in_words() == st.Text(
        "If 7 over 1 were 2 instead of 3 and 3 over 7 were 2 instead of 6, the consistency ratio would fall from "
        "0.161 to 0.094; the weights would move by at most 0.020 and keep their order.",
        "若将“7”比“1”的判断由 3 改为 2，并将“3”比“7”的判断由 6 改为 2，一致性比率 CR 将由 0.161 降至 0.094；"
        "各权重变动不超过 0.020，排序不变。",
    )


def test_a_tie_that_dissolves_changes_one_rank():
    found = st.ahp.repair(st.ahp.Judgments.from_upper([3, 9, 9]))
    tied = next(one for one in found.repairs if one.n_rank_changes == 1)
    assert "the rank of 1 criterion would change" in tied.in_words().en


def test_the_summary_lists_and_says_what_was_tried(house):
    text, chinese = house["eigenvector"].summary(), house["eigenvector"].summary("zh")
    assert text.startswith(house["eigenvector"].repairs[0].in_words().en)
    assert "3 over 7: 6 → 1" in text
    assert "7 more are in the frame." in text
    assert "8 of 448 changes of one judgment on Saaty's scale suffice" in text
    assert "其余 7 个方案见数据框。" in chinese
    assert "修改两个判断的 96,768 种改法（Saaty 标度）中有 1,161 种可行" in chinese
    assert len(house["eigenvector"].to_frame()) == 17


def test_nothing_is_changed(house):
    assert house["geometric"].judgments is HOUSE
    assert HOUSE.matrix[2, 6] == 6


@pytest.mark.parametrize("upper", [[3, 2, "1/2"], [5], []])
def test_consistent_judgments_need_nothing(upper):
    found = st.ahp.repair(st.ahp.Judgments.from_upper(upper))
    assert (found.repairs, found.lowest, found.n_tried, len(found.to_frame())) == ((), None, (), 0)
    assert "is below 0.100 already: nothing needs to be changed." in found.summary()
    assert "无需修改。" in found.summary("zh")


def test_where_nothing_is_enough_the_worst_pairs_are_named():
    found = st.ahp.repair(HOUSE, threshold=0.05)
    assert found.repairs == ()
    assert found.n_sufficient == (0, 0)
    assert found.headline() == st.Text(
        "No change of one or two judgments brings CR = 0.161 below 0.050; the lowest within reach is 0.070. "
        "Ask again for those furthest from the weights: 3 over 7; 7 over 1; 1 over 3.",
        "修改一至两个判断都无法使 CR = 0.161 小于 0.050，最低只能降至 0.070。"
        "请重新询问与权重偏差最大的判断：“3”比“7”；“7”比“1”；“1”比“3”。",
    )
    assert "The change with the lowest CR" in found.summary()
    assert "6.74" in found.summary()


def test_one_judgment_alone():
    found = st.ahp.repair(HOUSE, threshold=0.05, max_changes=1)
    assert found.headline().en.startswith("No change of one judgment brings CR = 0.161 below 0.050; ")
    assert found.headline().zh.startswith("修改一个判断都无法使")
    assert found.n_tried == (448,)
    assert {len(one.changes) for one in st.ahp.repair(HOUSE, max_changes=1).repairs} == {1}


@pytest.mark.parametrize("scale", list(SCALES))
def test_every_scale_is_searched_by_its_own_values(scale):
    judgments = st.ahp.Judgments.from_upper([5, "1/9", 6, 3, "1/2", 8]).on_scale(scale)
    found = st.ahp.repair(judgments, threshold=0.99, scale=scale)
    above = on_scale(np.arange(1.0, 10), scale, 4)
    for repair in (*found.repairs, *([found.lowest] if found.lowest else [])):
        for change in repair.changes:
            assert np.isclose(max(change.taken, 1 / change.taken), above).any()
        assert repair.steps % 1 == pytest.approx(0, abs=1e-9) or repair.steps % 1 == pytest.approx(1)


def steps_to(upper, given, taken):
    """Return the steps of the repair that changes one judgment alone from one value to another."""
    listed = st.ahp.repair(st.ahp.Judgments.from_upper(upper), threshold=0.01).repairs
    alone = [one for one in listed if len(one.changes) == 1]
    return next(one.steps for one in alone if (one.changes[0].given, one.changes[0].taken) == (given, taken))


def test_judgments_off_the_scale_count_parts_of_steps_or_from_its_end():
    assert steps_to([3, 12, 6.25], 6.25, 4) == pytest.approx(2 + np.log(6.25 / 6) / np.log(7 / 6))
    assert steps_to([2, 12, 4], 12, 8) == pytest.approx(1)
    assert " 2.26 " in st.ahp.repair(st.ahp.Judgments.from_upper([3, 12, 6.25]), threshold=0.01).summary()


def test_the_random_index_is_that_of_the_table():
    one, other = (st.ahp.repair(HOUSE, random_index=table, max_changes=1) for table in ("saaty1980", "saaty2005"))
    assert other.consistency_ratio == pytest.approx(one.consistency_ratio * 1.41 / 1.40)
    assert "the table saaty1980 has no RI for n = 16" in st.ahp.repair(np.ones((16, 16))).summary()


def test_gaps_are_an_error():
    with pytest.raises(JudgmentsError) as caught:
        st.ahp.repair(st.ahp.Judgments.from_upper([3, None, 9], labels=["a", "b", "c"]))
    assert str(caught.value) == "not compared: a and c\nHint: Ask for these first, then for a repair."


@pytest.mark.parametrize("threshold", [0, 1, -0.1, float("nan")])
def test_a_threshold_is_between_0_and_1(threshold):
    said = f"threshold={threshold!r} is no limit of CR\nHint: Give one between 0 and 1, such as .1."
    with pytest.raises(OptionError, match=re.escape(said)):
        st.ahp.repair(HOUSE, threshold=threshold)


@pytest.mark.parametrize(("option", "value"), [("method", "least_squares"), ("scale", "1-5")])
def test_unknown_options(option, value):
    with pytest.raises(OptionError, match=re.escape(f"{option}={value!r} is not an option")):
        st.ahp.repair(HOUSE, **{option: value})


def test_equal_costs_stand_side_by_side():
    costs = np.array([[1, 2.0], [2, 1], [1, 2], [2, 2], [3, 0.5]])
    assert pareto(costs).tolist() == [0, 2, 1, 4]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"threshold": "0.1"}, "threshold='0.1' is no limit of CR\nHint: Give one between 0 and 1, such as .1."),
        ({"max_changes": 3}, "max_changes=3 is no number of changes\nHint: Give 1 or 2."),
        ({"max_changes": 2.0}, "max_changes=2.0 is no number of changes\nHint: Give 1 or 2."),
        ({"max_changes": True}, "max_changes=True is no number of changes\nHint: Give 1 or 2."),
    ],
)
def test_settings_that_are_none(options, text):
    with pytest.raises(OptionError) as caught:
        st.ahp.repair([[1, 3], ["1/3", 1]], **options)
    assert str(caught.value) == text
