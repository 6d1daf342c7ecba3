"""A synthetic wide CSV of many sheets, as large as wanted, and the case that reads it.

python bench/wide_csv.py FOLDER [--sheets 1000000] [--choices 15] [--seed 20191020]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

LEVELS = ("region", "municipality", "place")
SHEETS_A_PLACE = 7


def choice_names(choices: int) -> list[str]:
    """Give the names of the choices; the last two are blank and null votes."""
    return [*(f"P{i:02}" for i in range(1, choices - 1)), "Blank", "Null"]


def write_csv(path: Path, sheets: int, choices: int, seed: int) -> dict[str, int]:
    """Write sheets with Poisson votes around a place's own mean; give the totals by choice.

    Parameters
    ----------
    path : Path
        The file.
    sheets, choices : int
        How many.
    seed : int
        The same seed gives the same bytes.
    """
    random = np.random.default_rng(seed)
    place = np.arange(sheets) // SHEETS_A_PLACE
    base = 60.0 * 0.7 ** np.arange(choices)
    ids = [f"{i:07}" for i in range(sheets)]
    columns: dict[str, pa.Array] = {
        "Sheet": pa.array(ids),
        "Region": pa.array([f"Region {p % 20:02}" for p in place]),
        "Municipality": pa.array([f"Municipality {p % 900:03}" for p in place]),
        "Place": pa.array([f"School {p}" for p in place]),
        "Registered": pa.array(random.integers(150, 400, sheets)),
    }
    names, totals = choice_names(choices), {}
    for name, mean in zip(names, base, strict=True):
        lean = random.gamma(4, mean / 4, place[-1] + 1)
        votes = random.poisson(lean[place])
        columns[name] = pa.array(votes)
        totals[name] = int(votes.sum())
    pa_csv.write_csv(pa.table(columns), path)
    return totals


def case_text(sheets: int, totals: dict[str, int]) -> str:
    """Give the ``case.toml`` of the file, with its control totals."""
    kinds = {"Blank": ', kind = "blank"', "Null": ', kind = "null"'}
    choices = "\n".join(f'  {{ id = "{n}", label = "{n}"{kinds.get(n, "")} }},' for n in totals)
    votes = ", ".join(f"{name} = {total}" for name, total in totals.items())
    levels = ", ".join(f'{level} = "{level.title()}"' for level in LEVELS)
    return f"""format = 1
[election]
title = "Synthetic, for measuring"
date = 2030-03-10
country = "XX"
tz = "UTC"
synthetic = true
levels = ["{'", "'.join(LEVELS)}"]
[contest.president]
title = "President"
choices = [
{choices}
]
[count.official]
title = "Official count"
kind = "official"
[source.final]
layout = "wide"
contest = "president"
count = "official"
files = [{{ name = "count.csv" }}]
[source.final.sheet]
id = "Sheet"
[source.final.place]
levels = {{ {levels} }}
[source.final.numbers]
registered = "Registered"
[[source.final.control]]
who = "the generator"
sheets = {sheets}
votes = {{ {votes} }}
"""


def write_case(folder: Path, sheets: int, choices: int, seed: int) -> Path:
    """Write the file and its case into a folder."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    totals = write_csv(data / "count.csv", sheets, choices, seed)
    (folder / "case.toml").write_text(case_text(sheets, totals), encoding="utf-8")
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sheets", type=int, default=1_000_000)
    parser.add_argument("--choices", type=int, default=15)
    parser.add_argument("--seed", type=int, default=20191020)
    given = parser.parse_args()
    print(write_case(given.folder, given.sheets, given.choices, given.seed))
