"""Words that were spoilt before they came into a workbook, a database, records: said, and never two names."""

from __future__ import annotations

import io
import json
import sqlite3
from typing import TYPE_CHECKING

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from intake.build_read import opened, refused, rows_of
from veedor.intake import parquet
from veedor.intake.words import encoded_once

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ("Sheet", "Place", "Ana")
KINDS = ("a.xlsx", "a.json", "a.parquet", "a.db")


def made(folder: Path, kind: str, *places: str, head: tuple[str, str, str] = HEAD) -> bytes:
    """Write one row a place in a format."""
    records = [dict(zip(head, (str(n), place, "5"), strict=True)) for n, place in enumerate(places, 1)]
    file = io.BytesIO()
    match kind:
        case "a.xlsx":
            book = openpyxl.Workbook()
            for row in (head, *(tuple(record.values()) for record in records)):
                book.active.append(row)
            book.save(file)
        case "a.json":  # every letter beyond ASCII stands as a code
            file.write(json.dumps(records).encode())
        case "a.parquet":
            pq.write_table(pa.Table.from_pylist(records), file)
        case _:
            folder.mkdir(exist_ok=True)
            path = folder / "made"
            database = sqlite3.connect(path)
            database.execute("create table t ({})".format(", ".join(f'"{name}"' for name in head)))
            database.executemany("insert into t values (?, ?, ?)", [tuple(r.values()) for r in records])
            database.commit()
            database.close()
            return path.read_bytes()
    return file.getvalue()


def twice(text: str, by: str = "cp1252") -> str:
    return text.encode().decode(by)


@pytest.mark.parametrize("kind", KINDS)
def test_words_encoded_twice_are_said_with_their_row(tmp_path: Path, kind: str) -> None:
    spoilt = twice("Cañada")
    raw = opened(tmp_path, kind, made(tmp_path / "made", kind, "Sur", spoilt, "Este", spoilt))
    (notice,) = raw.notices
    row = 2 + (kind == "a.xlsx")  # rows of a worksheet count from its header
    assert (notice.key, notice.rows) == ("double_encoded", (row,))
    assert notice.values == (f"{spoilt} (Cañada?)",)
    assert rows_of(raw)[1][1][1] == spoilt


@pytest.mark.parametrize("kind", KINDS)
def test_one_name_in_two_encodings_is_refused(tmp_path: Path, kind: str) -> None:
    places = ["Sur", "Cañada", twice("Cañada"), "Este"]
    problem = refused(tmp_path, kind, made(tmp_path / "made", kind, *places))
    assert "two encodings" in problem.message
    assert problem.row == 3 + (kind == "a.xlsx")
    mended = [encoded_once(place) for place in places]
    assert opened(tmp_path / "mended", kind, made(tmp_path / "again", kind, *mended)).notices == ()


@pytest.mark.parametrize(
    ("place", "key"),
    [("Ca&ntilde;ada", "escaped_letters"), ("Ca\ufffdada", "lost_letters"), ("Ca?ada", "lost_letters")],
)
@pytest.mark.parametrize("kind", KINDS)
def test_codes_and_lost_letters_are_said(tmp_path: Path, kind: str, place: str, key: str) -> None:
    raw = opened(tmp_path, kind, made(tmp_path / "made", kind, "Norte", place))
    assert key in [notice.key for notice in raw.notices]


def test_a_name_of_a_column_is_looked_at_too(tmp_path: Path) -> None:
    head = ("Sheet", "Place", twice("Ana Núñez"))
    (notice,) = opened(tmp_path, "a.xlsx", made(tmp_path, "a.xlsx", "Sur", "Este", head=head)).notices
    assert (notice.key, notice.rows[0]) == ("double_encoded", 1)


def test_a_table_outside_memory_is_looked_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_SMALL_ROWS", 0)
    content = made(tmp_path, "a.parquet", "Sur", "Cañada", twice("Cañada"))
    assert refused(tmp_path, "a.parquet", content).row == 3


@pytest.mark.parametrize("kind", KINDS)
def test_names_as_they_should_be_are_not_spoilt(tmp_path: Path, kind: str) -> None:
    places = (
        "Cañada",
        "SÃO JOSÉ",
        "Łódź",
        "Niš",
        "Iași",
        "GÜNEŞ",
        "Đà Nẵng",
        "Школа №5",
        "¿Quién?",
        "1,5",
        "",
    )
    assert opened(tmp_path, kind, made(tmp_path / "made", kind, *places)).notices == ()


@pytest.mark.parametrize(
    "name", ["Ó", "Núñez", "Iași", "Niš", "Łódź", "Kozłów", "GÜNEŞ", "ÁÓ", "“ñ”", "中山", "–é"]
)
@pytest.mark.parametrize("by", ["cp1252", "latin-1"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_every_encoding_too_many_is_undone(name: str, by: str, times: int) -> None:
    spoilt = name
    for _ in range(times):
        try:
            spoilt = spoilt.encode().decode(by)
        except UnicodeDecodeError:
            pytest.skip("these bytes are no letters there")
    assert encoded_once(spoilt) == name


@pytest.mark.parametrize("name", ["„SKÅ”", "„Ä“", "Å—Ä", "C’È–", "AÇÃO", "NIÑO ‘B’", "Å", "ÖÄÅ", "È»"])
def test_letters_beside_marks_are_what_they_are(name: str) -> None:
    assert encoded_once(name) == name
