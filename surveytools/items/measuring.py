"""All indices of inattentive answers of a questionnaire, in chunks of respondents, and why some cannot be had."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtrc

from surveytools.base.errors import MatrixError, SingularMatrixError, listed
from surveytools.base.labels import Text
from surveytools.items.inattention_indices import (
    FEWEST_IN_LINE,
    FEWEST_PAIRS,
    even_odd,
    runs,
    straightlining_share,
    within_person_sd,
)
from surveytools.items.person_fit import pair_correlation, person_total_r, similar_pairs, squared_distances
from surveytools.items.questionnaire import Dimensions, Questionnaire
from surveytools.items.scoring import weighted_sums
from surveytools.moments.accumulation import accumulate
from surveytools.moments.matrices import dependent_items, inverse

Array = NDArray[np.float64]
Pairs = tuple[tuple[str, str], ...]
CHUNK_ROWS = 4_096

MEASURES = (
    "blank_share", "longest_run", "longest_run_share", "average_run", "within_person_sd", "straightlining_share",
    "even_odd", "synonym_r", "antonym_r", "person_total_r", "mahalanobis_d2", "mahalanobis_p", "seconds_per_item",
)  # fmt: skip
_FOR_NOBODY = Text("nobody gave enough differing answers", "没有受访者给出足够多且不全相同的作答")


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The indices, the pairs of items behind some of them, and a reason for each index that is empty."""

    measures: pd.DataFrame
    synonyms: Pairs
    antonyms: Pairs
    reasons: dict[str, Text]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What all respondents together say, shape (p,) and (p, p); U and V hold pairs, P is the inverse of R or None.

    The sums and means are of the answers less their origin.
    """

    origin: float
    sums: Array
    counts: Array
    means: Array
    sd: Array
    U: Array
    V: Array
    P: Array | None
    why_no_inverse: Text | None


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where dimensions stand, and how items are turned around.

    The lines are the columns of each dimension with three items or more. After reversal the answers x less their origin
    are sign x + shift, shape (p,) each; the sums of halves W x + B, shape (p, 2 m) each, odd and even in turn.
    """

    lines: list[NDArray[np.int64]]
    W: Array
    B: Array
    sign: Array
    shift: Array


def measured(sheet: Questionnaire, critical_r: float) -> Measured:
    """Return every index of every respondent."""
    X, names = sheet.answers.X, sheet.answers.names
    sample = _sample(sheet, critical_r)
    layout = _layout(sheet, sample.origin)
    columns = {name: np.full(len(X), np.nan) for name in MEASURES}
    for start in range(0, len(X), CHUNK_ROWS):
        rows = slice(start, start + CHUNK_ROWS)
        for name, values in _of_chunk(X[rows].astype(np.float64) - sample.origin, sample, layout).items():
            columns[name][rows] = values
    if sheet.seconds is not None:
        columns["seconds_per_item"] = sheet.seconds / len(names)
    reasons = undeclared(sheet.dimensions) | _reasons(sheet, sample, critical_r)
    reasons |= {name: _FOR_NOBODY for name in MEASURES if name not in reasons and np.isnan(columns[name]).all()}
    frame = pd.DataFrame(columns, index=sheet.answers.rows, copy=False)
    return Measured(frame, _named(sample.U, names), _named(sample.V, names), reasons)


def _of_chunk(C: Array, sample: Sample, layout: Layout) -> dict[str, Array]:
    """Return the indices of the rows of C (m, p), answers less their origin."""
    longest, average = runs(C)
    found = {
        "blank_share": np.isnan(C).mean(axis=1),
        "longest_run": longest,
        "longest_run_share": longest / C.shape[1],
        "average_run": average,
        "within_person_sd": within_person_sd(C),
        "straightlining_share": straightlining_share(C, layout.lines),
        "person_total_r": person_total_r(
            layout.sign * C + layout.shift, layout.sign * sample.sums + layout.shift * sample.counts, sample.counts
        ),
    }
    if layout.W.shape[1] >= 2 * FEWEST_PAIRS:
        sums, counts = weighted_sums(C, layout.W, layout.B)
        means = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
        found["even_odd"] = even_odd(means[:, 0::2], means[:, 1::2])
    for name, pairs in (("synonym_r", sample.U), ("antonym_r", sample.V)):
        if pairs.any():
            found[name] = pair_correlation(C, pairs)
    if sample.P is not None:
        squared = squared_distances((C - sample.means) / sample.sd, sample.P)
        answered = (~np.isnan(C)).sum(axis=1)
        found |= {"mahalanobis_d2": squared, "mahalanobis_p": chdtrc(answered, squared)}
    return found


def _sample(sheet: Questionnaire, critical_r: float) -> Sample:
    """Sum up all respondents; means and sums are less the origin, one whole number for all items near their means."""
    names = sheet.answers.names
    with np.errstate(invalid="ignore", divide="ignore"):  # items that nobody answered
        moments = accumulate(sheet.answers.X, names, "pairwise")
        means, S, counts = moments.means(), moments.cov(), np.diag(moments.counts).astype(np.float64)
        origin = float(np.rint(np.nanmean(means)))
        sums = np.diag(moments.moved(np.full(len(names), origin)).sums)
        centre = sums / counts
    variances = np.diag(S)
    varying = variances > (1e-13 * means) ** 2  # more than rounding makes of equal answers
    sd = np.sqrt(np.where(varying, variances, np.nan))
    R = S / np.outer(sd, sd)
    P, why = _inverse(R, counts, names, len(sheet.answers.X))
    return Sample(
        origin, sums, counts, centre, sd,
        similar_pairs(R, critical_r), similar_pairs(-R, critical_r), P, why,
    )  # fmt: skip


def _inverse(R: Array, counts: Array, names: tuple[str, ...], n: int) -> tuple[Array | None, Text | None]:
    """Return the inverse of the correlations of n respondents, or why there is none."""
    p = len(names)
    if blank := _those(names, counts == 0):
        return None, Text(f"nobody answered {blank}", f"{blank} 无人作答")
    if same := _those(names, np.isnan(np.diag(R))):
        return None, Text(f"everyone gave the same answer to {same}", f"{same} 无变异")
    if n <= p:
        return None, Text(f"{n} respondents for {p} items", f"{n} 份问卷、{p} 个题项，样本量不大于题数")
    if np.isnan(R).any():
        return None, Text("some items were never answered together", "部分题项没有共同作答者")
    try:
        return inverse(R, names), None
    except SingularMatrixError:
        why = listed(dependent_items(R, names))
        return None, Text(f"{why} determine each other exactly", f"{why} 线性相关")
    except MatrixError:
        return None, Text("pairwise correlations are not positive definite", "成对计算的相关矩阵非正定")


def _those(names: tuple[str, ...], wanted: NDArray[np.bool_]) -> str:
    return listed(name for name, one in zip(names, wanted, strict=True) if one)


def _layout(sheet: Questionnaire, origin: float) -> Layout:
    """Return the dimensions, with the halves of those of two items or more, and the mirror of reversed items."""
    groups, p = list(sheet.dimensions.values()), len(sheet.answers.names)
    halves = [group[half::2] for group in groups if len(group) > 1 for half in (0, 1)]
    sign, shift, W = np.ones(p), np.zeros(p), np.zeros((p, len(halves)))
    for k, half in enumerate(halves):
        W[sheet.positions(half), k] = 1
    if sheet.turned and sheet.scale:
        turned = sheet.positions(sheet.turned)
        sign[turned], shift[turned] = -1, sum(sheet.scale) - 2 * origin
    lines = [sheet.positions(group) for group in groups if len(group) >= FEWEST_IN_LINE]
    return Layout(lines, sign[:, None] * W, shift[:, None] * W, sign, shift)


def undeclared(dimensions: Dimensions) -> dict[str, Text]:
    """Return which indices cannot be had of dimensions, and why."""
    groups, none, reasons = dimensions.values(), Text("no dimensions are declared", "未声明维度"), dict[str, Text]()
    if sum(len(group) > 1 for group in groups) < FEWEST_PAIRS:
        few = Text("fewer than three dimensions of two items or more", "两题及以上的维度不足三个")
        reasons["even_odd"] = few if dimensions else none
    if not any(len(group) >= FEWEST_IN_LINE for group in groups):
        short = Text("no dimension has three items", "没有三题及以上的维度")
        reasons["straightlining_share"] = short if dimensions else none
    return reasons


def _reasons(sheet: Questionnaire, sample: Sample, critical_r: float) -> dict[str, Text]:
    """Return which of the other indices cannot be had, and why."""
    reasons = dict[str, Text]()
    if sample.why_no_inverse:
        reasons |= dict.fromkeys(("mahalanobis_d2", "mahalanobis_p"), sample.why_no_inverse)
    for name, pairs, said in (
        ("synonym_r", sample.U, f"> {critical_r:g}"),
        ("antonym_r", sample.V, f"< -{critical_r:g}"),
    ):
        number = int(pairs.sum())
        if number < FEWEST_PAIRS:
            reasons[name] = Text(
                f"pairs of items with r {said}: {number}, three are needed",
                f"r {said} 的题项对只有 {number} 对，至少需要三对",
            )
    if sheet.seconds is None or np.isnan(sheet.seconds).all():
        reasons["seconds_per_item"] = Text("no times are given", "未提供作答时间")
    return reasons


def _named(pairs: Array, names: tuple[str, ...]) -> Pairs:
    return tuple((names[i], names[j]) for i, j in np.argwhere(pairs))
