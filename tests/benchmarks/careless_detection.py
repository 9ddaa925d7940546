"""Count how often simulated inattentive respondents are found, and attentive ones flagged by mistake.

Run ``python tests/benchmarks/careless_detection.py [--samples N] [--write]``; with ``--write`` the table goes into
`careless_detection.md`. A sample has 300 respondents and 26 items of five dimensions, answered from 1 to 5; a tenth of
the respondents answers inattentively, all in the same way. Each cell is a share over all samples. No times are
simulated, so the rule about seconds finds nobody here.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

import surveytools as st
from surveytools.items.inattention_rules import CARELESS_RULES, RULES

TABLE = Path(__file__).with_suffix(".md")
START, END = "<!-- table -->\n", "<!-- end -->"
RESPONDENTS, INATTENTIVE, SAMPLES, SEED = 300, 30, 400, 20240501
SIZES = (5, 6, 5, 6, 4)
NAMES = [f"q{k}" for k in range(1, sum(SIZES) + 1)]
DIMENSIONS = {f"d{k}": list(part) for k, part in enumerate(np.split(np.array(NAMES), np.cumsum(SIZES)[:-1]), 1)}
REVERSED = ["q2", "q5", "q8", "q12", "q15", "q19", "q22", "q25"]
OFF = dict.fromkeys(RULES)
SINGLE = {
    "longest run ≥ 0.5": {"longest_run_share": 0.5},
    "within-person SD < 0.5": {"min_within_person_sd": 0.5},
    "straight-lined dimensions ≥ 0.8": {"straightlining_share": 0.8},
    "even-odd < 0": {"min_even_odd": 0.0},
    "person-total r < 0": {"min_person_total_r": 0.0},
    "synonyms r < 0": {"min_synonym_r": 0.0},
    "Mahalanobis p < .001": {"min_mahalanobis_p": 0.001},
}


def rule_sets() -> dict[str, st.CarelessRules]:
    """Return the single rules, with pairs of items from r = .45, and the named sets."""
    single = {words: st.CarelessRules(**{**OFF, **rule, "critical_r": 0.45}) for words, rule in SINGLE.items()}
    return single | {f'set "{name}"': rules for name, rules in CARELESS_RULES.items()}


def attentive(random: np.random.Generator, n: int, turned: list[str]) -> np.ndarray:
    """Return answers of five factors that correlate .3, loadings .6 to .8, item means from about 2.5 to 4."""
    dims = np.repeat(np.arange(len(SIZES)), SIZES)
    loadings = np.tile([0.6, 0.7, 0.8], 9)[: len(NAMES)]
    common = np.sqrt(0.3) * random.normal(size=(n, 1)) + np.sqrt(0.7) * random.normal(size=(n, len(SIZES)))
    noise = np.sqrt(1 - loadings**2) * random.normal(size=(n, len(NAMES)))
    easy = np.resize([-0.5, 0.1, 0.4, 0.7, 1.0], len(NAMES))
    X = np.clip(np.rint(3 + easy + common[:, dims] * loadings + noise), 1, 5)
    at = [NAMES.index(name) for name in turned]
    X[:, at] = 6 - X[:, at]
    return X


def straight(random: np.random.Generator, n: int) -> np.ndarray:
    """Return one answer for all items."""
    return np.repeat(random.integers(1, 6, (n, 1)), len(NAMES), axis=1).astype(float)


def nearly_straight(random: np.random.Generator, n: int) -> np.ndarray:
    """Return one answer for most items, another one for a tenth."""
    return np.where(random.random((n, len(NAMES))) < 0.1, uniform(random, n), straight(random, n))


def middling(random: np.random.Generator, n: int) -> np.ndarray:
    """Return the middle with 60 %, an answer beside it with 20 % each."""
    return random.choice([2.0, 3.0, 4.0], p=[0.2, 0.6, 0.2], size=(n, len(NAMES)))


def alternating(random: np.random.Generator, n: int) -> np.ndarray:
    """Return two answers in turn."""
    pair = np.array([random.choice(5, 2, replace=False) + 1.0 for _ in range(n)])
    return np.tile(pair, (1, len(NAMES)))[:, : len(NAMES)]


def uniform(random: np.random.Generator, n: int) -> np.ndarray:
    """Return answers by chance, all equally often."""
    return random.integers(1, 6, (n, len(NAMES))).astype(float)


KINDS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "one answer": straight,
    "nearly one answer": nearly_straight,
    "around the middle": middling,
    "two in turn": alternating,
    "by chance": uniform,
}


def rates(
    kind: str, turned: list[str], samples: int, sets: dict[str, st.CarelessRules]
) -> dict[str, tuple[float, float]]:
    """Return the share found, and the share of the attentive flagged by mistake, for each set of rules."""
    random = np.random.default_rng([SEED, list(KINDS).index(kind), len(turned)])
    found = {words: np.zeros(2) for words in sets}
    for _ in range(samples):
        X = attentive(random, RESPONDENTS, turned)
        X[:INATTENTIVE] = KINDS[kind](random, INATTENTIVE)
        frame = pd.DataFrame(X, columns=NAMES)
        for words, rules in sets.items():
            out = st.careless(frame, scale=(1, 5), dimensions=DIMENSIONS, reverse=turned, rules=rules).suggested
            found[words] += out[:INATTENTIVE].mean(), out[INATTENTIVE:].mean()
    return {words: tuple(shares / samples) for words, shares in found.items()}


def table(samples: int) -> str:
    """Return the Markdown table of both questionnaires."""
    lines = [
        "| questionnaire | rule | " + " | ".join(KINDS) + " | false alarms |",
        "|---|---|" + "--:|" * (len(KINDS) + 1),
    ]
    for title, turned in (("no reversed items", []), ("8 of 26 reversed", REVERSED)):
        by_kind = {kind: rates(kind, turned, samples, rule_sets()) for kind in KINDS}
        for words in rule_sets():
            hits = [f"{100 * by_kind[kind][words][0]:.1f}" for kind in KINDS]
            false = np.mean([by_kind[kind][words][1] for kind in KINDS])
            lines.append(f"| {title} | {words} | " + " | ".join(hits) + f" | {100 * false:.2f} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table, and write it beside this script if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=SAMPLES, metavar="N", help=f"samples a cell (default {SAMPLES})")
    parser.add_argument("--write", action="store_true", help="write the table into careless_detection.md")
    options = parser.parse_args()
    made = table(options.samples)
    print(made)
    if options.write:
        before, rest = TABLE.read_text(encoding="utf-8").split(START)
        TABLE.write_text(before + START + made + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
