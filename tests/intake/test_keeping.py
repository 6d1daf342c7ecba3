"""Imported tables: found again at once, made anew when something changed, never half there."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from intake.build_intake import SOURCE, csv_text, importing, left_behind, write_case
from veedor.errors import MissingDataError, VeedorError
from veedor.intake import import_case, load_case, locate, run


def age(folder: Path, seconds: float = 60) -> None:
    """Make the data older than the moment within which a change could go unseen."""
    for path in (folder / "data").iterdir():
        then = time.time() - seconds
        os.utime(path, (then, then))


def test_a_second_import_reuses_the_first(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    first = importing(folder)
    again = importing(folder)
    assert (first.reused, again.reused) == (False, True)
    assert first.store.folder == again.store.folder
    assert import_case(load_case(folder), anew=True).reused is False


def test_an_unchanged_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_case(tmp_path)
    monkeypatch.setattr(locate, "_SETTLED_NS", 0)
    importing(folder)

    def refuse(path: Path) -> str:
        raise AssertionError(f"{path} was read again")

    monkeypatch.setattr(locate, "hash_file", refuse)
    assert importing(folder).reused


def test_a_touched_file_is_hashed_and_reused(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    age(folder)
    importing(folder)
    age(folder, 30)
    assert importing(folder).reused


def test_a_fresh_file_is_always_hashed(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    importing(folder)
    path = folder / "data" / "count.csv"
    state = path.stat()
    path.write_text(csv_text().replace("41", "42"))  # the same size, and the clock may not have moved on
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    made = importing(folder)
    assert not made.reused
    assert made.store.arrow("votes-mayor")["elm"].to_pylist() == [30, 42, 60, 20]


@pytest.mark.parametrize("what", ["file", "mapping", "label"])
def test_a_change_is_noticed(tmp_path: Path, what: str) -> None:
    folder = write_case(tmp_path)
    first = importing(folder)
    if what == "file":
        (folder / "data" / "count.csv").write_text(csv_text() + "005,South,Hall,50,1,2,0,0\n")
    elif what == "mapping":
        write_case(folder, SOURCE.replace('registered = "Registered"', ""))
    else:
        text = (folder / "case.toml").read_text()
        (folder / "case.toml").write_text(
            text.replace('label = "Elm"', 'label = "Elm tree", published = ["Elm"]')
        )
    second = importing(folder)
    assert not second.reused
    assert second.store.folder != first.store.folder


def test_a_comment_in_the_case_changes_nothing(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    importing(folder)
    with (folder / "case.toml").open("a") as file:
        file.write("\n# a comment\n")
    assert importing(folder).reused


@pytest.mark.slow
def test_old_imports_are_cleared_away(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    for number in range(6):
        (folder / "data" / "count.csv").write_text(csv_text() + f"005,South,Hall,50,{number},2,0,0\n")
        last = importing(folder)
    kept = left_behind(folder)
    assert len(kept) == 3
    assert last.store.folder.name in kept


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, MemoryError])
def test_an_interrupted_import_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    folder = write_case(tmp_path)

    def interrupted(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(run, "write_counts", interrupted)
    with pytest.raises(error):
        importing(folder)
    assert left_behind(folder) == []
    monkeypatch.undo()
    assert importing(folder).store.arrow("version").num_rows == 4


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    import_case(load_case(write_case(tmp_path)), lambda *step: told.append(step))
    assert [step for _, step, _ in told] == [1, 2, 3, 4]
    assert {steps for _, _, steps in told} == {4}


def test_a_case_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_case(tmp_path / "case")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: not str(path).startswith(str(folder)) and real(path, mode)
    )
    made = importing(folder)
    assert made.store.folder.is_relative_to(tmp_path / "cache" / "veedor")
    assert not (folder / ".veedor").exists()
    assert importing(folder).reused


def test_missing_data_say_where_they_were_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEEDOR_DATA", str(tmp_path / "shared"))
    folder = write_case(tmp_path / "small", files={})
    with pytest.raises(MissingDataError) as caught:
        importing(folder)
    assert "'count.csv'" in caught.value.message
    assert str(tmp_path / "shared" / "small" / "original") in caught.value.message
    assert f"veedor fetch {folder}" in caught.value.remedy


@pytest.mark.parametrize("inside", ["", "original"])
def test_shared_data_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    shared = tmp_path / "shared" / "small" / inside
    shared.mkdir(parents=True)
    (shared / "count.csv").write_text(csv_text())
    monkeypatch.setenv("VEEDOR_DATA", str(tmp_path / "shared"))
    assert importing(write_case(tmp_path / "small", files={})).store.arrow("version").num_rows == 4


def test_the_case_s_own_data_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "shared" / "small"
    shared.mkdir(parents=True)
    (shared / "other.csv").write_text("something else")
    monkeypatch.setenv("VEEDOR_DATA", str(tmp_path / "shared"))
    source = SOURCE.replace(
        '{ name = "count.csv" }', '{ name = "other.csv", copies = [{ name = "count.csv" }] }'
    )
    made = importing(write_case(tmp_path / "small", source))
    assert made.store.manifest["sources"]["final"]["file"] == "count.csv"


def test_a_damaged_note_of_hashes_is_ignored(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    age(folder)
    importing(folder)
    (folder / ".veedor" / "seen.json").write_text("{ not json")
    assert importing(folder).reused


def test_a_folder_of_the_same_key_that_is_no_import(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    key = importing(folder).store.folder
    (key / "manifest.json").unlink()
    again = importing(folder)
    assert not again.reused
    assert again.store.folder == key
    assert (key / "manifest.json").is_file()


def test_the_manifest_tells_everything(tmp_path: Path) -> None:
    store = importing(write_case(tmp_path)).store
    manifest = json.loads((store.folder / "manifest.json").read_text())
    source = manifest["sources"]["final"]
    assert source["files"][0]["size"] == len(csv_text())
    assert len(source["files"][0]["sha256"]) == 64
    assert source["settings"]["delimiter"] == ","
    assert source["no_control"] is True
    assert source["unused_columns"] == []
    assert manifest["mapping"]["source"]["final"]["sheet"]["id"] == "Sheet"
    assert manifest["tables"]["version"] == 4
    assert manifest["seconds"] > 0


def test_a_store_names_what_it_has(tmp_path: Path) -> None:
    store = importing(write_case(tmp_path)).store
    assert store.has("version")
    assert not store.has("publication")
    with pytest.raises(VeedorError, match="no table 'versions'") as caught:
        store.path("versions")
    assert "'version'" in str(caught.value)


def test_the_same_case_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (importing(write_case(tmp_path / name)).store for name in ("a", "b"))
    assert one.names == other.names
    for name in one.names:
        assert one.path(name).read_bytes() == other.path(name).read_bytes(), name
