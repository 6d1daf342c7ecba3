"""What names say, how ids of choices are made, and what marks a column of figures uses."""

from __future__ import annotations

import re

import pytest

from veedor.guess.choice_ids import choice_ids
from veedor.guess.columns import FileColumn
from veedor.guess.places import level_of
from veedor.guess.statuses import state_of
from veedor.guess.words import is_clear, meaning


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("v1_blanco", "blank"),
        ("TOT_CIUDADANOS_VOTARON", "cast"),
        ("Inválidos", "null"),
        ("non valides", "null"),
        ("Suffrages exprimés", "valid"),
        ("Liczba głosów nieważnych", "null"),
        ("Geçersiz Oy", "null"),
        ("Число избирательных бюллетеней, выданных в помещении", "accounting"),
        ("Число недействительных избирательных бюллетеней", "null"),
        ("الأوراق الملغاة", "null"),
        ("บัตรเสีย", "null"),
        ("% Abs/Ins", "share"),
        ("QT_ABSTENCOES", "abstained"),
        ("Otros", "others"),
        ("Mandela", ""),
        ("Rosa Valério", ""),
    ],
)
def test_the_meaning_of_a_name(name: str, means: str) -> None:
    assert meaning(name) == means


def test_a_surname_is_no_clear_word() -> None:
    assert is_clear("Votos en blanco")
    assert is_clear("Blancs et nuls")
    assert not is_clear("Luis Blanco")
    assert not is_clear("White Rose Alliance")


def test_ids_of_choices_are_distinct_readable_and_allowed_in_any_script() -> None:
    labels = ["Łódź Ödön", "Бабурин", "محمد", "Ana", "ANA", "Blancos", "윤석열", "李", "O'Hara", "Νέα"]
    made = choice_ids(labels, ["candidate"] * 5 + ["blank"] + ["candidate"] * 4)
    assert made == (
        "Lodz-Odon",
        "Baburin",
        "mhmd",
        "Ana",
        "ANA-2",
        "blank",
        "yunseokyeol",
        "choice-8",
        "OHara",
        "Nea",
    )
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.+-]*", one) for one in made)
    assert choice_ids(["v1_fp", "v1_ap"], ["candidate"] * 2) == ("fp", "ap")


def test_words_of_a_status_are_states_and_unknown_ones_are_asked() -> None:
    assert state_of("ACTA NO INSTALADA") == "outstanding"
    assert state_of("No computada") == "outstanding"
    assert state_of("Contabilizada") == "counted"
    assert state_of("Anulada") == "annulled"
    assert state_of("Enviada al JEE") == "set aside"
    assert state_of("Escrutinio especial") != "annulled"
    assert state_of("xyz") == "?"


def test_levels_are_named_by_words_in_many_languages() -> None:
    assert [level_of(n) for n in ("País", "Województwo", "İlçe", "Kecamatan", "Plesso", "Party")] == [
        "country",
        "region",
        "municipality",
        "municipality",
        "place",
        "",
    ]


@pytest.mark.parametrize(
    ("texts", "whole", "thousands"),
    [
        (("1.204", "96", "2.311.000"), [1204, 96, 2311000], "."),
        (("1 204", "96"), [1204, 96], " "),
        (("16.0", "7.00"), [16, 7], ""),
        (("١٠", "٧"), [10, 7], ""),
        (("1,204", "1300"), [None, 1300], ""),
        (("12,5", "3"), [None, 3], ""),
        (("1'010", "5"), [1010, 5], "'"),
    ],
)
def test_figures_are_read_with_the_marks_that_their_column_uses(
    texts: tuple[str, ...], whole: list[int | None], thousands: str
) -> None:
    column = FileColumn.of(0, "Ann", texts)
    assert [None if n != n else int(n) for n in column.numbers] == whole  # noqa: PLR0124 - NaN
    assert column.figures.thousands == thousands
