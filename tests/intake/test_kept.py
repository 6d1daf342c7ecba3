"""Kept tables are believed where this user has made them and they are as they were; else files are read."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from intake.build_intake import csv_text, importing, write_case
from veedor.errors import InputErrors, VeedorError
from veedor.intake import import_case, load_case, locate, seal

ELM = [30, 41, 60, 20]


def elm(folder: Path) -> list[int]:
    """Give the votes of a choice, as the case says now."""
    votes: list[int] = import_case(load_case(folder)).store.arrow("votes-mayor")["elm"].to_pylist()
    return votes


def table(folder: Path) -> Path:
    """Give the kept table of the votes."""
    (found,) = (folder / ".veedor").glob("*/votes-mayor.parquet")
    return found


def other_votes(folder: Path) -> bytes:
    """Give a table of the same form with other votes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    votes = pq.read_table(table(folder))
    place = votes.column_names.index("elm")
    changed = votes.set_column(
        place, votes.schema.field(place), pa.array([v * 2 for v in ELM], votes.schema.field(place).type)
    )
    pq.write_table(changed, folder / "other")
    content = (folder / "other").read_bytes()
    (folder / "other").unlink()
    return content


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = write_case(tmp_path / "case")
    assert elm(folder) == ELM
    return folder


def test_exchanged_tables_are_not_believed(case: Path) -> None:
    path = table(case)
    state = path.stat()
    path.write_bytes(other_votes(case))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert elm(case) == ELM


def test_nor_where_the_manifest_and_the_seal_are_written_to_fit(case: Path) -> None:
    path = table(case)
    path.write_bytes(other_votes(case))
    sealed = json.loads((path.parent / "seal.json").read_text())
    sealed["files"][path.name] = [*seal.mark(path), locate.hash_file(path)]
    (path.parent / "seal.json").write_text(json.dumps(sealed))
    assert elm(case) == ELM


def test_nor_in_a_case_from_another_user(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever hands on a case can seal what they like, with their own key."""
    table(case).write_bytes(other_votes(case))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "theirs"))
    folder = table(case).parent
    files = {p.name: [*seal.mark(p), locate.hash_file(p)] for p in folder.iterdir() if p.name != "seal.json"}
    place = locate.hash_file(folder / "manifest.json")
    (folder / "seal.json").write_text(json.dumps({"files": files, "seal": seal.sealed([place, files])}))
    assert sum(elm(case)) == 2 * sum(ELM) or elm(case) == ELM  # theirs may believe it
    monkeypatch.delenv("XDG_STATE_HOME")
    assert elm(case) == ELM


def test_a_copied_case_is_believed_by_its_hashes(case: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(case, copy)
    assert importing(copy).reused
    table(copy).write_bytes(other_votes(case))
    assert elm(copy) == ELM


def test_a_table_more_or_less_is_noticed(case: Path) -> None:
    shutil.copy(table(case), table(case).with_name("votes-more.parquet"))
    assert not importing(case).reused
    table(case).with_name("place.parquet").unlink()
    assert not importing(case).reused


def test_a_source_of_equal_size_and_time_is_read_again(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "_SETTLED_NS", 0)
    importing(case)
    path = case / "data" / "count.csv"
    state = path.stat()
    path.write_text(csv_text().replace("41", "42"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert elm(case) == [30, 42, 60, 20]


def test_a_poisoned_list_of_hashes_gets_no_file_past_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locate, "_SETTLED_NS", 0)
    folder = write_case(tmp_path / "case")
    path = folder / "data" / "count.csv"
    true = locate.hash_file(path)
    text = (folder / "case.toml").read_text()
    (folder / "case.toml").write_text(
        text.replace('{ name = "count.csv" }', f'{{ name = "count.csv", sha256 = "{true}" }}')
    )
    assert elm(folder) == ELM
    path.write_text(csv_text().replace("41", "42"))
    files = {str(path): [*seal.mark(path), true]}
    for content in ({"files": files, "seal": "0" * 64}, {"files": files, "seal": seal.sealed(files)}, files):
        (folder / ".veedor" / "seen.json").write_text(json.dumps(content))
        with pytest.raises((VeedorError, InputErrors), match="SHA-256"):
            elm(folder)


def test_a_linked_work_folder_is_neither_used_nor_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    foreign = tmp_path / "projects"
    for number in range(5):
        (foreign / f"project-{number}").mkdir(parents=True)
        (foreign / f"project-{number}" / "manifest.json").write_text('{"made_by": "veedor 1"}')
    folder = write_case(tmp_path / "case")
    (folder / ".veedor").symlink_to(foreign)
    assert elm(folder) == ELM
    assert sorted(p.name for p in foreign.iterdir()) == [f"project-{n}" for n in range(5)]


@pytest.mark.slow
def test_links_within_the_work_folder_lead_to_nothing(case: Path, tmp_path: Path) -> None:
    """A kept folder that is a link is made anew beside what it led to; so is the list of hashes."""
    made = table(case).parent
    foreign, precious = tmp_path / "theirs", tmp_path / "precious"
    shutil.copytree(made, foreign)
    precious.write_text("precious")
    before = {path.name: path.read_bytes() for path in foreign.iterdir()}
    shutil.rmtree(made)
    made.symlink_to(foreign)
    (case / ".veedor" / "seen.json").unlink(missing_ok=True)
    (case / ".veedor" / "seen.json").symlink_to(precious)
    for number in range(5):
        (case / "data" / "count.csv").write_text(csv_text() + f"005,South,Hall,50,{number},2,0,0\n")
        assert elm(case) == [*ELM, 2]
    assert {path.name: path.read_bytes() for path in foreign.iterdir()} == before
    assert precious.read_text() == "precious"


@pytest.mark.slow
def test_folders_that_are_not_ours_stay(case: Path) -> None:
    work = case / ".veedor"
    for name in ("notes", "0" * 24, f"{'a' * 24}-{'b' * 8}", ".new-mine"):
        (work / name).mkdir()
        (work / name / "manifest.json").write_text("{}")
    for number in range(5):
        (case / "data" / "count.csv").write_text(csv_text() + f"005,South,Hall,50,{number},2,0,0\n")
        importing(case)
    names = {p.name for p in work.iterdir()}
    assert {"notes", "0" * 24, f"{'a' * 24}-{'b' * 8}", ".new-mine"} <= names
    assert len(names - {"seen.json"}) == 4 + 3


def test_a_user_without_a_place_for_a_key_reads_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    folder = write_case(tmp_path / "case")
    assert elm(folder) == elm(folder) == ELM
    assert not importing(folder).reused


@pytest.mark.parametrize("name", ["votes-mayor.parquet", "seal.json", "manifest.json"])
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="NOT TESTED: needs pipes")
def test_a_pipe_among_the_tables_is_not_waited_for(case: Path, name: str) -> None:
    path = table(case).with_name(name)
    path.unlink()
    os.mkfifo(path)
    assert elm(case) == ELM
