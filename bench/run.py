"""All measurements in one run, each beside what it is measured against, as a Markdown table.

    python bench/run.py [--quick] [--no-areas] [--seed 20191020]

Each pair is measured in turn, in fresh processes, so that a busy machine slows both sides: read the ratios
before the seconds. The real case is used where its data are (``VEEDOR_DATA``), else a synthetic one of the
same size. ``--quick`` takes smaller files and fewer repeats. The benches of the areas follow, as they print.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from bench_import import PANDAS, SUMS, VEEDOR, median
from bench_import import run as run_code
from wide_csv import choice_names, write_case

from veedor.synthetic import Geography, Plan, make_election, publish

HERE = Path(__file__).parent
REAL = HERE.parent / "cases" / "bolivia-2019"
REAL_SHEETS = 34_555
CALL = "from veedor.cli.main import main; main()"
"""What the installed command does, without depending on where it is installed."""

READ_AND_SUM = """
import sys
import pandas as pd
print(pd.read_csv(sys.argv[1], dtype=str).iloc[:, -11:].astype("int64").sum().sum())
"""
"""The least that anybody who opens the official count with pandas would do."""
READ_ALL = """
import sys
import pandas as pd
print(sum(len(pd.read_csv(path, dtype=str)) for path in sys.argv[1:]))
"""
"""Reading every file of a case as text, without checking or writing anything."""


@dataclass(frozen=True)
class Spent:
    """What one process cost.

    Parameters
    ----------
    seconds : float
        From start to end.
    megabytes : float
        Largest resident memory.
    """

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Parameters
    ----------
    work : str
        What was done.
    ours : Spent
        Median of the runs.
    peer : Spent or None
        The same for what it is measured against.
    beside : str
        What that is.
    bar : str
        What was promised, in words.
    met : bool or None
        Whether it was kept; None where only another size was promised.
    """

    work: str
    ours: Spent
    peer: Spent | None
    beside: str
    bar: str
    met: bool | None

    def cells(self) -> tuple[str, ...]:
        """Give the line."""
        ratio = "–" if self.peer is None else f"{self.ours.seconds / self.peer.seconds:.2f}"
        peer = "–" if self.peer is None else f"{self.peer.seconds:.2f} s, {self.beside}"
        kept = {None: "–", True: "yes", False: "**no**"}[self.met]
        return (
            self.work,
            f"{self.ours.seconds:.2f} s",
            f"{self.ours.megabytes:.0f} MB" if self.ours.megabytes > _own_megabytes() else "–",
            peer,
            ratio,
            self.bar,
            kept,
        )


def _own_megabytes() -> float:
    """Give our own peak: a child is told it as its own until it needs more, so less cannot be measured."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


HEAD = ("work", "Veedor", "peak memory", "beside", "ratio", "bar", "met")


def spend(command: list[str]) -> Spent:
    """Run a command to its end and say what it cost.

    Raises
    ------
    SystemExit
        Where it fails, with what it wrote.
    """
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read().decode(errors='replace')}")
    return Spent(seconds, used.ru_maxrss / 1024)


def in_turn(ours: list[str], peer: list[str] | None, repeat: int) -> tuple[Spent, Spent | None]:
    """Run both sides in turn, once to warm up and then so many times; give the medians."""
    runs: tuple[list[Spent], list[Spent]] = ([], [])
    for number in range(repeat + 1):
        for side, command in enumerate((ours, peer)):
            if command is not None:
                spent = spend(command)
                if number:
                    runs[side].append(spent)
    return _middle(runs[0]), _middle(runs[1]) if peer is not None else None


def _middle(runs: list[Spent]) -> Spent:
    return Spent(statistics.median(r.seconds for r in runs), max(r.megabytes for r in runs))


def veedor(*words: str) -> list[str]:
    """Give the command line of a verb."""
    return [sys.executable, "-c", CALL, *words]


def case_in(folder: Path, seed: int, *, quick: bool) -> tuple[Path, str, list[Path]]:
    """Put a case into a folder of its own: the real one, or a synthetic one of its size.

    Returns
    -------
    tuple of Path, str, list of Path
        The case, what to call it, and its data files, the official count first.
    """
    data = Path(os.environ.get("VEEDOR_DATA", HERE.parent.parent / "shared" / "data")).resolve()
    if (data / REAL.name).is_dir():
        os.environ["VEEDOR_DATA"] = str(data)
        case = folder / REAL.name
        shutil.copytree(REAL, case, ignore=shutil.ignore_patterns(".veedor", "data"))
        files = sorted((data / REAL.name).glob("*.csv"), key=lambda path: path.name != "computo-final.csv")
        return case, "Bolivia 2019", files
    sheets = 12_000 if quick else REAL_SHEETS
    case = folder / "synthetic"
    publish(make_election(replace(Plan(seed=seed), geography=Geography(sheets=sheets))), case)
    files = sorted((case / "data").glob("*.csv"), key=lambda path: path.name != "official.csv")
    return case, f"synthetic, {sheets:,} sheets", files


def measure_case(folder: Path, seed: int, *, quick: bool) -> list[Row]:
    """Measure the commands on one case."""
    case, name, files = case_in(folder, seed, quick=quick)
    few, many = (1, 5) if quick else (3, 15)
    python = [sys.executable, "-c"]
    rows = []
    for words in (["--version"], ["rules", "show", "bo-president-2009"]):
        ours, peer = in_turn(veedor(*words), [*python, "pass"], many)
        ratio = ours.seconds / peer.seconds if peer else 0.0
        what, bar = f"`veedor {' '.join(words)}`", "8 times the interpreter"
        rows.append(Row(what, ours, peer, "a bare interpreter", bar, ratio <= 8))
    ours, peer = in_turn(veedor("import", str(case), "--again"), [*python, READ_ALL, *map(str, files)], few)
    beside = "pandas reads the same files, nothing else"
    rows.append(Row(f"import, cold: {name}", ours, peer, beside, "6 s", ours.seconds < 6))
    ours, peer = in_turn(veedor("outcome", str(case)), [*python, READ_AND_SUM, str(files[0])], many)
    beside = "pandas reads the official count and adds it up"
    rows.append(Row(f"`veedor outcome`: {name}", ours, peer, beside, "1.5 s", ours.seconds < 1.5))
    ours, _ = in_turn(veedor("report", str(case), "--out", str(folder / "report")), None, few)
    kept = ours.seconds < 8 and ours.megabytes < 1024
    rows.append(Row(f"`veedor report`: {name}", ours, None, "", "8 s, 1 GB", kept))
    return rows


def measure_wide(folder: Path, seed: int, *, quick: bool) -> list[Row]:
    """Measure the import of a large file beside pandas, and the sums of all assertions afterwards."""
    sheets, repeat = (100_000, 1) if quick else (1_000_000, 3)
    case = write_case(folder, sheets, 15, seed)
    words = str(case / "data" / "count.csv"), json.dumps(choice_names(15))
    peer, ours, sums = [], [], []
    for _ in range(repeat):
        peer.append(run_code(PANDAS, *words))
        ours.append(run_code(VEEDOR, str(case)))
        sums.append(run_code(SUMS, str(case)))
    if not peer[0]["total"] == ours[0]["total"] == sums[0]["total"]:
        raise SystemExit("pandas and veedor do not find the same number of votes")
    spent, beside = (Spent(median(runs, "whole"), median(runs, "peak")) for runs in (ours, peer))
    ratio = spent.seconds / beside.seconds
    # what was promised holds for the large file only: a small one is mostly start-up
    kept = None if quick else ratio <= 1.5 and spent.megabytes < 1536
    after = Spent(median(sums, "work"), 0)
    size = f"{sheets:,} sheets x 15 choices"
    return [
        Row(f"import, wide CSV: {size}", spent, beside, "pandas reads and melts", "1.5 times, 1.5 GB", kept),
        Row(
            f"sums of {sums[0]['assertions']} assertions: {size}",
            after,
            None,
            "",
            "0.3 s",
            None if quick else after.seconds < 0.3,
        ),
    ]


def areas(case: Path, *, quick: bool) -> dict[str, list[str]]:
    """Give the benches of the areas with their options."""
    return {
        "bench_stakes.py": ["--sheets", "34555", "--runs", "1"] if quick else [],
        "bench_checks.py": [str(case)] if quick else [str(case), "1000000"],
        "bench_outstanding.py": [str(case), "100000"] if quick else [str(case)],
        "bench_claims.py": ["--checks", "5000"] if quick else [],
        "bench_press.py": ["--articles", "1000"] if quick else [],
        "bench_audit.py": ["--sizes", "10000"] if quick else [],
        "bench_ledger.py": [],
        "bench_watch.py": ["--sheets", "9000", "--captures", "40"] if quick else [],
        "bench_desk.py": ["--sheets", "34555", "--questions", "200"] if quick else [],
        "audit_risk.py": ["--runs", "200"] if quick else ["--runs", "2000"],
    }


def run_area(script: str, words: list[str]) -> str:
    """Run one bench; give what it prints, or why it could not be run."""
    done = subprocess.run(
        [sys.executable, str(HERE / script), *words], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() + (f"\nfailed: {done.stderr.strip()[-2000:]}" if done.returncode else "")


def machine() -> str:
    """Say on what kind of machine it was measured, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{dt.datetime.now(tz=dt.UTC):%-d %B %Y}, {os.cpu_count()} processors, {memory:.0f} GB, "
        f"{platform.system()}, Python {platform.python_version()}; load at the start {load:.1f}"
    )


def table(rows: list[Row]) -> str:
    """Lay the rows out in Markdown."""
    lines = [HEAD, ("---", "---:", "---:", "---", "---:", "---", "---"), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="smaller files, fewer repeats")
    parser.add_argument("--no-areas", action="store_true", help="without the benches of the areas")
    parser.add_argument("--seed", type=int, default=20191020)
    given = parser.parse_args()
    print(f"{machine()}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="veedor-bench-") as name:
        folder = Path(name)
        rows = measure_case(folder, given.seed, quick=given.quick)
        rows += measure_wide(folder / "wide", given.seed, quick=given.quick)
        print(table(rows), flush=True)
        if given.no_areas:
            return
        case = next(path for path in folder.iterdir() if path.name in {REAL.name, "synthetic"})
        for script, words in areas(case, quick=given.quick).items():
            shown = " ".join("CASE" if word == str(case) else word for word in words)
            print(f"\n`{script} {shown}`\n\n```text\n{run_area(script, words)}\n```", flush=True)


if __name__ == "__main__":
    main()
