"""Import of a long file (one row a sheet and choice): time per row and memory, as the rows grow.

    python bench/long_rows.py [--rows 5000000 20000000] [--choices 10]

Bar: 100,000,000 rows within 12 GB, and a row of them in no more time than one of 5,000,000.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from many_snapshots import HEAD, measured
from wide_csv import LEVELS, SHEETS_A_PLACE, choice_names

IMPORT = """
import sys
from veedor.intake import import_case, load_case
made = import_case(load_case(sys.argv[1]), anew=True)
part, = made.store.manifest["sources"]["final"]["parts"]
print(part["rows"], part["cast"])
"""

SOURCE = """[source.final]
layout = "long"
contest = "president"
count = "quick"
files = [{{ name = "count.csv" }}]
control = "none known"
[source.final.sheet]
id = "Sheet"
[source.final.place]
levels = {{ {levels} }}
[source.final.choices]
choice = "Choice"
votes = "Votes"
"""

CHUNK = 100_000
"""Sheets that are written at a time."""


def write_long(path: Path, sheets: int, choices: int, seed: int) -> int:
    """Write a row for each sheet and choice, in chunks; give the sum of the votes.

    Parameters
    ----------
    path : Path
        The file.
    sheets, choices : int
        How many.
    seed : int
        The same seed gives the same bytes.
    """
    random, cast, writer = np.random.default_rng(seed), 0, None
    means, names = 60.0 * 0.7 ** np.arange(choices), choice_names(choices)
    with path.open("wb") as file:
        for start in range(0, sheets, CHUNK):
            number = np.arange(start, min(start + CHUNK, sheets))
            votes = random.poisson(means, (len(number), choices))
            place = number // SHEETS_A_PLACE
            columns = {
                "Sheet": [f"{i:08}" for i in number],
                "Region": [f"Region {p % 20:02}" for p in place],
                "Municipality": [f"Municipality {p % 900:03}" for p in place],
                "Place": [f"School {p}" for p in place],
            }
            repeated = np.repeat(np.arange(len(number)), choices)
            table = pa.table({name: pa.array(texts).take(repeated) for name, texts in columns.items()})
            table = table.append_column("Choice", pa.array(names * len(number)))
            table = table.append_column("Votes", pa.array(votes.ravel()))
            writer = writer or pa_csv.CSVWriter(file, table.schema)
            writer.write(table)
            cast += int(votes.sum())
        if writer:
            writer.close()
    return cast


def case_text(choices: int) -> str:
    """Give the ``case.toml`` that reads it."""
    kinds = {"Blank": ', kind = "blank"', "Null": ', kind = "null"'}
    listed = "\n".join(f'  {{ id = "{n}", label = "{n}"{kinds.get(n, "")} }},' for n in choice_names(choices))
    levels = ", ".join(f'{level} = "{level.title()}"' for level in LEVELS)
    return HEAD.format(levels='", "'.join(LEVELS), choices=listed) + SOURCE.format(levels=levels)


def main() -> None:
    """Measure every number of rows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[5_000_000, 20_000_000])
    parser.add_argument("--choices", type=int, default=10)
    parser.add_argument("--seed", type=int, default=20191020)
    given = parser.parse_args()
    first = None
    for rows in given.rows:
        with tempfile.TemporaryDirectory(prefix="veedor-bench-") as folder:
            data = Path(folder) / "data"
            data.mkdir()
            cast = write_long(data / "count.csv", rows // given.choices, given.choices, given.seed)
            (Path(folder) / "case.toml").write_text(case_text(given.choices), encoding="utf-8")
            size = (data / "count.csv").stat().st_size / 1e6
            printed, wall, processor, peak = measured(IMPORT, folder)
        if printed != f"{rows // given.choices * given.choices} {cast}":
            raise SystemExit(f"{printed} was read, and {cast} votes were written")
        each = processor / rows * 1e6
        first = first or each
        print(
            f"{rows:>11,} rows, {size:6.0f} MB: {wall:6.1f} s, processor {processor:6.1f} s, {each:5.2f} us "
            f"a row ({each / first:4.2f} of the first), peak {peak:5.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
