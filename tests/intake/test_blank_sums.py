"""Sums of several columns or rows of which a cell is blank or unknown: asked once, and the answers work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from intake.build_intake import HEAD, SOURCE, csv_text, importing, refusal, write_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ADDED = (
    SOURCE.replace('registered = "Registered"', 'registered = "Registered"\nzero = ["-"]\nmissing = ["x"]')
    + '[source.final.choices]\nseveral = "add"\nrename = { "Oak and Elm" = "oak" }\n'
)
WIDE = [
    ["001", "North", "School", "100", "40", "30", "2", "1", "5"],
    ["002", "North", "School", "110", "35", "41", "-", "3", "{}"],
    ["003", "South", "Hall", "90", "10", "60", "1", "0", "0"],
]
LONG = (
    ADDED.replace('layout = "wide"', 'layout = "long"').replace('registered = "Registered"\n', "")
    + 'choice = "Choice"\nvotes = "Votes"\n'
)


def wide(cell: str) -> str:
    rows = [[text.replace("{}", cell) for text in row] for row in WIDE]
    return csv_text(rows, [*HEAD, "Oak and Elm"])


def long(cell: str) -> str:
    names = [*HEAD[4:], "Oak and Elm"]
    rows = [
        [*row[:3], name, text.replace("{}", cell)]
        for row in WIDE
        for name, text in zip(names, row[4:], strict=True)
    ]
    return csv_text(rows, ["Sheet", "Region", "Place", "Choice", "Votes"])


def oak(folder: Path) -> list[int | None]:
    found: list[int | None] = importing(folder).store.arrow("votes-mayor")["oak"].to_pylist()
    return found


@pytest.mark.parametrize(("source", "text"), [(ADDED, wide), (LONG, long)], ids=["columns", "rows"])
def test_what_is_printed_of_a_blank_cell_of_a_sum_works(
    tmp_path: Path, source: str, text: Callable[[str], str]
) -> None:
    folder = write_case(tmp_path, source, {"count.csv": text("")})
    (problem,) = refusal(folder)
    zero, missing = re.findall(r"numbers\.((?:zero|missing) = \[[^]]*\])", problem.remedy)
    assert (zero, missing) == ('zero = ["-", ""]', 'missing = ["x", ""]')
    case = (folder / "case.toml").read_text()
    (folder / "case.toml").write_text(case.replace('zero = ["-"]', zero))
    assert oak(folder) == [45, 35, 10]
    (folder / "case.toml").write_text(case.replace('missing = ["x"]', missing))
    assert oak(folder) == [45, None, 10]


@pytest.mark.parametrize(("source", "text"), [(ADDED, wide), (LONG, long)], ids=["columns", "rows"])
def test_a_cell_that_is_kept_unread_makes_its_sum_unknown(
    tmp_path: Path, source: str, text: Callable[[str], str]
) -> None:
    folder = write_case(tmp_path, source, {"count.csv": text("?7")})
    (problem,) = refusal(folder)
    kept = re.search(r"numbers\.(unreadable = \"keep\")", problem.remedy)
    assert kept
    case = (folder / "case.toml").read_text()
    (folder / "case.toml").write_text(case.replace('zero = ["-"]', f'zero = ["-"]\n{kept[1]}'))
    assert oak(folder) == [45, None, 10]


def test_a_stated_text_for_what_nobody_knows_makes_its_sum_unknown(tmp_path: Path) -> None:
    assert oak(write_case(tmp_path, ADDED, {"count.csv": wide("x")})) == [45, None, 10]
