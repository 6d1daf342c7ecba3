"""How papers are written: canonical JSON (keys sorted, no spaces, one line feed at the end).

The same content always has the same bytes and so the same hash, and two programs sign the same bytes. What is
read is refused where it is not written so, lies outside the folder, or is larger than any honest file.
"""

from __future__ import annotations

import stat
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from veedor.audit.papers import FORMAT, AuditPlan
from veedor.audit.signed_papers import CONTENTS, AnyContent, Paper, Seed
from veedor.canonical import canonical, sha256
from veedor.errors import AuditError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

_LIMIT = 64 * 1024 * 1024
"""No honest paper of an audit is larger."""
_LIMIT_SIGNED = 1024 * 1024
"""No honest paper that a party signs is larger: no party can fill the disks of the others."""
_LIMIT_TABLE = 1024 * 1024 * 1024
"""No honest table (figures, draw) is larger: a million sheets have less than a tenth of it."""

Unsigned = TypeVar("Unsigned", AuditPlan, Seed)
Decoded = TypeVar("Decoded", AuditPlan, Seed, Paper[AnyContent])


def to_bytes(paper: AuditPlan | Seed | Paper[AnyContent]) -> bytes:
    """Write a paper as canonical JSON."""
    return canonical(asdict(paper))


def from_bytes(kind: type[Unsigned], content: bytes, name: str) -> Unsigned:
    """Read a plan or a seed.

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
        Where it is no such paper, is of another version, or is not written canonically (so that its hash
        would be another).
    """
    return _decoded(kind, kind.__name__.removeprefix("Audit").lower(), content, name)


def paper_from_bytes(content: bytes, name: str) -> Paper[AnyContent]:
    """Read a paper that a party signs; its step says what it holds. Errors as of :func:`from_bytes`."""
    import msgspec

    if len(content) > _LIMIT_SIGNED:
        raise AuditError(
            sentence(
                "{name} is larger than any honest paper of a party ({number_of_content} bytes).",
                name=name,
                number_of_content=len(content),
            )
        )
    try:
        step = msgspec.json.decode(content, type=dict[str, Any]).get("step")
    except (msgspec.DecodeError, ValueError, RecursionError):
        step = None
    of = CONTENTS.get(step) if isinstance(step, str) else None
    if of is None:
        raise AuditError(
            sentence("{name} is no paper that a party signs.", name=name),
            remedy="Take it again from its signed copy.",
        )
    return _decoded(Paper[of], str(step), content, name)  # type: ignore[valid-type]


def _decoded(kind: type[Decoded], paper: str, content: bytes, name: str) -> Decoded:
    import msgspec

    if len(content) > _LIMIT:
        raise AuditError(
            sentence(
                "{name} is larger than any honest {paper} ({number_of_content} bytes).",
                name=name,
                paper=paper,
                number_of_content=len(content),
            )
        )
    check_format(content, name)
    try:
        found = msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise AuditError(
            sentence("{name} is no {paper}: {error}.", name=name, paper=paper, error=error),
            remedy="Take it again from its signed copy.",
        ) from None
    if to_bytes(found) != content:
        raise AuditError(
            sentence(
                "{name} is not written canonically, or has keys that a {paper} does not have.",
                name=name,
                paper=paper,
            ),
            remedy="Take it again from its signed copy; papers of an audit are never edited by hand.",
        )
    return found


def check_format(content: bytes, name: str) -> None:
    """Refuse a paper of another version of this program.

    Raises
    ------
    OtherVersionError
        Names the version.
    AuditError
        Where it is not this program's.
    """
    import msgspec

    try:
        said = msgspec.json.decode(content, type=dict[str, Any]).get("format")
    except (msgspec.DecodeError, ValueError, RecursionError):
        return
    if said is None or said == FORMAT:
        return
    if isinstance(said, str) and said.startswith("veedor-audit/"):
        raise OtherVersionError(
            sentence(
                "{name} is written as {said}, and this version of Veedor reads {format}.",
                name=name,
                said=said[:40],
                format=FORMAT,
            ),
            remedy="Read the audit with the version of Veedor that made it: what is signed stays as it is.",
        )
    raise AuditError(
        sentence("{name} names no version of Veedor.", name=name),
        remedy="Take it again from its signed copy.",
    )


class OtherVersionError(AuditError):
    """A paper of another version of this program."""


def file_of(paper: Paper[AnyContent]) -> str:
    """Return the name of the file of a paper: by its party and its number, which no two papers share.

    It cannot leave the folder, and no two parties share it.
    """
    name = paper.party
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in name)[:60]
    if plain != name or not plain:
        plain = f"{plain}-{sha256(canonical({'name': name}))[:12]}"
    return f"papers/{plain}.{paper.number:04d}.json"


def read(folder: Path, name: str) -> bytes:
    """Read a file of the folder of an audit.

    Raises
    ------
    AuditError
        Where it is not there, lies outside the folder, is a link or no ordinary file, or is far too large.
    """
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
        raise AuditError(sentence("{name!r} is no name of a file of an audit.", name=name[:80]))
    path = folder / name
    try:
        about = path.lstat()
        linked = any(parent.is_symlink() for parent in [path, *path.parents[: len(parts) - 1]])
        if linked or not stat.S_ISREG(about.st_mode):
            raise AuditError(
                sentence("{name} is a link or no ordinary file.", name=name),
                remedy="Put the file itself into the folder.",
            )
        if about.st_size > (_LIMIT_TABLE if name.endswith(".csv") else _LIMIT):
            raise AuditError(sentence("{name} is larger than any honest file of an audit.", name=name))
        return path.read_bytes()
    except OSError:
        raise AuditError(
            sentence("{name} is missing from {folder}.", name=name, folder=folder),
            remedy="The step that makes it comes first.",
        ) from None
