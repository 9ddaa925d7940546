"""The random index: how inconsistent random judgments are on average, by the published tables and our own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveytools.base.errors import JudgmentsError, OptionError, check_option, check_setting, is_number, is_whole
from surveytools.base.labels import Text

TableName = Literal[
    "saaty1980", "saaty2005", "xu", "alonso_lamata", "tummala_ling", "aguaron", "donegan_dodd", "simulated"
]
RandomIndexChoice = TableName | Mapping[int, float]


@dataclass(frozen=True, slots=True)
class RandomIndexTable:
    """One table of random indices.

    Parameters
    ----------
    by_n : mapping of int to float
        RI by the number of criteria, from 3 on; with one or two criteria it is 0.
    source : Text
        Where the values come from.
    """

    by_n: Mapping[int, float]
    source: Text


@dataclass(frozen=True, slots=True)
class RandomIndex:
    """The random index that was used.

    Parameters
    ----------
    value : float
        RI.
    table : str
        Name of the table it comes from, "given" for the user's own.
    notes : tuple of Text
        What is unusual: another table than asked for, an interpolated value.
    """

    value: float
    table: str
    notes: tuple[Text, ...] = ()


def find_random_index(n: int, table: RandomIndexChoice = "saaty1980") -> RandomIndex:
    r"""Return the random index of n criteria.

    RI is the mean consistency index of random reciprocal matrices. Where a table has no value for n, the simulated
    one is used, and a note says so.

    Parameters
    ----------
    n : int
        Number of criteria.
    table : str or mapping of int to float
        Name of a table, or random indices by n.

    Returns
    -------
    RandomIndex
        Value, table and notes.

    Raises
    ------
    OptionError
        For an unknown table, given random indices without one for n, and one that is not above 0.
    JudgmentsError
        For more criteria than the simulation covers.

    Notes
    -----
    "saaty1980" is the table of most textbooks, printed with 1.48 for n = 12. "simulated" is our own: all matrices
    for n = 3 and 4, else the 17 values of Saaty's scale drawn uniformly (standard error at most .0004), to n = 100;
    between the listed n it is interpolated linearly.

    References
    ----------
    Alonso, J. A., & Lamata, M. T. (2006). Consistency in the analytic hierarchy process: a new approach.
    https://doi.org/10.1142/S0218488506004114

    Examples
    --------
    >>> find_random_index(5).value, find_random_index(16).table
    (1.12, 'simulated')
    """
    if isinstance(table, Mapping):
        _check_given(table, n)
    else:
        check_option("random_index", table, TABLES)
    values = table if isinstance(table, Mapping) else TABLES[table].by_n
    name = "given" if isinstance(table, Mapping) else table
    if n <= 2:
        return RandomIndex(0.0, name)
    if name == "simulated":
        return _simulated(n)
    if n not in values:
        return _switched(n, name)
    return RandomIndex(float(values[n]), name)


def _check_given(values: Mapping[int, float], n: int) -> None:
    """Raise unless random indices were given by whole numbers, above 0 from three criteria on, and for n."""
    for k, value in values.items():
        check_setting(is_whole(k), "random_index", dict(values), "table", "Give random indices by n: {3: 0.58}.")
        if k > 2 and not (is_number(value) and value > 0):
            raise OptionError(f"random_index[{k}]={value!r} is no random index", hint="Give a number above 0.")
    if n > 2 and n not in values:
        raise OptionError(f"random_index has no value for n = {n}", hint=f"Add it: {{{n}: …}}.")


def random_index_with_gaps(n: int, missing: int, table: RandomIndexChoice = "saaty1980") -> RandomIndex:
    r"""Return the random index of n criteria with unanswered pairs.

    The fewer pairs are compared, the less they can contradict each other. For four to six criteria it is the mean
    that Ágoston & Csató simulated, else, with m pairs missing,

    .. math:: RI(n, m) = RI(n) \Big(1 - \frac{2m}{(n - 1)(n - 2)}\Big).

    Parameters
    ----------
    n, missing : int
        Number of criteria; number of unanswered pairs, without which the criteria are still connected.
    table : str or mapping of int to float
        Random indices by n that the formula starts from; of a named table only the simulated one is used.

    Returns
    -------
    RandomIndex
        Value, table and notes; NaN where every criterion but one has a single comparison left to connect it, so that
        nothing can be contradicted.

    References
    ----------
    Ágoston, K. C., & Csató, L. (2022). Inconsistency thresholds for incomplete pairwise comparison matrices. Omega,
    108, 102576. https://doi.org/10.1016/j.omega.2021.102576

    Examples
    --------
    >>> random_index_with_gaps(4, 1).value, round(random_index_with_gaps(8, 12).value, 3)
    (0.583, 0.602)
    """
    most = (n - 1) * (n - 2) // 2
    if missing == most:
        return RandomIndex(math.nan, INCOMPLETE, (_TREE,))
    if isinstance(table, Mapping):
        complete = find_random_index(n, table)
    elif missing <= len(_WITH_GAPS.get(n, ())):
        return RandomIndex(_WITH_GAPS[n][missing - 1], INCOMPLETE, (_gap_note(missing),))
    else:
        complete = find_random_index(n, "simulated")
    name = "given" if complete.table == "given" else INCOMPLETE
    return RandomIndex(complete.value * (1 - missing / most), name, (_gap_note(missing), *complete.notes))


def _gap_note(missing: int) -> Text:
    return Text(
        f"RI is that of judgments with m = {missing} pairs unanswered, after Ágoston & Csató (2022)",
        f"RI 取缺失 m = {missing} 个比较时的值，依 Ágoston 与 Csató（2022）",
    )


def _switched(n: int, name: str) -> RandomIndex:
    found = _simulated(n)
    note = Text(
        f"the table {name} has no RI for n = {n}, so the table simulated is used",
        f"RI 表 {name} 没有 n = {n} 的值，改用 simulated 表",
    )
    return RandomIndex(found.value, found.table, (note, *found.notes))


def _simulated(n: int) -> RandomIndex:
    values = TABLES["simulated"].by_n
    if n in values:
        return RandomIndex(values[n], "simulated")
    below, above = max((k for k in values if k < n), default=0), min((k for k in values if k > n), default=0)
    if not above:
        raise JudgmentsError(
            f"there is no random index for {n} criteria",
            hint=f"The simulation ends at {below}; give your own: random_index={{{n}: …}}.",
        )
    note = Text(
        f"RI for n = {n} is interpolated between n = {below} and {above}",
        f"n = {n} 的 RI 由 n = {below} 与 {above} 线性插值",
    )
    return RandomIndex(interpolated(n, values), "simulated", (note,))


def interpolated(n: int, values: Mapping[int, float]) -> float:
    """Return the value at n on the straight line between its neighbors."""
    return float(np.interp(n, list(values), list(values.values())))


INCOMPLETE = "agoston_csato"
_WITH_GAPS = {
    4: (0.583, 0.306),
    5: (0.925, 0.739, 0.557, 0.379, 0.212),
    6: (1.128, 1.007, 0.883, 0.758, 0.634, 0.510, 0.389, 0.271, 0.161),
}
_TREE = Text(
    "CR is undefined: no comparison could contradict another, because only as many were answered as it takes to "
    "connect the criteria",
    "CR 无法计算：比较个数仅够连通各要素，不存在可能相互矛盾的比较",
)


def _cited(source: str) -> Text:
    return Text(source, source)


def _from_three(*values: float) -> dict[int, float]:
    return dict(enumerate(values, 3))


TABLES: dict[str, RandomIndexTable] = {
    "saaty1980": RandomIndexTable(
        _from_three(0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59),
        _cited("Saaty (1980), The Analytic Hierarchy Process"),
    ),
    "saaty2005": RandomIndexTable(
        _from_three(0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59),
        _cited("Saaty (2005), Theory and Applications of the Analytic Network Process, p. 31"),
    ),
    "xu": RandomIndexTable(
        _from_three(0.52, 0.89, 1.12, 1.26, 1.36, 1.41, 1.46, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59),
        Text("Chinese textbooks, after 许树柏 (1988), 层次分析法原理", "国内教材，据许树柏（1988）《层次分析法原理》"),
    ),
    "alonso_lamata": RandomIndexTable(
        _from_three(
            0.5247, 0.8816, 1.1086, 1.2479, 1.3417, 1.4057, 1.4499, 1.4854, 1.5140, 1.5365, 1.5551, 1.5713, 1.5838
        ),
        _cited("Alonso & Lamata (2006), doi:10.1142/S0218488506004114"),
    ),
    "tummala_ling": RandomIndexTable(
        _from_three(
            0.5799, 0.8921, 1.1159, 1.2358, 1.3322, 1.3952, 1.4537, 1.4882, 1.5117, 1.5356, 1.5571, 1.5714, 1.5831
        ),
        _cited("Tummala & Ling (1998), doi:10.1023/A:1004953014736"),
    ),
    "aguaron": RandomIndexTable(
        _from_three(0.525, 0.882, 1.115, 1.252, 1.341, 1.404, 1.452, 1.484, 1.513, 1.535, 1.555, 1.570, 1.583),
        _cited("Aguarón & Moreno-Jiménez (2003), doi:10.1016/S0377-2217(02)00255-2"),
    ),
    "donegan_dodd": RandomIndexTable(
        _from_three(
            0.4914, 0.8286, 1.0591, 1.1797, 1.2519, 1.3171, 1.3733, 1.4055, 1.4213, 1.4497, 1.4643, 1.4822, 1.4969
        ),
        _cited("Donegan & Dodd (1991), doi:10.1016/0895-7177(91)90098-R"),
    ),
    "simulated": RandomIndexTable(
        _from_three(
            0.5244574543, 0.8841580007, 1.1086, 1.2493, 1.3406, 1.4044, 1.4508, 1.4858, 1.5136, 1.5360, 1.5548,
            1.5704, 1.5839, 1.5956, 1.6050, 1.6135, 1.6223, 1.6290,
        )
        | {25: 1.6557, 30: 1.6722, 40: 1.6933, 50: 1.7062, 60: 1.7140, 70: 1.7201, 80: 1.7243, 90: 1.7280, 100: 1.7305},
        Text(
            "surveytools: exact for n = 3 and 4, else simulated on the 17 values of Saaty's scale",
            "surveytools：n = 3、4 为精确值，其余按 Saaty 标度的 17 个取值模拟",
        ),
    ),
}  # fmt: skip
