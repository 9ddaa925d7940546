"""What must hold for any rotation, of weak factors too."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as some

from surveytools.factors.congruence import compare_loadings
from surveytools.factors.criteria import geomin_criterion, oblimin_criterion, orthomax_criterion
from surveytools.factors.rotation import kaiser_normalized, random_rotations, rotated
from surveytools.factors.rotation_settings import Equamax, Geomin, Oblimin, Promax, Quartimax, Varimax

ROTATIONS = [
    Varimax(), Varimax(normalize=False), Varimax(stop="r"), Quartimax(), Equamax(), Promax(), Promax(power=3),
    Promax(row_normalize_target=True), Oblimin(), Oblimin(normalize=False), Oblimin(gamma=-1), Geomin(),
    Geomin(oblique=False),
]  # fmt: skip
INEXACT = [Varimax(stop="r"), *(r for r in ROTATIONS if isinstance(r, Promax))]
rotations = some.sampled_from(ROTATIONS)
seeds = some.integers(0, 2**32 - 1)


@some.composite
def weak_structures(draw):
    """Draw unrotated loadings of factors of which some are hardly there."""
    p, m = draw(some.integers(5, 14)), draw(some.integers(2, 4))
    rng = np.random.default_rng(draw(seeds))
    sizes = draw(some.lists(some.floats(0.05, 0.8), min_size=m, max_size=m))
    return rng.normal(size=(p, m)) * sizes


@some.composite
def clear_structures(draw):
    """Draw loadings of which each item has one that is large, turned at random."""
    m, each = draw(some.integers(2, 4)), draw(some.integers(3, 5))
    rng = np.random.default_rng(draw(seeds))
    L = (
        np.kron(np.eye(m), np.ones((each, 1))) * rng.uniform(0.5, 0.8, (m * each, 1))
        + rng.normal(size=(m * each, m)) / 20
    )
    return L @ random_rotations(m, 1, rng)[0]


@given(weak_structures(), rotations)
def test_communalities_and_structure_stay(A, rotation):
    found = rotated(A, rotation)
    assert found.converged
    scale = np.abs(found.L).max() ** 2
    np.testing.assert_allclose(found.L @ found.Phi @ found.L.T, A @ A.T, rtol=0, atol=1e-10 * scale)
    np.testing.assert_allclose(found.L @ found.Phi, A @ found.T, rtol=0, atol=1e-10 * scale)
    np.testing.assert_allclose(np.diag(found.Phi), 1, rtol=1e-12)
    assert np.linalg.eigvalsh(found.Phi)[0] > 0
    if not rotation.oblique:
        np.testing.assert_allclose(found.T.T @ found.T, np.eye(A.shape[1]), rtol=0, atol=1e-12)


@given(weak_structures(), rotations)
def test_factors_come_in_order_with_positive_sums(A, rotation):
    found = rotated(A, rotation)
    explained = np.diag(found.Phi @ found.L.T @ found.L)
    assert (np.diff(explained) <= 1e-12).all()
    assert (found.L.sum(axis=0) >= -1e-12).all()


def criterion_of(rotation, L):
    match rotation:
        case Varimax():
            return orthomax_criterion(L, 1.0)[0]
        case Quartimax():
            return orthomax_criterion(L, 0.0)[0]
        case Equamax():
            return orthomax_criterion(L, L.shape[2] / 2)[0]
        case Oblimin():
            return oblimin_criterion(L, rotation.gamma)[0]
        case Geomin():
            return geomin_criterion(L, rotation.epsilon)[0]


@given(weak_structures(), some.sampled_from([r for r in ROTATIONS if r not in INEXACT]), seeds)
def test_no_random_rotation_is_better(A, rotation, seed):
    found = rotated(A, rotation, n_starts=30)
    V = kaiser_normalized(A) if rotation.normalize else A
    random = criterion_of(rotation, V @ random_rotations(A.shape[1], 30, np.random.default_rng(seed)))
    assert found.criterion <= random.min() + 1e-12


@given(clear_structures(), some.sampled_from([Oblimin(), Oblimin(normalize=False), Varimax(), Quartimax(), Geomin()]))
def test_thirty_random_starts_find_nothing_better(A, rotation):
    found, thorough = rotated(A, rotation), rotated(A, rotation, n_starts=30, rng=1)
    assert abs(found.criterion - thorough.criterion) <= 1e-7 * len(A)


@given(clear_structures(), rotations, some.randoms(use_true_random=False))
def test_order_of_items_and_rotation_of_the_input_do_not_matter(A, rotation, random):
    assume(not (isinstance(rotation, Varimax | Promax) and rotation.stop == "r"))  # stops early, by where it starts
    found = rotated(A, rotation)
    order = list(range(len(A)))
    random.shuffle(order)
    signs = np.array([random.choice([-1, 1]) for _ in A.T])
    columns = list(range(A.shape[1]))
    random.shuffle(columns)
    other = rotated(A[order][:, columns] * signs, rotation)
    match = compare_loadings(found.L[order], other.L)
    assert match.largest_difference < 1e-5
    assert abs((found.criterion or 0) - (other.criterion or 0)) < 1e-9 * len(A)


@given(weak_structures(), seeds)
def test_procrustes_and_matching_undo_what_was_done(A, seed):
    rng = np.random.default_rng(seed)
    Q = random_rotations(A.shape[1], 1, rng)[0]
    assert compare_loadings(A, A @ Q, align="procrustes").largest_difference < 1e-12
    mixed = A[:, rng.permutation(A.shape[1])] * rng.choice([-1, 1], A.shape[1])
    assert compare_loadings(A, mixed).largest_difference == 0
