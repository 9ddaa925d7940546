"""Factor analysis: its errors and warnings, settings, and what can be asked of the result."""

import json

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import surveytools as st
from surveytools.base.errors import ItemsError, OptionError, SampleSizeError, SingularMatrixError
from surveytools.base.warnings import HeywoodWarning, NotConvergedWarning

IMPROPER = [
    [1, 0.57, -0.52, 0.01, -0.35],
    [0.57, 1, -0.95, 0.72, -0.64],
    [-0.52, -0.95, 1, -0.66, 0.69],
    [0.01, 0.72, -0.66, 1, -0.46],
    [-0.35, -0.64, 0.69, -0.46, 1],
]
PATTERN = np.kron(np.eye(2), [[0.8], [0.7], [0.6]])


@pytest.fixture(scope="module")
def holzinger(golden_data):
    return golden_data("holzinger")


@pytest.fixture(scope="module")
def bfi(golden_data):
    return golden_data("bfi").dropna()


@pytest.fixture(scope="module")
def matrix(holzinger):
    return st.Moments.from_corr(holzinger.corr(), n=301)


@pytest.fixture(scope="module")
def oblique(holzinger):
    return st.factor_analysis(holzinger, 3)


@pytest.fixture(scope="module")
def orthogonal(holzinger):
    return st.factor_analysis(holzinger, 3, rotation="varimax")


def english(result):
    return [line.en for line in result.conventions]


# errors


def test_one_factor_is_too_many_for_two_items():
    with pytest.raises(ItemsError) as caught:
        st.factor_analysis(st.Moments.from_corr([[1, 0.5], [0.5, 1]], n=100), 1)
    assert str(caught.value) == "1 factor is too many for 2 items\nHint: Give at least three items."


def test_too_many_factors_name_the_limit(attitude):
    with pytest.raises(ItemsError) as caught:
        st.factor_analysis(attitude, 4)
    assert str(caught.value) == "4 factors are too many for 7 items\nHint: 7 items allow at most 3."


def test_components_may_be_as_many_as_items(attitude):
    assert st.factor_analysis(attitude, 7, method="pca", rotation="none").communalities.to_numpy() == pytest.approx(1)
    with pytest.raises(ItemsError) as caught:
        st.factor_analysis(attitude, 8, method="pca")
    assert str(caught.value) == "8 factors are too many for 7 items\nHint: 7 items allow at most 7."


@pytest.mark.parametrize("m", [0, -1, True, 1.5, "2", "two", None, float("nan"), float("inf")], ids=repr)
def test_no_number_of_factors(holzinger, m):
    with pytest.raises(ItemsError) as caught:
        st.factor_analysis(holzinger, m)
    assert str(caught.value) == f"n_factors={m!r} is no number of factors\nHint: Give 1, 2, 3 and so on."


@pytest.mark.parametrize("m", [np.int64(3), 3.0], ids=["numpy", "float"])
def test_a_whole_number_of_another_type_is_a_number(holzinger, oblique, m):
    assert st.factor_analysis(holzinger, m) == oblique


def test_no_more_respondents_than_items(holzinger):
    with pytest.raises(SampleSizeError) as caught:
        st.factor_analysis(holzinger.head(9), 2)
    assert str(caught.value) == (
        "9 respondents are too few for 9 items\n"
        "Hint: Factor analysis needs more respondents than items, better five to ten times as many."
    )


def test_items_that_determine_each_other_are_named(holzinger):
    with pytest.raises(SingularMatrixError) as caught:
        st.factor_analysis(holzinger.assign(total=holzinger["x1"] + holzinger["x2"]), 3)
    assert str(caught.value) == (
        "x1, x2, total determine each other exactly\n"
        "Hint: One of them is a copy, a sum or a difference of the others; leave one out."
    )


@pytest.mark.parametrize(
    ("option", "allowed"),
    [
        ("method", "'minres', 'ml', 'paf', 'pca'"),
        ("rotation", "'oblimin', 'varimax', 'promax', 'quartimax', 'equamax', 'geomin', 'target', 'none'"),
        ("correlation", "'pearson', 'polychoric', 'spearman'"),
        ("preset", "'psych', 'spss'"),
    ],
)
def test_unknown_options_list_the_known(holzinger, option, allowed):
    with pytest.raises(OptionError) as caught:
        st.factor_analysis(holzinger, 3, **{option: "best"})
    assert str(caught.value) == f"{option}='best' is not an option\nHint: {option} is one of {allowed}."


def test_a_target_is_not_known_by_name(holzinger):
    with pytest.raises(OptionError) as caught:
        st.factor_analysis(holzinger, 3, rotation="target")
    assert str(caught.value) == "a target rotation needs its target\nHint: Give rotation=st.Target(matrix)."


def test_a_target_of_another_shape(holzinger):
    with pytest.raises(OptionError) as caught:
        st.factor_analysis(holzinger, 3, rotation=st.Target(np.zeros((9, 2))))
    assert str(caught.value) == (
        "the target has shape (9, 2), the loadings (9, 3)\n"
        "Hint: Give one row an item and one column a factor, in the order of the loadings."
    )


def test_unknown_pictures_list_the_known(oblique):
    with pytest.raises(OptionError) as caught:
        oblique.plot("scree")
    assert str(caught.value) == "kind='scree' is not an option\nHint: kind is one of 'loadings', 'path', 'biplot'."


def test_a_biplot_needs_two_factors(holzinger):
    with pytest.raises(ItemsError) as caught:
        st.factor_analysis(holzinger, 1).plot("biplot")
    assert str(caught.value) == ("a biplot needs two factors\nHint: Take two factors or more, or plot the loadings.")


# warnings


def test_heywood_cases_are_warned_of_and_listed(bfi):
    words = r"^the uniqueness of A2 fell to zero \(a Heywood case\); take fewer factors, or leave the item out\.$"
    with pytest.warns(HeywoodWarning, match=words) as caught:
        found = st.factor_analysis(bfi[["A1", "A2", "A3", "A4", "A5"]], 2)
    assert caught[0].filename == __file__
    assert found.heywood == ("A2",)
    assert found.unrotated.psi[1] == pytest.approx(0.005, abs=1e-12)
    assert found.uniquenesses["A2"] <= 0.005  # what the loadings leave
    assert found.converged
    assert "Heywood case: A2" in english(found)


def test_communalities_are_those_of_the_loadings_in_a_heywood_case(bfi):
    with pytest.warns(HeywoodWarning):
        found = st.factor_analysis(bfi[["A1", "A2", "A3", "A4", "A5"]], 2)
    L, Phi = found.loadings.to_numpy(), found.factor_correlations.to_numpy()
    np.testing.assert_allclose(np.diag(L @ Phi @ L.T), found.communalities, atol=1e-6)
    assert found.variance["ss_loadings"].sum() == pytest.approx(found.communalities.sum(), abs=1e-6)


@pytest.mark.parametrize("method", ["minres", "paf"])
@pytest.mark.filterwarnings("ignore::surveytools.base.warnings.SurveyWarning")
def test_a_heywood_case_that_implies_no_correlations_does_not_crash(method):
    """Where loadings of one item sum above 1, L Phi L' + Psi need not be positive definite, and nothing is tested."""
    found = st.factor_analysis(st.Moments.from_corr(IMPROPER, n=40), 1, method=method)
    assert found.heywood
    assert np.isnan(found.fit.chi2)
    assert any(line.startswith("IMPOSSIBLE solution, without test and fit: ") for line in english(found))
    assert found.fit.rmsr > 0
    assert found.summary()


def test_no_heywood_case_without_one(oblique):
    assert oblique.heywood == ()
    assert not any("Heywood" in line for line in english(oblique))


def test_stopping_early_is_warned_of(holzinger):
    words = (
        r"^paf with varimax \(Kaiser-normalized\) did not converge after 2 steps; "
        r"the loadings are those of the last step\.$"
    )
    with pytest.warns(NotConvergedWarning, match=words) as caught:
        found = st.factor_analysis(holzinger, 3, method=st.Paf(max_iterations=2), rotation="varimax")
    assert caught[0].filename == __file__
    assert not found.converged
    assert "NOT converged" in english(found)
    assert "未收敛" in found.summary("zh")


# settings


def test_without_a_preset(oblique):
    assert english(oblique)[:5] == [
        "extraction: minimum residuals (least squares)",
        "rotation: direct oblimin (gamma 0, Kaiser-normalized)",
        "best of 10 starts of the rotation",
        "random numbers: seed 0",
        "Pearson correlations",
    ]


def test_spss_takes_components_and_varimax(holzinger):
    found = st.factor_analysis(holzinger, 3, preset="spss")
    assert english(found)[:3] == [
        "extraction: principal components", "rotation: varimax (Kaiser-normalized)", "settings: SPSS FACTOR",
    ]  # fmt: skip
    same = st.factor_analysis(holzinger, 3, method="pca", rotation="varimax")
    pd.testing.assert_frame_equal(found.loadings, same.loadings)


def test_psych_does_not_normalize_oblimin(holzinger):
    found = st.factor_analysis(holzinger, 3, preset="psych")
    assert english(found)[1] == "rotation: direct oblimin (gamma 0, without Kaiser normalization)"
    assert english(found)[4] == "settings: R psych"
    same = st.factor_analysis(holzinger, 3, rotation=st.Oblimin(normalize=False))
    pd.testing.assert_frame_equal(found.loadings, same.loadings)


def test_presets_iterate_principal_axes_as_their_programs_do(holzinger):
    spss = st.factor_analysis(holzinger, 3, method="paf", preset="spss")
    psych = st.factor_analysis(holzinger, 3, method="paf", preset="psych")
    assert spss.settings.extraction == st.Paf(tolerance=1e-3, change="max", max_iterations=25)
    assert psych.settings.extraction == st.Paf(tolerance=1e-3, change="sum", max_iterations=50)


def test_promax_of_the_presets(holzinger):
    spss = st.factor_analysis(holzinger, 3, rotation="promax", preset="spss")
    psych = st.factor_analysis(holzinger, 3, rotation="promax", preset="psych")
    assert spss.settings.rotation == st.Promax(row_normalize_target=True)
    assert psych.settings.rotation == st.Promax(stop="r")
    assert english(psych)[1] == "rotation: promax (power 4, Kaiser-normalized, varimax stopped as in R)"


@pytest.mark.parametrize("preset", ["spss", "psych"])
def test_what_is_said_wins(holzinger, preset):
    said = {"method": st.Paf(tolerance=1e-5), "rotation": st.Promax(power=3)}
    found, same = st.factor_analysis(holzinger, 3, preset=preset, **said), st.factor_analysis(holzinger, 3, **said)
    assert found == same
    assert (found.settings.extraction, found.settings.rotation) == (said["method"], said["rotation"])


def test_a_published_matrix_is_said_to_be_one(matrix):
    assert "from a published correlation matrix, n = 301" in english(st.factor_analysis(matrix, 3))


# what the result holds


def test_structure_is_loadings_times_correlations(oblique):
    expected = oblique.loadings.to_numpy() @ oblique.factor_correlations.to_numpy()
    np.testing.assert_allclose(oblique.structure, expected, rtol=1e-14)
    assert list(oblique.structure.columns) == ["F1", "F2", "F3"]


def test_structure_is_the_loadings_when_orthogonal(orthogonal):
    np.testing.assert_allclose(orthogonal.factor_correlations, np.eye(3), atol=1e-14)
    pd.testing.assert_frame_equal(orthogonal.structure, orthogonal.loadings)


@pytest.mark.parametrize("method", ["minres", "ml", "paf", "pca"])
@pytest.mark.parametrize("rotation", ["oblimin", "varimax", "promax", "quartimax", "equamax", "geomin"])
def test_rotation_keeps_communalities_residuals_and_fit(holzinger, method, rotation):
    before = st.factor_analysis(holzinger, 3, method=method, rotation="none")
    after = st.factor_analysis(holzinger, 3, method=method, rotation=rotation)
    L, Phi = after.loadings.to_numpy(), after.factor_correlations.to_numpy()
    np.testing.assert_allclose(np.diag(L @ Phi @ L.T), before.communalities, atol=1e-9)
    np.testing.assert_allclose(after.communalities + after.uniquenesses, 1, rtol=1e-14)
    np.testing.assert_allclose(after.residuals, before.residuals, atol=1e-9)
    assert after.fit.rmsr == pytest.approx(before.fit.rmsr, rel=1e-9)
    assert after.fit.chi2 == pytest.approx(before.fit.chi2, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("rotation", ["none", "varimax", "oblimin"])
def test_variance_adds_up_to_the_communalities(holzinger, rotation):
    found = st.factor_analysis(holzinger, 3, rotation=rotation)
    variance = found.variance
    assert variance["ss_loadings"].sum() == pytest.approx(found.communalities.sum(), rel=1e-8)
    assert variance["ss_loadings"].is_monotonic_decreasing
    np.testing.assert_allclose(variance["proportion"], variance["ss_loadings"] / 9, rtol=1e-14)
    np.testing.assert_allclose(variance["cumulative"], variance["proportion"].cumsum(), rtol=1e-14)


def test_residuals_are_what_the_factors_leave(holzinger, oblique):
    L, Phi = oblique.loadings.to_numpy(), oblique.factor_correlations.to_numpy()
    expected = holzinger.corr().to_numpy() - L @ Phi @ L.T
    np.fill_diagonal(expected, 0)
    np.testing.assert_allclose(oblique.residuals, expected, atol=1e-14)
    assert oblique.fit.rmsr == pytest.approx(np.sqrt((expected**2).sum() / 72), rel=1e-12)


def test_sorted_groups_items_and_leaves_small_loadings_out(oblique):
    shown = oblique.sorted(cutoff=0.4)
    assert list(shown.columns) == ["item", "F1", "F2", "F3", "communality"]
    assert list(shown["item"]) == ["x5", "x4", "x6", "x7", "x8", "x9", "x3", "x1", "x2"]
    assert shown[["F1", "F2", "F3"]].notna().sum().tolist() == [3, 3, 3]
    assert shown.loc[5, "F2"] == oblique.loadings.loc["x9", "F2"]
    assert oblique.sorted(cutoff=0.3).loc[5, "F3"] == oblique.loadings.loc["x9", "F3"]  # crosses over
    assert oblique.sorted(cutoff=0).notna().all(axis=None)


def test_frame_of_raw_numbers(oblique):
    frame = oblique.to_frame()
    assert list(frame.columns) == ["item", "F1", "F2", "F3", "communality", "uniqueness"]
    np.testing.assert_array_equal(frame[["F1", "F2", "F3"]], oblique.loadings)


def test_an_exactly_fitting_matrix():
    R = PATTERN @ PATTERN.T
    np.fill_diagonal(R, 1)
    for method in ("minres", "ml", "paf"):
        found = st.factor_analysis(st.Moments.from_corr(R, n=300), 2, method=method, rotation="varimax")
        # two factors of one size come in any order
        L = np.sort(found.loadings.to_numpy(), axis=1)
        np.testing.assert_allclose(L, np.sort(PATTERN, axis=1), atol=1e-6)
        fit = found.fit
        assert (fit.chi2, fit.df, fit.p_value, fit.rmsea) == pytest.approx((0, 4, 1, 0), abs=1e-6)
        assert fit.rmsea_interval[:2] == (0, 0)
        assert fit.rmsr == pytest.approx(0, abs=1e-8)
        assert fit.objective == pytest.approx(0, abs=1e-12)


def test_no_test_without_degrees_of_freedom(holzinger):
    fit = st.factor_analysis(holzinger[["x1", "x2", "x3"]], 1).fit
    assert (fit.df, fit.chi2, fit.rmsr) == pytest.approx((0, 0, 0), abs=1e-9)
    assert np.isnan([fit.p_value, fit.rmsea, fit.tli, fit.bic, *fit.rmsea_interval[:2]]).all()


def test_components_have_no_test(holzinger):
    found = st.factor_analysis(holzinger, 3, method="pca")
    fit = found.fit
    assert np.isnan([fit.chi2, fit.p_value, fit.rmsea, fit.tli, fit.bic, fit.objective]).all()
    assert fit.rmsr > 0
    assert "χ²" not in found.summary()
    assert found.headline().en == "3 components explain 69.1% of the variance of 9 items, n = 301."


def test_one_factor(holzinger):
    found = st.factor_analysis(holzinger, 1)
    assert found.factor_correlations.to_numpy().tolist() == [[1]]
    assert found.loadings.shape == (9, 1)
    assert found.headline().en.startswith("1 factor explains ")


@pytest.mark.parametrize("correlation", ["polychoric", "spearman"])
def test_other_correlations(bfi, correlation):
    items = bfi[["A1", "A2", "A3", "C1", "C2", "C3", "N1", "N2", "N3"]]
    found = st.factor_analysis(items, 3, correlation=correlation)
    pearson = st.factor_analysis(items, 3)
    assert found.data.correlation == correlation
    assert any(correlation in line.lower() for line in english(found))
    L = found.loadings.to_numpy()
    np.testing.assert_allclose(L, pearson.loadings, atol=0.1)
    if correlation == "spearman":
        R = items.corr(method="spearman").to_numpy()
        assert found.residuals.to_numpy() == pytest.approx(
            (R - L @ found.factor_correlations.to_numpy() @ L.T) * (1 - np.eye(9)), abs=1e-10
        )
    else:
        assert found.communalities.sum() > pearson.communalities.sum()


def test_counts_give_what_answers_give(bfi):
    items = bfi[["A1", "A2", "A3", "C1", "C2", "C3"]]
    of_answers = st.factor_analysis(items, 2, correlation="polychoric")
    of_counts = st.factor_analysis(st.Counts.from_answers(items), 2, correlation="polychoric")
    np.testing.assert_allclose(of_counts.loadings, of_answers.loadings, atol=1e-10)


def test_a_target_orders_the_factors(oblique, holzinger):
    target = np.where(np.abs(oblique.loadings) > 0.4, np.nan, 0.0)[:, [2, 0, 1]]
    found = st.factor_analysis(holzinger, 3, rotation=st.Target(target))
    largest = np.abs(found.loadings.to_numpy()).argmax(axis=1)
    assert largest.tolist() == np.isnan(target).argmax(axis=1).tolist()


def test_the_same_seed_gives_the_same(holzinger):
    one, two = (st.factor_analysis(holzinger, 3, rotation="geomin", rng=7) for _ in range(2))
    assert one == two


# what is printed


@pytest.mark.parametrize("method", ["minres", "pca"])
def test_ready_for_json(holzinger, method):
    found = st.factor_analysis(holzinger, 3, method=method)
    values = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert values["loadings"]["F1"] == found.loadings["F1"].tolist()
    assert values["fit"]["rmsr"] == found.fit.rmsr
    assert values["n_used"] == 301


def test_summary_in_both_languages(oblique):
    english_words, chinese = oblique.summary(), oblique.summary("zh")
    assert english_words.startswith("3 factors explain 54.0% of the variance of 9 items, n = 301; χ²(12) = 22.56, ")
    for title in ("Factor loadings", "Variance explained", "Factor correlations", "Fit", "How: "):
        assert title in english_words
    assert chinese.startswith("3 个因子解释 9 个题项方差的 54.0%，n = 301；χ²(12) = 22.56")
    for title in ("因子载荷", "方差解释", "因子相关", "拟合", "方法："):
        assert title in chinese


def test_orthogonal_factors_show_no_correlations(orthogonal):
    assert [table.title.en for table in orthogonal.tables()] == ["Factor loadings", "Variance explained", "Fit"]


@pytest.mark.parametrize("kind", ["loadings", "path", "biplot"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pictures(oblique, kind, language):
    ax = oblique.plot(kind, language=language)
    ax.figure.canvas.draw()
    words = {text.get_text() for text in ax.texts}
    assert {"x1", "x9"} <= words | {label.get_text() for label in ax.get_yticklabels()}
    if kind == "biplot":
        assert ax.get_xlabel() == {"en": "Score on F1", "zh": "F1 得分"}[language]


def test_pictures_of_chinese_names_on_own_axes(holzinger):
    found = st.factor_analysis(holzinger.rename(columns=lambda name: f"题项{name}"), 2, rotation="varimax")
    for kind in ("loadings", "path", "biplot"):
        own = plt.subplots()[1]
        assert found.plot(kind, own, language="zh") is own
        own.figure.canvas.draw()


def test_a_path_diagram_of_one_factor(holzinger):
    st.factor_analysis(holzinger, 1).plot("path").figure.canvas.draw()
