"""Where judgments contradict the weights or each other, as frames and tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from surveytools.ahp.entries import Array, entry_text
from surveytools.ahp.indices import koczkodaj_of, worst_pairs, worst_triads
from surveytools.base.labels import Text
from surveytools.base.table import Table


def pair_frame(A: Array, w: Array, labels: Sequence[str], most: int) -> pd.DataFrame:
    """Return the pairs furthest from what the weights imply, one a row."""
    rows = [(labels[i], labels[j], A[i, j], w[i] / w[j], error) for i, j, error in worst_pairs(A, w, most)]
    return pd.DataFrame(rows, columns=["criterion", "over", "judgment", "implied_ratio", "judgment_error"])


def triad_frame(A: Array, labels: Sequence[str], most: int) -> pd.DataFrame:
    """Return the triads that contradict themselves most.

    In a row the first outweighs the second a times and the second the third b times; `direct` is how many times the
    first outweighs the third, `indirect` is a b, and `koczkodaj` is 0 where both agree.
    """
    rows = [
        (labels[i], labels[j], labels[k], A[i, j], A[j, k], A[i, k], A[i, j] * A[j, k], koczkodaj_of(ratio))
        for i, j, k, ratio in worst_triads(A, most)
    ]
    names = ["first", "second", "third", "first_over_second", "second_over_third", "direct", "indirect", "koczkodaj"]
    return pd.DataFrame(rows, columns=names)


def pair_table(frame: pd.DataFrame) -> Table:
    """Print the worst pairs."""
    note = Text("The judgment is so many times above the ratio of the weights.", "偏差为判断值与权重之比的倍数。")
    printed = frame.assign(judgment=_entries(frame["judgment"]))
    return Table(Text("Judgments furthest from the weights", "与权重偏差最大的判断"), printed, (note,))


def triad_table(frame: pd.DataFrame) -> Table:
    """Print the worst triads."""
    entries = ("first_over_second", "second_over_third", "direct", "indirect")
    printed = frame.assign(**{name: _entries(frame[name]) for name in entries})
    note = Text(
        "Indirect is the product of the two judgments before it; without a contradiction it equals the direct one.",
        "间接值为前两个判断之积；若无矛盾，应与直接判断相等。",
    )
    return Table(Text("Triads that contradict themselves most", "矛盾最大的三元组"), printed, (note,))


def _entries(column: pd.Series) -> list[str]:
    return [entry_text(x) for x in np.asarray(column, float).tolist()]
