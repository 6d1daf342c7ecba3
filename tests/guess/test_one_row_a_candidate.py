"""What files of many countries hold: a row a candidate, places without a code, parties named like words."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from guess.tables import table
from guess.test_look_alikes import NAMES, ROWS, counted, new, refused, totals, votes, written
from veedor.errors import InputError
from veedor.guess.propose import propose
from veedor.intake import import_case, load_case
from veedor.intake.case import FileForm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

FIRST = ("Ana", "Bea", "Carl", "Dora", "Emil", "Fay", "Gil", "Hana")
LAST = ("Moss", "Nair", "Okoro", "Pena", "Quist", "Rossi", "Silva")
DISTRICTS = 8


def people() -> list[tuple[str, str, str, int]]:
    """District, first name, last name and votes of three candidates of each district."""
    found = votes(3, DISTRICTS)
    return [
        (f"Vale {'ABCDEFGH'[n // 3]}", FIRST[n % 8], LAST[2 * (n // 8) + n % 2], found[n // 3][n % 3])
        for n in range(3 * DISTRICTS)
    ]


def of_districts(found: dict[str, dict[str, int]]) -> list[list[int]]:
    return sorted(sorted(one.values()) for one in found.values())


WAYS: dict[str, tuple[list[str], Callable[..., list[object]]]] = {
    "one name, and what they are": (
        ["constituency", "party", "name", "votes", "sex"],
        lambda n, d, f, s, v: [d, ("Red", "Blue", "Independent")[n % 3], f"{f} {s}", v, "FM"[n % 2]],
    ),
    "two names, and a share": (
        ["constituency_name", "firstname", "surname", "gender", "votes", "share"],
        lambda n, d, f, s, v: [d, f, s, "FM"[n % 2], v, f"0.{v:02d}7"],
    ),
    "columns of modes beside their sum": (
        ["StateAb", "DivisionNm", "Surname", "GivenNm", "OrdinaryVotes", "PostalVotes", "TotalVotes"],
        lambda n, d, f, s, v: ["NS"[n >= 12], d, s, f, v - v // 4, v // 4, v],
    ),
}


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("way", WAYS)
def test_each_district_elects_its_own(way: str, tmp_path: Path) -> None:
    header, row = WAYS[way]
    rows = people()
    found = counted(written(header, [row(n, *one) for n, one in enumerate(rows)]), tmp_path)
    assert of_districts(found) == sorted(
        sorted(v for d, _, _, v in rows if d == district) for district in {d for d, *_ in rows}
    )


@pytest.mark.slow
def test_numbered_seats_of_a_district_are_contests_each(tmp_path: Path) -> None:
    records = [
        {"CandidateName": f"{f} {s}", "Age": 40 + n % 9, "DistrictName": f"Land {n // 9}",
         "SeatNo": n // 3 % 3 + 1, "TotalVoteReceived": v, "Remarks": None if n % 3 else "Elected"}
        for n, (_, f, s, v) in enumerate(people())
    ]  # fmt: skip
    found = counted(json.dumps(records).encode(), tmp_path, "results.json")
    assert len(found) == DISTRICTS


@pytest.mark.slow
def test_what_is_printed_beside_every_candidate_is_of_the_district(tmp_path: Path) -> None:
    rows = people()
    valid = {d: sum(v for other, *_, v in rows if other == d) for d, *_ in rows}
    lines: list[list[Any]] = [
        [d, 900 + n // 3, valid[d] + 7, 3, 4, valid[d], s, f, v] for n, (d, f, s, v) in enumerate(rows)
    ]
    header = [
        "CodCirElec",
        "Inscrits",
        "Votants",
        "Blancs",
        "Nuls",
        "Exprimes",
        "NomPsn",
        "PrenomPsn",
        "NbVoix",
    ]
    lines = [["Departement", *header], *[[f"Dep {n // 6}", *line] for n, line in enumerate(lines)]]
    store = import_case(load_case(new(written(lines[0], lines[1:]), tmp_path))).store
    versions = store.arrow("version").to_pylist()
    assert sorted(v["printed_valid"] for v in versions) == sorted(valid.values())
    assert {v["printed_cast"] - v["printed_valid"] for v in versions} == {7}


def test_parties_with_several_columns_of_votes_are_no_sheets(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [f"Apygarda {n}", name, f"{v},5%", v // 3, v - v // 3]
        for n, sheet in enumerate(votes())
        for name, v in zip(NAMES, sheet, strict=True)
    ]
    header = ["apygarda", "partija", "nuo_biuleteniu", "pastu", "apylinkese"]
    assert 'in a column called "Votes"' in refused(written(header, rows), tmp_path)
    folder = tmp_path / "added"
    folder.mkdir()
    added = [[*row, row[3] + row[4]] for row in rows]  # as the message says
    assert counted(written([*header, "Votes"], added), folder)["votes"] == totals(votes())


@pytest.mark.slow
@pytest.mark.parametrize("inner", ["results", "parties"])
def test_the_inner_name_is_that_of_the_choice(inner: str, tmp_path: Path) -> None:
    records = [
        {"id": n, "name": f"Il {n}", inner: [
            {"id": k, "name": NAMES[k], "voteCount": str(v)} for k, v in enumerate(s)
        ]}
        for n, s in enumerate(votes())
    ]  # fmt: skip
    assert counted(json.dumps(records).encode(), tmp_path, "results.json")["votes"] == totals(votes())


def ordered(found: dict[str, int], names: Sequence[str]) -> list[int]:
    return [next(n for label, n in found.items() if label.startswith(name)) for name in names]


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("called", ["Freie Wähler", "Bürger und Wähler", "Electores Unidos"])
def test_a_part_of_the_valid_votes_is_a_party_whatever_it_is_called(called: str, tmp_path: Path) -> None:
    sheets = votes(4)
    names = (*NAMES, called)
    kinds = [f"{name} / Endgültig" for name in ("Wahlberechtigte", "Wähler", "Ungültige", "Gültige", *names)]
    rows = [[n + 1, f"Ort {n}", 400 + n, sum(s) + n % 4, n % 4, sum(s), *s] for n, s in enumerate(sheets)]
    found = counted(written(["Nr", "Gebiet", *kinds], rows), tmp_path)["votes"]
    assert ordered(found, names) == list(totals(sheets, names).values())


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("cities", [1, 3, 5])
def test_places_without_a_code_that_hold_their_own_votes_are_sheets(cities: int, tmp_path: Path) -> None:
    sheets = votes(3, 60)
    rows = [
        ["", "", f"City {n}", f"Land {n % 3}", 400 + n, *s] if n >= 60 - cities
        else [f"{2000 + n}", f"Gmina {n}", f"Powiat {n // 6}", f"Land {n % 3}", 400 + n, *s]
        for n, s in enumerate(sheets)
    ]  # fmt: skip
    header = ["TERYT Gminy", "Gmina", "Powiat", "Województwo", "uprawnionych", *NAMES]
    assert counted(written(header, rows), tmp_path)["votes"] == totals(sheets)


def test_ballots_cast_hold_all_that_is_rejected(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [f"OB{n:03d}", 500 + n, sum(s) + n % 5 + n % 3, n % 3, sum(s) + n % 5, n % 5, sum(s), *s]
        for n, s in enumerate(votes())
    ]
    header = ["Numer obwodu", "Liczba wyborców uprawnionych", "Liczba kart wyjętych z urny"]
    header += ["Liczba kart nieważnych", "Liczba kart ważnych", "Liczba głosów nieważnych"]
    header += ["Liczba głosów ważnych", *NAMES]
    store = import_case(load_case(new(written(header, rows), tmp_path))).store
    cast = sum(v["printed_cast"] for v in store.arrow("version").to_pylist())
    assert cast == sum(row[2] for row in rows)


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_number_of_a_station_is_no_register(seed: int, tmp_path: Path) -> None:
    dice = np.random.default_rng(seed)
    rows: list[list[Any]] = []
    for n, s in enumerate(votes(3, 4 * ROWS, seed)):
        register = 0 if n % 12 == 0 else sum(s) + int(dice.integers(20, 60))
        rows.append([n % 7 + 1, int(dice.integers(3000, 9000)), f"Ir {n // 8}", register, sum(s), *s])
    content = written(["ועדה", "ברזל", "ישוב", "בזב", "כשרים", *NAMES], rows)
    store = import_case(load_case(new(content, tmp_path))).store
    assert sum(row["registered"] or 0 for row in store.arrow("sheet").to_pylist()) == sum(r[3] for r in rows)


@pytest.mark.parametrize("further", [(), ("Age",), ("Gender", "Age"), ("BirthPlace",)])
@pytest.mark.parametrize("twins", [0, 1, 4])
def test_what_is_a_persons_own_makes_no_sheets(further: tuple[str, ...], twins: int) -> None:
    """Independents of one name stand in one seat: neither their ages nor their parties are stations."""
    dice = np.random.default_rng(3)
    names = [f"{first} {last}" for first in FIRST for last in LAST]
    rows: list[list[object]] = []
    for seat in range(50):
        drawn = [names[place] for place in dice.permutation(len(names))[: dice.integers(7, 11)]]
        if seat < twins:
            drawn[-1] = drawn[-2]
        parties = [f"Party {'ABCDEFGH'[p]}" for p in dice.permutation(8)[:5]] + 6 * ["Independent"]
        for name, party in zip(drawn, parties, strict=False):
            own: dict[str, object] = {
                "Age": int(dice.integers(25, 79)),
                "Gender": "FM"[int(dice.integers(2))],
                "BirthPlace": f"Town {dice.integers(40)}",
            }
            told = (name, *(own[one] for one in further), party)
            rows.append([f"District {seat // 2}", seat % 2 + 1, *told, int(dice.integers(50, 9999))])
    head: list[object] = [
        "DistrictName",
        "SCConstID",
        "CandidateName",
        *further,
        "PoliticalPartyName",
        "TotalVoteReceived",
    ]
    text = "\n".join(";".join(map(str, row)) for row in [head, *rows])
    try:
        made = propose(table(text, ";"), FileForm("results.csv"))
    except InputError:  # with what to do: which is not the question here
        return
    assert set(re.findall(r"\w+", made.sheet)) <= {"DistrictName", "SCConstID"}
