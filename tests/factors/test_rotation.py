"""Rotations give what R's programs and SPSS print, and say what they did."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from surveytools.base.errors import ItemsError, MatrixError, OptionError
from surveytools.base.warnings import NotConvergedWarning
from surveytools.factors.congruence import matched
from surveytools.factors.criteria import geomin_criterion, oblimin_criterion, orthomax_criterion, target_criterion
from surveytools.factors.orthomax import disjoint_pairs
from surveytools.factors.rotating import rotate
from surveytools.factors.rotation import arranged, kaiser_normalized, procrustes, rotated
from surveytools.factors.rotation_settings import (
    Equamax,
    Geomin,
    NoRotation,
    Oblimin,
    Promax,
    Quartimax,
    Target,
    Varimax,
    as_rotation,
)

GOLDEN = Path(__file__).parents[1] / "golden"
DATA, METHODS = ("attitude", "holzinger", "bfi"), ("minres", "pa", "ml")
# what the converged rotations of R reached: the oblique ones stopped at a gradient of 1e-7
CASES = {
    "varimax": (Varimax(), 1e-7),
    "promax": (Promax(), 1e-7),
    "oblimin": (Oblimin(normalize=False), 1e-6),
    "oblimin_kaiser": (Oblimin(), 1e-6),
    "varimax_psych": (Varimax(stop="r"), 1e-10),
    "promax_psych": (Promax(stop="r"), 1e-10),
    "oblimin_psych": (Oblimin(normalize=False), 1e-4),  # psych stops GPArotation at 1e-5
}
A = np.array([[0.7, 0.4], [0.6, 0.5], [0.8, 0.3], [0.5, -0.5], [0.6, -0.4]])


def golden(file):
    return json.loads((GOLDEN / f"{file}.json").read_text(encoding="utf-8"))


def in_order_of(L, expected):
    """Return expected loadings in the order and with the signs of L, and what brings them there."""
    to = matched(L, np.array(expected))
    return np.array(expected) @ to.T, to.T


@pytest.mark.parametrize("key", CASES)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("data", DATA)
def test_r(data, method, key):
    efa, (rotation, tolerance) = golden(data)["efa"], CASES[key]
    expected = efa[f"{method}_{key}"]
    found = rotated(np.array(efa[f"{method}_none"]["loadings"]), rotation)
    L, M = in_order_of(found.L, expected["loadings"])
    assert found.converged
    np.testing.assert_allclose(found.L, L, rtol=0, atol=tolerance)
    if expected.get("phi") is not None:
        np.testing.assert_allclose(found.Phi, M.T @ np.array(expected["phi"]) @ M, rtol=0, atol=tolerance)


@pytest.mark.parametrize("key", ["varimax_psych", "promax_psych", "oblimin_psych"])
@pytest.mark.parametrize("data", DATA)
def test_order_and_signs_are_those_of_psych(data, key):
    efa = golden(data)["efa"]
    found = rotated(np.array(efa["minres_none"]["loadings"]), CASES[key][0])
    np.testing.assert_allclose(found.L, efa[f"minres_{key}"]["loadings"], rtol=0, atol=1e-4)


def test_components_of_r():
    for data in DATA:
        efa = golden(data)["efa"]
        found = rotated(np.array(efa["pca_none"]["loadings"]), "varimax")
        np.testing.assert_allclose(found.L, in_order_of(found.L, efa["pca_varimax"]["loadings"])[0], rtol=0, atol=1e-7)


def test_promax_of_stats_and_of_spss_differ_from_that_of_psych():
    unrotated = np.array(golden("bfi")["efa"]["minres_none"]["loadings"])
    largest = {
        name: round(float(np.abs(rotated(unrotated, promax).Phi - np.eye(5)).max()), 3)
        for name, promax in {
            "psych": Promax(),
            "stats": Promax(normalize=False),
            "power 3": Promax(power=3, normalize=False),
            "power 2": Promax(power=2, normalize=False),
        }.items()
    }
    assert largest == {"psych": 0.399, "stats": 0.374, "power 3": 0.335, "power 2": 0.246}
    spss = rotated(unrotated, Promax(row_normalize_target=True))
    V = rotated(unrotated, "varimax")
    Q = kaiser_normalized(V.L) * np.abs(kaiser_normalized(V.L)) ** 3
    U = np.linalg.solve(V.L.T @ V.L, V.L.T @ Q)
    by_hand = V.L @ U @ np.diag(np.sqrt(np.diag(np.linalg.inv(U.T @ U))))
    np.testing.assert_allclose(spss.L, in_order_of(spss.L, by_hand)[0], rtol=0, atol=1e-12)
    assert np.abs(spss.L - rotated(unrotated, Promax()).L).max() > 0.01


def test_spss():
    spss = golden("rotation")["spss"]  # SPSS stops oblimin early
    quartimax, oblimin = (rotate(spss["loadings"], name) for name in ("quartimax", "oblimin"))
    for ours, theirs in (
        (quartimax.loadings, "quartimax"),
        (oblimin.loadings, "oblimin_pattern"),
        (oblimin.structure, "oblimin_structure"),
    ):
        L = ours.to_numpy()
        np.testing.assert_allclose(L, in_order_of(L, spss[theirs])[0], rtol=0, atol=spss["tolerance"][theirs])


@pytest.mark.parametrize(
    "criterion",
    [
        partial(oblimin_criterion, gamma=0.0),
        partial(oblimin_criterion, gamma=-0.7),
        partial(orthomax_criterion, gamma=1.0),
        partial(geomin_criterion, epsilon=0.01),
        partial(target_criterion, B=np.full((6, 3), 0.3), W=np.eye(6, 3)),
    ],
)
def test_gradients(criterion):
    L = np.random.default_rng(0).normal(size=(2, 6, 3))
    G, h = criterion(L)[1], 1e-6
    for i in range(6):
        for j in range(3):
            up, down = L.copy(), L.copy()
            up[:, i, j] += h
            down[:, i, j] -= h
            slope = (criterion(up)[0] - criterion(down)[0]) / (2 * h)
            np.testing.assert_allclose(G[:, i, j], slope, rtol=1e-5, atol=1e-7)


def test_planar_varimax_is_the_minimum_that_descent_finds():
    unrotated = np.array(golden("bfi")["efa"]["ml_none"]["loadings"])
    free = np.full(unrotated.shape, np.nan)
    pinned = rotated(unrotated, "varimax").L
    free[:20] = pinned[:20]
    found = rotated(unrotated, Target(free, oblique=False))
    np.testing.assert_allclose(found.L, pinned, rtol=0, atol=1e-9)
    assert found.criterion == pytest.approx(0, abs=1e-15)


def test_every_pair_meets_once():
    for m in range(2, 10):
        rounds = disjoint_pairs(m)
        met = sorted((int(a), int(b)) for first, second in rounds for a, b in zip(first, second, strict=True))
        assert met == [(a, b) for a in range(m) for b in range(a + 1, m)]
        for first, second in rounds:
            assert len({*first.tolist(), *second.tolist()}) == 2 * len(first)


def test_one_factor_is_only_turned_over():
    for rotation in ("oblimin", "varimax", "promax", "geomin", "none"):
        found = rotated(np.array([[-0.8], [-0.6], [0.1]]), rotation)
        assert found.L.ravel().tolist() == [0.8, 0.6, -0.1]
        assert (found.T.tolist(), found.Phi.tolist(), found.converged) == ([[-1.0]], [[1.0]], True)
    turned = rotated(np.array([[-0.8], [-0.6], [0.1]]), Target([[-1], [-1], [0]]))
    assert turned.L.ravel().tolist() == [-0.8, -0.6, 0.1]


def test_a_target_keeps_its_order_and_signs():
    B = np.array([[0.0, -0.7], [0.1, -0.8], [0.6, 0.0], [0.7, 0.1], [0.8, 0.0]])
    Q = np.linalg.qr(np.random.default_rng(3).normal(size=(2, 2)))[0]
    for oblique in (True, False):
        found = rotate(B @ Q, Target(B, oblique=oblique))
        np.testing.assert_allclose(found.loadings, B, rtol=0, atol=1e-8)
    assert found.conventions[-1].en == "factors in the order of the target"


def test_a_partly_specified_target_reaches_zeros_that_exist():
    L = np.array([[0.7, 0, 0], [0.6, 0.2, 0], [0, 0.8, 0], [0, 0.7, 0.3], [0, 0, 0.6], [0.2, 0, 0.7]])
    Phi = np.array([[1, 0.4, 0.2], [0.4, 1, 0.3], [0.2, 0.3, 1]])
    unrotated = L @ np.linalg.cholesky(Phi)
    found = rotate(unrotated, Target(np.where(L == 0, 0, np.nan)))
    np.testing.assert_allclose(np.abs(found.loadings), L, rtol=0, atol=1e-7)
    np.testing.assert_allclose(np.abs(found.factor_correlations), Phi, rtol=0, atol=1e-7)


def test_the_best_of_several_minima_is_taken_and_their_number_said():
    unrotated = np.random.default_rng(13).normal(size=(12, 4)) * 0.4
    once, found = rotate(unrotated, "geomin", n_starts=1), rotate(unrotated, "geomin", n_starts=20)
    assert once.n_minima == 1 < found.n_minima
    assert found.criterion == pytest.approx(0.64772388, abs=1e-7)
    assert once.criterion > 0.7
    assert said_of_minima(found) == f"the starts found {found.n_minima} different solutions"


def said_of_minima(found):
    return next(line.en for line in found.conventions if "different" in line.en)


def test_the_same_seed_gives_the_same_answer():
    unrotated = np.random.default_rng(5).normal(size=(10, 3))
    assert rotate(unrotated, "geomin") == rotate(unrotated, "geomin")
    assert rotate(unrotated, "geomin", rng=np.random.default_rng(0)).criterion == rotate(unrotated, "geomin").criterion


def test_the_result_in_words():
    frame = pd.DataFrame(A, index=["a", "b", "c", "d", "e"])
    found = rotate(frame)
    assert found.headline().en == (
        "5 items on 2 factors, direct oblimin (gamma 0, Kaiser-normalized); largest factor correlation 0.307."
    )
    assert (
        found.headline().zh == "5 个题项，2 个因子，直接斜交法 (oblimin)（γ = 0，Kaiser 归一化）；最大因子相关 0.307。"
    )
    assert [line.en for line in found.conventions] == [
        "rotation: direct oblimin (gamma 0, Kaiser-normalized)",
        "best of 10 starts of the rotation",
        "random numbers: seed 0",
        "factors ordered by the variance they explain",
    ]
    assert [line.zh for line in found.conventions][1:3] == ["旋转采用 10 个初值，取最优解", "随机数种子：0"]
    assert list(found.sorted(cutoff=0.5)["item"]) == ["b", "a", "c", "d", "e"]
    assert found.sorted(cutoff=0.5)[["F1", "F2"]].isna().sum().sum() == 5
    assert list(found.to_frame().columns) == ["item", "F1", "F2", "communality"]
    assert list(found.rotation_matrix.columns) == ["F1", "F2"]
    assert found.variance["cumulative"].iloc[-1] == pytest.approx((A**2).sum() / 5)
    for language in ("en", "zh"):
        assert "0.809" in found.summary(language)
    assert "Factor correlations" in found.summary()
    assert "Factor correlations" not in rotate(frame, "varimax").summary()


def test_every_rotation_says_what_it_is():
    said = {
        Varimax(): "varimax (Kaiser-normalized)",
        Varimax(normalize=False, stop="r"): "varimax (without Kaiser normalization, varimax stopped as in R)",
        Quartimax(): "quartimax (Kaiser-normalized)",
        Equamax(): "equamax (Kaiser-normalized)",
        Promax(): "promax (power 4, Kaiser-normalized)",
        Promax(row_normalize_target=True): "promax (power 4, target from normalized rows)",
        Oblimin(gamma=-1): "direct oblimin (gamma -1, Kaiser-normalized)",
        Geomin(): "geomin (epsilon 0.01, oblique, without Kaiser normalization)",
        NoRotation(): "none",
        Target([[1, np.nan]], oblique=False): "target (1 of 2 cells given, orthogonal, without Kaiser normalization)",
    }
    assert [rotation.text.en for rotation in said] == list(said.values())
    assert all(rotation.text.zh for rotation in said)


def test_names_stand_for_settings():
    named = [as_rotation(name) for name in ("varimax", "quartimax", "equamax", "promax", "oblimin", "geomin", "none")]
    assert named == [Varimax(), Quartimax(), Equamax(), Promax(), Oblimin(), Geomin(), NoRotation()]
    assert as_rotation(Promax(power=3)) == Promax(power=3)


def test_factors_that_collapse_are_reported():
    unrotated = np.random.default_rng(0).normal(size=(12, 4)) * 0.4
    with pytest.warns(NotConvergedWarning, match="did not converge in") as caught:
        found = rotate(unrotated, Oblimin(gamma=1.0))
    assert "try other settings, or fewer factors" in str(caught[0].message)
    assert not found.converged
    assert found.n_minima == 0
    assert "NOT converged" in [line.en for line in found.conventions]


def test_an_item_without_loadings_stays_without():
    for rotation in ("varimax", "promax", "oblimin", "geomin", Promax(row_normalize_target=True)):
        found = rotate(np.vstack([A, [0, 0]]), rotation)
        assert np.abs(found.loadings.to_numpy()[-1]).max() < 1e-15


def test_arranging_moves_everything_together():
    found = rotated(A, "oblimin")
    again = arranged(found)
    np.testing.assert_array_equal(again.L, found.L)
    np.testing.assert_allclose(A @ np.linalg.inv(found.T).T, found.L, rtol=0, atol=1e-14)
    np.testing.assert_allclose(found.T.T @ found.T, found.Phi, rtol=0, atol=1e-14)


def test_procrustes_undoes_a_rotation():
    Q = np.linalg.qr(np.random.default_rng(1).normal(size=(2, 2)))[0]
    np.testing.assert_allclose(procrustes(A @ Q, A), Q.T, rtol=0, atol=1e-14)


FAULTS = [
    (
        partial(rotate, A, "oblimax"),
        OptionError,
        "rotation='oblimax' is not an option\nHint: rotation is one of 'oblimin', 'varimax', 'promax', 'quartimax', "
        "'equamax', 'geomin', 'target', 'none'.",
    ),
    (
        partial(rotate, A, "target"),
        OptionError,
        "a target rotation needs its target\nHint: Give rotation=st.Target(matrix).",
    ),
    (
        partial(rotate, A, Target(np.eye(2))),
        OptionError,
        "the target has shape (2, 2), the loadings (5, 2)\n"
        "Hint: Give one row an item and one column a factor, in the order of the loadings.",
    ),
    (
        partial(rotate, A, n_starts=0),
        OptionError,
        "n_starts=0 is no number of starts\nHint: Give a whole number, such as 10.",
    ),
    (
        partial(rotate, A, n_starts=2.5),
        OptionError,
        "n_starts=2.5 is no number of starts\nHint: Give a whole number, such as 10.",
    ),
    (
        partial(rotate, [0, 0, 0]),
        MatrixError,
        "the loadings of 1 factor are those of 0\nHint: A factor is zero, a copy, or a sum of others; leave it out.",
    ),
    (
        partial(rotate, np.column_stack([A, A[:, 0]])),
        MatrixError,
        "the loadings of 3 factors are those of 2\nHint: A factor is zero, a copy, or a sum of others; leave it out.",
    ),
    (
        partial(rotate, pd.DataFrame({"F1": [0.7, 0.6], "F2": [0.1, np.nan]}, index=["q1", "q2"])),
        MatrixError,
        "a loading is missing or infinite (row q2, column F2)\n"
        "Hint: Small loadings that a table leaves out are needed too.",
    ),
    (
        partial(rotate, pd.DataFrame({"item": ["q1", "q2"], "F1": [0.7, 0.6]})),
        MatrixError,
        "the matrix contains text or rows of different length\n"
        'Hint: Every cell is a number; names of items belong in the index: frame.set_index("item").',
    ),
    (
        partial(rotate, A.T),
        MatrixError,
        "the loadings have 2 rows and 5 columns\n"
        "Hint: Give one row an item, one column a factor; transpose the table if it lies on its side.",
    ),
    (
        partial(rotate, [[1, 0.5], [0.5, 1]]),
        MatrixError,
        "this is a correlation matrix, not loadings\n"
        "Hint: Give it to the factor analysis as st.Moments.from_corr(R, n=...).",
    ),
    (
        partial(rotate, []),
        MatrixError,
        "the matrix has shape (0, 1)\nHint: Give one row an item, one column a factor.",
    ),
    (
        partial(rotate, pd.DataFrame(A[:2], index=["q1", "q1"])),
        ItemsError,
        "two items are called q1\nHint: Give each its own name.",
    ),
    (
        partial(Promax, power=1),
        OptionError,
        "power=1 is no number above 1 and up to 20\nHint: Promax takes 4 in SPSS and R, 3 in Stata.",
    ),
    (
        partial(Oblimin, gamma=2),
        OptionError,
        "gamma=2 is no number up to 1\nHint: Oblimin takes 0 or less; up to .8 in SPSS.",
    ),
    (
        partial(Geomin, epsilon=0),
        OptionError,
        "epsilon=0 is no number above 0\nHint: Geomin takes a small number: .01.",
    ),
    (
        partial(Varimax, stop="R"),
        OptionError,
        "stop='R' is not an option\nHint: stop is one of 'converged', 'r'.",
    ),
    (
        partial(Target, [["x"]]),
        OptionError,
        "the target contains text\nHint: Give numbers, and NaN for cells that are free.",
    ),
    (
        partial(Target, [[None, None]]),
        OptionError,
        "a target of shape (1, 2) with 0 numbers is none\n"
        "Hint: Give one row an item, one column a factor, numbers or NaN.",
    ),
]


@pytest.mark.parametrize(("call", "kind", "text"), FAULTS, ids=[text.partition("\n")[0] for _, _, text in FAULTS])
def test_faults(call, kind, text):
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == text


def test_one_factor_is_no_factors():
    found = rotate([0.7, 0.6, 0.5])
    assert found.headline().en == "3 items on 1 factor, direct oblimin (gamma 0, Kaiser-normalized)."


def test_the_sums_of_squares_of_spss_stand_beside_those_of_psych():
    found = rotate(A)
    structure = found.structure.to_numpy()
    assert found.variance["structure_ss"].to_numpy() == pytest.approx((structure**2).sum(axis=0), rel=1e-12)
    assert found.variance["ss_loadings"].sum() == pytest.approx((A**2).sum(), rel=1e-12)
    assert "structure_ss" in found.tables()[1].frame
    assert "structure_ss" not in rotate(A, "varimax").tables()[1].frame
