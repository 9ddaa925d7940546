"""Make the synthetic panel of this folder: ``comparisons.csv``, one row an expert, one column a pair of dimensions.

Twelve experts compare the five dimensions of the platform study on Saaty's scale. Eight are researchers and four run
platforms, and the two groups value the dimensions differently. An expert's opinion is that of the group with an error
in the logarithm of each weight, an answer the ratio of the opinions with another error, moved to the nearest step of
the scale. Two experts err on purpose: E07 answers half at random, E11 turns one answer around. E09 leaves three out.
Run ``python simulate.py``.
"""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
SEED = 34
DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
GROUPS = {"researcher": (0.07, 0.45, 0.13, 0.25, 0.10), "platform": (0.13, 0.20, 0.36, 0.11, 0.20)}
ROLES = ["researcher"] * 8 + ["platform"] * 4
OPINION, ANSWER = 0.25, 0.22  # standard deviations in logarithms
STEPS = np.log(np.arange(1, 10))
CARELESS, REVERSED, PAIR_REVERSED = "E07", "E11", "responsiveness_assurance"
SKIPPED = {"E09": ["tangibles_responsiveness", "reliability_assurance", "assurance_empathy"]}


def code(log_ratio: float) -> int:
    """Return the nearest step of the scale, negative where the second of the pair weighs more."""
    step = 1 + int(np.abs(STEPS - abs(log_ratio)).argmin())
    return step if log_ratio >= 0 or step == 1 else -step


def answers(role: str, random: np.random.Generator, careless: bool) -> dict[str, int]:
    """Return what one expert answers, by pair."""
    opinion = np.log(GROUPS[role]) + OPINION * random.standard_normal(len(DIMENSIONS))
    said = {}
    for i, j in combinations(range(len(DIMENSIONS)), 2):
        log_ratio = opinion[i] - opinion[j] + ANSWER * random.standard_normal()
        if careless and random.random() < 0.5:
            log_ratio = random.uniform(-2, 2)
        said[f"{DIMENSIONS[i]}_{DIMENSIONS[j]}"] = code(log_ratio)
    return said


def panel(random: np.random.Generator) -> pd.DataFrame:
    """Return the comparisons, expert by expert."""
    experts = [f"E{k:02d}" for k in range(1, len(ROLES) + 1)]
    rows = [answers(role, random, name == CARELESS) for name, role in zip(experts, ROLES, strict=True)]
    rows[experts.index(REVERSED)][PAIR_REVERSED] *= -1
    frame = pd.DataFrame(rows, index=pd.Index(experts, name="expert")).astype("Int64")
    for name, pairs in SKIPPED.items():
        frame.loc[name, pairs] = pd.NA
    frame.insert(0, "role", ROLES)
    return frame


if __name__ == "__main__":
    panel(np.random.default_rng(SEED)).to_csv(HERE / "comparisons.csv", lineterminator="\n", encoding="utf-8")
