"""What those who fetch sheets and write down figures need: a list in the order of the draw, forms to fill."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from veedor.audit.documents import Entry, Record
from veedor.errors import InputError, InputErrors
from veedor.model import Column, Table, Unit

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.audit.folder import AuditFolder

_FIXED = ("sheet_id", "status", "reason", "by", "second_by")
_LIMIT = 32 * 1024 * 1024


def retrieval(folder: AuditFolder, first: int, last: int, places: dict[str, str]) -> Table:
    """List drawn sheets in the order in which they are to be looked at.

    Parameters
    ----------
    folder : AuditFolder
        A drawn audit.
    first, last : int
        Ranks, from 1, both included.
    places : mapping of str to str
        Where each sheet lies, for those who fetch it; may be empty.
    """
    sheets = folder.population.sheets
    rows = tuple(
        (
            rank,
            sheet,
            places.get(sheet),
            int(sheets.registered[sheets.row[sheet]]),
            "term.yes" if sheet in folder.records else "term.no",
        )
        for rank, sheet in enumerate(folder.drawn[first - 1 : last], start=first)
    )
    columns = (
        Column("rank", Unit.NUMBER, digits=0),
        Column("sheet", Unit.TEXT),
        Column("place", Unit.PLACE),
        Column("registered", Unit.VOTERS),
        Column("audit_recorded", Unit.TERM),
    )
    return Table("audit_retrieval", columns, rows)


def form(folder: AuditFolder, first: int, last: int) -> str:
    """Give a CSV form for the figures: one row a sheet, two columns a choice (one for each reader).

    The reported figures are *not* in it: who reads a sheet should not know what to expect.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_header(folder))
    blank = [""] * (2 * len(folder.plan.choices))
    for sheet in folder.drawn[first - 1 : last]:
        if sheet not in folder.records:
            writer.writerow([sheet, "found", "", "", "", *blank])
    return out.getvalue()


def _header(folder: AuditFolder) -> list[str]:
    choices = [choice.choice_id for choice in folder.plan.choices]
    return [*_FIXED, *choices, *(f"second:{choice}" for choice in choices)]


def read_form(folder: AuditFolder, path: Path) -> tuple[Record, ...]:
    """Read a filled form.

    Parameters
    ----------
    folder : AuditFolder
        A drawn audit.
    path : Path
        The CSV file: the columns of :func:`form`.

    Returns
    -------
    tuple of Record
        One for each row.

    Raises
    ------
    InputError, InputErrors
        All rows that cannot be read, each with row and column; nothing is recorded then.
    """
    if path.stat().st_size > _LIMIT:
        raise InputError("The form is larger than any honest one.", file=path.name)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("The form is not UTF-8.", file=path.name, remedy="Save it as UTF-8 CSV.") from None
    rows = csv.reader(io.StringIO(text, newline=""))
    header, expected = next(rows, []), _header(folder)
    if header != expected:
        raise InputError(
            "The columns are not those of the form.",
            file=path.name,
            row=1,
            value=",".join(header),
            expected=",".join(expected),
            remedy="Print the form again with 'veedor audit list --form'.",
        )
    records, problems = [], []
    for number, row in enumerate(rows, start=2):
        try:
            records.append(_record(folder, path.name, number, row))
        except InputError as problem:
            problems.append(problem)
    if problems:
        raise InputErrors(f"{path.name}: nothing was recorded", problems)
    return tuple(records)


def _record(folder: AuditFolder, file: str, number: int, row: list[str]) -> Record:
    header = _header(folder)
    if len(row) != len(header):
        raise InputError(f"{len(row)} cells instead of {len(header)}.", file=file, row=number)
    cells = dict(zip(header, (cell.strip() for cell in row), strict=True))
    draw = folder.draw_line.sha256
    if cells["status"] == "not_auditable":
        return Record(cells["sheet_id"], "not_auditable", (), cells["reason"], draw)
    if cells["status"] != "found":
        raise InputError(
            "Unknown status.",
            file=file,
            row=number,
            column="status",
            value=cells["status"],
            expected="found or not_auditable",
        )
    choices = [choice.choice_id for choice in folder.plan.choices]
    entries = [_entry(file, number, cells, "by", choices, "")]
    if any(cells[f"second:{choice}"] for choice in choices):
        entries.append(_entry(file, number, cells, "second_by", choices, "second:"))
    return Record(cells["sheet_id"], "found", tuple(entries), "", draw)


def _entry(file: str, number: int, cells: dict[str, str], who: str, choices: list[str], prefix: str) -> Entry:
    if not cells[who]:
        raise InputError(
            "Nobody is named who read the sheet.",
            file=file,
            row=number,
            column=who,
            remedy="Write down a name.",
        )
    votes = {}
    for choice in choices:
        cell = cells[prefix + choice]
        if not (cell.isascii() and cell.isdigit()) or len(cell) > 9:
            raise InputError(
                "Not a number of votes.",
                file=file,
                row=number,
                column=prefix + choice,
                value=cell,
                expected="0, 1, 2, ...",
            )
        votes[choice] = int(cell)
    return Entry(cells[who], votes)
