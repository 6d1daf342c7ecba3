"""A small cache in the user's own cache folder for things that are slow to make and safe to lose."""

from __future__ import annotations

import os
from pathlib import Path


def folder() -> Path:
    """Return the folder: ``$XDG_CACHE_HOME/veedor``, by default ``~/.cache/veedor``."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "veedor"


def read(name: str) -> str | None:
    """Return what is kept under a name, or None where nothing is or nothing can be read."""
    try:
        return (folder() / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, RuntimeError):
        return None


def keep(name: str, text: str) -> None:
    """Keep a text under a name; where that is impossible (no home, a read-only disk), do nothing.

    The file appears whole or not at all, so that two commands at once never read half of it.
    """
    from tempfile import NamedTemporaryFile  # late: most commands only read

    try:
        folder().mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", encoding="utf-8", dir=folder(), delete=False) as stream:
            stream.write(text)
        Path(stream.name).replace(folder() / name)
    except (OSError, RuntimeError):
        return
