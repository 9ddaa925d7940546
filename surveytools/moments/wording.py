"""How the moments were made, in words."""

from __future__ import annotations

from surveytools.base.labels import Text
from surveytools.moments.sums import Moments


def moments_conventions(moments: Moments) -> tuple[Text, ...]:
    """Say which respondents count, and which items were turned around."""
    turned = moments.turned
    reversal = (Text(f"reversed: {', '.join(turned)}", f"反向计分：{'、'.join(turned)}"),) if turned else ()
    return (_missing(moments), *reversal)


def _missing(moments: Moments) -> Text:
    n, total = moments.n_used, moments.n_total
    if moments.source != "answers":
        matrix = Text("covariance", "协方差") if moments.source == "cov" else Text("correlation", "相关")
        return Text(f"from a published {matrix.en} matrix, n = {n}", f"来自已发表的{matrix.zh}矩阵，n = {n}")
    if n == total:
        return Text(f"no missing answers, n = {n}", f"无缺失，n = {n}")
    if moments.missing == "listwise":
        return Text(
            f"missing answers: listwise, {n} of {total} respondents", f"缺失值：成列删除，使用 {total} 份中的 {n} 份"
        )
    return Text(
        f"missing answers: pairwise, n = {n} is the smallest pair count of {total} respondents",
        f"缺失值：成对删除，n = {n} 为 {total} 份中最小的成对样本量",
    )
