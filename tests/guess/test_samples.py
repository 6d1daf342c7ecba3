"""Proposals for samples of real counts: every column right, or a question."""

from __future__ import annotations

from guess.tables import asked, kinds, proposed, published


def test_peru_2021_has_a_prefix_missing_texts_and_sheets_that_were_annulled() -> None:
    made = proposed(published("samples/peru-2021-r1.csv"))
    parties = (
        "fp perulibre ap app avpais dd fa jpp sp morado pnp ppc pps pp runa rp upp vn"  # codespell:ignore
    )
    assert kinds(made) == {
        "candidate": [f"v1_{party}" for party in parties.split()],
        "blank": ["v1_blanco"],
        "challenged": ["v1_impugnados"],
        "null": ["v1_nulos"],
    }
    assert [c.choice_id for c in made.choices][:4] == ["fp", "perulibre", "blank", "challenged"]
    assert made.numbers == {
        "valid": ("v1_validos",),
        "cast": ("v1_TOT_CIUDADANOS_VOTARON",),
        "registered": ("v1_NNUME_HABILM",),
    }
    assert made.sheet == "mesa"
    assert list(made.levels.values()) == ["v1_DEPARTAMENTO", "v1_PROVINCIA", "v1_DISTRITO", "v1_TNOMB_LOCAL"]
    assert made.fields["status"] == "v1_OBSERVACION"
    assert made.status_words == {
        "CONTABILIZADAS NORMALES": "counted",
        "ACTA ELECTORAL ANULADA": "annulled",
        "NA": "outstanding",
        "MESA NO INSTALADA": "outstanding",
    }
    assert made.settings["source.official.numbers.missing"] == '["NA"]'


def test_georgia_2024_has_codes_for_names_and_asks_what_no_figure_proves() -> None:
    made = proposed(published("samples/georgia-2024.xlsx"))
    assert len(kinds(made)["candidate"]) == 18
    assert all(name.startswith("p_") for name in kinds(made)["candidate"])
    assert kinds(made)["null"] == ["f_06"]
    assert made.numbers == {"cast": ("f_05",), "registered": ("f_01",)}
    assert made.sheet == "{district}/{precinct}"
    assert made.fields == {"verified_at": "{year}-{month}-{day} {hour}:{minute}"}
    assert {"choices.null.kind", "numbers.registered", "sheet.verified_at"} <= asked(made)


def test_ecuador_2025_adds_voters_and_absent_voters_and_leaves_codes_out() -> None:
    made = proposed(published("samples/ecuador-2025-r1.csv"))
    assert len(kinds(made)["candidate"]) == 16
    assert (kinds(made)["blank"], kinds(made)["null"]) == (["Blancos"], ["Nulos"])
    assert made.numbers == {"cast": ("Sufragantes",), "registered": ("Sufragantes", "Ausentismo")}
    assert made.levels == {"provincia": "Provincia", "canton": "Canton", "parroquia": "Parroquia"}
    assert asked(made) == {"numbers.cast"}
    assert made.identities == ()


def test_russia_2018_finds_valid_votes_by_their_sum_and_ballots_in_two_boxes() -> None:
    made = proposed(published("samples/russia-2018.csv"))
    assert [c.choice_id for c in made.choices][1:3] == [
        "Baburin-Sergey-Nikolaevich",
        "Grudinin-Pavel-Nikolaevich",
    ]
    assert kinds(made)["null"] == ["Число недействительных избирательных бюллетеней"]
    assert len(kinds(made)["candidate"]) == 8
    assert made.numbers["valid"] == ("Число действительных избирательных бюллетеней",)
    assert made.numbers["registered"] == ("Число избирателей, включенных в список избирателей",)
    assert len(made.numbers["cast"]) == 2
    assert made.sheet == "{region}/{uik}"


def test_venezuela_2024_never_takes_the_sum_of_others_for_a_candidate() -> None:
    made = proposed(published("samples/venezuela-2024-sheets.csv"))
    assert len(kinds(made)["candidate"]) == 10
    assert "Otros" in {one.name for one in made.unused}
    assert made.numbers == {"registered": ("votantes",)}
    assert {"numbers.registered", "numbers.registered_of", "choices"} <= asked(made)
    assert made.sheet == "Acta"
    small = proposed(published("samples/venezuela-2024-no-id.csv"))
    assert kinds(small) == {"null": ["nulos"], "candidate": ["egu", "nm"], "others": ["otros"]}
    assert (small.numbers, small.sheet) == ({"valid": ("validos",)}, "{row}")
    assert "sheet.id" in asked(small)


def test_bolivia_2019_has_no_printed_totals_and_is_asked_about_its_candidates() -> None:
    made = proposed(published("bolivia-2019/computo-final.csv"))
    assert kinds(made)["candidate"] == [
        "CC",
        "FPV",
        "MTS",
        "UCS",
        "MAS - IPSP",
        "21F",
        "PDC",
        "MNR",
        "PAN-BOL",
    ]
    assert made.numbers == {"registered": ("Inscritos",)}
    assert made.sheet == "Número Mesa"
    assert list(made.levels.values()) == [
        "País",
        "Departamento",
        "Provincia",
        "Municipio",
        "Localidad",
        "Recinto",
    ]
    assert {"lat": "lat", "lon": "lon"}.items() <= made.fields.items()
    assert asked(made) == {"choices"}
    burnt = proposed(published("bolivia-2019/computo-potosi-quemadas.csv"))
    assert burnt.contest_column == "ElecActa"
    assert burnt.numbers == {
        "valid": ("Validos en Acta",),
        "cast": ("Emitidos Reales",),
        "registered": ("Inscritos",),
    }
