"""Sheets of workbooks as text, one table for several sheets that have the same columns."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from veedor.errors import InputError, nearest
from veedor.intake.archive import check_names, check_size

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

    from veedor.intake.case import FileForm

MAX_CELLS = 60_000_000
"""Cells between A1 and the last one: a reader lays out all of them, empty or not."""

ROW = "row"
SOURCE = "source"
_CELL = re.compile(rb'<c r="([A-Z]{1,4})(\d{1,8})"|<c r=')


def read_workbook(path: Path, form: FileForm, label: str) -> tuple[pa.Table, tuple[str, ...]]:
    """Read sheets of a workbook as text.

    Parameters
    ----------
    path : Path
        The workbook.
    form : FileForm
        Names the sheets, and the lines above the header.
    label : str
        Name of the file, for messages.

    Returns
    -------
    table : pyarrow.Table
        ``c0``, ``c1``, ... as text, ``row`` (as the workbook numbers it) and ``source``.
    header : tuple of str
        Published names of the columns.

    Raises
    ------
    InputError
        Where the workbook is damaged, too large to lay out, has no such sheet, or its sheets differ in
        their columns.
    """
    import pyarrow as pa
    import python_calamine as calamine

    _check_workbook(path, label)
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        names = form.sheets or tuple(book.sheet_names[:1])
        for name in names:
            if name not in book.sheet_names:
                raise InputError(
                    f"there is no sheet {name!r}.", file=label, remedy=nearest(name, book.sheet_names)
                )
        read = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names]
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise InputError(
            f"the workbook cannot be read: {error}.", file=label, remedy="Fetch it again, or save it anew."
        ) from error
    header: tuple[str, ...] = ()
    columns: list[list[str]] = []
    rows: list[int] = []
    sources: list[str] = []
    for name, sheet in zip(names, read, strict=True):
        own, body = _split(sheet, form.skip, f"{label}#{name}")
        if header and own != header:
            raise InputError(
                "its columns are not those of the first sheet.",
                file=f"{label}#{name}",
                value=", ".join(own),
                expected=", ".join(header),
                remedy="Make a source of each sheet.",
            )
        header = own
        columns = columns or [[] for _ in header]
        for number, cells in body:
            rows.append(number)
            for column, cell in zip(columns, cells, strict=False):
                column.append(cell_text(cell))
        sources += [f"{label}#{name}"] * len(body)
    arrays: dict[str, object] = {f"c{i}": pa.array(column, pa.string()) for i, column in enumerate(columns)}
    arrays[ROW] = pa.array(rows, pa.int64())
    arrays[SOURCE] = pa.array(sources, pa.string())
    return pa.table(arrays), header


def cell_text(cell: object) -> str:
    """Write a cell as text: whole numbers without decimals, times as ISO 8601 to the second."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime():
            # A workbook keeps times as fractions of a day; the second is what was published.
            return (cell + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


def _split(
    sheet: Sequence[Sequence[object]], skip: int, label: str
) -> tuple[tuple[str, ...], list[tuple[int, Sequence[object]]]]:
    """Part a sheet into header and numbered rows; rows without any content are no rows."""
    body = [
        (number, row)
        for number, row in enumerate(sheet[skip + 1 :], skip + 2)
        if any(cell not in {"", None} for cell in row)
    ]
    if not body:
        raise InputError(
            "the sheet has no rows.", file=label, expected="a header and rows", remedy="Name another sheet."
        )
    names = [cell_text(cell).strip() for cell in sheet[skip]]
    while names and not names[-1]:
        names.pop()
    return tuple(names), body


def _check_workbook(path: Path, label: str) -> None:
    """Refuse a workbook that unpacks or lays out to more than memory holds, before anything lays it out."""
    if not zipfile.is_zipfile(path):
        if path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0":
            return  # the older binary format, which cannot have more than 16 million cells a sheet
        raise InputError(
            "it is not a workbook, or it is cut short.",
            file=label,
            remedy="Fetch it again and compare its SHA-256 with the published one.",
        )
    try:
        with zipfile.ZipFile(path) as opened:
            for info in check_names(opened, path):
                check_size(info, path)
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", info.filename):
                    _check_layout(opened, info, label)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise InputError(
            f"the workbook is damaged: {error}.", file=label, remedy="Fetch it again."
        ) from error


def _check_layout(opened: zipfile.ZipFile, info: zipfile.ZipInfo, label: str) -> None:
    bottom = right = 0
    with opened.open(info) as part:
        tail = b""
        while chunk := part.read(1024**2):
            text = tail + chunk
            for match in _CELL.finditer(text):
                if match[1]:
                    right = max(right, _column_number(match[1]))
                    bottom = max(bottom, int(match[2]))
            tail = text[-32:]
    if bottom * right > MAX_CELLS:
        raise InputError(
            f"one of its sheets reaches to row {bottom:,} and column {right:,}: "
            f"{bottom * right:,} cells, most of them empty.",
            file=label,
            expected=f"at most {MAX_CELLS:,} cells",
            remedy="Save the part that is used as CSV, and name that file in the case.",
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
