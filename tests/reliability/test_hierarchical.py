"""A general factor and group factors behind a sum of items."""

import numpy as np
import pytest

import surveytools as st
from surveytools.base.errors import ItemsError, OptionError
from surveytools.base.labels import Text
from surveytools.base.warnings import HeywoodWarning, NegativeItemWarning, NotIdentifiedWarning
from surveytools.reliability.hierarchical import (
    construct_replicability,
    explained_common_variance,
    hierarchy,
    owners,
    percent_uncontaminated,
)

GAMMA = np.array([0.8, 0.7, 0.6])
L = np.kron(np.eye(3), [[0.8], [0.7], [0.6]])


def correlations(gamma=GAMMA):
    Phi = np.outer(gamma, gamma)
    np.fill_diagonal(Phi, 1)
    R = L @ Phi @ L.T
    np.fill_diagonal(R, 1)
    return R


@pytest.fixture
def moments():
    return st.Moments.from_corr(correlations(), n=300, names=[f"q{k}" for k in range(1, 10)])


@pytest.fixture
def found(moments):
    return st.mcdonald_omega(moments, 3)


@pytest.mark.parametrize("estimator", ["ml", "minres"])
def test_a_hierarchy_is_found_again(estimator):
    found = hierarchy(correlations(), 3, estimator)
    np.testing.assert_allclose(found.general, L @ GAMMA, atol=1e-6)
    np.testing.assert_allclose(found.psi, 1 - (L**2).sum(axis=1), atol=1e-6)
    np.testing.assert_allclose(np.sort(np.abs(found.group).sum(axis=0)), np.sort(L.sum(0) * np.sqrt(1 - GAMMA**2)),
                               atol=1e-5)  # fmt: skip
    assert found.converged
    assert not found.absorbed
    assert np.bincount(owners(found.group)).tolist() == [3, 3, 3]


def test_the_coefficients(found):
    R, g = correlations(), L @ GAMMA
    s = L * np.sqrt(1 - GAMMA**2)
    assert found.omega_total == pytest.approx(1 - (1 - (L**2).sum(axis=1)).sum() / R.sum(), rel=1e-6)
    assert found.omega_hierarchical == pytest.approx(g.sum() ** 2 / R.sum(), rel=1e-6)
    assert found.explained_common_variance == pytest.approx((g**2).sum() / (L**2).sum(), rel=1e-6)
    assert found.percent_uncontaminated == pytest.approx(1 - 9 / 36)
    assert found.construct_replicability == pytest.approx(1 / (1 + 1 / (g**2 / (1 - g**2)).sum()), rel=1e-6)
    order = np.argsort(-((s**2).sum(axis=0) + ((L * GAMMA) ** 2).sum(axis=0)))
    blocks = [(slice(3 * k, 3 * k + 3), k) for k in order]
    general = [g[own].sum() ** 2 / R[own, own].sum() for own, _ in blocks]
    group = [s[own, k].sum() ** 2 / R[own, own].sum() for own, k in blocks]
    np.testing.assert_allclose(np.sort(found.groups["omega_general"]), np.sort(general), rtol=1e-5)
    np.testing.assert_allclose(np.sort(found.groups["omega_group"]), np.sort(group), rtol=1e-5)


def test_what_is_said(found):
    assert found.headline().en == "McDonald's ω total = 0.852, ω hierarchical = 0.635, 3 factors, 9 items, n = 300."
    assert found.headline().zh == "McDonald 总 ω = 0.852，层级 ω = 0.635，3 个因子，9 个题项，n = 300。"
    titles = [table.title for table in found.tables()]
    assert titles[1:3] == [Text("Which ω is this", "ω 的各种口径"), Text("Sums of the group factors", "各组因子的得分")]
    assert found.variants.set_index("variant").loc["psych", "printed_by"].en == "psych omega(nfactors = 3)"
    assert "omega_hierarchical" in found.variants
    assert found.conventions[1].en.endswith("second-order loadings by minres")
    assert list(found.to_frame().columns)[:4] == ["omega_total", "ci_low", "ci_high", "omega_hierarchical"]


def test_two_factors_are_assumed_equal_only_when_asked(holzinger):
    items = holzinger.iloc[:, :6]
    with pytest.raises(OptionError) as caught:
        st.mcdonald_omega(items, 2)
    assert str(caught.value) == (
        "two factors have one correlation, which does not determine two second-order loadings\n"
        'Hint: Use second_order="equal", which assumes them equal, or three factors.'
    )
    with pytest.warns(NotIdentifiedWarning) as record:
        found = st.mcdonald_omega(items, 2, second_order="equal")
    assert record[0].filename == __file__
    assert str(record[0].message) == (
        "the second-order loadings of two factors are assumed equal; three factors would determine them."
    )
    assert found.second_order == "equal"
    assert found.conventions[1].en.endswith("second-order loadings assumed equal")


def test_one_factor_has_no_second_order(moments):
    with pytest.raises(OptionError) as caught:
        st.mcdonald_omega(moments, second_order="equal")
    assert str(caught.value) == (
        "one factor has no second order\nHint: Leave second_order out, or ask for more factors."
    )


@pytest.mark.parametrize(("m", "p", "said"), [(3, 5, "3 factors need six items"), (2, 4, "2 factors need five items")])
def test_too_many_factors(m, p, said, holzinger):
    with pytest.raises(ItemsError) as caught:
        st.mcdonald_omega(holzinger.iloc[:, :p], m, second_order="equal")
    assert str(caught.value) == f"{said}, and there are {p}\nHint: Give more items, or ask for fewer factors."


@pytest.mark.parametrize("m", [0, -1, 1.5, True, "two"])
def test_what_is_no_number_of_factors(m, holzinger):
    with pytest.raises(OptionError) as caught:
        st.mcdonald_omega(holzinger, m)
    assert str(caught.value) == f"n_factors={m!r} is no number of factors\nHint: Give 1, 2, 3 and so on."


def test_a_general_factor_that_absorbs_another_is_reported():
    R = correlations(np.array([0.9999, 0.7, 0.6]))
    with pytest.warns(HeywoodWarning) as record:
        st.mcdonald_omega(st.Moments.from_corr(R, n=300), 3)
    assert str(record[0].message) == (
        "the general factor explains a factor fully (a Heywood case); take fewer factors."
    )


def test_items_against_the_general_factor_are_named_and_not_turned(moments):
    signs = np.ones(9)
    signs[4] = -1
    given = st.Moments.from_corr(correlations() * np.outer(signs, signs), n=300, names=moments.names)
    with pytest.warns(NegativeItemWarning, match="^q5 loads negatively and lowers omega; turn around"):
        found = st.mcdonald_omega(given, 3)
    assert found.negative == ("q5",)
    assert found.omega_total < 0.85


def test_a_bootstrap_of_both_coefficients(holzinger):
    found = st.mcdonald_omega(holzinger, 3)
    total = found.interval(method="bootstrap", n_resamples=100)
    general = found.interval(method="bootstrap", coefficient="hierarchical", n_resamples=100)
    assert total.low < found.omega_total < total.high
    assert general.low < found.omega_hierarchical < general.high
    assert general.high < total.low


def test_the_small_numbers():
    group = np.array([[0.5, 0], [0.4, 0], [0, 0.3], [0.1, 0.6]])
    assert percent_uncontaminated(group) == pytest.approx(4 / 6)
    assert construct_replicability(np.array([0.8, 0.6])) == pytest.approx(1 / (1 + 1 / (0.64 / 0.36 + 0.36 / 0.64)))
    assert construct_replicability(np.empty(0)) == 0
    assert explained_common_variance(hierarchy(correlations(), 1, "minres")) == 1
