"""How a CSV file is written: delimiter, quotes, lines above the rows. What is found out is shown."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.errors import CaseError, InputError
from veedor.intake.groups import name_groups
from veedor.intake.header import names_of
from veedor.intake.header_place import count_beyond, refuse_data, refuse_title
from veedor.intake.toml import quoted
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.intake.case import FileForm

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 64 * 1024
_LINES = 50
_SEP = re.compile(r'\ufeff?"?sep=(.)"?\1*[ \t]*(?:\r\n?|\n)', re.IGNORECASE)
"""A whole line: were a part of it left, every line below would be counted wrongly."""
_EMPTY_REMEDY = sentence("Fetch the file again, or lower `skip`.")


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written.

    Parameters
    ----------
    delimiter, quote : str
        One character each.
    header : tuple of str
        Names of the columns as published, outer blanks removed.
    head : int
        Lines of the file above the first row of data.
    first_row : int
        Number of the first line after the header, as a spreadsheet counts.
    beyond : int
        Last columns that the rows have and the header lacks; they must be empty.
    repeated : tuple of str
        Cells of the header as they stand, by which a second header is known.
    """

    delimiter: str
    quote: str
    header: tuple[str, ...]
    head: int
    first_row: int
    beyond: int = 0
    repeated: tuple[str, ...] = ()


def find_dialect(path: Path, form: FileForm, label: str) -> Dialect:
    """Find out how a UTF-8 CSV file is written; what the case states is believed.

    Raises
    ------
    InputError
        Where the file has no header or no rows.
    CaseError
        Where what the case states cannot be.
    """
    check_form(form, label)
    sample, stated, above = _sample(path, form, label)
    quote = form.quote or '"'
    delimiter = form.delimiter or stated or _delimiter(sample, quote, label, form)
    reader = _rows(sample, delimiter, quote)
    head, row = _header_rows(reader, 0 if form.columns else form.header_rows, above, label)
    lines = above + reader.line_num
    header = names_of(form.columns, head, label, row)
    rest = _good_rows(reader)
    if not rest:
        raise _no_rows(label)
    if form.repeated:
        width = max(len(header), Counter(len(cells) for cells in rest).most_common(1)[0][0])
        header = name_groups(header, width, form.repeated, label, row)
    if not form.columns:
        refuse_data(header, label, row, delimiter)
        refuse_title(header, rest, label, above, _rows(sample, delimiter, quote), form)
    beyond = count_beyond(header, rest, label, row, form, whole=len(sample) < _SAMPLE)
    cells = tuple(head[-1]) if head else ()
    return Dialect(delimiter, quote, header + ("",) * beyond, lines, row + 1, beyond, cells)


def _header_rows(
    reader: Any,  # noqa: ANN401 - csv's reader has no public name
    wanted: int,
    above: int,
    label: str,
) -> tuple[list[list[str]], int]:
    """Read the rows of a header, blank ones above it left out, and say in which row of the file it ends."""
    head: list[list[str]] = []
    row = above
    try:
        while len(head) < wanted:
            cells = next(reader, None)
            row += 1
            if cells is None:
                raise _no_rows(label)
            if head or any(cell.strip() for cell in cells):
                head.append([cell.strip() for cell in cells])
    except csv.Error as error:
        raise _bad_header(label, row) from error
    return head, row


def check_form(form: FileForm, label: str) -> None:
    """See that what a case states of a text file can be.

    Parameters
    ----------
    form : FileForm
        How the file is opened.
    label : str
        Its name in messages.

    Raises
    ------
    CaseError
        Where it cannot.
    """
    for key, text in (("delimiter", form.delimiter), ("quote", form.quote)):
        if len(text) > 1 or text in {"\n", "\r", "\0"}:
            raise CaseError(
                sentence("`{key}` is one character, and no line end.", key=key),
                file=label,
                value=text,
                remedy=sentence("Write one character, or remove `{key}`.", key=key),
            )
    if form.quote.isalnum() or form.delimiter.isalnum():
        key = "quote" if form.quote.isalnum() else "delimiter"
        raise CaseError(
            sentence("no letter or digit can be the `{key}` of a table of figures and names.", key=key),
            file=label,
            value=getattr(form, key),
            remedy=sentence("Remove `{key}`.", key=key),
        )
    if form.delimiter and form.delimiter == (form.quote or '"'):
        raise CaseError(
            "`delimiter` and `quote` are the same character.",
            file=label,
            value=form.delimiter,
            remedy="Remove `delimiter`; it is found out. If that does not do, remove `quote`.",
        )
    for key in ("skip", "foot"):
        if getattr(form, key) < 0:
            raise CaseError(
                sentence("`{key}` is a number of lines, from 0.", key=key),
                file=label,
                value=str(getattr(form, key)),
                remedy=sentence("Remove `{key}`, or write 0.", key=key),
            )
    if form.header_rows < 1:
        raise CaseError(
            "`header_rows` is at least 1.",
            file=label,
            value=str(form.header_rows),
            remedy="For a file without a header, remove `header_rows` and name its columns: "
            "`columns = [...]`.",
        )


def _sample(path: Path, form: FileForm, label: str) -> tuple[str, str, int]:
    """Return the first whole lines after those skipped, a delimiter that the file states, and lines above."""
    stated, above = "", form.skip
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number in range(form.skip):
            if not file.readline():
                raise CaseError(
                    sentence(
                        "`skip` is {skip:,}, and the file has {number:,} lines.",
                        skip=form.skip,
                        number=number,
                    ),
                    file=label,
                    remedy="Write how many lines stand above the header; where there are none, remove "
                    "`skip`.",
                )
        sample = file.read(_SAMPLE)
        whole = len(sample) < _SAMPLE
        if not whole:
            # a header may be longer than the sample
            sample += "".join(itertools.islice(file, 20))
    if not form.skip and (match := _SEP.match(sample)) and match.end() < len(sample):
        stated, sample, above = match[1], sample[match.end() :], 1
    if not sample.strip():
        raise InputError("it is empty.", file=label, expected="a header and rows", remedy=_EMPTY_REMEDY)
    return sample, stated, above


def _delimiter(sample: str, quote: str, label: str, form: FileForm) -> str:
    """Choose the delimiter by which most rows have as many cells as the header, and at least two."""
    best, score = "", (0, 0)
    for delimiter in DELIMITERS:
        if delimiter == quote:
            continue
        rows = [row for row in _good_rows(_rows(sample, delimiter, quote)) if row][:200]
        if not rows:
            continue
        width = len(rows[0])
        same = Counter(len(row) for row in rows)[width]
        if width > 1 and (same, width) > score:
            best, score = delimiter, (same, width)
    return best or _above(sample, quote, label, form)


def _above(sample: str, quote: str, label: str, form: FileForm) -> str:
    """Refuse a file whose first line is no header, and say where the header seems to be."""
    for delimiter in DELIMITERS:
        if delimiter == quote:
            continue
        reader = _rows(sample, delimiter, quote)
        widths: list[tuple[int, int]] = []
        before = 0
        with suppress(csv.Error):  # what can be read above the place is enough to say what is usual
            for cells in reader:
                widths.append((before, len(cells)))
                before = reader.line_num
        usual = Counter(width for _, width in widths[:200] if width > 1).most_common(1)
        if usual and usual[0][1] > 1:
            first = next(lines for lines, width in widths if width == usual[0][0])
            raise InputError(
                "its first line is no header: it has one cell.",
                file=label,
                row=form.skip + 1,
                value=sample.splitlines()[0],
                expected=sentence("the names of {usual} columns", usual=usual[0][0]),
                remedy=sentence("State `skip = {skip}` beside `name` in `files`.", skip=form.skip + first),
            )
    first_line = next(line for line in sample.splitlines() if line.strip())
    fixed = (
        sentence(" It seems to have columns of a fixed width.") if re.search(r"\S {2,}\S", first_line) else ""
    )
    raise InputError(
        sentence(
            "it has one column, whichever of comma, semicolon, tab and bar parts them.{fixed}", fixed=fixed
        ),
        file=label,
        row=form.skip + 1,
        value=first_line,
        expected="at least two columns",
        remedy=_parted_by(sample, quote, form),
    )


def _parted_by(sample: str, quote: str, form: FileForm) -> str:
    """Say by which character the cells are parted, where one parts all lines alike."""
    if form.quote and form.quote in DELIMITERS:
        return sentence("Remove `quote`; it is a usual delimiter.")
    lines = [line for line in sample.splitlines()[:_LINES] if line.strip()]
    found = []
    for mark in dict.fromkeys(c for c in lines[0] if not c.isalnum() and c != quote):
        widths = {len(cells) for cells in _good_rows(_rows("\n".join(lines), mark, quote))}
        if len(widths) == 1 and widths != {1}:
            found.append(sentence("State `delimiter = {mark}` beside `name` in `files`", mark=quoted(mark)))
    return sentence(
        "{way}; of a file with columns of a fixed width, state "
        "with `widths` how many characters each has. If it really has one "
        'column, state `delimiter = ","`. If it is no table, fetch it again '
        "or name the right file.",
        way=found[0] if found else sentence("State `delimiter` beside `name` in `files`"),
    )


def _good_rows(reader: Any) -> list[list[str]]:  # noqa: ANN401 - csv's reader has no public name
    """Return the rows up to the first one that cannot be parsed."""
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(cells for cells in reader if cells)
    return rows


def _rows(sample: str, delimiter: str, quote: str) -> Any:  # noqa: ANN401 - csv's reader has no public name
    return csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, quotechar=quote)


def _bad_header(label: str, row: int) -> InputError:
    return InputError(
        "its header cannot be parted into cells: it is very long, or its quotes are not in pairs.",
        file=label,
        row=row,
        remedy="State `skip`, `delimiter` or `quote` beside `name` in `files`, or mend the header in a copy.",
    )


def _no_rows(label: str) -> InputError:
    return InputError(
        "it has a header and no rows.",
        file=label,
        expected="rows",
        remedy="Fetch the file again; if it has no header, name its columns with `columns = [...]`; if the "
        "header stands higher, remove `skip` and `header_rows`.",
    )
