"""Machine names and what is printed for them, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

Kind = Literal["text", "count", "number", "two", "four", "one", "percent", "p_value", "loading", "scientific"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages.

    Parameters
    ----------
    en, zh : str
        In English, and in Chinese.

    Examples
    --------
    >>> import surveytools as st
    >>> st.Text("Speed", "速度").said("zh")
    '速度'
    """

    en: str
    zh: str

    def said(self, language: Language) -> str:
        """Return the words in one language."""
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        return self.en


def joined(lines: tuple[Text, ...]) -> Text:
    """Return texts in one line."""
    return Text("; ".join(line.en for line in lines), "；".join(line.zh for line in lines))


@dataclass(frozen=True, slots=True)
class Label:
    """How a column is headed, and how its numbers are printed."""

    text: Text
    kind: Kind


def label(name: str) -> Label:
    """Return the label of a machine name; an unknown name is printed as it is."""
    return LABELS.get(name) or Label(Text(name, name), "number")


def _label(en: str, zh: str, kind: Kind = "number") -> Label:
    return Label(Text(en, zh), kind)


LABELS: dict[str, Label] = {
    # items and respondents
    "item": _label("Item", "题项", "text"),
    "mean": _label("Mean", "均值"),
    "sd": _label("SD", "标准差"),
    "n": _label("n", "样本量", "count"),
    "n_used": _label("n used", "有效样本量", "count"),
    "n_total": _label("n total", "总样本量", "count"),
    "n_items": _label("Items", "题数", "count"),
    "share": _label("Share", "占比", "percent"),
    "stage": _label("Stage", "阶段", "text"),
    "respondent": _label("Respondent", "受访者", "text"),
    "reason": _label("Reason", "原因", "text"),
    "valid": _label("Valid", "是否有效", "text"),
    "rule": _label("Rule", "规则", "text"),
    "limit": _label("Limit", "界限", "text"),
    "count": _label("Count", "份数", "count"),
    # reliability
    "statistic": _label("Statistic", "统计量", "text"),
    "estimate": _label("Estimate", "估计值"),
    "alpha": _label("Cronbach's α", "Cronbach α"),
    "standardized_alpha": _label("Standardized α", "标准化 α"),
    "mean_interitem_r": _label("Mean inter-item r", "平均题间相关"),
    "within_r": _label("Mean r within", "维度内平均相关"),
    "between_r": _label("Mean r with other dimensions", "与其他维度平均相关"),
    "item_rest_r": _label("Corrected item–total r", "校正项总计相关性 (CITC)"),
    "alpha_if_deleted": _label("α if deleted", "项已删除的 α 系数"),
    "ci_low": _label("CI low", "区间下限"),
    "ci_high": _label("CI high", "区间上限"),
    "half_r": _label("r between halves", "两半相关"),
    "spearman_brown": _label("Spearman–Brown", "Spearman–Brown 系数"),
    "horst": _label("Horst (unequal halves)", "Horst 系数（不等长）"),
    "guttman": _label("Guttman split-half", "Guttman 分半系数"),
    "half": _label("Half", "分半", "text"),
    "items": _label("Items", "题项", "text"),
    "scale": _label("Scale", "量表", "text"),
    # adequacy
    "kmo": _label("KMO", "KMO 值"),
    "msa": _label("MSA", "MSA"),
    "determinant": _label("Determinant", "行列式", "scientific"),
    "chi2": _label("χ²", "近似卡方", "two"),
    "df": _label("df", "自由度 df", "count"),
    "p_value": _label("p", "p 值", "p_value"),
    "verdict": _label("Verdict", "评价", "text"),
    # factor analysis
    "factor": _label("Factor", "因子", "text"),
    "communality": _label("Communality h²", "共同度 h²"),
    "uniqueness": _label("Uniqueness u²", "独特性 u²"),
    "ss_loadings": _label("Sum of squares", "载荷平方和"),
    "proportion": _label("Variance explained", "方差解释率", "percent"),
    "cumulative": _label("Cumulative", "累积解释率", "percent"),
    "component_share": _label("First component", "首个成分", "percent"),
    "factor_share": _label("One factor", "单因子", "percent"),
    "rmsea": _label("RMSEA", "RMSEA"),
    "rmsea_low": _label("90% CI low", "90% 区间下限"),
    "rmsea_high": _label("90% CI high", "90% 区间上限"),
    "tli": _label("TLI", "TLI"),
    "bic": _label("BIC", "BIC", "two"),
    "rmsr": _label("RMSR", "RMSR"),
    "standard_error": _label("SE", "标准误"),
    "determinacy": _label("Determinacy", "确定性系数"),
    "minimum_r": _label("Smallest r of equally good scores", "等效得分间的最小相关"),
    # indicators and weights
    "code": _label("Code", "编号", "text"),
    "indicator": _label("Indicator", "指标", "text"),
    "parent": _label("Belongs to", "上级指标", "text"),
    "dimension": _label("Dimension", "维度", "text"),
    "level": _label("Level", "层次", "count"),
    "local_weight": _label("Local weight", "层内权重", "four"),
    "overall_weight": _label("Overall weight", "总权重", "four"),
    "rank": _label("Rank", "排名", "count"),
    # pairwise comparisons
    "criterion": _label("Criterion", "要素", "text"),
    "row_product": _label("Row product Mᵢ", "行乘积 Mᵢ", "four"),
    "row_root": _label("nth root of Mᵢ", "Mᵢ 的 n 次方根", "four"),
    "row_sum": _label("Row sum of normalized columns", "归一化列的行和", "four"),
    "weight": _label("Weight wᵢ", "权重 wᵢ", "four"),
    "aw": _label("(Aw)ᵢ", "(Aw)ᵢ", "four"),
    "aw_over_w": _label("(Aw)ᵢ / wᵢ", "(Aw)ᵢ / wᵢ", "four"),
    "lambda_max": _label("λmax", "λmax", "four"),
    "consistency_index": _label("CI", "CI", "four"),
    "random_index": _label("RI", "RI", "two"),
    "consistency_ratio": _label("CR", "CR", "four"),
    "consistency_ratio_perron": _label("CR (Perron λmax)", "CR（Perron λmax）", "four"),
    "n_criteria": _label("n", "阶数 n", "count"),
    "cell": _label("Cell", "单元格", "text"),
    "given": _label("Given", "原值", "text"),
    "taken": _label("Taken as", "取值", "text"),
    # index
    "group": _label("Group", "组别", "text"),
    "index": _label("Index", "指数"),
    "index_100": _label("Index (0–100)", "指数（0–100）", "two"),
    "ci_low_100": _label("CI low (0–100)", "区间下限（0–100）", "two"),
    "ci_high_100": _label("CI high (0–100)", "区间上限（0–100）", "two"),
    "group_a": _label("Group A", "组 A", "text"),
    "group_b": _label("Group B", "组 B", "text"),
    "difference": _label("Difference A − B", "差值 A − B"),
    "contribution": _label("Contribution", "贡献"),
    "t": _label("t", "t", "two"),
    "df_welch": _label("df", "df", "one"),
    "p_adjusted": _label("p (Holm)", "p（Holm 校正）", "p_value"),
    "section": _label("Section", "章节", "text"),
    "result": _label("Result", "结果", "text"),
    # published beside computed
    "figure": _label("Figure", "统计量", "text"),
    "published": _label("Published", "文献值", "text"),
    "computed": _label("Computed", "计算值", "text"),
    "agrees": _label("Agrees", "是否一致", "text"),
    "remark": _label("Remark", "说明", "text"),
    # rotation
    "factor_a": _label("Factor of the first", "第一组因子", "text"),
    "factor_b": _label("Factor of the second", "第二组因子", "text"),
    "sign": _label("Sign", "符号", "count"),
    "congruence": _label("Congruence φ", "同余系数 φ"),
    "general": _label("General factor", "一般因子"),
    "general_share": _label("Share of the general factor", "一般因子占比", "percent"),
    # number of factors
    "position": _label("Number", "序号", "count"),
    "eigenvalue": _label("Eigenvalue", "特征值"),
    "mean_eigenvalue": _label("Mean of chance", "随机均值"),
    "reference_eigenvalue": _label("Reference", "参照值"),
    "cumulative_share": _label("Cumulative share", "累积占比", "percent"),
    "retained": _label("Retained", "是否保留", "text"),
    "n_factors": _label("Factors", "因子数", "count"),
    "average_squared": _label("Average squared partial r", "偏相关平方均值", "four"),
    "average_fourth": _label("Average fourth power", "偏相关四次方均值", "four"),
    "aic": _label("AIC", "AIC", "two"),
    "n_heywood": _label("Heywood cases", "Heywood 题项数", "count"),
    "converged": _label("Converged", "是否收敛", "text"),
    "fit_value": _label("Fit", "拟合值"),
    "on_hull": _label("On the hull", "在凸包上", "text"),
    "st": _label("st", "st", "two"),
}
