"""A table of ranked ballots is no table of votes: its sums would name a winner that nobody chose."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from intake.build_intake import ELECTION, csv_text, importing, refusal, write_case

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("Oak", "Elm", "Ash", "Fir")
CONTEST = ELECTION.replace(
    '{ id = "blank", label = "Blank", kind = "blank" },\n  { id = "null", label = "Null", kind = "null" },',
    '{ id = "ash", label = "Ash" },\n  { id = "fir", label = "Fir" },',
)
SOURCE = """
[source.final]
layout = "wide"
contest = "mayor"
count = "official"
files = [{ name = "count.csv" }]
control = "none known"
[source.final.sheet]
id = "Sheet"
"""


def ballots(number: int, longest: int = 4, shortest: int = 1, none: str = "") -> list[list[str]]:
    """Ballots that rank some of the four, one a row."""
    chance = np.random.default_rng(7)
    rows = []
    for n in range(number):
        order = chance.permutation(4)[: chance.integers(shortest, longest + 1)].tolist()
        rows.append([f"B{n:03d}", *(str(order.index(c) + 1) if c in order else none for c in range(4))])
    return rows


def written(folder: Path, rows: list[list[str]]) -> Path:
    return write_case(folder, SOURCE, {"count.csv": csv_text(rows, ["Sheet", *NAMES])}, CONTEST)


@pytest.mark.parametrize(
    "rows",
    [
        ballots(60),
        ballots(60, shortest=4),
        ballots(60, none="0"),
        [*ballots(60), ["B900", "1", "1", "", ""], ["B901", "1", "3", "", ""]],
    ],
    ids=["some", "all", "zeros", "two spoilt"],
)
def test_ranks_are_refused_as_votes(tmp_path: Path, rows: list[list[str]]) -> None:
    (problem,) = refusal(written(tmp_path, rows))
    assert "they are preferences" in str(problem)
    assert "Count the first preferences of each sheet" in str(problem)


def test_ranks_in_long_rows_are_refused(tmp_path: Path) -> None:
    rows = [
        [row[0], name, rank]
        for row in ballots(60, shortest=4)
        for name, rank in zip(NAMES, row[1:], strict=True)
    ]
    source = SOURCE.replace('"wide"', '"long"').replace(
        "[source.final.sheet]",
        '[source.final.choices]\nchoice = "Choice"\nvotes = "Rank"\n[source.final.sheet]',
    )
    case = write_case(tmp_path, source, {"count.csv": csv_text(rows, ["Sheet", "Choice", "Rank"])}, CONTEST)
    assert "they are preferences" in str(refusal(case)[0])


def test_what_the_refusal_asks_for_is_read_without_ado(tmp_path: Path) -> None:
    first = [Counter(row[1:].index("1") for row in ballots(60)[box::3]) for box in range(3)]
    rows = [[f"Box {n}", *(str(box[c]) for c in range(4))] for n, box in enumerate(first)]
    found = importing(written(tmp_path, rows)).store.arrow("votes-mayor")
    assert sum(sum(found[name].to_pylist()) for name in ("oak", "elm", "ash", "fir")) == 60


@pytest.mark.parametrize(
    "rows",
    [
        ballots(19),
        ballots(60, longest=1),
        [[f"S{n}", *map(str, np.random.default_rng(n).integers(0, 5, 4))] for n in range(60)],
        [[f"S{n}", "2", "1", "", ""] for n in range(60)],
        [[f"S{n}", "1", "2", "3", str(4 + n)] for n in range(60)],
    ],
    ids=["few", "one mark each", "small places", "two of four", "one grows"],
)
def test_small_figures_are_votes(tmp_path: Path, rows: list[list[str]]) -> None:
    importing(written(tmp_path, rows))
