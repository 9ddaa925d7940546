"""Kuder-Richardson: right or wrong items, and what is neither."""

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import AnswersError, AnswersNeededError, FaultsError

RIGHT = pd.DataFrame(
    {"q1": [1, 1, 1, 0, 1, 1], "q2": [1, 1, 0, 0, 1, 0], "q3": [1, 0, 0, 0, 1, 1], "q4": [1, 1, 0, 0, 0, 0]}
)


def test_what_is_said():
    found = st.kuder_richardson(RIGHT)
    assert found.headline().en == "KR-20 = 0.697, 95% CI [-0.082, 0.953], KR-21 = 0.600, 4 items, n = 6."
    assert found.headline().zh == "KR-20 = 0.697，95% 置信区间 [-0.082, 0.953]，KR-21 = 0.600，4 个题项，n = 6。"
    whole, items = found.tables()
    assert list(whole.frame.columns) == ["kr20", "ci_low", "ci_high", "kr21", "n_items", "n_used"]
    assert list(items.frame.columns) == ["item", "difficulty", "item_rest_r", "alpha_if_deleted"]
    assert "divisor n" in found.conventions[0].en
    assert "Kuder" in found.references[0]
    assert set(found.to_dict()) == {
        "kr20", "kr21", "difficulty", "item_rest_r", "names", "n_items", "n_used", "n_total",
    }  # fmt: skip


def test_formula_20_is_alpha_and_so_are_its_intervals():
    many = pd.concat([RIGHT] * 5)
    found, alpha = st.kuder_richardson(many), st.cronbach_alpha(many)
    assert found.kr20 == alpha.alpha
    for method in ("feldt", "adf", "bca"):
        assert found.interval(0.9, method) == alpha.interval(0.9, method)
    np.testing.assert_allclose(found.difficulty, many.mean())


def test_formula_21_is_by_hand():
    total = RIGHT.sum(axis=1)
    by_hand = 4 / 3 * (1 - total.mean() * (4 - total.mean()) / (4 * total.var(ddof=0)))
    assert st.kuder_richardson(RIGHT).kr21 == pytest.approx(by_hand, rel=1e-12)


def test_equally_difficult_items_have_one_reliability():
    found = st.kuder_richardson(RIGHT.assign(q1=[1, 1, 1, 0, 0, 0], q4=[1, 1, 0, 0, 1, 0]))
    assert set(found.difficulty) == {0.5}
    assert found.kr21 == pytest.approx(found.kr20, rel=1e-12)


def test_items_where_0_is_right():
    turned = RIGHT.assign(q2=1 - RIGHT["q2"])
    assert st.kuder_richardson(turned, reverse=["q2"]) == st.kuder_richardson(RIGHT)


def test_true_and_false_are_1_and_0():
    assert st.kuder_richardson(RIGHT.astype(bool)) == st.kuder_richardson(RIGHT)


def test_answers_that_are_neither():
    hint = "Hint: Score the items first, 1 for right and 0 for wrong; for longer scales use st.cronbach_alpha."
    with pytest.raises(AnswersError) as caught:
        st.kuder_richardson(RIGHT.assign(q2=[1, 0.5, 0, 0, 1, 0]))
    assert str(caught.value) == f"an answer is neither 0 nor 1 (row 1, column q2, value '0.5')\n{hint}"
    with pytest.raises(FaultsError) as caught:
        st.kuder_richardson(RIGHT + 1)
    assert caught.value.count == 13


def test_moments_do_not_show_it():
    with pytest.raises(AnswersNeededError) as caught:
        st.kuder_richardson(st.Moments.from_answers(RIGHT))
    assert str(caught.value) == (
        "moments do not show whether all answers are 0 or 1\nHint: Give the answers, one row a respondent."
    )


def test_the_column_without_an_item_is_called_by_its_formula():
    found = st.kuder_richardson([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0], [1, 1, 1]])
    assert found.tables()[1].cells()[0][-1] == "KR-20 if deleted"
    assert found.tables()[1].cells("zh")[0][-1] == "删题后 KR-20"
