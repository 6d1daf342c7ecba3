"""Adding to a log: what it refuses, what it gives back, what an older copy of it meets."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from ledger.build_ledger import LOG, Clock, Wire, begun, files_of, key, policy, root_of, sheet
from veedor import disk
from veedor.errors import LedgerError, TamperError
from veedor.ledger.checkpoints import read_checkpoint
from veedor.ledger.note_keys import NOTE, named_key
from veedor.ledger.notes import read_note, signers
from veedor.ledger.opening import begin_log, open_log
from veedor.ledger.policies import read_policy
from veedor.ledger.publishing import check_witnesses, publish
from veedor.ledger.reading import read_log
from veedor.ledger.sources import folder_source
from veedor.ledger.tiles import bundles_of, read_entries
from veedor.ledger.verifying import verify_log

if TYPE_CHECKING:
    from pathlib import Path


def entries_of(log_path: Path, size: int) -> list[bytes]:
    def read(name: str, _most: int) -> bytes:
        try:
            return (log_path / name).read_bytes()
        except OSError:
            raise LedgerError(name) from None

    return [entry for bundle in bundles_of(size) for entry in read_entries(read, *bundle)]


def test_leaves_are_on_the_disk_under_a_signed_head(tmp_path: Path) -> None:
    path = begun(tmp_path / "log")
    for step in (1, 254, 1, 300, 256):
        with open_log(path, LOG) as log:
            first = log.size
            places = log.add([sheet(n) for n in range(first, first + step)])
            assert places == list(range(first, first + step))
        head = read_note((path / ".state/head").read_bytes())
        tree = read_checkpoint(head.text)
        assert signers(head, [LOG.public]) == {LOG.public: 0}
        assert tree.size == first + step
        assert root_of(entries_of(path, tree.size)) == tree.root


def test_in_one_go_and_one_by_one_give_the_same_tree(tmp_path: Path) -> None:
    one, other = begun(tmp_path / "one"), begun(tmp_path / "other")
    with open_log(one, LOG) as log:
        for n in range(1, 300):
            log.add([sheet(n)])
        root = log.checkpoint
    with open_log(other, LOG) as log:
        log.add([sheet(n) for n in range(1, 300)])
        assert log.checkpoint == root


def test_what_is_handed_in_again_keeps_its_place(tmp_path: Path) -> None:
    with open_log(begun(tmp_path / "log"), LOG) as log:
        assert log.add([sheet(1), sheet(2), sheet(1)]) == [1, 2, 1]
        before = log.note
        for _ in range(3):
            assert log.add([sheet(2), sheet(1)]) == [2, 1]
        assert log.note == before


def test_nothing_is_replaced_and_versions_name_the_one_before(tmp_path: Path) -> None:
    with open_log(begun(tmp_path / "log"), LOG) as log:
        log.add([sheet(1)])
        with pytest.raises(LedgerError, match="stands in the log already, as leaf 1"):
            log.add([sheet(1, figures={"A": 999})])
        for version, prev in ((2, None), (2, 0), (3, 1), (1, 1), (0, None)):
            with pytest.raises(LedgerError, match="does not name the one before"):
                log.add([sheet(1, version, prev, figures={"A": 7})])
        assert log.add([sheet(1, 2, 1)]) == [2]
        assert log.size == 3


def test_a_closed_log_takes_nothing(tmp_path: Path) -> None:
    with open_log(begun(tmp_path / "log"), LOG) as log:
        close = {"kind": "close", "at": sheet(1)["at"], "size": 1}
        log.add([close])
        assert log.add([close]) == [1]
        with pytest.raises(LedgerError, match="closed"):
            log.add([sheet(1)])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "shet"}, "Did you mean 'sheet'"),
        ({"figures": {"A": -1}}, "whole numbers"),
        ({"figures": {"A": 1.5}}, "whole numbers"),
        ({"figures": {"A": True}}, "whole numbers"),
        ({"figures": {"\U0001f5f3": 1}}, "whole numbers"),
        ({"figures": {"A": 2**53}}, "whole numbers"),
        ({"at": "2019-10-20T19:40:57-04:00"}, "a time such as"),
        ({"at": "2019-13-20T19:40:57Z"}, "a time such as"),
        ({"sheet": ""}, "a text"),
        ({"sheet": "\ud800"}, "a text"),
        ({"voter": "a name"}, "no field 'voter'"),
        ({"source": "x" * 70_000}, "no leaf has more than 65535"),
    ],
)
def test_what_is_no_leaf_is_refused(tmp_path: Path, change: dict[str, object], says: str) -> None:
    with open_log(begun(tmp_path / "log"), LOG) as log:
        with pytest.raises(LedgerError, match=says):
            log.add([{**sheet(1), **change}])
        assert log.size == 1


def test_a_folder_that_holds_something_is_no_place_for_a_log(tmp_path: Path) -> None:
    path = begun(tmp_path / "log")
    with pytest.raises(LedgerError, match="not empty"):
        begun(path)
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "notes.txt").write_text("mine")
    with pytest.raises(LedgerError, match="not empty"):
        begin_log(tmp_path / "else", LOG, policy(), sheet(1))
    with pytest.raises(LedgerError, match="log init"), open_log(tmp_path / "no", LOG):
        pass


def test_only_one_program_adds(tmp_path: Path) -> None:
    path = begun(tmp_path / "log")
    with open_log(path, LOG), pytest.raises(LedgerError, match="Another program"), open_log(path, LOG):
        pass


def test_another_key_is_refused(tmp_path: Path) -> None:
    path = begun(tmp_path / "log")
    with pytest.raises(TamperError, match="is not signed by"), open_log(path, key("example.org/x")):
        pass


def test_a_key_is_changed_where_the_policy_names_the_new_one(tmp_path: Path) -> None:
    path = begun(tmp_path / "log")
    new = named_key(LOG.name, NOTE, key("another").private)
    with pytest.raises(TamperError, match="does not name that key"), open_log(path, new):
        pass
    text = f"{LOG.name}\n{new.public}\n".encode()
    note = (text + b"\n" + LOG.sign(text).encode() + new.sign(text).encode()).decode()
    with open_log(path, LOG) as log:
        log.add([{"kind": "key", "at": sheet(1)["at"], "note": note}])
        log.write({"policy": f"log {new.public}\n".encode() + policy()})
    with open_log(path, new) as log:
        assert log.add([sheet(1)]) == [2]
        publish(log, log.policy)
    found = read_log(folder_source(path), "log")
    assert verify_log(found).problems == ()


@pytest.mark.parametrize("name", ["tile/0/000.p/5", "tile/entries/000.p/5", ".state/head"])
def test_a_changed_file_is_noticed_when_the_log_is_opened(tmp_path: Path, name: str) -> None:
    path = begun(tmp_path / "log")
    with open_log(path, LOG) as log:
        log.add([sheet(n) for n in range(4)])
    content = bytearray((path / name).read_bytes())
    content[-20] ^= 1
    (path / name).write_bytes(bytes(content))
    with pytest.raises(LedgerError), open_log(path, LOG):
        pass


def test_an_error_of_the_disk_stops_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_log(begun(tmp_path / "log"), LOG) as log:

        def fails(_handle: int) -> None:
            raise OSError(5, "Input/output error")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fails)
            with pytest.raises(OSError, match="Input/output"):
                log.add([sheet(1)])
        for act in (lambda: log.add([sheet(1)]), lambda: publish(log, log.policy)):
            with pytest.raises(LedgerError, match="disk failed"):
                act()
    with open_log(tmp_path / "log", LOG) as log:
        assert log.add([sheet(1)]) == [1]


def test_a_folder_whose_names_do_not_reach_the_disk_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_handle: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="Input/output"):
        disk.settle_folder(tmp_path)


def test_partial_tiles_go_when_the_full_one_is_published(tmp_path: Path) -> None:
    path = begun(tmp_path / "log")
    with open_log(path, LOG) as log:
        for n in range(1, 300):
            log.add([sheet(n)])
            if n % 20 == 0:
                publish(log, log.policy)
        log.add([sheet(n) for n in range(1_000, 1_700)])
        publish(log, log.policy)
    names = set(files_of(path))
    needed = {"checkpoint", "policy", ".state/head", ".state/lock", "tile/1/000.p/3"}
    needed |= {f"tile/{kind}/{n:03d}" for kind in (0, "entries") for n in range(3)}
    needed |= {f"tile/{kind}/003.p/232" for kind in (0, "entries")}
    # tiles of sizes that were committed and not published stay until their full one is
    assert names - needed <= {f"tile/1/000.p/{n}" for n in range(1, 3)}
    assert needed <= names
    with open_log(path, LOG) as log:
        assert log.size == 1_000


WITNESSES = ("a", "b", "c")


def test_a_log_is_published_where_enough_witnesses_sign(tmp_path: Path) -> None:
    clock = Clock()
    wire = Wire(tmp_path, WITNESSES, clock)
    path = begun(tmp_path / "log", policy(WITNESSES, "2"))
    with open_log(path, LOG) as log:
        rules = log.policy
        assert check_witnesses(log, rules, wire) == {}
        wire.down = {"a"}
        done = publish(log, rules, wire)
        assert (done.shown.quorum, list(done.silent)) == (True, ["a"])
        wire.down = {"a", "b"}
        log.add([sheet(1)])
        done = publish(log, rules, wire)
        assert (done.shown.quorum, list(done.silent)) == (False, ["a", "b"])
        assert (path / "checkpoint").read_bytes().split(b"\n")[1] == b"1"
        wire.down = set()
        clock.now += 7
        done = publish(log, rules, wire)
        assert done.shown.times == dict.fromkeys(WITNESSES, int(clock.now))
        assert (path / "checkpoint").read_bytes() == bytes(done.shown.note)


def test_a_log_that_was_put_back_from_an_older_copy_is_noticed(tmp_path: Path) -> None:
    wire = Wire(tmp_path, WITNESSES, Clock())
    path = begun(tmp_path / "log", policy(WITNESSES, "1"))
    with open_log(path, LOG) as log:
        publish(log, log.policy, wire)
    shutil.copytree(path, tmp_path / "older")
    with open_log(path, LOG) as log:
        log.add([sheet(1)])
        wire.down = {"a", "b"}
        publish(log, log.policy, wire)
    wire.down = set()
    with open_log(tmp_path / "older", LOG) as log:
        with pytest.raises(TamperError, match="The witness c has 2 leaves of this log, and here are only 1"):
            check_witnesses(log, log.policy, wire)
        with pytest.raises(TamperError, match="older copy"):
            publish(log, log.policy, wire)
        log.add([sheet(2)])
        with pytest.raises(TamperError, match="another history"):
            publish(log, log.policy, wire)
    shutil.copy(path / "checkpoint", tmp_path / "older" / "checkpoint")
    shutil.copy(tmp_path / "older" / ".state/head", tmp_path / "kept")
    with open_log(tmp_path / "older", LOG) as log:
        assert log.size == 2
    # the published checkpoint alone tells it too, without any witness
    with open_log(path, LOG) as log:
        log.add([sheet(n) for n in range(3, 6)])
        publish(log, read_policy(policy()), wire)
    shutil.copy(path / "checkpoint", tmp_path / "older" / "checkpoint")
    with pytest.raises(TamperError, match="older copy"), open_log(tmp_path / "older", LOG):
        pass
