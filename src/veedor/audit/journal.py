"""The order of an audit, as a chain of hashes.

Each step adds one line to ``journal.jsonl``: what was done, which file it made, the hash of that file,
and the hash of the line before. A line cannot name a hash that did not exist yet, so the order of the
steps can be proved from the files alone; whoever holds the hash of a later line holds all lines before
it.

An act (a record and its signature, say) is one durable step: its files are written into a folder of their
own, the journal with all of its lines replaces the old one, and then the files take their places. A program
that is stopped before the middle of these has done nothing, one that is stopped after it has done everything:
what is left to move is moved by whoever opens the folder next.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import msgspec

from veedor import disk
from veedor.audit.canonical import read
from veedor.canonical import canonical, sha256
from veedor.errors import AuditError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

NAME = "journal.jsonl"
PENDING = ".act"
"""Folder of an act that is under way."""
START = "0" * 64

SIGNATURE = ".sig"
"""What the name of a signature has behind that of its paper."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One step.

    Parameters
    ----------
    step : str
        What was done.
    file : str
        File that it made, relative to the folder.
    sha256 : str
        Hash of that file.
    who : str
        Party, person or office; may be empty.
    at : str
        Time that was stated, ISO 8601 with zone; no row states an earlier one than the row before.
    previous : str
        Hash of the line before; 64 zeros for the first.
    """

    step: str
    file: str
    sha256: str
    who: str
    at: str
    previous: str

    @property
    def is_signature(self) -> bool:
        """Whether the row names the signature of the paper in the row before it."""
        return self.file.endswith(SIGNATURE)


def head(lines: tuple[JournalLine, ...]) -> str:
    """Return the hash of the last line: publish it, and everything before it is fixed."""
    return sha256(canonical(asdict(lines[-1]))) if lines else START


def load(folder: Path) -> tuple[JournalLine, ...]:
    """Read the journal and check its chain; finish an act that was stopped on its way.

    Raises
    ------
    AuditError
        Where a line is unreadable or does not follow from the one before.
    """
    finish(folder)
    lines, problems = parse(_text(folder))
    if problems:
        raise problems[0]
    return lines


def load_all(folder: Path) -> tuple[tuple[JournalLine, ...], tuple[AuditError, ...]]:
    """Read every row that can be read, and say what is wrong with the chain."""
    finish(folder)
    return parse(_text(folder))


def finish(folder: Path) -> None:
    """Finish an act that was stopped on its way, where the disk can be written."""
    if (folder / PENDING).is_dir():
        with suppress(OSError), disk.alone(folder):
            _finish(folder)


def _text(folder: Path) -> bytes:
    return read(folder, NAME) if (folder / NAME).exists() else b""


def parse(content: bytes) -> tuple[tuple[JournalLine, ...], tuple[AuditError, ...]]:
    """Read the rows of a journal; what cannot be read is left out and named.

    Parameters
    ----------
    content : bytes
        The file.

    Returns
    -------
    tuple of JournalLine, tuple of AuditError
        Rows, and what is wrong.
    """
    lines: list[JournalLine] = []
    problems: list[AuditError] = []
    last = START
    rows = content.split(b"\n")
    for number, row in enumerate(rows[:-1], start=1):
        text = row + b"\n"
        try:
            line = msgspec.json.decode(text, type=JournalLine)
        except (msgspec.DecodeError, ValueError, RecursionError):
            problems.append(
                AuditError(
                    sentence("{name}, row {number}: not a line of a journal.", name=NAME, number=number)
                )
            )
            continue
        if canonical(asdict(line)) != text:
            problems.append(
                AuditError(
                    sentence("{name}, row {number}: the line has been edited.", name=NAME, number=number)
                )
            )
        if line.previous != last:
            problems.append(
                AuditError(
                    sentence(
                        "{name}, row {number}: the line does not follow from the one before.",
                        name=NAME,
                        number=number,
                    ),
                    remedy="A line was changed, removed or put in: 'veedor audit verify --copy' with an "
                    "older copy shows which.",
                )
            )
        lines.append(line)
        last = sha256(text)
    if rows[-1]:
        problems.append(
            AuditError(
                sentence(
                    "{name}, row {number_of_rows}: the row breaks off.", name=NAME, number_of_rows=len(rows)
                ),
                remedy="The machine stopped while it was written. Delete the row and do the step again.",
            )
        )
    return tuple(lines), tuple(problems)


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


def line_of(entered: Entered, at: str, previous: str) -> JournalLine:
    """Return the line of what is entered."""
    return JournalLine(entered.step, entered.file, sha256(entered.content), entered.who, at, previous)


def append(folder: Path, *entered: Entered, at: str, after: str | None = None) -> None:
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
    after : str, optional
        Hash of the line that has to be the last one: papers that were signed name it.

    Raises
    ------
    AuditError
        Where a file exists already, or another line was entered meanwhile.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with disk.alone(folder):
        disk.sweep(folder)
        _finish(folder)
        lines, problems = parse(_text(folder))
        if problems:
            raise problems[0]
        known, last = {line.file for line in lines}, head(lines)
        if after not in {None, last}:
            raise AuditError(
                "Another paper was entered meanwhile, and each paper names the one before.",
                remedy="Do the step again.",
            )
        made: list[bytes] = []
        for one in entered:
            _refuse_existing(folder, one, known)
            known.add(one.file)
            made.append(canonical(asdict(line_of(one, at, last))))
            last = sha256(made[-1])
        for one in entered:
            path = folder / PENDING / one.file
            path.parent.mkdir(parents=True, exist_ok=True)
            disk.write(path, one.content)
        disk.write(folder / NAME, _text(folder) + b"".join(made))
        _finish(folder)


def _finish(folder: Path) -> None:
    """Move into place what an act has written and the journal names; without its lines it did not happen."""
    pending = folder / PENDING
    if pending.is_symlink() or not pending.is_dir():
        return
    for line in parse(_text(folder))[0]:
        waits, place = pending / line.file, folder / line.file
        if waits.is_file() and not waits.is_symlink() and sha256(waits.read_bytes()) == line.sha256:
            place.parent.mkdir(parents=True, exist_ok=True)
            waits.replace(place)
            disk.settle_folder(place.parent)
    shutil.rmtree(pending)


def _refuse_existing(folder: Path, one: Entered, known: set[str]) -> None:
    """Refuse to replace a file; one that an older program began and did not enter may be finished."""
    path = folder / one.file
    there = path.is_symlink() or path.exists()
    if one.file in known or (there and not one.content.startswith(read(folder, one.file))):
        raise AuditError(
            sentence("{file} exists already.", file=one.file),
            remedy="Nothing that was recorded is ever replaced.",
        )


def of_step(lines: tuple[JournalLine, ...], *steps: str) -> tuple[JournalLine, ...]:
    """Return the lines of some steps."""
    return tuple(line for line in lines if line.step in steps)
