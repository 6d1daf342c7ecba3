"""Files and folders that a command line names, and private keys with their passwords."""

from __future__ import annotations

from pathlib import Path

import click

from veedor.cli.language import translated

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW_FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
NEW_FOLDER = click.Path(path_type=Path, file_okay=False)

LARGEST_KEY = 65_536
"""No honest key has more bytes."""


def password_of(key: Path) -> bytes:
    """Ask for the password of a private key on the terminal."""
    asked: str = click.prompt(translated("Password of {file}", file=key), hide_input=True, err=True)
    return asked.encode()


def named_files(*given: tuple[str, Path | None]) -> tuple[str, ...]:
    """Return the options that name files, as they stood on the command line."""
    return tuple(word for option, path in given if path is not None for word in (option, str(path)))
