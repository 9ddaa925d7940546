"""Bootstrap of the loadings: spread, alignment, reproduction, errors."""

import json
import warnings

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import AnswersNeededError, OptionError, SampleSizeError
from surveytools.base.warnings import MissingAnswersWarning
from surveytools.factors.resampling import aligned
from surveytools.factors.rotation import random_rotations


@pytest.fixture(scope="module")
def found(golden_data):
    return st.factor_analysis(golden_data("holzinger"), 3)


@pytest.fixture(scope="module")
def intervals(found):
    return found.bootstrap(100, rng=1)


def test_intervals_hold_the_loadings(found, intervals):
    inside = (intervals.low <= found.loadings) & (found.loadings <= intervals.high)
    assert inside.mean(axis=None) > 0.9
    assert intervals.standard_errors.min(axis=None) > 0.01
    assert intervals.standard_errors.max(axis=None) < 0.2
    np.testing.assert_allclose(np.diag(intervals.correlation_errors), 0, atol=1e-12)
    assert intervals.n_resamples == 100


def test_one_seed_one_result(found, intervals):
    assert found.bootstrap(100, rng=1) == intervals
    assert found.bootstrap(100, rng=2) != intervals


def test_a_wider_level_is_wider(found, intervals):
    wide = found.bootstrap(100, level=0.99, rng=1)
    assert (wide.low <= intervals.low).all(axis=None)
    assert (wide.high >= intervals.high).all(axis=None)


@pytest.mark.parametrize("rotation", ["varimax", "none"])
def test_orthogonal_factors_stay_uncorrelated(golden_data, rotation):
    found = st.factor_analysis(golden_data("holzinger"), 3, rotation=rotation).bootstrap(100)
    assert (found.correlation_errors == 0).all(axis=None)


def test_one_factor(golden_data):
    items = golden_data("holzinger")[["x4", "x5", "x6"]]
    found = st.factor_analysis(items, 1).bootstrap(100)
    assert found.standard_errors.max(axis=None) < 0.1


def test_alignment_undoes_order_sign_and_angle(found):
    A, L, Phi = found.unrotated.L, found.loadings.to_numpy(), found.factor_correlations.to_numpy()
    turned = A @ random_rotations(3, 1, np.random.default_rng(0))[0]
    back, correlations = aligned(turned, L, oblique=True)
    np.testing.assert_allclose(back, L, atol=1e-6)
    np.testing.assert_allclose(correlations, Phi, atol=1e-5)


def test_resamples_in_which_an_item_is_constant_do_not_count():
    rng = np.random.default_rng(3)
    X = pd.DataFrame(rng.normal(size=(40, 1)) + rng.normal(size=(40, 4)), columns=list("abcd"))
    X["d"] = np.where(np.arange(40) == 0, 1, 0)  # one person alone
    found = st.factor_analysis(X, 1, method="paf").bootstrap(100)
    assert 50 <= found.n_resamples < 90
    assert found.n_failed == 100 - found.n_resamples
    assert found.conventions[2].en == (
        f"{found.n_failed} of 100 resamples left out: a constant item, or correlations that are not positive definite"
    )


def test_no_bootstrap_from_the_few_resamples_that_worked(golden_data):
    found = st.factor_analysis(golden_data("attitude").head(9), 2)
    with pytest.raises(SampleSizeError) as caught:
        found.bootstrap(100)
    assert str(caught.value) == (
        "94 of 100 resamples have a constant item, or correlations that are not positive definite\n"
        "Hint: The respondents are too few for a bootstrap; analyze fewer items, or ask more respondents."
    )


def test_pairwise_deletion_is_resampled_pairwise(golden_data):
    """A third of the persons are complete; resamples of them alone would spread more."""
    items = golden_data("holzinger")
    holes = items.mask(np.random.default_rng(0).random(items.shape) < 0.12)
    found = st.factor_analysis(holes, 3, missing="pairwise")
    with warnings.catch_warnings():
        warnings.simplefilter("error", MissingAnswersWarning)
        spread = found.bootstrap(100)
    assert float(np.median(spread.standard_errors)) < 0.07


def test_a_matrix_cannot_be_resampled(golden_data):
    moments = st.Moments.from_corr(golden_data("holzinger").corr(), n=301)
    with pytest.raises(AnswersNeededError) as caught:
        st.factor_analysis(moments, 3).bootstrap()
    assert str(caught.value) == "a matrix holds no answers to resample\nHint: Analyze the answers themselves."


def test_too_few_resamples(found):
    with pytest.raises(OptionError) as caught:
        found.bootstrap(99)
    assert str(caught.value) == "n_resamples=99 is too few\nHint: Give 100 or more."


def test_no_level(found):
    with pytest.raises(OptionError) as caught:
        found.bootstrap(level=95)
    assert str(caught.value) == "level=95 is no confidence level\nHint: Give a number between 0 and 1, such as .95."


def test_what_is_printed(intervals, found):
    assert [line.en for line in intervals.conventions] == [
        "each resample rotated towards the loadings of the sample", "percentile intervals, 95%",
        "random numbers: seed 1",
    ]  # fmt: skip
    assert found.bootstrap(100, rng=np.random.default_rng(0)).conventions[-1].en == (
        "random numbers: the generator given"
    )
    assert found.bootstrap(100, rng=np.int64(3)).conventions[-1].en == "random numbers: seed 3"
    assert "（100 次重抽样）" in intervals.summary("zh")
    assert json.loads(json.dumps(intervals.to_dict(), allow_nan=False))["level"] == 0.95
    frame = intervals.to_frame()
    assert list(frame.columns) == ["item", "factor", "estimate", "standard_error", "ci_low", "ci_high"]
    assert frame.iloc[4][["item", "factor"]].tolist() == ["x2", "F2"]
    assert frame.iloc[4]["estimate"] == found.loadings.loc["x2", "F2"]
