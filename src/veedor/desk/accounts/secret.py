"""The secret that signs the cookies: kept, so that a restart of the desk throws nobody out."""

from __future__ import annotations

import os
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from veedor import disk
from veedor.errors import QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

FILE = "desk.secret"
_LARGEST = 1000
_SHORTEST = 40


def kept_secret(file: Path) -> str:
    """Return the secret of a desk; the first time it is made, readable by its owner alone.

    Parameters
    ----------
    file : Path
        Where it is kept.

    Raises
    ------
    QuestionError
        Where the file cannot be written, others can read it, or what it holds is no secret.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(file)
    except OSError as error:
        raise _unusable(file, error.strerror or "") from None
    made = token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as own:
        own.write(made)
        own.flush()
        os.fsync(own.fileno())
    return made


def _read(file: Path) -> str:
    try:
        held = disk.read(file, _LARGEST).decode("ascii").strip()
        shared = os.name == "posix" and file.stat().st_mode & 0o077
    except (OSError, ValueError) as error:
        raise _unusable(file, str(error)) from None
    if len(held) < _SHORTEST:
        raise _unusable(file, sentence("it is too short"))
    if shared:
        raise _unusable(file, sentence("others on this machine can read or write it"))
    return held


def _unusable(file: Path, why: str) -> QuestionError:
    return QuestionError(
        sentence("The secret of the desk, {file}, cannot be used: {why}.", file=file, why=why),
        remedy="Remove the file, and the desk makes another: all who are logged in log in again.",
    )
