"""Tables of text as files: CSV of many dialects, workbooks."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from field.publish.layout import Layout
    from field.publish.tables import Row


def write_csv(path: Path, table: Sequence[Row], layout: Layout) -> None:
    """Write a table as CSV."""
    made = io.StringIO()
    header = list(table[0])
    writer = csv.writer(made, delimiter=layout.delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([row[name] for name in header] for row in table)
    blank = layout.delimiter * (len(header) - 1) + "\n"
    made.write(blank * layout.blank_rows)
    raw = made.getvalue().encode(layout.encoding)
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)


def write_json(path: Path, table: Sequence[Row]) -> None:
    """Write a table as a list of records, whole numbers as numbers, blank cells as nothing."""
    records = [{name: _cell(text) for name, text in row.items()} for row in table]
    path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")


def write_book(path: Path, tables: Mapping[str, Sequence[Row]]) -> None:
    """Write tables as the worksheets of a workbook, figures as text or numbers as they look."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        header = list(table[0])
        sheet.append(header)
        for row in table:
            sheet.append([_cell(row[column]) for column in header])
    book.save(path)


def _cell(text: str) -> str | int | None:
    """Give a whole number as a number, as somebody does who types it; ids with zeros stay text."""
    if not text:
        return None
    plain = text.isascii() and text.isdigit() and (text == "0" or not text.startswith("0"))
    return int(text) if plain and len(text) < 10 else text
