"""What a reader of values loses of an OpenDocument spreadsheet: errors, lost values, what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from veedor.errors import InputError
from veedor.intake.worksheet_marks import MAX_COLUMN, MAX_ROW, Marks, Range, beyond, check_layout, declared
from veedor.sentence import sentence

if TYPE_CHECKING:
    import zipfile

_CHUNK = 1024**2
_SHOWN = 60
_VALUES = (
    "office:value",
    "office:string-value",
    "office:date-value",
    "office:time-value",
    "office:boolean-value",
)


def is_ods(opened: zipfile.ZipFile) -> bool:
    """Whether an archive is an OpenDocument spreadsheet."""
    return "content.xml" in opened.namelist() and "mimetype" in opened.namelist()


def read_ods_marks(opened: zipfile.ZipFile, label: str) -> dict[str, Marks]:
    """Read what is marked in each worksheet, and where its last cell lies.

    Raises
    ------
    InputError
        Where it is damaged, protected by a password, or too large to lay out.
    """
    reader = _OdsReader(label)
    try:
        with opened.open("content.xml") as stream:
            while chunk := stream.read(_CHUNK):
                reader.parser.Parse(chunk)
        reader.parser.Parse(b"", True)
    except (expat.ExpatError, KeyError, RuntimeError) as error:
        raise InputError(
            sentence("the workbook is damaged, or protected by a password: {error}.", error=error),
            file=label,
            remedy="Fetch it again; or open it in a spreadsheet program, save it anew without a password, "
            "and name that file.",
        ) from error
    for name, marks in reader.sheets.items():
        check_layout(marks, f"{label}#{name}")
    return reader.sheets


class _OdsReader:
    """Handlers of expat; cells and rows that repeat are counted, not laid out."""

    def __init__(self, label: str) -> None:
        self.sheets: dict[str, Marks] = {}
        self._label = label
        self._marks = Marks()
        self._row = self._column = self._times = 0
        self._row_hidden = self._row_full = False
        self._cell: dict[str, str] | None = None
        self._text = ""
        self._depth = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._hear
        self.parser.EntityDeclHandler = self._declared

    def _declared(self, *_: object) -> None:
        raise declared(self._label)

    def _start(self, tag: str, known: dict[str, str]) -> None:
        if tag == "table:table":
            self._depth += 1
            if self._depth == 1:
                self._marks = self.sheets[known.get("table:name", "")] = Marks()
                self._row = 0
        elif self._depth != 1:
            return
        elif tag == "table:table-row":
            self._times = _number(known, "table:number-rows-repeated")
            self._row_hidden = known.get("table:visibility") in {"collapse", "filter"}
            self._column, self._row_full = 0, False
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            self._cell, self._text = known, ""

    def _hear(self, text: str) -> None:
        if self._cell is not None:
            self._text += text

    def _end(self, tag: str) -> None:
        if tag == "table:table":
            self._depth -= 1
        elif self._depth != 1:
            return
        elif tag in {"table:table-cell", "table:covered-table-cell"} and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif tag == "table:table-row":
            self._end_row()

    def _end_row(self) -> None:
        if self._row_full:
            if self._row + self._times > MAX_ROW:
                raise self._beyond()
            if self._row_hidden:
                self._marks.hidden_rows |= set(range(self._row + 1, self._row + self._times + 1))
            self._marks.bottom = self._row + self._times
        self._row += self._times

    def _end_cell(self, known: dict[str, str]) -> None:
        times = _number(known, "table:number-columns-repeated")
        first, row = self._column + 1, self._row + 1
        self._column += times
        down, across = (
            _number(known, "table:number-rows-spanned"),
            _number(known, "table:number-columns-spanned"),
        )
        if down > 1 or across > 1:
            self._marks.merged.append(Range(row, first, row + down - 1, first + across - 1))
        formula = known.get("table:formula", "")
        value = next((known[name] for name in _VALUES if name in known), self._text.strip())
        if not value and not formula and "office:value-type" not in known:
            return
        if self._column > MAX_COLUMN:
            raise self._beyond()
        self._row_full = True
        self._marks.right = max(self._marks.right, self._column)
        if known.get("calcext:value-type") == "error":
            self._marks.errors.setdefault(row, {})[first] = self._text.strip() or "#ERROR"
        elif formula and not value:
            shown = f"={formula[:_SHOWN]}{'…' if len(formula) > _SHOWN else ''} (no value)"
            self._marks.formulas.setdefault(row, {})[first] = shown

    def _beyond(self) -> InputError:
        most = sentence(
            "at most {max_row:,} rows and {max_column:,} columns", max_row=MAX_ROW, max_column=MAX_COLUMN
        )
        return beyond(f"row {self._row}", most, self._label)


def _number(known: dict[str, str], name: str) -> int:
    text = known.get(name, "1")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 1
