"""Cronbach's alpha: what it says and what it refuses."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import OptionError, SurveyError


@pytest.fixture
def found(attitude):
    return st.cronbach_alpha(attitude)


def test_what_is_said(found):
    assert found.headline().en.startswith("Cronbach's α = 0.843, 95")
    assert found.headline().en.endswith("[0.739, 0.916], 7 items, n = 30: good.")
    assert found.headline().zh == "Cronbach α = 0.843，95% 置信区间 [0.739, 0.916]，7 个题项，n = 30：较好。"
    assert list(found.to_frame().columns) == ["item", "mean", "sd", "item_rest_r", "alpha_if_deleted"]
    whole, items = found.tables()
    assert whole.cells()[1] == ["0.843", "0.739", "0.916", "0.839", "0.427", "7", "30"]
    assert items.cells()[1] == ["rating", "64.633", "12.173", "0.671", "0.810"]
    assert found.conventions[-1].en == "no missing answers, n = 30"


def test_raw_numbers_are_not_rounded(found, attitude):
    np.testing.assert_allclose(found.to_frame()["sd"], attitude.std(), rtol=1e-12)
    np.testing.assert_allclose(found.item_mean, attitude.mean(), rtol=1e-12)


def test_two_items_have_no_alpha_without_one(attitude):
    found = st.cronbach_alpha(attitude[["rating", "raises"]])
    assert np.isnan(found.alpha_if_deleted).all()
    assert found.tables()[1].cells()[1][-1] == "—"


def test_intervals(found):
    interval = found.interval(0.9)
    assert (interval.level, interval.method) == (0.9, "feldt")
    assert found.interval().low < interval.low < found.alpha < interval.high < found.interval().high
    with pytest.raises(OptionError) as caught:
        found.interval(95)
    assert str(caught.value) == ("level=95 is no confidence level\nHint: Give a number between 0 and 1, such as .95.")
    with pytest.raises(OptionError) as caught:
        found.interval(method="bonett")
    assert str(caught.value) == "method='bonett' is not an option\nHint: method is one of 'feldt'."


def test_what_is_printed_does_not_depend_on_what_was_asked_before(found):
    before = found.summary()
    found.interval(0.5)
    assert found.summary() == before


@pytest.mark.parametrize(
    ("alpha", "words"),
    [(0.95, "excellent"), (0.9, "excellent"), (0.8, "good"), (0.7, "acceptable"), (0.6, "questionable"), (0.5, "poor"),
     (-1, "poor"), (float("nan"), "undefined")],
)  # fmt: skip
def test_verdicts(alpha, words, found):
    assert replace(found, alpha=alpha).verdict().en == words


def test_an_unknown_guideline(found):
    with pytest.raises(OptionError) as caught:
        found.verdict("mine")
    assert str(caught.value) == "guideline='mine' is not an option\nHint: guideline is one of 'conventional'."


def test_items_that_cancel_each_other_are_an_error_not_minus_infinity():
    with pytest.raises(SurveyError):
        st.cronbach_alpha(pd.DataFrame({"a": [1, 2, 3, 5], "b": [5, 4, 3, 1]}))
