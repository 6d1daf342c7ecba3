"""The published files of Bolivia 2019, read as the case says, beside a reading in plain Python."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

from veedor.case.export import export_results, export_tables
from veedor.count import Election
from veedor.count.selection import select
from veedor.engine import TABLES, Store, connect
from veedor.intake import Imported, import_case, load_case, reading_of

DATA = Path(os.environ.get("VEEDOR_DATA", "../shared/data")).resolve() / "bolivia-2019"
CASE = Path(__file__).parents[2] / "cases" / "bolivia-2019" / "case.toml"
PARTIES = ["CC", "FPV", "MTS", "UCS", "MAS - IPSP", "21F", "PDC", "MNR", "PAN-BOL"]
SNAPSHOTS = ["2019-10-20T19:40:57", "2019-10-21T18:29:53"]

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.exists(), reason="no public data of Bolivia 2019 (VEEDOR_DATA)"),
]


def imported_from(folder: Path, data: Path) -> Imported:
    """Import a copy of the case, so that nothing is written beside the original."""
    folder.mkdir(parents=True)
    shutil.copy(CASE, folder)
    (folder / "data").symlink_to(data)
    return import_case(load_case(folder))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """Import what the other tests of this room look at, so that it is read once."""
    folder = tmp_path_factory.mktemp("plain") / "bolivia-2019"
    folder.mkdir()
    shutil.copy(CASE, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VEEDOR_DATA", str(DATA.parent))
        return import_case(load_case(folder))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """Import from what the public fetches; the plain copies are not in sight of the first folder."""
    data = tmp_path_factory.mktemp("original")
    for file in (DATA / "original").iterdir():
        (data / file.name).symlink_to(file)
    for name in ("computo-potosi-quemadas.csv", "urban-rural.csv"):  # published in no other form
        (data / name).symlink_to(DATA / name)
    return imported_from(data / "case" / "bolivia-2019", data)


def part(imported: Imported, source: str, number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = imported.store.manifest["sources"][source]["parts"][number]
    return found


def test_official_count(plain: Imported) -> None:
    found = part(plain, "final")
    assert (found["sheets"], found["places"], found["figures"]) == (34_555, 5_296, 380_105)
    assert (found["unreadable"], found["blank_cells"], found["repeated"]) == (0, 0, 0)
    assert plain.store.manifest["facts"]["polling_places"] == 5_296
    names = plain.store.arrow("place").filter(pc.field("level") == "precinct")["name"]
    # 4,814 as they are written; "Nº" and "No", one blank and two, are the same name
    assert len(pc.unique(names)) == 4_796


def test_snapshots(plain: Imported) -> None:
    assert part(plain, "first-snapshot")["sheets"] == 28_975
    assert part(plain, "second-snapshot")["sheets"] == 32_806
    versions = plain.store.arrow("version").filter(pc.field("count_id") == "preliminary")
    assert versions.num_rows == 32_806  # none of the first snapshot's sheets changed or vanished
    lasted = Counter(
        zip(versions["first_snapshot"].to_pylist(), versions["last_snapshot"].to_pylist(), strict=True)
    )
    assert lasted == {(SNAPSHOTS[0], SNAPSHOTS[1]): 28_975, (SNAPSHOTS[1], SNAPSHOTS[1]): 3_831}


def test_logs(plain: Imported) -> None:
    assert plain.store.arrow("publication").num_rows == 2_165
    assert plain.store.arrow("verification").num_rows == 33_044
    first = plain.store.arrow("publication").slice(0, 1).to_pylist()[0]
    assert (first["sheets_total"], first["sheets_in"], first["sheets_verified"]) == (34_555, 6, 4)
    assert (first["valid"], first["votes:CC"], first["votes:MAS"]) == (137, 88, 37)


def test_potosi(plain: Imported) -> None:
    versions = plain.store.arrow("version").filter(pc.field("count_id") == "burnt-sheets")
    assert Counter(versions["contest_id"].to_pylist()) == {"president": 225, "deputies": 225}
    assert part(plain, "potosi", 0)["blank_cells"] + part(plain, "potosi", 1)["blank_cells"] == 1_770
    cells = 0
    for contest in ("president", "deputies"):
        votes = plain.store.arrow(f"votes-{contest}").filter(pc.field("count_id") == "burnt-sheets")
        cells += sum(votes[c].null_count for c in votes.column_names[4:])
    assert cells == 1_770
    assert set(versions["state"].to_pylist()) == {"counted"}


def test_control_totals(plain: Imported) -> None:
    controls = plain.store.arrow("control").to_pylist()
    assert len(controls) >= 20
    assert all(c["value"] == c["found"] for c in controls)
    said = {(c["scope"], c["field"]): c["value"] for c in controls}
    assert said["2019-10-25T21:09:30", "valid"] == 6_137_671
    assert said["2019-10-25T21:09:30", "registered"] == 7_315_364
    assert said[SNAPSHOTS[0], "MAS"] == 2_355_644
    assert said[SNAPSHOTS[1], "CC"] == 2_145_237


def test_every_figure_agrees_with_plain_python(plain: Imported) -> None:
    with (DATA / "computo-final.csv").open(encoding="utf-8-sig", newline="") as file:
        published = {
            r["Número Mesa"]: [int(r[c]) for c in (*PARTIES, "Blancos", "Nulos")]
            for r in csv.DictReader(file)
        }
    votes = plain.store.arrow("votes-president").filter(pc.field("count_id") == "official")
    read = dict(
        zip(
            votes["sheet_id"].to_pylist(),
            (list(r) for r in zip(*(votes[c].to_pylist() for c in votes.column_names[4:]), strict=True)),
            strict=True,
        )
    )
    assert read == published


@pytest.mark.slow
def test_originals_and_plain_copies_give_identical_tables(plain: Imported, original: Imported) -> None:
    assert {s["settings"]["format"] for s in original.store.manifest["sources"].values()} == {
        "CSV",
        "workbook",
    }
    assert plain.store.names == original.store.names
    without = {"source", "source_row"}
    for name in plain.store.names:
        columns = [c for c in plain.store.arrow(name).column_names if c not in without]
        assert plain.store.arrow(name, columns).equals(original.store.arrow(name, columns)), name
    dropped = {name: s["dropped"] for name, s in original.store.manifest["sources"].items() if s["dropped"]}
    assert dropped == {"verifications": 4}  # below each of the two sheets stand two lines without a table


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"vote", "drawn"}))
def test_keys_are_keys_and_what_must_be_there_is_there(plain: Imported, name: str) -> None:
    schema = TABLES[name]
    table = plain.store.arrow(name)
    assert tuple(table.column_names[: len(schema.columns)]) == schema.columns
    keys = table.select(list(schema.key)).group_by(list(schema.key)).aggregate([])
    assert keys.num_rows == table.num_rows
    for field in schema.fields:
        assert not (field.required and table[field.name].null_count), field.name


def test_strata(plain: Imported) -> None:
    # each contest has its own sheets: the burnt ones stand in that of the deputies too
    sheets = plain.store.arrow("sheet").filter(pc.field("contest_id") == "president")
    assert Counter(sheets["stratum"].to_pylist()) == {
        "urban": 23_835,
        "rural": 9_213,
        "abroad": 1_507,
    }


def test_the_stored_queries_give_the_totals_again(plain: Imported, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(plain.store.folder)
    found = {}
    for total in plain.store.manifest["totals"]:
        rows = connect().rows(total["sql"])
        found[total["contest"], total["snapshot"]] = rows[0]
    assert found["president", SNAPSHOTS[0]][:2] == (28_975, 1_950_000)
    assert found["president", SNAPSHOTS[1]][:2] == (32_806, 2_145_237)
    assert found["president", "2019-10-25T21:09:30"][:2] == (34_555, 2_240_920)
    assert sum(found["president", "2019-10-25T21:09:30"][1:10]) == 6_137_671


def test_findings_of_the_import(plain: Imported) -> None:
    found = {f.finding_id: f for f in reading_of(plain).findings}
    assert found["import.cells"].figure("blank").value == 1_770
    assert found["import.cells"].figure("unreadable").value == 0
    assert found["import.placed_differently"].figure("versions").value == 140
    assert "import.no_control" not in found


@pytest.mark.slow
def test_exports(plain: Imported, tmp_path: Path) -> None:
    election = Election(plain.case, plain.store)
    paths = [*export_tables(election, tmp_path), *export_results(select(election), tmp_path)]
    written = {path.name for path in paths}
    assert {"datapackage.json", "vote-president.parquet", "results-president-official.csv"} <= written
    with (tmp_path / "results-president-official.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (rows[0]["level"], rows[0]["MAS"], rows[0]["sheets"]) == ("all", "2889359", "34555")
    assert sum(int(r["CC"]) for r in rows if r["level"] == "country") == 2_240_920
    assert sum(int(r["CC"]) for r in rows if r["level"] == "department") == 2_240_920
    assert Store(tmp_path).arrow("vote-president").num_rows == 11 * (34_555 + 32_806 + 225)


def test_a_second_import_reads_nothing(plain: Imported) -> None:
    assert import_case(load_case(plain.case.folder)).reused


def test_reading_needs_no_engine(plain: Imported) -> None:
    code = (
        "import sys; from veedor.intake import import_case, load_case; "
        f"s = import_case(load_case({str(plain.case.folder)!r})).store; s.arrow('votes-president', ['CC']); "
        "print([m for m in ('duckdb', 'pandas', 'sqlglot') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
