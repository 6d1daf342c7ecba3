"""A program that is stopped between any two steps: an act of an audit is done, or was never begun."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from veedor.audit import journal
from veedor.audit.journal import Entered

if TYPE_CHECKING:
    from pathlib import Path

AT = "2030-05-06T10:00:00-04:00"
RECORD = (
    Entered("record", "records/12.1.json", b"{}\n", "Ana"),
    Entered("record", "records/12.1.json.sig", b"s"),
)


class Stopped(BaseException):
    """What a killed program does not get to handle."""


def stop_at(monkeypatch: pytest.MonkeyPatch, step: int) -> list[int]:
    """Stop at the n-th step that reaches the disk, without a chance to clear up."""
    done = [0]

    def counted(real: object) -> object:
        def call(*args: object, **kwargs: object) -> object:
            done[0] += 1
            if done[0] >= step:
                raise Stopped
            return real(*args, **kwargs)  # type: ignore[operator]

        return call

    for name in ("fsync", "replace", "rename", "unlink", "rmdir", "mkdir"):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))
    return done


@pytest.mark.parametrize("step", range(1, 40))
def test_an_act_is_done_or_was_never_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    folder = tmp_path / "audit"
    journal.append(folder, Entered("commit", "a.csv", b"123"), at=AT)
    with monkeypatch.context() as patch:
        stop_at(patch, step)
        try:
            journal.append(folder, *RECORD, at=AT)
            whole = True
        except Stopped:
            whole = False
    names = [line.file for line in journal.load(folder)]
    assert names in (["a.csv"], ["a.csv", *(one.file for one in RECORD)])
    if whole:
        assert len(names) == 3
    if len(names) == 1:
        journal.append(folder, *RECORD, at=AT)
    for one in RECORD:
        assert (folder / one.file).read_bytes() == one.content
    left = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    torn = {name for name in left if name.rpartition("/")[2].startswith(".veedor-")}
    assert left - torn == {"a.csv", journal.NAME, *(one.file for one in RECORD)}


def test_the_steps_above_reach_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "audit"
    journal.append(folder, Entered("commit", "a.csv", b"123"), at=AT)
    done = stop_at(monkeypatch, 10_000)
    journal.append(folder, *RECORD, at=AT)
    assert 5 < done[0] < 40
