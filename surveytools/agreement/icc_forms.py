"""The six forms of the intraclass correlation: their names, the question each answers, how they were made, in words."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.mean_squares import MeanSquares, Model, of_mean
from surveytools.agreement.variance_components import Components
from surveytools.base.errors import ItemsError, check_setting, is_number
from surveytools.base.labels import Text
from surveytools.base.result import Interval
from surveytools.base.table import Table
from surveytools.moments.tails import normal_reach

Array = NDArray[np.float64]
Test = tuple[float | None, int | None, int | None, float | None]

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
        The intraclass correlation; NaN for a mean where that of one rating is so far below 0 that there is none.
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
        return normal_reach(0.95) * 2**0.5 * self.sem


def icc_form(source: MeanSquares | Components, model: Model, k: float, test: Test) -> IccForm:
    """Return one form, of k ratings."""
    names, question = NAMES[model, k != 1], QUESTIONS[model, k != 1]
    estimate, sem = of_mean(source.single(model), k), math.sqrt(source.noise(model) / k)
    return IccForm(names[0], names[1], model, k, estimate if estimate > -math.inf else math.nan, *test, sem, question)


def raters_needed(form: IccForm, target: float) -> int:
    """Return the smallest number of ratings whose mean reaches a target, from a form of one rating."""
    fits = is_number(target) and 0 < target < 1
    check_setting(fits, "target", target, "correlation to reach", "Give a number between 0 and 1.")
    rho = form.estimate
    if rho <= 0:
        raise ItemsError(
            f"{form.shrout_fleiss} is {rho:.3f}, and no number of raters makes more of it",
            hint="Only a form above 0 grows with the number of raters; train the raters or mend the scale.",
        )
    exact = target * (1 - rho) / (rho * (1 - target))
    return max(1, math.ceil(exact - 1e-9 * exact))


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


def question_frame(forms: tuple[IccForm, ...]) -> pd.DataFrame:
    """Return what each form answers, and its error of measurement."""
    return pd.DataFrame(
        [
            {
                "shrout_fleiss": form.shrout_fleiss, "question": form.question, "sem": form.sem,
                "smallest_detectable_change": form.smallest_detectable_change,
            }
            for form in forms
        ]
    )  # fmt: skip


def components_table(source: MeanSquares | Components) -> Table:
    """Return the variance components; one below 0 is explained."""
    names = (Text("Subjects", "对象"), Text("Raters", "评分者"), Text("Error", "误差"))
    rows = [{"variance_source": name, "variance": value} for name, value in zip(names, source.variances, strict=True)]
    below = Text(
        "A variance below 0 is what mean squares make of one that is 0 or too small to be seen.",
        "负的方差分量由均方估计所致，表明该分量为零或极小。",
    )
    notes = (below,) if min(source.variances) < 0 else ()
    return Table(Text("Variance components", "方差分量"), pd.DataFrame(rows), notes)


def undefined_notes(forms: tuple[IccForm, ...]) -> tuple[Text, ...]:
    """Say which forms of a mean there are not, and why."""
    return tuple(
        Text(
            f"{mean.shrout_fleiss} is not defined: {one.shrout_fleiss} = {one.estimate:.3f} does not lie above "
            f"-1/(k - 1) = {-1 / (mean.averaged - 1):.3f}, the lowest correlation that k ratings can have; it comes of "
            "a variance estimated below 0 and is no measure of agreement.",
            f"{mean.shrout_fleiss} 无定义：{one.shrout_fleiss} = {one.estimate:.3f} 不高于 k 次评分相关的下限 "
            f"-1/(k - 1) = {-1 / (mean.averaged - 1):.3f}；该值源于负的方差分量估计，不能用来衡量一致性。",
        )
        for one, mean in zip(forms[:3], forms[3:], strict=True)
        if math.isnan(mean.estimate)
    )


def interval_notes(
    forms: tuple[IccForm, ...], limits: list[Interval], words: Callable[[float], Text]
) -> tuple[Text, ...]:
    """Say where the two limits have different words, where there are no limits, and what one without bound means."""
    known = [(form, words(limit.low), words(limit.high)) for form, limit in zip(forms, limits, strict=True)]
    spans = [(form.shrout_fleiss, low, high) for form, low, high in known if low != high]
    by_limits = Text(
        "Judged by the limits: " + "; ".join(f"{name} {low.en} to {high.en}" for name, low, high in spans) + ".",
        "按区间上下限评价：" + "；".join(f"{name} {low.zh}至{high.zh}" for name, low, high in spans) + "。",
    )
    no_error = Text(
        "No interval where there is no error: these ratings do not show how far the ICC would vary.",
        "无误差时无法估计区间：现有评分不能反映 ICC 的变动。",
    )
    no_bound = Text("-inf: a form of a mean has no lower bound.", "-inf：均值形式没有下界。")
    at_zero = Text(
        "ICC(2,1) lies below 0: its limits take the degrees of freedom of a correlation of 0.",
        "ICC(2,1) 为负：其区间按相关为 0 时的自由度计算。",
    )
    pairs = list(zip(forms, limits, strict=True))
    return (
        *([at_zero] if any(form.model == "agreement" and form.estimate < 0 for form in forms) else []),
        *([by_limits] if spans else []),
        *([no_error] if any(math.isnan(limit.low) and form.estimate == 1 for form, limit in pairs) else []),
        *([no_bound] if any(limit.low == -math.inf for limit in limits) else []),
    )


def border_notes(forms: tuple[IccForm, ...], errors: list[float]) -> tuple[Text, ...]:
    """Say why a form at the end of the likelihood has no standard error."""
    none = any(math.isnan(error) and form.estimate < 1 for form, error in zip(forms, errors, strict=True))
    end = Text(
        "No standard error at 0, where the likelihood ends; the interval holds.",
        "估计值位于似然边界 0，无法给出标准误；区间仍然有效。",
    )
    return (end,) if none else ()


def negative_notes(forms: tuple[IccForm, ...]) -> tuple[Text, ...]:
    """Say what a form below 0 means."""
    if not any(form.estimate < 0 for form in forms):
        return ()
    if not any(form.estimate < 0 for form in forms if form.model == "consistency"):
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
        Text("standard errors by the delta method", "标准误采用 delta 法"),
    )


def made_of_likelihood(rated: Array, n_total: int) -> tuple[Text, ...]:
    """Say how the likelihood was used, and which ratings."""
    used, cells = int((~np.isnan(rated)).sum()), n_total * rated.shape[1]
    return (
        Text("variance components by restricted maximum likelihood", "方差分量采用限制性极大似然法 (REML)"),
        Text(
            "intervals and standard errors by profile likelihood, no F test",
            "置信区间与标准误采用剖面似然，不作 F 检验",
        ),
        Text(
            f"{used} of {cells} possible ratings, {len(rated)} of {n_total} subjects with a rating; k is the harmonic "
            "mean of the ratings a subject has",
            f"使用 {cells} 个可能评分中的 {used} 个，{n_total} 个对象中 {len(rated)} 个有评分；"
            "k 为每个对象评分数的调和均值",
        ),
    )
