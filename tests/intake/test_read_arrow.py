"""Hostile files of Parquet and Arrow: one message of ours, whatever they say of themselves."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import ipc

from intake.build_read import opened, read, refused, rows_of
from veedor.errors import InputError
from veedor.intake import parquet

if TYPE_CHECKING:
    from pathlib import Path

TABLE = pa.table({"mesa": ["001", "002"], "roble": pa.array([3, None], pa.int32()), "x": [1.5, 2.0]})


def arrow(table: pa.Table, *, stream: bool, packed: str | None = None) -> bytes:
    out = io.BytesIO()
    options = ipc.IpcWriteOptions(compression=packed)
    with (ipc.new_stream if stream else ipc.new_file)(out, table.schema, options=options) as writer:
        writer.write_table(table)
    return out.getvalue()


def as_parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


@pytest.mark.slow(but=4)
@pytest.mark.parametrize("packed", [None, "lz4", "zstd"])
@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("name", ["a.arrow", "a.csv"])
def test_files_and_streams(tmp_path: Path, name: str, stream: bool, packed: str | None) -> None:
    raw = opened(tmp_path, name, arrow(TABLE, stream=stream, packed=packed))
    assert raw.header == ("mesa", "roble", "x")
    assert rows_of(raw) == [(1, ["001", "3", "1.5"]), (2, ["002", None, "2"])]


@pytest.mark.parametrize("stream", [True, False])
def test_what_is_cut_short_empty_or_too_wide(tmp_path: Path, stream: bool) -> None:
    whole = arrow(TABLE, stream=stream)
    for cut in (10, len(whole) // 2):
        assert refused(tmp_path, "a.arrow", whole[:cut]).remedy
    assert "no rows" in refused(tmp_path, "a.arrow", arrow(TABLE.slice(0, 0), stream=stream)).message
    wide = pa.table({f"c{i}": [1] for i in range(3_000)})
    assert "3,000 columns" in refused(tmp_path, "a.arrow", arrow(wide, stream=stream)).message
    assert "3,000 columns" in refused(tmp_path, "a.parquet", as_parquet(wide)).message


@pytest.mark.slow
def test_a_bomb_of_arrow_meets_the_bound_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEEDOR_READER_MEMORY", "200")
    bomb = arrow(pa.table({"v": pa.nulls(60_000_000, pa.int64()).fill_null(0)}), stream=False, packed="zstd")
    assert len(bomb) < 200_000
    assert "more than 200 MB" in refused(tmp_path, "a.arrow", bomb).message


def test_a_bomb_of_parquet_is_seen_by_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "MAX_ROWS", 100_000)
    bomb = as_parquet(pa.table({"v": ["1"] * 400_000}))
    assert "400,000 rows" in refused(tmp_path, "a.parquet", bomb).message


def test_letters_that_are_none(tmp_path: Path) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"mesa": ["first", "second"]}), out, compression="none", use_dictionary=False)
    broken = out.getvalue().replace(b"second", b"sec\xffnd")
    assert "damaged" in refused(tmp_path, "a.parquet", broken).message


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("stream", [True, False])
def test_damage_within_ends_in_a_message_or_a_table(tmp_path: Path, stream: bool) -> None:
    whole = arrow(TABLE, stream=stream)
    for at in range(8, len(whole), len(whole) // 8):
        with contextlib.suppress(InputError):
            read(tmp_path, f"a{at}.bin", whole[:at] + b"\xff\x7f\xff\xff" + whole[at + 4 :])
