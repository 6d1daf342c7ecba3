"""The careful reader of CSV: row by row, with the line in every message."""

from __future__ import annotations

import csv
import itertools
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from veedor.errors import InputError
from veedor.intake.header import FIGURE
from veedor.intake.names import fold
from veedor.intake.notices import Notice
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

    from veedor.intake.case import FileForm
    from veedor.intake.dialect import Dialect

BATCH = 50_000
_SHOWN = 20
Row = tuple[int, list[str]]
"""Number of a row as a spreadsheet counts, and its cells."""


@dataclass
class CarefulReader:
    """Reads the rows of a CSV file one by one.

    Parameters
    ----------
    text : Path
        UTF-8.
    dialect : Dialect
        How it is written.
    form : FileForm
        What the case says of short rows, line breaks and lines below the table.
    label : str
        Name of the file, for messages.
    """

    text: Path
    dialect: Dialect
    form: FileForm
    label: str
    _met: dict[str, list[Row]] = field(default_factory=dict, init=False)
    _numbers: dict[str, int] = field(default_factory=dict, init=False)
    _last: list[str] = field(default_factory=list, init=False)
    _source: Iterator[Row] = field(default_factory=lambda: iter(()), init=False)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Give the rows as text, ``c0``, ``c1``, ... and ``row``, some ten thousand at a time.

        Raises
        ------
        InputError
            At the first row that is not as the header and the case say.
        """
        rows = self._whole_rows()
        blanks = 0
        total = 0
        last: Row | None = None
        while block := list(itertools.islice(rows, BATCH)):
            blanks += sum(1 for _, cells in block if not cells[-1])
            total += len(block)
            last = block[-1]
            yield _batch(block, len(self.dialect.header))
        if last is None:
            raise InputError(
                "it has a header and no rows.",
                file=self.label,
                expected="rows",
                remedy="Fetch the file again.",
            )
        self._look_at_end(last, blanks, total)

    def notices(self) -> tuple[Notice, ...]:
        """Give what was left out or filled; complete once all batches were taken."""
        return tuple(
            Notice(
                key,
                file=self.label,
                number=self._numbers[key],
                values=tuple(self._line(cells) for _, cells in rows),
                rows=tuple(number for number, _ in rows),
            )
            for key, rows in self._met.items()
        )

    def _note(self, key: str, row: Row) -> None:
        self._numbers[key] = self._numbers.get(key, 0) + 1
        shown = self._met.setdefault(key, [])
        if len(shown) < _SHOWN:
            shown.append(row)

    def _whole_rows(self) -> Iterator[Row]:
        """Give rows that have a cell for every column."""
        width = len(self.dialect.header)
        self._source = self._above_foot(self._records())
        first = fold(self.dialect.repeated[0]).casefold() if self.dialect.repeated else None
        for number, cells in self._source:
            if cells[0][:1] == "\ufeff":
                cells[0] = cells[0].lstrip("\ufeff")
            if (
                first is not None
                and cells[0].strip().casefold() == first
                and self._is_header((number, cells))
            ):
                self._note("repeated_header", (number, cells))
            elif len(cells) == width:
                yield number, cells
            elif len(cells) > width:
                raise self._long((number, cells))
            elif self._fill((number, cells), width):
                yield number, cells

    def _records(self) -> Iterator[Row]:
        """Give the rows that hold anything, with their numbers."""
        dialect: Any = self.dialect
        with self.text.open(encoding="utf-8-sig", newline="") as file:
            for _ in range(dialect.head):
                file.readline()
            reader = csv.reader(file, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)
            number = dialect.first_row - 1
            line = 0
            while True:
                try:
                    cells = next(reader, None)
                except csv.Error as error:
                    raise self._misquoted(error, number + 1, dialect.head + line + 1) from error
                if cells is None:
                    return
                number += 1
                if reader.line_num > line + 1:
                    self._look_at_breaks(number, cells)
                line = reader.line_num
                # A blank first cell is rare: only then are the others looked at.
                if cells and (cells[0].strip() or any(cell.strip() for cell in cells)):
                    yield number, cells

    def _above_foot(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Leave out the lines that the case says stand below the table."""
        if not self.form.foot:
            yield from rows
            return
        held: deque[Row] = deque()
        for row in rows:
            held.append(row)
            if len(held) > self.form.foot:
                yield held.popleft()
        for number, cells in held:
            if not _is_note(cells, len(self.dialect.header)):
                raise InputError(
                    sentence("`foot` is {foot}, but this line seems to be a row.", foot=self.form.foot),
                    file=self.label,
                    row=number,
                    value=self._line(cells),
                    expected="one cell, or fewer cells than the header and no figures",
                    remedy="Lower `foot` to the number of lines below the last row, or remove `foot`.",
                )
            self._note("foot", (number, cells))

    def _is_header(self, row: Row) -> bool:
        number, cells = row
        seen = [fold(cell).casefold() for cell in cells]
        known = [fold(cell).casefold() for cell in self.dialect.repeated]
        same = [name == text for name, text in zip(known, seen, strict=False) if text]
        if seen == known or (len(seen) <= len(known) and len(same) > 1 and all(same)):
            return True
        if sorted(seen) == sorted(known):
            raise InputError(
                "the header comes again with its columns in another order: two files were joined.",
                file=self.label,
                row=number,
                value=self._line(cells),
                expected=self._line(self.dialect.repeated),
                remedy="Part them into two files, and name both in `files`: each is read by its own header.",
            )
        return False

    def _fill(self, row: Row, width: int) -> bool:
        """Fill a short row up, or say that it is left out; refuse it where the case does not say which."""
        number, cells = row
        if self.form.short_rows == "pad" and _can_be_padded(cells, width):
            self._note("padded_rows", (number, list(cells)))
            cells += [""] * (width - len(cells))
            return True
        if self.form.short_rows == "skip" and _filled(cells) <= 1:
            self._note("skipped_rows", row)
            return False
        raise self._short(row)

    def _short(self, row: Row) -> InputError:
        number, cells = row
        width = len(self.dialect.header)
        ways = []
        below = self._lines_to_end(cells)
        if below is not None:
            lines = (
                sentence("line is a note") if below == 1 else sentence("{below} lines are notes", below=below)
            )
            ways.append(
                sentence(
                    "if the last {lines} below the table, state `foot = {below}`",
                    lines=lines,
                    below=below + self.form.foot,
                )
            )
        if _filled(cells) <= 1 and self.form.short_rows == "refuse":
            ways.append(
                sentence('if rows with one cell are notes or titles, `short_rows = "skip"` leaves them out')
            )
        if _can_be_padded(cells, width) and self.form.short_rows != "pad":
            ways.append(sentence('if its last cells are blank, state `short_rows = "pad"`'))
            if self.form.short_rows == "refuse":
                ways.append(
                    sentence('if rows with one cell are notes, `short_rows = "skip"` leaves them out')
                )
        remedy = sentence("Mend the row in a copy, and name the copy in the case.")
        if ways:
            remedy = sentence(
                "Beside `name` in `files`: {ways}. Otherwise mend the row in a copy.",
                ways=joined(ways, by="; "),
            )
        if _filled(self.dialect.header) == 1 < number == self.dialect.first_row:
            remedy = sentence(
                "If the header stands here, state `skip = {number}` beside `name` in `files`. {remedy}",
                number=number - 1,
                remedy=remedy,
            )
        if _filled(cells) == 1 < width and number > self.dialect.first_row and any(cells[0]):
            remedy = sentence(
                "If another table begins here, save each table as a file of its own, and name one. {remedy}",
                remedy=remedy,
            )
        if not _ends_in_line_end(self.text) and cells == self._last:
            remedy = sentence("The file may be cut short: fetch it again. {remedy}", remedy=remedy)
        return self._ragged(row, remedy)

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
            value=self._line(cells),
            expected=sentence("{width} cells", width=width),
            remedy=remedy,
        )

    def _lines_to_end(self, cells: list[str]) -> int | None:
        """Count this row and those below it, where all of them read like notes; None otherwise."""
        width = len(self.dialect.header)
        notes = [cells]
        try:
            notes += [row for _, row in self._source]
        except InputError:
            return None
        self._last = notes[-1]
        figures = any(FIGURE.fullmatch(cell.strip()) for row in notes for cell in row)
        return None if figures or not all(_is_note(row, width) for row in notes) else len(notes)

    def _long(self, row: Row) -> InputError:
        which = sentence("remove `quote`") if self.form.quote else sentence("state `delimiter` and `quote`")
        remedy = sentence(
            "A cell that holds the delimiter ({delimiter!r}) must stand in quotes: mend the row in a copy, "
            "or {which}.",
            delimiter=self.dialect.delimiter,
            which=which,
        )
        return self._ragged(row, remedy)

    def _look_at_breaks(self, number: int, cells: list[str]) -> None:
        """Refuse a cell that holds a line break and the delimiter, as one does that swallowed rows."""
        if self.form.line_breaks == "keep":
            return
        for cell in cells:
            if ("\n" in cell or "\r" in cell) and self.dialect.delimiter in cell:
                raise InputError(
                    "a quoted cell holds both a line break and the delimiter: a stray quote may have "
                    "swallowed rows.",
                    file=self.label,
                    row=number,
                    value=cell,
                    expected="cells on one line",
                    remedy=(
                        "If the quote is stray, remove it in a copy of the file; if the cell is meant so, "
                        'state `line_breaks = "keep"` beside `name` in `files`.'
                    ),
                )

    def _misquoted(self, error: csv.Error, number: int, line: int) -> InputError:
        text = _line_of(self.text, line)
        quote = self.dialect.quote
        if "field larger" in str(error):
            what = "a cell is longer than 131,072 characters: a quote may be missing at its end."
        elif "end of data" in str(error):
            what = sentence("a quote ({quote}) opens a cell here and is never closed.", quote=quote)
        else:
            what = sentence("a quote ({quote}) stands within a quoted cell.", quote=quote)
        return InputError(
            what + (sentence(" (Line {line} of the file.)", line=line) if line != number else ""),
            file=self.label,
            row=number,
            value=text,
            expected=sentence("quotes around whole cells, and {quote}{quote} for one within", quote=quote),
            remedy=(
                sentence(
                    "In a copy of the file, write quotes within a cell twice "
                    "({quote}{quote}) or remove them; if the file quotes otherwise, "
                    "state `quote` beside `name` in `files`.",
                    quote=quote,
                )
            ),
        )

    def _look_at_end(self, last: Row, blanks: int, total: int) -> None:
        """Refuse a file that seems to be cut in its last cell: what was lost would be read as blank."""
        number, cells = last
        if cells[-1].strip() or blanks == total or self.dialect.beyond or _ends_in_line_end(self.text):
            return
        if not fold(self.dialect.header[-1]):
            return
        if self.form.short_rows == "pad":
            self._note("cut_off", last)
        elif blanks == 1:
            raise InputError(
                "the file ends within its last row: its last cell is empty, no other one is, and there is no "
                "line end.",
                file=self.label,
                row=number,
                column=self.dialect.header[-1],
                value=self._line(cells),
                expected="a figure or text, as in every other row",
                remedy=(
                    "It seems to be cut short: fetch it again. If it was published so and the cell is blank, "
                    'state `short_rows = "pad"` beside `name` in `files`.'
                ),
            )
        elif 2 * blanks < total:
            self._note("cut_off", last)

    def _line(self, cells: Sequence[str]) -> str:
        return self.dialect.delimiter.join(cells)


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _can_be_padded(cells: Sequence[str], width: int) -> bool:
    """Whether a short row can be a sheet whose last cells were left out: a note with a year in it cannot."""
    return _filled(cells) > 1 and 2 * len(cells) > width


def _is_note(cells: Sequence[str], width: int) -> bool:
    """Whether a line can be a note: one cell, or fewer than a row has and either no figures or very few."""
    if _filled(cells) <= 1:
        return True
    figures = any(FIGURE.fullmatch(cell.strip()) for cell in cells)
    return len(cells) < width and (not figures or 2 * len(cells) <= width)


def _batch(rows: list[Row], width: int) -> pa.RecordBatch:
    import pyarrow as pa

    columns: dict[str, Any] = {}
    cells = list(zip(*(cells for _, cells in rows), strict=True))
    for place in range(width):
        columns[f"c{place}"] = pa.array([cell or None for cell in cells[place]], pa.string())
    columns["row"] = pa.array([number for number, _ in rows], pa.int64())
    return pa.RecordBatch.from_pydict(columns)


def _ends_in_line_end(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) in {b"\n", b"\r"}


def _line_of(path: Path, line: int) -> str:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(itertools.islice(file, line - 1, line), "").rstrip("\r\n")
