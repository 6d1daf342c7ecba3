"""From a published file to a table of text: CSV, workbook, Parquet, JSON, each also packed."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.intake.compressed import is_packed, unpack
from veedor.intake.csvfile import open_csv
from veedor.intake.formats import ARROW, JSON, LINES, PARQUET, WORKBOOKS, refuse_other_formats
from veedor.intake.further import complete
from veedor.intake.jsonfile import open_json
from veedor.intake.parquet import open_arrow_file, open_parquet
from veedor.intake.raw import Content, Raw
from veedor.intake.workbook import read_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.engine import Connection
    from veedor.intake.case import FileForm

_DEEP = 3
"""Times that a file may be packed: a .gz within a zip."""

__all__ = ["Raw", "explain_reading", "open_raw"]


def open_raw(connection: Connection, path: Path, form: FileForm, work: Path) -> Raw:
    """Open a published file as a table of text.

    Parameters
    ----------
    connection : Connection
        DuckDB.
    path : Path
        The file as found.
    form : FileForm
        What the case says of it.
    work : Path
        An empty folder with a harmless name, which outlives the table.

    Raises
    ------
    InputError
        Where the file cannot be read as it stands.
    """
    file, label, suffix = _unpacked(path, form, work)
    refuse_other_formats(file, suffix, label)
    return complete(connection, _content(connection, file, form, label, suffix), form, label, work)


def _unpacked(path: Path, form: FileForm, work: Path) -> tuple[Path, str, str]:
    """Give a file under a harmless name, its published name, and the end of that."""
    label = name = path.name
    # The engine takes brackets and stars in a name for a pattern.
    file = work / "published"
    file.symlink_to(path.resolve())
    member = form.member
    for depth in range(_DEEP):
        if not is_packed(PurePosixPath(name).suffix.lower()):
            break
        inner = work / f"unpacked{depth}"
        found = unpack(file, name, member, inner)
        if not name.startswith(found):
            label, member = f"{label}!{found}", ""
        file, name = inner, found
    suffix = PurePosixPath(name).suffix.lower()
    known = WORKBOOKS | PARQUET | ARROW | JSON | LINES
    return file.rename(work / f"published{suffix if suffix in known else '.txt'}"), label, suffix


def _content(connection: Connection, file: Path, form: FileForm, label: str, suffix: str) -> Content:
    if suffix in WORKBOOKS:
        return _workbook(file, form, label)
    if suffix in PARQUET:
        return open_parquet(connection, file, label)
    if suffix in ARROW:
        return open_arrow_file(connection, file, label)
    if suffix in JSON | LINES:
        return open_json(file, form, label, lines=suffix in LINES)
    return open_csv(connection, file, form, label)


def _workbook(file: Path, form: FileForm, label: str) -> Content:
    rows, header, notices = read_workbook(file, form, label)
    settings = {
        "format": "workbook",
        "sheets": ", ".join(form.sheets) or "the first visible",
        "skipped lines": str(form.skip),
    }
    return Content(header, rows, settings, notices, {}, form.skip + 1)


def explain_reading(error: Exception, raw: Raw) -> InputError:
    """Say in our words that the engine could not do with a file what the case says."""
    text = str(error).lower()
    if "regular expression" in text or "regex" in text or "perl operator" in text or "repetition" in text:
        return InputError(
            "a pattern of the case cannot be used: it looks ahead or behind, or refers to a group.",
            file=raw.label,
            expected="a pattern without (?=...), (?!...), (?<=...), (?<!...) and \\1",
            remedy="Write `rows.keep` and `rows.drop` without them, each the other way round if need be.",
        )
    return InputError(
        "it cannot be read as the case says.",
        file=raw.label,
        remedy="Save the file anew as CSV (UTF-8, comma, one header) and name that, or fetch it again.",
    )
