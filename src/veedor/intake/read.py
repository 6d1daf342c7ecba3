"""From a published file to a table of text, told by its content: each format alone, or packed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.intake.apart import read_apart
from veedor.intake.compressed import unpack
from veedor.intake.csvfile import open_csv
from veedor.intake.formats import ARCHIVES, PACKED, Format, format_of
from veedor.intake.further import complete
from veedor.intake.parquet import open_parquet
from veedor.intake.raw import Raw
from veedor.intake.workbook import read_workbook
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.engine import Connection
    from veedor.intake.case import FileForm
    from veedor.intake.raw import Content

_DEEP = 4
"""Times that a file may be packed: a .gz within a tar within a zip."""

__all__ = ["Raw", "Unpacked", "explain_reading", "open_raw", "read_content", "unpack_all"]


@dataclass(frozen=True)
class Unpacked:
    """A file taken out of whatever it was packed in.

    Parameters
    ----------
    path : Path
        Where it is now, under a harmless name.
    label : str
        Its published name, with the member of each archive behind it.
    format : Format
        What it is.
    member : str
        What the case states as ``member`` and no archive has used.
    packed : tuple of Format
        What it was packed in, the outermost first.
    """

    path: Path
    label: str
    format: Format
    member: str
    packed: tuple[Format, ...] = ()


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
    content, label = read_content(connection, path, form, work)
    return complete(connection, content, form, label, work)


def read_content(connection: Connection, path: Path, form: FileForm, work: Path) -> tuple[Content, str]:
    """Read a published file, before the case adds columns to it; give its label too.

    Parameters
    ----------
    connection, path, form, work
        As of :func:`open_raw`.

    Raises
    ------
    InputError
        Where the file cannot be read as it stands.
    """
    file = unpack_all(path, form, work)
    inner = replace(form, member=file.member)
    return _content(connection, file, inner), file.label


def unpack_all(path: Path, form: FileForm, work: Path, *, archives: bool = True) -> Unpacked:
    """Give a file under a harmless name, unpacked as often as it is packed.

    Parameters
    ----------
    path, form, work
        As for :func:`open_raw`.
    archives : bool
        Whether a member is taken out of an archive too; otherwise that is the last one looked into.

    Raises
    ------
    InputError
        Where it is damaged, looks like a bomb, is packed too often, or is of a kind that is not read.
    """
    label = name = path.name
    # The engine takes brackets and stars in a name for a pattern.
    file = work / "published"
    file.symlink_to(path.resolve())
    member = form.member
    packed: tuple[Format, ...] = ()
    while (kind := _format(file, label, form.reader, member)) in PACKED:
        if kind in ARCHIVES and not archives and not member:
            break
        if len(packed) == _DEEP:
            raise InputError(
                sentence("it is packed more than {deep} times over.", deep=_DEEP),
                file=label,
                expected="a file packed once or twice",
                remedy="Unpack it yourself, and name the unpacked file in the case.",
            )
        inner = work / f"unpacked{len(packed)}"
        name, of_archive = unpack(file, kind, name, label, member, inner)
        if of_archive:
            label, member = f"{label}!{name}", ""
        file, packed = inner, (*packed, kind)
    return Unpacked(file.rename(work / "published.txt"), label, kind, member, packed)


def _format(file: Path, label: str, reader: str, member: str) -> Format:
    """Tell what a file is; where the case names a reader, only what it is packed in."""
    if not reader:
        return format_of(file, label)
    try:
        kind = format_of(file, label)
    except InputError:
        return Format.OWN
    return kind if kind in PACKED - ARCHIVES or (kind in ARCHIVES and member) else Format.OWN


def _content(connection: Connection, file: Unpacked, form: FileForm) -> Content:
    match file.format:
        case Format.TEXT:
            return open_csv(connection, file.path, form, file.label)
        case Format.PARQUET:
            return open_parquet(connection, file.path, file.label)
        case Format.WORKBOOK:
            return read_workbook(file.path, form, file.label)
        case _:
            return read_apart(file.format, file.path, form, file.label)


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
