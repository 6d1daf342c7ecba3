"""Do projections of regions and of seats cover what came? Made-up counts, each region with seats of its own.

    python bench/area_replays.py [--counts 60] [--seed 50000] [--drift none|three|each]

The counts are those of `projection_replays.py`, with a drift of regions besides: of none; in three of them
the vote moves with the order of arrival (0.3 in log odds a normal score); or each has a drift of its own (a
normal draw with a deviation of 0.2). Each is projected at 30, 50, 70, 85 and 95 %. Printed: how many
intervals of the lead in a region, and of the seats of a list, covered what came; how often came who was said
to be ahead; and how often seats came that were said to be so probable.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

sys.path.insert(0, str(Path(__file__).parent))

from projection_replays import BINS, synthetic

from veedor.model import AreaId, Assertion, AssertionKind, OpenVotes, Tally
from veedor.outstanding import partial_count, project
from veedor.outstanding.expected import RollToCome
from veedor.outstanding.seats.draws import seats_asked
from veedor.rules import load
from veedor.rules.assembly import share_out

if TYPE_CHECKING:
    from veedor.arrays import Ints
    from veedor.count import Sheets
    from veedor.outstanding import Projection

SHARES = (0.3, 0.5, 0.7, 0.85, 0.95)
RULES = ("dhondt(3%, seats=7, level=LEVEL)", "sainte-lague(5%, seats=120)", "hare(3%, seats=4, level=LEVEL)")


def drifting(sheets: Sheets, order: Ints, seed: int, how: str) -> Sheets:
    """Give a count in which some regions drift."""
    rng, n = np.random.default_rng([seed, 9]), len(sheets)
    score = np.empty(n)
    score[order] = norm.ppf((np.arange(n) + 0.5) / n)
    region = sheets.places.codes[sheets.places.levels[0]]
    number = int(region.max()) + 1
    if how == "three":
        drift = np.where(np.isin(np.arange(number), rng.permutation(number)[:3]), 0.3, 0)[region]
    else:
        drift = rng.normal(0, 0.2, number)[region]
    votes = sheets.votes.copy()
    first, second = np.argsort(-votes.sum(axis=0)[: len(sheets.contest.candidates)])[:2]
    both = votes[:, first] + votes[:, second]
    share = np.clip((votes[:, first] + 0.5) / (both + 1), 1e-3, 1 - 1e-3)
    moved = 1 / (1 + np.exp(-(np.log(share / (1 - share)) + drift * score)))
    votes[:, first] = np.clip(votes[:, first] + np.rint((moved - share) * both), 0, both).astype(np.int64)
    votes[:, second] = both - votes[:, first]
    return replace(sheets, votes=votes)


def projected(sheets: Sheets, snapshot: Sheets) -> Projection:
    """Project a count by region, with the seats of several rules."""
    level = sheets.places.levels[0]
    member = sheets.member_of(level)
    registered = np.maximum(sheets.registered, 1)
    roll = RollToCome(sheets.ids, sheets.places, registered, sheets.stratum, {level: member})
    known = partial_count(roll, snapshot)
    out = ~np.isin(sheets.ids, snapshot.ids)
    free = {a: int(registered[out & (member == a)].sum()) for a in np.unique(member[out]).tolist()}
    groups = {a: OpenVotes(n, None, {level: AreaId(a)}) for a, n in free.items()}
    tally = snapshot.tally((level,))
    areas = {
        AreaId(a): replace(
            tally.areas[level].get(AreaId(a), Tally(sheets.contest, {})),
            open=tuple(group for b, group in groups.items() if b == a),
        )
        for a in np.unique(member).tolist()
    }
    tally = replace(tally, areas={level: areas}, open=tuple(groups.values()))
    by_votes = sorted(sheets.contest.candidates, key=lambda c: -int(sheets.of(c).sum()))
    first, second = by_votes[0], by_votes[1]
    lead = Assertion(
        "lead", AssertionKind.FIRST, first, second, Fraction(0), "valid", {first: 1, second: -1}, strict=True
    )
    asked = []
    for text in RULES:
        rule = load(text.replace("LEVEL", level))
        shared = share_out(rule.seats[0], tally, rule.bases)
        asked.append(seats_asked(shared, known.members, len(known), snapshot))
    return project(known, [lead], tally, seats=asked, draws=1000)


def main() -> None:
    """Project and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--counts", type=int, default=60)
    parser.add_argument("--seed", type=int, default=50_000)
    parser.add_argument("--drift", choices=("none", "three", "each"), default="none")
    asked = parser.parse_args()
    start = time.perf_counter()
    covered: dict[str, list[bool]] = defaultdict(list)
    said: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    width: dict[str, list[float]] = defaultdict(list)
    for i in range(asked.counts):
        seed = asked.seed + i
        sheets, order = synthetic(seed, held=i % 5 == 0)
        if asked.drift != "none":
            sheets = drifting(sheets, order, seed, asked.drift)
        rank = np.empty(len(sheets), dtype=np.int64)
        rank[order] = np.arange(len(sheets))
        sheets = replace(sheets, verified_at=rank.astype("datetime64[s]"))
        for share in SHARES:
            snapshot = sheets.take(np.sort(order[: round(share * len(sheets))]))
            result = projected(sheets, snapshot)
            if result.estimate is None:
                continue
            judge(result, sheets, covered, said, width)
    for name, found in covered.items():
        print(
            f"{name:<26} {len(found):6} given, covered {np.mean(found):6.1%}, "
            f"width {np.mean(width[name]):.2f}"
        )
    for name, pairs in said.items():
        table = np.array(pairs, dtype=np.float64)
        print(f"{name}: Brier score {((table[:, 0] - table[:, 1]) ** 2).mean():.4f}")
        for low, high in pairwise(BINS):
            here = (table[:, 0] >= low) & ((table[:, 0] < high) | (high == 1))
            if here.any():
                mean, came = table[here].mean(axis=0)
                print(
                    f"  said {low:4.0%} to {high:4.0%}: {int(here.sum()):6} times, "
                    f"on average {mean:6.1%}, came {came:6.1%}"
                )
    print(f"{time.perf_counter() - start:.0f} s")


def judge(
    result: Projection,
    sheets: Sheets,
    covered: dict[str, list[bool]],
    said: dict[str, list[tuple[float, bool]]],
    width: dict[str, list[float]],
) -> None:
    """Compare one projection with what came."""
    level = sheets.places.levels[0]
    whole = sheets.tally((level,))
    real = {str(a).rpartition(" / ")[2]: of for a, of in whole.areas[level].items()}
    lead = result.assertions[0]
    for region in result.regions:
        of = real[region.name]
        if region.counted == region.sheets or not np.isfinite(region.low[0]):
            continue
        kind = "silent regions" if not region.counted else "regions"
        truth = (of.of(lead.subject) - of.of(lead.rival)) / of.valid  # type: ignore[arg-type]
        covered[kind].append(bool(region.low[0] - 1e-9 <= truth <= region.high[0] + 1e-9))
        width[kind].append(100 * float(region.high[0] - region.low[0]))
        said["ahead in a region"].append(
            (result.no_surer(region.probability), of.ranking()[0] == region.then)
        )
    for text, outlook in zip(RULES, result.seats, strict=True):
        truth_seats = outlook.shared.again(whole).total
        for choice in outlook.bounds:
            low, high = outlook.bounds[choice]
            if low == high or not outlook.is_drawn:
                continue
            low, high = outlook.interval(choice)
            held = truth_seats.get(choice, 0)
            name = f"seats, {text.split('(')[0]}"
            if high > 0 or held:
                covered[name].append(low <= held <= high)
                width[name].append(high - low)
                said["a number of seats"] += [
                    (min(p, 0.999), n == held) for n, p in outlook.distribution(choice).items()
                ]
            if held * 2 > outlook.shared.number or high * 2 > outlook.shared.number:
                chance, _ = outlook.at_least(outlook.majorities[0][1], choice)
                said["more than half"].append(
                    (result.no_surer(chance or 0), held * 2 > outlook.shared.number)
                )
            passes, known = outlook.passes_with(choice)
            if passes is not None and not known and "3%" in text:
                share = whole.of(choice) / whole.valid
                said["a threshold of 3 %"].append((result.no_surer(passes), share >= 0.03))


if __name__ == "__main__":
    main()
