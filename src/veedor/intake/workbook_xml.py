"""What a reader of values loses of a worksheet: errors, formulas without a value, what is hidden or merged.

The parts of a workbook are parsed as a stream, without any declaration of a document type.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from veedor.errors import InputError
from veedor.intake.worksheet_marks import (
    MAX_COLUMN,
    MAX_ROW,
    Marks,
    beyond,
    check_layout,
    column_number,
    declared,
    parse_range,
)
from veedor.sentence import sentence

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable

_DIGITS = "0123456789"
_TRUE = {"1", "true", "on"}
_SHOWN = 60
_CHUNK = 1024**2
_NEAR = 128
_BROKEN = re.compile(rb"<(?:\w{1,20}:)?v(?:\s[^<>]{0,20})?>[^<&]{0,40}(?:&#|<[!?])")
"""A value that is no plain text, which is looked for across the ends of chunks too."""
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def find_parts(opened: zipfile.ZipFile, label: str) -> tuple[dict[str, str], bool]:
    """Return the part of each worksheet, and whether its formulas were never calculated.

    Returns
    -------
    parts : dict of str to str
        Name of the worksheet -> member of the archive.
    uncalculated : bool
        The workbook asks whoever opens it to calculate all formulas, as libraries that only write do.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        roots = fromstring(opened.read("_rels/.rels"), forbid_dtd=True)
        main = next(
            _target("", r.get("Target", "")) for r in roots if r.get("Type", "").endswith("/officeDocument")
        )
        book = fromstring(opened.read(main), forbid_dtd=True)
        folder, name = posixpath.split(main)
        relations = fromstring(opened.read(f"{folder}/_rels/{name}.rels"), forbid_dtd=True)
    except (KeyError, StopIteration, ParseError, DefusedXmlException) as error:
        raise InputError(
            sentence(
                "it is no workbook that can be read (.xlsx): {error}.",
                error=str(error) or type(error).__name__,
            ),
            file=label,
            remedy="Save it as .xlsx, and name that file in the case.",
        ) from error
    targets = {r.get("Id"): _target(folder, r.get("Target", "")) for r in relations}
    parts = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            part = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION), "")
            parts[sheet.get("name", "")] = part
    calculation = [e for e in book.iter() if e.tag.rpartition("}")[2] == "calcPr"]
    return parts, any(e.get("fullCalcOnLoad") in _TRUE for e in calculation)


def refuse_declarations(opened: zipfile.ZipFile, label: str) -> None:
    """Refuse a part that declares a document type: that is how entities are smuggled in."""
    for info in opened.infolist():
        if info.filename.endswith((".xml", ".rels")):
            with opened.open(info) as part:
                beginning = part.read(2 * _CHUNK).replace(b"\0", b"")
                if b"<!DOCTYPE" in beginning:
                    raise declared(f"{label}!{info.filename}")
                if b"<![CDATA[" in beginning and info.filename.endswith("sharedStrings.xml"):
                    raise _set_apart(f"{label}!{info.filename}", None)


def read_marks(opened: zipfile.ZipFile, part: str, label: str) -> Marks:
    """Read what is marked in a worksheet, and where its last cell lies.

    Raises
    ------
    InputError
        Where it is damaged, has a cell that cannot be, or is too large to lay out.
    """
    reader = _XlsxReader(label)
    try:
        with opened.open(part) as stream:
            before = b""
            while chunk := stream.read(_CHUNK):
                if _BROKEN.search(before + chunk):
                    raise _written_apart(
                        sentence("a figure is broken by a comment or a reference"), label, None
                    )
                before = chunk[-_NEAR:]
                reader.parser.Parse(chunk)
        marks = reader.finish()
    except (expat.ExpatError, KeyError) as error:
        raise InputError(
            sentence("the worksheet is damaged: {error}.", error=error),
            file=label,
            remedy="Fetch it again, or save it anew.",
        ) from error
    check_layout(marks, label)
    return marks


class _XlsxReader:
    """Handlers of expat: that of the start of an element is called for each cell, so it does little."""

    def __init__(self, label: str) -> None:
        self.marks = Marks()
        self.label = label
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._root
        self.parser.StartDoctypeDeclHandler = self._declared
        self.parser.StartCdataSectionHandler = self._set_apart
        self._row, self._row_text, self._column = 0, "0", 0
        self._columns: dict[str, int] = {}
        self._kind: str | None = None
        self._formula: dict[str, str] | None = None
        self._text = ""
        self._heard: dict[str, str] = {}
        self._shared: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._all_zero = True

    def finish(self) -> Marks:
        """Return the marks once everything is parsed."""
        self.parser.Parse(b"", True)
        self._end_row()
        return self.marks

    def _root(self, tag: str, _: dict[str, str]) -> None:
        prefix = tag.rpartition(":")[0]
        prefix = f"{prefix}:" if prefix else ""
        cell, on_cell = f"{prefix}c", self._cell
        acts: dict[str, Callable[[dict[str, str]], None]] = {
            f"{prefix}row": self._start_row,
            f"{prefix}f": self._start_formula,
            f"{prefix}col": self._column_form,
            f"{prefix}mergeCell": self._merge,
        }
        self._names = {f"{prefix}{name}": name for name in ("c", "f", "v", "t")}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == cell:
                on_cell(attributes)
            elif act := acts.get(tag):
                act(attributes)

        self.parser.StartElementHandler = start

    def _declared(self, *_: object) -> None:
        raise declared(self.label)

    def _set_apart(self) -> None:
        raise _set_apart(self.label, self._row or None)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._end_row()
        text = attributes.get("r") or str(self._row + 1)
        number = int(text) if re.fullmatch("[1-9][0-9]{0,6}", text) else 0
        if not self._row < number <= MAX_ROW:
            raise beyond(
                f"row {text}",
                sentence("a row between {row} and {max_row:,}", row=self._row + 1, max_row=MAX_ROW),
                self.label,
            )
        self._row, self._row_text, self._column = number, text, 0
        if _is_hidden(attributes, "ht"):
            self.marks.hidden_rows.add(number)

    def _end_row(self) -> None:
        if self._column:
            self.marks.bottom = self._row
            self.marks.right = max(self.marks.right, self._column)

    def _cell(self, attributes: dict[str, str]) -> None:
        if ref := attributes.get("r"):
            letters = ref.rstrip(_DIGITS)
            column = self._columns.get(letters) or self._learn(letters, ref)
            if column <= self._column or ref[len(letters) :] != self._row_text:
                raise beyond(
                    ref, sentence("a cell of row {row} behind the one before it", row=self._row), self.label
                )
            self._column = column
        else:
            self._column += 1
        self._kind = attributes.get("t")
        if self._kind == "e":
            self._listen()

    def _learn(self, letters: str, ref: str) -> int:
        column = column_number(letters) if re.fullmatch("[A-Z]{1,3}", letters) else 0
        if not 0 < column <= MAX_COLUMN:
            raise beyond(ref, sentence("a cell such as B12"), self.label)
        self._columns[letters] = column
        return column

    def _start_formula(self, attributes: dict[str, str]) -> None:
        self._formula = attributes
        self._listen()

    def _listen(self) -> None:
        """Collect the texts within a cell; only cells with an error or a formula are listened to."""
        self._text = ""
        self.parser.CharacterDataHandler = self._hear
        self.parser.EndElementHandler = self._end

    def _hear(self, text: str) -> None:
        self._text += text

    def _end(self, tag: str) -> None:
        name = self._names.get(tag)
        if name == "c":
            self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
            self._end_cell(self._heard.get("v", self._heard.get("t")))
            self._formula, self._heard = None, {}
        elif name:
            self._heard[name] = self._heard.get(name, "") + self._text.strip()
        self._text = ""

    def _end_cell(self, value: str | None) -> None:
        if self._kind == "e":
            self.marks.errors.setdefault(self._row, {})[self._column] = value or "#ERROR"
            return
        form = self._formula or {}
        formula = self._formula_text(form)
        if value is None or (not value and self._kind != "str"):
            self.marks.formulas.setdefault(self._row, {})[self._column] = formula
            if form.get("t") in {"array", "dataTable"} and (area := parse_range(form.get("ref", ""))):
                self.marks.arrays.append((area, formula))
        elif value == "0" and self._all_zero:
            self.marks.zeros.setdefault(self._row, {})[self._column] = formula
        else:
            self._all_zero = False
            self.marks.zeros = {}

    def _formula_text(self, form: dict[str, str]) -> str:
        text = self._heard.get("f", "")
        if form.get("t") == "shared":
            text = self._shared.setdefault(form.get("si", ""), text)
        return f"={text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''} (no value)"

    def _column_form(self, attributes: dict[str, str]) -> None:
        if _is_hidden(attributes, "width"):
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdecimal() and last.isdecimal():
                self.marks.hidden_columns.append((int(first), int(last)))

    def _merge(self, attributes: dict[str, str]) -> None:
        if area := parse_range(attributes.get("ref", "")):
            self.marks.merged.append(area)


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    if attributes.get("hidden") in _TRUE:
        return True
    extent = attributes.get(size)
    return extent is not None and bool(re.fullmatch(r"0+(\.0*)?", extent))


def _target(folder: str, target: str) -> str:
    return (
        target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    )


def _set_apart(label: str, row: int | None) -> InputError:
    return _written_apart(sentence("a text or figure stands in a CDATA section"), label, row)


def _written_apart(what: str, label: str, row: int | None) -> InputError:
    return InputError(
        sentence("{what}, of which readers of workbooks lose a part or all.", what=what),
        file=label,
        row=row,
        remedy="Save it anew with a spreadsheet program, or as CSV, and name that file in the case.",
    )
