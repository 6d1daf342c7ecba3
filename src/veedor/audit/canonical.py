"""How papers are written: canonical JSON (keys sorted, no spaces, one line feed at the end).

The same content always has the same bytes and so the same hash, and two programs sign the same bytes. What is
read is refused where it is not written so, lies outside the folder, or is larger than any honest file.
"""

from __future__ import annotations

import hashlib
import json
import stat
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from veedor.audit.papers import AuditPlan
from veedor.audit.steps import AuditRecord, Refusal, Seed, Witness
from veedor.errors import AuditError

if TYPE_CHECKING:
    from pathlib import Path

_LIMIT = 64 * 1024 * 1024
"""No honest paper of an audit is larger."""
_LIMIT_TABLE = 1024 * 1024 * 1024
"""No honest table (figures, draw) is larger: a million sheets have less than a tenth of it."""

Paper = TypeVar("Paper", AuditPlan, Refusal, Seed, AuditRecord, Witness)


def to_bytes(paper: AuditPlan | Refusal | Seed | AuditRecord | Witness) -> bytes:
    """Write a paper as canonical JSON."""
    return canonical(asdict(paper))


def canonical(content: dict[str, Any]) -> bytes:
    """Write plain data as canonical JSON: the bytes that are hashed and signed."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()


def from_bytes(kind: type[Paper], content: bytes, name: str) -> Paper:
    """Read a paper.

    Parameters
    ----------
    kind : type
        Which paper it should be.
    content : bytes
        What the file holds.
    name : str
        Name of the file, for messages.

    Raises
    ------
    AuditError
        Where it is no such paper, or is not written canonically (so that its hash would be another).
    """
    import msgspec

    paper = kind.__name__.removeprefix("Audit").lower()
    if len(content) > _LIMIT:
        raise AuditError(f"{name} is larger than any honest {paper} ({len(content)} bytes).")
    try:
        found = msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise AuditError(
            f"{name} is no {paper}: {error}.", remedy="Take it again from its signed copy."
        ) from None
    if to_bytes(found) != content:
        raise AuditError(
            f"{name} is not written canonically, or has keys that a {paper} does not have.",
            remedy="Take it again from its signed copy; papers of an audit are never edited by hand.",
        )
    return found


def sha256(content: bytes) -> str:
    """Give the hash of a paper as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def read(folder: Path, name: str) -> bytes:
    """Read a file of the folder of an audit.

    Raises
    ------
    AuditError
        Where it is not there, lies outside the folder, is a link or no ordinary file, or is far too large.
    """
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
        raise AuditError(f"{name[:80]!r} is no name of a file of an audit.")
    path = folder / name
    try:
        about = path.lstat()
        linked = any(parent.is_symlink() for parent in [path, *path.parents[: len(parts) - 1]])
        if linked or not stat.S_ISREG(about.st_mode):
            raise AuditError(
                f"{name} is a link or no ordinary file.", remedy="Put the file itself into the folder."
            )
        if about.st_size > (_LIMIT_TABLE if name.endswith(".csv") else _LIMIT):
            raise AuditError(f"{name} is larger than any honest file of an audit.")
        return path.read_bytes()
    except OSError:
        raise AuditError(
            f"{name} is missing from {folder}.", remedy="The step that makes it comes first."
        ) from None
