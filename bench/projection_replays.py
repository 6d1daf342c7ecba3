"""Does a projection cover what came? Counts replayed whole, beside the simple method with drift.

    python bench/projection_replays.py [--counts 200] [--seed 20000] [--case cases/bolivia-2019]

Synthetic counts first: regions, towns and villages of any spread, late villages, regions at their own speed,
places by their opinion, trends within places; of every fifth a region is held back until the end; and of a
quarter as many counts one of three further classes comes wholly last. Then, where
a case is named, its official votes in the order of its log, in made-up orders by region and municipality, and
with each region and each class wholly last. Every count is projected at every 5 % from its first fifth on,
from nothing but its own beginning. Printed: how many intervals were given and how many of them covered
(meant: 95 %), mean interval score and mean absolute error in points of the lead, beside those of the simple
method where both are given; then how often came what was said to be so probable, with Brier scores.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from synthetic_sheets import sheets_of
from veedor.case import open_case
from veedor.model import Assertion, AssertionKind, CountId, measure_of
from veedor.outstanding.backtest import backtest
from veedor.outstanding.calibration import CalibrationPoint, calibration_record
from veedor.outstanding.columns import Columns
from veedor.outstanding.counted_sheets import CountedSheets
from veedor.outstanding.silent import regions_of
from veedor.outstanding.tree import crossed
from veedor.synthetic import Arrival, Geography, Opinion, Plan, make_election

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from veedor.arrays import Floats, Ints
    from veedor.case import Case
    from veedor.count import Sheets

FROM = 0.2
"""Share of a count from which its projections are judged."""
JUDGED = (0.5, 0.7, 0.8, 0.9)
"""Shares of a count at which a class that comes wholly last is judged."""
LINES = np.arange(-3.0, 3.5, 0.5) / 100
"""Lines that probabilities are asked for: so far from the lead that is counted."""
BINS = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0)


@dataclass(frozen=True)
class Replayed:
    """One projection of the past.

    Parameters
    ----------
    point : CalibrationPoint
        What the methods said.
    truth : float vector, shape (1,)
        What came.
    """

    point: CalibrationPoint
    truth: Floats

    @property
    def given(self) -> bool:
        """Whether the method gave an interval."""
        return self.point.given(0)


def replay(sheets: Sheets, order: Ints, *, strata: bool = True) -> list[Replayed]:
    """Project a whole count at every 5 % of an order."""
    by_votes = sorted(sheets.contest.candidates, key=lambda c: -int(sheets.of(c).sum()))
    first, second = by_votes[0], by_votes[1]
    weights = {first: 1, second: -1}
    lead = Assertion("lead", AssertionKind.FIRST, first, second, Fraction(0), "valid", weights, strict=True)
    columns = Columns([measure_of(lead, sheets.contest)], sheets.contest)
    size = np.maximum(sheets.registered, 1).astype(np.float64)
    stratum = sheets.stratum if strata else np.full(len(sheets), "")
    tree = crossed(sheets.places, stratum, size)
    known = CountedSheets(tree, tree.leaf[order], size[order], columns.of(sheets.votes, size)[order])
    nothing = np.zeros(len(columns))
    record = calibration_record(columns, backtest(known), known.votes.sum(axis=0), nothing, size[order])
    if record is None:
        return []
    return [Replayed(point, record.truth) for point in record.points if point.share >= FROM - 1e-9]


def synthetic(seed: int, *, held: bool) -> tuple[Sheets, Ints]:
    """A synthetic count and the order in which it came; a region of it last."""
    rng = np.random.default_rng(seed)
    plan = Plan(
        seed=seed,
        geography=Geography(
            sheets=int(rng.integers(1500, 5000)),
            regions=int(rng.integers(8, 16)),
            municipalities=int(rng.integers(5, 11)),
        ),
        opinion=Opinion(
            rural=float(rng.uniform(0, 1.2)),
            region=float(rng.uniform(0.15, 0.6)),
            municipality=float(rng.uniform(0.1, 0.4)),
            place=float(rng.uniform(0.1, 0.4)),
            precision=float(rng.uniform(60, 200)),
            lead=None,
        ),
        arrival=Arrival(
            rural_delay=float(rng.uniform(0, 2.2)),
            place_effect=float(rng.uniform(0.3, 0.9)),
            drift=float(rng.choice([0, 0, 0.05, 0.15])),
        ),
        defects=None,
    )
    election = make_election(plan)
    sheets, delay = sheets_of(election), 3 * election.clock.rank
    region = sheets.places.codes[sheets.places.levels[0]]
    kind = rng.integers(0, 3)
    if kind == 1:
        delay = delay + rng.normal(0, 0.5, int(region.max()) + 1)[region]
    if kind == 2:
        place = sheets.places.codes[sheets.places.finest]
        share = sheets.votes[:, 0] / np.maximum(sheets.votes.sum(axis=1), 1)
        opinion = np.bincount(place, share) / np.maximum(np.bincount(place), 1)
        delay = delay + rng.uniform(-0.5, 0.5) * ((opinion - opinion.mean()) / opinion.std())[place]
    if held:
        delay = delay + 100 * (region == rng.integers(0, int(region.max()) + 1))
    return sheets, np.argsort(delay, kind="stable").astype(np.int64)


def synthetic_series(counts: int, seed: int) -> dict[str, list[Replayed]]:
    """Replay synthetic counts; every second one knows its strata, every fifth has a region held back."""
    series: dict[str, list[Replayed]] = {"synthetic": [], "synthetic, a region held back": []}
    for i in range(counts):
        held = i % 5 == 0
        sheets, order = synthetic(seed + i, held=held)
        name = "synthetic, a region held back" if held else "synthetic"
        series[name] += replay(sheets, order, strata=i % 2 == 0)
    series["synthetic, all"] = [one for found in series.values() for one in found]
    return series


def apart(sheets: Sheets, rng: np.random.Generator) -> Sheets:
    """Give a synthetic count three further declared classes of some places, each with an opinion of its own.

    A class has 5 to 15 % of the places; in it the second candidate gets votes of the first, or the first of
    the second, as they would move a lead by a normal draw with a deviation of 15 points.
    """
    place = sheets.places.codes[sheets.places.finest]
    drawn = rng.permutation(int(place.max()) + 1)
    stratum = np.full(len(sheets), "home", dtype="<U8")
    votes = sheets.votes.copy()
    first, second = np.argsort(-votes.sum(axis=0)[: len(sheets.contest.candidates)])[:2]
    start = 0
    for name in ("abroad", "prisons", "post"):
        size = int(len(drawn) * rng.uniform(0.05, 0.15))
        inside = np.isin(place, drawn[start : start + size])
        start += size
        stratum[inside] = name
        moved = rng.normal(0, 0.075)
        giver, taker = (first, second) if moved < 0 else (second, first)
        share = min(abs(moved) * votes[inside].sum() / max(votes[inside][:, giver].sum(), 1), 1)
        went = rng.binomial(votes[inside][:, giver], share)
        votes[inside, giver] -= went
        votes[inside, taker] += went
    return replace(sheets, votes=votes, stratum=stratum)


def classes_last(counts: int, seed: int) -> dict[str, list[Replayed]]:
    """Replay synthetic counts with one declared class wholly last, judged at 50, 70, 80 and 90 %."""
    series: dict[str, list[Replayed]] = {"synthetic, a class last": [], "the same, not declared": []}
    for i in range(counts):
        sheets, order = synthetic(seed + i, held=False)
        sheets = apart(sheets, np.random.default_rng([seed + i, 1]))
        last = sheets.stratum[order] == ("abroad", "prisons", "post")[i % 3]
        order = np.concatenate((order[~last], order[last]))
        for name, strata in zip(series, (True, False), strict=True):
            made = replay(sheets, order, strata=strata)
            series[name] += [one for one in made if any(abs(one.point.share - at) < 1e-6 for at in JUDGED)]
    return series


def orders_of(sheets: Sheets) -> Iterator[tuple[str, Floats]]:
    """Orders of a real count: its own, made-up ones, and with a region or class wholly last."""
    n = len(sheets)
    at = sheets.verified_at
    own = np.random.default_rng(1).random(n)
    if at is not None:
        late = np.where(np.isnat(at), np.datetime64("9999-01-01", "s"), at).astype(np.int64)
        own = np.argsort(np.argsort(late, kind="stable")) / n
    yield "own order", own
    regions = regions_of(sheets.places)
    municipality = sheets.places.codes[sheets.places.levels[max(0, len(sheets.places.levels) - 3)]]
    rng = np.random.default_rng(3)
    for _ in range(3):
        speed = rng.normal(0, 0.35, int(regions.codes.max()) + 1)[regions.codes]
        speed += rng.normal(0, 0.3, int(municipality.max()) + 1)[municipality]
        yield "made-up orders", rng.random(n) + speed
    for region in np.flatnonzero(np.bincount(regions.codes) >= 0.01 * n).tolist():
        yield "a region last", own + 10 * (regions.codes == region)
    for stratum in np.unique(sheets.stratum).tolist():
        yield "a class last", own + 10 * (sheets.stratum == stratum)


def case_series(case: Case) -> dict[str, list[Replayed]]:
    """Replay the official count of a case in several orders, with and without its strata."""
    chosen = case.select()
    logged = case.election.logged_count(chosen.contest.contest_id)
    sheets = chosen.sheets if logged is None else chosen.timed_by(CountId(logged))
    series: dict[str, list[Replayed]] = {}
    for name, delay in orders_of(sheets):
        order = np.argsort(delay, kind="stable").astype(np.int64)
        for strata in (True, False) if len(np.unique(sheets.stratum)) > 1 else (False,):
            known = name if strata else f"{name}, no strata"
            series.setdefault(known, []).extend(replay(sheets, order, strata=strata))
    return series


def summary(name: str, replayed: Iterable[Replayed]) -> tuple[float, float, float]:
    """Print a series; give coverage, and the interval scores of the method and of the simple one."""
    every = list(replayed)
    given = [one for one in every if one.given]
    if not given:
        print(f"{name:<32} none of {len(every)} given")
        return float("nan"), float("nan"), float("nan")
    covered = [bool(one.point.estimate.covers(one.truth)[0]) for one in given]
    score = [float(one.point.estimate.score(one.truth)[0]) for one in given]
    error = [abs(float(one.point.estimate.centre[0] - one.truth[0])) for one in given]
    simple = [float(one.point.reference.score(one.truth)[0]) for one in given]
    missed = [abs(float(one.point.reference.centre[0] - one.truth[0])) for one in given]
    inside = [one.point.reference.covers(one.truth)[0] for one in given]
    print(
        f"{name:<32} given {len(given):4} of {len(every):4}  "
        f"covered {np.mean(covered):6.1%} ({np.nanmean(inside):6.1%})  "
        f"score {100 * np.mean(score):7.2f} ({100 * np.nanmean(simple):7.2f})  "
        f"error {100 * np.mean(error):5.2f} ({100 * np.mean(missed):5.2f})"
    )
    return float(np.mean(covered)), 100 * float(np.mean(score)), 100 * float(np.nanmean(simple))


def reliability(replayed: Iterable[Replayed]) -> tuple[float, float]:
    """Print how often came what was said to be so probable; give both Brier scores."""
    said: list[tuple[float, ...]] = []
    for one in replayed:
        if not one.given or not np.isfinite(one.point.reference.half[0]):
            continue
        for line in (one.point.counted[0] + LINES).tolist():
            both = (one.point.estimate, one.point.reference)
            said.append((*(e.probability_above(line, 0) for e in both), bool(one.truth[0] > line)))
    table = np.array(said, dtype=np.float64)
    for low, high in pairwise(BINS):
        here = (table[:, 0] >= low) & ((table[:, 0] < high) | (high == 1))
        if here.any():
            print(
                f"  said {low:4.0%} to {high:4.0%}: {int(here.sum()):6} times, "
                f"on average {table[here, 0].mean():6.1%}, came {table[here, 2].mean():6.1%}"
            )
    brier = [float(((table[:, k] - table[:, 2]) ** 2).mean()) for k in (0, 1)]
    print(f"  Brier score {brier[0]:.4f}, of the simple method {brier[1]:.4f}")
    return brier[0], brier[1]


def main() -> None:
    """Replay and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--counts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20_000)
    parser.add_argument("--case")
    asked = parser.parse_args()
    start = time.perf_counter()
    print("in brackets: nested replacement with measured drift")
    every: list[Replayed] = []
    for name, found in synthetic_series(asked.counts, asked.seed).items():
        summary(name, found)
        every = found
    for name, found in classes_last(asked.counts // 4, asked.seed).items():
        summary(name, found)
    if asked.case is not None:
        for name, found in case_series(open_case(asked.case)).items():
            summary(name, found)
            every += found
    reliability(every)
    print(f"{len(every)} projections in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
