"""The six forms of the intraclass correlation: their names, the question each answers, how they were made, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.mean_squares import MeanSquares, Model, of_mean
from surveytools.agreement.variance_components import Components
from surveytools.base.labels import Text

Array = NDArray[np.float64]
Test = tuple[float | None, int | None, int | None, float | None]
Z_95 = 1.959963984540054

NAMES: dict[tuple[Model, bool], tuple[str, str, str]] = {
    ("one-way", False): ("ICC(1,1)", "ICC(1)", "ICC1"),
    ("agreement", False): ("ICC(2,1)", "ICC(A,1)", "ICC2"),
    ("consistency", False): ("ICC(3,1)", "ICC(C,1)", "ICC3"),
    ("one-way", True): ("ICC(1,k)", "ICC(k)", "ICC1k"),
    ("agreement", True): ("ICC(2,k)", "ICC(A,k)", "ICC2k"),
    ("consistency", True): ("ICC(3,k)", "ICC(C,k)", "ICC3k"),
}
POSITIONS = {name: k for k, names in enumerate(NAMES.values()) for name in names}
QUESTIONS: dict[tuple[Model, bool], Text] = {
    ("one-way", False): Text(
        "Every subject has raters of its own: how reliable is one rating?",
        "各对象由不同的评分者评定：单次评分的信度如何？",
    ),
    ("agreement", False): Text(
        "The same raters rate all, and who is strict or lenient matters: does one rater give the value another gives?",
        "同一批评分者评定全部对象，且评分宽严有影响：一名评分者的分值与他人是否一致（绝对一致）？",
    ),
    ("consistency", False): Text(
        "The same raters rate all, and who is strict or lenient does not matter: does one rater tell the subjects "
        "apart as another does?",
        "同一批评分者评定全部对象，评分宽严无影响：一名评分者对对象的区分与他人是否相同（一致性）？",
    ),
    ("one-way", True): Text("As ICC(1,1), for the mean of the k ratings", "同 ICC(1,1)，针对 k 次评分的均值"),
    ("agreement", True): Text("As ICC(2,1), for the mean of the k raters", "同 ICC(2,1)，针对 k 名评分者的均值"),
    ("consistency", True): Text("As ICC(3,1), for the mean of the k raters", "同 ICC(3,1)，针对 k 名评分者的均值"),
}


@dataclass(frozen=True, slots=True)
class IccForm:
    """One of the six intraclass correlations.

    Parameters
    ----------
    shrout_fleiss, mcgraw_wong : str
        Its names, such as ICC(2,1) and ICC(A,1).
    model : {"one-way", "agreement", "consistency"}
        Whether raters are left out of the model, their levels count as error, or do not.
    averaged : float
        How many ratings are averaged: 1, or k.
    estimate : float
        The intraclass correlation.
    f, df1, df2, p_value : float, int, int, float or None
        The test that the subjects do not differ; None where the components come from the likelihood.
    sem : float
        Standard error of measurement, in the unit of the ratings.
    question : Text
        What it answers.
    """

    shrout_fleiss: str
    mcgraw_wong: str
    model: Model
    averaged: float
    estimate: float
    f: float | None
    df1: int | None
    df2: int | None
    p_value: float | None
    sem: float
    question: Text

    @property
    def smallest_detectable_change(self) -> float:
        """The difference of two measurements that error alone exceeds in 5% of the cases: 1.96 √2 SEM."""
        return Z_95 * 2**0.5 * self.sem


def icc_form(source: MeanSquares | Components, model: Model, k: float, test: Test) -> IccForm:
    """Return one form, of k ratings."""
    names, question = NAMES[model, k != 1], QUESTIONS[model, k != 1]
    sem = (source.noise(model) / k) ** 0.5
    return IccForm(names[0], names[1], model, k, of_mean(source.single(model), k), *test, sem, question)


def anova_frame(ms: MeanSquares) -> pd.DataFrame:
    """Return the analysis of variance, a row a source."""
    n, k = ms.n, ms.k
    sources = (
        (Text("Between subjects", "对象间"), n - 1, ms.rows),
        (Text("Within subjects", "对象内"), n * (k - 1), ms.within),
        (Text("Between raters", "评分者间"), k - 1, ms.columns),
        (Text("Residual", "残差"), (n - 1) * (k - 1), ms.error),
    )
    rows = [{"variance_source": name, "ss": df * mean, "df": df, "ms": mean} for name, df, mean in sources]
    return pd.DataFrame(rows)


def negative_notes(forms: tuple[IccForm, ...]) -> tuple[Text, ...]:
    """Say what a form below 0 means."""
    if all(form.estimate >= 0 for form in forms):
        return ()
    if all(form.estimate >= 0 for form in forms if form.model == "consistency"):
        cause = Text("strict and lenient raters hide the subjects", "评分者宽严不一，掩盖了对象之间的差异")
    else:
        cause = Text("look for raters who turned the scale around", "请检查是否有评分者把量表方向用反")
    return (
        Text(
            f"Below 0: ratings of one subject differ more than those of different subjects; {cause.en}.",
            f"负值：同一对象的评分差异大于不同对象之间的差异；{cause.zh}。",
        ),
    )


def made_of_mean_squares(n_used: int, n_total: int) -> tuple[Text, ...]:
    """Say how mean squares were used, and which subjects."""
    kept = (
        Text("no missing ratings", "无缺失评分")
        if n_used == n_total
        else Text(
            f"subjects with a missing rating left out, {n_used} of {n_total} remain",
            f"剔除评分有缺失的对象，保留 {n_total} 个中的 {n_used} 个",
        )
    )
    return (
        Text("closed form from the mean squares", "由均方直接计算"),
        Text(
            "intervals by F, of the agreement forms with Satterthwaite's degrees of freedom",
            "置信区间采用 F 分布，绝对一致形式采用 Satterthwaite 自由度",
        ),
        kept,
    )


def made_of_likelihood(rated: Array, n_total: int) -> tuple[Text, ...]:
    """Say how the likelihood was used, and which ratings."""
    used, cells = int((~np.isnan(rated)).sum()), n_total * rated.shape[1]
    return (
        Text("variance components by restricted maximum likelihood", "方差分量采用限制性最大似然法 (REML)"),
        Text("intervals by profile likelihood, no F test", "置信区间采用剖面似然，不作 F 检验"),
        Text(
            f"{used} of {cells} possible ratings, {len(rated)} of {n_total} subjects with a rating; k is the harmonic "
            "mean of the ratings a subject has",
            f"使用 {cells} 个可能评分中的 {used} 个，{n_total} 个对象中 {len(rated)} 个有评分；"
            "k 为每个对象评分数的调和均值",
        ),
    )
