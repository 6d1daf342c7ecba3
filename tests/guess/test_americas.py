"""Shapes of published files of the Americas and Africa: right, or refused with a remedy that holds."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

from guess.test_look_alikes import NAMES, STATED, counted, new, refused, totals, votes, written
from veedor.cli.new import command
from veedor.intake import import_case, load_case

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = votes()
TRUE = totals(SHEETS)


def said(content: bytes, folder: Path, name: str = "results.csv") -> str:
    """What `veedor new` prints, on one line."""
    file = folder / name
    file.write_bytes(content)
    shown = CliRunner().invoke(command, [str(file), *STATED, "--to", str(folder / "case")])
    return " ".join((shown.output + str(shown.exception or "")).split())


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    ("parties", "coalition"),
    [
        (("PAN", "NVA_ALIANZA", "PRD"), "PAN_NVA_ALIANZA"),
        (("FUERZA-NUEVA", "UNION", "LIBRE"), "FUERZA-NUEVA-UNION"),
        (("MAS IPSP", "FPV", "ADN"), "MAS IPSP + FPV"),
        (("UNIDOS", "POR EL BIEN", "PRI"), "UNIDOS/POR EL BIEN"),
    ],
)
def test_a_party_of_two_words_is_a_member_of_its_coalition(
    parties: tuple[str, str, str], coalition: str, tmp_path: Path
) -> None:
    sheets = votes(4)
    rows = [[f"{n + 1:04d}", *sheet, sum(sheet)] for n, sheet in enumerate(sheets)]
    found = counted(written(["Mesa", *parties, coalition, "VOTOS VALIDOS"], rows), tmp_path)["votes"]
    sums = [sum(sheet[place] for sheet in sheets) for place in range(4)]
    assert sorted(found.values()) == sorted([sums[0] + sums[1] + sums[3], sums[2]])


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("word", ["NUM_VOTOS_CAN_NREG", "CANDIDATO NO REG", "No registrados"])
def test_votes_for_nobody_registered_are_kept_below_the_ballots(word: str, tmp_path: Path) -> None:
    rows = [
        [f"{n + 1:04d}", *s, sum(s), n % 5, n % 7 + 1, sum(s) + n % 5 + n % 7 + 1]
        for n, s in enumerate(SHEETS)
    ]
    content = written(["Casilla", *NAMES, "VOTOS_VALIDOS", word, "VOTOS_NULOS", "TOTAL_VOTOS"], rows)
    assert f"{sum(n % 5 for n in range(len(SHEETS)))} {word} (others)" in said(content, tmp_path)


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    "person", ["Rollie Keith", "Adam Sommerfeld", "Sharece Crawford", "Luis Padron Gil", "Valida Ruiz Soto"]
)
def test_a_person_who_is_called_like_a_word_has_votes(person: str, tmp_path: Path) -> None:
    """In a contest of one row, no figures but those beside tell that the word is a name."""
    rows: list[list[Any]] = [
        [f"District {n}", name, place]
        for n, sheet in enumerate(SHEETS)
        for name, place in zip((f"Ana Best {n}", f"Eva Paz {n}", f"Jo Lee {n}"), sheet, strict=True)
    ]
    rows += [["District 99", "Luz Rey", 9000], ["District 99", person, 800], ["District 99", "Al Coe", 70]]
    found = counted(written(["District", "Candidate", "Votes"], rows), tmp_path)
    assert {"Luz Rey": 9000, person: 800, "Al Coe": 70} in found.values()


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("years", [("2008", "2012"), ("2014", "2018"), ("2016", "2020")])
@pytest.mark.parametrize("named", ["{name}_{year}", "{year} {name}"])
def test_votes_of_several_years_are_not_read_as_those_of_the_first(
    years: tuple[str, str], named: str, tmp_path: Path
) -> None:
    later = votes(seed=9)
    rows = [
        [f"{n + 1:05d}", *a, sum(a), *b, sum(b) + n % 2]
        for n, (a, b) in enumerate(zip(SHEETS, later, strict=True))
    ]
    parties = ("dem", "gop", "oth", "total")
    header = ["code", *(named.format(name=name, year=year) for year in years for name in parties)]
    assert f"apart in '{years[0]}', '{years[1]}'" in refused(written(header, rows), tmp_path)


def merged(across: dict[int, int], *, body: bool = True) -> bytes:
    """A worksheet whose columns are each of one or two of the grid, merged from the header down."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    lines: list[list[Any]] = [["Ward", *NAMES, "Total votes"]]
    lines += [[f"W{n:03d}", *row, sum(row)] for n, row in enumerate(SHEETS)]
    for number, line in enumerate(lines, 1):
        place = 1
        for at, cell in enumerate(line):
            sheet.cell(number, place, cell)
            width = across.get(at, 1)
            if width > 1 and (body or number == 1):
                sheet.merge_cells(
                    start_row=number, end_row=number, start_column=place, end_column=place + width - 1
                )
            place += width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("across", [{3: 2}, {1: 2}, {4: 3}, {2: 2, 4: 2}])
def test_figures_below_a_merged_header_are_those_of_its_column(
    across: dict[int, int], tmp_path: Path
) -> None:
    assert counted(merged(across), tmp_path, "results.xlsx")["votes"] == TRUE


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    "names", [("Group 1", "Group 2"), ("Votes by mail", "Hospital"), ("Voto exterior", "Presos", "Hospital")]
)
def test_rows_without_a_number_are_sheets_where_no_row_sums_them_up(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    rows: list[list[Any]] = [[n + 1, f"School {n}", *s, sum(s)] for n, s in enumerate(SHEETS)]
    rows += [["", name, 7 + n, 8, 9 + 2 * n, 24 + 3 * n] for n, name in enumerate(names)]
    content = written(["Poll number", "Poll name", *NAMES, "Total vote"], rows)
    text = said(content, tmp_path)
    assert "rows.drop = {" not in text.split("Proposed:")[0]
    case = (tmp_path / "case" / "case.toml").read_text(encoding="utf-8")
    if 'duplicates = "?"' in case:  # what it offers as an answer
        assert 'sheet.id = "{Poll number|no Poll number}/{Poll name}"' in text
        return
    store = import_case(load_case(tmp_path / "case")).store
    sheets = store.arrow("version").to_pylist()
    assert len({sheet["sheet_id"] for sheet in sheets}) == len(rows)


def test_a_total_with_a_slip_is_no_further_sheet(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[n + 1, f"School {n}", *s] for n, s in enumerate(SHEETS)]
    rows.append(["", "", *(total + 1 for total in TRUE.values())])
    assert counted(written(["Poll number", "Poll name", *NAMES], rows), tmp_path)["votes"] == TRUE


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("second", [("Dora", "Emil", "Faye"), ("Chidi", "Dora", "Emil")])
def test_a_table_with_other_names_below_is_not_added(second: tuple[str, ...], tmp_path: Path) -> None:
    rows: list[list[Any]] = [[f"Town {n}", *s] for n, s in enumerate(SHEETS)]
    rows += [["", "", "", ""], ["District No. 2", *second]]
    rows += [[f"City {n}", *s] for n, s in enumerate(votes(seed=9))]
    text = refused(written(["District No. 1", *NAMES], rows), tmp_path)
    assert "header of another table" in text
    assert "Save each table as a file of its own" in text


def by_office(write_in: str, unopposed: int) -> list[list[Any]]:
    """An office for everybody, and one with a seat in each district, where few stand."""
    rows: list[list[Any]] = []
    for n, sheet in enumerate(SHEETS):
        rows += [[f"P{n:03d}", "Governor", "", name, v] for name, v in zip(NAMES, sheet, strict=True)]
        seat = n // 4 + 1
        rows.append([f"P{n:03d}", "House", seat, f"Ann Lee{seat}", sheet[0]])
        if seat > unopposed:
            rows.append([f"P{n:03d}", "House", seat, f"Bob Ray{seat}", sheet[1]])
        rows.append([f"P{n:03d}", "House", seat, write_in, n % 3])
    return rows


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(("write_in", "unopposed"), [("Write-ins", 3), ("Scattering", 0), ("SCATTERED", 4)])
def test_an_office_with_districts_is_a_contest_in_each(write_in: str, unopposed: int, tmp_path: Path) -> None:
    content = written(
        ["precinct", "office", "district", "candidate", "votes"], by_office(write_in, unopposed)
    )
    found = counted(content, tmp_path)
    assert found.pop("governor") == TRUE
    assert len(found) == 6
    assert all(len(people) <= 2 for people in found.values())


PREFIXED = ("{}VotosValidos", "{}VotosPositivos", "{}VotosEnBlanco", "{}VotosNulos", "{}Electores")


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("prefix", ["mes", "pre", "tot"])
def test_valid_and_blank_votes_alone_are_no_candidates(prefix: str, tmp_path: Path) -> None:
    rows = [[f"{n:04d}", a + b, a, b, n % 4, 600 - n] for n, (a, b, _) in enumerate(SHEETS)]
    header = ["mesa", *(name.format(prefix) for name in PREFIXED)]
    assert "no column of it holds votes" in refused(written(header, rows), tmp_path)


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    ("constant", "own"),
    [
        ("district electors", "poll electors"),
        ("Padrón del distrito", "Padrón"),
        ("Registered, county", "Registered"),
    ],
)
def test_a_register_that_is_the_same_in_every_row_is_of_no_sheet(
    constant: str, own: str, tmp_path: Path
) -> None:
    rows = [[f"S{n:03d}", 9000, sum(s) + n * (n % 3 > 0), *s, sum(s)] for n, s in enumerate(SHEETS)]
    text = said(written(["Station", constant, own, *NAMES, "Total votes"], rows), tmp_path)
    assert f"registered {own} " in text


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("years", [("2017", "2022"), ("2013", "2017"), ("2019", "2024")])
def test_the_register_is_that_of_the_year_of_the_votes(years: tuple[str, str], tmp_path: Path) -> None:
    rows = [[f"C{n:03d}", 900 + n, 500 + n, *s, sum(s)] for n, s in enumerate(SHEETS)]
    names = [f"{name}_votes_{years[0]}" for name in NAMES]
    header = ["county", f"reg_voters_{years[1]}", f"reg_voters_{years[0]}", *names, f"cast_votes_{years[0]}"]
    assert f"registered reg_voters_{years[0]} " in said(written(header, rows), tmp_path)


def test_a_contest_of_one_row_is_read_as_the_others_are(tmp_path: Path) -> None:
    rows: list[list[Any]] = []
    for n, sheet in enumerate(SHEETS):
        rows += [[f"P{n:03d}", "Mayor", name, v] for name, v in zip(NAMES, sheet, strict=True)]
    rows += [["P001", "Warden", "Zoe Hill", 6013], ["P001", "Warden", "Blank votes", 356]]
    found = counted(written(["precinct", "office", "candidate", "votes"], rows), tmp_path)
    assert found == {"mayor": TRUE, "warden": {"Zoe Hill": 6013}}


@pytest.mark.slow
def test_contests_that_stand_below_the_rows_looked_at_are_read(tmp_path: Path) -> None:
    rows: list[list[Any]] = []
    for n in range(4000):
        rows += [[f"P{n:05d}", "Governor", "", name, (n * 7 + k) % 90] for k, name in enumerate(NAMES)]
        seat = n // 400 + 1
        rows += [
            [f"P{n:05d}", "House", seat, f"{name} Ray{seat}", (n + k) % 50] for k, name in enumerate("AB")
        ]
    found = counted(written(["precinct", "office", "district", "candidate", "votes"], rows), tmp_path)
    assert len(found) == 11
    assert found["house-10"] == {
        f"{name} Ray10": sum((n + k) % 50 for n in range(3600, 4000)) for k, name in enumerate("AB")
    }


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("place", ["Precinct", "Ward", "Mesa"])
def test_a_sum_by_chance_in_one_contest_leaves_no_sheet_out_of_another(place: str, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [f"{n:03d}", "Mayor", name, v]
        for n, sheet in enumerate(SHEETS)
        for name, v in zip(NAMES, sheet, strict=True)
    ]
    few = [[400, 700, 1200], [100, 300, 500], [300, 400, 700]]
    rows += [
        [f"{n:03d}", "Judge", name, v] for n, s in enumerate(few) for name, v in zip("XYZ", s, strict=True)
    ]
    content = written([place, "Office", "Candidate", "Votes"], rows)
    text = said(content, tmp_path)
    assert "rows.drop" not in text or "The import refuses it as it stands" in text
    if "The import refuses it as it stands" not in text:
        (tmp_path / "again").mkdir()
        assert counted(content, tmp_path / "again")["mayor"] == TRUE


def test_a_case_of_such_a_file_is_imported_unedited(tmp_path: Path) -> None:
    case = new(merged({3: 2}), tmp_path, "results.xlsx")
    assert import_case(load_case(case)).store.arrow("version").num_rows == len(SHEETS)
