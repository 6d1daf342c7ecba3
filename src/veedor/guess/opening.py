"""How a published file is opened: header, notes below, letters, delimiter, worksheet, member of an archive.

Told by what the file holds, never by its name. What the user says is believed. What the reader of files would
refuse, and names the one way out of, is taken over.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veedor.errors import InputError
from veedor.guess.chosen import KEY, choose_table, choose_worksheets, file_doubt
from veedor.guess.column_names import filled_down, name_columns
from veedor.guess.given import Given
from veedor.guess.heading import Heading, find_heading
from veedor.guess.letters import readings
from veedor.guess.lines import (
    find_delimiter,
    first_rows,
    usual_delimiter,
)
from veedor.guess.phrase import phrase
from veedor.guess.proposal import Doubt
from veedor.guess.remedies import settings_in
from veedor.intake.case import FileForm
from veedor.intake.dialect import check_form
from veedor.intake.formats import Format
from veedor.intake.read import Inside, look_inside, open_raw, unpack_all
from veedor.intake.text import to_utf8
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.engine import Connection
    from veedor.intake.inner_table import InnerTable
    from veedor.intake.raw import Raw

ROUNDS = 8
"""Times that what the reader of files asks for is taken over."""

_TEXT = 1024**2
_TAKEN = frozenset({"foot", "short_rows", "hidden", "skip", "header_rows", "sheets", "encoding"})
"""Keys of a file that its reader may offer, and that are taken over."""


@dataclass(frozen=True, eq=False)
class Opened:
    """A file that was opened.

    Parameters
    ----------
    form : FileForm
        How.
    raw : Raw
        Its table.
    doubts : tuple of Doubt
        What of it the file does not prove.
    """

    form: FileForm
    raw: Raw
    doubts: tuple[Doubt, ...] = ()


@dataclass
class Opening:
    """Finds out how files are opened, within one connection.

    Parameters
    ----------
    connection : Connection
        DuckDB.
    work : Path
        An empty folder that outlives the tables.
    given : Given
        What the user says.
    """

    connection: Connection
    work: Path
    given: Given = field(default_factory=Given)

    def open(self, path: Path, member: str = "", like: FileForm | None = None) -> Opened:
        """Open a file.

        Parameters
        ----------
        path : Path
            As it was published.
        member : str
            Within an archive.
        like : FileForm, optional
            How a file of the same kind was opened; tried first.

        Raises
        ------
        InputError
            Where it is no table, or cannot be read in any way that is known.
        """
        doubts: list[Doubt] = []
        if like is not None:
            form = replace(like, name=path.name, member=member)
            with suppress(InputError):
                return Opened(form, open_raw(self.connection, path, form, self._folder()))
        form = self.given.form(path.name)
        form = self._looked_at(path, replace(form, member=member or form.member), doubts)
        return self._read(path, form, doubts)

    def _folder(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.work, prefix="open-"))

    def _looked_at(self, path: Path, form: FileForm, doubts: list[Doubt]) -> FileForm:
        """Find the header, and what else must be known to read the file at all."""
        inside = look_inside(path, form)
        self._refuse_idle(inside)
        if inside.format is Format.WORKBOOK:
            return self._workbook(inside.tables, form, doubts)
        if inside.format is not Format.TEXT:
            return choose_table(inside, form, doubts)
        folder = self._folder()
        file = unpack_all(path, form, folder)
        if not form.encoding:
            form = replace(form, encoding=self._encoding(file.path, doubts))
        text = to_utf8(file.path, form, file.label, folder / "text.utf8")
        return self._text(text.path, form, doubts)

    def _refuse_idle(self, inside: Inside) -> None:
        """Refuse what the user says of an archive or a workbook where the file is none."""
        what = ""
        if self.given.member and not {Format.ZIP, Format.TAR} & {*inside.packed}:
            what = sentence("it is no archive, and has no file {member!r} within", member=self.given.member)
        elif self.given.sheets and inside.format is not Format.WORKBOOK:
            what = sentence("it is no workbook, and has no worksheet {sheet!r}", sheet=self.given.sheets[0])
        if what:
            option = "--member" if self.given.member else "--sheet"
            raise InputError(
                sentence("{what}.", what=what),
                file=inside.label,
                remedy=sentence("Leave {option} out, or name another file.", option=option),
            )

    def _encoding(self, file: Path, doubts: list[Doubt]) -> str:
        """Find the encoding of a file that is not UTF-8; nothing where it is, or has a byte order mark."""
        data = file.read_bytes()
        if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
            return ""
        try:
            data.decode("utf-8")
            if b"\0" not in data:
                return ""
        except UnicodeDecodeError as error:
            if (
                len(data) - error.start < 4
                and not data.isascii()
                and error.reason.startswith("unexpected end")
            ):
                return ""  # cut within a letter: its reader says so
        found = readings(file)
        if not found:
            return ""
        shown = tuple(f"{one.encoding}: {one.word}" for one in found[:5])
        doubts.append(
            Doubt(
                f"{KEY}.encoding",
                phrase("ask.file.not_utf8", encoding=found[0].encoding, word=found[0].word),
                found[0].encoding,
                tuple(one.encoding for one in found[1:5]),
                phrase("why.other_encodings", texts=shown) if len(found) > 1 else phrase("why.no_other_fits"),
            )
        )
        return found[0].encoding

    def _text(self, file: Path, form: FileForm, doubts: list[Doubt]) -> FileForm:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            sample = opened.read(_TEXT)
        if not sample.strip():
            return form  # its reader says so
        check_form(form, form.name)
        if form.columns:
            return form  # it has no header
        delimiter = form.delimiter or find_delimiter(sample)
        if not delimiter:
            return form
        above, rows = first_rows(sample, delimiter)
        if form.skip:
            first = next((i for i, number in enumerate(above) if number >= form.skip), len(rows))
            above, rows = above[first:], rows[first:]
        heading = find_heading(rows)
        if heading is None or (not form.skip and heading.above == 1 and rows[0][0][:4].lower() == "sep="):
            return form
        lines = above[heading.above] if heading.above < len(above) else form.skip
        form = name_columns(self._headed(form, heading, lines), heading, rows, doubts, text=True)
        if heading.above and usual_delimiter(sample) != delimiter:
            form = replace(form, delimiter=delimiter)
        return filled_down(form, heading, rows, doubts)

    def _workbook(self, pages: tuple[InnerTable, ...], form: FileForm, doubts: list[Doubt]) -> FileForm:
        chosen = choose_worksheets(pages, form, doubts)
        if chosen is None:
            return form
        form, page, heading = chosen
        lines = heading.above + form.skip
        rows = page.head[form.skip :]
        return name_columns(self._headed(form, heading, lines), heading, rows, doubts, text=False)

    def _headed(self, form: FileForm, heading: Heading, lines: int) -> FileForm:
        """State where the header stands, unless the user does."""
        if self.given.skip is None:
            form = replace(form, skip=lines)
        if self.given.header_rows is None and heading.rows:
            form = replace(form, header_rows=heading.rows)
        return form

    def _read(self, path: Path, form: FileForm, doubts: list[Doubt]) -> Opened:
        """Read the file; take over what its reader asks for, as long as that leads on."""
        seen = [form]
        while True:
            try:
                raw = open_raw(self.connection, path, form, self._folder())
                return Opened(form, raw, tuple(doubts))
            except InputError as error:
                form = self._mended(form, error, doubts)
                if form in seen or len(seen) > ROUNDS:
                    raise
                seen.append(form)

    def _mended(self, form: FileForm, error: InputError, doubts: list[Doubt]) -> FileForm:
        """Take over the first thing that a message of the reader says how to state."""
        offered = {key: value for key, value in settings_in(str(error)) if key in _TAKEN}
        for key, value in offered.items():
            cut = "cut short" in str(error)
            if (
                getattr(form, key) == value
                or getattr(self.given, key, None)
                or key in self.given.further
                or cut
            ):
                continue
            others = tuple(_shown(v) for k, v in settings_in(str(error)) if k == key and v != value)
            doubts[:] = [doubt for doubt in doubts if doubt.key != f"{KEY}.{key}"]
            why = phrase("why.reader_says", text=error.message)
            doubts.append(file_doubt(key, phrase(f"ask.file.{key}"), _shown(value), others, why))
            stated: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value}
            return replace(form, **stated)
        return form


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
