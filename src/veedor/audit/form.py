"""The form in which those who look at drawn sheets write down figures: written, and read back."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from veedor import disk
from veedor.audit.steps import AuditRecord, Interpretation
from veedor.errors import InputError, InputErrors
from veedor.intake.safe_cells import safe_cell

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.audit.folder import AuditFolder

_FIXED = ("rank", "sheet_id", "status", "reason", "by", "second_by")
_LIMIT = 32 * 1024 * 1024


def form(folder: AuditFolder, first: int, last: int) -> str:
    """Give a CSV form for the figures: one row a sheet, two columns a choice (one for each reader).

    The reported figures are *not* in it: who reads a sheet should not know what to expect. No cell of it is
    run as a formula by a spreadsheet, whatever the ids of sheets and choices look like.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_header(folder))
    blank = [""] * (2 * len(folder.plan.choices))
    for rank, sheet in enumerate(folder.drawn[first - 1 : last], start=first):
        if sheet not in folder.records:
            writer.writerow([rank, safe_cell(sheet), "found", "", "", "", *blank])
    return out.getvalue()


def _header(folder: AuditFolder) -> list[str]:
    choices = [choice.choice_id for choice in folder.plan.choices]
    return [*_FIXED, *(str(safe_cell(c)) for c in choices), *(f"second:{choice}" for choice in choices)]


def read_form(folder: AuditFolder, path: Path) -> tuple[AuditRecord, ...]:
    """Read a filled form; rows in which nothing was written yet are left out.

    Parameters
    ----------
    folder : AuditFolder
        A drawn audit.
    path : Path
        The CSV file: the columns of :func:`form`, with commas or, as some spreadsheets write it, semicolons.

    Returns
    -------
    tuple of AuditRecord
        One for each row that was filled in.

    Raises
    ------
    InputError, InputErrors
        All rows that cannot be read, each with row and column; nothing is recorded then.
    """
    try:
        text = disk.read(path, _LIMIT).decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"The form cannot be read: {error.strerror}.", file=str(path)) from None
    except UnicodeDecodeError:
        raise InputError("The form is not UTF-8.", file=path.name, remedy="Save it as UTF-8 CSV.") from None
    top = text.partition("\n")[0]
    delimiter = ";" if top.count(";") > top.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    reader = _FormReader(folder, path.name)
    reader.check_header(next(rows, []))
    records, problems = [], []
    try:
        for number, row in enumerate(rows, start=2):
            try:
                records.append(reader.record(number, row))
            except InputError as problem:
                problems.append(problem)
    except csv.Error as error:
        raise InputError(f"The form is no CSV: {error}.", file=path.name, row=rows.line_num) from None
    if problems:
        raise InputErrors(f"{path.name}: nothing was recorded", problems)
    return tuple(record for record in records if record is not None)


class _FormReader:
    """Turns the rows of a form into records, each row checked cell by cell."""

    def __init__(self, folder: AuditFolder, file: str) -> None:
        self.file = file
        self.header = _header(folder)
        self.choices = [choice.choice_id for choice in folder.plan.choices]
        self.drawn = folder.drawn
        self.draw_sha256 = folder.draw_line.sha256
        self.seen: dict[str, int] = {}

    def check_header(self, header: list[str]) -> None:
        """Refuse a file with other columns."""
        if [cell.strip() for cell in header] != self.header:
            raise InputError(
                "The columns are not those of the form.",
                file=self.file,
                row=1,
                value=",".join(header),
                expected=",".join(self.header),
                remedy="Print the form again with 'veedor audit list --form'.",
            )

    def record(self, number: int, row: list[str]) -> AuditRecord | None:
        """Read a row; None where nothing was filled in."""
        if not any(cell.strip() for cell in row):
            return None
        if len(row) != len(self.header):
            raise InputError(f"{len(row)} cells instead of {len(self.header)}.", file=self.file, row=number)
        cells = [cell.strip() for cell in row]
        fixed = dict(zip(_FIXED, cells, strict=False))
        if fixed["status"] == "found" and not any(cells[3:]):
            return None
        sheet = self._sheet(number, fixed)
        if fixed["status"] == "not_auditable":
            return AuditRecord(sheet, "not_auditable", (), fixed["reason"], self.draw_sha256)
        if fixed["status"] != "found":
            raise self._odd(number, "status", fixed["status"], "Unknown status.", "found or not_auditable")
        half = len(_FIXED) + len(self.choices)
        entries = [self._entry(number, "by", fixed["by"], cells[len(_FIXED) : half], "")]
        if fixed["second_by"] or any(cells[half:]):
            entries.append(self._entry(number, "second_by", fixed["second_by"], cells[half:], "second:"))
        return AuditRecord(sheet, "found", tuple(entries), "", self.draw_sha256)

    def _sheet(self, number: int, fixed: dict[str, str]) -> str:
        """Find the sheet by its rank, and check that the id was not changed on the way."""
        rank, written = fixed["rank"], fixed["sheet_id"]
        known = rank.isascii() and rank.isdigit() and len(rank) <= 9 and 1 <= int(rank) <= len(self.drawn)
        sheet = self.drawn[int(rank) - 1] if known else None
        if sheet is None or written not in {sheet, safe_cell(sheet)}:
            raise InputError(
                "This sheet is not the one that was drawn at this rank.",
                file=self.file,
                row=number,
                column="sheet_id",
                value=written,
                expected=str(sheet) if sheet is not None else f"a rank from 1 to {len(self.drawn)}",
                remedy="Spreadsheets sometimes rewrite ids: keep the columns rank and sheet_id as text.",
            )
        if sheet in self.seen:
            first = f"It stands in row {self.seen[sheet]} already."
            raise self._odd(number, "sheet_id", sheet, f"The sheet stands twice in the form. {first}", "")
        self.seen[sheet] = number
        return sheet

    def _entry(self, number: int, column: str, by: str, cells: list[str], prefix: str) -> Interpretation:
        if not by:
            raise InputError(
                "Nobody is named who read the sheet.",
                file=self.file,
                row=number,
                column=column,
                remedy="Write down a name.",
            )
        votes = {}
        for choice, cell in zip(self.choices, cells, strict=True):
            if not (cell.isascii() and cell.isdigit()) or len(cell) > 9:
                raise self._odd(number, prefix + choice, cell, "Not a number of votes.", "0, 1, 2, ...")
            votes[str(choice)] = int(cell)
        return Interpretation(by, votes)

    def _odd(self, number: int, column: str, value: str, message: str, expected: str) -> InputError:
        return InputError(message, file=self.file, row=number, column=column, value=value, expected=expected)
