"""Import beside pandas, and import of the real case, each in a process of its own.

    python bench/bench_import.py [--sheets 1000000] [--choices 15] [--repeat 3] [--seed 20191020]

Bars: the wide file in at most 1.5 times the time in which pandas reads and melts it, under 1.5 GB; the sums
of all assertions afterwards in under 0.3 s; the real case, all its sources, cold, in under 6 s. Every figure
is the median of ``--repeat`` runs taken in turn, so that a busy machine slows both sides.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from wide_csv import choice_names, write_case

REAL = Path(__file__).parents[1] / "cases" / "bolivia-2019"

PANDAS = """
import json, resource, sys, time
begun = time.perf_counter()
import pandas as pd
choices = json.loads(sys.argv[2])
wide = pd.read_csv(sys.argv[1], dtype={"Sheet": str})
long = wide.melt([c for c in wide.columns if c not in choices], choices, "choice", "votes")
total = int(long["votes"].sum())
print(json.dumps({"work": time.perf_counter() - begun, "total": total,
                  "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""

VEEDOR = """
import json, resource, sys, time
begun = time.perf_counter()
from veedor.intake import import_case, load_case
made = import_case(load_case(sys.argv[1]), anew=True)
work = time.perf_counter() - begun
total = sum(part["cast"] for source in made.store.manifest["sources"].values() for part in source["parts"]
            if "cast" in part and part["count"] == "official")
print(json.dumps({"work": work, "total": total,
                  "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""

SUMS = """
import json, sys, time
import numpy as np, pyarrow.compute, pyarrow.parquet
from veedor.intake import import_case, load_case
from veedor.model import ChoiceId
imported = import_case(load_case(sys.argv[1]))
assert imported.reused
choices = [c.id for c in imported.case.contests["president"].choices]
begun = time.perf_counter()
table = imported.store.arrow("votes-president", choices)
totals = np.array([pyarrow.compute.sum(table[c]).as_py() for c in choices], dtype=np.int64)
candidates = len(choices) - 2
weights = np.zeros((2 * candidates - 1, len(choices)), dtype=np.int64)
winner = int(np.argmax(totals[:candidates]))
for row, rival in enumerate(r for r in range(candidates) if r != winner):
    weights[2 * row, [winner, rival]] = 1, -1                       # ahead of each rival
    weights[2 * row + 1, :candidates] = -1                          # by a tenth of the valid votes
    weights[2 * row + 1, [winner, rival]] = 9, -11
weights[-1, :candidates] = -2
weights[-1, winner] = 3                                             # two fifths of the valid votes
sums = weights @ totals
print(json.dumps({"work": time.perf_counter() - begun, "assertions": len(sums), "total": int(totals.sum())}))
"""


def run(code: str, *arguments: str) -> dict[str, Any]:
    """Run a piece of Python in a fresh process; give what it prints, and the time of the whole process."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed | {"whole": time.perf_counter() - begun}


def median(runs: list[dict[str, Any]], field: str) -> float:
    """Give the median of one field."""
    return float(statistics.median(run[field] for run in runs))


def measure_wide(folder: Path, sheets: int, choices: int, seed: int, repeat: int) -> None:
    """Measure the wide file beside pandas, and the sums afterwards."""
    case = write_case(folder, sheets, choices, seed)
    path = case / "data" / "count.csv"
    print(f"wide CSV: {sheets:,} sheets x {choices} choices, {path.stat().st_size / 1e6:.0f} MB, seed {seed}")
    peer, ours, sums = [], [], []
    for _ in range(repeat):
        peer.append(run(PANDAS, str(path), json.dumps(choice_names(choices))))
        ours.append(run(VEEDOR, str(case)))
        sums.append(run(SUMS, str(case)))
    if not peer[0]["total"] == ours[0]["total"] == sums[0]["total"]:
        raise SystemExit("pandas and veedor do not find the same number of votes")
    for name, runs in (("pandas reads and melts", peer), ("veedor imports", ours)):
        print(
            f"  {name:<24} {median(runs, 'whole'):6.2f} s whole process, peak {median(runs, 'peak'):5.0f} MB"
        )
    print(f"  ratio                    {median(ours, 'whole') / median(peer, 'whole'):6.2f}     (bar 1.5)")
    print(f"  sums of {sums[0]['assertions']} assertions    {median(sums, 'work'):6.2f} s   (bar 0.3)")


def measure_real(folder: Path, repeat: int) -> None:
    """Measure the cold import of the real case: the whole process, command line included."""
    data = Path(os.environ.get("VEEDOR_DATA", "../shared/data")).resolve()
    if not (data / REAL.name).is_dir():
        print("real case: no public data (VEEDOR_DATA)")
        return
    case = folder / REAL.name
    shutil.copytree(REAL, case, ignore=shutil.ignore_patterns(".veedor", "data"))
    code = "from veedor.cli.main import main; import sys; main(['import', sys.argv[1], '--again', '--json'])"
    os.environ["VEEDOR_DATA"] = str(data)
    times = [run(code, str(case))["whole"] for _ in range(repeat)]
    print(f"real case, all sources, cold: {statistics.median(times):.2f} s whole process (bar 6)")


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sheets", type=int, default=1_000_000)
    parser.add_argument("--choices", type=int, default=15)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--seed", type=int, default=20191020)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="veedor-bench-") as folder:
        measure_wide(Path(folder) / "wide", given.sheets, given.choices, given.seed, given.repeat)
        measure_real(Path(folder), given.repeat)


if __name__ == "__main__":
    main()
