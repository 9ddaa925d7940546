"""Tucker's congruence, matching and Procrustes alignment."""

from functools import partial

import numpy as np
import pandas as pd
import pytest

from surveytools.base.errors import ItemsError, MatrixError, OptionError
from surveytools.factors.congruence import compare_loadings, congruence_coefficients

L = pd.DataFrame(
    [[0.8, 0.0, 0.1], [0.7, 0.1, 0.0], [0.1, 0.6, 0.0], [0.0, 0.7, 0.2], [0.0, 0.1, 0.5], [0.1, 0.0, 0.6]],
    index=["a", "b", "c", "d", "e", "f"],
    columns=["one", "two", "three"],
)


def test_congruence_by_hand():
    phi = congruence_coefficients(np.array([[1.0], [2.0]]), np.array([[2.0, 2.0], [1.0, -1.0]]))
    np.testing.assert_allclose(phi, [[0.8, 0.0]], rtol=1e-15)


def test_order_signs_and_items_are_matched():
    other = L[["three", "one", "two"]].mul([1, -1, 1]).sample(frac=1, random_state=1)
    found = compare_loadings(L, other)
    assert found.matches["factor_b"].tolist() == ["one", "two", "three"]
    assert found.matches["sign"].tolist() == [-1, 1, 1]
    np.testing.assert_allclose(found.matches["congruence"], 1, rtol=1e-14)
    pd.testing.assert_frame_equal(found.aligned, L)
    assert (found.rmsd, found.largest_difference) == (0, 0)
    assert list(found.congruence.columns) == ["three", "one", "two"]
    assert found.congruence.loc["one", "one"] == pytest.approx(-1)
    assert found.verdict().en == "equal"


def test_procrustes_undoes_a_rotation():
    Q = np.linalg.qr(np.random.default_rng(2).normal(size=(3, 3)))[0]
    found = compare_loadings(L, L.to_numpy() @ Q, align="procrustes")
    np.testing.assert_allclose(found.aligned, L, rtol=0, atol=1e-14)
    np.testing.assert_allclose(found.rotation_matrix, Q.T, rtol=0, atol=1e-14)
    assert found.rmsd < 1e-14
    np.testing.assert_allclose(np.diag(found.congruence), 1, rtol=1e-14)


def test_as_they_stand():
    found = compare_loadings(L, -L, align="none")
    np.testing.assert_allclose(found.matches["congruence"], -1, rtol=1e-14)
    assert found.rmsd == pytest.approx(2 * np.sqrt((L.to_numpy() ** 2).mean()))
    assert found.verdict().en == "not similar"


def test_a_surplus_factor_is_left_out():
    found = compare_loadings(L, L[["two", "one"]])
    assert found.matches[["factor_a", "factor_b"]].to_numpy().tolist() == [["one", "one"], ["two", "two"]]
    assert found.aligned.shape == (6, 2)
    back = compare_loadings(L[["two", "one"]], L)
    assert back.matches["factor_b"].tolist() == ["two", "one"]


def test_the_result_in_words():
    found = compare_loadings(L, L + 0.1)
    assert found.headline().en == "Congruence of 3 factors at least 0.985 (equal), root mean square difference 0.100."
    assert found.headline().zh == "3 个因子的同余系数最低为 0.985（可视为相同），均方根差 0.100。"
    assert "Matched factors" in found.summary()
    assert "匹配的因子" in found.summary("zh")
    assert [line.en for line in found.conventions] == [
        "order and signs matched by congruence",
        "words of Lorenzo-Seva & ten Berge (2006)",
    ]
    assert [word.en for word in found.to_frame()["verdict"]] == ["equal"] * 3


FAULTS = [
    (
        partial(compare_loadings, L, L, align="target"),
        OptionError,
        "align='target' is not an option\nHint: align is one of 'match', 'procrustes', 'none'.",
    ),
    (
        partial(compare_loadings, L, L[:5]),
        ItemsError,
        "the loadings have 6 and 5 items\nHint: Compare loadings of the same items.",
    ),
    (
        partial(compare_loadings, L, L.rename(index={"a": "z"})),
        ItemsError,
        "the second loadings have no a\nHint: Compare loadings of the same items.",
    ),
    (
        partial(compare_loadings, L, L[["one"]], align="procrustes"),
        MatrixError,
        'the loadings have 3 and 1 factors\nHint: Use align="match", which leaves the surplus factors out.',
    ),
    (
        partial(compare_loadings, L, L.assign(two=0.0)),
        MatrixError,
        "all second loadings on two are 0\nHint: Leave the factor out.",
    ),
]


@pytest.mark.parametrize(("call", "kind", "text"), FAULTS, ids=[text.partition("\n")[0] for _, _, text in FAULTS])
def test_faults(call, kind, text):
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == text
