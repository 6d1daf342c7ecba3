"""A folder that is filled aside and then takes its place; what killed programs left is swept.

A folder of ours holds a lock as long as its maker lives, and nothing else is ever deleted.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.disk.files import ASIDE, naming, settle, settle_folder
from veedor.disk.locks import lock, lock_handle
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAKER = ".maker"
"""File in such a folder that its maker keeps locked."""

_DEAD_AFTER = 86_400
"""Seconds after which a folder is taken for left over where a system has no locks."""


@contextmanager
def aside(folder: Path, last: Sequence[str] = ()) -> Iterator[Path]:
    """Return a new folder whose files are moved into another one at the end, or are gone if anything fails.

    Parameters
    ----------
    folder : Path
        Where the files belong; made where it is not there. What killed programs left in it is removed.
    last : sequence of str
        Names of files that are moved last, in this order: what names the others.

    Yields
    ------
    Path
        Write here. Folders within are moved file by file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    with made_aside(folder) as new:
        yield new
        move_into(new, folder, last)


@contextmanager
def made_aside(folder: Path) -> Iterator[Path]:
    """Return a new folder within another one, locked while it is used and removed in the end.

    Parameters
    ----------
    folder : Path
        Is there already.
    """
    with naming(folder):
        new, maker = _new_folder(folder)
        try:
            yield new
        finally:
            _remove(new)
            os.close(maker)


@contextmanager
def temporary() -> Iterator[Path]:
    """Return a new folder among the system's temporary ones; those of killed programs are removed first.

    Raises
    ------
    OSError
        Where no such folder can be written.
    """
    import tempfile

    try:
        base = Path(tempfile.gettempdir())
    except FileNotFoundError:
        what = sentence("no folder for temporary files can be written")
        raise FileNotFoundError(errno.ENOENT, what, "TMPDIR") from None
    _sweep_once(base)
    with made_aside(base) as new:
        yield new


@cache
def _sweep_once(folder: Path) -> None:
    """Sweep a folder that holds much of others' once in a process."""
    sweep(folder)


def _new_folder(folder: Path) -> tuple[Path, int]:
    """Make a new folder with its maker's lock."""
    import tempfile

    while True:
        new = Path(tempfile.mkdtemp(dir=folder, prefix=ASIDE))
        try:
            maker = os.open(new / MAKER, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except FileNotFoundError:
            continue  # it was swept while it was empty
        except OSError:
            new.rmdir()
            raise
        lock_handle(maker, wait=True)
        if (new / MAKER).exists():
            return new, maker
        os.close(maker)  # it was swept before it was locked


def move_into(new: Path, folder: Path, last: Sequence[str] = ()) -> None:
    """Move every file of one folder into another, each when all of it is on the disk.

    Parameters
    ----------
    new : Path
        Where they are.
    folder : Path
        Where they belong.
    last : sequence of str
        Names that are moved last, in this order.
    """
    names = [path.relative_to(new) for path in sorted(new.rglob("*")) if path.is_file()]
    names = [name for name in names if name != Path(MAKER)]
    for name in names:
        with (new / name).open("rb") as file:
            settle(file)
    rank = {Path(name): place for place, name in enumerate(last, start=1)}
    for name in sorted(names, key=lambda name: rank.get(name, 0)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (new / name).replace(folder / name)
        settle_folder((folder / name).parent)


def sweep(folder: Path) -> None:
    """Remove what killed programs have left in a folder: what has our name and no living maker."""
    with suppress(OSError):
        for left in folder.iterdir():
            if not left.name.startswith(ASIDE) or left.is_symlink():
                continue
            with suppress(OSError):
                if not _is_own(left):
                    continue
                if left.is_file() and _is_dead(left):
                    left.unlink()
                elif left.is_dir() and not (left / MAKER).is_file():
                    left.rmdir()  # if it is empty: killed before it was locked
                elif left.is_dir() and _is_dead(left / MAKER):
                    _remove(left)


def _is_own(path: Path) -> bool:
    """Say whether this user made it: among temporary files, somebody else could exchange it meanwhile."""
    return os.name != "posix" or path.lstat().st_uid == os.getuid()


def _remove(folder: Path) -> None:
    """Remove a folder of ours, its lock last: who is killed meanwhile leaves what the next one may remove."""
    import shutil  # late: a rule is read without writing

    with suppress(OSError):
        for inside in folder.iterdir():
            if inside.is_dir() and not inside.is_symlink():
                shutil.rmtree(inside, ignore_errors=True)
            elif inside.name != MAKER:
                inside.unlink(missing_ok=True)
        (folder / MAKER).unlink(missing_ok=True)
        folder.rmdir()


def _is_dead(file: Path) -> bool:
    """Say whether the program that made a file is gone: nobody locks it; without locks, it is old."""
    with file.open("r+") as opened:
        if lock(opened, wait=False):
            return True
    return os.name != "posix" and time.time() - file.stat().st_mtime > _DEAD_AFTER
