"""Files packed alone (gzip, bzip2, xz, Zstandard) or in an archive (zip, tar), unpacked as if hostile."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol, cast

from veedor.errors import InputError
from veedor.intake import archive
from veedor.intake.formats import Format
from veedor.intake.limits import AGAIN
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_ENDS = {".gz", ".bz2", ".xz", ".zst", ".zstd", ".tgz", ".tbz2", ".tbz", ".txz", ".tzst"}
_MARKS = {b"\x1f\x8b": Format.GZIP, b"BZh": Format.BZIP2, b"\xfd7zXZ\0": Format.XZ}
_CHUNK = 1024**2


class _Stream(Protocol):
    """What comes out of a packed file."""

    def read(self, size: int, /) -> bytes: ...
    def __enter__(self) -> _Stream: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> object: ...


def unpack(path: Path, packed: Format, name: str, label: str, member: str, to: Path) -> tuple[str, bool]:
    """Unpack a file, or one member of an archive.

    Parameters
    ----------
    path : Path
        The packed file.
    packed : Format
        How it is packed.
    name : str
        Its published name.
    label : str
        The same with the archives around it, for messages.
    member : str
        Name within an archive; may be empty where there is only one file.
    to : Path
        The file to write.

    Returns
    -------
    name : str
        The published name of what was unpacked: of an archive, that of the member.
    of_archive : bool
        Whether it is a member of an archive.

    Raises
    ------
    InputError
        Where it is damaged or looks like a bomb, or the member cannot be told.
    """
    if packed is Format.ZIP:
        return archive.take_member(path, member, to, label), True
    try:
        if packed is Format.TAR:
            return _from_tar(path, label, member, to), True
        with _opened(path, packed) as source:
            _copy(source, to, path.stat().st_size, label)
    except (EOFError, OSError, zlib.error, lzma.LZMAError, tarfile.TarError, ValueError) as error:
        raise _damaged(label) from error
    end = PurePosixPath(name).suffix
    return (name[: -len(end)] if end.lower() in _ENDS else name), False


def members_of(path: Path, packed: Format, label: str) -> tuple[str, ...]:
    """Return the names of the files in an archive, in its order; none where it packs one file alone.

    Raises
    ------
    InputError
        Where it is damaged or has a name that leads out of it.
    """
    if packed is Format.ZIP:
        return tuple(archive.list_members(path, label))
    if packed is not Format.TAR:
        return ()
    try:
        with tarfile.open(path) as opened:
            return tuple(_files(opened, label))
    except (EOFError, OSError, tarfile.TarError, ValueError) as error:
        raise _damaged(label) from error


def _damaged(label: str) -> InputError:
    return InputError(
        "the packed file is damaged or cut short.",
        file=label,
        remedy=AGAIN,
    )


def _opened(path: Path, packed: Format) -> _Stream:
    if packed is Format.GZIP:
        return gzip.GzipFile(path)
    if packed is Format.BZIP2:
        return bz2.BZ2File(path)
    if packed is Format.XZ:
        return lzma.LZMAFile(path)
    import pyarrow as pa

    return cast("_Stream", pa.input_stream(str(path), compression="zstd"))


def _copy(source: _Stream, to: Path, packed: int, label: str) -> None:
    """Write what comes out, and stop where it is far more than a table of results."""
    written = 0
    with to.open("wb") as target:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            bomb = written > archive.RATIO_FROM and written > archive.MAX_RATIO * packed
            if bomb or written > archive.MAX_UNPACKED:
                raise InputError(
                    sentence(
                        "it unpacks to more than {written:,} bytes, {times:,} times its "
                        "size: it looks like a bomb and is not read further.",
                        written=written,
                        times=written // max(1, packed),
                    ),
                    file=label,
                    expected=sentence(
                        "at most {max_ratio} times, and {max_unpacked:,} bytes",
                        max_ratio=archive.MAX_RATIO,
                        max_unpacked=archive.MAX_UNPACKED,
                    ),
                    remedy="If you trust it, unpack it yourself, and name the unpacked file in the case.",
                )
            target.write(chunk)


def _files(opened: tarfile.TarFile, label: str) -> dict[str, tarfile.TarInfo]:
    entries = ((i.name, i.issym() or i.islnk(), i.isfile(), i) for i in opened)
    return archive.by_name(entries, label)


def _uncompressed(path: Path, label: str, to: Path) -> Path:
    """Unpack what a tar archive is packed in, to its end: there stands the sum that shows damage."""
    with path.open("rb") as file:
        head = file.read(6)
    packed = next((packed for mark, packed in _MARKS.items() if head.startswith(mark)), None)
    if packed is None:
        return path
    plain = to.with_suffix(".tar")
    with _opened(path, packed) as source:
        _copy(source, plain, path.stat().st_size, label)
    return plain


def _from_tar(path: Path, label: str, member: str, to: Path) -> str:
    path = _uncompressed(path, label, to)
    with tarfile.open(path, "r:") as opened:
        files = _files(opened, label)
        chosen = archive.choose(files, member, label)
        source = opened.extractfile(files[chosen])
        if source is None:
            raise InputError("it is no plain file.", file=f"{label}!{chosen}", remedy="Unpack it yourself.")
        _copy(source, to, path.stat().st_size, f"{label}!{chosen}")
        return chosen
