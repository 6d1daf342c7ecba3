"""The order of an audit, as a chain of hashes.

Each step adds one line to ``journal.jsonl``: what was done, which file it made, the hash of that file,
and the hash of the line before. A line cannot name a hash that did not exist yet, so the order of the
steps can be proved from the files alone; whoever holds the hash of a later line holds all lines before
it.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import msgspec

from veedor.audit.documents import canonical, read, sha256
from veedor.errors import AuditError

if TYPE_CHECKING:
    from pathlib import Path

NAME = "journal.jsonl"
START = "0" * 64

STEPS = ("commit", "rule", "plan", "sign", "refuse", "seed", "draw", "record")
"""What can be done, in the order in which it can first be done."""


@dataclass(frozen=True, slots=True)
class Line:
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


def head(lines: tuple[Line, ...]) -> str:
    """Give the hash of the last line: publish it, and everything before it is fixed."""
    return sha256(canonical(asdict(lines[-1]))) if lines else START


def load(folder: Path) -> tuple[Line, ...]:
    """Read the journal and check its chain.

    Raises
    ------
    AuditError
        Where a line is unreadable or does not follow from the one before.
    """
    if not (folder / NAME).exists():
        return ()
    lines: list[Line] = []
    for number, text in enumerate(read(folder, NAME).splitlines(keepends=True), start=1):
        try:
            line = msgspec.json.decode(text, type=Line)
        except (msgspec.DecodeError, msgspec.ValidationError):
            raise AuditError(f"{NAME}, row {number}: not a line of a journal.") from None
        if canonical(asdict(line)) != text:
            raise AuditError(f"{NAME}, row {number}: the line has been edited.")
        if line.previous != head(tuple(lines)):
            raise AuditError(
                f"{NAME}, row {number}: the line does not follow from the one before.",
                remedy="A line was changed, removed or put in. Compare with a copy of the journal.",
            )
        lines.append(line)
    return tuple(lines)


def append(folder: Path, step: str, file: str, content: bytes, *, who: str, at: str) -> Line:
    """Write a file and the line that names it; what was there before is never lost.

    Parameters
    ----------
    folder : Path
        Folder of the audit.
    step : str
        What is done.
    file : str
        Name of the file within the folder; must not exist yet.
    content : bytes
        What it holds.
    who, at : str
        Who did it, and when.

    Raises
    ------
    AuditError
        Where the file exists already.
    """
    lines = load(folder)
    line = Line(step, file, sha256(content), who, at, head(lines))
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as new:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
    except FileExistsError:
        # a power cut can leave the file without its line; the same bytes may then be named now
        if any(known.file == file for known in lines) or path.read_bytes() != content:
            remedy = "Nothing that was recorded is ever replaced."
            raise AuditError(f"{file} exists already.", remedy=remedy) from None
    with (folder / NAME).open("ab") as journal:
        journal.write(canonical(asdict(line)))
        journal.flush()
        os.fsync(journal.fileno())
    return line


def of_step(lines: tuple[Line, ...], *steps: str) -> tuple[Line, ...]:
    """Give the lines of some steps."""
    return tuple(line for line in lines if line.step in steps)


def as_text(lines: tuple[Line, ...]) -> str:
    """Give the journal for people: number, step, who, file."""
    return "\n".join(
        f"{number:>4}  {line.at:<25}  {line.step:<7} {line.who:<20} {line.file}"
        for number, line in enumerate(lines, start=1)
    )
