"""What a ranking depends on: scores as straight lines in one weight at a time."""

from __future__ import annotations

import numpy as np

from surveytools.ahp.ranking.rankings import Ranking, check_ranking
from surveytools.ahp.ranking.sensitivity_lines import slopes
from surveytools.ahp.ranking.weight_stability import Sensitivity
from surveytools.base.errors import OptionError
from surveytools.base.result import read_only


def sensitivity(ranking: Ranking) -> Sensitivity:
    r"""Find what a ranking depends on, one weight of the criteria at a time.

    When the local weight w of an indicator moves to t and its siblings keep their proportions, every score is a
    straight line,

    .. math:: s_a(t) = s_a + (t - w)\, g_a, \qquad g_a = W \frac{v_a - \bar v_a}{1 - w},

    with the values :math:`v_a` by the indicator, :math:`\bar v_a` by the node above it, and that node's overall weight
    W. Two alternatives change places where their lines cross, so the critical weights are exact.

    Parameters
    ----------
    ranking : Ranking
        Of :func:`rank` or :meth:`Hierarchy.rank`.

    Returns
    -------
    Sensitivity
        ``.stability()``, ``.critical_weights()``, ``.tornado()``, ``.scores_at()``, ``.plot()``.

    Raises
    ------
    OptionError
        For anything but a ranking, and where no indicator has a sibling.

    Notes
    -----
    Near ties are ties in the ranking; here the alternative with the highest score is the first one, however small its
    lead. For weights that all move together see :func:`rank_acceptability`.

    References
    ----------
    Triantaphyllou, E., & Sánchez, A. (1997). A sensitivity analysis approach for some deterministic multi-criteria
    decision-making methods. Decision Sciences, 28(1), 151-194. https://doi.org/10.1111/j.1540-5915.1997.tb01306.x

    Examples
    --------
    >>> import surveytools as st
    >>> hierarchy = st.ahp.Hierarchy({"best": ["price", "looks"]}, {"best": [[1, 3], ["1/3", 1]]})
    >>> given = {"price": st.ahp.Measurements({"A": 300, "B": 200}, "cost"),
    ...          "looks": st.ahp.Measurements({"A": 4, "B": 2}, "benefit")}
    >>> found = st.ahp.sensitivity(hierarchy.rank(given))
    >>> print(found.headline())
    B loses the first place most easily by the weight of price: A takes it when it goes from 0.7500 to 0.6250.
    """
    check_ranking(ranking)
    weights, values = ranking.weights, ranking.node_values
    tree, overall = weights.tree, weights.overall
    codes = tuple(code for code in tree.codes if code != tree.root and weights.local[code] < 1)
    if not codes:
        raise OptionError("no indicator has a sibling", hint="Rank by two criteria or more.")
    w = np.array([weights.local[code] for code in codes])
    G = [
        slopes(values[code].to_numpy(), values[node].to_numpy(), overall[node], weights.local[code])
        for code in codes
        if (node := tree[code].parent) is not None
    ]
    return Sensitivity(ranking, codes, read_only(w), read_only(np.array(G)))
