"""The careful reader of CSV: row by row, with the line in every message."""

from __future__ import annotations

import csv
import itertools
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from veedor.errors import InputError
from veedor.intake.names import fold
from veedor.intake.notices import Notice
from veedor.intake.refused_rows import (
    RefusedRows,
    Row,
    can_be_padded,
    ends_in_line_end,
    filled,
    is_note,
)
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from veedor.intake.case import FileForm
    from veedor.intake.dialect import Dialect

BATCH = 50_000
_SHOWN = 20


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
    _source: Iterator[Row] = field(default_factory=lambda: iter(()), init=False)

    def __post_init__(self) -> None:
        """Prepare what is said of a row that is not as the header and the case say."""
        self._refused = RefusedRows(self.text, self.dialect, self.form, self.label)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Return the rows as text, ``c0``, ``c1``, ... and ``row``, some ten thousand at a time.

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
        """Return what was left out or filled; complete once all batches were taken."""
        return tuple(
            Notice(
                key,
                file=self.label,
                number=self._numbers[key],
                values=tuple(self._refused.line(cells) for _, cells in rows),
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
        """Return rows that have a cell for every column."""
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
                raise self._refused.long((number, cells))
            elif self._fill((number, cells), width):
                yield number, cells

    def _records(self) -> Iterator[Row]:
        """Return the rows that hold anything, with their numbers."""
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
                    raise self._refused.misquoted(error, number + 1, dialect.head + line + 1) from error
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
            if not is_note(cells, len(self.dialect.header)):
                raise InputError(
                    sentence("`foot` is {foot}, but this line seems to be a row.", foot=self.form.foot),
                    file=self.label,
                    row=number,
                    value=self._refused.line(cells),
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
                value=self._refused.line(cells),
                expected=self._refused.line(self.dialect.repeated),
                remedy="Part them into two files, and name both in `files`: each is read by its own header.",
            )
        return False

    def _fill(self, row: Row, width: int) -> bool:
        """Fill a short row up, or say that it is left out; refuse it where the case does not say which."""
        number, cells = row
        if self.form.short_rows == "pad" and can_be_padded(cells, width):
            self._note("padded_rows", (number, list(cells)))
            cells += [""] * (width - len(cells))
            return True
        if self.form.short_rows == "skip" and filled(cells) <= 1:
            self._note("skipped_rows", row)
            return False
        raise self._refused.short(row, self._to_end(cells))

    def _to_end(self, cells: list[str]) -> list[list[str]] | None:
        """Return this row and those below it; None where one of them cannot be read."""
        try:
            return [cells, *(row for _, row in self._source)]
        except InputError:
            return None

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

    def _look_at_end(self, last: Row, blanks: int, total: int) -> None:
        """Refuse a file that seems to be cut in its last cell: what was lost would be read as blank."""
        number, cells = last
        if cells[-1].strip() or blanks == total or self.dialect.beyond or ends_in_line_end(self.text):
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
                value=self._refused.line(cells),
                expected="a figure or text, as in every other row",
                remedy=(
                    "It seems to be cut short: fetch it again. If it was published so and the cell is blank, "
                    'state `short_rows = "pad"` beside `name` in `files`.'
                ),
            )
        elif 2 * blanks < total:
            self._note("cut_off", last)


def _batch(rows: list[Row], width: int) -> pa.RecordBatch:
    import pyarrow as pa

    columns: dict[str, Any] = {}
    cells = list(zip(*(cells for _, cells in rows), strict=True))
    for place in range(width):
        columns[f"c{place}"] = pa.array([cell or None for cell in cells[place]], pa.string())
    columns["row"] = pa.array([number for number, _ in rows], pa.int64())
    return pa.RecordBatch.from_pydict(columns)
