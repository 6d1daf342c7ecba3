"""SQLite databases: which table, read-only, and hostile files."""

# ruff: noqa: E501 - tables of cases are read across
from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from intake.build_read import opened, refused, rows_of
from veedor.intake import sqlitefile
from veedor.intake.apart import list_apart
from veedor.intake.case import FileForm
from veedor.intake.formats import Format

if TYPE_CHECKING:
    from pathlib import Path

ONE = (
    "CREATE TABLE mesas (mesa TEXT, roble INTEGER, x REAL)",
    "INSERT INTO mesas VALUES ('001', 3, 4.0), ('002', NULL, 4.5)",
)


def base(folder: Path, *statements: str) -> bytes:
    path = folder / "made.sqlite"
    path.unlink(missing_ok=True)
    made = sqlite3.connect(path)
    for statement in statements:
        made.execute(statement)
    made.commit()
    made.close()
    return path.read_bytes()


@pytest.mark.parametrize("name", ["a.sqlite", "a.db", "a.csv"])
def test_the_one_table(tmp_path: Path, name: str) -> None:
    raw = opened(tmp_path, name, base(tmp_path, *ONE))
    assert raw.header == ("mesa", "roble", "x")
    assert rows_of(raw) == [(1, ["001", "3", "4"]), (2, ["002", None, "4.5"])]


@pytest.mark.slow
def test_which_of_several_tables(tmp_path: Path) -> None:
    content = base(
        tmp_path, *ONE, 'CREATE TABLE "a ""b" (n)', "CREATE VIEW v AS SELECT mesa FROM mesas",
        "CREATE TABLE s (id INTEGER PRIMARY KEY AUTOINCREMENT)", 'INSERT INTO "a ""b" VALUES (12345678901234567)',
    )  # fmt: skip
    problem = refused(tmp_path, "a.db", content)
    assert "4 tables" in problem.message
    assert "'mesas' (2 rows; mesa, roble, x)" in problem.message
    for table, rows in (("mesas", 2), ("Mesas".lower(), 2), ("v", 2), ('a "b', 1)):
        assert len(rows_of(opened(tmp_path, "a.db", content, table=table))) == rows
    assert refused(tmp_path, "a.db", content, table="mesa").remedy == "Did you mean 'mesas'?"
    assert "no rows" in refused(tmp_path, "a.db", content, table="s").message


def test_bytes_are_no_text(tmp_path: Path) -> None:
    raw = opened(
        tmp_path, "a.db", base(tmp_path, "CREATE TABLE t (a, b)", "INSERT INTO t VALUES (x'ff00', 1)")
    )
    assert rows_of(raw) == [(1, [None, "1"])]
    assert raw.unusable == {"c0": "bytes that are no text"}


def test_changes_beside_the_file_are_not_left_out(tmp_path: Path) -> None:
    content = base(tmp_path, *ONE)
    (tmp_path / "a.db-wal").write_bytes(b"more")
    problem = refused(tmp_path, "a.db", content)
    assert "a.db-wal" in problem.message
    assert ".backup" in problem.remedy


@pytest.mark.parametrize("cut", [16, 50, 600, 4096, 5000])
def test_what_is_cut_short(tmp_path: Path, cut: int) -> None:
    content = base(tmp_path, *ONE)
    assert refused(tmp_path, "a.db", content[:cut]).remedy


def test_damage_within(tmp_path: Path) -> None:
    content = bytearray(base(tmp_path, *ONE))
    content[4096:4200] = b"\xff" * 104
    assert "damaged" in refused(tmp_path, "a.db", bytes(content)).message


@pytest.mark.slow(but=2)
@pytest.mark.parametrize(
    "view",
    [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS i FROM n",
        "SELECT load_extension('x') AS i", "SELECT length(zeroblob(999999999)) AS i", "SELECT hex(randomblob(5000000)) AS i",
        "SELECT * FROM sqlite_dbpage",
    ],
)  # fmt: skip
def test_views_that_do_harm(tmp_path: Path, view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEEDOR_READER_SECONDS", "3")
    content = base(tmp_path, *ONE, f"CREATE VIEW harm AS {view}")
    assert refused(tmp_path, "a.db", content, table="harm").remedy


def test_a_view_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlitefile, "MAX_SECONDS", 0.2)
    path = tmp_path / "a.db"
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS i FROM n"
    path.write_bytes(base(tmp_path, *ONE, f"CREATE VIEW harm AS {endless}"))
    with pytest.raises(Exception, match="takes more than"):
        sqlitefile.read(path, FileForm("a.db", table="harm"), "a.db")


def test_nothing_is_written(tmp_path: Path) -> None:
    content = base(tmp_path, "PRAGMA journal_mode=WAL", *ONE)
    assert len(rows_of(opened(tmp_path, "a.db", content))) == 2
    assert (tmp_path / "a.db").read_bytes() == content
    assert not (tmp_path / "a.db-wal").exists()
    assert not (tmp_path / "a.db-shm").exists()


def test_many_columns_and_no_table(tmp_path: Path) -> None:
    wide = ", ".join(f"c{i}" for i in range(2_000))
    content = base(tmp_path, f"CREATE TABLE w ({wide})", "INSERT INTO w (c0) VALUES (1)")
    assert len(opened(tmp_path, "a.db", content).header) == 2_000
    assert (
        "no table" in refused(tmp_path, "a.db", base(tmp_path, "CREATE TABLE x (a)", "DROP TABLE x")).message
    )
    (found,) = list_apart(Format.SQLITE, tmp_path / "made.sqlite", FileForm("a"), "a") or (None,)
    assert found is None
