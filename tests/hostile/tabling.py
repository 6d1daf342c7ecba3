"""Mutators of tables with types: workbooks written by hand, ODS with repeated cells, Parquet, SQLite."""
# ruff: noqa: E501 - XML stands on one line

from __future__ import annotations

import decimal
import io
import sqlite3
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa
import pyarrow.parquet as pq

from hostile.corpus import mutator
from hostile.drafts import rename

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from hostile.drafts import Draft
    from hostile.truths import Record

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def zipped(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def workbook(sheet: str | bytes, *, shared: str = "", sheets: int = 1, doctype: str = "") -> bytes:
    """Write a workbook around the XML of its first worksheet."""
    entries = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"{"" if n == 1 else " state={q}hidden{q}"}/>'.replace(
            "{q}", '"'
        )
        for n in range(1, sheets + 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    links += (
        f'<Relationship Id="rId99" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>' if shared else ""
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEADER}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'{HEADER}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEADER}{doctype}<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{entries}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEADER}<Relationships xmlns="{PACKAGE}/relationships">{links}'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    for n in range(2, sheets + 1):
        files[f"xl/worksheets/sheet{n}.xml"] = page(cells([["x"], ["1"]], text))
    if shared:
        files["xl/sharedStrings.xml"] = shared
    return zipped(files)


def letters(column: int) -> str:
    name = ""
    while column >= 0:
        name, column = chr(65 + column % 26) + name, column // 26 - 1
    return name


def text(at: str, value: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def number(at: str, value: str) -> str:
    return f'<c r="{at}"><v>{value}</v></c>' if value.isdigit() and value[0] != "0" else text(at, value)


def cells(rows: list[list[str]], one: Callable[[str, str], str]) -> list[str]:
    return [
        f'<row r="{y}">' + "".join(one(f"{letters(x)}{y}", cell) for x, cell in enumerate(row)) + "</row>"
        for y, row in enumerate(rows, 1)
    ]


def page(rows: list[str], *, more: str = "", namespace: str = MAIN) -> str:
    return f'{HEADER}<worksheet xmlns="{namespace}">{more}<sheetData>{"".join(rows)}</sheetData></worksheet>'


def _odd_cell(kind: str) -> Callable[[str, str], str]:
    """Write figures in a way that means the same."""

    def one(at: str, value: str) -> str:
        if not (value.isdigit() and value[0] != "0"):
            return text(at, value)
        ways = {
            "str": f'<c r="{at}" t="str"><v>{value}</v></c>',
            "formula": f'<c r="{at}"><f>1+{int(value) - 1}</f><v>{value}</v></c>',
            "decimal": f'<c r="{at}"><v>{value}.0</v></c>',
            "exponent": f'<c r="{at}"><v>{int(value)}E0</v></c>',
            "long": f'<c r="{at}"><v>{value}.0000000000001</v></c>',
            "blanks": f'<c r="{at}"><v> {value} </v></c>',
            "style": f'<c s="0" r="{at}" t="n"><v>{value}</v></c>',
            "lower": f'<c r="{at.lower()}"><v>{value}</v></c>',
            "dollar": f'<c r="${at}"><v>{value}</v></c>',
            "type unknown": f'<c r="{at}" t="zz"><v>{value}</v></c>',
            "bool": f'<c r="{at}" t="b"><v>{value}</v></c>',
            "error": f'<c r="{at}" t="e"><v>#N/A</v></c>',
            "empty": f'<c r="{at}"><v/></c>',
            "formula only": f'<c r="{at}"><f>{value}</f></c>',
            "twice": f'<c r="{at}"><v>{value}</v></c><c r="{at}"><v>{int(value) + 1}</v></c>',
            "comment": f'<c r="{at}"><v><!-- x -->{value}</v></c>',
            "cdata": f'<c r="{at}"><v><![CDATA[{value}]]></v></c>',
            "entity": f'<c r="{at}"><v>&#{ord(value[0])};{value[1:]}</v></c>',
            "nan": f'<c r="{at}"><v>NaN</v></c>',
            "huge": f'<c r="{at}"><v>{value}E300</v></c>',
            "shared beyond": f'<c r="{at}" t="s"><v>999999</v></c>',
        }
        return ways[kind]

    return one


CELLS = (
    "str", "formula", "decimal", "exponent", "long", "blanks", "style", "lower", "dollar", "type unknown", "bool",
    "error", "empty", "formula only", "twice", "comment", "cdata", "entity", "nan", "huge", "shared beyond",
)  # fmt: skip
LOST = {"error", "empty", "formula only", "nan", "huge", "twice", "shared beyond", "bool"}
"""Kinds in which the figures are not there, or not plainly: they may be unknown, and never other ones."""


@mutator(weight=4)
def cells_of_workbooks(made: Draft, rng: random.Random) -> None:
    kind = rng.choice(CELLS)
    made.what = kind
    made.content = workbook(page(cells([made.head, *made.rows], _odd_cell(kind))))
    rename(made, "count.xlsx")
    if kind in LOST:
        unknown = made.with_records(lambda r: r._replace(votes=(None,) * 4, registered=None))
        kept = made.with_records(lambda r: r._replace(votes=(None,) * 4))
        made.after, made.truths = made.truths, (unknown, kept)


@mutator(weight=4)
def pages_of_workbooks(made: Draft, rng: random.Random) -> None:
    rows = cells([made.head, *made.rows], number)
    plain = page(rows)
    wide = letters(len(made.head) - 1)
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20 if n else "x" * 100}">' for n in range(8))
    shared = [cell for row in [made.head, *made.rows] for cell in row]
    items = "".join(f"<si><r><t>{escape(c[:1])}</t></r><r><t>{escape(c[1:])}</t></r><rPh sb='0' eb='1'><t>zz</t>"
                    "</rPh></si>" for c in shared)  # fmt: skip
    place = iter(range(len(shared)))
    strings = cells([made.head, *made.rows], lambda at, _: f'<c r="{at}" t="s"><v>{next(place)}</v></c>')
    kinds: dict[str, Callable[[], bytes]] = {
        "plain": lambda: workbook(plain),
        "strict": lambda: workbook(page(rows, namespace=STRICT)),
        "no references": lambda: workbook(page([_without_references(row) for row in rows])),
        "out of order": lambda: workbook(page([rows[0], *rows[:0:-1]])),
        "row twice": lambda: workbook(page([*rows, rows[-1]])),
        "dimension": lambda: workbook(page(rows, more='<dimension ref="A1:B2"/>')),
        "dimension far": lambda: workbook(page(rows, more='<dimension ref="A1:XFD1048576"/>')),
        "doctype": lambda: workbook(plain, doctype=f"<!DOCTYPE x [{bomb}]>"),
        "entities": lambda: workbook(plain.replace(HEADER, f"{HEADER}<!DOCTYPE x [{bomb}]>")),
        "utf-16": lambda: workbook(plain.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")),
        "prefix": lambda: workbook(_prefixed(plain)),
        "hidden sheet": lambda: workbook(plain, sheets=2),
        "rich text": lambda: workbook(page(strings), shared=f'{HEADER}<sst xmlns="{MAIN}">{items}</sst>'),
        "strings cut": lambda: workbook(page(strings), shared=f'{HEADER}<sst xmlns="{MAIN}"><si><t>x</t></si>'),
        "far row": lambda: workbook(page([*rows, f'<row r="1048576">{text("A1048576", "x")}</row>'])),
        "row beyond": lambda: workbook(page([*rows, f'<row r="99999999999">{text("A99999999999", "x")}</row>'])),
        "far cell": lambda: workbook(page([*rows[:-1], rows[-1].replace("</row>", text("XFD9", "") + "</row>")])),
        "merged": lambda: workbook(plain.replace("</worksheet>", f'<mergeCells><mergeCell ref="A2:{wide}2"/>'
                                                 "</mergeCells></worksheet>")),
        "cut": lambda: workbook(plain[: len(plain) * 2 // 3]),
        "trailing": lambda: workbook(plain) + b"\0" * 100,
        "no workbook": lambda: zipped({"xl/worksheets/sheet1.xml": plain}),
        "deep": lambda: workbook(page([*rows, "<x>" * 5000 + "</x>" * 5000])),
    }  # fmt: skip
    made.what = rng.choice(list(kinds))
    made.content = kinds[made.what]()
    rename(made, "count.xlsx")


def _without_references(row: str) -> str:
    import re

    return re.sub(r' r="[A-Z]*\d+"', "", row)


def _prefixed(sheet: str) -> str:
    import re

    named = re.sub(r"<(/?)(worksheet|sheetData|row|c|v|is|t)\b", r"<\1x:\2", sheet)
    return named.replace("xmlns=", "xmlns:x=", 1)


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


@mutator(weight=3)
def pages_of_ods(made: Draft, rng: random.Random) -> None:
    kind = rng.choice(
        ["plain", "values", "repeated blanks", "bomb rows", "bomb cells", "bomb both", "negative", "huge number",
         "text differs", "spaces", "covered", "comment"]
    )  # fmt: skip
    made.what = kind

    def one(cell: str) -> str:
        shown = escape(cell)
        if kind == "spaces":
            shown = shown.replace(" ", "<text:s/>")
        if cell.isdigit() and cell[0] != "0" and kind != "plain":
            said = f"{int(cell):,}" if kind == "text differs" else shown
            return (
                f'<table:table-cell office:value-type="float" office:value={quoteattr(cell)}><text:p>{said}</text:p>'
                "</table:table-cell>"
            )
        note = "<office:annotation><text:p>9</text:p></office:annotation>" if kind == "comment" else ""
        return (
            f'<table:table-cell office:value-type="string">{note}<text:p>{shown}</text:p></table:table-cell>'
        )

    many = {"bomb cells": "100000000", "negative": "-5", "huge number": "9" * 40, "repeated blanks": "1000"}
    blank = (
        f'<table:table-cell table:number-columns-repeated="{many.get(kind, "1")}"/>' if kind in many else ""
    )
    if kind == "covered":
        blank = "<table:covered-table-cell/>"
    rows = "".join(
        f"<table:table-row>{''.join(map(one, row))}{blank}</table:table-row>"
        for row in [made.head, *made.rows]
    )
    if kind.startswith("bomb") and kind != "bomb cells":
        inside = '<table:table-cell table:number-columns-repeated="16384">{}</table:table-cell>'.format(
            "<text:p>7</text:p>" if kind == "bomb both" else ""
        )
        rows += f'<table:table-row table:number-rows-repeated="1048576">{inside}</table:table-row>'
    content = (
        f'{HEADER}<office:document-content xmlns:office="{OFFICE}" xmlns:table="{TABLE}" xmlns:text="{TEXT}">'
        f'<office:body><office:spreadsheet><table:table table:name="S1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    made.content = zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    )
    rename(made, "count.ods")


def _column(kind: str, values: list[str]) -> Any:  # noqa: ANN401 - an array of any type
    whole = [int(value) for value in values]
    types: dict[str, Callable[[], Any]] = {
        "int16": lambda: pa.array(whole, pa.int16()),
        "uint64": lambda: pa.array(whole, pa.uint64()),
        "float64": lambda: pa.array([float(n) for n in whole]),
        "float32": lambda: pa.array([float(n) for n in whole], pa.float32()),
        "decimal128": lambda: pa.array([decimal.Decimal(n) for n in whole], pa.decimal128(12, 2)),
        "decimal256": lambda: pa.array([decimal.Decimal(n) for n in whole], pa.decimal256(50, 0)),
        "dictionary": lambda: pa.array(values).dictionary_encode(),
        "large string": lambda: pa.array(values, pa.large_string()),
        "binary": lambda: pa.array([value.encode() for value in values], pa.binary()),
        "duration": lambda: pa.array([timedelta(seconds=n) for n in whole], pa.duration("s")),
        "list": lambda: pa.array([[n] for n in whole]),
        "struct": lambda: pa.array([{"n": n} for n in whole]),
        "bool": lambda: pa.array([bool(n) for n in whole]),
        "half": lambda: pa.array([n + 0.5 for n in whole]),
        "nan": lambda: pa.array([float("nan") for _ in whole]),
        "null": lambda: pa.nulls(len(whole)),
        "date": lambda: pa.array(whole, pa.date32()),
    }
    return types[kind]()


PLAIN = {
    "int16",
    "uint64",
    "float64",
    "float32",
    "decimal128",
    "decimal256",
    "dictionary",
    "large string",
    "binary",
}


@mutator(weight=4)
def columns_of_parquet(made: Draft, rng: random.Random) -> None:
    kind = rng.choice(["int16", "uint64", "float64", "float32", "decimal128", "decimal256", "dictionary",
                       "large string", "binary", "duration", "list", "struct", "bool", "half", "nan", "null",
                       "date"])  # fmt: skip
    names = {"long": {"Votes"}, "attributes": {"Registered"}}.get(made.layout, {made.labels[0]})
    columns = [[row[x] for row in made.rows] for x in range(len(made.head))]
    arrays = [
        _column(kind, values) if name in names else pa.array(values)
        for name, values in zip(made.head, columns, strict=True)
    ]
    stamped = rng.choice(["", "naive", "utc", "zone"])
    if stamped:
        at = [datetime.fromisoformat(value) for value in columns[made.column("Time")]]
        if stamped != "naive":
            from zoneinfo import ZoneInfo

            at = [one.replace(tzinfo=ZoneInfo(made.made.zone)).astimezone(UTC) for one in at]
        zone = {"naive": None, "utc": "UTC", "zone": "Asia/Tokyo"}[stamped]
        arrays[made.column("Time")] = pa.array(at, pa.timestamp(rng.choice(["s", "ms", "us", "ns"]), zone))
    made.what = f"{kind} {stamped}"
    out = io.BytesIO()
    pq.write_table(pa.table(arrays, names=made.head), out)
    made.content = out.getvalue()
    rename(made, "count.parquet")
    if kind not in PLAIN:
        ways: dict[str, Callable[[Record], Record]] = {
            "long": lambda r: r._replace(votes=(None,) * 4),
            "attributes": lambda r: r._replace(registered=None),
        }
        unknown = made.with_records(ways.get(made.layout, lambda r: r._replace(votes=(None, *r.votes[1:]))))
        made.truths = (unknown,) if kind in {"null", "nan"} else ()


@mutator(weight=2)
def tables_of_sqlite(made: Draft, rng: random.Random) -> None:
    kind = rng.choice(["text", "integers", "reals", "blobs", "view", "two tables", "mixed", "nul"])
    made.what = kind
    names = ", ".join(f'"{name}"' for name in made.head)
    figures = {x for _, x in made.vote_cells}

    def typed(x: int, value: str) -> Any:  # noqa: ANN401 - as SQLite holds it
        if x not in figures:
            return value
        ways: dict[str, Any] = {"integers": int(value), "reals": float(value), "blobs": value.encode(),
                                "mixed": int(value) if rng.random() < 0.5 else value, "nul": value + "\0"}  # fmt: skip
        return ways.get(kind, value)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.sqlite"
        base = sqlite3.connect(path)
        base.execute(f"CREATE TABLE results ({names})")
        marks = ", ".join("?" for _ in made.head)
        rows = [[typed(x, value) for x, value in enumerate(row)] for row in made.rows]
        base.executemany(f"INSERT INTO results VALUES ({marks})", rows)  # noqa: S608 - a table of the test
        if kind == "view":
            base.execute("CREATE VIEW other AS SELECT * FROM results")
        if kind == "two tables":
            base.execute("CREATE TABLE other AS SELECT * FROM results LIMIT 3")
        base.commit()
        base.close()
        made.content = path.read_bytes()
    rename(made, "count.sqlite")
