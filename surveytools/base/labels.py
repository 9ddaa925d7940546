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
    "item_rest_r_ci_low": _label("Corrected r, CI low", "CITC 区间下限"),
    "item_rest_r_ci_high": _label("Corrected r, CI high", "CITC 区间上限"),
    "alpha_if_deleted_ci_low": _label("α if deleted, CI low", "删除后 α 区间下限"),
    "alpha_if_deleted_ci_high": _label("α if deleted, CI high", "删除后 α 区间上限"),
    "kr20": _label("KR-20", "KR-20 系数"),
    "kr21": _label("KR-21", "KR-21 系数"),
    "difficulty": _label("Difficulty p", "难度 p"),
    "f": _label("F", "F 值"),
    "df1": _label("df 1", "自由度 df1", "count"),
    "df2": _label("df 2", "自由度 df2", "count"),
    "ci_low": _label("CI low", "区间下限"),
    "ci_high": _label("CI high", "区间上限"),
    "half_r": _label("r between halves", "两半相关"),
    "spearman_brown": _label("Spearman–Brown", "Spearman–Brown 系数"),
    "horst": _label("Horst (unequal halves)", "Horst 系数（不等长）"),
    "guttman": _label("Guttman split-half", "Guttman 分半系数"),
    "half": _label("Half", "分半", "text"),
    "items": _label("Items", "题项", "text"),
    "scale": _label("Scale", "量表", "text"),
    # item analysis
    "missing": _label("Missing", "缺失", "count"),
    "skewness": _label("Skewness", "偏度"),
    "kurtosis": _label("Kurtosis", "峰度"),
    "floor": _label("Floor", "地板比例", "percent"),
    "ceiling": _label("Ceiling", "天花板比例", "percent"),
    "mean_low": _label("Mean, low group", "低分组均值"),
    "mean_high": _label("Mean, high group", "高分组均值"),
    "critical_ratio": _label("Critical ratio", "决断值 (CR)"),
    "cohen_d": _label("Cohen's d", "效应量 d"),
    "levene_p": _label("p (Levene)", "p（Levene 检验）", "p_value"),
    "equal_variances": _label("Equal variances", "方差齐性", "text"),
    "item_total_r": _label("Item–total r", "题总相关"),
    "squared_multiple_r": _label("Squared multiple r", "复相关平方 (SMC)"),
    "loading": _label("Loading", "因素负荷量"),
    "n_failed": _label("Rules not met", "未达标项数", "count"),
    "mean_if_deleted": _label("Scale mean if deleted", "项已删除的量表均值"),
    "variance_if_deleted": _label("Scale variance if deleted", "项已删除的量表方差"),
    "step": _label("Step", "步骤", "count"),
    "alpha_before": _label("α before", "删前 α"),
    "alpha_after": _label("α after", "删后 α"),
    # scores
    "n_scored": _label("Scored", "计分人数", "count"),
    "minimum": _label("Minimum", "最小值"),
    "maximum": _label("Maximum", "最大值"),
    "n_alpha": _label("n of α", "α 样本量", "count"),
    "reversed_items": _label("Reversed items", "反向题", "text"),
    "omega": _label("McDonald's ω", "McDonald ω"),
    "omega_ci_low": _label("ω CI low", "ω 区间下限"),
    "omega_ci_high": _label("ω CI high", "ω 区间上限"),
    "omega_total": _label("ω total", "总 ω"),
    "omega_hierarchical": _label("ω hierarchical", "分层 ω"),
    "omega_general": _label("ω of the general factor", "一般因子 ω"),
    "omega_group": _label("ω of the group factor", "组因子 ω"),
    "explained_common_variance": _label("Explained common variance (ECV)", "解释共同方差 ECV"),
    "percent_uncontaminated": _label("Uncontaminated correlations (PUC)", "未受污染的相关占比 PUC", "percent"),
    "construct_replicability": _label("Construct replicability H", "结构可重复性 H"),
    "variant": _label("Variant", "口径", "text"),
    "used": _label("Used here", "本次采用", "text"),
    "estimator": _label("Estimator", "估计方法", "text"),
    "matrix": _label("Matrix", "矩阵", "text"),
    "denominator": _label("Denominator", "分母", "text"),
    "numerator": _label("Numerator", "分子", "text"),
    "printed_by": _label("Printed by", "对应软件输出", "text"),
    "ordinal_alpha": _label("Ordinal α", "序数 α"),
    "ordinal_omega": _label("Ordinal ω", "序数 ω"),
    "ordinal_alpha_if_deleted": _label("Ordinal α if deleted", "项已删除的序数 α"),
    "stratified_alpha": _label("Stratified α", "分层 α"),
    "sum_variance": _label("Variance of the sum", "总分方差"),
    # splits, lower bounds, errors of measurement
    "q05": _label("5% quantile", "5% 分位数"),
    "q25": _label("25% quantile", "25% 分位数"),
    "median": _label("Median", "中位数"),
    "q75": _label("75% quantile", "75% 分位数"),
    "q95": _label("95% quantile", "95% 分位数"),
    "n_splits": _label("Splits", "分半种数", "count"),
    "split": _label("Split", "分半", "text"),
    "first_half": _label("First half", "第一半", "text"),
    "second_half": _label("Second half", "第二半", "text"),
    "glb_cov": _label("GLB (covariances)", "GLB（协方差）"),
    "glb_corr": _label("GLB (correlations)", "GLB（相关）"),
    "error_variance": _label("Error variance", "误差方差"),
    "true_share": _label("Share without error", "非误差占比", "percent"),
    "reliability": _label("Reliability", "信度"),
    "retest_r": _label("Test–retest r", "重测相关 r"),
    "mean_first": _label("Mean, first", "首测均值"),
    "mean_second": _label("Mean, second", "重测均值"),
    "sd_first": _label("SD, first", "首测标准差"),
    "sd_second": _label("SD, second", "重测标准差"),
    "mean_change": _label("Mean change", "平均变化"),
    "r": _label("r", "相关 r"),
    "corrected_r": _label("Corrected r", "校正后相关"),
    "reliability_x": _label("Reliability of x", "x 的信度"),
    "reliability_y": _label("Reliability of y", "y 的信度"),
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
    "structure_ss": _label("Sum of squares (structure)", "结构载荷平方和"),
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
    "over": _label("Over", "相对于", "text"),
    "judgment": _label("Judgment", "判断", "text"),
    "implied_ratio": _label("Ratio of weights", "权重之比", "four"),
    "judgment_error": _label("Times off", "偏差倍数", "two"),
    "first": _label("First", "第一要素", "text"),
    "second": _label("Second", "第二要素", "text"),
    "third": _label("Third", "第三要素", "text"),
    "first_over_second": _label("First over second", "第一比第二", "text"),
    "second_over_third": _label("Second over third", "第二比第三", "text"),
    "direct": _label("First over third", "第一比第三", "text"),
    "indirect": _label("Indirect", "间接值", "text"),
    "koczkodaj": _label("Koczkodaj's index", "Koczkodaj 指标", "four"),
    "geometric_consistency": _label("GCI", "几何一致性指标 GCI", "four"),
    "geometric_consistency_limit": _label("Limit of GCI", "GCI 界值", "four"),
    "harmonic_consistency": _label("Harmonic CI", "调和一致性指标", "four"),
    "chance_of_passing": _label("Random passes", "随机通过率", "percent"),
    "pair": _label("Pair", "比较对", "text"),
    "survey_column": _label("Column", "数据列", "text"),
    "n_answered": _label("Answers", "作答人数", "count"),
    "favors_first": _label("For the first", "认为前者重要", "percent"),
    "favors_neither": _label("Equal", "同等重要", "percent"),
    "favors_second": _label("For the second", "认为后者重要", "percent"),
    "mean_ratio": _label("Mean ratio", "平均比值", "four"),
    # panels of experts
    "expert": _label("Expert", "专家", "text"),
    "experts": _label("Experts", "专家", "text"),
    "expert_weight": _label("Weight of the expert", "专家权重"),
    "worst_pair": _label("Least consistent judgment", "最不一致的判断", "text"),
    "distance": _label("Distance from the group", "与群体的距离"),
    "saaty_compatibility": _label("Saaty's compatibility", "Saaty 相容性指标"),
    "garuti_compatibility": _label("Garuti's compatibility", "Garuti 相容性指标"),
    "differs_on": _label("Differs most on", "分歧最大的要素", "text"),
    "times_group": _label("Times the group's weight", "与群体权重之比", "two"),
    "node": _label("Compared below", "所属层级", "text"),
    "consensus": _label("Consensus S*", "共识度 S*"),
    "consensus_floor": _label("Smallest possible S*", "S* 可能的最小值"),
    "homogeneity": _label("Homogeneity S", "同质性 S"),
    "group_ratio": _label("Group", "群体比值", "text"),
    "lowest": _label("Lowest", "最小值", "text"),
    "lowest_expert": _label("Given by", "给出者", "text"),
    "highest": _label("Highest", "最大值", "text"),
    "highest_expert": _label("Highest by", "最大值给出者", "text"),
    "log_sd": _label("SD of the logarithms", "对数标准差"),
    "overall_ci_low": _label("Overall, CI low", "总权重区间下限", "four"),
    "overall_ci_high": _label("Overall, CI high", "总权重区间上限", "four"),
    "local_ci_low": _label("Local, CI low", "层内权重区间下限", "four"),
    "local_ci_high": _label("Local, CI high", "层内权重区间上限", "four"),
    "cluster": _label("Group of opinion", "意见类别", "count"),
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
    # agreement of raters
    "kappa": _label("κ", "κ"),
    "weighted_kappa": _label("Weighted κ", "加权 κ"),
    "maximum_kappa": _label("Largest κ for these margins", "给定边际下的最大 κ"),
    "agreement_coefficient": _label("Coefficient", "系数"),
    "krippendorff_alpha": _label("Krippendorff's α", "Krippendorff α"),
    "null_standard_error": _label("SE under κ = 0", "κ = 0 时的标准误"),
    "z": _label("z", "z", "two"),
    "observed_agreement": _label("Observed agreement", "观察一致率"),
    "expected_agreement": _label("Agreement by chance", "期望一致率"),
    "observed_disagreement": _label("Observed disagreement", "观察不一致"),
    "expected_disagreement": _label("Disagreement by chance", "期望不一致"),
    "prevalence_index": _label("Prevalence index", "患病率指数"),
    "bias_index": _label("Bias index", "偏倚指数"),
    "pabak": _label("PABAK", "PABAK（校正患病率与偏倚的 κ）"),
    "category": _label("Category", "类别", "text"),
    "n_compared": _label("Units compared", "可比对象数", "count"),
    "n_ratings": _label("Ratings", "评分数", "count"),
    # agreement of ratings that are numbers, and panels of experts
    "shrout_fleiss": _label("Form", "形式", "text"),
    "mcgraw_wong": _label("McGraw & Wong", "McGraw 与 Wong", "text"),
    "icc": _label("ICC", "ICC 值"),
    "question": _label("Question", "所回答的问题", "text"),
    "sem": _label("SEM", "测量标准误 SEM"),
    "smallest_detectable_change": _label("Smallest detectable change", "最小可测变化 SDC"),
    "variance_source": _label("Source", "变异来源", "text"),
    "ss": _label("Sum of squares", "平方和"),
    "ms": _label("Mean square", "均方"),
    "variance": _label("Variance", "方差"),
    "kendall_w": _label("Kendall's W", "和谐系数 W"),
    "mean_spearman": _label("Mean Spearman r", "平均 Spearman 相关"),
    "n_raters": _label("Raters", "评分者数", "count"),
    "n_subjects": _label("Subjects", "对象数", "count"),
    "subject": _label("Subject", "对象", "text"),
    "mean_rank": _label("Mean rank", "平均秩次"),
    "rank_sum": _label("Rank sum", "秩和", "one"),
    "bias_p": _label("p (bias = 0)", "p（偏差为 0）", "p_value"),
    "slope": _label("Slope", "斜率"),
    "intercept": _label("Intercept", "截距"),
    "n_experts": _label("Experts", "专家数", "count"),
    "n_relevant": _label("Relevant", "评为相关", "count"),
    "i_cvi": _label("I-CVI", "I-CVI 值"),
    "chance_agreement": _label("Chance agreement", "随机一致概率"),
    "modified_kappa": _label("Modified κ", "修正 κ"),
    "kappa_verdict": _label("Verdict of κ", "κ 评价", "text"),
    "aiken_v": _label("Aiken's V", "Aiken V"),
    "s_cvi_ave": _label("S-CVI/Ave", "S-CVI/Ave（平均）"),
    "s_cvi_ua": _label("S-CVI/UA", "S-CVI/UA（全体一致）"),
    "n_essential": _label("Essential", "评为必要", "count"),
    "cvr": _label("CVR", "CVR 值"),
    "critical_cvr": _label("Critical CVR", "CVR 临界值"),
    "n_critical": _label("Experts needed", "所需专家数", "count"),
}
