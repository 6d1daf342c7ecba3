"""Cells of workbooks that values alone do not tell: errors, formulas, dates, long numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl.worksheet.formula import ArrayFormula

from intake.build_workbook import HEAD, MAIN, OFFICE, ROWS, Read, book, raw_book, saved, text_row
from veedor.intake.case import NumberMap
from veedor.intake.cells import figure_pattern
from veedor.intake.worksheet import cell_text

if TYPE_CHECKING:
    from pathlib import Path

FIGURE = re.compile(figure_pattern(NumberMap(thousands=",")))
HEADER = text_row(1, *HEAD)


def test_a_formula_without_a_value_is_no_blank(tmp_path: Path) -> None:
    made = book()
    made.active["B2"], made.active["C3"] = "=50+5", "=SUM(C2:C2)"
    read = Read(saved(made, tmp_path))
    assert read.column("Adler") == ["=50+5 (no value)", "61", "20"]
    assert read.column("Brandt") == ["40", "=SUM(C2:C2) (no value)", "30"]
    assert not FIGURE.match(read.rows[0][1])
    assert read.notice("formulas_without_value", "Adler").rows == (2,)


def test_formulas_in_the_last_column_and_row_lie_outside_the_values(tmp_path: Path) -> None:
    made = book(HEAD[:2], ["P1", 5])
    made.active["C1"] = "Brandt"
    made.active["A3"], made.active["C3"], made.active["D3"] = '="P"&2', "=1+1", "=2+2"
    read = Read(saved(made, tmp_path))
    assert read.rows[-1] == ['="P"&2 (no value)', "", "=1+1 (no value)"]
    assert read.numbers == [2, 3]
    assert read.notice("formulas_without_value", "D").number == 1


def test_shared_formulas_without_a_value(tmp_path: Path) -> None:
    first = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f t="shared" ref="B2:B3" si="0">D2+E2</f></c></row>'
    other = '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><f t="shared" si="0"/><v></v></c></row>'
    read = Read(raw_book(tmp_path, HEADER + first + other))
    assert read.column("Adler") == ["=D2+E2 (no value)"] * 2


def test_an_array_formula_without_a_value_fills_its_range(tmp_path: Path) -> None:
    made = book(HEAD, ["P1", None, 40], ["P2", None, 41], ["P3", None, 30], ["P4", None, 7])
    made.active["B2"] = ArrayFormula("B2:B4", "=D2:D4+E2:E4")
    read = Read(saved(made, tmp_path))
    assert read.column("Adler") == ["=D2:D4+E2:E4 (no value)"] * 3 + [""] or read.column("Adler") == [
        "==D2:D4+E2:E4 (no value)"
    ] * 3 + [""]
    assert read.notice("formulas_without_value", "Adler").number == 3


def test_stored_values_of_formulas_are_read(tmp_path: Path) -> None:
    cells = (
        '<row r="2"><c r="A2" t="str"><f>"P"&amp;1</f><v>P1</v></c><c r="B2"><f>1+1</f><v>2</v></c>'
        '<c r="C2" t="str"><f>IF(1,"","x")</f><v></v></c></row>'
        '<row r="3"><c r="A3" t="str"><v>P2</v></c><c r="B3"><f>0</f><v>0</v></c><c r="C3"><v>1</v></c></row>'
    )
    read = Read(raw_book(tmp_path, HEADER + cells))
    assert read.rows == [["P1", "2", ""], ["P2", "0", "1"]]
    assert not read.notices


@pytest.mark.parametrize(("ask", "expected"), [("1", "=9*9 (no value)"), ("0", "0")])
def test_zeros_of_a_library_that_calculates_nothing_are_no_values(
    tmp_path: Path, ask: str, expected: str
) -> None:
    cells = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>9*9</f><v>0</v></c><c r="C2"><v>3</v></c></row>'
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
        f'<calcPr calcId="1" fullCalcOnLoad="{ask}"/></workbook>'
    )
    read = Read(raw_book(tmp_path, HEADER + cells, members={"xl/workbook.xml": workbook}))
    assert read.column("Adler") == [expected]


@pytest.mark.slow(but=3)
@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
def test_an_error_is_kept_as_published(tmp_path: Path, error: str) -> None:
    made = book()
    made.active["B3"] = error
    made.active["B3"].data_type = "e"
    read = Read(saved(made, tmp_path))
    assert read.column("Adler") == ["55", error, "20"]
    assert read.notice("error_cells", "Adler").values == (error,)


def test_an_error_in_the_column_of_ids_and_one_of_a_formula(tmp_path: Path) -> None:
    cells = (
        '<row r="2"><c r="A2" t="e"><f>VLOOKUP(1,Z:Z,1)</f><v>#N/A</v></c><c r="B2"><v>5</v></c></row>'
        '<row r="3"><c t="e" r="A3"><v>#REF!</v></c><c r="B3"><v>6</v></c></row>'
    )
    read = Read(raw_book(tmp_path, HEADER + cells))
    assert read.column("Precinct") == ["#N/A", "#REF!"]
    assert read.notice("error_cells", "Precinct").number == 2


def test_prefixes_and_single_quotes_hide_nothing(tmp_path: Path) -> None:
    sheet = (
        f"<x:worksheet xmlns:x='{MAIN}'><x:sheetData>"
        "<x:row r='1'><x:c r='A1' t='inlineStr'><x:is><x:t>Id</x:t></x:is></x:c>"
        "<x:c r='B1' t='inlineStr'><x:is><x:t>Oak</x:t></x:is></x:c></x:row>"
        "<x:row r='2'><x:c r='A2'><x:v>1</x:v></x:c><x:c r='B2' t='e'><x:v>#REF!</x:v></x:c></x:row>"
        "<x:row r='3'><x:c r='A3'><x:v>2</x:v></x:c><x:c r='B3'><x:f>1+1</x:f></x:c></x:row>"
        "</x:sheetData></x:worksheet>"
    )
    read = Read(raw_book(tmp_path, "", members={"xl/worksheets/sheet1.xml": sheet}))
    assert read.column("Oak") == ["#REF!", "=1+1 (no value)"]


def test_ids_that_became_dates_are_said(tmp_path: Path) -> None:
    read = Read(
        saved(book(HEAD, [date(2030, 1, 4), 50, 40], [date(2030, 2, 4), 60, 41], ["4-13", 11, 20]), tmp_path)
    )
    assert read.column("Precinct") == ["2030-01-04", "2030-02-04", "4-13"]
    notice = read.notice("dates_in_column", "Precinct")
    assert (notice.number, notice.values, notice.rows) == (2, ("2030-01-04", "2030-02-04"), (2, 3))


def test_ids_of_numbers_that_became_dates_are_said(tmp_path: Path) -> None:
    read = Read(saved(book(HEAD, [date(2030, 1, 4), 50, 40], [413, 11, 20]), tmp_path))
    assert read.notice("dates_in_column", "Precinct").number == 1


def test_a_column_of_dates_is_no_news(tmp_path: Path) -> None:
    at = datetime(2030, 1, 4, 3, 2, 1)  # noqa: DTZ001 - as published
    read = Read(saved(book(["At", "In"], [date(2030, 1, 4), 5], [at, 6]), tmp_path))
    assert read.column("At") == ["2030-01-04", "2030-01-04T03:02:01"]
    assert not read.notices


def test_numbers_too_long_for_a_spreadsheet_are_said(tmp_path: Path) -> None:
    read = Read(saved(book(HEAD, [12345678901234567, 5, 6], [123456789012, 7, 8]), tmp_path))
    assert read.notice("long_numbers", "Precinct").rows == (2,)
    assert read.column("Precinct")[1] == "123456789012"


def test_numbers_as_text_and_formats_leave_values_alone(tmp_path: Path) -> None:
    made = book(HEAD, ["0101", "50", "40 "], ["0102", 0.549, True])
    made.active["B3"].number_format = "0.0%"
    assert Read(saved(made, tmp_path)).rows == [["0101", "50", "40 "], ["0102", "0.549", "TRUE"]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1.0, "1"),
        (True, "TRUE"),
        (False, "FALSE"),
        (2.5, "2.5"),
        (1e15, "1000000000000000"),
        (time(3, 4, 5), "03:04:05"),
        (timedelta(hours=30, seconds=1), "30:00:01"),
        (datetime(2030, 5, 5, 1, 2, 3, 999_999), "2030-05-05T01:02:04"),  # noqa: DTZ001 - as published
    ],
)
def test_text_of_a_cell(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_true_is_not_one_even_after_ones(tmp_path: Path) -> None:
    assert Read(saved(book(HEAD, ["a", 1, 0], ["b", True, False]), tmp_path)).rows == [
        ["a", "1", "0"],
        ["b", "TRUE", "FALSE"],
    ]


def test_rows_are_numbered_as_the_workbook_does(tmp_path: Path) -> None:
    made = book(HEAD, *ROWS)
    made.active["A9"], made.active["B9"] = "P9", 9
    assert Read(saved(made, tmp_path)).numbers == [2, 3, 4, 9]


def test_a_table_that_stands_to_the_right(tmp_path: Path) -> None:
    made = book([None, None], [None, None])
    for row, cells in enumerate((HEAD, *ROWS), 3):
        for column, cell in enumerate(cells, 3):
            made.active.cell(row, column, cell)
    read = Read(saved(made, tmp_path), skip=2)
    assert read.header == ("", "", *HEAD)
    assert read.rows[0] == ["", "", "P1", "55", "40"]
    assert read.numbers == [4, 5, 6]
