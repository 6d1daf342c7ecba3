"""Files in which a part stands for a whole, or many contests for one: right, or refused with what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from guess.test_look_alikes import NAMES, ROWS, STATED, counted, new, refused, totals, votes, written
from veedor.cli.new import command
from veedor.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARTED = [
    ("precinct", "contest", "candidate_name", "Absentee_votes", "Early_votes", "Election_Votes"),
    ("mesa", "cargo", "candidato", "votos_correo", "votos_anticipados", "votos_urna"),
    ("station", "race", "candidate", "polling_place_votes", "mail_votes", "provisional_votes"),
]


def parts_of_votes() -> list[list[Any]]:
    """Sheet, contest, candidate, and votes of three modes; the last mode alone would elect another."""
    found = votes(2, 20, seed=7)
    return [
        [f"P{n}", office, name, v * (3 - place), v // 3, v * (1 + place) // 2]
        for n, sheet in enumerate(found)
        for office in ("Mayor", "Clerk")
        for place, (name, v) in enumerate(zip((f"Amina {office}", f"Bola {office}"), sheet, strict=True))
    ]


@pytest.mark.parametrize("header", PARTED)
def test_votes_that_are_parted_by_mode_are_never_read_by_one_of_them(
    header: tuple[str, ...], tmp_path: Path
) -> None:
    rows = parts_of_votes()
    said = refused(written(header, rows), tmp_path)
    assert 'in a column called "Votes"' in said
    whole = [[*row, sum(row[3:])] for row in rows]
    found = counted(written([*header, "Votes"], whole), tmp_path)
    wanted: dict[str, int] = {}
    for row in whole:
        wanted[row[2]] = wanted.get(row[2], 0) + row[-1]
    assert {label: n for one in found.values() for label, n in one.items()} == wanted


def test_contests_are_not_added_by_party(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veedor.guess.long.MOST_TEXTS", 60)
    parties = ("Red", "Blue", "Green")
    rows: list[list[Any]] = [
        [f"County {n % 6}", f"Office {n // 6}", f"Person {n}-{place}", party, v]
        for n, sheet in enumerate(votes(3, 60))
        for place, (party, v) in enumerate(zip(parties, sheet, strict=True))
    ]
    header = ["county", "office", "on the ballot", "party", "votes"]
    assert "whose votes would be added" in refused(written(header, rows), tmp_path)
    one = [[row[0], *row[2:]] for row in rows if row[1] == "Office 3"]
    found = counted(written([header[0], *header[2:]], one), tmp_path)
    wanted = [sum(row[-1] for row in one if row[2] == party) for party in parties]
    assert sorted(n for votes_of in found.values() for n in votes_of.values()) == sorted(wanted)


def test_contests_are_no_sheets(tmp_path: Path) -> None:
    rows = [
        [f"{100 + n}", f"Seat of {n}", party, f"Person {n} {party}" if party != "NON" else "write-in", v]
        for n, sheet in enumerate(votes(3, 9))
        for party, v in zip(("DEM", "REP", "NON"), sheet, strict=True)
    ]
    rows += [
        [f"{200 + n}", f"Measure {n}", "", answer, v]
        for n, sheet in enumerate(votes(2, 6))
        for answer, v in zip(("Yes", "No"), sheet, strict=True)
    ]
    header = ["ContestID", "ContestName", "PartyCode", "CandidateName", "CandidateVotes"]
    assert "names contests" in refused(written(header, rows), tmp_path)


def test_one_office_of_many_places_is_never_added_over_them(tmp_path: Path) -> None:
    rows: list[list[Any]] = []
    for n, sheet in enumerate(votes(3, 9)):
        for office in ("GOVERNOR", "SENATOR"):
            rows += [[f"County {n}", office, name, v] for name, v in zip(NAMES, sheet, strict=True)]
        rows += [[f"County {n}", "SHERIFF", f"Person {n}-{k}", v] for k, v in enumerate(sheet[:2])]
        rows += [[f"County {n}", "CLERK", f"Clerk {n}", sheet[2]]]
    content = written(["county", "race", "candidate", "votes"], rows)
    found = counted(content, tmp_path)
    assert found == dict.fromkeys(("governor", "senator"), totals(votes(3, 9)))
    text = (tmp_path / "case" / "case.toml").read_text(encoding="utf-8")
    assert "'SHERIFF', 'CLERK'" in " ".join(text.replace("#", "").split())


TURNOUT: dict[str, tuple[list[str], Callable[[list[int]], list[Any]]]] = {
    "modes": (["county", "registered", "mail", "early", "election day"], lambda v: [sum(v) + 50, *v]),
    "modes and their sum": (
        ["county", "mail", "early in person", "election day", "total"],
        lambda v: [*v, sum(v)],
    ),
    "ages": (["region", "18-24", "25-49", "50+", "total"], lambda v: [*v, sum(v)]),
    "who came": (
        ["town", "expected voters", "attended", "did not attend"],
        lambda v: [v[0] + v[1], v[0], v[1]],
    ),
    "by party": (["county", "reds", "blues", "greens", "total registered"], lambda v: [*v, sum(v)]),
    "one column": (["municipio", "padron", "asistencia", "ausentismo"], lambda v: [v[0] + v[1], v[0], v[1]]),
}


@pytest.mark.parametrize("way", TURNOUT)
def test_turnout_is_no_count(way: str, tmp_path: Path) -> None:
    header, row = TURNOUT[way]
    content = written(header, [[f"C{n}", *row(v)] for n, v in enumerate(votes(3))])
    with pytest.raises(InputError, match="hold no votes of candidates or parties"):
        new(content, tmp_path)


def test_lists_called_by_numbers_are_no_ages(tmp_path: Path) -> None:
    header = ["station", "Lista 12", "Lista 20", "Lista 45", "valid votes"]
    content = written(header, [[f"C{n}", *v, sum(v)] for n, v in enumerate(votes(3))])
    assert counted(content, tmp_path) == {"votes": totals(votes(3), header[1:4])}


def test_those_who_did_not_vote_are_told_when_they_are_called_so(tmp_path: Path) -> None:
    rows = [[f"C{n}", *v, sum(v)] for n, v in enumerate(votes(4))]
    odd = ["town", *NAMES, "stayed at home", "registered voters"]
    said = refused(written(odd, rows), tmp_path)
    assert 'call it "Abstained"' in said
    mended = ["town", *NAMES, "Abstained", "registered voters"]
    assert counted(written(mended, rows), tmp_path) == {"votes": totals([v[:3] for v in votes(4)])}


def test_the_figures_of_a_whole_on_each_of_its_parts_are_refused(tmp_path: Path) -> None:
    sheets = [[v * 20 for v in sheet] for sheet in votes()]
    rows = [[f"C{n:02d}", *sheet] for n, sheet in enumerate(sheets)]
    again = [[f"W{n}", 4000, 5000, 600] for n in range(5)]
    said = refused(written(["county", *NAMES], [*again, *rows]), tmp_path)
    assert "5 rows below each other, 'W0' to 'W4'" in said
    kept = counted(written(["county", *NAMES], [again[0], *rows]), tmp_path)
    assert kept == {"votes": totals([*sheets, [4000, 5000, 600]])}


def test_votes_below_numbers_of_contests_and_choices_are_refused(tmp_path: Path) -> None:
    records = [
        {"precinct": f"P{n}", "Contests": {"334": {"1": v[0], "2": v[1]}, "353": {"8": v[2], "9": v[0]}}}
        for n, v in enumerate(votes())
    ]
    file = tmp_path / "results.json"
    file.write_text(json.dumps({"precincts": records}))
    done = CliRunner().invoke(command, [str(file), *STATED, "--to", str(tmp_path / "case")])
    assert "'Contests.334.1', 'Contests.334.2'" in str(done.exception)


def test_a_name_of_one_contest_is_no_word_for_a_total(tmp_path: Path) -> None:
    people = {
        "Senator": ("Chris Gildon", "Ana Blank", "Joe Roe"),
        "Governor": ("Gary Stamper", "Rita Total", "Lou Poe"),
        "Mayor": ("John White", "Eva Casta", "Al Otherby"),
    }
    rows = [
        [f"P{n}", office, name, v]
        for n, sheet in enumerate(votes(4, 9))
        for office, names in people.items()
        for name, v in zip((*names, "Over votes"), sheet, strict=True)
    ]
    found = counted(written(["county", "office", "candidate", "votes"], rows), tmp_path)
    sheets = [v[:3] for v in votes(4, 9)]
    assert found == {office.lower(): totals(sheets, names) for office, names in people.items()}


@pytest.mark.parametrize("name", ["WHITE", "Blanco", "Null"])
def test_a_surname_that_is_a_word_for_blank_votes_is_asked(name: str, tmp_path: Path) -> None:
    rows = [
        [f"P{n}", who, v]
        for n, sheet in enumerate(votes(3, ROWS))
        for who, v in zip((name, "SMITH", "JONES"), sheet, strict=True)
    ]
    assert "still to be answered" in refused(written(["county", "candidate", "votes"], rows), tmp_path)


def test_parts_of_names_and_words_for_days_name_candidates_and_places(tmp_path: Path) -> None:
    rows = [
        ["Locality", f"Entry {n}", "Race", party, last, first, v]
        for n, sheet in enumerate(votes(3, 12))
        for (party, last, first), v in zip(
            (("REP", "Roe", "Joe"), ("DEM", "Poe", "Ann"), ("REP", "Doe", "Kim")), sheet, strict=True
        )
    ]
    header = [
        "DataEntry Level",
        "DataEntry Place",
        "RaceCode",
        "PartyCode",
        "CanNameLast",
        "CanNameFirst",
        "CanVotes",
    ]
    found = counted(written(header, rows), tmp_path)
    assert [sorted(one.values()) for one in found.values()] == [sorted(totals(votes(3, 12)).values())]
