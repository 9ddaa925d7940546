"""Krippendorff's alpha: its numbers, its bootstraps, and what is refused."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.agreement import disagreement
from surveytools.agreement.disagreement import coincidence_bootstrap, midranks
from surveytools.base.errors import AnswersError, OptionError, SampleSizeError

RATINGS = pd.DataFrame(
    {
        "Ann": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        "Bo": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        "Cy": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        "Di": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    }
)
MEASUREMENTS = ("nominal", "ordinal", "interval", "ratio")


def refused(call, kind):
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    return str(caught.value)


def squared_difference(measurement, c, k, occurs):
    if measurement == "nominal":
        return float(c != k)
    if measurement == "interval":
        return (c - k) ** 2
    if measurement == "ratio":
        return ((c - k) / (c + k)) ** 2 if c + k else 0.0
    low, high = min(c, k), max(c, k)
    between = sum(n for value, n in occurs.items() if low <= value <= high)
    return (between - (occurs[c] + occurs[k]) / 2) ** 2


def by_definition(rows, measurement):
    """Return alpha from all ordered pairs of ratings, as Krippendorff (2011) defines it."""
    units = [[x for x in row if not np.isnan(x)] for row in np.asarray(rows, float)]
    units = [unit for unit in units if len(unit) > 1]
    values = [x for unit in units for x in unit]
    occurs = {x: values.count(x) for x in values}
    n = len(values)
    inside = sum(
        squared_difference(measurement, c, k, occurs) / (len(unit) - 1)
        for unit in units for c, k in permutations(unit, 2)
    )  # fmt: skip
    among = sum(squared_difference(measurement, c, k, occurs) for c, k in permutations(values, 2))
    return 1 - (n - 1) * inside / among


@pytest.mark.parametrize("measurement", MEASUREMENTS)
def test_alpha_by_its_definition(measurement):
    found = st.krippendorff_alpha(RATINGS, measurement=measurement)
    assert found.alpha == pytest.approx(by_definition(RATINGS, measurement), rel=1e-12)
    random = np.random.default_rng(3)
    measured = np.round(random.normal(50, 10, (12, 1)) + random.normal(0, 4, (12, 4)), 1)
    measured[random.random((12, 4)) < 0.2] = np.nan
    found = st.krippendorff_alpha(measured, measurement=measurement)
    assert found.alpha == pytest.approx(by_definition(measured, measurement), rel=1e-10)


def test_zeros_of_a_ratio():
    rows = [[0, 0], [0, 1], [2, 2], [4, 3]]
    assert st.krippendorff_alpha(rows, measurement="ratio").alpha == pytest.approx(by_definition(rows, "ratio"))


def test_units_that_pair_nothing_are_left_out():
    found = st.krippendorff_alpha(RATINGS)
    assert (found.n_used, found.n_total, found.n_ratings) == (11, 12, 40)
    assert found.alpha == pytest.approx(st.krippendorff_alpha(RATINGS.iloc[:11]).alpha, rel=1e-12)
    assert "1 unit with a single rating, left out" in found.summary()


def test_a_value_that_stands_in_a_single_rating_only_counts_nowhere():
    wide = pd.concat([RATINGS, pd.DataFrame({"Ann": [9]})], ignore_index=True)
    for measurement in MEASUREMENTS:
        found = st.krippendorff_alpha(wide, measurement=measurement)
        assert found.alpha == pytest.approx(st.krippendorff_alpha(RATINGS, measurement=measurement).alpha, rel=1e-12)


def test_texts_with_their_order():
    words = dict(zip(range(1, 6), ["very low", "low", "mid", "high", "very high"], strict=True))
    texts = RATINGS.apply(lambda column: column.map(words))
    found = st.krippendorff_alpha(texts, measurement="ordinal", categories=list(words.values()))
    assert found.alpha == pytest.approx(st.krippendorff_alpha(RATINGS, measurement="ordinal").alpha, rel=1e-12)
    assert st.krippendorff_alpha(texts).alpha == pytest.approx(st.krippendorff_alpha(RATINGS).alpha, rel=1e-12)


def test_coincidences():
    found = st.krippendorff_alpha(RATINGS)
    table = found.coincidences()
    assert table.loc[1, 2] == pytest.approx(4 / 3)
    assert table.to_numpy().sum() == pytest.approx(40)
    assert found.observed_disagreement == pytest.approx((40 - np.trace(table)) / 40)
    pd.testing.assert_frame_equal(table, table.T)


def test_midranks_make_krippendorffs_ordinal_difference():
    n = np.array([[9.0, 13, 10, 5, 3]])
    R = midranks(n)[0]
    assert (R[3] - R[1]) ** 2 == pytest.approx((13 + 10 + 5 - (13 + 5) / 2) ** 2)


@pytest.mark.parametrize("method", ["units", "krippendorff"])
@pytest.mark.parametrize("measurement", MEASUREMENTS)
def test_intervals_hold_alpha_and_repeat(method, measurement):
    found = st.krippendorff_alpha(RATINGS, measurement=measurement)
    interval = found.interval(method=method)
    assert interval.low < found.alpha < interval.high <= 1
    assert (interval.level, interval.method) == (0.95, method)
    assert interval == found.interval(method=method)
    assert interval == found.interval(method=method, rng=np.random.default_rng(0))
    assert interval != found.interval(method=method, rng=1)
    assert found.interval(0.5, method).low > interval.low


@pytest.mark.parametrize("measurement", MEASUREMENTS)
def test_units_are_drawn_whole(measurement):
    """The bootstrap over kinds of units is that over units."""
    many = pd.concat([RATINGS.iloc[:11]] * 5, ignore_index=True)
    found, random = st.krippendorff_alpha(many, measurement=measurement), np.random.default_rng(5)
    rows = many.to_numpy()
    draws = [
        st.krippendorff_alpha(rows[random.integers(0, len(rows), len(rows))], measurement=measurement).alpha
        for _ in range(400)
    ]
    np.testing.assert_allclose(found.interval(0.8)[:2], np.quantile(draws, [0.1, 0.9]), atol=0.02)


@pytest.mark.parametrize("measurement", MEASUREMENTS)
def test_krippendorffs_algorithm_has_its_mean_and_its_spread(measurement):
    found = st.krippendorff_alpha(pd.concat([RATINGS] * 4, ignore_index=True), measurement=measurement)
    draws = coincidence_bootstrap(found.made_of, 20_000, np.random.default_rng(0))
    O = found.coincidences().to_numpy()  # noqa: E741
    c, k = np.indices(O.shape)
    size = found.made_of.squared_differences(c.ravel(), k.ravel()).reshape(O.shape) / found.expected_disagreement
    p, M = O / O.sum(), min(25 * np.count_nonzero(O), round(found.n_ratings * 3 / 2))
    assert M == 240
    spread = np.sqrt(((p * size**2).sum() - (p * size).sum() ** 2) / M)
    assert draws.mean() == pytest.approx(found.alpha, abs=5 * spread / np.sqrt(20_000))
    assert draws.std() == pytest.approx(spread, rel=0.03)


def test_a_perfect_resample_of_a_single_agreeing_value_is_chance():
    found = st.krippendorff_alpha([[1, 1], [1, 1], [1, 2]])
    draws = coincidence_bootstrap(found.made_of, 1000, np.random.default_rng(0))
    assert draws.max() < 1
    assert (draws == 0).any()
    assert draws.min() >= -1


@pytest.mark.parametrize("measurement", MEASUREMENTS)
def test_the_standard_error_is_that_of_the_printed_samples(measurement):
    found = st.krippendorff_alpha(RATINGS, measurement=measurement)
    assert found.standard_error == pytest.approx(np.nanstd(found.made_of.draws, ddof=1), rel=1e-12)
    assert found.to_frame()["standard_error"][0] == found.standard_error


def test_the_standard_error_is_the_spread_of_alpha():
    random, found = np.random.default_rng(2), []
    for _ in range(60):
        true = random.integers(1, 4, (60, 1))
        given = np.where(random.random((60, 3)) < 0.7, true, random.integers(1, 4, (60, 3)))
        found.append(st.krippendorff_alpha(given))
    errors = np.array([one.standard_error for one in found])
    assert np.sqrt((errors**2).mean()) == pytest.approx(np.std([one.alpha for one in found]), rel=0.25)


def test_a_table_with_negative_values():
    counts = st.CategoryCounts.from_table(pd.DataFrame([[2, 0], [1, 1]], columns=[-1, 1]))
    assert refused(lambda: st.krippendorff_alpha(counts, measurement="ratio"), AnswersError) == (
        'a rating is -1, below zero\nHint: Ratios start at 0; use "interval".'
    )


def test_perfect_agreement():
    found = st.krippendorff_alpha([[1, 1], [2, 2], [3, 3], [1, 1], [2, 2], [3, 3]])
    assert found.alpha == 1
    assert np.isnan([found.standard_error, *found.interval()[:2]]).all()
    assert found.headline().en == "Krippendorff's α = 1.000 (nominal), 95% CI not estimable, 6 units: reliable."
    assert found.tables()[0].notes[0].en.startswith("—: not estimable;")
    assert np.isnan(found.interval(method="krippendorff").high)


def test_what_an_interval_refuses():
    found = st.krippendorff_alpha(RATINGS)
    assert refused(lambda: found.interval(method="bca"), OptionError) == (
        "method='bca' is not an option\nHint: method is one of 'units', 'krippendorff'."
    )
    assert refused(lambda: found.interval(n_resamples=10), OptionError) == (
        "n_resamples=10 is too few\nHint: Give 100 or more."
    )
    assert refused(lambda: found.interval(rng="a"), OptionError) == (
        "rng='a' is no seed\nHint: Give a whole number from 0 upwards, or a numpy.random.Generator."
    )


def test_what_is_printed_is_drawn_once(monkeypatch):
    found, drawn = st.krippendorff_alpha(RATINGS), []
    true = disagreement.units_bootstrap
    monkeypatch.setattr(disagreement, "units_bootstrap", lambda *given: drawn.append(1) or true(*given))
    assert found.summary() == st.krippendorff_alpha(RATINGS).summary()
    assert len(drawn) == 2


def test_units_that_all_differ_are_drawn_whole():
    random = np.random.default_rng(4)
    measured = random.normal(size=(300, 1)) + random.normal(size=(300, 3))
    found = st.krippendorff_alpha(measured, measurement="interval")
    draws = [
        st.krippendorff_alpha(measured[random.integers(0, 300, 300)], measurement="interval").alpha for _ in range(400)
    ]
    np.testing.assert_allclose(found.interval(0.8)[:2], np.quantile(draws, [0.1, 0.9]), atol=0.02)


def test_unknown_measurement():
    assert refused(lambda: st.krippendorff_alpha(RATINGS, measurement="circular"), OptionError) == (
        "measurement='circular' is not an option\n"
        "Hint: measurement is one of 'nominal', 'ordinal', 'interval', 'ratio'."
    )


def test_texts_as_numbers():
    texts = [["low", "high"], ["low", "low"]]
    assert refused(lambda: st.krippendorff_alpha(texts, measurement="interval"), AnswersError) == (
        'measurement="interval" needs numbers, and the ratings are texts\n'
        'Hint: Use measurement="nominal", or "ordinal" with categories=[...] from the lowest to the highest.'
    )
    digits = [["1", "2"], ["2", "2"]]
    for measurement, kind in (("interval", AnswersError), ("ordinal", OptionError)):
        text = refused(lambda m=measurement: st.krippendorff_alpha(digits, measurement=m), kind)
        assert text.endswith("\nHint: Turn the texts into numbers first: frame.astype(float).")
    assert refused(lambda: st.krippendorff_alpha(texts, measurement="ordinal"), OptionError).startswith(
        "ordinal differences need the order of the categories, and these are texts in no common order: high, low\n"
    )


def test_negative_ratios():
    assert refused(lambda: st.krippendorff_alpha([[1, -2], [1, 1]], measurement="ratio"), AnswersError) == (
        'a rating is below zero (row 0, column rater2, value -2)\nHint: Ratios start at 0; use "interval".'
    )


def test_one_rating_only():
    text = (
        "every rating is 3, so agreement by chance is certain and nothing is left to correct for\n"
        "Hint: Report the share of agreement; alpha needs ratings that differ."
    )
    assert refused(lambda: st.krippendorff_alpha([[3, 3], [3, 3]]), AnswersError) == text
    assert refused(lambda: st.krippendorff_alpha([[3, 3], [3, 3], [4, None]]), AnswersError) == text


def test_a_rater_who_rated_one_thing():
    ratings = [[1, None], [2, 2], [1, None]]
    assert refused(lambda: st.krippendorff_alpha(ratings), SampleSizeError) == (
        "1 of 3 units have two ratings or more\nHint: Agreement needs at least two units that two raters rated."
    )


def test_all_missing_for_a_unit():
    found = st.krippendorff_alpha([[1, 1], [None, None], [2, 2], [1, 2]])
    assert (found.n_used, found.n_total) == (3, 4)
    assert "1 unit without a rating left out" in found.summary()


def test_many_different_measurements():
    random = np.random.default_rng(0)
    true = random.normal(size=(1500, 1))
    found = st.krippendorff_alpha(true + random.normal(0, 0.5, (1500, 3)), measurement="interval")
    assert len(found.categories) == 4500
    assert found.alpha == pytest.approx(0.8, abs=0.02)
    assert found.interval(n_resamples=100).low < found.alpha
    assert len(found.tables()) == 1
    assert refused(found.coincidences, OptionError) == (
        "a table of 4500 different ratings is too large\nHint: Round the ratings, or leave the table out."
    )


def test_a_shift_far_from_zero_loses_no_digits():
    far = RATINGS + 1e8
    assert st.krippendorff_alpha(far, measurement="interval").alpha == pytest.approx(
        st.krippendorff_alpha(RATINGS, measurement="interval").alpha, rel=1e-12
    )


def test_what_is_printed():
    found = st.krippendorff_alpha(RATINGS, measurement="ordinal")
    assert found.headline().en == (
        "Krippendorff's α = 0.815 (ordinal), 95% CI [0.447, 1.000], 11 units: reliable "
        "(by the interval: not reliable enough to reliable)."
    )
    assert found.headline().zh == (
        "Krippendorff α = 0.815（顺序尺度），95% 置信区间 [0.447, 1.000]，11 个对象：可靠"
        "（按置信区间：信度不足至可靠）。"
    )
    assert "评分同现矩阵" in found.summary("zh")
    assert found.verdict("landis_koch1977").en == "almost perfect"
    assert found.verdict("krippendorff2004").zh == "可靠"
    assert "made_of" not in found.to_dict()
    assert found == st.krippendorff_alpha(RATINGS, measurement="ordinal")
