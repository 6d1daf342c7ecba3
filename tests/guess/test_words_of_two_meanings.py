"""Words and names that may be two things: the figures tell which, or it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from guess.tables import table
from veedor.guess.propose import propose
from veedor.guess.statuses import state_of
from veedor.guess.words import meanings
from veedor.intake.case import FileForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.proposal import Proposal

FORM = FileForm("results.csv")
DICE = np.random.default_rng(11)


def read(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Proposal:
    """Give how a table is read."""
    return propose(table("\n".join(";".join(map(str, row)) for row in [header, *rows]), ";"), FORM)


@pytest.mark.parametrize("named", ["candidato", "agrupacion", "lista"])
@pytest.mark.parametrize("last", ["Nulo/Blanco", "Grupo Cívico de las Cuatro Villas"])
def test_whole_names_of_many_words_are_no_elections(named: str, last: str) -> None:
    names = [
        "María José Álvarez del Castillo",
        "Juan Antonio de la Fuente Ruiz",
        "Ana Sofía Ibarra Montes",
        last,
    ]
    rows = []
    for n in range(12):
        votes = [int(v) for v in DICE.integers(20, 300, 4)]
        rows += [[f"Villa{n}", name, one, sum(votes)] for name, one in zip(names, votes, strict=True)]
    made = read(["comuna", named, "votos", "total_votos"], rows)
    assert made.layout == "long"
    assert {choice.label for choice in made.choices} == {*names}
    assert not any(doubt.key.endswith("rows.keep") for doubt in made.doubts)


def test_titles_of_votes_are_still_elections() -> None:
    titles = [
        "Law on the waters of the north",
        "Law on the roads of the south",
        "Law on schools of the towns",
    ]
    rows = []
    for title in titles:
        for n in range(12):
            yes, no = (int(v) for v in DICE.integers(20, 300, 2))
            rows.append([f"Town{n}", title, yes + no, yes, no])
    made = read(["town", "subject", "valid votes", "yes", "no"], rows)
    assert any(doubt.key.endswith("rows.keep") for doubt in made.doubts)


def test_two_people_of_one_name_in_one_contest_are_told_apart_by_their_parties() -> None:
    rows = []
    for n in range(10):
        people = [f"Ana{n} Ruiz", f"Bea{n} Soto", f"Cleo{n} Vera", f"Dora{n} Luz"]
        if n == 4:
            people[3] = people[0]
        parties = ["Reds", "Blues", "Greens", "Independent"]
        votes = DICE.choice(np.arange(100, 900), 4, replace=False)
        rows += [[f"Seat{n}", p, q, int(v)] for p, q, v in zip(people, parties, votes, strict=True)]
    made = read(["constituency", "candidate", "party", "votes"], rows)
    assert len(made.choices) == 40
    assert made.choice == "{candidate} ({party|-})"
    assert made.sheet == "constituency"
    assert any(doubt.key.endswith("choices.choice") for doubt in made.doubts)


def _sheets(column: Sequence[str], name: str) -> Proposal:
    rows = []
    for n, text in enumerate(column):
        a, b, blank = (int(v) for v in DICE.integers(20, 120, 3))
        rows.append([text, f"M{n:04d}", a + b + blank, a, b, blank])
    return read([name, "mesa", "votantes", "ROJO", "AZUL", "blancos"], rows)


def test_a_state_of_sheets_is_no_place_though_its_word_is_one_of_places() -> None:
    words = ["Divulgada" if n % 7 else "Escrutinio especial" for n in range(42)]
    made = _sheets(words, "estado")
    assert "estado" not in made.levels.values()
    assert any("estado" in str(doubt.proposed) for doubt in made.doubts)


def test_places_that_stand_together_are_places_though_their_word_is_one_of_states() -> None:
    made = _sheets([f"{'ABC'[n // 14]}land" for n in range(42)], "estado")
    assert made.levels == {"estado": "estado"}


def test_yes_and_no_are_no_places() -> None:
    made = _sheets(["Y" if n % 9 == 3 else "N" for n in range(42)], "Void Polling Place Indicator")
    assert not made.levels
    assert not any(doubt.key.endswith("place.levels") for doubt in made.doubts)


@pytest.mark.parametrize(
    ("name", "challenged"),
    [
        ("Votos observados", True),
        ("TotalVotosNOObservados", False),
        ("votos no impugnados", False),
        ("Not challenged", False),
        ("No. impugnados", True),
        ("Nº de votos recurridos", True),
    ],
)
def test_a_denied_word_is_none(name: str, *, challenged: bool) -> None:
    assert ("challenged" in meanings(name)) is challenged


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Observada", "set aside"),
        ("No observada", "?"),
        ("Sin observaciones", "?"),
        ("No anulada", "?"),
        ("No computada", "outstanding"),
    ],
)
def test_a_denied_state_is_asked(word: str, state: str) -> None:
    assert state_of(word) == state


def _by_seat(surnames: Sequence[str], *, number: bool) -> Proposal:
    """Read stations of five seats with two rivals each; people of two seats share their names."""
    rows = []
    for seat in range(5):
        for station in range(6):
            for rival in range(2):
                person = 2 * seat + rival
                name = surnames[person], ("Ann", "Bob", "Rex")[person % 3]
                row = [
                    "North" if seat < 3 else "South",
                    f"Seat{seat}",
                    100 * seat + station,
                    f"Hall {seat} {station}",
                ]
                row += [20000 + person, *name] if number else [*name]
                rows.append([*row, int(DICE.integers(20, 400))])
    of_number = ["CandidateID"] if number else []
    return read(["State", "Division", "PlaceID", "Place", *of_number, "Surname", "GivenName", "Votes"], rows)


def test_people_of_one_name_in_two_districts_are_two_where_they_have_numbers() -> None:
    surnames = ["Abel", "Baker", "Cole", "Abel", "Eames", "Ford", "Abel", "Baker", "Irwin", "Jones"]
    made = _by_seat(surnames, number=True)
    assert made.contest_column == "Division"
    assert len(made.choices) == 10


@pytest.mark.parametrize("surname", ["White", "Blank", "Null", "Total"])
def test_a_surname_that_is_a_word_is_a_surname(surname: str) -> None:
    surnames = ["Abel", surname, "Cole", "Dunn", surname, "Ford", "Gray", "Hall", "Irwin", "Jones"]
    made = _by_seat(surnames, number=True)
    assert made.contest_column == "Division"
    assert [choice.kind for choice in made.choices] == ["candidate"] * 10
