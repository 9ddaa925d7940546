"""How a factor analysis was made, and what to beware of, in words."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from surveytools.base.labels import Text
from surveytools.base.warnings import HeywoodWarning, NotConvergedWarning
from surveytools.factors.extraction import METHOD_NAMES, Paf
from surveytools.factors.requirements import counted
from surveytools.factors.rotation_wording import started

if TYPE_CHECKING:
    from surveytools.factors.analysis import FactorAnalysis


def analysis_headline(found: FactorAnalysis) -> Text:
    """Say how much the factors explain, and how well they fit."""
    share, m, n = 100 * float(found.variance["cumulative"].iloc[-1]), found.n_factors, found.n_used
    what = counted(m, "components" if found.settings.method == "pca" else "factors")
    verb = "explains" if m == 1 else "explain"
    en = f"{what.en} {verb} {share:.1f}% of the variance of {len(found.loadings)} items, n = {n}"
    zh = f"{what.zh}解释 {len(found.loadings)} 个题项方差的 {share:.1f}%，n = {n}"
    if not np.isnan(found.fit.p_value):
        fit = f"χ²({found.fit.df}) = {found.fit.chi2:.2f}, RMSEA = {found.fit.rmsea:.3f}, TLI = {found.fit.tli:.3f}"
        en, zh = f"{en}; {fit}", f"{zh}；{fit.replace(', ', '，')}"
    return Text(f"{en}.", f"{zh}。")


def analysis_conventions(found: FactorAnalysis) -> tuple[Text, ...]:
    """Say extraction, rotation, preset, what to beware of, and the correlations."""
    rotation, preset = found.settings.rotation.text, found.settings.preset
    program = (Text(f"settings: {preset.en}", f"设置：{preset.zh}"),) if preset else ()
    return (
        _extraction(found),
        Text(f"rotation: {rotation.en}", f"旋转：{rotation.zh}"),
        *started(found.n_starts, found.n_minima, found.seed),
        *program,
        *_cautions(found),
        *found.data.made,
    )


def _extraction(found: FactorAnalysis) -> Text:
    method, n, paf = METHOD_NAMES[found.settings.method], found.unrotated.n_starts, found.settings.extraction
    more = Text(f", best of {n} starts", f"，{n} 个初值中的最优解") if n > 1 else Text("", "")
    if isinstance(paf, Paf):
        more = Text(f", {paf.text.en}", f"，{paf.text.zh}")
    return Text(f"extraction: {method.en}{more.en}", f"提取方法：{method.zh}{more.zh}")


def _cautions(found: FactorAnalysis) -> Iterator[Text]:
    if found.heywood:
        yield Text(f"Heywood case: {', '.join(found.heywood)}", f"Heywood 情形：{'、'.join(found.heywood)}")
    if np.isnan(found.fit.chi2) and found.settings.method != "pca":
        above = found.impossible
        why = Text(f"communality above 1 of {', '.join(above)}", f"{'、'.join(above)} 的共同度大于 1")
        never = Text("the implied correlations are not positive definite", "模型隐含相关矩阵非正定")
        said = why if above else never
        yield Text(f"IMPOSSIBLE solution, without test and fit: {said.en}", f"解不成立，不作检验与拟合评价：{said.zh}")
    if found.data.correlation != "pearson" and found.settings.method != "pca":
        yield Text(
            "χ² and the indices from it are those of Pearson correlations of normal answers",
            "χ² 及由其得到的指数以正态数据的 Pearson 相关为前提",
        )
    if not found.converged:
        yield Text("NOT converged", "未收敛")


def warn_of_solution(found: FactorAnalysis, stacklevel: int) -> None:
    """Warn of Heywood cases, and of an iteration that did not come to its end."""
    advice = "(a Heywood case); take fewer factors, or leave the item out."
    at_bound = [name for name in found.heywood if name not in found.impossible]
    faults = [f"the uniqueness of {', '.join(at_bound)} fell to zero {advice}"] if at_bound else []
    if found.impossible:
        above = ", ".join(f"{name} ({found.communalities[name]:.2f})" for name in found.impossible)
        faults.append(f"the communality of {above} is above 1, so there is no test and no fit {advice}")
    for fault in faults:
        warnings.warn(fault, HeywoodWarning, stacklevel=stacklevel + 1)
    if not found.converged:
        warnings.warn(
            f"{found.settings.method} with {found.settings.rotation.text.en} did not converge after "
            f"{found.unrotated.iterations} steps; the loadings are those of the last step.",
            NotConvergedWarning,
            stacklevel=stacklevel + 1,
        )
