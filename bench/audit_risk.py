"""Does an audit limit its risk? Simulated audits of outcomes that are wrong by the least that is possible.

    python bench/audit_risk.py [--runs 10000] [--seed 20191020]

Every scenario makes the assertion false at its boundary: the overstatements add up to the slack exactly.
For each draw and each bet, 10,000 audits look after every sheet until all are looked at, so that stopping at
any time, and adding sheets for any reason, is covered. Printed: the share of audits that confirm the wrong
outcome. It must not exceed the risk limit by more than chance: the last column is the one-sided binomial
P-value of the worst cell of the row.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from veedor.audit.risk import (
    Bet,
    agrapa,
    martingale,
    mean_proportional,
    mean_simple,
    mixture,
    share_of_full,
    shrink_truncate,
    stops_at,
)
from veedor.synthetic import Geography, Plan, make_election

Series = NDArray[np.float64]
RISK = 0.05
SHEETS = 400
RATIO = 25.0

BETS: dict[str, Bet] = {
    "full bet (Kaplan)": share_of_full(1.0),
    "nine tenths (default)": share_of_full(0.9),
    "ALPHA shrink-truncate": shrink_truncate(0.99, 1.0, 50),
    "aGRAPA": agrapa(),
}


def population() -> tuple[Series, float]:
    """Bounds of real-looking sheets (winner, rival, registered voters), and a slack of 1/25 of them."""
    election = make_election(Plan(seed=5, geography=Geography(sheets=SHEETS, regions=3, municipalities=3)))
    votes, registered = election.official, election.land.registered
    reported = 9 * votes[:, 0] - 11 * votes[:, 1] - votes[:, 2:-2].sum(axis=1)
    bounds = (reported + 11 * registered).astype(float)
    return bounds, float(bounds.sum()) / RATIO


def fill(order: NDArray[np.int64], bounds: Series, slack: float, most: float = 1.0) -> Series:
    """Overstate sheets in some order, each by ``most`` of its bound, until the slack is used up exactly."""
    errors = np.zeros(len(bounds))
    left = slack
    for sheet in order.tolist():
        errors[sheet] = min(most * bounds[sheet], left)
        left -= errors[sheet]
        if left <= 0:
            break
    return errors


def scenarios(bounds: Series, slack: float) -> dict[str, Series]:
    """Ways of being wrong that an adversary could choose who knows the design, not the seed."""
    largest = np.argsort(-bounds)
    any_order = np.random.default_rng(3).permutation(len(bounds))
    return {
        "few sheets wholly false, the largest": fill(largest, bounds, slack),
        "hidden in the smallest sheets": fill(largest[::-1], bounds, slack),
        "every sheet slightly false": bounds * (slack / bounds.sum()),
        "a tenth of the bound on many sheets": fill(largest, bounds, slack, 0.1),
        "half of the bound on some sheets": fill(any_order, bounds, slack, 0.5),
        "overstated and understated sheets": mixed(bounds, slack),
    }


def mixed(bounds: Series, slack: float) -> Series:
    """Overstate some sheets wholly and understate others by a fifth, so that the sum is the slack."""
    errors = np.zeros(len(bounds))
    under = np.arange(len(bounds)) % 4 == 0
    errors[under] = -0.2 * bounds[under]
    rest = np.flatnonzero(~under)
    return errors + fill(rest, bounds, slack - errors.sum())


def shown(
    design: str, bounds: Series, errors: Series, slack: float, runs: int, rng: np.random.Generator
) -> tuple[Series, Series]:
    """What every draw of every audit shows, and the largest mean that it can have."""
    n = len(bounds)
    if design == "proportional, with replacement":
        rows = rng.choice(n, size=(runs, n), p=bounds / bounds.sum())
        x = 1 - (errors / bounds)[rows]
        return np.clip(x, 0, 1), np.full(x.shape, 1 - slack / bounds.sum())
    keys = rng.exponential(size=(runs, n))
    if design == "proportional, without":
        rows = np.argsort(keys / bounds, axis=1)
        x = 1 - (errors / bounds)[rows]
        return np.clip(x, 0, 1), mean_proportional(bounds[rows], x, float(bounds.sum()), slack)
    rows = np.argsort(keys, axis=1)
    x = 1 - (errors / bounds.max())[rows]
    return np.clip(x, 0, 1), mean_simple(x, n, 1 - slack / (n * bounds.max()))


def wrongly(
    design: str, bounds: Series, errors: Series, slack: float, runs: int, seed: int
) -> dict[str, int]:
    """How many audits confirm the wrong outcome, by bet."""
    rng = np.random.default_rng(seed)
    counts = dict.fromkeys([*BETS, "mixture of all"], 0)
    for start in range(0, runs, 1000):
        x, mu = shown(design, bounds, errors, slack, min(1000, runs - start), rng)
        # the last draws know everything: there the bound is met by rounding alone
        x, mu = x[:, :-1], mu[:, :-1] + 1e-12
        logs = {name: martingale(x, mu, bet) for name, bet in BETS.items()}
        logs["mixture of all"] = mixture(list(logs.values()))
        for name, log_m in logs.items():
            counts[name] += int((stops_at(log_m, RISK) > 0).sum())
    return counts


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20191020)
    options = parser.parse_args()
    bounds, slack = population()
    print(f"risk limit {RISK:.0%}, {options.runs:,} audits a cell, {SHEETS} sheets, U = {RATIO:g}, ", end="")
    print(f"seed {options.seed}\n")
    started = time.perf_counter()
    names = [*BETS, "mixture of all"]
    print(f"| draw | how the outcome is wrong | {' | '.join(names)} | P of the worst |")
    print("|---|---|" + "---:|" * (len(names) + 1))
    for design in ("proportional, without", "proportional, with replacement", "simple, without"):
        for scenario, errors in scenarios(bounds, slack).items():
            if abs(errors.sum() - slack) > 1e-6 * slack:
                raise SystemExit(f"{scenario}: the errors do not add up to the slack")
            counts = wrongly(design, bounds, errors, slack, options.runs, options.seed)
            worst = stats.binomtest(max(counts.values()), options.runs, RISK, alternative="greater").pvalue
            cells = " | ".join(f"{counts[name] / options.runs:.2%}" for name in names)
            print(f"| {design} | {scenario} | {cells} | {worst:.2g} |", flush=True)
    print(f"\n{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
