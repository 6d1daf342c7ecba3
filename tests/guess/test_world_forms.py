"""Files as electoral bodies publish them, with what surrounds the sheets: right, each with its truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from guess.test_look_alikes import NAMES, ROWS, counted, new, refused, totals, votes, written
from veedor.intake import import_case, load_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from guess.test_look_alikes import Rows

HEADER = ["Station", "Registered", *NAMES, "Valid"]


def sheet_rows(sheets: list[list[int]]) -> Rows:
    return [[f"Station {n}", 400 + n, *sheet, sum(sheet)] for n, sheet in enumerate(sheets)]


def states(content: bytes, folder: Path) -> list[str]:
    """The state of each sheet of a case that nobody edited."""
    store = import_case(load_case(new(content, folder))).store
    return [row["state"] for row in store.arrow("version").to_pylist()]


def shares(sheets: list[list[int]], decimals: int = 2, mark: str = "") -> list[str]:
    sums = [sum(sheet[k] for sheet in sheets) for k in range(len(NAMES))]
    return [f"{100 * n / sum(sums):.{decimals}f}{mark}" for n in sums]


def with_titles(sheets: list[list[int]]) -> Rows:
    rows = sheet_rows(sheets)
    return [
        row
        for n in range(0, ROWS, 6)
        for row in ([f"{'ABCD'[n // 6]} DISTRICT", *[""] * 5], *rows[n : n + 6])
    ]


def with_headers(sheets: list[list[int]]) -> Rows:
    rows = sheet_rows(sheets)
    return [
        row
        for n in range(0, ROWS, 6)
        for row in (*([[f"Ward {n // 6}", *[""] * 5], HEADER] if n else []), *rows[n : n + 6])
    ]


SURROUNDED: dict[str, Callable[[list[list[int]]], Rows]] = {
    "titles of sections": with_titles,
    "titles and the header again": with_headers,
    "shares at the foot": lambda s: [*sheet_rows(s), ["%", "", *shares(s, mark="%"), "100%"]],
    "shares without a sign": lambda s: [*sheet_rows(s), ["Percentage", "", *shares(s), "100.00"]],
    "shares with a comma": lambda s: [
        *sheet_rows(s),
        ["%", "", *(x.replace(".", ",") for x in shares(s)), ""],
    ],
    "shares below each sheet": lambda s: [
        row
        for n, sheet in enumerate(sheet_rows(s))
        for row in (sheet, ["", "", *shares([s[n]], 1), ""])
    ],
}  # fmt: skip


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("kind", SURROUNDED)
def test_what_stands_between_the_sheets_is_none(kind: str, tmp_path: Path) -> None:
    sheets = votes()
    content = written(HEADER, SURROUNDED[kind](sheets))
    assert list(counted(content, tmp_path)["votes"].values()) == list(totals(sheets).values())
    again = tmp_path / "again"
    again.mkdir()
    assert states(content, again) == ["counted"] * ROWS


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("where", [0, 5, ROWS - 1])
def test_a_sheet_that_is_still_out_is_no_title(where: int, tmp_path: Path) -> None:
    rows = sheet_rows(votes())
    rows[where][2:] = [""] * 4
    rows[where][1] = ""
    assert states(written(HEADER, rows), tmp_path).count("outstanding") == 1


def test_sheets_that_are_still_out_in_capitals_are_no_titles(tmp_path: Path) -> None:
    rows = sheet_rows(votes())
    for place in (7, 8, 15):
        rows[place] = [f"SCHOOL {place}", "", "", "", "", ""]
    assert states(written([*HEADER[:1], "Code", *HEADER[2:]], rows), tmp_path).count("outstanding") == 3


@pytest.mark.slow
def test_shares_whose_figures_are_whole_are_no_sheet(tmp_path: Path) -> None:
    sheets = [[20, 30, 50], *votes(rows=11)]
    rows: Rows = []
    for n, sheet in enumerate(sheets):
        rows += [[f"D{n // 4}", f"1/{n:02d}", 300, *sheet], ["", "", "", *shares([sheet], 1)]]
    found = counted(written(["District", "Precinct", "Voters", *NAMES], rows), tmp_path)["votes"]
    assert list(found.values()) == list(totals(sheets).values())


def test_a_slip_in_a_row_is_no_row_of_shares(tmp_path: Path) -> None:
    rows = sheet_rows(votes())
    rows[3][2] = "12.5"
    assert "fraction of a vote" in refused(written(HEADER, rows), tmp_path)


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    ("group", "total"),
    [
        ("No of valid votes cast in favour of", "Total of Valid Votes"),
        ("Votes polled in favour of contesting candidates", "Total valid votes"),
        ("Valid votes", "Valid votes in all"),
        ("Votos válidos obtenidos por", "Total de votos válidos"),
    ],
)
def test_candidates_below_a_heading_of_votes_are_candidates(group: str, total: str, tmp_path: Path) -> None:
    sheets = votes()
    header = [["No.", "Station", group, "", "", total, "Rejected"], ["", "", *NAMES, "", ""]]
    rows = [[n + 1, f"School {n}", *s, sum(s), n % 4] for n, s in enumerate(sheets)]
    found = counted(written(header, rows), tmp_path)["votes"]
    assert list(found.values()) == list(totals(sheets).values())


def test_figures_with_arabic_marks_of_thousands_are_read(tmp_path: Path) -> None:
    digits = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")
    sheets = [[37 * n for n in sheet] for sheet in votes()]
    rows = [[f"شهر {n}", *(f"{v:,}".translate(digits) for v in (*s, sum(s)))] for n, s in enumerate(sheets)]
    found = counted(written(["شهرستان", "پزشکیان", "جلیلی", "قالیباف", "آرای صحیح"], rows), tmp_path)["votes"]
    assert list(found.values()) == list(totals(sheets).values())


def test_a_header_above_a_row_with_few_figures_is_found(tmp_path: Path) -> None:
    sheets = votes()
    rows: Rows = []
    for n, sheet in enumerate(sheets):
        rows.append(["Kent", f"P{n}", "Registered Voters", "", "", "", "", "", 900])
        rows += [["Kent", f"P{n}", "Mayor", name, v // 4, v // 4, v // 4, v - 3 * (v // 4), v]
                 for name, v in zip(NAMES, sheet, strict=True)]  # fmt: skip
    header = [
        "county",
        "precinct",
        "office",
        "candidate",
        "early",
        "election_day",
        "absentee",
        "mail",
        "votes",
    ]
    assert list(counted(written(header, rows), tmp_path).values()) == [totals(sheets)]


@pytest.mark.slow
def test_the_kind_of_vote_is_no_column_of_votes(tmp_path: Path) -> None:
    sheets = votes()
    rows: Rows = []
    for n, sheet in enumerate(sheets):
        for name, v in zip(NAMES, sheet, strict=True):
            modes: list[tuple[str, Any]] = [("Early", v // 3), ("Absentee", v - v // 3), ("Total", v)]
            rows += [["Kent", f"P{n}", name, mode, figure] for mode, figure in modes]
    header = ["County", "Precinct", "Candidate", "Vote Type", "Votes"]
    assert counted(written(header, rows), tmp_path)["votes"] == totals(sheets)


def test_the_kind_stands_for_the_party_where_it_is_blank(tmp_path: Path) -> None:
    rows: Rows = []
    truth: dict[str, dict[str, int]] = {
        "presidente": dict.fromkeys(NAMES, 0),
        "diputado": dict.fromkeys(NAMES, 0),
    }
    for office, seed in (("PRESIDENTE", 4), ("DIPUTADO", 9)):
        for n, sheet in enumerate(votes(seed=seed)):
            for name, v in zip(NAMES, sheet, strict=True):
                rows.append([n, 350, office, name, "POSITIVO", v])
                truth[office.lower()][name] += v
            rows += [[n, 350, office, "", kind, 2 + k] for k, kind in enumerate(("EN BLANCO", "NULO"))]
    header = [
        "mesa_id",
        "mesa_electores",
        "cargo_nombre",
        "agrupacion_nombre",
        "votos_tipo",
        "votos_cantidad",
    ]
    assert counted(written(header, rows), tmp_path) == truth


def test_a_puesto_is_a_polling_place(tmp_path: Path) -> None:
    sheets = votes()
    rows = [
        ["MEDELLIN", f"{n // 4 + 1:02d}", n % 4 + 1, name, v]
        for n, sheet in enumerate(sheets)
        for name, v in zip(NAMES, sheet, strict=True)
    ]
    header = ["NOM_MUNI", "PUESTO", "MESA", "NOM_CANDIDATO", "VOTOS"]
    assert counted(written(header, rows), tmp_path)["votes"] == totals(sheets)


@pytest.mark.slow
def test_numbers_of_stations_that_begin_anew_in_each_district(tmp_path: Path) -> None:
    rows: Rows = []
    truth: dict[str, dict[str, int]] = {}
    for district in range(3):
        for n, sheet in enumerate(votes(rows=8, seed=district)):
            for name, v in zip(NAMES, sheet, strict=True):
                person = f"{name} {'xyz'[district]}"
                one = truth.setdefault(f"riding-{district}", {})
                one[person] = one.get(person, 0) + v
                rows.append([f"Riding {district}", n + 1, 300 + n, person, f"Party {name}", v])
    header = ["Electoral District", "Polling Station Number", "Electors", "Candidate", "Party", "Votes"]
    assert counted(written(header, rows), tmp_path) == truth


@pytest.mark.slow
def test_of_several_counts_of_one_vote_the_first_holds_the_votes(tmp_path: Path) -> None:
    rows: Rows = []
    truth: dict[str, dict[str, int]] = {}
    for district in range(4):
        for k in range(5):
            first = 800 + 37 * k + district
            truth.setdefault(f"dublin-{district}", {})[f"Cand {district}{k}"] = first
            rows.append(
                [
                    f"Dublin {district}",
                    f"Cand {district}{k}",
                    "ABCDE"[k],
                    first,
                    first + 9 * k,
                    first + 20 * k,
                ]
            )
    header = ["Constituency", "Candidate", "Party", "Count 1", "Count 2", "Count 3"]
    assert counted(written(header, rows), tmp_path) == truth


def test_modes_of_voting_are_no_candidates(tmp_path: Path) -> None:
    modes = ("Election Day", "Mail", "Early")
    sheets = votes(6)
    header = ["precinct", "registered voters", *(f"{name} {mode}" for name in NAMES[:2] for mode in modes)]
    rows = [[f"P{n}", 900, *sheet] for n, sheet in enumerate(sheets)]
    truth = {name: sum(sum(s[3 * k : 3 * k + 3]) for s in sheets) for k, name in enumerate(NAMES[:2])}
    assert counted(written(header, rows), tmp_path)["votes"] == truth
