"""Notes in place of figures, groups of voters without a number, and two people of one name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from guess.test_americas import said
from guess.test_look_alikes import NAMES, counted, votes, written

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = votes(4)
HEADER = ["Poll Number", "Poll Name", *NAMES, "Rejected", "Total", "Electors"]


def _rows() -> list[list[Any]]:
    return [
        [n + 1, f"School {n % 4}", *s[:3], s[3], sum(s), sum(s) + 90 + n % 11] for n, s in enumerate(SHEETS)
    ]


def _true() -> list[int]:
    return sorted(sum(sheet[place] for sheet in SHEETS) for place in range(3))


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    "note", ["Merged with No. 6", "Void/Supprimé", "Casilla no instalada, votaron en la 12"]
)
def test_a_note_in_place_of_the_figures_is_no_figure(note: str, tmp_path: Path) -> None:
    rows = _rows()
    rows[7:7] = [["7A", "School 2", note, "", "", "", "", 9], ["7B", "Hospital", note, "", "", "", "", ""]]
    found = counted(written(HEADER, rows), tmp_path)["votes"]
    assert sorted(found.values()) == _true()
    assert "rows.drop = { " in (tmp_path / "case" / "case.toml").read_text()


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    "groups", [("Group 1", "Group 2"), ("Voto postal", "Voto en prisión"), ("Wahlbrief A", "Wahlbrief B")]
)
def test_groups_without_a_number_are_no_corrections_of_each_other(
    groups: tuple[str, str], tmp_path: Path
) -> None:
    rows = _rows()
    for row, name in zip(rows[-2:], groups, strict=True):
        row[:2] = ["", name]
    assert sorted(counted(written(HEADER, rows), tmp_path)["votes"].values()) == _true()


def _two_of_one_name(parties: tuple[str, str]) -> tuple[list[list[Any]], list[int]]:
    """Twenty districts; on one sheet, two people share a name. Give the rows, and the votes of these."""
    rows: list[list[Any]] = []
    both = [0, 0]
    for n, sheet in enumerate(votes(4, 60)):
        place = n // 3
        third = f"Best {place}" if n == 15 else f"Lee {place}"
        names = [f"Best {place}", f"Paz {place}", third]
        people = zip(names, (*parties, parties[1]), sheet[:3], strict=True)
        rows += [[place, f"Town {n}", party, name, number] for name, party, number in people]
        rows.append([place, f"Town {n}", "", "Write-ins", sheet[3]])
        if place == 5:
            both = [both[0] + sheet[0], both[1] + sheet[2] * (n == 15)]
    return rows, both


LONG = ["district", "town", "party", "candidate", "votes"]
PARTIES = [("R", "D"), ("PAN", "PRI"), ("Lib", "Con")]


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("parties", PARTIES)
def test_two_people_of_one_name_are_told_by_their_parties(parties: tuple[str, str], tmp_path: Path) -> None:
    rows, both = _two_of_one_name(parties)
    shown = said(written(LONG, rows), tmp_path)
    for number, party in zip(both, parties, strict=True):
        assert f"{number} Best 5 ({party})" in shown
    assert 'id = "town"' in (tmp_path / "case" / "case.toml").read_text()
