"""Reading a file in a process of its own, within limits of memory and time: it may be hostile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.errors import CaseError, InputError, PluginError
from veedor.intake.apart_child import reader_of
from veedor.intake.inner_table import InnerTable
from veedor.intake.notices import Notice
from veedor.intake.raw import Content
from veedor.sentence import revived, sentence

if TYPE_CHECKING:
    from veedor.intake.case import FileForm
    from veedor.intake.formats import Format

MEMORY = "VEEDOR_READER_MEMORY"
"""Variable of the environment: megabytes that reading a file may take."""
MEMORY_DEFAULT = 1024

SECONDS = "VEEDOR_READER_SECONDS"
"""Variable of the environment: seconds that reading a file may take."""
SECONDS_DEFAULT = 600

SMALL = 256 * 1024
"""Bytes up to which a file of text is read without a process of its own: thousands of them are quick."""

_TEXTS = {"json", "ndjson", "web page", "xml"}


def read_apart(kind: Format, path: Path, form: FileForm, label: str) -> Content:
    """Read a file within limits.

    Parameters
    ----------
    kind : Format
        What it is.
    path : Path
        The file.
    form : FileForm
        What the case says of it.
    label : str
        Name of the file, for messages.

    Raises
    ------
    InputError
        Where it cannot be read as it stands, takes too much, or ends the process that reads it.
    PluginError
        Where the reader of another package fails.
    """
    import pyarrow as pa

    reader = kind.value.lower()
    if reader in _TEXTS and path.stat().st_size <= SMALL:
        made: Content = reader_of(reader, "read")(path, form, label)
        return made
    with disk.temporary() as folder:
        rows = folder / "rows.arrow"
        answer = _ask(_request(reader, "read", path, form, label) | {"rows": str(rows)})
        with pa.OSFile(str(rows)) as file:
            table = pa.ipc.open_file(file).read_all()
    notices = tuple(
        Notice(**{**said, "values": tuple(said["values"]), "rows": tuple(said["rows"])})
        for said in answer["notices"]
    )
    return Content(
        tuple(answer["header"]), table, answer["settings"], notices, answer["unusable"], answer["header_row"]
    )


def list_apart(kind: Format, path: Path, form: FileForm, label: str) -> tuple[InnerTable, ...]:
    """List the worksheets, tables or lists of records of a file; errors as of :func:`read_apart`."""
    reader = kind.value.lower()
    if reader in _TEXTS and path.stat().st_size <= SMALL:
        return tuple(reader_of(reader, "list_tables")(path, form, label))
    answer = _ask(_request(reader, "list_tables", path, form, label))
    return tuple(
        InnerTable(**said | {"columns": tuple(said["columns"]), "head": tuple(map(tuple, said["head"]))})
        for said in answer["tables"]
    )


def _request(reader: str, task: str, path: Path, form: FileForm, label: str) -> dict[str, Any]:
    return {
        "reader": reader,
        "task": task,
        "path": str(path.resolve()),
        "label": label,
        "memory": _bound(MEMORY, MEMORY_DEFAULT),
        "seconds": _bound(SECONDS, SECONDS_DEFAULT),
        "form": asdict(replace(form, copies=(), fetch=None)),
    }


def _ask(request: dict[str, Any]) -> dict[str, Any]:
    """Let a process of its own read the file, and give its answer."""
    source = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH", "")]))
    try:
        ended = subprocess.run(
            # -P: no module is taken from the folder in which we are, which may be that of hostile files
            [sys.executable, "-P", "-m", "veedor.intake.apart_child"],
            input=json.dumps(request),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=20 * request["seconds"],  # its processor seconds are bound within
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
    if "plugin" in answer:
        raise PluginError(revived(answer["plugin"]["message"]), remedy=revived(answer["plugin"]["remedy"]))
    if "error" in answer:
        said = answer["error"]
        made = (CaseError if said["kind"] == "CaseError" else InputError)(
            revived(said["message"]), remedy=revived(said["remedy"])
        )
        made.file, made.row, made.column = said["file"], said["row"], said["column"]
        made.value, made.expected = said["value"], revived(said["expected"])
        raise made
    return answer


def _stopped(request: dict[str, Any], code: int, said: str) -> InputError:
    """Say why the process that read a file ended without an answer."""
    if "memory allocation of" in said or "MemoryError" in said or "out of memory" in said.lower():
        return _too_large(request)
    if code == -24:  # SIGXCPU
        return _too_long(request)
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "")
    return InputError(
        "its reader ended without an answer: the file is damaged or hostile.",
        file=request["label"],
        value=last or f"exit code {code}",
        expected="a file as the usual programs write it",
        remedy="Open it in the program that made it, save it anew as .xlsx or CSV, and name that file in the "
        "case.",
    )


def _too_large(request: dict[str, Any]) -> InputError:
    return _beyond(request["label"], MEMORY, request["memory"], "MB", sentence(" of memory"))


def _too_long(request: dict[str, Any]) -> InputError:
    return _beyond(request["label"], SECONDS, request["seconds"], sentence("seconds"))


def _beyond(label: str, variable: str, most: int, unit: str, of: str = "") -> InputError:
    return InputError(
        sentence("reading it takes more than {most:,} {unit}{of}.", most=most, unit=unit, of=of),
        file=label,
        expected=sentence("at most {most:,} {unit}", most=most, unit=unit),
        remedy=sentence(
            "If you trust it, set {variable}={most} in the environment, or save it as CSV.",
            variable=variable,
            most=4 * most,
        ),
    )


def _bound(name: str, default: int) -> int:
    text = os.environ.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdecimal() or not int(text):
        raise InputError(
            sentence("the variable {name} is no number.", name=name),
            value=text,
            expected=sentence("a whole number such as {default}", default=default),
            remedy=sentence("Set it anew, or remove it: {default} is then used.", default=default),
        )
    return int(text)
