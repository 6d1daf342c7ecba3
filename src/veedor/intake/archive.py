"""Members of zip archives, taken out as if the archive were hostile."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from veedor.errors import InputError, nearest
from veedor.intake.toml import quoted
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_UNPACKED = 4 * 1024**3
"""Bytes that one member may have."""

MAX_RATIO = 250
"""Times that a member of more than ``RATIO_FROM`` bytes may be larger than in the archive: tables of
results shrink to between a fifth and a fiftieth, a bomb to a thousandth."""

RATIO_FROM = 20 * 1024**2

MAX_FILES = 10_000
"""Files of an archive that are looked at."""

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, UnicodeError, struct.error)
"""What a damaged archive raises: names that are no text and cut headers too."""

_CHUNK = 1024**2


def take_member(archive: Path, member: str, to: Path, name: str = "") -> str:
    """Write one member of a zip archive to a file.

    Nothing is written under a name that the archive gives.

    Parameters
    ----------
    archive : Path
        The archive.
    member : str
        Name within it; may be empty where there is only one file.
    to : Path
        The file to write.
    name : str
        Published name of the archive, where its own is another.

    Returns
    -------
    str
        The name of the member.

    Raises
    ------
    InputError
        Where the archive is damaged, hides a bomb, or has a name that climbs out of it, or where the member
        is not there or cannot be told.
    """
    shown = Path(name) if name else archive
    try:
        with zipfile.ZipFile(archive) as opened:
            files = check_names(opened, shown)
            info = _choose(files, member, shown)
            check_size(info, shown)
            with opened.open(info) as source, to.open("wb") as target:
                for chunk in _limited(iter(lambda: source.read(_CHUNK), b""), info, shown):
                    target.write(chunk)
            return info.filename
    except DAMAGED as error:
        raise InputError(
            "the archive is damaged or cut short.",
            file=shown.name,
            remedy="Fetch it again and compare its SHA-256 with the published one.",
        ) from error
    except (RuntimeError, NotImplementedError) as error:
        raise InputError(
            "the archive cannot be opened: it has a password, or is packed in a way that is not known.",
            file=shown.name,
            remedy="Unpack it yourself, and name the unpacked file in the case.",
        ) from error


def check_names(opened: zipfile.ZipFile, archive: Path) -> list[zipfile.ZipInfo]:
    """Give the files of an archive, or refuse it for a name that leads out of it."""
    files = []
    known: set[str] = set()
    for info in opened.infolist():
        path = PurePosixPath(info.filename.replace("\\", "/"))
        drive = len(info.filename) > 1 and info.filename[1] == ":"
        link = stat.S_ISLNK(info.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or drive or link:
            raise leads_out(archive.name, info.filename)
        if not info.is_dir() and not is_companion(info.filename):
            if info.filename in known:
                raise twice(archive.name, info.filename)
            known.add(info.filename)
            files.append(info)
    return files


def is_companion(name: str) -> bool:
    """Whether a file of an archive is one that a system adds of its own, never a table."""
    path = PurePosixPath(name.replace("\\", "/"))
    return (
        path.parts[:1] == ("__MACOSX",)
        or path.name.startswith("._")
        or path.name in {".DS_Store", "Thumbs.db"}
    )


def leads_out(archive: str, name: str) -> InputError:
    """Refuse a name that leads out of an archive."""
    return InputError(
        "the archive holds a name that leads out of it; it is not opened.",
        file=archive,
        value=name,
        expected="plain names of files",
        remedy="Ask who published it; a damaged or hostile archive is no source.",
    )


def twice(archive: str, name: str) -> InputError:
    """Refuse an archive with two files of one name: programs differ in which of them they take."""
    return InputError(
        "the archive holds two files of one name; programs differ in which of them they read.",
        file=archive,
        value=name,
        expected="every name once",
        remedy="Ask who published it which of them holds, unpack that one, and name the unpacked file.",
    )


def check_size(info: zipfile.ZipInfo, archive: Path) -> None:
    """Refuse a member that would unpack to far more than a table of results."""
    ratio = info.file_size / max(1, info.compress_size)
    if info.file_size > MAX_UNPACKED or (info.file_size > RATIO_FROM and ratio > MAX_RATIO):
        raise InputError(
            sentence(
                "it would unpack to {file_size:,} bytes, {ratio:,.0f} times its size "
                "in the archive: it looks like a zip bomb and is not opened.",
                file_size=info.file_size,
                ratio=ratio,
            ),
            file=f"{archive.name}!{info.filename}",
            expected=sentence(
                "at most {max_ratio} times, and {max_unpacked:,} bytes",
                max_ratio=MAX_RATIO,
                max_unpacked=MAX_UNPACKED,
            ),
            remedy="If you trust it, unpack it yourself, and name the unpacked file in the case.",
        )


def _choose(files: list[zipfile.ZipInfo], member: str, archive: Path) -> zipfile.ZipInfo:
    names = [info.filename for info in files]
    if member:
        for info in files:
            if info.filename == member:
                return info
        raise InputError(
            sentence("there is no file {member!r} in the archive.", member=member),
            file=archive.name,
            remedy=nearest(member, names),
        )
    if len(files) != 1:
        raise InputError(
            sentence(
                "the archive holds {number_of_files} files, and the case does not say which.",
                number_of_files=len(files),
            ),
            file=archive.name,
            remedy=sentence(
                "State `member = {name}` (or another of them). {near}",
                name=quoted(names[0]),
                near=nearest("", names),
            )
            if names
            else "Fetch it again, or ask who published it.",
        )
    return files[0]


def _limited(chunks: Iterator[bytes], info: zipfile.ZipInfo, archive: Path) -> Iterator[bytes]:
    """Stop as soon as more comes out than the archive declared: its directory may lie."""
    written = 0
    for chunk in chunks:
        written += len(chunk)
        if written > info.file_size:
            raise InputError(
                "more comes out of the archive than it declares; it is not read further.",
                file=f"{archive.name}!{info.filename}",
                remedy="Ask who published it; a damaged or hostile archive is no source.",
            )
        yield chunk


def list_members(archive: Path, name: str = "") -> list[str]:
    """Give the names of the files in an archive, whose published name may be another than its own.

    Raises
    ------
    InputError
        Where it is damaged or has a name that leads out of it.
    """
    shown = Path(name) if name else archive
    try:
        with zipfile.ZipFile(archive) as opened:
            return [info.filename for info in check_names(opened, shown)]
    except DAMAGED as error:
        raise InputError(
            "the archive is damaged or cut short.", file=shown.name, remedy="Fetch it again."
        ) from error
