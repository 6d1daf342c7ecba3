"""Samples of files as they were really published, their sums told by plain ``csv`` and ``openpyxl``."""

from __future__ import annotations

import csv
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import openpyxl
import pytest

import veedor
from field.observe import observe, run, says
from field.settle import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HERE = Path(__file__).parent
PERU = {
    "v1_fp": "fp", "v1_perulibre": "perulibre", "v1_blanco": "blanco", "v1_impugnados": "impugnados",
    "v1_nulos": "nulos",
}  # fmt: skip
PARTIES = [
    "ap",
    "app",
    "avpais",
    "dd",
    "fa",
    "jpp",
    "sp",
    "morado",
    "pnp",
    "ppc",
    "pps",
    "pp",
    "runa",
    "rp",
    "upp",
    "vn",
]
RUSSIA = ["baburin", "grudinin", "zhirinovsky", "putin", "sobchak", "suraykin", "titov", "yavlinsky"]
VENEZUELA = [
    "Maduro",
    "Martinez",
    "Bertucci",
    "Brito",
    "Ecarri",
    "Fermin",
    "Ceballos",
    "Gonzalez",
    "Marquez",
    "Rausseo",
]


@pytest.fixture(scope="session")
def samples() -> Path:
    """Folder of the samples; its tests are skipped where it is not."""
    root = Path(os.environ.get("VEEDOR_DATA", HERE / "../../../shared/data"))
    found = root / "samples"
    if not found.is_dir():
        pytest.skip(f"the samples of published files are not at {found} (set VEEDOR_DATA)")
    return found.resolve()


@pytest.fixture(scope="session")
def peru(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case of Peru, for commands that need it imported only."""
    return case("peru", samples, tmp_path_factory.mktemp("samples"), "peru-2021-r1.csv")


def case(name: str, samples: Path, to: Path, *files: str) -> Path:
    """Put a case together: its file, its rule, its data."""
    folder = to / name
    (folder / "data").mkdir(parents=True)
    shutil.copy(HERE / "samples" / f"{name}.toml", folder / "case.toml")
    shutil.copy(HERE / "samples" / "rule.toml", folder)
    for file in files:
        shutil.copy(samples / file, folder / "data")
    return folder


def rows(file: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened, delimiter=delimiter))


def worksheet(file: Path) -> list[dict[str, str]]:
    header, *lines = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
    return [
        {str(k): "" if v is None else str(v) for k, v in zip(header, line, strict=True)} for line in lines
    ]


def total(table: Iterable[dict[str, str]], column: str) -> int:
    return sum(int(row[column]) for row in table)


def votes(table: Sequence[dict[str, str]], columns: dict[str, str]) -> dict[str, int]:
    return {choice: total(table, column) for column, choice in columns.items()}


def test_sheets_without_figures_are_outstanding(samples: Path, peru: Path) -> None:
    table = rows(samples / "peru-2021-r1.csv")
    counted = [row for row in table if row["v1_OBSERVACION"] == "CONTABILIZADAS NORMALES"]
    never = [r for r in table if r["v1_OBSERVACION"] in {"ACTA ELECTORAL ANULADA", "MESA NO INSTALADA"}]
    ran, seen = observe(peru)
    assert seen is not None, str(ran)
    assert seen.votes == votes(counted, PERU | {f"v1_{party}": party for party in PARTIES})
    assert seen.figure("counted") == len(counted) == 258
    assert seen.figure("annulled") == len(never) == 32
    assert seen.figure("outstanding") == len(table) - len(counted) - len(never) == 60
    assert seen.registered is None  # nobody says how many voters the 60 have
    assert seen.turnout == f"{100 * total(counted, 'v1_emitidos') / total(counted, 'v1_NNUME_HABILM'):.2f}"
    assert seen.outcome == "undetermined"
    assert seen.as_counted == "runoff perulibre fp"


@pytest.mark.slow(but=2)
@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("outcome", "60 outstanding"),
        ("check", "60 .{0,40}outstanding|outstanding.{0,40} 60"),
        ("project", "60 tally sheets are outstanding"),
        ("stakes", "60 sheets are outstanding"),
        ("audit plan", "60 outstanding"),
        ("report", ""),
    ],
    ids=["outcome", "check", "project", "stakes", "audit-plan", "report"],
)
def test_every_command_says_what_is_outstanding(verb: str, words: str, peru: Path, tmp_path: Path) -> None:
    options = ("--out", str(tmp_path)) if verb == "report" else ()
    ran = run(*verb.split(), str(peru), *options)
    assert ran.crash is None
    assert ran.code in {0, 2}
    assert says(ran, words), str(ran)
    if verb == "report":
        page = " ".join((tmp_path / "report-en.html").read_text(encoding="utf-8").split())
        assert "258 counted, 60 outstanding" in page


def test_registered_voters_are_added_from_two_columns(samples: Path, tmp_path: Path) -> None:
    table = rows(samples / "ecuador-2025-r1.csv", ";")
    folder = case("ecuador", samples, tmp_path, "ecuador-2025-r1.csv")
    ran, seen = observe(folder)
    assert seen is not None, str(ran)
    people = list(table[0])[5:21]
    columns = {name: name.replace(" ", "-").lower() for name in people}
    assert seen.votes == votes(table, columns | {"Blancos": "blank", "Nulos": "null"})
    assert seen.figure("counted") == len(table) == 261
    voters = total(table, "Sufragantes") + total(table, "Ausentismo")
    assert seen.registered == voters
    # of 169 parishes the printed ballots are not the sum, and the turnout is that of the sum
    cast = sum(seen.votes.values())
    assert seen.turnout == f"{100 * cast / voters:.2f}"
    assert seen.outcome == "runoff daniel-noboa-azin luisa-gonzalez"


def read(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Tbilisi"))


@pytest.mark.slow
def test_coded_columns_of_a_workbook(samples: Path, tmp_path: Path) -> None:
    table = worksheet(samples / "georgia-2024.xlsx")
    folder = case("georgia", samples, tmp_path, "georgia-2024.xlsx")
    ran, seen = observe(folder)
    assert seen is not None, str(ran)
    parties = {name: name for name in table[0] if name.startswith("p_")}
    assert seen.votes == votes(table, parties | {"f_06": "null"})
    assert seen.figure("counted") == len(table) == 260
    assert seen.registered == total(table, "f_01") + total(table, "f_03")
    assert seen.outcome == "elected p_41"
    sheets = veedor.open(folder).select().sheets
    ids = [f"{row['district']}/{row['precinct']}" for row in table]
    assert sorted(str(name) for name in sheets.ids) == sorted(ids)
    parts = ("year", "month", "day", "hour", "minute")
    told = [read(*(int(row[part]) for part in parts)) for row in table if row["day"]]
    assert sheets.verified_at is not None
    known = sheets.verified_at[~np.isnat(sheets.verified_at)]
    assert instant(known.min()) == min(told)
    assert instant(known.max()) == max(told)
    assert len(known) == len(told) == len(table) - 1


def test_half_a_time_is_refused_with_a_remedy_that_works(samples: Path, tmp_path: Path) -> None:
    folder = case("georgia", samples, tmp_path, "georgia-2024.xlsx")
    file = folder / "case.toml"
    told = file.read_text(encoding="utf-8")
    missing = 'missing = ["202410"]'
    assert missing in told
    file.write_text(told.replace(missing, ""), encoding="utf-8")
    ran = run("import", str(folder))
    assert ran.refused
    assert f"numbers.{missing}" in ran.words


def test_the_register_of_a_centre_stands_on_each_of_its_tables(samples: Path, tmp_path: Path) -> None:
    table = rows(samples / "venezuela-2024-sheets.csv")
    folder = case("venezuela-sheets", samples, tmp_path, "venezuela-2024-sheets.csv")
    ran, seen = observe(folder)
    assert seen is not None, str(ran)
    assert seen.votes == votes(table, {name: name for name in VENEZUELA})
    assert seen.figure("counted") == len(table) == 275
    assert seen.registered is None  # 49 centres are published without
    assert seen.turnout is None
    assert seen.outcome == "elected Gonzalez"
    roll = veedor.open(folder).election.roll()
    centres = {row["Codcv"]: int(row["votantes"]) for row in table if row["votantes"]}
    assert sum(int(n) for n in roll.unit_registered if n > 0) == sum(centres.values())
    # "Otros" adds the eight others up, so it is no choice
    assert total(table, "Otros") == sum(n for c, n in seen.votes.items() if c not in {"Maduro", "Gonzalez"})


def test_equal_rows_without_an_id_are_sheets_of_their_own(samples: Path, tmp_path: Path) -> None:
    table = rows(samples / "venezuela-2024-no-id.csv")
    folder = case("venezuela-no-id", samples, tmp_path, "venezuela-2024-no-id.csv")
    ran, seen = observe(folder)
    assert seen is not None, str(ran)
    assert seen.votes == votes(table, {"egu": "egu", "nm": "nm", "otros": "others", "nulos": "null"})
    assert len({tuple(row.values()) for row in table}) == len(table) - 2
    assert seen.figure("counted") == len(table) == 168
    assert seen.outcome == "elected egu"


def test_an_id_of_three_columns_with_cyrillic_names(samples: Path, tmp_path: Path) -> None:
    table = rows(samples / "russia-2018.csv")
    folder = case("russia", samples, tmp_path, "russia-2018.csv")
    ran, seen = observe(folder)
    assert seen is not None, str(ran)
    header = list(table[0])
    people = dict(zip(header[15:], RUSSIA, strict=True))
    spoilt = "Число недействительных избирательных бюллетеней"
    assert seen.votes == votes(table, people | {spoilt: "null"})
    assert len({row["uik"] for row in table}) < len(table)  # the last column alone names no sheet
    assert seen.figure("counted") == len(table) == 297
    voters = total(table, "Число избирателей, включенных в список избирателей")
    assert seen.registered == voters
    assert seen.turnout == f"{100 * sum(seen.votes.values()) / voters:.2f}"
    assert seen.outcome == "elected putin"
