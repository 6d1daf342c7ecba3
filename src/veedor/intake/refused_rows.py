"""What is said of rows of a CSV file that cannot be read as they stand, and how each is mended."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.intake.header import FIGURE
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    import csv
    from collections.abc import Sequence
    from pathlib import Path

    from veedor.intake.case import FileForm
    from veedor.intake.dialect import Dialect

Row = tuple[int, list[str]]
"""Number of a row as a spreadsheet counts, and its cells."""


@dataclass(frozen=True)
class RefusedRows:
    """Says what is wrong with a row of a CSV file.

    Parameters
    ----------
    text, dialect, form, label
        As :class:`~veedor.intake.lines.CarefulReader` has them.
    """

    text: Path
    dialect: Dialect
    form: FileForm
    label: str

    def line(self, cells: Sequence[str]) -> str:
        """Write cells as they stand in the file, for a message."""
        return self.dialect.delimiter.join(cells)

    def short(self, row: Row, below: Sequence[list[str]] | None) -> InputError:
        """Say that a row has fewer cells than the header.

        Parameters
        ----------
        row : Row
            The row.
        below : sequence of rows, optional
            It and all below it; None where one of them cannot be read.
        """
        number, cells = row
        width = len(self.dialect.header)
        remedy = sentence("Mend the row in a copy, and name the copy in the case.")
        if ways := self._ways(cells, below):
            remedy = sentence(
                "Beside `name` in `files`: {ways}. Otherwise mend the row in a copy.",
                ways=joined(ways, by="; "),
            )
        if filled(self.dialect.header) == 1 < number == self.dialect.first_row:
            remedy = sentence(
                "If the header stands here, state `skip = {number}` beside `name` in `files`. {remedy}",
                number=number - 1,
                remedy=remedy,
            )
        if filled(cells) == 1 < width and number > self.dialect.first_row and any(cells[0]):
            remedy = sentence(
                "If another table begins here, save each table as a file of its own, and name one. {remedy}",
                remedy=remedy,
            )
        if below is not None and cells == below[-1] and not ends_in_line_end(self.text):
            remedy = sentence("The file may be cut short: fetch it again. {remedy}", remedy=remedy)
        return self._ragged(row, remedy)

    def _ways(self, cells: list[str], below: Sequence[list[str]] | None) -> list[str]:
        """Say what the case can state of a short row, so that it is read or left out."""
        width = len(self.dialect.header)
        ways: list[str] = []
        if below is not None and _are_notes(below, width):
            lines = (
                sentence("line is a note")
                if len(below) == 1
                else sentence("{below} lines are notes", below=len(below))
            )
            ways.append(
                sentence(
                    "if the last {lines} below the table, state `foot = {below}`",
                    lines=lines,
                    below=len(below) + self.form.foot,
                )
            )
        if filled(cells) <= 1 and self.form.short_rows == "refuse":
            ways.append(
                sentence('if rows with one cell are notes or titles, `short_rows = "skip"` leaves them out')
            )
        if can_be_padded(cells, width) and self.form.short_rows != "pad":
            ways.append(sentence('if its last cells are blank, state `short_rows = "pad"`'))
            if self.form.short_rows == "refuse":
                ways.append(
                    sentence('if rows with one cell are notes, `short_rows = "skip"` leaves them out')
                )
        return ways

    def _ragged(self, row: Row, remedy: str) -> InputError:
        number, cells = row
        width = len(self.dialect.header)
        return InputError(
            sentence(
                "the row has {number_of_cells} cells, the header {width}.",
                number_of_cells=len(cells),
                width=width,
            ),
            file=self.label,
            row=number,
            value=self.line(cells),
            expected=sentence("{width} cells", width=width),
            remedy=remedy,
        )

    def long(self, row: Row) -> InputError:
        """Say that a row has more cells than the header."""
        which = sentence("remove `quote`") if self.form.quote else sentence("state `delimiter` and `quote`")
        remedy = sentence(
            "A cell that holds the delimiter ({delimiter!r}) must stand in quotes: mend the row in a copy, "
            "or {which}.",
            delimiter=self.dialect.delimiter,
            which=which,
        )
        return self._ragged(row, remedy)

    def misquoted(self, error: csv.Error, number: int, line: int) -> InputError:
        """Say what is wrong with the quotes at a row, by its number and by that of its line."""
        text = _line_of(self.text, line)
        quote = self.dialect.quote
        if "field larger" in str(error):
            what = "a cell is longer than 131,072 characters: a quote may be missing at its end."
        elif "end of data" in str(error):
            what = sentence("a quote ({quote}) opens a cell here and is never closed.", quote=quote)
        else:
            what = sentence("a quote ({quote}) stands within a quoted cell.", quote=quote)
        remedy = sentence(
            "In a copy of the file, write quotes within a cell twice "
            "({quote}{quote}) or remove them; if the file quotes otherwise, "
            "state `quote` beside `name` in `files`.",
            quote=quote,
        )
        seen = re.search(rf"{re.escape(quote)}(\s+){re.escape(self.dialect.delimiter)}", text)
        if seen is not None:
            what = sentence("blanks stand between a quote ({quote}) and the end of its cell.", quote=quote)
            remedy = sentence(
                "In a copy of the file, replace every {seen!r} by {meant!r}.",
                seen=seen[0],
                meant=quote + self.dialect.delimiter,
            )
        return InputError(
            what + (sentence(" (Line {line} of the file.)", line=line) if line != number else ""),
            file=self.label,
            row=number,
            value=text,
            expected=sentence("quotes around whole cells, and {quote}{quote} for one within", quote=quote),
            remedy=remedy,
        )


def filled(cells: Sequence[str]) -> int:
    """Count the cells that hold anything."""
    return sum(1 for cell in cells if cell.strip())


def can_be_padded(cells: Sequence[str], width: int) -> bool:
    """Whether a short row can be a sheet whose last cells were left out: a note with a year in it cannot."""
    return filled(cells) > 1 and 2 * len(cells) > width


def _are_notes(rows: Sequence[list[str]], width: int) -> bool:
    figures = any(FIGURE.fullmatch(cell.strip()) for row in rows for cell in row)
    return not figures and all(is_note(row, width) for row in rows)


def is_note(cells: Sequence[str], width: int) -> bool:
    """Whether a line can be a note: one cell, or fewer than a row has and either no figures or very few."""
    if filled(cells) <= 1:
        return True
    figures = any(FIGURE.fullmatch(cell.strip()) for cell in cells)
    return len(cells) < width and (not figures or 2 * len(cells) <= width)


def ends_in_line_end(path: Path) -> bool:
    """Whether the last line of a file is ended, as that of a file that was cut short is not."""
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) in {b"\n", b"\r"}


def _line_of(path: Path, line: int) -> str:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(itertools.islice(file, line - 1, line), "").rstrip("\r\n")
