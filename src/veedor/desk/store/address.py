"""Where the database of a desk is: as ``VEEDOR_DATABASE`` says, else a file beside the cases."""

from __future__ import annotations

import hashlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from veedor.errors import MissingDataError, QuestionError
from veedor.sentence import joined, sentence

VARIABLE = "VEEDOR_DATABASE"
FILE = "desk.sqlite3"
EXAMPLES = joined(("sqlite:////var/lib/veedor/desk.sqlite3", "postgresql://user@host/database"), by=" or ")
SECONDS_OPEN = 60
"""Seconds for which a connection to a server is kept."""


def database(folder: Path, written: str | None = None) -> dict[str, Any]:
    """Return what Django is told about the database.

    Parameters
    ----------
    folder : Path
        Folder of the cases.
    written : str, optional
        Its address; by default that of the environment. Without one it is a file in ``.veedor`` of the
        folder, or, where that cannot be written, in the folder of the user's programs.

    Raises
    ------
    QuestionError
        Where the address is not valid, with what one looks like.
    MissingDataError
        Where it is of PostgreSQL, whose driver is not installed.
    """
    written = os.environ.get(VARIABLE, "") if written is None else written
    if not written:
        return _sqlite(usual_file(folder))
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:
        raise _unreadable() from None
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return _sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme in {"postgresql", "postgres"} and parts.path.strip("/"):
        return _postgresql(parts, port)
    raise _unreadable()


def usual_file(folder: Path) -> Path:
    """Return the file that keeps what a desk over a folder keeps, where no other is named."""
    beside = folder / ".veedor"
    at = beside if beside.is_dir() else folder
    if not beside.is_symlink() and os.access(at, os.W_OK):  # a link could lead out of the folder
        return beside / FILE
    mark = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return _programs() / "veedor" / f"{folder.resolve().name}-{mark}" / FILE


def _programs() -> Path:
    """Return the folder in which programs of this user keep what must survive."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file.absolute()),
        "OPTIONS": {
            "timeout": 20,
            # who writes takes the lock at once, instead of failing half way; readers are never kept out
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _postgresql(parts: SplitResult, port: int | None) -> dict[str, Any]:
    if not find_spec("psycopg"):
        raise MissingDataError(
            "PostgreSQL needs what the desk alone does not have.",
            remedy="Run `pip install 'veedor[desk-postgresql]'`.",
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", unquote(parts.hostname or ""))  # a folder of sockets cannot stand before the /
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "CONN_MAX_AGE": SECONDS_OPEN,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "10", **options},
    }


def _unreadable() -> QuestionError:
    # the address may hold a password: it is not repeated
    return QuestionError(
        sentence("{variable} is no address of a database.", variable=VARIABLE),
        remedy=sentence("Write it like {examples}.", examples=EXAMPLES),
    )
