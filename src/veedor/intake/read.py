"""From a published file to a table of text, told by its content: each format alone, or packed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from veedor import disk
from veedor.errors import InputError
from veedor.intake.apart import list_apart, read_apart
from veedor.intake.case import FileForm
from veedor.intake.compressed import members_of, unpack
from veedor.intake.csvfile import open_csv
from veedor.intake.formats import ARCHIVES, PACKED, Format, format_of
from veedor.intake.further import complete
from veedor.intake.parquet import open_parquet
from veedor.intake.raw import Raw
from veedor.intake.spoilt_words import with_spoilt_cells
from veedor.intake.workbook import check_workbook, read_workbook
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.engine import Connection
    from veedor.intake.case import FileForm
    from veedor.intake.inner_table import InnerTable
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
    """Return a file under a harmless name, unpacked as often as it is packed.

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
        case Format.TEXT:  # looked through byte by byte
            return open_csv(connection, file.path, form, file.label)
        case Format.PARQUET:
            content = open_parquet(connection, file.path, file.label)
        case Format.WORKBOOK:
            content = read_workbook(file.path, form, file.label)
        case _:
            content = read_apart(file.format, file.path, form, file.label)
    return with_spoilt_cells(content, file.label)


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


_LISTED = {Format.WORKBOOK, Format.JSON, Format.NDJSON, Format.HTML, Format.XML, Format.SQLITE}


@dataclass(frozen=True)
class Inside:
    """What a published file holds.

    Parameters
    ----------
    label : str
        Its published name, with the member of an archive behind it.
    format : Format
        What it is, once unpacked; ``Format.ZIP`` or ``Format.TAR`` where it is an archive of several files
        and ``member`` does not say which.
    packed : tuple of Format
        What it was packed in, the outermost first.
    members : tuple of str
        Files of the archive, where ``member`` must say which.
    tables : tuple of InnerTable
        Worksheets (key ``sheets``), tables (``table``) or lists of records (``records``): hidden ones too.
        Nothing where the file is one table.
    forms : tuple of FileForm
        The ways to name one of these in a case: each opens with :func:`veedor.intake.read.open_raw`, or says
        why it cannot; the likelier ones first. Only one where there is nothing to choose.
    """

    label: str
    format: Format
    packed: tuple[Format, ...]
    members: tuple[str, ...]
    tables: tuple[InnerTable, ...]
    forms: tuple[FileForm, ...]


def look_inside(path: Path, form: FileForm | None = None) -> Inside:
    """Say what is inside a published file.

    Parameters
    ----------
    path : Path
        The file as found.
    form : FileForm, optional
        What is known of it already: ``member``, ``encoding``.

    Raises
    ------
    InputError
        Where it is damaged, hostile, or of a kind that is not read; says what it is and what to save it as.
    """
    form = form or FileForm(path.name)
    with disk.temporary() as work:
        file = unpack_all(path, form, work, archives=False)
        members = members_of(file.path, file.format, file.label)
        if len(members) == 1:
            return look_inside(path, replace(form, member=members[0]))
        tables: tuple[InnerTable, ...] = ()
        if file.format in _LISTED:
            if file.format is Format.WORKBOOK:
                check_workbook(file.path, file.label)
            tables = list_apart(file.format, file.path, form, file.label)
    if members:
        forms = tuple(replace(form, member=member) for member in members)
    else:
        # A list within another holds more than the outer one: it is the likelier table.
        likely = sorted(tables, key=lambda table: -table.name.count("[]") if table.key == "records" else 0)
        seen = [table for table in likely if not table.hidden]
        alone = len(tables) == 1 and (tables[0].key != "records" or tables[0].name == "[]")
        forms = (form,) if alone else tuple(_chosen(form, table) for table in seen) or (form,)
    return Inside(file.label, file.format, file.packed, members, tables, forms)


def _chosen(form: FileForm, table: InnerTable) -> FileForm:
    if table.key == "sheets":
        return replace(form, sheets=(table.name,))
    return replace(form, table=table.name) if table.key == "table" else replace(form, records=table.name)
