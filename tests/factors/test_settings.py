"""Settings and options of the wrong kind are refused, and those that were used are printed."""

from functools import partial

import numpy as np
import pytest

import surveytools as st
from surveytools.base.errors import OptionError, check_flags, is_number, is_whole

A = [[0.7, 0.4], [0.6, 0.5], [0.8, 0.3], [0.5, -0.5], [0.6, -0.4]]
NAN = float("nan")
PROMAX = "Hint: Promax takes 4 in SPSS and R, 3 in Stata."
OBLIMIN = "Hint: Oblimin takes 0 or less; up to .8 in SPSS."
TRUTH = "Hint: Give True or False."
TOLERANCE = "Hint: Give a small number above 0, such as .001."
STEPS = "Hint: Give 1 or more, such as 25."


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (partial(st.Promax, power="4"), f"power='4' is no number above 1 and up to 20\n{PROMAX}"),
        (partial(st.Promax, power=float("inf")), f"power=inf is no number above 1 and up to 20\n{PROMAX}"),
        (partial(st.Oblimin, gamma="0"), f"gamma='0' is no number up to 1\n{OBLIMIN}"),
        (partial(st.Oblimin, gamma=None), f"gamma=None is no number up to 1\n{OBLIMIN}"),
        (partial(st.Oblimin, gamma=True), f"gamma=True is no number up to 1\n{OBLIMIN}"),
        (partial(st.Oblimin, normalize="x"), f"normalize='x' is no truth value\n{TRUTH}"),
        (partial(st.Promax, normalize="no"), f"normalize='no' is no truth value\n{TRUTH}"),
        (partial(st.Geomin, oblique="no"), f"oblique='no' is no truth value\n{TRUTH}"),
        (partial(st.Varimax, normalize=None), f"normalize=None is no truth value\n{TRUTH}"),
        (partial(st.Quartimax, normalize=1), f"normalize=1 is no truth value\n{TRUTH}"),
        (partial(st.Equamax, normalize="no"), f"normalize='no' is no truth value\n{TRUTH}"),
        (partial(st.Target, A, oblique="no"), f"oblique='no' is no truth value\n{TRUTH}"),
        (partial(st.Paf, change="x"), "change='x' is not an option\nHint: change is one of 'max', 'sum'."),
        (partial(st.Paf, tolerance=-1), f"tolerance=-1 is no tolerance\n{TOLERANCE}"),
        (partial(st.Paf, tolerance=NAN), f"tolerance=nan is no tolerance\n{TOLERANCE}"),
        (partial(st.Paf, max_iterations=0), f"max_iterations=0 is no number of steps\n{STEPS}"),
        (partial(st.Paf, max_iterations=1.5), f"max_iterations=1.5 is no number of steps\n{STEPS}"),
    ],
    ids=lambda value: repr(value) if isinstance(value, partial) else None,
)
def test_settings_of_the_wrong_kind(make, text):
    with pytest.raises(OptionError) as caught:
        make()
    assert str(caught.value) == text


@pytest.mark.parametrize("quantile", ["0.95", None, 0, 1, NAN, True])
def test_no_quantile(golden_data, quantile):
    with pytest.raises(OptionError) as caught:
        st.parallel_analysis(golden_data("attitude"), quantile=quantile)
    assert str(caught.value) == (
        f"quantile={quantile!r} is no quantile\nHint: Give a number between 0 and 1, such as .95."
    )


@pytest.mark.parametrize("cutoff", ["x", None, 2, -0.1, NAN])
def test_no_cutoff(cutoff):
    with pytest.raises(OptionError) as caught:
        st.rotate(A).sorted(cutoff)
    assert str(caught.value) == (
        f"cutoff={cutoff!r} is no size of a loading\nHint: Give a number from 0 to 1, such as .3."
    )


def with_seed(verb, items, rng):
    found = st.factor_analysis(items, 2)
    calls = {
        "rotate": lambda: st.rotate(A, rng=rng),
        "varimax": lambda: st.factor_analysis(items, 1, rotation="none", rng=rng),
        "bootstrap": lambda: found.bootstrap(100, rng=rng),
        "parallel": lambda: st.parallel_analysis(items, rng=rng),
        "number": lambda: st.number_of_factors(items, rng=rng),
        "hull": lambda: st.hull_method(items, rng=rng),
    }
    return calls[verb]()


@pytest.mark.parametrize("verb", ["rotate", "varimax", "bootstrap", "parallel", "number", "hull"])
@pytest.mark.parametrize("rng", [1.5, "x", -1, None, True])
def test_no_seed(golden_data, verb, rng):
    with pytest.raises(OptionError) as caught:
        with_seed(verb, golden_data("attitude"), rng)
    assert str(caught.value) == (
        f"rng={rng!r} is no seed\nHint: Give a whole number from 0 upwards, or a numpy.random.Generator."
    )


def test_no_level_is_a_text(golden_data):
    with pytest.raises(OptionError):
        st.factor_analysis(golden_data("attitude"), 2).bootstrap(level="x")


def test_numbers_of_numpy_are_numbers():
    assert all(map(is_number, (np.float32(1), np.int64(1))))
    assert is_whole(np.int64(1))
    assert not any(map(is_whole, (np.float64(1), np.True_, True)))
    assert not is_number(np.True_)
    check_flags(normalize=np.False_)


def english(result):
    return [line.en for line in result.conventions]


def test_a_preset_that_was_overruled_says_so(golden_data):
    items = golden_data("holzinger")
    both = st.factor_analysis(items, 3, preset="spss", method=st.Paf(tolerance=1e-9), rotation=st.Geomin())
    assert "settings: SPSS FACTOR; said explicitly: extraction, rotation" in english(both)
    assert "设置：SPSS FACTOR；明确指定：提取方法、旋转" in [line.zh for line in both.conventions]
    one = st.factor_analysis(items, 3, preset="psych", rotation="varimax")
    assert "settings: R psych; said explicitly: rotation" in english(one)


def test_how_principal_axes_stop_is_printed(golden_data):
    items = golden_data("holzinger")
    found = st.factor_analysis(items, 3, preset="spss", method="paf")
    assert english(found)[0] == (
        "extraction: principal axes, until the largest change of a communality is below 0.001, at most 25 steps"
    )
    psych = st.factor_analysis(items, 3, preset="psych", method="paf")
    assert psych.conventions[0].zh == "提取方法：主轴因子法，直至共同度之和的变化小于 0.001，最多 50 步"
