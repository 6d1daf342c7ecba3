"""Shapes in which the next country publishes: right, or refused with a remedy that is followed here."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

from guess.tables import proposed, table
from guess.test_look_alikes import NAMES, ROWS, STATED, counted, refused, totals, votes, written
from veedor.cli.new import command
from veedor.guess.heading import find_heading
from veedor.guess.propose import propose
from veedor.intake.case import FileForm
from veedor.intake.record_lists import keyed_records

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = votes()
TRUE = totals(SHEETS)


def by_key(record: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON holds
    return {f"{1000 + n}": record(n, sheet) for n, sheet in enumerate(SHEETS)}


KEYED = {
    "an object a sheet": {
        "precincts": by_key(lambda n, s: {"name": f"School {n}", "votes": dict(zip(NAMES, s, strict=True))})
    },
    "a list of one a sheet": {
        "result": {"all": by_key(lambda n, s: [{"name": f"School {n}", **dict(zip(NAMES, s, strict=True))}])}
    },
    "figures alone": by_key(lambda n, s: {"registered": 400 + n, **dict(zip(NAMES, s, strict=True))}),
}


@pytest.mark.parametrize("shape", KEYED)
def test_records_called_by_their_keys_are_sheets(shape: str, tmp_path: Path) -> None:
    found = counted(json.dumps(KEYED[shape]).encode(), tmp_path, "results.json")["votes"]
    assert {name.removeprefix("votes."): n for name, n in found.items()} == TRUE


def test_the_choices_of_one_sheet_are_no_sheets() -> None:
    assert not keyed_records({name: {"votes": n, "share": 5} for n, name in enumerate(NAMES)})
    assert not keyed_records({"name": {"first": "a"}, "votes": {"b": 1}, "place": {"c": 2}})


def headed(heads: list[str], names: list[str]) -> bytes:
    """A worksheet with a row of names above the header, merged as a spreadsheet has it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Election commission"])
    sheet.append(["", "", *heads, "", ""])
    sheet.append(["District", "Station", *names, "Valid votes", "Null votes"])
    for n, row in enumerate(votes(len(names))):
        sheet.append([f"District {n // 6}", f"{n + 1:04d}", *row, sum(row), n % 3])
    start = 0
    for place in range(1, len(heads) + 1):
        if place == len(heads) or heads[place]:
            if place - start > 1:
                sheet.merge_cells(start_row=2, end_row=2, start_column=3 + start, end_column=2 + place)
            start = place
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_parties_below_the_name_of_one_person_are_added(tmp_path: Path) -> None:
    content = headed(["Ana Ruiz", "", "Eva Paz", "", "Luz Gil"], ["PRM", "PRD", "FP", "ALP", "PLD"])
    sheets = votes(5)
    sums = [sum(sheet[place] for sheet in sheets) for place in range(5)]
    found = counted(content, tmp_path, "results.xlsx")["votes"]
    assert sorted(found.values()) == sorted([sums[0] + sums[1], sums[2] + sums[3], sums[4]])


def test_people_below_the_name_of_one_party_stay_rivals(tmp_path: Path) -> None:
    content = headed(["Party One", "", "Party Two", ""], ["Ana Ruiz", "Eva Paz", "Luz Gil", "Mia Rey"])
    assert len(counted(content, tmp_path, "results.xlsx")["votes"]) == 4


def test_numbers_of_candidates_below_the_name_of_their_group_are_a_header() -> None:
    rows = [["Station", "Candidate number", "", "", "Valid"], ["", "1", "2", "3", ""]]
    rows += [[f"A{n:03d}", *map(str, sheet), str(sum(sheet))] for n, sheet in enumerate(SHEETS)]
    heading = find_heading(rows)
    assert heading is not None
    assert (heading.rows, heading.names[2]) == (2, "Candidate number / 2")


@pytest.mark.parametrize(("party", "own"), [("", " - TOTAL"), ("LISTA ", " TOTAL"), ("", " (sum)")])
def test_the_sum_of_the_lists_of_one_person_joins_them(party: str, own: str, tmp_path: Path) -> None:
    rows = [[f"{n + 1:04d}", a, b, a + b, c, a + b + c] for n, (a, b, c) in enumerate(SHEETS)]
    header = ["Mesa", f"JOSE M ({party}RM)", f"JOSE M ({party}ALZ)", f"JOSE M{own}", "ANA R (PP)", "VALIDOS"]
    found = counted(written(header, rows), tmp_path)["votes"]
    assert sorted(found.values()) == sorted([TRUE["Amina"] + TRUE["Bola"], TRUE["Chidi"]])


@pytest.mark.parametrize(
    ("party", "words"),
    [
        ("PARTIDO LIBERAL", ("VOTOS BLANCOS", "VOTOS NULOS")),
        ("Green Party", ("Blank votes", "Rejected ballots")),
        ("Partido Novo", ("Votos em branco", "Votos nulos")),
        ("LISTA PARTIDO AZUL", ("En blanco", "Nulos")),
    ],
)
def test_a_party_above_a_candidate_is_not_above_what_stands_beside(
    party: str, words: tuple[str, str], tmp_path: Path
) -> None:
    above = ["", "", "PARTIDO UNO", "PARTIDO DOS", party, "", ""]
    below = ["Mesa", "Centro", *NAMES, *words]
    rows = [[f"{n + 1:04d}", f"C {n // 2}", *sheet, n % 3, n % 4] for n, sheet in enumerate(SHEETS)]
    file = tmp_path / "results.csv"
    file.write_bytes(written(above, [below, *rows]))
    shown = CliRunner().invoke(command, [str(file), *STATED, "--to", str(tmp_path / "case")])
    assert shown.exit_code == 0, shown.exception
    assert f"{words[0]} (blank)" in shown.output
    assert f"{words[1]} (null)" in shown.output
    assert "3 candidates:" in shown.output


@pytest.mark.parametrize("word", ["candidatura", "nivel", "tipo"])
def test_a_column_of_offices_is_the_contest_whatever_it_is_called(word: str, tmp_path: Path) -> None:
    offices = {"PRESIDENTE": SHEETS, "GOBERNADOR": votes(seed=9)}
    rows = [
        [n // 4, n % 4 + 1, office, name, sheet[place]]
        for office, sheets in offices.items()
        for n, sheet in enumerate(sheets)
        for place, name in enumerate(NAMES)
    ]
    found = counted(written(["local", "mesa", word, "partido", "votos"], rows), tmp_path)
    assert found == {office.lower(): totals(sheets) for office, sheets in offices.items()}


@pytest.mark.parametrize(
    "modes", [("Redovni", "Posta", "Mobilni"), ("Zorb", "Blin", "Quax"), ("A", "B", "C")]
)
def test_parts_of_the_votes_of_each_party_are_no_candidates(modes: tuple[str, ...], tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [f"BM {n}", name, *(part := [sheet[place], (n + 2 * place) % 5, (n + place) % 3]), sum(part)]
        for n, sheet in enumerate(SHEETS)
        for place, name in enumerate(NAMES)
    ]
    found = counted(written(["Station", "Party", *modes, "Total"], rows), tmp_path)["votes"]
    assert found == {name: sum(row[-1] for row in rows if row[1] == name) for name in NAMES}


LONG = [[f"{n // 4}", f"{n % 4 + 1}", f"{k + 1}", v] for n, s in enumerate(SHEETS) for k, v in enumerate(s)]


@pytest.mark.parametrize("column", ["COD_ORG", "codigo_grupo", "org_id"])
def test_votes_in_one_column_are_refused_and_read_as_the_remedy_says(column: str, tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_bytes(written(["zona", "junta", column, "VOTOS"], LONG))
    said = str(CliRunner().invoke(command, [str(file), *STATED, "--to", str(tmp_path / "case")]).exception)
    assert f'--choice "{column}"' in said
    shown = CliRunner().invoke(
        command, [str(file), *STATED, "--to", str(tmp_path / "case"), "--choice", column]
    )
    assert shown.exit_code == 0, shown.exception
    for name, number in zip("123", TRUE.values(), strict=True):
        assert f"{number:,}  {name}" in shown.output


def test_another_column_said_to_name_the_choice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_bytes(written(["zona", "junta", "COD_ORG", "VOTOS"], LONG))
    for column, word in (("VOTOS", "could"), ("zzz", "zona")):
        shown = CliRunner().invoke(command, [str(file), *STATED, "--choice", column, "--json"])
        assert word in str(shown.exception)


def people(headers: list[str], seats: list[list[str]]) -> tuple[bytes, dict[str, dict[str, int]]]:
    """A table with a row for each candidate of seats that are named by several columns."""
    rows: list[list[Any]] = []
    truth: dict[str, dict[str, int]] = {}
    for n, seat in enumerate(seats):
        for k, letter in enumerate("ABC"):
            name = f"{letter}{'abcdefghijkl'[n]} Sur{'abcdefghijkl'[n]}"
            rows.append([*seat, name, 500 + 70 * ((n * 5 + k * 3) % 11)])
            truth.setdefault(" ".join(seat).lower().replace(" ", "-"), {})[name] = rows[-1][-1]
    return written([*headers, "Candidate", "Votes"], rows), truth


DISTRICTS = {
    "numbered anew in each district": (
        ["District", "Constituency"],
        [["North", "1"], ["North", "2"], ["South", "1"], ["South", "2"]],
    ),
    "one column": (["Electoral Area"], [["North"], ["South"], ["East"]]),
}


@pytest.mark.parametrize("shape", DISTRICTS)
def test_candidates_of_many_seats_are_contests_each(shape: str, tmp_path: Path) -> None:
    content, truth = people(*DISTRICTS[shape])
    assert counted(content, tmp_path) == truth


def test_the_finest_district_parts_the_contests(tmp_path: Path) -> None:
    seats = [["Goa", f"AC {n}"] if n < 4 else ["Bihar", f"AC {n}"] for n in range(8)]
    rows = [
        [*seat, f"{letter} of {n}", party, 500 + 70 * ((n * 5 + k * 3) % 11)]
        for n, seat in enumerate(seats)
        for k, (letter, party) in enumerate(zip("PQR", ("BJP", "INC", "AAP"), strict=True))
    ]
    header = ["State", "Constituency", "Candidate", "Party", "Votes"]
    assert len(counted(written(header, rows), tmp_path)) == len(seats)


@pytest.mark.parametrize("word", ["Majorité", "Taux de participation", "Turnout", "Page 2"])
def test_a_row_of_a_lead_a_turnout_or_a_page_is_no_sheet(word: str, tmp_path: Path) -> None:
    rows: list[list[Any]] = [[f"{n:03d}", *sheet, sum(sheet)] for n, sheet in enumerate(SHEETS)]
    rows.append([word, "", "" if word.startswith("Page") else 77, "", ""])
    assert counted(written(["Station", *NAMES, "Valid"], rows), tmp_path)["votes"] == TRUE


def test_a_share_alone_below_the_votes_is_no_sheet(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[f"{n:03d}", *sheet, sum(sheet)] for n, sheet in enumerate(SHEETS)]
    rows.append(["Beteiligung", "65,31 %", "", "", ""])
    assert counted(written(["Station", *NAMES, "Valid"], rows), tmp_path)["votes"] == TRUE


def test_lists_of_a_party_are_added_with_its_votes_for_none_of_them(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["MO", n + 1, lema, hoja, (n * 7 + k * 3) % 50]
        for n in range(ROWS)
        for k, (lema, hoja) in enumerate(
            [
                ("Frente", "90"),
                ("Frente", "609"),
                ("Frente", ""),
                ("Azul", "71"),
                ("Azul", "404"),
                ("Azul", ""),
            ]
        )
    ]
    found = counted(written(["DEPTO", "CRV", "Lema", "Hoja", "CantidadVotos"], rows), tmp_path)["votes"]
    assert found == {lema: sum(row[-1] for row in rows if row[2] == lema) for lema in ("Frente", "Azul")}


def stages(header: list[str], later: list[int]) -> bytes:
    rows = [
        [
            f"District {c}",
            f"BORG {c}{k}",
            800 + 90 * ((k * 3 + c) % 5) + k,
            *[n * (k < 3) or "" for n in later],
        ]
        for c in range(3)
        for k in range(5)
    ]
    return written(header, rows)


def test_stages_of_transfers_are_refused_with_a_copy_that_is_read(tmp_path: Path) -> None:
    first = stages(["District", "Candidate", "Stage 1", "Stage 2"], [950])
    assert "first preferences alone" in refused(first, tmp_path)
    again = tmp_path / "again"
    again.mkdir()
    found = counted(stages(["District", "Candidate", "Votes"], []), again)
    assert found["district-1"]["BORG 11"] == 800 + 90 * 4 + 1


def test_the_first_stage_that_all_reach_holds_the_votes() -> None:
    content = stages(["District", "Candidate", "Primary votes", "Final count"], [990]).decode()
    made = propose(table(content), FileForm("results.csv"))
    assert made.votes == "Primary votes"


def test_votes_written_with_zeros_before_them_are_votes() -> None:
    rows = [f"{n:03d},{k + 1:05d},{v:08d}" for n, s in enumerate(SHEETS) for k, v in enumerate(s)]
    made = propose(table("\n".join(["MESA,CAN,VOTOS", *rows])), FileForm("results.csv"), "CAN")
    assert [choice.votes for choice in made.choices] == list(TRUE.values())


def test_protested_votes_are_challenged_ones() -> None:
    text = "\n".join(
        ["Mesa,Votos Nulos,Votos Protestados,Votos Validos,Ana,Eva"]
        + [f"{n},{n % 3},{n % 2},{a + b},{a},{b}" for n, (a, b, _) in enumerate(SHEETS)]
    )
    kinds = {choice.label: choice.kind for choice in proposed(table(text)).choices}
    assert kinds["Votos Protestados"] == "challenged"
