"""Connections are bounded, and nothing is fetched from a network."""

from __future__ import annotations

import importlib.util
import signal
from pathlib import Path

import pytest

from engine.build_engine import write_votes
from veedor.engine import MANIFEST, Store, connect, count_rows, write_parquet
from veedor.engine import memory as engine_memory
from veedor.errors import MissingDataError, VeedorError


def setting(name: str, **options: object) -> str:
    connection = connect(**options)  # type: ignore[arg-type]
    return str(connection.rows(f"SELECT current_setting('{name}')")[0][0])


def test_memory_and_threads_are_bounded() -> None:
    assert setting("threads", threads=1) == "1"
    assert setting("memory_limit", memory="256MB") == "244.1 MiB"


def test_the_environment_may_set_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEEDOR_MEMORY", "2GiB")
    assert setting("memory_limit") == "2.0 GiB"
    assert setting("memory_limit", memory="1GiB") == "1.0 GiB"
    monkeypatch.setenv("VEEDOR_MEMORY", "much")
    with pytest.raises(VeedorError, match="no limit of memory"):
        connect()


def test_the_memory_follows_the_machine_or_its_container(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("VEEDOR_MEMORY", raising=False)
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(engine_memory, "_LIMITS", (str(limit),))
    whole = engine_memory.default_memory()
    limit.write_text("max\n")
    assert engine_memory.default_memory() == whole
    limit.write_text(f"{3 * 1024**3}\n")
    assert setting("memory_limit") == "1.5 GiB"
    limit.write_text("1000\n")
    assert setting("memory_limit") == "1.0 GiB"


@pytest.mark.parametrize(("disk", "said"), [("10MB", "disk is full"), ("0KB", "disk is full")])
def test_too_little_room_is_said_in_our_words(tmp_path: Path, disk: str, said: str) -> None:
    connection = connect(memory="50MB", threads=2, spill=tmp_path)
    connection.run(f"SET max_temp_directory_size = '{disk}'")
    with pytest.raises(VeedorError, match=said) as caught:
        connection.run("CREATE TEMP TABLE much AS SELECT md5(range::VARCHAR) AS t FROM range(3000000)")
    assert "VEEDOR_MEMORY" in caught.value.remedy


@pytest.mark.parametrize("name", ["autoinstall_known_extensions", "autoload_known_extensions"])
def test_no_extension_is_fetched(name: str) -> None:
    assert setting(name) == "False"


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is not None, reason="PySpark is installed")
def test_spark_says_what_to_install() -> None:
    with pytest.raises(VeedorError, match=r"veedor\[spark\]"):
        connect("spark")


@pytest.mark.slow(but=3)
@pytest.mark.parametrize("name", ["plain", "with blank", "a[b]*?", "l'urne", 'quo"te', "ñandú"])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    (folder / MANIFEST).write_text('{"a": 1}')
    votes = write_votes(folder / "votes.parquet")
    store = Store(folder)
    assert count_rows(store.table("votes")) == 12
    write_parquet(store.table("votes").limit(3), folder / "few.parquet")
    assert Store(folder).names == ("few", "votes")
    assert Store(folder).arrow("few").num_rows == 3
    assert store.manifest == {"a": 1}
    assert votes == store.path("votes")


def test_columns_of_a_table(tmp_path: Path) -> None:
    write_votes(tmp_path / "votes.parquet")
    store = Store(tmp_path)
    found = store.arrow("votes", ["21F", "sheet_id"])
    assert found.column_names == ["21F", "sheet_id"]
    assert found.to_pylist()[2] == {"21F": 3, "sheet_id": "002"}
    assert repr(store) == f"Store({str(tmp_path)!r})"
    with pytest.raises(MissingDataError, match="Did you mean 'votes'"):
        store.arrow("vote")


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="NOT TESTED: needs an alarm")
def test_a_query_that_is_interrupted_is_no_error_inside_veedor() -> None:
    connection = connect(threads=1)
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises(KeyboardInterrupt):
            connection.run("CREATE TABLE long AS SELECT hash(range) AS h FROM range(200000000)")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
