"""A table as the bytes of a file: CSV, workbook, ODS, JSON, HTML, SQLite, each also packed."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
import tempfile
import zipfile
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guess.world.table import Published

Row = list[Any]
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_KIND = "application/vnd.oasis.opendocument.spreadsheet"


def write(spec: dict[str, Any], table: Published) -> tuple[str, bytes]:
    """Give the ending of the file's name, and its bytes."""
    form = spec.get("form", "csv")
    made = {"csv": _csv, "xlsx": _xlsx, "ods": _ods, "json": _json, "html": _html, "sqlite": _sqlite}[form](
        spec, table
    )
    ending = spec.get("ending", form)
    match spec.get("packed"):
        case "zip":
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for name in spec.get("beside", ()):
                    archive.writestr(name, b"See the explanation of the columns on our site.\r\n")
                archive.writestr(spec.get("member", f"results.{ending}"), made)
            return "zip", packed.getvalue()
        case "gz":
            return f"{ending}.gz", gzip.compress(made, mtime=0)
        case _:
            return ending, made


def _shown(spec: dict[str, Any], cell: object) -> str:
    if isinstance(cell, bool | str) or cell is None:
        return str(cell)
    text = f"{cell:,.2f}" if isinstance(cell, float) else f"{cell:,}"
    if spec.get("float_text") and isinstance(cell, int):
        return f"{cell}.0"
    swapped = {",": spec.get("thousands", ""), ".": spec.get("decimal", ".")}
    return "".join(swapped.get(letter, letter) for letter in text) + (
        spec.get("percent", "") if isinstance(cell, float) else ""
    )


def _page(spec: dict[str, Any], table: Published) -> list[Row]:
    """All rows of the page: title lines, groups above the header, header, rows, notes."""
    page: list[Row] = [list(line) for line in spec.get("above", ())]
    header = ["" if i in set(spec.get("bare", ())) else h for i, h in enumerate(table.header)]
    if spec.get("bare_from"):
        header = header[: spec["bare_from"]]
    if spec.get("grouped"):
        parts = [
            h.split(" >> ") if " >> " in h else ([h, ""] if spec.get("upper", True) else ["", h])
            for h in header
        ]
        top = [
            "" if n and spec["grouped"] == "merged" and part[0] == parts[n - 1][0] and part[1] else part[0]
            for n, part in enumerate(parts)
        ]
        page += [top, [part[1] for part in parts]]
    elif not spec.get("no_header"):
        page.append(header)
    rows = [list(row) for row in table.rows]
    for column in spec.get("said_once", ()):
        at, before = table.header.index(column), None
        for row in rows:
            row[at], before = ("" if row[at] == before else row[at]), row[at]
    return page + rows + [list(line) for line in spec.get("below", ())]


def _csv(spec: dict[str, Any], table: Published) -> bytes:
    into = io.StringIO()
    rule: Any = {"all": csv.QUOTE_ALL, "texts": csv.QUOTE_NONNUMERIC}.get(
        spec.get("quoted", ""), csv.QUOTE_MINIMAL
    )
    writer = csv.writer(
        into, delimiter=spec.get("delimiter", ","), quoting=rule, lineterminator=spec.get("line", "\r\n")
    )
    for row in _page(spec, table):
        writer.writerow([_shown(spec, cell) if rule != csv.QUOTE_NONNUMERIC else cell for cell in row])
    return into.getvalue().encode(spec.get("encoding", "utf-8"))


def _xlsx(spec: dict[str, Any], table: Published) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in spec.get("other_pages", {}).items():
        for row in rows:
            (book[name] if name in book.sheetnames else book.create_sheet(name)).append(row)
    whole = _page(spec, table)
    split = spec.get("page_a")
    pages: dict[str, list[Row]] = {spec.get("page", "Hoja1"): whole}
    if split:
        at = table.header.index(split)
        pages = {
            str(key): [table.header, *rows]
            for key, rows in groupby(sorted(table.rows, key=lambda r: str(r[at])), lambda r: r[at])
        }
    for name, rows in pages.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append([_shown(spec, c) if spec.get("as_text") else _excel(c) for c in row])
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def _excel(cell: object) -> object:
    if isinstance(cell, str) and cell.isdigit() and (cell[0] != "0" or cell == "0"):
        return int(cell)
    return None if cell == "" else cell


def _ods(spec: dict[str, Any], table: Published) -> bytes:
    rows = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in _page(spec, table)
    )
    names = "".join(f' xmlns:{key}="{_ODF}{key}:1.0"' for key in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{_ODF}manifest:1.0">'
        f"{entry.format('/', _KIND)}{entry.format('content.xml', 'text/xml')}</manifest:manifest>"
    )
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("mimetype", _KIND)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return into.getvalue()


def _ods_cell(value: object) -> str:
    if value == "":
        return "<table:table-cell/>"
    kind = f'float" office:value="{value}' if isinstance(value, int | float) else "string"
    text = escape(str(value))
    return f'<table:table-cell office:value-type="{kind}"><text:p>{text}</text:p></table:table-cell>'


def _json(spec: dict[str, Any], table: Published) -> bytes:
    records = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    if "nested" in spec:
        list_of, inner = spec["nested"]["list"], spec["nested"]["keys"]
        outer = [h for h in table.header if h not in inner]
        grouped = groupby(records, lambda r: [r[h] for h in outer])
        records = [
            dict(zip(outer, key, strict=True)) | {list_of: [{h: r[h] for h in inner} for r in rows]}
            for key, rows in grouped
        ]
    if spec.get("lines"):
        return "\n".join(json.dumps(r, ensure_ascii=False) for r in records).encode()
    whole: Any = records
    for key in reversed(spec.get("within", ())):
        whole = {"generated": "2030-05-05T22:10:00Z", key: whole}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _html(spec: dict[str, Any], table: Published) -> bytes:
    def line(row: Row, tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(_shown(spec, c))}</{tag}>" for c in row) + "</tr>"

    page = _page(spec, table)
    head, rows = page[0], page[1:]
    body = line(head, "th") + "\n".join(line(row, "td") for row in rows)
    title = escape(spec.get("heading", "Results"))
    top = f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>'
    return f'{top}<table border="1">{body}</table></body></html>'.encode()


def _sqlite(spec: dict[str, Any], table: Published) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        connection = sqlite3.connect(path)
        names = ", ".join('"' + h.replace('"', '""') + '"' for h in table.header)
        connection.execute(f'create table "{spec.get("page", "results")}" ({names})')
        marks = ", ".join("?" * len(table.header))
        connection.executemany(
            f'insert into "{spec.get("page", "results")}" values ({marks})',  # noqa: S608
            table.rows,
        )
        connection.commit()
        connection.close()
        return path.read_bytes()
