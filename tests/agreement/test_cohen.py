"""Cohen's kappa: its numbers, its tables, and what is refused."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy.optimize import linprog

import surveytools as st
from surveytools.agreement.agreement_weights import named_weights
from surveytools.agreement.margins import maximum_agreement
from surveytools.base.errors import AnswersError, ItemsError, MatrixError, OptionError, SampleSizeError
from surveytools.base.warnings import MissingAnswersWarning, TotalsWarning

BALANCED, UNBALANCED = [[40, 9], [6, 45]], [[80, 10], [5, 5]]
GRADES = ["poor", "fair", "good"]


def refused(call, kind):
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    return str(caught.value)


def of_table(counts, **options):
    return st.cohen_kappa(st.ConfusionTable.from_table(counts), **options)


@pytest.fixture
def graded():
    table = st.ConfusionTable.from_table(pd.DataFrame([[11, 3, 1], [4, 9, 5], [0, 2, 15]], GRADES, GRADES))
    return st.cohen_kappa(table, weights="linear")


def test_ratings_and_their_table_give_the_same():
    table = st.ConfusionTable.from_table(pd.DataFrame([[11, 3, 1], [4, 9, 5], [0, 2, 15]], GRADES, GRADES))
    frame = table.ratings()
    assert frame.shape == (50, 2)
    found = st.cohen_kappa(frame["A"], frame["B"], categories=GRADES, weights="quadratic")
    assert found == st.cohen_kappa(table, weights="quadratic")


@pytest.mark.parametrize("kind", [list, tuple, np.array, pd.Series, pl.Series])
def test_columns_of_any_kind(kind):
    assert st.cohen_kappa(kind([1, 2, 2, 1]), kind([1, 2, 1, 1])).kappa == pytest.approx(0.5)


def test_names_of_the_raters():
    frame = pd.DataFrame({"Ann": [1, 2, 2], "Bo": [1, 2, 1]})
    found = st.cohen_kappa(frame["Ann"], frame["Bo"])
    assert "Ann \\ Bo" in found.summary()
    assert "Ann (1) \\ Ann (2)" in st.cohen_kappa(frame["Ann"], frame["Ann"]).summary()


def test_units_that_one_did_not_rate_are_left_out():
    first, second = ["a", "b", "a", None, "b"], ["a", "b", "b", "a", None]
    with pytest.warns(MissingAnswersWarning) as caught:
        found = st.cohen_kappa(first, second)
    assert str(caught[0].message) == (
        "2 of 5 units were not rated by both and are left out; st.krippendorff_alpha and st.gwet_ac use every rating."
    )
    assert caught[0].filename == __file__
    assert (found.n_used, found.n_total) == (3, 5)
    assert found.kappa == st.cohen_kappa(first[:3], second[:3]).kappa
    assert found.conventions[-1].en == "3 of 5 units rated by both"


def test_the_same_agreement_and_another_kappa():
    balanced, unbalanced = of_table(BALANCED), of_table(UNBALANCED)
    assert balanced.observed_agreement == unbalanced.observed_agreement == pytest.approx(0.85)
    assert unbalanced.prevalence_index == pytest.approx(0.75)
    assert unbalanced.bias_index == pytest.approx(0.05)
    assert unbalanced.pabak == pytest.approx(0.7)
    assert balanced.kappa > 2 * unbalanced.kappa


def test_only_two_unweighted_categories_have_a_pabak(graded):
    assert graded.pabak is graded.bias_index is graded.prevalence_index is None
    assert [table.title.en for table in graded.tables()] == ["Agreement of two raters", "Confusion table"]
    assert [table.title.en for table in of_table(BALANCED).tables()][2] == "Prevalence and bias"


def test_weights_of_two_categories_change_nothing():
    assert of_table(UNBALANCED, weights="quadratic").kappa == pytest.approx(of_table(UNBALANCED).kappa)


def test_perfect_agreement():
    found = of_table([[10, 0], [0, 20]])
    assert (found.kappa, found.maximum_kappa) == (1, 1)
    assert np.isnan([found.standard_error, *found.interval()[:2]]).all()
    assert found.headline().en == "Cohen's κ = 1.000 (unweighted), 95% CI not estimable, 30 units: almost perfect."
    assert found.tables()[0].notes[0].en.startswith("—: not estimable;")
    assert found.p_value < 1e-7


def test_a_rater_who_chose_one_category_agrees_by_chance():
    found = of_table([[7, 3], [0, 0]])
    assert (found.kappa, found.maximum_kappa) == (0, 0)
    assert np.isnan([found.z, found.p_value, found.standard_error, found.null_standard_error]).all()
    assert "Cohen κ = 0.000（不加权），95% 置信区间无法估计，10 个对象" in found.headline().zh
    assert found.tables()[0].notes[1].en == "One rater used a single category: κ is 0 whatever the other does."


def test_the_last_digits_of_kappa_change_no_verdict():
    found = st.cohen_kappa([1, 1, 1, 2, 2, 2, 2, 2, 2], [1, 2, 2, 1, 1, 2, 2, 2, 2])  # 0 up to rounding
    assert abs(found.kappa) < 1e-12
    assert found.verdict().en == "slight"
    assert "= 0.000 (" in found.headline().en


def test_one_frame_of_two_columns():
    frame = pd.DataFrame({"Ann": [1, 2, 2], "Bo": [1, 2, 1]})
    for both in (frame, pl.DataFrame(frame), frame.to_numpy()):
        assert st.cohen_kappa(both).kappa == st.cohen_kappa(frame["Ann"], frame["Bo"]).kappa
    assert refused(lambda: st.cohen_kappa(frame.assign(Cy=1)), ItemsError).startswith("there is nothing to compare")
    assert refused(lambda: st.cohen_kappa([], []), SampleSizeError) == (
        "there are no values\nHint: Give one of each for every unit."
    )


def test_what_a_table_does_not_take_beside_it():
    table = st.ConfusionTable.from_table(BALANCED)
    assert refused(lambda: st.cohen_kappa(table, categories=[0, 1]), OptionError) == (
        "categories=[0, 1] stands beside a table that has its categories\n"
        "Hint: Add a category that nobody used to the table: a row and a column of zeros."
    )
    assert refused(lambda: st.cohen_kappa(table, [0, 1]), OptionError) == (
        "a second rater stands beside a table that holds both\nHint: Give the table alone."
    )


def test_the_largest_kappa_of_the_margins():
    assert of_table(BALANCED).maximum_kappa == pytest.approx((0.97 - 0.5008) / (1 - 0.5008))
    P = np.array([[11, 3, 1], [4, 9, 5], [0, 2, 15]]) / 50
    assert maximum_agreement(P, np.eye(3)) == pytest.approx(np.minimum(P.sum(axis=0), P.sum(axis=1)).sum())
    linear = 1 - np.abs(np.subtract.outer(range(3), range(3))) / 2
    apart = np.abs(np.cumsum(P.sum(axis=0)) - np.cumsum(P.sum(axis=1))).sum()
    assert maximum_agreement(P, linear) == pytest.approx(1 - apart / 2)  # of two sorted lists


@pytest.mark.parametrize("weighting", ["linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar"])
@pytest.mark.parametrize("seed", range(4))
def test_the_largest_agreement_is_that_of_a_linear_program(weighting, seed):
    random = np.random.default_rng(seed)
    q = int(random.integers(2, 7))
    P = random.integers(0, 20, (q, q)) + np.eye(q)
    P = P / P.sum()
    W = named_weights(weighting, np.sort(random.choice(20, q, replace=False)).astype(float))
    sums = np.vstack([np.kron(np.eye(q), np.ones(q)), np.kron(np.ones(q), np.eye(q))])
    margins = np.concatenate([P.sum(axis=1), P.sum(axis=0)])
    expected = -linprog(-W.ravel(), A_eq=sums, b_eq=margins).fun
    assert maximum_agreement(P, W) == pytest.approx(expected, rel=1e-9)


def test_scores_out_of_order_need_the_linear_program():
    P = np.array([[5, 1, 2], [0, 4, 3], [2, 2, 6]]) / 25
    back = np.ix_([2, 0, 1], [2, 0, 1])
    W = named_weights("quadratic", np.array([1.0, 2, 5]))
    assert maximum_agreement(P[back], W[back]) == pytest.approx(maximum_agreement(P, W), rel=1e-9)


@pytest.mark.parametrize("weights", [None, "linear", "quadratic", "radical", "circular", "ordinal"])
def test_no_limit_lies_where_kappa_cannot(weights):
    found = of_table([[0, 3], [2, 0]], weights=weights)
    assert found.interval().low == -1
    assert found.interval().low <= found.kappa


def test_weights_by_which_kappa_may_lie_below():
    W = [[1, 0, 1, 1], [0, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 1]]
    found = of_table([[0, 5, 0, 0], [5, 0, 0, 0], [0, 0, 0, 5], [0, 0, 5, 0]], weights=W)
    assert found.kappa == pytest.approx(-3)
    assert of_table([[0, 5, 0, 0], [5, 0, 0, 0], [0, 0, 1, 5], [0, 0, 5, 0]], weights=W).interval().low < -1


def test_intervals():
    found = of_table(BALANCED)
    low, high, level, method = found.interval(0.9)
    assert (level, method) == (0.9, "large-sample")
    assert found.interval().low < low < found.kappa < high < found.interval().high
    assert refused(lambda: found.interval(method="exact"), OptionError) == (
        "method='exact' is not an option\nHint: method is one of 'large-sample'."
    )
    assert of_table([[30, 1], [0, 30]]).interval().high == 1


def test_verdicts():
    found = of_table(BALANCED)
    assert [found.verdict(name).en for name in ("landis_koch1977", "altman1991", "krippendorff2004")] == [
        "substantial", "good", "good for tentative conclusions only",
    ]  # fmt: skip
    assert found.verdict().zh == "高度一致"
    assert refused(lambda: found.verdict("cicchetti"), OptionError) == (
        "guideline='cicchetti' is not an option\n"
        "Hint: guideline is one of 'landis_koch1977', 'altman1991', 'krippendorff2004'."
    )


@pytest.mark.parametrize(
    ("value", "words"), [(0.8, "substantial"), (0.81, "almost perfect"), (0.2, "slight"), (0, "slight"), (-0.1, "poor")]
)
def test_the_bands_include_their_upper_ends(value, words):
    from surveytools.base.guidelines import AGREEMENT_GUIDELINES  # noqa: PLC0415

    assert AGREEMENT_GUIDELINES["landis_koch1977"].verdict(value).en == words


def test_what_is_printed(graded):
    assert graded.headline().en == (
        "Weighted κ = 0.642 (linear weights), 95% CI [0.479, 0.805], 50 units: "
        "substantial (by the interval: moderate to almost perfect)."
    )
    assert graded.headline().zh == (
        "加权 κ = 0.642（线性权重），95% 置信区间 [0.479, 0.805]，50 个对象：高度一致"
        "（按置信区间：中等一致至几乎完全一致）。"
    )
    assert graded.tables()[1].to_text().splitlines()[2:4] == [
        "A \\ B  poor  fair  good  Total", "──────────────────────────────",
    ]  # fmt: skip
    assert "合计" in graded.summary("zh")
    assert "列联表（交叉表）" in graded.summary("zh")
    assert graded.to_frame().columns[0] == "weighted_kappa"
    assert of_table(BALANCED).to_frame().columns[0] == "kappa"


def test_a_table_whose_categories_are_called_like_columns():
    found = st.cohen_kappa(["mean", "total", "total"], ["mean", "total", "mean"])
    assert "mean  total  Total" in found.summary()


def test_plain_values(graded):
    said = graded.to_dict()
    assert said["table"] == {"poor": [11, 4, 0], "fair": [3, 9, 2], "good": [1, 5, 15]}
    assert "confusion" not in said
    assert not graded.weights.flags.writeable


def test_one_category():
    text = (
        "every rating is 'ok', so agreement by chance is certain and nothing is left to correct for\n"
        "Hint: Report the share of agreement, or st.gwet_ac with categories=[...], all that were offered."
    )
    assert refused(lambda: st.cohen_kappa(["ok"] * 4, ["ok"] * 4), AnswersError) == text
    assert refused(lambda: st.cohen_kappa(["ok"] * 4, ["ok"] * 4, categories=["ok", "dirty"]), AnswersError) == text


def test_a_category_that_nobody_used_changes_nothing():
    first, second = [1, 2, 3, 1, 2], [1, 2, 3, 2, 2]
    for weights in (None, "quadratic"):
        found = st.cohen_kappa(first, second, weights=weights)
        wide = st.cohen_kappa(first, second, weights=weights, categories=[1, 2, 3, 4, 5])
        assert wide.kappa == pytest.approx(found.kappa, rel=1e-12)
        assert wide.table.shape == (5, 5)


def test_a_rater_who_rated_one_thing():
    assert refused(lambda: st.cohen_kappa([1, 2, 1], [1, None, None]), SampleSizeError) == (
        "both raters rated 1 of 3 units\nHint: Agreement needs two units that both rated."
    )


def test_a_rater_alone():
    assert refused(lambda: st.cohen_kappa([1, 2, 1]), ItemsError) == (
        "there is nothing to compare the values with\n"
        "Hint: Give two: st.cohen_kappa(a, b), or a frame of exactly two columns."
    )


def test_raters_of_different_length():
    assert refused(lambda: st.cohen_kappa([1, 2, 1], [1, 2]), AnswersError) == (
        "the first has 3 values and the second 2\n"
        "Hint: Give both the same units in the same order, with empty cells where one is missing."
    )


def test_raters_whose_rows_are_called_differently():
    first, second = pd.Series([1, 2, 1], index=[1, 2, 3]), pd.Series([1, 2, 1], index=[3, 2, 1])
    assert refused(lambda: st.cohen_kappa(first, second), AnswersError) == (
        "the rows of the two are called differently\n"
        "Hint: Bring both into the same order, or drop the row names: .reset_index(drop=True)."
    )


def test_a_table_given_as_one_rater():
    assert refused(lambda: st.cohen_kappa([[1, 2], [2, 1]], [1, 2]), AnswersError) == (
        "the values of one of the two have 2 dimensions\nHint: Give a list or a column for each."
    )


def test_measurements():
    first = np.arange(150.0)
    assert refused(lambda: st.cohen_kappa(first, first + 0.5), AnswersError) == (
        "there are 300 different ratings\nHint: Measurements are no categories: use st.krippendorff_alpha(ratings, "
        'measurement="interval"), or an intraclass correlation.'
    )


def test_texts_with_weights_need_their_order():
    text = refused(lambda: st.cohen_kappa(["good", "poor"], ["good", "good"], weights="linear"), OptionError)
    assert text.startswith(
        "linear weights need the order of the categories, and these are texts in no common order: good, poor\n"
    )


def test_weights_that_leave_no_disagreement():
    W = [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
    assert refused(lambda: st.cohen_kappa([1, 2, 1], [2, 1, 1], weights=W, categories=[1, 2, 3]), AnswersError) == (
        "agreement by chance is certain with these weights\nHint: Give 1 only to categories that fully agree."
    )


def test_raters_of_a_table_are_two():
    for raters in (("x",), "Ann", ("a", "b", "c"), 5):
        text = refused(lambda raters=raters: st.ConfusionTable.from_table(BALANCED, raters), OptionError)
        assert text == f'raters={raters!r} does not name two raters\nHint: Give two names: ("Ann", "Bo").'


def test_totals_are_no_category():
    table = pd.DataFrame([[5, 1, 6], [2, 4, 6], [7, 5, 12]], ["a", "b", "Total"], ["a", "b", "Total"])
    for name in ("Total", " SUM ", "总计", "合 计"):
        named = table.rename(columns={"Total": name}, index={"Total": name})
        for given in (named, named.iloc[[2, 0, 1], [2, 0, 1]], named.rename(index={name: "c"})):
            assert refused(lambda given=given: of_table(given), ItemsError) == (
                f"a column of the table is called {name!r}\n"
                "Hint: Leave out the totals; a category or unit that is no total needs another name."
            )


@pytest.mark.parametrize(("end", "order"), [("last", [0, 1, 2]), ("first", [2, 0, 1])])
def test_totals_under_another_name_are_warned_of(end, order):
    for counts in ([[5, 1, 6], [2, 4, 6], [7, 5, 12]], [[0, 0, 0], [0, 5, 5], [0, 5, 5]]):
        turned = np.array(counts)[np.ix_(order, order)]
        ends = "first and last" if turned[1].max() == 0 else end
        with pytest.warns(TotalsWarning) as caught:
            table = st.ConfusionTable.from_table(turned)
        assert [str(warning.message) for warning in caught] == [
            f"the others add up to the {ends} row and column of the table; leave totals out, and ignore this where "
            "they are none."
        ]
        assert caught[0].filename == __file__
        np.testing.assert_array_equal(table.counts, turned)
    assert of_table([[5, 1, 0], [2, 4, 0], [0, 0, 0]]).n_used == 12


def test_rows_of_different_length():
    assert refused(lambda: of_table([[1, 2], [3]]), MatrixError) == (
        "the rows of the table have different lengths\nHint: Give every row one count a category."
    )
    assert refused(lambda: st.CategoryCounts.from_table([[1, 2], [3]]), MatrixError).startswith("the rows of the")


def test_columns_of_an_arrow_table():
    table = pa.table({"Ann": ["a", "b", "a", "b"], "Bo": ["a", "b", "b", "b"]})
    expected = st.cohen_kappa(["a", "b", "a", "b"], ["a", "b", "b", "b"]).kappa
    for columns in ((table["Ann"], table["Bo"]), (table["Ann"].combine_chunks(), table["Bo"].combine_chunks())):
        assert st.cohen_kappa(*columns).kappa == expected


def test_orders_that_differ():
    values, upwards = ["low", "mid", "high", "low"], ["low", "mid", "high"]
    one = pd.Categorical(values, categories=upwards, ordered=True)
    other = pd.Categorical(values[::-1], categories=upwards[::-1], ordered=True)
    assert refused(lambda: st.cohen_kappa(one, other, weights="linear"), OptionError).startswith(
        "linear weights need the order of the categories, and these are texts in no common order: high, low, mid\n"
    )
    alike = other.set_categories(upwards, ordered=True)
    assert st.cohen_kappa(one, alike, weights="linear").table.index.tolist() == upwards


def test_tables_that_are_none():
    assert refused(lambda: of_table([[1, 2, 3], [3, 4, 5]]), MatrixError) == (
        "the table has shape (2, 3)\nHint: Give one row and one column a category, two or more."
    )
    frame = pd.DataFrame([[1, 2], [3, 4]], index=["a", "b"], columns=["b", "a"])
    assert refused(lambda: of_table(frame), MatrixError) == (
        "the rows and the columns of the table are called differently\n"
        "Hint: Give both the same categories in the same order."
    )
    assert refused(lambda: of_table([[1, 0.5], [3, 4]]), AnswersError) == (
        "a cell of the table is no count (row 0, column 1, value 0.5)\nHint: Give whole numbers from 0 upwards."
    )
