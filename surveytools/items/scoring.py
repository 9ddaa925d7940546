"""Scores of scales: keyed items, reversal by declared bounds, and a rule for skipped answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.base.errors import OptionError, SurveyError, check_option, listed
from surveytools.base.labels import Text
from surveytools.base.result import Result, result_class
from surveytools.base.table import Table
from surveytools.base.warnings import MissingAnswersWarning, suppressed
from surveytools.items.columns import chosen_columns, column_names
from surveytools.items.keys import Key, ScoreMethod, check_known, resolved_keys
from surveytools.moments.door import Scale, enter_answers, enter_moments, is_scale
from surveytools.reliability.alpha import alpha_of_moments

Array = NDArray[np.float64]
Bounds = Scale | Mapping[str, Scale]
METHODS: dict[ScoreMethod, Text] = {
    "mean": Text("mean of the answers given", "已作答题项的均值"),
    "sum": Text("sum of the answers", "题项总分"),
    "prorated": Text("mean of the answers given x number of items", "已作答题项均值 × 题数"),
}
CHUNK_ROWS = 4_096


@result_class
class ScaleScores(Result):
    """Scores of respondents on scales.

    Attributes
    ----------
    scores : pandas.DataFrame, shape (n, m)
        One row a respondent, under the index of the answers; NaN where too few items were answered.
    n_answered : pandas.DataFrame, shape (n, m)
        Items that each respondent answered.
    table : pandas.DataFrame
        One row a scale: scale, n_items, n_scored, mean, sd, minimum, maximum, alpha, n_alpha, reversed_items.
    method : {"mean", "sum", "prorated"}
        How answers become a score.
    keys : tuple of Key
        The scales as they were understood.
    n_used, n_total : int
        Respondents with a score on every scale; respondents in all.
    """

    scores: pd.DataFrame = field(repr=False)
    n_answered: pd.DataFrame = field(repr=False)
    table: pd.DataFrame
    method: ScoreMethod
    keys: tuple[Key, ...]
    n_used: int
    n_total: int
    references = (
        "Fairclough, D. L., & Cella, D. F. (1996). Functional Assessment of Cancer Therapy (FACT-G): Non-response to "
        "individual questions. Quality of Life Research, 5, 321-329. https://doi.org/10.1007/BF00433916",
    )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a scale; the scores themselves are ``.scores``."""
        return self.table.copy()

    def headline(self) -> Text:
        """State how many respondents were scored."""
        m, n, total = len(self.keys), self.n_used, self.n_total
        return Text(
            f"Scores of {total} respondents on {m} {'scale' if m == 1 else 'scales'}; {n} have all of them.",
            f"{total} 位受访者在 {m} 个量表上的得分，其中 {n} 位各量表均有得分。",
        )

    def tables(self) -> tuple[Table, ...]:
        """Return the table of the scales."""
        note = Text(
            "α of respondents who answered all items of the scale; none where a scale has one item, a constant item or "
            "too few respondents",
            "α 基于该量表作答完整者；单题量表、含常数题或样本过少时不计算",
        )
        return (Table(Text("Scales", "量表得分"), self.to_frame(), (note,)),)

    @property
    def conventions(self) -> tuple[Text, ...]:
        """How answers became scores, and how many had to be given."""
        method = METHODS[self.method]
        least = ", ".join(f"{key.name} {key.least}/{len(key.items)}" for key in self.keys)
        return (
            Text(f"score: {method.en}", f"计分：{method.zh}"),
            Text(f"answers needed: {least}", f"至少作答题数：{least}"),
            Text("reversed: low + high - x of the declared scale", "反向计分：按声明的量表上下限，最小值 + 最大值 − x"),
        )


def score(
    items: Any,
    keys: Mapping[str, Sequence[str]] | None = None,
    scale: Bounds | None = None,
    *,
    method: ScoreMethod = "mean",
    min_answered: float | None = None,
    reverse: Sequence[str] | None = None,
) -> ScaleScores:
    r"""Score respondents on one scale or several.

    With the items A that a respondent answered, out of the k of a scale, reversed ones entering as low + high - x,

    .. math:: \text{mean} = \frac{1}{|A|} \sum_{i \in A} x_i, \quad \text{sum} = \sum_i x_i, \quad
              \text{prorated} = \frac{k}{|A|} \sum_{i \in A} x_i.

    Parameters
    ----------
    items : frame or array
        Answers, one row a respondent and one column an item; columns that no scale names are not looked at.
    keys : mapping of str to list of str, optional
        Scales and their items, ``"-q3"`` for an item to be turned around. Without it all items make one scale,
        ``"score"``.
    scale : (low, high) or mapping of str to (low, high), optional
        Lowest and highest possible answer, of all items or of each. Reversal needs it; answers outside are an error.
    method : {"mean", "sum", "prorated"}
        What the score is. A sum needs all answers; ``"prorated"`` is the mean times the number of items.
    min_answered : int or float, optional
        How many items of a scale must be answered: a whole number is a count, a fraction (1.0 included) a share. By
        default half of them for ``"mean"`` and ``"prorated"``, all for ``"sum"``.
    reverse : list of str, optional
        Items to turn around in every scale; the same as a minus in the keys.

    Returns
    -------
    ScaleScores
        ``.scores``, ``.n_answered``, ``.to_frame()`` with alpha of each scale.

    Raises
    ------
    OptionError
        For a reversal without bounds, and a `min_answered` that cannot be met.
    ItemsError
        For unknown items, and one named twice in a scale.
    AnswersError
        For text, infinite answers, and answers outside the scale.
    AnswersNeededError
        For moments.

    Notes
    -----
    The scores of ``psych::scoreItems(impute = "none")`` and of SPSS's ``MEAN.n(…)``, but reversal never takes the
    extremes that happened to be observed for the ends of the scale.

    References
    ----------
    Fairclough, D. L., & Cella, D. F. (1996). Functional Assessment of Cancer Therapy (FACT-G): Non-response to
    individual questions. Quality of Life Research, 5, 321-329. https://doi.org/10.1007/BF00433916

    Examples
    --------
    >>> import pandas as pd, surveytools as st
    >>> answers = pd.DataFrame({"q1": [1, 4, None], "q2": [2, 5, 3], "q3": [5, 1, None]}, index=["a", "b", "c"])
    >>> st.score(answers, {"calm": ["q1", "q2", "-q3"]}, scale=(1, 5)).scores["calm"].round(3).tolist()
    [1.333, 4.667, nan]
    """
    check_option("method", method, METHODS)
    known = column_names(items)
    wanted = resolved_keys(keys, reverse, known, method, min_answered)
    used = tuple(name for name in known if any(name in key.items for key in wanted))
    answers = enter_answers(chosen_columns(items, used), scale=None)
    bounds = _bounds(scale, known, used)
    frame = pd.DataFrame(answers.X, columns=list(used), index=answers.rows, copy=False)
    _check_bounds(frame, bounds)
    _check_reversal(wanted, bounds)
    sums, counts = weighted_sums(answers.X, *_weights(wanted, used, bounds))
    k, least = np.array([len(key.items) for key in wanted]), np.array([key.least for key in wanted])
    values = scored(sums, counts, k, least, method)
    names = [key.name for key in wanted]
    scores = pd.DataFrame(values, index=answers.rows, columns=names)
    return ScaleScores(
        scores=scores,
        n_answered=pd.DataFrame(counts, index=answers.rows, columns=names),
        table=_table(wanted, values, _alphas(wanted, frame, bounds)),
        method=method,
        keys=wanted,
        n_used=int((~np.isnan(values).any(axis=1)).sum()),
        n_total=len(values),
    )


def _bounds(scale: Bounds | None, known: Sequence[str], used: Sequence[str]) -> dict[str, Scale]:
    """Return the declared ends of each item that has some."""
    if scale is None:
        return {}
    by_item = scale if isinstance(scale, Mapping) else dict.fromkeys(used, scale)
    given = {str(name): ends for name, ends in by_item.items()}
    for name, ends in given.items():
        check_known(name, known)
        if not is_scale(ends):
            raise OptionError(
                f"scale={ends!r} of {name} is no scale", hint="Give the lowest and the highest answer, such as (1, 5)."
            )
    return {name: given[name] for name in used if name in given}


def _check_bounds(frame: pd.DataFrame, bounds: Mapping[str, Scale]) -> None:
    """Raise an error that names the cells outside; items with the same ends are checked together."""
    for ends in dict.fromkeys((low, high) for low, high in bounds.values()):
        same = [name for name, (low, high) in bounds.items() if (low, high) == ends]
        enter_answers(frame if len(same) == frame.shape[1] else frame[same], scale=ends)


def _check_reversal(keys: Sequence[Key], bounds: Mapping[str, Scale]) -> None:
    unbounded = dict.fromkeys(name for key in keys for name in key.turned if name not in bounds)
    if unbounded:
        raise OptionError(
            f"reversal of {listed(unbounded)} needs the bounds of the scale",
            hint="Say scale=(low, high), such as scale=(1, 5); the answers given need not reach the ends.",
        )


def _weights(keys: Sequence[Key], used: Sequence[str], bounds: Mapping[str, Scale]) -> tuple[Array, Array]:
    """Return the sign of each item in each scale, 0 where it is not in it, and what reversal adds; (p, m) each."""
    W, B = np.zeros((len(used), len(keys))), np.zeros((len(used), len(keys)))
    for j, key in enumerate(keys):
        for name in key.items:
            i = used.index(name)
            W[i, j] = -1 if name in key.turned else 1
            B[i, j] = sum(bounds[name]) if name in key.turned else 0
    return W, B


def weighted_sums(X: NDArray[Any], W: Array, B: Array) -> tuple[Array, NDArray[np.int64]]:
    """Return sums of W x + B over the answers of each row of X, shape (n, p), and their numbers; (n, m) each."""
    n, m = len(X), W.shape[1]
    sums, counts = np.empty((n, m)), np.empty((n, m), np.int64)
    inside, k = np.abs(W), np.abs(W).sum(axis=0)
    for start in range(0, n, CHUNK_ROWS):
        rows = slice(start, start + CHUNK_ROWS)
        C = X[rows].astype(np.float64, copy=False)
        known = ~np.isnan(C)
        if known.all():
            sums[rows], counts[rows] = C @ W + B.sum(axis=0), k
            continue
        given = known.astype(np.float64)
        sums[rows], counts[rows] = np.where(known, C, 0) @ W + given @ B, np.rint(given @ inside)
    return sums, counts


def scored(sums: Array, counts: NDArray[np.int64], k: NDArray[Any], least: NDArray[Any], method: ScoreMethod) -> Array:
    """Turn sums of the answers given, shape (n, m), into scores; NaN below the number of answers needed, shape (m,)."""
    factor = {"mean": 1.0, "prorated": k, "sum": counts}[method]
    return np.where(counts >= least, sums / np.maximum(counts, 1) * factor, np.nan)


def _alphas(keys: Sequence[Key], frame: pd.DataFrame, bounds: Mapping[str, Scale]) -> list[tuple[float, float]]:
    return [_alpha(key, frame[list(key.items)], bounds) for key in keys]


def _alpha(key: Key, answers: pd.DataFrame, bounds: Mapping[str, Scale]) -> tuple[float, float]:
    """Return alpha of one scale and its n, NaN where it has none."""
    try:
        with suppressed(MissingAnswersWarning):
            moments = enter_moments(answers)
        for name in key.turned:
            moments = moments.reversed([name], bounds[name])
        return alpha_of_moments(moments).alpha, moments.n_used
    except SurveyError:
        return np.nan, np.nan


def _table(keys: Sequence[Key], values: Array, alphas: list[tuple[float, float]]) -> pd.DataFrame:
    rows = [
        {"scale": key.name, "n_items": len(key.items), **_summary(column), "alpha": alpha, "n_alpha": n,
         "reversed_items": ", ".join(key.turned)}
        for key, column, (alpha, n) in zip(keys, values.T, alphas, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _summary(column: Array) -> dict[str, float]:
    known = column[~np.isnan(column)]
    n = len(known)
    return {
        "n_scored": n,
        "mean": float(known.mean()) if n else np.nan,
        "sd": float(known.std(ddof=1)) if n > 1 else np.nan,
        "minimum": float(known.min(initial=np.inf)) if n else np.nan,
        "maximum": float(known.max(initial=-np.inf)) if n else np.nan,
    }
