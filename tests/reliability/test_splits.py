"""Split halves: which items make a half, and what is refused."""

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import AnswersNeededError, ItemsError, MatrixError, OptionError, SurveyError
from surveytools.base.warnings import NegativeItemWarning
from surveytools.reliability.halves import guttman, horst, spearman_brown


def test_the_halves(attitude):
    names = list(attitude.columns)
    assert st.split_half(attitude).first == tuple(names[::2])
    assert st.split_half(attitude, "first-second").first == tuple(names[:4])
    listed = st.split_half(attitude, ["learning", "rating"])
    assert listed.first == ("learning", "rating")
    assert listed.second == ("complaints", "privileges", "raises", "critical", "advance")
    assert [found.split for found in (st.split_half(attitude), listed)] == ["odd-even", "list"]


def test_what_is_said(attitude):
    equal, unequal = st.split_half(attitude.iloc[:, :6]), st.split_half(attitude)
    assert equal.headline().en == (
        f"Split-half reliability {equal.spearman_brown:.3f} (Spearman–Brown, odd against even items), n = 30."
    )
    assert unequal.headline().en == "Split-half reliability 0.924 (Horst, odd against even items), n = 30."
    assert unequal.headline().zh == "分半信度 0.924（Horst，奇偶分半），n = 30。"
    assert unequal.tables()[1].cells()[2] == ["2", "complaints, learning, critical"]
    assert unequal.to_frame().columns.tolist() == ["half_r", "spearman_brown", "horst", "guttman", "n_used"]


@pytest.mark.parametrize(
    ("split", "kind", "text"),
    [
        ("odd", OptionError, "split='odd' is not an option\nHint: split is one of 'odd-even', 'first-second'."),
        (["rasies"], ItemsError, "there is no item 'rasies'\nHint: Did you mean raises, rating, privileges?"),
        ([], ItemsError, "a half is empty\nHint: List the items of the first half; the others are the second."),
        (["rating", "rating"], ItemsError, "rating is named twice\nHint: Name each item once."),
    ],
)
def test_the_whole_text_of_each_refusal(split, kind, text, attitude):
    with pytest.raises(kind) as caught:
        st.split_half(attitude, split)
    assert str(caught.value) == text


def test_all_items_in_one_half(attitude):
    with pytest.raises(ItemsError) as caught:
        st.split_half(attitude, list(attitude.columns))
    assert str(caught.value) == ("a half is empty\nHint: List the items of the first half; the others are the second.")


def test_halves_that_cancel_each_other_are_an_error_with_words():
    with pytest.raises(SurveyError):
        st.split_half(pd.DataFrame({"a": [1, 2, 3, 5], "b": [5, 4, 3, 1]}))


def test_a_half_without_variance_is_an_error_with_words():
    frame = pd.DataFrame({"a": [1, 2, 3, 5], "b": [2, 2, 5, 4], "c": [5, 4, 3, 1], "d": [3, 1, 4, 4]})
    with pytest.raises(SurveyError):
        st.split_half(frame, ["a", "c"])


def test_the_formulas():
    assert spearman_brown(0.5) == pytest.approx(2 / 3)
    assert horst(0.5, 0.5) == pytest.approx(spearman_brown(0.5))
    assert horst(1.0, 0.3) == 1
    assert guttman(pd.DataFrame([[1, 0.5], [0.5, 1]]).to_numpy()) == pytest.approx(2 / 3)


def test_the_statistics_of_the_halves_are_those_of_their_sums(attitude):
    found = st.split_half(attitude)
    for row, names in (("1", found.first), ("2", found.second), ("both", found.first + found.second)):
        total = attitude[list(names)].sum(axis=1)
        mean, variance, sd = found.parts.loc[row, ["mean", "variance", "sd"]]
        assert (mean, variance, sd) == pytest.approx((total.mean(), total.var(), total.std()), rel=1e-9)
        alpha = st.cronbach_alpha(attitude[list(names)]).alpha
        assert found.parts.loc[row, "alpha"] == pytest.approx(alpha, rel=1e-9)
    assert found.tables()[2].cells("zh")[3][0] == "合计"


def test_a_half_of_one_item_has_no_alpha(five_answers):
    found = st.split_half(five_answers, reverse=["q3"], scale=(1, 5))
    assert found.parts["alpha"].isna().tolist() == [False, True, False]
    assert found.tables()[2].cells()[2][-1] == "—"


def test_a_preset_and_a_matrix(attitude):
    assert st.split_half(attitude, preset="spss") == st.split_half(attitude, "first-second")
    found = st.split_half(attitude, matrix="corr")
    standardized = (attitude - attitude.mean()) / attitude.std()
    assert found.guttman == pytest.approx(st.split_half(standardized).guttman, rel=1e-9)
    assert found.parts["mean"].tolist() == [0, 0, 0]
    assert found.conventions[1].en == "of the correlation matrix (standardized items)"


def test_the_range_over_all_splits_stands_beside_it_to_twenty_items(attitude):
    found = st.split_half(attitude)
    assert found.all_splits.n_splits == 35
    assert found.all_splits.minimum <= found.guttman <= found.all_splits.maximum
    assert found.tables()[3].cells()[0] == ["Minimum", "Mean", "Maximum", "Splits"]
    wide = pd.concat([attitude.add_suffix(str(k)) for k in range(3)], axis=1)
    beyond = st.split_half(wide)
    assert beyond.all_splits is None
    assert len(beyond.tables()) == 3


def test_the_reliability_is_that_of_the_headline(attitude):
    equal, unequal = st.split_half(attitude.iloc[:, :6]), st.split_half(attitude)
    assert (equal.reliability, unequal.reliability) == (equal.spearman_brown, unequal.horst)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"preset": "sas"}, "preset='sas' is not an option\nHint: preset is one of 'spss'."),
        ({"matrix": "cor"}, "matrix='cor' is not an option\nHint: matrix is one of 'cov', 'corr'."),
        (
            {"split": "odd-even", "preset": "spss"},
            "a split is given beside a preset\nHint: Leave one of them out; SPSS splits first against second.",
        ),
    ],
)
def test_options_that_are_refused(options, text, attitude):
    with pytest.raises(OptionError) as caught:
        st.split_half(attitude, **options)
    assert str(caught.value) == text


def test_the_whole_text_where_something_does_not_vary():
    frame = pd.DataFrame({"a": [1, 2, 3, 5], "b": [2, 2, 5, 4], "c": [5, 4, 3, 1], "d": [3, 1, 4, 4]})
    with pytest.raises(ItemsError) as caught:
        st.split_half(frame, ["a", "c"])
    assert str(caught.value) == (
        "a half does not vary\n"
        "Hint: Turn the reversed items around, reverse=[...], scale=(low, high), or split otherwise."
    )
    with pytest.raises(ItemsError) as caught:
        st.split_half(frame[["a", "c"]])
    assert str(caught.value) == (
        "the items cancel each other: their sum does not vary\n"
        "Hint: Turn the reversed items around: reverse=[...], scale=(low, high)."
    )


def test_a_split_that_is_none(attitude):
    with pytest.raises(OptionError) as caught:
        st.split_half(attitude, 5)
    assert str(caught.value) == "split=5 is no split\nHint: Give a name or a list of items."


def test_an_item_that_correlates_negatively_is_named(attitude):
    with pytest.warns(NegativeItemWarning, match=r"sum of the other items: raises \(r = -0\.") as caught:
        st.split_half(attitude.assign(raises=-attitude["raises"]))
    assert len(caught) == 1
    assert caught[0].filename == __file__


def test_the_interval_is_that_of_resamples(attitude):
    found = st.split_half(attitude)
    random = np.random.default_rng(2)
    draws = []
    for _ in range(2000):
        X = attitude.to_numpy()[random.integers(0, 30, 30)]
        draws.append(np.corrcoef(X[:, ::2].sum(axis=1), X[:, 1::2].sum(axis=1))[0, 1])
    low, high, level, method = found.interval(method="bootstrap", coefficient="half_r", n_resamples=2000)
    assert (low, high) == pytest.approx(np.quantile(draws, [0.025, 0.975]), abs=0.02)
    assert (level, method) == (0.95, "bootstrap")
    assert found.interval() == found.interval(method="jackknife", coefficient="horst")
    assert found.interval().low < found.horst < found.interval().high
    assert st.split_half(attitude.iloc[:, :6]).interval() == st.split_half(attitude.iloc[:, :6]).interval(
        coefficient="spearman_brown"
    )


def test_intervals_of_standardized_turned_and_skipped_items(attitude):
    turned = attitude.assign(raises=120 - attitude["raises"])
    given = st.split_half(turned, matrix="corr", reverse=["raises"], scale=(0, 120))
    limits = st.split_half(attitude, matrix="corr").interval(coefficient="guttman")[:2]
    assert given.interval(coefficient="guttman")[:2] == pytest.approx(limits, rel=1e-9)
    gaps = attitude.astype(float).mask(np.random.default_rng(0).random(attitude.shape) < 0.01)
    found = st.split_half(gaps, missing="pairwise")
    assert found.interval().low < found.horst < found.interval().high


def test_intervals_that_cannot_be(attitude):
    found = st.split_half(attitude)
    for options, text in (
        ({"method": "feldt"}, "method='feldt' is not an option\nHint: method is one of 'jackknife', 'bootstrap'."),
        (
            {"coefficient": "alpha"},
            "coefficient='alpha' is not an option\n"
            "Hint: coefficient is one of 'half_r', 'spearman_brown', 'horst', 'guttman'.",
        ),
    ):
        with pytest.raises(OptionError) as caught:
            found.interval(**options)
        assert str(caught.value) == text
    with pytest.raises(AnswersNeededError) as caught:
        st.split_half(st.Moments.from_answers(attitude)).interval()
    assert str(caught.value) == (
        "the jackknife needs the answers, and only moments were given\nHint: Give the answers themselves."
    )


IMPOSSIBLE = [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]


@pytest.mark.parametrize("verb", [st.split_half, st.all_split_halves])
def test_a_matrix_that_no_answers_can_have(verb):
    with pytest.raises(MatrixError) as caught:
        verb(st.Moments.from_corr(IMPOSSIBLE, n=50))
    assert str(caught.value) == (
        "the correlation matrix is not positive definite: its smallest eigenvalue is -0.8\n"
        'Hint: Pairwise deletion can do this; use missing="listwise", or check the published matrix.'
    )
