"""Make the synthetic data of this study: ``judgments/`` and ``responses.csv``.

The raw answers and the judgment matrices of the published study never appeared in print. This script makes
stand-ins that give the printed figures: it searches judgment matrices on Saaty's scale with the printed
consistency ratios, and anneals integer answers until both alphas, the split-half coefficient, KMO and
Bartlett's chi-square are the printed ones. It reads ``indicators.csv`` and ``study.toml`` and writes beside itself.

Run ``python simulate.py`` to write the files and check them, ``python simulate.py --check`` to check only.

Every random draw is seeded, yet another build of numpy or of its linear algebra (BLAS, LAPACK) may differ in a last
digit and so lead the annealing another way. The files in this folder are the record, not what a rerun gives.
"""

import sys
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, groupby
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
SEED = 191
LOW, HIGH = 1, 5

RANDOM_INDEX = {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32}
SAATY = np.array([1 / k for k in range(9, 1, -1)] + list(range(1, 10)))
SAATY_TEXT = [f"1/{k}" for k in range(9, 1, -1)] + [str(k) for k in range(1, 10)]
RATIO_CLOSE = 0.4e-4
APART = 0.005  # least distance of two weights of one matrix
STRONGEST = 7  # no judgment of the made-up experts is more extreme than 7 or 1/7

# How much each child matters to its parent, before judgment: content most, looks least.
IMPORTANCE = {
    "tangibles": 8, "reliability": 36, "responsiveness": 17, "assurance": 27, "empathy": 12,
    "TA1": 8, "TA2": 34, "TA3": 26, "TA4": 19, "TA5": 13,
    "RL1": 33, "RL2": 26, "RL3": 12, "RL4": 6, "RL5": 15, "RL6": 9,
    "RS1": 9, "RS2": 36, "RS3": 14, "RS4": 18, "RS5": 23,
    "AS1": 24, "AS2": 31, "AS3": 18, "AS4": 9, "AS5": 12, "AS6": 6,
    "EM1": 16, "EM2": 42, "EM3": 10, "EM4": 29,
}  # fmt: skip

# Mean answer about which the items of a dimension lie, reversed items turned round.
LEVEL = {"tangibles": 3.85, "reliability": 3.75, "responsiveness": 3.3, "assurance": 3.55, "empathy": 3.4}

FIGURES = ("alpha", "alpha_dimensions", "split_half", "kmo", "bartlett_chi2")
SCALE = np.array([0.0003, 0.0003, 0.0003, 0.0003, 0.15])  # what the annealing takes for one unit of loss
CLOSE = np.array([0.0002, 0.0002, 0.0002, 0.0002, 0.002])  # when it stops
HALF_DIGIT = np.array([0.0005, 0.0005, 0.0005, 0.0005, 0.005])  # half a unit of the last printed digit
MOST_STEPS = 200_000
HOT, COOLING, COLD = 3, 0.99995, 0.2

BEST, SECOND, LAST = "中国科技论文在线", "教育技术通讯", "学术批评网"
PLATFORMS = (BEST, SECOND, LAST)
# Pull of each platform on respondents who rate a dimension high, in the order of the dimensions.
PULL = np.array([[-0.15, 0.5, -0.1, 0.5, -0.2], [0.0, 0.0, 0.1, 0.0, 0.0], [0.1, -0.25, 0.0, -0.25, 0.1]])
GROUP_SIZE = (60, 70)
T_WINDOWS = {(BEST, SECOND): (2.45, 2.8), (SECOND, LAST): (2.05, 2.5), (BEST, LAST): (4.2, 5.6)}

BLANKS = ((*range(17, 26),), (3, 6, 7, 11, 14, 15, 20, 24), (5, 12, *range(16, 26)))
STRAIGHT = (4, 3)
FAST_SECONDS = (29, 37)
SECONDS_MEDIAN, SECONDS_SPREAD, SECONDS_LEAST = 245, 0.36, 100


@dataclass(frozen=True)
class Layout:
    """Where the items stand: names, dimension of each (0/1 matrix), odd places, reversed items."""

    items: list[str]
    codes: list[str]
    dimensions: list[str]
    member: np.ndarray
    odd: np.ndarray
    reverse: np.ndarray


def read_study() -> tuple[pd.DataFrame, dict[str, Any]]:
    """Read the indicators and the settings."""
    indicators = pd.read_csv(HERE / "indicators.csv", dtype=str, keep_default_na=False, encoding="utf-8")
    return indicators, tomllib.loads((HERE / "study.toml").read_text(encoding="utf-8"))


def make_layout(indicators: pd.DataFrame) -> Layout:
    """Derive the layout of the questionnaire from the indicators."""
    leaves = indicators[indicators["item"] != ""].sort_values("item")
    dimensions = [code for code in indicators["code"] if code in set(leaves["parent"])]
    member = (leaves["parent"].to_numpy()[:, None] == np.array(dimensions)).astype(float)
    odd = np.arange(len(leaves)) % 2 == 0
    reverse = (leaves["reversed"] == "yes").to_numpy()
    return Layout(leaves["item"].tolist(), leaves["code"].tolist(), dimensions, member, odd, reverse)


def targets(published: dict[str, Any]) -> np.ndarray:
    """Return the printed figures in the order of FIGURES; KMO lies in [0, 1], so it is the smaller of its pair."""
    kmo, chi2 = sorted((published["kmo"], published["bartlett_chi2"]))
    return np.array([published["alpha"], published["alpha_dimensions"], published["split_half"], kmo, chi2])


# ---- judgments ------------------------------------------------------------------------------------------------


def root_method(matrix: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the weights by the root method and the consistency index of a judgment matrix."""
    size = len(matrix)
    weights = np.exp(np.log(matrix).mean(axis=1))
    weights /= weights.sum()
    return weights, (np.mean(matrix @ weights / weights) - size) / (size - 1)


def near_consistent(importance: np.ndarray, noise: float, rng: np.random.Generator) -> np.ndarray:
    """Draw places on Saaty's scale for the upper triangle, scattered about the ratios of the importances."""
    rows, columns = np.triu_indices(len(importance), 1)
    merit = np.log(importance) + rng.normal(0, 0.15, len(importance))
    ratios = merit[rows] - merit[columns] + rng.normal(0, noise, len(rows))
    return np.abs(ratios[:, None] - np.log(SAATY)).argmin(axis=1)


def fill(places: np.ndarray, size: int) -> np.ndarray:
    """Build the reciprocal matrix from the places of its upper triangle on Saaty's scale."""
    matrix = np.ones((size, size))
    rows, columns = np.triu_indices(size, 1)
    matrix[rows, columns] = SAATY[places]
    matrix[columns, rows] = SAATY[len(SAATY) - 1 - places]
    return matrix


def search_judgments(importance: np.ndarray, ratio: float, rng: np.random.Generator) -> np.ndarray:
    """Search a matrix with this consistency ratio (four decimals) whose weights keep the order of importance."""
    size = len(importance)
    while True:
        places = near_consistent(importance, rng.uniform(0.05, 0.6), rng)
        matrix = fill(places, size)
        weights, index = root_method(matrix)
        close = abs(index / RANDOM_INDEX[size] - ratio) < RATIO_CLOSE
        if close and matrix.max() <= STRONGEST and np.diff(weights[importance.argsort()]).min() > APART:
            return matrix


def write_judgments(indicators: pd.DataFrame, ratios: dict[str, float]) -> None:
    """Search and write the judgment matrix of every inner node."""
    folder = HERE / "judgments"
    folder.mkdir(exist_ok=True)
    for number, (node, ratio) in enumerate(ratios.items()):
        codes = indicators.loc[indicators["parent"] == node, "code"].tolist()
        importance = np.array([IMPORTANCE[code] for code in codes], float)
        matrix = search_judgments(importance, ratio, np.random.default_rng([SEED, 1, number]))
        text = [[SAATY_TEXT[np.abs(SAATY - cell).argmin()] for cell in row] for row in matrix]
        table = pd.DataFrame(text, index=pd.Index(codes, name="code"), columns=codes)
        table.to_csv(folder / f"{node}.csv", encoding="utf-8", lineterminator="\n")


def read_judgments(node: str) -> pd.DataFrame:
    """Read the judgment matrix of a node."""
    table = pd.read_csv(HERE / "judgments" / f"{node}.csv", index_col=0, dtype=str, encoding="utf-8")
    return table.map(lambda cell: float(Fraction(cell)))


def overall_weights(layout: Layout) -> np.ndarray:
    """Multiply the local weights down the tree: one overall weight an item, in questionnaire order."""
    root = read_judgments("quality")
    local: dict[str, float] = {}
    for node, weight in zip(root.index, root_method(root.to_numpy())[0], strict=True):
        table = read_judgments(node)
        local |= dict(zip(table.index, weight * root_method(table.to_numpy())[0], strict=True))
    return np.array([local[code] for code in layout.codes])


# ---- answers --------------------------------------------------------------------------------------------------


def cronbach(cov: np.ndarray) -> float:
    """Return Cronbach's alpha from a covariance matrix."""
    size = len(cov)
    return size / (size - 1) * (1 - np.trace(cov) / cov.sum())


def correlation(cov: np.ndarray) -> np.ndarray:
    """Turn a covariance matrix into a correlation matrix."""
    sd = np.sqrt(np.diag(cov))
    return cov / np.outer(sd, sd)


def adequacy(corr: np.ndarray, n: int) -> tuple[float, float]:
    """Return KMO and Bartlett's chi-square of a correlation matrix."""
    size = len(corr)
    inverse = np.linalg.inv(corr)
    r2 = (corr**2).sum() - size
    q2 = (correlation(inverse) ** 2).sum() - size
    chi2 = -(n - 1 - (2 * size + 5) / 6) * np.linalg.slogdet(corr)[1]
    return r2 / (r2 + q2), chi2


def figures(cov: np.ndarray, n: int, layout: Layout) -> np.ndarray:
    """Return the five figures, in the order of FIGURES, from the covariance matrix of the items."""
    odd, even = layout.odd.astype(float), (~layout.odd).astype(float)
    half = odd @ cov @ even / np.sqrt((odd @ cov @ odd) * (even @ cov @ even))
    kmo, chi2 = adequacy(correlation(cov), n)
    dimensions = layout.member.T @ cov @ layout.member
    return np.array([cronbach(cov), cronbach(dimensions), 2 * half / (1 + half), kmo, chi2])


def one_factor_start(n: int, layout: Layout, rng: np.random.Generator) -> np.ndarray:
    """Draw integer answers with one common factor; factor and errors are exactly uncorrelated before rounding."""
    size = len(layout.items)
    basis = np.linalg.qr(np.column_stack([np.ones(n), rng.normal(size=(n, size + 1))]))[0][:, 1:] * np.sqrt(n)
    loading = np.sqrt(rng.uniform(0.08, 0.28, size))
    latent = basis[:, :1] * loading + basis[:, 1:] * np.sqrt(1 - loading**2)
    mean = layout.member @ np.array([LEVEL[code] for code in layout.dimensions]) + rng.uniform(-0.32, 0.32, size)
    sd = rng.uniform(0.93, 1.1, size)
    return np.clip(np.rint(mean + sd * latent), LOW, HIGH).astype(np.int64)


def anneal(answers: np.ndarray, wanted: np.ndarray, layout: Layout, rng: np.random.Generator) -> np.ndarray:
    """Exchange two respondents' answers to one item, again and again, until the figures are the wanted ones.

    An exchange keeps every item's distribution; the sums of products stay exact integers throughout.
    """
    answers = answers.copy()
    n, size = answers.shape
    total = answers.sum(axis=0)
    product = answers.T @ answers

    def off(product: np.ndarray) -> np.ndarray:
        return figures((product - np.outer(total, total) / n) / (n - 1), n, layout) - wanted

    loss = ((off(product) / SCALE) ** 2).sum()
    for step in range(MOST_STEPS):
        one, two, item = rng.integers(n), rng.integers(n), rng.integers(size)
        change = answers[two, item] - answers[one, item]
        if change == 0:
            continue
        trial = product.copy()
        shift = change * (answers[one] - answers[two])
        trial[item] += shift
        trial[:, item] += shift
        trial[item, item] = product[item, item]
        deviation = off(trial)
        trial_loss = ((deviation / SCALE) ** 2).sum()
        heat = max(HOT * COOLING**step, COLD)
        if trial_loss < loss or rng.random() < np.exp((loss - trial_loss) / heat):
            answers[[one, two], item] = answers[[two, one], item]
            product, loss = trial, trial_loss
            if (np.abs(deviation) < CLOSE).all():
                return answers
    message = f"not calibrated after {MOST_STEPS} steps: off by {off(product)}"
    raise RuntimeError(message)


def welch(one: np.ndarray, two: np.ndarray) -> tuple[float, float]:
    """Return Welch's t and its degrees of freedom."""
    a, b = one.var(ddof=1) / len(one), two.var(ddof=1) / len(two)
    return (one.mean() - two.mean()) / np.sqrt(a + b), (a + b) ** 2 / (a**2 / (len(one) - 1) + b**2 / (len(two) - 1))


def choose_platforms(answers: np.ndarray, layout: Layout, rng: np.random.Generator) -> np.ndarray:
    """Say who rated which platform: draw by a logit on the dimension scores until the differences are as wanted.

    The figures of the whole sample do not depend on it.
    """
    index = answers @ overall_weights(layout)
    scores = answers @ layout.member / layout.member.sum(axis=0)
    z = (scores - scores.mean(axis=0)) / scores.std(axis=0)
    odds = np.exp(z @ PULL.T)
    edges = (odds / odds.sum(axis=1, keepdims=True)).cumsum(axis=1)
    while True:
        drawn = np.minimum((rng.random((len(index), 1)) > edges).sum(axis=1), len(PLATFORMS) - 1)
        label = np.array(PLATFORMS)[drawn]
        if looks_right(label, index, scores):
            return label


def looks_right(label: np.ndarray, index: np.ndarray, scores: np.ndarray) -> bool:
    """Tell whether group sizes, tests of the index and the places of the differences are as wanted."""
    sizes = [(label == name).sum() for name in PLATFORMS]
    if min(sizes) < GROUP_SIZE[0] or max(sizes) > GROUP_SIZE[1]:
        return False
    for (one, two), (least, most) in T_WINDOWS.items():
        if not least < welch(index[label == one], index[label == two])[0] < most:
            return False
    mean = {name: scores[label == name].mean(axis=0) for name in PLATFORMS}
    gap, lead = mean[BEST] - mean[LAST], mean[BEST] - mean[SECOND]
    others, main = [0, 2, 4], [1, 3]
    return bool(gap[main].min() > gap[others].max() and lead[main].min() > lead[others].max())


def invalid_answers(valid: np.ndarray, layout: Layout, rng: np.random.Generator) -> pd.DataFrame:
    """Make the questionnaires that screening must find: with blanks, with one answer throughout, too fast."""
    count = len(BLANKS) + len(STRAIGHT) + len(FAST_SECONDS)
    mixed = np.stack([rng.choice(column, count) for column in valid.T], axis=1).astype(object)
    for row, blanks in enumerate(BLANKS):
        mixed[row, list(blanks)] = pd.NA
    for row, answer in enumerate(STRAIGHT, start=len(BLANKS)):
        mixed[row] = answer
    seconds = np.rint(SECONDS_MEDIAN * np.exp(rng.normal(0, 0.15, count))).astype(int)
    seconds[-len(FAST_SECONDS) :] = FAST_SECONDS
    frame = pd.DataFrame(mixed, columns=layout.items)
    frame.insert(0, "seconds", seconds)
    frame.insert(0, "platform", rng.permutation(PLATFORMS * count)[:count])
    return frame


def times(n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw log-normal answering times in seconds, none below what careful reading takes."""
    seconds = np.rint(SECONDS_MEDIAN * np.exp(rng.normal(0, SECONDS_SPREAD, 2 * n))).astype(int)
    return seconds[seconds >= SECONDS_LEAST][:n]


def write_responses(layout: Layout, study: dict[str, Any]) -> None:
    """Anneal the valid answers, add platforms, times and the invalid questionnaires, and write them all shuffled."""
    streams = [np.random.default_rng([SEED, 2, k]) for k in range(6)]
    n = study["published"]["n_valid"]
    scored = anneal(one_factor_start(n, layout, streams[0]), targets(study["published"]), layout, streams[1])
    raw = np.where(layout.reverse, LOW + HIGH - scored, scored)
    valid = pd.DataFrame(raw, columns=layout.items)
    valid.insert(0, "seconds", times(n, streams[3]))
    valid.insert(0, "platform", choose_platforms(scored, layout, streams[2]))
    every = pd.concat([valid.astype(object), invalid_answers(raw, layout, streams[4])])
    every = every.iloc[streams[5].permutation(len(every))]
    every.insert(0, "id", [f"R{number:03d}" for number in range(1, len(every) + 1)])
    every.to_csv(HERE / "responses.csv", index=False, encoding="utf-8", lineterminator="\n")


# ---- check ----------------------------------------------------------------------------------------------------


def longest_run(row: np.ndarray) -> int:
    """Return the length of the longest run of one same answer."""
    return max((len(list(run)) for answer, run in groupby(row) if not np.isnan(answer)), default=0)


def screen(frame: pd.DataFrame, layout: Layout, rules: dict[str, float]) -> pd.DataFrame:
    """Tell for every questionnaire which rules it breaks."""
    answers = frame[layout.items].to_numpy(float)
    size = len(layout.items)
    return pd.DataFrame(
        {
            "blank": np.isnan(answers).mean(axis=1) > rules["max_blank_share"],
            "run": np.array([longest_run(row) for row in answers]) / size >= rules["longest_run_share"],
            "fast": frame["seconds"].to_numpy() / size < rules["min_seconds_per_item"],
        },
        index=frame.index,
    )


def parallel_analysis(corr: np.ndarray, n: int, draws: int = 1000) -> tuple[int, np.ndarray, np.ndarray]:
    """Count the leading eigenvalues above the 95th percentile of those of uncorrelated normal data."""
    rng = np.random.default_rng([SEED, 3])
    chance = [np.linalg.eigvalsh(np.corrcoef(rng.normal(size=(n, len(corr))), rowvar=False)) for _ in range(draws)]
    limit = np.percentile(chance, 95, axis=0)[::-1]
    values = np.linalg.eigvalsh(corr)[::-1]
    return int((values > limit).cumprod().sum()), values, limit


def expected(alpha: float, n: int, size: int, draws: int = 1000) -> np.ndarray:
    """Return KMO and chi-square of simulated one-factor samples whose alpha is within .01 of the given one."""
    rng = np.random.default_rng([SEED, 4])
    r = alpha / (size - (size - 1) * alpha)
    found = []
    while len(found) < draws:
        sample = np.sqrt(r) * rng.normal(size=(n, 1)) + np.sqrt(1 - r) * rng.normal(size=(n, size))
        cov = np.cov(sample, rowvar=False)
        if abs(cronbach(cov) - alpha) < 0.01:
            found.append(adequacy(correlation(cov), n))
    return np.array(found)


def check_judgments(study: dict[str, Any]) -> None:
    """Print weights and consistency of every node and both total ratios; assert the printed ratios."""
    printed = study["published"]["consistency_ratios"]
    index, random, weights = {}, {}, {}
    for node, ratio in printed.items():
        table = read_judgments(node)
        matrix = table.to_numpy()
        weights[node], index[node] = root_method(matrix)
        random[node] = RANDOM_INDEX[len(matrix)]
        ours = index[node] / random[node]
        shares = "  ".join(f"{code} {weight:.4f}" for code, weight in zip(table, weights[node], strict=True))
        print(f"{node:15} CR {ours:.6f}  {shares}")
        assert round(ours, 4) == ratio, node
        assert np.allclose(matrix * matrix.T, 1, atol=1e-15), node
    root, *dimensions = printed
    level = weights[root] @ [index[d] for d in dimensions] / (weights[root] @ [random[d] for d in dimensions])
    print(f"total CR: level {level:.4f}, cumulative {index[root] / random[root] + level:.4f}")


def check_answers(frame: pd.DataFrame, layout: Layout, study: dict[str, Any]) -> pd.DataFrame:
    """Print and assert the screening and the five figures; return the valid answers, reversed items turned round."""
    broken = screen(frame, layout, study["screening"])
    print("broken rules:", broken.sum().to_dict())
    assert broken.sum().tolist() == [len(BLANKS), len(STRAIGHT), len(FAST_SECONDS)]
    assert broken.sum(axis=1).max() == 1
    assert len(frame) == study["sample"]["returned"]
    valid = frame[~broken.any(axis=1)].copy()
    valid[layout.items] = np.where(layout.reverse, LOW + HIGH - valid[layout.items], valid[layout.items])
    assert len(valid) == study["published"]["n_valid"]
    assert valid[layout.items].isin(range(LOW, HIGH + 1)).all(axis=None)
    ours, wanted = figures(valid[layout.items].cov().to_numpy(), len(valid), layout), targets(study["published"])
    for name, value, target in zip(FIGURES, ours, wanted, strict=True):
        print(f"{name:17} {value:.5f}  printed {target}")
    assert (np.abs(ours - wanted) < HALF_DIGIT).all()
    return valid


def check_structure(valid: pd.DataFrame, layout: Layout) -> None:
    """Print what the figures imply: correlations in and between dimensions, alphas, eigenvalues, expectations."""
    cov = valid[layout.items].cov().to_numpy()
    corr = correlation(cov)
    same = layout.member @ layout.member.T == 1
    upper = np.triu(np.ones_like(same), 1)
    print(f"mean r within {corr[same & upper].mean():.3f}, between {corr[~same & upper].mean():.3f}")
    for dimension, column in zip(layout.dimensions, layout.member.T == 1, strict=True):
        print(f"alpha of {dimension:15} {cronbach(cov[np.ix_(column, column)]):.3f}")
    retained, values, limit = parallel_analysis(corr, len(valid))
    print(f"eigenvalues {values[:8].round(3)}\nby chance   {limit[:8].round(3)}")
    print(f"eigenvalues above 1: {(values > 1).sum()}, retained by parallel analysis: {retained}")
    sample = expected(cronbach(cov), len(valid), len(cov))
    for name, column in zip(("kmo", "bartlett_chi2"), sample.T, strict=True):
        print(f"expected {name}: median {np.median(column):.3f}, from {column.min():.3f} to {column.max():.3f}")


def check_platforms(valid: pd.DataFrame, layout: Layout) -> None:
    """Print sizes, dimension means and weighted index of the platforms, and Welch's tests of the index."""
    index = valid[layout.items].to_numpy() @ overall_weights(layout)
    scores = pd.DataFrame(valid[layout.items].to_numpy() @ layout.member / layout.member.sum(axis=0))
    scores = scores.set_axis(layout.dimensions, axis=1).assign(index=index)
    group = valid["platform"].to_numpy()
    summary = scores.groupby(group).mean().assign(sd=scores["index"].groupby(group).std())
    print(summary.assign(n=valid["platform"].value_counts()).loc[list(PLATFORMS)].round(3).to_string())
    for one, two in combinations(PLATFORMS, 2):
        t, df = welch(index[group == one], index[group == two])
        print(f"{one} - {two}: t {t:.3f}, df {df:.1f}")
        assert T_WINDOWS[one, two][0] < t < T_WINDOWS[one, two][1]


def main() -> None:
    """Write the files unless only a check is asked for, then check them."""
    indicators, study = read_study()
    layout = make_layout(indicators)
    if "--check" not in sys.argv[1:]:
        write_judgments(indicators, study["published"]["consistency_ratios"])
        write_responses(layout, study)
    frame = pd.read_csv(HERE / "responses.csv", encoding="utf-8")
    check_judgments(study)
    valid = check_answers(frame, layout, study)
    check_structure(valid, layout)
    check_platforms(valid, layout)


if __name__ == "__main__":
    main()
