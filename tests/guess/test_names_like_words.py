"""People and parties whose names are words for something else, and people of one first name or surname."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from guess.test_look_alikes import counted, new, totals, votes, written
from veedor.errors import InputErrors
from veedor.guess.words import has_other_word
from veedor.intake import import_case, load_case

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = (
    "Carlos Mesa", "Ana Ward", "Rosa Station", "Luis Zona", "Joan District", "Kim Number", "Li Code",
    "Ed Turnout", "Eva Total", "Max Valid", "José Blanco", "Electores Unidos", "Registered Democrats",
    "Partido Nulo Digno", "Bo Centre", "Pat Count",
)  # fmt: skip
ROWS = 30


def of_one_winner(name: str) -> tuple[list[str], list[list[int]]]:
    """Three rivals, and one with more votes than each of them on every sheet."""
    dice = np.random.default_rng(len(name))
    rivals = [dice.integers(20, 90, ROWS).tolist() for _ in range(3)]
    winner = dice.integers(110, 130, ROWS).tolist()
    return ["Ruiz", name, "Paz", "Sol"], [
        list(row) for row in zip(rivals[0], winner, *rivals[1:], strict=True)
    ]


@pytest.mark.slow(but=6)
@pytest.mark.parametrize("layout", ["wide", "with voters", "long"])
@pytest.mark.parametrize("name", PEOPLE)
def test_a_name_that_is_a_word_for_something_else_is_a_choice(name: str, layout: str, tmp_path: Path) -> None:
    names, sheets = of_one_winner(name)
    if layout == "long":
        rows: list[list[Any]] = [
            [f"S{i}", one, n] for i, sheet in enumerate(sheets) for one, n in zip(names, sheet, strict=True)
        ]
        content = written(["Station", "Candidate", "Votes"], rows)
    elif layout == "wide":
        content = written(["Station", *names], [[f"S{i}", *sheet] for i, sheet in enumerate(sheets)])
    else:
        rows = [[f"S{i}", sum(sheet) + 40 + i % 7, *sheet, i % 5] for i, sheet in enumerate(sheets)]
        content = written(["Station", "Registered", *names, "Null"], rows)
    (found,) = counted(content, tmp_path).values()
    assert found == totals(sheets, names)


@pytest.mark.parametrize(
    "header", [("Acta", "Morales", "Mesa", "Ortiz"), ("Station", "Smith", "Jones", "Ward")]
)
def test_a_surname_that_is_nothing_but_such_a_word_is_asked_about(
    header: tuple[str, ...], tmp_path: Path
) -> None:
    sheets = votes(3, ROWS)
    case = new(written(list(header), [[f"S{i}", *sheet] for i, sheet in enumerate(sheets)]), tmp_path)
    with pytest.raises(InputErrors, match="open questions") as caught:
        import_case(load_case(case))
    assert len(caught.value.exceptions) == len(sheets[0])


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("word", ["Mesa", "Ward", "Zona Electoral", "Polling Station Number", "Código"])
def test_a_number_in_order_stays_what_its_word_says(word: str, tmp_path: Path) -> None:
    names, sheets = of_one_winner("Luz")
    rows = [[f"S{i}", 1 + i // 4, *sheet] for i, sheet in enumerate(sheets)]
    (found,) = counted(written(["Acta", word, *names], rows), tmp_path).values()
    assert found == totals(sheets, names)


@pytest.mark.slow(but=2)
@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Candidate first name", "Candidate surname"), ("GivenNm", "Surname"), ("Nombre", "Apellido"),
        ("Prénom", "Nom"), ("Vorname", "Nachname"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("surname_first", [False, True])
def test_people_of_one_first_name_or_surname_are_two(
    first: str, last: str, surname_first: bool, tmp_path: Path
) -> None:
    people = [("David", "Moore"), ("Kim", "Shaw"), ("David", "Bell"), ("Oda", "Shaw")]
    sheets = votes(4, ROWS)
    pair = [last, first] if surname_first else [first, last]
    rows: list[list[Any]] = []
    for number, sheet in enumerate(sheets):
        for (given, family), n in zip(people, sheet, strict=True):
            rows.append([f"S{number}", *([family, given] if surname_first else [given, family]), n])
    (found,) = counted(written(["Station", *pair, "Votes"], rows), tmp_path).values()
    names = [f"{family} {given}" if surname_first else f"{given} {family}" for given, family in people]
    assert found == totals(sheets, names)


@pytest.mark.slow
def test_people_named_by_surname_stand_in_their_division_and_parties_do_not(tmp_path: Path) -> None:
    sheets = votes(3, 8)
    rows: list[list[Any]] = []
    truth: dict[int, dict[str, int]] = {}
    for number, sheet in enumerate(sheets):
        for place, n in enumerate(sheet):
            surname = f"{('Smith', 'Jones', 'Nguyen')[place]}{'abcdefgh'[number]}"
            party, given = ("ALP", "LP", "GRN")[place], ("Ann", "Bob", "Cam")[place]
            rows.append([100 + number, f"Division {number}", surname, given, party, n])
            truth.setdefault(number, {})[f"{surname} {given}"] = n
    header = ["DivisionID", "DivisionNm", "Surname", "GivenNm", "PartyAb", "TotalVotes"]
    found = counted(written(header, rows), tmp_path)
    assert list(found.values()) == list(truth.values())


@pytest.mark.parametrize(
    ("name", "other"),
    [("Carlos Mesa", True), ("Número de mesa", False), ("Votos nulos", False), ("Electores Unidos", True)],
)
def test_a_word_that_no_list_knows_is_a_persons(name: str, other: bool) -> None:
    assert has_other_word(name) is other
