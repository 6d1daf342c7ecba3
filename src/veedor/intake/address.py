"""A published file by its name or its address: what has an address is downloaded first."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from veedor.errors import FetchError, QuestionError, VeedorError
from veedor.intake.case import Fetch
from veedor.sentence import sentence, template

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.intake.transfer import FetchProgress, Limits

LONGEST = 2000
"""Signs of an address."""


def whence(file: str, folder: Path) -> tuple[Path, Fetch | None]:
    """Return where a file is; what has an address is downloaded into a folder.

    Parameters
    ----------
    file : str
        A file, a folder, or an address.
    folder : Path
        Empty.

    Raises
    ------
    QuestionError
        Where there is no such file.
    FetchError
        Where the address does not give it.
    """
    if is_address(file):
        return fetched(file, folder)
    path = Path(file)
    if not path.exists():
        raise QuestionError(
            sentence("There is no file or folder {file}.", file=file),
            remedy="Name a file, a folder, an archive, or an address.",
        )
    if not path.is_file() and not path.is_dir():
        raise QuestionError(
            sentence("{file} is a pipe or a device, and no file.", file=file),
            remedy="Save what it gives as a file, and name that.",
        )
    return path, None


def is_address(text: str) -> bool:
    """Whether a text is an address on the web."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"}


def checked(text: str) -> str:
    """Return an address on the web in the form in which it is requested.

    Raises
    ------
    QuestionError
        Where it is not one, or names a user.
    """
    text = text.strip()
    remedy = template("Write it whole, as the bar of a browser has it: https://example.org/results.zip.")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise QuestionError(sentence("{text!r} is no address.", text=text[:200]), remedy=remedy) from None
    if parts.scheme not in {"http", "https"} or not host or not text.isprintable() or " " in text:
        raise QuestionError(sentence("{text!r} is no address on the web.", text=text[:200]), remedy=remedy)
    if len(text) > LONGEST:
        raise QuestionError(
            sentence("An address of {length:,} signs is too long.", length=len(text)), remedy=remedy
        )
    if parts.username is not None or parts.password is not None:
        raise QuestionError(
            "The address names a user.",
            remedy="Name a public address; or download the file yourself, and bring it.",
        )
    return text


def fetched(
    address: str,
    folder: Path,
    progress: FetchProgress | None = None,
    limits: Limits | None = None,
    name: Callable[[str], str] | None = None,
) -> tuple[Path, Fetch]:
    """Download what an address gives; say it as a case does, with hash and size.

    Parameters
    ----------
    address : str
        http or https.
    folder : Path
        Where to.
    progress : callable, optional
        Told of every piece.
    limits : Limits, optional
        Bounds.
    name : callable, optional
        Gives the name of the file of that in the address.

    Raises
    ------
    FetchError
        What the server did, and what to do.
    """
    from veedor.intake.download import fetch_file

    last = unquote(urlsplit(address).path).rpartition("/")[2]
    own = name(last) if name else re.sub(r"[^\w.+-]+", "-", last) or "published"
    try:
        made = fetch_file(Fetch(address), folder / own, progress, limits=limits)
    except VeedorError as error:
        if "is kept" not in error.remedy:
            raise
        remedy = template("Try again; or download the file by other means, and use that.")
        raise FetchError(error.message, remedy=remedy) from error
    return made.path, Fetch(address, made.sha256, made.size)
