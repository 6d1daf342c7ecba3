"""Wide tables in many languages: totals by arithmetic, kinds by words, questions where neither tells."""

from __future__ import annotations

import numpy as np
import pytest

from guess.tables import asked, kinds, proposed, table
from veedor.errors import InputError
from veedor.guess.answers import answer
from veedor.guess.wide import sum_of_candidates


def csv_of(header: str, build: str, rows: int = 40, seed: int = 1) -> str:
    """A table of made-up sheets; ``build`` has a formula for each column.

    ``c0`` to ``c3`` are votes, ``b`` blank, ``u`` null ones.

    ``V`` is the sum of the votes, ``T`` of all ballots, ``a`` who did not vote, ``n`` the row.
    """
    dice = np.random.default_rng(seed)
    made = dice.poisson(dice.lognormal(5, 0.5, rows)[:, None] * np.array([0.5, 0.3, 0.15, 0.05]))
    lines = [header]
    delimiter = ";"
    for n in range(rows):
        known = {f"c{k}": int(made[n, k]) for k in range(4)}
        known |= {"b": int(dice.integers(1, 9)), "u": int(dice.integers(2, 15)), "n": n + 1}
        known |= {"V": sum(known[f"c{k}"] for k in range(4)), "a": int(dice.integers(50, 190))}
        known["T"] = known["V"] + known["b"] + known["u"]
        known["p"] = n // 4
        lines.append(delimiter.join(str(eval(cell, {}, known)) for cell in build.split(delimiter)))  # noqa: S307
    return "\n".join(lines)


LANGUAGES = {
    "fr": "Bureau;Inscrits;Abstentions;Votants;Blancs;Nuls;Exprimés",
    "es": "Mesa;Inscritos;Ausentes;Votos emitidos;Votos en blanco;Votos nulos;Votos válidos",
    "pt": "Seção;Eleitores inscritos;Abstenções;Comparecimento;Brancos;Nulos;Válidos",
    "de": "Wahlbezirk;Wahlberechtigte;Nichtwähler;Wähler;Leere Stimmen;Ungültige;Gültige",
    "it": "Sezione;Elettori;Astenuti;Votanti;Schede bianche;Schede nulle;Voti validi",
    "pl": "Nr obwodu;Liczba wyborców uprawnionych;Absencja;Kart wyjętych z urny;Puste;Nieważnych;Ważnych",
    "tr": "Sandık No;Kayıtlı Seçmen Sayısı;Katılmayan;Oy Kullanan Seçmen;Boş Oy;Geçersiz Oy;Geçerli Oy",
    "ru": "УИК;Число избирателей;Воздержались;Проголосовавших;Чистые;Недействительных;Действительных",
    "id": "TPS;Pemilih terdaftar;Absen;Pengguna hak pilih;Kosong;Suara tidak sah;Suara sah",
    "ar": "المركز;عدد الناخبين المسجلين;الغياب;عدد المصوتين;الأوراق البيضاء;الأوراق الملغاة;الأصوات الصحيحة",
    "el": "Τμήμα αριθμός id;Εγγεγραμμένοι;Absent;Ψήφισαν;Λευκά;Άκυρα;Έγκυρα",
    "ro": "Nr secție;Alegători înscriși;Absenți;Prezenți la urne;Albe;Voturi nule;Voturi valabile",
    "uk": "Дільниця;Виборців у списку;Absent;Взяли участь у голосуванні;Незаповнені;Недійсні;Дійсні",
    "en": "Station;Registered voters;Abstentions;Ballots cast;Blank;Rejected;Valid votes",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_columns_of_a_count_are_told_in_many_languages(language: str) -> None:
    station, registered, absent, cast, blank, null, valid = LANGUAGES[language].split(";")
    header = f"{LANGUAGES[language]};ADAM;BRUN;CÔTÉ;Дуб"
    made = proposed(table(csv_of(header, "n;T+a;a;T;b;u;V;c0;c1;c2;c3"), ";"))
    assert kinds(made) == {"candidate": ["ADAM", "BRUN", "CÔTÉ", "Дуб"], "blank": [blank], "null": [null]}
    assert made.numbers == {"valid": (valid,), "cast": (cast,), "registered": (registered,)}
    assert made.sheet == station
    assert absent in {one.name for one in made.unused}
    assert made.doubts == ()


def test_no_word_is_needed_for_the_totals_and_what_they_add_is_asked() -> None:
    made = proposed(table(csv_of("n1;q9;q8;q7;q6;q5;q4;q3;q2;q1", "n;T+a;a;T;b;u;V;c0;c1;c2+c3"), ";"))
    assert kinds(made)["candidate"] == ["q3", "q2", "q1"]
    assert made.numbers == {"valid": ("q4",), "cast": ("q7",), "registered": ("q9",)}
    assert {"choices.blank.kind", "choices.null.kind", "numbers.cast", "numbers.registered"} <= asked(made)


def test_a_total_with_blank_votes_called_valid_is_the_valid_one() -> None:
    made = proposed(table(csv_of("Mesa;Censo;A1;B2;C3;D4;Blancos;Nulos;Votos a listas;Votos válidos;Votantes",
                                 "n;T+a;c0;c1;c2;c3;b;u;V;V+b;T"), ";"))  # fmt: skip
    assert made.numbers == {"valid": ("Votos válidos",), "cast": ("Votantes",), "registered": ("Censo",)}
    assert kinds(made)["candidate"] == ["A1", "B2", "C3", "D4"]


def test_parts_of_a_register_and_of_ballots_are_not_taken_for_the_whole() -> None:
    header = "Station;Registered men;Registered women;Registered total;Ballots received;"
    header += "Ash;Birch;Cedar;Dogwood;Rejected;Total cast"
    made = proposed(table(csv_of(header, "n;a+40;T;T+a+40;T+300;c0;c1;c2;c3;u;V+u"), ";"))
    assert made.numbers == {"cast": ("Total cast",), "registered": ("Registered total",)}
    assert kinds(made) == {"candidate": ["Ash", "Birch", "Cedar", "Dogwood"], "null": ["Rejected"]}


def test_lists_of_a_coalition_are_one_candidate_with_a_question() -> None:
    made = proposed(table(csv_of("CASILLA;PAN;PRI;PAN_PRI;MORENA;NULOS;TOTAL", "n;c0;c1;c2;c3;u;V+u"), ";"))
    assert kinds(made) == {"candidate": ["PAN+PRI+PAN_PRI", "MORENA"], "null": ["NULOS"]}
    assert made.choices[0].label == "PAN_PRI"
    assert made.settings["source.official.choices.several"] == '"add"'
    assert "choices" in asked(made)


def test_modes_are_added_and_rounds_are_not() -> None:
    modes = proposed(table(csv_of("mesa;A_day;A_post;B_day;B_post", "n;c0;c1;c2;c3"), ";"))
    assert [(c.choice_id, c.published) for c in modes.choices] == [
        ("A", ("A_day", "A_post")),
        ("B", ("B_day", "B_post")),
    ]
    rounds = proposed(table(csv_of("mesa;v1_A;v1_B;v1_C;v2_A;v2_B", "n;c0;c1;c2;c3;c0+b"), ";"))
    assert kinds(rounds) == {"candidate": ["v1_A", "v1_B", "v1_C"]}
    assert {"choices"} == asked(modes) == asked(rounds)


def test_a_person_called_blank_is_a_candidate_with_a_question() -> None:
    made = proposed(
        table(csv_of("Mesa;Ana Soto;Luis Blanco;Eva Gil;En blanco;Nulos;Válidos", "n;c0;c1;c2+c3;b;u;V"), ";")
    )
    assert kinds(made)["candidate"] == ["Ana Soto", "Luis Blanco", "Eva Gil"]
    assert kinds(made)["blank"] == ["En blanco"]
    assert "choices" in asked(made)


def test_codes_coordinates_shares_and_constants_are_never_candidates() -> None:
    header = "Año;Cod. zona;Zona;Mesa;Latitud;Adler;Brandt;Coy;Dorn;% Adler;Nulos"
    rows = csv_of(header, "2030;1000+p;'Zona '+str(p);n;-16.5-n/7;c0;c1;c2;c3;round(100*c0/V,1);u")
    made = proposed(table(rows, ";"))
    assert kinds(made) == {"candidate": ["Adler", "Brandt", "Coy", "Dorn"], "null": ["Nulos"]}
    assert made.sheet == "Mesa"
    assert made.levels == {"zona": "Zona"}
    assert {one.name for one in made.unused} == {"Año", "Cod. zona", "Latitud", "% Adler"}


def test_a_register_of_the_place_is_told_from_one_of_each_sheet() -> None:
    rows = csv_of("Centro;Mesa;Inscritos;Ana;Eva", "'Escuela '+str(p);n;3000+p;c0;c1+c2")
    made = proposed(table(rows, ";"))
    assert made.settings["source.official.numbers.registered_of"] == '"place"'
    assert "numbers.registered_of" in asked(made)


def test_marks_of_figures_are_settings() -> None:
    made = proposed(table("Mesa;Ana;Eva\n1;1.204;960\n2;-;1.010\n3;840;N/A", ";"))
    assert made.settings["source.official.numbers.thousands"] == '"."'
    assert made.settings["source.official.numbers.zero"] == '["-"]'
    assert made.settings["source.official.numbers.missing"] == '["N/A"]'
    assert "numbers.zero" in asked(made)


def test_percentages_and_lists_without_votes_are_refused() -> None:
    with pytest.raises(InputError, match="Percentages are no votes"):
        proposed(table("Mesa,Ana,Eva\n1,54.9%,45.1%\n2,59.4%,40.6%"))
    with pytest.raises(InputError, match="no column of it holds votes"):
        proposed(table("Mesa,Lugar\n1,Norte\n2,Sur"))


def test_a_table_with_a_sum_of_its_candidates_is_wide_whatever_its_places_repeat() -> None:
    rows = csv_of("Centro;Junta;Ana;Eva;Luz;Pía;Válidos", "'Escuela '+str(n%5);n;c0;c1;c2;c3;V")
    assert sum_of_candidates(table(rows, ";"))
    modes = csv_of("Junta;Nombre;day;mail;early;votes", "n//2;'ABC'[n%2];c0;c1;c2;c0+c1+c2")
    assert not sum_of_candidates(table(modes, ";"))


def test_a_sum_of_all_without_any_word_is_asked() -> None:
    made = proposed(table(csv_of("mesa;Aaa;Bbb;Ccc;Ddd;Zzz", "n;c0;c1;c2;u;V-c3+u"), ";"))
    assert {"contest.choices", "official.numbers.valid"} & {f"contest.{one}" for one in asked(made)}
    keys = {doubt.question.key for doubt in made.doubts}
    assert {"new.ask.all_candidates", "new.ask.valid_or_cast"} <= keys
    wordy = proposed(table(csv_of("mesa;Aaa;Bbb;Ccc;Ddd;Votos válidos", "n;c0;c1;c2;u;V-c3+u"), ";"))
    assert "new.ask.all_candidates" not in {doubt.question.key for doubt in wordy.doubts}


@pytest.mark.parametrize(
    "text",
    [
        "Naam kandidaat,Totaal,Baarn,Houten\nJansen A,30,10,20\nSmit E,52,21,31\nTotaal,82,31,51",
        "Opción,Norte,Sur,Este\nAna,120,340,88\nLuis,210,190,77\nVotos en blanco,3,9,2\nVotos nulos,7,8,4",
        "X,Norte,Sur,Este\nAna,120,340,88\nLuis,210,190,77\nVotos en blanco,3,9,2\nVotos nulos,7,8,4",
        "Candidato,Partido,Votos\nAna,PA,12034\nLuis,PB,9012\nEva,PC,5500",
    ],
)
def test_a_table_whose_rows_are_candidates_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="turn the table round"):
        proposed(table(text))


def test_a_party_may_be_a_district() -> None:
    made = proposed(table("Partido,Ana,Luis\nAzul,120,340\nMerlo,210,190\nPilar,33,41\nTigre,39,51"))
    assert made.sheet == "Partido"


def test_a_valid_total_may_be_answered_to_be_the_ballots_cast() -> None:
    made = proposed(table(csv_of("mesa;Aaa;Bbb;Ccc;Ddd;Zzz", "n;c0;c1;c2;u;V-c3+u"), ";"))
    doubt = next(one for one in made.doubts if one.question.key == "new.ask.valid_or_cast")
    assert dict(answer(made, doubt, doubt.alternatives[0]).numbers) == {"cast": ("Zzz",)}


def test_voters_of_which_a_larger_register_stands_beside_are_those_who_voted() -> None:
    made = proposed(
        table(
            csv_of("mesa;Inscritos;Electores;Aaa;Bbb;Ccc;Ddd;Eee;Fff", "n;V+u+300;V+u;c0;c1;c2;c3;u;V"), ";"
        )
    )
    assert made.numbers["registered"] == ("Inscritos",)
    assert made.numbers["cast"] == ("Electores",)
