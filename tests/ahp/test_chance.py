import numpy as np
import pytest

from surveytools.ahp.chance import SIMULATIONS, chance_of_passing
from surveytools.ahp.consistency import perron
from surveytools.ahp.random_index import TABLES

EXACT = {n: TABLES["simulated"].by_n[n] for n in (3, 4)}


@pytest.mark.parametrize(
    ("n", "RI", "ratio", "share"),
    [
        (3, EXACT[3], 0.1, 0.208), (3, EXACT[3], 0.05, 0.126), (3, 0.58, 0.1, 0.221), (3, 0.58, 0.05, 0.160),
        (4, EXACT[4], 0.1, 0.0315), (4, 0.90, 0.1, 0.0323),
    ],
)  # fmt: skip
def test_exact_shares(n, RI, ratio, share):
    found = chance_of_passing(n, RI, ratio)
    assert found.value == pytest.approx(share, abs=0.0005 if n == 3 else 0.00005)
    assert found.standard_error == 0


def test_a_small_simulation_agrees_for_five():
    rng, scale = np.random.default_rng(7), np.array([*range(1, 10), *(1 / k for k in range(2, 10))])
    rows, columns = np.triu_indices(5, 1)
    A = np.ones((40_000, 5, 5))
    A[:, rows, columns] = rng.choice(scale, (40_000, 10))
    A[:, columns, rows] = 1 / A[:, rows, columns]
    CI = (np.linalg.eigvals(A).real.max(axis=1) - 5) / 4
    found = chance_of_passing(5, 1.12)
    assert CI[0] == pytest.approx((perron(A[0])[0] - 5) / 4)
    assert (CI < 0.112).mean() == pytest.approx(found.value, abs=4 * np.sqrt(found.value / 40_000))
    assert 0 < found.standard_error < 1e-5


def test_it_falls_with_the_number_of_criteria():
    shares = [chance_of_passing(n, TABLES["saaty1980"].by_n.get(n, 0)).value for n in range(1, 16)]
    assert shares[:2] == [1, 1]
    assert (np.diff(shares[1:]) <= 0).all()
    assert shares[7:] == [0] * 8


def test_it_is_unknown_far_from_all_tables():
    assert chance_of_passing(5, 3.0) is None
    assert chance_of_passing(9, 3.0) is None


@pytest.mark.parametrize("n", SIMULATIONS)
def test_the_limits_of_all_tables_were_counted(n):
    found = SIMULATIONS[n]
    assert all(any(abs(0.1 * table.by_n[n] - limit) < 1e-9 for limit in found.limits) for table in TABLES.values())
    assert list(found.limits) == sorted(found.limits)
    assert list(found.below) == sorted(found.below)
