"""Members of zip archives, taken out as if the archive were hostile."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from veedor.errors import InputError, nearest
from veedor.intake.limits import AGAIN
from veedor.intake.toml import quoted
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

MAX_UNPACKED = 4 * 1024**3
"""Bytes that one member may have."""

MAX_RATIO = 250
"""Times that a member of more than ``RATIO_FROM`` bytes may be larger than in the archive: tables of
results shrink to between a fifth and a fiftieth, a bomb to a thousandth."""

RATIO_FROM = 20 * 1024**2

MAX_FILES = 200_000
"""Entries that an archive may have: a country has a sheet for each few hundred voters."""

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, UnicodeError, struct.error)
"""What a damaged archive raises: names that are no text and cut headers too."""

_CHUNK = 1024**2


def take_member(archive: Path, member: str, to: Path, label: str) -> str:
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
    label : str
        Published name of the archive.

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
    try:
        with zipfile.ZipFile(archive) as opened:
            files = {info.filename: info for info in check_names(opened, label)}
            info = files[choose(files, member, label)]
            check_size(info, label)
            with opened.open(info) as source, to.open("wb") as target:
                for chunk in _limited(iter(lambda: source.read(_CHUNK), b""), info, label):
                    target.write(chunk)
            return info.filename
    except DAMAGED as error:
        raise InputError(
            "the archive is damaged or cut short.",
            file=label,
            remedy=AGAIN,
        ) from error
    except (RuntimeError, NotImplementedError) as error:
        raise InputError(
            "the archive cannot be opened: it has a password, or is packed in a way that is not known.",
            file=label,
            remedy="Unpack it yourself, and name the unpacked file in the case.",
        ) from error


def check_names(opened: zipfile.ZipFile, label: str) -> list[zipfile.ZipInfo]:
    """Return the files of a zip archive, or refuse it for a name that leads out of it."""
    entries = (
        (i.filename, stat.S_ISLNK(i.external_attr >> 16), not i.is_dir(), i) for i in opened.infolist()
    )
    return list(by_name(entries, label).values())


_Entry = TypeVar("_Entry")


def by_name(entries: Iterable[tuple[str, bool, bool, _Entry]], label: str) -> dict[str, _Entry]:
    """Return the files of an archive by their names.

    Parameters
    ----------
    entries : iterable of tuple
        Name, whether it is a link, whether it is a file, and the entry itself.
    label : str
        Name of the archive, for messages.

    Raises
    ------
    InputError
        Where a name leads out of it, or two files have one: programs differ in which of them they take.
    """
    files: dict[str, _Entry] = {}
    for number, (name, is_link, is_file, entry) in enumerate(entries):
        if number == MAX_FILES:
            raise InputError(
                sentence("the archive holds more than {most:,} files; it is not opened.", most=MAX_FILES),
                file=label,
                remedy="Unpack it yourself, and name the unpacked file in the case.",
            )
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or name[1:2] == ":" or is_link:
            raise InputError(
                "the archive holds a name that leads out of it; it is not opened.",
                file=label,
                value=name,
                expected="plain names of files",
                remedy="Ask who published it; a damaged or hostile archive is no source.",
            )
        if not is_file or is_companion(name):
            continue
        if name in files:
            raise InputError(
                "the archive holds two files of one name; programs differ in which of them they read.",
                file=label,
                value=name,
                expected="every name once",
                remedy="Ask who published it which of them holds, unpack that one, and name the "
                "unpacked file.",
            )
        files[name] = entry
    return files


def is_companion(name: str) -> bool:
    """Whether a file of an archive is one that a system adds of its own, never a table."""
    path = PurePosixPath(name.replace("\\", "/"))
    return (
        path.parts[:1] == ("__MACOSX",)
        or path.name.startswith("._")
        or path.name in {".DS_Store", "Thumbs.db"}
    )


def check_size(info: zipfile.ZipInfo, label: str) -> None:
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
            file=f"{label}!{info.filename}",
            expected=sentence(
                "at most {max_ratio} times, and {max_unpacked:,} bytes",
                max_ratio=MAX_RATIO,
                max_unpacked=MAX_UNPACKED,
            ),
            remedy="If you trust it, unpack it yourself, and name the unpacked file in the case.",
        )


def choose(files: Collection[str], member: str, label: str) -> str:
    """Return the one member of an archive, or the one that the case names.

    Raises
    ------
    InputError
        Where it is not there, or cannot be told.
    """
    if member:
        if member in files:
            return member
        raise InputError(
            sentence("there is no file {member!r} in the archive.", member=member),
            file=label,
            remedy=nearest(member, files),
        )
    first = next(iter(files), None)
    if first is None or len(files) > 1:
        raise InputError(
            sentence(
                "the archive holds {number_of_files} files, and the case does not say which.",
                number_of_files=len(files),
            ),
            file=label,
            remedy="Fetch it again, or ask who published it."
            if first is None
            else sentence(
                "State `member = {name}` (or another of them). {near}",
                name=quoted(first),
                near=nearest("", files),
            ),
        )
    return first


def _limited(chunks: Iterator[bytes], info: zipfile.ZipInfo, label: str) -> Iterator[bytes]:
    """Stop as soon as more comes out than the archive declared: its directory may lie."""
    written = 0
    for chunk in chunks:
        written += len(chunk)
        if written > info.file_size:
            raise InputError(
                "more comes out of the archive than it declares; it is not read further.",
                file=f"{label}!{info.filename}",
                remedy="Ask who published it; a damaged or hostile archive is no source.",
            )
        yield chunk


def list_members(archive: Path, label: str) -> list[str]:
    """Return the names of the files in an archive.

    Raises
    ------
    InputError
        Where it is damaged or has a name that leads out of it.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            return [info.filename for info in check_names(opened, label)]
    except DAMAGED as error:
        raise InputError("the archive is damaged or cut short.", file=label, remedy=AGAIN) from error
