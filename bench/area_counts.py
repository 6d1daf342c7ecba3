"""Does the projection of a count by area cover what came? Counts by sheet, summed to municipalities.

    python bench/area_counts.py [--counts 200] [--seed 61000] [--case cases/bolivia-2019]

Synthetic counts as in ``projection_replays.py`` (late villages, regions at their own speed, places by their
opinion, trends within places), each published 8 to 60 times as a row a municipality, and projected at one
moment of its own. Then, where a case is named, its preliminary count in the order of its log, published every
few minutes, at several moments, beside the projection that knows the sheets. Printed: intervals given and how
many covered (meant: 95 %), mean half-width and mean absolute error in points of the lead.
"""

from __future__ import annotations

import argparse
import itertools
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from projection_replays import synthetic

from veedor.case import open_case
from veedor.count.by_area import AreaCount
from veedor.count.grouping import sums_of
from veedor.count.sheets import Places, Sheets
from veedor.count.vectors import UNKNOWN
from veedor.model import Assertion, AssertionKind
from veedor.outstanding import partial_count, project
from veedor.outstanding.areas import rows_of_areas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Ints
    from veedor.model import Tally
    from veedor.outstanding import Projection


SHARES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.8385, 0.9)
"""Moments at which the count of a case is projected."""


@dataclass(frozen=True)
class Said:
    """What one projection said of the lead, in points, and what came."""

    low: float
    high: float
    centre: float
    truth: float

    @property
    def given(self) -> bool:
        """Whether it gave an interval."""
        return bool(np.isfinite(self.low))

    @property
    def covers(self) -> bool:
        """Whether what came lies within."""
        return self.low <= self.truth <= self.high


def by_area(sheets: Sheets, known: Ints, level: str) -> AreaCount:
    """Sum the first sheets of an order by a level, as an electoral body would publish them."""
    code, ids = sheets.codes_of(level)
    total = np.bincount(code, minlength=len(ids)).astype(np.int64)
    here = np.flatnonzero(total)
    counted = np.bincount(code[known], minlength=len(ids)).astype(np.int64)[here]
    levels = sheets.places.levels[: sheets.places.levels.index(level) + 1]
    first = np.array([np.flatnonzero(code == c)[0] for c in here], dtype=np.int64)
    places = Places(
        levels,
        {name: sheets.places.codes[name][first] for name in levels},
        {name: sheets.places.ids[name] for name in levels},
        {name: sheets.places.names[name] for name in levels},
    )
    none = np.full(len(here), UNKNOWN, dtype=np.int64)
    votes = sums_of(code[known], np.ascontiguousarray(sheets.votes[known]), len(ids))[here]
    figures = replace(
        sheets,
        ids=np.array(ids)[here],
        votes=votes,
        blank=np.zeros(votes.shape, dtype=np.bool_),
        registered=sums_of(code, np.maximum(sheets.registered, 0), len(ids))[here],
        places=places,
        stratum=np.full(len(here), "", dtype=np.str_),
        printed={},
        verified_at=None,
        areas={},
    )
    absent = np.zeros(len(here), dtype=np.bool_)
    return AreaCount(figures, counted, total[here], none, total[here] - counted, none, absent)


def lead_of(sheets: Sheets) -> Assertion:
    """The lead of the first over the second of the whole count."""
    first, second = sorted(sheets.contest.candidates, key=lambda c: -int(sheets.of(c).sum()))[:2]
    weights = {first: 1, second: -1}
    return Assertion("lead", AssertionKind.FIRST, first, second, Fraction(0), "valid", weights, strict=True)


def said(result: Projection, sheets: Sheets, lead: Assertion) -> Said:
    """Read what a projection says of the lead, beside the lead of the whole count."""
    whole = sheets.tally()
    truth = float(lead.slack(whole)) / whole.valid * 100
    if result.estimate is None:
        return Said(np.nan, np.nan, float(result.ratio[0]) * 100, truth)
    low, high = (float(end[0]) * 100 for end in (result.estimate.low, result.estimate.high))
    return Said(low, high, float(result.estimate.centre[0]) * 100, truth)


def of_areas(sheets: Sheets, order: Ints, ends: Sequence[int], level: str) -> Said:
    """Project a count from its publications by area, the last of which is known."""
    history = [by_area(sheets, order[:end], level) for end in ends]
    rows, lead = rows_of_areas(history), lead_of(sheets)
    known = partial_count(
        rows.roll, rows.counted, publications=rows.publications, beside=rows.beside, share=rows.share
    )
    return said(project(known, [lead], history[-1].tally(), draws=100), sheets, lead)


def of_sheets(sheets: Sheets, order: Ints, ends: Sequence[int]) -> Said:
    """Project the same count from the same publications, as if its sheets were known."""
    lead, held = lead_of(sheets), sheets.take(np.sort(order[: ends[-1]]))
    brought = [frozenset(sheets.ids[order[: ends[0]]].tolist())]
    brought += [frozenset(sheets.ids[order[a:b]].tolist()) for a, b in itertools.pairwise(ends)]
    held = replace(held, verified_at=None)
    known = partial_count(replace(sheets, verified_at=None), held, publications=brought)
    return said(project(known, [lead], history_tally(sheets, order, ends), draws=100), sheets, lead)


def history_tally(sheets: Sheets, order: Ints, ends: Sequence[int]) -> Tally:
    """Give what is counted at the last end, with what is open."""
    return by_area(sheets, order[: ends[-1]], sheets.places.levels[0]).tally()


def one_synthetic(seed: int) -> Said:
    """Project one synthetic count, published by municipality, at a moment of its own."""
    sheets, order = synthetic(seed, held=False)
    rng = np.random.default_rng(seed + 7)
    end = round(float(rng.uniform(0.3, 0.95)) * len(sheets))
    number = int(rng.integers(8, 61))
    ends = np.unique([*np.sort(rng.choice(np.arange(1, end), number - 1, replace=False)).tolist(), end])
    return of_areas(sheets, order, [int(e) for e in ends], sheets.places.levels[1])


def told(name: str, series: Sequence[Said]) -> str:
    """Write what a series comes to on one line."""
    given = [one for one in series if one.given]
    covered = sum(one.covers for one in given)
    if not given:
        return f"{name}: no interval in {len(series)}"
    half = np.mean([(one.high - one.low) / 2 for one in given])
    error = np.mean([abs(one.centre - one.truth) for one in given])
    return (
        f"{name}: given {len(given)} of {len(series)}, covered {covered} ({covered / len(given):.1%}), "
        f"half {half:.2f}, error {error:.2f} points"
    )


def of_case(path: str, every: int) -> None:
    """Project the preliminary count of a case at several moments, by area and by sheet."""
    case = open_case(path)
    sheets = case.select("preliminary").sheets
    assert sheets.verified_at is not None  # noqa: S101 - its log has the times
    timed = sheets.take(np.flatnonzero(~np.isnat(sheets.verified_at)))
    assert timed.verified_at is not None  # noqa: S101 - the same
    order = np.argsort(timed.verified_at, kind="stable").astype(np.int64)
    stamps = timed.verified_at[order].astype("datetime64[s]").astype(np.int64) // (60 * every)
    ends = np.append(np.flatnonzero(np.diff(stamps)) + 1, len(order))
    level = timed.places.levels[3]
    for share in SHARES:
        until = [int(e) for e in ends if e <= share * len(order)]
        areas, single = of_areas(timed, order, until, level), of_sheets(timed, order, until)
        print(
            f"{share:.2%} ({len(until)} publications, {level}): truth {areas.truth:.2f}; by area "
            f"{areas.centre:.2f} [{areas.low:.2f}, {areas.high:.2f}]; by sheet {single.centre:.2f} "
            f"[{single.low:.2f}, {single.high:.2f}]",
            flush=True,
        )


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=61_000)
    parser.add_argument("--case")
    parser.add_argument("--every", type=int, default=3, help="Minutes between two publications of the case.")
    asked = parser.parse_args()
    series = []
    for i in range(asked.counts):
        series.append(one_synthetic(asked.seed + i))
        if i % 20 == 19:
            print(i + 1, told("synthetic", series), flush=True)
    if asked.case:
        of_case(asked.case, asked.every)


if __name__ == "__main__":
    main()
