"""Make the synthetic audits of this folder: ``audits.csv``, one row a visit and auditor.

Ten cities have three shops each, and every shop is visited in four quarters. Auditors A and B score every visit, C and
D some of them. What A and B say about the greeting and about the floor is set cell by cell, so that both criteria have
the same share of agreement; the service score is an underlying quality plus an error of the auditor, cut into five
grades. Run ``python simulate.py``.
"""

from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
SEED = 6
CITIES, SHOPS, QUARTERS = 10, 3, 4
N = CITIES * SHOPS * QUARTERS
VISITS_OF = {"A": N, "B": N, "C": 60, "D": 48}

# Visits that A and B call (pass, pass), (pass, fail), (fail, pass), (fail, fail).
CELLS = {"greeting": (64, 6, 5, 45), "floor": (108, 6, 5, 1)}
SLIPS = {"C": 0.06, "D": 0.10}  # how often the others err about a criterion

STRICTNESS = {"A": 0.0, "B": 0.25, "C": 0.0, "D": -0.3}
ERROR = {"A": 0.38, "B": 0.38, "C": 0.4, "D": 1.1}  # D has not been trained yet
GRADES = (-1.5, -0.6, 0.4, 1.3)  # where the grades from 1 to 5 meet, in standard deviations of the quality


def criterion(cells: tuple[int, ...], random: np.random.Generator) -> dict[str, np.ndarray]:
    """Return what each auditor says about a criterion, True for pass, shape (N,)."""
    kinds = random.permutation(np.repeat(np.arange(4), cells))
    said = {"A": kinds < 2, "B": kinds % 2 == 0}
    truth = np.where(said["A"] == said["B"], said["A"], random.random(N) < 0.5)
    return said | {name: truth ^ (random.random(N) < slip) for name, slip in SLIPS.items()}


def service(random: np.random.Generator) -> dict[str, np.ndarray]:
    """Return the grade from 1 to 5 that each auditor gives, shape (N,)."""
    shop, visit = random.standard_normal(CITIES * SHOPS), random.standard_normal(N)
    quality = 0.8 * np.repeat(shop, QUARTERS) + 0.6 * visit
    seen = {name: quality - STRICTNESS[name] + ERROR[name] * random.standard_normal(N) for name in VISITS_OF}
    return {name: 1 + np.digitize(values, GRADES) for name, values in seen.items()}


def audits(random: np.random.Generator) -> pd.DataFrame:
    """Return the audits, visit by visit."""
    visit = np.arange(N)
    places = {"city": visit // (SHOPS * QUARTERS) + 1, "shop": visit // QUARTERS + 1, "quarter": visit % QUARTERS + 1}
    words = {name: criterion(cells, random) for name, cells in CELLS.items()}
    grades = service(random)
    parts = []
    for name, count in VISITS_OF.items():
        there = np.sort(random.permutation(N)[:count])
        marks = {key: np.where(said[name], "pass", "fail") for key, said in words.items()}
        whole = pd.DataFrame({"visit": visit + 1, **places, "auditor": name, **marks, "service": grades[name]})
        parts.append(whole.iloc[there])
    return pd.concat(parts).sort_values(["visit", "auditor"])


if __name__ == "__main__":
    audits(np.random.default_rng(SEED)).to_csv(HERE / "audits.csv", index=False, lineterminator="\n", encoding="utf-8")
