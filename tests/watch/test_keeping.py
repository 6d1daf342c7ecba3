"""What is kept: byte for byte, small where little changes, and there after a kill."""

from __future__ import annotations

import errno
import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor.canonical import sha256
from veedor.errors import MissingDataError, VeedorError
from veedor.watch.answers import AnswerStore, difference, restored
from veedor.watch.journal import WatchJournal

TEXT = st.lists(st.sampled_from([b"a,1\n", b"b,2\n", b"{}", b"x>", b"\n", b"\r\n", b"\x00", b"end"])).map(
    b"".join
)


@given(TEXT | st.binary(), TEXT | st.binary())
@settings(deadline=None)
def test_a_difference_makes_the_file_again(base: bytes, new: bytes) -> None:
    assert restored(base, difference(base, new)) == new


def table(rows: int, seed: int) -> list[bytes]:
    made = random.Random(seed)  # noqa: S311
    return [b"%07d,%d,%d,%d\n" % (i, *(made.randrange(400) for _ in range(3))) for i in range(rows)]


def test_a_table_that_changes_little_costs_little(tmp_path: Path) -> None:
    store, chance = AnswerStore(tmp_path / "answers"), random.Random(1)  # noqa: S311
    rows = table(20_000, 1)
    kept: dict[str, bytes] = {}
    for _ in range(12):
        for at in chance.sample(range(len(rows)), 40):
            rows[at] = rows[at][:-2] + b"9\n"
        content = b"".join(rows)
        kept[store.keep(content, "a")] = content
    first = max(f.stat().st_size for f in (tmp_path / "answers").glob("??/*"))
    assert store.size < 2 * first
    fresh = AnswerStore(tmp_path / "answers")
    for name, content in kept.items():
        assert fresh.read(name) == content
        assert name == sha256(content)


def test_what_is_on_one_line_costs_little_too(tmp_path: Path) -> None:
    rows = [b'{"mesa":%d,"votos":%d}' % (i, i * 7919 % 300) for i in range(20_000)]
    store = AnswerStore(tmp_path / "answers")
    store.keep(b"[" + b",".join(rows) + b"]", "a")
    before = store.size
    rows[777] = b'{"mesa":777,"votos":0}'
    store.keep(b"[" + b",".join(rows) + b"]", "a")
    assert store.size - before < before / 20


def test_an_equal_answer_is_kept_once(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path / "answers")
    assert store.keep(b"same", "a") == store.keep(b"same", "b")
    assert len(list((tmp_path / "answers").glob("??/*"))) == 1


def test_what_is_damaged_is_never_given(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path / "answers")
    rows = table(2000, 1)
    base = store.keep(b"".join(rows), "a")
    rows[5] = b"changed\n"
    other = store.keep(b"".join(rows), "a")
    for name in (other, base):
        (file,) = (tmp_path / "answers").glob(f"??/{name}*")
        content = file.read_bytes()
        for at in range(0, len(content), max(1, len(content) // 20)):
            file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            with pytest.raises(VeedorError):
                store.read(name)
        file.write_bytes(content)
    with pytest.raises(MissingDataError):
        store.read("0" * 64)
    with pytest.raises(MissingDataError):
        store.read("../../etc/passwd")


def test_a_line_that_was_not_finished_was_never_said(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with WatchJournal(path) as journal:
        journal.append({"kind": "beat", "at": 1})
        journal.append({"kind": "beat", "at": 2})
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"kind":"be')
    with WatchJournal(path) as journal:
        assert [event["at"] for event in journal.events] == [1, 2]
        journal.append({"kind": "beat", "at": 3})
    with WatchJournal(path) as journal:
        assert [event["at"] for event in journal.events] == [1, 2, 3]


def test_a_line_that_is_none_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"kind":"beat"}\nrubbish\n{"kind":"beat"}\n')
    with pytest.raises(VeedorError, match="line 2"):
        WatchJournal(path)


def test_two_programs_do_not_write_one_journal(tmp_path: Path) -> None:
    with WatchJournal(tmp_path / "j"), pytest.raises(VeedorError, match="Another program"):
        WatchJournal(tmp_path / "j")


def test_a_full_disk_leaves_the_journal_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write

    def little(handle: int, data: bytes | memoryview) -> int:
        if len(data) < 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle, bytes(data[: len(data) // 2]))

    with WatchJournal(tmp_path / "j") as journal:
        journal.append({"kind": "beat", "at": 1})
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", little)
            with pytest.raises(OSError, match="No space"):
                journal.append({"kind": "beat", "at": 2})
        assert [event["at"] for event in journal.events] == [1]
        journal.append({"kind": "beat", "at": 3})
    with WatchJournal(tmp_path / "j") as journal:
        assert [event["at"] for event in journal.events] == [1, 3]


def test_an_error_of_the_disk_ends_the_watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with WatchJournal(tmp_path / "j") as journal:
        monkeypatch.setattr(os, "fsync", fails)
        with pytest.raises(VeedorError, match="not known"):
            journal.append({"kind": "beat", "at": 1})
