"""Tables that list all sheets anew for each choice, as a database sorts them: no row is a sheet."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from guess.test_look_alikes import NAMES, STATED, written
from veedor.cli.new import command

if TYPE_CHECKING:
    from pathlib import Path

STATIONS = 1_700
"""With three choices more rows than the ones by which it is told whether a table is long."""


def rows_of(number: int, *, anew: bool) -> tuple[list[list[object]], dict[str, int]]:
    """Rows sorted by choice: province, area, station, choice, votes; and the truth."""
    drawn = random.Random(number)  # noqa: S311 - a test needs the same votes every time
    rows: list[list[object]] = []
    truth = {}
    for name in NAMES:
        mine: list[list[object]] = [
            [f"P {n // 340}", f"A {n // 17}", n % 17 + 1 if anew else n + 1, name, drawn.randint(10, 300)]
            for n in range(number)
        ]
        truth[name] = sum(int(str(row[-1])) for row in mine)
        rows += mine
    return rows, truth


@pytest.mark.parametrize(
    "head",
    [
        "province,area,station,candidate,votes",
        "provincia,municipio,mesa,candidato,votos",
        "จังหวัด,เขต,หน่วย,พรรค,คะแนน",
        "zor,blin,quax,fleeb,mumb",
    ],
)
@pytest.mark.parametrize("anew", [False, True])
def test_a_table_sorted_by_its_choices_has_a_row_for_each(head: str, anew: bool, tmp_path: Path) -> None:
    rows, truth = rows_of(STATIONS, anew=anew)
    file = tmp_path / "results.csv"
    file.write_bytes(written(head.split(","), rows))
    shown = CliRunner().invoke(command, [str(file), *STATED, "--to", str(tmp_path / "case")])
    assert shown.exit_code == 0, shown.exception
    assert "one row is a figure: a sheet and a choice" in shown.output
    if "(?)" not in shown.output:  # without a known word it is asked whether they are candidates
        assert f"{STATIONS:,} tally sheets" in shown.output.replace("\xa0", " ")
    for name, number in truth.items():
        assert f"{number:,}  {name}" in shown.output


def test_a_table_sorted_by_place_is_read_as_before(tmp_path: Path) -> None:
    drawn = random.Random(1)  # noqa: S311 - a test needs the same votes every time
    rows = [
        [f"P {n // 600}", f"A {n // 30}", n % 30 + 1, *(drawn.randint(10, 300) for _ in NAMES)]
        for n in range(6_000)
    ]
    file = tmp_path / "results.csv"
    file.write_bytes(written(["province", "area", "station", *NAMES], rows))
    shown = CliRunner().invoke(command, [str(file), *STATED, "--to", str(tmp_path / "case")])
    assert shown.exit_code == 0, shown.exception
    assert "one row is a tally sheet" in shown.output
    for place, name in enumerate(NAMES, 3):
        assert f"{sum(int(str(row[place])) for row in rows):,}  {name}" in shown.output


@pytest.mark.parametrize("head", ["province,area,station,candidate,votes", "zor,blin,quax,fleeb,mumb"])
def test_the_order_of_the_sheets_below_each_choice_is_no_matter(head: str, tmp_path: Path) -> None:
    rows, truth = rows_of(60, anew=False)
    random.Random(2).shuffle(rows)  # noqa: S311 - a test needs the same order every time
    file = tmp_path / "results.csv"
    file.write_bytes(written(head.split(","), rows))
    shown = CliRunner().invoke(command, [str(file), *STATED, "--to", str(tmp_path / "case")])
    assert shown.exit_code == 0, shown.exception
    for name, number in truth.items():
        assert f"{number:,}  {name}" in shown.output


def test_a_preliminary_and_a_final_count_are_not_added(tmp_path: Path) -> None:
    rows, _ = rows_of(60, anew=False)
    both = [[*row[:3], version, row[3], int(str(row[4])) + version] for version in (1, 2) for row in rows]
    file = tmp_path / "results.csv"
    file.write_bytes(written(["province", "area", "station", "version", "candidate", "votes"], both))
    shown = CliRunner().invoke(command, [str(file), *STATED, "--to", str(tmp_path / "case")])
    assert shown.exit_code == 0, shown.exception
    assert 'keep = "?"' in (tmp_path / "case" / "case.toml").read_text(encoding="utf-8")
