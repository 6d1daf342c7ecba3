"""Worksheets of a workbook as one table: which of them, and whether they have the same columns."""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from veedor.errors import InputError, nearest
from veedor.intake.archive import DAMAGED
from veedor.intake.inner_table import InnerTable
from veedor.intake.names import fold, in_turn
from veedor.intake.notices import Notice
from veedor.intake.raw import ROW, SOURCE, WORKSHEET, Content
from veedor.intake.toml import array
from veedor.intake.workbook_ods import is_ods, read_ods_marks
from veedor.intake.workbook_xml import find_parts, read_marks, refuse_declarations
from veedor.intake.worksheet import Asked, Worksheet, cell_text
from veedor.intake.worksheet_marks import Marks, Range
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    import pyarrow as pa
    import python_calamine as calamine

    from veedor.intake.case import FileForm

ALL = "*"
"""In ``sheets``: every visible worksheet."""

ALIKE = 0.7
"""Share of names that two worksheets have in common where they look like parts of one table."""

_BATCH = 20_000
_PEEK = 40
_HEAD = 200


def read(path: Path, form: FileForm, label: str) -> Content:
    """Read the worksheets that the case names, one below the other.

    Raises
    ------
    InputError
        Where the workbook cannot be read as it stands, or a part of it would pass for the whole.
    """
    asked = Asked(form.sheets, form.skip, form.header_rows, form.hidden, form.repeated)
    with _opened(path, asked, label) as book:
        table, header, notices = book.read()
    settings = {
        "format": "workbook",
        "sheets": ", ".join(form.sheets) or "the first visible",
        "skipped lines": str(form.skip),
    }
    return Content(header, table, settings, tuple(notices), {}, form.skip + 1)


def list_tables(path: Path, form: FileForm, label: str) -> tuple[InnerTable, ...]:
    """List the worksheets of a workbook; errors as of :func:`veedor.intake.apart.read_apart`."""
    del form
    with _opened(path, Asked(), label) as book:
        return tuple(book.tables())


@contextmanager
def _opened(path: Path, asked: Asked, label: str) -> Iterator[_Book]:
    """Open a workbook, and say in our words what its reader says of it."""
    import python_calamine as calamine

    try:
        with path.open("rb") as stream:
            yield _Book(path, stream, asked, label)
    except calamine.PasswordError as error:
        raise InputError(
            "the workbook is protected by a password.",
            file=label,
            remedy="Save it without a password, and name that file in the case.",
        ) from error
    except (calamine.CalamineError, ValueError, *DAMAGED) as error:
        raise InputError(
            sentence("the workbook cannot be read: {error}.", error=error),
            file=label,
            remedy="Fetch it again; or save it anew as .xlsx, and name that file.",
        ) from error


class _Book:
    """An open workbook."""

    def __init__(self, path: Path, stream: BinaryIO, asked: Asked, label: str) -> None:
        import python_calamine as calamine

        self.asked, self.label = asked, label
        self.zip: zipfile.ZipFile | None = None
        self.parts: dict[str, str] = {}
        self.uncalculated = False
        self.ods: dict[str, Marks] = {}
        if zipfile.is_zipfile(path):
            opened = zipfile.ZipFile(path)
            refuse_declarations(opened, label)
            if is_ods(opened):
                self.ods = read_ods_marks(opened, label)
            elif "xl/workbook.bin" not in opened.namelist():
                self.zip = opened
                self.parts, self.uncalculated = find_parts(opened, label)
        # By its content: a workbook may have the ending of another form.
        self.book = calamine.CalamineWorkbook.from_filelike(stream)
        sheets = [m for m in self.book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
        self.visible = [m.name for m in sheets if m.visible == calamine.SheetVisibleEnum.Visible]
        self.hidden = [m.name for m in sheets if m.visible != calamine.SheetVisibleEnum.Visible]

    def tables(self) -> Iterator[InnerTable]:
        """Return the worksheets with the widest of their first rows, which is mostly the header."""
        for name in (*self.visible, *self.hidden):
            self._marks(name)  # refuses one that is too large to lay out
            sheet = self.book.get_sheet_by_name(name)
            left = [""] * (sheet.start[1] if sheet.start else 0)
            head = [left + [cell_text(cell) for cell in row] for row in islice(_rows(sheet), _HEAD)]
            widest = max(head[:_PEEK], key=lambda row: sum(map(bool, row)), default=[])
            columns = tuple(text for text in widest if text)
            rows = tuple(map(tuple, head))
            yield InnerTable("sheets", name, columns, sheet.total_height, name in self.hidden, head=rows)

    def read(self) -> tuple[pa.Table, tuple[str, ...], list[Notice]]:
        """Read what is asked for."""
        import pyarrow as pa

        names = self._chosen()
        notices = self._notices(names)
        first: Worksheet | None = None
        tables: list[pa.Table] = []
        for name in names:
            sheet = self._open(name)
            if sheet.is_empty and len(names) > 1:
                notices.append(Notice("empty_worksheet", file=sheet.label, values=(name,), number=1))
                continue
            if first is None:
                first = sheet
                if not self.asked.sheets and not sheet.is_empty:
                    self._refuse_part(name, sheet)
            table = as_table(sheet, first, name)
            tables.append(table)
            notices += sheet.notices(lambda column, made=table: count_filled(made, column))  # type: ignore[misc]
        rows = sum(table.num_rows for table in tables)
        if first is None or not rows:
            raise InputError(
                "the sheet has no rows.",
                file=f"{self.label}#{names[0]}",
                expected="a header and rows",
                remedy=sentence(
                    "Name another sheet in `sheets`. {near} If a spreadsheet shows rows "
                    "in it, save it as CSV (UTF-8) there, and name that file.",
                    near=nearest("", self.visible + self.hidden),
                ),
            )
        return pa.concat_tables(tables), first.header, notices

    def _chosen(self) -> list[str]:
        known = [*self.visible, *self.hidden]
        if not self.asked.sheets or ALL in self.asked.sheets:
            if not self.visible:
                raise InputError(
                    "every sheet of the workbook is hidden.",
                    file=self.label,
                    remedy=sentence("Name the one to read in `sheets`. {near}", near=nearest("", known)),
                )
            chosen = self.visible if self.asked.sheets else self.visible[:1]
            return list(dict.fromkeys([*chosen, *(self._named(n) for n in self.asked.sheets if n != ALL)]))
        return list(dict.fromkeys(self._named(name) for name in self.asked.sheets))

    def _named(self, name: str) -> str:
        known = [*self.visible, *self.hidden]
        if name in known:
            return name
        alike = [other for other in known if fold(other) == fold(name)]
        if len(alike) != 1:
            raise InputError(
                sentence("there is no sheet {name!r}.", name=name),
                file=self.label,
                remedy=nearest(name, known),
            )
        return alike[0]

    def _notices(self, names: Sequence[str]) -> list[Notice]:
        said = {
            "hidden_worksheets": [n for n in self.hidden if n not in names],
            "hidden_worksheet_read": [n for n in self.hidden if n in names],
            "worksheets_left_out": [n for n in self.visible if n not in names],
        }
        made = [Notice(k, file=self.label, number=len(v), values=tuple(v)) for k, v in said.items() if v]
        if self.zip is None and not self.ods:
            made.append(Notice("xls_limits", file=self.label))
        return made

    def _open(self, name: str) -> Worksheet:
        label = f"{self.label}#{name}"
        marks = self._marks(name)
        sheet = self.book.get_sheet_by_name(name)
        if self.zip is None and not self.ods:
            marks.merged = [
                Range(top + 1, left + 1, bottom + 1, right + 1)
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
            ]
        return Worksheet(_rows(sheet), sheet.start[1] if sheet.start else 0, marks, self.asked, label)

    def _marks(self, name: str) -> Marks:
        if self.zip is None:
            return self.ods.get(name) or Marks()
        marks = read_marks(self.zip, self.parts.get(name, ""), f"{self.label}#{name}")
        if self.uncalculated:
            # A library that only writes stores 0 with every formula and asks to calculate on opening.
            for row, columns in marks.zeros.items():
                marks.formulas.setdefault(row, {}).update(columns)
        return marks

    def _refuse_part(self, name: str, sheet: Worksheet) -> None:
        """Refuse to read one worksheet where another looks like a further part of the same table."""
        alike = [other for other in self.visible if other != name and self._is_alike(other, sheet)]
        if not alike:
            return
        raise InputError(
            "further worksheets have the same columns, and the case does not say which are read: "
            "a part would pass for the whole.",
            file=self.label,
            value=", ".join([name, *alike]),
            expected="`sheets` in its entry of `files`",
            remedy=(
                sentence(
                    "Write `sheets = {array}` to read them as one table, `sheets = "
                    '["*"]` to read all that are visible, or `sheets = {other_array}` to '
                    "read this one alone.",
                    array=array([name, *alike]),
                    other_array=array([name]),
                )
            ),
        )

    def _is_alike(self, other: str, sheet: Worksheet) -> bool:
        try:
            self._marks(other)
        except InputError as error:
            error.add_note(
                sentence(
                    "Only to look for further parts; `sheets = [...]` says which are read: {other}",
                    other=other,
                )
            )
            raise
        wanted = {fold(text) for row in sheet.named_rows for text in row if text.strip()}
        rows = list(islice(_rows(self.book.get_sheet_by_name(other)), _PEEK))
        height = len(sheet.named_rows)
        for start in range(len(rows)):
            window = rows[start : start + height]
            words = {fold(cell) for row in window for cell in row if isinstance(cell, str) and cell.strip()}
            common = len(words & wanted)
            if common > 1 and common >= ALIKE * max(len(words), len(wanted)):
                return True
        return False


def _rows(sheet: calamine.CalamineSheet) -> Iterator[Sequence[object]]:
    return iter(()) if sheet.start is None else iter(sheet.iter_rows())


def as_table(sheet: Worksheet, first: Worksheet, name: str) -> pa.Table:
    """Return the rows of a worksheet in the columns of the first one."""
    import pyarrow as pa

    order = _order(sheet, first)
    types = [(f"c{i}", pa.string()) for i in range(len(order))]
    schema = pa.schema([*types, (ROW, pa.int64()), (SOURCE, pa.string()), (WORKSHEET, pa.string())])
    batches = []
    body = sheet.body()
    while rows := list(islice(body, _BATCH)):
        columns = list(zip(*(texts for _, texts in rows), strict=True))
        blank = ("",) * len(rows)
        arrays = [pa.array(blank if i is None else columns[i], pa.string()) for i in order]
        arrays.append(pa.array([number for number, _ in rows], pa.int64()))
        arrays += [pa.array([text] * len(rows), pa.string()) for text in (sheet.label, name)]
        batches.append(pa.record_batch(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema=schema)


def _order(sheet: Worksheet, first: Worksheet) -> list[int | None]:
    """Find the columns of the first worksheet in another one, by name and by turn where a name repeats."""
    if sheet is first:
        return list(range(len(first.header)))
    own, wanted = _turns(sheet.header), _turns(first.header)
    lacking = [first.header[i] for key, i in wanted.items() if key[0] and key not in own]
    further = [sheet.header[i] for key, i in own.items() if key[0] and key not in wanted]
    if lacking or further:
        said = [sentence("it lacks {repr}", repr=", ".join(map(repr, lacking)))] if lacking else []
        said += [sentence("it has {repr} besides", repr=", ".join(map(repr, further)))] if further else []
        raise InputError(
            sentence(
                "its columns are not those of {first}: {said}.",
                first=first.label,
                said=joined(said, by=" and "),
            ),
            file=sheet.label,
            column=(lacking or further)[0],
            value=", ".join(sheet.header),
            expected=", ".join(first.header),
            remedy="Name in `sheets` only worksheets with the same columns, and make a source of each of the "
            "others.",
        )
    return [own.get(key) for key in wanted]


def _turns(header: Sequence[str]) -> dict[tuple[str, int], int]:
    return {key: place for place, key in enumerate(in_turn(map(fold, header)))}


def count_filled(table: pa.Table, column: int) -> int:
    """Count the cells of a column, from 1, that are not blank."""
    return sum(1 for text in table.column(column - 1).to_pylist() if text.strip())
