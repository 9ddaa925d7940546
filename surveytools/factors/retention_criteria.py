"""What is known of the ways to count factors: what each compares, where it errs, where it comes from."""

from __future__ import annotations

from typing import NamedTuple

from surveytools.base.labels import Text


class Criterion(NamedTuple):
    """What is known of a way to count factors."""

    name: Text
    compares: Text
    weakness: Text
    source: str

    @property
    def authors(self) -> str:
        """The source without its DOIs."""
        return "; ".join(part.partition(", doi:")[0] for part in self.source.split("; "))


CRITERIA = {
    "parallel_analysis": Criterion(
        Text("parallel analysis", "平行分析"),
        Text("eigenvalues with those of random answers", "特征值与随机数据特征值"),
        Text(
            "too few where factors correlate highly or have few items; the answer depends on quantile and basis",
            "因子高度相关或每因子题项少时易低估；结果随分位数与特征值类型而变",
        ),
        "Horn (1965), doi:10.1007/BF02289447; Glorfeld (1995), doi:10.1177/0013164495055003002",
    ),
    "map_1976": Criterion(
        Text("MAP (1976)", "MAP（1976）"),
        Text("squared partial correlations after components", "剔除主成分后的偏相关平方"),
        Text("too few where loadings are low or factors have few items", "载荷低或每因子题项少时易低估"),
        "Velicer (1976), doi:10.1007/BF02293557",
    ),
    "map_2000": Criterion(
        Text("MAP (2000)", "MAP（2000）"),
        Text("fourth powers of partial correlations after components", "剔除主成分后偏相关的四次方"),
        Text("too few where loadings are low or factors have few items", "载荷低或每因子题项少时易低估"),
        "Velicer, Eaton & Fava (2000), doi:10.1007/978-1-4615-4397-8_3",
    ),
    "empirical_kaiser": Criterion(
        Text("empirical Kaiser criterion", "经验 Kaiser 准则"),
        Text(
            "eigenvalues with those of independent items, less the factors before", "特征值与扣除前面因子后的抽样界限"
        ),
        Text(
            "in large samples it becomes Kaiser's criterion, minor factors included",
            "大样本时趋同于 Kaiser 准则，会计入次要因子",
        ),
        "Braeken & van Assen (2017), doi:10.1037/met0000074",
    ),
    "hull": Criterion(
        Text("hull method (CFI)", "Hull 方法（CFI）"),
        Text("gain in fit with the degrees of freedom it costs", "拟合改善与所耗自由度"),
        Text(
            "cannot suggest no factor; leans on parallel analysis for the largest number tried",
            "不能建议 0 个因子；尝试的最大因子数取自平行分析",
        ),
        "Lorenzo-Seva, Timmerman & Kiers (2011), doi:10.1080/00273171.2011.564527",
    ),
    "bic": Criterion(
        Text("BIC", "BIC"),
        Text("likelihood with the number of parameters times ln n", "似然与参数个数 × ln n"),
        Text("needs normal answers; grows with n where minor factors are real", "要求正态；存在次要因子时随样本量增大"),
        "Schwarz (1978), doi:10.1214/aos/1176344136",
    ),
    "aic": Criterion(
        Text("AIC", "AIC"),
        Text("likelihood with the number of parameters", "似然与参数个数"),
        Text("needs normal answers; too many in large samples", "要求正态；大样本时易高估"),
        "Akaike (1987), doi:10.1007/BF02294359",
    ),
    "chi_square": Criterion(
        Text("chi-square test", "卡方检验"),
        Text("correlations with those that so many factors imply", "观测相关与模型隐含相关"),
        Text(
            "needs normal answers; in large samples it rejects every useful number",
            "要求正态；大样本时几乎拒绝所有可用的因子数",
        ),
        "Lawley & Maxwell (1971); Bartlett (1951), doi:10.1093/biomet/38.3-4.337",
    ),
    "kaiser": Criterion(
        Text("Kaiser's criterion", "Kaiser 准则"),
        Text("eigenvalues with 1", "特征值与 1"),
        Text(
            "too many, the more items there are; holds for a population, not a sample",
            "题项越多越易高估；仅适用于总体而非样本",
        ),
        "Kaiser (1960), doi:10.1177/001316446002000116; Zwick & Velicer (1986), doi:10.1037/0033-2909.99.3.432",
    ),
}
