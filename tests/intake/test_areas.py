"""Files of counts by area: the shapes in which the world publishes them, and those that cannot be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from count.build_areas import FIRST, HEAD, NIGHT, SECOND, SOURCE, Row, text_of, write_night
from veedor.case import open_case
from veedor.errors import CaseError, InputError, InputErrors
from veedor.intake import import_case, load_case, reading_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def refusal(folder: Path, *args: object, **kwargs: object) -> str:
    """What an import says that refuses a case."""
    with pytest.raises((InputError, InputErrors)) as caught:
        import_case(load_case(write_night(folder, *args, **kwargs)))  # type: ignore[arg-type]
    error = caught.value
    return "\n".join(map(str, error.exceptions)) if isinstance(error, InputErrors) else str(error)


GOOD = Row("South/A", 30, 10, (1000, 1200, 60))


@pytest.mark.slow(but=8)
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            (Row("North/A", 10, 11, (5, 3, 0)), GOOD),
            ("row 2", "column 'Computadas'", "more sheets are counted (11)", "exchange area.counted"),
        ),
        ((Row("North/A", 10, -1, (5, 3, 0)), GOOD), ("row 2", "column 'Computadas'", "-1")),
        (
            (Row("North/A", 10, 8, (5, 3, 0), observed=3), GOOD),
            ("8 counted, 3 observed and -1 pending", "10 sheets in all"),
        ),
        (
            (Row("North/A", 10, 0, (5, 3, 0)), GOOD),
            ("row 2", "no sheet is counted, and there are votes", "North/A"),
        ),
        (
            (Row("North/A", 10, 4), GOOD),
            ("row 2", "4 sheets are counted, and no votes", 'numbers.zero = [""]'),
        ),
        (
            (Row("North/A", 10, None, (5, 3, 0)), GOOD),
            ("row 2", "no number of sheets here (counted)", 'numbers.zero = [""]'),
        ),
        ((Row("North/A", None, 4, (5, 3, 0)), GOOD), ("no number of sheets here (total)", "rows.drop")),
        ((Row("North/A", 10, "75 %", (5, 3, 0)), GOOD), ("column 'Computadas'", "75 %")),
        ((Row("North/A", 10, "7.5", (5, 3, 0)), GOOD), ("column 'Computadas'", "7.5")),
        ((Row("North/A", 10, "siete", (5, 3, 0)), GOOD), ("column 'Computadas'", "siete")),
        (
            (
                Row("North/A", 100, 40, (5, 3, 0)),
                Row("North/B", 100, 87, (9, 9, 1)),
                Row("South/A", 100, 3, (7, 7, 1)),
            ),
            ("look like percentages", 'constants = { sheets = "100" }'),
        ),
        ((GOOD, Row("South/A", 30, 11, (1001, 1201, 60))), ("South/A", "same area comes 2 times")),
        ((GOOD, Row("/", 30, 11, (1001, 1201, 60))), ("row 3",)),
        ((GOOD, Row("North/A", 10, 4, (-5, 3, 0))), ("row 3", "-5")),
        ((*FIRST, Row("Total/", 47, 14, (1500, 1500, 80), 1, 14000)), ("Total", "rows.drop")),
        (
            (
                *FIRST[:1],
                *SECOND[2:],
                Row("South/B", 12, 9, (300, 100, 5)),
                Row("Valley/All", 52, 27, (2100, 1900, 105), 1, 17000),
            ),
            ("Valley", "rows.drop"),
        ),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, rows: tuple[Row, ...], said: tuple[str, ...]) -> None:
    text = refusal(tmp_path / "case", {20: rows})
    for part in said:
        assert part in text
    assert "sheet.id" not in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('area.total = "Actas"\n', ""), "Name the columns of `counted` and `total`"),
        (('area.total = "Actas"', 'area.pending = "Actas"'), ""),
        (
            ('area.counted = "Computadas"\narea.total = "Actas"', 'area.counted = "Computadas"'),
            "of counted, total, observed, pending",
        ),
        (('layout = "areas"', 'layout = "wide"'), 'State layout = "areas"'),
        (
            (
                'area.id = "{Provincia}/{Municipio}"\n',
                'area.id = "{Provincia}/{Municipio}"\nsheet.id = "Municipio"\n',
            ),
            "`area.id` names the row",
        ),
        (("area.id", 'numbers.registered_of = "place"\narea.id'), "each area has a register of its own"),
        (("area.id", 'rows.add_over = ["Hora"]\narea.id'), "would count its sheets several times"),
        (("area.id", 'stratum.column = "Provincia"\narea.id'), "place.divisions"),
        (("area.id", 'area.of = "x"\narea.id'), "of"),
    ],
)
def test_what_the_case_cannot_mean(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    source = SOURCE.replace(*change)
    if not said:
        load_case(write_night(tmp_path / "case", source=source))
        return
    with pytest.raises((CaseError, InputErrors)) as caught:
        load_case(write_night(tmp_path / "case", source=source))
    error = caught.value
    assert said in ("\n".join(map(str, error.exceptions)) if isinstance(error, InputErrors) else str(error))


def test_areas_and_sheets_are_two_counts(tmp_path: Path) -> None:
    sheets = SOURCE.replace("[source.night]", "[source.other]").replace('layout = "areas"', 'layout = "wide"')
    sheets = "\n".join(line for line in sheets.splitlines() if not line.startswith("area."))
    with pytest.raises((CaseError, InputErrors), match=r"by area here and by sheet in source\.other"):
        load_case(write_night(tmp_path / "case", source=f"{SOURCE}{sheets}\nsheet.id = 'Municipio'\n"))


def test_a_random_sample_has_no_areas(tmp_path: Path) -> None:
    head = HEAD.replace('kind = "preliminary"', 'kind = "sample"')
    with pytest.raises(CaseError, match="is a random sample of sheets"):
        load_case(write_night(tmp_path / "case", head=head))


def test_more_votes_than_the_counted_sheets_can_hold(tmp_path: Path) -> None:
    head = HEAD.replace('rule = "plurality"', 'rule = "plurality"\nmost_ballots = 200')
    text = refusal(tmp_path / "case", {20: (Row("North/A", 10, 4, (500, 300, 20)), GOOD)}, head=head)
    assert "4 sheets of at most 200 ballots hold fewer votes" in text


RENAMED = {
    20: FIRST,
    21: (SECOND[0], Row("North/B (Centro)", 7, 3, (300, 400, 10), registered=2000), SECOND[2]),
}


def test_an_area_that_changes_its_name_is_asked_and_the_remedy_works(tmp_path: Path) -> None:
    text = refusal(tmp_path / "case", RENAMED)
    assert "'North/B' is gone and 'North/B (Centro)' is new" in text
    line = text.partition("State source.night.")[2].partition(", if they are")[0]
    assert line == 'area.names = { "North/B (Centro)" = "North/B" }'
    mended = open_case(write_night(tmp_path / "mended", RENAMED, source=f"{SOURCE}{line}\n"))
    assert mended.outcome().roll == 47
    assert mended.timeline().changes == ()


def test_areas_of_another_publication_altogether_are_refused(tmp_path: Path) -> None:
    other = tuple(Row(f"East/{i}", 5, 2, (20, 30, 1)) for i in range(4))
    assert "share 0 of 3 areas" in refusal(tmp_path / "case", {20: FIRST, 21: other})


@pytest.mark.parametrize(
    ("remedy", "rows"),
    [
        ('numbers.zero = [""]\n', (Row("North/A", 10, None, (None, None, None)), GOOD)),
        ("rows.drop = { Municipio = '^A$' }\n", (Row("North/A", 10, 4), Row("North/C", 9, 4, (7, 8, 1)))),
        (
            'files = [{ name = "night-20.csv", constants = { sheets = "100" } }]\narea.total = "sheets"\n',
            (
                Row("North/A", 100, 40, (5, 3, 0)),
                Row("North/B", 100, 87, (9, 9, 1)),
                Row("South/A", 100, 3, (7, 7, 1)),
            ),
        ),
    ],
)
def test_remedies_work_to_the_letter(tmp_path: Path, remedy: str, rows: tuple[Row, ...]) -> None:
    source = SOURCE
    for line in remedy.splitlines():
        key = line.partition(" = ")[0]
        source = "\n".join(old for old in source.splitlines() if not old.startswith(f"{key} ="))
    case = open_case(write_night(tmp_path / "case", {20: rows}, source=f"{source}\n{remedy}"))
    assert case.outcome().by_area is not None


def counted(folder: Path, source: str, head: str = HEAD, **files: str) -> dict[str, int]:
    """The figures of a case: sheets counted and in all, and votes."""
    result = open_case(
        write_night(
            folder,
            source=source,
            head=head,
            files={name.replace("_", "."): text for name, text in files.items()},
        )
    ).outcome()
    return {
        "counted": result.sheets,
        "total": result.roll,
        **{str(c): n for c, n in result.tally.votes.items()},
    }


MEXICO = """
[source.prep]
layout = "areas"
contest = "mayor"
count = "night"
files = [{ name = "prep.csv", skip = 1 }]
control = "none known"
area.id = "{ID_ESTADO}-{ID_DISTRITO}"
area.counted = "ACTAS_CONTABILIZADAS"
area.total = "ACTAS_ESPERADAS"
place.levels = { province = "ESTADO", municipality = "DISTRITO" }
numbers.registered = "LISTA_NOMINAL"
numbers.cast = "TOTAL_VOTOS"
"""
PERU = """
[source.onpe]
layout = "areas"
contest = "mayor"
count = "night"
files = [{ name = "onpe.json", records = "distritos[].votos[]" }]
control = "none known"
area.id = "ubigeo"
area.counted = "actasContabilizadas"
area.observed = "actasEnviadasJee"
area.pending = "actasPendientes"
place.levels = { province = "provincia", municipality = "distrito" }
numbers.registered = "electoresHabiles"
choices.choice = "agrupacion"
choices.votes = "votos"
"""
ECUADOR = """
[source.cne]
layout = "areas"
contest = "mayor"
count = "night"
files = [{ name = "cne.csv", delimiter = ";" }]
control = "none known"
area.id = "{PROVINCIA}/{CANTON}"
area.counted = ["PROCESADAS_M", "PROCESADAS_F"]
area.total = ["JUNTAS_M", "JUNTAS_F"]
place.levels = { province = "PROVINCIA", municipality = "CANTON" }
numbers.thousands = "."
numbers.decimal = ","
"""
AFRICA = """
[source.iec]
layout = "areas"
contest = "mayor"
count = "night"
files = [{ name = "iec.csv" }]
control = [{ who = "the commission", rows = 2, sheets = 31, votes = { oak = 700 } }]
area.id = "Municipality"
area.counted = "VDs captured"
area.total = "Voting districts"
place.levels = { province = "Province" }
numbers.registered = "Registered"
"""


def test_four_countries_shapes(tmp_path: Path) -> None:
    mexico = (
        "PREP 2030\nID_ESTADO,ESTADO,ID_DISTRITO,DISTRITO,ACTAS_ESPERADAS,ACTAS_CONTABILIZADAS,LISTA_NOMINAL,"
        "Oak,Elm,Blank,TOTAL_VOTOS\n1,Norte,1,Aldea,120,75,48000,6000,4000,500,10500\n"
        "1,Norte,2,Burgo,98,60,40200,5100,3300,420,8820\n"
    )
    assert counted(tmp_path / "mx", MEXICO, prep_csv=mexico) == {
        "counted": 135,
        "total": 218,
        "oak": 11100,
        "elm": 7300,
        "blank": 920,
    }
    district = (
        '{{"ubigeo": "{0}", "provincia": "Lima", "distrito": "{1}", "actasContabilizadas": {2}, '
        '"actasEnviadasJee": 2, "actasPendientes": 3, "electoresHabiles": 9000, '
        '"votos": [{{"agrupacion": "Oak", "votos": {3}}}, '
        '{{"agrupacion": "Elm", "votos": 5}}, {{"agrupacion": "Blank", "votos": 1}}]}}'
    )
    both = ", ".join(district.format(*told) for told in (("01", "Uno", 20, 90), ("02", "Dos", 10, 40)))
    assert counted(tmp_path / "pe", PERU, onpe_json=f'{{"distritos": [{both}]}}') == {
        "counted": 30,
        "total": 40,
        "oak": 130,
        "elm": 10,
        "blank": 2,
    }
    ecuador = (
        "PROVINCIA;CANTON;JUNTAS_M;JUNTAS_F;PROCESADAS_M;PROCESADAS_F;Oak;Elm;Blank\n"
        "Azuay;Uno;40;41;30;31;1.200;900;31\n"
    )
    assert counted(tmp_path / "ec", ECUADOR, cne_csv=ecuador) == {
        "counted": 61,
        "total": 81,
        "oak": 1200,
        "elm": 900,
        "blank": 31,
    }
    south = (
        "Province,Municipality,Registered,Voting districts,VDs captured,Oak,Elm,Blank\n"
        "West,One,9000,40,21,400,300,10\nWest,Two,5000,20,10,300,200,10\n"
    )
    head = HEAD.replace('levels = ["province", "municipality"]', 'levels = ["province"]')
    assert counted(tmp_path / "za", AFRICA, head, iec_csv=south) == {
        "counted": 31,
        "total": 60,
        "oak": 700,
        "elm": 500,
        "blank": 20,
    }


def test_long_rows_that_differ_in_what_an_area_says_once(tmp_path: Path) -> None:
    source = SOURCE + 'choices.choice = "Opcion"\nchoices.votes = "Votos"\n'
    rows = "Hora,Provincia,Municipio,Habilitados,Actas,Computadas,Observadas,Opcion,Votos\n"
    line = "2030-03-10T20:00:00,North,A,3000,10,{},0,{},{}\n"
    good = rows + "".join(line.format(4, c, n) for c, n in (("Oak", 5), ("Elm", 3), ("Blank", 1)))
    case = open_case(write_night(tmp_path / "good", source=source, files={"night-1.csv": good}))
    assert (case.outcome().sheets, case.outcome().tally.valid) == (4, 8)
    bad = rows + "".join(line.format(k, c, n) for k, c, n in ((4, "Oak", 5), (5, "Elm", 3), (4, "Blank", 1)))
    assert "different values of 'sheets_counted'" in refusal(
        tmp_path / "bad", source=source, files={"night-1.csv": bad}
    )


@pytest.mark.parametrize("shuffled", [lambda rows: rows[::-1], lambda rows: (*rows[1:], rows[0])])
def test_versions_are_those_of_the_areas(
    tmp_path: Path, shuffled: Callable[[tuple[Row, ...]], tuple[Row, ...]]
) -> None:
    files = {f"night-{h}.csv": text_of(shuffled(rows), h) for h, rows in NIGHT.items()}
    imported = import_case(load_case(write_night(tmp_path / "case", files=files)))
    versions = imported.store.arrow(
        "version", ["sheet_id", "seq", "sheets_counted", "sheets_pending", "state"]
    )
    told = [tuple(row.values()) for row in versions.to_pylist()]
    assert told == [
        ("North/A", 1, 4, 5, "counted"), ("North/A", 2, 8, 1, "counted"), ("North/B", 1, 0, 7, "outstanding"),
        ("North/B", 2, 3, 4, "counted"), ("South/A", 1, 10, 20, "counted"), ("South/A", 2, 14, 16, "counted"),
    ]  # fmt: skip
    assert imported.store.arrow("sheet").num_rows == 0


def test_an_import_of_areas_counts_no_sheets(tmp_path: Path) -> None:
    read = reading_of(import_case(load_case(write_night(tmp_path / "case"))))
    assert read.findings[0].says == "import.read_areas"
