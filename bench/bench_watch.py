"""What a watch costs: one large publication, and a day of captures of a file that changes little.

    python bench/bench_watch.py [--sheets 90000] [--changed 500] [--captures 480] [--rows 90000]

Bars: a publication of 90,000 sheets in which 500 changed is captured, compared and shown in under 10 s, in
under 1 GB; 480 captures (a day, every three minutes) of a 5 MB file take under 200 MB.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from many_snapshots import peak_of

from veedor.intake import load_case
from veedor.watch.answers import AnswerStore
from veedor.watch.asking import Visit
from veedor.watch.building import building

CASE = """format = 1
[election]
title = "Synthetic, for measuring"
date = 2030-03-10
country = "XX"
tz = "UTC"
synthetic = true
levels = ["region", "municipality", "place"]
[contest.president]
title = "President"
rule = "plurality"
expected = {sheets}
choices = [{choices}]
[count.quick]
title = "Quick count"
kind = "preliminary"
[source.live]
layout = "wide"
contest = "president"
count = "quick"
control = "none known"
files = [{{ name = "count.csv", fetch = {{ url = "http://127.0.0.1:9/count.csv" }} }}]
rows.bare = "outstanding"
sheet.id = "Sheet"
place.levels = {{ region = "Region", municipality = "Municipality", place = "Place" }}
numbers.registered = "Registered"
[watch]
sources = ["live"]
robots = false
"""
NAMES = [*(f"Candidate {i}" for i in range(1, 9)), "Blank", "Null"]


def choices() -> str:
    """Give the choices of the case."""
    kinds = {"Blank": ', kind = "blank"', "Null": ', kind = "null"'}
    return ", ".join(f'{{ id = "{n}", label = "{n}"{kinds.get(n, "")} }}' for n in NAMES)


def rows_of(sheets: int, chance: random.Random) -> list[str]:
    """Make the rows of a publication."""
    made = []
    for i in range(sheets):
        place = i // 8
        votes = ",".join(str(chance.randrange(100 // (c + 1) + 3)) for c in range(len(NAMES)))
        where = f"Region {place % 20:02},Municipality {place % 90:02},School {place}"
        made.append(f"{i:07},{where},{400},{votes}\n")
    return made


def changed(rows: list[str], number: int, chance: random.Random) -> None:
    """Change the figures of some sheets."""
    for at in chance.sample(range(len(rows)), number):
        rows[at] = f"{rows[at].rpartition(',')[0]},{chance.randrange(3, 40)}\n"


def measure_capture(folder: Path, sheets: int, number: int) -> None:
    """Capture a publication, and one in which some sheets changed; say what the second took."""
    chance = random.Random(20191020)  # noqa: S311 - made figures
    rows = rows_of(sheets, chance)
    head = f"Sheet,Region,Municipality,Place,Registered,{','.join(NAMES)}\n"
    (folder / "case.toml").write_text(CASE.format(sheets=sheets, choices=choices()), encoding="utf-8")
    body = [b""]
    with building(load_case(folder), folder / "watch", print_line=lambda _line: None) as watcher:
        rounds = watcher.parts.rounds
        object.__setattr__(rounds, "ask", lambda address, _known: Visit(address, 200, (), body[0]))
        for _ in range(2):
            body[0] = (head + "".join(rows)).encode()
            began, used = time.perf_counter(), time.process_time()
            watcher.round()
            wall, processor = time.perf_counter() - began, time.process_time() - used
            changed(rows, number, chance)
        changes = watcher.state.changes.get("president")
        found = len(changes.changed) if changes else 0
    peak = peak_of(resource.getrusage(resource.RUSAGE_SELF))
    size = len(body[0]) / 1e6
    print(
        f"{sheets:,} sheets ({size:.1f} MB), {found} changed: captured, compared, shown in {wall:.1f} s, "
        f"processor {processor:.1f} s (bar 10), peak {peak:.0f} MB (bar 1,000)"
    )


def measure_day(folder: Path, captures: int, rows: int, number: int) -> None:
    """Keep a day of captures; say what they take."""
    chance = random.Random(20191020)  # noqa: S311 - made figures
    table = rows_of(rows, chance)
    store = AnswerStore(folder / "answers")
    began, names = time.process_time(), []
    for _ in range(captures):
        changed(table, number, chance)
        content = "".join(table).encode()
        names.append(store.keep(content, "address"))
    took = (time.process_time() - began) / captures
    for name in names[:: max(1, captures // 20)]:
        store.read(name)
    print(
        f"{captures} captures of {len(content) / 1e6:.1f} MB, {number} rows changed each time: "
        f"{store.size / 1e6:.0f} MB (bar 200), processor {took * 1000:.0f} ms a capture"
    )


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sheets", type=int, default=90_000)
    parser.add_argument("--changed", type=int, default=500)
    parser.add_argument("--captures", type=int, default=480)
    parser.add_argument("--rows", type=int, default=70_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="veedor-bench-") as folder:
        measure_capture(Path(folder), given.sheets, given.changed)
        sys.stdout.flush()
        measure_day(Path(folder), given.captures, given.rows, given.changed)


if __name__ == "__main__":
    main()
