"""A synthetic wide CSV of many sheets, as large as wanted, and the case that reads it.

python bench/wide_csv.py FOLDER [--sheets 1000000] [--choices 15] [--seed 20191020] [--rule bo-president-2009]

Sheets of about one size, unless asked for otherwise. The shape of Russia 2018 (polling stations of unlike
size): --sheets 97699 --choices 10 --votes 400 --uneven 0.8 --largest 3500. That of Ecuador 2025 (rows of
parishes): --sheets 1303 --choices 4 --votes 4000 --uneven 1.6.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

LEVELS = ("region", "municipality", "place")
SHEETS_A_PLACE = 7


def choice_names(choices: int) -> list[str]:
    """Give the names of the choices; the last two are blank and null votes."""
    return [*(f"P{i:02}" for i in range(1, choices - 1)), "Blank", "Null"]


@dataclass(frozen=True)
class Shape:
    """How large rows are.

    Parameters
    ----------
    votes : float
        Mean votes of the first choice on a row.
    uneven : float
        Standard deviation of the logarithm of the size of rows; 0 for rows of one size.
    largest : float
        Ballots above which a row of uneven size is expected to hold no more.
    """

    votes: float = 60.0
    uneven: float = 0.0
    largest: float = math.inf


def write_csv(path: Path, sheets: int, choices: int, seed: int, shape: Shape) -> dict[str, int]:
    """Write sheets with Poisson votes around a place's own mean; give the totals by choice.

    Parameters
    ----------
    path : Path
        The file.
    sheets, choices : int
        How many.
    shape : Shape
        How large rows are.
    seed : int
        The same seed gives the same bytes.
    """
    random = np.random.default_rng(seed)
    place = np.arange(sheets) // SHEETS_A_PLACE
    base = shape.votes * 0.7 ** np.arange(choices)
    ids = [f"{i:07}" for i in range(sheets)]
    columns: dict[str, pa.Array] = {
        "Sheet": pa.array(ids),
        "Region": pa.array([f"Region {p % 20:02}" for p in place]),
        "Municipality": pa.array([f"Municipality {p % 900:03}" for p in place]),
        "Place": pa.array([f"School {p}" for p in place]),
        "Registered": pa.array(random.integers(150, 400, sheets)),
    }
    names, totals = choice_names(choices), {}
    if shape.uneven:
        size = np.minimum(random.lognormal(0, shape.uneven, sheets), shape.largest / base.sum())
    cast = np.zeros(sheets, dtype=np.int64)
    for name, mean in zip(names, base, strict=True):
        lean = random.gamma(4, mean / 4, place[-1] + 1)
        votes = random.poisson(lean[place] * size if shape.uneven else lean[place])
        cast += votes
        columns[name] = pa.array(votes)
        totals[name] = int(votes.sum())
    if shape.uneven:
        columns["Registered"] = pa.array(cast + random.poisson(cast * 0.4 + 1))
    pa_csv.write_csv(pa.table(columns), path)
    return totals


def case_text(sheets: int, totals: dict[str, int], rule: str = "") -> str:
    """Give the ``case.toml`` of the file, with its control totals."""
    kinds = {"Blank": ', kind = "blank"', "Null": ', kind = "null"'}
    choices = "\n".join(f'  {{ id = "{n}", label = "{n}"{kinds.get(n, "")} }},' for n in totals)
    votes = ", ".join(f"{name} = {total}" for name, total in totals.items())
    levels = ", ".join(f'{level} = "{level.title()}"' for level in LEVELS)
    decided = f'rule = "{rule}"\nround = "first"\n' if rule else ""
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
{decided}choices = [
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


def write_case(
    folder: Path, sheets: int, choices: int, seed: int, *, rule: str = "", shape: Shape | None = None
) -> Path:
    """Write the file and its case into a folder."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    totals = write_csv(data / "count.csv", sheets, choices, seed, shape or Shape())
    (folder / "case.toml").write_text(case_text(sheets, totals, rule), encoding="utf-8")
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sheets", type=int, default=1_000_000)
    parser.add_argument("--choices", type=int, default=15)
    parser.add_argument("--seed", type=int, default=20191020)
    parser.add_argument("--rule", default="")
    parser.add_argument("--votes", type=float, default=60.0)
    parser.add_argument("--uneven", type=float, default=0.0)
    parser.add_argument("--largest", type=float, default=math.inf)
    given = parser.parse_args()
    asked = Shape(given.votes, given.uneven, given.largest)
    made = write_case(given.folder, given.sheets, given.choices, given.seed, rule=given.rule, shape=asked)
    print(made)
