"""A merged cell with a figure is refused where a sheet would get it, not in a line that is left out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

from intake.build_intake import HEAD, ROWS, SOURCE, importing, refusal, write_case

if TYPE_CHECKING:
    from pathlib import Path

XLSX = SOURCE.replace("count.csv", "count.xlsx")
DROP = '[source.final.rows]\ndrop = { Sheet = "^$" }\n'


def workbook(merged: str) -> dict[str, str | bytes]:
    """Four sheets, and two lines below them that hold a sum."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in [HEAD, *ROWS]:
        page.append([int(cell) if cell.isdigit() and len(cell) < 3 else cell for cell in row])
    page["E6"] = 85
    page.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return {"count.xlsx": out.getvalue()}


def test_a_merged_sum_in_lines_that_are_left_out_is_no_figure(tmp_path: Path) -> None:
    store = importing(write_case(tmp_path, XLSX + DROP, workbook("E6:E7"))).store
    assert store.arrow("votes-mayor")["oak"].to_pylist() == [40, 35, 10, None]


@pytest.mark.parametrize("mapping", ["", DROP])
def test_a_merged_figure_of_two_sheets_is_refused(tmp_path: Path, mapping: str) -> None:
    problems = refusal(write_case(tmp_path, XLSX + mapping, workbook("E4:E5")))
    assert any("merged over several rows" in str(problem) for problem in problems)
