"""Many judgment matrices at once."""

import re

import numpy as np
import pandas as pd
import polars as pl
import pytest

import surveytools as st
from surveytools.ahp import triangles
from surveytools.ahp.consistency import perron
from surveytools.ahp.prioritization import derived
from surveytools.base.errors import FaultsError, JudgmentsError, OptionError

SCALE = np.array([*(1 / k for k in range(9, 1, -1)), *range(1, 10)])
DRINKS = [
    9, 5, 2, 1, 1, 1 / 2, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 3, 1 / 4, 1 / 3, 1 / 9, 1 / 2, 1, 1 / 3, 2, 1 / 2,
    1 / 3,
]  # fmt: skip
METHODS = ("geometric", "eigenvector", "arithmetic")


def answers(n, N, seed=0):
    return np.random.default_rng(seed).choice(SCALE, size=(N, n * (n - 1) // 2))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [1, 2, 3, 5, 8])
def test_each_row_is_what_priorities_gives(n, method):
    upper = answers(n, 40)
    found = st.ahp.batch(upper, n, method=method, random_index="saaty2005")
    for row, entries in enumerate(upper):
        one = derived(st.ahp.Judgments.from_upper(entries.tolist()), method, "saaty2005")
        np.testing.assert_allclose(found.weights[row], one.weights, rtol=1e-10)
        for name in ("lambda_max", "lambda_perron", "consistency_ratio", "consistency_ratio_perron",
                     "geometric_consistency", "koczkodaj"):  # fmt: skip
            assert getattr(found, name)[row] == pytest.approx(getattr(one, name), rel=1e-9, abs=1e-11), name
        i, j = found.worst_pair[row]
        errors = one.errors().to_numpy()
        if errors.max() > 1 + 1e-9:
            assert errors[i, j] == pytest.approx(errors.max(), rel=1e-9)
        else:
            assert (i, j) == (-1, -1)


def test_saatys_drinks():
    geometric, eigenvector = (st.ahp.batch([DRINKS], method=method) for method in METHODS[:2])
    np.testing.assert_allclose(
        eigenvector.weights[0], [0.1775, 0.0191, 0.0418, 0.1164, 0.1896, 0.1288, 0.3268], atol=5e-5
    )
    np.testing.assert_allclose(
        geometric.weights[0], [0.1787, 0.0185, 0.0422, 0.1165, 0.1911, 0.1286, 0.3243], atol=5e-5
    )
    assert geometric.lambda_perron[0] == pytest.approx(7.1766, abs=5e-5)


def test_chunks_do_not_show(monkeypatch):
    upper = answers(4, 1000)
    whole = triangles.found_of(upper, 4, "geometric")
    monkeypatch.setattr(triangles, "CHUNK_CELLS", 0)
    for part, other in zip(whole, triangles.found_of(upper, 4, "geometric"), strict=True):
        np.testing.assert_allclose(part, other, rtol=1e-12)


def test_what_the_iteration_leaves_goes_to_the_solver(monkeypatch):
    monkeypatch.setattr(triangles, "ROUNDS", 1)
    upper = answers(6, 200)
    found = triangles.found_of(upper, 6, "eigenvector")
    for entries, w, largest in zip(upper, found.weights, found.lambda_perron, strict=True):
        expected, vector = perron(st.ahp.Judgments.from_upper(entries.tolist()).matrix)
        assert largest == pytest.approx(expected, rel=1e-12)
        np.testing.assert_allclose(w, vector, rtol=1e-11)


def test_frames_texts_and_other_libraries_are_read_alike():
    columns = {"ab": [3.0, 0.2], "ac": ["1/2", "５"], "bc": [2, 1]}
    frame = pd.DataFrame(columns, index=["Ann", "Bo"])
    found = st.ahp.batch(frame, labels=["a", "b", "c"])
    numbers = st.ahp.batch([[3, 0.5, 2], [0.2, 5, 1]], labels=["a", "b", "c"])
    assert found == numbers
    assert found.to_frame().index.tolist() == ["Ann", "Bo"]
    assert st.ahp.batch(pl.DataFrame(columns), labels=["a", "b", "c"]) == numbers
    assert st.ahp.batch(pl.DataFrame(columns).lazy(), labels=["a", "b", "c"]) == numbers
    assert st.ahp.batch([[3, "1/2", 2], [0.2, "5", 1]], labels=["a", "b", "c"]) == numbers


def test_answers_of_a_survey_bring_their_labels():
    frame = pd.DataFrame({"a_b": [3, -2, None], "a_c": [2, 2, 1], "b_c": [1, 4, 1]}, index=["Ann", "Bo", "Cy"])
    survey = st.ahp.from_survey(frame, ["a", "b", "c"], direction="positive_favors_first")
    found = st.ahp.batch(survey, missing="listwise")
    assert found.labels == ("a", "b", "c")
    assert found.rows.tolist() == ["Ann", "Bo"]
    assert (found.n_used, found.n_total) == (2, 3)
    np.testing.assert_allclose(found.weights[1], st.ahp.priorities(survey["Bo"], complete="lls").weights)
    assert "1 of 3 matrices with unanswered pairs left out" in found.summary()
    assert "3 个矩阵中剔除了 1 个有未作答比较的矩阵" in found.summary("zh")


def test_the_frame_has_a_row_a_matrix():
    frame = st.ahp.batch([[3, 2, 0.5], [2, 4, 2]], labels=["a", "b", "c"]).to_frame()
    assert frame.columns.tolist() == [
        "weight_a", "weight_b", "weight_c", "lambda_max", "lambda_perron", "consistency_ratio",
        "consistency_ratio_perron", "geometric_consistency", "koczkodaj", "worst_pair",
    ]  # fmt: skip
    assert frame["worst_pair"].isna().tolist() == [False, True]
    assert frame.loc[1, ["weight_a", "weight_b", "weight_c"]].tolist() == pytest.approx([4 / 7, 2 / 7, 1 / 7])


def test_the_summary_counts_and_shows_the_distribution():
    found = st.ahp.batch(answers(5, 500))
    assert found.consistent.sum() == (found.consistency_ratio < 0.1).sum()
    text, chinese = found.summary(), found.summary("zh")
    assert text.startswith(f"{found.consistent.sum()} of 500 judgment matrices (")
    assert "Koczkodaj's index" in text
    assert "95% 分位数" in chinese
    consistency, weights = found.tables()
    ratios = consistency.frame.iloc[0]
    assert ratios["median"] == np.median(found.consistency_ratio)
    assert ratios["maximum"] == found.consistency_ratio.max()
    assert ratios["sd"] == pytest.approx(found.consistency_ratio.std(ddof=1))
    np.testing.assert_allclose(weights.frame["mean"], found.weights.mean(axis=0))


def test_one_matrix_has_no_spread():
    assert np.isnan(st.ahp.batch([[3, 2, 0.5]]).tables()[0].frame["sd"]).all()


def test_verdicts_that_the_eigenvalue_decides_are_counted():
    found = st.ahp.batch(answers(6, 3000, seed=4) ** 0.6)
    turned = int(((found.consistency_ratio < 0.1) != (found.consistency_ratio_perron < 0.1)).sum())
    assert turned > 0
    assert f"for {turned} matrices the verdict at .10 depends on the definition of λmax" in found.summary()


def test_a_table_that_ends_says_so():
    assert "the table saaty1980 has no RI for n = 16" in st.ahp.batch(np.ones((2, 120))).summary()


def test_arrays_are_closed():
    found = st.ahp.batch([[3, 2, 0.5]])
    assert not any(getattr(found, name).flags.writeable for name in ("weights", "consistency_ratio", "worst_pair"))
    assert found.to_dict()["worst_pair"] == [[1, 0]]


def refused(given, **options):
    with pytest.raises(JudgmentsError) as caught:
        st.ahp.batch(given, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("cell", "said", "hint"),
    [
        (0, "a judgment is 0", "A judgment is a ratio above 0: write 3, or 1/3 where the column outweighs the row."),
        (-3, "a judgment is negative",
         "A judgment is a ratio above 0: write 3, or 1/3 where the column outweighs the row."),
        (np.inf, "a judgment is infinite",
         "A judgment is a ratio above 0: write 3, or 1/3 where the column outweighs the row."),
        (1e16, "a judgment is beyond all measure", "On Saaty's scale judgments lie between 1/9 and 9."),
    ],
)  # fmt: skip
def test_what_is_no_ratio_is_named(cell, said, hint):
    value = repr(float(cell))
    expected = f"{said} (row 1, column a / c, value {value})\nHint: {hint}"
    assert refused(np.array([[1, 2, 3], [1, cell, 3]], float), labels=["a", "b", "c"]) == expected


def test_an_unanswered_pair_is_named():
    assert refused(np.array([[1, 2, 3], [1, 2, np.nan]])) == (
        "a judgment is missing (row 1, column 2 / 3)\n"
        'Hint: Leave such rows out: missing="listwise"; or fill them one by one: '
        'st.ahp.priorities(…, complete="lls").'
    )


def test_text_is_named_by_its_row():
    frame = pd.DataFrame({"ab": [3, 4], "ac": ["1/2", "often"], "bc": [1, 2]}, index=["Ann", "Bo"])
    assert refused(frame, labels=["a", "b", "c"]) == (
        "a judgment is not a number (row Bo, column a / c, value 'often')\n"
        "Hint: Write 3 or 1/3; a spreadsheet may have made a date of a fraction."
    )


def test_all_faults_are_counted_and_ten_are_shown():
    upper = np.ones((5000, 3))
    upper[:, 1] = -1
    with pytest.raises(FaultsError) as caught:
        st.ahp.batch(upper)
    assert caught.value.count == 5000
    assert str(caught.value).startswith("5000 faults:\n1. a judgment is negative (row 0, column 1 / 3, value -1.0)\n")
    assert str(caught.value).endswith("… and 4990 more.")


def test_faults_are_not_left_out_with_the_gaps():
    upper = np.array([[1, np.nan, 3], [1, 2, 0]])
    assert refused(upper, missing="listwise").startswith("a judgment is 0 (row 1, column 2 / 3, value 0.0)")


_SHAPE = "Hint: Give one row a respondent, one column a pair: a12, a13, …, a23, …"


@pytest.mark.parametrize(
    ("given", "options", "said"),
    [
        (np.empty((0, 3)), {}, f"there are no judgments\n{_SHAPE}"),
        ([3, 2, 1], {}, f"the array has shape (3,)\n{_SHAPE}"),
        ([[3, 2, 1], [3]], {}, f"the rows have different lengths\n{_SHAPE}"),
        (7, {}, f"judgments cannot be read from int\n{_SHAPE}"),
        (np.ones((4, 3, 3)), {}, "the array has shape (4, 3, 3)\n"
         "Hint: Of whole matrices take the upper triangles: A[:, *np.triu_indices(n, 1)]."),
        (np.ones((4, 4)), {}, "4 judgments are no upper triangle\nHint: 3 criteria have 3 pairs, 4 criteria have 6."),
        (np.ones((4, 6)), {"n": 3}, "there are 6 judgments for 3 criteria\n"
         "Hint: The upper triangle of 3 criteria has 3."),
        (np.ones((4, 3)), {"n": 3, "labels": ["a", "b"]}, "there are 2 labels for 3 criteria\n"
         "Hint: Give one label a criterion."),
        (np.ones((4, 3)), {"labels": ["a", "b", "a"]}, "the label a stands twice\nHint: Give each criterion its own."),
        ([[np.nan, 1, 1]], {"missing": "listwise"}, "no respondent compared every pair\n"
         'Hint: You can fill them one by one: st.ahp.priorities(…, complete="lls").'),
    ],
)  # fmt: skip
def test_what_is_no_set_of_triangles(given, options, said):
    assert refused(given, **options) == said


@pytest.mark.parametrize(
    ("option", "value", "allowed"),
    [
        ("method", "least_squares", "'geometric', 'eigenvector', 'arithmetic'"),
        ("missing", "pairwise", "'raise', 'listwise'"),
    ],
)
def test_unknown_options(option, value, allowed):
    said = f"{option}={value!r} is not an option\nHint: {option} is one of {allowed}."
    with pytest.raises(OptionError, match=re.escape(said)):
        st.ahp.batch([[1, 2, 3]], **{option: value})
