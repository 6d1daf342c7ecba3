"""Locks on files and folders: who is at work, and whether whoever left something behind still lives."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def alone(folder: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Keep other programs that ask the same out of a folder; where a system has no locks, go on.

    Parameters
    ----------
    folder : Path
        Is there already. The folder itself is locked: no file stays behind.
    waiting : callable
        Called where another program has to be waited for.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # no folder can be opened as a file on Windows
        yield
        return
    try:
        if not lock_handle(handle, wait=False):
            waiting()
            lock_handle(handle, wait=True)
        yield
    finally:
        os.close(handle)


def lock(file: IO[str] | IO[bytes], *, wait: bool = True) -> bool:
    """Lock an open file until it is closed, and say whether it could be; without locks it always can."""
    return lock_handle(file.fileno(), wait=wait)


def lock_handle(handle: int, *, wait: bool) -> bool:
    """Lock an open file by its number, as :func:`lock` does; some file systems have no locks either."""
    try:
        import fcntl
    except ImportError:
        return wait
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}:
            raise
        return wait
    return True
