"""The Schmid-Leiman transformation."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from surveytools.base.errors import ItemsError, MatrixError, OptionError
from surveytools.base.warnings import HeywoodWarning, NotIdentifiedWarning
from surveytools.factors.bifactor import equal_loadings, one_factor, schmid_leiman
from surveytools.factors.extraction import extracted
from surveytools.factors.rotating import rotate
from surveytools.factors.rotation_settings import Oblimin

GOLDEN = Path(__file__).parents[1] / "golden" / "rotation.json"
L = np.array([[0.8, 0, 0], [0.7, 0, 0], [0, 0.8, 0], [0, 0.6, 0], [0, 0, 0.7], [0, 0, 0.6]])
GAMMA = np.array([0.8, 0.7, 0.6])


def one_factor_correlations(gamma):
    Phi = np.outer(gamma, gamma)
    np.fill_diagonal(Phi, 1.0)
    return Phi


def test_thurstone_of_psych():
    published = json.loads(GOLDEN.read_text(encoding="utf-8"))["thurstone"]
    R = np.array(published["correlations"])
    oblique = rotate(extracted(R, 3, "minres").L, Oblimin(normalize=False))
    found = schmid_leiman(oblique.loadings, oblique.factor_correlations)
    general = found.loadings["general"].to_numpy()
    np.testing.assert_allclose(general, published["general"], rtol=0, atol=0.005)
    assert general.sum() ** 2 / R.sum() == pytest.approx(published["omega_hierarchical"], abs=0.005)
    assert 1 - found.uniquenesses.sum() / R.sum() == pytest.approx(published["omega_total"], abs=0.005)
    assert found.explained_common_variance == pytest.approx(published["explained_common_variance"], abs=0.005)
    np.testing.assert_allclose(found.communalities, oblique.communalities, rtol=1e-12)


@pytest.mark.parametrize("gamma", [GAMMA, np.array([0.9, 0.5, 0.4, 0.7]), np.array([0.6, -0.5, 0.8])])
def test_a_hierarchy_is_found_again(gamma):
    m = len(gamma)
    pattern = np.kron(np.eye(m), [[0.8], [0.7], [0.5]])
    found = schmid_leiman(pattern, one_factor_correlations(gamma))
    np.testing.assert_allclose(found.second_order_loadings, gamma, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.loadings["general"], pattern @ gamma, rtol=0, atol=1e-9)
    group = found.loadings.drop(columns="general")
    np.testing.assert_allclose(group, pattern * np.sqrt(1 - gamma**2), rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.communalities, (pattern**2).sum(axis=1), rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.communalities + found.uniquenesses, 1, rtol=1e-15)
    np.testing.assert_allclose(found.general_share, np.repeat(gamma**2, 3), rtol=1e-8)
    share = ((pattern @ gamma) ** 2).sum() / (pattern**2).sum()
    assert found.explained_common_variance == pytest.approx(share, rel=1e-8)


def test_least_squares_of_four_factors_are_at_a_minimum():
    Phi = np.array([[1, 0.5, 0.3, 0.4], [0.5, 1, 0.2, 0.6], [0.3, 0.2, 1, 0.3], [0.4, 0.6, 0.3, 1]])
    gamma, converged = one_factor(Phi)
    E = Phi - np.outer(gamma, gamma)
    np.fill_diagonal(E, 0)
    assert converged
    np.testing.assert_allclose(E @ gamma, 0, atol=1e-10)


def test_uncorrelated_factors_have_no_general_factor():
    found = schmid_leiman(L, np.eye(3))
    assert found.explained_common_variance == 0
    np.testing.assert_array_equal(found.loadings.drop(columns="general"), L)


def test_an_item_without_loadings_has_no_share():
    found = schmid_leiman(np.vstack([L, np.zeros(3)]), one_factor_correlations(GAMMA))
    assert np.isnan(found.general_share.iloc[-1])
    assert "—" in found.summary()


def test_two_factors_are_assumed_equal_only_when_asked():
    Phi = [[1, 0.49], [0.49, 1]]
    with pytest.warns(NotIdentifiedWarning, match="assumed equal; three factors would determine them"):
        found = schmid_leiman(L[:4, :2], Phi, second_order="equal")
    np.testing.assert_allclose(found.second_order_loadings, 0.7, rtol=1e-14)
    assert found.conventions[0].en == "second-order loadings assumed equal"
    np.testing.assert_allclose(equal_loadings(np.array([[1, -0.49], [-0.49, 1]])) ** 2, 0.49, rtol=1e-14)


def test_a_heywood_case_is_reported():
    Phi = np.array([[1, 0.8, 0.7], [0.8, 1, 0.4], [0.7, 0.4, 1]])  # would need a loading above 1
    with pytest.warns(HeywoodWarning, match="explains a factor fully"):
        found = schmid_leiman(L, Phi)
    assert found.second_order_loadings.max() == pytest.approx(np.sqrt(0.995))


def test_the_result_in_words():
    frame = pd.DataFrame(L, index=list("abcdef"), columns=["x", "y", "z"])
    found = schmid_leiman(frame, one_factor_correlations(GAMMA))
    assert found.headline().en == (
        "The general factor holds 51.0% of the common variance of 6 items, 3 group factors the rest."
    )
    assert found.headline().zh == "一般因子占 6 个题项共同方差的 51.0%，其余属于 3 个组因子。"
    assert list(found.to_frame().columns) == [
        "item", "general", "F1", "F2", "F3", "communality", "uniqueness", "general_share",
    ]  # fmt: skip
    assert list(found.second_order_loadings.index) == ["x", "y", "z"]
    assert "Second-order loadings" in found.summary()
    assert "二阶因子载荷" in found.summary("zh")


FAULTS = [
    (
        partial(schmid_leiman, L[:, :1], [[1]]),
        ItemsError,
        "there is only one factor\nHint: A general factor above others needs three; one factor is the general one.",
    ),
    (
        partial(schmid_leiman, L[:4, :2], np.eye(2)),
        OptionError,
        "two factors have one correlation, which does not determine two second-order loadings\n"
        'Hint: Use second_order="equal", which assumes them equal, or three factors.',
    ),
    (
        partial(schmid_leiman, L, np.eye(3), second_order="first"),
        OptionError,
        "second_order='first' is not an option\nHint: second_order is one of 'minres', 'equal'.",
    ),
    (
        partial(schmid_leiman, L, np.eye(2)),
        MatrixError,
        "the factor correlations have shape (2, 2), the loadings 3 factors\n"
        "Hint: Give one row and one column a factor, in the order of the loadings.",
    ),
    (
        partial(schmid_leiman, L, np.eye(3) * 2),
        MatrixError,
        "the factor correlations are no correlation matrix\nHint: It is symmetric, with 1 in the diagonal.",
    ),
    (
        partial(schmid_leiman, L, [[1, 0.9, 0], [0.9, 1, 0.9], [0, 0.9, 1]]),
        MatrixError,
        "the factor correlations are not positive definite\nHint: Check the matrix against its source.",
    ),
]


@pytest.mark.parametrize(("call", "kind", "text"), FAULTS, ids=[text.partition("\n")[0] for _, _, text in FAULTS])
def test_faults(call, kind, text):
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == text


def named(L, Phi, order):
    items, factors = [f"q{k}" for k in range(len(L))], ["F1", "F2", "F3"]
    correlations = pd.DataFrame(Phi, index=factors, columns=factors).iloc[order, order]
    return pd.DataFrame(L, index=items, columns=factors), correlations


THREE = np.kron(np.eye(3), [[0.8], [0.6]])
CORRELATED = np.array([[1, 0.56, 0.48], [0.56, 1, 0.42], [0.48, 0.42, 1]])


def test_factor_correlations_are_found_by_name():
    straight, sorted_ = (schmid_leiman(*named(THREE, CORRELATED, order)) for order in ([0, 1, 2], [2, 0, 1]))
    pd.testing.assert_frame_equal(straight.loadings, sorted_.loadings)
    loadings, Phi = named(THREE, CORRELATED, [2, 0, 1])
    of_columns = schmid_leiman(loadings, Phi.reset_index(drop=True).loc[:, ["F3", "F1", "F2"]])
    pd.testing.assert_frame_equal(of_columns.loadings, straight.loadings)
    by_place = schmid_leiman(loadings, CORRELATED)
    pd.testing.assert_frame_equal(by_place.loadings, straight.loadings)


def test_factor_correlations_of_other_factors():
    loadings, Phi = named(THREE, CORRELATED, [0, 1, 2])
    Phi.index = Phi.columns = ["F1", "F2", "F4"]
    with pytest.raises(ItemsError) as caught:
        schmid_leiman(loadings, Phi)
    assert str(caught.value) == (
        "the factor correlations are of a factor 'F4', the loadings are not\n"
        "Hint: Did you mean F3, F2, F1? Give matrix.to_numpy() if both stand in the same order."
    )
