"""The ranking of alternatives: their values by the criteria, put together by the weights of the criteria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from surveytools.ahp.hierarchy_entry import Derivation, report_nodes
from surveytools.ahp.prioritization import Priorities
from surveytools.ahp.random_index import RandomIndexChoice
from surveytools.ahp.ranking.alternatives import Merits, entered_alternatives
from surveytools.ahp.ranking.rankings import Ranking, local_values, total_scores
from surveytools.ahp.ranking.synthesis_wording import MODES, Mode
from surveytools.ahp.weighting_methods import PriorityMethod
from surveytools.base.errors import OptionError, check_option, check_setting, is_number
from surveytools.base.result import read_only
from surveytools.indicators.weights import Weights

NEAR_TIE = 0.01


def rank(
    weights: Any,
    alternatives: Mapping[str, Any],
    *,
    mode: Mode = "distributive",
    near_tie: float = NEAR_TIE,
    method: PriorityMethod = "geometric",
    random_index: RandomIndexChoice = "saaty1980",
) -> Ranking:
    r"""Rank alternatives by weighted criteria.

    With the overall weights :math:`W_i` of the leaves and the values :math:`v_{ai}` of alternative a,

    .. math:: s_a = \sum_i W_i v_{ai}, \qquad v_{ai} = \frac{u_{ai}}{\sum_b u_{bi}} \text{ (distributive)}, \quad
        v_{ai} = \frac{u_{ai}}{\max_b u_{bi}} \text{ (ideal)},

    where :math:`u_{ai}` is the weight of a among the alternatives by criterion i, or the merit of its rating or
    measurement. In the ideal mode the scores are then scaled to sum 1.

    Parameters
    ----------
    weights : Weights, Hierarchy or HierarchyPanel
        Weights of the criteria, or what has a method ``weights()``.
    alternatives : mapping of str to Judgments, Priorities, Ratings or Measurements
        How good the alternatives are by each leaf, by its code. Judgments may be a matrix.
    mode : {"distributive", "ideal", "absolute"}
        What the values of a criterion are relative to: all alternatives, the best of them, or the best there could be.
        The last takes ratings, and measurements with a scale or a target; its scores do not depend on which other
        alternatives there are.
    near_tie : float
        Scores that differ by no more than this share of the larger are called ties.
    method, random_index
        How the judgments of alternatives become weights, as in :func:`priorities`.

    Returns
    -------
    Ranking
        ``.scores``, ``.ranks``, ``.local``, ``.contributions()``, ``.total_consistency_ratio()``, ``.plot()``.

    Raises
    ------
    JudgmentsError
        For a leaf without values, alternatives that differ between leaves, faults of a matrix; all are collected.
    IndicatorsError
        For values by an unknown code, or one that has indicators below it.
    OptionError
        For unknown options, judgments in the absolute mode, and what has no weights.

    Warns
    -----
    InconsistentJudgmentsWarning
        Once, naming all leaves whose CR is .10 or more.

    Notes
    -----
    In the distributive mode an alternative that is added takes its share from the others, which can turn their order
    around even if it is a copy of one of them (Belton & Gear 1983). In the ideal mode a copy changes nothing.

    References
    ----------
    Belton, V., & Gear, T. (1983). On a short-coming of Saaty's method of analytic hierarchies. Omega, 11(3), 228-230.
    https://doi.org/10.1016/0305-0483(83)90047-6

    Millet, I., & Saaty, T. L. (2000). On the relativity of relative measures: Accommodating both rank preservation and
    rank reversals in the AHP. European Journal of Operational Research, 121(1), 205-212.

    Examples
    --------
    A copy of B turns the order of A and B around, but not in the ideal mode:

    >>> import surveytools as st
    >>> tree = st.IndicatorTree.from_nested({"best": ["x", "y", "z"]})
    >>> weights = st.Weights(tree, {"x": 1 / 3, "y": 1 / 3, "z": 1 / 3})
    >>> def values(*names):
    ...     merits = {"x": {"A": 1, "B": 9, "C": 1}, "y": {"A": 9, "B": 1, "C": 1}, "z": {"A": 8, "B": 9, "C": 1}}
    ...     return {leaf: st.ahp.Measurements({name: of[name[0]] for name in names}, "benefit")
    ...             for leaf, of in merits.items()}
    >>> st.ahp.rank(weights, values("A", "B", "C")).scores.round(2).tolist()
    [0.45, 0.47, 0.08]
    >>> st.ahp.rank(weights, values("A", "B", "C", "B copied")).scores.round(2).tolist()
    [0.37, 0.29, 0.06, 0.29]
    >>> st.ahp.rank(weights, values("A", "B", "C", "B copied"), mode="ideal").first
    ('B', 'B copied')
    """
    derivation = Derivation(method, random_index)
    return ranked(_weights(weights), dict(getattr(weights, "priorities", {})), alternatives, derivation, mode, near_tie)


def ranked(
    weights: Weights,
    upper: Mapping[str, Priorities],
    alternatives: Mapping[str, Any],
    derivation: Derivation,
    mode: Mode,
    near_tie: float,
) -> Ranking:
    """Return the ranking of alternatives, `upper` being the priorities that the weights were made of."""
    check_option("mode", mode, MODES)
    check_setting(is_number(near_tie) and 0 <= near_tie < 1, "near_tie", near_tie, "share", "Give 0 to below 1.")
    merits = entered_alternatives(alternatives, weights.tree, derivation, mode)
    if mode == "absolute":
        _check_absolute(merits)
    columns = {leaf: local_values(one.values, mode) for leaf, one in merits.items()}
    names = next(iter(merits.values())).labels
    found = {leaf: one.priorities for leaf, one in merits.items() if one.priorities is not None}
    report_nodes(found, 3)
    return Ranking(
        names, read_only(total_scores(columns, weights, mode)), pd.DataFrame(columns, index=list(names)), weights, mode,
        float(near_tie), found, dict(upper), {leaf: one.words for leaf, one in merits.items()},
    )  # fmt: skip


def _weights(given: Any) -> Weights:
    if isinstance(given, Weights):
        return given
    made = given.weights() if callable(getattr(given, "weights", None)) else None
    if not isinstance(made, Weights):
        raise OptionError(
            f"weights are of type {type(given).__name__}", hint="Give st.Weights, a Hierarchy or a HierarchyPanel."
        )
    return made


def _check_absolute(merits: Mapping[str, Merits]) -> None:
    for leaf, one in merits.items():
        if not one.absolute:
            raise OptionError(
                f"mode='absolute' needs values that mean something alone, but those by {leaf!r} are relative",
                hint="Rate the alternatives, or measure them on a scale: Measurements(…, scale=(low, high)).",
            )
