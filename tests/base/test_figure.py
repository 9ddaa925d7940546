"""Figures show Chinese on any machine and leave global settings as they were."""

import io

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

from surveytools.base.errors import OptionError
from surveytools.base.figure import FONT, drawing


def saved(axes, form="png"):
    """Draw a figure outside the package; a missing glyph is a warning, and so an error here."""
    file = io.BytesIO()
    axes.figure.savefig(file, format=form)
    return file.getvalue()


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_chinese_words_and_minus_signs_have_glyphs(language, form):
    with drawing(language) as axes:
        axes.plot([-2, -1, 3], [-1e-3, 0, 1e-3])
        axes.set_title("中国科技论文在线 “质量评价”（α β χ² λmax ≥ 0.8 − 1）、《问卷》：1—2 – é")
        axes.set_xlabel("均值 − Mean")
    assert len(saved(axes, form)) > 1000
    assert axes.title.get_fontfamily() == [FONT]
    assert axes.get_xticklabels()[0].get_fontfamily() == [FONT]


@pytest.mark.parametrize("kind", ["ranking", "profile"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_figures_of_the_main_study(kind, language, evaluation):
    axes = evaluation.index.plot(kind, language=language)
    assert saved(axes)
    names = set(evaluation.index.by_group()["group"])
    shown = axes.get_yticklabels() if kind == "ranking" else axes.get_legend().get_texts()
    assert {text.get_text() for text in shown} == names


@pytest.mark.parametrize("language", ["en", "zh"])
def test_figures_of_priorities(language, evaluation):
    assert saved(evaluation.hierarchy.priorities["quality"].plot(language=language))


def test_global_settings_stay_as_they_were(evaluation):
    before = dict(mpl.rcParams)
    saved(evaluation.index.plot(language="zh"))
    assert dict(mpl.rcParams) == before


def test_the_axes_of_the_caller_are_used(evaluation):
    _, axes = plt.subplots()
    assert evaluation.index.plot(ax=axes) is axes
    assert len(plt.get_fignums()) == 1


def test_an_unknown_language(evaluation):
    with pytest.raises(OptionError) as caught:
        evaluation.index.plot(language="fr")
    assert str(caught.value) == "language='fr' is not an option\nHint: language is one of 'en', 'zh'."


def test_an_unknown_kind(evaluation):
    with pytest.raises(OptionError) as caught:
        evaluation.index.plot("bars")
    assert str(caught.value) == "kind='bars' is not an option\nHint: kind is one of 'ranking', 'profile'."


def test_what_is_no_axes(evaluation):
    with pytest.raises(OptionError) as caught:
        evaluation.weights.plot("bars")
    assert str(caught.value) == "ax='bars' is no axes\nHint: Give those of plt.subplots(), or leave it out."
