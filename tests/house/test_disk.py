"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from veedor import disk

if TYPE_CHECKING:
    from pathlib import Path


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
