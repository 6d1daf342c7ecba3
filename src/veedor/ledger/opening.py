"""Opening a log for adding: one program at a time, and only where what is there is what was signed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from veedor import disk
from veedor.errors import LedgerError
from veedor.ledger.writing import HEAD, LOCK, POLICY, STATE, LogWriter
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from veedor.ledger.leaves import Leaf
    from veedor.ledger.note_keys import SigningKey


@contextmanager
def open_log(path: Path, key: SigningKey) -> Iterator[LogWriter]:
    """Open a log for adding, alone.

    Parameters
    ----------
    path : Path
        Folder of the log.
    key : SigningKey
        Key of the log.

    Raises
    ------
    LedgerError
        Where there is no log, or another program has it open.
    TamperError
        Where what is there is not what the log has signed.
    """
    if not (path / HEAD).is_file():
        raise LedgerError(
            sentence("{path} holds no log that can be added to.", path=path),
            remedy="Begin one with 'veedor log init'.",
        )
    with _locked(path):
        log = LogWriter(path, key)
        log.recover()
        yield log


def begin_log(path: Path, key: SigningKey, policy: bytes, charter: Leaf) -> None:
    """Begin a log: its policy, and its charter as the first leaf.

    Parameters
    ----------
    path : Path
        A new or empty folder.
    key : SigningKey
        Key of the log; its name is the log's origin.
    policy : bytes
        Which witnesses it asks, as a C2SP policy.
    charter : mapping
        The first leaf.

    Raises
    ------
    LedgerError
        Where something is there already.
    """
    if (path / HEAD).exists() or (path.is_dir() and any(p.name != STATE for p in path.iterdir())):
        raise LedgerError(
            sentence("{path} is not empty.", path=path), remedy="Name a new folder for the log."
        )
    disk.make_folder(path / STATE)
    with _locked(path):
        log = LogWriter(path, key)
        log.write({POLICY: policy})
        log.add([charter])


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with (path / LOCK).open("a") as file:
        if not disk.lock(file, wait=False):
            raise LedgerError(
                sentence("Another program has the log {path} open.", path=path),
                remedy="Wait until it has ended.",
            )
        yield
