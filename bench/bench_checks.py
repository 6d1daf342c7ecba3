"""How long the checks and the forensic battery take, and how they grow with the number of sheets.

Run ``python bench/bench_checks.py CASE [SHEETS ...]``: the case as it is, then blown up to each number of
sheets by repeating its places. Wall-clock seconds, best of three for the checks. The R toolkit EFToolkit
2.0 needed 75.3 s for its basic tests with 300 resamples over the same 34,555 sheets on two cores.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.case import open_case
from veedor.checks import CHECKS, Baseline, Dossier, Unable, dossier_of, examined, pack_of, run_checks
from veedor.forensics import run_battery
from veedor.rules import explain

if TYPE_CHECKING:
    from veedor.count import Sheets

SIMULATIONS = 1000


def timed(work: Callable[[], object], times: int = 3) -> float:
    """Best wall-clock time of some work, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def blown_up(sheets: Sheets, size: int) -> Sheets:
    """Repeat the sheets, each copy in places of its own, up to a number of sheets."""
    copies = -(-size // len(sheets))
    rows = np.tile(np.arange(len(sheets)), copies)[:size]
    copy = np.repeat(np.arange(copies), len(sheets))[:size]
    many = sheets.take(rows)
    places = many.places
    finest = places.finest
    count = len(places.ids[finest])
    names = tuple(f"{i}" for i in range(count * copies))
    return replace(
        many,
        ids=np.array([f"{c:04d}-{i}" for c, i in zip(copy.tolist(), many.ids.tolist(), strict=True)]),
        places=replace(
            places,
            codes={**places.codes, finest: places.codes[finest] + copy * count},
            ids={**places.ids, finest: names},
            names={**places.names, finest: names},
        ),
    )


def bench(dossier: Dossier, *, times: int) -> None:
    """Print the times of one size."""
    sheets = dossier.sheets
    baseline = Baseline(sheets, explain(RULE, sheets.tally(), round="first"))
    print(f"\n{len(sheets):,} sheets, {len(np.unique(sheets.places.codes[sheets.places.finest])):,} places")
    for check in CHECKS.values():
        if isinstance(check.find(check, dossier), Unable):
            continue
        print(f"  {check.check_id:<22}{timed(lambda c=check: c.find(c, dossier), times) * 1e3:>10.1f} ms")  # type: ignore[misc]
    print(
        f"  {'all, with outcomes':<22}{timed(lambda: run_checks(dossier, baseline), times) * 1e3:>10.1f} ms"
    )
    for workers in (1, 2):
        seconds = timed(lambda w=workers: run_battery(sheets, SIMULATIONS, 1, workers=w), 1)  # type: ignore[misc]
        print(f"  battery, {SIMULATIONS:,} twins, {workers} threads{seconds:>14.1f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("case")
    parser.add_argument("sheets", nargs="*", type=int)
    asked = parser.parse_args()
    case = open_case(asked.case)
    selection = examined(case.select())
    real = dossier_of(selection, pack_of(case.election, None))
    if not selection.ruled:
        sys.exit("the case names no rule")
    RULE = selection.rule
    bench(real, times=3)
    for size in asked.sheets:
        counts = [blown_up(c, min(size, len(c) * (size // len(c) + 1))) for c in real.counts[-2:]]
        bench(Dossier(counts, real.pack), times=1)
