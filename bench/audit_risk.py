"""Does an audit limit its risk? Simulated audits of outcomes that are wrong by the least that is possible.

    python bench/audit_risk.py [--runs 10000] [--seed 20191020]

Every scenario makes the assertion false at its boundary: the overstatements add up to the slack exactly.
For each draw and each bet, 10,000 audits look after every sheet until all are looked at, so that stopping at
any time, and adding sheets in rounds of whatever size for whatever reason, is covered: no rule of stopping
confirms more often than one that looks every time. Strata are looked at in rounds that go where errors were
found. Printed: the share of audits that confirm the wrong outcome. It must not exceed the risk limit by more
than chance: the last column is the one-sided binomial P-value of the worst cell of the row.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from scipy import stats

from veedor.arrays import Floats, Ints
from veedor.audit.bets import agrapa, share_of_full, shrink_truncate
from veedor.audit.risk import Bet, martingale, mean_proportional, stops_at
from veedor.audit.stratified import StratumSample, intersection
from veedor.synthetic import Geography, Plan, make_election

RISK = 0.05
SHEETS = 400
RATIO = 25.0

BETS: dict[str, Bet] = {
    "full bet (Kaplan)": share_of_full(1.0),
    "nine tenths (default)": share_of_full(0.9),
    "ALPHA shrink-truncate": shrink_truncate(0.99, 1.0, 50),
    "aGRAPA": agrapa(),
}


def population() -> tuple[Floats, float]:
    """Bounds of real-looking sheets (winner, rival, registered voters), and a slack of 1/25 of them."""
    election = make_election(Plan(seed=5, geography=Geography(sheets=SHEETS, regions=3, municipalities=3)))
    votes, registered = election.official, election.land.registered
    reported = 9 * votes[:, 0] - 11 * votes[:, 1] - votes[:, 2:-2].sum(axis=1)
    bounds = (reported + 11 * registered).astype(float)
    return bounds, float(bounds.sum()) / RATIO


def fill(order: Ints, bounds: Floats, slack: float, most: float = 1.0) -> Floats:
    """Overstate sheets in some order, each by ``most`` of its bound, until the slack is used up exactly."""
    errors = np.zeros(len(bounds))
    left = slack
    for sheet in order.tolist():
        errors[sheet] = min(most * bounds[sheet], left)
        left -= errors[sheet]
        if left <= 0:
            break
    return errors


def scenarios(bounds: Floats, slack: float) -> dict[str, Floats]:
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


def mixed(bounds: Floats, slack: float) -> Floats:
    """Overstate some sheets wholly and understate others by a fifth, so that the sum is the slack."""
    errors = np.zeros(len(bounds))
    under = np.arange(len(bounds)) % 4 == 0
    errors[under] = -0.2 * bounds[under]
    rest = np.flatnonzero(~under)
    return errors + fill(rest, bounds, slack - errors.sum())


def shown(
    design: str, bounds: Floats, errors: Floats, slack: float, runs: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
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
    return np.clip(x, 0, 1), mean_proportional(np.ones(x.shape), x, n, slack / bounds.max())


def wrongly(
    design: str, bounds: Floats, errors: Floats, slack: float, runs: int, seed: int
) -> dict[str, int]:
    """How many audits confirm the wrong outcome, by bet."""
    rng = np.random.default_rng(seed)
    counts = dict.fromkeys(BETS, 0)
    for start in range(0, runs, 1000):
        x, mu = shown(design, bounds, errors, slack, min(1000, runs - start), rng)
        logs = {name: martingale(x, mu, bet) for name, bet in BETS.items()}
        for name, log_m in logs.items():
            counts[name] += int((stops_at(log_m, RISK) > 0).sum())
    return counts


CARDS = 1000
MARGIN = 0.06
"""Cards, and the reported assorter margin of a comparison of cards."""

CARD_BETS: dict[str, Bet] = {
    "full bet (Kaplan)": share_of_full(1.0),
    "nine tenths (default)": share_of_full(0.9),
    "ALPHA shrink-truncate": shrink_truncate(0.55, 1.04, 50),
    "aGRAPA": agrapa(),
}


def card_populations() -> dict[tuple[str, str], Floats]:
    """Assorter values of cards whose mean is exactly one half."""
    clean = 1 / (2 - MARGIN)
    polling = np.repeat([0.0, 1.0], CARDS // 2)
    blank = np.concatenate((np.repeat([0.0, 1.0], CARDS // 20), np.full(CARDS * 9 // 10, 0.5)))
    two, one = np.full(CARDS, clean), np.full(CARDS, clean)
    two[: round(CARDS * MARGIN / 2)] = 0.0
    one[: round(CARDS * MARGIN)] = clean / 2
    mixed = np.full(CARDS, clean)
    mixed[: round(CARDS * MARGIN * 1.5)] = 0.0
    mixed[-round(CARDS * MARGIN * 2) :] = 1.5 * clean
    compared = "cards, comparison"
    return {
        (compared, "two-vote overstatements or phantoms"): two,
        (compared, "one-vote overstatements"): one,
        (compared, "two-vote over-, one-vote understatements"): mixed,
        ("cards, polling", "a tie"): polling,
        ("cards, polling", "a tie, nine cards in ten blank"): blank,
    }


def wrongly_by_cards(values: Floats, runs: int, seed: int) -> dict[str, int]:
    """How many audits of cards confirm the wrong outcome, by bet."""
    rng = np.random.default_rng(seed)
    counts = dict.fromkeys(CARD_BETS, 0)
    for start in range(0, runs, 1000):
        x = rng.permuted(np.tile(values, (min(1000, runs - start), 1)), axis=1)
        mu = mean_proportional(np.ones(x.shape), x, len(values), float((1 - values).sum()))
        logs = {name: martingale(x, mu, bet) for name, bet in CARD_BETS.items()}
        for name, log_m in logs.items():
            counts[name] += int((stops_at(log_m, RISK) > 0).sum())
    return counts


def strata() -> tuple[list[Floats], float, dict[str, list[Floats]]]:
    """Bounds of two strata, slack, and ways of being wrong."""
    bounds, _ = population()
    parts = [bounds[:150], bounds[150:210]]
    slack = float(sum(part.sum() for part in parts)) / 8
    order = [np.arange(len(part)) for part in parts]
    half = [part.sum() / sum(p.sum() for p in parts) * slack for part in parts]
    gain = 0.1 * parts[1].sum()
    return parts, slack, {
        "the first stratum holds the whole loss": [fill(order[0], parts[0], slack), 0 * parts[1]],
        "the second stratum holds the whole loss": [0 * parts[0], fill(order[1], parts[1], slack)],
        "both lose alike": [fill(o, p, h) for o, p, h in zip(order, parts, half, strict=True)],
        "one gains what the other loses beyond": [fill(order[0], parts[0], slack + gain), -0.1 * parts[1]],
    }  # fmt: skip


def wrongly_by_strata(
    parts: list[Floats], slack: float, errors: list[Floats], runs: int, seed: int
) -> dict[str, int]:
    """How many audits of strata confirm the wrong outcome, in rounds that go where errors were found.

    The evidence is that of the worst split of the loss, so it is at most that of the true split: only
    audits that the true split would confirm need the search.
    """
    rng = np.random.default_rng(seed)
    bet = share_of_full(0.9)
    counts = {"intersection": 0}
    for _ in range(runs):
        drawn = [np.argsort(rng.exponential(size=len(p)) / p) for p in parts]
        sampled, confirmed = [20, 10], False
        for _ in range(6):
            seen = [
                StratumSample("", p[o[:n]], e[o[:n]], float(p.sum()))
                for p, e, o, n in zip(parts, errors, drawn, sampled, strict=True)
            ]
            true = [s.evidence(np.array([e.sum()]), bet)[0] for s, e in zip(seen, errors, strict=True)]
            confirmed = confirmed or (sum(true) >= -np.log(RISK) and intersection(seen, slack, bet) <= RISK)
            worse = int(
                seen[1].overstated.mean() / parts[1].mean() > seen[0].overstated.mean() / parts[0].mean()
            )
            sampled[worse] = min(sampled[worse] + 15, len(parts[worse]))
        counts["intersection"] += confirmed
    return counts


def row(design: str, scenario: str, counts: dict[str, int], runs: int) -> None:
    """Print a row of a table."""
    worst = stats.binomtest(max(counts.values()), runs, RISK, alternative="greater").pvalue
    cells = " | ".join(f"{n / runs:.2%}" for n in counts.values())
    print(f"| {design} | {scenario} | {cells} | {worst:.2g} |", flush=True)


def head(names: list[str]) -> None:
    """Print the head of a table."""
    print(f"\n| draw | how the outcome is wrong | {' | '.join(names)} | P of the worst |")
    print("|---|---|" + "---:|" * (len(names) + 1))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20191020)
    options = parser.parse_args()
    runs, seed = options.runs, options.seed
    bounds, slack = population()
    print(f"risk limit {RISK:.0%}, {runs:,} audits a cell, {SHEETS} sheets, U = {RATIO:g}, seed {seed}")
    started = time.perf_counter()
    head(list(BETS))
    for design in ("proportional, without", "proportional, with replacement", "simple, without"):
        for scenario, errors in scenarios(bounds, slack).items():
            if abs(errors.sum() - slack) > 1e-6 * slack:
                raise SystemExit(f"{scenario}: the errors do not add up to the slack")
            row(design, scenario, wrongly(design, bounds, errors, slack, runs, seed), runs)
    for (design, scenario), values in card_populations().items():
        if abs(values.mean() - 0.5) > 1e-9:
            raise SystemExit(f"{scenario}: the mean is not one half")
        row(design, scenario, wrongly_by_cards(values, runs, seed), runs)
    parts, slack, ways = strata()
    head(["intersection"])
    for scenario, lost in ways.items():
        if abs(sum(float(e.sum()) for e in lost) - slack) > 1e-6 * slack:
            raise SystemExit(f"{scenario}: the errors do not add up to the slack")
        row("two strata", scenario, wrongly_by_strata(parts, slack, lost, runs, seed), runs)
    print(f"\n{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
