"""How long stakes take: every treatment on a count, beside a mixed integer program for the same stake.

    python bench/bench_stakes.py [--sheets 34555 1000000] [--runs 5]

The count is synthetic, in memory. Printed for each number of sheets: the median time of each treatment, of
all together, and of the solver's program for one treatment from scratch.
"""

from __future__ import annotations

import argparse
import statistics
import time
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from veedor.count import Places, Sheets
from veedor.model import Assertion, AssertionKind, Choice, ChoiceId, Contest, ContestId, CountId, Kind
from veedor.stakes import TREATMENTS, Treatment, prove, smallest_flip, stake_of_assertion

if TYPE_CHECKING:
    from veedor.stakes import Stake

CANDIDATES = tuple(f"P{i}" for i in range(9))
CONTEST = Contest(
    ContestId("president"),
    "President",
    (
        *(Choice(ChoiceId(name), name) for name in CANDIDATES),
        Choice(ChoiceId("blank"), "Blank", Kind.BLANK),
        Choice(ChoiceId("null"), "Null", Kind.NULL),
    ),
)
SHEETS_A_PLACE = 7


def stake(n: int, seed: int) -> Stake:
    """A count of n sheets whose first candidate leads the second by a little more than ten points."""
    rng = np.random.default_rng(seed)
    registered = rng.integers(40, 240, n)
    cast = rng.binomial(registered, 0.88)
    share = rng.dirichlet([4.6, 3.5, 0.9, 0.4, 0.2, 0.1, 0.1, 0.1, 0.1, 0.2, 0.4], n)
    votes = rng.multinomial(cast, share).astype(np.int64)
    code = np.arange(n, dtype=np.int64) // SHEETS_A_PLACE
    region = code % 9
    ids = tuple(f"{i:07d}" for i in range(int(code.max()) + 1))
    regions = tuple(str(i) for i in range(9))
    places = Places(
        ("region", "place"), {"region": region, "place": code}, {"region": regions, "place": ids},
        {"region": regions, "place": ids},
    )  # fmt: skip
    first, second = ChoiceId("P0"), ChoiceId("P1")
    weights = {ChoiceId(name): -1 for name in CANDIDATES} | {first: 9, second: -11}
    lead = Assertion(
        "lead", AssertionKind.LEAD, first, second, Fraction(1, 10), "valid", weights, strict=False, scale=10
    )
    sheets = Sheets(
        CONTEST, CountId("official"), np.char.zfill(np.arange(n).astype(np.str_), 7), votes,
        np.zeros(votes.shape, dtype=np.bool_), registered.astype(np.int64), places,
        np.full(n, "", dtype=np.str_),
    )  # fmt: skip
    return stake_of_assertion(sheets, lead)


def median(runs: int, asked: Stake, treatment: Treatment) -> float:
    """Median time of one treatment, in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        smallest_flip(asked, treatment)
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


def from_scratch(asked: Stake, seconds: float) -> tuple[float, str]:
    """Time of the plain program: one binary variable a sheet, one row, no set in hand."""
    losses = asked.sheets.contributions(asked.binding).astype(float)
    start = time.perf_counter()
    result = milp(
        np.ones(len(losses)),
        integrality=np.ones(len(losses), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(losses[None, :], asked.need(asked.binding), np.inf)],
        options={"time_limit": seconds},
    )
    return time.perf_counter() - start, str(result.fun)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sheets", type=int, nargs="+", default=[34_555, 1_000_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--program", type=int, default=34_555, help="largest count given to the plain program"
    )
    options = parser.parse_args()
    for n in options.sheets:
        asked = stake(n, options.seed)
        times = {t: median(options.runs, asked, t) for t in TREATMENTS.values()}
        print(f"{n:,} sheets, slack {float(asked.slack):,.1f} votes, seed {options.seed}")
        for treatment, spent in times.items():
            print(f"  {treatment.name:<14} {spent:9.2f} ms   {smallest_flip(asked, treatment).upper}")
        print(f"  {'all':<14} {sum(times.values()):9.2f} ms")
        if n <= options.program:
            start = time.perf_counter()
            proven = prove(asked, "annul")
            print(f"  annul, proved  {1e3 * (time.perf_counter() - start):9.2f} ms   {proven.upper}")
            seconds, found = from_scratch(asked, 60.0)
            print(f"  annul, program from scratch {seconds:.1f} s   {found}")


if __name__ == "__main__":
    main()
