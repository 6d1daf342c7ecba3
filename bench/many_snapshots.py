"""Import of many publications of one count: time per row and memory, as their number grows.

    python bench/many_snapshots.py [--snapshots 50 150 500] [--sheets 2000] [--form each sources] [--pad 0]

Bars: 500 snapshots of 2,000 sheets within 12 GB, and a row of them in no more time than one of 50. Two forms:
one source with a file a snapshot (``each``), and one source a snapshot (``sources``). With ``--pad`` each row
carries that many letters more, so that files are read by the engine and not in memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from wide_csv import LEVELS, SHEETS_A_PLACE, choice_names

IMPORT = """
import sys
from veedor.intake import import_case, load_case
made = import_case(load_case(sys.argv[1]), anew=True)
tables = made.store.manifest["tables"]
print(tables["snapshot"], tables["sheet"], tables["version"])
"""

HEAD = """format = 1
[election]
title = "Synthetic, for measuring"
date = 2030-03-10
country = "XX"
tz = "UTC"
synthetic = true
levels = ["{levels}"]
[contest.president]
title = "President"
choices = [
{choices}
]
[count.quick]
title = "Quick count"
kind = "preliminary"
"""

SOURCE = """[source.{name}]
layout = "wide"
contest = "president"
count = "quick"
{files}
control = "none known"
[source.{name}.sheet]
id = "Sheet"
[source.{name}.place]
levels = {{ {levels} }}
[source.{name}.numbers]
registered = "Registered"
"""


def write_snapshots(folder: Path, snapshots: int, sheets: int, choices: int, seed: int, pad: int) -> None:
    """Write a file a snapshot: sheets come in evenly, and one in a hundred is corrected once.

    Parameters
    ----------
    folder : Path
        Where to.
    snapshots, sheets, choices : int
        How many.
    seed : int
        The same seed gives the same bytes.
    pad : int
        Letters that each row carries for nothing.
    """
    random = np.random.default_rng(seed)
    place = np.arange(sheets) // SHEETS_A_PLACE
    votes = random.poisson(60.0 * 0.7 ** np.arange(choices), (sheets, choices))
    begins = np.linspace(-snapshots / 2, snapshots / 2, sheets)
    corrected = random.permutation(sheets)[: sheets // 100]
    when = random.integers(snapshots // 2, snapshots, len(corrected))
    names = choice_names(choices)
    told = {
        "Sheet": pa.array([f"{i:07}" for i in range(sheets)]),
        "Region": pa.array([f"Region {p % 20:02}" for p in place]),
        "Municipality": pa.array([f"Municipality {p % 90:02}" for p in place]),
        "Place": pa.array([f"School {p}" for p in place]),
        "Registered": pa.array(random.integers(150, 400, sheets)),
    }
    if pad:
        told["Remark"] = pa.array(["x" * pad] * sheets)
    for number in range(snapshots):
        votes[corrected[when == number], 0] += 1
        blank = begins > number
        columns = {n: pa.array(votes[:, i], mask=blank) for i, n in enumerate(names)}
        pa_csv.write_csv(pa.table(told | columns), folder / f"2030-03-10_{number:04}.csv")


def case_text(snapshots: int, choices: int, form: str) -> str:
    """Give the ``case.toml`` that reads them."""
    kinds = {"Blank": ', kind = "blank"', "Null": ', kind = "null"'}
    listed = "\n".join(f'  {{ id = "{n}", label = "{n}"{kinds.get(n, "")} }},' for n in choice_names(choices))
    levels = ", ".join(f'{level} = "{level.title()}"' for level in LEVELS)
    text = HEAD.format(levels='", "'.join(LEVELS), choices=listed)
    if form == "each":
        files = 'files = [{ name = "*.csv", named = "_(?P<number>[0-9]+)[.]csv$" }]'
        return text + SOURCE.format(
            name="all", files=files + '\neach = { snapshot = "{number}" }', levels=levels
        )
    return text + "".join(
        SOURCE.format(
            name=f"s{number:04}", files=f'files = [{{ name = "2030-03-10_{number:04}.csv" }}]', levels=levels
        )
        for number in range(snapshots)
    )


def write_case(
    folder: Path, snapshots: int, sheets: int, choices: int, form: str, seed: int, pad: int
) -> Path:
    """Write the files and their case into a folder."""
    data = folder / "data"
    data.mkdir(parents=True)
    write_snapshots(data, snapshots, sheets, choices, seed, pad)
    (folder / "case.toml").write_text(case_text(snapshots, choices, form), encoding="utf-8")
    return folder


def measured(code: str, *arguments: str) -> tuple[str, float, float, float]:
    """Run Python in a fresh process; give what it prints, seconds, processor seconds, peak memory in MB."""
    begun = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE) as process:
        printed = process.stdout.read().decode().strip() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the import ended with {process.returncode}")
    return printed, time.perf_counter() - begun, used.ru_utime + used.ru_stime, peak_of(used)


def peak_of(used: resource.struct_rusage) -> float:
    """Give the peak memory of a process in MB; macOS tells it in bytes."""
    return used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Measure every number of snapshots in every form."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--snapshots", type=int, nargs="+", default=[50, 150, 500])
    parser.add_argument("--form", nargs="+", choices=("each", "sources"), default=["each", "sources"])
    parser.add_argument("--sheets", type=int, default=2000)
    parser.add_argument("--choices", type=int, default=10)
    parser.add_argument("--pad", type=int, default=0)
    parser.add_argument("--seed", type=int, default=20191020)
    given = parser.parse_args()
    for form in given.form:
        first = None
        for number in given.snapshots:
            with tempfile.TemporaryDirectory(prefix="veedor-bench-") as folder:
                case = write_case(
                    Path(folder) / "case", number, given.sheets, given.choices, form, given.seed, given.pad
                )
                printed, wall, processor, peak = measured(IMPORT, str(case))
            each = processor / number / given.sheets * 1e6
            first = first or each
            print(
                f"{form:<8} {number:4} snapshots of {given.sheets:,} sheets: {wall:6.1f} s, processor "
                f"{processor:6.1f} s, {each:6.1f} us a row ({each / first:4.2f} of the first), "
                f"peak {peak:5.0f} MB; snapshots, sheets, versions: {printed}",
                flush=True,
            )


if __name__ == "__main__":
    main()
