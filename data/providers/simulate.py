"""Make the synthetic tables of this folder: ``customers.csv``, ``client_ratings.csv`` and ``experts.csv``.

Sixty customers have a revenue that few of them make most of, a margin, a cost of serving them that does not depend on
the revenue, and a grade as a reference and of their potential. Forty clients of each of five providers rate it from 1
to 5. Nine experts compare the criteria of the choice on Saaty's scale: six think of the service, three of the money.
Run ``python simulate.py``. The tables ``indicators.csv`` and ``offers.csv`` were written by hand.
"""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
SEEDS = {"customers.csv": 59, "client_ratings.csv": 11, "experts.csv": 11}

CUSTOMERS = 60
REFERENCE = {"landmark": 0.15, "known": 0.35, "unknown": 0.5}
POTENTIAL = {"high": 0.2, "medium": 0.4, "low": 0.4}

CLIENTS, SPREAD = 40, 0.75  # clients of each provider, standard deviation of an opinion
OPINIONS = {  # what clients think on average: reliability, responsiveness
    "Alder": (4.3, 3.8),
    "Birch": (4.0, 4.2),
    "Cedar": (3.3, 3.4),
    "Elm": (3.8, 4.2),
    "Fir": (3.5, 3.2),
}

CODES = ("Q", "T", "C", "Q1", "Q2", "Q3", "T1", "T2", "C1", "C2")
SERVICE = dict(zip(CODES, (0.55, 0.2, 0.25, 0.5, 0.3, 0.2, 0.75, 0.25, 0.5, 0.5), strict=True))
MONEY = dict(zip(CODES, (0.3, 0.5, 0.2, 0.45, 0.35, 0.2, 0.8, 0.2, 0.4, 0.6), strict=True))
EXPERTS = [SERVICE] * 6 + [MONEY] * 3
SIBLINGS = (("Q", "T", "C"), ("Q1", "Q2", "Q3"), ("T1", "T2"), ("C1", "C2"))
OPINION, ANSWER = 0.2, 0.15  # standard deviations in logarithms
STEPS = np.log(np.arange(1, 10))


def customers(random: np.random.Generator) -> pd.DataFrame:
    """Return revenue and profit in thousand yuan a year, orders a year, and two grades of each customer."""
    revenue = np.exp(random.normal(5.6, 1.2, CUSTOMERS))
    orders = np.exp(0.7 * np.log(revenue) + random.normal(0, 0.5, CUSTOMERS))
    profit = revenue * random.normal(0.2, 0.07, CUSTOMERS) - np.exp(random.normal(2.6, 0.8, CUSTOMERS))
    columns = {
        "customer": [f"K{k:02d}" for k in range(1, CUSTOMERS + 1)],
        "revenue": revenue.round().astype(int),
        "orders": orders.round().astype(int),
        "profit": profit.round().astype(int),
        "reference": random.choice(list(REFERENCE), CUSTOMERS, p=list(REFERENCE.values())),
        "potential": random.choice(list(POTENTIAL), CUSTOMERS, p=list(POTENTIAL.values())),
    }
    return pd.DataFrame(columns)


def client_ratings(random: np.random.Generator) -> pd.DataFrame:
    """Return one row a client: its provider, and its ratings from 1 to 5."""
    names = np.repeat(list(OPINIONS), CLIENTS)
    means = np.repeat(list(OPINIONS.values()), CLIENTS, axis=0)
    own = 0.5**0.5 * (random.standard_normal((len(names), 1)) + random.standard_normal(means.shape))
    ratings = np.clip(np.rint(means + SPREAD * own), 1, 5).astype(int)
    frame = pd.DataFrame(ratings, columns=["reliability", "responsiveness"])
    frame.insert(0, "provider", names)
    frame.insert(0, "client", [f"L{k:03d}" for k in range(1, len(names) + 1)])
    return frame


def code(log_ratio: float) -> int:
    """Return the nearest step of the scale, negative where the second of the pair weighs more."""
    step = 1 + int(np.abs(STEPS - abs(log_ratio)).argmin())
    return step if log_ratio >= 0 or step == 1 else -step


def answers(leaning: dict[str, float], random: np.random.Generator) -> dict[str, int]:
    """Return what one expert answers, by pair."""
    opinion = {name: np.log(weight) + OPINION * random.standard_normal() for name, weight in leaning.items()}
    pairs = [pair for group in SIBLINGS for pair in combinations(group, 2)]
    return {f"{a}_{b}": code(opinion[a] - opinion[b] + ANSWER * random.standard_normal()) for a, b in pairs}


def experts(random: np.random.Generator) -> pd.DataFrame:
    """Return the comparisons, expert by expert."""
    rows = [answers(leaning, random) for leaning in EXPERTS]
    names = pd.Index([f"E{k}" for k in range(1, len(rows) + 1)], name="expert")
    return pd.DataFrame(rows, index=names).reset_index()


if __name__ == "__main__":
    for name, make in zip(SEEDS, (customers, client_ratings, experts), strict=True):
        table = make(np.random.default_rng(SEEDS[name]))
        table.to_csv(HERE / name, index=False, lineterminator="\n", encoding="utf-8")
