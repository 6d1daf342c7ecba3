"""What a file says is inside it, and that each way to name a part of it opens."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import ipc

from intake.build_read import read, refused
from intake.build_workbook import book, saved
from intake.test_read_formats import TABLE, TEXT, tarred, zipped
from veedor.engine import connect
from veedor.errors import InputError
from veedor.intake.case import FileForm
from veedor.intake.formats import Format
from veedor.intake.read import Inside, look_inside, open_raw


def inside(folder: Path, name: str, content: bytes, form: FileForm | None = None) -> Inside:
    (folder / name).write_bytes(content)
    return look_inside(folder / name, form)


def test_the_files_of_an_archive(tmp_path: Path) -> None:
    both = zipped([("n.csv", TEXT.encode()), ("s/s.csv.gz", gzip.compress(TEXT.encode()))])
    found = inside(tmp_path, "a.zip", both)
    assert (found.format, found.members) == (Format.ZIP, ("n.csv", "s/s.csv.gz"))
    for form in found.forms:
        raw = open_raw(connect(), tmp_path / "a.zip", form, Path(tempfile.mkdtemp()))
        assert raw.header == ("Sheet", "Place", "Oak")
    one = inside(tmp_path, "a.zip", both, FileForm("a.zip", member="s/s.csv.gz"))
    assert (one.format, one.label, one.packed) == (Format.TEXT, "a.zip!s/s.csv.gz", (Format.ZIP, Format.GZIP))
    packed = inside(tmp_path, "a.tgz", tarred(["a.csv", "b.csv"]))
    assert (packed.format, packed.packed) == (Format.TAR, (Format.GZIP,))
    assert [form.member for form in packed.forms] == ["a.csv", "b.csv"]


def test_the_worksheets_of_a_workbook(tmp_path: Path) -> None:
    made = book()
    made.create_sheet("Notes").append(["x", "y"])
    made.create_sheet("Old").sheet_state = "hidden"
    path = saved(made, tmp_path)
    found = look_inside(path)
    assert [(t.key, t.name, t.columns, t.hidden) for t in found.tables] == [
        ("sheets", "Results", ("Precinct", "Adler", "Brandt"), False),
        ("sheets", "Notes", ("x", "y"), False),
        ("sheets", "Old", (), True),
    ]
    assert [form.sheets for form in found.forms] == [("Results",), ("Notes",)]


def test_the_lists_of_a_document(tmp_path: Path) -> None:
    data = {"m": "7", "v": [{"p": "a", "n": 1}]}
    found = inside(tmp_path, "a.json", json.dumps(data).encode())
    assert [form.records for form in found.forms] == ["v[]"]
    assert inside(tmp_path, "b.json", b'[{"a": 1}]').forms == (FileForm("b.json"),)
    assert inside(tmp_path, "c.json", b'{"columns": ["a", "b"], "rows": [[1, 2]]}').forms == (
        FileForm("c.json"),
    )


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="PDF"):
        inside(tmp_path, "a.zip", zipped([("a.csv", b"%PDF-1.7")]))


def test_streams_of_arrow_and_zstandard(tmp_path: Path) -> None:
    out = pa.BufferOutputStream()
    with ipc.new_stream(out, TABLE.schema) as writer:
        writer.write_table(TABLE)
    stream = out.getvalue().to_pybytes()
    assert [row for _, row in read(tmp_path, "a.bin", stream)] == [
        ["001", "Peña", "40"],
        ["002", "Lima", None],
    ]
    assert refused(tmp_path, "b.bin", stream[:200]).remedy
    packed = pa.compress(TEXT.encode(), "zstd", asbytes=True)
    assert len(read(tmp_path, "a.csv.zst", packed)) == 2
    assert "Fetch it again" in refused(tmp_path, "b.csv.zst", packed[:15]).remedy


def test_what_is_packed_too_often(tmp_path: Path) -> None:
    content = TEXT.encode()
    for _ in range(4):
        content = gzip.compress(content)
    assert len(read(tmp_path, "a.csv.gz", content)) == 2
    assert "4 times" in refused(tmp_path, "b.csv.gz", gzip.compress(content)).message
