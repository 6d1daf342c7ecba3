"""How many votes a blank cell or a shared register leaves room for, and of which ballots the turnout is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from count.build_states import HEAD, RULE
from veedor.case import Case, open_case

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = """
[source.official]
layout = "wide"
contest = "mayor"
count = "official"
files = [{ name = "official.csv" }]
control = "none known"
[source.official.sheet]
id = "Table"
[source.official.place]
levels = { region = "Region", place = "Place" }
[source.official.numbers]
"""


def case(
    folder: Path, head: str, rows: list[str], numbers: str, *, contest: str = "", source: str = SOURCE
) -> Case:
    """Publish a count of two regions with the columns of a heading."""
    (folder / "data").mkdir(parents=True)
    places = ["North,School", "South,Hall", "South,Mill", "North,Barn"]
    lines = [f"{i},{place},{row}" for i, (place, row) in enumerate(zip(places, rows, strict=False), start=1)]
    text = "\n".join([f"Table,Region,Place,{head}", *lines]) + "\n"
    (folder / "data" / "official.csv").write_text(text, encoding="utf-8")
    (folder / "rule.toml").write_text(RULE, encoding="utf-8")
    (folder / "case.toml").write_text(HEAD.format(contest=contest) + source + numbers, encoding="utf-8")
    return open_case(folder)


@pytest.mark.parametrize(
    ("valid", "cast", "room"),
    [
        (80, 91, [30]),  # 80 valid votes, 50 of them read
        (45, 91, [40]),  # 45 valid votes are fewer than the 50 there: 91 ballots less the 51 that are read
        (45, 46, [None]),  # neither can be
        (50, 91, []),
    ],
)
def test_a_printed_total_below_its_votes_leaves_no_room_and_takes_none(
    tmp_path: Path, valid: int, cast: int, room: list[int | None]
) -> None:
    rows = [f"50,,1,{valid},{cast}", "60,41,2,101,103"]
    found = case(tmp_path, "Adler,Brandt,Invalid,Valid,Cast", rows, 'valid = "Valid"\ncast = "Cast"\n')
    assert [group.ballots for group in found.select().states.open_votes()] == room


@pytest.mark.parametrize(
    ("second", "ballots"),
    [("99", 194), ("90", 187), ("", 187)],
    ids=["printed", "fewer than its votes", "not printed"],
)
def test_turnout_is_of_printed_ballots_where_every_sheet_prints_enough(
    tmp_path: Path, second: str, ballots: int
) -> None:
    rows = ["100,95,50,40,1", f"100,{second},55,41,0"]
    found = case(tmp_path, "Voters,Cast,Adler,Brandt,Invalid", rows, 'registered = "Voters"\ncast = "Cast"\n')
    assert found.outcome().ballots == ballots


def test_votes_of_a_shared_register_take_half_as_many_ballots_where_each_gives_two(tmp_path: Path) -> None:
    rows = ["300,90,70,50,41", "300,90,31,20,1", "300,,,,", "300,,,,"]
    numbers = 'registered = "Voters"\nregistered_of = ["Unit"]\ncast = "Cast"\n'
    unit = SOURCE.replace('"official.csv" }', '"official.csv", constants = { "Unit" = "all" } }')
    head = "Voters,Cast,Adler,Brandt,Invalid"
    made = case(tmp_path, head, rows, numbers, contest="votes_allowed = 2", source=unit)
    left = made.select().states.left_of_units.tolist()
    # 161 votes need 81 ballots; 52 votes need 31, as a ballot names a candidate once and one has 31
    assert left == [300 - 81 - 31]


def test_a_blank_cell_has_room_for_what_counted_sheets_leave_of_a_shared_register(tmp_path: Path) -> None:
    """Not for what a cap leaves: the register of the region is known, and it is what bounds its sheets."""
    rows = ["200,50,,1", "150,40,30,0", "150,20,30,2", "200,10,5,0"]
    numbers = 'registered = "Voters"\nregistered_of = ["Region"]\n'
    found = case(tmp_path, "Voters,Adler,Brandt,Invalid", rows, numbers, contest="most_ballots = 60\n")
    states = found.select().states
    assert [group.ballots for group in states.open_votes()] == [200 - 51 - 15]
