"""One worksheet as header and numbered rows of text, with what its reader must know."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.intake.groups import name_groups
from veedor.intake.header import is_figure, join_header, lacks_a_row
from veedor.intake.names import fold
from veedor.intake.notices import Notice
from veedor.intake.worksheet_marks import Merges, column_letters
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from veedor.intake.worksheet_marks import Marks, Range

SHOWN = 5
"""Examples and rows that a notice or message names."""

LONG = 10**15
"""From here on a spreadsheet loses digits of a whole number."""

LOOK_AHEAD = 50
"""Rows that are looked at to tell a second row of the header from a first row of the body."""


_KNOWN = 200_000
"""Numbers whose text is kept: figures repeat."""


@dataclass(frozen=True)
class Asked:
    """What the case says of the worksheets of a workbook: the same keys as ``FileForm``."""

    sheets: tuple[str, ...] = ()
    skip: int = 0
    header_rows: int = 1
    hidden: str = ""
    repeated: tuple[str, ...] = ()


@dataclass
class Sightings:
    """Counts one kind of thing in one column, with examples."""

    number: int = 0
    values: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def add(self, value: str, row: int) -> None:
        """Count one more."""
        self.number += 1
        if len(self.rows) < SHOWN:
            self.values.append(value)
            self.rows.append(row)


class Worksheet:
    """Reads a worksheet row by row; rows and columns count from 1.

    Parameters
    ----------
    rows : iterable of sequence
        Values of the cells from row 1 on, as calamine gives them.
    left : int
        Columns that the rows lack at their left.
    marks : Marks
        What the values do not tell.
    asked : Asked
        Lines above the header, rows of the header, what to do with hidden rows.
    label : str
        ``file#worksheet``.

    Raises
    ------
    InputError
        Where there is no header, or one of its rows is missing.
    """

    def __init__(
        self, rows: Iterable[Sequence[object]], left: int, marks: Marks, asked: Asked, label: str
    ) -> None:
        self.label, self.marks, self.asked = label, marks, asked
        self._counts: dict[tuple[str, int], Sightings] = {}
        self._known: dict[object, str] = {}
        self._hidden = Sightings()
        self._again = Sightings()
        self._rows = self._texts(rows, left)
        self._above = asked.skip + asked.header_rows
        self._head = [texts for _, texts in islice(self._rows, self._above)]
        self._counts.clear()  # of the header, and what is above it
        self._ahead = list(islice(self._rows, LOOK_AHEAD))
        self.width = max((len(texts) for texts in (*self._head, *(t for _, t in self._ahead))), default=0)
        self.header = self._named()

    @property
    def is_empty(self) -> bool:
        """Whether no cell of it holds anything."""
        return not any(any(texts) for texts in (*self._head, *(t for _, t in self._ahead)))

    @property
    def named_rows(self) -> list[list[str]]:
        """The rows of the header, as they stand."""
        return self._head[self.asked.skip :]

    def body(self) -> Iterator[tuple[int, list[str]]]:
        """Return number and texts of each row that holds anything, merged cells filled in.

        Raises
        ------
        InputError
            After the last row, where some are hidden and the case does not say what to do with them.
        """
        merges = Merges(self.marks.merged, self._above, self._count)
        watched = [c for c in range(1, self.width + 1) if self._is_unnamed(c) or self._is_hidden(c)]
        heading = _compared(self._head[-1]) if self._head else []
        for rows in (self._ahead, self._rows):
            for number, texts in rows:
                if not any(texts) or "".join(texts).isspace():
                    continue
                if len(heading) > 1 and _compared(texts) == heading:  # a page begins with the header again
                    self._again.add(" | ".join([text for text in texts if text][:4]), number)
                    continue
                merges.fill(number, texts)
                if number in self.marks.hidden_rows:
                    self._hidden.add(" | ".join([text for text in texts if text][:4]), number)
                    if self.asked.hidden != "read":
                        continue
                for column in watched:
                    if is_figure(texts[column - 1]):
                        self._count("figures", column, texts[column - 1], number)
                yield number, texts
        if self._hidden.number and not self.asked.hidden:
            raise self._hidden_error()

    def notices(self, filled: Callable[[int], int]) -> list[Notice]:
        """Return what was met, once the body is read.

        Parameters
        ----------
        filled : callable
            Gives the number of cells of a column that are not blank.
        """
        made = []
        if self._hidden.number:
            made.append(self._notice(f"hidden_rows_{self.asked.hidden}", "", self._hidden))
        if self._again.number:
            made.append(self._notice("repeated_header", "", self._again))
        for (kind, column), found in sorted(self._counts.items()):
            keys = [kind]
            if kind == "figures":
                keys = ["unnamed_columns"] if self._is_unnamed(column) else []
                keys += ["hidden_columns"] if self._is_hidden(column) else []
            elif kind == "dates":
                # A column of nothing but dates is one of dates.
                mixed = column <= len(self.header) and filled(column) > found.number
                keys = ["dates_in_column"] if mixed else []
            made += [self._notice(key, self.name_of(column), found) for key in keys]
        return made

    def name_of(self, column: int) -> str:
        """Return the name of a column, or its letters where it has none."""
        return column_letters(column) if self._is_unnamed(column) else self.header[column - 1]

    def _is_unnamed(self, column: int) -> bool:
        return column > len(self.header) or not self.header[column - 1]

    def _is_hidden(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.marks.hidden_columns)

    def _notice(self, key: str, column: str, found: Sightings) -> Notice:
        values, rows = tuple(dict.fromkeys(found.values)), tuple(found.rows)
        return Notice(key, file=self.label, column=column, number=found.number, values=values, rows=rows)

    def _count(self, kind: str, column: int, value: str, row: int) -> None:
        self._counts.setdefault((kind, column), Sightings()).add(value, row)

    def _texts(self, rows: Iterable[Sequence[object]], left: int) -> Iterator[tuple[int, list[str]]]:
        known, other, marks, lead = self._known, self._odd_text, self.marks, [""] * left
        marked = marks.errors.keys() | marks.formulas.keys()
        starts: dict[int, list[tuple[Range, str]]] = {}
        arrays: list[tuple[Range, str]] = []
        for area, formula in marks.arrays:
            starts.setdefault(area.top, []).append((area, formula))
        for number, row in enumerate(_down_to(rows, marks.bottom), 1):
            texts: list[str] = [
                cell
                if type(cell) is str
                else (known.get(cell) if type(cell) is float else None) or other(cell, number, column)
                for column, cell in enumerate(row, left + 1)
            ]
            if left:
                texts = lead + texts
            if len(texts) < marks.right:
                # Cells without a value lie outside what the values span.
                texts += [""] * (marks.right - len(texts))
            if number in marked:
                self._mark(number, texts)
            if starts or arrays:
                arrays = [pair for pair in arrays + starts.pop(number, []) if pair[0].bottom >= number]
                for area, formula in arrays:
                    self._fill_array(area, formula, number, texts)
            yield number, texts

    def _odd_text(self, cell: object, row: int, column: int) -> str:
        text = cell_text(cell)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            if abs(cell) >= LONG:
                self._count("long_numbers", column, text, row)
            elif isinstance(cell, float) and len(self._known) < _KNOWN:
                self._known[cell] = text
        elif isinstance(cell, date):
            self._count("dates", column, text, row)
        return text

    def _mark(self, row: int, texts: list[str]) -> None:
        for column, text in self.marks.errors.get(row, {}).items():
            texts[column - 1] = text
            self._count("error_cells", column, text, row)
        for column, text in self.marks.formulas.get(row, {}).items():
            texts[column - 1] = text
            self._count("formulas_without_value", column, text, row)

    def _fill_array(self, area: Range, formula: str, row: int, texts: list[str]) -> None:
        for column in range(area.left, min(area.right, len(texts)) + 1):
            if not texts[column - 1]:
                texts[column - 1] = formula
                self._count("formulas_without_value", column, formula, row)

    def _named(self) -> tuple[str, ...]:
        rows = [list(texts) for texts in self._head[self.asked.skip :]]
        merged = False
        for area in self.marks.merged:
            upper = area.top - 1 - self.asked.skip
            if 0 <= upper < len(rows) - 1 and area.right > area.left:
                merged = True
                for column in range(area.left, min(area.right, len(rows[upper]))):
                    rows[upper][column] = rows[upper][area.left - 1]
        names = list(join_header(rows, spread=not merged))
        while names and not names[-1]:
            names.pop()
        if self.asked.repeated:
            return name_groups(names, self.width, self.asked.repeated, self.label, self._above)
        if not self.is_empty:
            self._check_header(names)
        return tuple(names)

    def _check_header(self, names: list[str]) -> None:
        if not names:
            full = [n for n, texts in self._ahead if sum(map(bool, texts)) > 1]
            raise InputError(
                "there are no names of columns there.",
                file=self.label,
                row=self._above,
                expected="a header",
                remedy=sentence(
                    "If row {full} is the header, write `skip = {above}` under `files`.",
                    full=full[0],
                    above=full[0] - 1,
                )
                if full
                else "Name another worksheet in `sheets`.",
            )
        first, below = self._ahead[0] if self._ahead else (0, [])
        figures = [
            any(is_figure(texts[c]) for _, texts in self._ahead[1:] if c < len(texts))
            for c in range(self.width)
        ]
        if first == self._above + 1 and lacks_a_row(names, below, figures):
            rows = self.asked.header_rows + 1
            joined = join_header([*self._head[self.asked.skip :], below])
            raise InputError(
                sentence(
                    "row {first} seems to belong to the header: it names columns that have no name above it.",
                    first=first,
                ),
                file=self.label,
                row=first,
                value=", ".join(text for text in below if text),
                expected="a header that names every column",
                remedy=sentence(
                    "Write `header_rows = {rows}` in its entry of `files`; the columns "
                    "are then called {joined}. If row {above} is only a title, write "
                    "`skip = {above}` instead.",
                    rows=rows,
                    joined=", ".join(repr(name) for name in joined[:8]),
                    above=self._above,
                ),
            )

    def _hidden_error(self) -> InputError:
        rows, further = self._hidden.rows, self._hidden.number - len(self._hidden.rows)
        named = ", ".join(map(str, rows)) + (
            sentence(" and {further:,} more", further=further) if further else ""
        )
        return InputError(
            sentence(
                "rows are hidden in the worksheet ({number:,}: {named}), by hand or "
                "by a filter: whether they are part of the count cannot be told.",
                number=self._hidden.number,
                named=named,
            ),
            file=self.label,
            row=rows[0],
            value=self._hidden.values[0],
            expected="no hidden rows",
            remedy='Write `hidden = "skip"` in its entry of `files` to leave them out, or `hidden = "read"` '
            "to read them like the others.",
        )


def _compared(texts: Sequence[str]) -> list[str]:
    """Return the texts of a row as headers are compared, without the blank ones at its end."""
    made = [fold(text).casefold() for text in texts]
    while made and not made[-1]:
        made.pop()
    return made


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
        case timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
        case _:
            return str(cell)


def _down_to(rows: Iterable[Sequence[object]], bottom: int) -> Iterator[Sequence[object]]:
    """Return the rows, and empty ones below them as far as there are cells without a value."""
    number = 0
    for number, row in enumerate(rows, 1):  # noqa: B007 - the last number is used below
        yield row
    for _ in range(number, bottom):
        yield ()
