"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from veedor import disk


def test_a_file_is_replaced_whole_and_a_link_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    (tmp_path / "out").symlink_to(elsewhere)
    disk.write(tmp_path / "out", "new")
    assert elsewhere.read_text() == "mine"
    assert (tmp_path / "out").read_text() == "new"
    assert not (tmp_path / "out").is_symlink()


def test_what_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        disk.write(tmp_path / "out", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out").read_text() == "old"


def test_several_files_come_together_and_the_last_ones_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = []
    real = os.replace

    def seen(source: object, target: object, **more: object) -> None:
        moved.append(str(target).rpartition("/")[2])
        real(source, target, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", seen)
    monkeypatch.setattr(os, "rename", seen)
    with disk.aside(tmp_path / "out", last=("b", "a")) as new:
        for name in ("a", "b", "c/d"):
            (new / name).parent.mkdir(exist_ok=True)
            (new / name).write_text(name)
        assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [new.name]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a", "b", "c"]
    assert moved in ([], ["d", "b", "a"])


def test_nothing_comes_where_one_fails(tmp_path: Path) -> None:
    def fails() -> None:
        with disk.aside(tmp_path / "out") as new:
            (new / "a").write_text("a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert list((tmp_path / "out").iterdir()) == []


KILLED = """
import os, sys, time
from pathlib import Path
from veedor import disk
with disk.aside(Path(sys.argv[1])) as new:
    (new / "half").write_text("half")
    print("ready", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_program_left_is_swept_and_a_living_ones_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    theirs = folder / ".veedor-mine"  # no maker in it: not ours
    theirs.mkdir()
    (theirs / "precious").write_text("precious")
    (folder / ".veedor-link").symlink_to(tmp_path)
    command = [sys.executable, "-c", KILLED, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        (left,) = [p for p in folder.iterdir() if p.name not in {".veedor-mine", ".veedor-link"}]
        disk.sweep(folder)
        assert (left / "half").exists(), "its maker is alive"
        child.kill()
    disk.sweep(folder)
    assert sorted(p.name for p in folder.iterdir()) == [".veedor-link", ".veedor-mine"]
    assert (theirs / "precious").read_text() == "precious"


TEMPORARY = """
import sys, time
from veedor import disk
with disk.temporary() as new:
    (new / "half").write_text("half")
    print(new, flush=True)
    time.sleep(60)
"""


def test_temporary_files_of_a_killed_program_are_swept_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    command = [sys.executable, "-c", TEMPORARY]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"TMPDIR": str(tmp_path)}
    ) as child:
        assert child.stdout is not None
        left = Path(child.stdout.readline().strip())
        child.kill()
    assert (left / "half").exists()
    with disk.temporary() as new:
        assert list(tmp_path.iterdir()) == [new]
    assert list(tmp_path.iterdir()) == []


def test_what_another_user_left_is_not_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".veedor-theirs").mkdir()
    (tmp_path / ".veedor-theirs" / disk.MAKER).touch()
    if hasattr(os, "getuid"):
        monkeypatch.setattr(os, "getuid", lambda: -1)
        disk.sweep(tmp_path)
        assert (tmp_path / ".veedor-theirs").exists()
        monkeypatch.undo()
    disk.sweep(tmp_path)
    assert not (tmp_path / ".veedor-theirs").exists()


def test_a_full_disk_names_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def many() -> None:
        with disk.aside(tmp_path) as new:
            (new / "a").touch()

    monkeypatch.setattr(os, "fsync", full)

    def one() -> None:
        disk.write(tmp_path / "out", "new")

    for writes in (one, many):
        with pytest.raises(OSError, match="No space") as raised:
            writes()
        assert raised.value.filename == str(tmp_path)


def test_a_system_without_a_place_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> str:
        raise FileNotFoundError(errno.ENOENT, f"No usable temporary directory found in {[str(tmp_path)]}")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    with pytest.raises(FileNotFoundError, match="no folder for temporary files") as raised, disk.temporary():
        pass
    assert raised.value.filename == "TMPDIR"


ALONE = """
import sys, time
from pathlib import Path
from veedor import disk
with disk.alone(Path(sys.argv[1])):
    print("in", flush=True)
    sys.stdin.readline()
"""


def test_two_programs_wait_for_each_other(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ALONE, str(tmp_path)]
    waited = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "in\n"

        def waiting() -> None:
            waited.append(time.monotonic())
            assert child.stdin is not None
            child.stdin.write("\n")
            child.stdin.flush()

        with disk.alone(tmp_path, waiting):
            assert waited
