import math
from itertools import product

import numpy as np
import pytest

from surveytools.ahp.consistency import perron
from surveytools.ahp.incompleteness import completed
from surveytools.ahp.random_index import TABLES, find_random_index, random_index_with_gaps
from surveytools.base.errors import JudgmentsError, OptionError
from surveytools.base.labels import Text

SAATY = [0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59]


def test_the_default_table_is_the_printed_one():
    assert [find_random_index(n).value for n in range(1, 16)] == [0, 0, *SAATY]
    assert find_random_index(5).table == "saaty1980"


@pytest.mark.parametrize("name", TABLES)
def test_every_table_starts_at_three_without_gaps_to_fifteen(name):
    table = TABLES[name].by_n
    assert list(table)[:13] == list(range(3, 16))
    assert find_random_index(2, name).value == 0
    assert TABLES[name].source


def test_the_simulated_value_for_three_is_exact():
    scale = np.array([*range(1, 10), *(1 / k for k in range(2, 10))])
    triads = np.array([a * b / c for a, b, c in product(scale, repeat=3)])
    roots = np.cbrt(triads)
    assert find_random_index(3, "simulated").value == pytest.approx((roots + 1 / roots - 2).mean() / 2, abs=1e-10)


def test_beyond_a_table_the_simulated_one_is_used():
    found = find_random_index(16, "saaty2005")
    assert (found.value, found.table) == (1.5956, "simulated")
    assert found.notes == (
        Text(
            "the table saaty2005 has no RI for n = 16, so the table simulated is used",
            "RI 表 saaty2005 没有 n = 16 的值，改用 simulated 表",
        ),
    )


def test_between_the_simulated_values_it_is_interpolated():
    found = find_random_index(22, "simulated")
    assert found.value == pytest.approx(1.6290 + 2 / 5 * (1.6557 - 1.6290))
    assert found.notes == (
        Text("RI for n = 22 is interpolated between n = 20 and 25", "n = 22 的 RI 由 n = 20 与 25 线性插值"),
    )
    assert len(find_random_index(22).notes) == 2


def test_a_mapping_gives_its_own_values():
    assert find_random_index(3, {3: 0.5}).value == 0.5
    assert find_random_index(3, {3: 0.5}).table == "given"
    assert find_random_index(2, {3: 0.5}).value == 0


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({3: 0.5}, "random_index has no value for n = 4\nHint: Add it: {4: …}."),
        ({}, "random_index has no value for n = 4\nHint: Add it: {4: …}."),
        ({"4": 0.9}, "random_index={'4': 0.9} is no table\nHint: Give random indices by n: {3: 0.58}."),
        ({4: "x"}, "random_index[4]='x' is no random index\nHint: Give a number above 0."),
        ({4: True}, "random_index[4]=True is no random index\nHint: Give a number above 0."),
        ({3: math.inf, 4: 0.9}, "random_index[3]=inf is no random index\nHint: Give a number above 0."),
    ],
)
def test_random_indices_that_are_none(given, text):
    with pytest.raises(OptionError) as caught:
        find_random_index(4, given)
    assert str(caught.value) == text


def test_a_mapping_beyond_the_simulation():
    assert find_random_index(101, {101: 1.73}).value == 1.73


def test_an_unknown_table():
    with pytest.raises(OptionError) as caught:
        find_random_index(3, "saaty")
    assert str(caught.value) == (
        "random_index='saaty' is not an option\nHint: random_index is one of 'saaty1980', 'saaty2005', 'xu', "
        "'alonso_lamata', 'tummala_ling', 'aguaron', 'donegan_dodd', 'simulated'."
    )


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
def test_a_value_that_is_no_random_index(value):
    with pytest.raises(OptionError) as caught:
        find_random_index(3, {3: value})
    assert str(caught.value) == f"random_index[3]={value!r} is no random index\nHint: Give a number above 0."


def test_more_criteria_than_simulated():
    with pytest.raises(JudgmentsError) as caught:
        find_random_index(101)
    assert str(caught.value) == (
        "there is no random index for 101 criteria\n"
        "Hint: The simulation ends at 100; give your own: random_index={101: …}."
    )


class TestGaps:
    @pytest.mark.parametrize(
        ("n", "missing", "value"),
        [(4, 1, 0.583), (4, 2, 0.306), (5, 1, 0.925), (5, 5, 0.212), (6, 1, 1.128), (6, 9, 0.161)],
    )
    def test_published_values(self, n, missing, value):
        found = random_index_with_gaps(n, missing)
        assert (found.value, found.table) == (value, "agoston_csato")
        assert found.notes == (
            Text(
                f"RI is that of judgments with m = {missing} pairs unanswered, after Ágoston & Csató (2022)",
                f"RI 取缺失 m = {missing} 个比较时的值，依 Ágoston 与 Csató（2022）",
            ),
        )

    @pytest.mark.parametrize(("n", "missing"), [(5, 3), (6, 2), (6, 7)])
    def test_the_formula_is_near_the_published_values(self, n, missing):
        formula = TABLES["simulated"].by_n[n] * (1 - 2 * missing / ((n - 1) * (n - 2)))
        assert random_index_with_gaps(n, missing).value == pytest.approx(formula, abs=0.015)

    def test_more_criteria_and_given_values_go_by_the_formula(self):
        assert random_index_with_gaps(8, 12).value == pytest.approx(1.4044 * 3 / 7)
        found = random_index_with_gaps(4, 1, {4: 0.9})
        assert (found.value, found.table) == (pytest.approx(0.6), "given")
        assert len(random_index_with_gaps(22, 3).notes) == 2

    @pytest.mark.parametrize(("n", "missing"), [(3, 1), (4, 3), (5, 6), (8, 21)])
    def test_a_tree_has_none(self, n, missing):
        found = random_index_with_gaps(n, missing)
        assert np.isnan(found.value)
        assert found.notes[0].en.startswith("CR is undefined: no comparison could contradict another")

    def test_a_small_simulation_of_five_with_two_gaps(self):
        rng, scale = np.random.default_rng(11), np.array([*range(1, 10), *(1 / k for k in range(2, 10))])
        rows, columns = np.triu_indices(5, 1)
        CI = []
        for _ in range(400):
            A = np.ones((5, 5))
            entries = rng.choice(scale, 10)
            entries[rng.permutation(10)[:2]] = np.nan
            A[rows, columns] = entries
            A = np.triu(A, 1) + np.tril(1 / A.T, -1) + np.eye(5)
            CI.append((perron(completed(A, "eigenvector"))[0] - 5) / 4)
        assert np.mean(CI) == pytest.approx(0.739, abs=4 * np.std(CI) / 20)
