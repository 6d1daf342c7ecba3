"""A file is read where it is ordinary and small, and written whole or not at all.

What is written goes beside its place first, is made to reach the disk, and is then renamed.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

from veedor.disk.locks import lock_handle
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import ThreadPoolExecutor

    _Todo = tuple[Path, bytes | str, Path | None]
    """A file, what it holds, and where it is written before it is renamed; None for a new one."""

ASIDE = ".veedor-"
"""Names of folders and files that are being written begin so."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG})
"""What a disk says of itself, without naming a file."""

LARGEST = 256 * 1024**2
"""Bytes of a file that is read as a whole where nothing else bounds it."""

_OPEN = 64
"""Files that are open at the same time while many are written."""
_AT_ONCE = 8
"""Files that are settled at the same time."""


def read(path: Path, most: int = LARGEST) -> bytes:
    """Read an ordinary file, at most so many bytes.

    A pipe or a device has no end, and opening one may wait for ever.

    Parameters
    ----------
    path : Path
        The file; a link is followed.
    most : int, optional
        Bytes.

    Raises
    ------
    OSError
        Where it cannot be read, is no ordinary file, or is larger; ``strerror`` says which.
    """
    seen = path.stat()
    if stat.S_ISDIR(seen.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(seen.st_mode):
        raise OSError(errno.EINVAL, "It is no ordinary file", str(path))
    if seen.st_size > most:
        raise OSError(errno.EFBIG, sentence("It is larger than {most:,} bytes", most=most), str(path))
    return path.read_bytes()


def write(path: Path, content: bytes | str) -> None:
    """Write a file whole or not at all, in place of what was there.

    A link at that place is replaced, not followed.

    Parameters
    ----------
    path : Path
        The file; its folder is there.
    content : bytes or str
        What it holds; text as UTF-8.

    Raises
    ------
    OSError
        Where it cannot be written; what was there before is untouched.
    """
    write_all({path: content}, path.parent)


@contextmanager
def naming(folder: Path) -> Iterator[None]:
    """Let the error of a full disk name a folder, where the system names nothing."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno in FULL:
            error.filename = str(folder.parent if folder.name.startswith(ASIDE) else folder)
        raise


def write_all(
    files: Mapping[Path, bytes | str], beside: Path, new: Mapping[Path, bytes | str] | None = None
) -> None:
    """Write files, each whole or not at all: what all of them hold reaches the disk, then their names.

    Parameters
    ----------
    files : mapping of Path to bytes or str
        What they hold; text as UTF-8. Their folders are there.
    beside : Path
        Folder on the same disk in which they are written before they are renamed.
    new : mapping of Path to bytes or str, optional
        Files that nobody looks for before one of ``files`` names them. They are written in their places, and
        are on the disk with their names before the first of ``files`` is renamed; where anything fails, what
        stands in those places is worth nothing.

    Raises
    ------
    OSError
        Where one cannot be written; before the first has its name nothing has changed.
    """
    made: list[tuple[str, Path]] = []
    todo: list[_Todo] = [(path, content, None) for path, content in (new or {}).items()]
    todo += [(path, content, beside) for path, content in files.items()]
    named = _folders(new or ())
    try:
        with naming(beside):
            for at in range(0, len(todo), _OPEN):
                is_last = at + _OPEN >= len(todo)
                _write_some(todo[at : at + _OPEN], made, named if is_last else [])
        mode = 0o666 & ~_umask()
        for name, path in made:
            Path(name).chmod(mode)
            Path(name).replace(path)
        _settle_all(_folders(files))
    except BaseException:
        for name, _ in made:
            Path(name).unlink(missing_ok=True)
        raise


def _folders(files: Iterable[Path]) -> list[Path]:
    return list(dict.fromkeys(path.parent for path in files))


def _write_some(some: Sequence[_Todo], made: list[tuple[str, Path]], folders: Sequence[Path]) -> None:
    """Write some files, and let what they hold reach the disk together with the names in some folders."""
    handles: list[int] = []
    try:
        for path, content, beside in some:
            if beside is None:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
            else:
                handle, name = _new_file(beside)
                made.append((name, path))
            handles.append(handle)
            _pour(handle, content.encode() if isinstance(content, str) else content)
        _settle_all([*handles, *folders])
    finally:
        for handle in handles:
            os.close(handle)


def _settle_one(one: int | Path) -> None:
    """Make an open file, or the names in a folder, reach the disk."""
    if isinstance(one, int):
        os.fsync(one)
    else:
        settle_folder(one)


def _settle_all(each: Sequence[int | Path]) -> None:
    """Settle each at the same time: a disk settles ten files nearly as fast as one."""
    waiting = [_helpers().submit(_settle_one, one) for one in each[1:]]
    try:
        for one in each[:1]:
            _settle_one(one)
    finally:
        errors = [one.exception() for one in waiting]  # waits for all: nothing is done behind our back
    for error in errors:
        if error is not None:
            raise error


@cache
def _helpers() -> ThreadPoolExecutor:
    """Return the threads that settle files, kept: to begin one takes as long as to settle a file."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(_AT_ONCE)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_helpers.cache_clear)  # a child has none of the threads


def _pour(handle: int, data: bytes) -> None:
    """Write everything: a system may take less than it is given."""
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def make_folder(folder: Path) -> None:
    """Make a folder with those above it, so that their names reach the disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    settle_folder(folder.parent)


def _new_file(folder: Path) -> tuple[int, str]:
    """Open a new file that is locked, so that no other program takes it for left over."""
    import tempfile

    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=ASIDE)
        lock_handle(handle, wait=True)
        if Path(name).exists():
            return handle, name
        os.close(handle)  # it was swept before it was locked


def settle(file: IO[bytes]) -> None:
    """Make what was written to a file reach the disk."""
    file.flush()
    os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """Make the names in a folder reach the disk, where a system can say so.

    Raises
    ------
    OSError
        Where the disk says that they do not reach it: what was written is not safe.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # no folder can be opened as a file on Windows
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # the file system knows no such thing
            raise
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
