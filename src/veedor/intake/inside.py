"""What is inside a published file: its kind, files of an archive, worksheets, tables, lists of records."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.intake.apart import list_apart
from veedor.intake.case import FileForm
from veedor.intake.compressed import members_of
from veedor.intake.formats import Format
from veedor.intake.read import unpack_all
from veedor.intake.workbook import check_workbook

if TYPE_CHECKING:
    from veedor.intake.inner_table import InnerTable

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
    with tempfile.TemporaryDirectory(prefix="veedor-") as work:
        file = unpack_all(path, form, Path(work), archives=False)
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
