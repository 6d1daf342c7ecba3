"""Records of XML files as text: elements become nested records, and those that repeat are lists."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from veedor.errors import InputError
from veedor.intake.document import MAX_DEPTH, too_deep
from veedor.intake.inner_table import InnerTable
from veedor.intake.limits import AGAIN, check_bytes
from veedor.intake.record_lists import choose, tables_in
from veedor.intake.record_paths import rows_at
from veedor.intake.text import Text, is_utf8, to_utf8
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.intake.case import FileForm
    from veedor.intake.raw import Content

MAX_BYTES = 256 * 1024**2
"""An XML file is laid out in memory as a whole."""

_CHUNK = 256 * 1024
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")


def read(path: Path, form: FileForm, label: str) -> Content:
    """Read the records of an XML file; one that declares entities is refused.

    An element with attributes or elements within is a record, any other a value; attributes are values too.
    An element that repeats within another is a list. Prefixes of names are left out. ``records`` of the form
    is the path of the records from the root's elements on: ``acta[].voto[]``.
    Arguments and errors are those of :func:`veedor.intake.apart.read_apart`.
    """
    root, text = _load(path, form, label)
    settings = {"format": "XML", "encoding": text.encoding}
    if form.records:
        made = rows_at(root, form.records, label)
        return made.content(settings | {"records": form.records}, text.notices)
    tables = tables_in(root)
    if not tables:
        raise InputError(
            "it holds no element that repeats, so which are its records cannot be told.",
            file=label,
            value=", ".join(root) if isinstance(root, dict) else None,
            expected="records",
            remedy=_single(root)
            + sentence(
                "State `records` beside `name` in `files`: the path of the element that is a row, "
                "from the root's elements on, with [] behind it (`row[]`). "
                "If it should hold more, fetch it again."
            ),
        )
    chosen = choose(tables, label).name
    made = rows_at(root, chosen, label)
    # What only wraps the records is no column of theirs unless the case names their path.
    made.rows = [(number, {k: v for k, v in row.items() if k[0]}) for number, row in made.rows]
    return made.content(settings | {"records": chosen}, text.notices)


def _single(root: Any) -> str:  # noqa: ANN401 - records within records
    """Say what to state where a document holds one record alone; or nothing."""
    path: list[str] = []
    while isinstance(root, dict) and len(root) == 1:
        name, root = next(iter(root.items()))
        path.append(name)
    if not path or not isinstance(root, dict):
        return ""
    return sentence('If it holds one row, state `records = "{path}[]"`. ', path=".".join(path))


def list_tables(path: Path, form: FileForm, label: str) -> tuple[InnerTable, ...]:
    """List the elements that repeat, by their paths; errors as of :func:`read`."""
    return tuple(tables_in(_load(path, form, label)[0]))


def _load(path: Path, form: FileForm, label: str) -> tuple[Any, Text]:
    check_bytes(path, MAX_BYTES, label)
    if not form.encoding:
        form = replace(form, encoding=_declared(path, label))
    text = to_utf8(path, form, label, path.with_suffix(".utf8"), escapes=False)
    reader = _XmlRecords(label)
    try:
        with text.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                reader.parser.Parse(chunk, False)
        reader.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise InputError(
            sentence("it is not XML, or it is cut short: {error}.", error=error),
            file=label,
            row=reader.parser.CurrentLineNumber,
            remedy=AGAIN,
        ) from error
    return (reader.root if isinstance(reader.root, dict) else {}), text


def _declared(path: Path, label: str) -> str:
    """Return the encoding that a document declares, where it is not UTF-8; refuse a wrong one."""
    with path.open("rb") as file:
        declared = _DECLARED.match(file.read(200))
    name = declared[1].decode() if declared else "utf-8"
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        codec = ""
    if codec in {"utf-8", "ascii"}:
        return ""
    # a declaration that is read byte by byte is not of 16 or 32 bits
    if codec and not codec.startswith("utf") and not is_utf8(path):
        return name
    raise InputError(
        sentence("it says that it is in {name}, and ", name=name)
        + (sentence("its letters are UTF-8.") if codec else sentence("there is no such encoding.")),
        file=label,
        row=1,
        value=name,
        expected="the encoding in which it is",
        remedy='State `encoding = "utf-8"` beside `name` in `files`, or the encoding in which it is.',
    )


class _XmlRecords:
    """Handlers of expat that lay out elements as records."""

    def __init__(self, label: str) -> None:
        self.root: Any = None
        self._label = label
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self._inner: list[int] = []
        self.parser = expat.ParserCreate("utf-8")  # whatever it declares: it was decoded
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._refuse
        self.parser.UnparsedEntityDeclHandler = self._refuse
        self.parser.ExternalEntityRefHandler = self._refuse

    def _refuse(self, *_: object) -> int:
        raise InputError(
            "it declares entities, as no table of results needs; it is not read.",
            file=self._label,
            row=self.parser.CurrentLineNumber,
            remedy="Ask who published it; a damaged or hostile file is no source.",
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise too_deep(self._label, self.parser.CurrentLineNumber)
        values = {
            name.rpartition(":")[2]: text or None
            for name, text in attributes.items()
            if not name.startswith("xmlns")
        }
        self._open.append((tag.rpartition(":")[2], values, []))
        self._inner = [*self._inner[:-1], *(n + 1 for n in self._inner[-1:]), 0]

    def _text(self, text: str) -> None:
        self._open[-1][2].append(text)

    def _end(self, _: str) -> None:
        tag, values, texts = self._open.pop()
        text: Any = "".join(texts).strip()
        if self._inner.pop() and text:
            text = [text]  # parts of a text around elements are not one value
        made: Any = text or None
        if values:
            made = values | ({"": text} if text else {})
        if not self._open:
            self.root = made
            return
        outer = self._open[-1][1]
        if tag not in outer:
            outer[tag] = made
        elif isinstance(outer[tag], _Repeated):
            outer[tag].append(made)
        else:
            outer[tag] = _Repeated([outer[tag], made])


class _Repeated(list[Any]):
    """Elements of one name within one element."""
