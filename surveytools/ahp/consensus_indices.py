"""How far the experts of a panel agree: entropies, ranks, and how close two sets of weights are.

References
----------
Jost, L. (2007). Partitioning diversity into independent alpha and beta components. Ecology, 88(10), 2427-2439.
https://doi.org/10.1890/06-1736.1

Goepel, K. D. (2018). Implementation of an online software tool for the analytic hierarchy process (AHP-OS).
International Journal of the Analytic Hierarchy Process, 10(3), 469-487. https://doi.org/10.13033/ijahp.v10i3.590
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveytools.agreement.concordance import chi2_tail, concordance
from surveytools.ahp.entries import Array, entry_text
from surveytools.base.errors import OptionError, SampleSizeError, check_setting, is_number
from surveytools.base.guidelines import CONSENSUS_GUIDELINES, judge
from surveytools.base.labels import Text
from surveytools.moments.ranks import midranks, ordered_codes

DIGITS = 12  # weights that agree in so many places are tied


@dataclass(frozen=True, slots=True)
class Consensus:
    r"""How far the weights of K experts for n criteria agree.

    With the entropies :math:`H_\alpha = \sum_k v_k H(w_k)` and :math:`H_\gamma = H(\sum_k v_k w_k)` and
    :math:`D = e^{H_\gamma - H_\alpha}`,

    .. math:: S^* = \frac{1/D - 1/c}{1 - 1/c}, \quad S = \frac{1/D - 1/n}{1 - 1/n},

    where :math:`c = n / e^{H_{\alpha,min}}` belongs to experts each of whom puts one criterion M times above all
    others, M being the largest judgment on the scale.

    Parameters
    ----------
    consensus : float
        :math:`S^*`, 1 where all agree.
    floor : float
        :math:`S^*` of so many experts who share the criteria out among them, each putting their own M times above the
        others; contradicting judgments can go below it. NaN for experts of unequal weights.
    homogeneity : float
        :math:`S`, which does not depend on M.
    kendall_w, p_value : float
        Kendall's coefficient of concordance of the ranks of the weights, corrected for ties, with the p of its
        chi-square test; NaN where every expert finds all criteria equal.
    n_experts : int
        Experts whose weights count.
    """

    consensus: float
    floor: float
    homogeneity: float
    kendall_w: float
    p_value: float
    n_experts: int

    def verdict(self, guideline: str = "goepel2018") -> Text:
        """Return the words that a guideline has for :math:`S^*`."""
        return judge(self.consensus, guideline, CONSENSUS_GUIDELINES)


def consensus_of(W: Array, v: Array, largest: float) -> Consensus:
    """Return the consensus of weights W (K, n) of experts with weights v (K,), which sum to 1."""
    K, n = W.shape
    floor = consensus_floor(K, n, largest) if np.allclose(v, 1 / K) else math.nan
    return Consensus(consensus(W, v, largest), floor, homogeneity(W, v), *rank_concordance(W), K)


def check_comparable(logs: Array, known: NDArray[np.bool_], largest: float) -> None:
    """Raise unless `largest` is that of the judgments' scale, and two experts or more have weights of their own.

    The logarithms of the judgments are logs (K, n, n), and known (K,) says which experts have weights of their own.
    """
    hint = "Give a number above 1, such as 9."
    check_setting(is_number(largest) and largest > 1, "largest", largest, "largest judgment", hint)
    if exceeds(logs, largest):
        given = entry_text(math.exp(np.nanmax(logs)))
        raise OptionError(f"largest={largest:g}, but a judgment is {given}", hint="Say where the scale ends.")
    if len(known) < 2:
        raise SampleSizeError("one expert always agrees", hint="Ask two experts or more.")
    if known.sum() < 2:
        raise SampleSizeError(
            "fewer than two experts have weights of their own",
            hint="Ask two experts or more for comparisons that connect the criteria.",
        )


def exceeds(logs: Array, largest: float) -> bool:
    """Say whether a judgment is above the largest one of the scale; logs of judgments, NaN for gaps, any shape."""
    return bool(np.nanmax(logs, initial=0.0) > math.log(largest) + 1e-9)


def consensus(W: Array, v: Array, largest: float) -> float:
    """Return S* of weights W (K, n) of experts with weights v (K,); the largest judgment is that of the scale."""
    n = W.shape[1]
    one = np.array([largest, *[1.0] * (n - 1)]) / (n + largest - 1)
    most = n / math.exp(entropy(one))
    return _similarity(W, v, most)


def homogeneity(W: Array, v: Array) -> float:
    """Return S of weights W (K, n) of experts with weights v (K,)."""
    return _similarity(W, v, W.shape[1])


def _similarity(W: Array, v: Array, most: float) -> float:
    D = math.exp(entropy(v @ W) - float(v @ entropy(W)))
    return (1 / D - 1 / most) / (1 - 1 / most)


def entropy(W: Array) -> Array:
    r"""Return :math:`-\sum_i w_i \ln w_i` of positive weights W (..., n)."""
    return -(W * np.log(W)).sum(axis=-1)


def consensus_floor(K: int, n: int, largest: float) -> float:
    """Return the floor of S* of K experts of equal weight for n criteria.

    It is that of consistent experts who share the criteria out among them as evenly as they can: with fewer experts
    than criteria each puts some criteria M times above the others, with more some experts put the same one there.
    """
    W = np.ones((K, n))
    for place in range(max(K, n)):
        W[place % K, place % n] = largest
    return max(0.0, consensus(W / W.sum(axis=1, keepdims=True), np.full(K, 1 / K), largest))


def rank_concordance(W: Array) -> tuple[float, float]:
    """Return Kendall's W, corrected for ties, of the ranks of weights W (K, n) by K experts, and its p."""
    K, n = W.shape
    if np.allclose(np.ptp(W, axis=1), 0):
        return math.nan, math.nan
    ranks = np.column_stack([midranks(expert) for expert in ordered_codes(W.T.round(DIGITS)).T])
    w = concordance(ranks)
    return w, chi2_tail(K * (n - 1) * w, n - 1)


def saaty_compatibility(x: Array, y: Array) -> Array:
    r"""Return :math:`\frac{1}{n^2} \sum_{i,j} \frac{x_i}{x_j} \frac{y_j}{y_i}`, 1 for equal weights; (..., n) each."""
    ratio = x / y
    return ratio.mean(axis=-1) * (1 / ratio).mean(axis=-1)


def garuti_compatibility(x: Array, y: Array) -> Array:
    r"""Return :math:`\sum_i \frac{x_i + y_i}{2} \frac{\min(x_i, y_i)}{\max(x_i, y_i)}`, 1 for equal weights."""
    return ((x + y) / 2 * np.minimum(x, y) / np.maximum(x, y)).sum(axis=-1)


def centered_logs(W: Array) -> Array:
    """Return the centered log ratios of weights W (..., n), each row less its mean."""
    logs = np.log(W)
    return logs - logs.mean(axis=-1, keepdims=True)
