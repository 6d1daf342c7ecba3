"""Worksheets of workbooks as text, read in a process of its own within limits of memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veedor.errors import InputError
from veedor.intake.archive import check_names, check_size
from veedor.intake.notices import Notice

if TYPE_CHECKING:
    import pyarrow as pa

    from veedor.intake.case import FileForm

MEMORY = "VEEDOR_WORKBOOK_MEMORY"
"""Variable of the environment: megabytes that reading a workbook may take."""
MEMORY_DEFAULT = 1024

SECONDS = "VEEDOR_WORKBOOK_SECONDS"
"""Variable of the environment: seconds that reading a workbook may take."""
SECONDS_DEFAULT = 600

_OLD = b"\xd0\xcf\x11\xe0"
"""First bytes of the older binary workbooks, and of those that are protected by a password."""


def read_workbook(
    path: Path, form: FileForm, label: str
) -> tuple[pa.Table, tuple[str, ...], tuple[Notice, ...]]:
    """Read worksheets of a workbook as text.

    Parameters
    ----------
    path : Path
        The workbook.
    form : FileForm
        Names the worksheets, the lines above the header, its rows, and what to do with hidden rows.
    label : str
        Name of the file, for messages.

    Returns
    -------
    table : pyarrow.Table
        ``c0``, ``c1``, ... as text (empty where blank), ``row`` as the workbook numbers it, ``source``
        (``label#worksheet``) and ``worksheet``.
    header : tuple of str
        Published names of the columns.
    notices : tuple of Notice
        What is hidden, merged, without a value or without a name, and was read or left out.

    Raises
    ------
    InputError
        Where the workbook is damaged or too large, has no such worksheet, hides rows, or a part of it would
        pass for the whole.
    """
    import pyarrow as pa

    _check_workbook(path, label)
    with tempfile.TemporaryDirectory(prefix="veedor-") as folder:
        rows = Path(folder) / "rows.arrow"
        answer = _ask(
            {
                "path": str(path.resolve()),
                "rows": str(rows),
                "label": label,
                "memory": _bound(MEMORY, MEMORY_DEFAULT),
                "seconds": _bound(SECONDS, SECONDS_DEFAULT),
                "asked": {
                    "sheets": form.sheets,
                    "skip": form.skip,
                    "header_rows": form.header_rows,
                    "hidden": form.hidden,
                },
            }
        )
        with pa.OSFile(str(rows)) as file:
            table = pa.ipc.open_file(file).read_all()
    notices = tuple(
        Notice(**{**said, "values": tuple(said["values"]), "rows": tuple(said["rows"])})
        for said in answer["notices"]
    )
    return table, tuple(answer["header"]), notices


def _ask(request: dict[str, Any]) -> dict[str, Any]:
    """Let a process of its own read the workbook, and give its answer."""
    source = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH", "")]))
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "veedor.intake.workbook_child"],
            input=json.dumps(request),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=request["seconds"] + 30,
            env={**os.environ, "PYTHONPATH": path, "ARROW_DEFAULT_MEMORY_POOL": "system"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_long(request) from error
    try:
        answer: dict[str, Any] = json.loads(ended.stdout)
    except ValueError as error:
        raise _stopped(request, ended.returncode, ended.stderr) from error
    if "stopped" in answer:
        raise _too_large(request)
    if "error" in answer:
        said = answer["error"]
        made = InputError(said["message"], remedy=said["remedy"])
        made.file, made.row, made.column = said["file"], said["row"], said["column"]
        made.value, made.expected = said["value"], said["expected"]
        raise made
    return answer


def _stopped(request: dict[str, Any], code: int, said: str) -> InputError:
    """Say why the process that read a workbook ended without an answer."""
    if "memory allocation of" in said or "MemoryError" in said or "out of memory" in said.lower():
        return _too_large(request)
    if code == -24:  # SIGXCPU
        return _too_long(request)
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "")
    return InputError(
        "the reader of workbooks ended without an answer: the workbook is damaged or hostile.",
        file=request["label"],
        value=last or f"exit code {code}",
        expected="a workbook as a spreadsheet program writes it",
        remedy="Open it in a spreadsheet program and save it anew as .xlsx or CSV, and name that file in the "
        "case.",
    )


def _too_large(request: dict[str, Any]) -> InputError:
    return _beyond(request["label"], MEMORY, request["memory"], "MB", " of memory")


def _too_long(request: dict[str, Any]) -> InputError:
    return _beyond(request["label"], SECONDS, request["seconds"], "seconds")


def _beyond(label: str, variable: str, most: int, unit: str, of: str = "") -> InputError:
    return InputError(
        f"reading the workbook takes more than {most:,} {unit}{of}.",
        file=label,
        expected=f"at most {most:,} {unit}",
        remedy=f"If you trust it, set {variable}={4 * most} in the environment, or save it as CSV.",
    )


def _bound(name: str, default: int) -> int:
    text = os.environ.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdecimal() or not int(text):
        raise InputError(
            f"the variable {name} is no number.",
            value=text,
            expected=f"a whole number such as {default}",
            remedy=f"Set it anew, or remove it: {default} is then used.",
        )
    return int(text)


def _check_workbook(path: Path, label: str) -> None:
    """Refuse what is no workbook, or would unpack to more than one, before anything reads it."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            start = file.read(512)
        if start.startswith(_OLD):
            return
        page = start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
        raise InputError(
            "it is a page of text (HTML or XML) that is named like a workbook."
            if page
            else "it is not a workbook, or it is cut short.",
            file=label,
            remedy="Open it in a spreadsheet program, save it as .xlsx or CSV, and name that file."
            if page
            else "Fetch it again and compare its SHA-256 with the published one.",
        )
    try:
        with zipfile.ZipFile(path) as opened:
            seen: set[str] = set()
            for info in check_names(opened, path):
                check_size(info, path)
                name = info.filename.casefold().replace("\\", "/")
                if name in seen:
                    raise InputError(
                        "two files within the workbook have the same name: which holds cannot be told.",
                        file=label,
                        value=info.filename,
                        remedy="Ask who published it; a damaged or hostile workbook is no source.",
                    )
                seen.add(name)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise InputError(
            f"the workbook is damaged: {error}.", file=label, remedy="Fetch it again."
        ) from error
