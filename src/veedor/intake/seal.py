"""What this program itself has kept on this machine: only that is believed without reading the files again.

Tables of an earlier import may have been exchanged, damaged, or have come with a copied case. Their sizes,
times and hashes are therefore sealed with a key that only this user of this machine has (HMAC-SHA-256, RFC
2104). What has no seal, or another one, is not believed: the published files are read again. The seal
protects from whoever can write into the folder of a case, not from whoever can read the user's own files.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import os
import secrets
import stat
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from veedor import disk

KEY = "seal.key"
_BYTES = 32

Mark = list[int]
"""Size, times of change (of the content, of the entry) and number of a file: what changes when it does."""


def state_folder() -> Path:
    """Return the folder in which programs keep a user's own state (``XDG_STATE_HOME``)."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "veedor"


def sealed(content: Any) -> str | None:  # noqa: ANN401 - any JSON
    """Return the seal of some JSON, or nothing where this user has no place for a key."""
    key = _key(state_folder())
    if key is None:
        return None
    text = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def holds(content: Any, seal: object) -> bool:  # noqa: ANN401
    """Say whether a seal is this user's, and of this content."""
    expected = sealed(content)
    return expected is not None and isinstance(seal, str) and hmac.compare_digest(expected, seal)


def mark(path: Path) -> Mark:
    """Return what changes when a file does; the time of change of its entry cannot be set by hand.

    Raises
    ------
    OSError
        Where it is not there, or no ordinary file: a pipe is never read to its end.
    """
    seen = path.stat()
    if not stat.S_ISREG(seen.st_mode):
        raise OSError(errno.EINVAL, "It is no ordinary file", str(path))
    return [seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino]


@cache
def _key(folder: Path) -> bytes | None:
    """Read the user's key, or make one."""
    path = folder / KEY
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _make(path)
        seen = path.lstat()
        if stat.S_ISREG(seen.st_mode) and seen.st_uid == _user(seen.st_uid):
            key = path.read_bytes()
            return key if len(key) == _BYTES else None
    return None


def _make(path: Path) -> None:
    """Write a key whole, unless another program is quicker."""
    with disk.made_aside(path.parent) as new:
        (new / KEY).write_bytes(secrets.token_bytes(_BYTES))
        (new / KEY).chmod(0o600)
        with suppress(FileExistsError):
            os.link(new / KEY, path)


def _user(otherwise: int) -> int:
    return os.getuid() if hasattr(os, "getuid") else otherwise
