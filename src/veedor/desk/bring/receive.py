"""Files as they arrive from a browser: under names of ours, within limits, nothing opened that is a bomb."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from veedor.errors import InputError, QuestionError
from veedor.intake.archive import DAMAGED, check_names, check_size
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from django.core.files.uploadedfile import UploadedFile

MOST_FILES = 2_000
"""Files that are brought at once."""
MOST_BYTES = 1_500_000_000
"""Bytes of all of them."""
MOST_UNPACKED = 8 * 1024**3
"""Bytes that an archive may unpack to, all members together."""
LONGEST_NAME = 100
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def own_name(published: str, taken: Iterable[str]) -> str:
    """Return the name under which a file is kept: letters, figures and a few signs; never a path.

    Parameters
    ----------
    published : str
        As the browser says it.
    taken : iterable of str
        Names that others have.
    """
    last = re.split(r"[/\\]", published)[-1]
    plain = re.sub(r"[^\w.+-]+", "-", last).strip("-.")
    if not plain or _RESERVED.fullmatch(plain) or plain.casefold() == "case.toml":
        plain = f"published-{plain}".rstrip("-")
    stem, dot, end = plain.rpartition(".")
    stem, end = (stem, f".{end[:12]}") if dot and stem else (plain, "")
    stem = stem[: LONGEST_NAME - len(end)]
    known, number, name = {one.casefold() for one in taken}, 1, f"{stem}{end}"
    while name.casefold() in known:
        number += 1
        name = f"{stem}-{number}{end}"
    return name


def receive(files: Sequence[UploadedFile], folder: Path) -> None:
    """Write files into a folder.

    Parameters
    ----------
    files : sequence of UploadedFile
        As Django holds them.
    folder : Path
        Of ours, and empty.

    Raises
    ------
    QuestionError
        Where there is none, or more than is taken.
    InputError
        Where an archive is a bomb, or has names that lead out of it.
    """
    if not files:
        raise QuestionError("No file came with the form.", remedy="Choose a file, or drop one onto the page.")
    refuse_too_much(len(files), sum(file.size or 0 for file in files))
    names: list[str] = []
    for file in files:
        name = own_name(file.name or "", names)
        names.append(name)
        with (folder / name).open("xb") as own:
            for chunk in file.chunks():
                own.write(chunk)
    for name in names:
        refuse_bomb(folder / name)


def refuse_too_much(files: int, size: int) -> None:
    """Refuse more files, or larger ones, than are taken.

    Raises
    ------
    QuestionError
        With what to do instead.
    """
    if files > MOST_FILES:
        raise QuestionError(
            sentence(
                "{files:,} files are more than are taken at once: {most:,}.", files=files, most=MOST_FILES
            ),
            remedy="Bring them as one zip archive, or run `veedor new FOLDER` in a terminal.",
        )
    if size > MOST_BYTES:
        raise QuestionError(
            sentence("{size:,} bytes are more than are taken at once: {most:,}.", size=size, most=MOST_BYTES),
            remedy="Bring them packed, or run `veedor new FILE` in a terminal.",
        )


def refuse_bomb(file: Path) -> None:
    """Refuse an archive that would unpack to far more than tables do, before anything opens it.

    Raises
    ------
    InputError
        Which member, and why.
    """
    if not zipfile.is_zipfile(file):
        return
    try:
        with zipfile.ZipFile(file) as opened:
            members = check_names(opened, file.name)
    except DAMAGED:
        return  # its reader says so better
    for member in members:
        check_size(member, file.name)
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED:
        raise InputError(
            sentence("it would unpack to {unpacked:,} bytes.", unpacked=unpacked),
            file=file.name,
            expected=sentence("at most {most:,} bytes", most=MOST_UNPACKED),
            remedy="Unpack it yourself, and run `veedor new FOLDER` in a terminal.",
        )
