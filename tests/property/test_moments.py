"""What must hold for the moments of any answers."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

import surveytools as st
from surveytools.moments import accumulation
from surveytools.moments.accumulation import accumulate
from surveytools.moments.door import enter_moments

PARTS = ("counts", "sums", "products", "origin")
modest = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
pytestmark = pytest.mark.filterwarnings("ignore::surveytools.base.warnings.MissingAnswersWarning")


@some.composite
def whole_answers(draw, low=-3, high=9, rows=(3, 40), columns=(2, 6)):
    n, p = draw(some.integers(*rows)), draw(some.integers(*columns))
    return np.random.default_rng(draw(some.integers(0, 2**32 - 1))).integers(low, high + 1, (n, p))


@some.composite
def holed_answers(draw):
    """Return answers of which some are skipped, two respondents at least having answered everything."""
    X = draw(whole_answers(rows=(6, 40))).astype(float)
    random = np.random.default_rng(draw(some.integers(0, 2**32 - 1)))
    holes = random.random(X.shape) < draw(some.floats(0, 0.4))
    holes[:4] = False
    X[holes] = np.nan
    return X


def named(X):
    return tuple(f"q{k}" for k in range(1, X.shape[1] + 1))


def moments_of(X, missing="listwise"):
    return accumulate(X, named(X), missing)


def identical(one, other):
    assert (one.names, one.n_total) == (other.names, other.n_total)
    for part in PARTS:
        np.testing.assert_array_equal(getattr(one, part), getattr(other, part), err_msg=part)


def close(one, other):
    assert one.n_used == other.n_used
    np.testing.assert_allclose(one.cov(), other.cov(), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(one.means(), other.means(), rtol=1e-10, atol=1e-10)


@modest
@given(whole_answers(), some.data())
def test_whole_numbers_add_bit_for_bit(X, data):
    cut = data.draw(some.integers(1, len(X) - 1))
    identical(moments_of(X[:cut]) + moments_of(X[cut:]), moments_of(X))


@modest
@given(whole_answers(), some.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_matter_for_whole_numbers(X, seed):
    order = np.random.default_rng(seed).permutation(len(X))
    identical(moments_of(X[order]), moments_of(X))


@modest
@given(holed_answers(), some.sampled_from(["listwise", "pairwise"]), some.integers(0, 2**32 - 1), some.data())
def test_whole_numbers_with_skipped_answers_add_bit_for_bit(X, missing, seed, data):
    order = np.random.default_rng(seed).permutation(len(X))
    cut = data.draw(some.integers(1, len(X) - 1))
    mixed = X[order]
    identical(moments_of(mixed[:cut], missing) + moments_of(mixed[cut:], missing), moments_of(X, missing))


@modest
@given(whole_answers(rows=(6, 40)), some.floats(-1e3, 1e3), some.floats(0.01, 100), some.data())
def test_fractions_add(X, shift, stretch, data):
    X = X * stretch + shift + np.linspace(0, 1, X.size).reshape(X.shape) ** 2
    cut = data.draw(some.integers(2, len(X) - 2))
    whole, parts = moments_of(X), moments_of(X[:cut]) + moments_of(X[cut:])
    scale = np.abs(whole.cov()).max()
    np.testing.assert_allclose(parts.cov() / scale, whole.cov() / scale, rtol=0, atol=1e-10)
    np.testing.assert_allclose(parts.means(), whole.means(), rtol=1e-10)


@pytest.mark.parametrize("rows", [1, 2, 3, 7, 1000])
@modest
@given(X=holed_answers(), missing=some.sampled_from(["listwise", "pairwise"]))
def test_the_size_of_a_chunk_does_not_matter(rows, X, missing):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accumulation, "CHUNK_ROWS", rows)
        identical(moments_of(X, missing), moments_of(X, missing))
        chunked = moments_of(X, missing)
    identical(chunked, moments_of(X, missing))


@modest
@given(holed_answers())
def test_listwise_is_dropping_rows_first(X):
    frame = pd.DataFrame(X, columns=named(X))
    one, other = enter_moments(frame), enter_moments(frame.dropna())
    for part in PARTS:
        np.testing.assert_array_equal(getattr(one, part), getattr(other, part))
    assert one.n_total == len(frame)


@modest
@given(holed_answers(), some.booleans())
def test_pairwise_covariances_are_those_of_pandas(X, fractions):
    frame = pd.DataFrame(X / 3 + 1e3 if fractions else X, columns=named(X))
    found = enter_moments(frame, missing="pairwise")
    np.testing.assert_allclose(found.cov(), frame.cov(), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.means(), frame.mean(), rtol=1e-12)
    answered = frame.notna().astype(int)
    np.testing.assert_array_equal(found.counts, answered.T @ answered)


def holders(X):
    """Hold the same whole numbers in every way that the door knows."""
    names = list(named(X))
    frame = pd.DataFrame(X, columns=names)
    table = pa.table({name: X[:, k] for k, name in enumerate(names)})
    yield from (frame, frame.astype(float), frame.astype("float32"), frame.astype("int8"), frame.astype("Int64"))
    yield from (frame.astype("Float64"), frame.astype("int64[pyarrow]"), pl.from_arrow(table), table)
    yield pl.from_arrow(table).lazy()
    yield pl.from_arrow(table).with_columns(pl.all().cast(pl.Float32))
    yield from (frame.set_index(pd.Index([f"r{k}" for k in range(len(X))])), X.tolist())
    for dtype in (np.int8, np.int16, np.int32, np.int64, np.float32, np.float64):
        yield from (np.ascontiguousarray(X, dtype), np.asfortranarray(X, dtype))
    yield from (X[::-1][::-1], np.repeat(X, 2, axis=0)[::2], np.repeat(X, 2, axis=1)[:, ::2])


@modest
@given(whole_answers(low=0, high=100))
def test_every_holder_gives_the_same_moments(X):
    expected = moments_of(X)
    for given_items in holders(X):
        found = enter_moments(given_items)
        for part in PARTS:
            np.testing.assert_array_equal(getattr(found, part), getattr(expected, part), err_msg=str(type(given_items)))


@modest
@given(whole_answers(rows=(6, 30)))
def test_nullable_and_polars_frames_keep_what_is_missing(X):
    frame = pd.DataFrame(X, columns=named(X)).astype("Int64")
    frame.iloc[0, 0] = pd.NA
    expected = enter_moments(frame.astype(float), missing="pairwise")
    other = pl.DataFrame({name: [None if v is pd.NA else int(v) for v in frame[name]] for name in frame})
    for given_items in (frame, other, other.to_arrow()):
        identical(enter_moments(given_items, missing="pairwise"), expected)


@modest
@given(some.integers(1, 6000), some.integers(2, 4), some.integers(0, 2**32 - 1), some.sampled_from([np.int8, np.int64]))
def test_sliders_are_summed_exactly(n, p, seed, dtype):
    X = np.random.default_rng(seed).integers(0, 101, (n, p), dtype=dtype)
    exact = X.astype(np.int64)
    for answers in (X, np.asfortranarray(X), X.astype(float)):
        found = moments_of(answers)
        np.testing.assert_array_equal(found.products, exact.T @ exact)
        np.testing.assert_array_equal(found.sums[:, 0], exact.sum(axis=0))


@pytest.mark.parametrize("X", [[[4096, 0], [1, 1]], [[4095, 0], [90, 1], [9, 2]], [[4096, 4096], [1, 1], [1, 0]]])
def test_sums_at_the_edge_of_single_precision_are_exact(X):
    exact = np.array(X, np.int64)
    np.testing.assert_array_equal(moments_of(exact).products, exact.T @ exact)


@modest
@given(whole_answers(low=1, high=5), some.data())
def test_reversal_turns_the_data_around_and_back(X, data):
    names = named(X)
    turned = data.draw(some.lists(some.sampled_from(names), unique=True, min_size=1))
    frame = pd.DataFrame(X, columns=names)
    by_hand = frame.assign(**{name: 6 - frame[name] for name in turned})
    found = enter_moments(frame, reverse=turned, scale=(1, 5))
    identical(found, enter_moments(by_hand))
    assert set(found.turned) == set(turned)
    back = found.reversed(turned, (1, 5))
    identical(back, enter_moments(frame))
    assert back.turned == ()


@modest
@given(holed_answers())
def test_reversal_of_pairwise_moments(X):
    frame = pd.DataFrame(X / 7, columns=named(X))
    by_hand = frame.assign(q1=1.5 - frame["q1"])
    close(
        enter_moments(frame, reverse=["q1"], scale=(-0.5, 2), missing="pairwise"),
        enter_moments(by_hand, missing="pairwise"),
    )


@modest
@given(whole_answers(columns=(4, 6)))
def test_totals_are_the_moments_of_sums_of_columns(X):
    frame = pd.DataFrame(X, columns=named(X))
    groups = {"a": ["q1", "q3"], "b": ["q2"], "c": ["q4", "q1"]}
    sums_of = pd.DataFrame({name: frame[list(items)].sum(axis=1) for name, items in groups.items()})
    found, expected = enter_moments(frame).totals(groups), enter_moments(sums_of)
    assert found.names == ("a", "b", "c")
    for part in PARTS:
        np.testing.assert_array_equal(getattr(found, part), getattr(expected, part))


@modest
@given(whole_answers(rows=(5, 30)))
def test_a_published_matrix_is_as_good_as_the_data(X):
    found = moments_of(X)
    again = st.Moments.from_cov(found.cov(), n=found.n_used, names=found.names)
    np.testing.assert_allclose(again.cov(), found.cov(), rtol=1e-12, atol=1e-12)
    assert np.isnan(again.means()).all()


@modest
@given(whole_answers(columns=(3, 6)), some.data())
def test_selecting_is_selecting_columns(X, data):
    names = data.draw(some.lists(some.sampled_from(named(X)), unique=True, min_size=2))
    frame = pd.DataFrame(X, columns=named(X))
    identical(enter_moments(frame).select(names), enter_moments(frame[names]))
