"""Worksheets of workbooks as text, read in a process of its own within limits of memory and time."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.intake.apart import read_apart
from veedor.intake.archive import DAMAGED, check_names, check_size
from veedor.intake.formats import Format
from veedor.intake.limits import AGAIN
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.intake.case import FileForm
    from veedor.intake.raw import Content

_OLD = b"\xd0\xcf\x11\xe0"
"""First bytes of the older binary workbooks, and of those that are protected by a password."""


def read_workbook(path: Path, form: FileForm, label: str) -> Content:
    """Read worksheets of a workbook as text.

    Parameters
    ----------
    path : Path
        The workbook: .xlsx, .xlsm, .xlsb, .xls or .ods, whatever its name.
    form : FileForm
        Names the worksheets, the lines above the header, its rows, and what to do with hidden rows.
    label : str
        Name of the file, for messages.

    Returns
    -------
    Content
        Its rows have ``c0``, ``c1``, ... as text (empty where blank), ``row`` as the workbook numbers it,
        ``source`` (``label#worksheet``) and ``worksheet``. Its notices say what is hidden, merged, without a
        value or without a name, and was read or left out.

    Raises
    ------
    InputError
        Where the workbook is damaged or too large, has no such worksheet, hides rows, or a part of it would
        pass for the whole.
    """
    check_workbook(path, label)
    return read_apart(Format.WORKBOOK, path, form, label)


def check_workbook(path: Path, label: str) -> None:
    """Refuse what is no workbook, or would unpack to more than one, before anything reads it.

    Raises
    ------
    InputError
        Says which of these it is.
    """
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            start = file.read(8)
        if start.startswith(_OLD):
            return
        raise InputError(
            "it is not a workbook, or it is cut short.",
            file=label,
            remedy=AGAIN,
        )
    try:
        with zipfile.ZipFile(path) as opened:
            seen: set[str] = set()
            for info in check_names(opened, label):
                check_size(info, label)
                name = info.filename.casefold().replace("\\", "/")
                if name in seen:
                    raise InputError(
                        "two files within the workbook have the same name: which holds cannot be told.",
                        file=label,
                        value=info.filename,
                        remedy="Ask who published it; a damaged or hostile workbook is no source.",
                    )
                seen.add(name)
    except DAMAGED as error:
        raise InputError(
            sentence("the workbook is damaged: {error}.", error=error), file=label, remedy="Fetch it again."
        ) from error
