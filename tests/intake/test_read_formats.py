"""Formats: each that is read gives the same table, each that is not is named with what to save it as."""

# ruff: noqa: E501 - tables of cases are read across
from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import warnings
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

from intake.build_read import opened, read, refused, rows_of
from veedor.errors import CaseError
from veedor.intake import archive, parquet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "Sheet,Place,Oak\n001,Peña,40\n002,Lima,\n"
CELLS = [["001", "Peña", "40"], ["002", "Lima", None]]
RECORDS = [{"Sheet": "001", "Place": "Peña", "Oak": 40}, {"Sheet": "002", "Place": "Lima", "Oak": None}]


def tarred(names: list[str], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as made:  # type: ignore[call-overload]
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(TEXT.encode())
            made.addfile(info, io.BytesIO(TEXT.encode()))
    return out.getvalue()


def zipped(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as made:
        warnings.simplefilter("ignore")
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


def as_parquet(table: pa.Table, **options: Any) -> bytes:  # noqa: ANN401 - of the writer
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return out.getvalue()


def as_feather(table: pa.Table) -> bytes:
    out = io.BytesIO()
    feather.write_feather(table, out, compression="uncompressed")
    return out.getvalue()


TABLE = pa.table({"Sheet": ["001", "002"], "Place": ["Peña", "Lima"], "Oak": pa.array([40, None])})
FORMS: dict[str, bytes] = {
    "a.csv": TEXT.encode(),
    "a.TXT": TEXT.encode(),
    "a.csv.gz": gzip.compress(TEXT.encode(), mtime=0),
    "a.CSV.BZ2": bz2.compress(TEXT.encode()),
    "a.csv.xz": lzma.compress(TEXT.encode()),
    "a.gz": gzip.compress(TEXT.encode(), mtime=0),
    "a.tar.gz": tarred(["x/a.csv"]),
    "a.tgz": tarred(["x/a.csv", "x/._a.csv"]),
    "a.tar": tarred(["a.csv"], "w"),
    "a.zip": zipped([("a.csv", TEXT.encode()), ("__MACOSX/._a.csv", b"x"), ("x/.DS_Store", b"y")]),
    "b.zip": zipped([("a.csv.gz", gzip.compress(TEXT.encode(), mtime=0))]),
    "a.json": json.dumps(RECORDS).encode(),
    "b.json": json.dumps({"made": 1, "rows": RECORDS, "none": []}).encode(),
    "c.json": json.dumps({"meta": {"n": 2}, "data": {"rows": RECORDS}}, ensure_ascii=False).encode(
        "utf-8-sig"
    ),
    "a.json.gz": gzip.compress(json.dumps(RECORDS).encode()),
    "a.ndjson": ("\n".join(json.dumps(r, ensure_ascii=False) for r in RECORDS) + "\n\n").encode(),
    "a.jsonl": "\r\n".join(json.dumps(r) for r in RECORDS).encode(),
    "a.parquet": as_parquet(TABLE),
    "a.feather": as_feather(TABLE),
    # told by content, whatever the name
    "b.csv": as_parquet(TABLE),
    "c.xls": TEXT.encode(),
    "d.csv": gzip.compress(TEXT.encode(), mtime=0),
    "e.json": as_feather(TABLE),
    "f.pdf": tarred(["a.csv"]),
    "g.txt": zipped([("x.dat", json.dumps(RECORDS).encode())]),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_format_gives_the_same_table(tmp_path: Path, name: str) -> None:
    raw = opened(tmp_path, name, FORMS[name])
    assert raw.header == ("Sheet", "Place", "Oak")
    assert [cells for _, cells in rows_of(raw)] == CELLS
    assert raw.notices == ()


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        ("a.csv", b"\xef\xbb\xbf<!DOCTYPE HTML><p>Please log in", "web page"),
        ("a.xls", b'<?xml version="1.0"?><Workbook/>', "repeats"),
        ("a.csv", "<html></html>".encode("utf-16"), "web page"),
        ("a.pdf", b"%PDF-1.4", "PDF"),
        ("a.csv", b"%PDF-1.4", "PDF"),
        ("a.sqlite", b"SQLite format 3\0", "SQLite"),
        ("a.sav", b"$FL2@(#)", "SPSS"),
        ("a.dta", b"r\2\1\0", "Stata"),
        ("a.rds", gzip.compress(b"X\n\0\0\0\2", mtime=0), "R"),
        ("a.ods", zipped([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]), "workbook"),
        ("a.odt", zipped([("mimetype", b"application/vnd.oasis.opendocument.text")]), "OpenDocument"),
        ("a.csv", zipped([("xl/workbook.xml", b"")]), "workbook"),
        ("a.csv", zipped([("word/document.xml", b"")]), "text document"),
        ("a.csv", b"7z\xbc\xaf\x27\x1c\0\4", "7-Zip"),
        (
            "a.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "Excel 2003",
        ),
        ("a.json", b'var data = [{"a": 1}];', "JavaScript"),
        ("a.json", b'show({"a": 1})', "JavaScript"),
        ("a.csv", b"\x89PNG\r\n", "picture"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "Office"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0" + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        ("a.rar", b"Rar!\x1a\x07", "RAR"),
    ],
)
def test_other_formats_are_named(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    problem = refused(tmp_path, name, content)
    assert what in problem.message
    assert problem.file == name


@pytest.mark.parametrize(
    "name", ["a.csv.gz", "a.CSV.BZ2", "a.csv.xz", "a.tar.gz", "a.zip", "a.parquet", "a.feather"]
)
def test_damaged_files(tmp_path: Path, name: str) -> None:
    whole = FORMS[name]
    for cut in (len(whole) // 2, 10):
        assert "Fetch it again" in refused(tmp_path, name, whole[:cut]).remedy


@pytest.mark.slow
def test_bombs_are_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "RATIO_FROM", 100_000)
    bomb = b"0," * 3_000_000
    for name, content in (
        ("a.csv.gz", gzip.compress(bomb, mtime=0)),
        ("a.bz2", bz2.compress(bomb)),
        ("a.xz", lzma.compress(bomb)),
    ):
        assert "bomb" in refused(tmp_path, name, content).message


def test_archives_that_are_not_plain(tmp_path: Path) -> None:
    twice = zipped([("a.csv", TEXT.encode()), ("a.csv", TEXT.replace("40", "41").encode())])
    assert "two files of one name" in refused(tmp_path, "a.zip", twice).message
    assert "two files of one name" in refused(tmp_path, "a.zip", twice, member="a.csv").message
    assert "two files of one name" in refused(tmp_path, "a.tar.gz", tarred(["a.csv", "a.csv"])).message
    assert "leads out" in refused(tmp_path, "a.tar.gz", tarred(["../a.csv"])).message
    assert "leads out" in refused(tmp_path, "a.tar.gz", tarred(["..\\a.csv"])).message
    assert "leads out" in refused(tmp_path, "a.tar.gz", tarred(["C:a.csv"])).message
    assert "2 files" in refused(tmp_path, "a.tar.gz", tarred(["a.csv", "b.csv"])).message
    raw = opened(tmp_path, "a.tar.gz", tarred(["a.csv", "b.csv"]), member="b.csv")
    assert raw.label == "a.tar.gz!b.csv"
    assert refused(tmp_path, "a.tar.gz", tarred(["a.csv"]), member="c.csv").remedy


def test_an_archive_with_too_many_files_is_refused_and_not_read_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["a.csv", "b.csv", "c.csv"]
    monkeypatch.setattr("veedor.intake.archive.MAX_FILES", 2)
    assert "more than 2 files" in refused(tmp_path, "a.tar.gz", tarred(names), member="c.csv").message


def test_figures_of_json_stay_as_they_are_written(tmp_path: Path) -> None:
    text = '[{"id": 12345678901234567890123, "a": 1.0, "b": 1e3, "c": true, "d": "x", "e": -0, "f": NaN, "g": ""}]'
    assert read(tmp_path, "a.json", text) == [
        (1, ["12345678901234567890123", "1.0", "1e3", "true", "x", "-0", "NaN", None])
    ]


def test_records_within_records_and_values_that_some_lack(tmp_path: Path) -> None:
    raw = opened(tmp_path, "a.json", '[{"id": 1, "place": {"name": "x"}}, {"id": 2, "late": 3}]')
    assert raw.header == ("id", "place.name", "late")
    assert [(n.key, n.column, n.rows) for n in raw.notices] == [
        ("missing_values", "place.name", (2,)),
        ("missing_values", "late", (1,)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[]", "{}", "3", "[1, 2]", '[{"a": [1]}]', '[{"a": 1, "a": 2}]', '[{"a": 1}',
        '[{"a.b": 1, "a": {"b": 2}}]', "[[1, 2], [3, 4]]", "[" * 100_000, '{"x": {"y": [{"z": [{"p": 1}]}]}}', "[{}]",
    ],
)  # fmt: skip
def test_json_that_is_no_table(tmp_path: Path, text: str) -> None:
    refused(tmp_path, "a.json", text)


def test_lines_of_json_that_are_no_records(tmp_path: Path) -> None:
    assert refused(tmp_path, "a.ndjson", '{"a": 1}\n{"a": \n').row == 2
    assert refused(tmp_path, "a.ndjson", '{"a": 1}\n\n[1]\n').row == 3


def test_one_of_several_lists_is_named_as_the_remedy_says(tmp_path: Path) -> None:
    text = json.dumps({"votes": [{"a": 1}], "sheets": [{"b": 2}]})
    problem = refused(tmp_path, "a.json", text)
    assert 'records = "votes[]"' in problem.remedy
    assert opened(tmp_path, "a.json", text, records="votes[]").header == ("a",)
    raw = opened(tmp_path, "a.json", text, member="votes")
    assert (raw.header, raw.settings["list"]) == (("a",), "votes")
    assert isinstance(refused(tmp_path, "a.json", text, member="x"), CaseError)


COLUMNS: dict[str, tuple[Callable[[], pa.Array], list[str | None]]] = {
    "dictionary": (lambda: pa.array(["x", None, "x"]).dictionary_encode(), ["x", None, "x"]),
    "decimal256": (lambda: pa.array([Decimal("43.00"), Decimal("1.50"), None], pa.decimal256(60, 2)), ["43", "1.50", None]),
    "decimal128": (lambda: pa.array([Decimal(43), Decimal(-2), None], pa.decimal128(20, 0)), ["43", "-2", None]),
    "float32": (lambda: pa.array([43, 0.1, None], pa.float32()), ["43", "0.1", None]),
    "float64": (lambda: pa.array([43, 2.5, float("nan")], pa.float64()), ["43", "2.5", "NaN"]),
    "uint64": (lambda: pa.array([2**64 - 1, 0, None], pa.uint64()), ["18446744073709551615", "0", None]),
    "binary": (lambda: pa.array(["ñ".encode(), b"", None], pa.binary()), ["ñ", None, None]),
    "large string": (lambda: pa.array(["ñ", "", None], pa.large_string()), ["ñ", None, None]),
    "null": (lambda: pa.nulls(3), [None, None, None]),
    "bool": (lambda: pa.array([True, False, None]), ["true", "false", None]),
    "date": (lambda: pa.array([0, 1, None], pa.date32()), ["1970-01-01", "1970-01-02", None]),
    "timestamp": (lambda: pa.array([1, 2, None], pa.timestamp("ms")), ["1970-01-01T00:00:00.001", "1970-01-01T00:00:00.002", None]),
    "seconds": (lambda: pa.array([0, 1_000_000, None], pa.timestamp("us")), ["1970-01-01T00:00:00", "1970-01-01T00:00:01", None]),
    "utc": (lambda: pa.array([0, 1, None], pa.timestamp("s", "UTC")), ["1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z", None]),
}  # fmt: skip


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("kind", COLUMNS)
def test_types_of_parquet(tmp_path: Path, kind: str, small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not small:
        monkeypatch.setattr(parquet, "_SMALL_ROWS", 0)
        monkeypatch.setattr(parquet, "_BATCH", 2)
    make, texts = COLUMNS[kind]
    made = read(tmp_path, "a.parquet", as_parquet(pa.table({"v": make()})))
    assert made == [(i, [text]) for i, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    "column",
    [pa.array([[1]], pa.list_(pa.int64())), pa.array([{"a": 1}]), pa.array([5], pa.duration("s"))],
    ids=["list", "record", "duration"],
)
def test_columns_of_parquet_that_hold_no_figure_are_refused_when_used(
    tmp_path: Path, column: pa.Array
) -> None:
    raw = opened(tmp_path, "a.parquet", as_parquet(pa.table({"id": ["1"], "v": column})))
    assert rows_of(raw) == [(1, ["1", None])]
    assert raw.column("id", "k") == "c0"
    with pytest.raises(CaseError, match="holds"):
        raw.column("v", "k")


@pytest.mark.parametrize(("kind", "value"), [("float32", 2**24), ("float64", 2**53), ("float64", -1e20)])
def test_whole_numbers_that_a_fraction_does_not_keep(tmp_path: Path, kind: str, value: float) -> None:
    column = pa.array([1, value], pa.float32() if kind == "float32" else pa.float64())
    problem = refused(tmp_path, "a.parquet", as_parquet(pa.table({"v": column})))
    assert (problem.row, problem.column) == (2, "v")


def test_columns_that_differ_in_case_only(tmp_path: Path) -> None:
    raw = opened(tmp_path, "a.parquet", as_parquet(pa.table({"Oak": [1], "OAK": [2], "oak": [3]})))
    assert rows_of(raw) == [(1, ["1", "2", "3"])]
    assert raw.column("OAK", "k") == "c1"


def test_a_page_with_another_checksum(tmp_path: Path) -> None:
    table = pa.table({"v": ["first", "second"]})
    whole = as_parquet(
        table, write_page_checksum=True, compression="none", use_dictionary=False, write_statistics=False
    )
    at = whole.index(b"second")
    problem = refused(tmp_path, "a.parquet", whole[:at] + b"third!" + whole[at + 6 :])
    assert "checksum" in problem.message
    assert "no rows" in refused(tmp_path, "b.parquet", as_parquet(table.slice(0, 0))).message


@pytest.mark.parametrize("place", ["header", "directory"])
def test_a_zip_whose_name_is_no_text(tmp_path: Path, place: str) -> None:
    content = zipped([("ñandú.csv", b"Sheet,Oak\n1,2\n")])
    name = "ñandú".encode()
    at = content.index(name) if place == "header" else content.rindex(name)
    problem = refused(tmp_path, "count.zip", content[:at] + b"\xff" + content[at + 1 :])
    assert "damaged" in problem.message
