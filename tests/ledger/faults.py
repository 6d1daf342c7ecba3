"""Every call to the disk fails once, and every disk that a power cut may leave: what is acknowledged stays.

Run as a program (``python faults.py FOLDER faults|power [MUTANT] [EVERY]``): it forks, which a process with
threads must not. It prints one line of JSON: how many were tried, and which went wrong.

The model of a power cut: a name (a new file, a rename, a new folder) is there for certain once its folder was
synchronised, and by chance before; a file holds what was written once it was synchronised, and before that
nothing, a part of it, or zeros.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.build_ledger import LOG, Clock, Wire, begun, policy, root_of, sheet
from veedor import disk
from veedor.disk import files
from veedor.errors import LedgerError
from veedor.ledger import writing
from veedor.ledger.checkpoints import read_checkpoint, witnessed
from veedor.ledger.leaves import to_entry
from veedor.ledger.opening import open_log
from veedor.ledger.policies import read_policy
from veedor.ledger.publishing import check_witnesses, publish
from veedor.ledger.reading import check_files, read_log
from veedor.ledger.sources import folder_source
from veedor.ledger.tiles import bundles_of, read_entries

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS = ("open", "write", "fsync", "replace", "mkdir", "chmod", "close", "unlink")
FAULTS = ("kill", "killed after", "EIO", "EIO after", "ENOSPC", "short")
NAMES = ("a", "b")
FIRST, STEPS, STEP = 250, 2, 4
HANGS = 30
"""Seconds after which a child that takes a fraction of one is taken to wait for ever."""
MUTANTS: dict[str, tuple[Any, str, str]] = {
    "files": (files, "_settle_all([*handles, *folders])", "_settle_all(folders)"),
    "new names": (files, "_settle_all([*handles, *folders])", "_settle_all(handles)"),
    "names": (files, "        _settle_all(_folders(files))\n", ""),
    "folders": (
        files,
        "    folder.mkdir(exist_ok=True)\n    settle_folder(folder.parent)\n",
        "    folder.mkdir()\n",
    ),
    "loop": (
        files,
        "    while left:\n        left = left[os.write(handle, left) :]",
        "    os.write(handle, left)",
    ),
    "order": (
        writing,
        "            self.write({HEAD: note}, new=files)",
        "            self.write({HEAD: note, **files})",
    ),
    "clear": (writing, "            self._clear()\n", ""),
}
"""What is taken out of the program -> it has to be noticed."""


def mutate(name: str) -> None:
    module, old, new = MUTANTS[name]
    source = Path(module.__file__).read_text()
    assert source.count(old) == 1, f"{name}: what it changes is gone"
    changed: dict[str, Any] = {}
    exec(compile(source.replace(old, new), module.__file__, "exec"), module.__dict__ | {}, changed)  # noqa: S102
    for key in ("write", "write_all", "_write_some", "_pour", "make_folder"):
        if key in changed and module is files:
            function = changed[key]
            mutant = type(function)(function.__code__, module.__dict__, key, function.__defaults__)
            for place in (files, disk):
                if hasattr(place, key):
                    setattr(place, key, mutant)
    if module is writing:
        writing.LogWriter._commit.__code__ = changed["LogWriter"]._commit.__code__


class Unbroken(Wire):
    """A witness whose own disk fails does not answer."""

    def __call__(self, address: str, body: bytes) -> bytes:
        try:
            return super().__call__(address, body)
        except OSError as error:
            raise LedgerError(str(error)) from None


def begin(folder: Path) -> None:
    """A log with a full tile but a few, published, and its witnesses."""
    path = begun(folder / "log", policy(NAMES, "1"))
    with open_log(path, LOG) as log:
        log.add([sheet(n) for n in range(1, FIRST)])
        publish(log, log.policy, Unbroken(folder, NAMES, Clock()))


def work(folder: Path, acknowledge: Callable[[int, bytes], None]) -> None:
    """Add leaves across the border of a tile, and publish after each step."""
    with open_log(folder / "log", LOG) as log:
        wire = Unbroken(folder, NAMES, Clock())
        for step in range(STEPS):
            leaves = [sheet(FIRST + step * STEP + n) for n in range(STEP)]
            for index, leaf in zip(log.add(leaves), leaves, strict=True):
                acknowledge(index, to_entry(leaf))
            publish(log, log.policy, wire)


def look(folder: Path, acknowledged: list[tuple[int, bytes]]) -> None:
    """Check that everything is as it should be, and go on."""
    path = folder / "log"
    read = folder_source(path)
    with open_log(path, LOG) as log:
        entries = [entry for bundle in bundles_of(log.size) for entry in read_entries(read, *bundle)]
        assert root_of(entries) == log.checkpoint.root, "the entries are not those of the head"
        for index, entry in acknowledged:
            assert entries[index : index + 1] == [entry], f"leaf {index} is lost"
        note = (path / "checkpoint").read_bytes()
        tree = witnessed(note, read_policy(policy(NAMES, "1"))).checkpoint
        assert root_of(entries[: tree.size]) == tree.root, "the checkpoint is of another history"
        wire = Unbroken(folder, NAMES, Clock())
        assert not check_witnesses(log, log.policy, wire)
        log.add([sheet(n, figures={"A": 1}) for n in range(9_000, 9_010)])
        assert len(publish(log, log.policy, wire).shown.times) == len(NAMES), "a witness refuses"
        count = sum(1 for number, width in bundles_of(log.size) for _ in read_entries(read, number, width))
        assert count == read_checkpoint(log.note.partition(b"\n\n")[0] + b"\n").size
        check_files(path, read, read_log(read, "log"))


class Failing:
    """Lets the n-th call to the disk fail."""

    def __init__(self, at: int, fault: str) -> None:
        self.at, self.fault, self.count, self.hit = at, fault, 0, False
        self.close = os.close

    def install(self) -> None:
        for name in CALLS:
            setattr(os, name, self.failing(name, getattr(os, name)))

    def failing(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:  # noqa: ANN401 - stands in for calls of any form
            self.count += 1
            if self.count != self.at or (self.fault == "short" and name != "write"):
                return real(*args, **more)
            self.hit = True
            if self.fault == "short":
                return real(args[0], bytes(args[1])[: max(1, len(args[1]) // 2)])
            if self.fault in {"killed after", "EIO after"} or name == "close":
                made = real(*args, **more)  # a handle is given back also where closing it fails
                if name == "open":
                    self.close(made)  # who is told that opening failed has none to close
            if self.fault.startswith("kill"):
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(28 if self.fault == "ENOSPC" else 5, self.fault)

        return call


def faults(folder: Path, every: int) -> dict[str, object]:
    """Let each call fail in each way; look at what is left."""
    base = folder / "base"
    begin(base)
    tried, bad = 0, []
    for fault in FAULTS:
        at, hit = 1, True
        while hit:
            place = folder / f"{fault}-{at}"
            shutil.copytree(base, place)
            tried += 1
            try:
                acknowledged, hit = in_child(place, at, fault)
                look(place, acknowledged)
            except (AssertionError, LedgerError, OSError, ValueError) as error:
                bad.append(f"{fault} at call {at}: {error}")
            shutil.rmtree(place)
            at += every
            hit = hit or (fault == "short" and at < 200)
    return {"tried": tried, "bad": bad}


def tell(write: Callable[[int, bytes], int], to: int, text: str) -> None:
    write(to, text.encode())


def in_child(place: Path, at: int, fault: str) -> tuple[list[tuple[int, bytes]], bool]:
    """Work in a process of its own that meets a fault; give what it acknowledged, and whether it met it."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(HANGS)
        os.close(reader)
        said = os.write
        failing = Failing(at, fault)
        failing.install()
        try:
            work(place, lambda index, entry: tell(said, writer, f"{index} {entry.hex()}\n"))
        except BaseException:  # noqa: BLE001 - whatever it meets, the next one looks at what is left
            failing.hit = True
        said(writer, b"hit\n" if failing.hit else b"clean\n")
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as file:
        lines = file.read().split("\n")
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended != -signal.SIGALRM, f"it hangs, in place {place}"
    found = [line.split(" ") for line in lines if " " in line]
    return [(int(index), bytes.fromhex(entry)) for index, entry in found], "clean" not in lines


@dataclass
class Tape:
    """What was done to the disk, in order."""

    done: list[tuple[str, Any, Any]] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    def install(self) -> Callable[[], None]:  # noqa: C901 - one stand-in a call
        kept = {name: getattr(os, name) for name in ("open", "write", "fsync", "replace", "mkdir")}

        def open_(path: Any, flags: int, *args: Any, **more: Any) -> int:  # noqa: ANN401
            handle: int = kept["open"](path, flags, *args, **more)
            self.names[handle] = str(path)
            if flags & os.O_CREAT:
                self.done.append(("create", str(path), None))
            return handle

        def write(handle: int, data: bytes) -> int:
            if handle in self.names:
                self.done.append(("write", self.names[handle], bytes(data)))
            return int(kept["write"](handle, data))

        def fsync(handle: int) -> None:
            kept["fsync"](handle)
            self.done.append(("sync", self.names[handle], None))

        def replace(source: Any, target: Any, **more: Any) -> None:  # noqa: ANN401
            kept["replace"](source, target, **more)
            self.done.append(("rename", str(source), str(target)))

        def mkdir(path: Any, *args: Any, **more: Any) -> None:  # noqa: ANN401
            kept["mkdir"](path, *args, **more)
            self.done.append(("folder", str(path), None))

        for name, call in (
            ("open", open_), ("write", write), ("fsync", fsync), ("replace", replace), ("mkdir", mkdir),
        ):  # fmt: skip
            setattr(os, name, call)

        def restore() -> None:
            for name, call in kept.items():
                setattr(os, name, call)

        return restore


def disk_of(tape: Tape, cut: int, base: Path, place: Path, root: str, rng: random.Random) -> None:
    """Lay out the disk that a power cut behind so many steps may leave."""
    shutil.copytree(base, place)
    done = tape.done[:cut]
    synced = {}
    for at, (what, name, _) in enumerate(done):
        if what == "sync":
            synced[name] = at
    data = {name: b"" for what, name, _ in done if what == "create"}
    written: dict[str, int] = {}
    for at, (what, name, other) in enumerate(done):
        if what == "write":
            data[name] += other
            written[name] = at
    lost_folders: list[str] = []
    for at, (what, name, other) in enumerate(done):
        target = other if what == "rename" else name
        is_beside = what == "create" and disk.ASIDE in name
        if what not in {"create", "folder", "rename"} or is_beside:
            continue
        is_there = synced.get(str(Path(target).parent), -1) > at or rng.random() < 0.5
        gone = any(target.startswith(folder + "/") for folder in lost_folders)
        if not is_there or gone:
            lost_folders += [target] if what == "folder" else []
            continue
        path = place / Path(target).relative_to(root)
        if what == "folder":
            path.mkdir(exist_ok=True)
            continue
        content = data[name]
        if synced.get(name, -1) < written.get(name, -1):
            content = rng.choice([b"", content[: len(content) // 2], bytes(len(content)), content])
        path.write_bytes(content)


def power(folder: Path, disks: int) -> dict[str, object]:
    """Cut the power at random moments, and look at what the disk may hold."""
    base, live = folder / "base", folder / "live"
    begin(base)
    shutil.copytree(base, live)
    tape = Tape()
    restore = tape.install()
    try:
        work(live, lambda index, entry: tape.done.append(("said", index, entry)))
    finally:
        restore()
    rng, bad = random.Random(5), []  # noqa: S311 - a test that runs alike each time
    for number in range(disks):
        cut = rng.randrange(len(tape.done) + 1)
        place = folder / f"disk-{number}"
        disk_of(tape, cut, base, place, str(live), rng)
        said = [(index, entry) for what, index, entry in tape.done[:cut] if what == "said"]
        try:
            look(place, said)
        except (AssertionError, LedgerError, OSError, ValueError) as error:
            bad.append(f"cut behind step {cut}: {error}")
        shutil.rmtree(place)
    return {"tried": disks, "bad": bad}


if __name__ == "__main__":
    where, mode, mutant, number = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    if mutant != "none":
        mutate(mutant)
    sys.stdout.write(json.dumps(faults(where, number) if mode == "faults" else power(where, number)) + "\n")
