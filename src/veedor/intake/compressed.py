"""Files packed alone (.gz, .bz2, .xz) or as a tar archive, unpacked as if they were hostile."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from veedor.errors import InputError, nearest
from veedor.intake import archive

if TYPE_CHECKING:
    from collections.abc import Callable

_OPENERS: dict[str, Callable[[Path], gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile]] = {
    ".gz": gzip.GzipFile,
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
}
_TAR = {".tar", ".tgz", ".tbz2", ".txz"}
_CHUNK = 1024**2


def is_packed(suffix: str) -> bool:
    """Whether a file with this end of its name is packed, a zip archive included."""
    return suffix in _OPENERS or suffix in _TAR or suffix == ".zip"


def unpack(path: Path, name: str, member: str, to: Path) -> str:
    """Unpack a file, or one member of an archive.

    Parameters
    ----------
    path : Path
        The packed file.
    name : str
        Its published name, which says how it is packed.
    member : str
        Name within an archive; may be empty where there is only one file.
    to : Path
        The file to write.

    Returns
    -------
    str
        The published name of what was unpacked: of an archive, that of the member.

    Raises
    ------
    InputError
        Where it is damaged or looks like a bomb, or the member cannot be told.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".zip":
        return archive.take_member(path, member, to, name)
    inner = name[: -len(suffix)]
    try:
        if suffix in _TAR or PurePosixPath(inner).suffix.lower() == ".tar":
            return _from_tar(path, name, member, to)
        with _OPENERS[suffix](path) as source:
            _copy(source, to, path.stat().st_size, name)
    except (EOFError, OSError, zlib.error, lzma.LZMAError, tarfile.TarError, ValueError) as error:
        raise InputError(
            "the packed file is damaged or cut short.",
            file=name,
            remedy="Fetch it again, and compare its SHA-256 with the published one.",
        ) from error
    return inner


def _copy(
    source: IO[bytes] | gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile, to: Path, packed: int, name: str
) -> None:
    """Write what comes out, and stop where it is far more than a table of results."""
    written = 0
    with to.open("wb") as target:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            bomb = written > archive.RATIO_FROM and written > archive.MAX_RATIO * packed
            if bomb or written > archive.MAX_UNPACKED:
                raise InputError(
                    f"it unpacks to more than {written:,} bytes, {written // max(1, packed):,} times its "
                    "size: it looks like a bomb and is not read further.",
                    file=name,
                    expected=f"at most {archive.MAX_RATIO} times, and {archive.MAX_UNPACKED:,} bytes",
                    remedy="If you trust it, unpack it yourself, and name the unpacked file in the case.",
                )
            target.write(chunk)


def _from_tar(path: Path, name: str, member: str, to: Path) -> str:
    with tarfile.open(path) as opened:
        files: dict[str, tarfile.TarInfo] = {}
        for info in opened:
            inner = PurePosixPath(info.name)
            if inner.is_absolute() or ".." in inner.parts or info.issym() or info.islnk():
                raise archive.leads_out(name, info.name)
            if info.isfile() and not archive.is_companion(info.name):
                if info.name in files:
                    raise archive.twice(name, info.name)
                files[info.name] = info
            if len(files) > archive.MAX_FILES:
                break
        chosen = _choose(files, member, name)
        source = opened.extractfile(files[chosen])
        if source is None:
            raise InputError("it is no plain file.", file=f"{name}!{chosen}", remedy="Unpack it yourself.")
        _copy(source, to, path.stat().st_size, f"{name}!{chosen}")
        return chosen


def _choose(files: dict[str, tarfile.TarInfo], member: str, name: str) -> str:
    if member and member in files:
        return member
    if member:
        raise InputError(
            f"there is no file {member!r} in the archive.", file=name, remedy=nearest(member, files)
        )
    if len(files) != 1:
        raise InputError(
            f"the archive holds {len(files)} files, and the case does not say which.",
            file=name,
            remedy=f"Add `member`. {nearest('', files)}",
        )
    return next(iter(files))
