"""Tables of web pages as text, also of those that are named like workbooks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.intake.header import is_figure, looks_like_data
from veedor.intake.html_tables import PageTable, read_tables
from veedor.intake.inner_table import InnerTable, list_for_message
from veedor.intake.limits import check_bytes
from veedor.intake.names import fold
from veedor.intake.raw import ROW, SOURCE, WORKSHEET, Content
from veedor.intake.text import to_utf8
from veedor.intake.workbook_pages import as_table, count_filled
from veedor.intake.worksheet import Asked, Worksheet
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from veedor.intake.case import FileForm
    from veedor.intake.notices import Notice

MAX_BYTES = 64 * 1024**2
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)


def read(path: Path, form: FileForm, label: str) -> Content:
    """Read a table of a web page; one that hides rows is refused.

    ``table`` of the form says which: the number on the page, the id or the caption. ``skip``,
    ``header_rows``, ``columns`` and ``hidden`` are those of a worksheet.
    Arguments and errors are those of :func:`veedor.intake.apart.read_apart`.
    """
    import pyarrow as pa

    tables, encoding, notices = _load(path, form, label)
    known = [table for table in tables if _is_data(table)]
    chosen = _choose(tables, known, form, label)
    if chosen.cut:
        raise InputError(
            "the page ends within its table: it is cut short.",
            file=label,
            expected="the end of the table (</table>), or of the page",
            remedy="Fetch the page again, or save the file as CSV where a browser shows the whole table, "
            "and name "
            "that.",
        )
    inner = label if len(known) == 1 and not form.table else f"{label}#{chosen.number}"
    sheet, rows = _sheet(chosen, form, inner)
    if not rows.num_rows:
        raise InputError(
            "the table has a header and no rows.", file=inner, expected="rows", remedy="Fetch the page again."
        )
    notices = (*notices, *sheet.notices(lambda column: count_filled(rows, column)))
    if inner == label:
        rows = rows.drop_columns([SOURCE, WORKSHEET])
    if form.columns:
        shifted = [number - 1 for number in rows[ROW].to_pylist()]
        rows = rows.set_column(rows.column_names.index(ROW), ROW, pa.array(shifted, pa.int64()))
    settings = {"format": "web page", "encoding": encoding, "table": str(chosen.number)}
    above = 0 if form.columns else sheet.asked.skip + sheet.asked.header_rows
    return Content(sheet.header, rows, settings, notices, {}, above)


def list_tables(path: Path, form: FileForm, label: str) -> tuple[InnerTable, ...]:
    """List the tables of a web page that have at least two rows and columns; errors as of :func:`read`."""
    return tuple(_described(table, label) for table in _load(path, form, label)[0] if _is_data(table))


def _load(path: Path, form: FileForm, label: str) -> tuple[list[PageTable], str, tuple[Notice, ...]]:
    check_bytes(path, MAX_BYTES, label)
    if not form.encoding and (stated := _stated_charset(path)):
        form = replace(form, encoding=stated)
    text = to_utf8(path, form, label, path.with_suffix(".utf8"), escapes=False)
    tables = read_tables(text.path.read_text("utf-8-sig"), label)
    return tables, text.encoding, text.notices


def _stated_charset(path: Path) -> str:
    """Return the encoding that a page states, unless the page is UTF-8 all the same."""
    content = path.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        found = _CHARSET.search(content[: 64 * 1024])
        name = found[1].decode().lower() if found else ""
        # What pages call Latin-1 is read as Windows-1252 by every browser.
        return "cp1252" if name in {"iso-8859-1", "latin1", "latin-1", "us-ascii"} else name
    return ""


def _is_data(table: PageTable) -> bool:
    """Whether a table holds rows and columns, and not the layout of the page."""
    rows = [cells for cells in table.rows if len(cells) > 1]
    if table.holds_tables:
        rows = [cells for cells in rows if any(is_figure(cell.text) for cell in cells)]
    return len(rows) > 1


def _described(table: PageTable, label: str) -> InnerTable:
    texts, _ = table.laid_out(label)
    heads = max(1, table.heads)
    columns = tuple(text for text in max(texts[:heads], key=len) if text)
    title = table.caption or table.name
    return InnerTable("table", str(table.number), columns, len(texts) - heads, table.hidden, title)


def _named_table(tables: list[PageTable], known: list[PageTable], asked: str, label: str) -> PageTable:
    """Return the table that the case names by its number, name or caption; refuse where it is not one."""
    named = [
        table
        for table in tables
        if asked.strip() == str(table.number)
        or fold(asked) in {fold(name) for name in (table.name, table.caption) if name}
    ]
    if len(named) == 1:
        return named[0]
    listed = list_for_message([_described(table, label) for table in named or known])
    raise InputError(
        sentence("there is no table {table!r} on the page.", table=asked)
        if not named
        else sentence(
            "there are {number_of_named} tables {table!r} on the page.",
            number_of_named=len(named),
            table=asked,
        ),
        file=label,
        remedy=sentence(
            "State the number of the table as `table` beside `name` in `files`: {listed}.",
            listed=listed or sentence("there is none"),
        ),
    )


def _choose(tables: list[PageTable], known: list[PageTable], form: FileForm, label: str) -> PageTable:
    if form.table:
        return _named_table(tables, known, form.table, label)
    if len(known) == 1:
        return known[0]
    if not known:
        raise InputError(
            "it is a web page without a table of rows and columns.",
            file=label,
            expected="a table",
            remedy="Where the figures come by a script, name the file that the script fetches (JSON or CSV); "
            "otherwise save the table as CSV, and name that file.",
        )
    first = max(known, key=lambda table: (not table.hidden, len(table.rows)))
    raise InputError(
        sentence(
            "the page has {number_of_known} tables, and the case does not say which: {known}.",
            number_of_known=len(known),
            known=list_for_message([_described(table, label) for table in known]),
        ),
        file=label,
        expected="`table` in its entry of `files`",
        remedy=sentence(
            'State `table = "{number}"` (or the number of another of them) '
            "beside `name` in `files`; where several are parts of one table, "
            "make a part of each.",
            number=first.number,
        ),
    )


def _sheet(table: PageTable, form: FileForm, label: str) -> tuple[Worksheet, pa.Table]:
    texts, marks = table.laid_out(label)
    skip, heads = form.skip, form.header_rows
    if form.columns:
        texts.insert(skip, list(form.columns))
        marks.merged = [replace(a, top=a.top + 1, bottom=a.bottom + 1) for a in marks.merged if a.top > skip]
        marks.hidden_rows = {row + (row > skip) for row in marks.hidden_rows}
        marks.bottom += 1
        heads = 1
    elif not skip and heads == 1:
        heads = max(1, table.heads, _all_heads(table))
    sheet = Worksheet(texts, 0, marks, Asked((), skip, heads, form.hidden), label)
    if not form.columns and looks_like_data(sheet.header):
        raise InputError(
            "the table has no header: its first row holds figures.",
            file=label,
            row=skip + heads,
            value=" | ".join(sheet.header),
            expected="names of columns",
            remedy=sentence(
                "Name its {number_of_header} columns in order with `columns = [...]` "
                "beside `name` in `files`; where another file has the header, name "
                "the right file.",
                number_of_header=len(sheet.header),
            ),
        )
    return sheet, as_table(sheet, sheet, label.rpartition("#")[2])


def _all_heads(table: PageTable) -> int:
    """Count the first rows that hold nothing but cells of a header."""
    for number, cells in enumerate(table.rows):
        if not cells or not all(cell.heads for cell in cells):
            return number
    return 0
