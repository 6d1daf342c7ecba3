"""The order of an audit, as a chain of hashes.

Each step adds one line to ``journal.jsonl``: what was done, which file it made, the hash of that file,
and the hash of the line before. A line cannot name a hash that did not exist yet, so the order of the
steps can be proved from the files alone; whoever holds the hash of a later line holds all lines before
it.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING

import msgspec

from veedor.audit.canonical import canonical, read, sha256
from veedor.errors import AuditError

if TYPE_CHECKING:
    from pathlib import Path

NAME = "journal.jsonl"
START = "0" * 64

STEPS = ("commit", "rule", "plan", "sign", "refuse", "seed", "draw", "record", "witness")
"""What can be done, in the order in which it can first be done."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One step.

    Parameters
    ----------
    step : str
        One of :data:`STEPS`.
    file : str
        File that it made, relative to the folder.
    sha256 : str
        Hash of that file.
    who : str
        Party, person or office; may be empty.
    at : str
        Time that was stated, ISO 8601 with zone. It proves nothing; the chain does.
    previous : str
        Hash of the line before; 64 zeros for the first.
    """

    step: str
    file: str
    sha256: str
    who: str
    at: str
    previous: str


def head(lines: tuple[JournalLine, ...]) -> str:
    """Give the hash of the last line: publish it, and everything before it is fixed."""
    return sha256(canonical(asdict(lines[-1]))) if lines else START


def load(folder: Path) -> tuple[JournalLine, ...]:
    """Read the journal and check its chain.

    Raises
    ------
    AuditError
        Where a line is unreadable or does not follow from the one before.
    """
    if not (folder / NAME).exists():
        return ()
    lines: list[JournalLine] = []
    last = START
    for number, text in enumerate(read(folder, NAME).splitlines(keepends=True), start=1):
        if not text.endswith(b"\n"):
            raise AuditError(
                f"{NAME}, row {number}: the row breaks off.",
                remedy="The machine stopped while it was written. Delete the row and do the step again.",
            )
        try:
            line = msgspec.json.decode(text, type=JournalLine)
        except (msgspec.DecodeError, msgspec.ValidationError):
            raise AuditError(f"{NAME}, row {number}: not a line of a journal.") from None
        if canonical(asdict(line)) != text:
            raise AuditError(f"{NAME}, row {number}: the line has been edited.")
        if line.previous != last:
            raise AuditError(
                f"{NAME}, row {number}: the line does not follow from the one before.",
                remedy="A line was changed, removed or put in. Compare with a copy of the journal.",
            )
        lines.append(line)
        last = sha256(text)
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Entered:
    """A file to be entered in the journal.

    Parameters
    ----------
    step : str
        What is done.
    file : str
        Name of the file within the folder; must not exist yet.
    content : bytes
        What it holds.
    who : str
        Who did it.
    """

    step: str
    file: str
    content: bytes
    who: str = ""


def append(folder: Path, *entered: Entered, at: str) -> None:
    """Write files and the lines that name them; what was there before is never lost.

    Two programs that write to one folder at the same time are kept apart by a lock.

    Parameters
    ----------
    folder : Path
        Folder of the audit.
    *entered : Entered
        What is done, in order.
    at : str
        When.

    Raises
    ------
    AuditError
        Where a file exists already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("ab") as journal:
        _lock(journal)
        lines = load(folder)
        known, last = {line.file for line in lines}, head(lines)
        for one in entered:
            _write(folder, one, known)
            line = canonical(asdict(JournalLine(one.step, one.file, sha256(one.content), one.who, at, last)))
            journal.write(line)
            journal.flush()
            os.fsync(journal.fileno())
            known.add(one.file)
            last = sha256(line)


def _lock(file: IO[bytes]) -> None:
    """Keep other programs out until the file is closed; where there are no such locks, go on."""
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(file, fcntl.LOCK_EX)


def _write(folder: Path, one: Entered, known: set[str]) -> None:
    path = folder / one.file
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as new:
            new.write(one.content)
            new.flush()
            os.fsync(new.fileno())
    except FileExistsError:
        # a power cut can leave the file, or its beginning, without its line: it may then be finished now
        if one.file in known or not one.content.startswith(read(folder, one.file)):
            remedy = "Nothing that was recorded is ever replaced."
            raise AuditError(f"{one.file} exists already.", remedy=remedy) from None
        path.write_bytes(one.content)


def of_step(lines: tuple[JournalLine, ...], *steps: str) -> tuple[JournalLine, ...]:
    """Give the lines of some steps."""
    return tuple(line for line in lines if line.step in steps)
