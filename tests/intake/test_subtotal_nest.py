"""Totals over totals: after the printed remedy the figures are right, or the file is refused again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from intake.build_intake import refusal, write_case
from intake.test_subtotals import ELECTION, ODD, PLACES, _counts, _odd, follow, only, source, sums
from veedor.errors import InputErrors, VeedorError
from veedor.intake.subtotal_search import find_totals

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "County,Precinct,Adler,Brandt,Invalid\n"
NESTED = """Kern,1,50,40,1
Kern,2,60,41,0
Kern,SubKern,110,81,1
Lake,3,20,90,2
Lake,SubLake,20,90,2
West,SubWest,130,171,3
Moor,4,25,10,0
Moor,SubMoor,25,10,0
Fen,5,12,30,1
Fen,6,33,17,4
Fen,7,61,28,0
Fen,SubFen,106,75,5
East,SubEast,131,85,5
All,Sub,261,256,8
"""
TRUTH = {"adler": 261, "brandt": 256, "null": 8}


def settle(folder: Path, rounds: int = 3) -> dict[str, int]:
    """Follow the printed remedies until the file is read."""
    for _ in range(rounds):
        try:
            return sums(folder)
        except (InputErrors, VeedorError, ExceptionGroup):
            follow(folder, refusal(folder)[0])
    return sums(folder)


def off(text: str, name: str, by: int) -> str:
    """Give the table with a cell of one row off."""
    lines = text.splitlines()
    at = next(i for i, line in enumerate(lines) if f",{name}," in line)
    cells = lines[at].split(",")
    cells[2] = str(int(cells[2]) + by)
    lines[at] = ",".join(cells)
    return "\n".join(lines) + "\n"


def upside_down(text: str) -> str:
    return "\n".join(reversed(text.splitlines())) + "\n"


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("places", [True, False])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("wrong", ["", "SubWest", "SubFen", "SubLake"])
def test_nested_totals_with_counties_of_one_sheet(
    tmp_path: Path, wrong: str, *, places: bool, first: bool
) -> None:
    text = off(NESTED, wrong, 7) if wrong else NESTED
    text = upside_down(text) if first else text
    case = source(more=PLACES if places else "")
    folder = write_case(tmp_path, case, {"count.csv": HEADER + text}, ELECTION)
    assert refusal(folder)
    assert settle(folder) == TRUTH


def test_totals_that_stay_beside_those_left_out_are_refused(tmp_path: Path) -> None:
    """What an incomplete `rows.drop` leaves is no sum of what stays, but of what it leaves out."""
    rows = '[source.final.rows]\ndrop = { "Precinct" = "^(SubKern|SubWest|SubFen|SubEast|Sub)$" }\n'
    folder = write_case(tmp_path, source(more=rows), {"count.csv": HEADER + NESTED}, ELECTION)
    assert {p.value for p in refusal(folder)} == {"SubLake", "SubMoor"}
    assert settle(folder) == TRUTH


def test_the_sum_may_stay_where_its_parts_are_left_out(tmp_path: Path) -> None:
    rows = '[source.final.rows]\ndrop = { "Precinct" = "^([1-7]|SubWest|SubEast|Sub)$" }\n'
    folder = write_case(tmp_path, source(more=rows), {"count.csv": HEADER + NESTED}, ELECTION)
    assert sums(folder) == TRUTH


def test_nameless_totals_are_all_left_out_by_the_blank(tmp_path: Path) -> None:
    text = "\n".join(
        line.replace(line.split(",")[1], "", 1) if "Sub" in line else line for line in NESTED.splitlines()
    )
    folder = write_case(tmp_path, source(), {"count.csv": HEADER + text + "\n"}, ELECTION)
    found = refusal(folder)
    assert all('rows.drop = { "Precinct" = "^$" }' in problem.remedy for problem in found)
    follow(folder, found[0])
    assert sums(folder) == TRUTH


def _nested(seed: int, columns: int, *, first: bool, grand: bool) -> tuple[list[list[int]], list[bool]]:
    """Make regions of counties of one to four sheets, each with its total."""
    draw = np.random.default_rng(seed)
    rows: list[tuple[list[int], bool]] = []

    def with_total(
        inside: list[tuple[list[int], bool]], sheets: list[list[int]]
    ) -> list[tuple[list[int], bool]]:
        total = ([sum(cells) for cells in zip(*sheets, strict=True)], True)
        return [total, *inside] if first else [*inside, total]

    every: list[list[int]] = []
    for _ in range(2):
        region: list[list[int]] = []
        inside: list[tuple[list[int], bool]] = []
        for _ in range(3):
            sheets = [
                [int(draw.integers(1, 100)) for _ in range(columns)] for _ in range(int(draw.integers(1, 5)))
            ]
            inside += with_total([(sheet, False) for sheet in sheets], sheets)
            region += sheets
        rows += with_total(inside, region)
        every += region
    rows = with_total(rows, every) if grand else rows
    return [row for row, _ in rows], [total for _, total in rows]


@pytest.mark.parametrize("columns", [3, 5])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("wrong", [True, False])
def test_what_is_left_of_nested_totals_is_the_grand_total(columns: int, *, first: bool, wrong: bool) -> None:
    """Ids that tell nothing, small sheets, one cell of a total off in half of the tables."""
    for seed in range(12):
        rows, planted = _nested(seed, columns, first=first, grand=True)
        table = np.array(rows, float)
        true = table[~np.array(planted)].sum(axis=0)
        if wrong:
            table[np.flatnonzero(planted)[seed % sum(planted)], seed % columns] += 10
        left = np.delete(table, [total.row for total in find_totals(table, {})], axis=0)
        assert (left.sum(axis=0) == true).all(), seed


@pytest.mark.parametrize("kind", [*ODD, "few"])
def test_sheets_are_not_read_as_nested_totals(kind: str) -> None:
    draw = np.random.default_rng(3)
    for _ in range(10):
        rows, columns = int(draw.integers(20, 60)), int(draw.integers(2, 7))
        table = (
            draw.integers(1, 99, (rows // 4, columns)).astype(float)
            if kind == "few"
            else _odd(kind, draw, rows, columns)
        )
        assert not find_totals(table, {})


def test_a_repeated_sheet_beside_totals_is_no_total() -> None:
    blocks = [_counts(seed, 4, 5) for seed in range(4)]
    blocks[1][2] = blocks[1][1]
    table = np.concatenate(
        [*(np.vstack([b, b.sum(axis=0)]) for b in blocks), [sum(b.sum(0) for b in blocks)]]
    )
    assert [total.row for total in find_totals(table, {})] == [4, 9, 14, 19, 20]


FILES = {
    "kern.csv": "Precinct,Adler,Brandt,Invalid\n1,50,40,1\n2,60,41,2\n",
    "lake.csv": "Precinct,Adler,Brandt,Invalid\n3,55,90,0\n",
}
THREE = '[{ name = "kern.csv" }, { name = "lake.csv" }, { name = "sum.csv" }]'


@pytest.mark.parametrize(
    "rows",
    [
        "Kern,110,81,3\nLake,55,90,0\n",
        "Kern,110,81,3\nLake,55,90,0\nBoth,165,171,3\n",
        "Town,85,70,2\nCountry,80,101,1\n",
        "Both,165,171,3\n",
    ],
)
def test_a_file_that_sums_up_the_others_is_left_out(tmp_path: Path, rows: str) -> None:
    files: dict[str, str | bytes] = {**FILES, "sum.csv": "Precinct,Adler,Brandt,Invalid\n" + rows}
    case = source().replace('[{ name = "count.csv" }]', THREE)
    folder = write_case(tmp_path, case, files, ELECTION)
    found = refusal(folder)
    assert """rows.drop = { "file" = '^sum\\.csv$' }""" in found[0].remedy
    follow(folder, found[0])
    assert sums(folder) == {"adler": 165, "brandt": 171, "null": 3}


def test_three_files_that_sum_up_to_different_votes_are_read(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        **FILES,
        "sum.csv": "Precinct,Adler,Brandt,Invalid\n4,110,81,2\n5,55,91,1\n",
    }
    case = source().replace('[{ name = "count.csv" }]', THREE)
    assert sums(write_case(tmp_path, case, files, ELECTION))["adler"] == 330


@pytest.mark.parametrize("name", ["Total", "TOTAL:", "Suma", "Insgesamt", "Subtotal"])
def test_a_total_without_figures_is_no_outstanding_sheet(tmp_path: Path, name: str) -> None:
    text = f"Precinct,Adler,Brandt,Invalid\nA,50,120,1\nB,60,41,0\nC,60,70,0\n{name},,,\n"
    bare = '[source.final.rows]\nbare = "outstanding"\n'
    folder = write_case(tmp_path, source(more=bare), {"count.csv": text}, ELECTION)
    problem = only(folder)
    assert (problem.row, problem.value) == (5, name)
    follow(folder, problem)
    assert sums(folder) == {"adler": 170, "brandt": 231, "null": 1}


@pytest.mark.parametrize("name", ["Sumava", "Total Garage", "D"])
def test_a_sheet_without_figures_stays_outstanding(tmp_path: Path, name: str) -> None:
    text = f"Precinct,Adler,Brandt,Invalid\nA,50,120,1\nB,60,41,0\nC,60,70,0\n{name},,,\n"
    bare = '[source.final.rows]\nbare = "outstanding"\n'
    folder = write_case(tmp_path, source(more=bare), {"count.csv": text}, ELECTION)
    assert sums(folder) == {"adler": 170, "brandt": 231, "null": 1}
