"""Every way of publishing the same table must be read as the same table."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from intake.build_intake import HEAD, ROWS, SOURCE, csv_text, importing, write_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ACCENTED = [[c.replace("School", "Colegio Ñandú / «1», sector 2") for c in row] for row in ROWS]
QUOTED = [[c.replace("School", 'Colegio "Ñandú"\nanexo') for c in row] for row in ROWS]


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("__MACOSX/._" + name, b"junk")
        made.writestr(name, content)
    return out.getvalue()


def as_workbook(rows: list[list[str]], *, above: int = 0) -> bytes:
    """Write numbers as numbers, as spreadsheets do."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for _ in range(above):
        sheet.append(["Official results"])
    sheet.append(HEAD)
    for row in rows:
        sheet.append([row[0], *row[1:3], *(int(c) if c else None for c in row[3:])])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet(rows: list[list[str]]) -> bytes:
    columns = {name: [row[i] for row in rows] for i, name in enumerate(HEAD)}
    typed = {
        name: pa.array(values if i < 3 else [int(v) if v else None for v in values])
        for i, (name, values) in enumerate(columns.items())
    }
    out = io.BytesIO()
    pq.write_table(pa.table(typed), out)
    return out.getvalue()


FORMS: dict[str, tuple[str, str, Callable[[list[list[str]]], bytes]]] = {
    "comma": ("a.csv", "", lambda rows: csv_text(rows).encode()),
    "byte order mark": ("a.csv", "", lambda rows: csv_text(rows).encode("utf-8-sig")),
    "semicolon": ("a.csv", "", lambda rows: csv_text(rows, delimiter=";").encode()),
    "tab": ("a.tsv", "", lambda rows: csv_text(rows, delimiter="\t").encode()),
    "bar": ("a.txt", "", lambda rows: csv_text(rows, delimiter="|").encode()),
    "windows line ends": ("a.csv", "", lambda rows: csv_text(rows).replace("\n", "\r\n").encode()),
    "no last line end": ("a.csv", "", lambda rows: csv_text(rows).rstrip("\n").encode()),
    "cp1252": ("a.csv", ', encoding = "cp1252"', lambda rows: csv_text(rows).encode("cp1252")),
    "utf-16": ("a.csv", "", lambda rows: csv_text(rows).encode("utf-16")),
    "utf-16 without a mark": (
        "a.csv",
        ', encoding = "utf-16-le"',
        lambda rows: csv_text(rows).encode("utf-16-le"),
    ),
    "lines above the header": ("a.csv", ", skip = 2", lambda rows: ("Results\n\n" + csv_text(rows)).encode()),
    "single quotes": (
        "a.csv",
        ', quote = "\'"',
        lambda rows: "\n".join(",".join(f"'{c}'" for c in row) for row in [HEAD, *rows]).encode(),
    ),
    "outer blanks": ("a.csv", "", lambda rows: csv_text([[f" {c} " for c in r] for r in rows]).encode()),
    "decimal zeros": (
        "a.csv",
        "",
        lambda rows: csv_text([[*r[:3], *(f"{c}.0" if c else "" for c in r[3:])] for r in rows]).encode(),
    ),
    "a name that could be a pattern": ("a[1].csv", "", lambda rows: csv_text(rows).encode()),
    "an apostrophe in the name": ("l'élection.csv", "", lambda rows: csv_text(rows).encode()),
    "zip of csv": ("a.zip", "", lambda rows: zipped("inner/a.csv", csv_text(rows).encode())),
    "zip of semicolons": (
        "a.zip",
        ', member = "a.csv"',
        lambda rows: zipped("a.csv", csv_text(rows, delimiter=";").encode()),
    ),
    "workbook": ("a.xlsx", "", as_workbook),
    "workbook with lines above": ("a.xlsx", ", skip = 3", lambda rows: as_workbook(rows, above=3)),
    "zip of workbook": ("a.zip", "", lambda rows: zipped("a.xlsx", as_workbook(rows))),
    "parquet": ("a.parquet", "", as_parquet),
    "zip of parquet": ("a.zip", "", lambda rows: zipped("a.parquet", as_parquet(rows))),
}


def tables(folder: Path, rows: list[list[str]], form: str) -> dict[str, list[dict[str, object]]]:
    name, further, write = FORMS[form]
    source = SOURCE.replace('{ name = "count.csv" }', f'{{ name = "{name}"{further} }}')
    store = importing(write_case(folder, source, {name: write(rows)})).store
    return {
        table: [
            {k: v for k, v in row.items() if k not in {"source", "source_row"}}
            for row in store.arrow(table).to_pylist()
        ]
        for table in store.names
    }


@pytest.mark.slow(but=8)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_tables(tmp_path: Path, form: str) -> None:
    expected = tables(tmp_path / "plain", ACCENTED, "comma")
    assert len(expected["votes-mayor"]) == 4
    assert tables(tmp_path / "form", ACCENTED, form) == expected


@pytest.mark.parametrize("form", ["comma", "semicolon", "zip of csv", "workbook", "parquet", "cp1252"])
def test_quotes_and_line_breaks_within_cells(tmp_path: Path, form: str) -> None:
    made = tables(tmp_path, QUOTED, form)
    assert 'North / Colegio "Ñandú" anexo' in {p["place_id"] for p in made["place"]}


@pytest.mark.parametrize("form", ["comma", "lines above the header", "workbook", "workbook with lines above"])
def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path, form: str) -> None:
    name, further, write = FORMS[form]
    source = SOURCE.replace('{ name = "count.csv" }', f'{{ name = "{name}"{further} }}')
    store = importing(write_case(tmp_path, source, {name: write(ROWS)})).store
    above = int(further.rsplit("=", 1)[-1]) if further else 0
    assert store.arrow("version")["source_row"].to_pylist() == [above + 2, above + 3, above + 4, above + 5]


def test_a_header_may_hold_line_breaks(tmp_path: Path) -> None:
    source = SOURCE.replace('id = "Sheet"', 'id = "Sheet\\nnumber"')
    text = csv_text(ROWS, ["Sheet\nnumber", *HEAD[1:]])
    store = importing(write_case(tmp_path, source, {"count.csv": text})).store
    assert store.arrow("version", ["sheet_id", "source_row"]).to_pylist()[0] == {
        "sheet_id": "001",
        "source_row": 2,
    }


def test_a_broken_row_below_lines_above_the_header_has_its_own_number(tmp_path: Path) -> None:
    from intake.build_intake import refusal

    source = SOURCE.replace('name = "count.csv"', 'name = "count.csv", skip = 2')
    (problem,) = refusal(write_case(tmp_path, source, {"count.csv": f"Results\n\n{csv_text()}005,North\n"}))
    assert (problem.row, problem.value) == (8, "005,North")


def test_several_sheets_of_a_workbook_are_one_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for number, part in enumerate((ROWS[:3], ROWS[3:]), 1):
        sheet = book.create_sheet(f"Part {number}")
        sheet.append(HEAD)
        for row in part:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    source = SOURCE.replace('name = "count.csv"', 'name = "a.xlsx", sheets = ["Part 1", "Part 2"]')
    store = importing(write_case(tmp_path, source, {"a.xlsx": out.getvalue()})).store
    assert store.arrow("version", ["source", "source_row"]).to_pylist()[2:] == [
        {"source": "a.xlsx#Part 1", "source_row": 4},
        {"source": "a.xlsx#Part 2", "source_row": 2},
    ]


def test_sheets_of_a_workbook_with_other_columns_are_refused(tmp_path: Path) -> None:
    from intake.build_intake import refusal

    book = openpyxl.Workbook()
    for number, head in enumerate((HEAD, [*HEAD[:-1], "Spoilt"]), 1):
        sheet = book.create_sheet(f"Part {number}")
        sheet.append(head)
        sheet.append([f"00{number}", *ROWS[0][1:]])
    out = io.BytesIO()
    book.save(out)
    source = SOURCE.replace('name = "count.csv"', 'name = "a.xlsx", sheets = ["Part 1", "Part 2"]')
    (problem,) = refusal(write_case(tmp_path, source, {"a.xlsx": out.getvalue()}))
    assert problem.file == "a.xlsx#Part 2"
    assert "Spoilt" in str(problem.value)


def test_times_of_a_workbook_come_to_the_second(tmp_path: Path) -> None:
    from datetime import datetime, timedelta

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["At", "In", "Oak", "Elm"])
    moments = [datetime(2030, 3, 10, 9, 30, s) for s in range(60)]  # noqa: DTZ001 - as workbooks have them
    for number, at in enumerate(moments):
        sheet.append([at, number, 1, 2])
    out = io.BytesIO()
    book.save(out)
    from intake.test_bad_input import LOG

    source = LOG.replace("log.csv", "log.xlsx")
    store = importing(write_case(tmp_path, source, {"log.xlsx": out.getvalue()})).store
    utc = [at + timedelta(hours=4) for at in moments]
    assert store.arrow("publication")["published_at"].to_pylist() == utc
