"""How long a projection and a late shift take, beside rdrobust and the bars that they are held to.

Run ``python bench/bench_outstanding.py CASE [SHEETS]``: the case as it is, then a count of so many sheets
(1,000,000) of which 15 % are outstanding. Wall-clock seconds, best of three for what is short. For scale: the
public browser simulator of 2019 takes about 60 s for 1,000 draws of the 5,580 outstanding sheets under node.
"""

from __future__ import annotations

import argparse
import resource
import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.case import open_case
from veedor.count import Places, Sheets
from veedor.outstanding import partial_count, project
from veedor.outstanding.backtest import backtest
from veedor.outstanding.calibration import calibration_record
from veedor.outstanding.columns import Columns
from veedor.outstanding.counted_sheets import CountedSheets
from veedor.outstanding.imputation import nested_draws
from veedor.outstanding.projection import Projection
from veedor.outstanding.publication import national_assertions, publication
from veedor.outstanding.shift.lateness import lateness
from veedor.outstanding.shift.placebo import Ordered, placebo_jumps

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.case import Case
    from veedor.model import Assertion
    from veedor.outstanding.partial_count import PartialCount

DRAWS = 1000


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and seconds of processor time: on a busy machine they differ."""

    clock: float
    processor: float


def timed(work: Callable[[], object], times: int = 3) -> Spent:
    """Best time of some work."""
    found = []
    for _ in range(times):
        start, began = time.perf_counter(), time.process_time()
        work()
        found.append(Spent(time.perf_counter() - start, time.process_time() - began))
    return min(found, key=lambda spent: spent.clock)


def told(what: str, spent: Spent, bar: float) -> None:
    """Print a time beside its bar."""
    verdict = "met" if spent.clock < bar else "met by processor time" if spent.processor < bar else "MISSED"
    print(f"{what:<60} {spent.clock:8.3f} s (processor {spent.processor:.3f} s)  bar {bar:g} s  {verdict}")


def samples(known: PartialCount, result: Projection) -> tuple[Columns, CountedSheets, CountedSheets]:
    """Counted sheets in the columns of the first assertion, and in order in those of all assertions."""
    every = Columns(result.measures[: len(result.assertions)], result.contest)
    one = every.first(1)
    counted, order = known.counted, known.in_order
    votes = one.of(known.votes, known.size)
    drawn = CountedSheets(known.tree, known.tree.leaf[counted], known.size[counted], votes[counted])
    tree = known.crossed
    ordered = CountedSheets(
        tree, tree.leaf[order], known.size[order], every.of(known.votes, known.size)[order]
    )
    return every, drawn, ordered


def small(case: Case) -> Projection:
    """Time the parts on the case as it is."""
    held = publication(case.election).snapshots[0].snapshot_id
    result, first = case.project(snapshot=held), publication(case.election, snapshot=held)
    snapshot = first.sheets
    known = partial_count(case.election.roll(), snapshot)
    columns, drawn, ordered = samples(known, result)
    out = ~known.counted
    leaf, size = known.tree.leaf[out], known.size[out]
    spent = timed(lambda: nested_draws(drawn, leaf, size, DRAWS, 1))
    told(f"{DRAWS:,} nested draws for {len(leaf):,} outstanding sheets", spent, 0.3)
    votes_known, aside = ordered.votes.sum(axis=0), np.zeros(len(columns))
    told(
        f"calibration record over {len(ordered):,} sheets",
        timed(lambda: calibration_record(columns, backtest(ordered), votes_known, aside, ordered.size)),
        5,
    )
    votes = case.select("official").timed_by(first.count_id)
    late = lateness(votes, result.assertions[0], early=snapshot.ids)
    jumps = Ordered(late)
    told(
        f"300 placebo jumps over {len(jumps):,} sheets", timed(lambda: placebo_jumps(jumps, "beside", 300)), 3
    )
    print(f"{'  the same by rdrobust, from one of its jumps':<60} {300 * rdrobust_once(jumps).clock:8.3f} s")
    return result


def rdrobust_once(jumps: Ordered) -> Spent:
    """One jump of the same series by rdrobust."""
    from rdrobust import rdrobust

    values = 100 * (jumps.value - jumps.others)
    known = np.isfinite(values)
    position = np.arange(int(known.sum()), dtype=float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return timed(lambda: rdrobust(values[known], position, c=len(position) * 0.8))


def million(result: Projection, asked: tuple[Assertion, ...], sheets: int) -> None:
    """Time a whole projection, record included, of a large count with 15 % outstanding."""
    rng = np.random.default_rng(1)
    places = sheets // 8
    place = np.sort(rng.integers(0, places, sheets))
    opinion = rng.normal(0, 1, places)
    registered = rng.integers(50, 400, sheets)
    chances = np.exp(rng.normal(0, 0.2, (sheets, len(result.contest.choices))) + opinion[place, None] * 0.3)
    votes = (0.8 * registered[:, None] * chances / chances.sum(axis=1, keepdims=True)).astype(np.int64)
    codes = {"region": place // (places // 20 + 1), "town": place // 40, "place": place}
    rank = np.argsort(np.argsort(opinion[place] + rng.normal(0, 2, sheets)))
    names = {level: tuple(str(i) for i in range(int(code.max()) + 1)) for level, code in codes.items()}
    roll = Sheets(
        result.contest,
        result.known.count_id,
        np.array([f"{i:08d}" for i in range(sheets)]),
        votes,
        np.zeros(votes.shape, dtype=bool),
        registered,
        Places(tuple(codes), codes, names, names),
        np.full(sheets, ""),
        verified_at=rank.astype("datetime64[s]"),
    )
    snapshot = roll.take(rank < 0.85 * sheets)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told(
        f"{sheets:,} sheets, {sheets - len(snapshot):,} outstanding, {DRAWS:,} draws, record",
        timed(lambda: project(partial_count(roll, snapshot), asked, roll.tally(), draws=DRAWS), 1),
        20,
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"  peak memory {peak / 2**20:.2f} GB (before the projection {before / 2**20:.2f} GB), bar 2 GB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("case")
    parser.add_argument("sheets", nargs="?", type=int, default=1_000_000)
    asked = parser.parse_args()
    opened = open_case(asked.case)
    known = small(opened)
    million(
        known,
        national_assertions(opened.select()),
        asked.sheets,
    )
