"""Extraction: derivatives, limits, and that the minimum is one."""

import numpy as np
import pytest
from scipy.optimize import minimize

from surveytools.base.errors import OptionError
from surveytools.base.warnings import HeywoodWarning
from surveytools.factors.analysis import factor_analysis
from surveytools.factors.extraction import (
    SMALLEST_UNIQUENESS,
    Paf,
    degrees_of_freedom,
    extracted,
    largest_number_of_factors,
    ml_derivatives,
    principal_axes,
    squared_multiple_correlations,
    uls_derivatives,
)
from surveytools.factors.fit import ml_discrepancy


@pytest.fixture
def R(golden_data):
    return golden_data("holzinger").corr().to_numpy()


def of_reduced(R, psi):
    values, vectors = np.linalg.eigh(R - np.diag(psi))
    return uls_derivatives(values[::-1], vectors[:, ::-1], 3)


def of_scaled(R, log_psi):
    scale = np.exp(-log_psi / 2)
    values, vectors = np.linalg.eigh(R * np.outer(scale, scale))
    return ml_derivatives(values[::-1], vectors[:, ::-1], 3)


@pytest.mark.parametrize("at", [of_reduced, of_scaled])
def test_derivatives_are_those_of_the_function(R, at):
    x = np.linspace(0.3, 0.7, 9) if at is of_reduced else np.log(np.linspace(0.3, 0.7, 9))
    _, gradient, hessian = at(R, x)
    h = 1e-5
    moved = [(at(R, x + h * e), at(R, x - h * e)) for e in np.eye(9)]
    np.testing.assert_allclose(gradient, [(up[0] - down[0]) / (2 * h) for up, down in moved], atol=1e-8)
    np.testing.assert_allclose(hessian, [(up[1] - down[1]) / (2 * h) for up, down in moved], atol=1e-7)


@pytest.mark.parametrize(("p", "most"), [(3, 1), (4, 1), (5, 2), (6, 3), (7, 3), (9, 5), (25, 18)])
def test_largest_number_of_factors(p, most):
    assert largest_number_of_factors(p) == most
    assert degrees_of_freedom(p, most) >= 0 > degrees_of_freedom(p, most + 1)


def test_squared_multiple_correlations_are_those_of_regressions(golden_data):
    X = golden_data("attitude")
    Z = ((X - X.mean()) / X.std()).to_numpy()
    _, residual, *_ = np.linalg.lstsq(Z[:, 1:], Z[:, 0], rcond=None)
    found = squared_multiple_correlations(X.corr().to_numpy())[0]
    assert found == pytest.approx(1 - residual[0] / (Z[:, 0] ** 2).sum(), rel=1e-10)


@pytest.mark.parametrize("method", ["minres", "ml"])
def test_uniquenesses_are_at_a_minimum_within_bounds(R, method):
    found = extracted(R, 3, method)
    assert found.converged
    assert (found.psi >= SMALLEST_UNIQUENESS).all()
    gradient = of_reduced(R, found.psi)[1] if method == "minres" else of_scaled(R, np.log(found.psi))[1]
    assert np.abs(gradient).max() < 1e-8
    np.testing.assert_allclose((found.L**2).sum(axis=1), 1 - found.psi, atol=1e-8)


def test_principal_axes_come_to_where_minres_is(R):
    """Both have stationary communalities; without a Heywood case it is the same place."""
    np.testing.assert_allclose(extracted(R, 3, "paf").psi, extracted(R, 3, "minres").psi, atol=1e-6)


def test_maximum_likelihood_does_not_depend_on_where_components_lie(R):
    """psi^-1/2 L has orthogonal columns."""
    found = extracted(R, 3, "ml")
    G = (found.L / found.psi[:, None]).T @ found.L
    np.testing.assert_allclose(G, np.diag(np.diag(G)), atol=1e-10)


def test_components_are_scaled_eigenvectors(R):
    found = extracted(R, 9, "pca")
    np.testing.assert_allclose(found.L @ found.L.T, R, atol=1e-12)
    np.testing.assert_allclose((found.L**2).sum(axis=0), np.linalg.eigvalsh(R)[::-1], rtol=1e-12)


def test_what_stops_principal_axes(R):
    early = principal_axes(R, 3, Paf(tolerance=1e-3, change="max"))
    late = principal_axes(R, 3, Paf(tolerance=1e-6, change="max"))
    assert early.converged
    assert early.iterations < late.iterations
    stopped = principal_axes(R, 3, Paf(max_iterations=2))
    assert (stopped.converged, stopped.iterations) == (False, 2)


def test_an_unknown_method(R):
    with pytest.raises(OptionError) as caught:
        extracted(R, 3, "alpha")
    assert str(caught.value) == (
        "method='alpha' is not an option\nHint: method is one of 'minres', 'ml', 'paf', 'pca'."
    )


@pytest.mark.parametrize("seed", [15, 42, 74])
def test_rounding_does_not_keep_likelihood_from_its_end(seed):
    """Where the gradient cannot fall below 1e-10 any more, the minimum is reached all the same."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(80, 1)) * rng.uniform(0, 1, 10) + rng.normal(size=(80, 10))
    found = extracted(np.corrcoef(X.T), 1, "ml")
    assert found.converged
    assert found.iterations < 50


def best_of_many(R, m, n_starts):
    """Minimize the squares of the eigenvalues that are left by a general optimizer from random starts."""

    def objective(psi):
        left = np.linalg.eigvalsh(R - np.diag(psi))[:-m]
        return left @ left / 2

    rng, bounds = np.random.default_rng(1), [(SMALLEST_UNIQUENESS, 1)] * len(R)
    starts = rng.uniform(0.02, 0.98, (n_starts, len(R)))
    return min(minimize(objective, start, method="L-BFGS-B", bounds=bounds).fun for start in starts)


@pytest.mark.parametrize(("items", "m"), [("A", 2), ("AC", 3), ("O", 2), ("E", 2), ("C", 2)])
def test_the_lowest_of_several_minima_is_found(golden_data, items, m):
    names = [f"{scale}{k}" for scale in items for k in range(1, 6)]
    R = golden_data("bfi")[names].dropna().corr().to_numpy()
    found = extracted(R, m)
    values = np.linalg.eigvalsh(R - np.diag(found.psi))[:-m]
    assert values @ values / 2 <= best_of_many(R, m, 40) * (1 + 1e-6)
    assert found.n_starts == 6


def test_a_clear_structure_needs_one_start(R):
    assert extracted(R, 3).n_starts == extracted(R, 3, "ml").n_starts == 1


def test_a_number_of_factors_far_too_large_needs_one_start():
    assert extracted(np.eye(30) * 0.9 + 0.1, 12).n_starts == 1


def test_more_starts_are_said(golden_data):
    items = golden_data("bfi")[["A1", "A2", "A3", "A4", "A5"]].dropna()
    with pytest.warns(HeywoodWarning, match="A2"):
        found = factor_analysis(items, 2)
    assert found.conventions[0].en == "extraction: minimum residuals (least squares), best of 6 starts"
    assert found.conventions[0].zh == "提取方法：最小残差法，6 个初值中的最优解"
    assert found.communalities["A2"] == pytest.approx(0.995, abs=1e-3)


def test_a_matrix_with_two_negative_eigenvalues_is_as_impossible_as_with_one():
    Sigma = np.eye(4)
    Sigma[0, 1] = Sigma[1, 0] = Sigma[2, 3] = Sigma[3, 2] = 1.2
    assert np.linalg.det(Sigma) > 0
    assert ml_discrepancy(np.eye(4), Sigma) == np.inf
