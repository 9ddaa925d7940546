"""What the report says between its tables, in both languages."""

from __future__ import annotations

from surveytools.ahp.weighting_methods import Method
from surveytools.base.labels import Text
from surveytools.index.building import Index

NO_RULES = Text(
    "The study sets no rules for leaving questionnaires out: every one returned counts.",
    "本研究未设问卷筛选规则，回收问卷全部计入分析。",
)
INTRODUCTIONS = {
    "sample": Text(
        "Questionnaires are left out by the rules of the study alone; each limit stands in the table with its source. "
        "What leaving them out changes stands beside the results of all.",
        "问卷只按本研究设定的规则剔除，各界限及其出处见表。剔除前后的结果并列给出。",
    ),
    "items": Text(
        "Reversed items are turned around before anything is computed. The critical ratio compares the mean of an item "
        "between respondents with high and with low totals; the corrected item–total r is its correlation with the sum "
        "of the other items. The verdict follows fixed rules and is a suggestion; what an item asks counts as well.",
        "反向题已先行反向计分。决断值比较高分组与低分组在该题上的均值；"
        "校正题总相关（CITC）为题项与其余题项总分的相关。评判依据既定规则，仅供参考，删题还须考虑题项内容。",
    ),
    "reliability": Text(
        "Cronbach's α estimates the reliability of the sum of the items; it does not show that they measure one thing: "
        "α = k/(k − 1) · (1 − Σsᵢ²/s²), with the variances sᵢ² of the k items and s² of their sum. McDonald's ω is the "
        "share of the sum that one common factor makes up; unlike α it does not suppose that all items measure the "
        "factor equally well.",
        "Cronbach α 估计量表总分的信度（内部一致性），并不能证明各题项测量同一内容："
        "α = k/(k − 1) · (1 − Σsᵢ²/s²)，其中 sᵢ² 为 k 个题项的方差，s² 为总分方差。"
        "McDonald ω 为公因子在总分方差中所占的比例，与 α 不同，不要求各题项的因子载荷相等。",
    ),
    "adequacy": Text(
        "The KMO measure compares correlations with partial correlations; it lies between 0 and 1; the closer to "
        "1, the smaller the partial correlations are beside the correlations. Bartlett's test asks whether all "
        "correlations could be zero. Neither tells how many factors there are.",
        "KMO 值比较简单相关与偏相关，取值在 0 与 1 之间，越接近 1 说明偏相关相对于简单相关越小。"
        "Bartlett 球形检验考察各相关系数是否可能全为零。二者都不能说明因子的个数。",
    ),
    "factors": Text(
        "Criteria for the number of factors differ; parallel analysis, which compares the eigenvalues with those of "
        "random answers, is among the most accurate. Dimensions that the answers do not show remain a way to arrange "
        "the items.",
        "确定因子个数的准则各有不同，其中平行分析将特征值与随机数据的特征值比较，较为准确。数据未能显示的维度仅用于组织题项。",
    ),
    "weights": Text(
        "The overall weight of an indicator is its local weight times that of the dimension above it; the overall "
        "weights sum to 1.",
        "指标总权重等于层内权重与其上级维度权重之积，全部总权重之和为 1。",
    ),
    "index": Text(
        "Each respondent's answers go up the tree by the weights; the index of a group is the mean of its respondents.",
        "每位受访者的得分按权重逐层汇总为指数，组指数为组内受访者的平均值。",
    ),
    "published": Text(
        "Every published figure is set beside the computed one, rounded to the digits that were printed.",
        "下表将文献中的各项数值与本报告的计算值逐一对照，计算值按文献的小数位数四舍五入。",
    ),
}

PANEL = Text(
    "The judgments of each expert are checked by themselves and then put together; how, stands in the chapter on "
    "methods. The intervals of the weights come from the differences among the experts and are about all such experts. "
    "The index takes the weights as fixed: its interval is about the respondents alone, without the uncertainty of the "
    "experts.",
    "先逐一检验每位专家的判断矩阵，再加以汇总，汇总方式见“方法”一章。权重的置信区间由专家间的差异得出，"
    "针对同类专家总体。指数将权重视为固定值，其置信区间只反映受访者的抽样误差，不含专家判断的不确定性。",
)
STEPS_OF_PANEL = Text(
    "Each matrix below is the geometric mean of the judgments of the experts who count, by their weights; a pair that "
    "an expert left blank is given the ratio of the panel's least squares weights, which keeps CR on the low side.",
    "以下各矩阵为保留专家判断的几何平均（按专家权重）；专家未作答的比较以专家组最小二乘权重之比代入，CR 因此偏低。",
)

_STEPS: dict[Method, Text] = {
    "geometric": Text(
        "Root method: multiply the entries of each row (Mᵢ), take the nth root, and divide by the sum of the roots to "
        "get the weights w.",
        "方根法：计算各行元素之积 Mᵢ，取 n 次方根，再除以方根之和得到权重 w。",
    ),
    "arithmetic": Text(
        "Sum method: divide each entry by its column's sum, add up the rows, and divide by n to get the weights w.",
        "和法：各元素除以所在列之和，按行求和后除以 n 得到权重 w。",
    ),
    "eigenvector": Text(
        "Eigenvector method: the weights w are the principal eigenvector of the matrix, made to sum to 1.",
        "特征向量法：权重 w 为判断矩阵最大特征值对应的特征向量，归一化使其和为 1。",
    ),
}


def ahp_steps(method: Method) -> Text:
    """Say how weights and consistency come out of a judgment matrix."""
    steps = _STEPS[method]
    return Text(
        f"{steps.en} Then λmax is the mean of (Aw)ᵢ/wᵢ, CI = (λmax − n)/(n − 1), and CR = CI/RI, which should "
        "not exceed 0.1.",
        f"{steps.zh}最大特征值 λmax 取 (Aw)ᵢ/wᵢ 的平均值，CI = (λmax − n)/(n − 1)，CR = CI/RI，CR 应小于 0.1。",
    )


def lead(index: Index) -> Text | None:
    """Say which dimension makes most of the lead of the best group over the last one."""
    ranking = index.by_group()
    if len(ranking) < 2:
        return None
    best, last = ranking["group"].iloc[0], ranking["group"].iloc[-1]
    parts = index.contributions()[last]
    total = float(parts.sum())
    if total <= 0:
        return None
    code = str(parts.idxmax())
    name, share = index.tree[code].name, 100 * float(parts.max()) / total
    return Text(
        f"Of the lead of {best} over {last} ({total:.3f} points), {share:.0f}% comes from the dimension {name.en}.",
        f"{best}领先{last} {total:.3f} 分，其中“{name.zh}”贡献 {share:.0f}%。",
    )
